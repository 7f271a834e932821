"""Time, random helpers and invented names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np

STEP = 300
DAY = 86400
PER_DAY = DAY // STEP
Item = TypeVar("Item")

_HMS = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]

_SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛奚范彭郎"
_GIVEN = (
    "本全立平安田林海山川江松岩石庆来顺根福兴民生成才忠正明光义春秋冬友发贵良志云峰虎龙军兵旺小大文武长永"
)


@dataclass
class Clock:
    """Seconds from midnight (China standard time) of the first day, as text in the forms the files use."""

    start: date
    days: int
    _dates: dict[int, str] = field(default_factory=dict, repr=False)

    @property
    def steps(self) -> int:
        """Number of five-minute steps of the period."""
        return self.days * PER_DAY

    @property
    def end(self) -> float:
        """Seconds to the end of the period."""
        return float(self.days * DAY)

    def date_text(self, day: int) -> str:
        """`yyyy-MM-dd` of the day with this index."""
        text = self._dates.get(day)
        if text is None:
            text = (self.start + timedelta(days=day)).isoformat()
            self._dates[day] = text
        return text

    def text(self, t: float) -> str:
        """`yyyy-MM-dd HH:mm:ss`."""
        day, second = divmod(int(t), DAY)
        return self.date_text(day) + " " + _HMS[second]

    def iso(self, t: float) -> str:
        """ISO time with the offset of China standard time."""
        day, second = divmod(int(t), DAY)
        return self.date_text(day) + "T" + _HMS[second] + "+08:00"

    def stamp(self, t: float) -> str:
        """`yyyyMMddHHmmss`, as in file names."""
        return (datetime.combine(self.start, datetime.min.time()) + timedelta(seconds=int(t))).strftime(
            "%Y%m%d%H%M%S"
        )

    def weekday(self, day: int) -> int:
        """0 is Monday."""
        return (self.start + timedelta(days=day)).weekday()


@dataclass(frozen=True)
class Span:
    """A stretch of time, seconds, half open."""

    a: float
    b: float

    def __contains__(self, t: float) -> bool:
        return self.a <= t < self.b

    def mask(self, steps: int) -> np.ndarray:
        """Boolean mask over the five-minute steps."""
        at = np.arange(steps) * STEP
        return (at >= self.a) & (at < self.b)


def pick(rng: np.random.Generator, items: Sequence[Item], weights: tuple[float, ...] | None = None) -> Item:
    """One item, as the Python object it is."""
    if weights is None:
        return items[int(rng.integers(len(items)))]
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return items[min(int(np.searchsorted(edges, rng.random() * edges[-1], side="right")), len(items) - 1)]


def uni(rng: np.random.Generator, low: float, high: float) -> float:
    """A uniform number."""
    return float(low + (high - low) * rng.random())


def chance(rng: np.random.Generator, p: float) -> bool:
    """True with probability p."""
    return bool(rng.random() < p)


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number, both ends included."""
    return int(rng.integers(low, high + 1))


def invented_name(rng: np.random.Generator) -> str:
    """A name put together from two or three characters drawn at random."""
    name = pick(rng, _SURNAMES) + pick(rng, _GIVEN)
    return name + pick(rng, _GIVEN) if chance(rng, 0.62) else name


def smooth_noise(rng: np.random.Generator, steps: int, tau_s: float, sd: float) -> np.ndarray:
    """A first-order autoregressive noise with the given time constant."""
    keep = float(np.exp(-STEP / tau_s))
    shocks = rng.normal(0.0, sd * np.sqrt(1.0 - keep * keep), steps)
    out = np.empty(steps)
    value = float(rng.normal(0.0, sd))
    for i in range(steps):
        value = keep * value + shocks[i]
        out[i] = value
    return out


def lagged(series: np.ndarray, tau_s: float) -> np.ndarray:
    """First-order lag of a series of five-minute values."""
    keep = float(np.exp(-STEP / tau_s))
    out = np.empty_like(series)
    value = float(series[:PER_DAY].mean())
    for i in range(series.size):
        value = keep * value + (1.0 - keep) * series[i]
        out[i] = value
    return out
