"""Roadways and reader stations of one mine."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from random import Random


@dataclass
class Area:
    """One declared area."""

    name: str
    type: str
    limit: int = 0


@dataclass
class Site:
    """One reader station."""

    name: str
    role: str
    area: int
    x: float
    y: float
    z: float


@dataclass
class Layout:
    """The graph of stations with its areas and named places."""

    mine_code: str
    shape: str
    areas: list[Area] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    mains: list[int] = field(default_factory=list)
    rooms: dict[str, list[int]] = field(default_factory=dict)
    workings: list[list[int]] = field(default_factory=list)
    olds: list[list[int]] = field(default_factory=list)
    exhausted: list[int] = field(default_factory=list)
    returns: list[int] = field(default_factory=list)
    _links: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    _trees: dict[int, tuple[list[float], list[int]]] = field(default_factory=dict)
    _routes: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def area_code(self, a: int) -> str:
        """Sixteen-digit area code."""
        return f"{self.mine_code}{a + 1:04d}"

    def code(self, i: int) -> str:
        """Twenty-two-digit station code."""
        return f"{self.area_code(self.sites[i].area)}{i + 1:06d}"

    def add_area(self, name: str, type_: str) -> int:
        """Add an area, return its index."""
        self.areas.append(Area(name, type_))
        return len(self.areas) - 1

    def add_site(self, name: str, role: str, area: int, at: tuple[float, float, float]) -> int:
        """Add a station, return its index."""
        self.sites.append(Site(name, role, area, *(round(v, 1) for v in at)))
        return len(self.sites) - 1

    def join(self, a: int, b: int, stretch: float = 1.0) -> None:
        """Join two stations by a roadway as long as their distance times a stretch."""
        p, q = self.sites[a], self.sites[b]
        length = max(15.0, math.dist((p.x, p.y, p.z), (q.x, q.y, q.z)) * stretch)
        self.edges.append((a, b, round(length, 1)))
        self._links.setdefault(a, []).append((b, length))
        self._links.setdefault(b, []).append((a, length))
        self._trees.clear()

    def _tree(self, a: int) -> tuple[list[float], list[int]]:
        """Shortest distances and predecessors from a."""
        if a not in self._trees:
            far = [math.inf] * len(self.sites)
            back = [-1] * len(self.sites)
            far[a] = 0.0
            heap = [(0.0, a)]
            while heap:
                d, u = heapq.heappop(heap)
                if d > far[u]:
                    continue
                for v, w in self._links.get(u, ()):
                    if d + w < far[v]:
                        far[v], back[v] = d + w, u
                        heapq.heappush(heap, (d + w, v))
            self._trees[a] = (far, back)
        return self._trees[a]

    def distance(self, a: int, b: int) -> float:
        """Walking distance in metres."""
        return self._tree(a)[0][b]

    def route(self, a: int, b: int) -> list[int]:
        """Stations passed from a to b, both included."""
        key = (a, b)
        if key not in self._routes:
            back = self._tree(a)[1]
            path = [b]
            while path[-1] != a:
                path.append(back[path[-1]])
            self._routes[key] = path[::-1]
        return self._routes[key]

    def nearest(self, i: int, count: int) -> list[int]:
        """Stations nearest to i, itself first, the pit mouth never."""
        far = self._tree(i)[0]
        order = sorted((d, j) for j, d in enumerate(far) if j != 0)
        return [j for _, j in order[:count]]


class _Builder:
    """Draws one layout step by step."""

    def __init__(
        self, dice: Random, mine_code: str, coal: int, headings: int, olds: int, room: float
    ) -> None:
        self.dice = dice
        self.room = room
        self.counts = (coal, headings, olds)
        self.lay = Layout(mine_code, dice.choice(("spine", "wings", "ladder", "tree")))
        self.level = -dice.randint(80, 620)
        self.used: dict[int, int] = {}

    def _more(self, low: int, high: int) -> int:
        """A number of stations between low and high, larger in roomy mines."""
        return low + round((high - low) * min(1.0, self.room * self.dice.uniform(0.6, 1.3)))

    def _z(self) -> float:
        return self.level + self.dice.uniform(-12, 12)

    def trunk(self) -> None:
        """Pit mouth, shaft bottom and main roadways."""
        lay, dice = self.lay, self.dice
        mouth = lay.add_area("井口", "井口区域")
        main = lay.add_area("主要运输大巷", "其它区域")
        kind = dice.choice(("副立井", "副斜井", "平硐", "行人斜井"))
        lay.add_site(f"{kind}井口", "mouth", mouth, (0, 0, dice.uniform(900, 1500)))
        deep = lay.sites[0].z - dice.uniform(90, 400)
        self.level = deep
        bottom = lay.add_site("井底车场", "bottom", main, (dice.uniform(60, 250), 0, deep))
        lay.join(0, bottom)
        lay.mains.append(bottom)
        count = self._more(2, 9)
        ends = [bottom, bottom] if lay.shape == "wings" else [bottom]
        for n in range(count):
            slot = n % len(ends)
            here = dice.choice(lay.mains) if lay.shape == "tree" and n > 1 else ends[slot]
            base = lay.sites[here]
            step = dice.uniform(90, 340) * (-1 if slot else 1)
            side = dice.uniform(-140, 140) if lay.shape == "tree" else dice.uniform(-20, 20)
            name = dice.choice(("运输大巷", "轨道大巷", "采区上山", "轨道石门", "集中运输巷"))
            new = lay.add_site(f"{name}{n + 1}号", "main", main, (base.x + step, base.y + side, self._z()))
            lay.join(here, new, dice.uniform(1.0, 1.15))
            lay.mains.append(new)
            ends[slot] = new

    def airway(self) -> None:
        """Return airway, in a ladder mine parallel to the mains."""
        lay, dice = self.lay, self.dice
        area = lay.add_area("总回风巷", "其它区域")
        anchors = lay.mains[1:] if lay.shape == "ladder" else [lay.mains[-1]]
        last = -1
        for n, here in enumerate(anchors[:: max(1, round(len(anchors) / 4))]):
            base = lay.sites[here]
            at = (base.x + dice.uniform(-25, 25), base.y - dice.uniform(40, 90), self._z())
            new = lay.add_site(f"总回风巷{n + 1}号", "return", area, at)
            lay.join(here, new, 1.1)
            if last >= 0:
                lay.join(last, new, 1.05)
            lay.returns.append(new)
            last = new

    def _anchor(self) -> int:
        """A main roadway station with few branches so far."""
        pool = self.lay.mains[1:] or self.lay.mains
        least = min(self.used.get(m, 0) for m in pool)
        here = self.dice.choice([m for m in pool if self.used.get(m, 0) == least])
        self.used[here] = self.used.get(here, 0) + 1
        return here

    def _chain(self, here: int, names: list[str], role: str, area: int, up: int) -> list[int]:
        """A chain of stations leading away from a main roadway."""
        lay, dice = self.lay, self.dice
        out: list[int] = []
        for name in names:
            base = lay.sites[here]
            step = dice.uniform(60, 260)
            at = (base.x + dice.uniform(-30, 30), base.y + up * step, self._z())
            new = lay.add_site(name, role, area, at)
            lay.join(here, new, dice.uniform(1.0, 1.1))
            out.append(new)
            here = new
        return out

    def coal_face(self, label: str) -> list[int]:
        """Gate roads and face of one panel."""
        lay, dice = self.lay, self.dice
        area = lay.add_area(f"{label}工作面", "重点区域")
        here, up = self._anchor(), dice.choice((-1, 1))
        gates = self._more(1, 3)
        intake = self._chain(here, [f"{label}运输顺槽{k + 1}号" for k in range(gates)], "gate", area, up)
        base = lay.sites[intake[-1]]
        face = lay.add_site(
            f"{label}工作面", "face", area, (base.x + dice.uniform(50, 110), base.y, self._z())
        )
        lay.join(intake[-1], face)
        tail = []
        for k in range(self._more(1, 2)):
            prior = lay.sites[tail[-1] if tail else face]
            at = (prior.x + dice.uniform(30, 80), prior.y - up * dice.uniform(30, 150), self._z())
            tail.append(lay.add_site(f"{label}回风顺槽{k + 1}号", "gate", area, at))
            lay.join(tail[-2] if k else face, tail[-1])
        if lay.returns:
            lay.join(tail[-1], dice.choice(lay.returns), 1.2)
        return [*intake, face, *tail]

    def heading(self, label: str) -> list[int]:
        """A blind heading."""
        area = self.lay.add_area(f"{label}掘进面", "重点区域")
        count = self._more(1, 3)
        names = [f"{label}掘进巷{k + 1}号" for k in range(count - 1)] + [f"{label}迎头"]
        return self._chain(self._anchor(), names, "heading", area, self.dice.choice((-1, 1)))

    def old_branch(self, label: str) -> list[int]:
        """An abandoned branch that ends at a seal."""
        area = self.lay.add_area(f"{label}老巷", "限制区域")
        names = [f"{label}老巷口", f"{label}密闭外"] if self._more(1, 2) == 2 else [f"{label}密闭外"]
        return self._chain(self._anchor(), names, "old", area, self.dice.choice((-1, 1)))

    def rooms(self) -> None:
        """Pump room, substation, refuge chamber, workshop and belt heads."""
        lay, dice = self.lay, self.dice
        area = lay.add_area("机电硐室", "其它区域")
        wanted = [("pump", "中央水泵房"), ("substation", "中央变电所")]
        extra = [
            ("refuge", "避难硐室"),
            ("belt", "主运皮带机头"),
            ("workshop", "机修硐室"),
            ("store", "火药发放硐室"),
            ("winch", "绞车房"),
            ("belt", "采区皮带机头"),
            ("substation", "采区变电所"),
        ]
        wanted += dice.sample(extra, self._more(1, len(extra)))
        for n, (role, name) in enumerate(wanted):
            here = lay.mains[0] if n < 2 else dice.choice(lay.mains)
            base = lay.sites[here]
            at = (
                base.x + dice.uniform(-40, 40),
                base.y + dice.choice((-1, 1)) * dice.uniform(25, 70),
                self._z(),
            )
            new = lay.add_site(name, role, area, at)
            lay.join(here, new)
            lay.rooms.setdefault(role, []).append(new)

    def build(self) -> Layout:
        """Draw everything."""
        lay, dice = self.lay, self.dice
        coal, headings, olds = self.counts
        first = dice.randint(1, 6) * 1000 + dice.randint(1, 5) * 100
        self.trunk()
        self.airway()
        for n in range(coal):
            lay.workings.append(self.coal_face(str(first + 1 + 2 * n)))
        for n in range(headings):
            tail = dice.choice(("回风", "运输", "切眼", "轨道"))
            lay.workings.append(self.heading(f"{first + 11 + 2 * n}{tail}"))
        for n in range(olds):
            lay.olds.append(self.old_branch(f"{first - 97 + n}"))
        lay.exhausted = self.coal_face(str(first - 93)) if self.room > 0.35 or dice.random() < 0.4 else []
        self.rooms()
        return lay


def build_layout(dice: Random, mine_code: str, coal: int, headings: int, olds: int, room: float) -> Layout:
    """Draw a layout with that many coal faces, headings and old branches; room 0..1 widens it."""
    return _Builder(dice, mine_code, coal, headings, olds, room).build()
