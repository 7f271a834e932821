"""Pages of what special inspections record: visits, hidden faces, exposures, outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web import record
from minewarden.web.importing import Import
from minewarden.web.inspections import actions, forms, lists, queries
from minewarden.web.inspections.models import (
    Exposure,
    HiddenFace,
    Outcome,
    SpecialInspection,
    Visit,
)
from minewarden.web.inspections.states import InspectionAct, may
from minewarden.web.org import permissions, scope
from minewarden.web.record import Act, Cell, Fact, Happening, Table
from minewarden.web.sheets import Fault
from minewarden.web.writing import each_row


def visit_list(request: HttpRequest) -> HttpResponse:
    """The mines visited within scope."""
    permissions.check(request.user, "inspections.view")
    return lists.VISITS.respond(request, queries.visits_within(request.user))


def face_list(request: HttpRequest) -> HttpResponse:
    """The hidden faces found within scope."""
    permissions.check(request.user, "inspections.view")
    return lists.FACES.respond(request, queries.faces_within(request.user))


def exposure_list(request: HttpRequest) -> HttpResponse:
    """The cases made public within scope."""
    permissions.check(request.user, "inspections.view")
    return lists.EXPOSURES.respond(request, queries.exposures_within(request.user))


def outcome_list(request: HttpRequest) -> HttpResponse:
    """What units within scope reported."""
    permissions.check(request.user, "inspections.view")
    return lists.OUTCOMES.respond(request, queries.outcomes_within(request.user))


def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit with the hidden faces it found."""
    permissions.check(request.user, "inspections.view")
    visit = scope.get_within(queries.visits_within(request.user), request.user, pk=pk)
    edits = permissions.may(request.user, "inspections.edit") and may(
        visit.inspection.state, InspectionAct.RECORD
    )
    faces = [
        [Cell(face.name), Cell(face.found_on, kind="date"), Cell(face.description)]
        for face in visit.hidden_faces.order_by("found_on", "name")
    ]
    add = [Act(_("登记"), reverse("inspections:face_add", args=[pk]))] if edits else []
    header = (_("工作面"), _("查出日期"), _("情况"))
    return record.page(
        request,
        visit,
        facts=[
            Fact(_("矿山"), visit.mine.name),
            Fact(
                _("专项检查"),
                visit.inspection.title,
                reverse("inspections:page", args=[visit.inspection_id]),
            ),
            Fact(_("检查组"), visit.squad.name if visit.squad else ""),
            Fact(_("检查方式"), visit.get_method_display()),
            Fact(_("检查情况"), visit.summary),
        ],
        back=reverse("inspections:visits"),
        acts=[Act(_("修改"), reverse("inspections:visit_edit", args=[pk]))] if edits else [],
        happenings=[
            Happening(visit.on, _("检查")),
            *(Happening(face.found_on, _("查出"), face.name) for face in visit.hidden_faces.all()),
        ],
        tables=[Table(_("隐蔽工作面"), header, faces, _("没有查出隐蔽工作面。"), add)],
    )


def visit_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a mine visited."""
    found = _open_to(request, pk)
    form = forms.VisitForm(
        request.POST or None, user=request.user, inspection=found, initial={"on": request.as_of}
    )

    def write(_values: dict[str, Any]) -> Any:
        row = Visit(inspection=found, **form.values())
        return actions.record_visits([row], by=request.user, at=timezone.now())[0]

    return record.submit(
        request,
        form,
        write,
        title=_("登记检查的矿山：%(name)s") % {"name": found},
        back=reverse("inspections:page", args=[pk]),
        to=lists.visit_url,
    )


def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a visit says."""
    permissions.check(request.user, "inspections.edit")
    visit = scope.get_within(queries.visits_within(request.user), request.user, pk=pk)
    form = forms.VisitForm(
        request.POST or None, user=request.user, inspection=visit.inspection, instance=visit
    )

    def write(values: dict[str, Any]) -> Visit:
        return actions.edit_visit(
            visit=visit,
            version=values["version"] or 0,
            **form.values(),
            by=request.user,
            at=timezone.now(),
        )

    back = reverse("inspections:visit", args=[pk])
    return record.submit(request, form, write, title=_("修改检查情况"), back=back)


