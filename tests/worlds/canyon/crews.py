"""People: teams, rotations, and the way each of them takes below ground."""

import datetime as dt
import math
import random
from dataclasses import field, make_dataclass

import numpy as np

from .layout import Mine

DAY = 86400
COAL_TRADES = (
    "采煤机司机",
    "支架工",
    "采煤工",
    "采煤工",
    "输送机司机",
    "端头支护工",
    "采煤工",
    "电钳工",
    "班长",
)
HEAD_TRADES = ("掘进工", "掘进工", "锚杆支护工", "掘进机司机", "爆破工", "掘进工", "班长", "耙装机司机")
# How a visit is seen: normal, frozen (no new reads but still listed), hidden (not listed), still (card lies there).
NORMAL, FROZEN, UNLISTED, STILL = "n", "f", "x", "s"

Person = make_dataclass(
    "Person",
    (
        "card",
        "name",
        "trade",
        "team",
        ("leader", bool, False),
        ("special", bool, False),
        ("group", int, 0),
        ("free_at", float, -9e9),
        ("post", str, "工人"),
    ),
)
# A descent: `visits` are (station, time, mode); card: it is in the snapshots; body: a person passes the gate;
# video: the gate has a counting camera. A job: who goes down for how many places on each shift, and how they move.
Trip = make_dataclass(
    "Trip",
    (
        "person",
        "visits",
        "t_in",
        "t_out",
        ("card", bool, True),
        ("body", bool, True),
        ("video", bool, True),
        ("tag", str, ""),
        ("body_out", float, 0.0),
    ),
)
Job = make_dataclass(
    "Job",
    (
        "team",
        "trades",
        "counts",
        "stations",
        ("mode", str, "work"),
        ("face", int, None),
        ("days", range, None),
        ("dwell", float, 60.0),
        ("tag", str, ""),
        ("people", list, field(default_factory=list)),
        ("make", object, None),
        ("leader", bool, False),
        ("lead", float, 40.0),
        ("every", int, 1),
        ("spare", float, 1.3),
    ),
)


class Run:
    """One mine over the days of the world."""

    def __init__(self, mine: Mine, days: int, start: dt.datetime, seed: str):
        self.mine, self.days, self.start, self.n = mine, days, start, days * 96
        self.rng, self.np = random.Random(seed + "/run"), np.random.default_rng([*seed.encode(), 7])
        self.jobs, self.people, self.trips = [], [], []
        self.level, self.crewed = {}, {}  # of each face: output and crew by day and shift
        self.sources, self.late = [], []  # what joins the physics, what happens after it
        self.conduct, self.names, self.notices, self.alarms = [], [], [], []
        self.gaps, self.dead = {"rydw": [], "aqjk": []}, []
        self.calibrations, self.switches, self.masked = [], [], {}
        self.status = [{"state": "producing", "from": "2022-06-01", "to": None}]
        self.missing, self.limit, self.quiet = set(), 0, np.ones(days)
        # Switches of single stories; see wrongs.py, harmless.py and story.py.
        self.swap, self.nameless, self.filtered, self.undeclared = {}, set(), set(), set()
        self.in_conduct = self.resend = False
        self.evacuate = self.stretch = self.blind = self.other_gate = self.clock = None
        self.over_limit = self.silent = self.report_factor = self.snapshots = None
        self.swapped = self.flat = self.half = 0
        self.below_guess = (
            sum(max(f.crew) for f in mine.faces) + {"small": 12, "middle": 25, "large": 40}[mine.size]
        )
        self.handover = self.rng.random() < 0.5  # crews meet at the face, or not

    def person(self, trade, team, **more) -> Person:
        number = len(self.people) + 1 + self.mine.capacity % 97
        p = Person(f"{self.mine.code}{number:05d}", f"员工{number:04d}", trade, team, **more)
        self.people.append(p)
        return p

    def iso(self, t: float) -> str:
        return (self.start + dt.timedelta(seconds=int(t))).isoformat() + "+08:00"

    def date(self, day: int) -> str:
        return (self.start + dt.timedelta(days=day)).date().isoformat()

    def codes(self, station: int, count=4) -> list[str]:
        return [self.mine.stations[s].code for s in self.mine.nearest(station, count)]

    def shift(self, day: int, k: int) -> tuple[float, float]:
        s = self.mine.shifts
        a = s[k]
        b = s[(k + 1) % len(s)]
        return day * DAY + a * 60, day * DAY + (b if b > a else b + 1440) * 60

    def night(self) -> int:
        """Number of the shift whose middle lies nearest to 03:00."""

        def off(k):
            a, b = self.shift(0, k)
            mid = (a + b) / 2 % DAY
            return min(abs(mid - 10800), DAY - abs(mid - 10800))

        return min(range(len(self.mine.shifts)), key=off)


