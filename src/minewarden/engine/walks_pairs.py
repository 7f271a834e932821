"""Cards that walk as one: several cards in one pocket; and one person's cards that live at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numba
import numpy as np
import pyarrow as pa

from minewarden.engine.walks import USUAL_WALKS, Ints, WalkRules, descents, moment, stays_of

CHINA_OFFSET_MS = 8 * 3600 * 1000
DAY_MS = 86_400_000


@dataclass(frozen=True)
class PairRules:
    """Settings, not law.

    Two cards walk as one on a day when they share `share` of their station entries within `within_s`, at least
    `least_entries` of them over `least_changes` changes of station. An entry counts 1/(cards entering there in that
    minute), so that a crew on one man-rider proves nothing: the shared entries must be worth `exclusivity` on
    average (1/4: no more than four cards at a time).
    """

    within_s: float = 10.0
    crowd_s: float = 60.0
    share: float = 0.9
    least_entries: int = 6
    least_changes: int = 3
    exclusivity: float = 0.25
    most_crowd: int = 40  # entries in larger crowds are worth next to nothing and are not paired


USUAL_PAIRS = PairRules()


def companions(visits: pa.Table, rules: PairRules = USUAL_PAIRS, walks: WalkRules = USUAL_WALKS) -> pa.Table:
    """Pairs of cards that walked as one, day by day (China days by the time of entry).

    An entry is the arrival at a station from another one, or at the start of a descent; a re-read after silence is
    none. Out: `card, other, day, entries` (shared), `changes`, `share` (of the entries of the busier card),
    `weighted_share`, `exclusivity`, `first_at, last_at, first_file_no, last_file_no`.
    Harmless look-alikes: master and apprentice, two men of one job: ask for several days and for visits of video.
    Source of the rule: domain page on detection, trick T2. Cost: linear in entries times the crowd.
    """
    stays = stays_of(visits)
    number = stays.descents(walks.descent_gap_s)
    new = np.ones(len(stays), bool)
    new[1:] = (np.diff(number) != 0) | (np.diff(stays.station) != 0)
    rows = np.flatnonzero(new)
    rows = rows[np.lexsort((stays.card[rows], stays.arrived_ms[rows], stays.station[rows]))]
    card, at, day = (
        stays.card[rows],
        stays.arrived_ms[rows],
        (stays.arrived_ms[rows] + CHINA_OFFSET_MS) // DAY_MS,
    )
    crowd = _crowds(stays.station[rows], at, int(rules.crowd_s * 1000))
    weight = 1.0 / crowd
    first, second = _pairs(stays.station[rows], at, card, crowd, int(rules.within_s * 1000), rules.most_crowd)
    keep = day[first] == day[second]
    return _judged(_Entries(card, at, day, weight, rows), first[keep], second[keep], stays, rules)


@dataclass(frozen=True)
class _Entries:
    card: Ints
    at: Ints
    day: Ints
    weight: Any
    row: Ints


def _judged(entries: _Entries, first: Ints, second: Ints, stays: Any, rules: PairRules) -> pa.Table:
    """Shared entries summed by pair and day, and those pairs kept that satisfy the rules."""
    size, day0 = len(stays.cards), entries.day.min() if entries.day.size else 0
    swap = entries.card[first] > entries.card[second]
    first, second = np.where(swap, second, first), np.where(swap, first, second)
    own = (entries.day - day0) * size + entries.card
    own_entries, own_weight = np.bincount(own), np.bincount(own, entries.weight)
    keys, pair = np.unique(own[first] * size + entries.card[second], return_inverse=True)
    a, b = keys // size if size else keys, (keys // size // size * size + keys % size) if size else keys
    shared = np.bincount(pair, minlength=keys.size)
    worth = np.bincount(pair, entries.weight[first], minlength=keys.size)
    changes = _distinct(pair, stays.station[entries.row[first]], keys.size) - 1
    share = shared / np.maximum(1, np.maximum(own_entries[a], own_entries[b]))
    weighted = worth / np.maximum(1e-9, np.maximum(own_weight[a], own_weight[b]))
    exclusivity = worth / np.maximum(1, shared)
    good = (share >= rules.share) & (shared >= rules.least_entries) & (changes >= rules.least_changes)
    good &= exclusivity >= rules.exclusivity
    times, files = (
        entries.at[first],
        (stays.first_file[entries.row[first]], stays.last_file[entries.row[second]]),
    )
    low, high = np.full(keys.size, 2**62), np.full(keys.size, -(2**62))
    file_low, file_high = low.copy(), high.copy()
    np.minimum.at(low, pair, times)
    np.maximum.at(high, pair, times)
    np.minimum.at(file_low, pair, files[0])
    np.maximum.at(file_high, pair, files[1])
    return pa.table(
        {
            "card": pa.array([stays.cards[one] for one in a[good] % max(1, size)], pa.string()),
            "other": pa.array([stays.cards[one] for one in b[good] % max(1, size)], pa.string()),
            "day": pa.array((a[good] // max(1, size) + day0).astype(np.int32)).cast(pa.date32()),
            "entries": shared[good].astype(np.int32),
            "changes": changes[good].astype(np.int32),
            "share": share[good],
            "weighted_share": weighted[good],
            "exclusivity": exclusivity[good],
            "first_at": moment(low[good]),
            "last_at": moment(high[good]),
            "first_file_no": file_low[good].astype(np.uint32),
            "last_file_no": file_high[good].astype(np.uint32),
        }
    )


def _distinct(group: Ints, value: Ints, size: int) -> Ints:
    """How many distinct values every group has."""
    pairs = np.unique(np.stack([group, value]), axis=1) if group.size else np.zeros((2, 0), np.int64)
    return np.bincount(pairs[0], minlength=size)


@numba.njit(cache=True, nogil=True)
def _crowds(station: Any, at: Any, within_ms: Any) -> Any:
    """For each entry, how many entries at its station lie within half of `within_ms` of it. Rows by station, time."""
    crowd = np.empty(at.size, np.int64)
    low = high = 0
    for i in range(at.size):
        while station[low] != station[i] or at[i] - at[low] > within_ms // 2:
            low += 1
        high = max(high, i)
        while high < at.size and station[high] == station[i] and at[high] - at[i] <= within_ms // 2:
            high += 1
        crowd[i] = high - low
    return crowd


@numba.njit(cache=True, nogil=True)
def _pairs(station: Any, at: Any, card: Any, crowd: Any, within_ms: Any, most: Any) -> Any:
    """Positions of all two entries of different cards at one station within `within_ms`, crowds left out."""
    count = 0
    for fill in range(2):
        if fill == 1:
            first, second = np.empty(count, np.int64), np.empty(count, np.int64)
        count = 0
        for i in range(at.size):
            if crowd[i] > most:
                continue
            j = i + 1
            while j < at.size and station[j] == station[i] and at[j] - at[i] <= within_ms:
                if card[j] != card[i] and crowd[j] <= most:
                    if fill == 1:
                        first[count], second[count] = i, j
                    count += 1
                j += 1
    return first, second


@dataclass(frozen=True)
class LiveTwins:
    """Two cards of one person that were both alive, and both moving, in the mine at the same time."""

    person: str
    card: str
    other: str
    overlap_s: float
    times: int
    moves: int  # arrivals in the common time of that card which moved less
    first_file_no: int
    last_file_no: int


def live_twins(
    visits: pa.Table, person_of: Mapping[str, str], least_moves: int = 1, walks: WalkRules = USUAL_WALKS
) -> list[LiveTwins]:
    """Persons with two cards that overlap in the mine and both move there, longest overlap first.

    In: visits; `person_of`, card -> person; `least_moves`, arrivals at stations that each card must show while the
    other is there. A replaced card that is found again later does not overlap; one that was lost underground lies
    still: neither is reported (trick T3 of the domain page on detection).
    """
    arrivals = _arrivals(visits)
    spans: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in descents(visits, walks).to_pylist():
        if row["card"] in person_of:
            spans.setdefault(person_of[row["card"]], {}).setdefault(row["card"], []).append(row)
    twins = []
    for person, by_card in spans.items():
        for card, other in combinations(sorted(by_card), 2):
            pairs = [(p, q, *_common(p, q, arrivals)) for p in by_card[card] for q in by_card[other]]
            alive = [pair for pair in pairs if pair[3] >= least_moves]
            if alive:
                twins.append(_twins(person, card, other, alive))
    return sorted(twins, key=lambda twin: -twin.overlap_s)


def _twins(person: str, card: str, other: str, alive: list[tuple[Any, Any, float, int]]) -> LiveTwins:
    files = [row for pair in alive for row in pair[:2]]
    return LiveTwins(
        person=person,
        card=card,
        other=other,
        overlap_s=sum(pair[2] for pair in alive),
        times=len(alive),
        moves=sum(pair[3] for pair in alive),
        first_file_no=min(row["first_file_no"] for row in files),
        last_file_no=max(row["last_file_no"] for row in files),
    )


def _arrivals(visits: pa.Table) -> dict[str, Ints]:
    """The arrivals of every card at a station other than the one before, epoch milliseconds in order."""
    stays = stays_of(visits)
    new = np.ones(len(stays), bool)
    new[1:] = ~stays.follows | (np.diff(stays.station) != 0)
    return {card: stays.arrived_ms[new & (stays.card == number)] for number, card in enumerate(stays.cards)}


def _common(a: dict[str, Any], b: dict[str, Any], arrivals: Mapping[str, Ints]) -> tuple[float, int]:
    """Seconds that two descents have in common, and the arrivals in them of the card that moved less."""
    low, high = max(a["entered_at"], b["entered_at"]), min(a["left_at"], b["left_at"])
    if high <= low:
        return 0.0, 0
    edges = [int(low.timestamp() * 1000), int(high.timestamp() * 1000)]
    moved = (int(np.diff(np.searchsorted(arrivals[one["card"]], edges))[0]) for one in (a, b))
    return (high - low).total_seconds(), min(moved)
