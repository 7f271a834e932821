"""Honest happenings that look odd in the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .sim import BIN, DAY, Place, Sim


def _day(sim: Sim, room: int = 1) -> int:
    return int(sim.rng.integers(0, max(1, sim.days - room)))


# ---- before people are assigned ------------------------------------------------------------


def new_face_approved(sim: Sim) -> None:
    """An approved heading starts in the period, with its own readers, fan and crew."""
    pans = [p for p in sim.lay.panels if p.state == "next" and p.gate]
    if not pans:
        return
    d = max(1, _day(sim, 2))
    src = sim.places[-1]
    pan = pans[0]
    n = sum(p.kind == "heading" for p in sim.places)
    pl = Place(
        f"J{20 + n}",
        f"{pan.name}运输顺槽掘进工作面",
        "heading",
        [pan.gate[-1], pan.gate[-2]],
        pan.district,
        float(sim.rng.uniform(50, 110)),
        [True] * sim.ns,
        float(d),
        1e6,
        0.0,
        src.air * 0.6 + 120,
        0.3,
        0.03,
        4.0,
        40.0,
        5.0,
        6.0,
        [8] * sim.ns,
    )
    pl.feeder = "FD" + pl.face_id
    sim.places.append(pl)
    pan.state = "opened"
    sim.add_face_points(len(sim.places) - 1)
    sim.face_crew(len(sim.places) - 1)
    sim.event("new_face_approved", d * DAY, sim.days * DAY)


def overhaul_declared(sim: Sim) -> None:
    """A declared overhaul that is one."""
    n = max(1, int(sim.days * float(sim.rng.uniform(0.1, 0.3))))
    a = _day(sim, n)
    sim.prod[a * 96 : (a + n) * 96] = 0
    sim.attend[a + 1 : a + n + 1] *= 0.8
    sim.status = [
        {"state": "producing", "from": sim.date(-300), "to": sim.date(a)},
        {"state": "overhaul", "from": sim.date(a), "to": sim.date(a + n)},
        {"state": "producing", "from": sim.date(a + n), "to": None},
    ]
    sim.event("overhaul_declared", a * DAY, (a + n) * DAY)


def holiday(sim: Sim) -> None:
    """Few people and no coal for some days."""
    n = min(sim.days - 1, int(sim.rng.integers(1, 5)))
    if n < 1:
        return
    a = _day(sim, n)
    sim.prod[a * 96 : (a + n) * 96] = 0
    sim.attend[a + 1 : a + n + 1] *= 0.35
    sim.event("holiday", a * DAY, (a + n) * DAY)


def face_move(sim: Sim) -> None:
    """A face retires; its approved successor takes over."""
    pans = [p for p in sim.lay.panels if p.state == "next" and p.tail]
    old = next((p for p in sim.places if p.kind == "coal_face"), None)
    if not pans or old is None or sim.days < 4:
        return
    d = int(sim.rng.integers(2, sim.days - 1))
    pan = pans[0]
    new = replace(
        old,
        face_id=old.face_id + "A",
        name=f"{pan.name}综采工作面",
        stations=[pan.gate[-1], pan.tail[-1]],
        district=pan.district,
        start=float(d),
        end=1e6,
        crew=list(old.crew),
        prod=list(old.prod),
        rate=np.zeros(0),
    )
    old.end = float(d)
    new.feeder = "FD" + new.face_id
    sim.places.append(new)
    pan.state = "opened"
    sim.add_face_points(len(sim.places) - 1)
    sim.face_crew(len(sim.places) - 1)
    sim.event("face_move", max(0, d - 1) * DAY, (d + 1) * DAY)


def short_of_men(sim: Sim) -> None:
    """Harvest time: fewer people, less coal."""
    n = max(1, sim.days // 4)
    a = _day(sim, n)
    sim.attend[a + 1 : a + n + 1] *= 0.75
    sim.prod[a * 96 : (a + n) * 96] *= 0.8
    sim.event("short_of_men", a * DAY, (a + n) * DAY)


def broken_ground(sim: Sim) -> None:
    """A fault: power is used, little coal comes."""
    n = max(1, sim.days // 5)
    a = _day(sim, n)
    sim.prod[a * 96 : (a + n) * 96] *= 0.6
    p = sim.places[0]
    x = np.zeros(sim.n_bins)
    x[a * 96 : (a + n) * 96] = p.plan * 0.02
    sim.extra_kw[p.feeder] = x
    sim.event("broken_ground", a * DAY, (a + n) * DAY)


# ---- after people are assigned -------------------------------------------------------------


def _gang(
    sim: Sim,
    name: str,
    trade: str,
    team: str,
    dests: list[int],
    n: int,
    a: int,
    b: int,
    s: int,
    stay: float = 60.0,
) -> None:
    cards = [sim.roster.hire(trade, team) for _ in range(n)]
    for d in range(a, b):
        x, _ = sim.shift_span(d, s)
        for k, c in enumerate(cards):
            sim.tracks.append(
                sim.descend(
                    c, d, s, dests, stay, "roam", int(x - 1500), k, None, float(sim.rng.uniform(0.6, 0.95))
                )
            )
    sim.event(name, sim.shift_span(a, s)[0], sim.shift_span(b - 1, s)[1])


def _dayshift(sim: Sim) -> int:
    return int(np.argmin([abs(x - 8 * 3600) for x in sim.starts]))


def _len(sim: Sim, lo: int, hi: int) -> tuple[int, int]:
    n = min(sim.days, int(sim.rng.integers(lo, hi)))
    a = _day(sim, n)
    return a, min(sim.days, a + n)


def evacuation_drill(sim: Sim) -> None:
    """Everybody walks to the chamber and back."""
    t = _day(sim) * DAY + int(sim.rng.uniform(9, 16) * 3600)
    ref = sim.lay.rooms["refuge"]
    for tr in sim.tracks:
        if tr.t_in + 3600 < t < tr.t_out - 5400 and tr.card >= 0 and len(tr.times) > 2:
            i = int(np.searchsorted(tr.times, t))
            if i < 1:
                continue
            at = tr.nodes[i - 1]
            go = [t + 60]
            nodes = [at]
            x = sim.walker.move(go, nodes, ref, t + 60.0, 1.2)
            back = x + 600
            if back + sim.walker.travel(ref, sim.lay.portals[0]) > tr.t_out:
                continue
            x2 = sim.walker.move(go, nodes, at, back, 1.2)
            rest = [(u, v) for u, v in zip(tr.times[i:], tr.nodes[i:], strict=True) if u > x2]
            if not rest or x2 > tr.t_out - 1500:
                continue
            tr.times = tr.times[:i] + go + [u for u, _ in rest]
            tr.nodes = tr.nodes[:i] + nodes + [v for _, v in rest]
    sim.event("evacuation_drill", t, t + 5400)


def power_outage(sim: Sim) -> None:
    """All feeders down for an hour or three."""
    t = _day(sim) * DAY + int(sim.rng.uniform(1, 20) * 3600)
    n = int(sim.rng.uniform(1, 3) * 3600)
    sim.kw_off.append(("*", t, t + n))
    sim.prod[t // BIN : (t + n) // BIN + 4] = 0
    sim.event("power_outage", t, t + n)


def calibration(sim: Sim) -> None:
    """Methane sensors calibrated one after another."""
    d = _day(sim)
    t = d * DAY + 9 * 3600
    k = 0
    for i, p in enumerate(sim.points):
        if p.kind == "ch4":
            sim.cal.append((i, t + k * 1500))
            k += 1
    sim.event("calibration", t, t + k * 1500)


def broken_reader(sim: Sim) -> None:
    """A reader fails for some days."""
    n = int(sim.rng.integers(3, len(sim.lay.nodes)))
    t = _day(sim) * DAY + int(sim.rng.uniform(0, 20) * 3600)
    e = t + int(sim.rng.uniform(0.4, 3) * DAY)
    sim.outage.append((n, t, e))
    sim.event("broken_reader", t, min(e, sim.days * DAY))


def exchanged_card(sim: Sim) -> None:
    """A man gets a new card; the old one stays in the list."""
    t = max(1, _day(sim)) * DAY
    olds = list(dict.fromkeys(tr.card for tr in sim.tracks if tr.card >= 0 and tr.t_in > t))[:3]
    for c in olds:
        p = sim.roster.persons[c]
        new = sim.roster.hire(p.trade, p.team, p.duty)
        sim.roster.persons[new].name, sim.roster.persons[new].born = p.name, p.born
        for tr in sim.tracks:
            if tr.card == c and tr.t_in > t:
                tr.card = new
    sim.event("exchanged_card", t, sim.days * DAY)


def visitors(sim: Sim) -> None:
    """A delegation in one tight group."""
    d, s = _day(sim), _dayshift(sim)
    n = int(sim.rng.integers(4, 11))
    cards = [sim.roster.hire("参观", "来宾", "") for _ in range(n)]
    x, _ = sim.shift_span(d, s)
    base = x + int(sim.rng.uniform(0.5, 2) * 3600)
    lead = sim.descend(cards[0], d, s, sim.places[0].stations[:2], 25, "roam", base, 0, None, 0.65)
    for k, c in enumerate(cards):
        j = [int(v) for v in sim.rng.integers(0, 45, len(lead.times))]
        tm = np.maximum.accumulate([t + q + 2 * k for t, q in zip(lead.times, j, strict=True)]).tolist()
        sim.tracks.append(
            replace(
                lead,
                card=c,
                t_in=tm[0],
                t_out=max(tm[-1] + 5, lead.t_out + int(sim.rng.integers(60))),
                times=tm,
                nodes=list(lead.nodes),
                hide=[],
            )
        )
    sim.event("visitors", base, lead.t_out)


def old_road_repair(sim: Sim) -> None:
    """Roof work in an old roadway, several days."""
    a, b = _len(sim, 2, 6)
    c = sim.lay.old[int(sim.rng.integers(len(sim.lay.old)))]
    _gang(
        sim, "old_road_repair", "巷修工", "修护队", c, int(sim.rng.integers(4, 9)), a, b, _dayshift(sim), 80
    )


def sealing(sim: Sim) -> None:
    """Masons at a seal."""
    seals = [p.gate[0] for p in sim.lay.panels if p.state == "sealed"]
    if seals:
        a, b = _len(sim, 2, 5)
        _gang(
            sim,
            "sealing",
            "砌碹工",
            "通风队",
            [seals[-1]],
            int(sim.rng.integers(4, 8)),
            a,
            b,
            _dayshift(sim),
            70,
        )


def pump_maintenance(sim: Sim) -> None:
    """A pump is overhauled; another does its work."""
    a, b = _len(sim, 1, 4)
    sim.pump_down.append((0, a * 24, b * 24))
    _gang(
        sim, "pump_maintenance", "水泵检修工", "机电队", [sim.lay.rooms["pump"]], 4, a, b, _dayshift(sim), 90
    )


def rescue_training(sim: Sim) -> None:
    """The rescue squad trains in an old roadway."""
    d = _day(sim)
    _gang(
        sim,
        "rescue_training",
        "救护队员",
        "救护队",
        sim.lay.old[0],
        int(sim.rng.integers(8, 12)),
        d,
        d + 1,
        _dayshift(sim),
        20,
    )


def drainage_drilling(sim: Sim) -> None:
    """Approved boreholes: men, water, power, some gas, no coal."""
    a, b = _len(sim, 3, 9)
    p = sim.places[0]
    _gang(
        sim,
        "drainage_drilling",
        "钻探工",
        "钻探队",
        [p.stations[-1]],
        int(sim.rng.integers(4, 7)),
        a,
        b,
        int(sim.rng.integers(sim.ns)),
        110,
    )
    x = np.zeros(sim.n_bins)
    for d in range(a, b):
        x[d * 96 + 34 : d * 96 + 64] = 55
        sim.extra_inflow[d * 24 + 9 : d * 24 + 17] += 4
    sim.extra_kw["FDOTH"] = sim.extra_kw.get("FDOTH", np.zeros(sim.n_bins)) + x


def rain_inflow(sim: Sim) -> None:
    """Water rises for days, then falls."""
    h = _day(sim) * 24
    k = np.arange(sim.days * 24 - h)
    sim.extra_inflow[h:] += float(sim.rng.uniform(10, 35)) * (1 - np.exp(-k / 10)) * np.exp(-k / 60)
    sim.event("rain_inflow", h * 3600, min(sim.days, h // 24 + 6) * DAY)


def scale_drift(sim: Sim) -> None:
    """The belt scale drifts until it is adjusted."""
    a = _day(sim, 2) * 96
    n = sim.n_bins - a
    sim.belt_bias[a:] *= np.linspace(1, float(sim.rng.choice([0.91, 1.08])), n)
    sim.event("scale_drift", a * BIN, sim.days * DAY)


def server_down(sim: Sim) -> None:
    """Nothing arrives for hours."""
    t = _day(sim) * DAY + int(sim.rng.uniform(0, 18) * 3600)
    n = int(sim.rng.uniform(1, 7) * 3600)
    sim.holes.append(("*" if sim.rng.random() < 0.6 else "rydw", t, t + n))
    sim.event("server_down", t, t + n)


def clock_jump(sim: Sim) -> None:
    """The location server's clock is wrong for some hours."""
    t = _day(sim) * DAY + int(sim.rng.uniform(1, 12) * 3600)
    n = int(sim.rng.uniform(2, 10) * 3600)
    off = int(sim.rng.choice([-1, 1])) * int(sim.rng.uniform(90, 600))
    sim.late.append((t, t + n, off))
    sim.event("clock_jump", t, t + n)


