"""The other kinds of conduct: false headcounts, cards, snapshots, sensors, stops, output and crowding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .clock import DAY
from .hidden import pocket
from .layout import Face
from .mine import Job, Mask, Mine, Trip
from .people import add_job
from .shifts import Mover
from .words import COAL_BLAST, COAL_MECH, HEAD_BLAST, HEAD_MECH

STYLES: dict[str, tuple[str, ...]] = {
    "headcount_concealed": (
        "contract_gang_without_cards",
        "turned_away_from_reader_above_limit",
        "cards_out_before_overtime",
        "two_men_on_one_card",
        "uncarded_night_labour",
    ),
    "cards_carried": (
        "leader_card_carried",
        "crew_cards_in_one_bag",
        "gas_checkers_share_rounds",
        "absent_friends_cards",
        "shift_cards_taken_out_together",
    ),
    "card_parked": (
        "left_in_refuge",
        "left_at_pit_bottom",
        "hung_at_check_point",
        "left_below_for_days",
        "hung_at_gate_mouth",
    ),
    "data_fabricated": (
        "snapshots_invented",
        "old_day_replayed",
        "rows_over_limit_dropped",
        "team_rows_deleted",
        "snapshot_frozen",
        "upload_cut_in_shift",
    ),
    "sensor_masked": (
        "probe_bagged",
        "fed_from_intake",
        "value_frozen",
        "clipped_below_alarm",
        "scaled_in_software",
        "moved_down_the_roadway",
    ),
    "working_while_stopped": (
        "full_production_as_overhaul",
        "night_coal_in_overhaul",
        "one_face_kept_cutting",
        "headings_driven_in_suspension",
        "crew_without_cards_in_stop",
        "hoist_scale_off_in_stop",
    ),
    "over_capacity": (
        "reported_openly_over",
        "hoist_above_report",
        "night_shift_not_reported",
        "coal_past_the_belt_scale",
        "report_and_scale_trimmed",
        "month_end_push",
    ),
    "overstaffed": (
        "face_crowded_each_shift",
        "two_crews_in_heading",
        "maintenance_shift_over_limit",
        "old_shift_stays_on",
        "contract_gangs_on_top",
    ),
}


def _window(m: Mine, least: int = 2) -> tuple[int, int]:
    """First and last day (exclusive) of a conduct: the whole data, or from some day on, or an inner part."""
    rnd, days = m.rnd, m.days
    least = min(least, days)
    pick = rnd.random()
    if pick < 0.4 or days <= least:
        return 0, days
    first = rnd.randint(0, days - least)
    if pick < 0.75:
        return min(first, max(0, days // 2)), days
    return first, min(days, first + rnd.randint(least, max(least, days // 2)))


def _faces(m: Mine, kind: str = "") -> list[Face]:
    """Places that work through the data, if there are any."""
    faces = [f for f in m.lay.faces if f.works(0) and (not kind or f.kind == kind)]
    return faces or [f for f in m.lay.faces if f.works(0)] or m.lay.faces[:1]


def _prod_jobs(m: Mine, face: Face) -> list[Job]:
    return [j for j in m.jobs if j.face is face and j.group == "prod" and max(j.counts) > 1]


def _gang(m: Mine, face: Face, counts: list[int], bare: bool, team: str = "外委队") -> Job:
    """An additional gang at a declared place."""
    trades = (
        (COAL_MECH if face.mech else COAL_BLAST)
        if face.kind == "coal_face"
        else (HEAD_MECH if face.mech else HEAD_BLAST)
    )
    job = add_job(
        m,
        team,
        trades,
        "face",
        counts,
        face.nodes,
        not bare,
        group="prod",
        face=face,
        lead=m.rnd.randint(1800, 3300),
    )
    job.extra, job.bare = True, bare
    return job


def prepare(m: Mine, kind: str, style: str) -> None:
    """Change plans, crews and declarations before the descents are made."""
    rnd = m.rnd
    m.window = _window(m)
    if style in ("turned_away_from_reader_above_limit", "rows_over_limit_dropped", "old_shift_stays_on"):
        m.window = (0, m.days)
    d0, d1 = m.window
    heads, coal = _faces(m, "heading"), _faces(m, "coal_face")
    if kind == "headcount_concealed":
        m.need.add("video")
        m.send.add("video")
        if style == "contract_gang_without_cards":
            m.target = face = rnd.choice(heads)
            _gang(
                m,
                face,
                [rnd.randint(6, 12) if rnd.random() < 0.8 else 0 for _ in m.starts[1:]]
                + [rnd.randint(6, 12)],
                True,
            )
        elif style == "uncarded_night_labour":
            m.target = face = rnd.choice(coal)
            night = rnd.choice(m.night_shifts())
            _gang(m, face, [rnd.randint(8, 18) if k == night else 0 for k in range(len(m.starts))], True)
    elif kind == "working_while_stopped":
        if m.days >= 5 and rnd.random() < 0.65:
            d0, d1 = rnd.randint(1, m.days // 3 + 1), m.days
        else:
            d0, d1 = 0, m.days
        m.window = (d0, d1)
        m.stop[:] = False
        m.stop[d0:d1] = True
        m.stop[m.days] = d0 == 0
        m.need.update(("power", "haulage", "output"))
        m.send.update(("power", "haulage", "output"))
        m.stop_state = (
            "suspended"
            if "suspen" in style or style == "one_face_kept_cutting"
            else rnd.choice(("overhaul", "overhaul", "suspended"))
        )
        low, high = (0.65, 0.95) if style == "full_production_as_overhaul" else (0.35, 0.7)
        m.secret_rate[d0:d1] = m.rng.uniform(low, high, d1 - d0)
        if style != "full_production_as_overhaul":
            quiet = m.rng.random(m.days) < 0.15
            quiet[d0] = False
            m.secret_rate[quiet] = 0.0
        m.night_only = style == "night_coal_in_overhaul" or (
            style == "crew_without_cards_in_stop" and rnd.random() < 0.5
        )
        m.heads_only = style == "headings_driven_in_suspension"
        m.stop_kind = {"hoist_scale_off_in_stop": "dark_scale", "crew_without_cards_in_stop": "bare"}.get(
            style, "full"
        )
        if m.stop_kind == "bare":
            m.need.add("video")
            m.send.add("video")
    elif kind == "over_capacity":
        m.stop[:] = False
        if style == "month_end_push":
            d0, d1 = max(0, m.days // 2 - 1), m.days
        else:
            d0, d1 = 0 if rnd.random() < 0.6 else rnd.randint(0, m.days // 3), m.days
        m.window = (d0, d1)
        m.push[d0:d1] = rnd.uniform(1.5, 1.9)
        m.push_style = style
        m.low[d0:d1] = np.maximum(m.low[d0:d1], 0.85)
        for f in m.lay.faces:
            m.prod[f.fid][d0:d1] = np.where(
                m.prod[f.fid][d0:d1] > 0, np.maximum(m.prod[f.fid][d0:d1], 0.85), 0
            )
        m.need.update(("output", "haulage", "power"))
        m.send.update(("output", "haulage", "power"))
        for job in list(m.jobs):
            if job.group == "prod" and job.face in coal and max(job.counts) > 2:
                job.counts = [min(len(p), n + (n > 2) * 2) for n, p in zip(job.counts, job.pools)]
    elif kind == "overstaffed":
        m.target = t = rnd.choice(coal if style == "face_crowded_each_shift" else heads)
        if style == "face_crowded_each_shift":
            _gang(m, t, [round(n * rnd.uniform(0.8, 1.3)) + 6 for n in t.crew], False, "准备队")
        elif style == "two_crews_in_heading":
            _gang(m, t, [round(n * rnd.uniform(1.1, 1.6)) + 6 for n in t.crew], False)
        elif style == "maintenance_shift_over_limit":
            for f in coal + heads[:2]:
                _gang(
                    m,
                    f,
                    [rnd.randint(16, 30) if k == m.maint else 0 for k in range(len(m.starts))],
                    False,
                    "检修队",
                )
        elif style == "contract_gangs_on_top":
            for f in (coal + heads)[:4]:
                _gang(m, f, [rnd.randint(10, 20) for _ in m.starts], False)
    elif kind == "sensor_masked":
        for f in rnd.sample(coal + heads, min(2, len(coal + heads))):  # more gas than can be diluted
            m.gas_lift[f.fid] = max(1.4, rnd.uniform(0.55, 1.0) / max(100 * f.ch4 / f.air, 0.01))


def _drop_outside(m: Mine, jobs: Callable[[Job], bool]) -> None:
    """Remove descents of extra gangs outside the window of the conduct."""
    d0, d1 = m.window
    m.trips = [tr for tr in m.trips if not jobs(tr.job) or d0 <= max(tr.day, 0) < d1]


def _times(m: Mine) -> tuple[int, int]:
    d0, d1 = m.window
    return d0 * DAY, d1 * DAY


def _in(m: Mine, tr: Trip) -> bool:
    d0, d1 = m.window
    return d0 <= tr.day < d1


def apply(m: Mine, mover: Mover, kind: str, style: str) -> None:
    """Work on the descents and the data once they exist, and write the truth."""
    {
        "headcount_concealed": _headcount,
        "cards_carried": _carried,
        "card_parked": _parked,
        "data_fabricated": _fabricated,
        "sensor_masked": _masked,
        "working_while_stopped": _stopped,
        "over_capacity": _capacity,
        "overstaffed": _crowd,
    }[kind](m, mover, style)


def _headcount(m: Mine, mover: Mover, style: str) -> None:
    rnd, lay = m.rnd, m.lay
    t0, t1 = _times(m)
    gate = lay.with_role("bottom")
    if style in ("contract_gang_without_cards", "uncarded_night_labour"):
        _drop_outside(m, lambda j: j.bare)
        for tr in m.trips:
            if tr.job.bare:
                tr.card = False
        f = m.target
        assert f is not None
        m.add_truth("headcount_concealed", style, t0, t1, [*f.nodes, *gate])
    elif style == "turned_away_from_reader_above_limit":
        live = sorted((tr for tr in m.trips if tr.card), key=lambda tr: tr.t_in)
        step = np.arange(-DAY, m.end, 900)
        begins = np.sort([tr.t_in for tr in live])
        ends = np.sort([tr.t_out for tr in live])
        count = np.searchsorted(begins, step) - np.searchsorted(ends, step)
        cap = int(np.quantile(count[step >= 0], 0.78))
        inside: list[int] = []
        for tr in live:
            inside = [e for e in inside if e > tr.t_in]
            if len(inside) >= cap and tr.job.group in ("prod", "other") and _in(m, tr):
                tr.card = False
            else:
                inside.append(tr.t_out)
        m.cap = cap
        m.add_truth("headcount_concealed", style, t0, t1, gate + [f.nodes[-1] for f in _faces(m)])
    elif style == "two_men_on_one_card":
        faces = rnd.sample(_faces(m), min(2, len(_faces(m))))
        jobs = {j.jid for f in faces for j in _prod_jobs(m, f)}
        turn = 0
        for tr in m.trips:
            if tr.job.jid in jobs and _in(m, tr):
                turn += 1
                tr.card = turn % 2 == 0
        m.add_truth("headcount_concealed", style, t0, t1, [n for f in faces for n in f.nodes])
    else:
        _out_first(m, mover, style, rnd.uniform(1.2, 3.0), incidental=False)


def _out_first(m: Mine, mover: Mover, style: str, hours: float, incidental: bool) -> None:
    """At the end of the shift one man carries the crew's cards out; the crew comes hours later."""
    rnd = m.rnd
    faces = rnd.sample(_faces(m), min(2, len(_faces(m))))
    jobs = {j.jid for f in faces for j in _prod_jobs(m, f)}
    groups: dict[tuple[int, int, int], list[Trip]] = {}
    for tr in m.trips:
        if tr.job.jid in jobs and _in(m, tr) and tr.card and tr.vid_out is not None:
            groups.setdefault((tr.job.jid, tr.day, tr.shift), []).append(tr)
    who: set[int] = set()
    for trips in groups.values():
        if len(trips) < 4 or rnd.random() < 0.25:
            continue
        lead = max(trips, key=lambda tr: tr.t_out)
        last = lead.leave
        tail = [(n, t) for n, t in zip(lead.nodes, lead.times) if t > last]
        for k, tr in enumerate(sorted(trips, key=lambda x: x.t_in)):
            who.add(tr.who)
            if tr is not lead:
                keep = [(n, t) for n, t in zip(tr.nodes, tr.times) if t <= min(tr.leave, last)]
                keep += [(n, t + rnd.randint(0, 3)) for n, t in tail]
                tr.nodes, tr.times = [n for n, _ in keep], [t for _, t in keep]
                tr.t_out = lead.t_out + rnd.randint(0, 3) + k % 3
                tr.vid_out = lead.t_out + int(3600 * hours * rnd.uniform(0.7, 1.2)) + rnd.randint(0, 400)
    t0, t1 = _times(m)
    nodes = m.lay.with_role("bottom") + [f.nodes[-1] for f in faces]
    if incidental:
        m.add_truth("cards_carried", style, t0, t1, nodes, who)
        m.add_truth("headcount_concealed", f"part_of_{style}", t0, t1, nodes, who, True)
    else:
        m.add_truth("headcount_concealed", style, t0, t1, nodes, who)
        m.add_truth("cards_carried", f"part_of_{style}", t0, t1, nodes, who, True)


