"""Pages of review rounds: list, record, form, drawing of bodies, imports, each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web import record
from minewarden.web.importing import Import
from minewarden.web.org import permissions, scope
from minewarden.web.record import Act, Cell, Fact, Happening, StepForm, Table
from minewarden.web.reviews import actions, drawing, forms, lists, marks, queries, rights
from minewarden.web.reviews.models import CaseDocument, CaseFile, ListedFile, Problem, ReviewJob, ReviewRound
from minewarden.web.reviews.round_views import led as _led
from minewarden.web.reviews.states import RoundAct, may_round
from minewarden.web.sheets import Fault
from minewarden.web.writing import each_row

STEPS: dict[str, tuple[type[StepForm], Callable[..., ReviewRound]]] = {
    RoundAct.OPEN: (forms.StartForm, actions.start),
    RoundAct.CLOSE: (StepForm, actions.close),
}


def round_list(request: HttpRequest) -> HttpResponse:
    """The reviews that reach one."""
    permissions.check(request.user, "reviews.view")
    buttons = []
    if permissions.may(request.user, "reviews.edit"):
        buttons.append((_("组织评查"), reverse("reviews:add")))
    buttons += [
        (_("案卷"), reverse("reviews:files")),
        (_("文书"), reverse("reviews:documents")),
        (_("问题"), reverse("reviews:problems")),
    ]
    return replace(lists.ROUNDS, actions=buttons).respond(request, queries.listed(request.user))


def round_add(request: HttpRequest) -> HttpResponse:
    """Open a review as one's own unit."""
    permissions.check(request.user, "reviews.edit")
    initial = {"starts_on": request.as_of, "sector": request.user.eyes.sector}
    form = forms.RoundForm(request.POST or None, initial=initial)

    def write(_values: dict[str, Any]) -> ReviewRound:
        unit = request.user.eyes.unit
        return actions.open_round(unit=unit, **form.changed(), by=request.user, at=timezone.now())

    return record.submit(
        request, form, write, title=_("组织评查"), back=reverse("reviews:list"), to=lists.round_url
    )


def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a review is about."""
    permissions.check(request.user, "reviews.edit")
    review = _led(request, pk)
    form = forms.RoundForm(request.POST or None, instance=review)

    def write(values: dict[str, Any]) -> ReviewRound:
        return actions.edit_round(
            review=review,
            version=values["version"] or 0,
            **form.changed(),
            by=request.user,
            at=timezone.now(),
        )

    return record.submit(request, form, write, title=_("修改评查"), back=lists.round_url(review))


def round_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Start or close a review."""
    if act not in STEPS:
        raise Http404
    permissions.check(request.user, "reviews.edit")
    review = _led(request, pk)
    form_class, writer = STEPS[act]
    form = form_class(request.POST or None, record=review, request=request)

    def write(values: dict[str, Any]) -> ReviewRound:
        return writer(review=review, **values, by=request.user, at=timezone.now())

    label = RoundAct(act).label
    back = lists.round_url(review)
    return record.submit(request, form, write, title=f"{label}：{review}", back=back, button=label)


def bodies_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw bodies."""
    permissions.check(request.user, "reviews.edit")
    review = _led(request, pk)
    form = forms.BodiesForm(request.POST or None, request=request, review=review)

    def write(values: dict[str, Any]) -> Any:
        return actions.draw_bodies(review=review, **values, by=request.user, at=timezone.now())

    back = lists.round_url(review)
    return record.submit(request, form, write, title=_("抽取被查单位"), back=back)


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: bodies with their files, documents and problems; problems by rule."""
    permissions.check(request.user, "reviews.view")
    review = scope.get_within(queries.listed(request.user), request.user, pk=pk)
    leads = rights.may_lead(request.user, review)
    acts = []
    if leads:
        acts += [
            Act(act.label, reverse("reviews:step", args=[pk, act.value]))
            for act in RoundAct
            if act in STEPS and may_round(review.state, act)
        ]
        if may_round(review.state, RoundAct.EDIT):
            acts.append(Act(_("修改"), reverse("reviews:edit", args=[pk])))
    if permissions.may(request.user, "reviews.import") and leads:
        if may_round(review.state, RoundAct.RECORD):
            acts.append(Act(_("上传案卷"), reverse("reviews:upload", args=[pk])))
        acts += [
            Act(label, reverse("reviews:import", args=[pk, what]))
            for what, label, act in (
                ("files", _("导入案卷"), RoundAct.DRAW),
                ("documents", _("导入文书"), RoundAct.DRAW),
                ("problems", _("导入问题"), RoundAct.RECORD),
            )
            if may_round(review.state, act)
        ]
    acts += [
        Act(_("结果排名"), reverse("reviews:ranking", args=[pk])),
        Act(_("导出结果"), reverse("reviews:workbook", args=[pk])),
        Act(_("打印报告"), reverse("reviews:report", args=[pk])),
    ]
    return record.page(
        request,
        review,
        facts=_facts(request, review),
        back=reverse("reviews:list"),
        state=lists.round_state(review),
        acts=acts,
        reason=_("问题须由人逐条认定才计入统计；全部认定后方可结束评查。"),
        happenings=[Happening(review.starts_on, _("开始")), Happening(review.ends_on, _("结束"))],
        tables=[_body_table(request, review, leads), _rule_table(request, review)],
    )


