"""The mine itself: roadways with location stations, working places, seals, air, belts, feeders and pumps."""

import heapq
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import cos, hypot, sin

import numpy as np

from .vocabulary import GAS_VENDORS, MAKERS, MINE_WORDS, REGIONS, VENDORS

KEY_AREA = "重点区域"
OTHER_AREA = "其它区域"
PORTAL_AREA = "井口区域"
BARRED_AREA = "限制区域"


@dataclass
class Area:
    """Area of the location system with the headcount approved for it."""

    kind: str
    name: str
    code: str
    limit: int = 0


@dataclass
class Station:
    """Reader of location cards at a place on the roadways."""

    name: str
    area: int
    x: float
    y: float
    z: float
    code: str = ""
    known_from: int = -1  # first day of the window on which the mine declares it


@dataclass
class Face:
    """Declared working place; `method` is machine or blasting."""

    face_id: str
    name: str
    kind: str
    method: str
    stations: list[int]
    gate: int
    back: int
    crew: list[int]
    plan_t: float
    advance_m: float
    air: float
    ch4: float
    inflow: float
    explosive_kg: float
    share: list[float]
    section: float
    valid_from: date
    valid_to: date | None = None
    conveyor: str = ""
    feeder: str = ""
    fan_feeder: str = ""

    @property
    def is_coal(self) -> bool:
        """Whether the place is a coal face and not a heading."""
        return self.kind == "coal_face"


@dataclass
class Seal:
    """Stopping that closes an old district, and the reader next to it."""

    seal_id: str
    name: str
    station: int
    built: date


@dataclass
class Point:
    """Measuring point of the safety monitoring system."""

    code: str
    kind: str
    station: int
    section: float
    subject: str  # a face id, a seal id, "return" or "main_fan"
    label: str


@dataclass
class Habits:
    """How this mine keeps time and sends data."""

    shift_starts: list[int]
    shift_name: str
    snapshot_s: int
    gas_s: int
    second_profile: bool
    card_lost_after: int | None  # seconds without reading until the card leaves the list, None = never
    writes_distance: bool
    trace_length: int
    handover_underground: bool
    rotates: bool
    walking_speed: float
    man_rider: bool
    location_vendor: tuple[str, str]
    gas_vendor: tuple[str, str]
    maker: str
    sends_coordinates: bool
    missing: set[str] = field(default_factory=set)
    thin: set[str] = field(default_factory=set)


