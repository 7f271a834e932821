"""Who was near which station from when to when: location snapshots become station visits in one pass.

The state is one small record per card, so memory grows with the number of cards and not with the number of rows, the
answer does not depend on how the rows were cut into batches, and a state saved today goes on tomorrow.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from minewarden.engine import visits_kernel as kernel
from minewarden.engine.arrays import column, milliseconds
from minewarden.engine.visits_columns import codes, grown, numbers
from minewarden.engine.visits_order import Reorder
from minewarden.engine.visits_trace import with_traces
from minewarden.errors import BadInput

CODES = pa.dictionary(pa.int32(), pa.string())
MOMENT = pa.timestamp("ms", tz="UTC")
VISITS = pa.schema(
    [
        ("mine_code", CODES),
        ("card", CODES),
        ("station_code", CODES),
        ("arrived_at", MOMENT),
        ("left_at", MOMENT),
        ("reads", pa.int32()),
        ("first_file_no", pa.uint32()),
        ("last_file_no", pa.uint32()),
        ("end_reason", pa.int8()),
    ]
)
COLUMNS = ("mine_code", "card", "station_code", "at", "flag", "file_no")
OUT_ROWS = 1 << 18  # visits a batch; written as one row group


class EndReason(IntEnum):
    """Why a visit ended."""

    MOVED = kernel.MOVED  # the next read of the card is at another station
    GAP = kernel.GAP  # the card was silent for longer than `gap_s`
    EXIT = (
        kernel.EXIT
    )  # the card came out (flag 2), or was seen at the pit mouth without having entered (flag 0)
    OPEN = kernel.OPEN  # the data ends here


@dataclass(frozen=True)
class VisitRules:
    """Settings, not law.

    `gap_s`: silence that ends a visit; three nominal snapshot periods of 300 s. `late_s`: how far rows may arrive out
    of order and still be sorted in (0: the source is in time order). `use_entered`: believe the sender's
    `station_entered_at` where it lies between two reads. `use_trace`: read the trace of a snapshot as further reads.
    """

    gap_s: float = 900.0
    late_s: float = 0.0
    use_entered: bool = True
    use_trace: bool = False


USUAL = VisitRules()


def _no_words() -> pa.Array:
    return pa.nulls(0, pa.string())


@dataclass
class VisitState:
    """What is known of every card after the rows so far; `to_bytes` / `from_bytes` carry it to another process."""

    mines: pa.Array = field(default_factory=_no_words)
    cards: pa.Array = field(default_factory=_no_words)
    stations: pa.Array = field(default_factory=_no_words)
    heads: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    slots: NDArray[Any] = field(default_factory=lambda: np.zeros(1024, kernel.SLOT))
    newest: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    counters: NDArray[np.int64] = field(default_factory=lambda: np.zeros(kernel.COUNTERS, np.int64))
    waiting: Reorder = field(default_factory=Reorder)

    @property
    def duplicates(self) -> int:
        """Rows that repeat the card's last read."""
        return int(self.counters[kernel.DUPLICATE])

    @property
    def late(self) -> int:
        """Rows older than what was already known of their card, and of no use any more."""
        return int(self.counters[kernel.LATE]) + self.waiting.late

    @property
    def unusable(self) -> int:
        """Rows without a card, a time or a station."""
        return int(self.counters[kernel.UNUSABLE])

    def to_bytes(self) -> bytes:
        """The state as a compressed archive of plain arrays, nothing executable."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            mines=np.array(self.mines.to_pylist(), dtype=np.str_),
            cards=np.array(self.cards.to_pylist(), dtype=np.str_),
            stations=np.array(self.stations.to_pylist(), dtype=np.str_),
            heads=self.heads,
            slots=self.slots[: self.counters[kernel.USED]],
            newest=self.newest,
            counters=self.counters,
            waiting=np.frombuffer(self.waiting.to_bytes(), np.uint8),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> VisitState:
        """The state that `to_bytes` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as saved:
            return cls(
                mines=pa.array(saved["mines"].tolist(), pa.string()),
                cards=pa.array(saved["cards"].tolist(), pa.string()),
                stations=pa.array(saved["stations"].tolist(), pa.string()),
                heads=saved["heads"],
                slots=np.concatenate([saved["slots"], np.zeros(1024, kernel.SLOT)]),
                newest=saved["newest"],
                counters=saved["counters"],
                waiting=Reorder.from_bytes(saved["waiting"].tobytes()),
            )

    def open_visits(self, rules: VisitRules) -> pa.RecordBatch:
        """The visits not ended yet, as they would end now: `GAP` where the mine spoke on without the card."""
        slots = self.slots[: self.counters[kernel.USED]]
        slots = slots[slots["reads"] > 0]
        visits = np.zeros(slots.size, kernel.VISIT)
        for name in ("mine", "card", "station", "arrived", "reads", "first_file", "last_file"):
            visits[name] = slots[name]
        visits["left"] = slots["last"]
        silent = self._newest()[slots["mine"]] - slots["last"] > int(rules.gap_s * 1000)
        visits["reason"] = np.where(silent, kernel.GAP, kernel.OPEN)
        return self._batch(visits)

    def _newest(self) -> NDArray[np.int64]:
        """The newest row of each mine: that of its cards, or one that named no station."""
        slots = self.slots[: self.counters[kernel.USED]]
        newest = self.newest.copy()
        np.maximum.at(newest, slots["mine"], slots["last"])
        return newest

    def _batch(self, visits: NDArray[Any]) -> pa.RecordBatch:
        """Kernel records as an Arrow batch of the schema `VISITS`."""

        def coded(name: str, words: pa.Array) -> pa.Array:
            return pa.DictionaryArray.from_arrays(column(visits[name]), words)

        words = [coded("mine", self.mines), coded("card", self.cards), coded("station", self.stations)]
        moments = [column(visits[name], MOMENT) for name in ("arrived", "left")]
        counts = [column(visits[name]) for name in ("reads", "first_file", "last_file", "reason")]
        return pa.RecordBatch.from_arrays([*words, *moments, *counts], schema=VISITS)


