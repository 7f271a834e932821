"""Pages of special inspections themselves: list, record, form, squads, and each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import NotAllowed
from minewarden.web import record
from minewarden.web.inspections import actions, forms, lists, queries
from minewarden.web.inspections.models import OutcomeKind, SpecialInspection
from minewarden.web.inspections.states import InspectionAct, may
from minewarden.web.org import permissions, scope
from minewarden.web.record import Act, Cell, Fact, Happening, StepForm, Table

SHOWN = 20  # rows of a kind on the record's page; the list has the rest
STEPS: dict[str, tuple[type[StepForm], Callable[..., SpecialInspection]]] = {
    InspectionAct.OPEN: (StepForm, actions.announce),
    InspectionAct.CLOSE: (StepForm, actions.close),
    InspectionAct.REOPEN: (forms.ReopenForm, actions.reopen),
}


def inspection_list(request: HttpRequest) -> HttpResponse:
    """The special inspections that reach one."""
    permissions.check(request.user, "inspections.view")
    buttons = []
    if permissions.may(request.user, "inspections.lead"):
        buttons.append((_("组织专项检查"), reverse("inspections:add")))
    buttons += [
        (_("检查的矿山"), reverse("inspections:visits")),
        (_("隐蔽工作面"), reverse("inspections:faces")),
        (_("曝光"), reverse("inspections:exposures")),
        (_("处理情况"), reverse("inspections:outcomes")),
    ]
    return replace(lists.INSPECTIONS, actions=buttons).respond(request, queries.counted(request.user))


def inspection_add(request: HttpRequest) -> HttpResponse:
    """Prepare a special inspection as one's own unit."""
    permissions.check(request.user, "inspections.lead")
    initial = {"starts_on": request.as_of, "sector": request.user.eyes.sector}
    form = forms.InspectionForm(request.POST or None, initial=initial)

    def write(values: dict[str, Any]) -> SpecialInspection:
        return actions.prepare(
            unit=request.user.eyes.unit,
            tracked=values["tracked"],
            **form.changed(),
            by=request.user,
            at=timezone.now(),
        )

    return record.submit(
        request,
        form,
        write,
        title=_("组织专项检查"),
        back=reverse("inspections:list"),
        to=lambda found: reverse("inspections:page", args=[found.pk]),
    )


def inspection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an inspection of one's own unit or one below."""
    permissions.check(request.user, "inspections.lead")
    found = _led(request, pk)
    form = forms.InspectionForm(request.POST or None, instance=found)

    def write(values: dict[str, Any]) -> SpecialInspection:
        return actions.edit(
            inspection=found,
            tracked=values["tracked"],
            version=values["version"] or 0,
            **form.changed(),
            by=request.user,
            at=timezone.now(),
        )

    back = reverse("inspections:page", args=[pk])
    return record.submit(request, form, write, title=_("修改专项检查"), back=back)


def inspection_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Announce, close or reopen an inspection."""
    if act not in STEPS:
        raise Http404
    permissions.check(request.user, "inspections.lead")
    found = _led(request, pk)
    form_class, writer = STEPS[act]
    form = form_class(request.POST or None, record=found, request=request)

    def write(values: dict[str, Any]) -> SpecialInspection:
        return writer(inspection=found, **values, by=request.user, at=timezone.now())

    label = InspectionAct(act).label
    back = reverse("inspections:page", args=[pk])
    return record.submit(request, form, write, title=f"{label}：{found}", back=back, button=label)


def squad_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Form a squad."""
    permissions.check(request.user, "inspections.lead")
    found = _led(request, pk)
    initial = {"formed_on": found.starts_on}
    form = forms.SquadForm(request.POST or None, user=request.user, inspection=found, initial=initial)

    def write(values: dict[str, Any]) -> Any:
        members = [(row["body"], row["persons"]) for row in values["members"]]
        return actions.form_squad(
            inspection=found, members=members, **form.values(), by=request.user, at=timezone.now()
        )

    back = reverse("inspections:page", args=[pk])
    return record.submit(request, form, write, title=_("编组：%(name)s") % {"name": found}, back=back)


