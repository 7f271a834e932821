"""The only writer of the campaign's records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput, WrongState
from minewarden.web import writing
from minewarden.web.audit import actions as audit
from minewarden.web.campaigns import rollups, states
from minewarden.web.campaigns.models import (
    Contribution,
    Direction,
    Event,
    Indicator,
    Material,
    Measure,
    Plan,
    Report,
    Routine,
    Target,
    Task,
    Team,
    first_of_month,
)
from minewarden.web.org.models import Account, Unit

R = TypeVar("R", bound=models.Model)


@dataclass(frozen=True)
class NewMeasure:
    """A measure to be written with its plan."""

    text: str
    responsible: Unit
    due_on: date


def create(model: type[R], *, by: Account | None, at: datetime, **fields: Any) -> R:
    """A new record of the campaign (event, team, duty, contribution, plan, indicator), checked and recorded."""
    unit = fields.get("unit")
    day = fields.get("on") or fields.get("from_on") or fields.get("fixed_on")
    if unit is not None and day is not None and day < unit.valid_from:
        raise BadInput(
            _("%(unit)s自%(day)s起才存在，不能登记更早的记录。") % {"unit": unit.name, "day": unit.valid_from}
        )
    return writing.create(model(**fields), f"campaigns.{model._meta.model_name}.create", by=by, at=at)


def change(record: R, *, seen_version: int, by: Account | None, at: datetime, **fields: Any) -> R:
    """Change fields of a versioned record; refused when somebody else saved it since `seen_version`."""
    verb = f"campaigns.{record._meta.model_name}.change"
    with writing.changing(record, verb, by=by, at=at, version=seen_version) as held:
        if isinstance(held, Plan) and held.state == Plan.State.PUBLISHED:
            raise WrongState(_("方案已印发，不能直接修改；请编制新版。"))
        for name, value in fields.items():
            setattr(held, name, value)
    return held


@transaction.atomic
def add_task(
    *, plan: Plan, title: str, measures: Sequence[NewMeasure], by: Account | None, at: datetime
) -> Task:
    """A task with its measures, numbered behind those the plan has."""
    if plan.state != Plan.State.DRAFT:
        raise WrongState(_("方案已印发，不能直接修改；请编制新版。"))
    task = Task.objects.create(plan=plan, number=plan.tasks.count() + 1, title=title)
    first = Measure.objects.filter(task__plan=plan).count() + 1
    rows = [
        Measure(task=task, number=first + i, text=m.text, responsible=m.responsible, due_on=m.due_on)
        for i, m in enumerate(measures)
    ]
    Measure.objects.bulk_create(rows)
    audit.record("campaigns.task.create", task, by=by, at=at, after=audit.snapshot(task))
    audit.record_many(
        [audit.Change("campaigns.measure.create", row, after=audit.snapshot(row)) for row in rows],
        by=by,
        at=at,
    )
    return task


@transaction.atomic
def set_target(
    *,
    plan: Plan,
    indicator: Indicator,
    value: Decimal,
    due_on: date,
    source: str,
    by: Account | None,
    at: datetime,
    base_on: date | None = None,
    synthetic: bool = False,
) -> Target:
    """A target; it may tighten the one of the plan above, never loosen it."""
    bound = Target.objects.filter(plan=plan.parent, indicator=indicator).first() if plan.parent else None
    if bound is not None and _looser(indicator, value, bound.value):
        raise BadInput(
            _("“%(name)s”的目标%(value)s比上级方案的%(bound)s宽松；下级只可加严，不可放宽。")
            % {"name": indicator.name, "value": f"{value:f}", "bound": f"{bound.value.normalize():f}"}
        )
    target = Target(
        plan=plan,
        indicator=indicator,
        value=value,
        due_on=due_on,
        source=source,
        base_on=base_on,
        synthetic=synthetic,
    )
    target.full_clean()
    target.save(force_insert=True)
    audit.record("campaigns.target.create", target, by=by, at=at, after=audit.snapshot(target))
    return target


@transaction.atomic
def publish(*, plan: Plan, on: date, document: str, by: Account | None, at: datetime) -> Plan:
    """Issue the plan: from now on it is frozen, and reports on its measures are expected."""
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    states.check_follows(states.PLAN, held.state, Plan.State.PUBLISHED)
    if not held.tasks.exists():
        raise WrongState(_("方案还没有任务，不能印发。"))
    before = audit.snapshot(held)
    held.state, held.published_on, held.document = Plan.State.PUBLISHED, on, document
    held.version += 1
    held.save()
    audit.record("campaigns.plan.publish", held, by=by, at=at, before=before, after=audit.snapshot(held))
    return held


@transaction.atomic
def hand_out(*, event: Event, materials: Iterable[tuple[str, str]], by: Account | None, at: datetime) -> None:
    """Note what was handed out at an event and to whom."""
    for title, receivers in materials:
        row = Material.objects.create(event=event, title=title, receivers=receivers)
        audit.record("campaigns.material.create", row, by=by, at=at, after=audit.snapshot(row))


@transaction.atomic
def set_routines(*, team: Team, names: Sequence[str], by: Account | None, at: datetime) -> None:
    """The standing routines of a team, replacing those it had."""
    before = list(team.routines.order_by("pk").values_list("name", flat=True))
    team.routines.all().delete()
    Routine.objects.bulk_create([Routine(team=team, name=name) for name in names])
    audit.record(
        "campaigns.team.routines",
        team,
        by=by,
        at=at,
        before={"routines": before},
        after={"routines": list(names)},
    )


@transaction.atomic
def report(
    *,
    unit: Unit,
    measure: Measure,
    month: date,
    state: str,
    on_time: bool,
    by: Account | None,
    at: datetime,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    note: str = "",
) -> Report:
    """What `unit` did on `measure` in `month`; a second report of the month is a correction, shown as one."""
    month = first_of_month(month)
    plan = measure.task.plan
    if plan.state != Plan.State.PUBLISHED:
        raise WrongState(_("方案尚未印发，不能报送进展。"))
    if not first_of_month(plan.from_on) <= month <= first_of_month(plan.to_on):
        raise BadInput(_("%(month)s不在方案期限内。") % {"month": f"{month:%Y-%m}"})
    row = Report.objects.select_for_update().filter(unit=unit, measure=measure, month=month).first()
    before = audit.snapshot(row) if row else None
    old = rollups.Part.of(row)
    row = row or Report(unit=unit, measure=measure, month=month, on_time=on_time)
    row.state, row.note, row.received_at = state, note, at
    row.numerator, row.denominator = numerator, denominator
    row.full_clean()
    row.save()
    rollups.shift(unit, plan, month, rollups.Part.of(row) - old)
    verb = "campaigns.report.correct" if before else "campaigns.report.create"
    audit.record(verb, row, by=by, at=at, before=before, after=audit.snapshot(row))
    return row


@transaction.atomic
def take_reports(*, plan: Plan, month: date, rows: Sequence[Report], by: Account | None, at: datetime) -> int:
    """Many first reports of one month at once (from another system): stored, counted, and recorded as one write."""
    month = first_of_month(month)
    if plan.state != Plan.State.PUBLISHED:
        raise WrongState(_("方案尚未印发，不能报送进展。"))
    for row in rows:
        row.month, row.received_at = month, at
    Report.objects.bulk_create(rows, batch_size=1000)
    rollups.rebuild(plan, month)
    audit.record(
        "campaigns.report.take", plan, by=by, at=at, after={"month": f"{month:%Y-%m}", "reports": len(rows)}
    )
    return len(rows)


@transaction.atomic
def decide_contribution(
    *, contribution: Contribution, state: str, by: Account | None, at: datetime, reason: str = ""
) -> Contribution:
    """Submit, accept or return a text; a return needs its reason."""
    held = Contribution.objects.select_for_update().get(pk=contribution.pk)
    states.check_follows(states.CONTRIBUTION, held.state, state)
    if state == Contribution.State.RETURNED and not reason.strip():
        raise BadInput(_("退回时请写明原因。"))
    before = audit.snapshot(held)
    held.state, held.return_reason = state, reason
    if state == Contribution.State.SUBMITTED:
        held.submitted_at = at
    else:
        held.decided_at = at
    held.version += 1
    held.save()
    audit.record(
        f"campaigns.contribution.{state}",
        held,
        by=by,
        at=at,
        before=before,
        after=audit.snapshot(held),
        reason=reason,
    )
    return held


def _looser(indicator: Indicator, value: Decimal, bound: Decimal) -> bool:
    return value < bound if indicator.direction == Direction.AT_LEAST else value > bound
