"""The way of a plan: every pair of state and act is either in the table or refused."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from minewarden.errors import BadInput, WrongState
from minewarden.web.plans.states import TRANSITIONS, PlanAct, PlanState, check, may, of_dates

LAWFUL = {
    ("made", "edit"): "made",
    ("made", "submit"): "submitted",
    ("returned", "edit"): "returned",
    ("returned", "submit"): "submitted",
    ("submitted", "return"): "returned",
    ("submitted", "approve"): "approved",
    ("approved", "file"): "filed",
    ("approved", "amend"): "approved",
    ("approved", "replace"): "replaced",
    ("filed", "enter"): "entered",
    ("filed", "amend"): "filed",
    ("filed", "replace"): "replaced",
    ("entered", "amend"): "entered",
    ("entered", "replace"): "replaced",
}


@pytest.mark.parametrize(("state", "act"), list(product(PlanState.values, PlanAct.values)))
def test_every_pair_of_state_and_act_is_lawful_as_listed_or_refused(state, act):
    if (state, act) in LAWFUL:
        assert may(state, act) and check(state, act) == LAWFUL[state, act]
    else:
        assert not may(state, act)
        with pytest.raises(WrongState):
            check(state, act)


def test_every_state_but_the_first_can_be_reached_and_nothing_leads_back_from_replaced():
    reached = {str(after) for after in TRANSITIONS.values()}
    assert reached | {"made"} == set(PlanState.values)
    assert not [act for act in PlanAct if may(PlanState.REPLACED, act)]


DAYS = [date(2024, 1, day) for day in (1, 5, 9, 12, 20)]


@pytest.mark.parametrize(
    ("steps", "state"), list(enumerate(["made", "submitted", "approved", "filed", "entered"], 1))
)
def test_the_dates_of_an_imported_plan_say_how_far_it_came(steps, state):
    assert of_dates(*(DAYS[:steps] + [None] * (5 - steps))) == state


def test_a_plan_cannot_be_filed_without_having_been_approved():
    with pytest.raises(BadInput, match="已批准"):
        of_dates(DAYS[0], DAYS[1], None, DAYS[3], None)


def test_an_approval_before_the_submission_is_refused():
    with pytest.raises(BadInput, match="早于上一步"):
        of_dates(DAYS[0], DAYS[2], DAYS[1], None, None)
