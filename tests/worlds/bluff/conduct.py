"""The tricks. Each is planned before the period, worked into the rota and the records, and told in the truth."""

from __future__ import annotations

from copy import copy

import numpy as np

from .layout import Place, pick, sites, span
from .mine import Fake, Job, Mask, Mine, Trip, Window
from .people import Mover
from .tables import (
    DAY,
    FACE_TRADES,
    HIDDEN_NUMBERS,
    HIDDEN_STYLES,
    METHODS,
    OTHER_STYLES,
)


def _window(mine: Mine, shortest: float = 0.45) -> tuple[int, int]:
    """First and last day (included) of a conduct."""
    rng = mine.rng
    if rng.random() < 0.4:
        return 0, mine.days - 1
    length = int(max(4, round(mine.days * rng.uniform(shortest, 0.95))))
    first = int(rng.integers(0, max(1, mine.days - length + 1)))
    return first, min(mine.days - 1, first + length - 1)


def _night(mine: Mine) -> int:
    starts = mine.lay.shifts.starts
    middle = [((h + 12 / len(starts)) - 3.0 + 12) % 24 - 12 for h in starts]
    return int(np.argmin(np.abs(middle)))


def _productive(mine: Mine) -> list[int]:
    return [s for s in range(mine.shifts) if s != mine.lay.shifts.service]


def _span_of(mine: Mine, first: int, last: int, shifts: list[int]) -> Window:
    """From the first shift's start to the last shift's end."""
    return mine.shift_window(first, min(shifts))[0], mine.shift_window(last, max(shifts))[1]


def plan(mine: Mine) -> None:
    """What the manager decides before the period."""
    if mine.kind == "healthy":
        return
    if mine.kind == "hidden_face":
        mine.style = mine.style or pick(mine.rng, {k: s.weight for k, s in HIDDEN_STYLES.items()})
        _plan_hidden(mine)
        return
    mine.style = mine.style or pick(mine.rng, OTHER_STYLES[mine.kind])
    if mine.kind == "working_while_stopped":
        _plan_stopped(mine)
    elif mine.kind == "over_capacity":
        mine.true_boost = float(mine.rng.uniform(1.4, 1.8))
        mine.report_mode = mine.style
        mine.sends |= {"haulage", "power", "output"}
        mine.tell("over_capacity", (0.0, mine.seconds), [], [])
    elif mine.kind == "headcount_concealed" or mine.style == "mass_exit":
        mine.sends.add("video")
    elif mine.kind == "sensor_masked":
        mine.sends.add("aqjk")
    elif mine.style == "mine_crowd":
        mine.handover = False
    elif mine.style == "other_heading":
        headings = [p for p in mine.places if p.kind == "heading"]
        if len(headings) < 2:
            mine.style = "tool_box"


