"""The only writer of leads, and what persons do with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import BadInput, NotAllowed, WrongState
from minewarden.factors.model import Verdict
from minewarden.web import writing
from minewarden.web.leads import feedback, lake
from minewarden.web.leads.models import HANDLING, Assessment, Lead, Sighting, Task
from minewarden.web.leads.reading import Run, Told, read_run
from minewarden.web.leads.states import OPEN, Conclusion, LeadAct, LeadState, Result, check, may
from minewarden.web.mines.models import Mine
from minewarden.web.org import scope
from minewarden.web.org.models import Level, Unit


@dataclass
class Taken:
    """What became of the leads of a run; `refused` holds (mine code, reason)."""

    new: int = 0
    updated: int = 0
    sightings: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_in(data: bytes, *, by: Any, at: datetime, presences: dict[str, Any] | None = None) -> Taken:
    """Take the leads of a leads.json in; a second time changes nothing.

    A lead of the same mine and kind whose period overlaps one that is there updates it while nobody has touched it,
    and is otherwise linked to it as a further sighting. `by` None (a program) takes in the leads of every mine.
    In: `presences`, digest -> persons by hour, for leads whose lake is not here. Errors: BadInput, nothing written.
    """
    run = read_run(data)
    mines = _mines({told.lead.mine_code for told in run.leads}, by)
    taken = Taken()
    with transaction.atomic():
        known = set(
            Sighting.objects.filter(digest__in=[told.digest for told in run.leads]).values_list(
                "digest", flat=True
            )
        )
        for told in run.leads:
            mine = mines.get(told.lead.mine_code)
            if mine is None:
                taken.refused.append((told.lead.mine_code, _unknown(by)))
            elif told.digest in known:
                taken.known += 1
            else:
                known.add(told.digest)
                seen = (presences or {}).get(told.digest) or _presence(told)
                _take_one(run, told, mine, seen, taken, by=by, at=at)
    return taken


def assess(
    *, lead: Lead, on: date, conclusion: str, reason: str, version: int | None = None, by: Any, at: datetime
) -> Lead:
    """What a person thinks of the lead, and why; one that does not hold is done with."""
    act = LeadAct.DISMISS if conclusion == Conclusion.FALSE else LeadAct.ASSESS
    with writing.changing(lead, "leads.assess", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.state, act)
        if conclusion not in Conclusion.values:
            raise BadInput(_("请选择研判结论。"))
        _check_reason(reason)
        writing.check_day(on, at, what=_("研判日期"), after=timezone.localdate(current.from_at))
        row = Assessment(
            lead=current, on=on, conclusion=conclusion, reason=reason, unit=_unit_of(by, current)
        )
        writing.create(row, "leads.assessment", by=by, at=at)
        current.conclusion = conclusion
        current.shown_score = _shown(current).score
    return current


def hand_over(
    *,
    lead: Lead,
    on: date,
    unit: Unit,
    due_on: date,
    instructions: str,
    version: int | None = None,
    by: Any,
    at: datetime,
) -> Task:
    """Hand an assessed lead to a unit as a task: what to look at, until when."""
    with writing.changing(lead, "leads.task", by=by, at=at, version=version) as current:
        current.state = check(current.state, LeadAct.TASK)
        last = current.assessments.last()
        writing.check_day(on, at, what=_("交办日期"), unit=unit, after=last.on if last else None)
        if due_on < on:
            raise BadInput(_("核查期限%(due)s早于交办日期%(on)s。") % {"due": due_on, "on": on})
        if not instructions.strip():
            raise BadInput(_("请写明核查要求。"))
        _check_answers_for(unit, current.mine)
        task = Task(lead=current, unit=unit, given_on=on, due_on=due_on, instructions=instructions)
        writing.create(task, "leads.task", by=by, at=at)
    return task


def bring_back(
    *, lead: Lead, on: date, result: str, note: str, version: int | None = None, by: Any, at: datetime
) -> Lead:
    """What the squad found; it flows back into this lead's score and those of open leads of its kind and mine."""
    act = LeadAct.REFER if result == Result.CITY else LeadAct.RESULT
    with writing.changing(lead, "leads.result", by=by, at=at, version=version, reason=note) as current:
        current.state = check(current.state, act)
        task = current.tasks.select_related("unit").filter(result="").get()
        if by is not None and not scope.may_act_for(by, task.unit):
            raise NotAllowed(_("核查任务交给了%(unit)s，由该单位或其上级登记结果。") % {"unit": task.unit})
        writing.check_day(on, at, what=_("核查日期"), after=task.given_on)
        if result not in Result.values:
            raise BadInput(_("请选择核查结果。"))
        if not note.strip():
            raise BadInput(_("请写明核查情况。"))
        _close(task, result, on, note, by, at)
        current.result = "" if act == LeadAct.REFER else result
        current.handling_level = {Result.CITY: Level.CITY, Result.LISTING: Level.PROVINCE}.get(
            Result(result), current.handling_level
        )
        current.shown_score = _shown(current).score
    _flow_back(current, by=by, at=at)
    return current


def merge(
    *, lead: Lead, into: Lead, on: date, reason: str, version: int | None = None, by: Any, at: datetime
) -> Lead:
    """Make `lead` part of another of the same mine: one place, one task."""
    with writing.changing(lead, "leads.merge", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.state, LeadAct.MERGE)
        target = Lead.objects.select_for_update().get(pk=into.pk)
        if target.pk == current.pk or target.mine_id != current.mine_id:
            raise BadInput(_("只能并入同一矿山的另一条线索。"))
        if target.state == LeadState.MERGED:
            raise WrongState(_("所选线索已并入别的线索，请选后者。"))
        _check_reason(reason)
        writing.check_day(on, at, what=_("并案日期"))
        current.merged_into = target
    return current


