"""All that is written: snapshots, other text files, CSV tables, and the dirt of real senders."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from .conduct import Plot
from .forge import Forger, bend
from .layout import DAY, STEP, Mine
from .people import SPECIAL, Calendar, Descent, Person
from .physics import Series, World


class Sender:
    """Writes text files in the mine's profile, with the habits of its sender."""

    def __init__(self, m: Mine, root: Path, rng: Random) -> None:
        self.m, self.root, self.rng = m, root, rng
        self.rec, self.eof, self.prefix = ("^", "]]]", "N") if m.style["alt"] else ("~", "||", "")
        if m.style["crlf"]:
            self.rec += "\r\n"
        self.ready: set[str] = set()

    def send(self, folder: str, kind: str, t: float, records: Iterable[str], header: str = "") -> None:
        """One file; seldom cut short, sent twice or named later than it was made."""
        m, rng = self.m, self.rng
        if folder not in self.ready:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
            self.ready.add(folder)
        head = header or f"{m.code};{m.name};{m.at(t)}"
        body = self.rec.join([head, *records]) + self.rec + self.eof
        luck = rng.random() / m.style["dirt"] if m.style["dirt"] else 9.0
        if luck < 0.33:
            body = body[: int(len(body) * rng.uniform(0.3, 0.95))]
        late = rng.uniform(600, 7200) if 0.33 <= luck < 0.66 else 0.0
        self._put(folder, kind, t + late, body)
        if 0.66 <= luck < 1:
            self._put(folder, kind, t + rng.uniform(20, 90), body)

    def _put(self, folder: str, kind: str, t: float, body: str) -> None:
        m = self.m
        name = m.at(t).translate(str.maketrans("", "", "-: "))
        with (self.root / folder / f"{m.code}_{self.prefix}{kind}_{name}.txt").open(
            "w", encoding="utf-8", newline=""
        ) as out:
            out.write(body)


def snapshot_times(m: Mine, rng: Random) -> list[float]:
    """When the location system makes its snapshots."""
    first, n = rng.uniform(0, 290), int(m.days * DAY / m.style["snap"]) - 1
    return [first + k * m.style["snap"] + rng.uniform(-2, 2) for k in range(n)]


