"""The text of a document as one string, every position of which still knows its line and place."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from minewarden.casefile.model import Line, Place, T, Value
from minewarden.casefile.page import begins_anew


@dataclass(slots=True)
class Flow:
    """`text` joins wrapped lines without a mark, cells of a row with a tab, and all else with a newline."""

    text: str
    lines: list[Line]
    starts: list[int]

    def line_at(self, position: int) -> Line:
        """The line that holds `position`."""
        return self.lines[max(0, bisect_right(self.starts, position) - 1)]

    def place(self, start: int, end: int | None = None) -> Place:
        """Where the text from `start` stands; the box covers its part of the first line."""
        line = self.line_at(start)
        place = line.place
        if place.box is None or not line.text:
            return place
        first = self.starts[max(0, bisect_right(self.starts, start) - 1)]
        left, top, right, bottom = place.box
        unit = (right - left) / len(line.text)
        begin = left + unit * (start - first)
        stop = right if end is None else min(right, left + unit * (end - first))
        return Place(place.file, place.page, (begin, top, max(stop, begin + 1), bottom))

    def confidence(self, start: int, end: int) -> float:
        """The least sure line between two positions."""
        low = max(0, bisect_right(self.starts, start) - 1)
        high = max(low + 1, bisect_right(self.starts, max(start, end - 1)))
        return min((line.confidence for line in self.lines[low:high]), default=1.0)

    def value(self, value: T, start: int, end: int) -> Value[T]:
        """A value read from `text[start:end]`, with its place and confidence."""
        return Value(value, self.text[start:end], self.place(start, end), self.confidence(start, end))


def flow_of(lines: list[Line]) -> Flow:
    """Join `lines` in their order."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for index, line in enumerate(lines):
        starts.append(at)
        following = lines[index + 1] if index + 1 < len(lines) else None
        joint = "" if following is None else _joint(line, following)
        parts.append(line.text + joint)
        at += len(line.text) + len(joint)
    return Flow("".join(parts), lines, starts)


def _joint(line: Line, following: Line) -> str:
    one, other = line.cell, following.cell
    if one is not None and other is not None and one[:2] == other[:2] and one[2] != other[2]:
        return "\t" if line.place.page == following.place.page else "\n"
    if line.wraps and line.place.page != following.place.page and begins_anew(following):
        return "\n"
    return "" if line.wraps else "\n"
