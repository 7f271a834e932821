"""Harmless look-alikes: things that look odd and are all right. Each leaves its own trace and, where usual, a notice."""

import numpy as np

from .crews import DAY, HEAD_TRADES, NORMAL, STILL, Job, Run, Trip, cage, descend, walk
from .wrongs import extra_job, main_face


def pick(run: Run, shortest=1, longest=4):
    """A stretch of days [a, b)."""
    length = min(run.days - 1, run.rng.randint(shortest, longest))
    a = run.rng.randint(0, max(0, run.days - length - 1))
    return a, max(a + 1, a + length)


def by_day(run, size):
    k = min(range(len(run.mine.shifts)), key=lambda k: abs(run.mine.shifts[k] - 480))
    return [size if i == k else 0 for i in range(len(run.mine.shifts))]


def notice(run, what, a, b, stations=()):
    run.notices.append(
        {
            "what": what,
            "from": run.date(a),
            "to": run.date(b),
            "stations": [run.mine.stations[s].code for s in stations],
        }
    )


def heading(run):
    return run.rng.choice([i for i, f in enumerate(run.mine.faces) if f.kind == "heading"])


# Declared teams at a place: team, trades, size, place, text, days, on all shifts, drill or winch kW by day, water m3/h.
WORKS = {
    "roadway_repair": (
        "巷修队",
        ("巷修工", "锚杆支护工"),
        (5, 8),
        lambda m: m.role("main")[-2:-1],
        "大巷扩修",
        (4, 9),
        0,
        0,
        0,
    ),
    "return_airway_repair": (
        "巷修队",
        ("巷修工", "普工"),
        (4, 7),
        lambda m: m.role("dreturn")[:1],
        "回风上山清理维修",
        (4, 9),
        0,
        0,
        0,
    ),
    "gas_drainage_drilling": (
        "抽采队",
        ("钻机司机", "打钻工"),
        (4, 6),
        lambda m: m.faces[0].stations[:2],
        "顺槽瓦斯抽采钻孔施工",
        (5, 12),
        1,
        75,
        1,
    ),
    "seal_rebuilding": (
        "通风队",
        ("密闭工", "砌筑工"),
        (4, 4),
        lambda m: m.role("seal")[:1],
        "密闭加固重砌",
        (2, 4),
        0,
        0,
        0,
    ),
    "grouting": (
        "通防队",
        ("注浆工", "防灭火工"),
        (3, 5),
        lambda m: m.role("seal")[:1],
        "采空区注浆防灭火",
        (3, 8),
        0,
        20,
        4,
    ),
    "pump_room_renovation": (
        "机电队",
        ("安装工", "焊工"),
        (5, 6),
        lambda m: m.role("pump")[:1],
        "中央水泵房改造",
        (3, 8),
        0,
        30,
        0,
    ),
    "geological_survey": (
        "地测科",
        ("测量工", "地质工"),
        (3, 4),
        lambda m: m.role("old", "boundary", "seal"),
        "老巷道实测",
        (2, 3),
        0,
        0,
        0,
    ),
    "rescue_team_training": (
        "救护队",
        ("救护队员",),
        (9, 9),
        lambda m: m.role("refuge", "boundary", "main"),
        "救护队熟悉巷道",
        (1, 2),
        0,
        0,
        0,
    ),
    "guest_team": (
        "外矿支援队",
        HEAD_TRADES,
        (5, 5),
        lambda m: m.faces[0].stations[-3:],
        "兄弟矿技术支援",
        (4, 9),
        0,
        0,
        0,
    ),
    "underground_canteen": (
        "后勤队",
        ("送饭工",),
        (2, 2),
        lambda m: m.role("wait", "bottom")[:1],
        "井下送餐点",
        (30, 40),
        1,
        0,
        0,
    ),
    "equipment_withdrawal": (
        "安装回撤队",
        ("回撤工", "起吊工", "绞车司机"),
        (7, 12),
        lambda m: m.ended[0].stations,
        "采煤工作面设备回撤",
        (5, 12),
        1,
        60,
        0,
    ),
    "new_face_fitting": (
        "安装队",
        ("安装工", "电钳工", "起吊工"),
        (7, 12),
        lambda m: m.ended[0].stations,
        "备用工作面安装",
        (5, 12),
        1,
        70,
        0,
    ),
}


