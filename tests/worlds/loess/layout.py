"""Layout of one mine: stations, roadways, faces, seals, feeders, belts, pumps, points, register."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

REGIONS = ("140921", "520221", "610632", "150622", "411281", "500233", "530325", "340621", "230305")
SHIFT_PLANS = ((0, 8, 16), (0, 8, 16), (6, 14, 22), (7, 15, 23), (2, 8, 14, 20), (0, 6, 12, 18), (7, 19))


@dataclass
class Station:
    """One location reader: code, name, place and area (16 digits)."""

    code: str
    name: str
    xyz: tuple[float, float, float]
    area: str


@dataclass
class Face:
    """One working face with what is declared for it; `first`/`last` are day numbers, `last` excluded."""

    face_id: str
    name: str
    kind: str
    gate: list[int]
    stations: list[int]
    crew: list[int]
    maintenance: int
    t: float
    advance: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    first: int = -60
    last: int | None = None
    feeder: str = ""
    conveyor: str = ""

    def alive(self, day: int) -> bool:
        """Whether the register allows work on this day."""
        return self.first <= day and (self.last is None or day < self.last)


@dataclass
class Mine:
    """Everything fixed about a mine before its days are played."""

    code: str
    days: int
    start: datetime
    r: Random
    shifts: tuple[int, ...]
    stations: list[Station] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    mains: list[int] = field(default_factory=list)
    idle: list[list[int]] = field(default_factory=list)
    seals: list[tuple[str, int, str]] = field(default_factory=list)
    spots: dict[str, int] = field(default_factory=dict)
    portals: list[tuple[int, str]] = field(default_factory=list)
    feeders: dict[str, tuple[str, float]] = field(default_factory=dict)
    belts: dict[str, tuple[list[str], float]] = field(default_factory=dict)
    pumps: dict[str, float] = field(default_factory=dict)
    points: list[dict[str, Any]] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    systems: set[str] = field(default_factory=set)
    nxt: dict[tuple[int, int], int] = field(default_factory=dict)
    dist: dict[tuple[int, int], float] = field(default_factory=dict)
    capacity: int = 0
    limit: int = 0
    period: int = 300
    sensor_period: int = 300
    variant: bool = False
    hold: bool = True
    miss: float = 0.01
    n_trace: int = 5
    leak: float = 0.12
    base_inflow: float = 10.0
    goaf: float = 0.08
    sunday: float = 0.8

    def add(self, name: str, xyz: tuple[float, float, float], area: str) -> int:
        """Place a station; returns its index."""
        n = sum(s.area == area for s in self.stations) + 1
        self.stations.append(Station(f"{area}{n:06d}", name, xyz, area))
        return len(self.stations) - 1

    def area(self, kind: str, name: str) -> str:
        """Declare an area; returns its code."""
        code = f"{self.code}{len(self.areas) + 1:04d}"
        self.areas.append({"area_code": code, "type": kind, "limit": 20, "name": name})
        return code

    def join(self, a: int, b: int, length: float | None = None) -> None:
        """Join two stations by a roadway."""
        gap = math.dist(self.stations[a].xyz, self.stations[b].xyz)
        self.edges.append((a, b, round(length or max(gap, 20.0) * self.r.uniform(1.0, 1.08), 1)))

    def branch(self, at: int, n: int, area: str, name: str, side: int, step: float) -> list[int]:
        """A dead-end roadway of n stations off the station `at`."""
        out, prev = [], at
        for k in range(n):
            x, y, z = self.stations[at].xyz
            here = self.add(
                f"{name}{k + 1}号分站",
                (
                    round(x + self.r.uniform(-8, 8), 1),
                    round(y + side * step * (k + 1), 1),
                    round(z + self.r.uniform(-6, 6), 1),
                ),
                area,
            )
            self.join(prev, here)
            out.append(here)
            prev = here
        return out

    def route(self) -> None:
        """All shortest paths over the roadways."""
        n = range(len(self.stations))
        d = {(i, j): (0.0 if i == j else math.inf) for i in n for j in n}
        nx = {(i, i): i for i in n}
        for a, b, length in self.edges:
            d[a, b] = d[b, a] = length
            nx[a, b], nx[b, a] = b, a
        for k in n:
            for i in n:
                ik = d[i, k]
                if ik < math.inf:
                    for j in n:
                        if ik + d[k, j] < d[i, j]:
                            d[i, j] = ik + d[k, j]
                            nx[i, j] = nx[i, k]
        self.nxt, self.dist = nx, d

    def path(self, a: int, b: int) -> list[int]:
        """Stations from a to b, both included."""
        out = [a]
        while a != b:
            a = self.nxt[a, b]
            out.append(a)
        return out

    def hours(self, shift: int) -> float:
        """Length of a shift in hours."""
        return float((self.shifts[(shift + 1) % len(self.shifts)] - self.shifts[shift]) % 24 or 24)

    def day_shift(self) -> int:
        """The shift that begins nearest eight in the morning."""
        return min(range(len(self.shifts)), key=lambda s: abs(self.shifts[s] - 8))

    def night_shift(self) -> int:
        """The shift that holds most of the night."""
        return min(range(len(self.shifts)), key=lambda s: (self.shifts[s] - 22) % 24)

    def mode(self, day: int, shift: int) -> str:
        """State of the mine in a shift; a shift that runs into a stop is already part of the stop."""
        last = self.days - 1
        today, after = self.modes[min(max(day, 0), last)], self.modes[min(max(day + 1, 0), last)]
        late = self.shifts[shift] + self.hours(shift) > 25
        return after if today == "normal" and late and day < last else today

    def weekday(self, day: int) -> int:
        """Monday is 0."""
        return (self.start + timedelta(days=day)).weekday()

    def point(self, kind: str, station: int, section: float, what: str, name: str, face: str = "") -> None:
        """Install a safety-monitoring point."""
        typ = {"ch4": ("MN", "0001"), "air_velocity": ("MN", "0003"), "fan": ("KG", "1010")}[kind]
        n = len(self.points)
        code = f"{self.code}01{typ[0]}{typ[1]}{n // 8 + 1:03d}A{n % 8 + 1:02d}"
        self.points.append(
            {
                "point_code": code,
                "kind": kind,
                "station": self.stations[station].code,
                "section_m2": section,
                "name": name,
                "what": what,
                "face": face,
                "at": station,
            }
        )

    def register(self) -> dict[str, Any]:
        """The contract's register.json."""
        st = [s.code for s in self.stations]

        def date(day: int) -> str:
            return (self.start + timedelta(days=day)).strftime("%Y-%m-%d")

        status: list[dict[str, Any]] = [{"state": "producing", "from": "2021-03-01", "to": None}]
        names = {"overhaul": "overhaul", "suspended": "suspended"}
        for d in range(self.days):
            state = names.get(self.modes[d], "producing")
            if status[-1]["state"] != state:
                status[-1]["to"] = date(d - 1)
                status.append({"state": state, "from": date(d), "to": None})
        if self.modes[0] in names:
            status[0]["to"] = date(-1)
        return {
            "mine_code": self.code,
            "name": f"测试{self.code[-4:]}煤矿",
            "region": self.code[:6],
            "kind": "coal",
            "capacity_t_per_year": self.capacity,
            "headcount_limit": self.limit,
            "shift_starts": [f"{h:02d}:00" for h in self.shifts],
            "status": status,
            "areas": self.areas,
            "stations": [
                {"station_code": s.code, "name": s.name, "x": s.xyz[0], "y": s.xyz[1], "z": s.xyz[2]}
                for s in self.stations
            ],
            "roadways": [{"from": st[a], "to": st[b], "length_m": m} for a, b, m in self.edges],
            "faces": [
                {
                    "face_id": f.face_id,
                    "name": f.name,
                    "kind": f.kind,
                    "stations": [st[i] for i in f.stations],
                    "from": date(f.first),
                    "to": None if f.last is None else date(f.last - 1),
                    "crew_per_shift": f.crew,
                    "planned_t_per_day": f.t,
                    "advance_m_per_day": f.advance,
                    "air_m3_per_min": f.air,
                    "ch4_m3_per_min": f.ch4,
                    "inflow_m3_per_h": f.inflow,
                    "explosive_kg_per_day": f.explosive,
                }
                for f in self.faces
            ],
            "seals": [
                {"seal_id": s, "name": f"{st[i][-4:]}密闭", "stations": [st[i]], "built": b}
                for s, i, b in self.seals
            ],
            "feeders": [{"feeder": k, "serves": v[0], "rated_kw": v[1]} for k, v in self.feeders.items()],
            "conveyors": [
                {"conveyor": k, "serves": v[0], "rated_t_per_h": v[1]} for k, v in self.belts.items()
            ],
            "pumps": [
                {"pump": k, "station": st[self.spots["pump"]], "rated_m3_per_h": v}
                for k, v in self.pumps.items()
            ],
            "points": [
                {k: p[k] for k in ("point_code", "kind", "station", "section_m2", "name")}
                for p in self.points
            ],
        }


