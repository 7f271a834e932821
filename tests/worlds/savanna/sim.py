"""The state of one simulated mine: calendar, works, roster, and the disturbances of its data."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from .layout import Layout

DAY = 86400
BINS = 96


@dataclass
class Worker:
    """Owner of a card."""

    card: int
    team: str
    trade: str
    duty: str = ""
    leader: int = 0
    special: int = 0
    card_code: str = ""
    shown: str = ""


@dataclass
class Work:
    """People who do one thing at one place; `staff` and `rate` have a row per day (row 0 = the day before)."""

    key: str
    kind: str
    nodes: list[int]
    team: str
    trades: list[str]
    staff: np.ndarray
    rate: np.ndarray
    mode: str = "crew"
    weights: list[float] | None = None
    tonnes: float = 0.0
    kw: float = 0.0
    feeder: str = ""
    belts: tuple[str, ...] = ()
    hoisted: bool = True
    reported: bool = True
    hoist_power: bool = True
    air: float = 0.0
    ch4: float = 0.0
    inflow: float = 0.0
    explosive: float = 0.0
    boom_id: str = ""
    panel: int = -1
    cards: str = "worn"
    park: int = -1
    portal: str = "wellhead"
    stay_h: float = 0.0
    extra: bool = False
    overlap_s: float = 0.0
    usual: float = 0.0
    pools: dict[int, list[Worker]] = field(default_factory=dict)


@dataclass
class Trip:
    """One card (or one person without card) underground; visits are (node, time of entering)."""

    worker: Worker | None
    t_in: float
    t_out: float
    visits: list[tuple[int, float]]
    portal: str = "wellhead"
    seen_in: bool = True
    seen_out: bool = True
    spread: int = 2
    hide: tuple[float, float] | None = None
    dies: float | None = None
    extra: bool = False


@dataclass
class Sim:
    """Everything known about one mine while it is being made."""

    rnd: random.Random
    rng: np.random.Generator
    code: str
    days: int
    start: date
    shifts: list[float]
    size: str
    lay: Layout
    works: list[Work] = field(default_factory=list)
    faces: list[dict] = field(default_factory=list)
    feeders: list[dict] = field(default_factory=list)
    conveyors: list[dict] = field(default_factory=list)
    status: list[dict] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    truth: list[dict] = field(default_factory=list)
    lookalikes: list[str] = field(default_factory=list)
    # disturbances, each a list of tuples that start with an interval in seconds
    dead: list[tuple[int, float, float, int]] = field(default_factory=list)
    outages: list[tuple[float, float, str]] = field(default_factory=list)
    edits: list[tuple] = field(default_factory=list)
    masks: list[tuple] = field(default_factory=list)
    alarms: list[tuple] = field(default_factory=list)
    later: list[Callable[[], None]] = field(default_factory=list)
    air_steps: list[tuple[float, float, str, float]] = field(default_factory=list)
    water_steps: list[tuple[float, float, float]] = field(default_factory=list)
    power_steps: list[tuple[float, float, str, float]] = field(default_factory=list)
    scale_steps: list[tuple[float, float, str, float]] = field(default_factory=list)
    swaps: list[tuple[float, float, str, str]] = field(default_factory=list)
    fan_stops: list[tuple[float, float, str]] = field(default_factory=list)
    belt_stops: list[tuple[float, float]] = field(default_factory=list)
    camera_off: list[tuple[float, float, str]] = field(default_factory=list)
    stock: list[tuple[int, int, float]] = field(default_factory=list)
    extra_fans: list[tuple[str, int, Work]] = field(default_factory=list)
    keep: set[str] = field(default_factory=set)
    opts: dict = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Shifts a day."""
        return len(self.shifts)

    def begin(self, day: int, shift: int) -> float:
        """Start of a shift in seconds from the first midnight; day -1 is the day before the data."""
        return day * DAY + self.shifts[shift] * 3600.0

    def length(self, shift: int) -> float:
        """Length of a shift in seconds."""
        later = self.shifts[shift + 1] if shift + 1 < self.n else self.shifts[0] + 24
        return (later - self.shifts[shift]) * 3600.0

    def when(self, t: float) -> datetime:
        """Wall clock of a time in seconds."""
        return datetime(self.start.year, self.start.month, self.start.day) + timedelta(seconds=int(t))

    def iso(self, t: float) -> str:
        """ISO time with the offset of China."""
        return self.when(t).isoformat() + "+08:00"

    def day(self, d: int) -> str:
        """ISO date of a day of the span."""
        return (self.start + timedelta(days=d)).isoformat()

    def empty(self, dtype: type = float) -> np.ndarray:
        """A day × shift table of zeros."""
        return np.zeros((self.days + 1, self.n), dtype=dtype)

    def station(self, node: int) -> str:
        """Station code of a node."""
        areas = list(self.lay.area_kind)
        area = areas.index(self.lay.nodes[node].area) + 1
        return f"{self.code}{area:04d}{node + 1:06d}"

    def hire(self, team: str, trade: str, duty: str = "", leader: int = 0) -> Worker:
        """A new card holder; card numbers have gaps as in real lists."""
        last = self.workers[-1].card if self.workers else self.rnd.randint(0, 40)
        special = int(trade in ("瓦斯检查员", "安全检查员", "爆破工", "井下电钳工", "主提升机司机"))
        w = Worker(
            last + 1 + (self.rnd.random() < 0.15) * self.rnd.randint(1, 9), team, trade, duty, leader, special
        )
        self.workers.append(w)
        return w

    def pool(self, work: Work, shift: int, want: int) -> list[Worker]:
        """The men of a work and shift; grown when more are wanted."""
        men = work.pools.setdefault(shift, [])
        size = math.ceil(want * 1.18) if want > 2 else want + 1
        while len(men) < size:
            trade = work.trades[len(men) % len(work.trades)]
            men.append(
                self.hire(work.team, trade, "班长" if not men and want > 4 else "", int("矿" in trade))
            )
        return men

    def face(self, key: str) -> Work:
        """The work of a declared face."""
        return next(w for w in self.works if w.key == key)

    def of(self, kind: str) -> list[Work]:
        """Works of declared faces of a kind that produce in the span."""
        return [w for w in self.works if w.kind == kind]

    def span(self, share_lo: float = 0.4, share_hi: float = 1.0) -> tuple[int, int]:
        """A run of days inside the data, as first and last + 1."""
        n = max(2, round(self.days * self.rnd.uniform(share_lo, share_hi)))
        first = self.rnd.randint(0, self.days - min(n, self.days))
        return first, min(self.days, first + n)

    def gang(
        self,
        key: str,
        nodes: list[int],
        crew: int,
        team: str,
        trades: list[str],
        days: tuple[int, int],
        shifts: list[int],
        **more: object,
    ) -> Work:
        """Add people who work somewhere for some days without producing."""
        staff = self.empty(int)
        for d in range(days[0], days[1]):
            staff[d + 1, shifts] = crew
        work = Work(key, "gang", nodes, team, trades, staff, self.empty(), **more)
        self.works.append(work)
        return work

    def accuse(
        self,
        kind: str,
        style: str,
        t0: float,
        t1: float,
        nodes: list[int],
        cards: list[Worker] | list[int] = (),
        incidental: bool = False,
    ) -> None:
        """Write a conduct into the truth; cards are filled from workers."""
        numbers = [w.card if isinstance(w, Worker) else w for w in cards]
        entry = {
            "kind": kind,
            "from": self.iso(max(t0, 0)),
            "to": self.iso(min(t1, self.days * DAY)),
            "stations": [self.station(i) for i in nodes],
            "cards": [f"{self.code}{c:05d}" for c in sorted(set(numbers))],
            "style": style,
        }
        if incidental:
            entry["incidental"] = True
        self.truth.append(entry)
