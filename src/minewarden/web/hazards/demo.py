"""The hazard ledger of the demonstration: 24 major hazards of the hidden-face inspection, as the bulletin counts them.

Which mine had which hazard is not public; categories, texts and days are made up (虚构).
Beside them stand a few general hazards of planned checks, so that lists and work lists show every state.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from minewarden.law.hazards import criteria_on
from minewarden.web.hazards import actions
from minewarden.web.hazards.models import Hazard
from minewarden.web.hazards.states import HazardLevel
from minewarden.web.inspections import queries as inspections
from minewarden.web.org.models import Sector, Unit

MAJOR = 24
CATEGORIES = (15, 7, 5, 1, 2, 8)  # of order 4, in turn
FIXED = {
    "responsibility": "矿长、总工程师（岗位）",
    "measures": "停止作业，封闭隐蔽工作面，补测图纸（虚构）",
    "contingency": "整改期间撤人、警戒和应急预案（虚构）",
}
GENERAL = ("安全出口标志不清", "皮带巷洒水不到位", "应急救援演练记录不全", "瓦斯检查牌板填写不及时")


def load(at: datetime) -> None:
    """The major hazards at every stage of their way, and general ones of 盘州."""
    day = date(2024, 3, 29)
    visits = list(inspections.visits(day))
    order = criteria_on(date(2024, 1, 20))
    rows = []
    for index in range(MAJOR):
        visit = visits[index % len(visits)]
        category = order.category(CATEGORIES[index % len(CATEGORIES)])
        rows.append(
            Hazard(
                mine=visit.mine,
                sector=Sector.COAL,
                visit=visit,
                source=Hazard.Source.SPECIAL,
                found_on=visit.on,
                found_by=Unit.objects.get(code="NMSA"),
                level=HazardLevel.MAJOR,
                category_no=category.no,
                description=f"{category.heading}（虚构）",
            )
        )
    majors = actions.record_hazards(rows, by=None, at=at)
    for index, hazard in enumerate(majors):
        _advance(hazard, index % 6, index, at)
    _general(at)


def _advance(hazard: Hazard, steps: int, index: int, at: datetime) -> None:
    """Walk a major hazard `steps` steps: listed, planned, rectified, accepted, delisted."""
    who = {"by": None, "at": at}
    day = hazard.found_on + timedelta(days=3)
    due_on = hazard.found_on + timedelta(days=45)
    if steps >= 1:
        number = f"演示督办〔2024〕{index + 1}号（虚构）"
        actions.list_hazard(
            hazard=hazard, on=day, listing_level="province", listing_number=number, due_on=due_on, **who
        )
    if steps >= 2:
        money = Decimal(500_000 + 10_000 * index)
        actions.fix_plan(
            hazard=hazard, on=day + timedelta(days=4), due_on=due_on, money_yuan=money, **FIXED, **who
        )
    if steps >= 3:
        actions.report_rectified(hazard=hazard, on=day + timedelta(days=25), **who)
    if steps >= 4:
        actions.accept(
            hazard=hazard,
            on=day + timedelta(days=30),
            accepted_by=Unit.objects.get(code=f"R{hazard.mine.region_code[:2]}0000C"),
            **who,
        )
    if steps >= 5:
        actions.delist(hazard=hazard, on=day + timedelta(days=33), **who)


def _general(at: datetime) -> None:
    """Four general hazards of planned checks at a mine of 盘州, one of them overdue."""
    mine = Unit.objects.filter(kind=Unit.Kind.MINE, code__startswith="52028199").order_by("code").first()
    county = Unit.objects.get(code="R520281C")
    rows = [
        Hazard(
            mine=mine,
            sector=Sector.COAL,
            source=Hazard.Source.PLANNED,
            found_on=date(2024, 3, 5 + 3 * index),
            found_by=county,
            level=HazardLevel.GENERAL,
            place="井下（虚构）",
            description=f"{text}（虚构）",
            due_on=date(2024, 3, 20 + 5 * index) if index < 2 else date(2024, 4, 10 + index),
        )
        for index, text in enumerate(GENERAL)
    ]
    actions.record_hazards(rows, by=None, at=at)
