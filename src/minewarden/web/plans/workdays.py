"""The work-day ledger of a plan: what it must add up to, and what is wrong when it does not.

legal days × officers = 监督检查 + 其他执法 + 非执法 (安全生产年度监督检查计划编制办法, as practised; V2, 待核).
A plan was published with 2,649 where only 2,469 adds up; such a slip is named here before the plan is submitted.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.rules.working_days import working_days_between


class Use(enum.Enum):
    """What officer-days are used for; the first two together are the days of 监督检查."""

    KEY = "key"
    GENERAL = "general"
    OTHER = "other"
    NONE = "none"

    @property
    def label(self) -> object:
        """How officials call it."""
        return LABELS[self]


LABELS = {
    Use.KEY: gettext_lazy("监督检查：重点检查"),
    Use.GENERAL: gettext_lazy("监督检查：一般检查"),
    Use.OTHER: gettext_lazy("其他执法工作日"),
    Use.NONE: gettext_lazy("非执法工作日"),
}


@dataclass(frozen=True)
class Ledger:
    """Officer-days of a year: `legal_days` per officer, and the sums of the items of each use."""

    officers: int
    legal_days: int
    key: int
    general: int
    other: int
    none: int

    @property
    def total(self) -> int:
        """总法定工作日."""
        return self.officers * self.legal_days

    @property
    def check(self) -> int:
        """监督检查工作日."""
        return self.key + self.general

    @property
    def used(self) -> int:
        """All that the items take."""
        return self.check + self.other + self.none

    @property
    def open(self) -> int:
        """Days not yet given to an item; negative when too many were given."""
        return self.total - self.used


def ledger(officers: int, legal_days: int, items: Iterable[tuple[str, int]]) -> Ledger:
    """The ledger of `items` (use, officer-days)."""
    sums = dict.fromkeys((use.value for use in Use), 0)
    for use, days in items:
        sums[use] += days
    return Ledger(officers, legal_days, **sums)


def faults(given: Ledger) -> list[str]:
    """Why the ledger cannot be submitted, in sentences; empty when it adds up."""
    found = []
    if given.check == 0:
        found.append(_("监督检查工作日为0，计划没有安排监督检查。"))
    if given.open:
        found.append(
            _(
                "工作日不平衡：%(officers)d人×%(days)d天=%(total)d，而监督检查%(check)d+其他执法%(other)d"
                "+非执法%(none)d=%(used)d，相差%(gap)d。"
            )
            % {
                "officers": given.officers,
                "days": given.legal_days,
                "total": given.total,
                "check": given.check,
                "other": given.other,
                "none": given.none,
                "used": given.used,
                "gap": abs(given.open),
            }
        )
    return found


def legal_days_of(year: int) -> int:
    """Working days of `year` by the State Council's calendar, what one officer owes."""
    return working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).days
