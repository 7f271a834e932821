"""State tables of the campaign: what may follow what."""

from __future__ import annotations

from minewarden.errors import WrongState
from minewarden.web.campaigns.models import Contribution, Plan

PLAN = {
    Plan.State.DRAFT: {Plan.State.PUBLISHED},
    Plan.State.PUBLISHED: {Plan.State.REPLACED},
    Plan.State.REPLACED: set(),
}

C = Contribution.State
CONTRIBUTION = {
    C.DRAFT: {C.SUBMITTED},
    C.SUBMITTED: {C.ACCEPTED, C.RETURNED},
    C.RETURNED: {C.SUBMITTED},
    C.ACCEPTED: {C.RETURNED},
}


def may_follow(table: dict[str, set[str]], now: str, then: str) -> bool:
    """Whether `then` may follow `now`."""
    return then in table[now]


def check_follows(table: dict[str, set[str]], now: str, then: str) -> None:
    """Raise WrongState when `then` may not follow `now`."""
    if not may_follow(table, now, then):
        known = {state.value: state.label for state in table}
        raise WrongState(f"当前状态为“{known[now]}”，不能变为“{known[then]}”。")
