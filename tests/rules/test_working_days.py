import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from minewarden.rules.working_days import (
    add_working_days,
    is_provisional,
    is_working_day,
    next_working_day,
    working_days_between,
)

days = st.dates(min_value=dt.date(2019, 1, 1), max_value=dt.date(2028, 12, 31))


@given(days, st.integers(min_value=1, max_value=60))
def test_counting_forward_and_back_agree(start_on: dt.date, count: int) -> None:
    reached = add_working_days(start_on, count)

    assert working_days_between(start_on, reached.on).days == count
    assert is_working_day(reached.on)


@given(days, days)
def test_counting_backwards_is_the_negative(one: dt.date, other: dt.date) -> None:
    assert working_days_between(one, other).days == -working_days_between(other, one).days


def test_a_weekend_worked_in_exchange_counts() -> None:
    assert is_working_day(dt.date(2024, 2, 18))  # Sunday, worked for the Spring Festival of 2024


def test_the_spring_festival_does_not_count() -> None:
    assert working_days_between(dt.date(2024, 2, 8), dt.date(2024, 2, 20)).days == 4


def test_a_year_without_an_announced_calendar_is_provisional() -> None:
    far = dt.date(2035, 3, 5)

    assert is_provisional(far)
    assert add_working_days(far, 7).provisional
    assert not is_working_day(dt.date(2035, 10, 1))


def test_a_holiday_moves_to_the_next_working_day() -> None:
    assert next_working_day(dt.date(2024, 10, 1)).on == dt.date(2024, 10, 8)
