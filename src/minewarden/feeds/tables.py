"""The exact reader of the CSV files: a header line, commas, ISO times with offset."""

from __future__ import annotations

import csv
import io
import re

from minewarden.feeds import BY_NAME, CSV_TYPES
from minewarden.feeds.filetype import FileType
from minewarden.feeds.reading import BAD_SHARE, BadRecord, Reading, Refused
from minewarden.feeds.values import Codes, TimeForm

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
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    next(lines)
    total = 0
    while True:
        try:
            fields = next(lines, None)
            if fields is None:
                break
            if not fields:
                continue  # a blank line is no record
            total += 1
            if len(fields) != len(parse):
                raise ValueError(f"{len(fields)} fields, not {len(parse)}")
            values = [
                _named(column.name, parser, value)
                for column, parser, value in zip(file_type.sent, parse, fields, strict=True)
            ]
        except (ValueError, csv.Error) as error:
            reading.bad.append(BadRecord(lines.line_num, str(error), ",".join(fields or [])[:2000]))
            continue
        reading.rows += 1
        for kept, value in zip(reading.columns.values(), values, strict=True):
            kept.append(value)
    if len(reading.bad) > BAD_SHARE * total:
        first = reading.bad[0]
        raise Refused(f"more than a fifth of {total} records are bad, the first: {first.reason}", first.line)
    return reading


def _named(name: str, parser, text: str):  # type: ignore[no-untyped-def]
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
