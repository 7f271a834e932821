"""The underground: roadway graph, readers, areas and the places where people can work."""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass, field

NUMERALS = "一二三四五六七八九十"


@dataclass
class Node:
    """A point of the roadway graph; only nodes with `station` carry a reader."""

    name: str
    area: str
    x: float
    y: float
    z: float
    angle: float
    station: bool = True


@dataclass
class Place:
    """A working place: nodes from the face outwards, its mouth, its return and the panel it lies in."""

    name: str
    kind: str
    nodes: list[int]
    mouth: int
    ret: int
    panel: int


@dataclass
class Layout:
    """Graph of nodes and links plus the roles that the rest of the simulator asks for."""

    nodes: list[Node] = field(default_factory=list)
    links: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    area_kind: dict[str, str] = field(default_factory=dict)
    role: dict[str, int] = field(default_factory=dict)
    trunk: list[int] = field(default_factory=list)
    returns: list[int] = field(default_factory=list)
    panels: list[int] = field(default_factory=list)
    panel_return: list[int] = field(default_factory=list)
    substations: list[int] = field(default_factory=list)
    seals: list[int] = field(default_factory=list)
    old: list[int] = field(default_factory=list)
    coal: list[Place] = field(default_factory=list)
    heads: list[Place] = field(default_factory=list)
    ended: Place | None = None
    early: Place | None = None
    _paths: dict[tuple[int, int], list[tuple[int, float]]] = field(default_factory=dict)
    _near: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def add(
        self,
        name: str,
        area: str,
        at: int | None = None,
        length: float = 0.0,
        turn: float = 0.0,
        speed: float = 1.0,
        drop: float = 0.0,
        station: bool = True,
    ) -> int:
        """Append a node, joined to `at` by a roadway of `length`; `speed` > 1 means people ride there."""
        if at is None:
            node = Node(name, area, 0.0, 0.0, 0.0, 0.0, station)
        else:
            p = self.nodes[at]
            a = p.angle + turn
            flat = math.sqrt(max(length**2 - drop**2, 1.0))
            node = Node(
                name, area, p.x + flat * math.cos(a), p.y + flat * math.sin(a), p.z - drop, a, station
            )
        self.nodes.append(node)
        i = len(self.nodes) - 1
        if at is not None:
            self.link(at, i, length, speed)
        return i

    def link(self, a: int, b: int, length: float, speed: float = 1.0) -> None:
        """Join two nodes."""
        self.links[(a, b)] = self.links[(b, a)] = (length, speed)
        self._paths.clear()
        self._near.clear()

    def gap(self, a: int, b: int) -> float:
        """Straight distance of two nodes, used for links that close a loop."""
        p, q = self.nodes[a], self.nodes[b]
        return round(max(60.0, math.dist((p.x, p.y, p.z), (q.x, q.y, q.z))), 1)

    def _search(self, start: int, by_time: bool) -> tuple[dict[int, float], dict[int, int]]:
        around: dict[int, list[tuple[int, float]]] = {}
        for (a, b), (length, speed) in self.links.items():
            around.setdefault(a, []).append((b, length / speed if by_time else length))
        dist, prev, heap = {start: 0.0}, {}, [(0.0, start)]
        while heap:
            d, a = heapq.heappop(heap)
            if d > dist[a]:
                continue
            for b, w in around.get(a, ()):
                if d + w < dist.get(b, 1e18):
                    dist[b], prev[b] = d + w, a
                    heapq.heappush(heap, (d + w, b))
        return dist, prev

    def path(self, a: int, b: int) -> list[tuple[int, float]]:
        """Nodes after `a` on the quickest way to `b`, each with its walking cost in metres."""
        if (a, b) not in self._paths:
            _, prev = self._search(a, True)
            for end in range(len(self.nodes)):
                way, cur = [], end
                while cur != a and cur in prev:
                    length, speed = self.links[(prev[cur], cur)]
                    way.append((cur, length / speed))
                    cur = prev[cur]
                self._paths[(a, end)] = way[::-1]
        return self._paths[(a, b)]

    def nearest(self, node: int, most: int = 3) -> list[int]:
        """Up to `most` nodes with readers that are nearest along the roadways, nearest first."""
        dist, _ = self._search(node, False)
        found = sorted((d, i) for i, d in dist.items() if self.nodes[i].station)
        limit = max(found[0][0] * 1.5, found[0][0] + 180.0)
        return [i for d, i in found if d <= limit][:most]


