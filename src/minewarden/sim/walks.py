"""Where people go in a shift, as the readers see it: trips of station entries."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from minewarden.sim.plan import Plan

UNSEEN = -1
"""The station of an interval in which the card is read nowhere."""


class Trip:
    """One descent. Entry i holds from `arrived[i]` until the next entry, the last one until `left_at`.

    `carded` says whether readers see it, `body` whether a person walks (a carried card has none).
    """

    __slots__ = (
        "arrived", "body", "body_out_at", "carded", "entered_at", "left_at", "lost", "person", "pinned", "stations",
        "tag",
    )  # fmt: skip

    def __init__(self, person: int, entered_at: int, tag: str) -> None:
        self.person = person
        self.entered_at = entered_at
        self.left_at = entered_at
        self.stations: list[int] = []
        self.arrived: list[int] = []
        self.carded = person >= 0
        self.body = True
        self.body_out_at: int | None = None  # when the body comes out, if not with its card
        self.pinned = False  # lies still
        self.lost = False  # never read leaving
        self.tag = tag

    def enter(self, station: int, at: int) -> None:
        """The card is first read at `station`."""
        self.stations.append(station)
        self.arrived.append(at)

    def at(self, instant: int) -> int:
        """The station in effect at an instant."""
        return self.stations[max(0, bisect_right(self.arrived, instant) - 1)]

    def divert(self, from_at: int, to_at: int, entries: Sequence[tuple[int, int]]) -> None:
        """Between two instants the card is at `entries` (station, time) instead; then it goes on as before."""
        from_at, to_at = max(from_at, self.entered_at + 1), min(to_at, self.left_at - 1)
        if to_at <= from_at or not self.stations:
            return
        resume = self.at(to_at)
        first, last = bisect_left(self.arrived, from_at), bisect_left(self.arrived, to_at)
        inside = [(station, at) for station, at in entries if from_at <= at < to_at]
        middle = [*inside, (resume, to_at)]
        self.stations[first:last] = [station for station, _ in middle]
        self.arrived[first:last] = [at for _, at in middle]

    def copy(self, person: int) -> Trip:
        """The same walk of another card."""
        twin = Trip(person, self.entered_at, self.tag)
        twin.left_at = self.left_at
        twin.stations, twin.arrived = list(self.stations), list(self.arrived)
        twin.carded, twin.body = self.carded, self.body
        return twin

    def shift_reads(self, rng: random.Random, jitter_s: int) -> None:
        """Move every entry by a few seconds, keeping the order: another card, another read."""
        last = self.entered_at
        for i, at in enumerate(self.arrived):
            last = max(last + 1, at + rng.randint(-jitter_s, jitter_s)) if i else at
            self.arrived[i] = last


class Walker:
    """Makes trips on a plan; reads are missed with the plan's probability for each station."""

    def __init__(self, plan: Plan, missed: float, rng: random.Random) -> None:
        self.plan = plan
        self.rng = rng
        self.share = missed
        self.missed = [min(0.6, missed * rng.uniform(0.2, 2.2)) for _ in plan.stations]
        self.top = plan.role("pithead")[0]

    def go(self, trip: Trip, here: int, there: int, at: float, walk: float, ride: float) -> float:
        """Walk from a station to another; the arrival time. The last station is read for certain."""
        if here == there:
            return at
        route = self.plan.route(here, there)
        random_, missed = self.rng.random, self.missed
        while len(missed) < len(self.plan.stations):
            missed.append(self.share)
        stations, last = route.stations, len(route.stations) - 1
        arrives = at
        for i in range(1, last + 1):
            arrives = at + route.walk_m[i] / walk + route.ride_m[i] / ride
            station = stations[i]
            if i == last or random_() >= missed[station]:
                trip.enter(station, int(arrives))
        return arrives

    def begin(self, person: int, tag: str, cage_at: int) -> Trip:
        """The card is read at the pithead as its holder steps into the cage."""
        trip = Trip(person, cage_at, tag)
        trip.enter(self.top, cage_at)
        return trip

    def finish(self, trip: Trip, here: int, leave_at: float, cage_s: int, walk: float, ride: float) -> None:
        """Walk out from `here`; the cage, with everyone in it, comes up every `cage_s` seconds."""
        out = self.go(trip, here, self.top, leave_at, walk, ride)
        trip.left_at = int(out // cage_s + 1) * cage_s + self.rng.randint(0, 12)
        if trip.left_at <= trip.arrived[-1]:
            trip.left_at = trip.arrived[-1] + 20

    def stay(self, trip: Trip, stations: Sequence[int], from_at: float, to_at: float, mean_s: float) -> int:
        """Move among neighbouring `stations` (a line, working end first) until `to_at`; the last one."""
        rng = self.rng
        place = 0
        at = from_at + rng.expovariate(1.0 / mean_s) + 240
        while at < to_at and len(stations) > 1:
            step = 1 if place == 0 else (-1 if place == len(stations) - 1 else rng.choice((-1, 1)))
            place += step
            trip.enter(stations[place], int(at))
            at += (rng.expovariate(1.0 / mean_s) if place == 0 else rng.expovariate(2.5 / mean_s)) + 240
        return stations[place]

    def tour(
        self,
        trip: Trip,
        here: int,
        stations: Sequence[int],
        from_at: float,
        to_at: float,
        walk: float,
        ride: float,
    ) -> tuple[int, float]:
        """Visit stations in random order until `to_at`; the last one and the time."""
        rng = self.rng
        at = from_at
        while at < to_at:
            there = rng.choice(stations)
            at = self.go(trip, here, there, at, walk, ride) + rng.uniform(480, 1800)
            here = there
        return here, at
