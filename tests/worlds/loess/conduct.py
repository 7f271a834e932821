"""What is done wrong: kinds, styles, what each needs, and how it changes descents and physics."""

from __future__ import annotations

from dataclasses import dataclass, field

from .crews import GONE, PARKED, WORK, Crowd, Person, Trip
from .layout import Face, Mine
from .physics import Hidden

PHYS = {"power", "aqjk", "haulage", "output"}
STYLES: dict[str, dict[str, set[str]]] = {
    "hidden_face": {
        "seal_longwall": PHYS | {"rydw"},
        "seal_heading_blast": {"rydw", "explosives", "blast", "aqjk", "power"},
        "idle_branch_seen": {"rydw", "power", "aqjk"},
        "no_cards": PHYS | {"video"},
        "parked_cards": PHYS | {"rydw", "water"},
        "retired_face": {"retired", "rydw", "haulage", "power"},
        "short_robbing": {"rydw", "aqjk", "power"},
        "gate_crosscut": {"rydw", "explosives", "blast", "power"},
        "unfilmed_drift": PHYS | {"water"},
    },
    "headcount_concealed": {
        "uncarded_team": {"video"},
        "cards_in_lamp_room": {"video"},
        "records_cut": {"video"},
        "night_contractors": {"video"},
    },
    "cards_carried": {
        "crew_pack": {"video"},
        "leader_card": {"video"},
        "inspector_pocket": {"video"},
        "exit_bundle": {"video"},
    },
    "card_parked": {
        "hall_group": set(),
        "toolbox_pair": {"video"},
        "left_overnight": {"video"},
        "attendant_stack": set(),
    },
    "data_fabricated": {
        "replayed_day": {"video", "jzss"},
        "frozen_list": {"video", "jzss"},
        "generated": {"video"},
        "night_holes": {"jzss", "power"},
        "capped_list": {"video"},
    },
    "sensor_masked": {
        "flat_constant": {"aqjk"},
        "damped": {"aqjk"},
        "moved_to_intake": {"aqjk"},
        "capped_below_alarm": {"aqjk", "gassy"},
        "air_flat": {"aqjk"},
    },
    "working_while_stopped": {
        "overhaul_night": PHYS | {"rydw"},
        "suspended_full": PHYS | {"rydw"},
        "suspended_one_face": {"rydw", "power", "haulage"},
        "overhaul_uncarded": PHYS | {"video"},
    },
    "over_capacity": {
        "all_reported": {"output", "haulage"},
        "split_books": {"output", "haulage", "power"},
        "belt_only": {"output", "haulage", "power"},
        "night_surge": {"output", "haulage", "power"},
    },
    "overstaffed": {
        "face_over_limit": {"rydw"},
        "shift_stays_on": {"rydw"},
        "short_assault": {"rydw"},
        "heading_crowded": {"rydw"},
    },
}


@dataclass
class Deed:
    """One planted conduct and everything others must know of it; days d0 (first) to d1 (excluded)."""

    kind: str
    style: str
    d0: int
    d1: int
    stations: list[int] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    hidden: Hidden | None = None
    prod: dict[tuple[str, int, int], float] = field(default_factory=dict)
    crews: dict[tuple[str, int, int], int] = field(default_factory=dict)
    late: dict[tuple[str, int, int], float] = field(default_factory=dict)
    books: str = "true"
    mask: tuple[int, str] = (-1, "")
    gang: list[Person] = field(default_factory=list)
    face: str = ""
    shifts: list[int] = field(default_factory=list)
    size: int = 0
    mode: str = ""
    begun: float = 0.0
    ended: float = 0.0