def _plan_hidden(mine: Mine) -> None:
    rng, lay, row = mine.rng, mine.lay, HIDDEN_STYLES[mine.style]
    num = HIDDEN_NUMBERS
    kinds = tuple(k for k in row.site if k != "spare" or mine.free_spares) or ("stub",)
    site = sites(lay, kinds, rng, num["depth_in"])
    if site.kind == "spare":
        mine.free_spares = [i for i in mine.free_spares if lay.spares[i][-1] != site.anchor]
    when = str(rng.choice(list(row.shifts)))
    active = {
        "all": list(range(mine.shifts)),
        "production": _productive(mine),
        "one": [_night(mine) if rng.random() < 0.65 else int(rng.integers(mine.shifts))],
    }[when]
    crew = int(rng.integers(int(num["crew"][0]), int(num["crew"][1]) + 1))
    if lay.size_name == "tiny":
        crew = min(crew, 11)
    method = str(rng.choice(list(row.method)))
    if crew < 10 and method == "shearer":
        method = "longhole"
    daily = lay.capacity / 330.0
    coal = str(rng.choice(list(row.coal)))
    most = 0.24 if coal == "aux" else 0.38
    tpd = float(np.clip(crew * len(active) * span(rng, num["t_per_man"]), 0.09 * daily, most * daily))
    declared = [p for p in mine.places if p.kind == "coal_face"]
    energy, idle, _ = METHODS[method]
    kg = tpd * span(rng, num["kg_per_t"]) if method in ("longhole", "blast") else 0.0
    place = Place(
        "H",
        "",
        "coal_face",
        method,
        [site.anchor],
        tpd,
        round(span(rng, num["air"])),
        declared[0].ch4 * span(rng, num["gas_rel"]),
        span(rng, num["inflow"]),
        kg,
        1.5,
        [crew if s in active else 0 for s in range(mine.shifts)],
        [1.0 / len(active) if s in active else 0.0 for s in range(mine.shifts)],
        hidden=True,
        kwh_t=span(rng, energy),
        idle_kw=span(rng, idle),
        district=site.district,
    )
    how = {
        "coal": coal,
        "power": str(rng.choice(list(row.power))),
        "air": str(rng.choice(list(row.air))),
        "shots": str(rng.choice(list(row.shots))),
        "people": row.people,
        "books": str(rng.choice(["reported", "both"])),
    }
    first, last = _window(mine)
    days = np.zeros((mine.days + 1, mine.shifts))
    days[first + 1 : last + 2, active] = 1.0
    if first == 0 and 0 in active and rng.random() < 0.5:
        days[0, active] = 1.0
    if last - first > 6 and rng.random() < 0.35:
        days[int(rng.integers(first + 2, last - 1)) + 1] = 0.0
    mine.places.append(place)
    mine.pf["H"] = days * rng.uniform(0.75, 1.15, days.shape)
    mine.mf["H"] = days
    mine.hidden_place, mine.hidden_site, mine.hidden_how = place, site, how
    mine.hidden_window = _span_of(mine, first, last, active)
    if how["power"] == "unlisted":
        mine.extra_feeder = (f"FD{int(rng.integers(21, 39))}", 250.0)
    if row.people in ("none",):
        mine.sends.add("video")
    if how["coal"] == "aux" or row.people in ("none", "wipe"):
        mine.sends.add("power")


def _nearest_face(mine: Mine, district: int) -> Place:
    faces = [p for p in mine.places if p.kind == "coal_face" and not p.hidden]
    return min(faces, key=lambda p: (p.district != district, p.key))


def _plan_stopped(mine: Mine) -> None:
    rng = mine.rng
    d0 = int(rng.uniform(0.0, 0.35) * mine.days)
    n = int(max(5, round((mine.days - d0) * rng.uniform(0.6, 1.0))))
    d1 = min(mine.days - 1, d0 + n - 1)
    state = "suspended" if mine.style == "night_only" or rng.random() < 0.4 else "overhaul"
    mine.status = [
        {"state": "producing", "from": "2022-01-01", "to": mine.date(d0 - 1)},
        {"state": state, "from": mine.date(d0), "to": mine.date(d1)},
        {"state": "producing", "from": mine.date(d1 + 1), "to": None},
    ]
    sl = slice(d0 + 1, d1 + 2)
    night = _night(mine)
    mine.report_mode = "stopped"
    mine.hidden_window = (float(d0 * DAY), float((d1 + 1) * DAY))
    for p in mine.places:
        old = mine.pf[p.key][sl].copy()
        mine.pf[p.key][sl] = 0.0
        mine.mf[p.key][sl] *= 0.25
        if mine.style == "night_only":
            if p.share[night] == 0.0:
                p.share = list(np.roll(p.share, night - p.share.index(max(p.share))))
            mine.pf[p.key][sl, night] = rng.uniform(0.6, 0.95)
            mine.mf[p.key][sl, night] = rng.uniform(0.7, 0.95)
        else:
            mine.pf[p.key][sl] = old * rng.uniform(0.55, 0.9)
            if mine.style == "as_overhaul":
                mine.mf[p.key][sl] = rng.uniform(0.7, 0.95)
    mine.support[sl] *= 0.65
    if mine.style == "ghost_crew":
        mine.sends |= {"video"}
    mine.sends |= {"power", "haulage"}


# ---- the rota --------------------------------------------------------------------------------------------------------