def round_import(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Case files, documents or problems of a review from a workbook."""
    permissions.check(request.user, "reviews.import")
    review = _led(request, pk)
    imports: dict[str, tuple[Any, Any, Any]] = {
        "listed": (_("导入案卷清单"), forms.listed_sheet, _take_listed),
        "files": (_("导入案卷"), forms.file_sheet, _take_files),
        "documents": (_("导入文书"), forms.document_sheet, _take_documents),
        "problems": (_("导入问题"), forms.problem_sheet, _take_problems),
    }
    if what not in imports:
        raise Http404
    title, sheet, take = imports[what]
    columns = sheet(request.user, review)
    return Import(title, columns, take, f"review-{what}", lists.round_url(review)).respond(request)


def _take_listed(rows: Any, user: Any, at: Any) -> list[Fault]:
    def make(values: dict[str, Any]) -> Any:
        return drawing.checked_listed(ListedFile(**values))

    made, refused = each_row(rows, make, lambda row: (row.body_id, row.number))
    if not refused:
        drawing.hand_in_list(made, by=user, at=at)
    return _faults(refused)


def _take_files(rows: Any, user: Any, at: Any) -> list[Fault]:
    def make(values: dict[str, Any]) -> Any:
        return actions.checked(CaseFile(**values), at)

    made, refused = each_row(rows, make, lambda row: (row.body_id, row.number))
    if not refused:
        actions.draw_files(made, by=user, at=at, whole=False)
    return _faults(refused)


def _take_documents(rows: Any, user: Any, at: Any) -> list[Fault]:
    def make(values: dict[str, Any]) -> Any:
        given = {name: value for name, value in values.items() if value is not None}
        return actions.checked(CaseDocument(**given), at)

    made, refused = each_row(rows, make, lambda row: (row.case_file_id, row.position))
    if not refused:
        actions.take_in_documents(made, by=user, at=at, whole=False)
    return _faults(refused)


def _take_problems(rows: Any, user: Any, at: Any) -> list[Fault]:
    def make(values: dict[str, Any]) -> Any:
        given = {name: value for name, value in values.items() if value is not None}
        position = given.pop("position", None)
        if position is not None:
            found = CaseDocument.objects.filter(case_file=given["case_file"], position=position).first()
            if found is None:
                raise BadInput(_("案卷中没有第%(position)d件文书") % {"position": position})
            given["document"] = found
        return actions.checked(Problem(**given), at)

    made, refused = each_row(rows, make)
    if not refused:
        actions.record_problems(made, by=user, at=at, whole=False)
    return _faults(refused)


def _faults(refused: list[tuple[int, str]]) -> list[Fault]:
    return [Fault(number, "", "", reason) for number, reason in refused]


def _facts(request: HttpRequest, review: Any) -> list[Fact]:
    sample = "" if queries.is_blind(request.user) else reverse("reviews:sample", args=[review.pk])
    job = ReviewJob.objects.filter(round=review).first()
    read = f"{job.get_state_display()} {job.done}/{job.total}" if job else _("还没有上传案卷")
    return [
        Fact(_("组织单位"), review.unit.name),
        Fact(_("方式"), review.method),
        Fact(_("行业"), review.get_sector_display()),
        Fact(_("抽取种子"), review.seed or _("未按种子抽取"), sample),
        Fact(_("机器评查"), read, reverse("reviews:progress", args=[review.pk])),
        Fact(_("案卷"), review.file_count, reverse("reviews:files") + f"?round={review.pk}"),
        Fact(_("文书"), review.document_count, reverse("reviews:documents") + f"?round={review.pk}"),
        Fact(_("问题"), review.problem_count, reverse("reviews:problems") + f"?round={review.pk}&counted=1"),
    ]


def _body_table(request: HttpRequest, review: ReviewRound, leads: bool) -> Table:
    rows = []
    for body in queries.body_counts(request.user, review):
        query = f"?round={review.pk}&unit={body.unit_id}"
        rows.append(
            [
                Cell(body.unit.short_name),
                Cell(body.unit.name),
                Cell(body.drawn_on, kind="date"),
                Cell(body.file_count, reverse("reviews:files") + query, "number"),
                Cell(body.document_count, reverse("reviews:documents") + query, "number"),
                Cell(body.problem_count, reverse("reviews:problems") + query + "&counted=1", "number"),
            ]
        )
    drawable = leads and may_round(review.state, RoundAct.DRAW)
    acts = [Act(_("抽取被查单位"), reverse("reviews:bodies", args=[review.pk]))] if drawable else []
    header = (_("简称"), _("被查单位"), _("抽取日期"), _("案卷"), _("文书"), _("问题"))
    return Table(_("被查单位"), header, rows, _("还没有抽取被查单位。"), acts)


def _rule_table(request: HttpRequest, review: ReviewRound) -> Table:
    base = reverse("reviews:problems") + f"?round={review.pk}&counted=1&q="
    rows = [
        [
            Cell(row["rule"], base + row["rule"]),
            Cell(marks.rule_title(row["rule"])),
            Cell(row["n"], kind="number"),
            Cell(row["files"], kind="number"),
        ]
        for row in queries.rule_counts(request.user, review)
    ]
    header = (_("规则"), _("内容"), _("问题"), _("涉及案卷"))
    return Table(_("问题：按规则"), header, rows, _("还没有认定的问题。"))