def inspection_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One special inspection: facts, squads, visits, exposures, outcomes as far as they are in scope."""
    permissions.check(request.user, "inspections.view")
    found = scope.get_within(queries.listed(request.user), request.user, pk=pk)
    leads = permissions.may(request.user, "inspections.lead") and scope.may_act_for(request.user, found.unit)
    acts = []
    if leads:
        acts += [
            Act(act.label, reverse("inspections:step", args=[pk, act.value]))
            for act in InspectionAct
            if act in STEPS and may(found.state, act)
        ]
        if may(found.state, InspectionAct.EDIT):
            acts.append(Act(_("修改"), reverse("inspections:edit", args=[pk])))
    return record.page(
        request,
        found,
        facts=_facts(found),
        back=reverse("inspections:list"),
        state=lists.state_of(found),
        acts=acts,
        reason=_("部署后方可登记检查情况；结束后如需补登，先重新打开并写明理由。"),
        happenings=[
            Happening(found.announced_on, _("部署"), found.notice),
            Happening(found.starts_on, _("开始")),
            Happening(found.ends_on, _("结束")),
        ],
        tables=[
            _squad_table(request, found, leads),
            _visit_table(request, found),
            _exposure_table(request, found),
            _outcome_table(request, found),
        ],
    )


def _led(request: HttpRequest, pk: int) -> SpecialInspection:
    """The inspection, which must be one's own unit's or below; what came from above is only read."""
    found = scope.get_within(queries.listed(request.user), request.user, pk=pk)
    if not scope.may_act_for(request.user, found.unit):
        raise NotAllowed(_("这次专项检查由上级组织，您可以登记本辖区的情况，但不能改动它。"))
    return found


def _facts(found: SpecialInspection) -> list[Fact]:
    return [
        Fact(_("组织单位"), found.unit.name),
        Fact(_("专题"), found.get_topic_display()),
        Fact(_("行业"), found.get_sector_display()),
        Fact(_("时段"), lists.period_of(found)),
        Fact(_("通知"), f"{found.notice_title} {found.notice}".strip()),
        Fact(_("调度内容"), [row.get_kind_display() for row in found.tracked_kinds.all()]),
    ]


def _adding(request: HttpRequest, found: SpecialInspection, what: str) -> list[Act]:
    """The buttons that add rows of one kind, while the inspection is open."""
    if not may(found.state, InspectionAct.RECORD):
        return []
    acts = []
    if permissions.may(request.user, "inspections.edit"):
        acts.append(Act(_("登记"), reverse(f"inspections:{what}_add", args=[found.pk])))
    if permissions.may(request.user, "inspections.import"):
        acts.append(Act(_("从 Excel 导入"), reverse(f"inspections:{what}_import", args=[found.pk])))
    return acts


def _squad_table(request: HttpRequest, found: SpecialInspection, leads: bool) -> Table:
    squads = queries.squads_within(request.user).filter(inspection=found)
    rows = [
        [
            Cell(squad.name),
            Cell(squad.get_kind_display()),
            Cell(squad.region.short_name),
            Cell([f"{m.body.short_name}{m.persons}人" for m in squad.members.all()]),
            Cell(squad.formed_on, kind="date"),
        ]
        for squad in squads.prefetch_related("members__body").order_by("position", "pk")
    ]
    addable = leads and may(found.state, InspectionAct.ADD_SQUAD)
    acts = [Act(_("编组"), reverse("inspections:squad_add", args=[found.pk]))] if addable else []
    header = (_("名称"), _("类别"), _("被检地区"), _("成员单位"), _("组成日期"))
    return Table(_("检查组"), header, rows, _("还没有编组。"), acts)


def _visit_table(request: HttpRequest, found: SpecialInspection) -> Table:
    visits = queries.visits_within(request.user).filter(inspection=found).order_by("-on", "mine__code")
    rows = [
        [
            Cell(visit.on, lists.visit_url(visit), kind="date"),
            Cell(visit.mine.name, lists.visit_url(visit)),
            Cell(visit.squad.name if visit.squad else ""),
            Cell(visit.get_method_display()),
            Cell(visit.face_count, kind="number"),
        ]
        for visit in visits[:SHOWN]
    ]
    header = (_("检查日期"), _("矿山"), _("检查组"), _("检查方式"), _("隐蔽工作面"))
    more = reverse("inspections:visits") + f"?inspection={found.pk}"
    empty = _("还没有登记检查的矿山。")
    return Table(_("检查的矿山"), header, rows, empty, _adding(request, found, "visit"), more=more)


def _exposure_table(request: HttpRequest, found: SpecialInspection) -> Table:
    exposures = queries.exposures_within(request.user).filter(inspection=found).order_by("on", "pk")
    rows = [
        [
            Cell(row.on, kind="date"),
            Cell(row.title),
            Cell(row.mine.name),
            Cell(f"{row.get_medium_display()} {row.medium_name}"),
        ]
        for row in exposures[:SHOWN]
    ]
    header = (_("曝光日期"), _("案例"), _("矿山"), _("媒体"))
    more = reverse("inspections:exposures") + f"?inspection={found.pk}"
    return Table(
        _("曝光"), header, rows, _("还没有曝光的案例。"), _adding(request, found, "exposure"), more=more
    )


def _outcome_table(request: HttpRequest, found: SpecialInspection) -> Table:
    """Counts by unit and kind, each opening its rows."""
    counts = queries.outcome_counts(request.user, found)
    rows = []
    for unit, by_kind in counts.items():
        cells = [Cell(unit)]
        for kind in OutcomeKind:
            url = reverse("inspections:outcomes") + f"?inspection={found.pk}&kind={kind.value}&q={unit}"
            cells.append(Cell(by_kind.get(kind, 0), url if by_kind.get(kind) else "", kind="number"))
        rows.append(cells)
    header = (_("填报单位"), *(kind.label for kind in OutcomeKind))
    more = reverse("inspections:outcomes") + f"?inspection={found.pk}"
    empty = _("还没有登记处理情况。")
    return Table(_("处理情况"), header, rows, empty, _adding(request, found, "outcome"), more=more)