def stock_hoisted(sim: Sim) -> None:
    """The hoist is repaired; the bunker is emptied afterwards."""
    d = _day(sim)
    i = d * 96 + int(sim.rng.integers(30, 60))
    sim.hoist_keep[i : i + 16] = 0.3
    sim.hoist_keep[i + 16 : i + 40] = 1.45
    sim.event("stock_hoisted", i * BIN, (i + 40) * BIN)


def dead_batteries(sim: Sim) -> None:
    """Cards fall silent underground and are seen again at the portal."""
    d = _day(sim)
    some = [t for t in sim.tracks if d * DAY <= t.t_in < (d + 2) * DAY and t.card >= 0 and len(t.times) > 6]
    for i in sim.rng.permutation(len(some))[:5].tolist():
        tr = some[i]
        k = len(tr.times) // 2
        tr.times, tr.nodes = tr.times[:k] + tr.times[-1:], tr.nodes[:k] + tr.nodes[-1:]
    sim.event("dead_batteries", d * DAY, min(sim.days, d + 2) * DAY)


def sensor_fault(sim: Sim) -> None:
    """A sensor breaks and says so."""
    idx = [i for i, p in enumerate(sim.points) if p.kind == "ch4"]
    i = idx[int(sim.rng.integers(len(idx)))]
    t = _day(sim) * DAY + int(sim.rng.uniform(2, 15) * 3600)
    n = int(sim.rng.uniform(1, 12) * 3600)
    sim.masks.append((i, t, t + n, "fault"))
    sim.event("sensor_fault", t, t + n)


