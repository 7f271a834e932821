"""Cards, crews and how men walk: from the cage to the work and back, reader by reader."""

from __future__ import annotations

import math

from .layout import Layout
from .model import DAY, HOUR, Job, Mine, Person, Trip, inside
from .vocabulary import EDUCATION, GIVEN, LEADER_DUTIES, SURNAMES, TEAM_NAMES, TRADES

SPECIAL_TRADES = (
    "瓦斯检查工",
    "爆破工",
    "绞车司机",
    "采煤机司机",
    "掘进机司机",
    "井下电钳工",
    "安检员",
    "探放水工",
)


def draw_name(mine: Mine) -> str:
    """A made-up personal name."""
    dice = mine.dice
    given = "".join(dice.choice(GIVEN) for _ in range(1 if dice.random() < 0.22 else 2))
    return dice.choice(SURNAMES) + given


def hire(mine: Mine, team_kind: str, team: str, count: int) -> list[Person]:
    """Register `count` new cards for a team."""
    dice = mine.dice
    hired = []
    for _ in range(count):
        trade = dice.choice(TRADES[team_kind])
        leader = team_kind == "leaders"
        duty = (
            dice.choice(LEADER_DUTIES)
            if leader
            else ("班长" if trade == "班长" else dice.choice(("工人", "工人", "")))
        )
        year = 1990 if mine.profile.births_unknown else dice.randint(1964, 2001)
        month, day = (1, 1) if mine.profile.births_unknown else (dice.randint(1, 12), dice.randint(1, 28))
        person = Person(
            card=f"{mine.code}{mine.next_card:05d}",
            name=draw_name(mine),
            trade=trade,
            duty=duty,
            team=team,
            birth=f"{year}-{month:02d}-{day:02d}",
            education=dice.choice(EDUCATION),
            leader=leader,
            special=trade in SPECIAL_TRADES,
            speed=dice.uniform(0.95, 1.35),
        )
        mine.next_card += 1 if dice.random() < 0.93 else dice.randint(2, 6)
        hired.append(person)
    mine.people += hired
    return hired


def team_title(mine: Mine, team_kind: str, number: int = 1) -> str:
    """A team's name as this mine writes it."""
    return mine.dice.choice(TEAM_NAMES[team_kind]).format("一二三四五六"[number - 1])


def staff(mine: Mine, job: Job, reserve: float = 1.17) -> Job:
    """Give a job its men, one group for each shift, and put it on the mine's list."""
    job.groups = []
    for count in job.counts:
        size = math.ceil(count * reserve) + (1 if count else 0)
        job.groups.append(hire(mine, job.team_kind, job.team, size) if size else [])
    mine.jobs.append(job)
    return job


