"""Which limit of output and of crews is in force on a day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from minewarden.factors.words import Words


@dataclass(frozen=True)
class Limit:
    """A limit as a share: of yearly capacity within a span (year, month, quarter), or of an approved crew."""

    law: Words
    span: str
    share: float
    since: date
    until: date | None


@cache
def _limits(table: str) -> tuple[Limit, ...]:
    told = tomllib.loads((resources.files(__package__) / "limits.toml").read_text(encoding="utf-8"))
    return tuple(
        Limit(Words(r["law"], r["law_en"]), r.get("span", ""), r["share"], r["from"], r.get("until"))
        for r in told[table]
    )


def in_force(table: str, on: date) -> list[Limit]:
    """Out: the limits of `table` (capacity or crew) on a day; before the first entry those of the first entry."""
    rows = _limits(table)
    on = max(on, min(row.since for row in rows))
    return [row for row in rows if row.since <= on and (row.until is None or on <= row.until)]
