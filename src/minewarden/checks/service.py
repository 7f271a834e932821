"""送达 (art. 45; 处罚法 61)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.paper import Field, Paper
from minewarden.checks.rule import Family, Found, Severity
from minewarden.checks.texts import names
from minewarden.checks.times import read_dates
from minewarden.rules.deadlines import LIMITS, due_on
from minewarden.rules.working_days import working_days_between

FAMILY = Family("送达")

_METHODS = re.compile(r"直接|留置|委托|邮寄|公告|传真|电子|当场|转交")
_RECEIVERS = (
    "受送达单位负责人",
    "受送达单位负责人（个人）",
    "受送达单位",
    "受送达个人",
    "受送达人",
    "受送达人签名",
)


@FAMILY.rule(
    "R49",
    "送达人两名以上，方式、签收齐全，七个工作日内送达",
    "执法文书制作规范第四十五条；行政处罚法第六十一条",
    Severity.MAJOR,
)
def service_is_complete_and_timely(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.SERVICE):
        servers = paper.field("送达人")
        method = paper.field("送达方式")
        if servers is not None and len(_persons(paper, "送达人")) < 2:
            yield Found(paper, f"送达人只有{len(_persons(paper, '送达人'))}名，应当不少于2名", servers.mark)
        if method is not None and not _METHODS.search(method.value):
            yield Found(paper, "没有写明送达方式", method.mark)
        yield from _receipt(paper, method.value if method else "")
        yield from _lateness(case, paper)


def _persons(paper: Paper, label: str) -> list[str]:
    found = [
        name
        for field in paper.all_fields(label)
        for name in names(re.split("日\\s*期", paper.raw(field.span))[0])
    ]
    return [name for at, name in enumerate(found) if "X" in name or name not in found[:at]]


def _receipt(paper: Paper, method: str) -> Iterator[Found]:
    receiver = next((field for field in paper.fields if field.label in _RECEIVERS), None)
    witnessed = paper.has(
        r"见证人(?:（[^）]*）)?：?[一-龥X]{2,4}|录像|拍照|摄像|照片|音像"
    ) and not paper.has(r"见证人(?:（[^）]*）)?：(?:日期|$)")
    if "留置" in method or re.search(r"拒绝?签?收", paper.text):
        if not witnessed:
            yield Found(
                paper, "留置送达没有见证人签名，也没有拍照、录像记录", receiver.mark if receiver else None
            )
    elif re.search(r"传真|电子", method):
        if not paper.has(r"确认书|同意[^。]{0,12}(?:送达|传真|电子)"):
            yield Found(paper, "电子送达没有当事人同意并签订的确认书", None)
    elif re.search(r"公告|邮寄", method):
        return
    elif receiver is not None and not names(_signed(paper, receiver)):
        yield Found(paper, "受送达人没有签名", receiver.mark)


def _signed(paper: Paper, receiver: Field) -> str:
    raw = paper.raw(receiver.span)
    return re.sub(r"[一-龥]{3,}(?:公司|煤矿|矿)", " ", raw)


def _lateness(case: Case, paper: Paper) -> Iterator[Found]:
    served_on = _served_on(paper)
    decision = _served_decision(case, paper)
    if served_on is None or decision is None or decision.date is None:
        return
    due = due_on(LIMITS["service"], decision.date)
    if served_on > due.on:
        days = working_days_between(decision.date, served_on).days
        hedge = "（该年放假安排未知，待核）" if due.provisional else ""
        message = f"处罚决定{decision.date}作出，第{days}个工作日送达，应当在{due.on}以前{hedge}"
        yield Found(paper, message, None)
    elif served_on < decision.date:
        yield Found(paper, f"送达日期{served_on}早于处罚决定日期{decision.date}", None)


def _served_on(paper: Paper) -> dt.date | None:
    """When the receiver signed, else the date of the slip."""
    receiver = next((field for field in paper.fields if field.label in _RECEIVERS), None)
    if receiver is not None:
        dated = read_dates(paper.text[receiver.span.start : receiver.span.start + 70])
        if dated:
            return dated[0].on
    labelled = [d.on for field in paper.all_fields("日期") for d in read_dates(field.value)]
    return labelled[0] if labelled else paper.date


def _served_decision(case: Case, paper: Paper) -> Paper | None:
    decisions = case.all(forms.DECISION)
    served = {number.identity for number in paper.numbers if number.code == "罚"}
    for decision in decisions:
        if decision.own_number and decision.own_number.identity in served:
            return decision
    named = "处罚决定书" in paper.value("送达文书")
    return decisions[0] if named and len(decisions) == 1 and not served else None
