"""The only writer of reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web import writing
from minewarden.web.audit import actions as audit
from minewarden.web.org.models import Unit
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem, ReviewBody, ReviewRound
from minewarden.web.reviews.states import (
    ProblemAct,
    ProblemState,
    RoundAct,
    RoundState,
    check_problem,
    check_round,
)

BODIES = (Unit.Kind.BUREAU, Unit.Kind.REGULATOR)


def open_round(*, unit: Unit, by: Any, at: datetime, **fields: Any) -> ReviewRound:
    """A review organised by `unit`; bodies and files are drawn next."""
    found = ReviewRound(unit=unit, state=RoundState.DRAWN, **fields)
    writing.check_day(found.starts_on, at, what=_("开始日期"), unit=unit)
    return writing.create(found, "reviews.open", by=by, at=at)


def edit_round(*, review: ReviewRound, version: int, by: Any, at: datetime, **fields: Any) -> ReviewRound:
    """Change what a review is about until it is closed."""
    with writing.changing(review, "reviews.edit", by=by, at=at, version=version) as current:
        check_round(current.state, RoundAct.EDIT)
        for name, value in fields.items():
            setattr(current, name, value)
    return current


def start(*, review: ReviewRound, version: int | None = None, by: Any, at: datetime) -> ReviewRound:
    """Bodies are drawn; problems may be recorded from now on."""
    with writing.changing(review, "reviews.start", by=by, at=at, version=version) as current:
        current.state = check_round(current.state, RoundAct.OPEN)
        if not current.bodies.exists():
            raise BadInput(_("还没有抽取被查单位。"))
    return current


def close(*, review: ReviewRound, on: date, version: int | None = None, by: Any, at: datetime) -> ReviewRound:
    """The review is over; every proposed problem must have been decided by a person."""
    with writing.changing(review, "reviews.close", by=by, at=at, version=version) as current:
        current.state = check_round(current.state, RoundAct.CLOSE)
        writing.check_day(on, at, what=_("结束日期"), after=current.starts_on)
        undecided = Problem.objects.filter(
            case_file__body__round=current, state__in=[ProblemState.PROPOSED, ProblemState.APPEALED]
        ).count()
        if undecided:
            raise BadInput(_("还有%(count)d条问题待核或申诉未答复，请先逐条认定。") % {"count": undecided})
        current.ends_on = on
    return current


@transaction.atomic
def draw_bodies(
    *, review: ReviewRound, units: Sequence[Unit], on: date, by: Any, at: datetime
) -> Sequence[ReviewBody]:
    """Bodies whose files are reviewed, in the order given, behind those drawn before."""
    check_round(review.state, RoundAct.DRAW)
    writing.check_day(on, at, what=_("抽取日期"), after=review.starts_on)
    first = review.bodies.count() + 1
    rows = []
    for position, unit in enumerate(units, first):
        if unit.kind not in BODIES or (unit.sector and unit.sector != review.sector):
            raise BadInput(_("%(unit)s没有可供本次评查的执法案卷。") % {"unit": unit})
        writing.check_day(on, at, what=_("抽取日期"), unit=unit)
        rows.append(ReviewBody(round=review, unit=unit, position=position, drawn_on=on))
    return writing.create_many(rows, "reviews.body", by=by, at=at)


def checked(row: CaseFile | CaseDocument | Problem, at: datetime) -> CaseFile | CaseDocument | Problem:
    """`row`, which its round may take now; BadInput or WrongState says why not."""
    if isinstance(row, CaseFile):
        check_round(row.body.round.state, RoundAct.DRAW)
        writing.check_day(row.drawn_on, at, what=_("抽取日期"), after=row.body.drawn_on)
        return row
    state = row.case_file.body.round.state
    if isinstance(row, CaseDocument):
        check_round(state, RoundAct.DRAW)
        writing.check_day(row.dated_on, at, what=_("文书日期"))
        return row
    check_round(state, RoundAct.RECORD)
    writing.check_day(row.found_on, at, what=_("查出日期"), after=row.case_file.drawn_on)
    if row.document is not None and row.document.case_file_id != row.case_file_id:
        raise BadInput(_("所选文书不在案卷%(number)s中。") % {"number": row.case_file.number})
    return row


@transaction.atomic
def draw_files(files: Sequence[CaseFile], *, by: Any, at: datetime, whole: bool = True) -> Sequence[CaseFile]:
    """Case files drawn from bodies of a round; `whole=False` as in `writing.create_many`."""
    for row in files:
        checked(row, at)
    return writing.create_many(files, "reviews.case_file", by=by, at=at, whole=whole)


@transaction.atomic
def take_in_documents(
    documents: Sequence[CaseDocument], *, by: Any, at: datetime, whole: bool = True
) -> Sequence[CaseDocument]:
    """The enforcement documents that lie in case files."""
    for row in documents:
        checked(row, at)
    return writing.create_many(documents, "reviews.document", by=by, at=at, whole=whole)


@transaction.atomic
def record_problems(
    problems: Sequence[Problem], *, by: Any, at: datetime, whole: bool = True
) -> Sequence[Problem]:
    """Problems found in case files of an open round, proposed until a person decides."""
    for row in problems:
        checked(row, at)
        row.state = ProblemState.PROPOSED
    return writing.create_many(problems, "reviews.problem", by=by, at=at, whole=whole)


def add_problem(*, problem: Problem, reason: str, by: Any, at: datetime) -> Problem:
    """A problem that a person found and the program did not; it stands as confirmed, for the person's reason."""
    checked(problem, at)
    if not reason.strip():
        raise BadInput(_("请写明登记这个问题的理由。"))
    problem.origin, problem.state = Problem.Origin.PERSON, ProblemState.CONFIRMED
    problem.decided_on, problem.decision = problem.found_on, reason.strip()
    return writing.create(problem, "reviews.add_problem", by=by, at=at)


