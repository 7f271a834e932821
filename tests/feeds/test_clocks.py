"""Times that no row can bear: they have not come yet, or lie far from the file's other times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from minewarden.feeds.clocks import check_row, wrong_rows

NOW = datetime(2024, 6, 1, tzinfo=UTC)
UPLOADED = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("before", [timedelta(0), timedelta(days=30), timedelta(hours=-8)])
def test_a_row_measured_some_weeks_before_its_upload_or_hours_after_is_plausible(before: timedelta) -> None:
    check_row(UPLOADED - before, UPLOADED, NOW)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (NOW + timedelta(minutes=6), "has not come yet"),
        (UPLOADED - timedelta(days=32), "more than 31 days before the upload"),
        (UPLOADED + timedelta(days=2), "more than 1 day after the upload"),
    ],
)
def test_a_row_far_from_its_upload_or_ahead_of_now_is_not(at: datetime, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_row(at, UPLOADED, NOW)


def test_years_of_history_in_one_table_are_plausible() -> None:
    assert wrong_rows([NOW - timedelta(days=7 * n) for n in range(500)], NOW) == {}
    assert wrong_rows([], NOW) == {}


def test_rows_that_stand_apart_from_the_others_are_not() -> None:
    others = [UPLOADED + timedelta(hours=n) for n in range(20)]
    odd = [datetime(1980, 1, 1, tzinfo=UTC), UPLOADED - timedelta(days=401), NOW + timedelta(minutes=6)]
    told = wrong_rows([*odd, *others], NOW)
    assert sorted(told) == [0, 1, 2]
    assert "400 days from the other rows" in told[1] and "has not come yet" in told[2]
