"""More people underground than cards: uncarded gangs, held-back cards, listings cut at a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.day import Day
from minewarden.sim.roster import Post, face_trades
from minewarden.sim.shifts import Shift
from minewarden.sim.snapshots import Snapshots
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class HeadcountConcealed(Behaviour):
    """People whom the cameras count and the location system does not."""

    kind = "headcount_concealed"
    varied: ClassVar[tuple[str, ...]] = ("persons",)
    styles: ClassVar[dict[str, Params]] = {
        "no_cards": {"persons": 10, "pace": 1.1},  # an extra gang without cards at a declared face
        "night_gang": {"persons": 14, "pace": 1.1},  # the same, in the night shift only
        "held_back": {"share": 0.4, "pace": 1.0},  # part of a crew leaves its cards above ground
        "capped": {"share": 0.75, "pace": 1.0},  # the listing stops at a share of the usual number
    }

    def arrange(self, mine: Mine) -> None:
        self.hidden: set[int] = set()
        self.cap: int | None = None
        declared = [face for face in mine.plan.faces if not face.hidden]
        self.face = self.rng.choice(declared)
        self.key = f"gang:{self.face.face_id}"
        if self.act.style in {"no_cards", "night_gang"}:
            crew = [int(self["persons"])] * len(mine.starts)
            if self.act.style == "night_gang":
                crew = [count if i == mine.night_shift else 0 for i, count in enumerate(crew)]
            trades = face_trades(self.face)
            mine.roster.add_post(
                Post(self.key, "劳务队", trades, crew, "face", self.face.stations, None, carded=False)
            )

    def staff(self, mine: Mine, shift: Shift) -> None:
        own = shift.job(self.key)
        if own is not None and not self.in_shift(shift):
            shift.jobs.remove(own)
        elif self.in_shift(shift):
            for work in shift.works:
                if work.face is self.face and (own is not None or self.act.style == "held_back"):
                    work.pace *= float(self["pace"])

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        if self.act.style != "held_back" or not self.in_shift(shift):
            return
        crew = [trip for trip in trips if trip.tag == f"crew:{self.face.face_id}"]
        for trip in crew[: round(len(crew) * float(self["share"]))]:
            trip.carded = False
            self.hidden.add(trip.person)

    def upload(self, mine: Mine, day: Day, snapshots: Snapshots) -> None:
        if self.act.style != "capped":
            return
        flags = np.asarray(snapshots.stays.flag)[snapshots.stay]
        people = np.asarray(snapshots.stays.person)[snapshots.stay]
        if self.cap is None:
            counts = np.bincount(snapshots.snap[flags == 1], minlength=len(snapshots.times))
            self.cap = int(np.median(counts) * float(self["share"]))
        wanted = np.ones(len(flags), dtype=bool)
        for number, at in enumerate(snapshots.times):
            if self.during(at):
                rows = np.flatnonzero((snapshots.snap == number) & (flags == 1))
                order = rows[np.argsort(people[rows] * 7919 % 10007, kind="stable")]
                wanted[order[self.cap :]] = False
                self.hidden.update(people[order[self.cap :]].tolist())
        snapshots.keep(wanted)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        stations = [] if self.act.style == "capped" else self.face.stations
        rows = [self.row(mine, stations, sorted(self.hidden))]
        if self.act.style == "capped":
            rows.append(self.aside(mine, "data_fabricated", sorted(self.hidden)))
        return rows
