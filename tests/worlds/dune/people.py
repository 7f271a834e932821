"""Who works where, and how they walk: physical trips of persons underground, seen as reads of cards at stations."""

from __future__ import annotations

import math
from bisect import bisect_right

SUR = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢傅钟"
GIVEN = "伟强军勇杰涛明超刚平辉鹏华飞建国志海林斌波宇亮峰成龙文辉德福贵荣富祥顺利元义信忠兴旺春生发财宝树根"
TRADES = {
    "coal": [
        ("采煤机司机", 2),
        ("液压支架工", 4),
        ("刮板输送机司机", 2),
        ("端头支护工", 3),
        ("采煤工", 5),
        ("班长", 1),
        ("乳化泵司机", 1),
    ],
    "stope": [("采煤工", 6), ("爆破工", 2), ("攉煤工", 4), ("支护工", 3), ("班长", 1)],
    "head": [("掘进机司机", 2), ("掘进工", 5), ("锚杆支护工", 4), ("班长", 1), ("耙装机司机", 1)],
    "blast": [("掘进工", 5), ("爆破工", 2), ("打眼工", 3), ("耙装机司机", 1), ("班长", 1)],
    "maint": [("电钳工", 3), ("机修工", 3), ("采掘电钳工", 3), ("支架检修工", 2)],
}
SPECIAL = {
    "瓦斯检查工",
    "安全检查工",
    "爆破工",
    "电钳工",
    "采煤机司机",
    "掘进机司机",
    "主排水泵工",
    "探放水工",
    "采掘电钳工",
    "井下电钳工",
}


class Trip:
    """One descent of one person. visits: (time, node, mean distance, its scatter)."""

    __slots__ = ("p", "v", "out", "hide", "card", "video", "team", "day", "shift")

    def __init__(self, p, v, out, team, day, shift):
        self.p, self.v, self.out, self.team, self.day, self.shift = p, v, out, team, day, shift
        self.hide, self.card, self.video = [], True, True


class Team:
    """A working group with its place, habits and strength a shift."""

    def __init__(
        self, key, dept, trades, habit, nodes, sizes, face=None, days=None, share=1.0, early=0, late=0
    ):
        self.key, self.dept, self.trades, self.habit, self.nodes, self.sizes = (
            key,
            dept,
            trades,
            habit,
            nodes,
            sizes,
        )
        self.face, self.days, self.share, self.early, self.late = face, days, share, early, late
        self.roster = []  # one list of persons a shift group


def hire(m, team: Team) -> None:
    """Give the team its persons (cards)."""
    r = m.rp
    for s in range(m.ns):
        group = []
        for _ in range(math.ceil(team.sizes[s] * 1.15)):
            trade = r.choices([t for t, _ in team.trades], [w for _, w in team.trades])[0]
            n = len(m.persons)
            name = r.choice(SUR) + r.choice(GIVEN) + (r.choice(GIVEN) if r.random() < 0.7 else "")
            boss = trade in ("矿长", "总工程师", "副矿长", "安全矿长")
            m.persons.append(
                {
                    "card": f"{m.code}{m.card0 + n * m.card_step:05d}",
                    "name": name,
                    "trade": trade,
                    "dept": team.dept,
                    "post": trade if boss else ("班长" if trade == "班长" else "职工"),
                    "leader": int(boss),
                    "special": int(trade in SPECIAL),
                    "pace": r.uniform(0.95, 1.45),
                    "birth": "1990-01-01"
                    if m.lazy_hr
                    else f"{r.randint(1966, 2001)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}",
                    "edu": "" if m.lazy_hr else r.choice(["初中", "高中", "中专", "大专", "本科"]),
                }
            )
            group.append(n)
        team.roster.append(group)


