"""Writing the ledger: the criterion of the day, the five fixed, dates, two people at once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from minewarden.errors import BadInput, WrongState
from minewarden.web.audit import queries as audit
from minewarden.web.hazards import actions, queries
from minewarden.web.hazards.models import Hazard
from minewarden.web.org.models import Unit

pytestmark = pytest.mark.django_db
FIXED = {
    "responsibility": "矿长（岗位）",
    "measures": "停产整改",
    "money_yuan": Decimal("500000.00"),
    "contingency": "撤人预案",
}


def hazard(**changes):
    given = {
        "mine": Unit.objects.get(code="520281990001"),
        "sector": "coal",
        "source": "planned",
        "found_on": date(2024, 3, 1),
        "found_by": Unit.objects.get(code="R520281C"),
        "level": "major",
        "category_no": 7,
        "description": "超层越界（虚构）",
        **changes,
    }
    return Hazard(**given)


@pytest.fixture
def found(now):
    return actions.record_hazards([hazard()], by=None, at=now)[0]


def put_on_list(row, at, **changes):
    given = {"on": date(2024, 3, 3), "listing_level": "county", "listing_number": "督〔2024〕1号", **changes}
    return actions.list_hazard(hazard=row, by=None, at=at, **{"due_on": date(2024, 3, 20), **given})


def test_a_major_hazard_walks_from_finding_to_delisting_with_every_step_dated(found, now):
    row = put_on_list(found, now)
    row = actions.fix_plan(
        hazard=row, on=date(2024, 3, 5), due_on=date(2024, 3, 20), by=None, at=now, **FIXED
    )
    row = actions.report_rectified(hazard=row, on=date(2024, 3, 18), by=None, at=now)
    row = actions.reject(hazard=row, on=date(2024, 3, 19), reason="密闭不严", by=None, at=now)
    assert row.state == "planned" and row.rectified_on is None
    row = actions.report_rectified(hazard=row, on=date(2024, 3, 20), by=None, at=now)
    county = Unit.objects.get(code="R520281C")
    row = actions.accept(hazard=row, on=date(2024, 3, 22), accepted_by=county, by=None, at=now)
    row = actions.delist(hazard=row, on=date(2024, 3, 25), by=None, at=now)
    assert row.state == "delisted"
    assert [n.reason for n in row.notes.all()] == ["密闭不严"]
    assert audit.history(row).count() == 8


def test_the_criterion_is_that_of_the_day_the_hazard_was_found(now):
    later = datetime(2026, 8, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    old, new = hazard(category_no=15), hazard(found_on=date(2026, 7, 1), category_no=17)
    actions.record_hazards([old], by=None, at=now)
    actions.record_hazards([new], by=None, at=later)
    assert (old.criteria_key, new.criteria_key) == ("order_4", "order_21")
    assert "应急管理部令第4号第15类" in queries.criterion_text(old)


def test_a_category_that_the_criteria_of_the_day_do_not_have_is_refused(now):
    with pytest.raises(BadInput, match="没有第16类"):
        actions.record_hazards([hazard(category_no=16)], by=None, at=now)


def test_a_major_hazard_without_a_category_is_refused(now):
    with pytest.raises(BadInput, match="判定类别"):
        actions.record_hazards([hazard(category_no=None)], by=None, at=now)


def test_a_plan_that_lacks_one_of_the_five_is_refused(found, now):
    row = put_on_list(found, now)
    with pytest.raises(BadInput, match="五项"):
        lacking = {**FIXED, "contingency": " "}
        actions.fix_plan(
            hazard=row, on=date(2024, 3, 5), due_on=date(2024, 3, 20), by=None, at=now, **lacking
        )
    row.refresh_from_db()
    assert row.state == "listed"


def test_a_plan_may_not_take_longer_than_the_listing_allows(found, now):
    row = put_on_list(found, now)
    with pytest.raises(BadInput, match="申请延期"):
        actions.fix_plan(hazard=row, on=date(2024, 3, 5), due_on=date(2024, 4, 20), by=None, at=now, **FIXED)


def test_an_extension_keeps_the_former_term_in_the_ledger(found, now):
    row = put_on_list(found, now)
    row = actions.fix_plan(
        hazard=row, on=date(2024, 3, 5), due_on=date(2024, 3, 20), by=None, at=now, **FIXED
    )
    row = actions.extend(
        hazard=row, on=date(2024, 3, 19), due_on=date(2024, 4, 20), reason="设备到货晚", by=None, at=now
    )
    assert row.due_on == date(2024, 4, 20)
    assert row.notes.get().former_due_on == date(2024, 3, 20)
    with pytest.raises(BadInput, match="晚于原期限"):
        actions.extend(hazard=row, on=date(2024, 3, 20), due_on=date(2024, 4, 1), reason="x", by=None, at=now)


def test_a_mine_cannot_accept_its_own_work(found, now):
    row = put_on_list(found, now)
    row = actions.fix_plan(
        hazard=row, on=date(2024, 3, 5), due_on=date(2024, 3, 20), by=None, at=now, **FIXED
    )
    row = actions.report_rectified(hazard=row, on=date(2024, 3, 18), by=None, at=now)
    with pytest.raises(BadInput, match="验收单位"):
        actions.accept(hazard=row, on=date(2024, 3, 19), accepted_by=row.mine, by=None, at=now)


def test_numbers_run_within_a_mine_and_year(now):
    rows = actions.record_hazards([hazard(), hazard(level="general")], by=None, at=now)
    first, second = (int(row.number.rsplit("-", 1)[1]) for row in rows)
    assert second == first + 1 and rows[0].number.startswith("520281990001-2024-")
    assert rows[1].category_no is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"found_on": date(2024, 4, 2)}, "晚于今天"),
        ({"found_on": date(2020, 4, 2)}, "不存在"),
        ({"due_on": date(2024, 2, 1)}, "整改期限早于查出日期"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_reason(now, changes, why):
    with pytest.raises(BadInput, match=why):
        actions.record_hazards([hazard(**changes)], by=None, at=now)


def test_a_regulator_has_no_hazards(now):
    with pytest.raises(BadInput, match="不是矿山"):
        actions.record_hazards([hazard(mine=Unit.objects.get(code="R520281C"))], by=None, at=now)


def test_the_second_of_two_people_is_told_who_saved_what(found, person, now):
    seen = found.version
    actions.edit_hazard(hazard=found, version=seen, place="一采区", by=person("county"), at=now)
    with pytest.raises(WrongState, match=r"county.*部位"):
        actions.edit_hazard(hazard=found, version=seen, place="二采区", by=person("city"), at=now)
    found.refresh_from_db()
    assert found.place == "一采区"
