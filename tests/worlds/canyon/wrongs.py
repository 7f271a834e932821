"""The other kinds of conduct, each in several styles."""

import numpy as np

from .crews import COAL_TRADES, DAY, HEAD_TRADES, NORMAL, STILL, Job, Run, Trip, cage, descend, hire, walk
from .hidden import carried, note, parked, plant, window

STYLES = {
    "headcount_concealed": ("no_cards_at_face", "rows_cut_at_limit", "contract_gang_without_cards"),
    "cards_carried": ("one_carrier", "two_carriers", "leader_card", "handed_up_together"),
    "card_parked": ("waiting_room", "tool_box", "never_comes_up"),
    "data_fabricated": ("replayed_days", "invented_snapshots", "night_files_deleted", "night_rows_filtered"),
    "sensor_masked": ("flat_line", "fresh_air", "clipped_below_alarm", "flat_air"),
    "working_while_stopped": ("nights_in_suspension", "full_in_overhaul", "half_crew_unreported"),
    "over_capacity": ("reported_over", "reported_less", "three_shifts_full"),
    "overstaffed": ("face_crew_doubled", "whole_mine", "overlapping_shifts"),
}


def commit(run: Run, kind: str):
    run.in_conduct = kind == "overstaffed" or kind == "headcount_concealed"
    if kind == "hidden_face":
        plant(run)
        return
    style = run.rng.choice(STYLES[kind])
    first, last = window(run)
    globals()[f"_{kind}"](run, style, first, last)
    run.in_conduct = False


def extra_job(run, team, trades, counts, stations, first, last, make=None, tag="extra"):
    job = Job(team, trades, counts, stations, days=range(first, last), tag=tag, dwell=70, spare=1.1)
    job.make = make
    hire(run, job)
    if run.in_conduct and tag == "extra":
        run.undeclared |= {p.card for p in job.people}
    run.jobs.append(job)
    return job


def main_face(run):
    return max(range(len(run.mine.faces)), key=lambda i: run.mine.faces[i].plan)


def _headcount_concealed(run, style, first, last):
    rng, i = run.rng, main_face(run)
    face = run.mine.faces[i]
    run.missing.discard("video")
    if style == "rows_cut_at_limit":
        more = [rng.randint(12, 20)] * len(run.mine.shifts)
        job = extra_job(run, "突击队", COAL_TRADES, more, face.stations[-3:], first, last)
        cards = {p.card for p in job.people}
        run.over_limit = (cards, first, last)
        run.level[i][first:last] *= 1.1
        note(run, "headcount_concealed", style, first, last, run.codes(face.stations[-2], 3), sorted(cards))
        note(
            run,
            "data_fabricated",
            style,
            first,
            last,
            run.codes(face.stations[-2], 3),
            sorted(cards),
            incidental=True,
        )
        return

    def make(job, group, start, end, day, k):
        t = cage(run, start - 2400)
        return [
            Trip(p, [], t + rng.uniform(0, 60), end + 2400 + rng.gauss(0, 240), card=False, tag="extra")
            for p in group
        ]

    n = len(run.mine.shifts)
    counts = (
        [rng.randint(8, 16)] * n
        if style == "no_cards_at_face"
        else [rng.randint(14, 24) if k == run.night() else 0 for k in range(n)]
    )
    job = extra_job(run, "外包队", HEAD_TRADES, counts, face.stations[-2:], first, last, make)
    run.nameless |= {p.card for p in job.people}
    run.level[i][first:last] *= 1.08
    note(run, "headcount_concealed", style, first, last, run.codes(0, 2))


