"""Plans freeze, targets only tighten, reports roll up, texts go their way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from minewarden.errors import BadInput, WrongState
from minewarden.web.campaigns import actions, queries, rollups, states
from minewarden.web.campaigns.models import Contribution, Event, Indicator, Measure, Plan, Report, Rollup
from minewarden.web.org.models import Unit

pytestmark = pytest.mark.django_db


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


@pytest.fixture
def draft(now) -> Plan:
    national = Plan.objects.get(unit__code="NMSA")
    return actions.create(
        Plan,
        by=None,
        at=now,
        unit=unit("R530000N"),
        sector="noncoal",
        parent=national,
        title="方案",
        from_on=date(2024, 1, 1),
        to_on=date(2026, 12, 31),
    )


def test_a_lower_plan_may_tighten_but_not_loosen_a_target(draft, now):
    indicator = Indicator.objects.get(code="underground_reduction")
    wanted = {
        "plan": draft,
        "indicator": indicator,
        "due_on": draft.to_on,
        "source": "x",
        "by": None,
        "at": now,
    }
    with pytest.raises(BadInput, match="放宽"):
        actions.set_target(value=Decimal("0.09"), **wanted)
    assert actions.set_target(value=Decimal("0.11"), **wanted).value == Decimal("0.11")


def test_a_published_plan_is_frozen(now):
    plan = queries.regional_plans("520000", "coal", date(2024, 3, 31)).get()
    with pytest.raises(WrongState):
        actions.add_task(plan=plan, title="x", measures=[], by=None, at=now)
    with pytest.raises(WrongState):
        actions.change(plan, seen_version=plan.version, by=None, at=now, title="y")


def test_a_plan_without_tasks_cannot_be_published(draft, now):
    with pytest.raises(WrongState, match="任务"):
        actions.publish(plan=draft, on=date(2024, 3, 1), document="", by=None, at=now)


def test_the_later_of_two_savers_is_told_and_nothing_is_overwritten(now):
    event = Event.objects.get(kind="lecture")
    seen = event.version
    actions.change(event, seen_version=seen, by=None, at=now, venues="甲")
    with pytest.raises(WrongState):
        actions.change(event, seen_version=seen, by=None, at=now, venues="乙")
    event.refresh_from_db()
    assert event.venues == "甲"


def test_an_event_before_its_unit_existed_is_refused(now):
    with pytest.raises(BadInput, match="存在"):
        actions.create(
            Event, by=None, at=now, unit=unit("R530000C"), kind="meeting", title="x", on=date(1999, 1, 1)
        )


def test_reports_roll_up_to_everybody_above_and_a_correction_is_not_counted_twice(now):
    measure = Measure.objects.filter(task__plan__unit__code="R520000C").first()
    plan, county, month = measure.task.plan, unit("R520281C"), date(2024, 3, 1)
    for state in (Report.State.UNDER_WAY, Report.State.DONE):
        actions.report(
            unit=county,
            measure=measure,
            month=month,
            state=state,
            on_time=True,
            by=None,
            at=now,
            numerator=Decimal(3),
            denominator=Decimal(4),
        )
    for code in ("R520281C", "R520200C", "R520000C", "NMSA"):
        row = Rollup.objects.get(unit__code=code, plan=plan, month=month)
        assert (row.received, row.on_time, row.done, row.numerator) == (1, 1, 1, Decimal(3))
        counted = rollups.recount(row.unit, plan, month)
        assert (counted.received, counted.done, counted.denominator) == (
            row.received,
            row.done,
            row.denominator,
        )


def test_a_month_outside_the_plan_is_refused(now):
    measure = Measure.objects.filter(task__plan__unit__code="R520000C").first()
    with pytest.raises(BadInput):
        actions.report(
            unit=unit("R520281C"),
            measure=measure,
            month=date(2027, 1, 1),
            state="done",
            on_time=True,
            by=None,
            at=now,
        )


@pytest.mark.parametrize(("now_state", "then"), [*product(Contribution.State.values, repeat=2)])
def test_every_pair_of_states_of_a_text(now_state, then):
    allowed = {("draft", "submitted"), ("submitted", "accepted"), ("submitted", "returned"), ("returned", "submitted"),
               ("accepted", "returned")}  # fmt: skip
    assert states.may_follow(states.CONTRIBUTION, now_state, then) == ((now_state, then) in allowed)


def test_a_return_needs_its_reason(now):
    text = Contribution.objects.filter(state="accepted").first()
    with pytest.raises(BadInput, match="原因"):
        actions.decide_contribution(contribution=text, state="returned", by=None, at=now)


def test_counts_rebuilt_in_bulk_are_those_kept_report_by_report(now):
    plan, month = Plan.objects.get(unit__code="NMSA"), date(2024, 3, 1)
    kept = {
        row.unit_id: (row.received, row.on_time, row.done)
        for row in Rollup.objects.filter(plan=plan, month=month)
    }
    assert len(kept) == 33
    assert rollups.rebuild(plan, month) == 33
    for row in Rollup.objects.filter(plan=plan, month=month).select_related("unit"):
        counted = rollups.recount(row.unit, plan, month)
        assert kept[row.unit_id] == (row.received, row.on_time, row.done)
        assert (counted.received, counted.on_time, counted.done) == kept[row.unit_id]
