"""The lists of special inspections and of what they recorded."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.inspections import queries
from minewarden.web.inspections.models import (
    Exposure,
    OutcomeKind,
    SpecialInspection,
    Visit,
)
from minewarden.web.inspections.states import InspectionState
from minewarden.web.listing import Column, Filter, Listing, choices_of
from minewarden.web.org.models import Sector
from minewarden.web.record import State

SHAPES = {InspectionState.CLOSED: "done", InspectionState.OPEN: "open"}


def state_of(inspection: SpecialInspection) -> State:
    """The state with its shape."""
    return State(SHAPES.get(inspection.state, "plain"), inspection.get_state_display())


def period_of(inspection: SpecialInspection) -> str:
    """The approximate wording where there is one, else the two days."""
    end = inspection.ends_on.isoformat() if inspection.ends_on else ""
    return inspection.period_text or f"{inspection.starts_on.isoformat()} — {end}"


def visit_url(visit: Visit) -> str:
    """The page of a visit."""
    return reverse("inspections:visit", args=[visit.pk])


def _inspections(request: HttpRequest) -> list[tuple[str, str]]:
    rows = queries.listed(request.user).order_by("-starts_on", "pk")
    return [(str(row.pk), row.title) for row in rows]


def _of(field: str) -> Filter:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(**{field: int(value)})

    return Filter("inspection", _("专项检查"), _inspections, apply=narrow)


INSPECTIONS = Listing(
    title=_("专项检查"),
    columns=(
        Column("title", _("名称"), "title", "title", link=lambda i: reverse("inspections:page", args=[i.pk])),
        Column("topic", _("专题"), "get_topic_display", "topic"),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("unit", _("组织单位"), "unit.name", "unit__name"),
        Column("notice", _("通知文号"), "notice", "notice"),
        Column("period", _("时段"), period_of, "starts_on"),
        Column("state", _("状态"), state_of, "state", kind="state"),
        Column("squads", _("检查组"), "squad_count", "squad_count", kind="number"),
        Column(
            "visits",
            _("检查矿次"),
            "visit_count",
            "visit_count",
            kind="number",
            link=lambda i: reverse("inspections:visits") + f"?inspection={i.pk}",
        ),
    ),
    filters=(
        Filter("topic", _("专题"), choices_of(SpecialInspection.Topic)),
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("state", _("状态"), choices_of(InspectionState)),
    ),
    search=("title", "notice", "notice_title"),
    order=("-starts_on", "pk"),
    empty=_("还没有专项检查。点“组织专项检查”登记第一次。"),
    file_name="special-inspections",
)

VISITS = Listing(
    title=_("专项检查的矿山"),
    columns=(
        Column("on", _("检查日期"), "on", "on", kind="date", link=visit_url),
        Column("mine", _("矿山"), "mine.name", "mine__name", link=visit_url),
        Column("region", _("区划"), "mine.region_code", "mine__region_code"),
        Column("squad", _("检查组"), "squad.name", "squad__name"),
        Column("method", _("检查方式"), "get_method_display", "method"),
        Column("faces", _("隐蔽工作面"), "face_count", "face_count", kind="number"),
        Column("inspection", _("专项检查"), "inspection.title", "inspection__title"),
    ),
    filters=(_of("inspection_id"), Filter("method", _("检查方式"), choices_of(Visit.Method))),
    search=("mine__name", "mine__code", "squad__name"),
    order=("-on", "mine__code", "pk"),
    empty=_("本辖区内还没有专项检查登记的矿山。"),
    file_name="inspection-visits",
)

FACES = Listing(
    title=_("隐蔽工作面"),
    columns=(
        Column("found", _("查出日期"), "found_on", "found_on", kind="date"),
        Column("mine", _("矿山"), "visit.mine.name", "visit__mine__name", link=lambda f: visit_url(f.visit)),
        Column("region", _("区划"), "visit.mine.region_code", "visit__mine__region_code"),
        Column("name", _("工作面"), "name", "name"),
        Column("description", _("情况"), "description"),
        Column("inspection", _("专项检查"), "visit.inspection.title", "visit__inspection__title"),
    ),
    filters=(_of("visit__inspection_id"),),
    search=("visit__mine__name", "visit__mine__code", "name"),
    order=("-found_on", "visit__mine__code", "name"),
    empty=_("本辖区内没有查出隐蔽工作面的记录。"),
    file_name="hidden-faces",
)

EXPOSURES = Listing(
    title=_("曝光的典型案例"),
    columns=(
        Column("on", _("曝光日期"), "on", "on", kind="date"),
        Column("title", _("案例"), "title", "title"),
        Column("mine", _("矿山"), "mine.name", "mine__name"),
        Column("medium", _("媒体类别"), "get_medium_display", "medium"),
        Column("name", _("媒体名称"), "medium_name", "medium_name"),
        Column("inspection", _("专项检查"), "inspection.title", "inspection__title"),
    ),
    filters=(_of("inspection_id"), Filter("medium", _("媒体类别"), choices_of(Exposure.Medium))),
    search=("title", "mine__name", "mine__code", "medium_name"),
    order=("-on", "pk"),
    empty=_("本辖区内没有曝光的案例。"),
    file_name="exposures",
)

OUTCOMES = Listing(
    title=_("处理情况"),
    columns=(
        Column("on", _("日期"), "on", "on", kind="date"),
        Column("unit", _("填报单位"), "unit.name", "unit__region_code"),
        Column("kind", _("种类"), "get_kind_display", "kind"),
        Column("count", _("件（人）次"), "count", "count", kind="number"),
        Column("about", _("对象和事由"), "about"),
        Column("document", _("文书或文件"), "document"),
        Column("inspection", _("专项检查"), "inspection.title", "inspection__title"),
    ),
    filters=(_of("inspection_id"), Filter("kind", _("种类"), choices_of(OutcomeKind))),
    search=("about", "unit__name", "document"),
    order=("-on", "unit__region_code", "pk"),
    empty=_("还没有登记谈话、通报、追责、惩处或典型案例。"),
    file_name="inspection-outcomes",
)
