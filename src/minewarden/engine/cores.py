"""How many cores a process may use: a worker of the pool or of Spark keeps to one, there is a worker for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_one = False


def one_core() -> None:
    """From now on Arrow, Numba and DuckDB use one core in this process."""
    global _one
    import numba
    import pyarrow as pa

    _one = True
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    numba.set_num_threads(1)


@contextmanager
def duckdb_on_one_core() -> Iterator[None]:
    """Within it DuckDB uses one core: sums are added up in the same order as in a worker, to the last digit."""
    global _one
    before, _one = _one, True
    try:
        yield
    finally:
        _one = before


def duckdb_settings() -> dict[str, str | bool | int | float | list[str]]:
    """What to open DuckDB with: it has no setting for a whole process."""
    return {"threads": 1} if _one else {}
