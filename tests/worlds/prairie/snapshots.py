"""Personnel snapshots, and what some mines do to them before they are sent."""

from dataclasses import dataclass

import numpy as np

from .clock import DAY, Speller
from .people import FROZEN, LYING, UNLISTED, Trip
from .scene import Fabrication, Scene


@dataclass
class Snapshots:
    """Lists per snapshot with the true number of cards per area."""

    moments: list[int]
    lists: list[list[str] | None]
    area_counts: np.ndarray


class Recorder:
    """Turns trips into lists."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rng = scene.rng
        self.spell = Speller(scene.clock)
        self.period = scene.mine.habits.snapshot_s
        offset = int(self.rng.integers(0, 60))
        steps = np.arange(0, scene.clock.end - 60, self.period)
        self.moments = (steps + offset + self.rng.integers(0, 4, len(steps))).tolist()
        self.rows: list[list[str]] = [[] for _ in self.moments]
        self.counts = np.zeros((len(scene.mine.areas) + 1, len(self.moments) + 1), dtype=int)

    def record(self) -> Snapshots:
        """All lists."""
        for trip in self.scene.trips:
            if trip.carded:
                self._list_trip(trip)
        lists: list[list[str] | None] = list(self.rows)
        for fabrication in self.scene.fabrications:
            self._fabricate(fabrication, lists)
        return Snapshots(self.moments, lists, np.cumsum(self.counts, axis=1)[:, :-1])

    def _list_trip(self, trip: Trip) -> None:
        """Put one trip into all lists that it belongs to."""
        mine, spell, person = self.scene.mine, self.spell, trip.person
        edges = np.searchsorted(self.moments, [*trip.times, trip.leave])
        if edges[0] >= len(self.moments):
            return
        head = f"{person.card};{person.name};1;{spell(trip.enter)};;"
        tail = f";正常;{int(person.leader)};{int(person.special)};"
        station_since = area_since = trip.enter
        last_station, last_area, last_mode = -1, -1, UNLISTED
        steady = 3.0 if trip.unit.pattern == "fixed" else 9.0
        trace: list[str] = []
        keep = mine.habits.trace_length
        place = 0.0
        middle = ""
        for i, station in enumerate(trip.stations):
            area = mine.stations[station].area
            mode = trip.modes[i]
            if area != last_area or last_mode == UNLISTED:
                area_since = trip.times[i]
            if station != last_station or last_mode == UNLISTED:
                station_since = trip.times[i]
                place = float(self.rng.uniform(-55, 55))
                if keep:
                    trace.append(f"{mine.stations[station].code}&{spell(station_since)}")
            last_station, last_area, last_mode = station, area, mode
            first, last = int(edges[i]), int(edges[i + 1])
            middle = (
                f"{mine.areas[area].code};{spell(area_since)};{mine.stations[station].code};"
                f"{spell(station_since)};{mine.habits.shift_name};"
            )
            if mode == UNLISTED or last <= first:
                continue
            self.counts[area, first] += 1
            self.counts[area, last] -= 1
            self.counts[-1, first] += 1
            self.counts[-1, last] -= 1
            end = f"{tail}{','.join(trace[-keep:]) if keep else ''}"
            text = head + middle
            if not mine.habits.writes_distance:
                line = f"{text}0{end}"
                for k in range(first, last):
                    self.rows[k].append(line)
            elif mode == FROZEN:
                line = f"{text}{place:.1f}{end}"
                for k in range(first, last):
                    self.rows[k].append(line)
            else:
                spread = 0.4 if mode == LYING else steady
                away = place + self.rng.normal(0, spread, last - first)
                for k, metres in enumerate(away.tolist(), first):
                    self.rows[k].append(f"{text}{metres:.1f}{end}")
                place = float(away[-1]) if mode == LYING else place
        if last_mode != UNLISTED:
            self._list_leaving(trip, middle, tail, int(edges[-1]))

    def _list_leaving(self, trip: Trip, middle: str, tail: str, first: int) -> None:
        """A card that has just left is listed once or twice with flag 2."""
        line = (
            f"{trip.person.card};{trip.person.name};2;{self.spell(trip.enter)};{self.spell(trip.leave)};"
            f"{middle}0{tail}"
        )
        while first < len(self.moments) and self.moments[first] <= trip.leave + max(self.period, 400):
            self.rows[first].append(line)
            first += 1

    # --- falsification ---

    def _fabricate(self, work: Fabrication, lists: list[list[str] | None]) -> None:
        """Change the lists of a span of time."""
        first, last = (int(i) for i in np.searchsorted(self.moments, [work.begin, work.end]))
        if work.style == "deleted":
            lists[first:last] = [None] * (last - first)
        elif work.style == "frozen_copy":
            lists[first:last] = [lists[max(0, first - 1)]] * (last - first)
        elif work.style == "capped":
            for k in range(first, last):
                rows = lists[k] or []
                inside = [row for row in rows if ";1;" in row[:40]]
                kept = set(inside[: work.count - int(self.rng.random() < 0.3)])
                lists[k] = [row for row in rows if ";2;" in row[:40] or row in kept]
        else:
            self._invent(work, first, last, lists)

    def _invent(self, work: Fabrication, first: int, last: int, lists: list[list[str] | None]) -> None:
        """Lists of a script: round entry times, fresh dwell times, areas that do not fit the stations."""
        mine, rng = self.scene.mine, self.rng
        crews: dict[int, list[int]] = {}
        length = self.scene.shift_s
        start = mine.habits.shift_starts[0] * 3600
        codes = [station.code for station in mine.stations[2:]]
        for k in range(first, last):
            moment = self.moments[k]
            number = (moment - start) // length
            if number not in crews:
                crews[number] = rng.permutation(len(self.scene.people))[
                    : work.count + int(rng.integers(-1, 2))
                ].tolist()
            entered = self.spell(start + number * length)
            now = self.spell(moment // 60 * 60)
            rows = []
            spots = rng.integers(0, len(codes), len(crews[number]))
            areas = rng.integers(1, len(mine.areas), len(crews[number]))
            for index, spot, area in zip(crews[number], spots, areas, strict=True):
                person = self.scene.people[index]
                rows.append(
                    f"{person.card};{person.name};1;{entered};;{mine.areas[area].code};{now};"
                    f"{codes[spot]};{now};{mine.habits.shift_name};{rng.integers(0, 50)};正常;"
                    f"{int(person.leader)};{int(person.special)};"
                )
            lists[k] = rows


def alarms_of_crowding(scene: Scene, taken: Snapshots) -> list[tuple[int, int, int, int]]:
    """Area (-1: all the mine), begin, end and most cards of each span above the approved headcount."""
    found = []
    limits = [area.limit for area in scene.mine.areas] + [scene.mine.headcount_limit]
    for area, limit in enumerate(limits):
        over = np.flatnonzero(taken.area_counts[area] > limit) if limit else np.zeros(0, dtype=int)
        if not len(over):
            continue
        for run in np.split(over, np.flatnonzero(np.diff(over) > 1) + 1):
            if taken.moments[run[-1]] - taken.moments[run[0]] >= 600:
                most = int(taken.area_counts[area][run].max())
                number = area if area < len(scene.mine.areas) else -1
                found.append(
                    (
                        number,
                        taken.moments[run[0]],
                        taken.moments[run[-1]] + scene.mine.habits.snapshot_s,
                        most,
                    )
                )
    return sorted(found, key=lambda row: row[1])


def cards_in_area(scene: Scene, area: int, moment: int) -> list[str]:
    """Cards in an area, or in the whole mine (-1), at a moment."""
    return [
        trip.person.card
        for trip in scene.trips
        if trip.carded
        and trip.enter <= moment < trip.leave
        and (area < 0 or scene.mine.stations[trip.station_at(moment)].area == area)
    ]


def long_stays(scene: Scene, hours: int) -> list[tuple[Trip, int]]:
    """Trips longer than some hours with the moment at which the alarm begins."""
    limit = hours * 3600
    return [
        (trip, trip.enter + limit)
        for trip in scene.trips
        if trip.carded and trip.leave - trip.enter > limit and -DAY < trip.enter + limit < scene.clock.end
    ]
