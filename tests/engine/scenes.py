"""Small hand-made scenes for the engine's tests: reads, a register, and a plain slow twin of the visits kernel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pyarrow as pa

from minewarden.engine.visits import VISITS

MINE = "520221000101"
START = datetime(2024, 3, 1, 0, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """A moment this many seconds after the scene began."""
    return START + timedelta(seconds=seconds)


class Read(NamedTuple):
    """One row of a snapshot; times in seconds after the scene began."""

    card: str | None
    station: str | None
    at_s: float
    flag: int = 1
    file_no: int = 0
    mine: str = MINE


class Visit(NamedTuple):
    """A visit in the plain twin's words."""

    mine: str
    card: str
    station: str
    arrived_s: float
    left_s: float
    reads: int
    first_file_no: int
    last_file_no: int
    end_reason: int


def batch_of(reads: Sequence[Read], unit: str = "ms", dictionary: bool = True) -> pa.RecordBatch:
    """The reads as the lake would give them."""
    text = pa.dictionary(pa.int32(), pa.string()) if dictionary else pa.string()
    return pa.RecordBatch.from_arrays(
        [
            pa.array([r.mine for r in reads], pa.string()).cast(text),
            pa.array([r.card for r in reads], pa.string()).cast(text),
            pa.array([r.station for r in reads], pa.string()).cast(text),
            pa.array([at(r.at_s) for r in reads], pa.timestamp(unit, tz="UTC")),
            pa.array([r.flag for r in reads], pa.int8()),
            pa.array([r.file_no for r in reads], pa.uint32()),
        ],
        names=["mine_code", "card", "station_code", "at", "flag", "file_no"],
    )


def batches_of(reads: Sequence[Read], size: int) -> list[pa.RecordBatch]:
    """The reads cut into batches of `size` rows."""
    return [batch_of(reads[i : i + size]) for i in range(0, len(reads), size)]


def rows_of(visits: pa.Table | Iterable[pa.RecordBatch]) -> list[Visit]:
    """Visits of the engine in the twin's words."""
    table = visits if isinstance(visits, pa.Table) else pa.Table.from_batches(list(visits), schema=VISITS)
    return [
        Visit(
            row["mine_code"],
            row["card"],
            row["station_code"],
            (row["arrived_at"] - START).total_seconds(),
            (row["left_at"] - START).total_seconds(),
            row["reads"],
            row["first_file_no"],
            row["last_file_no"],
            row["end_reason"],
        )
        for row in table.to_pylist()
    ]


class _Open:
    def __init__(self, read: Read) -> None:
        self.station, self.arrived, self.last, self.reads = str(read.station), read.at_s, read.at_s, 1
        self.first_file = self.last_file = read.file_no


def plain_visits(reads: Sequence[Read], gap_s: float) -> list[Visit]:
    """The slow twin: the same rules written without a thought for speed, over dictionaries of objects."""
    done: list[Visit] = []
    opened: dict[tuple[str, str], _Open | None] = {}
    last: dict[tuple[str, str], float] = {}
    newest: dict[str, float] = {}

    def close(key: tuple[str, str], reason: int) -> None:
        visit = opened[key]
        assert visit is not None
        files = (visit.first_file, visit.last_file)
        done.append(Visit(*key, visit.station, visit.arrived, visit.last, visit.reads, *files, reason))
        opened[key] = None

    for read in reads:
        if read.card is None:
            continue
        key = (read.mine, read.card)
        opened.setdefault(key, None)
        newest[read.mine] = max(newest.get(read.mine, read.at_s), read.at_s)
        visit = opened[key]
        if key in last and read.at_s < last[key]:
            if visit and read.flag == 1 and read.station == visit.station and read.at_s > visit.arrived:
                visit.reads += 1
            continue
        if read.flag != 1:
            if visit:
                close(key, 2)
            last[key] = read.at_s
            continue
        if read.station is None:
            continue
        silent = visit is not None and read.at_s - visit.last > gap_s
        if visit and visit.station == read.station and not silent:
            if read.at_s > visit.last:
                visit.last, visit.reads, visit.last_file = read.at_s, visit.reads + 1, read.file_no
        else:
            if visit:
                close(key, 1 if silent else 0)
            opened[key] = _Open(read)
        last[key] = read.at_s
    for key, visit in opened.items():
        if visit:
            close(key, 1 if newest[key[0]] - visit.last > gap_s else 3)
    return done
