"""One batch of files into parts, raw packs and quarantine: all but the catalogue. Runs in any process.

Nothing that it writes counts before the catalogue names it, so a worker may die, or run twice, at any moment.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from minewarden.engine import load_tables, quarantine
from minewarden.engine.catalogue import State, moment, stamp
from minewarden.engine.lake_raw import Pack
from minewarden.engine.lake_schema import HEADERS
from minewarden.engine.load_job import Defect, FileOutcome, Job, Known, Outcome
from minewarden.engine.load_plan import Task
from minewarden.engine.load_rows import Irregular, Rows, exact_rows, header_rows, text_rows, with_hashes
from minewarden.errors import BadFeed, MinewardenError
from minewarden.feeds import BY_NAME
from minewarden.feeds.clocks import AHEAD
from minewarden.feeds.reading import BadRecord, FileName, Refused, TextFile, open_text, parse_name
from minewarden.feeds.register import read_register

_CHUNK = 1024 * 1024
_NO_FILES_FAULT = (MinewardenError, OSError, MemoryError, sqlite3.Error)


def work(job: Job) -> Outcome:
    """Out: the batch's files, parts and registers, for the catalogue.

    Errors: Defect where several files were given and one of them met something that no reader foresees; a single
    such file is refused. What concerns the lake or the machine (OSError, MemoryError, WrongState) is no file's fault.
    """
    worker = _Worker(job)
    try:
        return worker.run()
    except (
        Exception
    ) as error:  # a file's border: what no reader foresees must not cost the other mines their load
        if not isinstance(error, BadFeed) and isinstance(error, _NO_FILES_FAULT):
            raise
        worker.undo()
        told = f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace").decode()
        if len(job.numbers) > 1:
            raise Defect(told) from error
        return worker.refused(Refused(f"a defect of this program: {told}; please report it"))
    finally:
        worker.known.db.close()


class _Worker:
    def __init__(self, job: Job) -> None:
        self.job, self.batch = job, job.batch
        self.lake, self.inbox = job.home.work, Path(job.inbox)
        self.known = Known(self.lake)
        self.outcome = Outcome([])
        self.now = moment(job.now_ms)
        self.seen: dict[str, int] = {}
        self.pack = Pack()

    def run(self) -> Outcome:
        opened = self._readable()  # lazily: a file may be the twin of one that was opened just before
        match self.batch.task:
            case Task.TEXT:
                self._texts(opened)
            case Task.CSV:
                self._tables(opened)
            case Task.REGISTER:
                self._registers(opened)
            case Task.REFUSE:
                for outcome, data in opened:
                    self._refuse(outcome, Refused(outcome.found.problem or "not taken"), data)
        by_number = {one.file_no: one for one in self.outcome.files}
        self._settle_twins(by_number)
        for file_no, frame in self.pack.write(self.lake, self.batch.mine_code).items():
            by_number[file_no].frame = frame
        return self.outcome

    def undo(self) -> None:
        """Removes the parts that were written; nobody has been told of them."""
        for part in self.outcome.parts:
            (self.lake / part.path).unlink(missing_ok=True)
        self.outcome, self.seen = Outcome([]), {}

    def refused(self, refused: Refused) -> Outcome:
        """Out: every file of the batch kept apart."""
        for outcome, data in self._readable():
            self._refuse(outcome, refused, data)
        return self.outcome

    def _settle_twins(self, by_number: dict[int, FileOutcome]) -> None:
        """The twin of a file that was refused in this very batch is refused like it, not a duplicate."""
        for one in self.outcome.files:
            twin = by_number.get(one.same_as or 0)
            if twin is not None and twin.state is State.QUARANTINED:
                one.same_as, one.state, one.reason, one.line = None, twin.state, twin.reason, twin.line

    def _first_taken(self) -> int:
        """Out: the smallest number that is taken. A file is taken once, so what is named by it is named once."""
        return min(o.file_no for o in self.outcome.files if o.state is State.TAKEN and o.same_as is None)

    # -- reading -----------------------------------------------------------------------------------------

    def _readable(self) -> Iterable[tuple[FileOutcome, bytes]]:
        """Out: the files that could be read and are new; the others are settled here."""
        for file_no, found in zip(self.job.numbers, self.batch.files, strict=True):
            outcome = FileOutcome(file_no, found)
            self.outcome.files.append(outcome)
            data = self._content(outcome)
            if data is None:
                continue
            outcome.sha256, outcome.size = hashlib.sha256(data).hexdigest(), len(data)
            same = self.seen.get(outcome.sha256) or self.known.same_content(found.mine_code, outcome.sha256)
            if same is not None and same != file_no:
                outcome.same_as = same
                continue
            yield outcome, data

    def _content(self, outcome: FileOutcome) -> bytes | None:
        """Out: the bytes, None for what is settled already: no regular file, too large, unreadable."""
        found = outcome.found
        path = self.inbox / found.path
        if found.shut:
            outcome.sha256 = hashlib.sha256(found.path.encode("utf-8", "surrogateescape")).hexdigest()
            self._refuse(outcome, Refused(found.problem or "not taken"), None)
            return None
        try:
            with path.open("rb", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                if size <= self.job.max_file_bytes:
                    return file.read(size)
                digest = hashlib.sha256()
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
            outcome.sha256 = digest.hexdigest()
            megabytes = self.job.max_file_bytes // 1024 // 1024
            self._refuse(outcome, Refused(f"larger than {megabytes} MB"), None, path)
        except OSError as error:
            outcome.sha256 = hashlib.sha256(found.path.encode("utf-8", "surrogateescape")).hexdigest()
            self._refuse(outcome, Refused(f"cannot be read: {error.strerror}"), None)
        return None

    def _refuse(
        self, outcome: FileOutcome, refused: Refused, data: bytes | None, source: Path | None = None
    ) -> None:
        found = outcome.found
        outcome.state, outcome.reason, outcome.line = State.QUARANTINED, str(refused), refused.line
        outcome.rows = 0
        quarantine.keep_file(
            self.lake, source, data, mine_code=found.mine_code, path=found.path, sha256=outcome.sha256,
            reason=str(refused), line=refused.line, size=found.size if outcome.size is None else outcome.size,
        )  # fmt: skip

    def _take(self, outcome: FileOutcome, data: bytes) -> None:
        self.seen[outcome.sha256] = outcome.file_no
        self.pack.add(outcome.file_no, data)

    # -- texts -------------------------------------------------------------------------------------------

    def _texts(self, opened: Iterable[tuple[FileOutcome, bytes]]) -> None:
        files: list[tuple[FileOutcome, TextFile]] = []
        content: dict[int, bytes] = {}
        for outcome, data in opened:
            try:
                files.append((outcome, self._open(outcome, data)))
                content[outcome.file_no] = data
            except Refused as refused:
                self._refuse(outcome, refused, data)
        rows: list[Rows] = []
        self._snapshots(files, content, rows)
        self._write(BY_NAME[self.batch.type_name].dataset, [one.table for one in rows])
        if self.batch.type_name == "RYXX":
            taken = [(outcome.file_no, file) for outcome, file in files if outcome.state is State.TAKEN]
            self._write(HEADERS, [header_rows(self.batch.mine_code, taken)] if taken else [])
        for outcome in self.outcome.files:
            if outcome.file_no in content and outcome.state is State.TAKEN:
                self._take(outcome, content[outcome.file_no])

    def _open(self, outcome: FileOutcome, data: bytes) -> TextFile:
        found, told = outcome.found, self.job.profile
        name: FileName = parse_name(found.name)
        own = told.mine_code if told is not None and told.mine_code else found.mine_code
        if name.mine_code != own:
            raise Refused(f"file of another mine: {name.mine_code}")
        file = open_text(data, name, told)
        outcome.header_ms = stamp(file.header_at)
        if file.header_at > self.now + AHEAD:
            raise Refused(f"upload time {file.header['uploaded_at']} lies in the future", 1)
        if file.file_type.snapshot and self.known.same_instant(
            found.mine_code, self.batch.type_name, outcome.header_ms
        ):
            raise _contradiction(file)
        self.seen[outcome.sha256] = outcome.file_no
        return file

    def _snapshots(
        self, files: Sequence[tuple[FileOutcome, TextFile]], content: dict[int, bytes], rows: list[Rows]
    ) -> None:
        """Adds the rows of `files`; of snapshots of one instant only the first that can be taken."""
        groups: dict[tuple[object, ...], list[tuple[FileOutcome, TextFile]]] = {}
        first: dict[datetime, FileOutcome] = {}  # by instant; who is refused makes room for the next
        rivals: list[tuple[FileOutcome, TextFile]] = []
        for outcome, file in files:
            if file.file_type.snapshot and first.setdefault(file.header_at, outcome) is not outcome:
                rivals.append((outcome, file))
            else:
                key = (id(file.profile), file.codes, file.time_form)
                groups.setdefault(key, []).append((outcome, file))
        for group in groups.values():
            self._rows(group, content, rows)
        for outcome, file in rivals:
            if first[file.header_at].state is State.TAKEN:
                self._refuse(outcome, _contradiction(file), content[outcome.file_no])
            else:
                self._rows([(outcome, file)], content, rows)
                first[file.header_at] = outcome

    def _rows(
        self, files: Sequence[tuple[FileOutcome, TextFile]], content: dict[int, bytes], rows: list[Rows]
    ) -> None:
        """Adds the rows of `files`: all at once where they are regular, else by halves down to single files."""
        mine_code = self.batch.mine_code
        try:
            found = text_rows(mine_code, [(outcome.file_no, file) for outcome, file in files], self.now)
        except Irregular:
            if len(files) > 1:
                half = len(files) // 2
                self._rows(files[:half], content, rows)
                self._rows(files[half:], content, rows)
                return
            outcome, file = files[0]
            try:
                found = exact_rows(mine_code, outcome.file_no, file, self.now)
            except Refused as refused:
                self._refuse(outcome, refused, content[outcome.file_no])
                return
        for (outcome, _), count in zip(files, found.counts, strict=True):
            outcome.rows = count
            self._keep_bad(outcome, found.bad.get(outcome.file_no, []))
        rows.append(found)

    def _keep_bad(self, outcome: FileOutcome, bad: list[BadRecord]) -> None:
        if bad:
            outcome.bad = bad
            quarantine.keep_records(
                self.lake, bad, mine_code=outcome.found.mine_code, path=outcome.found.path,
                sha256=outcome.sha256, taken=outcome.rows,
            )  # fmt: skip

    def _write(self, dataset: str, tables: list[pa.Table]) -> None:
        if tables:
            first = self._first_taken()
            table = with_hashes(
                pa.concat_tables(tables).unify_dictionaries().combine_chunks(), self._hashes()
            )
            self.outcome.parts += load_tables.write_parts(
                self.lake, dataset, self.batch.mine_code, first, table
            )
            by_number = {one.file_no: one for one in self.outcome.files}
            for file_no, clues in load_tables.clues(dataset, table).items():
                by_number[file_no].clues.update(clues)

    def _hashes(self) -> dict[int, str]:
        return {one.file_no: one.sha256 for one in self.outcome.files if one.state is State.TAKEN}

    # -- tables and registers ----------------------------------------------------------------------------

    def _tables(self, opened: Iterable[tuple[FileOutcome, bytes]]) -> None:
        file_type = BY_NAME[self.batch.type_name]
        tables: list[pa.Table] = []
        for outcome, data in opened:
            try:
                rows = load_tables.csv_rows(self.batch.mine_code, outcome.file_no, file_type, data, self.now)
            except Refused as refused:
                self._refuse(outcome, refused, data)
                continue
            outcome.rows = rows.counts[0]
            self._keep_bad(outcome, rows.bad.get(outcome.file_no, []))
            self._take(outcome, data)
            tables.append(with_hashes(rows.table, {outcome.file_no: outcome.sha256}))
        if tables:
            parts, replaced = load_tables.merge_parts(
                self.job.home, file_type, self.batch.mine_code, self._first_taken(), tables
            )
            self.outcome.parts += parts
            self.outcome.replaced += replaced

    def _registers(self, opened: Iterable[tuple[FileOutcome, bytes]]) -> None:
        told = self.job.profile
        for outcome, data in opened:
            try:
                register = read_register(data)
                own = {outcome.found.mine_code, told.mine_code if told else None}
                if register.mine_code not in own:
                    raise Refused(f"register of another mine: {register.mine_code[:24]}")
            except BadFeed as error:
                self._refuse(outcome, error if isinstance(error, Refused) else Refused(str(error)), data)
                continue
            self._take(outcome, data)
            self.outcome.registers.append((outcome.file_no, register.name, data))


def _contradiction(file: TextFile) -> Refused:
    return Refused(f"contradicts the snapshot of {file.header_at:%F %T}Z taken before", 1)
