"""The roadways and readers of a mine: a graph of stations, grouped in areas, with branches for every use."""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass, field


@dataclass(eq=False)
class Area:
    """An area of the personnel system."""

    code: str
    kind: str
    name: str
    limit: int = 0


@dataclass
class Station:
    """A reader in a roadway."""

    code: str
    name: str
    area: Area
    x: float
    y: float
    z: float


@dataclass
class Branch:
    """A roadway off the main roads: stations from the junction inwards."""

    kind: str
    name: str
    junction: int
    stations: list[int]
    used: bool = False


@dataclass
class Layout:
    """Stations, roads and branches of one mine."""

    mine_code: str
    dice: random.Random
    elevation: float
    stations: list[Station] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    rides: set[tuple[int, int]] = field(default_factory=set)
    branches: list[Branch] = field(default_factory=list)
    main_roads: list[int] = field(default_factory=list)
    district_roads: list[int] = field(default_factory=list)
    return_roads: list[int] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    _paths: dict[tuple[int, int], list[tuple[int, float]]] = field(default_factory=dict)
    _previous: dict[int, dict[int, int]] = field(default_factory=dict)
    _links: dict[int, dict[int, float]] = field(default_factory=dict)

    wellhead = 0
    bottom = 1

    def add_area(self, kind: str, name: str) -> Area:
        """Register a new area."""
        area = Area(f"{self.mine_code}{len(self.areas) + 1:04d}", kind, name)
        self.areas.append(area)
        return area

    def add_station(self, area: Area, name: str, x: float, y: float, drop: float = 0.0) -> int:
        """Register a new station and return its index."""
        index = len(self.stations)
        self.stations.append(
            Station(
                f"{area.code}{index + 1:06d}", name, area, round(x, 1), round(y, 1), self.elevation + drop
            )
        )
        return index

    def connect(self, first: int, second: int, stretch: float = 1.08, ride: bool = False) -> None:
        """Join two stations by a roadway."""
        one, two = self.stations[first], self.stations[second]
        length = max(30.0, math.hypot(one.x - two.x, one.y - two.y) * stretch)
        self.edges.append((first, second, round(length, 1)))
        self._links.setdefault(first, {})[second] = length
        self._links.setdefault(second, {})[first] = length
        if ride:
            self.rides.update({(first, second), (second, first)})

    def neighbours(self, index: int) -> list[int]:
        """Stations next to one."""
        return list(self._links.get(index, ()))

    def _search(self, source: int) -> dict[int, int]:
        """Shortest paths from one station: the station before each."""
        best = {source: 0.0}
        before: dict[int, int] = {}
        queue = [(0.0, source)]
        while queue:
            distance, here = heapq.heappop(queue)
            if distance > best[here]:
                continue
            for other, length in self._links[here].items():
                if distance + length < best.get(other, math.inf):
                    best[other] = distance + length
                    before[other] = here
                    heapq.heappush(queue, (distance + length, other))
        return before

    def path(self, source: int, target: int) -> list[tuple[int, float]]:
        """Stations after `source` up to `target`, each with the walking metres from the one before."""
        key = (source, target)
        if key not in self._paths:
            if source not in self._previous:
                self._previous[source] = self._search(source)
            before = self._previous[source]
            steps = []
            here = target
            while here != source:
                last = before[here]
                length = self._links[last][here]
                steps.append((here, length * (0.36 if (last, here) in self.rides else 1.0)))
                here = last
            self._paths[key] = steps[::-1]
        return self._paths[key]

    def metres(self, source: int, target: int) -> float:
        """Walking metres between two stations."""
        return sum(length for _, length in self.path(source, target))

    def nearest(self, index: int, count: int) -> list[int]:
        """The station itself and those nearest to it."""
        others = sorted(range(len(self.stations)), key=lambda other: (self.metres(index, other), other))
        return others[:count]

    def of_kind(self, kind: str, unused: bool = False) -> list[Branch]:
        """Branches of one kind."""
        return [branch for branch in self.branches if branch.kind == kind and not (unused and branch.used)]


BRANCH_TURN = {"coal_face": 1, "heading": -1, "finished": 1, "old_road": -1, "sealed": 1, "drainage": -1}


