"""Pages of problems: found, judged, answered, appealed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minewarden.errors import BadInput, WrongState
from minewarden.web import record
from minewarden.web.org import permissions
from minewarden.web.record import Act, Fact, Happening, StepForm
from minewarden.web.reviews import actions, forms, lists, marks, queries, rights
from minewarden.web.reviews.models import CaseFile, Problem
from minewarden.web.reviews.states import ProblemAct, ProblemState, RoundAct, check_round, may_problem

# act -> (permission, form)
STEPS: dict[str, tuple[str, type[StepForm]]] = {
    ProblemAct.CONFIRM: ("reviews.assess", forms.DecideForm),
    ProblemAct.DISMISS: ("reviews.assess", forms.DecideForm),
    ProblemAct.CORRECT: ("reviews.answer", forms.CorrectForm),
    ProblemAct.APPEAL: ("reviews.answer", forms.AppealForm),
    ProblemAct.UPHOLD: ("reviews.edit", forms.AppealDecisionForm),
    ProblemAct.ACCEPT: ("reviews.edit", forms.AppealDecisionForm),
}
QUICK = (ProblemAct.CONFIRM, ProblemAct.DISMISS)


def problem_list(request: HttpRequest) -> HttpResponse:
    """The problems within scope."""
    permissions.check(request.user, "reviews.view")
    listing = lists.for_user(lists.PROBLEMS, request.user)
    return listing.respond(request, queries.problems_within(request.user))


def problem_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a problem that the program did not find."""
    permissions.check(request.user, "reviews.assess")
    found = queries.get_seen(queries.case_files_within(request.user), pk)
    rights.check(request.user, found, ProblemAct.CONFIRM)
    form = forms.ProblemForm(request.POST or None, case_file=found, initial={"found_on": request.as_of})

    def write(values: dict[str, Any]) -> Any:
        reason = values.pop("reason")
        row = Problem(case_file=found, **values)
        row.file = row.document.file if row.document else ""
        return actions.add_problem(problem=row, reason=reason, by=request.user, at=timezone.now())

    title = _("登记问题：%(name)s") % {"name": lists.file_name(request.user, found)}
    return record.submit(request, form, write, title=title, back=lists.file_url(found))


def problem_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: what, where, by which rule, what a person decided, what the body said."""
    permissions.check(request.user, "reviews.view")
    problem = queries.get_seen(queries.problems_within(request.user), pk)
    row = problem.case_file
    place = lists.file_url(row) + f"?problem={problem.pk}"
    if queries.is_blind(request.user):  # this page names the body, in its history too
        return redirect(place)
    rule = f"{problem.rule} {marks.rule_title(problem.rule)}"
    facts = [
        Fact(_("问题"), problem.text),
        Fact(_("规则"), rule),
        Fact(_("案卷"), row, place),
        Fact(_("文书"), problem.document),
        Fact(_("页码"), problem.page, place if problem.file else ""),
        Fact(_("程度"), problem.get_severity_display()),
        Fact(_("依据"), problem.basis),
        Fact(_("原文摘录"), problem.excerpt),
        Fact(_("来源"), problem.get_origin_display()),
        Fact(_("被查单位"), row.body.unit.name),
    ]
    return record.page(
        request,
        problem,
        title=f"{problem.rule} {row.number}",
        facts=facts,
        back=reverse("reviews:problems"),
        state=lists.problem_state(problem),
        acts=[Act(act.label, url) for act, url in acts_on(problem, allowed(request.user, row))],
        reason=_("问题由人认定；机器提出的只是线索。"),
        happenings=_happenings(problem),
    )


def _happenings(problem: Problem) -> list[Happening]:
    return [
        Happening(problem.found_on, _("查出")),
        Happening(problem.decided_on, _("认定"), problem.decision),
        Happening(problem.corrected_on, _("整改"), problem.correction),
        Happening(problem.appealed_on, _("申诉"), problem.appeal),
        Happening(problem.appeal_decided_on, _("答复申诉"), problem.appeal_decision),
    ]


def allowed(user: Any, row: CaseFile) -> set[str]:
    """The acts that are `user`'s on problems of `row`, whatever their state."""
    return {act for act in ProblemAct if rights.may_do(user, row, act)}