def _face(m: Mine, n: int, coal: bool, at: int, side: int, gassy: bool) -> Face:
    """One face with its gate road; declared numbers come from what the place is like."""
    r = m.r
    no = 1201 + 2 * n + 100 * r.randrange(3)
    name = f"{no}综采工作面" if coal else f"{no}{r.choice(('运输顺槽', '回风顺槽', '切眼'))}掘进工作面"
    area = m.area("重点区域", name)
    gate = m.branch(
        at,
        r.choice((4, 5, 6)) if coal else r.choice((3, 3, 4)),
        area,
        name[:4] + ("面" if coal else "掘"),
        side,
        r.uniform(110, 190),
    )
    ns = len(m.shifts)
    maint = r.choice([m.day_shift(), ns - 1, 0]) if coal and ns > 2 else -1
    lo = r.randint(9, 15) if coal else r.randint(5, 9)
    crew = [lo + (r.randint(3, 8) if s == maint else 0) for s in range(ns)]
    if not coal and r.random() < 0.3 and ns > 2:
        crew[m.night_shift()] = 0
    t = round(r.uniform(450, 1900), -1) if coal else (0.0 if r.random() < 0.3 else round(r.uniform(35, 140)))
    air = round(r.uniform(650, 1350), -1) if coal else round(r.uniform(230, 430), -1)
    conc = r.uniform(0.42, 0.55) if gassy and coal else r.uniform(0.12, 0.38)
    blast = 0.0 if coal or (t > 0 and r.random() < 0.6) else round(r.uniform(18, 60), 1)
    face = Face(
        f"F{n + 1}",
        name,
        "coal_face" if coal else "heading",
        gate,
        gate[-2:] if len(gate) < 5 or not coal else gate[-3:],
        crew,
        maint,
        t,
        round(r.uniform(2, 5), 1),
        air,
        round(air * conc / 100, 2),
        round(r.uniform(5, 26) if coal else r.uniform(1, 6), 1),
        blast,
    )
    face.first = -r.randint(40, 500)
    return face


