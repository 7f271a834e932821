"""Kinds of conduct other than hidden places, each in several styles."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from .clock import DAY
from .hidden import set_up_hidden_place, span_of
from .people import Unit
from .scene import Conduct, Fabrication, Scene, SensorEvent, days_to_slots
from .vocabulary import COAL_TRADES

KINDS = (
    "hidden_face", "headcount_concealed", "cards_carried", "card_parked", "data_fabricated", "sensor_masked",
    "working_while_stopped", "over_capacity", "overstaffed",
)  # fmt: skip


def _record(
    scene: Scene, days: tuple[int, int], stations: list[int], style: str, units: list[Unit] | None = None,
    kind: str = "", incidental: bool = False,
) -> Conduct:  # fmt: skip
    """Put conduct into the truth."""
    begin, end = days[0] * DAY, min(days[1] * DAY, scene.clock.end)
    row = Conduct(kind or scene.kind, begin, end, stations, [], style, incidental, units=units or [])
    scene.conduct.append(row)
    return row


def _rows(days: tuple[int, int]) -> slice:
    """Rows of the schedule tables for some days; a span from the first day on includes the evening before."""
    return slice(0 if days[0] == 0 else days[0] + 1, days[1] + 1)


def _busiest(scene: Scene) -> Unit:
    """Team of the declared place with the most people."""
    return max((unit for unit in scene.units if unit.face_id), key=lambda unit: int(unit.crew.sum()))


def _split(scene: Scene, unit: Unit, days: tuple[int, int], share: float, least: int, **more) -> Unit:
    """Take a part of a team out into a team of its own for some days."""
    rows = _rows(days)
    taken = scene.no_crews()
    taken[rows] = np.where(unit.crew[rows] > 0, np.maximum(least, np.round(unit.crew[rows] * share)), 0)
    unit.crew[rows] = np.maximum(unit.crew[rows] - taken[rows], np.minimum(unit.crew[rows], 2))
    part = Unit(unit.name, unit.trades, unit.pattern, list(unit.places), taken, portal=unit.portal)
    for key, value in more.items():
        setattr(part, key, value)
    scene.units.append(part)
    return part


# --- headcount_concealed ---


def uncarded_helpers(scene: Scene, nights: bool = False) -> None:
    """Hired men without cards help the declared crews; the face gives more than its crew could."""
    rng = scene.rng
    days = span_of(scene)
    unit = _busiest(scene)
    crew = scene.no_crews()
    shifts = scene.night_shifts() if nights else tuple(range(scene.shifts))
    low, high = {"tiny": (6, 10), "small": (7, 13), "middle": (11, 20), "large": (18, 30)}[scene.mine.size]
    size = int(rng.integers(low, high)) + (4 if nights else 0)
    for shift in shifts:
        column = crew[_rows(days), shift]
        crew[_rows(days), shift] = np.clip(size + rng.integers(-1, 2, len(column)), 4, None)
    helpers = Unit(unit.name, unit.trades, "face", list(unit.places), crew, carded=False, registered=False)
    if len(scene.mine.portals) > 1 and rng.random() < 0.5:
        helpers.portal = 1
    scene.units.append(helpers)
    scene.cut[unit.face_id][_rows(days)] *= float(rng.uniform(1.1, 1.3))
    scene.require("video")
    _record(
        scene, days, list(unit.places[:3]), "uncarded_at_night" if nights else "uncarded_helpers", [helpers]
    )


def uncarded_at_night(scene: Scene) -> None:
    """As above, on night shifts only and in larger numbers."""
    uncarded_helpers(scene, nights=True)


def cards_left_at_home(scene: Scene) -> None:
    """A good part of the crews leaves its cards on the surface; the work goes on as before."""
    days = span_of(scene)
    parts = []
    for unit in [unit for unit in scene.units if unit.face_id]:
        parts.append(_split(scene, unit, days, float(scene.rng.uniform(0.5, 0.65)), 3, carded=False))
    scene.require("video", "RYXX")
    stations = [unit.places[0] for unit in parts]
    _record(scene, days, stations, "cards_left_at_home", parts)


# --- cards_carried ---


def absent_men(scene: Scene) -> None:
    """One man of each shift carries the cards of mates who stay at home."""
    days = span_of(scene)
    unit = _busiest(scene)
    part = _split(scene, unit, days, float(scene.rng.uniform(0.35, 0.5)), 4)
    part.pattern, part.carrier_unit, part.carriers = "carried", unit, 1
    if scene.rng.random() < 0.5:
        scene.require("video")
    _record(scene, days, list(unit.places[:2]), "absent_men", [part])


def two_cards_each(scene: Scene) -> None:
    """Half of the men of two teams go down with two cards each."""
    days = span_of(scene)
    parts, stations = [], []
    for unit in [unit for unit in scene.units if unit.face_id][:2]:
        part = _split(scene, unit, days, 0.45, 3)
        part.pattern, part.carrier_unit = "carried", unit
        part.carriers = max(3, int(part.crew.max()))
        parts.append(part)
        stations += unit.places[:2]
    if scene.rng.random() < 0.5:
        scene.require("video")
    _record(scene, days, stations, "two_cards_each", parts)


def leaders_card(scene: Scene) -> None:
    """The leader on duty stays in the office and lets a safety man carry the card."""
    days = span_of(scene, 6, 0.7)
    leaders = next(unit for unit in scene.units if unit.leader)
    bearers = next(unit for unit in scene.units if unit.name == "安监科")
    part = _split(scene, leaders, days, 1.0, 1, leader=True)
    leaders.crew[_rows(days)] = 0
    part.pattern, part.carrier_unit, part.carriers = "carried", bearers, 1
    _record(scene, days, list(bearers.places[:2]), "leaders_card", [part])


def relief_pickup(scene: Scene) -> None:
    """The first man to leave takes up the cards of mates who go on working for hours."""
    days = span_of(scene)
    unit = _busiest(scene)
    late = int(scene.rng.integers(2 * 3600, 4 * 3600))
    for shift in range(scene.shifts):
        scene.pickups.append((unit, days[0] - (days[0] == 0), days[1], shift, late))
    scene.require("video")
    _record(scene, days, list(unit.places[:2]), "relief_pickup", [unit])
    _record(scene, days, list(unit.places[:2]), "of_relief_pickup", [unit], "headcount_concealed", True)


# --- card_parked ---


def _park(scene: Scene, style: str, post: int) -> None:
    """Let a part of a crew leave its cards at a post while it works elsewhere."""
    days = span_of(scene)
    unit = _busiest(scene)
    part = _split(scene, unit, days, float(scene.rng.uniform(0.35, 0.55)), 4, pattern="parked", places=[post])
    _record(scene, days, scene.router.nearest(post, 2), style, [part])


def hung_up_at_chamber(scene: Scene) -> None:
    """Cards of a crew hang on a nail in a chamber near the pit bottom."""
    _park(
        scene, "hung_up_at_chamber", scene.mine.chambers["refuge" if scene.rng.random() < 0.5 else "waiting"]
    )


def hung_up_at_gate(scene: Scene) -> None:
    """Cards hang at the gate of another place."""
    unit = _busiest(scene)
    gates = [face.gate for face in scene.mine.faces if face.face_id != unit.face_id]
    _park(scene, "hung_up_at_gate", gates[0])


def left_for_days(scene: Scene) -> None:
    """Cards stay in a tool box underground for days; their owners come and go without them."""
    rng = scene.rng
    post = int(rng.choice(scene.mine.spine[1:3]))
    first = int(rng.integers(1, max(2, scene.clock.days - 7)))
    length = int(rng.integers(4, 6))
    crew = scene.no_crews()
    crew[first + 1, scene.shift_of_day] = int(rng.integers(5, 11))
    trades = COAL_TRADES["machine"]
    box = Unit(_busiest(scene).name, trades, "parked", [post], crew, overstay_s=length * DAY, reserve=1.0)
    scene.units.append(box)
    days = (first, first + length + 1)
    daily = scene.no_crews()
    daily[first + 2 : first + length + 1, scene.shift_of_day] = crew.max()
    owners = Unit(
        box.name, trades, "face", list(_busiest(scene).places), daily, carded=False, registered=False
    )
    scene.units.append(owners)
    _record(scene, days, scene.router.nearest(post, 2), "left_for_days", [box])
    _record(scene, days, list(owners.places[:2]), "of_left_for_days", [owners], "headcount_concealed", True)


# --- data_fabricated ---


def replayed_days(scene: Scene) -> None:
    """The lists of one day are sent again on the following days with new dates."""
    first = int(scene.rng.integers(2, max(3, scene.clock.days - 5)))
    length = int(scene.rng.integers(4, max(5, min(8, scene.clock.days - first + 1))))
    scene.replays.append((first, min(first + length, scene.clock.days)))
    _record(scene, scene.replays[0], [], "replayed_days")


def invented_lists(scene: Scene) -> None:
    """A script fills the lists: everyone enters on the stroke of the shift and jumps about."""
    days = span_of(scene, 4, 0.25)
    count = int(_per_shift(scene))
    scene.fabrications.append(Fabrication("invented", days[0] * DAY, days[1] * DAY, count))
    _record(scene, days, [], "invented_lists")


def capped_lists(scene: Scene) -> None:
    """Lists never show more than an agreeable number; the rest is dropped from each of them."""
    days = span_of(scene, 5, 0.3)
    count = max(8, int(_per_shift(scene) * scene.rng.uniform(0.5, 0.65)))
    scene.fabrications.append(Fabrication("capped", days[0] * DAY, days[1] * DAY, count))
    _record(scene, days, [], "capped_lists")
    _record(scene, days, [], "of_capped_lists", kind="headcount_concealed", incidental=True)
    scene.require("video")


def erased_stays(scene: Scene) -> None:
    """The same team is erased from the lists soon after it enters, and comes back when it leaves."""
    days = span_of(scene)
    unit = _busiest(scene)
    scene.filters.append((unit, days[0] - (days[0] == 0), days[1]))
    _record(scene, days, list(unit.places[:2]), "erased_stays", [unit])
    _record(scene, days, list(unit.places[:2]), "of_erased_stays", [unit], "headcount_concealed", True)


def deleted_nights(scene: Scene) -> None:
    """Night after night the lists of some hours are missing while the gas data of the same hours arrive."""
    days = span_of(scene)
    hour = scene.mine.habits.shift_starts[scene.night_shifts()[0]]
    for day in range(*days):
        begin = day * DAY + hour * 3600 + int(scene.rng.integers(600, 2400))
        scene.fabrications.append(Fabrication("deleted", begin, begin + int(scene.rng.integers(4, 6)) * 3600))
    _record(scene, days, [], "deleted_nights")


def frozen_lists(scene: Scene) -> None:
    """One list is sent again and again for hours, only its own time moves."""
    days = span_of(scene)
    hour = scene.mine.habits.shift_starts[scene.night_shifts()[0]]
    for day in range(*days):
        begin = day * DAY + hour * 3600 + int(scene.rng.integers(3600, 6000))
        scene.fabrications.append(
            Fabrication("frozen_copy", begin, begin + int(scene.rng.integers(3, 6)) * 3600)
        )
    _record(scene, days, [], "frozen_lists")


def _per_shift(scene: Scene) -> float:
    """Usual number of people underground in a shift."""
    return float(sum(unit.crew for unit in scene.units).mean())


# --- sensor_masked ---


def _mask(
    scene: Scene, style: str, effect: str, gas_share: float, value: float, only_cutting: bool = False
) -> None:
    """Falsify a methane point of the gassiest coal face."""
    mine = scene.mine
    face = max((face for face in mine.faces if face.is_coal), key=lambda face: face.ch4 / face.air)
    face.ch4 = round(max(face.ch4, face.air * gas_share), 2)
    days = span_of(scene, 5, 0.35)
    points = [point for point in mine.points if point.kind == "ch4" and point.subject == face.face_id]
    chosen = points[:1] if scene.rng.random() < 0.5 and effect != "capped" else points[-1:]
    if effect == "capped":
        chosen = points
    for point in chosen:
        if only_cutting:
            for day in range(*days):
                for shift in np.flatnonzero(face.share):
                    begin = scene.shift_begin(day, int(shift)) // 300 + 9
                    scene.sensor_events.append(
                        SensorEvent(point.code, begin, begin + scene.shift_s // 300 - 14, effect, value)
                    )
        else:
            slots = days_to_slots(*days, scene.clock.slots)
            scene.sensor_events.append(SensorEvent(point.code, slots.start, slots.stop, effect, value))
    _record(scene, days, [point.station for point in chosen], style)


def flat_reading(scene: Scene) -> None:
    """The point is unplugged and a fixed value is sent."""
    _mask(scene, "flat_reading", "flat", 0.0032, round(float(scene.rng.uniform(0.06, 0.3)), 2))


def wrapped_in_cutting_shifts(scene: Scene) -> None:
    """The point is wrapped up while coal is cut."""
    _mask(
        scene,
        "wrapped_in_cutting_shifts",
        "flat",
        0.0036,
        round(float(scene.rng.uniform(0.04, 0.12)), 2),
        True,
    )


def clean_air_hose(scene: Scene) -> None:
    """Compressed air blows onto the point: low values that know nothing of the cutting."""
    _mask(scene, "clean_air_hose", "clean", 0.0038, round(float(scene.rng.uniform(0.03, 0.07)), 2))


def capped_below_alarm(scene: Scene) -> None:
    """Software cuts every value at a little below the alarm."""
    _mask(scene, "capped_below_alarm", "capped", 0.0085, round(float(scene.rng.uniform(0.76, 0.9)), 2))


# --- working_while_stopped ---


def _stop(scene: Scene, style: str, units: list[Unit], stations: list[int], days: tuple[int, int]) -> None:
    """Declare a stop and write nothing into the books."""
    rng, mine = scene.rng, scene.mine
    first = scene.clock.first_day + timedelta(days=days[0])
    if days[0] == 0:
        first -= timedelta(days=int(rng.integers(3, 40)))
    state, begun, _ = mine.status.pop()
    mine.status.append((state, begun, first - timedelta(days=1)))
    mine.status.append((str(rng.choice(["overhaul", "suspended"])), first, None))
    scene.books.nothing_between = (days[0], scene.clock.days)
    scene.books.nothing_hoisted = bool(rng.random() < 0.5)
    scene.require("power" if rng.random() < 0.5 else "haulage")
    _record(scene, (days[0], scene.clock.days), stations, style, units)


def stop_on_paper(scene: Scene) -> None:
    """Nothing changes but the status."""
    days = span_of(scene)
    factor = float(scene.rng.uniform(0.65, 1.0))
    for table in scene.cut.values():
        table[_rows((days[0], scene.clock.days))] *= factor
    units = [unit for unit in scene.units if unit.face_id]
    _stop(scene, "stop_on_paper", units, [unit.places[0] for unit in units], days)


def secret_nights(scene: Scene) -> None:
    """By day the mine stands, by night its crews cut."""
    days = span_of(scene)
    rows = _rows((days[0], scene.clock.days))
    nights = list(scene.night_shifts())
    others = [shift for shift in range(scene.shifts) if shift not in nights]
    units = [unit for unit in scene.units if unit.face_id]
    for unit in units:
        unit.crew[rows, others] = 0
        unit.crew[rows, nights] = np.maximum(unit.crew[rows, nights], 6)
        table = scene.cut[unit.face_id]
        table[rows, others] = 0.0
        table[rows, nights] = scene.rng.uniform(0.4, 0.6, table[rows, nights].shape) / len(nights)
    _stop(scene, "secret_nights", units, [unit.places[0] for unit in units], days)


def one_face_goes_on(scene: Scene) -> None:
    """All places stop but one coal face."""
    days = span_of(scene)
    rows = _rows((days[0], scene.clock.days))
    chosen = max(
        (unit for unit in scene.units if unit.face_id), key=lambda u: scene.mine.face(u.face_id).plan_t
    )
    for unit in scene.units:
        if unit.face_id and unit is not chosen:
            unit.crew[rows] = 0
            scene.cut[unit.face_id][rows] = 0.0
    _stop(scene, "one_face_goes_on", [chosen], list(chosen.places[:3]), days)


def stopped_without_cards(scene: Scene) -> None:
    """Crews work in the stop without cards; belts, meters and cameras see them."""
    days = span_of(scene)
    span = (days[0], scene.clock.days)
    parts = []
    for unit in [unit for unit in scene.units if unit.face_id]:
        part = _split(scene, unit, span, 1.0, 1, carded=False)
        unit.crew[_rows(span)] = 0
        parts.append(part)
    stations = [part.places[0] for part in parts]
    _stop(scene, "stopped_without_cards", parts, stations, days)
    scene.require("power", "haulage", "video")
    _record(scene, span, stations, "of_stopped_without_cards", parts, "headcount_concealed", True)


# --- over_capacity ---


def _overproduce(scene: Scene, style: str) -> float:
    """Cut far more than the capacity allows; returns the factor."""
    rng = scene.rng
    factor = float(rng.uniform(1.55, 2.0))
    days = span_of(scene, 6, 0.7)
    for face in scene.mine.faces:
        if face.is_coal:
            scene.cut[face.face_id][_rows(days)] *= factor
    faces = [face for face in scene.mine.faces if face.is_coal]
    _record(scene, days, [face.stations[0] for face in faces], style)
    return factor


def reported_openly(scene: Scene) -> None:
    """Reports themselves show far more than the capacity."""
    _overproduce(scene, "reported_openly")
    scene.require("output")


def hoist_above_report(scene: Scene) -> None:
    """The hoist tells the truth, the report stays at the capacity."""
    _overproduce(scene, "hoist_above_report")
    scene.books.cap_t_per_day = scene.mine.capacity / 330
    scene.require("output")


def belts_above_books(scene: Scene) -> None:
    """Hoisted and reported tonnes are written down at the capacity; the belts are not."""
    factor = _overproduce(scene, "belts_above_books")
    scene.books.cap_t_per_day = scene.mine.capacity / 330
    scene.books.hoisted *= 1 / factor
    scene.require("haulage", "output")


# --- overstaffed ---


def crowded_face(scene: Scene) -> None:
    """One place is worked by far more people than approved."""
    days = span_of(scene)
    unit = _busiest(scene)
    face = scene.mine.face(unit.face_id)
    factor = float(scene.rng.uniform(1.6, 2.2))
    usual = unit.crew[_rows(days)]
    crowd = np.ceil(np.maximum(usual, np.array(face.crew)) * factor).astype(int)
    unit.crew[_rows(days)] = np.where(usual > 0, crowd, 0)
    scene.cut[face.face_id][_rows(days)] *= 1.12
    _record(scene, days, list(unit.places[:3]), "crowded_face", [unit])


def crowded_mine(scene: Scene) -> None:
    """All teams are larger than the mine's approved headcount allows."""
    days = span_of(scene)
    rows = _rows(days)
    aim = scene.mine.headcount_limit * float(scene.rng.uniform(1.25, 1.5))
    total = sum(unit.crew for unit in scene.units)[rows]
    factor = aim / max(1.0, float(np.median(total.max(axis=1))))
    units = [unit for unit in scene.units if unit.pattern == "face" and not unit.guests]
    for unit in units:
        unit.crew[rows] = np.ceil(unit.crew[rows] * factor * 1.12).astype(int)
    _record(scene, days, [unit.places[0] for unit in units if unit.face_id], "crowded_mine", units)


