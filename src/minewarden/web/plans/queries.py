"""What is fetched of plans and of the use of the enforcement system; the figures of the bulletin ask here.

The functions for figures take the day as of which they answer and return the rows they count.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, Max, OuterRef, Q, QuerySet, Sum

from minewarden.web.org import queries as org
from minewarden.web.org import scope
from minewarden.web.org.models import Level, Sector, Unit
from minewarden.web.plans import workdays
from minewarden.web.plans.models import (
    EnforcementPlan,
    PlanCheck,
    PlanCheckRound,
    PlannedVisit,
    SystemActivity,
    UsageCheck,
)
from minewarden.web.plans.states import PlanState


def plans(user: Any) -> QuerySet[EnforcementPlan]:
    """The plans within scope."""
    return scope.within(EnforcementPlan.objects.select_related("unit", "filed_with"), user)


def activities(user: Any) -> QuerySet[SystemActivity]:
    """What departments within scope entered in the enforcement system."""
    return scope.within(SystemActivity.objects.select_related("unit"), user)


def rounds(user: Any) -> QuerySet[PlanCheckRound]:
    """The checks of plans organised within scope."""
    return scope.within(PlanCheckRound.objects.select_related("unit"), user)


def ledger(plan: EnforcementPlan) -> workdays.Ledger:
    """The work-day ledger of `plan` as its items stand."""
    return workdays.ledger(plan.officers, plan.legal_days, plan.workday_items.values_list("use", "days"))


def visits_by_month(plan: EnforcementPlan) -> dict[int, int]:
    """Planned mine-visits of `plan`: month -> 矿次, every month present."""
    rows = PlannedVisit.objects.filter(plan=plan).order_by("month").values("month").annotate(n=Sum("times"))
    found = {row["month"]: row["n"] for row in rows}
    return {month: found.get(month, 0) for month in range(1, 13)}


def approved(day: date, year: int, sector: str) -> QuerySet[EnforcementPlan]:
    """Editions of `year` and `sector` that a government had approved by `day`."""
    return EnforcementPlan.objects.filter(year=year, sector=sector, approved_on__lte=day)


def unapproved(
    day: date, year: int, sector: str = Sector.COAL, level: str = Level.PROVINCE
) -> QuerySet[Unit]:
    """Regulators of `level` whose plan of `year` was not approved by `day`, a missing plan included.

    In the order of the official region list. Figure plans.unapproved_regions.
    """
    held = approved(day, year, sector).filter(unit=OuterRef("pk"))
    return org.regulators(sector, level, day).filter(~Exists(held))


def unapproved_plans(
    day: date, year: int, sector: str = Sector.COAL, level: str = Level.PROVINCE
) -> QuerySet[EnforcementPlan]:
    """The plans, made but not approved by `day`, of the units that `unapproved` names."""
    return (
        EnforcementPlan.objects.filter(unit__in=unapproved(day, year, sector, level))
        .filter(year=year, sector=sector, made_on__lte=day)
        .select_related("unit")
        .order_by("unit__region_code", "edition")
    )


def entered_activity(day: date) -> QuerySet[SystemActivity]:
    """What counts as use by `day`: anything entered since 1 January of that year; a login alone is not use."""
    return SystemActivity.objects.filter(on__gte=date(day.year, 1, 1), on__lte=day).exclude(
        kind=SystemActivity.Kind.LOGIN
    )


def system_unused(
    day: date, sector: str = Sector.COAL, level: str = Level.PROVINCE, regions: list[str] | None = None
) -> QuerySet[Unit]:
    """Regulators of `level` that entered nothing in the enforcement system in the year up to `day`.

    Figure plans.system_unused_regions.
    """
    used = entered_activity(day).filter(unit=OuterRef("pk"))
    found = org.regulators(sector, level, day).filter(~Exists(used))
    return found if regions is None else found.filter(region_code__in=regions)


def plan_checks(day: date, year: int, sector: str = Sector.COAL) -> QuerySet[PlanCheck]:
    """Provincial regulators whose plan of `year` had been checked by `day`. Figure plans.coverage."""
    return (
        PlanCheck.objects.filter(
            round__year=year, round__sector=sector, checked_on__lte=day, unit__level=Level.PROVINCE
        )
        .select_related("unit", "checked_by", "round")
        .order_by("unit__region_code", "pk")
    )


def unchecked(day: date, year: int, sector: str = Sector.COAL) -> QuerySet[Unit]:
    """Provincial regulators that no check of plans had reached by `day`; none means full coverage."""
    reached = plan_checks(day, year, sector).filter(unit=OuterRef("pk")).order_by()
    return org.regulators(sector, Level.PROVINCE, day).filter(~Exists(reached))


def unchecked_in(found: PlanCheckRound) -> QuerySet[Unit]:
    """Provincial regulators that this one check did not reach."""
    reached = PlanCheck.objects.filter(round=found, unit=OuterRef("pk"))
    return org.regulators(found.sector, Level.PROVINCE, found.ends_on).filter(~Exists(reached))


def all_covered(day: date, year: int, sector: str = Sector.COAL) -> bool:
    """Whether every provincial regulator of `sector` was checked (全覆盖)."""
    return plan_checks(day, year, sector).exists() and not unchecked(day, year, sector).exists()


def usage_checks(day: date, year: int, sector: str = Sector.COAL) -> QuerySet[UsageCheck]:
    """Provinces whose city and county use of the system had been sampled by `day`.

    Figure plans.usage_sampled_provinces.
    """
    return (
        UsageCheck.objects.filter(round__year=year, round__sector=sector, checked_on__lte=day)
        .select_related("province", "checked_by", "round")
        .order_by("province__region_code", "pk")
    )


def use_by_department(user: Any, day: date) -> QuerySet[Unit]:
    """Regulators within scope with what they entered from 1 January to `day`, by kind, and the last day of it."""
    kinds = SystemActivity.Kind
    in_year = Q(system_activities__on__gte=date(day.year, 1, 1), system_activities__on__lte=day)
    entered = ~Q(year_rows__kind=kinds.LOGIN)

    def total(which: Q) -> Sum:
        return Sum("year_rows__count", filter=which, default=0)

    return (
        scope.within(org.existing(day).filter(kind=Unit.Kind.REGULATOR), user)
        .annotate(year_rows=FilteredRelation("system_activities", condition=in_year))
        .annotate(
            documents=total(Q(year_rows__kind=kinds.DOCUMENT)),
            checks=total(Q(year_rows__kind=kinds.CHECK)),
            plans_entered=total(Q(year_rows__kind=kinds.PLAN)),
            logins=total(Q(year_rows__kind=kinds.LOGIN)),
            entered=total(entered),
            last_entered_on=Max("year_rows__on", filter=entered),
        )
    )


def latest(unit: Unit, year: int, sector: str) -> EnforcementPlan | None:
    """The newest edition of a unit's plan."""
    found = EnforcementPlan.objects.filter(unit=unit, year=year, sector=sector)
    return found.order_by("-edition").first()


def waiting_for_filing(user: Any) -> QuerySet[EnforcementPlan]:
    """Approved plans within scope that are not filed yet."""
    return plans(user).filter(state=PlanState.APPROVED)


def standing(user: Any, day: date, year: int) -> QuerySet[Unit]:
    """Regulators within scope with how far their plan of `year` had come by `day`, those without a plan included."""
    own = EnforcementPlan.objects.filter(unit=OuterRef("pk"), year=year)
    return scope.within(org.existing(day).filter(kind=Unit.Kind.REGULATOR), user).annotate(
        is_made=Exists(own.filter(made_on__lte=day)),
        is_submitted=Exists(own.filter(submitted_on__lte=day)),
        is_approved=Exists(own.filter(approved_on__lte=day)),
    )


def plans_of_round(found: PlanCheckRound) -> dict[int, EnforcementPlan]:
    """The newest edition of the year's plan of each regulator, by unit, for the page of a check."""
    rows = EnforcementPlan.objects.filter(
        year=found.year, sector=found.sector, unit__level=Level.PROVINCE
    ).order_by("edition")
    return {plan.unit_id: plan for plan in rows}
