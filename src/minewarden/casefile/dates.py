"""Dates, times and spans of time in running text, in Arabic or Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from minewarden.rules.numerals import parse_numeral

_N = r"[0-9０-９〇○零一二三四五六七八九十]"
_S = r"[ \t]*"
_WRITTEN = re.compile(
    rf"(?P<year>{_N}{{4}}){_S}年{_S}(?P<month>{_N}{{1,2}}){_S}月{_S}(?P<day>{_N}{{1,3}}){_S}[日号]"
    rf"(?:{_S}(?P<half>上午|下午|晚上?)?{_S}(?P<hour>{_N}{{1,3}}){_S}[时点:：](?:{_S}(?P<minute>{_N}{{1,3}}){_S}分?)?)?"
)
_DASHED = re.compile(
    r"(?<![\d〔\[-])(?P<year>(?:19|20)\d\d)(?P<mark>[-./－])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    r"(?:[ T]+(?P<hour>\d{1,2})[:：](?P<minute>\d{2}))?(?P<half>(?!))?"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_UNTIL = re.compile(
    rf"{_S}(?:至|到|—{{1,2}}|－|-|~|～){_S}(?:(?P<month>{_N}{{1,2}}){_S}月{_S})?(?:(?P<day>{_N}{{1,3}}){_S}[日号])?"
    rf"(?:{_S}(?P<half>上午|下午)?{_S}(?P<hour>{_N}{{1,3}}){_S}[时点:：](?:{_S}(?P<minute>{_N}{{1,3}}){_S}分?)?)?"
)
_TERM = re.compile(
    rf"(?P<count>{_N}{{1,3}}){_S}(?:个)?(?P<unit>工作日|日|天|月|周|小时)(?:内|之内|以内|前|期限)"
)
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text, from `start` to `end`; `at` where a time of day is printed with it."""

    start: int
    end: int
    value: date
    at: datetime | None = None
    until: bool = False  # the end of a span whose year, or month, was printed at its beginning


def find_dates(text: str) -> list[Found]:
    """All dates of `text` in order; an impossible one (31 June) is not a date.

    A span 2024年1月15日至17日 yields both ends; 8 digits are a date only where they stand alone.
    """
    found: list[Found] = []
    for pattern in (_WRITTEN, _DASHED, _COMPACT):
        for match in pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            value = _date_of(match)
            if value is None:
                continue
            found.append(Found(match.start(), match.end(), value, _time_of(match, value)))
            following = pattern is _WRITTEN and _UNTIL.match(text, match.end())
            if following and not _WRITTEN.match(text, _skip_until(text, match.end())):
                found += _end_of_span(following, found[-1])
    return sorted(found, key=lambda one: one.start)


def _skip_until(text: str, position: int) -> int:
    match = re.compile(r"[ \t]*(?:至|到|—{1,2}|－|-|~|～)[ \t]*").match(text, position)
    return match.end() if match else position


def _end_of_span(match: re.Match[str], first: Found) -> list[Found]:
    if match["day"] is None and match["hour"] is None:
        return []
    month = _number(match["month"]) or first.value.month
    day = _number(match["day"]) or first.value.day
    value = _make(first.value.year, month, day)
    if value is None:
        return []
    return [Found(match.start(), match.end(), value, _time_of(match, value), until=True)]


def _date_of(match: re.Match[str]) -> date | None:
    year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
    return _make(year or 0, month or 0, day or 0)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1949 < year < 2100 else None
    except ValueError:
        return None


def _time_of(match: re.Match[str], value: date) -> datetime | None:
    groups = match.groupdict()
    hour, minute = _number(groups.get("hour")), _number(groups.get("minute")) or 0
    if hour is None:
        return None
    if groups.get("half") in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    # a plain local time: documents print China time and no zone
    midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return midnight + timedelta(hours=hour, minutes=minute)


def _number(text: str | None) -> int | None:
    return parse_numeral(text.translate(_FULL)) if text else None


def find_term(text: str, start_on: date | None) -> tuple[int, int, date] | None:
    """The end of a term like 限15日内, 3个月内 that starts on `start_on`: (start, end, last day).

    None without a start, and for working days and hours, whose end is not a matter of counting days.
    """
    match = _TERM.search(text)
    if match is None or start_on is None or match["unit"] in ("工作日", "小时"):
        return None
    count = _number(match["count"])
    if not count:
        return None
    if match["unit"] == "月":
        return match.start(), match.end(), _months_later(start_on, count)
    days = count * (7 if match["unit"] == "周" else 1)
    return match.start(), match.end(), start_on + timedelta(days=days)


def _months_later(start_on: date, count: int) -> date:
    month = start_on.month - 1 + count
    year, month = start_on.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=start_on.day - 1), following - timedelta(days=1))