def teams(m) -> list[Team]:
    """The normal organisation of the mine."""
    _r, ns = m.rp, m.ns
    size = {"tiny": 0.5, "small": 0.75, "mid": 1.0, "big": 1.3, "blast": 0.8, "building": 0.7}[m.archetype]
    out = []
    if "big_dept" in m.quirks:
        size *= 1.2

    def k(x):
        return max(1, round(x * size))

    def even(x):
        return [x] * ns

    by_day = [0] * ns
    day_shift = min(range(ns), key=lambda s: abs(m.starts[s] - 8))
    by_day[day_shift] = 1
    for f in m.faces:
        if f["to"] and not f.get("window"):
            continue
        coal = f["kind"] == "coal_face"
        trades = (
            TRADES["stope" if f["blast"] else "coal"] if coal else TRADES["blast" if f["blast"] else "head"]
        )
        dept = f"{'采煤' if coal else '掘进'}{'一二三四五六七八'[int(f['id'][1:]) - 1]}队"
        if "swing" in m.quirks:
            dept = dept.replace("队", "区")
        nodes = list(f["stations"])
        for s in range(ns):
            sizes = [0] * ns
            sizes[s] = f["crew"][s]
            t = Team(
                f["id"],
                dept,
                TRADES["maint"] + trades[:2] if s == f["maint"] else trades,
                "crew",
                nodes,
                sizes,
                f,
                f.get("window"),
            )
            out.append(t)
    mains = [m.bottom] + m.main + m.trunks
    living = [f for f in m.faces if not f["to"] or f.get("window")]
    face_nodes = [n for f in living for n in f["stations"][:2]]
    out += [
        Team("fixed_sub", "机电队", [("变电所值班工", 1)], "fixed", [m.sub], even(1)),
        Team("fixed_pump", "机电队", [("主排水泵工", 1)], "fixed", [m.pump_room], even(1)),
        Team("signal", "运输队", [("信号把钩工", 1)], "fixed", [m.bottom], even(1)),
        Team(
            "electric",
            "机电队",
            [("井下电钳工", 2), ("机修工", 1)],
            "repair",
            mains + face_nodes,
            [k(2) + (k(3) if by_day[s] else 0) for s in range(ns)],
        ),
        Team(
            "gas",
            "通风队",
            [("瓦斯检查工", 1)],
            "patrol",
            face_nodes + [m.wind] + [s["node"] for s in m.seals][:2],
            even(k(2)),
        ),
        Team(
            "air",
            "通风队",
            [("测风工", 1), ("通风工", 2)],
            "patrol",
            [m.wind] + m.old + face_nodes + mains[:3],
            [k(2) if b else 0 for b in by_day],
        ),
        Team("safety", "安监科", [("安全检查工", 1)], "patrol", face_nodes + mains, even(k(2))),
        Team(
            "leader",
            "矿领导",
            [("副矿长", 2), ("安全矿长", 1), ("总工程师", 1), ("矿长", 1)],
            "tour",
            face_nodes + mains,
            even(1),
        ),
        Team(
            "tech",
            "生产技术科",
            [("技术员", 2), ("测量工", 1), ("地质工", 1)],
            "tour",
            face_nodes + mains,
            [k(3) if b else 0 for b in by_day],
        ),
    ]
    if m.conveyors:
        posts = m.main + m.trunks
        for n in posts[: k(4)]:
            out.append(Team("belt", "运输队", [("胶带输送机司机", 3), ("巡检工", 1)], "fixed", [n], even(1)))
    out.append(
        Team(
            "haul",
            "运输队",
            [("电机车司机", 2), ("运料工", 3), ("绞车司机", 1)],
            "shuttle",
            mains,
            even(k(3)),
        )
    )
    if m.archetype != "tiny":
        out.append(
            Team(
                "roads",
                "巷修队",
                [("巷修工", 3), ("锚喷工", 1)],
                "stay",
                m.main + m.trunks,
                [k(5) if b else 0 for b in by_day],
            )
        )
    if any(f["blast"] for f in living):
        out.append(
            Team("store", "通风队", [("火工品库管", 1)], "fixed", [m.sub], [1 if b else 0 for b in by_day])
        )
    return out


def _walk(m, r, v, t, a, b, pace):
    """Walk (or ride on the main roads) from a to b; returns the arrival time."""
    while a != b:
        n = m.hop[a][b]
        speed = pace
        if (
            m.man_rider
            and m.nodes[n]["kind"] in ("main", "trunk", "bottom")
            and m.nodes[a]["kind"] in ("main", "trunk", "bottom")
        ):
            speed = m.man_rider
        t += m.dist[a][n] / speed * r.uniform(0.95, 1.15) + r.uniform(0, 12)
        v.append((int(t), n, r.uniform(-25, 25), 9.0))
        a = n
    return t