def _cards_carried(run, style, first, last):
    rng, mine, n = run.rng, run.mine, len(run.mine.shifts)
    if style == "leader_card":
        job = next(j for j in run.jobs if j.leader)
        hire(run, job)
        for p in job.people:
            run.swap[p.card] = (first, last)
        note(
            run,
            "cards_carried",
            style,
            first,
            last,
            run.codes(mine.faces[0].stations[-1], 3),
            [p.card for p in job.people],
        )
        return
    stations = [s for f in mine.faces for s in f.stations[-2:]] + mine.role("main")
    size = {
        "one_carrier": rng.randint(4, 7),
        "two_carriers": rng.randint(8, 12),
        "handed_up_together": rng.randint(11, 18),
    }[style]
    shifts = [k for k in range(n) if rng.random() < 0.7] or [0]
    place = main_face(run)

    def make(job, group, start, end, day, k):
        t = cage(run, start - 2400)
        if style == "two_carriers":
            half = len(group) // 2
            return carried(run, group[:half], start, end, stations, t, False) + carried(
                run, group[half:], start, end, stations, t + 300, False
            )
        if style == "one_carrier":
            return carried(run, group, start, end, stations, t, False)
        # All worked; then one man takes the cards up while their owners stay for the next shift.
        job2 = Job("", (), [1], mine.faces[place].stations[-3:], tag="extra")
        trips = [descend(run, p, start, end, job2, t + rng.uniform(0, 60)) for p in group]
        way, out = trips[0].visits[-4:], trips[0].t_out
        for trip in trips[1:]:
            trip.visits = [v for v in trip.visits if v[1] < way[0][1]] + [
                (s, x + rng.uniform(0, 1.5), m) for s, x, m in way
            ]
            trip.body_out = max(out, trip.t_out) + rng.uniform(3, 4) * 3600
            trip.t_out = out + rng.uniform(0, 2)
        return trips

    job = extra_job(
        run,
        rng.choice(("掘进三队", "采煤二队", "综合队")),
        HEAD_TRADES,
        [size if k in shifts else 0 for k in range(n)],
        stations,
        first,
        last,
        make,
        "carried",
    )
    note(
        run,
        "cards_carried",
        style,
        first,
        last,
        run.codes(mine.faces[place].stations[-2], 3),
        [p.card for p in job.people],
    )


def _card_parked(run, style, first, last):
    rng, mine, n = run.rng, run.mine, len(run.mine.shifts)
    place = rng.choice(
        {
            "waiting_room": mine.role("wait") or [1],
            "tool_box": mine.role("main"),
            "never_comes_up": mine.role("refuge", "wait"),
        }[style]
    )
    size = rng.randint(4, 9)
    if style == "never_comes_up":
        team = [run.person(rng.choice(HEAD_TRADES), "开拓队") for _ in range(size)]
        for k, p in enumerate(team):
            t = first * DAY + mine.shifts[0] * 60 - 1800 + k * 9 + 86400 * 0.2
            end = last * DAY - rng.uniform(1, 4) * 3600
            visits = [(1, t, NORMAL)]
            at = walk(run, visits, 0, place, t, 1.2)
            visits.append((place, at + 60, STILL))
            run.trips.append(Trip(p, visits, t, end, body=False, tag="parked"))
            for d in range(first, last):  # the owner goes down and up without a card
                a, b = run.shift(d, k % n)
                run.trips.append(Trip(p, [], a - 2000, b + 2300, card=False, tag="extra"))
        note(run, "card_parked", style, first, last, run.codes(place, 2), [p.card for p in team])
        return

    def make(job, group, start, end, day, k):
        t = cage(run, start - 2300)
        return [parked(run, p, place, start, end, t + rng.uniform(0, 50)) for p in group]

    shifts = rng.sample(range(n), max(1, n - 1))
    job = extra_job(
        run,
        "掘进四队",
        HEAD_TRADES,
        [size if k in shifts else 0 for k in range(n)],
        [place],
        first,
        last,
        make,
        "parked",
    )
    heading = next(i for i, f in enumerate(mine.faces) if f.kind == "heading")
    run.level[heading][first:last] *= 1.25
    note(run, "card_parked", style, first, last, run.codes(place, 2), [p.card for p in job.people])


