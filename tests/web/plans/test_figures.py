"""What the March 2024 bulletin says of plans is counted from rows."""

from __future__ import annotations

from datetime import date

import pytest

from minewarden.web.org.models import Unit
from minewarden.web.plans import actions, queries
from minewarden.web.plans.models import EnforcementPlan, SystemActivity

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)


def names(units):
    return [unit.short_name for unit in units]


def test_four_regions_have_no_approved_plan_in_the_order_of_the_region_list():
    assert names(queries.unapproved(DAY, 2024)) == ["内蒙古", "辽宁", "吉林", "兵团"]
    assert queries.unapproved_plans(DAY, 2024).count() == 4


def test_a_regulator_without_any_plan_counts_as_unapproved():
    EnforcementPlan.objects.filter(unit__code="R110000C").delete()
    assert "北京" in names(queries.unapproved(DAY, 2024))


def test_before_its_day_of_approval_a_plan_is_not_approved():
    plan = EnforcementPlan.objects.get(unit__code="R520000C")
    day_before = plan.approved_on.replace(day=plan.approved_on.day - 1)
    assert plan.unit in queries.unapproved(day_before, 2024)
    assert plan.unit not in queries.unapproved(plan.approved_on, 2024)


def test_nine_regions_do_not_use_the_system_though_they_log_in():
    unused = queries.system_unused(DAY)
    assert names(unused) == ["山西", "内蒙古", "福建", "江西", "四川", "甘肃", "青海", "宁夏", "兵团"]
    assert SystemActivity.objects.filter(unit__in=unused, kind="login").count() == 9


def test_a_document_entered_takes_a_region_off_the_list_of_those_that_do_not_use_the_system(now):
    unit = Unit.objects.get(code="R140000C")
    row = SystemActivity(unit=unit, on=date(2024, 3, 30), kind="document", count=1, source="测试")
    actions.take_in_activity([row], by=None, at=now)
    assert "山西" not in names(queries.system_unused(DAY))
    assert "山西" in names(queries.system_unused(date(2024, 3, 29)))


def test_what_was_entered_last_year_is_not_use_this_year():
    assert queries.entered_activity(DAY).filter(on__lt=date(2024, 1, 1)).count() == 0
    assert queries.system_unused(date(2025, 1, 1)).count() == 32


def test_every_provincial_coal_regulator_was_checked_and_three_provinces_sampled():
    assert queries.all_covered(DAY, 2024)
    assert queries.plan_checks(DAY, 2024).count() == 32
    assert [row.province.short_name for row in queries.usage_checks(DAY, 2024)] == ["湖北", "四川", "陕西"]


def test_one_regulator_left_out_ends_the_full_coverage():
    queries.plan_checks(DAY, 2024).get(unit__short_name="西藏").delete()
    assert not queries.all_covered(DAY, 2024)
    assert names(queries.unchecked(DAY, 2024)) == ["西藏"]
