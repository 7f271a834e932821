"""The mine itself: galleries, readers, faces, machines, and the state one run is built on."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

CST = timezone(timedelta(hours=8))
DAY = 86400.0
SLOTS = 96  # quarter hours a day

REGIONS = (
    "520221",
    "520524",
    "140921",
    "140525",
    "610632",
    "620823",
    "410403",
    "230321",
    "430482",
    "510422",
    "530381",
    "150622",
    "340406",
    "370883",
    "130281",
    "650107",
)
PLACE_A = "青龙清白石黄红兴永新大东金玉双云松柳泉长安平宏福祥顺义"
PLACE_B = "沟坪岭湾塘坡寨岩井河源山村庄桥庙梁口坝营"

# kind: capacity (10 kt/a), coal faces, headings, mains, coal crew, heading crew, depth, blasting
TYPES: dict[str, dict[str, Any]] = {
    "incline_belt": {
        "cap": (30, 90),
        "faces": (1, 2),
        "heads": (2, 3),
        "mains": (5, 9),
        "crew": (9, 16),
        "head": (5, 9),
        "depth": (150, 380),
        "blast": 0.4,
        "gate": (300, 800),
    },
    "vertical_shaft": {
        "cap": (60, 150),
        "faces": (1, 2),
        "heads": (2, 4),
        "mains": (6, 10),
        "crew": (11, 18),
        "head": (6, 9),
        "depth": (380, 820),
        "blast": 0.3,
        "gate": (500, 1100),
    },
    "county": {
        "cap": (15, 30),
        "faces": (1, 1),
        "heads": (2, 2),
        "mains": (3, 4),
        "crew": (7, 13),
        "head": (4, 7),
        "depth": (90, 260),
        "blast": 0.9,
        "gate": (180, 420),
    },
    "thin_seam": {
        "cap": (9, 21),
        "faces": (2, 3),
        "heads": (1, 2),
        "mains": (3, 6),
        "crew": (5, 9),
        "head": (4, 6),
        "depth": (80, 240),
        "blast": 1.0,
        "gate": (120, 300),
    },
    "large": {
        "cap": (150, 400),
        "faces": (1, 2),
        "heads": (3, 5),
        "mains": (9, 14),
        "crew": (12, 20),
        "head": (7, 11),
        "depth": (280, 600),
        "blast": 0.05,
        "gate": (1000, 2200),
    },
}
SHIFT_SYSTEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("三八制", ("00:00", "08:00", "16:00")),
    ("三八制", ("07:00", "15:00", "23:00")),
    ("三八制", ("06:30", "14:30", "22:30")),
    ("四六制", ("02:00", "08:00", "14:00", "20:00")),
    ("四六制", ("00:00", "06:00", "12:00", "18:00")),
    ("两班制", ("07:00", "19:00")),
    ("默认班制", ("07:40", "15:40", "23:40")),
    ("两班制", ("08:00", "20:30")),
)


@dataclass
class Area:
    """A zone of the location system."""

    code: str
    type: str
    name: str
    limit: int = 0


@dataclass
class Station:
    """One reader."""

    code: str
    name: str
    area: int
    role: str
    x: float
    y: float
    z: float


@dataclass
class Face:
    """A declared working place; `start` and `end` are seconds from the first midnight."""

    fid: str
    name: str
    kind: str
    stations: list[int]
    start: float
    end: float | None
    crew: list[int]
    prod: list[float]
    plan: float
    advance: float
    air: float
    ch4: float
    inflow: float
    expl: float
    kwh_t: float
    rock: float = 0.0


@dataclass
class Point:
    """One sensor of the safety system."""

    code: str
    kind: str
    station: int
    section: float
    label: str
    of: str  # face id, "intake", "return", "seal:<id>", "main", "local:<face>"


@dataclass
class Trip:
    """One descent; `card` −1 means without card. `vt`/`vs` are what the readers saw."""

    person: int
    card: int
    t_in: float
    t_out: float
    vt: np.ndarray
    vs: np.ndarray
    place: str = ""
    real: bool = True
    shown: bool = True
    hide: list[tuple[float, float]] = field(default_factory=list)
    lost: float | None = None
    portal: int = 0
    area_shift: int = 0
    dist: float = 10.0
    wobble: float = 4.0
    seed: int = 0


@dataclass
class Person:
    """An invented employee; `card` is the number in the location system or −1."""

    name: str
    trade: str
    duty: str
    dept: str
    leader: int
    special: int
    card: int


@dataclass
class Team:
    """A roster: `need[s]` people in shift s, `mode` tells what they do underground."""

    name: str
    place: str
    mode: str
    stations: list[int]
    need: list[int]
    pools: list[list[int]]


@dataclass
class Hidden:
    """The physics of an undeclared working place (`rate` in tonnes per quarter hour)."""

    rate: np.ndarray
    haul: str = "belt"  # belt, unweighed, cars, none, face:<id>
    report: float = 0.0  # share of the coal that is reported
    feeder: str | None = None
    kwh_t: float = 6.0
    base_kw: float = 0.0
    air: float = 0.0
    air_mode: str = "total"  # total, steal, leak
    gas: float = 0.0  # m3 CH4 per tonne
    gas_seal: str | None = None
    water: float = 0.0  # m3 per hour
    expl_face: str | None = None
    kg_t: float = 0.0
    on: np.ndarray | None = None
    flow: np.ndarray | None = None  # when air is drawn, if other than `on`


class Layout:
    """Readers and galleries as a graph."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.areas: list[Area] = []
        self.st: list[Station] = []
        self.adj: dict[int, list[tuple[int, float, bool]]] = {}
        self.roads: list[tuple[int, int, float]] = []
        self._tree: dict[int, tuple[list[float], list[int]]] = {}

    def area(self, kind: str, name: str) -> int:
        """Add a zone."""
        self.areas.append(Area(f"{self.code}{len(self.areas) + 1:04d}", kind, name))
        return len(self.areas) - 1

    def add(self, name: str, area: int, role: str, x: float, y: float, z: float) -> int:
        """Add a reader."""
        n = len(self.st)
        self.st.append(Station(f"{self.areas[area].code}{n + 1:06d}", name, area, role, x, y, z))
        self.adj[n] = []
        return n

    def link(self, a: int, b: int, length: float | None = None, ride: bool = False) -> None:
        """Join two readers by a gallery."""
        p, q = self.st[a], self.st[b]
        d = length or max(30.0, math.dist((p.x, p.y, p.z), (q.x, q.y, q.z)))
        self.adj[a].append((b, d, ride))
        self.adj[b].append((a, d, ride))
        self.roads.append((a, b, d))

    def role(self, *roles: str) -> list[int]:
        """Readers with one of these roles."""
        return [i for i, s in enumerate(self.st) if s.role in roles]

    def tree(self, a: int) -> tuple[list[float], list[int]]:
        """Shortest lengths and predecessors from reader a."""
        if a not in self._tree:
            dist, prev = [math.inf] * len(self.st), [-1] * len(self.st)
            dist[a] = 0.0
            heap = [(0.0, a)]
            while heap:
                d, u = heapq.heappop(heap)
                if d > dist[u]:
                    continue
                for v, w, _ in self.adj[u]:
                    if d + w < dist[v]:
                        dist[v], prev[v] = d + w, u
                        heapq.heappush(heap, (d + w, v))
            self._tree[a] = (dist, prev)
        return self._tree[a]

    def path(self, a: int, b: int) -> list[tuple[int, float, bool]]:
        """Hops (reader, metres, ridden) from a to b."""
        prev = self.tree(b)[1]
        out = []
        while a != b:
            nxt = prev[a]
            if nxt < 0:
                break
            hop = next(h for h in self.adj[a] if h[0] == nxt)
            out.append(hop)
            a = nxt
        return out

    def near(self, a: int, reach: float = 320.0, most: int = 3) -> list[int]:
        """Readers around a, nearest first, a included."""
        dist = self.tree(a)[0]
        order = sorted(range(len(dist)), key=lambda i: dist[i])
        return [i for i in order if dist[i] <= reach and not self.st[i].role.startswith("portal")][:most] or [
            a
        ]


