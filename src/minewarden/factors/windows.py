"""Finds the days on which several independent quantities rose together: work without visible people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from minewarden.factors.channels import GATE, LEAST_OUTSIDE, Channel, noise_of
from minewarden.factors.clock import Bools, Floats

# Settings of the search, not law. It only proposes days; the factors and the fusion judge them.
LEAST_DAYS = 1
MOST_DAYS = 120
STEP = 3.0  # what a quantity must reach to speak, in standard errors
CAP = 6.0
LEAST_SCORE = 4.0


@dataclass(frozen=True)
class Window:
    """Days on which quantities rose together, and by how much in all."""

    days: Bools
    score: float


def propose(groups: Mapping[str, Sequence[Channel]], usable: Bools, limit: int = 3) -> list[Window]:
    """Out: the spans of days that stand out most in several factors at once, best first, not overlapping.

    In: the channels of each factor; days outside `usable` never belong to a span's inside or outside.
    """
    size = len(usable)
    total = np.zeros((size, size))
    for channels in groups.values():
        scores = [_scores(channel, usable) for channel in channels]
        if scores:
            total += np.maximum.reduce(scores)
    first, last = np.indices((size, size))
    length = last - first + 1
    total[(length < LEAST_DAYS) | (length > MOST_DAYS)] = 0.0
    found: list[Window] = []
    free = np.ones(size, dtype=bool)
    while len(found) < limit and total.size and total.max() >= LEAST_SCORE:
        a, b = np.unravel_index(int(total.argmax()), total.shape)
        days = np.zeros(size, dtype=bool)
        days[a : b + 1] = True
        found.append(Window(days, float(total[a, b])))
        free &= ~days
        taken = np.concatenate([[0], np.cumsum(~free)])
        total[(taken[last + 1] - taken[first]) > 0] = 0.0
    return found


def _scores(channel: Channel, usable: Bools) -> Floats:
    """First day x last day: how many (capped, gated) standard errors above `STEP` the inside lies over the outside."""
    level = np.where(usable & channel.longest_regime(), channel.level, np.nan)
    there = np.isfinite(level)
    size = len(level)
    if there.sum() < LEAST_OUTSIDE + 1:
        return np.zeros((size, size))
    filled = np.where(there, level, 0.0)
    sums = np.concatenate([[0.0], np.cumsum(filled)])
    counts = np.concatenate([[0], np.cumsum(there)])
    inside_n = np.maximum(counts[None, 1:] - counts[:-1, None], 0)
    inside = sums[None, 1:] - sums[:-1, None]
    outside_n, outside = counts[-1] - inside_n, sums[-1] - inside
    fits = (inside_n > 0) & (outside_n >= LEAST_OUTSIDE)
    with np.errstate(divide="ignore", invalid="ignore"):
        rise = inside / inside_n - outside / outside_n
        z = rise / (noise_of(level) * np.sqrt(1 / inside_n + 1.5 / outside_n))
        change = rise / np.maximum(np.abs(outside / outside_n), channel.scale or 1e-9)
    gate = np.clip(change / GATE - 0.25, 0, 1)
    score: Floats = np.where(fits, np.clip(z - STEP, 0, CAP) * gate * channel.weight, 0.0)
    return np.where(channel.coal, 0.4, 1.0) * score
