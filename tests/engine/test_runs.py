"""The process pool: order, failures, progress, and the same answer as one process gives."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from minewarden.engine.runs import run_mines
from minewarden.errors import BadInput
from tests.engine import work
from tests.engine.scenes import Read, at, batch_of

MINES = ["m3", "m1", "m2"]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    for number, mine in enumerate(MINES):
        reads = [Read(f"c{n % 3}", f"{mine}-{n % 2}", 300 * n, mine=mine) for n in range(20 + number)]
        pq.write_table(pa.Table.from_batches([batch_of(reads)]), tmp_path / f"{mine}.parquet")
    return tmp_path


def test_results_come_in_the_order_of_the_mines(lake: Path) -> None:
    results = run_mines(lake, MINES, work.hours_by_station, workers=2)
    assert [r.mine_code for r in results] == MINES
    assert [r.value and r.value["mine"] for r in results] == MINES


def test_the_pool_answers_as_a_single_process_does(lake: Path) -> None:
    pooled = run_mines(lake, MINES, work.hours_by_station, workers=2, from_at=at(0))
    assert pooled == run_mines(lake, MINES, work.hours_by_station, workers=1, from_at=at(0))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_mine_that_fails_is_reported_and_stops_no_other(lake: Path, workers: int) -> None:
    mines = ["bad1", "m1", "worse1", "m2"]
    results = run_mines(lake, mines, work.hours_by_station, workers=workers)
    assert [r.ok for r in results] == [False, True, False, True]
    assert results[0].error == "mine bad1: nothing to read" and not results[0].details
    assert results[2].error == "ZeroDivisionError: a defect" and "Traceback" in results[2].details


def test_a_dead_worker_costs_mines_an_answer_but_never_the_run() -> None:
    results = run_mines("unused", ["fatal", *MINES], work.die, workers=2)
    assert [r.mine_code for r in results] == ["fatal", *MINES]
    assert results[0].error == "the worker process died; run this mine alone"


def test_progress_counts_up_to_the_number_of_mines(lake: Path) -> None:
    seen: list[tuple[int, int]] = []
    run_mines(
        lake, MINES, work.hours_by_station, workers=2, progress=lambda done, all_: seen.append((done, all_))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_no_mines_are_no_results() -> None:
    assert run_mines("unused", [], work.die) == []


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInput, match="duckdb, spark"):
        run_mines("unused", MINES, work.die, engine="flink")
