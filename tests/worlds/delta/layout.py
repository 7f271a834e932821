"""The built mine: stations, roadways, areas, working places, seals, machines, and its register.json."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from .scenario import DAY, Case, Style

SHIFT_PLANS = (
    ((0, 8, 16), "三八制"),
    ((0, 8, 16), "三八制"),
    ((6, 14, 22), "三八制"),
    ((7, 15, 23), "三八制"),
    ((0, 6, 12, 18), "四六制"),
    ((2, 8, 14, 20), "四六制"),
)


CLOCK = [f"{i // 60:02d}:{i % 60:02d}:" for i in range(1440)]


@dataclass
class Place:
    """A working place, declared or not, with what it really needs and gives in normal work."""

    face_id: str
    name: str
    kind: str
    stations: list[int]
    crew: list[int]
    tonnes: float
    advance: float
    air: float
    gas: float
    inflow: float
    kg: float
    kw_idle: float
    kw_cut: float
    feeder: str
    by_belt: bool
    start: float = -400.0
    end: float | None = None
    repair_shift: int = -1
    declared: bool = True
    install_until: float = -400.0

    def exists(self, day: float) -> bool:
        """Whether the place is ventilated and in use on this day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass
class Mine:
    """Everything fixed about one mine."""

    code: str
    name: str
    origin: datetime
    case: Case
    starts: list[int]
    scheme: str
    period: int
    train: bool
    caret: bool
    trace_depth: int
    handover: bool = False  # crews relieve each other at the face, not on the surface
    names: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    area_of: list[str] = field(default_factory=list)
    xyz: list[tuple[float, float, float]] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    areas: dict[str, dict[str, object]] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    main: list[int] = field(default_factory=list)
    portals: list[tuple[int, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    hidden: Place | None = None
    site: list[int] = field(default_factory=list)
    seals: list[tuple[str, str, int]] = field(default_factory=list)
    points: list[dict[str, object]] = field(default_factory=list)
    aux_scale: float = 1.0
    base_inflow: float = 30.0
    capacity: int = 0
    limit: int = 0
    dates: dict[int, str] = field(default_factory=dict)
    hop: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=int))
    dist: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def stamp(self, second: float) -> str:
        """Local time text of a second counted from the world's start."""
        day, rest = divmod(int(second), DAY)
        return f"{self.date(day)} {CLOCK[rest // 60]}{rest % 60:02d}"

    def date(self, day: int) -> str:
        """Date text of a day counted from the world's start."""
        if day not in self.dates:
            self.dates[day] = (self.origin + timedelta(days=day)).strftime("%Y-%m-%d")
        return self.dates[day]

    def iso(self, second: float) -> str:
        """ISO time with the China offset."""
        return self.stamp(second).replace(" ", "T") + "+08:00"

    def shift_span(self, day: int, shift: int) -> tuple[int, int]:
        """Begin and end of a shift in seconds from the world's start."""
        begin = day * DAY + self.starts[shift]
        nxt = self.starts[shift + 1] if shift + 1 < len(self.starts) else self.starts[0] + DAY
        return begin, day * DAY + nxt

    def mode(self, day: int, shift: int) -> str:
        """What the shift really is: produce, repair (declared overhaul) or care (nobody works)."""
        case = self.case
        begin, end = (t / DAY for t in self.shift_span(day, shift))
        for event, word in (("overhaul", "repair"), ("holiday", "care")):
            span = case.event_at.get(event)
            if span and begin < span[1] and end > span[0]:
                return word
        if case.kind == "working_while_stopped" and begin < case.d1 and end > case.d0:
            if case.style and case.style.shifts == "night" and shift != self.night():
                return "care"
        return "produce"

    def work(self, place: Place, day: int, shift: int) -> str:
        """What happens at a place in a shift: produce, repair or none."""
        begin, end = (t / DAY for t in self.shift_span(day, shift))
        if not place.declared:
            return "produce" if self.case.on(day) and place.crew[shift] else "none"
        if begin < place.start or (place.end is not None and end > place.end) or not place.crew[shift]:
            return "none"
        mode = self.mode(day, shift)
        if mode == "produce" and (begin < place.install_until or shift == place.repair_shift):
            return "repair"
        if self.case.name() == "suspended_headings_only" and place.kind == "coal_face":
            return "none"
        return "none" if mode == "care" else mode

    def night(self) -> int:
        """Index of the shift that covers 03:00."""
        late = [i for i, s in enumerate(self.starts) if s <= 3 * 3600]
        return late[-1] if late else len(self.starts) - 1

    def chosen_shifts(self, word: str) -> list[int]:
        """Shift indices for all, two, night, day."""
        n, night = len(self.starts), self.night()
        if word == "night":
            return [night]
        if word == "day":
            return [(night + 1) % n]
        return [night, (night + n - 1) % n] if word == "two" else list(range(n))

    def area(self, label: str, kind: str, limit: int) -> str:
        """Adds an area and returns its code."""
        code = f"{self.code}{len(self.areas) + 1:04d}"
        self.areas[code] = {"area_code": code, "type": kind, "limit": limit, "name": label}
        return code

    def station(
        self, key: str, label: str, area: str, near: int | None, length: float, rng: np.random.Generator
    ) -> int:
        """Adds a station, joined by a roadway to `near`."""
        i = len(self.names)
        self.at[key] = i
        self.names.append(label)
        self.codes.append(f"{area}{i + 1:06d}")
        self.area_of.append(area)
        if near is None:
            self.xyz.append((float(rng.uniform(1000, 9000)), float(rng.uniform(1000, 9000)), 1200.0))
        else:
            x, y, z = self.xyz[near]
            turn = rng.uniform(0, 2 * math.pi)
            self.xyz.append((x + length * math.cos(turn), y + length * math.sin(turn), z + rng.normal(0, 4)))
            self.edges.append((near, i, length))
        return i


