"""One shift: who is sent where, which places work how hard, and the trips that follow from it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from minewarden.sim.clock import BIN_S, CHINA_OFFSET_S, DAY_S
from minewarden.sim.plan import Face
from minewarden.sim.roster import Post
from minewarden.sim.walks import UNSEEN, Trip, Walker

Floats = NDArray[np.float64]


@dataclass
class Job:
    """People sent to a post in one shift."""

    post: Post
    people: list[int]


@dataclass
class Work:
    """Working of one place in one shift: `pace` 1 is as planned, 0 is maintenance; bins are absolute."""

    face: Face
    from_at: int
    to_at: int
    pace: float
    first_bin: int = 0
    activity: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass
class Shift:
    """`number` is that within the day, `index` counts from the first shift of the scene."""

    index: int
    number: int
    starts_at: int
    ends_at: int
    jobs: list[Job] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)

    @property
    def week(self) -> int:
        return (self.starts_at + CHINA_OFFSET_S) // (7 * DAY_S)

    def job(self, key: str) -> Job | None:
        """The job of the post with this key, if anyone was sent."""
        return next((job for job in self.jobs if job.post.key == key), None)

    def drop(self, *prefixes: str) -> None:
        """Send nobody to posts whose key starts so, and stop the places they work at."""
        self.jobs = [job for job in self.jobs if not job.post.key.startswith(prefixes)]
        gone = {p.removeprefix("crew:") for p in prefixes if p.startswith("crew:")}
        self.works = [w for w in self.works if not ("crew:" in prefixes or w.face.face_id in gone)]


def cycles(work: Work, rng: random.Random) -> None:
    """Fill `work.activity`: a coal face cuts and pauses, a heading drills, charges and mucks in turn."""
    first, last = -(-work.from_at // BIN_S), work.to_at // BIN_S
    work.first_bin = first
    activity = np.zeros(max(0, last - first))
    coal = work.face.kind == "coal_face"
    at = 0
    while at < len(activity) and work.pace > 0:
        on = rng.randint(7, 14) if coal else rng.randint(9, 20)
        off = rng.randint(2, 6) if coal else rng.randint(6, 12)
        activity[at : at + on] = rng.uniform(0.8, 1.2)
        at += on + off
    if activity.any():
        activity *= work.pace * rng.uniform(0.94, 1.06) * len(activity) / activity.sum()
    work.activity = activity


def send(shift: Shift, walker: Walker) -> list[Trip]:
    """The trips of everyone sent in this shift."""
    rng = walker.rng
    trips: list[Trip] = []
    for job in shift.jobs:
        crew = job.post.task in {"face", "gang", "vanish"}
        cage_at = shift.starts_at - rng.randint(1500, 3300)
        leave_at = shift.ends_at - rng.randint(300, 1800)
        walk, ride = rng.uniform(1.1, 1.45), rng.uniform(2.6, 4.2)
        for person in job.people:
            own_cage = cage_at if crew else shift.starts_at - rng.randint(1200, 3600)
            own_leave = leave_at if crew else shift.ends_at + rng.randint(-1500, 900)
            trip = walker.begin(person, job.post.key, own_cage + rng.randint(0, 45))
            _perform(
                trip, job.post, walker, own_leave + rng.randint(0, 150), walk * rng.uniform(0.97, 1.03), ride
            )
            trips.append(trip)
    return trips


def _perform(trip: Trip, post: Post, walker: Walker, leave_at: float, walk: float, ride: float) -> None:
    rng, top = walker.rng, walker.top
    down = trip.entered_at + rng.randint(60, 110)
    if post.task in {"tour", "haul"}:
        here, at = walker.tour(trip, top, post.stations, down, leave_at, walk, ride)
        leave_at = max(leave_at, at)
    else:
        spot = rng.choice(post.stations) if post.task == "gang" else post.stations[0]
        at = walker.go(trip, top, spot, down, walk, ride)
        leave_at = max(leave_at, at + 600)
        here = spot
        if post.task == "face":
            here = walker.stay(trip, post.stations, at, leave_at, 2700)
        elif post.task == "gang":
            near = [spot, *(n for n, _, _ in walker.plan.neighbours[spot][:1])]
            here = walker.stay(trip, near, at, leave_at, 6000)
        elif post.task == "fixed" and rng.random() < 0.35:
            _errand(trip, spot, walker, at, leave_at)
        elif post.task == "vanish":
            back = leave_at - rng.randint(0, 240)
            trip.enter(UNSEEN, int(at + rng.randint(60, 420)))
            trip.enter(spot, int(max(back, at + 500)))
            leave_at = max(leave_at, back + 60, at + 560)
    cage = 240 if rng.random() < 0.8 else 300
    walker.finish(trip, here, leave_at, cage, walk, ride)


def _errand(trip: Trip, spot: int, walker: Walker, at: float, leave_at: float) -> None:
    rng = walker.rng
    near = walker.plan.neighbours[spot][0][0]
    out = rng.uniform(at + 600, max(at + 700, leave_at - 1500))
    if out + 600 < leave_at:
        trip.enter(near, int(out))
        trip.enter(spot, int(out + rng.uniform(180, 580)))
