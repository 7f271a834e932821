"""Pages of case files: the paper beside its problems, its score, the originals."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web.audit import queries as audit
from minewarden.web.org import permissions
from minewarden.web.record import HISTORY, Fact
from minewarden.web.reviews import lists, marks, papers, queries, storage
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem
from minewarden.web.reviews.problem_views import allowed, line
from minewarden.web.reviews.states import ProblemAct, ProblemState, RoundAct, may_round

KEPT_S = 3600  # a browser may keep a page's picture for an hour; what it shows never changes


def file_list(request: HttpRequest) -> HttpResponse:
    """The case files drawn within scope."""
    permissions.check(request.user, "reviews.view")
    rows = queries.with_counted(queries.case_files_within(request.user))
    return lists.for_user(lists.FILES, request.user).respond(request, rows)


def document_list(request: HttpRequest) -> HttpResponse:
    """Their documents."""
    permissions.check(request.user, "reviews.view")
    listing = lists.for_user(lists.DOCUMENTS, request.user)
    return listing.respond(request, queries.documents_within(request.user))


def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One case file: a page of it with its problems marked, all problems to judge, score, what was not judged."""
    permissions.check(request.user, "reviews.view")
    row = queries.get_seen(queries.case_files_within(request.user), pk)
    problems = _problems(row)
    own = allowed(request.user, row)
    counted = [problem for problem in problems if problem.state in queries.COUNTED]
    score = marks.score_of(counted)
    blind = queries.is_blind(request.user)
    context = {
        "title": lists.file_name(request.user, row),
        "row": row,
        "blind": blind,
        "facts": _facts(row, blind),
        "items": [line(problem, own) for problem in problems],
        "proposed": sum(problem.state == ProblemState.PROPOSED for problem in problems),
        "assesses": ProblemAct.CONFIRM in own and may_round(row.body.round.state, RoundAct.RECORD),
        "documents": row.documents.order_by("position"),
        "files": storage.names_in(storage.folder_of(row.body.round_id, row.pk)),
        "score": score,
        "parts": marks.parts(score),
        "not_judged": [(number, marks.rule_title(number)) for number in row.not_judged],
        "sheet": _sheet(request, row, problems),
        "on": request.as_of,
        "back": reverse("reviews:files") + f"?round={row.body.round_id}",
        "history": [] if blind else audit.history(row)[:HISTORY],
    }
    return render(request, "reviews/file.html", context)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of a file with its marks, for the place beside the problems."""
    permissions.check(request.user, "reviews.view")
    row = queries.get_seen(queries.case_files_within(request.user), pk)
    shown = _sheet(request, row, _problems(row))
    return render(request, "reviews/parts/sheet.html", {"row": row, "sheet": shown})


def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of one page."""
    permissions.check(request.user, "reviews.view")
    row = queries.get_seen(queries.case_files_within(request.user), pk)
    path = papers.path_of(row, request.GET.get("file", ""))
    page = _number(request.GET.get("page"))
    if path is None or not page:
        raise Http404
    try:
        response = FileResponse(papers.drawn(path, page).open("rb"), content_type="image/jpeg")
    except BadInput as error:
        raise Http404(str(error)) from error
    response["Cache-Control"] = f"private, max-age={KEPT_S}"
    return response


def original(request: HttpRequest, pk: int) -> HttpResponse:
    """A file as it was uploaded, to be saved; the browser is told not to open it."""
    permissions.check(request.user, "reviews.view")
    row = queries.get_seen(queries.case_files_within(request.user), pk)
    path = papers.path_of(row, request.GET.get("file", ""))
    if path is None:
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=path.name, content_type="application/octet-stream"
    )


def _problems(row: CaseFile) -> list[Problem]:
    """In the order of the papers."""
    rows = row.problems.select_related("document").order_by("document__position", "page", "rule", "pk")
    return list(rows)


def _sheet(request: HttpRequest, row: CaseFile, problems: list[Problem]) -> papers.Sheet | None:
    """The page asked for: by problem, by file and page, else that of the first problem or document."""
    chosen = _number(request.GET.get("problem"))
    named = request.GET.get("file", "")
    if named:
        return papers.sheet(row, named, _number(request.GET.get("page")) or 1, problems, chosen)
    placed = [problem for problem in problems if problem.file]
    picked = next((problem for problem in placed if problem.pk == chosen), None)
    if picked is None and not chosen:
        picked = next((p for p in placed if p.state == ProblemState.PROPOSED), placed[0] if placed else None)
    if picked is not None:
        return papers.sheet(row, picked.file, picked.page or 1, problems, picked.pk)
    first: CaseDocument | None = row.documents.exclude(file="").order_by("position").first()
    return papers.sheet(row, first.file, first.first_page or 1, problems, None) if first else None


def _facts(row: CaseFile, blind: bool) -> list[Fact]:
    facts = [
        Fact(_("案卷评查"), row.body.round.title, lists.round_url(row.body.round)),
        Fact(_("案卷类别"), row.get_kind_display()),
        Fact(_("抽取日期"), row.drawn_on),
        Fact(_("罚款（元）"), row.facts.get("fine_yuan")),
        Fact(_("机器评查时间"), _moment(row)),
    ]
    if not blind:
        facts.insert(0, Fact(_("被查单位"), row.body.unit.name))
        facts.append(Fact(_("当事人"), row.facts.get("party")))
        facts.append(Fact(_("评查员"), row.reviewer))
    return facts


def _moment(row: CaseFile) -> str:
    if row.reviewed_at is None:
        return _("等待评查") if row.uploaded_at else _("没有原件")
    return f"{timezone.localtime(row.reviewed_at):%Y-%m-%d %H:%M}"


def _number(word: str | None) -> int | None:
    """A small whole number of the address, None for anything else."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) < 10 else None
