"""The only writer of special inspections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web import writing
from minewarden.web.inspections.models import (
    Exposure,
    HiddenFace,
    Outcome,
    SpecialInspection,
    Squad,
    SquadMember,
    TrackedKind,
    Visit,
)
from minewarden.web.inspections.states import InspectionAct, InspectionState, check
from minewarden.web.org.models import Unit


@transaction.atomic
def prepare(
    *, unit: Unit, tracked: Sequence[str] = (), by: Any, at: datetime, **fields: Any
) -> SpecialInspection:
    """A special inspection as `unit` prepares it; `tracked` are the kinds that lower units are to report."""
    found = SpecialInspection(unit=unit, state=InspectionState.PREPARED, **fields)
    if unit.kind in {Unit.Kind.MINE, Unit.Kind.COMPANY}:
        raise BadInput(_("%(unit)s不是监管监察部门，不能组织专项检查。") % {"unit": unit})
    writing.create(found, "inspections.prepare", by=by, at=at)
    _track(found, tracked, by, at)
    return found


def edit(
    *,
    inspection: SpecialInspection,
    tracked: Sequence[str],
    version: int,
    by: Any,
    at: datetime,
    **fields: Any,
) -> SpecialInspection:
    """Change what an inspection is about while it is not closed."""
    with writing.changing(inspection, "inspections.edit", by=by, at=at, version=version) as current:
        check(current.state, InspectionAct.EDIT)
        for name, value in fields.items():
            setattr(current, name, value)
        if list(current.tracked_kinds.values_list("kind", flat=True)) != list(tracked):
            current.tracked_kinds.all().delete()
            _track(current, tracked, by, at)
    return current


def announce(
    *, inspection: SpecialInspection, on: date, version: int | None = None, by: Any, at: datetime
) -> SpecialInspection:
    """The inspection was announced; from now on visits and outcomes are recorded."""
    with writing.changing(inspection, "inspections.open", by=by, at=at, version=version) as current:
        current.state = check(current.state, InspectionAct.OPEN)
        writing.check_day(on, at, what=_("部署日期"), unit=current.unit)
        current.announced_on = on
    return current


def close(
    *, inspection: SpecialInspection, on: date, version: int | None = None, by: Any, at: datetime
) -> SpecialInspection:
    """The inspection is over; what was recorded stays as it is."""
    with writing.changing(inspection, "inspections.close", by=by, at=at, version=version) as current:
        current.state = check(current.state, InspectionAct.CLOSE)
        writing.check_day(on, at, what=_("结束日期"), after=current.starts_on)
        current.ends_on = on
    return current


def reopen(
    *, inspection: SpecialInspection, reason: str, version: int | None = None, by: Any, at: datetime
) -> SpecialInspection:
    """A closed inspection takes records again, and why."""
    with writing.changing(
        inspection, "inspections.reopen", by=by, at=at, version=version, reason=reason
    ) as current:
        current.state = check(current.state, InspectionAct.REOPEN)
    return current


@transaction.atomic
def form_squad(
    *,
    inspection: SpecialInspection,
    members: Sequence[tuple[Unit, int]] = (),
    by: Any,
    at: datetime,
    **fields: Any,
) -> Squad:
    """A squad with its region and the bodies (with persons) that lend it staff."""
    check(inspection.state, InspectionAct.ADD_SQUAD)
    position = inspection.squads.count() + 1
    squad = Squad(inspection=inspection, position=position, **fields)
    writing.check_day(squad.formed_on, at, what=_("组成日期"), unit=squad.region)
    writing.create(squad, "inspections.squad", by=by, at=at)
    rows = [SquadMember(squad=squad, body=body, persons=persons) for body, persons in members]
    writing.create_many(rows, "inspections.member", by=by, at=at)
    return squad


def checked(row: Visit | Exposure | Outcome, at: datetime) -> Visit | Exposure | Outcome:
    """`row`, which its inspection may take now; BadInput or WrongState says why not."""
    if isinstance(row, Outcome):
        check(row.inspection.state, InspectionAct.RECORD)
        writing.check_day(row.on, at, what=_("日期"), unit=row.unit, after=row.inspection.starts_on)
        return row
    _check_record(row.inspection, row.on, row.mine, at)
    if isinstance(row, Visit) and row.squad is not None:
        _check_squad(row, row.squad)
    return row


@transaction.atomic
def record_visits(visits: Sequence[Visit], *, by: Any, at: datetime) -> Sequence[Visit]:
    """Mines visited, each by a squad of the same inspection in whose region the mine lies."""
    for visit in visits:
        checked(visit, at)
    return writing.create_many(visits, "inspections.visit", by=by, at=at)


def edit_visit(*, visit: Visit, version: int, by: Any, at: datetime, **fields: Any) -> Visit:
    """Change what a visit says while its inspection is open."""
    with writing.changing(visit, "inspections.visit_edit", by=by, at=at, version=version) as current:
        for name, value in fields.items():
            setattr(current, name, value)
        checked(current, at)
    return current


@transaction.atomic
def record_hidden_faces(faces: Sequence[HiddenFace], *, by: Any, at: datetime) -> Sequence[HiddenFace]:
    """Undeclared working places, each found by a visit."""
    for face in faces:
        _check_record(face.visit.inspection, face.found_on, face.visit.mine, at)
        writing.check_day(face.found_on, at, what=_("查出日期"), after=face.visit.on)
    return writing.create_many(faces, "inspections.hidden_face", by=by, at=at)


@transaction.atomic
def record_exposures(rows: Sequence[Exposure], *, by: Any, at: datetime) -> Sequence[Exposure]:
    """Cases made public."""
    for row in rows:
        checked(row, at)
    return writing.create_many(rows, "inspections.exposure", by=by, at=at)


@transaction.atomic
def record_outcomes(rows: Sequence[Outcome], *, by: Any, at: datetime) -> Sequence[Outcome]:
    """Talks, notices, accountability, penalties, typical cases, each reported by a unit."""
    for row in rows:
        checked(row, at)
    return writing.create_many(rows, "inspections.outcome", by=by, at=at)


def _track(inspection: SpecialInspection, kinds: Sequence[str], by: Any, at: datetime) -> None:
    rows = [TrackedKind(inspection=inspection, position=i, kind=kind) for i, kind in enumerate(kinds, 1)]
    writing.create_many(rows, "inspections.track", by=by, at=at)


def _check_squad(visit: Visit, squad: Squad) -> None:
    if squad.inspection_id != visit.inspection_id:
        raise BadInput(_("%(squad)s不属于本次专项检查。") % {"squad": squad})
    if not visit.mine.administrative_path.startswith(squad.region.administrative_path):
        raise BadInput(
            _("%(mine)s不在%(squad)s的被检地区%(region)s。")
            % {"mine": visit.mine, "squad": squad, "region": squad.region}
        )


def _check_record(inspection: SpecialInspection, on: date, mine: Unit, at: datetime) -> None:
    check(inspection.state, InspectionAct.RECORD)
    writing.check_day(on, at, what=_("日期"), unit=mine, after=inspection.starts_on)
    if mine.kind != Unit.Kind.MINE:
        raise BadInput(_("%(unit)s不是矿山。") % {"unit": mine})
    if mine.sector and mine.sector != inspection.sector:
        raise BadInput(
            _("%(mine)s不是%(sector)s，不在本次专项检查范围内。")
            % {"mine": mine, "sector": inspection.get_sector_display()}
        )
