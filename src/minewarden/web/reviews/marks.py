"""The score of a case file by the sheet of the program, from the problems that persons let stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from minewarden.checks import RULES
from minewarden.checks.rule import Problem as Found
from minewarden.checks.rule import Rule, Severity
from minewarden.checks.scoring import Score, default_sheet, score
from minewarden.web.reviews.models import Problem


@dataclass(frozen=True)
class Mark:
    """Points of one part: reached of those to be had."""

    name: str
    points: float
    of: float


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """The rules of the program by their number."""
    return {rule.id: rule for rule in RULES}


def score_of(problems: Iterable[Problem]) -> Score:
    """Points of a file with these problems: 20 of form, 80 of content, zero in all after a veto."""
    found = [
        Found(
            rule=row.rule,
            severity=Severity(row.severity),
            file="",
            page=0,
            document="",
            excerpt="",
            message="",
            basis="",
        )
        for row in problems
    ]
    return score(found, default_sheet())


def parts(reached: Score) -> list[Mark]:
    """The parts of the sheet in its order."""
    return [Mark(part.name, reached.parts[part.name], float(part.points)) for part in default_sheet().parts]


def rule_title(number: str) -> str:
    """What a rule asks, "" for one that the program does not know."""
    rule = rules().get(number)
    return rule.title if rule else ""
