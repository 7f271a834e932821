"""Where the records behind a figure are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from minewarden.web.org.models import Unit


def _to(name: str, key: str = "pk") -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[getattr(row, key)])


def _unit(unit: Unit) -> str:
    mine = getattr(unit, "mine", None) if unit.kind == Unit.Kind.MINE else None
    return mine.get_absolute_url() if mine else reverse("org:unit", args=[unit.pk])


# records that have a page of their own, or are shown on that of the record they belong to
ADDRESSES: dict[str, Callable[[Any], str]] = {
    "org.unit": _unit,
    "plans.plancheck": _to("plans:round", "round_id"),
    "plans.usagecheck": _to("plans:round", "round_id"),
    "inspections.specialinspection": _to("inspections:page"),
    "inspections.squad": _to("inspections:page", "inspection_id"),
    "inspections.trackedkind": _to("inspections:page", "inspection_id"),
    "inspections.exposure": _to("inspections:page", "inspection_id"),
    "inspections.hiddenface": _to("inspections:visit", "visit_id"),
    "hazards.hazard": _to("hazards:hazard"),
    "reviews.reviewbody": _to("reviews:round", "round_id"),
    "reviews.casefile": _to("reviews:file"),
    "reviews.casedocument": _to("reviews:file", "case_file_id"),
    "reviews.problem": _to("reviews:problem"),
}


def address(row: Any) -> str:
    """The page of a record."""
    own = ADDRESSES.get(row._meta.label_lower)
    return own(row) if own else str(row.get_absolute_url())
