"""Honest events: ordinary trouble and ordinary work that can look odd in the data, each with its explanation."""

from __future__ import annotations

from collections.abc import Callable

from .chance import DAY
from .people import Planner
from .state import Mine, Trip

EARLY: dict[str, Callable[[Mine], bool]] = {}
LATE: dict[str, Callable[[Mine, Planner], bool]] = {}


def early(fn: Callable[[Mine], bool]) -> Callable[[Mine], bool]:
    """Registers an event that is arranged before the shifts are planned."""
    EARLY[fn.__name__] = fn
    return fn


def late(fn: Callable[[Mine, Planner], bool]) -> Callable[[Mine, Planner], bool]:
    """Registers an event that changes trips already planned."""
    LATE[fn.__name__] = fn
    return fn


def some_time(m: Mine, lo: int = 8, hi: int = 16) -> int:
    """A second on some day, between two hours."""
    return m.d.randrange(m.days) * DAY + m.d.randint(lo * 3600, hi * 3600)


@early
def reader_dead(m: Mine) -> bool:
    node = m.d.choice(
        [
            i
            for i, x in enumerate(m.g.nodes)
            if x.kind in ("intake", "return", "heading", "gate_in", "mid", "seal")
        ]
    )
    t = some_time(m, 0, 20)
    m.dead.append((node, t, t + m.d.randint(2, 30) * 3600))
    return True


@early
def network_outage(m: Mine) -> bool:
    t = some_time(m, 0, 22)
    m.outages.append((t, t + m.d.randint(40, 300) * 60, "all"))
    return True


@early
def late_and_double_files(m: Mine) -> bool:
    m.opts["double"] = 0.01
    return True


@early
def truncated_files(m: Mine) -> bool:
    m.opts["truncated"] = 0.004
    return True


@early
def planned_power_cut(m: Mine) -> bool:
    t = some_time(m, 7, 10)
    end = t + m.d.randint(3, 6) * 3600
    m.opts.setdefault("power_off", []).append((t, end))
    m.opts.setdefault("no_work", []).append((t, end + 1800))
    return True


@early
def barometric_drop(m: Mine) -> bool:
    m.opts.setdefault("baro_drop", []).append((some_time(m, 0, 23), m.d.uniform(1.2, 2.6)))
    return True


@early
def heavy_rain_inflow(m: Mine) -> bool:
    t = some_time(m, 0, 23)
    m.opts.setdefault("rain", []).append((t, t + m.d.randint(2, 5) * DAY, m.d.uniform(1.25, 1.8)))
    return True


@early
def face_equipment_move(m: Mine) -> bool:
    f = m.d.choice([x for x in m.g.faces if x.kind == "coal_face"])
    if m.kind != "healthy" and f is m.opts.get("target"):
        return False
    a = m.d.randint(1, max(1, m.days - 3)) * DAY
    m.opts.setdefault("face_pause", {}).setdefault(f.face_id, []).append((a, a + m.d.randint(2, 4) * DAY))
    return True


@early
def geology_breakdown(m: Mine) -> bool:
    f = m.d.choice(m.g.faces)
    t = some_time(m, 0, 20)
    m.opts.setdefault("face_pause", {}).setdefault(f.face_id, []).append((t, t + m.d.randint(6, 20) * 3600))
    return True


@early
def man_train_rides(m: Mine) -> bool:
    m.opts["man_train"] = True
    return True


@early
def seal_building_gang(m: Mine) -> bool:
    node = m.d.choice([n for _, _, ns in m.g.seals for n in ns])
    a = m.d.randrange(max(1, m.days - 3)) * DAY
    m.opts["seal_gang"] = (a, a + m.d.randint(2, 5) * DAY, node)
    day = m.opts["day_shift"]
    for _ in range(m.d.randint(2, 5)):
        m.add_person("密闭工", "通风队", "ventman", day, [], "vent")
    m.opts["seal_note"] = (node, a)
    return True


@early
def roadway_repair_gang(m: Mine) -> bool:
    spot = m.d.choice(m.g.ret[1:] + m.g.intake[2:])
    m.opts["repair_at"] = [spot] * 3 + m.g.neighbours(spot)[:1]
    for _ in range(m.d.randint(3, 6)):
        m.add_person("巷修工", "巷修队", "repair", m.opts["day_shift"], [], "repair")
    return True


@early
def rock_hoisting(m: Mine) -> bool:
    for k in range(m.days):
        if m.d.random() < 0.6:
            t = k * DAY + m.d.randint(9, 14) * 3600
            m.opts.setdefault("rock", []).append((t, t + m.d.randint(1, 3) * 3600))
    return True


@early
def bunker_stock_drawdown(m: Mine) -> bool:
    m.opts["stock"] = [m.d.randrange(m.days)]
    return True


@early
def wet_coal_booking(m: Mine) -> bool:
    m.opts["wet_coal"] = m.d.randrange(m.days) * DAY + 1
    return True


