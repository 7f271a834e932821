"""The period under comparison cut into China-time days, quarter hours and shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

CHINA = timezone(timedelta(hours=8))
BIN_S = 900
DAY_S = 86_400
BINS = DAY_S // BIN_S
LEAST_OF_DAY_S = 3600  # a file that comes late names the next day. Setting.
_CHINA_OFFSET_S = 8 * 3600
_DEFAULT_SHIFTS = (time(0), time(8), time(16))

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Clock:
    """`start_s` is the epoch second of the first China midnight; `days` whole days follow it."""

    start_s: int
    days: int
    shift_starts_s: tuple[int, ...]

    @property
    def end_s(self) -> int:
        """The epoch second that ends the last day."""
        return self.start_s + self.days * DAY_S

    @property
    def bins(self) -> int:
        """How many quarter hours the period has."""
        return self.days * BINS

    def day_of(self, at_s: Ints) -> Ints:
        """The day number of each epoch second; outside 0..days-1 when outside the period."""
        return (at_s - self.start_s) // DAY_S

    def bin_of(self, at_s: Ints) -> Ints:
        """The quarter-hour number of each epoch second."""
        return (at_s - self.start_s) // BIN_S

    def shift_of(self, at_s: Ints) -> Ints:
        """The running shift number; a shift that begins in the evening counts to the day it begins on."""
        starts = np.asarray(self.shift_starts_s, dtype=np.int64)
        first = starts[0]
        day, second = np.divmod(at_s - self.start_s - first, DAY_S)
        index = np.searchsorted(starts - first, second, side="right") - 1
        numbers: Ints = day * len(starts) + index
        return numbers

    @property
    def shifts_per_day(self) -> int:
        return len(self.shift_starts_s)

    def dates(self) -> list[date]:
        """The calendar date of each day."""
        first = datetime.fromtimestamp(self.start_s, CHINA).date()
        return [first + timedelta(days=n) for n in range(self.days)]

    def iso(self, at_s: float) -> str:
        """ISO 8601 with the offset +08:00, as leads.json writes times."""
        return datetime.fromtimestamp(int(at_s), CHINA).isoformat()

    def valid(self, since: datetime | None, until: datetime | None, slack_days: int = 0) -> Bools:
        """Which days lie in a declared span; `until` given as a midnight still includes that day.

        Registers say "to 31 January" and mean that the 31st is a working day; a face that ends at midnight
        is therefore never suspected for the day that follows.
        """
        numbers = np.arange(self.days)
        mask = np.ones(self.days, dtype=bool)
        if since is not None:
            mask &= numbers >= (since.timestamp() - self.start_s) // DAY_S - slack_days
        if until is not None:
            mask &= numbers <= (until.timestamp() - self.start_s) // DAY_S + slack_days
        return mask


def around(days: Bools, reach: int) -> Bools:
    """Out: the days that lie within `reach` days of one of `days`, themselves included; as many as were given."""
    near = np.convolve(days, np.ones(2 * reach + 1))[reach : reach + len(days)] > 0
    return np.asarray(near, dtype=bool)


def whole_days(from_at: datetime, to_at: datetime) -> tuple[datetime, datetime]:
    """The span without the minutes before its first midnight in China and after its last: they make no day."""
    least = timedelta(seconds=LEAST_OF_DAY_S)
    first = datetime.fromtimestamp(_midnight(from_at), from_at.tzinfo)
    last = datetime.fromtimestamp(_midnight(to_at), to_at.tzinfo)
    if to_at - from_at < 2 * timedelta(days=1):
        return from_at, to_at
    after = first + timedelta(days=1)
    return (after if after - from_at <= least else from_at), (last if to_at - last <= least else to_at)


def make_clock(from_at: datetime, to_at: datetime, shift_starts: Sequence[time]) -> Clock:
    """The whole China-time days that touch `from_at`..`to_at` (aware)."""
    start = _midnight(from_at)
    last = _midnight(to_at - timedelta(seconds=1)) if to_at > from_at else start
    starts = sorted({t.hour * 3600 + t.minute * 60 for t in shift_starts or _DEFAULT_SHIFTS})
    return Clock(start, max(1, (last - start) // DAY_S + 1), tuple(starts))


def _midnight(at: datetime) -> int:
    second = int(at.astimezone(UTC).timestamp())
    return (second + _CHINA_OFFSET_S) // DAY_S * DAY_S - _CHINA_OFFSET_S