def _carried(m: Mine, mover: Mover, style: str) -> None:
    rnd, lay = m.rnd, m.lay
    t0, t1 = _times(m)
    who: set[int] = set()
    by_shift: dict[tuple[int, int], list[Trip]] = {}
    for tr in m.trips:
        if tr.card and _in(m, tr):
            by_shift.setdefault((tr.day, tr.shift), []).append(tr)
    if style == "shift_cards_taken_out_together":
        _out_first(m, mover, style, rnd.uniform(1.5, 3.5), incidental=True)
        return
    nodes: list[int] = lay.with_role("haul")[:2]
    if style == "leader_card_carried":
        for trips in by_shift.values():
            hosts = [tr for tr in trips if tr.job.trades[0][0] == "安全检查员" and len(tr.nodes) > 8]
            for tr in trips:
                if tr.job.behave == "leader" and hosts and rnd.random() < 0.7:
                    _lend(m, tr, rnd.choice(hosts), who)
    elif style == "crew_cards_in_one_bag":
        face = rnd.choice(_faces(m, "heading"))
        nodes = list(face.nodes)
        jobs = {j.jid for j in _prod_jobs(m, face)}
        chosen = rnd.sample(range(len(m.starts)), max(1, len(m.starts) - 2))
        for (_, shift), trips in by_shift.items():
            crew = [tr for tr in trips if tr.job.jid in jobs]
            if shift in chosen and len(crew) > 4 and rnd.random() < 0.85:
                n = rnd.randint(4, len(crew) - 1)
                for k, tr in enumerate(crew[1 : n + 1]):
                    _lend(m, tr, crew[0], who, k + 1)
    elif style == "gas_checkers_share_rounds":
        for trips in by_shift.values():
            rounds = [tr for tr in trips if tr.job.trades[0][0] == "瓦斯检查员"]
            if len(rounds) > 1 and rnd.random() < 0.85:
                for k, tr in enumerate(rounds[1:3]):
                    _lend(m, tr, rounds[0], who, k + 1)
        nodes = [f.mouth for f in _faces(m)[:3]]
    else:
        posts = [j for f in _faces(m) for j in _prod_jobs(m, f)]
        friends = {w for j in posts for pool in j.pools for w in pool if rnd.random() < 0.09}
        for trips in by_shift.values():
            for tr in trips:
                mates = [x for x in trips if x.job is tr.job and x.who not in friends and len(x.nodes) > 6]
                if tr.who in friends and mates and tr.job in posts and rnd.random() < 0.8:
                    _lend(m, tr, mates[tr.who % len(mates)], who)
        nodes = [f.nodes[-1] for f in _faces(m)]
    m.add_truth("cards_carried", style, t0, t1, nodes, who)


