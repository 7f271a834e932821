"""The mine as it really runs: places, crews, coal and what coal brings with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from .layout import NAME_A, NAME_B, REGIONS, build_layout
from .people import Crew, Roster, Track, Walker

BIN = 900
DAY = 86400


@dataclass
class Place:
    """A place where somebody cuts or drives."""

    face_id: str
    name: str
    kind: str
    stations: list[int]
    district: int
    plan: float
    prod: list[bool]  # per shift
    start: float = -400.0  # day numbers
    end: float = 1e6
    blast_kg: float = 0.0
    air: float = 800.0
    gas_base: float = 0.5
    gas_per_t: float = 0.012  # m3/min per (t/h)
    inflow: float = 8.0
    base_kw: float = 60.0
    kwh_t: float = 5.0
    advance: float = 3.0
    crew: list[int] = field(default_factory=list)
    hidden: bool = False
    rate: np.ndarray = field(default_factory=lambda: np.zeros(0))
    # where the traces of a hidden place end up
    belt: float = 1.0
    hoist: float = 1.0
    report: float = 0.0
    feeder: str = ""
    gas_seen: float = 1.0
    air_new: float = 0.6  # share of its air that is additional
    steal_from: int = -1
    blast_to: str = ""
    pump_seen: float = 1.0
    belt_via: str = ""


@dataclass
class Point:
    """A monitoring point."""

    code: str
    kind: str
    role: str  # face_t1, face_ret, dist_ret, main_ret, intake, seal, fan, local_fan
    ref: int
    node: int
    section: float
    name: str
    period_off: float = 0.0


class Sim:
    """State of one mine over the whole period; look-alikes and conduct change it, files.py writes it."""

    def __init__(self, seed: int, days: int) -> None:
        self.seed, self.days = seed, days
        rng = self.rng = np.random.default_rng([seed])
        self.day0 = datetime(2023, 1, 1) + timedelta(days=int(rng.integers(20, 1000)))
        self.code = str(rng.choice(REGIONS)) + f"{(seed * 7919 + 13) % 1000000:06d}"
        self.name = str(rng.choice(NAME_A)) + str(rng.choice(NAME_B)) + "煤矿"
        self.lay = build_layout(rng)
        self.walker = Walker(rng, self.lay)
        self.roster = Roster(rng)
        small = self.lay.type in ("slope_small", "adit")
        style = rng.choice(["38", "46", "2", "odd"], p=[0.5, 0.2, 0.15, 0.15])
        off = float(rng.choice([0.0, 0.0, 0.5, -1.0, 1.0]))
        base = {"38": [0, 8, 16], "46": [0, 6, 12, 18], "2": [7, 19], "odd": [6.5, 14.5, 22.5]}[str(style)]
        self.starts = sorted(int(((h + off) % 24) * 3600) for h in base)
        self.shift_name = {"38": "三八制", "46": "四六制", "2": "两班制", "odd": "三八制"}[str(style)]
        self.ns = len(self.starts)
        self.maint = int(np.argmin([abs(s - 8 * 3600) for s in self.starts])) if self.ns > 2 else -1
        self.n_bins = days * 96
        self.prod = np.ones(self.n_bins)  # mine-wide production factor
        self.attend = np.ones(days + 2)
        self.day_factor = rng.lognormal(0, 0.05, days + 2)
        self.places: list[Place] = []
        self.crews: list[Crew] = []
        self.tracks: list[Track] = []
        self.extra_kw: dict[str, np.ndarray] = {}
        self.kw_off: list[tuple[str, int, int]] = []  # feeder or *, seconds
        self.extra_inflow = np.zeros(days * 24)
        self.extra_gas = np.zeros(self.n_bins)
        self.belt_bias = np.ones(self.n_bins)
        self.report_cap: list[tuple[int, int, float]] = []  # days, factor of hoisted
        self.hoist_keep = np.ones(self.n_bins)
        self.masks: list[tuple[int, int, int, str]] = []  # point index, t0, t1, mode
        self.outage: list[tuple[int, int, int]] = []  # node, t0, t1
        self.holes: list[tuple[str, int, int]] = []  # rydw / aqjk / *, t0, t1
        self.late: list[tuple[int, int, int]] = []  # clock offset of rydw
        self.ryss_mode: list[tuple[int, int, str]] = []  # forged snapshots
        self.cap_count: list[tuple[int, int, int]] = []
        self.pump_down: list[tuple[int, int, int]] = []
        self.cal: list[tuple[int, int]] = []  # point, t0
        self.status: list[dict[str, Any]] = []
        self.explosive_extra: list[tuple[str, int, int, float]] = []
        self.video_noise = float(rng.uniform(0.0, 0.01))
        self.extra_gate: list[tuple[int, int, int]] = []  # portal, t, +n / -n (people without tracks)
        self.conduct: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.capacity = 0
        self.area_over: dict[int, int] = {}
        self.head_limit = 0
        self.missing: set[str] = set()
        self.no_alarm = False
        self._faces(small)
        self._points()
        self._crews(small)

    # ---- set-up -------------------------------------------------------------------------------------------

    def _faces(self, small: bool) -> None:
        rng, lay = self.rng, self.lay
        scale = {
            "slope_small": 430,
            "adit": 620,
            "shaft_two_wing": 2300,
            "drift_vehicle": 5200,
            "two_level": 1900,
        }[lay.type] * float(rng.uniform(0.7, 1.3))
        k = 0
        for pan in lay.panels:
            if pan.state not in ("active", "heading"):
                continue
            k += 1
            if pan.state == "active":
                prod = [s != self.maint for s in range(self.ns)]
                first = 13 if small else 18
                crew = [
                    int(rng.integers(first - 3, first + 2)) if prod[s] else int(first * 1.4)
                    for s in range(self.ns)
                ]
                self.places.append(
                    Place(
                        f"F{k}",
                        f"{pan.name}综采工作面" if not small else f"{pan.name}采煤工作面",
                        "coal_face",
                        [pan.gate[-1], pan.tail[-1]] + ([pan.gate[-2]] if len(pan.gate) > 1 else []),
                        pan.district,
                        round(scale * float(rng.uniform(0.8, 1.1))),
                        prod,
                        air=float(rng.uniform(700, 1500)),
                        gas_base=float(rng.uniform(0.4, 2.5)),
                        gas_per_t=float(rng.uniform(0.004, 0.03)) * 400 / scale * 2,
                        inflow=float(rng.uniform(4, 30)),
                        base_kw=50 + scale * 0.03,
                        kwh_t=float(rng.uniform(4, 8)),
                        advance=float(rng.uniform(1.5, 6)),
                        crew=crew,
                    )
                )
            else:
                if sum(p.kind == "heading" for p in self.places) >= 3:
                    continue
                blast = "magazine" in lay.rooms and rng.random() < 0.7
                crew = [int(rng.integers(6, 11)) for _ in range(self.ns)]
                self.places.append(
                    Place(
                        f"J{k}",
                        f"{pan.name}运输顺槽掘进工作面",
                        "heading",
                        [pan.gate[-1], *pan.gate[-2:-1]],
                        pan.district,
                        round(float(rng.uniform(40, 110))),
                        [True] * self.ns,
                        blast_kg=float(rng.uniform(30, 110)) if blast else 0.0,
                        air=float(rng.uniform(250, 450)),
                        gas_base=float(rng.uniform(0.2, 0.9)),
                        gas_per_t=float(rng.uniform(0.02, 0.06)),
                        inflow=float(rng.uniform(1, 7)),
                        base_kw=40,
                        kwh_t=5.5 if not blast else 3.0,
                        advance=float(rng.uniform(3, 11)),
                        crew=crew,
                    )
                )
        for p in self.places:
            p.feeder = "FD" + p.face_id
        total = sum(p.plan for p in self.places)
        self.capacity = int(np.ceil(total * 352 / 10000 / float(rng.uniform(0.86, 0.94))) * 10000)

    def _points(self) -> None:
        lay = self.lay
        self.points: list[Point] = []

        add = self.add_point
        for i in range(len(self.places)):
            self.add_face_points(i)
        for d, n in enumerate(lay.district_return):
            sec = float(self.rng.uniform(9, 14))
            add("ch4", "dist_ret", d, n, sec, f"{d + 1}采区回风巷")
            add("air_velocity", "dist_ret", d, n, sec, f"{d + 1}采区回风巷")
            add("air_velocity", "dist_in", d, lay.district_intake[d], sec, f"{d + 1}采区进风巷")
        sec = float(self.rng.uniform(13, 20))
        add("ch4", "main_ret", 0, lay.main_return, sec, "总回风巷")
        add("air_velocity", "main_ret", 0, lay.main_return, sec, "总回风巷")
        add("fan", "fan", 0, lay.main_return, 0, "1号主通风机")
        for j, pan in enumerate(lay.panels):
            if pan.state == "sealed":
                add("ch4", "seal", j, pan.gate[0], 8, f"{pan.name}密闭")

    def add_point(self, kind: str, role: str, ref: int, node: int, sec: float, name: str) -> None:
        """Install a sensor."""
        t = {"ch4": "MN0001", "air_velocity": "MN0002", "fan": "KG1010"}[kind]
        off = float(self.rng.normal(0, 0.012)) if kind == "ch4" else 0.0
        self.points.append(
            Point(
                f"{self.code}01{t}{len(self.points) + 1:03d}A{ref % 10}",
                kind,
                role,
                ref,
                node,
                sec,
                name,
                off,
            )
        )

    def add_face_points(self, i: int) -> None:
        """The points of place i."""
        add = self.add_point
        p = self.places[i]
        sec = float(self.rng.uniform(7, 13))
        ret = p.stations[1] if len(p.stations) > 1 and p.kind == "coal_face" else p.stations[0]
        add("ch4", "face_t1", i, ret, sec, f"{p.name}T1")
        add("ch4", "face_ret", i, ret, sec, f"{p.name}回风T2")
        add("air_velocity", "face_ret", i, ret, sec, f"{p.name}回风")
        if p.kind == "heading":
            add("fan", "local_fan", i, p.stations[-1], 0, f"{p.name}局部通风机")

    def face_crew(self, i: int) -> None:
        """Crews of place i."""
        p, r = self.places[i], self.roster
        coal = p.kind == "coal_face"
        size = max(p.crew)
        groups = [
            r.group(int(size * 1.3) + 1, "采煤机司机" if coal else "掘进工", TEAMS_OF[p.kind] + str(i + 1))
            for _ in range(self.ns)
        ]
        for g in groups:
            for j, c in enumerate(g):
                if j and not r.sloppy:
                    r.persons[c].trade = str(
                        self.rng.choice(
                            ["支架工", "采煤工", "输送机司机", "端头工", "电钳工"]
                            if coal
                            else [
                                "掘进工",
                                "锚杆支护工",
                                "掘进机司机",
                                "爆破工" if p.blast_kg else "装载机司机",
                            ]
                        )
                    )
        self.crews.append(Crew(f"face{i}", "", "", i, p.stations, groups, p.crew, 40.0))

    def _crews(self, small: bool) -> None:
        lay, r = self.lay, self.roster
        for i in range(len(self.places)):
            self.face_crew(i)
        f = 0.6 if small else 1.0

        def add(
            key: str,
            trade: str,
            team: str,
            dests: Sequence[int],
            sizes: list[int],
            stay: float,
            pattern: str = "roam",
            day_only: bool = False,
            duty: str = "工人",
            lead: int = 0,
            sp: int = 0,
        ) -> None:
            groups = [
                [r.hire(trade, TEAMS_ALL[team], duty, lead, sp) for _ in range(int(max(sizes) * 1.5) + 1)]
                for _ in range(self.ns)
            ]
            self.crews.append(
                Crew(key, trade, team, -1, list(dict.fromkeys(dests)), groups, sizes, stay, pattern, day_only)
            )

        faces = [p.stations[0] for p in self.places]
        n = self.ns
        belts = [lay.trunk[0], lay.trunk[-1]] + [
            q.gate[0] for q in lay.panels if q.state in ("active", "heading")
        ]
        for b in list(dict.fromkeys(belts))[:4]:
            add(f"belt{b}", "皮带司机", "haul", [b], [1] * n, 60, "sit")
        add("pump", "水泵司机", "mech", [lay.rooms["pump"]], [1] * n, 60, "sit", sp=1)
        add(
            "gas",
            "瓦斯检查工",
            "vent",
            faces + lay.district_return,
            [max(2, len(faces) - 1)] * n,
            22,
            "tour",
            sp=1,
        )
        add("safe", "安全检查工", "safe", faces, [2] * n, 45, "roam", sp=1)
        add(
            "elec",
            "井下电钳工",
            "mech",
            [lay.rooms["substation"], *faces, *lay.trunk],
            [int(3 * f) + 1] * n,
            35,
        )
        add(
            "truck",
            "无轨胶轮车司机" if lay.type == "drift_vehicle" else "电机车司机",
            "haul",
            lay.trunk + [p.stations[-1] for p in self.places],
            [int(4 * f) + 1] * n,
            9,
            "roam",
            sp=1,
        )
        add("repair", "巷修工", "misc", lay.trunk[1:] + lay.district_intake, [int(5 * f)] * n, 90)
        add(
            "night",
            "检修工",
            "mech",
            lay.trunk,
            [int(4 * f) if s == max(0, self.maint) else 1 for s in range(n)],
            60,
        )
        add("wind", "测风员", "vent", lay.district_return + lay.district_intake, [2] * n, 25, "tour", True)
        add("lead", "矿领导", "lead", [*faces, lay.trunk[0]], [1] * n, 35, "tour", duty="副矿长", lead=1)
        add("tech", "技术员", "safe", faces, [3] * n, 40, "tour", True, "技术员")

    # ---- people -------------------------------------------------------------------------------------------

    def shift_span(self, day: int, s: int) -> tuple[int, int]:
        """Start and end of shift s of a day, seconds."""
        a = day * DAY + self.starts[s]
        b = (day if s + 1 < self.ns else day + 1) * DAY + self.starts[(s + 1) % self.ns]
        return a, b

    def descend(
        self,
        card: int,
        day: int,
        s: int,
        dests: list[int],
        stay: float,
        pattern: str = "roam",
        base: int | None = None,
        k: int = 0,
        portal: int | None = None,
        early: float = 1.0,
    ) -> Track:
        """One honest descent in a shift; crews share `base`."""
        rng = self.rng
        a, b = self.shift_span(day, s)
        por = self.lay.portals[0] if portal is None else portal
        trip = self.walker.travel(por, dests[0])
        t_in = (a - 0.9 * trip if base is None else base) + 6 * k + float(rng.uniform(0, 4))
        t_out = a + (b - a) * early + float(rng.uniform(0.35, 0.6)) * trip - 600 + float(rng.uniform(0, 150))
        if t_out < t_in + 2.1 * trip + 900:
            t_out = t_in + 2.1 * trip + 900
        return self.walker.track(
            card, por, int(t_in), int(t_out), dests, stay, pattern, float(rng.uniform(0, 90))
        )

    def staff(self) -> None:
        """Everybody's ordinary shifts."""
        rng = self.rng
        out: dict[int, int] = {}
        for day in range(-1, self.days):
            for s in range(self.ns):
                a, _ = self.shift_span(day, s)
                mid = (a + 4 * 3600) / DAY
                b = min(max(int(mid * 96), 0), self.n_bins - 1)
                for c in self.crews:
                    if c.day_only and s != max(0, self.maint):
                        continue
                    size = c.sizes[s]
                    if c.place >= 0:
                        p = self.places[c.place]
                        if not p.start <= mid < p.end:
                            continue
                        if self.prod[b] < 0.05:
                            size = min(size, 3) if s == max(0, self.maint) else min(size, 2)
                        size = size - int(rng.random() < 0.25) + int(rng.random() < 0.15)
                    size = max(1, round(size * self.attend[day + 1]))
                    g = c.groups[(s + (day + 7) // 7) % self.ns]
                    who = [
                        g[int(i)] for i in rng.permutation(len(g)) if out.get(g[int(i)], -DAY) < a - 4 * 3600
                    ]
                    if len(who) < size:  # week of changing shifts: others fill in
                        who += [
                            w for o in c.groups if o is not g for w in o if out.get(w, -DAY) < a - 4 * 3600
                        ]
                    who = who[:size]
                    trip = self.walker.travel(self.lay.portals[0], c.dests[0])
                    base = int(a - 0.9 * trip + rng.uniform(-240, 420))
                    for k, w in enumerate(who):
                        tr = self.descend(w, day, s, c.dests, c.stay_min, c.pattern, base, k)
                        tr.place = c.place
                        out[w] = tr.t_out
                        self.tracks.append(tr)

    def set_limits(self) -> None:
        """Limits that honest work obeys."""
        rng = self.rng
        step = 120
        n = (self.days + 2) * DAY // step
        tot = np.zeros(n + 2, dtype=int)
        per = np.zeros((len(self.lay.areas), n + 2), dtype=int)
        for tr in self.tracks:
            if tr.card < 0:
                continue
            tot[min(max((tr.t_in + DAY) // step, 0), n)] += 1
            tot[min(max((tr.t_out + DAY) // step + 1, 0), n + 1)] -= 1
            ends = [*tr.times[1:], tr.t_out]
            for t0, t1, nd in zip(tr.times, ends, tr.nodes, strict=True):
                a = self.lay.nodes[nd].area
                per[a, min(max((t0 + DAY) // step, 0), n)] += 1
                per[a, min(max((t1 + DAY) // step + 1, 0), n + 1)] -= 1
        self.head_limit = int(np.ceil(np.cumsum(tot).max() * float(rng.uniform(1.06, 1.25))))
        peaks = np.cumsum(per, axis=1).max(axis=1)
        for a, p in zip(self.lay.areas, peaks, strict=True):
            if a.type == "井口区域":
                a.limit = self.head_limit
            else:
                a.limit = max(int(rng.integers(5, 16)), int(np.ceil(p * 1.05)) + 1)
        for pl in self.places:  # a period of rest must not make the approved limits small
            for nd in pl.stations:
                a = self.lay.areas[self.lay.nodes[nd].area]
                a.limit = max(a.limit, int(max(pl.crew) * 1.25) + 8)
        self.head_limit = max(self.head_limit, int(sum(max(c.sizes) for c in self.crews) * 1.15) + 8)
        self.lay.areas[0].limit = self.head_limit

    def make_room(self, n: int, nodes: Sequence[int] | None = None) -> None:
        """The mine had somewhat wider limits approved for some (or all) areas."""
        ids = range(len(self.lay.areas)) if nodes is None else {self.lay.nodes[k].area for k in nodes}
        for i in ids:
            self.lay.areas[i].limit += n
        self.head_limit += n
        self.lay.areas[0].limit = self.head_limit

    # ---- coal ---------------------------------------------------------------------------------------------

    def coal(self, p: Place, factor: np.ndarray | None = None) -> np.ndarray:
        """Tons per 15 min at a place."""
        rng = self.rng
        out = np.zeros(self.n_bins)
        f = self.prod if factor is None else factor
        for day in range(-1, self.days):
            amount = p.plan / max(1, sum(p.prod)) * float(self.day_factor[day + 1])
            for s in range(self.ns):
                if not p.prod[s]:
                    continue
                a, b = self.shift_span(day, s)
                i, j = a // BIN + 3, b // BIN - 2
                run = rng.random(j - i) > 0.12
                if rng.random() < 0.3:
                    k = int(rng.integers(0, j - i - 3))
                    run[k : k + int(rng.integers(2, 6))] = False
                w = run * rng.uniform(0.75, 1.25, j - i)
                w *= (
                    amount
                    * float(rng.lognormal(0, 0.06))
                    * (0.4 + 0.6 * run.mean() / 0.85)
                    / max(w.sum(), 1e-6)
                )
                for x in range(max(i, 0), min(j, self.n_bins)):
                    if p.start <= x / 96 < p.end:
                        out[x] = w[x - i] * f[x]
        return out

    # ---- bookkeeping --------------------------------------------------------------------------------------

    def iso(self, t: float) -> str:
        """ISO time with offset."""
        return (self.day0 + timedelta(seconds=int(t))).strftime("%Y-%m-%dT%H:%M:%S+08:00")

    def date(self, day: int) -> str:
        """Date of a day number."""
        return (self.day0 + timedelta(days=day)).strftime("%Y-%m-%d")

    def event(self, name: str, t0: float, t1: float) -> None:
        """Record an honest event."""
        t0, t1 = max(t0, 0), min(t1, self.days * DAY)
        self.events.append({"name": name, "from": self.iso(t0), "to": self.iso(t1)})

    def did(
        self,
        kind: str,
        style: str,
        t0: float,
        t1: float,
        stations: Sequence[int] = (),
        cards: Sequence[int] = (),
        incidental: bool = False,
    ) -> None:
        """Record a conduct."""
        t0, t1 = max(t0, 0), min(t1, self.days * DAY)
        c: dict[str, Any] = {
            "kind": kind,
            "style": style,
            "from": self.iso(t0),
            "to": self.iso(t1),
            "stations": [self.station_code(n) for n in stations],
            "cards": [self.card_code(i) for i in dict.fromkeys(cards) if i >= 0],
        }
        if incidental:
            c["incidental"] = True
        self.conduct.append(c)

    def area_code(self, a: int) -> str:
        """16 digits."""
        return f"{self.code}{a + 1:04d}"

    def station_code(self, n: int) -> str:
        """22 digits."""
        return f"{self.area_code(self.lay.nodes[n].area)}{n + 1:06d}"

    def card_code(self, i: int) -> str:
        """17 digits."""
        return f"{self.code}{self.roster.persons[i].card:05d}"


TEAMS_OF = {"coal_face": "综采", "heading": "掘进"}
TEAMS_ALL = {
    "haul": "运输队",
    "mech": "机电队",
    "vent": "通风队",
    "safe": "安检科",
    "misc": "修护队",
    "lead": "矿领导",
}
