"""A card left lying: hours at one station without the small unrest that every worn card shows. Source: detection T1.

The unrest is the spread of the distance to the reader, measured against the mine's own worn cards. Without
distances, cards of a moving trade that lie together at a place where their team does not work say the same.
Attendants of pumps and substations sit still by rights: a card that always does, or a post that is always manned, is
not suspected unless its trade must move, or it hangs there for longer than anybody stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import Bools, Floats, Ints
from minewarden.factors.facework import approach
from minewarden.factors.integrity.bag import bagged, flickering
from minewarden.factors.integrity.finding import Finding, days_of, spans
from minewarden.factors.locate import MAIN_ROADS, ROOMS, WAITING, named
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month, once
from minewarden.factors.words import Words, plural

KIND = Kind.CARD_PARKED
# Settings, not law.
LEAST_H = 3.0
SHARE = 0.6
STILL = 0.12  # of the usual unrest
LEAST_SPREAD_M = 0.5
NEAR_FLOOR = 1.25  # of the least unrest of this mine's long stays
CLEAR_FLOOR = 0.4  # of the usual unrest, below which that least tells a card at rest
NOISE = 0.7  # of the usual unrest, from which every distance is but noise
FEW_OTHERS = 3  # stays at rest to one other, where people work on one spot as well
SEVERAL = 3
PAIR = 2  # of cards at rest together where people work on one spot as well, and
NOT_A_FEW = 0.15  # of the stays there on those days, and
OFTENER = 3.0  # times as often as at the other faces: in some mines many work on one spot
LEAST_READS = 8
HABIT = 0.6  # share of its descents that a card spends at one station, from which that is its holder's work
MANNED = 0.6  # share of the shifts with such a stay, from which a station is a post
SHIFTS_LEFT = 2  # shifts with such cards: one crew once may have waited for hours
SHIFTS_ON_ROADS = 4  # the same in a siding, where a crew may repair the track for a day
WHOLE_SHIFT = 0.9  # of a descent at a place where people only wait, of so many
CROWD = 8  # who repair or drill, together, in so many
SHIFTS_WAITING = 6  # shifts: a gang may mend the pit bottom, a few at a time
LEFT_H = 16.0  # nobody stays at one station for so long


@dataclass(frozen=True)
class Stays:
    """Long stays at one station within a descent: which descent, where, hours, and the spread of its distances."""

    descent: Ints
    station: Ints
    hours: Floats
    share: Floats
    spread_m: Floats


def find(month: Month) -> list[Finding]:
    """Out: cards that lay still, grouped by station and stretch of days."""
    stays = long_stays(month)
    still = lying(month, stays)
    if not still.any():
        return []
    found = []
    d = month.movement.descents
    for station in np.unique(stays.station[still]):
        chosen = np.flatnonzero(still & (stays.station == station))
        first, last = (month.clock.day_of(at[stays.descent[chosen]]) for at in (d.first_s, d.last_s))
        lain = np.concatenate([np.arange(a, b + 1) for a, b in zip(first, last, strict=True)])
        for days in spans(days_of(month.clock.days, lain)):
            inside = days[np.clip(first, 0, month.clock.days - 1)]
            found.append(_finding(month, stays, chosen[inside], int(station), days))
    return found


@once
def long_stays(month: Month) -> Stays:
    """Out: the longest stay of each descent where it is long, with the spread of the distances read there."""
    move = month.movement
    hours = move.hours
    total = hours.sum(axis=1)
    station = hours.argmax(axis=1) if hours.size else np.zeros(0, dtype=np.int64)
    most = hours.max(axis=1, initial=0.0)
    long = (most >= LEAST_H) & (most >= SHARE * total)
    descent = np.flatnonzero(long)
    spread = _spreads(month, descent, station[descent])
    return Stays(
        descent, station[descent], most[descent], most[descent] / np.maximum(total[descent], 1e-9), spread
    )


def _spreads(month: Month, descent: Ints, station: Ints) -> Floats:
    """The standard deviation of the distances of each stay; NaN where hardly any were sent."""
    seen, move = month.snapshots, month.movement
    place = {code: i for i, code in enumerate(seen.stations)}
    wanted = np.full(len(move.descents) + 1, -2)
    wanted[descent] = [place.get(move.stations[s], -2) for s in station.tolist()]
    of_row = np.append(move.of_snapshots, -1)[seen.descent]
    rows = np.flatnonzero(
        (seen.station == wanted[of_row]) & seen.underground & seen.entry_told & np.isfinite(seen.distance_m)
    )
    stay, metres = of_row[rows], seen.distance_m[rows]
    size = len(wanted)
    count = np.bincount(stay, minlength=size)
    mean = np.bincount(stay, metres, size) / np.maximum(count, 1)
    square = np.bincount(stay, (metres - mean[stay]) ** 2, size)
    spread = np.where(count >= LEAST_READS, np.sqrt(square / np.maximum(count, 1)), np.nan)
    found: Floats = spread[descent]
    return found


def lying(month: Month, stays: Stays) -> Bools:
    """Out: which long stays are those of a card that nobody wears."""
    there = np.isfinite(stays.spread_m)
    mover = _movers(month)[month.movement.descents.card[stays.descent]]
    worn = there & mover if (there & mover).sum() >= 8 else there
    usual = float(np.median(stays.spread_m[worn])) if worn.any() else 0.0
    if there.sum() >= 8 and usual >= LEAST_SPREAD_M:
        floor = float(
            np.quantile(stays.spread_m[there], 0.02)
        )  # what the reader itself adds to a card at rest
        at_rest = mover & there & (stays.spread_m <= NEAR_FLOOR * floor)
        at_work = _at_work(month)
        rest, others = (
            np.bincount(stays.station[chosen], minlength=len(at_work)) for chosen in (at_rest, ~at_rest)
        )
        apart = _again(month, stays, at_rest) & (rest > FEW_OTHERS * others)[stays.station]
        at_rest &= (apart | ~at_work[stays.station]) & (floor < CLEAR_FLOOR * usual)
        still: Bools = there & ((stays.spread_m <= STILL * usual) | at_rest)
        still &= mover | ~_by_rights(month, stays, ~mover)
        on_one_spot = _on_one_spot(month)[month.movement.descents.card[stays.descent]]
        still &= ~on_one_spot
        clear = still & (stays.spread_m <= NEAR_FLOOR * floor)
        still &= ~at_work[stays.station] | apart | (clear & _stand_out(month, stays, clear, at_work))
        left = _left_together(stays, month) | _gathered(month, stays, ROOMS, SHIFTS_LEFT)
        if floor > NOISE * usual:
            left |= _gathered(month, stays, MAIN_ROADS, SHIFTS_ON_ROADS)
        if floor < CLEAR_FLOOR * usual:
            idle = on_one_spot & named(month, WAITING)[stays.station] & there
            idle &= stays.spread_m <= NEAR_FLOOR * floor
            left |= idle & _again(month, stays, idle)
        waiting = on_one_spot & named(month, WAITING)[stays.station] & (stays.share >= WHOLE_SHIFT)
        left |= waiting & _again(month, stays, waiting, SHIFTS_WAITING, CROWD)
        return still | left | bagged(month)[stays.descent]  # distances may be noise alone
    return _out_of_place(month, stays)


def _at_work(month: Month) -> Bools:
    """Stations of faces and of their approach, where people work on one spot as well."""
    at = np.zeros(len(month.movement.stations), dtype=bool)
    for face in month.register.faces:
        at |= month.movement.at_face(face) | approach(month, face)
    return at


def _left_together(stays: Stays, month: Month) -> Bools:
    """Stays longer than anybody's, of several cards at one station: a single card so long was lost."""
    left = stays.hours >= LEFT_H
    card = month.movement.descents.card[stays.descent]
    pairs = np.unique(np.stack([stays.station[left], card[left]]), axis=1)
    stations, cards = np.unique(pairs[0], return_counts=True)
    together: Bools = left & np.isin(stays.station, stations[cards >= 2])
    return together