def levels(run: Run):
    """Output level of each face for each day and shift (0 idle, about 1 normal)."""
    rng, n = run.rng, len(run.mine.shifts)
    weekly, first = rng.choice((None, None, 6, 13)), rng.randrange(7)
    for i, f in enumerate(run.mine.faces):
        repair = rng.randrange(n) if f.kind == "coal_face" and n > 2 else -1
        weight = np.array([0.1 if k == repair else rng.uniform(0.9, 1.1) for k in range(n)])
        weight /= weight.sum()
        lev = np.tile(weight, (run.days, 1)) * np.clip(run.np.normal(1, 0.1, (run.days, n)), 0.4, 1.3)
        lev[run.np.random((run.days, n)) < 0.04] *= 0.35
        run.level[i] = lev
        run.crewed[i] = np.ones((run.days, n))
        if weekly:
            for d in range(first, run.days, weekly + 1):
                run.level[i][d] *= 0.05
                run.crewed[i][d] = 0.35


def front(f):
    """Where a crew works: mostly at the face itself."""
    return (
        [f.stations[-3], *[f.stations[-2]] * 4, f.stations[-1]]
        if f.kind == "coal_face"
        else [f.stations[-2], *[f.stations[-1]] * 3]
    )


def staff(run: Run):
    """The ordinary teams of the mine."""
    mine, rng = run.mine, run.rng
    n, size = len(mine.shifts), mine.size
    numbers = {"coal_face": 0, "heading": 0}
    for i, f in enumerate(mine.faces):
        numbers[f.kind] += 1
        word = {"coal_face": "采煤", "heading": "掘进"}[f.kind]
        run.jobs.append(
            Job(
                f"{word}{'一二三四五六'[numbers[f.kind] - 1]}队",
                COAL_TRADES if f.kind == "coal_face" else HEAD_TRADES,
                list(f.crew),
                front(f),
                face=i,
                dwell=70,
                tag="face",
            )
        )
    one = [1] * n
    day = min(range(n), key=lambda k: abs(mine.shifts[k] - 480))
    many = {"small": 1, "middle": 2, "large": 4}[size]
    mains, rises = mine.role("main"), mine.role("rise")
    posts = [(s, "水泵工") for s in mine.role("pump")] + [(s, "变电工") for s in mine.role("substation")]
    posts += [(s, "胶带机司机") for s in mine.role("bunker") + [rises[0]] * (many > 1) + [mains[-1]]]
    posts += [(mine.role("bottom")[0], "信号把钩工")] + [(s, "变电工") for s in mine.role("dsub")]
    for s, trade in posts:
        run.jobs.append(
            Job("机电队" if "电" in trade or "泵" in trade else "运输队", (trade,), one, [s], "post", lead=30)
        )
    gas = [f.stations[-1] for f in mine.faces] + mine.role("dreturn", "return")
    for d in range(mine.districts):
        own = [s for f in mine.faces if f.district == d for s in f.stations[-2:]] + mine.role(
            "dreturn", district=d
        )
        run.jobs.append(Job("通风队", ("瓦斯检查员",), one, own, "patrol", dwell=14))
    weekly = mine.role("seal", "old") + mine.role("return")
    run.jobs.append(
        Job(
            "通风队",
            ("测风员", "密闭工"),
            [2 if k == day else 0 for k in range(n)],
            weekly,
            "patrol",
            dwell=9,
            every=rng.choice((3, 4)),
        )
    )
    run.jobs.append(Job("安全科", ("安全检查员",), [many if many < 3 else 2] * n, gas, "patrol", dwell=25))
    run.jobs.append(
        Job(
            "矿领导",
            ("带班领导",),
            one,
            [f.stations[-1] for f in mine.faces] + mains,
            "roam",
            dwell=40,
            leader=True,
            spare=3,
        )
    )
    run.jobs.append(
        Job(
            "机电队",
            ("电钳工", "维修工"),
            [many + 1] * n,
            [f.stations[0] for f in mine.faces] + rises,
            "roam",
            dwell=35,
        )
    )
    run.jobs.append(
        Job("运输队", ("电机车司机", "运料工", "绞车司机"), [2 * many] * n, mains + rises, "roam", dwell=15)
    )
    run.jobs.append(
        Job(
            "通风队",
            ("风筒工", "通风设施工"),
            [many if k == day else 0 for k in range(n)],
            rises + mine.role("dreturn"),
            "roam",
            dwell=45,
        )
    )
    run.jobs.append(
        Job(
            "巷修队",
            ("巷修工",),
            [many + 2 if k == day else 0 for k in range(n)],
            rng.sample(mains, 2),
            "work",
            dwell=90,
        )
    )
    if size != "small":
        run.jobs.append(
            Job(
                "地测科",
                ("测量工",),
                [2 if k == day else 0 for k in range(n)],
                [f.stations[-1] for f in mine.faces],
                "patrol",
                dwell=35,
                every=2,
            )
        )


