"""What a rule is, what it finds, and the table it is entered in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minewarden.checks.case import Case
    from minewarden.checks.paper import Paper, Span


class Severity(StrEnum):
    """How grave: a veto fails the file, whatever its points."""

    VETO = "veto"
    MAJOR = "major"
    MINOR = "minor"


class Unjudged(Exception):
    """A paper that the rule needs is missing or cannot be read; the rule is listed, nothing is claimed."""


@dataclass(frozen=True)
class Found:
    """One breach: the paper, where in it, and what is wrong and would be right (in Chinese)."""

    paper: Paper
    message: str
    at: Span | None = None


@dataclass(frozen=True)
class Problem:
    """A breach as it is reported; keys as in the contract."""

    rule: str
    severity: Severity
    file: str
    page: int
    document: str
    excerpt: str
    message: str
    basis: str
    box: tuple[float, float, float, float] | None = None
    confidence: float = 1.0


Check = Callable[["Case"], Iterable[Found]]


@dataclass(frozen=True)
class Rule:
    """A rule: what it asks, on which clause it rests, how grave its breach is, and the function that looks."""

    id: str
    title: str
    basis: str
    severity: Severity
    check: Check
    family: str

    def find(self, case: Case) -> Iterator[Found]:
        """The breaches in `case`. Errors: Unjudged when a paper it needs is missing."""
        yield from self.check(case)


class Family:
    """A table of rules, filled by its decorator in the order of the file."""

    def __init__(self, name: str) -> None:
        """`name` in Chinese, as the score sheet calls it."""
        self.name = name
        self.rules: list[Rule] = []

    def rule(
        self, rule_id: str, title: str, basis: str, severity: Severity = Severity.MINOR
    ) -> Callable[[Check], Check]:
        """Enter the decorated function as rule `rule_id`."""

        def enter(check: Check) -> Check:
            self.rules.append(Rule(rule_id, title, basis, severity, check, self.name))
            return check

        return enter
