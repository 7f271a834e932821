"""What waits for a person about plans."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.org import permissions
from minewarden.web.org.models import Level
from minewarden.web.plans import queries
from minewarden.web.plans.states import PlanState
from minewarden.web.worklist import Work

# state -> what to do with one's own plan in it
NEXT = (PlanState.MADE, PlanState.RETURNED, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.FILED)
NEXT_LEVEL = {
    Level.NATIONAL: Level.PROVINCE,
    Level.PROVINCE: Level.CITY,
    Level.CITY: Level.COUNTY,
}


def waiting(user: Any, today: date) -> list[Work]:
    """One's own plans by their next step, one's own missing plan, and lower units without an approved plan."""
    if not permissions.may(user, "plans.edit"):
        return []
    words = {
        PlanState.MADE: _("报批本单位执法计划"),
        PlanState.RETURNED: _("修改被退回的执法计划，再次报批"),
        PlanState.SUBMITTED: _("登记人民政府对执法计划的批准"),
        PlanState.APPROVED: _("将已批准的执法计划报上级备案"),
        PlanState.FILED: _("将已备案的执法计划录入执法系统"),
    }
    own = list(queries.plans(user).filter(unit=user.eyes.unit, year=today.year).order_by("edition"))
    found = [
        Work(words[state], reverse("plans:plan", args=[plan.pk]))
        for state in NEXT
        for plan in own
        if plan.state == state
    ]
    if not own and user.eyes.unit.kind == "regulator":
        found.append(Work(_("编制本年度执法计划"), reverse("plans:add"), late=today.month > 3))
    level = NEXT_LEVEL.get(user.eyes.unit.level)
    lower = queries.standing(user, today, today.year).filter(level=level, is_approved=False)
    if level and (behind := lower.count()):
        text = _("催办下级：年度执法计划尚未批准")
        url = reverse("plans:standing") + f"?approved=0&level={level}"
        found.append(Work(text, url, behind))
    return found
