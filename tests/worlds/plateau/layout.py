"""Roadway layouts: stations, edges, areas, panels; all own inventions of this generator."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

REGIONS = ("610821", "610802", "640181", "620823", "650522", "150622", "150626", "652301", "610632", "640402")
NAME_A = (
    "沙梁",
    "石沟",
    "红柳",
    "枣湾",
    "青台",
    "黑山",
    "甘泉",
    "草滩",
    "长梁",
    "双井",
    "白塔",
    "驼岭",
    "榆树",
    "苦水",
)
NAME_B = ("沟", "梁", "峁", "湾", "台", "泉", "塬", "滩")
MINE_TYPES = ("shaft_two_wing", "slope_small", "adit", "drift_vehicle", "two_level")


@dataclass
class Node:
    """A reader."""

    name: str
    area: int
    x: float
    y: float
    z: float
    role: str = ""


@dataclass
class Area:
    """A personnel area (RYQY)."""

    type: str
    name: str
    limit: int = 0


@dataclass
class Panel:
    """A block of coal with its gate roads."""

    name: str
    state: str  # active, sealed, heading, virgin, next
    district: int
    intake: int  # mouth node on the intake side
    ret: int  # mouth node on the return side
    gate: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)


@dataclass
class Layout:
    """A whole mine underground."""

    type: str
    ride_speed: float
    spacing: float
    nodes: list[Node] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    edges: list[tuple[int, int, float]] = field(default_factory=list)
    ride: set[tuple[int, int]] = field(default_factory=set)
    panels: list[Panel] = field(default_factory=list)
    portals: list[int] = field(default_factory=list)
    trunk: list[int] = field(default_factory=list)
    old: list[list[int]] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    district_return: list[int] = field(default_factory=list)
    district_intake: list[int] = field(default_factory=list)
    main_return: int = 0
    dist: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    hop: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=int))
    _paths: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def area(self, type_: str, name: str) -> int:
        """Add an area, return its index."""
        self.areas.append(Area(type_, name))
        return len(self.areas) - 1

    def node(self, name: str, area: int, x: float, y: float, z: float, role: str = "") -> int:
        """Add a station, return its index."""
        self.nodes.append(Node(name, area, x, y, z, role))
        return len(self.nodes) - 1

    def link(self, a: int, b: int, ride: bool = False, stretch: float = 1.04) -> None:
        """Join two stations by a roadway."""
        p, q = self.nodes[a], self.nodes[b]
        length = float(np.sqrt((p.x - q.x) ** 2 + (p.y - q.y) ** 2 + (p.z - q.z) ** 2)) * stretch
        self.edges.append((a, b, max(15.0, round(length, 1))))
        if ride:
            self.ride |= {(a, b), (b, a)}

    def close(self) -> None:
        """Compute shortest paths."""
        n = len(self.nodes)
        d = np.full((n, n), 1e9)
        hop = np.tile(np.arange(n), (n, 1))
        np.fill_diagonal(d, 0.0)
        for a, b, w in self.edges:
            if w < d[a, b]:
                d[a, b] = d[b, a] = w
        for k in range(n):
            alt = d[:, k : k + 1] + d[k : k + 1, :]
            better = alt < d - 1e-9
            d = np.where(better, alt, d)
            hop = np.where(better, np.broadcast_to(hop[:, k : k + 1], (n, n)), hop)
        self.dist, self.hop = d, hop

    def path(self, a: int, b: int) -> list[int]:
        """Stations from a (not included) to b."""
        key = (a, b)
        if key not in self._paths:
            out: list[int] = []
            c = a
            while c != b and len(out) < 200:
                c = int(self.hop[c, b])
                out.append(c)
            self._paths[key] = out
        return self._paths[key]

    def nearest(self, a: int, k: int) -> list[int]:
        """The k stations nearest to a by roadway, a first."""
        return [int(i) for i in np.argsort(self.dist[a], kind="stable")[:k]]


def _u(rng: np.random.Generator, lo: float, hi: float) -> float:
    return float(rng.uniform(lo, hi))


def build_layout(rng: np.random.Generator) -> Layout:
    """Draw one of five kinds of mine."""
    kind = str(rng.choice(MINE_TYPES))
    spacing = {
        "shaft_two_wing": _u(rng, 160, 300),
        "slope_small": _u(rng, 90, 170),
        "adit": _u(rng, 110, 200),
        "drift_vehicle": _u(rng, 380, 620),
        "two_level": _u(rng, 150, 260),
    }[kind]
    ride = {"shaft_two_wing": 3.0, "slope_small": 1.9, "adit": 1.5, "drift_vehicle": 6.0, "two_level": 2.6}[
        kind
    ]
    lay = Layout(kind, ride * _u(rng, 0.8, 1.2), spacing)
    top = _u(rng, 1050, 1400)
    port = lay.area("井口区域", "井口")
    main = lay.area("其它区域", "大巷")
    lamp = lay.node("副井口检身房" if kind != "adit" else "主平硐口", port, 0, 0, top, "portal")
    lay.portals.append(lamp)
    depth = {
        "shaft_two_wing": _u(rng, 320, 620),
        "slope_small": _u(rng, 120, 260),
        "adit": 0.0,
        "drift_vehicle": _u(rng, 120, 260),
        "two_level": _u(rng, 250, 420),
    }[kind]
    z = top - depth
    last = lamp
    if kind in ("slope_small", "drift_vehicle"):
        steps = int(rng.integers(1, 4))
        for i in range(steps):
            f = (i + 1) / (steps + 1)
            c = lay.node(f"副斜井{i + 1}号点", main, 2.6 * depth * f, 0, top - depth * f, "slope")
            lay.link(last, c, True)
            last = c
    x0 = 2.6 * depth if kind in ("slope_small", "drift_vehicle") else 60.0
    bottom = lay.node("井底车场" if kind != "adit" else "平硐换乘点", main, x0, 0, z, "bottom")
    lay.link(last, bottom, True, 1.0)
    lay.trunk.append(bottom)
    if kind == "adit" or (kind == "drift_vehicle" and rng.random() < 0.5):
        second = lay.node("二号井口", port, -150, 240, top, "portal2")
        lay.portals.append(second)
        lay.link(second, bottom, False, 1.1)
    n_trunk = {
        "shaft_two_wing": (5, 8),
        "slope_small": (2, 4),
        "adit": (3, 6),
        "drift_vehicle": (3, 6),
        "two_level": (4, 6),
    }[kind]
    for i in range(int(rng.integers(*n_trunk))):
        c = lay.node(
            f"运输大巷{(i + 1) * 100}m", main, x0 + spacing * (i + 1), _u(rng, -8, 8), z + 0.6 * i, "trunk"
        )
        lay.link(lay.trunk[-1], c, True)
        lay.trunk.append(c)
    if kind == "two_level":
        low = lay.trunk[-1]
        for i in range(2):
            p = lay.nodes[low]
            c = lay.node(f"暗斜井{i + 1}号点", main, p.x + 120, p.y + 30, p.z - 55, "trunk")
            lay.link(low, c, True)
            low = c
            lay.trunk.append(c)
    room = lay.area("重点区域", "井底硐室")
    b = lay.nodes[bottom]
    for key, name in (("pump", "中央水泵房"), ("substation", "中央变电所"), ("refuge", "避难硐室")):
        at = lay.nodes[lay.trunk[-1]] if key == "refuge" else b
        c = lay.node(name, room, at.x + _u(rng, 20, 60), at.y - _u(rng, 20, 60), at.z, key)
        lay.link(lay.trunk[-1] if key == "refuge" else bottom, c)
        lay.rooms[key] = c
    blasting = kind in ("slope_small", "adit") or rng.random() < 0.35
    if blasting:
        c = lay.node(
            "爆炸物品发放硐室", lay.area("限制区域", "爆炸物品硐室"), b.x + 70, b.y + 55, b.z, "magazine"
        )
        lay.link(lay.trunk[min(1, len(lay.trunk) - 1)], c)
        lay.rooms["magazine"] = c
    ra = lay.area("其它区域", "总回风巷")
    r = lay.node("总回风巷测风站", ra, x0 + 30, 130, z + 8, "return")
    r2 = lay.node("回风井底", ra, x0 - 90, 140, z + 9, "return")
    lay.link(r, r2)
    lay.link(r, lay.trunk[min(2, len(lay.trunk) - 1)])
    lay.main_return = r2
    n_dist = {
        "shaft_two_wing": 2,
        "slope_small": 1,
        "adit": int(rng.integers(1, 3)),
        "drift_vehicle": 1,
        "two_level": 2,
    }[kind]
    for d in range(n_dist):
        _district(rng, lay, d, n_dist, r)
    for k in range(int(rng.integers(1, 3))):
        base = lay.trunk[-1 - k]
        a = lay.area("限制区域", f"旧巷{k + 1}")
        p = lay.nodes[base]
        chain: list[int] = []
        for i in range(int(rng.integers(1, 4))):
            c = lay.node(
                f"{k + 1}号旧巷{i + 1}点",
                a,
                p.x + 35 * (k + 1),
                p.y + (i + 1) * 0.8 * spacing,
                p.z + 3,
                "old",
            )
            lay.link(chain[-1] if chain else base, c)
            chain.append(c)
        lay.old.append(chain)
    lay.close()
    return lay


def _district(rng: np.random.Generator, lay: Layout, d: int, n: int, ret_root: int) -> None:
    sp = lay.spacing
    root = lay.trunk[-1] if d == n - 1 else lay.trunk[max(1, len(lay.trunk) // 2)]
    side = 1 if d % 2 == 0 else -1
    area = lay.area("其它区域", f"{d + 1}采区")
    p = lay.nodes[root]
    ins: list[int] = []
    rets: list[int] = []
    rows = 3 if lay.type != "slope_small" else int(rng.integers(2, 4))
    for i in range(rows):
        y = p.y + side * (i + 1) * sp
        a = lay.node(f"{d + 1}采区轨道巷{i + 1}点", area, p.x + 12, y, p.z + 6 * i, "intake")
        b = lay.node(f"{d + 1}采区回风巷{i + 1}点", area, p.x + 52, y, p.z + 6 * i + 3, "return")
        lay.link(ins[-1] if ins else root, a, lay.type == "drift_vehicle")
        lay.link(rets[-1] if rets else ret_root, b, False, 1.2)
        if i in (0, rows - 1):
            lay.link(a, b)
        ins.append(a)
        rets.append(b)
    lay.district_return.append(rets[0])
    lay.district_intake.append(ins[0])
    states = ["active", "heading", "sealed", "virgin", "next" if d == 0 else "heading", "sealed"]
    if d > 0:
        states[0] = "active" if rng.random() < 0.4 else "sealed"
    for j in range(2 * rows):
        if j >= len(states):
            break
        i, hand = divmod(j, 2)
        a, b = ins[i], rets[i]
        name = f"{d + 1}{'上下'[hand]}{int(rng.integers(1, 9))}0{j + 1}"
        pan = Panel(name, states[j], d, a, b)
        q = lay.nodes[a]
        sx = 1 if hand == 0 else -1
        long = int(rng.integers(2, 5)) if pan.state in ("active", "next") else int(rng.integers(1, 4))
        if pan.state in ("active", "next", "heading"):
            key = lay.area("重点区域", f"{name}{'掘进' if pan.state == 'heading' else '采煤'}工作面")
            gates = lay.area("其它区域", f"{name}顺槽")
            for g in range(long):
                ga = key if g == long - 1 else gates
                c = lay.node(
                    f"{name}运输顺槽{g + 1}点", ga, q.x + sx * (g + 1) * sp, q.y + 10 * side, q.z + 2, "gate"
                )
                lay.link(pan.gate[-1] if pan.gate else a, c)
                pan.gate.append(c)
            if pan.state != "heading":
                for g in range(max(1, long - 1)):
                    ga = key if g == max(1, long - 1) - 1 else gates
                    c = lay.node(
                        f"{name}回风顺槽{g + 1}点",
                        ga,
                        q.x + sx * (g + 1.6) * sp,
                        q.y + 0.6 * sp * side,
                        q.z + 8,
                        "tail",
                    )
                    lay.link(pan.tail[-1] if pan.tail else b, c)
                    pan.tail.append(c)
                lay.link(pan.gate[-1], pan.tail[-1])
        elif pan.state == "sealed":
            c = lay.node(
                f"{name}密闭外", lay.area("限制区域", f"{name}密闭区"), q.x + sx * 40, q.y, q.z, "seal"
            )
            lay.link(a, c)
            pan.gate.append(c)
        lay.panels.append(pan)
