"""The mine's files, exactly in the formats of the contract, with the dirt real senders make."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from pathlib import Path

import numpy as np

from .layout import register

HMS = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86400)]
HMS14 = [x.replace(":", "") for x in HMS]


class Sender:
    """Profile of one mine: separators, prefix, interval, habits."""

    def __init__(self, m, root: Path):
        self.m, self.root = m, root
        self.prefix, self.sep, self.end = ("N", "^", "]]]") if m.second_profile else ("", "~", "||")
        if m.newlines:
            self.sep += "\r\n"
        self.rydw, self.aqjk = root / "rydw", root / "aqjk"
        self.rydw.mkdir(parents=True, exist_ok=True)
        self.aqjk.mkdir(parents=True, exist_ok=True)

    def ts(self, t: int) -> str:
        return self.m.day(t // 86400) + " " + HMS[t % 86400]

    def name(self, kind: str, t: int) -> str:
        return f"{self.m.code}_{self.prefix}{kind}_{self.m.day(t // 86400).replace('-', '')}{HMS14[t % 86400]}.txt"

    def send(self, folder: Path, kind: str, t: int, header: list, rows: list[str], r=None) -> None:
        text = self.sep.join([";".join(header), *rows]) + self.sep + self.end
        if r is not None:
            x = r.random()
            if x < self.m.half:
                text = text[: int(len(text) * r.uniform(0.2, 0.95))]
            elif x < self.m.half + self.m.double:
                self._write(folder / self.name(kind, t + 1), text)
        self._write(folder / self.name(kind, t), text)

    @staticmethod
    def _write(path: Path, text: str) -> None:
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(text)


def outage(m, t: int) -> bool:
    return any(a <= t < b for a, b in m.outages)


def snapshot_times(m):
    r, out, t = m.rd, [], m.rd.randint(5, m.step)
    while t < m.days * 86400:
        out.append(t)
        step = m.step
        t += max(20, int(step + r.gauss(0, m.jitter)))
    return out


def personnel(m, s: Sender, trips) -> None:
    """RYSS, built per visit and collected per snapshot."""
    r = m.rd
    times = snapshot_times(m)
    n = len(times)
    rows: list[list[str]] = [[] for _ in range(n)]
    gauss = np.random.default_rng([m.seed, m.number, 5]).normal(0, 1, 8192).tolist()
    gi = 0
    ts, st, keep = s.ts, m.station, m.trace
    area_of = [v["area"] for v in m.nodes]
    counts = np.zeros((len(m.areas), n + 1), int)
    late_alarm = []
    for t in trips:
        if not t.card or not t.v:
            continue
        p = m.persons[t.p]
        t_in, out = t.v[0][0], t.out
        if out - t_in > 11.5 * 3600:
            late_alarm.append((t, p))
        j0, j1 = bisect_left(times, t_in), bisect_left(times, out)
        if j0 >= n or (j1 == 0 and not times[0] <= out + 300):
            continue
        head = f"{p['card']};{p['name']};1;{ts(t_in)};;"
        tail = f";正常;{p['leader']};{p['special']};"
        trace, area, area_t = [], -1, t_in
        v = t.v
        hide = t.hide
        last_pre = ""
        for i, (a, node, mean, sd) in enumerate(v):
            b = v[i + 1][0] if i + 1 < len(v) else out
            if area_of[node] != area:
                area, area_t = area_of[node], a
            trace.append(f"{st[node]}&{ts(a)}")
            lo, hi = bisect_left(times, a), bisect_left(times, min(b, out))
            last_pre = f"{m.area_code[area]};{ts(area_t)};{st[node]};{ts(a)};{m.labour};"
            if lo >= hi:
                continue
            end = tail + (",".join(trace[-keep:]) if keep else "")
            pre = head + last_pre
            counts[area, lo] += 1
            counts[area, hi] -= 1
            for j in range(lo, hi):
                if hide and any(x <= times[j] < y for x, y in hide):
                    continue
                if m.no_distance:
                    rows[j].append(pre + end)
                else:
                    gi = (gi + 1) & 8191
                    rows[j].append(f"{pre}{mean + sd * gauss[gi]:.1f}{end}")
        if j1 < n and times[j1] - out < 600 and not (hide and hide[-1][1] > out):
            rows[j1].append(
                f"{p['card']};{p['name']};2;{ts(t_in)};{ts(out)};{last_pre}0.0{tail}"
                + (",".join(trace[-keep:]) if keep else "")
            )
    counts = counts.cumsum(1)
    _fabricate(m, s, times, rows)
    head = [m.code, m.name]
    slow = m.clock_drift  # seconds a day
    for j, t in enumerate(times):
        if outage(m, t) or r.random() < m.lost:
            continue
        if m.kind == "data_fabricated" and m.c["style"] == "hole_shift":
            _d, sec = divmod(t, 86400)
            a = m.starts[m.c["night"]] * 3600 + 1800
            rel = (sec - a) % 86400
            day = (t - rel) // 86400
            if m.c["d"][0] <= day < m.c["d"][1] and rel < m.lengths[m.c["night"]] * 3600 - 3600:
                continue
        at = t + int(slow * t / 86400)
        s.send(s.rydw, "RYSS", t, [*head, ts(at)], rows[j], r)
    _alarms(m, s, times, counts, late_alarm)


def _fabricate(m, s, times, rows) -> None:
    """Snapshots that are not what the readers said."""
    c = m.c
    r = m.rc
    if m.kind == "headcount_concealed" and c["style"] == "cut_at_limit":
        inside = [j for j, t in enumerate(times) if c["d"][0] * 86400 <= t < c["d"][1] * 86400]
        peak = sorted(len(rows[j]) for j in inside)[int(len(inside) * 0.9)]
        cap = max(5, int(peak * c["cap_share"]))
        m.c["cap"] = cap
        for j in inside:  # the longest below stay in the list, later comers never appear
            one = [x for x in rows[j] if ";1;" in x[:40]]
            rows[j] = (
                sorted(one, key=lambda x: x.split(";", 4)[3])[:cap]
                + [x for x in rows[j] if ";1;" not in x[:40]][:2]
            )
        c["stations"] = [m.bottom]
    if m.kind != "data_fabricated":
        return
    a, b = c["d"]
    style = c["style"]
    if style == "replay":
        c["d"] = a, b = max(1, a), max(b, min(m.days, max(1, a) + 2))
        src = a - 1
        index = {j: times[j] for j in range(len(times)) if src * 86400 <= times[j] < (src + 1) * 86400}
        keys, at = list(index), [index[j] % 86400 for j in index]
        hours = (
            (0, 86400)
            if r.random() < 0.5
            else (m.starts[c["night"]] * 3600, m.starts[c["night"]] * 3600 + m.lengths[c["night"]] * 3600)
        )
        stored = {j: list(rows[j]) for j in keys}
        for j, t in enumerate(times):
            d, sec = divmod(t, 86400)
            if a <= d < b and (hours[0] <= sec < hours[1] or sec + 86400 < hours[1]):
                k = keys[min(len(keys) - 1, bisect_left(at, sec))]
                text = (
                    "\x00".join(stored[k])
                    .replace(m.day(src), "\x01")
                    .replace(m.day(src - 1), m.day(d - 1))
                    .replace("\x01", m.day(d))
                )
                rows[j] = text.split("\x00") if text else []
    elif style == "frozen":
        night = r.random() < 0.5
        span = r.randint(4, 7) * 3600
        for d in range(a, b):
            begin = d * 86400 + (m.starts[c["night" if night else "day"]] * 3600) + r.randint(1800, 5400)
            js = [j for j, t in enumerate(times) if begin <= t < begin + span]
            for j in js[1:]:
                rows[j] = list(rows[js[0]])
    elif style == "generator":
        pool = [p for p in m.persons if p.get("listed", True)]
        typical = int(np.median([len(x) for x in rows]))
        for j, t in enumerate(times):
            d, sec = divmod(t, 86400)
            if not a <= d < b:
                continue
            h = max((x for x in m.starts if x * 3600 <= sec), default=m.starts[-1] - 24)
            begin = s.ts(d * 86400 + h * 3600)
            pick = r.sample(pool, min(len(pool), typical + r.randint(-2, 2)))
            now = s.ts(t)
            new = []
            for p in pick:
                node = r.randrange(len(m.nodes))
                area = (
                    m.area_code[r.randrange(len(m.areas))]
                    if r.random() < 0.4
                    else m.area_code[m.nodes[node]["area"]]
                )
                new.append(
                    f"{p['card']};{p['name']};1;{begin};;{area};{now};{m.station[node]};{now};{m.labour};"
                    f"{r.randint(0, 50)}.0;正常;{p['leader']};{p['special']};"
                    + (f"{m.station[node]}&{now}" if m.trace else "")
                )
            rows[j] = new


def _alarms(m, s, times, counts, late) -> None:
    """RYCS and RYCY; the same alarm is sent without and later with its end."""
    for t, p in late[:60]:
        begin = t.v[0][0] + int(11 * 3600)
        if not 0 <= begin < m.days * 86400 - 60 or outage(m, begin):
            continue
        node = t.v[max(0, bisect_right(t.v, (begin,)) - 1)]
        code = m.station[node[1]]
        for when, end in ((begin + 20, ""), (t.out + 30, s.ts(t.out))):
            if when < m.days * 86400:
                s.send(
                    s.rydw,
                    "RYCS",
                    when,
                    [m.code, m.name, s.ts(when)],
                    [
                        f"{p['card']};{p['name']};{s.ts(t.v[0][0])};{s.ts(begin)};{end};{code[:16]};{s.ts(node[0])};{code};{s.ts(node[0])}"
                    ],
                )
    sent = 0
    for a, area in enumerate(m.areas):
        over = counts[a, : len(times)] > area["limit"]
        if area["type"] != "重点区域" or not over.any():
            continue
        edge = np.flatnonzero(np.diff(np.concatenate([[0], over.astype(int), [0]])))
        for x, y in zip(edge[::2], edge[1::2]):
            if sent < 40 and y - x >= 3 and y < len(times):
                sent += 1
                s.send(
                    s.rydw,
                    "RYCY",
                    times[y] + 7,
                    [m.code, m.name, s.ts(times[y] + 7)],
                    [
                        f"区域超员;{area['limit']};{int(counts[a, x:y].max())};{m.area_code[a]};{area['name']};{s.ts(times[x])};{s.ts(times[y])};"
                    ],
                )


def static(m, s: Sender) -> None:
    """Register and the daily lists."""
    (s.root / "register.json").write_text(
        json.dumps(register(m), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    r = m.rd
    people = []
    for p in m.persons:
        if p.get("listed", True) and r.random() > m.hr_missing:
            trade = "未设置" if r.random() < m.unset else p["trade"]
            people.append(
                f"{p['card']};{p['name']};{trade};{p['post']};{p['dept']};{p['birth']};{p['edu']};{p['leader']};{p['special']}"
            )
    if people and r.random() < 0.2:  # one card twice with another name
        x = people[0].split(";")
        people.append(";".join([x[0], "王某", *x[2:4], "离矿人员", *x[5:]]))
    for d in range(m.days):
        t = d * 86400 + 330 + m.number % 50
        if outage(m, t):
            t += 43200
        head = [m.code, m.name, s.ts(t)]
        s.send(
            s.rydw,
            "RYXX",
            t,
            [m.code, m.name, str(m.limit), "KJ251A", "人员位置监测系统", "沙丘科技", "2027-12-31", s.ts(t)],
            people,
        )
        s.send(
            s.rydw,
            "RYQY",
            t + 1,
            head,
            [f"{a['type']};{c};{a['limit']};{a['name']}" for c, a in zip(m.area_code, m.areas)],
        )
        zero = "coordinates" in m.reg_gaps
        s.send(
            s.rydw,
            "RYJZ",
            t + 2,
            head,
            [
                f"{c};{v['name']};" + f"{v['x']:.1f};{v['y']:.1f};{v['z']:.1f};{v['name']}"
                if not zero
                else f"{c};{v['name']};0;0;0;{v['name']}"
                for c, v in zip(m.station, m.nodes)
            ],
        )
        s.send(
            s.aqjk,
            "CDDY",
            t + 3,
            [m.code, m.name, "KJ90X", "安全监控系统", "沙丘科技", "2027-12-31", s.ts(t)],
            [
                f"{p['code']};01;{m.code}{k // 8 + 1:05d};{p['sort']};{p['form']};"
                + {
                    "ch4": "%;4;0;1.0;0.8;;;1.5;1.0;;;;;",
                    "air_velocity": "m/s;15;0;8;8;0.25;0.3;;;;;;;",
                    "fan": ";;;;;;;;;;;开;停;",
                }[p["kind"]]
                + (
                    f"{p['where']};0;0;0;;{s.ts(t)}"
                    if zero
                    else f"{p['where']};{m.nodes[p['node']]['x']:.1f};{m.nodes[p['node']]['y']:.1f};{m.nodes[p['node']]['z']:.1f};;{s.ts(t)}"
                )
                for k, p in enumerate(m.points)
            ],
        )
    for t in range(97, m.days * 86400, m.jz_step):
        if not outage(m, t):
            bad = {n for n, w in m.dead_readers.items() if any(a <= t < b for a, b in w)}
            now = s.ts(t)
            s.send(
                s.rydw,
                "JZSS",
                t,
                [m.code, m.name, now],
                [f"{c};{1 if i in bad else 0};1;{now}" for i, c in enumerate(m.station)],
                r,
            )


UNIT = {"ch4": ("环境瓦斯", "%"), "air_velocity": ("风速", "m/s"), "fan": ("风机开停", "")}


def safety(m, s: Sender) -> None:
    """CDSS, hourly TJSJ, YCBJ of excess and calibration, KGBH of fans."""
    r = m.rd
    cols = []
    for p in m.points:
        x, state = m.series[p["code"]]
        kind, unit = UNIT[p["kind"]]
        pre = f"{p['code']};{kind};{p['where']};"
        if p["kind"] == "fan":
            cols.append([f"{pre}{int(v)};{unit};0;" for v in x])
            flips = np.flatnonzero(np.diff(x))
            for k in flips:
                t = int(m.cd_t[k + 1])
                s.send(
                    s.aqjk,
                    "KGBH",
                    t + 1,
                    [m.code, m.name, s.ts(t + 1)],
                    [f"{p['code']};{kind};{p['where']};{int(x[k + 1])};{s.ts(t)}"],
                )
        else:
            cols.append([f"{pre}{v:.2f};{unit};{w};" for v, w in zip(x.tolist(), state.tolist())])
            if p["kind"] == "ch4":
                for word, code, cause in ((1, "001", "瓦斯涌出"), (4, "007", "标校")):
                    edge = np.flatnonzero(np.diff(np.concatenate([[0], (state == word).astype(int), [0]])))
                    for a, b in list(zip(edge[::2], edge[1::2]))[:25]:
                        b = min(b, len(x) - 1)
                        t0, t1 = s.ts(int(m.cd_t[a])), s.ts(int(m.cd_t[b]))
                        seg = x[a : b + 1]
                        s.send(
                            s.aqjk,
                            "YCBJ",
                            int(m.cd_t[b]) + 2 + a % 3,
                            [m.code, m.name, t1],
                            [
                                f"{p['code']};{kind};{p['where']};{unit};{code};{t0};{t1};{seg.max():.2f};{t0};{seg.min():.2f};{t1};{seg.mean():.2f};{cause};已处理;{t1};调度员;{t1}"
                            ],
                        )
    head = [m.code, m.name]
    for k, t in enumerate(m.cd_t.tolist()):
        if outage(m, t) or r.random() < m.lost:
            continue
        now = s.ts(t)
        s.send(s.aqjk, "CDSS", t, [*head, now], [c[k] + now for c in cols], r)
    if m.with_stats:
        analog = [p for p in m.points if p["kind"] != "fan"]
        per = max(1, 300 // m.cd_step)
        for t in range(3600, m.days * 86400, 3600):
            if outage(m, t):
                continue
            rows = []
            for b in range(t - 3600, t, 300):
                k = int((b - m.cd_offset) / m.cd_step) + 1
                for p in analog:
                    x = m.series[p["code"]][0][max(0, k) : k + per]
                    if len(x):
                        kind, unit = UNIT[p["kind"]]
                        b0, b1 = s.ts(b), s.ts(b + 300)
                        rows.append(
                            f"{p['code']};{kind};{p['where']};{unit};{b0};{b1};{x.max():.2f};{b0};{x.min():.2f};{b0};{x.mean():.2f};{b1}"
                        )
            s.send(s.aqjk, "TJSJ", t, [*head, s.ts(t)], rows)


def tables(m, s: Sender, trips) -> None:
    """The CSV files."""
    n = m.days * 96
    quarter = [m.iso(k * 900) for k in range(n)]
    lost = set() if not m.meter_gaps else {k for a, b in m.meter_gaps for k in range(a // 900, b // 900)}

    def write(name, header, lines):
        if name in m.no_table:
            return
        if m.split_tables and name in ("power", "haulage"):
            half = len(lines) // 2
            for part, piece in (("a", lines[:half]), ("b", lines[half:])):
                (s.root / f"{name}-{part}.csv").write_text(
                    header + "\n" + "\n".join(piece) + "\n", encoding="utf-8"
                )
        else:
            (s.root / f"{name}.csv").write_text(
                header + "\n" + "\n".join(lines) + ("\n" if lines else ""), encoding="utf-8"
            )

    write(
        "power",
        "at,feeder,kw",
        [
            f"{quarter[k]},{f},{x:.1f}"
            for f, v in m.kw.items()
            for k, x in enumerate(v.tolist())
            if k not in lost
        ],
    )
    write(
        "haulage",
        "at,conveyor,running_s,t",
        [
            f"{quarter[k]},{f},{int(a)},{b:.2f}"
            for f, (on, t) in m.belts.items()
            for k, (a, b) in enumerate(zip(on.tolist(), t.tolist()))
            if k not in lost
        ],
    )
    write("output", "date,shift,hoisted_t,reported_t", [f"{d},{i},{h},{p}" for d, i, h, p in m.output])
    write(
        "water",
        "at,pump,m3",
        [f"{quarter[k * 4]},{p},{x:.1f}" for p, v in m.pump_m3.items() for k, x in enumerate(v.tolist())],
    )
    write(
        "explosives",
        "at,face_id,explosive_kg,detonators,returned_kg",
        [f"{m.iso(t)},{f},{a},{b},{c}" for t, f, a, b, c in m.expl],
    )
    r, seen = m.rd, {}
    for t in trips:
        if not t.video or not t.v:
            continue
        where = t.video if isinstance(t.video, str) else "main_shaft"
        for at, way in ((t.v[0][0], "in"), (m.true_out.get(id(t), t.out), "out")):
            if 0 <= at < m.days * 86400 and r.random() > m.video_miss:
                key = (at // m.video_step * m.video_step, where, way)
                seen[key] = seen.get(key, 0) + (2 if r.random() < m.video_miss * 0.6 else 1)
    write(
        "video",
        "at,position,direction,persons",
        [
            f"{m.iso(a)},{w},{d},{c}"
            for (a, w, d), c in sorted(seen.items())
            if not outage(m, a) or m.video_local
        ],
    )
