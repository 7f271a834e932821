import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.rules.deadlines import (
    LIMITS,
    Pause,
    Unit,
    add_months,
    due_on,
    hearing_request_days,
    restart_acceptance_days,
)

days = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2026, 6, 30))


def test_seven_working_days_skip_the_weekend() -> None:
    assert due_on(LIMITS["evidence_decision"], dt.date(2024, 3, 1)).on == dt.date(2024, 3, 12)


def test_ninety_days_are_calendar_days() -> None:
    assert due_on(LIMITS["decision"], dt.date(2024, 1, 31)).on == dt.date(2024, 4, 30)


def test_a_pause_lengthens_the_limit_and_overlaps_count_once() -> None:
    pauses = [
        Pause(dt.date(2024, 3, 1), dt.date(2024, 3, 10)),
        Pause(dt.date(2024, 3, 5), dt.date(2024, 3, 12)),
    ]

    assert due_on(LIMITS["seizure"], dt.date(2024, 2, 28), pauses=pauses).on == dt.date(2024, 4, 10)


def test_an_extension_is_added() -> None:
    assert due_on(LIMITS["seizure"], dt.date(2024, 3, 1), extra_days=30).on == dt.date(2024, 4, 30)


def test_a_last_day_on_a_holiday_rolls_for_a_party() -> None:
    assert due_on(LIMITS["payment"], dt.date(2024, 9, 17), roll=True).on == dt.date(2024, 10, 8)


def test_hours_have_no_last_day() -> None:
    with pytest.raises(ValueError, match="hours"):
        due_on(LIMITS["crime_transfer"], dt.date(2024, 1, 1))


@given(days, st.sampled_from([limit for limit in LIMITS.values() if limit.unit is not Unit.HOURS]))
def test_a_limit_ends_after_it_starts_and_rolling_never_shortens(start_on: dt.date, limit: object) -> None:
    plain = due_on(limit, start_on)  # type: ignore[arg-type]

    assert plain.on > start_on
    assert due_on(limit, start_on, roll=True).on >= plain.on  # type: ignore[arg-type]


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)


def test_limits_that_changed_follow_the_day() -> None:
    assert (hearing_request_days(dt.date(2021, 7, 14)), hearing_request_days(dt.date(2021, 7, 15))) == (3, 5)
    assert restart_acceptance_days(dt.date(2024, 4, 30)) == 60
    assert restart_acceptance_days(dt.date(2024, 5, 1)) == 20


def test_every_limit_names_its_article() -> None:
    assert all("第" in limit.source for limit in LIMITS.values())
