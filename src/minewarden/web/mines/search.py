"""Mines by name, code or owner."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.mines import queries
from minewarden.web.org import permissions
from minewarden.web.searching import MOST_HITS, Group, Hit


def find(user: Any, words: list[str]) -> Group:
    """Mines in scope whose name, code or owner holds every word."""
    rows = queries.mines(user)
    if not permissions.may(user, "mines.view"):
        rows = rows.none()
    for word in words:
        rows = rows.filter(
            Q(unit__name__icontains=word) | Q(unit__code__icontains=word) | Q(owner__icontains=word)
        )
    hits = [
        Hit(m.unit.name, f"{m.get_state_display()} · {m.supervised_by.name}", m.get_absolute_url())
        for m in rows.order_by("unit__code")[:MOST_HITS]
    ]
    return Group(_("矿山"), hits, reverse("mines:list") + "?q=" + "+".join(words))
