"""The other kinds of conduct, style by style, and the choice of what a mine does."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from . import hiddenfaces
from .model import DAY, Body, Mine, Trip
from .motion import Walker, cage_times
from .people import enrol

STYLES: dict[str, tuple[str, ...]] = {
    "hidden_face": tuple(hiddenfaces.STYLES),
    "headcount_concealed": (
        "uncarded_by_main_portal",
        "uncarded_by_wind_shaft",
        "rows_above_limit_removed",
        "contract_night_gang",
    ),
    "cards_carried": (
        "leader_card_taken_along",
        "absent_mens_cards",
        "bundle_carried_out_early",
        "pair_covers_each_other",
    ),
    "card_parked": ("left_in_refuge", "left_at_face_mouth", "left_at_substation_for_days"),
    "data_fabricated": (
        "replayed_day",
        "invented_snapshots",
        "deleted_nights",
        "held_below_limit",
        "frozen_copy",
    ),
    "sensor_masked": ("flat_value", "bagged_head", "fresh_air_in_shifts", "clipped_high"),
    "working_while_stopped": ("full_production", "night_only", "one_face_quietly"),
    "over_capacity": ("books_trimmed", "openly_over", "repair_shift_cuts_too", "hoist_record_trimmed"),
    "overstaffed": (
        "coal_face_overmanned",
        "heading_overmanned",
        "double_shift_at_face",
        "whole_mine_over_limit",
    ),
}
KINDS = tuple(STYLES)
OTHERS = KINDS[1:]


def choose(seed: int, number: int, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Kind and style of mine `number`; a kind may be given as `kind:style`."""
    if kinds:
        kind, _, style = kinds[number % len(kinds)].partition(":")
    else:
        block, at = divmod(number, 20)
        deck = (
            ["healthy"] * 9
            + ["hidden_face"] * 5
            + [OTHERS[(block * 6 + seed + k) % len(OTHERS)] for k in range(6)]
        )
        random.Random(f"deck:{seed}:{block}").shuffle(deck)
        kind, style = deck[at], ""
    if kind == "healthy":
        return kind, ""
    if kind not in STYLES:
        raise ValueError(f"unknown kind {kind}")
    return kind, style or random.Random(f"style:{seed}:{number}:{kind}").choice(STYLES[kind])


def _job(m: Mine, fn: Callable[[Mine, Walker], None]) -> None:
    m.edits.setdefault("jobs", []).append(fn)


def _after(m: Mine, fn: Callable[[Mine, Walker], None]) -> None:
    m.edits.setdefault("after", []).append(fn)


