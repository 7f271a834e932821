"""Staff, their cards, and where they really are; the way cards are handled when a conduct wants it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .clock import DAY, weekday
from .layout import Mine

SUR = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIV = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建国志文德贵福兴成发"
TRADES = {
    "coal": [
        "采煤工",
        "采煤机司机",
        "液压支架工",
        "刮板输送机司机",
        "采煤班长",
        "综采维修电工",
        "端头支护工",
    ],
    "head": ["掘进工", "综掘机司机", "支护工", "掘进班长", "爆破工", "锚杆支护工"],
    "pump": ["水泵工", "主排水泵司机"],
    "sub": ["变电工", "井下配电工"],
    "belt": ["胶带机司机", "皮带司机"],
    "haul": ["电机车司机", "信号把钩工", "运料工"],
    "gas": ["瓦斯检查工", "瓦检员"],
    "safe": ["安全检查工", "安监员"],
    "lead": ["矿长", "生产副矿长", "总工程师", "安全副矿长", "机电副矿长"],
    "fix": ["机电维修工", "电钳工"],
    "vent": ["通风工", "测风工"],
    "road": ["巷修工", "巷道维修工"],
    "drill": ["打钻工", "钻机工"],
    "inst": ["安装工", "回撤工", "起重工"],
    "visit": ["来宾"],
    "grout": ["注浆工", "密闭工"],
    "survey": ["测量工", "地测技术员"],
}


@dataclass
class Person:
    card: str | None
    name: str
    trade: str
    dept: str
    leader: bool = False
    special: bool = False
    speed: float = 1.1
    born: str = "1990-01-01"


@dataclass
class Trip:
    """One stay underground. ev = visits (time, station, true dwelling spread in metres)."""

    who: Person
    day: int
    shift: int
    t_in: float
    t_out: float
    ev: list[tuple[float, int, int]]
    role: str
    place: str = ""
    tag: str = ""  # conduct or look-alike mark
    card: bool = True  # the card shows in the snapshots
    seen: bool = True  # passes the portal camera
    video_in: bool = True
    video_out: bool = True
    gaps: list[tuple[float, float]] = field(default_factory=list)  # not in the snapshots
    salt: int = 0


@dataclass
class Crew:
    """n persons of a role at a place in one shift."""

    role: str
    dept: str
    n: int
    shift: int
    pattern: str  # face | post | patrol | gang | haul
    st: list[int]
    place: str = ""
    pool: list[Person] = field(default_factory=list)
    tag: str = ""
    days: tuple[int, int] | None = None  # day numbers [a, b)
    lead_in: float = 0.0


class Staff:
    def __init__(self, m: Mine, rng: np.random.Generator):
        self.m, self.rng, self.persons, self.crews, self.trips = m, rng, [], [], []
        self.next_card = int(rng.integers(1, 40))
        self.cage = int(rng.integers(4, 8)) * 60
        self.ride = rng.random() < 0.6
        self.rotate = rng.random() < 0.3
        self.unset = rng.random() < 0.35
        self.offday = int(rng.integers(0, 14))

    def hire(self, role: str, dept: str, card: bool = True) -> Person:
        r = self.rng
        code = None
        if card:
            self.next_card += 1 + int(r.integers(0, 3) == 0)
            code = f"{self.m.code}{self.next_card:05d}"
        name = SUR[int(r.integers(len(SUR)))] + "".join(
            GIV[int(i)] for i in r.integers(0, len(GIV), 2 if r.random() < 0.7 else 1)
        )
        trade = TRADES[role][int(r.integers(len(TRADES[role])))]
        born = (
            f"{int(r.integers(1966, 2001))}-{int(r.integers(1, 13)):02d}-{int(r.integers(1, 29)):02d}"
            if not self.unset
            else "1990-01-01"
        )
        p = Person(
            code,
            name,
            trade,
            dept,
            role == "lead",
            role in ("gas", "safe") or trade in ("爆破工", "采煤机司机"),
            float(r.uniform(0.95, 1.35)),
            born,
        )
        self.persons.append(p)
        return p

    def crew(
        self, role, dept, n, shift, pattern, st, place="", tag="", days=None, card=True, spare=0.3
    ) -> Crew:
        c = Crew(role, dept, n, shift, pattern, list(st), place, [], tag, days)
        c.pool = [
            self.hire(role, dept, card)
            for _ in range(n + (int(np.ceil(n * spare)) if days is None or days[1] - days[0] > 5 else 0))
        ]
        self.crews.append(c)
        return c

    # ---------------------------------------------------------------- regular crews
    def regular(self) -> None:
        m, r, key = self.m, self.rng, self.m.key
        ns = len(m.shifts)
        live = [p for p in m.places if p.pid not in ("F8", "F9") and p.declared]
        for s in range(ns):
            for p in live:
                self.crew(
                    "coal" if p.kind == "coal_face" else "head",
                    p.dept,
                    p.crew[s],
                    s,
                    "face",
                    p.st + ([p.gate[-1]] if p.kind == "heading" else []),
                    p.pid,
                )
            self.crew("pump", "机电队", 1, s, "post", [key["pump"]])
            self.crew("sub", "机电队", 1, s, "post", [key["sub"]])
            self.crew("belt", "运输队", 2, s, "post", [key["road"][0]])
            self.crew("belt", "运输队", 1, s, "post", [key["road"][-2]])
            self.crew(
                "haul",
                "运输队",
                int(r.integers(2, 5)),
                s,
                "haul",
                [key["bottom"], key["road"][3], key["road"][-1]],
            )
            self.crew("haul", "运输队", 2, s, "post", [key["bottom"]])
            tour = [p.st[-1] for p in live] + key.get("old", [])[:1] + key["ret"][:1]
            self.crew("gas", "通风队", 2, s, "patrol", tour)
            self.crew("safe", "安监处", 2, s, "patrol", [p.st[0] for p in live])
            self.crew("lead", "矿领导", 1, s, "patrol", [p.st[0] for p in live] + [key["sub"], key["pump"]])
        day_shift = min(range(ns), key=lambda s: abs(m.shifts[s] - 8))
        self.day_shift = day_shift
        self.night = min(range(ns), key=lambda s: min((m.shifts[s] - 0) % 24, (0 - m.shifts[s]) % 24))
        self.crew(
            "fix",
            "机电队",
            int(r.integers(4, 8)),
            day_shift,
            "patrol",
            [p.gate[-1] for p in live] + [key["sub"], key["pump"], key["road"][2]],
        )
        self.crew(
            "vent",
            "通风队",
            2,
            day_shift,
            "patrol",
            key["seal_st"] + key.get("bound", [])[:1] + key.get("old", [])[:1] + key["ret"],
        )
        self.crew(
            "road",
            "巷修队",
            int(r.integers(4, 8)),
            day_shift,
            "gang",
            [key["road"][int(r.integers(2, len(key["road"])))]],
        )
        self.crew("survey", "地测科", 2, day_shift, "patrol", [p.st[0] for p in live])

    # ---------------------------------------------------------------- trips
    def work(self, c: Crew, who: Person, t: float, t_end: float, ev: list) -> float:
        """Visits of the working time; the person stands at c.st[0] (first target) at time t."""
        r, m = self.rng, self.m
        if c.pattern == "post":
            ev.append((t, c.st[0], 6))
            while t_end - t > 5400 and r.random() < 0.6:  # a short walk now and then
                t += float(r.uniform(3000, 5400))
                nb = list(m.adj[c.st[0]])
                ev.append((t, nb[int(r.integers(len(nb)))], 10))
                t += float(r.uniform(120, 500))
                ev.append((t, c.st[0], 6))
            return t_end
        if c.pattern == "gang":
            here = c.st[0]
            ev.append((t, here, 25))
            while True:
                t += float(r.uniform(2400, 7200))
                if t > t_end - 300:
                    return t_end
                here = c.st[int(r.integers(len(c.st)))]
                if here != ev[-1][1]:
                    t = self.walk(ev, t, ev[-1][1], here, who.speed, 25)
        if c.pattern == "face":
            here = c.st[int(r.integers(len(c.st)))] if len(c.st) > 1 else c.st[0]
            t = self.walk(ev, t, ev[-1][1] if ev else c.st[0], here, who.speed, 22)
            home = here
            while True:
                t += float(r.exponential(2600)) + 500
                if t > t_end - 200:
                    return t_end
                nxt = home if r.random() < 0.5 else c.st[int(r.integers(len(c.st)))]
                if nxt != ev[-1][1]:
                    t = self.walk(ev, t, ev[-1][1], nxt, who.speed * 0.8, 22)
        # patrol / haul: go round the stations
        order = list(c.st)
        if c.pattern == "patrol" and r.random() < 0.5:
            order = order[::-1]
        fast, stay = (2.6, 900) if c.pattern == "haul" else (who.speed, 1000)
        i = 0
        while True:
            nxt = order[i % len(order)]
            i += 1
            t = self.walk(ev, t, ev[-1][1], nxt, fast, 12)
            t += float(r.exponential(stay)) + 240
            if t > t_end - 600:
                return max(t, ev[-1][0] + 60)

    def walk(self, ev: list, t: float, a: int, b: int, v: float, spread: int, jitter: float = 0.08) -> float:
        """Append the visits of the way a→b (reader k registers from half way k-1 → k); returns the arrival."""
        m, r = self.m, self.rng
        if a == b:
            if not ev or ev[-1][1] != b:
                ev.append((t, b, spread))
            return t
        way = m.path(a, b)
        miss = r.random(len(way))
        for k in range(1, len(way)):
            d = m.adj[way[k - 1]][way[k]]
            vv = max(v * (1 + jitter * float(r.standard_normal())), 0.7 * v)
            if way[k] == b or miss[k] > 0.03:
                ev.append((t + d / vv / 2, way[k], spread if way[k] == b else 30))
            t += d / vv
        return t

    def trip(self, c: Crew, who: Person, day: int, group: dict) -> Trip:
        """A whole shift: cage, way in, work, way out, cage."""
        m, r, key = self.m, self.rng, self.m.key
        ns = len(m.shifts)
        start = day * DAY + m.shifts[c.shift] * 3600
        length = DAY // ns
        t_in = group["t_in"] + float(r.integers(0, 25))
        if r.random() < 0.12:
            t_in += self.cage * int(r.integers(1, 4))  # next cage
        ev = [(t_in, key["portal"], 8)]
        t = t_in + 40
        down = key["depth"] / 7  # cage speed
        ev.append((t + down, key["bottom"], 10))
        t += down + 40
        riding = self.ride and c.role not in ("pump", "sub", "haul")
        target = c.st[0]
        if riding and c.pattern != "post":
            board = max(group["train"], t + 60)
            t = self.walk(ev, t, key["bottom"], key["wait"], who.speed, 10)
            t = max(t, board) + float(r.uniform(0, 3))
            node = next((k for k in reversed(m.path(key["wait"], target)) if k in key["road"]), key["wait"])
            t = self.walk(ev, t, key["wait"], node, group["v"], 20, 0.0)
            t += float(r.uniform(0, 60))
            t = self.walk(ev, t, node, target, who.speed, 20)
        else:
            t = self.walk(ev, t, key["bottom"], target, who.speed, 15)
        t_end = start + length + float(r.normal(0, 240)) + 300
        t = self.work(c, who, t, max(t_end, t + 1800), ev)
        here = ev[-1][1]
        t = self.walk(ev, t, here, key["bottom"], who.speed * (1.9 if riding else 1), 10)
        t_cage = (np.floor((t + 60) / self.cage) + 1) * self.cage + float(r.integers(0, 25))
        ev.append((t_cage + key["depth"] / 7, key["portal"], 5))
        return Trip(
            who,
            day,
            c.shift,
            t_in,
            t_cage + key["depth"] / 7 + 30,
            ev,
            c.role,
            c.place,
            c.tag,
            card=who.card is not None,
            salt=int(r.integers(1 << 30)),
        )

    def off_factor(self, day: int) -> float:
        """Share of the crew that comes on this day."""
        if self.key_stop and self.key_stop[0] <= day < self.key_stop[1]:
            return 0.0
        return 0.93 if weekday(day) == 6 else 1.0

    key_stop: tuple[int, int] | None = None

    def run(self, first: int, last: int) -> None:
        r, m = self.rng, self.m
        len(m.shifts)
        week0 = first // 7
        for day in range(first, last):
            by = {}
            for c in self.crews:
                by.setdefault((c.role, c.dept, c.place, c.tag, tuple(c.st[:1])), {})[c.shift] = c
            for c in self.crews:
                if c.days and not c.days[0] <= day < c.days[1]:
                    continue
                fac = (
                    1.0 if c.tag or c.role in ("pump", "sub", "gas", "lead", "safe") else self.off_factor(day)
                )
                n = int(round(c.n * fac)) if fac < 1 else c.n
                if c.role in ("coal", "head") and n > 6 and not c.tag:
                    n -= int(r.integers(0, 2))
                if not n:
                    continue
                pool = c.pool
                if self.rotate and not c.tag:  # shifts rotate by the week
                    fam = by[(c.role, c.dept, c.place, c.tag, tuple(c.st[:1]))]
                    ring = sorted(fam)
                    pool = fam[ring[(ring.index(c.shift) + day // 7 - week0) % len(ring)]].pool
                pick = r.choice(len(pool), min(n, len(pool)), replace=False)
                start = day * DAY + m.shifts[c.shift] * 3600
                t_in = np.floor((start - float(r.uniform(300, 2100))) / self.cage) * self.cage + c.lead_in
                group = {
                    "t_in": t_in,
                    "train": t_in + float(r.uniform(400, 900)),
                    "v": float(r.uniform(2.4, 3.4)),
                }
                for i in pick:
                    self.trips.append(self.trip(c, pool[int(i)], day, group))
        self.settle()

    def settle(self) -> None:
        """Nobody is underground twice: of two overlapping stays of one card the shorter goes."""
        last: dict[int, Trip] = {}
        keep = []
        for t in sorted(self.trips, key=lambda t: t.t_in):
            p = last.get(id(t.who))
            if p is not None and t.t_in < p.t_out + 3 * 3600 and p.tag == t.tag:
                continue
            last[id(t.who)] = t
            keep.append(t)
        self.trips = keep


def freeze(trip: Trip, a: float, b: float, st: int) -> None:
    """The card is last read at st at time a and again at b: frozen in between."""
    before = [e for e in trip.ev if e[0] < a and e[0] < b]
    after = [e for e in trip.ev if e[0] >= b]
    trip.ev = before + [(a, st, 0), (b, st, 15)] + after


def park(trip: Trip, st: int, key: dict, walk, t_back: float, cage: int) -> None:
    """The card goes straight to st, lies there, and is taken out again at t_back."""
    ev = list(trip.ev[:2])
    t = walk(ev, ev[-1][0] + 30, ev[-1][1], st, 1.2, 1)
    ev[-1] = (ev[-1][0], st, 1)
    t = walk(ev, max(t_back, t + 600), st, key["bottom"], 1.2, 10)
    t_cage = (np.floor((t + 60) / cage) + 1) * cage + 3
    ev.append((t_cage + key["depth"] / 7, key["portal"], 5))
    trip.ev, trip.t_out = ev, t_cage + key["depth"] / 7 + 25


def carry(carrier: Trip, other: Trip, rng, spread: float = 5.0) -> None:
    """The other card goes in the carrier's pocket: same visits within seconds."""
    other.ev = [(t + float(rng.uniform(-spread, spread)) / 2, s, d) for t, s, d in carrier.ev]
    other.ev.sort()
    other.t_in, other.t_out = other.ev[0][0], carrier.t_out + float(rng.uniform(0, 2))
    other.gaps = list(carrier.gaps)
