"""An inbox into the lake: plan, work in a pool, commit in the order of the plan.

A batch counts when its catalogue transaction is done; until then it can be done again. Commits keep the order of the
plan, whichever worker is first, so a load that was killed goes on where an undisturbed one would have been.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from minewarden.engine.catalogue import State, stamp
from minewarden.engine.lake_home import home, writing
from minewarden.engine.load_batch import work
from minewarden.engine.load_commit import Committer
from minewarden.engine.load_job import Defect, FileOutcome, Job, Outcome
from minewarden.engine.load_plan import BATCH_BYTES, PROFILE, Found, Task, batches, scan, units
from minewarden.engine.quarantine import printable
from minewarden.errors import BadInput
from minewarden.feeds.profile import Profile, read_profile

MAX_FILE_BYTES = 32 * 1024 * 1024  # a snapshot is 68 KB; a receiver of 42号文 files was seen to stop at 20 MB
TABLE_FACTOR = 8  # a table may be so much larger: one file may hold a year
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
    pool_from_bytes: int = POOL_FROM_BYTES  # how much one process loads before workers are started
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


Progress = Callable[[int], None]  # bytes of a batch that is done


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

    In: the inbox and the lake, a folder or `s3://bucket/prefix` (made where it is missing); `now` against which upload
    times are judged; `only` to leave files alone for this time (those that still grow).
    Errors: BadInput when the inbox is no folder or the lake no lake; WrongState when another load runs on.
    Cost: memory for one mine's listing and a few batches.
    """
    root, place = Path(inbox).resolve(), home(lake)
    if not root.is_dir():
        raise BadInput(f"{inbox} is no folder")
    if place.work.resolve().is_relative_to(root):
        raise BadInput(f"the lake {place.name} must not lie inside the inbox {inbox}")
    told = settings or Settings.from_environment()
    with writing(place, told.wait_s, say, create=True) as catalogue:
        committer = Committer(catalogue, root, place, stamp(now or datetime.now(UTC)))
        return _Loader(committer, told, only).run(progress)


class _Loader:
    def __init__(
        self, committer: Committer, settings: Settings, only: Callable[[Found], bool] | None
    ) -> None:
        self.committer, self.settings, self.only = committer, settings, only
        self.inbox = committer.inbox
        self.report = LoadReport()

    def run(self, progress: Progress | None) -> LoadReport:
        for job, outcome in self._outcomes(self._jobs()):
            for one in self.committer.commit(job, outcome).files:
                self._count(one)
            if progress is not None:
                progress(sum(one.size for one in job.batch.files))
        return self.report

    def _jobs(self) -> Iterator[Job]:
        """Out: the batches of one mine after the other; a mine is listed and numbered when its turn comes."""
        for unit in units(self.inbox):
            found = [one for one in scan(self.inbox, unit) if self.only is None or self.only(one)]
            numbers = self.committer.plan(found)
            self.report.files += len(found)
            self.report.duplicates += len(found) - len(numbers)
            profile = self._profile(unit) if numbers else None
            for batch in batches(found, self.settings.batch_bytes):
                new = tuple(one for one in batch.files if one.path in numbers)
                if new:
                    yield Job(
                        home=self.committer.home,
                        inbox=str(self.inbox),
                        batch=replace(batch, files=new),
                        numbers=tuple(numbers[one.path] for one in new),
                        profile=profile,
                        now_ms=self.committer.now_ms,
                        max_file_bytes=self.settings.max_file_bytes
                        * (TABLE_FACTOR if batch.task is Task.CSV else 1),
                    )

    def _profile(self, unit: str) -> Profile | None:
        """Out: the profile laid down for the mine, None where its files tell their own."""
        path = self.inbox / unit / PROFILE
        try:
            return read_profile(path.read_bytes()) if unit and path.is_file() else None
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
        except BadInput as error:
            reason = str(error)
        self.report.quarantined.append(NotTaken(f"{printable(unit)}/{PROFILE}", reason, 0))
        return None

    def _outcomes(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Outcome]]:
        """Out: outcomes in the order of the jobs. Each is committed by the caller before the next is asked for."""
        workers = self.settings.workers or os.cpu_count() or 1
        done_bytes = 0
        while workers < 2 or done_bytes < self.settings.pool_from_bytes:
            job = next(jobs, None)
            if job is None:
                return
            handed = replace(job, planned_after=self.committer.done)
            yield from self._done(handed, partial(work, handed))
            done_bytes += sum(one.size for one in job.batch.files)
        # A plain fork would share this process's catalogue and threads with its children.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([work.__module__])
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_die_with_parent) as pool:
            waiting: deque[tuple[Job, Future[Outcome]]] = deque()
            for job in jobs:
                while waiting and (len(waiting) > 2 * workers or _must_wait(job, waiting)):
                    first, future = waiting.popleft()
                    yield from self._done(first, future.result)
                handed = replace(job, planned_after=self.committer.done)
                waiting.append((handed, pool.submit(work, handed)))
            while waiting:
                first, future = waiting.popleft()
                yield from self._done(first, future.result)

    def _done(self, job: Job, outcome_of: Callable[[], Outcome]) -> Iterator[tuple[Job, Outcome]]:
        """Out: the outcome of a batch; after a defect those of its files, each worked on when the last is committed."""
        try:
            outcome = outcome_of()
        except Defect:
            for number, found in zip(job.numbers, job.batch.files, strict=True):
                batch = replace(job.batch, files=(found,))
                alone = replace(job, batch=batch, numbers=(number,), planned_after=self.committer.done)
                yield alone, work(alone)
        else:
            yield job, outcome

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


def _die_with_parent() -> None:
    """Ends a worker when its loader is gone: a killed loader must not leave writers behind."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch(sentinel: int) -> None:
        multiprocessing.connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


def _must_wait(job: Job, waiting: deque[tuple[Job, Future[Outcome]]]) -> bool:
    """Out: whether the job reads parts that a job before it is still to commit: tables of one mine and type."""
    return job.batch.task is Task.CSV and any(
        (other.batch.mine_code, other.batch.type_name) == (job.batch.mine_code, job.batch.type_name)
        for other, _ in waiting
    )
