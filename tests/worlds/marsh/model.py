"""The state of one mine while it is being made: everything later steps read and change."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .layout import Layout

DAY = 86400
HOUR = 3600
GRID = 300
PER_DAY = DAY // GRID

Span = tuple[int, int]


@dataclass
class Person:
    """One registered card and the man who should carry it."""

    card: str
    name: str
    trade: str
    duty: str
    team: str
    birth: str
    education: str
    leader: bool = False
    special: bool = False
    speed: float = 1.2


@dataclass
class Trip:
    """One descent: when, through which stations, and how it shows in the files."""

    person: Person
    tag: str
    t_in: int
    t_out: int
    visits: list[tuple[int, int]]
    shift: int
    day: int
    recorded: bool = True
    seen: bool = True
    still: bool = False
    vanishes: bool = False
    gaps: list[Span] = field(default_factory=list)
    recorded_out: int | None = None
    work_from: int = 0
    work_to: int = 0

    @property
    def shown_out(self) -> int:
        """The exit time that the personnel system shows."""
        return self.t_out if self.recorded_out is None else self.recorded_out


@dataclass
class Job:
    """A crew that goes down in each shift to the same sort of work.

    `mode` is crew (move about the stations of a place), post (sit at one station), tour (walk a round),
    beyond (leave the last reader behind, come back to it) or parked (stay at one reader without a move).
    """

    tag: str
    team_kind: str
    team: str
    counts: list[int]
    mode: str
    stations: list[int]
    days: frozenset[int] | None = None
    carded: bool = True
    groups: list[list[Person]] = field(default_factory=list)
    place: Place | None = None
    together: bool = False
    essential: bool = False
    hours: tuple[float, float] | None = None


@dataclass
class Place:
    """A working place, declared or not; the planned figures are those of the register."""

    ident: str
    name: str
    kind: str
    method: str
    stations: list[int]
    entrance: int
    crew: list[int]
    produces: list[bool]
    planned_t: float
    advance: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    section: float
    rated_kw: float
    declared: bool = True
    first_day: float = 0.0
    last_day: float | None = None
    declared_from: str | None = None
    declared_to: str | None = None
    output_factor: np.ndarray | None = None
    explosive_factor: float = 1.0
    coal_bias: float = 1.0
    gas_bias: float = 1.0
    halted: list[Span] = field(default_factory=list)
    idle_runs: list[Span] = field(default_factory=list)


@dataclass
class Sensor:
    """A fixed sensor of the safety monitoring system and its values on the grid."""

    code: str
    kind: str
    name: str
    station: int
    section: float
    place: str
    values: np.ndarray
    states: np.ndarray


@dataclass
class Alarm:
    """A row of the alarm file of the safety system."""

    sensor: Sensor
    kind: str
    start: int
    end: int
    peak: float
    cause: str
    remedy: str


@dataclass
class Profile:
    """How the senders of this mine format, time and thin out their files."""

    caret: bool
    carriage_return: bool
    snapshot_period: int
    sensor_period: int
    station_period: int
    statistic_period: int
    trace_length: int
    linger: int
    wellhead_rows: bool
    read_miss: float
    video_miss: float
    lost_policy: str
    coordinates: str
    missing_files: set[str] = field(default_factory=set)
    empty_lists: set[str] = field(default_factory=set)
    split_csv: bool = False
    births_unknown: bool = False


class Event:
    """Something that happens to a mine, honest or not; each step of the making calls its method."""

    name = ""
    needs: frozenset[str] = frozenset()

    def prepare(self, mine: Mine) -> None:
        """Change places, crews and calendar before anybody goes down."""

    def after_trips(self, mine: Mine) -> None:
        """Change who was where, or how the cards show it."""

    def after_physics(self, mine: Mine) -> None:
        """Change what sensors, meters and books show."""

    def edit_snapshots(self, mine: Mine, times: list[int], buckets: list[list[str] | None]) -> None:
        """Change the finished rows of the personnel snapshots; a bucket of None is not sent."""

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The rows of conduct this event stands for; none for honest events."""
        return []


