"""Pages of case files, documents and problems."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web import record
from minewarden.web.org import permissions, scope
from minewarden.web.record import Act, Cell, Fact, Happening, StepForm, Table
from minewarden.web.reviews import actions, forms, lists, queries
from minewarden.web.reviews.models import CaseFile, Problem
from minewarden.web.reviews.states import ProblemAct, RoundAct, may_problem, may_round

# act -> (permission, form)
STEPS: dict[str, tuple[str, type[StepForm]]] = {
    ProblemAct.CONFIRM: ("reviews.assess", forms.DecideForm),
    ProblemAct.DISMISS: ("reviews.assess", forms.DecideForm),
    ProblemAct.CORRECT: ("reviews.answer", forms.CorrectForm),
}


def file_list(request: HttpRequest) -> HttpResponse:
    """The case files drawn within scope."""
    permissions.check(request.user, "reviews.view")
    return lists.FILES.respond(request, queries.case_files_within(request.user))


def document_list(request: HttpRequest) -> HttpResponse:
    """Their documents."""
    permissions.check(request.user, "reviews.view")
    return lists.DOCUMENTS.respond(request, queries.documents_within(request.user))


def problem_list(request: HttpRequest) -> HttpResponse:
    """Their problems."""
    permissions.check(request.user, "reviews.view")
    return lists.PROBLEMS.respond(request, queries.problems_within(request.user))


def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One case file: its documents and problems."""
    permissions.check(request.user, "reviews.view")
    found = scope.get_within(queries.case_files_within(request.user), request.user, pk=pk)
    addable = permissions.may(request.user, "reviews.assess") and may_round(
        found.body.round.state, RoundAct.RECORD
    )
    return record.page(
        request,
        found,
        facts=[
            Fact(_("被查单位"), found.body.unit.name),
            Fact(_("案卷评查"), found.body.round.title, lists.round_url(found.body.round)),
            Fact(_("案卷类别"), found.get_kind_display()),
            Fact(_("抽取日期"), found.drawn_on),
        ],
        back=reverse("reviews:files"),
        acts=[Act(_("登记问题"), reverse("reviews:problem_add", args=[pk]))] if addable else [],
        reason=_("按评查规则登记；认定后才计入统计。"),
        tables=[_problem_table(found), _document_table(found)],
    )


def problem_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a problem of a case file."""
    permissions.check(request.user, "reviews.assess")
    found = scope.get_within(queries.case_files_within(request.user), request.user, pk=pk)
    form = forms.ProblemForm(request.POST or None, case_file=found, initial={"found_on": request.as_of})

    def write(values: dict[str, Any]) -> Any:
        row = Problem(case_file=found, **values)
        return actions.record_problems([row], by=request.user, at=timezone.now())[0]

    return record.submit(
        request, form, write, title=_("登记问题：%(name)s") % {"name": found}, back=lists.file_url(found)
    )


def problem_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: what, where, by which rule, and what a person decided."""
    permissions.check(request.user, "reviews.view")
    problem = scope.get_within(queries.problems_within(request.user), request.user, pk=pk)
    acts = [
        Act(act.label, reverse("reviews:problem_step", args=[pk, act.value]))
        for act in ProblemAct
        if may_problem(problem.state, act) and permissions.may(request.user, STEPS[act][0])
    ]
    return record.page(
        request,
        problem,
        title=f"{problem.rule} {problem.case_file.number}",
        facts=[
            Fact(_("问题"), problem.text),
            Fact(_("案卷"), problem.case_file, lists.file_url(problem.case_file)),
            Fact(_("文书"), problem.document),
            Fact(_("页码"), problem.page),
            Fact(_("程度"), problem.get_severity_display()),
            Fact(_("依据"), problem.basis),
            Fact(_("原文摘录"), problem.excerpt),
            Fact(_("被查单位"), problem.case_file.body.unit.name),
        ],
        back=reverse("reviews:problems"),
        state=lists.problem_state(problem),
        acts=acts,
        reason=_("问题由人认定；机器提出的只是线索。"),
        happenings=[
            Happening(problem.found_on, _("查出")),
            Happening(problem.decided_on, _("认定"), problem.decision),
            Happening(problem.corrected_on, _("整改"), problem.correction),
        ],
    )


def problem_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Confirm or dismiss a problem, or report its correction."""
    if act not in STEPS:
        raise Http404
    verb, form_class = STEPS[act]
    permissions.check(request.user, verb)
    problem = scope.get_within(queries.problems_within(request.user), request.user, pk=pk)
    form = form_class(request.POST or None, record=problem, request=request)

    def write(values: dict[str, Any]) -> Problem:
        by, at = request.user, timezone.now()
        if act == ProblemAct.CORRECT:
            return actions.correct(problem=problem, **values, by=by, at=at)
        return actions.decide(problem=problem, act=act, **values, by=by, at=at)

    label = ProblemAct(act).label
    back = lists.problem_url(problem)
    return record.submit(request, form, write, title=f"{label}：{problem}", back=back, button=label)


def _problem_table(found: CaseFile) -> Table:
    rows = [
        [
            Cell(row.rule, lists.problem_url(row)),
            Cell(row.document.kind if row.document else ""),
            Cell(row.text, lists.problem_url(row)),
            Cell(lists.problem_state(row), kind="state"),
        ]
        for row in found.problems.select_related("document").order_by("rule", "pk")
    ]
    header = (_("规则"), _("文书"), _("问题"), _("状态"))
    return Table(_("评查问题"), header, rows, _("没有查出问题。"))


def _document_table(found: CaseFile) -> Table:
    rows = [
        [
            Cell(row.position, kind="number"),
            Cell(row.kind),
            Cell(row.number),
            Cell(row.dated_on, kind="date"),
        ]
        for row in found.documents.order_by("position")
    ]
    header = (_("顺序"), _("文书种类"), _("文书编号"), _("文书日期"))
    return Table(_("执法文书"), header, rows, _("还没有登记文书。"))
