"""Writing plans: the law of each step, dates, editions, two people at once."""

from __future__ import annotations

from datetime import date

import pytest

from minewarden.errors import BadInput, WrongState
from minewarden.web.audit import queries as audit
from minewarden.web.org.models import Unit
from minewarden.web.plans import actions, queries
from minewarden.web.plans.models import EnforcementPlan, PlannedVisit, SystemActivity

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return EnforcementPlan.objects.get(unit__code="R520281C")


@pytest.fixture
def approved():
    return EnforcementPlan.objects.get(unit__code="R520000C")


@pytest.fixture
def jilin():
    return EnforcementPlan.objects.get(unit__code="R220000C")


def approve(plan, on, at, **changes):
    given = {"government": "吉林省人民政府", "document": "吉政函〔2024〕1号（虚构）", **changes}
    return actions.approve_plan(plan=plan, on=on, by=None, at=at, **given)


def test_a_plan_walks_from_made_to_entered_and_entering_it_is_use_of_the_system(draft, now):
    plan = actions.submit_plan(plan=draft, on=date(2024, 2, 1), by=None, at=now)
    plan = approve(plan, date(2024, 2, 10), now)
    plan = actions.file_plan(plan=plan, on=date(2024, 2, 12), by=None, at=now)
    assert plan.filed_with.code == "R520200C"
    plan = actions.enter_plan(plan=plan, on=date(2024, 2, 20), by=None, at=now)
    assert plan.state == "entered"
    assert SystemActivity.objects.filter(unit=plan.unit, kind="plan", on=date(2024, 2, 20)).exists()
    assert audit.history(plan).count() == 5


def test_a_ledger_that_does_not_add_up_keeps_a_plan_from_being_submitted(draft, now):
    actions.set_workdays(plan=draft, items=[("key", "重点检查", 5)], by=None, at=now)
    with pytest.raises(BadInput, match="不平衡"):
        actions.submit_plan(plan=draft, on=date(2024, 2, 1), by=None, at=now)
    draft.refresh_from_db()
    assert draft.state == "made" and draft.submitted_on is None


def test_a_returned_plan_can_be_changed_and_submitted_again_and_the_return_is_kept(jilin, now):
    plan = actions.return_plan(plan=jilin, on=date(2024, 3, 1), reason="矿次不足", by=None, at=now)
    plan = actions.edit_plan(plan=plan, version=plan.version, key_points="补充", by=None, at=now)
    plan = actions.submit_plan(plan=plan, on=date(2024, 3, 10), by=None, at=now)
    assert plan.state == "submitted"
    assert [row.reason for row in plan.returns.all()] == ["矿次不足"]


def test_an_approved_plan_is_frozen(approved, now):
    with pytest.raises(WrongState):
        actions.edit_plan(plan=approved, version=approved.version, title="改", by=None, at=now)
    with pytest.raises(WrongState):
        actions.set_workdays(plan=approved, items=[], by=None, at=now)
    with pytest.raises(WrongState):
        actions.set_visits(plan=approved, visits=[], by=None, at=now)


def test_an_amendment_is_a_new_edition_and_replaces_the_old_one_only_when_approved(approved, now):
    fresh = actions.amend_plan(plan=approved, on=date(2024, 3, 1), reason="新增煤矿", by=None, at=now)
    assert (fresh.edition, fresh.state, fresh.amends_id) == (2, "made", approved.pk)
    assert queries.ledger(fresh) == queries.ledger(approved)
    approved.refresh_from_db()
    assert approved.state == "entered"
    fresh = actions.submit_plan(plan=fresh, on=date(2024, 3, 5), by=None, at=now)
    approve(fresh, date(2024, 3, 20), now, government="贵州省人民政府")
    approved.refresh_from_db()
    assert (approved.state, approved.replaced_on) == ("replaced", date(2024, 3, 20))


def test_an_edition_is_amended_only_once_at_a_time(approved, now):
    actions.amend_plan(plan=approved, on=date(2024, 3, 1), reason="一", by=None, at=now)
    with pytest.raises(BadInput):
        actions.amend_plan(plan=approved, on=date(2024, 3, 2), reason="二", by=None, at=now)


@pytest.mark.parametrize(("on", "why"), [(date(2024, 4, 2), "晚于今天"), (date(2023, 11, 1), "早于上一步")])
def test_an_approval_in_the_future_or_before_the_submission_is_refused(jilin, now, on, why):
    with pytest.raises(BadInput, match=why):
        approve(jilin, on, now)


def test_a_plan_dated_before_the_unit_existed_is_refused(now):
    unit = Unit.objects.get(code="R520203C")
    with pytest.raises(BadInput, match="不存在"):
        actions.make_plan(
            unit=unit,
            sector="coal",
            year=2024,
            title="早",
            officers=3,
            legal_days=250,
            made_on=date(2020, 1, 1),
            by=None,
            at=now,
        )


def test_a_second_plan_for_the_same_year_is_refused(draft, now):
    with pytest.raises(BadInput, match="已有"):
        actions.make_plan(
            unit=draft.unit,
            sector="coal",
            year=2024,
            title="又一份",
            officers=3,
            legal_days=250,
            made_on=date(2024, 1, 1),
            by=None,
            at=now,
        )


def test_the_second_of_two_people_is_told_who_saved_what_and_nothing_is_written(draft, person, now):
    seen = draft.version
    first, second = person("county"), person("city")
    actions.edit_plan(plan=draft, version=seen, key_points="先保存", by=first, at=now)
    with pytest.raises(WrongState, match=r"county.*检查重点"):
        actions.edit_plan(plan=draft, version=seen, key_points="后保存", by=second, at=now)
    draft.refresh_from_db()
    assert draft.key_points == "先保存"


def test_only_mines_of_the_unit_are_planned(draft, now):
    other = Unit.objects.filter(kind="mine", code__startswith="530325").first()
    with pytest.raises(BadInput, match="不在"):
        actions.set_visits(plan=draft, visits=[PlannedVisit(mine=other, month=3)], by=None, at=now)


def test_planned_visits_are_summed_by_month(draft, now):
    mines = Unit.objects.filter(kind="mine", code__startswith="52028199").order_by("code")
    visits = [PlannedVisit(mine=mines[0], month=3, times=2), PlannedVisit(mine=mines[1], month=3)]
    actions.set_visits(plan=draft, visits=visits, by=None, at=now)
    assert queries.visits_by_month(draft) == {**dict.fromkeys(range(1, 13), 0), 3: 3}
