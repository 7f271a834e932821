"""What is fetched of hazards; the figures of the bulletin ask here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from minewarden.law.hazards import HazardCategory, all_criteria
from minewarden.web.hazards.models import Hazard
from minewarden.web.hazards.states import LADDER, OPEN, HazardLevel, HazardState
from minewarden.web.inspections import queries as inspections
from minewarden.web.org import scope
from minewarden.web.org.models import Unit
from minewarden.web.org.queries import region_names


def hazards(user: Any) -> QuerySet[Hazard]:
    """The ledger within scope."""
    rows = Hazard.objects.select_related("mine", "found_by", "visit__inspection", "accepted_by")
    return scope.within(rows, user)


def found_in_inspection(
    day: date,
    topic: str = inspections.HIDDEN_FACES,
    level: str = HazardLevel.MAJOR,
    since: date | None = None,
) -> QuerySet[Hazard]:
    """Hazards of `level` that the special inspections of `topic` had found by `day`.

    Figure hidden_faces.major_hazards.
    """
    return (
        Hazard.objects.filter(
            visit__inspection__in=inspections.inspections(day, topic, since), level=level, found_on__lte=day
        )
        .select_related("mine", "visit__inspection", "found_by")
        .order_by("found_on", "number")
    )


def overdue(rows: QuerySet[Hazard], day: date) -> QuerySet[Hazard]:
    """Those of `rows` whose term ran out before `day` and that are not rectified."""
    return rows.filter(state__in=OPEN, due_on__lt=day)


def to_accept(rows: QuerySet[Hazard]) -> QuerySet[Hazard]:
    """Those of `rows` reported as rectified."""
    return rows.filter(state=HazardState.RECTIFIED)


def by_mine(user: Any, day: date) -> QuerySet[Unit]:
    """Mines within scope that have hazards found by `day`: how many, major ones, open ones, overdue ones."""
    counted = Q(hazards__found_on__lte=day)
    if sector := getattr(getattr(user, "eyes", None), "sector", ""):
        counted &= Q(hazards__sector=sector)
    still = Q(hazards__state__in=OPEN)

    def number(which: Q) -> Count:
        return Count("hazards", filter=which)

    return (  # the filter comes first, so that the counts are taken over the hazards it leaves
        scope.within(Unit.objects.filter(kind=Unit.Kind.MINE), user)
        .filter(counted)
        .annotate(
            all_count=Count("hazards"),
            major_count=number(Q(hazards__level=HazardLevel.MAJOR)),
            open_count=number(still),
            overdue_count=number(still & Q(hazards__due_on__lt=day)),
        )
    )


def category(hazard: Hazard) -> HazardCategory | None:
    """The category of the criteria of the day the hazard was judged by."""
    for criteria in all_criteria():
        if criteria.key == hazard.criteria_key and hazard.category_no is not None:
            return criteria.category(hazard.category_no)
    return None


CRITERIA_NAMES = {"order_4": "应急管理部令第4号", "order_21": "应急管理部令第21号"}


def criterion_short(hazard: Hazard) -> str:
    """The criterion as a list has room for it: 4号令-7; empty for a general hazard."""
    if hazard.category_no is None:
        return ""
    order = hazard.criteria_key.removeprefix("order_")
    return (
        _("%(order)s号令-%(no)d") % {"order": order, "no": hazard.category_no}
        if order
        else str(hazard.category_no)
    )


def criterion_text(hazard: Hazard) -> str:
    """The criterion as officials cite it: order and heading; empty for a general hazard."""
    found = category(hazard)
    if found is None:
        return ""
    order = CRITERIA_NAMES.get(hazard.criteria_key, hazard.criteria_key)
    return _("%(order)s第%(no)d类：%(heading)s") % {
        "order": order,
        "no": found.no,
        "heading": found.heading,
    }


@dataclass(frozen=True)
class RegionCount:
    """Hazards of one province: `prefix` are the first digits of the codes of its mines."""

    code: str
    name: str
    all: int
    major: int
    open: int
    overdue: int
    delisted: int

    @property
    def prefix(self) -> str:
        """What the codes of its mines begin with."""
        return self.code[:2]


def by_region(user: Any, day: date) -> list[RegionCount]:
    """Hazards found by `day` counted by the province of the mine, most overdue first."""
    still = Q(state__in=OPEN)
    rows = (
        scope.within(Hazard.objects.filter(found_on__lte=day), user)
        .annotate(province=Substr("mine__region_code", 1, 2))
        .values("province")
        .annotate(
            all=Count("pk"),
            major=Count("pk", filter=Q(level=HazardLevel.MAJOR)),
            open=Count("pk", filter=still),
            overdue=Count("pk", filter=still & Q(due_on__lt=day)),
            delisted=Count("pk", filter=Q(state=HazardState.DELISTED)),
        )
        .order_by("-overdue", "-open", "province")
    )
    names = region_names()
    found = []
    for row in rows:
        code = f"{row.pop('province')}0000"
        found.append(RegionCount(code=code, name=names.get(code, code), **row))
    return found


def reaching(user: Any, day: date) -> QuerySet[Hazard]:
    """Overdue listed hazards for which the level of the user's unit has to press, one level above the listing."""
    level = user.eyes.unit.level
    if level not in LADDER or LADDER.index(level) == 0:
        return Hazard.objects.none()
    below = LADDER[LADDER.index(level) - 1]
    answering = [below, level] if level == LADDER[-1] else [below]
    return overdue(hazards(user), day).filter(listing_level__in=answering)
