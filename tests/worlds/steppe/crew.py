"""People: rosters, descents, walking and riding, and what the readers make of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .mine import DAY, Person, Team, Trip, World

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟强军勇磊涛斌辉刚平明波超华亮志建国海东林成福祥贵生全才云龙飞虎宝庆春秋正义永昌"


def hire(
    w: World, trade: str, dept: str, duty: str = "工人", leader: int = 0, special: int = 0, card: bool = True
) -> int:
    """Add an invented person, with the next free card unless told otherwise."""
    r = w.rng
    name = SURNAMES[int(r.integers(len(SURNAMES)))] + GIVEN[int(r.integers(len(GIVEN)))]
    if r.random() < 0.7:
        name += GIVEN[int(r.integers(len(GIVEN)))]
    number = -1
    if card:
        number = int(w.knobs.setdefault("next_card", int(r.integers(1, 900))))
        w.knobs["next_card"] = number + (1 if r.random() < 0.9 else int(r.integers(2, 9)))
    w.people.append(Person(name, trade, duty, dept, leader, special, number))
    return len(w.people) - 1


def gang(w: World, n: int, trade: str, dept: str, card: bool = True) -> list[int]:
    """Hire n workers of one trade."""
    return [hire(w, trade, dept, "班长" if k == 0 else "工人", card=card) for k in range(n)]


def _team(
    w: World,
    name: str,
    place: str,
    mode: str,
    stations: list[int],
    need: list[int],
    trade: str,
    dept: str,
    special: int = 0,
    leader: int = 0,
    duty: str = "工人",
) -> Team:
    pools = []
    for _ in need:
        size = 0 if max(need) == 0 else max(2, int(np.ceil(max(need) * 1.25)))
        pools.append(
            [
                hire(w, trade, dept, "班长" if (j == 0 and size > 4) else duty, leader, special)
                for j in range(size)
            ]
        )
    t = Team(name, place, mode, stations, need, pools)
    w.teams.append(t)
    w.presence[name] = np.ones(w.days + 1)
    return t


def build_teams(w: World) -> None:
    """The mine's own roster."""
    r, lay, ns = w.rng, w.lay, len(w.starts)
    for f in w.faces:
        if f.end is not None and f.end < 0:
            continue
        coal = f.kind == "coal_face"
        _team(
            w,
            f.fid,
            f.fid,
            "face",
            f.stations,
            list(f.crew),
            "采煤工" if coal else "掘进工",
            f"{'综采' if coal else '掘进'}{w.pick(['一', '二', '三'])}队",
        )
    mains, rets = lay.role("main"), lay.role("return")
    live = [s for f in w.live() for s in f.stations[:2]]
    big = 1 if w.cap < 4e5 else 2
    day = [1 if 6 <= int(s[:2]) < 12 else 0 for s in w.starts]
    if not any(day):
        day[0] = 1
    one = [1] * ns
    _team(
        w,
        "gas",
        "",
        "round",
        live + rets[:1] + lay.role("seal")[:2],
        [big + 1] * ns,
        "瓦斯检查工",
        "通风队",
        1,
    )
    _team(
        w,
        "electric",
        "",
        "round",
        live + lay.role("substation") + mains[:4],
        [big + 1] * ns,
        "电钳工",
        "机电队",
        1,
    )
    _team(w, "belt", "", "fixed", [mains[0], lay.role("bottom")[-1]], [big + 1] * ns, "皮带司机", "运输队", 1)
    _team(w, "pump", "", "fixed", lay.role("pump"), one, "水泵工", "机电队", 1)
    _team(w, "sub", "", "fixed", lay.role("substation"), one, "变电工", "机电队", 1)
    _team(w, "signal", "", "fixed", [w.knobs["bottom"]], one, "把钩信号工", "运输队", 1)
    _team(w, "safety", "", "round", live, [big] * ns, "安全检查工", "安监科", 1)
    _team(
        w,
        "cadre",
        "",
        "round",
        live + mains[-1:],
        one,
        "带班领导",
        "矿领导",
        0,
        1,
        str(w.pick(["副矿长", "总工程师"])),
    )
    _team(
        w, "office", "", "round", live + mains[:3], [2 * big if d else 0 for d in day], "技术员", "生产技术科"
    )
    _team(w, "haul", "", "roam", mains, [2 * big] * ns, "运搬工", "运输队")
    keep = [int(r.integers(3, 7)) if d or r.random() < 0.3 else 0 for d in day]
    _team(w, "repair", "", "roam", [*mains[1:], *rets], keep, "巷修工", "巷修队")
    _team(
        w,
        "vent",
        "",
        "round",
        [*rets, *lay.role("seal"), *lay.role("old")[:1]],
        [2 if d else 0 for d in day],
        "通风工",
        "通风队",
    )
    for _ in range(int(r.integers(3, 12))):
        hire(w, str(w.pick(["未设置", "管理人员", "来宾"])), str(w.pick(["来宾", "机关", "离矿人员"])))


