"""The lists of reviews: rounds, case files, documents, problems."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minewarden.web.listing import Column, Filter, Listing, choices_of, yes_no
from minewarden.web.org.models import Sector
from minewarden.web.record import State
from minewarden.web.reviews import marks, queries
from minewarden.web.reviews.models import CaseFile, Problem, ReviewRound
from minewarden.web.reviews.states import ProblemState, RoundState

ROUND_SHAPES = {RoundState.CLOSED: "done", RoundState.OPEN: "open"}
PROBLEM_SHAPES = {
    ProblemState.CONFIRMED: "late",
    ProblemState.CORRECTED: "done",
    ProblemState.DISMISSED: "plain",
}
# columns and filters that would tell a blind reviewer whose file it is
TELLING = {"body", "unit", "number", "title", "reviewer"}


def round_state(review: ReviewRound) -> State:
    """The state with its shape."""
    return State(ROUND_SHAPES.get(review.state, "plain"), review.get_state_display())


def problem_state(problem: Problem) -> State:
    """The state with its shape."""
    return State(PROBLEM_SHAPES.get(problem.state, "open"), problem.get_state_display())


def round_url(review: ReviewRound) -> str:
    """The page of a round."""
    return reverse("reviews:round", args=[review.pk])


def file_url(case_file: CaseFile) -> str:
    """The page of a case file."""
    return reverse("reviews:file", args=[case_file.pk])


def problem_url(problem: Problem) -> str:
    """The page of a problem."""
    return reverse("reviews:problem", args=[problem.pk])


def blind_name(case_file: CaseFile) -> str:
    """How a file is called before its reviewer."""
    return gettext("%(number)s号案卷") % {"number": f"{case_file.blind_no or case_file.pk:03d}"}


def file_name(user: Any, case_file: CaseFile) -> str:
    """How a file is called before `user`."""
    return blind_name(case_file) if queries.is_blind(user) else str(case_file)


def for_user(listing: Listing, user: Any) -> Listing:
    """`listing`, or for a blind reviewer the same without what tells whose files they are."""
    if not queries.is_blind(user):
        return listing
    return replace(
        listing,
        columns=tuple(
            replace(column, value=BLIND[column.key], sort="") if column.key in BLIND else column
            for column in listing.columns
            if column.key not in TELLING or column.key in BLIND
        ),
        filters=tuple(row for row in listing.filters if row.key not in TELLING),
        search=tuple(name for name in listing.search if "unit" not in name and name != "title"),
        order=tuple(name.replace("body__position", "blind_no") for name in listing.order if name != "number"),
    )


def _score(case_file: CaseFile) -> float | None:
    return marks.score_of(case_file.counted).total if case_file.document_count else None


def _vetoed(case_file: CaseFile) -> State | None:
    return State("veto", _("否决")) if marks.score_of(case_file.counted).vetoed else None


def _rounds(request: HttpRequest) -> list[tuple[str, str]]:
    rows = queries.rounds_within(request.user).order_by("-starts_on", "pk")
    return [(str(row.pk), row.title) for row in rows]


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    rows = queries.bodies_within(request.user).order_by("unit__kind", "unit__region_code")
    return list(dict.fromkeys((str(row.unit_id), row.unit.name) for row in rows))


def _more(what: str) -> Any:
    return lambda review: reverse(f"reviews:{what}") + f"?round={review.pk}"


ROUNDS = Listing(
    title=_("案卷评查"),
    columns=(
        Column("title", _("名称"), "title", "title", link=round_url),
        Column("unit", _("组织单位"), "unit.name", "unit__name"),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("method", _("方式"), "method", "method"),
        Column("from", _("开始"), "starts_on", "starts_on", kind="date"),
        Column("to", _("结束"), "ends_on", "ends_on", kind="date"),
        Column("state", _("状态"), round_state, "state", kind="state"),
        Column("bodies", _("被查单位"), "body_count", "body_count", kind="number"),
        Column("files", _("案卷"), "file_count", "file_count", kind="number", link=_more("files")),
        Column(
            "documents",
            _("文书"),
            "document_count",
            "document_count",
            kind="number",
            link=_more("documents"),
        ),
        Column(
            "problems", _("问题"), "problem_count", "problem_count", kind="number", link=_more("problems")
        ),
    ),
    filters=(
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("state", _("状态"), choices_of(RoundState)),
    ),
    search=("title", "method", "unit__name"),
    order=("-starts_on", "pk"),
    empty=_("还没有案卷评查。点“组织评查”登记第一次。"),
    file_name="reviews",
)


def _narrow_waiting(rows: Any, value: str) -> Any:
    return rows.filter(proposed_count__gt=0) if value == "1" else rows.filter(proposed_count=0)


FILES = Listing(
    title=_("抽查的案卷"),
    columns=(
        Column("body", _("被查单位"), "body.unit.name", "body__unit__name"),
        Column("file", _("案卷号"), "number", "number", link=file_url),
        Column("title", _("案由"), "title", "title"),
        Column("kind", _("案卷类别"), "get_kind_display", "kind"),
        Column("drawn", _("抽取日期"), "drawn_on", "drawn_on", kind="date"),
        Column("documents", _("文书"), "document_count", "document_count", kind="number"),
        Column("proposed", _("待核问题"), "proposed_count", "proposed_count", kind="number"),
        Column("problems", _("问题"), "problem_count", "problem_count", kind="number"),
        Column("score", _("得分"), _score, kind="number"),
        Column("vetoed", _("一票否决"), _vetoed, kind="state"),
        Column("reviewer", _("评查员"), "reviewer.assignment.account", "reviewer"),
    ),
    filters=(
        Filter("round", _("案卷评查"), _rounds, lookup="body__round_id"),
        Filter("unit", _("被查单位"), _units, lookup="body__unit_id"),
        Filter("kind", _("案卷类别"), choices_of(CaseFile.Kind)),
        Filter("waiting", _("待核问题"), lambda _r: yes_no(), apply=_narrow_waiting),
    ),
    search=("number", "title", "body__unit__name"),
    order=("body__round__starts_on", "body__position", "number", "pk"),
    empty=_("本辖区内没有抽查的案卷。"),
    file_name="case-files",
)

DOCUMENTS = Listing(
    title=_("抽查的执法文书"),
    columns=(
        Column("body", _("被查单位"), "case_file.body.unit.name", "case_file__body__unit__name"),
        Column(
            "file", _("案卷号"), "case_file.number", "case_file__number", link=lambda d: file_url(d.case_file)
        ),
        Column("position", _("顺序"), "position", "position", kind="number"),
        Column("kind", _("文书种类"), "kind", "kind"),
        Column("number", _("文书编号"), "number", "number"),
        Column("dated", _("文书日期"), "dated_on", "dated_on", kind="date"),
    ),
    filters=(
        Filter("round", _("案卷评查"), _rounds, lookup="case_file__body__round_id"),
        Filter("unit", _("被查单位"), _units, lookup="case_file__body__unit_id"),
    ),
    search=("kind", "number", "case_file__number"),
    order=("case_file__body__position", "case_file__number", "position", "pk"),
    empty=_("本辖区内没有抽查的执法文书。"),
    file_name="case-documents",
)


def _narrow_counted(rows: Any, value: str) -> Any:
    return rows.filter(state__in=queries.COUNTED) if value == "1" else rows.exclude(state__in=queries.COUNTED)


PROBLEMS = Listing(
    title=_("评查问题"),
    columns=(
        Column("body", _("被查单位"), "case_file.body.unit.name", "case_file__body__unit__name"),
        Column(
            "file", _("案卷号"), "case_file.number", "case_file__number", link=lambda p: file_url(p.case_file)
        ),
        Column("rule", _("规则"), "rule", "rule", link=problem_url),
        Column("severity", _("程度"), "get_severity_display", "severity"),
        Column("document", _("文书"), "document.kind", "document__kind"),
        Column("text", _("问题"), "text", link=problem_url),
        Column("found", _("查出日期"), "found_on", "found_on", kind="date"),
        Column("state", _("状态"), problem_state, "state", kind="state"),
    ),
    filters=(
        Filter("round", _("案卷评查"), _rounds, lookup="case_file__body__round_id"),
        Filter("unit", _("被查单位"), _units, lookup="case_file__body__unit_id"),
        Filter("state", _("状态"), choices_of(ProblemState)),
        Filter("counted", _("计入统计"), lambda _r: yes_no(), apply=_narrow_counted),
        Filter("severity", _("程度"), choices_of(Problem.Severity)),
    ),
    search=("rule", "text", "case_file__number", "document__kind"),
    order=("case_file__body__position", "case_file__number", "rule", "pk"),
    empty=_("本辖区内没有评查问题。"),
    file_name="review-problems",
)


# what stands in a column instead, before a blind reviewer
BLIND: dict[str, Any] = {"file": lambda row: blind_name(getattr(row, "case_file", row))}
