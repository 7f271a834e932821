"""Production while the mine is declared stopped or under overhaul."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.common import care_only
from minewarden.sim.day import Day
from minewarden.sim.shifts import Shift
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

_COMMON: Params = {"state": "suspended", "hoist_booked": True, "pace": 0.9}


class WorkingWhileStopped(Behaviour):
    """The declared status says that nobody produces; the physics says otherwise."""

    kind = "working_while_stopped"
    varied: ClassVar[tuple[str, ...]] = ("pace",)
    styles: ClassVar[dict[str, Params]] = {
        "open": _COMMON,  # everyone as usual
        "night": _COMMON | {"hoist_booked": False},  # full production by night, care crew by day
        "one_face": _COMMON,  # a single place goes on
        "no_cards": _COMMON | {"hoist_booked": False},  # crews without cards: power, belt and air tell
        "overhaul_cover": _COMMON
        | {"state": "overhaul", "hoist_booked": False},  # repair by day, coal by night
    }
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"state": ("suspended", "overhaul")}

    def arrange(self, mine: Mine) -> None:
        self.cards: set[int] = set()
        self.places: set[str] = set()
        mine.declare_status(self["state"], self.act.from_at, self.act.to_at)
        faces = [face for face in mine.plan.faces if not face.hidden]
        self.only = self.rng.choice([face for face in faces if face.kind == "coal_face"] or faces)

    def staff(self, mine: Mine, shift: Shift) -> None:
        if not self.in_shift(shift):
            return
        night = shift.number == mine.night_shift
        if self.act.style in {"night", "overhaul_cover"} and not night:
            crews = (
                () if self.act.style == "night" else tuple(f"crew:{face.face_id}" for face in mine.plan.faces)
            )
            care_only(shift, crews)
            for work in shift.works:
                work.pace = 0.0
            return
        if self.act.style == "one_face":
            care_only(shift, (f"crew:{self.only.face_id}", "haul"))
        for work in shift.works:
            if self.act.style in {"night", "overhaul_cover"}:
                work.pace = 1.0
            work.pace *= float(self["pace"])
            if work.pace:
                self.places.add(work.face.face_id)

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        if not self.in_shift(shift):
            return
        working = {f"crew:{work.face.face_id}" for work in shift.works if work.pace}
        for trip in trips:
            if trip.tag in working:
                if self.act.style == "no_cards":
                    trip.carded = False
                self.cards.add(trip.person)

    def meter(self, mine: Mine, day: Day) -> None:
        span = self.bins(day)
        day.reported[span] = 0.0
        if not self["hoist_booked"]:
            day.booked[span] = 0.0

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        faces = [face for face in mine.plan.faces if face.face_id in self.places]
        stations = list(dict.fromkeys(i for face in faces for i in face.stations))
        people = [] if self.act.style == "no_cards" else sorted(self.cards)
        rows = [self.row(mine, stations, people)]
        if self.act.style == "no_cards":
            rows.append(self.aside(mine, "headcount_concealed", sorted(self.cards)))
        return rows
