"""Recognition of scanned pages: time a page and wrong characters

The pages are those of the official worked sample of 2018 (shared data), drawn at 150 dpi, leaning, with noise and a
seal over the text of every second one; its text layer is the truth. Blanks and marks of punctuation do not count.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

import pypdfium2 as pdfium

from minewarden.casefile.limits import DEFAULT
from minewarden.casefile.model import CaseFile
from minewarden.casefile.pdf import read_pdf
from minewarden.casefile.read import read_case
from tests.bench.report import Report
from tests.casefile.papers import scanned
from tests.shared_data import SHARED

SAMPLE = SHARED / "data" / "forms" / "worked-sample-2018-35-annex3.pdf"
PAGES = (13, 14, 15, 16, 17, 18, 19, 25, 34, 36, 37, 52, 55, 56, 57, 60, 67, 68, 69, 71, 73, 85, 92, 93)


def run(out: Report) -> None:
    """Scan the pages, read them as one case, compare with the text layer."""
    if not SAMPLE.exists():
        out.note(f"Real input is absent: {SAMPLE}.")
        return
    truth = read_pdf(SAMPLE, "truth.pdf", DEFAULT, lambda *_: None)
    with tempfile.TemporaryDirectory(prefix="scans") as name:
        folder = Path(name)
        _scan(folder / "all.pdf")
        started = time.perf_counter()
        case = read_case(folder)
        took = time.perf_counter() - started
    rows, wrong, characters = [], 0, 0
    for number, page in enumerate(PAGES, start=1):
        printed = _folded("".join(line.text for line in truth.pages[page - 1].lines))
        errors = _distance(printed, _folded(_text_of(case, number)))
        wrong, characters = wrong + errors, characters + len(printed)
        rows.append((page, len(printed), errors, f"{errors / len(printed):.2%}"))
    out.table(
        f"{len(PAGES)} pages, 2 processes",
        ("figure", "value"),
        (
            ("time a page, s (with starting up)", f"{took / len(PAGES):.2f}"),
            ("characters", f"{characters:,}"),
            ("wrong characters", f"{wrong / characters:.2%}"),
            ("documents found", len(case.documents)),
        ),
    )
    out.table("Page by page", ("page of the sample", "characters", "wrong", "share"), rows)


def _scan(path: Path) -> None:
    sample = pdfium.PdfDocument(SAMPLE)
    pages = []
    for number, page in enumerate(PAGES):
        drawn = sample[page - 1].render(scale=150 / 72).to_pil()
        seal = (850, 1_050, 120) if number % 2 else None
        pages.append(scanned(drawn, lean=(-1.5, 0.0, 0.8, 2.0)[number % 4], seal=seal))
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=150, quality=75)


def _text_of(case: CaseFile, page: int) -> str:
    return "".join(line.text for d in case.documents for line in d.lines if line.place.page == page)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


def _distance(one: str, other: str) -> int:
    """Edits that turn `one` into `other`."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]
