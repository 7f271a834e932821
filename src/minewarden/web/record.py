"""The page of a record: facts, what happened, what belongs to it, its history; one primary action with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import MinewardenError, NotAllowed, WrongState
from minewarden.web.audit import queries as audit
from minewarden.web.forms import DayInput

HISTORY = 50


@dataclass(frozen=True)
class State:
    """A state as lists and pages show it: `key` gives the shape (open, done, late, plain), `label` the word."""

    key: str
    label: Any

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Fact:
    """One line of facts; `url` makes it a link."""

    label: Any
    value: Any
    url: str = ""

    @property
    def is_day(self) -> bool:
        """Days are written as officials write them."""
        return isinstance(self.value, date)


@dataclass(frozen=True)
class Act:
    """What the person may do now."""

    label: Any
    url: str


@dataclass(frozen=True)
class Happening:
    """What happened on a day; undated ones are not shown."""

    on: date | None
    text: Any
    note: Any = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table on a record's page."""

    value: Any
    url: str = ""
    kind: str = "text"  # text, number, date, state


@dataclass(frozen=True)
class Table:
    """What belongs to the record; `more` opens the whole list, `acts` add to it."""

    title: Any
    header: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    empty: Any
    acts: Sequence[Act] = ()
    note: Any = ""
    more: str = ""

    @property
    def heads(self) -> list[tuple[Any, str]]:
        """Headers with the kind of the cells below them, so that numbers stand under their header."""
        kinds = [cell.kind for cell in self.rows[0]] if self.rows else ["text"] * len(self.header)
        return list(zip(self.header, kinds, strict=True))


def page(
    request: HttpRequest,
    record: Model,
    *,
    facts: Sequence[Fact],
    back: str,
    title: str = "",
    state: State | None = None,
    acts: Sequence[Act] = (),
    reason: Any = "",
    happenings: Sequence[Happening] = (),
    tables: Sequence[Table] = (),
) -> HttpResponse:
    """The page; `acts` in the order of the work, the first being the primary one, with its legal `reason` beside."""
    told = sorted((h for h in happenings if h.on is not None), key=lambda h: h.on)
    context = {
        "title": title or str(record),
        "record": record,
        "state": state,
        "facts": facts,
        "acts": acts,
        "reason": reason if acts else "",
        "happenings": told,
        "tables": tables,
        "back": back,
        "history": audit.history(record)[:HISTORY],
    }
    return render(request, "record.html", context)


class StepForm(forms.Form):
    """A dated step of a record, with the version that the person had before them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())

    def __init__(self, *args: Any, record: Any, request: HttpRequest, **kwargs: Any) -> None:
        initial = {"version": record.version, "on": request.as_of, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)


class ReasonForm(StepForm):
    """A step that asks why."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def submit(
    request: HttpRequest,
    form: forms.BaseForm,
    write: Callable[[dict[str, Any]], Any],
    *,
    title: Any,
    back: str,
    done: Any = "",
    rule: Any = "",
    button: Any = "",
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show `form`; when it is sent and right, `write` it and go on to `to(written)` or `back`.

    A refusal is told in the form with all that was typed: 400 for input, 409 when it is not lawful now or stale.
    """
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                written = write(form.cleaned_data)
            except NotAllowed:
                raise
            except MinewardenError as error:
                form.add_error(None, str(error))
                status = 409 if isinstance(error, WrongState) else 400
            else:
                messages.success(request, done or _("已保存。"))
                return redirect(to(written) if to else back)
    context = {"title": title, "form": form, "back": back, "rule": rule, "submit": button}
    return render(request, "form.html", context, status=status)
