"""From the text of one field to its value: one small strict function per kind of column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

CHINA = timezone(timedelta(hours=8), "CST")  # one zone, no summer time since 1991
NO_READING = -9999.0  # what a sender writes when a device gave no value

Value = str | int | float | datetime | date | None
Parser = Callable[[str], Value]

_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?([eE][+-]?\d{1,2})?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,9}(\.0+)?", re.ASCII)
_CODE = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_POINT = re.compile(r"[0-9A-Za-z_. #\-]{1,24}", re.ASCII)
_CALENDAR_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ufeff\\ufffe\\uffff]")
_AREA_DIGITS = 4  # what an area code adds to the mine code, and
_STATION_DIGITS = 6  # a station code to the area code


class Kind(StrEnum):
    """What a column holds; decides its parser here and its type in the lake."""

    CARD = "card"
    AREA = "area"
    STATION = "station"
    POINT = "point"
    TEXT = "text"
    RAW = "raw"  # kept as sent, not looked at: the trace is half of a snapshot's bytes
    INT = "int"
    NUMBER = "number"
    READING = "reading"  # a number, or null where the device gave none (-9999, or words)
    TIME = "time"  # in the profile's form, China time
    INSTANT = "instant"  # ISO 8601 with offset
    DAY = "day"


class TimeForm(StrEnum):
    """The forms of a point in time that senders use; a file keeps to one."""

    BLANK = "yyyy-MM-dd HH:mm:ss"
    SLASHES = "yyyy/MM/dd HH:mm:ss"
    JOINED = "yyyy-MM-dd/HH:mm:ss"

    @property
    def marks(self) -> tuple[str, str]:
        """Out: what stands between the parts of the day, and between day and hour."""
        return self.value[4], self.value[10]


@dataclass(frozen=True)
class Codes:
    """The lengths and prefix that every code of one mine's files must have."""

    mine_code: str
    card_length: int = 17

    @property
    def area_length(self) -> int:
        return len(self.mine_code) + _AREA_DIGITS

    @property
    def station_length(self) -> int:
        return self.area_length + _STATION_DIGITS


def time_parser(form: TimeForm, placeholders: frozenset[str]) -> Parser:
    """Out: a parser of times in `form`; empty text and `placeholders` are null.

    Errors: ValueError on any other text, on days that no calendar has, on years outside 1980..2100.
    """
    day_mark, hour_mark = form.marks

    def parse(text: str) -> datetime | None:
        if text in placeholders or not text:
            return None
        shaped = len(text) == 19 and text[10] == hour_mark and text[4] == text[7] == day_mark
        if not shaped or text[13] != ":" or text[16] != ":" or not text.isascii():
            raise ValueError(f"not a time of the form {form.value}")
        iso = f"{text[:4]}-{text[5:7]}-{text[8:10]}T{text[11:]}+08:00"
        try:
            at = datetime.fromisoformat(iso)
        except ValueError:
            raise ValueError("no such day or hour") from None
        if not 1980 <= at.year <= 2100:
            raise ValueError("year outside 1980 to 2100")
        return at.astimezone(UTC)

    return parse


def parse_instant(text: str) -> datetime:
    """Out: aware UTC. In: ISO 8601 with an offset (or Z). Errors: ValueError."""
    if not text.isascii() or len(text) < 16:
        raise ValueError("not an ISO time with offset")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("not an ISO time with offset") from None
    if at.tzinfo is None:
        raise ValueError("time without offset")
    if not 1980 <= at.year <= 2100:
        raise ValueError("year outside 1980 to 2100")
    return at.astimezone(UTC)


def parse_day(text: str) -> date:
    """Out: a date. In: `yyyy-MM-dd`. Errors: ValueError."""
    if not _CALENDAR_DAY.fullmatch(text):
        raise ValueError("not a date of the form yyyy-MM-dd")
    day = date.fromisoformat(text)
    if not 1980 <= day.year <= 2100:
        raise ValueError("year outside 1980 to 2100")
    return day


def parse_text(text: str) -> str | None:
    """Out: the text, null when empty. Errors: ValueError on control characters and full-width separators."""
    if "；" in text:  # a sender's slip that would move all later fields: never repaired silently
        raise ValueError("full-width separator ；")
    if _CONTROL.search(text):
        raise ValueError("control characters")
    return text or None


def word_parser(words: tuple[str, ...]) -> Parser:
    """Out: a parser of a few words, written in any case and with blanks around them; empty is null."""

    def parse(text: str) -> str | None:
        word = text.strip().lower()
        if not word:
            return None
        if word not in words:
            raise ValueError(f"not one of {', '.join(words)}")
        return word

    return parse


def parse_raw(text: str) -> str | None:
    """Out: the text as sent, null when empty. Never an error."""
    return text or None


def number_parser(low: float, high: float) -> Parser:
    """Out: a parser of numbers within `low`..`high`, both included; empty is null."""

    def parse(text: str) -> float | None:
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise ValueError("not a number")
        value = float(text)
        if value == NO_READING:
            return None
        if not low <= value <= high:
            raise ValueError(f"outside {low:g} to {high:g}")
        return value

    return parse


def integer_parser(low: float, high: float, choices: frozenset[int]) -> Parser:
    """Out: a parser of whole numbers, of `choices` when these are given; empty is null."""

    def parse(text: str) -> int | None:
        if not text:
            return None
        if not _INTEGER.fullmatch(text):
            raise ValueError("not a whole number")
        value = int(text.partition(".")[0])
        if choices and value not in choices:
            raise ValueError(f"not one of {', '.join(map(str, sorted(choices)))}")
        if not low <= value <= high:
            raise ValueError(f"outside {low:g} to {high:g}")
        return value

    return parse


def parse_reading(text: str) -> float | None:
    """Out: the number, null for words and for -9999. Never an error: `value_text` keeps what was sent."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return None if value == NO_READING else value


def area_of(station_code: str) -> str:
    """Out: the code of the area that a station lies in, whatever the length of mine codes; a mere name as it is.

    Source: 煤安监办〔2019〕42号 附件2 编码规则: a station code is its area's code and six digits.
    """
    return station_code[:-_STATION_DIGITS] if len(station_code) > _STATION_DIGITS else station_code


def code_parser(prefix: str, length: int, what: str) -> Parser:
    """Out: a parser of codes of `length` characters that start with `prefix`; empty is null."""

    def parse(text: str) -> str | None:
        if not text:
            return None
        if len(text) != length:
            raise ValueError(f"{what} code of {len(text)} characters, not {length}")
        if not _CODE.fullmatch(text):
            raise ValueError(f"{what} code with other characters than digits and letters")
        if not text.startswith(prefix):
            raise ValueError(f"{what} code of another mine")
        return text

    return parse


def point_parser(mine_code: str) -> Parser:
    """Out: a parser of measuring-point codes: the mine code and up to 24 further characters."""

    def parse(text: str) -> str | None:
        if not text:
            return None
        if not text.startswith(mine_code):
            raise ValueError("point code of another mine")
        if not _POINT.fullmatch(text[len(mine_code) :]):
            raise ValueError("point code of a wrong shape")
        return text

    return parse
