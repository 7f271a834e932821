"""What waits for a person about reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web.org import permissions
from minewarden.web.reviews import jobs, queries
from minewarden.web.reviews.models import Problem, ReviewJob
from minewarden.web.reviews.states import JobState, ProblemState, RoundState
from minewarden.web.worklist import Work


def waiting(user: Any, today: date) -> list[Work]:
    """Rounds and interrupted readings of one's own, files and problems to judge, answers and appeals to give."""
    if not permissions.may(user, "reviews.view"):
        return []
    rows = queries.problems_within(user).filter(found_on__lte=today)
    found = _rounds(user, today) if permissions.may(user, "reviews.edit") else []
    if queries.is_blind(user):
        files = queries.case_files_within(user).filter(proposed_count__gt=0).order_by()
        found += _work(_("我的待评案卷"), "files", "?waiting=1", files.count())
    if permissions.may(user, "reviews.assess"):
        open_rows = _judged_by(user, rows.filter(state=ProblemState.PROPOSED))
        found += _work(_("评查问题待认定"), "problems", "?state=proposed", open_rows.count())
    if permissions.may(user, "reviews.edit"):
        appeals = _judged_by(user, rows.filter(state=ProblemState.APPEALED))
        found += _work(_("申诉待答复"), "problems", "?state=appealed", appeals.count())
    if permissions.may(user, "reviews.answer"):
        own = rows.filter(state=ProblemState.CONFIRMED, case_file__body__unit=user.eyes.unit)
        query = f"?state=confirmed&unit={user.eyes.unit_id}"
        found += _work(_("本单位案卷问题待整改"), "problems", query, own.count())
    return found


def _rounds(user: Any, today: date) -> list[Work]:
    own = queries.rounds_within(user).filter(unit=user.eyes.unit, starts_on__lte=today)
    found = []
    for row in own.exclude(state=RoundState.CLOSED).order_by("starts_on", "pk"):
        word = _("开始评查") if row.state == RoundState.DRAWN else _("结束评查")
        found.append(Work(f"{word}：{row.title}", reverse("reviews:round", args=[row.pk])))
    broken = timezone.now() - jobs.STALE
    unfinished = [JobState.QUEUED, JobState.RUNNING]
    late = ReviewJob.objects.filter(round__in=own, state__in=unfinished, heartbeat_at__lt=broken)
    for job in late.select_related("round").order_by("pk"):
        text = _("机器评查中断，请继续：%(title)s") % {"title": job.round.title}
        found.append(Work(text, reverse("reviews:progress", args=[job.round_id]), late=True))
    return found


def _judged_by(user: Any, rows: QuerySet[Problem]) -> QuerySet[Problem]:
    """Those of `rows` that are `user`'s to judge: never a body's own."""
    if queries.is_blind(user):
        return rows
    return rows.exclude(case_file__body__unit=user.eyes.unit)


def _work(text: str, page: str, query: str, count: int) -> list[Work]:
    return [Work(text, reverse(f"reviews:{page}") + query, count)] if count else []
