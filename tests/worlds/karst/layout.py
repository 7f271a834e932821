"""The mine on paper: stations, roadway graph, faces, feeders, points, and the register made of them."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

CST = timezone(timedelta(hours=8))
DAY = 86400


@dataclass
class Station:
    """One reader: its area decides the front of its code."""

    code: str
    name: str
    xyz: tuple[float, float, float]
    area: int


@dataclass
class Face:
    """A working place, declared or hidden; `d0`..`d1` are the days on which it may work."""

    fid: str
    name: str
    kind: str
    stations: list[int]
    gate: int
    d0: int
    d1: int
    crew: list[int]
    producing: list[bool]
    tonnes: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    kw: float
    feeder: str = ""


@dataclass
class Point:
    """A sensor of the safety system."""

    code: str
    kind: str
    station: int
    section: float
    label: str
    face: str = ""


@dataclass
class Mine:
    """Everything that stays the same over the period."""

    code: str
    name: str
    private: bool
    capacity: int
    origin: datetime
    days: int
    starts: list[int]
    org: str
    period: int
    profile: str
    stations: list[Station] = field(default_factory=list)
    edges: dict[int, dict[int, float]] = field(default_factory=dict)
    areas: list[dict[str, Any]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    portals: list[int] = field(default_factory=list)
    bottom: int = 0
    mains: list[int] = field(default_factory=list)
    rets: list[int] = field(default_factory=list)
    chambers: dict[str, int] = field(default_factory=dict)
    old: list[list[int]] = field(default_factory=list)
    seals: list[int] = field(default_factory=list)
    rider: bool = False
    cage: bool = False
    depth: float = 300.0
    lead: int = 1800
    overlap: float = 0.0
    cage_every: int = 300
    ride_every: int = 1200
    miss: float = 0.03
    drop: float = 0.0
    flicker: float = 0.1
    trace: int = 4
    sends: set[str] = field(default_factory=set)
    pumps: list[tuple[str, float]] = field(default_factory=list)
    belts: list[tuple[str, list[str], float]] = field(default_factory=list)
    water: float = 30.0
    other_air: float = 600.0
    headcount: int = 0
    _dates: dict[int, str] = field(default_factory=dict)
    _paths: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def seconds(self, when: datetime) -> float:
        """Seconds since the first midnight."""
        return (when - self.origin).total_seconds()

    def text(self, t: float) -> str:
        """Local time as the text files write it."""
        day, sec = divmod(int(t), DAY)
        if day not in self._dates:
            self._dates[day] = self.date(day)
        return f"{self._dates[day]} {sec // 3600:02d}:{sec // 60 % 60:02d}:{sec % 60:02d}"

    def iso(self, t: float) -> str:
        """Local time with offset, as the CSV files write it."""
        return (self.origin + timedelta(seconds=int(t))).isoformat()

    def date(self, day: int) -> str:
        """Calendar date of a day number."""
        return (self.origin + timedelta(days=day)).strftime("%Y-%m-%d")

    def shift(self, day: int, s: int) -> tuple[int, int]:
        """Start and end, in seconds, of a shift."""
        begin = day * DAY + self.starts[s] * 3600
        nxt = self.starts[(s + 1) % len(self.starts)]
        return begin, begin + ((nxt - self.starts[s]) % 24) * 3600

    def path(self, a: int, b: int) -> list[int]:
        """Shortest way along the roadways, both ends included."""
        if (a, b) not in self._paths:
            best, came, heap = {a: 0.0}, {a: a}, [(0.0, a)]
            while heap:
                cost, at = heapq.heappop(heap)
                if cost > best[at]:
                    continue
                for to, length in self.edges[at].items():
                    if cost + length < best.get(to, math.inf):
                        best[to], came[to] = cost + length, at
                        heapq.heappush(heap, (cost + length, to))
            for end in best:
                way = [end]
                while way[-1] != a:
                    way.append(came[way[-1]])
                self._paths[a, end] = way[::-1]
        return self._paths[a, b]


class Builder:
    """Digs a mine: grows roadways from the portal inward."""

    def __init__(self, mine: Mine, rng: np.random.Generator) -> None:
        self.m, self.rng, self.serial = mine, rng, 0

    def area(self, kind: str, name: str) -> int:
        """Declare one area."""
        self.m.areas.append(
            {
                "area_code": f"{self.m.code}{len(self.m.areas) + 1:04d}",
                "type": kind,
                "limit": 0,
                "name": name,
            }
        )
        return len(self.m.areas) - 1

    def station(self, name: str, area: int, parent: int | None, length: float, bearing: float) -> int:
        """Hang one reader `length` metres beyond its parent."""
        x, y, z = (0.0, 0.0, 1200.0) if parent is None else self.m.stations[parent].xyz
        bearing += self.rng.normal(0, 0.12)
        x, y = x + length * math.cos(bearing), y + length * math.sin(bearing)
        z += self.rng.normal(0, 0.03) * length
        self.serial += 1
        code = f"{self.m.areas[area]['area_code']}{self.serial:06d}"
        self.m.stations.append(Station(code, name, (round(x, 1), round(y, 1), round(z, 1)), area))
        at = len(self.m.stations) - 1
        self.m.edges[at] = {}
        if parent is not None:
            self.link(parent, at, length)
        return at

    def link(self, a: int, b: int, length: float | None = None) -> None:
        """Join two readers by a roadway."""
        if length is None:
            length = math.dist(self.m.stations[a].xyz, self.m.stations[b].xyz) * 1.08
        self.m.edges[a][b] = self.m.edges[b][a] = round(max(25.0, length), 1)

    def trunk(self) -> None:
        """Portals, shaft bottom, main roads, return roads and chambers."""
        m, rng = self.m, self.rng
        mouth = self.area("井口区域", "副井口" if m.cage else "主平硐口")
        yard, road, back = (self.area("其它区域", n) for n in ("井底车场", "运输大巷", "总回风巷"))
        m.portals.append(self.station(m.areas[mouth]["name"], mouth, None, 0, 0))
        m.bottom = self.station("井底车场", yard, m.portals[0], m.depth if m.cage else m.depth * 2.2, 0)
        x, y, z = m.stations[m.bottom].xyz
        m.stations[m.bottom].xyz = (x, y, round(z - m.depth, 1))
        at = m.bottom
        for i in range(int(rng.integers(2, 4) if m.private else rng.integers(4, 7))):
            at = self.station(f"运输大巷{i + 1}#", road, at, rng.uniform(110, 330), 0)
            m.mains.append(at)
        first = self.station("总回风巷1#", back, m.mains[0], rng.uniform(60, 120), 1.5)
        m.rets.append(first)
        for i, main in enumerate(m.mains[1:]):
            ret = self.station(f"总回风巷{i + 2}#", back, m.rets[-1], rng.uniform(110, 300), 0)
            m.rets.append(ret)
            if i % 2 or main == m.mains[-1]:
                self.link(main, ret)
        if m.private or rng.random() < 0.3:
            m.portals.append(self.station("回风斜井口", mouth, m.rets[0], m.depth * 2.0, 3.0))
        for key, name, host in (
            ("pump", "中央水泵房", m.bottom),
            ("power", "中央变电所", m.bottom),
            ("wait", "候车硐室", m.mains[0]),
            ("refuge", "避难硐室", m.mains[-1]),
            ("store", "材料库", m.mains[len(m.mains) // 2]),
        ):
            m.chambers[key] = self.station(
                name, yard if host == m.bottom else road, host, rng.uniform(30, 70), -1.4
            )

    def branch(self, label: str, kind: str) -> tuple[list[int], int]:
        """A panel or heading with its own area; returns work stations and the gate (return) station."""
        m, rng = self.m, self.rng
        k = int(rng.integers(len(m.mains)))
        side = 1.5 if rng.random() < 0.5 else -1.5
        zone = self.area("重点区域", label)
        gate = self.station(
            f"{label}运顺口" if kind == "coal_face" else f"{label}风门外",
            zone,
            m.mains[k],
            rng.uniform(70, 160),
            side,
        )
        if kind == "heading":
            rear = self.station(f"{label}后路", zone, gate, rng.uniform(90, 260), side)
            return [self.station(f"{label}迎头", zone, rear, rng.uniform(60, 180), side), rear], gate
        mid = self.station(f"{label}运顺", zone, gate, rng.uniform(150, 350), side)
        head = self.station(f"{label}机头", zone, mid, rng.uniform(60, 200), side)
        tail = self.station(f"{label}机尾", zone, head, rng.uniform(80, 170), side + 1.5)
        back = self.station(f"{label}回顺", zone, tail, rng.uniform(200, 400), side + 3.1)
        self.link(back, m.rets[k])
        return [head, tail, mid], back

    def dead_ends(self) -> None:
        """Old roads that stand open and seals that stand shut."""
        m, rng = self.m, self.rng
        for i in range(int(rng.integers(2, 4) if m.private else rng.integers(1, 3))):
            zone = self.area("其它区域", f"{i + 1}#老巷")
            host = int(rng.choice(m.mains + m.rets))
            a = self.station(f"{i + 1}#老巷口", zone, host, rng.uniform(60, 140), 1.2)
            m.old.append([a, self.station(f"{i + 1}#老巷里段", zone, a, rng.uniform(80, 220), 1.2)])
        for i in range(int(rng.integers(2, 5) if m.private else rng.integers(2, 4))):
            zone = self.area("限制区域", f"{i + 1}#密闭")
            host = int(rng.choice(m.mains[1:] + m.rets))
            m.seals.append(self.station(f"{i + 1}#密闭外", zone, host, rng.uniform(40, 120), -1.0))


def _faces(b: Builder, windows: list[tuple[str, int, int]]) -> None:
    """Share the yearly plan among the faces in `windows` (kind, first day, day after the last)."""
    m, rng = b.m, b.rng
    plan = m.capacity / 330 * rng.uniform(0.80, 0.93)
    n_head = sum(k == "heading" for k, _, _ in windows)
    n_coal = max(1, sum(k == "coal_face" and d0 <= 0 < d1 for k, d0, d1 in windows))
    each = plan * rng.uniform(0.03, 0.06)
    repair = -1 if m.private else int(rng.integers(len(m.starts)))
    gassy = rng.uniform(0.4, 1.6)
    for i, (kind, d0, d1) in enumerate(windows):
        num = f"{rng.integers(11, 29)}{i + 1:02d}"
        blast = kind == "heading" and rng.random() < (0.75 if m.private else 0.4)
        name = num + ("综采工作面" if kind == "coal_face" else ("炮掘工作面" if blast else "综掘工作面"))
        if kind == "coal_face":
            t = (plan - each * n_head) / n_coal
            size = int(np.clip(6 + t / 90 + rng.integers(0, 4), 8, 18))
        else:
            t, size = each, int(rng.integers(5, 9))
        crew = [size + int(rng.integers(0, 2)) for _ in m.starts]
        making = [s != repair for s in range(len(crew))]
        if kind == "coal_face" and repair >= 0:
            crew[repair] = int(size * rng.uniform(1.2, 1.5))
        elif kind == "heading":
            making = [True] * len(crew)
        if m.private and rng.random() < 0.35:
            crew[int(rng.integers(len(crew)))] = 0
        air = rng.uniform(480, 700) + t * 0.25 if kind == "coal_face" else rng.uniform(180, 320)
        st, gate = b.branch(name, kind)
        m.faces.append(
            Face(
                f"F{i + 1}",
                name,
                kind,
                st,
                gate,
                d0,
                d1,
                crew,
                making,
                round(t, 0),
                round(air, 0),
                round(air * gassy * (0.0032 if kind == "coal_face" else 0.0026), 2),
                round(rng.uniform(1.5, 12), 1),
                round(rng.uniform(24, 60), 0) if blast else 0.0,
                round(rng.uniform(90, 180) + (t * 0.75 if kind == "coal_face" else 60)),
                f"FD{i + 11:02d}",
            )
        )


def build(rng: np.random.Generator, index: int, days: int, windows: list[tuple[str, int, int]]) -> Mine:
    """One mine; `windows` lists extra faces (face move, newly approved face) beyond the usual ones."""
    private = rng.random() < 0.6
    region = str(rng.choice(["520221", "520424", "520523", "530325", "450122", "511523"]))
    code = f"{region}{rng.integers(10, 990):03d}{index + 1:03d}"
    starts = [[0, 8, 16], [7, 15, 23], [6, 14, 22], [0, 6, 12, 18]][
        int(rng.choice(4, p=[0.45, 0.25, 0.2, 0.1]))
    ]
    cap = int(rng.choice([150, 210, 300, 300] if private else [450, 600, 900, 1200])) * 1000
    origin = datetime(2024, 1, 8, tzinfo=CST) + timedelta(days=int(rng.integers(0, 200)))
    period = int(rng.choice([30, 60, 120, 300, 600], p=[0.08, 0.1, 0.14, 0.54, 0.14]))
    title = str(rng.choice(["岩脚", "落水洞", "青龙", "石板坡", "天生桥", "鱼井", "白岩", "大田"]))
    m = Mine(
        code,
        f"{title}{index + 1}号煤矿",
        private,
        cap,
        origin,
        days,
        starts,
        "四六制" if len(starts) == 4 else "三八制",
        period,
        "N" if rng.random() < 0.12 else "std",
    )
    m.cage = (not private) or rng.random() < 0.2
    m.depth = float(rng.uniform(90, 220) if private else rng.uniform(250, 480))
    m.rider, m.ride_every = (not private) and rng.random() < 0.75, int(rng.choice([900, 1200, 1800]))
    m.lead, m.overlap = int(rng.integers(5, 28)) * 60, float(rng.uniform(-1800, 200))
    m.cage_every = int(rng.choice([240, 300, 360]))
    m.miss, m.flicker = float(rng.uniform(0.01, 0.07)), float(rng.uniform(0, 0.25))
    m.trace = int(rng.integers(3, 7)) if period >= 300 else 3
    b = Builder(m, rng)
    b.trunk()
    base: list[tuple[str, int, int]] = [("coal_face", -400, 9999)]
    base += [("coal_face", -200, 9999)] if (not private and cap > 600000 and rng.random() < 0.5) else []
    base += [("heading", -90, 9999)] * int(rng.integers(1, 3) if private else rng.integers(2, 4))
    if rng.random() < 0.5:
        base.append(("coal_face", -900, -120))  # an exhausted panel, still in the register
    if any(k == "coal_face" for k, _, _ in windows):
        cut = max(d0 for k, d0, _ in windows if k == "coal_face")
        base[0] = ("coal_face", -400, cut - 1)
    _faces(b, base + windows)
    b.dead_ends()
    _equip(m, rng)
    return m


def _equip(m: Mine, rng: np.random.Generator) -> None:
    """Sensors, pumps, belts and the systems that send at all."""

    def point(kind: str, st: int, sec: float, label: str, face: str = "") -> None:
        typ = {"ch4": "MN0001", "air_velocity": "MN0003", "fan": "KG1002", "co": "MN0004"}[kind]
        m.points.append(Point(f"{m.code}01{typ}{len(m.points) + 1:03d}A01", kind, st, sec, label, face))

    for f in m.faces:
        if f.d1 <= 0:
            continue
        point("ch4", f.stations[0], 0, f"{f.name}T1", f.fid)
        point("ch4", f.gate, 0, f"{f.name}回风T2", f.fid)
        point("air_velocity", f.gate, round(rng.uniform(6, 13), 1), f"{f.name}回风风速", f.fid)
        if f.kind == "heading":
            point("fan", f.gate, 0, f"{f.name}局扇", f.fid)
    point("ch4", m.rets[0], 0, "总回风甲烷")
    point("air_velocity", m.rets[0], round(rng.uniform(7, 15), 1), "总回风风速")
    point("fan", m.portals[-1], 0, "主通风机")
    point("co", m.rets[0], 0, "总回风一氧化碳")
    if rng.random() < 0.5:
        point("ch4", m.seals[0], 0, "1#密闭外甲烷")
    m.water = float(rng.uniform(15, 60) if m.private else rng.uniform(40, 140))
    m.pumps = [(f"P{i + 1}", float(round(m.water * 4 + 60, -1))) for i in range(int(rng.integers(2, 4)))]
    m.other_air = sum(f.air for f in m.faces if f.d0 <= 0 < f.d1) * float(rng.uniform(0.25, 0.5))
    m.belts = [("C1", [f.fid for f in m.faces if f.d1 > 0], round(m.capacity / 330 / 6, -1) + 80.0)]
    head = [f for f in m.faces if f.d1 > 0]
    if rng.random() < 0.5:
        m.belts.append(("C2", [head[0].fid], round(head[0].tonnes / 5, -1) + 80.0))
    odds = {
        "aqjk": 0.95,
        "power": 0.88,
        "haulage": 0.8 if m.private else 0.95,
        "output": 0.93,
        "water": 0.8,
        "explosives": 0.8,
        "video": 0.85,
    }
    m.sends = {k for k, p in odds.items() if rng.random() < p}


def register(m: Mine, status: list[dict[str, Any]], pumps: int, rng: np.random.Generator) -> dict[str, Any]:
    """What the mine declared and the regulator approved."""
    code = [s.code for s in m.stations]
    flat = rng.random() < 0.08  # some mines never filled in the coordinates

    def day(d: int) -> str | None:
        return None if d > 5000 else m.date(d)

    feeders = [
        {"feeder": f.feeder, "serves": f.fid, "rated_kw": round(f.kw * 1.7)} for f in m.faces if f.d1 > 0
    ]
    feeders += [
        {"feeder": f"FD{i + 1:02d}", "serves": s, "rated_kw": float(kw)}
        for i, (s, kw) in enumerate(
            (
                ("hoist", m.capacity / 1000),
                ("main_fan", 400),
                ("local_fan", 250),
                ("pump", 700),
                ("surface", 500),
                ("other", 900),
            )
        )
    ]
    return {
        "mine_code": m.code,
        "name": m.name,
        "region": m.code[:6],
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.headcount,
        "shift_starts": [f"{h:02d}:00" for h in m.starts],
        "status": status,
        "areas": m.areas,
        "stations": [
            {
                "station_code": s.code,
                "name": s.name,
                "x": 0.0 if flat else s.xyz[0],
                "y": 0.0 if flat else s.xyz[1],
                "z": 0.0 if flat else s.xyz[2],
            }
            for s in m.stations
        ],
        "roadways": [
            {"from": code[a], "to": code[b], "length_m": d}
            for a, to in m.edges.items()
            for b, d in to.items()
            if a < b
        ],
        "faces": [
            {
                "face_id": f.fid,
                "name": f.name,
                "kind": f.kind,
                "stations": [code[i] for i in [*f.stations, f.gate]],
                "from": day(f.d0),
                "to": day(f.d1),
                "crew_per_shift": f.crew,
                "planned_t_per_day": f.tonnes,
                "advance_m_per_day": 3.2 if f.kind == "coal_face" else 5.5,
                "air_m3_per_min": f.air,
                "ch4_m3_per_min": f.ch4,
                "inflow_m3_per_h": f.inflow,
                "explosive_kg_per_day": f.explosive,
            }
            for f in m.faces
        ],
        "seals": [
            {
                "seal_id": f"S{i + 1}",
                "name": f"{i + 1}#密闭",
                "stations": [code[s]],
                "built": m.date(-200 - 90 * i),
            }
            for i, s in enumerate(m.seals)
        ],
        "feeders": feeders,
        "conveyors": [{"conveyor": c, "serves": s, "rated_t_per_h": r} for c, s, r in m.belts],
        "pumps": [
            {"pump": p, "station": code[m.chambers["pump"]], "rated_m3_per_h": r} for p, r in m.pumps[:pumps]
        ],
        "points": [
            {"point_code": p.code, "kind": p.kind, "station": code[p.station], "section_m2": p.section}
            for p in m.points
            if p.kind != "co"
        ],
    }