def ride_queue(sim: Sim) -> None:
    """The man-rider stops: a queue, then a whole shift comes out together."""
    d = _day(sim)
    s = int(sim.rng.integers(sim.ns))
    _, y = sim.shift_span(d, s)
    bottom = sim.lay.trunk[0]
    for tr in sim.tracks:
        if tr.card >= 0 and y - 2400 < tr.t_out < y + 1800 and bottom in tr.nodes[-3:]:
            delay = max(0, y + 3000 - tr.t_out)
            k = len(tr.nodes) - 1 - tr.nodes[::-1].index(bottom)
            tr.times = tr.times[: k + 1] + [u + delay for u in tr.times[k + 1 :]]
            tr.t_out += delay + int(sim.rng.integers(0, 90))
    sim.event("ride_queue", y - 1200, y + 3600)


def lost_card(sim: Sim) -> None:
    """A card falls off and is found the next day; the owner reported it and got a spare."""
    d = _day(sim, 2)
    some = [t for t in sim.tracks if d * DAY <= t.t_in < (d + 1) * DAY and t.place >= 0 and len(t.times) > 5]
    if not some:
        return
    tr = some[0]
    k = len(tr.times) // 2
    end = tr.t_out + int(sim.rng.uniform(8, 20) * 3600)
    owner = tr.card
    tr.vout = tr.t_out
    tr.times, tr.nodes, tr.t_out = tr.times[:k], tr.nodes[:k], end
    spare = sim.roster.hire(sim.roster.persons[owner].trade, sim.roster.persons[owner].team)
    sim.roster.persons[spare].name = sim.roster.persons[owner].name
    for t in sim.tracks:
        if t.card == owner and t is not tr and tr.t_in < t.t_in < end:
            t.card = spare
    sim.event("lost_card", tr.times[-1], end)


