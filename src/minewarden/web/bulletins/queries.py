"""What is fetched of issues: figures now, figures as printed, and what changed between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from minewarden.errors import BadInput
from minewarden.web.bulletins import content
from minewarden.web.bulletins.content import Bulletin, compose
from minewarden.web.bulletins.figures import Answer, Asked, answer_all
from minewarden.web.bulletins.models import FrozenFigure, Issue


@dataclass(frozen=True)
class Change:
    """A figure whose value differs from a printed one."""

    answer: Answer
    printed: Any


def by_code(code: str) -> Issue:
    """The issue called `code`; BadInput lists those there are."""
    issue = Issue.objects.select_related("unit").filter(code=code).first()
    if issue is None:
        known = ", ".join(Issue.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise BadInput(
            f"There is no issue {code!r}; there are: {known}. Begin one in the pages, or: minewarden demo"
        )
    return issue


def answers(issue: Issue, *, with_records: bool = True) -> dict[str, Answer]:
    """Every figure of `issue` from the records as they are now."""
    return answer_all(Asked.of(issue), with_records=with_records)


def bulletin(issue: Issue, found: dict[str, Answer]) -> Bulletin:
    """The text of `issue` with those figures."""
    return compose(issue, found)


def printed(issue: Issue) -> Bulletin | None:
    """The text as issued, None while it is not."""
    frozen = getattr(issue, "frozen_text", None)
    return Bulletin.from_json(frozen.content) if frozen else None


def changes(issue: Issue, found: dict[str, Answer]) -> list[Change]:
    """Figures that differ from what this issue printed, or, before it is issued, from the last issued one."""
    base = issue if issue.state == Issue.State.ISSUED else _last_issued(issue)
    if base is None:
        return []
    frozen = {row.figure: row.value for row in FrozenFigure.objects.filter(issue=base)}
    return [
        Change(answer, frozen[name])
        for name, answer in found.items()
        if name in frozen and frozen[name] != answer.value
    ]


def faults(issue: Issue) -> list[content.TextFault]:
    """What keeps the texts of `issue` from being printed; nothing once it is issued."""
    return (
        [] if issue.state == Issue.State.ISSUED else content.check(issue, answers(issue, with_records=False))
    )


def frozen(issue: Issue) -> QuerySet[FrozenFigure]:
    """The figures as printed, in the order of their names."""
    return FrozenFigure.objects.filter(issue=issue).order_by("figure")


def _last_issued(issue: Issue) -> Issue | None:
    before = Issue.objects.filter(unit=issue.unit, state=Issue.State.ISSUED, as_of__lt=issue.as_of)
    return before.order_by("-as_of").first()
