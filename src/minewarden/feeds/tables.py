"""The exact reader of the CSV files: a header line, commas, ISO times with offset."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time

from minewarden.feeds import BY_NAME, CSV_TYPES
from minewarden.feeds.clocks import wrong_rows
from minewarden.feeds.filetype import FileType
from minewarden.feeds.reading import BadRecord, Reading, Refused, refuse_if_mostly_bad
from minewarden.feeds.values import CHINA, Codes, Parser, TimeForm, Value

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


def read_csv(data: bytes, file_type: FileType, now: datetime | None = None) -> Reading:
    """Out: the records of the file, each judged by itself; `line` counts from 1, the header.

    In: `now` to judge the times of the rows as well. A last line without its break counts when it has every field:
    honest senders leave the break out. Where it was cut inside its last amount, the row of the whole file, which
    has the same identity, replaces it.
    Errors: Refused when it is no UTF-8, has another header, or more than a fifth of its records are bad.
    """
    text = _checked_text(data, file_type)
    parse = [column.parser(_NO_CODES, TimeForm.BLANK, frozenset()) for column in file_type.sent]
    reading = Reading({column.name: [] for column in file_type.columns})
    total = text.count("\n") - text.endswith("\n")
    lines: list[int] = []  # of the rows that were taken
    for line, fields in _lines(text):
        try:
            values = _record(fields, file_type, parse)
        except ValueError as error:
            told = "" if isinstance(fields, csv.Error) else ",".join(fields)[:2000]
            reading.bad.append(BadRecord(line, str(error), told))
            refuse_if_mostly_bad(reading.bad, total)
            continue
        reading.rows += 1
        lines.append(line)
        for kept, value in zip(reading.columns.values(), values, strict=True):
            kept.append(value)
    if now is not None:
        _reject_wrong_times(reading, lines, text, file_type, now)
        refuse_if_mostly_bad(reading.bad, total)
    return reading


def _reject_wrong_times(
    reading: Reading, lines: list[int], text: str, file_type: FileType, now: datetime
) -> None:
    """Moves rows whose time is impossible to the bad records. In: the line of each row."""
    name = file_type.at_column or ""
    wrong = wrong_rows([_moment(value) for value in reading.columns[name]], now)
    if not wrong:
        return
    reasons = {lines[place]: f"{name}: {reason}" for place, reason in wrong.items()}
    for line, fields in _lines(text):
        if line in reasons and isinstance(fields, list):
            reading.bad.append(BadRecord(line, reasons[line], ",".join(fields)[:2000]))
    reading.bad.sort(key=lambda bad: bad.line)
    reading.rows -= len(wrong)
    for column, values in reading.columns.items():
        reading.columns[column] = [value for place, value in enumerate(values) if place not in wrong]


def _moment(value: Value) -> datetime:
    """Out: when a row counts from: a day begins at midnight in China."""
    if isinstance(value, datetime):
        return value
    assert isinstance(value, date), "every table has a column of times, none of them empty"
    return datetime.combine(value, time(), CHINA)


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
