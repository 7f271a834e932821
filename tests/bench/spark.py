"""Spark: the same leads as the embedded engine, and what a second worker brings"""

from __future__ import annotations

import math
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minewarden.engine.lake import Lake
from minewarden.engine.runs import MineResult, run_mines
from minewarden.factors.find import find_leads
from tests.bench.report import Report
from tests.bench.visits import FOLDER
from tests.engine.cluster import cluster, missing
from tests.factors.measured import Batch, prepare

BATCH = Batch(501, 24, 5)
LONG_S = 90.0  # one process works at least this long, so that a second worker has something to shorten
FASTER = 1.3  # target: one worker's time over that of two


@dataclass(frozen=True)
class Run:
    """One way through the mines: seconds until the session stood, seconds of comparing, what came out."""

    name: str
    session_s: float
    work_s: float
    results: list[MineResult]

    @property
    def values(self) -> list[dict[str, Any] | None]:
        return [result.value for result in self.results]


def run(out: Report) -> None:
    """The leads of a lake in the pool and on Spark, with one worker and with two."""
    if reason := missing():
        out.note(f"Not run: {reason}.")
        return
    lake = prepare(BATCH, FOLDER) / "lake"
    mines = Lake(lake).mines()
    once = _pool(lake, mines, 1, "once through, one process")
    rounds = max(1, math.ceil(LONG_S / once.work_s))
    many = mines * rounds
    runs = [_pool(lake, many, workers, _processes(workers)) for workers in (1, 2)]
    runs += [_spark(lake, many, workers) for workers in (1, 2)]
    _method(out, len(mines), rounds, sum(len(value["leads"]) for value in once.values if value))
    out.table(
        "Times",
        [
            "where",
            "starting the session",
            "comparing",
            "mines compared",
            "failed",
            "leads as one process finds them",
        ],
        [_line(one, once.values * rounds) for one in runs],
    )
    _verdict(out, runs, once.values * rounds)


def _processes(workers: int) -> str:
    return f"embedded engine, {workers} process{'es' if workers > 1 else ''}"


def _pool(lake: Path, mines: list[str], workers: int, name: str) -> Run:
    started = time.perf_counter()
    results = run_mines(lake, mines, find_leads, workers=workers)
    return Run(name, 0.0, time.perf_counter() - started, results)


def _spark(lake: Path, mines: list[str], workers: int) -> Run:
    """On a cluster of its own, which is up before the clock starts; the first progress says the session stands."""
    stood: list[float] = []

    def progress(done: int, _mines: int) -> None:
        if done == 0:
            stood.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder, cluster(workers, Path(folder)) as master:
        started = time.perf_counter()
        results = run_mines(lake, mines, find_leads, engine="spark", master=master, progress=progress)
        ended = time.perf_counter()
    name = f"Spark, {workers} worker{'s' if workers > 1 else ''} of one core"
    return Run(name, stood[0] - started, ended - stood[0], results)


def _method(out: Report, mines: int, rounds: int, leads: int) -> None:
    out.note(
        f"The real comparison (`find_leads`, what `minewarden leads find` runs) on a lake of {mines} simulated mines "
        f"over {BATCH.days} days with {leads} leads. To make the run large enough every mine is compared {rounds} "
        f"times: {mines * rounds} units of work."
    )
    out.note(
        "Spark is a real standalone cluster: a master and one or two workers, each its own process with one core. "
        f"All of them, and the driver, share the {os.cpu_count()} cores of this machine. The cluster is up before the "
        "clock starts; starting the session is told apart; starting the Python processes and loading compiled code are "
        "part of comparing, for the pool as for Spark. The second session finds Java running already: its start says "
        "nothing."
    )


def _line(one: Run, expected: list[dict[str, Any] | None]) -> list[object]:
    same = "identical" if one.values == expected else "NOT identical"
    failed = sum(not result.ok for result in one.results)
    session = f"{one.session_s:.1f} s" if one.session_s else ""
    return [one.name, session, f"{one.work_s:.1f} s", len(one.results), failed, same]


def _verdict(out: Report, runs: list[Run], expected: list[dict[str, Any] | None]) -> None:
    alone, pair = runs[-2], runs[-1]
    different = [one.name for one in runs if one.values != expected]
    faster = alone.work_s / pair.work_s
    out.table(
        "Targets",
        ["what the issue asks for", "target", "measured"],
        [
            [
                "Spark and the embedded engine give identical leads",
                "identical",
                f"not: {', '.join(different)}" if different else "identical",
            ],
            ["a second worker shortens comparing", f"at least {FASTER} times", f"{faster:.2f} times"],
        ],
    )
