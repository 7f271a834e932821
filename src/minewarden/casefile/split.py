"""A file's pages to documents: a document starts where a title stands, wherever that is on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from minewarden.casefile.kinds import ATTACHMENTS, Title, read_title
from minewarden.casefile.labels import starts_with_label
from minewarden.casefile.model import Alteration, Body, Line, Table
from minewarden.casefile.page import Page, Picture, body_size

EARLY_LINES = 5  # a title stands among the first lines of its page
_HEADING = re.compile(
    r"^(?:中华人民共和国)?(?:国家(?:煤矿|矿山)安全监察局?|.{0,16}(?:行政)?执法文书|(?:煤矿|矿山)安全(?:监管|监察)"
    r"|.{2,24}(?:局|厅|委员会|分局|人民政府|办公室))$"
)
_LETTERHEAD = re.compile(r"^(?:国家(?:煤矿|矿山)安全监察局?|.{0,16}(?:行政)?执法文书)$")
_NUMBERISH = re.compile(
    r"(?:煤|矿)安.{0,8}[〔\[【(（].{2,6}[〕\]】)）]|编号\s*[:：]|^[^。]{0,16}〔[^〕]{2,6}〕.{1,8}号$"
)


@dataclass(slots=True)
class Section:
    """The lines of one document, with what else its pages carry. `title` None: nothing known starts it."""

    file: str
    title: Title | None
    lines: list[Line] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[tuple[Page, Picture]] = field(default_factory=list)
    alterations: list[Alteration] = field(default_factory=list)
    heading: str = ""  # all that stands before the title
    attachments: list[str] = field(default_factory=list)
    sure: float = 1.0

    @property
    def span(self) -> tuple[int, int]:
        """First and last page, from 1."""
        return self.pages[0].number, self.pages[-1].number


def split_pages(pages: list[Page]) -> list[Section]:
    """The documents of a file's pages in order; pages before the first title are a section without one."""
    sections: list[Section] = []
    body = body_size(line for page in pages for line in page.lines)
    for page in pages:
        starts = _titles(page, body)
        if not page.lines and not page.pictures:
            continue
        cut = 0
        opened = False
        for index, title in starts:
            if title.kind is None and title.other in ATTACHMENTS and (sections or opened):
                sections[-1].attachments.append(title.other)
                continue
            begin = max(cut, _begin_of(page, index, starts))
            if begin > cut:
                _extend(sections, page, cut, begin, body)
            section = Section(page.file, title, sure=1.0 if title.exact else 0.85)
            section.heading = title.heading + "".join(line.text for line in page.lines[begin:index])
            sections.append(section)
            cut, opened = begin, True
            _take(section, page, begin, index + 1)
            cut = index + 1
        if cut < len(page.lines) or not page.lines:
            _extend(sections, page, cut, len(page.lines), body)
    return sections


def _titles(page: Page, body: float) -> list[tuple[int, Title]]:
    found: list[tuple[int, Title]] = []
    skip = -1
    for index, line in enumerate(page.lines):
        if index == skip or len(line.text) > 80:
            continue
        title = read_title(line.text, fuzzy=page.scanned)
        following = page.lines[index + 1] if index + 1 < len(page.lines) else None
        if following is not None and (title is None or title.kind is None) and _may_be_title(line, body):
            joined = read_title(line.text + following.text) if read_title(following.text) is None else None
            if joined is not None and joined.kind is not None and len(following.text) < 24:
                title, skip = joined, index + 1
        if title is not None and _stands_as_title(page, index, body, title):
            found.append((index, title))
    return found


def _may_be_title(line: Line, body: float) -> bool:
    return line.cell is None and (line.centred or (line.size > 1.15 * body > 0))


def _stands_as_title(page: Page, index: int, body: float, title: Title) -> bool:
    """Enough signs that a line that reads as a title is one, and not a mention of a document."""
    line = page.lines[index]
    if line.cell is not None and not _alone_in_table_head(page, line):
        return False
    before = page.lines[index - 1].text if index else ""
    typography = [
        line.centred,
        line.size > 1.15 * body > 0,
        bool(_HEADING.match(re.sub(r"\s", "", before))) or bool(title.heading),
        bool(re.search(r"\S\s\S\s\S", line.text)),  # letter-spaced, as only titles are
    ]
    position = [
        index < EARLY_LINES,
        any(_NUMBERISH.search(following.text) for following in page.lines[index + 1 : index + 4]),
    ]
    needed = 2 if title.exact else 3
    if any(typography):
        return sum(typography) + sum(position) >= needed
    # plain type: only as the very first line of a page, with the number or a label of the form right below
    return title.exact and index == 0 and (position[1] or _labelled_below(page))


