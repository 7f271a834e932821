"""Reading the lake: rows of one mine in time order, whoever wrote them and however often files came late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from minewarden.engine.arrays import coded, column, milliseconds, plain, whole
from minewarden.engine.catalogue import Catalogue, Gap, Part, RawFile, gaps_between, moment, stamp
from minewarden.engine.cores import duckdb_settings
from minewarden.engine.lake_home import home
from minewarden.engine.lake_schema import (
    BY_DATASET,
    CHINA_OFFSET_MS,
    DATASETS,
    DATE,
    china_days,
    schema,
    sort_key,
    stored,
)
from minewarden.errors import BadInput, WrongState
from minewarden.feeds.register import Register, read_register

if TYPE_CHECKING:
    import duckdb

BATCH_ROWS = 64 * 1024
_TRIES = 3  # to find the parts of one moment while a writer replaces them


class Lake:
    """A lake on a path, or in a store as `s3://bucket/prefix`. Cheap to open.

    Every call sees the last committed state; of a lake in a store, that of its opening or a later one. `path` is the
    folder on this disk that is read.
    Errors: BadInput when the path is no lake, or a data set or column is not known.
    """

    def __init__(self, path: str | Path) -> None:
        self.home = home(path)
        self.home.newest()
        self.path = self.home.folder
        with self._catalogue():
            pass

    def _catalogue(self) -> Catalogue:
        return Catalogue(self.path)

    def mines(self) -> list[str]:
        """Out: the codes of all mines in the lake, sorted."""
        with self._catalogue() as catalogue:
            return catalogue.mines()

    def register(self, mine_code: str, at: datetime | None = None) -> Register | None:
        """Out: the register taken last by `at`, the first one where none was taken by then; None without any."""
        with self._catalogue() as catalogue:
            rows = catalogue.db.execute(
                "SELECT content, arrived_ms FROM registers WHERE mine_code = ? ORDER BY file_no",
                (mine_code,),
            ).fetchall()
        if not rows:
            return None
        arrived = [row for row in rows if at is None or row[1] <= stamp(at)]
        return read_register((arrived[-1] if arrived else rows[0])[0])

    def period(self, mine_code: str | None = None) -> tuple[datetime, datetime] | None:
        """Out: first and last row time, aware UTC; None where there is no row."""
        with self._catalogue() as catalogue:
            first, last = catalogue.db.execute(
                "SELECT min(from_ms), max(to_ms) FROM parts WHERE ? IS NULL OR mine_code = ?",
                (mine_code, mine_code),
            ).fetchone()
        return None if first is None else (moment(first), moment(last))

    def parts(
        self,
        dataset: str,
        mine_code: str | None = None,
        from_at: datetime | None = None,
        to_at: datetime | None = None,
    ) -> list[Path]:
        """Out: the committed Parquet files with rows of `from_at` <= at < `to_at`, in time order, on this disk."""
        found = self._parts(dataset, mine_code, from_at, to_at)
        return [self.path / path for path in dict.fromkeys(part.path for part in found)]

    def batches(
        self,
        dataset: str,
        mine_code: str,
        from_at: datetime | None = None,
        to_at: datetime | None = None,
        columns: Sequence[str] | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Out: rows of one mine with `from_at` <= at < `to_at`, by time, then by card or code.

        Cost: a day of one mine in memory at a time.
        """
        names = list(columns) if columns is not None else schema(dataset).names
        for _, parts in groupby(self._parts(dataset, mine_code, from_at, to_at), key=lambda part: part.day):
            table = self._day_or_again(dataset, mine_code, list(parts), from_at, to_at, names)
            yield from table.to_batches(max_chunksize=BATCH_ROWS)

    def table(
        self,
        dataset: str,
        mine_code: str,
        from_at: datetime | None = None,
        to_at: datetime | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Out: as `batches`, in one table; with the typed columns even where there are no rows."""
        names = list(columns) if columns is not None else schema(dataset).names
        wanted = self._checked(dataset, names)
        batches = list(self.batches(dataset, mine_code, from_at, to_at, names))
        return pa.Table.from_batches(batches, wanted).unify_dictionaries()

    def sql(
        self, mine_code: str, from_at: datetime | None = None, to_at: datetime | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Out: a DuckDB connection with one view per data set: rows of the mine with `from_at` <= at < `to_at`.

        A data set without rows is an empty view with the same columns. The rows stay those of now, whatever a writer
        replaces meanwhile. Write `"at"` in quotes: DuckDB keeps the
        bare word for itself. Close the connection when done.
        """
        import duckdb  # loading files needs none: their start stays short

        connection = duckdb.connect(config=duckdb_settings())
        connection.execute("SET TimeZone = 'UTC'")
        for dataset, paths in self._held(connection, mine_code, from_at, to_at).items():
            connection.execute(f"CREATE VIEW {dataset} AS {_view(dataset, paths, mine_code, from_at, to_at)}")
        return connection

    def files(self, mine_code: str, file_nos: Sequence[int]) -> list[RawFile]:
        """Out: the raw files with these numbers, in the order of the numbers."""
        with self._catalogue() as catalogue:
            return catalogue.files(mine_code, [int(number) for number in file_nos])

    def snapshots_s(self, mine_code: str, type_name: str, from_at: datetime, to_at: datetime) -> list[int]:
        """Out: when snapshots of a type were taken (epoch seconds, sorted), those that name nobody among them."""
        with self._catalogue() as catalogue:
            times = catalogue.snapshot_times(mine_code, type_name, stamp(from_at), stamp(to_at) - 1)
        return [ms // 1000 for ms in times]

    def missing(self, mine_code: str, from_at: datetime, to_at: datetime) -> list[Gap]:
        """Out: when no personnel snapshot arrived, in time order: gaps longer than 2.5 of the mine's periods."""
        from_ms, to_ms = stamp(from_at), stamp(to_at)
        with self._catalogue() as catalogue:
            times = catalogue.snapshot_times(mine_code, "RYSS", from_ms, to_ms)
        return gaps_between(times, "ryss", from_ms, to_ms)

    # -- inside ------------------------------------------------------------------------------------------

    def _parts(
        self, dataset: str, mine_code: str | None, from_at: datetime | None, to_at: datetime | None
    ) -> list[Part]:
        schema(dataset)
        return self._brought([dataset], mine_code, from_at, to_at)[dataset]

    def _held(
        self, reader: object, mine_code: str, from_at: datetime | None, to_at: datetime | None
    ) -> dict[str, list[Path]]:
        """Out: by data set the files with the rows, which stay where they are as long as `reader` lives."""
        for _ in range(_TRIES):
            found = self._brought(list(DATASETS), mine_code, from_at, to_at)
            try:
                held = self.home.hold(
                    dict.fromkeys(part.path for parts in found.values() for part in parts), reader
                )
            except FileNotFoundError:
                continue  # a writer has just replaced one
            return {
                name: [held[path] for path in dict.fromkeys(part.path for part in parts)]
                for name, parts in found.items()
            }
        raise self._incomplete()

    def _brought(
        self, datasets: Sequence[str], mine_code: str | None, from_at: datetime | None, to_at: datetime | None
    ) -> dict[str, list[Part]]:
        """Out: the parts of each data set, all of them on this disk; where a writer has just dropped one, as of now."""
        low, high = (stamp(at) if at is not None else None for at in (from_at, to_at))
        for _ in range(_TRIES):
            with self._catalogue() as catalogue:
                found = {name: catalogue.parts(name, mine_code, low, high) for name in datasets}
            try:
                self.home.bring(part.path for parts in found.values() for part in parts)
            except FileNotFoundError:
                self.home.newest()
            else:
                return found
        raise self._incomplete()

    def _incomplete(self) -> WrongState:
        return WrongState(
            f"{self.home.name} lacks parts that its catalogue names; restore them, or load into a new lake"
        )

    def _checked(self, dataset: str, names: Sequence[str]) -> pa.Schema:
        whole = schema(dataset)
        unknown = [name for name in names if name not in whole.names]
        if unknown:
            raise BadInput(f"data set {dataset} has no column {', '.join(unknown)}")
        return pa.schema([whole.field(name) for name in names])

    def _day_or_again(
        self,
        dataset: str,
        mine_code: str,
        parts: list[Part],
        from_at: datetime | None,
        to_at: datetime | None,
        names: Sequence[str],
    ) -> pa.Table:
        """Out: as `_day`, from the parts that count now where a writer has just merged those of the list."""
        for _ in range(_TRIES):
            try:
                return self._day(dataset, parts, from_at, to_at, names)
            except FileNotFoundError:
                day = parts[0].day
                parts = [p for p in self._parts(dataset, mine_code, from_at, to_at) if p.day == day]
                if not parts:
                    return self._checked(dataset, names).empty_table()
        return self._day(dataset, parts, from_at, to_at, names)

    def _day(
        self,
        dataset: str,
        parts: list[Part],
        from_at: datetime | None,
        to_at: datetime | None,
        names: Sequence[str],
    ) -> pa.Table:
        """Out: the rows of one mine and day, sorted; sorting is only needed where parts overlap."""
        wanted = self._checked(dataset, names)
        apart = all(one.to_ms < other.from_ms for one, other in pairwise(parts))
        helping = [] if apart else [sort_key(dataset), "file_no"]
        read = list(dict.fromkeys([*names, "at", *helping]))
        table = pa.concat_tables([read_part(self.path, part, read) for part in parts])
        at = milliseconds(table["at"])
        low = stamp(from_at) if from_at is not None else None
        high = stamp(to_at) if to_at is not None else None
        if not apart:
            table = sorted_rows(table, dataset)
            at = milliseconds(table["at"])
        start = int(np.searchsorted(at, low)) if low is not None else 0
        stop = int(np.searchsorted(at, high)) if high is not None else len(at)
        return table.slice(start, stop - start).select(list(names)).cast(wanted)


def read_part(lake: Path, part: Part, columns: Sequence[str] | None = None) -> pa.Table:
    """Out: one mine's rows of a part, as the schema of its data set types them."""
    typed, kept = schema(part.dataset), stored(part.dataset)
    names = list(columns) if columns is not None else typed.names
    read = list(dict.fromkeys([*(name for name in names if name in kept.names), "at"]))
    with pq.ParquetFile(lake / part.path, read_dictionary=_words(kept)) as file:
        groups = range(part.first_group, part.first_group + part.groups)
        table = file.read_row_groups(list(groups), columns=read, use_threads=False)
    if DATE in names and DATE not in kept.names:
        days = column(china_days(milliseconds(table["at"])).astype(np.int32), pa.date32())
        table = table.append_column(DATE, days)
    return table.select(names).cast(pa.schema([typed.field(name) for name in names]))


def sorted_rows(table: pa.Table, dataset: str) -> pa.Table:
    """Out: one mine's rows by time, then by the key of the data set, then by the order of arrival."""
    order = row_order(milliseconds(table["at"]), table[sort_key(dataset)], table["file_no"])
    return table if order is None else table.take(column(order))


def row_order(at_ms: np.ndarray, key: pa.ChunkedArray, file_no: pa.ChunkedArray) -> np.ndarray | None:
    """Out: the positions of rows in sorted order, None where they are sorted already."""
    if pa.types.is_dictionary(key.type):
        words, places = coded(key)
        rank_of = np.empty(len(words) + 1, dtype=np.int64)
        rank_of[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
        rank_of[-1] = -1
        ranks = rank_of[places]
    else:
        ranks = plain(pc.rank(whole(key), sort_keys="ascending", tiebreaker="dense"))
    numbers = plain(file_no)
    order = np.lexsort((numbers, ranks, at_ms))
    return None if np.array_equal(order, np.arange(len(order))) else order


def _words(whole: pa.Schema) -> list[str]:
    return [field.name for field in whole if pa.types.is_dictionary(field.type)]


def _view(
    dataset: str, paths: list[Path], mine_code: str, from_at: datetime | None, to_at: datetime | None
) -> str:
    if not paths:
        nothing = ", ".join(f'NULL::{_sql_type(field.type)} AS "{field.name}"' for field in schema(dataset))
        return f"SELECT {nothing} WHERE false"
    files = ", ".join(_quoted(str(path)) for path in paths)
    bounds = [f"mine_code = {_quoted(mine_code)}"]
    if from_at is not None:
        bounds.append(f'"at" >= {_quoted(from_at.isoformat())}::TIMESTAMPTZ')
    if to_at is not None:
        bounds.append(f'"at" < {_quoted(to_at.isoformat())}::TIMESTAMPTZ')
    kept = stored(dataset).names  # in quotes below: `at` is a word of DuckDB's own
    names = ", ".join(f'"{name}"' if name in kept else _CHINA_DATE for name in schema(dataset).names)
    return (
        f"SELECT {names} FROM read_parquet([{files}], hive_partitioning = false) WHERE {' AND '.join(bounds)}"
    )


_CHINA_DATE = (
    f'epoch_ms(epoch_ms("at") + {CHINA_OFFSET_MS})::DATE AS "{DATE}"'  # whatever zone the session has
)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ"
    plain = {pa.int8(): "TINYINT", pa.int32(): "INTEGER", pa.uint32(): "UINTEGER", pa.float64(): "DOUBLE"}
    return "DATE" if pa.types.is_date(kind) else plain.get(kind, "VARCHAR")


__all__ = ["BY_DATASET", "Gap", "Lake", "RawFile"]
