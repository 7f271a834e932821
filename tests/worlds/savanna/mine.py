"""The honest mine: declared faces, plans, equipment and the auxiliary people."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np

from .layout import Place, build
from .sim import Sim, Work

PROVINCES = ("52", "14", "61", "41", "62", "53", "15", "37", "34", "43", "50", "23", "21", "51", "13", "65")
TOWNS = [
    "青龙",
    "石门",
    "松林",
    "大湾",
    "红旗",
    "双河",
    "新华",
    "白岩",
    "永兴",
    "平川",
    "龙潭",
    "马场",
    "柳沟",
    "长青",
    "金坡",
    "东坡",
    "北塔",
    "兴隆",
    "云台",
    "黄泥",
]
LONGWALL = [
    "采煤机司机",
    "支架工",
    "支架工",
    "刮板输送机司机",
    "转载机司机",
    "端头支护工",
    "泵站工",
    "采煤工",
    "井下电钳工",
    "采煤工",
]
SHORTWALL = ["打眼工", "爆破工", "支柱工", "攉煤工", "攉煤工", "采煤工", "刮板输送机司机", "支柱工"]
ROADHEADER = ["掘进机司机", "锚杆支护工", "锚杆支护工", "皮带司机", "掘进工", "掘进工", "井下电钳工"]
DRILLBLAST = ["打眼工", "爆破工", "装岩机司机", "掘进工", "掘进工", "锚杆支护工", "把钩工"]
SHIFT_PLANS = (
    ("三八制", [0.0, 8.0, 16.0], 6),
    ("三八制", [7.0, 15.0, 23.0], 3),
    ("三八制", [6.0, 14.0, 22.0], 2),
    ("四六制", [0.0, 6.0, 12.0, 18.0], 3),
    ("四六制", [2.0, 8.0, 14.0, 20.0], 2),
    ("两班制", [7.0, 19.0], 2),
)


def mine_code(seed: int, number: int) -> str:
    """Twelve digits, one to one in (seed, number) for numbers below 1000."""
    mixed = ((seed * 1000 + number) * 7_236_067_977 + 1_618_033_989) % 10**10
    return PROVINCES[mixed // 7 % len(PROVINCES)] + f"{mixed:010d}"


def found(seed: int, number: int, days: int, needs: tuple[str, ...], two_coal: bool = False) -> Sim:
    """Draw the mine itself: size, calendar, roadways, declared faces, equipment and auxiliary people."""
    rnd = random.Random(f"savanna/{seed}/{number}")
    rng = np.random.default_rng([seed, number, 77])
    size = rnd.choices(("small", "mid", "large"), (35, 45, 20))[0]
    name, shifts, _ = rnd.choices(SHIFT_PLANS, [w for *_, w in SHIFT_PLANS])[0]
    start = date(2023, 1, 1) + timedelta(days=rnd.randrange(0, 1096 - days))
    coal = {"small": 1, "mid": rnd.choice((1, 1, 2)), "large": rnd.choice((2, 2, 3))}[size]
    heads = {"small": rnd.choice((1, 2)), "mid": rnd.choice((1, 2, 3)), "large": rnd.choice((2, 3))}[size]
    ride = size != "small" or rnd.random() < 0.3
    if rnd.random() < 0.25 and "portal2" not in needs:
        needs = (*needs, "portal2")
    lay = build(rnd, size, coal + (two_coal and coal == 1), heads, needs, ride)
    sim = Sim(rnd, rng, mine_code(seed, number), days, start, shifts, size, lay)
    maintenance = rnd.randrange(len(shifts))
    sim.opts.update(
        name=f"{rnd.choice(TOWNS)}煤矿",
        org=name,
        ride=ride,
        maintenance=maintenance,
        lead=rnd.randint(900, 1900),
        arrive=rnd.randint(240, 1200),
        cage=rnd.choice((120, 150, 180, 240)),
        cage_cap=rnd.choice((12, 16, 20, 24)),
        lost=rnd.choice(("hold", "hold", "drop")),
        drop_after=rnd.choice((300, 600, 900, 1200)),
        renew=rnd.random() < 0.5,
        distance=rnd.choice(("fine", "fine", "rough", "none")),
        trace=rnd.choice((0, 0, 1, 2, 3)),
        named=rnd.random() < 0.5,
        miss=rnd.choice((0.0, 0.0005, 0.003, 0.01)),
        clock=rnd.choice((0, 0, 0, 4, 12)),
        handover=0.0,
        rest=rnd.choice(("none", "none", "sunday", "tenth")),
        rest_day=rnd.randrange(7),
        belts=size != "small" or rnd.random() < 0.6,
        incline_belt=rnd.random() < 0.35,
        base_water=rnd.uniform(0.12, 0.35),
        base_air=rnd.uniform(0.15, 0.32),
        base_gas=rnd.uniform(0.1, 0.3),
        lag=rnd.choice((1, 1, 2)),
        variant=rnd.random() < 0.06,
    )
    declare_faces(sim)
    equip(sim)
    auxiliaries(sim)
    sim.status.append({"state": "producing", "from": f"{start.year - rnd.randint(1, 8)}-03-01", "to": None})
    return sim


def rest_days(sim: Sim) -> list[bool]:
    """Which days (row 0 = the day before) the mine rests from coal."""
    out = []
    for d in range(-1, sim.days):
        if sim.opts["rest"] == "sunday":
            out.append((sim.start + timedelta(days=d)).weekday() == 6)
        elif sim.opts["rest"] == "tenth":
            out.append((d + sim.opts["rest_day"]) % 10 == 0)
        else:
            out.append(False)
    return out


def face_work(sim: Sim, place: Place, key: str, tonnes: float, crew: list[int], shares: list[float]) -> Work:
    """A working place with its people and its day-to-day amounts, without the declaration."""
    rnd = sim.rnd
    staff, rate = sim.empty(int), sim.empty()
    resting = rest_days(sim)
    m = sim.opts["maintenance"]
    for d in range(sim.days + 1):
        if resting[d]:
            staff[d, m] = max(3, crew[m] // 3)
            continue
        factor = rnd.gauss(0.985, 0.05)
        if rnd.random() < 0.04:
            factor *= rnd.uniform(0.4, 0.75)
        for s in range(sim.n):
            staff[d, s] = max(2, crew[s] - (rnd.random() < 0.35) - (rnd.random() < 0.2))
            rate[d, s] = shares[s] * max(0.1, factor) * rnd.gauss(1, 0.04)
    if place.kind == "coal_face":
        trades = LONGWALL if "综采" in place.name else SHORTWALL
        team = f"{'综采' if '综采' in place.name else '采煤'}{'一二三四五'[len(sim.of('coal_face'))]}队"
        weights = [0.62] + [0.38 / (len(place.nodes) - 1)] * (len(place.nodes) - 1)
    else:
        trades = DRILLBLAST if "炮掘" in place.name else ROADHEADER
        team = f"掘进{'一二三四五'[len(sim.of('heading'))]}队"
        weights = [0.85, 0.15]
    work = Work(key, place.kind, place.nodes, team, trades, staff, rate, weights=weights, tonnes=tonnes)
    work.panel, work.usual = place.panel, max(shares)
    return work


def declare_faces(sim: Sim) -> None:
    """Fix the approved faces: plan, crew, air, gas, water, explosives."""
    rnd, lay = sim.rnd, sim.lay
    cap = {"small": (9, 15, 21, 30), "mid": (30, 45, 60, 90), "large": (90, 120, 150, 180)}[sim.size]
    capacity = rnd.choice(cap) * 10_000
    day_t = capacity / 330 * rnd.uniform(0.78, 0.92)
    m = sim.opts["maintenance"]
    heads_t = []
    for i, place in enumerate(lay.heads):
        blast = "炮掘" in place.name
        advance = round(rnd.uniform(1.8, 4.0) if blast else rnd.uniform(5, 11), 1)
        tonnes = min(advance * rnd.uniform(7, 13) * 1.4 * rnd.uniform(0.5, 1.0), day_t * 0.09)
        heads_t.append(tonnes)
        low, high = (5, 9) if blast else (7, 12)
        crew = [rnd.randint(low, high)] * sim.n
        shares = [1.0 / sim.n] * sim.n
        if not blast:
            shares = [0.0 if s == m else 1 / (sim.n - 1) for s in range(sim.n)] if sim.n > 2 else [0.6, 0.4]
        work = face_work(sim, place, f"H{i + 1}", tonnes, crew, shares)
        work.air = round(rnd.uniform(220, 460), -1)
        work.ch4 = round(work.air * rnd.uniform(0.0008, 0.0035), 2)
        work.inflow = round(rnd.uniform(1, 5), 1)
        work.explosive = round(advance * rnd.uniform(11, 19), 1) if blast else 0.0
        declare(sim, work, place, crew, advance)
    rest = day_t - sum(heads_t)
    split = [rnd.uniform(0.8, 1.25) for _ in lay.coal]
    for i, place in enumerate(lay.coal):
        tonnes = rest * split[i] / sum(split)
        mech = "综采" in place.name
        low, high = (9, 16) if mech else (12, 20)
        crew = [rnd.randint(low, high)] * sim.n
        shares = [1.0 / (sim.n - 1)] * sim.n
        if mech:
            crew[m] = rnd.randint(14, 22)
        shares[m] = 0.0
        if sim.n == 2:
            shares = [0.65, 0.35] if m == 1 else [0.35, 0.65]
        work = face_work(sim, place, f"F{i + 1}", tonnes, crew, shares)
        work.air = round(rnd.uniform(480, 900) if not mech else rnd.uniform(650, 1500), -1)
        work.ch4 = round(work.air * rnd.uniform(0.001, 0.0045), 2)
        work.inflow = round(rnd.uniform(4, 26), 1)
        work.explosive = 0.0 if mech else round(tonnes * rnd.uniform(0.22, 0.32), 1)
        seam = rnd.uniform(1.4, 3.4) if mech else rnd.uniform(1.0, 2.0)
        advance = tonnes / (rnd.uniform(100, 190) * seam * 1.37)
        declare(sim, work, place, crew, advance)
    sim.opts["capacity"] = capacity


def declare(sim: Sim, work: Work, place: Place, crew: list[int], advance: float) -> None:
    """Add a work and its entry in the register."""
    start = sim.start - timedelta(days=sim.rnd.randint(25, 240))
    sim.works.append(work)
    sim.faces.append(
        {
            "face_id": work.key,
            "name": place.name,
            "kind": place.kind,
            "stations": [sim.station(i) for i in place.nodes],
            "from": start.isoformat(),
            "to": None,
            "crew_per_shift": crew,
            "planned_t_per_day": round(work.tonnes, 1),
            "advance_m_per_day": round(advance, 1),
            "air_m3_per_min": work.air,
            "ch4_m3_per_min": work.ch4,
            "inflow_m3_per_h": work.inflow,
            "explosive_kg_per_day": work.explosive,
        }
    )


def equip(sim: Sim) -> None:
    """Feeders, belts and hoist; every declared face gets its own feeder."""
    rnd = sim.rnd
    no = rnd.randint(1, 3)
    for work in sim.of("coal_face") + sim.of("heading"):
        mech = work.explosive == 0
        if work.kind == "coal_face":
            work.kw = work.tonnes * rnd.uniform(0.28, 0.45) + (250 if mech else 60)
        else:
            work.kw = rnd.uniform(160, 260) if mech else rnd.uniform(45, 90)
        work.feeder = f"FD{no:02d}"
        sim.feeders.append({"feeder": work.feeder, "serves": work.key, "rated_kw": round(work.kw * 1.9, -1)})
        no += 1
    big = ("small", "mid", "large").index(sim.size)
    fans = (160, 380, 900)[big]
    other = fans * rnd.uniform(0.6, 1.1)
    plan = (
        ("hoist", (300, 700, 1300)[big]),
        ("main_fan", fans * 1.5),
        ("local_fan", (90, 160, 220)[big]),
        ("pump", (110, 260, 480)[big]),
        ("surface", other),
        ("other", other),
    )
    for serves, rated in plan:
        sim.feeders.append({"feeder": f"FD{no:02d}", "serves": serves, "rated_kw": round(rated, -1)})
        sim.opts[serves] = f"FD{no:02d}"
        no += 1
    sim.opts.update(fan_kw=fans * rnd.uniform(0.75, 1.0), surface_kw=other * rnd.uniform(0.3, 0.5))
    sim.opts.update(other_kw=other * rnd.uniform(0.2, 0.35), hoist_kwh=rnd.uniform(1.4, 2.8))
    serving: dict[str, list[str]] = {}
    if not sim.opts["belts"]:
        return
    for i, work in enumerate(sim.of("coal_face")):
        work.belts = (f"C{i + 1}", f"P{work.panel + 1}", "M1")
    for i, work in enumerate(sim.of("heading")):
        own = (f"J{i + 1}",) if work.explosive == 0 or rnd.random() < 0.5 else ()
        work.belts = (*own, f"P{work.panel + 1}", "M1")
    if len(sim.lay.panels) == 1:
        for work in sim.works:
            work.belts = tuple(b for b in work.belts if not b.startswith("P"))
    for work in sim.works:
        for belt in work.belts:
            serving.setdefault(belt, []).append(work.key)
    for belt in sorted(serving):
        per_h = sum(sim.face(k).tonnes for k in serving[belt]) / 9.0
        rated = max(60.0, round(per_h * 2.2, -1))
        sim.conveyors.append({"conveyor": belt, "serves": serving[belt], "rated_t_per_h": rated})


def auxiliaries(sim: Sim) -> None:
    """Attendants, inspectors, leaders, haulage and repair people."""
    rnd, lay = sim.rnd, sim.lay
    big = ("small", "mid", "large").index(sim.size)
    every = list(range(sim.n))
    span = (-1, sim.days)
    day = min(every, key=lambda s: abs(sim.shifts[s] - 8))
    role = lay.role

    def duty(key: str, node: int, trade: str, team: str, men: int = 1) -> None:
        sim.gang(key, [node], men, team, [trade], span, every, mode="duty")

    duty("变电所", role["substation"], "井下变电所值班员", "机电队")
    duty("水泵房", role["pump"], "水泵司机", "机电队", 1 + (big == 2))
    duty("把钩", role["bottom"], "把钩信号工", "运输队", 1 + (big > 0))
    for sub in lay.substations:
        duty(f"采区变电所{sub}", sub, "井下变电所值班员", "机电队")
    if sim.opts["belts"]:
        for node in lay.trunk[:: 2 if big else 1][:3]:
            duty(f"皮带{node}", node, "皮带司机", "运输队")
    if "magazine" in role and any(w.explosive for w in sim.works):
        duty("火药库", role["magazine"], "爆炸材料管理员", "通防队")
    places = lay.coal + lay.heads
    for i, p in enumerate(places):
        nodes = [p.nodes[0], p.ret, p.mouth, lay.panels[p.panel]]
        sim.gang(f"瓦检{i}", nodes, 1, "通防队", ["瓦斯检查员"], span, every, mode="round")
    step = 1 if big == 0 else 2
    for i in range(0, len(places), step):
        nodes = [n for p in places[i : i + step] for n in (p.nodes[0], p.mouth)]
        sim.gang(f"安检{i}", nodes, 1, "安监科", ["安全检查员"], span, every, mode="round")
    leaders = [p.nodes[0] for p in places] + [lay.trunk[-1], role["pump"]]
    sim.gang("带班", leaders, 1, "矿领导", ["带班矿领导"], span, every, mode="round", stay_h=5.5)
    tour = [lay.trunk[0], *lay.panels, *(p.mouth for p in places), role["substation"]]
    sim.gang("电修", tour, 1 + big, "机电队", ["井下电钳工", "皮带维修工"], span, every, mode="round")
    wind = [*lay.returns, *lay.panel_return, *(p.ret for p in lay.coal), *lay.old]
    sim.gang(
        "测风",
        wind,
        1 + (big > 0),
        "通防队",
        ["测风员", "通风工", "防尘工"],
        span,
        [day],
        mode="round",
        stay_h=4.5,
    )
    sensors = [p.nodes[0] for p in places] + lay.panels + lay.returns[:1]
    sim.gang(
        "监控", sensors, 1 + (big > 1), "监控室", ["监测监控维修工"], span, [day], mode="round", stay_h=5.0
    )
    heads = [p.nodes[0] for p in lay.heads] + [p.mouth for p in lay.coal]
    sim.gang(
        "技术", heads, 1 + big, "生产技术科", ["技术员", "测量工"], span, [day], mode="round", stay_h=4.0
    )
    lines = [role["bottom"], *lay.trunk, *lay.panels]
    sim.gang(
        "运输", lines, 2 + 2 * big, "运输队", ["电机车司机", "把钩工", "轨道工", "绞车司机"], span, every
    )
    spots = [rnd.choice([*lay.trunk, *lay.panels]), rnd.choice([*lay.trunk, *lay.panel_return])]
    sim.gang("巷修", spots, 2 + 2 * big, "巷修队", ["巷道维修工"], span, [day])
    if big or rnd.random() < 0.5:
        p = rnd.choice(lay.heads)
        sim.gang(
            "探放水",
            p.nodes,
            2 + (big > 1),
            "探放水队",
            ["探放水工", "钻机司机"],
            span,
            [day],
            weights=[0.9, 0.1],
        )
    walls = sim.gang("密闭检查", lay.seals, 1, "通防队", ["通风工"], span, [day], mode="round", stay_h=3.0)
    walls.staff[rnd.randrange(3) :: 3] = 0
