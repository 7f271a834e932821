"""Pages of the use of the enforcement system and of the checks of plans and use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web import record
from minewarden.web.importing import Import
from minewarden.web.org import permissions, scope
from minewarden.web.plans import actions, forms, lists, queries
from minewarden.web.plans.models import PlanCheck, PlanCheckRound, SystemActivity, UsageCheck
from minewarden.web.record import Act, Cell, Fact, State, Table
from minewarden.web.sheets import Fault
from minewarden.web.writing import each_row


def use(request: HttpRequest) -> HttpResponse:
    """Which departments use the enforcement system, counted from what they entered."""
    permissions.check(request.user, "plans.view")
    buttons = [(_("使用记录"), reverse("plans:activity"))]
    if permissions.may(request.user, "plans.import"):
        buttons.append((_("从 Excel 导入"), reverse("plans:activity_import")))
    rows = queries.use_by_department(request.user, request.as_of)
    return replace(lists.USE, actions=buttons).respond(request, rows)


def activity(request: HttpRequest) -> HttpResponse:
    """The rows behind it, of one department when asked."""
    permissions.check(request.user, "plans.view")
    rows = queries.activities(request.user).filter(on__lte=request.as_of)
    unit = request.GET.get("unit", "")
    if unit.isdigit():
        rows = rows.filter(unit_id=int(unit))
    return lists.ACTIVITY.respond(request, rows)


def activity_import(request: HttpRequest) -> HttpResponse:
    """What departments entered, from a workbook of the system's operator."""
    permissions.check(request.user, "plans.import")
    return Import(
        _("导入执法系统使用记录"),
        lists.activity_sheet(request.user),
        _take,
        "system-activity",
        reverse("plans:activity"),
    ).respond(request)


def _take(rows: Any, user: Any, at: Any) -> list[Fault]:
    def make(values: dict[str, Any]) -> SystemActivity:
        return actions.checked_activity(SystemActivity(**values), at)

    made, refused = each_row(rows, make, lambda row: (row.unit_id, row.on, row.kind, row.source))
    if not refused:
        actions.take_in_activity(made, by=user, at=at)
    return [Fault(number, "", "", reason) for number, reason in refused]


def rounds(request: HttpRequest) -> HttpResponse:
    """The checks of plans organised within scope."""
    permissions.check(request.user, "plans.view")
    buttons = []
    if permissions.may(request.user, "plans.check"):
        buttons = [(_("登记监督检查"), reverse("plans:round_add"))]
    return replace(lists.ROUNDS, actions=buttons).respond(request, queries.rounds(request.user))


def round_add(request: HttpRequest) -> HttpResponse:
    """Open a check of plans."""
    permissions.check(request.user, "plans.check")
    initial = {"year": request.as_of.year, "starts_on": request.as_of}
    form = forms.RoundForm(request.POST or None, initial=initial)

    def write(_values: dict[str, Any]) -> PlanCheckRound:
        unit = request.user.eyes.unit
        return actions.open_round(unit=unit, **form.changed(), by=request.user, at=timezone.now())

    return record.submit(
        request,
        form,
        write,
        title=_("登记计划监督检查"),
        back=reverse("plans:rounds"),
        to=lambda found: reverse("plans:round", args=[found.pk]),
    )


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One check: whom it reached, whom not, and the samples of use."""
    permissions.check(request.user, "plans.view")
    found = scope.get_within(queries.rounds(request.user), request.user, pk=pk)
    checks = list(found.plan_checks.select_related("unit", "checked_by").order_by("unit__region_code"))
    missing = list(queries.unchecked_in(found))
    covered = State("late", _("未全覆盖")) if missing else State("done", _("全覆盖"))
    may_edit = permissions.may(request.user, "plans.check")
    return record.page(
        request,
        found,
        facts=[
            Fact(_("组织单位"), found.unit.name),
            Fact(_("行业和计划年度"), f"{found.get_sector_display()} {found.year}"),
            Fact(_("开始"), found.starts_on),
            Fact(_("结束"), found.ends_on),
            Fact(_("未查到的省级部门"), [unit.short_name for unit in missing]),
        ],
        back=reverse("plans:rounds"),
        state=covered,
        tables=[_checks_table(found, checks, may_edit), _usage_table(found, may_edit)],
    )


def round_plans(request: HttpRequest, pk: int) -> HttpResponse:
    """Record whose plans were checked."""
    permissions.check(request.user, "plans.check")
    found = scope.get_within(queries.rounds(request.user), request.user, pk=pk)
    form = forms.PlanChecksForm(request.POST or None, request=request, found=found)

    def write(values: dict[str, Any]) -> Any:
        units = values.pop("units")
        by = request.user.eyes.unit
        rows = [PlanCheck(round=found, unit=unit, checked_by=by, **values) for unit in units]
        return actions.record_checks(rows, by=request.user, at=timezone.now())

    back = reverse("plans:round", args=[pk])
    return record.submit(request, form, write, title=_("登记已查部门"), back=back)


def round_usage(request: HttpRequest, pk: int) -> HttpResponse:
    """Record in which provinces the use of the system was sampled."""
    permissions.check(request.user, "plans.check")
    found = scope.get_within(queries.rounds(request.user), request.user, pk=pk)
    form = forms.UsageChecksForm(request.POST or None, request=request, found=found)

    def write(values: dict[str, Any]) -> Any:
        units = values.pop("units")
        by = request.user.eyes.unit
        rows = [UsageCheck(round=found, province=unit, checked_by=by, **values) for unit in units]
        return actions.record_usage_checks(rows, by=request.user, at=timezone.now())

    back = reverse("plans:round", args=[pk])
    return record.submit(request, form, write, title=_("登记系统使用抽查"), back=back)


def _checks_table(found: PlanCheckRound, checks: list[PlanCheck], may_edit: bool) -> Table:
    plans = queries.plans_of_round(found)
    rows = []
    for row in checks:
        plan = plans.get(row.unit_id)
        state = lists.state_of(plan) if plan else State("late", _("没有计划"))
        url = reverse("plans:plan", args=[plan.pk]) if plan else ""
        rows.append(
            [
                Cell(row.unit.short_name),
                Cell(row.unit.name, url),
                Cell(row.checked_on, kind="date"),
                Cell(state, kind="state"),
                Cell(row.checked_by.short_name),
                Cell(row.finding),
            ]
        )
    acts = [Act(_("登记已查部门"), reverse("plans:round_plans", args=[found.pk]))] if may_edit else []
    header = (_("地区"), _("被查部门"), _("检查日期"), _("计划现状"), _("检查单位"), _("检查情况"))
    return Table(_("已查部门"), header, rows, _("还没有登记已查部门。"), acts)


def _usage_table(found: PlanCheckRound, may_edit: bool) -> Table:
    checks = found.usage_checks.select_related("province", "checked_by").order_by("province__region_code")
    rows = [
        [
            Cell(row.province.short_name),
            Cell("、".join(str(w) for on, w in ((row.cities, _("市级")), (row.counties, _("县级"))) if on)),
            Cell(row.checked_on, kind="date"),
            Cell(row.checked_by.short_name),
            Cell(row.finding),
        ]
        for row in checks
    ]
    acts = [Act(_("登记抽查"), reverse("plans:round_usage", args=[found.pk]))] if may_edit else []
    header = (_("省份"), _("级别"), _("检查日期"), _("检查单位"), _("检查情况"))
    return Table(_("市、县两级系统使用抽查"), header, rows, _("还没有登记抽查。"), acts)
