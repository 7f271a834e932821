"""The sheet for the squad: one lead after another, readable underground on paper in black and white."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import typst

from minewarden.errors import BadInput
from minewarden.factors.chart import figure, series_svg, span
from minewarden.factors.clock import CHINA
from minewarden.factors.drawing import plan_svg
from minewarden.factors.model import FactorRow, Lead, Verdict
from minewarden.factors.names import KINDS, VERDICTS, factor_name, unit_name
from minewarden.factors.plan import EMPTY, Plan, names, route, suspected
from minewarden.factors.sheet_words import SHEET, look_first
from minewarden.factors.words import Language
from minewarden.fonts import font_folders

MOST_DAYS = 62  # lines of the day table: a page


def write_sheet(
    head: dict[str, Any],
    mine_code: str,
    leads: Sequence[Lead],
    out: Path,
    language: Language = Language.CHINESE,
) -> int:
    """Write the PDF; out: its number of pages.

    In: the head of leads.json and the leads of one mine; none give one page that says so. Names that the mine gave stay
    as they are in either language.
    Errors: BadInput where the folder cannot be written. Fonts: Chinese ones as `fonts.font_folders` finds them.
    """
    plan = (head.get("plans") or {}).get(mine_code) or EMPTY
    told = {
        "language": language.value, "words": {name: words.told(language) for name, words in SHEET.items()},
        "mine": mine_code, "name": plan["name"], "made_at": _when(head.get("made_at")),
        "from": _when(head.get("from")), "to": _when(head.get("to")), "version": head.get("version", ""),
        "leads": [_lead(lead, plan, number, language) for number, lead in enumerate(leads, 1)],
    }  # fmt: skip
    template = (resources.files(__package__) / "sheet.typ").read_bytes()
    pdf: bytes = typst.compile(  # type: ignore[misc]
        template,
        font_paths=[str(f) for f in font_folders()],
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(pdf)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}") from None
    return len(pypdfium2.PdfDocument(BytesIO(pdf)))


def _lead(lead: Lead, plan: Plan, number: int, language: Language) -> dict[str, Any]:
    named, own = names(plan), suspected(lead)
    way, metres = route(plan, lead.stations[0]) if lead.stations else ([], 0.0)
    return {
        "number": number, "kind": KINDS[lead.kind].told(language), "score": f"{min(100 * lead.score, 99):.0f}",
        "from": _when(lead.from_at), "to": _when(lead.to_at), "persons": lead.persons_per_shift,
        "svg": plan_svg(plan, own),
        "stations": [
            {"number": n if n <= len(own) else "", "code": c, "name": named.get(c, "")}
            for n, c in enumerate(lead.stations, 1)
        ],
        "route": [named.get(code, code) for code in way], "metres": round(metres),
        "hours": lead.details.get("persons_by_hour") or [], "cards": [card[-5:] for card in lead.cards],
        "rows": [_row(row, language) for row in lead.factors], "charts": _charts(lead, language),
        "days": _days(lead, language), "evidence": _evidence(lead, language),
        "todo": [words.told(language) for words in look_first(lead.kind)],
    }  # fmt: skip


def _row(row: FactorRow, language: Language) -> dict[str, Any]:
    seen, due = row.observed, row.expected
    most = max(abs(seen or 0.0), abs(due or 0.0), 1e-9)
    return {
        "factor": factor_name(row.factor).told(language), "verdict": VERDICTS[row.verdict].told(language),
        "loud": row.verdict is Verdict.CONTRADICTS, "text": row.text.told(language),
        "unit": unit_name(row.unit).told(language),
        "seen": "—" if seen is None else f"{seen:,.4g}", "due": "—" if due is None else f"{due:,.4g}",
        "seen_bar": 0 if seen is None else abs(seen) / most, "due_bar": 0 if due is None else abs(due) / most,
    }  # fmt: skip


def _charts(lead: Lead, language: Language) -> list[dict[str, Any]]:
    """The factors that came with their days, each as a small chart."""
    drawn = [(row, row.series and series_svg(row.series, *span(lead))) for row in lead.factors]
    return [
        {"factor": factor_name(row.factor).told(language), "label": row.series.label.told(language), "svg": svg,
         "verdict": VERDICTS[row.verdict].told(language), "loud": row.verdict is Verdict.CONTRADICTS,
         "unit": unit_name(row.unit).told(language)}
        for row, svg in drawn if svg and row.series
    ]  # fmt: skip


def _days(lead: Lead, language: Language) -> dict[str, Any]:
    """The table behind the charts: a line per day; of a long period only the suspected days and a week around them."""
    rows = [row for row in lead.factors if row.series is not None]
    told = [(row, dict(zip(s.days, zip(s.observed, s.expected, strict=True), strict=True)))
            for row in rows if (s := row.series)]  # fmt: skip
    days = sorted({day for _, values in told for day in values})
    first, last = span(lead)
    if len(days) > MOST_DAYS:
        low, high = (first - timedelta(days=7)).isoformat(), (last + timedelta(days=7)).isoformat()
        days = [day for day in days if low <= day <= high][:MOST_DAYS]
    inside = (first.isoformat(), last.isoformat())
    return {
        "heads": [{"factor": factor_name(row.factor).told(language), "unit": unit_name(row.unit).told(language)}
                  for row in rows],
        "rows": [
            {"day": day, "suspected": inside[0] <= day <= inside[1],
             "cells": [_value(v) for _, values in told for v in values.get(day, (None, None))]}
            for day in days
        ],
    }  # fmt: skip


def _value(value: float | None) -> str:
    return "" if value is None else figure(value)


def _evidence(lead: Lead, language: Language) -> list[dict[str, Any]]:
    """The raw files with most rows per factor; the whole list is in leads.json."""
    return [
        {
            "factor": factor_name(row.factor).told(language),
            "file": e.file,
            "hash": e.sha256[:16],
            "rows": e.rows,
        }
        for row in lead.factors
        for e in row.evidence[:3]
    ]


def _when(text: str | None) -> str:
    if not text:
        return ""
    return datetime.fromisoformat(text).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
