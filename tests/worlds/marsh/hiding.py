"""Hidden working faces: where they lie, who works there, where the coal goes and what still shows."""

from __future__ import annotations

from typing import Any

from .conduct import Conduct, copy_trip, park_trip
from .lookalikes import pick_branch
from .model import DAY, HOUR, PER_DAY, Job, Mine, Place, Trip, days_from
from .people import Walker, staff, team_title
from .site import ended_face

FED_FROM_COMMON = "other"


class HiddenFace(Conduct):
    """The common part: an undeclared place that cuts coal, takes air and power and gives gas and water."""

    kind = "hidden_face"
    branches: tuple[str, ...] = ("old_road",)
    mode = "crew"
    carded = True
    coal_way = ("main",)
    feeder: tuple[str, ...] = (FED_FROM_COMMON,)
    share = (0.28, 0.6)
    night_only = False
    methods: tuple[str, ...] = ("roadheader", "shearer")
    team_kind = "heading"
    needs = frozenset(("power", "output", "haulage"))

    def prepare(self, mine: Mine) -> None:
        """Open the place and send its crew."""
        self.first = self.draw_begin(mine)
        self.branch = pick_branch(mine, *self.branches)
        self.place = self.make_place(mine)
        mine.places.append(self.place)
        mine.hidden_coal[self.place.ident] = mine.dice.choice(self.coal_way)
        mine.hidden_feeders[self.place.ident] = self.pick_feeder(mine)
        stations = self.work_stations()
        team = team_title(mine, self.team_kind, mine.dice.randint(2, 4))
        days = days_from(self.first, mine.days)
        job = Job(
            "hidden", self.team_kind, team, list(self.place.crew), self.mode, stations, days, self.carded
        )
        self.job = staff(mine, job)
        if not self.keeps_cards():
            for group in self.job.groups:
                for person in group:
                    mine.people.remove(person)

    def keeps_cards(self) -> bool:
        """Whether the hidden men stand in the list of cards."""
        return True

    def work_stations(self) -> list[int]:
        """The readers at the place."""
        return self.branch.stations[-2:]

    def pick_feeder(self, mine: Mine) -> str:
        """The use of the feeder that carries the load."""
        choice = mine.dice.choice(self.feeder)
        if choice == "heading":
            return mine.dice.choice([place for place in mine.open_places() if place.kind == "heading"]).ident
        return choice

    def make_place(self, mine: Mine) -> Place:
        """The figures of the hidden place, of a size that fits the mine."""
        dice = mine.dice
        planned = sum(place.planned_t for place in mine.open_places() if place.last_day is None)
        largest = max(max(place.crew) for place in mine.open_places())
        crew = max(7, min(16, int(largest * dice.uniform(0.65, 1.0))))
        counts = [crew + dice.randint(-1, 1) for _ in range(mine.seams)]
        produces = [True] * mine.seams
        if self.night_only:
            night = mine.night_shift()
            counts = [crew + 2 if number == night else 0 for number in range(mine.seams)]
            produces = [number == night for number in range(mine.seams)]
        elif mine.seams > 2 and dice.random() < 0.5:
            rest = mine.shift_of(10 * HOUR)
            counts[rest], produces[rest] = 0, False
        tonnes = planned * dice.uniform(*self.share)
        gassy = max(place.ch4 for place in mine.open_places())
        return Place(
            ident="H1",
            name=self.branch.name,
            kind="hidden",
            method=dice.choice(self.methods),
            stations=self.work_stations(),
            entrance=self.branch.stations[0],
            crew=counts,
            produces=produces,
            planned_t=tonnes,
            advance=dice.uniform(1.5, 4.0),
            air=dice.uniform(260, 520),
            ch4=gassy * dice.uniform(0.5, 1.0),
            inflow=dice.uniform(4, 14),
            explosive=0.0,
            section=9.0,
            rated_kw=round(dice.uniform(0.55, 1.0) * (160 + tonnes * 0.55), -1),
            declared=False,
            first_day=float(self.first),
        )

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """The hidden place and the further kinds that the act also is."""
        shown = sorted({trip.person.card for trip in mine.trips if trip.tag == "hidden" and self.carded})
        stations = self.near(mine, self.site(mine))
        rows = [self.row(mine, stations, shown)]
        rows += [self.row(mine, stations, shown, kind) for kind in self.also]
        if self.above_capacity(mine):
            rows.append(self.row(mine, stations, [], "over_capacity"))
        return rows

    def above_capacity(self, mine: Mine) -> bool:
        """Whether a month at the true rate, the hidden coal among it, is above a twelfth of the capacity."""
        tonnes = sum(float(coal[self.first * PER_DAY :].sum()) for coal in mine.coal.values())
        monthly = tonnes / (mine.days - self.first) * 365 / 12
        return monthly > mine.capacity / 12 * 1.1

    def site(self, mine: Mine) -> int:
        """The station nearest the place."""
        return self.work_stations()[-1]