def rota(mine: Mine) -> None:
    """Crews that the tricks need."""
    rng, lay = mine.rng, mine.lay
    if mine.hidden_place is not None:
        place, how = mine.hidden_place, mine.hidden_how
        trades = ("巷道维修工",) if how["people"] == "open" else FACE_TRADES[place.method]
        face = _nearest_face(mine, place.district)
        heading = next(p for p in mine.places if p.kind == "heading")
        dept = {"open": "巷修队", "beside": "掘进队" + heading.key[1:]}.get(
            how["people"], str(rng.choice(["综采队" + face.key[1:], "掘进队" + heading.key[1:], "巷修队"]))
        )
        for day in range(-1, mine.days):
            for s in range(mine.shifts):
                if mine.mf["H"][day + 1, s] <= 0:
                    continue
                n = max(3, place.crew[s] - int(rng.integers(0, 3)))
                begin, end = mine.shift_window(day, s)
                anchor = lay.way(lay.portal, place.stations[0])[-2:] if rng.random() < 0.2 else place.stations
                goals = {
                    "park_face": [face.stations[0]],
                    "carry": face.stations[:2],
                    "split": place.stations,
                    "beside": place.stations,
                    "open": place.stations,
                }.get(how["people"], place.stations)
                if how["people"] == "open":
                    goals = place.stations * 4 + list(anchor)
                style = "still" if how["people"] in ("vanish", "wipe", "none", "split") else "crew"
                mine.jobs.append(
                    Job(
                        day,
                        s,
                        n,
                        "gang",
                        trades,
                        dept,
                        list(goals),
                        style,
                        begin,
                        end,
                        "H",
                        mode=how["people"],
                        together=True,
                    )
                )
    if mine.kind == "headcount_concealed" and mine.style in ("uncarded_gang", "second_portal"):
        first, last = _window(mine)
        shifts = list(range(mine.shifts)) if rng.random() < 0.4 else [int(rng.integers(mine.shifts))]
        n = int(rng.integers(5, 14))
        place = _a_place(mine)
        for day in range(first, last + 1):
            for s in shifts:
                begin, end = mine.shift_window(day, s)
                mine.jobs.append(
                    Job(
                        day,
                        s,
                        n - int(rng.integers(0, 3)),
                        "uncarded",
                        ("采煤工",),
                        "",
                        place.stations,
                        "crew",
                        begin,
                        end,
                        "",
                        mode="none",
                        together=True,
                    )
                )
        mine.tell("headcount_concealed", _span_of(mine, first, last, shifts), place.stations[:2], [])
    if mine.kind == "overstaffed":
        _crowd(mine)
    if mine.kind == "working_while_stopped" and mine.style == "ghost_crew":
        a, b = mine.hidden_window
        for job in [j for j in mine.jobs if j.place and a <= j.begin < b]:
            extra = copy(job)
            extra.mode, extra.team = "none", "ghost"
            extra.count = max(4, int(mine.place(job.place).crew[job.shift] * 0.7))
            mine.jobs.append(extra)


def _crowd(mine: Mine) -> None:
    """More people with cards than places, areas or the mine may hold."""
    rng = mine.rng
    first, last = _window(mine, 0.5)
    want = {"face_crowd": "coal_face", "heading_crowd": "heading"}.get(mine.style)
    steady = [p for p in mine.places if p.first is None and p.last is None]
    places = [p for p in steady or mine.places[:1] if want is None or p.kind == want] or steady
    if want is not None:
        places = [places[int(rng.integers(len(places)))]]
    shifts = list(range(mine.shifts)) if rng.random() < 0.5 or want is None else _productive(mine)
    for p in places:
        limit = mine.lay.areas[p.area].limit
        for day in range(first, last + 1):
            for s in shifts:
                n = (
                    p.crew[s] * rng.uniform(1.1, 1.5)
                    if want is None
                    else max(limit * rng.uniform(1.35, 1.7) - p.crew[s], 4)
                )
                begin, end = mine.shift_window(day, s)
                mine.jobs.append(
                    Job(
                        day,
                        s,
                        int(n),
                        p.key + "x",
                        FACE_TRADES[p.method],
                        "外委项目部",
                        p.stations,
                        "crew",
                        begin,
                        end,
                        "",
                        mode="crowd",
                    )
                )
    stations = [s for p in places for s in p.stations][:3]
    mine.tell("overstaffed", _span_of(mine, first, last, shifts), stations, [])