def low_barometer(sim: Sim) -> None:
    """Old workings breathe out: gas up in the main return, no coal."""
    a, b = _len(sim, 1, 3)
    n = (b - a) * 96
    sim.extra_gas[a * 96 : b * 96] += np.hanning(n) * float(sim.rng.uniform(0.4, 1.2))
    sim.event("low_barometer", a * DAY, b * DAY)


def surface_work(sim: Sim) -> None:
    """Boiler and workshop load on the surface feeder in the night."""
    a, b = _len(sim, 2, 6)
    x = np.zeros(sim.n_bins)
    for d in range(a, b):
        x[d * 96 : d * 96 + 26] = 130
    sim.extra_kw["FDSURF"] = x
    sim.event("surface_work", a * DAY, b * DAY)


def apprentices(sim: Sim) -> None:
    """New men who walk a step behind their masters for the whole time."""
    base = [t for t in sim.tracks if t.place == 0 and t.card >= 0]
    pairs: dict[int, int] = {}
    for tr in base[:4]:
        pairs[tr.card] = sim.roster.hire("学徒工", sim.roster.persons[tr.card].team)
    for tr in [t for t in base if t.card in pairs]:
        j = sim.rng.integers(5, 80, len(tr.times))
        tm = np.maximum.accumulate(np.asarray(tr.times) + j).tolist()
        sim.tracks.append(
            replace(
                tr,
                card=pairs[tr.card],
                t_in=tm[0],
                t_out=max(tm[-1] + 5, tr.t_out + 20),
                times=tm,
                nodes=list(tr.nodes),
                hide=[],
            )
        )
    sim.event("apprentices", 0, sim.days * DAY)