def walk(
    w: World,
    t_in: float,
    stops: Sequence[tuple[int, float]],
    pace: float = 1.0,
    car: float = 1.0,
    portal: int | None = None,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Passages of a descent through `stops` (reader, seconds there): times, readers, time out."""
    lay = w.lay
    home = w.knobs["portal"] if portal is None else portal
    t, cur, vt, vs = t_in, home, [t_in], [home]
    for st, stay in [*stops, (home, 0.0)]:
        for nxt, metres, ride in lay.path(cur, st):
            slope = abs(lay.st[nxt].z - lay.st[cur].z) / max(metres, 1.0)
            t += metres / (3.2 * car if ride else pace * (1.25 - min(0.5, slope)))
            if slope > 0.8:
                t += 45.0
            vt.append(t)
            vs.append(nxt)
            cur = nxt
        t += stay
    return np.asarray(vt), np.asarray(vs), t


def reads(w: World, vt: np.ndarray, vs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Missed and double reads of a passage list."""
    r = w.rng
    n = len(vt)
    keep = r.random(n) > w.knobs["miss"]
    keep[[0, -1]] = True
    keep[:-1] |= np.diff(vt) > 1200
    for s, a, b in w.dead:
        keep &= ~((vs == s) & (vt >= a) & (vt < b))
    keep[0] = True
    vt, vs = vt[keep], vs[keep]
    if r.random() < w.knobs["double"] and len(vt) > 3:
        k = int(r.integers(1, len(vt) - 1))
        gap = vt[k + 1] - vt[k]
        near = w.lay.adj[int(vs[k])]
        if gap > 900 and near:
            other = near[int(r.integers(len(near)))][0]
            a = vt[k] + r.uniform(0.2, 0.7) * gap
            vt = np.insert(vt, k + 1, [a, a + r.uniform(5, 90)])
            vs = np.insert(vs, k + 1, [other, vs[k]])
    return vt, vs


def add_trip(
    w: World,
    person: int,
    t_in: float,
    stops: Sequence[tuple[int, float]],
    place: str = "",
    card: int | None = None,
    pace: float | None = None,
    car: float = 1.0,
    real: bool = True,
    portal: int | None = None,
) -> Trip:
    """Send a person down; the card is his own unless told otherwise."""
    r = w.rng
    p = float(r.normal(1.12, 0.1)) if pace is None else pace
    vt, vs, out = walk(w, t_in, stops, max(0.75, p), car, portal)
    vt, vs = reads(w, vt, vs)
    number = w.people[person].card if card is None else card
    trip = Trip(
        person,
        number,
        t_in,
        out,
        vt,
        vs,
        place,
        real,
        number >= 0,
        portal=w.knobs["portal"] if portal is None else portal,
        dist=float(r.normal(12, 15)),
        wobble=float(r.uniform(2, 14)),
        seed=int(r.integers(1 << 31)),
    )
    w.trips.append(trip)
    return trip


def linger(
    w: World,
    sts: Sequence[int],
    seconds: float,
    mean: float = 3000.0,
    first: float = 0.62,
) -> list[tuple[int, float]]:
    """Split a stay between neighbouring readers, mostly at the first."""
    r, out, left = w.rng, [], seconds
    while left > 0:
        s = sts[0] if len(sts) == 1 or r.random() < first else sts[1 + int(r.integers(min(2, len(sts) - 1)))]
        d = min(left, float(r.exponential(mean)) + 240.0)
        if left - d < 300:
            d = left
        out.append((s, d))
        left -= d
    return out


def travel(w: World, st: int) -> float:
    """Rough seconds from the portal to a reader."""
    return sum(m / (3.2 if ride else 1.15) for _, m, ride in w.lay.path(w.knobs["portal"], st))


def shift_trip(
    w: World,
    person: int,
    start: float,
    end: float,
    sts: Sequence[int],
    mode: str,
    place: str = "",
    lead: float = 0.0,
    car: float = 1.0,
    card: int | None = None,
    real: bool = True,
    stay: bool = False,
    portal: int | None = None,
) -> Trip:
    """An ordinary descent for one shift in one of the work modes."""
    r = w.rng
    if mode == "face":
        tt = travel(w, sts[0])
        t_in = start - tt + 300.0 + lead + float(r.normal(0, 70))
        busy = max(3600.0, end - start - 1100.0 - float(r.uniform(0, 700)))
        plan = [(sts[0], busy)] if stay else linger(w, sts, busy)
        if w.knobs["wait"]:  # for the man-car, both ways
            ahead = 240.0 + 0.25 * lead % 200
            t_in -= ahead
            plan = [(w.knobs["bottom"], ahead + float(r.uniform(0, 20))), *plan]
            plan.append((w.knobs["bottom"], float(r.uniform(60, 600))))
    elif mode == "fixed":
        st = sts[int(r.integers(len(sts)))]
        t_in = start - travel(w, st) - float(r.uniform(-300, 700))
        plan = [(st, end - start + float(r.uniform(-200, 500)))]
    else:
        left = (end - start) * float(r.uniform(0.6, 0.95)) if mode == "round" else end - start - 3000
        t_in = start + float(r.uniform(-1500, 2400)) + lead
        left -= 2 * travel(w, sts[0]) if mode == "round" else 0.0
        left = max(left, 3000.0)
        plan, cur = [], -1
        while left > 0 and len(plan) < 14:
            st = sts[int(r.integers(len(sts)))]
            d = float(r.uniform(400, 2400)) if mode == "round" else float(r.uniform(1800, 7000))
            d = min(d, left)
            plan.append((st, d))
            hop = 0.0 if cur < 0 else sum(m for _, m, _ in w.lay.path(cur, st)) / 1.1
            left -= d + hop
            cur = st
    return add_trip(w, person, t_in, plan, place, card, car=car, real=real, portal=portal)


def base_trips(w: World) -> None:
    """All descents of the mine's own roster, as the calendar and presence say."""
    r, ns = w.rng, len(w.starts)
    for d, s, a, b in w.shifts():
        week = (d + 700) // 7
        for t in w.teams:
            k = (s + week) % ns
            n = t.need[s]
            if n == 0:
                continue
            scale = float(w.presence[t.name][max(0, d)])
            n = round(n * scale)
            if t.place:
                f = w.face(t.place)
                if a < f.start or (f.end is not None and a >= f.end):
                    continue
            if n == 0:
                continue
            pool = t.pools[k] if len(t.pools[k]) >= n else [x for q in t.pools for x in q]
            who = r.permutation(len(pool))[:n]
            absent = r.random(len(who)) < 0.03
            lead, car = float(r.normal(0, 300)), float(r.uniform(0.85, 1.15))
            for j, gone in zip(who, absent, strict=True):
                if gone and t.mode == "face":
                    continue
                belt = t.name == "belt" and w.type != "vertical_shaft" and r.random() < 0.5
                gate = w.lay.role("portal2")[0] if belt else None
                name = t.place or t.name
                trip = shift_trip(w, pool[int(j)], a, b, t.stations, t.mode, name, lead, car, portal=gate)
                if r.random() < 0.001:  # card dead or forgotten
                    trip.shown = False
                if r.random() < 0.0012:
                    trip.lost = float(r.uniform(trip.t_in, trip.t_out))


def crowd(w: World, trips: Sequence[Trip], step: float = 300.0) -> tuple[np.ndarray, np.ndarray]:
    """Counts of shown cards over time: whole mine, and per area (area, time)."""
    grid = np.arange(0.0, w.span, step)
    total = np.zeros(len(grid), int)
    area_of = np.array([s.area for s in w.lay.st])
    per = np.zeros((len(w.lay.areas), len(grid)), int)
    for t in trips:
        if not t.shown:
            continue
        a, b = np.searchsorted(grid, (t.t_in, t.t_out))
        if b <= a:
            continue
        at = area_of[t.vs[np.maximum(0, np.searchsorted(t.vt, grid[a:b], "right") - 1)]]
        total[a:b] += 1
        per[at, np.arange(a, b)] += 1
    return total, per


def set_limits(w: World) -> None:
    """Approved headcounts: what an honest roster needs and a little more."""
    r = w.rng
    total, per = crowd(w, w.trips)
    peak = int(total.max()) if len(total) else 20
    w.limit = int(np.ceil(peak * r.uniform(1.06, 1.3) / 5.0) * 5 + 5)
    top = per.max(axis=1)
    for a, n in zip(w.lay.areas, top, strict=True):
        if a.type == "重点区域":
            a.limit = int(np.ceil(n * r.uniform(1.06, 1.22))) + 3
        elif a.type == "限制区域":
            a.limit = max(int(n) + 1, int(r.integers(2, 6)))
        else:
            a.limit = max(int(np.ceil(n * 1.3)), w.limit if r.random() < 0.6 else int(np.ceil(peak * 1.0)))


def during(w: World, a: float, b: float) -> list[tuple[int, int, float, float]]:
    """Shifts that lie in a span."""
    return [x for x in w.shifts() if x[2] >= a - 1 and x[3] <= b + DAY / 8]