@dataclass
class World:
    """Everything known about one mine while it is being made."""

    rng: np.random.Generator
    code: str
    name: str
    type: str
    t0: datetime
    days: int
    lay: Layout
    cap: float
    org: str
    starts: list[str]
    faces: list[Face] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)
    feeders: list[dict[str, Any]] = field(default_factory=list)
    conveyors: list[dict[str, Any]] = field(default_factory=list)
    pumps: list[dict[str, Any]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    status: list[dict[str, Any]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    work: dict[str, np.ndarray] = field(default_factory=dict)
    presence: dict[str, np.ndarray] = field(default_factory=dict)
    conduct: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    knobs: dict[str, Any] = field(default_factory=dict)
    on_people: list[Callable[[], None]] = field(default_factory=list)
    late_people: list[Callable[[], None]] = field(default_factory=list)
    on_plant: list[Callable[[dict[str, Any]], None]] = field(default_factory=list)
    drop: list[tuple[float, float]] = field(default_factory=list)
    freeze: list[tuple[float, float]] = field(default_factory=list)
    cap_list: list[tuple[float, float, int]] = field(default_factory=list)
    clock: list[tuple[float, float, float]] = field(default_factory=list)
    dead: list[tuple[int, float, float]] = field(default_factory=list)
    limit: int = 0

    @property
    def span(self) -> float:
        """Length of the data in seconds."""
        return self.days * DAY

    def pick(self, seq: Sequence[Any]) -> Any:
        """One element at random."""
        return seq[int(self.rng.integers(len(seq)))]

    def iso(self, t: float) -> str:
        """ISO text with offset of a second count."""
        return (self.t0 + timedelta(seconds=round(t))).isoformat()

    def shifts(self) -> list[tuple[int, int, float, float]]:
        """(day, shift, start, end); begins a day early so that the mine is not empty at midnight."""
        secs = [int(s[:2]) * 3600.0 + int(s[3:]) * 60.0 for s in self.starts]
        out = []
        for d in range(-1, self.days):
            for k, s in enumerate(secs):
                nxt = secs[k + 1] if k + 1 < len(secs) else secs[0] + DAY
                out.append((d, k, d * DAY + s, d * DAY + s + min(nxt - s, 9.5 * 3600.0)))
        return out

    def shift_slots(self, k: int) -> np.ndarray:
        """Boolean over the quarter hours: inside the productive part of shift k."""
        on = np.zeros(self.days * SLOTS, bool)
        for _, s, a, b in self.shifts():
            if s == k:
                on[max(0, int((a + 2400) // 900)) : max(0, int((b - 1500) // 900))] = True
        return on

    def span_slots(self, a: float, b: float) -> slice:
        """Quarter hours between two times."""
        return slice(max(0, int(a // 900)), max(0, int(b // 900)))

    def window(self, low: float, high: float, least: float = 2.0) -> tuple[float, float]:
        """A random run of whole shifts, between two shares of the data, at least some days long."""
        n = min(self.days, max(least, self.rng.uniform(low, high) * self.days))
        start = self.rng.uniform(0, self.days - n) if n < self.days else 0.0
        first = int(self.starts[0][:2]) * 3600.0 + int(self.starts[0][3:]) * 60.0
        a = 0.0 if n >= self.days - 0.5 else math.floor(start) * DAY + first
        return a, min(self.span, a + max(1.0, round(n)) * DAY)

    def days_window(self, low: int, high: int) -> tuple[float, float]:
        """A random run of whole calendar days."""
        n = int(min(self.days, self.rng.integers(low, high + 1)))
        a = int(self.rng.integers(0, self.days - n + 1))
        return a * DAY, (a + n) * DAY

    def note(self, name: str, a: float, b: float) -> None:
        """Record an honest event for the truth."""
        self.events.append({"name": name, "from": self.iso(max(0.0, a)), "to": self.iso(min(b, self.span))})

    def charge(
        self,
        kind: str,
        style: str,
        a: float,
        b: float,
        stations: list[int],
        cards: list[int],
        incidental: bool = False,
    ) -> dict[str, Any]:
        """Record conduct for the truth."""
        row: dict[str, Any] = {
            "kind": kind,
            "style": style,
            "from": self.iso(a),
            "to": self.iso(min(b, self.span)),
            "stations": [self.lay.st[s].code for s in stations[:3]],
            "cards": [f"{self.code}{c:05d}" for c in sorted(set(cards)) if c >= 0],
        }
        if incidental:
            row["incidental"] = True
        self.conduct.append(row)
        return row

    def face(self, fid: str) -> Face:
        """The face with this id."""
        return next(f for f in self.faces if f.fid == fid)

    def live(self, kind: str | None = None) -> list[Face]:
        """Faces that are declared for the whole time."""
        return [f for f in self.faces if f.start <= 0 and f.end is None and kind in (None, f.kind)]

    def retired(self) -> Face:
        """The face that had ended before the data begin."""
        return next(f for f in self.faces if f.end is not None and f.end < 0)

    def feeder(self, serves: str) -> str:
        """A feeder serving this, or one of the 'other' ones."""
        for f in self.feeders:
            if f["serves"] == serves:
                return str(f["feeder"])
        return str(next(f["feeder"] for f in self.feeders if f["serves"] == "other"))


def _mains(w: World, spec: dict[str, Any]) -> dict[str, Any]:
    """Shafts, shaft bottom, mains and returns."""
    r, lay = w.rng, w.lay
    depth = float(r.uniform(*spec["depth"]))
    head = lay.area("井口区域", "井口检身区域")
    low = lay.area("其它区域", "井底车场")
    haul = lay.area("其它区域", "运输大巷")
    ret = lay.area("其它区域", "回风大巷")
    ox, oy = float(r.uniform(3000, 9000)), float(r.uniform(3000, 9000))
    z0 = float(r.uniform(300, 1900))
    zb = z0 - depth
    p = lay.add("副斜井口" if w.type != "vertical_shaft" else "副井口", head, "portal", ox, oy, z0)
    p2 = lay.add(
        "主斜井口" if w.type != "vertical_shaft" else "主井口", head, "portal2", ox + 60, oy + 20, z0 + 3
    )
    bx = ox if w.type == "vertical_shaft" else ox + depth * float(r.uniform(2.0, 3.0))
    b = lay.add("副井底", low, "bottom", bx, oy, zb)
    b2 = lay.add("主井底煤仓", low, "bottom", bx + 50, oy + 45, zb - 4)
    if w.type == "vertical_shaft" or w.type == "county":
        lay.link(p, b, None, True)
    else:
        m = lay.add("副斜井中部", low, "main", (ox + bx) / 2, oy, (z0 + zb) / 2)
        lay.link(p, m, None, True)
        lay.link(m, b, None, True)
    lay.link(p2, b2, None, False)
    lay.link(b, b2)
    mains, prev, x = [], b, bx
    n = int(r.integers(spec["mains"][0], spec["mains"][1] + 1))
    gap = 170.0 if w.type in ("county", "thin_seam") else 260.0
    manride = w.type in ("large", "vertical_shaft") or bool(r.random() < 0.4)
    for k in range(n):
        x += float(r.uniform(0.6, 1.4)) * gap
        s = lay.add(
            f"{'胶带' if w.type == 'large' else '轨道'}大巷{k + 1}#",
            haul,
            "main",
            x,
            oy + float(r.normal(0, 8)),
            zb + k * float(r.uniform(0, 4)),
        )
        lay.link(prev, s, None, manride)
        mains.append(s)
        prev = s
    rets, prevr = [], -1
    for k in range(max(2, n // 2)):
        frac = k / max(1, n // 2 - 1)
        s = lay.add(f"总回风巷{k + 1}#", ret, "return", bx + 120 + frac * (x - bx), oy - 60, zb + 18)
        if prevr >= 0:
            lay.link(prevr, s)
        rets.append(s)
        prevr = s
    fanp = lay.add("回风井口", head, "portal3", bx + 90, oy - 120, z0 + 8)
    lay.link(fanp, rets[0])
    lay.link(mains[-1], rets[-1], 140.0)
    room = lay.area("重点区域", "中央变电所及水泵房")
    pump = lay.add("中央水泵房", room, "pump", bx + 30, oy - 40, zb)
    sub = lay.add("中央变电所", room, "substation", bx + 75, oy - 45, zb)
    lay.link(b, pump)
    lay.link(pump, sub)
    if r.random() < 0.7:
        ref = lay.add(
            "避难硐室", lay.area("其它区域", "避难硐室"), "refuge", lay.st[mains[-1]].x, oy - 35, zb
        )
        lay.link(mains[len(mains) // 2], ref)
    return {
        "portal": p,
        "bottom": b,
        "mains": mains,
        "rets": rets,
        "fan": fanp,
        "oy": oy,
        "zb": zb,
        "depth": depth,
    }


def coal_face(w: World, sk: dict[str, Any], name: str, at: int, side: int, gate: float) -> list[int]:
    """Two gate roads and a face line; readers nearest the face first."""
    lay, r = w.lay, w.rng
    a = lay.area("重点区域", name)
    m = lay.st[at]
    big = gate > 600
    top = lay.add(f"{name}运输顺槽口", a, "gate", m.x, m.y + side * 40, m.z)
    lay.link(at, top)
    prev = top
    mids = []
    steps = max(1, int(gate // (450 if big else 260)))
    for k in range(1, steps + 1):
        s = lay.add(
            f"{name}运输顺槽{k}#",
            a,
            "gate",
            m.x + float(r.normal(0, 3)),
            m.y + side * (40 + gate * k / (steps + 1)),
            m.z + k * 2.0,
        )
        lay.link(prev, s, None, big)
        mids.append(s)
        prev = s
    wide = float(r.uniform(60, 110)) if not big else float(r.uniform(150, 240))
    f1 = lay.add(f"{name}", a, "face", m.x + wide * 0.1, m.y + side * (40 + gate), m.z + 8)
    f2 = lay.add(f"{name}回风顺槽里段", a, "gate_ret", m.x + wide, m.y + side * (35 + gate * 0.8), m.z + 12)
    f3 = lay.add(f"{name}回风顺槽口", a, "gate_ret", m.x + wide, m.y + side * 60, m.z + 12)
    lay.link(prev, f1)
    lay.link(f1, f2)
    lay.link(f2, f3)
    near = min(sk["rets"], key=lambda q: abs(lay.st[q].x - m.x))
    lay.link(f3, near)
    return [f1, f2, *reversed(mids)]


def _heading(w: World, name: str, at: int, side: int, length: float) -> list[int]:
    """A blind heading; readers nearest the end first."""
    lay = w.lay
    a = lay.area("重点区域", name)
    m = lay.st[at]
    e0 = lay.add(f"{name}口", a, "heading", m.x + 25, m.y + side * 35, m.z)
    e1 = lay.add(f"{name}中部", a, "heading", m.x + 28, m.y + side * (35 + length * 0.55), m.z + 3)
    e2 = lay.add(f"{name}迎头", a, "heading", m.x + 30, m.y + side * (35 + length), m.z + 6)
    lay.link(at, e0)
    lay.link(e0, e1)
    lay.link(e1, e2)
    return [e2, e1]


def build_mine(seed: int, i: int, t0: datetime, days: int) -> World:
    """Make the mine number i of a world: layout, faces, machines, sensors."""
    r = np.random.default_rng([seed, i])
    kind = list(TYPES)[int(r.choice(5, p=[0.26, 0.2, 0.24, 0.14, 0.16]))]
    spec = TYPES[kind]
    region = REGIONS[int(r.integers(len(REGIONS)))]
    code = f"{region}{int(r.integers(1, 90)):02d}{i % 10000:04d}"
    name = PLACE_A[int(r.integers(len(PLACE_A)))] + PLACE_B[int(r.integers(len(PLACE_B)))] + "煤矿"
    org, starts = SHIFT_SYSTEMS[int(r.integers(len(SHIFT_SYSTEMS)))]
    cap = float(r.integers(spec["cap"][0] // 3, spec["cap"][1] // 3 + 1)) * 30000.0
    w = World(r, code, name, kind, t0, days, Layout(code), cap, org, list(starts))
    sk = _mains(w, spec)
    w.knobs.update(sk)
    mains = sk["mains"]
    nf = int(r.integers(spec["faces"][0], spec["faces"][1] + 1))
    nh = int(r.integers(spec["heads"][0], spec["heads"][1] + 1))
    total = cap / 340.0 * float(r.uniform(0.8, 0.97))
    ns = len(starts)
    seam = int(r.integers(1, 12))
    share = r.dirichlet(np.full(nf, 8.0))
    hshare = float(r.uniform(0.02, 0.04)) if kind != "thin_seam" else 0.03
    slots = [(m, s) for m in mains for s in (1, -1)]
    step = max(1, len(slots) // (nf + nh + 3))
    places = [slots[(k * step + int(r.integers(0, 2))) % len(slots)] for k in range(nf + nh + 3)]
    gassy = float(r.choice([0.4, 1.0, 2.0], p=[0.35, 0.4, 0.25]))
    maint = int(r.integers(ns)) if kind != "county" or r.random() < 0.5 else -1
    for k in range(nf + 1):
        retired = k == nf
        at, side = places[k]
        gate = float(r.uniform(*spec["gate"]))
        mech = bool(r.random() > spec["blast"])
        label = (
            f"{seam}{int(r.integers(1, 9))}{int(r.integers(1, 20)):02d}"
            + ("综采" if mech else "炮采")
            + "工作面"
        )
        sts = coal_face(w, sk, label, at, side, gate if not retired else gate * 0.5)
        plan = total * (1 - hshare * nh) * float(share[min(k, nf - 1)])
        base = int(r.integers(spec["crew"][0], spec["crew"][1] + 1))
        prod = [0.0 if s == maint else float(r.uniform(0.8, 1.2)) for s in range(ns)]
        crew = [round(base * (1.3 if p == 0.0 else 1.0)) for p in prod]
        air = max(300.0, 4.0 * base * 6 + plan * float(r.uniform(0.25, 0.5)) + 180.0)
        ch4 = round(gassy * (0.3 + plan / 900.0) * float(r.uniform(0.7, 1.3)), 2)
        air = max(air, ch4 / 0.0045)
        w.faces.append(
            Face(
                f"F{k + 1}",
                label,
                "coal_face",
                sts,
                -DAY * float(r.integers(40, 400)),
                -DAY * float(r.integers(12, 150)) if retired else None,
                crew,
                prod,
                round(plan, 0),
                round(max(0.6, plan / 1.35 / (2.2 * 130)), 1),
                round(air, 0),
                ch4,
                round(float(r.uniform(2, 22)), 1),
                0.0 if mech else round(plan * float(r.uniform(0.12, 0.25)), 0),
                float(r.uniform(4.5, 8.5) if mech else 2.6),
            )
        )
        if retired:
            w.faces[-1].start -= 200 * DAY
    for k in range(nh):
        at, side = places[nf + 1 + k]
        mech = bool(r.random() > min(0.95, spec["blast"] + 0.35))
        label = (
            f"{seam}{int(r.integers(1, 9))}{int(r.integers(1, 20)):02d}"
            + w.pick(["运输巷", "回风巷", "切眼", "联络巷"])
            + ("综掘" if mech else "炮掘")
            + "工作面"
        )
        sts = _heading(w, label, at, side, float(r.uniform(120, 420)))
        crew = [int(r.integers(spec["head"][0], spec["head"][1] + 1)) for _ in range(ns)]
        adv = float(r.uniform(2.5, 5) if not mech else r.uniform(5, 11))
        ch4 = round(gassy * float(r.uniform(0.15, 0.6)), 2)
        w.faces.append(
            Face(
                f"H{k + 1}",
                label,
                "heading",
                sts,
                -DAY * float(r.integers(20, 200)),
                None,
                crew,
                [float(r.uniform(0.8, 1.2)) for _ in range(ns)],
                round(total * hshare, 1),
                round(adv, 1),
                round(max(220.0, ch4 / 0.004, crew[0] * 8.0 + 150), 0),
                ch4,
                round(float(r.uniform(0.3, 5)), 1),
                0.0 if mech else round(adv * float(r.uniform(7, 13)), 0),
                float(r.uniform(9, 16) if mech else 5.0),
                adv * 9,
            )
        )
    _old_workings(w, places[nf + nh + 1], sk, seam)
    _machines(w, sk)
    _sensors(w, sk)
    for f in w.faces:
        w.work[f.fid] = np.ones(days)
    w.status.append(
        {
            "state": "producing",
            "from": (t0 - timedelta(days=int(r.integers(60, 900)))).date().isoformat(),
            "to": None,
        }
    )
    return w


def _old_workings(w: World, place: tuple[int, int], sk: dict[str, Any], seam: int) -> None:
    """An old district, seals, a station at the boundary."""
    lay, r = w.lay, w.rng
    at, side = place
    m = lay.st[at]
    old = lay.area("其它区域" if r.random() < 0.5 else "限制区域", f"{seam}1老采区")
    n = int(r.integers(2, 5))
    prev = at
    olds = []
    for k in range(n):
        s = lay.add(
            f"{seam}1采区老巷{k + 1}#", old, "old", m.x - 30, m.y + side * (50 + 130 * (k + 1)), m.z + 4 * k
        )
        lay.link(prev, s)
        olds.append(s)
        prev = s
    seal_area = lay.area("限制区域", "密闭墙前")
    spots = [olds[-1], w.retired().stations[-1], sk["mains"][-1]]
    for k in range(int(r.integers(1, 4))):
        q = lay.st[spots[k]]
        s = lay.add(f"{k + 1}#密闭前", seal_area, "seal", q.x + 22, q.y + side * 45, q.z + 1)
        lay.link(spots[k], s)
        built = (w.t0 - timedelta(days=int(r.integers(90, 900)))).date().isoformat()
        w.seals.append(
            {
                "seal_id": f"S{k + 1}",
                "name": f"{k + 1}#永久密闭",
                "stations": [lay.st[s].code],
                "built": built,
                "_st": s,
            }
        )
    q = lay.st[sk["mains"][-1]]
    b = lay.add(
        "井田边界联络巷", lay.area("其它区域", "边界联络巷"), "boundary", q.x + 190, q.y + 20, q.z + 3
    )
    lay.link(sk["mains"][-1], b)


def _machines(w: World, sk: dict[str, Any]) -> None:
    """Feeders, conveyors, pumps."""
    r = w.rng
    big = w.cap / 3.0e5
    k = 1

    def add(serves: str, kw: float) -> None:
        nonlocal k
        w.feeders.append({"feeder": f"FD{k:02d}", "serves": serves, "rated_kw": float(round(kw / 5) * 5 + 5)})
        k += 1

    add("hoist", 90 + w.cap / 340 / 14 * sk["depth"] * 0.0052 + 60)
    add("main_fan", 55 + 75 * big)
    add("local_fan", 11 * sum(f.kind == "heading" for f in w.faces) * 2 + 15)
    add("pump", 160 + 120 * big)
    add("surface", 120 + 130 * big)
    add("other", 110 + 120 * big)
    if r.random() < 0.6:
        add("other", 70 + 60 * big)
    for f in w.faces:
        hours = 24.0 * max(1, sum(p > 0 for p in f.prod)) / len(f.prod) * 0.62
        add(
            f.fid,
            (
                f.plan * f.kwh_t / hours * 1.7 + 45
                if f.kind == "coal_face"
                else (f.plan + f.rock) * f.kwh_t / hours * 1.7 + 35
            ),
        )
    w.conveyors.append(
        {
            "conveyor": "C1",
            "serves": [f.fid for f in w.faces],
            "rated_t_per_h": float(round(max(60.0, w.cap / 340 / 14 * 2.6) / 10) * 10),
        }
    )
    for j, f in enumerate(x for x in w.faces if x.kind == "coal_face"):
        w.conveyors.append(
            {
                "conveyor": f"C{j + 2}",
                "serves": [f.fid],
                "rated_t_per_h": float(round(max(50.0, f.plan / 12 * 2.6) / 10) * 10),
            }
        )
    inflow = sum(f.inflow for f in w.faces) + float(r.uniform(5, 45))
    w.knobs["base_inflow"] = inflow - sum(f.inflow for f in w.faces if f.end is None)
    for j in range(2 if r.random() < 0.6 else 3):
        w.pumps.append(
            {
                "pump": f"P{j + 1}",
                "station": w.lay.st[w.lay.role("pump")[0]].code,
                "rated_m3_per_h": float(round(inflow * 2.6 / 5) * 5 + 20),
            }
        )


def _sensors(w: World, sk: dict[str, Any]) -> None:
    """Methane, air velocity and fan points."""
    r = w.rng
    n = 0

    def add(kind: str, st: int, section: float, label: str, of: str) -> None:
        nonlocal n
        n += 1
        typ = {"ch4": "MN0001", "air_velocity": "MN0006", "fan": "KG1010" if of == "main" else "KG1009"}[kind]
        w.points.append(Point(f"{w.code}01{typ}{n:03d}A{n % 16:02d}", kind, st, round(section, 1), label, of))

    for f in w.faces:
        if f.end is not None:
            continue
        name = f.name
        if f.kind == "coal_face":
            add("ch4", f.stations[0], 9.0, f"{name}上隅角甲烷", f.fid)
            add("ch4", f.stations[1], 10.0, f"{name}回风流甲烷", f.fid)
            add("air_velocity", f.stations[1], float(r.uniform(8, 14)), f"{name}回风风速", f.fid)
        else:
            add("ch4", f.stations[0], 9.0, f"{name}迎头甲烷", f.fid)
            if r.random() < 0.7:
                add("ch4", f.stations[1], 9.0, f"{name}回风流甲烷", f.fid)
            if r.random() < 0.5:
                add("air_velocity", f.stations[1], float(r.uniform(8, 12)), f"{name}风速", f.fid)
            add("fan", f.stations[1], 9.0, f"{name}局部通风机", f"local:{f.fid}")
    add("ch4", sk["rets"][0], 14.0, "总回风巷甲烷", "return")
    air = sum(f.air for f in w.faces) * 1.25
    add("air_velocity", sk["rets"][0], air / 60 / 5.0 + 4, "总回风巷风速", "return")
    add("air_velocity", sk["mains"][0], air / 60 / 4.0 + 4, "总进风巷风速", "intake")
    add("fan", sk["fan"], 10.0, "主要通风机", "main")
    for s in w.seals:
        if r.random() < 0.55:
            add("ch4", s["_st"], 8.0, f"{s['name']}前甲烷", f"seal:{s['seal_id']}")


def register(w: World) -> dict[str, Any]:
    """The register.json of a mine, without anything that is hidden."""
    lay, hide = w.lay, w.knobs["profile"]

    def day(t: float | None) -> str | None:
        return None if t is None else (w.t0 + timedelta(seconds=t)).date().isoformat()

    def xyz(s: Station) -> dict[str, Any]:
        if hide["coords"] == "none":
            return {"x": None, "y": None, "z": None}
        if hide["coords"] == "zero":
            return {"x": 0.0, "y": 0.0, "z": 0.0}
        return {"x": round(s.x, 1), "y": round(s.y, 1), "z": round(s.z, 1)}

    return {
        "mine_code": w.code,
        "name": w.name,
        "region": w.code[:6],
        "kind": "coal",
        "capacity_t_per_year": int(w.cap),
        "headcount_limit": w.limit,
        "shift_starts": sorted(w.starts),
        "status": w.status,
        "areas": [{"area_code": a.code, "type": a.type, "limit": a.limit, "name": a.name} for a in lay.areas],
        "stations": [{"station_code": s.code, "name": s.name, **xyz(s)} for s in lay.st],
        "roadways": []
        if hide["roads"] == "none"
        else [
            {
                "from": lay.st[a].code,
                "to": lay.st[b].code,
                "length_m": None if hide["roads"] == "nolength" else round(d, 1),
            }
            for a, b, d in lay.roads
        ],
        "faces": [
            {
                "face_id": f.fid,
                "name": f.name,
                "kind": f.kind,
                "stations": [lay.st[s].code for s in f.stations],
                "from": day(f.start),
                "to": day(f.end),
                "crew_per_shift": f.crew,
                "planned_t_per_day": f.plan,
                "advance_m_per_day": f.advance,
                "air_m3_per_min": f.air,
                "ch4_m3_per_min": f.ch4,
                "inflow_m3_per_h": f.inflow,
                "explosive_kg_per_day": f.expl,
            }
            for f in w.faces
        ],
        "seals": [{k: v for k, v in s.items() if not k.startswith("_")} for s in w.seals],
        "feeders": w.feeders,
        "conveyors": w.conveyors,
        "pumps": w.pumps,
        "points": [
            {"point_code": p.code, "kind": p.kind, "station": lay.st[p.station].code, "section_m2": p.section}
            for p in w.points
        ],
    }
