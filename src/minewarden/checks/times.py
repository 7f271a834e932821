"""Dates and times of day in running text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?:年(?P<m>\d{1,2})月(?P<d>\d{1,2})日|"
    r"(?P<s>[-./])(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2})(?!\d))"
)
CHINESE_DATE = re.compile(
    r"二[〇○Oo0零][一二三][〇○0零一二三四五六七八九]年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
COMPACT_DATE = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_LATER_DAY = re.compile(r"(?:至|到|—|-|~|～)(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日")
_CLOCK = re.compile(r"(?P<h>\d{1,2})(?:时|点|：)(?P<min>\d{1,2})?分?")


@dataclass(frozen=True)
class DatedSpan:
    """A date and where it stands."""

    on: dt.date
    start: int
    end: int


@dataclass(frozen=True)
class Interval:
    """From when to when."""

    start_at: dt.datetime
    end_at: dt.datetime

    def overlaps(self, other: Interval) -> bool:
        """True when both have more than an instant in common."""
        return self.start_at < other.end_at and other.start_at < self.end_at


def read_dates(text: str) -> list[DatedSpan]:
    """All full dates of `text` (compact); impossible ones are left out."""
    return [
        DatedSpan(on, match.start(), match.end())
        for match in DATE.finditer(text)
        if (on := _date(match["y"], match["m"] or match["m2"], match["d"] or match["d2"])) is not None
    ]


def read_date(text: str) -> dt.date | None:
    """The first full date of `text`, in digits or as eight digits; None when there is none."""
    dated = read_dates(text)
    if dated:
        return dated[0].on
    match = COMPACT_DATE.search(text)
    return _date(*match.groups()) if match else None


def read_period(text: str) -> tuple[dt.date, dt.date] | None:
    """The period `2024年3月4日至6日` or `…至3月6日` or two full dates; a single day is a period of one day."""
    dated = read_dates(text)
    if not dated:
        return None
    first = dated[0]
    if len(dated) > 1:
        return first.on, dated[1].on
    later = _LATER_DAY.match(text, first.end)
    if later is None:
        return first.on, first.on
    end = _date(str(first.on.year), later["m"] or str(first.on.month), later["d"])
    return (first.on, end) if end else (first.on, first.on)


def read_interval(text: str) -> Interval | None:
    """The interval `2024年3月5日9时10分至10时20分` (or with a second date); None when incomplete."""
    dated = read_dates(text)
    if not dated:
        return None
    head, _, tail = text[dated[0].end :].partition("至")
    if not tail:
        head, _, tail = text[dated[0].end :].partition("-")
    start, end = (
        _CLOCK.search(head),
        _CLOCK.search(tail[dated[1].end - len(text) :] if len(dated) > 1 else tail),
    )
    if start is None or end is None:
        return None
    start_at = at_clock(dated[0].on, start)
    end_at = at_clock(dated[1].on if len(dated) > 1 else dated[0].on, end)
    return Interval(start_at, end_at) if start_at and end_at else None


def read_moment(text: str) -> dt.datetime | None:
    """The first `2024年3月5日9时10分` of `text`; None without a time of day."""
    dated = read_dates(text)
    clock = _CLOCK.match(text, dated[0].end) if dated else None
    return at_clock(dated[0].on, clock) if clock else None


def at_clock(day: dt.date, clock: re.Match[str]) -> dt.datetime | None:
    """`day` at the time of day of `clock`; None when there is no such time."""
    hour, minute = int(clock["h"]), int(clock["min"] or 0)
    if hour > 23 or minute > 59:
        return None
    return dt.datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - wall clock as printed


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
