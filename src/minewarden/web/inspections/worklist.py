"""What waits for a person about special inspections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.inspections import queries
from minewarden.web.inspections.models import SpecialInspection
from minewarden.web.inspections.states import InspectionState
from minewarden.web.org import permissions
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """One's own inspections to announce or close, and reports that running inspections ask one's unit for."""
    if not permissions.may(user, "inspections.edit"):
        return []
    unit = user.eyes.unit
    rows = list(queries.listed(user).filter(starts_on__lte=today).exclude(state=InspectionState.CLOSED))
    reported = set(queries.reported_by(unit).values_list("inspection_id", flat=True))
    leads = permissions.may(user, "inspections.lead")
    tracked = queries.tracking(rows)
    found: list[Work] = []
    for row in rows:
        if row.unit_id == unit.pk:
            found += _led(row, today) if leads else []
        elif row.state == InspectionState.OPEN and row.pk in tracked and row.pk not in reported:
            found.append(Work(_("报送处理情况：%(name)s") % {"name": row.title}, _url(row)))
    return found


def _led(row: SpecialInspection, today: date) -> list[Work]:
    if row.state == InspectionState.PREPARED:
        return [Work(_("部署专项检查：%(name)s") % {"name": row.title}, _url(row))]
    if row.ends_on is not None and row.ends_on < today:
        text = _("结束专项检查：%(name)s") % {"name": row.title}
        return [Work(text, _url(row), due_on=row.ends_on, late=True)]
    return []


def _url(row: SpecialInspection) -> str:
    return reverse("inspections:page", args=[row.pk])
