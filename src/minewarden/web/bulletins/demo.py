"""The March 2024 issue of the demonstration: begun, checked and issued."""

from __future__ import annotations

from datetime import date, datetime

from minewarden.web.bulletins import actions
from minewarden.web.bulletins.actions import Addressees
from minewarden.web.org.models import Unit

TO = Addressees(
    ("国家矿山安监局领导",),
    (
        "各省（市、自治区）及新疆生产建设兵团应急管理部门、矿山安全监管部门",
        "国家矿山安监局各省级局",
        "国家矿山安监局机关各司",
    ),
)


def load(at: datetime) -> None:
    """The issue 2024-03 over 1 January to 31 March 2024."""
    issue = actions.begin(
        code="2024-03",
        unit=Unit.objects.get(code="NMSA"),
        from_on=date(2024, 1, 1),
        as_of=date(2024, 3, 31),
        to=TO,
        by=None,
        at=at,
    )
    issue = actions.mark_checked(issue=issue, by=None, at=at)
    actions.issue_bulletin(issue=issue, on=date(2024, 3, 31), by=None, at=at)
