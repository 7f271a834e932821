"""Draft, checked, issued: what may follow what."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minewarden.errors import WrongState
from minewarden.web.bulletins.models import Issue

S = Issue.State
NEXT = {S.DRAFT: {S.CHECKED}, S.CHECKED: {S.DRAFT, S.ISSUED}, S.ISSUED: set()}


def may_follow(now: str, then: str) -> bool:
    """Whether an issue in state `now` may become `then`."""
    return then in NEXT[now]


def check_follows(now: str, then: str) -> None:
    """Raise WrongState when it may not."""
    if not may_follow(now, then):
        raise WrongState(
            _("当前状态为“%(now)s”，不能变为“%(then)s”。") % {"now": S(now).label, "then": S(then).label}
        )
