"""One function a mine, over many mines: a process pool on one machine, Spark on many, the very same function.

Nearly every rule stays inside one mine, so a mine is the unit of work. One that fails is reported and stops no other.
"""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from minewarden.engine.cores import duckdb_on_one_core, one_core
from minewarden.errors import BadInput, MinewardenError

MineFunction = Callable[[str, str, datetime | None, datetime | None], dict[str, Any]]
Progress = Callable[[int, int], None]
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class MineResult:
    """What came of one mine: `value`, or `error` in one sentence and its `details` (a traceback of a defect)."""

    mine_code: str
    value: dict[str, Any] | None = None
    error: str | None = None
    details: str = ""

    @property
    def ok(self) -> bool:
        return self.error is None


def run_mines(
    lake_path: str | Path,
    mines: Sequence[str],
    function: MineFunction,
    *,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    engine: str = "duckdb",
    master: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[MineResult]:
    """`function(lake_path, mine_code, from_at, to_at)` for every mine; one result a mine, in the order of `mines`.

    In: a top-level function whose answer is JSON-able; `engine` `duckdb` (a process pool of `workers`, default one a
    core) or `spark` (`master` like spark://host:7077; the lake on a path that all workers see); `progress(done, all)`,
    with Spark also `progress(0, all)` when the session stands.
    Errors: `BadInput` for an unknown engine, or where Spark or Java is missing. What the function raises becomes the
    `error` of its mine.
    """
    if engine == "spark":
        from minewarden.engine.spark import spark_mines  # an optional extra: imported only when asked for

        return spark_mines(str(lake_path), mines, function, from_at, to_at, master, workers, progress)
    if engine != "duckdb":
        raise BadInput(f"runs: no engine {engine!r}; there are {', '.join(ENGINES)}")
    count = min(workers or os.cpu_count() or 1, len(mines))
    if count <= 1:
        return list(_here(str(lake_path), mines, function, from_at, to_at, progress))
    return _pooled(str(lake_path), mines, function, from_at, to_at, count, progress)


def run_one(
    lake_path: str, mine_code: str, function: MineFunction, from_at: datetime | None, to_at: datetime | None
) -> MineResult:
    """The function on one mine, its failure caught: the one place where both engines meet."""
    try:
        return MineResult(mine_code, function(lake_path, mine_code, from_at, to_at))
    except MinewardenError as error:
        return MineResult(mine_code, error=str(error))
    except (
        Exception
    ) as error:  # a process border: a defect met in one mine must not cost the other 3,999 their answer
        return MineResult(mine_code, error=f"{type(error).__name__}: {error}", details=traceback.format_exc())


def _here(
    lake_path: str,
    mines: Sequence[str],
    function: MineFunction,
    from_at: datetime | None,
    to_at: datetime | None,
    progress: Progress | None,
) -> Iterator[MineResult]:
    """In this process, one after the other."""
    for done, mine_code in enumerate(mines, 1):
        with duckdb_on_one_core():
            result = run_one(lake_path, mine_code, function, from_at, to_at)
        yield result
        if progress:
            progress(done, len(mines))


def _pooled(
    lake_path: str,
    mines: Sequence[str],
    function: MineFunction,
    from_at: datetime | None,
    to_at: datetime | None,
    workers: int,
    progress: Progress | None,
) -> list[MineResult]:
    """In processes started afresh: a forked copy of DuckDB's and Arrow's threads may hang."""
    results: dict[int, MineResult] = {}
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh, initializer=one_core) as pool:
        places = {
            pool.submit(run_one, lake_path, mine_code, function, from_at, to_at): place
            for place, mine_code in enumerate(mines)
        }
        for done, future in enumerate(as_completed(places), 1):
            place = places[future]
            try:
                results[place] = future.result()
            except BrokenProcessPool:  # killed from outside, most often for want of memory
                results[place] = MineResult(
                    mines[place], error="the worker process died; run this mine alone"
                )
            if progress:
                progress(done, len(mines))
    return [results[place] for place in range(len(mines))]
