"""What happened to a lead, for its page: the acts in order, and each recorded write in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from minewarden.web.audit.models import Entry
from minewarden.web.leads import queries
from minewarden.web.leads.models import Lead, Turn
from minewarden.web.leads.states import WITHDRAWN, LeadAct
from minewarden.web.record import Happening

# what a change of a lead is told of; versions and the words to search by are nothing to people
FIELDS: dict[str, Any] = {
    field.name: field for field in Lead._meta.concrete_fields if field.name not in {"version", "sought"}
}


@dataclass(frozen=True)
class Line:
    """A recorded write as the history shows it; `told` holds (field, before, after) in words."""

    at: datetime
    actor: str
    unit: str
    act: Any
    before: Any
    told: list[tuple[Any, Any, Any]]
    reason: str


def happenings(user: Any, lead: Lead) -> list[Happening]:
    """Out: the acts and comparisons by day; of one day as they follow one another in the work."""
    found = [Happening(timezone.localdate(lead.made_at), _("比对发现"))]
    found += [
        Happening(timezone.localdate(sighting.taken_in_at), _("又一次比对"), str(sighting))
        for sighting in lead.sightings.defer("told", "plan", "presence")
        if sighting.digest != lead.digest
    ]
    for row in lead.assessments.select_related("unit"):
        word = _("研判：%(word)s") % {"word": row.get_conclusion_display()}
        found.append(Happening(row.on, word, f"{row.unit.name} {row.reason}"))
    for task in lead.tasks.select_related("unit"):
        given = _("交办%(unit)s") % {"unit": task.unit.name}
        found.append(Happening(task.given_on, given, task.instructions))
        word = _("核查结果：%(word)s") % {"word": task.get_result_display()}
        if task.result == WITHDRAWN:
            word = _("收回交办（%(unit)s）") % {"unit": task.unit.name}
        found.append(Happening(task.result_on, word, task.result_note))
    found += [
        Happening(turn.on, _turned(turn, lead), f"{turn.unit.name} {turn.reason}")
        for turn in queries.turns(user, lead)
    ]
    return sorted((h for h in found if h.on), key=_day)


def _day(happening: Happening) -> date:
    return happening.on or date.min


def _turned(turn: Turn, lead: Lead) -> str:
    """A merge or its undoing, told from the side of `lead`."""
    here = turn.lead_id == lead.pk
    other = turn.other if here else turn.lead
    if turn.act == LeadAct.MERGE:
        return (_("并入%(lead)s") if here else _("并入了%(lead)s")) % {"lead": other}
    if other is None:
        return _("重新研判")
    return (_("从%(lead)s分出，重新研判") if here else _("分出了%(lead)s")) % {"lead": other}


def lines(entries: Iterable[Entry], user: Any) -> list[Line]:
    """Out: recorded writes of a lead with states, levels, shares, times and other leads in words."""
    rows = list(entries)
    known = _named(rows, user)
    return [
        Line(row.at, row.actor, row.unit, _act(row), row.before, _told(row, known), row.reason)
        for row in rows
    ]


def _named(rows: Iterable[Entry], user: Any) -> dict[Any, str]:
    """The leads that were merged with, as far as the person may know of them."""
    told = [pair for row in rows for name, *pair in row.changes() if name == "merged_into"]
    keys = {key for pair in told for key in pair if key is not None}
    if not keys:
        return {}
    return {one.pk: str(one) for one in queries.leads(user).filter(pk__in=keys).order_by()}


def _act(row: Entry) -> Any:
    name = row.verb.rpartition(".")[2]
    return LeadAct(name).label if name in LeadAct.values else row.act()


def _told(row: Entry, known: dict[Any, str]) -> list[tuple[Any, Any, Any]]:
    found = []
    for name, before, after in row.changes():
        field = FIELDS.get(name)
        if field is None:
            continue
        word = _reader(field, known)
        found.append((field.verbose_name, word(before), word(after)))
    return found


def _reader(field: Any, known: dict[Any, str]) -> Callable[[Any], Any]:
    """How a stored value of `field` is written out."""
    if field.name == "merged_into":
        return lambda value: value and known.get(value, _("另一条线索"))
    if field.name in {"score", "shown_score"}:
        return lambda value: None if value is None else f"{100 * value:.1f}%"
    if field.choices:
        labels = dict(field.flatchoices)
        return lambda value: labels.get(value, value)
    if field.get_internal_type() == "DateTimeField":
        return _moment
    return lambda value: value


def _moment(value: Any) -> Any:
    at = parse_datetime(value) if isinstance(value, str) else None
    return at if at is not None else value
