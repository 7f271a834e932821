"""The mine on paper and in rock: stations, areas, faces, seals, equipment and its register."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

DAY = 86400
STEP = 900
SHIFT_PLANS = (
    ("00:00", "08:00", "16:00"),
    ("06:00", "14:00", "22:00"),
    ("07:00", "15:00", "23:00"),
    ("00:00", "06:00", "12:00", "18:00"),
)


@dataclass
class Node:
    """A location station: where it stands, its area and which station is nearer the portal."""

    name: str
    kind: str  # portal bottom room drift gate face return seal branch boundary
    area: int
    xyz: tuple[float, float, float]
    parent: int
    length: float
    code: str = ""
    area_code: str = ""


@dataclass
class Face:
    """A working place, declared or not, with what it needs and gives in a normal day."""

    face_id: str
    name: str
    kind: str
    nodes: list[int]
    crew: list[int]
    tpd: float
    advance: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    first: int = -(10**9)  # seconds from the start of the world
    last: int = 10**9
    since: str = "2023-06-01"
    until: str | None = None
    stations_declared: int = 9


@dataclass
class Mine:
    """One mine: everything fixed before people and machines start to move."""

    code: str
    name: str
    start: date
    days: int
    nodes: list[Node]
    areas: list[dict[str, Any]]
    faces: list[Face]
    seals: list[dict[str, Any]]
    shifts: tuple[str, ...]
    capacity: int
    depth: float
    rest_shift: int
    systems: set[str]
    style: dict[str, Any]
    old_face: Face | None = None
    status: list[dict[str, Any]] = field(default_factory=list)
    headcount_limit: int = 0
    points: list[dict[str, Any]] = field(default_factory=list)
    pumps: list[dict[str, Any]] = field(default_factory=list)
    other_air: float = 0.0
    base_inflow: float = 0.0
    base_ch4: float = 0.0

    @property
    def shift_s(self) -> int:
        """Length of a shift in seconds."""
        return DAY // len(self.shifts)

    def shift_start(self, day: int, shift: int) -> int:
        """Start of a shift in seconds from the world's first midnight."""
        return day * DAY + int(self.shifts[shift][:2]) * 3600

    def at(self, sec: float) -> str:
        """Local time as the text files write it."""
        day, rest = divmod(int(sec), DAY)
        return f"{_day_text(self.start, day)} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"

    def iso(self, sec: float) -> str:
        """Local time as the CSV files write it."""
        return self.at(sec).replace(" ", "T") + "+08:00"

    def day_text(self, day: int) -> str:
        """Date of a day number."""
        return _day_text(self.start, day)

    def first_of(self, kind: str) -> int:
        """First station of a kind."""
        return next(i for i, n in enumerate(self.nodes) if n.kind == kind)

    def all_of(self, kind: str) -> list[int]:
        """All stations of a kind."""
        return [i for i, n in enumerate(self.nodes) if n.kind == kind]

    def path(self, a: int, b: int) -> list[int]:
        """Stations passed from a to b, both included."""
        up_a, up_b = self._up(a), self._up(b)
        meet = next(n for n in up_a if n in set(up_b))
        return up_a[: up_a.index(meet) + 1] + up_b[: up_b.index(meet)][::-1]

    def hop(self, a: int, b: int) -> float:
        """Metres between two neighbouring stations."""
        return self.nodes[a].length if self.nodes[a].parent == b else self.nodes[b].length

    def _up(self, a: int) -> list[int]:
        out = [a]
        while self.nodes[out[-1]].parent >= 0:
            out.append(self.nodes[out[-1]].parent)
        return out


@lru_cache(maxsize=4096)
def _day_text(start: date, day: int) -> str:
    return (datetime(start.year, start.month, start.day) + timedelta(days=day)).strftime("%Y-%m-%d")


