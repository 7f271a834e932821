"""Cards that lie still for most of a descent: left somewhere, or their owner's work is to sit there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from minewarden.engine.walks import USUAL_WALKS, Floats, Ints, Stays, WalkRules, moment, stays_of


@dataclass(frozen=True)
class FrozenRules:
    """Settings, not law. `share`: of the descent spent at one station. `least_s`: shorter descents say nothing.
    `most_moves`: station changes allowed outside the long stay. `end_within_s`: stays that end together."""

    share: float = 0.7
    least_s: float = 4 * 3600.0
    most_moves: int = 0
    end_within_s: float = 120.0


USUAL_FROZEN = FrozenRules()


def frozen_cards(
    visits: pa.Table, rules: FrozenRules = USUAL_FROZEN, walks: WalkRules = USUAL_WALKS
) -> pa.Table:
    """Descents in which a card lay at one station for `share` of the time without moving while it did.

    Out, a row a descent: `card, station_code, from_at, to_at, stay_s, share` (of the descent), `moves` (station
    changes in the descent besides walking there and back), `usual_share` (the card's median
    share at its main station over all its descents: an attendant sits every day), `descents` (how many it has),
    `together` (frozen cards at this station whose stay ended within `end_within_s`, itself included),
    `first_file_no, last_file_no`.
    Harmless look-alikes: pump, substation and belt attendants, refuge chambers: judge by trade and `usual_share`.
    """
    stays = stays_of(visits)
    found = _longest_stays(stays, stays.descents(walks.descent_gap_s))
    usual = _median_by(stays.card[found.first], found.share, len(stays.cards))
    frozen = (
        (found.share >= rules.share)
        & (found.length_ms >= rules.least_s * 1000)
        & (found.moves <= rules.most_moves)
    )
    picked = np.flatnonzero(frozen)
    card, station = stays.card[found.first][picked], found.station[picked]
    begin, end = found.begin[picked], found.end[picked]
    to_ms = stays.left_ms[end]
    near = np.abs(to_ms[:, None] - to_ms[None, :]) <= rules.end_within_s * 1000
    near &= station[:, None] == station[None, :]
    return pa.table(
        {
            "card": pa.array([stays.cards[one] for one in card], pa.string()),
            "station_code": pa.array([stays.stations[one] for one in station], pa.string()),
            "from_at": moment(stays.arrived_ms[begin]),
            "to_at": moment(to_ms),
            "stay_s": found.spent_ms[picked] / 1000,
            "share": found.share[picked],
            "moves": found.moves[picked].astype(np.int32),
            "usual_share": usual[card],
            "descents": np.bincount(stays.card[found.first], minlength=len(stays.cards))[card].astype(
                np.int32
            ),
            "together": near.sum(axis=1).astype(np.int32),
            "first_file_no": stays.first_file[begin].astype(np.uint32),
            "last_file_no": stays.last_file[end].astype(np.uint32),
        }
    )


@dataclass(frozen=True)
class _Longest:
    """For every descent its longest stay at one station; `first`, `begin`, `end` are rows of the visits."""

    first: Ints
    begin: Ints
    end: Ints
    station: Ints
    spent_ms: Floats
    length_ms: Ints
    share: Floats
    moves: Ints


def _longest_stays(stays: Stays, number: Ints) -> _Longest:
    count = int(number[-1]) + 1 if number.size else 0
    wide = max(1, len(stays.stations))
    places, place = np.unique(number * wide + stays.station, return_inverse=True)
    owner = places // wide
    lasted_ms = (stays.left_ms - stays.arrived_ms).astype(np.float64)
    spent_ms = np.bincount(place, lasted_ms, minlength=places.size).astype(np.float64)
    order = np.lexsort((-spent_ms, owner))
    main = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    first = np.searchsorted(number, np.arange(count))
    last = np.searchsorted(number, np.arange(count), side="right") - 1
    latest_ms = np.maximum.reduceat(stays.left_ms, first) if count else first
    length_ms = np.maximum(1, latest_ms - stays.arrived_ms[first])
    changed = (np.diff(number) == 0) & (np.diff(stays.station) != 0)
    changes = np.bincount(number[1:], changed, minlength=count).astype(np.int64)
    # Walking in to the place and out again passes every other station of the descent twice; the rest is wandering.
    moves = np.maximum(0, changes - 2 * (np.bincount(owner, minlength=count) - 1))
    at_main = np.isin(place, main)
    rows = np.flatnonzero(at_main)
    begin, end = last.copy(), first.copy()
    np.minimum.at(begin, number[rows], rows)
    np.maximum.at(end, number[rows], rows)
    return _Longest(
        first, begin, end, places[main] % wide, spent_ms[main], length_ms, spent_ms[main] / length_ms, moves
    )


def _median_by(key: Ints, values: Floats, size: int) -> Floats:
    medians: Floats = np.zeros(size)
    for one in np.unique(key):
        medians[one] = np.median(values[key == one])
    return medians
