"""Shafts, roadways, reader stations, working places and equipment of one made-up mine."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

REGIONS = {
    "520221": ("贵州", "水城"),
    "140921": ("山西", "宁武"),
    "620823": ("甘肃", "崇信"),
    "410403": ("河南", "平顶山"),
    "610632": ("陕西", "黄陵"),
    "150622": ("内蒙古", "准格尔"),
    "430281": ("湖南", "醴陵"),
    "340406": ("安徽", "潘集"),
    "230306": ("黑龙江", "城子河"),
    "530325": ("云南", "富源"),
    "370829": ("山东", "嘉祥"),
    "510304": ("四川", "大安"),
}
MINE_WORDS = (
    "青石沟",
    "红岩",
    "老鹰山",
    "大湾",
    "石壕",
    "柳树坪",
    "双龙",
    "金沙",
    "黑龙潭",
    "白杨岭",
    "东风",
    "永兴",
    "松树坳",
    "马鞍山",
    "长胜",
    "河口",
    "龙门",
    "小寨",
    "昌平",
    "顺和",
    "元宝山",
    "杨家岔",
    "滴水岩",
    "盘龙",
)
CAPACITIES = {
    "small": (150_000, 210_000, 300_000),
    "medium": (300_000, 450_000, 600_000, 900_000),
    "large": (900_000, 1_200_000, 1_800_000, 2_400_000),
}
SHIFTS = (  # name, starts in hours, hours of a shift, kinds of shift, share of mines
    ("三八制", (0, 8, 16), 8.0, ("cut", "repair", "cut"), 0.28),
    ("三八制", (7, 15, 23), 8.2, ("repair", "cut", "cut"), 0.16),
    ("四六制", (2, 8, 14, 20), 6.4, ("cut", "repair", "cut", "cut"), 0.2),
    ("四六制", (0, 6, 12, 18), 6.3, ("cut", "cut", "repair", "cut"), 0.1),
    ("两班制", (7, 19), 10.0, ("cut", "cut"), 0.1),
    ("默认班制", (6, 14, 22), 9.4, ("repair", "cut", "cut"), 0.16),
)


@dataclass
class Station:
    """One reader; `role` says what kind of place it stands at."""

    code: str
    name: str
    role: str
    area: int
    x: float
    y: float
    z: float


@dataclass
class Area:
    """One area of the location system."""

    code: str
    name: str
    type: str
    limit: int = 0


@dataclass
class Face:
    """A working place, declared or not; `plan` overrides the kinds of shift on single days."""

    face_id: str
    name: str
    kind: str
    stations: list[int]
    works: tuple[str, ...]
    crew: list[int]
    t_day: float
    advance: float
    air: float
    ch4: float
    inflow: float
    explosive: float = 0.0
    declared: bool = True
    start: int = -10_000
    end: int = 10_000
    declared_from: int | None = None
    plan: dict[int, tuple[str, ...]] = field(default_factory=dict)
    gas_gain: float = 1.0
    gain: dict[int, float] = field(default_factory=dict)

    def work(self, day: int) -> tuple[str, ...]:
        """Kind of each shift (`cut`, `repair`, `none`) on a day counted from the first day of the data."""
        if day in self.plan:
            return self.plan[day]
        return self.works if self.start <= day < self.end else ("none",) * len(self.works)


@dataclass
class Point:
    """One point of the safety monitoring system."""

    code: str
    kind: str
    type_code: str
    type_name: str
    unit: str
    station: int
    place: str
    section: float
    role: str
    face: str = ""
    registered: bool = True


@dataclass
class Mine:
    """Everything about a mine that stays the same over the data."""

    code: str
    name: str
    size: str
    opening: str
    capacity: int
    org: str
    starts: tuple[int, ...]
    hours: float
    works: tuple[str, ...]
    stations: list[Station] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    edges: list[tuple[int, int, float, bool]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    seals: list[tuple[str, str, int]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    feeders: dict[str, tuple[str, float]] = field(default_factory=dict)
    conveyors: dict[str, tuple[list[str], float]] = field(default_factory=dict)
    pumps: dict[str, tuple[int, float]] = field(default_factory=dict)
    status: list[tuple[str, int, int | None]] = field(default_factory=list)
    limit: int = 0
    portals: list[int] = field(default_factory=list)
    video_names: list[str] = field(default_factory=list)
    ride_speed: float = 3.5
    car_minutes: int = 15
    period: int = 300
    trace: int = 5
    miss: float = 0.03
    flicker: float = 0.1
    drop_lost: bool = False
    second_profile: bool = False
    sloppy: bool = False
    depth: float = 300.0
    paths: dict[int, tuple[list[float], list[int]]] = field(default_factory=dict)
    ride: dict[tuple[int, int], bool] = field(default_factory=dict)
    length: dict[tuple[int, int], float] = field(default_factory=dict)

    def by_role(self, *roles: str) -> list[int]:
        """Indices of the stations with one of the roles."""
        return [i for i, s in enumerate(self.stations) if s.role in roles]

    def route(self, a: int, b: int) -> list[int]:
        """Stations on the shortest way from a to b, both included."""
        before = self.paths[a][1]
        way = [b]
        while way[-1] != a:
            way.append(before[way[-1]])
        return way[::-1]

    def nearest(self, a: int, n: int) -> list[int]:
        """The n stations nearest to a by roadway, a itself first."""
        return [int(i) for i in np.argsort(self.paths[a][0], kind="stable")[:n]]

    def feeder_of(self, serves: str) -> str:
        """Name of the (first) feeder that serves a face or a use."""
        return next(name for name, (use, _) in self.feeders.items() if use == serves)

    def measure(self) -> None:
        """Shortest ways from every station (Dijkstra)."""
        near: dict[int, list[tuple[int, float]]] = {i: [] for i in range(len(self.stations))}
        for a, b, length, ride in self.edges:
            near[a].append((b, length))
            near[b].append((a, length))
            self.ride[a, b] = self.ride[b, a] = ride
            self.length[a, b] = self.length[b, a] = length
        for source in near:
            far, before = [1e12] * len(near), [-1] * len(near)
            far[source] = 0.0
            heap = [(0.0, source)]
            while heap:
                d, u = heapq.heappop(heap)
                if d > far[u]:
                    continue
                for v, length in near[u]:
                    if d + length < far[v]:
                        far[v], before[v] = d + length, u
                        heapq.heappush(heap, (far[v], v))
            self.paths[source] = (far, before)


class _Drawing:
    """Puts stations and roadways on the plan of a mine one after the other."""

    def __init__(self, mine: Mine, rng: np.random.Generator) -> None:
        self.mine, self.rng = mine, rng
        self.areas: dict[str, int] = {}

    def area(self, name: str, kind: str) -> int:
        """Index of the area with that name, made on first use."""
        if name not in self.areas:
            self.areas[name] = len(self.mine.areas)
            self.mine.areas.append(Area(f"{self.mine.code}{len(self.mine.areas) + 1:04d}", name, kind))
        return self.areas[name]

    def add(
        self,
        name: str,
        role: str,
        area: tuple[str, str],
        parent: int | None,
        length: float = 0.0,
        angle: float = 0.0,
        dz: float = 0.0,
        ride: bool = False,
    ) -> int:
        """A new station `length` metres of roadway away from its parent in a direction (degrees)."""
        mine, index = self.mine, len(self.mine.stations)
        a = self.area(*area)
        if parent is None:
            x, y, z = 36_500_000 + self.rng.uniform(0, 3000), 3_900_000 + self.rng.uniform(0, 3000), 1180.0
        else:
            p, flat = mine.stations[parent], np.sqrt(max(length**2 - dz**2, 1.0))
            turn = np.radians(angle + self.rng.normal(0, 6))
            x, y, z = p.x + flat * np.cos(turn), p.y + flat * np.sin(turn), p.z + dz
            mine.edges.append((parent, index, round(length, 1), ride))
        code = f"{mine.areas[a].code}{index + 1:06d}"
        mine.stations.append(Station(code, name, role, a, round(x, 1), round(y, 1), round(z, 1)))
        return index


def _entrance(d: _Drawing, rng: np.random.Generator) -> int:
    """Portals down to the shaft bottom; returns the bottom station."""
    mine, mouth = d.mine, ("井口", "井口区域")
    dz = -mine.depth
    if mine.opening == "立井":
        portal = d.add("副井井口", "portal", mouth, None)
        bottom = d.add("副井井底", "main", ("井底车场", "其它区域"), portal, mine.depth, 0, dz + 1, True)
    elif mine.opening == "斜井":
        portal = d.add("副斜井井口", "portal", mouth, None)
        slope = mine.depth / np.sin(np.radians(rng.uniform(16, 23)))
        mid = d.add("副斜井中部", "main", ("副斜井", "其它区域"), portal, slope / 2, 0, dz / 2, True)
        bottom = d.add("副斜井井底车场", "main", ("井底车场", "其它区域"), mid, slope / 2, 0, dz / 2, True)
    else:
        portal, bottom = d.add("主平硐口", "portal", mouth, None), 0
        bottom, step = portal, rng.uniform(350, 520)
        for k in range(1, 3 if mine.size == "small" else 4):
            bottom = d.add(
                f"主平硐{int(step * k) // 10 * 10}米",
                "main",
                ("主平硐", "其它区域"),
                bottom,
                step,
                0,
                2,
                True,
            )
    mine.portals.append(portal)
    mine.video_names.append("aux_shaft" if mine.opening != "平硐" else "main_adit")
    if mine.size != "small":
        second = d.add("主井井口" if mine.opening == "立井" else "主斜井井口", "portal", mouth, None)
        mine.stations[second].x = mine.stations[portal].x + rng.uniform(40, 120)
        mine.stations[second].y = mine.stations[portal].y + rng.uniform(-60, 60)
        loading = d.add(
            "主井装载硐室" if mine.opening == "立井" else "主井皮带机头",
            "belt",
            ("主运系统", "其它区域"),
            bottom,
            rng.uniform(90, 200),
            70,
            3,
        )
        mine.edges.append((second, loading, round(mine.depth * 2.4, 1), False))
        mine.portals.append(second)
        mine.video_names.append("main_shaft")
    return bottom


def _face_stations(
    d: _Drawing, rng: np.random.Generator, tag: str, parent: int, kind: str, rich: bool
) -> list[int]:
    """Readers of a coal face (two gates) or a heading, in walking order from the panel."""
    turn = float(rng.choice([80, -80, 100]))
    if kind == "coal_face":
        gate, area = ("运输顺槽", (f"{tag}工作面", "重点区域"))
        a = d.add(
            f"{tag}{gate}口", "gate", (f"{tag}{gate}", "其它区域"), parent, rng.uniform(60, 140), turn, 2
        )
        out = [a]
        if rich:
            out.append(
                d.add(
                    f"{tag}{gate}中部",
                    "gate",
                    (f"{tag}{gate}", "其它区域"),
                    a,
                    rng.uniform(220, 480),
                    turn,
                    4,
                )
            )
        head = d.add(f"{tag}工作面机头", "face", area, out[-1], rng.uniform(180, 420), turn, 4)
        tail = d.add(f"{tag}工作面机尾", "face", area, head, rng.uniform(90, 220), turn + 90, 12)
        ret = d.add(
            f"{tag}回风顺槽",
            "gate",
            (f"{tag}回风顺槽", "其它区域"),
            tail,
            rng.uniform(200, 420),
            turn + 180,
            -4,
        )
        return [*out, head, tail, ret]
    area = (f"{tag}掘进工作面", "重点区域")
    a = d.add(f"{tag}巷口", "gate", (f"{tag}掘进巷", "其它区域"), parent, rng.uniform(40, 110), turn, 2)
    if rich:
        a2 = d.add(
            f"{tag}掘进巷中部", "gate", (f"{tag}掘进巷", "其它区域"), a, rng.uniform(120, 300), turn, 3
        )
        return [a, a2, d.add(f"{tag}迎头", "face", area, a2, rng.uniform(90, 260), turn, 3)]
    return [a, d.add(f"{tag}迎头", "face", area, a, rng.uniform(120, 300), turn, 3)]


def _places(mine: Mine, d: _Drawing, rng: np.random.Generator, panels: list[int]) -> None:
    """Coal faces and headings with their crews, air and gas."""
    coal = {"small": 1, "medium": 1, "large": 2}[mine.size]
    heads = {"small": (1, 2), "medium": (1, 3), "large": (2, 4)}[mine.size]
    per_day = mine.capacity / 330 * rng.uniform(0.72, 0.95)
    style, gassy = (
        rng.choice(["{p}{n:02d}", "1{p}{n:02d}", "S{p}{n:02d}", "15{p}{n:02d}"]),
        rng.uniform(0.5, 1.6),
    )
    kinds = ["coal_face"] * coal + ["heading"] * int(rng.integers(*heads, endpoint=True))
    numbers = {p: int(rng.integers(1, 4)) for p in range(len(panels))}
    share = rng.uniform(0.06, 0.11) / max(len(kinds) - coal, 1)
    for k, kind in enumerate(kinds):
        p = int(rng.integers(len(panels))) if kind == "heading" else k % len(panels)
        numbers[p] += 1
        tag = str(style).format(p=p + 1, n=numbers[p])
        blasted = kind == "heading" and (mine.size == "small" or rng.random() < 0.4)
        if kind == "heading":
            tag += str(rng.choice(["运输巷", "回风巷", "切眼", "底抽巷"]))
        stations = _face_stations(d, rng, tag, panels[p], kind, mine.size != "small" and rng.random() < 0.7)
        base = (
            {"small": 9, "medium": 14, "large": 19}[mine.size]
            if kind == "coal_face"
            else int(rng.integers(6, 11))
        )
        crew = [round(base * (1.35 if w == "repair" and kind == "coal_face" else 1.0)) for w in mine.works]
        tonnes = per_day * (0.91 / coal if kind == "coal_face" else share)
        name = (
            f"{tag}{'综采' if mine.size != 'small' else '炮采'}工作面"
            if kind == "coal_face"
            else f"{tag}掘进工作面"
        )
        air = rng.uniform(650, 1300) if kind == "coal_face" else rng.uniform(220, 420)
        gas = (
            gassy * (rng.uniform(0.8, 1.6) + tonnes / 1800)
            if kind == "coal_face"
            else gassy * rng.uniform(0.3, 0.9)
        )
        works = (
            mine.works
            if kind == "coal_face"
            else tuple("cut" if rng.random() < 0.85 else "repair" for _ in mine.works)
        )
        blast = tonnes * 0.32 if kind == "coal_face" and mine.size == "small" else 0.0
        mine.faces.append(
            Face(
                f"F{k + 1}",
                name,
                kind,
                stations,
                works,
                crew,
                tonnes,
                rng.uniform(1.6, 4.2) if kind == "coal_face" else rng.uniform(3.0, 9.0),
                air,
                min(gas, air * 0.0062),
                rng.uniform(2, 14),
                rng.uniform(38, 110) if blasted else blast,
            )
        )


def _equipment(mine: Mine, rng: np.random.Generator) -> None:
    """Feeders, conveyors, pumps and monitoring points."""
    uses = [
        (
            f.face_id,
            (rng.uniform(900, 2200) if f.kind == "coal_face" else rng.uniform(180, 420))
            * {"small": 0.45, "medium": 1.0, "large": 1.5}[mine.size],
        )
        for f in mine.faces
    ]
    per_h = mine.capacity / 330 / 14
    uses += [
        ("hoist", 160 + per_h * mine.depth / 100),
        ("main_fan", mine.capacity / 6000 + 160),
        ("local_fan", 62.0 * max(1, sum(f.kind == "heading" for f in mine.faces))),
        ("pump", 480.0),
        ("surface", 260 + mine.capacity / 2500),
        ("other", 240 + mine.capacity / 5000),
    ]
    if mine.size == "large":
        uses.append(("other", 380.0))
    for k, (use, kw) in enumerate(uses):
        mine.feeders[f"FD{k + 1:02d}"] = (use, round(kw, -1))
    mine.conveyors["C1"] = ([f.face_id for f in mine.faces], round(per_h * 3.2, -1))
    for f in mine.faces:
        if f.kind == "coal_face" or mine.size == "large":
            mine.conveyors[f"C{len(mine.conveyors) + 1}"] = (
                [f.face_id],
                round(max(f.t_day / 14 * 3.4, 60), -1),
            )
    room = mine.by_role("pump")[0]
    for k in range(3 if mine.size == "large" else 2):
        mine.pumps[f"P{k + 1}"] = (room, float(rng.choice([100, 155, 200, 280])))

    def point(kind: str, station: int, place: str, section: float, role: str, face: str = "") -> None:
        kinds = {
            "ch4": ("0001", "环境瓦斯", "%", "MN"),
            "air_velocity": ("0002", "风速", "m/s", "MN"),
            "fan": (
                "1010" if role == "main_fan" else "1002",
                "主通风机" if role == "main_fan" else "局部通风机",
                "",
                "KG",
            ),
            "co": ("0004", "一氧化碳", "ppm", "MN"),
            "temp": ("0003", "温度", "℃", "MN"),
        }
        code, name, unit, value = kinds[kind]
        n = len(mine.points) + 1
        mine.points.append(
            Point(
                f"{mine.code}01{value}{code}{n // 16 + 1:03d}A{n % 16 + 1:02d}",
                kind,
                code,
                name,
                unit,
                station,
                place,
                round(section, 1),
                role,
                face,
                kind not in ("co", "temp"),
            )
        )

    for f in mine.faces:
        s, section = f.stations, rng.uniform(9, 15)
        work, back = (s[-2], s[-1]) if f.kind == "coal_face" else (s[-1], s[0])
        if f.kind == "coal_face":
            point("ch4", work, f"{f.name}上隅角T0", section, "T0", f.face_id)
            point("co", back, f"{f.name}回风CO", section, "co", f.face_id)
        else:
            point("fan", s[0], f"{f.name}局部通风机", section, "local_fan", f.face_id)
        point("ch4", work, f"{f.name}T1", section, "T1", f.face_id)
        point("ch4", back, f"{f.name}回风T2", section, "T2", f.face_id)
        point("air_velocity", back, f"{f.name}回风风速", section, "air", f.face_id)
    out = mine.by_role("return")[0]
    point("ch4", out, "总回风巷甲烷", 17.0, "main_ch4")
    point("air_velocity", out, "总回风巷风速", rng.uniform(13, 19), "main_air")
    point("fan", mine.portals[0], "主要通风机开停", 0.0, "main_fan")
    for _, name, station in mine.seals:
        if rng.random() < 0.7:
            point("ch4", station, f"{name}外甲烷", 8.0, "seal_ch4")
    point("temp", room, "中央水泵房温度", 10.0, "temp")


def build_mine(rng: np.random.Generator, number: int) -> Mine:
    """Draw one mine."""
    region = str(rng.choice(list(REGIONS)))
    size = str(rng.choice(["small", "medium", "large"], p=[0.35, 0.42, 0.23]))
    org, starts, hours, works, _ = SHIFTS[int(rng.choice(len(SHIFTS), p=[s[-1] for s in SHIFTS]))]
    name = (
        f"{''.join(REGIONS[region])}{MINE_WORDS[(number * 7 + int(rng.integers(3))) % len(MINE_WORDS)]}煤矿"
    )
    mine = Mine(
        f"{region}{int(rng.integers(100_000, 1_000_000)):06d}",
        name,
        size,
        str(rng.choice(["立井", "斜井", "平硐"], p=[0.3, 0.5, 0.2])),
        int(rng.choice(CAPACITIES[size])),
        org,
        starts,
        hours,
        works,
        depth=float(rng.uniform(160, 620)),
    )
    if mine.opening == "立井":
        mine.ride_speed, mine.car_minutes = rng.uniform(4.5, 8), int(rng.choice([5, 8, 10]))
    elif rng.random() < 0.4:
        mine.ride_speed, mine.car_minutes = rng.uniform(1.0, 1.3), 0  # chair lift, no timetable
    else:
        mine.ride_speed, mine.car_minutes = rng.uniform(2.8, 4.4), int(rng.choice([12, 15, 20]))
    mine.period = int(
        rng.choice([300, 300, 300, 240, 180, 120, 60] + ([60, 30] if size == "small" else [300]))
    )
    mine.trace, mine.miss = int(rng.integers(3, 7)), rng.uniform(0.01, 0.08)
    mine.flicker, mine.drop_lost = rng.uniform(0.04, 0.22), bool(rng.random() < 0.4)
    mine.second_profile, mine.sloppy = bool(rng.random() < 0.15), bool(rng.random() < 0.35)
    d = _Drawing(mine, rng)
    bottom = _entrance(d, rng)
    d.add("中央变电所", "substation", ("中央变电所", "重点区域"), bottom, rng.uniform(50, 90), 30)
    d.add("中央水泵房", "pump", ("中央水泵房", "重点区域"), bottom, rng.uniform(70, 130), -30)
    if size != "small":
        d.add("井下爆炸材料库", "magazine", ("爆炸材料库", "限制区域"), bottom, rng.uniform(150, 260), 130)
        d.add("等候硐室", "waiting", ("井底车场", "其它区域"), bottom, rng.uniform(30, 60), 0)
    n_panels = {"small": 1, "medium": int(rng.integers(1, 3)), "large": int(rng.integers(2, 4))}[size]
    here, panels, rides = bottom, [], size != "small" and rng.random() < 0.6
    for p in range(n_panels):
        label = "一二三"[p] + str(rng.choice(["采区", "盘区"]))
        for _ in range({"small": 1, "medium": 2, "large": 3}[size]):
            here = d.add(
                f"轨道大巷{len(d.mine.by_role('haul')) + 1}号点",
                "haul",
                ("轨道大巷", "其它区域"),
                here,
                rng.uniform(180, 420),
                5,
                1,
                rides,
            )
        yard = d.add(f"{label}车场", "panel", (label, "其它区域"), here, rng.uniform(90, 200), 60)
        d.add(f"{label}变电所", "substation", (label, "其它区域"), yard, rng.uniform(40, 80), 110)
        top = d.add(f"{label}轨道上山上部", "panel", (label, "其它区域"), yard, rng.uniform(220, 460), 80, 60)
        panels.append(top if rng.random() < 0.6 else yard)
        if p == 0:
            d.add("总回风巷", "return", ("总回风巷", "其它区域"), top, rng.uniform(150, 300), 160, 8)
        if size != "small":
            d.add(f"{label}避难硐室", "refuge", (label, "其它区域"), yard, rng.uniform(60, 120), -60)
        old = d.add(
            f"{label}{rng.choice(['旧运输巷', '老轨道巷', '废联络巷'])}",
            "old",
            (f"{label}老巷", "限制区域"),
            top if p else yard,
            rng.uniform(130, 330),
            -80,
            3,
        )
        for k in range(1 if size == "small" else int(rng.integers(1, 3))):
            s = d.add(
                f"{label}{p + 1}10{k + 1}采空区密闭",
                "seal",
                (f"{label}密闭区", "限制区域"),
                old if k else top,
                rng.uniform(80, 240),
                -100,
                2,
            )
            mine.seals.append((f"S{len(mine.seals) + 1}", mine.stations[s].name, s))
    _places(mine, d, rng, panels)
    mine.measure()
    _equipment(mine, rng)
    return mine
