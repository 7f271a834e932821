"""One person carries several cards: they enter every station within seconds of each other, the whole shift long.

Crews walk and ride together too. So a pair must share nearly every station entry, and more than the way in and the
way out: a third walk within the shift, or steps of no more than a few seconds, or the same pair most of the time.
Cards that lie in a bag all shift are parked rather than carried. Where much of the mine walks in step (a sender that
rounds its times) nothing is concluded. Source: detection T2.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from minewarden.factors.clock import Bools, Ints
from minewarden.factors.integrity.bag import bagged
from minewarden.factors.integrity.carried_out import ONE_HAND_S as OUT_HAND_S
from minewarden.factors.integrity.carried_out import Handful, handfuls
from minewarden.factors.integrity.finding import Finding, days_of, spans
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month
from minewarden.factors.words import Words, plural

KIND = Kind.CARDS_CARRIED
# Settings, not law.
TOGETHER_S = 10
SHARE = 0.9
LEAST_ENTRIES = 6
LEAST_STATIONS = 3
NEIGHBOURS = 40
LEAST_S = 3 * 3600
WALK_GAP_S = 1200  # entries farther apart belong to different walks
LEAST_WALKS = 3
ONE_HAND_S = 3  # cards in one hand pass a reader within so much
IN_STEP_S = 2.5  # standard deviation of the seconds between two cards in one pocket
LEAST_REPEATS = 3
IN_STEP = 0.25  # share of descents with a twin from which the sender, not the bearer, is the cause
IN_STEP_CREWS = 0.4  # the same as a share of the crews


def find(month: Month) -> list[Finding]:
    """Out: groups of cards that moved as one, or were carried out in one hand, per stretch of days."""
    return _merged([*_as_one(month), *_carried_out(month, handfuls(month))])


def _as_one(month: Month) -> list[Finding]:
    first, second = twins(month)
    move = month.movement
    if not len(first) or _all_in_step(month, np.unique(np.concatenate([first, second]))):
        return []
    found = []
    for cards in _groups(move.descents.card[first], move.descents.card[second]):
        inside = np.isin(move.descents.card[first], list(cards))
        days = days_of(month.clock.days, month.clock.day_of(move.descents.first_s[first[inside]]))
        found += [
            _finding(month, cards, first[inside], second[inside], stretch)
            for stretch in spans(days, bridge=4)
        ]
    return [finding for finding in found if finding.raw > 0]


def _carried_out(month: Month, groups: list[Handful]) -> list[Finding]:
    """Cards of people still at work that left the mine in one hand."""
    if not groups:
        return []
    move = month.movement
    starts = np.array([group.at_s for group in groups], dtype=np.int64)
    found = []
    for days in spans(days_of(month.clock.days, month.clock.day_of(starts)), bridge=4):
        inside = [
            g
            for g in groups
            if days[np.clip((g.at_s - month.clock.start_s) // 86_400, 0, month.clock.days - 1)]
        ]
        largest = max(len(group.descents) for group in inside)
        raw = float(1 - 0.4 ** (len(inside) - 1 + min(largest / 8, 1.0)))
        cards = np.unique(move.descents.card[np.concatenate([group.descents for group in inside])])
        names = tuple(move.cards[int(card)] for card in cards)
        handed_up = all(group.seen_below for group in inside)
        how = Words("此前逐站同行", "after passing every station together")
        if handed_up:
            how = Words(
                "而井口视频显示相应人数仍在井下", "while the cameras show as many persons still below"
            )
        text = Words(f"人员：{len(inside)}次有多张定位卡在{OUT_HAND_S}秒内同时出井（最多{largest}张），"
                     f"{how.zh}，疑由一人代为带出。",
                     f"People: on {plural(len(inside), 'occasion')} several cards left the mine within {OUT_HAND_S} "
                     f"seconds (up to {largest} at once) {how.en}; one person seems to have carried them "
                     "out.")  # fmt: skip
        marks = ", ".join("?" * len(names))
        row = FactorRow("people", Verdict.CONTRADICTS, float(largest), 1.0, "cards/person", round(raw, 3), text,
                        month.evidence("ryss", f"flag = 2 AND card IN ({marks})", names, days))  # fmt: skip
        details: dict[str, object] = {"styles": ["handed_up" if handed_up else "carried_out"]}
        found.append(Finding(KIND, raw, days, (), names, rows=(row,), details=details))
    return found


def _all_in_step(month: Month, twin: Ints) -> bool:
    """Whether so many walk in step that the sender is the cause: by crews where teams are named, else by descents."""
    d = month.movement.descents
    team = np.unique([month.teams.get(card, "") for card in month.movement.cards], return_inverse=True)[1]
    crew = team[d.card] * (int(month.clock.shift_of(d.first_s).max(initial=0)) + 2) + month.clock.shift_of(
        d.first_s
    )
    of_crews = np.unique(crew[twin]).size / max(np.unique(crew).size, 1)
    share = twin.size / len(d)
    return of_crews > IN_STEP_CREWS if np.unique(team).size > 2 else share > IN_STEP


def _whole(month: Month) -> Bools:
    """Descents seen from entry to exit, where exits are sent: only these can be compared from end to end."""
    move, d = month.movement, month.movement.descents
    whole: Bools = (d.first_s - d.entered_s < 2 * move.period_s + 900) & (d.last_s - d.entered_s >= LEAST_S)
    return whole & (d.left_s > 0) if move.exits_told else whole


def twins(month: Month) -> tuple[Ints, Ints]:
    """Out: pairs of descents (positions) that entered nearly all their stations within seconds of each other."""
    v = month.movement.visits
    moved = np.ones(len(v), dtype=bool)
    moved[1:] = (v.descent[1:] != v.descent[:-1]) | (v.station[1:] != v.station[:-1])
    order = np.flatnonzero(moved)
    order = order[np.lexsort((v.arrived_s[order], v.station[order]))]
    station, at, descent = v.station[order], v.arrived_s[order], v.descent[order]
    pairs: list[Ints] = []
    places, times, steps_s = [], [], []
    for step in range(1, min(NEIGHBOURS, len(order))):
        close = (station[step:] == station[:-step]) & (at[step:] - at[:-step] <= TOGETHER_S)
        close &= descent[step:] != descent[:-step]
        if not close.any():
            break
        here = np.flatnonzero(close)
        one, other = descent[here], descent[here + step]
        pairs.append(np.stack([np.minimum(one, other), np.maximum(one, other)]))
        places.append(station[here])
        times.append(at[here])
        steps_s.append((at[here + step] - at[here]) * np.where(one < other, 1, -1))
    if not pairs:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    entries = np.bincount(descent, minlength=len(month.movement.descents))
    joint = np.concatenate(pairs, axis=1)
    first, second = _shared(joint, np.concatenate(places), entries, _whole(month))
    walked, in_step = _by_one_hand(
        joint, np.concatenate(times), np.concatenate(steps_s), first, second, len(entries) + 1
    )
    sure = in_step & (walked | _again(month, first, second))
    lying = bagged(month)
    sure &= ~(lying[first] & lying[second])
    first, second = first[sure], second[sure]
    meant = ~_by_chance(month, first, second)
    return first[meant], second[meant]


def _by_chance(month: Month, first: Ints, second: Ints) -> Bools:
    """Pairs of which the two cards went together but once, and no third card with them."""
    d = month.movement.descents
    size = len(month.movement.cards)
    low, high = np.minimum(d.card[first], d.card[second]), np.maximum(d.card[first], d.card[second])
    pairs, which = np.unique(low * size + high, return_inverse=True)
    once = np.bincount(which, minlength=len(pairs))[which] < 2
    company = np.bincount(np.concatenate([first, second]), minlength=len(d))
    return once & (company[first] < 2) & (company[second] < 2)


def _by_one_hand(
    pairs: Ints, at_s: Ints, steps_s: Ints, first: Ints, second: Ints, size: int
) -> tuple[Bools, Bools]:
    """Pairs that walked together within the shift, too, or were never far apart; and pairs that keep their distance.

    Two cards in one pocket pass every reader with the same few seconds between them; master and apprentice do not.
    """
    order = np.lexsort((at_s, pairs[0] * size + pairs[1]))
    key, at_s, steps_s = (pairs[0] * size + pairs[1])[order], at_s[order], steps_s[order]
    both, start, code = np.unique(key, return_index=True, return_inverse=True)
    if not len(both):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    new = np.ones(len(key), dtype=np.int64)
    new[1:] = (key[1:] != key[:-1]) | (at_s[1:] - at_s[:-1] > WALK_GAP_S)
    walks = np.bincount(code, weights=new)
    widest = np.maximum.reduceat(np.abs(steps_s), start)
    count = np.bincount(code)
    mean = np.bincount(code, weights=steps_s) / count
    spread = np.sqrt(np.bincount(code, weights=(steps_s - mean[code]) ** 2) / count)
    place = np.searchsorted(both, first * size + second)
    walked: Bools = (walks >= LEAST_WALKS) | (widest <= ONE_HAND_S)
    return walked[place], (spread <= IN_STEP_S)[place]


def _again(month: Month, first: Ints, second: Ints) -> Bools:
    """Pairs of cards that went together in several shifts, and in most of those in which both went down."""
    d = month.movement.descents
    low, high = np.minimum(d.card[first], d.card[second]), np.maximum(d.card[first], d.card[second])
    result = np.zeros(len(first), dtype=bool)
    shift = month.clock.shift_of(d.first_s)
    for a, b in np.unique(np.stack([low, high]), axis=1).T:
        same = (low == a) & (high == b)
        met = np.intersect1d(shift[d.card == a], shift[d.card == b]).size
        result[same] = same.sum() >= max(LEAST_REPEATS, 0.5 * met)
    return result


def _shared(pairs: Ints, places: Ints, entries: Ints, whole: Bools) -> tuple[Ints, Ints]:
    size = len(entries) + 1
    stations = int(places.max(initial=0)) + 1
    key = pairs[0] * size + pairs[1]
    both, counts = np.unique(key, return_counts=True)
    different = np.unique(key * stations + places) // stations
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
    text = Words(f"人员：{len(names)}张定位卡在{int(days.sum())}天内逐站同进同出，先后不超过{TOGETHER_S}秒，"
                 f"共{pairs}对班次，疑由一人携带。",
                 f"People: over {plural(int(days.sum()), 'day')} {plural(len(names), 'card')} passed every station "
                 f"together, no more than {TOGETHER_S} seconds apart, {plural(pairs, 'pair')} of descents in all; one "
                 "person seems to carry them.")  # fmt: skip
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