@dataclass
class Mine:
    """Everything about a mine that does not change from day to day."""

    code: str
    name: str
    region: str
    size: str
    habits: Habits
    areas: list[Area] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    edges: list[tuple[int, int, float, bool]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    old_faces: list[Face] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    feeders: dict[str, tuple[str, float]] = field(default_factory=dict)
    conveyors: dict[str, tuple[list[str], float]] = field(default_factory=dict)
    pumps: dict[str, tuple[int, float]] = field(default_factory=dict)
    portals: list[tuple[int, str]] = field(default_factory=list)
    spine: list[int] = field(default_factory=list)
    abandoned: list[list[int]] = field(default_factory=list)
    chambers: dict[str, int] = field(default_factory=dict)
    main_return: int = 0
    return_section: float = 14.0
    capacity: int = 0
    headcount_limit: int = 0
    status: list[tuple[str, date, date | None]] = field(default_factory=list)
    side_air: float = 0.0
    side_gas: float = 0.0
    side_water: float = 0.0
    hoist_depth: float = 350.0
    unlisted_feeders: set[str] = field(default_factory=set)

    def face(self, face_id: str) -> Face:
        """Declared place with this id."""
        return next(face for face in self.faces if face.face_id == face_id)

    def add_area(self, kind: str, name: str) -> int:
        """Declare an area and return its number."""
        self.areas.append(Area(kind, name, f"{self.code}{len(self.areas) + 1:04d}"))
        return len(self.areas) - 1

    def add_station(
        self, name: str, area: int, spot: tuple[float, float, float], known_from: int = -1
    ) -> int:
        """Hang up a reader and return its number."""
        code = f"{self.areas[area].code}{len(self.stations) + 1:06d}"
        x, y, z = (round(value, 1) for value in spot)
        self.stations.append(Station(name, area, x, y, z, code, known_from))
        return len(self.stations) - 1

    def join(self, one: int, other: int, fast: bool = False) -> None:
        """Connect two readers by a roadway; `fast` ones are ridden when the mine has a man-rider."""
        a, b = self.stations[one], self.stations[other]
        length = max(20.0, hypot(hypot(a.x - b.x, a.y - b.y), a.z - b.z)) * 1.04
        self.edges.append((one, other, round(length, 1), fast))

    def router(self) -> "Router":
        """Shortest walks between the readers of this mine."""
        return Router(self)


class Router:
    """Shortest walks, by walking time, between readers."""

    def __init__(self, mine: Mine) -> None:
        speed = mine.habits.walking_speed
        self._near: dict[int, list[tuple[int, float]]] = {i: [] for i in range(len(mine.stations))}
        for one, other, length, fast in mine.edges:
            seconds = length / (3.2 if fast and mine.habits.man_rider else speed)
            self._near[one].append((other, seconds))
            self._near[other].append((one, seconds))
        self.walk = lru_cache(maxsize=None)(self._walk)

    def neighbours(self, station: int) -> list[int]:
        """Readers joined directly to a reader, nearest first."""
        return [other for other, _ in sorted(self._near[station], key=lambda pair: pair[1])]

    def _walk(self, start: int, goal: int) -> tuple[tuple[int, float], ...]:
        """Readers passed from start to goal with the seconds needed to reach each."""
        best = {start: 0.0}
        before: dict[int, int] = {}
        queue = [(0.0, start)]
        while queue:
            so_far, here = heapq.heappop(queue)
            if here == goal:
                break
            for other, seconds in self._near[here]:
                if so_far + seconds < best.get(other, 1e12):
                    best[other] = so_far + seconds
                    before[other] = here
                    heapq.heappush(queue, (so_far + seconds, other))
        steps = [goal]
        while steps[-1] != start:
            steps.append(before[steps[-1]])
        return tuple((step, best[step]) for step in reversed(steps))

    def nearest(self, station: int, count: int) -> list[int]:
        """The reader itself and its surroundings, nearest first."""
        best = {station: 0.0}
        queue = [(0.0, station)]
        order: list[int] = []
        while queue and len(order) < count:
            so_far, here = heapq.heappop(queue)
            if here in order:
                continue
            order.append(here)
            for other, seconds in self._near[here]:
                if so_far + seconds < best.get(other, 1e12):
                    best[other] = so_far + seconds
                    heapq.heappush(queue, (so_far + seconds, other))
        return order


SIZES = {
    # name: (coal faces, headings, coal crew, heading crew, million tonnes a year)
    "tiny": ((1, 1), (1, 2), (8, 12), (5, 7), (0.09, 0.18)),
    "small": ((1, 1), (1, 3), (11, 17), (6, 9), (0.21, 0.45)),
    "middle": ((1, 2), (2, 4), (14, 22), (7, 11), (0.6, 1.2)),
    "large": ((2, 3), (3, 5), (18, 26), (8, 12), (1.5, 2.7)),
}


def draw_habits(rng: np.random.Generator, size: str) -> Habits:
    """Draw the mine's shift system, vendors and gaps in its data."""
    system = rng.choice(["three", "three_early", "four", "two"], p=[0.42, 0.23, 0.22, 0.13])
    starts, name = {
        "three": ([0, 8, 16], "三八制"),
        "three_early": ([6, 14, 22], "三八制"),
        "four": ([2, 8, 14, 20], "四六制"),
        "two": ([7, 19], "两班制"),
    }[str(system)]
    periods = {"tiny": [180, 300, 300, 300, 300], "small": [300, 300, 300, 300, 600]}.get(
        size, [300, 300, 600]
    )
    if size == "large":
        periods = [600, 900]
    chance = {"power": 0.13, "haulage": 0.15, "output": 0.08, "water": 0.22, "explosives": 0.2, "video": 0.25}
    chance |= {"JZSS": 0.2, "TJSJ": 0.55, "YCBJ": 0.25, "KGBH": 0.6, "RYQY": 0.12, "RYJZ": 0.12, "CDDY": 0.12}
    chance |= {"RYXX": 0.04, "RYCS": 0.3, "RYCY": 0.25, "RYXZ": 0.35, "RYQJ": 0.3}
    missing = {key for key, odds in chance.items() if rng.random() < odds}
    thin: set[str] = set()
    if rng.random() < 0.18:
        pool = ["areas", "roadways", "seals", "feeders", "conveyors", "pumps", "points"]
        thin = {str(key) for key in rng.choice(pool, rng.integers(1, 4), replace=False)}
    return Habits(
        shift_starts=starts,
        shift_name=name,
        snapshot_s=int(rng.choice(periods)),
        gas_s=600 if size == "large" else int(rng.choice([300, 300, 600])),
        second_profile=bool(rng.random() < 0.2),
        card_lost_after=int(rng.choice([600, 900, 1800])) if rng.random() < 0.22 else None,
        writes_distance=bool(rng.random() < 0.8),
        trace_length=int(rng.choice([0, 0, 1, 2]))
        if size in ("tiny", "small")
        else int(rng.choice([0, 0, 0, 1])),
        handover_underground=bool(rng.random() < 0.25),
        rotates=bool(rng.random() < 0.3),
        walking_speed=float(rng.uniform(0.9, 1.25)),
        man_rider=bool(size in ("middle", "large") and rng.random() < 0.7),
        location_vendor=VENDORS[rng.integers(0, len(VENDORS))],
        gas_vendor=GAS_VENDORS[rng.integers(0, len(GAS_VENDORS))],
        maker=MAKERS[rng.integers(0, len(MAKERS))],
        sends_coordinates=bool(rng.random() < 0.85),
        missing=missing,
        thin=thin,
    )


def build_mine(rng: np.random.Generator, serial: int, first_day: date) -> Mine:
    """Draw a whole mine."""
    size = str(rng.choice(list(SIZES), p=[0.26, 0.36, 0.28, 0.10]))
    region = REGIONS[rng.integers(0, len(REGIONS))]
    name = MINE_WORDS[rng.integers(0, len(MINE_WORDS))] + (
        "煤矿" if rng.random() < 0.8 else "煤业有限公司煤矿"
    )
    mine = Mine(f"{region}{serial:06d}", name, region, size, draw_habits(rng, size))
    mine.hoist_depth = float(rng.uniform(150, 650))
    _dig_access(mine, rng)
    _dig_districts(mine, rng, first_day)
    _dig_old_districts(mine, rng, first_day)
    _set_tonnage(mine, rng)
    _equip(mine, rng)
    mine.status.append(("producing", first_day - timedelta(days=int(rng.integers(200, 1500))), None))
    return mine


def _dig_access(mine: Mine, rng: np.random.Generator) -> None:
    """Portals, pit bottom, main roadway, chambers and main return."""
    x, y = rng.uniform(35_000_000, 36_000_000), rng.uniform(2_900_000, 4_200_000)
    depth = -mine.hoist_depth
    bearing = float(rng.uniform(0, 6.28))
    top = mine.add_area(PORTAL_AREA, "井口区域")
    ways = mine.add_area(OTHER_AREA, "主要大巷")
    rooms = mine.add_area(KEY_AREA if rng.random() < 0.4 else OTHER_AREA, "井底硐室")
    back = mine.add_area(OTHER_AREA, "总回风巷")
    inclined = rng.random() < 0.5
    main = mine.add_station("主斜井井口" if inclined else "副立井井口", top, (x, y, 0.0))
    bottom = mine.add_station("井底车场", ways, (x + 30, y + 40, depth))
    mine.join(main, bottom, fast=True)
    mine.portals.append((main, "main_shaft"))
    here = bottom
    count = {"tiny": (3, 5), "small": (4, 7), "middle": (6, 9), "large": (8, 12)}[mine.size]
    mine.spine.append(bottom)
    for number in range(int(rng.integers(*count))):
        pace = rng.uniform(110, 260)
        x, y = x + pace * cos(bearing), y + pace * sin(bearing)
        bearing += rng.uniform(-0.15, 0.15)
        nxt = mine.add_station(f"运输大巷{number + 1}号基站", ways, (x, y, depth + rng.uniform(-6, 6)))
        mine.join(here, nxt, fast=True)
        mine.spine.append(nxt)
        here = nxt
    home = mine.stations[bottom]
    for label, key in (("中央水泵房", "pump"), ("中央变电所", "substation"), ("井下候车硐室", "waiting")):
        spot = (home.x + rng.uniform(-70, 70), home.y + rng.uniform(-70, 70), depth)
        mine.chambers[key] = mine.add_station(label, rooms, spot)
        mine.join(bottom, mine.chambers[key])
    half = mine.spine[len(mine.spine) // 2]
    spot = (mine.stations[half].x + 60, mine.stations[half].y - 60, depth)
    mine.chambers["refuge"] = mine.add_station("永久避难硐室", rooms, spot)
    mine.join(half, mine.chambers["refuge"])
    first = mine.stations[mine.spine[1]]
    r1 = mine.add_station("总回风巷1号基站", back, (first.x + 90, first.y - 110, depth + 20))
    mine.join(mine.spine[1], r1)
    second = mine.stations[mine.spine[-2]]
    r2 = mine.add_station("总回风巷2号基站", back, (second.x + 90, second.y - 110, depth + 20))
    mine.join(r1, r2)
    mine.join(mine.spine[-2], r2)
    mine.main_return = r1
    if mine.size != "tiny" and rng.random() < 0.6:
        aux = mine.add_station("行人斜井井口", top, (home.x - 200, home.y + 90, 0.0))
        mine.join(aux, mine.spine[2])
        mine.portals.append((aux, "auxiliary_shaft"))


def _branch(
    mine: Mine, rng: np.random.Generator, root: int, side: int, area: int, names: list[str]
) -> list[int]:
    """Line of readers that leaves a reader sideways; returns their numbers, nearest first."""
    a, b = mine.stations[mine.spine[0]], mine.stations[mine.spine[-1]]
    bearing = float(np.arctan2(b.y - a.y, b.x - a.x)) + side * 1.5708 + rng.uniform(-0.2, 0.2)
    here, found = root, []
    base = mine.stations[root]
    x, y, z = base.x, base.y, base.z
    for name in names:
        pace = rng.uniform(90, 240)
        x, y, z = x + pace * cos(bearing), y + pace * sin(bearing), z + rng.uniform(-8, 14)
        nxt = mine.add_station(name, area, (x, y, z))
        mine.join(here, nxt)
        found.append(nxt)
        here = nxt
    return found


def _shift_plan(
    mine: Mine, rng: np.random.Generator, crew: int, is_coal: bool
) -> tuple[list[int], list[float]]:
    """Crew and share of the day's tonnes per shift; one shift of a coal face is for maintenance."""
    shifts = len(mine.habits.shift_starts)
    crews = [int(max(4, crew + rng.integers(-1, 2))) for _ in range(shifts)]
    share = [1.0] * shifts
    if is_coal and shifts > 2:
        fitting = int(rng.choice([1, 1, 0])) if shifts == 3 else int(rng.integers(0, 2))
        share[fitting] = 0.0
        crews[fitting] = int(crew * rng.uniform(1.1, 1.5))
    total = sum(share)
    return crews, [value / total for value in share]


def _dig_districts(mine: Mine, rng: np.random.Generator, first_day: date) -> None:
    """Declared coal faces and headings along the main roadway."""
    faces, headings, coal_crew, heading_crew, _ = SIZES[mine.size]
    blasting = mine.size == "tiny" and rng.random() < 0.6 or mine.size == "small" and rng.random() < 0.25
    roots = list(mine.spine[2:]) + list(mine.spine[2:])
    rng.shuffle(roots)
    seam = int(rng.integers(1, 13))
    serial = int(rng.integers(1, 9))
    gassy = float(rng.choice([0.3, 1.0, 2.2], p=[0.3, 0.45, 0.25]))
    for _ in range(int(rng.integers(faces[0], faces[1] + 1))):
        serial += int(rng.integers(1, 3))
        label = f"{seam}{serial:02d}"
        method = "blasting" if blasting else "machine"
        title = f"{label}{'炮采' if blasting else '综采'}工作面"
        area = mine.add_area(KEY_AREA, title)
        names = [
            f"{label}运输顺槽{i + 1}号基站"
            for i in range(int(rng.integers(1, 3 if mine.size == "tiny" else 4)))
        ]
        line = _branch(
            mine, rng, int(roots.pop()), 1 if rng.random() < 0.5 else -1, area, [*names, f"{label}工作面机头"]
        )
        tail = _branch(mine, rng, line[-1], 1, area, [f"{label}工作面机尾", f"{label}回风顺槽基站"])
        mine.join(tail[-1], mine.main_return)
        crews, share = _shift_plan(mine, rng, int(rng.integers(*coal_crew)), True)
        mine.faces.append(
            Face(
                f"F{len(mine.faces) + 1}", title, "coal_face", method,
                [line[-1], tail[0], *line[:-1][::-1], tail[1]], line[0], tail[1], crews, 1.0,
                float(rng.uniform(1.2, 4.5)), float(rng.uniform(420, 1300)), gassy,
                float(rng.uniform(3, 25)), 0.0, share, float(rng.uniform(7, 13)),
                first_day - timedelta(days=int(rng.integers(60, 420))),
            )
        )  # fmt: skip
    for number in range(int(rng.integers(headings[0], headings[1] + 1))):
        serial += 1
        label = f"{seam}{serial:02d}"
        method = "blasting" if blasting or rng.random() < 0.3 else "machine"
        way = str(rng.choice(["运输巷", "回风巷", "切眼", "轨道巷"]))
        title = f"{label}{way}{'炮掘' if method == 'blasting' else '综掘'}工作面"
        area = mine.add_area(KEY_AREA, title)
        names = [f"{label}掘进巷{i + 1}号基站" for i in range(int(rng.integers(1, 3)))]
        line = _branch(
            mine, rng, int(roots.pop()), 1 if rng.random() < 0.5 else -1, area, [*names, f"{label}掘进迎头"]
        )
        crews, share = _shift_plan(mine, rng, int(rng.integers(*heading_crew)), False)
        mine.faces.append(
            Face(
                f"J{number + 1}", title, "heading", method, line[::-1], line[0], line[0], crews, 1.0,
                float(rng.uniform(2, 7)), float(rng.uniform(190, 420)), gassy * float(rng.uniform(0.2, 0.4)),
                float(rng.uniform(0.5, 6)), 0.0, share, float(rng.uniform(6, 11)),
                first_day - timedelta(days=int(rng.integers(40, 200))),
            )
        )  # fmt: skip


def _dig_old_districts(mine: Mine, rng: np.random.Generator, first_day: date) -> None:
    """Finished districts: some sealed, some still open."""
    count = {"tiny": 2, "small": 2, "middle": 3, "large": 4}[mine.size] + int(rng.integers(0, 2))
    roots = list(mine.spine[1:])
    for number in range(count):
        root = int(roots[rng.integers(0, len(roots))])
        label = f"{rng.integers(1, 13)}{rng.integers(10, 30)}"
        side = 1 if rng.random() < 0.5 else -1
        ended = first_day - timedelta(days=int(rng.integers(60, 600)))
        if number % 2 == 0:
            area = mine.add_area(OTHER_AREA, f"{label}采空区密闭")
            spot = _branch(mine, rng, root, side, area, [f"{label}密闭墙基站"])
            mine.seals.append(Seal(f"S{len(mine.seals) + 1}", f"{label}回采巷永久密闭", spot[0], ended))
            stations = spot
        else:
            area = mine.add_area(BARRED_AREA, f"{label}停采区")
            stations = _branch(mine, rng, root, side, area, [f"{label}旧巷{i + 1}号基站" for i in range(3)])
            mine.abandoned.append(stations)
        if rng.random() < 0.6:
            begun = ended - timedelta(days=int(rng.integers(200, 500)))
            crews = [10] * len(mine.habits.shift_starts)
            mine.old_faces.append(
                Face(
                    f"A{number + 1}", f"{label}采煤工作面", "coal_face", "machine", list(stations), stations[0],
                    stations[-1], crews, float(rng.integers(300, 900)), 2.5, 600.0, 1.0, 6.0, 0.0, [],
                    9.0, begun, ended,
                )
            )  # fmt: skip


def _set_tonnage(mine: Mine, rng: np.random.Generator) -> None:
    """Capacity, planned tonnes, gas and explosives of the declared places."""
    low, high = SIZES[mine.size][4]
    mine.capacity = int(round(rng.uniform(low, high) * 100) * 10_000)
    per_day = mine.capacity / 330
    coal = [face for face in mine.faces if face.is_coal]
    digs = [face for face in mine.faces if not face.is_coal]
    from_headings = per_day * float(rng.uniform(0.03, 0.1))
    weights = rng.dirichlet([8.0] * len(coal))
    for face, weight in zip(coal, weights, strict=True):
        face.plan_t = round((per_day - from_headings) * float(weight), 0)
    for face in digs:
        face.plan_t = round(from_headings / len(digs), 0)
    for face in mine.faces:
        face.ch4 = round(face.ch4 * (0.5 + face.plan_t / (1500 if face.is_coal else 300)), 2)
        face.air = round(max(face.air, face.ch4 / 0.0045), 0)
        if face.method == "blasting":
            face.explosive_kg = round(
                face.plan_t * float(rng.uniform(0.18, 0.3)) + (0 if face.is_coal else 14), 1
            )
    air = sum(face.air for face in mine.faces)
    mine.side_air = air * float(rng.uniform(0.12, 0.3)) + 250
    mine.side_gas = sum(face.ch4 for face in mine.faces) * float(rng.uniform(0.08, 0.25)) + 0.15
    mine.side_water = float(rng.uniform(6, 45)) * (2.0 if mine.size in ("middle", "large") else 1.0)
    mine.return_section = round((air + mine.side_air) / 60 / float(rng.uniform(3.5, 6.0)), 1)


def _equip(mine: Mine, rng: np.random.Generator) -> None:
    """Feeders, belts, pumps and measuring points."""
    serial = int(rng.integers(1, 4))

    def feeder(serves: str, rated: float) -> str:
        nonlocal serial
        key = f"FD{serial:02d}"
        serial += 1
        mine.feeders[key] = (serves, float(max(20, round(rated / 10) * 10)))
        return key

    lone = mine.size == "tiny"
    belts = 1
    for face in mine.faces:
        energy = 7.0 if face.method == "machine" else 3.5
        face.feeder = feeder(face.face_id, 90 + face.plan_t / 9 * energy)
        if not face.is_coal:
            face.fan_feeder = feeder("local_fan", 60)
        face.conveyor = "C1" if lone else f"C{belts + 1}"
        if not lone:
            mine.conveyors[face.conveyor] = ([face.face_id], float(max(80, round(face.plan_t / 6, -1))))
            belts += 1
    total = sum(face.plan_t for face in mine.faces)
    mine.conveyors["C1"] = ([face.face_id for face in mine.faces], float(max(100, round(total / 6, -1))))
    feeder("hoist", 120 + total / 9 * mine.hoist_depth / 180)
    feeder("main_fan", (sum(f.air for f in mine.faces) + mine.side_air) / 60 * 3.2 + 30)
    feeder("pump", (mine.side_water + 40) * mine.hoist_depth / 150 + 40)
    feeder("surface", 120 + total / 12)
    feeder("other", 100 + total / 14)
    if rng.random() < 0.5:
        mine.unlisted_feeders.add(feeder("surface", 60))
    inflow = sum(face.inflow for face in mine.faces) + mine.side_water
    for number in range(1 if mine.size == "tiny" else 2):
        mine.pumps[f"P{number + 1}"] = (mine.chambers["pump"], float(max(40, round(inflow * 2.5, -1))))
    _hang_sensors(mine, rng)


def _hang_sensors(mine: Mine, rng: np.random.Generator) -> None:
    """Methane, air velocity and fan points at faces, seals and main return."""
    tally = 0

    def point(kind: str, station: int, section: float, subject: str, label: str) -> None:
        nonlocal tally
        tally += 1
        system = {"ch4": "01MN0001", "air_velocity": "01MN0002", "fan": "01KG1010"}[kind]
        code = f"{mine.code}{system}{tally // 16 + 1:03d}A{tally % 16 + 1:02d}"
        mine.points.append(Point(code, kind, station, round(section, 1), subject, label))

    for face in mine.faces:
        if face.is_coal:
            point("ch4", face.stations[1], face.section, face.face_id, f"{face.name}上隅角T0")
            point("ch4", face.back, face.section, face.face_id, f"{face.name}回风流T2")
            point("air_velocity", face.back, face.section, face.face_id, f"{face.name}回风巷风速")
        else:
            point("ch4", face.stations[0], face.section, face.face_id, f"{face.name}迎头T1")
            point("ch4", face.back, face.section, face.face_id, f"{face.name}回风T2")
            if rng.random() < 0.7:
                point("air_velocity", face.back, face.section, face.face_id, f"{face.name}风速")
            point("fan", face.gate, face.section, face.face_id, f"{face.name}局部通风机")
    for seal in mine.seals:
        if rng.random() < 0.75:
            point("ch4", seal.station, 8.0, seal.seal_id, f"{seal.name}前瓦斯")
    point("ch4", mine.main_return, mine.return_section, "return", "总回风巷瓦斯")
    point("air_velocity", mine.main_return, mine.return_section, "return", "总回风巷风速")
    point("fan", mine.portals[0][0], 0.0, "main_fan", "主要通风机")
