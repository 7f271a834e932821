"""Honest oddities: what happens in every mine and must not be taken for deceit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from .crew import add_trip, gang, hire, shift_trip, travel, walk
from .mine import DAY, SLOTS, Face, Hidden, Trip, World, coal_face
from .plant import calibrate


def day_text(w: World, day: int) -> str:
    """Date of a day number."""
    return (w.t0 + timedelta(days=day)).date().isoformat()


def set_state(w: World, state: str, d0: int, d1: int) -> None:
    """Register a state for days d0..d1 (d1 is the first day after it)."""
    last = w.status[-1]
    if d0 <= 0:
        last["to"] = day_text(w, d0)
    else:
        last["to"] = day_text(w, d0)
    w.status.append(
        {"state": state, "from": day_text(w, d0), "to": None if d1 >= w.days else day_text(w, d1)}
    )
    if d1 < w.days:
        w.status.append({"state": "producing", "from": day_text(w, d1), "to": None})


def day_shift(w: World) -> int:
    """Index of the shift that begins in the morning."""
    return next((k for k, s in enumerate(w.starts) if 6 <= int(s[:2]) < 12), 0)


def spare_feeder(w: World) -> str:
    """A feeder for odd jobs."""
    return str([f["feeder"] for f in w.feeders if f["serves"] == "other"][-1])


def recall(w: World, at: float) -> None:
    """Everybody underground at that moment walks out."""
    r, out = w.rng, []
    for t in w.trips:
        if t.place in ("pump", "sub") or not t.t_in + 1500 < at < t.t_out - 1500:
            out.append(t)
            continue
        k = int(np.searchsorted(t.vt, at, "right")) - 1
        leave = at + float(r.uniform(20, 900))
        vt, vs, end = list(t.vt[: k + 1]), list(t.vs[: k + 1]), leave
        cur = int(t.vs[k])
        for nxt, m, ride in w.lay.path(cur, t.portal):
            end += m / (2.9 if ride else 1.25)
            vt.append(end)
            vs.append(nxt)
        out.append(replace(t, vt=np.array(vt), vs=np.array(vs), t_out=end + 1.0))
    w.trips = out


def extend(t: Trip, seconds: float) -> None:
    """Stay longer at the longest stop."""
    if len(t.vt) > 2:
        k = int(np.diff(t.vt).argmax()) + 1
        t.vt = t.vt.copy()
        t.vt[k:] += seconds
        t.t_out += seconds


def halt(w: World, a: float, b: float) -> None:
    """No coal between two times."""
    mask = w.knobs.setdefault("halt", np.zeros(w.days * SLOTS, bool))
    mask[w.span_slots(a, b)] = True


def _job(
    w: World,
    n: int,
    trade: str,
    dept: str,
    sts: list[int],
    a: float,
    b: float,
    shifts: list[int],
    mode: str = "roam",
    place: str = "job",
) -> None:
    """A crew for odd work over some days."""
    crews = {s: gang(w, n, trade, dept) for s in shifts}

    def go() -> None:
        for _, s, x, y in w.shifts():
            if s in shifts and a - 1 <= x < b and int(x // DAY) not in w.knobs.get("quiet", ()):
                lead, car = float(w.rng.normal(0, 400)), float(w.rng.uniform(0.9, 1.1))
                for j in crews[s]:
                    if w.rng.random() > 0.06:
                        shift_trip(w, j, x, y, sts, mode, place, lead, car)

    w.on_people.append(go)


def _group(w: World, who: list[int], at: float, route: list[tuple[int, float]], place: str = "group") -> None:
    def go() -> None:
        if int(at // DAY) in w.knobs.get("quiet", ()):
            return
        pace = float(w.rng.uniform(0.95, 1.15))
        for j in who:
            add_trip(
                w,
                j,
                at + float(w.rng.uniform(0, 90)),
                [(s, d + float(w.rng.uniform(-60, 60))) for s, d in route],
                place,
                pace=pace + float(w.rng.normal(0, 0.01)),
            )

    w.on_people.append(go)


def new_face(w: World) -> bool:
    """A heading is approved in the middle of the data and begins to work (runs before the roster)."""
    if w.days < 4:
        return False
    r, lay = w.rng, w.lay
    old = w.pick([f for f in w.faces if f.kind == "heading"])
    at = w.pick(lay.role("main")[1:] or lay.role("main"))
    m = lay.st[at]
    area = lay.area("重点区域", "新掘进工作面")
    name = old.name[:2] + f"{int(r.integers(20, 40))}回风巷掘进工作面"
    lay.areas[area].name = name
    e0 = lay.add(f"{name}口", area, "heading", m.x - 20, m.y - 40, m.z)
    e1 = lay.add(f"{name}迎头", area, "heading", m.x - 20, m.y - 190, m.z + 4)
    lay.link(at, e0)
    lay.link(e0, e1)
    lay._tree.clear()
    d = int(r.integers(1, w.days - 1))
    fid = f"H{sum(f.kind == 'heading' for f in w.faces) + 1}"
    w.faces.append(
        Face(
            fid,
            name,
            "heading",
            [e1, e0],
            d * DAY,
            None,
            list(old.crew),
            list(old.prod),
            old.plan,
            old.advance,
            old.air,
            old.ch4,
            old.inflow,
            old.expl,
            old.kwh_t,
            old.rock,
        )
    )
    w.work[fid] = np.ones(w.days)
    w.conveyors[0]["serves"].append(fid)
    feeder = next(f for f in w.feeders if f["serves"] == old.fid)
    w.feeders.append({"feeder": f"FD{len(w.feeders) + 1:02d}", "serves": fid, "rated_kw": feeder["rated_kw"]})
    for pt in [q for q in w.points if q.of == old.fid and q.kind != "fan"][:2]:
        n = len(w.points) + 1
        w.points.append(
            replace(
                pt,
                code=f"{pt.code[:20]}{n:03d}B{n % 16:02d}",
                station=e1,
                of=fid,
                label=pt.label.replace(old.name, name),
            )
        )
    w.note("new_face_approved", d * DAY, w.span)
    return True


def face_succession(w: World) -> bool:
    """A coal face ends on a date, the next one is approved; the old is stripped (before the roster)."""
    faces = w.live("coal_face")
    if w.days < 5 or len(faces) < 2:
        return False
    r, lay = w.rng, w.lay
    old = w.pick(faces)
    d = int(r.integers(2, w.days - 1))
    number = int(r.integers(20, 40))
    name = old.name[:2] + f"{number}{old.name[4:] if len(old.name) > 6 else '采煤工作面'}"
    side = float(r.choice([-1, 1]))
    sts = coal_face(w, w.knobs, name, int(w.pick(lay.role("main"))), int(side), float(r.uniform(150, 500)))
    lay._tree.clear()
    fid = f"F{sum(f.kind == 'coal_face' for f in w.faces) + 1}"
    w.faces.append(replace(old, fid=fid, name=name, stations=sts, start=d * DAY, end=None))
    old.end = d * DAY
    w.work[fid] = np.ones(w.days)
    w.conveyors[0]["serves"].append(fid)
    same = next(f for f in w.feeders if f["serves"] == old.fid)
    w.feeders.append({"feeder": f"FD{len(w.feeders) + 1:02d}", "serves": fid, "rated_kw": same["rated_kw"]})
    belt = next(c for c in w.conveyors[1:] if old.fid in c["serves"])
    w.conveyors.append(
        {"conveyor": f"C{len(w.conveyors) + 1}", "serves": [fid], "rated_t_per_h": belt["rated_t_per_h"]}
    )
    for pt in [q for q in w.points if q.of == old.fid]:
        n = len(w.points) + 1
        w.points.append(
            replace(
                pt,
                code=f"{pt.code[:20]}{n:03d}B{n % 16:02d}",
                station=sts[0],
                of=fid,
                label=pt.label.replace(old.name, name),
            )
        )
    _job(
        w,
        int(r.integers(6, 12)),
        "安装工",
        "综采安撤队",
        old.stations,
        d * DAY,
        min(w.days, d + 4) * DAY,
        [day_shift(w)],
        "face",
    )
    w.note("face_succession", d * DAY, w.span)
    return True


def overhaul(w: World) -> bool:
    """A declared overhaul: no coal, care and repair crews by day."""
    if w.days < 4:
        return False
    a, b = w.days_window(2, max(2, min(8, w.days // 3)))
    d0, d1 = int(a // DAY), int(b // DAY)
    set_state(w, "overhaul", d0, d1)
    for f in w.faces:
        w.work[f.fid][d0:d1] = 0.0
    for t in w.teams:
        w.presence[t.name][d0:d1] = 0.3 if t.mode == "face" else 1.0
    w.note("overhaul", a, b)
    return True


def holiday(w: World, d0: int | None = None, n: int | None = None) -> bool:
    """Holiday stop: only watchmen, pumpers, gas inspectors."""
    if w.days < 4:
        return False
    if d0 is None:
        a, b = w.days_window(2, max(2, min(6, w.days // 3)))
        d0, d1 = int(a // DAY), int(b // DAY)
    else:
        d1 = min(w.days, d0 + (n or 7))
    set_state(w, "suspended", d0, d1)
    w.knobs.setdefault("quiet", set()).update(range(d0, d1))
    for f in w.faces:
        w.work[f.fid][d0:d1] = 0.0
    for t in w.teams:
        keep = 1.0 if t.name in ("pump", "sub", "gas", "cadre") else 0.0
        w.presence[t.name][d0:d1] = keep
    w.note("holiday", d0 * DAY, d1 * DAY)
    return True


def face_move(w: World) -> bool:
    """Supports are carried to a new face line: many people, no coal from there."""
    if w.days < 4:
        return False
    f = w.pick(w.live("coal_face"))
    a, b = w.days_window(2, max(2, min(9, w.days // 2)))
    w.work[f.fid][int(a // DAY) : int(b // DAY)] = 0.0
    w.presence[f.fid][int(a // DAY) : int(b // DAY)] = float(w.rng.uniform(0.9, 1.15))
    w.note("face_move", a, b)
    return True


def rescue_drill(w: World) -> bool:
    """Everyone is called out in a drill."""
    at = float(w.rng.integers(0, w.days)) * DAY + float(w.rng.uniform(9, 16)) * 3600
    halt(w, at, at + 3.5 * 3600)
    w.knobs.setdefault("recalls", []).append(at)
    w.note("rescue_drill", at, at + 3.5 * 3600)
    return True


def power_outage(w: World) -> bool:
    """The grid fails for an hour or two and people leave."""
    at = float(w.rng.uniform(0.2, w.days - 0.4)) * DAY // 900 * 900
    b = at + float(w.rng.integers(3, 12)) * 900
    mask = w.knobs.setdefault("outage", np.zeros(w.days * SLOTS, bool))
    mask[w.span_slots(at, b)] = True
    halt(w, at, b + 2 * 3600)
    w.knobs.setdefault("recalls", []).append(at + 600)
    w.note("power_outage", at, b)
    return True


def calibration_round(w: World) -> bool:
    """All methane sensors are calibrated within one day."""
    a = float(w.rng.integers(0, w.days)) * DAY + 8.5 * 3600

    def go(p: dict[str, Any]) -> None:
        for k, q in enumerate(x for x in w.points if x.kind == "ch4"):
            calibrate(w, p, q.code, a + k * 1500.0)

    w.on_plant.append(go)
    w.note("calibration_round", a, a + 8 * 3600)
    return True


def reader_broken(w: World) -> bool:
    """A reader is dead for hours or days."""
    s = w.pick([i for i, x in enumerate(w.lay.st) if not x.role.startswith("portal")])
    a = float(w.rng.uniform(0, 0.7)) * w.span
    b = min(w.span, a + float(w.rng.uniform(0.3, 4)) * DAY)
    w.dead.append((s, a, b))
    w.note("reader_broken", a, b)
    return True


def cards_swapped(w: World) -> bool:
    """Two mates took each other's card for some days."""
    team = w.pick([t for t in w.teams if t.mode == "face"])
    x, y = (int(v) for v in w.rng.choice(team.pools[0], 2, replace=False))
    a, b = w.days_window(1, 5)

    def go() -> None:
        for t in w.trips:
            if a <= t.t_in < b and t.person in (x, y):
                t.card = w.people[y if t.person == x else x].card

    w.on_people.append(go)
    w.note("cards_swapped", a, b)
    return True


