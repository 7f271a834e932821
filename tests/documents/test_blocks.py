"""Marks inside texts, and the two printers on the same blocks."""

from __future__ import annotations

import io

import docx
import pypdfium2

from minewarden.documents.blocks import Break, Grid, Para, Row, Stamp, Title, fill, plain, runs, strike
from minewarden.documents.docx import docx_bytes
from minewarden.documents.pdf import pdf_bytes


def test_marks_cut_a_text_into_runs() -> None:
    found = runs(f"于{fill('2026年3月2日')}作出{strike('撤销')}决定")

    assert [(run.text, run.look) for run in found] == [
        ("于", "plain"), ("2026年3月2日", "fill"), ("作出", "plain"), ("撤销", "strike"), ("决定", "plain"),
    ]  # fmt: skip


def test_plain_drops_the_marks() -> None:
    assert plain(f"{fill('甲')}乙{strike('丙')}") == "甲乙丙"


def test_signs_of_typesetting_are_printed_as_they_are() -> None:
    text = r'#let x = "1" $a$ *b* _c_ \ [d] {e} <f> @g ¥20,000.00'

    page = pypdfium2.PdfDocument(pdf_bytes([Para(text, indent=False)]))[0]

    assert "".join(page.get_textpage().get_text_bounded().split()) == "".join(text.split())


def test_a_break_starts_a_new_page() -> None:
    document = pypdfium2.PdfDocument(pdf_bytes([Title("一"), Break(), Title("二")]))

    assert len(document) == 2


def test_a_seal_is_a_picture_in_both_formats() -> None:
    stamp = Stamp("云岭市应急管理局", "2026年3月2日", "（印章）", sealed=True, legend="执法专用章")

    word = docx.Document(io.BytesIO(docx_bytes([stamp])))
    pages = pypdfium2.PdfDocument(pdf_bytes([stamp]))

    assert len(word.inline_shapes) == 1
    assert any(thing.type == 3 for thing in pages[0].get_objects())  # FPDF_PAGEOBJ_IMAGE


def test_struck_out_and_filled_in_survive_in_docx() -> None:
    word = docx.Document(io.BytesIO(docx_bytes([Row((("账号", fill("123") + strike("45")),))])))

    looks = {run.text: (bool(run.underline), bool(run.font.strike)) for run in word.paragraphs[0].runs}

    assert looks["123"] == (True, False)
    assert looks["45"] == (False, True)


def test_a_grid_keeps_its_rows() -> None:
    word = docx.Document(io.BytesIO(docx_bytes([Grid(("序号", "名称"), (("1", "传感器"), ("2", "风机")))])))

    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["序号", "名称"], ["1", "传感器"], ["2", "风机"],
    ]  # fmt: skip
