"""What one mine is: size, shifts, roster, faces, instruments, habits, and what will happen in it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import chance
from .layout import Hidden, Layout, build

SHIFT_SYSTEMS = (
    ("三八制", ("00:00", "08:00", "16:00"), 8.0),
    ("三八制", ("06:00", "14:00", "22:00"), 8.0),
    ("四六制", ("02:00", "08:00", "14:00", "20:00"), 6.0),
    ("三八制", ("07:30", "15:30", "23:30"), 8.0),
    ("两班制", ("07:00", "19:00"), 9.5),
)
CAPACITIES = (90_000, 150_000, 210_000, 300_000, 450_000, 600_000, 900_000, 1_200_000, 1_500_000)


@dataclass
class Person:
    """Somebody who goes underground; `home` lists the places of work, the first the main one."""

    name: str
    trade: str
    dept: str
    role: str
    shift: int
    home: list[int]
    team: str = ""
    lead: bool = False
    special: bool = False
    card: int = -1
    post: str = ""
    pace: float = 1.0


@dataclass
class Card:
    """A tag as the location system lists it."""

    code: str
    name: str
    trade: str
    dept: str
    post: str
    lead: bool
    special: bool


@dataclass
class Trip:
    """One descent: where the body or tag is read, and for how many bodies the gate camera sees it."""

    person: int
    card: int
    st: list[int]
    ts: list[int]
    out: int
    bodies: int = 1
    unread: list[tuple[int, int]] = field(default_factory=list)
    still: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Mine:
    """Everything about one mine."""

    number: int
    days: int
    clock: chance.Clock
    code: str
    name: str
    d: random.Random
    rng: np.random.Generator
    g: Layout
    labour: str
    starts: list[str]
    hours: float
    period: int
    size: int
    capacity: int = 0
    second_profile: bool = False
    lost_mode: str = "frozen"
    coords: str = "full"
    lengths: str = "full"
    trades_unset: float = 0.0
    csv: set[str] = field(default_factory=set)
    people: list[Person] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    hidden: Hidden | None = None
    style: str = ""
    kind: str = "healthy"
    begin: int = 0  # first second of the conduct
    end: int = 0
    conduct: list[dict[str, Any]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    opts: dict[str, Any] = field(default_factory=dict)
    status: list[tuple[str, int, int | None]] = field(default_factory=list)
    dead: list[tuple[int, int, int]] = field(default_factory=list)  # node, from, to
    outages: list[tuple[int, int, str]] = field(default_factory=list)  # from, to, which systems
    limit: int = 0

    @property
    def start_seconds(self) -> list[int]:
        """Shift starts as seconds of the day."""
        return [int(s[:2]) * 3600 + int(s[3:]) * 60 for s in self.starts]

    def shift_of(self, second: int) -> int:
        """Index of the shift running at a second of the window."""
        s = second % chance.DAY
        best = len(self.starts) - 1
        for i, b in enumerate(self.start_seconds):
            if s >= b:
                best = i
        if s < min(self.start_seconds):
            best = int(np.argmax(self.start_seconds))
        return best

    def stopped(self, t: int) -> bool:
        """Is the mine declared as not producing at this second?"""
        return any(
            s != "producing" and a * chance.DAY <= t < (b if b is not None else 10**6) * chance.DAY
            for s, a, b in self.status
        )

    def active(self, t: int) -> bool:
        """Is the conduct going on?"""
        return self.begin <= t < self.end

    def new_card(self, p: Person, trade: str | None = None) -> int:
        """Issues a tag."""
        no = len(self.cards) + 1 + self.opts.get("card_base", 0)
        self.cards.append(
            Card(f"{self.code}{no:05d}", p.name, trade or p.trade, p.dept, p.post, p.lead, p.special)
        )
        return len(self.cards) - 1

    def add_person(
        self,
        trade: str,
        dept: str,
        role: str,
        shift: int,
        home: list[int],
        team: str = "",
        lead: bool = False,
        special: bool = False,
        card: bool = True,
        post: str = "工人",
    ) -> int:
        """Adds a person, by default with a tag."""
        p = Person(
            chance.person_name(self.d),
            trade,
            dept,
            role,
            shift,
            home,
            team,
            lead,
            special,
            -1,
            post,
            self.d.uniform(0.9, 1.15),
        )
        if card:
            p.card = self.new_card(p)
        self.people.append(p)
        return len(self.people) - 1

    def note(
        self,
        kind: str,
        stations: list[int],
        cards: list[int],
        begin: int | None = None,
        end: int | None = None,
        style: str | None = None,
        incidental: bool = False,
    ) -> None:
        """Writes down what really happens; `incidental`: as a part of another conduct."""
        self.conduct.append(
            {
                "kind": kind,
                "from": self.clock.iso(self.begin if begin is None else begin),
                "to": self.clock.iso(self.end if end is None else end),
                "stations": [self.g.nodes[n].code for n in stations if self.g.nodes[n].drawn],
                "cards": sorted({self.cards[c].code for c in cards if c >= 0}),
                "style": style or self.style,
                "incidental": incidental,
            }
        )


def idle_in_stop(begin: int, face_id: str) -> bool:
    """In a declared stop that is kept no face works."""
    return False


def found_mine(seed: int, number: int, days: int) -> Mine:
    """Size, layout, shifts, habits and plan figures of a mine, before people and events."""
    d = chance.dice(seed, number, "mine")
    size = round(55 * (450 / 55) ** (d.random() ** 1.15))
    coal = 1 if size < 150 else d.choice([1, 1, 2])
    heads = d.choice([0, 1, 1]) if size < 75 else min(4 - coal, d.choice([1, 1, 2, 2, 3]))
    g = build(d, size, coal, heads)
    labour, starts, hours = d.choice(
        SHIFT_SYSTEMS[:2] * 2 + SHIFT_SYSTEMS[2:] if size > 90 else SHIFT_SYSTEMS
    )
    period = (
        d.choice([60, 120, 120, 180])
        if size < 90
        else d.choice([120, 180, 300])
        if size < 180
        else d.choice([240, 300, 300])
    )
    m = Mine(
        number,
        days,
        chance.Clock(chance.first_date(seed), days),
        chance.mine_code(seed, number),
        d.choice(chance.PLACES) + d.choice(["煤矿", "煤业有限公司", "一矿", "二号煤矿"]),
        d,
        chance.generator(seed, number, "series"),
        g,
        labour,
        list(starts),
        hours,
        period,
        size,
    )
    m.second_profile = d.random() < 0.13
    m.lost_mode = d.choice(["frozen", "frozen", "dropped"])
    m.coords = d.choices(["full", "zero", "null"], [0.78, 0.12, 0.10])[0]
    m.lengths = d.choices(["full", "null", "empty"], [0.8, 0.1, 0.1])[0]
    m.trades_unset = d.choice([0, 0, 0, 0.05, 0.3, 0.6])
    m.csv = {"power", "haulage", "output", "water", "explosives", "video"}
    for name, p in (
        ("power", 0.1),
        ("haulage", 0.15),
        ("output", 0.08),
        ("water", 0.2),
        ("explosives", 0.15),
        ("video", 0.15),
    ):
        if d.random() < p:
            m.csv.discard(name)
    m.status = [("producing", -400, None)]
    m.opts.update(
        card_base=d.choice([0, 0, 100, 2000]),
        cage_gap=d.choice([180, 240, 300]),
        cage_size=d.choice([8, 12, 20, 24]),
        trace=d.choice([2, 3, 4]),
        cdss_period=d.choice([300, 300, 600]),
        man_train=d.random() < 0.3,
        read_loss=d.choice([0.0005, 0.002, 0.004]),
        dist_noise=d.uniform(1.5, 5.0),
        gas_rate=d.uniform(1.5, 9.0),
        wet=d.uniform(4, 30),
    )
    plan_figures(m)
    return m


def plan_figures(m: Mine) -> None:
    """Capacity, tonnes, crews, air, gas and water of every approved face; codes of areas and stations."""
    d, g = m.d, m.g
    raw = m.size * d.uniform(1500, 2900)
    m.capacity = min(CAPACITIES, key=lambda c: abs(c - raw))
    daily = m.capacity / 330.0 * d.uniform(0.84, 0.97)
    k = (m.size / 180.0) ** 0.55
    n = len(m.starts)
    rest = d.randrange(n) if n > 2 else None
    coal = [f for f in g.faces if f.kind == "coal_face"]
    for f in g.faces:
        if f.kind == "heading":
            f.advance = round(d.uniform(3.0, 8.5) * min(1.2, k), 1)
            f.plan_t = round(min(0.12 * daily, f.advance * d.uniform(9, 13) * 1.4 * d.uniform(0.5, 0.95)), 0)
            crew = max(4, round(d.uniform(6, 9) * k))
            f.crew = [crew] * n
            f.working = [True] * n
            if "炮掘" in f.name:
                f.explosive = round(f.advance * d.uniform(9, 15), 1)
            f.air = round(max(220.0, d.uniform(230, 420)), 0)
            f.inflow = round(d.uniform(0.5, 4) * m.opts["wet"] / 15, 1)
            f.ch4 = round(min(f.air * 0.0045, 0.12 + f.plan_t * m.opts["gas_rate"] / 1440 * 0.8), 2)
    left = daily - sum(f.plan_t for f in g.faces if f.kind == "heading")
    share = [d.uniform(0.8, 1.2) for _ in coal]
    for f, s in zip(coal, share, strict=True):
        f.plan_t = round(left * s / sum(share), 0)
        crew = max(7, round(d.uniform(11, 16) * k))
        f.working = [i != rest for i in range(n)]
        f.crew = [crew if w else round(crew * d.uniform(1.2, 1.7)) for w in f.working]
        f.advance = round(d.uniform(1.8, 6.0), 1)
        f.inflow = round(d.uniform(0.3, 1.2) * m.opts["wet"], 1)
        f.ch4 = round(0.15 + f.plan_t * m.opts["gas_rate"] / 1440, 2)
        f.air = round(max(420.0, f.ch4 / 0.0038 * d.uniform(0.95, 1.15)), -1)
        if "炮采" in f.name:
            f.explosive = round(f.plan_t * d.uniform(0.1, 0.2), 1)
    for i, a in enumerate(g.areas):
        a.code = f"{m.code}{i + 1:04d}"
    base = d.choice([1, 1, 10, 100])
    for i, node in enumerate(g.nodes):
        node.code = f"{g.areas[node.area].code}{i + base:06d}"
    for f in g.faces:
        g.areas[f.area].limit = round(max(f.crew) * 1.15) + 7
