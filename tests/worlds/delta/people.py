"""Who goes underground, when and where: the roster, the walks, and what a conduct does to cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .layout import Mine, Place
from .scenario import DAY

FACE_TRADES = ("采煤机司机", "支架工", "采煤工", "采煤工", "输送机司机", "电工", "班长")
HEAD_TRADES = ("掘进工", "掘进工", "支护工", "掘进机司机", "放炮员", "班长", "运料工")
AUX = (
    ("水泵工", "sit", "PR", 1, "机电队"),
    ("变电工", "sit", "SS", 1, "机电队"),
    ("胶带司机", "sit", "M1", 1, "运输队"),
    ("瓦检员", "patrol", "", 2, "通风队"),
    ("安全员", "patrol", "", 2, "安监处"),
    ("运输工", "main", "", 4, "运输队"),
    ("机电维修工", "patrol", "", 2, "机电队"),
    ("带班领导", "patrol", "", 1, "矿部"),
    ("测风员", "day", "", 1, "通风队"),
    ("技术员", "day", "", 1, "技术科"),
    ("巷修工", "repair", "", 3, "开拓队"),
)


@dataclass
class Person:
    """A card and the name on it."""

    card: str
    name: str
    trade: str
    team: str
    leader: int = 0
    special: int = 0


@dataclass
class Trip:
    """One descent of one body; `card` −1 is a body without a card, `counted` says a camera sees it."""

    card: int
    t_in: int
    t_out: int
    portal: int
    reads: list[tuple[int, int]]
    group: str
    day: int
    shift: int
    counted: bool = True
    sigma: float = 6.0
    unseen: list[tuple[int, int, str]] = field(default_factory=list)  # (from, to, frozen | dropped)


class Walker:
    """Builds the reader log of one descent."""

    def __init__(self, m: Mine, rng: np.random.Generator, t: float, at: int, speed: float) -> None:
        self.m, self.rng, self.t, self.at, self.speed = m, rng, t, at, speed
        self.reads: list[tuple[int, int]] = [(int(t), at)]
        span = m.case.event_at.get("rescue_drill")
        self.drill = (span[0] * DAY, span[1] * DAY) if span else None
        self.fast = set(m.main) if m.train else set()

    def go(self, target: int) -> None:
        """Walks or rides to a station and is read on the way."""
        while self.at != target:
            nxt = int(self.m.hop[self.at, target])
            ride = self.at in self.fast and nxt in self.fast
            self.t += self.m.dist[self.at, nxt] / (3.8 if ride else self.speed)
            self.at = nxt
            self.reads.append((int(self.t), nxt))

    def stay(self, stations: Sequence[int], until: float, mean: float) -> None:
        """Moves about the stations of a working place; the first one attracts most."""
        if self.drill and self.t < self.drill[0] < until and mean < 1e8:
            drill, self.drill = self.drill, None
            self.stay(stations, drill[0] + float(self.rng.uniform(0, 240)), mean)
            self.go(self.m.at["RC"])
            self.t = max(self.t, drill[1] - float(self.rng.uniform(0, 240)))
        weight = np.array([2.5] + [1.0] * (len(stations) - 1))
        cumulated = np.cumsum(weight / weight.sum())
        while self.t < until:
            self.go(stations[int(np.searchsorted(cumulated, self.rng.random()))])
            self.t = min(until, self.t + float(self.rng.exponential(mean)) + 60) if mean < 1e8 else until


class Roster:
    """All persons of a mine and the descents of all days."""

    def __init__(self, m: Mine, rng: np.random.Generator) -> None:
        self.m, self.rng = m, rng
        self.persons: list[Person] = []
        self.pools: dict[str, list[int]] = {}
        self.trips: list[Trip] = []
        self.cards: set[int] = set()  # cards that belong to the conduct

    def pool(self, key: str, size: int, trades: Sequence[str], team: str) -> list[int]:
        """The persons of one crew of one shift, made when first asked for."""
        have = self.pools.setdefault(key, [])
        while len(have) < size:
            i = len(self.persons)
            trade = trades[len(have) % len(trades)]
            self.persons.append(
                Person(
                    f"{self.m.code}{i + 1:05d}",
                    f"职工{i + 1:04d}",
                    trade,
                    team,
                    int(trade == "带班领导"),
                    int(trade in ("瓦检员", "放炮员", "电工", "变电工")),
                )
            )
            have.append(i)
        return have

    def pick(self, key: str, n: int, trades: Sequence[str], team: str) -> list[int]:
        """Today's members of a crew."""
        have = self.pool(key, n + 1 + n // 5, trades, team)
        return sorted(int(i) for i in self.rng.choice(np.array(have), size=n, replace=False))

    def portal(self) -> int:
        """Index of the portal that a crew uses."""
        return len(self.m.portals) - 1 if self.rng.random() < 0.85 else 0

    def begin(self, day: int, shift: int, post: bool = False) -> tuple[float, float]:
        """Descent of the first of a crew, and the end of its work; posts are handed over on the spot."""
        start, end = self.m.shift_span(day, shift)
        if post or self.m.handover:
            return start - float(self.rng.uniform(1500, 2700)), end - float(self.rng.uniform(0, 500))
        return start + float(self.rng.uniform(-300, 900)), end - float(self.rng.uniform(1800, 2700))

    def close(
        self, w: Walker, card: int, portal: int, group: str, day: int, shift: int, sigma: float = 6.0
    ) -> Trip:
        """Walks out and files the descent."""
        w.go(self.m.portals[portal][0])
        keep = [r for k, r in enumerate(w.reads) if k == 0 or self.rng.random() > 0.015]
        t = Trip(
            card,
            w.reads[0][0],
            int(w.t) + int(self.rng.integers(2, 15)),
            portal,
            keep,
            group,
            day,
            shift,
            sigma=sigma,
        )
        self.trips.append(t)
        return t

    def crew(
        self,
        group: str,
        members: Sequence[int],
        stations: Sequence[int],
        day: int,
        shift: int,
        mean: float = 1500.0,
    ) -> list[Trip]:
        """A crew that goes in together, works at a place and leaves together."""
        rng = self.rng
        t0, end = self.begin(day, shift)
        portal, speed = self.portal(), float(rng.uniform(1.05, 1.35))
        result = []
        for rank, card in enumerate(members):
            w = Walker(
                self.m,
                rng,
                t0 + rank * 4 + float(rng.uniform(0, 3)),
                self.m.portals[portal][0],
                speed * float(rng.normal(1, 0.03)),
            )
            w.go(stations[0])
            w.stay(stations, end + rank * 3 + float(rng.uniform(0, 90)), mean)
            result.append(self.close(w, card, portal, group, day, shift))
        return result

    def single(self, group: str, card: int, route: Sequence[int], day: int, shift: int, mean: float) -> Trip:
        """One who sits at a post (one station) or visits the stations of a route in turn."""
        rng, m = self.rng, self.m
        t0, end = self.begin(day, shift, len(route) == 1 or rng.random() < 0.5)
        portal = self.portal()
        w = Walker(
            m,
            rng,
            t0 + float(rng.uniform(-200, 900)),
            m.portals[portal][0],
            float(rng.uniform(1.0, 1.4)),
        )
        if len(route) == 1:
            w.stay(route, end, 1e9)
            return self.close(w, card, portal, group, day, shift, 0.8)
        while w.t < end:
            for s in route:
                if w.t < end:
                    w.stay(
                        [s],
                        min(end, w.t + m.dist[w.at, s] / w.speed + float(rng.exponential(mean)) + 120),
                        mean,
                    )
        return self.close(w, card, portal, group, day, shift)

    def shift(self, day: int, shift: int) -> None:
        """Everybody of one shift."""
        m, rng, case = self.m, self.rng, self.m.case
        mode, night = m.mode(day, shift), m.night()
        day_shift = (night + 1) % len(m.starts)
        style, on = case.style, case.on(day)
        for p in m.places + ([m.hidden] if m.hidden else []):
            work = m.work(p, day, shift)
            if work == "none" or (mode == "repair" and shift != day_shift and p.declared):
                continue
            size = p.crew[shift] if mode == "produce" or not p.declared else max(3, int(p.crew[shift] * 0.5))
            size = max(3, size + int(rng.choice([-1, 0, 0, 0, 1])))
            if on and style and style.kind == "overstaffed" and self._stuffed(p, shift):
                size = int(size * (1 + style.share)) + 1
            trades = FACE_TRADES if p.kind == "coal_face" else HEAD_TRADES
            members = self.pick(
                f"{p.face_id}/{shift}", size, trades, "综采队" if p.kind == "coal_face" else "掘进队"
            )
            if p.declared:
                self.crew(p.face_id, members, p.stations, day, shift)
            else:
                self._hidden(p, members, day, shift)
        for trade, how, key, count, team in AUX:
            n = max(1, round(count * m.aux_scale)) if count > 1 else count
            if how in ("day", "repair") and (shift != day_shift or mode == "care"):
                continue
            if mode == "care" and how not in ("sit", "patrol"):
                continue
            n = 1 if mode == "care" else n
            if on and case.name() == "whole_mine_over_limit":
                n = int(n * (1 + style.share)) + 1 if style else n
            members = self.pick(f"{trade}/{shift}", n, (trade,), team)
            if how == "repair":
                spot = m.main[(day // 2) % len(m.main)]
                self.crew(
                    trade,
                    members,
                    [spot, m.main[(m.main.index(spot) + 1) % len(m.main)]],
                    day,
                    shift,
                    2400,
                )
                continue
            for card in members:
                self.single(trade, card, [m.at[key]] if how == "sit" else self._route(how), day, shift, 600)
        if "visitors" in case.events and shift == day_shift and mode == "produce" and rng.random() < 0.35:
            guests = self.pick("来宾", int(rng.integers(3, 7)), ("未设置",), "来宾")
            self.crew("来宾", guests, [m.places[0].stations[0], m.main[0], m.at["R1"]], day, shift, 1200)

    def _stuffed(self, p: Place, shift: int) -> bool:
        """Whether an overstaffed mine stuffs this crew."""
        case = self.m.case
        if case.name() == "whole_mine_over_limit":
            return True
        if case.name() == "face_double_crew":
            return p is self.m.places[0]
        head = next(q for q in self.m.places if q.kind == "heading")
        return p is head and shift in self.m.chosen_shifts("day")

    def _route(self, how: str) -> list[int]:
        """Stations that a patroller or shuttle visits in turn."""
        m = self.m
        if how == "main":
            return [m.at["B"], m.main[int(self.rng.integers(1, len(m.main)))]]
        stops = [p.stations[int(self.rng.integers(0, 2))] for p in m.places]
        stops += [m.at["R1"], m.at["PR"]]
        if self.rng.random() < 0.4:
            stops += [m.at["Z1"], m.at["Z2"]][: int(self.rng.integers(1, 3))]
        return [int(s) for s in self.rng.permutation(np.array(stops))]

    def _hidden(self, p: Place, members: list[int], day: int, shift: int) -> None:
        """The crew of the undeclared place, seen, lost, parked or without cards."""
        m = self.m
        how = m.case.style.cards if m.case.style else "seen"
        if how == "seen":
            spot = p.stations if len(p.stations) > 1 else [*p.stations, m.main[-1]]
            self.crew("H1", members, spot, day, shift, 2400 if len(p.stations) > 1 else 5000)
        elif how in ("frozen", "dropped"):
            for t in self.crew("H1", members, p.stations, day, shift, 1e9):
                arrive = next((r[0] for r in t.reads if r[1] == p.stations[0]), t.t_in + 1800)
                leave = t.t_out - int(m.dist[p.stations[0], m.portals[t.portal][0]] / 1.1)
                t.unseen.append((arrive + 240, leave, how))
        elif how == "parked":
            for t in self.crew("H1", members, [m.at["WC"]], day, shift, 1e9):
                t.sigma = 0.0
        else:
            for t in self.crew("H1", members, p.stations, day, shift, 1e9):
                t.card, t.counted = -1, m.case.name() != "secret_adit"
            return
        self.cards.update(members)

    def _bodies(self, n: int, day: int, shift: int) -> None:
        """Men without cards at the declared places."""
        p = self.m.places[0]
        for t in self.crew("bodies", [-1] * n, p.stations, day, shift):
            t.card = -1

    def _conduct(self, day: int, shift: int) -> None:
        """Changes the cards of one finished shift as the script wants."""
        m, rng, case, style = self.m, self.rng, self.m.case, self.m.case.style
        if style is None or not case.on(day) or shift not in m.chosen_shifts(style.shifts):
            return
        if style.kind == "headcount_concealed":
            self._bodies(int(style.share) + int(rng.choice([-1, 0, 0, 1])), day, shift)
        if style.kind not in ("cards_carried", "card_parked"):
            return
        today = [t for t in self.trips if t.day == day and t.shift == shift and t.card >= 0]
        if style.name == "leader_card_by_patrol":
            victims = [t for t in today if t.group == "带班领导"]
            carrier = next((t for t in today if t.group == "安全员"), None)
        else:
            places = m.places[::-1] if style.name == "at_the_declared_heading" else m.places
            p = next((q for q in places if any(t.group == q.face_id for t in today)), None)
            mates = [t for t in today if p and t.group == p.face_id]
            carrier, victims = (mates[0] if mates else None), mates[1 : 1 + int(style.share)]
        if carrier is None:
            return
        self.cards.update(t.card for t in victims)
        if style.kind == "cards_carried":
            self.cards.add(carrier.card)
            for t in victims:
                t.reads = [(a + int(rng.integers(0, 3)), s) for a, s in carrier.reads]
                t.t_in, t.t_out, t.portal = (
                    t.reads[0][0],
                    carrier.t_out + int(rng.integers(0, 2)),
                    carrier.portal,
                )
                t.counted, t.sigma = False, carrier.sigma
            return
        spot = {
            "waiting_chamber": m.at["WC"],
            "shaft_bottom_whole_period": m.at["B"],
            "left_for_days": m.at["RC"],
            "at_the_declared_heading": m.places[-1].stations[0],
        }[style.name]
        t0 = carrier.t_in
        for rank, t in enumerate(victims):
            w = Walker(m, rng, t0 + 4 * rank, m.portals[carrier.portal][0], 1.2)
            w.go(spot)
            w.t = carrier.t_out - m.dist[spot, w.reads[0][1]] / 1.2 + rank * 2
            w.go(m.portals[carrier.portal][0])
            t.reads, t.t_in, t.t_out, t.portal, t.sigma = (
                w.reads,
                int(t0 + 4 * rank),
                int(w.t) + 3,
                carrier.portal,
                0.0,
            )

    def _left_for_days(self) -> None:
        """Cards hung up in the refuge chamber for days while their owners come and go without them."""
        m, case = self.m, self.m.case
        cards = self.pool(f"{m.places[0].face_id}/{m.chosen_shifts('day')[0]}", 12, FACE_TRADES, "综采队")
        begin = m.shift_span(max(case.d0, -1), m.chosen_shifts("day")[0])[0]
        until = min(case.d1, case.days + 1) * DAY + 3600
        for rank, card in enumerate(cards[: int(case.style.share) if case.style else 0]):
            for t in self.trips:
                if t.card == card and t.t_out > begin and t.t_in < until:
                    t.card = -1
            w = Walker(m, self.rng, begin + 5 * rank, m.portals[0][0], 1.2)
            w.go(m.at["RC"])
            w.t = until
            self.close(w, card, 0, "left", case.d0, 0, 0.0).counted = False
            self.cards.add(card)

    def run(self) -> None:
        """All days, with the shift before the first day so that the first snapshot is not empty."""
        m = self.m
        for day in range(-1, m.case.days):
            for shift in range(len(m.starts)):
                if m.shift_span(day, shift)[1] > -3600:
                    self.shift(day, shift)
                    if m.case.name() != "left_for_days":
                        self._conduct(day, shift)
        if m.case.name() == "left_for_days":
            self._left_for_days()
        self._apprentices()
        self.trips.sort(key=lambda t: t.t_in)
        if "unset_trades" in m.case.events:
            for i in self.rng.choice(len(self.persons), size=len(self.persons) // 2, replace=False):
                self.persons[int(i)].trade = "未设置"

    def _apprentices(self) -> None:
        """A master and an apprentice who walk together, seconds apart, but not in step at the face."""
        if "apprentice" not in self.m.case.events:
            return
        masters = self.pools.get("机电维修工/0", []) + self.pools.get("瓦检员/0", [])
        pupil = self.pool("学徒", 1, ("学徒工",), "机电队")[0]
        for t in list(self.trips):
            if masters and t.card == masters[0]:
                lag = self.rng.integers(2, 40, size=len(t.reads))
                reads = sorted(
                    (a + int(d), s)
                    for (a, s), d in zip(t.reads, lag, strict=False)
                    if self.rng.random() > 0.25
                )
                reads = [(t.t_in + 5, t.reads[0][1]), *[r for r in reads if r[0] > t.t_in + 5]]
                self.trips.append(
                    Trip(
                        pupil,
                        t.t_in + 5,
                        t.t_out + int(self.rng.integers(5, 40)),
                        t.portal,
                        reads,
                        "学徒",
                        t.day,
                        t.shift,
                    )
                )