def _crew(rng: np.random.Generator, size: int, shifts: int, repair: int) -> list[int]:
    """Crew of each shift; the repair shift of a coal face is larger."""
    return [int(size * 1.4) if s == repair else size + int(rng.integers(0, 2)) for s in range(shifts)]


def _add_face(m: Mine, rng: np.random.Generator, i: int, kind: str, gate: int, big: float) -> Place:
    """Adds a declared working place with its roadways and stations."""
    n = len(m.starts)
    coal = kind == "coal_face"
    no = int(rng.integers(11, 48)) * 100 + i + 1
    size = int((rng.integers(9, 15) if coal else rng.integers(6, 9)) * big)
    repair = int(rng.integers(0, n)) if coal else -1
    crew = _crew(rng, size, n, repair)
    label = f"{no}{'综采' if coal else '掘进'}工作面"
    area = m.area(label, "重点区域", int(max(crew) * 1.25) + 5)
    a = m.station(
        f"F{i}a", f"{no}{'运输顺槽' if coal else '巷道口'}", area, gate, float(rng.uniform(60, 150)), rng
    )
    b = m.station(
        f"F{i}b", f"{no}{'下端头' if coal else '掘进迎头'}", area, a, float(rng.uniform(150, 500)), rng
    )
    stations = [a, b]
    if coal:
        c = m.station(f"F{i}c", f"{no}上端头", area, b, float(rng.uniform(90, 180)), rng)
        d = m.station(f"F{i}d", f"{no}回风顺槽", area, c, float(rng.uniform(200, 400)), rng)
        m.edges.append((d, m.at["R2"], float(rng.uniform(80, 200))))
        stations = [b, c, a, d]
    else:
        stations = [b, a]
    blasting = not coal and rng.random() < 0.65
    tonnes = float(rng.uniform(450, 1000) * big) if coal else float(rng.uniform(35, 90))
    kw = (
        float(tonnes * rng.uniform(0.7, 1.0))
        if coal
        else float(rng.uniform(60, 90) if blasting else rng.uniform(130, 220))
    )
    return Place(
        f"F{i + 1}",
        label,
        kind,
        stations,
        crew,
        round(tonnes),
        round(float(rng.uniform(2, 4.5)), 1),
        round(float(rng.uniform(750, 1200) if coal else rng.uniform(220, 360))),
        round(float(rng.uniform(1.8, 4.2) if coal else rng.uniform(0.5, 1.1)), 2),
        round(float(rng.uniform(5, 14) if coal else rng.uniform(1, 4)), 1),
        round(float(rng.uniform(24, 48))) if blasting else 0.0,
        kw * 0.08,
        kw,
        f"FD{i + 5:02d}",
        coal or rng.random() < 0.5,
        repair_shift=repair,
    )