@early
def new_drainage_pump(m: Mine) -> bool:
    spot = m.d.choice(m.g.intake[1:])
    m.opts["new_pump"] = (spot, m.d.randrange(m.days) * DAY, m.opts["wet"] * m.d.uniform(0.2, 0.5))
    m.opts.setdefault("rain", []).append((m.opts["new_pump"][1], m.days * DAY, 1.05))
    return True


@early
def fan_changeover(m: Mine) -> bool:
    t = some_time(m, 9, 12)
    m.opts.setdefault("fan_off", []).append((t, t + 600))
    return True


@early
def air_door_open(m: Mine) -> bool:
    for _ in range(m.d.randint(1, 4)):
        t = some_time(m, 0, 23)
        m.opts.setdefault("door", []).append((t, t + m.d.randint(10, 50) * 60, m.d.uniform(80, 300)))
    return True


@early
def sensor_fault_declared(m: Mine) -> bool:
    t = some_time(m, 0, 22)
    m.opts["sensor_fault"] = (t, t + m.d.randint(1, 8) * 3600)
    return True


@early
def sensor_replaced(m: Mine) -> bool:
    m.opts["sensor_new"] = (some_time(m, 8, 15), m.d.choice([-0.04, 0.03, 0.05]))
    return True


@early
def new_heading_started(m: Mine) -> bool:
    head = [f for f in m.g.faces if f.kind == "heading"]
    if not head or m.kind not in ("healthy", "data_fabricated", "sensor_masked", "card_parked"):
        return False
    m.d.choice(head).since = m.d.randint(1, max(1, m.days - 2))
    return True


@early
def heading_finished(m: Mine) -> bool:
    head = [f for f in m.g.faces if f.kind == "heading" and f.since < 0]
    if not head or m.kind not in ("healthy", "data_fabricated", "sensor_masked", "card_parked"):
        return False
    m.d.choice(head).until = m.d.randint(2, max(2, m.days))
    return True


@early
def holiday_stop(m: Mine) -> bool:
    if m.kind != "healthy" or m.days < 4:
        return False
    a = m.d.randint(1, m.days - 2)
    b = min(m.days, a + m.d.randint(2, 5))
    state = m.d.choice(["suspended", "overhaul"])
    m.status = [("producing", -400, a), (state, a, b), ("producing", b, None)]
    return True


# ---- events on trips ------------------------------------------------------------------------------------------------


def shifted(m: Mine, tr: Trip, person: int, lo: int, hi: int) -> Trip:
    """The walk of a companion a few seconds ahead or behind, changing a little with every reader."""
    k = m.d.randint(lo, hi)
    ts: list[int] = []
    last = 0
    for t in tr.ts:
        last = max(last + 1 if ts else 0, t + k + m.d.randint(-lo, hi))
        ts.append(last)
    return Trip(
        person, m.people[person].card, list(tr.st), ts, max(ts[-1] + 90, tr.out + m.d.randint(-4, 9)), 1
    )


@late
def visitors_with_guide(m: Mine, plan: Planner) -> bool:
    day = m.d.randrange(m.days)
    s = m.opts["day_shift"]
    guide = m.add_person("安全检查工", "安监部", "extra", s, [m.g.spots["bottom"]])
    base = plan.shift(day, s, [(guide, [m.g.spots["bottom"]], 900.0)])[0]
    base.st, base.ts = base.st[:2], base.ts[:2]
    t = float(base.ts[-1] + 60)
    for spot in m.d.sample(plan.tour, 3):
        t = plan.walk(base, spot, t, 0.9) + m.d.randint(10, 35) * 60
    plan.leave(base, t, 0.9)
    m.trips.append(base)
    for _ in range(m.d.randint(3, 9)):
        m.trips.append(shifted(m, base, m.add_person("未设置", "来宾", "extra", s, [], post="来宾"), 2, 25))
    return True


@late
def master_and_apprentice(m: Mine, plan: Planner) -> bool:
    pool = [i for i, p in enumerate(m.people) if p.role == "rover" and not p.lead]
    for master in m.d.sample(pool, min(len(pool), m.d.randint(1, 3))):
        p = m.people[master]
        boy = m.add_person(p.trade, p.dept, "extra", p.shift, [], post="学徒")
        m.trips += [shifted(m, t, boy, 3, 30) for t in m.trips if t.person == master and m.d.random() < 0.9]
    return True


@late
def card_replaced(m: Mine, plan: Planner) -> bool:
    person = m.d.choice([t.person for t in m.trips if t.card >= 0 and m.people[t.person].role == "crew"])
    day = m.d.randrange(1, max(2, m.days))
    new = m.new_card(m.people[person])
    old = m.people[person].card
    for t in m.trips:
        if t.person == person and t.ts[0] >= day * DAY:
            t.card = new
    finder = [t for t in m.trips if day * DAY <= t.ts[0] < (day + 1) * DAY and t.person != person]
    if finder:
        f = m.d.choice(finder)
        half = len(f.st) // 2
        m.trips.append(Trip(person, old, f.st[half:], f.ts[half:], f.out + 2, 0))
    return True


