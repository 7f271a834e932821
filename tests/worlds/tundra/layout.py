"""The mine as drawn: stations, roadways, areas, faces, seals, belts, feeders, pumps and sensors."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .words import DISTRICTS, Region, panel_name, panel_seam

Spot = Callable[[float, float], tuple[float, float, float]]


@dataclass
class Node:
    """A place with a reader; a place without one is unknown to the register."""

    idx: int
    name: str
    role: str
    area: str
    x: float
    y: float
    z: float
    district: int = -1
    code: str = ""
    reader: bool = True
    shown: tuple[float, float, float] | None = None  # coordinates as declared when they differ


@dataclass
class Area:
    """An area of the register (RYQY)."""

    kind: str
    name: str
    limit: int = 0
    code: str = ""


@dataclass
class Face:
    """A declared working place."""

    fid: str
    name: str
    kind: str
    mech: bool
    nodes: list[int]
    mouth: int
    end_node: int
    ret: int
    district: int
    start: int  # day number, may be far in the past
    stop: int | None  # first day on which it no longer works
    crew: list[int] = field(default_factory=list)
    tpd: float = 0.0
    adv: float = 0.0
    air: float = 0.0
    ch4: float = 0.0
    inflow: float = 0.0
    expl: float = 0.0
    rated_kw: float = 0.0
    follows: str = ""  # the face whose crew takes this one over

    def works(self, day: int) -> bool:
        """Whether the place works on a day."""
        return self.start <= day and (self.stop is None or day < self.stop)


@dataclass
class Point:
    """A sensor of the safety monitoring system."""

    code: str
    kind: str  # ch4, air_velocity, fan, main_fan, co
    use: str  # corner, face, return, intake, district, total, seal, local, main, belt
    where: str
    node: int
    section: float = 0.0
    face: Face | None = None
    district: int = -1


class Layout:
    """Graph of stations with shortest walks between all of them."""

    def __init__(self, mine_code: str, region: Region) -> None:
        self.mine_code = mine_code
        self.region = region
        self.nodes: list[Node] = []
        self.areas: dict[str, Area] = {}
        self.links: list[tuple[int, int, float, str]] = []
        self.faces: list[Face] = []
        self.seals: list[dict[str, Any]] = []
        self.seal_nodes: list[int] = []
        self.points: list[Point] = []
        self.feeders: list[tuple[str, str, float]] = []
        self.belts: list[tuple[str, list[str], float]] = []
        self.pumps: list[tuple[str, int, float]] = []
        self.face_belt: dict[str, str] = {}
        self.district_belt: dict[int, str] = {}
        self.main_belt = ""
        self.pit = 0
        self.vertical = True
        self.districts = 1
        self._paths: dict[tuple[int, int], tuple[list[int], list[float], list[str]]] = {}

    # ---- building -------------------------------------------------------------------------------------
    def area(self, key: str, kind: str, name: str) -> str:
        """Declare an area once and return its key."""
        self.areas.setdefault(key, Area(kind, name))
        return key

    def add(self, name: str, role: str, area: str, at: tuple[float, float, float], district: int = -1) -> int:
        """Add a station."""
        self.nodes.append(Node(len(self.nodes), name, role, area, *at, district=district))
        return len(self.nodes) - 1

    def link(self, a: int, b: int, mode: str = "walk", length: float | None = None) -> None:
        """Join two stations by a roadway."""
        if length is None:
            p, q = self.nodes[a], self.nodes[b]
            length = 1.03 * math.dist((p.x, p.y, p.z), (q.x, q.y, q.z))
        self.links.append((a, b, max(15.0, length), mode))

    def secret(self, anchor: int, length: float) -> int:
        """A place without a reader, reached from `anchor`."""
        p = self.nodes[anchor]
        turn = 0.7 * length
        idx = self.add("", "secret", p.area, (p.x + turn, p.y + turn, p.z - 5.0), p.district)
        self.nodes[idx].reader = False
        self.link(anchor, idx, "walk", length)
        return idx

    def finish(self) -> None:
        """Compute all shortest walks; call again after adding places."""
        n = len(self.nodes)
        dist = np.full((n, n), np.inf)
        nxt = np.full((n, n), -1)
        np.fill_diagonal(dist, 0.0)
        self.mode: dict[tuple[int, int], tuple[float, str]] = {}
        for a, b, length, mode in self.links:
            self.mode[a, b] = self.mode[b, a] = (length, mode)
            if length < dist[a, b]:
                dist[a, b] = dist[b, a] = length
                nxt[a, b], nxt[b, a] = b, a
        for k in range(n):
            via = dist[:, k : k + 1] + dist[k : k + 1, :]
            better = via < dist
            dist = np.where(better, via, dist)
            nxt = np.where(better, nxt[:, k : k + 1], nxt)
        self.dist, self._next = dist, nxt
        self._paths.clear()

    def path(self, a: int, b: int) -> tuple[list[int], list[float], list[str]]:
        """Stations after `a` on the way to `b`, with the length and mode of each step."""
        got = self._paths.get((a, b))
        if got is None:
            nodes, lengths, modes = [], [], []
            here = a
            while here != b:
                there = int(self._next[here, b])
                length, mode = self.mode[here, there]
                nodes.append(there)
                lengths.append(length)
                modes.append(mode)
                here = there
            got = self._paths[a, b] = (nodes, lengths, modes)
        return got

    def with_role(self, *roles: str, district: int | None = None) -> list[int]:
        """Stations of given roles."""
        return [n.idx for n in self.nodes if n.role in roles and (district is None or n.district == district)]

    def near(self, node: int, count: int) -> list[int]:
        """The registered stations nearest to a place, itself included when it has a reader."""
        order = [int(k) for k in np.argsort(self.dist[node], kind="stable")]
        return [k for k in order if self.nodes[k].code and self.nodes[k].role != "pit"][:count]

    def number(self) -> None:
        """Give codes to areas and to stations with readers."""
        for area in self.areas.values():
            if not area.code:
                area.code = f"{self.mine_code}{sum(1 for a in self.areas.values() if a.code) + 1:04d}"
        for node in self.nodes:
            if node.reader and not node.code:
                node.code = f"{self.areas[node.area].code}{node.idx + 1:06d}"


@dataclass
class Sizes:
    """The numbers that set the scale of one mine."""

    districts: int
    coal_faces: int
    headings: int
    haul: int
    gassy: bool
    mech: bool
    blast_heads: bool
    face_t: float


def draw_sizes(rnd: random.Random, region: Region) -> Sizes:
    """Draw the scale of a mine of the region."""
    big = region.key in ("shanxi", "heilongjiang")
    mech = rnd.random() < region.mechanised
    two = rnd.random() < (0.35 if big else 0.12)
    return Sizes(
        districts=2 if rnd.random() < (0.6 if big else 0.3) else 1,
        coal_faces=2 if two else 1,
        headings=rnd.choice((2, 3, 3, 4) if big else (1, 2, 2, 3)),
        haul=rnd.choice((3, 4, 5) if big else (2, 3, 3)),
        gassy=rnd.random() < region.gassy,
        mech=mech,
        blast_heads=(not mech) or rnd.random() < (0.1 if region.key == "inner_mongolia" else 0.5),
        face_t=rnd.uniform(*region.face_t) * (1.0 if mech else 0.45),
    )


def build(rnd: random.Random, region: Region, code: str, sizes: Sizes) -> Layout:
    """Lay out a mine: entry, level, districts, panels, old workings."""
    lay = Layout(code, region)
    z0 = float(rnd.randint(*region.surface_z))
    depth = rnd.randint(*region.depth)
    zl = z0 - depth
    x0, y0 = region.northing + rnd.uniform(-9000, 9000), region.easting + rnd.uniform(-9000, 9000)
    turn = rnd.uniform(0, 2 * math.pi)
    u = (math.cos(turn), math.sin(turn))
    v = (-u[1], u[0])
    level = f"{'+' if zl > 0 else ''}{int(round(zl / 5) * 5)}"

    def at(along: float, across: float, z: float) -> tuple[float, float, float]:
        return (x0 + u[0] * along + v[0] * across, y0 + u[1] * along + v[1] * across, z)

    slope = rnd.random() < region.incline
    lay.vertical = not slope
    shaft = "副斜井" if slope else "副立井"
    lay.area("pit", "井口区域", f"{shaft}井口")
    lay.area("bottom", "其它区域", "井底车场及硐室")
    lay.area("haul", "其它区域", f"{level}水平大巷")
    lay.area("return", "其它区域", f"{level}水平回风系统")
    lay.pit = lay.add(f"{shaft}井口", "pit", "pit", at(0, 0, z0))
    run = depth * rnd.uniform(2.0, 2.8) if slope else 0.0
    bottom = lay.add(f"{shaft}底", "bottom", "bottom", at(run, 0, zl))
    if slope:
        half = lay.add(f"{shaft}中部", "slope", "haul", at(run / 2, 0, z0 - depth / 2))
        lay.link(lay.pit, half, "ride")
        lay.link(half, bottom, "ride")
    else:
        lay.link(lay.pit, bottom, "cage", float(depth))
    yard = lay.add(f"{level}井底车场", "yard", "bottom", at(run + 90, 10, zl))
    lay.link(bottom, yard)
    for name, role, key, dx, dy in (
        ("中央变电所", "substation", "sub", 60, 60),
        ("中央水泵房", "pump", "pumps", 30, 75),
        ("候车硐室", "tea", "bottom", 150, 30),
    ):
        if role != "tea":
            lay.area(key, "重点区域", name)
        lay.link(yard, lay.add(name if role != "tea" else f"{level}{name}", role, key, at(run + dx, dy, zl)))
    if sizes.blast_heads:
        lay.area("magazine", "重点区域", "井下爆炸材料库")
        lay.link(yard, lay.add("爆炸材料库", "magazine", "magazine", at(run + 160, -120, zl)))
    hauls, belts, rets = [], [], []
    last, step = yard, rnd.uniform(260, 420)
    for k in range(sizes.haul):
        pos = run + 120 + step * (k + 1)
        hauls.append(lay.add(f"{level}{region.haul}{k + 1}#", "haul", "haul", at(pos, 0, zl + 2 * k)))
        lay.link(last, hauls[-1], "ride")
        last = hauls[-1]
    for k in range(max(2, sizes.haul - 1)):
        pos = run + 200 + step * (k + 1) * sizes.haul / max(2, sizes.haul - 1)
        belts.append(lay.add(f"{region.belt}{k + 1}#", "belt", "haul", at(pos, -45, zl + 2 * k)))
        rets.append(lay.add(f"{level}{region.ret}{k + 1}#", "ret", "return", at(pos, 45, zl + 6)))
        near = min(
            hauls,
            key=lambda h: (
                abs(lay.nodes[h].x - lay.nodes[belts[-1]].x) + abs(lay.nodes[h].y - lay.nodes[belts[-1]].y)
            ),
        )
        lay.link(near, belts[-1])
        if k:
            lay.link(belts[-2], belts[-1])
            lay.link(rets[-2], rets[-1])
    fan = lay.add("回风立井底" if not slope else "回风斜井底", "airshaft", "return", at(run - 60, 80, zl + 4))
    lay.link(fan, rets[0])
    lay.link(rets[0], hauls[0], "walk", rnd.uniform(90, 160))
    lay.area("wing", "限制区域", f"{level}水平{'东' if rnd.random() < 0.5 else '西'}翼老巷")
    wing = lay.add(
        f"{level}{region.haul}尽头", "wing", "wing", at(run + 120 + step * sizes.haul + 240, -20, zl + 9)
    )
    lay.link(hauls[-1], wing, "walk")

    lay.districts = sizes.districts
    coal_left, head_left = sizes.coal_faces, sizes.headings
    seam = panel_seam(region, rnd)
    for d in range(sizes.districts):
        root = hauls[-1] if d == 0 else hauls[max(0, len(hauls) - 3)]
        ret_root = rets[-1] if d == 0 else rets[0]
        belt_root = belts[-1] if d == 0 else belts[0]
        origin = lay.nodes[root]
        base = (origin.x - x0) * u[0] + (origin.y - y0) * u[1]
        side = 1 if d == 0 else -1
        name = f"{DISTRICTS[d]}{'盘区' if region.key == 'inner_mongolia' else '采区'}"
        key = f"district{d}"
        lay.area(key, "其它区域", f"{name}巷道")
        dip = 0.02 if region.key == "inner_mongolia" else rnd.uniform(0.12, 0.28)

        def spot(along: float, across: float) -> tuple[float, float, float]:
            return at(base + along, side * across, zl + dip * across)

        dyard = lay.add(f"{name}车场", "dyard", key, spot(0, 60), d)
        lay.link(root, dyard)
        lay.area(f"sub{d}", "重点区域", f"{name}变电所")
        sub = lay.add(f"{name}变电所", "dsub", f"sub{d}", spot(30, 100), d)
        lay.link(dyard, sub)
        tea = lay.add(f"{name}避难硐室", "refuge", key, spot(-30, 150), d)
        lay.link(dyard, tea)
        rises, gap = [], rnd.uniform(190, 290)
        for k in range(3):
            rises.append(
                lay.add(f"{name}轨道{region.rise}{k + 1}#", "rise", key, spot(0, 120 + gap * (k + 1)), d)
            )
            lay.link(rises[-2] if k else dyard, rises[-1])
        dbelt = lay.add(f"{name}胶带{region.rise}", "dbelt", key, spot(-40, 120 + gap), d)
        lay.link(dbelt, rises[0])
        lay.link(dbelt, belt_root)
        dret = [
            lay.add(f"{name}回风{region.rise}{k + 1}#", "dret", key, spot(45, 140 + gap * (1 + 1.6 * k)), d)
            for k in range(2)
        ]
        lay.link(dret[0], dret[1])
        lay.link(dret[0], ret_root)
        lay.link(dret[1], rises[2], "walk", rnd.uniform(70, 130))
        if sizes.gassy:
            drain = lay.add(f"{name}底板瓦斯抽采巷", "drain", key, spot(140, 160 + gap), d)
            lay.link(rises[0], drain)
        if rnd.random() < 0.45:
            lay.area(f"dpump{d}", "重点区域", f"{name}水泵房")
            lay.link(dyard, lay.add(f"{name}水泵房", "dpump", f"dpump{d}", spot(55, 70), d))
        number = rnd.randint(2, 4)
        share = 1 if d + 1 < sizes.districts and coal_left > 1 else coal_left
        heads = head_left if d + 1 == sizes.districts else (head_left + 1) // 2
        coal_left -= share
        head_left -= heads
        slots = [(rises[k], sgn) for k in range(3) for sgn in (1, -1)]
        rnd.shuffle(slots)
        length = rnd.uniform(420, 900)
        for _ in range(share):
            _coal_panel(
                lay,
                rnd,
                sizes,
                d,
                key,
                panel_name(region, d, seam, number),
                slots.pop(),
                dret,
                spot,
                gap,
                length,
            )
            number += 1
        number += 1
        for k in range(heads):
            _heading(
                lay,
                rnd,
                sizes,
                d,
                panel_name(region, d, seam, number),
                k,
                slots.pop() if slots else (rises[0], 1),
                dret,
                spot,
                gap,
            )
            number += k % 2
        _old_panel(
            lay,
            rnd,
            d,
            panel_name(region, d, seam, 1),
            slots.pop() if slots else (rises[0], -1),
            dret,
            spot,
            gap,
            heads,
            panel_name(region, d, seam, 8),
        )
    return lay


def _across(lay: Layout, node: int, gap: float) -> float:
    """Distance up the district of a rise station."""
    return 120 + gap * (int(lay.nodes[node].name.rstrip("#")[-1]))


def _coal_panel(
    lay: Layout,
    rnd: random.Random,
    sizes: Sizes,
    d: int,
    key: str,
    panel: str,
    slot: tuple[int, int],
    dret: list[int],
    spot: Spot,
    gap: float,
    length: float,
) -> None:
    """A longwall panel: intake gate, face, return gate."""
    rise, sgn = slot
    region = lay.region
    gate_in, gate_ret = rnd.choice(region.gate_in), rnd.choice(region.gate_ret)
    up = _across(lay, rise, gap)
    fid = f"F{len(lay.faces) + 1}"
    kind = "综采" if sizes.mech else "炮采"
    if sizes.mech and region.key == "shanxi" and rnd.random() < 0.4:
        kind = "综放"
    area = lay.area(f"face_{fid}", "重点区域", f"{panel}{kind}工作面")
    width = rnd.uniform(110, 200) if sizes.mech else rnd.uniform(70, 120)
    mouth = lay.add(f"{panel}{gate_in}口", "gate_mouth", key, spot(sgn * 45, up), d)
    mid = lay.add(f"{panel}{gate_in}中部", "gate_mid", area, spot(sgn * length / 2, up), d)
    low = lay.add(f"{panel}工作面机头", "face_low", area, spot(sgn * length, up + 5), d)
    high = lay.add(f"{panel}工作面机尾", "face_high", area, spot(sgn * length, up + width), d)
    back = lay.add(f"{panel}{gate_ret}中部", "gate_back", area, spot(sgn * length / 2, up + width), d)
    out = lay.add(f"{panel}{gate_ret}口", "gate_out", key, spot(sgn * 60, up + width), d)
    for a, b in ((rise, mouth), (mouth, mid), (mid, low), (low, high), (high, back), (back, out)):
        lay.link(a, b)
    lay.link(
        out, min(dret, key=lambda k: abs(lay.nodes[k].z - lay.nodes[out].z)), "walk", rnd.uniform(60, 140)
    )
    face = Face(
        fid,
        f"{panel}{kind}工作面",
        "coal_face",
        sizes.mech,
        [mid, low, high, back],
        mouth,
        high,
        out,
        d,
        -rnd.randint(40, 240),
        None,
    )
    face.tpd = sizes.face_t * rnd.uniform(0.9, 1.1)
    face.adv = round(rnd.uniform(2.4, 6.5) if sizes.mech else rnd.uniform(0.9, 1.8), 1)
    face.air = 10 * round(rnd.uniform(75, 150) if sizes.mech else rnd.uniform(42, 75))
    face.inflow = round(rnd.uniform(1.5, 14), 1)
    conc = rnd.uniform(0.28, 0.5) if sizes.gassy else rnd.uniform(0.06, 0.2)
    face.ch4 = round(conc / 100 * face.air, 2)
    face.expl = 0.0 if sizes.mech else round(face.tpd * rnd.uniform(0.16, 0.24), 1)
    face.rated_kw = 50 * round((face.tpd * 0.55 + 250) / 50)
    lay.faces.append(face)


def _heading(
    lay: Layout,
    rnd: random.Random,
    sizes: Sizes,
    d: int,
    panel: str,
    order: int,
    slot: tuple[int, int],
    dret: list[int],
    spot: Spot,
    gap: float,
) -> None:
    """A heading that drives a gate of a later panel."""
    rise, sgn = slot
    region = lay.region
    up = _across(lay, rise, gap) + 25 * (order + 1)
    fid = f"J{sum(1 for f in lay.faces if f.kind == 'heading') + 1}"
    rock = sizes.blast_heads and rnd.random() < 0.35
    blast = rock or (sizes.blast_heads and rnd.random() < 0.5) or not sizes.mech
    gate = (
        "底抽巷"
        if rock and sizes.gassy
        else "石门"
        if rock
        else rnd.choice(region.gate_in)
        if order % 2 == 0
        else rnd.choice(region.gate_ret)
    )
    title = f"{panel}{gate}"
    area = lay.area(f"face_{fid}", "重点区域", f"{title}掘进工作面")
    drive = rnd.uniform(180, 650)
    mouth = lay.add(f"{title}口", "head_mouth", area, spot(sgn * 55, up), d)
    nodes = [mouth]
    if drive > 280:
        nodes.append(
            lay.add(f"{title}{int(drive / 2 // 50 * 50)}m处", "head_mid", area, spot(sgn * drive / 2, up), d)
        )
    nodes.append(lay.add(f"{title}迎头", "head_end", area, spot(sgn * drive, up), d))
    lay.link(rise, mouth)
    for a, b in zip(nodes, nodes[1:]):
        lay.link(a, b)
    face = Face(
        fid,
        f"{title}掘进工作面",
        "heading",
        not blast,
        nodes,
        mouth,
        nodes[-1],
        dret[0],
        d,
        -rnd.randint(20, 150),
        None,
    )
    face.adv = round(rnd.uniform(2.2, 4.5) if blast else rnd.uniform(5.5, 12.0), 1)
    section = rnd.uniform(8, 13)
    face.tpd = round(face.adv * section * (0.25 if rock else 1.45), 1)
    face.air = 10 * round(rnd.uniform(24, 48))
    face.inflow = round(rnd.uniform(0.3, 4.0), 1)
    conc = rnd.uniform(0.12, 0.35) if sizes.gassy else rnd.uniform(0.03, 0.12)
    face.ch4 = round(conc / 100 * face.air, 2)
    face.expl = round(face.adv * rnd.uniform(9, 15), 1) if blast else 0.0
    face.rated_kw = 160.0 if blast else 400.0
    lay.faces.append(face)


def _old_panel(
    lay: Layout,
    rnd: random.Random,
    d: int,
    panel: str,
    slot: tuple[int, int],
    dret: list[int],
    spot: Spot,
    gap: float,
    heads: int,
    idle: str,
) -> None:
    """Sealed old workings and, often, a heading that was stopped."""
    rise, sgn = slot
    region = lay.region
    up = _across(lay, rise, gap) - 35
    area = lay.area(f"old{d}", "限制区域", f"{panel}采空区密闭")
    built = -rnd.randint(90, 700)
    for name, along, root in (
        (f"{panel}{region.gate_in[0]}密闭", sgn * 75, rise),
        (f"{panel}{region.gate_ret[0]}密闭", sgn * 95, dret[1]),
    ):
        node = lay.add(name, "seal", area, spot(along, up if root == rise else up + 130), d)
        lay.link(root, node, "walk", rnd.uniform(40, 120))
        lay.seal_nodes.append(node)
        lay.seals.append(
            {
                "seal_id": f"S{len(lay.seals) + 1}",
                "name": f"{name}墙",
                "stations": [node],
                "built": built + rnd.randint(0, 12),
            }
        )
    if d == 0 or heads < 2:
        title = f"{idle}切眼"
        area = lay.area(f"idle{d}", "其它区域", f"{title}（停掘）")
        drive = rnd.uniform(120, 330)
        mouth = lay.add(f"{title}口", "idle_mouth", area, spot(-sgn * 60, up + 60), d)
        end = lay.add(f"{title}里段", "idle_end", area, spot(-sgn * drive, up + 60), d)
        lay.link(rise, mouth)
        lay.link(mouth, end)
        face = Face(
            f"J{sum(1 for f in lay.faces if f.kind == 'heading') + 1}",
            f"{title}掘进工作面",
            "heading",
            True,
            [mouth, end],
            mouth,
            end,
            dret[0],
            d,
            -rnd.randint(150, 320),
            -rnd.randint(20, 110),
        )
        face.adv, face.air, face.ch4, face.inflow = 6.0, 260.0, 0.3, 0.8
        face.tpd, face.rated_kw = 70.0, 400.0
        lay.faces.append(face)


def equip(lay: Layout, rnd: random.Random, sizes: Sizes) -> None:
    """Belts, feeders, pumps and sensors; call when faces and crews are settled."""
    live = [f for f in lay.faces if f.stop is None or f.stop > -15]
    number = 0
    for f in live:
        if f.kind == "coal_face" or (f.mech and rnd.random() < 0.8):
            number += 1
            lay.face_belt[f.fid] = f"C{number}"
            lay.belts.append((f"C{number}", [f.fid], 50.0 * round(max(f.tpd / 9, 160) / 50)))
    total = sum(f.tpd for f in live)
    for d in range(lay.districts):
        ids = [f.fid for f in live if f.district == d]
        number += 1
        lay.district_belt[d] = f"C{number}"
        lay.belts.append((f"C{number}", ids, 50.0 * round(max(total / 8, 250) / 50)))
    lay.main_belt = f"C{number + 1}"
    lay.belts.append((lay.main_belt, [f.fid for f in live], 50.0 * round(max(total / 7, 300) / 50)))
    number = 0

    def feed(serves: str, kw: float) -> None:
        nonlocal number
        number += 1
        lay.feeders.append((f"FD{number:02d}", serves, float(round(kw / 10) * 10)))

    for f in live:
        feed(f.fid, f.rated_kw)
    feed("hoist", 250 + total * 0.22)
    feed("hoist", 160 + rnd.uniform(0, 150))
    feed("main_fan", 180 + sum(f.air for f in live) * 0.12)
    for d in range(lay.districts):
        feed("local_fan", 60 + 75 * sum(1 for f in live if f.kind == "heading" and f.district == d))
    feed("pump", 260 + rnd.uniform(0, 240))
    feed("surface", 300 + total * 0.12)
    feed("other", 260 + total * 0.18)
    station = lay.with_role("pump")[0]
    rate = 20.0 * round((sum(f.inflow for f in lay.faces) * 3.2 + 70) / 20)
    lay.pumps = [("P1", station, rate), ("P2", station, rate)]
    for k, node in enumerate(lay.with_role("dpump")):
        lay.pumps.append((f"P{k + 3}", node, 50.0))

    serial = 0

    def point(
        kind: str, use: str, node: int, where: str, section: float = 0.0, face: Face | None = None
    ) -> None:
        nonlocal serial
        serial += 1
        digits = {
            "ch4": ("MN", "0001"),
            "air_velocity": ("MN", "0003"),
            "co": ("MN", "0004"),
            "fan": ("KG", "1002"),
            "main_fan": ("KG", "1010"),
        }[kind]
        own = f"{serial // 8 + 1:03d}{'A' if digits[0] == 'MN' else 'D'}{serial % 8 + 1:02d}"
        lay.points.append(
            Point(
                f"{lay.mine_code}01{digits[0]}{digits[1]}{own}",
                kind,
                use,
                where,
                node,
                section,
                face,
                lay.nodes[node].district,
            )
        )

    name = [n.name for n in lay.nodes]
    for f in live:
        if f.kind == "coal_face":
            low, high, out = f.nodes[1], f.nodes[2], f.ret
            point("ch4", "corner", high, f"{f.name}上隅角", face=f)
            point("ch4", "face", high, f"{f.name}", face=f)
            point("ch4", "return", out, f"{f.name}回风流", face=f)
            point("ch4", "intake", low, f"{f.name}进风流", face=f)
            point("air_velocity", "return", out, f"{f.name}回风流", round(rnd.uniform(9, 15), 1), f)
            if rnd.random() < 0.6:
                point("co", "return", out, f"{f.name}回风流", face=f)
        else:
            point("ch4", "face", f.end_node, f"{f.name}迎头", face=f)
            point("ch4", "return", f.mouth, f"{f.name}回风流", face=f)
            point("fan", "local", f.mouth, f"{f.name}局部通风机", face=f)
            if rnd.random() < 0.7:
                point("air_velocity", "return", f.mouth, f"{f.name}回风流", round(rnd.uniform(8, 12), 1), f)
    for d in range(lay.districts):
        node = lay.with_role("dret", district=d)[0]
        point("ch4", "district", node, name[node])
        point("air_velocity", "district", node, name[node], round(rnd.uniform(10, 15), 1))
    shaft = lay.with_role("airshaft")[0]
    point("ch4", "total", shaft, "总回风巷")
    point("air_velocity", "total", shaft, "总回风巷", round(rnd.uniform(13, 20), 1))
    point("main_fan", "main", shaft, "主通风机")
    bottom = lay.with_role("bottom")[0]
    point("air_velocity", "intake_total", bottom, "总进风巷", round(rnd.uniform(14, 22), 1))
    for node in lay.with_role("belt")[:2]:
        point("co", "belt", node, name[node])
    for node in lay.seal_nodes:
        if rnd.random() < 0.6:
            point("ch4", "seal", node, f"{name[node]}外")
    for node in lay.with_role("idle_mouth", "wing"):
        if rnd.random() < 0.5:
            point("ch4", "seal", node, name[node])
