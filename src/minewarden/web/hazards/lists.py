"""The ledger of hazards as lists: one a row, by mine, by region."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.hazards import queries
from minewarden.web.hazards.models import LISTING_LEVELS, Hazard
from minewarden.web.hazards.states import HazardLevel, HazardState, is_overdue
from minewarden.web.inspections import queries as inspections
from minewarden.web.listing import Column, Filter, Listing, choices_of, yes_no
from minewarden.web.org.models import Sector
from minewarden.web.record import State

DONE = (HazardState.ACCEPTED, HazardState.DELISTED)


def state_of(hazard: Hazard, day: date) -> State:
    """The state as of today; an overdue one says so in words."""
    if is_overdue(hazard.state, hazard.due_on, day):
        return State("late", _("%(state)s·逾期") % {"state": hazard.get_state_display()})
    return State("done" if hazard.state in DONE else "open", hazard.get_state_display())


def hazard_url(hazard: Hazard) -> str:
    """The page of a hazard."""
    return reverse("hazards:hazard", args=[hazard.pk])


def _inspections(request: HttpRequest) -> list[tuple[str, str]]:
    rows = inspections.listed(request.user).order_by("-starts_on", "pk")
    return [(str(row.pk), row.title) for row in rows]


def hazards_listing(day: date) -> Listing:
    """The ledger as of `day`."""

    def overdue(rows: QuerySet, value: str) -> QuerySet:
        late = queries.overdue(rows, day)
        return late if value == "1" else rows.exclude(pk__in=late.order_by().values("pk"))

    return Listing(
        title=_("隐患台账"),
        columns=(
            Column("number", _("隐患编号"), "number", "number", link=hazard_url),
            Column("mine", _("矿山"), "mine.name", "mine__name"),
            Column("region", _("区划"), "mine.region_code", "mine__region_code"),
            Column("level", _("等级"), "get_level_display", "level"),
            Column("description", _("隐患描述"), "description"),
            Column("criterion", _("判定标准"), queries.criterion_short),
            Column("found", _("查出"), "found_on", "found_on", kind="date"),
            Column("due", _("期限"), "due_on", "due_on", kind="date"),
            Column("listing", _("挂牌级别"), "get_listing_level_display", "listing_level"),
            Column("state", _("状态"), lambda h: state_of(h, day), "state", kind="state"),
            Column("delisted", _("销号"), "delisted_on", "delisted_on", kind="date"),
        ),
        filters=(
            Filter("level", _("等级"), choices_of(HazardLevel)),
            Filter("state", _("状态"), choices_of(HazardState)),
            Filter("overdue", _("逾期"), lambda _r: yes_no(), apply=overdue),
            Filter("sector", _("行业"), choices_of(Sector)),
            Filter("source", _("来源"), choices_of(Hazard.Source)),
            Filter("listing_level", _("挂牌级别"), LISTING_LEVELS),
            Filter("inspection", _("专项检查"), _inspections, lookup="visit__inspection_id"),
        ),
        search=("number", "mine__name", "mine__code", "description", "listing_number"),
        order=("-found_on", "number"),
        empty=_("本辖区内没有隐患记录。点“登记隐患”记第一条，或从 Excel 导入。"),
        file_name="hazards",
    )


def _of_mine(unit: Any) -> str:
    return reverse("hazards:list") + f"?q={unit.code}"


BY_MINE = Listing(
    title=_("隐患：按矿山"),
    columns=(
        Column("region", _("区划"), "region_code", "region_code"),
        Column("name", _("矿山"), "name", "name", link=_of_mine),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("all", _("查出"), "all_count", "all_count", kind="number"),
        Column("major", _("其中重大"), "major_count", "major_count", kind="number"),
        Column("open", _("未整改"), "open_count", "open_count", kind="number"),
        Column("overdue", _("逾期"), "overdue_count", "overdue_count", kind="number"),
    ),
    filters=(Filter("sector", _("行业"), choices_of(Sector)),),
    search=("name", "code"),
    order=("-overdue_count", "-open_count", "region_code", "code"),
    empty=_("本辖区内没有隐患记录。"),
    file_name="hazards-by-mine",
)