def face_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a hidden face found by a visit."""
    permissions.check(request.user, "inspections.edit")
    visit = scope.get_within(queries.visits_within(request.user), request.user, pk=pk)
    form = forms.HiddenFaceForm(
        request.POST or None,
        user=request.user,
        inspection=visit.inspection,
        initial={"found_on": visit.on},
    )

    def write(_values: dict[str, Any]) -> Any:
        row = HiddenFace(visit=visit, **form.values())
        return actions.record_hidden_faces([row], by=request.user, at=timezone.now())[0]

    back = reverse("inspections:visit", args=[pk])
    title = _("登记隐蔽工作面：%(name)s") % {"name": visit.mine.name}
    return record.submit(request, form, write, title=title, back=back)


def exposure_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a case made public."""
    found = _open_to(request, pk)
    form = forms.ExposureForm(
        request.POST or None, user=request.user, inspection=found, initial={"on": request.as_of}
    )

    def write(_values: dict[str, Any]) -> Any:
        row = Exposure(inspection=found, **form.values())
        return actions.record_exposures([row], by=request.user, at=timezone.now())[0]

    back = reverse("inspections:page", args=[pk])
    return record.submit(request, form, write, title=_("登记曝光：%(name)s") % {"name": found}, back=back)


def outcome_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what one's own unit did: a talk, a notice, accountability, a penalty, a typical case."""
    found = _open_to(request, pk)
    form = forms.OutcomeForm(
        request.POST or None, user=request.user, inspection=found, initial={"on": request.as_of}
    )

    def write(_values: dict[str, Any]) -> Any:
        row = Outcome(inspection=found, unit=request.user.eyes.unit, **form.values())
        return actions.record_outcomes([row], by=request.user, at=timezone.now())[0]

    back = reverse("inspections:page", args=[pk])
    return record.submit(request, form, write, title=_("登记处理情况：%(name)s") % {"name": found}, back=back)


def visit_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Visits with their hidden faces from a workbook."""
    found = _open_to(request, pk, "inspections.import")
    columns = forms.visit_sheet(request.user, found)

    def take(rows: Any, user: Any, at: Any) -> list[Fault]:
        faces = {(values["mine"].pk, values["on"]): _names(values.pop("faces")) for _n, values in rows}
        visits, faults = _made(rows, found, Visit, lambda v: (v.mine_id, v.on))
        if faults:
            return faults
        actions.record_visits(visits, by=user, at=at)
        hidden = [
            HiddenFace(visit=visit, name=name, found_on=visit.on)
            for visit in visits
            for name in faces[visit.mine_id, visit.on]
        ]
        actions.record_hidden_faces(hidden, by=user, at=at)
        return []

    back = reverse("inspections:page", args=[pk])
    return Import(_("导入检查的矿山"), columns, take, "inspection-visits", back).respond(request)


def exposure_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Cases made public from a workbook."""
    found = _open_to(request, pk, "inspections.import")
    take = _taker(found, Exposure, lambda e: (e.mine_id, e.medium, e.on), actions.record_exposures)
    back = reverse("inspections:page", args=[pk])
    columns = forms.exposure_sheet(request.user)
    return Import(_("导入曝光"), columns, take, "exposures", back).respond(request)


def outcome_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Outcomes of several units from a workbook."""
    found = _open_to(request, pk, "inspections.import")
    take = _taker(found, Outcome, id, actions.record_outcomes)
    back = reverse("inspections:page", args=[pk])
    columns = forms.outcome_sheet(request.user)
    return Import(_("导入处理情况"), columns, take, "inspection-outcomes", back).respond(request)


def _open_to(request: HttpRequest, pk: int, verb: str = "inspections.edit") -> SpecialInspection:
    """The inspection one may add rows to, those organised from above included."""
    permissions.check(request.user, verb)
    return scope.get_within(queries.listed(request.user), request.user, pk=pk)


def _taker(
    found: SpecialInspection, model: type, key: Callable[[Any], Any], write: Callable[..., Any]
) -> Callable[..., list[Fault]]:
    def take(rows: Any, user: Any, at: Any) -> list[Fault]:
        made, faults = _made(rows, found, model, key)
        if not faults:
            write(made, by=user, at=at)
        return faults

    return take


def _made(
    rows: Any, found: SpecialInspection, model: type, key: Callable[[Any], Any]
) -> tuple[list[Any], list[Fault]]:
    """Rows of a workbook as records of `found`, and the faults."""

    def make(values: dict[str, Any]) -> Any:
        given = {name: value for name, value in values.items() if value is not None}
        return actions.checked(model(inspection=found, **given), timezone.now())

    made, refused = each_row(rows, make, key)
    return made, [Fault(number, "", "", reason) for number, reason in refused]


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split("、") if name.strip()]
