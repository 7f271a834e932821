"""The mine itself: stations on a roadway graph, faces, seals, meters, sensors, and the register that declares them."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

import numpy as np

from .clock import DAY, date_text

REGIONS = ["520221", "520381", "140921", "140423", "410423", "530325", "430481", "610632", "511521", "620823"]
NAMES = [
    "红旗",
    "大湾",
    "石门坎",
    "青龙",
    "双河",
    "金沙",
    "马家沟",
    "永兴",
    "新田",
    "羊场",
    "老屋基",
    "柏林",
    "福源",
    "东升",
    "杨柳",
]


@dataclass
class Place:
    """A working place: declared face, heading, or the hidden one."""

    pid: str
    name: str
    kind: str  # coal_face | heading
    st: list[int]  # stations of the place, the deepest first
    gate: list[int]  # stations of its gate road (way in)
    t0: float  # valid from / to (seconds)
    t1: float | None
    crew: list[int]
    tpd: float = 0.0
    advance: float = 0.0
    air: float = 0.0
    ch4: float = 0.0
    inflow: float = 0.0
    expl: float = 0.0
    maint: int = -1  # index of the maintenance shift of a coal face
    declared: bool = True
    area: int = 0
    dept: str = ""
    only: tuple[int, ...] | None = None  # shifts that work here (None = all)
    tpd_true: float = 0.0  # what is really won


@dataclass
class Mine:
    code: str
    name: str
    start: int  # first day number
    days: int
    shifts: list[int] = field(default_factory=list)  # start hours
    names: list[str] = field(default_factory=list)
    xyz: list[tuple[float, float, float]] = field(default_factory=list)
    area: list[int] = field(default_factory=list)
    areas: list[list] = field(default_factory=list)  # [type, name, limit]
    adj: dict[int, dict[int, float]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    seals: list[dict] = field(default_factory=list)
    points: list[dict] = field(default_factory=list)
    feeders: list[dict] = field(default_factory=list)
    conveyors: list[dict] = field(default_factory=list)
    pumps: list[dict] = field(default_factory=list)
    key: dict = field(default_factory=dict)  # named stations
    status: list[dict] = field(default_factory=list)
    capacity: int = 0
    limit: int = 0
    _path: dict = field(default_factory=dict)

    @property
    def t0(self) -> int:
        return self.start * DAY

    @property
    def t1(self) -> int:
        return (self.start + self.days) * DAY

    def add_area(self, kind: str, name: str, limit: int) -> int:
        self.areas.append([kind, name, limit])
        return len(self.areas) - 1

    def add(self, name: str, xyz, area: int, link: int | None = None, extra: float = 1.0) -> int:
        k = len(self.names)
        self.names.append(name)
        self.xyz.append(tuple(round(float(v), 1) for v in xyz))
        self.area.append(area)
        self.adj[k] = {}
        if link is not None:
            self.join(k, link, extra)
        return k

    def join(self, a: int, b: int, extra: float = 1.0) -> None:
        d = math.dist(self.xyz[a], self.xyz[b]) * extra
        self.adj[a][b] = self.adj[b][a] = round(max(d, 15.0), 1)

    def station_code(self, k: int) -> str:
        return f"{self.code}{self.area[k] + 1:04d}{k + 1:06d}"

    def path(self, a: int, b: int) -> list[int]:
        """Shortest way over the roadways."""
        if a not in self._path:
            dist, prev, heap = {a: 0.0}, {}, [(0.0, a)]
            while heap:
                d, u = heapq.heappop(heap)
                if d > dist[u]:
                    continue
                for v, w in self.adj[u].items():
                    if d + w < dist.get(v, 1e18):
                        dist[v], prev[v] = d + w, u
                        heapq.heappush(heap, (d + w, v))
            self._path[a] = prev
        way, prev = [b], self._path[a]
        while way[-1] != a:
            way.append(prev[way[-1]])
        return way[::-1]

    def near(self, k: int, n: int, skip=()) -> list[int]:
        order = sorted(
            (math.dist(self.xyz[k], self.xyz[j]), j) for j in range(len(self.names)) if j not in skip
        )
        return [j for _, j in order[:n]]


def mine_code(seed: int, number: int) -> str:
    """Unique over (seed, number) as long as number < 500 and seeds differ modulo 2000."""
    return REGIONS[(seed + number) % len(REGIONS)] + f"{(seed % 2000) * 500 + number % 500:06d}"


def build(rng: np.random.Generator, code: str, start: int, days: int, need: str) -> Mine:
    """Draw a layout. `need` names a feature a conduct wants: seal, old, ended, future, boundary, branch, lower, blast."""
    m = Mine(code, NAMES[int(rng.integers(len(NAMES)))] + "煤矿", start, days)
    m.shifts = [0, 8, 16] if rng.random() < 0.5 else ([7, 15, 23] if rng.random() < 0.5 else [0, 6, 12, 18])
    m.shifts.sort()
    ns = len(m.shifts)
    depth = -float(rng.integers(180, 620))
    big = rng.random()
    m.capacity = int([300000, 450000, 600000, 900000, 1200000][int(big * 5)])
    m.status = [{"state": "producing", "from": "2022-03-01", "to": None}]
    surf = m.add_area("井口区域", "副井口", 60)
    main = m.add_area("其它区域", "大巷及硐室", 90)
    portal = m.add("副井口", (0, 0, 40), surf)
    bottom = m.add("副井底", (5, 0, depth), main)
    m.adj[portal][bottom] = m.adj[bottom][portal] = round(40 - depth, 1)
    wait = m.add("候车硐室", (70, 12, depth), main, bottom)
    pump = m.add("中央水泵房", (30, -60, depth), main, bottom)
    sub = m.add("中央变电所", (60, -75, depth), main, pump)
    m.join(sub, wait)
    m.key.update(portal=portal, bottom=bottom, wait=wait, pump=pump, sub=sub, depth=40 - depth)
    road, x, prev = [], 70.0, wait
    n_road = int(rng.integers(6, 10))
    for i in range(n_road):
        x += float(rng.integers(110, 260))
        prev = m.add(f"运输大巷{i + 1}号", (x, float(rng.normal(0, 6)), depth + i), main, prev)
        road.append(prev)
    ret, prev = [], None
    for i in range(0, n_road, 2):  # return road, parallel, joined at its ends
        px, py, pz = m.xyz[road[i]]
        k = m.add(f"回风大巷{i // 2 + 1}号", (px, py + 55, pz), main, prev)
        if i in (0, n_road - 1 - (n_road - 1) % 2):
            m.join(k, road[i])
        ret.append(k)
        prev = k
    m.key.update(
        road=road, ret=ret, refuge=m.add("避难硐室", (m.xyz[road[2]][0] + 20, -40, depth), main, road[2])
    )

    def panel(pid, name, at, side, kind, n_gate, t0, t1, declared=True):
        """Gate road chain to a face of three stations, or to a heading of two."""
        bx, by, bz = m.xyz[road[at]]
        a = m.add_area("重点区域", name, 30)
        gate, prev, y = [], road[at], by
        for i in range(n_gate):
            y += side * float(rng.integers(110, 240))
            prev = m.add(
                f"{name[:4]}{'运输顺槽' if kind == 'coal_face' else '掘进巷'}{i + 1}号",
                (bx + 8, y, bz + i),
                a,
                prev,
            )
            gate.append(prev)
        if kind == "coal_face":
            y += side * 60
            k1 = m.add(f"{name[:4]}机头", (bx + 8, y, bz), a, prev)
            k2 = m.add(f"{name[:4]}架中", (bx + 68, y, bz + 6), a, k1)
            k3 = m.add(f"{name[:4]}机尾", (bx + 128, y, bz + 12), a, k2)
            rgate = m.add(f"{name[:4]}回风顺槽", (bx + 128, by + side * 140, bz + 8), a, k3)
            m.join(rgate, ret[min(at // 2, len(ret) - 1)])
            st = [k2, k1, k3]
            m.key.setdefault("rgate", {})[pid] = rgate
        else:
            k1 = m.add(f"{name[:4]}迎头", (bx + 8, y + side * 70, bz), a, prev)
            st = [k1]
        p = Place(pid, name, kind, st, gate, t0, t1, [0] * ns, declared=declared, area=a)
        m.places.append(p)
        return p

    def day_at(d):
        return float((start + d) * DAY)

    slots = [(i, s) for i in range(n_road) for s in (-1, 1)]
    rng.shuffle(slots)
    slots = [tuple(map(int, s)) for s in slots]
    n_coal = 2 if m.capacity >= 600000 and rng.random() < 0.5 else 1
    n_head = int(rng.integers(1, 4)) if m.capacity < 500000 else int(rng.integers(2, 4))
    plan = m.capacity / 330 * float(rng.uniform(0.82, 0.93))
    drill = need == "blast" or rng.random() < 0.45  # headings are drilled and blasted
    for i in range(n_coal):
        at, side = slots.pop()
        no = 1101 + int(rng.integers(0, 9)) + 100 * i
        p = panel(
            f"F{i + 1}",
            f"{no}综采工作面",
            at,
            side,
            "coal_face",
            int(rng.integers(2, 5)),
            day_at(-int(rng.integers(60, 400))),
            None,
        )
        p.tpd = plan * 0.88 / n_coal
        p.maint = int(rng.integers(ns))
        base = int(rng.integers(11, 19))
        p.crew = [base + int(rng.integers(-1, 2)) for _ in range(ns)]
        p.crew[p.maint] = base + int(rng.integers(3, 8))
        p.advance = round(float(rng.uniform(2.4, 5.5)), 1)
        p.air, p.ch4 = float(rng.integers(80, 150)) * 10, 0
        p.ch4 = round(p.air * float(rng.uniform(0.16, 0.42)) / 100, 2)
        p.inflow, p.dept = round(float(rng.uniform(4, 22)), 1), f"综采{'一二三'[i]}队"
    for i in range(n_head):
        at, side = slots.pop()
        p = panel(
            f"H{i + 1}",
            f"{1201 + int(rng.integers(0, 9)) + 100 * i}{'炮掘' if drill else '综掘'}工作面",
            at,
            side,
            "heading",
            int(rng.integers(2, 4)),
            day_at(-int(rng.integers(30, 200))),
            None,
        )
        p.tpd = plan * 0.12 / n_head
        p.crew = [int(rng.integers(6, 10)) for _ in range(ns)]
        p.advance = round(float(rng.uniform(4, 9)), 1)
        p.air = float(rng.integers(24, 45)) * 10
        p.ch4 = round(p.air * float(rng.uniform(0.12, 0.35)) / 100, 2)
        p.inflow, p.dept = round(float(rng.uniform(0.5, 4)), 1), f"掘进{'一二三'[i]}队"
        p.expl = round(float(rng.uniform(24, 70)), 1) if drill else 0.0
    if need == "ended" or rng.random() < 0.45:
        at, side = slots.pop()
        p = panel(
            "F8",
            f"{1108}综采工作面",
            at,
            side,
            "coal_face",
            2,
            day_at(-500),
            day_at(-int(rng.integers(25, 90))),
        )
        p.crew = [14] * ns
    if need == "future" or rng.random() < 0.4:
        at, side = slots.pop()
        p = panel(
            "F9",
            f"{1109}综采工作面",
            at,
            side,
            "coal_face",
            2,
            day_at(days + int(rng.integers(20, 80))),
            None,
        )
        p.crew = [14] * ns
    for p in m.places:  # planned figures of faces that do not work now
        if p.pid in ("F8", "F9"):
            p.tpd, p.advance, p.air, p.ch4, p.inflow = plan * 0.5, 3.0, 900.0, 2.4, 8.0
        m.areas[p.area][2] = max(p.crew) + int(rng.integers(8, 12))
    a = m.add_area("其它区域" if rng.random() < 0.6 else "限制区域", "密闭区", 6)
    n_seal = int(rng.integers(1, 4))
    for i in range(n_seal):
        at, side = slots.pop()
        x, y, z = m.xyz[road[at]]
        k = m.add(
            f"{1010 + i}采空区密闭前", (x + 12, y + side * float(rng.integers(55, 110)), z), a, road[at]
        )
        m.seals.append(
            {
                "seal_id": f"S{i + 1}",
                "name": f"{1010 + i}采空区密闭",
                "stations": [k],
                "built": date_text(start - int(rng.integers(150, 900))),
            }
        )
    m.key["seal_st"] = [s["stations"][0] for s in m.seals]
    if need == "old" or rng.random() < 0.55:
        at, side = slots.pop()
        x, y, z = m.xyz[road[at]]
        a = m.add_area("其它区域", "旧巷", 8)
        k1 = m.add("三采区旧轨道巷1号", (x + 6, y + side * 130, z), a, road[at])
        k2 = m.add("三采区旧轨道巷2号", (x + 6, y + side * 290, z + 3), a, k1)
        m.key["old"] = [k2, k1]
    if need == "boundary" or rng.random() < 0.3:  # road that ends at the field's boundary
        x, y, z = m.xyz[road[-1]]
        a = m.add_area("其它区域", "边界回风上山", 8)
        k1 = m.add("边界上山1号", (x + 170, y + 20, z + 10), a, road[-1])
        k2 = m.add("边界上山2号(井田边界)", (x + 330, y + 40, z + 30), a, k1)
        m.key["bound"] = [k2, k1]
    _equip(m, rng)
    return m


def _equip(m: Mine, rng) -> None:
    """Sensors, feeders, belts, pumps."""
    serial = [0]

    def point(kind, st, role, section=None, ref=None):
        serial[0] += 1
        typ = {"ch4": "0001", "air_velocity": "0005", "fan": "1003"}[kind]
        val = "KG" if kind == "fan" else "MN"
        m.points.append(
            {
                "code": f"{m.code}01{val}{typ}{serial[0]:03d}A{serial[0] % 17 + 1:02d}",
                "kind": kind,
                "st": st,
                "role": role,
                "section": section,
                "ref": ref,
            }
        )

    for p in m.places:
        if p.pid in ("F8", "F9"):
            if rng.random() < 0.8:
                point("ch4", m.key["rgate"][p.pid], "idle", ref=p)
            if rng.random() < 0.8:
                point(
                    "air_velocity", m.key["rgate"][p.pid], "idle", round(float(rng.uniform(9, 13)), 1), ref=p
                )
        elif p.kind == "coal_face":
            point("ch4", p.st[2], "face", ref=p)
            point("ch4", m.key["rgate"][p.pid], "face_return", ref=p)
            point("air_velocity", m.key["rgate"][p.pid], "face", round(float(rng.uniform(9, 14)), 1), ref=p)
        else:
            point("ch4", p.st[0], "face", ref=p)
            point("air_velocity", p.gate[0], "face", round(float(rng.uniform(8, 12)), 1), ref=p)
            point("fan", p.gate[0], "local_fan", ref=p)
    for i, k in enumerate(m.key["seal_st"]):
        point("ch4", k, "seal", ref=i)
    if "old" in m.key:
        point("air_velocity", m.key["old"][1], "old", round(float(rng.uniform(6, 9)), 1))
        point("ch4", m.key["old"][0], "old")
    if "bound" in m.key:
        point("ch4", m.key["bound"][0], "bound")
        point("air_velocity", m.key["bound"][1], "bound", round(float(rng.uniform(6, 9)), 1))
    point("ch4", m.key["ret"][0], "main_return")
    point("air_velocity", m.key["ret"][0], "main_return", round(float(rng.uniform(16, 22)), 1))
    point("air_velocity", m.key["road"][0], "main_intake", round(float(rng.uniform(16, 22)), 1))
    if rng.random() < 0.5:
        point("ch4", m.key["road"][1], "intake")
    point("fan", m.key["portal"], "main_fan")

    def fd(serves, kw, ref=None):
        return m.feeders.append(
            {"feeder": f"FD{len(m.feeders) + 1:02d}", "serves": serves, "kw": kw, "ref": ref}
        )

    fd("main_fan", float(rng.integers(20, 50) * 10))
    fd("hoist", round(m.capacity / 330 / 14 * m.key["depth"] * 9.81 / 3600 / 0.6 * 2.2 / 10) * 10.0 + 150)
    fd("surface", float(rng.integers(25, 60) * 10))
    fd("pump", 0.0)
    for p in m.places:
        if p.pid not in ("F8", "F9"):
            fd(
                p.pid,
                float(rng.integers(90, 180) * 10)
                if p.kind == "coal_face"
                else float(rng.integers(15, 34) * 10),
                p,
            )
    fd("local_fan", 60.0 * sum(p.kind == "heading" for p in m.places) + 60)
    fd("other", float(rng.integers(40, 70) * 10))  # main belt, compressor, lighting
    faces = [p for p in m.places if p.kind == "coal_face" and p.pid not in ("F8", "F9")]
    for p in faces:
        m.conveyors.append(
            {
                "conveyor": f"C{len(m.conveyors) + 1}",
                "serves": [p.pid],
                "rate": float(round(p.tpd / 8 * 2.2 / 50) * 50),
                "ref": p,
            }
        )
    m.conveyors.append(
        {
            "conveyor": f"C{len(m.conveyors) + 1}",
            "serves": [p.pid for p in m.places if p.pid not in ("F8", "F9")],
            "rate": float(round(m.capacity / 330 / 10 * 2.6 / 50) * 50 + 100),
            "ref": None,
        }
    )
    base = float(rng.integers(15, 60))
    m.key["base_inflow"] = base
    rate = round((base + sum(p.inflow for p in m.places)) * 2.6 / 10) * 10.0 + 40
    m.pumps = [{"pump": "P1", "rate": rate}]
    if rng.random() < 0.4:
        m.pumps.append({"pump": "P2", "rate": rate})
    m.feeders[3]["kw"] = round(rate * 1.8 * m.key["depth"] / 450 / 10) * 10.0


def register(m: Mine, rng, dirt: bool) -> dict:
    """The declared state. Dirt drops lists or fields, never the faces."""

    def ds(t):
        return None if t is None else date_text(int(t) // DAY)

    sc = m.station_code
    faces = [
        {
            "face_id": p.pid,
            "name": p.name,
            "kind": p.kind,
            "stations": [sc(k) for k in p.st],
            "from": ds(p.t0),
            "to": ds(p.t1),
            "crew_per_shift": p.crew,
            "planned_t_per_day": round(p.tpd, 1),
            "advance_m_per_day": p.advance,
            "air_m3_per_min": p.air,
            "ch4_m3_per_min": p.ch4,
            "inflow_m3_per_h": p.inflow,
            "explosive_kg_per_day": p.expl,
        }
        for p in m.places
        if p.declared
    ]
    edges = [{"from": sc(a), "to": sc(b), "length_m": w} for a in m.adj for b, w in m.adj[a].items() if a < b]
    reg = {
        "mine_code": m.code,
        "name": m.name,
        "region": m.code[:6],
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.limit,
        "shift_starts": [f"{h:02d}:00" for h in m.shifts],
        "status": m.status,
        "areas": [
            {"area_code": f"{m.code}{i + 1:04d}", "type": a[0], "limit": a[2], "name": a[1]}
            for i, a in enumerate(m.areas)
        ],
        "stations": [
            {"station_code": sc(k), "name": m.names[k], "x": m.xyz[k][0], "y": m.xyz[k][1], "z": m.xyz[k][2]}
            for k in range(len(m.names))
        ],
        "roadways": edges,
        "faces": faces,
        "seals": [dict(s, stations=[sc(k) for k in s["stations"]]) for s in m.seals],
        "feeders": [{"feeder": f["feeder"], "serves": f["serves"], "rated_kw": f["kw"]} for f in m.feeders],
        "conveyors": [
            {"conveyor": c["conveyor"], "serves": c["serves"], "rated_t_per_h": c["rate"]}
            for c in m.conveyors
        ],
        "pumps": [
            {"pump": p["pump"], "station": sc(m.key["pump"]), "rated_m3_per_h": p["rate"]} for p in m.pumps
        ],
        "points": [
            {
                "point_code": q["code"],
                "kind": q["kind"],
                "station": sc(q["st"]),
                **({"section_m2": q["section"]} if q["section"] else {}),
            }
            for q in m.points
        ],
    }
    if dirt:
        r = rng.random()
        if r < 0.15:
            reg["seals"] = []
        elif r < 0.3:
            reg["pumps"] = []
        elif r < 0.45:
            for f in reg["feeders"]:
                f.pop("rated_kw")
        elif r < 0.6:
            reg["faces"][-1].pop("inflow_m3_per_h")
        elif r < 0.7:
            k = int(rng.integers(5, len(reg["stations"])))
            reg["stations"][k].update(x=0.0, y=0.0, z=0.0)
        reg["remark"] = "资料以矿方上报为准"
    return reg
