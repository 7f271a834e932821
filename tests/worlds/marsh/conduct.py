"""Dishonest conduct other than hidden faces, and what all conduct has in common."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import Any

import numpy as np

from .model import DAY, HOUR, PER_DAY, Event, Job, Mine, Place, Sensor, Trip, days_from
from .people import Walker, staff, team_title
from .vocabulary import SHIFT_SYSTEM_NAMES


class Conduct(Event):
    """A dishonest event with its truth."""

    kind = ""
    style = ""
    also: tuple[str, ...] = ()
    needs = frozenset(("power",))
    first = 0

    def draw_begin(self, mine: Mine) -> int:
        """From the first day, or from some day in the first half."""
        return 0 if mine.dice.random() < 0.5 else mine.dice.randint(2, max(2, mine.days // 2))

    def near(self, mine: Mine, station: int, count: int = 3) -> list[str]:
        """Codes of the stations nearest a place, nearest first."""
        return [mine.layout.stations[index].code for index in mine.layout.nearest(station, count)]

    def row(self, mine: Mine, stations: list[str], cards: list[str], also: str = "") -> dict[str, Any]:
        """One row of the truth."""
        row: dict[str, Any] = {
            "kind": also or self.kind,
            "from": mine.iso(self.first * DAY),
            "to": mine.iso(mine.end),
            "stations": stations,
            "cards": cards,
            "style": self.style,
        }
        if also:
            row["incidental"] = True
        return row


def copy_trip(mine: Mine, carrier: Trip, trip: Trip) -> None:
    """Make a card follow another man's steps, some seconds off; its owner is not in the mine."""
    dice = mine.dice
    offset = dice.randint(0, 3)
    trip.visits = [(at + offset + dice.randint(0, 1), where) for at, where in carrier.visits]
    trip.t_in, trip.t_out = carrier.t_in + offset, carrier.t_out + offset
    trip.work_from, trip.work_to = carrier.work_from, carrier.work_to
    trip.gaps, trip.vanishes, trip.still = list(carrier.gaps), carrier.vanishes, carrier.still
    trip.seen = False


def park_trip(mine: Mine, walker: Walker, trip: Trip, hook: int) -> Trip:
    """The trip of a card that hangs at a reader while its owner works elsewhere."""
    start = round(trip.work_from, -2) + 300
    job = Job(trip.tag, "heading", trip.person.team, [], "parked", [hook])
    end = trip.work_to + mine.dice.uniform(0, 90)
    parked = walker.trip(trip.person, job, trip.shift, trip.day, start, end)
    parked.seen = True
    return parked


def by_shift(mine: Mine, tags: set[str], first: int) -> dict[tuple[int, int], list[Trip]]:
    """Trips of some crews by day and shift from a day on."""
    groups: dict[tuple[int, int], list[Trip]] = defaultdict(list)
    begin = -1 if first == 0 else first
    for trip in mine.trips:
        if trip.tag in tags and trip.day >= begin:
            groups[(trip.day, trip.shift)].append(trip)
    return groups


def working_places(mine: Mine) -> list[Place]:
    """Declared places that work all through."""
    return [place for place in mine.declared_places() if place.first_day == 0 and place.last_day is None]


def add_crew(mine: Mine, place: Place, counts: list[int], first: int, tag: str, carded: bool = True) -> Job:
    """A further crew at a declared place."""
    kind = "coal_face" if place.kind == "coal_face" else "heading"
    team = team_title(mine, kind, mine.dice.randint(1, 5))
    job = Job(tag, kind, team, counts, "crew", place.stations, days_from(first, mine.days), carded)
    return staff(mine, job)


def forget_cards(mine: Mine, job: Job) -> None:
    """Men who never had a card are not in the list of cards."""
    gone = {person.card for group in job.groups for person in group}
    mine.people = [person for person in mine.people if person.card not in gone]


def shift_size(mine: Mine) -> int:
    """Men of the largest shift."""
    return max(sum(job.counts[shift] for job in mine.jobs) for shift in range(mine.seams))


