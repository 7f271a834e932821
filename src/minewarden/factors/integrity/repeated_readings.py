"""A sensor that sends an earlier day once more. Source: detection T12."""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import BINS, Bools
from minewarden.factors.month import Month, once

# Settings, not law.
SPANS = 3  # a day is compared in so many parts: who replays the working hours alone replays one of them
LEAST_THERE = 24  # quarter hours of a part that arrived on both days
LIVES = 8  # different values in a part, below which two days may be alike by nature
ALIKE = 0.9  # share of the quarter hours with the very same mean; two true days share half of them at most


@once
def repeated_readings(month: Month) -> dict[str, Bools]:
    """Out: point to the quarter hours (days x 96) whose readings are those of an earlier day, to the last digit."""
    found = {}
    for point in month.points:
        grid = month.readings.get(point.code)
        if point.kind not in ("ch4", "air_velocity") or grid is None:
            continue
        parts = grid.reshape(month.clock.days, SPANS, BINS // SPANS)
        steps = np.diff(np.sort(np.where(np.isfinite(parts), parts, -1.0), axis=2), axis=2)
        lives = (steps > 0).sum(axis=2) >= LIVES
        marks = np.zeros(lives.shape, dtype=bool)
        for lag in range(1, month.clock.days):
            now, then = parts[lag:], parts[:-lag]
            there = np.isfinite(now) & np.isfinite(then)
            same = (now == then).sum(axis=2)
            enough = there.sum(axis=2) >= LEAST_THERE
            marks[lag:] |= lives[lag:] & enough & (same >= ALIKE * there.sum(axis=2))
        if marks.any():
            found[point.code] = np.repeat(marks, BINS // SPANS, axis=1)
    return found
