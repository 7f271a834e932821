"""Leads as lists: by probability, by value, by what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.leads import queries
from minewarden.web.leads.models import HANDLING, KINDS, Lead
from minewarden.web.leads.states import Conclusion, LeadState, Result
from minewarden.web.leads.workbook import DAY, PERCENT, TENTH, WHOLE, NumberColumn, NumberListing
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


def persons(lead: Lead) -> str | None:
    """Persons a shift as they are spoken of: no decimals that mean nothing."""
    return None if lead.persons_per_shift is None else f"{lead.persons_per_shift:g}"


def worth(lead: Lead) -> float | None:
    """Persons a shift to be expected at risk; None where the comparison could not tell how many are there."""
    return None if lead.persons_per_shift is None else round(lead.shown_share * lead.persons_per_shift, 1)


def due(lead: Lead) -> date | None:
    """Until when the open task waits for its result."""
    tasks: Sequence[Any] = getattr(lead, "open_tasks", None) or ()
    return min((task.due_on for task in tasks), default=None)


def region_of(lead: Lead) -> str:
    """Where the mine lies, by name."""
    return queries.region_name(lead.mine.region_code)


NUMBERS = {
    "score": NumberColumn(lambda lead: round(lead.shown_share, 4), PERCENT),
    "days": NumberColumn(lambda lead: lead.days, WHOLE),
    "persons": NumberColumn(lambda lead: lead.persons_per_shift, TENTH),
    "worth": NumberColumn(worth, TENTH),
    "due": NumberColumn(due, DAY),
    "factors": NumberColumn(lambda lead: lead.contradicting, WHOLE),
    "capacity": NumberColumn(lambda lead: lead.mine.capacity_wt, "General"),
}


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

    return NumberListing(
        title=_("线索"),
        columns=(
            Column("score", _("概率"), "percent", "shown_score", kind="number", link=lead_url),
            Column("kind", _("类型"), "get_kind_display", "kind", link=lead_url),
            Column("mine", _("矿山"), "mine.unit.name", "mine__unit__name"),
            Column("period", _("时段"), "period", "from_at"),
            Column("days", _("天数"), "days", kind="number"),
            Column("persons", _("每班人数"), persons, "persons_per_shift", kind="number"),
            Column("worth", _("预计涉险人数"), worth, "worth", kind="number"),
            Column("state", _("状态"), lambda lead: state_of(lead, day), "state", kind="state"),
            Column("due", _("核查期限"), due, kind="date"),
            Column("answer", _("结论"), answer_of),
            Column("factors", _("不符因素"), "contradicting", "contradicting", kind="number"),
            Column("region", _("区划"), region_of, "mine__region_code"),
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
            Filter("kind", _("类型"), KINDS),
            Filter("state", _("状态"), choices_of(LeadState)),
            Filter("score", _("概率"), [(str(low), label) for low, label in BANDS], apply=band),
            Filter("region", _("省份"), _regions, apply=region),
            Filter("conclusion", _("研判结论"), choices_of(Conclusion)),
            Filter("result", _("核查结果"), choices_of(Result)),
            Filter("level", _("办理层级"), HANDLING, lookup="handling_level"),
            Filter("overdue", _("逾期"), lambda _r: yes_no(), apply=late),
        ),
        search=("mine__unit__name", "mine__unit__code", "sought", "digest"),
        order=("-shown_score", "-worth", "-from_at", "pk"),
        empty=_("本辖区内没有线索。先载入监测数据并比对，再点“接收 leads.json”。"),
        note=_(
            "线索由程序比对得出，只供研判；监控记录未经审核不是处罚证据，是否成立、如何处置由人决定（行政处罚法第四十一条）。预计涉险人数＝概率×每班人数，按未取整的概率计算；现场核查前概率最多取99%。"
        ),
        file_name="leads",
        template="leads/list.html",
        numbers=NUMBERS,
    )
