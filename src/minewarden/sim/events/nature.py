"""Weather, rock and coal: rain, low pressure, wet coal, rock on the hoist, doors left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import BINS, DAY_S
from minewarden.sim.day import Day

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class _Daily(Behaviour):
    """Applies to the share of the day in which the act goes on."""

    def share(self, day: Day) -> float:
        span = self.bins(day)
        return float(span.stop - span.start) / BINS


class Rain(_Daily):
    """More inflow, falling back slowly."""

    kind = "rain"
    varied: ClassVar[tuple[str, ...]] = ("inflow_share",)
    styles: ClassVar[dict[str, Params]] = {"storm": {"inflow_share": 0.6}}

    def work(self, mine: Mine, day: Day) -> None:
        since = max(0.0, (day.starts_at - self.act.from_at) / DAY_S)
        if self.share(day) or since > 0:
            day.inflow_factor *= 1 + float(self["inflow_share"]) * float(np.exp(-since / 4))


class LowPressure(_Daily):
    """The barometer falls and comes back: goafs breathe out."""

    kind = "low_pressure"
    varied: ClassVar[tuple[str, ...]] = ("hpa",)
    styles: ClassVar[dict[str, Params]] = {"front": {"hpa": 6.0}}

    def work(self, mine: Mine, day: Day) -> None:
        at = day.starts_at + np.arange(BINS) * 300
        part = (at - self.act.from_at) / max(1, self.act.to_at - self.act.from_at)
        dip = np.where((part > 0) & (part < 1), np.sin(np.clip(part, 0, 1) * np.pi), 0.0)
        day.pressure = day.pressure - float(self["hpa"]) * dip


class WetCoal(_Daily):
    """Tonnes weigh more; nothing else changes."""

    kind = "wet_coal"
    varied: ClassVar[tuple[str, ...]] = ("share",)
    styles: ClassVar[dict[str, Params]] = {"seam": {"share": 0.08}}

    def work(self, mine: Mine, day: Day) -> None:
        day.wet *= 1 + float(self["share"]) * self.share(day)


class RockHoisting(_Daily):
    """Rock from a drift goes up the hoist by day, past the belts; it is no output."""

    kind = "rock_hoisting"
    varied: ClassVar[tuple[str, ...]] = ("t_per_day",)
    styles: ClassVar[dict[str, Params]] = {"drift": {"t_per_day": 120.0}}

    def work(self, mine: Mine, day: Day) -> None:
        day.rock_t += float(self["t_per_day"]) * self.share(day)


class DoorsOpen(_Daily):
    """Air doors leak: more air in total, a little less at the faces."""

    kind = "doors_open"
    varied: ClassVar[tuple[str, ...]] = ("share",)
    styles: ClassVar[dict[str, Params]] = {"leak": {"share": 0.2}}

    def work(self, mine: Mine, day: Day) -> None:
        day.leak += float(self["share"]) * self.share(day)
