"""What a difference between cameras and cards, or a listing that ends at one number, comes from."""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import Bools
from minewarden.factors.integrity.vanishing import some_vanished
from minewarden.factors.month import Month, once
from minewarden.factors.video import Counts

# Setting, not law.
FEWER_CARDS = 0.6  # share of the excess that is cards less than usual, from which they were taken out


def cards_missing(month: Month, counts: Counts, days: Bools) -> float:
    """Out: the share 0..1 of the excess that is cards absent rather than persons added.

    Where on other days of the same kind (working or not) the same cameras and the cards agreed, a day with the usual
    persons but fewer cards is a day on which cards were taken out of the data. In an overhaul both are fewer.
    """
    calm = counts.usable & ~days & (counts.cards > 0)
    lost = []
    for day in np.flatnonzero(days):
        alike = calm & (month.working == month.working[day])
        if alike.sum() >= 2:
            lost.append(float(np.median(counts.cards[alike]) - counts.cards[day]))
    if not lost:
        return 0.0
    extra = max(float(counts.excess[days].mean()), 1e-9)
    return float(np.clip(np.mean(lost) / extra, 0.0, 1.0))


def filtered_out(month: Month, counts: Counts, days: Bools) -> bool:
    """Out: whether the excess of these days is cards taken out of the data rather than left above ground.

    In both the cards are fewer than usual. Who filters data does so at a moment, and catches cards in mid-mine.
    """
    first = np.zeros(len(days), dtype=bool)
    first[max(int(np.flatnonzero(days)[0]) - 1, 0) : int(np.flatnonzero(days)[0]) + 2] = True
    return cards_missing(month, counts, days) > FEWER_CARDS and some_vanished(month, first)


@once
def capped_days(month: Month) -> Bools:
    """Out: days on which the list of persons ends at one number, again and again: a listing cut at a limit.

    An uncut count has one highest value for minutes, and another one the next day.
    """
    seen = month.snapshots
    there = seen.heads > 0
    day, heads = month.clock.day_of(seen.times_s[there]), seen.heads[there]
    tops = {}
    for number in np.unique(day).tolist():
        counts = heads[day == number]
        top = int(counts.max())
        if top >= 8 and (counts == top).mean() >= 0.15:
            tops[number] = top
    mask = np.zeros(month.clock.days, dtype=bool)
    for number, top in tops.items():
        if 0 <= number < month.clock.days and top in (tops.get(number - 1), tops.get(number + 1)):
            mask[number] = True
    return mask
