"""Conduct other than hidden faces: each kind in several styles with different traces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .mine import DRILLBLAST
from .people import make_trip
from .sim import DAY, Sim, Trip, Work


def days_of(sim: Sim, shortest: float = 0.5) -> tuple[int, int, float, float]:
    """A run of days for a conduct, also as times."""
    a, b = sim.span(shortest, 1.0)
    return a, b, sim.begin(a, 0), sim.begin(b - 1, 0) + DAY


def later_truth(
    sim: Sim, kind: str, style: str, t0: float, t1: float, nodes: list[int], *works: Work
) -> None:
    """Accuse after the trips exist, with the cards of the works' men."""
    sim.later.append(
        lambda: sim.accuse(
            kind, style, t0, t1, nodes, [m for w in works for p in w.pools.values() for m in p]
        )
    )


def only(work: Work, a: int, b: int, shifts: list[int] | None = None) -> np.ndarray:
    """Mask of a table: days a..b-1 (and these shifts)."""
    mask = np.zeros(work.staff.shape, dtype=bool)
    mask[a + 1 : b + 1, slice(None) if shifts is None else shifts] = True
    return mask


# ---- more people than cards


def concealed(sim: Sim, style: str) -> None:
    """Contractors without cards, a second portal, cards kept in the lamp room, a covered camera."""
    rnd = sim.rnd
    a, b, t0, t1 = days_of(sim)
    sim.keep |= {"video"}
    every = list(range(sim.n))
    if style == "cards_kept_in_lamp_room":
        face = rnd.choice(sim.of("coal_face"))
        extra = sim.gang("暗", face.nodes, 0, face.team, face.trades, (a, b), every, cards="none")
        part = np.ceil(face.staff * rnd.uniform(0.3, 0.5)).astype(int) * only(face, a, b)
        face.staff, extra.staff = face.staff - part, part
    else:
        face = rnd.choice(sim.of("heading"))
        portal = "portal2" if style == "second_portal" else "wellhead"
        crew = rnd.randint(5, 11)
        sim.gang("暗", face.nodes, crew, face.team, face.trades, (a, b), every, cards="none", portal=portal)
        face.rate = np.where(only(face, a, b), face.rate * rnd.uniform(1.2, 1.45), face.rate)
        if style == "camera_covered_going_in":
            sim.later.append(lambda: cover_camera(sim))
    sim.accuse("headcount_concealed", style, t0, t1, face.nodes[:2])


def cover_camera(sim: Sim) -> None:
    """The entry camera sees nothing while men without cards pass; the exit camera does."""
    for p in sim.trips:
        if p.worker is None:
            sim.camera_off.append((p.t_in - 35, p.t_in + 35, "in"))


# ---- one man carries several cards


