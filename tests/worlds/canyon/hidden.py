"""Hidden working faces: who goes where, how it is covered, and what it leaves in the air, the meters and the sums.

A style is: places | cards | coal | power | air | gas | shifts | (smallest, largest crew).
"""

import numpy as np

from .crews import (
    COAL_TRADES,
    DAY,
    FROZEN,
    HEAD_TRADES,
    NORMAL,
    STILL,
    UNLISTED,
    Job,
    Run,
    Trip,
    cage,
    descend,
    hire,
    walk,
)
from .physics import add_kw, quarter_profile, smooth

STYLES = {
    "behind_seal_vanish": (("seal",), "vanish", "mixed", "neighbour", "neighbour", "open", "all", (7, 12)),
    "behind_seal_no_cards": (("seal",), "nocard", "mixed", "other", "district", "open", "all", (8, 14)),
    "behind_seal_night": (("seal",), "vanish", "cars", "other", "none", "open", "night", (5, 7)),
    "behind_seal_deleted": (("seal",), "deleted", "unreported", "other", "fan", "shielded", "all", (8, 15)),
    "old_road_parked": (("old",), "parked", "mixed", "neighbour", "neighbour", "near", "all", (6, 10)),
    "old_road_patrols": (("old",), "passing", "unreported", "other", "district", "open", "two", (5, 8)),
    "old_road_drawn_from_face": (
        ("old",),
        "drawn",
        "unreported",
        "neighbour",
        "neighbour",
        "near",
        "all",
        (5, 8),
    ),
    "old_road_diesel": (("old",), "vanish", "cars", "diesel", "none", "open", "two", (6, 9)),
    "main_road_pillar": (("main",), "dwell", "mixed", "other", "district", "open", "all", (6, 11)),
    "main_road_carried": (("main",), "carried", "unreported", "other", "fan", "open", "all", (6, 10)),
    "main_road_intermittent": (
        ("main",),
        "vanish",
        "stored",
        "pump",
        "none",
        "open",
        "intermittent",
        (8, 13),
    ),
    "beyond_heading_vanish": (("head",), "vanish", "mixed", "neighbour", "neighbour", "near", "all", (6, 10)),
    "beyond_heading_extra_team": (
        ("head",),
        "dwell",
        "unreported",
        "neighbour",
        "fan",
        "near",
        "two",
        (7, 12),
    ),
    "beyond_heading_drawn": (("head",), "drawn", "mixed", "neighbour", "neighbour", "near", "all", (5, 7)),
    "beyond_boundary_vanish": (
        ("boundary",),
        "vanish",
        "unreported",
        "other",
        "district",
        "open",
        "all",
        (9, 15),
    ),
    "beyond_boundary_mixed": (
        ("boundary",),
        "half",
        "mixed",
        "neighbour",
        "none",
        "shielded",
        "two",
        (8, 14),
    ),
    "beyond_boundary_backdoor": (
        ("boundary",),
        "backdoor",
        "bypass",
        "other",
        "district",
        "open",
        "all",
        (8, 15),
    ),
    "ended_face_worked": (("ended",), "stations", "mixed", "neighbour", "district", "open", "all", (8, 14)),
    "ended_face_night_robbing": (("ended",), "stations", "cars", "other", "none", "open", "night", (5, 8)),
    "ended_face_carried": (("ended",), "carried", "mixed", "local_fan", "fan", "open", "two", (7, 12)),
    "beside_return_vanish": (
        ("dreturn", "return"),
        "vanish",
        "unreported",
        "other",
        "district",
        "open",
        "all",
        (6, 11),
    ),
    "beside_return_deleted_night": (
        ("dreturn",),
        "deleted",
        "stored",
        "local_fan",
        "fan",
        "open",
        "night",
        (6, 9),
    ),
    "below_sump_level": (("sump", "pump"), "vanish", "bypass", "pump", "none", "open", "all", (7, 12)),
    "upper_seam_through_rise": (
        ("rise",),
        "parked",
        "unreported",
        "other",
        "district",
        "shielded",
        "all",
        (8, 13),
    ),
    "refuge_cover": (("refuge",), "dwell", "cars", "other", "none", "open", "night", (5, 8)),
    "two_seals_alternating": (
        ("seal", "old"),
        "half",
        "mixed",
        "other",
        "neighbour",
        "open",
        "intermittent",
        (8, 12),
    ),
}
COVER = ("巷修队", "综合队", "开拓队", "准备队", "零星工程队", "运输队")