def hire(run: Run, job: Job):
    """Fill the pool of a job once: for each rotation group a few more than its places."""
    n = len(job.counts)
    for g in range(n if not job.people else 0):
        for k in range(math.ceil(max(job.counts) * job.spare) + (job.counts != [0] * n)):
            trade = job.trades[k % len(job.trades)]
            special = any(word in trade for word in ("司机", "检查", "爆破", "电"))
            job.people.append(
                run.person(
                    trade,
                    job.team,
                    leader=job.leader,
                    group=g,
                    special=special,
                    post="班长" if trade == "班长" else "副矿长" if job.leader else "工人",
                )
            )
    return job.people


def walk(run: Run, visits, a, b, t, speed, miss=0.02):
    """Append the way a -> b; returns the time of arrival."""
    mine = run.mine
    for s, metres in mine.path(a, b):
        if a == 0 and s == mine.role("bottom")[0] or s == 0:
            t += {"立井": 110, "斜井": metres / 2.6, "平硐": metres / 1.4}[mine.access]
        else:
            t += metres / speed
        if s == b or run.rng.random() > miss:
            if s:
                visits.append((s, t, NORMAL))
    return t


def stay(run: Run, visits, here, t, until, stations, mean, mode, speed):
    """Work at the stations from t to until; returns (station, time) of leaving."""
    rng, order = run.rng, run.rng.randrange(len(stations))
    while t < until:
        length = (rng.gauss(mean, mean * 0.2) if mode == "patrol" else rng.expovariate(1 / mean) + 3) * 60
        t = min(until, t + max(60, length))
        if t >= until:
            break
        order += 1
        goal = stations[order % len(stations)] if mode == "patrol" else rng.choice(stations)
        if goal != here:
            t, here = walk(run, visits, here, goal, t, speed), goal
    return here, t


def descend(run: Run, p: Person, start, end, job, t_in=None) -> Trip:
    """One ordinary descent for a shift from start to end."""
    rng = run.rng
    speed = rng.uniform(1.0, 1.35)
    t_in = t_in if t_in is not None else start - job.lead * 60 + rng.gauss(0, 170)
    visits: list = [(run.mine.role("bottom")[0], t_in, NORMAL)]
    goal = rng.choice(job.stations) if job.mode != "patrol" else job.stations[0]
    t = walk(run, visits, 0, goal, t_in, speed)
    leave = end + rng.gauss(8 if job.mode == "post" else 3 if run.handover else -14, 3) * 60
    if job.mode == "post":
        here = goal
        t = max(t, leave)
    else:
        here, t = stay(run, visits, goal, t, leave, job.stations, job.dwell, job.mode, speed)
    t = cage(run, walk(run, visits, here, 0, t + rng.uniform(0, 90), speed))
    return Trip(p, visits, t_in, t, tag=job.tag)


def cage(run: Run, t: float) -> float:
    """The next ride: cages and man-cars leave in steps, walkers whenever they like."""
    step = {"立井": 240, "斜井": 600, "平硐": 30}[run.mine.access]
    return math.ceil(t / step) * step + run.rng.uniform(0, 25)


def roster(run: Run):
    """All descents of all jobs."""
    n = len(run.mine.shifts)
    for job in run.jobs:
        hire(run, job)
        for day in job.days if job.days is not None else range(-1, run.days):
            if day % job.every or (
                day >= 0
                and job.tag == ""
                and job.mode in ("roam", "work")
                and run.rng.random() > run.quiet[day]
            ):
                continue
            for k in range(n):
                start, end = run.shift(day, k)
                count = job.counts[k]
                if job.face is not None:
                    count = round(count * run.crewed[job.face][max(day, 0), k])
                elif day >= 0 and job.mode == "work" and not job.tag:
                    count = round(count * run.quiet[day])
                group = [p for p in job.people if (p.group + day // 7) % n == k and p.free_at < start - 7200]
                if job.tag == "" or job.face is not None:
                    run.rng.shuffle(group)
                group = group[:count]
                if not group:
                    continue
                if job.make:
                    trips = job.make(job, group, start, end, day, k)
                else:
                    base = (
                        start
                        - (job.lead if run.handover or job.mode == "post" else 22) * 60
                        + run.rng.gauss(0, 150)
                    )
                    trips = [
                        descend(run, p, start, end, job, cage(run, base + run.rng.uniform(0, 240)))
                        for p in group
                    ]
                for trip in trips:
                    trip.person.free_at = max(trip.person.free_at, trip.t_out)
                run.trips += trips
