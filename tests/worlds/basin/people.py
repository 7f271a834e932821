"""Who goes underground: the roster, the walk of each descent, and the events that honest mines know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from .layout import DAY, Face, Mine

COAL_TRADES = ("采煤机司机", "支架工", "采煤工", "采煤工", "刮板机司机", "端头维护工", "转载机司机")
HEAD_TRADES = ("掘进机司机", "掘进工", "掘进工", "锚杆支护工", "爆破工")
SPECIAL = {"采煤机司机", "掘进机司机", "爆破工", "瓦斯检查员", "安检员", "电工", "提升机司机", "水泵工"}


@dataclass
class Person:
    """A card holder of the roster."""

    no: int
    name: str
    trade: str
    dept: str
    role: str
    shift: int
    post: str = ""
    leader: bool = False
    home: tuple[int, ...] = ()
    face: str = ""
    shown_trade: str = ""
    listed: bool = True


@dataclass
class Descent:
    """One trip underground: what the card did and, apart from it, what the body did at the portal."""

    person: Person
    day: int
    shift: int
    visits: list[tuple[float, int]]
    out: float
    body: tuple[float, float] | None
    portals: tuple[int, int] = (0, 0)
    carded: bool = True
    gaps: list[tuple[float, float]] = field(default_factory=list)
    still: bool = False
    dies: float | None = None
    entry: float | None = None

    @property
    def came(self) -> float:
        """When the card entered."""
        return self.visits[0][0] if self.entry is None else self.entry


@dataclass
class Calendar:
    """The harmless events of a mine; times are seconds from the world's first midnight."""

    closed: list[tuple[float, float, str]] = field(default_factory=list)  # holiday, overhaul, suspended
    windows: dict[str, tuple[float, float]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    dead_node: int = -1
    seal_node: int = -1

    def mode(self, t: float) -> str:
        """Why the mine does not produce at t, or an empty word."""
        return next((w for a, b, w in self.closed if a <= t < b), "")

    def within(self, word: str, t: float) -> bool:
        """Whether an event is going on."""
        a, b = self.windows.get(word, (0.0, 0.0))
        return a <= t < b


class Roster:
    """All persons of a mine."""

    def __init__(self, m: Mine, rng: Random) -> None:
        self.m, self.rng, self.people = m, rng, []  # type: Mine, Random, list[Person]
        self._no = rng.randint(11, 900)
        drift, rooms = m.all_of("drift"), m.all_of("room")
        for s in range(len(m.shifts)):
            for f in m.faces:
                trades = COAL_TRADES if f.kind == "coal_face" else HEAD_TRADES
                dept = f"{'采煤' if f.kind == 'coal_face' else '掘进'}{f.face_id[1:]}队"
                for k in range(f.crew[s]):
                    self.add(trades[k % len(trades)], dept, "crew", s, face=f.face_id)
            for k in range(2 if m.capacity > 400_000 else 1):
                self.add("皮带司机", "运输队", "sit", s, home=(drift[k % len(drift)],))
                self.add("电机车司机", "运输队", "shuttle", s, home=(m.first_of("bottom"), drift[-1]))
            self.add("水泵工", "机电队", "sit", s, home=(rooms[0],))
            self.add("变电工", "机电队", "sit", s, home=(rooms[1],))
            self.add("信号把钩工", "机电队", "sit", s, home=(m.first_of("bottom"),))
            for _ in range(max(1, len(m.faces) // 2)):
                self.add("瓦斯检查员", "通风队", "patrol", s)
            self.add("安检员", "安监科", "patrol", s)
            for _ in range(2):
                self.add("电工", "机电队", "patrol", s)
            rank = rng.choice(("矿长", "总工程师", "生产副矿长", "安全副矿长"))
            boss = self.add(rank, "矿领导", "leader", s)
            boss.leader, boss.post = True, "带班领导"
            self.add("测风员", "通风队", "seals", s)
        day = max(range(len(m.shifts)), key=lambda s: -abs(int(m.shifts[s][:2]) - 8))
        self.day_shift = day
        for k in range(rng.randint(4, 8)):
            self.add(
                "巷修工",
                "巷修队",
                "repair",
                day,
                home=(drift[(k // 3) % len(drift)], drift[(k // 3 + 1) % len(drift)]),
            )
        for _ in range(3):
            self.add("通风设施工", "通风队", "builder", day)
        for _ in range(rng.randint(5, 8)):
            self.add("未设置", "来宾", "visitor", day)
        for _ in range(rng.randint(8, 30)):
            self.add("未设置", "离矿人员", "never", 0)

    def add(
        self,
        trade: str,
        dept: str,
        role: str,
        shift: int,
        home: Sequence[int] = (),
        face: str = "",
        name: str = "",
    ) -> Person:
        """Give out one more card."""
        self._no += self.rng.choice((1, 1, 1, 2, 3))
        shown = "未设置" if self.rng.random() < self.m.style["unset"] else trade
        p = Person(
            self._no,
            name or f"职工{len(self.people) + 1:04d}",
            trade,
            dept,
            role,
            shift,
            "职工",
            home=tuple(home),
            face=face,
            shown_trade=shown,
        )
        self.people.append(p)
        return p


class Walker:
    """Turns duties into station visits."""

    def __init__(self, m: Mine, cal: Calendar, rng: Random) -> None:
        self.m, self.cal, self.rng = m, cal, rng
        self.byname = {f.face_id: f for f in m.faces}

    def go(
        self, visits: list[tuple[float, int]], t: float, path: Sequence[int], ride: float, pace: float
    ) -> float:
        """Walk or ride along a path; each station is noted at arrival."""
        for a, b in pairwise(path):
            kinds = {self.m.nodes[a].kind, self.m.nodes[b].kind}
            metres = self.m.hop(a, b)
            if "portal" in kinds:
                t += metres / 5.0 + 20
            elif kinds <= {"drift", "bottom"} and ride:
                t += metres / ride
            else:
                t += metres / (pace * self.rng.uniform(0.9, 1.1))
            visits.append((t, b))
        return t

    def roam(
        self, visits: list[tuple[float, int]], t: float, end: float, places: Sequence[int], mean: float
    ) -> tuple[float, int]:
        """Work around some neighbouring stations until end."""
        here = visits[-1][1]
        while True:
            t += self.rng.expovariate(1 / mean) + 240
            if t >= end:
                return end, here
            nxt = self.rng.choice(places)
            if nxt != here:
                t = self.go(visits, t, self.m.path(here, nxt), 0.0, 1.0)
                here = nxt

    def trip(
        self,
        p: Person,
        day: int,
        depart: float,
        end: float,
        targets: Sequence[int],
        mean: float = 2400.0,
        lag: float | None = None,
        portals: tuple[int, int] = (0, 0),
    ) -> Descent:
        """One descent: by the cage to the first target, around the targets, and off work at end."""
        m, rng = self.m, self.rng
        ride, pace = m.style["ride"], rng.uniform(0.95, 1.25)
        t_in = depart + (rng.uniform(0, 50) if lag is None else lag)
        visits: list[tuple[float, int]] = [(t_in, portals[0])]
        t = self.go(visits, t_in, m.path(portals[0], targets[0]), ride, pace)
        t, here = self.roam(visits, t, max(end + rng.uniform(-300, 300), t + 600), targets, mean)
        t = self.go(visits, t, m.path(here, portals[1]), ride, pace)
        return Descent(
            p,
            day,
            p.shift,
            visits,
            t + rng.uniform(5, 40),
            (t_in - rng.uniform(3, 20), t + rng.uniform(30, 70)),
            portals,
        )

    def crew_places(self, f: Face) -> list[int]:
        """Where a crew works, the face itself more often than the gate."""
        work = [n for n in f.nodes if self.m.nodes[n].kind in ("face", "return", "old")] or f.nodes[-1:]
        return [*work, *work, f.nodes[max(0, len(f.nodes) - len(work) - 1)]]

    def patrol(self, p: Person, day: int, s0: float, targets: list[int]) -> Descent:
        """A round over several places with a stay of 15 to 50 minutes at each."""
        m, rng = self.m, self.rng
        order = [rng.choice(targets) for _ in range(9)]
        t_in = s0 - rng.uniform(300, 2100)
        visits: list[tuple[float, int]] = [(t_in, 0)]
        t, here, pace = t_in, 0, rng.uniform(1.0, 1.3)
        for nxt in order:
            if t > s0 + m.shift_s - 5400:
                break
            t = self.go(visits, t, m.path(here, nxt), m.style["ride"], pace) + rng.uniform(900, 3000)
            here = nxt
        t = self.go(visits, t, m.path(here, 0), m.style["ride"], pace)
        return Descent(p, day, p.shift, visits, t + 15, (t_in - 10, t + rng.uniform(30, 70)))

    def day(self, people: Sequence[Person], day: int) -> list[Descent]:
        """All descents whose shift starts on one day."""
        out: list[Descent] = []
        m, rng, cal = self.m, self.rng, self.cal
        departs: dict[tuple[str, int], float] = {}
        pair: Descent | None = None
        for p in people:
            s0 = float(m.shift_start(day, p.shift))
            end, mode = s0 + m.shift_s, cal.mode(s0 + 7200) or cal.mode(s0)
            leave = end + 300 if m.style["handover"] else end - rng.uniform(900, 1500)
            key = (p.face or p.role, p.shift)
            depart = departs.setdefault(key, s0 - rng.uniform(900, 2400))
            if p.role == "crew":
                f = self.byname[p.face]
                if not f.first <= s0 + 3600 < f.last:
                    continue
                if mode in ("holiday", "suspended") or rng.random() < 0.06:
                    continue
                if mode == "overhaul" and (p.shift == self.night_shift() or rng.random() < 0.5):
                    continue
                if cal.within("overtime", s0) and p.face == "F1":
                    leave += 9000
                late = rng.uniform(300, 1500) if rng.random() < 0.08 else 0.0
                out.append(self.trip(p, day, depart + late, leave, self.crew_places(f), 2600))
            elif p.role == "sit":
                out.append(self.sit(p, day, s0, end))
            elif p.role == "shuttle":
                if mode in ("holiday", "suspended"):
                    continue
                out.append(self.trip(p, day, depart, leave, [*p.home, *m.all_of("drift")[:2]], 900))
            elif p.role in ("patrol", "leader"):
                targets = [n for f in m.faces if f.first <= s0 < f.last for n in (f.nodes[-1], f.nodes[0])]
                targets += m.all_of("room")[:2] if p.trade == "电工" else m.all_of("drift")[-1:]
                if (
                    p.trade == "电工"
                    and pair
                    and pair.person.shift == p.shift
                    and "master_apprentice" in cal.words
                ):
                    out.append(self.follow(pair, p))
                    continue
                out.append(self.patrol(p, day, s0, targets))
                pair = out[-1] if p.trade == "电工" else pair
            elif p.role == "seals":
                if p.shift == 0 or rng.random() < 0.4:
                    out.append(
                        self.patrol(
                            p,
                            day,
                            s0,
                            m.all_of("seal") + m.all_of("boundary") + m.all_of("branch") + m.all_of("drift"),
                        )
                    )
            elif p.role == "repair" and mode not in ("holiday", "suspended") and rng.random() < 0.9:
                out.append(self.trip(p, day, depart, leave, list(p.home), 2400))
            elif p.role == "builder" and cal.within("seal_building", s0 + 3600):
                out.append(self.trip(p, day, depart + 1800, leave - 5400, [cal.seal_node], 4000))
            elif p.role == "visitor" and cal.within("visitors", s0 + 3600):
                tour = [m.faces[0].nodes[0], m.faces[0].nodes[-1], m.all_of("drift")[0]]
                out.append(self.trip(p, day, s0 + 3600, s0 + 10800, tour, 1500, rng.uniform(0, 20)))
            elif p.role == "salvage" and cal.within("face_move", s0 + 3600):
                out.append(self.trip(p, day, depart, leave, list(p.home), 2400))
        return [self.mishap(d) for d in out]

    def night_shift(self) -> int:
        """Index of the shift that covers the small hours."""
        return min(range(len(self.m.shifts)), key=lambda s: (int(self.m.shifts[s][:2]) + 3) % 24)

    def sit(self, p: Person, day: int, s0: float, end: float) -> Descent:
        """An attendant: one station nearly all the shift, with at most one short walk."""
        near = [self.m.nodes[p.home[0]].parent] if self.rng.random() < 0.4 else []
        return self.trip(
            p,
            day,
            s0 - self.rng.uniform(900, 1800),
            end - self.rng.uniform(0, 600),
            [*p.home * 6, *near],
            5400,
        )

    def follow(self, lead: Descent, p: Person) -> Descent:
        """An apprentice walks behind the master; now and then he stays behind."""
        rng = self.rng
        visits = [(t + rng.uniform(3, 55), n) for t, n in lead.visits if rng.random() < 0.9 or n == 0]
        visits = sorted(visits) if visits[0][1] == 0 else [(lead.came + 9, 0), *sorted(visits)]
        out = max(lead.out + rng.uniform(5, 60), visits[-1][0] + 5)
        return Descent(p, lead.day, p.shift, visits, out, (visits[0][0] - 8, out + 30))

    def mishap(self, d: Descent) -> Descent:
        """Drill, dead reader, flat battery and bad coverage act on an ordinary descent."""
        cal, rng = self.cal, self.rng
        a, _ = cal.windows.get("rescue_drill", (-1.0, -1.0))
        if a >= 0 and d.came < a < d.out - 1800 and d.person.trade not in ("水泵工", "变电工"):
            d.visits = [v for v in d.visits if v[0] <= a]
            t = self.go(
                d.visits, a + rng.uniform(60, 420), self.m.path(d.visits[-1][1], 0), self.m.style["ride"], 1.3
            )
            d.out, d.body = t + 10, (d.body[0] if d.body else d.came, t + rng.uniform(20, 60))
        if cal.dead_node >= 0:
            d.visits = [
                v
                for k, v in enumerate(d.visits)
                if k == 0 or v[1] != cal.dead_node or not cal.within("dead_reader", v[0])
            ]
        if "bad_coverage" in cal.words and rng.random() < 0.5:
            t = rng.uniform(d.came, d.out)
            d.gaps.append((t, t + rng.uniform(300, 1400)))
        if "flat_battery" in cal.words and rng.random() < 0.004:
            d.dies = rng.uniform(d.came + 3600, d.out)
        return d


def honest_events(m: Mine, rng: Random, people: Roster, count: int, calm: bool) -> Calendar:
    """Choose harmless events that fit in the period; calm mines keep their production undisturbed."""
    cal, days = Calendar(), m.days
    pool = [
        "rescue_drill",
        "power_cut",
        "network_outage",
        "dead_reader",
        "master_apprentice",
        "visitors",
        "new_pump",
        "rain_inflow",
        "wet_coal",
        "bad_coverage",
        "flat_battery",
        "overtime",
        "seal_building",
        "lost_card",
    ]
    if not calm:
        pool += ["holiday", "overhaul", "face_move", "new_face", "holiday", "overhaul"]
    rng.shuffle(pool)
    big = {"holiday", "overhaul", "face_move", "new_face"}
    took_big = False
    for word in pool:
        if len(cal.words) >= count:
            break
        if word in big and (took_big or days < 5):
            continue
        took_big |= word in big
        _place(word, m, rng, people, cal, days)
        cal.words.append(word)
    return cal


def _place(word: str, m: Mine, rng: Random, people: Roster, cal: Calendar, days: int) -> None:
    """Give an event its time and do what it changes in the register."""
    day = rng.randint(1, max(1, days - 2))
    t = day * DAY + rng.uniform(8, 18) * 3600
    hours = {
        "rescue_drill": 0.7,
        "power_cut": rng.uniform(1, 3),
        "network_outage": rng.uniform(2, 7),
        "new_pump": 24.0 * days,
        "dead_reader": rng.uniform(8, 44),
        "rain_inflow": 72,
        "overtime": 20,
    }.get(word)
    if hours:
        cal.windows[word] = (t, t + hours * 3600)
    if word == "dead_reader":
        cal.dead_node = rng.choice(m.all_of("gate") + m.all_of("drift") + m.all_of("seal"))
    elif word == "visitors":
        cal.windows[word] = (day * DAY, day * DAY + DAY)
    elif word == "seal_building":
        cal.seal_node = m.seals[-1]["node"]
        cal.windows[word] = (day * DAY, min(days, day + 3) * DAY)
        m.seals[-1]["built"] = m.day_text(min(days, day + 3) - 1)
    elif word in ("holiday", "overhaul"):
        span = rng.randint(1, 2) if word == "holiday" else rng.randint(2, max(2, min(6, days - day - 1)))
        cal.closed.append((day * DAY, (day + span) * DAY, word))
        if word == "overhaul":
            m.status = [
                {"state": "producing", "from": "2023-01-01", "to": m.day_text(day - 1)},
                {"state": "overhaul", "from": m.day_text(day), "to": m.day_text(day + span - 1)},
                {"state": "producing", "from": m.day_text(day + span), "to": None},
            ]
    elif word == "new_face":
        f = m.faces[-1]
        f.first, f.since = day * DAY, m.day_text(day)
    elif word == "face_move" and m.old_face:
        old = m.old_face
        old.until = m.day_text(day + 1)
        cal.windows[word] = (-DAY, (day + 2) * DAY)
        m.style["plan_figures"], old.tpd, old.ch4, old.inflow, old.air = True, 0.0, 0.3, 2.0, 300.0
        for k in range(8):
            trade = "回撤工" if k % 2 else "支架工"
            people.add(trade, "安装队", "salvage", people.day_shift, home=old.nodes)