def long_repair_shift(sim: Sim) -> None:
    """Belt replacement: fitters stay fourteen hours."""
    d, s = _day(sim), _dayshift(sim)
    x, _ = sim.shift_span(d, s)
    for k in range(5):
        c = sim.roster.hire("皮带维修工", "机电队")
        sim.tracks.append(
            sim.walker.track(c, sim.lay.portals[0], x - 1200 + 7 * k, x + 14 * 3600, sim.lay.trunk[-2:], 120)
        )
    sim.event("long_repair_shift", x, x + 14 * 3600)


def link_cut_short(sim: Sim) -> None:
    """The safety system's link drops several times a day."""
    d = _day(sim)
    for _ in range(4):
        t = d * DAY + int(sim.rng.uniform(0, 23) * 3600)
        sim.holes.append(("aqjk", t, t + int(sim.rng.uniform(600, 3000))))
    sim.event("link_cut_short", d * DAY, (d + 1) * DAY)


AFTER: tuple[Callable[[Sim], None], ...] = (
    evacuation_drill,
    power_outage,
    calibration,
    broken_reader,
    exchanged_card,
    visitors,
    old_road_repair,
    sealing,
    pump_maintenance,
    rescue_training,
    drainage_drilling,
    rain_inflow,
    scale_drift,
    server_down,
    clock_jump,
    stock_hoisted,
    dead_batteries,
    sensor_fault,
    ride_queue,
    lost_card,
    low_barometer,
    surface_work,
    apprentices,
    long_repair_shift,
    link_cut_short,
)
FIRST: tuple[Callable[[Sim], None], ...] = (
    new_face_approved,
    overhaul_declared,
    holiday,
    face_move,
    short_of_men,
    broken_ground,
)


def choose(sim: Sim, few: bool) -> tuple[list[Callable[[Sim], None]], list[Callable[[Sim], None]]]:
    """Which happenings this mine has, before and after people are assigned."""
    rng = sim.rng
    n1 = int(rng.integers(0, 2))
    n2 = int(rng.integers(1, 5)) if few else int(rng.integers(3, 9))
    first = [FIRST[i] for i in rng.permutation(len(FIRST))[:n1].tolist()]
    after = [AFTER[i] for i in rng.permutation(len(AFTER))[:n2].tolist()]
    return first, after
