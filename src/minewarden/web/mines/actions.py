"""The only writer of the register of mines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput, WrongState
from minewarden.web import writing
from minewarden.web.audit import actions as audit
from minewarden.web.mines.models import Mine, MineState, StatePeriod
from minewarden.web.org import actions as org
from minewarden.web.org.models import Account, Level, Tree, Unit


@dataclass(frozen=True)
class Entry:
    """A mine to be registered: `fields` are those of Mine without unit, supervisor and state."""

    code: str
    name: str
    region_code: str
    supervised_by: Unit
    state: str
    state_since: date
    valid_from: date
    fields: dict[str, Any]
    synthetic: bool = False


@transaction.atomic
def register(entries: Sequence[Entry], *, by: Account | None, at: datetime) -> list[Mine]:
    """Register mines, each with its unit under its supervisor in both trees and its first state."""
    known = set(Unit.objects.filter(code__in=[e.code for e in entries]).values_list("code", flat=True))
    if known:
        raise BadInput(_("编码%(codes)s已有单位。") % {"codes": "、".join(sorted(known)[:5])})
    for entry in entries:
        writing.clean(_mine(entry, None), exclude=["unit", "supervised_by"])
    units = org.create_units([(_unit(e), _parents(e.supervised_by)) for e in entries], by=by, at=at)
    return _store([_mine(e, u) for e, u in zip(entries, units, strict=True)], by=by, at=at)


@transaction.atomic
def adopt(rows: Sequence[tuple[Unit, Entry]], *, by: Account | None, at: datetime) -> list[Mine]:
    """Register mines whose units are there already."""
    return _store([_mine(entry, unit) for unit, entry in rows], by=by, at=at)


def _store(mines: list[Mine], *, by: Account | None, at: datetime) -> list[Mine]:
    Mine.objects.bulk_create(mines, batch_size=500)
    periods = [StatePeriod(mine=m, state=m.state, from_on=m.state_since) for m in mines]
    StatePeriod.objects.bulk_create(periods, batch_size=500)
    audit.record_many(
        [audit.Change("mines.register", m, after=audit.snapshot(m)) for m in mines], by=by, at=at
    )
    return mines


@transaction.atomic
def change_state(
    *, mine: Mine, state: str, on: date, document: str, version: int | None, by: Account | None, at: datetime
) -> Mine:
    """A new state from `on`; the former one keeps its days."""
    writing.check_day(on, at, what=_("状态起始"), unit=mine.unit)
    with writing.changing(mine, "mines.state", by=by, at=at, version=version) as held:
        if state not in MineState.values:
            raise BadInput(_("没有这种状态：%(state)s。") % {"state": state})
        if held.state == state:
            raise WrongState(_("该矿已是这个状态。"))
        if on <= held.state_since:
            raise BadInput(_("新状态须晚于现状态的起始日%(day)s。") % {"day": held.state_since})
        StatePeriod.objects.filter(mine=held, to_on__isnull=True).update(to_on=on)
        StatePeriod.objects.create(mine=held, state=state, from_on=on, document=document)
        held.state, held.state_since = state, on
    return held


def change(*, mine: Mine, version: int, by: Account | None, at: datetime, **fields: Any) -> Mine:
    """Change facts of a mine; state and supervisor have acts of their own."""
    with writing.changing(mine, "mines.change", by=by, at=at, version=version) as held:
        for name, value in fields.items():
            setattr(held, name, value)
    return held


@transaction.atomic
def hand_over(
    *, mine: Mine, to: Unit, on: date, version: int | None, by: Account | None, at: datetime
) -> Mine:
    """Another regulator supervises from `on`: one mine, one enforcement level; both trees follow."""
    writing.check_day(on, at, what=_("移交日期"), unit=to)
    with writing.changing(mine, "mines.hand_over", by=by, at=at, version=version) as held:
        if held.supervised_by_id == to.pk:
            raise WrongState(_("该矿已由这个部门监管。"))
        held.supervised_by = to
    for tree in Tree.values:
        org.move_unit(unit=held.unit, tree=tree, parent=to, on=on, by=by, at=at)
    return held


def _unit(entry: Entry) -> Unit:
    return Unit(
        code=entry.code,
        kind=Unit.Kind.MINE,
        name=entry.name,
        short_name=entry.name[:40],
        level=Level.ENTERPRISE,
        sector=entry.fields["sector"],
        region_code=entry.region_code,
        valid_from=entry.valid_from,
        synthetic=entry.synthetic,
    )


def _parents(unit: Unit) -> dict[str, Unit]:
    return dict.fromkeys(Tree.values, unit)


def _mine(entry: Entry, unit: Unit | None) -> Mine:
    return Mine(
        unit=unit,
        region_code=entry.region_code,
        supervised_by=entry.supervised_by,
        state=entry.state,
        state_since=entry.state_since,
        **entry.fields,
    )
