"""The only filter between a person and the records of others.

A model says by `SCOPE` which relation leads to its unit ("" when it is the unit itself), by `SECTOR` which field
holds its sector, and by `SHARED_DOWN = True` that lower units also see what is above them (a national plan).
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from minewarden.web.org.models import Assignment, Tree, Unit

STEP = 6  # characters of a path per level
LAST = "Z" * 60  # sorts behind every path below a prefix, in every collation
M = TypeVar("M", bound=Model)


def below(path: str, field: str) -> Q:
    """Rows whose `field` is `path` or lies below it; a range, so that an index serves it on every database."""
    return Q(**{f"{field}__gte": path, f"{field}__lte": path + LAST})


def lineage(path: str) -> list[str]:
    """The paths of every unit above `path`, root first."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def within(queryset: QuerySet[M], user: Any) -> QuerySet[M]:
    """The rows of `queryset` that `user` may see: their unit's subtree, and what is shared down to it."""
    eyes: Assignment | None = getattr(user, "eyes", None)
    if eyes is None:
        return queryset.none()
    model = queryset.model
    lead = getattr(model, "SCOPE", None)
    if lead is None:
        raise TypeError(f"{model.__name__} names no SCOPE, so nobody may list it.")
    tree = "supervising_path" if eyes.tree == Tree.SUPERVISING else "administrative_path"
    field = f"{lead}__{tree}" if lead else tree
    path = eyes.unit.path(eyes.tree)
    visible = Q() if _is_root(eyes.unit) else below(path, field)
    if visible and getattr(model, "SHARED_DOWN", False):
        visible |= Q(**{f"{field}__in": lineage(path)})
    sector = getattr(model, "SECTOR", None)
    if eyes.sector and sector:
        visible &= Q(**{sector: eyes.sector}) | Q(**{sector: ""})
    return queryset.filter(visible)


def _is_root(unit: Unit) -> bool:
    """The national administration sees all; asking for the path of every row would only cost time."""
    return unit.kind == Unit.Kind.NATIONAL and len(unit.administrative_path) == STEP


def get_within(queryset: QuerySet[M], user: Any, **lookup: Any) -> M:
    """One row by `lookup`, or 404 as if it did not exist when it lies outside the user's scope."""
    found = within(queryset, user).filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def may_act_for(user: Any, unit: Unit) -> bool:
    """Whether `unit` lies in the user's subtree."""
    return within(Unit.objects.filter(pk=unit.pk), user).exists()
