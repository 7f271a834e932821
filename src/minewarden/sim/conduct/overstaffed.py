"""More people at a place, or in the mine, than the declared limits allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.roster import Post, face_trades
from minewarden.sim.shifts import Shift
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class Overstaffed(Behaviour):
    """Extra people, all with cards, at declared places."""

    kind = "overstaffed"
    varied: ClassVar[tuple[str, ...]] = ("share",)
    styles: ClassVar[dict[str, Params]] = {
        "face": {"share": 0.9},  # one working place, every shift; beyond its area's limit too
        "one_shift": {"share": 1.1},  # one working place, one shift of the day
        "mine": {"share": 0.25},  # all over the mine: beyond the headcount limit by this share
    }

    def arrange(self, mine: Mine) -> None:
        self.cards: set[int] = set()
        faces = [face for face in mine.plan.faces if not face.hidden]
        self.face = self.rng.choice(faces)
        shifts = len(mine.starts)
        self.keys: set[str] = set()
        if self.act.style == "mine":
            usual = min(sum(post.counts[i] for post in mine.roster.posts) for i in range(shifts))
            mine.limit = -(-round(usual * 1.25) // 5) * 5  # a tight limit, as the style is about breaking it
            extra = max(6, round(mine.limit * (1 + float(self["share"]))) - usual)
            spread = [extra // len(faces) + (i < extra % len(faces)) for i in range(len(faces))]
            for face, count in zip(faces, spread, strict=True):
                self._add(mine, f"extra:{face.face_id}", [count] * shifts, face.stations, face_trades(face))
            return
        area = mine.plan.areas[mine.plan.stations[self.face.stations[0]].area]
        extra = max(
            round(max(self.face.crew) * float(self["share"])), round(area.limit * 1.25) - min(self.face.crew)
        )
        busy = self.rng.randrange(shifts)
        counts = [extra if self.act.style == "face" or i == busy else 0 for i in range(shifts)]
        self._add(mine, f"extra:{self.face.face_id}", counts, self.face.stations, face_trades(self.face))

    def _add(
        self, mine: Mine, key: str, counts: list[int], stations: list[int], trades: tuple[str, ...]
    ) -> None:
        if max(counts):
            mine.roster.add_post(Post(key, "劳务队", trades, counts, "face", stations))
            self.keys.add(key)

    def staff(self, mine: Mine, shift: Shift) -> None:
        if not self.in_shift(shift):
            shift.jobs = [job for job in shift.jobs if job.post.key not in self.keys]

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        self.cards.update(trip.person for trip in trips if trip.tag in self.keys)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        stations = [] if self.act.style == "mine" else self.face.stations
        return [self.row(mine, stations, sorted(self.cards))]
