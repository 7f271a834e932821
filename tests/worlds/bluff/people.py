"""Crews, their ways underground, and the reads they leave."""

from __future__ import annotations

import numpy as np

from .layout import Place
from .mine import Job, Mine, Person, Trip
from .tables import FACE_TRADES, SUPPORT

TRAIN_ROLES = {"portal", "bottom", "incline", "main"}


def plan_jobs(mine: Mine) -> None:
    """The ordinary rota: crews of the declared places and the standing teams."""
    rng, lay = mine.rng, mine.lay
    repair_sites = (
        lay.roles["main"] + [n for g in lay.district_nodes for n in g] + lay.roles.get("gate_out", [])
    )
    machines = lay.roles["main"] + lay.roles["pump"] + [p.stations[0] for p in mine.places]
    gas_points = [p.stations[0] for p in mine.places] + [s.station for s in lay.seals] + lay.roles["return"]
    site = int(rng.choice(repair_sites))
    for day in range(-1, mine.days):
        if day % 5 == 0 and rng.random() < 0.7:
            site = int(rng.choice(repair_sites))
        for shift in range(mine.shifts):
            begin, end = mine.shift_window(day, shift)
            early = day_shift(mine, shift)
            for place in mine.places:
                if place.hidden or not _open(place, day):
                    continue
                n = int(
                    round(place.crew[shift] * mine.mf[place.key][day + 1, shift] * rng.uniform(0.88, 1.04))
                )
                if n > 0:
                    mine.jobs.append(
                        Job(
                            day,
                            shift,
                            n,
                            place.key,
                            FACE_TRADES[place.method],
                            ("综采队" if place.kind == "coal_face" else "掘进队") + place.key[1:],
                            place.stations,
                            "crew",
                            begin,
                            end,
                            place.key,
                        )
                    )
            factor = mine.support[day + 1, shift] * lay.size.support
            for key, trade in SUPPORT.items():
                lone = key in ("leader", "pump", "substation")
                size = trade.a_shift * (1.0 if lone else factor)
                size += trade.day_extra * factor if early else 0.0
                count = int(round(size)) if lone else int(np.floor(size + rng.random()))
                where = {
                    "faces": [
                        s for p in mine.places if not p.hidden and _open(p, day) for s in p.stations[:2]
                    ],
                    "gas": gas_points,
                    "pump": lay.roles["pump"],
                    "substation": lay.roles["substation"],
                    "belt": _belt_heads(mine),
                    "main": lay.roles["bottom"] + lay.roles["main"],
                    "machines": machines,
                    "repair": [site],
                }[trade.where]
                if mine.maint[day + 1] > 0 and key in ("electric", "belt", "vent") and early:
                    count = int(round((count + 1) * (1 + mine.maint[day + 1])))
                if count > 0:
                    mine.jobs.append(
                        Job(
                            day,
                            shift,
                            count,
                            key,
                            (trade.name,),
                            trade.dept,
                            where,
                            trade.style,
                            begin,
                            end,
                            "",
                            trade.special,
                            trade.leader,
                        )
                    )


def _open(place: Place, day: int) -> bool:
    return (place.first is None or day >= place.first) and (place.last is None or day <= place.last)


def day_shift(mine: Mine, shift: int) -> bool:
    """Whether a shift is the one that holds office hours."""
    starts = mine.lay.shifts.starts
    return shift == min(range(len(starts)), key=lambda s: abs(starts[s] - 8))


def _belt_heads(mine: Mine) -> list[int]:
    lay = mine.lay
    return [lay.roles["main"][-1]] + [g[0] for g in lay.district_nodes]


