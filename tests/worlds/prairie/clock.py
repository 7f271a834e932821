"""The time window of a world and the spellings of its moments.

Inside the package a moment is a whole number of seconds since the first midnight of the window,
in China standard time. Seconds below zero belong to the evening before the window.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = 86_400
SLOT = 300
SLOTS_PER_DAY = DAY // SLOT

TIME_OF_DAY = tuple(
    f"{hour:02d}:{minute:02d}:{second:02d}"
    for hour in range(24)
    for minute in range(60)
    for second in range(60)
)


@dataclass(frozen=True)
class Clock:
    """First day and length of the window, with the spellings used in the files."""

    first_day: date
    days: int

    @property
    def end(self) -> int:
        """Second at which the window closes."""
        return self.days * DAY

    @property
    def slots(self) -> int:
        """Number of five-minute slots in the window."""
        return self.days * SLOTS_PER_DAY

    def date_of(self, moment: int) -> date:
        """Calendar day of a moment."""
        return self.first_day + timedelta(days=moment // DAY)

    def day_text(self, moment: int) -> str:
        """Calendar day of a moment as yyyy-mm-dd."""
        return self.date_of(moment).isoformat()

    def text(self, moment: int) -> str:
        """Moment as written into the text files."""
        return f"{self.day_text(moment)} {TIME_OF_DAY[moment % DAY]}"

    def iso(self, moment: int) -> str:
        """Moment as written into CSV files and the truth, with the offset of China standard time."""
        return f"{self.day_text(moment)}T{TIME_OF_DAY[moment % DAY]}+08:00"

    def stamp(self, moment: int) -> str:
        """Moment as it stands in a file name."""
        return (self.day_text(moment) + TIME_OF_DAY[moment % DAY]).replace("-", "").replace(":", "")


class Speller:
    """Fast repeated spelling of moments: the days are written out once."""

    def __init__(self, clock: Clock) -> None:
        self._days = {index: clock.day_text(index * DAY) + " " for index in range(-3, clock.days + 3)}

    def __call__(self, moment: int) -> str:
        """Moment as written into the text files."""
        day, second = divmod(moment, DAY)
        return self._days[day] + TIME_OF_DAY[second]


def first_day_of(seed: int) -> date:
    """First day of all mines drawn from one seed."""
    return (datetime(2024, 3, 1) + timedelta(days=(seed * 37) % 500)).date()
