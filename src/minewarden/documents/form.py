"""A form as its folder describes it: fields, template, example.

Title, list position, code, copies and seal stand once, in `minewarden.rules.document_kinds`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from minewarden.rules.document_kinds import DocumentKind, Numbering, SealKind, kind_by_key


class Body(StrEnum):
    """Whose form is printed."""

    SUPERVISION = "supervision"
    INSPECTION = "inspection"


class FieldType(StrEnum):
    """What a field holds: a line, a text, a date, rows of cells, lines, or yes and no."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    TABLE = "table"
    LINES = "lines"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """A blank of the form; `body` where only one body's form has it."""

    name: str
    label: str
    type: FieldType
    required: bool = True
    body: Body | None = None


_REMEDIES = (
    Field("review_body", "行政复议机关", FieldType.LINE),
    Field("court", "行政诉讼法院", FieldType.LINE),
)
_CONTACT = (
    Field("office_address", "执法机关地址", FieldType.LINE),
    Field("postcode", "邮政编码", FieldType.LINE),
    Field("clerk", "执法机关联系人", FieldType.LINE),
    Field("clerk_phone", "联系电话", FieldType.LINE),
)
_CLOSE = (
    Field("organ", "执法机关全称", FieldType.LINE),
    Field("issued_on", "制作日期", FieldType.DATE),
)


@dataclass(frozen=True)
class Form:
    """One enforcement document; `own_fields` are those of its folder."""

    kind: DocumentKind
    source: str
    own_fields: tuple[Field, ...]
    template: tuple[str, ...]
    own_example: dict[str, Any]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All blanks: number, own fields, then those that every form of its sort ends with."""
        found = list(self.own_fields)
        if self.kind.numbering is not Numbering.NONE:
            found.insert(0, Field("number", "文书编号", FieldType.LINE))
        for mark, common in (("@remedies", _REMEDIES), ("@contact", _CONTACT), ("@close", _CLOSE)):
            if any(mark in line for line in self.template):
                found += common
        return tuple(found)

    def fields_of(self, body: Body) -> tuple[Field, ...]:
        """The blanks of that body's form."""
        return tuple(field for field in self.fields if field.body in (None, body))

    @property
    def sealed(self) -> bool:
        """True when the form wants a seal."""
        return self.kind.seal is not SealKind.NONE


@lru_cache(maxsize=64)
def load_form(key: str) -> Form:
    """The form of that key. Errors: KeyError for an unknown one."""
    kind = kind_by_key(key)
    folder = resources.files("minewarden.documents") / key
    table = tomllib.loads((folder / "fields.toml").read_text(encoding="utf-8"))
    fields = tuple(
        Field(
            row["name"],
            row["label"],
            FieldType(row["type"]),
            row.get("required", True),
            Body(row["body"]) if "body" in row else None,
        )
        for row in table["field"]
    )
    template = (folder / "template.txt").read_text(encoding="utf-8").splitlines()
    example = tomllib.loads((folder / "example.toml").read_text(encoding="utf-8"))
    return Form(kind, table["source"], fields, tuple(line for line in template if line.strip()), example)
