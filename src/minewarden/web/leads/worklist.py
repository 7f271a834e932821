"""What waits for a person about leads."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.leads import queries
from minewarden.web.leads.states import LeadState, Result
from minewarden.web.org import permissions
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """Leads to assess at one's level, to hand over, tasks of one's own unit, tasks that ran out, proposals to list."""
    if not permissions.may(user, "leads.assess"):
        return []
    rows = queries.answered_for(user).order_by()
    level = user.eyes.unit.level
    found = _work(
        _("线索待研判"),
        f"?state=new&level={level}",
        rows.filter(state=LeadState.NEW, handling_level=level).count(),
    )
    found += _work(_("线索已研判待交办"), "?state=assessed", _to_hand_over(rows))
    own = list(queries.tasks_of(user).values_list("due_on", flat=True))
    if own:
        late = own[0] < today
        found.append(Work(_("核查交办的线索"), _url("?state=tasked"), len(own), due_on=own[0], late=late))
    late_count = queries.overdue(rows, today).count()
    if late_count:
        found.append(Work(_("线索核查逾期"), _url("?overdue=1"), late_count, late=True))
    if level == "province":
        proposed = rows.filter(result=Result.LISTING).count()
        found += _work(_("建议挂牌督办的线索"), "?result=listing", proposed)
    return found


def _to_hand_over(rows: Any) -> int:
    return rows.filter(state=LeadState.ASSESSED, conclusion__in=("true", "partly")).count()


def _url(query: str) -> str:
    return reverse("leads:list") + query


def _work(text: str, query: str, count: int) -> list[Work]:
    return [Work(text, _url(query), count)] if count else []
