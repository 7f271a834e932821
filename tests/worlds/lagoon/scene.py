"""One mine as it really is: shifts, faces, jobs, equipment and measuring points."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from .clock import Clock
from .layout import Layout, build_layout
from .words import COAL_TRADES, HEADING_TRADES, REGIONS, mine_name

SHIFT_PLANS = {
    "三八制": ((0, 8, 16), (6, 14, 22), (7, 15, 23), (8, 16, 0)),
    "四六制": ((0, 6, 12, 18), (2, 8, 14, 20), (4, 10, 16, 22)),
    "两班制": ((8, 20), (6, 18), (7, 19)),
}


@dataclass
class Face:
    """A working place, declared or not."""

    face_id: str
    name: str
    kind: str
    sites: list[int]
    declared: bool
    since: str
    until: str | None
    crew: list[int]
    tons: float
    share: list[float]
    advance: float
    air: float
    ch4: float
    inflow: float
    kg: float
    kwh_per_t: float
    plan: np.ndarray
    men: np.ndarray
    dark: np.ndarray
    alive: np.ndarray


@dataclass
class Job:
    """A group of people with one task."""

    title: str
    trades: tuple[str, ...]
    team: str
    pattern: str
    sites: list[int]
    men: np.ndarray
    face: Face | None = None
    leader: bool = False
    static: bool = False
    hidden: bool = False
    elsewhere: tuple[str, list[int]] | None = None


@dataclass
class Point:
    """One measuring point of the safety monitoring system."""

    code: str
    kind: str
    site: int
    name: str
    type_code: str
    type_name: str
    unit: str
    section: float
    role: str
    face: int = -1
    alarm: float = 1.0


@dataclass
class Conduct:
    """One true entry of the examiner's book."""

    kind: str
    style: str
    d0: int
    d1: int
    sites: list[int]
    cards: list[str] = field(default_factory=list)
    note: str = ""


@dataclass
class Habits:
    """How a mine sends and keeps its data."""

    ryss_period: int
    aq_period: int
    miss: float
    trace_length: int
    half: float
    late: float
    twice: float
    second_profile: bool
    lost_mode: int
    lazy_births: bool
    video_error: float
    speed: float
    rider: bool
    cage: int
    surface_handover: bool
    split_csv: bool
    moisture: float


@dataclass
class Scene:
    """Everything about one mine."""

    code: str
    name: str
    region: str
    number: int
    clock: Clock
    dice: Random
    rng: np.random.Generator
    layout: Layout
    plan_name: str
    starts: list[int]
    lengths: list[int]
    maintenance: int
    night: int
    capacity_day: float
    faces: list[Face]
    jobs: list[Job]
    habits: Habits
    status: list[dict[str, Any]]
    points: list[Point] = field(default_factory=list)
    limit: int = 0
    hidden: Face | None = None
    hidden_mode: str = ""
    plot: dict[str, Any] = field(default_factory=dict)
    conducts: list[Conduct] = field(default_factory=list)
    lookalikes: list[str] = field(default_factory=list)
    tricks: dict[str, Any] = field(default_factory=dict)
    quiet: set[int] = field(default_factory=set)
    outages: list[tuple[int, int]] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)
    extra_pumps: list[dict[str, Any]] = field(default_factory=list)
    books: str = "true"
    report: str = "declared"
    power_sink: str = "other"

    @property
    def days(self) -> int:
        """Number of days of data."""
        return self.clock.days

    @property
    def shifts(self) -> int:
        """Number of shifts a day."""
        return len(self.starts)

    def span(self, d: int, s: int) -> tuple[int, int]:
        """Start and end second of a shift."""
        a = d * 86400 + self.starts[s] * 3600
        return a, a + self.lengths[s] * 3600


