"""One oddity of walks, and how rows of the engine that belong together are summed up into it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from minewarden.factors.clock import CHINA
from minewarden.factors.tracing.tracks import Row
from minewarden.factors.words import Words


@dataclass(frozen=True)
class Oddity:
    """Something odd; `files` by number, with how many of its rows begin or end there; `weight` sorts within a kind."""

    kind: str
    cards: tuple[str, ...]
    stations: tuple[str, ...]
    from_at: datetime
    to_at: datetime
    figure: float
    unit: str
    text: Words
    files: Mapping[int, int] = field(repr=False)
    weight: float
    harmless: bool = False


def summed(
    kind: str, rows: list[Row], cards: tuple[str, ...], stations: tuple[str, ...], ends: tuple[str, str],
    figure: float, unit: str, text: Words, *, weight: float, harmless: bool = False,
) -> Oddity:  # fmt: skip
    """An oddity from the first to the last of its rows, with the files they begin and end in."""
    files = Counter(int(row[name]) for row in rows for name in ("first_file_no", "last_file_no"))
    first, last = least(rows, ends[0]), most(rows, ends[1])
    return Oddity(
        kind, cards, stations, first, last, round(float(figure), 1), unit, text, files, weight, harmless
    )


def grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> list[tuple[Any, list[Row]]]:
    """Out: the rows by a key, in the order in which the keys appear."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.items())


def cards_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Out: the cards of these rows, sorted."""
    return tuple(sorted({row["card"] for row in rows}))


def days_of(moments: Iterable[datetime]) -> int:
    """Out: on how many days in China these moments lie."""
    return len({at.astimezone(CHINA).date() for at in moments})


def mean(values: Iterable[float]) -> float:
    """Out: the mean of at least one value."""
    return float(np.mean(list(values)))


def least(rows: list[Row], name: str) -> Any:
    """Out: the least value of a column."""
    return min(row[name] for row in rows)


def most(rows: list[Row], name: str) -> Any:
    """Out: the greatest value of a column."""
    return max(row[name] for row in rows)
