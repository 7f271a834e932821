"""Leads by mine, kind, station or card."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.leads import lists, queries
from minewarden.web.leads.models import KINDS
from minewarden.web.org import permissions
from minewarden.web.searching import MOST_HITS, Group, Hit


def find(user: Any, words: list[str]) -> Group:
    """Leads in scope whose mine, kind, stations or cards hold every word."""
    rows = queries.leads(user)
    if not permissions.may(user, "leads.view"):
        rows = rows.none()
    for word in words:
        kinds = [value for value, label in KINDS if word in str(label)]
        rows = rows.filter(
            Q(mine__unit__name__icontains=word)
            | Q(mine__unit__code__icontains=word)
            | Q(sought__icontains=word)
            | Q(kind__in=kinds)
        )
    hits = [
        Hit(str(row), row.get_state_display(), lists.lead_url(row))
        for row in rows.order_by("-shown_score", "pk")[:MOST_HITS]
    ]
    return Group(_("线索"), hits, reverse("leads:list") + "?q=" + "+".join(words))