def _lend(m: Mine, tr: Trip, host: Trip, who: set[int], k: int = 1) -> None:
    """The card of `tr` goes with the bearer of `host`; its owner is not below."""
    if tr is host:
        return
    pocket(m, tr, host, k)
    tr.spread = host.spread
    tr.vid_in = tr.vid_out = None
    who.add(tr.who)


def _park_at(m: Mine, mover: Mover, tr: Trip, node: int, give_back: bool) -> None:
    """Bring the card to a node on the way in, leave it there, fetch it on the way out."""
    rnd = m.rnd
    twin = Trip(tr.who, tr.t_in, tr.job, tr.day, tr.shift, tr.spread)
    twin.nodes, twin.times = [m.lay.pit], [tr.t_in]
    pace = rnd.uniform(0.95, 1.25)
    t = mover.go(twin, m.lay.pit, node, tr.t_in + 60, pace)
    leave = max(t + 3600, tr.t_out - int(m.lay.dist[node, m.lay.pit] / 1.2) - 300) if give_back else tr.t_out
    twin.calm = (t + 120, leave)
    out = mover.go(twin, node, m.lay.pit, leave, pace) + rnd.randint(20, 60)
    tr.nodes, tr.times, tr.calm, tr.t_out = twin.nodes, twin.times, twin.calm, out