def _span(m: Mine, share: float = 0.55) -> tuple[int, int]:
    """First and last day of the conduct: the whole time or a part of it."""
    if m.r.random() < share or m.days < 6:
        return 0, m.days - 1
    a = m.r.randint(1, m.days // 3)
    return a, min(m.days - 1, a + m.r.randint(m.days // 2, m.days))


def _truth(
    m: Mine,
    kind: str,
    style: str,
    first: int,
    last: int,
    stations: Sequence[int] = (),
    cards: Sequence[str] = (),
) -> dict[str, Any]:
    """Note what really happens from the first to the last day; the row may be completed later."""
    row = {
        "kind": kind,
        "from": m.day_text(first) + "T00:00:00+08:00",
        "to": m.day_text(last + 1) + "T00:00:00+08:00",
        "stations": [m.code_of(i) for i in stations],
        "cards": list(cards),
        "style": style,
    }
    m.conduct.append(row)
    return row


def plan(m: Mine, kind: str, style: str) -> None:
    """Arrange the conduct of a mine."""
    if kind == "healthy":
        return
    if kind == "hidden_face":
        hiddenfaces.plan(m, style)
        return
    {
        "headcount_concealed": concealed,
        "cards_carried": carried,
        "card_parked": parked,
        "data_fabricated": fabricated,
        "sensor_masked": masked,
        "working_while_stopped": stopped,
        "over_capacity": over_capacity,
        "overstaffed": overstaffed,
    }[kind](m, style)


def concealed(m: Mine, style: str) -> None:
    """More people underground than cards: extra hands at approved places, who cut more than the listed crew could."""
    first, last = _span(m)
    r = m.r
    p = r.choice([q for q in m.places if q.first is None])
    n = max(5, round(p.crew_plan[0] * r.uniform(0.5, 1.0)))
    _truth(m, "headcount_concealed", style, first, last, p.nodes[:1])
    if style == "rows_above_limit_removed":
        m.headcount_limit = max(8, round(m.edits["usual_heads"] * r.uniform(0.68, 0.8)))
        m.edits["snap_limit"] = (first * DAY, (last + 1) * DAY, m.headcount_limit - r.randint(0, 2))
        return
    night = max(range(m.shifts), key=lambda s: m.shift_starts[s]) if m.shift_starts[0] >= 180 else 0
    shifts = [night] if style == "contract_night_gang" else list(range(m.shifts))
    portal = "wind" if style == "uncarded_by_wind_shaft" else "main"
    p.act[first + 1 : last + 2, shifts] *= 1.18

    def go(m: Mine, w: Walker) -> None:
        for day in range(first, last + 1):
            for s in shifts:
                a, b = m.shift_span(day, s)
                for t in cage_times(m, a, n - r.randint(0, 2)):
                    m.bodies.append(Body(t, b + r.randint(900, 2100), portal))

    _job(m, go)


def carried(m: Mine, style: str) -> None:
    """One man carries several cards: same stations, seconds apart, one body at the portal."""
    r = m.r
    first, last = _span(m)
    row = _truth(m, "cards_carried", style, first, last)
    s0 = r.randrange(m.shifts)
    roles = ("elec", "safety", "trans", "repair", "gas")
    if style == "bundle_carried_out_early":
        days = sorted(r.sample(range(first, last + 1), max(2, (last - first + 1) // 2)))

        def bundle(m: Mine, w: Walker) -> None:
            for day in days:
                a, b = m.shift_span(day, s0)
                key = max(
                    (p for p in m.places if p.crew[day + 1, s0] > 0),
                    key=lambda p: p.crew[day + 1, s0],
                    default=None,
                )
                if key is None:
                    continue
                crew = [t for t in m.trips if t.role == key.key and abs(t.t_in - a) < 5400]
                crew = crew[: max(5, int(len(crew) * 0.8))]
                t0 = b - r.randint(60, 110) * 60
                path = w.router.path(key.nodes[0], m.marks["portal"])
                leave = t0 + int(path[-1][1]) + r.randint(120, 300)
                for t in crew:
                    k = next((i for i, at in enumerate(t.times) if at >= t0), len(t.times))
                    t.nodes, t.times = t.nodes[:k], t.times[:k]
                    j = r.randint(0, 4)
                    for u, sec in path:
                        t.nodes.append(u)
                        t.times.append(int(t0 + sec) + j)
                    t.t_out = leave + r.randint(0, 2)
                    row["cards"].append(m.people[t.who].card)
            row["cards"] = sorted(set(row["cards"]))

        _after(m, bundle)
        return
    if style == "leader_card_taken_along":
        owners = [enrol(m, "leader", "矿领导", "带班领导", plain=True) for _ in range(r.randint(1, 2))]
    elif style == "pair_covers_each_other":
        owners = [enrol(m, r.choice(("gas", "safety")))]
    else:
        owners = [enrol(m, r.choice(("repair", "odd", "elec"))) for _ in range(r.randint(4, 9))]
    row["cards"] = [m.people[o].card for o in owners]

    def go(m: Mine, w: Walker) -> None:
        cand: dict[int, list[Trip]] = {}
        want = ("gas", "safety") if style == "pair_covers_each_other" else roles
        for t in m.trips:
            if t.role in want and t.body:
                for day in range(first, last + 1):
                    if abs(t.t_in - m.shift_span(day, s0)[0]) < 5400 and len(t.nodes) > 16:
                        cand.setdefault(day, []).append(t)
        for trips in cand.values():
            if r.random() < 0.12:
                continue
            host = max(trips, key=lambda t: len(set(t.nodes)) + r.random())
            row["cards"] = sorted(set(row["cards"]) | {m.people[host.who].card})
            for o in owners:
                if r.random() < 0.1:
                    continue
                times = list(accumulate((t + r.choice((0, 0, 0, 1, 2, 3)) for t in host.times), max))
                times[0] = min(times[0], host.t_in + 3)
                t_out = max(host.t_out + r.randint(0, 3), times[-1] + 1)
                m.trips.append(Trip(o, times[0], t_out, list(host.nodes), times, body=False, role="carried"))

    _after(m, go)


def parked(m: Mine, style: str) -> None:
    """Cards lie at a legal place; their owners work elsewhere in the pit, unseen, and fetch them at the end."""
    r = m.r
    first, last = _span(m)
    n = r.randint(4, 9)
    crew = {
        s: [enrol(m, r.choice(("coal", "head", "repair"))) for _ in range(n)]
        for s in r.sample(range(m.shifts), min(m.shifts, 2))
    }
    p = r.choice([q for q in m.places if q.first is None])
    node = {"left_in_refuge": m.marks["refuge"], "left_at_face_mouth": p.nodes[-1]}.get(
        style, m.marks["substation"]
    )
    _truth(m, "card_parked", style, first, last, [node], [m.people[w].card for c in crew.values() for w in c])
    p.act[first + 1 : last + 2, list(crew)] *= 1.12
    days_long = style == "left_at_substation_for_days"

    def go(m: Mine, w: Walker) -> None:
        skip: set[tuple[int, int]] = set()
        for day in range(first, last + 1):
            for s, men in crew.items():
                a, b = m.shift_span(day, s)
                out = b - r.randint(5, 30) * 60
                for who, t in zip(men, cage_times(m, a, n), strict=True):
                    if (who, day) in skip:
                        m.bodies.append(Body(t, b + r.randint(600, 1800), "main"))
                        continue
                    stay = 0
                    if days_long and r.random() < 0.35 and day + 2 < last:
                        stay = r.randint(1, 2)
                        skip.update((who, day + k) for k in range(1, stay + 1))
                    trip = w.stay(who, t, out + stay * DAY + r.randint(0, 50), node, "parked", True, 1.0)
                    if stay:
                        trip.body = False
                        m.bodies.append(Body(t, b + r.randint(600, 1800), "main"))

    _job(m, go)


def fabricated(m: Mine, style: str) -> None:
    """The snapshots are not what the readers said."""
    r = m.r
    first, last = _span(m, 0.3)
    if style in ("invented_snapshots", "held_below_limit"):
        first, last = _span(m, 0.7)
    if style == "replayed_day":
        first = max(1, first)
        last = min(m.days - 1, max(first, first + r.randint(1, 3)))
    if style == "frozen_copy":
        last = min(m.days - 1, first + max(3, m.days // 2))
    _truth(m, "data_fabricated", style, first, last)
    if style == "held_below_limit":
        m.edits["snap_limit"] = (
            first * DAY,
            (last + 1) * DAY,
            max(6, round(m.edits["usual_heads"] * r.uniform(0.55, 0.7))),
        )
        m.edits["snap_limit_jitter"] = 1
    else:
        m.edits["fabricate"] = (style, first * DAY, (last + 1) * DAY)


def masked(m: Mine, style: str) -> None:
    """A methane head is kept from seeing the gas while its neighbours see it."""
    r = m.r
    first, last = _span(m)
    cand = [k for k, p in enumerate(m.points) if p.kind == "ch4" and p.source[0] in ("front", "return")]
    p0 = max(m.places, key=lambda p: p.ch4 / p.air * (p.first is None))
    p0.ch4 *= 1.5
    k0 = r.choice([k for k in cand if m.points[k].source[1] == p0.key])
    picked = [k0] + ([r.choice(cand)] if r.random() < 0.3 else [])
    picked = sorted(set(picked))
    _truth(m, "sensor_masked", style, first, last, [m.points[k].node for k in picked])
    a, b = first * 288, (last + 1) * 288

    def edit(k: int, y: np.ndarray) -> np.ndarray:
        if k not in picked:
            return y
        x, z = y.copy(), y[a:b]
        low = max(0.05, round(float(np.quantile(z, 0.1)) * 0.6, 2)) if len(z) else 0.1
        if style == "flat_value":
            x[a:b] = low
        elif style == "bagged_head":
            q = np.convolve(z, np.ones(37) / 37, "same") * 0.08
            x[a:b] = np.round(low * 0.6 + q + m.g.integers(0, 2, len(z)) * 0.01, 2)
        elif style == "clipped_high":
            x[a:b] = np.minimum(z, round(float(np.quantile(z, 0.45)), 2))
        else:
            place = next(p for p in m.places if p.key == m.points[k].source[1])
            busy = np.repeat(place.cut[96:], 3)[a:b] > 0.05
            busy = np.convolve(busy.astype(float), np.ones(13), "same") > 3
            x[a:b] = np.where(busy, np.round(low * 0.4 + m.g.normal(0, 0.006, len(z)), 2).clip(0, 1), z)
        return x

    m.edits.setdefault("sensor_edits", []).append(edit)
    m.edits["masked_points"] = picked


def stopped(m: Mine, style: str) -> None:
    """Declared overhaul or suspension; the pit works on."""
    r = m.r
    first = 0 if r.random() < 0.4 or m.days < 6 else r.randint(1, m.days // 3)
    last = m.days - 1
    state = r.choice(("overhaul", "suspended", "suspended"))
    m.status = [
        {"state": "producing", "from": m.day_text(-400), "to": m.day_text(first)},
        {"state": state, "from": m.day_text(first), "to": None},
    ]
    _truth(m, "working_while_stopped", style, first, last, m.places[0].nodes[:1])
    rows = slice(first + 1, last + 2)
    m.edits["report_zero"] = (first, last, r.random() < 0.6)
    if style == "night_only":
        for p in m.places:
            for s in range(m.shifts):
                if 420 <= m.shift_starts[s] < 1080:
                    p.act[rows, s] = 0
                    p.crew[rows, s] = np.minimum(p.crew[rows, s], 3)
    elif style == "one_face_quietly":
        live = next((p for p in m.places if p.first is None), m.places[0])
        for p in m.places:
            if p is not live:
                p.act[rows] = 0
                p.crew[rows] = np.minimum(p.crew[rows], 2)
    m.support[rows] *= 0.8


def honest_stop(m: Mine) -> None:
    """A mine that is declared stopped and is: pumps, fans, a care crew, some repair."""
    r = m.r
    first = 0 if r.random() < 0.5 or m.days < 6 else r.randint(1, m.days // 2)
    m.status = [
        {"state": "producing", "from": m.day_text(-400), "to": m.day_text(first)},
        {"state": r.choice(("overhaul", "suspended")), "from": m.day_text(first), "to": None},
    ]
    rows = slice(first + 1, m.days + 1)
    for p in m.places:
        p.act[rows] = 0
        for s in range(m.shifts):
            p.crew[rows, s] = r.randint(2, 4) if 420 <= m.shift_starts[s] < 900 else 0
    m.support[rows] = 0.45
    m.events.append("declared_stop_kept")


def over_capacity(m: Mine, style: str) -> None:
    """More coal than the capacity allows."""
    r = m.r
    total = sum(p.t_per_day for p in m.places)
    m.capacity = max(60000, round(total * 365 / r.uniform(1.3, 1.65) / 30000) * 30000)
    while total * 365 < m.capacity * 1.28:
        m.capacity -= 30000 if m.capacity > 60000 else 10000
    _truth(m, "over_capacity", style, 0, m.days - 1)
    declared = m.capacity / 345 / total
    m.edits["declared_scale"] = 1.0 if style == "openly_over" else min(1.0, declared)
    if style == "repair_shift_cuts_too" and m.repair_shift >= 0:
        for p in m.places:
            if p.kind == "coal_face":
                p.act[:, m.repair_shift] = r.uniform(0.5, 0.8)
    m.edits["books"] = {"openly_over": "open", "hoist_record_trimmed": "scaled_both"}.get(style, "scaled")


def overstaffed(m: Mine, style: str) -> None:
    """Clearly more people at a face, or in the pit, than the declared limits."""
    r = m.r
    first, last = _span(m)
    rows = slice(first + 1, last + 2)
    want = "heading" if style == "heading_overmanned" else "coal_face"
    p = r.choice([q for q in m.places if q.kind == want and q.first is None] or m.places)
    if style == "whole_mine_over_limit":
        m.headcount_limit = max(8, round(m.edits["usual_heads"] / r.uniform(1.35, 1.6)))
        _truth(m, "overstaffed", style, 0, m.days - 1)
        return
    _truth(m, "overstaffed", style, first, last, p.nodes[:1])
    if style == "double_shift_at_face":
        for day in range(first, last + 1):
            for s in range(m.shifts):
                m.edits.setdefault("overlap_for", {})[(day, s, p.key)] = r.randint(150, 230) * 60
        p.crew[rows] = np.round(p.crew[rows] * 1.25)
    else:
        p.crew[rows] = np.round(p.crew[rows] * r.uniform(1.7, 2.2))
        p.act[rows] *= 1.1
