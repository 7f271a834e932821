"""Time helpers: seconds since 1970 on the China wall clock (naive), with table look-up formatting."""

from __future__ import annotations

import datetime as dt

DAY = 86400
_HMS = [f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60)]
_DATES: dict[int, str] = {}
EPOCH = dt.date(1970, 1, 1)


def date_text(day: int) -> str:
    """ISO date of a day number."""
    text = _DATES.get(day)
    if text is None:
        text = _DATES[day] = (EPOCH + dt.timedelta(days=int(day))).isoformat()
    return text


def stamp(t: float) -> str:
    """yyyy-MM-dd HH:mm:ss"""
    day, sec = divmod(int(t), DAY)
    return date_text(day) + " " + _HMS[sec]


def compact(t: float) -> str:
    """yyyyMMddHHmmss"""
    return stamp(t).replace("-", "").replace(":", "").replace(" ", "")


def iso(t: float) -> str:
    day, sec = divmod(int(t), DAY)
    return date_text(day) + "T" + _HMS[sec] + "+08:00"


def day_number(text: str) -> int:
    return (dt.date.fromisoformat(text) - EPOCH).days


def weekday(day: int) -> int:
    return (day + 3) % 7  # 0 = Monday
