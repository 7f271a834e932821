"""One person carries several cards: they enter every station within seconds of each other, the whole shift long.

Crews walk and ride together too. So a pair must share nearly every station entry, entries in a crowd count little,
and where half the mine walks in step (a sender that rounds its times) nothing is concluded. Source: detection T2.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from minewarden.factors.clock import Bools, Ints
from minewarden.factors.integrity.finding import Finding, days_of, spans
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month

KIND = Kind.CARDS_CARRIED
# Settings, not law.
TOGETHER_S = 10
SHARE = 0.9
LEAST_ENTRIES = 6
LEAST_STATIONS = 3
NEIGHBOURS = 40
LEAST_S = 3 * 3600
IN_STEP = 0.25  # share of descents with a twin from which the sender, not the bearer, is the cause


def find(month: Month) -> list[Finding]:
    """Out: groups of cards that moved as one, per stretch of days."""
    first, second = twins(month)
    move = month.movement
    if not len(first) or np.unique(np.concatenate([first, second])).size > IN_STEP * len(move.descents):
        return []
    found = []
    for cards in _groups(move.descents.card[first], move.descents.card[second]):
        inside = np.isin(move.descents.card[first], list(cards))
        days = days_of(month.clock.days, month.clock.day_of(move.descents.first_s[first[inside]]))
        found += [
            _finding(month, cards, first[inside], second[inside], stretch)
            for stretch in spans(days, bridge=4)
        ]
    return _merged([finding for finding in found if finding.raw > 0])


def _whole(month: Month) -> Bools:
    """Descents seen from entry to exit: only these can be compared from end to end."""
    d = month.movement.descents
    period = month.movement.period_s
    whole: Bools = (
        (d.left_s > 0) & (d.first_s - d.entered_s < 2 * period + 900) & (d.last_s - d.entered_s >= LEAST_S)
    )
    return whole


def twins(month: Month) -> tuple[Ints, Ints]:
    """Out: pairs of descents (positions) that entered nearly all their stations within seconds of each other."""
    v = month.movement.visits
    moved = np.ones(len(v), dtype=bool)
    moved[1:] = (v.descent[1:] != v.descent[:-1]) | (v.station[1:] != v.station[:-1])
    order = np.flatnonzero(moved)
    order = order[np.lexsort((v.arrived_s[order], v.station[order]))]
    station, at, descent = v.station[order], v.arrived_s[order], v.descent[order]
    pairs, places = [], []
    for step in range(1, min(NEIGHBOURS, len(order))):
        close = (station[step:] == station[:-step]) & (at[step:] - at[:-step] <= TOGETHER_S)
        close &= descent[step:] != descent[:-step]
        if not close.any():
            break
        here = np.flatnonzero(close)
        pairs.append(np.sort(np.stack([descent[here], descent[here + step]]), axis=0))
        places.append(station[here])
    if not pairs:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    entries = np.bincount(descent, minlength=len(month.movement.descents))
    return _shared(np.concatenate(pairs, axis=1), np.concatenate(places), entries, _whole(month))


def _shared(pairs: Ints, places: Ints, entries: Ints, whole: Bools) -> tuple[Ints, Ints]:
    size = len(entries) + 1
    stations = int(places.max(initial=0)) + 1
    key = pairs[0] * size + pairs[1]
    both, counts = np.unique(key, return_counts=True)
    different = np.unique(np.stack([key, places]), axis=1)[0]
    distinct = np.unique(different, return_counts=True)[1]
    a, b = both // size, both % size
    longest = np.maximum(entries[a], entries[b])
    alike = (
        whole[a]
        & whole[b]
        & (counts >= SHARE * longest)
        & (counts >= LEAST_ENTRIES)
        & (distinct >= min(LEAST_STATIONS, stations))
    )
    return a[alike], b[alike]


def _groups(a: Ints, b: Ints) -> list[set[int]]:
    """Connected groups of cards."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        near[one].add(other)
        near[other].add(one)
    left, found = set(near), []
    while left:
        group, frontier = set(), {left.pop()}
        while frontier:
            group |= frontier
            frontier = {n for card in frontier for n in near[card]} - group
        left -= group
        found.append(group)
    return found


def _finding(month: Month, cards: set[int], first: Ints, second: Ints, days: Bools) -> Finding:
    move = month.movement
    chosen = days[np.clip(month.clock.day_of(move.descents.first_s[first]), 0, month.clock.days - 1)]
    pairs = int(chosen.sum())
    names = tuple(sorted(move.cards[card] for card in cards))
    hours = move.hours[np.unique(np.concatenate([first[chosen], second[chosen]]))].sum(axis=0)
    stations = tuple(move.stations[int(i)] for i in np.argsort(-hours)[:3] if hours[i] > 0)
    trips = np.concatenate([first[chosen], second[chosen]])
    shifts = np.unique(month.clock.shift_of(move.descents.first_s[trips])).size
    largest = np.unique(trips).size / max(shifts, 1)  # cards that go together in one shift
    raw = float(1 - 0.45 ** ((shifts - 1) * min(largest - 1, 2.0)))
    span = f"{len(names)}张定位卡在{int(days.sum())}天内逐站同进同出"
    text = f"人员：{span}，先后不超过{TOGETHER_S}秒，共{pairs}对班次，疑由一人携带。"
    marks = ", ".join("?" * len(names))
    row = FactorRow("people", Verdict.CONTRADICTS, float(len(names)), 1.0, "cards/person", round(raw, 3), text,
                    month.evidence("ryss", f"card IN ({marks})", names, days))  # fmt: skip
    return Finding(KIND, raw, days, stations, names, rows=(row,))


def _merged(found: list[Finding]) -> list[Finding]:
    """One bearer's group per stretch; findings that share a card and a day are one."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (-f.raw, -len(f.cards))):
        if not any(
            set(finding.cards) & set(other.cards) and (finding.days & other.days).any() for other in kept
        ):
            kept.append(finding)
    return kept