# ---- the records -----------------------------------------------------------------------------------------------------


def records(mine: Mine, mover: Mover) -> None:
    """Change what the systems recorded, and tell the truth."""
    if mine.kind == "hidden_face":
        _hidden_records(mine, mover)
    elif mine.kind == "working_while_stopped":
        face = next(p for p in mine.places if p.kind == "coal_face")
        mine.tell("working_while_stopped", mine.hidden_window, face.stations[:2], [])
        if mine.style == "ghost_crew":
            mine.tell("headcount_concealed", mine.hidden_window, face.stations[:2], [])
    elif mine.kind == "headcount_concealed" and mine.style == "stay_on":
        _stay_on(mine)
    elif mine.kind == "cards_carried" and mine.style == "mass_exit":
        _mass_exit(mine, mover)
    elif mine.kind == "cards_carried":
        {"proxy": _proxy, "leader_proxy": _leader_proxy}[mine.style](mine)
    elif mine.kind == "card_parked":
        {"tool_box": _tool_box, "rota_card": _rota_card, "other_heading": _other_heading}[mine.style](
            mine, mover
        )
    elif mine.kind == "data_fabricated":
        {"replay": _replay, "invented": _invented, "holes": _holes, "filter": _filter}[mine.style](mine)
    elif mine.kind == "sensor_masked":
        _mask(mine)


def _park(mine: Mine, mover: Mover, trip: Trip, station: int, arrive: float, leave: float) -> None:
    """Leave the card of a trip at a station between two moments."""
    events = [e for e in trip.events if e[0] < arrive - 900] or trip.events[:1]
    events = events[:1] if mine.lay.dist[events[-1][1], station] > 900 else events
    t = max(events[-1][0] + 30, trip.t_in + 60)
    mover.walk(events, t, events[-1][1], station, 1.05)
    there = events[-1][0]
    t = max(leave, there + 1800)
    trip.parked.append((there + 120, t))
    out = mover.walk(events, t, station, mine.lay.portal, 1.05)
    trip.events = sorted(events)
    old = trip.t_out
    trip.t_out = mover.cage_time(max(out, trip.events[-1][0] + 20))
    if trip.body is not None:
        trip.body = (trip.body[0], max(old, trip.t_out) + 60)


def _clone(mine: Mine, carrier: Trip, trip: Trip, owner_inside: bool) -> None:
    """Make a card go wherever its carrier goes."""
    rng = mine.rng
    events = [
        (a + rng.uniform(-2, 3), s) for a, s in carrier.events if rng.random() > 0.05 or a == carrier.t_in
    ]
    trip.t_in = carrier.t_in + rng.uniform(0, 4)
    trip.events = [(trip.t_in, carrier.events[0][1])] + sorted(e for e in events if e[0] > trip.t_in + 5)
    trip.t_out = max(carrier.t_out + rng.uniform(-2, 3), trip.events[-1][0] + 5)
    trip.sd, trip.frozen, trip.parked, trip.lean = carrier.sd, [], [], {}
    trip.pair, trip.copied = carrier.pair, True
    trip.body = trip.body if owner_inside else None


def _jobs_trips(mine: Mine, mode: str) -> list[list[Trip]]:
    """Trips of the jobs with a mode, job by job."""
    groups: dict[int, list[Trip]] = {}
    for trip in mine.trips:
        if trip.job.mode == mode:
            groups.setdefault(id(trip.job), []).append(trip)
    return list(groups.values())