def _habits(dice: Random, people: int) -> Habits:
    """Draw how the mine sends its data; bigger mines send less often."""
    floor = 60 if people < 85 else 120 if people < 130 else 180 if people < 170 else 240
    periods = [p for p in (60, 90, 120, 180, 240, 300, 300, 300, 600) if p >= floor]
    return Habits(
        ryss_period=dice.choice(periods),
        aq_period=dice.choice((180, 300, 300, 300, 600)),
        miss=dice.choice((0.001, 0.004, 0.01, 0.02)),
        trace_length=dice.choice((1, 2, 3, 4)),
        half=dice.choice((0.0, 0.0, 0.0006, 0.0012)),
        late=dice.choice((0.0, 0.002, 0.006)),
        twice=dice.choice((0.0, 0.002, 0.005)),
        second_profile=dice.random() < 0.1,
        lost_mode=dice.choice((1, 2)),
        lazy_births=dice.random() < 0.3,
        video_error=dice.choice((0.004, 0.01, 0.02)),
        speed=dice.uniform(0.95, 1.3),
        rider=dice.random() < 0.35,
        cage=dice.choice((0, 180, 240, 300)),
        surface_handover=dice.random() < 0.65,
        split_csv=dice.random() < 0.3,
        moisture=dice.uniform(0.985, 1.0),
    )


def _weekly(clock: Clock, rng: np.random.Generator, sunday: float) -> np.ndarray:
    """Day factors with a weekly rhythm and daily luck."""
    luck = np.clip(rng.normal(1.0, 0.05, clock.days), 0.85, 1.12)
    return np.array([(sunday if clock.weekday(d) == 6 else 1.0) for d in range(clock.days)]) * luck


def shift_shares(shifts: int, maintenance: int) -> list[float]:
    """Share of the day's coal in each shift; none in the maintenance shift."""
    raw = [0.0 if s == maintenance else 1.0 for s in range(shifts)]
    return [v / sum(raw) for v in raw]


def make_face(
    scene_days: int,
    face_id: str,
    name: str,
    kind: str,
    sites: list[int],
    crew: list[int],
    tons: float,
    share: list[float],
    dice: Random,
    since: str,
    factors: np.ndarray,
    declared: bool = True,
) -> Face:
    """Build a face with its plan of tons and men for every shift."""
    coal = kind == "coal_face"
    ch4 = tons * dice.uniform(0.0012, 0.0028) + 0.3 if coal else dice.uniform(0.25, 0.7)
    air = (
        max(420.0, ch4 / dice.uniform(0.0028, 0.005))
        if coal
        else max(180.0, ch4 / dice.uniform(0.0018, 0.0032))
    )
    kg = 0.0 if coal or dice.random() < 0.25 else round(dice.uniform(25, 90), 0)
    plan = np.outer(factors, np.array(share)) * tons
    men = np.tile(np.array(crew), (scene_days, 1))
    return Face(
        face_id,
        name,
        kind,
        sites,
        declared,
        since,
        None,
        crew,
        tons,
        share,
        round(dice.uniform(1.8, 5.5), 1),
        float(round(air, -1)),
        round(ch4, 2),
        round(dice.uniform(2, 18), 1),
        kg,
        dice.uniform(3.0, 6.5) if coal else dice.uniform(8, 14),
        plan,
        men,
        np.zeros_like(men),
        np.ones(scene_days, dtype=bool),
    )


def _crew(base: int, shifts: int, maintenance: int, dice: Random) -> list[int]:
    """Crew of each shift; the maintenance shift is often the largest."""
    return [
        max(3, round(base * (dice.uniform(1.0, 1.35) if s == maintenance else dice.uniform(0.92, 1.08))))
        for s in range(shifts)
    ]


