"""The campaign itself and the issue that reports on it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, first, of_first
from minewarden.web.bulletins.models import Issue
from minewarden.web.campaigns import queries


def _issue(asked: Asked):
    return Issue.objects.filter(pk=asked.issue.pk if asked.issue else None)


FIGURES = (
    Figure(
        "campaign.years",
        "年",
        _("国家方案的起止年份"),
        lambda a: queries.plans_on(a.as_of).filter(unit__kind="national").order_by("published_on"),
        of_first(lambda plan: f"{plan.from_on.year}-{plan.to_on.year}"),
    ),
    Figure("issue.number", "期", _("本年度期号"), _issue, first("number"), "第{}期"),
    Figure("issue.as_of", "", _("数据截至日期"), _issue, first("as_of"), "截至{}", "date"),
    Figure(
        "issue.date",
        "",
        _("印发日期；未印发时为数据截至日期"),
        _issue,
        of_first(lambda issue: issue.issued_on or issue.as_of),
        "{}",
        "date",
    ),
)