def schedule(m, r, habit, nodes, t0, t1):
    """Places one after the other with the time until which the person stays."""
    t, plan = t0, []
    if habit == "fixed":
        n = nodes[0]
        if r.random() < 0.5 and m.near[n]:
            cut = r.uniform(t0, t1)
            plan += [(n, cut), (r.choice(m.near[n]), cut + r.uniform(300, 1200))]
        return plan + [(n, t1)]
    spans = {
        "crew": (1200, 5400),
        "patrol": (240, 1300),
        "repair": (1200, 6000),
        "tour": (600, 3000),
        "shuttle": (300, 1500),
        "stay": (5000, 20000),
    }
    low, high = spans[habit]
    order = list(nodes)
    if habit == "patrol":
        r.shuffle(order)
    i, last = 0, -1
    while t < t1:
        if habit == "patrol":
            n = order[i % len(order)]
        elif habit == "crew":
            n = r.choices(nodes, [6, 3, 2, 2, 2][: len(nodes)])[0] if len(nodes) <= 5 else r.choice(nodes)
            if (len(nodes) == 1 and r.random() < 0.4) or r.random() < 0.06:
                n = r.choice(m.near[n])
        else:
            n = r.choice(order)
        i += 1
        t += r.uniform(low, high)
        if n != last:
            plan.append((n, min(t, t1)))
        else:
            plan[-1] = (n, min(t, t1))
        last = n
    return plan


def descend(m, r, p, team, day, shift, t_in, t_end, habit, nodes, lead=0.0):
    """One whole trip: cage, way in, work, way out, cage."""
    pace = m.persons[p]["pace"]
    v = [(int(t_in), m.mouth, r.uniform(2, 20), 4.0)]
    gap = m.cage_gap
    dep = math.ceil((t_in + 25) / gap) * gap
    ride = m.depth / m.cage_speed
    t = dep + ride + r.uniform(5, 40)
    v.append((int(t), m.bottom, r.uniform(-20, 20), 9.0))
    if r.random() < 0.5:
        t += r.uniform(30, 500)
    home = m.dist[nodes[0]][m.mouth] / pace + 200
    leave = max(t_end - home * 0.75, t + 1200)
    at = m.bottom
    scatter = {"fixed": 3.5, "crew": 14, "stay": 10}.get(habit, 10)
    for n, until in schedule(m, r, habit, nodes, t + m.dist[at][nodes[0]] / pace, leave):
        t = _walk(m, r, v, t, at, n, pace)
        last = v[-1]
        v[-1] = (last[0], last[1], last[2], scatter)
        at = n
        t = max(t, until)
        if t > leave - 120:  # time to go home, the rest of the round waits
            break
    t = _walk(m, r, v, t, at, m.bottom, pace)
    dep = math.ceil((t + 20) / gap) * gap
    t = dep + ride + r.uniform(2, 10)
    v.append((int(t), m.mouth, r.uniform(2, 20), 4.0))
    return Trip(p, v, int(t + r.uniform(15, 150)), team, day, shift)


def crowd(m, r, count, team, day, shift, members, habit, nodes, start, length, early=0.0, late=0.0):
    """A shift of one team: who comes, when, in which cage group."""
    out = []
    for p in r.sample(members, min(count, len(members))):
        bunch = r.choice(m.bunches)
        t_in = start - bunch + r.uniform(-90, 120) - early
        out.append(
            descend(
                m, r, p, team, day, shift, t_in, start + length + r.uniform(-300, 500) + late, habit, nodes
            )
        )
    return out


