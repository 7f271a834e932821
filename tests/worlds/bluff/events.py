"""Honest events and harmless look-alikes. The first group changes the plan, the second what the systems recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .mine import Job, Mine, Person, Trip
from .people import Mover, cut_trip, day_shift
from .tables import DAY, LOOKALIKES, STEP

Event = Callable[[Mine], None]


def _day(mine: Mine, lo: float = 0.08, hi: float = 0.85) -> int:
    return int(mine.rng.uniform(lo, hi) * mine.days)


def _moment(mine: Mine, hours: tuple[float, float] = (0, 24)) -> float:
    return float(int(mine.rng.integers(0, mine.days)) * DAY + mine.rng.uniform(*hours) * 3600)


def _office(mine: Mine) -> int:
    return next(s for s in range(mine.shifts) if day_shift(mine, s))


def _crew(
    mine: Mine,
    team: str,
    trade: str,
    dept: str,
    stations: list[int],
    count: tuple[int, int],
    first: int,
    last: int,
    shifts: list[int],
    style: str = "crew",
    place: str = "",
) -> None:
    """A standing crew somewhere for some days."""
    n = int(mine.rng.integers(count[0], count[1] + 1))
    for day in range(max(-1, first), min(mine.days, last + 1)):
        for s in shifts:
            size = max(1, n - int(mine.rng.random() < 0.3) - int(mine.rng.random() < 0.15))
            begin, end = mine.shift_window(day, s)
            mine.jobs.append(Job(day, s, size, team, (trade,), dept, stations, style, begin, end, place))


def _some_shifts(mine: Mine) -> list[int]:
    draw = mine.rng.random()
    if draw < 0.35:
        return list(range(mine.shifts))
    if draw < 0.7:
        return sorted(int(x) for x in mine.rng.choice(mine.shifts, 2, replace=False))
    return [_office(mine)]


def _load(
    mine: Mine, feeder: str, first: int, last: int, shifts: list[int], kw: float, duty: float = 0.7
) -> None:
    """A load that runs while a crew is at work."""
    extra = mine.kw_extra.setdefault(feeder, np.zeros(mine.steps))
    for day in range(max(0, first), min(mine.days, last + 1)):
        for s in shifts:
            begin, end = mine.shift_window(day, s)
            sl = mine.mask_steps((begin + 3000, end - 1800))
            extra[sl] += kw * (mine.rng.random(sl.stop - sl.start) < duty)


def _quiet_road(mine: Mine) -> list[int]:
    """Stations of a road in which nothing is declared."""
    lay, rng = mine.lay, mine.rng
    options = [lay.spares[i] for i in range(len(lay.spares))] + [
        [g] for g in lay.roles.get("gate_out", [])[:-1]
    ]
    options += [[lay.district_nodes[-1][-1]], lay.roles["return"]]
    return list(options[int(rng.integers(len(options)))])


def face_move(mine: Mine) -> None:
    """A worked-out face is dismantled and its machines go to a panel that is not approved yet."""
    faces = [p for p in mine.places if p.kind == "coal_face" and not p.hidden]
    if not mine.free_spares or mine.days < 10 or mine.kind in ("over_capacity", "working_while_stopped"):
        return
    rng = mine.rng
    old = faces[int(rng.integers(len(faces)))]
    spare = mine.free_spares.pop()
    d0 = _day(mine, 0.15, 0.5)
    gap = int(rng.integers(6, 13))
    old.last = d0 + int(rng.integers(2, 5))
    mine.pf[old.key][d0 + 1 :] = 0.0
    road = mine.lay.spares[spare]
    crew = max(old.crew)
    all_shifts = list(range(mine.shifts))
    _crew(
        mine, "move", "安装工", "准备队", old.stations, (crew // 2, crew), old.last + 1, d0 + gap, all_shifts
    )
    _crew(
        mine, "install", "安装工", "准备队", road + [road[0]], (crew // 2, crew), d0 + 2, d0 + gap, all_shifts
    )
    _load(mine, "other", d0, d0 + gap, all_shifts, rng.uniform(25, 60), 0.5)
    if d0 + gap + 1 < mine.days:
        number = len([p for p in mine.places if not p.hidden]) + 1
        new = replace(
            old,
            key=f"F{number}",
            name="接续" + old.name,
            stations=list(reversed(road)),
            first=d0 + gap + 1,
            last=None,
            district=mine.lay.spare_district[spare],
        )
        mine.places.append(new)
        mine.pf[new.key] = np.ones((mine.days + 1, mine.shifts))
        mine.pf[new.key][: d0 + gap + 2] = 0.0
        mine.pf[new.key][d0 + gap + 2 : d0 + gap + 4] *= 0.4
        mine.mf[new.key] = np.ones((mine.days + 1, mine.shifts))
        mine.mf[new.key][: d0 + gap + 2] = 0.0
    mine.happened.append("face_move")


def new_face(mine: Mine) -> None:
    """A heading approved within the period, with a small crew preparing it some days before."""
    if not mine.free_spares or mine.kind == "working_while_stopped":
        return
    spare = mine.free_spares.pop()
    d0 = _day(mine, 0.25, 0.7)
    model = next(p for p in mine.places if p.kind == "heading" and not p.hidden)
    road = mine.lay.spares[spare]
    number = len([p for p in mine.places if not p.hidden]) + 1
    new = replace(
        model,
        key=f"F{number}",
        name=mine.lay.stations[road[0]].name[:-2] + "掘进工作面",
        first=d0,
        stations=list(reversed(road)),
        district=mine.lay.spare_district[spare],
        crew=list(model.crew),
    )
    mine.places.append(new)
    mine.pf[new.key] = np.ones((mine.days + 1, mine.shifts))
    mine.pf[new.key][: d0 + 1] = 0.0
    mine.mf[new.key] = (np.arange(mine.days + 1) >= d0 + 1)[:, None] * np.ones((mine.days + 1, mine.shifts))
    _crew(mine, "prepare", "掘进工", "准备队", road, (4, 7), d0 - 4, d0 - 1, _some_shifts(mine))
    _load(mine, "other", d0 - 4, d0 - 1, [_office(mine)], 18.0)
    mine.happened.append("new_face")


def holiday(mine: Mine) -> None:
    """A feast: two to four days with a skeleton crew."""
    if mine.kind in ("working_while_stopped", "over_capacity"):
        return
    d0, n = _day(mine), int(mine.rng.integers(2, 5))
    sl = slice(d0 + 1, d0 + 1 + n)
    for p in mine.places:
        if not p.hidden:
            mine.pf[p.key][sl] = 0.0
            mine.mf[p.key][sl] *= 0.15
    mine.support[sl] *= 0.45
    mine.happened.append("holiday")


def maintenance_day(mine: Mine) -> None:
    """One day a week the hoist and the belts are overhauled: no coal, more fitters, belts run empty."""
    weekday = int(mine.rng.integers(0, 7))
    for day in range(mine.days):
        if (mine.start.toordinal() + day) % 7 == weekday:
            mine.maint[day + 1] = mine.rng.uniform(0.5, 1.1)
            for p in mine.places:
                if not p.hidden:
                    mine.pf[p.key][day + 1, :2] *= mine.rng.uniform(0.0, 0.35)
    mine.happened.append("maintenance_day")


def honest_overhaul(mine: Mine) -> None:
    """A declared overhaul that is one: repair crews at the faces by day, belts and hoist only tested."""
    if mine.kind in ("working_while_stopped", "over_capacity", "hidden_face", "overstaffed"):
        return
    rng = mine.rng
    d0 = _day(mine, 0.1, 0.5)
    n = int(rng.integers(4, 11))
    sl = slice(d0 + 1, min(mine.days, d0 + n) + 1)
    for p in mine.places:
        mine.pf[p.key][sl] = 0.0
        mine.mf[p.key][sl] *= 0.2
        mine.mf[p.key][sl, _office(mine)] = rng.uniform(0.5, 0.8)
    mine.support[sl] *= 0.8
    mine.support[sl, _office(mine)] *= 1.7
    mine.maint[sl] = 0.7
    mine.status = [
        {"state": "producing", "from": "2022-01-01", "to": mine.date(d0 - 1)},
        {"state": "overhaul", "from": mine.date(d0), "to": mine.date(d0 + n - 1)},
        {"state": "producing", "from": mine.date(d0 + n), "to": None},
    ]
    mine.happened.append("honest_overhaul")


def reader_outage(mine: Mine) -> None:
    """One reader is dead for some hours; everybody stands at the one before it."""
    st = int(mine.rng.integers(1, len(mine.lay.stations)))
    t = _moment(mine)
    mine.reader_out.append((st, t, t + float(mine.rng.gamma(2.0, 2.2)) * 3600))
    mine.happened.append("reader_outage")


def branch_outage(mine: Mine) -> None:
    """The cable of a district is cut: all of its readers are dead at once."""
    lay, rng = mine.lay, mine.rng
    d = int(rng.integers(lay.size.districts))
    t, h = _moment(mine), float(rng.uniform(0.7, 7)) * 3600
    last = lay.district_nodes[d][0]
    for st in range(len(lay.stations)):
        if last in lay.way(lay.portal, st):
            mine.reader_out.append((st, t, t + h))
    mine.happened.append("branch_outage")


def link_outage(mine: Mine) -> None:
    """The line to the regulator is down: nothing of any system arrives."""
    t = _moment(mine)
    mine.link_out.append((t, t + float(mine.rng.gamma(1.6, 1.6)) * 3600 + 600, "all"))
    mine.happened.append("link_outage")


def server_service(mine: Mine) -> None:
    """One server is serviced by day."""
    t = _moment(mine, (8.5, 16.5))
    system = "rydw" if mine.rng.random() < 0.6 else "aqjk"
    mine.link_out.append((t, t + float(mine.rng.uniform(20, 150)) * 60, system))
    mine.happened.append("server_service")


def evacuation_drill(mine: Mine) -> None:
    """Everybody leaves the mine within the hour."""
    t = _moment(mine, (9.0, 11.0))
    mine.evacuations.append((t, t + 5400))
    sl = mine.mask_steps((t, t + 7200))
    for p in mine.places:
        mine.gas_mult.setdefault(p.key, np.ones(mine.steps))[sl] *= 0.8
    mine.happened.append("evacuation_drill")


def reversal_drill(mine: Mine) -> None:
    """The main fan blows backwards for half an hour."""
    t = _moment(mine, (9.0, 14.0))
    mine.reversals.append((t, t + float(mine.rng.uniform(30, 60)) * 60))
    mine.happened.append("reversal_drill")


def weekly_peak(mine: Mine) -> None:
    """One weekday with more people and somewhat more coal."""
    weekday = int(mine.rng.integers(0, 7))
    for day in range(mine.days):
        if (mine.start.toordinal() + day) % 7 == weekday:
            mine.support[day + 1] *= mine.rng.uniform(1.2, 1.45)
            for p in mine.places:
                if not p.hidden:
                    mine.pf[p.key][day + 1] *= mine.rng.uniform(1.03, 1.12)
    mine.happened.append("weekly_peak")


def visitors(mine: Mine) -> None:
    """A delegation goes round together, each with a visitor's card."""
    day, s = int(mine.rng.integers(0, mine.days)), _office(mine)
    begin, _ = mine.shift_window(day, s)
    begin += mine.rng.uniform(1.0, 2.5) * 3600
    place = next(p for p in mine.places if not p.hidden)
    goals = [place.stations[0], mine.lay.district_nodes[0][0], mine.lay.roles["pump"][0]]
    mine.jobs.append(
        Job(
            day,
            s,
            int(mine.rng.integers(3, 9)),
            "guest",
            ("来宾",),
            "来宾",
            goals,
            "guided",
            begin,
            begin + mine.rng.uniform(2.0, 3.5) * 3600,
            together=True,
        )
    )
    mine.happened.append("visitors")


