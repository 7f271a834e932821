"""What happens in a mine: the ordinary schedule, which honest events and conduct then change."""

from dataclasses import dataclass, field

import numpy as np

from .clock import DAY, SLOTS_PER_DAY, Clock
from .layout import Mine, Router
from .people import Person, Trip, Unit
from .vocabulary import COAL_TRADES, FITTING_TRADES, HEADING_TRADES


@dataclass
class HiddenPlace:
    """Undeclared working place and where its needs are taken from."""

    host: int
    first_day: int
    last_day: int
    shifts: tuple[int, ...]
    t_per_day: float
    method: str
    air: float
    ch4: float
    inflow: float
    feeder: str  # an existing feeder, or the id of one that no register knows
    coal_to: str  # a conveyor, or "cars" for the hoist only
    explosives_on: str | None
    air_from: str  # "return" when the whole mine takes more air, else the id of the face that loses it
    smelt_at: str | None  # seal whose methane point lies in its way
    idle_days: tuple[int, ...] = ()


@dataclass
class SensorEvent:
    """Something that happens to the value of a measuring point between two slots."""

    point: str
    begin: int
    end: int
    effect: str  # flat, capped, clean, scaled, calibration, fault
    value: float = 0.0


@dataclass
class Bookkeeping:
    """How weights are written down; factors are 1 when the mine is honest."""

    hoisted: float = 1.0
    reported: float = 1.0
    belts: float = 1.0
    hide_extra: str = "none"  # what of hidden coal is left out of the books: none, reported or both
    nothing_between: tuple[int, int] | None = None  # days on which no output at all is reported
    nothing_hoisted: bool = False
    cap_t_per_day: float | None = None


@dataclass
class Fabrication:
    """What is done to personnel snapshots between two moments."""

    style: str  # invented, frozen_copy, deleted
    begin: int
    end: int
    count: int = 0


@dataclass
class Conduct:
    """Row of the truth."""

    kind: str
    begin: int
    end: int
    stations: list[int]
    cards: list[str]
    style: str
    incidental: bool = False
    units: list[Unit] = field(default_factory=list)


@dataclass
class Scene:
    """Mine, window, schedule and everything that changes it."""

    mine: Mine
    clock: Clock
    rng: np.random.Generator
    router: Router
    kind: str
    cut: dict[str, np.ndarray] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    hidden: list[HiddenPlace] = field(default_factory=list)
    conduct: list[Conduct] = field(default_factory=list)
    look_alikes: list[str] = field(default_factory=list)
    books: Bookkeeping = field(default_factory=Bookkeeping)
    sensor_events: list[SensorEvent] = field(default_factory=list)
    fabrications: list[Fabrication] = field(default_factory=list)
    power_cuts: list[tuple[int, int]] = field(default_factory=list)
    fan_stops: list[tuple[str, int, int]] = field(default_factory=list)
    silences: list[tuple[int, int, str]] = field(default_factory=list)
    dead_readers: list[tuple[int, int, int]] = field(default_factory=list)
    evacuations: list[tuple[int, int]] = field(default_factory=list)
    late_shifts: dict[tuple[int, int], int] = field(default_factory=dict)
    replays: list[tuple[int, int]] = field(default_factory=list)
    pickups: list[tuple[Unit, int, int, int, int]] = field(default_factory=list)
    filters: list[tuple[Unit, int, int]] = field(default_factory=list)
    new_cards: list[tuple[int, bool]] = field(default_factory=list)
    dead_batteries: int = 0
    broken_files: int = 0
    calls_for_help: list[int] = field(default_factory=list)
    returned_explosives: float = 0.03
    pit_water: np.ndarray = field(default_factory=lambda: np.zeros(0))
    pump_water: np.ndarray = field(default_factory=lambda: np.zeros(0))
    gas_swell: np.ndarray = field(default_factory=lambda: np.zeros(0))
    stray_coal: float = 0.0
    bunker_days: tuple[int, ...] = ()
    busy_days: set[int] = field(default_factory=set)
    shift_of_day: int = 0
    people: list[Person] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)

    @property
    def shifts(self) -> int:
        """Number of shifts a day."""
        return len(self.mine.habits.shift_starts)

    @property
    def shift_s(self) -> int:
        """Length of a shift in seconds."""
        return DAY // self.shifts

    def night_shifts(self) -> tuple[int, ...]:
        """Shifts that fall mostly between 18 and 8 o'clock."""
        half = 12 // self.shifts
        middles = [(start + half) % 24 for start in self.mine.habits.shift_starts]
        found = tuple(i for i, middle in enumerate(middles) if middle >= 22 or middle < 6)
        return found or (self.shifts - 1,)

    def shift_begin(self, day: int, shift: int) -> int:
        """Second at which a shift begins."""
        return day * DAY + self.mine.habits.shift_starts[shift] * 3600

    def unit_of(self, face_id: str) -> Unit:
        """Ordinary team of a declared place."""
        return next(unit for unit in self.units if unit.face_id == face_id and unit.carded)

    def no_crews(self) -> np.ndarray:
        """Empty table of crews."""
        return np.zeros((self.clock.days + 1, self.shifts), dtype=int)

    def require(self, *data: str) -> None:
        """Make sure the mine sends these data."""
        self.mine.habits.missing -= set(data)

    def free_day(self, length: int = 1, first: int = 1) -> int | None:
        """First of some days on which nothing out of the ordinary is planned yet; they are then taken."""
        last = self.clock.days - length
        starts = [d for d in range(first, last) if not self.busy_days & set(range(d - 1, d + length + 1))]
        if not starts:
            return None
        day = int(starts[self.rng.integers(0, len(starts))])
        self.busy_days |= set(range(day, day + length))
        return day

    def stop_production(self, days: range, care: float = 0.35) -> None:
        """No cutting and no face crews on some days; a part of the other teams stays."""
        rows = [day + 1 for day in days if 0 <= day + 1 <= self.clock.days]
        for table in self.cut.values():
            table[rows] = 0.0
        for unit in self.units:
            if unit.pattern == "fixed":
                continue
            if unit.face_id is not None:
                unit.crew[rows] = 0
            else:
                unit.crew[rows] = np.minimum(unit.crew[rows], np.maximum(1, np.ceil(unit.crew[rows] * care)))


