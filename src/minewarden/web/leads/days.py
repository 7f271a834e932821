"""A lead day by day: small charts of its factors, the table behind each, and all of it as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minewarden.factors.chart import figure, series_svg, span
from minewarden.factors.model import FactorRow, Lead, Series
from minewarden.web.leads import picture
from minewarden.web.leads.language import translated
from minewarden.web.record import State

NOTHING = "—"


@dataclass(frozen=True)
class Day:
    """A day of the table behind a chart; `role` is what the comparison takes it for."""

    day: date
    observed: str
    expected: str
    role: str
    suspected: bool


@dataclass(frozen=True)
class Chart:
    """A factor day by day. `label` is the quantity in the comparison's words, `key` names its place on the page."""

    key: str
    name: str
    label: str
    unit: str
    verdict: State
    observed: str
    expected: str
    first: date
    last: date
    svg: SafeString
    days: tuple[Day, ...]


def charts(lead: Lead) -> list[Chart]:
    """Out: a chart for each factor row that came with its days, in the order of the rows."""
    return [chart for number, row in enumerate(lead.factors, 1) if (chart := _chart(lead, row, number))]


def _chart(lead: Lead, row: FactorRow, number: int) -> Chart | None:
    svg = series_svg(row.series, *span(lead)) if row.series is not None else None
    if row.series is None or svg is None:
        return None
    days = tuple(_days(lead, row.series))
    return Chart(
        key=f"days-{number}",
        name=picture.name_of(row.factor),
        label=translated(row.series.label),
        unit=picture.unit_of(row.unit),
        verdict=picture.verdict_of(row.verdict),
        observed=_told(row.observed),
        expected=_told(row.expected),
        first=days[0].day,
        last=days[-1].day,
        svg=mark_safe(svg),  # drawn by us from numbers and days; its only words are escaped
        days=days,
    )


def _days(lead: Lead, series: Series) -> Iterator[Day]:
    first, last = span(lead)
    for text, seen, due, counted in zip(
        series.days, series.observed, series.expected, series.counted, strict=True
    ):
        day = date.fromisoformat(text)
        yield Day(day, _told(seen), _told(due), _role(seen, due, counted), first <= day <= last)


def _role(seen: float | None, due: float | None, counted: bool) -> str:
    if seen is None:
        return _("无数据")
    if counted:
        return _("计入")
    return _("对照日") if due is not None else _("不作比较")


def _told(value: float | None) -> str:
    return NOTHING if value is None else figure(value)


def csv_text(lead: Lead) -> str:
    """Out: one line per factor and day, for a spreadsheet; figures bare, unknown ones empty."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(
        [_("因素"), _("指标"), _("单位"), _("日期"), _("实测"), _("应有"), _("疑似时段"), _("比对")]
    )
    first, last = span(lead)
    for row in lead.factors:
        series = row.series
        if series is None:
            continue
        about = [_plain(picture.name_of(row.factor)), _plain(translated(series.label)),
                 _plain(picture.unit_of(row.unit))]  # fmt: skip
        for n, day in enumerate(series.days):
            seen, due = series.observed[n], series.expected[n]
            inside = first <= date.fromisoformat(day) <= last
            role = _role(seen, due, series.counted[n])
            lines.writerow(
                [*about, day, *("" if v is None else v for v in (seen, due)), _("是") if inside else "", role]
            )
    return out.getvalue()


def _plain(text: str) -> str:
    """Words of a file never begin a formula in a spreadsheet."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
