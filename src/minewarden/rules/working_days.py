"""Working days in China: weekends, public holidays, and the weekends worked in exchange for them.

The State Council announces each year's holidays in the autumn before. A year that the calendar package
does not know yet is counted by weekends alone, and the answer says so (`provisional`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))  # the same dates every year since 2008


@dataclass(frozen=True)
class Count:
    """A number of working days; `provisional` when a year without an announced calendar was involved."""

    days: int
    provisional: bool


@dataclass(frozen=True)
class Day:
    """A day reached by counting; `provisional` as in `Count`."""

    on: dt.date
    provisional: bool


@lru_cache(maxsize=1)
def _announced() -> tuple[frozenset[dt.date], frozenset[dt.date], int, int]:
    """(days off on weekdays or weekends, weekends worked, first year known, last year known)."""
    from chinese_calendar.constants import holidays, workdays

    return frozenset(holidays), frozenset(workdays), min(holidays).year, max(holidays).year


def is_provisional(on: dt.date) -> bool:
    """True when the calendar of that year is not known, so that only weekends can be told."""
    _, _, first, last = _announced()
    return not first <= on.year <= last


def is_working_day(on: dt.date) -> bool:
    """True on a working day, adjusted weekends included; an unknown year is judged by its weekends."""
    days_off, worked, _, _ = _announced()
    if is_provisional(on):
        return on.weekday() < 5 and (on.month, on.day) not in FIXED_HOLIDAYS
    return on in worked or (on.weekday() < 5 and on not in days_off)


def working_days_between(start_on: dt.date, end_on: dt.date) -> Count:
    """Working days after `start_on` up to and including `end_on`; negative when `end_on` is the earlier."""
    if end_on < start_on:
        backwards = working_days_between(end_on, start_on)
        return Count(-backwards.days, backwards.provisional)
    span = [start_on + dt.timedelta(days=step) for step in range(1, (end_on - start_on).days + 1)]
    return Count(sum(map(is_working_day, span)), any(map(is_provisional, (start_on, end_on))))


def add_working_days(start_on: dt.date, days: int) -> Day:
    """The `days`-th working day after `start_on`, which itself is not counted.

    Errors: ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError(f"cannot count {days} working days forward")
    on = start_on
    while days:
        on += dt.timedelta(days=1)
        days -= is_working_day(on)
    return Day(on, is_provisional(start_on) or is_provisional(on))


def next_working_day(on: dt.date) -> Day:
    """`on` itself when it is a working day, else the first one after it (民事诉讼法 art. 85)."""
    while not is_working_day(on):
        on += dt.timedelta(days=1)
    return Day(on, is_provisional(on))
