"""Major-hazard categories by date: 15 of order 4 to 2026-06-30, 17 of order 21 after."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True)
class HazardCategory:
    """One category; `maps_to` names those of the later criteria that took it over."""

    no: int
    heading: str
    items: int
    maps_to: tuple[int, ...] = ()


@dataclass(frozen=True)
class HazardCriteria:
    """The criteria of one period; `certainty` below V means 待核."""

    key: str
    valid_from: dt.date
    valid_to: dt.date | None
    certainty: str
    categories: tuple[HazardCategory, ...]

    def category(self, no: int) -> HazardCategory | None:
        """The category of that number; None when there is none."""
        return next((category for category in self.categories if category.no == no), None)


@lru_cache(maxsize=1)
def all_criteria() -> tuple[HazardCriteria, ...]:
    """The criteria in order of time."""
    text = (resources.files("minewarden.law") / "data" / "hazards.toml").read_text(encoding="utf-8")
    return tuple(
        HazardCriteria(
            key=key,
            valid_from=table["valid_from"],
            valid_to=table.get("valid_to"),
            certainty=table["certainty"],
            categories=tuple(
                HazardCategory(row["no"], row["heading"], row["items"], tuple(row.get("maps_to", ())))
                for row in table["category"]
            ),
        )
        for key, table in tomllib.loads(text).items()
    )


def criteria_on(day: dt.date) -> HazardCriteria | None:
    """The criteria by which a hazard found on `day` is judged; None before 2021-01-01."""
    for criteria in all_criteria():
        if criteria.valid_from <= day and (criteria.valid_to is None or day <= criteria.valid_to):
            return criteria
    return None
