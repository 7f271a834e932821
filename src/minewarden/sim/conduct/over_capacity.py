"""More coal than approved: openly, with a cut report, or with tampered scales."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import BINS
from minewarden.sim.day import Day
from minewarden.sim.shifts import Shift

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

_WORK_DAYS = 330


class OverCapacity(Behaviour):
    """All places work faster than planned; `factor` is production over approved daily capacity."""

    kind = "over_capacity"
    styles: ClassVar[dict[str, Params]] = {
        "open": {"factor": 1.4},  # hoisted and reported alike
        "reported_cut": {"factor": 1.45},  # hoisted as it is, reported as approved
        "scale_cheat": {"factor": 1.5},  # hoist counter and belt scale too are turned down; power is not
    }

    @classmethod
    def draw(cls, style: str, rng: random.Random) -> Params:
        return {"factor": round(rng.uniform(1.3, 1.7), 2)}

    def staff(self, mine: Mine, shift: Shift) -> None:
        if self.in_shift(shift):
            planned = sum(face.t_per_day for face in mine.plan.faces if face.open_at(shift.starts_at)) or 1.0
            pace = float(self["factor"]) * mine.capacity / _WORK_DAYS / planned
            for work in shift.works:
                work.pace *= pace

    def meter(self, mine: Mine, day: Day) -> None:
        span = self.bins(day)
        if self.act.style == "open" or span.start == span.stop:
            return
        allowed = mine.capacity / _WORK_DAYS * self.rng.uniform(0.93, 0.99) * (span.stop - span.start) / BINS
        total = float(day.reported[span].sum())
        if total <= allowed:
            return
        share = allowed / total
        day.reported[span] *= share
        if self.act.style == "scale_cheat":
            day.booked[span] *= share
            for name in day.belts:
                day.belts[name] = day.belts[name].copy()
                day.belts[name][span] *= share

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        return [self.row(mine, [], [])]
