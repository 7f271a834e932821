"""A mine with its people, calendar and everything that happens in it during the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from .layout import Mine
from .people import DAY, Staff, Trip
from .process import Process, Routing

Seen = tuple[
    Trip, int, float, int
]  # stay, number of the visit, metres from the reader, seconds to add to its times
TripHook = Callable[[int, list[Trip]], list[Trip]]
SeenHook = Callable[[int, list[Seen]], list[Seen] | None]
CLOCK = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]


@dataclass
class Site:
    """One mine over the days of the data; hooks let events and conduct change what happens and is sent."""

    mine: Mine
    staff: Staff
    days: int
    first: date
    rng: np.random.Generator
    idle: set[int] = field(default_factory=set)
    hidden: dict[str, Routing] = field(default_factory=dict)
    holes: list[tuple[str, int, int]] = field(default_factory=list)
    stops: list[tuple[int, int]] = field(default_factory=list)
    dead: list[tuple[int, int, int]] = field(default_factory=list)
    on_trips: list[TripHook] = field(default_factory=list)
    on_seen: list[SeenHook] = field(default_factory=list)
    on_series: list[Callable[[Process], None]] = field(default_factory=list)
    alarms: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)
    notes: list[dict[str, str]] = field(default_factory=list)
    conduct: list[dict[str, object]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    _dates: dict[int, str] = field(default_factory=dict)

    def iso(self, t: int) -> str:
        """A time in seconds from the first midnight as an ISO time with offset."""
        return f"{self.text(t).replace(' ', 'T')}+08:00"

    def text(self, t: int) -> str:
        """A time as the text files write it."""
        day, s = divmod(int(t), DAY)
        return f"{self.day(day)} {CLOCK[s]}"

    def day(self, d: int) -> str:
        """A day counted from the first day of the data as a date."""
        if d not in self._dates:
            self._dates[d] = str(self.first + timedelta(days=d))
        return self._dates[d]

    def card(self, trip: Trip) -> str:
        """The 17-digit card code of a stay."""
        return f"{self.mine.code}{trip.person.card:05d}"

    def some_days(self, low: int, high: int) -> tuple[int, int]:
        """A stretch of days within the data."""
        length = min(int(self.rng.integers(low, high + 1)), self.days)
        a = int(self.rng.integers(0, max(self.days - length, 0) + 1))
        return a, a + length

    def hole(self, t: int, system: str) -> bool:
        """Whether a system sends nothing at a time."""
        return any(a <= t < b and which in (system, "all") for which, a, b in self.holes)

    def make_trips(self, day: int) -> list[Trip]:
        """The stays that begin with the shifts of a day, with all that happens to them."""
        trips = self.staff.trips(day, day in self.idle)
        for hook in self.on_trips:
            trips = hook(day, trips)
        for station, a, b in self.dead:
            for trip in trips:
                if trip.t_in < b and trip.t_out > a:
                    keep = [
                        k
                        for k, (t, s) in enumerate(zip(trip.times, trip.stations, strict=True))
                        if k == 0 or s != station or not a <= t < b
                    ]
                    trip.times = [trip.times[k] for k in keep]
                    trip.stations = [trip.stations[k] for k in keep]
        return trips