@dataclass
class Mine:
    """Everything about one mine."""

    seed: int
    number: int
    days: int
    start: datetime
    dice: random.Random
    rng: np.random.Generator
    code: str = ""
    name: str = ""
    region: str = ""
    shift_starts: list[int] = field(default_factory=list)
    work_hours: float = 8.0
    capacity: int = 0
    headcount_limit: int = 0
    layout: Layout | None = None
    profile: Profile | None = None
    places: list[Place] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    extra_register_rows: list[Person] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    sensors: list[Sensor] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    status: list[tuple[str, int, int | None]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    halted: list[Span] = field(default_factory=list)
    blackouts: list[Span] = field(default_factory=list)
    cage_stops: list[Span] = field(default_factory=list)
    dead_stations: dict[int, list[Span]] = field(default_factory=dict)
    lost_snapshots: list[Span] = field(default_factory=list)
    late_snapshots: list[Span] = field(default_factory=list)
    staffing: dict[tuple[int, int], float] = field(default_factory=dict)
    position: str = "aux_shaft"
    bunker_t: float = 400.0
    lift_kwh_per_t: float = 1.4
    background_ch4: float = 0.5
    background_inflow: float = 30.0
    chamber_air: float = 400.0
    leak: float = 1.15
    activity: dict[str, np.ndarray] = field(default_factory=dict)
    coal: dict[str, np.ndarray] = field(default_factory=dict)
    belts: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    hoist: np.ndarray | None = None
    legal_hoist: np.ndarray | None = None
    power: dict[str, np.ndarray] = field(default_factory=dict)
    feeders: list[tuple[str, str, float]] = field(default_factory=list)
    conveyors: list[tuple[str, list[str], float]] = field(default_factory=list)
    pumps: list[tuple[str, int, float]] = field(default_factory=list)
    pumped: dict[str, np.ndarray] = field(default_factory=dict)
    output_rows: list[list[Any]] = field(default_factory=list)
    blasts: list[tuple[int, str, float, int, float]] = field(default_factory=list)
    extra_air: np.ndarray | None = None
    extra_inflow: np.ndarray | None = None
    air_change: np.ndarray | None = None
    aux_hoist: np.ndarray | None = None
    nominal: dict[str, float] = field(default_factory=dict)
    hidden_coal: dict[str, str] = field(default_factory=dict)
    hidden_feeders: dict[str, str] = field(default_factory=dict)
    next_card: int = 1

    @property
    def steps(self) -> int:
        """Number of grid steps of the whole period."""
        return self.days * PER_DAY

    @property
    def end(self) -> int:
        """Last second of the period."""
        return self.days * DAY

    @property
    def seams(self) -> int:
        """Number of shifts a day."""
        return len(self.shift_starts)

    def moment(self, second: int) -> datetime:
        """The China standard time of a second of the period."""
        return self.start + timedelta(seconds=second)

    def iso(self, second: int) -> str:
        """ISO time with offset."""
        return self.moment(second).strftime("%Y-%m-%dT%H:%M:%S+08:00")

    def date(self, day: int) -> str:
        """ISO date of a day of the period."""
        return (self.start + timedelta(days=day)).strftime("%Y-%m-%d")

    def mask(self, spans: Iterable[Span]) -> np.ndarray:
        """A grid mask that is true inside the spans."""
        result = np.zeros(self.steps, dtype=bool)
        for begin, end in spans:
            result[max(0, begin // GRID) : max(0, -(-end // GRID))] = True
        return result

    def declared_places(self) -> list[Place]:
        """Places that stand in the register."""
        return [place for place in self.places if place.declared]

    def open_places(self) -> list[Place]:
        """Declared places that work at some time of the period."""
        return [place for place in self.declared_places() if place.last_day != 0.0]

    def shift_of(self, second: int) -> int:
        """The shift that runs at a second of a day."""
        clock = second % DAY
        running = [number for number, begin in enumerate(self.shift_starts) if begin <= clock]
        return running[-1] if running else self.seams - 1

    def night_shift(self) -> int:
        """The shift that holds three o'clock in the morning."""
        return self.shift_of(3 * HOUR)


def inside(second: int, spans: list[Span]) -> bool:
    """Whether a second lies in one of the spans."""
    return any(begin <= second < end for begin, end in spans)


def days_from(first: int, last: int) -> frozenset[int]:
    """Days first..last-1, with the day before when the period starts with it."""
    return frozenset(range(-1 if first == 0 else first, last))
