"""What a round came to: bodies and rules by their errors, and the same in the shape that workbook and report print."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from minewarden import __version__
from minewarden.checks.round import totals
from minewarden.web.org.models import Unit
from minewarden.web.reviews import lists, marks, queries
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem, ReviewBody, ReviewRound


@dataclass(frozen=True)
class Standing:
    """How a body fared: what was read of it, the problems that stand, and the mean score of its files."""

    body: ReviewBody
    files: int
    documents: int
    problems: int
    score: float | None
    vetoed: int

    @property
    def per_file(self) -> float | None:
        """Problems a file."""
        return round(self.problems / self.files, 2) if self.files else None

    @property
    def per_document(self) -> float | None:
        """Problems a document."""
        return round(self.problems / self.documents, 3) if self.documents else None


@dataclass(frozen=True)
class RuleErrors:
    """How often a rule was broken, and in how many files."""

    rule: str
    title: str
    family: str
    problems: int
    files: int


def standings(user: Any, review: ReviewRound) -> list[Standing]:
    """Bodies of the round within scope, those with most problems a file first."""
    scores: dict[int, list[Any]] = {}
    files = queries.case_files_within(user).filter(body__round=review).order_by("pk")
    for row in queries.with_counted(files.filter(document_count__gt=0)):
        scores.setdefault(row.body_id, []).append(marks.score_of(row.counted))
    found = []
    for body in queries.body_counts(user, review):
        own = scores.get(body.pk, [])
        mean = round(sum(score.total for score in own) / len(own), 1) if own else None
        vetoed = sum(score.vetoed for score in own)
        found.append(Standing(body, body.file_count, body.document_count, body.problem_count, mean, vetoed))
    return sorted(found, key=lambda row: (-(row.per_file or 0), row.body.position))


def rule_errors(user: Any, review: ReviewRound) -> list[RuleErrors]:
    """Rules by the number of problems that stand, the most frequent first."""
    known = marks.rules()
    return [
        RuleErrors(
            row["rule"],
            marks.rule_title(row["rule"]),
            known[row["rule"]].family if row["rule"] in known else "",
            row["n"],
            row["files"],
        )
        for row in queries.rule_counts(user, review)
    ]


def answer(user: Any, review: ReviewRound) -> dict[str, Any]:
    """The round in the keys of the contract of case reviews, with the problems that persons let stand."""
    files = list(
        queries.case_files_within(user)
        .filter(body__round=review)
        .order_by("blind_no" if queries.is_blind(user) else "body__position", "number", "pk")
    )
    documents = _by_file(CaseDocument.objects.filter(case_file__in=files).order_by("position"))
    counted = Problem.objects.filter(case_file__in=files, state__in=queries.COUNTED)
    problems = _by_file(counted.select_related("document").order_by("rule", "pk"))
    cases = [_case(user, row, documents.get(row.pk, []), problems.get(row.pk, [])) for row in files]
    return {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "cases": cases,
        "totals": totals(cases),
    }


def _by_file(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_file_id, []).append(row)
    return found


def _case(user: Any, row: CaseFile, documents: list[CaseDocument], problems: list[Problem]) -> dict[str, Any]:
    blind = queries.is_blind(user)
    reached = marks.score_of(problems)
    bureau = row.body.unit.kind == Unit.Kind.BUREAU
    return {
        "case": lists.blind_name(row) if blind else f"{row.body} {row.number}",
        "kind": row.kind,
        "body": None if blind else "inspection" if bureau else "supervision",
        "documents": [{"kind": document.kind} for document in documents],
        "facts": {
            "party": None if blind else row.facts.get("party") or row.title,
            "fine_yuan": row.facts.get("fine_yuan"),
        },
        "problems": [_problem(problem) for problem in problems],
        "not_judged": row.not_judged,
        "score": {"total": reached.total, "vetoed": reached.vetoed, "parts": reached.parts},
        "unreadable": row.unreadable,
    }


def _problem(row: Problem) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "severity": row.severity,
        "file": row.file,
        "page": row.page or "",
        "document": row.document.kind if row.document else "",
        "excerpt": row.excerpt,
        "message": row.text,
        "basis": row.basis or (marks.rules()[row.rule].basis if row.rule in marks.rules() else ""),
        "confidence": None,
    }
