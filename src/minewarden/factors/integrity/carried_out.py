"""Cards that one person carries out while their holders go on working: they leave in one hand, early, again and again.

The Hebei case of 2022: more than ten cards left the mine at one instant, 33 of them in one man's pocket. A crew leaves
together, too; but it does so at its own hour, at a stride that differs by more than seconds, and in an alarm everybody
leaves. Cards handed up by the cage after a shift are told by the cameras: their holders stay below for longer.
Source: data-standards 8.1; detection T2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import DAY_S, Bools, Ints
from minewarden.factors.month import Month, once
from minewarden.factors.video import entry_counts, more_below

# Settings, not law.
ONE_HAND_S = 5  # cards in one hand pass the last readers, and the pit mouth, within so much
LEAST_CARDS = 4
LEAST_WAY = 2  # stations passed together before the pit mouth
BUNDLE = 6  # so many at one instant need not be early, where nobody else leaves so
FEW = 3
MANY = 10  # so many at one instant fill the largest cage; more persons below by the cameras say that it brought cards
STAY_BELOW = 0.6  # of them, on so many
LEAST_DAYS = 3  # days
USUAL_SHARE = 0.1  # of all exits that are of a few at one instant, from which cages and trains are the cause
EARLY_S = 3600  # before the usual length of such a descent
LEAST_TIMES = 2
EVERYBODY = 0.6  # share of those underground who leave within the quarter hour: an alarm, a drill
SELDOM = 0.35  # of the descents of the mine's usual card
AROUND_S = 900
MOSTLY = 0.5  # of a group


@dataclass(frozen=True)
class Handful:
    """Descents (positions) that ended in one hand at one moment.

    `seen_below`: whether it is the cameras that say so, as many persons being below after a whole cage of cards left.
    """

    at_s: int
    descents: Ints
    seen_below: bool = False


@once
def handfuls(month: Month) -> list[Handful]:
    """Out: the groups of cards that left in one hand, in time order; empty where it happened but once."""
    left_s = _left_s(month)
    order = np.flatnonzero(left_s > 0)
    order = order[np.argsort(left_s[order], kind="stable")]
    if len(order) < LEAST_CARDS:
        return []
    groups = _at_once(order, left_s)
    unusual = sum(len(group) for group in groups if FEW <= len(group) < BUNDLE) < USUAL_SHARE * len(order)
    groups = [group for group in groups if len(group) >= LEAST_CARDS]
    found = _handed_up(month, groups, left_s)
    shown = {handful.at_s for handful in found}
    others = (group for group in groups if int(left_s[group[0]]) not in shown)
    found += [hand for group in others if (hand := _in_one_hand(month, group, left_s, unusual)) is not None]
    return sorted(found, key=lambda hand: hand.at_s) if len(found) >= LEAST_TIMES else []


def _in_one_hand(month: Month, group: Ints, left_s: Ints, unusual: bool) -> Handful | None:
    """Those of a group that left early and by one way; all, where nobody else leaves in such numbers (`unusual`)."""
    large = unusual and len(group) >= BUNDLE
    bundle = group if large else group[_early(month)[group]]
    together = _one_way(month, bundle) if len(bundle) >= LEAST_CARDS else bundle[:0]
    if len(together) < LEAST_CARDS or _visitors(month, together) or _came_together(month, together):
        return None
    at_s = int(left_s[together[0]])
    return Handful(at_s, together) if large or not _everybody(month, at_s) else None


@once
def _left_s(month: Month) -> Ints:
    """When each descent ended, -1 for unknown; of a sender that tells no exits, when it came to its last station.

    Who is said to have come there at the very instant of a snapshot came since the last one: no second is known.
    """
    move = month.movement
    if move.exits_told:
        return move.descents.left_s
    came = np.full(len(move.descents), -1)
    rounded = np.isin(move.visits.arrived_s, move.snapshots_s)
    came[move.visits.descent] = np.where(
        rounded, -1, move.visits.arrived_s
    )  # in their order: the last one stays
    return came


def _at_once(order: Ints, left_s: Ints) -> list[Ints]:
    """The descents in their order, cut where more than a hand's time has passed since the first of a group.

    Who walks out of a cage one after the other leaves seconds apart, too, but the last long after the first.
    """
    cuts, first = [], 0
    for place in range(1, len(order)):
        if left_s[order[place]] - left_s[order[first]] > ONE_HAND_S:
            cuts.append(place)
            first = place
    return np.split(order, cuts)


def _handed_up(month: Month, groups: list[Ints], left_s: Ints) -> list[Handful]:
    """Cards of a whole cage at one instant, on several days on which cameras see as many persons stay below longer.

    Where cameras count more entries than cards, those below carry none.
    """
    below, counts = more_below(month), entry_counts(month)
    if below is None or counts is None:
        return []
    held = np.clip(below - np.maximum(np.nan_to_num(counts.excess), 0.0), 0.0, None)
    found = []
    for group in groups:
        at_s = int(left_s[group[0]])
        day = (at_s - month.clock.start_s) // DAY_S
        seen = 0 <= day < month.clock.days and held[day] >= STAY_BELOW * len(group)
        if seen and len(group) >= MANY and not (_visitors(month, group) or _everybody(month, at_s)):
            found.append(Handful(at_s, group, seen_below=True))
    days = {(handful.at_s - month.clock.start_s) // DAY_S for handful in found}
    return found if len(days) >= LEAST_DAYS else []


@once
def _early(month: Month) -> Bools:
    """Descents that end well before the usual length of descents that begin in the same shift of the day."""
    d, left_s = month.movement.descents, _left_s(month)
    length = np.where(left_s > 0, left_s - d.entered_s, -1)
    turn = month.clock.shift_of(d.first_s) % month.clock.shifts_per_day
    early = np.zeros(len(d), dtype=bool)
    for number in np.unique(turn):
        mine = (turn == number) & (length > 0)
        if mine.any():
            early |= mine & (length < np.quantile(length[mine], 0.7) - EARLY_S)
    return early


def _one_way(month: Month, group: Ints) -> Ints:
    """Of descents that end together those that also passed the last stations before within seconds of each other."""
    v = month.movement.visits
    last = np.searchsorted(v.descent, group, side="right") - 1
    first = np.searchsorted(v.descent, group, side="left")
    ways = [
        {(int(v.station[i]), int(v.arrived_s[i])) for i in range(max(a, b - 3), b + 1)}
        for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]
    kept = []
    for i, way in enumerate(ways):
        mates = sum(_shared(way, other) >= LEAST_WAY for j, other in enumerate(ways) if j != i)
        if mates >= LEAST_CARDS - 1:
            kept.append(i)
    return group[kept]


def _shared(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> int:
    return sum(any(a == b and abs(s - t) <= ONE_HAND_S for b, t in other) for a, s in one)


def _visitors(month: Month, group: Ints) -> bool:
    """Whether these hardly ever come: a class, a delegation, led in and out together."""
    card = month.movement.descents.card
    often = np.bincount(card)
    return bool(np.median(often[card[group]]) <= SELDOM * np.median(often[often > 0]))


def _came_together(month: Month, group: Ints) -> bool:
    """Whether most of these entered in one hand's time as well: a gang that walks and rides as one, in and out."""
    entered = month.movement.descents.entered_s[group]
    return bool((np.abs(entered - np.median(entered)) <= ONE_HAND_S).mean() > MOSTLY)


def _everybody(month: Month, at_s: int) -> bool:
    """Whether most of those underground left around this moment."""
    d, left_s = month.movement.descents, _left_s(month)
    below = (d.entered_s < at_s - AROUND_S) & (d.last_s > at_s - AROUND_S)
    gone = below & (left_s > 0) & (left_s <= at_s + AROUND_S)
    return bool(gone.sum() > EVERYBODY * max(below.sum(), 1))
