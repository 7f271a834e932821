"""The mine as it is: stations, roadways, working places (declared or hidden), machines, sensors."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from functools import cached_property


@dataclass
class Area:
    """An area of the location system; `code` is the mine code and four digits."""

    code: str
    type: str
    name: str
    limit: int


@dataclass
class Station:
    """A reader. `role` says what is there: pithead, shaft, trunk, return, gate, face, seal, branch, chamber."""

    code: str
    name: str
    area: int
    x: float
    y: float
    z: float
    role: str


@dataclass
class Face:
    """A working place. `stations` are indices, the working end first; amounts are those of planned work."""

    face_id: str
    name: str
    kind: str
    stations: list[int]
    crew: list[int]
    t_per_day: float
    advance_m_per_day: float
    air_m3_per_min: float
    ch4_m3_per_min: float
    inflow_m3_per_h: float
    explosive_kg_per_day: float
    from_at: int
    to_at: int | None = None
    hidden: bool = False
    feeder: str | None = None
    conveyor: str | None = None
    maintenance_shift: int | None = None

    def open_at(self, at: int) -> bool:
        """Whether the approval covers this instant."""
        return self.from_at <= at and (self.to_at is None or at < self.to_at)


@dataclass
class Seal:
    seal_id: str
    name: str
    stations: list[int]
    built_at: int


@dataclass
class Feeder:
    name: str
    serves: str
    rated_kw: float


@dataclass
class Conveyor:
    name: str
    serves: list[str]
    rated_t_per_h: float


@dataclass
class Pump:
    name: str
    station: int
    rated_m3_per_h: float


@dataclass
class Point:
    """A sensor. `what` names the quantity the physics computes for it, e.g. `face:F1:ch4_return`."""

    code: str
    kind: str
    station: int
    what: str
    place: str
    section_m2: float = 0.0
    high: float = 4.0
    unit: str = "%CH4"
    type_name: str = "甲烷"
    substation: str = ""


@dataclass
class Route:
    """A shortest way: stations in order, and metres walked and ridden up to each."""

    stations: list[int]
    walk_m: list[float]
    ride_m: list[float]


@dataclass
class Plan:
    """The whole of it. Edges are undirected; `ride` edges have a man-rider."""

    code: str
    areas: list[Area] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    edges: list[tuple[int, int, float, bool]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    feeders: list[Feeder] = field(default_factory=list)
    conveyors: list[Conveyor] = field(default_factory=list)
    pumps: list[Pump] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    routes: dict[tuple[int, int], Route] = field(default_factory=dict)

    def role(self, *roles: str) -> list[int]:
        """Indices of the stations with one of these roles, in order of building."""
        return [i for i, station in enumerate(self.stations) if station.role in roles]

    def feeder(self, serves: str) -> Feeder | None:
        """The first feeder that serves this, or None."""
        return next((feeder for feeder in self.feeders if feeder.serves == serves), None)

    def grow(self, station: Station, near: int, metres: float) -> int:
        """Add a station one roadway from `near` after the layout was drawn; its index."""
        self.stations.append(station)
        self.edges.append((near, len(self.stations) - 1, metres, False))
        for name in ("neighbours", "_trees"):
            self.__dict__.pop(name, None)
        self.routes.clear()
        return len(self.stations) - 1

    @cached_property
    def neighbours(self) -> list[list[tuple[int, float, bool]]]:
        """For each station the stations one roadway away."""
        near: list[list[tuple[int, float, bool]]] = [[] for _ in self.stations]
        for a, b, metres, ride in self.edges:
            near[a].append((b, metres, ride))
            near[b].append((a, metres, ride))
        return near

    @cached_property
    def _trees(self) -> dict[int, tuple[list[float], list[int]]]:
        return {}

    def tree(self, source: int) -> tuple[list[float], list[int]]:
        """Distances in metres from `source` to every station, and each one's predecessor."""
        if source not in self._trees:
            far = [float("inf")] * len(self.stations)
            before = [-1] * len(self.stations)
            far[source] = 0.0
            queue = [(0.0, source)]
            while queue:
                metres, at = heapq.heappop(queue)
                if metres > far[at]:
                    continue
                for near, length, _ in self.neighbours[at]:
                    if metres + length < far[near]:
                        far[near], before[near] = metres + length, at
                        heapq.heappush(queue, (far[near], near))
            self._trees[source] = (far, before)
        return self._trees[source]

    def nearest(self, source: int, count: int) -> list[int]:
        """The `count` stations nearest to `source` along the roadways, itself first."""
        far, _ = self.tree(source)
        return sorted(range(len(self.stations)), key=lambda i: (far[i], i))[:count]

    def route(self, a: int, b: int) -> Route:
        """The shortest way from a to b."""
        if (a, b) not in self.routes:
            _, before = self.tree(a)
            way = [b]
            while way[-1] != a:
                way.append(before[way[-1]])
            way.reverse()
            self.routes[a, b] = self._measure(way)
        return self.routes[a, b]

    def _measure(self, way: list[int]) -> Route:
        walk_m, ride_m = [0.0], [0.0]
        for here, there in itertools.pairwise(way):
            metres, ride = next((m, r) for near, m, r in self.neighbours[here] if near == there)
            walk_m.append(walk_m[-1] + (0.0 if ride else metres))
            ride_m.append(ride_m[-1] + (metres if ride else 0.0))
        return Route(way, walk_m, ride_m)
