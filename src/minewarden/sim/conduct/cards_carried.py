"""One person carries several cards: a bundle, a leader's tag, changing carriers, or only on the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.shifts import Shift
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class CardsCarried(Behaviour):
    """Cards whose reads follow another card within seconds, with no body of their own."""

    kind = "cards_carried"
    varied: ClassVar[tuple[str, ...]] = ("cards",)
    styles: ClassVar[dict[str, Params]] = {
        "bundle": {"cards": 8, "duty": 0.9, "jitter_s": 3},  # the same man, the same cards of absent people
        "rotating": {"cards": 5, "duty": 0.9, "jitter_s": 4},  # another man every shift
        "leader": {"cards": 1, "duty": 0.8, "jitter_s": 3},  # a leader's tag, carried by a worker
        "way_out": {"cards": 15, "duty": 0.6, "jitter_s": 1},  # tags of people still at work, taken up early
    }

    def arrange(self, mine: Mine) -> None:
        self.cards: set[int] = set()
        self.pool: list[int] = []
        if self.act.style in {"bundle", "rotating"}:
            team = f"劳务{len(mine.roster.people) % 7 + 1}队"
            for _ in range(int(self["cards"])):
                self.pool.append(
                    mine.roster.add_person(self.rng.choice(("采煤工", "掘进工", "运输工")), team)
                )
        self.carrier: int | None = None
        self.out_at: dict[int, int] = {}  # until when a carried card is below

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        if not self.in_shift(shift) or self.rng.random() > float(self["duty"]):
            return
        if self.act.style == "leader":
            self._leader(trips)
        elif self.act.style == "way_out":
            self._way_out(mine, trips)
        elif self.act.style == "rotating" or shift.number == mine.night_shift or self._first(trips):
            self._bundle(trips)

    def _first(self, trips: list[Trip]) -> bool:
        return self.carrier is not None and any(trip.person == self.carrier for trip in trips)

    def _bundle(self, trips: list[Trip]) -> None:
        walkers = [
            trip for trip in trips if trip.carded and trip.tag in {"electric", "haul", "gas", "air", "safety"}
        ]
        if not walkers:
            return
        if self.act.style == "rotating":
            chosen = self.rng.choice(walkers)
        else:
            chosen = next((trip for trip in walkers if trip.person == self.carrier), self.rng.choice(walkers))
            self.carrier = chosen.person
        self.cards.add(chosen.person)
        free = [person for person in self.pool if self.out_at.get(person, 0) < chosen.entered_at]
        trips.extend([self._carried(chosen, person) for person in free])

    def _carried(self, chosen: Trip, person: int) -> Trip:
        twin = chosen.copy(person)
        twin.body = False
        jitter = int(self["jitter_s"])
        twin.shift_reads(self.rng, jitter)
        twin.left_at = max(twin.arrived[-1] + 1, chosen.left_at + self.rng.randint(0, jitter))
        self.cards.add(person)
        self.out_at[person] = twin.left_at + 900
        return twin

    def _leader(self, trips: list[Trip]) -> None:
        leaders = [trip for trip in trips if trip.tag == "leader"]
        workers = [trip for trip in trips if trip.tag in {"safety", "gas", "electric"} and trip.carded]
        for trip in leaders[: int(self["cards"])]:
            if workers:
                chosen = self.rng.choice(workers)
                self.cards.add(chosen.person)
                trips[trips.index(trip)] = self._carried(chosen, trip.person)

    def _way_out(self, mine: Mine, trips: list[Trip]) -> None:
        """From a working place one man takes up the tags of those who go on working."""
        tags = sorted({trip.tag for trip in trips if trip.tag.startswith("crew:")})
        if not tags:
            return
        crew = [trip for trip in trips if trip.tag == self.rng.choice(tags) and trip.carded]
        crew = crew[: int(self["cards"]) + 1]
        if len(crew) < 3:
            return
        man = crew[0]
        leave_at = man.left_at - self.rng.randint(7200, 10800)
        out = Trip(man.person, man.entered_at, man.tag)
        mine.walker.finish(out, man.at(leave_at), leave_at, 240, 1.25, 3.0)
        for trip in crew:
            if trip is not man:
                trip.body_out_at = trip.left_at
            self._cut(trip, leave_at, out)
            self.cards.add(trip.person)

    def _cut(self, trip: Trip, leave_at: int, out: Trip) -> None:
        kept = [i for i, at in enumerate(trip.arrived) if at < leave_at]
        trip.stations = [*(trip.stations[i] for i in kept), *out.stations]
        jitter = int(self["jitter_s"])
        trip.arrived = [
            *(trip.arrived[i] for i in kept),
            *(at + self.rng.randint(0, jitter) for at in out.arrived),
        ]
        trip.left_at = max(out.left_at + self.rng.randint(0, jitter), trip.arrived[-1] + 1)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        rows = [self.row(mine, [], sorted(self.cards))]
        if self.act.style == "way_out":
            rows.append(self.aside(mine, "headcount_concealed", sorted(self.cards)))
        return rows
