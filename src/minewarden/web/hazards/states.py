"""The way of a hazard: found, listed for supervision (major), planned, rectified, accepted, delisted.

A plan fixes five things (五落实: responsibility, measures, money, term, contingency; 矿安〔2022〕71号, V).
A national rule for levels and clocks of supervised listing of mines is not public: only the order of steps is kept.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import WrongState


class HazardLevel(models.TextChoices):
    GENERAL = "general", gettext_lazy("一般隐患")
    MAJOR = "major", gettext_lazy("重大隐患")


class HazardState(models.TextChoices):
    FOUND = "found", gettext_lazy("已查出")
    LISTED = "listed", gettext_lazy("已挂牌")
    PLANNED = "planned", gettext_lazy("整改中")
    RECTIFIED = "rectified", gettext_lazy("待验收")
    ACCEPTED = "accepted", gettext_lazy("已验收")
    DELISTED = "delisted", gettext_lazy("已销号")


class HazardAct(models.TextChoices):
    EDIT = "edit", gettext_lazy("修改")
    LIST = "list", gettext_lazy("挂牌督办")
    PLAN = "plan", gettext_lazy("落实整改方案")
    EXTEND = "extend", gettext_lazy("延期")
    RECTIFY = "rectify", gettext_lazy("报告整改完成")
    ACCEPT = "accept", gettext_lazy("验收通过")
    REJECT = "reject", gettext_lazy("验收不通过")
    DELIST = "delist", gettext_lazy("销号")
    EXPOSE = "expose", gettext_lazy("曝光")


S, A, L = HazardState, HazardAct, HazardLevel

# (state, act) -> state after it, for every level; what is not here is not lawful
COMMON: dict[tuple[str, str], str] = {
    (S.FOUND, A.EDIT): S.FOUND,
    (S.PLANNED, A.EXTEND): S.PLANNED,
    (S.PLANNED, A.RECTIFY): S.RECTIFIED,
    (S.RECTIFIED, A.ACCEPT): S.ACCEPTED,
    (S.RECTIFIED, A.REJECT): S.PLANNED,
    (S.ACCEPTED, A.DELIST): S.DELISTED,
    **{(state, A.EXPOSE): state for state in S.values},
}
# a major hazard is listed before its plan is fixed; a general one goes straight to its plan
BY_LEVEL: dict[str, dict[tuple[str, str], str]] = {
    L.MAJOR: {**COMMON, (S.FOUND, A.LIST): S.LISTED, (S.LISTED, A.PLAN): S.PLANNED},
    L.GENERAL: {**COMMON, (S.FOUND, A.PLAN): S.PLANNED},
}

OPEN = (S.FOUND, S.LISTED, S.PLANNED)  # not yet rectified, so the term is running
LADDER = ("county", "city", "province", "national")


def may(level: str, state: str, act: str) -> bool:
    """Whether `act` is lawful for a hazard of `level` in `state`."""
    return (state, act) in BY_LEVEL[level]


def check(level: str, state: str, act: str) -> str:
    """The state after `act`; WrongState when it is not lawful now."""
    if not may(level, state, act):
        raise WrongState(
            _("%(level)s现为“%(state)s”，不能%(act)s。请刷新页面查看最新状态。")
            % {"level": L(level).label, "state": S(state).label, "act": A(act).label}
        )
    return BY_LEVEL[level][(state, act)]


def is_overdue(state: str, due_on: date | None, day: date) -> bool:
    """Whether the term ran out by `day` with the hazard not rectified."""
    return state in OPEN and due_on is not None and due_on < day


def answering_level(listing_level: str, overdue: bool) -> str:
    """Who has to press: the level that listed the hazard, one level up when it is overdue."""
    step = LADDER.index(listing_level) + (1 if overdue else 0)
    return LADDER[min(step, len(LADDER) - 1)]
