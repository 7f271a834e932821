"""People: the roster, the shifts, and how everybody walks past the readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import numpy as np

from .ground import Ground

DAY = 86400
SUR = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIV = "伟强军平勇国华明志文建德才富贵兴忠义朋飞龙虎成林森海波涛江川山石松柏友顺发财福禄祥瑞吉庆安康宁泰光辉亮清正中立新民生"
FACE_TRADES = (
    "采煤工",
    "采煤工",
    "支架工",
    "采煤机司机",
    "刮板输送机司机",
    "端头维护工",
    "采煤工",
    "班长",
    "转载机司机",
)
HEAD_TRADES = ("掘进工", "打眼工", "支护工", "掘进工", "耙装机司机", "掘进机司机", "班长")


@dataclass
class Person:
    """Somebody on the roster (all names are made up)."""

    name: str
    trade: str
    post: str
    dept: str
    leader: int
    special: int
    card: str
    born: str = "1990-01-01"
    school: str = ""


class Trip:
    """One stay underground of one person: what the readers could have seen of it."""

    __slots__ = (
        "card",
        "count",
        "day",
        "mad",
        "pid",
        "s",
        "seen",
        "shift",
        "t",
        "t_in",
        "t_out",
        "tag",
        "via",
    )

    def __init__(
        self, pid: int, t_in: float, t_out: float, t: Any, s: Any, tag: str, day: int, shift: int
    ) -> None:
        self.pid, self.card, self.t_in, self.t_out = pid, pid, t_in, t_out
        self.t, self.s, self.tag, self.day, self.shift = t, s, tag, day, shift
        self.seen, self.mad, self.via, self.count = True, False, "main", 1


@dataclass
class Hidden:
    """A working place that the mine does not declare."""

    anchor: int
    beyond: float
    d0: int
    d1: int
    shifts: list[int]
    people: int
    t_day: float
    air: float
    ch4: float
    inflow: float
    kw: float
    explosive: float
    chan: dict[str, Any]
    cut: np.ndarray | None = None
    rest: set[int] = field(default_factory=set)


@dataclass
class Job:
    """A special piece of work of one shift."""

    day: int
    shift: int
    team: str
    n: int
    stations: list[int]
    stay: float = 1500.0
    begin: float = 0.0
    length: float = 0.0
    together: bool = False
    dark: float = 0.0
    tag: str = "job"


@dataclass
class Mine:
    """Everything about one mine while it is being made up."""

    code: str
    name: str
    region: str
    conduct_kind: str
    rnd: Random
    rng: np.random.Generator
    days: int
    start: datetime
    ground: Ground
    cap: int
    starts: list[int]
    slen: int
    system: str
    people: list[Person] = field(default_factory=list)
    teams: dict[str, list[int]] = field(default_factory=dict)
    stop: list[str] = field(default_factory=list)
    mode: list[list[str]] = field(default_factory=list)
    prod: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    jobs: list[Job] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    conduct: list[dict] = field(default_factory=list)
    events: list[dict] = field(default_factory=list)
    reader_off: list[tuple[int, float, float]] = field(default_factory=list)
    ryss_gap: list[tuple[float, float]] = field(default_factory=list)
    all_gap: list[tuple[float, float]] = field(default_factory=list)
    clock: list[tuple[float, float, float]] = field(default_factory=list)
    power_cut: list[tuple[float, float]] = field(default_factory=list)
    evacuate: list[tuple[float, float, list[int] | None]] = field(default_factory=list)
    freeze: list[tuple[float, float]] = field(default_factory=list)
    blank: list[tuple[set[int], float, float]] = field(default_factory=list)
    trim: list[tuple[float, float, int]] = field(default_factory=list)
    fx: dict[str, list[Callable]] = field(default_factory=dict)
    feeder_add: dict[str, np.ndarray] = field(default_factory=dict)
    status: list[dict] = field(default_factory=list)
    knobs: dict[str, Any] = field(default_factory=dict)
    busy: dict[int, float] = field(default_factory=dict)
    head_limit: int = 0
    full_prod: bool = False

    @property
    def nsh(self) -> int:
        """Number of shifts a day."""
        return len(self.starts)

    def at(self, day: float, shift: int = 0) -> float:
        """Second (since the first midnight) at which a shift begins."""
        return day * DAY + self.starts[shift]

    def span(self, low: float = 0.3, high: float = 0.8, least: int = 2) -> tuple[int, int]:
        """A run of whole days, mostly shorter than the data; the last one drawn is remembered."""
        n = self.days
        if n <= least or self.rnd.random() < 0.12:
            d0, size = 0, n
        else:
            size = min(n, max(least, round(n * self.rnd.uniform(low, high))))
            d0 = self.rnd.randint(0, n - size)
        self.knobs["span"] = (d0, d0 + size)
        return d0, d0 + size

    def note(self, name: str, t0: float, t1: float) -> None:
        """Write down an honest event."""
        self.events.append({"name": name, "t0": t0, "t1": t1})

    def blame(
        self,
        kind: str,
        style: str,
        t0: float,
        t1: float,
        stations: list[int] = (),
        cards: Any = (),
        incidental: bool = False,
    ) -> dict:
        """Write down a conduct; `cards` are person numbers."""
        row = {
            "kind": kind,
            "style": style,
            "t0": t0,
            "t1": t1,
            "stations": list(stations),
            "cards": set(cards),
        }
        if incidental:
            row["incidental"] = True
        self.conduct.append(row)
        return row

    def hire(
        self, team: str, n: int, trades: tuple[str, ...], dept: str, leader: int = 0, special: int = 0
    ) -> list[int]:
        """Put n people on the roster; answers their numbers."""
        out = []
        r = self.rnd
        for i in range(n):
            name = r.choice(SUR) + r.choice(GIV) + (r.choice(GIV) if r.random() < 0.72 else "")
            trade = trades[i % len(trades)]
            raw = self.knobs["next_card"]
            self.knobs["next_card"] = raw + (1 if r.random() < 0.9 else r.randint(2, 9))
            post = "矿领导" if leader else ("班长" if trade == "班长" else "工人")
            if self.knobs["lazy_roster"] and r.random() < 0.5:
                trade = "未设置" if r.random() < 0.4 else trade
                post = ""
            born = (
                "1990-01-01"
                if self.knobs["lazy_roster"]
                else f"{r.randint(1966, 2003)}-{r.randint(1, 12):02d}-15"
            )
            self.people.append(
                Person(
                    name,
                    trade,
                    post,
                    dept,
                    leader,
                    special,
                    f"{self.code}{raw:05d}",
                    born,
                    r.choice(["初中", "高中", "中专", "大专", ""]),
                )
            )
            out.append(len(self.people) - 1)
        self.teams.setdefault(team, []).extend(out)
        return out


def roster(m: Mine) -> None:
    """Hire everybody a mine of this size needs."""
    g, _r, n = m.ground, m.rnd, m.nsh
    size = 1.0 if m.cap < 300000 else (1.4 if m.cap < 600000 else 1.8)
    for i, f in enumerate(g.faces):
        for k in range(n):
            top = max(f.crew) if not f.crew[k] or m.knobs["rotate"] else f.crew[k]
            m.hire(
                f"face{i}.{k}",
                int(top * 1.25) + 2,
                FACE_TRADES if f.kind == "coal_face" else HEAD_TRADES,
                f"{'采煤' if f.kind == 'coal_face' else '掘进'}{i + 1}队",
            )
    posts = (
        g.role("pump") + g.role("substation") + g.role("yard")[-1:] + g.role("haul")[: int(1 + size * 1.5)]
    )
    m.knobs["posts"] = posts
    for j, p in enumerate(posts):
        trade = {"pump": "水泵工", "substation": "配电工", "yard": "把钩工"}.get(
            g.stations[p].role, "皮带司机"
        )
        m.hire(f"post{j}", n * 2, (trade,), "机电运输队", special=1)
    m.hire("gas", int(n * (2 + len(g.faces) * 0.5)) + 3, ("瓦检员",), "通风队", special=1)
    m.hire("safe", int(n * (1 + size)) + 2, ("安全员",), "安监科", special=1)
    m.hire("blast", n * 2 + 1, ("爆破员",), "通风队", special=1)
    m.hire("elec", int(n * 2 * size) + 2, ("井下电钳工", "电工"), "机电运输队", special=1)
    m.hire("move", int(n * 3 * size) + 3, ("运输工", "电机车司机", "运输工"), "机电运输队")
    m.hire("repair", int(9 * size) + 5, ("巷修工",), "巷修队")
    m.hire("vent", 5, ("测风员", "通风工", "监测工"), "通风队")
    m.hire(
        "cadre",
        n * 2 + 2,
        ("矿长", "总工程师", "生产副矿长", "安全副矿长", "机电副矿长", "通风副总"),
        "矿部",
        leader=1,
    )
    m.hire("survey", 5, ("测量工", "地质工"), "地测科")
    m.hire("rescue", 11, ("救护队员",), "救护队")
    m.hire("visitor", 16, ("来宾",), "来宾")
    m.hire("trainee", 18, ("新工人",), "培训")
    m.hire("drill", int(n * 4) + 2, ("打钻工", "探放水工"), "防突打钻队")
    m.knobs["size"] = size


class Walk:
    """Builds one trip step by step."""

    def __init__(self, m: Mine, t: float, at: int | None = None) -> None:
        self.m, self.g, self.r = m, m.ground, m.rnd
        self.at = m.ground.portal if at is None else at
        self.t = t
        self.speed = m.rnd.uniform(0.75, 1.15)
        self.T: list[float] = [t]
        self.S: list[int] = [self.at]

    def go(self, to: int) -> None:
        """Walk or ride to a station."""
        riding = False
        for st, sec, ride in self.g.path(self.at, to):
            if ride and not riding and self.m.knobs["ride_ok"](self.t):
                self.t += self.r.uniform(20, self.m.knobs["ride_wait"])
            riding = ride
            self.t += sec / self.speed if not ride else sec * (1 if self.m.knobs["ride_ok"](self.t) else 2.6)
            self.T.append(self.t)
            self.S.append(st)
        self.at = to

    def work(self, stations: list[int], until: float, stay: float = 1500.0) -> None:
        """Be busy around some stations until a time."""
        if self.at not in stations:
            self.go(stations[0] if self.r.random() < 0.6 else self.r.choice(stations))
        while self.t < until:
            self.t += max(60.0, self.r.expovariate(1 / stay))
            if self.t >= until:
                break
            if len(stations) == 1:
                near = self.g.path(self.at, self.g.portal)
                if self.r.random() < 0.3 and near and near[0][1] < 420:
                    back = self.at
                    self.go(near[0][0])
                    self.t += self.r.uniform(30, 400)
                    self.go(back)
                continue
            to = self.r.choice(stations)
            if to != self.at:
                self.go(to)
        self.t = max(until, self.T[-1])

    def dark(self, until: float) -> None:
        """Be where no reader sees anybody."""
        if until > self.t:
            self.t = max(until, self.T[-1])
            self.T.append(self.t)
            self.S.append(self.at)

    def home(self, pid: int, tag: str, day: int, shift: int, to: int | None = None) -> Trip:
        """Walk out and finish."""
        self.go(self.g.portal if to is None else to)
        out = self.t + self.r.uniform(5, 60)
        t, s = self.T, self.S
        r, miss, dbl = self.r, self.m.knobs["miss"], self.m.knobs["double"]
        nt, ns = [t[0]], [s[0]]
        for i in range(1, len(t)):
            if r.random() < miss and i < len(t) - 1:
                continue
            nt.append(t[i])
            ns.append(s[i])
            if r.random() < dbl and self._close(t, s, i):
                nt += [t[i] + 12.0, t[i] + 27.0]
                ns += [s[i - 1], s[i]]
        if r.random() < self.m.knobs["battery"] and len(nt) > 6:
            cut = r.randint(3, len(nt) - 2)
            nt, ns = nt[:cut], ns[:cut]
        return Trip(pid, t[0], out, nt, ns, tag, day, shift)

    def _close(self, t: list[float], s: list[int], i: int) -> bool:
        """Is there time, and are the readers near enough, to be heard by the last one again?"""
        near = s[i - 1] != s[i] and self.g.dist[s[i - 1], s[i]] < 130
        return near and i + 1 < len(t) and t[i + 1] - t[i] > 60

    def back(self) -> float:
        """Seconds from here to daylight."""
        return float(self.g.time[self.at, self.g.portal]) / self.speed + 60


def pick(m: Mine, team: str, n: int, t: float) -> list[int]:
    """People of a team who are free to go down at a time."""
    pool = [p for p in m.teams[team] if m.busy.get(p, -1e9) + 6.5 * 3600 < t]
    return m.rnd.sample(pool, min(n, len(pool)))


def keep(m: Mine, trip: Trip) -> Trip:
    """Put a finished trip on the books."""
    m.busy[trip.pid] = trip.t_out
    m.trips.append(trip)
    return trip


def shift_trip(
    m: Mine,
    pid: int,
    day: int,
    shift: int,
    stations: list[int],
    stay: float,
    tag: str,
    late: float = 0,
    length: float = 0,
    pre: list[int] = (),
) -> Trip:
    """The usual trip: go in, work at stations, come out at the end of the shift."""
    t0 = m.at(day, shift) + late + m.rnd.gauss(-2, 6) * 60
    end = m.at(day, shift) + (length or m.slen) + m.rnd.uniform(-35, 4) * 60
    w = Walk(m, t0)
    for p in pre:
        w.go(p)
        w.t += m.rnd.uniform(120, 700)
    w.go(stations[0])
    w.work(stations, end - w.back(), stay)
    return keep(m, w.home(pid, tag, day, shift))


def _face_shift(m: Mine, d: int, k: int, i: int) -> None:
    g, r = m.ground, m.rnd
    f = g.faces[i]
    mode, stop = m.mode[i][max(d, 0)], m.stop[max(d, 0)]
    if mode in ("gone", "off"):
        return
    n = f.crew[k] + r.choice([-1, 0, 0, 0])
    spots = f.stations * 3 + f.gates[: 2 if f.kind == "coal_face" else 1]
    stay = 1900.0
    if stop in ("holiday", "suspended"):
        return
    if stop == "overhaul":
        if k == m.knobs["night"] and r.random() < 0.7:
            return
        n, spots, stay = max(2, n // 2), f.gates + f.stations[:1], 1600.0
    elif mode == "idle":
        n, spots = (2, f.gates[:1]) if k == 0 else (0, f.gates[:1])
    elif mode == "install":
        n, spots = max(3, int(n * 0.6)), f.gates + f.stations
    elif mode == "move":
        spots = f.gates + f.stations * 2
    group = (k + (d + m.knobs["rot0"]) // m.knobs["rotate"]) % m.nsh if m.knobs["rotate"] else k
    crew = pick(m, f"face{i}.{group}", n, m.at(d, k) - 900)
    lag = r.uniform(-12, 14) * 60
    for p in crew:
        shift_trip(m, p, d, k, spots, stay, f"face{i}", lag)


def _tour(m: Mine, pid: int, d: int, k: int, stops: list[int], tag: str) -> None:
    r = m.rnd
    w = Walk(m, m.at(d, k) + r.gauss(0, 9) * 60)
    end = m.at(d, k) + m.slen + r.uniform(-40, 5) * 60
    stops = list(stops)
    r.shuffle(stops)
    for _i, s in enumerate(stops * 4):
        if w.t > end - w.back() - 1500:
            break
        w.go(s)
        w.work([s], min(w.t + r.uniform(8, 45) * 60, end - w.back()), 900)
    keep(m, w.home(pid, tag, d, k))


def live(m: Mine) -> None:
    """Everybody's trips, all days, before anything dishonest."""
    g, r = m.ground, m.rnd
    haul = g.role("haul", "yard", "trunk")
    by_day: dict[tuple[int, int], list[Job]] = {}
    for j in m.jobs:
        by_day.setdefault((j.day, j.shift), []).append(j)
    size = m.knobs["size"]
    for d in range(-1, m.days):
        quiet = m.stop[max(d, 0)] in ("holiday", "suspended")
        faces = [i for i in range(len(g.faces)) if m.mode[i][max(d, 0)] not in ("gone", "off")]
        fronts = [g.faces[i].stations[-1] for i in faces] or g.role("yard")
        for k in range(m.nsh):
            t = m.at(d, k) - 900
            if d < 0 and m.at(d, k) + m.slen < -1800:
                continue
            for i in faces:
                _face_shift(m, d, k, i)
            for j, p in enumerate(m.knobs["posts"]):
                if quiet and m.ground.stations[p].role in ("haul", "yard"):
                    continue
                for pid in pick(m, f"post{j}", 1, t):
                    shift_trip(m, pid, d, k, [p], 5400.0, "post", r.uniform(-15, 0) * 60, m.slen + 900)
            extra = g.role("return", "seal", "haul")
            for pid in pick(m, "gas", 1 if quiet else 2 + len(faces) // 2, t):
                own = [r.choice(fronts), r.choice(fronts), *r.sample(extra, min(2, len(extra)))]
                _tour(m, pid, d, k, own, "gas")
            if not quiet:
                for pid in pick(m, "safe", int(size), t):
                    _tour(m, pid, d, k, fronts[:3] + r.sample(haul, 1), "safe")
                blast = [g.faces[i].stations[0] for i in faces if g.faces[i].blast]
                for pid in pick(m, "blast", 1 if blast else 0, t):
                    _tour(m, pid, d, k, blast, "blast")
                night_fix = k == m.knobs["fix_shift"]
                for pid in pick(m, "elec", int((2 if night_fix else 1) * size), t):
                    _tour(m, pid, d, k, r.sample(haul + fronts, min(4, len(haul + fronts))), "elec")
                for pid in pick(m, "move", int(2 * size), t):
                    path = [r.choice(haul), r.choice(haul), r.choice(fronts)]
                    shift_trip(m, pid, d, k, path, 620.0, "move")
                if k == m.knobs["fix_shift"] or r.random() < 0.15:
                    place = r.choice(g.role("haul", "return"))
                    nb = [x for x, _, _ in g.path(place, g.portal)[:1] if g.stations[x].role != "portal"]
                    for pid in pick(m, "repair", r.randint(3, 5), t):
                        shift_trip(m, pid, d, k, [place, *nb], 2400.0, "repair")
                dr = g.role("drain")
                if dr and m.knobs["drilling"]:
                    site = dr[(max(d, 0) // 5) % len(dr)]
                    for pid in pick(m, "drill", 3, t):
                        shift_trip(m, pid, d, k, [site], 2500.0, "drill")
            day_shift = 5 * 3600 <= m.starts[k] <= 9.5 * 3600
            if day_shift:
                for pid in pick(m, "vent", r.randint(1, 3), t):
                    _tour(m, pid, d, k, r.sample(g.role("return", "haul", "seal"), 3), "vent")
                if not quiet and r.random() < 0.25:
                    tour = [r.choice(fronts), r.choice(g.role("haul", "return"))]
                    for pid in pick(m, "survey", 2, t):
                        shift_trip(m, pid, d, k, tour, 1700.0, "survey", 1800, m.slen * 0.6)
            if not m.knobs["lazy_cadre"] or r.random() < 0.8:
                for pid in pick(m, "cadre", 1, t):
                    _tour(m, pid, d, k, fronts + g.role("pump")[:1], "cadre")
            for job in by_day.get((d, k), ()):
                lead: Trip | None = None
                for pid in pick(m, job.team, job.n, t):
                    if job.together and lead is not None:
                        sh = r.uniform(-8, 8)
                        keep(
                            m,
                            Trip(
                                pid,
                                lead.t_in + sh,
                                lead.t_out + sh,
                                [x + sh + r.uniform(-15, 15) for x in lead.t],
                                list(lead.s),
                                job.tag,
                                d,
                                k,
                            ),
                        )
                    else:
                        lead = shift_trip(
                            m, pid, d, k, job.stations, job.stay, job.tag, job.begin, job.length
                        )


def withdraw(m: Mine) -> None:
    """People leave early when the mine (or some stations) is cleared."""
    g, r = m.ground, m.rnd
    for t0, t1, only in m.evacuate:
        for tr in m.trips:
            if not (tr.t_in < t0 - 300 and tr.t_out > t0 + 600) or tr.tag in ("ghost",):
                continue
            i = max(0, int(np.searchsorted(tr.t, t0, side="right")) - 1)
            if only is not None and tr.s[i] not in only:
                continue
            w = Walk(m, t0 + r.uniform(30, 420), int(tr.s[i]))
            w.speed = r.uniform(1.0, 1.35)
            w.T, w.S = list(tr.t[: i + 1]), list(tr.s[: i + 1])
            if only is not None and g.role("haul"):
                w.go(r.choice(g.role("haul")[:2]))
                w.t = max(w.t, min(t1, tr.t_out - 1800))
            new = w.home(tr.pid, tr.tag, tr.day, tr.shift)
            tr.t, tr.s, tr.t_out = new.t, new.s, new.t_out


def tidy(m: Mine) -> None:
    """Times never run backwards, and nobody is read after having left."""
    for tr in m.trips:
        t = np.maximum.accumulate(np.asarray(tr.t, float))
        tr.t_out = max(tr.t_out, float(t[0]) + 20)
        tr.t = np.minimum(t, tr.t_out - 1).tolist()
        tr.t_in = min(tr.t_in, tr.t[0])


def crowd(m: Mine, leave_out: tuple[str, ...] = ()) -> tuple[int, list[int]]:
    """Most people underground at once, and most in every area, as the trips stand."""
    step = 120
    n = int((m.days + 2) * DAY / step)
    whole = np.zeros(n, int)
    area_of = np.array([s.area for s in m.ground.stations])
    per = np.zeros((len(m.ground.areas), n), int)
    for tr in m.trips:
        if leave_out and (tr.card < 0 or tr.tag in leave_out):
            continue
        a, b = int(tr.t_in // step), int(tr.t_out // step) + 1
        whole[max(a, 0) : max(b, 0)] += 1
        ar = area_of[np.asarray(tr.s, int)]
        tt = np.asarray(tr.t)
        ends = np.append(tt[1:], tr.t_out)
        for x, p, q in zip(ar, tt, ends, strict=False):
            lo, hi = max(int(p // step), 0), max(int(q // step) + 1, 0)
            per[x, lo:hi] += 1
    return int(whole.max()), [int(v) for v in per.max(axis=1)]
