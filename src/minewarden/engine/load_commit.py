"""What a batch yields into the catalogue: one transaction each, in the order of the plan."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from minewarden.engine import quarantine
from minewarden.engine.catalogue import Catalogue, State
from minewarden.engine.lake_home import Home
from minewarden.engine.load_batch import work
from minewarden.engine.load_job import FileOutcome, Job, Outcome
from minewarden.engine.load_plan import Found
from minewarden.engine.quarantine import printable
from minewarden.feeds import BY_NAME


class Committer:
    """The only one who writes files, parts and registers into the catalogue."""

    def __init__(self, catalogue: Catalogue, inbox: Path, lake: Home, now_ms: int) -> None:
        self.catalogue, self.inbox, self.home, self.lake = catalogue, inbox, lake, lake.work
        self.now_ms = now_ms
        self.done = 0
        self.retried: set[int] = set()  # numbers of files that were in quarantine and are read again
        self.last_of: dict[str, int] = {}  # by mine, the number of its last commit

    def sighting(self, path: str) -> str:
        """Out: the key by which a file of the inbox is known again."""
        return printable(f"{self.inbox}/{path}")

    def plan(self, found: list[Found]) -> dict[str, int]:
        """Out: by path, the number of each file to read; a file that is missing here is known and unchanged.

        All numbers of a mine are in the catalogue before any of its files is worked on.
        """
        numbers: dict[str, int] = {}
        planned: list[Found] = []
        query = self.catalogue.db.execute
        row = query("SELECT value FROM notes WHERE key = 'next_file_no'").fetchone()
        following = int(row[0]) if row else 1
        for one in found:
            seen = query(
                "SELECT s.size, s.changed_ns, s.file_no, f.state FROM sightings s JOIN files f "
                "USING (file_no) WHERE s.path = ?",
                (self.sighting(one.path),),
            ).fetchone()
            if seen is None or seen[:2] != (one.size, one.changed_ns):
                numbers[one.path] = following + len(planned)
                planned.append(one)
            elif seen[3] in (State.PLANNED, State.QUARANTINED):
                numbers[one.path] = seen[2]
                if seen[3] == State.QUARANTINED:
                    self.retried.add(seen[2])
        if planned:
            self._insert(planned, numbers, following + len(planned))
        return numbers

    def _insert(self, planned: list[Found], numbers: dict[str, int], following: int) -> None:
        with self.catalogue.transaction() as db:
            db.executemany(
                "INSERT INTO files (file_no, path, mine_code, type, name, size, arrived_ms, state) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (numbers[one.path], printable(one.path), printable(one.mine_code), one.type_name,
                     printable(one.name), one.size, min(one.arrived_ms, self.now_ms), State.PLANNED)
                    for one in planned
                ],
            )  # fmt: skip
            db.executemany(
                "INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?)",
                [(self.sighting(o.path), o.size, o.changed_ns, numbers[o.path]) for o in planned],
            )
            db.execute("INSERT OR REPLACE INTO notes VALUES ('next_file_no', ?)", (following,))

    # -- a batch -----------------------------------------------------------------------------------------

    def commit(self, job: Job, outcome: Outcome) -> Outcome:
        """Out: what counts now: the outcome, or that of a second try where an earlier commit overtook it."""
        if self._overtaken(job, outcome):
            first = outcome
            outcome = work(job)
            kept = {part.path for part in outcome.parts}
            for part in first.parts:
                if part.path not in kept:
                    (self.lake / part.path).unlink(missing_ok=True)
        with self.catalogue.transaction() as db:
            for one in outcome.files:
                self._file(db, one)
            db.executemany("DELETE FROM parts WHERE path = ?", [(path,) for path in outcome.replaced])
            db.executemany(
                "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [tuple(vars(part).values()) for part in outcome.parts],
            )
            db.executemany(  # a register arrives when we take it: the time of a file is what its sender says
                "INSERT OR REPLACE INTO registers SELECT file_no, mine_code, ?, ?, ? FROM files WHERE file_no = ?",
                [(self.now_ms, name, content, file_no) for file_no, name, content in outcome.registers],
            )
        self._tidy(outcome)
        self.last_of[job.batch.mine_code] = self.done
        self.done += 1
        return outcome

    def _overtaken(self, job: Job, outcome: Outcome) -> bool:
        """Out: whether a commit since the batch was handed out makes its outcome wrong."""
        if self.last_of.get(job.batch.mine_code, -1) < job.planned_after:
            return False
        query = self.catalogue.db.execute
        for one in outcome.files:
            if one.state is not State.TAKEN or one.same_as is not None:
                continue
            mine = (printable(one.found.mine_code), State.TAKEN)
            if query(
                "SELECT 1 FROM files WHERE mine_code = ? AND state = ? AND sha256 = ?", (*mine, one.sha256)
            ).fetchone():
                return True
            file_type = BY_NAME.get(one.found.type_name)
            if file_type is not None and file_type.snapshot:
                instant = (
                    "SELECT 1 FROM files WHERE mine_code = ? AND state = ? AND type = ? AND header_ms = ?"
                )
                if query(instant, (*mine, file_type.name, one.header_ms)).fetchone():
                    return True
        return any(
            not query("SELECT 1 FROM parts WHERE path = ?", (path,)).fetchone() for path in outcome.replaced
        )

    def _file(self, db: sqlite3.Connection, one: FileOutcome) -> None:
        if one.same_as is not None:
            db.execute("DELETE FROM files WHERE file_no = ?", (one.file_no,))
            db.execute(
                "UPDATE sightings SET file_no = ? WHERE path = ?",
                (one.same_as, self.sighting(one.found.path)),
            )
            return
        db.execute(
            "UPDATE files SET state = ?, sha256 = ?, size = coalesce(?, size), header_ms = ?, rows = ?, "
            "rejected = ?, reason = ?, line = ?, pack = ?, frame_start = ?, frame_bytes = ?, frame_size = ?, "
            "member_start = ? WHERE file_no = ?",
            (one.state, one.sha256, one.size, one.header_ms, one.rows, len(one.bad), one.reason, one.line,
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

    def _tidy(self, outcome: Outcome) -> None:
        """Removes what the commit has made void: parts merged into others, quarantine of what is taken now."""
        for path in outcome.replaced:
            (self.lake / path).unlink(missing_ok=True)
        for one in outcome.files:
            if one.file_no in self.retried and one.state is State.TAKEN:
                found = one.found
                quarantine.release(self.lake, found.mine_code, found.path, one.sha256, records=not one.bad)