def reopen(*, lead: Lead, on: date, reason: str, version: int | None = None, by: Any, at: datetime) -> Lead:
    """Look at a lead again that was done with or merged by mistake, and why; it stands by itself again."""
    with writing.changing(lead, "leads.reopen", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.state, LeadAct.REOPEN)
        _check_reason(reason)
        writing.check_day(on, at, what=_("重新研判日期"))
        current.conclusion = current.result = ""
        current.merged_into = None
        current.shown_score = _shown(current).score
    return current


def shown_of(lead: Lead) -> feedback.Shown:
    """How the score of `lead` comes about from what squads found, for its page."""
    return _shown(lead)


# -- taking in -------------------------------------------------------------------------------------------


def _mines(codes: Iterable[str], by: Any) -> dict[str, Mine]:
    rows = Mine.objects.select_related("unit", "supervised_by").filter(unit__code__in=list(codes))
    return {mine.unit.code: mine for mine in (rows if by is None else scope.within(rows, by))}


def _unknown(by: Any) -> str:
    if by is None:
        return _("矿山名录中没有这个编码")
    return _("矿山名录中没有这个编码，或不在您的管辖范围内")


def _presence(told: Told) -> dict[str, Any] | None:
    return lake.presence_by_hour(told.lead.mine_code, told.from_at, told.to_at)


def _take_one(
    run: Run, told: Told, mine: Mine, presence: dict[str, Any] | None, taken: Taken, *, by: Any, at: datetime
) -> None:
    lead = _overlapping(mine, told)
    if lead is None:
        lead = Lead(mine=mine, kind=told.lead.kind.value, taken_in_at=at)
        if mine.supervised_by.level in dict(HANDLING):
            lead.handling_level = mine.supervised_by.level
        _fill(lead, run, told)
        writing.create(lead, "leads.take_in", by=by, at=at)
        taken.new += 1
    elif may(lead.state, LeadAct.REFRESH) and not lead.assessments.exists() and run.made_at >= lead.made_at:
        with writing.changing(lead, "leads.refresh", by=by, at=at) as lead:
            _fill(lead, run, told)
        taken.updated += 1
    else:
        taken.sightings += 1
    plan = run.plan(told.lead.mine_code)
    # its content is attested by the digest; the lead's own audit row holds the digest of what it shows
    sighting = Sighting(lead=lead, digest=told.digest, made_at=run.made_at, program=run.program, told=told.words,
                        plan=plan, presence=presence, taken_in_at=at)  # fmt: skip
    sighting.save(force_insert=True)


def _overlapping(mine: Mine, told: Told) -> Lead | None:
    """The lead of the same mine and kind at the same time; one that was merged answers by the other."""
    found = (
        Lead.objects.filter(
            mine=mine, kind=told.lead.kind.value, from_at__lt=told.to_at, to_at__gt=told.from_at
        )
        .select_related("mine__unit", "merged_into__mine__unit")
        .order_by("-to_at", "pk")
        .first()
    )
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def _fill(lead: Lead, run: Run, told: Told) -> None:
    value = told.lead
    lead.score = value.score
    lead.from_at, lead.to_at = told.from_at, told.to_at
    lead.stations = list(value.stations)
    lead.persons_per_shift = value.persons_per_shift
    lead.contradicting = sum(row.verdict is Verdict.CONTRADICTS for row in value.factors)
    lead.made_at, lead.digest = run.made_at, told.digest
    lead.shown_score = _shown(lead).score


# -- feedback --------------------------------------------------------------------------------------------


def _shown(lead: Lead) -> feedback.Shown:
    others = Lead.objects.filter(mine_id=lead.mine_id, kind=lead.kind).exclude(result="")
    if lead.pk:
        others = others.exclude(pk=lead.pk)
    results = list(others.order_by("pk").values_list("result", flat=True))
    return feedback.shown(lead.score, lead.result, results, lead.conclusion)


def _flow_back(checked: Lead, *, by: Any, at: datetime) -> None:
    """Give the open leads of the same mine and kind the score that the result leaves them."""
    same = Lead.objects.filter(mine_id=checked.mine_id, kind=checked.kind, state__in=OPEN).exclude(
        pk=checked.pk
    )
    for lead in same.order_by("pk"):
        if abs(_shown(lead).score - lead.shown_score) > 1e-9:
            with writing.changing(lead, "leads.feedback", by=by, at=at, reason=str(checked)) as current:
                current.shown_score = _shown(current).score


def _close(task: Task, result: str, on: date, note: str, by: Any, at: datetime) -> None:
    with writing.changing(task, "leads.task.result", by=by, at=at) as current:
        current.result, current.result_on, current.result_note = result, on, note


# -- checks ----------------------------------------------------------------------------------------------


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput(_("请写明理由。"))


def _check_answers_for(unit: Unit, mine: Mine) -> None:
    """A squad goes anywhere; a regulator or bureau only to the mines below it."""
    if unit.kind == Unit.Kind.SQUAD:
        return
    if unit.kind not in {Unit.Kind.REGULATOR, Unit.Kind.BUREAU}:
        raise BadInput(_("%(unit)s不是监管监察部门或督导组，不能交办。") % {"unit": unit})
    lines = (
        (mine.unit.administrative_path, unit.administrative_path),
        (mine.unit.supervising_path, unit.supervising_path),
    )
    if not any(path and line.startswith(path) for line, path in lines):
        raise BadInput(_("%(mine)s不在%(unit)s的管辖范围内，不能交办。") % {"mine": mine, "unit": unit})


def _unit_of(by: Any, lead: Lead) -> Unit:
    return by.eyes.unit if by is not None else lead.mine.supervised_by
