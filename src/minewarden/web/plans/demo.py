"""Enforcement plans of 2024 as the March bulletin tells of them.

Which plans were not approved and which departments did not use the system is the bulletin's; days, documents,
officers and work days are made up (虚构).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from minewarden.web.org.models import Division, Level, Sector, Unit
from minewarden.web.plans import actions
from minewarden.web.plans.models import (
    EnforcementPlan,
    PlanCheck,
    SystemActivity,
    UsageCheck,
    WorkdayItem,
)
from minewarden.web.plans.workdays import Use, legal_days_of

YEAR = 2024
UNAPPROVED = {"150000", "210000", "220000", "660000"}
UNUSED = {"140000", "150000", "350000", "360000", "510000", "620000", "630000", "640000", "660000"}
SAMPLED = ("420000", "510000", "610000")
SOURCE = "执法系统运行日志（虚构）"
OTHER = (("行政许可", 2), ("事故调查", 1), ("举报核查", 1), ("联合执法", 2), ("执法培训", 3))
NONE = (("值班", 4), ("学习和会议", 5), ("公休假", 3))


def load(at: datetime) -> None:
    """Plans, work days, activity in the system, and the check for the two sessions."""
    regulators = list(
        Unit.objects.filter(kind=Unit.Kind.REGULATOR, sector=Sector.COAL, level=Level.PROVINCE).order_by(
            "region_code"
        )
    )
    plans = [_plan(unit, index) for index, unit in enumerate(regulators)]
    plans += _local_plans()
    actions.take_in_plans(plans, by=None, at=at)
    actions.take_in_workdays([item for plan in plans for item in _workdays(plan)], by=None, at=at)
    actions.take_in_activity(_activity(regulators), by=None, at=at)
    _check(regulators, at)


def _plan(unit: Unit, index: int) -> EnforcementPlan:
    made_on = date(2023, 12, 4) + timedelta(days=index % 15)
    plan = EnforcementPlan(
        unit=unit,
        sector=unit.sector,
        year=YEAR,
        title=f"{unit.short_name}{YEAR}年度{unit.get_sector_display()}安全监管执法计划",
        key_points="重大灾害矿井、隐蔽工作面、主要负责人履职（虚构）",
        officers=12 + index % 17,
        legal_days=legal_days_of(YEAR),
        made_on=made_on,
        submitted_on=made_on + timedelta(days=14),
    )
    if unit.region_code in UNAPPROVED:
        return plan
    plan.approved_on = date(2024, 1, 10) + timedelta(days=2 * (index % 20))
    plan.government = _government(unit)
    plan.approval_document = f"演示批复〔{YEAR}〕{index + 1}号（虚构）"
    plan.filed_on = plan.approved_on + timedelta(days=7)
    plan.filed_with = Unit.objects.get(code="NMSA")
    if unit.region_code not in UNUSED:
        plan.entered_on = plan.filed_on + timedelta(days=3)
    return plan


def _local_plans() -> list[EnforcementPlan]:
    """A province's non-coal plan, and below it a city that entered its plan and a county that still writes."""
    noncoal, city, county = (
        _plan(Unit.objects.get(code=code), index)
        for index, code in enumerate(("R520000N", "R520200C", "R520281C"), 40)
    )
    city.filed_with = Unit.objects.get(code="R520000C")
    for name in ("submitted_on", "approved_on", "filed_on", "filed_with", "entered_on"):
        setattr(county, name, None)
    county.government = county.approval_document = ""
    return [noncoal, city, county]


def _government(unit: Unit) -> str:
    if unit.region_code == "660000":
        return "新疆生产建设兵团"
    name = Division.objects.filter(code=unit.region_code).order_by("-published_on").first()
    return f"{name.name}人民政府"


def _workdays(plan: EnforcementPlan) -> list[WorkdayItem]:
    """A ledger that adds up: what other work and leave do not take is left for inspection, two thirds for key mines."""
    rows = [(Use.OTHER, name, days * plan.officers * 5) for name, days in OTHER]
    rows += [(Use.NONE, name, days * plan.officers * 5) for name, days in NONE]
    left = plan.officers * plan.legal_days - sum(days for _use, _name, days in rows)
    key = left * 2 // 3
    rows = [(Use.KEY, "重点检查", key), (Use.GENERAL, "一般检查", left - key), *rows]
    return [WorkdayItem(plan=plan, use=use.value, name=name, days=days) for use, name, days in rows]


def _activity(regulators: list[Unit]) -> list[SystemActivity]:
    """Logins everywhere; documents and checks only where the bulletin does not say the system is unused."""
    kinds = SystemActivity.Kind
    rows = []
    for index, unit in enumerate(regulators):
        on = date(2024, 1, 15) + timedelta(days=index % 9)
        rows.append(SystemActivity(unit=unit, on=on, kind=kinds.LOGIN, count=1 + index % 5, source=SOURCE))
        if unit.region_code in UNUSED:
            continue
        for month in (1, 2, 3):
            day = date(2024, month, 20 + index % 8)
            rows.append(
                SystemActivity(unit=unit, on=day, kind=kinds.DOCUMENT, count=20 + index, source=SOURCE)
            )
            rows.append(
                SystemActivity(unit=unit, on=day, kind=kinds.CHECK, count=5 + index % 7, source=SOURCE)
            )
    return rows


def _check(regulators: list[Unit], at: datetime) -> None:
    """Every provincial coal regulator was checked; city and county use was sampled in three provinces."""
    nation = Unit.objects.get(code="NMSA")
    found = actions.open_round(
        unit=nation,
        title="两会期间煤矿安全监管监察执法工作监督检查",
        sector=Sector.COAL,
        year=YEAR,
        starts_on=date(2024, 3, 1),
        ends_on=date(2024, 3, 22),
        by=None,
        at=at,
    )
    checks = [
        PlanCheck(
            round=found,
            unit=unit,
            checked_on=date(2024, 3, 4) + timedelta(days=index % 12),
            checked_by=nation,
            finding="在线核对制定、报批、录入情况（虚构）",
        )
        for index, unit in enumerate(regulators)
    ]
    actions.record_checks(checks, by=None, at=at)
    by_region = {unit.region_code: unit for unit in regulators}
    samples = [
        UsageCheck(round=found, province=by_region[code], checked_on=date(2024, 3, 18), checked_by=nation)
        for code in SAMPLED
    ]
    actions.record_usage_checks(samples, by=None, at=at)
