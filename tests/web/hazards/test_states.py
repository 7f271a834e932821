"""The way of a hazard: every pair is lawful as listed or refused, for each level; overdue goes up one level."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from minewarden.errors import WrongState
from minewarden.web.hazards.states import (
    LADDER,
    HazardAct,
    HazardLevel,
    HazardState,
    answering_level,
    check,
    is_overdue,
    may,
)

BOTH = {
    ("found", "edit"): "found",
    ("planned", "extend"): "planned",
    ("planned", "rectify"): "rectified",
    ("rectified", "accept"): "accepted",
    ("rectified", "reject"): "planned",
    ("accepted", "delist"): "delisted",
    **{(state, "expose"): state for state in HazardState.values},
}
LAWFUL = {
    "major": {**BOTH, ("found", "list"): "listed", ("listed", "plan"): "planned"},
    "general": {**BOTH, ("found", "plan"): "planned"},
}


@pytest.mark.parametrize(
    ("level", "state", "act"),
    list(product(HazardLevel.values, HazardState.values, HazardAct.values)),
)
def test_every_pair_of_state_and_act_is_lawful_as_listed_or_refused(level, state, act):
    if (state, act) in LAWFUL[level]:
        assert may(level, state, act) and check(level, state, act) == LAWFUL[level][state, act]
    else:
        assert not may(level, state, act)
        with pytest.raises(WrongState):
            check(level, state, act)


@pytest.mark.parametrize(("level", "above"), list(zip(LADDER, [*LADDER[1:], "national"], strict=True)))
def test_an_overdue_hazard_is_pressed_one_level_up_and_the_nation_is_the_last(level, above):
    assert answering_level(level, overdue=False) == level
    assert answering_level(level, overdue=True) == above


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        ("planned", date(2024, 3, 10), False),
        ("planned", date(2024, 3, 11), True),
        ("found", date(2024, 3, 11), True),
        ("rectified", date(2024, 3, 11), False),
        ("delisted", date(2024, 3, 11), False),
    ],
)
def test_a_hazard_is_overdue_the_day_after_its_term_until_it_is_rectified(state, day, late):
    assert is_overdue(state, date(2024, 3, 10), day) is late
    assert not is_overdue(state, None, day)
