"""Snapshots made up, replayed, filtered or deleted before they are sent."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import CHINA_OFFSET_S, DAY_S, china_day, china_text
from minewarden.sim.day import Day
from minewarden.sim.snapshots import Ints, Snapshots, Stays

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

_WINDOW = {"first_hour": 0, "hours": 24}


class DataFabricated(Behaviour):
    """The mine works on; what is sent about positions is not what the readers saw."""

    kind = "data_fabricated"
    varied: ClassVar[tuple[str, ...]] = ("share", "hours")
    styles: ClassVar[dict[str, Params]] = {
        # invented by a careless program: entry at the shift start, area without regard to the station
        "made_up": _WINDOW | {"persons": 0, "spread": 3, "sloppy": 0.9},
        # invented with care: area fits the station, neat walks; still no adjacency and no arrivals
        "made_up_careful": _WINDOW | {"persons": 0, "spread": 4, "sloppy": 0.0},
        "replayed": _WINDOW | {"lag_days": 1},  # the records of an earlier day, times moved on
        "frozen": {"first_hour": 0, "hours": 6},  # one snapshot sent again and again
        "filtered_people": _WINDOW | {"share": 0.15},  # some people's records are taken out
        "filtered_stations": _WINDOW | {"stations": 2},  # whoever is near certain stations is taken out
        "deleted": {"first_hour": 0, "hours": 8},  # no files at all, at the same hours every day
    }

    @classmethod
    def draw(cls, style: str, rng: random.Random) -> Params:
        params = super().draw(style, rng)
        if style in {"deleted", "frozen"}:
            params["first_hour"] = rng.randrange(24)
        return params

    def arrange(self, mine: Mine) -> None:
        self.cards: set[int] = set()
        self.stations: list[int] = []
        self.kept: list[Snapshots] = []
        if self.act.style == "filtered_stations":
            face = self.rng.choice([face for face in mine.plan.faces if not face.hidden])
            self.stations = face.stations[: int(self["stations"])]
        elif self.act.style == "filtered_people":
            posts = [post for post in mine.roster.posts if post.carded and post.task == "face"]
            post = self.rng.choice(posts)
            count = max(4, round(len(mine.roster.people) * float(self["share"])))
            self.cards = set(post.pool[:count])

    def _on(self, at: int) -> bool:
        hour = (at + CHINA_OFFSET_S) % DAY_S / 3600
        return self.during(at) and (hour - float(self["first_hour"])) % 24 < float(self["hours"])

    def upload(self, mine: Mine, day: Day, snapshots: Snapshots) -> None:
        style = self.act.style
        on = np.array([self._on(at) for at in snapshots.times])
        if style == "replayed":
            self._replay(snapshots, on)
        elif not on.any():
            return
        elif style == "deleted":
            snapshots.sent = [
                sent and not gone for sent, gone in zip(snapshots.sent, on.tolist(), strict=True)
            ]
        elif style == "frozen":
            self._freeze(snapshots, on)
        elif style.startswith("filtered"):
            column = snapshots.stays.person if style == "filtered_people" else snapshots.stays.station
            named = sorted(self.cards) if style == "filtered_people" else self.stations
            hit = np.isin(np.asarray(column)[snapshots.stay], named) & on[snapshots.snap]
            if style == "filtered_stations":
                self.cards.update(np.asarray(snapshots.stays.person)[snapshots.stay[hit]].tolist())
            snapshots.keep(~hit)
        else:
            self._make_up(mine, snapshots, on)

    def _freeze(self, snapshots: Snapshots, on: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        """Every snapshot of the window gets the records of its first one."""
        numbers = np.flatnonzero(on)
        starts = numbers[np.concatenate(([True], np.diff(numbers) > 1))]
        source = {int(n): int(starts[starts <= n][-1]) for n in numbers}
        _substitute(snapshots, on, [(n, snapshots, s, 0) for n, s in source.items()])

    def _replay(self, snapshots: Snapshots, on: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        lag = int(self["lag_days"])
        self.kept = [*self.kept[-lag:], Snapshots(**vars(snapshots))]
        if len(self.kept) <= lag or not on.any():
            return
        old = self.kept[0]
        clock = np.asarray(old.times)
        jobs = []
        for number in np.flatnonzero(on).tolist():
            near = int(np.searchsorted(clock, snapshots.times[number] - lag * DAY_S, "right")) - 1
            jobs.append((number, old, max(near, 0), lag))
        _substitute(snapshots, on, jobs)

    def _make_up(self, mine: Mine, snapshots: Snapshots, on: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        """Records from nothing: a steady number of people, new stations in every snapshot."""
        rng, plan = mine.noise, mine.plan
        flags = np.asarray(snapshots.stays.flag)[snapshots.stay]
        usual = int(np.median(np.bincount(snapshots.snap[flags == 1], minlength=len(on)))) or 40
        wanted = int(self["persons"]) or usual
        careful = self.act.style == "made_up_careful"
        snapshots.keep(~on[snapshots.snap])
        people = self.rng.sample(range(len(mine.roster.people)), min(wanted + 6, len(mine.roster.people)))
        deep = [i for i, station in enumerate(plan.stations) if station.role != "pithead"]
        homes = {person: int(rng.choice(deep)) for person in people}
        traces: dict[int, list[str]] = {person: [] for person in people}
        snap: list[int] = []
        stay: list[int] = []
        for number in np.flatnonzero(on).tolist():
            at = snapshots.times[number]
            begun = max((s.starts_at for s in mine.shifts.values() if s.starts_at <= at), default=at - 3600)
            count = min(
                len(people), max(1, wanted + int(rng.integers(-int(self["spread"]), int(self["spread"]) + 1)))
            )
            for person in people[:count]:
                if not careful or rng.random() < 0.3:
                    homes[person] = int(rng.choice(deep))
                station = homes[person]
                own = plan.stations[station].area
                area = int(rng.integers(len(plan.areas))) if rng.random() < float(self["sloppy"]) else own
                entered = begun + (int(person * 13 % 240) if careful else 0)
                traces[person].append(f"{plan.stations[station].code}&{china_text(at)}")
                trace = "" if mine.trace == "none" else ",".join(traces[person][-12:])
                index = snapshots.stays.add(
                    person, 1, (at, at + 1), (min(entered, at), 0), area, at, station, at, False, trace
                )
                snap.append(number)
                stay.append(index)
                self.cards.add(person)
        _append(snapshots, np.asarray(snap), np.asarray(stay), rng.integers(-300, 300, len(snap)))

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        rows = [self.row(mine, self.stations, sorted(self.cards))]
        if self.act.style.startswith("filtered"):
            rows.append(self.aside(mine, "headcount_concealed", sorted(self.cards)))
        return rows


def _append(snapshots: Snapshots, snap: Ints, stay: Ints, decimetres: Ints) -> None:
    snap = np.concatenate((snapshots.snap, snap.astype(np.int64)))
    order = np.argsort(snap, kind="stable")
    snapshots.snap = snap[order]
    snapshots.stay = np.concatenate((snapshots.stay, stay.astype(np.int64)))[order]
    snapshots.decimetres = np.concatenate((snapshots.decimetres, decimetres.astype(np.int64)))[order]


def _substitute(
    snapshots: Snapshots, on: np.ndarray[Any, np.dtype[np.bool_]], jobs: list[tuple[int, Snapshots, int, int]]
) -> None:
    """Replace the records of some snapshots by those of others, all dates moved on by some days."""
    found = []
    for number, old, source, days in jobs:
        rows = np.flatnonzero(old.snap == source)
        found.append((number, old.stays, old.stay[rows].tolist(), old.decimetres[rows].copy(), days))
    snapshots.keep(~on[snapshots.snap])
    for number, stays, indices, decimetres, days in found:
        new = [_moved(snapshots.stays, stays, index, days) for index in indices]
        _append(snapshots, np.full(len(new), number), np.asarray(new, dtype=np.int64), decimetres)


def _moved(to: Stays, stays: Stays, i: int, days: int) -> int:
    moved = days * DAY_S
    left = stays.left_at[i] + moved if stays.left_at[i] else 0
    trace = stays.trace[i]
    if days:
        last = stays.station_at[i]
        for back in (0, 1, 2):  # the newest date first, so that no date is moved twice
            trace = trace.replace(china_day(last - back * DAY_S), china_day(last - back * DAY_S + moved))
    return to.add(
        stays.person[i], stays.flag[i], (0, 0), (stays.entered_at[i] + moved, left), stays.area[i],
        stays.area_at[i] + moved, stays.station[i], stays.station_at[i] + moved, stays.pinned[i], trace,
    )  # fmt: skip
