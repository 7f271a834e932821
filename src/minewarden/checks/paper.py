"""A document as the rules read it: its text without blanks, every place traceable to page and box.

Layout differs from office to office: letter-spaced titles, wrapped lines, tables. Rules therefore look at the
compact text (no blanks, one width of digits and brackets) and at labels with what stands behind them.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from minewarden.casefile.kinds import form_of
from minewarden.casefile.model import SURE, Document, Line, Place
from minewarden.checks.labels import LABEL, LABEL_ALONE, SYNONYMS, Mark
from minewarden.checks.times import DATE, DatedSpan, read_dates, read_period
from minewarden.law.citations import Citation, find_citations
from minewarden.rules.document_numbers import DocumentNumber, find_numbers

_WIDTHS = str.maketrans(
    "０１２３４５６７８９ＸＡＢＣＤ:()（）;￥％．[]［］",
    "0123456789XABCD：（）（）；¥%.[][]",
)
_DROPPED = re.compile(r"[\s_＿​﻿]+")
_WRAPPED_AMOUNT = re.compile(r"(?<=\d)，(?=\d{3})")
_ORDINALS = "一二三四五六七八九"
_CLOSING_PART = 240  # characters at the end of a paper where its own date stands
EXCERPT_BEFORE, EXCERPT_AFTER = 12, 48


@dataclass(frozen=True)
class Span:
    """A stretch of the compact text."""

    start: int
    end: int


@dataclass(frozen=True)
class Field:
    """A label and what stands behind it, up to the next label."""

    label: str
    value: str  # compact
    span: Span  # of the value; empty at the end of the label where nothing stands
    mark: Span  # of the label
    colon: bool = True  # False for a label alone in a line or cell

    def __bool__(self) -> bool:
        """True when anything is filled in."""
        return bool(self.value.strip("。，；：、.年月日时分"))


class Paper:
    """One document with its compact text. Made once per review, computed on demand."""

    def __init__(self, document: Document) -> None:
        """`document` as it was read."""
        self.document = document
        self.form = form_of(document.kind)
        self._starts: list[int] = []
        self._lines: list[Line] = []
        pieces: list[str] = []
        self._raw_at: list[tuple[int, int]] = []  # compact offset -> (line, offset in the line)
        length = 0
        for number, line in enumerate(document.lines):
            piece, origins = _compact(line.text)
            self._starts.append(length)
            self._lines.append(line)
            self._raw_at.extend((number, origin) for origin in origins)
            pieces.append(piece)
            length += len(piece)
        self.text = "".join(pieces)

    @property
    def title(self) -> str:
        """The name by which the paper is reported: its canonical kind, else what is printed."""
        return self.document.kind or self.document.title

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.document.file

    @cached_property
    def readable(self) -> bool:
        """False when the kind or the text was recognised too badly to be judged."""
        if not self.text or self.document.confidence < SURE / 2:
            return False
        sure = [line.confidence for line in self._lines if line.text.strip()]
        return not self.document.scanned or sum(sure) / max(len(sure), 1) >= 0.6

    # places

    def line_at(self, offset: int) -> Line | None:
        """The line in which the compact `offset` lies."""
        index = bisect_right(self._starts, offset) - 1
        return self._lines[index] if 0 <= index < len(self._lines) else None

    def place(self, span: Span | None) -> Place:
        """Page and box of `span`; the first page of the paper without one."""
        line = self.line_at(span.start) if span else None
        return line.place if line else Place(self.document.file, self.document.pages[0])

    def confidence(self, span: Span | None) -> float:
        """How sure the reading of `span` is."""
        line = self.line_at(span.start) if span else None
        return line.confidence if line else self.document.confidence

    def excerpt(self, span: Span | None) -> str:
        """Up to 60 characters around `span`; the title without one."""
        if span is None:
            return self.document.title or self.title
        start = max(span.start - EXCERPT_BEFORE, 0)
        end = min(max(span.end, span.start + 1) + EXCERPT_BEFORE, start + EXCERPT_BEFORE + EXCERPT_AFTER)
        return self.text[start:end] or self.title

    def raw(self, span: Span) -> str:
        """The printed text of `span`, blanks and line ends kept (a name ends at a blank)."""
        if span.start >= span.end:
            return ""
        first, last = self._raw_at[span.start], self._raw_at[min(span.end, len(self._raw_at)) - 1]
        if first[0] == last[0]:
            return self._lines[first[0]].text[first[1] : last[1] + 1]
        middle = [line.text for line in self._lines[first[0] + 1 : last[0]]]
        head = self._lines[first[0]].text[first[1] :]
        return "\n".join([head, *middle, self._lines[last[0]].text[: last[1] + 1]])

    # finding

    def search(self, pattern: str, start: int = 0) -> re.Match[str] | None:
        """The first match of `pattern` in the compact text."""
        return re.compile(pattern).search(self.text, start)

    def has(self, pattern: str) -> bool:
        """True when `pattern` occurs in the compact text."""
        return self.search(pattern) is not None

    @cached_property
    def marks(self) -> list[Mark]:
        """All labels in the text, in order: before a colon anywhere, or alone in a line or cell."""
        found = [
            Mark(SYNONYMS.get(m["label"], m["label"]), m.start(), m.end()) for m in LABEL.finditer(self.text)
        ]
        taken = {position for mark in found for position in range(mark.start, mark.end)}
        bounds = [*self._starts, len(self.text)]
        for start, end in pairwise(bounds):
            alone = LABEL_ALONE.fullmatch(self.text, start, end)
            if alone and start not in taken:
                found.append(Mark(alone["label"], start, end, colon=False))
            elif start not in taken and (leading := self._leading_label(start, end)):
                found.append(leading)
        return sorted(found, key=lambda mark: mark.start)

    def _leading_label(self, start: int, end: int) -> Mark | None:
        """A label at the head of a line with a blank instead of a colon behind it: 案卷题名  某某案."""
        match = LABEL_ALONE.match(self.text, start, end)
        if match is None or len(match["label"]) < 3 or match.end() >= end:
            return None
        last, following = self._raw_at[match.end() - 1], self._raw_at[match.end()]
        spaced = following[1] > last[1] + 1
        return Mark(match["label"], start, match.end(), colon=False) if spaced else None

    @cached_property
    def fields(self) -> list[Field]:
        """Every label with its value, in order."""
        ends = [*(mark.start for mark in self.marks), len(self.text)][1:]
        ends = [self._section_end(mark, end) for mark, end in zip(self.marks, ends, strict=True)]
        return [
            Field(
                mark.label,
                self.text[mark.end : end],
                Span(mark.end, end),
                Span(mark.start, mark.end),
                mark.colon,
            )
            for mark, end in zip(self.marks, ends, strict=False)
        ]

    def _section_end(self, mark: Mark, end: int) -> int:
        """五、检查地点： ends where 六、 begins, whether or not a label that is known follows."""
        ordinal = _ORDINALS.find(self.text[mark.start])
        if ordinal < 0 or self.text[mark.start + 1 : mark.start + 2] != "、":
            return end
        following = self.text.find(_ORDINALS[ordinal + 1 : ordinal + 2] + "、", mark.end, end)
        return following if following >= 0 and ordinal + 1 < len(_ORDINALS) else end

    def field(self, *labels: str) -> Field | None:
        """The first field under one of `labels`, filled ones first; None when no such label stands there.

        A label alone in a cell may be the head of a column: it counts only where none has a colon.
        """
        every = self.all_fields(*labels)
        found = [field for field in every if field.colon] or every
        return next((field for field in found if field), found[0] if found else None)

    def all_fields(self, *labels: str) -> list[Field]:
        """All fields under `labels`, in order."""
        return [field for field in self.fields if field.label in labels]

    def value(self, *labels: str) -> str:
        """The compact value under one of `labels`, "" when there is none."""
        field = self.field(*labels)
        return field.value if field else ""

    # values

    @cached_property
    def dates(self) -> list[DatedSpan]:
        """All full dates of the text, in order."""
        return read_dates(self.text)

    @cached_property
    def date(self) -> dt.date | None:
        """When the paper was made: as read, else the last date if it stands at the end."""
        if self.document.date is not None:
            return self.document.date.value
        last = self.dates[-1] if self.dates else None
        return last.on if last and len(self.text) - last.end <= _CLOSING_PART else None

    @cached_property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """The period under 检查时间 and its like; None where none is printed."""
        return read_period(self.value("检查时间", "起止日期"))

    @cached_property
    def citations(self) -> list[Citation]:
        """All provisions cited."""
        return find_citations(self.text)

    @cached_property
    def numbers(self) -> list[DocumentNumber]:
        """All document numbers in the text, its own first where it has one."""
        return find_numbers(self.text)

    @cached_property
    def title_end(self) -> int:
        """The offset behind the printed title; 0 when it cannot be found."""
        wanted, _ = _compact(self.document.title or self.form)
        at = self.text.find(wanted)
        return at + len(wanted) if wanted and at >= 0 else 0

    @cached_property
    def own_number(self) -> DocumentNumber | None:
        """The number in the head of the paper (within reach of its title), not one that it refers to."""
        head = self.text[self.title_end : self.title_end + 60]
        found = find_numbers(head)
        if found and head.find(found[0].text[:4]) <= 24:
            return found[0]
        return None

    def spans_of(self, pattern: str) -> list[Span]:
        """Where `pattern` occurs."""
        return [Span(match.start(), match.end()) for match in re.finditer(pattern, self.text)]


def _compact(text: str) -> tuple[str, list[int]]:
    """(text without blanks and with one width, origin of every character in `text`)."""
    kept = [(character, at) for at, character in enumerate(text) if not _DROPPED.fullmatch(character)]
    compact = "".join(character for character, _ in kept).translate(_WIDTHS)
    compact = _WRAPPED_AMOUNT.sub(",", compact)
    return compact, [at for _, at in kept]


__all__ = ["DATE", "Field", "Paper", "Span"]
