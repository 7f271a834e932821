"""People and their descents: teams, who works when, the walk of each card through the readers."""

from __future__ import annotations

from dataclasses import dataclass, field

from .layout import Face, Mine

MOVE, WORK, STILL, PARKED, GONE, HALT = range(6)
TRADES = {
    "coal_face": ("采煤机司机", "支架工", "采煤工", "刮板输送机司机", "端头支护工", "泵站司机"),
    "heading": ("掘进机司机", "掘进工", "锚杆支护工", "爆破工", "喷浆工"),
}


@dataclass
class Person:
    """One card holder."""

    card: str
    name: str
    trade: str
    dept: str
    leader: int = 0
    special: int = 0
    listed: bool = True


@dataclass
class Team:
    """People who share a job; `where` is a face id or a spot; pools[k] works shift k."""

    job: str
    where: str
    portal: int
    pools: list[list[Person]] = field(default_factory=list)


@dataclass
class Trip:
    """One descent: visits (second, station, mode). No card: only filmed; not filmed: only a card."""

    person: Person | None
    team: str
    day: int
    shift: int
    portal: int
    visits: list[tuple[float, int, int]] = field(default_factory=list)
    out: float = 0.0
    filmed: bool = True
    extra: bool = False
    cut: list[tuple[float, float]] = field(default_factory=list)
    exact: bool = False

    def at(self, t: float) -> int:
        """Station at time t."""
        best = self.visits[0][1]
        for when, st, _ in self.visits:
            if when > t:
                break
            best = st
        return best


