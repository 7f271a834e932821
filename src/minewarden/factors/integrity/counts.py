"""What a difference between cameras and cards, or a listing that ends at one number, comes from."""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import Bools
from minewarden.factors.integrity.vanishing import some_vanished
from minewarden.factors.month import Month, once
from minewarden.factors.video import Counts

# Settings, not law.
LEAST_TOP = 8  # persons
PLATEAU = 0.15  # share of a day's snapshots that name as many persons as any
ABOVE = 0.06  # share of them that may name more
SURE_TOP = 20  # persons, from which
SURE_SHARE = 0.6  # so large a share of a day at one number is no crew of fixed size
OTHER_DAYS = 3  # from which their highest numbers tell whether any was cut,
HIGHER = 0.03  # by so much and by more than one person
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

    An uncut count has one highest value for minutes, and another one the next day. Few snapshots may name more: those
    who are just changing over. Where other days do not go higher either, nothing was cut: crews have a fixed size.
    """
    mask = np.zeros(month.clock.days, dtype=bool)
    tops = _tops(month)
    for number, (top, _) in tops.items():
        beside = {tops[n][0] for n in (number - 1, number + 1) if n in tops}
        mask[number] = top in beside
    others = [most for number, most in _most(month).items() if not mask[number]]
    if len(others) >= OTHER_DAYS:
        usual = float(np.median(others))
        for number in np.flatnonzero(mask).tolist():
            mask[number] = usual > tops[number][0] + max(1.0, HIGHER * usual)
    return mask


@once
def surely_capped_days(month: Month) -> Bools:
    """Out: those of `capped_days` on which the list stands at its number for most of the day."""
    mask = np.zeros(month.clock.days, dtype=bool)
    for number, (top, share) in _tops(month).items():
        mask[number] = top >= SURE_TOP and share >= SURE_SHARE
    mask &= capped_days(month)
    return mask


def _most(month: Month) -> dict[int, int]:
    """Out: by day of ordinary work how many persons any but the highest few snapshots name."""
    seen = month.snapshots
    day = month.clock.day_of(seen.times_s)
    days = np.flatnonzero(month.working & month.movement.covered_days).tolist()
    return {n: int(np.quantile(seen.heads[day == n], 1 - ABOVE, method="higher")) for n in days}


@once
def _tops(month: Month) -> dict[int, tuple[int, float]]:
    """Out: by day the number at which the list ends, and the share of the snapshots that name so many persons."""
    seen = month.snapshots
    there = seen.heads > 0
    day, heads = month.clock.day_of(seen.times_s[there]), seen.heads[there]
    tops = {}
    for number in np.unique(day[(day >= 0) & (day < month.clock.days)]).tolist():
        counts = heads[day == number]
        top = int(np.quantile(counts, 1 - ABOVE, method="higher"))
        share = float((counts == top).mean())
        if top >= LEAST_TOP and share >= (PLATEAU if top == counts.max() else 2 * PLATEAU):
            tops[number] = (top, share)
    return tops
