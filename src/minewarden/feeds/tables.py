"""The exact reader of the CSV files: a header line, commas, ISO times with offset."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from minewarden.feeds import BY_NAME, CSV_TYPES
from minewarden.feeds.filetype import FileType
from minewarden.feeds.reading import BadRecord, Reading, Refused, refuse_if_mostly_bad
from minewarden.feeds.values import Codes, Parser, TimeForm, Value

_NAME = re.compile(r"([a-z]+)(-[^/]*)?\.csv")
_NAMES = frozenset(file_type.name for file_type in CSV_TYPES)
_NO_CODES = Codes("")


def csv_type(name: str) -> FileType:
    """Out: the type of `power.csv` or `power-*.csv`. Errors: Refused when the name tells no known type."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in _NAMES:
        raise Refused(
            "unknown CSV: the name is not that of power, haulage, output, water, explosives or video"
        )
    return BY_NAME[match[1]]


def header_line(file_type: FileType) -> str:
    """Out: the first line that a file of this type must have."""
    return ",".join(column.name for column in file_type.sent)


def read_csv(data: bytes, file_type: FileType) -> Reading:
    """Out: the records of the file, each judged by itself; `line` counts from 1, the header.

    Errors: Refused when it is no UTF-8, has another header, breaks off inside its last line, or more than a
    fifth of its records are bad.
    """
    text = _checked_text(data, file_type)
    parse = [column.parser(_NO_CODES, TimeForm.BLANK, frozenset()) for column in file_type.sent]
    reading = Reading({column.name: [] for column in file_type.columns})
    total = text.count("\n") - text.endswith("\n")
    for line, fields in _lines(text):
        try:
            values = _record(fields, file_type, parse)
        except ValueError as error:
            told = "" if isinstance(fields, csv.Error) else ",".join(fields)[:2000]
            reading.bad.append(BadRecord(line, str(error), told))
            refuse_if_mostly_bad(reading.bad, total)
            continue
        reading.rows += 1
        for kept, value in zip(reading.columns.values(), values, strict=True):
            kept.append(value)
    return reading


def _lines(text: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Out: line number and fields of each record, or why it cannot be split; blank lines are no records."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    next(lines)
    while True:
        try:
            fields = next(lines, None)
        except csv.Error as error:
            yield lines.line_num, error
            continue
        if fields is None:
            return
        if fields:
            yield lines.line_num, fields


def _record(fields: list[str] | csv.Error, file_type: FileType, parse: list[Parser]) -> list[Value]:
    if isinstance(fields, csv.Error):
        raise ValueError(str(fields))
    if len(fields) != len(parse):
        raise ValueError(f"{len(fields)} fields, not {len(parse)}")
    return [
        _named(column.name, parser, text)
        for column, parser, text in zip(file_type.sent, parse, fields, strict=True)
    ]


def _named(name: str, parser: Parser, text: str) -> Value:
    try:
        return parser(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _checked_text(data: bytes, file_type: FileType) -> str:
    if not data:
        raise Refused("empty file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("not UTF-8", data.count(b"\n", 0, error.start) + 1) from None
    first = text.partition("\n")[0].rstrip("\r").removeprefix("\ufeff")
    if first != header_line(file_type):
        raise Refused(f"header is not {header_line(file_type)}", 1)
    if "\0" in text:
        raise Refused("zero bytes")
    return text
