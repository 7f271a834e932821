"""Who goes underground and how each walks: trades, cages, man-riders, reads and missed reads."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .conducts import Act, Scene
from .layout import DAY, Face, Mine

Visit = tuple[int, float]
TRADES = {
    "coal_face": [
        "采煤机司机",
        "液压支架工",
        "刮板输送机司机",
        "端头支护工",
        "采煤工",
        "采煤工",
        "班长",
        "泵站司机",
    ],
    "heading": ["掘进机司机", "掘进工", "锚杆支护工", "掘进工", "爆破员", "班长"],
}


@dataclass
class Person:
    """A card holder."""

    card: str
    name: str
    trade: str
    duty: str
    team: str
    speed: float
    leader: bool = False
    special: bool = False


@dataclass
class Descent:
    """One person's (or one card's) way in and out; `who` is -1 for somebody without a card."""

    who: int
    t_in: float
    t_out: float
    visits: list[Visit]
    video_in: bool = True
    video_out: bool = True
    portal: int = 0
    gaps: list[tuple[float, float]] = field(default_factory=list)
    lost: float = 1e12
    twin: Descent | None = None


class Crowd:
    """Rosters of a mine and the walks of everybody in them."""

    def __init__(self, sc: Scene, rng: np.random.Generator) -> None:
        self.sc, self.m, self.rng = sc, sc.mine, rng
        self.people: list[Person] = []
        self.teams: dict[str, list[int]] = {}
        self.descents: list[Descent] = []

    def team(self, name: str, size: int, trades: list[str]) -> list[int]:
        """The roster of a team; hired when first asked for."""
        roster = self.teams.setdefault(name, [])
        while len(roster) < size:
            i, k = len(self.people) + 1, len(roster)
            trade = trades[k % len(trades)]
            self.people.append(
                Person(
                    f"{self.m.code}{i:05d}",
                    f"职工{i:04d}",
                    trade,
                    "班长" if trade == "班长" else "工人",
                    name,
                    float(np.clip(self.rng.normal(1.12, 0.14), 0.8, 1.5)),
                    trade == "矿领导",
                    trade in ("瓦斯检查工", "爆破员", "安全检查工", "采煤机司机"),
                )
            )
            roster.append(i - 1)
        return roster

    def pick(self, team: str, n: int, trades: list[str], day: int) -> list[int]:
        """`n` of a team for one shift; rest days rotate through the roster."""
        roster = self.team(team, n + 2 + n // 5, trades)
        skip = (day * 2) % len(roster)
        order = roster[skip:] + roster[:skip]
        return sorted(order[:n])

    # --- walking ---

    def go(self, v: list[Visit], t: float, to: int, speed: float) -> float:
        """Walk (or ride the main road) to a station; every reader on the way is passed."""
        m, way = self.m, self.m.path(v[-1][0], to)
        ride = m.rider and sum(s in m.mains for s in way) >= 3
        for a, b in pairwise(way):
            length = m.edges[a][b]
            on_main = a in m.mains and b in m.mains
            if ride and on_main and (len(v) < 2 or v[-2][0] not in m.mains):
                t = (int(t - 200) // m.ride_every + 1) * m.ride_every + 200 + self.rng.normal(0, 2)
            if ride and on_main:
                t += length / 3.4 + self.rng.normal(0, 1.5)
            elif a in m.portals or b in m.portals:
                t += (length / 5.0 + 25) if m.cage and b in (m.portals[0], m.bottom) else length / speed
            else:
                t += max(10.0, length / (speed * self.rng.normal(1, 0.08)))
            v.append((b, t))
        return t

    def stay(
        self, v: list[Visit], t: float, end: float, spots: list[int], mean: float, speed: float
    ) -> float:
        """Work about some stations; drills and power cuts call everybody away in between."""
        calls = [g for g in self.sc.gather if t < g[0] < end]
        if calls:
            begin, minutes, spot = calls[0]
            t = self.stay(v, t, begin, spots, mean, speed) + self.rng.uniform(20, 240)
            t = max(self.go(v, t, spot, speed), begin + minutes * 60) + self.rng.uniform(0, 120)
            t = self.go(v, t, spots[0], speed)
        while t < end:
            hop = self.rng.exponential(mean) + 240
            if t + hop > end:
                break
            t += hop
            to = int(self.rng.choice(spots))
            if to != v[-1][0]:
                t = self.go(v, t, to, speed)
        return max(t, end)

    def trip(
        self,
        who: int,
        slot: float,
        end: float,
        spots: list[int],
        mean: float = 2400,
        portal: int | None = None,
    ) -> Descent:
        """Down in the cage of `slot`, to work until `end`, and up again."""
        m, rng = self.m, self.rng
        portal = m.portals[0] if portal is None else portal
        speed = self.people[who].speed if who >= 0 else 1.1
        t = slot + rng.uniform(0, 30)
        v: list[Visit] = [(portal, t)]
        t = self.go(v, t, spots[0], speed)
        t = self.stay(v, t, max(end, t + 900), spots, mean, speed)
        t_out = self.home(v, t, speed, portal)
        d = Descent(who, v[0][1], t_out, v, portal=portal)
        self.descents.append(d)
        return d

    def home(self, v: list[Visit], t: float, speed: float, portal: int) -> float:
        """Back to the portal; at a shaft everybody waits for the cage."""
        m = self.m
        if portal == m.portals[0] and v[-1][0] != m.bottom:
            t = self.go(v, t, m.bottom, speed)
        if m.cage and portal == m.portals[0]:
            t = (int(t) // m.cage_every + 1) * m.cage_every + 90 + self.rng.uniform(0, 35)
            v.append((portal, t))
            return t
        return self.go(v, t, portal, speed)

    def slot(self, start: float, group: int) -> float:
        """Time of the cage (or of the roll call at the adit) of a group."""
        every = self.m.cage_every
        return (int(start - self.m.lead) // every - group) * every + 60.0

    # --- the shifts ---

    def populate(self) -> None:
        """All descents of the period, the evening before included."""
        for day in range(-1, self.m.days + 1):
            for s in range(len(self.m.starts)):
                start, end = self.m.shift(day, s)
                for k, f in enumerate(self.m.faces):
                    if self.sc.works(f, day, s):
                        self.crew(f, day, s, k % 3, start, end)
                self.services(day, s, start, end)
                self.hidden(day, s, start, end)

    def crew(self, f: Face, day: int, s: int, group: int, start: float, end: float) -> None:
        """The crew of a declared face, with whatever conduct touches it."""
        sc, rng = self.sc, self.rng
        n = max(3, f.crew[s] + int(rng.choice([-2, -1, 0, 0, 0, 1])))
        stop = end - rng.uniform(0, 600) + self.m.overlap
        a = sc.doing("overstaffed", day)
        if a and (a.style == "whole_mine" or f.fid == a.p["fid"]):
            if a.style == "shift_overlap":
                stop += 3.6 * 3600 * a.p["ratio"] / 1.8
            else:
                n = int(n * a.p["ratio"]) + 1
        w = sc.doing("working_while_stopped", day) if sc.stopped(day) else None
        if w:
            n = max(4, int(n * (0.6 + 0.4 * w.p["share"])))
        team = f"{f.name[:4]}{'采煤' if f.kind == 'coal_face' else '掘进'}{s + 1}班"
        gang = self.pick(team, n, TRADES[f.kind], day)
        mean = 2600 if f.kind == "coal_face" else 3600
        parked = sc.doing("card_parked", day)
        for j, who in enumerate(gang):
            slot, leave = self.slot(start, group + (j >= 9)), stop - rng.uniform(0, 900)
            if w and w.style == "no_cards_belt_runs":
                self.trip(-1, slot, leave, f.stations, mean)
            elif parked and f.fid == parked.p["fid"] and j < parked.p["n"]:
                self.parked(parked, who, j, slot, leave, day, f.stations)
            elif "apprentices" in sc.events and j % 4 == 3 and j + 1 < len(gang):
                self.shadow(self.trip(gang[j - 1], slot, leave, f.stations, mean), who)
            elif not ("apprentices" in sc.events and j % 4 == 2 and j + 2 < len(gang)):
                self.trip(who, slot, leave, f.stations, mean)
            if w and w.style != "no_cards_belt_runs":
                w.cards.add(self.people[who].card)
        self.concealed(f, day, s, start, stop)
        self.carried(f, day, s, group, start, stop, gang)

    def shadow(self, master: Descent, who: int) -> None:
        """An apprentice: walks beside his master, works some metres aside, is sent for things."""
        v = [(master.visits[0][0], master.visits[0][1] + self.rng.uniform(1, 12))]
        for st, t in master.visits[1:]:
            v.append((st, max(v[-1][1] + 2, t + float(self.rng.normal(6, 9)))))
        mid = len(v) // 2
        if self.rng.random() < 0.6 and len(v) > 8:  # an errand of his own
            spot = min(self.m.edges[v[mid][0]])
            v.insert(mid + 1, (spot, (v[mid][1] + v[mid + 1][1]) / 2))
            v.insert(mid + 2, (v[mid][0], (v[mid + 1][1] + v[mid + 2][1]) / 2))
        self.descents.append(Descent(who, v[0][1], max(v[-1][1], master.t_out), v, portal=master.portal))

    def services(self, day: int, s: int, start: float, end: float) -> None:
        """Pump and substation attendants, patrols, repair crews, leaders and visitors."""
        m, rng, sc = self.m, self.rng, self.sc
        stop, small = sc.stopped(day), m.private
        live = [f for f in m.faces if f.d0 <= day < f.d1]
        gates = [x for f in live for x in ((f.gate,) if stop else (f.gate, f.stations[0]))]
        jobs: list[tuple[str, str, int, list[int], float]] = [
            ("机运队", "水泵工", 1, [m.chambers["pump"]], 9e9),
            ("机运队", "变电所值班工", 1, [m.chambers["power"]], 9e9),
            ("机运队", "皮带司机", 0 if stop else 1 + (not small), [m.mains[len(m.mains) // 2]], 9e9),
            ("通风队", "瓦斯检查工", 1 if small else 2, [*gates, *m.seals], 900),
            ("安监科", "安全检查工", 1, [*gates, m.mains[-1], m.rets[0]], 1500),
            (
                "机运队",
                "机电维修工",
                (2 if small else 3) + 2 * stop,
                [*m.mains, m.chambers["power"], *gates],
                3000,
            ),
            ("运搬队", "信号把钩工", 1, [m.bottom, m.mains[0]], 4000),
            ("巷修队", "巷道维修工", (2 if small else 4) + 3 * stop, m.mains + m.rets, 6000),
            ("矿领导", "矿领导", 1, [*m.mains, *gates], 2000),
        ]
        if 5 <= m.starts[s] <= 9:
            jobs += [
                ("技术科", "测风员", 1, [m.rets[0], *[f.gate for f in live], m.mains[0]], 1200),
                ("技术科", "技术员", 1 if small else 3, gates or m.mains, 2500),
                ("地测科", "测量工", 2, gates or m.mains, 3500),
            ]
        if "long_repair_shift" in sc.events and day % 7 == 3 and s == 0:
            jobs.append(("巷修队", "巷道维修工", 7, [m.rets[-1], m.rets[len(m.rets) // 2]], 8000))
        for k, (team, trade, n, spots, mean) in enumerate(jobs):
            gang = self.pick(f"{team}{trade}{s + 1}", n, [trade], day) if n else []
            for who in gang:
                self.people[who].team = team
                tour = spots if mean > 1e9 else [int(x) for x in rng.permutation(spots)[:6]]
                early = rng.uniform(0.25, 0.5) if trade in ("矿领导", "技术员", "测风员", "测量工") else 0.97
                way = m.portals[-1] if team in ("通风队", "巷修队") else m.portals[0]
                self.trip(
                    who,
                    self.slot(start, -(k % 4)),
                    start + (end - start) * early + rng.uniform(0, 900),
                    tour,
                    mean,
                    way,
                )
        if day in sc.visitors and 5 <= m.starts[s] <= 9:
            guests = self.pick("来宾", int(rng.integers(4, 9)), ["来宾"], 0)
            lead = self.trip(
                guests[0],
                self.slot(start + 5400, 0),
                start + 4 * 3600,
                [*m.mains[-1:], *gates[:2]] or m.mains,
                1500,
            )
            for who in guests[1:]:
                self.shadow(lead, who)

    # --- conducts seen in people ---

    def hidden(self, day: int, s: int, start: float, end: float) -> None:
        """The crew of a hidden face."""
        a = self.sc.doing("hidden_face", day)
        if not a or a.face is None or not a.face.crew[s]:
            return
        m, rng, place = self.m, self.rng, a.face.stations
        n = max(3, a.face.crew[s] + int(rng.integers(-1, 2)))
        trades = ["巷道维修工", "普工"] if rng.random() < 0.2 else TRADES[a.face.kind]
        gang = [-1] * n if a.mode == "nocard" else self.pick(f"准备队{s + 1}班", n, trades, day)
        portal = m.portals[-1] if a.mode == "nocard" else m.portals[0]
        for j, who in enumerate(gang):
            slot, leave = self.slot(start, 2 + (j >= 8)), end - rng.uniform(600, 2400)
            spots = [m.chambers["refuge"]] if a.mode == "parked" else place
            d = self.trip(who, slot, leave, spots, 2600 if a.mode == "seen" else 9e9, portal)
            if a.mode == "filtered":
                inside = next(t for st, t in d.visits if st == place[0])
                back = max(t for st, t in d.visits if st == place[0])
                d.gaps.append((inside + rng.uniform(60, 400), max(back, leave) + rng.uniform(-200, 200)))
            if a.mode in ("vanish", "filtered"):  # read again at the seal on the way back
                k = max(i for i, (st, _) in enumerate(d.visits) if st == place[0])
                d.visits.insert(k + 1, (place[0], leave + rng.uniform(-60, 60)))
            if who >= 0:
                a.cards.add(self.people[who].card)

    def parked(self, a: Act, who: int, j: int, slot: float, leave: float, day: int, real: list[int]) -> None:
        """The card hangs on a nail; its owner works at his face, where no reader sees him."""
        a.cards.add(self.people[who].card)
        if a.style != "left_for_days":
            self.trip(who, slot, leave, [a.p["spot"]], 9e9)
            return
        ghost = self.trip(-1, slot, leave, real, 9e9)
        a.p.setdefault("left", {})
        if who not in a.p["left"]:
            d = self.trip(who, slot, leave, [a.p["spot"]], 9e9)
            d.video_in = d.video_out = False
            a.p["left"][who] = d
        d = a.p["left"][who]
        k = max(i for i, (st, _) in enumerate(d.visits) if st == a.p["spot"])
        shift = ghost.t_out - d.t_out
        d.visits = d.visits[: k + 1] + [(st, t + shift) for st, t in d.visits[k + 1 :]]
        d.t_out = ghost.t_out

    def concealed(self, f: Face, day: int, s: int, start: float, stop: float) -> None:
        """People without cards at a declared face."""
        a = self.sc.doing("headcount_concealed", day)
        if not a or f.fid != a.p["fid"] or s not in a.p["shifts"] or a.style == "upload_capped":
            return
        for j in range(a.p["extra"]):
            slot, leave = self.slot(start, 1 + (j >= 8)), stop - self.rng.uniform(0, 900)
            if a.style == "card_per_three" and j % 3 == 0:
                who = self.pick(f"外包队{s + 1}", a.p["extra"] // 3 + 1, ["掘进工"], day)[j // 3]
                self.trip(who, slot, leave, f.stations)
                continue
            self.trip(
                -1,
                slot,
                leave,
                f.stations,
                portal=self.m.portals[-1] if a.style == "night_contractors" else None,
            )

    def carried(
        self, f: Face, day: int, s: int, group: int, start: float, stop: float, gang: list[int]
    ) -> None:
        """Bundles of cards in one man's pocket."""
        a = self.sc.doing("cards_carried", day)
        if not a or f.fid != a.p["fid"]:
            return
        if a.style == "exit_bundle":
            self.exit_bundle(a, gang)
            return
        bearers = 2 + (len(gang) > 8) if a.style == "relay_of_bearers" else 1
        spare = self.pick(f"{f.name[:4]}替班{s + 1}", a.p["k"] * bearers, TRADES[f.kind], 0)
        if a.style == "leader_card":
            spare = self.pick("矿领导值班", 3, ["矿领导"], 0)[s % 3 : s % 3 + 1]
        mine = [d for d in self.descents[-len(gang) - 4 :] if d.who in gang[:bearers]]
        for j, who in enumerate(spare):
            if not mine:
                return
            src = mine[j % len(mine)]
            v = [(st, t + float(self.rng.uniform(0, 2.5))) for st, t in src.visits]
            self.descents.append(Descent(who, v[0][1], v[-1][1], v, False, False, src.portal, twin=src))
            a.cards |= {self.people[who].card, self.people[src.who].card}

    def exit_bundle(self, a: Act, gang: list[int]) -> None:
        """At the end of the shift one man takes up the cards of those who stay hours more."""
        crew = [d for d in self.descents[-len(gang) - 4 :] if d.who in gang]
        if len(crew) < 4:
            return
        src = max(crew[:3], key=lambda d: d.t_out)
        cut = max(t for st, t in src.visits if st == src.visits[len(src.visits) // 2][0])
        tail = [x for x in src.visits if x[1] >= cut]
        for d in crew:
            if d is src or len(d.visits) < 6:
                continue
            keep = [x for x in d.visits if x[1] < cut - 120]
            d.visits = keep + [(st, t + float(self.rng.uniform(0, 2.5))) for st, t in tail]
            d.t_out, d.video_out = d.visits[-1][1], False
            late = d.t_out + float(self.rng.uniform(2, 4)) * 3600
            self.descents.append(Descent(-1, d.t_in, late, [], False, True, d.portal))
            a.cards.add(self.people[d.who].card)
        a.cards.add(self.people[src.who].card)

    # --- what the readers saw ---

    def observe(self) -> None:
        """Missed reads, dead readers, flicker between neighbours, dropped records, flat batteries."""
        m, rng, sc = self.m, self.rng, self.sc
        for d in self.descents:
            if d.who < 0 or not d.visits:
                continue
            if d.twin:  # cards in one pocket miss the same readers, nearly always
                d.visits = [
                    (st, t + rng.uniform(0, 2.5))
                    for i, (st, t) in enumerate(d.twin.visits)
                    if i in (0, len(d.twin.visits) - 1) or rng.random() > 0.02
                ]
                d.gaps = d.twin.gaps
                continue
            seen: list[Visit] = []
            quiet = sc.act is not None and self.people[d.who].card in sc.act.cards
            for i, (st, t) in enumerate(d.visits):
                last = i == len(d.visits) - 1
                ends = i == 0 or last or d.visits[i + 1][1] - t > 1800  # a long stay is read sooner or later
                if any(x == st and a < t < b for x, a, b in sc.dead) or (not ends and rng.random() < m.miss):
                    continue
                seen.append((st, t))
                stay = 0.0 if last else d.visits[i + 1][1] - t
                if stay > 2400 and not quiet and rng.random() < m.flicker:
                    near = min(m.edges[st], key=lambda x: m.edges[st][x])
                    at = t + stay * rng.uniform(0.2, 0.8)
                    seen += [(near, at), (st, at + rng.uniform(35, 140))]
            d.visits = seen or d.visits[:1]
            d.visits.sort(key=lambda x: x[1])
            if m.drop:
                for _ in range(int(rng.poisson(m.drop * (d.t_out - d.t_in) / 600))):
                    t = rng.uniform(d.t_in, d.t_out)
                    d.gaps.append((t, t + rng.uniform(300, 1500)))
            if "flat_battery" in sc.events and rng.random() < 0.004:
                d.lost = rng.uniform(d.t_in + 600, d.t_out)
                d.visits = d.visits[: max(1, bisect_right([t for _, t in d.visits], d.lost))]


def peak(crowd: Crowd, m: Mine) -> tuple[int, list[int]]:
    """Largest head counts a declared day really needs: whole mine, and by area."""
    grid = np.arange(0, m.days * DAY, 900)
    total, area = np.zeros(len(grid), int), np.zeros((len(m.areas), len(grid)), int)
    for d in crowd.descents:
        total[(grid >= d.t_in) & (grid < d.t_out)] += 1
        for (st, t), (_, u) in pairwise(d.visits):
            area[m.stations[st].area, (grid >= t) & (grid < u)] += 1
    return int(total.max()), [int(x) for x in area.max(axis=1)]
