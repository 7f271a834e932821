"""Draws an honest mine: its size, shifts, places, crews, machines, sensors and the habits of its senders."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from .layout import Branch, LayoutMaker
from .model import HOUR, Job, Mine, Place, Profile, Sensor
from .people import staff, team_title
from .vocabulary import COUNTIES, MINE_FIRST, MINE_SECOND

FEW_RECORDS = 26


@dataclass
class Size:
    """Ranges of one class of mines."""

    faces: tuple[int, int]
    headings: tuple[int, int]
    face_crew: tuple[int, int]
    heading_crew: tuple[int, int]
    service: tuple[int, int]
    capacities: tuple[int, ...]
    shifts: tuple[int, ...]
    periods: tuple[int, ...]


SIZES = {
    "tiny": Size(
        (1, 1), (1, 1), (6, 8), (4, 5), (1, 2), (90_000, 120_000, 150_000), (2, 3, 3), (240, 300, 300)
    ),
    "small": Size(
        (1, 1), (1, 2), (8, 11), (6, 8), (2, 3), (210_000, 300_000, 450_000), (2, 3, 3, 4), (300, 300, 360)
    ),
    "middle": Size(
        (1, 1), (2, 3), (11, 15), (7, 9), (3, 5), (450_000, 600_000, 900_000), (3, 3, 4), (300, 360, 480)
    ),
    "large": Size(
        (1, 2), (3, 4), (14, 18), (8, 11), (5, 9), (1_200_000, 1_500_000, 2_400_000), (3, 4), (600, 600)
    ),
}
SHIFT_STARTS = {
    2: ((7, 19), (8, 20), (6, 18)),
    3: ((0, 8, 16), (6, 14, 22), (7, 15, 23), (0, 8, 16)),
    4: ((2, 8, 14, 20), (0, 6, 12, 18)),
}
WORK_HOURS = {2: 9.2, 3: 8.0, 4: 6.0}
MISSING = {"power": 0.05, "haulage": 0.13, "output": 0.08, "water": 0.2, "explosives": 0.2, "video": 0.22}
THIN = {"roadways": 0.14, "seals": 0.1, "pumps": 0.1, "conveyors": 0.08, "points": 0.08, "areas": 0.05}


def mine_code(mine: Mine) -> tuple[str, str]:
    """Region and a code that no other mine of the same seed has."""
    region, county = mine.dice.choice(COUNTIES)
    serial = ((mine.seed * 1009 + mine.number) * 7919 + 31337) % 1_000_000
    first, second = mine.dice.choice(MINE_FIRST), mine.dice.choice(MINE_SECOND)
    mine.name = f"{county}{first}{second}{mine.dice.choice(('煤矿', '煤矿', '煤业有限公司', '矿业公司煤矿'))}"
    return region, f"{region}{serial:06d}"


def draw_site(mine: Mine) -> None:
    """Fill an empty mine."""
    dice = mine.dice
    label = dice.choices(tuple(SIZES), (0.22, 0.38, 0.27, 0.13))[0]
    size = SIZES[label]
    mine.region, mine.code = mine_code(mine)
    shifts = dice.choice(size.shifts)
    mine.shift_starts = [hour * HOUR for hour in dice.choice(SHIFT_STARTS[shifts])]
    mine.work_hours = WORK_HOURS[shifts]
    mine.capacity = dice.choice(size.capacities)
    mine.profile = _profile(mine, size)
    mine.position = dice.choice(("aux_shaft", "aux_shaft", "aux_incline", "main_shaft"))
    mine.status = [("producing", -500, None)]
    faces, headings = dice.randint(*size.faces), dice.randint(*size.headings)
    mine.layout = LayoutMaker(mine.code, dice, faces, headings, label == "large").draw()
    mine.extra_air = np.zeros(mine.steps)
    mine.extra_inflow = np.zeros(mine.days * 24)
    mine.lift_kwh_per_t = dice.uniform(0.9, 2.2)
    mine.leak = dice.uniform(1.08, 1.18)
    _draw_places(mine, size)
    mine.bunker_t = max(80.0, sum(place.planned_t for place in mine.places) * dice.uniform(0.1, 0.25))
    mine.background_ch4 = sum(place.ch4 for place in mine.places) * dice.uniform(0.1, 0.3)
    mine.background_inflow = dice.uniform(8, 60) * (2.5 if dice.random() < 0.15 else 1.0)
    mine.chamber_air = dice.uniform(120, 260) * (2 + (label == "large"))
    _draw_crews(mine, size)
    _draw_machines(mine, label)
    for branch in mine.layout.of_kind("finished"):
        if dice.random() < 0.5:
            finished = ended_face(mine, branch)
            if dice.random() < 0.35:
                mine.feeders.append((f"FD{len(mine.feeders) + 1:02d}", finished.ident, finished.rated_kw))


def ended_face(mine: Mine, branch: Branch) -> Place:
    """Put a face that ended before the period into the register."""
    ended = -mine.dice.randint(20, 200)
    model = next(place for place in mine.places if place.kind == "coal_face")
    finished = dataclasses.replace(
        model,
        ident=f"F{len(mine.declared_places()) + 1}",
        name=f"{branch.name}采煤工作面",
        stations=branch.stations,
        declared_from=mine.date(ended - mine.dice.randint(200, 400)),
        declared_to=mine.date(ended),
        last_day=0.0,
        halted=[(0, mine.end)],
        idle_runs=[],
    )
    mine.places.append(finished)
    return finished


def _profile(mine: Mine, size: Size) -> Profile:
    """Habits of the senders."""
    dice = mine.dice
    few = size.face_crew[0] < 10
    return Profile(
        caret=dice.random() < 0.25,
        carriage_return=dice.random() < 0.12,
        snapshot_period=dice.choice(size.periods),
        sensor_period=dice.choice((300, 600, 600)) if few else dice.choice((600, 900)),
        station_period=dice.choice((1200, 1800, 3600)),
        statistic_period=dice.choice((1800, 3600)),
        trace_length=dice.choice((0, 1, 1, 2)) if few else dice.choice((0, 0, 1)),
        linger=dice.choice((300, 600, 900)),
        wellhead_rows=dice.random() < 0.3,
        read_miss=dice.choice((0.004, 0.01, 0.02, 0.045)),
        video_miss=dice.choice((0.005, 0.01, 0.03)),
        lost_policy=dice.choice(("frozen", "frozen", "dropped")),
        coordinates=dice.choice(("full", "full", "full", "flat", "none")),
        missing_files={name for name, chance in MISSING.items() if dice.random() < chance},
        empty_lists={name for name, chance in THIN.items() if dice.random() < chance},
        split_csv=dice.random() < 0.2,
        births_unknown=dice.random() < 0.15,
    )


def _draw_places(mine: Mine, size: Size) -> None:
    """Declared faces and headings with figures that fit the capacity."""
    dice = mine.dice
    branches = mine.layout.of_kind("coal_face") + mine.layout.of_kind("heading")
    faces = len(mine.layout.of_kind("coal_face"))
    planned = mine.capacity / 330 * dice.uniform(0.8, 0.95)
    in_headings = dice.uniform(0.03, 0.1)
    gassiness = dice.choice(
        (dice.uniform(0.0006, 0.0018), dice.uniform(0.0018, 0.0034), dice.uniform(0.003, 0.0048))
    )
    for number, branch in enumerate(branches):
        branch.used = True
        if number < faces:
            place = _coal_face(mine, size, branch, planned * (1 - in_headings) / faces, gassiness)
        else:
            count = len(branches) - faces
            place = _heading(mine, size, branch, planned * in_headings / count, gassiness)
        place.ident = f"F{number + 1}"
        place.declared_from = mine.date(-dice.randint(40, 330))
        place.coal_bias, place.gas_bias = dice.uniform(0.92, 1.05), dice.uniform(0.85, 1.1)
        mine.places.append(place)


def _coal_face(mine: Mine, size: Size, branch: Branch, tonnes: float, gassiness: float) -> Place:
    """A coal face: cutting shifts and a larger maintenance shift."""
    dice = mine.dice
    crew = dice.randint(*size.face_crew)
    counts, produces = [crew] * mine.seams, [True] * mine.seams
    if mine.seams > 2:
        rest = mine.shift_of(dice.choice((10, 10, 4)) * HOUR)
        counts[rest], produces[rest] = int(crew * dice.uniform(1.1, 1.5)), False
    air = dice.uniform(420, 700) + mine.capacity / 3500 * dice.uniform(0.8, 1.2)
    return Place(
        ident="",
        name=f"{branch.name}{dice.choice(('综采', '采煤', '综采'))}工作面",
        kind="coal_face",
        method="shearer",
        stations=branch.stations,
        entrance=branch.stations[0],
        crew=counts,
        produces=produces,
        planned_t=tonnes,
        advance=round(dice.uniform(1.6, 5.0), 1),
        air=air,
        ch4=air * gassiness,
        inflow=dice.uniform(2, 18),
        explosive=0.0,
        section=dice.uniform(8, 13),
        rated_kw=round(180 + tonnes * dice.uniform(0.42, 0.6), -1),
    )


def _heading(mine: Mine, size: Size, branch: Branch, tonnes: float, gassiness: float) -> Place:
    """A heading, cut or blasted."""
    dice = mine.dice
    crew = dice.randint(*size.heading_crew)
    air = dice.uniform(200, 420)
    blasting = dice.random() < 0.45
    road = dice.choice(("运输顺槽", "回风顺槽", "轨道巷", "切眼"))
    return Place(
        ident="",
        name=f"{branch.name}{road}{'炮掘' if blasting else '综掘'}工作面",
        kind="heading",
        method="blasting" if blasting else "roadheader",
        stations=branch.stations,
        entrance=branch.stations[0],
        crew=[crew] * mine.seams,
        produces=[True] * mine.seams,
        planned_t=tonnes,
        advance=round(dice.uniform(2, 9), 1),
        air=air,
        ch4=air * gassiness * dice.uniform(0.5, 0.95),
        inflow=dice.uniform(0.5, 6),
        explosive=dice.uniform(18, 70) if blasting else 0.0,
        section=dice.uniform(8, 12),
        rated_kw=round(dice.uniform(55, 90) if blasting else dice.uniform(150, 300), -1),
    )


def _draw_crews(mine: Mine, size: Size) -> None:
    """The usual crews of a day."""
    dice, layout, seams = mine.dice, mine.layout, mine.seams

    def service() -> int:
        return dice.randint(*size.service)

    ordinal = {"coal_face": 0, "heading": 0}
    for place in mine.places:
        ordinal[place.kind] += 1
        team = team_title(mine, place.kind, ordinal[place.kind])
        staff(mine, Job(place.ident, place.kind, team, list(place.crew), "crew", place.stations, place=place))
    everywhere = [index for place in mine.places for index in (place.stations[-1], place.stations[0])]
    roads = layout.main_roads + layout.district_roads
    vent, power = team_title(mine, "ventilation"), team_title(mine, "electrical")
    haul, safe = team_title(mine, "transport"), team_title(mine, "safety")
    checkers = [len(mine.places)] * seams
    staff(mine, Job("gas", "ventilation", vent, checkers, "tour", everywhere))
    staff(
        mine,
        Job("air_round", "ventilation", vent, [1] * seams, "tour", layout.return_roads[:4], essential=True),
    )
    for key in layout.rooms:
        staff(mine, Job(key, "electrical", power, [1] * seams, "post", [layout.rooms[key]], essential=True))
    staff(mine, Job("electrical", "electrical", power, [service()] * seams, "tour", everywhere + roads[:2]))
    for index in dice.sample(roads, min(len(roads), service())):
        staff(mine, Job(f"belt{index}", "transport", haul, [1] * seams, "post", [index]))
    staff(mine, Job("transport", "transport", haul, [1 + service()] * seams, "tour", roads))
    staff(mine, Job("safety", "safety", safe, [max(1, service() - 1)] * seams, "tour", everywhere))
    leaders = [1 if size.service[1] < 4 else 2] * seams
    leader_team = team_title(mine, "leaders")
    staff(
        mine, Job("leaders", "leaders", leader_team, leaders, "tour", everywhere + roads[:1], essential=True)
    )


def _draw_machines(mine: Mine, label: str) -> None:
    """Feeders, conveyors, pumps and sensors."""
    dice = mine.dice
    uses = ["hoist", "main_fan", "local_fan", "pump", "surface", "other"]
    together = label == "tiny" and dice.random() < 0.4
    uses += [place.ident for place in mine.places if place.kind == "coal_face" or not together]
    dice.shuffle(uses)
    rated = {place.ident: place.rated_kw for place in mine.places}
    common = round(mine.capacity / 1500 + 250, -1)
    for number, use in enumerate(uses):
        mine.feeders.append((f"FD{number + 1:02d}", use, rated.get(use, common)))
    total = sum(place.planned_t for place in mine.places)
    faces = [place for place in mine.places if place.kind == "coal_face"]
    if label != "tiny":
        for number, place in enumerate(faces):
            mine.conveyors.append((f"C{number + 1}", [place.ident], round(place.planned_t * 0.26 + 50, -1)))
    everything = [place.ident for place in mine.places]
    mine.conveyors.append((f"C{len(mine.conveyors) + 1}", everything, round(total * 0.32 + 80, -1)))
    inflow = mine.background_inflow + sum(place.inflow for place in mine.places)
    rating = float(math.ceil(inflow * dice.uniform(2.0, 3.0) / 5) * 5)
    for number in range(dice.choice((2, 3))):
        mine.pumps.append((f"P{number + 1}", mine.layout.rooms["pump"], rating))


def add_sensors(mine: Mine) -> None:
    """The fixed sensors of all declared places and of the main air."""
    layout, dice = mine.layout, mine.dice
    _sensor(mine, "ch4", "0001", "总进风甲烷", layout.main_roads[0], 14.0, "intake")
    out = layout.return_roads[0]
    wide = dice.uniform(11, 20)
    _sensor(mine, "ch4", "0001", "总回风甲烷", out, wide, "return")
    _sensor(mine, "air_velocity", "1007", "总回风风速", out, wide, "return")
    _sensor(mine, "fan", "1010", "主要通风机开停", layout.wellhead, 0.0, "fan")
    for place in mine.open_places():
        near, far = (place.stations[-2], place.stations[-1])
        if place.kind == "heading":
            near, far = place.stations[-1], place.stations[0]
        _sensor(mine, "ch4", "0001", f"{place.name}T1", near, place.section, place.ident)
        _sensor(mine, "ch4", "0001", f"{place.name}回风T2", far, place.section, place.ident)
        _sensor(mine, "air_velocity", "1007", f"{place.name}风速", far, place.section, place.ident)
        if place.kind == "heading":
            _sensor(mine, "fan", "1010", f"{place.name}局扇开停", place.entrance, 0.0, place.ident)


def _sensor(mine: Mine, kind: str, sort: str, name: str, station: int, section: float, place: str) -> None:
    """One sensor."""
    numeric = "KG" if kind == "fan" else "MN"
    code = f"{mine.code}01{numeric}{sort}{len(mine.sensors) // 16 + 1:03d}A{len(mine.sensors) % 16 + 1:02d}"
    values, states = np.zeros(mine.steps), np.zeros(mine.steps, dtype=int)
    mine.sensors.append(Sensor(code, kind, name, station, section, place, values, states))


def set_limits(mine: Mine) -> None:
    """Approved numbers of men for the areas and the mine, from the honest crews."""
    dice = mine.dice
    layout = mine.layout
    largest = max(sum(job.counts[shift] for job in mine.jobs) for shift in range(mine.seams))
    mine.headcount_limit = math.ceil(largest * dice.uniform(1.35, 1.65) / 5) * 5
    crews = {layout.stations[place.stations[0]].area.code: max(place.crew) for place in mine.open_places()}
    for area in layout.areas:
        usual = max(
            (
                max(job.counts)
                for job in mine.jobs
                if area in {layout.stations[index].area for index in job.stations}
            ),
            default=0,
        )
        if area.kind == "限制区域":
            area.limit = 0
        elif area.code in crews:
            area.limit = math.ceil((max(crews[area.code], usual) * 1.2 + 5) / 2) * 2
        elif area.kind == "井口区域" or area.name == "井底车场":
            area.limit = mine.headcount_limit
        else:
            area.limit = max(FEW_RECORDS, int(usual * 2.2))
