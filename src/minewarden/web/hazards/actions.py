"""The only writer of the hazard ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.law.hazards import criteria_on
from minewarden.web import writing
from minewarden.web.hazards.models import Hazard, HazardNote
from minewarden.web.hazards.states import LADDER, HazardAct, HazardLevel, HazardState, check
from minewarden.web.org.models import Sector, Unit


def checked(hazard: Hazard, at: datetime, taken: dict[str, int]) -> Hazard:
    """`hazard` judged by the criteria of its day and numbered; `taken` holds the numbers given before it."""
    hazard.state = HazardState.FOUND
    _check_found(hazard, at)
    hazard.number = hazard.number or _next_number(hazard, taken)
    return hazard


@transaction.atomic
def record_hazards(hazards: Sequence[Hazard], *, by: Any, at: datetime) -> Sequence[Hazard]:
    """Hazards as found, each judged by the criteria of its day and numbered within its mine and year."""
    taken: dict[str, int] = {}
    for hazard in hazards:
        checked(hazard, at, taken)
    return writing.create_many(hazards, "hazards.find", by=by, at=at)


def edit_hazard(*, hazard: Hazard, version: int, by: Any, at: datetime, **fields: Any) -> Hazard:
    """Change what was found, until the hazard is listed or its plan is fixed."""
    with writing.changing(hazard, "hazards.edit", by=by, at=at, version=version) as current:
        check(current.level, current.state, HazardAct.EDIT)
        for name, value in fields.items():
            setattr(current, name, value)
        _check_found(current, at)
    return current


def list_hazard(
    *,
    hazard: Hazard,
    on: date,
    listing_level: str,
    listing_number: str,
    due_on: date,
    version: int | None = None,
    by: Any,
    at: datetime,
) -> Hazard:
    """Put a major hazard under supervision (挂牌督办): level, number, term."""
    with writing.changing(hazard, "hazards.list", by=by, at=at, version=version) as current:
        current.state = check(current.level, current.state, HazardAct.LIST)
        _check_step(current, on, at, _("挂牌日期"), current.found_on)
        if listing_level not in LADDER:
            raise BadInput(_("挂牌级别应为县级、市级、省级或国家级。"))
        if not listing_number.strip():
            raise BadInput(_("请填写挂牌文号。"))
        if due_on < on:
            raise BadInput(_("整改期限%(due)s早于挂牌日期%(on)s。") % {"due": due_on, "on": on})
        current.listed_on, current.due_on = on, due_on
        current.listing_level, current.listing_number = listing_level, listing_number
    return current


def fix_plan(
    *,
    hazard: Hazard,
    on: date,
    responsibility: str,
    measures: str,
    money_yuan: Decimal,
    due_on: date,
    contingency: str,
    version: int | None = None,
    by: Any,
    at: datetime,
) -> Hazard:
    """The plan of rectification with all five fixed: responsibility, measures, money, term, contingency."""
    with writing.changing(hazard, "hazards.plan", by=by, at=at, version=version) as current:
        current.state = check(current.level, current.state, HazardAct.PLAN)
        _check_step(current, on, at, _("方案落实日期"), current.listed_on or current.found_on)
        if not (responsibility.strip() and measures.strip() and contingency.strip()):
            raise BadInput(_("责任、措施、资金、时限、预案五项都要落实。"))
        if current.listed_on and current.due_on and due_on > current.due_on:
            raise BadInput(
                _("时限%(due)s晚于挂牌要求的期限%(limit)s；需要更长时间请申请延期。")
                % {"due": due_on, "limit": current.due_on}
            )
        if due_on < on:
            raise BadInput(_("时限%(due)s早于方案落实日期。") % {"due": due_on})
        current.planned_on, current.due_on = on, due_on
        current.responsibility, current.measures = responsibility, measures
        current.money_yuan, current.contingency = money_yuan, contingency
    return current


def extend(
    *,
    hazard: Hazard,
    on: date,
    due_on: date,
    reason: str,
    version: int | None = None,
    by: Any,
    at: datetime,
) -> Hazard:
    """A later term, and why; the former one stays in the ledger."""
    with writing.changing(hazard, "hazards.extend", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.level, current.state, HazardAct.EXTEND)
        _check_step(current, on, at, _("延期日期"), current.planned_on)
        if current.due_on is not None and due_on <= current.due_on:
            raise BadInput(_("新期限应晚于原期限%(due)s。") % {"due": current.due_on})
        _note(current, HazardNote.Kind.EXTENDED, on, reason, by, at)
        current.due_on = due_on
    return current


def report_rectified(
    *, hazard: Hazard, on: date, version: int | None = None, by: Any, at: datetime
) -> Hazard:
    """The mine reports the hazard as rectified and asks for acceptance."""
    with writing.changing(hazard, "hazards.rectify", by=by, at=at, version=version) as current:
        current.state = check(current.level, current.state, HazardAct.RECTIFY)
        _check_step(current, on, at, _("整改完成日期"), current.planned_on)
        current.rectified_on = on
    return current


def accept(
    *, hazard: Hazard, on: date, accepted_by: Unit, version: int | None = None, by: Any, at: datetime
) -> Hazard:
    """A regulator looked at it on site and accepts; the mine cannot accept its own work."""
    with writing.changing(hazard, "hazards.accept", by=by, at=at, version=version) as current:
        current.state = check(current.level, current.state, HazardAct.ACCEPT)
        _check_step(current, on, at, _("验收日期"), current.rectified_on)
        if accepted_by.kind in {Unit.Kind.MINE, Unit.Kind.COMPANY}:
            raise BadInput(_("验收单位应为监管监察部门。"))
        current.accepted_on, current.accepted_by = on, accepted_by
    return current


def reject(
    *, hazard: Hazard, on: date, reason: str, version: int | None = None, by: Any, at: datetime
) -> Hazard:
    """Acceptance refused, and why; the hazard is again being rectified, the term runs on."""
    with writing.changing(hazard, "hazards.reject", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.level, current.state, HazardAct.REJECT)
        _check_step(current, on, at, _("验收日期"), current.rectified_on)
        _note(current, HazardNote.Kind.REJECTED, on, reason, by, at)
        current.rectified_on = None
    return current


def delist(*, hazard: Hazard, on: date, version: int | None = None, by: Any, at: datetime) -> Hazard:
    """Take an accepted hazard off the ledger of open ones (销号)."""
    with writing.changing(hazard, "hazards.delist", by=by, at=at, version=version) as current:
        current.state = check(current.level, current.state, HazardAct.DELIST)
        _check_step(current, on, at, _("销号日期"), current.accepted_on)
        current.delisted_on = on
    return current


def expose(
    *, hazard: Hazard, on: date, medium: str, version: int | None = None, by: Any, at: datetime
) -> Hazard:
    """The hazard was made public, where and when."""
    with writing.changing(hazard, "hazards.expose", by=by, at=at, version=version) as current:
        check(current.level, current.state, HazardAct.EXPOSE)
        _check_step(current, on, at, _("曝光日期"), current.found_on)
        if not medium.strip():
            raise BadInput(_("请写明曝光的媒体。"))
        current.exposed_on, current.exposed_in = on, medium
    return current


def _check_found(hazard: Hazard, at: datetime) -> None:
    """Where, when and by which criterion a hazard was found."""
    if hazard.mine.kind != Unit.Kind.MINE:
        raise BadInput(_("%(unit)s不是矿山。") % {"unit": hazard.mine})
    writing.check_day(hazard.found_on, at, what=_("查出日期"), unit=hazard.mine)
    if hazard.visit is not None and hazard.visit.mine_id != hazard.mine_id:
        raise BadInput(_("所选专项检查查的不是%(mine)s。") % {"mine": hazard.mine})
    if hazard.visit is not None and hazard.found_on < hazard.visit.on:
        raise BadInput(_("查出日期早于检查日期%(on)s。") % {"on": hazard.visit.on})
    if hazard.due_on is not None and hazard.due_on < hazard.found_on:
        raise BadInput(_("整改期限早于查出日期。"))
    if hazard.level == HazardLevel.GENERAL:
        hazard.criteria_key, hazard.category_no = "", None
        return
    _judge(hazard)


def _judge(hazard: Hazard) -> None:
    """A major hazard names its category in the criteria in force on the day it was found."""
    if hazard.category_no is None:
        raise BadInput(_("重大隐患须写明判定类别。"))
    if hazard.sector != Sector.COAL:
        hazard.criteria_key = ""  # the categories of non-coal mines are kept by number only, 待核
        return
    criteria = criteria_on(hazard.found_on)
    if criteria is None:
        raise BadInput(_("%(on)s没有可用的煤矿重大事故隐患判定标准。") % {"on": hazard.found_on})
    if criteria.category(hazard.category_no) is None:
        raise BadInput(
            _("%(on)s适用的判定标准共%(count)d类，没有第%(no)d类。")
            % {"on": hazard.found_on, "count": len(criteria.categories), "no": hazard.category_no}
        )
    hazard.criteria_key = criteria.key


def _next_number(hazard: Hazard, taken: dict[str, int]) -> str:
    """The mine's code, the year, and the next free number of that mine in that year."""
    prefix = f"{hazard.mine.code[-20:]}-{hazard.found_on.year}-"
    if prefix not in taken:
        last = Hazard.objects.filter(number__startswith=prefix).order_by("-number").first()
        taken[prefix] = int(last.number.removeprefix(prefix)) if last else 0
    taken[prefix] += 1
    return f"{prefix}{taken[prefix]:03d}"


def _check_step(hazard: Hazard, on: date, at: datetime, what: str, after: date | None) -> None:
    writing.check_day(on, at, what=what, unit=hazard.mine, after=after)


def _note(hazard: Hazard, kind: str, on: date, reason: str, by: Any, at: datetime) -> None:
    if not reason.strip():
        raise BadInput(_("请写明理由。"))
    note = HazardNote(hazard=hazard, kind=kind, on=on, former_due_on=hazard.due_on, reason=reason)
    writing.create(note, "hazards.note", by=by, at=at)
