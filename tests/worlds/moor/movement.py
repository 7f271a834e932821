"""Where people walk: honest shifts first, then what the conduct changes."""

from __future__ import annotations

import heapq
import math
from dataclasses import replace

from .model import DAY, Deed, Mine, Team, Trip
from .staff import present

Visits = list[tuple[float, int]]


class Net:
    """Shortest ways between stations, in seconds of walking or riding."""

    def __init__(self, mine: Mine) -> None:
        """Reads the roadways; people ride in main roadways where the mine has a man-rider."""
        self.near: dict[int, list[tuple[int, float]]] = {}
        fast = {"main", "district", "bottom"}
        for a, b, length in mine.roads:
            roles = {mine.stations[a].role, mine.stations[b].role}
            if "portal" in roles:
                seconds = 130.0 if mine.cage else length / 2.2
            else:
                seconds = length / (3.2 if mine.rider and roles <= fast else 1.15)
            self.near.setdefault(a, []).append((b, seconds))
            self.near.setdefault(b, []).append((a, seconds))
        self.trees: dict[int, dict[int, tuple[float, int]]] = {}

    def tree(self, start: int) -> dict[int, tuple[float, int]]:
        """Best time to every station and the station before it."""
        if start not in self.trees:
            best = {start: (0.0, start)}
            heap = [(0.0, start)]
            while heap:
                t, node = heapq.heappop(heap)
                for other, s in self.near[node]:
                    if t + s < best.get(other, (1e18, 0))[0]:
                        best[other] = (t + s, node)
                        heapq.heappush(heap, (t + s, other))
            self.trees[start] = best
        return self.trees[start]

    def seconds(self, a: int, b: int) -> float:
        """Time from a to b."""
        return self.tree(a)[b][0]

    def walk(self, visits: Visits, t: float, a: int, b: int, pace: float) -> float:
        """Adds the stations on the way from a to b and answers the arrival time."""
        tree = self.tree(a)
        chain, node = [], b
        while node != a:
            chain.append(node)
            node = tree[node][1]
        for node in reversed(chain):
            visits.append((t + tree[node][0] * pace, node))
        return t + tree[b][0] * pace


