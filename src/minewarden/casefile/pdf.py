"""PDF with a text layer: characters and rules of a page to lines in reading order, tables and pictures.

Only what PDFium draws is looked at: no script, no attachment, no link, no form action is ever followed.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as c

from minewarden.casefile.columns import Pair, unbraided
from minewarden.casefile.limits import Limits, ReadingStopped
from minewarden.casefile.marks import red_marks
from minewarden.casefile.model import Line, Place, ProblemKind, ReadingProblem, Table
from minewarden.casefile.page import Box, FileReading, Page, Picture, settle
from minewarden.casefile.ruling import Cell, Rule, find_cells

Recognise = Callable[["pdfium.PdfPage", Page, Limits], None]
Glyph = tuple[str, float, float, float, float]  # character, left, top, right, bottom

FEW_CHARACTERS = 12  # a page with fewer than this and a picture is taken for a scan
MOST_OBJECTS = 30_000
SEAL_DPI = 40


def read_pdf(path: Path, name: str, limits: Limits, recognise: Recognise) -> FileReading:
    """The pages of a PDF; those without a usable text layer go through `recognise`.

    Errors: ReadingStopped when the file is encrypted, damaged, empty or has a page too large.
    """
    document = _open(path)
    reading = FileReading(name)
    try:
        count = len(document)
        if count == 0:
            raise ReadingStopped(ProblemKind.EMPTY, "文件没有页面，请核对后重新提交。")
        if count > limits.pages:
            message = (
                f"文件共{count}页，超过{limits.pages}页的上限，只读取了前{limits.pages}页，其余请拆分后提交。"
            )
            reading.problems.append(ReadingProblem(name, limits.pages + 1, ProblemKind.OVERSIZED, message))
        characters = 0
        for index in range(min(count, limits.pages)):
            page = _read_page(document, index, name, limits, recognise)
            reading.pages.append(page)
            characters += sum(len(line.text) for line in page.lines)
            if characters > limits.characters:
                raise ReadingStopped(ProblemKind.OVERSIZED, "文件文字过多，超过读取上限。", index + 1)
    finally:
        document.close()
    return reading


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
            raise ReadingStopped(ProblemKind.ENCRYPTED, "文件已加密，请解密后重新提交。") from error
        raise ReadingStopped(ProblemKind.UNREADABLE, "文件已损坏或不是PDF，无法读取。") from error


def _read_page(
    document: pdfium.PdfDocument, index: int, name: str, limits: Limits, recognise: Recognise
) -> Page:
    try:
        sheet = document[index]
    except pdfium.PdfiumError as error:
        raise ReadingStopped(ProblemKind.UNREADABLE, "该页已损坏，无法读取。", index + 1) from error
    try:
        rotation = sheet.get_rotation()
        width, height = sheet.get_size()
        if not (1 < width <= limits.page_points and 1 < height <= limits.page_points):
            raise ReadingStopped(ProblemKind.OVERSIZED, "页面尺寸异常，无法读取。", index + 1)
        page = Page(name, index + 1, width, height)
        glyphs = _glyphs(sheet, limits)
        shapes = _Shapes(sheet)
        page.pictures = [Picture(box) for box in shapes.pictures]
        if _is_scan(page, glyphs):
            recognise(sheet, page, limits)
        else:
            if rotation:
                glyphs = [_turned(glyph, rotation, width, height) for glyph in glyphs]
            _lay_out(page, glyphs, shapes)
            if shapes.pictures or shapes.coloured:
                image = sheet.render(scale=SEAL_DPI / 72).to_pil()
                page.pictures += red_marks(image, 72 / SEAL_DPI)
        settle(page)
        return page
    finally:
        sheet.close()


def _glyphs(sheet: pdfium.PdfPage, limits: Limits) -> list[Glyph]:
    """The visible characters, in points from the upper left of the page."""
    text = sheet.get_textpage()
    left, _, _, top = sheet.get_cropbox()
    count = min(c.FPDFText_CountChars(text), limits.characters)
    rect = c.FS_RECTF()
    pointer = ctypes.byref(rect)
    code_of, box_of = c.FPDFText_GetUnicode, c.FPDFText_GetLooseCharBox
    found: list[Glyph] = []
    for i in range(count):
        code = code_of(text, i)
        if code < 32 or code == 0xFFFE or code == 0xFFFF or not box_of(text, i, pointer):
            continue
        found.append((chr(code), rect.left - left, top - rect.top, rect.right - left, top - rect.bottom))
    text.close()
    return found


def _turned(glyph: Glyph, rotation: int, width: float, height: float) -> Glyph:
    """A character of a page that is shown rotated; width and height are those shown."""
    text, left, top, right, bottom = glyph
    if rotation == 90:
        return text, width - bottom, left, width - top, right
    if rotation == 180:
        return text, width - right, height - bottom, width - left, height - top
    return text, top, height - right, bottom, height - left


def _is_scan(page: Page, glyphs: list[Glyph]) -> bool:
    """A page is read by recognition when its text layer is missing, or is of characters without meaning."""
    seen = [glyph for glyph in glyphs if not glyph[0].isspace()]
    area = page.width * page.height
    covered = max((_area(p.box) / area for p in page.pictures if p.box), default=0.0)
    if len(seen) < FEW_CHARACTERS:
        return covered > 0.05
    if covered > 0.6 and len(seen) < 60:
        return True
    strange = sum(1 for glyph in seen if glyph[0] == "\ufffd" or 0xE000 <= ord(glyph[0]) <= 0xF8FF)
    return strange > 0.3 * len(seen)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


class _Shapes:
    """Rules, pictures and whether anything is coloured, from the drawn objects of a page."""

    def __init__(self, sheet: pdfium.PdfPage) -> None:
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.pictures: list[Box] = []
        self.coloured = False
        left, _, _, top = sheet.get_cropbox()
        self._left, self._top = left, top
        self._budget = MOST_OBJECTS
        for item in sheet.get_objects(max_depth=4):
            self._budget -= 1
            if self._budget < 0:
                break
            if item.type == c.FPDF_PAGEOBJ_PATH:
                self._take_path(item)
            elif item.type == c.FPDF_PAGEOBJ_IMAGE:
                self._take_picture(item)
        self.horizontal, self.vertical = _merged(self.horizontal), _merged(self.vertical)

    def _take_picture(self, item: pdfium.PdfObject) -> None:
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            return  # a picture without extent shows nothing
        self.pictures.append((left - self._left, self._top - top, right - self._left, self._top - bottom))

    def _take_path(self, item: pdfium.PdfObject) -> None:
        self.coloured = self.coloured or _is_red(item)
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            return
        x0, y0, x1, y1 = left - self._left, self._top - top, right - self._left, self._top - bottom
        if y1 - y0 < 2.6 and x1 - x0 > 4:
            self.horizontal.append(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 < 2.6 and y1 - y0 > 4:
            self.vertical.append(((x0 + x1) / 2, y0, y1))
        elif x1 - x0 > 4 and y1 - y0 > 4:
            self._take_segments(item)

    def _take_segments(self, item: pdfium.PdfObject) -> None:
        """The straight sides of a larger path; a filled area without outline rules nothing."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        c.FPDFPath_GetDrawMode(item, mode, stroke)
        count = c.FPDFPath_CountSegments(item)
        if not stroke.value or not 0 < count <= 2_000:
            return
        matrix = item.get_matrix()
        start = last = (0.0, 0.0)
        for k in range(count):
            segment = c.FPDFPath_GetPathSegment(item, k)
            x, y = ctypes.c_float(), ctypes.c_float()
            c.FPDFPathSegment_GetPoint(segment, x, y)
            px, py = matrix.on_point(x.value, y.value)
            here = (px - self._left, self._top - py)
            kind = c.FPDFPathSegment_GetType(segment)
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = here
            elif kind == c.FPDF_SEGMENT_LINETO:
                self._take_side(last, here)
            if c.FPDFPathSegment_GetClose(segment):
                self._take_side(here, start)
            last = here

    def _take_side(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = one, other
        if abs(y0 - y1) < 1 and abs(x0 - x1) > 4:
            self.horizontal.append((y0, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 1 and abs(y0 - y1) > 4:
            self.vertical.append((x0, min(y0, y1), max(y0, y1)))


def _is_red(item: pdfium.PdfObject) -> bool:
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    for read in (c.FPDFPageObj_GetStrokeColor, c.FPDFPageObj_GetFillColor):
        if (
            read(item, r, g, b, a)
            and a.value > 20
            and r.value > 140
            and r.value > 1.6 * max(g.value, b.value)
        ):
            return True
    return False


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules on one level that touch are one: word processors draw a border in pieces."""
    merged: list[Rule] = []
    for at, start, end in sorted(rules, key=lambda rule: (round(rule[0] / 2), rule[1])):
        if merged and abs(merged[-1][0] - at) < 2 and start <= merged[-1][2] + 2.5:
            last = merged[-1]
            merged[-1] = (last[0], last[1], max(last[2], end))
        else:
            merged.append((at, start, end))
    return merged


def _lay_out(page: Page, glyphs: list[Glyph], shapes: _Shapes) -> None:
    """Put the characters of a page into lines, cell by cell where tables are ruled."""
    cells = find_cells(shapes.horizontal, shapes.vertical)
    lay_out(page, list(_grouped(glyphs, cells)), cells)


def lay_out(page: Page, groups: list[tuple[Cell | None, list[Line]]], cells: list[Cell]) -> None:
    """Order the lines of a page from the top, keeping the lines of a cell and the cells of a row together."""
    blocks: list[tuple[float, float, list[Line]]] = []
    tables: dict[int, dict[tuple[int, int], str]] = {}
    first_row: dict[tuple[int, int], float] = {}
    for cell in cells:
        key = (cell.table, cell.row)
        first_row[key] = min(first_row.get(key, cell.box[1]), cell.box[1])
        tables.setdefault(cell.table, {})[(cell.row, cell.column)] = ""
    for home, lines in groups:
        for line in lines:
            _place(page, line)
        if home is None:
            blocks += [(line.place.box[1] if line.place.box else 0.0, 0.0, [line]) for line in lines]
            continue
        for line in lines:
            line.cell = (home.table, home.row, home.column)
        tables[home.table][(home.row, home.column)] = "".join(line.text for line in lines)
        blocks.append((first_row[(home.table, home.row)], 1.0 + home.column, lines))
    blocks.sort(key=lambda block: block[:2])
    page.lines = [line for _, _, lines in blocks for line in lines]
    page.tables = [_table(page, index, texts, cells) for index, texts in sorted(tables.items())]


def _table(page: Page, index: int, texts: dict[tuple[int, int], str], cells: list[Cell]) -> Table:
    rows: dict[int, list[str]] = {}
    for (row, _), text in sorted(texts.items()):
        rows.setdefault(row, []).append(text)
    boxes = [cell.box for cell in cells if cell.table == index]
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return Table(list(rows.values()), Place(page.file, page.number, box))


def _place(page: Page, line: Line) -> None:
    box = line.place.box
    if box is None:
        return
    middle = (box[0] + box[2]) / 2
    line.centred = abs(middle - page.width / 2) < 0.04 * page.width and box[0] > 0.18 * page.width
    line.place = Place(page.file, page.number, box)


def _grouped(glyphs: list[Glyph], cells: list[Cell]) -> Iterator[tuple[Cell | None, list[Line]]]:
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph[1] + glyph[3]) / 2, (glyph[2] + glyph[4]) / 2
        home = next((k for k, cell in enumerate(cells) if _holds(cell.box, x, y)), None)
        (outside if home is None else inside.setdefault(home, [])).append(glyph)
    yield None, unruled_lines_of(outside)
    for k, members in inside.items():
        yield cells[k], lines_of(members)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def lines_of(glyphs: list[Glyph]) -> list[Line]:
    """Characters to lines: those whose middles lie within half a character height are one line."""
    return [_line(row) for row in _rows(glyphs)]


def unruled_lines_of(glyphs: list[Glyph]) -> list[Line]:
    """As `lines_of`, for places where no rule parts two columns: what wraps in one is read before the other."""
    found: list[Line] = []
    for part in unbraided(_rows(glyphs)):
        if isinstance(part, Pair):
            top = min(glyph[2] for row in (part.left[0], part.right[0]) for glyph in row)
            found += [_joined(part.left, top), _joined(part.right, top)]
        else:
            found.append(_line(part))
    return found


def _joined(rows: list[list[Glyph]], top: float) -> Line:
    """The rows of one value as one line; `top` is that of both columns, which keeps their order."""
    lines = [_line(row) for row in rows]
    boxes = [line.place.box for line in lines if line.place.box]
    box = (min(b[0] for b in boxes), top, max(b[2] for b in boxes), max(b[3] for b in boxes))
    return Line("".join(line.text for line in lines), Place("", 0, box), size=lines[0].size)


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    rows: list[tuple[float, list[Glyph]]] = []
    marks = [glyph for glyph in glyphs if not glyph[0].isspace()]
    blanks = [glyph for glyph in glyphs if glyph[0].isspace()]
    for glyph in sorted(marks, key=lambda g: (g[2] + g[4]) / 2):
        middle, height = (glyph[2] + glyph[4]) / 2, glyph[4] - glyph[2]
        if rows and middle - rows[-1][0] < 0.5 * max(height, 4.0):
            row = rows[-1][1]
            row.append(glyph)
            rows[-1] = ((rows[-1][0] * (len(row) - 1) + middle) / len(row), row)
        else:
            rows.append((middle, [glyph]))
    for glyph in blanks:
        middle = (glyph[2] + glyph[4]) / 2
        for at, row in rows:
            if abs(at - middle) < 0.35 * max(row[0][4] - row[0][2], 4.0):
                row.append(glyph)
                break
    return [row for _, row in rows]


_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


def _line(row: list[Glyph]) -> Line:
    row.sort(key=lambda glyph: (glyph[1], glyph[3]))
    size = median(glyph[4] - glyph[2] for glyph in row if not glyph[0].isspace())
    text: list[str] = []
    last: Glyph | None = None
    blank = False
    for glyph in row:
        if glyph[0].isspace():
            blank = True
            continue
        if last is not None:
            if last[0] == glyph[0] and abs(last[1] - glyph[1]) < 0.2 * size:
                continue  # bold by printing twice
            text.append(_gap(last, glyph, size, blank))
        text.append(glyph[0])
        last, blank = glyph, False
    seen = [glyph for glyph in row if not glyph[0].isspace()]
    box = (
        min(glyph[1] for glyph in seen),
        min(glyph[2] for glyph in seen),
        max(glyph[3] for glyph in seen),
        max(glyph[4] for glyph in seen),
    )
    return Line("".join(text), Place("", 0, box), size=size)


def _gap(last: Glyph, glyph: Glyph, size: float, blank: bool) -> str:
    """What stands between two characters: nothing, a blank, or two blanks where the form leaves a field."""
    gap = glyph[1] - last[3]
    if gap > 1.6 * size:
        return "  "
    wide = bool(_WIDE.match(last[0])) + bool(_WIDE.match(glyph[0]))
    if wide == 1:  # typesetting parts Chinese from digits; that is no blank
        return " " if gap > 0.8 * size else ""
    if wide == 2:
        return " " if gap > 0.7 * size or (blank and gap > 0.2 * size) else ""
    return " " if blank or gap > 0.35 * size else ""
