"""The catalogue of a lake: which raw files arrived, what became of them, and which parts count.

SQLite in WAL mode. A part or raw pack that the catalogue does not name is not there: that is what makes a crash
at any moment harmless. One writer at a time (the lake's lock), any number of readers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from statistics import median

from minewarden.errors import BadInput

FILE = "catalogue.sqlite"
_VERSION = 1
_SCHEMA = """
CREATE TABLE files (
    file_no INTEGER PRIMARY KEY, path TEXT NOT NULL, mine_code TEXT NOT NULL, type TEXT NOT NULL,
    name TEXT NOT NULL, size INTEGER NOT NULL, arrived_ms INTEGER NOT NULL, state TEXT NOT NULL,
    sha256 TEXT, header_ms INTEGER, rows INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
    reason TEXT, line INTEGER, pack TEXT, frame_start INTEGER, frame_bytes INTEGER, frame_size INTEGER,
    member_start INTEGER);
CREATE INDEX files_by_content ON files (mine_code, sha256);
CREATE INDEX files_by_time ON files (mine_code, type, header_ms);
CREATE TABLE sightings (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL, file_no INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE parts (
    path TEXT NOT NULL, mine_code TEXT NOT NULL, dataset TEXT NOT NULL, day TEXT NOT NULL,
    rows INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    first_group INTEGER NOT NULL, groups INTEGER NOT NULL, PRIMARY KEY (path, mine_code));
CREATE INDEX parts_by_time ON parts (dataset, mine_code, from_ms);
CREATE TABLE notes (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rejects (
    file_no INTEGER NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (file_no, line));
CREATE TABLE clues (
    file_no INTEGER NOT NULL, clue TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (file_no, clue));
CREATE TABLE registers (
    file_no INTEGER PRIMARY KEY, mine_code TEXT NOT NULL, arrived_ms INTEGER NOT NULL, name TEXT NOT NULL,
    content BLOB NOT NULL);
CREATE INDEX registers_by_time ON registers (mine_code, arrived_ms);
"""


class State(StrEnum):
    """What became of a file that arrived."""

    PLANNED = "planned"
    TAKEN = "taken"
    QUARANTINED = "quarantined"
    PRUNED = "pruned"


@dataclass(frozen=True)
class RawFile:
    """A raw file that rows come from."""

    file_no: int
    name: str
    sha256: str
    type: str
    header_at: datetime | None
    arrived_at: datetime
    rows: int
    mine_code: str = ""
    rejected: int = 0


@dataclass(frozen=True)
class Part:
    """One mine's share of a Parquet file: its row groups, its first and last time."""

    path: str
    mine_code: str
    dataset: str
    day: str
    rows: int
    from_ms: int
    to_ms: int
    first_group: int = 0
    groups: int = 1


@dataclass(frozen=True)
class Gap:
    """A span in which nothing of a data set arrived: from the last row before to the first row after."""

    dataset: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True)
class MineStatus:
    """How a mine's transmission stands at one moment. Null: times and lateness where nothing arrived yet."""

    mine_code: str
    name: str
    last_snapshot_at: datetime | None
    last_arrival_at: datetime | None
    files_today: int
    late_median_s: float | None
    gaps_24h: int
    offline: bool


def moment(ms: int) -> datetime:
    """Out: aware UTC. In: milliseconds since the epoch."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def stamp(at: datetime) -> int:
    """Out: milliseconds since the epoch. In: an aware time."""
    return round(at.timestamp() * 1000)


class Catalogue:
    """An open catalogue. Use as a context manager; `transaction()` for every write."""

    def __init__(self, lake: Path, *, create: bool = False) -> None:
        path = lake / FILE
        if not create and not path.is_file():
            raise BadInput(f"{lake} is no lake: it has no {FILE}; load an inbox into it first")
        try:
            self.db = sqlite3.connect(path, timeout=60, isolation_level=None)
            if create:
                self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")  # a lost commit is loaded again; never a torn one
            self._ensure_schema(create)
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{path} cannot be used as a catalogue: {error}") from None

    def _ensure_schema(self, create: bool) -> None:
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if version == 0 and create:
            with self.transaction():
                for statement in _SCHEMA.split(";"):
                    self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise BadInput(f"the catalogue has version {version}, this program reads {_VERSION}")

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; the only way to write."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # -- reading -----------------------------------------------------------------------------------------

    def mines(self) -> list[str]:
        """Out: the codes of all mines that rows or a register are known of, sorted."""
        rows = self.db.execute(
            "SELECT mine_code FROM parts UNION SELECT mine_code FROM registers ORDER BY mine_code"
        )
        return [code for (code,) in rows]

    def parts(
        self, dataset: str, mine_code: str | None, from_ms: int | None, to_ms: int | None
    ) -> list[Part]:
        """Out: parts with rows of `from_ms` <= time < `to_ms`, by day, mine and first time."""
        where, values = ["dataset = ?"], [dataset]
        bounds: list[tuple[str, object | None]] = [
            ("mine_code = ?", mine_code), ("to_ms >= ?", from_ms), ("from_ms < ?", to_ms)
        ]  # fmt: skip
        for clause, value in bounds:
            if value is not None:
                where.append(clause)
                values.append(value)  # type: ignore[arg-type]
        query = (
            "SELECT path, mine_code, dataset, day, rows, from_ms, to_ms, first_group, groups FROM parts "
            f"WHERE {' AND '.join(where)} ORDER BY day, mine_code, from_ms, path"
        )
        return [Part(*row) for row in self.db.execute(query, values)]

    def files(self, mine_code: str, file_nos: Sequence[int]) -> list[RawFile]:
        """Out: those raw files of the mine, in the order of their numbers."""
        found: list[RawFile] = []
        numbers = sorted(set(file_nos))
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            marks = ",".join("?" * len(some))
            found += self._raw_files(f"mine_code = ? AND file_no IN ({marks})", [mine_code, *some])
        return found

    def _raw_files(self, where: str, values: Iterable[object]) -> list[RawFile]:
        rows = self.db.execute(
            "SELECT file_no, name, sha256, type, header_ms, arrived_ms, rows, mine_code, rejected FROM files "
            f"WHERE {where} ORDER BY file_no",
            list(values),
        )
        return [
            RawFile(
                no, name, sha or "", kind, moment(head) if head is not None else None, moment(came), n, m, r
            )
            for no, name, sha, kind, head, came, n, m, r in rows
        ]

    def snapshot_times(self, mine_code: str, type_name: str, from_ms: int, to_ms: int) -> list[int]:
        """Out: header times of the taken files of a type, sorted, each once."""
        rows = self.db.execute(
            "SELECT DISTINCT header_ms FROM files WHERE mine_code = ? AND type = ? AND state = ? "
            "AND header_ms BETWEEN ? AND ? ORDER BY header_ms",
            (mine_code, type_name, State.TAKEN, from_ms, to_ms),
        )
        return [ms for (ms,) in rows]


# -- the live picture ------------------------------------------------------------------------------------

NOMINAL_S = 300  # what vendors send; a mine's own period is taken from its files
GAP_PERIODS = 2.5  # so many periods without a snapshot are a gap: one lost file is not


def gaps_between(times: Sequence[int], dataset: str, from_ms: int, to_ms: int) -> list[Gap]:
    """Out: the spans of `from_ms`..`to_ms` longer than 2.5 periods without a snapshot.

    The period is the median distance of the snapshots, at least 60 s; nominal where there are fewer than three.
    """
    steps = [later - sooner for sooner, later in pairwise(times)]
    period = max(60_000, median(steps)) if len(steps) >= 2 else NOMINAL_S * 1000
    points = [from_ms, *times, to_ms]
    return [
        Gap(dataset, moment(sooner), moment(later))
        for sooner, later in pairwise(points)
        if later - sooner > GAP_PERIODS * period
    ]


def mine_status(lake: str | Path, at: datetime | None = None) -> list[MineStatus]:
    """Out: one entry per mine, sorted by code: last snapshot, files of the last 24 hours, lateness, gaps.

    In: the lake; the moment it is asked for (now when None). Lateness is arrival minus header time.
    Errors: BadInput when it is no lake.
    """
    moment_at = at or datetime.now(UTC)
    with Catalogue(Path(lake)) as catalogue:
        return [_status_of(catalogue, code, moment_at) for code in catalogue.mines()]


def _status_of(catalogue: Catalogue, mine_code: str, at: datetime) -> MineStatus:
    day_ago, now_ms = stamp(at - timedelta(hours=24)), stamp(at)
    taken = (mine_code, State.TAKEN)
    query = catalogue.db.execute
    last_snapshot, last_arrival = query(
        "SELECT max(CASE WHEN type = 'RYSS' AND header_ms <= ? THEN header_ms END), "
        "max(CASE WHEN arrived_ms <= ? THEN arrived_ms END) FROM files WHERE mine_code = ? AND state = ?",
        (now_ms, now_ms, *taken),
    ).fetchone()
    late = [
        (came - head) / 1000
        for came, head in query(
            "SELECT arrived_ms, header_ms FROM files WHERE mine_code = ? AND state = ? AND type = 'RYSS' "
            "AND header_ms > ? AND header_ms <= ?",
            (*taken, day_ago, now_ms),
        )
    ]
    (today,) = query(
        "SELECT count(*) FROM files WHERE mine_code = ? AND state = ? AND arrived_ms > ? AND arrived_ms <= ?",
        (*taken, day_ago, now_ms),
    ).fetchone()
    name = query(
        "SELECT name FROM registers WHERE mine_code = ? ORDER BY file_no DESC", (mine_code,)
    ).fetchone()
    times = catalogue.snapshot_times(mine_code, "RYSS", day_ago, now_ms)
    gaps = gaps_between(times, "ryss", day_ago, now_ms)
    return MineStatus(
        mine_code,
        name[0] if name else "",
        moment(last_snapshot) if last_snapshot is not None else None,
        moment(last_arrival) if last_arrival is not None else None,
        today,
        median(late) if late else None,
        len(gaps),
        last_snapshot is None or any(gap.to_at == moment(now_ms) for gap in gaps),
    )