class UncardedContractors(Conduct):
    """Hired men without cards at a declared place."""

    kind, style = "headcount_concealed", "contractors_without_cards"
    needs = frozenset(("video", "power"))

    def prepare(self, mine: Mine) -> None:
        """A crew that only the camera counts."""
        self.first = self.draw_begin(mine)
        self.place = mine.dice.choice(working_places(mine))
        count = max(8, int(shift_size(mine) * mine.dice.uniform(0.22, 0.4)))
        counts = [count + mine.dice.randint(-1, 2) for _ in range(mine.seams)]
        forget_cards(mine, add_crew(mine, self.place, counts, self.first, "uncarded", carded=False))

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The place where they work."""
        return [self.row(mine, self.near(mine, self.place.stations[-1]), [])]


class CheckedOutEarly(Conduct):
    """The software books men out soon after they went down."""

    kind, style = "headcount_concealed", "checked_out_early"
    needs = frozenset(("video", "power"))

    def prepare(self, mine: Mine) -> None:
        """From when, and which part of the men."""
        self.first = self.draw_begin(mine)
        self.part = mine.dice.uniform(0.3, 0.5)

    def after_trips(self, mine: Mine) -> None:
        """An exit on paper while the man is still below ground."""
        self.cards: set[str] = set()
        crews = {place.ident for place in working_places(mine)}
        for trips in by_shift(mine, crews, self.first).values():
            count = max(min(len(trips), 8), int(len(trips) * self.part))
            for trip in mine.dice.sample(trips, count):
                trip.recorded_out = min(trip.t_out, trip.t_in + int(mine.dice.uniform(0.7, 1.8) * HOUR))
                self.cards.add(trip.person.card)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The cards booked out."""
        return [self.row(mine, [], sorted(self.cards))]


class ListCapped(Conduct):
    """The uploaded list is cut at a fixed number."""

    kind, style, also = "headcount_concealed", "list_capped", ("data_fabricated",)
    needs = frozenset(("video", "power"))

    def prepare(self, mine: Mine) -> None:
        """The cap is the approved limit, which the shifts exceed by far on all days."""
        mine.headcount_limit = max(12, int(shift_size(mine) * mine.dice.uniform(0.55, 0.68)))

    def edit_snapshots(self, mine: Mine, times: list[int], buckets: list[list[str] | None]) -> None:
        """Keep the first rows up to the cap."""
        for turn, rows in enumerate(buckets):
            if rows and times[turn] >= self.first * DAY:
                below = [row for row in rows if row.split(";", 3)[2] == "1"]
                if len(below) > mine.headcount_limit:
                    cut = set(below[mine.headcount_limit :])
                    buckets[turn] = [row for row in rows if row not in cut]

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The whole mine."""
        return [self.row(mine, [], []), self.row(mine, [], [], "data_fabricated")]


class LeadersCards(Conduct):
    """A worker carries the cards of leaders who stay at home."""

    kind, style = "cards_carried", "leaders_cards_by_worker"

    def prepare(self, mine: Mine) -> None:
        """From when."""
        self.first = self.draw_begin(mine)

    def after_trips(self, mine: Mine) -> None:
        """Each leader's card follows a man of the safety or transport team."""
        self.cards: set[str] = set()
        carriers = by_shift(mine, {"safety", "transport"}, self.first)
        for key, trips in by_shift(mine, {"leaders"}, self.first).items():
            if carriers.get(key):
                carrier = carriers[key][0]
                self.cards.add(carrier.person.card)
                for trip in trips:
                    copy_trip(mine, carrier, trip)
                    self.cards.add(trip.person.card)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """Leaders' and carriers' cards."""
        return [self.row(mine, [], sorted(self.cards))]


