"""Things that happen in mines that have nothing to hide, each with its plain explanation in the data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .model import BIN, DAY, Body, Mine, Trip
from .motion import Walker, cage_times, cut_at
from .people import enrol
from .schedule import day_mask, lag


def _job(m: Mine, fn: Callable[[Mine, Walker], None]) -> None:
    m.edits.setdefault("jobs", []).append(fn)


def _after(m: Mine, fn: Callable[[Mine, Walker], None]) -> None:
    m.edits.setdefault("after", []).append(fn)


def _day(m: Mine, low: int = 1, keep: int = 1) -> int:
    return m.r.randint(min(low, m.days - 1), max(min(low, m.days - 1), m.days - 1 - keep))


def gang(
    m: Mine,
    role: str,
    team: str,
    n: int,
    node: int,
    days: range,
    shifts: list[int],
    trade: str = "",
    spread: bool = True,
) -> None:
    """A party that works at one place for some shifts, seen by the reader all the time."""
    crew = [[enrol(m, role, team, trade) for _ in range(n)] for _ in shifts]

    def go(m: Mine, w: Walker) -> None:
        near = [node] + (
            w.router.nearest(node, [q.i for q in m.nodes if q.kind not in ("surface", "chamber")], 3)[1:]
            if spread
            else []
        )
        for day in days:
            for k, s in enumerate(shifts):
                a, b = m.shift_span(day, s)
                for who, t in zip(crew[k], cage_times(m, a, n), strict=True):
                    w.wander(
                        who, t, b - m.r.randint(25, 40) * 60, near, [4.0, 1.0, 1.0][: len(near)], 2600, role
                    )

    _job(m, go)


def holiday(m: Mine) -> None:
    """One or two days off: no face works, few people on duty."""
    d = _day(m, 2, 2)
    n = m.r.randint(1, 2)
    for p in m.places:
        p.act[d + 1 : d + 1 + n] = 0
        p.crew[d + 1 : d + 1 + n] = 0
    m.support[d + 1 : d + 1 + n] = 0.4


def maintenance_day(m: Mine) -> None:
    """A whole day of overhaul: larger crews by day, no coal."""
    d = _day(m)
    for p in m.places:
        if p.kind == "coal_face":
            p.act[d + 1] = 0
            p.crew[d + 1] = np.round(p.crew[d + 1] * 1.1)


def face_move(m: Mine) -> None:
    """The coal face is stripped and moved: men and winches, no coal."""
    faces = [p for p in m.places if p.kind == "coal_face" and p.first is None]
    if not faces:
        return
    d, p = _day(m, 3, 2), faces[0]
    n = m.r.randint(2, 4)
    p.act[d + 1 : d + 1 + n] = 0
    live = p.crew[d + 1 : d + 1 + n]
    p.crew[d + 1 : d + 1 + n] = np.where(live > 0, np.round(live * 1.1), 0)


def emergency_drill(m: Mine) -> None:
    """Everybody underground walks to the refuge and back."""
    t0 = _day(m) * DAY + m.r.choice((9, 10, 15)) * 3600 + m.r.randint(0, 1800)

    def fn(m: Mine, w: Walker) -> None:
        refuge = m.marks["refuge"]
        for t in m.trips:
            if not t.times[0] + 1800 < t0 < t.times[-1] - 4800 or not t.body:
                continue
            i, j = cut_at(t, t0 + m.r.randint(0, 240), t0 + 4500)
            at = t.nodes[i - 1]
            back = t.nodes[j - 1]
            go = [(u, int(max(t0, t.times[i - 1] + 1) + s)) for u, s in w.router.path(at, refuge)]
            if not go or go[-1][1] > t0 + 2900:
                continue
            ret = [(u, t0 + 3000 + int(s * 0.9)) for u, s in w.router.path(refuge, back)]
            ret = [x for x in ret if x[1] < (t.times[j] if j < len(t.times) else t.t_out)]
            if ret and ret[-1][0] != back:
                continue
            mid = go + ret
            t.nodes[i:j] = [x[0] for x in mid]
            t.times[i:j] = [x[1] for x in mid]

    _after(m, fn)
    k0 = (t0 + DAY) // BIN

    def quiet() -> None:
        for p in m.places + m.edits.get("hidden", []):
            p.cut[k0 : k0 + 5] = 0
            p.tons[k0 : k0 + 5] = 0

    m.edits.setdefault("activity", []).append(quiet)


def reader_out(m: Mine) -> None:
    """One or two readers dead for hours: all who pass stay on the neighbour's list."""
    for _ in range(m.r.randint(1, 2)):
        a = m.r.randint(DAY // 2, max(DAY, m.end - DAY))
        node = m.r.choice(m.pick("main", "rise", "gate", "heading"))
        if node != m.marks["bottom"]:
            m.dead.append((node, a, a + m.r.randint(3, 14) * 3600))


def sensor_calibration(m: Mine) -> None:
    """Methane heads tested with 2 % gas for some minutes, state 4."""
    gas = [k for k, p in enumerate(m.points) if p.kind == "ch4"]
    for k in m.r.sample(gas, max(1, len(gas) * 2 // 3)):
        m.calibrations.append((k, _day(m, 0) * DAY + m.r.randint(9 * 3600, 15 * 3600)))


def feeder_swap(m: Mine) -> None:
    """Two feeders change switchgear: from one day on each shows the other's load."""
    f = [p.feeder for p in m.places if p.feeder]
    if len(f) >= 2:
        m.swaps.append((_day(m, 3, 3), f[0], f[1]))
    else:
        other = next(a for a, b, _ in m.edits["feeders"] if b == "other")
        m.swaps.append((_day(m, 3, 3), f[0], other))


def wet_days(m: Mine) -> None:
    """Rain: inflow of the whole mine rises and fades."""
    d = _day(m, 1, 2)
    x = np.zeros((m.days + 1) * 96)
    x[(d + 1) * 96 : (d + 2) * 96] = m.base_inflow * m.r.uniform(0.8, 2.0)
    m.extra_water = m.extra_water + lag(x, 30.0)


def visitors(m: Mine) -> None:
    """Guests with guest cards go round a face for two or three hours."""
    day, n = _day(m, 0), m.r.randint(4, 10)
    crew = [enrol(m, "visitor", "来宾", "来宾") for _ in range(n)]

    def go(m: Mine, w: Walker) -> None:
        t0 = day * DAY + m.r.randint(8, 14) * 3600
        p = m.r.choice(m.places)
        stop = p.nodes[-1]
        for k, who in enumerate(crew):
            t = w.open(who, t0 + k * m.r.randint(3, 7), "visitor")
            at = t.times[0] + 120.0
            for node in (m.marks["sump"], stop, p.nodes[0]):
                at = w.move(t, at, node, 1.15 + 0.01 * k) + 900 + m.r.randint(-40, 40)
            w.close(t, at, 1.15)

    _job(m, go)


def lost_card(m: Mine) -> None:
    """A card falls off at work, lies there for a day, its owner leaves without it and gets another card."""

    def fn(m: Mine, w: Walker) -> None:
        cand = [
            t
            for t in m.trips
            if t.role in ("repair", "trans", "elec") and DAY < t.t_in < m.end - 2 * DAY and len(t.nodes) > 8
        ]
        if not cand:
            return
        t = m.r.choice(cand)
        old = m.people[t.who]
        cut = max(3, len(t.nodes) - 6)
        later = [x for x in m.trips if x.who == t.who and x.t_in > t.t_in]
        new = enrol(m, old.role, old.team, old.trade, old.name)
        for x in later:
            x.who = new
        t.nodes, t.times = t.nodes[:cut], t.times[:cut]
        t.frozen.add(cut - 1)
        t.t_out = t.times[-1] + m.r.randint(16, 40) * 3600
        t.exits = False

    _after(m, fn)


def late_files(m: Mine) -> None:
    """Some hours' files are sent later, under a later name."""
    a = m.r.randint(DAY, max(DAY + 1, m.end - DAY))
    m.tampered_files.append(("late", a, a + m.r.randint(1, 3) * 3600))


def duplicate_files(m: Mine) -> None:
    """The sender repeats files."""
    a = m.r.randint(0, max(1, m.end - DAY))
    m.tampered_files.append(("twice", a, a + m.r.randint(2, 5) * 3600))


def half_files(m: Mine) -> None:
    """A link trouble cuts a few files in the middle."""
    a = m.r.randint(0, max(1, m.end - DAY))
    m.tampered_files.append(("half", a, a + m.r.randint(1, 2) * 1800))


def clock_drift(m: Mine) -> None:
    """The positioning server's clock runs wrong for some days."""
    a = _day(m, 1) * DAY
    m.clock_shift.append((a, m.r.choice((-1, 1)) * m.r.randint(40, 280)))


def crews_helping(m: Mine) -> None:
    """Part of one approved crew helps at another approved place for a few shifts."""
    if len(m.places) < 2:
        return
    a, b = m.r.sample(m.places, 2)
    d = _day(m, 1, 2)
    for day in range(d, d + m.r.randint(1, 3)):
        m.edits.setdefault("help", {})[(day, m.r.randrange(m.shifts))] = (
            a.key,
            b.key,
            max(2, int(a.crew_plan[0] * 0.5)),
        )


def repair_gang_old_road(m: Mine) -> None:
    """Repairers restore an old road by day: no cutting, no coal, hand tools."""
    node = m.r.choice(m.pick("old") or m.pick("rise"))
    d = _day(m, 0, 4)
    gang(
        m,
        "repair",
        "巷修队",
        m.r.randint(3, 7),
        node,
        range(d, min(m.days, d + m.r.randint(2, 6))),
        [_day_shift(m)],
    )


def dewatering_old_workings(m: Mine) -> None:
    """Drillers let water out of an old working near its seal; the pumps show it."""
    node = m.r.choice([s[2] for s in m.seals])
    d = _day(m, 1, 4)
    n = m.r.randint(2, 5)
    gang(
        m,
        "drill",
        "探放水队",
        m.r.randint(2, 4),
        node,
        range(d, min(m.days, d + n)),
        list(range(m.shifts)),
        "探放水工",
        False,
    )
    mask = day_mask(m, d, d + n - 1)
    m.extra_water = m.extra_water + mask * m.r.uniform(10, 35)
    m.extra_kw["other"] = m.extra_kw.get("other", 0) + mask * 18.0


def gas_drainage_drilling(m: Mine) -> None:
    """A rig drills drainage holes from a roadway: steady small load, drill water, no coal, no blasting."""
    node = m.r.choice(m.pick("rise", "gate"))
    d = _day(m, 0, 4)
    n = m.r.randint(3, 8)
    gang(
        m,
        "drill",
        "抽采队",
        m.r.randint(3, 5),
        node,
        range(d, min(m.days, d + n)),
        list(range(m.shifts))[:2],
        "瓦斯抽采工",
    )
    mask = day_mask(m, d, d + n - 1)
    m.extra_kw["other"] = m.extra_kw.get("other", 0) + mask * m.r.uniform(35, 70)
    m.extra_water = m.extra_water + mask * m.r.uniform(1, 3)


def shift_overlap(m: Mine) -> None:
    """Late relief: a shift stays on for an hour, two crews underground together."""
    for _ in range(m.r.randint(1, 3)):
        m.edits.setdefault("overlap", {})[(_day(m, 0), m.r.randrange(m.shifts))] = m.r.randint(40, 80) * 60


def roaming_driver(m: Mine) -> None:
    """A driver whose card is everywhere all day."""
    who = [enrol(m, "trans", "运输队", "无轨胶轮车司机") for _ in range(2)]
    s = _day_shift(m)

    def go(m: Mine, w: Walker) -> None:
        nodes = m.pick("main", "rise", "gate", "heading")
        for day in range(-1, m.days):
            a, b = m.shift_span(day, s)
            w.wander(
                who[day % 2],
                a - 1500 + m.r.randint(0, 900),
                b - 1500,
                nodes,
                [1.0] * len(nodes),
                260,
                "trans",
                0.7,
            )

    _job(m, go)


def network_outage(m: Mine) -> None:
    """The whole mine sends nothing for some hours, any system."""
    a = m.r.randint(DAY // 2, max(DAY, m.end - DAY))
    m.outages.append((a, a + m.r.randint(40, 260) * 60))


def stock_moved(m: Mine) -> None:
    """The bunker is run full and emptied the next day."""
    m.edits["stock_day"] = (_day(m, 2, 2), m.r.uniform(0.2, 0.4))


def low_pressure(m: Mine) -> None:
    """A deep barometric low draws gas from the old workings, in every district, slowly and without regard to shifts."""
    d = _day(m, 1, 2)
    x = np.zeros((m.days + 1) * 96)
    x[(d + 1) * 96 + m.r.randint(0, 60) :][:130] = m.r.uniform(0.3, 0.9)
    for k in range(1 + max(p.district for p in m.places)):
        m.extra_gas.append((k, lag(x, 8.0)))


def rescue_training(m: Mine) -> None:
    """A rescue squad trains in old roads for half a shift, then leaves."""
    node = m.r.choice(m.pick("old", "seal"))
    d = _day(m, 1)
    gang(m, "rescue", "救护队", m.r.randint(7, 10), node, range(d, d + 1), [_day_shift(m)], "救护队员", False)


def apprentice_with_master(m: Mine) -> None:
    """An apprentice follows his master; each is read on his own, some steps apart, and now and then they part."""
    s = _day_shift(m)
    kid = enrol(m, "elec", "机电队", "学徒电工")

    def fn(m: Mine, w: Walker) -> None:
        done: set[int] = set()
        for t in [x for x in m.trips if x.role == "elec"]:
            day = (t.t_in + 3600) // DAY
            if day in done or not abs(t.t_in - m.shift_span(day, s)[0]) < 7200:
                continue
            done.add(day)
            x = Trip(kid, t.t_in + m.r.randint(2, 12), t.t_out + m.r.randint(2, 14), [], [], role="elec")
            skip = False
            for k, (u, at) in enumerate(zip(t.nodes, t.times, strict=True)):
                if 5 < k < len(t.nodes) - 5 and m.r.random() < 0.12:
                    skip = not skip
                if not skip or k >= len(t.nodes) - 5:
                    x.nodes.append(u)
                    x.times.append(max(at + m.r.randint(-20, 45), (x.times[-1] + 1) if x.times else x.t_in))
            x.t_out = max(x.t_out, x.times[-1] + 2)
            m.trips.append(x)
            m.bodies.append(Body(x.t_in, x.t_out, "main"))

    _after(m, fn)


def flat_battery(m: Mine) -> None:
    """Cards go silent in mid-shift and do not come back that day."""

    def fn(m: Mine, w: Walker) -> None:
        cand = [t for t in m.trips if t.body and 0 < t.t_in < m.end - DAY and len(t.nodes) > 12]
        for t in m.r.sample(cand, min(len(cand), 3)):
            k = len(t.nodes) // 2 + 2
            t.nodes, t.times = t.nodes[:k], t.times[:k]
            t.t_out, t.exits = t.times[-1] + m.r.randint(300, 1500), False

    _after(m, fn)


def pump_test(m: Mine) -> None:
    """The joint pump test after rain season: all pumps run together for an hour."""
    d = _day(m)
    m.extra_kw["pump"] = np.zeros((m.days + 1) * 96)
    k = (d + 1) * 96 + 40
    m.extra_kw["pump"][k : k + 5] = m.pumps[0][2] * 0.9


def camera_dust(m: Mine) -> None:
    """The portal camera counts badly for a day, both ways."""
    m.edits["camera_bad_day"] = _day(m)


def belt_scale_off(m: Mine) -> None:
    """A belt scale reads a few per cent wrong all the time."""
    m.edits.setdefault("scale", {})["C0"] = m.r.uniform(0.96, 1.035)


def double_name(m: Mine) -> None:
    """One card is listed with two names after a man left and another took over his number."""
    m.edits["double_name"] = True


def _day_shift(m: Mine) -> int:
    return min(range(m.shifts), key=lambda s: abs(m.shift_starts[s] - 480))


EVENTS: dict[str, Callable[[Mine], None]] = {
    f.__name__: f
    for f in (
        holiday,
        maintenance_day,
        face_move,
        emergency_drill,
        reader_out,
        sensor_calibration,
        feeder_swap,
        wet_days,
        visitors,
        lost_card,
        late_files,
        duplicate_files,
        half_files,
        clock_drift,
        crews_helping,
        repair_gang_old_road,
        dewatering_old_workings,
        gas_drainage_drilling,
        shift_overlap,
        roaming_driver,
        network_outage,
        stock_moved,
        low_pressure,
        rescue_training,
        apprentice_with_master,
        flat_battery,
        pump_test,
        camera_dust,
        belt_scale_off,
        double_name,
    )
}
