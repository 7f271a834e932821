"""What is fetched of units and accounts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from minewarden.web.org.models import Account, Assignment, Division, Level, Unit, UnitLink


def existing(day: date) -> QuerySet[Unit]:
    """Units that existed on `day`."""
    return Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def regulators(sector: str, level: str, day: date) -> QuerySet[Unit]:
    """The regulators of `sector` at `level` that existed on `day`, in the order of the official region list."""
    return (
        existing(day)
        .filter(Q(sector=sector) | Q(sector=""), kind=Unit.Kind.REGULATOR, level=level)
        .order_by("region_code", "code")
    )


def parent_on(unit: Unit, tree: str, day: date) -> Unit | None:
    """Who stood above `unit` in `tree` on `day`."""
    link = (
        UnitLink.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day), tree=tree, child=unit, valid_from__lte=day
        )
        .select_related("parent")
        .first()
    )
    return link.parent if link else None


def eyes_of(account: Account, wanted: int | None = None) -> Assignment | None:
    """The assignment an account looks through: the wanted one when it is theirs, else the first."""
    assignments = list(account.assignments.select_related("unit").order_by("pk"))
    for assignment in assignments:
        if assignment.pk == wanted:
            return assignment
    return assignments[0] if assignments else None


@lru_cache(maxsize=1)
def region_names() -> dict[str, str]:
    """Names of the provinces by code, from the newest list."""
    rows = Division.objects.filter(level=Level.PROVINCE).order_by("published_on")
    return {row.code: row.name for row in rows}