def _by_rights(month: Month, stays: Stays, sitters: Bools) -> Bools:
    """Stays of cards whose holders mostly stay at one station, and stays at posts that such people mostly man."""
    d = month.movement.descents
    cards, stations = len(month.movement.cards), len(month.movement.stations)
    card = d.card[stays.descent]
    usual = np.bincount(card[sitters], minlength=cards) / np.maximum(np.bincount(d.card, minlength=cards), 1)
    shift = month.clock.shift_of(d.first_s)
    manned = np.unique(np.stack([stays.station[sitters], shift[stays.descent[sitters]]]), axis=1)[0]
    share = np.bincount(manned, minlength=stations) / max(np.unique(shift).size, 1)
    rightly: Bools = (usual[card] >= HABIT) | (share[stays.station] >= MANNED)
    return rightly


def _out_of_place(month: Month, stays: Stays) -> Bools:
    """Cards of moving trades together where their teams never work: at least three with one station and shift."""
    move = month.movement
    moving = _movers(month)
    faces = move.station_mask([code for face in month.register.faces for code in face.stations])
    wrong = moving[move.descents.card[stays.descent]] & ~faces[stays.station] & (stays.share >= 0.7)
    visits = np.bincount(move.visits.descent, minlength=len(move.descents))
    wrong &= visits[stays.descent] <= 2 * np.median(visits) if len(visits) else False
    return wrong & _several(month, stays, wrong)


def _several(month: Month, stays: Stays, chosen: Bools, least: int = SEVERAL) -> Bools:
    """Stays at a station in a shift in which at least so many of the chosen ones were there."""
    shift = month.clock.shift_of(month.movement.descents.first_s[stays.descent])
    key = stays.station * (int(shift.max(initial=0)) + 2) + shift
    values, counts = np.unique(key[chosen], return_counts=True)
    several: Bools = np.isin(key, values[counts >= least])
    return several


