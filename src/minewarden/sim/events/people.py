"""Honest doings of people: drills, meetings, visitors, pairs, lost and replaced cards, overtime, gangs at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import BIN_S, CHINA_OFFSET_S, DAY_S
from minewarden.sim.day import Day
from minewarden.sim.roster import Post
from minewarden.sim.shifts import Shift
from minewarden.sim.walks import UNSEEN, Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class Gathering(Behaviour):
    """Everyone (a drill) or one crew (a meeting) goes to one place for a while, and back to work."""

    kind = "gathering"
    varied: ClassVar[tuple[str, ...]] = ("minutes",)
    styles: ClassVar[dict[str, Params]] = {
        "drill": {"hour": 10, "minutes": 50, "everyone": True},
        "meeting": {"hour": 9, "minutes": 40, "everyone": False},
    }

    def arrange(self, mine: Mine) -> None:
        self.spot = (mine.plan.role("refuge") or mine.plan.role("shaft"))[0]
        midnight = (self.act.from_at + CHINA_OFFSET_S) // DAY_S * DAY_S - CHINA_OFFSET_S
        self.starts_at = midnight + int(self["hour"]) * 3600
        self.ends_at = self.starts_at + int(self["minutes"]) * 60

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        crews = sorted({trip.tag for trip in trips if trip.tag.startswith("crew:")})
        for trip in trips:
            if self["everyone"] or trip.tag in crews[:1]:
                self._send(mine, trip)

    def _send(self, mine: Mine, trip: Trip) -> None:
        if (
            not trip.entered_at + 900 < self.starts_at < trip.left_at - 2400
            or trip.at(self.starts_at) == UNSEEN
        ):
            return
        go = Trip(trip.person, self.starts_at, trip.tag)
        called = self.starts_at + self.rng.randint(20, 300)
        mine.walker.go(go, trip.at(self.starts_at), self.spot, called, 1.35, 3.0)
        away = self.ends_at + self.rng.randint(0, 120)
        back = mine.walker.go(go, self.spot, trip.at(away + 600), away, 1.3, 3.0)
        trip.divert(called, int(back) + 1, list(zip(go.stations, go.arrived, strict=True)))

    def work(self, mine: Mine, day: Day) -> None:
        if self["everyone"]:
            first = (self.starts_at - day.starts_at) // BIN_S
            last = (self.ends_at - day.starts_at) // BIN_S + 3
            for series in day.activity.values():
                series[max(first, 0) : max(last, 0)] = 0.0


class Visitors(Behaviour):
    """A party that goes round together behind one another, each with a visitor's card."""

    kind = "visitors"
    varied: ClassVar[tuple[str, ...]] = ("persons",)
    styles: ClassVar[dict[str, Params]] = {"party": {"persons": 8}}

    def arrange(self, mine: Mine) -> None:
        self.people = [mine.roster.add_person("来宾", "来宾") for _ in range(int(self["persons"]))]
        self.done = False

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        by_day = shift.number == 1 % len(mine.starts)
        guides = [trip for trip in trips if trip.tag in {"leader", "safety"} and trip.carded and trip.body]
        if self.done or not by_day or not self.in_shift(shift) or not guides:
            return
        guide, self.done = guides[0], True
        for place, person in enumerate(self.people):
            trips.append(follow(guide, person, self.rng.randint(2, 9) + 4 * place, self))


class Pairs(Behaviour):
    """Master and apprentice: two people of a post who always go together, some steps apart."""

    kind = "pairs"
    styles: ClassVar[dict[str, Params]] = {"apprentice": {"pairs": 2}}

    def arrange(self, mine: Mine) -> None:
        posts = [post for post in mine.roster.posts if post.task == "tour" and post.pool]
        self.bound: dict[int, int] = {}
        for _ in range(int(self["pairs"])):
            post = self.rng.choice(posts)
            master = self.rng.choice(post.pool)
            self.bound[master] = mine.roster.add_person(post.trades[0], post.team)

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        if self.in_shift(shift):
            found = [trip for trip in trips if trip.person in self.bound and trip.body]
            trips.extend([follow(trip, self.bound[trip.person], 6, self) for trip in found])


def follow(trip: Trip, person: int, behind_s: int, behaviour: Behaviour) -> Trip:
    """A real person who walks behind another: every read some seconds later, a few not at all."""
    twin = trip.copy(person)
    kept = [i for i in range(len(trip.stations)) if i == 0 or behaviour.rng.random() > 0.05]
    twin.stations = [trip.stations[i] for i in kept]
    twin.arrived = [trip.arrived[i] + (behind_s if i else 0) for i in kept]
    twin.shift_reads(behaviour.rng, 9)
    twin.left_at = max(trip.left_at + behaviour.rng.randint(0, 6), twin.arrived[-1] + 1)
    return twin


