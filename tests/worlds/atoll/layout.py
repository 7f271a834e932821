"""The roadways, stations, faces, machines and sensors of a mine, and the register the regulator keeps of them."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from .base import Clock, chance, pick, uni, whole

REGIONS = (
    "520221",
    "520222",
    "520281",
    "520322",
    "520402",
    "520423",
    "520521",
    "520522",
    "520526",
    "522301",
    "522323",
    "140212",
    "140311",
    "140406",
    "140581",
    "140728",
    "140781",
    "140882",
    "140925",
    "141002",
    "141023",
    "141124",
    "141181",
    "530325",
    "530326",
    "430225",
    "431022",
    "510525",
    "511523",
    "610528",
    "610632",
    "370883",
    "410403",
    "340621",
    "130406",
    "620823",
    "230305",
    "150622",
)
SHIFT_SYSTEMS = (
    (("00:00", "08:00", "16:00"), "三八制"),
    (("07:00", "15:00", "23:00"), "三八制"),
    (("06:00", "14:00", "22:00"), "三八制"),
    (("02:00", "08:00", "14:00", "20:00"), "四六制"),
    (("00:00", "06:00", "12:00", "18:00"), "四六制"),
    (("07:30", "15:30"), "两班制"),
)


@dataclass
class Station:
    """A reader of the position system."""

    code: str
    name: str
    x: float
    y: float
    z: float
    area: int
    role: str
    district: int


@dataclass
class Area:
    """An area of the position system."""

    code: str
    kind: str
    limit: int
    name: str


@dataclass
class Face:
    """A working place, declared or finished."""

    fid: str
    name: str
    kind: str
    method: str
    district: int
    stations: list[int]
    work: list[int]
    mouth: int
    ret: int
    crew: list[int] = field(default_factory=list)
    repair_shift: int = 0
    t_day: float = 0.0
    rock: bool = False
    advance: float = 0.0
    air: float = 0.0
    ch4: float = 0.0
    inflow: float = 0.0
    explosive: float = 0.0
    since: str = "2023-03-01"
    until: str | None = None
    open_a: float = -1e9
    open_b: float = 1e12
    feeder: str = ""
    belts: list[str] = field(default_factory=list)

    def works_at(self, t: float) -> bool:
        """Whether the place is really worked at this time."""
        return self.open_a <= t < self.open_b


@dataclass
class Point:
    """A sensor of the safety monitoring system."""

    code: str
    kind: str
    type_code: str
    type_name: str
    station: int
    place: str
    unit: str
    section: float = 0.0
    face: str = ""
    node: str = ""
    declared: bool = True
    flavour: float = 1.0
    alarm: float = 0.0


@dataclass
class Feeder:
    """A metered feeder; `use` says what really hangs on it."""

    name: str
    serves: str
    rated: float


@dataclass
class Conveyor:
    """A belt with a scale."""

    name: str
    serves: list[str]
    rated: float


@dataclass
class Pump:
    """A drainage pump station."""

    name: str
    station: int
    rated: float


@dataclass
class Layout:
    """A mine as it is built."""

    code: str
    name: str
    region: str
    clock: Clock
    system: str
    shift_texts: list[str]
    shift_starts: list[float]
    shift_hours: float
    size: int
    depth: float
    ride_s: float
    cage: int
    stations: list[Station] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    edges: dict[int, dict[int, float]] = field(default_factory=dict)
    faces: list[Face] = field(default_factory=list)
    old: list[Face] = field(default_factory=list)
    seals: list[tuple[str, str, int, str]] = field(default_factory=list)
    feeders: list[Feeder] = field(default_factory=list)
    conveyors: list[Conveyor] = field(default_factory=list)
    pumps: list[Pump] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    mains: list[int] = field(default_factory=list)
    status: list[tuple[str, str, str | None]] = field(default_factory=list)
    capacity: float = 0.0
    headcount_limit: int = 0
    gassy: float = 1.0
    districts: int = 1
    _paths: dict[int, dict[int, int]] = field(default_factory=dict, repr=False)

    def by_role(self, *roles: str) -> list[int]:
        """Stations with one of these roles."""
        return [i for i, s in enumerate(self.stations) if s.role in roles]

    def one(self, *roles: str) -> int:
        """The first station with one of these roles, in the order of the roles, or the shaft bottom."""
        for role in roles:
            found = self.by_role(role)
            if found:
                return found[0]
        return 1

    def link(self, a: int, b: int, length: float) -> None:
        """Joins two stations by a roadway."""
        self.edges.setdefault(a, {})[b] = length
        self.edges.setdefault(b, {})[a] = length

    def _tree(self, a: int) -> dict[int, int]:
        tree = self._paths.get(a)
        if tree is None:
            dist = {a: 0.0}
            tree = {a: a}
            heap = [(0.0, a)]
            while heap:
                d, node = heapq.heappop(heap)
                if d > dist[node]:
                    continue
                for other, length in self.edges.get(node, {}).items():
                    if d + length < dist.get(other, 1e18):
                        dist[other] = d + length
                        tree[other] = node
                        heapq.heappush(heap, (d + length, other))
            self._paths[a] = tree
        return tree

    def path(self, a: int, b: int) -> list[int]:
        """Stations from a to b, both included."""
        tree = self._tree(a)
        out = [b]
        while out[-1] != a:
            out.append(tree[out[-1]])
        return out[::-1]

    def distance(self, a: int, b: int) -> float:
        """Metres along the roadways."""
        way = self.path(a, b)
        return sum(self.edges[u][v] for u, v in zip(way, way[1:], strict=False))

    def nearest(self, anchor: int, count: int) -> list[int]:
        """The stations nearest to one along the roadways, itself first, the surface left out."""
        order = sorted(range(1, len(self.stations)), key=lambda s: self.distance(anchor, s))
        return order[:count]

    def face(self, fid: str) -> Face:
        """The face with this id, declared or finished."""
        return next(f for f in self.faces + self.old if f.fid == fid)

    def feeder(self, serves: str) -> str:
        """The first feeder that serves this use."""
        return next((f.name for f in self.feeders if f.serves == serves), self.feeders[-1].name)

    def shift_of(self, t: float) -> tuple[int, int]:
        """Day index and shift index a time belongs to; the latest shift that began before it."""
        day = int(t // 86400)
        rest = t - day * 86400
        for k in range(len(self.shift_starts) - 1, -1, -1):
            if rest >= self.shift_starts[k]:
                return day, k
        return day - 1, len(self.shift_starts) - 1

    def register(self) -> dict[str, object]:
        """The content of `register.json`."""
        stations = self.stations
        return {
            "mine_code": self.code,
            "name": self.name,
            "region": self.region,
            "kind": "coal",
            "capacity_t_per_year": int(self.capacity),
            "headcount_limit": self.headcount_limit,
            "shift_starts": self.shift_texts,
            "status": [{"state": s, "from": a, "to": b} for s, a, b in self.status],
            "areas": [
                {"area_code": a.code, "type": a.kind, "limit": a.limit, "name": a.name} for a in self.areas
            ],
            "stations": [
                {
                    "station_code": s.code,
                    "name": s.name,
                    "x": round(s.x, 1),
                    "y": round(s.y, 1),
                    "z": round(s.z, 1),
                }
                for s in stations
            ],
            "roadways": [
                {"from": stations[a].code, "to": stations[b].code, "length_m": round(length, 1)}
                for a in sorted(self.edges)
                for b, length in sorted(self.edges[a].items())
                if a < b
            ],
            "faces": [
                {
                    "face_id": f.fid,
                    "name": f.name,
                    "kind": f.kind,
                    "stations": [stations[s].code for s in f.stations],
                    "from": f.since,
                    "to": f.until,
                    "crew_per_shift": f.crew,
                    "planned_t_per_day": round(0.0 if f.rock else f.t_day, 0),
                    "advance_m_per_day": round(f.advance, 1),
                    "air_m3_per_min": round(f.air, 0),
                    "ch4_m3_per_min": round(f.ch4, 2),
                    "inflow_m3_per_h": round(f.inflow, 1),
                    "explosive_kg_per_day": round(f.explosive, 0),
                }
                for f in self.faces + self.old
            ],
            "seals": [
                {"seal_id": i, "name": n, "stations": [stations[s].code], "built": b}
                for i, n, s, b in self.seals
            ],
            "feeders": [
                {"feeder": f.name, "serves": f.serves, "rated_kw": round(f.rated)} for f in self.feeders
            ],
            "conveyors": [
                {"conveyor": c.name, "serves": c.serves, "rated_t_per_h": round(c.rated)}
                for c in self.conveyors
            ],
            "pumps": [
                {"pump": p.name, "station": stations[p.station].code, "rated_m3_per_h": round(p.rated)}
                for p in self.pumps
            ],
            "points": [
                {
                    "point_code": p.code,
                    "kind": p.kind,
                    "station": stations[p.station].code,
                    "section_m2": round(p.section, 1),
                }
                for p in self.points
                if p.declared
            ],
        }


class Builder:
    """Builds a layout."""

    def __init__(
        self, rng: np.random.Generator, code: str, clock: Clock, size: int, extra: tuple[str, ...] = ()
    ) -> None:
        self.rng = rng
        self.extra = extra
        texts, system = pick(rng, SHIFT_SYSTEMS, (4, 2.5, 2, 2.5, 1, 0.0 if size > 100 else 1.2))
        starts = [float(int(t[:2]) * 3600 + int(t[3:]) * 60) for t in texts]
        hours = 24.0 / len(texts) if len(texts) > 2 else 8.0
        depth = uni(rng, 180, 640)
        shaft = size > 90 and chance(rng, 0.6)
        self.mine = Layout(
            code=code,
            name=pick(rng, ("青", "白", "石", "松", "龙", "云", "东", "红", "新", "大", "黑", "金"))
            + pick(rng, ("岭", "坪", "沟", "塘", "坝", "湾", "垭", "峪", "洼", "寨"))
            + "煤矿",
            region=code[:6],
            clock=clock,
            system=system,
            shift_texts=list(texts),
            shift_starts=starts,
            shift_hours=hours,
            size=size,
            depth=depth,
            ride_s=uni(rng, 70, 160) if shaft else uni(rng, 360, 900),
            cage=whole(rng, 14, 36) if shaft else whole(rng, 12, 30),
            gassy=float(np.exp(rng.normal(0.2, 0.6))),
        )
        self.shaft = shaft
        self._seq = 0

    def area(self, kind: str, limit: int, name: str) -> int:
        """A new area."""
        areas = self.mine.areas
        areas.append(Area(f"{self.mine.code}{len(areas) + 1:04d}", kind, limit, name))
        return len(areas) - 1

    def station(self, name: str, area: int, role: str, district: int, at: tuple[float, float, float]) -> int:
        """A new reader."""
        self._seq += whole(self.rng, 1, 3)
        mine = self.mine
        code = f"{mine.areas[area].code}{self._seq:06d}"
        mine.stations.append(Station(code, name, at[0], at[1], at[2], area, role, district))
        return len(mine.stations) - 1

    def spur(self, base: int, name: str, area: int, role: str, length: float, angle: float) -> int:
        """A reader at the end of a roadway that leaves another reader's place."""
        mine = self.mine
        s = mine.stations[base]
        at = (
            s.x + length * np.cos(angle),
            s.y + length * np.sin(angle),
            s.z + uni(self.rng, -0.06, 0.06) * length,
        )
        new = self.station(name, area, role, s.district, (float(at[0]), float(at[1]), float(at[2])))
        mine.link(base, new, length)
        return new

    def build(self) -> Layout:
        """Roadways, faces, seals, machines and sensors."""
        rng, mine, size = self.rng, self.mine, self.mine.size
        big = size > 160
        middle = size > 105
        n_faces = 2 if big and chance(rng, 0.6) else 1
        n_heads = whole(rng, 3, 5) if big else whole(rng, 2, 3) if middle else whole(rng, 1, 2)
        mine.districts = 2 if big or (middle and chance(rng, 0.4)) else 1
        self._seq = whole(rng, 0, 40)
        heading = uni(rng, 0, 6.283)
        x0, y0 = uni(rng, 1000, 90000), uni(rng, 1000, 90000)
        gate = self.area("井口区域", 60 + size // 2, "副井口" if self.shaft else "副斜井口")
        portal = self.station(
            "副井井口" if self.shaft else "副斜井井口", gate, "portal", -1, (x0, y0, 1200.0)
        )
        bottom_area = self.area("其它区域", max(40, size // 2 + 20), "井底车场")
        z = 1200.0 - mine.depth
        bottom = self.station("井底车场", bottom_area, "bottom", -1, (x0 + 10, y0 + 10, z))
        mine.link(portal, bottom, mine.depth if self.shaft else mine.depth * uni(rng, 2.2, 3.2))
        rooms = self.area("重点区域", 15, "井底硐室")
        pump = self.spur(bottom, "中央水泵房", rooms, "pump", uni(rng, 50, 130), heading + 1.5)
        if middle or chance(rng, 0.5):
            self.spur(bottom, "中央变电所", rooms, "substation", uni(rng, 40, 110), heading - 1.4)
        if middle and chance(rng, 0.7):
            self.spur(bottom, "井下等候硐室", bottom_area, "waiting", uni(rng, 40, 90), heading + 2.4)
        if chance(rng, 0.55):
            self.spur(bottom, "爆炸物品发放硐室", rooms, "magazine", uni(rng, 80, 160), heading - 2.2)
        main_area = self.area("其它区域", max(30, size // 3 + 15), "主要大巷")
        last = bottom
        for k in range(whole(rng, 3, 5) if big else whole(rng, 2, 3) if middle else whole(rng, 1, 2)):
            last = self.spur(
                last,
                f"运输大巷{(k + 1) * 200}m",
                main_area,
                "main",
                uni(rng, 180, 350),
                heading + uni(rng, -0.1, 0.1),
            )
            mine.mains.append(last)
        ret = self.spur(last, "总回风巷", main_area, "return", uni(rng, 130, 260), heading + 0.7)
        tops = [
            self._district(d, mine.mains[-1 - (d % len(mine.mains))], heading, ret)
            for d in range(mine.districts)
        ]
        base = whole(rng, 1, 6) * 100 + 1000
        for k in range(n_faces):
            self._coal_face(k, tops[k % mine.districts], base + 3 + 2 * k, heading)
        for k in range(n_heads):
            self._heading(k, tops[k % mine.districts], base + 11 + 2 * k, heading)
        if "face" in self.extra:
            self._coal_face(n_faces, tops[0], base + 3 + 2 * n_faces, heading + 0.5)
            mine.faces[-1].t_day = mine.faces[0].t_day * uni(rng, 0.9, 1.1)
        if "heading" in self.extra:
            self._heading(n_heads, tops[-1], base + 11 + 2 * n_heads, heading + 0.8)
        for k in range(whole(rng, 1, 2) + (1 if middle else 0)):
            self._old(k, tops[k % mine.districts], base - 91 - 2 * k, heading)
        if middle or chance(rng, 0.4):
            self.spur(tops[0][0], "永久避难硐室", bottom_area, "refuge", uni(rng, 60, 150), heading + 2.0)
        if chance(rng, 0.6):
            spot = tops[-1][-1]
            self.spur(spot, "采区变电所", rooms, "substation", uni(rng, 40, 100), heading - 1.0)
        if big:
            self.spur(tops[0][-1], "采区绞车房", main_area, "winch", uni(rng, 40, 90), heading + 1.0)
        self._machines(pump)
        self._sensors(ret, portal)
        return mine

    def _district(self, d: int, attach: int, heading: float, ret: int) -> list[int]:
        rng, mine = self.rng, self.mine
        name = f"{'一二三'[d]}采区"
        area = self.area("其它区域", max(25, mine.size // 3 + 10), name)
        angle = heading + (1.4 if d % 2 == 0 else -1.5)
        mouth = self.spur(attach, name + "车场", area, "mouth", uni(rng, 90, 220), angle)
        mine.stations[mouth].district = d
        chain = [mouth]
        for k in range(whole(rng, 1, 3) if mine.size > 105 else 1):
            chain.append(
                self.spur(chain[-1], f"{name}轨道上山{k + 1}#", area, "incline", uni(rng, 160, 320), angle)
            )
        back = self.spur(chain[-1], name + "回风上山", area, "return_d", uni(rng, 120, 240), angle + 0.8)
        mine.link(back, ret, uni(rng, 300, 600))
        return chain

    def _dates(self, days_ago: int) -> str:
        return (self.mine.clock.start - timedelta(days=days_ago)).isoformat()

    def _coal_face(self, k: int, chain: list[int], number: int, heading: float) -> None:
        rng, mine = self.rng, self.mine
        mech = mine.size > 90 or chance(rng, 0.45)
        title = f"{number}{'综采' if mech else '炮采'}工作面"
        area = self.area("重点区域", 30, title)
        base = chain[min(len(chain) - 1, k)]
        side = heading + (0.1 if k % 2 == 0 else 3.2)
        gate_in = self.spur(base, f"{number}运输顺槽口", area, "gate_in", uni(rng, 60, 160), side)
        mid = gate_in
        stations = [gate_in]
        if mine.size > 105 and chance(rng, 0.75):
            mid = self.spur(gate_in, f"{number}运输顺槽中部", area, "gate_mid", uni(rng, 180, 380), side)
            stations.append(mid)
        head = self.spur(mid, f"{number}机头", area, "face_head", uni(rng, 150, 360), side)
        width = uni(rng, 70, 180)
        work = [head]
        tail_base = head
        if width > 110:
            centre = self.spur(head, f"{number}工作面中部", area, "face_mid", width / 2, side + 1.5)
            work.append(centre)
            tail_base = centre
        tail = self.spur(tail_base, f"{number}机尾", area, "face_tail", width / max(1, len(work)), side + 1.5)
        work.append(tail)
        out = self.spur(tail, f"{number}回风顺槽口", area, "gate_ret", uni(rng, 250, 600), side + 3.1)
        back = next(
            i for i in mine.by_role("return_d") if mine.stations[i].district == mine.stations[base].district
        )
        mine.link(out, back, uni(rng, 80, 220))
        scale = mine.size * uni(rng, 4.2, 7.6) if mech else mine.size * uni(rng, 2.0, 3.4)
        face = Face(
            f"F{k + 1}",
            title,
            "coal_face",
            "mech" if mech else "blast",
            mine.stations[base].district,
            [*stations, *work, out],
            work,
            gate_in,
            out,
            since=self._dates(whole(rng, 60, 400)),
        )
        face.t_day = scale / (1.0 + 0.75 * k)
        face.advance = face.t_day / (width * uni(rng, 1.6, 3.0) * 1.4 * 0.95)
        face.air = uni(rng, 620, 950) + 0.28 * face.t_day if mech else uni(rng, 380, 620)
        face.ch4 = mine.gassy * (0.35 + face.t_day * uni(rng, 0.0013, 0.0021))
        face.ch4 = min(face.ch4, face.air * 0.0058)
        face.inflow = uni(rng, 2.0, 22.0)
        face.explosive = 0.0 if mech else face.t_day * uni(rng, 0.16, 0.24)
        mine.faces.append(face)

    def _heading(self, k: int, chain: list[int], number: int, heading: float) -> None:
        rng, mine = self.rng, self.mine
        blast = chance(rng, 0.45 if mine.size > 90 else 0.75)
        rock = blast and chance(rng, 0.35)
        title = f"{number}{pick(rng, ('运输巷', '回风巷', '开切眼', '联络巷', '瓦斯治理巷'))}{'炮掘' if blast else '综掘'}工作面"
        area = self.area("重点区域", 18, title)
        base = chain[whole(rng, 0, len(chain) - 1)]
        side = heading + uni(rng, -0.6, 0.6) + (3.1 if k % 2 else 0.0)
        mouth = self.spur(base, f"{number}巷口", area, "head_mouth", uni(rng, 50, 150), side)
        stations = [mouth]
        if mine.size > 105 and chance(rng, 0.6):
            stations.append(self.spur(mouth, f"{number}巷中部", area, "head_mid", uni(rng, 160, 300), side))
        front = self.spur(stations[-1], f"{number}迎头", area, "head_front", uni(rng, 110, 260), side)
        stations.append(front)
        face = Face(
            f"H{k + 1}",
            title,
            "heading",
            "blast" if blast else "mech",
            mine.stations[base].district,
            stations,
            [front],
            mouth,
            mouth,
            rock=rock,
            since=self._dates(whole(rng, 25, 220)),
        )
        face.advance = uni(rng, 2.6, 5.2) if blast else uni(rng, 6.0, 11.0)
        face.t_day = face.advance * uni(rng, 9.0, 14.0) * (2.3 if rock else 1.45)
        face.air = uni(rng, 220, 420)
        face.ch4 = min(mine.gassy * uni(rng, 0.15, 0.45) * (0.3 if rock else 1.0), face.air * 0.005)
        face.inflow = uni(rng, 0.5, 6.0)
        face.explosive = face.advance * uni(rng, 11.0, 17.0) if blast else 0.0
        mine.faces.append(face)

    def _old(self, k: int, chain: list[int], number: int, heading: float) -> None:
        """An abandoned district or a finished heading; a seal at its mouth, or only a fence."""
        rng, mine = self.rng, self.mine
        bases = [*chain, *mine.mains]
        base = bases[whole(rng, 0, len(bases) - 1)]
        side = heading + uni(rng, 3.5, 5.5)
        district = mine.stations[base].district
        if k == 0 or chance(rng, 0.65):
            restricted = chance(rng, 0.7)
            area = self.area(
                "限制区域" if restricted else "其它区域", 0 if restricted else 12, f"{number}采空区密闭"
            )
            spot = self.spur(base, f"{number}密闭墙外", area, "seal", uni(rng, 70, 220), side)
            ago = whole(rng, 75, 420)
            built, ended = self._dates(ago - whole(rng, 8, 40)), self._dates(ago)
            mine.seals.append((f"S{len(mine.seals) + 1}", f"{number}采空区永久密闭", spot, built))
            mine.old.append(
                Face(
                    f"G{k + 1}",
                    f"{number}工作面",
                    "coal_face",
                    "mech",
                    district,
                    [spot],
                    [spot],
                    spot,
                    spot,
                    crew=[0] * len(mine.shift_starts),
                    since=self._dates(ago + whole(rng, 250, 700)),
                    until=ended,
                    t_day=uni(rng, 200, 700),
                    air=uni(rng, 400, 800),
                    ch4=uni(rng, 0.5, 2.0),
                )
            )
        else:
            area = self.area("其它区域", 12, f"{number}巷")
            mouth = self.spur(base, f"{number}巷口", area, "old_mouth", uni(rng, 60, 150), side)
            end = self.spur(mouth, f"{number}巷里段", area, "old_end", uni(rng, 110, 240), side)
            mine.old.append(
                Face(
                    f"G{k + 1}",
                    f"{number}巷掘进工作面",
                    "heading",
                    "blast",
                    district,
                    [mouth, end],
                    [end],
                    mouth,
                    mouth,
                    crew=[0] * len(mine.shift_starts),
                    since=self._dates(whole(rng, 200, 620)),
                    until=self._dates(whole(rng, 20, 120)),
                    t_day=uni(rng, 60, 140),
                    advance=uni(rng, 2, 5),
                    air=uni(rng, 220, 350),
                    ch4=uni(rng, 0.1, 0.5),
                    explosive=uni(rng, 20, 50),
                )
            )

    def _machines(self, pump: int) -> None:
        rng, mine = self.rng, self.mine
        n = 0

        def add(serves: str, rated: float) -> str:
            nonlocal n
            n += 1
            mine.feeders.append(Feeder(f"FD{n:02d}", serves, rated))
            return mine.feeders[-1].name

        coal = sum(f.t_day for f in mine.faces if not f.rock)
        if "face" in self.extra:
            coal -= mine.faces[0].t_day
        rate = coal / 13.0
        add("hoist", 160 + rate * mine.depth * 9.81 / 3600 / 0.75 * 2.2)
        add("main_fan", 90 + 0.055 * (sum(f.air for f in mine.faces) + 600))
        total_in = sum(f.inflow for f in mine.faces)
        capacity = max(50.0, 3.3 * (total_in + uni(rng, 10, 30)))
        add("pump", capacity * mine.depth * 0.0042 * 1.3)
        add("surface", 300 + coal * 0.4)
        add("other", 300 + rate * 7)
        heads = [f for f in mine.faces if f.kind == "heading"]
        add("local_fan", 60.0 * len(heads) + 60)
        for f in mine.faces:
            mech = 3.6 if f.method == "mech" else 1.6
            f.feeder = add(f.fid, f.t_day / 12.0 * mech * 3.0 + 180)
        for f in mine.old:
            if f.kind == "heading" and chance(rng, 0.7):
                f.feeder = add(f.fid, 220)
        belt = 0
        trunk: list[str] = []
        for f in mine.faces:
            if f.kind == "coal_face" or (f.method == "mech" and not f.rock):
                belt += 1
                c = Conveyor(f"C{belt}", [f.fid], max(60.0, f.t_day / 12.0 * 3.2))
                mine.conveyors.append(c)
                f.belts.append(c.name)
                trunk.append(f.fid)
        belt += 1
        coal_heads = [f.fid for f in heads if not f.rock and f.fid not in trunk]
        mine.conveyors.append(Conveyor(f"C{belt}", trunk + coal_heads, max(120.0, coal / 12.0 * 2.8)))
        for f in mine.faces:
            if f.fid in trunk + coal_heads:
                f.belts.append(f"C{belt}")
        mine.pumps.append(Pump("P1", pump, capacity))
        if mine.districts > 1 and chance(rng, 0.6):
            spot = next(i for i in mine.by_role("mouth") if mine.stations[i].district == 1)
            mine.pumps.append(Pump("P2", spot, max(40.0, 0.5 * capacity)))

    def _point(
        self,
        kind: str,
        station: int,
        place: str,
        node: str,
        face: str = "",
        section: float = 0.0,
        alarm: float = 0.0,
        flavour: float = 1.0,
        declared: bool = True,
    ) -> None:
        mine = self.mine
        types = {
            "ch4": ("MN", "0001", "环境瓦斯", "%"),
            "air_velocity": ("MN", "0005", "风速", "m/s"),
            "fan": (
                "KG",
                "1004" if node != "main_fan" else "1010",
                "局部通风机" if node != "main_fan" else "主通风机",
                "",
            ),
            "co": ("MN", "0004", "一氧化碳", "ppm"),
        }
        value, code, name, unit = types[kind]
        own = f"{len(mine.points) // 14 + 1:03d}A{len(mine.points) % 14 + 1:02d}"
        mine.points.append(
            Point(
                f"{mine.code}01{value}{code}{own}",
                kind,
                code,
                name,
                station,
                place,
                unit,
                section,
                face,
                node,
                declared,
                flavour,
                alarm,
            )
        )

    def _sensors(self, ret: int, portal: int) -> None:
        rng, mine = self.rng, self.mine
        for f in mine.faces:
            tip = f.work[-1]
            self._point(
                "ch4", tip, f.name + "T1", face=f.fid, node="T1", alarm=1.0, flavour=uni(rng, 0.7, 0.95)
            )
            self._point("ch4", f.ret, f.name + "回风T2", face=f.fid, node="T2", alarm=1.0)
            if f.kind == "coal_face":
                self._point(
                    "air_velocity",
                    f.ret,
                    f.name + "回风巷",
                    face=f.fid,
                    node="air",
                    section=uni(rng, 7.5, 13.0),
                )
                if mine.size > 105:
                    self._point("ch4", f.mouth, f.name + "进风T3", face=f.fid, node="T3", alarm=0.5)
            else:
                self._point("fan", f.mouth, f.name + "局扇", face=f.fid, node="local_fan")
                if chance(rng, 0.55):
                    self._point(
                        "air_velocity",
                        f.ret,
                        f.name + "回风流",
                        face=f.fid,
                        node="air",
                        section=uni(rng, 7, 11),
                    )
        for f in mine.old:
            if f.kind == "heading" and chance(rng, 0.6):
                self._point("fan", f.mouth, f.name + "局扇", face=f.fid, node="old_fan")
        for back in mine.by_role("return_d"):
            d = mine.stations[back].district
            if mine.districts > 1 or chance(rng, 0.7):
                self._point("ch4", back, mine.stations[back].name, node=f"D{d}", alarm=0.75)
                self._point(
                    "air_velocity", back, mine.stations[back].name, node=f"DV{d}", section=uni(rng, 8.5, 13.0)
                )
        self._point("ch4", ret, "总回风巷", node="M", alarm=0.7)
        self._point(
            "air_velocity",
            ret,
            "总回风巷",
            node="MV",
            section=max(uni(rng, 9.0, 14.0), sum(f.air for f in mine.faces) * 1.3 / uni(rng, 300, 420)),
        )
        self._point("fan", portal, "主通风机房1#", node="main_fan")
        for i, name, spot, _ in mine.seals:
            if chance(rng, 0.5):
                self._point("ch4", spot, name + "外", node=f"seal:{i}", alarm=1.0)
        if chance(rng, 0.5):
            self._point("co", ret, "总回风巷CO", node="CO", declared=False, alarm=24.0)
