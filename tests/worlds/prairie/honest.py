"""Harmless events that look like conduct at first sight."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from .clock import DAY
from .layout import KEY_AREA, Area
from .people import LYING, READ, UNLISTED, CardOffice, Trip, Unit
from .scene import Scene, SensorEvent


def holiday(scene: Scene) -> bool:
    """Two or three days without production."""
    length = int(scene.rng.integers(2, 4))
    day = scene.free_day(length, 2)
    if day is None:
        return False
    scene.stop_production(range(day, day + length))
    return True


def overhaul(scene: Scene) -> bool:
    """Declared overhaul of several days: fitters by day, no coal."""
    length = int(scene.rng.integers(3, 6))
    day = scene.free_day(length, 2)
    if day is None:
        return False
    first = scene.clock.first_day + timedelta(days=day)
    state, begun, _ = scene.mine.status.pop()
    last = first + timedelta(days=length - 1)
    scene.mine.status += [(state, begun, first - timedelta(days=1)), ("overhaul", first, last)]
    scene.mine.status.append((state, last + timedelta(days=1), None))
    scene.stop_production(range(day, day + length), 0.6)
    crew = scene.no_crews()
    crew[day + 1 : day + length + 1, scene.shift_of_day] = int(scene.rng.integers(5, 12))
    face = scene.mine.faces[0]
    scene.units.append(Unit("机修队", ("检修钳工", "检修电工"), "face", list(face.stations), crew))
    return True


def suspended_all_along(scene: Scene) -> bool:
    """A mine that stands still by order: attendants, inspectors and pumps only."""
    if scene.kind != "healthy" or scene.busy_days:
        return False
    first = scene.clock.first_day - timedelta(days=int(scene.rng.integers(10, 60)))
    scene.mine.status[-1] = ("producing", scene.mine.status[-1][1], first - timedelta(days=1))
    scene.mine.status.append(("suspended", first, None))
    scene.stop_production(range(-1, scene.clock.days), 0.3)
    scene.busy_days |= set(range(scene.clock.days))
    return True


def maintenance_day(scene: Scene) -> bool:
    """One day on which the coal face is repaired by a larger crew."""
    day = scene.free_day()
    if day is None:
        return False
    face = next(face for face in scene.mine.faces if face.is_coal)
    scene.cut[face.face_id][day + 1] *= 0.12
    unit = scene.unit_of(face.face_id)
    unit.crew[day + 1] = np.minimum(np.round(unit.crew[day + 1] * 1.15), np.array(face.crew)).astype(int)
    return True


def face_move(scene: Scene) -> bool:
    """A heading team finishes its place and moves on to one that the register shows from that day on."""
    digs = [face for face in scene.mine.faces if not face.is_coal]
    if len(digs) < 2:
        return False
    day = scene.free_day(2, 3)
    if day is None:
        return False
    old, new = digs[0], digs[1]
    change = scene.clock.first_day + timedelta(days=day)
    old.valid_to = change + timedelta(days=1)
    new.valid_from = change
    scene.cut[new.face_id][: day + 1] = 0.0
    scene.unit_of(new.face_id).crew[: day + 1] = 0
    scene.cut[old.face_id][day + 1] *= 0.3
    scene.cut[old.face_id][day + 2 :] = 0.0
    scene.unit_of(old.face_id).crew[day + 3 :] = 0
    for row in (day + 1, day + 2):
        scene.cut[new.face_id][row] *= 0.4
    return True


def new_approved_face(scene: Scene) -> bool:
    """A heading that was approved during the window; nobody works there before."""
    digs = [face for face in scene.mine.faces if not face.is_coal and face.valid_to is None]
    if not digs:
        return False
    day = scene.free_day(1, 2)
    if day is None:
        return False
    face = digs[-1]
    face.valid_from = scene.clock.first_day + timedelta(days=day)
    scene.cut[face.face_id][: day + 1] = 0.0
    scene.unit_of(face.face_id).crew[: day + 1] = 0
    return True


def rescue_drill(scene: Scene) -> bool:
    """Everyone walks out on a forenoon and is called for help on one card."""
    day = scene.free_day()
    if day is None:
        return False
    begin = day * DAY + int(scene.rng.integers(9 * 3600, 11 * 3600))
    scene.evacuations.append((begin, begin + int(scene.rng.integers(5400, 9000))))
    scene.calls_for_help.append(begin + 60)
    return True


def visitors(scene: Scene) -> bool:
    """Guests walk through the mine in one group behind a guide."""
    day = scene.free_day()
    if day is None:
        return False
    crew = scene.no_crews()
    crew[day + 1, scene.shift_of_day] = int(scene.rng.integers(5, 13))
    face = scene.mine.faces[0]
    places = [face.stations[0], scene.mine.spine[2], scene.mine.chambers["refuge"]]
    begin = int(scene.rng.integers(3600, 7200))
    window = (begin, begin + int(scene.rng.integers(7200, 10_800)))
    scene.units.append(
        Unit(
            "来宾",
            ("参观人员",),
            "patrol",
            places,
            crew,
            guests=True,
            tour_s=1200,
            reserve=1.0,
            window=window,
        )
    )
    return True


def trainees(scene: Scene) -> bool:
    """New men follow the team of a heading for a week; they are counted by every camera."""
    face = scene.mine.faces[-1]
    unit = scene.unit_of(face.face_id)
    day = int(scene.rng.integers(0, max(1, scene.clock.days - 6)))
    crew = scene.no_crews()
    shift = scene.shift_of_day
    crew[day + 1 : day + 6, shift] = np.minimum(2, unit.crew[day + 1 : day + 6, shift])
    learners = Unit("培训科", ("实习人员",), "follow", list(face.stations), crew, reserve=1.0)
    learners.carrier_unit, learners.carriers = unit, 2
    scene.units.append(learners)
    return True


def repair_contractor(scene: Scene) -> bool:
    """An outside team repairs the supports of one stretch of the main roadway for some days."""
    length = int(scene.rng.integers(4, 8))
    day = int(scene.rng.integers(0, max(1, scene.clock.days - length)))
    crew = scene.no_crews()
    crew[day + 1 : day + length + 1, scene.shift_of_day] = int(scene.rng.integers(5, 9))
    at = int(scene.rng.integers(1, len(scene.mine.spine) - 1))
    places = [scene.mine.spine[at], scene.mine.spine[at + 1], scene.mine.spine[at - 1]]
    scene.units.append(Unit("外委维修队", ("巷修工", "锚喷工"), "face", places, crew))
    return True


def seal_works(scene: Scene) -> bool:
    """Masons mend a seal on two days."""
    day = scene.free_day(2)
    if day is None or not scene.mine.seals:
        return False
    crew = scene.no_crews()
    crew[day + 1 : day + 3, scene.shift_of_day] = int(scene.rng.integers(3, 6))
    seal = scene.mine.seals[-1]
    near = scene.router.neighbours(seal.station)[0]
    scene.units.append(
        Unit("通风队", ("密闭工", "通风设施工"), "face", [seal.station, near], crew, window=(1800, 16_000))
    )
    return True


def handover_overlap(scene: Scene) -> bool:
    """Shifts hand over at the face: for an hour both are underground."""
    scene.mine.habits.handover_underground = True
    return True


def late_shift_change(scene: Scene) -> bool:
    """On two days a shift comes an hour or two late."""
    day = scene.free_day(2)
    if day is None:
        return False
    for number in range(2):
        shift = int(scene.rng.integers(0, scene.shifts))
        scene.late_shifts[(day + number, shift)] = int(scene.rng.integers(3000, 6600))
    return True


def power_outage(scene: Scene) -> bool:
    """The grid fails for an hour or three; fans stand still, people come out, methane rises."""
    day = scene.free_day()
    if day is None:
        return False
    begin = day * DAY + int(scene.rng.integers(2, 20)) * 3600
    end = begin + int(scene.rng.integers(3600, 9000))
    scene.power_cuts.append((begin, end))
    scene.evacuations.append((begin + 900, end + 1800))
    return True


def network_outage(scene: Scene) -> bool:
    """The line to the regulator is down: no text files of either system, or of one of them."""
    day = scene.free_day()
    if day is None:
        return False
    begin = day * DAY + int(scene.rng.integers(0, 16 * 3600))
    which = str(scene.rng.choice(["both", "both", "aqjk"]))
    scene.silences.append((begin, begin + int(scene.rng.integers(3600, 7 * 3600)), which))
    return True


def sensor_calibration(scene: Scene) -> bool:
    """Methane points are tested with gas, one after the other, on one forenoon."""
    day = int(scene.rng.integers(0, scene.clock.days))
    slot = (day * 24 + 9) * 12 + int(scene.rng.integers(0, 24))
    for point in scene.mine.points:
        if point.kind == "ch4":
            scene.sensor_events.append(SensorEvent(point.code, slot, slot + 2, "calibration", 2.0))
            slot += 3
    return True


def sensor_fault(scene: Scene) -> bool:
    """A methane point breaks and is replaced after some hours; the system says so."""
    points = [point for point in scene.mine.points if point.kind == "ch4"]
    point = points[int(scene.rng.integers(0, len(points)))]
    slot = int(scene.rng.integers(0, scene.clock.slots - 300))
    scene.sensor_events.append(
        SensorEvent(point.code, slot, slot + int(scene.rng.integers(18, 200)), "fault")
    )
    return True


def replaced_card(scene: Scene) -> bool:
    """Somebody gets a new card; both cards stay in the personnel file."""
    scene.new_cards.append((int(scene.rng.integers(2, scene.clock.days - 1)), False))
    return True


def lost_card(scene: Scene) -> bool:
    """A card falls on the floor and is found a day or two later, its owner works on with a new one."""
    scene.new_cards.append((int(scene.rng.integers(2, scene.clock.days - 2)), True))
    return True


def flat_batteries(scene: Scene) -> bool:
    """A few cards fall silent in mid-shift and are never read again in that shift."""
    scene.dead_batteries = int(scene.rng.integers(2, 6))
    return True


def dead_reader(scene: Scene) -> bool:
    """A reader fails for some hours and says so; every card that should be there stays at its last place."""
    station = int(scene.rng.choice(scene.mine.faces[0].stations + scene.mine.spine[1:]))
    begin = int(scene.rng.integers(DAY, scene.clock.end - DAY))
    scene.dead_readers.append((station, begin, begin + int(scene.rng.integers(2 * 3600, 14 * 3600))))
    return True


def drainage_campaign(scene: Scene) -> bool:
    """Old workings are drained for some days: the pumps lift half as much again."""
    day = int(scene.rng.integers(1, max(2, scene.clock.days - 4)))
    hours = slice(day * 24 + 8, (day + int(scene.rng.integers(2, 5))) * 24)
    inflow = sum(face.inflow for face in scene.mine.faces) + scene.mine.side_water
    scene.pump_water[hours] += inflow * float(scene.rng.uniform(0.35, 0.7))
    return True


def rain_season(scene: Scene) -> bool:
    """Rain seeps in and slowly fades."""
    day = int(scene.rng.integers(0, max(1, scene.clock.days - 4)))
    hours = np.arange(len(scene.pit_water)) - day * 24 - 18
    swell = float(scene.rng.uniform(0.25, 0.6))
    rise = np.clip(hours / 20, 0, 1) * np.exp(-np.clip(hours, 0, None) / 90)
    scene.pit_water = scene.pit_water * (1 + swell * rise)
    return True


def low_pressure(scene: Scene) -> bool:
    """A deep low draws gas from goafs and seals for two days."""
    day = int(scene.rng.integers(1, max(2, scene.clock.days - 3)))
    slots = np.arange(scene.clock.slots) / 288 - day - 1
    scene.gas_swell = scene.gas_swell * (1 + float(scene.rng.uniform(0.3, 0.6)) * np.exp(-(slots**2) / 0.6))
    return True


def wet_coal(scene: Scene) -> bool:
    """Weights are booked dry: reports stay some percent below the scales, day after day."""
    scene.books.reported *= float(scene.rng.uniform(0.91, 0.96))
    return True


def hoisted_rock(scene: Scene) -> bool:
    """Rock of the headings rides on the same belts and is picked out on the surface."""
    total = sum(face.plan_t for face in scene.mine.faces)
    scene.stray_coal = total * float(scene.rng.uniform(0.03, 0.06))
    scene.books.hoisted *= 0.96
    return True


def bunker_backlog(scene: Scene) -> bool:
    """A full bunker: a third of one day's coal is hoisted on the next."""
    day = scene.free_day(2)
    if day is None:
        return False
    scene.bunker_days = (*scene.bunker_days, day)
    return True