class Walker:
    """Makes the trips of one mine."""

    def __init__(self, mine: Mine) -> None:
        """Keeps the mine and its ways."""
        self.mine, self.rnd, self.net = mine, mine.rnd, Net(mine)
        self.portal = mine.by_role("portal")[0]
        self.hidden = mine.deed("hidden_face")
        self.trips: list[Trip] = []

    def all_trips(self) -> list[Trip]:
        """All stays underground, conduct included."""
        mine = self.mine
        for day in range(-1, mine.days):
            for shift in range(len(mine.starts)):
                for team in mine.teams:
                    self.shift_trips(team, day, shift)
        if mine.leader_party:
            self.join_leader()
        if mine.pairs:
            self.join_pairs()
        for t in mine.drills:
            self.evacuate(t)
        for deed in mine.deeds:
            change = getattr(self, f"do_{deed.kind}", None)
            if change:
                change(deed)
        for card, place, t0, t1 in mine.lost_cards:
            self.trips.append(
                Trip(
                    card,
                    t0 - 60,
                    t1,
                    [(t0 - 60, place)],
                    "挂失",
                    frozen=[(t0, t1)],
                    video_in=False,
                    video_out=False,
                    noise=7,
                )
            )
        return self.trips

    def count(self, team: Team, day: int, shift: int) -> int:
        """How many of the team go underground in that shift."""
        mine, rnd = self.mine, self.rnd
        n = team.counts[shift]
        if not n or not team.active(day):
            return 0
        factor = mine.day_factor[max(0, day)]
        free = team.mode in ("spot", "guests") or team.tag
        if factor < 0.2 and not free and not team.care:
            return 1 if team.mode == "rounds" else 0
        if team.face and not team.tag and not mine.face(team.face).active(day):
            return 0
        n = max(1, round(n * factor)) if factor >= 0.2 and n > 3 and not free else n
        over = mine.deed("overstaffed")
        if over and over.on(day) and not team.tag:
            whole = over.style == "whole_mine_above_limit" and team.mode in ("crew", "haul", "rounds")
            if whole or (over.style == "face_crew_swollen" and team.name == over.team):
                n = math.ceil(n * over.factor)
        if n > 3 and not team.tag and rnd.random() < 0.3:
            n -= 1
        return n

    def shift_trips(self, team: Team, day: int, shift: int) -> None:
        """The trips of one team in one shift."""
        n = self.count(team, day, shift)
        if not n:
            return
        mine, rnd = self.mine, self.rnd
        members = present(mine, team, day, shift, n)
        start = day * DAY + mine.starts[shift]
        place = team.places[0]
        lead = self.net.seconds(self.portal, place) + rnd.uniform(6, 16) * 60
        group_in = start - lead
        model: Trip | None = None
        for i, card in enumerate(members):
            t_in = self.cage(group_in + abs(rnd.gauss(0, 100))) + rnd.uniform(0, 25)
            t_end = start + mine.length - rnd.uniform(4, 18) * 60 + self.kept_over(team, day)
            if team.tag == "hidden" and self.hidden and self.hidden.on(day):
                trip = self.secret_trip(team, i, card, t_in, t_end, (model, len(members)))
            elif team.mode == "guests" and model:
                trip = self.copy(model, card, 0, 22)
            else:
                trip = self.plain_trip(team, i, card, t_in, t_end)
            trip.team, trip.day, trip.shift = team.name, day, shift
            if team.tag == "ghost":
                trip.carded = False
            trip.noise = trip.noise or rnd.randrange(1, 9999)
            model = model or trip
            self.trips.append(trip)
        self.note_work(team, day, shift, start, len(members))

    def kept_over(self, team: Team, day: int) -> float:
        """How long a crew is kept beyond its shift."""
        over = self.mine.deed("overstaffed")
        if over and over.style == "crews_kept_over" and over.on(day) and team.mode == "crew":
            return self.rnd.uniform(2.6, 3.8) * 3600
        return 0.0

    def cage(self, t: float) -> float:
        """The next cage after t, or t where people walk."""
        c = self.mine.cage
        return math.ceil(t / c) * c if c else t

    def copy(self, model: Trip, card: int, low: float, high: float) -> Trip:
        """Another card on the same way, each entry some seconds later."""
        rnd = self.rnd
        visits = [(t + rnd.uniform(low, high), s) for t, s in model.visits]
        for i in range(1, len(visits)):
            visits[i] = (max(visits[i][0], visits[i - 1][0] + 1), visits[i][1])
        return replace(
            model,
            card=card,
            visits=visits,
            t_in=visits[0][0],
            t_out=max(model.t_out, visits[-1][0]) + rnd.uniform(low, high),
            noise=0,
            unread=list(model.unread),
            frozen=list(model.frozen),
        )

    def descend(self, t_in: float, place: int, pace: float, meet: bool) -> tuple[Visits, float]:
        """From the portal to a place, by way of the meeting chamber if there is one."""
        visits: Visits = [(t_in, self.portal)]
        meeting = self.mine.meeting
        if meet and meeting and self.rnd.random() < 0.85:
            t = self.net.walk(visits, t_in, self.portal, meeting[0], pace)
            t += meeting[1] * self.rnd.uniform(0.8, 1.2)
            return visits, self.net.walk(visits, t, meeting[0], place, pace)
        return visits, self.net.walk(visits, t_in, self.portal, place, pace)

    def ascend(self, visits: Visits, t: float, here: int, pace: float) -> float:
        """Back to the portal; answers the exit time."""
        bottom = self.mine.by_role("bottom")[0]
        t = self.net.walk(visits, t, here, bottom, pace)
        t = self.cage(t + 30) + self.rnd.uniform(0, 20)
        return self.net.walk(visits, t, bottom, self.portal, 1.0) + self.rnd.uniform(3, 25)

    def plain_trip(self, team: Team, i: int, card: int, t_in: float, t_end: float) -> Trip:
        """An honest shift according to the mode of the team."""
        rnd = self.rnd
        pace = rnd.uniform(0.92, 1.1)
        place = team.places[i % len(team.places)] if team.mode in ("spread", "haul") else team.places[0]
        if team.mode in ("rounds", "leader"):
            place = rnd.choice(team.places)
        visits, t = self.descend(t_in, place, pace, team.mode == "crew")
        if team.hours:
            t_end = t_in + rnd.uniform(*team.hours) * 3600
        elif team.mode == "leader":
            t_end -= rnd.uniform(0.5, 2.5) * 3600
        here, t = self.work(team, visits, t, t_end, place, pace)
        t_out = self.ascend(visits, max(t, t_end), here, pace)
        return Trip(card, t_in, t_out, visits, still=team.mode == "fixed")

    def work(
        self, team: Team, visits: Visits, t: float, t_end: float, here: int, pace: float
    ) -> tuple[int, float]:
        """Moves about at work until the end of the shift."""
        rnd = self.rnd
        low, high = {
            "crew": (15, 95),
            "rounds": (6, 25),
            "haul": (8, 40),
            "leader": (15, 45),
            "guests": (15, 35),
            "spot": (50, 170),
            "fixed": (90, 260),
            "spread": (80, 240),
        }[team.mode]
        while True:
            arrived = t
            t += rnd.uniform(low, high) * 60
            there = self.next_place(team, here)
            back = self.net.seconds(here, there)
            if t + back > t_end - 120:
                return here, max(arrived + 20, min(t, t_end))
            t = self.net.walk(visits, t, here, there, pace)
            if team.mode in ("fixed", "spread", "spot") and there not in team.places:
                t += rnd.uniform(3, 12) * 60
                t = self.net.walk(visits, t, there, here, pace)
                continue
            here = there

    def next_place(self, team: Team, here: int) -> int:
        """Where somebody goes next."""
        rnd = self.rnd
        if team.mode in ("fixed", "spread") or len(team.places) == 1:
            return rnd.choice(self.net.near[here])[0]
        if team.mode == "crew" and rnd.random() < 0.45:
            return team.places[0] if here != team.places[0] else team.places[1]
        return rnd.choice([p for p in team.places if p != here] or [self.net.near[here][0][0]])

    # ---- the secret place

    def secret_trip(
        self, team: Team, i: int, card: int, t_in: float, t_end: float, more: tuple[Trip | None, int]
    ) -> Trip:
        """A shift in the secret place, with the card handled in the style of the conduct."""
        deed = self.hidden
        assert deed is not None
        model, total = more
        style = deed.style
        if style == "branch_off_heading":
            return self.plain_trip(replace(team, mode="crew"), i, card, t_in, t_end)
        if style == "open_as_repair_gang":
            here = replace(team, mode="spot", places=[deed.place] + deed.stations[1:2])
            return self.plain_trip(here, i, card, t_in, t_end)
        if style in ("hung_in_chamber", "hung_at_two_places"):
            return self.hung_trip(card, t_in, t_end, deed.hang[i % len(deed.hang)])
        if style == "cards_walked_by_one":
            return self.copy(model, card, 0, 4) if model else self.near_rounds(deed, card, t_in, t_end)
        if style == "cards_kept_at_wellhead" and i > 0:
            trip = self.plain_trip(replace(team, mode="spot", places=[deed.place]), i, card, t_in, t_end)
            trip.carded, trip.wellhead = False, True
            return trip
        return self.vanish_trip(card, t_in, t_end, (i, total))

    def near_rounds(self, deed: Deed, card: int, t_in: float, t_end: float) -> Trip:
        """The carrier strolls between the stations near the place."""
        places = list(dict.fromkeys(deed.stations + deed.hang + self.mine.by_role("district")[:1]))
        return self.plain_trip(Team("", [], places, [], "haul"), 0, card, t_in, t_end)

    def hung_trip(self, card: int, t_in: float, t_end: float, hook: int) -> Trip:
        """The card hangs at a hook from arrival to leaving."""
        rnd = self.rnd
        pace = rnd.uniform(0.95, 1.05)
        visits, t = self.descend(t_in, hook, pace, False)
        trip = Trip(card, t_in, 0.0, visits, frozen=[(t + 60, t_end - 60)])
        trip.t_out = self.ascend(visits, t_end + rnd.uniform(0, 90), hook, pace)
        return trip

    def vanish_trip(self, card: int, t_in: float, t_end: float, which: tuple[int, int]) -> Trip:
        """The card is last read at the mouth, then unread for hours, then read there again."""
        deed, rnd = self.hidden, self.rnd
        assert deed is not None
        i, total = which
        pace = rnd.uniform(0.95, 1.08)
        cover = deed.stations[-1]
        visits, t = self.descend(t_in, deed.place, pace, False)
        begin, end = t + rnd.uniform(60, 240), t_end - rnd.uniform(60, 400)
        if deed.style == "vanish_one_by_one":
            visits, t = self.descend(t_in, cover, pace, False)
            t = self.net.walk(visits, t + (4 + i * 6) * 60 * rnd.uniform(0.8, 1.2), cover, deed.place, pace)
            begin, end = t + rnd.uniform(30, 120), t_end - rnd.uniform(0, 8 + 3 * total) * 60
        elif deed.style == "night_half_shift":
            visits, t = self.descend(t_in, cover, pace, False)
            t = self.net.walk(visits, t + rnd.uniform(40, 70) * 60, cover, deed.place, pace)
            begin, end = t + rnd.uniform(30, 120), min(t + rnd.uniform(3.6, 4.6) * 3600, t_end - 600)
        elif deed.style == "relay_in_pairs":
            half = (t_end - t) / 2
            late = (i // 2) % 2
            visits, t = self.descend(t_in, cover, pace, False)
            t = self.net.walk(visits, t + late * half + rnd.uniform(3, 12) * 60, cover, deed.place, pace)
            begin, end = t + rnd.uniform(30, 120), min(t + half * rnd.uniform(0.8, 0.92), t_end - 300)
        visits.append((end, deed.place))
        t, here = end, deed.place
        if end < t_end - 1500:
            t = self.net.walk(visits, end + 90, here, cover, pace)
            here = cover
        trip = Trip(card, t_in, 0.0, visits, unread=[(begin, end)])
        trip.t_out = self.ascend(visits, max(t, t_end) + rnd.uniform(30, 120), here, pace)
        return trip

    def note_work(self, team: Team, day: int, shift: int, start: float, n: int) -> None:
        """Remembers when men are in the secret place."""
        deed = self.hidden
        if not deed or team.tag not in ("hidden", "ghost") or not deed.on(day):
            return
        if deed.style == "cardless_with_foreman" and team.tag == "hidden":
            return
        late, early = 40 * 60.0, 35 * 60.0
        length = self.mine.length
        if deed.style == "night_half_shift":
            late, early = 80 * 60.0, length - 5.4 * 3600
        deed.work.append(
            (start + late, start + length - early, n * (0.5 if deed.style == "relay_in_pairs" else 1.0))
        )

    # ---- honest groups

    def by_shift(self) -> dict[tuple[int, int], list[Trip]]:
        """Trips of each shift."""
        groups: dict[tuple[int, int], list[Trip]] = {}
        for trip in self.trips:
            groups.setdefault((trip.day, trip.shift), []).append(trip)
        return groups

    def follow(self, trip: Trip, model: Trip, low: float, high: float) -> None:
        """Lets one trip follow another."""
        twin = self.copy(model, trip.card, low, high)
        trip.visits, trip.t_in, trip.t_out = twin.visits, twin.t_in, twin.t_out

    def join_leader(self) -> None:
        """Safety and gas men follow the leader in some shifts."""
        for trips in self.by_shift().values():
            head = next((t for t in trips if t.team == "矿领导"), None)
            tail = [t for t in trips if t.team == "安监科"][:1] + [t for t in trips if t.team == "机电队"][:1]
            if head and self.rnd.random() < 0.4:
                for trip in tail:
                    self.follow(trip, head, 4, 55)

    def join_pairs(self) -> None:
        """In crews the second man's apprentice follows him."""
        for trips in self.by_shift().values():
            for name in {t.team for t in trips if self.mine.people[t.card].trade == "电钳工"}:
                crew = [t for t in trips if t.team == name]
                if len(crew) >= 2:
                    self.follow(crew[1], crew[0], 3, 70)

    def evacuate(self, t: float) -> None:
        """All people underground leave after the alarm at t."""
        for trip in self.trips:
            if not trip.t_in + 900 < t < trip.t_out - 1500:
                continue
            kept = [v for v in trip.visits if v[0] <= t]
            here = kept[-1][1]
            trip.visits = kept
            trip.t_out = self.ascend(kept, t + self.rnd.uniform(60, 300), here, self.rnd.uniform(0.75, 0.9))
            trip.unread = [(a, min(b, t)) for a, b in trip.unread if a < t]
            trip.frozen = [(a, min(b, t)) for a, b in trip.frozen if a < t]

    # ---- integrity conduct

    def do_working_while_stopped(self, deed: Deed) -> None:
        """Collects the cards of the men who work in the stop."""
        deed.cards = {t.card for t in self.trips if t.carded and t.team == "检修组" and deed.on(t.day)}

    def shifts_of(self, deed: Deed) -> list[list[Trip]]:
        """Trips of the shifts in which the conduct is on."""
        return [trips for (day, _), trips in self.by_shift().items() if deed.on(day)]

    def do_hidden_face(self, deed: Deed) -> None:
        """Collects the cards of the secret crew."""
        for trip in self.trips:
            if trip.card in deed.people and deed.on(trip.day):
                deed.cards.add(trip.card)

    def do_cards_carried(self, deed: Deed) -> None:
        """Owners stay out; their cards go with the carrier."""
        main = self.mine.deed("hidden_face")
        if main:
            deed.cards = set(main.cards)
            return
        rnd = self.rnd
        for trips in self.shifts_of(deed):
            ours = [t for t in trips if t.card in deed.people]
            if deed.style == "leader_card_carried":
                ours = [t for t in trips if t.team == deed.team][:1] + ours
            if len(ours) < 2:
                continue
            if deed.style == "changing_carrier":
                rnd.shuffle(ours)
            for trip in ours[1:]:
                self.follow(trip, ours[0], 0, 4)
                trip.video_in = trip.video_out = False
                trip.noise = ours[0].noise if rnd.random() < 0.5 else trip.noise
            deed.cards |= {t.card for t in ours}
            if not deed.stations:
                deed.stations = [ours[0].visits[len(ours[0].visits) // 2][1]]

    def do_card_parked(self, deed: Deed) -> None:
        """Cards hang at a hook; the owners work on unseen."""
        rnd = self.rnd
        busy: dict[int, float] = {}
        for (day, _), trips in self.by_shift().items():
            hook = rnd.choice(deed.hang)
            for trip in [t for t in trips if t.card in deed.people]:
                if busy.get(trip.card, -1e9) > trip.t_in:
                    trip.carded = False
                elif deed.on(day):
                    deed.cards.add(trip.card)
                    self.park(deed, trip, hook, busy)

    def park(self, deed: Deed, trip: Trip, hook: int, busy: dict[int, float]) -> None:
        """Hangs one card at the hook for the shift, or for longer."""
        t_end = trip.t_out - self.net.seconds(hook, self.portal) - 400
        parked = self.hung_trip(trip.card, trip.t_in, t_end, hook)
        trip.visits, trip.frozen = parked.visits, parked.frozen
        if deed.style == "left_overnight" and self.rnd.random() < 0.6:
            self.leave_down(trip, hook, busy)
        else:
            trip.t_out = parked.t_out

    def leave_down(self, trip: Trip, hook: int, busy: dict[int, float]) -> None:
        """The card stays at the hook for one or two more days; the owner goes home."""
        stay = self.rnd.choice([1, 1, 2]) * DAY
        arrive = next(i for i, v in enumerate(trip.visits) if v[1] == hook)
        late = trip.visits[arrive + 1 :]
        trip.visits = trip.visits[: arrive + 1] + [(t + stay, s) for t, s in late]
        trip.frozen = [(trip.frozen[0][0], trip.frozen[0][1] + stay)]
        ghost = replace(trip, carded=False, visits=[], video_in=False)
        self.trips.append(ghost)
        trip.video_out = False
        trip.t_out = trip.visits[-1][0] + 10 + (0 if late else stay)
        busy[trip.card] = trip.t_out

    def do_headcount_concealed(self, deed: Deed) -> None:
        """Some of the crew go in without cards."""
        if deed.style not in ("crew_shrinks_on_paper", "cards_stay_at_wellhead"):
            return
        for trips in self.shifts_of(deed):
            for trip in [t for t in trips if t.team == deed.team][-deed.size :]:
                trip.carded = False
                if deed.style == "cards_stay_at_wellhead":
                    trip.wellhead = True
                    deed.cards.add(trip.card)

    def do_data_fabricated(self, deed: Deed) -> None:
        """Changes what the files tell, not what people do."""
        change = getattr(self, f"fake_{deed.style}", None)
        if change:
            change(deed)

    def replay(self, source: list[Trip], shift_by: float) -> None:
        """Adds copies of earlier trips, moved in time, with the same distances."""
        for t in source:
            move = [(v + shift_by, s) for v, s in t.visits]
            self.trips.append(
                replace(
                    t,
                    t_in=t.t_in + shift_by,
                    t_out=t.t_out + shift_by,
                    visits=move,
                    video_in=False,
                    video_out=False,
                    day=t.day + round(shift_by / DAY),
                )
            )

    def fake_replayed_days(self, deed: Deed) -> None:
        """Days repeat the day before the conduct."""
        source = [t for t in self.trips if t.day == deed.day_from - 1]
        for t in self.trips:
            if deed.on(t.day):
                t.carded = False
        for day in range(deed.day_from, deed.day_to + 1):
            self.replay(source, (day - deed.day_from + 1) * DAY)
        deed.cards = {t.card for t in source}

    def fake_night_template(self, deed: Deed) -> None:
        """Night shifts repeat the first one."""
        first = deed.day_from
        source = [t for t in self.trips if t.day == first and t.shift in deed.shifts]
        for t in self.trips:
            if first < t.day <= deed.day_to and t.shift in deed.shifts:
                t.carded = False
        for day in range(first + 1, deed.day_to + 1):
            self.replay(source, (day - first) * DAY)
        deed.cards = {t.card for t in source}

    def fake_crew_deleted_mid_shift(self, deed: Deed) -> None:
        """The rows of some men are deleted for hours in each shift."""
        for trips in self.shifts_of(deed):
            ours = [t for t in trips if t.card in deed.people]
            if not ours:
                continue
            begin = max(t.t_in for t in ours) + self.rnd.uniform(70, 100) * 60
            end = min(min(t.t_out for t in ours) - 4000, begin + self.rnd.uniform(2.8, 4.5) * 3600)
            for trip in ours:
                trip.deleted.append((begin, end))
                deed.cards.add(trip.card)

    def fake_invented_patrols(self, deed: Deed) -> None:
        """Cards of men who are not there are made up."""
        for day in range(deed.day_from, deed.day_to + 1):
            for shift, s in enumerate(self.mine.starts):
                t = day * DAY + s
                for n, card in enumerate(sorted(deed.people)):
                    if n % len(self.mine.starts) == shift or n < 2:
                        self.trips.append(
                            Trip(
                                card,
                                t,
                                t + self.mine.length,
                                [(t, self.portal)],
                                "安监科",
                                day=day,
                                shift=shift,
                                video_in=False,
                                video_out=False,
                                invented=True,
                                noise=n + 1,
                            )
                        )
        deed.cards = set(deed.people)