def works(run: Run, name):
    team, trades, size, place, text, days, always, kw, water = WORKS[name]
    (a, b), stations, number = pick(run, *days), place(run.mine), run.rng.randint(*size)
    extra_job(
        run, team, trades, [number] * len(run.mine.shifts) if always else by_day(run, number), stations, a, b
    )
    notice(run, text, a, b, stations)
    face = run.mine.ended[0]
    if name == "new_face_fitting":
        face.name, face.future = face.name.replace("采煤", "备用采煤"), True
    elif name == "equipment_withdrawal":
        face.name, face.closing = face.name + "（回撤）", True
    if kw:
        hour = (np.arange(run.n) * 0.25) % 24
        load(run, "other", -1, a, b, lambda v: v + kw * ((hour > 8) & (hour < 15))[a * 96 : b * 96])
    if water:
        inflow(run, a, b, water)


def load(run, serves, order, a, b, change):
    """After the physics: change the load of a feeder between days a and b."""
    k = run.mine.feeder(serves)[order]
    run.late.append(lambda: run.kw[k].__setitem__(slice(a * 96, b * 96), change(run.kw[k][a * 96 : b * 96])))


def inflow(run, a, b, more):
    run.sources.append(
        {"apply": lambda r, s: r.inflow.__setitem__(slice(a * 96, b * 96), r.inflow[a * 96 : b * 96] + more)}
    )


TOGETHER = {
    "training_group": (
        "培训班",
        ("新工人",),
        8,
        (3, 6),
        lambda m: [f.stations[0] for f in m.faces] + m.role("refuge"),
    ),
    "visitors": (
        "来宾",
        ("未设置",),
        7,
        (1, 1),
        lambda m: [m.faces[0].stations[-2], m.role("substation")[0]],
    ),
    "master_and_apprentice": (
        "机电队",
        ("电钳工", "学徒工"),
        2,
        (40, 40),
        lambda m: m.role("rise", "main", "substation"),
    ),
}


def together(run: Run, name):
    """A group walks together, each with his own card and a few metres apart."""
    team, trades, size, days, place = TOGETHER[name]
    (a, b), stations, rng = pick(run, *days), place(run.mine), run.rng
    notice(run, team, a, b)

    def make(job, group, start, end, day, k):
        lead = descend(
            run,
            group[0],
            start + 4000,
            min(end, start + 18000),
            Job("", (), [1], stations, dwell=30, tag="extra"),
            cage(run, start + 1500),
        )
        out = [lead]
        for p in group[1:]:
            lag = rng.uniform(3, 50)
            visits = [(s, t + lag + rng.uniform(-9, 12), m) for s, t, m in lead.visits]
            out.append(
                Trip(
                    p,
                    [(1, lead.t_in + lag, NORMAL), *visits[1:]],
                    lead.t_in + lag,
                    lead.t_out + lag + rng.uniform(20, 60),
                )
            )
        return out

    extra_job(run, team, trades, by_day(run, size), stations, a, b, make)


def water_probing(r):
    i, (a, b) = heading(r), pick(r, 2, 4)
    extra_job(
        r, "探放水队", ("探放水工", "钻机司机"), [4] * len(r.mine.shifts), r.mine.faces[i].stations[-1:], a, b
    )
    r.level[i][a:b] *= 0.03
    inflow(r, a, b, 6)
    notice(r, "迎头探放水", a, b, r.mine.faces[i].stations[-1:])


def forgotten_card(r):
    place, t, p = (
        r.rng.choice(r.mine.role("wait", "refuge")),
        r.rng.randrange(0, r.days - 1) * DAY + 30000,
        r.person("普工", "综合队"),
    )
    visits = [(1, t, NORMAL)]
    at = walk(r, visits, 0, place, t, 1.2)
    r.trips.append(Trip(p, [*visits, (place, at, STILL)], t, t + r.rng.uniform(26, 40) * 3600))


def holiday(r, text="节日放假检修", days=(2, 3), crew=0.12):
    a, b = pick(r, *days)
    for i in r.level:
        r.level[i][a:b], r.crewed[i][a:b] = 0, crew
    r.quiet[a:b] = 0.4
    notice(r, text, a, b)
    return a, b


def declared_overhaul(r):
    a, b = holiday(r, "停产检修", (3, 5), 0.2)
    r.status = [
        {"state": "producing", "from": "2022-06-01", "to": r.date(a)},
        {"state": "overhaul", "from": r.date(a), "to": r.date(b)},
        {"state": "producing", "from": r.date(b), "to": None},
    ]
    extra_job(r, "检修队", ("维修工", "电钳工"), by_day(r, 10), r.mine.role("main", "bunker", "rise"), a, b)


