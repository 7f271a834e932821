"""Days on which cameras count more persons than cards: by a share, and by a small step that lasts."""

from __future__ import annotations

import numpy as np

from minewarden.factors.video import Counts, excess_days


def counts(excess: list[float], cards: float = 150.0) -> Counts:
    values = np.array(excess)
    known = np.full(len(values), cards)
    return Counts(known + values, known, values, np.isfinite(values))


def test_a_clear_excess_speaks_on_a_single_day() -> None:
    days = excess_days(counts([0, -1, 0, 12, 0, -1, 1, 0]))

    assert np.flatnonzero(days).tolist() == [3]


def test_a_small_step_speaks_when_it_lasts() -> None:
    days = excess_days(counts([-1, 0, -1, -1, 0, -1, -1, 0, 4, 3, 4, 4, 3, 4]))

    assert np.flatnonzero(days).tolist() == [8, 9, 10, 11, 12, 13]


def test_cameras_that_err_up_and_down_prove_nothing() -> None:
    days = excess_days(counts([3, -2, 1, 3, -3, 2, 0, 3, -1, 2, 3, -2, 1, 2]))

    assert not days.any()


def test_days_without_a_count_are_left_out() -> None:
    days = excess_days(counts([0, 0, np.nan, 15, 0, 0, 0]))

    assert np.flatnonzero(days).tolist() == [3]
