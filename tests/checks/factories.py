"""Case files for the tests of rules, built from text without any file."""

from __future__ import annotations

from copy import deepcopy

from minewarden.casefile.model import Body, CaseFile, Document, Line, Place, Table
from tests.checks import clean_case

Changes = dict[str, list[tuple[str, str]]]


def document(form: str, text: str, page: int = 1, *, confidence: float = 1.0) -> Document:
    """A document whose lines are those of `text`."""
    place = Place("案卷.docx", page)
    paper = Document(form, form, "案卷.docx", (page, page), Body.SUPERVISION)
    paper.lines = [Line(line, place, confidence) for line in text.splitlines()]
    return paper


def index(rows: list[list[str]], page: int = 2) -> Document:
    """The list inside a file as a table."""
    text = "\n".join(["煤矿安全监管行政执法文书", "档案卷内目录", *(cell for row in rows for cell in row)])
    paper = document("档案卷内目录", text, page)
    paper.tables = [Table(deepcopy(rows), Place("案卷.docx", page))]
    return paper


def clean(*, without: tuple[str, ...] = ()) -> CaseFile:
    """The clean case, less the papers named."""
    return changed({}, without=without)


def changed(changes: Changes, *, without: tuple[str, ...] = ()) -> CaseFile:
    """The clean case with `changes`: key of the paper -> replacements, each of which must apply."""
    documents = []
    for page, (key, text) in enumerate(clean_case.papers().items(), start=3):
        if key in without:
            continue
        for old, new in changes.get(key, []):
            assert old in text, f"{key} does not hold {old}"
            text = text.replace(old, new)
        documents.append(document(key.rstrip("ab"), text, page))
    rows = deepcopy(clean_case.INDEX_ROWS)
    for old, new in changes.get("档案卷内目录", []):
        assert any(old in cell for row in rows for cell in row), f"the list does not hold {old}"
        rows = [[cell.replace(old, new) for cell in row] for row in rows]
    documents.append(index(rows))
    return CaseFile("东沟煤矿案", documents, body=Body.SUPERVISION)
