"""The state of one mine while its period is being made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from .layout import Layout, Place, Site, shift_seconds
from .tables import DAY, STEP

Rng = np.random.Generator
Window = tuple[float, float]


@dataclass
class Person:
    """A card and whoever it belongs to."""

    card: str
    name: str
    trade: str
    duty: str
    dept: str
    leader: bool = False
    special: bool = False
    free_at: float = -1e12


@dataclass
class Job:
    """A crew sent underground for one shift."""

    day: int
    shift: int
    count: int
    team: str
    trades: tuple[str, ...]
    dept: str
    stations: list[int]
    style: str
    begin: float
    end: float
    place: str = ""
    special: bool = False
    leader: bool = False
    mode: str = ""
    together: bool = False


@dataclass
class Trip:
    """One descent: what the readers see (events), and when the body went in and out (None: no body with it)."""

    who: Person | None
    t_in: float
    t_out: float
    events: list[tuple[float, int]]
    job: Job
    body: Window | None = None
    sd: float = 11.0
    frozen: list[Window] = field(default_factory=list)
    parked: list[Window] = field(default_factory=list)
    unlisted: list[Window] = field(default_factory=list)
    lean: dict[int, tuple[float, float]] = field(default_factory=dict)
    pair: int = 0
    copied: bool = False

    @property
    def owner(self) -> Person:
        """Whoever the card of the trip belongs to; asked only of trips with a card."""
        assert self.who is not None
        return self.who


@dataclass
class Fake:
    """Snapshots that are made up inside a window."""

    window: Window
    style: str
    people: list[Person]


@dataclass
class Mask:
    """What is done to a sensor inside windows."""

    point: int
    window: Window
    style: str
    level: float
    source: int = -1


@dataclass
class Point:
    """A sensor of the safety monitoring system."""

    code: str
    kind: str
    station: int
    section: float
    role: str
    place: str
    listed: bool = True
    label: str = ""


@dataclass
class Mine:
    """A mine and everything planned for it; the modules of the package fill it in turn."""

    code: str
    name: str
    number: int
    days: int
    start: datetime
    rng: Rng
    lay: Layout
    kind: str
    style: str = ""
    sends: set[str] = field(default_factory=set)
    period: int = 300
    monitor_period: int = 300
    use_stats: bool = False
    precise: bool = True
    drops_unread: bool = False
    trace_len: int = 3
    alt_profile: bool = False
    crlf: bool = False
    handover: bool = True
    places: list[Place] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    pools: dict[str, list[Person]] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    pf: dict[str, np.ndarray] = field(default_factory=dict)
    mf: dict[str, np.ndarray] = field(default_factory=dict)
    support: np.ndarray = field(default_factory=lambda: np.ones(0))
    maint: np.ndarray = field(default_factory=lambda: np.ones(0))
    reader_out: list[tuple[int, float, float]] = field(default_factory=list)
    link_out: list[tuple[float, float, str]] = field(default_factory=list)
    clock: list[tuple[float, float, float]] = field(default_factory=list)
    gas_mult: dict[str, np.ndarray] = field(default_factory=dict)
    inflow_extra: np.ndarray = field(default_factory=lambda: np.ones(0))
    pressure: np.ndarray = field(default_factory=lambda: np.ones(0))
    kw_extra: dict[str, np.ndarray] = field(default_factory=dict)
    air_mult: dict[str, np.ndarray] = field(default_factory=dict)
    air_total_mult: np.ndarray = field(default_factory=lambda: np.ones(0))
    scale_mult: np.ndarray = field(default_factory=lambda: np.ones(0))
    stock: np.ndarray = field(default_factory=lambda: np.ones(0))
    point_faults: list[tuple[int, float, float]] = field(default_factory=list)
    pump_tests: list[Window] = field(default_factory=list)
    evacuations: list[Window] = field(default_factory=list)
    reversals: list[Window] = field(default_factory=list)
    alarms: list[tuple[str, Trip, float, float]] = field(default_factory=list)
    status: list[dict[str, str | None]] = field(default_factory=list)
    extra_feeder: tuple[str, float] | None = None
    hidden_place: Place | None = None
    hidden_site: Site | None = None
    hidden_how: dict[str, str] = field(default_factory=dict)
    hidden_window: Window = (0.0, 0.0)
    masks: list[Mask] = field(default_factory=list)
    fakes: list[Fake] = field(default_factory=list)
    holes: list[Window] = field(default_factory=list)
    report_mode: str = "honest"
    true_boost: float = 1.0
    headcount_limit: int = 0
    conduct: list[dict[str, object]] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    apprentices: bool = False
    cage_s: float = 0.0
    free_spares: list[int] = field(default_factory=list)
    fault_shots: list[tuple[str, int, int, float]] = field(default_factory=list)
    kept_fans: list[int] = field(default_factory=list)
    flat_intake: bool = False
    lunch: bool = False
    late_files: bool = False
    rock: float = 0.0

    @property
    def seconds(self) -> float:
        """Length of the period."""
        return float(self.days * DAY)

    @property
    def steps(self) -> int:
        """Number of five-minute steps."""
        return self.days * DAY // STEP

    @property
    def shifts(self) -> int:
        """Shifts a day."""
        return len(self.lay.shifts.starts)

    def shift_window(self, day: int, shift: int) -> Window:
        """Start and end of a shift in seconds from the start of the period."""
        starts, length = shift_seconds(self.lay)
        begin = float(day * DAY + starts[shift])
        return begin, begin + length

    def shift_of(self, t: float) -> tuple[int, int]:
        """Day and shift that hold a moment."""
        starts, length = shift_seconds(self.lay)
        day = int(t // DAY)
        inside = t - day * DAY
        for s in range(len(starts)):
            if starts[s] <= inside < starts[s] + length:
                return day, s
        last = len(starts) - 1
        return (day - 1, last) if inside < starts[0] else (day, last)

    def place(self, key: str) -> Place:
        """A working place by its key."""
        return next(p for p in self.places if p.key == key)

    def iso(self, t: float) -> str:
        """ISO time with offset."""
        return (self.start + timedelta(seconds=round(t))).strftime("%Y-%m-%dT%H:%M:%S+08:00")

    def date(self, day: int) -> str:
        """Date of a day of the period."""
        return (self.start + timedelta(days=day)).strftime("%Y-%m-%d")

    def person(self, trade: str, duty: str, dept: str, leader: bool = False, special: bool = False) -> Person:
        """A new person with a new card."""
        n = len(self.people) + 1
        number = 100 + n * 3 + (n * 7919) % 3
        who = Person(f"{self.code}{number:05d}", f"矿工{number:04d}", trade, duty, dept, leader, special)
        self.people.append(who)
        return who

    def tell(self, kind: str, window: Window, stations: list[int], cards: list[str]) -> None:
        """Put a conduct into the truth; the first is the main one, the others go with it."""
        a, b = max(0.0, window[0]), min(self.seconds, window[1])
        row: dict[str, object] = {
            "kind": kind,
            "style": self.style,
            "from": self.iso(a),
            "to": self.iso(b),
            "stations": [self.lay.stations[s].code for s in stations],
            "cards": sorted(set(cards)),
        }
        if self.conduct:
            row["incidental"] = True
        self.conduct.append(row)

    def mask_steps(self, window: Window) -> slice:
        """The five-minute steps of a window."""
        a = int(np.clip(window[0] // STEP, 0, self.steps))
        return slice(a, int(np.clip(np.ceil(window[1] / STEP), a, self.steps)))
