"""The only writer of plans, of the use of the enforcement system, and of checks of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web import writing
from minewarden.web.org import queries as org
from minewarden.web.org.models import Tree, Unit
from minewarden.web.plans import queries, workdays
from minewarden.web.plans.models import (
    EnforcementPlan,
    PlanCheck,
    PlanCheckRound,
    PlannedVisit,
    PlanReturn,
    SystemActivity,
    UsageCheck,
    WorkdayItem,
)
from minewarden.web.plans.states import PlanAct, PlanState, check, of_dates

REGULATOR = Unit.Kind.REGULATOR


@transaction.atomic
def make_plan(*, unit: Unit, by: Any, at: datetime, **fields: Any) -> EnforcementPlan:
    """The first edition of a unit's plan for a year and a sector."""
    plan = EnforcementPlan(unit=unit, state=PlanState.MADE, **fields)
    _check_owner(plan)
    writing.check_day(plan.made_on, at, what=_("制定日期"), unit=unit)
    if queries.latest(unit, plan.year, plan.sector) is not None:
        raise BadInput(
            _("%(unit)s已有%(year)d年度计划；要改动请在该计划上修改或调整。")
            % {"unit": unit.name, "year": plan.year}
        )
    return writing.create(plan, "plans.make", by=by, at=at)


def edit_plan(
    *, plan: EnforcementPlan, version: int, by: Any, at: datetime, **fields: Any
) -> EnforcementPlan:
    """Change what a plan says, before it is submitted or after it came back."""
    with writing.changing(plan, "plans.edit", by=by, at=at, version=version) as current:
        check(current.state, PlanAct.EDIT)
        for name, value in fields.items():
            setattr(current, name, value)
        _check_owner(current)
        writing.check_day(current.made_on, at, what=_("制定日期"), unit=current.unit)
    return current


def set_workdays(
    *,
    plan: EnforcementPlan,
    items: Sequence[tuple[str, str, int]],
    version: int | None = None,
    by: Any,
    at: datetime,
) -> EnforcementPlan:
    """Replace the work-day ledger by `items` (use, name, officer-days); it must add up only when submitted."""
    with writing.changing(plan, "plans.workdays", by=by, at=at, version=version) as current:
        check(current.state, PlanAct.EDIT)
        current.workday_items.all().delete()
        rows = [WorkdayItem(plan=current, use=use, name=name, days=days) for use, name, days in items]
        writing.create_many(rows, "plans.workday", by=by, at=at)
    return current


def set_visits(
    *,
    plan: EnforcementPlan,
    visits: Sequence[PlannedVisit],
    version: int | None = None,
    by: Any,
    at: datetime,
) -> EnforcementPlan:
    """Replace the planned visits; only mines below the unit may be planned."""
    with writing.changing(plan, "plans.visits", by=by, at=at, version=version) as current:
        check(current.state, PlanAct.EDIT)
        current.planned_visits.all().delete()
        for visit in visits:
            visit.plan = current
            if not visit.mine.administrative_path.startswith(current.unit.administrative_path):
                raise BadInput(
                    _("%(mine)s不在%(unit)s辖区内。") % {"mine": visit.mine.name, "unit": current.unit.name}
                )
        writing.create_many(list(visits), "plans.visit", by=by, at=at)
    return current


def submit_plan(
    *, plan: EnforcementPlan, on: date, version: int | None = None, by: Any, at: datetime
) -> EnforcementPlan:
    """Send a plan to its government for approval; its work days must add up."""
    with writing.changing(plan, "plans.submit", by=by, at=at, version=version) as current:
        current.state = check(current.state, PlanAct.SUBMIT)
        _check_step(current, on, at, _("报批日期"), current.made_on)
        if wrong := workdays.faults(queries.ledger(current)):
            raise BadInput("；".join(wrong))
        current.submitted_on = on
    return current


def return_plan(
    *, plan: EnforcementPlan, on: date, reason: str, version: int | None = None, by: Any, at: datetime
) -> EnforcementPlan:
    """The government sent a submitted plan back, and why."""
    with writing.changing(plan, "plans.return", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.state, PlanAct.RETURN)
        _check_step(current, on, at, _("退回日期"), current.submitted_on)
        writing.create(PlanReturn(plan=current, on=on, reason=reason), "plans.returned", by=by, at=at)
    return current