class OneManManyCards(Conduct):
    """Each shift one man takes down the cards of men who do not come."""

    kind, style = "cards_carried", "one_man_many_cards"
    carriers = 1

    def prepare(self, mine: Mine) -> None:
        """From when, at which place and how many."""
        self.first = self.draw_begin(mine)
        self.place = mine.dice.choice(working_places(mine))
        self.part = mine.dice.uniform(0.4, 0.65)

    def after_trips(self, mine: Mine) -> None:
        """The cards of a part of the crew follow their carriers."""
        self.cards: set[str] = set()
        for trips in by_shift(mine, {self.place.ident}, self.first).values():
            count = min(len(trips) - self.carriers, max(4, int(len(trips) * self.part)))
            carriers, rest = trips[: self.carriers], trips[self.carriers :]
            for number, trip in enumerate(rest[: max(0, count)]):
                carrier = carriers[number % len(carriers)]
                copy_trip(mine, carrier, trip)
                self.cards |= {trip.person.card, carrier.person.card}

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The place and all cards in one hand."""
        return [self.row(mine, self.near(mine, self.place.stations[-1]), sorted(self.cards))]


class SharedAmongCarriers(OneManManyCards):
    """As before, but two or three men share the load."""

    style = "rotating_carriers"
    carriers = 2

    def prepare(self, mine: Mine) -> None:
        """A larger crew is needed."""
        super().prepare(mine)
        self.place = max(working_places(mine), key=lambda place: max(place.crew))
        self.part = 0.6


class HungAtStation(Conduct):
    """Some men of a crew hang their cards at a reader each shift."""

    kind, style = "card_parked", "hung_at_station"

    def prepare(self, mine: Mine) -> None:
        """From when, which crew and where the cards hang."""
        self.first = self.draw_begin(mine)
        self.place = mine.dice.choice(working_places(mine))
        self.hook = mine.dice.choice(
            (self.place.entrance, mine.layout.district_roads[0], mine.layout.main_roads[-1])
        )
        self.part = mine.dice.uniform(0.45, 0.75)

    def after_trips(self, mine: Mine) -> None:
        """Still cards, fetched together at the end of the shift."""
        walker = Walker(mine)
        chosen: dict[int, Trip] = {}
        for trips in by_shift(mine, {self.place.ident}, self.first).values():
            count = max(min(4, len(trips)), int(len(trips) * self.part))
            end = max(trip.work_to for trip in trips)
            for trip in trips[:count]:
                trip.work_to = end
                chosen[id(trip)] = trip
        mine.trips = [park_trip(mine, walker, t, self.hook) if id(t) in chosen else t for t in mine.trips]
        self.cards = {trip.person.card for trip in chosen.values()}

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """Where they hang, and whose they are."""
        return [self.row(mine, self.near(mine, self.hook), sorted(self.cards))]


class LeadersAtBottom(Conduct):
    """Leaders leave their cards at the shaft bottom for the whole shift of their rota."""

    kind, style = "card_parked", "leaders_at_shaft_bottom"

    def prepare(self, mine: Mine) -> None:
        """From when, and in which room."""
        self.first = self.draw_begin(mine)
        self.hook = mine.dice.choice((1, mine.layout.rooms["substation"], mine.layout.main_roads[0]))

    def after_trips(self, mine: Mine) -> None:
        """The leaders' rounds become one long stay."""
        walker = Walker(mine)
        begin = -1 if self.first == 0 else self.first
        self.cards = {trip.person.card for trip in mine.trips if trip.tag == "leaders" and trip.day >= begin}
        for number, trip in enumerate(mine.trips):
            if trip.tag == "leaders" and trip.day >= begin:
                mine.trips[number] = park_trip(mine, walker, trip, self.hook)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The room and the leaders' cards."""
        return [self.row(mine, self.near(mine, self.hook), sorted(self.cards))]


