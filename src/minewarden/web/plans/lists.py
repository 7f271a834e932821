"""The lists of plans and of the use of the enforcement system, and what their workbooks look like."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web import sheets
from minewarden.web.listing import Column, Filter, Listing, choices_of, yes_no
from minewarden.web.org.models import Level, Sector, Unit
from minewarden.web.plans.models import EnforcementPlan, SystemActivity
from minewarden.web.plans.states import PlanState
from minewarden.web.record import State
from minewarden.web.sheets import SheetColumn
from minewarden.web.unit_fields import reader

SHAPES = {PlanState.ENTERED: "done", PlanState.RETURNED: "late", PlanState.REPLACED: "plain"}


def state_of(plan: EnforcementPlan) -> State:
    """The state with its shape."""
    return State(SHAPES.get(plan.state, "open"), plan.get_state_display())


def _page(plan: EnforcementPlan) -> str:
    return reverse("plans:plan", args=[plan.pk])


def _years(_request: Any) -> list[tuple[str, str]]:
    found = EnforcementPlan.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in found]


PLANS = Listing(
    title=_("执法计划"),
    columns=(
        Column("year", _("年度"), "year", "year"),
        Column("unit", _("监管部门"), "unit.name", "unit__region_code"),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("edition", _("版次"), "edition", "edition", kind="number"),
        Column("title", _("计划名称"), "title", "title", link=_page),
        Column("state", _("状态"), state_of, "state", kind="state"),
        Column("made", _("制定"), "made_on", "made_on", kind="date"),
        Column("submitted", _("报批"), "submitted_on", "submitted_on", kind="date"),
        Column("approved", _("批准"), "approved_on", "approved_on", kind="date"),
        Column("filed", _("备案"), "filed_on", "filed_on", kind="date"),
        Column("entered", _("录入"), "entered_on", "entered_on", kind="date"),
    ),
    filters=(
        Filter("year", _("年度"), _years),
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("level", _("级别"), choices_of(Level), lookup="unit__level"),
        Filter("state", _("状态"), choices_of(PlanState)),
        Filter(
            "approved",
            _("已批准"),
            lambda _r: yes_no(),
            apply=lambda rows, value: rows.filter(approved_on__isnull=value == "0"),
        ),
    ),
    search=("title", "unit__name", "unit__code", "government", "approval_document"),
    order=("-year", "unit__region_code", "sector", "-edition", "pk"),
    empty=_("本辖区内还没有执法计划。点“编制计划”登记第一份，或从 Excel 导入。"),
    file_name="enforcement-plans",
)


def _standing_of(unit: Any) -> State:
    if unit.is_approved:
        return State("done", _("已批准"))
    if unit.is_submitted:
        return State("open", _("已报批，未批准"))
    return State("late", _("已制定，未报批") if unit.is_made else _("没有计划"))


def _narrow_standing(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(is_approved=value == "1")


STANDING = Listing(
    title=_("计划审批进度"),
    columns=(
        Column("region", _("区划"), "region_code", "region_code"),
        Column("short", _("地区"), "short_name"),
        Column("unit", _("监管部门"), "name", "name", link=lambda u: reverse("org:unit", args=[u.pk])),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("level", _("级别"), "get_level_display", "level"),
        Column("standing", _("进度"), _standing_of, "is_approved", kind="state"),
    ),
    filters=(
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("level", _("级别"), choices_of(Level)),
        Filter("approved", _("已批准"), lambda _r: yes_no(), apply=_narrow_standing),
    ),
    search=("name", "code"),
    order=("region_code", "code"),
    empty=_("本辖区内没有监管部门。"),
    file_name="plan-standing",
)


def _used(unit: Any) -> State:
    return State("done", _("使用")) if unit.entered else State("late", _("未使用"))


USE = Listing(
    title=_("执法系统使用情况"),
    columns=(
        Column("region", _("区划"), "region_code", "region_code"),
        Column("short", _("地区"), "short_name"),
        Column(
            "unit",
            _("监管部门"),
            "name",
            "name",
            link=lambda u: reverse("plans:activity") + f"?unit={u.pk}",
        ),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("level", _("级别"), "get_level_display", "level"),
        Column("documents", _("执法文书"), "documents", "documents", kind="number"),
        Column("checks", _("检查"), "checks", "checks", kind="number"),
        Column("plans", _("计划"), "plans_entered", "plans_entered", kind="number"),
        Column("logins", _("登录"), "logins", "logins", kind="number"),
        Column("last", _("最近录入"), "last_entered_on", "last_entered_on", kind="date"),
        Column("used", _("是否使用"), _used, "entered", kind="state"),
    ),
    filters=(
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("level", _("级别"), choices_of(Level)),
        Filter(
            "used",
            _("是否使用"),
            lambda _r: yes_no(),
            apply=lambda rows, value: rows.filter(entered__gt=0) if value == "1" else rows.filter(entered=0),
        ),
    ),
    search=("name", "code"),
    order=("region_code", "code"),
    empty=_("本辖区内没有监管部门。"),
    note=_("按本年1月1日起录入的文书、检查、计划计算；只登录不算使用。"),
    file_name="system-use",
)

ACTIVITY = Listing(
    title=_("执法系统使用记录"),
    columns=(
        Column("on", _("日期"), "on", "on", kind="date"),
        Column("unit", _("监管部门"), "unit.name", "unit__region_code"),
        Column("kind", _("操作"), "get_kind_display", "kind"),
        Column("count", _("次数"), "count", "count", kind="number"),
        Column("source", _("数据来源"), "source", "source"),
    ),
    filters=(Filter("kind", _("操作"), choices_of(SystemActivity.Kind)),),
    search=("unit__name", "unit__code", "source"),
    order=("-on", "unit__region_code", "pk"),
    empty=_("还没有使用记录。请从执法系统导出后用 Excel 导入。"),
    file_name="system-activity",
)

ROUNDS = Listing(
    title=_("计划监督检查"),
    columns=(
        Column("title", _("名称"), "title", "title", link=lambda r: reverse("plans:round", args=[r.pk])),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("year", _("计划年度"), "year", "year"),
        Column("from", _("开始"), "starts_on", "starts_on", kind="date"),
        Column("to", _("结束"), "ends_on", "ends_on", kind="date"),
        Column("unit", _("组织单位"), "unit.name", "unit__name"),
    ),
    search=("title",),
    order=("-starts_on", "pk"),
    empty=_("还没有登记对执法计划的监督检查。"),
    file_name="plan-checks",
)


def plan_sheet(user: Any) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of plans."""
    return (
        SheetColumn(
            "unit", _("监管部门"), reader(user, Unit.Kind.REGULATOR), True, _("编码或全称"), "R520000C"
        ),
        SheetColumn("sector", _("行业"), sheets.choice(Sector.choices), True, "", _("煤矿")),
        SheetColumn("year", _("年度"), sheets.number(2021, 2100, whole=True), True, "", 2024),
        SheetColumn("title", _("计划名称"), sheets.text(120), True),
        SheetColumn("key_points", _("检查重点"), sheets.text(2000)),
        SheetColumn("officers", _("执法人员数"), sheets.number(1, 100_000, whole=True), True, "", 12),
        SheetColumn("legal_days", _("每人法定工作日"), sheets.number(1, 366, whole=True), True, "", 250),
        SheetColumn("made_on", _("制定日期"), sheets.day, True, "", "2023-12-20"),
        SheetColumn("submitted_on", _("报批日期"), sheets.day),
        SheetColumn("approved_on", _("批准日期"), sheets.day, False, _("填了批准日期须同时填政府和文件")),
        SheetColumn("government", _("批准的人民政府"), sheets.text(80)),
        SheetColumn("approval_document", _("批准文件"), sheets.text(120)),
        SheetColumn("filed_on", _("备案日期"), sheets.day),
        SheetColumn("entered_on", _("录入执法系统日期"), sheets.day),
    )


def activity_sheet(user: Any) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of what departments entered."""
    return (
        SheetColumn(
            "unit", _("监管部门"), reader(user, Unit.Kind.REGULATOR), True, _("编码或全称"), "R520000C"
        ),
        SheetColumn("on", _("日期"), sheets.day, True, "", "2024-03-01"),
        SheetColumn("kind", _("操作"), sheets.choice(SystemActivity.Kind.choices), True, "", _("录入检查")),
        SheetColumn("count", _("次数"), sheets.number(1, 10_000_000, whole=True), True, "", 3),
        SheetColumn("source", _("数据来源"), sheets.text(120), True, "", _("执法系统导出")),
    )