def all_trips(m) -> list[Trip]:
    """Every descent of the period, honest organisation plus look-alikes; conduct is added later."""
    r = m.rp
    trips = []
    for team in m.teams:
        hire(m, team)
    for d in range(-1, m.days):
        work = m.work[d] if d >= 0 else m.work[0]
        rest = m.weekly_rest is not None and (m.start.toordinal() + d) % 7 == m.weekly_rest
        for s in range(m.ns):
            start = d * 86400 + m.starts[s] * 3600
            length = m.lengths[s] * 3600
            for team in m.teams:
                if not team.sizes[s]:
                    continue
                if team.days and not team.days[0] <= d < team.days[1]:
                    continue
                productive = team.key[0] == "F" or team.key in ("roads", "belt", "haul", "tech")
                n = team.sizes[s] * r.uniform(0.86, 1.04)
                if productive:
                    n *= 0.1 if work == 0 else (0.75 + 0.25 * work)
                    if work == 0 and team.key[0] == "F":
                        n = 1 if r.random() < 0.3 else 0
                if rest and team.key[0] == "F":
                    n *= 0.6
                n = int(n + r.random()) if n < 3 else round(n)
                if team.key in ("fixed_pump", "fixed_sub", "signal"):
                    n = 1
                early = late = 0.0
                if m.quirks.get("late_bus", {}).get("d") == d and m.quirks["late_bus"]["s"] == s:
                    early = -2400
                habit = team.habit
                if habit == "tour":
                    lead = r.uniform(0, 0.3) * length
                    cut = r.uniform(0.5, 0.9) * length
                    trips += crowd(
                        m, r, n, team, d, s, team.roster[s], habit, team.nodes, start + lead, cut, 0, late
                    )
                else:
                    trips += crowd(
                        m,
                        r,
                        n,
                        team,
                        d,
                        s,
                        team.roster[s],
                        habit,
                        team.nodes,
                        start,
                        length,
                        team.early + early,
                        team.late + late,
                    )
    return trips


# ---------------------------------------------------------------- honest look-alikes among people


def extra_team(m, key, dept, trades, habit, nodes, size, days, shifts=None):
    """A temporary team of an honest operation: drilling, grouting, visitors …"""
    shifts = range(m.ns) if shifts is None else shifts
    m.teams.append(
        Team(key, dept, trades, habit, nodes, [size if s in shifts else 0 for s in range(m.ns)], None, days)
    )