def ordinary_scene(mine: Mine, clock: Clock, rng: np.random.Generator, kind: str) -> Scene:
    """Schedule of a mine on which nothing special happens."""
    scene = Scene(mine, clock, rng, mine.router(), kind)
    days, shifts = clock.days + 1, scene.shifts
    level = float(rng.uniform(0.82, 0.98))
    for face in mine.faces:
        daily = rng.normal(level, 0.05, (days, 1)) * rng.normal(1.0, 0.06, (days, shifts))
        daily = np.clip(daily, 0.4, 1.05)
        for row in np.flatnonzero(rng.random(days) < 0.04):
            daily[row] *= rng.uniform(0.4, 0.75)
        scene.cut[face.face_id] = daily * np.array(face.share)
        trades = (COAL_TRADES if face.is_coal else HEADING_TRADES)[face.method]
        if face.is_coal and 0.0 in face.share:
            trades = trades + FITTING_TRADES[:2]
        crew = np.round(np.array(face.crew) * rng.uniform(0.86, 1.0, (days, shifts))).astype(int)
        team = f"{'综采' if face.is_coal else '掘进'}{len(scene.units) + 1}队"
        scene.units.append(Unit(team, trades, "face", list(face.stations), crew, face.face_id))
    _add_services(scene)
    hours = clock.days * 24
    scene.pit_water = rng.normal(1.0, 0.03, hours)
    scene.pump_water = np.zeros(hours)
    pressure = np.cumsum(rng.normal(0, 1.0, clock.slots // 12 + 2))
    pressure = (pressure - pressure.mean()) / (pressure.std() + 1e-9)
    scene.gas_swell = 1.0 + 0.12 * np.interp(np.arange(clock.slots) / 12, np.arange(len(pressure)), pressure)
    return scene


def _add_services(scene: Scene) -> None:
    """Teams that every mine has besides those of the faces."""
    mine, rng = scene.mine, scene.rng
    scale = {"tiny": 1, "small": 1.6, "middle": 2.6, "large": 4.2}[mine.size]
    days, shifts = scene.clock.days + 1, scene.shifts
    backs = [face.back for face in mine.faces]
    heads = [face.stations[0] for face in mine.faces]
    gates = [face.gate for face in mine.faces]

    def team(
        name: str, trades: tuple[str, ...], pattern: str, places: list[int], size: float, **more
    ) -> Unit:
        least = max(1, int(round(size)))
        crew = (
            rng.integers(max(1, least - 1), least + 1, (days, shifts))
            if least > 1
            else np.ones((days, shifts), int)
        )
        unit = Unit(name, trades, pattern, places, crew, **more)
        scene.units.append(unit)
        return unit

    seals = [seal.station for seal in mine.seals]
    team(
        "通风队", ("瓦斯检查员",), "patrol", [*backs, *heads, mine.main_return, *seals], 1 + len(backs) * 0.5
    )
    team("安监科", ("安全检查员",), "patrol", heads + gates, scale * 0.9)
    team("矿领导", ("带班领导",), "patrol", heads + mine.spine[1:4], 1, leader=True, tour_s=1500)
    team("机电队", ("水泵工",), "fixed", [mine.chambers["pump"]], 1)
    team("机电队", ("变电工",), "fixed", [mine.chambers["substation"]], 1)
    team(
        "机电队",
        ("电工", "机修工"),
        "patrol",
        [mine.chambers["substation"], *gates, *mine.spine[1:]],
        scale * 1.6,
    )
    for gate in gates[: max(1, int(scale * 1.2))]:
        team("运输队", ("皮带司机",), "fixed", [gate], 1)
    team("运输队", ("运输工", "信号把钩工"), "patrol", mine.spine + gates, scale * 2.2, tour_s=600)
    repair = team(
        "巷修队", ("巷修工",), "face", [int(s) for s in rng.permutation(mine.spine)[:2]], scale * 2.4
    )
    middle = [(start + 12 // shifts) % 24 for start in mine.habits.shift_starts]
    day_shift = min(range(shifts), key=lambda i: abs(middle[i] - 12))
    for shift in range(shifts):
        if shift != day_shift:
            repair.crew[:, shift] = 0
    if len(mine.portals) > 1:
        for unit in scene.units[len(mine.faces) :: 3]:
            unit.portal = 1
    scene.shift_of_day = day_shift


def window_slots(begin: int, end: int, slots: int) -> slice:
    """Five-minute slots between two moments."""
    return slice(max(0, begin // 300), min(slots, -(-end // 300)))


def days_to_slots(first: int, last: int, slots: int) -> slice:
    """Five-minute slots of whole days, the last one excluded."""
    return slice(max(0, first * SLOTS_PER_DAY), min(slots, last * SLOTS_PER_DAY))