def _parked(m: Mine, mover: Mover, style: str) -> None:
    rnd, lay = m.rnd, m.lay
    t0, t1 = _times(m)
    who: set[int] = set()
    spots: list[int] = []
    trips = [tr for tr in m.trips if tr.card and _in(m, tr)]
    if style in ("left_in_refuge", "hung_at_gate_mouth"):
        face = rnd.choice(_faces(m, "heading" if style == "left_in_refuge" else "coal_face"))
        spot = (
            face.mouth
            if style == "hung_at_gate_mouth"
            else lay.with_role("refuge", district=face.district)[0]
        )
        spots = [spot]
        jobs = {j.jid for j in _prod_jobs(m, face)}
        share = rnd.uniform(0.25, 0.5)
        regular = {
            w for j in m.jobs if j.jid in jobs for pool in j.pools for w in pool if rnd.random() < share
        }
        for tr in trips:
            if tr.job.jid in jobs and tr.who in regular and rnd.random() < 0.85:
                _park_at(m, mover, tr, spot, True)
                who.add(tr.who)
    elif style == "left_at_pit_bottom":
        spots = lay.with_role("bottom")
        lazy = {
            w
            for j in m.jobs
            if j.behave == "leader" or j.group == "office" and j.behave == "office"
            for pool in j.pools
            for w in pool
            if rnd.random() < (0.8 if j.behave == "leader" else 0.35)
        }
        for tr in trips:
            if tr.who in lazy and rnd.random() < 0.8:
                tr.t_out = max(tr.t_out, tr.t_in + rnd.randint(20000, 29000))
                _park_at(m, mover, tr, spots[0], True)
                tr.vid_in = tr.vid_out = None
                who.add(tr.who)
    elif style == "hung_at_check_point":
        spots = [f.mouth for f in _faces(m)[:3]]
        for tr in trips:
            if tr.job.trades[0][0] == "瓦斯检查员" and rnd.random() < 0.75:
                _park_at(m, mover, tr, spots[tr.job.jid % len(spots)], True)
                who.add(tr.who)
    else:  # left below for days
        posts = [j for f in _faces(m) for j in _prod_jobs(m, f)]
        people = rnd.sample([w for j in posts for pool in j.pools for w in pool], rnd.randint(3, 7))
        spots = rnd.sample(lay.with_role("refuge", "tea", "rise"), 2)
        for k, w in enumerate(people):
            own = sorted((tr for tr in trips if tr.who == w), key=lambda tr: tr.t_in)
            if len(own) < 2:
                continue
            first = own[rnd.randrange(max(1, len(own) // 2))]
            until = min(first.t_in + rnd.randint(30, 110) * 3600, m.end + 7200)
            real_out = first.vid_out
            first.t_out = until
            _park_at(m, mover, first, spots[k % 2], False)
            first.vid_out = real_out
            for tr in own:
                if tr is not first and first.t_in < tr.t_in < first.t_out + 600:
                    tr.card = False
            who.add(w)
    m.add_truth("card_parked", style, t0, t1, spots, who)


def _shift_window(m: Mine, day: int, shift: int) -> tuple[int, int]:
    """A shift with its way down and up."""
    rnd = m.rnd
    a = m.shift_start(day, shift) + rnd.randint(-1500, 2400)
    return max(0, a), min(m.end, m.shift_start(day, shift) + m.length + rnd.randint(-2400, 1500))


def _fabricated(m: Mine, mover: Mover, style: str) -> None:
    rnd, _lay = m.rnd, m.lay
    d0, d1 = m.window
    days = range(d0, d1)
    nights = m.night_shifts()
    windows: list[tuple[int, int]] = []
    nodes = [f.nodes[-1] for f in _faces(m)]
    who: set[int] = set()
    if style in ("snapshots_invented", "snapshot_frozen", "upload_cut_in_shift"):
        chosen = [d for d in days if rnd.random() < 0.6]
        chosen = chosen if len(chosen) > 1 else list(days)
        shift = rnd.choice(nights)
        windows = [w for w in (_shift_window(m, d, shift) for d in chosen) if w[1] - w[0] > 7200]
        if not windows:
            windows = [_shift_window(m, d0, len(m.starts) - 1)]
        if style == "snapshot_frozen":
            windows = [(a, min(b, a + rnd.randint(5400, 20000))) for a, b in windows]
        {"snapshots_invented": m.invent, "snapshot_frozen": m.freeze, "upload_cut_in_shift": m.cut}[
            style
        ].extend(windows)
    elif style == "old_day_replayed":
        for d in days:
            back = rnd.randint(1, 3)
            if d - back >= 0 and rnd.random() < 0.75:
                a = d * DAY + rnd.choice((0, m.starts[-1], m.starts[0]))
                b = min(m.end, a + rnd.choice((m.length, 2 * m.length, DAY)))
                if not m.replay or a >= m.replay[-1][1]:
                    m.replay.append((a, b, back * DAY))
        if not m.replay:
            last = m.days - 1
            m.replay.append((last * DAY, m.end, (1 if last else 0) * DAY))
        windows = [(a, b) for a, b, _ in m.replay]
    elif style == "rows_over_limit_dropped":
        victims = {w for j in m.jobs if j.group in ("prod", "other") for pool in j.pools for w in pool}
        m.row_cap = (-1, [(d0 * DAY, d1 * DAY)], victims)
        windows = [(d0 * DAY, d1 * DAY)]
        who = set()
    else:  # team rows deleted
        face = rnd.choice(_faces(m))
        jobs = {j.jid for j in _prod_jobs(m, face)}
        shifts = rnd.sample(range(len(m.starts)), max(1, len(m.starts) - 2))
        nodes = list(face.nodes)
        m.need.add("video")
        m.send.add("video")
        for tr in m.trips:
            if tr.job.jid in jobs and tr.shift in shifts and _in(m, tr) and rnd.random() < 0.93:
                begin = tr.t_in + rnd.randint(600, 3000)
                tr.hide = (
                    [(begin, tr.t_out - rnd.randint(0, 1200))]
                    if rnd.random() < 0.5
                    else [(tr.t_in - 60, tr.t_out + 3600)]
                )
                who.add(tr.who)
        windows = [(d0 * DAY, d1 * DAY)]
    m.add_truth(
        "data_fabricated",
        style,
        min(a for a, _ in windows),
        max(b for _, b in windows),
        nodes,
        who,
        windows=[[m.clock.iso(a), m.clock.iso(b)] for a, b in windows],
    )


def _masked(m: Mine, mover: Mover, style: str) -> None:
    """Falsify the methane sensors of one or two gassy places."""
    t0, t1 = _times(m)
    mask_places(m, style, list(m.gas_lift), t0, t1, False)


def mask_places(m: Mine, style: str, faces: list[str], t0: int, t1: int, incidental: bool) -> None:
    """Put masks on methane sensors of the given faces."""
    rnd = m.rnd
    uses = ("corner", "face", "return")
    picks = [
        k
        for k, p in enumerate(m.lay.points)
        if p.kind == "ch4" and p.face and p.face.fid in faces and p.use in uses
    ]
    if not picks:
        picks = [k for k, p in enumerate(m.lay.points) if p.kind == "ch4" and p.use in uses][:2]
    picks = rnd.sample(picks, min(len(picks), rnd.randint(1, 3)))
    if not picks:
        return
    windows = [(t0, t1)]
    if (
        style in ("probe_bagged", "fed_from_intake") and rnd.random() < 0.5
    ):  # taken off for the production shifts only
        windows = []
        for d in range(t0 // DAY, (t1 + DAY - 1) // DAY):
            for s in m.prod_shifts():
                a = m.shift_start(d, s) + rnd.randint(1200, 5400)
                windows.append((a, min(t1, a + m.length - rnd.randint(3600, 7200))))
        windows = [w for w in windows if w[1] > w[0]] or [(t0, t1)]
    for k in picks:
        m.masks.append(
            Mask(
                k,
                style,
                windows,
                rnd.uniform(0.02, 0.08)
                if style == "probe_bagged"
                else rnd.uniform(0.12, 0.3)
                if style == "value_frozen"
                else rnd.uniform(0.62, 0.82),
            )
        )
    m.add_truth(
        "sensor_masked",
        style,
        t0,
        t1,
        [m.lay.points[k].node for k in picks],
        (),
        incidental,
        points=[m.lay.points[k].code for k in picks],
    )


def _stopped(m: Mine, mover: Mover, style: str) -> None:
    t0, t1 = _times(m)
    faces = _faces(m, "heading") if m.heads_only else _faces(m)
    nights = m.night_shifts()
    who: set[int] = set()
    bare = 0
    for tr in m.trips:
        if tr.job.group != "prod" or not _in(m, tr) or m.secret_rate[tr.day] <= 0:
            continue
        if m.night_only and tr.shift not in nights:
            continue
        if m.stop_kind == "bare" and m.rnd.random() < 0.88 and max(tr.job.counts) > 1:
            tr.card = False
            bare += 1
        elif tr.card:
            who.add(tr.who)
    m.add_truth(
        "working_while_stopped",
        style,
        t0,
        t1,
        [n for f in faces for n in f.nodes[-3:]],
        who,
        active_days=[m.clock.date(int(d)) for d in np.flatnonzero(m.secret_rate > 0)],
    )
    if bare:
        m.add_truth("headcount_concealed", f"part_of_{style}", t0, t1, m.lay.with_role("bottom"), (), True)


def _capacity(m: Mine, mover: Mover, style: str) -> None:
    t0, t1 = _times(m)
    nodes = [n for f in _faces(m, "coal_face") for n in f.nodes] + m.lay.with_role("belt")[:1]
    m.add_truth("over_capacity", style, t0, t1, nodes, factor=round(float(m.push.max()), 2))


def _crowd(m: Mine, mover: Mover, style: str) -> None:
    rnd = m.rnd
    _drop_outside(m, lambda j: j.extra)
    t0, t1 = _times(m)
    who = {tr.who for tr in m.trips if tr.job.extra}
    f = m.target
    assert f is not None
    if style == "old_shift_stays_on":
        picks = {s for s in range(len(m.starts)) if rnd.random() < 0.6} or {0}
        for tr in m.trips:
            if (
                tr.shift in picks
                and _in(m, tr)
                and tr.job.group in ("prod", "other")
                and tr.job.behave != "office"
            ):
                stay = rnd.randint(2 * 3600, int(3.6 * 3600))
                tr.times = [t + stay if t > tr.leave else t for t in tr.times]
                tr.t_out += stay
                tr.leave += stay
                if tr.vid_out is not None:
                    tr.vid_out += stay
                who.add(tr.who)
    mine_wide = style in ("maintenance_shift_over_limit", "old_shift_stays_on", "contract_gangs_on_top")
    m.tight = "shift" if style == "old_shift_stays_on" else "peak" if mine_wide else ""
    nodes = m.lay.with_role("bottom") + [x.nodes[-1] for x in _faces(m)] if mine_wide else list(f.nodes)
    m.add_truth("overstaffed", style, t0, t1, nodes, who)


__all__ = ["STYLES", "apply", "mask_places", "prepare"]
