"""Issues that wait to be checked or issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from minewarden.web.bulletins.models import Issue
from minewarden.web.org import permissions, scope
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """Drafts to check and checked issues to issue, for whoever may."""
    if not permissions.may(user, "bulletins.edit"):
        return []
    words = {Issue.State.DRAFT: _("核对通报文稿和指标"), Issue.State.CHECKED: _("印发通报")}
    rows = scope.within(Issue.objects.filter(state__in=words), user).order_by("as_of")
    return [
        Work(f"{words[row.state]} {row.code}", row.get_absolute_url(), late=row.as_of < today) for row in rows
    ]
