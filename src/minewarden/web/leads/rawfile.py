"""A raw file as lines to read, names of persons masked: the proof needs the card and the place.

What stands where in a file is told by the profile of its mine, which the lake does not keep; it keeps what it read by
it. So a field is shown only where the lake read this very text as this very column from this file. Of anything else
(a record that was not taken, an order of columns that is not the usual one, other marks) codes and times are left.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import get_language

from minewarden.errors import BadInput
from minewarden.feeds.filetype import Column
from minewarden.feeds.reading import TextFile, open_text, parse_name, parsers
from minewarden.feeds.tables import csv_type
from minewarden.web.leads.lake import RawText

PERSONAL = frozenset({"name", "born", "entered_by"})
STAR = "＊"
SAMPLE = 200  # records that tell whether a column is where it usually is

_FIELD = re.compile(r'[^;~^|&,"\[\]{}\t\r\n]+')
_TIME = re.compile(r"\d{4}([-/])\d\d\1\d\d[ /T]\d\d:\d\d(:\d\d)?")
_RECORD = re.compile(r"[~^\n]")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Lines:
    """The lines of a raw file as they came, the header first; `masked` gives one of them as it may be shown.

    `columns` are those of its records, "—" where the file has something else than usual.
    """

    lines: Sequence[str]
    masked: Callable[[str], str]
    columns: Sequence[str] = ()


def lines_of(raw: RawText) -> Lines:
    """Out: the lines, each to be masked when it is shown."""

    def bare(text: str) -> str:
        return _bare(text, raw.mine_code)

    try:
        if raw.name.endswith(".csv"):
            width = len(csv_type(raw.name).sent)
            return Lines(raw.text.splitlines(), lambda line: line if _width(line) == width else bare(line))
        file = open_text(raw.text.encode(), parse_name(raw.name))
    except BadInput:
        return Lines(_RECORD.split(raw.text), bare)
    mark = file.profile.field_mark
    records = [record.strip("\r\n") for record in file.body.decode().split(file.profile.record_mark)[:-1]]
    fields = _Fields(file, raw.read)

    def masked(line: str) -> str:
        texts = line.split(mark)
        return mark.join(fields.masked(texts)) if len(texts) == len(fields.columns) else bare(line)

    sample = [
        texts for record in islice(records, SAMPLE) if len(texts := record.split(mark)) == len(fields.columns)
    ]
    return Lines([mark.join(file.header.values()), *records], masked, fields.labels(sample))


class _Fields:
    """The columns of a text file in their usual order, and what the lake read as each of them."""

    def __init__(self, file: TextFile, read: Mapping[str, Set[Any]]) -> None:
        self.columns = file.file_type.sent
        self._read, self._parsers, self._none = read, parsers(file), file.profile.placeholders

    def masked(self, texts: Sequence[str]) -> list[str]:
        """Out: the fields of a record as they may be shown."""
        return [
            STAR * len(text)
            if not self._is(column, place, text)
            else mask(text)
            if column.name in PERSONAL
            else text
            for place, (column, text) in enumerate(zip(self.columns, texts, strict=True))
        ]

    def labels(self, records: Sequence[Sequence[str]]) -> list[str]:
        """Out: what the columns are called, where a record bears it out."""
        return [
            _called(column) if any(self._is(column, place, texts[place]) for texts in records) else "—"
            for place, column in enumerate(self.columns)
        ]

    def _is(self, column: Column, place: int, text: str) -> bool:
        parse = self._parsers[place]
        if not text:
            return True
        try:
            value = parse(text) if parse is not None else None
        except ValueError:
            return False
        if value is None:  # the sign of a time or reading that is missing
            return text in self._none or _AMOUNT.fullmatch(text) is not None
        return value in self._read.get(column.name, ())


def _called(column: Column) -> str:
    """What a column is called; its name in the data sets, spelt as words, for those who do not read Chinese."""
    return column.name.replace("_", " ") if get_language() == "en" else column.label


def mask(name: str) -> str:
    """The first character of a name, the rest as stars: enough to tell two apart on the spot."""
    bare = name.strip()
    return bare[:1] + STAR * (len(bare) - 1) if len(bare) > 1 else STAR * len(bare)


def _width(line: str) -> int:
    return len(next(csv.reader([line]), ()))


def _bare(text: str, mine_code: str) -> str:
    """Only codes of the mine and times; stars for all other words, whatever they are."""

    def kept(found: re.Match[str]) -> str:
        word = found[0].strip()
        code = word.startswith(mine_code) and word.isascii() and word.isalnum()
        return found[0] if code or _TIME.fullmatch(word) else STAR * len(found[0])

    return _FIELD.sub(kept, text)
