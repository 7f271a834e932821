"""The way of a lead: new, assessed, handed to a squad, done; or merged with another.

A program only finds leads: whether one is true, and what is done about it, a person decides each time (行政处罚法
art. 41: records of monitoring devices that nobody examined are no evidence).
The task levels and conclusions are those that regional platforms use (县级核查 → 市级研判 → 省挂牌督办); no national
rule fixes them, 待核.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import WrongState


class LeadState(models.TextChoices):
    NEW = "new", gettext_lazy("待研判")
    ASSESSED = "assessed", gettext_lazy("已研判")
    TASKED = "tasked", gettext_lazy("已交办")
    DONE = "done", gettext_lazy("已办结")
    MERGED = "merged", gettext_lazy("已并入")


class LeadAct(models.TextChoices):
    ASSESS = "assess", gettext_lazy("研判")
    DISMISS = "dismiss", gettext_lazy("研判为不成立")
    TASK = "task", gettext_lazy("交办核查")
    WITHDRAW = "withdraw", gettext_lazy("收回交办")
    RESULT = "result", gettext_lazy("登记核查结果")
    REFER = "refer", gettext_lazy("转市级研判")
    MERGE = "merge", gettext_lazy("并案")
    REOPEN = "reopen", gettext_lazy("重新研判")
    REFRESH = "refresh", gettext_lazy("更新数据")


class Conclusion(models.TextChoices):
    """What a person thinks of a lead at the desk."""

    TRUE = "true", gettext_lazy("成立")
    PARTLY = "partly", gettext_lazy("部分成立")
    NEEDS_DATA = "needs_data", gettext_lazy("需补充数据")
    FALSE = "false", gettext_lazy("不成立")


class Result(models.TextChoices):
    """What a squad brings back from the mine."""

    TRUE = "true", gettext_lazy("属实")
    PARTLY = "partly", gettext_lazy("部分属实")
    FALSE = "false", gettext_lazy("不属实")
    RECTIFY = "rectify", gettext_lazy("转整改")
    CITY = "city", gettext_lazy("转市级研判")
    LISTING = "listing", gettext_lazy("建议挂牌督办")


WITHDRAWN = "withdrawn"
ENDS = [*Result.choices, (WITHDRAWN, gettext_lazy("已收回"))]
"""How a task ends: with a result, or withdrawn by who gave it, which says nothing of the lead."""


S, A = LeadState, LeadAct

# (state, act) -> state after it; what is not here is not lawful
TRANSITIONS: dict[tuple[str, str], str] = {
    (S.NEW, A.REFRESH): S.NEW,
    (S.NEW, A.ASSESS): S.ASSESSED,
    (S.ASSESSED, A.ASSESS): S.ASSESSED,
    (S.NEW, A.DISMISS): S.DONE,
    (S.ASSESSED, A.DISMISS): S.DONE,
    (S.ASSESSED, A.TASK): S.TASKED,
    (S.TASKED, A.WITHDRAW): S.ASSESSED,
    (S.TASKED, A.RESULT): S.DONE,
    (S.TASKED, A.REFER): S.NEW,
    (S.NEW, A.MERGE): S.MERGED,
    (S.ASSESSED, A.MERGE): S.MERGED,
    (S.DONE, A.REOPEN): S.NEW,
    (S.MERGED, A.REOPEN): S.NEW,
}
OPEN = (S.NEW, S.ASSESSED, S.TASKED)


def may(state: str, act: str) -> bool:
    """Whether `act` is lawful in `state`."""
    return (state, act) in TRANSITIONS


def check(state: str, act: str) -> str:
    """The state after `act`; WrongState when it is not lawful now."""
    if not may(state, act):
        raise WrongState(
            _("线索现为“%(state)s”，不能%(act)s。请刷新页面查看最新状态。")
            % {"state": S(state).label, "act": A(act).label}
        )
    return TRANSITIONS[(state, act)]