def write_location(
    m: Mine,
    out: Sender,
    descents: list[Descent],
    people: list[Person],
    cal: Calendar,
    forger: Forger,
    rng: Random,
) -> None:
    """RYSS for every snapshot; RYXX, RYQY, RYJZ daily; JZSS more often; RYCS for long stays."""
    times = snapshot_times(m, rng)
    grid = np.array(times)
    buckets: list[list[tuple[str, str, bool]]] = [[] for _ in times]
    alarms: list[tuple[float, str]] = []
    for d in descents:
        if d.carded:
            _render(m, d, grid, buckets)
            if d.out - d.came > 11 * 3600 and not d.still:
                a = d.came + 11 * 3600
                n = m.nodes[d.visits[-1][1]]
                row = (
                    f"{m.code}{d.person.no:05d};{d.person.name};{m.at(d.came)};{m.at(a)};;{n.area_code};"
                    f"{m.at(a - 900)};{n.code};{m.at(a - 900)}"
                )
                alarms.append((a, row))
    for k, t in enumerate(times):
        if cal.within("network_outage", t):
            continue
        made = [a + ("3" if flat else str(int(rng.random() * 91) - 45)) + b for a, b, flat in buckets[k]]
        sent = forger.look(t, made)
        if sent is not None:
            out.send("rydw", "RYSS", t, sent)
    for t, line in alarms:
        if 0 <= t < m.days * DAY:
            out.send("rydw", "RYCS", t, [line])
    limit = m.headcount_limit
    staff = [
        f"{m.code}{p.no:05d};{p.name};{p.shown_trade};{p.post};{p.dept};1990-01-01;;{int(p.leader)};"
        f"{int(p.trade in SPECIAL)}"
        for p in people
        if p.listed
    ]
    areas = [f"{a['type']};{a['area_code']};{a['limit']};{a['name']}" for a in m.areas]
    zero = m.style["zero_xyz"]
    spots = [
        ";".join([n.code, n.name, *("0" if zero else f"{v:.1f}" for v in n.xyz), n.name]) for n in m.nodes
    ]
    for day in range(m.days):
        t = day * DAY + 630 + rng.uniform(0, 400)
        out.send(
            "rydw",
            "RYXX",
            t,
            staff,
            f"{m.code};{m.name};{limit};KJ{m.capacity % 97 + 100};人员位置监测系统;某厂;2027-12-31;{m.at(t)}",
        )
        out.send("rydw", "RYQY", t + 9, areas)
        out.send("rydw", "RYJZ", t + 17, spots)
    for k in range(m.days * DAY // m.style["jzss"]):
        t = k * m.style["jzss"] + 45.0
        lost, dead = cal.within("network_outage", t), cal.within("dead_reader", t)
        state = ["1" if lost else "2" if dead and i == cal.dead_node else "0" for i in range(len(m.nodes))]
        out.send(
            "rydw", "JZSS", t, [f"{n.code};{s};1;{m.at(t - 3)}" for n, s in zip(m.nodes, state, strict=True)]
        )


def _render(m: Mine, d: Descent, grid: Series, buckets: list[list[tuple[str, str, bool]]]) -> None:
    """Records of one descent, put into the snapshots that see them."""
    p, came = d.person, m.at(d.came)
    head, org = f"{m.code}{p.no:05d};{p.name};", m.style["org"]
    tail = f"正常;{int(p.leader)};{int(p.trade in SPECIAL)};"
    trace: list[str] = []
    area, since, odd = "", "", d.dies is not None or bool(d.gaps)
    for j, (t, node) in enumerate(d.visits):
        n, now = m.nodes[node], m.at(t)
        nxt = d.visits[j + 1][0] if j + 1 < len(d.visits) else d.out
        if n.area_code != area:
            area, since = n.area_code, now
        trace = [*trace, f"{n.code}&{now}"][-m.style["trace"] :]
        a, b = np.searchsorted(grid, (t, nxt))
        front = f"{head}1;{came};;{area};{since};{n.code};{now};{org};"
        back = f";{tail}{','.join(trace)}"
        for k in range(int(a), int(b)):
            if odd:
                s = grid[k]
                if (d.dies is not None and s > d.dies) or any(x <= s < y for x, y in d.gaps):
                    continue
            buckets[k].append((front, back, d.still and j > 1))
    if d.dies is None:
        k = int(np.searchsorted(grid, d.out))
        if k < len(grid) and grid[k] - d.out < 400:
            n = m.nodes[d.portals[1]]
            gone = m.at(d.out)
            back = f";{tail}{','.join(trace)}"
            buckets[k].append(
                (f"{head}2;{came};{gone};{n.area_code};{gone};{n.code};{gone};{org};", back, False)
            )


def write_safety(
    m: Mine, out: Sender, w: World, plot: Plot | None, rng: Random, g: np.random.Generator
) -> None:
    """CDDY daily, CDSS at the mine's period, YCBJ for calibrations."""
    t = np.arange(0, m.days * DAY, m.style["cdss"], dtype=float) + 12
    grid = np.arange(len(w.gas["base"])) * float(STEP) + STEP / 2

    def at(x: Series) -> Series:
        return np.interp(t, grid, x)

    faces = {f.face_id: f for f in m.faces}
    total_gas = sum(w.gas[k] for k in w.gas if k != "seal")
    alarms: list[tuple[float, str]] = []
    columns: list[tuple[str, list[str]]] = []
    pct: Series
    for p in m.points:
        what, face = p["what"], p["face"]
        state = np.zeros(len(t), dtype=int)
        masked = plot is not None and plot.kind == "sensor_masked" and plot.extra["point"] == p["point_code"]
        if p["kind"] == "ch4":
            if what in ("T1", "T2"):
                air = np.maximum(faces[face].air * 0.5, w.air[face])
                pct = at(w.gas[face] / air) * 100 * (1.08 if what == "T1" else 0.95)
            elif what == "main_return":
                pct = at(total_gas / w.air["main"]) * 100
            elif what == "seal":
                pct = at(w.gas["seal"])
                if plot is not None and plot.hid and plot.nodes[0] == p["node"]:
                    pct = pct + at(w.gas["H"] / plot.hid.face.ch4) * 0.16
            else:
                pct = np.zeros(len(t)) + 0.01
            noise = g.normal(0, 0.004 if what == "intake" else 0.012, len(t))
            value = np.round(np.clip(pct * (1 + g.normal(0, 0.03, len(t))) + noise, 0, 4), 2)
            value = bend(plot, p["point_code"], t, value, g)
            day = rng.randint(0, 6)
            while day < m.days:
                a = day * DAY + rng.uniform(8.5, 14) * 3600
                on = (t >= a) & (t < a + 900)
                if not (masked and plot is not None and plot.a <= a < plot.b):
                    value[on], state[on] = (
                        np.round(np.clip(g.normal(1.9, 0.15, int(on.sum())), 0.5, 2.1), 2),
                        4,
                    )
                    row = [
                        p["point_code"],
                        "环境瓦斯",
                        m.nodes[p["node"]].name,
                        "%",
                        "007",
                        m.at(a),
                        m.at(a + 900),
                        "2.0",
                        m.at(a + 300),
                        "0.0",
                        m.at(a),
                        "1.6",
                        "标校",
                        "",
                        m.at(a + 960),
                        "监控员",
                        m.at(a + 960),
                    ]
                    alarms.append((a + 900, ";".join(row)))
                day += rng.randint(7, 10)
            over = np.flatnonzero((value >= 1.0) & (state == 0))
            state[over] = 1
            for run_ in np.split(over, np.flatnonzero(np.diff(over) > 3) + 1) if len(over) else []:
                a, b = float(t[run_[0]]), float(t[run_[-1]]) + m.style["cdss"]
                top, low, mid = value[run_].max(), value[run_].min(), value[run_].mean()
                place = m.nodes[p["node"]].name
                row = [
                    p["point_code"],
                    "环境瓦斯",
                    place,
                    "%",
                    "001",
                    m.at(a),
                    m.at(b),
                    f"{top:.2f}",
                    m.at(a),
                    f"{low:.2f}",
                    m.at(b),
                    f"{mid:.2f}",
                    "超限",
                    "加强通风",
                    m.at(b + 60),
                    "监控员",
                    m.at(b + 60),
                ]
                alarms.append((b, ";".join(row)))
            text = [f"{v:.2f}" for v in value]
        elif p["kind"] == "air_velocity":
            flow = w.air[face] if face else w.air["main"] * (1.0 if what == "main_return" else 0.96)
            value = np.maximum(0, at(flow) / 60 / p["section_m2"] * (1 + g.normal(0, 0.012, len(t))))
            text = [f"{v:.2f}" for v in value]
        else:
            run = np.ones(len(t))
            if what == "local_fan":
                run = ((t >= faces[face].first) & (t < faces[face].last)).astype(float)
            elif what == "old_fan":
                run *= 0
                if plot is not None and plot.hid and m.old_face and plot.nodes[0] in m.old_face.nodes:
                    run = ((t >= plot.a) & (t < plot.b)).astype(float)
            text = [str(int(v)) for v in run]
        name, unit = {"ch4": ("环境瓦斯", "%"), "air_velocity": ("风速", "m/s"), "fan": ("局部通风机", "")}[
            p["kind"]
        ]
        name = "主通风机" if what == "main_fan" else name
        front = f"{p['point_code']};{name};{m.nodes[p['node']].name};"
        columns.append((front, [f"{v};{unit};{s};" for v, s in zip(text, state, strict=True)]))
    for k, x in enumerate(t):
        now = m.at(x)
        out.send("aqjk", "CDSS", float(x) + 5, [front + rows[k] + now for front, rows in columns])
    for a, line in sorted(alarms):
        if a < m.days * DAY:
            out.send("aqjk", "YCBJ", a + 70, [line])
    defs = []
    for p in m.points:
        n, kind = m.nodes[p["node"]], p["kind"]
        gas = ["4", "0", "1.00", "0.99", "", "", "1.50", "0.99", "", ""] if kind == "ch4" else [""] * 10
        xyz = ["0"] * 3 if m.style["zero_xyz"] else [f"{v:.1f}" for v in n.xyz]
        onoff = ["开", "停"] if kind == "fan" else ["", ""]
        defs.append(
            [
                p["point_code"],
                "01",
                f"{m.code}{p['node']:05d}",
                p["point_code"][16:20],
                p["point_code"][14:16],
                {"ch4": "%", "air_velocity": "m/s"}.get(kind, ""),
                *gas,
                *onoff,
                n.name,
                *xyz,
                "",
            ]
        )
    for day in range(m.days):
        x = day * DAY + 700.0
        out.send(
            "aqjk",
            "CDDY",
            x,
            [";".join([*row, m.at(x)]) for row in defs],
            f"{m.code};{m.name};KJ{m.capacity % 89 + 60}X;安全监控系统;某厂;2027-12-31;{m.at(x)}",
        )


def _table(m: Mine, root: Path, name: str, head: str, rows: list[tuple[int, str]]) -> None:
    """A CSV table, in one file or one for each day."""
    if name not in m.systems:
        return
    if m.style["csv_daily"]:
        for day in range(m.days):
            part = [r for d, r in rows if d == day]
            (root / f"{name}-{m.day_text(day)}.csv").write_text(
                "\n".join([head, *part]) + "\n", encoding="utf-8"
            )
    else:
        (root / f"{name}.csv").write_text("\n".join([head, *(r for _, r in rows)]) + "\n", encoding="utf-8")


def write_tables(
    m: Mine, root: Path, w: World, descents: list[Descent], rng: Random, register: dict[str, Any]
) -> None:
    """register.json and all CSV files."""
    (root / "register.json").write_text(json.dumps(register, ensure_ascii=False, indent=1), encoding="utf-8")
    n = len(w.gas["base"])
    stamp = [m.iso(k * STEP) for k in range(n)]
    per_day = DAY // STEP
    _table(
        m,
        root,
        "power",
        "at,feeder,kw",
        [(k // per_day, f"{stamp[k]},{f},{x[k]:.1f}") for k in range(n) for f, x in w.power.items()],
    )
    _table(
        m,
        root,
        "haulage",
        "at,conveyor,running_s,t",
        [
            (k // per_day, f"{stamp[k]},{c},{s[k]:.0f},{x[k]:.1f}")
            for k in range(n)
            for c, (s, x) in w.belts.items()
        ],
    )
    _table(
        m,
        root,
        "output",
        "date,shift,hoisted_t,reported_t",
        [(d, f"{m.day_text(d)},{s + 1},{max(0, a):.1f},{max(0, b):.1f}") for d, s, a, b in w.output],
    )
    _table(
        m,
        root,
        "water",
        "at,pump,m3",
        [(h // 24, f"{stamp[h * 4]},{p},{x[h]:.1f}") for h in range(n // 4) for p, x in w.water.items()],
    )
    if w.blasts:
        _table(
            m,
            root,
            "explosives",
            "at,face_id,explosive_kg,detonators,returned_kg",
            [
                (int(a // DAY), f"{m.iso(a)},{f},{kg:.1f},{det},{back:.1f}")
                for a, f, kg, det, back in w.blasts
            ],
        )
    names = {0: "aux_shaft", 2: "main_shaft"}
    seen: dict[tuple[float, str, str], int] = {}
    for d in descents:
        if not d.body:
            continue
        for t, portal, way in ((d.body[0], d.portals[0], "in"), (d.body[1], d.portals[1], "out")):
            if 0 <= t < m.days * DAY and rng.random() > 0.004:
                size = m.style["video_bin"]
                key = (t // size * size if size else float(int(t)), names[portal], way)
                seen[key] = seen.get(key, 0) + 1
    _table(
        m,
        root,
        "video",
        "at,position,direction,persons",
        [(int(t // DAY), f"{m.iso(t)},{pos},{way},{k}") for (t, pos, way), k in sorted(seen.items())],
    )
