"""Pages of enforcement plans: list, standing, record, its ledger and visits, each step of its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web import record
from minewarden.web.importing import Import
from minewarden.web.org import permissions, scope
from minewarden.web.plans import actions, forms, lists, page_parts, queries, workdays
from minewarden.web.plans.models import EnforcementPlan
from minewarden.web.plans.states import PlanAct, may
from minewarden.web.record import Act, ReasonForm, StepForm
from minewarden.web.sheets import Fault
from minewarden.web.writing import each_row

# act -> (permission, form), in the order in which they are offered
STEPS: dict[str, tuple[str, type[StepForm]]] = {
    PlanAct.SUBMIT: ("plans.edit", StepForm),
    PlanAct.APPROVE: ("plans.approve", forms.ApproveForm),
    PlanAct.RETURN: ("plans.approve", ReasonForm),
    PlanAct.FILE: ("plans.edit", StepForm),
    PlanAct.ENTER: ("plans.edit", StepForm),
    PlanAct.AMEND: ("plans.edit", ReasonForm),
}
WRITERS: dict[str, Callable[..., EnforcementPlan]] = {
    PlanAct.SUBMIT: actions.submit_plan,
    PlanAct.RETURN: actions.return_plan,
    PlanAct.APPROVE: actions.approve_plan,
    PlanAct.FILE: actions.file_plan,
    PlanAct.ENTER: actions.enter_plan,
    PlanAct.AMEND: actions.amend_plan,
}


def rule_of(act: str) -> str:
    """Why the step is taken, beside its form."""
    return {
        PlanAct.SUBMIT: _("工作日台账必须平衡：人数×法定工作日=监督检查+其他执法+非执法。"),
        PlanAct.RETURN: _("批准机关退回时写明理由，修改后可再次报批。"),
        PlanAct.APPROVE: _(
            "年度计划由本级人民政府批准（安全生产年度监督检查计划编制办法，待核）；下级可由上级代为登记。"
        ),
        PlanAct.FILE: _(
            "批准后报上一级备案（待核）；煤矿计划同时抄送驻地矿山安全监察机构（煤矿安全生产条例第四十三条）。"
        ),
        PlanAct.ENTER: _("录入执法系统后，计入执法系统使用情况。"),
        PlanAct.AMEND: _("已批准的计划不能直接修改；调整形成新版，重新报批，批准之日替代原版。"),
    }[PlanAct(act)]


def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans within scope."""
    permissions.check(request.user, "plans.view")
    buttons = []
    if permissions.may(request.user, "plans.edit"):
        buttons.append((_("编制计划"), reverse("plans:add")))
    if permissions.may(request.user, "plans.import"):
        buttons.append((_("从 Excel 导入"), reverse("plans:import")))
    buttons += [
        (_("审批进度"), reverse("plans:standing")),
        (_("系统使用"), reverse("plans:use")),
        (_("监督检查"), reverse("plans:rounds")),
    ]
    return replace(lists.PLANS, actions=buttons).respond(request, queries.plans(request.user))


def standing(request: HttpRequest) -> HttpResponse:
    """Which regulators have their plan of the year approved as of the day looked at."""
    permissions.check(request.user, "plans.view")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else request.as_of.year
    note = _("截至%(day)s，%(year)d年度计划。") % {"day": request.as_of, "year": year}
    rows = queries.standing(request.user, request.as_of, year)
    return replace(lists.STANDING, note=note).respond(request, rows)


def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition of a plan."""
    permissions.check(request.user, "plans.view")
    plan = scope.get_within(queries.plans(request.user), request.user, pk=pk)
    acts = [
        Act(PlanAct(act).label, reverse("plans:step", args=[pk, act]))
        for act, (verb, _form) in STEPS.items()
        if may(plan.state, act) and permissions.may(request.user, verb)
    ]
    first = next((act for act in STEPS if may(plan.state, act)), None)
    editable = may(plan.state, PlanAct.EDIT) and permissions.may(request.user, "plans.edit")
    if editable:
        acts.append(Act(_("修改"), reverse("plans:edit", args=[pk])))
    return record.page(
        request,
        plan,
        facts=page_parts.facts(plan),
        back=reverse("plans:list"),
        state=lists.state_of(plan),
        acts=acts,
        reason=rule_of(first) if first else "",
        happenings=page_parts.happenings(plan),
        tables=[page_parts.ledger_table(plan, editable), page_parts.visit_table(plan, editable)],
    )


def plan_add(request: HttpRequest) -> HttpResponse:
    """Make a plan."""
    permissions.check(request.user, "plans.edit")
    year = request.as_of.year
    initial = {
        "unit": request.user.eyes.unit,
        "sector": request.user.eyes.sector,
        "year": year,
        "legal_days": workdays.legal_days_of(year),
        "made_on": request.as_of,
    }
    form = forms.PlanForm(request.POST or None, user=request.user, initial=initial)

    def write(_values: dict[str, Any]) -> EnforcementPlan:
        return actions.make_plan(**form.changed(), by=request.user, at=timezone.now())

    return record.submit(
        request,
        form,
        write,
        title=_("编制执法计划"),
        back=reverse("plans:list"),
        rule=_(
            "每人法定工作日按当年放假安排计算；县级以上监管部门应编制并按计划执法（煤矿安全生产条例第四十三条）。"
        ),
        to=lambda plan: reverse("plans:plan", args=[plan.pk]),
    )


def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan before it is submitted."""
    permissions.check(request.user, "plans.edit")
    plan = scope.get_within(queries.plans(request.user), request.user, pk=pk)
    form = forms.PlanForm(request.POST or None, user=request.user, instance=plan)

    def write(values: dict[str, Any]) -> EnforcementPlan:
        return actions.edit_plan(
            plan=plan, version=values["version"] or 0, **form.changed(), by=request.user, at=timezone.now()
        )

    return record.submit(request, form, write, title=_("修改执法计划"), back=reverse("plans:plan", args=[pk]))


