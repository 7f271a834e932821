"""Pages of the hazard ledger: lists, record, form, and each step on the way to delisting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web import record
from minewarden.web.hazards import actions, forms, lists, queries
from minewarden.web.hazards.models import Hazard
from minewarden.web.hazards.states import HazardAct, HazardLevel, answering_level, is_overdue, may
from minewarden.web.importing import Import
from minewarden.web.org import permissions, scope
from minewarden.web.org.models import Level
from minewarden.web.record import Act, Fact, Happening, ReasonForm, StepForm
from minewarden.web.sheets import Fault
from minewarden.web.writing import each_row


@dataclass(frozen=True)
class Step:
    """Who may take a step, with which form, by which action."""

    verb: str
    form: type[StepForm]
    write: Callable[..., Hazard]


STEPS = {
    HazardAct.LIST: Step("hazards.list", forms.ListForm, actions.list_hazard),
    HazardAct.PLAN: Step("hazards.rectify", forms.FixForm, actions.fix_plan),
    HazardAct.RECTIFY: Step("hazards.rectify", StepForm, actions.report_rectified),
    HazardAct.ACCEPT: Step("hazards.accept", StepForm, actions.accept),
    HazardAct.REJECT: Step("hazards.accept", ReasonForm, actions.reject),
    HazardAct.DELIST: Step("hazards.accept", StepForm, actions.delist),
    HazardAct.EXTEND: Step("hazards.list", forms.ExtendForm, actions.extend),
    HazardAct.EXPOSE: Step("hazards.edit", forms.ExposeForm, actions.expose),
}


def rule_of(act: str) -> str:
    """The ground of a step, beside its form."""
    return {
        HazardAct.LIST: _(
            "重大事故隐患由监管部门挂牌督办（安全生产法第四十一条、煤矿安全生产条例第四十五条）；级别和时限按本地规定，待核。"
        ),
        HazardAct.PLAN: _("整改做到责任、措施、资金、时限、预案“五落实”（矿安〔2022〕71号）。"),
        HazardAct.RECTIFY: _("整改完成后由矿山报告并申请验收。"),
        HazardAct.ACCEPT: _("监管监察部门现场核查后验收，验收单位记为您所在单位。"),
        HazardAct.REJECT: _("验收不通过写明理由，退回整改，期限不变。"),
        HazardAct.DELIST: _("验收通过后销号。"),
        HazardAct.EXTEND: _("延期写明理由，原期限保留在台账中。"),
        HazardAct.EXPOSE: _("任何阶段都可以登记曝光。"),
    }[HazardAct(act)]


def hazard_list(request: HttpRequest) -> HttpResponse:
    """The ledger within scope."""
    permissions.check(request.user, "hazards.view")
    buttons = []
    if permissions.may(request.user, "hazards.edit"):
        buttons.append((_("登记隐患"), reverse("hazards:add")))
    if permissions.may(request.user, "hazards.import"):
        buttons.append((_("从 Excel 导入"), reverse("hazards:import")))
    buttons += [(_("按矿山"), reverse("hazards:by_mine")), (_("按地区"), reverse("hazards:by_region"))]
    listing = replace(lists.hazards_listing(request.as_of), actions=buttons)
    return listing.respond(request, queries.hazards(request.user).filter(found_on__lte=request.as_of))


def by_mine(request: HttpRequest) -> HttpResponse:
    """How many hazards each mine has, found, open and overdue."""
    permissions.check(request.user, "hazards.view")
    return lists.BY_MINE.respond(request, queries.by_mine(request.user, request.as_of))


def by_region(request: HttpRequest) -> HttpResponse:
    """The same by province."""
    permissions.check(request.user, "hazards.view")
    context = {
        "title": _("隐患：按地区"),
        "regions": queries.by_region(request.user, request.as_of),
    }
    return render(request, "hazards/by_region.html", context)


def hazard_add(request: HttpRequest) -> HttpResponse:
    """Record a hazard as found by one's own unit."""
    permissions.check(request.user, "hazards.edit")
    initial = {"found_on": request.as_of, "sector": request.user.eyes.sector}
    form = forms.HazardForm(request.POST or None, user=request.user, day=request.as_of, initial=initial)

    def write(_values: dict[str, Any]) -> Hazard:
        row = Hazard(found_by=request.user.eyes.unit, **form.changed())
        return actions.record_hazards([row], by=request.user, at=timezone.now())[0]

    return record.submit(
        request,
        form,
        write,
        title=_("登记隐患"),
        back=reverse("hazards:list"),
        rule=_(
            "重大隐患按查出之日施行的判定标准认定：煤矿2026年6月30日前适用应急管理部令第4号，其后适用第21号。"
        ),
        to=lists.hazard_url,
    )