class LayoutMaker:
    """Draws one layout."""

    def __init__(self, mine_code: str, dice: random.Random, faces: int, headings: int, large: bool):
        """Prepare a drawing for the given number of working places."""
        self.dice = dice
        self.layout = Layout(
            mine_code, dice, round(dice.choice((dice.uniform(900, 1700), dice.uniform(-500, 300))), 1)
        )
        self.faces = faces
        self.headings = headings
        self.large = large
        self.scale = dice.uniform(0.75, 1.3) * (1.25 if large else 0.9)

    def draw(self) -> Layout:
        """Draw shafts, main roads, districts, rooms and branches."""
        layout, dice = self.layout, self.dice
        shaft = dice.choice(("副井", "副斜井", "平硐"))
        mouth = layout.add_area("井口区域", f"{shaft}井口")
        x0, y0 = dice.uniform(1000, 9000), dice.uniform(1000, 9000)
        layout.add_station(mouth, f"{shaft}井口", x0, y0, dice.uniform(150, 420))
        bottom_area = layout.add_area("其它区域", "井底车场")
        layout.add_station(bottom_area, "井底车场", x0 + 60, y0 + 40)
        layout.connect(0, 1, 6.0)
        self._rooms(bottom_area, x0, y0)
        self._main_roads(x0, y0)
        self._branches()
        return layout

    def _rooms(self, area: Area, x0: float, y0: float) -> None:
        """Pump room and substation next to the shaft bottom."""
        layout = self.layout
        for key, name, dx, dy in (("pump", "中央水泵房", 110, -30), ("substation", "中央变电所", 120, 30)):
            index = layout.add_station(area, name, x0 + 60 + dx, y0 + 40 + dy)
            layout.connect(1, index)
            layout.rooms[key] = index

    def _main_roads(self, x0: float, y0: float) -> None:
        """The main roads and one or two districts with their return roads."""
        layout, dice, scale = self.layout, self.dice, self.scale
        names = dice.choice((("运输大巷", "轨道大巷"), ("主运巷", "回风大巷"), ("井底大巷", "总回风巷")))
        main_area = layout.add_area("其它区域", names[0])
        ride = self.large or dice.random() < 0.4
        last, x, y = 1, x0 + 60, y0 + 40
        for number in range(dice.randint(2, 3 if not self.large else 5)):
            x += dice.uniform(160, 320) * scale
            y += dice.uniform(-40, 40)
            index = layout.add_station(main_area, f"{names[0]}{number + 1}#", x, y)
            layout.connect(last, index, ride=ride)
            layout.main_roads.append(index)
            last = index
        return_area = layout.add_area("其它区域", "总回风巷")
        districts = 2 if self.faces + self.headings > 3 else dice.choice((1, 1, 2))
        for district in range(districts):
            root = layout.main_roads[-1 - district]
            self._district(district, root, return_area)

    def _district(self, district: int, root: int, return_area: Area) -> None:
        """One district: a haulage rise and a return rise with cross cuts."""
        layout, dice, scale = self.layout, self.dice, self.scale
        title = f"{'一二三四五'[district + dice.randint(0, 2)]}采区"
        area = layout.add_area("其它区域", f"{title}运输上山")
        start = layout.stations[root]
        side = 1 if district == 0 else -1
        last_haul, last_return = root, None
        for number in range(dice.randint(3, 4) + self.large):
            y = start.y + side * (120 + number * dice.uniform(150, 230)) * scale
            haul = layout.add_station(area, f"{title}运输上山{number + 1}#", start.x, y, number * 14.0)
            layout.connect(last_haul, haul)
            back = layout.add_station(
                return_area,
                f"{title}回风上山{number + 1}#",
                start.x + 45 * scale,
                y + 12,
                number * 14.0 + 3,
            )
            if last_return is not None:
                layout.connect(last_return, back)
            layout.connect(haul, back)
            layout.district_roads.append(haul)
            layout.return_roads.append(back)
            last_haul, last_return = haul, back
        if district == 0:
            room = layout.add_station(area, f"{title}变电所", start.x - 50, start.y + side * 150 * scale, 6.0)
            layout.connect(layout.district_roads[0], room)
            layout.rooms["district_substation"] = room

    def _branches(self) -> None:
        """Working places, finished and old roads, seals and drainage roads."""
        dice = self.dice
        wanted = ["coal_face"] * self.faces + ["heading"] * self.headings
        wanted += ["finished"] * dice.randint(1, 2) + ["old_road"] * dice.randint(2, 3)
        wanted += ["sealed"] * dice.randint(2, 4) + ["drainage"] * dice.randint(1, 2)
        dice.shuffle(wanted)
        seam, serial = dice.randint(1, 9), dice.randint(0, 3)
        for number, kind in enumerate(wanted):
            junction = self.layout.district_roads[number % len(self.layout.district_roads)]
            self._branch(kind, f"{seam}{number % 3 + 1}{serial + number:02d}", junction, number)

    def _branch(self, kind: str, title: str, junction: int, number: int) -> None:
        """One branch off a junction."""
        layout, dice, scale = self.layout, self.dice, self.scale
        origin = layout.stations[junction]
        side = BRANCH_TURN[kind] * (1 if (number // len(layout.district_roads)) % 2 == 0 else -1)
        shift = dice.uniform(-25, 25) + 18 * (number // len(layout.district_roads))
        names = {
            "coal_face": ("运输顺槽口", "运输顺槽", "工作面下端头", "工作面上端头", "回风顺槽"),
            "heading": ("掘进巷口", "掘进巷中部", "掘进工作面"),
            "finished": ("运输顺槽口", "工作面停采线", "回风顺槽"),
            "old_road": ("联络巷口", "旧巷", "旧巷里段"),
            "sealed": ("密闭",),
            "drainage": ("高抽巷口", "抽采钻场"),
        }[kind]
        label = {"sealed": f"{title}采空区", "old_road": f"{title}", "drainage": f"{title}底抽巷"}.get(
            kind, title
        )
        area_kind = {"coal_face": "重点区域", "heading": "重点区域", "sealed": "限制区域"}.get(
            kind, "其它区域"
        )
        if kind in ("finished", "old_road") and dice.random() < 0.4:
            area_kind = "限制区域"
        area_name = {"coal_face": f"{title}采煤工作面", "heading": f"{title}掘进工作面"}.get(kind, label)
        area = layout.add_area(area_kind, area_name)
        length = dice.uniform(160, 300) * scale
        stations: list[int] = []
        previous = junction
        for step, part in enumerate(names):
            along = 70 + length * step * 0.8
            offset = 0.0
            if kind in ("coal_face", "finished") and step >= len(names) - 2:
                offset = dice.uniform(110, 190)
                along = 70 + length * (2 if step == len(names) - 2 else 1) * 0.8
            index = layout.add_station(
                area, f"{label}{part}", origin.x + side * along, origin.y + shift + offset, step * 2.0
            )
            layout.connect(previous, index)
            stations.append(index)
            previous = index
        if kind == "coal_face":
            layout.connect(previous, layout.return_roads[layout.district_roads.index(junction)])
        layout.branches.append(Branch(kind, title, junction, stations))
