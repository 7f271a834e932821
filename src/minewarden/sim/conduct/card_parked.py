"""A card left lying at a legal place while its owner works elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.shifts import Shift
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class CardParked(Behaviour):
    """Cards that do not move for a whole shift and are taken up together."""

    kind = "card_parked"
    varied: ClassVar[tuple[str, ...]] = ("cards",)
    styles: ClassVar[dict[str, Params]] = {
        "chamber": {"cards": 6, "duty": 0.9},  # in a refuge, waiting room or substation
        "face": {"cards": 6, "duty": 0.9},  # at a declared face
        "bottom": {"cards": 5, "duty": 0.9},  # at the shaft bottom
        "night": {"cards": 8, "duty": 0.9},  # in a chamber, night shift only
        "all_day": {"cards": 3, "duty": 0.9},  # hung up for a day and longer, over several shifts
    }

    def arrange(self, mine: Mine) -> None:
        plan, style = mine.plan, self.act.style
        self.cards: set[int] = set()
        self.hanging: dict[int, int] = {}
        faces = [face for face in plan.faces if not face.hidden]
        self.face = self.rng.choice(faces)
        if style == "face":
            self.spot = self.face.stations[-1]
        elif style == "bottom":
            self.spot = plan.role("shaft")[0]
        else:
            self.spot = self.rng.choice(plan.role("refuge", "waiting", "substation"))

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        for trip in trips:
            if trip.entered_at < self.hanging.get(trip.person, 0):
                trip.carded = False  # its card still hangs below
        if not self.in_shift(shift) or self.rng.random() > float(self["duty"]):
            return
        if self.act.style == "night" and shift.number != mine.night_shift:
            return
        if self.act.style == "all_day" and shift.number != 1 % len(mine.starts):
            return
        crew = [
            trip for trip in trips if trip.tag == f"crew:{self.face.face_id}" and trip.carded and trip.body
        ]
        together = shift.ends_at - self.rng.randint(0, 900)
        for trip in crew[: int(self["cards"])]:
            self._park(mine, trip, together)
            self.cards.add(trip.person)

    def _park(self, mine: Mine, trip: Trip, together: int) -> None:
        """In as usual, then left at the spot; taken up in one go with the others."""
        rng = self.rng
        trip.body_out_at = trip.left_at
        out = trip.left_at + rng.randint(24, 40) * 3600 if self.act.style == "all_day" else together
        walk = Trip(trip.person, trip.entered_at, trip.tag)
        walk.enter(trip.stations[0], trip.arrived[0])
        at = mine.walker.go(walk, mine.walker.top, self.spot, trip.entered_at + 80, 1.25, 3.2)
        out = max(out, int(at) + 3600)
        trip.pinned = True
        mine.walker.finish(walk, self.spot, out + rng.randint(0, 60), 240, 1.25, 3.2)
        trip.stations, trip.arrived, trip.left_at = walk.stations, walk.arrived, walk.left_at
        if self.act.style == "all_day":
            self.hanging[trip.person] = trip.left_at + 900

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        return [self.row(mine, [self.spot], sorted(self.cards))]
