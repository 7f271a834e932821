"""The way of a lead: every pair is lawful as listed or refused; and how results flow back into scores."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.errors import WrongState
from minewarden.web.leads.feedback import FOUND, shown
from minewarden.web.leads.states import LeadAct, LeadState, Result, check, may

LAWFUL = {
    ("new", "refresh"): "new",
    ("new", "assess"): "assessed",
    ("assessed", "assess"): "assessed",
    ("new", "dismiss"): "done",
    ("assessed", "dismiss"): "done",
    ("assessed", "task"): "tasked",
    ("tasked", "withdraw"): "assessed",
    ("tasked", "result"): "done",
    ("tasked", "refer"): "new",
    ("new", "merge"): "merged",
    ("assessed", "merge"): "merged",
    ("done", "reopen"): "new",
    ("merged", "reopen"): "new",
}
SCORES = st.floats(0, 1)
RESULTS = st.lists(st.sampled_from(Result.values), max_size=30)


@pytest.mark.parametrize(("state", "act"), list(product(LeadState.values, LeadAct.values)))
def test_every_pair_of_state_and_act_is_lawful_as_listed_or_refused(state, act):
    if (state, act) in LAWFUL:
        assert may(state, act) and check(state, act) == LAWFUL[state, act]
    else:
        assert not may(state, act)
        with pytest.raises(WrongState):
            check(state, act)


@pytest.mark.parametrize(("result", "score"), FOUND.items())
def test_a_checked_lead_shows_what_was_found(result, score):
    assert shown(0.7, result, ["true", "false"]).score == score


def test_a_dismissed_lead_shows_nothing_and_an_unchecked_one_its_probability():
    assert shown(0.9, "", [], "false").score == 0.0
    assert shown(0.9, "", []).score == 0.9
    assert shown(0.9, "", ["city"]).checks == 0


@given(SCORES, RESULTS)
def test_the_shown_score_lies_between_the_probability_and_what_was_found(score, results):
    found = shown(score, "", results)
    told = [FOUND[r] for r in results if r in FOUND]
    rate = sum(told) / len(told) if told else score
    assert min(score, rate) - 1e-9 <= found.score <= max(score, rate) + 1e-9


@given(SCORES, RESULTS)
def test_one_more_false_lead_never_raises_a_score_and_one_more_true_one_never_lowers_it(score, results):
    before = shown(score, "", results).score
    assert shown(score, "", [*results, "false"]).score <= before + 1e-12
    assert shown(score, "", [*results, "true"]).score >= before - 1e-12