class LeftForDays(Conduct):
    """Cards stay below ground for days at one reader while their owners go in and out without."""

    kind, style, also = "card_parked", "left_for_days", ()
    needs = frozenset(("video", "power"))

    def prepare(self, mine: Mine) -> None:
        """From when, whose and where."""
        self.first = self.draw_begin(mine)
        self.place = mine.dice.choice(working_places(mine))
        self.hook = mine.dice.choice((self.place.entrance, mine.layout.district_roads[0]))

    def after_trips(self, mine: Mine) -> None:
        """Each such card makes one descent of some days; the owner's true trips carry none."""
        owners: dict[str, list[Trip]] = defaultdict(list)
        for trips in by_shift(mine, {self.place.ident}, self.first).values():
            for trip in trips:
                owners[trip.person.card].append(trip)
        steady = [card for card, trips in owners.items() if len(trips) >= 3]
        self.cards = mine.dice.sample(sorted(steady), min(len(steady), mine.dice.randint(6, 10)))
        for card in self.cards:
            trips = sorted(owners[card], key=lambda trip: trip.t_in)
            while trips:
                first = trips.pop(0)
                until = first.t_in + mine.dice.uniform(1.4, 3.2) * DAY
                covered = [trip for trip in trips if trip.t_in < until]
                trips = [trip for trip in trips if trip not in covered]
                self._leave(mine, first, covered)

    def _leave(self, mine: Mine, first: Trip, covered: list[Trip]) -> None:
        """One long stay of a card."""
        if not covered:
            return
        for trip in [first, *covered]:
            trip.recorded = False
        long = dataclasses.replace(
            first, recorded=True, seen=False, still=True, t_out=covered[-1].t_out, gaps=[]
        )
        way_in = [visit for visit in first.visits if visit[0] <= first.work_from]
        way_out = [visit for visit in covered[-1].visits if visit[0] > covered[-1].work_to]
        long.visits = way_in + [(first.work_from + 60, self.hook)] + way_out
        mine.trips.append(long)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The reader and the cards."""
        return [self.row(mine, self.near(mine, self.hook), sorted(self.cards))]


class InventedSnapshots(Conduct):
    """A program writes the snapshots: random readers, file times, a steady head count."""

    kind, style = "data_fabricated", "invented_snapshots"

    def prepare(self, mine: Mine) -> None:
        """From when; all day long or by night only."""
        self.first = self.draw_begin(mine)
        self.night = mine.dice.random() < 0.5

    def edit_snapshots(self, mine: Mine, times: list[int], buckets: list[list[str] | None]) -> None:
        """Write rows of invention."""
        dice = mine.dice
        stations = mine.layout.stations
        system = SHIFT_SYSTEM_NAMES[mine.seams]
        counts = [sum(row.split(";", 3)[2] == "1" for row in rows) for rows in buckets if rows]
        size = max(6, int(np.median(counts)))
        pool = dice.sample(mine.people, min(len(mine.people), size + 6))
        for turn, second in enumerate(times):
            if second < self.first * DAY or (
                self.night and not (second % DAY < 6 * HOUR or second % DAY > 22 * HOUR)
            ):
                continue
            stamp = mine.moment(second).strftime("%Y-%m-%d %H:%M:%S")
            begin = max(start for start in (-2 * HOUR, *mine.shift_starts) if start <= second % DAY)
            came = mine.moment(second // DAY * DAY + begin).strftime("%Y-%m-%d %H:%M:%S")
            rows = []
            for person in pool[: size + dice.randint(-1, 1)]:
                station, area = dice.choice(stations[1:]), dice.choice(stations[1:]).area
                place = (
                    f"{area.code};{stamp};{station.code};{stamp};{system};{dice.uniform(-40, 40):.1f};正常"
                )
                flags = f"{int(person.leader)};{int(person.special)};{station.code}&{stamp}"
                rows.append(f"{person.card};{person.name};1;{came};;{place};{flags}")
            buckets[turn] = rows

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The whole mine."""
        return [self.row(mine, [], [])]