@transaction.atomic
def confirm_many(problems: Sequence[Problem], *, on: date, by: Any, at: datetime) -> Sequence[Problem]:
    """Confirm proposed problems one and all (a reviewer's list), as they are stored now."""
    problems = list(
        Problem.objects.select_for_update().filter(pk__in=[row.pk for row in problems]).order_by("pk")
    )
    changes = []
    for row in problems:
        before = audit.snapshot(row)
        row.state = check_problem(row.state, ProblemAct.CONFIRM)
        writing.check_day(on, at, what=_("认定日期"), after=row.found_on)
        row.decided_on = on
        row.version += 1
        changes.append(audit.Change("reviews.confirm", row, before, audit.snapshot(row)))
    Problem.objects.bulk_update(problems, ["state", "decided_on", "version"], batch_size=500)
    audit.record_many(changes, by=by, at=at)
    return problems


def decide(
    *,
    problem: Problem,
    act: str,
    on: date,
    reason: str = "",
    version: int | None = None,
    by: Any,
    at: datetime,
) -> Problem:
    """A person confirms a problem or finds that it is none; finding so asks for the reason."""
    with writing.changing(problem, f"reviews.{act}", by=by, at=at, version=version, reason=reason) as current:
        current.state = check_problem(current.state, act)
        writing.check_day(on, at, what=_("认定日期"), after=current.found_on)
        if act == ProblemAct.DISMISS and not reason.strip():
            raise BadInput(_("请写明问题不成立的理由。"))
        current.decided_on, current.decision = on, reason
    return current


def correct(
    *, problem: Problem, on: date, correction: str, version: int | None = None, by: Any, at: datetime
) -> Problem:
    """The body reviewed reports what it did about a confirmed problem."""
    with writing.changing(problem, "reviews.correct", by=by, at=at, version=version) as current:
        current.state = check_problem(current.state, ProblemAct.CORRECT)
        writing.check_day(on, at, what=_("整改日期"), after=current.decided_on)
        if not correction.strip():
            raise BadInput(_("请写明整改情况。"))
        current.corrected_on, current.correction = on, correction
    return current


def appeal(
    *, problem: Problem, on: date, reason: str, version: int | None = None, by: Any, at: datetime
) -> Problem:
    """The body reviewed says that a confirmed problem is none; once."""
    with writing.changing(problem, "reviews.appeal", by=by, at=at, version=version, reason=reason) as current:
        current.state = check_problem(current.state, ProblemAct.APPEAL)
        if current.appeal_decided_on is not None:
            raise BadInput(_("这个问题的申诉已有答复，不能再次申诉。"))
        writing.check_day(on, at, what=_("申诉日期"), after=current.decided_on)
        if not reason.strip():
            raise BadInput(_("请写明申诉理由。"))
        current.appealed_on, current.appeal = on, reason
    return current


def decide_appeal(
    *, problem: Problem, act: str, on: date, reason: str, version: int | None = None, by: Any, at: datetime
) -> Problem:
    """The organiser upholds the problem or accepts the appeal, with the reason."""
    with writing.changing(problem, f"reviews.{act}", by=by, at=at, version=version, reason=reason) as current:
        current.state = check_problem(current.state, act)
        writing.check_day(on, at, what=_("申诉答复日期"), after=current.appealed_on)
        if not reason.strip():
            raise BadInput(_("请写明答复申诉的理由。"))
        current.appeal_decided_on, current.appeal_decision = on, reason
    return current
