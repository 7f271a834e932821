"""What is fetched of leads, all of it within scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from minewarden.engine.catalogue import MineStatus
from minewarden.web.leads.models import Lead, Sighting, Task
from minewarden.web.leads.states import LeadState
from minewarden.web.mines.models import Mine
from minewarden.web.org import scope


def leads(user: Any) -> QuerySet[Lead]:
    """The leads within scope, with their mine and the open task."""
    waiting = Task.objects.filter(result="").select_related("unit")
    rows = Lead.objects.select_related("mine__unit", "merged_into__mine__unit")
    return scope.within(rows.prefetch_related(Prefetch("tasks", waiting, to_attr="open_tasks")), user)


def valued(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Each of `rows` with `worth`: the persons a shift to be expected at risk, probability times persons told."""
    persons = Coalesce(F("persons_per_shift"), 0.0)
    return rows.annotate(worth=ExpressionWrapper(F("shown_score") * persons, FloatField()))


def shown(lead: Lead) -> Sighting | None:
    """What the comparison told of `lead` as its columns show it."""
    return lead.sightings.filter(digest=lead.digest).first()


def mergeable(user: Any, lead: Lead) -> QuerySet[Lead]:
    """The leads that `lead` may become part of: of the same mine, not merged themselves."""
    rows = leads(user).filter(mine_id=lead.mine_id).exclude(pk=lead.pk).exclude(state=LeadState.MERGED)
    return rows.order_by("-shown_score", "pk")


def overdue(rows: QuerySet[Lead], day: date) -> QuerySet[Lead]:
    """Those of `rows` whose task ran out before `day` without a result."""
    late = Task.objects.filter(lead=OuterRef("pk"), result="", due_on__lt=day)
    return rows.filter(Exists(late))


def tasks_of(user: Any) -> QuerySet[Task]:
    """The open tasks of the person's own unit, soonest first."""
    rows = Task.objects.filter(unit=user.eyes.unit, result="").select_related("lead__mine__unit")
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
