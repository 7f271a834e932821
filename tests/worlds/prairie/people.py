"""People, their cards, and the walks of cards and bodies through the mine."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from .clock import DAY
from .layout import Mine, Router
from .vocabulary import EDUCATION, birth_month, person_name

READ, FROZEN, LYING, UNLISTED = range(4)
"""How a card shows: read and moving, last reading kept, read but lying still, not listed at all."""


@dataclass(eq=False)
class Person:
    """Row of the personnel file: a card and whom it was issued to."""

    card: str
    name: str
    trade: str
    post: str
    team: str
    born: str
    education: str
    leader: bool = False
    special: bool = False
    listed_from: int = -1
    listed_to: int = 10_000


@dataclass(eq=False)
class Unit:
    """Team that goes underground together; `crew[day + 1, shift]` is how many of it go."""

    name: str
    trades: tuple[str, ...]
    pattern: str  # face, patrol, fixed, hidden, parked, carried or follow
    places: list[int]
    crew: np.ndarray
    face_id: str | None = None
    carded: bool = True
    registered: bool = True
    portal: int = 0
    overstay_s: int = 0
    carrier_unit: "Unit | None" = None
    carriers: int = 1
    leader: bool = False
    tour_s: int = 900
    reserve: float = 1.15
    guests: bool = False
    window: tuple[int, int] | None = None
    people: list[list[Person]] = field(default_factory=list)


@dataclass(eq=False)
class Trip:
    """One card's, one body's, or both's stay underground."""

    person: Person
    unit: Unit
    day: int
    shift: int
    enter: int
    leave: int
    portal: int
    stations: list[int]
    times: list[int]
    modes: list[int]
    carded: bool = True
    has_body: bool = True
    body_leave: int | None = None
    carries: bool = False

    def moved(self, seconds: int) -> "Trip":
        """The same track at another time."""
        times = [moment + seconds for moment in self.times]
        return replace(self, enter=self.enter + seconds, leave=self.leave + seconds, times=times)

    def cut_at(self, moment: int) -> int:
        """Index of the first visit that begins at or after a moment."""
        return int(np.searchsorted(self.times, moment))

    def station_at(self, moment: int) -> int:
        """Reader that holds the card at a moment."""
        return self.stations[max(0, int(np.searchsorted(self.times, moment, side="right")) - 1)]

    def unlist(self, begin: int, end: int) -> None:
        """Take the card out of the lists between two moments of the stay."""
        begin, end = max(begin, self.enter + 60), min(end, self.leave - 60)
        if end <= begin:
            return
        back = self.station_at(end)
        first, last = self.cut_at(begin), self.cut_at(end)
        self.stations[first:last] = [self.station_at(begin), back]
        self.times[first:last] = [begin, end]
        self.modes[first:last] = [UNLISTED, READ]


class CardOffice:
    """Issues cards with the mine's own numbers."""

    def __init__(self, mine: Mine, rng: np.random.Generator) -> None:
        self._mine = mine
        self._rng = rng
        self._numbers: Iterator[int] = iter(rng.permutation(np.arange(10, 4000)).tolist())
        self._dull = rng.random() < 0.3
        self.issued: list[Person] = []

    def issue(
        self, trade: str, team: str, leader: bool = False, name: str | None = None, registered: bool = True
    ) -> Person:
        """Issue a card to a new person, or to a named one who had another card before."""
        rng = self._rng
        person = Person(
            f"{self._mine.code}{next(self._numbers):05d}",
            name or person_name(rng),
            trade,
            "副矿长" if leader else ("班长" if trade == "班长" else "工人"),
            team,
            "1990-01-01" if self._dull else birth_month(rng),
            "" if self._dull else EDUCATION[rng.integers(0, len(EDUCATION))],
            leader,
            trade in ("瓦斯检查员", "爆破员", "安全检查员", "电工", "采煤机司机", "掘进机司机"),
        )
        if registered:
            self.issued.append(person)
        return person

    def hire(self, unit: Unit) -> None:
        """Give a unit enough people for its largest crews."""
        for shift in range(unit.crew.shape[1]):
            most = int(unit.crew[:, shift].max(initial=0))
            wanted = (
                int(np.ceil(most * unit.reserve))
                if most > 3
                else most + (1 if most and unit.reserve > 1 else 0)
            )
            group = []
            for number in range(wanted):
                trade = unit.trades[number % len(unit.trades)]
                if self._dull and self._rng.random() < 0.15:
                    trade = "未设置"
                group.append(self.issue(trade, unit.name, unit.leader, registered=unit.registered))
            unit.people.append(group)


