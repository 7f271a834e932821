"""Chinese numerals of statutes and dates: 第三百八十四条, 二〇二四年."""

from __future__ import annotations

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL_CHARACTERS = "".join(DIGITS) + "".join(SMALL_UNITS) + "万亿"

_WRITTEN = "零一二三四五六七八九"


def parse_numeral(text: str) -> int | None:
    """The integer that `text` names, in Arabic digits or Chinese numerals; None when it names none.

    In: `12`, `十二`, `三百八十四`, `二〇二四` (digit by digit), `一百零五`, `八十万`.
    """
    cleaned = text.strip()
    if not cleaned:
        return None
    if cleaned.isascii():
        return int(cleaned) if cleaned.isdigit() else None
    if all(character in DIGITS for character in cleaned):
        return int("".join(str(DIGITS[character]) for character in cleaned))
    return _parse_with_units(cleaned)


def _parse_with_units(text: str) -> int | None:
    done = section = 0
    digit: int | None = None
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in SMALL_UNITS:
            # 十二 has no leading 一
            section += (1 if digit is None else digit) * SMALL_UNITS[character]
            digit = None
        elif character == "万":
            done, section, digit = done + (section + (digit or 0)) * 10**4, 0, None
        elif character == "亿":
            done, section, digit = (done + section + (digit or 0)) * 10**8, 0, None
        else:
            return None
    return done + section + (digit or 0)


def to_numeral(number: int) -> str:
    """`number` (1..9999) as statutes write article numbers: 12 → 十二, 105 → 一百零五.

    Errors: ValueError outside 1..9999.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"no statute numeral for {number}: expected 1 to 9999")
    written, pending_zero = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            written += ("零" if pending_zero and written else "") + _WRITTEN[digit] + unit
            pending_zero = False
        else:
            pending_zero = True
    return written.removeprefix("一") if written.startswith("一十") else written
