"""Hidden working places: where they lie, who works there and what they take from the mine."""

from dataclasses import dataclass

import numpy as np

from .clock import DAY
from .layout import Face, Mine
from .people import Unit
from .scene import Conduct, HiddenPlace, Scene, SensorEvent, days_to_slots
from .vocabulary import COAL_TRADES


@dataclass(frozen=True)
class Recipe:
    """How a manager sets up a hidden place."""

    places: tuple[str, ...]  # beside_face, seal, abandoned, main_branch
    cards: str  # own, other_trades, none, carried, parked, readers, reader_off
    power: tuple[str, ...]  # neighbour, unregistered, other
    coal: tuple[str, ...]  # face_belt, main_belt, cars
    books: tuple[str, ...]  # none, reported, both
    nights: float = 0.25
    blasting: float = 0.3


RECIPES: dict[str, Recipe] = {
    "beside_approved_face": Recipe(
        ("beside_face",), "own", ("neighbour",), ("face_belt",), ("none", "reported"), 0.1
    ),
    "behind_seal": Recipe(("seal",), "own", ("unregistered",), ("main_belt", "cars"), ("reported",)),
    "abandoned_area_with_readers": Recipe(
        ("abandoned",), "readers", ("unregistered", "other"), ("cars", "main_belt"), ("reported", "both")
    ),
    "branch_off_main": Recipe(
        ("main_branch",), "own", ("other", "neighbour"), ("main_belt",), ("reported", "none")
    ),
    "night_without_cards": Recipe(
        ("seal", "abandoned", "main_branch"), "none", ("unregistered",), ("main_belt",), ("reported",), 1.0
    ),
    "without_cards_all_day": Recipe(
        ("abandoned", "seal"),
        "none",
        ("unregistered", "neighbour"),
        ("face_belt", "main_belt"),
        ("reported",),
        0.0,
    ),
    "cards_carried_by_face_crew": Recipe(
        ("beside_face", "seal"),
        "carried",
        ("neighbour", "unregistered"),
        ("face_belt",),
        ("none", "reported"),
    ),
    "cards_left_at_post": Recipe(
        ("abandoned", "main_branch"), "parked", ("other",), ("main_belt",), ("reported", "both")
    ),
    "repairmen_who_dig": Recipe(
        ("seal", "abandoned"),
        "other_trades",
        ("unregistered", "other"),
        ("cars", "main_belt"),
        ("reported", "both"),
    ),
    "blasting_in_old_district": Recipe(
        ("abandoned", "seal"), "own", ("unregistered", "other"), ("cars",), ("reported",), 0.3, 1.0
    ),
    "reader_switched_off": Recipe(
        ("main_branch", "abandoned"),
        "reader_off",
        ("unregistered", "neighbour"),
        ("main_belt",),
        ("reported",),
        0.4,
    ),
}

CREWS = {"tiny": (6, 10), "small": (7, 14), "middle": (9, 19), "large": (13, 26)}


def span_of(scene: Scene, least: int = 5, whole: float = 0.45) -> tuple[int, int]:
    """First and last-but-one day of some conduct; often it lasts all the window."""
    days = scene.clock.days
    if days < least + 3 or scene.rng.random() < whole:
        return 0, days
    first = int(scene.rng.integers(2, days - least + 1))
    last = days
    if days - first > least + 2 and scene.rng.random() < 0.25:
        last = int(scene.rng.integers(first + least, days))
    return first, last