class _Draw:
    """Adds areas and stations one after the other."""

    def __init__(self, rng: Random, depth: float) -> None:
        self.rng, self.depth = rng, depth
        self.nodes: list[Node] = []
        self.areas: list[dict[str, Any]] = []

    def area(self, name: str, kind: str, limit: int) -> int:
        self.areas.append({"type": kind, "limit": limit, "name": name})
        return len(self.areas) - 1

    def node(self, name: str, kind: str, area: int, parent: int, metres: float, heading: float) -> int:
        if parent < 0 or kind == "portal":
            xyz = (500.0 * len(self.nodes), 0.0, 1200.0)
        elif kind == "bottom":
            xyz = (0.0, 300.0, 1200.0 - self.depth)
        else:
            x, y, z = self.nodes[parent].xyz
            xyz = (
                x + metres * math.cos(heading),
                y + metres * math.sin(heading),
                z + self.rng.uniform(-9, 9),
            )
        self.nodes.append(Node(name, kind, area, xyz, parent, metres))
        return len(self.nodes) - 1


def _face_air(kind: str, tpd: float, rng: Random) -> float:
    return round(rng.uniform(520, 700) + tpd * 0.18 if kind == "coal_face" else rng.uniform(240, 380), -1)


def build(rng: Random, code: str, serial: int, start: date, days: int) -> Mine:
    """Draw one mine. No two mines share size, plan, shifts or the systems they send."""
    size = rng.choice(("small", "small", "medium", "medium", "large"))
    capacity = {
        "small": rng.choice((150, 210, 300)),
        "medium": rng.choice((450, 600, 900)),
        "large": rng.choice((1200, 1500)),
    }[size] * 1000
    shifts = rng.choice(SHIFT_PLANS)
    depth = rng.uniform(180, 520)
    d = _Draw(rng, depth)
    a_in = d.area("井口", "井口区域", 200)
    a_mid = d.area("井底车场及硐室", "重点区域", 40)
    a_dr = d.area("主要大巷", "其它区域", 60)
    a_old = d.area("采空区及闭墙", "限制区域", 4)
    d.node("副井口", "portal", a_in, -1, 0.0, 0.0)
    bottom = d.node("井底车场", "bottom", a_mid, 0, depth * 1.1, 0.0)
    d.node("主井口", "portal", a_in, bottom, depth * 1.15, 0.0)
    for name in ("中央水泵房", "中央变电所", "避难硐室"):
        d.node(name, "room", a_mid, bottom, rng.uniform(60, 160), rng.uniform(0, 6))
    drift, last = [], bottom
    for k in range({"small": 3, "medium": 4, "large": 5}[size] + rng.randint(0, 1)):
        last = d.node(
            f"{k + 1}号大巷分站", "drift", a_dr, last, rng.uniform(220, 420), 1.5 + rng.uniform(-0.2, 0.2)
        )
        drift.append(last)
    n_coal = 1 if size != "large" else rng.choice((1, 2))
    n_head = {"small": rng.choice((1, 2)), "medium": 2, "large": rng.choice((2, 3))}[size]
    rest_shift = rng.randrange(len(shifts))
    faces: list[Face] = []
    day_t = capacity / 330 * rng.uniform(0.84, 0.97)
    blast_coal = size == "small" and rng.random() < 0.4
    base_no = rng.randint(11, 46) * 100
    for k in range(n_coal + n_head):
        coal = k < n_coal
        root = drift[(k + 1) % len(drift)] if coal else drift[(k * 2 + 1) % len(drift)]
        side = (-1) ** k * 1.5 + 1.5 + rng.uniform(-0.1, 0.1)
        no = base_no + (k + 1) * 2 + rng.choice((0, 1))
        blast = blast_coal if coal else (size == "small" or rng.random() < 0.4)
        label = (
            f"{no}{'炮采' if blast else '综采'}工作面"
            if coal
            else f"{no}{'炮掘' if blast else '综掘'}{rng.choice(('运输', '回风'))}顺槽"
        )
        ar = d.area(label, "重点区域", 0)
        seg = rng.uniform(150, 380)
        ids = [d.node(f"{no}顺槽口", "gate", ar, root, seg, side)]
        if coal or rng.random() < 0.6:
            ids.append(d.node(f"{no}顺槽中部", "gate", ar, ids[-1], seg, side))
        ids.append(d.node(f"{no}{'机头' if coal else '迎头'}", "face", ar, ids[-1], seg * 0.7, side))
        if coal:
            ids.append(d.node(f"{no}工作面中部", "face", ar, ids[-1], rng.uniform(60, 110), side + 1.5))
            ids.append(d.node(f"{no}回风隅角", "return", ar, ids[-1], rng.uniform(60, 110), side + 1.5))
        if coal:
            tpd = day_t * (0.9 if n_coal == 1 else 0.45)
            base = rng.randint(9, 13) if size == "small" else rng.randint(12, 18)
            crew = [base + (rng.randint(4, 8) if s == rest_shift else 0) for s in range(len(shifts))]
        else:
            tpd = day_t * 0.1 / n_head
            base = rng.randint(6, 9)
            crew = [base] * len(shifts)
        kg = 0.0 if not blast else (tpd * 0.25 if coal else rng.uniform(28, 60))
        air = _face_air("coal_face" if coal else "heading", tpd, rng)
        pct = rng.uniform(0.18, 0.42) if coal else rng.uniform(0.12, 0.3)
        faces.append(
            Face(
                f"F{k + 1}",
                label,
                "coal_face" if coal else "heading",
                ids,
                crew,
                round(tpd, 1),
                round(rng.uniform(2, 4.5), 1),
                air,
                round(air * pct / 100, 2),
                round(rng.uniform(3, 18), 1),
                round(kg, 1),
                stations_declared=rng.choice((9, 9, 9, 2, 1)),
            )
        )
        d.areas[ar]["limit"] = int(max(crew) * 1.25) + 6
    seals = []
    for k in range(rng.randint(2, 3)):
        root = drift[(k * 2) % len(drift)]
        n = d.node(
            f"{base_no - 3 + k}密闭前", "seal", a_old, root, rng.uniform(90, 260), rng.uniform(3.4, 4.2)
        )
        seals.append(
            {
                "seal_id": f"S{k + 1}",
                "name": f"{base_no - 3 + k}采空区密闭",
                "node": n,
                "built": f"2023-{rng.randint(2, 9):02d}-{rng.randint(1, 28):02d}",
            }
        )
    for k in range(rng.randint(1, 2)):
        d.node(
            f"{k + 1}号联络巷",
            "branch",
            a_dr,
            drift[(k + 1) % len(drift)],
            rng.uniform(120, 240),
            rng.uniform(4, 5),
        )
    d.node("边界回风巷", "boundary", a_dr, drift[-1], rng.uniform(380, 620), 1.6)
    ar = d.area(f"{base_no - 9}回撤区", "其它区域", 10)
    old_no = base_no - 9
    old_ids = [d.node(f"{old_no}运输巷口", "gate", ar, drift[len(drift) // 2], rng.uniform(180, 300), 3.0)]
    old_ids.append(d.node(f"{base_no - 9}切眼", "old", ar, old_ids[0], rng.uniform(180, 320), 3.0))
    old = Face(
        "F0",
        f"{old_no}综采工作面",
        "coal_face",
        old_ids,
        [14] * len(shifts),
        500.0,
        3.0,
        600.0,
        1.2,
        6.0,
        0.0,
        since="2022-08-01",
        until=f"2023-{rng.randint(9, 12)}-20",
    )
    per_area = [0] * len(d.areas)
    for k, a in enumerate(d.areas):
        a["area_code"] = f"{code}{k + 1:04d}"
    for node in d.nodes:
        k = node.area
        per_area[k] += 1
        node.area_code = str(d.areas[k]["area_code"])
        node.code = f"{node.area_code}{per_area[k] * rng.choice((1, 1, 3)) + k * 7:06d}"
        while any(o is not node and o.code == node.code for o in d.nodes):
            per_area[k] += 11
            node.code = f"{node.area_code}{per_area[k] + k * 7:06d}"
    systems = {
        s
        for s, p in (
            ("power", 0.85),
            ("haulage", 0.75),
            ("output", 0.9),
            ("water", 0.75),
            ("explosives", 0.95),
            ("video", 0.8),
            ("aqjk", 0.93),
            ("rydw", 0.98),
        )
        if rng.random() < p
    }
    style = {
        "alt": rng.random() < 0.18,
        "crlf": rng.random() < 0.15,
        "unset": rng.choice((0.03, 0.1, 0.5)),
        "roadways": rng.random() < 0.75,
        "zero_xyz": rng.random() < 0.25,
        "trace": rng.choice((5, 8, 12)),
        "org": "四六制" if len(shifts) == 4 else rng.choice(("三八制", "三八制", "默认班制")),
        "video_bin": rng.choice((0, 60, 300, 600)),
        "jzss": rng.choice((600, 1800, 3600)),
        "cdss": rng.choice((120, 300, 300)),
        "belts": rng.random() < 0.7,
        "csv_daily": rng.random() < 0.3,
        "dirt": rng.choice((0.0, 0.002, 0.006)),
        "ride": rng.uniform(2.5, 4.5) if rng.random() < 0.6 else 0.0,
        "seal_sensor": rng.random() < 0.6,
        "snap": rng.choice((300.0, 300.0, 300.0, 301.3, 306.0)),
        "handover": rng.random() < 0.3,
        "limits": rng.random() < 0.85,
        "plan_figures": rng.random() < 0.85,
    }
    label = f"第{serial}号盆地煤矿"
    m = Mine(
        code,
        label,
        start,
        days,
        d.nodes,
        d.areas,
        faces,
        seals,
        shifts,
        capacity,
        depth,
        rest_shift,
        systems,
        style,
        old,
    )
    m.status = [{"state": "producing", "from": "2023-01-01", "to": None}]
    total = sum(f.air for f in faces)
    m.other_air = round(total * rng.uniform(0.25, 0.4))
    m.base_ch4 = sum(f.ch4 for f in faces) * rng.uniform(0.15, 0.35)
    m.base_inflow = rng.uniform(15, 90)
    _equip(m, rng)
    return m


def _equip(m: Mine, rng: Random) -> None:
    """Sensors, fans and pumps."""

    def add(kind: str, node: int, section: float, what: str, face: str = "") -> None:
        sensor = {"ch4": "MN0001", "air_velocity": "MN0003", "fan": "KG1010"}[kind]
        no = f"{len(m.points) // 8 + 1:03d}A{len(m.points) % 8 + 1:02d}"
        m.points.append(
            {
                "point_code": f"{m.code}01{sensor}{no}",
                "kind": kind,
                "node": node,
                "section_m2": section,
                "what": what,
                "face": face,
            }
        )

    drift = m.all_of("drift")
    add("air_velocity", drift[-1], round(rng.uniform(13, 18), 1), "main_return")
    add("ch4", drift[-1], 0.0, "main_return")
    add("fan", 0, 0.0, "main_fan")
    if rng.random() < 0.7:
        add("air_velocity", drift[0], round(rng.uniform(12, 16), 1), "main_intake")
        add("ch4", drift[0], 0.0, "intake")
    for f in m.faces:
        end, mouth = f.nodes[-1], f.nodes[0]
        add("ch4", end, 0.0, "T1", f.face_id)
        add("ch4", mouth, 0.0, "T2", f.face_id)
        add("air_velocity", mouth, round(rng.uniform(8, 12), 1), "face_air", f.face_id)
        if f.kind == "heading":
            add("fan", mouth, 0.0, "local_fan", f.face_id)
    if m.old_face and rng.random() < 0.5:
        add("fan", m.old_face.nodes[0], 0.0, "old_fan")
    if m.style["seal_sensor"]:
        for s in m.seals:
            add("ch4", s["node"], 0.0, "seal")
    rated = math.ceil((m.base_inflow + sum(f.inflow for f in m.faces)) * 2.2 / 10) * 10
    m.pumps = [
        {"pump": f"P{k + 1}", "node": m.first_of("room"), "rated_m3_per_h": float(rated)} for k in range(2)
    ]


def register(m: Mine, extra_pump: bool = False) -> dict[str, Any]:
    """What the mine declared, as register.json holds it."""
    code = [n.code for n in m.nodes]
    zero = bool(m.style["zero_xyz"])
    stations = []
    for n in m.nodes:
        x, y, z = (0.0, 0.0, 0.0) if zero else n.xyz
        stations.append(
            {"station_code": n.code, "name": n.name, "x": round(x, 1), "y": round(y, 1), "z": round(z, 1)}
        )
    roads = [
        {"from": code[n.parent], "to": n.code, "length_m": round(n.length, 1)}
        for n in m.nodes
        if n.parent >= 0
    ]
    faces: list[dict[str, Any]] = []
    conveyors: list[dict[str, Any]] = []
    feeders: list[dict[str, Any]] = []
    shown = [*m.faces, *([m.old_face] if m.old_face and m.style["plan_figures"] else [])]
    for f in shown:
        row = {
            "face_id": f.face_id,
            "name": f.name,
            "kind": f.kind,
            "stations": [code[n] for n in f.nodes[::-1]][: f.stations_declared],
            "from": f.since,
            "to": f.until,
            "crew_per_shift": f.crew,
            "planned_t_per_day": f.tpd,
            "advance_m_per_day": f.advance,
            "air_m3_per_min": f.air,
            "ch4_m3_per_min": f.ch4,
            "inflow_m3_per_h": f.inflow,
            "explosive_kg_per_day": f.explosive,
        }
        faces.append(row)
        if f is m.old_face:
            continue
        feeders.append({"feeder": f"FD{len(feeders) + 1:02d}", "serves": f.face_id, "rated_kw": rated_kw(f)})
        if m.style["belts"]:
            conveyors.append(
                {"conveyor": f"C{f.face_id[1:]}", "serves": [f.face_id], "rated_t_per_h": belt_rate(f.tpd)}
            )
    total = sum(f.tpd for f in m.faces)
    for what, kw in (
        ("hoist", 220 + total * 0.35),
        ("main_fan", 600.0),
        ("local_fan", 60.0 * len(m.faces)),
        ("pump", m.pumps[0]["rated_m3_per_h"] * m.depth / 220),
        ("surface", 400.0),
        ("other", 350 + total * 0.3),
    ):
        feeders.append(
            {"feeder": f"FD{len(feeders) + 1:02d}", "serves": what, "rated_kw": float(round(kw, -1))}
        )
    conveyors.append(
        {"conveyor": "C0", "serves": [f.face_id for f in m.faces], "rated_t_per_h": belt_rate(total)}
    )
    pumps = [
        {"pump": p["pump"], "station": code[p["node"]], "rated_m3_per_h": p["rated_m3_per_h"]}
        for p in m.pumps
    ]
    if extra_pump:
        pumps.append({**pumps[0], "pump": "P3"})
    keys = ("point_code", "kind", "section_m2")
    points = [
        {**{k: p[k] for k in keys}, "station": code[p["node"]]} for p in m.points if p["what"] != "none"
    ]
    keep = ("area_code", "type", "limit", "name")
    return {
        "mine_code": m.code,
        "name": m.name,
        "region": m.code[:6],
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.headcount_limit,
        "shift_starts": list(m.shifts),
        "status": m.status,
        "areas": [{k: a[k] for k in keep} for a in m.areas] if m.style["limits"] else [],
        "stations": stations,
        "roadways": roads if m.style["roadways"] else [],
        "faces": faces,
        "seals": [
            {"seal_id": s["seal_id"], "name": s["name"], "stations": [code[s["node"]]], "built": s["built"]}
            for s in m.seals
        ],
        "feeders": feeders,
        "conveyors": conveyors,
        "pumps": pumps,
        "points": points,
    }


def rated_kw(f: Face) -> float:
    """Rated load of a face feeder: machines that cut and haul the planned tonnes in ten hours."""
    return float(round(120 + f.tpd * 0.55, -1))


def belt_rate(tonnes_per_day: float) -> float:
    """Rated tonnes an hour of a belt."""
    return float(max(50, round(tonnes_per_day / 5, -1)))