def _hidden_place(m: Mine, rng: np.random.Generator, st: Style) -> None:
    """Adds the undeclared place to the mine's reality, never to its register."""
    main_end = m.main[-1]
    m.site = {
        "seal": [m.at["Z1"]],
        "branch": [m.at["O2"], m.at["O1"]],
        "side": [m.at["SX"]],
        "main": [m.at["R1"], m.at["R2"]],
    }.get(st.site, [main_end])
    size = int(rng.integers(st.crew[0], st.crew[1] + 1))
    shifts = m.chosen_shifts(st.shifts)
    crew = [size if s in shifts else 0 for s in range(len(m.starts))]
    tonnes = float(rng.uniform(*st.tonnes))
    kw = tonnes * 0.9 if st.longwall else float(rng.uniform(70, 150))
    kw *= len(shifts) / len(m.starts)
    m.hidden = Place(
        "H1",
        "",
        "coal_face" if st.longwall else "heading",
        m.site,
        crew,
        tonnes,
        3.0,
        float(rng.uniform(450, 700) if st.longwall else rng.uniform(230, 320)),
        float(rng.uniform(1.6, 2.8) if st.longwall else rng.uniform(0.7, 1.2)),
        float(rng.uniform(7, 14) if st.longwall else rng.uniform(3, 7)),
        float(rng.uniform(26, 50)) if st.blast else 0.0,
        kw * 0.12,
        kw,
        st.feed,
        st.coal in ("belt", "cooked"),
        m.case.d0,
        m.case.d1,
        declared=False,
    )


def _distances(m: Mine) -> None:
    """All-pairs shortest roadway distances and next hops."""
    n = len(m.names)
    dist = np.full((n, n), np.inf)
    hop = np.tile(np.arange(n), (n, 1))
    np.fill_diagonal(dist, 0.0)
    for a, b, length in m.edges:
        dist[a, b] = dist[b, a] = min(dist[a, b], length)
    for k in range(n):
        through = dist[:, k : k + 1] + dist[k : k + 1, :]
        better = through < dist
        dist = np.where(better, through, dist)
        hop = np.where(better, hop[:, k : k + 1], hop)
    m.dist, m.hop = dist, hop


def _points(m: Mine) -> None:
    """Gas, air and fan sensors."""

    def add(kind: str, number: str, mode: str, station: int, section: float, place: str) -> None:
        code = f"{m.code}01{mode}{number}{len(m.points) + 1:03d}A{station + 1:02d}"
        m.points.append(
            {
                "point_code": code,
                "kind": kind,
                "station": m.codes[station],
                "section_m2": section,
                "_place": place,
                "_station": station,
            }
        )

    for p in m.places:
        ret = p.stations[-1] if p.kind == "coal_face" else p.stations[1]
        section = 12.0 if p.kind == "coal_face" else 9.0
        if p.kind == "coal_face":
            add("ch4", "0001", "MN", p.stations[1], section, p.face_id + "/u")
        else:
            add("ch4", "0001", "MN", p.stations[0], section, p.face_id + "/u")
            add("fan", "1012", "KG", m.main[1], section, p.face_id)
        add("ch4", "0001", "MN", ret, section, p.face_id)
        add("air_velocity", "0002", "MN", ret, section, p.face_id)
    add("ch4", "0001", "MN", m.at["R1"], 14.0, "return")
    add("air_velocity", "0002", "MN", m.at["R1"], 14.0, "return")
    add("air_velocity", "0002", "MN", m.main[0], 14.0, "intake")
    add("ch4", "0001", "MN", m.at["Z1"], 9.0, "seal")
    add("fan", "1010", "KG", m.portals[0][0], 14.0, "main")