class FlatBattery(Behaviour):
    """Tags that fall silent below and are never read again; their holders come out as usual."""

    kind = "flat_battery"
    styles: ClassVar[dict[str, Params]] = {"silent": {"cards": 2}}

    def arrange(self, mine: Mine) -> None:
        self.dead: set[int] = set()

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        for trip in trips:
            if trip.person in self.dead:
                trip.carded = False
        fit = [trip for trip in trips if trip.carded and trip.body and len(trip.stations) > 6]
        if not self.in_shift(shift) or len(self.dead) >= int(self["cards"]) or not fit:
            return
        trip = self.rng.choice(fit)
        at = self.rng.randint(trip.arrived[2] + 1, trip.left_at - 60)
        kept = sum(arrived < at for arrived in trip.arrived)
        del trip.stations[kept:], trip.arrived[kept:]
        trip.body_out_at, trip.lost = trip.left_at, True
        trip.left_at = at if mine.listing == "drop" else trip.left_at
        self.dead.add(trip.person)


class ReplacedCard(Behaviour):
    """A card is lost below, its holder gets a new one, the old one is found and carried out next day."""

    kind = "replaced_card"
    styles: ClassVar[dict[str, Params]] = {"lost_and_found": {}}

    def arrange(self, mine: Mine) -> None:
        self.old = self.new = -1

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        for trip in trips:
            if trip.person == self.old:
                trip.person = self.new
        crew = [trip for trip in trips if trip.tag.startswith("crew:") and trip.carded and trip.body]
        if self.old >= 0 or not self.in_shift(shift) or not crew:
            return
        trip = self.rng.choice(crew)
        self.old = trip.person
        person = mine.roster.people[self.old]
        self.new = mine.roster.add_person(person.trade, person.team)
        mine.roster.people[self.new].name = person.name
        trip.body_out_at = trip.left_at
        at = self.rng.randint(trip.entered_at + 5400, trip.left_at - 3600)
        spot, kept = trip.at(at), max(1, sum(arrived < at for arrived in trip.arrived))
        del trip.stations[kept:], trip.arrived[kept:]
        mine.walker.finish(trip, spot, at + self.rng.randint(20, 30) * 3600, 240, 1.2, 3.0)


class Overtime(Behaviour):
    """A crew stays hours longer to clear a breakdown."""

    kind = "overtime"
    styles: ClassVar[dict[str, Params]] = {"breakdown": {"hours": 2.5}}

    def arrange(self, mine: Mine) -> None:
        self.face = self.rng.choice([face for face in mine.plan.faces if not face.hidden])

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        if not self.in_shift(shift) or shift.number:
            return
        late = int(float(self["hours"]) * 3600)
        for trip in trips:
            if trip.tag == f"crew:{self.face.face_id}":
                turn = shift.ends_at - 2400
                trip.arrived = [at + late if at >= turn else at for at in trip.arrived]
                trip.left_at += late


class Gang(Behaviour):
    """People who work for days at a place that is no face: roadway repair, drilling, rebuilding a seal."""

    kind = "gang"
    varied: ClassVar[tuple[str, ...]] = ("persons", "kw")
    styles: ClassVar[dict[str, Params]] = {
        "roadway_repair": {"persons": 6, "kw": 15.0},
        "drilling": {"persons": 4, "kw": 45.0},
        "seal_repair": {"persons": 5, "kw": 5.0},
    }

    def arrange(self, mine: Mine) -> None:
        plan, style = mine.plan, self.act.style
        roles = {"roadway_repair": ("trunk", "return", "branch"), "drilling": ("gate", "branch")}.get(
            style, ("seal",)
        )
        spot = self.rng.choice(plan.role(*roles) or plan.role("trunk"))
        team, trade = {
            "roadway_repair": ("巷修队", "巷修工"),
            "drilling": ("防突队", "钻探工"),
            "seal_repair": ("通风队", "密闭工"),
        }[style]
        counts = [int(self["persons"])] * len(mine.starts)
        if style == "seal_repair":
            counts = [count if i == 1 % len(counts) else 0 for i, count in enumerate(counts)]
        number = sum(post.key.startswith("gang-work") for post in mine.roster.posts)
        self.key = f"gang-work:{number}"
        mine.roster.add_post(Post(self.key, team, (trade,), counts, "gang", [spot]))

    def staff(self, mine: Mine, shift: Shift) -> None:
        if not self.in_shift(shift):
            shift.jobs = [job for job in shift.jobs if job.post.key != self.key]

    def work(self, mine: Mine, day: Day) -> None:
        feeder, span = mine.plan.feeder("other"), self.bins(day)
        if feeder is not None and span.start < span.stop:
            day.extra_kw.setdefault(feeder.name, day.activity_zero())[span] += float(self["kw"])
