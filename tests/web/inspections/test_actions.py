"""Writing special inspections: what may be recorded when, where and by which squad."""

from __future__ import annotations

from datetime import date

import pytest

from minewarden.errors import BadInput, WrongState
from minewarden.web.inspections import actions
from minewarden.web.inspections.models import Exposure, HiddenFace, Outcome, SpecialInspection, Visit
from minewarden.web.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(now):
    """A provincial inspection of coal mines that is announced."""
    found = actions.prepare(
        unit=Unit.objects.get(code="R520000C"),
        topic="other",
        title="顶板专项检查（虚构）",
        sector="coal",
        starts_on=date(2024, 3, 1),
        tracked=["talk"],
        by=None,
        at=now,
    )
    return actions.announce(inspection=found, on=date(2024, 3, 1), by=None, at=now)


@pytest.fixture
def mine():
    return Unit.objects.get(code="520281990001")


def test_visits_are_recorded_only_while_the_inspection_is_open(running, mine, now):
    actions.record_visits([Visit(inspection=running, mine=mine, on=date(2024, 3, 5))], by=None, at=now)
    closed = actions.close(inspection=running, on=date(2024, 3, 20), by=None, at=now)
    with pytest.raises(WrongState):
        actions.record_visits([Visit(inspection=closed, mine=mine, on=date(2024, 3, 6))], by=None, at=now)
    opened = actions.reopen(inspection=closed, reason="补登", by=None, at=now)
    actions.record_visits([Visit(inspection=opened, mine=mine, on=date(2024, 3, 6))], by=None, at=now)
    assert opened.visits.count() == 2


def test_a_squad_visits_mines_of_its_region_only(running, mine, now):
    squad = actions.form_squad(
        inspection=running,
        kind="squad",
        name="一组",
        region=Unit.objects.get(code="R520203C"),
        formed_on=date(2024, 3, 1),
        members=[(Unit.objects.get(code="R520000C"), 2)],
        by=None,
        at=now,
    )
    with pytest.raises(BadInput, match="被检地区"):
        row = Visit(inspection=running, squad=squad, mine=mine, on=date(2024, 3, 5))
        actions.record_visits([row], by=None, at=now)


@pytest.mark.parametrize(("on", "why"), [(date(2024, 4, 5), "晚于今天"), (date(2024, 2, 1), "早于上一步")])
def test_a_visit_in_the_future_or_before_the_inspection_is_refused(running, mine, now, on, why):
    with pytest.raises(BadInput, match=why):
        actions.record_visits([Visit(inspection=running, mine=mine, on=on)], by=None, at=now)


def test_a_regulator_is_no_mine(running, now):
    unit = Unit.objects.get(code="R520281C")
    with pytest.raises(BadInput, match="不是矿山"):
        actions.record_visits([Visit(inspection=running, mine=unit, on=date(2024, 3, 5))], by=None, at=now)


def test_a_coal_mine_is_outside_an_inspection_of_non_coal_mines(mine, now):
    duty = SpecialInspection.objects.get(topic="duty")
    with pytest.raises(BadInput, match="不在本次专项检查范围内"):
        actions.record_visits([Visit(inspection=duty, mine=mine, on=date(2024, 3, 5))], by=None, at=now)


def test_one_wrong_row_of_many_leaves_nothing_written(running, mine, now):
    rows = [
        Visit(inspection=running, mine=mine, on=date(2024, 3, 5)),
        Visit(inspection=running, mine=mine, on=date(2024, 4, 5)),
    ]
    with pytest.raises(BadInput):
        actions.record_visits(rows, by=None, at=now)
    assert not running.visits.exists()


def test_a_hidden_face_is_not_found_before_its_visit(running, mine, now):
    row = Visit(inspection=running, mine=mine, on=date(2024, 3, 5))
    actions.record_visits([row], by=None, at=now)
    with pytest.raises(BadInput, match="早于上一步"):
        face = HiddenFace(visit=row, name="一号", found_on=date(2024, 3, 4))
        actions.record_hidden_faces([face], by=None, at=now)


def test_exposures_and_outcomes_are_recorded_with_their_day(running, mine, now):
    exposure = Exposure(
        inspection=running, mine=mine, title="案例", medium="local", medium_name="报", on=date(2024, 3, 9)
    )
    actions.record_exposures([exposure], by=None, at=now)
    outcome = Outcome(
        inspection=running, unit=running.unit, kind="talk", on=date(2024, 3, 9), count=2, about="矿长（岗位）"
    )
    actions.record_outcomes([outcome], by=None, at=now)
    assert running.exposures.count() == running.outcomes.count() == 1


def test_the_second_of_two_people_editing_is_refused(running, person, now):
    seen = running.version
    actions.edit(
        inspection=running, tracked=["talk"], version=seen, title="先", by=person("province"), at=now
    )
    with pytest.raises(WrongState, match=r"province.*名称"):
        actions.edit(
            inspection=running, tracked=["talk"], version=seen, title="后", by=person("province"), at=now
        )
    running.refresh_from_db()
    assert running.title == "先"


def test_a_mine_cannot_organise_an_inspection(mine, now):
    with pytest.raises(BadInput):
        actions.prepare(
            unit=mine,
            topic="other",
            title="x",
            sector="coal",
            starts_on=date(2024, 3, 1),
            by=None,
            at=now,
        )
