"""Which lines of a raw file a factor rests on, so that the eye finds them among thousands.

A lead's file says of a raw file only how many of its rows bear on a factor. What they are follows from what the factor
is about: its cards and stations, or the code or place that its label names and the file holds (a feeder, a conveyor,
a face, a measuring point), within the days of the lead. Where that leads to no line, the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minewarden.factors.clock import CHINA
from minewarden.factors.model import FactorRow, Lead
from minewarden.factors.plan import suspected

CARD_FILES = frozenset({"RYSS", "RYCY", "RYQJ", "RYCS", "RYXZ", "RYJZ"})
POINT_FILE = "CDSS"
KEYS = {"power": "feeder", "haulage": "conveyor", "water": "pump", "explosives": "face_id"}
"""The column that says what a row of a CSV is about; the other files have none."""
QUANTITIES = {"air": ("风速", "风量", "风机", "开停"), "gas": ("甲烷", "瓦斯")}
"""What a sensor of CDSS measures, in the words of its type, for the factors that rest on one."""

_FIGURE = re.compile(r"[-0-9.:/ ]+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
Lines = Sequence[str]


@dataclass(frozen=True)
class Marked:
    """The numbers of the lines that are marked, from 0, and what they have in common; "" where all rows count."""

    lines: Set[int]
    cards: bool = False
    key: str = ""


def marked(
    lead: Lead, row: FactorRow, rows: int, kind: str, lines: Lines, names: Mapping[str, str]
) -> Marked | None:
    """Out: the lines of a file of `kind` that `row` rests on; None where nothing in the lead tells which.

    In: `rows`, how many the lead says; `names`, what the register calls the faces of the mine, by code.
    """
    if kind in CARD_FILES:
        return _by_cards(lead, rows, lines)
    if kind == POINT_FILE:
        return _by_point(row, lines)
    return _by_key(lead, row, rows, kind, lines, names)


def _by_cards(lead: Lead, rows: int, lines: Lines) -> Marked | None:
    """The lead's cards at the first suspected station, else at any of its stations, else wherever they were read."""
    cards, words = set(lead.cards), [set(re.split(r"[;,&]", line)) for line in lines]
    held = {n for n, found in enumerate(words) if found & cards}
    own = [set(lead.stations[:1]), set(suspected(lead)), set(lead.stations)]
    ways = [{n for n in held if words[n] & stations} for stations in own] + [held]
    found = next((way for way in ways if len(way) == rows), None) or next(filter(None, ways), None)
    return Marked(found, cards=True) if found else None


def _by_point(row: FactorRow, lines: Lines) -> Marked | None:
    """The measuring points whose place or code the factor's label names, of the factor's quantity."""
    said, quantities = _said(row), QUANTITIES.get(row.factor, ())
    found: dict[int, str] = {}
    for n, line in enumerate(lines):
        cells = line.split(";")
        if any(word in cell for word in quantities for cell in cells):
            places = [bare for cell in cells if (bare := _bare(cell, quantities)) and bare in said]
            found |= {n: max(places, key=len)} if places else {}
    key = max(
        found.values(), key=len, default=""
    )  # 回风巷 lies in 总回风巷 as well: the longest name is meant
    return Marked({n for n, place in found.items() if place == key}, key=key) if key else None


def _bare(cell: str, quantities: Sequence[str]) -> str:
    """A place without what is measured there, or a code; "" for figures and for the quantity alone."""
    for word in quantities:
        cell = cell.removesuffix(word)
    return "" if len(cell) < 2 or _FIGURE.fullmatch(cell) else cell


def _by_key(
    lead: Lead, row: FactorRow, rows: int, kind: str, lines: Lines, names: Mapping[str, str]
) -> Marked | None:
    """The rows of the key that the label names; all rows of the days where as many are said to bear on it."""
    header = lines[0].split(",") if lines else []
    inside = _inside(lead)
    held = {n for n, line in enumerate(lines) if n and inside(line.split(",")[0])}
    if KEYS.get(kind) in header:
        place = header.index(KEYS[kind])
        keys = {n: cells[place] for n in held if len(cells := lines[n].split(",")) == len(header)}
        key = _named(_said(row), set(keys.values()), names)
        if key:
            return Marked({n for n, value in keys.items() if value == key}, key=key)
    whole = KEYS.get(kind) not in header or len(held) == rows
    return Marked(held) if held and whole else None


def _said(row: FactorRow) -> str:
    return row.series.label.zh if row.series is not None else row.text.zh


def _named(said: str, keys: Set[str], names: Mapping[str, str]) -> str:
    """The one of `keys` that `said` names, by itself or as the register calls it; the longest name is meant."""
    words = set(_WORD.findall(said))
    found = {key: len(key) for key in keys if key in words}
    found |= {key: len(names[key]) for key in keys if names.get(key) and names[key] in said}
    return max(found, key=lambda key: (found[key], key), default="")


def _inside(lead: Lead) -> Callable[[str], bool]:
    """Whether a time or a day of a CSV lies within the lead's period."""
    low, high = _moment(lead.from_at), _moment(lead.to_at)

    def inside(text: str) -> bool:
        at = _moment(text)
        return at is not None and low is not None and high is not None and low <= at < high

    return inside


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
