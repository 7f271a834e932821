"""Labels side by side without rules between them: a value that wraps must not run into its neighbour.

被处罚单位：某某市某某煤业有限责任    地址：某某市河口镇
公司红沟煤矿                          红沟村
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

Glyph = tuple[str, float, float, float, float]  # character or piece of a line; left, top, right, bottom
Row = list[Glyph]

_LABEL_AHEAD = re.compile(r"[一-龥（）()、]{2,14}[：:]")
_COLON = re.compile(r"[：:]")
WIDE_GAP = 1.6  # of the character height: as wide as a blank between two fields
NEAR_EDGE = 3.2
LINE_STEP = 2.4


@dataclass
class Pair:
    """Two columns of one form row: the rows of the left, then those of the right."""

    left: list[Row]
    right: list[Row]


def unbraided(rows: list[Row]) -> list[Row | Pair]:
    """`rows` from the top; a row of two labelled columns with its continuation becomes a Pair."""
    found: list[Row | Pair] = []
    at = 0
    while at < len(rows):
        columns = _columns(rows[at])
        taken = 0
        if columns is not None:
            pair, taken = _with_continuations(columns, rows[at + 1 : at + 4])
            if taken:
                found.append(pair)
        if not taken:
            found.append(rows[at])
        at += 1 + taken
    return found


def _columns(row: Row) -> tuple[Row, Row] | None:
    """The two halves of a row whose second half starts with a label, parted by the last wide gap before it."""
    marks = sorted((glyph for glyph in row if not glyph[0].isspace()), key=lambda glyph: glyph[1])
    for cut in range(len(marks) - 1, 0, -1):
        left, right = marks[:cut], marks[cut:]
        whole = len(right[0][0]) > 1  # a recognised piece stands for itself, whatever the gap
        if not whole and right[0][1] - left[-1][3] < WIDE_GAP * _height(marks) * 0.5:
            continue
        if _LABEL_AHEAD.match(_text(right)) and _COLON.search(_text(left)):
            return left, right
    return None


def _with_continuations(columns: tuple[Row, Row], following: list[Row]) -> tuple[Pair, int]:
    pair = Pair([columns[0]], [columns[1]])
    taken = 0
    for row in following:
        parts = _continuation(pair, row)
        if parts is None:
            break
        pair.left += [parts[0]] if parts[0] else []
        pair.right += [parts[1]] if parts[1] else []
        taken += 1
    wrapped = len(pair.left) > 1
    return pair, taken if wrapped else 0


def _continuation(pair: Pair, row: Row) -> tuple[Row, Row] | None:
    """The parts of `row` that go on in the left and the right column; None when it is a row of its own."""
    first = pair.right[0]
    edge, start, size = first[0][1], pair.left[0][0][1], _height(first)
    marks = sorted((glyph for glyph in row if not glyph[0].isspace()), key=lambda glyph: glyph[1])
    left = [glyph for glyph in marks if glyph[1] < edge - 1]
    right = [glyph for glyph in marks if glyph[1] >= edge - 1]
    above = max((pair.left[-1][0], pair.right[-1][0]), key=lambda glyph: glyph[2])
    if not marks or marks[0][2] - above[2] > LINE_STEP * size or _COLON.search(_text(marks)):
        return None
    if left and (
        left[-1][3] > edge or abs(left[0][1] - start) > size or not _ran_out(pair.left[-1], left, edge)
    ):
        return None
    if right and (abs(right[0][1] - edge) > size or (not left and len(pair.left) == 1)):
        return None
    return left, right


def _ran_out(above: Row, below: Row, edge: float) -> bool:
    """True when `above` had no room for what `below` begins with."""
    size = _height(above)
    room = edge - above[-1][3]
    if room < NEAR_EDGE * size:
        return True
    return _width_of_first_word(below) > room - NEAR_EDGE * size


def _width_of_first_word(row: Row) -> float:
    """Of the letters and digits, which are never broken, that the row begins with; 0 when it begins otherwise."""
    word = re.match(r"[A-Za-z0-9.\-]+", _text(row))
    if word is None:
        return 0.0
    ends = accumulate(len(text) for text, *_ in row)
    last = next(glyph for glyph, end in zip(row, ends, strict=True) if end >= word.end())
    return last[3] - row[0][1]


def _height(row: Row) -> float:
    return max(row[0][4] - row[0][2], 4.0)


def _text(row: Row) -> str:
    return "".join(glyph[0] for glyph in row)