class OpenUndeclared(HiddenFace):
    """Cards and readers are true; the place simply stands on no drawing."""

    style = "open_undeclared_road"
    feeder = (FED_FROM_COMMON, "heading")


class PastTheSeal(HiddenFace):
    """The crew goes through a sham seal where there is no reader."""

    style = "past_the_seal"
    branches = ("sealed",)
    mode = "beyond"
    coal_way = ("main", "shaved")
    feeder = (FED_FROM_COMMON, "heading")

    def work_stations(self) -> list[int]:
        """Only the reader at the seal."""
        return [self.branch.stations[0]]


class BranchFiltered(HiddenFace):
    """The location software drops everyone beyond the junction of the hidden road."""

    style = "branch_filtered"
    also = ("data_fabricated",)
    coal_way = ("main", "shaved")

    def after_trips(self, mine: Mine) -> None:
        """No rows while a card is in the branch."""
        inner = set(self.branch.stations)
        for trip in mine.trips:
            if trip.tag == "hidden":
                times = [at for at, where in trip.visits if where in inner]
                if times:
                    after = [at for at, where in trip.visits if at > max(times)]
                    trip.gaps.append((min(times) - 40, min(after) if after else trip.t_out))
                    trip.visits = [visit for visit in trip.visits if visit[1] not in inner]

    def site(self, mine: Mine) -> int:
        """The junction, where men are last seen."""
        return self.branch.junction


class CarriedAlong(HiddenFace):
    """One man carries the whole hidden crew's cards through a legal heading."""

    style = "cards_with_one_man"
    also = ("cards_carried",)
    branches = ("sealed", "old_road")

    def prepare(self, mine: Mine) -> None:
        """The carrier walks about a legal heading."""
        super().prepare(mine)
        headings = [place for place in mine.open_places() if place.kind == "heading" and place.first_day == 0]
        self.cover = mine.dice.choice(headings or mine.open_places())
        self.job.stations = self.cover.stations

    def work_stations(self) -> list[int]:
        """The hidden place lies behind the first station of its branch."""
        return [self.branch.stations[0]]

    def after_trips(self, mine: Mine) -> None:
        """All cards of a shift follow the first one."""
        carriers: dict[tuple[int, int], Trip] = {}
        for trip in mine.trips:
            if trip.tag == "hidden":
                carrier = carriers.setdefault((trip.day, trip.shift), trip)
                if carrier is not trip:
                    copy_trip(mine, carrier, trip)
                    trip.seen = True


class HungUp(HiddenFace):
    """The hidden crew hangs its cards at a legal reader and fetches them after the shift."""

    style = "cards_hung_up"
    also = ("card_parked",)
    branches = ("sealed", "old_road")

    def work_stations(self) -> list[int]:
        """The hidden place lies behind the first station of its branch."""
        return [self.branch.stations[0]]

    def prepare(self, mine: Mine) -> None:
        """The cards hang near the junction of the branch, or at a heading's mouth."""
        super().prepare(mine)
        headings = [place.stations[0] for place in mine.open_places() if place.kind == "heading"]
        self.hook = mine.dice.choice([self.branch.junction, *headings])

    def after_trips(self, mine: Mine) -> None:
        """Still cards from the way in to the way out."""
        walker = Walker(mine)
        for number, trip in enumerate(mine.trips):
            if trip.tag == "hidden":
                mine.trips[number] = park_trip(mine, walker, trip, self.hook)


