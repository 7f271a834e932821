"""The people of a mine and the ways they walk."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from random import Random

from .scene import Job, Scene
from .words import EDUCATION, SPECIAL, birth, person_name

SEEN, ABSENT, FROZEN = 0, 1, 2


@dataclass
class Person:
    """One holder of a card."""

    card: str
    name: str
    trade: str
    post: str
    team: str
    birth: str
    school: str
    leader: int
    special: int
    job: int
    shift: int


@dataclass
class Trip:
    """One person's stay underground: stations with entry times."""

    person: int
    day: int
    shift: int
    t_in: float
    t_out: float
    sites: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    spread: float = 9.0
    noise: int = 0
    base: int = 0
    exit_seen: bool = True
    forged: bool = False

    def put(self, site: int, t: float, mode: int = SEEN) -> None:
        """Append a station entry."""
        if self.sites and self.sites[-1] == site and self.modes[-1] == mode == SEEN:
            return
        self.sites.append(site)
        self.times.append(t)
        self.modes.append(mode)

    def copy(self, **more: object) -> Trip:
        """A copy with own lists and some changed fields."""
        new = Trip(
            self.person,
            self.day,
            self.shift,
            self.t_in,
            self.t_out,
            list(self.sites),
            list(self.times),
            list(self.modes),
            self.spread,
            self.noise,
            self.base,
            self.exit_seen,
            self.forged,
        )
        for key, value in more.items():
            setattr(new, key, value)
        return new

    def moved(self, by: float) -> Trip:
        """The same stay at another time."""
        return self.copy(t_in=self.t_in + by, t_out=self.t_out + by, times=[t + by for t in self.times])

    def cut(self, t: float) -> None:
        """Drop everything after t."""
        keep = max(1, bisect_left(self.times, t))
        del self.sites[keep:], self.times[keep:], self.modes[keep:]
        self.t_out = min(self.t_out, t)


@dataclass
class Crowd:
    """All people, their true stays, the stays the system shows, and stays without cards."""

    persons: list[Person]
    true: list[Trip]
    dark: list[Trip]
    shown: list[Trip] = field(default_factory=list)


def _hire(scene: Scene, dice: Random) -> tuple[list[Person], dict[tuple[int, int], list[int]]]:
    """Enough people for each job and shift that everyone has days off."""
    persons: list[Person] = []
    pools: dict[tuple[int, int], list[int]] = {}
    numbers = dice.sample(range(1, 4000), 3000)
    for j, job in enumerate(scene.jobs):
        carded = job.men - job.face.dark if job.face is not None else job.men
        for s in range(scene.shifts):
            most = int(carded[:, s].max())
            if most <= 0:
                continue
            spare = 1.0 if job.pattern == "guest" or job.leader else 1.2
            count = most + (1 if job.leader else 0) if spare == 1.0 else round(most * spare + 0.5)
            pools[(j, s)] = []
            for _ in range(count):
                pools[(j, s)].append(len(persons))
                persons.append(_person(scene, dice, job, j, s, numbers[len(persons)], len(persons)))
    return persons, pools


def _person(scene: Scene, dice: Random, job: Job, j: int, s: int, number: int, serial: int) -> Person:
    """One person with a card."""
    trade = dice.choice(job.trades)
    post = "副矿长" if job.leader else "班长" if job.face is not None and dice.random() < 0.08 else "工人"
    school = "" if job.pattern == "guest" else dice.choice(EDUCATION)
    return Person(
        f"{scene.code}{number:05d}",
        person_name(dice, serial + 1),
        trade,
        post,
        job.team,
        birth(dice, scene.habits.lazy_births),
        school,
        int(job.leader),
        int(trade in SPECIAL),
        j,
        s,
    )


