"""Bulletins by words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from minewarden.web.bulletins.models import Issue, Item
from minewarden.web.org import permissions, scope
from minewarden.web.searching import MOST_HITS, Group, Hit


def find(user: Any, words: list[str]) -> Group:
    """Issues whose number or a text holds every word."""
    rows = scope.within(Issue.objects.all(), user)
    if not permissions.may(user, "bulletins.view"):
        rows = rows.none()
    for word in words:
        texts = Item.objects.filter(Q(title__icontains=word) | Q(body__icontains=word)).values("issue")
        rows = rows.filter(Q(code__icontains=word) | Q(title__icontains=word) | Q(pk__in=texts))
    return Group(
        _("通报"), [Hit(i.title, i.code, i.get_absolute_url()) for i in rows.order_by("-as_of")[:MOST_HITS]]
    )