def lay_out(r: Random, code: str, days: int, start: datetime, need: set[str]) -> Mine:
    """Invent a mine. `need` may ask for retired, gassy, blast, small and for systems that must send."""
    m = Mine(code, days, start, r, r.choice(SHIFT_PLANS))
    depth = -r.uniform(180, 620)
    a_port, a_bottom = m.area("井口区域", "副井口"), m.area("其它区域", "井底车场")
    a_main, a_room = m.area("其它区域", "运输大巷"), m.area("重点区域", "中央硐室")
    p0 = m.add("副井口", (0.0, 0.0, 1100 + depth / 5), a_port)
    z = round(1100 + depth, 1)
    bottom = m.add("井底车场", (30.0, 10.0, z), a_bottom)
    m.join(p0, bottom, round(-depth + 40, 1))
    m.spots = {
        "bottom": bottom,
        "hall": m.add("等候室", (80.0, 35.0, z), a_bottom),
        "pump": m.add("中央水泵房", (60.0, -40.0, z), a_room),
        "sub": m.add("中央变电所", (95.0, -45.0, z), a_room),
    }
    m.join(bottom, m.spots["hall"])
    m.join(bottom, m.spots["pump"])
    m.join(m.spots["pump"], m.spots["sub"])
    n_main, step, prev = r.randint(5, 8), r.uniform(130, 230), bottom
    for k in range(n_main):
        prev2 = m.add(
            f"大巷{k + 1}号分站", (round(150 + step * k, 1), round(r.uniform(-15, 15), 1), z), a_main
        )
        m.join(prev, prev2)
        m.mains.append(prev2)
        prev = prev2
    m.portals = [(p0, "aux_shaft")]
    if r.random() < 0.35:
        p1 = m.add("主斜井口", (-200.0, 400.0, 1100 + depth / 5), a_port)
        m.join(p1, m.mains[1], round(-depth * 2.2, 1))
        m.portals.append((p1, "main_incline"))
    ret = m.add("总回风巷", (round(100 + step * (n_main - 2), 1), 120.0, z), m.area("其它区域", "总回风巷"))
    m.join(m.mains[-2], ret)
    m.spots["return"] = ret
    sides = [(i, s) for i in m.mains for s in (1, -1)][1:]
    r.shuffle(sides)
    n_coal, n_head = r.choice((1, 1, 1, 2)), r.choice((1, 2, 2, 3))
    for k in range(n_coal + n_head):
        at, side = sides.pop()
        m.faces.append(_face(m, k, k < n_coal, at, side, "gassy" in need))
    if "blast" in need and not any(f.explosive for f in m.faces):
        m.faces[-1].explosive = round(r.uniform(20, 50), 1)
    if "retired" in need or r.random() < 0.3:
        at, side = sides.pop()
        old = _face(m, len(m.faces), True, at, side, False)
        old.last = -r.randint(15, 90)
        old.first = old.last - r.randint(120, 300)
        m.faces.append(old)
    for k in range(r.choice((1, 2))):
        at, side = sides.pop()
        name = r.choice(("联络巷", "旧车场", "备用巷")) + str(k + 1)
        m.idle.append(
            m.branch(at, r.choice((1, 2)), m.area("其它区域", name), name, side, r.uniform(70, 120))
        )
    for k in range(r.choice((1, 2, 2, 3))):
        if sides:
            at, side = sides.pop()
            b = m.branch(
                at,
                1,
                m.area("限制区域", f"老采区{k + 1}密闭外"),
                f"密闭{k + 1}外",
                side,
                r.uniform(60, 120),
            )
            m.seals.append(
                (f"S{k + 1}", b[0], f"20{r.randint(17, 23)}-0{r.randint(1, 9)}-1{r.randint(0, 9)}")
            )
    m.route()
    _equip(m, r, need)
    return m