def set_up_hidden_place(scene: Scene) -> None:
    """Choose a recipe and work by it."""
    rng, mine = scene.rng, scene.mine
    style = str(rng.choice(list(RECIPES)))
    recipe = RECIPES[style]
    first, last = span_of(scene)
    place = str(rng.choice(recipe.places))
    host, district, seal_id, neighbour = _choose_host(scene, place)
    nights = bool(rng.random() < recipe.nights)
    shifts = _working_shifts(scene, nights)
    crew = int(rng.integers(*CREWS[mine.size])) + (3 if nights else 0)
    blasting = bool(rng.random() < recipe.blasting)
    tonnes = float(np.clip(crew * len(shifts) * rng.uniform(5.5, 9.5), 100, 600))
    gas_per_t = sum(face.ch4 for face in mine.faces) * 1440 / sum(face.plan_t for face in mine.faces)
    hidden = HiddenPlace(
        host=host,
        first_day=first,
        last_day=last,
        shifts=shifts,
        t_per_day=tonnes,
        method="blasting" if blasting else "machine",
        air=float(rng.uniform(140, 420)),
        ch4=tonnes / 1440 * gas_per_t * float(rng.uniform(0.8, 1.6)) + 0.05,
        inflow=float(rng.uniform(2, 14)),
        feeder=_choose_feeder(scene, str(rng.choice(recipe.power)), neighbour),
        coal_to=_choose_way(mine, str(rng.choice(recipe.coal)), neighbour),
        explosives_on=_charged_place(mine) if blasting else None,
        air_from="return" if rng.random() < 0.6 else neighbour.face_id,
        smelt_at=seal_id,
        idle_days=tuple(int(d) for d in np.flatnonzero(rng.random(last) < 0.06) if d >= first),
    )
    scene.hidden.append(hidden)
    scene.books.hide_extra = str(rng.choice(recipe.books))
    stations = scene.router.nearest(host, 4)
    if district:
        stations = district + [s for s in stations if s not in district][:2]
    begin, end = _span_seconds(scene, hidden)
    main = Conduct("hidden_face", begin, end, stations, [], style)
    scene.conduct.append(main)
    _send_men(scene, recipe, hidden, crew, neighbour, district, main)
    _secure_traces(scene, recipe)
    _cover_up(scene, hidden, main)


def _span_seconds(scene: Scene, hidden: HiddenPlace) -> tuple[int, int]:
    """Moments between which a hidden place is worked."""
    first_shift = min(scene.shift_begin(0, shift) for shift in hidden.shifts)
    begin = 0 if hidden.first_day == 0 else hidden.first_day * DAY + first_shift
    return begin, min(scene.clock.end, hidden.last_day * DAY)


def _choose_host(scene: Scene, place: str) -> tuple[int, list[int], str | None, Face]:
    """Last reader before the place, its own readers, a seal in its way and the nearest declared face."""
    rng, mine = scene.rng, scene.mine
    district: list[int] = []
    seal_id = None
    coal = [face for face in mine.faces if face.is_coal]
    if place == "beside_face":
        face = coal[int(rng.integers(0, len(coal)))]
        return face.gate, [], None, face
    if place == "seal":
        seal = mine.seals[int(rng.integers(0, len(mine.seals)))]
        host, seal_id = seal.station, seal.seal_id
    elif place == "abandoned":
        district = list(mine.abandoned[int(rng.integers(0, len(mine.abandoned)))])
        host = district[-1]
        district.reverse()
    else:
        host = int(mine.spine[int(rng.integers(2, len(mine.spine)))])
    ways = [(scene.router.walk(host, face.gate)[-1][1], number) for number, face in enumerate(mine.faces)]
    return host, district, seal_id, mine.faces[min(ways)[1]]


def _working_shifts(scene: Scene, nights: bool) -> tuple[int, ...]:
    """Shifts in which a hidden place is worked."""
    if nights:
        return scene.night_shifts()
    if scene.shifts == 2 or scene.rng.random() < 0.35:
        return tuple(range(scene.shifts))
    skipped = int(scene.rng.integers(0, scene.shifts))
    return tuple(shift for shift in range(scene.shifts) if shift != skipped)


def _choose_feeder(scene: Scene, choice: str, neighbour: Face) -> str:
    """Feeder that supplies the place."""
    mine = scene.mine
    if choice == "neighbour":
        return neighbour.feeder
    if choice == "other":
        return next(key for key, (serves, _) in mine.feeders.items() if serves == "other")
    return f"FD{max(int(key[2:]) for key in mine.feeders) + int(scene.rng.integers(1, 4)):02d}"


def _choose_way(mine: Mine, choice: str, neighbour: Face) -> str:
    """Belt onto which the coal is fed."""
    if choice == "face_belt":
        return neighbour.conveyor
    return "C1" if choice == "main_belt" else "cars"


def _charged_place(mine: Mine) -> str | None:
    """Declared blasting place under whose name explosives can be drawn."""
    for face in mine.faces:
        if face.explosive_kg > 0:
            return face.face_id
    return None


