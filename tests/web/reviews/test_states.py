"""The ways of a review and of a problem: every pair is lawful as listed or refused."""

from __future__ import annotations

from itertools import product

import pytest

from minewarden.errors import WrongState
from minewarden.web.reviews.states import (
    ProblemAct,
    ProblemState,
    RoundAct,
    RoundState,
    check_problem,
    check_round,
    may_problem,
    may_round,
)

ROUNDS = {
    ("drawn", "edit"): "drawn",
    ("drawn", "draw"): "drawn",
    ("drawn", "open"): "open",
    ("open", "edit"): "open",
    ("open", "draw"): "open",
    ("open", "record"): "open",
    ("open", "close"): "closed",
}
PROBLEMS = {
    ("proposed", "confirm"): "confirmed",
    ("proposed", "dismiss"): "dismissed",
    ("confirmed", "dismiss"): "dismissed",
    ("confirmed", "correct"): "corrected",
    ("confirmed", "appeal"): "appealed",
    ("appealed", "uphold"): "confirmed",
    ("appealed", "accept"): "dismissed",
}


@pytest.mark.parametrize(("state", "act"), list(product(RoundState.values, RoundAct.values)))
def test_every_pair_of_a_round_is_lawful_as_listed_or_refused(state, act):
    if (state, act) in ROUNDS:
        assert may_round(state, act) and check_round(state, act) == ROUNDS[state, act]
    else:
        assert not may_round(state, act)
        with pytest.raises(WrongState):
            check_round(state, act)


@pytest.mark.parametrize(("state", "act"), list(product(ProblemState.values, ProblemAct.values)))
def test_every_pair_of_a_problem_is_lawful_as_listed_or_refused(state, act):
    if (state, act) in PROBLEMS:
        assert may_problem(state, act) and check_problem(state, act) == PROBLEMS[state, act]
    else:
        assert not may_problem(state, act)
        with pytest.raises(WrongState):
            check_problem(state, act)
