"""Blocks set as DOCX by python-docx."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from minewarden.documents.blocks import (
    Block,
    Break,
    Grid,
    Heading,
    Note,
    Number,
    Para,
    Row,
    Stamp,
    Title,
    runs,
)
from minewarden.documents.seal import seal_png

BODY_FACE, TITLE_FACE = "仿宋", "宋体"
BODY_PT, HEADING_PT, TITLE_PT, NOTE_PT = 12, 15, 19, 10


def docx_bytes(blocks: Sequence[Block], *, underline: bool = True) -> bytes:
    """The DOCX of `blocks`, A4; `underline` prints what was filled in on a line."""
    document = docx.Document(BytesIO(_empty()))
    setter = _Setter(document, underline)
    for block in blocks:
        setter.add(block)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def write_docx(blocks: Sequence[Block], path: Path, *, underline: bool = True) -> None:
    """As `docx_bytes`, into `path`."""
    path.write_bytes(docx_bytes(blocks, underline=underline))


@lru_cache(maxsize=1)
def _empty() -> bytes:
    """An empty A4 document with the faces of the standard (art. 6)."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY_FACE, Pt(BODY_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FACE)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


class _Setter:
    """Adds blocks to one document."""

    def __init__(self, document: Document, underline: bool) -> None:
        self.document = document
        self.underline = underline

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self._centred(block.text, HEADING_PT)
            case Title():
                self._centred(block.text, TITLE_PT, bold=True)
            case Number():
                self._number(block)
            case Row(boxed=True):
                self._boxed(block)
            case Row():
                self._row(block)
            case Para():
                self._para(block)
            case Grid():
                self._grid(block)
            case Stamp():
                self._stamp(block)
            case Note():
                self.document.add_paragraph().add_run(block.text).font.size = Pt(NOTE_PT)
            case Break():
                self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _centred(self, text: str, size: int, *, bold: bool = False) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold
        run.font.name = TITLE_FACE
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE_FACE)

    def _number(self, block: Number) -> None:
        paragraph = self.document.add_paragraph(f"{block.text}    {block.beside}".rstrip())
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _row(self, block: Row) -> None:
        paragraph = self.document.add_paragraph()
        for at, (label, value) in enumerate(block.cells):
            if at:
                paragraph.add_run("    ")
            self._pair(paragraph, label, value)

    def _boxed(self, block: Row) -> None:
        table = self.document.add_table(rows=1, cols=len(block.cells), style="Table Grid")
        for cell, (label, value) in zip(table.rows[0].cells, block.cells, strict=True):
            self._pair(cell.paragraphs[0], label, value)

    def _pair(self, paragraph: Paragraph, label: str, value: str) -> None:
        if label:
            paragraph.add_run(f"{label}：")
        self._runs(paragraph, value)

    def _para(self, block: Para) -> None:
        paragraph = self.document.add_paragraph()
        if block.indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
        self._runs(paragraph, block.text)

    def _runs(self, paragraph: Paragraph, text: str) -> None:
        for part in runs(text):
            run = paragraph.add_run(part.text)
            run.underline = True if part.look == "fill" and self.underline else None
            run.font.strike = True if part.look == "strike" else None

    def _grid(self, block: Grid) -> None:
        table = self.document.add_table(rows=0, cols=len(block.header), style="Table Grid")
        for texts in (block.header, *block.rows):
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text

    def _stamp(self, block: Stamp) -> None:
        organ = self.document.add_paragraph(f"{block.organ}{block.mark}")
        organ.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if block.sealed:
            organ.add_run().add_picture(BytesIO(seal_png(block.organ, block.legend)), width=Cm(4.2))
        self.document.add_paragraph(block.on).alignment = WD_ALIGN_PARAGRAPH.RIGHT
