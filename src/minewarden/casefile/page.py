"""What every reader yields: pages with lines in reading order, tables, pictures. No meaning yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from minewarden.casefile.labels import starts_with_label
from minewarden.casefile.model import Alteration, Line, ReadingProblem, Table

Box = tuple[float, float, float, float]  # left, top, right, bottom in points


@dataclass(slots=True)
class Picture:
    """A picture on a page; `red` is the share of its ink that is seal red, None where nobody looked."""

    box: Box | None
    red: float | None = None
    after_line: int = 0  # how many lines of the page stand before it, for pages without boxes (DOCX)


@dataclass(slots=True)
class Page:
    """One page as read; width and height in points (0 in DOCX, whose lines have no box)."""

    file: str
    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    alterations: list[Alteration] = field(default_factory=list)
    scanned: bool = False
    label: tuple[int, int] | None = None  # 第 1 页 共 3 页 → (1, 3)


@dataclass(slots=True)
class FileReading:
    """All that came out of one file."""

    file: str
    pages: list[Page] = field(default_factory=list)
    problems: list[ReadingProblem] = field(default_factory=list)


_LABEL = re.compile(
    r"^[（(\-—–\s]*(?:第\s*(?P<page>\d{1,4})\s*页)?\s*[,，/／、]?\s*(?:共\s*(?P<of>\d{1,4})\s*页)?\s*"
    r"(?:第\s*(?P<page2>\d{1,4})\s*页)?[）)\-—–\s]*$"
)
_BARE_NUMBER = re.compile(r"^[\-—–\s]*\d{1,4}(?:\s*/\s*\d{1,4})?[\-—–\s]*$")
_STARTS_ITEM = re.compile(
    r"^(?:\d{1,2}\s*[.．、](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|[一二三四五六七八九十]{1,3}、|"
    r"问\s*[:：]|答\s*[:：]|备注\s*[:：]|附件\s*[:：]?|□|☑|☐|√|[①-⑳])"
)
_ENDS_SENTENCE = re.compile(r"[。！？!?]\s*$")


def settle(page: Page) -> None:
    """Give a page with boxes its page label, and mark which lines go on in the next one."""
    page.lines = [line for line in page.lines if not _is_label(page, line)]
    body = [line for line in page.lines if line.cell is None and line.place.box]
    if body:
        _mark_wraps(body)
    cells: dict[tuple[int, int, int], list[Line]] = {}
    for line in page.lines:
        if line.cell is not None:
            cells.setdefault(line.cell, []).append(line)
    for lines in cells.values():
        _mark_cell_wraps(lines)


def _is_label(page: Page, line: Line) -> bool:
    box = line.place.box
    if box is None or line.cell is not None or 0.09 * page.height < box[1] < 0.90 * page.height:
        return False
    text = line.text.strip()
    if text and (found := _LABEL.match(text)) and (found["page"] or found["of"] or found["page2"]):
        number = found["page"] or found["page2"]
        page.label = (int(number or 0), int(found["of"] or 0))
        return True
    return bool(_BARE_NUMBER.match(text))


def _mark_wraps(lines: list[Line]) -> None:
    boxes = [line.place.box for line in lines if line.place.box]
    left = _near_least(box[0] for box in boxes)
    right = -_near_least(-box[2] for box in boxes)
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        box, em = line.place.box, line.size or 12.0
        aside = box is not None and box[0] > left + 0.4 * (right - left)  # a number or a date to the right
        if box is None or line.centred or aside or _short_of(right, box[2], em, line.text):
            continue
        if following is None:
            line.wraps = not _ENDS_SENTENCE.search(line.text) and not starts_with_label(line.text)
            continue
        next_box = following.place.box
        line.wraps = bool(
            next_box
            and next_box[0] < left + 1.3 * em
            and abs((following.size or em) - em) < 0.25 * em
            and 0 < next_box[1] - box[1] < 3.2 * em
            and not begins_anew(following)
        )


def begins_anew(line: Line) -> bool:
    """True when a line starts a list item, a label or a heading, so that none before it goes on in it."""
    return line.centred or bool(_STARTS_ITEM.match(line.text)) or starts_with_label(line.text)


def _short_of(right: float, end: float, em: float, text: str) -> bool:
    """True when a line stops before the margin for a reason: closing marks may hang, so allow for one."""
    return end < right - (2.2 if not _ENDS_SENTENCE.search(text) else 1.2) * em


def _near_least(numbers: Iterable[float]) -> float:
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, len(ordered) // 12)]


def _mark_cell_wraps(lines: list[Line]) -> None:
    if all(len(line.text) <= 6 for line in lines):
        for line in lines[:-1]:
            line.wraps = True
        return
    right = max((line.place.box[2] for line in lines if line.place.box), default=0.0)
    for line, following in pairwise(lines):
        box = line.place.box
        if box is None or not following.place.box:
            continue
        em = line.size or 12.0
        line.wraps = box[2] >= right - 1.9 * em and not _STARTS_ITEM.match(following.text)


def body_size(lines: Iterable[Line]) -> float:
    """The type size most of the text has, in points; 0 where it is unknown."""
    sizes = [line.size for line in lines if line.size and len(line.text.strip()) > 6]
    return median(sizes) if sizes else 0.0
