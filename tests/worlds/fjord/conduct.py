"""The other eight ways of cheating: what is arranged beforehand and what it does to the trips."""

from __future__ import annotations

from . import concealed
from .chance import DAY
from .people import Planner
from .state import Mine, Trip

STYLES: dict[str, tuple[str, ...]] = {
    "hidden_face": tuple(concealed.STYLES),
    "headcount_concealed": (
        "untagged_contractors",
        "tags_taken_off_below",
        "one_tag_for_two",
        "untagged_night_shift",
    ),
    "cards_carried": (
        "leader_tag_carried",
        "bundle_by_one_man",
        "two_carriers_in_turn",
        "carried_in_then_scattered",
        "inspectors_round_by_one",
    ),
    "card_parked": ("waiting_room", "box_at_the_face", "pump_house_for_days", "left_at_shaft_bottom"),
    "data_fabricated": (
        "replayed_days",
        "frozen_snapshots",
        "invented_rows",
        "filtered_persons",
        "deleted_night_files",
        "capped_count",
    ),
    "sensor_masked": (
        "flat_constant",
        "bagged_clean_air",
        "moved_into_intake",
        "ceiling_in_software",
        "scaled_down",
        "air_velocity_typed_in",
    ),
    "working_while_stopped": (
        "repair_by_day_coal_by_night",
        "full_production",
        "one_heading_goes_on",
        "untagged_small_crew",
    ),
    "over_capacity": ("openly_reported", "reports_capped", "maintenance_shift_mines_too", "booked_as_rock"),
    "overstaffed": (
        "crew_doubled_on_face",
        "long_overlap_of_shifts",
        "mine_over_its_limit",
        "contractors_in_heading",
    ),
}