def shifts_on_top_of_each_other(scene: Scene) -> None:
    """Crews stay three or four hours into the next shift, so that two crews work one place."""
    days = (0, scene.clock.days)
    units = [unit for unit in scene.units if unit.face_id]
    for unit in units:
        unit.overstay_s = int(scene.rng.integers(10_000, 14_500))
        face = scene.mine.face(unit.face_id)
        unit.crew = np.where(unit.crew > 0, np.maximum(unit.crew, np.array(face.crew)), 0)
    _record(scene, days, [unit.places[0] for unit in units], "shifts_on_top_of_each_other", units)


STYLES: dict[str, tuple[Callable[[Scene], None], ...]] = {
    "hidden_face": (set_up_hidden_place,),
    "headcount_concealed": (uncarded_helpers, uncarded_at_night, cards_left_at_home),
    "cards_carried": (absent_men, two_cards_each, leaders_card, relief_pickup),
    "card_parked": (hung_up_at_chamber, hung_up_at_gate, left_for_days),
    "data_fabricated": (
        replayed_days,
        invented_lists,
        capped_lists,
        erased_stays,
        deleted_nights,
        frozen_lists,
    ),
    "sensor_masked": (flat_reading, wrapped_in_cutting_shifts, clean_air_hose, capped_below_alarm),
    "working_while_stopped": (stop_on_paper, secret_nights, one_face_goes_on, stopped_without_cards),
    "over_capacity": (reported_openly, hoist_above_report, belts_above_books),
    "overstaffed": (crowded_face, crowded_mine, shifts_on_top_of_each_other),
}


def misbehave(scene: Scene) -> None:
    """Draw a style of the scene's kind and carry it out."""
    styles = STYLES[scene.kind]
    styles[int(scene.rng.integers(0, len(styles)))](scene)
