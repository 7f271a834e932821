"""The way of an enforcement plan: made, submitted, approved by the government, filed one level up, entered.

An approved plan is followed as it stands; a change is a new edition that walks the same way, and replaces the old one
on the day it is approved (安全生产年度监督检查计划编制办法; 煤矿安全生产条例 art. 43; to file it again is V2, 待核).
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import BadInput, WrongState


class PlanState(models.TextChoices):
    MADE = "made", gettext_lazy("已制定")
    SUBMITTED = "submitted", gettext_lazy("已报批")
    RETURNED = "returned", gettext_lazy("已退回")
    APPROVED = "approved", gettext_lazy("已批准")
    FILED = "filed", gettext_lazy("已备案")
    ENTERED = "entered", gettext_lazy("已录入")
    REPLACED = "replaced", gettext_lazy("已被新版替代")


class PlanAct(models.TextChoices):
    EDIT = "edit", gettext_lazy("修改")
    SUBMIT = "submit", gettext_lazy("报批")
    RETURN = "return", gettext_lazy("退回")
    APPROVE = "approve", gettext_lazy("批准")
    FILE = "file", gettext_lazy("备案")
    ENTER = "enter", gettext_lazy("录入执法系统")
    AMEND = "amend", gettext_lazy("调整（新版）")
    REPLACE = "replace", gettext_lazy("替代")


S, A = PlanState, PlanAct

# (state, act) -> state after it; what is not here is not lawful
TRANSITIONS: dict[tuple[str, str], str] = {
    (S.MADE, A.EDIT): S.MADE,
    (S.RETURNED, A.EDIT): S.RETURNED,
    (S.MADE, A.SUBMIT): S.SUBMITTED,
    (S.RETURNED, A.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, A.RETURN): S.RETURNED,
    (S.SUBMITTED, A.APPROVE): S.APPROVED,
    (S.APPROVED, A.FILE): S.FILED,
    (S.FILED, A.ENTER): S.ENTERED,
    (S.APPROVED, A.AMEND): S.APPROVED,
    (S.FILED, A.AMEND): S.FILED,
    (S.ENTERED, A.AMEND): S.ENTERED,
    (S.APPROVED, A.REPLACE): S.REPLACED,
    (S.FILED, A.REPLACE): S.REPLACED,
    (S.ENTERED, A.REPLACE): S.REPLACED,
}


def may(state: str, act: str) -> bool:
    """Whether `act` is lawful in `state`."""
    return (state, act) in TRANSITIONS


def check(state: str, act: str) -> str:
    """The state after `act`; WrongState when it is not lawful now."""
    if not may(state, act):
        raise WrongState(
            _("计划现为“%(state)s”，不能%(act)s。请刷新页面查看最新状态。")
            % {"state": S(state).label, "act": A(act).label}
        )
    return TRANSITIONS[(state, act)]


def of_dates(
    made_on: date,
    submitted_on: date | None,
    approved_on: date | None,
    filed_on: date | None,
    entered_on: date | None,
) -> str:
    """The state that the dates of an imported plan stand for; BadInput names a gap or a step back."""
    steps = [(S.MADE, made_on), (S.SUBMITTED, submitted_on), (S.APPROVED, approved_on)]
    steps += [(S.FILED, filed_on), (S.ENTERED, entered_on)]
    reached, last = S.MADE, made_on
    for index, (state, on) in enumerate(steps):
        if on is None:
            continue
        skipped = [earlier.label for earlier, day in steps[:index] if day is None]
        if skipped:
            raise BadInput(
                _("填了%(state)s的日期，却缺%(skipped)s的日期。")
                % {"state": state.label, "skipped": skipped[0]}
            )
        if on < last:
            raise BadInput(_("%(state)s的日期早于上一步。") % {"state": state.label})
        reached, last = state, on
    return reached
