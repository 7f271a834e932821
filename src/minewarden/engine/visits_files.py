"""Station visits from Parquet to Parquet: decoding runs ahead in a thread while the kernel works."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from minewarden.engine.visits import COLUMNS, USUAL, VISITS, VisitRules, VisitState, station_visits

AHEAD = 24  # decoded batches that wait for the kernel, while it is loaded or a row group is written
BATCH_ROWS = 1 << 19
_DICTIONARIES = ["mine_code", "card", "station_code"]
# Numbers that grow from visit to visit or stay small: their differences take less time and room than a dictionary.
_DIFFERENCES = dict.fromkeys(
    ("arrived_at", "left_at", "reads", "first_file_no", "last_file_no"), "DELTA_BINARY_PACKED"
)


def visits_to_parquet(
    parts: Sequence[Path], out: Path, rules: VisitRules = USUAL, state: VisitState | None = None
) -> int:
    """Write the visits of the location parts (in time order) to `out`; returns how many there are.

    With a `state` the visits that are still open stay in it, as in `station_visits`.
    Cost: one pass, memory of a few batches and one record per card; both cores where there are two.
    """
    written = 0
    with (
        pq.ParquetWriter(
            out, VISITS, compression="zstd", use_dictionary=_DICTIONARIES, column_encoding=_DIFFERENCES
        ) as writer,
        ThreadPoolExecutor(1) as background,
    ):
        pending: Future[None] | None = None
        for batch in station_visits(read_ahead(parts, wanted_columns(rules)), rules, state):
            if pending:
                pending.result()
            pending = background.submit(writer.write_batch, batch)
            written += batch.num_rows
        if pending:
            pending.result()
    return written


def wanted_columns(rules: VisitRules) -> list[str]:
    """The columns of the `ryss` data set that these rules need."""
    return [
        *COLUMNS,
        *(["station_entered_at"] if rules.use_entered else []),
        *(["trace"] if rules.use_trace else []),
    ]


def read_ahead(parts: Sequence[Path], columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The batches of the parts, decoded in a thread `AHEAD` batches before they are asked for.

    Columns that a part does not have are left out. Errors: what reading raised is raised here. Leaving the loop early
    ends the thread.
    """
    ready: queue.Queue[pa.RecordBatch | BaseException | None] = queue.Queue(AHEAD)
    stop = threading.Event()

    def put(item: pa.RecordBatch | BaseException | None) -> None:
        while not stop.is_set():
            try:
                ready.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def decode() -> None:
        try:
            for batch in _batches(parts, columns):
                put(batch)
                if stop.is_set():
                    return
            put(None)
        except (OSError, pa.ArrowException) as error:
            put(error)

    thread = threading.Thread(target=decode, name="visits-decode", daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        thread.join()


def _batches(parts: Sequence[Path], columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """One row group at a time: within it the dictionaries of Parquet are used as they are."""
    for part in parts:
        with pq.ParquetFile(part, read_dictionary=_DICTIONARIES) as file:
            known = set(file.schema_arrow.names)
            wanted = [name for name in columns if name in known]
            for group in range(file.num_row_groups):
                yield from file.iter_batches(BATCH_ROWS, row_groups=[group], columns=wanted)
