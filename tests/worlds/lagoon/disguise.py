"""What is done to the location records afterwards, by cheats and by chance."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .people import ABSENT, FROZEN, SEEN, Crowd, Person, Trip, _Walker
from .scene import Conduct, Scene

Act = Callable[["Cover"], None]


class Cover:
    """Work on the records of one mine."""

    def __init__(self, scene: Scene, crowd: Crowd) -> None:
        self.scene = scene
        self.crowd = crowd
        self.dice = Random(f"lagoon/{scene.code}/cover")
        self.d0 = scene.plot.get("d0", 0)
        self.d1 = scene.plot.get("d1", scene.days)
        self.count = int(scene.tricks.get(scene.plot.get("style", ""), 0) or 0)
        self.walker = _Walker(scene, self.dice)

    def during(self, day: int) -> bool:
        """Whether a shift day is in the conduct's window."""
        return self.d0 <= max(0, day) < self.d1

    def conduct(self, kind: str) -> Conduct:
        """The true entry of that kind."""
        return next(c for c in self.scene.conducts if c.kind == kind)

    def book(self, kind: str, persons: set[int], sites: list[int] | None = None) -> None:
        """Write cards and stations into the true entry."""
        entry = self.conduct(kind)
        entry.cards = sorted(self.crowd.persons[p].card for p in persons)
        if sites:
            entry.sites = sites

    def crew(self, shift: int, faces_only: bool = True) -> list[int]:
        """People of one shift who normally move about at the faces."""
        jobs = self.scene.jobs
        return [
            n
            for n, p in enumerate(self.crowd.persons)
            if p.shift == shift
            and not jobs[p.job].hidden
            and (
                jobs[p.job].face is not None or (not faces_only and jobs[p.job].pattern in ("haul", "repair"))
            )
        ]

    def shift_groups(self) -> dict[tuple[int, int], list[Trip]]:
        """Shown stays by day and shift within the window."""
        out: dict[tuple[int, int], list[Trip]] = {}
        for t in self.crowd.shown:
            if self.during(t.day):
                out.setdefault((t.day, t.shift), []).append(t)
        return out

    def drop_true(self, gone: set[tuple[int, int, int]]) -> None:
        """These people did not really go down."""
        self.crowd.true = [t for t in self.crowd.true if (t.person, t.day, t.shift) not in gone]

    def twin(self, trip: Trip, of: Trip) -> None:
        """Give a card the track of its carrier, some seconds apart."""
        lag = self.dice.uniform(0.0, 2.5)
        trip.sites, trip.modes = list(of.sites), list(of.modes)
        trip.times = [t + lag + self.dice.uniform(0, 0.8) for t in of.times]
        trip.t_in, trip.t_out = of.t_in + lag, of.t_out + lag
        trip.base, trip.exit_seen = of.base, of.exit_seen


def _busiest(cover: Cover) -> list[int]:
    """Shifts with crews, largest first."""
    return sorted(range(cover.scene.shifts), key=lambda s: -len(cover.crew(s)))


def _bundle(cover: Cover, group: set[int], carrier: Callable[[int, list[Trip]], Trip | None]) -> None:
    """Let a carrier take the cards of a group along; their owners stay at home."""
    gone: set[tuple[int, int, int]] = set()
    carriers: set[int] = set()
    for (day, _), trips in cover.shift_groups().items():
        mine = [t for t in trips if t.person in group]
        lead = carrier(day, [t for t in trips if t.person not in group]) if mine else None
        if lead is None:
            continue
        carriers.add(lead.person)
        for trip in mine:
            cover.twin(trip, lead)
            gone.add((trip.person, trip.day, trip.shift))
    cover.drop_true(gone)
    cover.book("cards_carried", group | carriers)


