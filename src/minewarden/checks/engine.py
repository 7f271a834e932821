"""Applies all rules to one case file: problems, rules that could not be judged, facts, score."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from minewarden.casefile.model import CaseFile, ReadingProblem
from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.money import total_fine
from minewarden.checks.rule import Found, Problem, Rule, Unjudged
from minewarden.checks.scoring import Score, ScoreSheet, default_sheet, score
from minewarden.checks.settings import Settings
from minewarden.rules.document_numbers import find_case_number

_LOG = logging.getLogger(__name__)
LOW_CONFIDENCE = 0.5


@dataclass(frozen=True)
class ReviewedDocument:
    """How a document was recognised; keys as in the contract."""

    file: str
    pages: tuple[int, int]
    kind: str
    number: str | None
    date: str | None
    title: str
    confidence: float


@dataclass(frozen=True)
class CaseReview:
    """The outcome for one case file."""

    case: str
    kind: str
    body: str | None
    documents: list[ReviewedDocument]
    facts: dict[str, object]
    problems: list[Problem]
    not_judged: list[str]
    score: Score
    reading_problems: list[ReadingProblem]


def review(
    file: CaseFile,
    rules: Iterable[Rule],
    *,
    sheet: ScoreSheet | None = None,
    settings: Settings | None = None,
) -> CaseReview:
    """Judge `file` by `rules`; `sheet` and `settings` are the province's, the shipped ones when absent."""
    case = Case(file, settings)
    problems: list[Problem] = []
    not_judged: list[str] = []
    for rule in rules:
        try:
            problems.extend(_once(rule, [found for found in rule.find(case) if _sure(found)]))
        except Unjudged:
            not_judged.append(rule.id)
        except Exception:  # border: papers hold anything, and one rule's defect must not cost a round
            _LOG.exception("rule %s failed on case %s and was not judged", rule.id, file.name)
            not_judged.append(rule.id)
    return CaseReview(
        case=file.name,
        kind=case.kind,
        body=str(case.body) if case.body else None,
        documents=[_document(case, index) for index in range(len(case.papers))],
        facts=_facts(case),
        problems=problems,
        not_judged=sorted(set(not_judged) - {problem.rule for problem in problems}),
        score=score(problems, sheet or default_sheet()),
        reading_problems=list(file.reading_problems),
    )


def _sure(found: Found) -> bool:
    """What was hardly legible is not held against anybody."""
    return found.paper.readable and found.paper.confidence(found.at) >= LOW_CONFIDENCE


def _problem(rule: Rule, found: Found) -> Problem:
    place = found.paper.place(found.at)
    return Problem(
        rule=rule.id,
        severity=rule.severity,
        file=place.file,
        page=place.page,
        document=found.paper.title,
        excerpt=found.paper.excerpt(found.at),
        message=found.message,
        basis=rule.basis,
        box=place.box,
        confidence=round(found.paper.confidence(found.at), 3),
    )


def _once(rule: Rule, found: list[Found]) -> list[Problem]:
    """What `rule` found; the same place, or the same words about one paper, is reported once."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Problem] = []
    for breach in found:
        problem = _problem(rule, breach)
        keys = {
            (problem.file, problem.page, problem.excerpt),
            (id(breach.paper), breach.message),
        }
        if not keys & seen:
            kept.append(problem)
        seen |= keys
    return kept


def _document(case: Case, index: int) -> ReviewedDocument:
    paper = case.papers[index]
    document = paper.document
    number = paper.own_number.text if paper.own_number else None
    if number is None and document.number is not None:
        number = document.number.text
    if number is None and paper.form in forms.NUMBERED_BY_CASE:
        found = find_case_number(paper.text[paper.title_end : paper.title_end + 40])
        number = f"{found[0]}-{found[1]}" if found else None
    return ReviewedDocument(
        file=document.file,
        pages=document.pages,
        kind=document.kind or document.title,
        number=number,
        date=paper.date.isoformat() if paper.date else None,
        title=document.title,
        confidence=round(document.confidence, 3),
    )


def _facts(case: Case) -> dict[str, object]:
    fines = [total_fine(paper) for paper in case.all(forms.DECISION)]
    known = [fine for fine in fines if fine is not None]
    mine = re.search(r"[一-龥A-Z（）]{2,30}?(?:煤矿|矿井|露天矿)$", case.party)
    return {
        "party": case.party or None,
        "mine": mine[0] if mine else case.party or None,
        "fine_yuan": _number(sum(known, Decimal(0))) if known else None,
    }


def _number(yuan: Decimal) -> int | float:
    return int(yuan) if yuan == int(yuan) else float(yuan)
