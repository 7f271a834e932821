"""A folder of files to one `CaseFile`: read_case."""

from __future__ import annotations

from pathlib import Path

from minewarden.casefile.case import complete
from minewarden.casefile.document import read_document
from minewarden.casefile.docx import read_docx
from minewarden.casefile.limits import DEFAULT, Limits, ReadingStopped
from minewarden.casefile.model import CaseFile, ReadingProblem
from minewarden.casefile.page import FileReading
from minewarden.casefile.pdf import read_pdf
from minewarden.casefile.split import split_pages


def read_case(folder: Path, limits: Limits = DEFAULT) -> CaseFile:
    """The case in `folder`: its documents in the order of file names, and what could not be read."""
    case = CaseFile(folder.name)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        reading = _read(path, path.relative_to(folder).as_posix(), limits)
        case.reading_problems += reading.problems
        case.documents += [read_document(section) for section in split_pages(reading.pages)]
    complete(case)
    return case


def _read(path: Path, name: str, limits: Limits) -> FileReading:
    try:
        if path.suffix.lower() in (".docx", ".docm"):
            return read_docx(path, name, limits)
        return read_pdf(path, name, limits, lambda *_: None)
    except ReadingStopped as stop:
        return FileReading(name, [], [ReadingProblem(name, stop.page, stop.kind, stop.message)])