def contractors(mine: Mine) -> None:
    """An outside crew builds a chamber or mends the shaft for some days, far from every face."""
    lay, rng = mine.lay, mine.rng
    st = int(rng.choice(lay.roles["main"] + lay.roles["bottom"] + lay.roles["pump"]))
    d0 = _day(mine, -0.2, 0.6)
    last, shifts = d0 + int(rng.integers(3, 12)), _some_shifts(mine)
    _crew(mine, "outside", "外委施工工", "外委项目部", [st], (6, 13), d0, last, shifts)
    _load(mine, "other", d0, last, shifts, rng.uniform(15, 70))
    mine.happened.append("contractors")


def road_repair(mine: Mine) -> None:
    """A repair crew works for days in a road in which no face is declared, round the clock at times."""
    rng = mine.rng
    road = _quiet_road(mine)
    d0 = _day(mine, -0.2, 0.7)
    last, shifts = d0 + int(rng.integers(3, 13)), _some_shifts(mine)
    _crew(mine, "mend", "巷道维修工", "巷修队", road[-1:] * 3 + road, (5, 11), d0, last, shifts)
    _load(mine, "other", d0, last, shifts, rng.uniform(8, 38), 0.6)
    mine.happened.append("road_repair")


def gas_drilling(mine: Mine) -> None:
    """Drainage holes are drilled from a spare road: drill motors, flushing water, a little more gas."""
    rng = mine.rng
    road = _quiet_road(mine)
    d0 = _day(mine, -0.2, 0.6)
    last, shifts = d0 + int(rng.integers(5, 14)), _some_shifts(mine)
    _crew(mine, "drill", "钻探工", "防突队", road[-1:], (3, 6), d0, last, shifts)
    _load(mine, "other", d0, last, shifts, rng.uniform(55, 110), 0.65)
    for day in range(max(0, d0), min(mine.days, last + 1)):
        for s in shifts:
            mine.inflow_extra[mine.mask_steps(mine.shift_window(day, s))] += rng.uniform(1.0, 3.0)
    mine.happened.append("gas_drilling")


