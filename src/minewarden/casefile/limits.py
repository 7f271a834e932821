"""What a reader may spend on one file, and the error it stops with."""

from __future__ import annotations

from dataclasses import dataclass

from minewarden.casefile.model import ProblemKind
from minewarden.errors import BadInput


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of reading; sizes in bytes, times in seconds of wall clock.

    A file beyond a bound is reported, never partly believed; only of a document with too many pages the first
    `pages` are read and the rest is reported.
    """

    file_bytes: int = 200 * 2**20
    pages: int = 600
    scanned_pages: int = 200
    part_bytes: int = 40 * 2**20  # one unpacked part of a DOCX
    unpacked_bytes: int = 160 * 2**20  # all parts that are read
    zip_entries: int = 5_000
    zip_ratio: int = 400  # unpacked to packed, for parts beyond 1 MiB
    characters: int = 3_000_000  # of text in one file
    elements: int = 600_000  # of XML in one part
    image_pixels: int = 60_000_000
    image_side: int = 20_000
    page_points: float = 6_000.0  # side of a PDF page
    file_s: float = 60.0
    scanned_page_s: float = 30.0  # added per page that is recognised
    memory_bytes: int = 700 * 2**20  # address space that reading one file may add
    scan_memory_bytes: int = 1_900 * 2**20  # that recognising may add, most of it never touched
    resting_bytes: int = 200 * 2**20  # a worker that a file leaves larger by more makes way for a new one
    files: int = 2_000  # of one case
    processes: int = 2


DEFAULT = Limits()


class ReadingStopped(BadInput):
    """A file that cannot be read: what kind of problem, and a sentence in Chinese for the reviewer."""

    def __init__(self, kind: ProblemKind, message: str, page: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.page = page
        self.message = message