class Walker:
    """Makes trips: cage, way in, work, way out."""

    def __init__(self, mine: Mine):
        """Fix the cage and walking habits of the mine."""
        self.mine = mine
        self.layout = mine.layout
        self.dice = mine.dice
        self.cage_every = self.dice.choice((240, 300, 360, 420))
        self.cage_phase = self.dice.randint(0, 239)
        self.cage_time = self.dice.randint(75, 160)

    def next_cage(self, second: float) -> float:
        """Departure of the next cage; men wait while the cage is under repair."""
        for begin, end in self.mine.cage_stops:
            if begin <= second < end:
                second = end + self.dice.uniform(0, 600)
        return math.ceil((second - self.cage_phase) / self.cage_every) * self.cage_every + self.cage_phase

    def walk(
        self, visits: list[tuple[int, int]], second: float, here: int, target: int, speed: float
    ) -> float:
        """Walk to a station and log each reader on the way."""
        for station, length in self.layout.path(here, target):
            second += length / speed + self.dice.uniform(-2, 6)
            visits.append((int(second), station))
        return second

    def way_in(self, job: Job, speed: float) -> float:
        """Seconds from the cage to the work."""
        return self.cage_time + self.layout.metres(Layout.bottom, job.stations[0]) / speed

    def trip(
        self, person: Person, job: Job, shift: int, day: int, begin: float, end: float, wait: float = 0.0
    ) -> Trip:
        """One descent of one man for a job that lasts from `begin` to `end` at its place."""
        dice = self.dice
        ready = begin - self.way_in(job, person.speed) - wait - dice.uniform(0, 300)
        cage = self.next_cage(ready)
        t_in = int(cage - dice.uniform(15, 90))
        arrive = cage + self.cage_time + dice.uniform(2, 28)
        visits = [(t_in, Layout.wellhead), (int(arrive), Layout.bottom)]
        here = job.stations[0]
        at_work = self.walk(visits, arrive, Layout.bottom, here, person.speed)
        work = {
            "crew": self._crew,
            "post": self._post,
            "tour": self._tour,
            "beyond": self._beyond,
            "parked": self._parked,
        }[job.mode]
        leave, here = work(visits, person, job, at_work, max(end, at_work + 900))
        back = self.walk(visits, leave, here, Layout.bottom, person.speed)
        up = self.next_cage(back)
        top = up + self.cage_time + dice.uniform(2, 28)
        visits.append((int(top), Layout.wellhead))
        t_out = int(top + dice.uniform(15, 90))
        trip = Trip(person, job.tag, t_in, t_out, visits, shift, day, recorded=job.carded)
        trip.work_from, trip.work_to = int(at_work), int(leave)
        trip.still = job.mode == "parked"
        trip.vanishes = job.mode == "beyond"
        if trip.vanishes and self.mine.profile.lost_policy == "dropped":
            trip.gaps.append((int(at_work) + 1800, int(leave)))
        trip.visits = self._lose_reads(visits)
        return trip

    def _crew(
        self, visits: list[tuple[int, int]], person: Person, job: Job, second: float, end: float
    ) -> tuple[float, int]:
        """Work about a place: mostly at one's own post, sometimes elsewhere."""
        dice = self.dice
        stations = job.stations
        weights = [1.0] + [0.6] * (len(stations) - 1)
        post = dice.choices(stations, weights)[0]
        here = stations[0]
        while second < end:
            target = post if dice.random() < 0.7 else dice.choice(stations)
            if target != here:
                second = self.walk(visits, second, here, target, person.speed * 0.8)
                here = target
            second += dice.expovariate(1 / (2400 if here == post else 600)) + 90
        return max(end + dice.uniform(0, 240), visits[-1][0] + 20), here

    def _post(
        self, visits: list[tuple[int, int]], person: Person, job: Job, second: float, end: float
    ) -> tuple[float, int]:
        """Sit at one station, with a short walk now and then."""
        dice = self.dice
        here = job.stations[0]
        while second < end:
            second += dice.uniform(1.2, 4.5) * HOUR
            if second + 1200 < end:
                other = dice.choice(self.layout.neighbours(here))
                second = self.walk(visits, second, here, other, person.speed)
                second = self.walk(visits, second + dice.uniform(60, 500), other, here, person.speed)
        return max(end + dice.uniform(-300, 300), visits[-1][0] + 20), here

    def _tour(
        self, visits: list[tuple[int, int]], person: Person, job: Job, second: float, end: float
    ) -> tuple[float, int]:
        """Walk a round over the job's stations with stops of differing length."""
        dice = self.dice
        here = job.stations[0]
        while second < end:
            second += dice.expovariate(1 / 1000) + 150
            target = dice.choice(job.stations)
            if target != here:
                second = self.walk(visits, second, here, target, person.speed)
                here = target
        return max(second, end), here

    def _beyond(
        self, visits: list[tuple[int, int]], person: Person, job: Job, second: float, end: float
    ) -> tuple[float, int]:
        """Go past the last reader and come back to it at the end of the work."""
        leave = end + self.dice.uniform(-120, 420)
        visits.append((int(leave), job.stations[0]))
        return leave, job.stations[0]

    def _parked(
        self, visits: list[tuple[int, int]], person: Person, job: Job, second: float, end: float
    ) -> tuple[float, int]:
        """The card lies at one reader."""
        return end, job.stations[0]

    def _lose_reads(self, visits: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Drop reads that a reader missed."""
        dead = self.mine.dead_stations
        miss = self.mine.profile.read_miss
        kept = []
        last = len(visits) - 1
        for number, (second, station) in enumerate(visits):
            if 0 < number < last and (self.dice.random() < miss or inside(second, dead.get(station, []))):
                continue
            kept.append((second, station))
        return kept


def run_shifts(mine: Mine) -> None:
    """Send every crew down, shift by shift, from the evening before the period to its end."""
    walker = Walker(mine)
    busy: dict[str, int] = {}
    for day in range(-1, mine.days):
        for shift, begin in enumerate(mine.shift_starts):
            start = day * DAY + begin
            for job in mine.jobs:
                if job.days is None or day in job.days:
                    mine.trips += _send(mine, walker, job, shift, day, start, busy)
    mine.trips = [trip for trip in mine.trips if trip.t_out > 0 and trip.t_in < mine.end]


def _send(
    mine: Mine, walker: Walker, job: Job, shift: int, day: int, start: int, busy: dict[str, int]
) -> list[Trip]:
    """One crew of one shift."""
    dice = mine.dice
    wanted = job.counts[shift]
    if not wanted:
        return []
    if not job.essential:
        share = mine.staffing.get((day, shift), 1.0)
        wanted = int(round(wanted * share + dice.uniform(-0.49, 0.49)))
        if wanted >= 8:
            wanted += dice.choice((-1, 0, 0, 0, 1))
    group = _group(mine, job, shift, day)
    ready = [person for person in group if busy.get(person.card, -DAY) < start - 5 * HOUR]
    dice.shuffle(ready)
    hours = job.hours or (0.0, mine.work_hours)
    meeting = dice.uniform(-240, 420)
    trips = []
    for person in ready[: max(0, wanted)]:
        late = dice.uniform(0, 90) if job.together else dice.expovariate(1 / 240)
        begin = start + hours[0] * HOUR + meeting + late
        end = start + hours[1] * HOUR + dice.uniform(-200, 500) + meeting * 0.5
        if job.together:
            end = start + hours[1] * HOUR + meeting + dice.uniform(0, 60)
        trip = walker.trip(person, job, shift, day, begin, end, wait=120)
        busy[person.card] = trip.t_out
        trips.append(trip)
    return trips


def _group(mine: Mine, job: Job, shift: int, day: int) -> list[Person]:
    """The men whose turn it is: groups of equal size change shifts each week."""
    equal = [number for number, count in enumerate(job.counts) if count == job.counts[shift]]
    if len(equal) == 1:
        return job.groups[shift]
    turn = (equal.index(shift) + (day + mine.start.toordinal()) // 7) % len(equal)
    return job.groups[equal[turn]]
