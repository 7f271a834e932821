"""Spark: what a second worker brings, and the process pool beside it"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from minewarden.engine.runs import run_mines
from tests.bench.positions import write_positions
from tests.bench.report import Report
from tests.bench.visits import FOLDER
from tests.engine import work
from tests.engine.cluster import cluster, missing

MINES = [f"m{number:02d}" for number in range(60)]


def run(out: Report) -> None:
    """The same mines on one worker, on two workers, and in the pool."""
    if reason := missing():
        out.note(f"Not run: {reason}.")
        return
    source = FOLDER / "positions-1m.parquet"
    write_positions(source, 1_000_000)
    rows = []
    answers = []
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder, cluster(workers, Path(folder)) as master:
            started = time.perf_counter()
            results = run_mines(source, MINES, work.shift_work, engine="spark", master=master)
            rows.append(
                [
                    f"Spark, {workers} worker(s) of one core",
                    f"{time.perf_counter() - started:.1f} s",
                    _good(results),
                ]
            )
            answers.append([r.value for r in results])
    for workers in (1, 2):
        started = time.perf_counter()
        results = run_mines(source, MINES, work.shift_work, workers=workers)
        rows.append(
            [f"process pool, {workers} process(es)", f"{time.perf_counter() - started:.1f} s", _good(results)]
        )
        answers.append([r.value for r in results])
    same = "identical" if all(answer == answers[0] for answer in answers) else "NOT identical"
    out.note(
        f"{len(MINES)} mines of a million location rows each: visits, person-hours by station and hour, cards that "
        "walk as one. Times include starting the session and the Python workers; the cluster itself was up. "
        f"{os.cpu_count()} cores carry driver, master and workers together. The results of all four runs are {same}."
    )
    out.table("One function a mine", ["where", "time", "mines done"], rows)


def _good(results: list) -> int:
    return sum(result.ok for result in results)
