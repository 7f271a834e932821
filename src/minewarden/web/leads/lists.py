"""Leads as lists: by probability, by value, by what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minewarden.web.leads import queries
from minewarden.web.leads.models import HANDLING, Lead, LeadKind
from minewarden.web.leads.states import Conclusion, LeadState, Result
from minewarden.web.listing import Column, Filter, Listing, choices_of, yes_no
from minewarden.web.org.queries import region_names
from minewarden.web.record import State

SHAPES = {
    LeadState.NEW: "open",
    LeadState.ASSESSED: "open",
    LeadState.TASKED: "open",
    LeadState.DONE: "done",
    LeadState.MERGED: "plain",
}
BANDS = ((0.9, _("90%以上")), (0.7, _("70%以上")), (0.5, _("50%以上")))


def lead_url(lead: Lead) -> str:
    """The page of a lead."""
    return reverse("leads:lead", args=[lead.pk])


def state_of(lead: Lead, day: date) -> State:
    """The state as of `day`; a task that ran out says so in words."""
    tasks: Sequence[Any] = getattr(lead, "open_tasks", None) or ()
    if any(task.due_on < day for task in tasks):
        return State("late", _("%(state)s·逾期") % {"state": lead.get_state_display()})
    return State(SHAPES[LeadState(lead.state)], lead.get_state_display())


def answer_of(lead: Lead) -> str:
    """What persons found so far: the squad's result, else the conclusion of the desk."""
    return str(lead.get_result_display() or lead.get_conclusion_display() or "")


def period(lead: Lead) -> str:
    """The first and last day of a lead; its end is the midnight after the last."""
    first = timezone.localtime(lead.from_at)
    last = max(first, timezone.localtime(lead.to_at - timedelta(seconds=1)))
    end = f"{last:%m-%d}" if last.year == first.year else f"{last:%Y-%m-%d}"
    return f"{first:%Y-%m-%d} – {end}"


def percent(lead: Lead) -> str:
    """The score to show; never 100 % before somebody looked: a comparison is not a proof."""
    most = 1.0 if lead.result else 0.99
    return f"{100 * min(lead.shown_score, most):.0f}%"


def persons(lead: Lead) -> str | None:
    """Persons a shift as they are spoken of: no decimals that mean nothing."""
    return None if lead.persons_per_shift is None else f"{lead.persons_per_shift:g}"


def worth(lead: Lead) -> float | None:
    """Persons a shift to be expected at risk; None where the comparison could not tell how many are there."""
    return None if lead.persons_per_shift is None else round(lead.shown_score * lead.persons_per_shift, 1)


def due(lead: Lead) -> date | None:
    """Until when the open task waits for its result."""
    tasks: Sequence[Any] = getattr(lead, "open_tasks", None) or ()
    return min((task.due_on for task in tasks), default=None)


def _regions(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(code[:2], name) for code, name in sorted(region_names().items())]


def leads_listing(day: date) -> Listing:
    """The leads as of `day`, the likeliest first."""

    def band(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(shown_score__gte=float(value))

    def late(rows: QuerySet, value: str) -> QuerySet:
        found = queries.overdue(rows, day)
        return found if value == "1" else rows.exclude(pk__in=found.order_by().values("pk"))

    def region(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(mine__region_code__startswith=value)

    return Listing(
        title=_("线索"),
        columns=(
            Column("score", _("概率"), percent, "shown_score", kind="number", link=lead_url),
            Column("kind", _("类型"), "get_kind_display", "kind", link=lead_url),
            Column("mine", _("矿山"), "mine.unit.name", "mine__unit__name"),
            Column("period", _("时段"), period, "from_at"),
            Column("days", _("天数"), "days", kind="number"),
            Column("persons", _("每班人数"), persons, "persons_per_shift", kind="number"),
            Column("worth", _("预计涉险人数"), worth, "worth", kind="number"),
            Column("state", _("状态"), lambda lead: state_of(lead, day), "state", kind="state"),
            Column("due", _("核查期限"), due, kind="date"),
            Column("answer", _("结论"), answer_of),
            Column("factors", _("不符因素"), "contradicting", "contradicting", kind="number"),
            Column("region", _("区划"), "mine.region_code", "mine__region_code"),
            Column(
                "capacity",
                _("产能（万吨/年）"),
                "mine.capacity_wt",
                "mine__capacity_t_per_year",
                kind="number",
            ),
            Column("level", _("办理层级"), "get_handling_level_display", "handling_level"),
        ),
        filters=(
            Filter("kind", _("类型"), choices_of(LeadKind)),
            Filter("state", _("状态"), choices_of(LeadState)),
            Filter("score", _("概率"), [(str(low), label) for low, label in BANDS], apply=band),
            Filter("region", _("省份"), _regions, apply=region),
            Filter("conclusion", _("研判结论"), choices_of(Conclusion)),
            Filter("result", _("核查结果"), choices_of(Result)),
            Filter("level", _("办理层级"), HANDLING, lookup="handling_level"),
            Filter("overdue", _("逾期"), lambda _r: yes_no(), apply=late),
        ),
        search=("mine__unit__name", "mine__unit__code", "digest"),
        order=("-shown_score", "-worth", "-from_at", "pk"),
        empty=_("本辖区内没有线索。先载入监测数据并比对，再点“接收 leads.json”。"),
        note=_(
            "线索由程序比对得出，只供研判；监控记录未经审核不是处罚证据，是否成立、如何处置由人决定（行政处罚法第四十一条）。预计涉险人数＝概率×每班人数。"
        ),
        file_name="leads",
    )