def _hidden_records(mine: Mine, mover: Mover) -> None:
    rng, lay = mine.rng, mine.lay
    place, site, how = mine.hidden_place, mine.hidden_site, mine.hidden_how
    assert place is not None and site is not None
    anchor, mode = site.anchor, how["people"]
    near = lay.near(anchor)
    face = _nearest_face(mine, place.district)
    hide_roles = [s for r in ("rest", "substation", "pump") for s in lay.roles.get(r, [])]
    hide = min(
        hide_roles + lay.district_nodes[site.district], key=lambda s: lay.dist[s, anchor] + 400 * rng.random()
    )
    lean = float(rng.choice([-1, 1]) * min(70, 18 + site.depth * 0.3))
    cards: list[str] = []
    for group in _jobs_trips(mine, mode):
        leave = max(t.t_out for t in group) - lay.dist[anchor, lay.portal] / 1.7 - rng.uniform(5, 15) * 60
        carriers = group[:1] if len(group) < 9 else group[:2]
        for i, trip in enumerate(group):
            if trip.who is None:
                continue
            cards.append(trip.who.card)
            goal = face.stations[0] if mode == "park_face" else anchor
            at = [e[0] for e in trip.events if e[1] == goal] or [trip.t_in + 2400]
            if mode in ("vanish", "wipe") or (mode == "split" and i % 2 == 0):
                _vanish(mine, trip, anchor, at[0], leave + rng.uniform(-90, 120), mover)
                if mode == "wipe":
                    trip.unlisted.append(
                        (trip.t_in + rng.uniform(200, 700), trip.t_out - rng.uniform(5, 300))
                    )
            elif mode == "park_face" or mode == "split":
                _park(mine, mover, trip, face.stations[0], at[0], leave + rng.uniform(-60, 60))
            elif mode == "park_hide":
                _park(mine, mover, trip, hide, at[0], leave + rng.uniform(-60, 60))
            elif mode == "carry" and trip not in carriers:
                _clone(mine, carriers[i % len(carriers)], trip, True)
            elif mode in ("open", "beside"):
                trip.lean = {anchor: (lean, 9.0)}
    mine.tell("hidden_face", mine.hidden_window, near, cards)
    also = HIDDEN_STYLES[mine.style].also
    if "card_parked" in also:
        spot = [face.stations[0]] if mode in ("park_face", "split") else [hide]
        parked = [t.who.card for g in _jobs_trips(mine, mode) for t in g if t.who and t.parked]
        mine.tell("card_parked", mine.hidden_window, spot, parked)
    for kind in also:
        if kind != "card_parked":
            mine.tell(
                kind,
                mine.hidden_window,
                face.stations[:2] if kind == "cards_carried" else near,
                cards if kind != "headcount_concealed" else [],
            )


def _vanish(mine: Mine, trip: Trip, anchor: int, arrive: float, leave: float, mover: Mover) -> None:
    """Past the last reader: nothing more is read until the shift is over."""
    rng = mine.rng
    leave = max(leave, arrive + 3600)
    events = [e for e in trip.events if e[0] <= arrive] or trip.events[:1]
    gone = arrive + rng.uniform(60, 420)
    spans = [(gone, leave)]
    if rng.random() < 0.25:
        t = rng.uniform(gone + 1800, leave - 1500) if leave - gone > 3600 else gone
        if t > gone:
            near = mine.lay.near(anchor, 2)[1]
            events += [(t, near), (t + rng.uniform(150, 500), anchor)]
            spans = [(gone, t - 30), (events[-1][0] + 120, leave)]
    out = mover.walk(events, leave + rng.uniform(20, 90), anchor, mine.lay.portal, 1.05)
    trip.events = sorted(events)
    trip.t_out = mover.cage_time(max(out, trip.events[-1][0] + 20))
    trip.body = (trip.body[0] if trip.body else trip.t_in - 60, trip.t_out + 60)
    for a, b in spans:
        trip.frozen.append((a, b))
        if mine.drops_unread:
            trip.unlisted.append((a + 1200, b))


def _team(mine: Mine, keys: list[str]) -> list[list[Trip]]:
    """Groups of trips of one ordinary crew, shift by shift, within the period."""
    groups: dict[int, list[Trip]] = {}
    for trip in mine.trips:
        if (
            trip.job.team in keys
            and not trip.job.mode
            and trip.who
            and trip.t_in > 0
            and trip.job.style != "guided"
        ):
            groups.setdefault(id(trip.job), []).append(trip)
    return list(groups.values())


