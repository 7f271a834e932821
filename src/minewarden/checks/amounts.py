"""金额: words and figures of fines, items and totals, instalments (art. 35, 44, 47, 48)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.money import Money, amounts, fines, operative, total_fine
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity
from minewarden.rules.money import format_amount, to_capitals

FAMILY = Family("金额")

_STRICT = (forms.NOTICE, forms.DECISION, forms.SURCHARGE, forms.DEFERRAL)
_ALSO = (
    forms.PRESENTATION,
    forms.PAYMENT_REMINDER,
    forms.ENFORCEMENT_REMINDER,
    forms.CLOSING,
    forms.LEGAL_REVIEW,
)


@FAMILY.rule(
    "R41",
    "罚款分项和合计写明，大写与小写一致",
    "执法文书制作规范第三十五条第六项、第四十四条、第四十七条、第四十八条",
    Severity.MAJOR,
)
def amounts_are_written_as_prescribed(case: Case) -> Iterator[Found]:
    for paper in case.need(*_STRICT, *_ALSO):
        found = amounts(paper)
        for money in found:
            if message := _wrong_amount(paper, money):
                yield Found(paper, message, money.span)
        if paper.form in (forms.NOTICE, forms.DECISION):
            yield from _wrong_sum(paper)


def _wrong_amount(paper: Paper, money: Money) -> str | None:
    strict = paper.form in _STRICT
    if money.words and money.words_yuan is None:
        return f"大写金额“{money.words}”不成数"
    if (
        money.words_yuan is not None
        and money.figures_yuan is not None
        and money.words_yuan != money.figures_yuan
    ):
        return f"大写“{money.words}”与小写“{money.figures}”不一致，大写合{money.words_yuan:,.2f}元"
    if not strict or money.yuan is None or not _is_fine(paper, money):
        return None
    if money.words and not money.canonical:
        return f"大写“{money.words}”应当写作“{to_capitals(money.yuan)}”"
    if not money.words:
        return f"罚款数额“{money.figures}”应当用中文大写，写作“{format_amount(money.yuan)}”"
    return None


def _is_fine(paper: Paper, money: Money) -> bool:
    start, end = operative(paper) if paper.form in (forms.NOTICE, forms.DECISION) else (0, len(paper.text))
    return start <= money.span.start < end and bool(re.search(r"罚|缴|合并|合计|共计", money.before))


def _wrong_sum(paper: Paper) -> Iterator[Found]:
    money = fines(paper)
    totals = [amount for amount in money if amount.total]
    items = [amount.yuan for amount in money if not amount.total and amount.yuan is not None]
    if totals and len(items) >= 2 and totals[-1].yuan != sum(items, Decimal(0)):
        message = f"分项罚款合计{sum(items, Decimal(0)):,.2f}元，合并写作{totals[-1].yuan:,.2f}元"
        yield Found(paper, message, totals[-1].span)
    elif not totals and len(items) >= 2:
        yield Found(paper, "写明了分项罚款，没有写明合并罚款数额", money[-1].span)
    elif money and not any(amount.figures for amount in money):
        message = f"大写后面没有用括号标明“¥+阿拉伯数字”，应为“{format_amount(money[-1].yuan or 0)}”"
        yield Found(paper, message, money[-1].span)


_INSTALMENT = re.compile(r"第[一二三四五六七八九十\d]{1,3}期：?")


@FAMILY.rule(
    "R51",
    "分期缴纳的数额合计等于罚款",
    "执法文书制作规范第四十八条第七项；行政处罚法第六十六条",
    Severity.MAJOR,
)
def instalments_add_up(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.DEFERRAL):
        starts = [match.end() for match in _INSTALMENT.finditer(paper.text)]
        if len(starts) < 2:
            continue
        bounds = [*starts[1:], _end_of_instalments(paper, starts[-1])]
        paid = [_first_amount(paper, start, end) for start, end in zip(starts, bounds, strict=True)]
        fine = _fine_deferred(case, paper, starts[0])
        if fine is not None and all(part is not None for part in paid):
            total = sum((part for part in paid if part is not None), Decimal(0))
            if total != fine:
                message = f"分期缴纳合计{total:,.2f}元，与罚款{fine:,.2f}元不一致"
                yield Found(paper, message, Span(starts[0], bounds[-1]))


def _end_of_instalments(paper: Paper, start: int) -> int:
    stop = paper.search(r"煤矿安全监管部门|备注|印章|矿山安全监察|如果不服|合计|共计", start)
    return stop.start() if stop else len(paper.text)


def _first_amount(paper: Paper, start: int, end: int) -> Decimal | None:
    found = amounts(paper, start, end)
    return found[0].yuan if found else None


def _fine_deferred(case: Case, paper: Paper, end: int) -> Decimal | None:
    own = [money.yuan for money in amounts(paper, 0, end) if money.yuan is not None]
    if own:
        return own[0]
    decided = [total_fine(decision) for decision in case.all(forms.DECISION)]
    return decided[0] if len(decided) == 1 else None