def station_visits(
    batches: Iterable[pa.RecordBatch], rules: VisitRules = USUAL, state: VisitState | None = None
) -> Iterator[pa.RecordBatch]:
    """Station visits, in the order in which they ended.

    In: batches with `card`, `station_code` (strings or dictionaries), `at` (timestamp of any unit); optional
    `mine_code`, `flag` (0 at the mouth, 1 underground, 2 came out; absent: all 1), `file_no`, `station_entered_at`,
    `trace`. Rows of one card come in time order, or within `rules.late_s` of it.
    Out: batches of the schema `VISITS`. Without `state` the visits still open come last; with a `state` they stay in
    it, the next call goes on, and `state.open_visits(rules)` shows them.
    Null: rows without card, time or (underground) station are counted in `state.unusable`, never guessed.
    Errors: `BadInput` for a missing column. Cost: one pass, memory by card.
    Source: RYSS, MT/T 1201.3 field order as in `feeds.ryss`; flag 2 repeats for some snapshots and ends a visit once.
    """
    last_call = state is None
    state = state or VisitState()
    out = np.zeros(OUT_ROWS, kernel.VISIT)
    state.counters[kernel.EMITTED] = 0
    for batch in _in_order(batches, rules, state, last_call):
        yield from _feed(batch, rules, state, out)
    if state.counters[kernel.EMITTED]:
        yield state._batch(out[: state.counters[kernel.EMITTED]])
        state.counters[kernel.EMITTED] = 0
    if last_call:
        yield state.open_visits(rules)