def period(m: Mine) -> None:
    """When the conduct runs: mostly the whole window, else from some day on."""
    d = m.d
    start = 0 if d.random() < 0.55 else d.randint(1, max(1, m.days // 3))
    m.begin, m.end = start * DAY, m.days * DAY


def night_of(m: Mine) -> int:
    """The shift that covers most of the night."""
    return min(range(len(m.starts)), key=lambda i: abs(((m.start_seconds[i] - 82800 + 43200) % DAY) - 43200))


def prepare(m: Mine) -> None:
    """Arrangements before anybody goes down."""
    d, g, n = m.d, m.g, len(m.starts)
    period(m)
    coal = [f for f in g.faces if f.kind == "coal_face"]
    main = d.choice(coal)
    m.opts["target"] = main
    if m.kind == "hidden_face":
        concealed.prepare(m)
    elif m.kind == "headcount_concealed":
        night = night_of(m)
        if m.style != "one_tag_for_two":
            for s in range(n):
                if main.working[s] and (m.style != "untagged_night_shift" or s == night):
                    count = max(4, round(main.crew[s] * d.uniform(0.35, 0.8)))
                    for _ in range(count):
                        m.add_person(
                            "采煤工",
                            "外包队",
                            "extra",
                            s,
                            main.nodes + main.inlet[-1:],
                            f"x/{s}",
                            card=m.style == "tags_taken_off_below",
                        )
        if m.style == "untagged_night_shift" and not main.working[night]:
            main.working[night] = True
            for _ in range(max(5, main.crew[night] // 2)):
                m.add_person("采煤工", "外包队", "extra", night, list(main.nodes), f"x/{night}", card=False)
        m.opts["push"] = (main.face_id, d.uniform(1.08, 1.3))
    elif m.kind == "working_while_stopped":
        start = d.choice([-12, -5, 0, 2, 3])
        state = d.choice(["overhaul", "suspended", "suspended", "overhaul"])
        m.status = [("producing", -400, start), (state, start, None)]
        m.begin = max(0, start) * DAY
        night = night_of(m)
        head = next((f for f in g.faces if f.kind == "heading"), main)

        def works(begin: int, face_id: str) -> bool:
            s = m.shift_of(begin + 60)
            if m.style == "full_production":
                return True
            if m.style == "one_heading_goes_on":
                return face_id == head.face_id
            if m.style == "repair_by_day_coal_by_night":
                return s == night and face_id == main.face_id
            return False

        m.opts["stop_work"] = works
        m.opts["target"] = head if m.style == "one_heading_goes_on" else main
        m.opts["report_stop"] = True
        if m.style == "untagged_small_crew":
            for s in range(n):
                if s != m.opts["day_shift"]:
                    for _ in range(max(5, main.crew[s] // 2)):
                        m.add_person("采煤工", "综采队", "extra", s, list(main.nodes), f"x/{s}", card=False)
            m.opts["stop_cut"] = (main.face_id, [s != m.opts["day_shift"] for s in range(n)], 0.5)
        elif m.style == "repair_by_day_coal_by_night":
            main.working[night] = True
    elif m.kind == "over_capacity":
        m.opts["push"] = ("*", d.uniform(1.3, 1.75))
        if m.style == "maintenance_shift_mines_too":
            for f in coal:
                f.working = [True] * n  # the shift declared as maintenance among them
            m.opts["push"] = ("*", d.uniform(1.3, 1.55))
    elif m.kind == "overstaffed":
        if m.style in ("crew_doubled_on_face", "contractors_in_heading"):
            f = (
                main
                if m.style == "crew_doubled_on_face"
                else next((f for f in g.faces if f.kind == "heading"), main)
            )
            m.opts["target"] = f
            for s in range(n):
                if f.working[s]:
                    count = max(8, round(g.areas[f.area].limit * 1.35) - f.crew[s] + d.randint(1, 6))
                    for _ in range(count):
                        m.add_person(
                            "采煤工" if f.kind == "coal_face" else "掘进工",
                            d.choice(["外包队", "协作队"]),
                            "extra",
                            s,
                            f.nodes * 3 + f.inlet[-1:],
                            f"x/{s}",
                        )
        elif m.style == "mine_over_its_limit":
            for s in range(n):
                for _ in range(max(12, round(m.size / n * 0.75))):
                    m.add_person(
                        d.choice(["杂工", "运料工", "巷修工", "安装工"]),
                        "外包队",
                        "extra",
                        s,
                        [d.choice(g.intake), *d.sample(g.intake, 2)],
                        f"x/{s}",
                    )


def extra_trips(m: Mine, plan: Planner) -> list[Trip]:
    """Ordinary days of the additional persons."""
    out: list[Trip] = []
    for day in range(-1, m.days):
        for s in range(len(m.starts)):
            begin = day * DAY + m.start_seconds[s]
            team = [i for i, p in enumerate(m.people) if p.team == f"x/{s}"]
            if team and m.active(begin + 3600):
                take = [p for p in team if m.d.random() < 0.93]
                out += plan.shift(day, s, [(p, m.people[p].home, 1500.0) for p in take])
    return out


def add_trips(m: Mine, plan: Planner) -> None:
    """Changes the trips as the conduct does, and writes down the truth."""
    if m.kind in ("healthy", "sensor_masked"):  # masking is done on the instruments, see `instruments.mask`
        return
    {
        "hidden_face": concealed.add_trips,
        "headcount_concealed": conceal_headcount,
        "cards_carried": carry_cards,
        "card_parked": park_cards,
        "data_fabricated": fabricate_data,
        "working_while_stopped": work_while_stopped,
        "over_capacity": exceed_capacity,
        "overstaffed": overstaff,
    }[m.kind](m, plan)


def conceal_headcount(m: Mine, plan: Planner) -> None:
    """More people below than tags."""
    target, cards = m.opts["target"], []
    if m.style == "one_tag_for_two":
        pool = [i for i, p in enumerate(m.people) if p.team.startswith(target.face_id + "/")]
        chosen = set(m.d.sample(pool, max(4, len(pool) // 3)))
        for tr in m.trips:
            if tr.person in chosen and m.active(tr.ts[0] + 3600):
                tr.bodies = 2
        cards = [m.people[p].card for p in chosen]
    else:
        extra = extra_trips(m, plan)
        if m.style == "tags_taken_off_below":
            for tr in extra:
                off = tr.ts[min(len(tr.ts) - 1, 2 + m.d.randint(0, 1))] + m.d.randint(20, 200)
                tr.unread.append((off, tr.out + 60))
                cards.append(tr.card)
        m.trips += extra
    m.note("headcount_concealed", target.nodes, cards)


def copy_for(tr: Trip, card: int, m: Mine, spread: int) -> Trip:
    """The same walk for another tag in the same pocket."""
    ts = [t + m.d.randint(0, spread) for t in tr.ts]
    return Trip(tr.person, card, list(tr.st), ts, tr.out + m.d.randint(0, spread), 0)


def carry_cards(m: Mine, plan: Planner) -> None:
    """One person goes down with the tags of several."""
    d = m.d
    by_person: dict[int, list[Trip]] = {}
    for tr in m.trips:
        by_person.setdefault(tr.person, []).append(tr)
    shift = d.randrange(len(m.starts))
    crew = [p for p in by_person if m.people[p].shift == shift and m.people[p].role == "crew"]
    rovers = [
        p
        for p in by_person
        if m.people[p].shift == shift and m.people[p].role == "rover" and not m.people[p].lead
    ]
    leaders = [p for p in by_person if m.people[p].lead and m.people[p].shift == shift]
    if m.style == "leader_tag_carried":
        carriers, victims = [d.choice(rovers or crew)], leaders
    elif m.style == "inspectors_round_by_one":
        carriers, victims = rovers[:1], (rovers[1:] + crew)[:3]
    elif m.style == "two_carriers_in_turn":
        pick = d.sample(crew, min(len(crew), 2 + d.randint(3, 6)))
        carriers, victims = pick[:2], pick[2:]
    else:
        pick = d.sample(crew, min(len(crew), 1 + d.randint(5, 12)))
        carriers, victims = pick[:1], pick[1:]
    victims = [v for v in victims if v not in carriers]
    rides: dict[int, Trip] = {}
    for turn, carrier in enumerate(carriers):
        for tr in by_person[carrier]:
            day = (tr.ts[0] + 3600) // DAY
            if m.active(tr.ts[0] + 3600) and (day not in rides or day % 2 == turn % 2):
                rides[day] = tr
    gone: set[int] = set()
    extra: list[Trip] = []
    for v in victims:
        for tr in by_person[v]:
            day = (tr.ts[0] + 3600) // DAY
            if day in rides:
                gone.add(id(tr))
        for ride in rides.values():
            if d.random() < (0.95 if m.style == "leader_tag_carried" else 0.85):
                copy = copy_for(ride, m.people[v].card, m, 3)
                if m.style == "carried_in_then_scattered":
                    scatter(m, copy)
                extra.append(copy)
    m.trips = [t for t in m.trips if id(t) not in gone] + extra
    m.note("cards_carried", [], [m.people[p].card for p in carriers + victims])


def scatter(m: Mine, tr: Trip) -> None:
    """The carried tag lies at a place of its own between the way in and the way out."""
    home = m.people[tr.person].home[0]
    visits = [i for i, x in enumerate(tr.st) if x == home]
    if len(visits) > 1 and m.g.spots["bottom"] in tr.st:
        first, last = visits[0], visits[-1]
        tr.still.append((tr.ts[first] + 120, tr.ts[last] + 60))
        tr.st = tr.st[: first + 1] + tr.st[last:]
        tr.ts = tr.ts[: first + 1] + tr.ts[last:]


def park_cards(m: Mine, plan: Planner) -> None:
    """Tags lie somewhere while their owners work elsewhere."""
    d, g, target = m.d, m.g, m.opts["target"]
    park = {
        "waiting_room": g.spots["waiting"],
        "box_at_the_face": target.inlet[-1],
        "pump_house_for_days": g.spots["pump"],
        "left_at_shaft_bottom": g.spots["bottom"],
    }[m.style]
    shift = d.randrange(len(m.starts))
    pool = sorted(
        {
            tr.person
            for tr in m.trips
            if m.people[tr.person].role == "crew" and m.people[tr.person].shift == shift
        }
    )
    owners = set(d.sample(pool, min(len(pool), d.randint(3, 9))))
    span = d.randint(2, 3)
    groups: dict[int, int] = {}
    kept: list[Trip] = []
    for tr in sorted(m.trips, key=lambda t: t.ts[0]):
        if tr.person not in owners or not m.active(tr.ts[0] + 3600):
            kept.append(tr)
            continue
        if m.style == "pump_house_for_days":
            day = (tr.ts[0] + 3600) // DAY
            if groups.get(tr.person, -9) > day:
                kept.append(Trip(tr.person, -1, tr.st, tr.ts, tr.out, tr.bodies))
                continue
            groups[tr.person] = day + span
            out = min(tr.out + (span - 1) * DAY, m.days * DAY + 7200)
        else:
            out = tr.out
        lie = Trip(tr.person, tr.card, tr.st[:2], tr.ts[:2], 0, tr.bodies)
        t = plan.walk(lie, park, float(lie.ts[-1] + d.randint(20, 90)), m.people[tr.person].pace)
        back = g.eff[park, g.spots["bottom"]] + 420
        lie.still.append((int(t) + d.randint(30, 120), int(out - back)))
        plan.walk(lie, g.spots["bottom"], out - back, 1.05)
        lie.out = out
        kept.append(lie)
    m.trips = kept
    m.note("card_parked", [park], [m.people[p].card for p in owners])


def fabricate_data(m: Mine, plan: Planner) -> None:
    """The snapshots say something else than the readers did."""
    d, o = m.d, m.opts
    cards: list[int] = []
    if m.style == "replayed_days":
        lag = d.randint(1, max(1, min(3, m.days // 4)))
        first = max(lag, m.begin // DAY, m.days // 3)
        length = max(1, min(m.days - first, d.randint(2, 5)))
        m.begin, m.end = first * DAY, (first + length) * DAY
        o["replay"] = (m.begin, m.end, lag * DAY)
    elif m.style == "frozen_snapshots":
        h = d.choice([0, 22, 1])
        o["freeze"] = [
            (k * DAY + h * 3600 + d.randint(0, 1200), k * DAY + h * 3600 + d.randint(9000, 21000))
            for k in range(m.begin // DAY, m.days)
            if d.random() < 0.75
        ]
    elif m.style == "invented_rows":
        m.begin = max(m.begin, d.randint(0, m.days // 2) * DAY)
        o["invent"] = [(m.begin, m.end)]
    elif m.style == "filtered_persons":
        pool = [p.card for p in m.people if p.team.startswith(o["target"].face_id + "/")]
        cards = d.sample(pool, max(5, len(pool) // 2))
        hours = d.choice([(7, 19), (8, 18), (9, 17)])
        o["drop"] = (
            set(cards),
            [(k * DAY + hours[0] * 3600, k * DAY + hours[1] * 3600) for k in range(m.begin // DAY, m.days)],
        )
    elif m.style == "deleted_night_files":
        o["no_ryss"] = [
            (k * DAY + d.randint(-1800, 1800), k * DAY + d.randint(14000, 19000))
            for k in range(m.begin // DAY, m.days)
            if d.random() < 0.85
        ]
    else:
        o["cap"] = d.uniform(0.62, 0.78)
    m.note("data_fabricated", [], cards)


def work_while_stopped(m: Mine, plan: Planner) -> None:
    """Work goes on in a declared stop (arranged beforehand); untagged crews come on top."""
    if m.style == "untagged_small_crew":
        m.trips += extra_trips(m, plan)
    target = m.opts["target"]
    crew = (
        [
            tr.card
            for tr in m.trips
            if m.active(tr.ts[0] + 3600) and m.people[tr.person].team.startswith(target.face_id + "/")
        ]
        if m.style != "untagged_small_crew"
        else []
    )
    m.note("working_while_stopped", target.nodes, crew)


def exceed_capacity(m: Mine, plan: Planner) -> None:
    """More coal than approved; nothing to change in the trips."""
    m.note("over_capacity", [n for f in m.g.faces if f.kind == "coal_face" for n in f.nodes], [])


def overstaff(m: Mine, plan: Planner) -> None:
    """Too many people at one place or in the mine."""
    target, cards = m.opts["target"], []
    if m.style == "long_overlap_of_shifts":
        for tr in m.trips:
            p = m.people[tr.person]
            if p.team.startswith(target.face_id + "/") and m.active(tr.ts[0] + 3600):
                cut = max((i for i, x in enumerate(tr.st) if x in target.nodes), default=0)
                tr.st, tr.ts = tr.st[: cut + 1], tr.ts[: cut + 1]
                stay = tr.ts[-1] + 600
                end = max(stay + 600, tr.out - 1800 + m.d.uniform(2.6, 3.8) * 3600)
                t = plan.stay(tr, p.home, float(stay), end, p.pace, 1500.0)
                plan.leave(tr, t, p.pace)
                cards.append(p.card)
    else:
        extra = extra_trips(m, plan)
        cards = [t.card for t in extra]
        m.trips += extra
    where = [] if m.style == "mine_over_its_limit" else target.nodes
    m.note("overstaffed", where, cards)
