"""Writes the folder of one mine: register, text files of both systems, tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .chance import DAY, PER_DAY, STEP
from .instruments import Point
from .location import Snapshots
from .physics import World
from .state import Mine

SORT_CODE = {"ch4": "0001", "air_velocity": "0002", "fan": "1010"}


class Folder:
    """Text files of one mine in its own profile."""

    def __init__(self, m: Mine, inbox: Path) -> None:
        self.m = m
        self.root = inbox / m.code
        for sub in ("rydw", "aqjk"):
            (self.root / sub).mkdir(parents=True, exist_ok=True)
        self.sep, self.eof = (b"^", b"]]]") if m.second_profile else (b"~", b"||")
        self.prefix = "N" if m.second_profile else ""
        self.base = {s: str(self.root / s) for s in ("rydw", "aqjk")}
        self.short = (f"{m.code};{m.name};").encode()

    def put(
        self,
        sub: str,
        kind: str,
        t: int,
        header: bytes | None,
        rows: list[bytes],
        cut: bool = False,
        later: int = 0,
    ) -> None:
        """One file; `cut` leaves it half written, `later` gives the name another second."""
        m = self.m
        head = header if header is not None else self.short + m.clock.text(t).encode()
        body = self.sep.join([head, *rows]) + self.sep + self.eof
        if cut:
            body = body[: int(len(body) * 0.7)]
            while body and body[-1] & 0xC0 == 0x80:
                body = body[:-1]
            body = body[:-1] if body and body[-1] >= 0xC0 else body
        with open(f"{self.base[sub]}/{m.code}_{self.prefix}{kind}_{m.clock.solid(t + later)}.txt", "wb") as f:
            f.write(body)

    def lines(self, rows: Sequence[Sequence[object]]) -> list[bytes]:
        """Joins fields."""
        return [";".join("" if x is None else str(x) for x in r).encode() for r in rows]


def write_mine(m: Mine, w: World, points: list[Point], snaps: Snapshots, inbox: Path) -> None:
    """Everything the mine sends."""
    out = Folder(m, inbox)
    register(m, w, points, out.root)
    personnel(m, out, snaps)
    safety(m, out, points)
    tables(m, w, out.root)


def xyz(m: Mine, i: int) -> tuple[object, object, object]:
    """Coordinates as this mine declares them."""
    if m.coords == "zero":
        return 0.0, 0.0, 0.0
    if m.coords == "null":
        return None, None, None
    x, y, z = m.g.nodes[i].pos
    return round(x, 1), round(y, 1), round(z, 1)


def register(m: Mine, w: World, points: list[Point], root: Path) -> None:
    """What the mine declares."""
    g = m.g
    drawn = [i for i, x in enumerate(g.nodes) if x.drawn]

    def code(i: int) -> str:
        return g.nodes[i].code

    faces = [
        {
            "face_id": f.face_id,
            "name": f.name,
            "kind": f.kind,
            "stations": [
                code(i)
                for i in dict.fromkeys(
                    f.nodes + f.inlet[-1:] + (f.outlet[-1:] if f.kind == "coal_face" else [])
                )
            ],
            "from": m.clock.day(f.since),
            "to": m.clock.day(f.until) if f.until is not None else None,
            "crew_per_shift": f.crew,
            "planned_t_per_day": f.plan_t,
            "advance_m_per_day": f.advance,
            "air_m3_per_min": f.air,
            "ch4_m3_per_min": f.ch4,
            "inflow_m3_per_h": f.inflow,
            "explosive_kg_per_day": f.explosive,
        }
        for f in g.faces + g.old
    ]
    roads = (
        []
        if m.lengths == "empty"
        else [
            {"from": code(a), "to": code(b), "length_m": None if m.lengths == "null" else round(le, 1)}
            for a, b, le, _ in g.edges
            if g.nodes[a].drawn and g.nodes[b].drawn
        ]
    )
    seal_note = m.opts.get("seal_note")
    data = {
        "mine_code": m.code,
        "name": m.name,
        "region": m.code[:6],
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.limit,
        "shift_starts": m.starts,
        "status": [
            {"state": s, "from": m.clock.day(a), "to": m.clock.day(b) if b is not None else None}
            for s, a, b in m.status
        ],
        "areas": [{"area_code": a.code, "type": a.kind, "limit": a.limit, "name": a.name} for a in g.areas],
        "stations": [
            {"station_code": code(i), "name": g.nodes[i].name, **dict(zip("xyz", xyz(m, i), strict=True))}
            for i in drawn
        ],
        "roadways": roads,
        "faces": faces,
        "seals": [
            {
                "seal_id": s,
                "name": n,
                "stations": [code(i) for i in ns],
                "built": m.clock.day(seal_note[1] // DAY)
                if seal_note and seal_note[0] in ns
                else m.clock.day(-60 - 90 * k),
            }
            for k, (s, n, ns) in enumerate(g.seals)
        ],
        "feeders": [{"feeder": k, "serves": s, "rated_kw": r} for k, (s, r, _) in w.feeders.items()],
        "conveyors": [
            {
                "conveyor": "C0" if k == "main" else f"C-{k}",
                "serves": [f.face_id for f in g.faces] if k == "main" else [k],
                "rated_t_per_h": w.belt_rate[k],
            }
            for k in w.belts
        ],
        "pumps": [{"pump": k, "station": code(s), "rated_m3_per_h": r} for k, (s, r, _) in w.pumps.items()],
        "points": [
            {
                "point_code": p.code,
                "kind": p.kind,
                "station": code(p.node),
                "section_m2": p.section or None,
                "name": p.place,
            }
            for p in points
        ],
        "sump_inflow_m3_per_h": round(m.opts["base_inflow"], 1),
    }
    (root / "register.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def personnel(m: Mine, out: Folder, snaps: Snapshots) -> None:
    """RYXX RYQY RYJZ JZSS RYSS and alarms."""
    g, d, o = m.g, m.d, m.opts
    skip = snaps.mask(o.get("no_ryss", []) + [(a, b) for a, b, _ in m.outages])
    double, trunc = o.get("double", 0.0), o.get("truncated", 0.0)
    for k, rows in enumerate(snaps.rows):
        if skip[k]:
            continue
        t = snaps.time(k)
        cut = trunc > 0 and d.random() < trunc
        out.put("rydw", "RYSS", t, None, rows, cut)
        if double and d.random() < double:
            out.put("rydw", "RYSS", t, None, rows, later=d.randint(1, 40))
    drawn = [i for i, x in enumerate(g.nodes) if x.drawn]
    blank = [d.random() < m.trades_unset for _ in m.cards]
    ppl = out.lines(
        [
            [
                c.code,
                c.name,
                "未设置" if b else c.trade,
                "未设置" if b else c.post,
                c.dept,
                "1990-01-01",
                "",
                int(c.lead),
                int(c.special),
            ]
            for c, b in zip(m.cards, blank, strict=True)
        ]
    )
    area = out.lines([[a.kind, a.code, a.limit, a.name] for a in g.areas])
    stat = out.lines([[g.nodes[i].code, g.nodes[i].name, *xyz(m, i), g.nodes[i].name] for i in drawn])
    for day in range(m.days):
        t = day * DAY + 305
        now = m.clock.text(t)
        full = f"{m.code};{m.name};{m.limit};KJ{200 + m.number % 90};人员位置监测系统;某厂;2027-12-31;{now}".encode()
        out.put("rydw", "RYXX", t, full, ppl)
        out.put("rydw", "RYQY", t, None, area)
        out.put("rydw", "RYJZ", t, None, stat)
    for hour in range(m.days * 24):
        t = hour * 3600 + 120
        if any(a <= t < b for a, b, _ in m.outages):
            continue
        now = m.clock.text(t)
        off = {n for n, a, b in m.dead if a <= t < b}
        out.put(
            "rydw",
            "JZSS",
            t,
            None,
            [f"{g.nodes[i].code};{1 if i in off else 0};1;{now}".encode() for i in drawn],
        )
    alarms(m, out, snaps)


def alarms(m: Mine, out: Folder, snaps: Snapshots) -> None:
    """RYCS (over time) and RYCY (over crew) alarms, as far as the mine sends them."""
    g, limit = m.g, int((m.hours + 4) * 3600)
    for tr in m.trips:
        if tr.card >= 0 and tr.out - tr.ts[0] > limit and 0 < tr.ts[0] + limit < m.days * DAY:
            c, t = m.cards[tr.card], tr.ts[0] + limit
            i = max(j for j, x in enumerate(tr.ts) if x <= t and g.nodes[tr.st[j]].drawn)
            node = g.nodes[tr.st[i]]
            when = m.clock.text(tr.ts[i])
            row = [
                c.code,
                c.name,
                m.clock.text(tr.ts[0]),
                m.clock.text(t),
                m.clock.text(tr.out),
                g.areas[node.area].code,
                when,
                node.code,
                when,
            ]
            out.put("rydw", "RYCS", t + 60, None, out.lines([row]))
    if m.d.random() < (0.4 if m.kind == "overstaffed" else 0.8):
        for a, area in enumerate(g.areas):
            if not area.limit:
                continue
            over = np.flatnonzero(np.diff(np.r_[0, (snaps.area_count[a] > area.limit).astype(int), 0]))
            for k0, k1 in zip(over[::2].tolist(), over[1::2].tolist(), strict=True):
                t0, t1 = snaps.time(k0), snaps.time(k1)
                top = int(snaps.area_count[a][k0:k1].max())
                out.put(
                    "rydw",
                    "RYCY",
                    t1,
                    None,
                    out.lines(
                        [
                            [
                                "区域超员",
                                area.limit,
                                top,
                                area.code,
                                area.name,
                                m.clock.text(t0),
                                m.clock.text(t1),
                                "",
                            ]
                        ]
                    ),
                )


def safety(m: Mine, out: Folder, points: list[Point]) -> None:
    """CDDY CDSS TJSJ YCBJ KGBH."""
    d, clock = m.d, m.clock
    every = m.opts["cdss_period"] // STEP
    steps = m.days * PER_DAY
    heads = [f"{p.code};{p.label};{p.place};" for p in points]
    values = []
    for p, h in zip(points, heads, strict=True):
        fmt = "%.0f" if p.kind == "fan" else "%.2f"
        values.append(
            [
                f"{h}{fmt % v};{p.unit};{s};" if v > -9000 else f"{h}-9999;{p.unit};{s};"
                for v, s in zip(p.value.tolist(), p.status.tolist(), strict=True)
            ]
        )
    for i in range(0, steps, every):
        t = i * STEP + 30
        if any(a <= t < b for a, b, _ in m.outages):
            continue
        now = clock.text(t)
        out.put("aqjk", "CDSS", t, None, [(v[i] + now).encode() for v in values])
    for day in range(m.days):
        t = day * DAY + 245
        now = clock.text(t)
        head = f"{m.code};{m.name};KJ{90 + m.number % 9}X;煤矿安全监控系统;某厂;2027-06-30;{now}".encode()
        rows = []
        for p in points:
            ch4, kg = p.kind == "ch4", p.kind == "fan"
            x, y, z = xyz(m, p.node)
            rows.append(
                [
                    p.code,
                    "01",
                    f"{m.code}{1 + points.index(p) // 8:05d}",
                    SORT_CODE[p.kind],
                    "KG" if kg else "MN",
                    p.unit,
                    4 if ch4 else 15 if not kg else "",
                    0 if not kg else "",
                    1.0 if ch4 else "",
                    0.99 if ch4 else "",
                    "",
                    "",
                    1.5 if ch4 else "",
                    0.99 if ch4 else "",
                    "",
                    "",
                    "开" if kg else "",
                    "停" if kg else "",
                    p.place,
                    x,
                    y,
                    z,
                    "",
                    now,
                ]
            )
        out.put("aqjk", "CDDY", t, head, out.lines(rows))
    for p, h in zip(points, heads, strict=True):
        if p.kind == "fan":
            for i in (np.flatnonzero(np.diff(p.value)) + 1).tolist():
                t = i * STEP + 30 + points.index(p)
                out.put("aqjk", "KGBH", t, None, [f"{h}{p.value[i]:.0f};{clock.text(t)}".encode()])
        elif p.kind == "ch4":
            for flag, kind, why in ((4, "007", "标校"), (0, "001", "瓦斯超限")):
                on = (p.status == 4) if flag else ((p.value >= 1.0) & (p.status == 0))
                edge = np.flatnonzero(np.diff(np.r_[0, on.astype(int), 0]))
                for a, b in zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True):
                    v = p.value[a:b]
                    t0, t1 = a * STEP + 30, b * STEP + 30
                    row = [
                        p.code,
                        p.label,
                        p.place,
                        p.unit,
                        kind,
                        clock.text(t0),
                        clock.text(t1),
                        v.max(),
                        clock.text(t0 + int(v.argmax()) * STEP),
                        v.min(),
                        clock.text(t0 + int(v.argmin()) * STEP),
                        round(float(v.mean()), 2),
                        why,
                        "已处理",
                        clock.text(t1),
                        "值班员",
                        clock.text(t1),
                    ]
                    out.put("aqjk", "YCBJ", t1 + points.index(p) % 200, None, out.lines([row]))
    if d.random() < 0.4:
        for hour in range(m.days * 24):
            t0, t1, i = hour * 3600, hour * 3600 + 3600, hour * 12
            stats: list[bytes] = []
            for p, h in zip(points, heads, strict=True):
                if p.kind != "fan":
                    v = p.value[i : i + 12]
                    t_top, t_low = t0 + int(v.argmax()) * STEP, t0 + int(v.argmin()) * STEP
                    stats.append(
                        f"{h}{p.unit};{clock.text(t0)};{clock.text(t1)};{v.max()};{clock.text(t_top)};"
                        f"{v.min()};{clock.text(t_low)};{v.mean():.2f};{clock.text(t1)}".encode()
                    )
            out.put("aqjk", "TJSJ", t1 + 15, None, stats)


def tables(m: Mine, w: World, root: Path) -> None:
    """The CSV files the mine keeps."""
    iso, n = m.clock.iso, m.days * 96
    q = [iso(i * 900) for i in range(n)]

    def save(name: str, header: str, rows: list[str]) -> None:
        if name in m.csv:
            (root / f"{name}.csv").write_text(header + "\n" + "\n".join(rows) + "\n", encoding="utf-8")

    save(
        "power",
        "at,feeder,kw",
        [
            f"{t},{k},{v:.1f}"
            for k, (_, _, x) in w.feeders.items()
            for t, v in zip(q, x.tolist(), strict=True)
        ],
    )
    rows = []
    for k, x in w.belts.items():
        rate = w.belt_rate[k] / 4
        name = "C0" if k == "main" else f"C-{k}"
        run = np.where(x > 0.02, np.clip(x / (rate * 0.7) * 900 + 60, 60, 900), 0).astype(int)
        rows += [f"{t},{name},{r},{v:.1f}" for t, r, v in zip(q, run.tolist(), x.tolist(), strict=True)]
    save("haulage", "at,conveyor,running_s,t", rows)
    save(
        "output",
        "date,shift,hoisted_t,reported_t",
        [f"{m.clock.day(a)},{s},{h},{r}" for a, s, h, r in w.output],
    )
    save(
        "water",
        "at,pump,m3",
        [
            f"{iso(i * 3600)},{k},{v:.1f}"
            for k, (_, _, x) in w.pumps.items()
            for i, v in enumerate(x.tolist())
        ],
    )
    save(
        "explosives",
        "at,face_id,explosive_kg,detonators,returned_kg",
        [f"{iso(t)},{f},{kg},{det},{back}" for t, f, kg, det, back in sorted(w.blasts)],
    )
    count: dict[tuple[int, str], int] = {}
    d, end = m.d, m.days * DAY
    for tr in m.trips:
        for t, way in ((tr.ts[0], "in"), (tr.out, "out")):
            if 0 <= t < end:
                for _ in range(tr.bodies):
                    if d.random() > 0.004:
                        key = ((t + d.randint(0, 5)) // 60 * 60, way)
                        count[key] = count.get(key, 0) + 1
    where = {"副立井": "main_shaft", "副斜井": "main_incline", "副平硐": "main_adit"}[m.g.entry]
    save(
        "video",
        "at,position,direction,persons",
        [f"{iso(t)},{where},{way},{c}" for (t, way), c in sorted(count.items())],
    )