def build_mine(rng: np.random.Generator, code: str, number: int, origin: datetime, case: Case) -> Mine:
    """Builds one mine around its script."""
    hours, scheme = SHIFT_PLANS[int(rng.integers(0, len(SHIFT_PLANS)))]
    m = Mine(
        code,
        f"试验{number:02d}煤矿",
        origin,
        case,
        [h * 3600 for h in hours],
        scheme,
        int(rng.choice([300, 300, 300, 240, 600])),
        bool(rng.random() < 0.5),
        bool(rng.random() < 0.15),
        int(rng.integers(4, 9)),
    )
    m.aux_scale = float(rng.uniform(0.7, 1.4))
    m.base_inflow = float(rng.uniform(18, 55))
    m.handover = bool(rng.random() < 0.3) and case.name() != "whole_mine_over_limit"
    top = m.area("井口", "井口区域", 60)
    way = m.area("大巷及硐室", "其它区域", 90)
    old = m.area("旧采区", "其它区域", 20)
    shut = m.area("密闭区", "限制区域", 6)
    m.portals.append((m.station("P0", "主井口", top, None, 0, rng), "main_shaft"))
    bottom = m.station("B", "井底车场", way, m.portals[0][0], float(rng.uniform(250, 600)), rng)
    if rng.random() < 0.6:
        p1 = m.station("P1", "副井口", top, bottom, float(rng.uniform(250, 600)), rng)
        m.portals.append((p1, "aux_shaft"))
    for key, label in (("PR", "中央水泵房"), ("SS", "中央变电所"), ("WC", "等候硐室")):
        m.station(key, label, way, bottom, float(rng.uniform(40, 110)), rng)
    last = bottom
    for k in range(int(rng.integers(4, 7))):
        last = m.station(f"M{k}", f"运输大巷{k + 1}#", way, last, float(rng.uniform(150, 350)), rng)
        m.main.append(last)
    m.station("RC", "避难硐室", way, m.main[-2], float(rng.uniform(30, 70)), rng)
    m.station("R1", "总回风巷1#", way, m.main[1], float(rng.uniform(80, 160)), rng)
    m.station("R2", "总回风巷2#", way, m.at["R1"], float(rng.uniform(300, 600)), rng)
    m.station("O1", "旧运输巷口", old, m.main[0], float(rng.uniform(90, 180)), rng)
    m.station("O2", "旧运输巷里段", old, m.at["O1"], float(rng.uniform(150, 320)), rng)
    m.station("Z1", "北翼密闭前", shut, m.main[2], float(rng.uniform(80, 220)), rng)
    m.station("Z2", "旧采区密闭前", shut, m.at["O2"], float(rng.uniform(60, 150)), rng)
    m.station("SX", "南翼联络巷", way, m.main[-1], float(rng.uniform(90, 180)), rng)
    m.seals = [("S1", "北翼采空区密闭", m.at["Z1"]), ("S2", "旧采区密闭", m.at["Z2"])]
    big = float(rng.uniform(0.75, 1.3))
    coals, heads = int(rng.integers(1, 3)) if big > 1 else 1, int(rng.integers(1, 4))
    kinds = ["coal_face"] * coals + ["heading"] * heads
    move, new = case.event_at.get("face_move"), case.event_at.get("new_face")
    kinds += ["coal_face"] * (move is not None) + ["heading"] * (new is not None)
    for i, kind in enumerate(kinds):
        m.places.append(_add_face(m, rng, i, kind, m.main[1 + i % (len(m.main) - 1)], big))
    if move is not None:
        a, b = m.places[0], m.places[coals + heads]
        a.end, b.start, b.install_until = move[0], move[0], move[0] + 2
        b.crew, b.tonnes, b.repair_shift = list(a.crew), a.tonnes, a.repair_shift
        b.kw_cut, b.kw_idle = a.kw_cut, a.kw_idle
    if new is not None:
        m.places[-1].start = new[0]
    double = 2.0 if m.handover else 1.25
    area_limits = {m.area_of[p.stations[0]]: int(max(p.crew) * double) + 6 for p in m.places}
    for area, value in area_limits.items():
        m.areas[area]["limit"] = value
    if case.kind == "hidden_face" and case.style:
        _hidden_place(m, rng, case.style)
    _distances(m)
    _points(m)
    planned = sum(p.tonnes for p in m.places if p.end is None)
    m.capacity = int(math.ceil(planned * 330 / float(rng.uniform(0.82, 0.97)) / 10000) * 10000)
    crews = [sum(p.crew[s] for p in m.places if p.end is None) for s in range(len(m.starts))]
    m.limit = int(math.ceil((max(crews) * (double - 0.2) + 24 * m.aux_scale + 8) * 1.12 / 5) * 5)
    return m