class ReplayedShift(Conduct):
    """One recorded shift is sent again on later days with the dates moved."""

    kind, style = "data_fabricated", "replayed_shift"

    def prepare(self, mine: Mine) -> None:
        """The day that serves as a copy, and the shift."""
        self.first = mine.dice.randint(2, max(2, mine.days // 2))
        self.shift = mine.night_shift() if mine.dice.random() < 0.7 else mine.dice.randrange(mine.seams)

    def after_trips(self, mine: Mine) -> None:
        """Replace a shift's trips as recorded by those of the copied day."""
        original = [trip for trip in mine.trips if trip.day == self.first - 1 and trip.shift == self.shift]
        for day in range(self.first, mine.days):
            for trip in mine.trips:
                if trip.day == day and trip.shift == self.shift:
                    trip.recorded = False
            offset = (day - self.first + 1) * DAY
            for trip in original:
                again = dataclasses.replace(trip, seen=False, day=day, tag="replay")
                again.visits = [(at + offset, where) for at, where in trip.visits]
                again.t_in, again.t_out = trip.t_in + offset, trip.t_out + offset
                again.gaps = [(begin + offset, end + offset) for begin, end in trip.gaps]
                mine.trips.append(again)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The whole mine."""
        return [self.row(mine, [], [])]


class DeletedNights(Conduct):
    """The snapshots of most nights are deleted; all other systems go on."""

    kind, style = "data_fabricated", "deleted_nights"

    def prepare(self, mine: Mine) -> None:
        """From when, and which hours."""
        self.first = self.draw_begin(mine)
        self.begin, self.length = mine.dice.uniform(22, 25) * HOUR, mine.dice.uniform(4.5, 6.5) * HOUR

    def edit_snapshots(self, mine: Mine, times: list[int], buckets: list[list[str] | None]) -> None:
        """No file in those hours on four of five nights."""
        nights = {day: mine.dice.random() < 0.85 for day in range(-1, mine.days)}
        for turn, second in enumerate(times):
            for day in (second // DAY - 1, second // DAY):
                start = day * DAY + self.begin
                if day >= self.first and nights.get(day) and start <= second < start + self.length:
                    buckets[turn] = None

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The whole mine."""
        return [self.row(mine, [], [])]


class TeamFiltered(Conduct):
    """One crew is dropped from the snapshots while it is at its declared place, which goes on cutting."""

    kind, style = "data_fabricated", "team_filtered"

    def prepare(self, mine: Mine) -> None:
        """From when and which crew."""
        self.first = self.draw_begin(mine)
        self.place = mine.dice.choice(working_places(mine))

    def after_trips(self, mine: Mine) -> None:
        """No rows from the entrance of the place on."""
        self.cards: set[str] = set()
        for trips in by_shift(mine, {self.place.ident}, self.first).values():
            for trip in trips:
                trip.gaps.append((trip.work_from - 60, trip.work_to + 60))
                self.cards.add(trip.person.card)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The place and its crew."""
        return [self.row(mine, self.near(mine, self.place.stations[-1]), sorted(self.cards))]


class SensorMasked(Conduct):
    """A methane sensor at a gassy place does not show the gas."""

    kind = "sensor_masked"

    def prepare(self, mine: Mine) -> None:
        """The gassiest place that works all through; its gas is worth hiding."""
        self.first = self.draw_begin(mine)
        self.place = max(working_places(mine), key=lambda place: place.ch4 / place.air)
        self.place.ch4 = max(self.place.ch4, self.place.air * mine.dice.uniform(0.0042, 0.0062))
        mine.profile.empty_lists.discard("points")

    def after_physics(self, mine: Mine) -> None:
        """Change one of the two sensors of the place."""
        sensors = [
            sensor for sensor in mine.sensors if sensor.place == self.place.ident and sensor.kind == "ch4"
        ]
        self.sensor = mine.dice.choice(sensors)
        step = self.first * PER_DAY
        values = self.sensor.values[step:]
        self.sensor.values[step:] = np.round(self.mask(mine, values, self.sensor), 2)
        self.sensor.states[step:] = 0
        begin = self.first * DAY
        mine.alarms = [
            alarm for alarm in mine.alarms if alarm.sensor is not self.sensor or alarm.start < begin
        ]

    def mask(self, mine: Mine, values: np.ndarray, sensor: Sensor) -> np.ndarray:
        """What the masked sensor shows."""
        raise NotImplementedError  # each style below masks in its own way

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The sensor's station."""
        return [self.row(mine, self.near(mine, self.sensor.station), [])]


class FlatSensor(SensorMasked):
    """The value is fixed in the software."""

    style = "value_fixed"

    def mask(self, mine: Mine, values: np.ndarray, sensor: Sensor) -> np.ndarray:
        """One value, now and then a hundredth off."""
        level = round(mine.dice.uniform(0.12, 0.3), 2)
        return level + np.where(mine.rng.random(len(values)) < 0.02, 0.01, 0.0)


class BaggedWhileCutting(SensorMasked):
    """A bag or a wet rag covers the sensor while the machine cuts."""

    style = "bagged_while_cutting"

    def mask(self, mine: Mine, values: np.ndarray, sensor: Sensor) -> np.ndarray:
        """Low when the place is at work, true otherwise."""
        level = mine.activity[self.place.ident][-len(values) :]
        around = np.convolve(level, np.ones(9), mode="same") > 0
        low = 0.06 + mine.rng.normal(0, 0.006, len(values))
        return np.where(around, np.maximum(low, 0.02), values)


class FreshAirOnSensor(SensorMasked):
    """The sensor hangs in fresh air: the curve stays, but at a small part of its height."""

    style = "hung_in_fresh_air"

    def mask(self, mine: Mine, values: np.ndarray, sensor: Sensor) -> np.ndarray:
        """Nearly the intake's value."""
        return np.clip(0.02 + values * 0.04 + mine.rng.normal(0, 0.006, len(values)), 0, None)


class ClampedValue(SensorMasked):
    """The upload cuts all values at a ceiling below what the place gives in cutting."""

    style = "clamped_by_software"

    def mask(self, mine: Mine, values: np.ndarray, sensor: Sensor) -> np.ndarray:
        """A ceiling that is touched for hours a day."""
        return np.minimum(values, round(float(np.quantile(values, 0.35)), 2))


class WorkingWhileStopped(Conduct):
    """The register says stopped; the mine digs."""

    kind = "working_while_stopped"
    state: tuple[str, ...] = ("overhaul", "suspended")
    needs = frozenset(("power", "haulage", "output"))
    strength = (0.65, 1.0)
    night_only = False

    def prepare(self, mine: Mine) -> None:
        """Set the status; nobody stops."""
        self.first = mine.dice.choice((0, mine.dice.randint(1, max(1, mine.days // 3))))
        mine.status = [("producing", -500, self.first), (mine.dice.choice(self.state), self.first, None)]
        self.hide_hoisted = mine.dice.random() < 0.5
        factor = np.ones(mine.steps)
        factor[self.first * PER_DAY :] = mine.dice.uniform(*self.strength)
        for place in mine.declared_places():
            place.output_factor = factor

    def after_physics(self, mine: Mine) -> None:
        """Nothing is reported."""
        begin = mine.date(self.first)
        for row in mine.output_rows:
            if row[0] >= begin:
                row[3] = 0.0
                if self.hide_hoisted:
                    row[2] = 0.0

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The faces that go on."""
        stations = [mine.layout.stations[place.stations[-1]].code for place in working_places(mine)]
        return [self.row(mine, stations, [])] + [self.row(mine, stations, [], kind) for kind in self.also]


class OverhaulInName(WorkingWhileStopped):
    """All as before under the name of an overhaul."""

    style = "overhaul_in_name"


class DiggingByNight(WorkingWhileStopped):
    """Care men by day, full crews by night."""

    style, state = "suspended_digging_by_night", ("suspended",)

    def prepare(self, mine: Mine) -> None:
        """Only the night shift has its crews, and it cuts whatever its plan was."""
        super().prepare(mine)
        night = mine.night_shift()
        for day in range(self.first if self.first else -1, mine.days):
            for shift in range(mine.seams):
                mine.staffing[(day, shift)] = 1.0 if shift == night else 0.08
        last = [*mine.shift_starts[1:], mine.shift_starts[0] + DAY][night]
        for place in working_places(mine):
            place.produces = [on or number == night for number, on in enumerate(place.produces)]
            for day in range(self.first, mine.days):
                begin, end = day * DAY + mine.shift_starts[night], day * DAY + last
                place.halted += [(end, begin + DAY)]
            place.halted.append((self.first * DAY, self.first * DAY + mine.shift_starts[night]))


class SuspendedWithoutCards(WorkingWhileStopped):
    """The crews go down without cards."""

    style, state, also = "suspended_without_cards", ("suspended", "overhaul"), ("headcount_concealed",)
    needs = frozenset(("power", "haulage", "output", "video"))

    def after_trips(self, mine: Mine) -> None:
        """The crews of all places are not in the snapshots."""
        crews = {place.ident for place in mine.declared_places()}
        for trips in by_shift(mine, crews, self.first).values():
            for trip in trips:
                trip.recorded = False


class OverCapacity(Conduct):
    """More coal than approved."""

    kind = "over_capacity"
    needs = frozenset(("power", "haulage", "output"))
    reported = "shaved"

    def prepare(self, mine: Mine) -> None:
        """All coal faces give more; a month at this rate is far above a twelfth of the capacity."""
        self.first = self.draw_begin(mine)
        planned = sum(place.planned_t * place.coal_bias for place in working_places(mine))
        self.factor = mine.capacity / 330 * mine.dice.uniform(1.4, 1.95) / planned
        factor = np.ones(mine.steps)
        factor[self.first * PER_DAY :] = self.factor
        for place in working_places(mine):
            place.output_factor = factor

    def after_physics(self, mine: Mine) -> None:
        """Books as the style wants them."""
        begin = mine.date(self.first)
        for row in mine.output_rows:
            if row[0] >= begin and self.reported != "open":
                row[3] = round(row[3] / self.factor, 1)
                if self.reported == "both_shaved":
                    row[2] = round(row[2] / self.factor, 1)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The coal faces."""
        faces = [place for place in working_places(mine) if place.kind == "coal_face"]
        return [self.row(mine, [mine.layout.stations[place.stations[2]].code for place in faces], [])]


class OverCapacityShaved(OverCapacity):
    """Hoisted as it is, reported as allowed."""

    style = "report_shaved"


class OverCapacityOpen(OverCapacity):
    """Reported as it is: the yearly plan came from above."""

    style, reported = "reported_openly", "open"


class OverCapacityBooks(OverCapacity):
    """Both books shaved; belts and hoist tell."""

    style, reported = "both_books_shaved", "both_shaved"


class Overstaffed(Conduct):
    """Too many men."""

    kind = "overstaffed"
    multiple = (1.45, 1.9)

    def chosen(self, mine: Mine) -> list[Place]:
        """The places with too many men."""
        return [max(working_places(mine), key=lambda place: max(place.crew))]

    def prepare(self, mine: Mine) -> None:
        """A second crew, more than the area's limit allows for all of the shift."""
        self.first = self.draw_begin(mine)
        self.spots = self.chosen(mine)
        for place in self.spots:
            limit = mine.layout.stations[place.stations[0]].area.limit
            missing = limit * mine.dice.uniform(*self.multiple)
            counts = [max(4, int(missing - count)) for count in place.crew]
            add_crew(mine, place, counts, self.first, "surplus")
        self.fill(mine)

    def fill(self, mine: Mine) -> None:
        """Further men elsewhere."""

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The places with too many men."""
        stations = [mine.layout.stations[place.stations[-1]].code for place in self.spots]
        cards = sorted({trip.person.card for trip in mine.trips if trip.tag == "surplus"})
        return [self.row(mine, stations, cards)]


class DoubleCrewAtFace(Overstaffed):
    """Two crews at the coal face in each shift."""

    style = "double_crew_at_face"


class HeadingRush(Overstaffed):
    """One or two headings are pushed on with double crews."""

    style = "heading_rush"

    def chosen(self, mine: Mine) -> list[Place]:
        """The first headings."""
        headings = [place for place in working_places(mine) if place.kind == "heading"]
        return headings[:2] or super().chosen(mine)


class WholeMineRush(Overstaffed):
    """A big push: every place and the roads are full, far above the approved number of the mine."""

    style, multiple = "whole_mine_rush", (1.25, 1.4)

    def chosen(self, mine: Mine) -> list[Place]:
        """Every working place."""
        return working_places(mine)

    def fill(self, mine: Mine) -> None:
        """Helpers in the roads until each shift is far above the approved number."""
        size = min(sum(job.counts[shift] for job in mine.jobs) for shift in range(mine.seams))
        missing = int(mine.headcount_limit * mine.dice.uniform(1.25, 1.45)) - size
        if missing > 0:
            team = team_title(mine, "repair")
            stations = mine.layout.district_roads + mine.layout.main_roads
            days = days_from(self.first, mine.days)
            staff(mine, Job("surplus", "repair", team, [missing] * mine.seams, "crew", stations, days))


OTHER_CONDUCT: dict[str, tuple[type[Conduct], ...]] = {
    "headcount_concealed": (UncardedContractors, CheckedOutEarly, ListCapped),
    "cards_carried": (LeadersCards, OneManManyCards, SharedAmongCarriers),
    "card_parked": (HungAtStation, LeadersAtBottom, LeftForDays),
    "data_fabricated": (InventedSnapshots, ReplayedShift, DeletedNights, TeamFiltered),
    "sensor_masked": (FlatSensor, BaggedWhileCutting, FreshAirOnSensor, ClampedValue),
    "working_while_stopped": (OverhaulInName, DiggingByNight, SuspendedWithoutCards),
    "over_capacity": (OverCapacityShaved, OverCapacityOpen, OverCapacityBooks),
    "overstaffed": (DoubleCrewAtFace, HeadingRush, WholeMineRush),
}