def plant(run: Run, style: str | None = None):
    """Put one hidden face into the run."""
    mine, rng = run.mine, run.rng
    if style is None:
        possible = [s for s, d in STYLES.items() if mine.role(*d[0])]
        style = rng.choice(possible)
    places, cards, coal, power, air, gas, when, (lo, hi) = STYLES[style]
    anchor = rng.choice(mine.role(*places))
    if places == ("main",):
        anchor = rng.choice(mine.role("main")[1:])
    crew = rng.randint(lo, hi)
    first, last = window(run)
    n = len(mine.shifts)
    shifts = {
        "all": list(range(n)),
        "night": [run.night()],
        "two": sorted({run.night(), (run.night() + 1) % n}),
        "intermittent": list(range(n)),
    }[when]
    step = rng.choice((2, 3)) if when == "intermittent" and last - first > 7 else 1
    days = [d for d in range(first, last) if (d - first) % step == 0]
    district = max(mine.stations[anchor].district, 0)
    per_day = min(
        mine.daily_plan * rng.uniform(0.14, 0.34),
        crew * len(shifts) * rng.uniform(5, 9) * (1 if mine.size == "small" else 1.8),
    )
    per_day = max(per_day, 30.0, crew * len(shifts) * 2.4)
    if cards in ("nocard", "backdoor"):
        run.missing.discard("video")
    people = _crew(run, cards, anchor, crew, shifts, days)
    near = min(
        (i for i in range(len(mine.faces))),
        key=lambda i: (
            mine.faces[i].district != district,
            mine.faces[i].kind != ("heading" if places == ("head",) else "coal_face"),
        ),
    )
    run.sources.append(
        {
            "apply": _apply,
            "t": per_day,
            "days": set(days),
            "shifts": shifts,
            "coal": coal,
            "power": power,
            "air": air,
            "gas": gas,
            "district": district,
            "near": near,
            "crew": crew,
        }
    )
    note(run, "hidden_face", style, first, last, run.codes(anchor), people)
    if gas == "shielded":
        _shield(run, district, first, last)
    if cards in ("parked", "carried", "deleted"):
        kind = {"parked": "card_parked", "carried": "cards_carried", "deleted": "data_fabricated"}[cards]
        note(run, kind, style, first, last, run.codes(anchor), people, incidental=True)
    if cards in ("nocard", "half"):
        note(run, "headcount_concealed", style, first, last, run.codes(0), incidental=True)
    if (
        coal != "cars"
        and mine.daily_plan * 0.97 + per_day * len(days) / (last - first) > mine.capacity * 0.1 / 30
    ):
        note(run, "over_capacity", style, first, last, incidental=True)


def note(run, kind, style, first, last, stations=(), cards=(), **more):
    """A row of the truth; the list of cards is kept as it is, to grow later."""
    run.conduct.append(
        {
            "kind": kind,
            "from": run.iso(first * DAY),
            "to": run.iso(last * DAY),
            "stations": list(stations),
            "cards": cards if isinstance(cards, list) else [],
            "style": style,
            **more,
        }
    )


