"""Cards that disappear from the snapshots in mid-mine together, from several places at once: filtered, not walked off.

Who walks behind a seal disappears at one station. Who is filtered disappears wherever he is, and he and others in
the very same snapshot. A broken reader silences one station; a broken link silences everybody.
"""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import BIN_S, Bools, Ints
from minewarden.factors.integrity.finding import days_of, spans
from minewarden.factors.locate import on_way_to
from minewarden.factors.month import Month, once
from minewarden.factors.snapshots import Descents
from minewarden.factors.words import Words, plural

LEAST_CARDS = 4
LEAST_STATIONS = 3
AROUND_S = 2 * 3600  # before and after, in which snapshots must have come
LOST_STEP = 1.6  # periods between two snapshots, from which one was lost
PACE = (0.8, 1.2)  # at the usual pace
EVACUATION_BINS = 6  # quarter hours in which a mine is evacuated
EVACUATED = 0.3  # of those below are left then
UNTOLD = 0.2  # of a day's descents without an exit, from which the missing exit of one says nothing
RETURNS = 2  # descents that show that somebody belongs to the mine
OFTEN = 3  # descents that make a card's usual length
EARLY = 0.6  # of the usual descent: who is last seen before has not simply gone home


@once
def vanished(month: Month) -> list[tuple[float, Bools, tuple[str, ...], Words]]:
    """Out: raw strength, days, cards and sentence of each stretch of days with simultaneous disappearances."""
    card, station, at = _disappearances(month)
    if not len(card):
        return []
    step = max(int(month.movement.period_s), 1)
    slot = (at - month.clock.start_s) // step
    events = []
    for value in np.unique(slot):
        inside = (slot == value) | (slot == value + 1)
        if np.unique(station[inside]).size < LEAST_STATIONS or np.unique(card[inside]).size < LEAST_CARDS:
            continue
        moment = int(at[inside].min())
        if not _evacuated(month, moment) and _regular(month, moment):
            events.append((moment, inside))
    if not events:
        return []
    days = days_of(month.clock.days, month.clock.day_of(np.array([at for at, _ in events], dtype=np.int64)))
    found = []
    for stretch in spans(days):
        mine = [inside for at, inside in events if stretch[(at - month.clock.start_s) // 86400]]
        numbers = np.unique(np.concatenate([card[inside] for inside in mine]))
        names = tuple(month.movement.cards[int(n)] for n in numbers)
        raw = float(1 - np.exp(-len(numbers) / 6 * min(len(mine), 4) / 1.5))
        text = Words(f"人员：{len(mine)}次有多人在不同地点从同一时刻起一并消失，共{len(names)}张卡，未出井，疑被滤除。",
                     f"People: on {plural(len(mine), 'occasion')} several persons at different places vanished at the "
                     f"same moment, {plural(len(names), 'card')} in all, without leaving the mine; they seem filtered "
                     "out of the data.")  # fmt: skip
        found.append((raw, stretch, names, text))
    return found


def _evacuated(month: Month, at_s: int) -> bool:
    """Whether nearly everybody is gone soon after: a drill or an alarm, in which all walk out."""
    clock, below = month.clock, month.movement.underground
    now = min(max((at_s - clock.start_s) // BIN_S, 0), clock.bins - 1)
    before, after = below[max(now - 1, 0) : now + 1].max(), below[now : now + EVACUATION_BINS + 1].min()
    return bool(after < EVACUATED * before)


def _regular(month: Month, at_s: int) -> bool:
    """Whether snapshots came at the mine's own pace: a clock that jumps mixes up two times, a link leaves holes."""
    times, period = month.movement.snapshots_s, month.movement.period_s
    low, high = np.searchsorted(times, (at_s - AROUND_S, at_s + AROUND_S))
    pace = (high - low) * period / (2 * AROUND_S)
    after = int(np.searchsorted(times, at_s, side="right"))
    steps = np.diff(times[max(after - 2, 0) : after + 2])  # a lost snapshot may have held those who came out
    return bool(PACE[0] <= pace <= PACE[1] and steps.max(initial=0) <= LOST_STEP * period)


def some_vanished(month: Month, days: Bools) -> bool:
    """Out: whether on `days` cards went silent in one snapshot at two places; it only bears out the counts."""
    card, station, at = _disappearances(month)
    number = month.clock.day_of(at)
    inside = (number >= 0) & (number < month.clock.days)
    inside[inside] = days[number[inside]]
    slot = (at[inside] - month.clock.start_s) // max(int(month.movement.period_s), 1)
    for value in np.unique(slot):
        same = (slot == value) | (slot == value + 1)
        if np.unique(card[inside][same]).size >= 2 and np.unique(station[inside][same]).size >= 2:
            return True
    return False


def _exits_lost(month: Month) -> Bools:
    """Descents that end on a day on which many have no exit: a sender that never sends them, a clock that jumped."""
    d, clock = month.movement.descents, month.clock
    day = np.clip(clock.day_of(d.last_s), 0, clock.days - 1)
    ended = np.bincount(day, minlength=clock.days)
    untold = np.bincount(day, (d.left_s < 0).astype(float), clock.days)
    lost: Bools = (untold > UNTOLD * np.maximum(ended, 1))[day]
    return lost


def _early(d: Descents) -> Bools:
    """Descents much shorter than the card's usual ones; of a card that hardly ever came nothing is usual."""
    lasted = (d.last_s - d.entered_s).astype(float)
    usual = np.full(int(d.card.max(initial=0)) + 1, -np.inf)
    for card, first, end in zip(*_runs(d.card), strict=True):
        if end - first >= OFTEN:
            usual[card] = np.median(lasted[first:end])
    early: Bools = lasted < EARLY * usual[d.card]
    return early


def _runs(card: Ints) -> tuple[Ints, Ints, Ints]:
    """Of a sorted column: each value with the first position of it, and the position after the last."""
    values, first = np.unique(card, return_index=True)
    return values, first, np.append(first[1:], len(card))


def _disappearances(month: Month) -> tuple[Ints, Ints, Ints]:
    """Last reads far from the shaft, followed by silence of at least an hour or for good, while the mine goes on."""
    move = month.movement
    v, d = move.visits, move.descents
    if len(v) < 2:
        empty = np.empty(0, np.int64)
        return empty, empty, empty
    last = np.ones(len(v), dtype=bool)
    last[:-1] = v.descent[1:] != v.descent[:-1]
    until = np.full(len(v), move.clock.end_s)
    until[:-1] = np.where(
        v.card[1:] == v.card[:-1], v.arrived_s[1:], until[:-1]
    )  # the next read, of any descent
    silent = until - v.left_s >= max(3600, 4 * move.period_s)
    went_out = last & (d.left_s[v.descent] > 0) & (d.left_s[v.descent] - v.left_s < 3 * move.period_s + 900)
    ends = np.zeros(len(move.stations), dtype=bool)
    final = last & (d.left_s[v.descent] > 0) if move.exits_told else last
    finals = np.bincount(v.station[final], minlength=len(move.stations))
    ends[finals > 0.15 * max(finals.sum(), 1)] = True
    near_exit = ends | (move.near.adjacent[ends].any(axis=0) if ends.any() else ends)
    covered = move.share_covered(v.left_s, np.minimum(v.left_s + 3600, move.clock.end_s)) > 0.9
    early = v.left_s < move.snapshots_s[-1] - max(3600, 4 * move.period_s)
    gone = silent & ~went_out & ~near_exit[v.station] & covered & early
    often = np.bincount(d.card)[d.card] >= RETURNS  # a visitor comes once, and goes
    # On days on which few are said to have come out, whose shift is over has come out, too.
    gone &= ~last | (often & (_early(d) | ~_exits_lost(month)))[v.descent]
    gone &= ~move.reader_dead(v.station, v.left_s, v.left_s + 3600)
    gone &= ~_on_way_to_dead_reader(month, v.station, v.left_s)
    return v.card[gone], v.station[gone], v.left_s[gone]


def _on_way_to_dead_reader(month: Month, station: Ints, at_s: Ints) -> Bools:
    """Last reads on the way to a reader that is out of order: whoever works there is read no more."""
    move = month.movement
    found = np.zeros(len(station), dtype=bool)
    for place in np.flatnonzero(move.station_mask(set(move.dead))).tolist():
        here = np.flatnonzero(on_way_to(month, place)[station])
        found[here] |= move.reader_dead(np.full(len(here), place), at_s[here], at_s[here] + 3600)
    return found
