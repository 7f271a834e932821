"""How a value is written in Chinese official prose: 3月11日, 山西、内蒙古, 70%."""

from __future__ import annotations

from datetime import date
from typing import Any


def word(value: Any, form: str = "") -> str:
    """`value` in the `form` that the text asks for; "" is the plain form, a dash stands for no value.

    day 3月11日 · date 2024年3月11日 · period from 2024年3月1日至… · rough 2024年1月中旬至2月初 · percent 70% ·
    count the length of a list · and 甲和乙 · comma 甲，乙 · years 2024-2026
    """
    if value is None:
        return "—"
    if form:
        return FORMS[form](value)
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _day(value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.month}月{day.day}日"


def _date(value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def _period(value: str) -> str:
    start, _slash, end = value.partition("/")
    return f"{_date(start)}至{_date(end)}"


def _rough(value: str) -> str:
    """Days as parts of months: to the 5th 初, to the 10th 上旬, to the 20th 中旬, then 下旬."""
    start, end = (date.fromisoformat(part) for part in value.split("/"))
    first = f"{start.year}年{start.month}月{_part(start)}"
    year = f"{end.year}年" if end.year != start.year else ""
    return f"{first}至{year}{end.month}月{_part(end)}"


def _part(day: date) -> str:
    return "初" if day.day <= 5 else "上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬"


def _and(value: list[str]) -> str:
    return "和".join(["、".join(value[:-1]), value[-1]]) if len(value) > 1 else "".join(value)


FORMS = {
    "day": _day,
    "date": _date,
    "period": _period,
    "rough": _rough,
    "percent": lambda value: f"{value * 100:g}%",
    "count": lambda value: str(len(value)),
    "and": _and,
    "comma": lambda value: "，".join(value),
}
