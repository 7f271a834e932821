"""Scans: leaning, turned, with a seal over the text, in several files; and pages that are both text and scan."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from minewarden.casefile.model import Body, CaseFile
from minewarden.casefile.read import read_case
from minewarden.casefile.render import page_image
from minewarden.errors import BadInput
from tests.casefile import hostile
from tests.casefile.papers import scanned
from tests.shared_data import shared_path

SAMPLE = "data/forms/worked-sample-2018-35-annex3.pdf"
DECISION, SLIP, ORDER, ORDER_END = 67, 72, 15, 16

pytestmark = [pytest.mark.shared, pytest.mark.heavy]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> CaseFile:
    """A leaning decision under a seal, a slip upside down as PNG, an order over two pictures, a text page."""
    folder: Path = tmp_path_factory.mktemp("scans")
    sample = pdfium.PdfDocument(shared_path(SAMPLE))

    def sheet(page: int, dpi: int = 150):  # type: ignore[no-untyped-def]
        return sample[page - 1].render(scale=dpi / 72).to_pil()

    scanned(sheet(DECISION), lean=1.6, seal=(900, 1020, 120)).save(folder / "k2.pdf", resolution=150)
    scanned(sheet(SLIP), turned=180).save(folder / "k9.png")
    scanned(sheet(ORDER), turned=90).save(folder / "m1.jpg", quality=80)
    scanned(sheet(ORDER_END), lean=-1.2).save(folder / "m2.jpg", quality=80)
    mixed = pdfium.PdfDocument.new()
    mixed.import_pages(sample, [16])
    mixed.save(folder / "t.pdf")
    return read_case(folder)


def test_kinds_and_bodies_are_told(case: CaseFile) -> None:
    assert [(d.file, d.kind) for d in case.documents] == [
        ("k2.pdf", "行政处罚决定书"),
        ("k9.png", "送达收执"),
        ("m1.jpg", "现场处理决定书"),
        ("t.pdf", "撤出作业人员命令书"),
    ]
    assert {d.body for d in case.documents} == {Body.INSPECTION}


def test_a_document_over_two_pictures_is_one(case: CaseFile) -> None:
    order = next(d for d in case.documents if d.file == "m1.jpg")
    assert {line.place.file for line in order.lines} == {"m1.jpg", "m2.jpg"}
    assert [finding.no for finding in order.findings] == list(range(1, 12))


def test_amounts_and_clauses_are_read_under_a_seal(case: CaseFile) -> None:
    decision = next(d for d in case.documents if d.file == "k2.pdf")
    assert [(a.digits_yuan, a.words_yuan) for a in decision.amounts if a.label == "fine"] == [
        (800_000, 800_000)
    ]
    assert [(c.article, c.item) for c in decision.citations] == [(8, 2), (10, None), (11, None)]


def test_a_seal_is_seen_where_there_is_one_and_missed_where_not(case: CaseFile) -> None:
    seen = {d.file: d.has_seal() for d in case.documents if d.scanned}
    assert seen == {"k2.pdf": True, "k9.png": False, "m1.jpg": False}


def test_the_year_brackets_recognition_mixes_up_are_one_kind(case: CaseFile) -> None:
    assert all("〔20XX〕" in d.number.text for d in case.documents if d.scanned and d.number)


def test_text_pages_are_not_recognised(case: CaseFile) -> None:
    assert [d.file for d in case.documents if not d.scanned] == ["t.pdf"]


def test_a_page_is_shown_at_the_resolution_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile.honest_pdf(2))
    assert page_image(tmp_path / "a.pdf", 2, 72).size == (595, 842)
    with pytest.raises(BadInput, match="no page 3"):
        page_image(tmp_path / "a.pdf", 3)
