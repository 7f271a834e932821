"""People of a mine: posts to be filled each shift, and persons with cards who fill them in rotation."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from minewarden.sim.plan import Face, Plan

UNSET = "未设置"
_SCHOOLING = ("初中", "高中", "中专", "大专", "本科", "")


@dataclass
class Person:
    """One card holder; `card` is the mine code and five digits. Names are made up and carry no meaning."""

    card: str
    name: str
    trade: str
    post: str
    team: str
    born: str
    schooling: str
    leader: bool = False
    special: bool = False


@dataclass
class Post:
    """A job of each shift: how many people of which trades, where, and how they move (`task`).

    task: face (stays at a working place), fixed (one station), tour (goes round), haul (shuttles),
    gang (works along a roadway), vanish (goes where no reader is).
    """

    key: str
    team: str
    trades: tuple[str, ...]
    counts: list[int]
    task: str
    stations: list[int]
    face: Face | None = None
    carded: bool = True
    pool: list[int] = field(default_factory=list)


class Roster:
    """All persons; `add_post` makes the people that a post needs, with a resting group."""

    def __init__(self, mine_code: str, unset_share: float, rng: random.Random) -> None:
        self.mine_code = mine_code
        self.unset_share = unset_share
        self.rng = rng
        self.people: list[Person] = []
        self.posts: list[Post] = []
        self.next_card = rng.randint(1, 400)

    def add_person(self, trade: str, team: str, leader: bool = False) -> int:
        """A new card holder; its index."""
        rng = self.rng
        self.next_card += 1 if rng.random() < 0.93 else rng.randint(2, 9)
        number = len(self.people) + 1
        unset = rng.random() < self.unset_share
        self.people.append(
            Person(
                card=f"{self.mine_code}{self.next_card:05d}",
                name=f"职工{number:04d}",
                trade=UNSET if unset else trade,
                post="矿领导" if leader else rng.choice(("工人", "班长", "工人", "工人", UNSET)),
                team=team,
                born="1990-01-01"
                if rng.random() < 0.5
                else f"{rng.randint(1966, 2001)}-{rng.randint(1, 12):02d}-01",
                schooling=rng.choice(_SCHOOLING),
                leader=leader,
                special=trade in _SPECIAL,
            )
        )
        return number - 1

    def add_post(self, post: Post) -> Post:
        """Register a post and make its pool: one group a shift, one group at rest, a few spare."""
        size = max(post.counts, default=0) * (len(post.counts) + 1)
        trades = post.trades
        leader = post.key == "leader"
        post.pool = [
            self.add_person(trades[i % len(trades)], post.team, leader) if post.carded else -1
            for i in range(size + (size + 9) // 10)
        ]
        self.posts.append(post)
        return post

    def share_post(self, post: Post, key: str) -> Post:
        """Register a post that is filled by the people of another one."""
        post.pool = next(other for other in self.posts if other.key == key).pool
        self.posts.append(post)
        return post

    def pick(self, post: Post, shift_number: int, week: int, absent: float = 0.05) -> list[int]:
        """Who fills the post in this shift of this week; groups change shift every week."""
        count = post.counts[shift_number % len(post.counts)]
        if not post.carded:
            return [-1] * count
        groups = len(post.counts) + 1
        group = (shift_number - week) % groups  # backwards: nobody has two shifts running when the week turns
        start = group * max(post.counts)
        chosen = post.pool[start : start + count]
        spare = post.pool[max(post.counts) * groups :][group::groups]
        self.rng.shuffle(spare)
        for i in range(len(chosen)):
            if self.rng.random() < absent and spare:
                chosen[i] = spare.pop()
        return chosen


_SPECIAL = frozenset(("瓦检员", "安全员", "爆破工", "电钳工", "绞车司机", "采煤机司机", "主扇司机", "水泵工"))
COAL_TRADES = ("采煤工", "采煤机司机", "支架工", "采煤工", "刮板机司机", "电钳工", "瓦检员")
HEADING_TRADES = ("掘进工", "掘进机司机", "掘进工", "支护工", "电钳工", "瓦检员")
BLAST_TRADES = ("掘进工", "爆破工", "掘进工", "支护工", "瓦检员")


def face_trades(face: Face) -> tuple[str, ...]:
    """Trades of the crew of a working place."""
    if face.kind == "coal_face":
        return COAL_TRADES
    return BLAST_TRADES if face.explosive_kg_per_day else HEADING_TRADES


def staff_plan(roster: Roster, plan: Plan, shift_count: int, size: str) -> None:
    """The posts of an honest mine: crews of the declared faces and everyone who serves them."""
    for number, face in enumerate(plan.faces):
        team = f"{'综采' if face.kind == 'coal_face' else '掘进'}{number + 1}队"
        key = f"crew:{face.face_id}"
        roster.add_post(Post(key, team, face_trades(face), face.crew, "face", face.stations, face))
    for role, team, trade, count in _ATTENDED:
        spots = plan.role(role)
        for station in spots:
            counts = [count] * shift_count
            roster.add_post(Post(f"fixed:{role}", team, (trade,), counts, "fixed", [station]))
    _moving_posts(roster, plan, shift_count, _SERVICE_SCALE[size])


# where someone sits the whole shift: role of the station, team, trade, people
_ATTENDED = (
    ("pump", "机电队", "水泵工", 1),
    ("substation", "机电队", "变电所值班员", 1),
    ("store", "通风队", "爆破材料管理员", 1),
    ("shaft", "运输队", "信号把钩工", 2),
)
_SERVICE_SCALE = {"small": 0.7, "medium": 1.5, "large": 2.6}


def _moving_posts(roster: Roster, plan: Plan, shift_count: int, scale: float) -> None:
    """Those who go round: haulage, electricians, ventilation, gas, safety, leaders, roadway repair."""
    rng = roster.rng
    trunk, gates, seals = plan.role("trunk"), plan.role("gate", "face"), plan.role("seal")
    ways = [*trunk, *gates] * 2 + seals[:1]

    def post(
        key: str, team: str, trades: tuple[str, ...], low: int, high: int, task: str, spots: list[int]
    ) -> None:
        counts = [max(1, round(rng.randint(low, high) * scale))] * shift_count
        roster.add_post(Post(key, team, trades, counts, task, spots))

    post("haul", "运输队", ("皮带司机", "电机车司机", "运输工"), 6, 12, "haul", trunk)
    post("electric", "机电队", ("电钳工", "机修工"), 4, 9, "tour", ways)
    post("air", "通风队", ("通风工", "测风员"), 2, 5, "tour", [*gates, *seals])
    post("gas", "通风队", ("瓦检员",), 2, 5, "tour", [*gates, *seals, *trunk])
    post("safety", "安监科", ("安全员",), 2, 4, "tour", gates)
    leaders = [rng.randint(1, 2)] * shift_count
    roster.add_post(Post("leader", "矿领导", ("带班领导",), leaders, "tour", [*gates, *trunk]))
    repairs = [0] * shift_count
    repairs[1 % shift_count] = max(3, round(rng.randint(4, 10) * scale))
    roster.add_post(Post("repair", "巷修队", ("巷修工",), repairs, "gang", trunk[-2:]))
