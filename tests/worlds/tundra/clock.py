"""Times: the simulator counts whole seconds from midnight of the first day, China standard time."""

from __future__ import annotations

from datetime import date, timedelta

DAY = 86400
_SECONDS = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]
_PACKED = [text.replace(":", "") for text in _SECONDS]
_MARGIN = 60


class Clock:
    """Turns seconds since the first midnight into the text forms the files need."""

    def __init__(self, first: date, days: int) -> None:
        self.first = first
        self.days = days
        self.end = days * DAY
        self._dates = [str(first + timedelta(k)) for k in range(-_MARGIN, days + _MARGIN)]
        self._spaced = [text + " " for text in self._dates]

    def text(self, t: int) -> str:
        """`yyyy-MM-dd HH:mm:ss`."""
        d, s = divmod(t, DAY)
        return self._spaced[d + _MARGIN] + _SECONDS[s]

    def stamp(self, t: int) -> str:
        """`yyyyMMddHHmmss`, as in file names."""
        d, s = divmod(t, DAY)
        return self._dates[d + _MARGIN].replace("-", "") + _PACKED[s]

    def iso(self, t: int) -> str:
        """ISO time with the offset of China standard time."""
        d, s = divmod(t, DAY)
        return f"{self._dates[d + _MARGIN]}T{_SECONDS[s]}+08:00"

    def date(self, day: int) -> str:
        """`yyyy-MM-dd` of a day number; far past days are allowed."""
        return str(self.first + timedelta(day))