def _chosen(mine: Mine, groups: list[list[Trip]], share: float) -> list[list[Trip]]:
    first, last = _window(mine)
    inside = [g for g in groups if first <= g[0].job.day <= last and g[0].t_out < mine.seconds]
    kept = [g for g in inside if mine.rng.random() < share]
    return kept or inside[:1]


def _tell_trips(
    mine: Mine, kind: str, groups: list[list[Trip]], stations: list[int], cards: list[str]
) -> None:
    a = min(t.job.begin for g in groups for t in g)
    b = max(t.job.end for g in groups for t in g)
    mine.tell(kind, (a, b), stations, cards)


def _a_place(mine: Mine) -> Place:
    open_places = [p for p in mine.places if p.first is None and p.last is None and not p.hidden]
    return open_places[int(mine.rng.integers(len(open_places)))]


def _proxy(mine: Mine) -> None:
    place = _a_place(mine)
    k = int(mine.rng.integers(2, 7))
    cards: list[str] = []
    groups = _chosen(mine, _team(mine, [place.key]), mine.rng.uniform(0.5, 1.0))
    for group in groups:
        for trip in group[1 : 1 + min(k, len(group) - 1)]:
            _clone(mine, group[0], trip, False)
            cards += [trip.owner.card, group[0].owner.card]
    _tell_trips(mine, "cards_carried", groups, place.stations[:2], cards)


def _leader_proxy(mine: Mine) -> None:
    groups = _chosen(mine, _team(mine, ["leader"]), mine.rng.uniform(0.5, 0.9))
    others = {(t.job.day, t.job.shift): t for g in _team(mine, ["safety", "gas", "electric"]) for t in g}
    cards: list[str] = []
    told = []
    for group in groups:
        carrier = others.get((group[0].job.day, group[0].job.shift))
        if carrier is not None and group[0].who and carrier.who:
            _clone(mine, carrier, group[0], False)
            cards += [group[0].who.card, carrier.who.card]
            told.append(group)
    _tell_trips(mine, "cards_carried", told or groups, [mine.places[0].stations[0]], cards)


def _mass_exit(mine: Mine, mover: Mover) -> None:
    rng = mine.rng
    teams = [p.key for p in mine.places if p.first is None and p.last is None]
    shift = int(rng.integers(mine.shifts))
    groups = [g for g in _team(mine, teams) if g[0].job.shift == shift]
    groups = _chosen(mine, groups, 0.8)
    cards: list[str] = []
    days = sorted({g[0].job.day for g in groups})
    for day in days:
        crew = [t for g in groups if g[0].job.day == day for t in g][: int(rng.integers(9, 22))]
        out = min(t.t_out for t in crew) - rng.uniform(0.6, 2.2) * 3600
        at = crew[0].events[-1][1]
        base = [e for e in crew[0].events if e[0] < out - 2400]
        start = base[-1][1] if base else at
        way: list[tuple[float, int]] = []
        gone = mover.cage_time(mover.walk(way, out - 2400, start, mine.lay.portal, 1.1))
        stay_on = rng.uniform(1.5, 4.5) * 3600
        for trip in crew:
            if trip.who is None:
                continue
            trip.events = [e for e in trip.events if e[0] < way[0][0] - 60] + [
                (a + rng.uniform(-2, 3), s) for a, s in way if rng.random() > 0.04
            ]
            trip.events.sort()
            if trip.body:
                trip.body = (trip.body[0], trip.body[1] + stay_on)
            trip.t_out = max(gone + 60 + rng.uniform(0, 6), trip.events[-1][0] + 5)
            cards.append(trip.who.card)
    place = mine.place(groups[0][0].job.place)
    _tell_trips(mine, "cards_carried", groups, place.stations[:2], cards)
    _tell_trips(mine, "headcount_concealed", groups, place.stations[:2], cards)


