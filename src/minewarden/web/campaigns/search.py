"""Campaign records by words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minewarden.web.campaigns.models import Contribution, Event, Measure, Plan
from minewarden.web.org import permissions, scope
from minewarden.web.searching import MOST_HITS, Group, Hit

FIELDS = ((Plan, "title"), (Measure, "text"), (Event, "title"), (Contribution, "title"))


def find(user: Any, words: list[str]) -> Group:
    """Plans, measures, events and texts in scope whose title holds every word."""
    hits: list[Hit] = []
    if permissions.may(user, "campaigns.view"):
        for model, field in FIELDS:
            rows = scope.within(model.objects.all(), user)
            for word in words:
                rows = rows.filter(**{f"{field}__icontains": word})
            hits += [
                Hit(getattr(row, field), str(model._meta.verbose_name), row.get_absolute_url())
                for row in rows.order_by("pk")[:MOST_HITS]
            ]
    return Group(_("三年行动"), hits[:MOST_HITS])
