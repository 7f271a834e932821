"""From crews to descents: who goes down when, by which way, and where the time is spent."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .clock import DAY
from .layout import Face
from .mine import Job, Mine, Trip

ROAM = {"采煤机司机", "班长", "跟班队长", "液压支架工", "验收员", "安全检查员", "采煤工", "支柱工", "检修工"}
STAY = {"乳化液泵站工", "转载机司机", "皮带机司机", "刮板输送机司机", "耙装机司机"}


class Mover:
    """Moves people along the roadways."""

    def __init__(self, m: Mine) -> None:
        rnd = m.rnd
        self.m = m
        self.lay = m.lay
        self.rnd = rnd
        self.cage = rnd.choice((420, 600, 780))
        self.headway = rnd.choice((0, 600, 900)) if m.region.key != "inner_mongolia" else 480
        self.ride = 1.25 if self.headway == 0 else rnd.uniform(2.6, 4.2)
        self.cage_time = (
            40 + int(m.lay.dist[m.lay.pit, m.lay.with_role("bottom")[0]] / 5) if m.lay.vertical else 0
        )

    def go(self, tr: Trip, a: int, b: int, t: int, pace: float, ride: bool = True) -> int:
        """Walk or ride from a to b; record the stations passed; return the time of arrival."""
        if a == b:
            return t
        rnd = self.rnd.random
        nodes, lengths, modes = self.lay.path(a, b)
        riding = False
        clock = float(t)
        for node, length, mode in zip(nodes, lengths, modes):
            if mode == "cage":
                clock = math.ceil((clock + 25) / self.cage) * self.cage + self.cage_time + 14 * rnd()
            elif mode == "ride" and ride:
                if self.headway and not riding:
                    clock = math.ceil((clock + 20) / self.headway) * self.headway + 6 * rnd()
                riding = True
                clock += length / self.ride + 3 * rnd()
            else:
                clock += length / pace * (0.95 + 0.1 * rnd())
            tr.nodes.append(node)
            tr.times.append(int(clock))
        return int(clock)

    def back(self, a: int) -> float:
        """Rough time for the way out."""
        return float(self.lay.dist[a, self.lay.pit]) / 1.2


def _stops(
    m: Mine, job: Job, face: Face | None, sites: list[int], trade: str, mode: str
) -> Iterator[tuple[int, int]]:
    """Places to go to and how long to stay, without end."""
    rnd = m.rnd
    if mode == "sit":
        while True:
            yield sites[0], rnd.randint(5400, 16000)
            if rnd.random() < 0.25:
                near = m.lay.near(sites[0], 3)
                yield near[-1], rnd.randint(120, 600)
    elif mode == "face" and face is not None:
        work = sites
        rest = m.lay.with_role("refuge", district=face.district) if face.district >= 0 else []
        post = work[0] if trade in ("乳化液泵站工", "皮带机司机") else rnd.choice(work[1:] or work)
        meal = rnd.random() < 0.22
        count = 0
        while True:
            if trade in STAY:
                yield post, rnd.randint(3600, 11000)
                if rnd.random() < 0.3:
                    yield rnd.choice(work), rnd.randint(200, 1200)
            else:
                inner = work[1:-1] if len(work) > 3 else work[-1:]
                pick = rnd.choice(inner) if rnd.random() < 0.8 else rnd.choice(work)
                yield pick, rnd.randint(900, 3600 if trade in ROAM else 7200)
            count += 1
            if meal and count == 4 and rest:
                yield rest[0], rnd.randint(900, 2000)
    elif mode == "loop":
        k = rnd.randrange(len(sites))
        while True:
            yield sites[k % len(sites)], rnd.randint(500, 2400)
            k += 1
            if rnd.random() < 0.06:
                rest = m.lay.with_role("refuge", "tea")
                yield rnd.choice(rest), rnd.randint(600, 1800)
    elif mode == "gang":
        base = sites[0]
        while True:
            yield base, rnd.randint(2400, 9000)
            if rnd.random() < 0.4:
                yield rnd.choice(m.lay.near(base, 4)), rnd.randint(300, 1500)
    elif mode == "shuttle":
        home = m.lay.with_role("yard")[0]
        goals = rnd.sample(sites, min(3, len(sites)))
        while True:
            yield home, rnd.randint(600, 2400)
            yield rnd.choice(goals), rnd.randint(400, 2400)
    elif mode == "leader":
        while True:
            yield rnd.choice(sites), rnd.randint(1200, 4200)
            if rnd.random() < 0.2:
                yield m.lay.with_role("tea")[0], rnd.randint(600, 1500)
    else:  # errand, office, visit
        while True:
            yield rnd.choice(sites), rnd.randint(700, 4000)
            if rnd.random() < 0.1:
                yield m.lay.with_role("tea")[0], rnd.randint(600, 1500)


def make_trip(
    m: Mine,
    mover: Mover,
    who: int,
    job: Job,
    day: int,
    shift: int,
    t_in: int,
    leave: int,
    face: Face | None,
    sites: list[int],
    mode: str,
) -> Trip:
    """One descent from swipe to swipe."""
    rnd = m.rnd
    tr = Trip(who, t_in, job, day, shift, job.spread)
    trade = m.people[who].trade
    here = m.lay.pit
    tr.nodes.append(here)
    tr.times.append(t_in)
    t = t_in + rnd.randint(15, 90)
    pace = rnd.uniform(0.9, 1.3)
    if mode in ("office", "errand", "sit", "leader"):
        tr.spread = min(tr.spread, 10.0) if mode == "sit" else tr.spread
    if mode == "hidden":
        t = _hidden_stay(m, mover, tr, sites, t, leave, pace)
        here = tr.nodes[-1]
    else:
        wait = m.lay.with_role("tea")[0] if mode == "face" and rnd.random() < 0.1 else -1
        if wait >= 0:
            t = mover.go(tr, here, wait, t, pace) + rnd.randint(200, 900)
            here = wait
        for node, stay in _stops(m, job, face, sites, trade, mode):
            if t >= leave:
                break
            t = mover.go(tr, here, node, t, pace, ride=mode != "loop" or len(tr.nodes) < 3)
            here = node
            t += max(30, min(stay, leave - t))
    tr.leave = t
    t = mover.go(tr, here, m.lay.pit, t, pace)
    tr.t_out = t + rnd.randint(15, 80)
    tr.vid_out = tr.t_out
    return tr


def _hidden_stay(m: Mine, mover: Mover, tr: Trip, sites: list[int], t: int, leave: int, pace: float) -> int:
    """Go to an undeclared place, with short errands to the last declared station."""
    rnd = m.rnd
    anchor, inner = sites[0], sites[1:]
    here = m.lay.pit
    if m.park >= 0:
        t = mover.go(tr, here, m.park, t, pace) + rnd.randint(60, 300)
        here = m.park
    t = mover.go(tr, here, anchor, t, pace) + rnd.randint(30, 400)
    here = anchor
    while t < leave:
        node = rnd.choice(inner)
        t = mover.go(tr, here, node, t, pace) + rnd.randint(2400, 9000)
        here = node
        if rnd.random() < 0.14 and t < leave:
            t = mover.go(tr, here, anchor, t, pace) + rnd.randint(150, 900)
            here = anchor
    t = min(t, max(leave, tr.times[-1] + 60))
    if m.park >= 0:
        t = mover.go(tr, here, m.park, t, pace) + rnd.randint(60, 240)
    return t


def count_for(m: Mine, job: Job, day: int, shift: int) -> int:
    """How many of a job go down in a shift, with absences, holidays and stops."""
    n = job.counts[shift]
    if n == 0:
        return 0
    k = m.idx(day)
    rnd = m.rnd
    if job.group == "hidden":
        return max(1, n - (rnd.random() < 0.2)) if n > 2 else n
    if m.stop[k]:
        worked = day >= 0 and m.secret_rate[day] > 0
        if job.group == "prod":
            if (
                worked
                and (not m.night_only or shift in m.night_shifts())
                and not (m.heads_only and job.face is not None and job.face.kind == "coal_face")
            ):
                return max(3, round(n * min(1.0, 0.45 + 0.6 * m.secret_rate[day]))) if n > 2 else n
            quiet = 0.12 if n > 2 else 0.0
            return int(n * quiet + rnd.random())
        if job.group == "other":
            return round(n * (0.3 if not worked else 0.4))
        if job.group == "office":
            return round(n * 0.35)
    factor = m.low[k] if job.group in ("prod", "other") else 1.0
    if factor < 0.6:
        n = max(1, round(n * (0.5 + 0.5 * factor)))
    if n <= 2:
        return n
    return max(1, n - (rnd.random() < 0.4) - (n > 9 and rnd.random() < 0.3))


def assignment(m: Mine, job: Job, day: int, shift: int) -> tuple[Face | None, list[int], str] | None:
    """Where a job works on a day: its face, its present site, or nowhere."""
    face, mode, sites = job.face, job.behave, job.sites
    if face is not None and not face.works(day):
        after = next((f for f in m.lay.faces if f.follows == face.fid), None)
        if after is not None and after.works(day):
            return after, after.nodes, mode
        if face.stop is not None and day >= face.stop and day < face.stop + 25 and after is not None:
            return face, face.nodes, mode  # taking the supports out
        return None
    if mode == "gang":
        plan = m.gang_sites.get(job.jid)
        if plan:
            return None, [plan[m.idx(day)]], mode
        return None, [sites[(day // 4 + job.jid) % len(sites)]], mode
    return face or job.open_face, sites, mode


def make_trips(m: Mine) -> Mover:
    """All descents of the mine that touch the data."""
    rnd = m.rnd
    mover = Mover(m)
    turns = len(m.starts)
    rotate = rnd.choice((7, 8, 10))
    since = rnd.randint(0, 9)
    for day in range(-1, m.days):
        for shift in range(turns):
            start = m.shift_start(day, shift)
            if start + m.length + 3 * 3600 < 0:
                continue
            for job in m.jobs:
                if job.group == "hidden" and not _hidden_on(m, job, day):
                    continue
                n = count_for(m, job, day, shift)
                if n <= 0:
                    continue
                where = assignment(m, job, day, shift)
                if where is None:
                    continue
                slot = shift
                if shift in job.turn:  # backwards, so that nobody works two shifts in a row
                    slot = job.turn[(job.turn.index(shift) + (day + since) // rotate) % len(job.turn)]
                pool = job.pools[slot]
                crew = rnd.sample(pool, min(n, len(pool)))
                m.trips += crew_trips(m, mover, job, day, shift, start, crew, *where)
    return mover


def _hidden_on(m: Mine, job: Job, day: int) -> bool:
    """Whether an undeclared crew goes down on a day."""
    active = m.hidden[0].active if m.hidden else None
    if active is None:
        return day >= 0
    return bool(active[day]) if day >= 0 else bool(active[0] and active.mean() > 0.95)


def crew_trips(
    m: Mine,
    mover: Mover,
    job: Job,
    day: int,
    shift: int,
    start: int,
    crew: list[int],
    face: Face | None,
    sites: list[int],
    mode: str,
) -> list[Trip]:
    """The descents of one crew in one shift."""
    rnd = m.rnd
    made: list[Trip] = []
    begin = start - job.lead + rnd.randint(-400, 400)
    end = start + m.length + rnd.randint(-600, 1100)
    if mode == "sit":
        end = start + m.length + rnd.randint(300, 1300)
    late = 0
    if job.group in ("prod", "hidden") and rnd.random() < 0.025:
        late = rnd.randint(3600, 10000)  # kept longer by a breakdown
    for k, who in enumerate(crew):
        if mode == "office":
            t_in = start + rnd.randint(0, 7200)
            leave = t_in + rnd.randint(6000, 15000)
        else:
            t_in = begin + k * rnd.randint(2, 6) + rnd.randint(0, 240)
            leave = end + late + rnd.randint(-240, 300)
        if made and mode in ("face", "gang", "hidden") and job.group != "care" and rnd.random() < 0.05:
            made.append(follow(m, made[-1], who))  # apprentice with his master
            continue
        made.append(make_trip(m, mover, who, job, day, shift, t_in, leave, face, sites, mode))
    return made


def follow(m: Mine, lead: Trip, who: int, gap: tuple[int, int] = (4, 28)) -> Trip:
    """Someone who walks with another all the time, some seconds behind and not always."""
    rnd = m.rnd
    twin = lead.copy(who)
    shift = rnd.randint(*gap)
    twin.t_in = lead.t_in + shift
    twin.times = [t + rnd.randint(*gap) for t in lead.times]
    for k in range(1, len(twin.times)):
        twin.times[k] = max(twin.times[k], twin.times[k - 1] + 1)
    twin.times[0] = twin.t_in
    twin.t_out = max(lead.t_out, twin.times[-1]) + rnd.randint(3, 40)
    twin.vid_in, twin.vid_out = twin.t_in, twin.t_out
    return twin


def day_of(t: int) -> int:
    """Day number of a time."""
    return t // DAY
