"""Data classes shared by all modules, and the clock of the made-up world.

Times are whole seconds since 00:00 of the first reported day (China standard time); day -1 is worked too, so that
the first snapshot already finds people underground.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

DAY = 86400
BIN = 900


@lru_cache(maxsize=1)
def clock_table() -> list[str]:
    """All 86,400 times of a day as text."""
    return [f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60)]


@dataclass(slots=True)
class Node:
    """One reader station, or a surface portal."""

    i: int
    name: str
    x: float
    y: float
    z: float
    kind: str  # surface main rise return gate heading chamber old seal
    area: int
    district: int
    code: str = ""


@dataclass(slots=True)
class Area:
    """One declared area."""

    kind: str
    name: str
    limit: int
    code: str = ""


@dataclass
class Place:
    """Somewhere coal or rock is won: an approved face, or one nobody was told of."""

    key: str
    name: str
    kind: str  # coal_face | heading
    nodes: list[int]
    weights: list[float]
    district: int
    crew_plan: list[int]
    t_per_day: float
    kw: float
    air: float
    ch4: float
    inflow: float
    advance: float
    blast: bool = False
    explosive: float = 0.0
    approved: bool = True
    first: int | None = None  # day number of the approval's begin when inside the period
    last: int | None = None
    feeder: str = ""
    belt: str = ""
    # of every day and shift: how much work is done, how many go there
    act: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    crew: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    cut: np.ndarray = field(default_factory=lambda: np.zeros(0))  # per 15 minutes: intensity 0..1
    tons: np.ndarray = field(default_factory=lambda: np.zeros(0))  # per 15 minutes: tonnes won
    blasts: list[tuple[int, float]] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """One card holder."""

    card: str
    name: str
    trade: str
    duty: str
    team: str
    born: str
    school: str
    leader: int
    special: int
    role: str


@dataclass(slots=True)
class Trip:
    """One card's stay underground: stations and the moments they were entered."""

    who: int
    t_in: int
    t_out: int
    nodes: list[int]
    times: list[int]
    frozen: set[int] = field(default_factory=set)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    body: bool = True
    exits: bool = True
    role: str = ""


@dataclass(slots=True)
class Body:
    """A human being passing a portal, card or not."""

    t_in: int
    t_out: int
    portal: str


@dataclass(slots=True)
class Post:
    """A standing job away from the faces."""

    role: str
    nodes: list[int]
    weights: list[float]
    mean_stay: float
    per_shift: list[int]


@dataclass(slots=True)
class Point:
    """A sensor."""

    code: str
    kind: str
    node: int
    section: float
    source: tuple[str, Any]
    label: str = ""


@dataclass
class Mine:
    """Everything about one mine."""

    number: int
    days: int
    start: dt.date
    r: random.Random
    g: np.random.Generator
    code: str = ""
    name: str = ""
    region: str = ""
    persons_target: int = 200
    shift_starts: list[int] = field(default_factory=list)  # minutes
    labour: str = "三八制"
    repair_shift: int = -1
    n_profile: bool = False
    period: int = 180
    coords: bool = True
    lengths: bool = True
    trace_len: int = 4
    unset: float = 0.0
    lost_policy: str = "keep"
    access: str = "vertical"
    absent_files: set[str] = field(default_factory=set)
    capacity: int = 300000
    headcount_limit: int = 100
    status: list[dict[str, Any]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    edges: list[tuple[int, int, float, float]] = field(default_factory=list)  # a, b, m, seconds per m
    places: list[Place] = field(default_factory=list)
    seals: list[tuple[str, str, int]] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    support: np.ndarray = field(default_factory=lambda: np.zeros(0))  # by day: share of standing jobs filled
    people: list[Person] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    pumps: list[tuple[str, int, float]] = field(default_factory=list)
    base_inflow: float = 10.0
    extra_kw: dict[str, np.ndarray] = field(default_factory=dict)
    extra_water: np.ndarray = field(default_factory=lambda: np.zeros(0))
    extra_gas: list[tuple[int, np.ndarray]] = field(default_factory=list)
    dead: list[tuple[int, int, int]] = field(default_factory=list)  # node, from, to
    outages: list[tuple[int, int]] = field(default_factory=list)
    clock_shift: list[tuple[int, int]] = field(default_factory=list)  # from second, offset
    tampered_files: list[tuple[str, int, int]] = field(default_factory=list)
    calibrations: list[tuple[int, int]] = field(default_factory=list)
    swaps: list[tuple[int, str, str]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    conduct: list[dict[str, Any]] = field(default_factory=list)
    edits: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """Last second, exclusive."""
        return self.days * DAY

    @property
    def shifts(self) -> int:
        """Number of shifts a day."""
        return len(self.shift_starts)

    def shift_span(self, day: int, shift: int) -> tuple[int, int]:
        """Begin and end second of a shift; the last one ends when the first one starts."""
        begin = day * DAY + self.shift_starts[shift] * 60
        nxt = self.shift_starts[shift + 1] if shift + 1 < self.shifts else self.shift_starts[0] + 1440
        return begin, day * DAY + nxt * 60

    def day_text(self, day: int) -> str:
        """ISO date of a day number."""
        return (self.start + dt.timedelta(days=day)).isoformat()

    def stamp(self, t: int) -> str:
        """`yyyy-MM-dd HH:mm:ss`."""
        return f"{self.day_text(t // DAY)} {clock_table()[t % DAY]}"

    def iso(self, t: int) -> str:
        """ISO 8601 with offset."""
        return f"{self.day_text(t // DAY)}T{clock_table()[t % DAY]}+08:00"

    def pick(self, *kinds: str) -> list[int]:
        """Node numbers of the given kinds."""
        return [n.i for n in self.nodes if n.kind in kinds]

    def code_of(self, i: int) -> str:
        """Station code."""
        return self.nodes[i].code
