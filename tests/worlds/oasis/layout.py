"""Draws the mine: shafts, main roads, districts, gates, headings, old roads, and the readers in them."""

from __future__ import annotations

import math

from .model import Area, Mine, Node, Place, Point, Post

RIDE = 0.32
WALK = 0.85


class Pencil:
    """Adds nodes and edges to a mine."""

    def __init__(self, m: Mine) -> None:
        self.m = m

    def area(self, kind: str, name: str, limit: int) -> int:
        """A new declared area."""
        self.m.areas.append(Area(kind, name, limit))
        return len(self.m.areas) - 1

    def node(
        self, name: str, at: tuple[float, float, float], kind: str, area: int, district: int = -1
    ) -> int:
        """A new station."""
        n = Node(len(self.m.nodes), name, at[0], at[1], at[2], kind, area, district)
        self.m.nodes.append(n)
        return n.i

    def edge(self, a: int, b: int, pace: float = WALK, metres: float | None = None) -> None:
        """A roadway between two stations."""
        p, q = self.m.nodes[a], self.m.nodes[b]
        d = metres or max(25.0, math.dist((p.x, p.y, p.z), (q.x, q.y, q.z)) * self.m.r.uniform(1.0, 1.12))
        self.m.edges.append((a, b, round(d, 1), pace * self.m.r.uniform(0.95, 1.08)))

    def chain(
        self,
        first: int,
        name: str,
        n: int,
        step: tuple[float, float, float],
        kind: str,
        area: int,
        district: int,
        pace: float = WALK,
    ) -> list[int]:
        """A straight road of n stations beginning beyond `first`."""
        out, prev = [], first
        p = self.m.nodes[first]
        for k in range(1, n + 1):
            f = k * self.m.r.uniform(0.93, 1.07)
            i = self.node(
                f"{name}{k}#", (p.x + step[0] * f, p.y + step[1] * f, p.z + step[2] * f), kind, area, district
            )
            self.edge(prev, i, pace)
            out.append(i)
            prev = i
        return out


