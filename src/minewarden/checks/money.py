"""Amounts of money as papers print them: words, figures, item or total."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from minewarden.checks.paper import Paper, Span
from minewarden.rules.money import CAPITAL_CHARACTERS, is_canonical, parse_capitals, parse_digits

_ANY = f"[{CAPITAL_CHARACTERS}]"
_WORDS = rf"(?:{_ANY}{{1,20}}(?:元|圆)(?:{_ANY}角)?零?(?:{_ANY}分)?(?:整|正)?|{_ANY}{{2,20}}(?:整|正))"
_FIGURES = r"(?:[¥￥]\d[\d,]*(?:\.\d{1,2})?(?:万)?元?|\d[\d,]*(?:\.\d+)?万?元)"
_PAIR = re.compile(
    rf"(?P<currency>人民币)?(?:（大写）)?(?P<words>{_WORDS})"
    rf"(?:（(?:人民币|小写：?|大写：?)?(?P<figures>[¥￥]?\d[\d,]*(?:\.\d{{1,2}})?万?元?整?)）)?"
    rf"|(?:人民币)?(?P<alone>{_FIGURES})(?:（(?:大写：?|人民币)?(?P<after>{_WORDS})）)?"
)
_TOTAL = re.compile(r"(?:合并|合计|共计|总计|总额|共)[^。；]{0,14}$")
_FINE = re.compile(r"(?:罚款|处罚款|处以|并处|处)[^。；，]{0,12}$")
_NOT_A_FINE = re.compile(r"(?:每吨|吨煤|注册资本|年收入|违法所得|工资|损失|费用|价值|资金)[^。；，]{0,12}$")


@dataclass(frozen=True)
class Money:
    """One amount: words and figures as printed, what they are worth, whether it is a total."""

    words: str
    figures: str
    words_yuan: Decimal | None
    figures_yuan: Decimal | None
    total: bool
    span: Span
    before: str

    @property
    def yuan(self) -> Decimal | None:
        """Words prevail."""
        return self.words_yuan if self.words_yuan is not None else self.figures_yuan

    @property
    def canonical(self) -> bool:
        """True when the words are written as prescribed, or there are none."""
        return not self.words or is_canonical(self.words)


def amounts(paper: Paper, start: int = 0, end: int | None = None) -> list[Money]:
    """All fines and other amounts in the compact text between the offsets; costs and incomes left out."""
    found = (_money(paper.text, match) for match in _PAIR.finditer(paper.text, start, end or len(paper.text)))
    return [money for money in found if money.yuan is not None and not _NOT_A_FINE.search(money.before)]


def _money(text: str, match: re.Match[str]) -> Money:
    words = match["words"] or match["after"] or ""
    figures = match["figures"] or match["alone"] or ""
    before = text[max(match.start() - 24, 0) : match.start()]
    return Money(
        words=words,
        figures=figures,
        words_yuan=parse_capitals(words) if words else None,
        figures_yuan=parse_digits(figures) if figures else None,
        total=_TOTAL.search(before) is not None,
        span=Span(match.start(), match.end()),
        before=before,
    )


def operative(paper: Paper) -> tuple[int, int]:
    """Where the penalty itself stands in a notice or a decision: from its words to the payment or rights."""
    begin = paper.search(
        r"(?:决定给予以下行政处罚|决定给予.{0,12}处罚|作出如下行政处罚|作出以下行政处罚|拟对你|拟作出|拟给予|决定给予|处罚决定：|建议)"
    )
    start = begin.start() if begin else 0
    stop = paper.search(
        r"(?:接到本(?:处罚)?决定书之日起|收到本(?:处罚)?决定书之日起|根据《(?:中华人民共和国)?行政处罚法》第[^条]{1,6}条.{0,12}规定，你|你单位(?:（个人）)?(?:依法)?(?:享)?有|到期不缴纳|逾期不缴纳|如果?不服|如对本|十五日内|15日内)",
        start,
    )
    return start, stop.start() if stop else len(paper.text)


def fines(paper: Paper) -> list[Money]:
    """The fines in the operative part of a notice or a decision, items and totals."""
    start, end = operative(paper)
    return amounts(paper, start, end)


def total_fine(paper: Paper) -> Decimal | None:
    """What the paper fines in all: its total, else the sum of its items; None without a fine."""
    found = fines(paper)
    totals = [money.yuan for money in found if money.total and money.yuan is not None]
    if totals:
        return totals[-1]
    items = [money.yuan for money in found if money.yuan is not None]
    return sum(items, Decimal(0)) if items else None