def build(rnd: random.Random, size: str, coal: int, heads: int, needs: tuple[str, ...], ride: bool) -> Layout:
    """Draw a mine of the wanted size; `needs` may name portal2, early, ended."""
    lay = Layout()
    big = {"small": 0, "mid": 1, "large": 2}[size]
    kinds = lay.area_kind

    def area(name: str, kind: str) -> str:
        kinds[name] = kind
        return name

    shaft = rnd.random() < (0.3, 0.6, 0.8)[big]
    top = area("井口区域", "井口区域")
    foot = area("井底车场", "其它区域")
    depth = rnd.uniform(150, 320) if big == 0 else rnd.uniform(260, 620)
    well = lay.add("副井井口" if shaft else "副斜井井口", top)
    lay.role["wellhead"] = well
    if shaft:
        bottom = lay.add("副井井底", foot, well, round(depth, 1), 0.0, 5.0, depth * 0.98)
    else:
        bottom = lay.add("副斜井井底", foot, well, round(depth * 2.6, 1), 0.0, 2.2 if ride else 1.1, depth)
    lay.role["bottom"] = bottom
    if "portal2" in needs:
        second = lay.add("材料斜井井口", top)
        lay.nodes[second].x, lay.nodes[second].y = -180.0, 90.0
        lay.link(second, bottom, round(depth * 2.7, 1), 0.9)
        lay.role["portal2"] = second
    rooms = area("机电硐室", "重点区域")
    lay.role["substation"] = lay.add("中央变电所", rooms, bottom, rnd.randint(60, 120), 1.2)
    lay.role["pump"] = lay.add("中央水泵房", rooms, bottom, rnd.randint(70, 140), 1.5)
    lay.role["refuge"] = lay.add("永久避难硐室", foot, bottom, rnd.randint(120, 260), -1.0)
    if big or rnd.random() < 0.5:
        lay.role["magazine"] = lay.add(
            "爆炸材料库", area("爆炸材料库", "重点区域"), bottom, rnd.randint(150, 300), -1.5
        )
    main = area("运输大巷", "其它区域")
    at = bottom
    for i in range(1 + big + rnd.randint(0, 1 + big)):
        at = lay.add(
            f"运输大巷{i + 1}号",
            main,
            at,
            rnd.randint(220, 520),
            rnd.uniform(-0.1, 0.1),
            2.6 if ride else 1.0,
        )
        lay.trunk.append(at)
    back = area("总回风巷", "其它区域")
    r = lay.add("风井井底", back, lay.trunk[0], rnd.randint(180, 400), 1.3)
    lay.returns.append(r)
    if big:
        r = lay.add("总回风大巷", back, r, rnd.randint(250, 500), -1.2)
        lay.returns.append(r)
    n_panels = min(1 + (big > 0) + (big > 1 and rnd.random() < 0.5), len(lay.trunk))
    for p in range(n_panels):
        zone = area(f"{NUMERALS[p]}采区", "其它区域")
        side = 1 if p % 2 else -1
        j = lay.add(f"{NUMERALS[p]}采区车场", zone, lay.trunk[-1 - p], rnd.randint(90, 220), 0.9 * side)
        if big:
            sub = lay.add(f"{NUMERALS[p]}采区变电所", rooms, j, rnd.randint(50, 120), 0.7)
            lay.substations.append(sub)
        rise = lay.add(
            f"{NUMERALS[p]}采区上山", zone, j, rnd.randint(200, 420), 0.1, 1.3 if ride else 1.0, -40
        )
        ret = lay.add(f"{NUMERALS[p]}采区回风巷", back, rise, rnd.randint(80, 160), 0.8)
        lay.link(ret, lay.returns[-1], lay.gap(ret, lay.returns[-1]))
        lay.panels.append(rise)
        lay.panel_return.append(ret)

    used: set[int] = set()

    def number(panel: int) -> str:
        while True:
            n = (panel + 1) * 1000 + rnd.randint(1, 3) * 100 + rnd.randint(1, 19)
            if n not in used:
                used.add(n)
                return str(n)

    def coal_place(panel: int, how: str) -> Place:
        no = number(panel)
        zone = area(f"{no}{how}工作面", "重点区域")
        mouth = lay.add(
            f"{no}运输顺槽口", zone, lay.panels[panel], rnd.randint(60, 180), rnd.uniform(-1.4, 1.4)
        )
        at = mouth
        nodes = []
        if big and rnd.random() < 0.5 and len(lay.nodes) < 30:
            at = lay.add(f"{no}运输顺槽转载点", zone, at, rnd.randint(220, 520), 0.05)
            nodes.append(at)
        face = lay.add(f"{no}工作面", zone, at, rnd.randint(180, 420), 0.05)
        ret = lay.add(f"{no}回风顺槽", zone, face, rnd.randint(110, 210), 1.5)
        lay.link(ret, lay.panel_return[panel], lay.gap(ret, lay.panel_return[panel]))
        return Place(f"{no}{how}工作面", "coal_face", [face, *nodes, ret, mouth], mouth, ret, panel)

    def head_place(panel: int, how: str) -> Place:
        no = number(panel)
        what = rnd.choice(["运输顺槽", "回风顺槽", "切眼", "底抽巷", "轨道巷"])
        zone = area(f"{no}{what}掘进工作面", "重点区域")
        mouth = lay.add(
            f"{no}{what}口", zone, lay.panels[panel], rnd.randint(80, 240), rnd.uniform(-1.8, 1.8)
        )
        end = lay.add(f"{no}{what}迎头", zone, mouth, rnd.randint(180, 620), 0.1)
        return Place(f"{no}{what}{how}工作面", "heading", [end, mouth], mouth, mouth, panel)

    coal_how = "炮采" if size == "small" and rnd.random() < 0.6 else "综采"
    lay.coal = [coal_place(i % n_panels, coal_how) for i in range(coal)]
    for i in range(heads):
        how = "炮掘" if rnd.random() < (0.8, 0.5, 0.3)[big] else "综掘"
        lay.heads.append(head_place((i + 1) % n_panels, how))
    if "ended" in needs:
        lay.ended = coal_place(0, coal_how)
    if "early" in needs:
        lay.early = head_place(n_panels - 1, "炮掘" if big == 0 else "综掘")
    for i in range(1 + rnd.randint(0, 1 + (big > 0))):
        zone = area(f"{NUMERALS[i]}号封闭区", "限制区域")
        spot = rnd.choice([*lay.panels, *lay.trunk])
        no = number(0)
        lay.seals.append(lay.add(f"{no}运输巷密闭", zone, spot, rnd.randint(90, 260), rnd.uniform(1.6, 2.4)))
    zone = area("老巷区", "其它区域")
    at = rnd.choice([*lay.returns, *lay.panel_return])
    for i in range(1 + (big > 0)):
        at = lay.add(f"老回风巷{i + 1}号", zone, at, rnd.randint(180, 380), 0.4)
        lay.old.append(at)
    return lay
