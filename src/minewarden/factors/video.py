"""Persons counted by cameras beside persons counted by cards, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import BIN_S, BINS, DAY_S, Bools, Floats
from minewarden.factors.month import Month, once

# Settings, not law.
LEAST_EXCESS = 4.0  # persons a day
CLEAR_SHARE = 0.05  # of the cards: more than that no camera errs
CLEAR_STEP = 7.0  # standard errors of a stretch of days above the mine's other days
HELD_DAYS = 3
LEAST_RISE = 2.0  # persons a day
LEAST_LEVEL = 1.5
LEAST_NOISE = 0.8


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
    left = _by_day(month, move.descents.ended_s)
    usable = move.covered_days & np.isfinite(seen["in"])
    excess = seen["in"] - entered
    if np.isfinite(seen["out"]).sum() >= 0.8 * np.isfinite(seen["in"]).sum():
        excess = np.minimum(excess, seen["out"] - left)
    return Counts(seen["in"], entered, np.where(usable, excess, np.nan), usable & np.isfinite(excess))


@once
def more_below(month: Month) -> Floats | None:
    """Out: per day how many more persons are below by the cameras than by the cards, beyond the day's least.

    Both count who came in less who went out; what the cameras miss adds up over the days and is left out. None where
    there is no video or no card data.
    """
    rows = month.rows(
        f'SELECT direction, (epoch("at")::BIGINT - {month.clock.start_s}) // {BIN_S}, sum(persons) '
        "FROM video GROUP BY 1, 2"
    )
    move = month.movement
    if not rows or not len(move.descents):
        return None
    change = np.zeros(month.clock.bins)
    for direction, number, persons in rows:
        if 0 <= number < month.clock.bins and persons is not None:
            change[number] += persons if direction == "in" else -persons
    for at_s, sign in ((move.descents.entered_s, -1.0), (move.descents.ended_s, 1.0)):
        number = month.clock.bin_of(at_s)
        np.add.at(change, number[(number >= 0) & (number < month.clock.bins)], sign)
    below = np.cumsum(change).reshape(month.clock.days, BINS)
    more: Floats = np.quantile(below, 0.8, axis=1) - np.quantile(below, 0.1, axis=1)
    return more


def _by_day(month: Month, at_s: np.ndarray) -> Floats:
    day = month.clock.day_of(at_s)
    inside = day[(day >= 0) & (day < month.clock.days)]
    return np.bincount(inside, minlength=month.clock.days).astype(float)


def excess_days(counts: Counts) -> Bools:
    """Out: days on which video counted clearly more persons than cards: by a share, or by the mine's own other days."""
    excess = np.nan_to_num(counts.excess, nan=-1.0)
    days: Bools = counts.usable & (excess >= np.maximum(LEAST_EXCESS, CLEAR_SHARE * counts.cards))
    return days | _risen(counts)


def _risen(counts: Counts) -> Bools:
    """The stretch of days, at least `HELD_DAYS`, on which the excess stands highest above the mine's other days."""
    number = np.flatnonzero(counts.usable)
    days = np.zeros(len(counts.excess), dtype=bool)
    there = counts.excess[number]
    size = len(number)
    if size < 2 * HELD_DAYS:
        return days
    noise = max(1.4826 * float(np.median(np.abs(np.diff(there)))) / np.sqrt(2), LEAST_NOISE)
    total = np.concatenate([[0.0], np.cumsum(there)])
    best, found = CLEAR_STEP, (0, 0)
    for first in range(size - HELD_DAYS + 1):
        for end in range(first + HELD_DAYS, size + 1):
            inside, outside = end - first, size - (end - first)
            if outside < HELD_DAYS:
                continue
            level = (total[end] - total[first]) / inside
            rise = level - (total[-1] - total[end] + total[first]) / outside
            score = rise / (noise * np.sqrt(1 / inside + 1 / outside))
            if level >= LEAST_LEVEL and rise >= LEAST_RISE and score > best:
                best, found = float(score), (first, end)
    if (
        float(np.median(there[found[0] : found[1]] if found[1] else [0.0])) >= LEAST_LEVEL
    ):  # not one day alone
        days[number[found[0] : found[1]]] = True
    return days
