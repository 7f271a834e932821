"""All trips of a mine: ordinary ones, and those that conduct bends."""

from .clock import DAY
from .honest import disturb_trips
from .people import CardOffice, Trip, Walker
from .scene import Scene


def make_trips(scene: Scene) -> None:
    """Fill the scene with people and trips."""
    rng = scene.rng
    office = CardOffice(scene.mine, rng)
    for unit in scene.units:
        office.hire(unit)
    _issue_surface_cards(scene, office)
    walker = Walker(scene.mine, scene.router, rng)
    walker.late = scene.late_shifts
    pickups = {(unit, shift): (first, last, late) for unit, first, last, shift, late in scene.pickups}
    erased = {unit: (first, last) for unit, first, last in scene.filters}
    for day in range(-1, scene.clock.days):
        for shift in range(scene.shifts):
            made: dict[int, list[Trip]] = {}
            for unit in scene.units:
                if unit.carrier_unit is None:
                    made[id(unit)] = walker.unit_trips(unit, day, shift)
            for unit in scene.units:
                if unit.carrier_unit is not None:
                    hosts = made[id(unit.carrier_unit)]
                    made[id(unit)] = walker.carried_trips(unit, day, shift, hosts)
            for unit in scene.units:
                trips = made[id(unit)]
                first, last, late = pickups.get((unit, shift), (0, 0, 0))
                if first <= day < last:
                    _take_up_cards(scene, trips, late)
                first, last = erased.get(unit, (0, 0))
                if first <= day < last:
                    for trip in trips:
                        trip.unlist(
                            trip.enter + int(rng.integers(900, 2400)),
                            trip.leave - int(rng.integers(600, 1800)),
                        )
                scene.trips += trips
    _bring_up_left_cards(scene)
    disturb_trips(scene, office)
    _replay(scene)
    scene.trips.sort(key=lambda trip: (trip.enter, trip.person.card))
    scene.people = office.issued
    _fill_in_cards(scene)


def _issue_surface_cards(scene: Scene, office: CardOffice) -> None:
    """Cards of people who hardly ever go underground."""
    for number in range(int(len(office.issued) * scene.rng.uniform(0.05, 0.2))):
        team, trade = (("生产技术科", "技术员"), ("调度室", "调度员"), ("离矿人员", "未设置"))[number % 3]
        office.issue(trade, team)


def _take_up_cards(scene: Scene, trips: list[Trip], late: int) -> None:
    """The first to leave takes up the cards of most of the others, who stay for hours."""
    if len(trips) < 4:
        return
    trips = sorted(trips, key=lambda trip: trip.leave)
    bearer, others = trips[0], trips[1:]
    places = set(bearer.unit.places)
    at = max(i for i, station in enumerate(bearer.stations) if station in places)
    meeting = bearer.times[at] + 30
    for trip in others[: max(3, int(len(others) * 0.75))]:
        body_leave = trip.leave + late + int(scene.rng.integers(0, 900))
        cut = max(1, trip.cut_at(meeting))
        trip.stations = trip.stations[:cut] + bearer.stations[at + 1 :]
        trip.times = trip.times[:cut] + [t + int(scene.rng.integers(-1, 2)) for t in bearer.times[at + 1 :]]
        trip.modes = trip.modes[:cut] + bearer.modes[at + 1 :]
        trip.leave = max(bearer.leave + int(scene.rng.integers(-1, 2)), trip.times[-1] + 5)
        trip.body_leave = body_leave


def _bring_up_left_cards(scene: Scene) -> None:
    """Owners of cards that stay underground for days left on the first evening."""
    for trip in scene.trips:
        if trip.unit.overstay_s > DAY and trip.carded:
            trip.body_leave = trip.leave - trip.unit.overstay_s


def _replay(scene: Scene) -> None:
    """Replace the lists of some days by those of the day before them."""
    for first, last in scene.replays:
        model = [trip for trip in scene.trips if trip.day == first - 1 and trip.carded]
        copies = []
        for day in range(first, last):
            for trip in model:
                copy = trip.moved((day - first + 1) * DAY)
                copy.has_body = False
                copies.append(copy)
        for trip in scene.trips:
            if first <= trip.day < last:
                trip.carded = False
        scene.trips += copies


def _fill_in_cards(scene: Scene) -> None:
    """Cards involved in each conduct: those of its teams, and of the men who carry others' cards."""
    for row in scene.conduct:
        cards: dict[str, None] = {}
        teams = {id(unit) for unit in row.units}
        bearers = {id(unit.carrier_unit) for unit in row.units if unit.carrier_unit is not None}
        for trip in scene.trips:
            if trip.leave <= row.begin or trip.enter >= row.end or not trip.carded:
                continue
            if id(trip.unit) in teams or (trip.carries and id(trip.unit) in bearers):
                cards[trip.person.card] = None
        for unit in row.units:
            if not unit.carded and unit.registered:
                cards |= {person.card: None for group in unit.people for person in group}
        row.cards = list(cards)
