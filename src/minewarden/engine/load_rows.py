"""From text files to the rows of the lake.

Files without a fault are read together by Arrow's CSV reader: each column becomes a dictionary, and only the
distinct texts pass through the same parsers that the exact reader uses. Whatever shows any irregularity goes to
the exact reader, file by file; both give the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from minewarden.engine.arrays import milliseconds, plain, whole
from minewarden.engine.catalogue import stamp
from minewarden.engine.lake_schema import HEADERS, schema
from minewarden.feeds import clocks
from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.reading import BadRecord, Reading, TextFile, parsers, read_records
from minewarden.feeds.tables import header_line
from minewarden.feeds.values import CHINA, Codes, Kind, Parser, TimeForm

_FULL_WIDTH = "；".encode()
_WORDS = pa.dictionary(pa.int32(), pa.string())
_BREAK = b"\n"
_BOM = b"\xef\xbb\xbf"


class Irregular(Exception):
    """The fast reader cannot vouch for these files; never leaves this module."""


@dataclass
class Rows:
    """The rows of some files of one type, not yet sorted, and the records that were not taken, by file."""

    table: pa.Table
    counts: list[int]
    bad: dict[int, list[BadRecord]] = field(default_factory=dict)


def text_rows(mine_code: str, files: Sequence[tuple[int, TextFile]], now: datetime | None = None) -> Rows:
    """Out: the rows of files of one type and profile.

    In: pairs of file number and file; `now` to judge the times of the rows as well.
    Errors: Irregular when any file has anything that the exact reader must look at.
    """
    first = files[0][1]
    counts = [file.body.count(file.profile.record_mark.encode()) for _, file in files]
    columns = _read_fast([file for _, file in files], counts)
    numbers = np.repeat(np.array([no for no, _ in files], dtype=np.uint32), counts)
    header_ms = np.repeat(np.array([stamp(file.header_at) for _, file in files], dtype=np.int64), counts)
    table = _assembled(first.file_type, mine_code, columns, header_ms, numbers)
    if now is not None and first.file_type.at_column:
        at = milliseconds(table["at"])
        last = np.minimum(header_ms + _ms(clocks.EARLY), stamp(now + clocks.AHEAD))
        if ((at < header_ms - _ms(clocks.LATE)) | (at > last)).any():
            raise Irregular
    return Rows(table, counts)


def exact_rows(mine_code: str, file_no: int, file: TextFile, now: datetime | None = None) -> Rows:
    """Out: the rows of one file, record by record. Errors: Refused when too many are bad."""
    reading = read_records(file, now)
    return reading_rows(mine_code, file_no, file.file_type, reading, stamp(file.header_at))


def reading_rows(
    mine_code: str, file_no: int, file_type: FileType, reading: Reading, header_ms: int | None
) -> Rows:
    """Out: what an exact reader found, as rows. `header_ms` is None for CSV files, which have no header time."""
    types = schema(file_type.dataset)
    columns = {
        column.name: _typed(reading.columns[column.name], _type_of(types, column))
        for column in file_type.columns
    }
    head = None if header_ms is None else np.full(reading.rows, header_ms, dtype=np.int64)
    numbers = np.full(reading.rows, file_no, dtype=np.uint32)
    table = _assembled(file_type, mine_code, columns, head, numbers)
    return Rows(table, [reading.rows], {file_no: reading.bad} if reading.bad else {})


def header_rows(mine_code: str, files: Sequence[tuple[int, TextFile]]) -> pa.Table:
    """Out: the rows of the header data set: what RYXX headers say beyond mine and time."""
    wanted = _unhashed(HEADERS)
    values: dict[str, list[object]] = {name: [] for name in wanted.names}
    for file_no, file in files:
        limit = file.header.get("headcount_limit", "")
        told: dict[str, object] = dict(file.header)
        told["headcount_limit"] = (
            int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 7 else None
        )
        told.update(mine_code=mine_code, at=file.header_at, file_no=file_no)
        for name, kept in values.items():
            kept.append(told.get(name) or None)
    return pa.table([_typed(values[one.name], one.type) for one in wanted], schema=wanted)


def csv_table(
    mine_code: str, file_no: int, file_type: FileType, data: bytes, now: datetime | None = None
) -> Rows:
    """Out: the rows of a CSV file. Errors: Irregular when it is not plainly regular."""
    head, _, body = data.partition(_BREAK)
    if head.decode("utf-8", "replace") != header_line(file_type) or not body.endswith(_BREAK):
        raise Irregular
    count = body.count(_BREAK)
    if (
        len(body) < count * len(file_type.sent)
        or body.count(b",") != count * (len(file_type.sent) - 1)
        or _FULL_WIDTH in body
    ):
        raise Irregular
    if b'"' in body or b"\r" in body or b"\0" in body or body.startswith(_BREAK) or b"\n\n" in body:
        raise Irregular
    layout = file_type.sent
    parse = [column.parser(Codes(""), TimeForm.BLANK, frozenset()) for column in layout]
    columns = _parsed(_read_lines(body, b",", layout, count), file_type, layout, parse)
    numbers = np.full(count, file_no, dtype=np.uint32)
    table = _assembled(file_type, mine_code, columns, None, numbers)
    if now is not None and count:
        at = milliseconds(table["at"])
        apart = at.max() - at.min() > _ms(clocks.APART) and np.diff(np.unique(at)).max() > _ms(clocks.APART)
        if apart or at.max() > stamp(now + clocks.AHEAD):
            raise Irregular
    return Rows(table, [count])


def with_hashes(table: pa.Table, hashes: dict[int, str]) -> pa.Table:
    """Out: the table with the SHA-256 of each row's raw file. In: hashes by file number."""
    numbers = sorted(hashes)
    places = np.searchsorted(np.array(numbers, dtype=np.uint32), plain(table["file_no"]))
    words = pa.array([hashes[number] for number in numbers], pa.string())
    column = pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), words)
    return table.append_column("sha256", column)