def _steady(cover: Cover, pool: list[int]) -> Callable[[int, list[Trip]], Trip | None]:
    """The first of a few trusted carriers who is at work."""

    def pick(day: int, trips: list[Trip]) -> Trip | None:
        at_work = {t.person: t for t in trips}
        return next((at_work[p] for p in pool if p in at_work), None)

    return pick


def one_man_many_cards(cover: Cover) -> None:
    """One crew member carries the cards of many."""
    crew = cover.crew(_busiest(cover)[0], faces_only=False)
    cover.dice.shuffle(crew)
    size = min(cover.count, max(4, len(crew) // 2))
    faces = [p for p in crew[size:] if cover.scene.jobs[cover.crowd.persons[p].job].face is not None]
    _bundle(cover, set(crew[:size]), _steady(cover, faces[:4] + crew[size:]))


def leader_card_carried(cover: Cover) -> None:
    """Workers carry the leaders' cards in every shift."""
    persons = cover.crowd.persons
    group = {n for n, p in enumerate(persons) if p.leader}
    pool = [p for s in range(cover.scene.shifts) for p in cover.crew(s)]
    cover.dice.shuffle(pool)
    _bundle(cover, group, _steady(cover, pool))


def two_carriers(cover: Cover) -> None:
    """Two carriers with a bundle each, in two shifts where there are."""
    shifts = _busiest(cover)[:2]
    groups: set[int] = set()
    pools: list[int] = []
    for s in shifts:
        crew = cover.crew(s, faces_only=False)
        cover.dice.shuffle(crew)
        size = min(cover.count, max(4, len(crew) // 2))
        groups.update(crew[:size])
        pools.extend(crew[size:])
    _bundle(cover, groups, _steady(cover, pools))


def changing_carrier(cover: Cover) -> None:
    """The same cards go with another carrier each day."""
    crew = cover.crew(_busiest(cover)[0], faces_only=False)
    cover.dice.shuffle(crew)
    size = min(cover.count, max(4, len(crew) // 2))
    rest = set(crew[size:])

    def pick(day: int, trips: list[Trip]) -> Trip | None:
        pool = sorted((t for t in trips if t.person in rest), key=lambda t: t.person)
        return pool[day % len(pool)] if pool else None

    _bundle(cover, set(crew[:size]), pick)


def collector_at_exit(cover: Cover) -> None:
    """One man takes the cards of a crew out hours early while they go on working."""
    shift = _busiest(cover)[0]
    crew = cover.crew(shift, faces_only=False)
    cover.dice.shuffle(crew)
    group = set(crew[: min(cover.count, max(10, len(crew) - 3))])
    carriers: set[int] = set()
    for (_, s), trips in cover.shift_groups().items():
        mine = [t for t in trips if t.person in group]
        rest = [t for t in trips if t.person in set(crew) - group]
        if s != shift or not mine or not rest:
            continue
        lead = rest[0]
        carriers.add(lead.person)
        _collect(cover, lead, mine)
    cover.book("cards_carried", group | carriers)


def _collect(cover: Cover, lead: Trip, mine: list[Trip]) -> None:
    """Cut the shown stays and lead all cards out together."""
    length = lead.t_out - lead.t_in
    t0 = lead.t_in + length * cover.dice.uniform(0.5, 0.62)
    lead.cut(t0)
    cover.walker.walk(lead, lead.sites[-1], 0, t0, 1.2)
    lead.t_out = lead.times[-1] + cover.dice.uniform(60, 200)
    true_lead = next(
        t for t in cover.crowd.true if (t.person, t.day, t.shift) == (lead.person, lead.day, lead.shift)
    )
    true_lead.t_out = lead.t_out
    for trip in mine:
        if trip.t_in >= t0 - 600:
            continue
        trip.cut(t0 - 300)
        lag = cover.dice.uniform(0, 2)
        for site, t in zip(lead.sites, lead.times):
            if t >= t0 - 1:
                trip.put(site, t + lag)
        trip.t_out = lead.t_out + lag


def _park(cover: Cover, group: set[int], site: int) -> None:
    """Lay the cards of a group down at one station for the shift."""
    for trips in cover.shift_groups().values():
        mine = [t for t in trips if t.person in group]
        if not mine:
            continue
        end = min(t.t_out for t in mine) - cover.walker.travel_time(site, 0, 1.2)
        for trip in mine:
            trip.sites, trip.times, trip.modes = [0], [trip.t_in], [SEEN]
            cover.walker.walk(trip, 0, site, trip.t_in + 40, 1.15)
            trip.spread = 0.6
            trip.base = cover.dice.randint(2, 9)
            out = max(trip.times[-1] + 600, end + cover.dice.uniform(-30, 60))
            cover.walker.walk(trip, site, 0, out, 1.2)
            trip.t_out = max(trip.times[-1] + 30, trip.t_out)
    cover.book("card_parked", group, [site])


def _parkers(cover: Cover, shifts: int) -> set[int]:
    """The crews of some shifts whose cards are laid down."""
    group: set[int] = set()
    for s in _busiest(cover)[:shifts]:
        crew = cover.crew(s)
        cover.dice.shuffle(crew)
        group.update(crew[: max(4, min(cover.count, round(len(crew) * 0.75)))])
    return group


def hung_at_haulage_station(cover: Cover) -> None:
    """Cards on a hook in a main roadway."""
    mains = cover.scene.layout.mains
    _park(cover, _parkers(cover, 2), cover.dice.choice(mains[1:] or mains))


def left_in_refuge(cover: Cover) -> None:
    """Cards in a side room."""
    rooms = cover.scene.layout.rooms
    name = next((r for r in ("refuge", "workshop", "store") if r in rooms), "substation")
    _park(cover, _parkers(cover, 2), rooms[name][0])


def parked_at_shaft_bottom(cover: Cover) -> None:
    """Cards stay at the shaft bottom."""
    _park(cover, _parkers(cover, cover.scene.shifts), cover.scene.layout.mains[0])


def leaders_cards_parked(cover: Cover) -> None:
    """Leaders and inspectors leave their cards behind."""
    jobs = cover.scene.jobs
    group = {
        n for n, p in enumerate(cover.crowd.persons) if p.leader or jobs[p.job].title in ("安全员", "瓦检员")
    }
    lay = cover.scene.layout
    _park(cover, group, lay.rooms.get("refuge", lay.mains[:1])[0])


def never_brought_out(cover: Cover) -> None:
    """Cards lie at one place for days without leaving the list."""
    lay = cover.scene.layout
    site = (lay.rooms.get("refuge") or lay.rooms.get("workshop") or lay.mains[-1:])[0]
    group = _parkers(cover, 1)
    keep: list[Trip] = []
    first: set[int] = set()
    for trip in sorted(cover.crowd.shown, key=lambda t: t.t_in):
        if trip.person not in group or not cover.during(trip.day):
            keep.append(trip)
        elif trip.person not in first:
            first.add(trip.person)
            keep.append(_forever(cover, trip, site))
    cover.crowd.shown = keep
    cover.book("card_parked", group, [site])


def _forever(cover: Cover, trip: Trip, site: int) -> Trip:
    """One stay that lasts to the end of the window."""
    trip.sites, trip.times, trip.modes = [0], [trip.t_in], [SEEN]
    cover.walker.walk(trip, 0, site, trip.t_in + 40, 1.1)
    out = cover.d1 * 86400 - cover.dice.uniform(600, 900)
    cover.walker.walk(trip, site, 0, out, 1.2)
    trip.t_out, trip.spread, trip.base = trip.times[-1] + 90, 0.6, 5
    return trip


def parked_crew(cover: Cover) -> None:
    """The cards of the secret crew lie at a legal place."""
    jobs = cover.scene.jobs
    group = {n for n, p in enumerate(cover.crowd.persons) if jobs[p.job].hidden}
    _park(cover, group, cover.scene.tricks["park_site"])


def cards_die_underground(cover: Cover) -> None:
    """Cards are switched off soon after the shaft bottom."""
    group: set[int] = set()
    for s in range(cover.scene.shifts):
        crew = cover.crew(s)
        more = [p for p in cover.crew(s, faces_only=False) if p not in set(crew)]
        cover.dice.shuffle(crew)
        group.update((crew + more)[: max(9, cover.scene.tricks["cut"])])
    for trip in cover.crowd.shown:
        if trip.person in group and cover.during(trip.day):
            trip.cut(trip.t_in + cover.dice.uniform(500, 1100))
            trip.exit_seen = False
    cover.book("headcount_concealed", group)


def replayed_day(cover: Cover) -> None:
    """Show the tracks of an earlier day again."""
    source = max(0, cover.d0 - 1) if cover.d0 else 0
    model = [t for t in cover.crowd.shown if t.day == source]
    first = cover.d0 if cover.d0 else 1
    cover.conduct("data_fabricated").d0 = first
    keep = [t for t in cover.crowd.shown if not first <= t.day < cover.d1]
    for day in range(first, cover.d1):
        for trip in model:
            new = trip.moved((day - source) * 86400.0)
            new.day = day
            keep.append(new)
    cover.crowd.shown = keep


def made_up_lists(cover: Cover) -> None:
    """Every stay begins and ends on the shift bell; places are drawn by lot."""
    scene = cover.scene
    for trip in cover.crowd.shown:
        if not cover.during(trip.day):
            continue
        a, b = scene.span(trip.day, trip.shift)
        trip.t_in, trip.t_out, trip.forged = a, b, True
        trip.sites, trip.times, trip.modes = [], [], []
        for t in range(int(a), int(b), scene.habits.ryss_period):
            trip.sites.append(cover.dice.randrange(1, len(scene.layout.sites)))
            trip.times.append(float(t))
            trip.modes.append(SEEN)


def scrambled_places(cover: Cover) -> None:
    """People are real but their stations are drawn by lot every few minutes."""
    scene = cover.scene
    for trip in cover.crowd.shown:
        if not cover.during(trip.day):
            continue
        t, sites, times = trip.t_in, [0], [trip.t_in]
        while t < trip.t_out - 400:
            t += cover.dice.uniform(200, 700)
            sites.append(cover.dice.randrange(1, len(scene.layout.sites)))
            times.append(t)
        trip.sites, trip.times, trip.modes = sites, times, [SEEN] * len(sites)


# --- chance ------------------------------------------------------------


def dead_reader(cover: Cover) -> None:
    """All visits to a dead station go unseen, or the last station stays listed."""
    site, a, b = cover.scene.tricks["dead"]
    mode = cover.scene.habits.lost_mode
    for trip in cover.crowd.shown:
        if trip.t_out < a or trip.t_in > b:
            continue
        for k, (where, t) in enumerate(zip(trip.sites, trip.times)):
            if where == site and a <= t < b and k > 0:
                trip.modes[k] = mode


def flat_battery(cover: Cover) -> None:
    """Some cards die in mid-shift."""
    for _ in range(cover.scene.tricks["flat"]):
        trip = cover.dice.choice(cover.crowd.shown)
        if trip.t_out - trip.t_in < 15 * 3600:
            trip.cut(trip.t_in + (trip.t_out - trip.t_in) * cover.dice.uniform(0.3, 0.8))
            trip.exit_seen = False


def master_apprentice(cover: Cover) -> None:
    """A pair walks together, in truth and in the records."""
    for _ in range(cover.scene.tricks["pair"]):
        crew = cover.crew(cover.dice.randrange(cover.scene.shifts))
        if len(crew) < 2:
            continue
        a, b = cover.dice.sample(crew, 2)
        lead = {(t.day, t.shift): t for t in cover.crowd.true if t.person == a}
        for trips in (cover.crowd.true, cover.crowd.shown):
            _follow(cover, trips, b, lead)


def _follow(cover: Cover, trips: list[Trip], person: int, lead: dict[tuple[int, int], Trip]) -> None:
    """Let one person follow another some seconds behind, now and then for minutes elsewhere."""
    for trip in trips:
        of = lead.get((trip.day, trip.shift))
        if trip.person != person or of is None:
            continue
        trip.sites, trip.modes = list(of.sites), list(of.modes)
        lags = sorted(cover.dice.uniform(4, 45) for _ in of.times)
        trip.times = [t + lag for t, lag in zip(of.times, lags)]
        trip.t_in, trip.t_out = trip.times[0], of.t_out + cover.dice.uniform(50, 160)


def card_replaced(cover: Cover) -> None:
    """From one day on a person has a new card."""
    crew = cover.crew(cover.dice.randrange(cover.scene.shifts))
    if not crew:
        return
    old = cover.dice.choice(crew)
    p = cover.crowd.persons[old]
    used = {q.card for q in cover.crowd.persons}
    number = next(n for n in range(4100, 9000) if f"{cover.scene.code}{n:05d}" not in used)
    cover.crowd.persons.append(
        Person(
            f"{cover.scene.code}{number:05d}",
            p.name,
            p.trade,
            p.post,
            p.team,
            p.birth,
            p.school,
            p.leader,
            p.special,
            p.job,
            p.shift,
        )
    )
    for trip in cover.crowd.shown:
        if trip.person == old and trip.day >= cover.scene.tricks["replace"]:
            trip.person = len(cover.crowd.persons) - 1


def overtime_worker(cover: Cover) -> None:
    """Single repair people stay some hours longer at the place where they are."""
    jobs = cover.scene.jobs
    pool = [
        t
        for t in cover.crowd.true
        if jobs[cover.crowd.persons[t.person].job].pattern == "repair" and t.day < cover.scene.days - 1
    ]
    for trip in cover.dice.sample(pool, min(len(pool), cover.scene.tricks["overtime"])):
        extra = cover.dice.uniform(3, 5) * 3600
        key = (trip.person, trip.day, trip.shift)
        for other in (t for t in [trip, *cover.crowd.shown] if (t.person, t.day, t.shift) == key):
            cut = max(1, len(other.times) - 4)
            other.times = other.times[:cut] + [t + extra for t in other.times[cut:]]
            other.t_out += extra


CHANCE: dict[str, Act] = {"pair": master_apprentice, "overtime": overtime_worker}
LATER: dict[str, Act] = {"replace": card_replaced, "flat": flat_battery, "dead": dead_reader}
COVERS: dict[str, Act] = {
    f.__name__: f
    for f in (
        one_man_many_cards,
        leader_card_carried,
        two_carriers,
        changing_carrier,
        collector_at_exit,
        hung_at_haulage_station,
        left_in_refuge,
        parked_at_shaft_bottom,
        leaders_cards_parked,
        never_brought_out,
        cards_die_underground,
        replayed_day,
        made_up_lists,
        scrambled_places,
    )
}


def disguise(scene: Scene, crowd: Crowd) -> None:
    """Apply honest chance and then the mine's own covering up."""
    cover = Cover(scene, crowd)
    for key, act in CHANCE.items():
        if key in scene.tricks:
            act(cover)
    style = scene.plot.get("style", "")
    if style in COVERS:
        COVERS[style](cover)
    elif scene.hidden_mode == "parked":
        parked_crew(cover)
    for key, act in LATER.items():
        if key in scene.tricks:
            act(cover)
    if scene.hidden is not None and scene.hidden_mode != "dark":
        jobs = scene.jobs
        cover.book("hidden_face", {n for n, p in enumerate(crowd.persons) if jobs[p.job].hidden})


__all__ = ["ABSENT", "FROZEN", "Cover", "disguise"]
