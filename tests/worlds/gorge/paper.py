"""Files: everything a mine sends, written as the contract has it, with the usual dirt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from .crews import DAY, Mine, Trip
from .meters import Meters

HMS = [f"{h:02d}:{q:02d}:{s:02d}" for h in range(24) for q in range(60) for s in range(60)]


class Clock:
    """Seconds since the first midnight to text."""

    def __init__(self, m: Mine) -> None:
        self.start = m.start
        self.days: dict[int, str] = {}

    def day(self, d: int) -> str:
        """The date of a day."""
        got = self.days.get(d)
        if got is None:
            got = self.days[d] = (self.start + timedelta(days=d)).date().isoformat()
        return got

    def __call__(self, t: float) -> str:
        d, s = divmod(int(t), DAY)
        return f"{self.day(d)} {HMS[s]}"

    def iso(self, t: float) -> str:
        """ISO time with the offset of China standard time."""
        d, s = divmod(int(t), DAY)
        return f"{self.day(d)}T{HMS[s]}+08:00"


class Post:
    """Writes the text files of one mine in its profile."""

    def __init__(self, m: Mine, root: Path) -> None:
        self.m, self.clock = m, Clock(m)
        self.root = root
        for sub in ("rydw", "aqjk"):
            (root / sub).mkdir(parents=True, exist_ok=True)
        caret = m.knobs["caret"]
        self.rec, self.end, self.pre = ("^", "]]]", "N") if caret else ("~", "||", "")
        if m.knobs["crlf"]:
            self.rec += "\r\n"
        self.names: set[str] = set()

    def send(self, sub: str, kind: str, t: float, rows: Iterable[str], header: str = "") -> None:
        """One file; now and then late, twice or half."""
        m, r = self.m, self.m.rnd
        for a, b in m.all_gap:
            if a <= t < b:
                return
        head_t = t
        if sub == "rydw":
            for a, b, sh in m.clock:
                if a <= t < b:
                    head_t = t + sh
        stamp = self.clock(head_t)
        name_t = head_t + (r.uniform(60, 7200) if r.random() < m.knobs["late"] else 0)
        head = header or f"{m.code};{m.name};{stamp}"
        head = head.replace("@", stamp)
        text = self.rec.join([head, *rows]) + self.rec + self.end
        if r.random() < m.knobs["half"]:
            text = text[: int(len(text) * r.uniform(0.3, 0.97))]
        for _turn in range(2 if r.random() < m.knobs["twice"] else 1):
            while True:
                s = self.clock(name_t)
                name = f"{m.code}_{self.pre}{kind}_{s[:4]}{s[5:7]}{s[8:10]}{s[11:13]}{s[14:16]}{s[17:19]}.txt"
                if name not in self.names:
                    break
                name_t += 1
            self.names.add(name)
            with open(self.root / sub / name, "w", encoding="utf-8", newline="") as out:
                out.write(text)
            name_t += r.randint(1, 40)


def register(m: Mine, root: Path) -> None:
    """What the mine declared."""
    g, k = m.ground, m.knobs
    stations = []
    for s in g.stations:
        row: dict[str, Any] = {"station_code": s.code, "name": s.name}
        if k["coords"] == "full":
            row |= {"x": round(s.x + k["x0"], 2), "y": round(s.y + k["y0"], 2), "z": round(s.z, 2)}
        elif k["coords"] == "zero":
            row |= {"x": 0.0, "y": 0.0, "z": 0.0}
        stations.append(row)
    roads = []
    for a, b, length, _ in g.edges:
        row = {"from": g.stations[a].code, "to": g.stations[b].code}
        if k["lengths"] == "full":
            row["length_m"] = round(length, 1)
        elif k["lengths"] == "null":
            row["length_m"] = None
        roads.append(row)
    clock = Clock(m)
    marks = sorted(m.status, key=lambda s: s["d0"])
    status, since = [], k["producing_since"]
    for s in marks:
        if s["d0"] > 0 or not status:
            if clock.day(s["d0"]) > since:
                status.append({"state": "producing", "from": since, "to": clock.day(s["d0"])})
        status.append({"state": s["state"], "from": clock.day(s["d0"]), "to": clock.day(s["d1"])})
        since = clock.day(s["d1"])
    status.append({"state": "producing", "from": since, "to": None})
    faces = [
        {
            "face_id": f.fid,
            "name": f.name,
            "kind": f.kind,
            "stations": [g.stations[x].code for x in f.stations + (f.gates if k["gates_in_face"] else [])],
            "from": f.since or k["faces_since"][i],
            "to": f.until,
            "crew_per_shift": f.crew,
            "planned_t_per_day": round(f.t_day, 1),
            "advance_m_per_day": round(f.advance, 1),
            "air_m3_per_min": round(f.air, 0),
            "ch4_m3_per_min": round(f.ch4, 2),
            "inflow_m3_per_h": round(f.inflow, 1),
            "explosive_kg_per_day": round(f.explosive, 1),
        }
        for i, f in enumerate(g.faces)
    ]
    feeders = [{"feeder": f.feeder, "serves": f.fid, "rated_kw": round(f.kw)} for f in g.faces]
    for _i, x in enumerate(("hoist", "main_fan", "local_fan", "pump", "surface", "other")):
        kw = k["rated"][x] if x != "pump" else k["pump_rated"] * k["pump_kwh_m3"] * 1.3
        feeders.append({"feeder": k["feeder_names"][x], "serves": x, "rated_kw": round(kw)})
    belts = (
        []
        if "haulage" in k["lack"] and m.rnd.random() < 0.5
        else [
            {
                "conveyor": "C1",
                "serves": [f.fid for f in g.faces],
                "rated_t_per_h": round(m.cap / 365 / 24 * 4),
            }
        ]
    )
    if belts:
        belts += [
            {"conveyor": f.conveyor, "serves": [f.fid], "rated_t_per_h": round(f.t_day / 24 * 4 + 20)}
            for f in g.faces
            if f.conveyor and f.conveyor != "C1"
        ]
    pumps = [
        {"pump": "P1", "station": g.stations[x].code, "rated_m3_per_h": round(k["pump_rated"], 0)}
        for x in g.role("pump")[:1]
    ]
    data = {
        "mine_code": m.code,
        "name": m.name,
        "region": m.region,
        "kind": "coal",
        "capacity_t_per_year": m.cap,
        "headcount_limit": m.head_limit,
        "shift_starts": [f"{s // 3600:02d}:{s % 3600 // 60:02d}" for s in m.starts],
        "status": status,
        "areas": [{"area_code": a.code, "type": a.type, "limit": a.limit, "name": a.name} for a in g.areas],
        "stations": stations,
        "roadways": roads if k["lengths"] != "none" else [],
        "faces": faces,
        "seals": [
            {
                "seal_id": s["seal_id"],
                "name": s["name"],
                "stations": [g.stations[x].code for x in s["stations"]],
                "built": s.get("built") or k["seals_built"][i],
            }
            for i, s in enumerate(g.seals)
        ],
        "feeders": feeders,
        "conveyors": belts,
        "pumps": pumps,
        "points": [
            {
                "point_code": p.code,
                "kind": p.kind,
                "station": g.stations[p.station].code,
                "section_m2": p.section,
            }
            for p in g.points
        ],
        "shift_system": m.system,
    }
    (root / "register.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _segments(m: Mine, tr: Trip, clock: Clock, trace: int) -> tuple[list[str], list[str]]:
    g, p = m.ground, m.people[tr.card]
    heads, tails = [], []
    base = f"{p.card};{p.name};1;{clock(tr.t_in)};;"
    end = f";正常;{p.leader};{p.special};"
    ta = ts = tr.t[0]
    for i, (t, s) in enumerate(zip(tr.t, tr.s, strict=False)):
        st = g.stations[s]
        if i and tr.s[i - 1] != s:
            ts = t
            if g.stations[tr.s[i - 1]].area != st.area:
                ta = t
        area = g.areas[st.area].code
        if tr.mad:
            area = m.rnd.choice(g.areas).code
            ta = ts = t
        own = base
        if m.knobs["flag0"] and i == 0 and s == g.portal and len(tr.t) > 1 and tr.seen:
            own = base.replace(";1;", ";0;", 1)
        heads.append(f"{own}{area};{clock(ta)};{st.code};{clock(ts)};{m.knobs['system_text']};")
        road = ""
        if trace:
            lo = max(0, i - trace + 1)
            road = ",".join(f"{g.stations[tr.s[q]].code}&{clock(tr.t[q])}" for q in range(lo, i + 1))
        tails.append(end + road)
    return heads, tails


def people(m: Mine, post: Post) -> None:
    """All RY files."""
    g, k, r, clock = m.ground, m.knobs, m.rnd, post.clock
    mean = sum(t.t_out - t.t_in for t in m.trips if t.card >= 0) / (m.days * DAY)
    period = k["period"]
    for up in (60, 90, 120, 180, 240, 300, 420, 600):
        if up >= period and 86400 / up * mean * 172 < 3.7e6:
            period = up
            break
    else:
        period = 600
    room = 3.7e6 / max(86400 / period * mean, 1) - 168
    trace = int(min(k["trace"], max(0, room // 42)))
    area_of = [s.area for s in g.stations]
    limits = [a.limit for a in g.areas]
    trips = sorted((t for t in m.trips if t.card >= 0), key=lambda t: t.t_in)
    frozen: list[str] | None = None
    zero = k["zero_dist"]
    dist = [str(r.randint(-70, 70)) if not zero else "0" for _ in range(997)]
    nd = 0
    alarm: dict[int, list] = {}
    active: list[tuple] = []
    nxt = 0
    t_next = r.uniform(0, period)
    jobs = k["alarms"]
    over_rows: list[tuple] = []
    for d in range(m.days):
        base = d * DAY
        times = []
        while t_next < base + DAY:
            times.append(int(t_next))
            t_next += max(15.0, period + r.gauss(0, k["jitter"] * period))
            if r.random() < 0.002:
                t_next += period
        snap = np.array(times)
        rows: list[list[str]] = [[] for _ in times]
        gone: list[list[str]] = [[] for _ in times]
        count = np.zeros((len(g.areas), len(times)), int) if jobs else None
        while nxt < len(trips) and trips[nxt].t_in < base + DAY:
            active.append((trips[nxt], *_segments(m, trips[nxt], clock, trace)))
            nxt += 1
        still = []
        for item in active:
            tr, heads, tails = item
            i0 = int(np.searchsorted(snap, tr.t_in))
            i1 = int(np.searchsorted(snap, tr.t_out))
            if i1 > i0:
                idx = np.searchsorted(tr.t, snap[i0:i1], side="right") - 1
                blank = [(s, a, b) for s, a, b in m.blank if a < base + DAY and b > base]
                for j, q in zip(range(i0, i1), idx.tolist(), strict=False):
                    if blank and any(tr.s[q] in s and a <= times[j] < b for s, a, b in blank):
                        continue
                    nd = (nd + 1) % 997
                    rows[j].append(heads[q] + dist[nd] + tails[q])
                    if count is not None:
                        count[area_of[tr.s[q]], j] += 1
            if i1 < len(times) and tr.t_out >= base:
                p = m.people[tr.card]
                if i1 < len(gone) and k["send_gone"]:
                    gone[i1].append(
                        heads[-1]
                        .replace(";1;", ";2;", 1)
                        .replace(f"{clock(tr.t_in)};;", f"{clock(tr.t_in)};{clock(tr.t_out)};", 1)
                        + "0"
                        + tails[-1]
                    )
                del p
            if tr.t_out > base + DAY - period * 2 and tr.t_out >= times[-1] if times else True:
                still.append(item)
        active = still
        for j, t in enumerate(times):
            if any(a <= t < b for a, b in m.ryss_gap):
                continue
            own = rows[j]
            for a, b, n in m.trim:
                if a <= t < b and len(own) > n:
                    own = own[:n]
            if any(a <= t < b for a, b in m.freeze):
                frozen = frozen if frozen is not None else own + gone[j]
                post.send("rydw", "RYSS", t, frozen)
                continue
            frozen = None
            post.send("rydw", "RYSS", t, own + gone[j])
        if count is not None:
            for a in range(len(g.areas)):
                hot = count[a] > limits[a]
                if hot.any():
                    s = int(np.flatnonzero(hot)[0])
                    e = s
                    while e + 1 < len(times) and hot[e + 1]:
                        e += 1
                    over_rows.append((times[s], times[e], a, int(count[a, s : e + 1].max())))
        _basics(m, post, d)
        _states(m, post, d)
    _alarms(m, post, over_rows)
    del alarm


def _basics(m: Mine, post: Post, d: int) -> None:
    g, k, r = m.ground, m.knobs, m.rnd
    t = d * DAY + k["basic_at"] + r.uniform(0, 120)
    if d % k["basic_every"]:
        return
    post.send("rydw", "RYQY", t, [f"{a.type};{a.code};{a.limit};{a.name}" for a in g.areas])
    co = {
        "full": lambda s: f"{s.x + k['x0']:.2f};{s.y + k['y0']:.2f};{s.z:.2f}",
        "zero": lambda s: "0;0;0",
        "none": lambda s: ";;",
    }[k["coords"]]
    post.send("rydw", "RYJZ", t + 3, [f"{s.code};{s.name};{co(s)};{s.name}" for s in g.stations])
    rows = [
        f"{p.card};{p.name};{p.trade};{p.post};{p.dept};{p.born};{p.school};{p.leader};{p.special}"
        for p in m.people
    ]
    if k["lazy_roster"] and rows:
        x = m.people[len(rows) // 2]
        rows.append(f"{x.card};{x.name[::-1]};未设置;;离矿人员;1990-01-01;;0;0")
    head = f"{m.code};{m.name};{m.head_limit};KJ{k['model']};煤矿人员定位系统;{k['maker']};{k['valid']};@"
    post.send("rydw", "RYXX", t + 6, rows, head)


def _states(m: Mine, post: Post, d: int) -> None:
    g, r = m.ground, m.rnd
    step = m.knobs["jzss"]
    for q in range(int(DAY / step)):
        t = d * DAY + q * step + r.uniform(0, 30)
        bad = {s for s, a, b in m.reader_off if a <= t < b}
        stamp = post.clock(t)
        rows = []
        for i, s in enumerate(g.stations):
            if i in bad:
                rows.append(f"{s.code};{m.knobs['bad_state']};9;{stamp}")
            elif r.random() < 0.0004:
                rows.append(f"{s.code};1;0;{stamp}")
            else:
                rows.append(f"{s.code};0;{1 if r.random() < 0.99 else 0};{stamp}")
        post.send("rydw", "JZSS", t, rows)


def _alarms(m: Mine, post: Post, over: list[tuple]) -> None:
    g, r, c = m.ground, m.rnd, post.clock
    last = m.days * DAY
    lim = m.knobs["stay_limit"]
    for tr in m.trips:
        if tr.card < 0:
            continue
        p = m.people[tr.card]
        s = g.stations[tr.s[-1]]
        a = g.areas[s.area]
        where = f"{a.code};{c(tr.t[-1])};{s.code};{c(tr.t[-1])}"
        if tr.t_out - tr.t_in > lim and m.knobs["alarms"] and tr.t_in + lim < last:
            at = tr.t_in + lim
            post.send("rydw", "RYCS", at, [f"{p.card};{p.name};{c(tr.t_in)};{c(at)};;{where}"])
            if tr.t_out < last:
                post.send(
                    "rydw",
                    "RYCS",
                    tr.t_out,
                    [f"{p.card};{p.name};{c(tr.t_in)};{c(at)};{c(tr.t_out)};{where}"],
                )
        if tr.tag in ("repair", "move", "survey2", "visitor", "trainee") and m.knobs["alarms"]:
            for t, x in zip(tr.t, tr.s, strict=False):
                if (
                    g.areas[g.stations[x].area].type == "限制区域"
                    and 0 <= t < last - 900
                    and r.random() < 0.3
                ):
                    code = g.areas[g.stations[x].area].code
                    post.send(
                        "rydw",
                        "RYXZ",
                        t,
                        [
                            f"{p.card};{p.name};{c(t)};{c(t + 600)};{c(tr.t_in)};{code};"
                            f"{c(t)};{g.stations[x].code};{c(t)}"
                        ],
                    )
                    break
        if r.random() < 0.00015 and tr.t_out < last:
            t = (tr.t_in + tr.t_out) / 2
            post.send("rydw", "RYQJ", t, [f"{p.card};{p.name};{c(t)};{c(t + 90)};{c(tr.t_in)};{where}"])
    for t0, t1, a, n in over:
        ar = g.areas[a]
        post.send("rydw", "RYCY", t0, [f"区域超员;{ar.limit};{n};{ar.code};{ar.name};{c(t0)};{c(t1)};"])


def safety(m: Mine, s: Meters, post: Post) -> None:
    """All files of the methane monitoring system."""
    g, k, r, c = m.ground, m.knobs, m.rnd, post.clock
    pts = g.points
    name = {
        "ch4": ("环境瓦斯", "%CH4", "0001"),
        "air_velocity": ("风速", "m/s", "0002"),
        "fan": ("风机开停", "", "1010"),
    }
    n = s.n5
    every = k["cdss"] // 300
    kinds = [name[p.kind] for p in pts]
    vals = np.stack(s.vals)
    state = np.stack(s.state)
    for j, p in enumerate(pts):
        if p.kind == "ch4":
            state[j] = np.where((vals[j] >= p.alarm) & (state[j] == 0), 1, state[j])
    txt = [
        [f"{v:.2f}" if p.kind != "fan" else str(int(v > 0.5)) for v in vals[j].tolist()]
        for j, p in enumerate(pts)
    ]
    spread = m.rng.gamma(1.6, 0.012, (len(pts), n)) * (np.minimum(vals, 1) * 2 + 0.15)
    still = np.zeros((len(pts), n), bool)
    still[:, 1:] = vals[:, 1:] == vals[:, :-1]
    spread[still] = 0
    hi = np.round(vals + spread, 2)
    lo = np.round(np.maximum(0, vals - spread), 2)
    lead = [f"{p.code};{kn[0]};{p.place}" for p, kn in zip(pts, kinds, strict=False)]
    for d in range(m.days):
        rows = []
        for j, p in enumerate(pts):
            kn = kinds[j]
            mn = "KG" if p.kind == "fan" else "MN"
            co = f"{g.stations[p.station].x:.1f};{g.stations[p.station].y:.1f};{g.stations[p.station].z:.1f}"
            if k["coords"] != "full":
                co = "0;0;0"
            lims = (
                f"4;0;{p.alarm};{p.alarm - 0.01:.2f};;;{p.alarm + 0.5};{p.alarm - 0.01:.2f};;"
                if p.kind == "ch4"
                else ("15;0;8;7.9;0.25;0.3;;;;" if p.kind == "air_velocity" else ";;;;;;;;;")
            )
            rows.append(
                f"{p.code};01;{m.code}{int(p.code[-6:-3]):05d};{kn[2]};{mn};"
                f"{kn[1]};{lims};开;停;{p.place};{co};;{c(d * DAY + 60)}"
            )
        if d % k["basic_every"] == 0:
            head = f"{m.code};{m.name};KJ{k['model2']};煤矿安全监控系统;{k['maker2']};{k['valid']};@"
            post.send("aqjk", "CDDY", d * DAY + 60, rows, head)
        for q in range(d * 288, (d + 1) * 288):
            t = q * 300 + k["lag"]
            stamp = c(t)
            if q % every == 0:
                post.send(
                    "aqjk",
                    "CDSS",
                    t,
                    [f"{lead[j]};{txt[j][q]};{kinds[j][1]};{state[j, q]};{stamp}" for j in range(len(pts))],
                )
            if q and q % k["tjsj"] == 0:
                x0, x1 = c(q * 300 - 300), c(q * 300)
                u = q - 1
                x2 = c(u * 300 + 40 + (q * 37) % 200)
                x3 = c(u * 300 + 10 + (q * 53) % 230)
                post.send(
                    "aqjk",
                    "TJSJ",
                    t + 5,
                    [
                        f"{lead[j]};{kinds[j][1]};{x0};{x1};{hi[j, u]};{x2};{lo[j, u]};{x3};"
                        f"{txt[j][u]};{stamp}"
                        for j in range(len(pts))
                        if pts[j].kind != "fan"
                    ],
                )
    for j, a in s.calib:
        e = min(a + 3, n - 1)
        v = vals[j, a:e]
        v = v if len(v) else vals[j, a : a + 1]
        _ycbj(post, pts[j], kinds[j], lead[j], "007", a, e, v, "标校", r)
    for j, p in enumerate(pts):
        if p.kind == "ch4":
            hot = (state[j] & 1) > 0
            edges = np.flatnonzero(np.diff(np.concatenate([[0], hot.astype(int), [0]])))
            for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=False):
                _ycbj(post, p, kinds[j], lead[j], "001", a, b, vals[j, a:b], "瓦斯超限", r)
        if p.kind == "fan":
            for a in np.flatnonzero(np.diff((vals[j] > 0.5).astype(int))).tolist():
                t = (a + 1) * 300 + r.randint(0, 120)
                post.send(
                    "aqjk", "KGBH", t, [f"{p.code};{kinds[j][0]};{p.place};{txt[j][a + 1]};{c(t)};{c(t + 2)}"]
                )


def _ycbj(
    post: Post, p: Any, kn: tuple, lead: str, what: str, a: int, b: int, v: np.ndarray, why: str, r: Any
) -> None:
    c = post.clock
    t0, t1 = a * 300, max(b * 300, a * 300 + 240)
    row = (
        f"{lead};{kn[1]};{what};{c(t0)};{c(t1)};{v.max():.2f};{c(t0 + 60)};{v.min():.2f};{c(t0 + 20)};"
        f"{v.mean():.2f};"
        f"{why};{'正常标校' if what == '007' else '断电撤人，加强通风'};{c(t1 + 60)};{r.choice('甲乙丙丁')};{c(t1 + 60)}"
    )
    post.send("aqjk", "YCBJ", t1 + 60, [row])


def _table(m: Mine, root: Path, stem: str, head: str, rows: list[tuple[float, str]], clock: Clock) -> None:
    if not rows or stem in m.knobs["lack"]:
        return
    rows.sort(key=lambda x: x[0])
    lost = m.knobs["lost_rows"]
    if lost:
        rows = [x for x in rows if m.rnd.random() >= lost] or rows
    if m.knobs["daily_csv"] and stem in ("power", "haulage", "video"):
        parts: dict[str, list[str]] = {}
        for t, x in rows:
            parts.setdefault(clock.day(int(t // DAY)), []).append(x)
        for day, xs in parts.items():
            (root / f"{stem}-{day.replace('-', '')}.csv").write_text(
                head + "\n" + "\n".join(xs) + "\n", "utf-8"
            )
    else:
        (root / f"{stem}.csv").write_text(head + "\n" + "\n".join(x for _, x in rows) + "\n", "utf-8")


def tables(m: Mine, s: Meters, root: Path) -> None:
    """The CSV files."""
    c, r, k = Clock(m), m.rnd, m.knobs
    names = k["feeder_names"]
    rows = []
    stamps = [c.iso(q * 900) for q in range(s.n15)]
    for fd, v in s.kw.items():
        tag = names.get(fd, fd)
        rows += [(q * 900.0, f"{stamps[q]},{tag},{x:.1f}") for q, x in enumerate(np.maximum(v, 0).tolist())]
    _table(m, root, "power", "at,feeder,kw", rows, c)
    rows = []
    for b in s.belt_t:
        rows += [
            (q * 900.0, f"{stamps[q]},{b},{u:.0f},{t:.2f}")
            for q, (u, t) in enumerate(zip(s.belt_s[b].tolist(), s.belt_t[b].tolist(), strict=False))
        ]
    _table(m, root, "haulage", "at,conveyor,running_s,t", rows, c)
    rows = [
        (m.at(d, q), f"{c.day(d)},{q + 1},{max(0, s.hoisted[d, q]):.1f},{max(0, s.reported[d, q]):.1f}")
        for d in range(m.days)
        for q in range(m.nsh)
    ]
    keep = k["lost_rows"]
    k["lost_rows"] = 0.0
    _table(m, root, "output", "date,shift,hoisted_t,reported_t", rows, c)
    _table(
        m,
        root,
        "explosives",
        "at,face_id,explosive_kg,detonators,returned_kg",
        [(t, f"{c.iso(t)},{f},{kg},{n},{back}") for t, f, kg, n, back in s.expl],
        c,
    )
    k["lost_rows"] = keep
    if m.ground.role("pump"):
        _table(
            m,
            root,
            "water",
            "at,pump,m3",
            [(h * 3600.0, f"{c.iso(h * 3600)},P1,{x:.1f}") for h, x in enumerate(np.maximum(s.pump, 0))],
            c,
        )
    seen: dict[tuple[int, str, str], int] = {}
    for tr in m.trips:
        if not tr.seen or tr.count == 0 or (tr.via == "wind" and not k["wind_camera"]):
            continue
        pos = k["video_name"] if tr.via == "main" else "wind_shaft"
        for t, way in ((tr.t_in, "in"), (tr.t_out, "out")):
            if 0 <= t < m.days * DAY and r.random() > k["video_miss"]:
                key = (int(t // 60), pos, way)
                seen[key] = seen.get(key, 0) + 1
    rows = []
    for (q, pos, way), n in seen.items():
        if any(a <= q * 60 < b for a, b in m.power_cut) or any(a <= q * 60 < b for a, b in k["video_gap"]):
            continue
        rows.append((q * 60.0, f"{c.iso(q * 60)},{pos},{way},{n}"))
    _table(m, root, "video", "at,position,direction,persons", rows, c)