def _faces(
    clock: Clock,
    lay: Layout,
    coal: int,
    people: int,
    tons: float,
    shifts: int,
    maintenance: int,
    dice: Random,
    rng: np.random.Generator,
) -> list[Face]:
    """All declared working places."""
    share = shift_shares(shifts, maintenance)
    headings = len(lay.workings) - coal
    coal_base = min(22, max(5, round(people * dice.uniform(0.2, 0.27) / shifts / coal)))
    head_base = min(9, max(3, round(people * dice.uniform(0.14, 0.2) / shifts / max(1, headings))))
    sunday = dice.choice((1.0, 0.95, 0.8, 0.6))
    head_tons = [min(tons * 0.08, dice.uniform(20, 110)) for _ in range(headings)]
    coal_tons = (tons - sum(head_tons)) / coal
    faces: list[Face] = []
    for n, sites in enumerate(lay.workings):
        is_coal = n < coal
        factors = _weekly(clock, rng, sunday)
        since = (clock.start - timedelta(days=dice.randint(40, 400))).isoformat()
        label = lay.areas[lay.sites[sites[-1]].area].name
        name = (
            label.replace("工作面", dice.choice(("综采工作面", "炮采工作面", "综放工作面")))
            if is_coal
            else label
        )
        crew = _crew(coal_base if is_coal else head_base, shifts, maintenance, dice)
        face_tons = coal_tons * dice.uniform(0.85, 1.15) if is_coal and coal > 1 else coal_tons
        faces.append(
            make_face(
                clock.days,
                f"{'F' if is_coal else 'H'}{n + 1}",
                name,
                "coal_face" if is_coal else "heading",
                sites,
                crew,
                round(face_tons if is_coal else head_tons[n - coal], 0),
                share,
                dice,
                since,
                factors,
            )
        )
    return faces


def _face_jobs(faces: list[Face], dice: Random) -> list[Job]:
    """One team for each face."""
    jobs = []
    numbers = "一二三四五六七八"
    for n, face in enumerate(faces):
        coal = face.kind == "coal_face"
        team = f"{'综采' if coal else '掘进'}{numbers[n % 8]}队"
        jobs.append(
            Job(
                face.face_id,
                COAL_TRADES if coal else HEADING_TRADES,
                team,
                "face",
                face.sites,
                face.men,
                face=face,
            )
        )
    return jobs


