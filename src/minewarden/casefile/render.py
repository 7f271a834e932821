"""The document as a reviewer sees it: a page as a picture, a DOCX as paragraphs that can be pointed at."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from minewarden.casefile.docx import read_docx
from minewarden.casefile.image import PAGE_POINTS, open_pictures
from minewarden.casefile.limits import DEFAULT, Limits, ReadingStopped
from minewarden.casefile.model import Line, ProblemKind
from minewarden.casefile.worker import PICTURE, kind_of
from minewarden.errors import BadInput

MOST_PIXELS = 40_000_000


def page_image(path: Path, page: int, dpi: int = 110, *, limits: Limits = DEFAULT) -> Image.Image:
    """Page `page` (from 1) of a PDF or picture as RGB; a box in points times `dpi / 72` is its place in pixels.

    Errors: BadInput for a page that is not there or a file that has no pages to draw, such as a DOCX.
    """
    try:
        if kind_of(path, limits) == PICTURE:
            return _picture(path, page, dpi, limits)
        return _sheet(path, page, dpi)
    except ReadingStopped as stop:
        raise BadInput(f"{path.name}: {stop.message}") from stop


def _picture(path: Path, page: int, dpi: int, limits: Limits) -> Image.Image:
    for number, image in enumerate(open_pictures(path, limits), start=1):
        if number == page:
            scale = PAGE_POINTS / max(image.size) * dpi / 72
            return image.resize((round(image.width * scale), round(image.height * scale)))
    raise BadInput(f"{path.name} has no page {page}")


def _sheet(path: Path, page: int, dpi: int) -> Image.Image:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise ReadingStopped(ProblemKind.UNREADABLE, "文件无法显示。") from error
    try:
        if not 1 <= page <= len(document):
            raise BadInput(f"{path.name} has no page {page}; it has {len(document)}")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = dpi / 72
        if width * height * scale * scale > MOST_PIXELS:
            scale = (MOST_PIXELS / max(width * height, 1.0)) ** 0.5
        shown: Image.Image = sheet.render(scale=scale).to_pil().convert("RGB")
        return shown
    finally:
        document.close()


def docx_html(path: Path, *, limits: Limits = DEFAULT) -> str:
    """The text of a DOCX as HTML: paragraphs, tables, pages; nothing of the file but escaped text gets in.

    Out: `<section class="page" data-page="1">` with `<p id="p1-1">` (page, line), ids in the order of
    `Document.lines` of that page; cells of a table row stand in one `<tr>`. Class names are for the style sheet
    of the page that shows it: centred, filled.
    Errors: BadInput when the file cannot be read.
    """
    try:
        reading = read_docx(path, path.name, limits)
    except ReadingStopped as stop:
        raise BadInput(f"{path.name}: {stop.message}") from stop
    parts: list[str] = []
    for page in reading.pages:
        parts.append(f'<section class="page" data-page="{page.number}">')
        parts += _lines(page.lines, page.number)
        parts.append("</section>")
    return "\n".join(parts)


def _lines(lines: list[Line], page: int) -> list[str]:
    parts: list[str] = []
    table: int | None = None
    row: tuple[int, int] | None = None
    cell: tuple[int, int, int] | None = None
    for number, line in enumerate(lines, start=1):
        at = line.cell
        if cell is not None and at != cell:
            parts.append("</td>")
        if row is not None and (at is None or at[:2] != row):
            parts.append("</tr>")
            row = None
        if table is not None and (at is None or at[0] != table):
            parts.append("</table>")
            table = None
        if at is not None:
            if table is None:
                parts.append("<table>")
                table = at[0]
            if row is None:
                parts.append("<tr>")
                row = at[:2]
            if at != cell:
                parts.append("<td>")
        cell = at
        parts.append(_paragraph(line, page, number))
    parts += (
        ["</td>"] * (cell is not None) + ["</tr>"] * (row is not None) + ["</table>"] * (table is not None)
    )
    return parts


def _paragraph(line: Line, page: int, number: int) -> str:
    look = ' class="centred"' if line.centred else ""
    text = escape(line.text)
    for filled in line.underlined:
        plain = escape(filled.strip())
        if plain and plain in text:
            text = text.replace(plain, f'<u class="filled">{plain}</u>', 1)
    return f'<p id="p{page}-{number}"{look}>{text}</p>'