def _gathered(month: Month, stays: Stays, words: tuple[str, ...], shifts: int) -> Bools:
    """Stays of crews' cards, together where nobody digs by the station's name, in at least so many shifts."""
    chosen = _out_of_place(month, stays) & named(month, words)[stays.station]
    return chosen & _again(month, stays, chosen, shifts)


def _again(
    month: Month, stays: Stays, chosen: Bools, least: int = SHIFTS_LEFT, heads: int = SEVERAL
) -> Bools:
    """Stays at stations at which so many of the chosen ones were together, in at least so many shifts."""
    together = chosen & _several(month, stays, chosen, heads)
    shift = month.clock.shift_of(month.movement.descents.first_s[stays.descent])
    pairs = np.unique(np.stack([stays.station[together], shift[together]]), axis=1)[0]
    shifts = np.bincount(pairs, minlength=len(month.movement.stations))
    again: Bools = shifts[stays.station] >= least
    return again


def _on_one_spot(month: Month) -> Bools:
    """Per card whether its holder builds, repairs or drills: a shift on one spot is his work."""
    classes = [month.trades.get(card) for card in month.movement.cards]
    return np.array([known is not None and known.name == "repair" for known in classes], dtype=bool)


def _stand_out(month: Month, stays: Stays, still: Bools, at_work: Bools) -> Bools:
    """Cards at rest where people work on one spot as well: again together, and far more than at other faces."""
    day = np.clip(month.clock.day_of(month.movement.descents.first_s[stays.descent]), 0, month.clock.days - 1)
    shape = (len(month.movement.stations), month.clock.days)
    rest, all_ = np.zeros(shape), np.zeros(shape)
    np.add.at(rest, (stays.station[still], day[still]), 1)
    np.add.at(all_, (stays.station, day), 1)
    share = rest.sum(axis=1) / np.maximum(np.where(rest > 0, all_, 0).sum(axis=1), 1)
    resting, staying = rest[at_work].sum() - rest.sum(axis=1), all_[at_work].sum() - all_.sum(axis=1)
    elsewhere = resting / np.maximum(staying, 1)
    many: Bools = (share >= np.maximum(NOT_A_FEW, OFTENER * elsewhere))[stays.station]
    return many & _again(month, stays, still, SHIFTS_LEFT, PAIR)


def _movers(month: Month) -> Bools:
    """Per card whether its holder's trade must move about."""
    classes = [month.trades.get(card) for card in month.movement.cards]
    return np.array([known is not None and known.name == "production" for known in classes], dtype=bool)


def _finding(month: Month, stays: Stays, chosen: Ints, station: int, days: Bools) -> Finding:
    move = month.movement
    numbers = np.unique(move.descents.card[stays.descent[chosen]])
    names = tuple(move.cards[int(n)] for n in numbers)
    shifts = np.unique(month.clock.shift_of(move.descents.first_s[stays.descent[chosen]])).size
    shifts_lain = float(stays.hours[chosen].sum()) / 8.0
    if len(chosen) == 1:  # one card, once, however long: it was lost
        shifts_lain = min(shifts_lain, 1.0)
    raw = float(1 - 0.5 ** (0.4 + min(shifts_lain, 7) / 2))
    code = move.stations[station]
    hours = float(stays.hours[chosen].mean())
    spread = stays.spread_m[chosen]
    still = _manner(month, stays.descent[chosen], spread)
    text = Words(f"人员：{len(names)}张定位卡在{code}处一动不动，平均每班{hours:.1f}小时，{still.zh}，疑为人卡分离。",
                 f"People: {plural(len(names), 'card')} lay still at {code}, {hours:.1f} hours a shift on average; "
                 f"{still.en}; nobody seems to wear them.")  # fmt: skip
    marks = ", ".join("?" * len(names))
    row = FactorRow("people", Verdict.CONTRADICTS, round(hours, 1), 0.0, "h/shift", round(raw, 3), text,
                    month.evidence("ryss", f"card IN ({marks}) AND station_code = ?", (*names, code), days)
                    )  # fmt: skip
    near = [move.stations[i] for i in move.near.nearest(station, 3)]
    return Finding(KIND, raw, days, tuple(near), names, round(len(chosen) / max(shifts, 1), 1), (row,))


def _manner(month: Month, descents: Ints, spread_m: Floats) -> Words:
    """What gives the cards away, in words."""
    if flickering(month)[descents].mean() > 0.5:
        return Words("在同一秒切换基站，而各卡来去时刻不同",
                     "they changed reader in the same second, though each came and went by itself")  # fmt: skip
    if bagged(month)[descents].mean() > 0.5:
        return Words("同时到、同时走而同队其他人照常走动",
                     "they came and went together while others of the team moved about")  # fmt: skip
    if np.isfinite(spread_m).any():
        return Words(f"距离读数几乎不变（±{np.nanmean(spread_m):.1f} m）",
                     f"the distance read hardly changed (±{np.nanmean(spread_m):.1f} m)")  # fmt: skip
    return Words("且本队人员不在该处作业", "their team does not work there")
