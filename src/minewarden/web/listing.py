"""Lists as officers need them: filters in the URL, sorting, search, count, saved views, Excel.

A view describes its list once (`Listing`) and hands it the scoped queryset; `respond` answers with the page, with
the table alone for htmx, or with an .xlsx of every row that the filters leave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minewarden.web import sheets

PAGE = 40


@dataclass(frozen=True)
class Column:
    """`value` is an attribute path (dots) or a function of the row; `sort` the field to order by, "" for none."""

    key: str
    label: Any
    value: str | Callable[[Any], Any]
    sort: str = ""
    kind: str = "text"  # text, number, date, state, flag
    link: Callable[[Any], str] | None = None

    def of(self, row: Any) -> Any:
        """The cell of `row`."""
        if callable(self.value):
            return self.value(row)
        cell: Any = row
        for name in self.value.split("."):
            cell = getattr(cell, name, None)
            if cell is None:
                return None
            if callable(cell):
                cell = cell()
        return cell


@dataclass(frozen=True)
class Filter:
    """A choice in the URL: `apply` narrows the queryset by the chosen value."""

    key: str
    label: Any
    choices: Sequence[tuple[str, Any]] | Callable[[HttpRequest], Sequence[tuple[str, Any]]]
    lookup: str = ""
    apply: Callable[[QuerySet, str], QuerySet] | None = None

    def options(self, request: HttpRequest) -> list[tuple[str, Any]]:
        """The (value, label) pairs to choose from."""
        return list(self.choices(request) if callable(self.choices) else self.choices)

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        """The rows that `value` leaves."""
        return self.apply(rows, value) if self.apply else rows.filter(**{self.lookup or self.key: value})


@dataclass(frozen=True)
class Listing:
    """A list page. `search` are ORM fields matched by contains; `order` the default ordering."""

    title: Any
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    order: Sequence[str] = ("pk",)
    empty: Any = ""
    actions: Sequence[tuple[Any, str]] = ()  # (label, url) of the buttons above the list
    note: Any = ""
    file_name: str = "list"
    template: str = "list.html"
    extra: dict[str, Any] = field(default_factory=dict)

    def respond(self, request: HttpRequest, rows: QuerySet) -> HttpResponse:
        """The page, the table part (htmx) or the workbook (`?export=xlsx`)."""
        chosen, rows = self._narrow(request, rows)
        sort = request.GET.get("sort", "")
        rows = rows.order_by(*self._ordering(sort))
        if request.GET.get("export") == "xlsx":
            return self._workbook(rows)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context = {
            "listing": self,
            "title": self.title,
            "page": page,
            "count": page.paginator.count,
            "header": self._header(request, sort),
            "rows": [self._cells(row) for row in page.object_list],
            "filters": [(f, f.options(request), chosen.get(f.key, "")) for f in self.filters],
            "search_text": request.GET.get("q", ""),
            "narrowed": bool(chosen) or bool(request.GET.get("q")),
            "query": _query(request, page=None),
            "export_query": _query(request, page=None, export="xlsx"),
            "saved_views": request.user.saved_views.filter(path=request.path).order_by("name"),
            **self.extra,
        }
        part = request.htmx and request.htmx.target == "list"
        return render(request, "parts/list_table.html" if part else self.template, context)

    def _narrow(self, request: HttpRequest, rows: QuerySet) -> tuple[dict[str, str], QuerySet]:
        chosen = {}
        for item in self.filters:
            value = request.GET.get(item.key, "")
            if value and value in {str(option) for option, _label in item.options(request)}:
                chosen[item.key] = value
                rows = item.narrow(rows, value)
        for word in request.GET.get("q", "").split():
            match = Q()
            for name in self.search:
                match |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(match)
        return chosen, rows

    def _ordering(self, sort: str) -> list[str]:
        by_key = {c.key: c.sort for c in self.columns if c.sort}
        name = by_key.get(sort.lstrip("-"))
        if not name:
            return list(self.order)
        return [f"-{name}" if sort.startswith("-") else name, "pk"]

    def _header(self, request: HttpRequest, sort: str) -> list[dict[str, Any]]:
        cells = []
        for column in self.columns:
            state = "none"
            if column.sort and sort.lstrip("-") == column.key:
                state = "descending" if sort.startswith("-") else "ascending"
            following = f"-{column.key}" if state == "ascending" else column.key
            url = "?" + _query(request, sort=following, page=None) if column.sort else ""
            cells.append({"label": column.label, "kind": column.kind, "state": state, "url": url})
        return cells

    def _cells(self, row: Any) -> list[dict[str, Any]]:
        return [
            {"value": c.of(row), "kind": c.kind, "label": c.label, "url": c.link(row) if c.link else ""}
            for c in self.columns
        ]

    def _workbook(self, rows: QuerySet) -> HttpResponse:
        header = [str(c.label) for c in self.columns]
        body = ([c.of(row) for c in self.columns] for row in rows.iterator(chunk_size=2000))
        return sheets.download(self.file_name, str(self.title), header, body)


def choices_of(enum: Any) -> list[tuple[str, Any]]:
    """The choices of a Django enum for a filter."""
    return list(enum.choices)


def yes_no() -> list[tuple[str, Any]]:
    """The two answers of a flag filter."""
    return [("1", _("是")), ("0", _("否"))]


def _query(request: HttpRequest, **changes: str | None) -> str:
    """The present query string with `changes`; None takes a key out."""
    query = request.GET.copy()
    for key in ("export", "as_of"):
        query.pop(key, None)
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return query.urlencode()
