"""Plain records that the other modules share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

DAY = 86400
STEP = 300
CLOCK = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]

Span = tuple[float, float]


class Calendar:
    """Turns seconds since the first midnight into texts of China standard time."""

    def __init__(self, start: date, days: int) -> None:
        """Prepares one text for each day, some days to either side included."""
        self.start = start
        self._names = {d: (start + timedelta(days=d)).isoformat() for d in range(-40, days + 40)}

    def day(self, number: int) -> str:
        """The date of day `number` as yyyy-MM-dd."""
        return (self.start + timedelta(days=number)).isoformat()

    def text(self, t: float) -> str:
        """The time as yyyy-MM-dd HH:mm:ss."""
        s = int(t)
        return f"{self._names[s // DAY]} {CLOCK[s % DAY]}"

    def iso(self, t: float) -> str:
        """The time as ISO text with offset."""
        s = int(t)
        return f"{self._names[s // DAY]}T{CLOCK[s % DAY]}+08:00"

    def stamp(self, t: float) -> str:
        """The time as yyyyMMddHHmmss for file names."""
        return self.text(t).replace("-", "").replace(":", "").replace(" ", "")


@dataclass
class Area:
    """A declared area of the personnel system."""

    code: str
    type: str
    name: str
    limit: int = 30


@dataclass
class Station:
    """A reader underground."""

    code: str
    name: str
    area: int
    x: float
    y: float
    z: float
    role: str
    turn: float = 0.0


@dataclass
class Face:
    """A declared coal face or heading."""

    face_id: str
    name: str
    kind: str
    stations: list[int]
    crew: list[int]
    planned_t: float
    advance: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    kw: float
    feeder: str = ""
    conveyor: str = ""
    rock: bool = False
    day_from: int | None = None
    day_to: int | None = None

    def active(self, day: int) -> bool:
        """Whether the face is open on that day."""
        return (self.day_from is None or day >= self.day_from) and (self.day_to is None or day <= self.day_to)


@dataclass
class Point:
    """A sensor of the safety system."""

    code: str
    kind: str
    station: int
    section: float
    role: str
    face: str | None = None
    label: str = ""


@dataclass
class Person:
    """A card and its owner."""

    card: str
    name: str
    trade: str
    post: str
    dept: str
    born: str
    school: str
    leader: bool = False
    special: bool = False


@dataclass
class Team:
    """People who do one job; `groups` holds the members of each rota group."""

    name: str
    trades: list[str]
    places: list[int]
    counts: list[int]
    mode: str
    face: str | None = None
    day_from: int = -9
    day_to: int = 9999
    care: bool = False
    hours: Span | None = None
    tag: str = ""
    groups: list[list[int]] = field(default_factory=list)

    def active(self, day: int) -> bool:
        """Whether the team works at all on that day."""
        return self.day_from <= day <= self.day_to


@dataclass
class Trip:
    """One stay of one person underground, as it was and as the card tells it."""

    card: int
    t_in: float
    t_out: float
    visits: list[tuple[float, int]]
    team: str = ""
    day: int = 0
    shift: int = 0
    unread: list[Span] = field(default_factory=list)
    frozen: list[Span] = field(default_factory=list)
    deleted: list[Span] = field(default_factory=list)
    carded: bool = True
    video_in: bool = True
    video_out: bool = True
    wellhead: bool = False
    invented: bool = False
    noise: int = 0
    still: bool = False


@dataclass
class Deed:
    """One conduct of the mine, with the settings that the other modules need."""

    kind: str
    style: str
    day_from: int
    day_to: int
    stations: list[int] = field(default_factory=list)
    cards: set[int] = field(default_factory=set)
    note: str = ""
    size: int = 0
    shifts: list[int] = field(default_factory=list)
    coal_t: float = 0.0
    kw: float = 0.0
    air: float = 0.0
    ch4: float = 0.0
    inflow: float = 0.0
    explosive: float = 0.0
    open: list[str] = field(default_factory=list)
    feeder: str = ""
    face: str = ""
    place: int = -1
    hang: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    factor: float = 1.0
    skip_days: set[int] = field(default_factory=set)
    work: list[tuple[float, float, float]] = field(default_factory=list)
    team: str = ""
    people: set[int] = field(default_factory=set)

    def on(self, day: int) -> bool:
        """Whether it is done on that day."""
        return self.day_from <= day <= self.day_to and day not in self.skip_days

    @property
    def span(self) -> Span:
        """First and last second."""
        return self.day_from * DAY, (self.day_to + 1) * DAY


@dataclass
class Mine:
    """Everything about one mine."""

    code: str
    name: str
    rnd: Random
    cal: Calendar
    days: int
    period: int
    sensor_period: int
    system: str
    starts: list[int]
    length: float
    size: int
    stations: list[Station] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    roads: list[tuple[int, int, float]] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    seals: list[tuple[str, str, int, str]] = field(default_factory=list)
    feeders: list[tuple[str, str, float]] = field(default_factory=list)
    conveyors: list[tuple[str, list[str], float]] = field(default_factory=list)
    pumps: list[tuple[str, int, float]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    status: list[tuple[str, int | None, int | None]] = field(default_factory=list)
    works: list[dict] = field(default_factory=list)
    capacity: int = 0
    limit: int = 0
    depth: float = 300.0
    base_inflow: float = 40.0
    prod: list[float] = field(default_factory=list)
    rotate: bool = False
    rider: bool = False
    cage: int = 0
    hold: bool = True
    profile: bool = False
    two_portals: bool = False
    show_wellhead: bool = False
    bunker: float = 300.0
    kwh_t: float = 1.5
    deeds: list[Deed] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    day_factor: list[float] = field(default_factory=list)
    stops: list[tuple[float, float, float, str | None]] = field(default_factory=list)
    drills: list[float] = field(default_factory=list)
    dead: list[tuple[int, float, float, str]] = field(default_factory=list)
    outages: list[Span] = field(default_factory=list)
    clock: list[tuple[float, float, float]] = field(default_factory=list)
    weak: dict[int, float] = field(default_factory=dict)
    inrush: list[tuple[float, float, float]] = field(default_factory=list)
    extra_kw: list[tuple[str, float, float, float]] = field(default_factory=list)
    meter_gaps: list[tuple[str, float, float]] = field(default_factory=list)
    meeting: tuple[int, float] | None = None
    pairs: bool = False
    leader_party: bool = False
    breathing: bool = False
    calibrate: list[tuple[int, float, float]] = field(default_factory=list)
    flat_intake: bool = False
    late_files: bool = False
    rock_days: tuple[int, int] | None = None
    lost_cards: list[tuple[int, int, float, float]] = field(default_factory=list)
    fan_swaps: list[tuple[float, float]] = field(default_factory=list)

    def by_role(self, *roles: str) -> list[int]:
        """Numbers of the stations with one of these roles."""
        return [i for i, s in enumerate(self.stations) if s.role in roles]

    def deed(self, kind: str) -> Deed | None:
        """The conduct of that kind, if any."""
        return next((d for d in self.deeds if d.kind == kind), None)

    def face(self, face_id: str) -> Face:
        """The face with that name."""
        return next(f for f in self.faces if f.face_id == face_id)

    def add_person(self, person: Person) -> int:
        """Adds a card and answers its number."""
        self.people.append(person)
        return len(self.people) - 1
