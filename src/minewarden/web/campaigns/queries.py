"""What is fetched of the campaign. Functions without a user serve figures; pages put `scope.within` around them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from minewarden.web.campaigns.models import (
    Contribution,
    Direction,
    Duty,
    Event,
    Measure,
    Plan,
    Report,
    Routine,
    Target,
    Task,
    Team,
)
from minewarden.web.org.models import Level


def plans_on(day: date) -> QuerySet[Plan]:
    """Plans that were published by `day`."""
    return Plan.objects.filter(state=Plan.State.PUBLISHED, published_on__lte=day)


def regional_plans(region: str, sector: str, day: date) -> QuerySet[Plan]:
    """The published plan of a province for a sector."""
    return plans_on(day).filter(unit__region_code=region, unit__level=Level.PROVINCE, sector=sector)


def tasks_of(plans: QuerySet[Plan]) -> QuerySet[Task]:
    """All tasks of `plans`, in order."""
    return Task.objects.filter(plan__in=plans).order_by("plan", "number")


def measures_of(plans: QuerySet[Plan]) -> QuerySet[Measure]:
    """All measures of `plans`, in order."""
    return Measure.objects.filter(task__plan__in=plans).order_by("task__plan", "number")


def targets_of(plans: QuerySet[Plan], indicator: str) -> QuerySet[Target]:
    """The targets of `plans` for one indicator code."""
    return Target.objects.filter(plan__in=plans, indicator__code=indicator)


def tighter_targets(regions: list[str], day: date) -> QuerySet[Target]:
    """Targets of the provinces `regions` that ask more than the plan above them."""
    tighter = Q(indicator__direction=Direction.AT_LEAST, value__gt=F("plan__parent__targets__value")) | Q(
        indicator__direction=Direction.AT_MOST, value__lt=F("plan__parent__targets__value")
    )
    return (
        Target.objects.filter(
            tighter,
            plan__in=plans_on(day),
            plan__unit__region_code__in=regions,
            plan__parent__targets__indicator=F("indicator"),
        )
        .select_related("indicator", "plan")
        .order_by("indicator__pk", "plan__unit__region_code")
    )


def events(
    from_on: date, day: date, *, region: str = "", kind: str = "", convened_by: str = ""
) -> QuerySet[Event]:
    """Events of a period, by region, kind and who convened them, earliest first."""
    rows = Event.objects.filter(on__range=(from_on, day))
    if region:
        rows = rows.filter(region_code=region)
    if kind:
        rows = rows.filter(kind=kind)
    if convened_by:
        rows = rows.filter(convened_by=convened_by)
    return rows.order_by("on", "pk")


def teams(region: str, day: date) -> QuerySet[Team]:
    """Working teams of a province that had begun by `day`."""
    return Team.objects.filter(unit__region_code=region, from_on__lte=day).order_by("from_on")


def routines(region: str, day: date) -> QuerySet[Routine]:
    """The routines of those teams."""
    return Routine.objects.filter(team__in=teams(region, day)).order_by("pk")


def duties(regions: list[str], day: date) -> QuerySet[Duty]:
    """Departments of the provinces whose mine-safety duty was fixed by `day`."""
    return Duty.objects.filter(region_code__in=regions, fixed_on__lte=day).order_by("region_code", "pk")


def accepted_contributions(from_on: date, day: date) -> QuerySet[Contribution]:
    """Texts accepted for the bulletins of a period, in their order."""
    return Contribution.objects.filter(
        state=Contribution.State.ACCEPTED, month__range=(from_on, day)
    ).order_by("order", "pk")


def progress(plan: Plan, month: date) -> QuerySet[Measure]:
    """Measures of a plan with how many units reported them in `month` and how many are done."""
    reported = Count("reports", filter=Q(reports__month=month))
    done = Count("reports", filter=Q(reports__month=month, reports__state=Report.State.DONE))
    return (
        measures_of(Plan.objects.filter(pk=plan.pk))
        .select_related("responsible")
        .annotate(reported=reported, done=done)
    )