def acts_on(problem: Problem, own: set[str]) -> list[tuple[ProblemAct, str]]:
    """What of `own` is lawful now, with its address; an appeal is heard once."""
    return [
        (act, reverse("reviews:problem_step", args=[problem.pk, act.value]))
        for act in ProblemAct
        if act in own
        and may_problem(problem.state, act)
        and not (act == ProblemAct.APPEAL and problem.appeal_decided_on)
    ]


def problem_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Confirm or dismiss a problem, report its correction, appeal, decide the appeal."""
    if act not in STEPS:
        raise Http404
    verb, form_class = STEPS[act]
    permissions.check(request.user, verb)
    problem = queries.get_seen(queries.problems_within(request.user), pk)
    rights.check(request.user, problem.case_file, act)
    form = form_class(request.POST or None, record=problem, request=request)

    def write(values: dict[str, Any]) -> Problem:
        return _do(problem, act, values, request.user)

    label = ProblemAct(act).label
    back = lists.problem_url(problem)
    return record.submit(request, form, write, title=f"{label}：{problem}", back=back, button=label)


def _do(problem: Problem, act: str, values: dict[str, Any], by: Any) -> Problem:
    at = timezone.now()
    if act == ProblemAct.CORRECT:
        return actions.correct(problem=problem, **values, by=by, at=at)
    if act == ProblemAct.APPEAL:
        return actions.appeal(problem=problem, **values, by=by, at=at)
    if act in (ProblemAct.UPHOLD, ProblemAct.ACCEPT):
        return actions.decide_appeal(problem=problem, act=act, **values, by=by, at=at)
    return actions.decide(problem=problem, act=act, **values, by=by, at=at)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or dismiss beside the paper: the line of the problem anew (htmx), or back to the file."""
    permissions.check(request.user, "reviews.assess")
    problem = queries.get_seen(queries.problems_within(request.user), pk)
    act = request.POST.get("act", "")
    if act not in QUICK:
        raise Http404
    rights.check(request.user, problem.case_file, act)
    form = forms.DecideForm(request.POST, record=problem, request=request)
    error = ""
    try:
        if not form.is_valid():
            raise BadInput(" ".join(reason for reasons in form.errors.values() for reason in reasons))
        problem = _do(problem, act, form.cleaned_data, request.user)
    except (BadInput, WrongState) as refused:
        error = str(refused)
        problem = queries.get_seen(queries.problems_within(request.user), pk)
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect(lists.file_url(problem.case_file) + f"?problem={problem.pk}")
    item = line(problem, allowed(request.user, problem.case_file))
    typed = request.POST.get("reason", "") if error else ""
    context = {"item": item, "error": error, "typed": typed, "on": request.as_of}
    return render(request, "reviews/parts/problem.html", context)


def line(problem: Problem, own: set[str]) -> dict[str, Any]:
    """A problem as the page of its file lists it."""
    acts = acts_on(problem, own)
    return {
        "problem": problem,
        "state": lists.problem_state(problem),
        "title": marks.rule_title(problem.rule),
        "can_confirm": any(act == ProblemAct.CONFIRM for act, _url in acts),
        "can_dismiss": any(act == ProblemAct.DISMISS for act, _url in acts),
        "acts": [(act.label, url) for act, url in acts if act not in QUICK],
    }


@require_POST
def confirm_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the ticked problems of a file at once."""
    permissions.check(request.user, "reviews.assess")
    row = queries.get_seen(queries.case_files_within(request.user), pk)
    rights.check(request.user, row, ProblemAct.CONFIRM)
    check_round(row.body.round.state, RoundAct.RECORD)
    ticked = [int(word) for word in request.POST.getlist("problem") if word.isdecimal()]
    problems = row.problems.filter(pk__in=ticked, state=ProblemState.PROPOSED)
    if not problems:
        messages.error(request, _("没有勾选待核的问题。"))
        return redirect(lists.file_url(row))
    done = actions.confirm_many(problems, on=request.as_of, by=request.user, at=timezone.now())
    messages.success(request, _("已确认%(count)d条问题。") % {"count": len(done)})
    return redirect(lists.file_url(row))