class _Walker:
    """Draws the stays of one mine."""

    def __init__(self, scene: Scene, dice: Random) -> None:
        self.scene = scene
        self.dice = dice
        self.lay = scene.layout
        self.serial = 0
        self.deep = set(self.lay.mains)

    def _speed(self, a: int, b: int, own: float) -> float:
        """Walking speed, faster where a man-rider runs."""
        ride = self.scene.habits.rider and a in self.deep and b in self.deep
        shaft = (a == 0 or b == 0) and self.scene.habits.cage > 0
        return 3.2 if ride or shaft else own

    def walk(self, trip: Trip, a: int, b: int, t: float, own: float) -> float:
        """Walk from a to b; a station takes over half-way."""
        path = self.lay.route(a, b)
        for u, v in zip(path, path[1:]):
            leg = (self.lay.distance(u, v) + 5) / self._speed(u, v, own)
            trip.put(v, t + leg * 0.5)
            t += leg
        return t

    def travel_time(self, a: int, b: int, own: float) -> float:
        """Seconds from a to b."""
        path = self.lay.route(a, b)
        return sum((self.lay.distance(u, v) + 5) / self._speed(u, v, own) for u, v in zip(path, path[1:]))

    def start(self, person: int, d: int, s: int, offset: float, stay: float) -> Trip:
        """Open a stay at the pit mouth."""
        a, b = self.scene.span(d, s)
        lead = 5 * 60 if self.scene.habits.surface_handover else 32 * 60
        t_in = a - lead + offset
        late = -25 * 60 if self.scene.habits.surface_handover else 12 * 60
        self.serial += 1
        return Trip(
            person,
            d,
            s,
            t_in,
            b + late + stay,
            [0],
            [t_in],
            [SEEN],
            noise=self.dice.randrange(4096),
            base=self.dice.randint(-30, 30),
        )

    def roam(
        self, trip: Trip, sites: list[int], here: int, t: float, end: float, own: float, dwell: float
    ) -> int:
        """Move to and fro between neighbouring places of work until end."""
        heavy = sites[-1] if len(sites) < 3 else sites[len(sites) // 2]
        while True:
            t += max(150.0, self.dice.expovariate(1 / (dwell * (1.7 if here == heavy else 0.8))))
            if t >= end or len(sites) == 1:
                return here
            k = sites.index(here)
            options = [sites[m] for m in (k - 1, k + 1) if 0 <= m < len(sites)]
            nxt = heavy if heavy in options and self.dice.random() < 0.6 else self.dice.choice(options)
            if self.travel_time(here, nxt, own) + t >= end:
                return here
            t = self.walk(trip, here, nxt, t, own)
            here = nxt

    def errands(
        self, trip: Trip, sites: list[int], here: int, t: float, end: float, own: float, dwell: float
    ) -> int:
        """Go from job to job."""
        while True:
            t += max(120.0, self.dice.expovariate(1 / dwell))
            nxt = self.dice.choice(sites)
            if t + self.travel_time(here, nxt, own) >= end:
                return here
            t = self.walk(trip, here, nxt, t, own)
            here = nxt

    def tour(self, trip: Trip, sites: list[int], here: int, t: float, end: float, own: float) -> int:
        """Visit all places in turn and stay some minutes at each."""
        order = list(sites)
        turn = self.dice.randrange(len(order))
        order = order[turn:] + order[:turn]
        k = 0
        while True:
            t += self.dice.uniform(240, 1300)
            nxt = order[k % len(order)]
            if t + self.travel_time(here, nxt, own) >= end:
                return here
            t = self.walk(trip, here, nxt, t, own)
            here = nxt
            k += 1

    def secret(self, trip: Trip, site: int, t: float, end: float) -> None:
        """Work behind a seal: unseen or frozen, with a meal break in between."""
        mode = ABSENT if self.scene.hidden_mode == "vanish" else FROZEN
        half = t + (end - t) * self.dice.uniform(0.42, 0.55)
        spans = (
            [(t, half), (half + 900, end)]
            if (end - t) > 5.5 * 3600 and self.scene.tricks.get("meal")
            else [(t, end)]
        )
        for a, b in spans:
            trip.put(site, a + self.dice.uniform(200, 620), mode)
            trip.put(site, b - self.dice.uniform(120, 500), SEEN)

    def stay(
        self, job: Job, person: int, d: int, s: int, offset: float, wave: float, hidden_now: bool
    ) -> Trip:
        """One whole stay underground."""
        dice = self.dice
        own = self.scene.habits.speed * dice.uniform(0.93, 1.07)
        guest = job.pattern == "guest"
        trip = self.start(person, d, s, offset, wave - (self.dice.uniform(2.5, 3.5) * 3600 if guest else 0))
        pattern, sites = (
            (job.elsewhere or (job.pattern, job.sites))
            if job.hidden and not hidden_now
            else (job.pattern, job.sites)
        )
        target = self._target(job, pattern, sites)
        t = self.walk(trip, 0, target, trip.t_in + dice.uniform(20, 60), own)
        end = trip.t_out - self.travel_time(target, 0, own) - 120
        here = target
        end = max(end, t + 1800)
        if job.hidden and hidden_now and self.scene.hidden_mode in ("vanish", "frozen"):
            self.secret(trip, target, t, end)
        elif pattern == "static":
            trip.spread = 4.0
            here = self._guard(trip, target, t, end, own)
        elif pattern == "face":
            here = self.roam(trip, sites, target, t, end, own, 1500)
        elif pattern in ("tour", "guest"):
            here = self.tour(trip, sites, target, t, end, own)
        else:
            here = self.errands(trip, sites, target, t, end, own, 900 if pattern == "haul" else 3000)
        self._leave(trip, here, end, own, wave)
        return trip

    def _target(self, job: Job, pattern: str, sites: list[int]) -> int:
        """First place of work."""
        if pattern == "static":
            return sites[self.serial % len(sites)]
        if pattern == "face" and not job.hidden:
            return sites[-1] if len(sites) < 3 else sites[len(sites) // 2]
        return sites[0] if pattern in ("face", "tour") else self.dice.choice(sites)

    def _guard(self, trip: Trip, site: int, t: float, end: float, own: float) -> int:
        """Stay at one machine, with a short walk now and then."""
        around = [j for j in self.lay.nearest(site, 3) if j != site][:1]
        for _ in range(self.dice.randint(0, 2)):
            t += self.dice.uniform(4000, 9000)
            if t + 1500 > end or not around:
                break
            t = self.walk(trip, site, around[0], t, own)
            t = self.walk(trip, around[0], site, t + self.dice.uniform(120, 500), own)
        return site

    def _leave(self, trip: Trip, here: int, end: float, own: float, wave: float) -> None:
        """Walk out; the cage brings people up in lots."""
        last = trip.times[-1]
        t = self.walk(trip, here, 0, max(end, last + 60), own) + self.dice.uniform(10, 40)
        cage = self.scene.habits.cage
        if cage:
            t = (t // cage + 1) * cage + self.dice.uniform(5, 110)
        trip.t_out = t + self.dice.uniform(0, 30)


def _rota(dice: Random, pool: list[int], day: int, need: int) -> list[int]:
    """Who of a pool works that day: days off go round."""
    turn = (day * max(1, len(pool) - need)) % len(pool)
    order = pool[turn:] + pool[:turn]
    return order[:need]


def _offsets(scene: Scene, dice: Random, count: int, base: float) -> list[float]:
    """Entry offsets of a team: in lots where a cage runs, else in a loose file."""
    t, out = base, []
    for n in range(count):
        t += dice.uniform(2, 9)
        if scene.habits.cage and n % 12 == 11:
            t += scene.habits.cage
        out.append(t)
    return out


def gather(scene: Scene) -> Crowd:
    """Draw everyone's stays for all days."""
    dice = Random(f"lagoon/{scene.code}/people")
    persons, pools = _hire(scene, dice)
    walker = _Walker(scene, dice)
    scene.tricks.setdefault("meal", dice.random() < 0.4)
    crowd = Crowd(persons, [], [])
    for d in range(-1, scene.days):
        k = max(0, d)
        for s in range(scene.shifts):
            for j, job in enumerate(scene.jobs):
                if d < 0 and job.pattern == "guest":
                    continue
                _shift_team(scene, crowd, walker, dice, job, j, d, k, s, pools)
    crowd.shown = [t.copy() for t in crowd.true]
    return crowd


def _shift_team(
    scene: Scene,
    crowd: Crowd,
    walker: _Walker,
    dice: Random,
    job: Job,
    j: int,
    d: int,
    k: int,
    s: int,
    pools: dict[tuple[int, int], list[int]],
) -> None:
    """The stays of one team in one shift."""
    face = job.face
    total = int(job.men[k, s])
    dark = min(total, int(face.dark[k, s])) if face is not None else 0
    need = total - dark
    if total <= 0:
        return
    hidden_now = bool(job.hidden and face is not None and face.alive[k])
    base = dice.uniform(0, 420)
    wave = dice.uniform(-120, 120)
    team = _rota(dice, pools.get((j, s), []), k, need) if need and (j, s) in pools else []
    if len(team) > 5 and dice.random() < 0.3:
        team = team[:-1]
    extra = _staying(scene, job, k)
    for person, offset in zip(team, _offsets(scene, dice, len(team), base)):
        crowd.true.append(walker.stay(job, person, d, s, offset, wave + extra, hidden_now))
    for offset in _offsets(scene, dice, dark, base + 60):
        crowd.dark.append(walker.stay(job, -1, d, s, offset, wave, hidden_now))


def _staying(scene: Scene, job: Job, day: int) -> float:
    """Extra seconds a team stays on."""
    stay = scene.tricks.get("stay")
    if stay and job.face is not None and job.face.face_id == stay[0]:
        return stay[1] * 3600 if scene.plot["d0"] <= day < scene.plot["d1"] else 0.0
    return 0.0