def fan_switch(scene: Scene) -> bool:
    """The monthly change of the main fan, and short stops of local fans for tests."""
    day = int(scene.rng.integers(0, scene.clock.days))
    slot = day * 288 + 10 * 12 + int(scene.rng.integers(0, 12))
    scene.fan_stops.append(("main_fan", slot, slot + 2))
    for number, face in enumerate(face for face in scene.mine.faces if not face.is_coal):
        scene.fan_stops.append((face.face_id, slot + 12 + number * 4, slot + 13 + number * 4))
    return True


def new_reader(scene: Scene) -> bool:
    """A reader was added on the main roadway and is declared from the day it was hung up."""
    mine = scene.mine
    station = mine.stations[mine.spine[-1]]
    station.known_from = int(scene.rng.integers(2, scene.clock.days - 1))
    station.name = "新增" + station.name
    scene.dead_readers.append((mine.spine[-1], -2 * DAY, station.known_from * DAY))
    return True


def spare_area(scene: Scene) -> bool:
    """An area is declared for a place that is not opened yet."""
    mine = scene.mine
    mine.areas.append(Area(KEY_AREA, "待掘准备巷道", f"{mine.code}{len(mine.areas) + 1:04d}", 12))
    return True


def explosives_returned(scene: Scene) -> bool:
    """Much of the explosives drawn is brought back because of bad roof."""
    if not any(face.explosive_kg for face in scene.mine.faces):
        return False
    scene.returned_explosives = float(scene.rng.uniform(0.15, 0.3))
    return True


