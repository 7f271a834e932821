"""What a printed document is made of: a few blocks, which DOCX and PDF set alike.

Within `Row` values and `Para` texts `fill("…")` marks what was filled in (printed on an underline) and
`strike("…")` what was struck out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FILL_OPEN, FILL_CLOSE = "\ue000", "\ue001"  # private characters: they can never be typed into a form
STRIKE_OPEN, STRIKE_CLOSE = "\ue002", "\ue003"
_MARKED = re.compile(
    f"{FILL_OPEN}(?P<fill>[^{FILL_CLOSE}]*){FILL_CLOSE}|{STRIKE_OPEN}(?P<strike>[^{STRIKE_CLOSE}]*){STRIKE_CLOSE}"
)


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look: plain, fill or strike."""

    text: str
    look: str = "plain"


@dataclass(frozen=True)
class Heading:
    """The body's line above the title."""

    text: str


@dataclass(frozen=True)
class Title:
    """The name of the document."""

    text: str


@dataclass(frozen=True)
class Number:
    """The document's number, flush right; what stands left of it in the same line (签发人) is `beside`."""

    text: str
    beside: str = ""


@dataclass(frozen=True)
class Row:
    """Labels and values side by side in one line; `boxed` rows are the rows of a ruled table."""

    cells: tuple[tuple[str, str], ...]
    boxed: bool = False


@dataclass(frozen=True)
class Para:
    """A paragraph; `indent` of two characters as running text has it."""

    text: str
    indent: bool = True


@dataclass(frozen=True)
class Grid:
    """A ruled table; `widths` are shares of the line."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Stamp:
    """The close of a document: organ, date, the printed `mark` (印章), and a red seal over both if `sealed`."""

    organ: str
    on: str
    mark: str = ""
    sealed: bool = False
    legend: str = ""  # the second line inside the seal: 执法专用章


@dataclass(frozen=True)
class Note:
    """The small line at the foot: how many copies, for whom."""

    text: str


@dataclass(frozen=True)
class Break:
    """A new page."""


Block = Heading | Title | Number | Row | Para | Grid | Stamp | Note | Break


def fill(text: str) -> str:
    """`text` marked as filled in."""
    return f"{FILL_OPEN}{text}{FILL_CLOSE}"


def strike(text: str) -> str:
    """`text` marked as struck out."""
    return f"{STRIKE_OPEN}{text}{STRIKE_CLOSE}"


def runs(text: str) -> list[Run]:
    """`text` cut where its look changes; the marks themselves are gone."""
    found: list[Run] = []
    at = 0
    for match in _MARKED.finditer(text):
        if match.start() > at:
            found.append(Run(text[at : match.start()]))
        look = "fill" if match["fill"] is not None else "strike"
        found.append(Run(match[look], look))
        at = match.end()
    if at < len(text):
        found.append(Run(text[at:]))
    return found


def plain(text: str) -> str:
    """`text` without marks."""
    return "".join(run.text for run in runs(text))
