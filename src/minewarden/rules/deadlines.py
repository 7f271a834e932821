"""Statutory time limits: how they are counted, paused, extended, and which step has which limit.

Source: 行政处罚法 (2021) art. 85: limits of 2, 3, 5 and 7 days in that law are working days, longer ones
calendar days. 民事诉讼法 art. 85: the first day is not counted, a last day on a holiday moves on.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from minewarden.rules.working_days import Day, add_working_days, is_provisional, next_working_day


class Unit(Enum):
    """What a limit counts."""

    WORKING_DAYS = "工作日"
    DAYS = "日"
    MONTHS = "个月"
    HOURS = "小时"


@dataclass(frozen=True)
class Limit:
    """A time limit of the law: `count` of `unit`, the step it bounds and its source."""

    key: str
    count: int
    unit: Unit
    step: str
    source: str
    pausable: bool = False

    def written(self) -> str:
        """七个工作日, as messages print it: 7个工作日, 90日, 3个月."""
        return f"{self.count}{'个' if self.unit is Unit.WORKING_DAYS else ''}{self.unit.value}"


@dataclass(frozen=True)
class Pause:
    """Days that do not count, both ends inclusive: testing, suspension, review or suit."""

    start_on: dt.date
    end_on: dt.date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.end_on - self.start_on).days + 1


def due_on(
    limit: Limit, start_on: dt.date, *, pauses: Iterable[Pause] = (), extra_days: int = 0, roll: bool = False
) -> Day:
    """The last day of `limit` counted from the day after `start_on`.

    In: `pauses` and `extra_days` (an approved extension) lengthen a limit in days; `roll` moves an end on a
    holiday to the next working day, as for limits that run for a party.
    Errors: ValueError for a limit in hours.
    """
    if limit.unit is Unit.WORKING_DAYS:
        reached = add_working_days(start_on, limit.count)
    elif limit.unit is Unit.DAYS:
        reached = Day(start_on + dt.timedelta(days=limit.count), False)
    elif limit.unit is Unit.MONTHS:
        reached = Day(add_months(start_on, limit.count), False)
    else:
        raise ValueError(f"{limit.key} runs in hours; it has no last day")
    lengthened = reached.on + dt.timedelta(days=extra_days + _paused_days(pauses, start_on))
    if roll:
        rolled = next_working_day(lengthened)
        return Day(rolled.on, reached.provisional or rolled.provisional)
    return Day(lengthened, reached.provisional)


def _paused_days(pauses: Iterable[Pause], start_on: dt.date) -> int:
    """Days inside the union of `pauses` after `start_on`; overlapping pauses count once."""
    paused: set[dt.date] = set()
    for pause in pauses:
        paused |= {pause.start_on + dt.timedelta(days=step) for step in range(max(pause.days, 0))}
    return sum(day > start_on for day in paused)


def add_months(start_on: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = divmod(start_on.year * 12 + start_on.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start_on.day, calendar.monthrange(year, month + 1)[1]))


def days_between(start_on: dt.date, end_on: dt.date) -> int:
    """Calendar days after `start_on` up to and including `end_on`."""
    return (end_on - start_on).days


def may_be_provisional(*days: dt.date) -> bool:
    """True when one of `days` lies in a year whose holidays are not announced."""
    return any(map(is_provisional, days))


_WORKING = Unit.WORKING_DAYS
LIMITS: dict[str, Limit] = {
    limit.key: limit
    for limit in (
        Limit("evidence_decision", 7, _WORKING, "先行登记保存证据的处理", "行政处罚法第五十六条"),
        Limit("hearing_request", 5, _WORKING, "提出听证要求", "行政处罚法第六十四条"),
        Limit("hearing_notice", 7, _WORKING, "听证前通知", "行政处罚法第六十四条"),
        Limit("decision", 90, Unit.DAYS, "立案后作出处罚决定", "行政处罚法第六十条", pausable=True),
        Limit("service", 7, _WORKING, "处罚决定书送达", "行政处罚法第六十一条"),
        Limit("payment", 15, Unit.DAYS, "缴纳罚款", "行政处罚法第六十七条"),
        Limit("on_spot_handover", 2, _WORKING, "当场收缴罚款上缴", "行政处罚法第七十一条"),
        Limit("withdraw_publicity", 3, _WORKING, "撤回处罚公示", "行政处罚法第四十八条"),
        Limit("publicity", 7, _WORKING, "处罚决定公示", "安全生产法第七十八条"),
        Limit("seizure", 30, Unit.DAYS, "查封、扣押", "行政强制法第二十五条", pausable=True),
        Limit("seizure_extension", 30, Unit.DAYS, "延长查封、扣押", "行政强制法第二十五条", pausable=True),
        Limit("reminder", 10, Unit.DAYS, "催告后申请强制执行", "行政强制法第五十四条"),
        Limit("court_request", 3, Unit.MONTHS, "申请法院强制执行", "行政强制法第五十三条"),
        Limit("review", 60, Unit.DAYS, "申请行政复议", "行政复议法第二十条"),
        Limit("suit", 6, Unit.MONTHS, "提起行政诉讼", "行政诉讼法第四十六条"),
        Limit("suit_after_review", 15, Unit.DAYS, "复议后提起诉讼", "行政诉讼法第四十五条"),
        Limit("public_notice_service", 30, Unit.DAYS, "公告送达", "民事诉讼法第九十五条"),
        Limit("crime_decision", 3, Unit.DAYS, "决定是否移送涉嫌犯罪案件", "国务院令第310号第五条"),
        Limit("crime_transfer", 24, Unit.HOURS, "移送涉嫌犯罪案件", "国务院令第310号第五条"),
        Limit("restart_acceptance", 20, Unit.DAYS, "复产验收", "煤矿安全生产条例第四十八条"),
        Limit("stop_publicity", 5, _WORKING, "停产、关闭公告", "煤矿安全生产条例第四十九条"),
        Limit("design_review", 30, Unit.DAYS, "安全设施设计审查", "煤矿安全生产条例第四十一条"),
    )
}


def restart_acceptance_days(on: dt.date) -> int:
    """Days for accepting a stopped mine's application to restart: 60 until 2024-04-30, 20 after.

    Source: 特别规定 art. 11; 煤矿安全生产条例 art. 48.
    """
    return 20 if on >= dt.date(2024, 5, 1) else 60


def hearing_request_days(on: dt.date) -> int:
    """Days to ask for a hearing: 3 until 2021-07-14, 5 working days after (行政处罚法 art. 64)."""
    return 5 if on >= dt.date(2021, 7, 15) else 3
