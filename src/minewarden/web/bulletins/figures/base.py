"""What a figure is: a named question over records as of a day, answered with a value and the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from minewarden.web.bulletins.models import Issue
from minewarden.web.org.models import Unit

Value = int | float | str | list[str]


@dataclass(frozen=True)
class Asked:
    """The question's frame: records from `from_on` to `as_of`, for the issue that prints them."""

    from_on: date
    as_of: date
    issue: Issue | None = None

    @property
    def year(self) -> int:
        """The year of the day asked."""
        return self.as_of.year

    @classmethod
    def of(cls, issue: Issue) -> Asked:
        """The frame of `issue`."""
        return cls(issue.from_on, issue.as_of, issue)


@dataclass(frozen=True)
class RecordSet:
    """Records of one type behind a figure."""

    type: str
    rows: Sequence[Model]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)


@dataclass(frozen=True)
class Answer:
    """`value` is None when no record answers the question."""

    figure: Figure
    value: Value | None
    records: list[RecordSet] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The figure as a phrase, such as 发现问题462条."""
        return self.figure.phrase(self.value)


@dataclass(frozen=True)
class Figure:
    """`ask` gives the records; `read` makes the value of them. `phrase_text` holds one {} for the value."""

    id: str
    unit: str
    definition: Any
    ask: Callable[[Asked], QuerySet | Sequence[Model]]
    read: Callable[[Sequence[Model], Asked], Value | None]
    phrase_text: str = "{}"
    form: str = ""

    def answer(self, asked: Asked, *, with_records: bool = True) -> Answer:
        """Ask the records; without them a count stays in the database."""
        found = self.ask(asked)
        if not with_records and self.read is count:
            return Answer(self, found.count())
        rows = list(found)
        records = [RecordSet(type_name(rows[0]), rows)] if rows else []
        return Answer(self, self.read(rows, asked), records)

    def phrase(self, value: Value | None) -> str:
        """The printed phrase of `value`."""
        from minewarden.web.bulletins.wording import word

        return self.phrase_text.replace("{}", word(value, self.form))


def type_name(row: Model) -> str:
    """The record type as figures.json names it: app and model in snake case, such as review_problem."""
    name = "".join("_" + c.lower() if c.isupper() else c for c in type(row).__name__).lstrip("_")
    return f"{row._meta.app_label}_{name}"


def count(rows: Sequence[Model], asked: Asked) -> int:
    """How many records there are."""
    return len(rows)


def names(attribute: str) -> Callable[[Sequence[Model], Asked], list[str]]:
    """The distinct values of an attribute path, in the order of the records."""

    def read(rows: Sequence[Model], asked: Asked) -> list[str]:
        return list(dict.fromkeys(str(_dig(row, attribute)) for row in rows))

    return read


def of_first(take: Callable[[Any], Any]) -> Callable[[Sequence[Model], Asked], Value | None]:
    """What `take` makes of the first record, a day as ISO text; None when there is no record."""

    def read(rows: Sequence[Model], asked: Asked) -> Value | None:
        if not rows:
            return None
        value = take(rows[0])
        return value.isoformat() if isinstance(value, date) else value

    return read


def first(attribute: str) -> Callable[[Sequence[Model], Asked], Value | None]:
    """The attribute of the first record."""
    return of_first(lambda row: _dig(row, attribute))


def period(start: str, end: str) -> Callable[[Sequence[Model], Asked], Value | None]:
    """Two days of the first record as 2024-01-15/2024-02-05; None while either is open."""

    def take(row: Model) -> str | None:
        days = _dig(row, start), _dig(row, end)
        return None if None in days else "/".join(day.isoformat() for day in days)

    return of_first(take)


def region_names(units: Sequence[Unit], asked: Asked) -> list[str]:
    """Short names of units as the bulletin lists regions."""
    return [unit.short_name for unit in units]


def _dig(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
        if callable(row):
            row = row()
    return row
