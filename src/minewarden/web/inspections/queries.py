"""What is fetched of special inspections; the figures of the bulletin ask here.

The functions for figures take the day as of which they answer, the topic, and the first day that still counts
(`since`, 1 January of that year when left out), and return the rows they count.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from minewarden.web.inspections.models import (
    Exposure,
    HiddenFace,
    Outcome,
    SpecialInspection,
    Squad,
    TrackedKind,
    Visit,
)
from minewarden.web.org import scope
from minewarden.web.org.models import Unit

HIDDEN_FACES, DUTY = SpecialInspection.Topic.HIDDEN_FACES, SpecialInspection.Topic.DUTY


def listed(user: Any) -> QuerySet[SpecialInspection]:
    """The special inspections that reach the user, those from above included."""
    return scope.within(SpecialInspection.objects.select_related("unit"), user)


def visits_within(user: Any) -> QuerySet[Visit]:
    """The visits of mines within scope."""
    rows = Visit.objects.select_related("inspection", "squad", "mine").annotate(
        face_count=Count("hidden_faces")
    )
    return scope.within(rows, user)


def faces_within(user: Any) -> QuerySet[HiddenFace]:
    """Hidden faces at mines within scope."""
    return scope.within(HiddenFace.objects.select_related("visit__mine", "visit__inspection"), user)


def exposures_within(user: Any) -> QuerySet[Exposure]:
    """Cases of mines within scope that were made public."""
    return scope.within(Exposure.objects.select_related("mine", "inspection"), user)


def outcomes_within(user: Any) -> QuerySet[Outcome]:
    """What units within scope reported."""
    return scope.within(Outcome.objects.select_related("unit", "inspection"), user)


def squads_within(user: Any) -> QuerySet[Squad]:
    """Squads sent to regions within scope."""
    return scope.within(Squad.objects.select_related("region", "inspection"), user)


def inspections(day: date, topic: str, since: date | None = None) -> QuerySet[SpecialInspection]:
    """Special inspections of `topic` that had begun by `day` and were not over before `since`.

    Figures hidden_faces.period and duty_check.notice.
    """
    start = since or date(day.year, 1, 1)
    return (
        SpecialInspection.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start))
        .filter(topic=topic, starts_on__lte=day)
        .order_by("starts_on", "pk")
    )


def squads(
    day: date, topic: str = HIDDEN_FACES, kind: str = Squad.Kind.SQUAD, since: date | None = None
) -> QuerySet[Squad]:
    """Squads formed by `day`, in their order. Figures hidden_faces.squads and hidden_faces.squad_regions."""
    return (
        Squad.objects.filter(inspection__in=inspections(day, topic, since), kind=kind, formed_on__lte=day)
        .select_related("region", "inspection")
        .order_by("inspection__starts_on", "position", "pk")
    )


def supervision_groups(day: date, topic: str = HIDDEN_FACES, since: date | None = None) -> QuerySet[Squad]:
    """Standing supervision groups that joined. Figure hidden_faces.supervision_regions."""
    return squads(day, topic, Squad.Kind.SUPERVISION, since)


def visits(day: date, topic: str = HIDDEN_FACES, since: date | None = None) -> QuerySet[Visit]:
    """Mines visited by `day`."""
    return (
        Visit.objects.filter(inspection__in=inspections(day, topic, since), on__lte=day)
        .select_related("mine", "squad", "inspection")
        .order_by("on", "mine__code", "pk")
    )


def hidden_faces(day: date, topic: str = HIDDEN_FACES, since: date | None = None) -> QuerySet[HiddenFace]:
    """Hidden faces found by `day`, one row a face. Figure hidden_faces.faces."""
    return (
        HiddenFace.objects.filter(visit__inspection__in=inspections(day, topic, since), found_on__lte=day)
        .select_related("visit__mine", "visit__inspection")
        .order_by("found_on", "visit__mine__code", "name")
    )


def mines_with_hidden_faces(
    day: date, topic: str = HIDDEN_FACES, since: date | None = None
) -> QuerySet[Unit]:
    """The mines where hidden faces were found by `day`, each once. Figure hidden_faces.mines."""
    mines = hidden_faces(day, topic, since).order_by().values("visit__mine")
    return Unit.objects.filter(pk__in=mines).order_by("code")


def exposures(day: date, topic: str = HIDDEN_FACES, since: date | None = None) -> QuerySet[Exposure]:
    """Cases made public by `day`. Figure hidden_faces.exposed_cases."""
    return (
        Exposure.objects.filter(inspection__in=inspections(day, topic, since), on__lte=day)
        .select_related("mine", "inspection")
        .order_by("on", "pk")
    )


def national_exposures(day: date, topic: str = HIDDEN_FACES, since: date | None = None) -> QuerySet[Exposure]:
    """Those of them on the national account. Figure hidden_faces.exposed_case_example (`mine.name`)."""
    return exposures(day, topic, since).filter(medium=Exposure.Medium.NATIONAL_ACCOUNT)


def tracked_kinds(day: date, topic: str = DUTY, since: date | None = None) -> QuerySet[TrackedKind]:
    """What lower units report regularly. Figure duty_check.tracked (`get_kind_display()`)."""
    return (
        TrackedKind.objects.filter(inspection__in=inspections(day, topic, since))
        .select_related("inspection")
        .order_by("inspection__starts_on", "position")
    )


def outcomes(
    day: date, topic: str = DUTY, kind: str | None = None, since: date | None = None
) -> QuerySet[Outcome]:
    """Talks, notices, accountability, penalties, typical cases reported by `day`; of one `kind` when given."""
    rows = Outcome.objects.filter(inspection__in=inspections(day, topic, since), on__lte=day)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows.select_related("unit", "inspection").order_by("on", "pk")


def counted(user: Any) -> QuerySet[SpecialInspection]:
    """The list of inspections with the number of squads and visits that the user may see of each."""
    return listed(user).annotate(
        squad_count=_number(Squad.objects.all(), user), visit_count=_number(Visit.objects.all(), user)
    )


def _number(rows: QuerySet, user: Any) -> Coalesce:
    """How many of `rows` within scope belong to the inspection of the outer query."""
    mine = scope.within(rows, user).filter(inspection=OuterRef("pk")).order_by().values("inspection")
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def outcome_counts(user: Any, inspection: SpecialInspection) -> dict[str, dict[str, int]]:
    """Outcomes within scope counted: unit name -> kind -> count, in the order of the regions."""
    rows = (
        scope.within(Outcome.objects.filter(inspection=inspection), user)
        .order_by("unit__region_code", "unit__code", "kind")
        .values("unit__name", "kind")
        .annotate(n=Sum("count"))
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["unit__name"], {})[row["kind"]] = row["n"]
    return found


def reported_by(unit: Unit) -> QuerySet[Outcome]:
    """What `unit` itself has reported."""
    return Outcome.objects.filter(unit=unit)


def tracking(rows: list[SpecialInspection]) -> set[int]:
    """Which of `rows` ask lower units to report."""
    return set(TrackedKind.objects.filter(inspection__in=rows).values_list("inspection_id", flat=True))