def _stay_on(mine: Mine) -> None:
    """The shift foreman brings the cards up at the end of the shift; the crew goes on for another half shift."""
    place = _a_place(mine)
    groups = _chosen(mine, _team(mine, [place.key]), mine.rng.uniform(0.5, 0.9))
    for group in groups:
        for trip in group[1:]:
            if trip.body:
                trip.body = (trip.body[0], trip.body[1] + mine.rng.uniform(3.0, 5.5) * 3600)
    _tell_trips(
        mine, "headcount_concealed", groups, place.stations[:2], [t.owner.card for g in groups for t in g[1:]]
    )


def _tool_box(mine: Mine, mover: Mover) -> None:
    rng, lay = mine.rng, mine.lay
    place = _a_place(mine)
    where = int(
        rng.choice(lay.district_nodes[place.district] + lay.roles.get("rest", []) + [place.stations[-1]])
    )
    k = int(rng.integers(3, 8))
    groups = _chosen(mine, _team(mine, [place.key]), rng.uniform(0.5, 1.0))
    cards = []
    for group in groups:
        leave = max(t.t_out for t in group) - lay.dist[where, lay.portal] / 1.6
        for trip in group[:k]:
            _park(mine, mover, trip, where, trip.t_in + 2400, leave + rng.uniform(-70, 70))
            cards.append(trip.owner.card)
    _tell_trips(mine, "card_parked", groups, [where], cards)


def _rota_card(mine: Mine, mover: Mover) -> None:
    rng, lay = mine.rng, mine.lay
    where = int(rng.choice(lay.roles["substation"] + lay.roles["bottom"] + lay.roles.get("rest", [])))
    teams = ["leader", "safety"] if rng.random() < 0.5 else ["leader"]
    groups = _chosen(mine, _team(mine, teams), rng.uniform(0.5, 0.9))
    cards = []
    for group in groups:
        for trip in group:
            _park(mine, mover, trip, where, trip.t_in + 1500, trip.t_out - 1500)
            trip.body = None
            cards.append(trip.owner.card)
    _tell_trips(mine, "card_parked", groups, [where], cards)


def _other_heading(mine: Mine, mover: Mover) -> None:
    """The crew of one heading works in another one; its cards hang where they should be."""
    rng, lay = mine.rng, mine.lay
    headings = [p for p in mine.places if p.kind == "heading" and p.first is None]
    a, b = headings[0], headings[1]
    groups = _chosen(mine, _team(mine, [a.key]), rng.uniform(0.8, 1.0))
    cards = []
    for group in groups:
        job = group[0].job
        mine.pf[a.key][job.day + 1, job.shift] *= 0.1
        mine.pf[b.key][job.day + 1, job.shift] *= 1.6
        leave = max(t.t_out for t in group) - lay.dist[a.stations[0], lay.portal] / 1.6
        for trip in group[1:]:
            _park(mine, mover, trip, a.stations[0], trip.t_in + 2400, leave + rng.uniform(-60, 60))
            cards.append(trip.owner.card)
    _tell_trips(mine, "card_parked", groups, [a.stations[0]], cards)


def _replay(mine: Mine) -> None:
    """Chosen shifts are covered by the snapshots of an earlier day."""
    rng = mine.rng
    first, last = _window(mine)
    first = max(first, 2)
    shifts = [_night(mine)] if rng.random() < 0.6 else list(range(mine.shifts))
    source = int(rng.integers(0, first))
    rolling = rng.random() < 0.4
    windows = []
    for day in range(first, last + 1):
        if rng.random() < 0.8 or day in (first, last):
            for s in shifts:
                a, b = mine.shift_window(day, s)
                windows.append((a, min(b, mine.seconds), first - source if rolling else day - source))
    originals = list(mine.trips)
    for a, b, back in windows:
        delta = float(back * DAY)
        for trip in originals:
            if trip.t_in < b and trip.t_out > a:
                trip.unlisted.append((a, b))
            if trip.who and trip.t_in + delta < b and trip.t_out + delta > a:
                twin = copy(trip)
                twin.t_in, twin.t_out = trip.t_in + delta, trip.t_out + delta
                twin.events = [(e + delta, s) for e, s in trip.events]
                twin.frozen = [(x + delta, y + delta) for x, y in trip.frozen]
                twin.parked = [(x + delta, y + delta) for x, y in trip.parked]
                twin.unlisted = [(-1e12, a), (b, 1e12)]
                twin.body = None
                mine.trips.append(twin)
    mine.tell("data_fabricated", (windows[0][0], windows[-1][1]), [], [])


