"""What one reading process does: single tasks on single files, under limits of the operating system.

A worker holds no state between tasks but the loaded recogniser, so it may be killed at any moment.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pypdfium2 as pdfium

from minewarden.casefile.document import read_document
from minewarden.casefile.docx import read_docx
from minewarden.casefile.image import PAGE_POINTS, open_pictures
from minewarden.casefile.limits import Limits, ReadingStopped
from minewarden.casefile.model import Document, ProblemKind, ReadingProblem
from minewarden.casefile.page import Page
from minewarden.casefile.pdf import read_pdf
from minewarden.casefile.split import split_pages
from minewarden.casefile.wire import receive, send

WORD, PDF, PICTURE = "word", "pdf", "picture"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", WORD),
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"BM", PICTURE),
)
_OLE = b"\xd0\xcf\x11\xe0"
IGNORED = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Read:
    """Read a file; its scanned pages come back empty, to be recognised in portions."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Recognise:
    """Recognise these pages (from 1) of a file."""

    path: Path
    name: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assemble:
    """Make documents of pages that are complete."""

    pages: list[Page]


Task = Read | Recognise | Assemble


@dataclass(slots=True)
class Outcome:
    """What a task yields: documents when nothing is left to do, else pages, of which `pending` are not read."""

    documents: list[Document] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    pending: tuple[int, ...] = ()
    problems: list[ReadingProblem] = field(default_factory=list)
    last: bool = False  # the worker ends with this answer


def perform(task: Task, limits: Limits) -> Outcome:
    """Do one task. A file that cannot be read is an outcome with a problem, not an error."""
    try:
        if isinstance(task, Read):
            return _read(task, limits)
        if isinstance(task, Recognise):
            return Outcome(pages=_recognise(task, limits))
        return Outcome(documents=[read_document(section) for section in split_pages(task.pages)])
    except ReadingStopped as stop:
        name = "" if isinstance(task, Assemble) else task.name
        return Outcome(problems=[ReadingProblem(name, stop.page, stop.kind, stop.message)])


def _read(task: Read, limits: Limits) -> Outcome:
    kind = kind_of(task.path, limits)
    if kind == PICTURE:
        pages = [Page(task.name, n + 1, 0, 0) for n, _ in enumerate(open_pictures(task.path, limits))]
        return Outcome(pages=pages, pending=tuple(page.number for page in pages))
    scans: list[int] = []
    if kind == PDF:
        reading = read_pdf(task.path, task.name, limits, lambda _, page, __: scans.append(page.number))
    else:
        reading = read_docx(task.path, task.name, limits)
    if not any(page.lines or page.pictures for page in reading.pages) and not reading.problems:
        raise ReadingStopped(ProblemKind.EMPTY, "文件中没有任何文字，请核对后重新提交。")
    if len(scans) > limits.scanned_pages:
        message = f"扫描页共{len(scans)}页，超过{limits.scanned_pages}页的上限，其余未识别。"
        reading.problems.append(
            ReadingProblem(task.name, scans[limits.scanned_pages], ProblemKind.OVERSIZED, message)
        )
        scans = scans[: limits.scanned_pages]
    if scans:
        return Outcome(pages=reading.pages, pending=tuple(scans), problems=reading.problems)
    documents = [read_document(section) for section in split_pages(reading.pages)]
    return Outcome(documents=documents, problems=reading.problems)


def kind_of(path: Path, limits: Limits) -> str:
    """What a file is, by its first bytes: names carry no meaning."""
    size = path.stat().st_size
    if size == 0:
        raise ReadingStopped(ProblemKind.EMPTY, "文件为空，请核对后重新提交。")
    if size > limits.file_bytes:
        raise ReadingStopped(
            ProblemKind.OVERSIZED, f"文件大小{size // 2**20}MB，超过{limits.file_bytes // 2**20}MB的上限。"
        )
    with path.open("rb") as file:
        head = file.read(1024)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head:
        return PDF
    if head.startswith(_OLE):
        message = "文件已加密或是旧版Office格式，请解密或另存为DOCX、PDF后重新提交。"
        raise ReadingStopped(ProblemKind.ENCRYPTED, message)
    raise ReadingStopped(ProblemKind.UNSUPPORTED, "不支持的文件格式，只能读取DOCX、PDF和图像。")


def _recognise(task: Recognise, limits: Limits) -> list[Page]:
    from minewarden.casefile.ocr import (
        recognise,
        recognise_sheet,
    )  # cv2 and onnxruntime: only where scans are

    if kind_of(task.path, limits) == PICTURE:
        pages = []
        for number, image in enumerate(open_pictures(task.path, limits), start=1):
            if number in task.pages:
                scale = PAGE_POINTS / max(image.size)
                page = Page(task.name, number, image.width * scale, image.height * scale)
                recognise(image, page)
                pages.append(page)
        return pages
    pages = []
    document = pdfium.PdfDocument(task.path)
    try:
        for number in task.pages:
            sheet = document[number - 1]
            width, height = sheet.get_size()
            page = Page(task.name, number, width, height)
            recognise_sheet(sheet, page, limits)
            sheet.close()
            pages.append(page)
    finally:
        document.close()
    return pages


def confine(limits: Limits, *, scans: bool) -> None:
    """Bound what the next task may take: memory, no core dump, no file written beyond a megabyte."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds there
        return
    more = limits.scan_memory_bytes if scans else limits.memory_bytes
    for what, most in (
        (resource.RLIMIT_AS, _held_bytes(0) + more),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 2**20),
    ):
        _, hard = resource.getrlimit(what)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _held_bytes(column: int) -> int:
    """Bytes this process has mapped (column 0) or holds in memory (1); 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[column]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Perform tasks until their stream closes, or until this process has grown too large to go on."""
    while True:
        try:
            task, limits = receive(tasks)
        except EOFError:
            return
        confine(limits, scans=isinstance(task, Recognise))
        before = _held_bytes(1)
        outcome = _guarded(task, limits)
        grown = _held_bytes(1) - before
        outcome.last = not isinstance(task, Recognise) and grown > limits.resting_bytes
        send(answers, outcome)
        if outcome.last:
            return


def _guarded(task: Task, limits: Limits) -> Outcome:
    """The outcome of a task, whatever a parser does on hostile input."""
    try:
        return perform(task, limits)
    except MemoryError:
        kind, message = ProblemKind.OVERSIZED, "读取该文件所需内存超过上限，未读取。"
    except RecursionError:
        kind, message = ProblemKind.OVERSIZED, "文件嵌套过深，疑为恶意文件，未读取。"
    except Exception as error:  # the border of the process: a parser may raise anything on damaged input
        kind, message = ProblemKind.UNREADABLE, f"文件已损坏，无法读取（{type(error).__name__}）。"
    name = "" if isinstance(task, Assemble) else task.name
    return Outcome(problems=[ReadingProblem(name, None, kind, message)])


def main() -> None:
    """The program of a worker."""
    # answers keep the real standard output for themselves; whatever else prints goes to standard error
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, own)
