"""DOCX: paragraphs, tables, text boxes, headers, tracked changes, numbering and pictures, in reading order.

The package is read as a zip of XML parts under hard bounds; no macro, field, link, OLE object or external
part is followed, XML entities are not resolved. A DOCX has no pages of its own: a page starts where the writer
broke it or where the word processor last laid it out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from lxml import etree
from PIL import Image

from minewarden.casefile.limits import Limits, ReadingStopped
from minewarden.casefile.marks import red_mask
from minewarden.casefile.model import Alteration, Line, Place, ProblemKind, ReadingProblem, Table
from minewarden.casefile.numbering import read_numbering
from minewarden.casefile.package import Package
from minewarden.casefile.page import FileReading, Page, Picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"

# a tick or a box typed from a symbol font
SYMBOLS = {
    "F0FE": "☑",
    "F052": "☑",
    "F0FD": "☒",
    "F0A8": "□",
    "F06F": "□",
    "F0FC": "√",
    "F0A3": "□",
    "F053": "☒",
}


def read_docx(path: Path, name: str, limits: Limits) -> FileReading:
    """The pages of a DOCX (or DOCM, whose macros are reported and left alone).

    Errors: ReadingStopped when the package is encrypted, damaged, oversized or has no text part.
    """
    package = Package(path, limits)
    reading = FileReading(name)
    try:
        if package.has_macros:
            message = "文件含有宏，宏未运行；请改存为不含宏的文件。"
            reading.problems.append(ReadingProblem(name, None, ProblemKind.MACRO, message))
        if package.external_links():
            message = "文件引用了外部内容，外部内容未读取。"
            reading.problems.append(ReadingProblem(name, None, ProblemKind.EXTERNAL, message))
        _Reader(package, name, reading, limits).read()
    finally:
        package.close()
    return reading


@dataclass(slots=True)
class _Paragraph:
    """Text gathered from one paragraph, which line breaks may part."""

    text: list[str] = field(default_factory=list)
    underlined: list[str] = field(default_factory=list)
    size: float = 0.0
    centred: bool = False
    heading: bool = False

    def take(self) -> str:
        joined = "".join(self.text)
        self.text = []
        return joined


class _Reader:
    """Walks the body once, filling pages of `reading`."""

    def __init__(self, package: Package, name: str, reading: FileReading, limits: Limits) -> None:
        self.package, self.name, self.reading, self.limits = package, name, reading, limits
        self.page = Page(name, 1, 0.0, 0.0)
        reading.pages.append(self.page)
        self.numbering = read_numbering(package)
        self.styles = _Styles(package.xml(package.beside_main("styles.xml")))
        self.characters = 0
        self.tables = 0
        self.broke = False  # a break was taken and nothing printed since

    def read(self) -> None:
        root = self.package.xml(self.package.main)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise ReadingStopped(ProblemKind.UNREADABLE, "文件中没有正文，无法读取。")
        self._read_headers(("header",))
        self._walk(body)
        self._read_headers(("footnotes",))

    def _read_headers(self, stems: tuple[str, ...]) -> None:
        """Text of headers; that of footers is page numbers and is left out."""
        seen: set[str] = set()
        for part in self.package.parts_named(*stems):
            root = self.package.xml(part)
            for paragraph in root.iter(f"{W}p") if root is not None else ():
                text = "".join(node.text or "" for node in paragraph.iter(f"{W}t")).strip()
                if len(text) > 3 and text not in seen:
                    seen.add(text)
                    self._add(text, centred=True, size=9.0)

    def _walk(self, container: etree._Element, cell: tuple[int, int, int] | None = None) -> None:
        for child in container:
            if child.tag == f"{W}p":
                self._read_paragraph(child, cell)
            elif child.tag == f"{W}tbl":
                self._read_table(child, cell)
            elif child.tag in (f"{W}sdt", f"{W}customXml", f"{W}smartTag"):
                inner = child.find(f"{W}sdtContent")
                self._walk(child if inner is None else inner, cell)
            elif child.tag in (f"{W}ins", f"{W}moveTo"):
                self._walk(child, cell)

    def _read_table(self, table: etree._Element, outer: tuple[int, int, int] | None) -> None:
        index = self.tables
        self.tables += 1
        rows: list[list[str]] = []
        place = Place(self.name, self.page.number)
        for r, row in enumerate(table.iter(f"{W}tr") if outer is None else table.findall(f"{W}tr")):
            if row.getparent() is not table and outer is None and not _is_row_of(row, table):
                continue
            texts: list[str] = []
            column = 0
            for tc in _cells(row):
                properties = tc.find(f"{W}tcPr")
                span = _attribute(properties, "gridSpan", "1")
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                if merge is None or merge.get(f"{W}val") == "restart":
                    before = len(self.page.lines)
                    page = self.page
                    self._walk(tc, outer or (index, r, column))
                    texts.append("".join(line.text for line in page.lines[before:]))
                column += int(span) if span.isdigit() else 1
            rows.append(texts)
        if outer is None:
            self.page.tables.append(Table(rows, place))

    def _read_paragraph(self, paragraph: etree._Element, cell: tuple[int, int, int] | None) -> None:
        properties = paragraph.find(f"{W}pPr")
        gathered = _Paragraph()
        gathered.centred = self.styles.centred(properties)
        if properties is not None:
            if _on(properties.find(f"{W}pageBreakBefore")):
                self._break_page(soft=False)
            label = self.numbering.next_label(properties, self.styles.style_of(properties))
            if label:
                gathered.text.append(label)
        base = self.styles.size(properties)
        self._read_runs(paragraph, gathered, cell, base)
        self._flush(gathered, cell)
        section = properties.find(f"{W}sectPr") if properties is not None else None
        if section is not None and _attribute(section, "type", "nextPage") != "continuous":
            self._break_page(soft=False)

    def _read_runs(
        self, node: etree._Element, into: _Paragraph, cell: tuple[int, int, int] | None, base: float
    ) -> None:
        for child in node:
            if child.tag == f"{W}r":
                self._read_run(child, into, cell, base)
            elif child.tag in (f"{W}del", f"{W}moveFrom"):
                self._note_change("deletion", child)
            elif child.tag in (f"{W}ins", f"{W}moveTo"):
                self._note_change("insertion", child)
                self._read_runs(child, into, cell, base)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self._read_runs(content, into, cell, base)
            elif child.tag in (f"{W}hyperlink", f"{W}smartTag", f"{W}fldSimple", f"{W}customXml", f"{W}p"):
                self._read_runs(child, into, cell, base)

    def _note_change(self, kind: str, change: etree._Element) -> None:
        tag = f"{W}delText" if kind == "deletion" else f"{W}t"
        text = "".join(node.text or "" for node in change.iter(tag))
        if text.strip():
            author = change.get(f"{W}author", "")
            place = Place(self.name, self.page.number)
            self.page.alterations.append(Alteration(kind, text, place, author))

    def _read_run(
        self, run: etree._Element, into: _Paragraph, cell: tuple[int, int, int] | None, base: float
    ) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and _on(properties.find(f"{W}vanish")):
            return
        size = _size(properties) or base
        struck = properties is not None and (
            _on(properties.find(f"{W}strike")) or _on(properties.find(f"{W}dstrike"))
        )
        start = len(into.text)
        for child in run:
            self._read_piece(child, into, cell)
        text = "".join(into.text[start:])
        if struck and text.strip():
            place = Place(self.name, self.page.number)
            self.page.alterations.append(Alteration("strike", text, place))
            del into.text[start:]
            return
        if text.strip():
            into.size = max(into.size, size)
        under = properties.find(f"{W}u") if properties is not None else None
        if under is not None and under.get(f"{W}val", "single") != "none":
            into.underlined.append(text)

    def _read_piece(self, piece: etree._Element, into: _Paragraph, cell: tuple[int, int, int] | None) -> None:
        tag = piece.tag
        if tag == f"{W}t":
            into.text.append(piece.text or "")
        elif tag == f"{W}tab":
            into.text.append("  ")
        elif tag == f"{W}noBreakHyphen":
            into.text.append("-")
        elif tag == f"{W}sym":
            into.text.append(SYMBOLS.get(piece.get(f"{W}char", "").upper(), ""))
        elif tag == f"{W}lastRenderedPageBreak":
            self._flush(into, cell, soft=True)
            self._break_page(soft=True)
        elif tag in (f"{W}br", f"{W}cr"):
            page = piece.get(f"{W}type") == "page"
            self._flush(into, cell)
            if page:
                self._break_page(soft=False)
        elif tag == f"{W}fldChar":
            self._read_check_box(piece, into)
        elif tag == f"{MC}AlternateContent":
            choice = piece.find(f"{MC}Choice")
            for inner in choice if choice is not None else ():
                self._read_piece(inner, into, cell)
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            self._read_drawing(piece, cell)

    def _read_check_box(self, piece: etree._Element, into: _Paragraph) -> None:
        box = piece.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            checked = box.find(f"{W}checked")
            state = checked if checked is not None else box.find(f"{W}default")
            into.text.append("☑" if state is not None and state.get(f"{W}val", "1") in ("1", "true") else "□")

    def _read_drawing(self, drawing: etree._Element, cell: tuple[int, int, int] | None) -> None:
        for content in drawing.iter(f"{W}txbxContent"):
            if not any(parent.tag == f"{MC}Fallback" for parent in content.iterancestors()):
                self._walk(content, cell)
        for node in (*drawing.iter(f"{A}blip"), *drawing.iter(f"{V}imagedata")):
            target = self.package.target(node.get(f"{R}embed") or node.get(f"{R}id") or "")
            red = _redness(self.package.read(target), self.limits) if target else None
            self.page.pictures.append(Picture(None, red, after_line=len(self.page.lines)))

    def _flush(self, gathered: _Paragraph, cell: tuple[int, int, int] | None, *, soft: bool = False) -> None:
        """End a line: at the end of a paragraph, or in its midst (`soft` when only the page ends)."""
        text = gathered.take()
        if not text.strip():
            if soft:
                gathered.text.append(text)
            return
        line = self._add(text, cell=cell, centred=gathered.centred, size=gathered.size)
        line.underlined = tuple(gathered.underlined)
        line.wraps = soft
        gathered.underlined = []

    def _add(
        self, text: str, *, cell: tuple[int, int, int] | None = None, centred: bool = False, size: float = 0.0
    ) -> Line:
        self.characters += len(text)
        if self.characters > self.limits.characters:
            raise ReadingStopped(ProblemKind.OVERSIZED, "文件文字过多，超过读取上限。", self.page.number)
        cleaned = _tidy(text)
        line = Line(cleaned, Place(self.name, self.page.number), cell=cell, size=size, centred=centred)
        self.page.lines.append(line)
        self.broke = False
        return line

    def _break_page(self, *, soft: bool) -> None:
        if self.broke and soft:
            return  # the laid-out page break that follows a written one is the same break
        self.broke = True
        if len(self.reading.pages) >= self.limits.pages:
            raise ReadingStopped(
                ProblemKind.OVERSIZED, f"文件超过{self.limits.pages}页的上限。", self.limits.pages
            )
        self.page = Page(self.name, self.page.number + 1, 0.0, 0.0)
        self.reading.pages.append(self.page)


_INNER_BLANK = re.compile(
    r"(?<=[\u4e00-\u9fff）〕】》]) (?=[0-9A-Za-zX¥￥])|(?<=[0-9A-Za-z.%]) (?=[\u4e00-\u9fff（〔【《])"
)


def _tidy(text: str) -> str:
    """Single blanks between Chinese and digits are typesetting; longer ones part fields and stay two wide."""
    text = text.replace("\u00a0", " ").replace("\u3000", "  ").replace("\u200b", "").rstrip()
    text = re.sub(r" {2,}", "  ", text)
    return _INNER_BLANK.sub("", text).strip()


def _on(flag: etree._Element | None) -> bool:
    return flag is not None and flag.get(f"{W}val", "true") not in ("0", "false", "off", "none")


def _attribute(node: etree._Element | None, child: str, default: str) -> str:
    found = node.find(f"{W}{child}") if node is not None else None
    return found.get(f"{W}val", default) if found is not None else default


def _size(properties: etree._Element | None) -> float:
    half_points = _attribute(properties, "sz", "")
    return int(half_points) / 2 if half_points.isdigit() else 0.0


def _is_row_of(row: etree._Element, table: etree._Element) -> bool:
    return next(row.iterancestors(f"{W}tbl"), None) is table


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag == f"{W}sdt":
            yield from child.iterfind(f"{W}sdtContent/{W}tc")


class _Styles:
    """What is needed of the styles part: sizes and alignment, along the chain of basedOn."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default = ""
        self._base = 10.5
        for style in root.iterfind(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            self._styles[name] = style
            if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
                self._default = name
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self._base = _size(defaults) or self._base

    def _chain(self, properties: etree._Element | None) -> Iterator[etree._Element]:
        name = _attribute(properties, "pStyle", self._default)
        for _ in range(12):  # a chain that returns to itself ends here
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _attribute(style, "basedOn", "")

    def style_of(self, properties: etree._Element | None) -> etree._Element | None:
        return next(self._chain(properties), None)

    def size(self, properties: etree._Element | None) -> float:
        sizes = (_size(style.find(f"{W}rPr")) for style in self._chain(properties))
        return next((size for size in sizes if size), self._base)

    def centred(self, properties: etree._Element | None) -> bool:
        own = _attribute(properties, "jc", "")
        if own:
            return own == "center"
        inherited = (_attribute(style.find(f"{W}pPr"), "jc", "") for style in self._chain(properties))
        return next((value for value in inherited if value), "") == "center"


def _redness(content: bytes | None, limits: Limits) -> float | None:
    """The share of a picture's ink that is seal red; None when the picture cannot be looked at."""
    if not content:
        return None
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > limits.image_pixels:
                return None
            image.draft("RGB", (400, 400))
            shown = Image.new("RGBA", image.size, "white")
            shown.alpha_composite(image.convert("RGBA"))
            shown.thumbnail((400, 400))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # a picture that is no picture is no seal
    pixels = np.asarray(shown.convert("RGB"))
    ink = int((pixels.min(axis=2) < 200).sum())
    return float((red_mask(pixels) > 0).sum()) / ink if ink else 0.0