def visits_table(batches: Iterable[pa.RecordBatch], rules: VisitRules = USUAL) -> pa.Table:
    """All visits of the rows, dictionaries unified, in the order in which they ended."""
    return pa.Table.from_batches(list(station_visits(batches, rules)), schema=VISITS).unify_dictionaries()


class _Lake(Protocol):
    def batches(
        self,
        dataset: str,
        mine_code: str,
        from_at: datetime | None,
        to_at: datetime | None,
        columns: list[str],
    ) -> Iterable[pa.RecordBatch]: ...


def mine_visits(
    lake: _Lake,
    mine_code: str,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    rules: VisitRules = USUAL,
) -> pa.Table:
    """The visits of one mine in a period, from the location snapshots (`ryss`) of a lake."""
    columns = [
        *COLUMNS,
        *(["station_entered_at"] if rules.use_entered else []),
        *(["trace"] if rules.use_trace else []),
    ]
    return visits_table(lake.batches("ryss", mine_code, from_at, to_at, columns), rules)


def read_visits(path: Path) -> pa.Table:
    """Visits that were written as Parquet, dictionaries kept."""
    return pq.read_table(path, schema=VISITS)


def _in_order(
    batches: Iterable[pa.RecordBatch], rules: VisitRules, state: VisitState, last_call: bool
) -> Iterator[pa.RecordBatch]:
    """The batches in time order, their traces spread out."""
    if rules.late_s > 0:
        batches = state.waiting.in_time_order(batches, rules.late_s, flush=last_call)
    return with_traces(batches) if rules.use_trace else iter(batches)


def _feed(
    batch: pa.RecordBatch, rules: VisitRules, state: VisitState, out: NDArray[Any]
) -> Iterator[pa.RecordBatch]:
    """Run one batch through the kernel; yields whenever the output is full."""
    rows, maps = _rows(batch, state)
    refine = rules.use_entered and "station_entered_at" in batch.schema.names
    gap_ms = int(rules.gap_s * 1000)
    row = 0
    while True:
        row = kernel.scan(
            row, rows, maps, state.heads, state.slots, state.newest, out, state.counters, gap_ms, refine
        )
        if state.counters[kernel.EMITTED] == out.size:
            yield state._batch(out)
            state.counters[kernel.EMITTED] = 0
        elif row < batch.num_rows:
            state.slots = np.concatenate([state.slots, np.zeros(state.slots.size, kernel.SLOT)])
        else:
            return


def _rows(batch: pa.RecordBatch, state: VisitState) -> tuple[kernel.Rows, kernel.Maps]:
    """The columns of a batch as plain arrays, the state's vocabularies grown to hold its codes."""
    names = batch.schema.names
    for name in ("card", "station_code", "at"):
        if name not in names:
            raise BadInput(f"visits: the column {name!r} is missing; there are {', '.join(names)}")
    card, card_map, state.cards = codes(batch.column("card"), state.cards)
    station, station_map, state.stations = codes(batch.column("station_code"), state.stations)
    mines = batch.column("mine_code") if "mine_code" in names else _nameless(batch.num_rows)
    mine, mine_map, state.mines = codes(mines, state.mines)
    state.heads = grown(state.heads, max(1, len(state.cards)), -1)
    state.newest = grown(state.newest, len(state.mines), kernel.NEVER)
    at = milliseconds(batch.column("at"), kernel.NEVER)
    entered = (
        milliseconds(batch.column("station_entered_at"), kernel.NEVER)
        if "station_entered_at" in names
        else at
    )
    flag, file_no = numbers(batch, "flag", np.int8, 1), numbers(batch, "file_no", np.uint32, 0)
    rows = kernel.Rows(mine, card, station, at, flag, entered, file_no)
    return rows, kernel.Maps(mine_map, card_map, station_map)


def _nameless(rows: int) -> pa.Array:
    """The mine of rows that name none."""
    return pa.DictionaryArray.from_arrays(column(np.zeros(rows, np.int32)), pa.array([""]))
