"""Persons, crews and their walks through the readers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .layout import Layout

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜马白石雷段侯"
GIVEN = "建国海军志强永平万生有才秀峰宝山成林德福东升广全贵喜红旗金柱来顺满仓双喜铁栓文虎小龙新民玉田长河"
TEAMS = {
    "coal": "综采队",
    "head": "掘进队",
    "vent": "通风队",
    "mech": "机电队",
    "haul": "运输队",
    "safe": "安检科",
    "lead": "矿领导",
    "guest": "来宾",
    "drill": "钻探队",
    "misc": "修护队",
}


@dataclass
class Person:
    """A card in RYXX."""

    card: int
    name: str
    trade: str
    team: str
    duty: str
    born: str
    leader: int = 0
    special: int = 0


@dataclass
class Track:
    """One descent of a card (or of a man without a card)."""

    card: int  # index of person; -1: nobody's card
    t_in: int
    t_out: int
    times: list[int]
    nodes: list[int]
    portal: int
    body: bool = True  # a man really walks in and out (video sees him)
    hide: list[tuple[int, int]] = field(default_factory=list)
    vin: int | None = None  # video in/out when they differ from the card's
    vout: int | None = None
    honest: bool = True
    place: int = -1
    second: bool = False  # uses another portal
    drop: bool = False  # no flag-2 record at the end
    fake_area: bool = False


@dataclass
class Crew:
    """People who work together at a place."""

    key: str
    trade: str
    team: str
    place: int  # index of place or -1
    dests: list[int]
    groups: list[list[int]]
    sizes: list[int]  # per shift
    stay_min: float = 35.0
    pattern: str = "roam"  # roam, sit, tour
    day_only: bool = False


class Walker:
    """Makes tracks for one mine."""

    def __init__(self, rng: np.random.Generator, lay: Layout) -> None:
        self.rng = rng
        self.lay = lay
        self.p_miss = float(rng.uniform(0.005, 0.06))
        self.p_double = float(rng.uniform(0.0, 0.05))
        self.walk = float(rng.uniform(0.95, 1.25))
        self.edge = {(a, b): w for a, b, w in lay.edges} | {(b, a): w for a, b, w in lay.edges}

    def move(self, times: list[int], nodes: list[int], to: int, t: float, speed: float) -> float:
        """Append the readings on the way to `to`; returns the time of arrival."""
        cur = nodes[-1]
        rng = self.rng
        for nxt in self.lay.path(cur, to):
            w = self.edge[(cur, nxt)]
            ride = (cur, nxt) in self.lay.ride
            t += w / (self.lay.ride_speed if ride else speed) * float(rng.uniform(0.93, 1.1)) + 2
            times.append(int(t))
            nodes.append(nxt)
            cur = nxt
        return t

    def travel(self, a: int, b: int) -> float:
        """Expected seconds from a to b."""
        s, cur = 0.0, a
        for nxt in self.lay.path(a, b):
            ride = (cur, nxt) in self.lay.ride
            s += self.edge[(cur, nxt)] / (self.lay.ride_speed if ride else self.walk) + 2
            cur = nxt
        return s

    def track(
        self,
        card: int,
        portal: int,
        t_in: int,
        t_out: int,
        dests: list[int],
        stay_min: float,
        pattern: str = "roam",
        wait: float = 0.0,
        missed: bool = True,
    ) -> Track:
        """A full descent: in, to the work, about, and out again."""
        rng = self.rng
        times, nodes = [int(t_in)], [portal]
        speed = self.walk * float(np.clip(rng.normal(1, 0.07), 0.8, 1.25))
        t = self.move(times, nodes, self.lay.trunk[0], float(t_in), speed) + wait
        order = list(dests)
        if pattern == "tour":
            rng.shuffle(order)
        k = 0
        t = self.move(times, nodes, order[0], t, speed)
        while True:
            stay = float(rng.lognormal(np.log(stay_min * 60), 0.55)) if pattern != "sit" else 3600 * 1.6
            back = t_out - self.travel(nodes[-1], portal)
            if t + stay >= back:
                t = max(t + 60, back)
                break
            t += stay
            if pattern == "sit":
                times.append(int(t))
                nodes.append(order[0])  # re-read
                continue
            k += 1
            nxt = order[k % len(order)] if pattern == "tour" else int(order[int(rng.integers(len(order)))])
            if nxt != nodes[-1]:
                if t + self.travel(nodes[-1], nxt) + self.travel(nxt, portal) > t_out:
                    t = max(t, back)
                    break
                t = self.move(times, nodes, nxt, t, speed)
        if stay_min >= 1e4:  # came back into reach of the reader
            times.append(int(t))
            nodes.append(nodes[-1])
        t = self.move(times, nodes, portal, t + float(rng.uniform(0, 120)), speed)
        out = Track(card, int(t_in), int(t) + int(rng.integers(10, 60)), times, nodes, portal)
        if missed:
            self.blur(out)
        return out

    def blur(self, tr: Track) -> None:
        """Missed and doubled readings."""
        rng = self.rng
        n = len(tr.times)
        keep = rng.random(n) >= self.p_miss
        keep[0] = True
        dbl = rng.random(n) < self.p_double
        times: list[int] = []
        nodes: list[int] = []
        for i in range(n):
            if not keep[i]:
                continue
            times.append(tr.times[i])
            nodes.append(tr.nodes[i])
            if dbl[i] and 0 < i < n - 1 and tr.times[i + 1] - tr.times[i] > 200:
                times += [tr.times[i] + 50, tr.times[i] + 50 + int(rng.integers(20, 90))]
                nodes += [tr.nodes[i - 1], tr.nodes[i]]
        tr.times, tr.nodes = times, nodes


class Roster:
    """All cards of a mine."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.persons: list[Person] = []
        self.sloppy = rng.random() < 0.4
        self.next_card = int(rng.integers(1, 400))

    def hire(self, trade: str, team: str, duty: str = "工人", leader: int = 0, special: int = 0) -> int:
        """A new card; returns its index."""
        rng = self.rng
        name = str(rng.choice(list(SURNAMES))) + "".join(str(c) for c in rng.choice(list(GIVEN), 2))
        born = (
            "1990-01-01"
            if self.sloppy and rng.random() < 0.8
            else f"{int(rng.integers(1966, 2003))}-{int(rng.integers(1, 13)):02d}-"
            f"{int(rng.integers(1, 29)):02d}"
        )
        shown = "未设置" if self.sloppy and rng.random() < 0.12 else trade
        self.persons.append(Person(self.next_card, name, shown, team, duty, born, leader, special))
        self.next_card += int(rng.integers(1, 4))
        return len(self.persons) - 1

    def group(self, n: int, trade: str, team: str) -> list[int]:
        """n new persons of one trade (a foreman first)."""
        return [self.hire(trade, team, "班长" if i == 0 else "工人") for i in range(n)]
