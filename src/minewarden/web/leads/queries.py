"""What is fetched of leads, all of it within scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Coalesce, Least

from minewarden.engine.catalogue import MineStatus
from minewarden.web.leads.models import MOST_SHOWN, Lead, Sighting, Task, Turn
from minewarden.web.leads.states import WITHDRAWN, LeadState
from minewarden.web.mines.models import Mine
from minewarden.web.org import scope
from minewarden.web.org.models import Division, Level, Unit
from minewarden.web.org.queries import existing


def leads(user: Any) -> QuerySet[Lead]:
    """The leads that the person may open, with their mine and the open task.

    Those within scope, and those that the person's own unit was ever sent to check, wherever the mine lies.
    """
    rows = _whole()
    own = scope.within(rows, user)
    sent = _sent_to(user)
    return own | rows.filter(pk__in=sent) if sent else own


def answered_for(user: Any) -> QuerySet[Lead]:
    """The leads within scope only: whose assessment, hand-over and merging are the person's."""
    return scope.within(_whole(), user)


def answers_for(user: Any, lead: Lead) -> bool:
    """Whether the lead lies within the person's scope; otherwise it was only handed to the unit to check."""
    return scope.within(Lead.objects.filter(pk=lead.pk), user).exists()


def _whole() -> QuerySet[Lead]:
    waiting = Task.objects.filter(result="").select_related("unit", "given_by")
    rows = Lead.objects.select_related("mine__unit", "mine__supervised_by", "merged_into__mine__unit")
    return rows.prefetch_related(Prefetch("tasks", waiting, to_attr="open_tasks"))


def _sent_to(user: Any) -> list[int]:
    """The leads outside the scope that the person's unit holds or ended a task of; mostly none.

    One that was withdrawn before it brought anything was perhaps meant for another unit: it opens nothing.
    """
    if getattr(user, "eyes", None) is None:
        return []
    tasks = _tasks(user).exclude(result=WITHDRAWN)
    away = tasks.exclude(pk__in=scope.within(tasks, user).values("pk"))
    return list(away.values_list("lead_id", flat=True).distinct())


def _tasks(user: Any) -> QuerySet[Task]:
    """The tasks of the person's own unit, in the person's sector."""
    tasks = Task.objects.filter(unit=user.eyes.unit).order_by()
    sector = user.eyes.sector
    return tasks.filter(lead__mine__sector__in=["", sector]) if sector else tasks


def valued(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Each of `rows` with `worth`: the persons a shift to be expected at risk, probability times persons told."""
    persons = Coalesce(F("persons_per_shift"), 0.0)
    share = Case(When(result="", then=Least(F("shown_score"), MOST_SHOWN)), default=F("shown_score"))
    return rows.annotate(worth=ExpressionWrapper(share * persons, FloatField()))


def shown(lead: Lead) -> Sighting | None:
    """What the comparison told of `lead` as its columns show it."""
    return lead.sightings.filter(digest=lead.digest).first()


def mergeable(user: Any, lead: Lead) -> QuerySet[Lead]:
    """The leads that `lead` may become part of: of the same mine, not merged themselves."""
    rows = answered_for(user).filter(mine_id=lead.mine_id).exclude(pk=lead.pk).exclude(state=LeadState.MERGED)
    return rows.order_by("-shown_score", "pk")


def overdue(rows: QuerySet[Lead], day: date) -> QuerySet[Lead]:
    """Those of `rows` whose task ran out before `day` without a result."""
    late = Task.objects.filter(lead=OuterRef("pk"), result="", due_on__lt=day)
    return rows.filter(Exists(late))


def tasks_of(user: Any) -> QuerySet[Task]:
    """The open tasks of the person's own unit, soonest first."""
    rows = _tasks(user).filter(result="").select_related("lead__mine__unit")
    return rows.order_by(F("due_on").asc(), "pk")


def in_scope(user: Any, found: Iterable[MineStatus]) -> list[tuple[MineStatus, Mine]]:
    """The statuses of registered mines within scope, each with its mine, by code."""
    mines = {
        mine.unit.code: mine
        for mine in scope.within(Mine.objects.select_related("unit"), user).filter(
            unit__code__in=[status.mine_code for status in found]
        )
    }
    return [(status, mines[status.mine_code]) for status in found if status.mine_code in mines]


def giver(task: Task) -> Unit:
    """Who handed a task over; of tasks that do not say so, who supervises the mine."""
    return task.given_by or task.lead.mine.supervised_by


def turns(user: Any, lead: Lead) -> QuerySet[Turn]:
    """When `lead` was merged, parted or looked at again, or another with it; for those who answer for the mine.

    Both are of one mine, so who answers for one answers for the other.
    """
    rows = Turn.objects.select_related("unit", "lead__mine__unit", "other__mine__unit")
    return scope.within(rows.filter(Q(lead=lead) | Q(other=lead)), user).order_by("on", "pk")


def checkers(user: Any, mine: Mine, day: date) -> list[Unit]:
    """The units that the person may send to `mine`: squads first, then the regulators and bureaux above it in scope.

    Squads are those of the person's own scope, of their unit, and of every unit above it in either tree.
    """
    units = existing(day)
    squads = units.filter(kind=Unit.Kind.SQUAD)
    own = set(scope.within(squads, user).values_list("pk", flat=True))
    above = _lines(user.eyes.unit)
    sent = [unit for unit in squads.order_by("code") if unit.pk in own or _parents(unit) & above]
    kinds = (Unit.Kind.REGULATOR, Unit.Kind.BUREAU)
    over = scope.within(units.filter(kind__in=kinds), user).filter(
        Q(administrative_path__in=scope.lineage(mine.unit.administrative_path))
        | Q(supervising_path__in=scope.lineage(mine.unit.supervising_path))
    )
    return [*sent, *over.order_by("level", "code")]


def _lines(unit: Unit) -> set[str]:
    """The paths of a unit and of every unit above it, in both trees."""
    paths = (unit.administrative_path, unit.supervising_path)
    return {step for path in paths if path for step in [path, *scope.lineage(path)]}


def _parents(unit: Unit) -> set[str]:
    return {path[: -scope.STEP] for path in (unit.administrative_path, unit.supervising_path) if path}


def region_name(code: str) -> str:
    """A region as people call it: a county with its city before it; the code where the list does not know it."""
    known = _divisions()
    if code not in known:
        return code
    name, level, parent = known[code]
    above = known.get(parent, ("", "", ""))[0]
    if name in HEADINGS:
        return above
    return above + name if level == Level.COUNTY and above not in HEADINGS else name


HEADINGS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}  # of the list, no places


@lru_cache(maxsize=1)
def _divisions() -> dict[str, tuple[str, str, str]]:
    rows = Division.objects.order_by("published_on").values_list("code", "name", "level", "parent_code")
    return {code: (name, level, parent) for code, name, level, parent in rows}
