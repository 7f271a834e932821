"""The printed files: geometry of the page, the same text in both, one build under three seconds of work."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from minewarden.web.bulletins import files
from minewarden.web.bulletins.content import Bulletin, Entry, Run, Section
from minewarden.web.bulletins.models import Issue
from minewarden.web.bulletins.render import docx, pdf
from minewarden.web.bulletins.wording import word

POINTS_PER_MM = 72 / 25.4


def lines_of(page: pypdfium2.PdfPage) -> dict[float, str]:
    """Baseline from the top in points -> the characters on it, page mark included."""
    text = page.get_textpage()
    rows: dict[float, str] = {}
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character.strip():
            box = text.get_charbox(index, loose=True)
            top = round(page.get_height() - box[3])
            key = next((k for k in rows if abs(k - top) < 8), top)
            rows[key] = rows.get(key, "") + character
    return rows


def long_bulletin() -> Bulletin:
    paragraph = [Run("安" * 28 * 60)]
    return Bulletin(
        "题", [Run("第1期")], "单位", [Run("2024年3月31日")], [Section("栏", [Entry(0, [], [paragraph])])], []
    )


def test_a_full_page_has_22_lines_of_28_characters():
    pages = list(pypdfium2.PdfDocument(pdf.render(long_bulletin())))
    rows = lines_of(pages[1])
    body = [text for text in rows.values() if "-" not in text]
    assert len(body) == 22
    assert {len(text) for text in body} == {28}


def test_the_type_area_is_156_by_225_mm_on_a4():
    page = pypdfium2.PdfDocument(pdf.render(long_bulletin()))[1]
    assert (round(page.get_width() / POINTS_PER_MM), round(page.get_height() / POINTS_PER_MM)) == (210, 297)
    text = page.get_textpage()
    boxes = [
        text.get_charbox(i, loose=True)
        for i in range(text.count_chars())
        if text.get_text_range(i, 1) == "安"
    ]
    assert abs(min(box[0] for box in boxes) / POINTS_PER_MM - 28) < 1
    assert abs(210 - max(box[2] for box in boxes) / POINTS_PER_MM - 26) < 1


def test_the_page_mark_stands_left_on_even_and_right_on_odd_pages():
    document = pypdfium2.PdfDocument(pdf.render(long_bulletin()))
    for number in (2, 3):
        text = document[number - 1].get_textpage()
        whole = text.get_text_range()
        assert f"- {number} -" in whole
        left = text.get_charbox(whole.rindex(f"- {number} -"))[0] / POINTS_PER_MM
        assert (left < 60) == (number % 2 == 0)


@pytest.mark.django_db
def test_both_files_hold_the_same_text():
    text, _figures = files.contents(Issue.objects.get(code="2024-03"))
    document = pypdfium2.PdfDocument(pdf.render(text))
    printed = "".join(
        re.sub(rf"- {number} -", "", page.get_textpage().get_text_range())
        for number, page in enumerate(document, 1)
    )
    typed = "".join(paragraph.text for paragraph in Document(BytesIO(docx.render(text))).paragraphs)
    assert re.sub(r"\s", "", printed) == re.sub(r"\s", "", typed)
    assert "发现问题462条" in typed


@pytest.mark.django_db
def test_the_build_writes_three_files_and_the_figures_name_their_records(tmp_path):
    issue = Issue.objects.get(code="2024-03")
    names = sorted(path.name for path in files.write(issue, tmp_path / "out"))
    assert names == ["bulletin.docx", "bulletin.pdf", "figures.json"]
    data = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))
    problems = next(row for row in data["figures"] if row["id"] == "case_review.problems")
    assert (problems["value"], problems["unit"], problems["text"]) == (462, "条", "发现问题462条")
    assert problems["records"][0]["count"] == 462 and problems["records"][0]["url"].startswith("/")
    assert data["as_of"] == "2024-03-31"


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        ("2024-03-11", "day", "3月11日"),
        ("2024-03-01/2026-12-31", "period", "2024年3月1日至2026年12月31日"),
        ("2024-01-15/2024-02-05", "rough", "2024年1月中旬至2月初"),
        (0.7, "percent", "70%"),
        (["山西", "兵团"], "", "山西、兵团"),
        (["甲", "乙", "丙"], "and", "甲、乙和丙"),
        (["甲", "乙"], "count", "2"),
        ([], "", ""),
        (None, "day", "—"),
    ],
)
def test_values_are_written_as_officials_write_them(value, form, printed):
    assert word(value, form) == printed
