"""What a monitoring file promises: its header, its columns, their units and ranges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from minewarden.feeds.values import (
    Codes,
    Kind,
    Parser,
    TimeForm,
    Value,
    code_parser,
    integer_parser,
    number_parser,
    parse_day,
    parse_instant,
    parse_raw,
    parse_reading,
    parse_text,
    point_parser,
    time_parser,
    word_parser,
)

PLAIN_HEADER = ("mine_code", "mine_name", "uploaded_at")


class Form(StrEnum):
    """How records stand in the file."""

    SEGMENTS = "segments"  # header and records in one line, as the national protocol wants it
    CSV = "csv"


@dataclass(frozen=True)
class Column:
    """One field of a record. `low` and `high` are inclusive; `choices` narrows whole numbers, `words` texts."""

    name: str
    label: str
    kind: Kind
    unit: str = ""
    low: float = -1e9
    high: float = 1e9
    choices: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()  # in lower case
    required: bool = False
    note: str = ""
    of: str = ""  # the column whose text this one reads again, as a number

    def parser(self, codes: Codes, form: TimeForm, placeholders: frozenset[str]) -> Parser:
        """Out: text -> value. Errors of the parser: ValueError with the reason, without the text."""
        bare = self._bare(codes, form, placeholders)
        if not self.required:
            return bare

        def parse(text: str) -> Value:
            value = bare(text)
            if value is None:
                raise ValueError("missing")
            return value

        return parse

    def _bare(self, codes: Codes, form: TimeForm, placeholders: frozenset[str]) -> Parser:
        match self.kind:
            case Kind.CARD:
                return code_parser(codes.mine_code, codes.card_length, "card")
            case Kind.AREA:
                return code_parser(codes.mine_code, codes.area_length, "area")
            case Kind.STATION:
                return code_parser(codes.mine_code, codes.station_length, "station")
            case Kind.POINT:
                return point_parser(codes.mine_code)
            case Kind.INT:
                return integer_parser(self.low, self.high, self.choices)
            case Kind.NUMBER:
                return number_parser(self.low, self.high)
            case Kind.READING:
                return parse_reading
            case Kind.TIME:
                return time_parser(form, placeholders)
            case Kind.INSTANT:
                return parse_instant
            case Kind.DAY:
                return parse_day
            case Kind.TEXT:
                return word_parser(self.words) if self.words else parse_text
            case Kind.RAW:
                return parse_raw


@dataclass(frozen=True)
class FileType:
    """A kind of monitoring file.

    `at_column` names the column that gives a row its time (header time where it is null or not named);
    `key` the column that identifies what a row is about, by which rows of one instant are sorted;
    `period_s` the nominal period of snapshots, None for events and base tables;
    `replaces` is true where a later file with the same key and time replaces the earlier row.
    """

    name: str
    dataset: str
    label: str
    columns: tuple[Column, ...]
    key: str
    source: str
    header: tuple[str, ...] = PLAIN_HEADER
    form: Form = Form.SEGMENTS
    at_column: str | None = None
    period_s: int | None = None
    snapshot: bool = False
    replaces: bool = False

    @property
    def sent(self) -> tuple[Column, ...]:
        """Out: the columns that stand in the file, in its order."""
        return tuple(column for column in self.columns if not column.of)

    @property
    def identity(self) -> tuple[str, ...]:
        """Out: the columns that say what and when a row is about, not how much."""
        amounts = (Kind.INT, Kind.NUMBER, Kind.READING)
        return tuple(column.name for column in self.columns if column.kind not in amounts)

    def column(self, name: str) -> Column:
        """Out: the column called `name`. Errors: KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
