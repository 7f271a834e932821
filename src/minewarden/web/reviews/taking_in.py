"""Writes what comes from outside a person's hand: uploaded papers, and what the program read in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web import writing
from minewarden.web.reviews import storage
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem, ReviewBody
from minewarden.web.reviews.states import ProblemState, RoundAct, check_round


@transaction.atomic
def receive(*, body: ReviewBody, folders: Mapping[str, Path], by: Any, at: datetime) -> Sequence[CaseFile]:
    """Take unpacked sub-folders as the papers of case files of `body`, by number.

    A number that is not among the files drawn is a new file; after a draw by seed it is refused.
    Errors: BadInput, WrongState; then nothing was taken.
    """
    check_round(body.round.state, RoundAct.RECORD)
    if not folders:
        raise BadInput(_("压缩包里没有文件。"))
    known = {row.number: row for row in CaseFile.objects.filter(body=body)}
    if body.round.seed and (extra := sorted(set(folders) - set(known))):
        raise BadInput(
            _("“%(names)s”不在抽取的案卷之内。子文件夹请以抽取的案卷号命名。")
            % {"names": "、".join(extra[:5])}
        )
    taken = []
    for number in folders:
        row = known.get(number) or _new_file(body, number, by, at)
        with writing.changing(row, "reviews.upload", by=by, at=at) as current:
            current.uploaded_at, current.attempts, current.failure = at, 0, ""
        taken.append(current)
    for row, folder in zip(taken, folders.values(), strict=True):
        storage.move_in(folder, body.round_id, row.pk)
    return taken


def _new_file(body: ReviewBody, number: str, by: Any, at: datetime) -> CaseFile:
    if not number.strip():
        raise BadInput(_("请填写案卷号，或把每个案卷放在以案卷号命名的子文件夹里再压缩。"))
    row = CaseFile(
        body=body,
        number=number.strip()[:60],
        title=number.strip()[:200],
        kind=CaseFile.Kind.PENALTY,
        drawn_on=timezone.localdate(at),
    )
    return writing.create(row, "reviews.case_file", by=by, at=at)


@transaction.atomic
def take_in(row: CaseFile, result: Mapping[str, Any], *, at: datetime) -> CaseFile:
    """Keep what the program read in the papers of `row`: documents, facts, proposed problems.

    What it proposed before and nobody has decided is replaced; what a person decided stays and is not proposed anew.
    In: `result` in the keys of the contract of case reviews. `at` is when reading began.
    """
    with writing.changing(row, "reviews.read", by=None, at=at) as current:
        current.kind = result["kind"]
        current.facts = result["facts"]
        party = result["facts"].get("party")
        if current.title == current.number and party:  # nobody has said yet what the case is about
            current.title = _("%(party)s案") % {"party": party[:190]}
        current.not_judged = result["not_judged"]
        current.unreadable = result["unreadable"]
        current.reviewed_at, current.failure = at, ""
    documents = _replace_documents(current, result["documents"], at)
    _replace_problems(current, documents, result["problems"], at)
    return current


def give_up(row: CaseFile, reason: str, *, at: datetime) -> CaseFile:
    """A file that the program could not read, for a person to look at; the rest of the round goes on."""
    with writing.changing(row, "reviews.read_failed", by=None, at=at) as current:
        current.reviewed_at, current.failure = at, reason[:300]
    return current


def _replace_documents(
    row: CaseFile, found: Sequence[Mapping[str, Any]], at: datetime
) -> Sequence[CaseDocument]:
    for old in row.documents.exclude(file="").order_by("pk"):
        writing.remove(old, "reviews.document_replaced", by=None, at=at)
    first = row.documents.count() + 1
    rows = [
        CaseDocument(
            case_file=row,
            position=position,
            kind=(document["kind"] or _("未识别"))[:60],
            number=(document["number"] or "")[:60],
            dated_on=date.fromisoformat(document["date"]) if document["date"] else None,
            file=document["file"][:255],
            first_page=document["pages"][0],
            last_page=document["pages"][1],
        )
        for position, document in enumerate(found, first)
    ]
    return writing.create_many(rows, "reviews.document", by=None, at=at, whole=False)


def _replace_problems(
    row: CaseFile, documents: Sequence[CaseDocument], found: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    own = row.problems.filter(origin=Problem.Origin.PROGRAM).order_by("pk")
    for old in own.filter(state=ProblemState.PROPOSED):
        writing.remove(old, "reviews.problem_replaced", by=None, at=at)
    decided = {(old.rule, old.file, old.page, old.excerpt) for old in own}
    rows = [_problem(row, documents, problem, at) for problem in found]
    fresh = [new for new in rows if (new.rule, new.file, new.page, new.excerpt) not in decided]
    writing.create_many(fresh, "reviews.problem", by=None, at=at, whole=False)


def _problem(
    row: CaseFile, documents: Sequence[CaseDocument], found: Mapping[str, Any], at: datetime
) -> Problem:
    holding = [
        document
        for document in documents
        if document.file == found["file"] and document.first_page <= found["page"] <= document.last_page
    ]
    return Problem(
        case_file=row,
        document=next((d for d in holding if d.kind == found["document"]), holding[0] if holding else None),
        rule=found["rule"],
        severity=found["severity"],
        origin=Problem.Origin.PROGRAM,
        text=_shortened(found["message"], 500),
        basis=_shortened(found["basis"], 200),
        file=found["file"][:255],
        page=found["page"],
        box=found["box"],
        excerpt=_shortened(found["excerpt"], 300),
        found_on=timezone.localdate(at),
    )


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
