"""The same function a mine on Apache Spark: a frame with a row a mine, `mapInArrow`, results as JSON text.

Nothing of the comparison is written a second time. The lake lies on a path that every worker sees; PySpark is the
extra `minewarden[spark]` and wants Java 17.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from minewarden.errors import BadInput

if TYPE_CHECKING:
    from minewarden.engine.runs import MineFunction, MineResult, Progress

WATCH_S = 0.5
RESULT = "place long, result string"


def spark_mines(
    lake_path: str,
    mines: Sequence[str],
    function: MineFunction,
    from_at: datetime | None,
    to_at: datetime | None,
    master: str | None,
    workers: int | None,
    progress: Progress | None,
) -> list[MineResult]:
    """As `runs.run_mines`, on Spark. `workers` is the number of partitions (default: one a mine, at most 1,000).

    Errors: `BadInput` where PySpark or Java is missing or the master does not answer.
    """
    from minewarden.engine.runs import MineResult

    session = _session(master)
    try:
        if not mines:
            return []
        if progress:
            progress(0, len(mines))
        # Positions instead of codes: a range is cut evenly without a shuffle, and the list is small.
        frame = session.range(0, len(mines), 1, workers or min(len(mines), 1000))
        work = _mapper(_seen_by_all(lake_path), list(mines), function, from_at, to_at)
        answers = _watched(session, frame.mapInArrow(work, RESULT), len(mines), progress)
        found = {row.place: MineResult(**json.loads(row.result)) for row in answers}
        if progress:
            progress(len(mines), len(mines))
        return [found[place] for place in range(len(mines))]
    finally:
        session.stop()


def _seen_by_all(lake_path: str) -> str:
    """The path in full: a worker runs in a folder of its own. What names a scheme (`s3://…`) stays as it is."""
    return lake_path if "://" in lake_path else str(Path(lake_path).resolve())


def _watched(session: Any, frame: Any, mines: int, progress: Progress | None) -> list[Any]:
    """All rows of one job, so that every worker is busy; meanwhile the tasks that are done are told."""
    tracker = session.sparkContext.statusTracker()
    with ThreadPoolExecutor(1) as background:
        rows = background.submit(frame.collect)
        while progress and not wait([rows], WATCH_S).done:
            stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
            done = sum(stage.numCompletedTasks for stage in stages if stage)
            if done:
                progress(min(done, mines - 1), mines)
        return list(rows.result())


def _mapper(
    lake_path: str, mines: list[str], function: MineFunction, from_at: datetime | None, to_at: datetime | None
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What runs on a worker. The function travels by its name, so that the worker's own copy of it is called."""
    named = pickle.dumps(function)

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from minewarden.engine.cores import one_core
        from minewarden.engine.runs import run_one

        one_core()
        called = pickle.loads(named)
        for batch in batches:
            for place in batch.column("id").to_pylist():
                result = run_one(lake_path, mines[place], called, from_at, to_at)
                text = json.dumps(vars(result), ensure_ascii=False)
                yield pa.RecordBatch.from_pydict({"place": [place], "result": [text]})

    return run


def _session(master: str | None) -> Any:
    """A session whose workers use this very Python and this project's modules."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise BadInput("Spark is not installed. Install it with: pip install 'minewarden[spark]'") from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise BadInput(
            "Spark needs Java 17 and finds none. Install it, or set JAVA_HOME; or use --engine duckdb."
        )
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master(master or "local[*]")
        .appName("minewarden")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config(
            "spark.sql.execution.arrow.maxRecordsPerBatch", "1"
        )  # a mine at a time, so that progress is seen
        .config(
            "spark.sql.adaptive.enabled", "false"
        )  # it would put small partitions together, all on one worker
        .config("spark.locality.wait", "0")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
        .config("spark.log.level", "ERROR")
    )
    try:
        return builder.getOrCreate()
    except Exception as error:  # the border to another runtime: Py4J raises its own, unrelated classes
        raise BadInput(f"Spark at {master or 'local[*]'} does not answer: {error}") from error