def broken_files(scene: Scene) -> bool:
    """Some files are cut off in transfer and sent again, some arrive twice."""
    scene.broken_files = int(scene.rng.integers(3, 12))
    return True


HARMLESS: dict[str, Callable[[Scene], bool]] = {
    function.__name__: function
    for function in (
        holiday, overhaul, maintenance_day, face_move, new_approved_face, rescue_drill, visitors, trainees,
        repair_contractor, seal_works, handover_overlap, late_shift_change, power_outage, network_outage,
        sensor_calibration, sensor_fault, replaced_card, lost_card, flat_batteries, dead_reader,
        drainage_campaign, rain_season, low_pressure, wet_coal, hoisted_rock, bunker_backlog,
        fan_switch, new_reader, spare_area,
        explosives_returned, broken_files,
    )
}  # fmt: skip

UNFIT = {
    "working_while_stopped": {"holiday", "overhaul", "new_approved_face", "face_move", "maintenance_day"},
    "over_capacity": {"holiday", "overhaul", "wet_coal"},
    "overstaffed": {"holiday", "overhaul", "handover_overlap", "maintenance_day"},
    "hidden_face": {"overhaul"},
    "sensor_masked": {"sensor_fault", "holiday", "overhaul"},
    "data_fabricated": {"overhaul", "holiday"},
    "headcount_concealed": {"holiday", "overhaul"},
}


