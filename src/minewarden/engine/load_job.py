"""What a worker is handed for a batch, what it hands back, and what it may ask of the catalogue."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from minewarden.engine.catalogue import FILE, Part, State
from minewarden.engine.lake_home import Home
from minewarden.engine.load_plan import Batch, Found
from minewarden.feeds.profile import Profile
from minewarden.feeds.reading import BadRecord


@dataclass(frozen=True)
class Job:
    """A batch to work on: its files that are not loaded yet, each with its number."""

    home: Home
    inbox: str
    batch: Batch
    numbers: tuple[int, ...]
    profile: Profile | None
    now_ms: int
    max_file_bytes: int
    planned_after: int = 0  # how many commits its view of the catalogue includes at least


@dataclass
class FileOutcome:
    """What became of a file; the row that the catalogue will hold."""

    file_no: int
    found: Found
    state: State = State.TAKEN
    sha256: str = ""
    size: int | None = None  # of what was read: the file may have grown since it was listed
    header_ms: int | None = None
    rows: int = 0
    reason: str | None = None
    line: int | None = None
    same_as: int | None = None  # the file that has the same content: then this one leaves no row
    bad: list[BadRecord] = field(default_factory=list)
    clues: dict[str, int] = field(default_factory=dict)
    frame: tuple[str, int, int, int, int] | None = None  # pack, start, bytes, size unpacked, start inside


@dataclass
class Outcome:
    """All that a batch yields for the catalogue."""

    files: list[FileOutcome]
    parts: list[Part] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)  # paths of parts whose rows are in `parts` now
    registers: list[tuple[int, str, bytes]] = field(default_factory=list)  # file number, name, content


class Defect(Exception):
    """A batch of several files met something that no reader foresees: its files are to be tried one by one."""


class Known:
    """What the catalogue knows of a mine's files; read-only, as of the start of the batch."""

    def __init__(self, lake: Path) -> None:
        self.db = sqlite3.connect(f"file:{lake / FILE}?mode=ro", uri=True, timeout=60)

    def same_content(self, mine_code: str, sha256: str) -> int | None:
        """Out: the number of the taken file with this content."""
        row = self.db.execute(
            "SELECT file_no FROM files WHERE mine_code = ? AND sha256 = ? AND state IN (?, ?)",
            (mine_code, sha256, State.TAKEN, State.PRUNED),
        ).fetchone()
        return None if row is None else int(row[0])

    def same_instant(self, mine_code: str, type_name: str, header_ms: int) -> bool:
        """Out: whether a snapshot of this type and instant was taken already."""
        return (
            self.db.execute(
                "SELECT 1 FROM files WHERE mine_code = ? AND type = ? AND header_ms = ? AND state = ?",
                (mine_code, type_name, header_ms, State.TAKEN),
            ).fetchone()
            is not None
        )
