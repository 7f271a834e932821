"""The declared roadways as a graph of stations: who is next to whom, how far apart, how far from declared work."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from minewarden.feeds.register import Register, Station


class StationGraph:
    """Stations and roadways of one register; distances in metres along roadways, walked in both directions.

    A roadway without a length counts the straight line between its ends, else `DEFAULT_LENGTH_M`. A station that only
    a roadway names belongs to the graph. What is not connected is infinitely far: a place the declared roadways do
    not reach is a finding, not an error.
    """

    DEFAULT_LENGTH_M = 100.0

    def __init__(self, register: Register) -> None:
        self.stations: dict[str, Station] = {s.station_code: s for s in register.stations}
        ends = (end for road in register.roadways for end in (road.from_station, road.to_station))
        self.codes: tuple[str, ...] = tuple(dict.fromkeys([*self.stations, *ends]))
        self.index: dict[str, int] = {code: number for number, code in enumerate(self.codes)}
        self._ways: list[dict[int, float]] = [{} for _ in self.codes]
        for road in register.roadways:
            a, b = self.index[road.from_station], self.index[road.to_station]
            length_m = road.length_m if road.length_m and road.length_m > 0 else self._drawn_m(a, b)
            if a != b and length_m < self._ways[a].get(b, math.inf):
                self._ways[a][b] = self._ways[b][a] = length_m

    @property
    def has_roadways(self) -> bool:
        """False where nothing was declared; then no walk can be judged by distance."""
        return any(self._ways)

    def neighbours(self, station: str) -> dict[str, float]:
        """The stations one roadway away and the length of that roadway; empty for an unknown station."""
        if station not in self.index:
            return {}
        return {self.codes[b]: length_m for b, length_m in self._ways[self.index[station]].items()}

    def distance_m(self, a: str, b: str) -> float:
        """The shortest way along roadways; 0 for the same station, infinite where none is declared."""
        if a == b:
            return 0.0
        if a not in self.index or b not in self.index:
            return math.inf
        return float(self.distances_m[self.index[a], self.index[b]])

    def hops(self, a: str, b: str) -> int | None:
        """The least number of roadways between two stations; None where they are not connected."""
        if a == b:
            return 0
        if a not in self.index or b not in self.index:
            return None
        steps = int(self.hop_counts[self.index[a], self.index[b]])
        return steps if steps >= 0 else None

    def nearest(
        self, station: str, count: int = 3, among: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """The stations nearest along roadways with their distance, nearest first, itself (0 m) included."""
        wanted = self.codes if among is None else [code for code in among if code in self.index]
        found = sorted((self.distance_m(station, code), code) for code in wanted)
        return [(code, far_m) for far_m, code in found if math.isfinite(far_m)][:count]

    def nearest_to_point(self, x: float, y: float, z: float, count: int = 3) -> list[tuple[str, float]]:
        """The stations nearest in a straight line to a point of the mine's own coordinates, metres."""
        found = [
            (math.dist((x, y, z), place), code)
            for code in self.codes
            if (place := self._place(code)) is not None
        ]
        return [(code, far_m) for far_m, code in sorted(found)[:count]]

    def distance_to_any(self, station: str, places: Iterable[str]) -> float:
        """Metres along roadways to the nearest of `places`; infinite where there is none."""
        return min((self.distance_m(station, place) for place in places), default=math.inf)

    def at_least_m(self, a: str, b: str) -> float:
        """A length that no way between two stations can undercut: the straight line, 0 without coordinates."""
        place, other = self._place(a), self._place(b)
        return math.dist(place, other) if place is not None and other is not None else 0.0

    @cached_property
    def distances_m(self) -> NDArray[np.float64]:
        """All distances, rows and columns in the order of `codes`. Cost: n shortest-path trees, once."""
        rows = [self._tree(source, hops=False) for source in range(len(self.codes))]
        return np.array(rows, np.float64).reshape(len(self.codes), len(self.codes))

    @cached_property
    def hop_counts(self) -> NDArray[np.int32]:
        """All least numbers of roadways, -1 where not connected, in the order of `codes`."""
        rows = np.array([self._tree(source, hops=True) for source in range(len(self.codes))], np.float64)
        return (
            np.where(np.isfinite(rows), rows, -1).astype(np.int32).reshape(len(self.codes), len(self.codes))
        )

    def _tree(self, source: int, hops: bool) -> list[float]:
        """Dijkstra from one station."""
        best = [math.inf] * len(self.codes)
        best[source] = 0.0
        queue = [(0.0, source)]
        while queue:
            far, node = heapq.heappop(queue)
            if far > best[node]:
                continue
            for other, length_m in self._ways[node].items():
                longer = far + (1.0 if hops else length_m)
                if longer < best[other]:
                    best[other] = longer
                    heapq.heappush(queue, (longer, other))
        return best

    def _drawn_m(self, a: int, b: int) -> float:
        straight_m = self.at_least_m(self.codes[a], self.codes[b])
        return straight_m if straight_m > 0 else self.DEFAULT_LENGTH_M

    def _place(self, code: str) -> tuple[float, float, float] | None:
        station = self.stations.get(code)
        if station is None or station.x is None or station.y is None:
            return None
        return station.x, station.y, station.z or 0.0
