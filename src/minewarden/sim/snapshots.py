"""Full position snapshots of a day: which card is listed where, and the text of the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from minewarden.sim.clock import china_text
from minewarden.sim.plan import Plan
from minewarden.sim.roster import Person
from minewarden.sim.walks import UNSEEN, Trip

Ints = NDArray[np.int64]
RECENT = 6
LEFT_SHOWN_S = 600


@dataclass
class Stays:
    """Columns of equal length: one card at one station for a while, with what its records say."""

    person: list[int] = field(default_factory=list)
    flag: list[int] = field(default_factory=list)
    from_at: list[int] = field(default_factory=list)
    to_at: list[int] = field(default_factory=list)
    entered_at: list[int] = field(default_factory=list)
    left_at: list[int] = field(default_factory=list)
    area: list[int] = field(default_factory=list)
    area_at: list[int] = field(default_factory=list)
    station: list[int] = field(default_factory=list)
    station_at: list[int] = field(default_factory=list)
    pinned: list[bool] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)

    def add(
        self,
        person: int,
        flag: int,
        span: tuple[int, int],
        descent: tuple[int, int],
        area: int,
        area_at: int,
        station: int,
        station_at: int,
        pinned: bool,
        trace: str,
    ) -> int:
        """Append one stay; its index."""
        self.person.append(person)
        self.flag.append(flag)
        self.from_at.append(span[0])
        self.to_at.append(span[1])
        self.entered_at.append(descent[0])
        self.left_at.append(descent[1])
        self.area.append(area)
        self.area_at.append(area_at)
        self.station.append(station)
        self.station_at.append(station_at)
        self.pinned.append(pinned)
        self.trace.append(trace)
        return len(self.person) - 1


@dataclass
class Snapshots:
    """`times` are those of the files; record i lists stay `stay[i]` in snapshot `snap[i]` at `decimetres[i]`."""

    times: list[int]
    stays: Stays
    snap: Ints
    stay: Ints
    decimetres: Ints
    sent: list[bool]

    def keep(self, wanted: NDArray[np.bool_]) -> None:
        """Drop the records that are not wanted."""
        self.snap, self.stay, self.decimetres = self.snap[wanted], self.stay[wanted], self.decimetres[wanted]


def take(
    trips: Sequence[Trip], plan: Plan, times: list[int], listing: str, trace: str, noise: np.random.Generator
) -> Snapshots:
    """List every carded trip in every snapshot it lasts.

    `listing` keep: a card not read any more stays listed at its last station; drop: it is left out.
    """
    stays = Stays()
    first, last = times[0], times[-1]
    areas = [station.area for station in plan.stations]
    codes = [station.code for station in plan.stations]
    for trip in trips:
        if trip.carded and trip.stations and trip.entered_at <= last and trip.left_at + LEFT_SHOWN_S > first:
            _list_trip(stays, trip, areas, codes, listing, trace)
    clock = np.asarray(times)
    begins = np.searchsorted(clock, np.asarray(stays.from_at, dtype=np.int64), "left")
    ends = np.searchsorted(clock, np.asarray(stays.to_at, dtype=np.int64), "left")
    counts = np.maximum(ends - begins, 0)
    stay = np.repeat(np.arange(len(counts)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    snap = np.repeat(begins, counts) + np.arange(len(stay)) - starts
    order = np.argsort(snap, kind="stable")
    snap, stay = snap[order], stay[order]
    spread = np.where(np.asarray(stays.pinned, dtype=bool)[stay], 3, 320) if len(stay) else np.zeros(0)
    centre = (np.asarray(stays.person, dtype=np.int64)[stay] * 7919 % 300) - 150 if len(stay) else np.zeros(0)
    metres = np.where(spread == 3, centre, 0) + noise.integers(-1000, 1001, len(stay)) * spread // 1000
    return Snapshots(times, stays, snap, stay, metres.astype(np.int64), [True] * len(times))


@dataclass
class _Shown:
    """What the listing says of a card at the moment: its area and station, since when, and its trace."""

    area: int = -1
    area_at: int = 0
    station: int = UNSEEN
    station_at: int = 0
    pairs: list[str] = field(default_factory=list)

    def read(self, station: int, at: int, area: int, code: str) -> None:
        """The card was read at a station."""
        if area != self.area:
            self.area, self.area_at = area, at
        self.station, self.station_at = station, at
        self.pairs.append(f"{code}&{china_text(at)}")


def _list_trip(
    stays: Stays, trip: Trip, areas: list[int], codes: list[str], listing: str, trace: str
) -> None:
    shown = _Shown()
    long = {"none": 0, "recent": RECENT, "full": len(trip.stations)}[trace]

    def add(flag: int, from_at: int, to_at: int, left_at: int, pinned: bool) -> None:
        text = ",".join(shown.pairs[-long:]) if long else ""
        span, descent = (from_at, to_at), (trip.entered_at, left_at)
        area = areas[shown.station]
        stays.add(
            trip.person, flag, span, descent, area, shown.area_at, shown.station, shown.station_at, pinned, text
        )  # fmt: skip

    ends = [*trip.arrived[1:], trip.left_at]
    for station, begins, until in zip(trip.stations, trip.arrived, ends, strict=True):
        if station != UNSEEN:
            shown.read(station, begins, areas[station], codes[station])
        elif listing == "drop" or shown.station == UNSEEN:
            shown.area = -1  # read again, it enters its area anew
            continue
        add(1, begins, until, 0, trip.pinned)
    if shown.station != UNSEEN and not trip.lost:
        add(2, trip.left_at, trip.left_at + LEFT_SHOWN_S, trip.left_at, False)


_METRES = [f"{i / 10:.1f}" for i in range(-2000, 2001)]


def records(snapshots: Snapshots, plan: Plan, people: Sequence[Person], labour: str) -> list[list[str]]:
    """The RYSS records of each snapshot, 15 fields joined by `;`."""
    stays = snapshots.stays
    heads: dict[int, tuple[str, str]] = {}
    out: list[list[str]] = [[] for _ in snapshots.times]
    for snap, stay, distance in zip(
        snapshots.snap.tolist(), snapshots.stay.tolist(), snapshots.decimetres.tolist(), strict=True
    ):
        text = heads.get(stay)
        if text is None:
            text = heads[stay] = _fixed_text(stays, stay, plan, people, labour)
        out[snap].append(text[0] + _METRES[distance + 2000] + text[1])
    return out


def _fixed_text(stays: Stays, i: int, plan: Plan, people: Sequence[Person], labour: str) -> tuple[str, str]:
    person = people[stays.person[i]]
    left = china_text(stays.left_at[i]) if stays.left_at[i] else ""
    head = (
        f"{person.card};{person.name};{stays.flag[i]};{china_text(stays.entered_at[i])};{left};"
        f"{plan.areas[stays.area[i]].code};{china_text(stays.area_at[i])};"
        f"{plan.stations[stays.station[i]].code};{china_text(stays.station_at[i])};{labour};"
    )
    return head, f";正常;{int(person.leader)};{int(person.special)};{stays.trace[i]}"