def span(m: Mine, style: str) -> tuple[int, int]:
    """Which days: mostly begins midway, lasts to the end or stops before; some last all days."""
    n, r = m.days, m.r
    if n <= 3:
        return 0, n
    if style in ("short_robbing", "short_assault"):
        long = min(n - 1, r.randint(3, 5) if style == "short_robbing" else r.randint(2, 4))
        a = r.randint(1, n - long)
        return a, a + long
    if r.random() < 0.18:
        return 0, n
    a = r.randint(1, max(1, n - max(4, n // 3)))
    return a, n if r.random() < 0.5 else min(n, a + max(4, r.randint(n // 3, 2 * n // 3)))


def prepare(m: Mine, c: Crowd, kind: str, style: str) -> Deed:
    """Decide all numbers of a conduct; may change the calendar (a stop) and the crews."""
    r, d = m.r, Deed(kind, style, *span(m, style))
    live = [f for f in m.faces if f.last is None and f.first <= 0]
    coal = [f for f in live if f.kind == "coal_face"]
    strong = r.random() < 0.3
    ns = len(m.shifts)
    days = range(d.d0, d.d1)
    if kind == "hidden_face":
        _hidden(m, c, d, live, strong)
    elif kind in ("headcount_concealed", "cards_carried", "card_parked"):
        night = style == "night_contractors"
        pick = max(live, key=lambda f: max(f.crew)) if style == "exit_bundle" else r.choice(live)
        busy = [s for s in range(ns) if pick.crew[s] >= 5]
        d.face, d.shifts = (
            pick.face_id,
            [m.night_shift()] if night else sorted(r.sample(busy, 1 if not strong else min(2, len(busy)))),
        )
        top = min(pick.crew[s] for s in d.shifts) - 1
        d.size = r.randint(8, 18) if strong or night else r.randint(4, 8)
        if style in ("cards_in_lamp_room", "records_cut", "crew_pack", "hall_group", "attendant_stack"):
            d.size = min(top, r.randint(5, 8) if strong else r.randint(3, 5))
        elif style in ("leader_card", "inspector_pocket", "toolbox_pair", "left_overnight"):
            d.size = 1 if style == "leader_card" else r.randint(2, 4)
        spot = {
            "hall_group": m.spots["hall"],
            "toolbox_pair": pick.gate[0],
            "left_overnight": r.choice(m.mains),
            "attendant_stack": m.spots[r.choice(("sub", "pump"))],
            "cards_in_lamp_room": m.portals[0][0],
        }
        d.stations = [spot.get(style, pick.stations[-1])]
    elif kind == "sensor_masked":
        if style == "air_flat":
            pts = [i for i, p in enumerate(m.points) if p["what"] == "face_air"]
        else:
            want = ("t1", "t2") if style != "capped_below_alarm" else ("t1",)
            pts = [
                i
                for i, p in enumerate(m.points)
                if p["what"] in want and p["face"] in {f.face_id for f in coal}
            ]
        d.mask = (r.choice(pts), style)
        d.stations = [m.points[d.mask[0]]["at"]]
    elif kind == "working_while_stopped":
        state = "overhaul" if style.startswith("overhaul") else "suspended"
        a, b = max(0, d.d0 - r.randint(0, 3)), min(m.days, d.d1 + r.randint(0, 2))
        m.modes[a:b] = [state] * (b - a)
        who = [r.choice(coal)] if style == "suspended_one_face" else live
        d.shifts = list(range(ns)) if style != "overhaul_night" else [m.night_shift()]
        if style == "suspended_one_face":
            d.shifts = sorted(r.sample(range(ns), min(2, ns)))
        f0 = who[0]
        d.shifts = [s for s in d.shifts if s != f0.maintenance] or [
            s for s in range(ns) if s != f0.maintenance
        ][-1:]
        level = r.uniform(0.8, 1.05) if strong else r.uniform(0.45, 0.75)
        for f in who:
            for day in days:
                for s in d.shifts:
                    if f.crew[s]:
                        d.prod[f.face_id, day, s] = level
                        if style != "overhaul_uncarded":
                            d.crews[f.face_id, day, s] = max(4, round(f.crew[s] * r.uniform(0.75, 1)))
        d.books, d.face, d.size = "none", f0.face_id, max(5, round(max(f0.crew) * 0.8))
        d.stations = [f.stations[-1] for f in who]
    elif kind == "over_capacity":
        d.books = {
            "all_reported": "true",
            "split_books": "split",
            "belt_only": "belt",
            "night_surge": "split",
        }[style]
        target = r.uniform(1.45, 1.75) if strong else r.uniform(1.2, 1.35)
        level = target * m.capacity / 330 / sum(f.t for f in live)
        wsum = {
            f.face_id: sum(m.hours(s) * (0.12 if s == f.maintenance else 1) for s in range(ns) if f.crew[s])
            for f in coal
        }
        for f in coal:
            own = {s: m.hours(s) * (0.12 if s == f.maintenance else 1) / wsum[f.face_id] for s in range(ns)}
            nights = (
                [m.night_shift()]
                if f.maintenance != m.night_shift()
                else [s for s in range(ns) if s != f.maintenance][-1:]
            )
            for day in days:
                for s in range(ns):
                    up = (
                        level
                        if style != "night_surge"
                        else (1 + (level - 1) / own[s] if s in nights else 1.0)
                    )
                    d.prod[f.face_id, day, s] = up
        d.stations = [f.stations[-1] for f in coal]
    elif kind == "overstaffed":
        who = live if style in ("short_assault", "shift_stays_on") else [r.choice(coal)]
        if style == "heading_crowded":
            who = [r.choice([f for f in live if f.kind == "heading"])]
        d.shifts = [s for s in range(ns) if all(f.crew[s] for f in who)] or [m.day_shift()]
        if style != "short_assault":
            d.shifts = sorted(
                r.sample(d.shifts, r.randint(1, len(d.shifts)) if style != "shift_stays_on" else 1)
            )
        for f in who:
            limit = -(-max(f.crew) * 23 // 20) + 5
            for day in days:
                for s in d.shifts:
                    if style == "shift_stays_on":
                        d.late[f.face_id, day, s] = r.uniform(3, 4.2) * 3600
                    else:
                        d.crews[f.face_id, day, s] = round(
                            limit * (r.uniform(1.6, 2) if strong else r.uniform(1.28, 1.45))
                        )
        for t in c.teams:
            want = max((n for (fid, _, _), n in d.crews.items() if fid == t.where), default=0)
            for pool in t.pools:
                while want and len(pool) < want + 3:
                    pool.append(
                        c.new("采煤工" if t.where in {f.face_id for f in coal} else "掘进工", "外委队")
                    )
        d.stations = [f.stations[-1] for f in who]
    return d


def _hidden(m: Mine, c: Crowd, d: Deed, live: list[Face], strong: bool) -> None:
    """Where the hidden place is, how many work there and what it takes from the mine."""
    r, style, ns = m.r, d.style, len(m.shifts)
    plan = sum(f.t for f in live)
    seals = [i for _, i, _ in m.seals] or [m.idle[0][-1]]
    idle = r.choice(m.idle)[-1]
    lo_hi = {
        "seal_longwall": (0.13, 0.3),
        "seal_heading_blast": (0.03, 0.07),
        "idle_branch_seen": (0.06, 0.14),
        "no_cards": (0.1, 0.22),
        "parked_cards": (0.1, 0.22),
        "retired_face": (0.12, 0.3),
        "short_robbing": (0.07, 0.14),
        "gate_crosscut": (0.04, 0.09),
        "unfilmed_drift": (0.18, 0.35),
    }[style]
    place = {
        "seal_longwall": seals[0],
        "seal_heading_blast": seals[-1],
        "idle_branch_seen": idle,
        "no_cards": r.choice([idle, seals[0]]),
        "parked_cards": seals[0],
        "short_robbing": r.choice([idle, seals[0]]),
        "unfilmed_drift": r.choice([idle, seals[0]]),
    }
    if style == "retired_face":
        f = next(f for f in m.faces if f.last is not None and f.last <= 0)
        spot, d.stations = f.stations[-1], list(reversed(f.stations))
    elif style == "gate_crosscut":
        f = max(live, key=lambda g: len(g.gate))
        k = max(1, len(f.gate) - len(f.stations) - 1)
        spot, d.stations = f.gate[k], [f.gate[k], f.gate[k - 1]]
    else:
        spot = place[style]
        d.stations = [spot]
        d.stations += [m.nxt[spot, m.spots["bottom"]]] if style != "parked_cards" else []
    t = max(
        18.0,
        plan * (r.uniform(sum(lo_hi) / 2, lo_hi[1]) if strong else r.uniform(lo_hi[0], sum(lo_hi) / 2)),
    )
    blast = style in ("seal_heading_blast", "gate_crosscut") or (
        style == "short_robbing" and "explosives" in m.systems
    )
    t = min(t, 150.0) if style in ("seal_heading_blast", "gate_crosscut") else t
    air = r.uniform(140, 230) if t < 110 else r.uniform(260, 560)
    few = {
        "seal_longwall": (9, 16),
        "retired_face": (8, 14),
        "unfilmed_drift": (0, 0),
        "gate_crosscut": (5, 9),
        "seal_heading_blast": (5, 8),
        "short_robbing": (5, 8),
    }.get(style, (6, 12))
    d.size = r.randint(*few)
    n = (
        1
        if style == "short_robbing"
        else r.randint(2 if style in ("seal_longwall", "unfilmed_drift") else 1, min(3, ns))
    )
    d.shifts = [m.night_shift()] if n == 1 and r.random() < 0.6 else sorted(r.sample(range(ns), n))
    others = [fd for fd, (what, _) in m.feeders.items() if what in ("other", "local_fan")]
    via = "CM" if t > 110 or style == "retired_face" else r.choice(["CM", "CM", "none"])
    if style == "unfilmed_drift":
        via = r.choice(["CM", "none"])
    d.hidden = Hidden(
        spot,
        d.d0,
        d.d1,
        d.shifts,
        t,
        t * r.uniform(4.5, 7) / 24 + r.uniform(45, 110),
        air,
        air * r.uniform(0.22, 0.42) / 100,
        r.uniform(4, 12) if t > 110 else r.uniform(2, 5),
        r.uniform(14, 36) if blast else 0.0,
        via,
        r.choice([*others, "FD31"]) if style != "retired_face" else f.feeder,
        r.random() < 0.6,
        r.uniform(0.0, 0.45),
        style not in ("gate_crosscut", "retired_face"),
    )
    d.mode = {
        "seal_longwall": "vanish",
        "seal_heading_blast": "vanish",
        "no_cards": "none",
        "parked_cards": "parked",
        "unfilmed_drift": "absent",
        "short_robbing": r.choice(["vanish", "seen"]),
    }.get(style, "seen")
    if d.mode in ("vanish", "seen", "parked"):
        trades = r.choice([("采煤工", "支架工", "运输工"), ("未设置",), ("掘进工", "普工", "爆破工")])
        dept = r.choice(("综合队", "外委队", "巷修队"))
        d.gang = [c.new(trades[i % len(trades)], dept) for i in range(d.size * n + 2 * n)]
    if d.mode == "parked":
        park = r.choice([m.spots["hall"], m.mains[0], m.mains[-1], live[0].gate[0]])
        d.stations = [spot, park]


def act(m: Mine, c: Crowd, d: Deed, trips: list[Trip]) -> list[Trip]:
    """Change the descents of the days of the conduct."""
    new: list[Trip] = []
    days = range(d.d0, d.d1)
    if d.kind == "hidden_face":
        new = _hidden_trips(m, c, d)
    elif d.kind == "headcount_concealed":
        new = _uncarded(m, c, d, trips)
    elif d.kind == "cards_carried":
        new = _carried(m, c, d, trips)
    elif d.kind == "card_parked":
        new = _parked(m, c, d, trips)
    elif d.style == "overhaul_uncarded":
        f = next(f for f in m.faces if f.face_id == d.face)
        for day in days:
            for s in d.shifts:
                new += c.crew_trips([None] * d.size, "extra", day, s, 0, f.stations)
    for key, late in d.late.items():
        f = next(f for f in m.faces if f.face_id == key[0])
        crew = [t for t in trips if (t.team, t.day, t.shift) == key]
        for t in crew:
            trips.remove(t)
        new += c.crew_trips(
            [t.person for t in crew],
            f.face_id,
            key[1],
            key[2],
            crew[0].portal if crew else 0,
            f.stations,
            1700,
            late,
        )
    d.begun = min((t.visits[0][0] for t in new), default=d.d0 * 86400.0)
    d.ended = max((t.out for t in new), default=d.d1 * 86400.0)
    for t in new:
        t.extra = True
        if t.person is not None:
            d.people.add(t.person.card)
    if d.crews:
        for t in trips:
            if (t.team, t.day, t.shift) in d.crews:
                t.extra = True
                if t.person is not None and d.kind == "working_while_stopped":
                    d.people.add(t.person.card)
    return trips + new


def _hidden_trips(m: Mine, c: Crowd, d: Deed) -> list[Trip]:
    """The gang goes to its place: cards vanish, are seen, hang elsewhere, or there are none."""
    out: list[Trip] = []
    r, spot, k = m.r, d.stations[0], len(d.shifts)
    if d.mode == "absent":
        return out
    portal = r.randrange(len(m.portals))
    for day in range(d.d0, d.d1):
        for i, s in enumerate(d.shifts):
            pool: list[Person | None] = list(c.present(d.gang[i::k], day, d.size)) or [None] * d.size
            a, b = c.begin_end(day, s)
            wave = a - c.lead * 60 + r.uniform(0, 700)
            for p in pool:
                t0 = wave + r.expovariate(1 / 120)
                trip = c.start(p, "gang", day, s, portal, t0)
                goal = d.stations[1] if d.mode == "parked" else spot
                t = c.walk(trip, goal, t0, r.uniform(0.9, 1.1))
                leave = b + r.uniform(-1300, -200)
                if d.mode == "vanish":
                    t += r.uniform(60, 500)
                    trip.visits.append((t, goal, GONE))
                    trip.visits.append((max(t + 7200, leave), goal, WORK))
                    t = trip.visits[-1][0] + r.uniform(40, 400)
                elif d.mode == "parked":
                    trip.visits[-1] = (t, goal, PARKED)
                    t = leave
                else:
                    t = c.stay(
                        trip,
                        d.stations if len(d.stations) > 1 and r.random() < 0.8 else [spot],
                        t,
                        leave,
                        2600,
                    )
                out.append(c.end(trip, t))
    return out


def _crew(trips: list[Trip], face: str, day: int, s: int) -> list[Trip]:
    return [t for t in trips if t.team == face and t.day == day and t.shift == s and t.person is not None]


def _uncarded(m: Mine, c: Crowd, d: Deed, trips: list[Trip]) -> list[Trip]:
    """People without cards, cards that stay in the lamp room, records that stop soon after the entry."""
    f = next(f for f in m.faces if f.face_id == d.face)
    new: list[Trip] = []
    for day in range(d.d0, d.d1):
        for s in d.shifts:
            if d.style in ("uncarded_team", "night_contractors"):
                n = max(3, d.size + m.r.randint(-1, 1))
                new += c.crew_trips([None] * n, "extra", day, s, m.r.randrange(len(m.portals)), f.stations)
                continue
            for t in _crew(trips, d.face, day, s)[: d.size]:
                assert t.person is not None
                d.people.add(t.person.card)
                if d.style == "records_cut":
                    t.cut.append((t.visits[0][0] + m.r.uniform(300, 900), t.out + 4000))
                else:
                    lamp = Trip(t.person, "lamp", day, s, t.portal, filmed=False)
                    lamp.visits, lamp.out = [(t.visits[0][0], m.portals[t.portal][0], PARKED)], t.out
                    new.append(lamp)
                    t.person = None
    return new


def _carried(m: Mine, c: Crowd, d: Deed, trips: list[Trip]) -> list[Trip]:
    """One walker with several cards: a pack, the leader's card, a pocketful, or a bundle taken out."""
    new: list[Trip] = []
    for day in range(d.d0, d.d1):
        for s in d.shifts:
            crew = _crew(trips, d.face, day, s)
            if len(crew) < 3:
                continue
            if d.style == "exit_bundle":
                chief = min(crew, key=lambda t: t.out)
                leave = next(
                    t for t, st, _ in reversed(chief.visits) if st in {x for x, _ in _face_at(m, d.face)}
                )
                for t in crew:
                    if t is chief:
                        continue
                    real = t.out
                    old, here = [v for v in t.visits if v[0] < leave - 700], chief.at(leave)
                    t.visits = old or t.visits[:1]
                    c.walk(t, here, max(leave - 650, t.visits[-1][0]), 2.0)
                    t.visits = [v for v in t.visits if v[0] < leave] + [
                        (w + m.r.uniform(0, 3), st, md) for w, st, md in chief.visits if w >= leave
                    ]
                    t.out, t.exact = chief.out + m.r.uniform(0, 1), True
                    ghost = Trip(None, "extra", day, s, t.portal, [(t.visits[0][0], t.visits[0][1], WORK)])
                    ghost.out = real + m.r.uniform(3600, 3 * 3600)
                    t.filmed = False
                    new.append(ghost)
                    if t.person is not None:
                        d.people.add(t.person.card)
                continue
            carrier = crew[0]
            names = crew[1 : d.size + 1]
            if d.style in ("leader_card", "inspector_pocket"):
                names = _crew(trips, "lead", day, s)[:1] if d.style == "leader_card" else crew[-d.size :]
                carrier = (_crew(trips, "gas" if d.style == "inspector_pocket" else "safe", day, s) or crew)[
                    0
                ]
            for t in names:
                trips.remove(t)
                assert t.person is not None
                new.append(c.follow(carrier, t.person, 4, False, 0.02))
            if names and carrier.person is not None:
                d.people.add(carrier.person.card)
    return new


def _face_at(m: Mine, face: str) -> list[tuple[int, str]]:
    return [(x, face) for f in m.faces if f.face_id == face for x in f.stations]


def _parked(m: Mine, c: Crowd, d: Deed, trips: list[Trip]) -> list[Trip]:
    """Cards that hang somewhere while the owner works at a face."""
    new: list[Trip] = []
    spot = d.stations[0]
    if d.style == "left_overnight":
        owners = [t.person for t in _crew(trips, d.face, d.d0, d.shifts[0])[: d.size]]
        for p in owners:
            mine = [t for t in trips if t.person is p and d.d0 <= t.day < d.d1]
            if not mine:
                continue
            first, last = mine[0], mine[-1]
            card = Trip(p, "left", d.d0, first.shift, first.portal, first.visits[:1], filmed=False)
            t = c.walk(card, spot, first.visits[0][0])
            card.visits[-1] = (t, spot, PARKED)
            new.append(c.end(card, max(last.out - 900, t + 3600)))
            for t2 in mine:
                t2.person = None
        return new
    for day in range(d.d0, d.d1):
        for s in d.shifts:
            for t in _crew(trips, d.face, day, s)[: d.size]:
                card = Trip(t.person, "parked", day, s, t.portal, t.visits[:1], filmed=False)
                when = c.walk(card, spot, t.visits[0][0])
                card.visits[-1] = (when, spot, PARKED)
                end = c.end(card, max(when + 3600, t.out - m.r.uniform(1000, 1200)))
                new.append(end)
                t.person = None
    return new