def hazard_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was found, before it is listed or planned."""
    permissions.check(request.user, "hazards.edit")
    hazard = scope.get_within(queries.hazards(request.user), request.user, pk=pk)
    form = forms.HazardForm(request.POST or None, user=request.user, day=hazard.found_on, instance=hazard)

    def write(values: dict[str, Any]) -> Hazard:
        return actions.edit_hazard(
            hazard=hazard,
            version=values["version"] or 0,
            **form.changed(),
            by=request.user,
            at=timezone.now(),
        )

    return record.submit(request, form, write, title=_("修改隐患"), back=lists.hazard_url(hazard))


def hazard_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """List, plan, extend, rectify, accept, reject, delist or expose a hazard."""
    if act not in STEPS:
        raise Http404
    step = STEPS[HazardAct(act)]
    permissions.check(request.user, step.verb)
    hazard = scope.get_within(queries.hazards(request.user), request.user, pk=pk)
    form = step.form(request.POST or None, record=hazard, request=request)

    def write(values: dict[str, Any]) -> Hazard:
        if act == HazardAct.ACCEPT:
            values["accepted_by"] = request.user.eyes.unit
        return step.write(hazard=hazard, **values, by=request.user, at=timezone.now())

    label = HazardAct(act).label
    return record.submit(
        request,
        form,
        write,
        title=f"{label}：{hazard}",
        back=lists.hazard_url(hazard),
        rule=rule_of(act),
        button=label,
    )


def hazard_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard and all that was done about it."""
    permissions.check(request.user, "hazards.view")
    hazard = scope.get_within(queries.hazards(request.user), request.user, pk=pk)
    possible = [
        act
        for act, step in STEPS.items()
        if may(hazard.level, hazard.state, act) and permissions.may(request.user, step.verb)
    ]
    acts = [Act(act.label, reverse("hazards:step", args=[pk, act.value])) for act in possible]
    if may(hazard.level, hazard.state, HazardAct.EDIT) and permissions.may(request.user, "hazards.edit"):
        acts.append(Act(_("修改"), reverse("hazards:edit", args=[pk])))
    return record.page(
        request,
        hazard,
        facts=_facts(hazard, request),
        back=reverse("hazards:list"),
        state=lists.state_of(hazard, request.as_of),
        acts=acts,
        reason=rule_of(possible[0]) if possible else "",
        happenings=_happenings(hazard),
    )


def hazard_import(request: HttpRequest) -> HttpResponse:
    """Hazards found by one's own unit, from a workbook."""
    permissions.check(request.user, "hazards.import")
    columns = forms.hazard_sheet(request.user)
    return Import(_("导入隐患"), columns, _take, "hazards", reverse("hazards:list")).respond(request)


def _take(rows: Any, user: Any, at: Any) -> list[Fault]:
    taken: dict[str, int] = {}

    def make(values: dict[str, Any]) -> Hazard:
        given = {name: value for name, value in values.items() if value is not None}
        return actions.checked(Hazard(found_by=user.eyes.unit, **given), at, taken)

    made, refused = each_row(rows, make)
    if not refused:
        actions.record_hazards(made, by=user, at=at)
    return [Fault(number, "", "", reason) for number, reason in refused]


def _facts(hazard: Hazard, request: HttpRequest) -> list[Fact]:
    facts = [
        Fact(_("矿山"), hazard.mine.name),
        Fact(_("等级"), hazard.get_level_display()),
        Fact(_("判定标准"), queries.criterion_text(hazard)),
        Fact(_("部位"), hazard.place),
        Fact(_("隐患描述"), hazard.description),
        Fact(_("来源"), hazard.get_source_display()),
        Fact(_("查出单位"), hazard.found_by.name),
        Fact(_("整改期限"), hazard.due_on),
    ]
    if hazard.visit is not None:
        title = f"{hazard.visit.inspection.title} {hazard.visit.on}"
        facts.append(Fact(_("专项检查"), title, reverse("inspections:visit", args=[hazard.visit_id])))
    if hazard.level == HazardLevel.MAJOR and hazard.listing_level:
        late = is_overdue(hazard.state, hazard.due_on, request.as_of)
        level = answering_level(hazard.listing_level, late)
        facts.append(Fact(_("挂牌"), f"{hazard.get_listing_level_display()} {hazard.listing_number}"))
        facts.append(Fact(_("督办责任（逾期升一级）"), Level(level).label))
    if hazard.planned_on:
        facts += [
            Fact(_("责任"), hazard.responsibility),
            Fact(_("措施"), hazard.measures),
            Fact(_("资金（元）"), hazard.money_yuan),
            Fact(_("预案"), hazard.contingency),
        ]
    return facts


def _happenings(hazard: Hazard) -> list[Happening]:
    accepted_by = hazard.accepted_by.name if hazard.accepted_by else ""
    return [
        Happening(hazard.found_on, _("查出"), hazard.found_by.name),
        Happening(hazard.listed_on, _("挂牌督办"), hazard.listing_number),
        Happening(hazard.planned_on, _("落实整改方案")),
        *(Happening(note.on, note.get_kind_display(), note.reason) for note in hazard.notes.all()),
        Happening(hazard.rectified_on, _("整改完成")),
        Happening(hazard.accepted_on, _("验收通过"), accepted_by),
        Happening(hazard.delisted_on, _("销号")),
        Happening(hazard.exposed_on, _("曝光"), hazard.exposed_in),
    ]
