"""Rows that arrive a little out of order are put in order before the kernel sees them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from minewarden.engine.arrays import column, milliseconds, plain

NEVER = -(2**62)


@dataclass
class Reorder:
    """A buffer of the newest `late_s` seconds of every mine, and the newest time seen of each.

    Whether a row is too late depends only on the rows before it, so the answer is the same for any batch size.
    """

    newest: dict[str, int] = field(default_factory=dict)  # milliseconds
    held: pa.RecordBatch | None = None
    late: int = 0

    def in_time_order(
        self, batches: Iterable[pa.RecordBatch], late_s: float, flush: bool
    ) -> Iterator[pa.RecordBatch]:
        """The rows of each mine by time, ties as they came; rows later than `late_s` are counted and dropped.

        In: batches with `at`, optional `mine_code`. Out: batches of the same schema; without `flush` the newest rows
        stay here for the next call. Null: rows without a time pass at once.
        """
        late_ms = int(late_s * 1000)
        for batch in batches:
            at, mine = _times(batch), _mines(batch)
            keep = ~self._too_late(at, mine, late_ms)
            self.late += int((~keep).sum())
            together = _joined(self.held, batch.filter(pa.array(keep)))
            at, mine = _times(together), _mines(together)
            order = np.argsort(at, kind="stable")
            limits = np.array([self.newest.get(name, NEVER) for name in mine[1]], np.int64) - late_ms
            ready = at[order] <= limits[mine[0][order]]
            self.held = together.take(column(order[~ready]))
            yield together.take(column(order[ready]))
        if flush:
            yield from self.release()

    def release(self) -> list[pa.RecordBatch]:
        """What is still held, in order; the buffer is empty afterwards."""
        held, self.held = self.held, None
        return [held] if held is not None else []

    def _too_late(
        self, at: NDArray[np.int64], mine: tuple[NDArray[np.int64], list[str]], late_ms: int
    ) -> NDArray[np.bool_]:
        """Which rows lie more than `late_ms` behind the newest row of their mine before them."""
        late = np.zeros(at.size, bool)
        for number, name in enumerate(mine[1]):
            rows = np.flatnonzero(mine[0] == number)
            if rows.size:
                ahead = np.maximum.accumulate(np.maximum(at[rows], self.newest.get(name, NEVER)))
                late[rows] = (at[rows] < ahead - late_ms) & (at[rows] != NEVER)
                self.newest[name] = int(ahead[-1])
        return late

    def to_bytes(self) -> bytes:
        """The buffer for a saved state: one line of JSON, then the held rows as an Arrow stream."""
        buffer = io.BytesIO()
        buffer.write(json.dumps({"newest": self.newest, "late": self.late}).encode() + b"\n")
        if self.held is not None:
            with pa.ipc.new_stream(buffer, self.held.schema) as writer:
                writer.write_batch(self.held)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Reorder:
        """The buffer that `to_bytes` wrote."""
        head, _, rest = data.partition(b"\n")
        known = json.loads(head)
        held = pa.ipc.open_stream(rest).read_next_batch() if rest else None
        return cls(newest=known["newest"], held=held, late=known["late"])


def _times(batch: pa.RecordBatch) -> NDArray[np.int64]:
    return milliseconds(batch.column("at"), NEVER)


def _mines(batch: pa.RecordBatch) -> tuple[NDArray[np.int64], list[str]]:
    """The number of each row's mine and the mines' names."""
    if "mine_code" not in batch.schema.names:
        return np.zeros(batch.num_rows, np.int64), [""]
    codes = pc.dictionary_encode(pc.fill_null(batch.column("mine_code").cast(pa.string()), ""))
    return plain(codes.indices).astype(np.int64), codes.dictionary.to_pylist()


def _joined(held: pa.RecordBatch | None, batch: pa.RecordBatch) -> pa.RecordBatch:
    if held is None or held.num_rows == 0:
        return batch
    table = pa.Table.from_batches([held, batch]).unify_dictionaries().combine_chunks()
    return table.to_batches()[0] if table.num_rows else batch