def belt_failure(r):
    d = r.rng.randrange(r.days)
    for i in r.level:
        r.level[i][d, 0] *= 0.1
        r.level[i][d + 1 : d + 2] *= 1.12


def stockpile_change(r):
    """The bunker is filled on one day and emptied on the next."""
    d, part = r.rng.randrange(0, r.days - 1), r.rng.uniform(0.1, 0.2)

    def hook():
        kept = r.hoisted[d * 96 : (d + 1) * 96].sum() * part
        r.hoisted[d * 96 : (d + 1) * 96] *= 1 - part
        r.hoisted[(d + 1) * 96 : (d + 2) * 96] += kept / 96

    r.late.append(hook)
    notice(r, "井下煤仓清仓", d, d + 2)


def rock_hoisting(r):
    """Stone from roadway works goes up at night: hoist power without coal."""
    (a, b), kw = pick(r, 4, 9), r.rng.uniform(25, 50)
    i, j = r.shift(0, r.night())
    inside = ((np.arange(r.n) * 900 - i) % DAY < j - i)[a * 96 : b * 96]
    load(r, "hoist", -1, a, b, lambda v: v + kw * inside)
    notice(r, "夜班集中提矸", a, b)


def fault_crossing(r):
    """A fault: less coal, more explosive; approved."""
    i = next((i for i, f in enumerate(r.mine.faces) if f.explosive), None)
    if i is None:
        return False
    (a, b), f = pick(r, 3, 7), r.mine.faces[i]
    r.level[i][a:b] *= 0.75

    def hook():
        for row in r.blasts:
            if row[1] == f.face_id and a * DAY <= row[0] < b * DAY:
                row[2] *= 1.45

    r.late.append(hook)
    return notice(r, "工作面过断层专项措施", a, b, f.stations[-2:])


def water_inrush(r):
    (a, b), q = pick(r, 3, 5), r.rng.uniform(15, 45)
    inflow(r, a, b, q * np.linspace(1, 0.2, (b - a) * 96))
    notice(r, f"顶板淋水增大约{q:.0f}m3/h已报告", a, b)


def air_adjustment(r):
    i, d, k = main_face(r), r.rng.randrange(1, r.days - 1), r.rng.uniform(1.06, 1.14)
    r.sources.append(
        {"apply": lambda run, s: run.air[i].__setitem__(slice(d * 96, None), run.air[i][d * 96 :] * k)}
    )
    notice(r, "工作面风量调整", d, d + 1, r.mine.faces[i].stations[-1:])


