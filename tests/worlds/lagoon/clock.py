"""Wall clock of one mine: seconds since the first midnight, written in the ways the files want."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

DAY = 86400
MARGIN = 40


@lru_cache(maxsize=1)
def _hms(sep: str = ":") -> tuple[list[str], list[str]]:
    """Every second of a day as HH:MM:SS and as HHMMSS."""
    parts = [(s // 3600, s // 60 % 60, s % 60) for s in range(DAY)]
    return [f"{h:02d}:{m:02d}:{s:02d}" for h, m, s in parts], [f"{h:02d}{m:02d}{s:02d}" for h, m, s in parts]


class Clock:
    """Turns seconds since the start of the data into text."""

    def __init__(self, start: date, days: int) -> None:
        self.start = start
        self.days = days
        span = range(-MARGIN, days + MARGIN)
        dates = [start + timedelta(days=d) for d in span]
        self._dash = [d.strftime("%Y-%m-%d") for d in dates]
        self._plain = [d.strftime("%Y%m%d") for d in dates]
        self._colon, self._bare = _hms()

    @property
    def end(self) -> int:
        """Seconds at the end of the data."""
        return self.days * DAY

    def day(self, d: int) -> str:
        """Date of day number d."""
        if -MARGIN <= d < self.days + MARGIN:
            return self._dash[d + MARGIN]
        return (self.start + timedelta(days=d)).isoformat()

    def text(self, sec: float) -> str:
        """Time as yyyy-MM-dd HH:mm:ss."""
        d, s = divmod(int(sec), DAY)
        return f"{self._dash[d + MARGIN]} {self._colon[s]}"

    def stamp(self, sec: float) -> str:
        """Time as yyyyMMddHHmmss."""
        d, s = divmod(int(sec), DAY)
        return self._plain[d + MARGIN] + self._bare[s]

    def iso(self, sec: float) -> str:
        """Time as ISO 8601 with the Chinese offset."""
        d, s = divmod(int(sec), DAY)
        return f"{self._dash[d + MARGIN]}T{self._colon[s]}+08:00"

    def weekday(self, d: int) -> int:
        """Weekday of day number d, Monday = 0."""
        return (self.start + timedelta(days=d)).weekday()

    def month(self) -> int:
        """Month in which the data begin."""
        return self.start.month

    def date(self, d: int) -> date:
        """Date object of day number d."""
        return self.start + timedelta(days=d)
