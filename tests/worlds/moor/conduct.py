"""What a mine hides: draws the conduct, its style and its size, and prepares the mine for it."""

from __future__ import annotations

from collections.abc import Callable

from .layout import add_point, nearest, parent_of
from .model import DAY, Deed, Mine, Team
from .staff import fill_team, hire

KINDS = [
    "hidden_face",
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
]
HIDDEN_STYLES = [
    "vanish_at_seal",
    "relay_in_pairs",
    "hung_in_chamber",
    "hung_at_two_places",
    "open_as_repair_gang",
    "cardless_with_foreman",
    "cards_kept_at_wellhead",
    "cards_walked_by_one",
    "branch_off_heading",
    "night_half_shift",
    "alternate_days",
    "vanish_one_by_one",
]
STYLES = {
    "headcount_concealed": [
        "cardless_last_cage",
        "crew_shrinks_on_paper",
        "cards_stay_at_wellhead",
        "second_portal_cardless",
    ],
    "cards_carried": ["one_man_chain", "leader_card_carried", "changing_carrier", "carried_part_of_week"],
    "card_parked": ["hung_in_chamber", "hung_at_face_entry", "left_overnight", "changing_hooks"],
    "data_fabricated": [
        "replayed_days",
        "night_template",
        "crew_deleted_mid_shift",
        "count_capped",
        "invented_patrols",
        "gas_file_clipped",
    ],
    "sensor_masked": [
        "bagged_flat",
        "clipped_below_alarm",
        "moved_to_fresh_air",
        "blown_with_compressed_air",
        "yesterday_again",
    ],
    "working_while_stopped": ["night_crew_in_stop", "named_repair_crew", "cardless_in_stop"],
    "over_capacity": ["hoisted_not_reported", "books_match_plan", "repair_shift_produces", "open_overrun"],
    "overstaffed": ["face_crew_swollen", "whole_mine_above_limit", "crews_kept_over"],
}
GUISES = [
    ("巷修二队", ["巷修工", "采煤工", "巷修工"]),
    ("掘进三队", ["掘进工", "支护工", "爆破员"]),
    ("综合队", ["采煤工", "掘进工", "运输工"]),
    ("准备队", ["支护工", "采煤工", "电钳工"]),
]


