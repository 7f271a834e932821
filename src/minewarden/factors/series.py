"""A factor's figures day by day, as values that a chart and its table can be drawn from."""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import Bools, Clock, Floats
from minewarden.factors.model import Series
from minewarden.factors.words import Words

DIGITS = 4  # significant ones: what a chart and its table can show


def daily(
    clock: Clock, label: Words, observed: Floats, expected: Floats | float | None, counted: Bools
) -> Series:
    """Out: the series of a row. In: per day of the clock what was seen and what was expected, NaN where unknown.

    `counted`: the days that the row's own figures are taken from; days without a value never count.
    """
    due = np.full(clock.days, np.nan) if expected is None else np.broadcast_to(expected, (clock.days,))
    return Series(
        label,
        tuple(day.isoformat() for day in clock.dates()),
        tuple(_rounded(value) for value in observed),
        tuple(_rounded(value) for value in due),
        tuple(bool(flag) for flag in counted & np.isfinite(observed)),
    )


def _rounded(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
