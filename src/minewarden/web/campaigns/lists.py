"""List pages of the campaign."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from minewarden.web.campaigns.models import Contribution, Plan, Report, first_of_month
from minewarden.web.listing import Column, Filter, Listing, choices_of
from minewarden.web.org.models import Sector, Unit
from minewarden.web.org.scope import below

REPORT_DAYS = (
    10  # days after the month's end that a report may take; a setting of the agency (cadence is 待核)
)

PLANS = Listing(
    title=_("行动方案"),
    columns=(
        Column("title", _("名称"), "title", "title", link=lambda p: p.get_absolute_url()),
        Column("unit", _("单位"), "unit.name", "unit__name"),
        Column("sector", _("行业"), "get_sector_display", "sector"),
        Column("state", _("状态"), "get_state_display", "state"),
        Column("published_on", _("印发日期"), "published_on", "published_on", "date"),
        Column("tasks", _("任务数"), "task_count", "task_count", "number"),
        Column("measures", _("措施数"), "measure_count", "measure_count", "number"),
        Column("targets", _("目标数"), "target_count", "target_count", "number"),
    ),
    filters=(
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("state", _("状态"), choices_of(Plan.State)),
    ),
    search=("title", "unit__name", "document"),
    order=("unit__administrative_path", "sector"),
    empty=_("还没有行动方案。点“编制方案”开始。"),
    actions=((_("编制方案"), "/campaigns/plans/add/"),),
    file_name="campaign-plans",
)

REPORTS = Listing(
    title=_("进展报送"),
    columns=(
        Column(
            "month", _("月份"), lambda r: f"{r.month:%Y-%m}", "month", "date", lambda r: r.get_absolute_url()
        ),
        Column("unit", _("单位"), "unit.name", "unit__name"),
        Column("plan", _("方案"), "measure.task.plan.title"),
        Column("measure", _("措施"), "measure.text"),
        Column("state", _("进展"), "get_state_display", "state"),
        Column("on_time", _("按时"), "on_time", kind="flag"),
        Column("received_at", _("收到时间"), "received_at", "received_at", "date"),
    ),
    filters=(
        Filter("month", _("月份"), lambda request: months(request.as_of), apply=lambda rows, value: rows),
        Filter("state", _("进展"), choices_of(Report.State)),
    ),
    search=("unit__name", "measure__text"),
    order=("-month", "pk"),
    empty=_("还没有进展报送。"),
    file_name="reports",
)

CONTRIBUTIONS = Listing(
    title=_("地方经验做法"),
    columns=(
        Column("month", _("月份"), lambda c: f"{c.month:%Y-%m}", "month", "date"),
        Column("place", _("地区"), "place", "place"),
        Column("title", _("标题"), "title", "title", link=lambda c: c.get_absolute_url()),
        Column("unit", _("报送单位"), "unit.name", "unit__name"),
        Column("state", _("状态"), "get_state_display", "state"),
        Column("submitted_at", _("报送时间"), "submitted_at", "submitted_at", "date"),
    ),
    filters=(Filter("state", _("状态"), choices_of(Contribution.State)),),
    search=("title", "place", "body"),
    order=("-month", "order", "pk"),
    empty=_("还没有经验做法。点“撰写”报送第一篇。"),
    actions=((_("撰写"), "/campaigns/contributions/add/"),),
    file_name="contributions",
)


def months(day: date, count: int = 36) -> list[tuple[str, str]]:
    """The months up to `day`, newest first, for the filter of reports."""
    found = []
    month = first_of_month(day)
    for _index in range(count):
        found.append((f"{month:%Y-%m}", f"{month:%Y-%m}"))
        month = first_of_month(month - timedelta(days=1))
    return found


def reports_of(rows: QuerySet[Report], month: str, day: date) -> QuerySet[Report]:
    """Those of one month ("2024-03"); of the month of `day` when none is asked for."""
    year, _dash, number = month.partition("-")
    asked = (
        date(int(year), int(number), 1)
        if year.isdigit() and number.isdigit() and 1 <= int(number) <= 12
        else day
    )
    return rows.filter(month=first_of_month(asked))


def plans_with_counts() -> QuerySet[Plan]:
    """Plans with the numbers of their tasks, measures and targets."""
    return Plan.objects.select_related("unit").annotate(
        task_count=Count("tasks", distinct=True),
        measure_count=Count("tasks__measures", distinct=True),
        target_count=Count("targets", distinct=True),
    )


def due_day(month: date) -> date:
    """The last day on which a report of `month` is on time."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following + timedelta(days=REPORT_DAYS - 1)


def reports_under(rows: QuerySet[Report], unit_pk: str) -> QuerySet[Report]:
    """The reports of one unit and all below it."""
    unit = Unit.objects.filter(pk=unit_pk if unit_pk.isdigit() else 0).first()
    return rows.filter(below(unit.administrative_path, "unit__administrative_path")) if unit else rows.none()
