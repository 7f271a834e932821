"""Honest troubles of devices: outages of power and network, dead stations, calibration, a new pump."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import DAY_S
from minewarden.sim.day import Day
from minewarden.sim.plan import Feeder, Pump
from minewarden.sim.shifts import Shift
from minewarden.sim.walks import UNSEEN, Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

_DAY_NUMBER_S = DAY_S


class PowerOutage(Behaviour):
    """The grid fails: machines and fans stop, gas rises, crews come out of the faces to the trunk."""

    kind = "power_outage"
    varied: ClassVar[tuple[str, ...]] = ("minutes", "hour")
    styles: ClassVar[dict[str, Params]] = {"grid": {"hour": 14, "minutes": 60}}

    def arrange(self, mine: Mine) -> None:
        self.starts_at = self.act.from_at + int(self["hour"]) * 3600
        self.ends_at = self.starts_at + int(self["minutes"]) * 60
        self.spot = mine.plan.role("trunk")[0]

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        for trip in trips:
            crew = trip.tag.startswith("crew:") and trip.at(self.starts_at) != UNSEEN
            if crew and trip.entered_at + 900 < self.starts_at < trip.left_at - 1800:
                go = Trip(trip.person, self.starts_at, trip.tag)
                mine.walker.go(go, trip.at(self.starts_at), self.spot, self.starts_at + 180, 1.2, 1.2)
                back = mine.walker.go(
                    go, self.spot, trip.at(self.ends_at + 900), self.ends_at + 300, 1.2, 3.0
                )
                entries = list(zip(go.stations, go.arrived, strict=True))
                trip.divert(self.starts_at + 180, int(back) + 1, entries)

    def work(self, mine: Mine, day: Day) -> None:
        first = max(0, (self.starts_at - day.starts_at) // 300)
        last = max(0, (self.ends_at - day.starts_at) // 300)
        day.supply[first:last] = 0.02


class NetworkOutage(Behaviour):
    """Nothing of the mine arrives for hours, in any system."""

    kind = "network_outage"
    varied: ClassVar[tuple[str, ...]] = ("hours", "hour")
    styles: ClassVar[dict[str, Params]] = {"whole_mine": {"hour": 13, "hours": 5.0}}

    def work(self, mine: Mine, day: Day) -> None:
        first = self.act.from_at + int(self["hour"]) * 3600
        last = first + int(float(self["hours"]) * 3600)
        a, b = (first - day.starts_at) // 300, (last - day.starts_at) // 300
        day.offline[max(0, a) : max(0, b)] = True


class DeadStation(Behaviour):
    """One station reads nothing for a while; JZSS says so."""

    kind = "dead_station"
    styles: ClassVar[dict[str, Params]] = {"trunk": {}, "face": {}, "seal": {}}

    def arrange(self, mine: Mine) -> None:
        roles = {"trunk": ("trunk",), "face": ("face",), "seal": ("seal", "branch")}[self.act.style]
        self.station = self.rng.choice(mine.plan.role(*roles) or mine.plan.role("trunk"))

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        a, b = self.act.from_at, self.act.to_at
        for trip in trips:
            if trip.entered_at < b and trip.left_at > a and self.station in trip.stations:
                sits = trip.entered_at < a and trip.at(a) == self.station
                stays = trip.left_at > b and trip.at(b) == self.station
                trip.stations = [
                    UNSEEN if station == self.station and a <= at < b else station
                    for station, at in zip(trip.stations, trip.arrived, strict=True)
                ]
                if stays:
                    trip.divert(b, b + 1, [(self.station, b)])
                if sits:
                    self._silence(trip, a)

    def _silence(self, trip: Trip, at: int) -> None:
        spot = sum(arrived <= at for arrived in trip.arrived)
        trip.stations.insert(spot, UNSEEN)
        trip.arrived.insert(spot, at + 1)

    def work(self, mine: Mine, day: Day) -> None:
        for number in range(48):
            if self.during(day.starts_at + number * 1800):
                day.silent.setdefault(number, set()).add(self.station)


class Calibration(Behaviour):
    """Methane sensors are tested with standard gas every few days, by day: a pulse with state 4."""

    kind = "calibration"
    varied: ClassVar[tuple[str, ...]] = ("every_days",)
    styles: ClassVar[dict[str, Params]] = {"routine": {"every_days": 10, "level": 2.0}}

    def meter(self, mine: Mine, day: Day) -> None:
        if not self.during(day.starts_at):
            return
        number, every = day.starts_at // _DAY_NUMBER_S, max(1, int(self["every_days"]))
        for order, point in enumerate(mine.plan.points):
            if point.kind == "ch4" and (number + order) % every == 0:
                slot = 108 + (order * 5 + number) % 70
                pulse = mine.plant.noise.normal(float(self["level"]), 0.02, 2)
                day.values[point.code][slot : slot + 2] = np.round(pulse, 2)
                day.states[point.code][slot : slot + 2] = 4


class NewPump(Behaviour):
    """A pump is added, and with it a feeder; more water comes because a borehole drains."""

    kind = "new_pump"
    styles: ClassVar[dict[str, Params]] = {"drainage": {"inflow_share": 0.15}}

    def arrange(self, mine: Mine) -> None:
        plan = mine.plan
        plan.pumps.append(Pump(f"P{len(plan.pumps) + 1}", plan.pumps[0].station, 85.0))
        self.feeder = Feeder(f"FD{len(plan.feeders) + 1:02d}", "pump", 110.0)
        plan.feeders.append(self.feeder)

    def work(self, mine: Mine, day: Day) -> None:
        span = self.bins(day)
        if span.start < span.stop:
            day.inflow_factor *= 1 + float(self["inflow_share"]) * (span.stop - span.start) / 288