class Mover:
    """Makes trips from jobs."""

    def __init__(self, mine: Mine) -> None:
        self.mine = mine
        self.lay = mine.lay
        self.rng = mine.rng
        self.cage = float(self.rng.uniform(150, 260))
        self.ride = float(self.rng.uniform(2.4, 3.8)) if mine.lay.size.districts > 1 else 1.25
        self.miss = float(self.rng.uniform(0.01, 0.06))
        self.early = float(self.rng.uniform(25, 50)) * 60
        self.late = (
            float(self.rng.uniform(5, 40)) * 60 if mine.handover else float(self.rng.uniform(-45, -10)) * 60
        )

    def speed(self, a: int, b: int, pace: float) -> float:
        """Metres a second on one roadway."""
        ra, rb = self.lay.stations[a].role, self.lay.stations[b].role
        if "portal" in (ra, rb):
            return max(1.0, self.lay.dist[a, b] / self.cage) if self.lay.vertical else 2.2
        if ra in TRAIN_ROLES and rb in TRAIN_ROLES:
            return self.ride
        return 1.15 * pace

    def cage_time(self, t: float) -> float:
        """When somebody who is at the shaft at a moment is up: people leave a vertical shaft cage by cage."""
        every = self.mine.cage_s
        return float(np.ceil(t / every) * every + self.rng.uniform(0, 9)) if every > 0 else t

    def walk(self, events: list[tuple[float, int]], t: float, a: int, b: int, pace: float) -> float:
        """Go from a to b starting at t; adds the reads on the way and returns the time of arrival."""
        way = self.lay.way(a, b)
        for i in range(len(way) - 1):
            length = float(self.lay.dist[way[i], way[i + 1]])
            step = length / self.speed(way[i], way[i + 1], pace)
            last = i == len(way) - 2
            if last or self.rng.random() > self.miss:
                events.append((t + step * self.rng.uniform(0.42, 0.6), way[i + 1]))
            t += step
        return t

    def dwell(
        self,
        events: list[tuple[float, int]],
        t: float,
        end: float,
        stations: list[int],
        at: int,
        mean: float,
        pace: float,
    ) -> tuple[float, int]:
        """Work among a few stations until the end; where and when the work ended."""
        rng = self.rng
        flicker = len(stations) > 1 and rng.random() < 0.15
        while t < end:
            stay = rng.exponential(mean if not flicker else mean * 0.35) + 60
            if t + stay >= end:
                break
            t += stay
            nxt = int(stations[int(rng.integers(len(stations)))])
            if nxt != at and self.lay.dist[at, nxt] < np.inf:
                t = self.walk(events, t, at, nxt, pace)
                at = nxt
        return max(t, end), at

    def tour(
        self,
        events: list[tuple[float, int]],
        t: float,
        end: float,
        targets: list[int],
        at: int,
        stop: tuple[float, float],
        pace: float,
    ) -> tuple[float, int]:
        """Go round the targets, stopping at each."""
        rng = self.rng
        order: list[int] = []
        while t < end:
            if not order:
                order = [int(x) for x in rng.permutation(list(dict.fromkeys(targets)))]
            goal = order.pop()
            back = self.lay.dist[goal, self.lay.portal] / 1.6
            if t + self.lay.dist[at, goal] / 1.2 + back > end + 1800:
                if len(order) == 0:
                    break
                continue
            t = self.walk(events, t, at, goal, pace)
            at = goal
            t += rng.uniform(*stop) * 60
        return max(t, end - 3600), at

    def trips(self, job: Job) -> list[Trip]:
        """The trips of all members of a job."""
        rng, lay, mine = self.rng, self.lay, self.mine
        crowd = job.style == "crew" or job.together
        start = job.begin - self.early + (rng.uniform(-4, 8) * 60 if crowd else 0.0)
        group_out = job.end + self.late + rng.uniform(-6, 8) * 60
        pace_group = rng.uniform(0.92, 1.08)
        portal = lay.portal
        out: list[Trip] = []
        leader_events: list[tuple[float, int]] = []
        exit_at = 0.0
        for i in range(job.count):
            pace = pace_group * rng.uniform(0.9, 1.1)
            wave = (i // 12) * 240 + rng.uniform(0, 75)
            if job.style == "guided":
                start = job.begin - 400
            t_in = start + wave if crowd else job.begin - self.early + rng.uniform(-12, 18) * 60
            if job.style in ("tour", "rover") and not job.together:
                t_in += rng.uniform(0, 35) * 60
            who = self.choose(job, t_in)
            events: list[tuple[float, int]] = [(t_in, portal)]
            first = int(job.stations[int(rng.integers(len(job.stations)))])
            t, at = t_in, portal
            sd = 11.0
            end = group_out if crowd else job.end + self.late + rng.uniform(-15, 15) * 60
            end -= lay.dist[first, portal] / 1.9
            if mine.apprentices and crowd and i % 6 == 5 and leader_events and rng.random() < 0.7:
                lag = rng.uniform(4, 45)
                events = [(a + lag + rng.uniform(-3, 12), s) for a, s in leader_events]
                events.sort()
                t_in = events[0][0]
                exit_t = self.cage_time(events[-1][0] + lag + 40)
                out.append(Trip(who, t_in, exit_t, events, job, (t_in - 60, exit_t + 60)))
                continue
            if job.style == "guided":
                if i:
                    shift = [(a + rng.uniform(-9, 14), s) for a, s in leader_events]
                    events = [(t_in, portal)] + sorted(e for e in shift if e[0] > t_in and e[1] != portal)
                    t_out = max(exit_at + rng.uniform(-4, 12), events[-1][0] + 30)
                    out.append(Trip(who, t_in, t_out, events, job, (t_in - 70, t_out + 60)))
                    continue
                t = job.begin
                t, at = self.tour(events, max(t, t_in + 240), job.end, job.stations, at, (12, 35), pace_group)
                leader_events = list(events)
                exit_at = self.cage_time(self.walk(events, t, at, portal, pace_group) + 20)
                leader_events = list(events)
                out.append(Trip(who, t_in, exit_at, events, job, (t_in - 70, exit_at + 60)))
                continue
            if crowd and job.style == "crew":
                t = self.group_walk(events, t, wave, portal, first, pace_group, pace)
                at = first
                if mine.lunch and lay.roles.get("rest") and rng.random() < 0.25:
                    mid = t + (end - t) * rng.uniform(0.4, 0.6)
                    t, at = self.dwell(events, t, mid, job.stations, at, 1500, pace)
                    t = self.walk(events, t, at, lay.roles["rest"][0], pace)
                    t += rng.uniform(15, 30) * 60
                    t, at = self.walk(events, t, lay.roles["rest"][0], first, pace), first
                t, at = self.dwell(events, t, end, job.stations, at, 1600, pace)
            elif job.style == "fixed":
                goal = int(job.stations[i % len(job.stations)])
                t, at, sd = self.walk(events, t, portal, goal, pace), goal, 2.2
                if rng.random() < 0.25:
                    near = lay.near(goal, 2)[1]
                    mid = t + (end - t) * rng.uniform(0.2, 0.8)
                    t = self.walk(events, mid, goal, near, pace) + rng.uniform(2, 15) * 60
                    t = self.walk(events, t, near, goal, pace)
                t = max(t, end)
            elif job.style == "shuttle":
                t, at = self.tour(
                    events, t, end, job.stations + [lay.district_nodes[0][0]], portal, (4, 16), pace
                )
            elif job.style == "rover":
                goals = [
                    int(x) for x in rng.choice(job.stations, size=min(3, len(job.stations)), replace=False)
                ]
                t, at = self.tour(events, t, end, goals, portal, (35, 110), pace)
            elif job.style == "still":
                t = self.walk(events, t, portal, first, pace)
                at = first
                t, at = self.dwell(events, t, end, job.stations, at, 3000, pace)
            else:
                t, at = self.tour(events, t, end, job.stations, portal, (12, 42), pace)
            if i == 0:
                pace = pace_group
            t_out = self.walk(events, t, at, portal, pace)
            t_out = max(t_out, events[-1][0] + 30)
            if crowd:
                t_out = max(t_out, events[-1][0] + 20 + 75 * rng.random())
            t_out = self.cage_time(t_out)
            if i % 6 == 4:
                leader_events = list(events)
            out.append(
                Trip(
                    who,
                    t_in,
                    t_out,
                    events,
                    job,
                    (t_in - rng.uniform(20, 110), t_out + rng.uniform(20, 140)),
                    sd,
                )
            )
        return out

    def group_walk(
        self,
        events: list[tuple[float, int]],
        t: float,
        wave: float,
        a: int,
        b: int,
        pace_group: float,
        pace: float,
    ) -> float:
        """Ride with the crew as far as the main roadways go, then walk alone."""
        way = self.lay.way(a, b)
        split = 0
        while split + 1 < len(way) and self.lay.stations[way[split + 1]].role in TRAIN_ROLES:
            split += 1
        base = t - (wave % 240)
        for i in range(split):
            length = float(self.lay.dist[way[i], way[i + 1]])
            step = length / self.speed(way[i], way[i + 1], pace_group)
            if self.rng.random() > self.miss or i == split - 1:
                events.append((max(t + 15, base + 90 + step * 0.5 + self.rng.uniform(-6, 6)), way[i + 1]))
            base += step
            t = max(t, base)
        return self.walk(events, max(t, base + 90), way[split], b, pace)

    def choose(self, job: Job, t_in: float) -> Person | None:
        """A person of the team that is free, by a rota with rest days."""
        if job.mode == "none":
            return None
        mine = self.mine
        week = (mine.start.toordinal() + job.day) // 10
        key = f"{job.team}/{(job.shift + week) % mine.shifts}"
        pool = mine.pools.setdefault(key, [])
        for j, who in enumerate(pool):
            if (j * 3 + job.day) % 8 == 0 or who.free_at > t_in:
                continue
            who.free_at = job.end + 5 * 3600
            return who
        trade = job.trades[len(pool) % len(job.trades)]
        duty = "副矿长" if job.leader else ("班长" if trade == "班长" else "工人")
        who = mine.person(trade, duty, job.dept, job.leader, job.special or trade in ("爆破工", "采煤机司机"))
        who.free_at = job.end + 5 * 3600
        pool.append(who)
        return who


def make_trips(mine: Mine, mover: Mover) -> None:
    """Trips of all jobs in order of time."""
    for job in sorted(mine.jobs, key=lambda j: (j.begin, j.team)):
        mine.trips += mover.trips(job)


def read_loss(mine: Mine) -> None:
    """Reader outages, flat batteries and drills, as the positioning system sees them."""
    for trip in mine.trips:
        for st, a, b in mine.reader_out:
            if trip.t_in > b or trip.t_out < a:
                continue
            kept = [e for e in trip.events if not (e[1] == st and a <= e[0] < b)]
            if len(kept) != len(trip.events) and kept:
                trip.events = kept
        trip.events.sort()


def cut_trip(trip: Trip, lay_portal: int, t: float, mover: Mover) -> None:
    """Send a person out of the mine at a moment, by the shortest way."""
    events = [e for e in trip.events if e[0] < t]
    if not events:
        return
    at = events[-1][1]
    t_out = mover.walk(events, t, at, lay_portal, 1.15) + 20
    trip.events = events
    trip.t_out = mover.cage_time(max(t_out, events[-1][0] + 15))
    if trip.body is not None:
        trip.body = (trip.body[0], trip.t_out + 60)
