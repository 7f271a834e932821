"""What the campaign asks of a person: measures to report, texts to decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.campaigns import queries
from minewarden.web.campaigns.lists import due_day
from minewarden.web.campaigns.models import Contribution, Measure, Plan, Report, first_of_month
from minewarden.web.org import permissions, scope
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """Own measures due without a report of this month, and texts that wait for a decision or a rewrite."""
    found = []
    if permissions.may(user, "campaigns.report"):
        found += _measures(user, today)
    texts = scope.within(Contribution.objects.all(), user)
    if permissions.may(user, "contributions.accept"):
        count = texts.filter(state=Contribution.State.SUBMITTED).count()
        if count:
            url = reverse("campaigns:contributions") + "?state=submitted"
            found.append(Work(_("处理报送的经验做法"), url, count))
    returned = texts.filter(state=Contribution.State.RETURNED, unit=user.eyes.unit).count()
    if returned:
        found.append(
            Work(_("修改被退回的经验做法"), reverse("campaigns:contributions") + "?state=returned", returned)
        )
    return found


def _measures(user: Any, today: date) -> list[Work]:
    month = first_of_month(today)
    own = Measure.objects.filter(responsible=user.eyes.unit, task__plan__in=queries.plans_on(today))
    open_plans = Plan.objects.filter(to_on__gte=month)
    reported = Report.objects.filter(month=month, unit=user.eyes.unit).values("measure")
    unreported = own.filter(task__plan__in=open_plans).exclude(pk__in=reported)
    count = unreported.count()
    if not count:
        return []
    first = unreported.order_by("task__plan", "number").first()
    return [
        Work(
            _("报送本月措施进展"), reverse("campaigns:measure_report", args=[first.pk]), count, due_day(month)
        )
    ]