def geology(mine: Mine) -> None:
    """A fault: less coal, more gas and water, and shots even at a machine face."""
    rng = mine.rng
    place = [p for p in mine.places if not p.hidden][
        int(rng.integers(len([p for p in mine.places if not p.hidden])))
    ]
    d0 = _day(mine)
    n = int(rng.integers(3, 8))
    mine.pf[place.key][d0 + 1 : d0 + 1 + n] *= rng.uniform(0.3, 0.7)
    sl = mine.mask_steps((d0 * DAY, (d0 + n) * DAY))
    mine.gas_mult.setdefault(place.key, np.ones(mine.steps))[sl] *= rng.uniform(1.15, 1.6)
    mine.inflow_extra[sl] += rng.uniform(0.5, 6.0)
    if rng.random() < 0.6:
        mine.fault_shots.append((place.key, d0, d0 + n, float(rng.uniform(6, 18))))
    mine.happened.append("geology")


def rain(mine: Mine) -> None:
    """Rain reaches the sump after a day or two and fades for a week."""
    t0 = int(_moment(mine) // STEP)
    lag = np.arange(mine.steps - t0) / 288.0
    mine.inflow_extra[t0:] += mine.rng.uniform(3, 18) * lag * np.exp(1 - lag / 1.4) / 1.4
    mine.happened.append("rain")


def pressure_fall(mine: Mine) -> None:
    """A low passes: the old workings breathe out."""
    t = np.arange(mine.steps) * STEP
    mid, width = _moment(mine), mine.rng.uniform(10, 26) * 3600
    mine.pressure -= mine.rng.uniform(7, 19) * np.exp(-(((t - mid) / width) ** 2))
    mine.happened.append("pressure_fall")


def pump_test(mine: Mine) -> None:
    """All pumps together, before the wet season."""
    t = _moment(mine, (9, 15))
    mine.pump_tests.append((t, t + float(mine.rng.uniform(1, 3)) * 3600))
    mine.happened.append("pump_test")


def goaf_drainage(mine: Mine) -> None:
    """Old water is let off through holes near a seal: more inflow for days, and a drill crew by the seal."""
    rng = mine.rng
    seal = mine.lay.seals[int(rng.integers(len(mine.lay.seals)))]
    d0 = _day(mine, 0.0, 0.6)
    n = int(rng.integers(3, 10))
    mine.inflow_extra[mine.mask_steps((d0 * DAY, (d0 + n) * DAY))] += rng.uniform(6, 20)
    _crew(mine, "probe", "探放水工", "地测科", [seal.station], (3, 5), d0 - 1, d0 + n, [_office(mine)])
    mine.happened.append("goaf_drainage")


def seal_round(mine: Mine) -> None:
    """Two men visit every seal once or twice a week and stay for a while."""
    every = int(mine.rng.integers(3, 8))
    phase = int(mine.rng.integers(every))
    stations = [s.station for s in mine.lay.seals]
    for day in range(-1, mine.days):
        if day % every == phase:
            s = _office(mine)
            begin, end = mine.shift_window(day, s)
            mine.jobs.append(
                Job(
                    day,
                    s,
                    2,
                    "sealmen",
                    ("密闭检查工",),
                    "通风队",
                    stations,
                    "tour",
                    begin + 3600,
                    min(end, begin + 5 * 3600),
                    special=True,
                    together=True,
                )
            )
    mine.happened.append("seal_round")


def overtime(mine: Mine) -> None:
    """A breakdown keeps one crew underground for hours after its shift."""
    jobs = [j for j in mine.jobs if j.place and j.day >= 0 and not j.mode and not mine.place(j.place).hidden]
    if jobs:
        job = jobs[int(mine.rng.integers(len(jobs)))]
        job.end += mine.rng.uniform(1.5, 4.5) * 3600
        mine.happened.append("overtime")


def wet_coal(mine: Mine) -> None:
    """The belt scale drifts, or the coal is wet."""
    d0 = _day(mine, -0.3, 0.7)
    sl = mine.mask_steps((d0 * DAY, (d0 + int(mine.rng.integers(3, 10))) * DAY))
    mine.scale_mult[sl] *= mine.rng.uniform(1.03, 1.08)
    mine.happened.append("wet_coal")


def stock_moved(mine: Mine) -> None:
    """Coal kept in the bunkers is hoisted on one day."""
    t = _moment(mine, (0, 14))
    sl = mine.mask_steps((t, t + mine.rng.uniform(4, 9) * 3600))
    mine.stock[sl] += mine.rng.uniform(0.12, 0.5) * mine.lay.capacity / 330 / max(1, sl.stop - sl.start)
    mine.happened.append("stock_moved")


def new_pump(mine: Mine) -> None:
    """A new load on a feeder that is not in the register yet."""
    if mine.extra_feeder is None:
        d0 = _day(mine, -0.4, 0.7)
        mine.extra_feeder = (f"FD{int(mine.rng.integers(21, 39))}", 160.0)
        _load(
            mine,
            "unlisted",
            d0,
            mine.days,
            list(range(mine.shifts)),
            mine.rng.uniform(45, 110),
            mine.rng.uniform(0.25, 0.6),
        )
        mine.happened.append("new_pump")


def door_open(mine: Mine) -> None:
    """An air door stands open for a while: one place gets less air, another more."""
    places = [p for p in mine.places if not p.hidden]
    t = _moment(mine)
    sl = mine.mask_steps((t, t + mine.rng.uniform(8, 45) * 60))
    for p, factor in zip(
        mine.rng.permutation(np.array([p.key for p in places]))[:2], (0.72, 1.15), strict=False
    ):
        mine.air_mult.setdefault(str(p), np.ones(mine.steps))[sl] *= factor
    mine.happened.append("door_open")


def cold_spell(mine: Mine) -> None:
    """The shaft heaters run."""
    d0 = _day(mine)
    sl = mine.mask_steps((d0 * DAY, (d0 + int(mine.rng.integers(2, 6))) * DAY))
    extra = mine.kw_extra.setdefault("surface", np.zeros(mine.steps))
    extra[sl] += mine.rng.uniform(80, 320)
    mine.happened.append("cold_spell")


def training_day(mine: Mine) -> None:
    """A dozen new men are shown round."""
    day, s = int(mine.rng.integers(0, mine.days)), _office(mine)
    begin, _ = mine.shift_window(day, s)
    goals = [mine.lay.roles["main"][0], mine.lay.district_nodes[0][-1], mine.places[0].stations[0]]
    mine.jobs.append(
        Job(
            day,
            s,
            int(mine.rng.integers(9, 17)),
            "new",
            ("实习工",),
            "培训科",
            goals,
            "guided",
            begin + 3600,
            begin + 4.5 * 3600,
            together=True,
        )
    )
    mine.happened.append("training_day")


def rock_hoisting(mine: Mine) -> None:
    """Rock of the headings goes over the same belts and is weighed with the coal."""
    mine.rock = float(mine.rng.uniform(0.02, 0.07)) * mine.lay.capacity / 330
    mine.happened.append("rock_hoisting")


def fan_kept_on(mine: Mine) -> None:
    """A finished heading is still ventilated, as it must be."""
    if mine.lay.spares:
        mine.kept_fans.append(int(mine.rng.integers(len(mine.lay.spares))))
        mine.happened.append("fan_kept_on")


def _flag(name: str, attribute: str = "") -> Event:
    def put(mine: Mine) -> None:
        setattr(mine, attribute or name, True)
        mine.happened.append(name)

    return put


PLANNED: dict[str, Event] = {
    "face_move": face_move,
    "new_face": new_face,
    "holiday": holiday,
    "maintenance_day": maintenance_day,
    "honest_overhaul": honest_overhaul,
    "reader_outage": reader_outage,
    "branch_outage": branch_outage,
    "link_outage": link_outage,
    "server_service": server_service,
    "evacuation_drill": evacuation_drill,
    "reversal_drill": reversal_drill,
    "weekly_peak": weekly_peak,
    "visitors": visitors,
    "contractors": contractors,
    "road_repair": road_repair,
    "gas_drilling": gas_drilling,
    "geology": geology,
    "rain": rain,
    "pressure_fall": pressure_fall,
    "pump_test": pump_test,
    "goaf_drainage": goaf_drainage,
    "seal_round": seal_round,
    "wet_coal": wet_coal,
    "stock_moved": stock_moved,
    "new_pump": new_pump,
    "door_open": door_open,
    "cold_spell": cold_spell,
    "training_day": training_day,
    "rock_hoisting": rock_hoisting,
    "fan_kept_on": fan_kept_on,
    "apprentices": _flag("apprentices"),
    "lunch_chamber": _flag("lunch_chamber", "lunch"),
    "late_files": _flag("late_files"),
    "clean_intake": _flag("clean_intake", "flat_intake"),
}


def _times(mine: Mine, name: str) -> int:
    rate = LOOKALIKES[name]
    n = int(mine.rng.random() < rate.chance)
    return n + int(mine.rng.poisson(rate.ten_days * mine.days / 10))


def plan_events(mine: Mine) -> None:
    """Draw the look-alikes that change the plan."""
    for name, event in PLANNED.items():
        for _ in range(_times(mine, name)):
            event(mine)


def late_plan(mine: Mine) -> None:
    """Events that need the rota."""
    for _ in range(_times(mine, "overtime")):
        overtime(mine)


# ---- what the systems recorded ---------------------------------------------------------------------------------------


def _inside(mine: Mine) -> list[Trip]:
    return [
        t for t in mine.trips if t.who and t.t_in > 0 and t.t_out < mine.seconds and t.body and not t.job.mode
    ]


def record_events(mine: Mine, mover: Mover) -> None:
    """Drills, batteries, forgotten and swapped cards, clock jumps, sensor faults."""
    rng, lay = mine.rng, mine.lay
    for a, _ in mine.evacuations:
        for trip in mine.trips:
            if trip.job.style == "fixed" or trip.job.place and trip.job.mode:
                continue
            if trip.t_in < a < trip.t_out - 1800:
                cut_trip(trip, lay.portal, a + rng.uniform(30, 420), mover)
    trips = _inside(mine)
    for _ in range(_times(mine, "tired_battery")):
        if trips:
            trip = trips[int(rng.integers(len(trips)))]
            dead = rng.uniform(trip.t_in + 600, trip.t_out)
            trip.events = [e for e in trip.events if e[0] < dead] or trip.events[:1]
            trip.frozen.append((dead, trip.t_out + 12 * 3600))
            if mine.drops_unread:
                trip.unlisted.append((dead + 1800, trip.t_out + 12 * 3600))
            if rng.random() < 0.5:
                old = trip.t_out
                trip.t_out += rng.uniform(0.3, 7) * 3600
                mine.alarms.append(("RYCS", trip, old + 1800, trip.t_out))
            mine.happened.append("tired_battery")
    for _ in range(_times(mine, "forgotten_card")):
        if trips:
            trip = trips[int(rng.integers(len(trips)))]
            left = rng.uniform(trip.t_in + 3600, max(trip.t_in + 3700, trip.t_out - 1800))
            trip.events = [e for e in trip.events if e[0] < left]
            old, trip.t_out = trip.t_out, trip.t_out + rng.uniform(5, 30) * 3600
            trip.parked.append((left, trip.t_out - 2400))
            at = trip.events[-1][1]
            mover.walk(trip.events, trip.t_out - 2400, at, lay.portal, 1.1)
            trip.t_out = max(trip.t_out, trip.events[-1][0] + 20)
            mine.alarms.append(("RYCS", trip, old + 2 * 3600, trip.t_out))
            trip.owner.free_at = trip.t_out
            _clear(mine, trip)
            mine.happened.append("forgotten_card")
    if rng.random() < LOOKALIKES["swapped_card"].chance:
        for number in rng.choice(len(mine.people), size=min(3, len(mine.people)), replace=False):
            who = mine.people[int(number)]
            spare = _spare_card(mine, who)
            since = rng.uniform(0.2, 0.8) * mine.seconds
            for trip in mine.trips:
                if trip.who is who and trip.t_in > since:
                    trip.who = spare
        mine.happened.append("swapped_card")
    for _ in range(_times(mine, "clock_jump")):
        t = _moment(mine)
        mine.clock.append(
            (t, t + rng.uniform(1, 10) * 3600, float(rng.choice([-1, 1]) * rng.uniform(95, 840)))
        )
        mine.happened.append("clock_jump")
    for _ in range(_times(mine, "sensor_fault")):
        if mine.points:
            t = _moment(mine)
            mine.point_faults.append(
                (int(rng.integers(len(mine.points))), t, t + rng.gamma(1.5, 1.4) * 3600 + 300)
            )
            mine.happened.append("sensor_fault")


def _spare_card(mine: Mine, who: Person) -> Person:
    """A new card for the same person."""
    spare = mine.person(who.trade, who.duty, who.dept, who.leader, who.special)
    spare.name = who.name
    return spare


def _clear(mine: Mine, long: Trip) -> None:
    """The owner of a card left below goes with a spare card until it is back."""
    for trip in mine.trips:
        if trip is not long and trip.who is long.who and trip.t_in < long.t_out and trip.t_out > long.t_in:
            trip.who = _spare_card(mine, long.owner)