def plan_workdays(request: HttpRequest, pk: int) -> HttpResponse:
    """The work-day ledger of a plan."""
    permissions.check(request.user, "plans.edit")
    plan = scope.get_within(queries.plans(request.user), request.user, pk=pk)
    lines = [f"{item.get_use_display()}\t{item.name}\t{item.days}" for item in plan.workday_items.all()]
    initial = {"version": plan.version, "rows": "\n".join(lines)}
    form = forms.WorkdaysForm(request.POST or None, initial=initial)

    def write(values: dict[str, Any]) -> EnforcementPlan:
        items = [(row["use"], row["name"], row["days"]) for row in values["rows"]]
        return actions.set_workdays(
            plan=plan, items=items, version=values["version"], by=request.user, at=timezone.now()
        )

    rule = _("总法定工作日 %(total)d = %(officers)d人 × %(days)d天。用途：%(uses)s。") % {
        "total": plan.officers * plan.legal_days,
        "officers": plan.officers,
        "days": plan.legal_days,
        "uses": "、".join(str(label) for label in workdays.LABELS.values()),
    }
    back = reverse("plans:plan", args=[pk])
    return record.submit(request, form, write, title=_("工作日台账"), back=back, rule=rule)


def plan_visits(request: HttpRequest, pk: int) -> HttpResponse:
    """The planned visits of a plan by mine and month."""
    permissions.check(request.user, "plans.edit")
    plan = scope.get_within(queries.plans(request.user), request.user, pk=pk)
    lines = [
        f"{v.mine.code}\t{v.month}\t{v.get_kind_display()}\t{_('是') if v.random else _('否')}\t{v.times}"
        for v in plan.planned_visits.select_related("mine")
    ]
    initial = {"version": plan.version, "rows": "\n".join(lines)}
    form = forms.VisitsForm(request.POST or None, user=request.user, initial=initial)

    def write(values: dict[str, Any]) -> EnforcementPlan:
        return actions.set_visits(
            plan=plan, visits=form.visits(), version=values["version"], by=request.user, at=timezone.now()
        )

    rule = _("随机（双随机）检查矿次不少于计划矿次的30%%（煤安监监察〔2016〕1号，待核）。") % {}
    back = reverse("plans:plan", args=[pk])
    return record.submit(request, form, write, title=_("计划矿次"), back=back, rule=rule)


def plan_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Submit, return, approve, file, enter or amend a plan."""
    if act not in STEPS:
        raise Http404
    verb, form_class = STEPS[act]
    permissions.check(request.user, verb)
    plan = scope.get_within(queries.plans(request.user), request.user, pk=pk)
    form = form_class(request.POST or None, record=plan, request=request)

    def write(values: dict[str, Any]) -> EnforcementPlan:
        return WRITERS[act](plan=plan, **values, by=request.user, at=timezone.now())

    return record.submit(
        request,
        form,
        write,
        title=f"{PlanAct(act).label}：{plan}",
        back=reverse("plans:plan", args=[pk]),
        rule=rule_of(act),
        button=PlanAct(act).label,
        to=lambda saved: reverse("plans:plan", args=[saved.pk]),
    )


def plan_import(request: HttpRequest) -> HttpResponse:
    """Plans from a workbook, as far as their dates say they have come."""
    permissions.check(request.user, "plans.import")
    return Import(
        _("导入执法计划"), lists.plan_sheet(request.user), _take, "enforcement-plans", reverse("plans:list")
    ).respond(request)


def _take(rows: Any, user: Any, at: Any) -> list[Fault]:
    def make(values: dict[str, Any]) -> EnforcementPlan:
        return actions.checked_plan(
            EnforcementPlan(**{key: value for key, value in values.items() if value is not None}), at
        )

    plans, refused = each_row(rows, make, lambda plan: (plan.unit_id, plan.sector, plan.year))
    if not refused:
        actions.take_in_plans(plans, by=user, at=at)
    return [Fault(number, "", "", reason) for number, reason in refused]
