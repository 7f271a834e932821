"""Everything that becomes a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .clock import DAY, compact, date_text, iso, stamp
from .conduct import Conduct
from .layout import Mine, register
from .lookalike import LookAlikes
from .people import Staff
from .physics import World

DIST = [str(d) for d in range(-90, 91)]


def write_text(
    folder: Path, m: Mine, kind: str, t: float, head: list[str], rows: list[str], cut: float | None = None
) -> str:
    body = ";".join(head) + "~" + "".join(rows) + "||"
    if cut is not None:
        body = body[: max(30, int(len(body) * cut))]
    name = f"{m.code}_{kind}_{compact(t)}.txt"
    with open(folder / name, "w", encoding="utf-8", newline="") as f:
        f.write(body)
    return body


def snapshots(m: Mine, staff: Staff, c: Conduct, look: LookAlikes, rng, folder: Path) -> None:
    period = int([120, 240, 300, 300, 300, 600, 600][int(rng.integers(7))])
    depth = int(rng.integers(2, 4)) if period < 300 else int(rng.integers(2, 7))
    n = (m.t1 - m.t0) // period
    times = m.t0 + period * np.arange(n) + int(rng.integers(0, 60))
    if not c.exact:
        times = times + np.round(rng.normal(0, period * 0.01 + 0.5, n)).astype(int)
    times = np.sort(times).astype(float)
    buckets: list[list[str]] = [[] for _ in range(n)]
    noise = np.clip(rng.normal(0, 1, 1 << 16), -3, 3)
    codes = [m.station_code(k) for k in range(len(m.names))]
    areas = [x[:16] for x in codes]
    order = "三八制" if len(m.shifts) == 3 else "四六制"
    rand = np.random.default_rng(int(rng.integers(1 << 40)))
    for trip in staff.trips:
        if not trip.card or trip.who.card is None or not trip.ev:
            continue
        who = trip.who
        head0 = f"{who.card};{who.name};1;{stamp(trip.t_in)};;"
        tail0 = f";正常;{int(who.leader)};{int(who.special)};"
        ev = trip.ev
        trace: list[str] = []
        area_now, area_at = None, ""
        k = int(np.searchsorted(times, ev[0][0]))
        salt = trip.salt % 60000
        dead = look.dead
        for i, (t, s, spread) in enumerate(ev):
            end = ev[i + 1][0] if i + 1 < len(ev) else trip.t_out
            if end <= t:
                continue
            if dead and s == dead[0] and dead[1] <= t < dead[2]:
                k = int(np.searchsorted(times, end))  # nobody is read there
                continue
            if trace and trace[-1].startswith(codes[s]):  # the same reader again: still the same visit
                at = trace[-1].split("&")[1]
            else:
                at = stamp(t)
                trace.append(codes[s] + "&" + at)
            if areas[s] != area_now:
                area_now, area_at = areas[s], at
            k1 = int(np.searchsorted(times, min(end, m.t1)))
            if k1 > k:
                head = f"{head0}{area_now};{area_at};{codes[s]};{at};{order};"
                tail = tail0 + ",".join(trace[-depth:]) + "~"
                base = int(rand.integers(-45, 46)) if spread > 4 else int(rand.integers(-12, 13))
                sp = max(spread, 0)
                for j in range(k, k1):
                    if trip.gaps and any(a <= times[j] < b for a, b in trip.gaps):
                        continue
                    salt += 1
                    d = base + int(sp * noise[salt & 65535])
                    buckets[j].append(head + DIST[min(max(d, -90), 90) + 90] + tail)
                k = k1
        if trip.t_out < m.t1 and k < n and not any(a <= trip.t_out < b for a, b in trip.gaps):
            s = ev[-1][1]
            buckets[k].append(
                f"{who.card};{who.name};2;{stamp(trip.t_in)};{stamp(trip.t_out)};{areas[s]};{area_at};{codes[s]};{stamp(ev[-1][0])};{order};0"
                f"{tail0}{','.join(trace[-depth:])}~"
            )
    staff_cards = [p for p in staff.persons if p.card]
    drop = rng.random((n, 5))
    for j in range(n):
        t = float(times[j])
        if look.outage and look.outage[0] <= t < look.outage[1]:
            continue
        if any(a <= t < b for a, b in c.holes):
            continue
        rows = buckets[j]
        if any(a <= t < b for a, b in c.invented):
            rows = invented(m, staff_cards, t, rng, codes, order)
        if c.cap is not None and c.inside(t):
            live = [x for x in rows if x[len(m.code) + 5 :].split(";", 3)[2] == "1"]
            if len(live) > c.cap:
                out = set(live[c.cap :])
                rows = [x for x in rows if x not in out]
        u = drop[j]
        if u[0] < 0.003:
            continue
        if u[1] < 0.02 and rows:  # some reads are missing
            rows = [x for x in rows if rng.random() > 0.05]
        cut = float(u[4]) if u[2] < 0.0015 else None
        head = [m.code, m.name, stamp(t)]
        late = t + (float(rng.integers(600, 7000)) if u[3] < look.late else 2)
        write_text(folder, m, "RYSS", late, head, rows, cut)
        if u[4] < 0.003:
            write_text(folder, m, "RYSS", late + 1, head, rows)


def invented(m: Mine, persons, t: float, rng, codes, order) -> list[str]:
    """Snapshots of a forger: shift start as entry time, file time as station time, area drawn apart from the station, flat count."""
    hour = (t % DAY) / 3600
    s = max([h for h in m.shifts if h <= hour], default=m.shifts[-1])
    start = (t // DAY) * DAY + s * 3600 - (DAY if s > hour else 0)
    pick = np.random.default_rng(int(start) % (1 << 31)).permutation(len(persons))[
        : 45 + int(rng.integers(-2, 3))
    ]
    st, ar, d = (
        rng.integers(2, len(codes), len(pick)),
        rng.integers(2, len(codes), len(pick)),
        rng.integers(-60, 61, len(pick)),
    )
    rows = []
    now = stamp(t)
    for i, q in enumerate(pick):
        p = persons[int(q)]
        a = codes[int(ar[i])] if rng.random() < 0.3 else codes[int(st[i])]
        rows.append(
            f"{p.card};{p.name};1;{stamp(start)};;{a[:16]};{now};{codes[int(st[i])]};{now};{order};{d[i]};正常;{int(p.leader)};{int(p.special)};{codes[int(st[i])]}&{now}~"
        )
    return rows


def people_static(m: Mine, staff: Staff, look: LookAlikes, c: Conduct, rng, folder: Path) -> None:
    unset = rng.random() < 0.4
    rows_x, _seen = [], set()
    for p in staff.persons:
        if not p.card:
            continue
        trade = "未设置" if (unset and rng.random() < 0.08) else p.trade
        rows_x.append(
            f"{p.card};{p.name};{trade};{'矿领导' if p.leader else '工人' if rng.random() < 0.8 else '班长'};{p.dept};{p.born};"
            f"{['', '初中', '高中', '大专'][int(rng.integers(4))]};{int(p.leader)};{int(p.special)}~"
        )
    for i in range(int(rng.integers(10, 40))):  # people of the surface
        card = f"{m.code}{90000 + i:05d}"
        rows_x.append(
            f"{card};地面{i};{'未设置' if unset else '充电工'};工人;{'离矿人员' if i % 7 == 0 else '地面队'};1990-01-01;;0;0~"
        )
    for day in range(m.start, m.start + m.days):
        t = day * DAY + 1200 + int(rng.integers(0, 300))
        if look.outage and look.outage[0] <= t < look.outage[1]:
            continue
        head3 = [m.code, m.name, stamp(t)]
        if day > m.start and rng.random() < 0.03:
            continue
        write_text(
            folder,
            m,
            "RYXX",
            t,
            [
                m.code,
                m.name,
                str(m.limit),
                "KJ69J",
                "人员位置监测系统",
                "某电子股份有限公司",
                "2027-05-31",
                stamp(t),
            ],
            rows_x,
        )
        write_text(
            folder,
            m,
            "RYQY",
            t,
            head3,
            [f"{a[0]};{m.code}{i + 1:04d};{a[2]};{a[1]}~" for i, a in enumerate(m.areas)],
        )
        write_text(
            folder,
            m,
            "RYJZ",
            t,
            head3,
            [
                f"{m.station_code(k)};{m.names[k]};{m.xyz[k][0]};{m.xyz[k][1]};{m.xyz[k][2]};{m.names[k]}~"
                for k in range(len(m.names))
            ],
        )
    for t in range(m.t0 + 90, m.t1, 3600):
        if look.outage and look.outage[0] <= t < look.outage[1]:
            continue
        bad = look.dead[0] if look.dead and look.dead[1] <= t < look.dead[2] else -1
        write_text(
            folder,
            m,
            "JZSS",
            t,
            [m.code, m.name, stamp(t)],
            [
                f"{m.station_code(k)};{1 if k == bad else 0};{1 if k == bad or (k * 7) % 3 else 0};{stamp(t - 20)}~"
                for k in range(len(m.names))
            ],
        )
    for trip in staff.trips:  # overtime alarms
        if (
            trip.card
            and trip.who.card
            and trip.t_out - trip.t_in > 12 * 3600
            and trip.t_out < m.t1
            and trip.ev
        ):
            t, s = trip.t_in + 12 * 3600, trip.ev[len(trip.ev) // 2][1]
            a = m.station_code(s)
            for end, at in (("", t + 5), (stamp(trip.t_out), trip.t_out + 5)):
                write_text(
                    folder,
                    m,
                    "RYCS",
                    at + hash_second(trip.who.card),
                    [m.code, m.name, stamp(at)],
                    [
                        f"{trip.who.card};{trip.who.name};{stamp(trip.t_in)};{stamp(t)};{end};{a[:16]};{stamp(t - 900)};{a};{stamp(t - 900)}~"
                    ],
                )
    for trip, a, b, s in c.alarms:  # restricted-area alarms nobody deleted
        if b < m.t1 and trip.who.card:
            code = m.station_code(s)
            write_text(
                folder,
                m,
                "RYXZ",
                b + hash_second(trip.who.card),
                [m.code, m.name, stamp(b)],
                [
                    f"{trip.who.card};{trip.who.name};{stamp(a)};{stamp(b)};{stamp(trip.t_in)};{code[:16]};{stamp(a)};{code};{stamp(a)}~"
                ],
            )


def hash_second(card: str) -> int:
    return int(card[-2:]) % 60


def safety(
    m: Mine, w: World, val: dict, look: LookAlikes, rng, folder: Path, masked: str | None, on: np.ndarray
) -> None:
    step = int([120, 180, 300, 300][int(rng.integers(4))])
    times = np.arange(m.t0, m.t1, step) + int(rng.integers(0, 40))
    n = len(times)
    pts = m.points
    unit = {"ch4": "%CH4", "air_velocity": "m/s", "fan": ""}
    typ = {"ch4": "环境瓦斯", "air_velocity": "风速", "fan": "开停"}
    cols, states = [], []
    for q in pts:
        v = np.interp(times, w.t + 450, val[q["code"]])
        if q["kind"] == "ch4":
            u = rng.normal(0, 1, n)
            v = (
                v * (1 + 0.03 * u)
                + 0.006 * rng.normal(0, 1, n)
                + float(rng.normal(0, 0.005)) * np.linspace(0, 1, n)
            )
            if q["role"] == "intake" and "clean_intake" in look.on:
                v = 0.002 * np.abs(rng.normal(0, 1, n))  # clean air: nearly always 0.00
        elif q["kind"] == "air_velocity":
            v = v * (1 + 0.02 * rng.normal(0, 1, n))
        st = np.zeros(n, int)
        if q["code"] == masked:
            raw = np.interp(times, w.t + 450, val[q["code"]])
            quiet = np.interp(times, w.t, on) > 0.5
            v = np.where(
                quiet, raw if np.ptp(raw[quiet]) < 0.02 else raw * (1 + 0.006 * rng.normal(0, 1, n)), v
            )
        if q["kind"] == "ch4" and m.days >= 3:  # calibration: a pulse with 2 % gas
            first = int(rng.integers(0, m.days))
            for d in range(first % 7, m.days, 7):
                t = m.t0 + d * DAY + int(rng.integers(9, 15)) * 3600
                hit = (times >= t) & (times < t + 400)
                if q["code"] == masked and on[min(int((t - m.t0) // 900), len(on) - 1)]:
                    continue
                v[hit] = 2.0 + rng.normal(0, 0.02, hit.sum())
                st[hit] = 4
        v = np.maximum(v, 0)
        cols.append([f"{x:.2f}" for x in v] if q["kind"] != "fan" else [str(int(x > 0.5)) for x in v])
        st[(v > 1.0) & (st == 0) & (q["kind"] == "ch4")] = 1
        states.append(st.tolist())
        q["series"] = v
    pre = [f"{q['code']};{typ[q['kind']]};{m.names[q['st']]};" for q in pts]
    suf = [f";{unit[q['kind']]};" for q in pts]
    miss = rng.random((n, 3))
    idx = range(len(pts))
    for j in range(n):
        t = int(times[j])
        if look.outage and look.outage[0] <= t < look.outage[1] or miss[j, 0] < 0.002:
            continue
        now = stamp(t)
        rows = [f"{pre[i]}{cols[i][j]}{suf[i]}{states[i][j]};{now}~" for i in idx]
        write_text(folder, m, "CDSS", t + 1, [m.code, m.name, now], rows, 0.6 if miss[j, 1] < 0.001 else None)
    for day in range(m.start, m.start + m.days):
        t = day * DAY + 400
        rows = []
        for q in pts:
            x, y, z = m.xyz[q["st"]]
            lim = ["1.00", "0.99", "", "", "1.50", "0.99", "", ""] if q["kind"] == "ch4" else [""] * 8
            rng_hi = {"ch4": "4.00", "air_velocity": "15.00", "fan": "1"}[q["kind"]]
            rows.append(
                ";".join(
                    [
                        q["code"],
                        "01",
                        f"{m.code}{q['st'] + 1:05d}",
                        q["code"][16:20],
                        q["code"][14:16],
                        unit[q["kind"]],
                        rng_hi,
                        "0",
                        *lim,
                        "开" if q["kind"] == "fan" else "",
                        "停" if q["kind"] == "fan" else "",
                        m.names[q["st"]],
                        str(x),
                        str(y),
                        str(z),
                        "",
                        stamp(t),
                    ]
                )
                + "~"
            )
        write_text(
            folder,
            m,
            "CDDY",
            t,
            [m.code, m.name, "KJ90X", "安全监控系统", "某煤科院", "2027-08-31", stamp(t)],
            rows,
        )
    for h in range(m.days * 24):  # hourly statistics
        a = m.t0 + h * 3600
        sel = (times >= a) & (times < a + 3600)
        rows = []
        if h % 4 or (look.outage and look.outage[0] <= a < look.outage[1]):
            continue
        ts = times[sel]
        for q in pts:
            if q["kind"] == "ch4":
                x = q["series"][sel]
                i, k = int(x.argmax()), int(x.argmin())
                rows.append(
                    f"{q['code']};环境瓦斯;{m.names[q['st']]};%CH4;{stamp(a)};{stamp(a + 3600)};{x[i]:.2f};{stamp(ts[i])};{x[k]:.2f};{stamp(ts[k])};{x.mean():.2f};{stamp(a + 3600)}~"
                )
        write_text(folder, m, "TJSJ", a + 3605, [m.code, m.name, stamp(a + 3605)], rows)
    for q, st in zip(pts, states):
        s = np.array(st)
        edge = np.flatnonzero(np.diff(np.concatenate([[0], (s == 1).astype(int), [0]])))
        for a, b in list(zip(edge[::2], edge[1::2]))[:12]:
            x = q["series"][a:b]
            t0, t1 = times[a], times[min(b, n - 1)]
            write_text(
                folder,
                m,
                "YCBJ",
                t1 + q["st"] % 50,
                [m.code, m.name, stamp(t1)],
                [
                    f"{q['code']};环境瓦斯;{m.names[q['st']]};%CH4;001;{stamp(t0)};{stamp(t1)};{x.max():.2f};{stamp(t0)};{x.min():.2f};{stamp(t1)};{x.mean():.2f};割煤涌出;加强通风;{stamp(t1)};值班员;{stamp(t1)}~"
                ],
            )


def tables(m: Mine, staff: Staff, w: World, look: LookAlikes, rng, folder: Path) -> None:
    q_iso = [iso(t) for t in w.t]

    def out(t):
        return bool(look.outage and look.outage[0] <= t < look.outage[1])

    ok = [not out(t) for t in w.t]

    def save(name, head, lines):
        with open(folder / name, "w", encoding="utf-8", newline="") as f:
            f.write(head + "\n" + "\n".join(lines) + ("\n" if lines else ""))

    skip = rng.random(w.n) < 0.002
    save(
        "power.csv",
        "at,feeder,kw",
        [
            f"{q_iso[i]},{f['feeder']},{w.kw[f['feeder']][i]:.1f}"
            for i in range(w.n)
            if ok[i] and not skip[i]
            for f in m.feeders
        ],
    )
    lines = []
    run = {}
    for c in m.conveyors:
        b = w.belt_true[c["conveyor"]]
        peak = c["rate"] / 4
        run[c["conveyor"]] = np.where(b > 0.3, np.clip(b / peak * 1100 + 240, 120, 900), 0)
    for i in range(w.n):
        if ok[i]:
            for c in m.conveyors:
                lines.append(
                    f"{q_iso[i]},{c['conveyor']},{run[c['conveyor']][i]:.0f},{w.belt[c['conveyor']][i] if w.belt[c['conveyor']][i] > 0.3 else 0:.2f}"
                )
    save("haulage.csv", "at,conveyor,running_s,t", lines)
    ns = len(m.shifts)
    sh = w.shift_of(w.t)
    first = (w.t // DAY - m.start) - (
        (w.t % DAY) / 3600 < m.shifts[0]
    )  # small hours belong to the last shift of the day before
    wet = 1 + (0.07 if "wet_coal" in look.on else 0)
    lines, carry_over = [], 0.0
    scale = float(rng.normal(1, 0.006))
    for d in range(-1, m.days):
        for s in range(ns):
            sel = (first == d) & (sh == s)
            if not sel.any():
                continue
            true = float((w.hoist * sel).sum())
            hoisted = (
                max(true - float((w.output_hide * sel).sum()), 0)
                * (wet if d % 3 else 1)
                * scale
                * float(rng.normal(1, 0.008))
            )
            rep = max(true - float((w.report_cut * sel).sum()), 0) * float(rng.normal(1, 0.008))
            if "stockpile" in look.on:  # the books follow the stockpile with delay; the sum stays
                keep = rep * 0.3 if s % 2 == 0 else 0
                rep, carry_over = rep - keep + carry_over, keep
            lines.append(f"{date_text(m.start + d)},{s + 1},{hoisted:.1f},{rep:.1f}")
    save("output.csv", "date,shift,hoisted_t,reported_t", lines)
    share = 1 / len(m.pumps)
    save(
        "water.csv",
        "at,pump,m3",
        [
            f"{q_iso[4 * h]},{p['pump']},{w.pumped[h] * share:.1f}"
            for h in range(w.n // 4)
            if ok[4 * h]
            for p in m.pumps
        ],
    )
    rows = [(t, p, kg) for t, p, kg in w.blasts]
    for p in m.places:
        if p.declared and p.expl and p.pid not in ("F8", "F9"):
            for d in range(m.days):
                for s in range(ns):
                    i = d * 96 + m.shifts[s] * 4
                    a = w.act[p.pid][i : i + 96 // ns]
                    if len(a) and a.mean() > 0.05:
                        rows.append(
                            (
                                m.t0 + i * 900 + 5400 + int(rng.integers(0, 9000)),
                                p.pid,
                                p.expl / ns * float(rng.normal(1, 0.07)) * min(1.2, a.mean() / 0.45),
                            )
                        )
    save(
        "explosives.csv",
        "at,face_id,explosive_kg,detonators,returned_kg",
        [
            f"{iso(t)},{p},{kg:.1f},{int(kg * 1.4) + 1},{kg * abs(float(rng.normal(0, 0.04))):.1f}"
            for t, p, kg in sorted(rows)
            if t < m.t1
        ],
    )
    if rng.random() < (0.04 if any(t.who.card is None for t in staff.trips) else 0.12):
        return  # no camera at this mine
    clock = float(rng.normal(0, 8))
    count: dict = {}
    for t in staff.trips:
        if not t.seen:
            continue
        pos = "air_shaft" if t.tag == "air_shaft" else "main_shaft"
        for at, way, see in ((t.t_in, "in", t.video_in), (t.t_out, "out", t.video_out)):
            if see and m.t0 <= at < m.t1 and rng.random() < look.camera and not out(at):
                k = (int((at + clock) // 60) * 60, pos, way)
                count[k] = count.get(k, 0) + 1
    save(
        "video.csv",
        "at,position,direction,persons",
        [f"{iso(t)},{p},{w_},{n}" for (t, p, w_), n in sorted(count.items())],
    )


def write_register(m: Mine, rng, folder: Path, dirt: bool) -> None:
    (folder / "register.json").write_text(
        json.dumps(register(m, rng, dirt), ensure_ascii=False, indent=1), encoding="utf-8"
    )