def fan_switchover(r):
    i = r.rng.randrange(r.days) * 96 + 40

    def hook():
        for n, p in enumerate(r.mine.points):
            r.series[n][i] *= 0.45 if p.kind == "air_velocity" else 1
            if p.at[0] == "mainfan":
                r.switches.append((n, i * 900 + 60, i * 900 + 480))
        r.kw[r.mine.feeder("main_fan")[0]][i] *= 0.5

    r.late.append(hook)
    notice(r, "主要通风机切换试验", i // 96, i // 96 + 1)


def goaf_breathing(r):
    def hook():
        for n, p in enumerate(r.mine.points):
            if p.at[0] == "seal":
                r.series[n] = np.clip(0.35 - 0.2 * r.weather, 0.02, 0.9)

    r.late.append(hook)


def calibration_campaign(r):
    for n, p in enumerate(r.mine.points):
        if p.kind == "ch4":
            t = r.rng.randrange(r.days) * DAY + r.rng.uniform(9, 15) * 3600
            r.calibrations.append((n, t, t + r.rng.uniform(240, 900), 2.0))


def power_outage(r):
    i = r.rng.randrange(r.days * 96 - 12)
    j = i + r.rng.randint(3, 8)

    def hook():
        for n, f in enumerate(r.mine.feeders):
            r.kw[n][i:j] *= 0.05 if f["serves"] != "main_fan" else 0.6
        for table in (*r.belt.values(), r.hoisted):
            table[i:j] = 0

    for key in ("rydw", "aqjk"):
        r.gaps[key].append((i * 900, i * 900 + 1500))
    r.late.append(hook)
    notice(r, "35kV线路故障停电", i // 96, i // 96 + 1)


def feeder_rewiring(r):
    """Part of the load of one feeder is moved to a second one."""
    (one, two), d = r.mine.feeder("other")[:2], r.rng.randrange(1, r.days)

    def hook():
        part = r.kw[one][d * 96 :] * 0.3
        r.kw[one][d * 96 :] -= part
        r.kw[two][d * 96 :] += part

    r.late.append(hook)
    notice(r, "供电系统调整：部分负荷倒至采区变电所", d, d + 1)


def noticed(r, text, longest, act):
    """Something declared for some days; act gets the days."""
    a, b = pick(r, min(longest, 3) if longest > 3 else 1, longest)
    act(a, b)
    notice(r, text, a, b)


def pause(r, i, a, b):
    r.level[i][a:b] = r.crewed[i][a:b] = 0


def lose(r, t, length):
    for key in ("rydw", "aqjk"):
        r.gaps[key].append((t, t + length))


DECLARED = {
    "heading_pause": ("掘进头临时停掘", 8, lambda r: lambda a, b: pause(r, heading(r), a, b)),
    "new_surface_plant": (
        "地面锅炉房投运",
        1,
        lambda r: lambda a, b: load(r, "surface", 0, a, r.days, lambda v: v + 90),
    ),
    "emergency_drill": (
        "全员撤人应急演练",
        1,
        lambda r: lambda a, b: setattr(r, "evacuate", a * DAY + 36000),
    ),
    "cage_maintenance": (
        "副井提升检修，人员由主井上下",
        2,
        lambda r: lambda a, b: setattr(r, "other_gate", (a * DAY, b * DAY)),
    ),
    "network_outage": (
        "网络中断已报备",
        1,
        lambda r: lambda a, b: lose(r, (a + r.rng.random() * 0.6) * DAY, r.rng.uniform(2, 8) * 3600),
    ),
    "broken_reader": (
        "读卡分站故障待修",
        3,
        lambda r: (
            lambda a, b: r.dead.append(
                (r.rng.choice(r.mine.role("main", "rise", "gate", "wait")), a * DAY + 20000, b * DAY + 30000)
            )
        ),
    ),
    "belt_scale_drift": (
        "皮带秤待校",
        8,
        lambda r: (
            lambda a, b: r.late.append(
                lambda: r.belt[0].__setitem__(slice(a * 96, b * 96), r.belt[0][a * 96 : b * 96] * 1.035)
            )
        ),
    ),
}
# Small things settled elsewhere by a switch of the run.
SWITCHES = {
    "double_shift": ("stretch", lambda r: (r.rng.randrange(1, r.days), r.rng.randint(4, 8))),
    "card_swap": ("swapped", lambda r: r.rng.randint(1, 3)),
    "flat_batteries": ("flat", lambda r: r.rng.randint(3, 7)),
    "clock_step": (
        "clock",
        lambda r: (r.rng.randrange(1, r.days) * DAY + 36000, r.rng.choice((-155, 145, 245))),
    ),
    "late_files": ("resend", lambda r: True),
    "half_written": ("half", lambda r: 3),
    "dirty_camera": ("blind", lambda r: (*(d * DAY for d in pick(r, 1, 3)), 0.12)),
}
PLAIN = (
    water_probing,
    forgotten_card,
    holiday,
    declared_overhaul,
    belt_failure,
    stockpile_change,
    rock_hoisting,
    fault_crossing,
    water_inrush,
    air_adjustment,
    fan_switchover,
    goaf_breathing,
    calibration_campaign,
    power_outage,
    feeder_rewiring,
)
ALL = {
    **{n: lambda r, n=n: works(r, n) for n in WORKS},
    **{n: lambda r, n=n: together(r, n) for n in TOGETHER},
    **{n: lambda r, d=d: noticed(r, d[0], d[1], d[2](r)) for n, d in DECLARED.items()},
    **{n: lambda r, w=w: setattr(r, w[0], w[1](r)) for n, w in SWITCHES.items()},
    **{f.__name__: f for f in PLAIN},
}
# These would hide the traces of a conduct or need a healthy mine to stay honest.
HEALTHY_ONLY = {
    "declared_overhaul",
    "holiday",
    "new_face_fitting",
    "equipment_withdrawal",
    "clock_step",
    "dirty_camera",
    "cage_maintenance",
    "double_shift",
    "half_written",
    "guest_team",
}
CLASH = [
    {"declared_overhaul", "holiday"},
    {"new_face_fitting", "equipment_withdrawal"},
    {"dirty_camera", "cage_maintenance"},
]


def happen(run: Run, count: int, healthy: bool):
    """Let `count` harmless things happen."""
    names = sorted(ALL if healthy else set(ALL) - HEALTHY_ONLY)
    run.rng.shuffle(names)
    for name in names:
        if (
            len(run.names) < count
            and not any(name in c and c & set(run.names) for c in CLASH)
            and ALL[name](run) is not False
        ):
            run.names.append(name)