def _data_fabricated(run, style, first, last):
    rng = run.rng
    first = max(first, 3) if style == "replayed_days" else first
    last = max(last, first + 2)
    last = min(last, run.days)
    run.snapshots = (style, first, last)
    if style == "night_rows_filtered":
        every = sorted(p.card for j in run.jobs if j.face is not None for p in hire(run, j))
        run.filtered = set(rng.sample(every, len(every) * 3 // 4))
    note(run, "data_fabricated", style, first, last, [], sorted(run.filtered))


def _sensor_masked(run, style, first, last):
    rng, mine = run.rng, run.mine
    kinds = ("air", "dair") if style == "flat_air" else ("ret", "face", "dgas")
    choice = [
        i
        for i, p in enumerate(mine.points)
        if p.at[0] in kinds and (p.at[0] in ("dair", "dgas") or mine.faces[p.at[1]].plan)
    ]
    hit = rng.sample(choice, min(len(choice), rng.choice((1, 2)) if style != "flat_line" else 2))
    i_face = main_face(run)

    def hook():
        for i in hit:
            a, b = first * 96, last * 96
            v = run.series[i]
            if style in ("flat_line", "flat_air"):
                v[a:b] = round(float(np.median(v)), 2)
            elif style == "fresh_air":
                v[a:b] *= 0.12
            else:
                v[a:b] = np.minimum(v[a:b] * 1.4, np.median(v) * 1.05)
            run.masked[i] = (first * DAY, last * DAY, style in ("flat_line", "flat_air"))

    run.late.append(hook)
    run.level[i_face][first:last] *= 1.05
    run.missing.discard("aqjk")
    note(run, "sensor_masked", style, first, last, [mine.stations[mine.points[i].station].code for i in hit])


def _working_while_stopped(run, style, first, last):
    n = len(run.mine.shifts)
    state = "overhaul" if style == "full_in_overhaul" else "suspended"
    run.status = [
        {"state": "producing", "from": "2022-06-01", "to": run.date(first)},
        {"state": state, "from": run.date(first), "to": run.date(last)},
    ]
    if last < run.days:
        run.status.append({"state": "producing", "from": run.date(last), "to": None})
    else:
        run.status[-1]["to"] = None
    on = {
        "nights_in_suspension": [run.night()],
        "full_in_overhaul": list(range(n)),
        "half_crew_unreported": list(range(n)),
    }[style]
    for i in run.level:
        for k in range(n):
            lively = (0.5 if style == "half_crew_unreported" else 0.95) if k in on else 0.0
            if k in on and len(on) == 1:
                run.level[i][first:last, k] = run.rng.uniform(0.35, 0.5)
            else:
                run.level[i][first:last, k] *= lively
            run.crewed[i][first:last, k] = max(lively, 0.15) if k in on else 0.15
    run.silent = (first, last, run.rng.random() < 0.5)
    faces = [f.stations[-2] for f in run.mine.faces]
    note(run, "working_while_stopped", style, first, last, [run.mine.stations[s].code for s in faces])


def _over_capacity(run, style, first, last):
    rng, mine = run.rng, run.mine
    factor = rng.uniform(1.35, 1.75) * mine.capacity / 330 / mine.daily_plan
    if last - first < 8:
        first, last = 0, run.days
    for i, f in enumerate(mine.faces):
        if f.kind == "coal_face":
            if style == "three_shifts_full":
                run.level[i][first:last] = (
                    factor
                    / len(mine.shifts)
                    * np.clip(run.np.normal(1, 0.06, run.level[i][first:last].shape), 0.7, 1.3)
                )
            else:
                run.level[i][first:last] *= factor
    if style == "reported_less":
        run.report_factor = (first, last, 0.95 / factor)
    note(run, "over_capacity", style, first, last, run.codes(mine.faces[main_face(run)].stations[-2], 2))


def _overstaffed(run, style, first, last):
    rng, mine, n = run.rng, run.mine, len(run.mine.shifts)
    i = main_face(run)
    face = mine.faces[i]
    if style == "face_crew_doubled":
        counts = [round(c * rng.uniform(1.3, 1.6)) for c in face.crew]
        job = extra_job(run, "采煤二队", COAL_TRADES, counts, face.stations[-3:], first, last)
        where = run.codes(face.stations[-2], 3)
    elif style == "whole_mine":
        crew = round(run.below_guess * rng.uniform(0.45, 0.7))
        stations = [s for f in mine.faces for s in f.stations] + mine.role("main", "rise")
        job = extra_job(run, "工程队", HEAD_TRADES, [crew] * n, stations, first, last)
        where = run.codes(0, 2)
    else:

        def make(job, group, start, end, day, k):
            return [
                descend(
                    run,
                    p,
                    start - 9000,
                    end + 9000,
                    job,
                    cage(run, start - 9000 - 2400 + rng.uniform(0, 200)),
                )
                for p in group
            ]

        job = extra_job(
            run, "联合队", COAL_TRADES, [max(face.crew)] * n, face.stations[-3:], first, last, make
        )
        where = run.codes(face.stations[-2], 3)
    note(run, "overstaffed", style, first, last, where, [p.card for p in job.people])


__all__ = ["STYLES", "commit"]
