"""The mine as a graph of roadways: junctions, panels, headings, seals, chambers, and places nobody drew."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Node:
    """A place in the roadway network; `drawn` ones carry a reader and stand in the register."""

    name: str
    kind: str
    area: int
    pos: tuple[float, float, float]
    junction: int
    drawn: bool = True
    code: str = ""


@dataclass
class Area:
    """An area of the personnel location system."""

    name: str
    kind: str
    limit: int = 0
    code: str = ""


@dataclass
class Face:
    """An approved (or former) working place."""

    face_id: str
    name: str
    kind: str
    nodes: list[int]
    inlet: list[int]
    outlet: list[int]
    area: int
    junction: int
    crew: list[int] = field(default_factory=list)
    working: list[bool] = field(default_factory=list)
    plan_t: float = 0.0
    advance: float = 0.0
    air: float = 0.0
    ch4: float = 0.0
    inflow: float = 0.0
    explosive: float = 0.0
    since: int = -120
    until: int | None = None


@dataclass
class Hidden:
    """A real working place that no drawing shows."""

    node: int
    anchor: int
    junction: int
    crew: int
    shifts: list[bool]
    plan_t: float
    air: float
    ch4: float
    inflow: float
    kw: float
    explosive: float = 0.0


class Layout:
    """Graph, areas, faces and seals of one mine."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.areas: list[Area] = []
        self.edges: list[tuple[int, int, float, bool]] = []
        self.faces: list[Face] = []
        self.seals: list[tuple[str, str, list[int]]] = []
        self.spots: dict[str, int] = {}
        self.intake: list[int] = []
        self.ret: list[int] = []
        self.old: list[Face] = []
        self.entry = ""
        self.depth = 0.0
        self._paths: dict[tuple[int, int], tuple[list[int], list[float]]] = {}

    def area(self, name: str, kind: str) -> int:
        """Adds an area."""
        self.areas.append(Area(name, kind))
        return len(self.areas) - 1

    def add(
        self,
        name: str,
        kind: str,
        area: int,
        pos: tuple[float, float, float],
        junction: int,
        drawn: bool = True,
    ) -> int:
        """Adds a place."""
        self.nodes.append(Node(name, kind, area, pos, junction, drawn))
        return len(self.nodes) - 1

    def link(self, a: int, b: int, length: float | None = None, ride: bool = False) -> None:
        """Adds a roadway; without a length the straight distance with some bends."""
        if length is None:
            length = max(15.0, 1.06 * math.dist(self.nodes[a].pos, self.nodes[b].pos))
        self.edges.append((a, b, float(length), ride))

    def finish(self) -> None:
        """Shortest ways between all places (metres, and effective metres with man-riding)."""
        n = len(self.nodes)
        eff = np.full((n, n), 1e9)
        metres = np.full((n, n), 1e9)
        nxt = np.tile(np.arange(n), (n, 1))
        np.fill_diagonal(eff, 0.0)
        np.fill_diagonal(metres, 0.0)
        for a, b, length, ride in self.edges:
            e = length / (2.6 if ride else 1.0)
            eff[a, b] = eff[b, a] = e
            metres[a, b] = metres[b, a] = length
        for k in range(n):
            via = eff[:, k : k + 1] + eff[k : k + 1, :]
            better = via < eff
            eff = np.where(better, via, eff)
            nxt = np.where(better, nxt[:, k : k + 1], nxt)
            metres = np.minimum(metres, metres[:, k : k + 1] + metres[k : k + 1, :])
        self.eff, self.metres, self.nxt = eff, metres, nxt
        self._paths.clear()

    def path(self, a: int, b: int) -> tuple[list[int], list[float]]:
        """Places from a to b (without a) and the effective metres to each."""
        key = (a, b)
        if key not in self._paths:
            nodes, cum, at = [], [], a
            while at != b:
                at = int(self.nxt[at, b])
                nodes.append(at)
                cum.append(float(self.eff[a, at]))
            self._paths[key] = (nodes, cum)
        return self._paths[key]

    def nearest_drawn(self, node: int, limit: int = 3) -> list[int]:
        """Drawn places nearest to a place, along the roadways; only those not much farther than the first."""
        order = [int(i) for i in np.argsort(self.metres[node]) if self.nodes[int(i)].drawn]
        reach = self.metres[node, order[0]] * 1.5 + 90.0
        return [i for i in order[:limit] if self.metres[node, i] <= reach]

    def neighbours(self, node: int) -> list[int]:
        """Drawn places directly joined to a place."""
        out = [b if a == node else a for a, b, _, _ in self.edges if node in (a, b)]
        return [i for i in out if self.nodes[i].drawn]