def _equip(m: Mine, r: Random, need: set[str]) -> None:
    """Feeders, belts, pumps and points; capacity, sending systems and habits."""
    live = [f for f in m.faces if f.last is None]
    peak = sum(f.t for f in live) / 12
    for k, f in enumerate(m.faces):
        f.feeder = f"FD{k + 1:02d}"
        m.feeders[f.feeder] = (
            f.face_id,
            float(round(f.t * r.uniform(0.8, 1.1) + r.uniform(160, 260), -1)),
        )
        if f.t > 0 and f.last is None:
            f.conveyor = f"C{k + 1}"
            m.belts[f.conveyor] = ([f.face_id], float(round(max(f.t / 6, 60), -1)))
    m.belts["CM"] = ([f.face_id for f in live if f.t > 0], float(round(peak * 2.2 + 100, -1)))
    k = len(m.faces) + 1
    for what, kw in (
        ("hoist", peak * 9 + 300),
        ("main_fan", 400.0),
        ("local_fan", 60.0 * len(live)),
        ("pump", 360.0),
        ("surface", 500.0),
        ("other", 400.0),
    ):
        m.feeders[f"FD{k:02d}"] = (what, float(round(kw, -1)))
        k += 1
    m.leak, m.goaf = r.uniform(0.07, 0.15), r.uniform(0.04, 0.1)
    m.base_inflow = round(sum(f.inflow for f in live) * r.uniform(0.06, 0.18), 1)
    total = sum(f.inflow for f in live) + m.base_inflow
    for i in range(r.choice((1, 2, 2, 3))):
        m.pumps[f"P{i + 1}"] = float(round(max(total * r.uniform(1.8, 2.6), 40), -1))
    m.capacity = math.ceil(sum(f.t for f in live) * 330 / r.uniform(0.84, 0.96) / 10000) * 10000
    air = sum(f.air for f in live) / (1 - m.leak)
    for f in m.faces:
        if f.last is not None:
            continue
        end = f.stations[-1]
        m.point("ch4", end, 10.0, "t1", f"{f.name}甲烷", f.face_id)
        m.point("ch4", f.gate[1], 10.0, "t2", f"{f.name}回风流甲烷", f.face_id)
        m.point(
            "air_velocity",
            f.gate[1],
            round(r.uniform(8, 13), 1),
            "face_air",
            f"{f.name}回风风速",
            f.face_id,
        )
        if f.kind == "heading":
            m.point("fan", f.gate[0], 0.0, "local_fan", f"{f.name}局部通风机", f.face_id)
    ret, big = m.spots["return"], round(max(9.0, air / 60 / r.uniform(3.2, 5.0)), 1)
    m.point("ch4", ret, big, "main_ch4", "总回风巷甲烷")
    m.point("air_velocity", ret, big, "main_air", "总回风巷风速")
    m.point("fan", ret, 0.0, "main_fan", "主通风机")
    for b in m.idle:
        if r.random() < 0.6:
            m.point(
                "air_velocity",
                b[0],
                round(r.uniform(7, 10), 1),
                f"idle{b[0]}",
                m.stations[b[0]].name + "风速",
            )
            m.point("ch4", b[0], 8.0, f"idle{b[0]}", m.stations[b[0]].name + "甲烷")
    for _, i, _ in m.seals:
        if r.random() < 0.6:
            m.point("ch4", i, 8.0, f"seal{i}", m.stations[i].name + "甲烷")
    miss = {
        "power": 0.1,
        "haulage": 0.12,
        "output": 0.08,
        "water": 0.2,
        "explosives": 0.2,
        "video": 0.22,
        "aqjk": 0.07,
        "rydw": 0.02,
        "jzss": 0.15,
    }
    m.systems = {s for s, p in miss.items() if s in need or r.random() > p}
    m.period = r.choice((300, 300, 300, 300, 420, 600, 240))
    m.sensor_period = r.choice((300, 300, 300, 180))
    m.variant, m.hold = r.random() < 0.15, r.random() < 0.65
    m.miss, m.n_trace = r.uniform(0.003, 0.03), r.randint(3, 7)
    m.sunday = r.choice((0.55, 0.75, 0.9, 1.0))
    m.modes = ["normal"] * m.days
