"""Amounts of money in Chinese capitals, both ways.

Source: drafting standard 2021-172, art. 35, 44, 47, 48: capitals first, then ¥ and Arabic digits in brackets,
as in 人民币贰万元整（¥20,000.00）; capitals are written as on bills and settlement vouchers.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_VALUES = {character: value for value, character in enumerate(_CAPITALS)}
# lenient reading: everyday numerals, variants, and what an OCR makes of them
_VALUES |= {"〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_VALUES |= {"九": 9, "弌": 1, "貳": 2, "贰": 2, "弍": 2, "參": 3, "叄": 3, "参": 3, "陸": 6, "俩": 2}
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_SECTIONS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

CAPITAL_CHARACTERS = "".join(dict.fromkeys([*_VALUES, *_UNITS, *_SECTIONS]))
_AMOUNT = re.compile(
    rf"^(?:人民币)?(?=.)(?:(?P<yuan>[{CAPITAL_CHARACTERS}]+)(?:元|圆|圓)?(?![角分]))??(?:(?P<jiao>[{CAPITAL_CHARACTERS}])角)?"
    rf"零?(?:(?P<fen>[{CAPITAL_CHARACTERS}])分)?(?:整|正)?$"
)
LARGEST_YUAN = Decimal(10) ** 12


def parse_capitals(text: str) -> Decimal | None:
    """The yuan that `text` names, read leniently; None when it is not an amount in words.

    In: 人民币贰万元整, 拾贰万, 壹拾贰万元正, 叁佰元伍角, 八十万元; blanks are ignored.
    """
    match = _AMOUNT.match(re.sub(r"\s", "", text))
    if match is None:
        return None
    yuan = _parse_integer(match["yuan"] or "零")
    if yuan is None or not (match["yuan"] or match["jiao"] or match["fen"]):
        return None
    cents = 10 * _VALUES.get(match["jiao"] or "零", 0) + _VALUES.get(match["fen"] or "零", 0)
    return Decimal(yuan) + Decimal(cents) / 100


def _parse_integer(text: str) -> int | None:
    done = section = 0  # what the sections so far are worth; the one being read
    digit: int | None = None
    for character in text:
        if character in _VALUES:
            if digit:  # 贰叁 without a unit between is no amount
                return None
            digit = _VALUES[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = None
        else:
            section += digit or 0
            # 亿 multiplies all that stands before it, 万 only its own section
            whole = done + section if _SECTIONS[character] > 10**4 else section
            if whole == 0:
                return None
            done = whole * _SECTIONS[character] + (done if whole is section else 0)
            section, digit = 0, None
    return done + section + (digit or 0)


def to_capitals(yuan: Decimal | int) -> str:
    """`yuan` (0 ≤ yuan < 10¹², at most two decimals) in capitals: 120000 → 壹拾贰万元整.

    Errors: ValueError outside that range or with fractions of a cent.
    """
    amount = Decimal(yuan)
    if not 0 <= amount < LARGEST_YUAN or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"no amount in words for {yuan}: expected 0 to {LARGEST_YUAN} yuan in whole cents")
    whole, cents = divmod(int(amount * 100), 100)
    jiao, fen = divmod(cents, 10)
    written = _capital_integer(whole) + "元" if whole or not cents else ""
    if not cents:
        return written + "整"
    if jiao:
        written += _CAPITALS[jiao] + "角"
    elif whole:
        written += "零"
    return written + (_CAPITALS[fen] + "分" if fen else "整")


def _capital_integer(number: int) -> str:
    if number == 0:
        return "零"
    written, gap = "", False
    for section_unit, section in zip(("亿", "万", ""), _sections(number), strict=True):
        if section == 0:
            gap = bool(written)
            continue
        if written and (gap or section < 1000):
            written += "零"
        written, gap = written + _capital_section(section) + section_unit, False
    return written


def _sections(number: int) -> tuple[int, int, int]:
    return number // 10**8, number // 10**4 % 10**4, number % 10**4


def _capital_section(number: int) -> str:
    written, gap = "", False
    for unit, value in (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)):
        digit, number = divmod(number, value)
        if not digit:
            gap = True
            continue
        written += ("零" if gap and written else "") + _CAPITALS[digit] + unit
        gap = False
    return written


def is_canonical(words: str) -> bool:
    """True when `words` (with or without 人民币) is exactly how its own amount is written."""
    amount = parse_capitals(words)
    return amount is not None and words.strip().removeprefix("人民币") == to_capitals(amount)


def parse_digits(text: str) -> Decimal | None:
    """The yuan in `text`: `¥20,000.00`, `20000`, `3.5万`, `30万元`; None when it is not a number.

    Full-width digits, commas and points are read as their half-width twins.
    """
    cleaned = text.translate(_HALF_WIDTH)
    match = re.fullmatch(r"[¥￥Y]?(\d[\d,]*(?:\.\d+)?)(万|亿)?元?整?", re.sub(r"\s", "", cleaned))
    if match is None:
        return None
    try:
        number = Decimal(match[1].replace(",", ""))
    except InvalidOperation:  # pragma: no cover - the pattern admits digits only
        return None
    return number * _SECTIONS.get(match[2] or "", 1)


_HALF_WIDTH = str.maketrans("０１２３４５６７８９，．。", "0123456789,..")


def format_yuan(yuan: Decimal | int) -> str:
    """`¥20,000.00`, the figures that stand beside the words."""
    return f"¥{Decimal(yuan):,.2f}"


def format_amount(yuan: Decimal | int) -> str:
    """The whole prescribed form: 人民币贰万元整（¥20,000.00）."""
    return f"人民币{to_capitals(yuan)}（{format_yuan(yuan)}）"