def _aux_jobs(
    lay: Layout, faces: list[Face], people: int, shifts: int, maintenance: int, days: int, dice: Random
) -> list[Job]:
    """Everyone who does not cut coal."""
    room = lay.rooms
    seals = [b[-1] for b in lay.olds]
    tour = [f.sites[-1] for f in faces] + [f.sites[0] for f in faces] + seals + lay.returns[:1]
    spots = [s for f in faces for s in f.sites[:1]] + lay.mains
    jobs: list[Job] = []

    def add(title: str, team: str, pattern: str, sites: list[int], per_shift: list[int], **more: Any) -> None:
        men = np.tile(np.array(per_shift), (days, 1))
        jobs.append(Job(title, (title,), team, pattern, sites, men, **more))

    one = [1] * shifts
    add("带班领导", "矿领导", "tour", tour, one, leader=True)
    add("瓦检员", "通风队", "tour", tour, [1 + (people > 140)] * shifts)
    add("安全员", "安监科", "tour", tour[: len(faces) * 2], [1 + (people > 180)] * shifts)
    add("水泵工", "机电队", "static", room["pump"], one, static=True)
    add("变电工", "机电队", "static", room["substation"], [len(room["substation"])] * shifts, static=True)
    add(
        "皮带司机",
        "运输队",
        "static",
        room.get("belt", lay.mains[-1:]),
        [len(room.get("belt", [0]))] * shifts,
        static=True,
    )
    if "winch" in room:
        add("绞车工", "运输队", "static", room["winch"], one, static=True)
    fixed = sum(int(j.men[0].sum()) for j in jobs) + sum(sum(f.crew) for f in faces)
    rest = max(0, people - fixed)
    weights = [shifts + (1.4 if s == maintenance else 0.0) for s in range(shifts)]
    for title, team, pattern, sites, part in (
        ("运输工", "运输队", "haul", lay.mains, 0.42),
        ("机电维修工", "机电队", "repair", spots, 0.33),
        ("通风工", "通风队", "repair", spots + lay.returns, 0.15),
    ):
        count = rest * part
        add(title, team, pattern, sites, [max(1, round(count * w / sum(weights))) for w in weights])
    day = max(range(shifts), key=lambda s: -abs(8 - s * 24 // shifts))
    add("测量工", "生产技术科", "repair", tour, [2 if s == day else 0 for s in range(shifts)])
    return jobs


def _status(start: date, dice: Random) -> list[dict[str, Any]]:
    """The mine has been producing for a long time."""
    since = start - timedelta(days=dice.randint(200, 1500))
    return [{"state": "producing", "from": since.isoformat(), "to": None}]


def draw_scene(seed: int, number: int, days: int, load: float) -> Scene:
    """Draw a mine; load is the declared output as a share of its capacity."""
    dice = Random(f"lagoon/{seed}/{number}/mine")
    rng = np.random.default_rng([77123, seed, number])
    region = dice.choice(REGIONS)
    code = f"{region}{(seed * 1000 + number) % 1_000_000:06d}"
    people = dice.choice((dice.randint(64, 95), dice.randint(90, 150), dice.randint(140, 205)))
    capacity = (
        dice.choice((90, 120, 150, 210, 300)) if people < 100 else dice.choice((300, 450, 600, 900, 1200))
    )
    coal = 1 if people < 110 or dice.random() < 0.5 else 2
    headings = dice.randint(1, 2) if people < 110 else dice.randint(2, 4)
    room = dice.random() if people >= 100 else dice.random() * 0.6
    lay = build_layout(dice, code, coal, headings, dice.randint(1, 2 if people < 110 else 3), room)
    plan_name = dice.choice(tuple(SHIFT_PLANS))
    starts = sorted(dice.choice(SHIFT_PLANS[plan_name]))
    lengths = [(starts[(s + 1) % len(starts)] - a) % 24 for s, a in enumerate(starts)]
    maintenance = (
        dice.randrange(len(starts))
        if plan_name == "四六制" or (plan_name == "三八制" and dice.random() < 0.5)
        else -1
    )
    night = min(range(len(starts)), key=lambda s: abs((starts[s] + lengths[s] / 2) % 24 - 3))
    start = date(2023, 2, 1) + timedelta(days=dice.randint(0, 1000))
    clock = Clock(start, days)
    tons = capacity * 1000 / 330 * load
    faces = _faces(clock, lay, coal, people, tons, len(starts), maintenance, dice, rng)
    jobs = _face_jobs(faces, dice) + _aux_jobs(lay, faces, people, len(starts), maintenance, days, dice)
    scene = Scene(
        code,
        mine_name(dice),
        region,
        number,
        clock,
        dice,
        rng,
        lay,
        plan_name,
        starts,
        lengths,
        maintenance,
        night,
        capacity * 1000 / 330,
        faces,
        jobs,
        _habits(dice, people),
        _status(start, dice),
    )
    _seals(scene)
    return scene


def _seals(scene: Scene) -> None:
    """Declare a seal at the end of each old branch."""
    for n, branch in enumerate(scene.layout.olds):
        built = scene.clock.start - timedelta(days=scene.dice.randint(60, 900))
        name = scene.layout.sites[branch[-1]].name.replace("外", "墙")
        scene.seals.append(
            {"seal_id": f"S{n + 1}", "name": name, "sites": [branch[-1]], "built": built.isoformat()}
        )


def expected_peak(scene: Scene) -> int:
    """Most people underground at once when all goes by plan."""
    total = sum(job.men for job in scene.jobs).max(axis=0)
    if scene.habits.surface_handover:
        return int(total.max()) + 4
    return int(max(total[s] + total[(s + 1) % scene.shifts] * 0.9 for s in range(scene.shifts))) + 4


def set_limits(scene: Scene, slack: float) -> None:
    """Approve headcounts for the mine and its areas that fit the plan with some slack."""
    lay = scene.layout
    scene.limit = 5 * math.ceil(expected_peak(scene) * slack / 5)
    for a, area in enumerate(lay.areas):
        crews = [max(f.crew) for f in scene.faces if lay.sites[f.sites[-1]].area == a]
        over = 1.0 if scene.habits.surface_handover else 2.0
        area.limit = math.ceil(crews[0] * over * slack) + 8 if crews else scene.limit
        if area.type == "限制区域":
            area.limit = 5
        if area.type == "井口区域":
            area.limit = scene.limit
