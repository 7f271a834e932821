"""Leads of five synthetic mines (虚构): found by the real chain in simulated data, shipped as it wrote them.

What persons did with them (assessed, handed over, checked) is made up as well.
"""

from __future__ import annotations

import json
from datetime import date, datetime

from minewarden.web.leads import actions
from minewarden.web.leads.demo_lake import LEADS, PRESENCE, data
from minewarden.web.leads.models import Lead
from minewarden.web.org.models import Account, Unit
from minewarden.web.org.queries import eyes_of

COUNTY = "R520281C"


def load(at: datetime) -> None:
    """Take the shipped leads in; one is handed to the county, one to the squad, one is done with."""
    actions.take_in(data(LEADS), by=None, at=at, presences=json.loads(data(PRESENCE)))
    county, officer = Unit.objects.get(code=COUNTY), _account("county")
    _hand_over(
        "520281000003",
        "人员、用电、排水同时不符，位置集中，申报图纸上没有工作面（虚构）",
        county,
        "先到第1号位置，查密闭墙、胶带和电缆去向，核对现场人数与定位卡（虚构）",
        (date(2024, 3, 27), date(2024, 4, 11)),
        officer,
        at,
    )
    _hand_over(
        "530325990001",
        "人员长时间停留处不是在册采掘地点，用电和胶带运量同时升高（虚构）",
        Unit.objects.get(kind=Unit.Kind.SQUAD),
        "随当班入井，先到第1号位置，再往里查（虚构）",
        (date(2024, 3, 28), date(2024, 4, 10)),
        _account("national"),
        at,
    )
    done = _hand_over(
        "520281000002",
        "多张卡同进同出，需现场清点（虚构）",
        county,
        "井口清点人卡，调取入井视频（虚构）",
        (date(2024, 3, 26), date(2024, 3, 31)),
        officer,
        at,
        conclusion="partly",
    )
    actions.bring_back(
        lead=done,
        on=date(2024, 3, 28),
        result="true",
        note="井口清点发现一人携带多卡，已立案（虚构）",
        by=officer,
        at=at,
    )


def _account(username: str) -> Account:
    account = Account.objects.get(username=username)
    account.eyes = eyes_of(account)
    return account


def _hand_over(
    mine_code: str,
    reason: str,
    to: Unit,
    instructions: str,
    given_and_due: tuple[date, date],
    by: Account,
    at: datetime,
    conclusion: str = "true",
) -> Lead:
    """The best lead of a mine assessed and, the same day, given to a unit."""
    given, due = given_and_due
    lead = Lead.objects.select_related("mine__unit").filter(mine__unit__code=mine_code).order_by("-score")[0]
    lead = actions.assess(lead=lead, on=given, conclusion=conclusion, reason=reason, by=by, at=at)
    actions.hand_over(lead=lead, on=given, unit=to, due_on=due, instructions=instructions, by=by, at=at)
    lead.refresh_from_db()
    return lead