class Crowd:
    """Builds the teams of a mine and makes descents."""

    def __init__(self, m: Mine) -> None:
        self.m, self.r = m, m.r
        self.people: list[Person] = []
        self.teams: list[Team] = []
        self.unset = m.r.choice((0.0, 0.05, 0.1, 0.5))
        self.lead = m.r.uniform(4, 22)
        self.train = m.r.random() < 0.4
        if self.unset == 0.5:
            m.events.append("trades_unset")
        if self.train:
            m.events.append("man_riding_train")
        m.events.append("sitting_attendants")
        shifts = len(m.shifts)
        for k, f in enumerate(m.faces):
            if f.last is None or f.last > 0:
                self.team(
                    "face",
                    f.face_id,
                    max(f.crew),
                    f.kind,
                    f"{'综采' if f.kind == 'coal_face' else '掘进'}{k + 1}队",
                )
        for job, where, n, trade in (
            ("sit", "pump", 1, "水泵工"),
            ("sit", "sub", 1, "变电所值班员"),
            ("roam", "gas", 2 if len(m.faces) > 3 else 1, "瓦斯检查员"),
            ("roam", "safe", 1, "安全检查员"),
            ("roam", "elec", m.r.randint(2, 4), "机电维修工"),
            ("haul", "mains", m.r.randint(2, 4), "运输工"),
            ("roam", "lead", 1, "矿领导"),
        ):
            self.team(job, where, n, trade, "机电队" if job == "sit" else f"{trade[:2]}队")
        for f in m.faces:
            if f.conveyor:
                self.team("sit", f"belt:{f.face_id}", 1, "皮带司机", "运输队")
        assert all(len(t.pools) == shifts for t in self.teams)

    def new(self, trade: str, dept: str, listed: bool = True) -> Person:
        """A new card."""
        n = len(self.people) + 1
        p = Person(
            f"{self.m.code}{n + 100:05d}",
            f"职工{n:04d}",
            trade,
            dept,
            int(trade == "矿领导"),
            int(trade in ("瓦斯检查员", "安全检查员", "爆破工", "采煤机司机")),
            listed,
        )
        if self.r.random() < self.unset and not p.leader:
            p.trade = "未设置"
        self.people.append(p)
        return p

    def team(self, job: str, where: str, n: int, trade: str, dept: str) -> None:
        """A team with a pool for each shift, large enough for days off."""
        kinds = TRADES.get(trade, (trade,))
        size = n + (2 if n > 3 else 1) + n // 6
        pools = [[self.new(kinds[i % len(kinds)], dept) for i in range(size)] for _ in self.m.shifts]
        self.teams.append(Team(job, where, self.r.randrange(len(self.m.portals)), pools))

    # -- walking ----

    def walk(self, trip: Trip, to: int, t: float, pace: float = 1.0, ride: bool = False) -> float:
        """Add the way from the last station to `to`; returns the time of arrival."""
        m, a = self.m, trip.visits[-1][1]
        for b in m.path(a, to)[1:]:
            top = {a, b} <= set(m.mains) or a == m.portals[trip.portal][0] or b == m.portals[trip.portal][0]
            speed = 3.6 if ride and top else (2.6 if top and len(trip.visits) < 2 else 1.25) * pace
            t += m.dist[a, b] / speed
            trip.visits.append((t, b, MOVE))
            a = b
        return t

    def stay(
        self, trip: Trip, places: list[int], t: float, until: float, mean: float, mode: int = WORK
    ) -> float:
        """Work between places until the time is over; ends at whichever place."""
        here = trip.visits[-1][1]
        trip.visits[-1] = (trip.visits[-1][0], here, mode)
        while True:
            t += self.r.expovariate(1 / mean) + 60
            if t >= until:
                return until
            others = [p for p in places if p != here] or places
            goal = self.r.choice(others)
            if goal == here:
                trip.visits.append((t, here, mode))
                continue
            t = self.walk(trip, goal, t, self.r.uniform(0.8, 1.1))
            here = goal
            trip.visits[-1] = (t, here, mode)

    def start(self, person: Person | None, team: str, day: int, s: int, portal: int, t: float) -> Trip:
        """Begin a descent at the portal."""
        trip = Trip(person, team, day, s, portal)
        trip.visits.append((t, self.m.portals[portal][0], MOVE))
        return trip

    def end(self, trip: Trip, t: float, ride: bool = False) -> Trip:
        """Walk out and leave."""
        t = self.walk(trip, self.m.portals[trip.portal][0], t, self.r.uniform(0.9, 1.1), ride)
        trip.out = t + self.r.uniform(15, 70)
        return trip

    def begin_end(self, day: int, s: int) -> tuple[float, float]:
        """Seconds at which a shift begins and ends."""
        a = day * 86400 + self.m.shifts[s] * 3600
        return float(a), a + self.m.hours(s) * 3600

    def crew_trips(
        self,
        people: list[Person | None],
        team: str,
        day: int,
        s: int,
        portal: int,
        places: list[int],
        mean: float = 1700.0,
        late: float = 0.0,
    ) -> list[Trip]:
        """A crew goes down together, works at the places until the end of its shift and comes up."""
        a, b = self.begin_end(day, s)
        out, probe = [], self.start(None, team, day, s, portal, 0.0)
        way = self.walk(probe, places[0], 0.0, 1.0, self.train)
        wave = a + self.r.uniform(100, 500) - way - self.lead * 6
        for p in people:
            jitter = self.r.uniform(0, 3) if self.train else self.r.expovariate(1 / 200)
            trip = self.start(p, team, day, s, portal, wave + jitter)
            t = self.walk(
                trip,
                places[self.r.randrange(len(places))],
                wave + jitter,
                1.0 if self.train else self.r.uniform(0.9, 1.1),
                self.train,
            )
            leave = b + late + (self.r.gauss(-900, 30) if self.train else self.r.uniform(-1500, -500))
            t = self.stay(trip, places, t, max(leave, t + 900), mean)
            out.append(self.end(trip, t, self.train))
        return out

    # -- a normal day ----

    def present(self, pool: list[Person], day: int, n: int) -> list[Person]:
        """Who of the pool is on duty: days off turn through the pool."""
        k = len(pool)
        order = sorted(range(k), key=lambda i: ((i + day) % k, i))
        return [pool[i] for i in order[: max(0, min(n, k))]]

    def face_crew(self, f: Face, day: int, s: int) -> int:
        """How many go to a face in a shift of this day, by the state of the mine."""
        mode = self.m.mode(day, s)
        n, first = f.crew[s], s == self.m.day_shift()
        if not n or not f.alive(day):
            return 0
        if mode == "normal":
            return max(2, n + self.r.choice((-1, 0, 0, 0, 1 if n > 8 else 0)))
        if mode == "overhaul":
            return max(2, round(n * 0.6)) if first else 2
        return (2 if mode == "holiday" else 1) if first else 0

    def day(self, day: int, crews: dict[tuple[str, int, int], int]) -> list[Trip]:
        """Honest descents that begin on a day; `crews` overrides numbers at (face, day, shift)."""
        m = self.m
        trips: list[Trip] = []
        faces = {f.face_id: f for f in m.faces}
        for s in range(len(m.shifts)):
            a, b = self.begin_end(day, s)
            mode = m.mode(day, s)
            for team in self.teams:
                pool = team.pools[s]
                if team.job == "face":
                    f = faces[team.where]
                    n = crews.get((f.face_id, day, s), self.face_crew(f, day, s))
                    crew: list[Person | None] = list(self.present(pool, day, n))
                    trips += self.crew_trips(crew, f.face_id, day, s, team.portal, f.stations)
                    continue
                quiet = mode in ("holiday", "suspended")
                if quiet and (team.job == "haul" or team.where.startswith("belt") or team.where == "elec"):
                    if s != m.day_shift() or team.job == "haul":
                        continue
                n = len(pool) - 1 - (1 if len(pool) > 5 else 0)
                for p in self.present(pool, day, 1 if quiet else max(1, n)):
                    trips.append(self.service(team, p, day, s, a, b))
        return trips

    def service(self, team: Team, p: Person, day: int, s: int, a: float, b: float) -> Trip:
        """Attendants who sit, inspectors on rounds, hauliers on the main road, the leader."""
        m, r = self.m, self.r
        t = a - self.lead * 60 + r.uniform(-500, 400)
        trip = self.start(p, team.where, day, s, team.portal, t)
        leave = b + r.uniform(-900, 300)
        live = [f for f in m.faces if f.alive(day)] or m.faces[:1]
        if team.job == "sit":
            spot = m.spots.get(team.where)
            if spot is None:
                spot = next(f.gate[0] for f in m.faces if f.face_id == team.where[5:])
            t = self.walk(trip, spot, t)
            near = [n for n in (m.nxt[spot, m.spots["bottom"]],) if n != spot]
            t = self.stay(trip, [spot], t, t + (leave - t) * r.uniform(0.35, 0.65), 9000, STILL)
            if near and r.random() < 0.6 and t + 1500 < leave:
                t = self.walk(trip, near[0], t)
                t = self.walk(trip, spot, t + r.uniform(120, 700))
            self.stay(trip, [spot], t, leave, 9000, STILL)
        elif team.job == "haul":
            t = self.walk(trip, r.choice(m.mains), t)
            dump = m.mains + [m.spots["bottom"]] + [f.gate[0] for f in live]
            if r.random() < 0.25:
                dump += [i[0] for i in m.idle]
            self.stay(trip, dump, t, leave, 1000)
        else:
            tour = [r.choice(f.stations) for f in live] + [m.spots["sub"], m.spots["hall"]]
            if team.where == "gas":
                tour += [m.spots["return"]]
                if s == m.day_shift():
                    tour += [x for _, x, _ in m.seals] + [i[-1] for i in m.idle]
            if team.where == "elec":
                tour = [r.choice(m.mains), *tour, *(f.gate[1] for f in live)]
            if team.where == "lead":
                leave -= r.uniform(0, 5400)
            r.shuffle(tour)
            k = 0
            while t < leave:
                t = self.walk(trip, tour[k % len(tour)], t)
                long = tour[k % len(tour)] in {x for f in live for x in f.stations}
                t = min(max(leave, t), t + (r.uniform(900, 4200) if long else r.uniform(240, 1200)))
                k += 1
        return self.end(trip, max(trip.visits[-1][0] + 60, leave))

    # -- harmless things that people do ----

    def detour(self, trip: Trip, t: float, to: int, hold: float) -> None:
        """Everyone walks to a place (rescue drill), waits, and goes back to where he was."""
        if not (trip.visits[0][0] + 2400 < t and t + hold + 4800 < trip.out):
            return
        back, rest = trip.at(t), [v for v in trip.visits if v[0] > t]
        trip.visits = [v for v in trip.visits if v[0] <= t]
        end = self.walk(trip, to, t + self.r.uniform(30, 400))
        trip.visits[-1] = (end, to, STILL)
        end = self.walk(trip, back, t + hold + self.r.uniform(0, 300) + 900)
        rest = [v for v in rest if v[0] > end]
        if rest and rest[0][1] != back:
            base = trip.visits[-1][1]
            gap = self.m.path(base, rest[0][1])[1:-1]
            rest = [
                (end + (rest[0][0] - end) * (i + 1) / (len(gap) + 1), x, MOVE) for i, x in enumerate(gap)
            ] + rest
        trip.visits += rest
        trip.out = max(trip.out, trip.visits[-1][0] + 20)

    def follow(self, trip: Trip, person: Person, spread: float, filmed: bool, stray: float = 0.0) -> Trip:
        """A card that goes wherever another goes; `stray` is the share of visits it does not share."""
        r, out = self.r, Trip(person, trip.team, trip.day, trip.shift, trip.portal, filmed=filmed)
        last = 0.0
        for k, (t, st, mode) in enumerate(trip.visits):
            if k and r.random() < stray:
                continue
            last = max(last + 1, t + r.uniform(0, spread))
            out.visits.append((last, st, mode))
        out.out = max(last + 1, trip.out + r.uniform(0, spread))
        out.exact = spread < 6
        return out

    def visitors(self, day: int, cards: list[Person]) -> list[Trip]:
        """A party of guests walks through the mine in the forenoon."""
        m, r = self.m, self.r
        t = day * 86400 + r.uniform(8.8, 10) * 3600
        lead = self.start(cards[0], "visitors", day, m.day_shift(), 0, t)
        for stop in (m.spots["hall"], r.choice(m.faces[0].stations), m.spots["sub"]):
            t = self.walk(lead, stop, t + r.uniform(600, 2400))
        self.end(lead, t + 500)
        return [lead] + [self.follow(lead, c, 45, True) for c in cards[1:]]
