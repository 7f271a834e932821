"""What waits for a person about reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.org import permissions
from minewarden.web.reviews import queries
from minewarden.web.reviews.states import ProblemState, RoundState
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """Rounds of one's own to start or close, problems to decide, confirmed problems of one's own unit to correct."""
    if not permissions.may(user, "reviews.view"):
        return []
    found: list[Work] = []
    if permissions.may(user, "reviews.edit"):
        own = queries.rounds_within(user).filter(unit=user.eyes.unit, starts_on__lte=today)
        for row in own.exclude(state=RoundState.CLOSED).order_by("starts_on"):
            word = _("开始评查") if row.state == RoundState.DRAWN else _("结束评查")
            found.append(Work(f"{word}：{row.title}", reverse("reviews:round", args=[row.pk])))
    rows = queries.problems_within(user).filter(found_on__lte=today)
    if permissions.may(user, "reviews.assess"):
        found += _work(
            _("评查问题待认定"), "?state=proposed", rows.filter(state=ProblemState.PROPOSED).count()
        )
    if permissions.may(user, "reviews.answer"):
        own = rows.filter(state=ProblemState.CONFIRMED, case_file__body__unit=user.eyes.unit)
        query = f"?state=confirmed&unit={user.eyes.unit_id}"
        found += _work(_("本单位案卷问题待整改"), query, own.count())
    return found


def _work(text: str, query: str, count: int) -> list[Work]:
    return [Work(text, reverse("reviews:problems") + query, count)] if count else []
