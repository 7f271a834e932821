"""Who works in a mine, in which gang and shift, and how each person walks, rides and works underground."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .layout import Face, Mine

DAY = 86_400
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁"
GIVEN = "建国军志强明华平勇伟刚永生福贵文斌海涛立春德兴长林大忠小龙光荣成友才俊庆云飞鹏超"
EDU = ("初中", "初中", "高中", "中专", "大专", "本科", "")
FACE_TRADES = (
    "采煤机司机",
    "液压支架工",
    "刮板输送机司机",
    "端头支护工",
    "采煤工",
    "采煤工",
    "转载机司机",
    "泵站工",
    "班长",
)
HEAD_TRADES = ("掘进机司机", "掘进工", "支护工", "锚杆工", "掘进工", "爆破工", "运料工", "班长")
POST_TRADES = {
    "substation": "变电所值班电工",
    "pump": "水泵工",
    "belt": "皮带机司机",
    "magazine": "爆破材料管理员",
}
SPECIAL = (
    "采煤机司机",
    "掘进机司机",
    "瓦斯检查员",
    "爆破工",
    "安全检查员",
    "变电所值班电工",
    "电钳工",
    "提升机司机",
    "探放水工",
)


@dataclass
class Person:
    """One person of the roster; `card` is the five-digit number."""

    card: int
    name: str
    trade: str
    post: str
    dept: str
    birth: str
    edu: str
    leader: bool
    special: bool
    pace: float


@dataclass
class Trip:
    """One stay underground of one card: when it came to which station, and what else is known of it."""

    person: Person
    t_in: int
    t_out: int
    times: list[int]
    stations: list[int]
    spread: float = 6.0
    gang: str = ""
    visible: bool = True
    video: bool = True
    lost: list[tuple[int, int]] = field(default_factory=list)
    odd_area: int | None = None
    seed: int = 0

    def at(self, t: int) -> int:
        """Index of the visit at a time."""
        return int(np.searchsorted(self.times, t, side="right")) - 1

    def copy(self, person: Person, dt: int = 0) -> Trip:
        """The same walk under another card, some seconds later."""
        return replace(
            self,
            person=person,
            t_in=self.t_in + dt,
            t_out=self.t_out + dt,
            lost=list(self.lost),
            times=[t + dt for t in self.times],
            stations=list(self.stations),
        )


def walk_out(mine: Mine, trip: Trip, k: int, leave: float, hurry: float = 1.0) -> None:
    """Cut a stay off after its k-th visit and let the card leave the mine from there."""
    way = mine.route(trip.stations[k], trip.stations[0])
    trip.times, trip.stations, trip.lost = trip.times[: k + 1], trip.stations[: k + 1], []
    for a, b in itertools.pairwise(way):
        leave += mine.length[a, b] / (mine.ride_speed if mine.ride[a, b] else trip.person.pace * hurry)
        trip.times.append(int(leave))
        trip.stations.append(b)
    trip.t_out = int(leave) + 40


@dataclass
class Gang:
    """People of one shift who do the same work; `shift` -1 means day work outside the shift system."""

    name: str
    shift: int
    people: list[Person]
    crew: int
    how: str  # work, post, patrol, vanish
    stations: list[int]
    face: Face | None = None
    when: Callable[[int], bool] | None = None
    dwell: float = 900.0
    hours: tuple[float, float] | None = None
    visible: bool = True
    core: bool = False  # kept when the mine stands still

    def busy(self, day: int) -> bool:
        """Whether the gang goes down on a day."""
        if self.when is not None and not self.when(day):
            return False
        return self.face is None or self.shift < 0 or self.face.work(day)[self.shift] != "none"


class Staff:
    """The roster and the gangs of a mine."""

    def __init__(self, mine: Mine, rng: np.random.Generator) -> None:
        self.mine, self.rng = mine, rng
        self.people: list[Person] = []
        self.gangs: list[Gang] = []
        self.unlisted: set[int] = set()
        self._cards = rng.permutation(np.arange(1, 4000) if rng.random() < 0.5 else np.arange(20001, 24000))
        self._hire()

    def hire(self, n: int, trades: tuple[str, ...], dept: str, leader: bool = False) -> list[Person]:
        """n new people of a department, trades taken in turn."""
        rng, out = self.rng, []
        for k in range(n):
            trade = trades[k % len(trades)]
            name = str(rng.choice(list(SURNAMES))) + "".join(
                rng.choice(list(GIVEN), 1 if rng.random() < 0.2 else 2)
            )
            birth = f"{rng.integers(1966, 2002)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
            unset = self.mine.sloppy and rng.random() < 0.25
            post = "副矿长" if leader else "班组长" if trade == "班长" else "职工"
            out.append(
                Person(
                    int(self._cards[len(self.people) + k]),
                    name,
                    "未设置" if unset else trade,
                    post,
                    dept,
                    "1990-01-01" if self.mine.sloppy else birth,
                    "" if self.mine.sloppy else str(rng.choice(EDU)),
                    leader,
                    trade in SPECIAL,
                    float(np.clip(rng.normal(1.15, 0.13), 0.75, 1.6)),
                )
            )
        self.people += out
        return out

    def gang(
        self,
        name: str,
        shift: int,
        crew: int,
        trades: tuple[str, ...],
        how: str,
        stations: list[int],
        **more: Any,
    ) -> Gang:
        """Hire a gang with reserves and enter it on the rota."""
        leader = bool(more.pop("leader", False))
        team = Gang(
            name,
            shift,
            self.hire(crew + max(1, round(crew * 0.3)), trades, name, leader),
            crew,
            how,
            stations,
            **more,
        )
        self.gangs.append(team)
        return team

    def _hire(self) -> None:
        mine = self.mine
        size = {"small": 0, "medium": 1, "large": 2}[mine.size]
        main = mine.by_role("main", "haul", "panel")
        for f_no, f in enumerate(mine.faces):
            coal = f.kind == "coal_face"
            where = f.stations[-3:] if coal else f.stations[-2:]
            dept = (
                f"{'综采' if size else '采煤'}{'一二三'[f_no % 3]}队"
                if coal
                else f"掘进{'一二三四'[f_no % 4]}队"
            )
            for s in range(len(mine.starts)):
                self.gang(dept, s, f.crew[s], FACE_TRADES if coal else HEAD_TRADES, "work", where, face=f)
                if coal or size:
                    self.gang("通风队", s, 1, ("瓦斯检查员",), "patrol", [f.stations[0], *where], face=f)
        for s in range(len(mine.starts)):
            for role, trade in POST_TRADES.items():
                for k in mine.by_role(role)[: 1 if role != "belt" else 2]:
                    self.gang("机运队", s, 1, (trade,), "post", [k], core=role in ("substation", "pump"))
            for f in mine.faces:
                if f.kind == "coal_face":
                    self.gang("机运队", s, 1, ("皮带机司机",), "post", [f.stations[0]], face=f)
            self.gang(
                "安监科", s, 1 + size // 2, ("安全检查员",), "patrol", main + mine.by_role("gate"), core=True
            )
            self.gang(
                "机运队", s, 2 + size, ("电钳工", "维修电工"), "patrol", main + mine.by_role("gate", "belt")
            )
            self.gang(
                "运搬队", s, 2 + 2 * size, ("绞车司机", "把钩工", "电机车司机"), "work", main, dwell=1100.0
            )
            self.gang(
                "矿领导",
                s,
                1,
                ("带班矿领导",),
                "patrol",
                main + mine.by_role("gate", "face", "pump"),
                leader=True,
                core=True,
                dwell=700.0,
            )
        day = next(k for k, hour in enumerate(mine.starts) if 5 <= hour <= 9)
        seals = [s for _, _, s in mine.seals]
        self.gang(
            "通风队", day, 2 + size, ("测风员", "通风设施工", "管路工"), "patrol", seals + main, dwell=1300.0
        )
        self.gang(
            "地测科",
            day,
            2,
            ("测量工", "地质员"),
            "patrol",
            main + mine.by_role("face"),
            hours=(8.6, 13.0),
            when=lambda d: d % 3 == 1,
        )
        self.gang(
            "通风队", day, 1, ("瓦斯检查员",), "patrol", seals, dwell=500.0, hours=(9.0, 12.5), core=True
        )

    def limits(self) -> None:
        """The limits a mine of this staff would have declared."""
        mine, n = self.mine, len(self.mine.starts)
        shifts = sorted(
            (sum(g.crew for g in self.gangs if g.shift == s and g.visible) for s in range(n)), reverse=True
        )
        overlap = 1.3 if mine.hours * n > 25 else 1.05
        mine.limit = int(np.ceil((shifts[0] * 1.2 + shifts[1] * overlap + 14) / 5) * 5)
        crowd = 1.9 if mine.hours * n > 25 else 1.4  # overlapping shifts meet at the face
        for a_no, area in enumerate(mine.areas):
            crew = [
                max(f.crew)
                for f in mine.faces
                if (f.declared and mine.stations[f.stations[-2]].area == a_no)
                or (mine.stations[f.stations[-1]].area == a_no and f.declared)
            ]
            area.limit = (
                int(np.ceil(max(crew) * crowd + 5))
                if crew
                else {"限制区域": 10, "重点区域": 8}.get(area.type, mine.limit)
            )

    def of_face(self, face: Face) -> list[Gang]:
        """The gangs that work at a face."""
        return [g for g in self.gangs if g.face is face]

    def trips(self, day: int, idle: bool) -> list[Trip]:
        """All stays that begin with the shifts of one day; `idle` when the mine does not work that day."""
        out: list[Trip] = []
        for g in self.gangs:
            if not g.busy(day) or (idle and not g.core and g.when is None):
                continue
            n = int(np.clip(self.rng.binomial(g.crew + 1, 0.93), 1, len(g.people)))
            out += self.send(
                g, day, [g.people[int(k)] for k in self.rng.choice(len(g.people), n, replace=False)]
            )
        return out

    def send(self, g: Gang, day: int, who: list[Person]) -> list[Trip]:
        """The stays of the given people of a gang on a day."""
        rng, mine = self.rng, self.mine
        if g.hours:
            start, end = day * DAY + g.hours[0] * 3600, day * DAY + g.hours[1] * 3600
        else:
            start = day * DAY + mine.starts[g.shift] * 3600
            relief = DAY / len(mine.starts) + 600  # posts are manned round the clock
            end = start + (relief if g.how == "post" else mine.hours * 3600)
        portal = mine.portals[int(len(mine.portals) > 1 and g.how == "post" and rng.random() < 0.5)]
        board = start - rng.uniform(1500, 2700) if not g.hours else start
        batch = rng.normal(0, 240)
        return [
            self.walk(
                p, g, portal, int(board + batch + rng.uniform(0, 260)), int(end + rng.uniform(-700, 900))
            )
            for p in who
        ]

    def walk(self, p: Person, g: Gang, portal: int, t_in: int, t_end: int) -> Trip:
        """One person's way in, work and way out."""
        rng, mine = self.rng, self.mine
        times, stations = [t_in], [portal]
        t = float(t_in)

        def go(to: int) -> None:
            nonlocal t
            way, riding = mine.route(stations[-1], to), False
            for a, b in itertools.pairwise(way):
                ride = mine.ride[a, b]
                if ride and not riding and mine.car_minutes:
                    slot = mine.car_minutes * 60
                    t = np.ceil(t / slot) * slot + rng.uniform(0, 14)
                riding = ride
                pace = mine.ride_speed if ride else p.pace * (1 + rng.normal(0, 0.05))
                took = mine.length[a, b] / pace
                if took > 45 or rng.random() > mine.miss or b == to:
                    times.append(int(t + took * rng.uniform(0.42, 0.58)))
                    stations.append(b)
                t += took

        def stay(until: float, dwell: float, flicker: float) -> None:
            nonlocal t
            here = stations[-1]
            beside = [s for s in mine.nearest(here, 4)[1:] if mine.paths[here][0][s] < 330]
            until = max(t, min(until, t + rng.exponential(dwell) + 60) if dwell else until)
            while beside and flicker and (t := t + rng.exponential(700 / flicker)) < until - 120:
                times.append(int(t))
                stations.append(int(rng.choice(beside)))
                t += rng.uniform(12, 100)
                times.append(int(t))
                stations.append(here)
            t = until

        first = g.stations[int(rng.integers(len(g.stations)))]
        go(first)
        home = mine.paths[first][0][portal] / 2.0
        leave = t_end - min(home, 2400)
        lost: list[tuple[int, int]] = []
        if g.how == "vanish":
            a = t + rng.uniform(20, 150)
            t = max(leave - rng.uniform(0, 240), a + 1800)
            lost.append((int(a), int(t)))
        elif g.how == "post":
            stay(leave, 0.0, mine.flicker * 0.3)
        else:
            meal = t + (leave - t) * rng.uniform(0.42, 0.56)
            while t < leave - 120:
                if t > meal and g.how == "work":
                    meal = 1e12
                    stay(t + 1500, 0.0, 0.0)
                to = int(rng.choice(g.stations))
                if to != stations[-1]:
                    go(to)
                stay(leave, g.dwell * (0.7 if g.how == "patrol" else 1.0), mine.flicker)
        go(portal)
        t_out = max(int(t + rng.uniform(5, 60)), times[-1] + 3)
        spread = 1.2 if g.how == "post" else 2.5 if g.how == "vanish" else float(rng.uniform(4, 12))
        return Trip(
            p,
            t_in,
            t_out,
            times,
            stations,
            spread,
            g.name,
            g.visible,
            True,
            lost,
            seed=int(rng.integers(1 << 40)),
        )