def add_look_alikes(scene: Scene) -> None:
    """Draw two to five harmless events for an honest mine, one to three for a dishonest one."""
    wanted = int(scene.rng.integers(2, 6)) if scene.kind == "healthy" else int(scene.rng.integers(1, 4))
    if scene.kind == "healthy" and scene.rng.random() < 0.05 and suspended_all_along(scene):
        scene.look_alikes.append("suspended_all_along")
        names = ["sensor_calibration", "rain_season", "network_outage", "drainage_campaign", "broken_files"]
    else:
        names = [name for name in HARMLESS if name not in UNFIT.get(scene.kind, set())]
    for name in scene.rng.permutation(names):
        if len(scene.look_alikes) >= wanted:
            break
        if name == "new_approved_face" and "face_move" in scene.look_alikes:
            continue
        if HARMLESS[str(name)](scene):
            scene.look_alikes.append(str(name))
    if scene.mine.habits.handover_underground and "handover_overlap" not in scene.look_alikes:
        scene.look_alikes.append("handover_overlap")


def disturb_trips(scene: Scene, office: CardOffice) -> None:
    """Drills, lost and replaced cards, flat batteries and dead readers, once the walks are known."""
    for begin, end in scene.evacuations:
        _walk_out(scene, begin, end)
    for day, lost in scene.new_cards:
        _change_card(scene, office, day, lost)
    for _ in range(scene.dead_batteries):
        trips = [
            trip
            for trip in scene.trips
            if trip.enter > 0 and trip.leave - trip.enter > 14_000 and trip.has_body
        ]
        if trips:
            trip = trips[int(scene.rng.integers(0, len(trips)))]
            begin = trip.enter + int(scene.rng.integers(5000, 11_000))
            first = trip.cut_at(begin)
            trip.stations[first:], trip.times[first:] = [trip.station_at(begin)], [begin]
            trip.modes[first:] = [UNLISTED]
    for station, begin, end in scene.dead_readers:
        for trip in scene.trips:
            if trip.enter < end and trip.leave > begin:
                _skip_reader(trip, station, begin, end)


