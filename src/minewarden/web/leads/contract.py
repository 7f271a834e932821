"""What a leads.json must look like (monitoring contract, section 5), key by key, before a value is made of it.

Each check raises BadInput that says where in the file and what is wrong there; `where` is a path as JSON tools write
it, counted from 0. Keys of other tools that the contract does not know may stand beside, as long as they are plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.factors.model import Kind, Verdict

NAME, SENTENCE, LABEL_ZH, LABEL_EN = 60, 2000, 120, 240  # characters at most
MOST_STATIONS, MOST_ROADWAYS, MOST_CARDS, MOST_FACTORS, MOST_FILES, MOST_DAYS = (
    5000,
    20_000,
    20_000,
    60,
    5000,
    3660,
)
MOST_LEADS = 20_000  # of one file; a whole province finds hundreds
MOST_PERSONS = 10_000  # a shift
DEEPEST = 12
HOURS = 24
METRES = 1e7
LARGEST, SMALLEST = 1e15, 1e-300  # beyond them no scale can be drawn
SHA256 = re.compile(r"[0-9a-fA-F]{64}")
# what neither XML nor PostgreSQL holds: controls but tab and line feed, halves of characters, non-characters
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def check_lead(told: Any) -> None:
    """Whether one entry of `leads` is as the contract has it; the period itself is checked by its reader."""
    whole = _object(told, "")
    check_plain(whole)
    _text(_needed(whole, "mine_code"), "mine_code")
    _one_of(_needed(whole, "kind"), "kind", Kind)
    _number(_needed(whole, "score"), "score", 0.0, 1.0)
    for key in ("from", "to"):
        _text(_needed(whole, key), key)
    _texts(whole.get("stations"), "stations", MOST_STATIONS)
    _texts(whole.get("cards"), "cards", MOST_CARDS)
    _maybe(_number, whole.get("persons_per_shift"), "persons_per_shift", 0.0, MOST_PERSONS)
    for where, row in _items(whole.get("factors"), "factors", MOST_FACTORS):
        _check_factor(_object(row, where), where)
    _maybe(_check_details, whole.get("details"), "details")


def clean_plan(told: Any, where: str) -> dict[str, Any]:
    """Out: the drawing of a mine with every key that pages and sheet ask for; unknown places are None."""
    whole = _object(told, where)
    check_plain(whole, where)
    stations = [
        _station(_object(one, at), at)
        for at, one in _items(whole.get("stations"), f"{where}.stations", MOST_STATIONS)
    ]
    return {
        "name": _words(whole.get("name"), f"{where}.name"),
        "stations": list({station["code"]: station for station in reversed(stations)}.values())[::-1],
        "roadways": [
            _roadway(one, at) for at, one in _items(whole.get("roadways"), f"{where}.roadways", MOST_ROADWAYS)
        ],
        "faces": _places(whole.get("faces"), f"{where}.faces"),
        "seals": _places(whole.get("seals"), f"{where}.seals"),
    }


def shown(value: Any, most: int = NAME) -> str:
    """Out: a value of the file as a message quotes it, whatever characters it has."""
    return str(value)[:most].encode("utf-8", "replace").decode()


def check_plain(value: Any, where: str = "", depth: int = 0) -> None:
    """Whether all texts in `value` can be written and all numbers drawn."""
    if depth > DEEPEST:
        raise BadInput(_("%(where)s 嵌套过深") % {"where": where})
    if isinstance(value, str):
        _check_writable(value, where)
    elif isinstance(value, float | int) and not isinstance(value, bool):
        _check_drawable(value, where)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_writable(key, where)
            check_plain(inner, _inside(where, key), depth + 1)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            check_plain(inner, f"{where}[{place}]", depth + 1)


# -- parts of a lead -------------------------------------------------------------------------------------


def _check_factor(row: Mapping[str, Any], where: str) -> None:
    _text(_needed(row, "factor", where), f"{where}.factor")
    _one_of(_needed(row, "verdict", where), f"{where}.verdict", Verdict)
    for key in ("observed", "expected"):
        _maybe(_number, row.get(key), f"{where}.{key}")
    _maybe(_number, row.get("strength"), f"{where}.strength", 0.0, 1.0)
    _words(row.get("unit"), f"{where}.unit")
    for key in ("text", "text_en"):
        _words(row.get(key), f"{where}.{key}", SENTENCE)
    for at, one in _items(row.get("evidence"), f"{where}.evidence", MOST_FILES):
        _check_evidence(_object(one, at), at)
    _maybe(_check_series, row.get("series"), f"{where}.series")


def _check_evidence(told: Mapping[str, Any], where: str) -> None:
    _text(_needed(told, "file", where), f"{where}.file", LABEL_EN)
    digest = _needed(told, "sha256", where)
    if not isinstance(digest, str) or not SHA256.fullmatch(digest):
        raise BadInput(_("%(where)s 应为64位十六进制的 SHA-256") % {"where": f"{where}.sha256"})
    _whole(_needed(told, "rows", where), f"{where}.rows")


def _check_series(value: Any, where: str) -> None:
    told = _object(value, where)
    _words(told.get("label"), f"{where}.label", LABEL_ZH)
    _words(told.get("label_en"), f"{where}.label_en", LABEL_EN)
    days = list(_items(_needed(told, "days", where), f"{where}.days", MOST_DAYS))
    for at, day in days:
        _check_day(day, at)
    if not days:
        raise BadInput(_("%(where)s 不能为空") % {"where": f"{where}.days"})
    columns = {key: _needed(told, key, where) for key in ("observed", "expected")}
    if told.get("counted") is not None:
        columns["counted"] = told["counted"]
    for key, column in columns.items():
        values = list(_items(column, f"{where}.{key}", MOST_DAYS))
        if len(values) != len(days):
            raise BadInput(
                _("%(where)s 有%(count)d项，应与 days 一样为%(days)d项")
                % {"where": f"{where}.{key}", "count": len(values), "days": len(days)}
            )
        for at, one in values:
            if key == "counted":
                _flag(one, at)
            else:
                _maybe(_number, one, at)


def _check_details(value: Any, where: str) -> None:
    """What of the additions the pages and the sheet read; other tools may put anything else beside."""
    told = _object(value, where)
    _maybe(_whole, told.get("suspected_stations"), f"{where}.suspected_stations")
    hours = list(_items(told.get("persons_by_hour"), f"{where}.persons_by_hour", HOURS))
    for at, one in hours:
        _number(one, at, 0.0, MOST_PERSONS)
    if len(hours) not in {0, HOURS}:
        raise BadInput(_("%(where)s 应有24项，每小时一项") % {"where": f"{where}.persons_by_hour"})
    for at, one in _items(told.get("explanation"), f"{where}.explanation", MOST_FACTORS):
        part = _object(one, at)
        _text(_needed(part, "factor", at), f"{at}.factor")
        _maybe(_number, part.get("added"), f"{at}.added")
        _maybe(_number, part.get("score_without"), f"{at}.score_without", 0.0, 1.0)


# -- parts of a drawing ----------------------------------------------------------------------------------


def _station(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    place = {key: told.get(key) for key in ("x", "y", "z")}
    for key, value in place.items():
        _maybe(_number, value, f"{where}.{key}", -METRES, METRES)
    if (place["x"] is None) is not (place["y"] is None):
        raise BadInput(_("%(where)s 的 x、y 应同时给出或同时缺省") % {"where": where})
    code = _text(_needed(told, "code", where), f"{where}.code")
    return {"code": code, "name": _words(told.get("name"), f"{where}.name"), **place}


def _roadway(told: Any, where: str) -> list[Any]:
    ends = list(_items(told, where, 3))
    if len(ends) < 2:
        raise BadInput(_("%(where)s 应为起点基站、终点基站和长度") % {"where": where})
    length = ends[2][1] if len(ends) == 3 else None
    _maybe(_number, length, f"{where}[2]", 0.0, METRES)
    return [_text(ends[0][1], ends[0][0]), _text(ends[1][1], ends[1][0]), length]


def _places(told: Any, where: str) -> list[dict[str, Any]]:
    """Faces or seals with their stations."""
    found = []
    for at, one in _items(told, where, MOST_STATIONS):
        place = _object(one, at)
        stations = _texts(place.get("stations"), f"{at}.stations", MOST_STATIONS)
        found.append({"name": _words(place.get("name"), f"{at}.name"), "stations": stations})
    return found


# -- single values ---------------------------------------------------------------------------------------


def _inside(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _needed(told: Mapping[str, Any], key: str, where: str = "") -> Any:
    if told.get(key) is None:
        raise BadInput(_("缺少 %(key)s") % {"key": _inside(where, key)})
    return told[key]


def _maybe(check: Callable[..., Any], value: Any, where: str, *limits: float) -> None:
    """What is not there is not wrong."""
    if value is not None:
        check(value, where, *limits)


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(_("%(where)s 应为对象 {…}") % {"where": where or "leads[…]"})
    return value


def _items(value: Any, where: str, most: int) -> Iterable[tuple[str, Any]]:
    """Out: where each item stands, and the item; none of a list that is not there."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInput(_("%(where)s 应为列表 […]") % {"where": where})
    if len(value) > most:
        raise BadInput(
            _("%(where)s 有%(count)d项，最多%(most)d项") % {"where": where, "count": len(value), "most": most}
        )
    return [(f"{where}[{place}]", one) for place, one in enumerate(value)]


