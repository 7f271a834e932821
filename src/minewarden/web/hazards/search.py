"""Hazards by number, mine or words of their description."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.hazards import queries
from minewarden.web.org import permissions
from minewarden.web.searching import MOST_HITS, Group, Hit


def find(user: Any, words: list[str]) -> Group:
    """Hazards in scope that hold every word."""
    rows = queries.hazards(user)
    if not permissions.may(user, "hazards.view"):
        rows = rows.none()
    for word in words:
        rows = rows.filter(
            Q(number__icontains=word) | Q(mine__name__icontains=word) | Q(description__icontains=word)
        )
    hits = [
        Hit(row.number, f"{row.mine.name} {row.description}", reverse("hazards:hazard", args=[row.pk]))
        for row in rows.order_by("-found_on", "number")[:MOST_HITS]
    ]
    return Group(_("隐患"), hits, reverse("hazards:list") + "?q=" + "+".join(words))