@late
def flat_battery(m: Mine, plan: Planner) -> bool:
    for t in m.d.sample(m.trips, min(len(m.trips), m.d.randint(1, 3))):
        if t.card >= 0:
            t.unread.append((m.d.randint(t.ts[1], max(t.ts[1] + 1, t.out - 600)), t.out + 60))
    return True


@late
def tag_lost_below(m: Mine, plan: Planner) -> bool:
    pool = [
        t
        for t in m.trips
        if m.people[t.person].role == "crew" and t.card >= 0 and 0 < t.ts[0] < (m.days - 1) * DAY
    ]
    if not pool:
        return False
    t = m.d.choice(pool)
    at = len(t.st) * 2 // 3
    m.trips.append(Trip(t.person, -1, t.st, t.ts, t.out, t.bodies))
    back = t.ts[at] + m.d.randint(9, 20) * 3600
    t.still.append((t.ts[at] + 30, back))
    t.st, t.ts, t.bodies = t.st[: at + 1], t.ts[: at + 1], 0
    end = plan.walk(t, m.g.spots["bottom"], float(back), 1.0)
    t.out = int(end) + 260
    new = m.new_card(m.people[t.person])
    for x in m.trips:
        if x.person == t.person and t.ts[at] < x.ts[0] < t.out and x.card == t.card and x is not t:
            x.card = new
    return True


@late
def fire_drill(m: Mine, plan: Planner) -> bool:
    if m.kind in ("card_parked", "cards_carried"):
        return False
    at = some_time(m, 9, 11)
    for t in m.trips:
        if t.ts[0] < at - 900 and t.out > at + 2400 and not t.still:
            keep = sum(1 for x in t.ts if x <= at)
            t.st, t.ts = t.st[:keep], t.ts[:keep]
            plan.leave(t, at + m.d.randint(20, 240), 1.15)
    m.opts.setdefault("no_work", []).append((at, at + 4 * 3600))
    return True


@late
def overtime_repair(m: Mine, plan: Planner) -> bool:
    pool = [
        t
        for t in m.trips
        if m.people[t.person].trade in ("电钳工", "维修电工", "检修工") and not t.still and t.card >= 0
    ]
    for t in m.d.sample(pool, min(len(pool), m.d.randint(2, 5))):
        cut = max(2, len(t.st) * 2 // 3)
        end = t.out + m.d.randint(4, 6) * 3600
        t.st, t.ts = t.st[:cut], t.ts[:cut]
        f = m.d.choice(m.g.faces)
        x = plan.walk(t, f.nodes[0], float(t.ts[-1] + 300), 1.0)
        plan.leave(t, plan.stay(t, f.nodes + f.inlet[-1:], x, float(end), 1.0, 1800.0), 1.0)
    return bool(pool)


@late
def handover_meeting(m: Mine, plan: Planner) -> bool:
    day, s = m.d.randrange(m.days), m.d.randrange(len(m.starts))
    begin = day * DAY + m.start_seconds[s]
    for t in m.trips:
        if (
            begin - 3600 < t.ts[0] < begin + 600
            and m.people[t.person].role in ("crew", "haul")
            and len(t.st) > 3
            and not t.still
        ):
            hold = m.d.randint(900, 1300)
            t.ts = [*t.ts[:2], t.ts[1] + 60, *(x + hold for x in t.ts[2:])]
            t.st = [*t.st[:2], m.g.spots["waiting"], *t.st[2:]]
            t.out = max(t.out, t.ts[-1] + 120)
    return True


@late
def leaders_joint_round(m: Mine, plan: Planner) -> bool:
    lead = [t for t in m.trips if m.people[t.person].lead]
    if len(lead) < 2:
        return False
    base = m.d.choice(lead)
    other = next((t for t in lead if t.person != base.person and abs(t.ts[0] - base.ts[0]) < 7200), None)
    if other is None:
        return False
    m.trips.remove(other)
    m.trips.append(shifted(m, base, other.person, 4, 40))
    return True


def choose(m: Mine) -> None:
    """Draws the events of a mine and arranges the early ones."""
    d = m.d
    names = list(EARLY) + list(LATE)
    d.shuffle(names)
    want = d.randint(5, 9) if m.kind == "healthy" else d.randint(2, 4)
    if m.kind == "working_while_stopped":
        names = [
            x for x in names if x not in ("face_equipment_move", "bunker_stock_drawdown", "wet_coal_booking")
        ]
    m.opts["late_events"] = []
    for name in names:
        if want == 0:
            break
        if name in LATE:
            m.opts["late_events"].append(name)
            want -= 1
        elif EARLY[name](m):
            m.events.append(name)
            want -= 1


def late_events(m: Mine, plan: Planner) -> None:
    """Applies the events that change trips."""
    for name in m.opts["late_events"]:
        if LATE[name](m, plan):
            m.events.append(name)