def quirk_trips(m, trips) -> None:
    """Look-alikes that change or add trips after the normal ones are drawn."""
    r, q = m.rp, m.quirks
    day_shift = min(range(m.ns), key=lambda s: abs(m.starts[s] - 8))
    if "visitors" in q:
        guests = Team("guest", "来宾", [("来宾", 1)], "tour", m.main, [0] * m.ns)
        guests.sizes[day_shift] = q["visitors"]["n"]
        hire(m, guests)
        face = r.choice([f for f in m.faces if not f["to"]])["stations"][0]
        for d in q["visitors"]["days"]:
            start = d * 86400 + 9.3 * 3600 + r.uniform(0, 3600)
            for p in guests.roster[day_shift][: q["visitors"]["n"]]:  # walk behind one another in one file
                m.persons[p]["pace"] = 1.0 + r.uniform(-0.03, 0.03)
                trips.append(
                    descend(
                        m,
                        r,
                        p,
                        guests,
                        d,
                        day_shift,
                        start + r.uniform(0, 60),
                        start + r.uniform(9000, 9300),
                        "fixed",
                        [face],
                    )
                )
    if "trainees" in q:  # an apprentice follows his master all shift long
        masters = [t for t in m.teams if t.key[0] == "F"]
        for k in range(q["trainees"]["n"]):
            team = r.choice(masters)
            s = next(i for i in range(m.ns) if team.sizes[i])
            who = Team(
                "trainee",
                team.dept,
                [("实习生", 1), ("学徒工", 1)],
                "crew",
                team.nodes,
                [1 if i == s else 0 for i in range(m.ns)],
            )
            hire(m, who)
            boss = r.choice(team.roster[s])
            for t in [t for t in trips if t.p == boss and r.random() < 0.85]:
                # follows 5 to 50 s behind, sometimes sent for something
                v = [
                    (a + r.randint(4, 55), n, x + r.uniform(-9, 9), sd)
                    for a, n, x, sd in t.v
                    if r.random() < 0.88 or n in (m.mouth,)
                ]
                v[0] = (t.v[0][0] + r.randint(3, 40), m.mouth, 8.0, 4.0)
                trips.append(
                    Trip(who.roster[s][0], sorted(v), t.out + r.randint(40, 100), who, t.day, t.shift)
                )
    if "rescue_drill" in q:  # everybody below walks to the refuge chamber or out at the alarm
        alarm = q["rescue_drill"]["t"]
        for t in trips:
            if t.v[0][0] < alarm - 3600 and t.out > alarm + 5400 and t.team.habit != "fixed":
                k = bisect_right(t.v, (alarm + 1e-6,)) - 1
                at, v = t.v[k][1], t.v[: k + 1]
                clock = _walk(m, r, v, alarm + r.uniform(20, 200), at, m.refuge, 1.4)
                clock = max(clock + 600, alarm + r.uniform(4000, 4300))
                clock = _walk(m, r, v, clock, m.refuge, m.bottom, 1.2)
                dep = math.ceil((clock + 20) / m.cage_gap) * m.cage_gap + m.depth / m.cage_speed
                v.append((int(dep + r.uniform(1, 8)), m.mouth, 9.0, 4.0))
                t.v, t.out = v, int(dep + r.uniform(20, 90))
    if "hoist_breakdown" in q:  # the whole shift waits at the shaft bottom for hours
        jam = q["hoist_breakdown"]
        for t in trips:
            if (
                t.day == jam["d"]
                and t.shift == jam["s"]
                and len(t.v) > 3
                and t.v[-1][1] == m.mouth
                and t.team.habit != "tour"
            ):
                a, n, x, sd = t.v[-1]
                t.v[-1] = (a + jam["late"] + r.randint(0, 3) * m.cage_gap, n, x, sd)
                t.out += t.v[-1][0] - a
    if "double_descent" in q:
        for t in [t for t in trips if t.team.key == "electric" and r.random() < 0.2]:
            again = t.out + r.uniform(1500, 3600)
            trips.append(
                descend(
                    m,
                    r,
                    t.p,
                    t.team,
                    t.day,
                    t.shift,
                    again,
                    again + r.uniform(6000, 9000),
                    "repair",
                    t.team.nodes,
                )
            )
    if "overtime" in q:  # foremen and fitters who finish a repair
        for t in trips:
            if (
                not ("double_descent" in q and t.team.key == "electric")
                and m.persons[t.p]["trade"] in ("班长", "电钳工", "井下电钳工", "采掘电钳工")
                and len(t.v) > 6
                and r.random() < 0.2
            ):
                late = r.randint(4000, 13000)
                k = max(2, len(t.v) - 4)
                t.v = t.v[:k] + [(a + late, n, x, sd) for a, n, x, sd in t.v[k:]]
                t.out += late
    if "replaced_card" in q:  # a broken card is changed for a new number; the old one is never seen again
        for _ in range(2):
            old = r.choice([t.p for t in trips if t.team.key != "guest"])
            since = r.randrange(m.days) * 86400
            top = 90000 + len(m.persons)
            m.persons.append(dict(m.persons[old], card=f"{m.code}{top:05d}"))
            for t in trips:
                if t.p == old and t.v[0][0] > since:
                    t.p = len(m.persons) - 1
    if "flat_battery" in q:  # the card dies below; its owner comes out by hand list
        for t in r.sample(trips, max(1, len(trips) // 150)):
            if len(t.v) > 6 and t.team.habit != "fixed":
                k = r.randrange(3, len(t.v) - 2)
                t.hide.append((t.v[k][0] + r.randint(60, 900), t.out + 4000))
    if "lost_card" in q:  # one card left in the lamp room / in a chamber over night, found next day
        t = r.choice([t for t in trips if t.team.habit in ("stay", "repair", "crew") and t.day >= 0])
        t.v = list(t.v[:-1]) + [(t.v[-2][0] + 30, m.bottom, 12.3, 0.6)]
        t.out = t.out + r.randint(9, 15) * 3600
        trips[:] = [o for o in trips if o is t or o.p != t.p or o.out < t.v[0][0] or o.v[0][0] > t.out + 600]
        m.true_out[id(t)] = t.v[-1][0] + 400  # the man himself went out in time


def weak_coverage(m, trips) -> None:
    """Missed reads while passing, dead readers, short random gaps."""
    r = m.rp
    dead = m.dead_readers
    for t in trips:
        v = t.v
        keep = [v[0]]
        for i in range(1, len(v)):
            a, n = v[i][0], v[i][1]
            passing = i + 1 < len(v) and v[i + 1][0] - a < 240
            if passing and r.random() < m.miss:
                continue
            if n in dead and any(x <= a < y for x, y in dead[n]):
                continue
            keep.append(v[i])
        t.v = keep
        if m.short_gaps and r.random() < m.short_gaps and t.out - v[0][0] > 9000:
            a = r.uniform(v[0][0] + 1800, t.out - 3600)
            t.hide.append((int(a), int(a + r.uniform(200, 1300))))
