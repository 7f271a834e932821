"""What waits for a person about hazards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.hazards import queries
from minewarden.web.hazards.states import HazardLevel, HazardState
from minewarden.web.org import permissions
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """Hazards to list, to plan, to accept, to delist; those overdue; those overdue that have come up a level."""
    rows = queries.hazards(user).filter(found_on__lte=today)
    found: list[Work] = []
    if permissions.may(user, "hazards.list"):
        majors = rows.filter(level=HazardLevel.MAJOR, state=HazardState.FOUND)
        found += _work(_("重大隐患待挂牌督办"), "?level=major&state=found", majors.count())
    if permissions.may(user, "hazards.accept"):
        found += _work(_("隐患待验收"), "?state=rectified", queries.to_accept(rows).count())
        accepted = rows.filter(state=HazardState.ACCEPTED).count()
        found += _work(_("隐患已验收待销号"), "?state=accepted", accepted)
    if permissions.may(user, "hazards.view"):
        late = queries.overdue(rows, today)
        first = late.order_by("due_on").values_list("due_on", flat=True).first()
        found += _work(_("隐患逾期未整改"), "?overdue=1", late.count(), first)
    if permissions.may(user, "hazards.list"):
        raised = queries.reaching(user, today)
        found += _work(_("下级挂牌隐患逾期，升级督办"), "?overdue=1&level=major", raised.count(), today)
    return found


def _work(text: str, query: str, count: int, late_since: date | None = None) -> list[Work]:
    if not count:
        return []
    url = reverse("hazards:list") + query
    return [Work(text, url, count, due_on=late_since, late=late_since is not None)]
