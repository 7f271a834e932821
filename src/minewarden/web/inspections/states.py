"""A special inspection is prepared, announced, and closed; visits and outcomes belong to the open time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import WrongState


class InspectionState(models.TextChoices):
    PREPARED = "prepared", gettext_lazy("筹备")
    OPEN = "open", gettext_lazy("进行中")
    CLOSED = "closed", gettext_lazy("已结束")


class InspectionAct(models.TextChoices):
    EDIT = "edit", gettext_lazy("修改")
    ADD_SQUAD = "add_squad", gettext_lazy("编组")
    OPEN = "open", gettext_lazy("部署")
    RECORD = "record", gettext_lazy("登记检查情况")
    CLOSE = "close", gettext_lazy("结束")
    REOPEN = "reopen", gettext_lazy("重新打开")


S, A = InspectionState, InspectionAct

# (state, act) -> state after it; what is not here is not lawful
TRANSITIONS: dict[tuple[str, str], str] = {
    (S.PREPARED, A.EDIT): S.PREPARED,
    (S.PREPARED, A.ADD_SQUAD): S.PREPARED,
    (S.PREPARED, A.OPEN): S.OPEN,
    (S.OPEN, A.EDIT): S.OPEN,
    (S.OPEN, A.ADD_SQUAD): S.OPEN,
    (S.OPEN, A.RECORD): S.OPEN,
    (S.OPEN, A.CLOSE): S.CLOSED,
    (S.CLOSED, A.REOPEN): S.OPEN,
}


def may(state: str, act: str) -> bool:
    """Whether `act` is lawful in `state`."""
    return (state, act) in TRANSITIONS


def check(state: str, act: str) -> str:
    """The state after `act`; WrongState when it is not lawful now."""
    if not may(state, act):
        raise WrongState(
            _("专项检查现为“%(state)s”，不能%(act)s。请刷新页面查看最新状态。")
            % {"state": S(state).label, "act": A(act).label}
        )
    return TRANSITIONS[(state, act)]
