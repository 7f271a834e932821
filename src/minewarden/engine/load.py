"""An inbox into the lake: plan, work in a pool, commit in the order of the plan.

A batch counts when its catalogue transaction is done; until then it can be done again. Commits keep the order of the
plan, whichever worker is first, so a load that was killed goes on where an undisturbed one would have been.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from minewarden.engine.catalogue import Catalogue, State, stamp
from minewarden.engine.lake_store import TEMPORARY, writer_lock
from minewarden.engine.load_batch import FileOutcome, Job, Outcome, work
from minewarden.engine.load_plan import BATCH_BYTES, PROFILE, Batch, Found, Task, batches, scan
from minewarden.engine.quarantine import printable
from minewarden.errors import BadInput
from minewarden.feeds.profile import Profile, read_profile

MAX_FILE_BYTES = 64 * 1024 * 1024
POOL_FROM_BYTES = 24 * 1024 * 1024  # below this, starting workers costs more than it saves
LISTED_RECORDS = 100  # bad records of one file that the report lists; quarantine keeps all


@dataclass(frozen=True)
class NotTaken:
    """A file, or one record of it, that was not taken. `line` 0 means the file as a whole."""

    file: str
    reason: str
    line: int


@dataclass
class LoadReport:
    """What a load did. `files` counts what lay in the inbox, `rows` what was added."""

    files: int = 0
    rows: int = 0
    duplicates: int = 0
    rejected_rows: int = 0
    quarantined: list[NotTaken] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Out: the object of the contract, section 4."""
        return {
            "files": self.files,
            "rows": self.rows,
            "duplicates": self.duplicates,
            "quarantined": [vars(one) for one in self.quarantined],
            "rejected_rows": self.rejected_rows,
        }