class Walker:
    """Makes the trips of units."""

    def __init__(self, mine: Mine, router: Router, rng: np.random.Generator) -> None:
        self.mine = mine
        self.router = router
        self.rng = rng
        self.shifts = mine.habits.shift_starts
        self.shift_s = DAY // len(self.shifts)
        self.late: dict[tuple[int, int], int] = {}
        self._last_leave: dict[str, int] = {}

    def crew_of(self, unit: Unit, day: int, shift: int) -> list[Person]:
        """Those of a unit who go underground in a shift; the first rested one always goes."""
        count = int(unit.crew[day + 1, shift])
        shifts = len(self.shifts)
        turn = (
            (shift + (day + 1) // 7) % shifts
            if self.mine.habits.rotates and unit.carrier_unit is None
            else shift
        )
        pool = unit.people[turn] if len(unit.people[turn]) >= count else unit.people[shift]
        if not count or not pool:
            return []
        rested = self.begin(day, shift) - 5 * 3600
        ready = [person for person in pool if self._last_leave.get(person.card, -9 * DAY) < rested]
        if not ready:
            return []
        chosen = self.rng.permutation(len(ready) - 1)[: max(0, count - 1)] + 1
        return [ready[0], *(ready[i] for i in sorted(chosen))]

    def begin(self, day: int, shift: int) -> int:
        """Second at which a shift begins."""
        return day * DAY + self.shifts[shift] * 3600

    def _times(self, unit: Unit, day: int, shift: int) -> tuple[int, int]:
        """When the unit's group enters and when it is back at the portal."""
        rng = self.rng
        begin = self.begin(day, shift)
        end = begin + self.shift_s
        if self.mine.habits.handover_underground:
            enter = begin - int(rng.integers(900, 1900))
            leave = end + int(rng.integers(600, 1700))
        else:
            enter = begin + int(rng.integers(-300, 1300))
            leave = end - int(rng.integers(100, 1500))
        if unit.pattern == "patrol":
            leave -= int(rng.integers(0, 2400))
        if unit.window is not None:
            enter, leave = begin + unit.window[0], begin + unit.window[1]
        return enter + self.late.get((day, shift), 0), leave + self.late.get(
            (day, shift), 0
        ) + unit.overstay_s

    def unit_trips(self, unit: Unit, day: int, shift: int) -> list[Trip]:
        """Trips of one unit in one shift, without carried cards."""
        people = self.crew_of(unit, day, shift)
        if not people:
            return []
        enter, leave = self._times(unit, day, shift)
        rng = self.rng
        trips = []
        pace = float(rng.normal(1.0, 0.05))
        for number, person in enumerate(people):
            cage = number // 12 * int(rng.integers(150, 280))
            come = enter + cage + int(rng.integers(0, 75))
            go = leave + cage + int(rng.integers(-240, 241))
            if unit.guests and trips:
                trips.append(self._beside(trips[0], person))
                continue
            if unit.pattern == "patrol" and not unit.guests:
                come, go = come + int(rng.integers(0, 900)), go - int(rng.integers(0, 900))
            own = pace * float(rng.normal(1.0, 0.06))
            trip = self._trip(person, unit, day, shift, come, go, max(0.75, own))
            trips.append(trip)
            self._last_leave[person.card] = trip.leave
        return trips

    def _beside(self, guide: Trip, person: Person) -> Trip:
        """Trip of a guest who walks in the guide's group."""
        times = np.maximum.accumulate(
            np.array(guide.times) + self.rng.integers(0, 40, len(guide.times))
        ).tolist()
        leave = max(guide.leave + int(self.rng.integers(0, 60)), times[-1] + 10)
        lists = {"stations": list(guide.stations), "modes": list(guide.modes), "times": times}
        return replace(guide, person=person, enter=times[0], leave=leave, **lists)

    def carried_trips(self, unit: Unit, day: int, shift: int, hosts: list[Trip]) -> list[Trip]:
        """Cards that ride in the pockets of others, or learners who follow others at their heels."""
        people = self.crew_of(unit, day, shift)
        bearers = hosts[: unit.carriers]
        if not bearers:
            return []
        follows = unit.pattern == "follow"
        blur = 25 if follows else 2
        for bearer in bearers:
            bearer.carries |= not follows
        rng = self.rng
        trips = []
        for number, person in enumerate(people):
            host = bearers[number % len(bearers)]
            keep = [i for i in range(len(host.times)) if i == 0 or rng.random() > 0.03]
            stations = [host.stations[i] for i in keep]
            times = [host.times[i] + int(rng.integers(-blur, blur + 1)) for i in keep]
            times = np.maximum.accumulate(times).tolist()
            enter = times[0]
            leave = max(host.leave + int(rng.integers(-1, 2)), times[-1] + 20)
            modes = [host.modes[i] for i in keep]
            trips.append(
                Trip(
                    person,
                    unit,
                    day,
                    shift,
                    enter,
                    leave,
                    host.portal,
                    stations,
                    times,
                    modes,
                    has_body=follows,
                )
            )
            self._last_leave[person.card] = leave
        return trips

    def _trip(
        self, person: Person, unit: Unit, day: int, shift: int, come: int, go: int, pace: float
    ) -> Trip:
        """One person's way in, work and way out."""
        rng = self.rng
        door = self.mine.portals[unit.portal][0]
        stations: list[int] = [door]
        times: list[int] = [come]
        modes: list[int] = [READ]

        def see(station: int, moment: float, mode: int = READ) -> None:
            moment = max(int(moment), times[-1] + 5)
            if station == stations[-1] and mode == modes[-1]:
                return
            stations.append(station)
            times.append(moment)
            modes.append(mode)

        def walk_to(goal: int, start: float) -> float:
            here = stations[-1]
            steps = self.router.walk(here, goal)
            for station, seconds in steps[1:]:
                if station == goal or rng.random() > 0.03:
                    see(station, start + seconds * pace + rng.normal(0, 4))
            return start + steps[-1][1] * pace

        start = (
            unit.places[0]
            if unit.pattern != "patrol"
            else unit.places[int(rng.integers(0, len(unit.places)))]
        )
        now = walk_to(start, come + 60)
        way_out = self.router.walk(start, door)[-1][1] * pace
        until = max(go - way_out, now + 1200)
        if unit.pattern == "face":
            now = self._work_at_face(unit, now, until, see)
        elif unit.pattern == "patrol":
            now = self._patrol(unit, now, go, door, pace, walk_to)
        elif unit.pattern == "fixed":
            now = self._attend(unit, now, until, see, walk_to)
        else:
            now = self._stay_away(unit, now, until, see, walk_to)
        now = walk_to(door, now)
        leave = max(int(now) + int(rng.integers(20, 90)), times[-1] + 20)
        return Trip(
            person, unit, day, shift, come, leave, unit.portal, stations, times, modes, carded=unit.carded
        )

    def _work_at_face(self, unit: Unit, now: float, until: float, see) -> float:
        """Work between the readers of one place, with unread moments behind supports and corners."""
        rng = self.rng
        here = 0
        while True:
            now += float(rng.gamma(2.2, 900)) + 150
            if now >= until:
                return until
            if len(unit.places) > 1 and rng.random() < 0.85:
                near = [i for i in (here - 1, here + 1) if 0 <= i < len(unit.places)]
                here = int(near[rng.integers(0, len(near))])
                see(unit.places[here], now)
            elif rng.random() < 0.12:
                see(unit.places[here], now, FROZEN)
                now += float(rng.uniform(180, 1200))
                see(unit.places[here], now)

    def _patrol(self, unit: Unit, now: float, go: int, door: int, pace: float, walk_to) -> float:
        """Rounds over several places."""
        rng = self.rng
        goal = unit.places[0]
        while True:
            now += float(rng.gamma(3.0, unit.tour_s / 3)) + 60
            goal_next = unit.places[int(rng.integers(0, len(unit.places)))]
            if (
                now
                + (self.router.walk(goal, goal_next)[-1][1] + self.router.walk(goal_next, door)[-1][1]) * pace
                > go
            ):
                return now
            now = walk_to(goal_next, now)
            goal = goal_next

    def _attend(self, unit: Unit, now: float, until: float, see, walk_to) -> float:
        """Attend a machine, with one or two short walks to a neighbouring reader."""
        rng = self.rng
        post = unit.places[0]
        near = self.router.neighbours(post)
        for moment in sorted(rng.uniform(now + 600, max(until - 900, now + 700), int(rng.integers(0, 3)))):
            if moment <= now:
                continue
            back = walk_to(near[0], moment) + float(rng.uniform(120, 600))
            now = walk_to(post, back)
        return max(now, until)

    def _stay_away(self, unit: Unit, now: float, until: float, see, walk_to) -> float:
        """Go on beyond the last reader (hidden), or leave the card lying there (parked)."""
        rng = self.rng
        post = unit.places[0]
        mode = FROZEN if unit.pattern == "hidden" else LYING
        now += float(rng.uniform(60, 260))
        see(post, now, mode)
        lost_after = self.mine.habits.card_lost_after
        if mode == FROZEN and lost_after is not None and until - now > lost_after + 900:
            see(post, now + lost_after, UNLISTED)
        if unit.pattern == "hidden" and rng.random() < 0.15 and until - now > 14_000:
            out = float(rng.uniform(now + 5000, until - 6000))
            see(post, out, READ)
            other = self.router.neighbours(post)[0]
            back = walk_to(other, out + 120) + float(rng.uniform(200, 900))
            back = walk_to(post, back)
            see(post, back + 150, FROZEN)
            if lost_after is not None and until - back > lost_after + 900:
                see(post, back + lost_after, UNLISTED)
        end = max(until - float(rng.uniform(30, 200)), now + 900)
        see(post, end, READ)
        return end + 60