def draw_days(mine: Mine) -> tuple[int, int]:
    """First and last day: mostly after a normal stretch, in a quarter of the cases the whole period."""
    rnd, days = mine.rnd, mine.days
    least = min(days, max(4, (days + 2) // 3))
    if rnd.random() < 0.25 or days <= least:
        return 0, days - 1
    first = rnd.randint(1, max(1, min(days - least, days * 2 // 5)))
    last = days - 1 if rnd.random() < 0.6 else rnd.randint(first + least - 1, days - 1)
    return first, last


def some_shifts(mine: Mine, low: int, high: int) -> list[int]:
    """A few shifts of the day, in order."""
    n = len(mine.starts)
    return sorted(mine.rnd.sample(range(n), min(n, mine.rnd.randint(low, high))))


def night_shifts(mine: Mine) -> list[int]:
    """The shifts that start between 17:00 and 05:00."""
    late = [i for i, s in enumerate(mine.starts) if s >= 17 * 3600 or s < 5 * 3600]
    return late or [len(mine.starts) - 1]


def choose_mouth(mine: Mine, style: str) -> int:
    """The declared station nearest the secret place."""
    if style == "branch_off_heading":
        return next(f for f in reversed(mine.faces) if f.kind == "heading").stations[0]
    return mine.rnd.choice(mine.by_role("seal", "seal", "old"))


def choose_open(mine: Mine, deed: Deed) -> None:
    """Decides in which files the secret place shows, and how strongly."""
    rnd = mine.rnd
    blasts = [f for f in mine.faces if f.explosive > 0]
    options = ["output", "haulage", "power", "gas", "air", "water"] + (["explosives"] if blasts else [])
    picked = set(rnd.sample(options, rnd.randint(3, 5)))
    if not picked & {"output", "haulage"}:
        picked.add(rnd.choice(["output", "haulage"]))
    if not picked & {"power", "gas", "air"}:
        picked.add(rnd.choice(["power", "gas"]))
    deed.open = [o for o in options if o in picked]
    total = sum(f.ch4 for f in mine.faces)
    deed.kw = rnd.uniform(90, 150) + deed.coal_t * rnd.uniform(0.15, 0.45)
    deed.air = rnd.uniform(150, 330) if "air" in picked else 0.0
    deed.ch4 = total * (rnd.uniform(0.22, 0.5) if "gas" in picked else rnd.uniform(0.04, 0.1))
    deed.inflow = mine.base_inflow * rnd.uniform(0.25, 0.55) if "water" in picked else 0.0
    deed.explosive = deed.coal_t * rnd.uniform(0.14, 0.26) if "explosives" in picked else 0.0
    near = nearest(mine, deed.place, 99)
    if "power" in picked:
        deed.feeder = rnd.choice(
            ["other", "local_fan", min(mine.faces, key=lambda f: near.index(f.stations[1])).face_id]
        )
    if blasts:
        deed.face = rnd.choice(blasts).face_id


def mouth_sensors(mine: Mine, deed: Deed) -> None:
    """Makes sure that open gas and air have a sensor near the place."""
    place = deed.place
    if "gas" in deed.open and not any(p.station == place and p.kind == "ch4" for p in mine.points):
        add_point(mine, "ch4", place, "seal")
    if "air" in deed.open:
        root = parent_of(mine, place)
        if not any(p.role == "branch_air" and p.station == root for p in mine.points):
            add_point(mine, "air_velocity", root, "branch_air")


def hidden_face(mine: Mine, deed: Deed) -> None:
    """A secret working place with a small or middle-sized crew."""
    rnd, style = mine.rnd, deed.style
    deed.place = choose_mouth(mine, style)
    deed.size = rnd.randint(3, 15) if style != "relay_in_pairs" else rnd.randint(4, 12)
    deed.shifts = some_shifts(mine, 2 if deed.size < 7 else 1, 2 if deed.size > 10 else 3)
    if style == "night_half_shift":
        deed.shifts, deed.size = night_shifts(mine)[:1], max(6, deed.size)
    if style == "alternate_days":
        deed.skip_days = set(range(deed.day_from + 1, deed.day_to + 1, 2))
    normal = sum(f.planned_t for f in mine.faces)
    crew_t = deed.size * len(deed.shifts) * rnd.uniform(9, 22)
    deed.coal_t = min(max(crew_t, 0.11 * normal, 35.0), 0.36 * normal + 15)
    choose_open(mine, deed)
    mouth_sensors(mine, deed)
    hooks = nearest(mine, deed.place, 5, ("shelter", "district", "main", "old", "drill"))[1:]
    deed.hang = hooks[:1] if style != "hung_at_two_places" else hooks[:2]
    add_hidden_crew(mine, deed)
    by_road = [deed.place] + [h for h in hooks if h != deed.place]
    extra = deed.hang if style in ("hung_in_chamber", "hung_at_two_places") else [parent_of(mine, deed.place)]
    deed.stations = list(dict.fromkeys([deed.place] + extra + by_road[1:2]))[:3]
    order = nearest(mine, deed.place, 99)
    deed.stations.sort(key=order.index)
    deed.note = hidden_note(mine, deed)


def add_hidden_crew(mine: Mine, deed: Deed) -> None:
    """Hires the crew of the secret place, with or without cards."""
    rnd = mine.rnd
    dept, trades = rnd.choice(GUISES)
    counts = [deed.size if i in deed.shifts else 0 for i in range(len(mine.starts))]
    cover = mine.by_role("main", "district")
    begin, end = (-9, 9999) if rnd.random() < 0.5 else (deed.day_from, deed.day_to)
    places = cover
    if deed.style == "branch_off_heading":
        head = next(f for f in mine.faces if deed.place in f.stations)
        places = head.stations
        dept = next(t for t in mine.teams if t.face == head.face_id).name
        begin, end = deed.day_from, deed.day_to
    if deed.style == "cardless_with_foreman":
        counts = [max(0, c - 1) for c in counts]
        fill_team(
            mine,
            Team(
                "无卡",
                ["无卡"],
                cover,
                counts,
                "haul",
                day_from=deed.day_from,
                day_to=deed.day_to,
                tag="ghost",
            ),
        )
        counts = [min(1, c) for c in counts]
        begin, end = -9, 9999
    team = fill_team(
        mine, Team(dept, trades, places, counts, "haul", day_from=begin, day_to=end, tag="hidden")
    )
    deed.team = team.name
    deed.people = {c for g in team.groups for c in g}


def hidden_note(mine: Mine, deed: Deed) -> str:
    """One sentence that names the traces and their files."""
    people = {
        "vanish_at_seal": "cards unread for hours after a last read at the mouth (RYSS)",
        "vanish_one_by_one": "men leave the readers one by one at the mouth and return hours later (RYSS)",
        "relay_in_pairs": "in each shift pairs take turns in being unread at the mouth (RYSS)",
        "night_half_shift": "night crew unread at the mouth for about half a shift (RYSS)",
        "alternate_days": "every other day the crew is unread for hours at the mouth (RYSS)",
        "hung_in_chamber": "a group of cards lies still at the hook near the place all shift (RYSS)",
        "hung_at_two_places": "cards lie still at two hooks near the place all shift (RYSS)",
        "open_as_repair_gang": "a repair gang without a declared job dwells at the mouth (RYSS, register)",
        "cardless_with_foreman": "video counts more men than cards and one foreman is unread at "
        "the mouth (video, RYSS)",
        "cards_kept_at_wellhead": "cards stay with flag 0 at the portal while video counts men "
        "in (RYSS, video)",
        "cards_walked_by_one": "one man walks the crew's cards near the place, twins within seconds (RYSS)",
        "branch_off_heading": "far more men at a heading than its declared crew (RYSS, register)",
    }[deed.style]
    where = {
        "output": "hoisted above reported coal (output)",
        "haulage": "main belt above the face belts (haulage)",
        "power": f"shift-wise load on feeder serving {deed.feeder} (power)",
        "gas": "methane with the shifts at the mouth and in the return (CDSS, TJSJ)",
        "air": "flow in the branch to the mouth, main intake above the face sum (CDSS)",
        "water": "pumped water above before or above the declared inflow (water)",
        "explosives": f"issues booked on {deed.face} far above its plan (explosives)",
    }
    rest = "; ".join(where[o] for o in deed.open)
    return f"{people}; {rest}; the hoist feeder draws power for all coal (power)."


def pick_team(mine: Mine, mode: str = "crew") -> Team:
    """A team of that mode, the largest with some chance."""
    teams = [t for t in mine.teams if t.mode == mode and not t.tag and t.day_from < 0]
    return mine.rnd.choice(teams)


def headcount_concealed(mine: Mine, deed: Deed) -> None:
    """More people underground than cards; they work at a declared face."""
    rnd, style = mine.rnd, deed.style
    deed.size = rnd.randint(3, 12)
    deed.shifts = some_shifts(mine, 1, 3)
    team = mine.teams[0]
    face = mine.face(team.face or "F1")
    deed.stations, deed.face = [face.stations[0]], face.face_id
    if style in ("crew_shrinks_on_paper", "cards_stay_at_wellhead"):
        deed.size = max(3, min(deed.size, min(face.crew) - 3))
        deed.team = team.name
        how = (
            "flag 0 rows at the portal all shift"
            if style == "cards_stay_at_wellhead"
            else "missing from RYSS"
        )
        deed.note = (
            f"About {deed.size} men of the crew of {face.face_id} are {how} while the portal "
            f"video counts them "
            "in and out and the coal of the face stays as with full crew (RYSS, video, haulage)."
        )
        return
    if style == "second_portal_cardless":
        mine.two_portals = True
    counts = [deed.size if i in deed.shifts else 0 for i in range(len(mine.starts))]
    fill_team(
        mine,
        Team(
            "无卡",
            ["无卡"],
            face.stations,
            counts,
            "crew",
            day_from=deed.day_from,
            day_to=deed.day_to,
            tag="ghost",
        ),
    )
    deed.factor = 1 + deed.size * len(deed.shifts) / sum(face.crew) * 0.8
    door = "aux_portal" if mine.two_portals else "main_shaft"
    deed.note = (
        f"Video at {door} counts about {deed.size} more men in and out per shift than cards "
        f"enter (video, RYSS); "
        f"coal and gas per carded man at {face.face_id} rise (haulage, CDSS)."
    )


def cards_carried(mine: Mine, deed: Deed) -> None:
    """One person carries several cards; the owners are not underground."""
    rnd = mine.rnd
    if deed.style == "leader_card_carried":
        team = next(t for t in mine.teams if t.mode == "leader")
        other = next(t for t in mine.teams if t.name == "安监科")
        deed.people = {c for g in team.groups for c in g}
        deed.team = other.name
        deed.size = 1
    else:
        team = pick_team(mine)
        deed.size = rnd.randint(2, 6)
        deed.people = {c for g in team.groups for c in g[1 : 2 + deed.size]}
        deed.team = team.name
    if deed.style == "carried_part_of_week" and deed.day_to - deed.day_from >= 5:
        deed.skip_days = {d for d in range(deed.day_from, deed.day_to) if d % 3 == 0}
    deed.note = (
        "Cards pass the same stations in the same order within 0 to 4 seconds all shift (RYSS), "
        "and the portal "
        "video counts that many fewer persons than cards (video)."
    )


def card_parked(mine: Mine, deed: Deed) -> None:
    """Cards left lying while their owners work elsewhere."""
    rnd = mine.rnd
    team = pick_team(mine)
    deed.size = rnd.randint(3, 8)
    deed.people = {c for g in team.groups for c in g[: deed.size]}
    deed.team, deed.face = team.name, team.face or ""
    hooks = mine.by_role("shelter", "district", "substation")
    if deed.style == "hung_at_face_entry":
        hooks = [parent_of(mine, mine.face(team.face or "F1").stations[-1])]
    deed.hang = rnd.sample(hooks, min(len(hooks), 3 if deed.style == "changing_hooks" else 1))
    deed.stations = list(deed.hang)
    more = " and stay down for one or two days" if deed.style == "left_overnight" else ""
    deed.note = (
        f"Cards of {team.name} lie at one reader with a frozen distance nearly all shift{more} (RYSS, RYCS), "
        f"while {deed.face} makes its usual coal with few cards at the face (haulage)."
    )


def data_fabricated(mine: Mine, deed: Deed) -> None:
    """Personnel or gas files made up, replayed, filtered or deleted."""
    rnd, style = mine.rnd, deed.style
    deed.size = rnd.randint(4, 12)
    team = pick_team(mine)
    deed.team = team.name
    if style == "replayed_days":
        if deed.day_from == 0:
            deed.day_from = 2 if mine.days > 5 else 1
        note = (
            "Snapshots of whole days repeat an earlier day to the second (RYSS), the video does not (video)."
        )
    elif style == "night_template":
        deed.shifts = night_shifts(mine)[:1]
        note = (
            "Every night shift repeats the same cards, times and distances (RYSS), unlike "
            "video and rest days."
        )
    elif style == "crew_deleted_mid_shift":
        deed.people = {c for g in team.groups for c in g[: deed.size]}
        note = "A crew's rows are missing for hours, yet later traces list stations read meanwhile (RYSS)."
    elif style == "count_capped":
        note = (
            "The number of listed cards stands flat at a cap in busy hours while video "
            "counts more (RYSS, video)."
        )
    elif style == "invented_patrols":
        deed.people = {
            hire(mine, rnd.choice(["矿领导", "瓦斯检查员", "安全检查员"]), "工人", "安监科")
            for _ in range(deed.size)
        }
        note = (
            "Patrol cards jump at random, area differs from the station prefix, entry times "
            "equal file time (RYSS)."
        )
    else:
        deed.points = [
            i for i, p in enumerate(mine.points) if p.kind == "ch4" and p.role in ("inner", "outer")
        ]
        note = (
            "Real-time values (CDSS) stop at a lid while the five-minute maxima (TJSJ) of "
            "the same sensors go above it."
        )
    deed.stations = list(team.places[:1])
    deed.note = note


def sensor_masked(mine: Mine, deed: Deed) -> None:
    """One or two methane sensors are made blind."""
    rnd = mine.rnd
    face = rnd.choice([f for f in mine.faces if f.kind == "coal_face"] or mine.faces)
    deed.face = face.face_id
    ours = [i for i, p in enumerate(mine.points) if p.face == face.face_id and p.kind == "ch4"]
    deed.points = [rnd.choice(ours)]
    face.ch4 = round(max(face.ch4, face.air * rnd.uniform(0.0042, 0.0062)), 2)
    deed.stations = [mine.points[i].station for i in deed.points]
    what = {
        "bagged_flat": "stays flat with almost no noise",
        "clipped_below_alarm": "stops at a lid again and again",
        "moved_to_fresh_air": "loses all rhythm and reads like the intake",
        "blown_with_compressed_air": "drops to near zero whenever it has risen",
        "yesterday_again": "repeats one earlier day value by value",
    }[deed.style]
    deed.note = (
        f"The methane sensor {mine.points[deed.points[0]].code} {what} while the other sensor of "
        f"{face.face_id} "
        "and the return follow the coal (CDSS, TJSJ, haulage)."
    )


def working_while_stopped(mine: Mine, deed: Deed) -> None:
    """Production inside a declared stop."""
    rnd, days = mine.rnd, mine.days
    face = mine.faces[0]
    deed.size = rnd.randint(5, 15)
    first = deed.day_from
    stop_last = days - 1
    for d in range(first, stop_last + 1):
        mine.day_factor[d] = 0.0
    deed.day_to = stop_last if rnd.random() < 0.7 else max(deed.day_from + min(3, days - 1), deed.day_to)
    deed.day_to = min(deed.day_to, stop_last)
    state = "overhaul" if deed.style == "named_repair_crew" else rnd.choice(["suspended", "overhaul"])
    mine.status[:] = (
        [(state, first, None)] if first == 0 else [("producing", None, first - 1), (state, first, None)]
    )
    deed.shifts = night_shifts(mine)[:1] if rnd.random() < 0.6 else some_shifts(mine, 1, 2)
    deed.factor = rnd.uniform(0.55, 0.9)
    deed.face, deed.stations = face.face_id, face.stations[:2]
    counts = [deed.size if i in deed.shifts else 0 for i in range(len(mine.starts))]
    trades = (
        ["机电维修工", "支护工", "电钳工"]
        if deed.style == "named_repair_crew"
        else ["采煤工", "采煤机司机", "刮板机司机"]
    )
    ghost = deed.style == "cardless_in_stop"
    fill_team(
        mine,
        Team(
            "检修组" if not ghost else "无卡",
            trades,
            face.stations,
            counts,
            "crew",
            day_from=deed.day_from,
            day_to=deed.day_to,
            tag="ghost" if ghost else "stopwork",
        ),
    )
    men = "men seen only by video" if ghost else "a crew at the face (RYSS)"
    deed.note = (
        f"In the declared stop {face.face_id} works: {men}; hoist, belts and the face feeder run "
        f"in those shifts "
        "and methane follows (power, haulage, CDSS)."
    )


def over_capacity(mine: Mine, deed: Deed) -> None:
    """Output far beyond the approved capacity."""
    deed.factor = mine.rnd.uniform(1.5, 1.9)
    deed.stations = [f.stations[0] for f in mine.faces if f.kind == "coal_face"][:2]
    deed.note = {
        "hoisted_not_reported": "Hoisted coal is far above reported coal and above the daily "
        "share of the capacity (output, haulage).",
        "books_match_plan": "Books stay at plan while belts, hoist power and gas show much more "
        "coal (haulage, power, CDSS).",
        "repair_shift_produces": "The repair shift cuts coal too and daily coal exceeds the "
        "capacity (haulage, power, output).",
        "open_overrun": "Reported, hoisted and belt coal all exceed the daily share of the "
        "capacity (output, haulage).",
    }[deed.style]


def overstaffed(mine: Mine, deed: Deed) -> None:
    """More people than the declared limits."""
    deed.factor = mine.rnd.uniform(1.5, 1.8)
    team = mine.teams[0]
    deed.team, deed.face = team.name, team.face or ""
    deed.stations = list(team.places[:2])
    deed.note = {
        "face_crew_swollen": "Cards in the face area stay above its limit and its declared crew "
        "(RYSS, RYQY, register).",
        "whole_mine_above_limit": "Cards underground stay above the headcount limit in each "
        "shift (RYSS, RYXX header, video).",
        "crews_kept_over": "Crews stay some hours into the next shift, so the face area is "
        "above its limit (RYSS, RYQY, video).",
    }[deed.style]


MAKERS: dict[str, Callable[[Mine, Deed], None]] = {
    "hidden_face": hidden_face,
    "headcount_concealed": headcount_concealed,
    "cards_carried": cards_carried,
    "card_parked": card_parked,
    "data_fabricated": data_fabricated,
    "sensor_masked": sensor_masked,
    "working_while_stopped": working_while_stopped,
    "over_capacity": over_capacity,
    "overstaffed": overstaffed,
}


def draw_kind(mine: Mine, number: int, kinds: list[str]) -> str:
    """The kind of this mine, from the caller's list or drawn."""
    if kinds:
        return kinds[number % len(kinds)]
    x = mine.rnd.random()
    return "healthy" if x < 0.4 else "hidden_face" if x < 0.7 else mine.rnd.choice(KINDS[1:])


def add_conduct(mine: Mine, kind: str) -> None:
    """Draws one conduct and prepares the mine for it."""
    if kind == "healthy":
        return
    style = mine.rnd.choice(HIDDEN_STYLES if kind == "hidden_face" else STYLES[kind])
    first, last = draw_days(mine)
    deed = Deed(kind, style, first, last)
    mine.deeds.append(deed)
    MAKERS[kind](mine, deed)
    if style == "cards_walked_by_one":
        also = Deed("cards_carried", style, deed.day_from, deed.day_to, list(deed.stations), note=deed.note)
        mine.deeds.append(also)


def deed_seconds(deed: Deed) -> tuple[float, float]:
    """Begin and end for the truth file."""
    return deed.day_from * DAY, (deed.day_to + 1) * DAY - 1
