"""The way of a special inspection: every pair is lawful as listed or refused."""

from __future__ import annotations

from itertools import product

import pytest

from minewarden.errors import WrongState
from minewarden.web.inspections.states import InspectionAct, InspectionState, check, may

LAWFUL = {
    ("prepared", "edit"): "prepared",
    ("prepared", "add_squad"): "prepared",
    ("prepared", "open"): "open",
    ("open", "edit"): "open",
    ("open", "add_squad"): "open",
    ("open", "record"): "open",
    ("open", "close"): "closed",
    ("closed", "reopen"): "open",
}


@pytest.mark.parametrize(("state", "act"), list(product(InspectionState.values, InspectionAct.values)))
def test_every_pair_of_state_and_act_is_lawful_as_listed_or_refused(state, act):
    if (state, act) in LAWFUL:
        assert may(state, act) and check(state, act) == LAWFUL[state, act]
    else:
        assert not may(state, act)
        with pytest.raises(WrongState):
            check(state, act)