def approve_plan(
    *,
    plan: EnforcementPlan,
    on: date,
    government: str,
    document: str,
    version: int | None = None,
    by: Any,
    at: datetime,
) -> EnforcementPlan:
    """Record that the government approved the plan; the edition that it amends is replaced on that day."""
    if not government.strip() or not document.strip():
        raise BadInput(_("请写明批准的人民政府和批准文件。"))
    with writing.changing(plan, "plans.approve", by=by, at=at, version=version) as current:
        current.state = check(current.state, PlanAct.APPROVE)
        _check_step(current, on, at, _("批准日期"), current.submitted_on)
        current.approved_on, current.government, current.approval_document = on, government, document
        if current.amends is not None:
            with writing.changing(current.amends, "plans.replace", by=by, at=at) as former:
                former.state = check(former.state, PlanAct.REPLACE)
                former.replaced_on = on
    return current


def file_plan(
    *, plan: EnforcementPlan, on: date, version: int | None = None, by: Any, at: datetime
) -> EnforcementPlan:
    """File an approved plan with the next unit up."""
    with writing.changing(plan, "plans.file", by=by, at=at, version=version) as current:
        current.state = check(current.state, PlanAct.FILE)
        _check_step(current, on, at, _("备案日期"), current.approved_on)
        current.filed_on = on
        current.filed_with = org.parent_on(current.unit, Tree.ADMINISTRATIVE, on)
    return current


def enter_plan(
    *, plan: EnforcementPlan, on: date, version: int | None = None, by: Any, at: datetime
) -> EnforcementPlan:
    """Enter a filed plan in the enforcement system, which counts as use of the system."""
    with writing.changing(plan, "plans.enter", by=by, at=at, version=version) as current:
        current.state = check(current.state, PlanAct.ENTER)
        _check_step(current, on, at, _("录入日期"), current.filed_on)
        current.entered_on = on
        writing.create(_entry_of(current), "plans.activity", by=by, at=at)
    return current


@transaction.atomic
def amend_plan(
    *, plan: EnforcementPlan, on: date, reason: str, version: int | None = None, by: Any, at: datetime
) -> EnforcementPlan:
    """A new edition beside an approved plan, with its work days and visits; the approved one stays as it is."""
    with writing.changing(plan, "plans.amend", by=by, at=at, version=version, reason=reason) as former:
        check(former.state, PlanAct.AMEND)
        _check_step(former, on, at, _("调整日期"), former.approved_on)
        if EnforcementPlan.objects.filter(amends=former).exists():
            raise BadInput(_("这一版已有调整中的新版，请在新版上修改。"))
    fresh = EnforcementPlan(
        **{name: getattr(former, name) for name in ("unit", "sector", "year", "title", "key_points")},
        officers=former.officers,
        legal_days=former.legal_days,
        edition=former.edition + 1,
        amends=former,
        amendment_reason=reason,
        made_on=on,
    )
    writing.create(fresh, "plans.make", by=by, at=at)
    items = list(former.workday_items.values_list("use", "name", "days"))
    rows = [WorkdayItem(plan=fresh, use=use, name=name, days=days) for use, name, days in items]
    writing.create_many(rows, "plans.workday", by=by, at=at, whole=False)
    visits = [_copy_visit(visit, fresh) for visit in former.planned_visits.all()]
    writing.create_many(visits, "plans.visit", by=by, at=at, whole=False)
    return fresh


def checked_plan(plan: EnforcementPlan, at: datetime) -> EnforcementPlan:
    """`plan` with the state that its dates stand for; BadInput when they do not go together."""
    _check_owner(plan)
    plan.state = of_dates(plan.made_on, plan.submitted_on, plan.approved_on, plan.filed_on, plan.entered_on)
    writing.check_day(plan.made_on, at, what=_("制定日期"), unit=plan.unit)
    last = plan.entered_on or plan.filed_on or plan.approved_on or plan.submitted_on
    writing.check_day(last, at, what=_("日期"), unit=plan.unit)
    if plan.approved_on and not (plan.government and plan.approval_document):
        raise BadInput(_("%(unit)s：已批准的计划须写明批准的人民政府和批准文件。") % {"unit": plan.unit})
    if plan.filed_on and plan.filed_with is None:
        plan.filed_with = org.parent_on(plan.unit, Tree.ADMINISTRATIVE, plan.filed_on)
    return plan


@transaction.atomic
def take_in_plans(plans: Sequence[EnforcementPlan], *, by: Any, at: datetime) -> Sequence[EnforcementPlan]:
    """Plans that already went some way, as an import brings them; the dates say how far."""
    for plan in plans:
        checked_plan(plan, at)
    writing.create_many(plans, "plans.take_in", by=by, at=at)
    entered = [_entry_of(plan) for plan in plans if plan.entered_on]
    writing.create_many(entered, "plans.activity", by=by, at=at)
    return plans


