"""Units in forms, pasted rows and workbooks: written as code or full name, found within the person's scope only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.web.org import scope
from minewarden.web.org.models import Unit
from minewarden.web.sheets import SheetColumn

HINT = gettext_lazy("填单位编码或全称，可在“机构”“矿山名录”中查到")


def find_unit(text: Any, user: Any, kinds: Sequence[str]) -> Unit:
    """The unit of one of `kinds` in scope by code or name; ValueError says why there is none."""
    raw = str(text).strip()
    rows = scope.within(Unit.objects.filter(kind__in=kinds), user)
    found = list(rows.filter(Q(code=raw) | Q(name=raw)).order_by("pk")[:2])
    if not found:
        raise ValueError(_("没有这个单位，或不在您的管辖范围内"))
    if len(found) > 1:
        raise ValueError(_("有多个同名单位，请填编码"))
    return found[0]


def reader(user: Any, *kinds: str) -> Callable[[Any], Unit]:
    """A reader for SheetColumn that remembers what it found."""
    known: dict[str, Unit] = {}

    def read(cell: Any) -> Unit:
        raw = str(cell).strip().removesuffix(".0")
        if raw not in known:
            known[raw] = find_unit(raw, user, kinds)
        return known[raw]

    return read


class UnitField(forms.CharField):
    """A unit by code or full name; `for_user` must be called by the form that holds it."""

    def __init__(self, *kinds: str, **kwargs: Any) -> None:
        super().__init__(max_length=120, help_text=kwargs.pop("help_text", HINT), **kwargs)
        self.kinds = kinds
        self.user: Any = None

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return find_unit(text, self.user, self.kinds)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class PastedRows(forms.CharField):
    """Rows pasted from Excel or typed, one a line, cells by tab; `columns` read them as in a workbook."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 12}), **kwargs)
        self.columns: Sequence[SheetColumn] = ()

    def describe(self, columns: Sequence[SheetColumn]) -> None:
        """Set what the cells are, and say so below the field."""
        self.columns = columns
        names = "、".join(str(c.header) for c in columns)
        self.help_text = _(
            "每行一条，各列依次为：%(names)s；列间用制表符或逗号隔开，可从 Excel 复制粘贴。"
        ) % {"names": names}

    def clean(self, value: Any) -> list[dict[str, Any]]:
        text = super().clean(value)
        rows, faults = [], []
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            values, wrong = self._read(line, number)
            rows.append(values)
            faults += wrong
        if faults:
            raise ValidationError(faults)
        return rows

    def _read(self, line: str, number: int) -> tuple[dict[str, Any], list[str]]:
        cells = [cell.strip() for cell in re.split(r"\t|,|，", line)]
        values: dict[str, Any] = {}
        wrong = []
        if len(cells) > len(self.columns):
            wrong.append(
                _("第%(row)d行多出%(count)d列") % {"row": number, "count": len(cells) - len(self.columns)}
            )
        for column, cell in zip(self.columns, cells + [""] * len(self.columns), strict=False):
            values[column.key] = None
            if not cell:
                if column.required:
                    wrong.append(_("第%(row)d行缺“%(name)s”") % {"row": number, "name": column.header})
                continue
            try:
                values[column.key] = column.read(cell)
            except ValueError as error:
                wrong.append(
                    _("第%(row)d行“%(name)s”（%(cell)s）：%(reason)s")
                    % {"row": number, "name": column.header, "cell": cell[:30], "reason": error}
                )
        return values, wrong


def for_user(form: forms.BaseForm, user: Any) -> None:
    """Let the unit fields of `form` look through the eyes of `user`, filled with the stored unit."""
    instance = getattr(form, "instance", None)
    for name, field in form.fields.items():
        if isinstance(field, UnitField):
            field.user = user
            if instance is not None and instance.pk:
                form.initial[name] = getattr(instance, name)
