"""Every form of both bodies under every name, in the layouts that offices use; and what must not part a file."""

from __future__ import annotations

import pytest

from minewarden.casefile.document import read_document
from minewarden.casefile.kinds import MORE_NAMES, read_title
from minewarden.casefile.model import Body, Document, Line, Place
from minewarden.casefile.page import Page
from minewarden.casefile.runs import in_reading_order, natural_order
from minewarden.casefile.split import split_pages
from minewarden.rules.document_kinds import KINDS, DocumentKind
from minewarden.rules.document_numbers import write_number

HEADINGS = {Body.SUPERVISION: "煤矿安全监管行政执法文书", Body.INSPECTION: "国家矿山安全监察"}


def line(text: str, *, size: float = 12.0, centred: bool = False, page: int = 1) -> Line:
    return Line(text, Place("a.pdf", page), size=size, centred=centred)


def page_of(*lines: Line, number: int = 1, scanned: bool = False) -> Page:
    return Page("a.pdf", number, 595, 842, list(lines), scanned=scanned)


def text_lines(page: int = 1) -> list[Line]:
    return [line("被检查单位：甲县东山煤矿，位于甲县东山镇境内，属国有重点煤矿。", page=page)] * 4


def laid_out(layout: str, title: str, heading: str, number: str) -> list[Line]:
    """The head of a paper: letter-spaced, in one line with the letterhead, under the organ, or in plain type."""
    numbered = [line(number)] if number else []
    if layout == "spaced":
        return [
            line(" ".join(heading), size=16, centred=True),
            line(" ".join(title), size=22, centred=True),
            *numbered,
        ]
    if layout == "one line":
        return [line(heading + title, size=18, centred=True), *numbered]
    if layout == "organ":
        return [line("甲市应急管理局"), line(title, size=18, centred=True), line(heading), *numbered]
    return [line(title), line(heading), *(numbered or [line("案由：甲县东山煤矿违法案")])]


def number_of(kind: DocumentKind, body: Body) -> str:
    if not kind.codes:
        return ""
    inspection = body is Body.INSPECTION
    return write_number(
        region="晋",
        office="太" if inspection else "甲市",
        code=kind.codes[0],
        year=2024,
        sequence=12,
        inspection=inspection,
    )


CASES = [
    (kind, body, name)
    for kind in KINDS
    for body in Body
    if kind.in_list_of(body is Body.INSPECTION)
    for name in (*kind.names, *MORE_NAMES.get(kind.title, ()))
]


@pytest.mark.parametrize("layout", ["spaced", "one line", "organ", "plain"])
def test_every_form_is_told_under_every_name_with_its_number(layout: str) -> None:
    for kind, body, name in CASES:
        number = number_of(kind, body)
        page = page_of(*laid_out(layout, name, HEADINGS[body], number), *text_lines())
        read = [read_document(section) for section in split_pages([page])]
        forms = [(document.form, document.number.text if document.number else "") for document in read]
        assert forms == [(kind.title, number)], (name, body, layout)


@pytest.mark.parametrize("body", list(Body))
def test_the_kind_is_the_title_of_the_body_that_issued_it(body: Body) -> None:
    for kind in KINDS:
        if kind.in_list_of(body is Body.INSPECTION):
            title = kind.title_for(body is Body.INSPECTION)
            page = page_of(*laid_out("spaced", title, HEADINGS[body], ""), *text_lines())
            (document,) = [read_document(section) for section in split_pages([page])]
            assert (document.kind, document.body) == (title, body)


def test_one_wrong_character_of_a_scan_is_forgiven_and_lowers_confidence() -> None:
    head = laid_out("spaced", "行政处罚决足书", HEADINGS[Body.SUPERVISION], "晋（甲市）煤安罚〔2024〕12号")
    (section,) = split_pages([page_of(*head, *text_lines(), scanned=True)])
    document = read_document(section)
    assert document.kind == "行政处罚决定书" and document.confidence < 0.9


def test_one_wrong_character_of_a_text_file_is_not_forgiven() -> None:
    assert read_title("行政处罚决足书") is None


@pytest.mark.parametrize(
    "mention",
    [
        "《行政处罚决定书》",
        "送达文书：行政处罚决定书",
        "1.行政处罚决定书",
        "行政处罚决定书（晋煤安罚〔2024〕1号）送达后",
        "法制审核意见：",
    ],
)
def test_a_mention_starts_no_document(mention: str) -> None:
    page = page_of(
        *laid_out("spaced", "送达收执", HEADINGS[Body.SUPERVISION], ""), line(mention), *text_lines()
    )
    assert [section.title and section.title.official for section in split_pages([page])] == ["送达收执"]


def test_the_list_that_belongs_to_a_notice_stays_with_it() -> None:
    first = page_of(*laid_out("spaced", "抽样取证通知书", HEADINGS[Body.SUPERVISION], ""), *text_lines())
    second = page_of(
        line("附件", page=2), line("抽样取证清单", size=18, centred=True, page=2), *text_lines(2), number=2
    )
    (section,) = split_pages([first, second])
    assert section.span == (1, 2) and section.attachments == ["抽样取证清单"]


def test_a_header_repeated_on_every_page_is_not_part_of_the_text() -> None:
    first = page_of(*laid_out("spaced", "听证笔录", HEADINGS[Body.SUPERVISION], ""), *text_lines())
    second = page_of(line(HEADINGS[Body.SUPERVISION], page=2), *text_lines(2), number=2)
    (section,) = split_pages([first, second])
    assert [one.text for one in section.lines].count(HEADINGS[Body.SUPERVISION]) == 0


def test_page_labels_put_strayed_pages_behind_their_document() -> None:
    pages = [page_of(number=n) for n in range(1, 5)]
    for page, label in zip(pages, [(1, 2), (2, 3), (2, 2), (1, 3)], strict=True):
        page.label = label
    assert [page.label for page in in_reading_order(pages)] == [(1, 2), (2, 2), (1, 3), (2, 3)]


def test_names_are_ordered_by_their_numbers() -> None:
    assert sorted(["p10.png", "p2.png", "a.png"], key=natural_order) == ["a.png", "p2.png", "p10.png"]


def documents_of(*pages: Page) -> list[Document]:
    return [read_document(section) for section in split_pages(list(pages))]


def test_a_paper_without_known_title_is_a_document_without_kind() -> None:
    page = page_of(line("某某情况说明", size=20, centred=True), *text_lines())
    (document,) = documents_of(page)
    assert (document.kind, document.title) == ("", "某某情况说明")
