"""Units by name or code."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.org import permissions, scope
from minewarden.web.org.models import Unit
from minewarden.web.searching import MOST_HITS, Group, Hit


def find(user: Any, words: list[str]) -> Group:
    """Units in scope whose name or code holds every word."""
    rows = scope.within(Unit.objects.exclude(kind=Unit.Kind.MINE), user)
    if not permissions.may(user, "units.view"):
        rows = rows.none()
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(name_en__icontains=word))
    hits = [
        Hit(u.name, u.get_kind_display(), reverse("org:unit", args=[u.pk]))
        for u in rows.order_by("code")[:MOST_HITS]
    ]
    return Group(_("机构"), hits, reverse("org:list") + "?q=" + "+".join(words))