class LampRoom(HiddenFace):
    """The men leave their cards in the lamp room; only the camera at the shaft sees them."""

    style = "cards_in_lamp_room"
    also = ("headcount_concealed",)
    branches = ("sealed", "old_road")
    carded = False
    coal_way = ("main", "unlogged", "shaved")
    needs = frozenset(("power", "output", "haulage", "video"))

    def site(self, mine: Mine) -> int:
        """The mouth of the branch."""
        return self.branch.stations[0]


class NightByAuxiliary(HiddenFace):
    """Men without any card dig at night; the coal goes up the auxiliary shaft past all books."""

    style = "night_by_auxiliary_shaft"
    also = ("headcount_concealed",)
    branches = ("sealed", "old_road")
    carded = False
    coal_way = ("aux_night",)
    night_only = True
    share = (0.3, 0.5)
    methods = ("shearer", "roadheader")
    team_kind = "contractor"
    needs = frozenset(("power", "output", "haulage", "video"))

    def keeps_cards(self) -> bool:
        """Strangers have no card at all."""
        return False

    def site(self, mine: Mine) -> int:
        """The mouth of the branch."""
        return self.branch.stations[0]


class FaceReopened(HiddenFace):
    """A face that the register calls finished goes on cutting."""

    style = "finished_face_reopened"
    branches = ("finished",)
    feeder = ("old",)
    share = (0.35, 0.65)
    methods = ("shearer",)
    team_kind = "coal_face"

    def prepare(self, mine: Mine) -> None:
        """The finished face stands in the register with its end and its old feeder."""
        super().prepare(mine)
        known = [place for place in mine.declared_places() if place.stations == self.branch.stations]
        finished = known[0] if known else ended_face(mine, self.branch)
        served = any(use == finished.ident for _, use, _ in mine.feeders)
        if not served and mine.dice.random() < 0.6:
            mine.feeders.append((f"FD{len(mine.feeders) + 1:02d}", finished.ident, self.place.rated_kw))
            served = True
        mine.hidden_feeders[self.place.ident] = finished.ident if served else FED_FROM_COMMON

    def work_stations(self) -> list[int]:
        """The readers left at the face."""
        return self.branch.stations[:2]

    def site(self, mine: Mine) -> int:
        """The face itself."""
        return self.branch.stations[1]


class BlastedBehindHeading(HiddenFace):
    """A blasting crew works past an old road; its explosives are booked to a legal heading."""

    style = "blasted_past_heading"
    methods = ("blasting",)
    mode = "beyond"
    share = (0.25, 0.4)
    feeder = ("heading", FED_FROM_COMMON)
    needs = frozenset(("power", "output", "haulage", "explosives"))

    def prepare(self, mine: Mine) -> None:
        """The legal heading uses too much explosive from the first day on."""
        super().prepare(mine)
        headings = [place for place in mine.open_places() if place.kind == "heading"]
        self.cover = mine.dice.choice([place for place in headings if place.explosive > 0] or headings)
        if self.cover.explosive <= 0:
            self.cover.explosive, self.cover.method = mine.dice.uniform(25, 60), "blasting"
        self.factor = mine.dice.uniform(2.0, 3.2)

    def work_stations(self) -> list[int]:
        """The last reader before the place."""
        return [self.branch.stations[-1]]

    def after_physics(self, mine: Mine) -> None:
        """Book the additional explosive to the legal heading."""
        for number, (at, ident, used, detonators, returned) in enumerate(mine.blasts):
            if ident == self.cover.ident and at >= self.first * DAY:
                more = self.factor * mine.dice.uniform(0.9, 1.1)
                mine.blasts[number] = (at, ident, round(used * more, 1), int(detonators * more), returned)


class DoubleFaceUnlogged(HiddenFace):
    """A second face in an old district with a belt of its own; its scale is off, books are shaved."""

    style = "own_belt_unlogged"
    coal_way = ("unlogged",)
    branches = ("old_road", "drainage")
    share = (0.4, 0.8)
    feeder = (FED_FROM_COMMON,)
    methods = ("shearer",)
    team_kind = "coal_face"


HIDDEN_FACES: tuple[type[HiddenFace], ...] = (
    OpenUndeclared, PastTheSeal, BranchFiltered, CarriedAlong, HungUp, LampRoom, NightByAuxiliary,
    FaceReopened, BlastedBehindHeading, DoubleFaceUnlogged,
)  # fmt: skip
