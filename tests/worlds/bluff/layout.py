"""The underground map of one mine: stations, roadways, areas, working places, seals and spare roads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .tables import GAS_CLASSES, SHIFT_SYSTEMS, SIZES, ShiftSystem, Size

Rng = np.random.Generator


def pick(rng: Rng, weights: dict[str, float]) -> str:
    """One key, drawn by its weight."""
    keys = list(weights)
    p = np.array([weights[k] for k in keys], float)
    return keys[int(rng.choice(len(keys), p=p / p.sum()))]


def span(rng: Rng, limits: tuple[float, float]) -> float:
    """An even draw between two limits."""
    return float(rng.uniform(limits[0], limits[1]))


@dataclass
class Station:
    """A reader underground (or at a portal)."""

    name: str
    role: str
    x: float
    y: float
    z: float
    area: int = 0
    code: str = ""


@dataclass
class Area:
    """An area of the personnel system."""

    kind: str
    name: str
    limit: int = 0
    code: str = ""


@dataclass
class Place:
    """A working place, declared or hidden."""

    key: str
    name: str
    kind: str
    method: str
    stations: list[int]
    tpd: float
    air: float
    ch4: float
    inflow: float
    kg_a_day: float
    advance: float
    crew: list[int]
    share: list[float]
    first: int | None = None
    last: int | None = None
    hidden: bool = False
    fan_kw: float = 0.0
    kwh_t: float = 4.0
    idle_kw: float = 40.0
    district: int = 0
    area: int = 0


@dataclass
class Seal:
    """A seal and the reader next to it."""

    seal_id: str
    name: str
    station: int
    built: str


@dataclass
class Site:
    """Where a hidden face lies: the reader it branches from and how far in it is."""

    kind: str
    anchor: int
    depth: float
    district: int
    seal: Seal | None = None


@dataclass
class Layout:
    """Everything about a mine that does not change from day to day."""

    size: Size
    size_name: str
    shifts: ShiftSystem
    stations: list[Station] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    roles: dict[str, list[int]] = field(default_factory=dict)
    spares: list[list[int]] = field(default_factory=list)
    spare_district: list[int] = field(default_factory=list)
    district_nodes: list[list[int]] = field(default_factory=list)
    capacity: float = 0.0
    depth: float = 0.0
    goaf_ch4: float = 0.0
    vertical: bool = True
    two_portals: bool = False
    dist: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    nxt: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), int))

    def add(self, name: str, role: str, x: float, y: float, z: float, area: int) -> int:
        """A new station; its number."""
        self.stations.append(Station(name, role, round(x, 1), round(y, 1), round(z, 1), area))
        self.roles.setdefault(role, []).append(len(self.stations) - 1)
        return len(self.stations) - 1

    def join(self, a: int, b: int, length: float | None = None) -> None:
        """A roadway between two stations."""
        if length is None:
            p, q = self.stations[a], self.stations[b]
            length = 1.03 * float(np.sqrt((p.x - q.x) ** 2 + (p.y - q.y) ** 2 + (p.z - q.z) ** 2))
        self.edges.append((a, b, round(max(length, 15.0), 1)))

    def close(self) -> None:
        """Shortest ways between all stations (Floyd and Warshall)."""
        n = len(self.stations)
        dist = np.full((n, n), np.inf)
        nxt = np.full((n, n), -1, int)
        np.fill_diagonal(dist, 0.0)
        for a, b, length in self.edges:
            dist[a, b] = dist[b, a] = length
            nxt[a, b], nxt[b, a] = b, a
        for k in range(n):
            via = dist[:, k : k + 1] + dist[k : k + 1, :]
            better = via < dist - 1e-9
            dist = np.where(better, via, dist)
            nxt = np.where(better, nxt[:, k : k + 1], nxt)
        self.dist, self.nxt = dist, nxt

    def way(self, a: int, b: int) -> list[int]:
        """Stations passed from a to b, both included."""
        out = [a]
        while a != b:
            a = int(self.nxt[a, b])
            out.append(a)
        return out

    def near(self, anchor: int, count: int = 3) -> list[int]:
        """The stations nearest to a place that branches off at the anchor, nearest first."""
        return [int(i) for i in np.argsort(self.dist[anchor], kind="stable")[:count]]

    @property
    def portal(self) -> int:
        """The main portal."""
        return self.roles["portal"][0]


def shift_seconds(layout: Layout) -> tuple[list[int], int]:
    """Start of every shift in seconds after midnight, and the length of a shift."""
    starts = [int(h * 3600) for h in layout.shifts.starts]
    return starts, 86400 // len(starts)


def build(rng: Rng) -> Layout:
    """Draw a mine."""
    name = pick(rng, {k: s.weight for k, s in SIZES.items()})
    size = SIZES[name]
    system = SHIFT_SYSTEMS[int(rng.choice(len(SHIFT_SYSTEMS), p=[s.weight for s in SHIFT_SYSTEMS]))]
    lay = Layout(size, name, system)
    lay.capacity = round(span(rng, size.capacity_kt) / 30) * 30 * 1000.0
    lay.depth = span(rng, size.depth_m)
    lay.vertical = bool(rng.random() < (0.35 if name in ("tiny", "small") else 0.7))
    lay.two_portals = bool(rng.random() < 0.4)
    _roads(lay, rng)
    _panels(lay, rng)
    _seals(lay, rng)
    lay.close()
    return lay


def _roads(lay: Layout, rng: Rng) -> None:
    size, z = lay.size, -lay.depth
    lay.areas += [
        Area("井口区域", "井口"),
        Area("其它区域", "井底车场及大巷"),
        Area("重点区域", "中央变电所水泵房"),
    ]
    portal = lay.add("副井口" if lay.vertical else "副斜井口", "portal", 0, 0, 8.0, 0)
    bottom = lay.add("井底车场", "bottom", 40 if lay.vertical else lay.depth * 2.2, 0, z, 1)
    if lay.vertical:
        lay.join(portal, bottom)
    else:
        mid = lay.add("副斜井中部", "incline", lay.depth * 1.1, 0, z / 2, 1)
        lay.join(portal, mid)
        lay.join(mid, bottom)
    x0 = lay.stations[bottom].x
    if lay.two_portals:
        other = lay.add("主斜井口", "portal", -60, 90, 9.0, 0)
        lay.join(other, bottom, lay.depth * (1.0 if lay.vertical else 2.5))
    pump = lay.add("中央水泵房", "pump", x0 + 50, -45, z, 2)
    lay.join(bottom, pump)
    if lay.size_name != "tiny":
        sub = lay.add("中央变电所", "substation", x0 + 95, -45, z, 2)
        lay.join(pump, sub)
    else:
        lay.roles["substation"] = [pump]
    prev, x = bottom, x0
    for i in range(size.main_nodes):
        x += rng.uniform(120, 260)
        node = lay.add(
            f"{'轨道' if i % 2 else '运输'}大巷{i + 1}号",
            "main",
            x,
            rng.uniform(-8, 8),
            z + rng.uniform(0, 4),
            1,
        )
        lay.join(prev, node)
        prev = node
    if lay.size_name in ("medium", "large"):
        rest = lay.add("永久避难硐室", "rest", x - 60, 40, z, 1)
        lay.join(prev, rest)
    ret = lay.add("总回风巷", "return", x + 40, 160, z + 30, 1)
    lay.join(prev, ret)
    for d in range(size.districts):
        base = lay.roles["main"][-1 - d] if d < len(lay.roles["main"]) else prev
        lay.areas.append(Area("其它区域", f"{d + 1}采区巷道"))
        area = len(lay.areas) - 1
        nodes, last = [], base
        sign = 1 if d % 2 == 0 else -1
        bx, by = lay.stations[base].x, lay.stations[base].y
        for i in range(size.district_nodes):
            by += sign * rng.uniform(110, 190)
            label = ("下部车场", "中部车场", "上部车场", "上山变坡点")[i]
            node = lay.add(
                f"{d + 1}采区{label}", "district", bx + rng.uniform(-10, 10), by, z + 14 * (i + 1), area
            )
            lay.join(last, node)
            nodes.append(node)
            last = node
        lay.district_nodes.append(nodes)


def _panels(lay: Layout, rng: Rng) -> None:
    size = lay.size
    gas = GAS_CLASSES[int(rng.choice(len(GAS_CLASSES), p=[g[0] for g in GAS_CLASSES]))]
    lay.goaf_ch4 = span(rng, gas[3])
    shifts = len(lay.shifts.starts)
    daily = lay.capacity / 330.0
    used = [0] * size.districts
    number = int(rng.integers(1, 5))
    heading_tpd = min(0.10 * daily, 170.0) / size.headings * rng.uniform(0.8, 1.2)
    face_tpd = (daily * rng.uniform(0.80, 0.90) - heading_tpd * size.headings) / size.coal_faces
    hand_work = lay.size_name == "tiny" or (lay.size_name == "small" and rng.random() < 0.3)

    def gate(base: int, side: int, count: int, label: str, role: str, area: int) -> list[int]:
        out, last = [], base
        s = lay.stations[base]
        x, y, z = s.x, s.y, s.z
        for i in range(count):
            x += side * rng.uniform(130, 240)
            node = lay.add(f"{label}{i + 1}号", role, x, y + rng.uniform(-4, 4), z + rng.uniform(-3, 6), area)
            lay.join(last, node)
            out.append(node)
            last = node
        return out

    for f in range(size.coal_faces):
        d = f % size.districts
        nodes = lay.district_nodes[d]
        side = 1 if used[d] % 2 == 0 else -1
        used[d] += 1
        title = f"{d + 1}{number}{f * 2 + 1:02d}"
        method = "longhole" if hand_work else "shearer"
        lay.areas.append(Area("重点区域", f"{title}采煤工作面"))
        area = len(lay.areas) - 1
        g_in = gate(nodes[0], side, size.gate_nodes + 1, f"{title}运输顺槽", "gate_in", area)
        g_out = gate(nodes[1], side, size.gate_nodes + 1, f"{title}回风顺槽", "gate_out", area)
        for i in g_in[:-1]:
            lay.stations[i].area = lay.stations[nodes[0]].area
        for i in g_out[:-1]:
            lay.stations[i].area = lay.stations[nodes[0]].area
        if size.gate_nodes > 1:
            lay.stations[g_out[-2]].area = area
        lay.join(g_in[-1], g_out[-1])
        prod, service = (
            int(rng.integers(size.face_crew[0], size.face_crew[1] + 1)),
            int(rng.integers(size.service_crew[0], size.service_crew[1] + 1)),
        )
        thin = 1.0 if shifts == 3 else 0.82
        crew = [round((service if s == lay.shifts.service else prod) * thin) for s in range(shifts)]
        share = [0.0 if s == lay.shifts.service else 1.0 / (shifts - 1) for s in range(shifts)]
        q = span(rng, gas[1])
        lay.places.append(
            Place(
                f"F{len(lay.places) + 1}",
                title + ("炮采工作面" if hand_work else "综采工作面"),
                "coal_face",
                method,
                [g_in[-1], g_out[-1]] + ([g_out[-2]] if size.gate_nodes > 1 else []),
                face_tpd,
                round(max(320.0, q * 100 / rng.uniform(0.28, 0.5)) / 10) * 10.0,
                q,
                rng.uniform(4, 20),
                face_tpd * rng.uniform(0.16, 0.26) if hand_work else 0.0,
                rng.uniform(1.8, 4.6),
                crew,
                share,
                district=d,
                area=area,
            )
        )
    for h in range(size.headings):
        d = h % size.districts
        nodes = lay.district_nodes[d]
        side = 1 if used[d] % 2 == 0 else -1
        used[d] += 1
        base = nodes[min(2 if h >= size.districts else 1, len(nodes) - 1)]
        title = f"{d + 1}{number}{20 + h:02d}"
        method = "blast" if (hand_work or rng.random() < 0.45) else "roadheader"
        word = ("运输顺槽", "回风顺槽", "切眼", "联络巷")[h % 4]
        lay.areas.append(Area("重点区域", f"{title}{word}掘进"))
        area = len(lay.areas) - 1
        ns = gate(
            base,
            side,
            1 + int(size.gate_nodes > 0 and rng.random() < 0.7),
            f"{title}{word}",
            "heading",
            area,
        )
        crew = [
            int(rng.integers(size.heading_crew[0], size.heading_crew[1] + 1)) - (shifts > 3)
            for _ in range(shifts)
        ]
        share = (
            [1.0 / shifts] * shifts
            if rng.random() < 0.5
            else [0.0 if s == lay.shifts.service else 1.0 / (shifts - 1) for s in range(shifts)]
        )
        q = span(rng, gas[2])
        advance = rng.uniform(4.5, 9.0) if method == "roadheader" else rng.uniform(2.4, 4.8)
        lay.places.append(
            Place(
                f"F{len(lay.places) + 1}",
                f"{title}{word}掘进工作面",
                "heading",
                method,
                ns[::-1],
                heading_tpd,
                round(max(180.0, q * 100 / rng.uniform(0.2, 0.38)) / 10) * 10.0,
                q,
                rng.uniform(1, 5),
                advance * rng.uniform(9, 15) if method == "blast" else 0.0,
                advance,
                crew,
                share,
                fan_kw=float(rng.choice([22.0, 30.0, 44.0, 60.0])),
                district=d,
                area=area,
            )
        )
    for s in range(size.spares):
        d = (s + 1) % size.districts
        nodes = lay.district_nodes[d]
        side = 1 if used[d] % 2 == 0 else -1
        used[d] += 1
        title = f"{d + 1}{number}{40 + s:02d}"
        ns = gate(
            nodes[-1],
            side,
            1 + int(size.gate_nodes > 0),
            f"{title}{rng.choice(['备用顺槽', '旧运输巷', '老巷'])}",
            "spare",
            lay.stations[nodes[0]].area,
        )
        lay.spares.append(ns)
        lay.spare_district.append(d)


def _seals(lay: Layout, rng: Rng) -> None:
    lay.areas.append(Area("限制区域", "采空区及盲巷"))
    restricted = len(lay.areas) - 1
    for s in range(lay.size.seals):
        d = s % lay.size.districts
        nodes = lay.district_nodes[d]
        base = nodes[int(rng.integers(0, len(nodes)))]
        title = f"{d + 1}0{s + 1:02d}"
        if rng.random() < 0.65:
            b = lay.stations[base]
            node = lay.add(
                f"{title}采空区密闭前",
                "seal",
                b.x + rng.choice([-1, 1]) * rng.uniform(35, 110),
                b.y + rng.uniform(-15, 15),
                b.z,
                restricted,
            )
            lay.join(base, node)
        else:
            node = base
        built = f"20{rng.integers(19, 24)}-{rng.integers(1, 13):02d}-{rng.integers(1, 28):02d}"
        lay.seals.append(Seal(f"S{s + 1}", f"{title}采空区密闭", node, built))


def district_of(lay: Layout, station: int) -> int:
    """The district whose nodes are nearest to a station."""
    return int(np.argmin([min(lay.dist[station, n] for n in nodes) for nodes in lay.district_nodes]))


def sites(lay: Layout, kinds: tuple[str, ...], rng: Rng, depth: tuple[float, float]) -> Site:
    """A place for a hidden face, of one of the kinds."""
    kind = str(rng.choice(list(kinds)))
    if kind == "seal":
        seal = lay.seals[int(rng.integers(len(lay.seals)))]
        return Site(kind, seal.station, span(rng, depth), district_of(lay, seal.station), seal)
    if kind == "spare":
        road = lay.spares[int(rng.integers(len(lay.spares)))]
        return Site(kind, road[-1], span(rng, depth) * 0.5, district_of(lay, road[-1]))
    if kind == "heading":
        place = [p for p in lay.places if p.kind == "heading"]
        chosen = place[int(rng.integers(len(place)))]
        return Site(kind, chosen.stations[-1], span(rng, depth) * 0.6, chosen.district)
    nodes = [n for group in lay.district_nodes for n in group] + lay.roles.get("gate_in", [])[:-1]
    node = int(rng.choice(nodes))
    return Site("stub", node, span(rng, depth), district_of(lay, node))