def carried(sim: Sim, style: str) -> None:
    """A leader's card on a driver, inspectors' cards on one round, padded attendance, cards taken out early."""
    rnd, lay = sim.rnd, sim.lay
    a, b, t0, t1 = days_of(sim, 0.6)
    every = list(range(sim.n))
    sim.keep |= {"video"}
    if style == "cards_taken_out_early":
        face = rnd.choice(sim.of("coal_face") + sim.of("heading"))
        sim.later.append(lambda: taken_out(sim, face, a, b, style))
        return
    if style == "leaders_card_on_driver":
        away = [w for w in sim.works if w.key == "带班"]
        shifts = rnd.sample(every, max(1, sim.n - 1))
        nodes, men, trades = away[0].nodes, 2, ["电机车司机", "带班矿领导"]
    elif style == "one_round_many_inspectors":
        away = [w for w in sim.works if w.key.startswith(("瓦检", "安检"))]
        shifts, nodes = every, [n for w in away for n in w.nodes]
        men, trades = max(3, len(away)), ["瓦斯检查员", "安全检查员", "瓦斯检查员"]
    else:
        away, shifts = [], every
        face = rnd.choice(sim.of("heading"))
        nodes, men, trades = face.nodes, int(face.staff.max()) // 2 + rnd.randint(2, 4), face.trades
        face.staff = np.where(only(face, a, b), np.maximum(face.staff // 2, 2), face.staff)
    for w in away:
        w.staff = np.where(only(w, a, b, shifts), 0, w.staff)
    team = "通防队" if away else sim.of("heading")[0].team
    mode = "round" if away else "crew"
    work = sim.gang("捎卡", nodes, men, team, trades, (a, b), shifts, mode=mode, cards="pocket")
    later_truth(sim, "cards_carried", style, t0, t1, lay.nearest(nodes[0], 2), work)


def taken_out(sim: Sim, face: Work, a: int, b: int, style: str) -> None:
    """On some shifts one man takes the cards of his mates out; they stay on for hours."""
    rnd = sim.rnd
    men = {m.card for p in face.pools.values() for m in p}
    cards, first, last = [], None, None
    for d in range(a, b):
        for s in range(sim.n):
            if rnd.random() < 0.45:
                continue
            t0 = sim.begin(d, s)
            shift = [p for p in sim.trips if p.worker and p.worker.card in men and abs(p.t_in - t0) < 5400]
            if len(shift) < 4:
                continue
            bearer = min(shift, key=lambda p: p.t_out)
            way_out = max(k for k, (n, _) in enumerate(bearer.visits) if n in face.nodes)
            start = bearer.visits[way_out][1]
            for p in shift:
                if p is bearer or rnd.random() < 0.15:
                    continue
                late = rnd.uniform(0.5, 7)
                own = [x for x in p.visits if x[1] < start]
                own += [(n, t + late) for n, t in bearer.visits[way_out:]]
                stay = max(p.t_out, bearer.t_out) + rnd.uniform(1.5, 3.5) * 3600
                sim.trips.append(Trip(None, p.t_in, stay, [], seen_in=False))
                p.visits, p.t_out, p.seen_out = own, bearer.t_out + late, False
                cards.append(p.worker)
            cards.append(bearer.worker)
            first = t0 if first is None else first
            last = t0 + sim.length(s) + 4 * 3600
    if first is not None:
        sim.accuse("cards_carried", style, first, last, face.nodes[:2], cards)


# ---- a card lies somewhere while its owner works elsewhere


def parked(sim: Sim, style: str) -> None:
    """Cards in a tool box at the gate, in the refuge, at the shaft foot; or left underground for days."""
    rnd, lay = sim.rnd, sim.lay
    a, b, t0, t1 = days_of(sim, 0.6)
    every = list(range(sim.n))
    if style == "left_below_for_days":
        team = sim.of("heading")[0]
        sim.later.append(lambda: left_below(sim, team, a, b, style))
        return
    face = rnd.choice(sim.of("coal_face"))
    target = rnd.choice(sim.of("heading"))
    spots = {
        "tool_box_at_gate": face.nodes[-1],
        "cards_in_refuge": lay.role["refuge"],
        "shaft_foot": lay.role["bottom"],
    }
    spot = spots[style]
    team = face if style != "shaft_foot" else target
    shifts = every if rnd.random() < 0.6 else [s for s in every if s != sim.opts["maintenance"]]
    work = sim.gang(
        "挂卡",
        team.nodes,
        rnd.randint(4, 9),
        team.team,
        team.trades,
        (a, b),
        shifts,
        cards="parked",
        park=spot,
    )
    mask = only(team, a, b, shifts)
    keep = np.where(mask, np.maximum(team.staff - work.staff, 3), team.staff)
    work.staff = np.where(mask, np.maximum(work.staff, team.staff - keep), work.staff)
    team.staff = keep
    target.rate = np.where(only(target, a, b), target.rate * rnd.uniform(1.15, 1.35), target.rate)
    later_truth(sim, "card_parked", style, t0, t1, [spot], work)


def left_below(sim: Sim, team: Work, a: int, b: int, style: str) -> None:
    """A few men leave their cards underground for two to four days and go in and out without."""
    rnd = sim.rnd
    men = [m for p in team.pools.values() for m in p]
    chosen = rnd.sample(men, min(len(men), rnd.randint(3, 6)))
    spot = rnd.choice([sim.lay.role["refuge"], team.nodes[-1], sim.lay.trunk[-1]])
    for man in chosen:
        mine = [p for p in sim.trips if p.worker is man and a * DAY <= p.t_in and p.t_out <= b * DAY]
        k = 0
        while k < len(mine):
            n = min(rnd.randint(2, 4), len(mine) - k)
            if n > 1:
                first, last = mine[k], mine[k + n - 1]
                for p in mine[k : k + n]:
                    sim.trips.append(Trip(None, p.t_in, p.t_out, []))
                    sim.trips.remove(p)
                stops = [(spot, max(last.t_out - 2400, first.t_in + DAY))]
                stay = make_trip(sim, man, first.t_in, stops, 1.05)
                stay.seen_in = stay.seen_out = False
                stay.spread = 0
                sim.trips.append(stay)
            k += n + rnd.randint(0, 1)
    sim.accuse("card_parked", style, a * DAY, b * DAY, [spot], chosen)


# ---- made-up snapshots


def fabricated(sim: Sim, style: str) -> None:
    """Replay, holes at night, a deleted team, invented rows, a cap on the list, frozen hours."""
    rnd = sim.rnd
    a, b, t0, t1 = days_of(sim, 0.5)
    a = max(a, min(2, b - 1))
    t0 = sim.begin(a, 0)
    nodes: list[int] = []
    night = min(range(sim.n), key=lambda s: min((sim.shifts[s] - 23.5) % 24, (23.5 - sim.shifts[s]) % 24))
    team = rnd.choice(sim.of("heading"))
    sim.keep |= {"video", "power"}
    if style == "team_deleted":
        extra = sim.gang(
            "删", team.nodes, rnd.randint(6, 12), team.team, team.trades, (a, b), list(range(sim.n))
        )
        extra.cards = "erased"
        team.rate = np.where(only(team, a, b), team.rate * 1.35, team.rate)
        nodes = team.nodes[:2]
        later_truth(sim, "data_fabricated", style, t0, t1, nodes, extra)
        return
    if style == "list_capped":
        for w in sim.of("coal_face"):
            w.staff = np.where(only(w, a, b), np.ceil(w.staff * 1.5).astype(int), w.staff)
            w.rate = np.where(only(w, a, b), w.rate * 1.15, w.rate)
        sim.edits.append((t0, t1, "cap", rnd.uniform(0.55, 0.7)))
    for d in range(a, b):
        start = sim.begin(d, night)
        if style == "night_replayed" and rnd.random() < 0.75:
            sim.edits.append((start, start + sim.length(night), "replay", rnd.randint(1, 2)))
        elif style == "holes_at_night" and rnd.random() < 0.8:
            at = start + rnd.uniform(0.5, 1.5) * 3600
            sim.edits.append((at, at + rnd.uniform(2.5, 4.5) * 3600, "hole", 0))
        elif style == "frozen_hours":
            for _ in range(rnd.randint(1, 2)):
                at = d * DAY + rnd.uniform(0, 20) * 3600
                sim.edits.append((at, at + rnd.uniform(2, 4) * 3600, "freeze", 0))
        elif style == "rows_invented":
            at = sim.begin(d, rnd.randrange(sim.n))
            sim.edits.append((at, at + rnd.uniform(4, 8) * 3600, "invent", 0))
    sim.accuse("data_fabricated", style, t0, t1, nodes)


# ---- sensors


def masked(sim: Sim, style: str) -> None:
    """A gassy face whose methane sensors are bagged, fed, moved, scaled, clipped or 'calibrated' at work."""
    rnd, lay = sim.rnd, sim.lay
    _a, _b, t0, t1 = days_of(sim, 0.4)
    works = sim.of("coal_face") + sim.of("heading")
    places = lay.coal + lay.heads
    i = rnd.randrange(len(works))
    work, place = works[i], places[i]
    work.ch4 = round(work.air * rnd.uniform(0.0045, 0.0072), 2)
    next(f for f in sim.faces if f["face_id"] == work.key)["ch4_m3_per_min"] = work.ch4
    both = rnd.random() < 0.3
    labels = [f"{place.name}T1", f"{place.name}回风T2"]
    for label in labels if both else [rnd.choice(labels)]:
        sim.masks.append((t0, t1, label, style))
        node = place.nodes[0] if label.endswith("T1") else place.ret
    sim.accuse("sensor_masked", style, t0, t1, [node])


# ---- a declared stop


def stopped(sim: Sim, style: str) -> None:
    """The mine is declared stopped; what goes on depends on the style."""
    rnd = sim.rnd
    a = rnd.choice((-rnd.randint(3, 40), rnd.randint(1, max(1, sim.days // 3))))
    state = "overhaul" if style == "repair_in_name_only" else rnd.choice(("suspended", "overhaul"))
    halt(sim, a, sim.days, state, None if rnd.random() < 0.5 else sim.days + rnd.randint(1, 20))
    first = max(a, 0)
    face = rnd.choice(sim.of("coal_face"))
    old_staff, old_rate = sim.opts["before_halt"][face.key]
    mask = only(face, first, sim.days)
    night = min(range(sim.n), key=lambda s: min((sim.shifts[s] - 23.5) % 24, (23.5 - sim.shifts[s]) % 24))
    dark = only(face, first, sim.days, [night])
    sim.opts["book"], sim.opts["book_from"] = rnd.choice((("zero", first), ("told", first)))
    full = np.maximum(old_rate, face.usual * 0.8) * rnd.uniform(0.7, 1.0)
    nodes = face.nodes[:2]
    crew = np.maximum(old_staff, 8)
    if style == "night_shift_coal":
        face.rate, face.staff = np.where(dark, full, face.rate), np.where(dark, crew, face.staff)
    elif style == "heading_goes_on":
        for w in sim.of("heading"):
            w.staff, w.rate = sim.opts["before_halt"][w.key]
        nodes = sim.of("heading")[0].nodes[:2]
        sim.opts["book"] = "zero"
    elif style in ("full_work_no_books", "repair_in_name_only"):
        face.rate, face.staff = np.where(mask, old_rate, face.rate), np.where(mask, old_staff, face.staff)
        sim.opts["book"] = "zero"
        if style == "repair_in_name_only":
            face.rate *= np.where(mask, 0.6, 1)
    else:  # secret men without cards
        face.rate = np.where(mask, full * 0.6, face.rate)
        secret = sim.gang("暗", face.nodes, 0, face.team, face.trades, (first, sim.days), [], cards="none")
        secret.staff = np.where(mask & (old_rate > 0), crew, 0)
        sim.keep |= {"video"}
        sim.accuse("headcount_concealed", style, first * DAY, sim.days * DAY, nodes, incidental=True)
    sim.keep |= {"power", "haulage", "output"}
    sim.accuse("working_while_stopped", style, first * DAY, sim.days * DAY, nodes)


def halt(sim: Sim, a: int, b: int, state: str, until: int | None) -> None:
    """Declare a stop from day a and take coal and crews away; a few care people stay."""
    sim.status[-1]["to"] = sim.day(a)
    sim.status.append({"state": state, "from": sim.day(a), "to": None if until is None else sim.day(until)})
    if until is not None:
        sim.status.append({"state": "producing", "from": sim.day(until), "to": None})
    sim.opts["before_halt"] = {}
    day = min(range(sim.n), key=lambda s: abs(sim.shifts[s] - 8))
    for w in sim.of("coal_face") + sim.of("heading"):
        sim.opts["before_halt"][w.key] = (w.staff.copy(), w.rate.copy())
        first = a if a < 0 else max(a, 0)
        mask = only(w, max(first, -1), b)
        w.rate = np.where(mask, 0.0, w.rate)
        care = sim.empty(int)
        care[:, day] = sim.rnd.choice((2, 3, 4))
        w.staff = np.where(mask, care, w.staff)


# ---- more coal, more people than allowed


def over_capacity(sim: Sim, style: str) -> None:
    """More coal than approved: openly, with capped books, or in the maintenance shift."""
    rnd, m = sim.rnd, sim.opts["maintenance"]
    a, b, t0, t1 = days_of(sim, 0.7)
    quota = sim.opts["capacity"] / 330
    planned = sum(w.tonnes for w in sim.works if w.kind in ("coal_face", "heading"))
    more = min(rnd.uniform(1.22, 1.5) * quota / planned, 1.75)
    for w in sim.of("coal_face"):
        mask = only(w, a, b)
        if style == "maintenance_shift_cuts":
            w.rate = np.where(
                only(w, a, b, [m]), w.usual * more * 0.9, w.rate * np.where(mask, 1.0 + (more - 1) / 2, 1)
            )
        else:
            w.rate = np.where(mask, w.rate * more, w.rate)
    sim.keep |= {"output"}
    if style == "books_capped":
        sim.opts["report_cap"] = quota * 0.98
        sim.keep |= {"haulage", "power"}
    elif style == "hoist_book_capped":
        sim.opts["hoist_cap"] = quota * 0.97
        sim.keep |= {"haulage", "power"}
    nodes = [w.nodes[0] for w in sim.of("coal_face")][:3]
    sim.accuse("over_capacity", style, t0, t1, nodes)


def overstaffed(sim: Sim, style: str) -> None:
    """Too many people at a face, in the whole mine, or two shifts together for hours."""
    rnd = sim.rnd
    a, b, t0, t1 = days_of(sim)
    face = rnd.choice(sim.of("coal_face"))
    every = list(range(sim.n))
    nodes = face.nodes[:2]
    if style == "crowded_face":
        shifts = every if rnd.random() < 0.5 else [sim.opts["maintenance"]]
        crew = round(float(face.staff.max()) * rnd.uniform(0.5, 0.9)) + 6
        work = sim.gang(
            "加人", face.nodes, crew, face.team, face.trades, (a, b), shifts, weights=face.weights, extra=True
        )
    elif style == "double_shift_stays":
        work = sim.gang(
            "连班", face.nodes, 0, face.team, face.trades, (a, b), every, weights=face.weights, extra=True
        )
        work.overlap_s = rnd.uniform(2.5, 4) * 3600
        half = (face.staff * 0.75).astype(int) * only(face, a, b)
        face.staff, work.staff = face.staff - half, half
        work.overlap_s = min(work.overlap_s, sim.length(0) * 0.5)
    elif style == "heading_double_gang":
        face = rnd.choice(sim.of("heading"))
        nodes = face.nodes[:1]
        work = sim.gang(
            "加人", face.nodes, 0, face.team, DRILLBLAST, (a, b), every, weights=face.weights, extra=True
        )
        work.staff = np.where(only(work, a, b), face.staff + 8, 0)
    else:  # campaign in the whole mine
        spots = [n for p in sim.lay.coal + sim.lay.heads for n in p.nodes] + sim.lay.trunk
        crew = round(sum(int(w.staff[2].max()) for w in sim.works) * rnd.uniform(0.9, 1.3))
        work = sim.gang("会战", spots, crew, "会战队", DRILLBLAST, (a, b), every[:2], extra=True)
        nodes = nodes + [w.nodes[0] for w in sim.of("heading")][:1]
    later_truth(sim, "overstaffed", style, t0, t1, nodes, work)


KINDS: dict[str, tuple[Callable[[Sim, str], None], tuple[str, ...]]] = {
    "headcount_concealed": (
        concealed,
        ("contractors_without_cards", "second_portal", "cards_kept_in_lamp_room", "camera_covered_going_in"),
    ),
    "cards_carried": (
        carried,
        ("leaders_card_on_driver", "one_round_many_inspectors", "attendance_padded", "cards_taken_out_early"),
    ),
    "card_parked": (parked, ("tool_box_at_gate", "cards_in_refuge", "shaft_foot", "left_below_for_days")),
    "data_fabricated": (
        fabricated,
        ("night_replayed", "holes_at_night", "team_deleted", "list_capped", "frozen_hours", "rows_invented"),
    ),
    "sensor_masked": (
        masked,
        ("flat_bag", "fed_fresh_air", "moved_to_intake", "scaled_half", "clipped_top", "calibrating_at_work"),
    ),
    "working_while_stopped": (
        stopped,
        ("night_shift_coal", "heading_goes_on", "full_work_no_books", "repair_in_name_only", "secret_men"),
    ),
    "over_capacity": (
        over_capacity,
        ("openly", "books_capped", "hoist_book_capped", "maintenance_shift_cuts"),
    ),
    "overstaffed": (
        overstaffed,
        ("crowded_face", "double_shift_stays", "heading_double_gang", "campaign_everywhere"),
    ),
}
