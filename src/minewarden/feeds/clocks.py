"""Times that a row cannot bear: where a clock went wrong, the row is rejected and the others are taken.

Settings, not law: no public text says how far off a clock may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from minewarden.feeds.values import CHINA

AHEAD = timedelta(minutes=5)  # tolerance for clocks that run fast (practice of 42号文 receivers)
LATE = timedelta(days=31)  # between measuring and upload: what an outage held back is sent in afterwards
EARLY = timedelta(days=1)  # a device's clock before the sender's: a time zone at most
APART = timedelta(days=400)  # between the rows of one table: it may hold years, but not with such holes


def check_row(at: datetime, uploaded_at: datetime, now: datetime) -> None:
    """Errors: ValueError where a row of a text file can not have been measured at this time."""
    if at > now + AHEAD:
        raise ValueError(_not_come(at))
    if at < uploaded_at - LATE:
        raise ValueError(f"{_china(at)} is more than {LATE.days} days before the upload")
    if at > uploaded_at + EARLY:
        raise ValueError(f"{_china(at)} is more than {EARLY.days} day after the upload")


def wrong_rows(times: Sequence[datetime], now: datetime) -> dict[int, str]:
    """Out: by position, why a row of a table cannot have this time: not come yet, or far from all others.

    The others are the rows around the median: a table of many years is plausible, a row of 1980 in it is not.
    """
    wrong = {place: _not_come(at) for place, at in enumerate(times) if at > now + AHEAD}
    order = sorted(set(range(len(times))) - wrong.keys(), key=times.__getitem__)
    middle = (len(order) - 1) // 2
    for outwards in (order[middle:], order[: middle + 1][::-1]):
        apart = next((n for n in range(1, len(outwards)) if _apart(times, outwards, n)), len(outwards))
        for place in outwards[apart:]:
            wrong[place] = f"{_china(times[place])} is more than {APART.days} days from the other rows"
    return wrong


def _apart(times: Sequence[datetime], order: Sequence[int], n: int) -> bool:
    return abs(times[order[n]] - times[order[n - 1]]) > APART


def _not_come(at: datetime) -> str:
    return f"{_china(at)} has not come yet"


def _china(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