def _labelled_below(page: Page) -> bool:
    return any(starts_with_label(line.text) for line in page.lines[1:3])


def _alone_in_table_head(page: Page, line: Line) -> bool:
    table, row, _ = line.cell or (0, 0, 0)
    return row <= 1 and not any(
        other is not line and other.cell is not None and other.cell[:2] == (table, row)
        for other in page.lines
    )


def _begin_of(page: Page, index: int, starts: list[tuple[int, Title]]) -> int:
    """Where the document of the title at `index` begins: headings above the title are its own."""
    begin = index
    while begin and _HEADING.match(re.sub(r"\s", "", page.lines[begin - 1].text)):
        begin -= 1
    first = starts[0][0] == index
    above = [line.text.rstrip() for line in page.lines[:index]]
    # short lines on top of a page that opens a document: file mark, copy mark, letterhead
    short = all(len(text) <= 30 and not text.endswith(("。", "；")) for text in above)
    return 0 if first and index < EARLY_LINES and short else begin


def _extend(sections: list[Section], page: Page, begin: int, end: int, body: float) -> None:
    """Lines without a title go on the last document, or open one that has none."""
    while begin < end and begin < 2 and _LETTERHEAD.match(re.sub(r"\s", "", page.lines[begin].text)):
        begin += 1  # a header that the word processor repeats on every page
    lines = page.lines[begin:end]
    fresh = begin < 2 and _opens_other(lines, body)
    if not sections or fresh:
        sections.append(Section(page.file, None))
    _take(sections[-1], page, begin, end)


def _opens_other(lines: list[Line], body: float) -> bool:
    """True when a page without a known title plainly starts another paper: a large centred line on top."""
    first = next((line for line in lines if line.text.strip()), None)
    if first is None or first.cell is not None:
        return False
    large = first.size > 1.3 * body > 0 and len(lines) > 1
    return (
        large
        and first.centred
        and 3 <= len(re.sub(r"\s", "", first.text)) <= 30
        and first.text[-1] not in "。；，"
    )


def _take(section: Section, page: Page, begin: int, end: int) -> None:
    section.lines += page.lines[begin:end]
    if not section.pages or section.pages[-1] is not page:
        section.pages.append(page)
    tables = {line.cell[0] for line in page.lines[begin:end] if line.cell is not None}
    section.tables += [table for index, table in enumerate(page.tables) if index in tables]
    whole = end == len(page.lines)
    for picture in page.pictures:
        if _lies_within(page, picture, begin, end, whole):
            section.pictures.append((page, picture))
    if whole:
        section.alterations += page.alterations


def _lies_within(page: Page, picture: Picture, begin: int, end: int, whole: bool) -> bool:
    if picture.box is None:
        return begin < picture.after_line <= end or (begin == 0 and picture.after_line == 0)
    middle = (picture.box[1] + picture.box[3]) / 2
    tops = [line.place.box[1] for line in page.lines[begin:end] if line.place.box]
    later = [line.place.box[1] for line in page.lines[end:] if line.place.box]
    return (begin == 0 or bool(tops and middle >= min(tops))) and (whole or not later or middle < min(later))


def body_of(section: Section, text: str) -> Body | None:
    """Whose form a section is: by its heading, else by the form, its number, its organ."""
    heading = re.sub(r"\s", "", section.heading)
    by_heading = _body_by(heading)
    if by_heading is not None:
        return by_heading
    kind = section.title.kind if section.title is not None else None
    if kind is not None and not (kind.supervision_no and kind.inspection_no):
        return Body.SUPERVISION if kind.supervision_no else Body.INSPECTION
    number = re.search(
        r"(?:煤|矿)安(监)?[^〔\[【（(\n]{0,8}[〔\[【（(]\s*[\dX]{2,4}", re.sub(r"[ \t]", "", text)
    )
    if number is not None:
        return Body.INSPECTION if number[1] else Body.SUPERVISION
    if re.search(r"(?:矿山|煤矿)安全监察局|监察员", text):
        return Body.INSPECTION
    if re.search(r"应急管理[局厅]|能源局|煤炭.{0,6}局|安全监管部门", text):
        return Body.SUPERVISION
    return None


def _body_by(heading: str) -> Body | None:
    if "监管" in heading and "监察" not in heading:
        return Body.SUPERVISION
    if "监察" in heading and "监管" not in heading:
        return Body.INSPECTION
    return None
