"""Writing below the lake so that a crash leaves whole files or none: temporary, flushed, renamed."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from minewarden.errors import WrongState

TEMPORARY = "tmp"
LOCK = "writer.lock"
COMPRESSION = "zstd"
COMPRESSION_LEVEL = 1
GROUP_ROWS = 256 * 1024


def place(lake: Path, relative: str, write: Callable[[Path], object]) -> None:
    """Lets `write` make a temporary file, flushes it to the disk and gives it its name in one step."""
    final = lake / relative
    writer = f"{os.getpid()}-{threading.get_ident()}"
    temporary = lake / TEMPORARY / f"{writer}-{relative.replace('/', '+')[-120:]}"
    temporary.parent.mkdir(exist_ok=True)
    write(temporary)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(final)
    flush_folder(final.parent)


def flush_folder(folder: Path) -> None:
    """Makes the names in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place_table(lake: Path, relative: str, table: pa.Table) -> None:
    """Writes a part. Words as dictionaries, whole row groups, so that a mine or a day is cheap to pick."""

    def write(path: Path) -> None:
        with part_writer(path, table.schema) as writer:
            writer.write_table(table, row_group_size=GROUP_ROWS)

    place(lake, relative, write)


def part_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Out: a writer with the settings of every part of the lake."""
    words = [field.name for field in schema if not pa.types.is_floating(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression=COMPRESSION,
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=words,
        store_schema=False,
    )


@contextmanager
def writer_lock(lake: Path, wait_s: float, say: Callable[[str], None]) -> Iterator[None]:
    """Holds the lake for one writer. The lock dies with its process, so a crash leaves none behind.

    Errors: WrongState when another process still holds it after `wait_s` seconds.
    """
    path = lake / LOCK
    with path.open("a+") as file:
        until = time.monotonic() + wait_s
        told = False
        while not _locked(file.fileno()):
            owner = path.read_text().strip() or "another process"
            if time.monotonic() >= until:
                raise WrongState(f"{lake} is being written by process {owner}; try again when it has ended")
            if not told:
                say(f"waiting for process {owner}, which is writing {lake}")
                told = True
            time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
