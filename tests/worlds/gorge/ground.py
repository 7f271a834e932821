"""Layouts: stations, roadways, areas, faces, sealed places, machines and sensors of one made-up mine."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np

KINDS: tuple[str, ...] = ("steep", "hangcar", "shaft", "thin", "drain", "adit")

#: kind -> capacities (10 kt a year), levels, coal faces, headings, way of riding (m/s), way of hoisting
TYPES: dict[str, dict] = {
    "steep": {
        "cap": (9, 15, 21, 30),
        "levels": (2, 4),
        "coal": (1, 2),
        "heads": (2, 3),
        "ride": 0.0,
        "hoist": "car",
    },
    "hangcar": {
        "cap": (30, 45, 60, 90),
        "levels": (1, 2),
        "coal": (1, 1),
        "heads": (2, 4),
        "ride": 1.1,
        "hoist": "belt",
    },
    "shaft": {
        "cap": (60, 90, 120, 150),
        "levels": (1, 2),
        "coal": (1, 2),
        "heads": (3, 4),
        "ride": 5.5,
        "hoist": "skip",
    },
    "thin": {
        "cap": (15, 21, 30),
        "levels": (1, 2),
        "coal": (2, 4),
        "heads": (1, 2),
        "ride": 2.6,
        "hoist": "car",
    },
    "drain": {
        "cap": (30, 45, 60, 90),
        "levels": (1, 2),
        "coal": (1, 1),
        "heads": (2, 3),
        "ride": 1.2,
        "hoist": "belt",
    },
    "adit": {"cap": (9, 15), "levels": (1, 1), "coal": (1, 1), "heads": (1, 2), "ride": 0.0, "hoist": "car"},
}


@dataclass
class Station:
    """One reader of the location system."""

    name: str
    role: str
    area: int
    x: float
    y: float
    z: float
    code: str = ""


@dataclass
class Area:
    """One area of the location system with its approved number of people."""

    type: str
    name: str
    code: str = ""
    limit: int = 0


@dataclass
class Face:
    """A declared working place (coal face or heading) and how it works."""

    fid: str
    name: str
    kind: str
    stations: list[int]
    gates: list[int]
    crew: list[int]
    t_day: float
    advance: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    kw: float
    rock: bool = False
    blast: bool = False
    since: str = ""
    until: str | None = None
    maint: int = -1
    feeder: str = ""
    conveyor: str = ""


@dataclass
class Point:
    """A sensor of the safety monitoring system."""

    code: str
    kind: str
    station: int
    place: str
    section: float
    what: str
    face: int = -1
    alarm: float = 1.0


@dataclass
class Ground:
    """The whole layout of a mine; travel times and routes included."""

    kind: str
    stations: list[Station] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    edges: list[tuple[int, int, float, float]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    seals: list[dict] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    portal: int = 0
    windmouth: int = 0
    time: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    dist: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    nxt: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), int))
    cache: dict = field(default_factory=dict)

    def role(self, *roles: str) -> list[int]:
        """Indices of the stations that have one of the roles."""
        return [i for i, s in enumerate(self.stations) if s.role in roles]

    def path(self, a: int, b: int) -> list[tuple[int, float, bool]]:
        """Hops from a to b: (station, seconds, ridden)."""
        got = self.cache.get((a, b))
        if got is None:
            got, at = [], a
            while at != b:
                to = int(self.nxt[at, b])
                got.append((to, float(self.time[at, to]), self.rides.get((at, to), False)))
                at = to
            self.cache[(a, b)] = got
        return got

    rides: dict = field(default_factory=dict)

    def solve(self) -> None:
        """All shortest ways (Floyd and Warshall), by time and by length."""
        n = len(self.stations)
        t = np.full((n, n), 1e9)
        d = np.full((n, n), 1e9)
        nx = np.tile(np.arange(n), (n, 1))
        np.fill_diagonal(t, 0)
        np.fill_diagonal(d, 0)
        for a, b, length, speed in self.edges:
            t[a, b] = t[b, a] = length / (speed or 1.0)
            d[a, b] = d[b, a] = length
            self.rides[(a, b)] = self.rides[(b, a)] = speed > 1.05
        for k in range(n):
            via = t[:, k, None] + t[None, k, :]
            better = via < t - 1e-9
            t = np.where(better, via, t)
            nx = np.where(better, nx[:, k, None], nx)
            d = np.minimum(d, d[:, k, None] + d[None, k, :])
        self.time, self.dist, self.nxt = t, d, nx

    def nearest(self, anchor: int, beyond: float, most: int = 3, within: float = 260.0) -> list[int]:
        """Readers nearest to a place that lies `beyond` metres past the anchor, nearest first."""
        order = [int(i) for i in np.argsort(self.dist[anchor]) if self.stations[int(i)].role != "portal"]
        return [i for i in order[:most] if i == anchor or self.dist[anchor, i] <= within + 0.2 * beyond]


class _Net:
    def __init__(self, g: Ground, rnd: Random) -> None:
        self.g, self.r = g, rnd
        self.used: set[str] = set()

    def area(self, kind: str, name: str) -> int:
        self.g.areas.append(Area(kind, name))
        return len(self.g.areas) - 1

    def add(
        self,
        name: str,
        role: str,
        area: int,
        prev: int | None,
        length: float = 0.0,
        ang: float = 0.0,
        grade: float = 0.0,
        speed: float = 1.0,
    ) -> int:
        base, k = name, 2
        while name in self.used:
            name, k = f"{base}{k}#", k + 1
        self.used.add(name)
        if prev is None:
            x, y, z = 0.0, 0.0, self.r.uniform(1150, 1890)
        else:
            p = self.g.stations[prev]
            flat = length * (1 - grade * grade) ** 0.5
            x, y, z = p.x + flat * np.cos(ang), p.y + flat * np.sin(ang), p.z + length * grade
        self.g.stations.append(Station(name, role, area, float(x), float(y), float(z)))
        me = len(self.g.stations) - 1
        if prev is not None:
            self.g.edges.append((prev, me, max(length, 5.0), speed))
        return me

    def link(self, a: int, b: int, length: float | None = None, speed: float = 1.0) -> None:
        p, q = self.g.stations[a], self.g.stations[b]
        real = ((p.x - q.x) ** 2 + (p.y - q.y) ** 2 + (p.z - q.z) ** 2) ** 0.5
        self.g.edges.append((a, b, max(length or real * 1.05, 20.0), speed))


def _numbers(rnd: Random, level: int, used: set[int]) -> int:
    while True:
        n = (level + 1) * 1000 + rnd.randint(1, 4) * 100 + rnd.randint(1, 19)
        if n not in used:
            used.add(n)
            return n


def build(rnd: Random, kind: str, code: str, shifts: int) -> tuple[Ground, int]:
    """Draw a layout of the kind; answers it with the mine's yearly capacity in tonnes."""
    p = TYPES[kind]
    cap = rnd.choice(p["cap"]) * 10000
    g = Ground(kind)
    net = _Net(g, rnd)
    big = 1.0 if cap >= 450000 else 0.0
    ap = net.area("井口区域", "井口")
    ride = p["ride"]
    names = {
        "steep": ("主平硐口", "主平硐"),
        "hangcar": ("副斜井口", "副斜井"),
        "shaft": ("副立井口", "副立井"),
        "thin": ("主斜井口", "主斜井"),
        "drain": ("副斜井口", "副斜井"),
        "adit": ("平硐口", "平硐"),
    }[kind]
    g.portal = net.add(names[0], "portal", ap, None)
    g.windmouth = net.add("回风井口", "windmouth", ap, None)
    w = g.stations[g.windmouth]
    w.x, w.y, w.z = rnd.uniform(-600, 600), rnd.uniform(300, 900), g.stations[0].z + rnd.uniform(-40, 60)
    at_ = net.area("其它区域", names[1])
    ang = rnd.uniform(0, 6.28)
    last = g.portal
    if kind == "shaft":
        depth = rnd.uniform(280, 620)
        last = net.add("副井底马头门", "trunk", at_, last, depth, 0, -0.999, ride)
    else:
        steep = {"steep": -0.005, "adit": -0.005, "thin": -0.38}.get(kind, -0.32)
        for k in range(rnd.randint(2, 3 + int(2 * big))):
            last = net.add(
                f"{names[1]}{k + 1}#", "trunk", at_, last, rnd.uniform(140, 330), ang, steep, ride or 1.15
            )
    levels = rnd.randint(*p["levels"])
    if kind == "steep" and levels < 3 and rnd.random() < 0.5:
        levels = 3
    used: set[int] = set()
    hauls: dict[int, list[int]] = {}
    rets: dict[int, list[int]] = {}
    prev_yard = last
    wind_top = g.windmouth
    dead_level = 0 if (levels >= 3 or (levels == 2 and rnd.random() < 0.5)) else -1
    for lv in range(levels):
        if lv and kind != "shaft":
            prev_yard = net.add(
                f"暗斜井{lv}#", "trunk", at_, prev_yard, rnd.uniform(110, 240), ang + 0.7, -0.42, ride or 0.8
            )
        elif lv:
            prev_yard = net.add(
                f"轨道下山{lv}#",
                "trunk",
                at_,
                prev_yard,
                rnd.uniform(180, 320),
                ang + 0.7,
                -0.28,
                rnd.choice([0.8, 1.1]),
            )
        alt = int(round(g.stations[prev_yard].z / 5) * 5)
        tag = f"+{alt}"
        old = lv == dead_level
        al = net.area(
            "限制区域" if old and rnd.random() < 0.4 else "其它区域", f"{tag}水平{'老' if old else ''}大巷"
        )
        ar = net.area("其它区域", f"{tag}水平回风系统")
        yard = net.add(f"{tag}车场", "yard", al, prev_yard, rnd.uniform(30, 90), ang, 0.002)
        prev_yard = yard
        if not old:
            ac = net.area("重点区域", f"{tag}变电所")
            net.add(f"{tag}变电所", "substation", ac, yard, rnd.uniform(25, 70), ang + 1.5)
            if lv == levels - 1 and kind != "adit":
                ac = net.area("重点区域", f"{tag}水泵房")
                net.add(f"{tag}水泵房", "pump", ac, yard, rnd.uniform(25, 60), ang - 1.5, -0.02)
            if lv == levels - 1 or rnd.random() < 0.3:
                net.add(f"{tag}避难硐室", "refuge", al, yard, rnd.uniform(50, 160), ang + 2.3)
        side = ang + rnd.choice([-1, 1]) * rnd.uniform(1.0, 2.0)
        chain, at = [], yard
        n_haul = rnd.randint(2, 3 + int(2 * big)) if not old else rnd.randint(1, 3)
        for k in range(n_haul):
            at = net.add(
                f"{tag}{'老运输巷' if old else rnd.choice(['运输大巷', '运输石门'])}{k + 1}#",
                "old" if old else "haul",
                al,
                at,
                rnd.uniform(90, 280),
                side,
                0.004,
            )
            chain.append(at)
        hauls[lv] = chain
        chain_r = []
        b = g.stations[chain[0]]
        r0 = net.add(f"{tag}回风石门", "return", ar, chain[0], rnd.uniform(90, 220), side + 1.2, 0.2)
        chain_r.append(r0)
        at = r0
        for k in range(max(1, n_haul - rnd.randint(1, 2))):
            at = net.add(f"{tag}回风巷{k + 1}#", "return", ar, at, rnd.uniform(100, 260), side, 0.01)
            chain_r.append(at)
        rets[lv] = chain_r
        net.link(r0, wind_top, rnd.uniform(240, 520), 0.7)
        wind_top = r0
        if old:
            n = _numbers(rnd, lv, used)
            ax = net.area("限制区域", f"{n}采空区")
            s = net.add(f"{n}密闭前", "seal", ax, chain[-1], rnd.uniform(20, 80), side - 1.2)
            g.seals.append({"name": f"{n}老采空区密闭", "stations": [s], "face": n})
        del b
    live = [lv for lv in range(levels) if lv != dead_level]
    daily = cap / 365.0
    coal = rnd.randint(*p["coal"])
    heads = rnd.randint(*p["heads"])
    shares = np.array([rnd.uniform(0.8, 1.25) for _ in range(coal)])
    shares = shares / shares.sum()
    load = rnd.uniform(0.72, 0.95)
    head_share = rnd.uniform(0.03, 0.09)
    gassy = {"drain": 2.2, "steep": 1.3, "shaft": 1.2}.get(kind, 0.8) * rnd.uniform(0.5, 1.3)

    for c in range(coal):
        lv = rnd.choice(live)
        n = _numbers(rnd, lv, used)
        fname = f"{n}{rnd.choice(['综采', '综采', '高档普采']) if cap >= 300000 else rnd.choice(['炮采', '高档普采'])}工作面"
        _coal_face(
            net,
            g,
            rnd,
            n,
            fname,
            lv,
            hauls,
            rets,
            shifts,
            daily * load * (1 - head_share) * shares[c],
            gassy,
            cap,
            kind,
        )
    for _h in range(heads):
        lv = rnd.choice(live)
        n = _numbers(rnd, lv, used)
        _heading(
            net,
            g,
            rnd,
            n,
            lv,
            hauls,
            rets,
            shifts,
            daily * load * head_share / heads,
            gassy,
            cap,
            kind,
            rock=rnd.random() < 0.25,
        )
    # old workings, seals, galleries
    for _ in range(rnd.randint(2, 4) if kind != "adit" else rnd.randint(1, 2)):
        lv = rnd.choice(live)
        n = _numbers(rnd, lv, used)
        base = rnd.choice(hauls[lv] + rets[lv])
        ax = net.area("限制区域" if rnd.random() < 0.6 else "其它区域", f"{n}采空区密闭")
        s = net.add(
            f"{n}{rnd.choice(['运输巷', '回风巷'])}密闭前",
            "seal",
            ax,
            base,
            rnd.uniform(18, 95),
            rnd.uniform(0, 6.28),
        )
        g.seals.append({"name": f"{n}密闭", "stations": [s], "face": n})
    for _ in range(rnd.randint(1, 2)):
        lv = rnd.choice(live)
        base = rnd.choice(hauls[lv] + rets[lv])
        ax = net.area(rnd.choice(["其它区域", "限制区域"]), f"{g.stations[base].name[:5]}旧巷")
        at, a2 = base, rnd.uniform(0, 6.28)
        for k in range(rnd.randint(1, 3)):
            at = net.add(
                f"{g.stations[base].name[:5]}旧巷{k + 1}#", "old", ax, at, rnd.uniform(70, 190), a2, 0.02
            )
    if kind == "drain" or (kind in ("hangcar", "shaft") and rnd.random() < 0.4):
        for q in range(rnd.randint(1, 3)):
            lv = rnd.choice(live)
            ax = net.area("其它区域", f"{q + 1}号瓦斯抽采巷")
            at, a2 = rnd.choice(hauls[lv]), rnd.uniform(0, 6.28)
            for k in range(rnd.randint(2, 4)):
                at = net.add(
                    f"{q + 1}号抽采巷{k * 3 + 1}#钻场", "drain", ax, at, rnd.uniform(80, 160), a2, -0.02
                )
    _codes(g, rnd, code)
    g.solve()
    _points(g, rnd, code)
    return g, cap


