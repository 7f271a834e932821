"""A review is drawn up, worked on, and closed.

A problem is proposed, confirmed or dismissed; the body reviewed corrects it or appeals once, and that is decided.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import WrongState


class RoundState(models.TextChoices):
    DRAWN = "drawn", gettext_lazy("抽取中")
    OPEN = "open", gettext_lazy("评查中")
    CLOSED = "closed", gettext_lazy("已结束")


class RoundAct(models.TextChoices):
    EDIT = "edit", gettext_lazy("修改")
    DRAW = "draw", gettext_lazy("抽取单位和案卷")
    OPEN = "open", gettext_lazy("开始评查")
    RECORD = "record", gettext_lazy("登记问题")
    CLOSE = "close", gettext_lazy("结束评查")


class ProblemState(models.TextChoices):
    PROPOSED = "proposed", gettext_lazy("待核")
    CONFIRMED = "confirmed", gettext_lazy("已确认")
    DISMISSED = "dismissed", gettext_lazy("不成立")
    CORRECTED = "corrected", gettext_lazy("已整改")
    APPEALED = "appealed", gettext_lazy("申诉中")


class ProblemAct(models.TextChoices):
    CONFIRM = "confirm", gettext_lazy("确认")
    DISMISS = "dismiss", gettext_lazy("判不成立")
    CORRECT = "correct", gettext_lazy("报告整改")
    APPEAL = "appeal", gettext_lazy("申诉")
    UPHOLD = "uphold", gettext_lazy("维持认定")
    ACCEPT = "accept", gettext_lazy("申诉成立")


class JobState(models.TextChoices):
    QUEUED = "queued", gettext_lazy("等待")
    RUNNING = "running", gettext_lazy("评查中")
    STOPPED = "stopped", gettext_lazy("已停止")
    DONE = "done", gettext_lazy("已完成")


# (state, act) -> state after it; what is not here is not lawful
ROUNDS: dict[tuple[str, str], str] = {
    (RoundState.DRAWN, RoundAct.EDIT): RoundState.DRAWN,
    (RoundState.DRAWN, RoundAct.DRAW): RoundState.DRAWN,
    (RoundState.DRAWN, RoundAct.OPEN): RoundState.OPEN,
    (RoundState.OPEN, RoundAct.EDIT): RoundState.OPEN,
    (RoundState.OPEN, RoundAct.DRAW): RoundState.OPEN,
    (RoundState.OPEN, RoundAct.RECORD): RoundState.OPEN,
    (RoundState.OPEN, RoundAct.CLOSE): RoundState.CLOSED,
}
PROBLEMS: dict[tuple[str, str], str] = {
    (ProblemState.PROPOSED, ProblemAct.CONFIRM): ProblemState.CONFIRMED,
    (ProblemState.PROPOSED, ProblemAct.DISMISS): ProblemState.DISMISSED,
    (ProblemState.CONFIRMED, ProblemAct.DISMISS): ProblemState.DISMISSED,
    (ProblemState.CONFIRMED, ProblemAct.CORRECT): ProblemState.CORRECTED,
    (ProblemState.CONFIRMED, ProblemAct.APPEAL): ProblemState.APPEALED,
    (ProblemState.APPEALED, ProblemAct.UPHOLD): ProblemState.CONFIRMED,
    (ProblemState.APPEALED, ProblemAct.ACCEPT): ProblemState.DISMISSED,
}


def may_round(state: str, act: str) -> bool:
    """Whether `act` on a round is lawful in `state`."""
    return (state, act) in ROUNDS


def check_round(state: str, act: str) -> str:
    """The state of a round after `act`; WrongState when it is not lawful now."""
    if not may_round(state, act):
        raise WrongState(
            _("评查现为“%(state)s”，不能%(act)s。请刷新页面查看最新状态。")
            % {"state": RoundState(state).label, "act": RoundAct(act).label}
        )
    return ROUNDS[(state, act)]


def may_problem(state: str, act: str) -> bool:
    """Whether `act` on a problem is lawful in `state`."""
    return (state, act) in PROBLEMS


def check_problem(state: str, act: str) -> str:
    """The state of a problem after `act`; WrongState when it is not lawful now."""
    if not may_problem(state, act):
        raise WrongState(
            _("问题现为“%(state)s”，不能%(act)s。请刷新页面查看最新状态。")
            % {"state": ProblemState(state).label, "act": ProblemAct(act).label}
        )
    return PROBLEMS[(state, act)]
