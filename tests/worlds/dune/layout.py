"""The plan of one made-up mine: roadway graph with reader stations, faces, feeders, belts, pumps, sensors."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np

REGIONS = ["520221", "141082", "610632", "410403", "500110", "530325", "150622", "431028", "230306", "620823"]
NAMES = [
    "青沟",
    "石槽",
    "白杨",
    "东坪",
    "兴隆",
    "南山",
    "红岩",
    "大湾",
    "永安",
    "三河口",
    "黑龙坡",
    "福源",
    "新村",
    "云台",
]
SHIFT_SYSTEMS = [  # label, starts, lengths (h), weight
    ("三八制", [0, 8, 16], [8, 8, 8], 6),
    ("四六制", [0, 6, 12, 18], [6, 6, 6, 6], 3),
    ("两班制", [8, 20], [10, 10], 1),
    ("两班制", [7, 15], [8, 8], 2),
    ("三八制", [6, 14, 22], [8, 8, 8], 2),
]
ARCHETYPES = {  # coal faces, headings, main roadway nodes, districts
    "tiny": ((0, 1), (1, 1), (2, 2), 1),
    "small": ((1, 1), (1, 2), (3, 4), 1),
    "mid": ((1, 2), (2, 3), (4, 6), 2),
    "big": ((3, 3), (4, 5), (9, 12), 3),
    "blast": ((1, 2), (2, 4), (3, 5), 1),
    "building": ((0, 0), (2, 3), (3, 5), 1),
}
CN = "一二三四五六七八九"


class Mine:
    """Everything known about one mine; filled step by step by the other modules."""

    def __init__(self, seed: int, number: int, days: int, start: dt.date):
        self.seed, self.number, self.days, self.start = seed, number, days, start
        self.r = random.Random(f"dune/{seed}/{number}/plan")
        self.g = np.random.default_rng([seed, number, 77])
        serial = ((seed % 1000) * 1000 + number % 1000) * 370017 % 1_000_000
        self.code = self.r.choice(REGIONS) + f"{serial:06d}"
        self.name = self.r.choice(NAMES) + "煤矿"
        self.date = [(start + dt.timedelta(days=d)).isoformat() for d in range(-40, days + 40)]

    def day(self, d: int) -> str:
        return self.date[d + 40]

    def iso(self, t: int) -> str:
        d, s = divmod(int(t), 86400)
        return f"{self.day(d)}T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}+08:00"


def plan(m: Mine, archetype: str) -> None:
    """Draw the roadway graph and the declared equipment."""
    r = m.r
    m.archetype = archetype
    coal_range, head_range, main_range, n_district = ARCHETYPES[archetype]
    n_coal, n_head, n_main = r.randint(*coal_range), r.randint(*head_range), r.randint(*main_range)
    m.metal = archetype == "blast" and r.random() < 0.4
    m.drill_blast = archetype == "blast" or (archetype in ("tiny", "small") and r.random() < 0.4)
    m.labour, starts, lengths, _ = r.choices(SHIFT_SYSTEMS, [s[3] for s in SHIFT_SYSTEMS])[0]
    m.starts, m.lengths, m.ns = starts, lengths, len(starts)
    m.nodes, m.edges, m.areas = [], [], []
    spacing = r.uniform(0.7, 1.4)

    def area(kind: str, name: str) -> int:
        m.areas.append({"type": kind, "name": name, "limit": 0})
        return len(m.areas) - 1

    def node(name: str, kind: str, a: int, parent: int | None, length: float = 0, turn: float = 0.0) -> int:
        if parent is None:
            x, y, z = r.uniform(3e3, 9e3), r.uniform(3e3, 9e3), r.uniform(600, 1300)
            head = r.uniform(0, 6.28)
        else:
            p = m.nodes[parent]
            head = p["head"] + turn + r.uniform(-0.1, 0.1)
            x, y = p["x"] + length * np.cos(head), p["y"] + length * np.sin(head)
            z = p["z"] + r.uniform(-0.05, 0.02) * length
        m.nodes.append(
            {"name": name, "kind": kind, "area": a, "x": float(x), "y": float(y), "z": float(z), "head": head}
        )
        i = len(m.nodes) - 1
        if parent is not None:
            m.edges.append((parent, i, float(length)))
        return i

    mouth_area, road_area, gate_area = (
        area("井口区域", "井口"),
        area("其它区域", "主要巷道"),
        area("限制区域", "密闭区"),
    )
    mouth = node("副井口", "mouth", mouth_area, None)
    m.vertical = r.random() < 0.6
    m.depth = r.uniform(250, 600) if m.vertical else r.uniform(400, 900)
    bottom = node("井底车场", "bottom", road_area, mouth, m.depth)
    for k in ("x", "y"):
        m.nodes[bottom][k] = m.nodes[mouth][k] + r.uniform(-20, 20) + (0 if m.vertical else m.depth * 0.6)
    m.nodes[bottom]["z"] = m.nodes[mouth]["z"] - m.depth * (1 if m.vertical else 0.35)
    if archetype == "tiny":
        m.sub = m.pump_room = node("变电所水泵房", "chamber", road_area, bottom, 60, 1.5)
        m.refuge = bottom
    else:
        m.sub = node("中央变电所", "chamber", road_area, bottom, 70, 1.5)
        m.pump_room = node("中央水泵房", "chamber", road_area, m.sub, 45, 0.2)
        m.refuge = node("永久避难硐室", "chamber", road_area, bottom, 120, -1.4)
    main, last = [], bottom
    for k in range(n_main):
        last = node(f"运输大巷{k + 1}#", "main", road_area, last, r.uniform(130, 260) * spacing)
        main.append(last)
    m.main, m.bottom, m.mouth = main, bottom, mouth
    m.wind = node("回风井底", "return", road_area, main[0], 150, 1.6) if archetype != "tiny" else main[-1]
    trunks = []
    for k in range(n_district):
        if archetype == "tiny":
            trunks.append(main[-1])
            continue
        at = main[min(len(main) - 1, (k + 1) * len(main) // n_district - (1 if k + 1 == n_district else 0))]
        t = node(f"{CN[k]}采区轨道上山", "trunk", road_area, at, r.uniform(150, 260), r.choice([-1.5, 1.5]))
        if archetype in ("mid", "big"):
            node(f"{CN[k]}采区变电所", "chamber", road_area, t, 50, 1.3)
            t = node(f"{CN[k]}采区轨道上山2#", "trunk", road_area, t, r.uniform(150, 240))
        trunks.append(t)
    m.trunks = trunks
    m.faces = []

    def face(kind: str, k: int, name: str, trunk: int, since: str, until: str | None) -> dict:
        a = area("重点区域", name)
        if kind == "coal_face":
            gate = trunk
            for j in range(1 if archetype in ("tiny", "small") else r.randint(1, 2)):
                gate = node(
                    f"{name[:4]}进风顺槽{j + 1}#", "gate", a, gate, r.uniform(150, 300), 1.2 if j == 0 else 0
                )
            inner = node(f"{name}", "face", a, gate, r.uniform(120, 200), 0.2)
            back = node(f"{name[:4]}回风顺槽", "gate", a, inner, r.uniform(120, 200), 1.5)
            if archetype in ("mid", "big") and r.random() < 0.5:
                m.edges.append((back, trunk, float(r.uniform(200, 350))))
            stations = [inner, gate, back]
        else:
            rear, last = None, trunk
            for j in range(1 if archetype in ("tiny", "small") and r.random() < 0.3 else 2):
                rear, last = (
                    last,
                    node(
                        f"{name}{'迎头' if j else '后路'}",
                        "heading",
                        a,
                        last,
                        r.uniform(90, 220),
                        -1.2 if j == 0 else 0,
                    ),
                )
            stations = [last] + ([rear] if rear != trunk else [])
        f = {
            "id": f"F{k + 1}",
            "name": name,
            "kind": kind,
            "stations": stations,
            "from": since,
            "to": until,
            "area": a,
            "trunk": trunk,
        }
        m.faces.append(f)
        return f

    def past():
        return (m.start - dt.timedelta(days=r.randint(60, 300))).isoformat()

    base = r.randint(11, 15) * 100
    for k in range(n_coal):
        style = "采场" if m.metal else ("炮采工作面" if m.drill_blast and r.random() < 0.8 else "综采工作面")
        face("coal_face", len(m.faces), f"{base + 3 * k + 1}{style}", trunks[k % len(trunks)], past(), None)
    for k in range(n_head):
        style = r.choice(["运输巷", "回风巷", "切眼"]) + ("炮掘工作面" if m.drill_blast else "综掘工作面")
        face(
            "heading", len(m.faces), f"{base + 3 * k + 2}{style}", trunks[(k + 1) % len(trunks)], past(), None
        )
    m.ended = None
    if archetype in ("small", "mid", "big", "blast") and r.random() < 0.5:
        until = (m.start - dt.timedelta(days=r.randint(25, 120))).isoformat()
        m.ended = face("coal_face", len(m.faces), f"{base - 98}综采工作面", trunks[0], "2022-05-01", until)
    # old roadways and seals
    m.old, m.seals = [], []
    for k in range(1 if archetype == "tiny" else r.randint(1, 3) + (archetype == "big")):
        at = r.choice(main + trunks)
        if archetype != "tiny":
            at = node(f"旧巷{k + 1}#口", "old", road_area, at, r.uniform(70, 160), r.choice([-1.4, 1.4]))
            m.old.append(at)
        s = node(f"密闭{k + 1}#", "seal", gate_area, at, r.uniform(60, 120), 0.3)
        m.seals.append({"seal_id": f"S{k + 1}", "name": f"旧采区密闭{k + 1}#", "node": s, "built": past()})
    while archetype == "big" and len(m.nodes) < 58:
        node(
            f"联络巷{len(m.nodes)}#",
            "link",
            road_area,
            r.choice(main),
            r.uniform(60, 140),
            r.choice([-1.5, 1.5]),
        )
    if not m.old:
        m.old = [main[-1]]
    _equip(m)
    _routes(m)


def _equip(m: Mine) -> None:
    """Declared quantities of faces, feeders, conveyors, pumps, sensors."""
    r = m.r
    scale = {"tiny": 0.35, "small": 0.6, "mid": 1.0, "big": 1.5, "blast": 0.5, "building": 0.7}[m.archetype]
    m.gassy = 0.02 if m.metal else r.choice([0.4, 1.0, 1.0, 2.0])
    for f in m.faces:
        coal = f["kind"] == "coal_face"
        blast = "炮" in f["name"] or "采场" in f["name"]
        f["blast"] = blast
        # which shifts produce: the longest maintenance shift is one of them, when there are three or more
        f["maint"] = r.randrange(m.ns) if (coal and m.ns >= 3 and r.random() < 0.8) else -1
        f["plan"] = (
            (r.uniform(900, 2200) * scale * (0.45 if blast else 1))
            if coal
            else r.uniform(40, 110) * min(scale, 1)
        )
        f["plan"] = round(f["plan"], 0)
        crew = r.randint(11, 18) if coal else r.randint(7, 12)
        if m.archetype == "tiny":
            crew = r.randint(6, 9)
        f["crew"] = [crew + (r.randint(3, 8) if s == f["maint"] else 0) for s in range(m.ns)]
        f["air"] = round((r.uniform(700, 1300) if coal else r.uniform(280, 480)) * (0.7 + 0.3 * scale))
        f["q"] = round(
            min(
                (r.uniform(1.2, 2.8) if coal else r.uniform(0.4, 0.9)) * m.gassy,
                f["air"] * (0.0024 if blast else 0.0034),
            ),
            2,
        )
        f["inflow"] = round(r.uniform(3, 18) if coal else r.uniform(0.5, 4), 1)
        f["adv"] = round(r.uniform(2, 5) if coal else r.uniform(3, 9), 1)
        f["expl"] = round(
            (f["plan"] * r.uniform(0.25, 0.4)) if blast and coal else (r.uniform(30, 70) if blast else 0), 1
        )
        f["feeder_kw"] = (r.uniform(0.9, 1.4) if not blast else r.uniform(0.3, 0.5)) * f["plan"] / 2 + (
            150 if coal else 120
        )
        m.areas[f["area"]]["limit"] = int(max(f["crew"]) * 1.25) + 4
    m.areas[0]["limit"], m.areas[1]["limit"], m.areas[2]["limit"] = 60, 80, 6
    m.plan_t = sum(f["plan"] for f in m.faces if not f["to"])
    m.capacity = int(round(max(m.plan_t, 60) * 330 * r.uniform(1.02, 1.25), -4)) or 10000
    m.feeders, m.conveyors = [], []
    for f in m.faces:
        m.feeders.append(
            {
                "feeder": f"FD{len(m.feeders) + 1:02d}",
                "serves": f["id"],
                "rated_kw": round(f["feeder_kw"] * 2.2, -1),
            }
        )
    for s, kw in (
        ("hoist", m.plan_t * 0.5 + 200),
        ("main_fan", 160 + 130 * scale),
        ("local_fan", 45 * len(m.faces)),
        ("pump", 150 + 250 * scale),
        ("surface", 200 + m.plan_t * 0.15),
        ("other", 180 + 100 * scale),
    ):
        m.feeders.append(
            {"feeder": f"FD{len(m.feeders) + 1:02d}", "serves": s, "rated_kw": round(kw * 1.5, -1)}
        )
    live = [f for f in m.faces if f["kind"] == "coal_face"]
    if live and r.random() < 0.95:
        for k, f in enumerate(live):
            m.conveyors.append(
                {
                    "conveyor": f"C{k + 1}",
                    "serves": [f["id"]],
                    "rated_t_per_h": round(f["plan"] / 10, -1) + 60,
                }
            )
        m.conveyors.append(
            {
                "conveyor": "C0",
                "serves": [f["id"] for f in m.faces],
                "rated_t_per_h": round(m.plan_t / 8, -1) + 100,
            }
        )
    m.pumps = [
        {"pump": f"P{k + 1}", "station": m.pump_room, "rated_m3_per_h": float(r.choice([80, 120, 155, 200]))}
        for k in range(1 if m.archetype == "tiny" else 2)
    ]
    m.base_inflow = r.uniform(12, 45) * scale
    m.points = []

    def point(
        kind: str, at: int, what: str, section: float, face: dict | None = None, role: str = ""
    ) -> None:
        n = len(m.points) + 1
        form, sort = {
            "ch4": ("MN", "0001"),
            "air_velocity": ("MN", "0006"),
            "fan": ("KG", "1010" if role == "main" else "1011"),
        }[kind]
        m.points.append(
            {
                "code": f"{m.code}01{form}{sort}{n:03d}A{n % 16 + 1:02d}",
                "kind": kind,
                "node": at,
                "where": what,
                "section": round(section, 1),
                "face": face,
                "role": role,
                "sort": sort,
                "form": form,
            }
        )

    for f in m.faces:
        sec = r.uniform(9, 14)
        if f["to"]:
            continue
        out = f["stations"][2] if f["kind"] == "coal_face" else f["stations"][-1]
        point("ch4", f["stations"][0], f["name"] + "T1", sec, f, "T1")
        point("ch4", out, f["name"] + "T2", sec, f, "T2")
        point("air_velocity", out, f["name"] + "回风", sec, f, "vel")
        if f["kind"] == "heading":
            point("fan", f["stations"][-1], f["name"] + "局扇", 0, f, "local")
    sec = r.uniform(13, 20)
    point("ch4", m.wind, "总回风", sec, None, "main")
    point("air_velocity", m.wind, "总回风", sec, None, "main")
    for s in m.seals:
        point("ch4", s["node"], s["name"], 8, None, "seal")
    point("ch4", m.bottom, "进风大巷", 15, None, "intake")
    point("fan", m.mouth, "1#主扇", 0, None, "main")
    m.wind_section = sec


def _routes(m: Mine) -> None:
    """All shortest paths on the roadway graph (lengths and next hops)."""
    n = len(m.nodes)
    d = np.full((n, n), 1e9)
    hop = np.tile(np.arange(n), (n, 1))
    m.near = [[] for _ in range(n)]
    for a, b, length in m.edges:
        d[a, b] = d[b, a] = length
        m.near[a].append(b)
        m.near[b].append(a)
    np.fill_diagonal(d, 0)
    for k in range(n):
        via = d[:, k : k + 1] + d[k]
        better = via < d - 1e-9
        d = np.where(better, via, d)
        hop = np.where(better, hop[:, k : k + 1], hop)
    m.dist, m.hop = d.tolist(), hop.tolist()
    m.area_code = [f"{m.code}{k + 1:04d}" for k in range(len(m.areas))]
    m.station = [m.area_code[v["area"]] + f"{i + 1:06d}" for i, v in enumerate(m.nodes)]


def register(m: Mine) -> dict:
    """register.json; m.reg_gaps says what this mine never declared."""
    gap = m.reg_gaps
    flat = "coordinates" in gap
    st = m.station
    reg = {
        "mine_code": m.code,
        "name": m.name if not m.metal else m.name.replace("煤矿", "矿"),
        "region": m.code[:6],
        "kind": "metal" if m.metal else "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.limit,
        "shift_starts": [f"{h:02d}:00" for h in m.starts],
        "status": m.status,
        "areas": [
            {"area_code": c, "type": a["type"], "limit": a["limit"], "name": a["name"]}
            for c, a in zip(m.area_code, m.areas)
        ],
        "stations": [
            {
                "station_code": c,
                "name": v["name"],
                "x": 0.0 if flat else round(v["x"], 1),
                "y": 0.0 if flat else round(v["y"], 1),
                "z": 0.0 if flat else round(v["z"], 1),
            }
            for c, v in zip(st, m.nodes)
        ],
        "roadways": [
            {"from": st[a], "to": st[b], "length_m": None if "lengths" in gap else round(length, 1)}
            for a, b, length in m.edges
        ],
        "faces": [
            {
                "face_id": f["id"],
                "name": f["name"],
                "kind": f["kind"],
                "stations": [st[i] for i in f["stations"]],
                "from": f["from"],
                "to": f["to"],
                "crew_per_shift": [] if "crew" in gap else f["crew"],
                "planned_t_per_day": f["plan"],
                "advance_m_per_day": f["adv"],
                "air_m3_per_min": float(f["air"]),
                "ch4_m3_per_min": f["q"],
                "inflow_m3_per_h": f["inflow"],
                "explosive_kg_per_day": f["expl"],
            }
            for f in m.faces
        ],
        "seals": [
            {"seal_id": s["seal_id"], "name": s["name"], "stations": [st[s["node"]]], "built": s["built"]}
            for s in m.seals
        ],
        "feeders": m.feeders,
        "conveyors": m.conveyors,
        "pumps": [{**p, "station": st[p["station"]]} for p in m.pumps],
        "points": [
            {"point_code": p["code"], "kind": p["kind"], "station": st[p["node"]], "section_m2": p["section"]}
            for p in m.points
        ],
        "operator": "dune",
    }
    if "lengths" in gap:
        for w in reg["roadways"]:
            del w["length_m"]
    for key in ("roadways", "seals", "points", "pumps", "conveyors", "feeders", "areas"):
        if key in gap:
            reg[key] = []
    return reg
