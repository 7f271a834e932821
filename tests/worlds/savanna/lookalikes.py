"""Honest circumstances that resemble conduct. Each function changes a healthy or conducting mine a little."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .conduct import halt, only
from .hidden import list_place
from .mine import face_work
from .sim import DAY, Sim

RESCUE = ["救护队员"]
DRILL = ["探放水工", "钻机司机", "打钻工"]
FITTERS = ["机电维修工", "皮带维修工", "井下电钳工"]


def day_shift(sim: Sim) -> int:
    """The shift nearest to the working day."""
    return min(range(sim.n), key=lambda s: abs(sim.shifts[s] - 8))


def some(sim: Sim, low: int, high: int) -> tuple[int, int]:
    """A run of days of a length between low and high."""
    n = min(sim.days, sim.rnd.randint(low, high))
    a = sim.rnd.randint(0, sim.days - n)
    return a, a + n


def moment(sim: Sim, low: float, high: float, from_h: float = 0, to_h: float = 24) -> tuple[float, float]:
    """An interval of a length in hours that begins at some hour of some day."""
    t = sim.rnd.randrange(sim.days) * DAY + sim.rnd.uniform(from_h, to_h) * 3600
    return t, t + sim.rnd.uniform(low, high) * 3600


def seal_repair(sim: Sim) -> None:
    """Men strengthen a seal for days, with a mixer on the general feeder."""
    d = some(sim, 3, 8)
    crew = sim.rnd.randint(4, 8)
    sim.gang("砌墙", [sim.lay.seals[-1]], crew, "通防队", ["密闭工", "砌碹工", "通风工"], d, [day_shift(sim)])
    for k in range(*d):
        t = sim.begin(k, day_shift(sim)) + 5400
        sim.power_steps.append((t, t + 4 * 3600, sim.opts["other"], 11.0))


def drill_gang(sim: Sim) -> None:
    """Exploration drilling away from any face, around the clock."""
    node = sim.rnd.choice([*sim.lay.panels, *sim.lay.panel_return])
    d = some(sim, 4, 14)
    sim.gang("打钻", [node], sim.rnd.randint(3, 5), "探放水队", DRILL, d, list(range(sim.n))[:2])
    sim.power_steps.append((d[0] * DAY, d[1] * DAY, sim.opts["other"], 37.0))
    sim.water_steps.append((d[0] * DAY, d[1] * DAY, 1.5))


def shaft_repair(sim: Sim) -> None:
    """Men work in the shaft by night; the hoist runs slowly for hours without coal."""
    for k in range(*some(sim, 2, 5)):
        s = sim.opts["maintenance"]
        sim.gang(f"修井{k}", [sim.lay.role["bottom"]], 5, "机电队", ["井筒维修工"], (k, k + 1), [s])
        t = sim.begin(k, s) + 3600
        sim.power_steps.append((t, t + 4 * 3600, sim.opts["hoist"], 45.0))


def belt_change(sim: Sim) -> None:
    """The main belt stands for a shift; fitters along the road."""
    t0, t1 = moment(sim, 6, 9, 8, 10)
    sim.belt_stops.append((t0, t1))
    d = int(t0 // DAY)
    nodes = sim.lay.trunk + sim.lay.panels[:1]
    sim.gang("换带", nodes, sim.rnd.randint(9, 14), "机电队", FITTERS, (d, d + 1), [day_shift(sim)])


def old_working_drainage(sim: Sim) -> None:
    """Water of an old working is let out and pumped for days; two or three men watch the holes."""
    a, b = some(sim, 4, 10)
    inflow = sum(f["inflow_m3_per_h"] for f in sim.faces)
    sim.water_steps.append((a * DAY, b * DAY, inflow * sim.rnd.uniform(0.3, 0.7)))
    sim.gang("放水", [sim.lay.old[0]], 2, "探放水队", ["探放水工"], (a, b), list(range(sim.n)), mode="duty")


def pump_test(sim: Sim) -> None:
    """All pumps run together for some hours before the rainy season."""
    t0, t1 = moment(sim, 2, 3.5, 9, 14)
    sim.opts.setdefault("pump_tests", []).append((t0 // 3600 * 3600, t1 // 3600 * 3600))
    sim.power_steps.append((t0, t1, sim.opts["pump"], 60.0))


def visitors(sim: Sim) -> None:
    """Inspectors and guests walk to some faces and out again."""
    d = sim.rnd.randrange(sim.days)
    places = sim.rnd.sample(sim.lay.coal + sim.lay.heads, 2)
    nodes = [sim.lay.panels[places[0].panel], *(p.mouth for p in places), places[0].nodes[0]]
    who = {"mode": "round", "stay_h": sim.rnd.uniform(2.5, 4.5)}
    sim.gang("检查", nodes, sim.rnd.randint(4, 7), "来宾", ["检查人员"], (d, d + 1), [day_shift(sim)], **who)


def training_group(sim: Sim) -> None:
    """New men are shown round together."""
    lay = sim.lay
    d = some(sim, 1, 3)
    nodes = [lay.role["refuge"], lay.trunk[0], lay.panels[0]]
    sim.gang("培训", nodes, sim.rnd.randint(10, 18), "培训中心", ["新工人"], d, [day_shift(sim)], stay_h=4.0)


def rescue_exercise(sim: Sim) -> None:
    """The rescue team exercises in the old roadway; a call button is pressed as a test."""
    d = sim.rnd.randrange(sim.days)
    team = sim.gang("救护", sim.lay.old, 10, "救护队", RESCUE, (d, d + 1), [day_shift(sim)], stay_h=4.0)
    t = sim.begin(d, day_shift(sim)) + 3 * 3600
    sim.alarms.append(("RYQJ", team, t, t + 90, sim.lay.old[-1]))


def gas_drainage(sim: Sim) -> None:
    """New drainage holes take part of a face's gas; drillers sit in its return road."""
    place, work = sim.lay.coal[0], sim.of("coal_face")[0]
    a = sim.rnd.randint(1, max(1, sim.days // 2))
    sim.opts.setdefault("gas_steps", []).append(
        (a * DAY, sim.days * DAY, work.key, sim.rnd.uniform(0.6, 0.75))
    )
    node = sim.lay.panel_return[place.panel]
    sim.gang("抽采", [node, place.ret], 3, "抽采队", ["钻机司机", "抽采工"], (0, sim.days), [day_shift(sim)])


def fault_inflow(sim: Sim) -> None:
    """A face meets a water-bearing fault; the water book says so by its pumps only."""
    a, b = some(sim, 3, 9)
    inflow = sim.rnd.choice(sim.faces)["inflow_m3_per_h"]
    sim.water_steps.append((a * DAY, b * DAY, inflow * sim.rnd.uniform(0.5, 1.0)))


def fan_switch(sim: Sim) -> None:
    """The spare main fan takes over for a day; some minutes without air."""
    t0, _ = moment(sim, 1, 2, 8, 11)
    sim.fan_stops.append((t0, t0 + sim.rnd.uniform(420, 900), "主要通风机"))
    sim.air_steps.append((t0, sim.days * DAY, "all", sim.rnd.uniform(0.96, 1.04)))


def face_move(sim: Sim) -> None:
    """A face ended just before; its supports are taken out by a large gang, without coal."""
    p, r = sim.lay.ended, sim.rnd
    ghost = sim.gang(
        "回撤", p.nodes, r.randint(10, 18), "综采一队", ["安装工", "支架工", "绞车司机"], (-1, sim.days), [0]
    )
    for s in range(sim.n):
        ghost.staff[:, s] = np.maximum(ghost.staff[:, 0] - (3 if s else 0), 0)
    sim.power_steps.append((0, sim.days * DAY, sim.opts["other"], 30.0))
    n = len(sim.lay.coal) + 1
    model = sim.of("coal_face")[0]
    list_place(
        sim, p, f"F{n}", model, -r.randint(150, 400), -r.randint(2, 9), [int(model.staff.max())] * sim.n
    )


def face_install(sim: Sim) -> None:
    """A heading is equipped and then approved and begun within the span."""
    a = sim.rnd.randint(2, max(2, sim.days - 3))
    place = sim.lay.early
    model = sim.of("heading")[0]
    crew = [sim.rnd.randint(6, 9)] * sim.n
    w = face_work(sim, place, f"H{len(sim.lay.heads) + 1}", model.tonnes * 0.8, crew, [1 / sim.n] * sim.n)
    w.staff[: a + 1] = 0
    w.rate[: a + 1] = 0
    w.air, w.ch4, w.inflow = model.air, model.ch4, model.inflow
    w.explosive = round(model.explosive or 25.0, 1) if "炮掘" in place.name else 0.0
    w.belts = tuple(
        c["conveyor"] for c in reversed(sim.conveyors) if c["conveyor"] in (f"P{place.panel + 1}", "M1")
    )
    w.feeder, w.kw = f"FD{len(sim.feeders) + 12:02d}", model.kw
    sim.feeders.append({"feeder": w.feeder, "serves": w.key, "rated_kw": round(w.kw * 1.7, -1)})
    list_place(sim, place, w.key, w, a, None, crew)
    for c in sim.conveyors:
        if c["conveyor"] in w.belts:
            c["serves"].append(w.key)
    sim.works.append(w)
    sim.lay.heads.append(place)
    sim.gang("安装", place.nodes, 6, "安装队", ["安装工", "井下电钳工"], (max(0, a - 5), a), [day_shift(sim)])


def handover_at_face(sim: Sim) -> None:
    """Shifts meet at the face: twice the men there for a quarter of an hour."""
    for w in sim.of("coal_face") + sim.of("heading"):
        w.overlap_s = sim.rnd.uniform(900, 1700)


def more_attendants(sim: Sim) -> None:
    """Winch and water attendants who sit the whole shift in lonely places."""
    spots = [sim.lay.panels[0], sim.lay.panel_return[-1], sim.lay.old[0]]
    for i, n in enumerate(sim.rnd.sample(spots, 2)):
        sim.gang(f"看守{i}", [n], 1, "运输队", ["绞车司机"], (-1, sim.days), list(range(sim.n)), mode="duty")


def refuge_watch(sim: Sim) -> None:
    """Two men keep the refuge chamber and never move."""
    node = sim.lay.role["refuge"]
    trades = ["避难硐室管理员"]
    sim.gang("硐室", [node], 2, "通防队", trades, (-1, sim.days), [day_shift(sim)], mode="duty")


def apprentices(sim: Sim) -> None:
    """Masters and apprentices walk the same way all shift."""
    places = sim.lay.coal + sim.lay.heads
    nodes = [p.mouth for p in places] + sim.lay.panels
    sim.gang(
        "师徒",
        nodes,
        2,
        "机电队",
        ["井下电钳工", "学徒工"],
        (-1, sim.days),
        list(range(sim.n)),
        cards="together",
    )


def card_batteries(sim: Sim) -> None:
    """Old cards go flat in the middle of shifts; new numbers appear."""
    sim.opts["flat_cards"] = sim.rnd.uniform(0.01, 0.03)


def reader_failure(sim: Sim) -> None:
    """One or two readers are dead for hours or days."""
    for _ in range(sim.rnd.randint(1, 2)):
        t0, t1 = moment(sim, 5, 40)
        spots = [*sim.lay.panels, *sim.lay.trunk, *(p.nodes[0] for p in sim.lay.coal), *sim.lay.seals]
        sim.dead.append((sim.rnd.choice(spots), t0, t1, sim.rnd.choice((1, 2))))


def network_outage(sim: Sim) -> None:
    """The line to the regulator is down for the whole mine; files come late or not at all."""
    for _ in range(sim.rnd.randint(1, 3)):
        sim.outages.append((*moment(sim, 1, 5), sim.rnd.choice(("lost", "late", "part"))))


def holiday(sim: Sim) -> None:
    """Two or three days without coal; care people only."""
    a, b = some(sim, 2, 3)
    mask_days = (a, b)
    for w in sim.of("coal_face") + sim.of("heading"):
        mask = only(w, *mask_days)
        w.rate = np.where(mask, 0.0, w.rate)
        w.staff = np.where(mask, np.minimum(w.staff, 2), w.staff)


def declared_overhaul(sim: Sim) -> None:
    """A real stop: no coal, but belts are tested, water is pumped and fitters are everywhere."""
    a = sim.rnd.randint(1, max(1, sim.days - 4))
    b = min(sim.days, a + sim.rnd.randint(3, 7))
    halt(sim, a, b, "overhaul", b)
    nodes = [*sim.lay.trunk, sim.lay.role["bottom"], *sim.lay.panels]
    sim.gang("检修", nodes, sim.rnd.randint(8, 14), "机电队", FITTERS, (a, b), [day_shift(sim)])


def sensor_upgrade(sim: Sim) -> None:
    """A laser sensor replaces an old one: finer steps, small offset."""
    a = sim.rnd.randint(1, max(1, sim.days - 2))
    place = sim.rnd.choice(sim.lay.coal)
    sim.masks.append((a * DAY, sim.days * DAY, f"{place.name}回风T2", "upgrade"))


def sensor_fault(sim: Sim) -> None:
    """A sensor is broken for hours and says so in its status."""
    place = sim.rnd.choice(sim.lay.heads)
    sim.masks.append((*moment(sim, 3, 16), f"{place.name}T1", "fault"))


def flat_intake(sim: Sim) -> None:
    """A methane sensor in clean intake air that never moves."""
    sim.opts["intake"] = 2


def seal_breathing(sim: Sim) -> None:
    """Gas at the seals follows the barometer strongly."""
    sim.opts["breathing"], sim.opts["seal_points"] = 0.7, 2


def fault_blasting(sim: Sim) -> None:
    """A fault in a heading: more explosives, a little less advance."""
    users = [w for w in sim.works if w.explosive]
    if users:
        a, b = some(sim, 2, 5)
        sim.opts["hard_rock"] = (users[0].key, a, b, sim.rnd.uniform(1.3, 1.55))


def wet_coal(sim: Sim) -> None:
    """Wet coal weighs more at the shaft than on the belts."""
    sim.opts["wet"] = sim.rnd.uniform(1.03, 1.07)


def scale_recalibrated(sim: Sim) -> None:
    """A belt scale is set right; its readings jump once."""
    if sim.conveyors:
        a = sim.rnd.randint(2, max(2, sim.days - 2))
        belt = sim.rnd.choice(sim.conveyors)["conveyor"]
        sim.scale_steps.append((-DAY, a * DAY + 34000, belt, sim.rnd.choice((0.94, 0.955, 1.05, 1.065))))


def bunker_stock(sim: Sim) -> None:
    """Coal left in the bunker is hoisted on another day."""
    t = sim.opts["capacity"] / 330 * 0.18
    for d in sim.rnd.sample(range(1, sim.days), 2 if sim.days > 8 else 1):
        sim.stock += [(d - 1, sim.n - 1, -t * 0.5), (d, 0, t * 0.5)]


def rock_hoisting(sim: Sim) -> None:
    """Waste rock goes up in the maintenance shift: hoist power without coal."""
    s = sim.opts["maintenance"]
    for d in range(sim.days):
        if sim.rnd.random() < 0.6:
            t = sim.begin(d, s) + 2 * 3600
            sim.power_steps.append((t, t + 2.5 * 3600, sim.opts["hoist"], sim.rnd.uniform(30, 70)))


def overtime_repair(sim: Sim) -> None:
    """After a breakdown the fitters stay for another half shift."""
    d = sim.rnd.randrange(sim.days)
    place = sim.rnd.choice(sim.lay.coal)
    gang = sim.gang("抢修", [place.mouth, place.nodes[0]], 4, "机电队", FITTERS, (d, d + 1), [day_shift(sim)])
    gang.overlap_s = 4.5 * 3600


def air_adjusted(sim: Sim) -> None:
    """Ventilation men move some air from one face to another."""
    works = sim.of("coal_face") + sim.of("heading")
    a = sim.rnd.randint(1, max(1, sim.days - 2)) * DAY + 37000
    sim.air_steps.append((a, sim.days * DAY, sim.rnd.choice(works).key, sim.rnd.choice((0.95, 1.07, 1.1))))


def roadway_repair(sim: Sim) -> None:
    """A repair gang widens a roadway in two shifts for the whole span."""
    node = sim.rnd.choice([*sim.lay.panel_return, *sim.lay.trunk, *sim.lay.old])
    crew = sim.rnd.randint(5, 9)
    sim.gang(
        "扩修", [node], crew, "巷修队", ["巷道维修工", "支护工", "轨道工"], (-1, sim.days), [day_shift(sim)]
    )
    sim.power_steps.append((-DAY, sim.days * DAY, sim.opts["other"], 15.0))


def feeder_swap(sim: Sim) -> None:
    """A face hangs on another feeder for hours while its own is serviced."""
    work = sim.rnd.choice(sim.of("coal_face"))
    sim.swaps.append((*moment(sim, 3, 9), work.feeder, sim.opts["other"]))


def closed_road_survey(sim: Sim) -> None:
    """Twice or so a week three men look at an old roadway without readers and come back after an hour or two."""
    lay = sim.lay
    anchor = sim.rnd.choice([lay.old[-1], lay.seals[-1]])
    x = lay.add("", lay.nodes[anchor].area, anchor, 420.0, 0.3, station=False)
    work = sim.gang(
        "踏勘", [x], 3, "地测科", ["测量工", "地质技术员"], (0, sim.days), [day_shift(sim)], stay_h=2.6
    )
    work.staff[sim.rnd.randrange(2) :: 3] = 0


def sump_cleaning(sim: Sim) -> None:
    """The sump is cleaned by a gang at the pump house; the pumps run oddly."""
    d = some(sim, 2, 4)
    sim.gang("清仓", [sim.lay.role["pump"]], 7, "机电队", ["清仓工"], d, [day_shift(sim)])


def withdrawal_drill(sim: Sim) -> None:
    """Everybody is called out in the middle of a shift as an exercise."""
    d = sim.rnd.randrange(sim.days)
    s = day_shift(sim)
    sim.opts["withdrawal"] = sim.begin(d, s) + sim.length(s) * 0.7


def forgotten_card(sim: Sim) -> None:
    """A man loses his card underground; it is found on the next day, he goes out on a slip."""
    sim.opts["forgotten"] = sim.rnd.randint(1, 2)


def group_visit_by_train(sim: Sim) -> None:
    """A construction crew rides in together, sets up a new belt drive and rides out together."""
    d = some(sim, 2, 5)
    node = sim.rnd.choice(sim.lay.panels)
    sim.gang("安皮带", [node], 9, "外委安装队", ["安装工", "电焊工"], d, [day_shift(sim)], stay_h=6.0)


LOOKALIKES: dict[str, tuple[Callable[[Sim], None], tuple[str, ...]]] = {
    f.__name__: (f, need)
    for f, need in (
        *(
            (f, ())
            for f in (seal_repair, drill_gang, shaft_repair, belt_change, old_working_drainage, pump_test)
        ),
        *(
            (f, ())
            for f in (visitors, training_group, rescue_exercise, gas_drainage, fault_inflow, fan_switch)
        ),
        *((f, ()) for f in (handover_at_face, more_attendants, refuge_watch, apprentices, card_batteries)),
        *(
            (f, ())
            for f in (
                reader_failure,
                network_outage,
                holiday,
                declared_overhaul,
                sensor_upgrade,
                sensor_fault,
            )
        ),
        *(
            (f, ())
            for f in (flat_intake, seal_breathing, fault_blasting, wet_coal, scale_recalibrated, bunker_stock)
        ),
        *((f, ()) for f in (rock_hoisting, overtime_repair, air_adjusted, roadway_repair, feeder_swap)),
        *(
            (f, ())
            for f in (
                closed_road_survey,
                sump_cleaning,
                withdrawal_drill,
                forgotten_card,
                group_visit_by_train,
            )
        ),
        (face_move, ("ended",)),
        (face_install, ("early",)),
    )
}
CLASH = {
    "working_while_stopped": ("holiday", "declared_overhaul", "face_install", "withdrawal_drill"),
    "hidden_face": ("declared_overhaul",),
    "over_capacity": ("holiday", "declared_overhaul", "wet_coal", "bunker_stock", "belt_change"),
    "overstaffed": ("handover_at_face", "withdrawal_drill"),
    "card_parked": ("forgotten_card", "withdrawal_drill"),
    "cards_carried": ("apprentices", "withdrawal_drill"),
    "headcount_concealed": ("forgotten_card", "withdrawal_drill", "declared_overhaul"),
    "sensor_masked": ("sensor_upgrade", "sensor_fault", "holiday", "declared_overhaul", "gas_drainage"),
    "data_fabricated": ("network_outage", "withdrawal_drill", "declared_overhaul"),
}