def build(d: random.Random, size: int, coal_faces: int, headings: int) -> Layout:
    """Draws a mine: main roads, panels, headings, chambers, sealed old panels."""
    g = Layout()
    scale = min(1.0, max(0.0, (size - 50) / 450.0))
    depth = d.uniform(120, 520)
    dip = d.uniform(-0.06, 0.06)
    turn = d.uniform(0, 2 * math.pi)
    ox, oy = d.uniform(3.54e7, 3.56e7), d.uniform(2.9e6, 4.2e6)

    def at(u: float, v: float, w: float = 0.0) -> tuple[float, float, float]:
        return (
            ox + u * math.cos(turn) - v * math.sin(turn),
            oy + u * math.sin(turn) + v * math.cos(turn),
            -depth + v * dip + w,
        )

    mouth = g.area("井口", "井口区域")
    roads = g.area("主要大巷", "其它区域")
    back = g.area("总回风巷", "其它区域")
    rooms = g.area("井下硐室", "重点区域")
    gob = g.area("采空区及密闭", "限制区域")
    entry = d.choice(["副立井", "副斜井", "副平硐"])
    gate = g.add(f"{entry}井口", "gate", mouth, at(-60, 0, depth), 0)
    bottom = g.add("井底车场", "bottom", roads, at(0, 0), 0)
    g.link(gate, bottom, {"副立井": depth, "副斜井": depth * 2.6, "副平硐": 420.0}[entry], ride=True)
    g.spots.update(gate=gate, bottom=bottom)
    g.entry, g.depth = entry, depth
    units = coal_faces + headings
    old_count = d.choice([1, 1, 2, 2, 3]) if size > 80 else d.choice([1, 1, 2])
    junctions = max(4, units + old_count + d.randint(1, 2 + round(3 * scale)))
    gap = d.uniform(150, 320)
    prev_t, prev_r = bottom, -1
    for j in range(junctions):
        t = g.add(f"运输大巷{j + 1}号", "intake", roads, at(90 + j * gap, 0), j)
        g.link(prev_t, t, ride=True)
        r = g.add(f"回风大巷{j + 1}号", "return", back, at(90 + j * gap, 45, 4), j)
        if prev_r >= 0:
            g.link(prev_r, r)
        if j % 3 == 1 or j == 0 or j == junctions - 1:
            g.link(t, r, 48.0)
        g.intake.append(t)
        g.ret.append(r)
        prev_t, prev_r = t, r
    g.link(bottom, g.ret[0], 120.0)
    for label, name, along, across in (
        ("pump", "中央水泵房", 35, -40),
        ("substation", "中央变电所", 60, -40),
        ("waiting", "等候室", 30, 30),
        ("bunker", "井底煤仓", -30, 40),
    ):
        spot = g.add(name, label, rooms, at(along, across), 0)
        g.link(bottom, spot)
        g.spots[label] = spot
    if size > 90:
        for label, name, j in (
            ("refuge", "永久避难硐室", junctions // 2),
            ("store", "爆破材料库", 1),
            ("workshop", "机电硐室", junctions // 3 + 1),
        ):
            spot = g.add(name, label, rooms, at(90 + j * gap + 30, -35), j)
            g.link(g.intake[j], spot)
            g.spots[label] = spot
    slots = list(range(1, junctions))
    d.shuffle(slots)
    while len(slots) < units + old_count + 1:
        slots += range(1, junctions)
    per_gate = 1 + round(d.uniform(0.6, 2.2) + 2.6 * scale)
    seam = d.randint(1, 9)
    used: dict[int, int] = {}

    def side(j: int) -> int:
        used[j] = used.get(j, 0) + 1
        return 1 if used[j] % 2 == 1 else -1

    for i in range(coal_faces):
        j = slots.pop(0)
        s = side(j)
        tag = f"{seam}{j + 1:02d}{i + 1}"
        a = g.area(f"{tag}采煤工作面", "重点区域")
        step, wide, u = d.uniform(110, 210), d.uniform(90, 180), 90 + j * gap
        prev, inlet = g.intake[j], []
        for k in range(per_gate):
            p = g.add(f"{tag}运输顺槽{k + 1}号", "gate_in", a, at(u, s * (90 + (k + 1) * step)), j)
            g.link(prev, p, ride=k == 0 and d.random() < 0.4)
            prev = p
            inlet.append(p)
        far = s * (90 + (per_gate + 0.5) * step)
        head = g.add(f"{tag}工作面下出口", "face", a, at(u, far), j)
        tail = g.add(f"{tag}工作面上出口", "face", a, at(u + wide, far), j)
        g.link(prev, head)
        g.link(head, tail, wide)
        prev, outlet = g.ret[j], []
        for k in range(per_gate):
            p = g.add(f"{tag}回风顺槽{k + 1}号", "gate_out", a, at(u + wide, s * (90 + (k + 1) * step), 2), j)
            g.link(prev, p)
            prev = p
            outlet.append(p)
        g.link(prev, tail)
        g.faces.append(
            Face(
                f"F{i + 1}",
                f"{tag}{d.choice(['综采', '综采', '炮采' if size < 90 else '综放'])}工作面",
                "coal_face",
                [head, tail],
                inlet,
                outlet,
                a,
                j,
            )
        )
    for i in range(headings):
        j = slots.pop(0)
        s = side(j)
        tag = f"{seam}{j + 1:02d}{i + 5}"
        a = g.area(f"{tag}掘进工作面", "重点区域")
        step, u = d.uniform(90, 180), 90 + j * gap - 35
        prev, inlet = g.intake[j], []
        for k in range(max(1, per_gate - 1)):
            p = g.add(f"{tag}掘进巷道{k + 1}号", "heading", a, at(u, s * (60 + (k + 1) * step)), j)
            g.link(prev, p)
            prev = p
            inlet.append(p)
        end = g.add(f"{tag}掘进迎头", "face", a, at(u, s * (60 + (len(inlet) + 0.7) * step)), j)
        g.link(prev, end)
        g.faces.append(
            Face(
                f"H{i + 1}", f"{tag}{d.choice(['综掘', '炮掘'])}工作面", "heading", [end], inlet, inlet, a, j
            )
        )
    for i in range(old_count):
        j = slots.pop(0)
        s = side(j)
        tag = f"{seam}{j + 1:02d}{i + 8}"
        u = 90 + j * gap + 60
        lower = g.add(f"{tag}运输巷密闭", "seal", gob, at(u, s * 75), j)
        upper = g.add(f"{tag}回风巷密闭", "seal", gob, at(u + 30, s * 110, 2), j)
        g.link(g.intake[j], lower)
        g.link(g.ret[j], upper)
        g.seals.append((f"S{2 * i + 1}", f"{tag}运输巷密闭", [lower]))
        g.seals.append((f"S{2 * i + 2}", f"{tag}回风巷密闭", [upper]))
        if d.random() < 0.6 or i == 0:
            mid = g.add(f"{tag}联络巷", "stub", roads, at(u + 40, s * 40), j)
            g.link(g.intake[j], mid)
            tip = g.add(f"{tag}旧切眼口", "stub_end", gob, at(u + 70, s * 150), j)
            g.link(mid, tip)
            g.old.append(
                Face(
                    f"O{i + 1}",
                    f"{tag}工作面",
                    "coal_face",
                    [tip],
                    [mid],
                    [upper],
                    gob,
                    j,
                    since=-500,
                    until=-d.randint(20, 90),
                )
            )
    if d.random() < 0.55 or size > 200:
        j = slots.pop(0)
        a = g.area("瓦斯抽放钻场", "重点区域")
        p = g.add("底抽巷钻场", "drill", a, at(90 + j * gap + 20, -110), j)
        g.link(g.intake[j], p)
        g.spots["drill"] = p
    target = round(26 + 94 * scale * d.uniform(0.55, 1.0))
    extra = [e for e in g.edges if e[2] > 150]
    d.shuffle(extra)
    count = 0
    while len(g.nodes) < min(118, target) and extra:
        a, b, length, ride = extra.pop()
        pa, pb = g.nodes[a], g.nodes[b]
        host = pa if pa.kind not in ("gate", "bottom") else pb
        if gate in (a, b):
            continue
        count += 1
        (ax, ay, az), (bx, by, bz) = pa.pos, pb.pos
        mid = g.add(
            f"{g.areas[host.area].name}补点{count}",
            "mid",
            host.area,
            ((ax + bx) / 2, (ay + by) / 2, (az + bz) / 2),
            host.junction,
        )
        g.edges.remove((a, b, length, ride))
        g.link(a, mid, length / 2, ride)
        g.link(mid, b, length / 2, ride)
        for face in g.faces:
            if host.area == face.area and host.kind in ("heading", "gate_in"):
                face.inlet.append(mid)
            elif host.area == face.area and host.kind == "gate_out":
                face.outlet.append(mid)
    while len(g.nodes) < 25:
        count += 1
        spot = d.choice([n for n, x in enumerate(g.nodes) if x.kind in ("intake", "return", "heading")])
        x, y, z = g.nodes[spot].pos
        p = g.add(
            f"{g.nodes[spot].name}躲避硐{count}",
            "niche",
            g.nodes[spot].area,
            (x + 25, y + 18, z),
            g.nodes[spot].junction,
        )
        g.link(spot, p, 32.0)
    return g
