"""The ledger must add up; the published slip of 2,649 for 2,469 is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minewarden.web.plans.workdays import Use, faults, ledger, legal_days_of

EXAMPLE = [("key", 632), ("general", 339), ("other", 2469), ("none", 1994)]


def test_the_published_example_of_22_officers_adds_up():
    found = ledger(22, 247, EXAMPLE)
    assert (found.total, found.check, found.open) == (5434, 971, 0)
    assert faults(found) == []


def test_the_transposed_figure_of_the_published_example_is_named_with_its_gap():
    wrong = [("other", 2649) if use == "other" else (use, days) for use, days in EXAMPLE]
    (fault,) = faults(ledger(22, 247, wrong))
    assert "相差180" in fault


def test_a_plan_without_a_single_day_of_inspection_is_named():
    assert len(faults(ledger(1, 10, [("other", 10)]))) == 1


@given(
    st.integers(1, 500),
    st.integers(1, 366),
    st.lists(st.tuples(st.sampled_from([u.value for u in Use]), st.integers(0, 9999))),
)
def test_a_ledger_adds_up_exactly_when_nothing_is_open(officers, days, items):
    found = ledger(officers, days, items)
    assert found.used == sum(count for _use, count in items)
    assert found.used + found.open == officers * days
    assert (not faults(found)) == (found.open == 0 and found.check > 0)


def test_legal_days_of_2024_are_those_of_the_announced_calendar():
    assert legal_days_of(2024) == 251