def _text(value: Any, where: str, most: int = NAME) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise BadInput(_("%(where)s 应为不超过%(most)d个字的文字") % {"where": where, "most": most})
    return value


def _words(value: Any, where: str, most: int = NAME) -> str:
    """Out: a text that may be empty or missing."""
    return "" if value is None or value == "" else _text(value, where, most)


def _texts(value: Any, where: str, most: int) -> list[str]:
    return [_text(one, at) for at, one in _items(value, where, most)]


def _one_of(value: Any, where: str, words: Sequence[Any]) -> None:
    known = [str(word) for word in words]
    if value not in known:
        raise BadInput(
            _("%(where)s 不认识“%(value)s”，应为 %(known)s")
            % {"where": where, "value": shown(value, 40), "known": "、".join(known)}
        )


def _number(value: Any, where: str, low: float = -LARGEST, high: float = LARGEST) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(_("%(where)s 应为数字") % {"where": where})
    if not low <= value <= high:
        raise BadInput(
            _("%(where)s 为%(value)s，应在%(low)g到%(high)g之间")
            % {"where": where, "value": shown(value, 20), "low": low, "high": high}
        )


def _whole(value: Any, where: str) -> None:
    _number(value, where, 0.0)
    if value != int(value):
        raise BadInput(_("%(where)s 应为整数") % {"where": where})


def _flag(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise BadInput(_("%(where)s 应为 true 或 false") % {"where": where})


def _check_day(value: Any, where: str) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(
            _("%(where)s 不是日期：%(text)s") % {"where": where, "text": shown(value, 40)}
        ) from None


def _check_writable(text: str, where: str) -> None:
    if _UNWRITABLE.search(text):
        raise BadInput(_("%(where)s 含有不能写出的字符") % {"where": where})


def _check_drawable(value: float, where: str) -> None:
    if not (value == 0 or SMALLEST <= abs(value) <= LARGEST):  # not a number compares false
        raise BadInput(_("%(where)s 不是有限的数字") % {"where": where})
