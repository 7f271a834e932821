"""The bulletin as an editable DOCX: the same text in the same geometry, faces named and not embedded."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from minewarden.web.bulletins.content import Bulletin, plain

PITCH = Pt(28.9)
FANGSONG, HEITI, BIAOSONG, SONGTI = "仿宋_GB2312", "黑体", "方正小标宋简体", "宋体"
RED = RGBColor(0xD1, 0x19, 0x0F)
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def render(bulletin: Bulletin) -> bytes:
    """The DOCX, A4, type area 156 x 225 mm, exact lines of 28.9 pt, page marks outside (GB/T 9704-2012)."""
    document = Document()
    _page(document)
    _head(document, bulletin)
    for index, part in enumerate(bulletin.parts):
        if index:
            _line(document, "")
        _line(document, part.heading, HEITI, align=CENTER).paragraph_format.keep_with_next = True
        for entry in part.entries:
            _line(document, "")
            for title in entry.titles:
                _line(document, plain(title), BIAOSONG, 22, CENTER).paragraph_format.keep_with_next = True
            for paragraph in entry.paragraphs:
                row = _line(document, plain(paragraph), align=WD_ALIGN_PARAGRAPH.JUSTIFY)
                row.paragraph_format.first_line_indent = Pt(31.5)
    _line(document, "")
    for index, row in enumerate(bulletin.tail):
        _tail_row(document, plain(row), last=index + 1 == len(bulletin.tail))
    document.core_properties.title = bulletin.title
    document.core_properties.author = bulletin.unit
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    style = document.styles["Normal"]
    style.font.size = Pt(15.75)
    _faces(style.element.get_or_add_rPr(), FANGSONG)
    document.settings.odd_and_even_pages_header_footer = True
    _page_mark(section.footer.paragraphs[0], RIGHT)
    _page_mark(section.even_page_footer.paragraphs[0], LEFT)


def _page_mark(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = align
    indent = "right_indent" if align == RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, indent, Pt(14))
    for part in ("- ", "PAGE", " -"):
        run = paragraph.add_run("" if part == "PAGE" else part)
        run.font.size = Pt(14)
        _faces(run._r.get_or_add_rPr(), SONGTI)
        if part == "PAGE":
            for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.text = text
                run._r.append(element)


def _head(document: DocxDocument, bulletin: Bulletin) -> None:
    _line(document, "")
    _line(document, bulletin.title, BIAOSONG, 27, CENTER, RED)
    _line(document, "")
    _line(document, plain(bulletin.number), align=CENTER)
    row = _line(document, f"{bulletin.unit}\t{plain(bulletin.date)}")
    row.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    _border(row, "bottom", "D1190F", 12)
    _line(document, "")


def _line(
    document: DocxDocument,
    text: str,
    face: str = FANGSONG,
    size: float = 15.75,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    colour: RGBColor | None = None,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    _faces(run._r.get_or_add_rPr(), face)
    return paragraph


def _tail_row(document: DocxDocument, text: str, *, last: bool) -> None:
    row = _line(document, text, size=14)
    form = row.paragraph_format
    form.left_indent, form.right_indent, form.first_line_indent = Pt(42), Pt(14), Pt(-28)
    form.line_spacing = Pt(24)
    form.keep_together = True
    _border(row, "top", "000000", 8)
    if last:
        _border(row, "bottom", "000000", 8)


def _faces(properties: OxmlElement, face: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.set(qn("w:eastAsia"), face)
    for slot in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(slot), "Times New Roman")


def _border(paragraph: Paragraph, side: str, colour: str, eighths: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
