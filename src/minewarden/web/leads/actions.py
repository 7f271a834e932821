"""The only writer of leads, and what persons do with them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import BadInput, MinewardenError, NotAllowed, WrongState
from minewarden.factors.model import Verdict
from minewarden.factors.plan import names
from minewarden.web import writing
from minewarden.web.leads import feedback, lake, queries
from minewarden.web.leads.models import HANDLING, Assessment, Lead, Sighting, Task, Turn
from minewarden.web.leads.reading import Run, Told, lead_of, period_of, read_run
from minewarden.web.leads.states import OPEN, WITHDRAWN, Conclusion, LeadAct, LeadState, Result, check, may
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
    Cost: a lead's persons by hour take a pass over a month of its mine; they are added lead by lead once the leads
    are stored, so that nobody waits for the database meanwhile.
    """
    run = read_run(data)
    mines = _mines({told.lead.mine_code for told in run.leads}, by)
    taken, stored = Taken(), []
    with transaction.atomic():
        known = _known(run)
        for told in run.leads:
            mine = mines.get(told.lead.mine_code)
            if mine is None:
                taken.refused.append((told.lead.mine_code, _unknown(by)))
            elif told.digest in known:
                taken.known += 1
            else:
                known.add(told.digest)
                stored.append(_take_one(run, told, mine, taken, by=by, at=at))
    for sighting in stored:
        with suppress(MinewardenError):  # the leads are in; their page looks again
            keep_presence(sighting, (presences or {}).get(sighting.digest))
    return taken


def keep_presence(sighting: Sighting, presence: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Out: who was where by hour, as it was kept first; looked up in the lake and kept where nothing was yet.

    In: `presence` where it is known already. None while the lake holds nothing of it: then it is looked up again.
    """
    if sighting.presence is not None:
        return sighting.presence
    lead = lead_of(sighting.told)
    found = presence or lake.presence_by_hour(lead.mine_code, *period_of(lead))
    if found is not None:
        Sighting.objects.filter(pk=sighting.pk, presence__isnull=True).update(presence=found)
        sighting.presence = found
    return found


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
        writing.check_day(on, at, what=_("研判日期"), after=_last_day(current))
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
        writing.check_day(on, at, what=_("交办日期"), unit=unit, after=_last_day(current))
        if due_on < on:
            raise BadInput(_("核查期限%(due)s早于交办日期%(on)s。") % {"due": due_on, "on": on})
        if not instructions.strip():
            raise BadInput(_("请写明核查要求。"))
        _check_answers_for(unit, current.mine)
        task = Task(lead=current, unit=unit, given_by=_unit_of(by, current), given_on=on, due_on=due_on,
                    instructions=instructions)  # fmt: skip
        writing.create(task, "leads.task", by=by, at=at)
    return task


def withdraw(*, lead: Lead, on: date, reason: str, version: int | None = None, by: Any, at: datetime) -> Lead:
    """Take a task back that was handed over by mistake or is to go to another unit; the assessment stands."""
    with writing.changing(lead, "leads.withdraw", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.state, LeadAct.WITHDRAW)
        task = _open_task(current)
        if by is not None and not may_withdraw(by, task):
            raise NotAllowed(
                _("核查任务由%(unit)s交办，由该单位或其上级收回。") % {"unit": queries.giver(task)}
            )
        _check_reason(reason)
        writing.check_day(on, at, what=_("收回日期"), after=task.given_on)
        _close(task, WITHDRAWN, on, reason, by, at)
    return current


def may_withdraw(by: Any, task: Task) -> bool:
    """Whether the person's unit gave the task, or stands above the one that did."""
    return scope.may_act_for(by, queries.giver(task))


def bring_back(
    *, lead: Lead, on: date, result: str, note: str, version: int | None = None, by: Any, at: datetime
) -> Lead:
    """What the squad found; it flows back into this lead's score and those of open leads of its kind and mine."""
    act = LeadAct.REFER if result == Result.CITY else LeadAct.RESULT
    with writing.changing(lead, "leads.result", by=by, at=at, version=version, reason=note) as current:
        current.state = check(current.state, act)
        task = _open_task(current)
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
        writing.check_day(on, at, what=_("并案日期"), after=max(_last_day(current), _made_on(target)))
        current.merged_into = target
        _turn(current, LeadAct.MERGE, on, target, reason, by, at)
    return current


def reopen(*, lead: Lead, on: date, reason: str, version: int | None = None, by: Any, at: datetime) -> Lead:
    """Look at a lead again that was done with or merged by mistake, and why; it stands by itself again."""
    with writing.changing(lead, "leads.reopen", by=by, at=at, version=version, reason=reason) as current:
        current.state = check(current.state, LeadAct.REOPEN)
        _check_reason(reason)
        writing.check_day(on, at, what=_("重新研判日期"), after=_last_day(current))
        _turn(current, LeadAct.REOPEN, on, current.merged_into, reason, by, at)
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


def _known(run: Run) -> set[str]:
    digests = [told.digest for told in run.leads]
    return set(Sighting.objects.filter(digest__in=digests).values_list("digest", flat=True))


def _take_one(run: Run, told: Told, mine: Mine, taken: Taken, *, by: Any, at: datetime) -> Sighting:
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
    # its content is attested by the digest; the lead's own audit row holds the digest of what it shows
    sighting = Sighting(lead=lead, digest=told.digest, made_at=run.made_at, program=run.program, told=told.words,
                        plan=run.plans.get(told.lead.mine_code), taken_in_at=at)  # fmt: skip
    sighting.save(force_insert=True)
    return sighting


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
    lead.sought = _sought(value, run.plans.get(value.mine_code))
    lead.shown_score = _shown(lead).score


def _sought(value: Any, plan: dict[str, Any] | None) -> str:
    """The codes and names of the stations and the cards of a lead, one a line: what people search for."""
    named = names(plan) if plan else {}
    stations = [word for code in value.stations for word in (code, named.get(code, ""))]
    return "\n".join(filter(None, [*stations, *value.cards]))


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


def _turn(lead: Lead, act: LeadAct, on: date, other: Lead | None, reason: str, by: Any, at: datetime) -> None:
    row = Turn(lead=lead, act=act, on=on, other=other, reason=reason, unit=_unit_of(by, lead))
    writing.create(row, "leads.turn", by=by, at=at)


def _open_task(lead: Lead) -> Task:
    return lead.tasks.select_related("unit", "given_by", "lead__mine__supervised_by").filter(result="").get()


# -- checks ----------------------------------------------------------------------------------------------


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput(_("请写明理由。"))


def _made_on(lead: Lead) -> date:
    return timezone.localdate(lead.made_at)


def _last_day(lead: Lead) -> date:
    """The day of the last step of a lead, of its making where there was none: no step lies before it."""
    days = [
        lead.assessments.aggregate(day=Max("on"))["day"],
        lead.turns.aggregate(day=Max("on"))["day"],
        lead.tasks.aggregate(day=Max("result_on"))["day"],
    ]
    return max([_made_on(lead), *(day for day in days if day)])


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