def _crew(rnd: Random, base: int, shifts: int, coal: bool) -> tuple[list[int], int]:
    crew = [max(3, base + rnd.randint(-1, 1)) for _ in range(shifts)]
    maint = -1
    if coal and shifts > 2 and rnd.random() < 0.85:
        maint = rnd.randrange(shifts)
        crew[maint] = int(base * rnd.uniform(1.1, 1.5)) + 1
    elif coal and shifts == 2:
        maint = -1
    elif shifts > 2 and rnd.random() < 0.3:
        maint = rnd.randrange(shifts)
        crew[maint] = max(2, base // 2)
    return crew, maint


def _coal_face(
    net: _Net,
    g: Ground,
    rnd: Random,
    n: int,
    name: str,
    lv: int,
    hauls: dict,
    rets: dict,
    shifts: int,
    t_day: float,
    gassy: float,
    cap: int,
    kind: str,
) -> None:
    area = net.area("重点区域", name)
    h, r = rnd.choice(hauls[lv]), rnd.choice(rets[lv])
    a, gates = rnd.uniform(0, 6.28), []
    at = h
    few = kind in ("thin", "adit", "steep")
    for k in range(rnd.randint(1, 2 if few else 3)):
        at = net.add(f"{n}运输顺槽{k + 1}#", "gate_in", area, at, rnd.uniform(80, 240), a, 0.01)
        gates.append(at)
    low = net.add(f"{n}工作面下出口", "face", area, at, rnd.uniform(40, 120), a)
    span = rnd.uniform(45, 90) if few else rnd.uniform(100, 190)
    top = net.add(f"{n}工作面上出口", "face", area, low, span, a + 1.57, rnd.uniform(0.1, 0.5), 0.5)
    at = top
    for k in range(rnd.randint(1, 2 if few else 3)):
        at = net.add(f"{n}回风顺槽{k + 1}#", "gate_out", area, at, rnd.uniform(80, 240), a + 3.14, 0.0)
        gates.append(at)
    net.link(at, r, rnd.uniform(60, 220))
    base = int(4 + (t_day**0.5) * 0.42 + rnd.uniform(-1.5, 2.5)) if kind != "thin" else rnd.randint(5, 9)
    crew, maint = _crew(rnd, max(6, min(26, base)), shifts, True)
    blast = "炮采" in name
    air = rnd.uniform(330, 620) + t_day * rnd.uniform(0.25, 0.5)
    ch4 = air / 100 * min(0.42, 0.16 * gassy + rnd.uniform(0.03, 0.14))
    g.faces.append(
        Face(
            "",
            name,
            "coal_face",
            [low, top],
            gates,
            crew,
            t_day,
            rnd.uniform(1.2, 4.0),
            air,
            ch4,
            rnd.uniform(1, 16),
            t_day * rnd.uniform(0.18, 0.3) if blast else 0.0,
            160 + t_day * rnd.uniform(0.6, 0.95),
            False,
            blast,
            maint=maint,
        )
    )


def _heading(
    net: _Net,
    g: Ground,
    rnd: Random,
    n: int,
    lv: int,
    hauls: dict,
    rets: dict,
    shifts: int,
    t_day: float,
    gassy: float,
    cap: int,
    kind: str,
    rock: bool,
) -> None:
    name = f"{n}{rnd.choice(['岩石石门', '底板岩巷']) if rock else rnd.choice(['运输巷', '回风巷', '开切眼'])}掘进工作面"
    area = net.area("重点区域", name)
    at, a, gates = rnd.choice(hauls[lv] + rets[lv][:1]), rnd.uniform(0, 6.28), []
    for k in range(rnd.randint(1, 2)):
        at = net.add(f"{n}掘进{'口' if k == 0 else '中部'}", "gate_in", area, at, rnd.uniform(60, 210), a)
        gates.append(at)
    front = net.add(f"{n}掘进迎头", "front", area, at, rnd.uniform(50, 170), a)
    crew, maint = _crew(rnd, rnd.randint(5, 10), shifts, False)
    blast = rock or cap < 450000 or rnd.random() < 0.3
    air = rnd.uniform(180, 360)
    ch4 = 0.05 if rock else air / 100 * min(0.4, 0.12 * gassy + rnd.uniform(0.02, 0.12))
    g.faces.append(
        Face(
            "",
            name,
            "heading",
            [front],
            gates,
            crew,
            0.0 if rock else max(6.0, t_day),
            rnd.uniform(1.5, 7.0),
            air,
            ch4,
            rnd.uniform(0.3, 5),
            rnd.uniform(14, 55) if blast else 0.0,
            rnd.uniform(70, 220),
            rock,
            blast,
            maint=maint,
        )
    )


def _codes(g: Ground, rnd: Random, code: str) -> None:
    base = rnd.choice([0, 0, 100, 1000])
    for i, a in enumerate(g.areas):
        a.code = f"{code}{base + i + 1:04d}"
    step = rnd.choice([1, 1, 2, 10])
    for i, s in enumerate(g.stations):
        s.code = g.areas[s.area].code + f"{(i + 1) * step:06d}"
    for i, f in enumerate(g.faces):
        f.fid = f"F{i + 1}"
    for i, s in enumerate(g.seals):
        s["seal_id"] = f"S{i + 1}"


def _points(g: Ground, rnd: Random, code: str) -> None:
    n = [0]

    def put(
        kind: str, st: int, place: str, what: str, section: float, face: int = -1, alarm: float = 1.0
    ) -> None:
        n[0] += 1
        typ = {"ch4": "MN0001", "air_velocity": "MN0002", "fan": "KG1010"}[kind]
        own = f"{rnd.randint(1, 30):03d}{'D' if kind == 'fan' else 'A'}{n[0]:02d}"
        g.points.append(Point(f"{code}01{typ}{own}", kind, st, place, section, what, face, alarm))

    for i, f in enumerate(g.faces):
        sec = round(rnd.uniform(6.5, 13.5) if f.kind == "coal_face" else rnd.uniform(5.5, 9.5), 1)
        if f.kind == "coal_face":
            put("ch4", f.stations[-1], f"{f.name}T1", "face", sec, i)
            put("ch4", f.gates[-1], f"{f.name}回风T2", "face_ret", sec, i)
            if rnd.random() < 0.5:
                put("ch4", f.gates[0], f"{f.name}进风", "face_in", sec, i, 0.5)
            put("air_velocity", f.gates[-1], f"{f.name}回风流", "face_air", sec, i)
        else:
            put("ch4", f.stations[0], f"{f.name}迎头T1", "face", sec, i)
            put("ch4", f.gates[0], f"{f.name}回风T2", "face_ret", sec, i)
            put("fan", f.gates[0], f"{f.name}局部通风机", "lfan", sec, i)
            if rnd.random() < 0.35:
                put("air_velocity", f.gates[0], f"{f.name}回风", "face_air", sec, i)
    for r in g.role("return")[:1]:
        sec = round(max(rnd.uniform(9, 16), (sum(f.air for f in g.faces) * 1.15 + 800) / 420), 1)
        put("ch4", r, "总回风", "main_ret", sec, -1, 0.75)
        put("air_velocity", r, "总回风风速", "main_air", sec)
    for r in g.role("return")[1:3]:
        if rnd.random() < 0.5:
            put("ch4", r, f"{g.stations[r].name}", "part_ret", 8.0, -1, 0.75)
    yard = g.role("yard")
    wide = round(max(rnd.uniform(9, 15), (sum(f.air for f in g.faces) * 1.15 + 800) / 400), 1)
    put("air_velocity", yard[-1], "主进风大巷", "intake", wide)
    for s in g.role("seal"):
        if rnd.random() < 0.45:
            put("ch4", s, g.stations[s].name, "seal", 4.0, -1, 1.0)
    for s in g.role("drain")[::3]:
        put("ch4", s, g.stations[s].name, "drain", 7.0)
    put("fan", g.windmouth, "1#主要通风机", "mfan", 12.0)
    put("fan", g.windmouth, "2#主要通风机", "mfan2", 12.0)