def _invented(mine: Mine) -> None:
    """Snapshots of some shifts are written by a program instead of by the readers."""
    rng = mine.rng
    first, last = _window(mine)
    shifts = [_night(mine)] if rng.random() < 0.6 else _productive(mine)
    windows = []
    for day in range(first, last + 1):
        if rng.random() < 0.75 or day in (first, last):
            for s in shifts:
                a, b = mine.shift_window(day, s)
                cast = [t.who for t in mine.trips if t.who and t.t_in < b - 3600 and t.t_out > b - 3600]
                n = max(8, int(len(cast) * rng.uniform(0.6, 0.9)))
                mine.fakes.append(Fake((a, b), str(rng.choice(["plain", "careful"])), cast[:n]))
                windows.append((a, b))
    mine.tell("data_fabricated", (windows[0][0], windows[-1][1]), [], [])


def _holes(mine: Mine) -> None:
    """The positions of the same shift are missing again and again while everything else arrives."""
    rng = mine.rng
    first, last = _window(mine)
    shift = _night(mine) if rng.random() < 0.7 else int(rng.integers(mine.shifts))
    length = 86400 / mine.shifts
    from_share, to_share = rng.uniform(0.05, 0.3), rng.uniform(0.6, 0.95)
    for day in range(first, last + 1):
        if rng.random() < 0.75 or day in (first, last):
            a, _ = mine.shift_window(day, shift)
            mine.holes.append(
                (
                    a + length * (from_share + rng.uniform(-0.04, 0.04)),
                    a + length * (to_share + rng.uniform(-0.04, 0.04)),
                )
            )
    mine.tell("data_fabricated", (mine.holes[0][0], mine.holes[-1][1]), [], [])


def _filter(mine: Mine) -> None:
    """A list of cards is taken out of every snapshot soon after they went in."""
    rng = mine.rng
    place = _a_place(mine)
    groups = _chosen(mine, _team(mine, [place.key]), rng.uniform(0.7, 1.0))
    k = int(rng.integers(5, 13))
    cards = []
    for group in groups:
        for trip in group[-k:]:
            trip.unlisted.append((trip.t_in + rng.uniform(250, 900), trip.t_out - rng.uniform(0, 400)))
            cards.append(trip.owner.card)
    _tell_trips(mine, "data_fabricated", groups, place.stations[:2], cards)


def _mask(mine: Mine) -> None:
    """A methane sensor of a working place is bagged, fed with clean air, capped in the software, or hung elsewhere."""
    rng = mine.rng
    options = [i for i, p in enumerate(mine.points) if p.kind == "ch4" and p.role in ("face", "return")]
    faces = [i for i in options if mine.place(mine.points[i].place).kind == "coal_face"]
    chosen = int(rng.choice(faces if rng.random() < 0.7 else options))
    point = mine.points[chosen]
    others = [
        i
        for i, p in enumerate(mine.points)
        if p.kind == "ch4" and p.role in ("intake", "main") and i != chosen
    ]
    source = int(others[int(rng.integers(len(others)))])
    first, last = _window(mine)
    full = mine.style == "bagged" or rng.random() < 0.5
    shifts = _productive(mine)
    if full:
        a, b = (
            float(first * DAY) + rng.uniform(0, 9) * 3600,
            float((last + 1) * DAY) - rng.uniform(0, 6) * 3600,
        )
        mine.masks.append(Mask(chosen, (a, b), mine.style, float(rng.uniform(0.05, 0.25)), source))
        mine.tell("sensor_masked", (a, b), [point.station], [])
        return
    for day in range(first, last + 1):
        for s in shifts:
            a, b = mine.shift_window(day, s)
            covered = (a + rng.uniform(0, 1500), b - rng.uniform(0, 1500))
            mine.masks.append(Mask(chosen, covered, mine.style, 0.1, source))
    mine.tell("sensor_masked", _span_of(mine, first, last, shifts), [point.station], [])
