"""Who may act on which case file: roles are in the table of permissions, here is whose file it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minewarden.errors import NotAllowed
from minewarden.web.org import permissions, scope
from minewarden.web.reviews import queries
from minewarden.web.reviews.models import CaseFile, ReviewRound
from minewarden.web.reviews.states import ProblemAct


def may_lead(user: Any, review: ReviewRound) -> bool:
    """Whether `user` organises `review`: their unit's own, or one below."""
    return permissions.may(user, "reviews.edit") and scope.may_act_for(user, review.unit)


def may_assess(user: Any, row: CaseFile) -> bool:
    """Whether `user` judges this file: the reviewer it is assigned to, or who organises the review.

    A body never judges its own files.
    """
    if not permissions.may(user, "reviews.assess"):
        return False
    if queries.is_blind(user):
        return row.reviewer is not None and row.reviewer.assignment_id == user.eyes.pk
    return user.eyes.unit_id != row.body.unit_id and scope.may_act_for(user, row.body.round.unit)


def may_answer(user: Any, row: CaseFile) -> bool:
    """Whether `user` speaks for the body reviewed."""
    return permissions.may(user, "reviews.answer") and user.eyes.unit_id == row.body.unit_id


def may_do(user: Any, row: CaseFile, act: str) -> bool:
    """Whether `user` is the one to do `act` on a problem of `row`."""
    if act in (ProblemAct.CORRECT, ProblemAct.APPEAL):
        return may_answer(user, row)
    if act in (ProblemAct.UPHOLD, ProblemAct.ACCEPT):
        return may_lead(user, row.body.round) and user.eyes.unit_id != row.body.unit_id
    return may_assess(user, row)


def check(user: Any, row: CaseFile, act: str) -> None:
    """Raise NotAllowed when `user` is not the one to do `act`."""
    if not may_do(user, row, act):
        raise NotAllowed(
            _(
                "问题由承办的评查员或组织单位认定，由被查单位答复和申诉，由组织单位答复申诉；这一步不归您当前的岗位。"
            )
        )
