"""What an integrity check hands out, and the arithmetic that several checks share."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from minewarden.factors.clock import BINS, DAY_S, Bools, Floats, Ints
from minewarden.factors.model import FactorRow, Kind


@dataclass(frozen=True)
class Finding:
    """A suspicion of one kind. `raw` 0..1 is its strength before calibration; `days` when it was seen.

    `strict` is true where a legal limit itself was passed, so that no other lead can explain it away.
    """

    kind: Kind
    raw: float
    days: Bools
    stations: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    persons_per_shift: float | None = None
    rows: tuple[FactorRow, ...] = ()
    strict: bool = False
    details: dict[str, object] = field(default_factory=dict)

    @property
    def styles(self) -> list[str]:
        """How it was done, where the check can tell; empty otherwise."""
        told = self.details.get("styles", [])
        return [str(style) for style in told] if isinstance(told, list) else []


def either(*strengths: float) -> float:
    """Out: the noisy-or of several strengths: each alone could be enough."""
    doubt = 1.0
    for strength in strengths:
        doubt *= 1 - min(max(strength, 0.0), 0.999)
    return 1 - doubt


def ramp(value: float, low: float, high: float) -> float:
    """Out: 0 up to `low`, 1 from `high`, straight between."""
    return float(np.clip((value - low) / (high - low), 0.0, 1.0)) if high > low else float(value >= high)


def spans(days: Bools, bridge: int = 2) -> list[Bools]:
    """Out: the days as separate stretches; gaps of up to `bridge` days do not part them."""
    numbers = np.flatnonzero(days)
    if not len(numbers):
        return []
    found = []
    for group in np.split(numbers, np.flatnonzero(np.diff(numbers) > bridge + 1) + 1):
        stretch = np.zeros(len(days), dtype=bool)
        stretch[group[0] : group[-1] + 1] = True
        found.append(stretch)
    return found


def away_from_shift_change(shift_starts_s: tuple[int, ...], days: int, margin_s: int = 4500) -> Bools:
    """Out: the quarter hours (flat) farther than `margin_s` from every change of shift.

    Source: 应急管理部令第21号, the crews of two shifts meeting at the change do not count as overstaffing.
    """
    middle = np.arange(BINS) * (DAY_S // BINS) + DAY_S // BINS / 2
    away = np.ones(BINS, dtype=bool)
    for start in shift_starts_s:
        gap = np.abs(middle - start)
        away &= np.minimum(gap, DAY_S - gap) > margin_s
    return np.tile(away, days)


def sustained(count: Floats, bins: int) -> Floats:
    """Out: for each quarter hour the least of the `bins` quarter hours that end there: a level that was held."""
    held = count.copy()
    for back in range(1, bins):
        held[back:] = np.minimum(held[back:], count[:-back])
    held[: bins - 1] = 0
    return held


def days_of(clock_days: int, numbers: Ints) -> Bools:
    """Out: a day mask from day numbers; numbers outside the period are left out."""
    mask = np.zeros(clock_days, dtype=bool)
    mask[numbers[(numbers >= 0) & (numbers < clock_days)]] = True
    return mask
