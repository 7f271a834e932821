"""Small helpers of the templates: cells, dates as officials write them, query strings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def cell(value: Any) -> Any:
    """A value as a table shows it: a dash for nothing, words for flags, tabular numbers."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value) or "—"
    return value


@register.filter
def official(value: date | None) -> str:
    """2024年3月1日 in Chinese, 1 March 2024 in English."""
    if value is None:
        return "—"
    if (get_language() or "zh").startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B %Y}"


@register.filter
def percent(value: float | Decimal | None, digits: int = 1) -> str:
    """A ratio 0..1 as a percentage."""
    return "—" if value is None else f"{float(value) * 100:.{digits}f}%"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key)
