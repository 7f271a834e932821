"""The location snapshots of one mine as typed arrays, read once: rows in time order, words as numbers.

Rows of a month go into millions. What is asked of all of them is arithmetic over runs of equal times and of equal
numbers; what is asked of few of them (evidence) is SQL over the data set `ryss`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from minewarden.engine.arrays import coded, milliseconds, plain
from minewarden.factors.clock import Bools, Floats, Ints

COLUMNS = (
    "mine_code", "at", "file_no", "card", "flag", "entered_at", "left_at", "area_code", "station_code",
    "station_entered_at", "distance_m",
)  # fmt: skip
UNDERGROUND, OUT = 1, 2
NEVER_MS, NOT_YET_MS = -(2**62), 2**62
LONGEST_SILENCE_MS = 9 * 3_600_000
"""Between two shifts of one person lies more. Setting, not law."""
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64


@dataclass(frozen=True)
class Descents:
    """One card from entering the mine to leaving it. `left_s` is -1 where no exit was sent.

    `told`: whether the sender says when it entered; else `entered_s` is when it was first seen.
    """

    card: Ints
    entered_s: Ints
    first_s: Ints
    last_s: Ints
    left_s: Ints
    told: Bools

    def __len__(self) -> int:
        return len(self.card)

    def at(self, places: Ints) -> Descents:
        """The descents at these positions, in their order."""
        return Descents(
            self.card[places], self.entered_s[places], self.first_s[places], self.last_s[places],
            self.left_s[places], self.told[places],
        )  # fmt: skip

    @property
    def ended_s(self) -> Ints:
        """When each card left or, where no exit was sent, was last seen."""
        ended: Ints = np.where(self.left_s > 0, self.left_s, self.last_s)
        return ended


class Snapshots:
    """All rows of `ryss`. `card`, `station`, `area` are positions in `cards`, `stations`, `areas`, -1 for null."""

    def __init__(self, table: pa.Table) -> None:
        """In: the columns `COLUMNS` in time order."""
        self.table = table.unify_dictionaries().combine_chunks()
        self.cards, self.card = coded(self.table["card"])
        self.stations, self.station = coded(self.table["station_code"])
        self.areas, self.area = coded(self.table["area_code"])
        self.at_ms = milliseconds(self.table["at"], NEVER_MS)
        self.flag: NDArray[np.int8] = plain(self.table["flag"], 0)

    def __len__(self) -> int:
        return len(self.at_ms)

    @cached_property
    def underground(self) -> Bools:
        """Which rows say that the card is underground."""
        rows: Bools = self.flag == UNDERGROUND
        return rows

    @cached_property
    def _starts(self) -> Ints:
        """The first row of each snapshot."""
        new = np.ones(len(self), dtype=bool)
        np.not_equal(self.at_ms[1:], self.at_ms[:-1], out=new[1:])
        return np.flatnonzero(new)

    @cached_property
    def times_s(self) -> Ints:
        """The time of each snapshot, in order (epoch seconds)."""
        times: Ints = self.at_ms[self._starts] // 1000
        return times

    def count(self, rows: Bools) -> Ints:
        """Out: per snapshot how many of its rows are among `rows`."""
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        counts: Ints = np.add.reduceat(rows, self._starts, dtype=np.int64)
        return counts

    @cached_property
    def heads(self) -> Ints:
        """Cards underground per snapshot."""
        return self.count(self.underground)

    @cached_property
    def fresh(self) -> tuple[Bools, Bools]:
        """Rows whose card reached its station at the very moment of the snapshot, of the rows that say when it did."""
        reached_ms = milliseconds(self.table["station_entered_at"], NEVER_MS)
        told = self.underground & (reached_ms != NEVER_MS)
        return told & (reached_ms == self.at_ms), told

    @cached_property
    def distance_m(self) -> Floats:
        """The distance to the reader; NaN where none was sent."""
        metres: Floats = plain(self.table["distance_m"], np.nan)
        return metres

    # -- content -------------------------------------------------------------------------------------------

    @cached_property
    def _content(self) -> NDArray[np.uint64]:
        """Per row a number for its card at its station; 0 for cards that are not underground."""
        wide = np.uint64(len(self.stations) + 1)
        pair = (self.card + 1).astype(np.uint64) * wide + (self.station + 1).astype(np.uint64)
        return np.where(self.underground, _mixed(pair + np.uint64(1)), np.uint64(0))

    @cached_property
    def content(self) -> Ints:
        """Per snapshot a number that tells who is where: equal content, equal number."""
        return self._xor(self._content)

    @cached_property
    def exact_content(self) -> Ints:
        """As `content`, with the distances."""
        metres = (self.distance_m + 0.0).view(np.uint64)
        return self._xor(np.where(self.underground, _mixed(self._content ^ _mixed(metres)), np.uint64(0)))

    def _xor(self, numbers: NDArray[np.uint64]) -> Ints:
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        joined: Ints = np.bitwise_xor.reduceat(numbers, self._starts).view(np.int64)
        return joined

    # -- descents ------------------------------------------------------------------------------------------

    @cached_property
    def _by_descent(self) -> tuple[Descents, Ints]:
        """The descents by card and first sight, and the descent of each row (-1: none).

        A descent is a card with one time of entry; without a time of entry, the card's rows until it goes out or is
        silent for as long as nobody is below. The rows of a card are in time order, so a descent is a run of its
        rows, or a few runs where senders mix up times of entry.
        """
        rows = np.flatnonzero(((self.flag == UNDERGROUND) | (self.flag == OUT)) & (self.card >= 0))
        narrow = np.int16 if len(self.cards) < np.iinfo(np.int16).max else np.int32
        rows = rows[np.argsort(self.card[rows].astype(narrow), kind="stable")]
        card, entered = self.card[rows], self._entered_ms(rows)
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (card[1:] != card[:-1]) | (entered[1:] != entered[:-1])
        start = np.flatnonzero(new)
        end = np.append(start[1:], len(rows))[: len(start)] - 1
        left = milliseconds(self.table["left_at"], NEVER_MS)[rows]
        left = np.maximum.reduceat(left, start) if len(start) else left
        runs = Descents(card[start].astype(np.int64), entered[start] // 1000, self.at_ms[rows[start]] // 1000,
                        self.at_ms[rows[end]] // 1000, np.where(left == NEVER_MS, -1, left // 1000),
                        self.entry_told[rows[start]])  # fmt: skip
        descents, place = _joined(runs)
        of_row = np.full(len(self), -1)
        of_row[rows] = place[np.cumsum(new) - 1] if len(rows) else place
        return descents, of_row

    @property
    def descents(self) -> Descents:
        """The descents, by card and first sight."""
        return self._by_descent[0]

    @property
    def descent(self) -> Ints:
        """Per row its position in `descents`, -1 for rows at the pit mouth or without a card."""
        return self._by_descent[1]

    @cached_property
    def entry_told(self) -> Bools:
        """Which rows have a time of entry."""
        rows: Bools = milliseconds(self.table["entered_at"], NEVER_MS) != NEVER_MS
        return rows

    def _entered_ms(self, rows: Ints) -> Ints:
        """The time of entry of `rows`, which are by card and time; where none is told, that of the first sight.

        Rows without a time among rows of the same descent that have one get the first of those.
        """
        entered = milliseconds(self.table["entered_at"], NEVER_MS)[rows]
        untold = entered == NEVER_MS
        if not untold.any():
            return entered
        card, at, out = self.card[rows], self.at_ms[rows], self.flag[rows] == OUT
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (card[1:] != card[:-1]) | (at[1:] - at[:-1] > LONGEST_SILENCE_MS) | (out[:-1] & ~out[1:])
        start = np.flatnonzero(new)
        told = np.minimum.reduceat(np.where(untold, NOT_YET_MS, entered), start)
        first = np.where(told == NOT_YET_MS, at[start], told)
        return np.where(untold, first[np.cumsum(new) - 1], entered)


def _joined(runs: Descents) -> tuple[Descents, Ints]:
    """Out: runs of one card and entry as one descent, by card and first sight; and the descent of each run."""
    order = np.lexsort((runs.entered_s, runs.card))
    card, entered = runs.card[order], runs.entered_s[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (card[1:] != card[:-1]) | (entered[1:] != entered[:-1])
    start = np.flatnonzero(new)
    if not len(start):
        return runs, order
    first, last, left, told = (
        how.reduceat(column[order], start)
        for how, column in ((np.minimum, runs.first_s), (np.maximum, runs.last_s), (np.maximum, runs.left_s),
                            (np.logical_or, runs.told))
    )  # fmt: skip
    sorted_ = np.lexsort((first, card[start]))
    rank = np.empty_like(sorted_)
    rank[sorted_] = np.arange(len(sorted_))
    place = np.empty_like(order)
    place[order] = rank[np.cumsum(new) - 1]
    return Descents(card[start], entered[start], first, last, left, told).at(sorted_), place


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Out: the numbers scattered over all 64 bits, equal ones alike."""
    with np.errstate(over="ignore"):
        x: NDArray[np.uint64] = numbers ^ (numbers >> np.uint64(30))
        x *= _MIX[0]
        x ^= x >> np.uint64(27)
        x *= _MIX[1]
        x ^= x >> np.uint64(31)
        return x
