"""Indicators computed from the registers, never typed: what a target is measured against, and the mines behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from minewarden.web.campaigns.models import Target
from minewarden.web.mines import queries as mines
from minewarden.web.mines.models import Mine
from minewarden.web.org.scope import below


@dataclass(frozen=True)
class Measured:
    """Where an indicator stands: the ratio, its two sides, and the list of the mines counted."""

    value: float | None
    numerator: str
    denominator: str
    part_url: str
    whole_url: str


def capacity_share(target: Target, day: date) -> Measured:
    """Share of capacity of producing coal mines at or above the indicator's threshold, below the plan's unit."""
    unit = target.plan.unit
    rows = Mine.objects.filter(below(unit.administrative_path, "unit__administrative_path"))
    threshold = float(target.indicator.threshold)
    share = mines.capacity_share(rows, day, threshold)
    region = f"&region={unit.region_code[:2]}" if unit.region_code else ""
    url = reverse("mines:list") + f"?state=producing&sector=coal&synthetic=0{region}"
    million = 1_000_000
    return Measured(
        share.value,
        f"{share.numerator / million:.2f} Mt/a",
        f"{share.denominator / million:.2f} Mt/a",
        f"{url}&capacity={threshold:g}",
        url,
    )


MEASURES: dict[str, Callable[[Target, date], Measured]] = {"capacity_share": capacity_share}


def measured(target: Target, day: date) -> Measured | None:
    """Where the indicator of `target` stands on `day`; None when the registers cannot tell."""
    measure = MEASURES.get(target.indicator.measure)
    return measure(target, day) if measure else None