def _walk_out(scene: Scene, begin: int, end: int) -> None:
    """Everyone underground at `begin` leaves; shifts that would start meanwhile come after `end`."""
    kept = []
    for trip in scene.trips:
        if trip.unit.pattern == "fixed" and trip.unit.places[0] in scene.mine.chambers.values():
            kept.append(trip)
            continue
        if begin <= trip.enter < end:
            delay = end - trip.enter + int(scene.rng.integers(60, 900))
            if trip.leave - end < 7200:
                continue
            first = trip.cut_at(trip.times[0] + 1)
            later = [moment + delay for moment in trip.times]
            cut = int(np.searchsorted(later, trip.leave - 1500))
            back = _way_out(scene, trip, max(first, cut), trip.leave - 1500, later)
            if not back:
                continue
        elif trip.enter < begin < trip.leave:
            moment = begin + int(scene.rng.integers(30, 400))
            cut = trip.cut_at(moment)
            if trip.leave - moment > 1800 and trip.carded:
                _way_out(scene, trip, cut, moment, trip.times)
        kept.append(trip)
    scene.trips = kept


def _way_out(scene: Scene, trip: Trip, cut: int, moment: int, times: list[int]) -> bool:
    """End a trip from a moment on with the walk to its portal."""
    door = scene.mine.portals[trip.portal][0]
    here = trip.stations[max(0, cut - 1)]
    steps = scene.router.walk(here, door)
    if cut < 1:
        return False
    kept = times[:cut]
    pace = float(scene.rng.normal(0.95, 0.06))
    walked = [
        max(int(moment + seconds * pace), kept[-1] + 5 * (i + 1)) for i, (_, seconds) in enumerate(steps)
    ]
    trip.stations = trip.stations[:cut] + [station for station, _ in steps]
    trip.times = kept + walked
    trip.modes = trip.modes[:cut] + [READ] * len(steps)
    trip.enter = trip.times[0]
    trip.leave = trip.times[-1] + int(scene.rng.integers(20, 120))
    return True


def _change_card(scene: Scene, office: CardOffice, day: int, lost: bool) -> None:
    """Give one worker another card from a day on; a lost card lies where it fell until it is found."""
    pool = [
        trip for trip in scene.trips
        if trip.day == day and trip.has_body and trip.carded
        and trip.unit.pattern == "face" and len(trip.times) > 6
    ]  # fmt: skip
    if not pool:
        return
    trip = pool[int(scene.rng.integers(0, len(pool)))]
    old = trip.person
    new = office.issue(old.trade, old.team, name=old.name)
    new.born, new.education, new.listed_from = old.born, old.education, day
    for other in scene.trips:
        if other.person is old and other.enter > trip.leave:
            other.person = new
    if lost:
        index = len(trip.times) // 2
        found = trip.times[index] + int(scene.rng.integers(14, 40)) * 3600
        found = min(found, scene.clock.end + 7200)
        trip.times, trip.stations, trip.modes = (
            trip.times[: index + 1],
            trip.stations[: index + 1],
            trip.modes[: index + 1],
        )
        trip.modes[-1] = LYING
        trip.body_leave = trip.leave
        door = scene.mine.portals[trip.portal][0]
        for station, seconds in scene.router.walk(trip.stations[-1], door)[1:]:
            trip.times.append(int(found + seconds))
            trip.stations.append(station)
            trip.modes.append(READ)
        trip.leave = max(trip.times[-1], found) + 60


def _skip_reader(trip: Trip, station: int, begin: int, end: int) -> None:
    """Drop the visits that a dead reader cannot have noticed."""
    keep = [
        i for i in range(len(trip.times))
        if i == 0 or trip.stations[i] != station or not begin <= trip.times[i] < end
    ]  # fmt: skip
    trip.stations = [trip.stations[i] for i in keep]
    trip.times = [trip.times[i] for i in keep]
    trip.modes = [trip.modes[i] for i in keep]