@transaction.atomic
def take_in_workdays(items: Sequence[WorkdayItem], *, by: Any, at: datetime) -> None:
    """Ledger lines of plans that were taken in."""
    writing.create_many(items, "plans.workday", by=by, at=at, whole=False)


def take_in_visits(visits: Sequence[PlannedVisit], *, by: Any, at: datetime) -> None:
    """Planned visits of plans that were taken in."""
    writing.create_many(visits, "plans.visit", by=by, at=at, whole=False)


def checked_activity(row: SystemActivity, at: datetime) -> SystemActivity:
    """`row`, which is of a regulator that existed on its day."""
    writing.check_day(row.on, at, what=_("日期"), unit=row.unit)
    if row.unit.kind != REGULATOR:
        raise BadInput(_("%(unit)s不是监管部门。") % {"unit": row.unit})
    return row


@transaction.atomic
def take_in_activity(rows: Sequence[SystemActivity], *, by: Any, at: datetime) -> Sequence[SystemActivity]:
    """What departments entered in the enforcement system, as its operator exports it."""
    for row in rows:
        checked_activity(row, at)
    return writing.create_many(rows, "plans.activity", by=by, at=at)


def open_round(*, unit: Unit, by: Any, at: datetime, **fields: Any) -> PlanCheckRound:
    """A check of the plans of a year, organised by `unit`."""
    found = PlanCheckRound(unit=unit, **fields)
    writing.check_day(found.starts_on, at, what=_("开始日期"), unit=unit)
    return writing.create(found, "plans.check_round", by=by, at=at)


@transaction.atomic
def record_checks(checks: Sequence[PlanCheck], *, by: Any, at: datetime) -> Sequence[PlanCheck]:
    """Whose plans were checked in a round, and what was found."""
    for row in checks:
        _check_in_round(row.round, row.checked_on, at)
        if row.unit.kind != REGULATOR or row.unit.sector != row.round.sector:
            raise BadInput(
                _("%(unit)s不是%(sector)s监管部门。")
                % {"unit": row.unit, "sector": row.round.get_sector_display()}
            )
    return writing.create_many(checks, "plans.check", by=by, at=at)


@transaction.atomic
def record_usage_checks(checks: Sequence[UsageCheck], *, by: Any, at: datetime) -> Sequence[UsageCheck]:
    """In which provinces the city and county use of the system was sampled."""
    for row in checks:
        _check_in_round(row.round, row.checked_on, at)
        if row.province.kind != REGULATOR or row.province.level != "province":
            raise BadInput(_("%(unit)s不是省级监管部门。") % {"unit": row.province})
    return writing.create_many(checks, "plans.usage_check", by=by, at=at)


def _check_owner(plan: EnforcementPlan) -> None:
    if plan.unit.kind != REGULATOR:
        raise BadInput(_("%(unit)s不是监管部门，不编制监管执法计划。") % {"unit": plan.unit})
    if plan.unit.sector and plan.unit.sector != plan.sector:
        raise BadInput(
            _("%(unit)s不监管%(sector)s。") % {"unit": plan.unit, "sector": plan.get_sector_display()}
        )


def _check_step(plan: EnforcementPlan, on: date, at: datetime, what: str, after: date | None) -> None:
    writing.check_day(on, at, what=what, unit=plan.unit, after=after)


def _check_in_round(found: PlanCheckRound, on: date, at: datetime) -> None:
    writing.check_day(on, at, what=_("检查日期"))
    if not found.starts_on <= on <= found.ends_on:
        raise BadInput(
            _("检查日期%(on)s不在本次检查的时段%(from)s至%(to)s内。")
            % {"on": on, "from": found.starts_on, "to": found.ends_on}
        )


def _entry_of(plan: EnforcementPlan) -> SystemActivity:
    return SystemActivity(
        unit=plan.unit,
        on=plan.entered_on,
        kind=SystemActivity.Kind.PLAN,
        count=1,
        source=f"本系统录入：{plan.title[:80]}第{plan.edition}版",  # stored, so in one language
    )


def _copy_visit(visit: PlannedVisit, plan: EnforcementPlan) -> PlannedVisit:
    return PlannedVisit(
        plan=plan,
        mine_id=visit.mine_id,
        month=visit.month,
        kind=visit.kind,
        random=visit.random,
        times=visit.times,
    )
