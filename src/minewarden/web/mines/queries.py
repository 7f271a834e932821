"""What is fetched of mines; figures over the register ask here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from minewarden.web.mines.models import Mine, MineState, StatePeriod
from minewarden.web.org import scope
from minewarden.web.org.models import Sector

TONNES_PER_WT = 10_000  # 1 万吨


@dataclass(frozen=True)
class Share:
    """A ratio with its two sides and the mines on each."""

    numerator: int
    denominator: int
    part: QuerySet[Mine]
    whole: QuerySet[Mine]

    @property
    def value(self) -> float | None:
        """0..1; None when there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else None


def mines(user: Any) -> QuerySet[Mine]:
    """The mines within scope."""
    return scope.within(Mine.objects.select_related("unit", "supervised_by"), user)


def in_state(rows: QuerySet[Mine], state: str, day: date) -> QuerySet[Mine]:
    """Those of `rows` that were in `state` on `day`, by their history."""
    periods = StatePeriod.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=day), state=state, from_on__lte=day
    )
    return rows.filter(pk__in=periods.values("mine"))


def capacity_share(rows: QuerySet[Mine], day: date, threshold_wt: float) -> Share:
    """Capacity of producing coal mines of `threshold_wt` 万吨/年 and more, of that of all producing coal mines.

    Synthetic mines are for showing and never counted.
    """
    whole = in_state(rows.filter(sector=Sector.COAL, unit__synthetic=False), MineState.PRODUCING, day)
    part = whole.filter(capacity_t_per_year__gte=int(threshold_wt * TONNES_PER_WT))
    sums = [found.aggregate(t=Sum("capacity_t_per_year"))["t"] or 0 for found in (part, whole)]
    return Share(sums[0], sums[1], part, whole)


def licences_ending(user: Any, day: date, within_days: int) -> QuerySet[Mine]:
    """Producing mines in scope whose safety licence ends in the next days or has ended."""
    last = day + timedelta(days=within_days)
    return (
        mines(user)
        .filter(state=MineState.PRODUCING, licences__kind="safety", licences__to_on__lte=last)
        .distinct()
    )
