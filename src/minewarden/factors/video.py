"""Persons counted by cameras beside persons counted by cards, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import DAY_S, Bools, Floats
from minewarden.factors.month import Month, once

# Settings, not law.
LEAST_EXCESS = 4.0  # persons a day
CLEAR_SHARE = 0.05  # of the cards: more than that no camera errs
CALM_STEPS = 4.0  # in units of the day-to-day noise of the excess itself, above the mine's other days
LEAST_NOISE = 1.5


@dataclass(frozen=True)
class Counts:
    """Per day: entries by video, entries by card, and by how much video exceeds cards both in and out."""

    video: Floats
    cards: Floats
    excess: Floats
    usable: Bools


@once
def entry_counts(month: Month) -> Counts | None:
    """Out: the two counts; None where there is no video or no card data.

    The excess of a day is the smaller of those in and out (over the same day), because who hides enters and leaves,
    while a camera that counts one person twice does so in one direction.
    """
    rows = month.rows(
        f'SELECT direction, (epoch("at")::BIGINT - {month.clock.start_s}) // {DAY_S}, sum(persons) '
        "FROM video GROUP BY 1, 2"
    )
    move = month.movement
    if not rows or not len(move.descents):
        return None
    size = month.clock.days
    seen = {"in": np.full(size, np.nan), "out": np.full(size, np.nan)}
    for direction, day, persons in rows:
        if direction in seen and 0 <= day < size and persons is not None:
            seen[direction][day] = persons
    entered = _by_day(month, move.descents.entered_s)
    left = _by_day(month, np.where(move.descents.left_s > 0, move.descents.left_s, move.descents.last_s))
    usable = move.covered_days & np.isfinite(seen["in"])
    excess = seen["in"] - entered
    if np.isfinite(seen["out"]).sum() >= 0.8 * np.isfinite(seen["in"]).sum():
        excess = np.minimum(excess, seen["out"] - left)
    return Counts(seen["in"], entered, np.where(usable, excess, np.nan), usable & np.isfinite(excess))


def _by_day(month: Month, at_s: np.ndarray) -> Floats:
    day = month.clock.day_of(at_s)
    inside = day[(day >= 0) & (day < month.clock.days)]
    return np.bincount(inside, minlength=month.clock.days).astype(float)


def excess_days(counts: Counts) -> Bools:
    """Out: days on which video counted clearly more persons than cards: by a share, or by the mine's own other days."""
    excess = np.nan_to_num(counts.excess, nan=-1.0)
    days: Bools = counts.usable & (excess >= np.maximum(LEAST_EXCESS, CLEAR_SHARE * counts.cards))
    calm = counts.usable & (counts.excess < LEAST_EXCESS)
    if calm.sum() < 2:
        return days
    there = counts.excess[counts.usable]
    noise = max(1.4826 * float(np.median(np.abs(np.diff(there)))) / np.sqrt(2), LEAST_NOISE)
    step = counts.usable & (
        excess >= max(LEAST_EXCESS, float(np.median(counts.excess[calm])) + CALM_STEPS * noise)
    )
    held: Bools = days | (step & (np.roll(step, 1) | np.roll(step, -1)))
    return held