# -- the fast reader -------------------------------------------------------------------------------------


def _read_fast(files: Sequence[TextFile], counts: Sequence[int]) -> dict[str, pa.Array]:
    """Out: all columns of the type, parsed. Errors: Irregular when any file is not plainly regular."""
    first = files[0]
    field_mark, record_mark = first.profile.field_mark.encode(), first.profile.record_mark.encode()
    layout = first.layout
    if len(field_mark) != 1 or len(record_mark) != 1 or len(layout) < 2:
        raise Irregular
    if sum(len(file.body) for file in files) < sum(counts) * len(layout):  # not even room for the marks
        raise Irregular
    # A line break inside a record, or a record of another length, shows in the count or fails in the reader.
    joined = b"".join(file.body for file in files).replace(record_mark, _BREAK)
    return _parsed(
        _read_lines(joined, field_mark, layout, sum(counts)), first.file_type, layout, parsers(first)
    )


def _read_lines(joined: bytes, mark: bytes, layout: Sequence[Column | None], rows: int) -> pa.Table:
    names = [str(index) for index in range(len(layout))]
    kinds = {
        name: pa.string() if column is None or column.kind is Kind.RAW else _WORDS
        for name, column in zip(names, layout, strict=True)
    }
    if not joined:
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
    if joined.startswith(_BOM):  # Arrow would drop it without a word
        raise Irregular
    try:
        table = pacsv.read_csv(
            pa.BufferReader(joined),
            pacsv.ReadOptions(use_threads=False, column_names=names, block_size=len(joined) + 1),
            pacsv.ParseOptions(
                delimiter=mark.decode(), quote_char=False, escape_char=False, ignore_empty_lines=False
            ),
            pacsv.ConvertOptions(
                column_types=kinds,
                include_columns=[name for name, column in zip(names, layout, strict=True) if column],
                null_values=[],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:  # a line with another number of fields, or bytes that are no UTF-8
        raise Irregular from None
    if table.num_rows != rows:
        raise Irregular
    return table


def _parsed(
    table: pa.Table, file_type: FileType, layout: Sequence[Column | None], parse: Sequence[Parser | None]
) -> dict[str, pa.Array]:
    types = schema(file_type.dataset)
    columns: dict[str, pa.Array] = {}
    texts: dict[str, pa.Array] = {}
    for index, (column, parser) in enumerate(zip(layout, parse, strict=True)):
        if column is None or parser is None:
            continue
        array = whole(table[str(index)])
        texts[column.name] = array
        columns[column.name] = _convert(array, column, parser, _type_of(types, column))
    for column in file_type.columns:
        if column.of in texts:
            again = column.parser(Codes(""), TimeForm.BLANK, frozenset())
            columns[column.name] = _convert(texts[column.of], column, again, _type_of(types, column))
        elif column.name not in columns:
            columns[column.name] = pa.nulls(table.num_rows, _type_of(types, column))
    return columns


def _convert(array: pa.Array, column: Column, parser: Parser, wanted: pa.DataType) -> pa.Array:
    """Out: the column in its type. Each distinct text is parsed once. Errors: Irregular on any bad text."""
    if not pa.types.is_dictionary(array.type):
        empty = pa.compute.equal(array, "")
        return pa.compute.if_else(empty, pa.scalar(None, pa.string()), array)
    try:
        values = [parser(text) for text in array.dictionary.to_pylist()]
    except ValueError:
        raise Irregular from None
    if pa.types.is_dictionary(wanted) and None not in values and len(set(values)) == len(values):
        return pa.DictionaryArray.from_arrays(array.indices, pa.array(values, pa.string()))
    return _typed(values, wanted).take(array.indices)  # Parquet's dictionaries hold no null and no word twice


# -- both readers ----------------------------------------------------------------------------------------


def _unhashed(dataset: str) -> pa.Schema:
    whole = schema(dataset)
    return whole.remove(whole.get_field_index("sha256"))


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _type_of(types: pa.Schema, column: Column) -> pa.DataType:
    return types.field(column.name).type


def _typed(values: Sequence[object], wanted: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(wanted):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, wanted)


def _assembled(
    file_type: FileType,
    mine_code: str,
    columns: dict[str, pa.Array],
    header_ms: np.ndarray | None,
    file_no: np.ndarray,
) -> pa.Table:
    """Out: the table of the data set: mine, time and file beside the columns that were sent."""
    wanted = _unhashed(file_type.dataset)
    size = len(file_no)
    mine = pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([mine_code]))
    whole = {**columns, "mine_code": mine, "file_no": pa.array(file_no)}
    whole["at"] = _times(file_type, columns, header_ms)
    return pa.table([whole[name] for name in wanted.names], schema=wanted)


def _times(file_type: FileType, columns: dict[str, pa.Array], header_ms: np.ndarray | None) -> pa.Array:
    time = pa.timestamp("ms", tz="UTC")
    head = None if header_ms is None else pa.array(header_ms).cast(time)
    if file_type.at_column is None:
        return head
    own = columns[file_type.at_column]
    if pa.types.is_date(own.type):  # a day begins at midnight in China
        offset_ms = int(CHINA.utcoffset(None).total_seconds() * 1000)
        midnight = own.cast(pa.timestamp("ms")).cast(pa.int64())
        return pa.compute.subtract(midnight, offset_ms).cast(time)
    return own if head is None else pa.compute.coalesce(own, head)
