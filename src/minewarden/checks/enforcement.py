"""执行: payment, surcharge, court, transfer (art. 44, 47–50, 53, 54; 处罚法 67, 72; 强制法 53, 54)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from minewarden.checks import forms
from minewarden.checks.case import Case, same_party
from minewarden.checks.money import amounts, fines, total_fine
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity, Unjudged
from minewarden.checks.service import _served_on
from minewarden.checks.texts import names
from minewarden.checks.times import read_dates
from minewarden.rules.deadlines import add_months, days_between
from minewarden.rules.penalties import surcharge_for_days

FAMILY = Family("执行")

_PAYMENT = {
    "缴款银行": r"银行|信用社|农商行|国库",
    "账号": r"账号：?[0-9A-Z*X]{4,}|帐号：?[0-9A-Z*X]{4,}|电子缴款|缴款码|缴款书",
    "十五日缴款期限": r"(?:15|十五)(?:个)?日(?:之)?内",
    "每日百分之三加处罚款": r"百分之三|(?<![\d.])3[%％]",  # 1.3% is a concentration
}


@FAMILY.rule(
    "R48",
    "罚款写明银行、账号、十五日期限和每日百分之三",
    "执法文书制作规范第四十四条第七项；行政处罚法第六十七条、第七十二条",
    Severity.MAJOR,
)
def payment_is_explained(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.DECISION):
        if not fines(paper) and not paper.has(r"罚款人民币"):
            continue
        missing = [name for name, pattern in _PAYMENT.items() if not paper.has(pattern)]
        if missing:
            at = paper.search(r"(?:接到|收到)本")
            yield Found(paper, f"没有写明{'、'.join(missing)}", Span(at.start(), at.end()) if at else None)


@FAMILY.rule(
    "R50",
    "加处罚款按每日百分之三计算，不超过罚款",
    "执法文书制作规范第四十七条第五项；行政处罚法第七十二条、第七十三条",
    Severity.MAJOR,
)
def surcharge_is_computed(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.SURCHARGE):
        fine, surcharge, at = _fine_and_surcharge(case, paper)
        if fine is None or surcharge is None:
            continue
        if surcharge > fine:
            yield Found(paper, f"加处罚款{surcharge:,.2f}元超过罚款{fine:,.2f}元", at)
            continue
        days = _days_late(paper)
        if days is None or _suspended(case, paper):
            continue
        # whether the last day of the term itself counts is read either way
        right = {surcharge_for_days(fine, count) for count in (days - 1, days, days + 1)}
        if surcharge not in right:
            message = (
                f"逾期{days}日，加处罚款应为{surcharge_for_days(fine, days):,.2f}元"
                f"（{fine:,.0f}×3%×{days}，不超过罚款），写作{surcharge:,.2f}元"
            )
            yield Found(paper, message, at)


def _fine_and_surcharge(case: Case, paper: Paper) -> tuple[Decimal | None, Decimal | None, Span | None]:
    begin = paper.search(
        r"加处(?:的)?罚款(?:数额|金额)?(?:为|计|共计)?：?(?=(?:人民币)?(?:（大写）)?[^，。]{0,3}[壹贰叁肆伍陆柒捌玖拾¥\d])"
    )
    added = amounts(paper, begin.end()) if begin else []
    own = amounts(paper, 0, begin.start()) if begin else []
    fine = own[0].yuan if own else None
    if fine is None:
        decided = [total_fine(decision) for decision in case.all(forms.DECISION)]
        fine = decided[0] if len(decided) == 1 else None
    return fine, added[0].yuan if added else None, added[0].span if added else None


def _days_late(paper: Paper) -> int | None:
    stated = paper.search(r"逾期(?:缴纳|履行)?(?:共计?|已)?(?P<days>\d{1,4})(?:日|天)")
    due = paper.search(r"(?P<on>\d{4}年\d{1,2}月\d{1,2}日)(?:之?前|以前|届满|到期)")
    until = paper.search(r"截(?:至|止)(?:到|于)?(?P<on>\d{4}年\d{1,2}月\d{1,2}日)")
    if due and until:
        first, last = read_dates(due["on"]), read_dates(until["on"])
        return days_between(first[0].on, last[0].on) if first and last else None
    return int(stated["days"]) if stated else None


def _suspended(case: Case, paper: Paper) -> bool:
    deferred = any(same_party(deferral, paper) for deferral in case.all(forms.DEFERRAL))
    return deferred or paper.has(
        r"(?:扣除|不计|不含|剔除)[^。]{0,12}(?:复议|诉讼)|(?:复议|诉讼)期间(?:不计|不算|扣除)|暂缓|延期缴纳"
    )


@FAMILY.rule(
    "R52",
    "催告十日后申请强制执行，在三个月内",
    "行政强制法第五十三条、第五十四条；执法文书制作规范第四十九条、第五十条",
    Severity.MAJOR,
)
def court_is_asked_in_time(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.COURT_REQUEST):
        reminded_on = _reminded_on(case, paper)
        asked_on = _asked_on(paper)
        if reminded_on is None or asked_on is None:
            raise Unjudged
        days = days_between(reminded_on, asked_on)
        if days < 10:
            message = f"催告书{reminded_on}送达，{asked_on}申请强制执行，只过了{days}日，应当满10日"
            yield Found(paper, message, None)
        last = _last_day(case)
        if last is not None and asked_on > last:
            message = f"申请日期{asked_on}超过复议、诉讼期限届满后三个月（{last}）"
            yield Found(paper, message, None)


def _reminded_on(case: Case, paper: Paper) -> dt.date | None:
    match = paper.search(r"(?P<on>\d{4}年\d{1,2}月\d{1,2}日)[^。；]{0,12}送达了?[^。；]{0,20}催告书")
    if match and (dated := read_dates(match["on"])):
        return dated[0].on
    reminders = case.all(forms.ENFORCEMENT_REMINDER)
    return _served_on(reminders[-1]) if reminders else None


def _asked_on(paper: Paper) -> dt.date | None:
    return paper.date


def _last_day(case: Case) -> dt.date | None:
    """Six months to sue after service, then three months to ask the court."""
    decided = [paper.date for paper in case.all(forms.DECISION) if paper.date]
    served = [
        day
        for paper in case.all(forms.SERVICE)
        if "处罚决定" in paper.text and (day := _served_on(paper)) is not None
    ]
    start = max(served or decided, default=None)
    if start is None or any(paper.has(r"行政复议决定书|行政判决书") for paper in case.papers):
        return None
    return add_months(add_months(start, 6), 3)


@FAMILY.rule(
    "R53",
    "移送书有签发人、附件份数页数、两名送件人",
    "执法文书制作规范第五十三条、第五十四条",
    Severity.MAJOR,
)
def transfer_is_complete(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.TRANSFER, forms.CRIME_TRANSFER):
        missing: list[str] = []
        signer = paper.field("签发人")
        if signer is None or not names(paper.raw(signer.span)[:12].split("\n")[0]):
            missing.append("签发人")
        if not paper.has(
            r"(?:共)?(?:\d+|[一二三四五六七八九十]+|XX)份(?:，?共)?(?:\d+|[一二三四五六七八九十百]+|XX)页"
        ):
            missing.append("附件材料的份数、页数")
        deliverers = [
            name
            for field in paper.all_fields("送件人")
            for name in names(re.split(r"日\s*期", paper.raw(field.span))[0])
        ]
        if len(deliverers) < 2:
            missing.append("不少于两名送件人签名")
        if missing:
            yield Found(paper, f"移送书没有{'、'.join(missing)}", None)


@FAMILY.rule("R62", "催告的金额等于处罚决定和加处罚款", "行政强制法第三十五条", Severity.MAJOR)
def reminders_name_what_was_decided(case: Case) -> Iterator[Found]:
    reminders = case.need(forms.PAYMENT_REMINDER, forms.ENFORCEMENT_REMINDER)
    for paper in reminders:
        decided = [
            fine
            for decision in case.need(forms.DECISION)
            if same_party(decision, paper) and (fine := total_fine(decision)) is not None
        ]
        if len(decided) != 1:
            continue  # several decisions may be reminded of in one sum
        for money in amounts(paper):
            of_the_fine = re.search(r"(?<!加处)罚款(?:人民币)?$", money.before)
            if money.yuan is not None and of_the_fine and money.yuan < decided[0]:
                message = f"催告的罚款{money.yuan:,.2f}元与处罚决定{decided[0]:,.2f}元不一致"
                yield Found(paper, message, money.span)