def inspection_visit(w: World) -> bool:
    """Inspectors walk through the mine together with visitor cards."""
    who = [hire(w, "检查人员", "来宾") for _ in range(int(w.rng.integers(5, 14)))]
    at = float(w.rng.integers(0, w.days)) * DAY + float(w.rng.uniform(8.5, 10.5)) * 3600
    route = [(w.pick(w.lay.role("main")), 500.0)] + [(f.stations[0], 1500.0) for f in w.live()[:3]]
    _group(w, who, at, route)
    w.note("inspection_visit", at, at + 4 * 3600)
    return True


def old_roadway_repair(w: World) -> bool:
    """A repair crew re-supports an old roadway."""
    a, b = w.days_window(2, 9)
    _job(w, int(w.rng.integers(3, 8)), "巷修工", "巷修队", w.lay.role("old")[:2], a, b, [day_shift(w)])
    w.note("old_roadway_repair", a, b)
    return True


def sealing_work(w: World) -> bool:
    """A retired face is sealed; the seal is put into the register."""
    f = w.retired()
    st = next(i for i, s in enumerate(w.lay.st) if s.name == f"{f.name}运输顺槽口")
    a, b = w.days_window(2, 5)
    _job(w, int(w.rng.integers(4, 8)), "通风工", "通风队", [st], a, b, [day_shift(w)], "face")
    w.seals.append(
        {
            "seal_id": f"S{len(w.seals) + 1}",
            "name": f"{f.name}密闭",
            "stations": [w.lay.st[st].code],
            "built": day_text(w, max(0, int(b // DAY) - 1)),
            "_st": st,
        }
    )
    w.note("sealing_work", a, b)
    return True


def pump_overhaul(w: World) -> bool:
    """One pump is stripped, the other takes over."""
    a, b = w.days_window(1, 3)
    w.knobs["pump_down"] = {w.pumps[0]["pump"]: (a, b)}
    _job(w, 3, "机修工", "机电队", w.lay.role("pump"), a, b, [day_shift(w)], "face")
    w.note("pump_overhaul", a, b)
    return True


def rescue_training(w: World) -> bool:
    """The rescue squad trains in old roadways for an afternoon."""
    who = gang(w, 8, "救护队员", "救护队")
    at = float(w.rng.integers(0, w.days)) * DAY + float(w.rng.uniform(8, 15)) * 3600
    olds = w.lay.role("old")
    _group(w, who, at, [(olds[0], 1200.0), (olds[-1], 5400.0), (olds[0], 900.0)])
    w.note("rescue_training", at, at + 4 * 3600)
    return True


def gas_drilling(w: World) -> bool:
    """Drainage holes are drilled round the clock from a gate road."""
    f = w.pick(w.live("coal_face"))
    a, b = w.days_window(2, 12)
    st = f.stations[-1]
    _job(w, int(w.rng.integers(2, 4)), "钻探工", "抽采队", [st], a, b, list(range(len(w.starts))), "face")
    on = np.zeros(w.days * SLOTS)
    on[w.span_slots(a, b)] = w.rng.random(len(on[w.span_slots(a, b)])) < 0.7
    w.hidden.append(
        Hidden(np.zeros(len(on)), haul="none", feeder=spare_feeder(w), base_kw=38.0, water=2.0, on=on)
    )

    def rest() -> None:
        for d in w.knobs.get("quiet", ()):
            on[d * SLOTS : (d + 1) * SLOTS] = 0.0

    w.on_people.append(rest)
    w.note("gas_drilling", a, b)
    return True


def rain_inflow(w: World) -> bool:
    """Rain brings more water for some days."""
    a, b = w.days_window(2, 8)
    x = np.arange(w.days * 24) * 3600.0
    peak = float(w.rng.uniform(0.3, 0.9))
    bump = np.where(x >= a, np.minimum(1, (x - a) / DAY) * np.exp(-np.maximum(0, x - b) / (2 * DAY)), 0.0)
    w.knobs["rain"] = 1 + peak * bump
    w.note("rain_inflow", a, b + 2 * DAY)
    return True


def scale_drift(w: World) -> bool:
    """The belt scale drifts and is set right at the end."""
    a, b = w.window(0.4, 0.9)
    g = np.ones(w.days * SLOTS)
    q = w.span_slots(a, b)
    g[q] = np.linspace(1, float(w.rng.choice([0.93, 0.95, 1.05, 1.06])), len(g[q]))
    w.knobs["scale_gain"] = g
    w.note("scale_drift", a, b)
    return True


def server_down(w: World) -> bool:
    """The location server is off for hours; sometimes the whole link."""
    a = float(w.rng.uniform(0, 0.9)) * w.span
    b = min(w.span, a + float(w.rng.uniform(2, 15)) * 3600)
    w.drop.append((a, b))
    if w.rng.random() < 0.5:
        w.knobs.setdefault("safety_drop", []).append((a, b))
        w.dead.append((-1, a, b))
    w.note("server_down", a, b)
    return True


def clock_jump(w: World) -> bool:
    """The server's clock is some minutes off until somebody notices."""
    a = float(w.rng.uniform(0, 0.85)) * w.span
    b = min(w.span, a + float(w.rng.uniform(2, 20)) * 3600)
    w.clock.append((a, b, float(w.rng.choice([-600, -240, -90, 120, 200]))))
    w.note("clock_jump", a, b)
    return True


def second_hand_cards(w: World) -> bool:
    """Cards of people who left were given to others; both are still listed."""
    who = [p for p in w.people if p.card >= 0]
    rows = []
    for _ in range(int(w.rng.integers(2, 7))):
        p = w.pick(who)
        rows.append(f"{w.code}{p.card:05d};{p.name[0]}某;未设置;未设置;离矿人员;1990-01-01;;0;0")
    w.knobs["double_cards"] = rows
    w.note("second_hand_cards", 0, w.span)
    return True


def forgotten_card(w: World) -> bool:
    """A man leaves his jacket and card underground until the next day."""
    day = float(w.rng.integers(0, max(1, w.days - 1))) * DAY

    def go() -> None:
        pick = [
            t for t in w.trips if day <= t.t_in < day + DAY / 2 and t.place.startswith(("F", "H")) and t.shown
        ]
        if pick:
            t = w.pick(pick)
            late = float(w.rng.uniform(9, 16)) * 3600
            ghost = replace(t, vt=t.vt.copy(), vs=t.vs.copy(), real=False)
            extend(ghost, late)
            t.shown = False
            w.trips.append(ghost)
            clash = [
                x for x in w.trips if x.card == t.card and x is not ghost and t.t_out < x.t_in < ghost.t_out
            ]
            for x in clash:
                x.shown = False
            w.note("forgotten_card", t.t_out, ghost.t_out)

    w.on_people.append(go)
    return True


def flat_batteries(w: World) -> bool:
    """Several cards of one delivery lose their battery."""
    a, b = w.days_window(1, 4)

    def go() -> None:
        some = [t for t in w.trips if a <= t.t_in < b and t.place.startswith(("F", "H"))]
        for k in w.rng.permutation(len(some))[: int(w.rng.integers(3, 9))]:
            some[int(k)].lost = float(w.rng.uniform(some[int(k)].t_in + 900, some[int(k)].t_out))

    w.on_people.append(go)
    w.note("flat_batteries", a, b)
    return True


def barometer_fall(w: World) -> bool:
    """A low makes all seals breathe out for a day."""
    a = float(w.rng.uniform(0, 0.85)) * w.span

    def go(p: dict[str, Any]) -> None:
        x = np.arange(w.days * 288) * 300.0
        bump = np.exp(-(((x - a - 12 * 3600) / (8 * 3600)) ** 2))
        for q in w.points:
            if q.of.startswith("seal:"):
                p["series"][q.code] = p["series"][q.code] + 0.25 * bump
            elif q.of == "return" and q.kind == "ch4":
                p["series"][q.code] = p["series"][q.code] + 0.03 * bump

    w.on_plant.append(go)
    w.note("barometer_fall", a, a + DAY)
    return True


def survey_team(w: World) -> bool:
    """Surveyors and geologists look at old workings and seals."""
    who = [hire(w, "测量工", "地测科", "技术员") for _ in range(3)]
    for d in {int(w.rng.integers(0, w.days)) for _ in range(2)}:
        at = d * DAY + 9 * 3600 + float(w.rng.uniform(0, 3600))
        _group(w, who, at, [(w.lay.role("old")[-1], 3000.0), (w.pick(w.lay.role("seal")), 2400.0)])
        w.note("survey_team", at, at + 4 * 3600)
    return True


def overtime_breakdown(w: World) -> bool:
    """A breakdown keeps a shift three hours longer."""
    _, _, a, b = w.pick([x for x in w.shifts() if x[0] >= 0])
    fid = w.pick(w.live()).fid

    def go() -> None:
        more = float(w.rng.uniform(1.5, 3.2)) * 3600
        for t in w.trips:
            if t.place == fid and a - 7200 < t.t_in < a + 3000 and w.rng.random() < 0.6:
                extend(t, more + float(w.rng.uniform(-600, 600)))

    w.on_people.append(go)
    w.note("overtime_breakdown", b, b + 3.2 * 3600)
    return True


def stone_hoisting(w: World) -> bool:
    """Much rock is hoisted: the hoist works, no coal."""
    a, b = w.days_window(2, 7)
    g = np.ones(w.days * SLOTS)
    g[w.span_slots(a, b)] = float(w.rng.uniform(1.8, 2.6))
    w.knobs["rock_gain"] = g
    w.note("stone_hoisting", a, b)
    return True


def trainees(w: World) -> bool:
    """New workers are shown round."""
    who = gang(w, int(w.rng.integers(8, 16)), "新工人", "培训科")
    at = float(w.rng.integers(0, w.days)) * DAY + 9 * 3600 + float(w.rng.uniform(0, 3600))
    mains = w.lay.role("main")
    _group(w, who, at, [(mains[0], 1800.0), (mains[len(mains) // 2], 2400.0), (mains[-1], 1500.0)])
    w.note("trainees", at, at + 4 * 3600)
    return True


def apprentice(w: World) -> bool:
    """An apprentice follows his master everywhere for days."""
    master = w.pick(w.pick([t for t in w.teams if t.name in ("gas", "electric", "safety")]).pools[0])
    boy = hire(w, "学徒工", "通风队")
    a, b = w.days_window(3, 12)

    def go() -> None:
        for t in [t for t in w.trips if t.person == master and a <= t.t_in < b]:
            lag = w.rng.uniform(-6, 9, len(t.vt))
            vt = np.sort(np.maximum(t.vt + lag, t.t_in))
            w.trips.append(
                replace(
                    t,
                    person=boy,
                    card=w.people[boy].card,
                    vt=vt,
                    vs=t.vs.copy(),
                    seed=t.seed + 5,
                    t_out=max(float(vt[-1]) + 1, t.t_out + float(w.rng.uniform(-5, 30))),
                )
            )

    w.on_people.append(go)
    w.note("apprentice", a, b)
    return True


def sensor_fault(w: World) -> bool:
    """A methane sensor stands still with the fault state until it is changed."""
    q = w.pick([x for x in w.points if x.kind == "ch4"])
    a = float(w.rng.uniform(0, 0.8)) * w.span
    b = min(w.span, a + float(w.rng.uniform(4, 40)) * 3600)

    def go(p: dict[str, Any]) -> None:
        k = slice(int(a // 300), int(b // 300))
        p["series"][q.code][k] = 0.0
        p["state"][q.code][k] = 128

    w.on_plant.append(go)
    w.note("sensor_fault", a, b)
    return True


def camera_down(w: World) -> bool:
    """The portal cameras are cleaned or dark for a day."""
    a = float(w.rng.uniform(0, 0.85)) * w.span
    b = min(w.span, a + float(w.rng.uniform(5, 30)) * 3600)
    w.knobs.setdefault("camera_down", []).append((a, b))
    w.note("camera_down", a, b)
    return True


def fan_switch(w: World) -> bool:
    """Weekly change of the main fan."""
    at = float(w.rng.integers(0, min(7, w.days))) * DAY + float(w.rng.uniform(9, 15)) * 3600

    def go(p: dict[str, Any]) -> None:
        for k in range(int(at // 300), w.days * 288, 7 * 288):
            for q in w.points:
                if q.of == "main":
                    p["series"][q.code][k : k + 1] = 0.0
                elif q.kind == "air_velocity":
                    p["series"][q.code][k : k + 2] *= 0.5

    w.on_plant.append(go)
    w.note("fan_switch", at, at + 600)
    return True


def bunker_full(w: World) -> bool:
    """The shaft bunker is full, the main belt waits and catches up."""
    k = int(w.rng.integers(8, w.days * SLOTS - 40))

    def go(p: dict[str, Any]) -> None:
        t, run = p["belt"]["C1"], p["run"]["C1"]
        held = float(t[k : k + 6].sum())
        t[k : k + 6], run[k : k + 6] = 0.0, 0.0
        t[k + 6 : k + 18] += held / 12
        run[k + 6 : k + 18] = np.minimum(900, run[k + 6 : k + 18] + 300)

    w.on_plant.append(go)
    w.note("bunker_full", k * 900, (k + 18) * 900)
    return True


def same_car_exit(w: World) -> bool:
    """The man-car brings whole crews to the portal in one second."""
    a, b = w.days_window(3, 20)

    def go() -> None:
        groups: dict[tuple[str, int], list[Trip]] = {}
        for t in w.trips:
            if t.place.startswith(("F", "H")) and a <= t.t_in < b and len(t.vt) > 4 and t.shown:
                groups.setdefault((t.place, int(t.t_out // 2400)), []).append(t)
        for ts in groups.values():
            end = max(t.t_out for t in ts)
            for t in ts:
                t.vt = t.vt.copy()
                t.vt[-2:] += end - t.t_out
                t.t_out = end + float(w.rng.integers(0, 2))

    w.on_people.append(go)
    w.note("same_car_exit", a, b)
    return True


def outside_contractors(w: World) -> bool:
    """A contractor installs a substation; his men are in the register of cards with their own department."""
    a, b = w.days_window(3, 10)
    st = w.pick(w.lay.role("substation", "bottom"))
    _job(w, int(w.rng.integers(4, 9)), "安装工", "外委安装队", [st], a, b, [day_shift(w)], "face")
    w.note("outside_contractors", a, b)
    return True


def night_belt_repair(w: World) -> bool:
    """Belt joints are vulcanised at night in a main roadway; the belt is test-run empty."""
    a, b = w.days_window(1, 3)
    st = w.pick(w.lay.role("main"))
    _job(
        w,
        int(w.rng.integers(4, 8)),
        "皮带维修工",
        "运输队",
        [st],
        a,
        b,
        [0 if int(w.starts[0][:2]) < 4 else len(w.starts) - 1],
        "face",
    )
    w.note("night_belt_repair", a, b)
    return True


def wet_coal(w: World) -> bool:
    """Wet coal weighs more at the belt than in the report."""
    a, b = w.days_window(2, 8)

    def go(p: dict[str, Any]) -> None:
        for row in p["output"]:
            if a <= row[4] < b:
                row[3] *= 0.955

    w.on_plant.append(go)
    w.note("wet_coal", a, b)
    return True


LOOKALIKES: dict[str, Callable[[World], bool]] = {
    f.__name__: f
    for f in (
        new_face,
        face_succession,
        overhaul,
        holiday,
        face_move,
        rescue_drill,
        power_outage,
        calibration_round,
        reader_broken,
        cards_swapped,
        inspection_visit,
        old_roadway_repair,
        sealing_work,
        pump_overhaul,
        rescue_training,
        gas_drilling,
        rain_inflow,
        scale_drift,
        server_down,
        clock_jump,
        second_hand_cards,
        forgotten_card,
        flat_batteries,
        barometer_fall,
        survey_team,
        overtime_breakdown,
        stone_hoisting,
        trainees,
        apprentice,
        sensor_fault,
        camera_down,
        fan_switch,
        bunker_full,
        same_car_exit,
        outside_contractors,
        night_belt_repair,
        wet_coal,
    )
}
EARLY = ("new_face", "face_succession")
STOPS = ("overhaul", "holiday", "face_move")
__all__ = [
    "EARLY",
    "LOOKALIKES",
    "STOPS",
    "day_shift",
    "extend",
    "holiday",
    "recall",
    "set_state",
    "travel",
    "walk",
]