def _send_men(
    scene: Scene,
    recipe: Recipe,
    hidden: HiddenPlace,
    crew: int,
    neighbour: Face,
    district: list[int],
    main: Conduct,
) -> None:
    """Add the teams whose cards and bodies the place moves."""
    rng, mine = scene.rng, scene.mine
    table = scene.no_crews()
    for day in range(hidden.first_day - (hidden.first_day == 0), hidden.last_day):
        for shift in hidden.shifts:
            if day not in hidden.idle_days:
                table[day + 1, shift] = max(5, crew - int(rng.integers(0, 3)))
    trades = COAL_TRADES[hidden.method]
    if recipe.cards == "other_trades":
        trades = ("巷修工", "运输工", "管路工")
    name = "巷修二队" if recipe.cards == "other_trades" else scene.unit_of(neighbour.face_id).name
    if rng.random() < 0.4:
        name = "外委一队"
    unit = Unit(name, trades, "hidden", [hidden.host], table)
    main.units.append(unit)
    scene.units.append(unit)
    extra = ""
    if recipe.cards == "none":
        unit.carded = unit.registered = False
        extra = "headcount_concealed"
    elif recipe.cards == "readers":
        unit.pattern, unit.places = "face", list(district)
    elif recipe.cards == "parked":
        unit.pattern = "parked"
        unit.places = [mine.chambers["refuge" if rng.random() < 0.5 else "waiting"]]
        extra = "card_parked"
    elif recipe.cards == "carried":
        unit.carded = unit.registered = False
        bearers = scene.unit_of(neighbour.face_id)
        bearers.crew = np.where(bearers.crew > 0, np.maximum(bearers.crew, 5), 0)
        cards = Unit(bearers.name, trades, "carried", list(neighbour.stations), table.copy())
        cards.carrier_unit, cards.carriers = bearers, max(1, crew // 5)
        scene.units.append(cards)
        main.units.append(cards)
        extra = "cards_carried"
    elif recipe.cards == "reader_off":
        off = set(district) or {hidden.host}
        way = scene.router.walk(mine.portals[0][0], hidden.host)
        unit.places = [[station for station, _ in way if station not in off][-1]]
        for day, shift in zip(*np.nonzero(table), strict=True):
            begin = scene.shift_begin(int(day) - 1, int(shift)) + 600
            scene.dead_readers += [(station, begin, begin + scene.shift_s - 1500) for station in sorted(off)]
    if extra:
        stations = main.stations if extra != "card_parked" else scene.router.nearest(unit.places[0], 2)
        scene.conduct.append(
            Conduct(extra, main.begin, main.end, stations, [], f"of_{main.style}", True, list(main.units))
        )


def _secure_traces(scene: Scene, recipe: Recipe) -> None:
    """Let the mine send what an analyst needs to see this conduct at all."""
    if recipe.cards in ("none", "carried"):
        scene.require("video", "power")
        if scene.rng.random() < 0.7:
            scene.require("haulage", "output")
    elif recipe.cards == "parked":
        scene.require("power", "haulage", "output")
    else:
        scene.require("power" if scene.rng.random() < 0.6 else "haulage")
    if recipe.cards == "reader_off":
        scene.require("JZSS", "power")


def _cover_up(scene: Scene, hidden: HiddenPlace, main: Conduct) -> None:
    """At most one more channel that a careful manager falsifies."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.12:
        point = next(p for p in scene.mine.points if p.kind == "ch4" and p.subject == "return")
        slots = days_to_slots(hidden.first_day, hidden.last_day, scene.clock.slots)
        value = 0.08 + 0.01 * int(rng.integers(0, 12))
        scene.sensor_events.append(SensorEvent(point.code, slots.start, slots.stop, "flat", round(value, 2)))
        scene.conduct.append(
            Conduct("sensor_masked", main.begin, main.end, [point.station], [], f"of_{main.style}", True)
        )
    elif draw < 0.2 and hidden.coal_to != "cars":
        total = sum(face.plan_t for face in scene.mine.faces)
        scene.books.belts = total / (total + hidden.t_per_day)
        scene.require("power")
    elif draw < 0.28 and hidden.smelt_at is not None:
        for point in scene.mine.points:
            if point.subject == hidden.smelt_at:
                scene.sensor_events.append(SensorEvent(point.code, 0, scene.clock.slots, "clean", 0.06))
                row = Conduct(
                    "sensor_masked", 0, scene.clock.end, [point.station], [], f"of_{main.style}", True
                )
                scene.conduct.append(row)