@dataclass(frozen=True)
class Settings:
    """What an operator may change; environment variables `MINEWARDEN_MAX_FILE_MB`, `MINEWARDEN_WORKERS`."""

    max_file_bytes: int = MAX_FILE_BYTES
    batch_bytes: int = BATCH_BYTES
    workers: int = 0  # 0: one per core
    wait_s: float = 600.0  # how long to wait for another writer

    @staticmethod
    def from_environment() -> Settings:
        """Out: the settings. Errors: BadInput when a variable is no whole number above zero."""
        megabytes = _whole_number("MINEWARDEN_MAX_FILE_MB", MAX_FILE_BYTES // 1024 // 1024)
        workers = _whole_number("MINEWARDEN_WORKERS", os.cpu_count() or 1)
        return Settings(max_file_bytes=megabytes * 1024 * 1024, workers=workers)


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadInput(f"{name} must be a whole number above zero, not {text!r}")
    return int(text)


Progress = Callable[[int, int], None]  # bytes of a batch that are done, bytes of all


def load(
    inbox: str | Path,
    lake: str | Path,
    *,
    now: datetime | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda text: None,
    only: Callable[[Found], bool] | None = None,
) -> LoadReport:
    """Out: what was taken, what not and why. Loading the same inbox again adds nothing.

    In: the inbox and the lake (made where it is missing); `now` against which upload times are judged; `only` to
    leave files alone for this time (those that still grow).
    Errors: BadInput when the inbox is no folder or the lake no lake; WrongState when another load runs on.
    """
    root, place = Path(inbox).resolve(), Path(lake)
    told = settings or Settings.from_environment()
    found = [one for one in scan(root) if only is None or only(one)]
    _prepare(place)
    with writer_lock(place, told.wait_s, say), Catalogue(place, create=True) as catalogue:
        sweep(place, catalogue)
        loader = _Loader(catalogue, root, place, told, stamp(now or datetime.now(UTC)))
        return loader.run(found, progress)


def _prepare(lake: Path) -> None:
    try:
        lake.mkdir(parents=True, exist_ok=True)
        (lake / TEMPORARY).mkdir(exist_ok=True)
    except OSError as error:
        raise BadInput(f"{lake} cannot be a lake: {error.strerror}") from None


def sweep(lake: Path, catalogue: Catalogue) -> int:
    """Removes what an interrupted writer left and the catalogue does not name. Out: how many files."""
    named = {path for (path,) in catalogue.db.execute("SELECT path FROM parts")}
    named |= {path for (path,) in catalogue.db.execute("SELECT DISTINCT pack FROM files WHERE pack NOT NULL")}
    removed = 0
    for folder, pattern in ((TEMPORARY, "*"), ("data", "*.parquet"), ("raw", "*.zst")):
        for path in (lake / folder).rglob(pattern):
            if path.is_file() and str(path.relative_to(lake)) not in named:
                path.unlink()
                removed += 1
    return removed


class _Loader:
    def __init__(
        self, catalogue: Catalogue, inbox: Path, lake: Path, settings: Settings, now_ms: int
    ) -> None:
        self.catalogue, self.inbox, self.lake = catalogue, inbox, lake
        self.settings, self.now_ms = settings, now_ms
        self.report = LoadReport()
        self.profiles: dict[str, Profile | None] = {}

    def run(self, found: list[Found], progress: Progress | None) -> LoadReport:
        self.report.files = len(found)
        numbers = self._numbers(found)
        jobs = [
            job
            for batch in batches(found, self.settings.batch_bytes)
            if (job := self._job(batch, numbers)) is not None
        ]
        total = sum(one.size for job in jobs for one in job.batch.files)
        for job, outcome in self._outcomes(jobs, total):
            self._commit(job, outcome)
            if progress is not None:
                progress(sum(one.size for one in job.batch.files), total)
        return self.report

    # -- planning ----------------------------------------------------------------------------------------

    def _numbers(self, found: list[Found]) -> dict[str, int]:
        """Out: by path, the number of each file that is to be read; all planned before any is worked on."""
        sightings = {
            path: (size, changed, file_no, state)
            for path, size, changed, file_no, state in self.catalogue.db.execute(
                "SELECT s.path, s.size, s.changed_ns, s.file_no, f.state FROM sightings s JOIN files f "
                "USING (file_no) WHERE substr(s.path, 1, ?) = ?",
                (len(self._sighting("")), self._sighting("")),
            )
        }
        (last,) = self.catalogue.db.execute("SELECT coalesce(max(file_no), 0) FROM files").fetchone()
        numbers: dict[str, int] = {}
        planned: list[Found] = []
        for one in found:
            seen = sightings.get(self._sighting(one.path))
            if seen is None or seen[:2] != (one.size, one.changed_ns):
                planned.append(one)
                numbers[one.path] = last + len(planned)
            elif seen[3] in (State.PLANNED, State.QUARANTINED):
                numbers[one.path] = seen[2]
            else:
                self.report.duplicates += 1
        with self.catalogue.transaction() as db:
            db.executemany(
                "INSERT INTO files (file_no, path, mine_code, type, name, size, arrived_ms, state) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (numbers[one.path], printable(one.path), printable(one.mine_code), one.type_name,
                     printable(one.name), one.size, one.arrived_ms, State.PLANNED)
                    for one in planned
                ],
            )  # fmt: skip
            db.executemany(
                "INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?)",
                [(self._sighting(o.path), o.size, o.changed_ns, numbers[o.path]) for o in planned],
            )
        return numbers

    def _sighting(self, path: str) -> str:
        return printable(f"{self.inbox}/{path}")

    def _job(self, batch: Batch, numbers: dict[str, int]) -> Job | None:
        new = tuple(one for one in batch.files if one.path in numbers)
        if not new:
            return None
        return Job(
            str(self.lake), str(self.inbox), Batch(batch.task, batch.mine_code, batch.type_name, new),
            tuple(numbers[one.path] for one in new), self._profile(batch.mine_code), self.now_ms,
            self.settings.max_file_bytes,
        )  # fmt: skip

    def _profile(self, mine_code: str) -> Profile | None:
        """Out: the profile laid down for the mine, None where its files tell their own."""
        if mine_code not in self.profiles:
            self.profiles[mine_code] = None
            path = self.inbox / mine_code / PROFILE
            if mine_code and path.is_file():
                try:
                    self.profiles[mine_code] = read_profile(path.read_bytes())
                except BadInput as error:
                    self.report.quarantined.append(NotTaken(f"{mine_code}/{PROFILE}", str(error), 0))
        return self.profiles[mine_code]

    # -- working -----------------------------------------------------------------------------------------

    def _outcomes(self, jobs: list[Job], total: int) -> Iterator[tuple[Job, Outcome]]:
        """Out: outcomes in the order of the jobs. Each is committed by the caller before the next is asked for."""
        workers = min(self.settings.workers or os.cpu_count() or 1, len(jobs))
        if workers < 2 or total < POOL_FROM_BYTES:
            for job in jobs:
                yield job, work(job)
            return
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            waiting: deque[tuple[Job, Future[Outcome]]] = deque()
            for job in jobs:
                while waiting and (len(waiting) > 2 * workers or _must_wait(job, waiting)):
                    first, future = waiting.popleft()
                    yield first, future.result()
                waiting.append((job, pool.submit(work, job)))
            for first, future in waiting:
                yield first, future.result()

    # -- committing --------------------------------------------------------------------------------------

    def _commit(self, job: Job, outcome: Outcome) -> None:
        if self._overtaken(job, outcome):  # a batch before it brought the same content or instant meanwhile
            outcome = work(job)
        with self.catalogue.transaction() as db:
            for one in outcome.files:
                self._commit_file(db, one)
            db.executemany("DELETE FROM parts WHERE path = ?", [(path,) for path in outcome.replaced])
            db.executemany(
                "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [tuple(vars(part).values()) for part in outcome.parts],
            )
            db.executemany(
                "INSERT OR REPLACE INTO registers SELECT file_no, mine_code, arrived_ms, ?, ? FROM files "
                "WHERE file_no = ?",
                [(name, content, file_no) for file_no, name, content in outcome.registers],
            )
        for path in outcome.replaced:
            (self.lake / path).unlink(missing_ok=True)
        for one in outcome.files:
            self._count(one)

    def _overtaken(self, job: Job, outcome: Outcome) -> bool:
        taken = [o for o in outcome.files if o.state is State.TAKEN and o.same_as is None]
        query = self.catalogue.db.execute
        for one in taken:
            mine = (printable(one.found.mine_code), State.TAKEN)
            if query(
                "SELECT 1 FROM files WHERE mine_code = ? AND state = ? AND sha256 = ?", (*mine, one.sha256)
            ).fetchone():
                return True
            if (
                one.found.type_name in ("RYSS", "JZSS")
                and query(
                    "SELECT 1 FROM files WHERE mine_code = ? AND state = ? AND type = ? AND header_ms = ?",
                    (*mine, one.found.type_name, one.header_ms),
                ).fetchone()
            ):
                return True
        known = {path for (path,) in query("SELECT path FROM parts")} if outcome.replaced else set()
        return not known.issuperset(outcome.replaced)

    def _commit_file(self, db: sqlite3.Connection, one: FileOutcome) -> None:
        if one.same_as is not None:
            db.execute("DELETE FROM files WHERE file_no = ?", (one.file_no,))
            db.execute(
                "UPDATE sightings SET file_no = ? WHERE path = ?",
                (one.same_as, self._sighting(one.found.path)),
            )
            return
        db.execute(
            "UPDATE files SET state = ?, sha256 = ?, header_ms = ?, rows = ?, rejected = ?, reason = ?, "
            "line = ?, pack = ?, frame_start = ?, frame_bytes = ?, frame_size = ?, member_start = ? "
            "WHERE file_no = ?",
            (one.state, one.sha256, one.header_ms, one.rows, len(one.bad), one.reason, one.line,
             *(one.frame or (None,) * 5), one.file_no),
        )  # fmt: skip
        db.executemany(
            "INSERT OR REPLACE INTO rejects VALUES (?, ?, ?)",
            [(one.file_no, bad.line, bad.reason) for bad in one.bad],
        )
        db.executemany(
            "INSERT OR REPLACE INTO clues VALUES (?, ?, ?)",
            [(one.file_no, clue, rows) for clue, rows in one.clues.items()],
        )

    def _count(self, one: FileOutcome) -> None:
        name = printable(one.found.path)
        if one.same_as is not None:
            self.report.duplicates += 1
        elif one.state is State.QUARANTINED:
            self.report.quarantined.append(NotTaken(name, one.reason or "", one.line or 0))
        else:
            self.report.rows += one.rows
            self.report.rejected_rows += len(one.bad)
            listed = one.bad[:LISTED_RECORDS]
            self.report.quarantined += [NotTaken(name, bad.reason, bad.line) for bad in listed]


def _must_wait(job: Job, waiting: deque[tuple[Job, Future[Outcome]]]) -> bool:
    """Out: whether the job reads parts that a job before it is still to commit: tables of one mine and type."""
    return job.batch.task is Task.CSV and any(
        (other.batch.mine_code, other.batch.type_name) == (job.batch.mine_code, job.batch.type_name)
        for other, _ in waiting
    )


__all__ = ["LoadReport", "NotTaken", "Settings", "load"]
