"""China standard time at the edge, whole epoch seconds (UTC) inside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

CHINA = timezone(timedelta(hours=8))
CHINA_OFFSET_S = 8 * 3600
DAY_S = 86_400
BIN_S = 300
"""The step of the physics: every quantity is a mean or a sum over five minutes."""
BINS = DAY_S // BIN_S

_CLOCK: list[str] = []


def _clock() -> list[str]:
    if not _CLOCK:
        _CLOCK.extend(f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60))
    return _CLOCK


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def china_text(at: int) -> str:
    """`yyyy-MM-dd HH:mm:ss` in China time, the form of the text files."""
    day, second = divmod(at + CHINA_OFFSET_S, DAY_S)
    return f"{_day(day)} {_clock()[second]}"


def china_iso(at: int) -> str:
    """ISO 8601 with the offset +08:00, the form of the CSV files and of truth.json."""
    day, second = divmod(at + CHINA_OFFSET_S, DAY_S)
    return f"{_day(day)}T{_clock()[second]}+08:00"


def china_day(at: int) -> str:
    """The China-time date of an instant, `yyyy-MM-dd`."""
    return _day((at + CHINA_OFFSET_S) // DAY_S)


def stamp(at: int) -> str:
    """`yyyyMMddHHmmss`, the form in file names."""
    return china_text(at).translate({45: None, 58: None, 32: None})


def epoch(value: date | datetime) -> int:
    """Epoch seconds of a date (China midnight) or a datetime (China time when it has no offset)."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=CHINA)
    if value.tzinfo is None:
        value = value.replace(tzinfo=CHINA)
    return int(value.astimezone(UTC).timestamp())