def window(run: Run, shortest=4):
    """Days [first, last): all of the data, or a stretch of it."""
    rng = run.rng
    if run.days <= shortest + 2 or rng.random() < 0.35:
        return 0, run.days
    length = rng.randint(min(max(shortest, run.days // 3), run.days), run.days - 1)
    first = rng.randint(0, run.days - length)
    return first, first + length


def _crew(run: Run, cards, anchor, crew, shifts, days):
    """Let the crew of the hidden face go down; returns the cards."""
    rng, mine = run.rng, run.mine
    n = len(mine.shifts)
    counts = [crew if k in shifts else 0 for k in range(n)]
    span = range(min(days), max(days) + 1)
    wanted = set(days)
    if cards == "drawn":
        job = next(j for j in run.jobs if j.face is not None and max(j.counts) > crew // 2)
        taken = min(crew, max(2, max(job.counts) - 3))
        marked: set[str] = set()

        def drawn(job, group, start, end, day, k):
            out = []
            for i, p in enumerate(group):
                if day in wanted and k in shifts and i < taken:
                    marked.add(p.card)
                    out.append(_away(run, p, start, end, job, anchor, FROZEN))
                else:
                    out.append(
                        descend(run, p, start, end, job, cage(run, start - 2400 + rng.uniform(-300, 300)))
                    )
            return out

        job.make = drawn
        run.late.append(lambda: run.conduct[0]["cards"].extend(sorted(marked)))
        return []
    team = rng.choice(COVER)
    job = Job(
        team,
        rng.choice((COAL_TRADES, HEAD_TRADES, ("巷修工", "普工", "运料工"))),
        counts,
        [anchor],
        days=span,
        tag="hidden",
        spare=1.15,
    )
    legal = rng.choice(mine.role("wait", "refuge", "bottom") or [1])
    lost = UNLISTED if rng.random() < 0.3 else FROZEN
    round_trip = [s for f in mine.faces for s in f.stations[-2:]] + mine.role("main")

    def make(job, group, start, end, day, k):
        if day not in wanted:
            return []
        trips, t_in = [], cage(run, start - 2400 + rng.gauss(0, 200))
        for i, p in enumerate(group):
            t0 = t_in + rng.uniform(0, 40) + (240 if i > 7 else 0)
            mode = cards if cards != "half" else ("vanish" if i % 2 else "nocard")
            if mode == "vanish":
                trips.append(_away(run, p, start, end, job, anchor, lost, t0))
            elif mode == "deleted":
                trips.append(_away(run, p, start, end, job, anchor, UNLISTED, t0))
            elif mode in ("dwell", "stations"):
                goals = (
                    mine.role("ended") if mode == "stations" else [anchor] * 5 + mine.nearest(anchor, 3)[1:]
                )
                trips.append(
                    descend(
                        run, p, start, end, Job(job.team, job.trades, [1], goals, dwell=75, tag="hidden"), t0
                    )
                )
            elif mode in ("nocard", "backdoor"):
                trips.append(
                    Trip(
                        p,
                        [],
                        t0,
                        end + 2400 + rng.gauss(0, 300),
                        card=False,
                        video=mode == "nocard",
                        tag="hidden",
                    )
                )
            elif mode == "parked":
                trips.append(parked(run, p, legal, start, end, t0))
            elif mode == "passing":
                trips.append(_passing(run, p, start, end, job, anchor, t0))
        if cards == "carried":
            trips += carried(run, group, start, end, round_trip, t_in, bodies=True)
        return trips

    job.make = make
    run.jobs.append(job)
    hire(run, job)
    if cards in ("nocard", "backdoor"):
        run.nameless |= {p.card for p in job.people}
        return []
    return [p.card for p in job.people]


def _away(run, p, start, end, job, anchor, mode, t_in=None):
    """Walk to the anchor, out of sight for the shift, and back the same way."""
    rng, speed = run.rng, run.rng.uniform(1.0, 1.3)
    t_in = t_in if t_in is not None else cage(run, start - 2400 + rng.gauss(0, 200))
    visits = [(1, t_in, NORMAL)]
    t = walk(run, visits, 0, anchor, t_in, speed)
    if visits[-1][0] != anchor:
        visits.append((anchor, t, NORMAL))
    gone = t + rng.uniform(60, 400)
    back = max(gone + 3600, end + rng.uniform(-500, 700))
    visits += [(anchor, gone, mode), (anchor, back, NORMAL)]
    t = cage(run, walk(run, visits, anchor, 0, back + rng.uniform(60, 200), speed))
    return Trip(p, visits, t_in, t, tag="hidden")


def _passing(run, p, start, end, job, anchor, t_in):
    """Looks like a patrol: again and again past the anchor, with long holes."""
    rng, speed = run.rng, run.rng.uniform(1.0, 1.3)
    visits = [(1, t_in, NORMAL)]
    t, here = walk(run, visits, 0, anchor, t_in, speed), anchor
    cover = run.mine.nearest(anchor, 4)[1:]
    while t < end - 3600:
        back = t + rng.uniform(70, 130) * 60
        visits += [(anchor, t + 60, FROZEN), (anchor, back, NORMAL)]
        goal = rng.choice(cover)
        t = walk(run, visits, anchor, goal, back + 120, speed) + rng.uniform(4, 12) * 60
        t = walk(run, visits, goal, anchor, t, speed)
        here = anchor
    t = cage(run, walk(run, visits, here, 0, t + 60, speed))
    return Trip(p, visits, t_in, t, tag="hidden")


def parked(run, p, place, start, end, t_in):
    """The card lies at a legal place while its owner works elsewhere."""
    visits = [(1, t_in, NORMAL)]
    t = walk(run, visits, 0, place, t_in, 1.2)
    visits.append((place, t + 30, STILL))
    leave = end + run.rng.uniform(300, 700)
    visits.append((place, leave, NORMAL))
    t = cage(run, walk(run, visits, place, 0, leave + 60, 1.2))
    return Trip(p, visits, t_in, t, tag="parked")


def carried(run, group, start, end, stations, t_in, bodies):
    """One of the group carries all the cards round; the others are elsewhere or at home."""
    rng = run.rng
    job = Job("", (), [1], stations, dwell=30, tag="carried")
    lead = descend(run, group[0], start, end, job, t_in)
    trips = [lead]
    for p in group[1:]:
        shift = rng.uniform(0, 4)
        copy = [(s, t + shift + rng.uniform(0, 2), m) for s, t, m in lead.visits]
        trips.append(Trip(p, copy, lead.t_in + shift, lead.t_out + shift, body=bodies, tag="carried"))
    return trips


def _shield(run: Run, district, first, last):
    """Somebody feeds fresh air to the return sensors of the district, or they freeze."""
    rng, mine = run.rng, run.mine
    hit = [i for i, p in enumerate(mine.points) if p.at == ("dgas", district)]
    flat = rng.random() < 0.5

    def hook():
        for i in hit:
            a, b = first * 96, last * 96
            run.series[i][a:b] = (
                round(float(run.series[i].mean()) * 0.7, 2) if flat else run.series[i][a:b] * 0.2
            )
            run.masked[i] = (first * DAY, last * DAY, flat)

    run.late.append(hook)
    note(
        run,
        "sensor_masked",
        "shielded_return",
        first,
        last,
        [mine.stations[mine.points[i].station].code for i in hit],
        incidental=True,
    )


def _apply(run: Run, s: dict):
    """The physical side of one hidden face."""
    mine, rng = run.mine, run.rng
    part = 1 / len(s["shifts"])
    coal = quarter_profile(
        run,
        lambda d, k: s["t"] * part * rng.uniform(0.8, 1.2) if d in s["days"] and k in s["shifts"] else 0,
        (65, 35),
    )
    rate = coal / (s["t"] * part / 26)
    on = (smooth((coal > 0).astype(float), 2) > 0.15).astype(float)
    day_on = np.repeat([1.0 if d in s["days"] else 0.0 for d in range(run.days)], 96)
    way = s["coal"]
    cost = 4.5 if way != "cars" else 3.0
    if way in ("mixed", "unreported"):
        run.hidden_belt += coal
    elif way == "bypass":
        run.hidden_hoist += coal
    elif way == "stored":
        out, store, night = np.zeros(run.n), 0.0, run.night()
        for d in range(run.days):
            store += coal[d * 96 : (d + 1) * 96].sum()
            a, b = (int(x // 900) for x in run.shift(d, night))
            if store > 0 and (d % 2 or d == run.days - 1) and b <= run.n:
                out[a + 4 : b - 4] = store / (b - a - 8)
                store = 0.0
        coal = out
        run.hidden_belt += coal
    else:
        add_kw(
            run, mine.feeder("hoist")[-1], coal * 4 * (abs(mine.stations[1].z) * 0.00273 / 0.4 + 0.8) + 8 * on
        )
    if way in ("unreported", "bypass", "stored"):
        run.unreported += coal
    kw = s["t"] * part / 6.5 * cost * rate + 25 * on
    near = mine.faces[s["near"]]
    target = {
        "neighbour": mine.feeder(near.face_id),
        "other": mine.feeder("other")[-1:],
        "pump": mine.feeder("pump"),
        "local_fan": mine.feeder("local_fan")[:1],
        "diesel": [],
    }[s["power"]]
    for i in target:
        add_kw(run, i, kw)
    air = rng.uniform(160, 320)
    if s["air"] == "neighbour":
        run.air[s["near"]] = run.air[s["near"]] - day_on * min(air, near.air * 0.25)
        run.dair_extra[s["district"]] = run.dair_extra[s["district"]] + day_on * min(air, near.air * 0.25)
    elif s["air"] in ("district", "fan"):
        run.dair_extra[s["district"]] = run.dair_extra[s["district"]] + day_on * air
        if s["air"] == "fan":
            fans = mine.feeder("local_fan")
            add_kw(run, fans[min(s["district"], len(fans) - 1)], day_on * rng.uniform(18, 32))
    q = max(0.25, mine.gas_per_t * s["t"] / 1440 * rng.uniform(0.9, 1.5))
    gas = q * day_on * (0.35 + 0.65 * smooth(rate, 4) / 2.2)
    if s["gas"] == "near":
        share = np.minimum(gas, near.air * 0.006)
        run.gas[s["near"]] = run.gas[s["near"]] + share
    else:
        run.dgas_extra[s["district"]] = run.dgas_extra[s["district"]] + gas
    run.inflow = run.inflow + day_on * rng.uniform(2, 6) + on * rng.uniform(3, 8)
    blasting = [f for f in mine.faces if f.explosive]
    if blasting and rng.random() < 0.7:
        face = min(blasting, key=lambda f: f.district != s["district"])

        def hook():
            for d in sorted(s["days"]):
                for k in s["shifts"]:
                    kg = s["t"] * part * 0.22 * rng.uniform(0.9, 1.1)
                    run.blasts.append([run.shift(d, k)[0] + 3000, face.face_id, kg, round(kg / 0.6), 0.0])

        run.late.append(hook)
