"""Prints a case into a folder: DOCX, PDF, merged PDF, scans; names and order carry no meaning."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

from minewarden.documents.blocks import Block
from minewarden.documents.docx import docx_bytes
from minewarden.documents.pdf import pdf_bytes
from tests.casefiles import wording_inspection, wording_penalty
from tests.casefiles.filing import set_pages
from tests.casefiles.papers import EVIDENCE, Case, Paper
from tests.casefiles.scans import scan
from tests.casefiles.voice import STYLES, Voice

WORDS = {**wording_inspection.WORDS, **wording_penalty.WORDS}
FORMATS = ("docx", "pdf", "merged", "mixed", "scan")


@dataclass
class Printed:
    """A document of the truth."""

    file: str
    pages: tuple[int, int]
    kind: str  # canonical title, "" for evidence
    number: str
    date: str


@dataclass
class Truth:
    """What the folder holds and what is wrong with it."""

    case: str
    kind: str
    body: str
    style: str
    format: str
    documents: list[Printed] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)  # rule, document, and what was done
    allowed: list[str] = field(default_factory=list)  # rules that may rightly be reported besides

    def as_dict(self) -> dict[str, Any]:
        """As it is written."""
        return asdict(self)

    def write(self, path: Path) -> None:
        """As JSON."""
        path.write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")


def blocks_of(paper: Paper, voice: Voice) -> list[Block]:
    """The paper in words."""
    return WORDS[paper.key](paper, voice)


def print_case(case: Case, folder: Path, *, style: int, form: str, seed: int) -> Truth:
    """Write the files of `case` into `folder`. In: `style` index of STYLES, `form` one of FORMATS."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    voice = Voice(STYLES[style], case, random.Random(seed + 1))
    printed = _lay_out(case, voice)
    truth = Truth(
        folder.name, case.kind, "inspection" if case.inspection else "supervision", voice.style.name, form
    )
    piles = _piles(case, form, rng)
    rng.shuffle(piles)
    for at, pile in enumerate(piles):
        name = rng.choice(
            (
                f"{rng.randrange(16**8):08x}",
                f"IMG_{rng.randrange(10**4):04d}_{at}",
                f"扫描件{at + 1:03d}",
                f"{at + 1}",
            )
        )
        own = (
            form
            if form not in ("merged", "mixed")
            else "pdf"
            if form == "merged" or len(pile) > 1
            else rng.choice(("docx", "pdf"))
        )
        _write(folder, name, own, pile, printed, truth, case, voice, rng)
    return truth


def _lay_out(case: Case, voice: Voice) -> dict[int, bytes]:
    """PDF of every paper; the list and the cover are set last, when all sizes are known."""
    made = {id(p): _pdf(p, voice) for p in case.papers if p.key not in ("file_cover", "file_index")}
    set_pages(case, {key: page_count(data) for key, data in made.items()})
    made |= {id(p): _pdf(p, voice) for p in case.papers if p.key in ("file_cover", "file_index")}
    return made


def _pdf(paper: Paper, voice: Voice) -> bytes:
    style = voice.style
    return pdf_bytes(blocks_of(paper, voice), underline=style.underline, numbered=style.numbered_pages)


def page_count(data: bytes) -> int:
    """Pages of a PDF."""
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def _piles(case: Case, form: str, rng: random.Random) -> list[list[Paper]]:
    """Which papers share a file: each its own, all in one, or some."""
    if form in ("docx", "pdf", "scan"):
        return [[paper] for paper in case.papers]
    if form == "merged":
        return [list(case.papers)]
    piles: list[list[Paper]] = []
    rest = list(case.papers)
    while rest:
        size = rng.choice((1, 1, 2, 4))
        piles.append(rest[:size])
        rest = rest[size:]
    return piles


def _write(
    folder: Path, name: str, form: str, pile: list[Paper], printed: dict[int, bytes], truth: Truth, case: Case,
    voice: Voice, rng: random.Random,
) -> None:  # fmt: skip
    if form == "docx":
        file = f"{name}.docx"
        (folder / file).write_bytes(docx_bytes(blocks_of(pile[0], voice), underline=voice.style.underline))
    else:
        file = f"{name}.pdf"
        data = printed[id(pile[0])] if len(pile) == 1 else merge([printed[id(p)] for p in pile])
        (folder / file).write_bytes(scan(data, rng) if form == "scan" else data)
    page = 1
    for paper in pile:
        size = page_count(printed[id(paper)])
        kind = "" if paper.key == EVIDENCE else paper.kind.title_for(case.inspection)
        pages = (page, page + size - 1) if form != "docx" else (1, 1)
        truth.documents.append(Printed(file, pages, kind, paper.number, paper.on.isoformat()))
        page += size


def merge(parts: list[bytes]) -> bytes:
    """One PDF of several."""
    import io

    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        source = pypdfium2.PdfDocument(part)
        whole.import_pages(source)
        source.close()
    made = io.BytesIO()
    whole.save(made)
    whole.close()
    return made.getvalue()
