"""Who goes underground, when, with or without a card, and where the readers hear each card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from .base import DAY, Span, chance, invented_name, pick, uni, whole
from .conduct import Hidden, Plan, Trick
from .events import Event, Happenings
from .layout import Face, Layout

COAL_TRADES = (
    "采煤机司机",
    "支架工",
    "采煤工",
    "端头维护工",
    "刮板输送机司机",
    "采煤工",
    "采煤班长",
    "电钳工",
)
DRILL_TRADES = ("采煤工", "爆破工", "支护工", "采煤工", "刮板输送机司机", "采煤班长")
HEAD_TRADES = ("掘进工", "支护工", "掘进机司机", "掘进班长", "电钳工", "掘进工")
SHOT_TRADES = ("掘进工", "爆破工", "支护工", "掘进班长", "装岩工", "掘进工")
LEADERS = ("生产矿长", "安全矿长", "总工程师", "机电矿长")
SPECIAL = {
    "采煤机司机",
    "掘进机司机",
    "爆破工",
    "瓦斯检查员",
    "安全检查员",
    "电钳工",
    "绞车司机",
    "主排水泵司机",
    "监测工",
}


@dataclass
class Person:
    """A worker and the card the mine gave out."""

    card: str
    name: str
    trade: str
    team: str
    speed: float
    leader: int = 0
    duty: str = "工人"

    @property
    def special(self) -> int:
        """1 for trades that need a licence."""
        return int(self.trade in SPECIAL)


@dataclass
class Session:
    """One trip underground: of the card (if any) and of the body (if any)."""

    person: Person
    t_in: float
    t_out: float
    events: list[tuple[float, int, float, float]] = field(default_factory=list)
    carded: bool = True
    body: bool = True
    body_in: float = 0.0
    body_out: float = 0.0
    gaps: list[tuple[float, float]] = field(default_factory=list)
    lost: bool = False
    still: bool = False
    seed: int = 0


ALWAYS = Span(-1e12, 1e12)


@dataclass
class Post:
    """A standing job: how many people each shift, who they are and how they move."""

    name: str
    team: str
    trades: tuple[str, ...]
    mode: str
    stations: list[int]
    crew: list[int]
    span: Span = ALWAYS
    face: str = ""
    care: bool = False
    rotate: bool = True
    leader: bool = False
    groups: list[list[Person]] = field(default_factory=list)


class Walk:
    """One body (or one card) on its way through the mine."""

    def __init__(
        self,
        rng: np.random.Generator,
        mine: Layout,
        t: float,
        speed: float,
        train: float = 0.0,
        drops: bool = False,
    ) -> None:
        self.rng, self.mine, self.t, self.speed, self.train = rng, mine, t, speed, train
        self.drops = drops
        self.gaps: list[tuple[float, float]] = []
        self.at = 0
        self.events: list[tuple[float, int, float, float]] = [(t, 0, uni(rng, -4, 4), 1.5)]

    def hear(self, centre: float, spread: float) -> None:
        """The reader of this place hears the card, so and so far off."""
        self.events.append((self.t, self.at, centre, spread))

    def go(self, target: int) -> None:
        """Walks there; each reader on the way takes over half way between."""
        mine, rng = self.mine, self.rng
        way = mine.path(self.at, target)
        for u, v in zip(way, way[1:], strict=False):
            length = mine.edges[u][v]
            if 0 in (u, v):
                self.t += mine.ride_s
                self.at = v
                self.hear(uni(rng, -12, 12), 3.0)
                continue
            fast = self.train and {mine.stations[u].role, mine.stations[v].role} <= {"main", "bottom"}
            pace = self.train if fast else self.speed * uni(rng, 0.88, 1.1)
            self.t += length / 2 / pace
            self.at = v
            self.hear(uni(rng, -0.3, 0.3) * min(length, 240), 14.0)
            self.t += length / 2 / pace

    def stay(self, until: float, spread: float, centre: float | None = None) -> None:
        """Stays at this reader."""
        if until <= self.t:
            return
        c = uni(self.rng, -42, 42) if centre is None else centre
        if self.events[-1][1] != self.at or until - self.t > 240:
            self.hear(c, spread)
        self.t = until

    def roam(self, stations: list[int], until: float, mean_s: float, spread: float) -> None:
        """Works at several readers in turn."""
        rng = self.rng
        while self.t < until:
            if len(stations) > 1 or self.at != stations[0]:
                self.go(pick(rng, stations))
            length = mean_s * float(np.exp(rng.normal(-0.15, 0.55)))
            blind = self.mine.stations[self.at].role in ("seal", "old_end")
            hole = chance(rng, 0.3 if blind else 0.05)
            if hole and self.drops:
                self.gaps.append((self.t + uni(rng, 90, 400), min(until, self.t + max(120.0, length))))
            self.stay(
                min(until, self.t + max(120.0, length)),
                0.0 if hole else spread,
                pick(rng, (-1, 1)) * uni(rng, 60, 88) if hole else None,
            )


class Crews:
    """Rosters and trips of a mine."""

    def __init__(
        self,
        rng: np.random.Generator,
        mine: Layout,
        happen: Happenings,
        plan: Plan,
        stops: list[Span],
        overhaul: bool,
    ) -> None:
        self.rng, self.mine, self.happen, self.plan = rng, mine, happen, plan
        self.stops, self.overhaul = stops, overhaul
        self.people: list[Person] = []
        self.sessions: list[Session] = []
        self.posts: list[Post] = []
        self._next = whole(rng, 1, 400)
        self._last_out: dict[str, float] = {}
        self.gap = uni(rng, 300, 460) if mine.ride_s < 200 else uni(rng, 900, 1500)
        if mine.size < 90 and chance(rng, 0.5):
            self.gap = 0.0
        self.train = uni(rng, 2.4, 3.6) if mine.size > 150 and chance(rng, 0.6) else 0.0
        self.rotate = pick(rng, (0, 7, 7, 10))
        self.on_site = chance(rng, 0.6)
        self.drops = chance(rng, 0.4)
        self.forgot = uni(rng, 0.0005, 0.004)
        self.tired = uni(rng, 0.0005, 0.004)

    # -- the roster -------------------------------------------------------------------------------------------------

    def hire(self, trade: str, team: str, leader: int = 0, duty: str = "工人") -> Person:
        """A new person with a new card."""
        rng = self.rng
        self._next += 1 if chance(rng, 0.8) else whole(rng, 2, 9)
        person = Person(
            f"{self._next:05d}", invented_name(rng), trade, team, uni(rng, 0.95, 1.35), leader, duty
        )
        self.people.append(person)
        return person

    def set_crews(self) -> None:
        """Declared crews of all faces, and the limits that follow from them."""
        rng, mine = self.rng, self.mine
        n_shifts = len(mine.shift_starts)
        middle = [((s / 3600 + mine.shift_hours / 2) % 24) for s in mine.shift_starts]
        day = min(range(n_shifts), key=lambda k: abs(middle[k] - 12))
        coal_seen = 0
        for f in mine.faces:
            f.repair_shift = day
            if f.kind == "coal_face":
                base = max(6, int(mine.size * uni(rng, 0.07, 0.092) * (0.75 if coal_seen else 1.0)))
                if f.method == "blast":
                    base = max(7, int(base * 1.15))
                coal_seen += 1
                f.crew = [base + whole(rng, -1, 1) for _ in range(n_shifts)]
                f.crew[day] = int(base * uni(rng, 1.15, 1.5))
                if n_shifts == 2:
                    f.repair_shift = -1 % n_shifts
            else:
                base = max(4, int(4 + mine.size * uni(rng, 0.006, 0.016)))
                f.crew = [base + whole(rng, 0, 1) for _ in range(n_shifts)]
                f.repair_shift = whole(rng, 0, n_shifts - 1)
            area = mine.areas[mine.stations[f.work[0]].area]
            area.limit = int(np.ceil(max(f.crew) * uni(rng, 1.25, 1.6))) + whole(rng, 2, 5)

    def set_posts(self) -> None:
        """All standing jobs."""
        rng, mine = self.rng, self.mine
        n = len(mine.shift_starts)
        for k, f in enumerate([f for f in mine.faces if f.kind == "coal_face"]):
            trades = COAL_TRADES if f.method == "mech" else DRILL_TRADES
            self._face_post(f, f"采煤{'一二三'[k]}队", trades, "face")
        for k, f in enumerate([f for f in mine.faces if f.kind == "heading"]):
            trades = HEAD_TRADES if f.method == "mech" else SHOT_TRADES
            self._face_post(f, f"掘进{'一二三四五六七'[k]}队", trades, "heading")
        support = mine.size * uni(rng, 0.28, 0.36) / n

        def crew(share: float, least: int = 1, day_more: float = 1.0) -> list[int]:
            out = [max(least, int(round(support * share * uni(rng, 0.85, 1.15)))) for _ in range(n)]
            out[mine.faces[0].repair_shift] = max(least, int(round(out[0] * day_more)))
            return out

        works = [s for f in mine.faces for s in (f.work[0], f.ret)]
        rounds = works + mine.by_role("return_d", "return", "pump", "substation", "mouth")
        self._post("瓦检", "通防队", ("瓦斯检查员",), "patrol", rounds, crew(0.16, 1), care=True)
        self._post("安检", "安检科", ("安全检查员",), "patrol", works + mine.mains, crew(0.08, 1), care=True)
        self._post(
            "带班", "矿领导", ("矿领导",), "patrol", works + mine.mains, [1] * n, care=True, leader=True
        )
        self._post("泵房", "机电队", ("主排水泵司机",), "fixed", [mine.one("pump")], [1] * n, care=True)
        for s in mine.by_role("substation"):
            self._post(
                "变电所",
                "机电队",
                ("变电工",),
                "fixed",
                [s],
                [1] * n,
                care=s == mine.by_role("substation")[0],
            )
        for s in mine.by_role("magazine"):
            self._post("火工品发放", "通防队", ("火工品管理员",), "fixed", [s], [1] * n)
        for s in mine.by_role("winch"):
            self._post("绞车", "运输队", ("绞车司机",), "fixed", [s], [1] * n)
        self._post("皮带", "运输队", ("皮带司机",), "fixed", [mine.mains[-1]], [1] * n)
        gates = [f.mouth for f in mine.faces if f.belts] or [mine.mains[0]]
        self._post("皮带巡检", "运输队", ("皮带巡检工",), "belt", [*mine.mains, *gates], crew(0.12))
        haul = [1, *mine.by_role("mouth", "incline"), *[f.mouth for f in mine.faces]]
        self._post("运料", "运输队", ("把钩工", "信号工", "电机车司机"), "shuttle", haul, crew(0.24))
        self._post("机电", "机电队", ("电钳工", "电工"), "patrol", rounds, crew(0.16, 1, 1.5))
        self._post("巷道维护", "巷修队", ("巷修工",), "belt", haul, crew(0.14, 1, 1.6))
        day = [0] * n
        day[mine.faces[0].repair_shift] = whole(rng, 1, 3)
        self._post("技术", "生产技术科", ("技术员", "地测员", "测风员"), "patrol", works, day)
        self._post(
            "通风设施",
            "通防队",
            ("通风设施工", "监测工"),
            "patrol",
            rounds,
            [max(1, x) if x else 0 for x in day],
        )
        for g in self.happen.gangs:
            self._post(
                g.name,
                g.team,
                (g.trade,),
                g.mode,
                [g.station],
                list(g.crew),
                span=g.span,
                care=True,
                rotate=False,
            )

    def _face_post(self, f: Face, team: str, trades: tuple[str, ...], mode: str) -> None:
        self._post(
            f.fid,
            team,
            trades,
            mode,
            [*f.work, f.mouth],
            list(f.crew),
            face=f.fid,
            span=Span(f.open_a, f.open_b),
        )

    def _post(
        self,
        name: str,
        team: str,
        trades: tuple[str, ...],
        mode: str,
        stations: list[int],
        crew: list[int],
        span: Span = ALWAYS,
        face: str = "",
        care: bool = False,
        rotate: bool = True,
        leader: bool = False,
    ) -> None:
        post = Post(name, team, trades, mode, stations, crew, span, face, care, rotate, leader)
        size = max(crew) if crew else 0
        slots = len(crew)
        for g in range(slots):
            n = size if post.rotate else crew[g]
            n = int(np.ceil(n * 1.22)) + (1 if n else 0)
            post.groups.append(
                [
                    self.hire(
                        pick(self.rng, LEADERS) if post.leader else trades[i % len(trades)],
                        team,
                        int(post.leader),
                        "矿领导" if post.leader else "班长" if i == 1 else "工人",
                    )
                    for i in range(n)
                ]
            )
        self.posts.append(post)

    def _members(self, post: Post, d: int, k: int, n: int) -> list[Person]:
        slots = len(post.groups)
        turn = (d // self.rotate) if self.rotate and post.rotate else 0
        group = post.groups[(k + turn) % slots]
        start = d * DAY + self.mine.shift_starts[k]
        ready = [
            p
            for i, p in enumerate(group)
            if (d + 3 * i) % 7 and self._last_out.get(p.card, -1e12) < start - 3 * 3600
        ]
        return ready[:n]

    # -- trips ------------------------------------------------------------------------------------------------------

    def simulate(self) -> list[Session]:
        """All trips of the period, those begun on the day before it too."""
        mine = self.mine
        self._prepare_tricks()
        for d in range(-1, mine.clock.days):
            for k in range(len(mine.shift_starts)):
                self._shift(d, k)
        self._visits()
        self._after()
        self.sessions.sort(key=lambda s: s.t_in)
        return self.sessions

    def _in_stop(self, t: float) -> bool:
        return any(t in s for s in self.stops)

    def _count(self, post: Post, d: int, k: int, start: float) -> int:
        """People this post really sends in this shift."""
        rng, n = self.rng, post.crew[k]
        if not n or not (post.span.a - 3600 <= start < post.span.b):
            return 0
        if self._in_stop(start):
            for t in self.plan.of("working_while_stopped"):
                if start in t.span and k in t.shifts and d not in t.days:
                    if post.face == t.face:
                        return max(4, int(n * (0.75 + 0.2 * t.size)))
                    if post.name in ("皮带", "皮带巡检", "运料") and t.style != "tunnelling":
                        return max(1, n // 2)
            if post.care:
                gang = any(g.name == post.name for g in self.happen.gangs)
                return max(1, n // 2) if n > 3 and not post.face and not gang else n
            if self.overhaul and post.name in ("机电", "巷道维护", "运料", "皮带巡检", "通风设施", "技术"):
                return n if k == self.mine.faces[0].repair_shift else max(0, n // 3)
            if self.overhaul and post.face and k == self.mine.faces[0].repair_shift:
                return int(n * 0.4)
            return 0
        if d in self.happen.off_days:
            if post.care and not post.face:
                return max(1, n // 2)
            return int(n * self.happen.off_days[d]) if chance(rng, 0.5) else 0
        if d in self.happen.repair_days and post.face and k != self.mine.faces[0].repair_shift:
            n = max(2, int(n * uni(rng, 0.45, 0.8)))
        for e in self.happen.of("peak"):
            if e.a <= start < e.b and post.face and chance(rng, 0.5):
                n += 1
        if n >= 4 and chance(rng, 0.25):
            n -= 1
        for t in self.plan.of("overstaffed"):
            if start in t.span and k in t.shifts:
                if t.style == "mine_crowd" and n > 1:
                    n = int(round(n * t.size))
                elif post.face == t.face:
                    area = self.mine.areas[self.mine.stations[self.mine.face(t.face).work[0]].area]
                    n = max(n + 4, int(area.limit * (t.size - 0.16)))
        return n

    def _cage(self, t: float, post_hash: float) -> float:
        """The next departure of the cage or man-car after t."""
        if not self.gap:
            return t
        return float(np.ceil((t - post_hash) / self.gap) * self.gap + post_hash)

    def _travel(self, station: int) -> float:
        return self.mine.ride_s + self.mine.distance(1, station) / 1.12

    def _begin(self, person: Person, start: float, station: int, common: float) -> Walk:
        rng = self.rng
        lead = self._travel(station) + common + abs(rng.normal(0, 240))
        t = start - lead
        if self.gap:
            t = self._cage(t, 37.0) + uni(rng, -45, 12)
        return Walk(rng, self.mine, t, person.speed, self.train, self.drops)

    def _finish(self, person: Person, walk: Walk) -> Session:
        rng = self.rng
        walk.go(1)
        if self.gap:
            up = self._cage(walk.t + 20, 111.0)
            if up - walk.t > 200:
                walk.stay(up, 5.0, uni(rng, -15, 15))
            walk.t = max(walk.t, up)
        else:
            walk.t += uni(rng, 5, 90)
        walk.t += self.mine.ride_s
        walk.at = 0
        walk.hear(uni(rng, -3, 3), 1.5)
        t_out = walk.t + uni(rng, 4, 45)
        session = Session(
            person,
            walk.events[0][0],
            t_out,
            walk.events,
            body_in=walk.events[0][0],
            body_out=t_out,
            gaps=walk.gaps,
            seed=int(rng.integers(1 << 30)),
        )
        self._last_out[person.card] = t_out
        return session

    def _shift(self, d: int, k: int) -> None:
        rng, mine = self.rng, self.mine
        start = d * DAY + mine.shift_starts[k]
        end = start + mine.shift_hours * 3600
        made: dict[str, list[Session]] = {}
        for index, post in enumerate(self.posts):
            n = self._count(post, d, k, start)
            if not n:
                continue
            members = self._members(post, d, k, n)
            if len(members) < n and (post.face or self.plan.of("overstaffed")):
                members += self._spares(post, n - len(members), start)
            common = uni(rng, 4, 16) * 60
            relieved = self.on_site and post.mode in ("face", "heading", "fixed")
            late = uni(rng, -4, 13) * 60 if relieved else -uni(rng, 14, 32) * 60
            for e in self.happen.of("overtime"):
                if e.a <= start < e.b and int(e.ref) % len(self.posts) == index:
                    late += e.value
            trips = []
            for p in members:
                walk = self._begin(p, start, post.stations[0], common)
                leave = end + late + rng.normal(0, 210)
                self._work(walk, post, leave)
                trips.append(self._finish(p, walk))
            made[post.name] = trips
            self.sessions += trips
        if self.plan.hidden:
            self._hidden_shift(self.plan.hidden, d, k, start, end)
        for t in self.plan.tricks:
            maker = self._makers.get(t.style)
            if maker and t.kind != "hidden_face" and start in t.span and (not t.shifts or k in t.shifts):
                maker(t, d, k, start, end, made)

    def _spares(self, post: Post, n: int, start: float) -> list[Person]:
        """Extra hands taken on for a crowd; the same ones each time they are free."""
        pool = self._extra.setdefault(post.name, [])
        ready = [p for p in pool if self._last_out.get(p.card, -1e12) < start - 3 * 3600]
        while len(ready) < n and len(pool) < 4 * n + 8 and self.plan.of("overstaffed"):
            p = self.hire(pick(self.rng, post.trades), post.team)
            pool.append(p)
            ready.append(p)
        return ready[:n]

    def _work(self, walk: Walk, post: Post, leave: float) -> None:
        """Moves as the trade moves until it is time to leave."""
        rng, mine = self.rng, self.mine
        mode, where = post.mode, post.stations
        if mode == "face":
            walk.go(pick(rng, where[:-1]))
            weights = where[:-1] * 4 + where[-1:]
            home = [pick(rng, where[:-1])] * 5 + weights
            walk.roam(home, leave, uni(rng, 1500, 3300), uni(rng, 6, 18))
        elif mode == "heading":
            walk.go(where[0])
            while walk.t < leave:
                walk.roam(where[:1], min(leave, walk.t + uni(rng, 1800, 6500)), 2600, uni(rng, 5, 16))
                if walk.t < leave - 1200 and chance(rng, 0.45):
                    walk.go(where[-1])
                    walk.stay(min(leave, walk.t + uni(rng, 240, 1300)), 9.0)
                    walk.go(where[0])
        elif mode == "fixed":
            walk.go(where[0])
            seat = uni(rng, -14, 14)
            near = [s for s in mine.nearest(where[0], 3) if s != where[0]]
            while walk.t < leave:
                walk.stay(min(leave, walk.t + uni(rng, 3000, 9000)), uni(rng, 2.0, 5.0), seat)
                if walk.t < leave - 1500 and chance(rng, 0.6):
                    walk.go(pick(rng, near))
                    walk.stay(walk.t + uni(rng, 120, 800), 6.0)
                    walk.go(where[0])
        elif mode == "spot":
            walk.go(where[0])
            near = [s for s in mine.nearest(where[0], 4) if s not in (0, where[0])]
            while walk.t < leave:
                walk.roam(where[:1], min(leave, walk.t + uni(rng, 1500, 5400)), 3000, uni(rng, 8, 24))
                if walk.t < leave - 1500 and chance(rng, 0.4):
                    walk.go(pick(rng, near))
                    walk.stay(min(leave, walk.t + uni(rng, 200, 1200)), 10.0)
                    walk.go(where[0])
        elif mode == "patrol":
            order = list(dict.fromkeys(where))
            rng.shuffle(order)
            order = sorted(
                order[: max(3, int(len(order) * uni(rng, 0.4, 0.9)))], key=lambda s: mine.distance(1, s)
            )
            if chance(rng, 0.5):
                order.reverse()
            i = 0
            while walk.t < leave:
                walk.go(int(order[i % len(order)]))
                walk.stay(min(leave, walk.t + uni(rng, 400, 2000)), 12.0)
                i += 1
        else:
            mean = 800 if mode == "shuttle" else 1500
            walk.roam([int(s) for s in where], leave, mean, 14.0)

    # -- the hidden place ---------------------------------------------------------------------------------------------

    def _prepare_tricks(self) -> None:
        self._extra: dict[str, list[Person]] = {}
        self._makers: dict[str, Callable[..., None]] = {
            "no_cards": self._no_cards,
            "card_back": self._no_cards,
            "leader_proxy": self._leader_proxy,
            "bundle_out": self._bundle_out,
            "ghost_crew": self._ghosts,
            "hook": self._hooked,
            "wrong_face": self._hooked,
            "team_removed": self._removed,
            "never_up": self._hooked,
        }
        hid = self.plan.hidden
        rng = self.rng
        if hid:
            team = pick(rng, ("准备队", "巷修队", "掘进一队", "采煤一队"))
            trades = (
                "掘进工",
                "巷修工",
                "支护工",
                "采煤工",
                "爆破工" if hid.blast else "掘进机司机",
                "电钳工",
            )
            slots = len(self.mine.shift_starts)
            modes: list[str] = []
            for name, share in hid.modes:
                modes += [name] * int(round(share * hid.crew))
            modes = (modes + [hid.modes[0][0]] * hid.crew)[: hid.crew]
            self._hid_modes = modes
            self._hid_groups = [
                [self.hire(trades[i % len(trades)], team) for i in range(int(hid.crew * 1.2) + 2)]
                for _ in range(slots)
            ]
            self._box = uni(rng, -38, 38)
        for t in self.plan.tricks:
            if t.style in ("no_cards", "card_back", "hook", "wrong_face", "team_removed", "never_up"):
                f = self.mine.face(t.face)
                team = next(p.team for p in self.posts if p.face == f.fid)
                of_face = next(p.trades for p in self.posts if p.face == f.fid)
                self._extra["trick" + t.style] = [
                    self.hire(pick(rng, of_face), team)
                    for _ in range((t.n + 2) * len(self.mine.shift_starts))
                ]
            if t.style == "ghost_crew":
                self._extra["ghost"] = [
                    self.hire(
                        pick(rng, ("瓦斯检查员", "安全检查员", "爆破工", "电钳工")),
                        pick(rng, ("通防队", "安检科", "机电队")),
                    )
                    for _ in range(t.n)
                ]
        self._toolbox = uni(rng, -30, 30)

    def _note(self, kind: str, style: str, cards: list[str]) -> None:
        for t in self.plan.tricks:
            if t.kind == kind and (t.style == style or not style):
                t.cards.update(cards)

    def _hidden_shift(self, hid: Hidden, d: int, k: int, start: float, end: float) -> None:
        rng, mine = self.rng, self.mine
        if k not in hid.shifts or start not in hid.span or d in hid.rest or d in self.happen.off_days:
            return
        order = sorted(hid.shifts)
        group = self._hid_groups[(order.index(k) + (d // self.rotate if self.rotate else 0)) % len(order)]
        ready = [
            p
            for i, p in enumerate(group)
            if (d + 3 * i) % 8 and self._last_out.get(p.card, -1e12) < start - 3 * 3600
        ]
        crew = ready[: hid.crew - (1 if chance(rng, 0.3) else 0)]
        common, late = uni(rng, 4, 16) * 60, uni(rng, -25, 15) * 60
        inside = hid.beyond / 1.0
        carrier: Session | None = None
        load, most = 0, whole(rng, 4, 7)
        for p in crew:
            mode = self._hid_modes[group.index(p) % len(self._hid_modes)]
            leave = end + late + rng.normal(0, 200)
            target = {"park": hid.hide_at, "cover": hid.cover_at}.get(mode, hid.anchor)
            walk = self._begin(p, start, target, common)
            session: Session
            if mode == "vanish":
                session = self._vanish(walk, p, hid, leave, inside)
            elif mode in ("park", "cover"):
                back = leave + (mine.distance(hid.anchor, target) / 1.1 if mode == "park" else 0.0)
                walk.go(target)
                walk.stay(walk.t + uni(rng, 30, 200), 3.0, self._box + uni(rng, -3, 3))
                walk.hear(self._box + rng.normal(0, 0.8), 0.3)
                walk.t = max(walk.t + 3600, back)
                session = self._finish(p, walk)
                session.still = True
                self._note("card_parked", "hidden:" + mode, [p.card])
            elif mode == "carry":
                if carrier is None or load >= most:
                    walk.roam([hid.cover_at, *mine.nearest(hid.cover_at, 4), *mine.mains], leave, 1700, 12.0)
                    session = carrier = self._finish(p, walk)
                    load = 0
                else:
                    session = self._copy(p, carrier)
                    load += 1
                self._note("cards_carried", "", [p.card])
            elif mode == "open":
                near = [s for s in mine.nearest(hid.anchor, 3) if s]
                walk.go(hid.anchor)
                walk.roam([hid.anchor] * 7 + near, leave, 2400, 18.0)
                session = self._finish(p, walk)
            else:
                session = self._vanish(walk, p, hid, leave, inside)
                if mode == "none":
                    session.carded = False
                else:
                    ways = ("portal", "bottom", "main")
                    heard = [t for t, s, _, _ in session.events if mine.stations[s].role not in ways]
                    if heard:
                        session.gaps.append((min(heard) - 20, max(heard) + 40))
                    self._note("data_fabricated", "hidden:filter", [p.card])
            if mode != "none":
                self._note("hidden_face", "", [p.card])
            self.sessions.append(session)

    def _vanish(self, walk: Walk, p: Person, hid: Hidden, leave: float, inside: float) -> Session:
        """Out of reach of all readers from the last one until the way back."""
        rng = self.rng
        walk.go(hid.anchor)
        walk.stay(walk.t + uni(rng, 10, 260), 8.0)
        gaps: list[tuple[float, float]] = []
        while walk.t < leave:
            until = leave
            if leave - walk.t > 2.5 * 3600 and chance(rng, 0.22):
                until = walk.t + uni(rng, 0.3, 0.8) * (leave - walk.t)
            walk.t += uni(rng, 20, 70)
            walk.hear(pick(rng, (-1, 1)) * uni(rng, 62, 92), 0.0)
            gone = walk.t
            walk.t = max(until, gone + inside * 2)
            if self.drops:
                gaps.append((gone + uni(rng, 90, 400), walk.t))
            if chance(rng, 0.85) or self.drops:
                walk.hear(uni(rng, 20, 60), 10.0)
            if until < leave:
                walk.stay(walk.t + uni(rng, 180, 1000), 9.0)
        session = self._finish(p, walk)
        session.gaps += gaps
        return session

    def _copy(self, p: Person, source: Session, lag: float | None = None) -> Session:
        """The trip of a card that somebody else has in his pocket."""
        rng = self.rng
        off = uni(rng, -4, 4) if lag is None else lag
        events = [
            (t + off * float(rng.random()), s, c + rng.normal(0, 0.7), a) for t, s, c, a in source.events
        ]
        events.sort(key=lambda e: e[0])
        session = Session(
            p,
            events[0][0],
            source.t_out + uni(rng, 0, 5),
            events,
            body_in=source.body_in + uni(rng, -200, 200),
            body_out=source.body_out + uni(rng, 0, 900),
            gaps=list(source.gaps),
            seed=source.seed,
        )
        self._last_out[p.card] = session.t_out
        return session

    # -- other tricks -------------------------------------------------------------------------------------------------

    def _extra_crew(self, t: Trick, start: float) -> list[Person]:
        pool = self._extra["trick" + t.style]
        return [p for p in pool if self._last_out.get(p.card, -1e12) < start - 7 * 3600][: t.n]

    def _extra_shift(
        self, t: Trick, d: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> Iterator[tuple[Person, Session]]:
        """The extra crew of a face, one after the other, through a shift in which its own crew works."""
        rng = self.rng
        post = next(p for p in self.posts if p.face == t.face)
        if d in self.happen.off_days or not made.get(post.name):
            return
        common = uni(rng, 5, 15) * 60
        for p in self._extra_crew(t, start):
            walk = self._begin(p, start, post.stations[0], common)
            self._work(walk, post, end + rng.normal(0, 400))
            yield p, self._finish(p, walk)

    def _no_cards(
        self, t: Trick, d: int, k: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> None:
        rng = self.rng
        for p, session in self._extra_shift(t, d, start, end, made):
            session.carded = False
            self.sessions.append(session)
            if t.style == "card_back":
                t.cards.add(p.card)
                stay = uni(rng, 150, 560)
                events = [(session.t_in, 0, uni(rng, -4, 4), 2.0)]
                if chance(rng, 0.35):
                    events += [
                        (session.t_in + self.mine.ride_s, 1, uni(rng, -10, 10), 3.0),
                        (session.t_in + 2 * self.mine.ride_s + 60, 0, 1.0, 2.0),
                    ]
                    stay += 2 * self.mine.ride_s + 60
                self.sessions.append(
                    Session(
                        p,
                        session.t_in,
                        session.t_in + stay,
                        events,
                        body=False,
                        seed=int(rng.integers(1 << 30)),
                    )
                )

    def _leader_proxy(
        self, t: Trick, d: int, k: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> None:
        rng = self.rng
        owners = made.get("带班", []) + made.get("技术", []) + made.get("安检", [])
        source = made.get("机电", []) + made.get("运料", []) + made.get("瓦检", [])
        if not source or not owners:
            return
        carrier = source[0]
        if chance(rng, 0.15):
            return
        for s in owners[: t.n]:
            twin = self._copy(s.person, carrier)
            s.events, s.t_in, s.t_out, s.seed, s.body = twin.events, twin.t_in, twin.t_out, twin.seed, False
            t.cards.update((s.person.card, carrier.person.card))

    def _bundle_out(
        self, t: Trick, d: int, k: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> None:
        rng, mine = self.rng, self.mine
        if d not in t.days:
            return
        crews = [s for p in self.posts if p.face for s in made.get(p.name, [])]
        if len(crews) < 4:
            return
        carrier = crews[0]
        cut = carrier.t_out - self._travel(carrier.events[len(carrier.events) // 2][1]) - uni(rng, 400, 900)
        tail = [e for e in carrier.events if e[0] > cut]
        late = t.size * uni(rng, 0.85, 1.15)
        t.cards.add(carrier.person.card)
        for s in crews[1 : t.n + 1]:
            keep = [e for e in s.events if e[0] <= cut - 60]
            if not keep or not tail:
                continue
            jitter = uni(rng, 0, 4)
            if keep[-1][1] != tail[0][1]:
                way = mine.path(keep[-1][1], tail[0][1])[1:-1]
                room = tail[0][0] - keep[-1][0]
                keep += [
                    (keep[-1][0] + room * (i + 1) / (len(way) + 1), v, 20.0, 14.0) for i, v in enumerate(way)
                ]
            s.events = keep + [(x + jitter, st, c + rng.normal(0, 0.7), a) for x, st, c, a in tail]
            s.events.sort(key=lambda e: e[0])
            s.t_out = carrier.t_out + uni(rng, 0, 22)
            s.body_out = s.t_out + late + uni(rng, -300, 600)
            s.seed = carrier.seed
            self._last_out[s.person.card] = s.body_out
            t.cards.add(s.person.card)

    def _ghosts(
        self, t: Trick, d: int, k: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> None:
        rng = self.rng
        source = made.get("瓦检", []) + made.get("机电", []) + made.get("运料", [])
        if not source or d in self.happen.off_days:
            return
        split = max(1, int(np.ceil(t.n / 5)))
        pool = self._extra["ghost"]
        for i, p in enumerate(pool):
            if self._last_out.get(p.card, -1e12) > start - 3 * 3600 or chance(rng, 0.08):
                continue
            carrier = source[(i % split) % len(source)]
            twin = self._copy(p, carrier)
            twin.body = False
            self.sessions.append(twin)
            t.cards.update((p.card, carrier.person.card))

    def _hooked(
        self, t: Trick, d: int, k: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> None:
        rng = self.rng
        post = next(p for p in self.posts if p.face == t.face)
        if d in self.happen.off_days or not made.get(post.name):
            return
        common, late = uni(rng, 5, 15) * 60, uni(rng, -20, 12) * 60
        for p in self._extra_crew(t, start):
            walk = self._begin(p, start, t.place, common)
            walk.go(t.place)
            walk.stay(walk.t + uni(rng, 30, 240), 3.0, self._toolbox + uni(rng, -4, 4))
            walk.hear(self._toolbox + rng.normal(0, 0.8), 0.3)
            walk.t = max(walk.t + 1800, end + late + rng.normal(0, 180))
            session = self._finish(p, walk)
            session.still = True
            t.cards.add(p.card)
            self.sessions.append(session)

    def _removed(
        self, t: Trick, d: int, k: int, start: float, end: float, made: dict[str, list[Session]]
    ) -> None:
        rng = self.rng
        for p, session in self._extra_shift(t, d, start, end, made):
            a = session.t_in + uni(rng, 400, 1500)
            session.gaps.append((a, session.t_out - (uni(rng, 60, 600) if chance(rng, 0.6) else -900)))
            t.cards.add(p.card)
            self.sessions.append(session)

    # -- guests and mishaps -------------------------------------------------------------------------------------------

    def _visits(self) -> None:
        rng, mine = self.rng, self.mine
        guests = [self.hire("未设置", "来宾") for _ in range(10)]
        for e in self.happen.of("visit"):
            if self._in_stop(e.a) and chance(rng, 0.5):
                continue
            faces = [f for f in mine.faces if f.works_at(e.a)] or mine.faces
            f = faces[int(e.ref) % len(faces)]
            self._group(
                [p for p in guests if self._last_out.get(p.card, -1e12) < e.a][: int(e.value)], e, f.work
            )
        checkers = [self.hire(pick(rng, ("密闭工", "瓦斯检查员")), "通防队") for _ in range(5)]
        for e in self.happen.of("seal_check"):
            team = [p for p in checkers if self._last_out.get(p.card, -1e12) < e.a][: int(e.value)]
            self._group(team, e, [int(e.ref)])

    def _group(self, team: list[Person], e: Event, targets: list[int]) -> None:
        """People who keep together all the way."""
        rng, mine = self.rng, self.mine
        if not team:
            return
        lead = Walk(rng, mine, self._cage(e.a, 37.0), 1.1, self.train)
        lead.go(targets[0])
        lead.roam(targets, max(lead.t + 600, e.b), 1100, 10.0)
        first = self._finish(team[0], lead)
        self.sessions.append(first)
        for p in team[1:]:
            drift = uni(rng, -25, 25)
            events = [
                (t + drift * float(rng.random()) + rng.normal(0, 5), s, c + rng.normal(0, 6), a + 3)
                for t, s, c, a in first.events
            ]
            events.sort(key=lambda x: x[0])
            session = Session(
                p,
                events[0][0],
                first.t_out + uni(rng, 0, 25),
                events,
                gaps=list(first.gaps),
                seed=int(rng.integers(1 << 30)),
            )
            session.body_in, session.body_out = session.t_in, session.t_out
            self._last_out[p.card] = session.t_out
            self.sessions.append(session)

    def _after(self) -> None:
        """Mishaps, drills, cards kept back, cards that stay down."""
        rng = self.rng
        for s in self.sessions:
            if not s.carded or s.still:
                continue
            if chance(rng, self.forgot):
                s.carded = False
            elif chance(rng, self.tired):
                a = s.t_in + uni(rng, 0.1, 0.95) * (s.t_out - s.t_in)
                s.gaps.append((a, s.t_out + 2000))
                s.lost = True
        for e in self.happen.of("drill"):
            self._drill(e)
        for t in self.plan.of("headcount_concealed"):
            if t.style == "over_limit_held":
                self._hold_cards(t)
            if t.style == "stopped:none":
                self._uncard_stopped(t)
        for t in self.plan.of("card_parked"):
            if t.style == "never_up":
                self._never_up(t)
        if chance(rng, 0.25):
            self._replace_card()

    def _drill(self, e: Event) -> None:
        rng, mine = self.rng, self.mine
        target = mine.one("refuge") if e.ref == "refuge" and mine.by_role("refuge") else 1
        hidden_cards = (
            set().union(*(t.cards for t in self.plan.of("hidden_face"))) if self.plan.hidden else set()
        )
        for s in self.sessions:
            if not (s.t_in + 1500 < e.a and s.t_out - 1500 > e.b) or s.still or s.person.card in hidden_cards:
                continue
            if s.person.trade in ("主排水泵司机", "变电工"):
                continue
            before = [x for x in s.events if x[0] <= e.a + 60]
            after = [x for x in s.events if x[0] > e.a + 60]
            walk = Walk(rng, mine, e.a + uni(rng, 60, 260), s.person.speed * 1.1)
            walk.at, walk.events = before[-1][1], before
            home = walk.at
            walk.go(target)
            walk.stay(max(walk.t + 120, e.b + uni(rng, -120, 200)), 8.0)
            walk.go(home)
            s.events = walk.events + [x for x in after if x[0] > walk.t]
            if not any(x[1] == 0 for x in s.events[-1:]):
                s.t_out = max(s.t_out, walk.t + 300)

    def _hold_cards(self, t: Trick) -> None:
        """When more people would be down than the limit allows, the surplus gets no cards."""
        rng = self.rng
        inside = sorted((s for s in self.sessions if s.carded and s.t_in in t.span), key=lambda s: s.t_in)
        steps = np.arange(0, self.mine.clock.end, 600)
        load = np.zeros(steps.size)
        for s in inside:
            load[(steps >= s.t_in) & (steps < s.t_out)] += 1
        used = load[(steps >= t.span.a) & (steps < t.span.b)]
        cap = max(8, int(np.quantile(used, 0.985) * uni(rng, 0.7, 0.8)))
        self.mine.headcount_limit = cap + whole(rng, 0, 2)
        load[:] = 0
        for s in inside:
            mask = (steps >= s.t_in) & (steps < s.t_out)
            if mask.any() and load[mask].max() >= cap and not s.person.leader:
                s.carded = False
            else:
                load[mask] += 1

    def _uncard_stopped(self, t: Trick) -> None:
        face = next(p for p in self.posts if p.face == t.face)
        own = {p.card for g in face.groups for p in g}
        for s in self.sessions:
            if s.t_in + 3600 in t.span and s.person.card in own:
                _, k = self.mine.shift_of(s.t_in + 3600)
                if k in t.shifts:
                    s.carded = False

    def _never_up(self, t: Trick) -> None:
        """Cards that lie below for days while their owners come and go."""
        rng = self.rng
        own: dict[str, list[Session]] = {}
        for s in self.sessions:
            if s.person.card in t.cards and s.carded and s.still:
                own.setdefault(s.person.card, []).append(s)
        fresh: list[Session] = []
        for trips in own.values():
            trips.sort(key=lambda s: s.t_in)
            i = 0
            while i < len(trips):
                run = trips[i : i + whole(rng, 2, 5)]
                i += len(run)
                first, last = run[0], run[-1]
                if len(run) < 2:
                    continue
                park = max(j for j, x in enumerate(first.events) if x[3] == 0.3)
                tail = max(j for j, x in enumerate(last.events) if x[3] == 0.3)
                fresh.append(
                    Session(
                        first.person,
                        first.t_in,
                        last.t_out,
                        first.events[: park + 1] + last.events[tail + 1 :],
                        body=False,
                        still=True,
                        seed=first.seed,
                    )
                )
                for s in run:
                    s.carded = False
        self.sessions += fresh

    def _replace_card(self) -> None:
        """A lost card gets a new number from one day on; the old one stays in the list."""
        rng = self.rng
        named = set().union(*(t.cards for t in self.plan.tricks)) if self.plan.tricks else set()
        person = pick(rng, [p for p in self.people if p.card not in named])
        day = uni(rng, 0, self.mine.clock.end)
        fresh = self.hire(person.trade, person.team, person.leader, person.duty)
        fresh.name = person.name
        for s in self.sessions:
            if s.person is person and s.t_in > day:
                s.person = fresh