def build(m: Mine, want_stations: int, coal_faces: int, headings: int, new_face_day: int | None) -> None:
    """Fill nodes, edges, areas, places, seals, posts and sensors of a mine."""
    r, p = m.r, Pencil(m)
    vertical, adit = m.access == "vertical", m.access == "adit"
    depth = r.uniform(180, 620) if vertical else r.uniform(40, 260)
    top = r.choice((1680.0, 1420.0, 960.0, 210.0, 45.0))
    low = top - depth
    mouth = p.area("井口区域", "副井口", 200)
    common = p.area("其它区域", "主要大巷", 120)
    rooms = p.area("重点区域", "硐室", 30)
    old = p.area("限制区域", "盲巷及采空区", 6)
    word = {"vertical": "副立井", "inclined": "副斜井", "adit": "主平硐"}[m.access]
    s0 = p.node(f"{word}井口", (0, 0, top), "surface", mouth)
    if vertical:
        b0 = p.node(f"{word}底", (0, 20, low), "main", common)
        p.edge(s0, b0, 0.22, depth)
    else:
        run = depth * (14 if adit else 3.0)
        run = min(run, 1600.0)
        p.edge(s0, slope := p.node(f"{word}中部", (run / 2, 0, top - depth / 2), "main", common), RIDE)
        b0 = p.node(f"{word}底车场", (run, 0, low), "main", common)
        p.edge(slope, b0, RIDE)
    m.marks["portal"], m.marks["bottom"] = s0, b0
    base = m.nodes[b0]
    yard = p.node("井底车场", (base.x + 60, base.y + 30, low), "main", common)
    p.edge(b0, yard)
    for key, name in (
        ("substation", "中央变电所"),
        ("sump", "中央水泵房"),
        ("refuge", "永久避难硐室"),
        ("bunker", "井底煤仓上口"),
    ):
        i = p.node(name, (base.x + r.uniform(60, 200), base.y + r.uniform(-120, 120), low), "chamber", rooms)
        p.edge(yard, i)
        m.marks[key] = i
    if r.random() < 0.5:
        m.marks["magazine"] = p.node("爆破材料发放硐室", (base.x + 220, base.y - 90, low), "chamber", rooms)
        p.edge(yard, m.marks["magazine"])
    districts = (
        1
        if coal_faces + headings <= 2 and want_stations < 60
        else r.randint(1, 3 if want_stations > 90 else 2)
    )
    n_main = max(2 * districts, r.randint(3, 7))
    gap = r.uniform(170, 420)
    heading_angle = r.uniform(-0.5, 0.5)
    step = (gap * math.cos(heading_angle), gap * math.sin(heading_angle), r.uniform(-2, 2))
    main = p.chain(yard, f"{low:+.0f}运输大巷", n_main, step, "main", common, -1, RIDE)
    ret_main = p.node("总回风巷", (base.x + gap, base.y + 260, low + 12), "return", common)
    wind = p.node("风井井口", (base.x + gap * 0.6, base.y + 420, top), "surface", mouth)
    p.edge(ret_main, wind)
    m.marks["wind"], m.marks["main_return"] = wind, ret_main
    p.edge(ret_main, main[0])
    strip = r.random() < 0.35
    made: list[Place] = []
    order = ["coal_face"] * coal_faces + ["heading"] * headings
    panel = dict.fromkeys(range(districts), 0)
    rises: dict[int, list[int]] = {}
    returns: dict[int, list[int]] = {}
    for d in range(districts):
        root = main[min(len(main) - 1, (d + 1) * len(main) // districts - 1)]
        side = 1 if d % 2 == 0 else -1
        n_rise = r.randint(3, 6)
        rise_step = (gap * 0.35, side * gap * 0.55, 0.0 if strip else r.uniform(8, 30))
        rise = p.chain(
            root,
            f"1{d + 1}采区{'辅运巷' if strip else '轨道上山'}",
            n_rise,
            rise_step,
            "rise",
            common,
            d,
            RIDE if strip else WALK,
        )
        back = p.chain(
            root,
            f"1{d + 1}采区回风巷",
            max(2, n_rise - 1),
            (rise_step[0] + 22, rise_step[1], rise_step[2]),
            "return",
            common,
            d,
        )
        p.edge(rise[-1], back[-1])
        p.edge(back[0], ret_main, metres=gap * (d + 1))
        rises[d], returns[d] = rise, back
        m.marks[f"district_return_{d}"] = back[0]
        if r.random() < 0.6:
            i = p.node(
                f"1{d + 1}采区变电所",
                (m.nodes[rise[0]].x + 30, m.nodes[rise[0]].y, m.nodes[rise[0]].z),
                "chamber",
                rooms,
                d,
            )
            p.edge(rise[0], i)
            m.marks[f"substation_{d}"] = i
        for q in range(r.randint(1, 3)):
            foot = r.choice(rise[:-1] or rise)
            tag = f"1{d + 1}0{q + 1}"
            road = p.chain(
                foot, f"{tag}旧运输巷", r.randint(1, 2), (gap * 0.3, -side * gap * 0.2, 3), "old", old, d
            )
            seal = p.node(
                f"{tag}采空区密闭前",
                (m.nodes[road[-1]].x + 60, m.nodes[road[-1]].y - side * 30, m.nodes[road[-1]].z),
                "seal",
                old,
                d,
            )
            p.edge(road[-1], seal)
            m.seals.append((f"S{len(m.seals) + 1}", f"{tag}采空区永久密闭", seal))
    for k, kind in enumerate(order):
        d = k % districts
        panel[d] += 1
        tag = f"1{d + 1}{4 + panel[d]:02d}"
        foot = rises[d][min(len(rises[d]) - 1, panel[d])]
        side = 1 if d % 2 == 0 else -1
        out = (gap * 0.5, -side * gap * 0.12 * panel[d], r.uniform(-3, 3))
        if kind == "coal_face":
            a = p.area("重点区域", f"{tag}采煤工作面", 99)
            n = r.randint(2, 4)
            intake = p.chain(foot, f"{tag}运输顺槽", n, out, "gate", a, d)
            off = returns[d][min(len(returns[d]) - 1, panel[d])]
            exhaust = p.chain(off, f"{tag}回风顺槽", n, (out[0], out[1] + 10, out[2]), "gate", a, d)
            p.edge(intake[-1], exhaust[-1], metres=r.uniform(90, 210))
            nodes = [intake[-1], exhaust[-1], intake[-2], exhaust[-2]]
            weights = [5.0, 3.0, 1.5, 0.7]
        else:
            a = p.area("重点区域", f"{tag}掘进工作面", 99)
            line = p.chain(foot, f"{tag}掘进巷", r.randint(2, 3), out, "heading", a, d)
            nodes, weights = [line[-1], line[-2]], [5.0, 1.5]
        made.append(_place(m, k, kind, tag, nodes, weights, d))
    if new_face_day is not None and len(made) > 1:
        made[-1].first = new_face_day
    m.places = made
    for area in m.areas[4:]:
        area.limit = 99
    _densify(m, p, want_stations)
    _size(m, returns)


def _place(
    m: Mine, k: int, kind: str, tag: str, nodes: list[int], weights: list[float], district: int
) -> Place:
    """An approved face with its declared figures; crews and tonnage are set later."""
    r = m.r
    s = m.shifts
    big = m.persons_target / 300.0
    if kind == "coal_face":
        machine = m.persons_target > 130 or r.random() < 0.5
        crew = max(
            5,
            round(
                (9 + 9 * min(2.0, big))
                * r.uniform(0.85, 1.15)
                * 3
                / max(3, s)
                * (0.62 if m.persons_target < 110 else 1)
            ),
        )
        tons = (250 + 1300 * big) * r.uniform(0.7, 1.3) if machine else r.uniform(140, 320)
        name = f"{tag}{'综采' if machine else '炮采'}工作面"
        place = Place(
            f"F{k + 1}",
            name,
            kind,
            nodes,
            weights,
            district,
            [crew] * s,
            tons,
            250 + tons * 0.55,
            r.uniform(650, 1500),
            r.uniform(0.8, 4.5),
            r.uniform(3, 22),
            r.uniform(1.6, 4.8),
            not machine,
            0.0 if machine else tons * 0.22,
        )
        if m.repair_shift >= 0:
            place.crew_plan[m.repair_shift] = round(crew * r.uniform(1.15, 1.5))
        return place
    machine = r.random() < 0.55
    crew = max(
        3, round((5 + 4 * min(2.0, big)) * r.uniform(0.85, 1.2) * (0.8 if m.persons_target < 110 else 1))
    )
    tons = r.uniform(35, 110) * (0.7 + 0.4 * big)
    return Place(
        f"F{k + 1}",
        f"{tag}{'综掘' if machine else '炮掘'}工作面",
        kind,
        nodes,
        weights,
        district,
        [crew] * s,
        tons,
        90 + tons * 1.1 if machine else 60 + tons * 0.5,
        r.uniform(260, 480),
        r.uniform(0.25, 1.3),
        r.uniform(1, 6),
        r.uniform(3, 10) if machine else r.uniform(2, 4.5),
        not machine,
        0.0 if machine else tons * r.uniform(0.35, 0.6),
    )


def _densify(m: Mine, p: Pencil, want: int) -> None:
    """Put readers into the longest roads until the mine has as many as wanted."""
    names: dict[str, int] = {}
    while len(m.nodes) < want:
        k = max(range(len(m.edges)), key=lambda q: m.edges[q][2] if min(m.edges[q][:2]) > 0 else 0)
        a, b, d, pace = m.edges[k]
        if d < 60:
            break
        na, nb = m.nodes[a], m.nodes[b]
        host = nb if nb.kind not in ("surface", "chamber") else na
        stem = host.name.rstrip("0123456789#") + "中部"
        names[stem] = names.get(stem, 0) + 1
        kind = (
            "main" if host.kind in ("surface", "chamber") else ("old" if host.kind == "seal" else host.kind)
        )
        i = p.node(
            f"{stem}{names[stem]}#",
            ((na.x + nb.x) / 2, (na.y + nb.y) / 2, (na.z + nb.z) / 2),
            kind,
            host.area,
            host.district,
        )
        m.edges[k] = (a, i, round(d / 2, 1), pace)
        m.edges.append((i, b, round(d - round(d / 2, 1), 1), pace))


def _size(m: Mine, returns: dict[int, list[int]]) -> None:
    """Standing jobs, pumps and sensors."""
    r, s = m.r, m.shifts
    crew_all = sum(sum(p.crew_plan) for p in m.places)
    spare = max(7 * s, round(m.persons_target * 0.86 - crew_all * 1.1))
    faces = [p.nodes[0] for p in m.places]
    roads = m.pick("main", "rise")
    seals = [x[2] for x in m.seals]
    share = spare / s

    def post(
        role: str,
        nodes: list[int],
        stay: float,
        part: float,
        least: int = 1,
        weights: list[float] | None = None,
    ) -> None:
        n = max(least, round(share * part))
        plan = [
            max(least, round(n * (1.25 if q == m.repair_shift and role in ("elec", "repair") else 1.0)))
            for q in range(s)
        ]
        m.posts.append(Post(role, nodes, weights or [1.0] * len(nodes), stay, plan))

    post("leader", faces + roads[:4], 1500, 0.02)
    post("safety", faces, 2400, 0.06)
    post("gas", faces + seals[:1] + [p.nodes[1] for p in m.places], 1100, 0.09)
    for node in [m.marks["bunker"], *r.sample(roads, min(len(roads), max(1, round(share * 0.05))))]:
        post("belt", [node], 9000, 0.04)
    post("pump", [m.marks["sump"]], 12000, 0.04)
    post("sub", [m.marks["substation"]], 12000, 0.03)
    post("trans", roads, 500, 0.16)
    post("elec", [*faces, m.marks["substation"], *roads[:3]], 2000, 0.13)
    post("repair", r.sample(roads, min(3, len(roads))), 4200, 0.15, 2)
    post("vent", seals + m.pick("return")[:6], 900, 0.06)
    if any(p.blast for p in m.places):
        post(
            "shot",
            [p.nodes[-1] for p in m.places if p.blast]
            + ([m.marks["magazine"]] if "magazine" in m.marks else []),
            2200,
            0.03,
        )
    inflow = sum(p.inflow for p in m.places)
    m.base_inflow = r.uniform(0.3, 1.1) * inflow + 5
    rated = float(round((inflow + m.base_inflow) * r.uniform(2.2, 3.5) / 10) * 10 + 20)
    m.pumps = [("P1", m.marks["sump"], rated)]
    _sensors(m, returns)


def _sensors(m: Mine, returns: dict[int, list[int]]) -> None:
    """Methane, air speed and fan points."""
    r, n = m.r, 0
    rich = r.random()

    def add(kind: str, node: int, section: float, source: tuple[str, object], label: str) -> None:
        nonlocal n
        n += 1
        typ = {"ch4": "01MN0001", "air_velocity": "01MN0003", "fan": "01KG1002"}[kind]
        m.points.append(
            Point(
                f"{m.code}{typ}{n // 16 + 1:03d}{'D' if kind == 'fan' else 'A'}{n % 16:02d}",
                kind,
                node,
                section,
                source,
                label,
            )
        )

    for p in m.places:
        sec = round(r.uniform(9, 14) if p.kind == "coal_face" else r.uniform(7, 12), 1)
        add("ch4", p.nodes[0], sec, ("front", p.key), p.name)
        add("ch4", p.nodes[1], sec, ("return", p.key), f"{p.name}回风")
        if rich > 0.15:
            add("air_velocity", p.nodes[1], sec, ("return", p.key), f"{p.name}回风")
        if p.kind == "heading" and rich > 0.1:
            add("fan", p.nodes[1], sec, ("fan", p.key), f"{p.name}局扇")
    for d in returns:
        sec = round(r.uniform(11, 16), 1)
        add("ch4", m.marks[f"district_return_{d}"], sec, ("district", d), f"1{d + 1}采区回风巷")
        if rich > 0.2:
            add("air_velocity", m.marks[f"district_return_{d}"], sec, ("district", d), f"1{d + 1}采区回风巷")
    add("ch4", m.marks["main_return"], 18.0, ("mine", 0), "总回风巷")
    add("air_velocity", m.marks["main_return"], 18.0, ("mine", 0), "总回风巷")
    if r.random() < 0.6:
        add("fan", m.marks["main_return"], 18.0, ("mainfan", 0), "主通风机")
    for _, label, node in m.seals:
        if r.random() < 0.35:
            add("ch4", node, 8.0, ("seal", node), label)
    if rich > 0.5:
        add("ch4", m.marks["bunker"], 10.0, ("intake", 0), "井底煤仓上口")
