"""Amounts of money in figures and words, side by side or alone."""

from __future__ import annotations

import re

from minewarden.casefile.flow import Flow
from minewarden.casefile.model import Amount
from minewarden.rules.money import CAPITAL_CHARACTERS, parse_capitals, parse_digits

_C = CAPITAL_CHARACTERS
_WORDS = (
    rf"(?P<words>(?:人民币)?[（(]?(?:大写)?[）)]?[:：]?"
    rf"(?P<plain>[{_C}]+[元圆圓](?:[{_C}]角)?零?(?:[{_C}]分)?)[整正]?)"
)
_FIGURES = r"(?:人民币)?[¥￥]\s*(?P<{0}>[0-9０-９][0-9０-９,，.．]*(?:\s*万)?)\s*元?整?"
_PLAIN = r"(?P<{0}>[0-9０-９][0-9０-９,，.．]*\s*[万亿]?)\s*元整?"
_AMOUNT = re.compile(
    rf"{_WORDS}(?:\s*[（(]?\s*(?:小写)?[:：]?\s*(?:{_FIGURES.format('beside')}|{_PLAIN.format('beside2')})\s*[）)]?)?"
    rf"|{_FIGURES.format('alone')}|(?<![0-9.]){_PLAIN.format('alone2')}"
)
_LABELS = (
    ("surcharge", re.compile(r"加处(?:的)?(?:罚款)?[^，。；]{0,8}$")),
    ("total", re.compile(r"(?:合并|合计|共计|总计|总额|累计|共处|共)[^，。；]{0,12}$")),
    ("gain", re.compile(r"(?:违法所得)[^，。；]{0,8}$")),
    ("instalment", re.compile(r"(?:第.{1,3}期|分期)[^。；]{0,26}$")),
    ("fine", re.compile(r"(?:罚款|罚金|处以?|缴纳|罚)[^，。；]{0,12}$")),
)


def find_amounts(flow: Flow) -> list[Amount]:
    """All amounts of a document in order; what an amount is for is judged by the words before it."""
    amounts = []
    for match in _AMOUNT.finditer(flow.text):
        figures = next(
            (match[name] for name in ("beside", "beside2", "alone", "alone2") if match[name]), None
        )
        words = match["plain"]
        digits_yuan = parse_digits(figures.rstrip(".,，．")) if figures else None
        words_yuan = parse_capitals(words) if words else None
        if digits_yuan is None and words_yuan is None:
            continue
        start, end = match.span()
        amounts.append(
            Amount(
                digits_yuan,
                match["words"],
                words_yuan,
                match[0],
                flow.place(start, end),
                flow.confidence(start, end),
                _label(flow.text[max(0, start - 40) : start]),
            )
        )
    return amounts


def _label(before: str) -> str:
    joined = re.sub(r"\s", "", before)
    return next((label for label, pattern in _LABELS if pattern.search(joined)), "other")
