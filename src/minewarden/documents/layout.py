"""Turns a form's template and values into blocks.

A template is a text file, a block a line: a plain line is a paragraph with `{field}` blanks; `@row L={f} | L={f}`
labels side by side; `@block L={f}` a label over a text; `@table f: heads` and `@lines f` from lists; `@to`,
`@remedies`, `@contact`, `@close`, `@copies`, `@attachment`, `@number` what the forms have in common; a leading
`S ` or `I ` keeps a line to supervision or inspection, `?f ` to where field `f` is filled.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from minewarden.documents.blocks import (
    Block,
    Break,
    Grid,
    Heading,
    Note,
    Number,
    Para,
    Row,
    Stamp,
    Title,
    fill,
)
from minewarden.documents.form import Body, FieldType, Form
from minewarden.errors import BadInput
from minewarden.rules.document_kinds import HEADINGS, SealKind

Values = Mapping[str, Any]

_BLANK = re.compile(r"\{(\w+)\}")
_LINE = re.compile(r"(?:(?P<body>[SI]) )?(?:\?(?P<when>\w+) )?(?P<rest>.*)")
_CELL = re.compile(r"(?P<label>[^=]*)=(?P<text>.*)")


def blocks_of(form: Form, values: Values, body: Body) -> list[Block]:
    """The blocks of `form` filled with `values`. Errors: BadInput, naming every required field left out."""
    missing = [
        field.label
        for field in form.fields_of(body)
        if field.required and field.type is not FieldType.CHOICE and not values.get(field.name)
    ]
    if missing:
        raise BadInput(f"{form.kind.title}缺少：{'、'.join(missing)}")
    return list(_Layout(form, values, body).blocks())


class _Layout:
    """One form being filled."""

    def __init__(self, form: Form, values: Values, body: Body) -> None:
        self.form, self.values, self.body = form, values, body
        self.inspection = body is Body.INSPECTION

    def blocks(self) -> Iterator[Block]:
        yield Heading(HEADINGS[self.inspection])
        yield Title(self.form.kind.title_for(self.inspection))
        lines = list(self._lines())
        beside = lines.pop(0).removeprefix("@number ") if lines[0].startswith("@number") else ""
        if number := str(self.values.get("number", "")):
            yield Number(number if "号" in number else f"编号：{number}", self._plain(beside))
        for line in lines:
            yield from self._block(line)

    def _lines(self) -> Iterator[str]:
        wanted = "I" if self.inspection else "S"
        for line in self.form.template:
            parts = _LINE.fullmatch(line)
            assert parts is not None  # the pattern matches any line
            if parts["body"] in (None, wanted) and (parts["when"] is None or self.values.get(parts["when"])):
                yield parts["rest"]

    def _block(self, line: str) -> Iterator[Block]:
        command, _, rest = line.partition(" ")
        match command:
            case "@to":
                yield Para(f"{fill(str(self.values['addressee']))}：", indent=False)
            case "@row":
                yield Row(tuple(self._cell(cell) for cell in rest.split(" | ")), boxed=True)
            case "@block":
                yield Row((self._cell(rest),), boxed=True)
            case "@lines":
                yield from (Para(str(text)) for text in self.values.get(rest) or ())
            case "@table":
                yield self._table(rest)
            case "@attachment":
                yield from (Break(), Para("附件：", indent=False), Title(rest))
            case "@remedies":
                yield Para(self._remedies(rest))
            case "@contact":
                yield from self._contact()
            case "@close":
                yield self._stamp()
            case "@copies":
                copies = self.form.kind.copies_for(self.inspection)
                yield Note(f"备注：本文书一式{'零一两三四'[copies]}份{rest}。")
            case _:
                yield Para(self._filled(line), indent=not line.startswith("附"))

    def _cell(self, cell: str) -> tuple[str, str]:
        parts = _CELL.fullmatch(cell.strip())
        assert parts is not None, cell  # a template of ours, tested for every form
        return parts["label"], self._filled(parts["text"])

    def _table(self, rest: str) -> Grid:
        name, _, heads = rest.partition(":")
        header = tuple(head.strip() for head in heads.split(","))
        rows = tuple(tuple(str(cell) for cell in row) for row in self.values[name])
        return Grid(header, rows)

    def _remedies(self, what: str) -> str:
        return (
            f"对本{what}不服的，可以自收到本{what}书之日起60日内向{fill(str(self.values['review_body']))}申请行政复议，"
            f"也可以在6个月内向{fill(str(self.values['court']))}提起行政诉讼；复议、诉讼期间，不停止执行本{what}。"
        )

    def _contact(self) -> Iterator[Block]:
        us = "我局" if self.inspection else "执法机关"
        for labels in (
            ((f"{us}地址", "office_address"), ("邮政编码", "postcode")),
            ((f"{us}联系人", "clerk"), ("联系电话", "clerk_phone")),
        ):
            yield Row(tuple((label, fill(self._text(name))) for label, name in labels), boxed=True)

    def _stamp(self) -> Stamp:
        mark = "（公章）" if self.form.kind.seal is SealKind.OFFICIAL else "（印章）"
        return Stamp(self._text("organ"), self._text("issued_on"), mark if self.form.sealed else "")

    def _filled(self, text: str) -> str:
        return _BLANK.sub(lambda blank: self._word(blank[1]) or fill(self._text(blank[1])), text)

    def _plain(self, text: str) -> str:
        return _BLANK.sub(lambda blank: self._word(blank[1]) or self._text(blank[1]), text)

    def _word(self, name: str) -> str:
        """Words that depend on who writes to whom; "" for a field."""
        if name == "me":
            return "我局" if self.inspection else "本机关"
        if name == "you":
            return "你" if self.values.get("to_person") else "你单位"
        return ""

    def _text(self, name: str) -> str:
        value = self.values.get(name)
        if isinstance(value, dt.date):
            return f"{value.year}年{value.month}月{value.day}日"
        return "" if value is None else str(value)
