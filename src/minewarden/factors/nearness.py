"""How far stations are from each other, for questions that want all pairs at once."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from minewarden.factors.clock import Bools, Floats, Ints
from minewarden.feeds.register import Register
from minewarden.feeds.values import area_of

UNKNOWN_LENGTH_M = 150.0
"""Taken for a roadway whose length is neither declared nor computable. Setting, not law."""


class Nearness:
    """All-pairs distances along the roadways between `stations` (codes), in metres; inf where no way is known.

    Without any roadway in the register the straight line between coordinates stands in, and without those
    the area code: stations of one area count as neighbours.
    """

    def __init__(self, register: Register, stations: list[str]) -> None:
        self.stations = stations
        self.register = register

    @cached_property
    def adjacent(self) -> Bools:
        """Stations x stations: joined by one roadway (or, without roadways, close by)."""
        return np.isfinite(self._edges) & ~np.eye(len(self.stations), dtype=bool)

    @cached_property
    def metres(self) -> Floats:
        """Stations x stations: the shortest way, in metres."""
        far = self._edges.copy()
        for via in range(len(self.stations)):
            np.minimum(far, far[:, via, None] + far[None, via, :], out=far)
        return far

    @cached_property
    def hops(self) -> Floats:
        """Stations x stations: how many roadways lie between."""
        far = np.where(np.isfinite(self._edges), 1.0, np.inf)
        np.fill_diagonal(far, 0.0)
        for via in range(len(self.stations)):
            np.minimum(far, far[:, via, None] + far[None, via, :], out=far)
        return far

    def hops_within(self, a: Ints, b: Ints, limit: int = 2) -> Bools:
        """Out: for pairs of station positions whether at most `limit` roadways lie between them."""
        close: Bools = (self.hops[a, b] <= limit) if len(self.stations) else np.zeros(len(a), dtype=bool)
        return close

    def nearest(self, place: int, count: int) -> list[int]:
        """Out: the `count` stations nearest to one, itself first."""
        reachable = np.argsort(self.metres[place], kind="stable")
        return [int(i) for i in reachable[:count] if np.isfinite(self.metres[place, i])]

    @cached_property
    def _edges(self) -> Floats:
        size = len(self.stations)
        place = {code: i for i, code in enumerate(self.stations)}
        far = np.full((size, size), np.inf)
        np.fill_diagonal(far, 0.0)
        for way in self.register.roadways:
            a, b = place.get(way.from_station), place.get(way.to_station)
            if a is not None and b is not None and a != b:
                length = way.length_m or self._straight()[a, b]
                far[a, b] = far[b, a] = length if np.isfinite(length) else UNKNOWN_LENGTH_M
        return far if self.register.roadways else self._without_roadways(far)

    def _without_roadways(self, far: Floats) -> Floats:
        straight = self._straight()
        if np.isfinite(straight).sum() > len(self.stations):
            reach = 1.5 * float(np.median(np.sort(straight, axis=1)[:, 1]))
            return np.where(straight <= reach, straight, far)
        area = np.array([area_of(code) for code in self.stations])
        together = (area[:, None] == area[None, :]) & ~np.eye(len(area), dtype=bool)
        return np.where(together, UNKNOWN_LENGTH_M, far)

    def _straight(self) -> Floats:
        """Straight-line metres; inf where a coordinate is missing or is the placeholder 0, 0."""
        known = {s.station_code: s for s in self.register.stations}
        at = np.full((len(self.stations), 3), np.nan)
        for i, code in enumerate(self.stations):
            s = known.get(code)
            if s is not None and (s.x or s.y):
                at[i] = [s.x or 0.0, s.y or 0.0, s.z or 0.0]
        away = np.sqrt(((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
        return np.where(np.isnan(away), np.inf, away)