def register(m: Mine) -> dict[str, object]:
    """The content of register.json."""

    def date(day: float) -> str:
        return m.date(int(day))

    case = m.case
    status: list[dict[str, object]] = [{"state": "producing", "from": "2022-01-01", "to": None}]
    stop, word = case.event_at.get("overhaul"), "overhaul"
    if case.kind == "working_while_stopped":
        stop = (float(case.d0), float(case.d1))
        word = "overhaul" if case.name().startswith("overhaul") else "suspended"
    if stop is not None:
        status = [
            {"state": "producing", "from": "2022-01-01", "to": date(stop[0])},
            {"state": word, "from": date(stop[0]), "to": date(stop[1]) if stop[1] < case.days else None},
        ]
        if case.kind == "healthy" and stop[1] < case.days:
            status[1]["to"] = date(stop[1] - 1)
        if stop[1] < case.days:
            status.append({"state": "producing", "from": date(stop[1]), "to": None})
    faces = [
        {
            "face_id": p.face_id,
            "name": p.name,
            "kind": p.kind,
            "stations": [m.codes[s] for s in p.stations],
            "from": "2023-05-01" if p.start < 0 else date(p.start),
            "to": None if p.end is None else date(p.end),
            "crew_per_shift": p.crew,
            "planned_t_per_day": float(p.tonnes),
            "advance_m_per_day": p.advance,
            "air_m3_per_min": p.air,
            "ch4_m3_per_min": p.gas,
            "inflow_m3_per_h": p.inflow,
            "explosive_kg_per_day": float(p.kg),
        }
        for p in m.places
    ]
    fixed = [
        ("FD01", "hoist", 500.0),
        ("FD02", "main_fan", 315.0),
        ("FD03", "pump", 320.0),
        ("FD04", "other", 500.0),
        ("FD90", "local_fan", 240.0),
        ("FD91", "surface", 400.0),
    ]
    feeders = [{"feeder": f, "serves": s, "rated_kw": kw} for f, s, kw in fixed]
    feeders += [
        {"feeder": p.feeder, "serves": p.face_id, "rated_kw": round(p.kw_cut * 1.6)} for p in m.places
    ]
    total = sum(p.tonnes for p in m.places)
    belts = [
        {
            "conveyor": "C1",
            "serves": [p.face_id for p in m.places if p.by_belt],
            "rated_t_per_h": round(total / 6),
        }
    ]
    belts += [
        {"conveyor": f"C{i + 2}", "serves": [p.face_id], "rated_t_per_h": round(p.tonnes / 5)}
        for i, p in enumerate(m.places)
        if p.kind == "coal_face"
    ]
    pumps = 3 if "new_pump" in case.event_at else 2
    return {
        "mine_code": m.code,
        "name": m.name,
        "region": m.code[:6],
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.limit,
        "shift_starts": [f"{s // 3600:02d}:00" for s in m.starts],
        "status": status,
        "areas": list(m.areas.values()),
        "stations": [
            {"station_code": c, "name": n, "x": round(x, 1), "y": round(y, 1), "z": round(z, 1)}
            for c, n, (x, y, z) in zip(m.codes, m.names, m.xyz, strict=False)
        ],
        "roadways": [
            {"from": m.codes[a], "to": m.codes[b], "length_m": round(length, 1)} for a, b, length in m.edges
        ],
        "faces": faces,
        "seals": [
            {"seal_id": i, "name": n, "stations": [m.codes[s]], "built": "2022-09-01"} for i, n, s in m.seals
        ],
        "feeders": feeders,
        "conveyors": belts,
        "pumps": [
            {"pump": f"P{i + 1}", "station": m.codes[m.at["PR"]], "rated_m3_per_h": 150.0}
            for i in range(pumps)
        ],
        "points": [{k: v for k, v in p.items() if not k.startswith("_")} for p in m.points],
    }
