"""Honest days without production: holidays, declared overhaul, declared suspension."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.common import care_only
from minewarden.sim.day import Day
from minewarden.sim.shifts import Shift

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class Holiday(Behaviour):
    """A few days off; not a declared state."""

    kind = "holiday"
    styles: ClassVar[dict[str, Params]] = {"all_rest": {}}

    def staff(self, mine: Mine, shift: Shift) -> None:
        if self.touches(shift):
            care_only(shift)


class Suspension(Behaviour):
    """A declared suspension that is kept: pumping, ventilation and inspection only."""

    kind = "suspension"
    styles: ClassVar[dict[str, Params]] = {"kept": {}}

    def arrange(self, mine: Mine) -> None:
        mine.declare_status("suspended", self.act.from_at, self.act.to_at)

    def staff(self, mine: Mine, shift: Shift) -> None:
        if self.touches(shift):
            care_only(shift)


class Overhaul(Behaviour):
    """A declared overhaul that is one: crews repair by day, equipment goes down by the hoist."""

    kind = "overhaul"
    styles: ClassVar[dict[str, Params]] = {"by_day": {"hoist_kw": 60.0}}

    def arrange(self, mine: Mine) -> None:
        mine.declare_status("overhaul", self.act.from_at, self.act.to_at)

    def staff(self, mine: Mine, shift: Shift) -> None:
        if not self.touches(shift):
            return
        by_day = shift.number == 1 % len(mine.starts)
        crews = tuple(f"crew:{face.face_id}" for face in mine.plan.faces) if by_day else ()
        care_only(shift, crews)
        for work in shift.works:
            work.pace = 0.0

    def work(self, mine: Mine, day: Day) -> None:
        span = self.bins(day)
        feeder = mine.plan.feeder("hoist")
        if span.start < span.stop and feeder is not None:
            load = day.extra_kw.setdefault(feeder.name, day.activity_zero())
            load[108:200] += float(self["hoist_kw"])
