"""A real standalone Spark with two workers gives what the process pool gives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from minewarden.engine.runs import run_mines
from minewarden.errors import BadInput
from tests.engine import work
from tests.engine.cluster import cluster, missing
from tests.engine.scenes import Read, at, batch_of

pytestmark = [pytest.mark.spark, pytest.mark.heavy]
MINES = ["m2", "bad1", "m1", "worse1", "m3", "m4"]


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if reason := missing():
        pytest.skip(reason)
    with cluster(2, tmp_path_factory.mktemp("spark")) as url:
        yield url


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    for number, mine in enumerate(m for m in MINES if m.startswith("m")):
        reads = [Read(f"c{n % 3}", f"{mine}-{n % 2}", 300 * n, mine=mine) for n in range(20 + number)]
        pq.write_table(pa.Table.from_batches([batch_of(reads)]), tmp_path / f"{mine}.parquet")
    return tmp_path


def test_spark_and_the_pool_give_identical_results(master: str, lake: Path) -> None:
    seen: list[tuple[int, int]] = []
    spark = run_mines(
        lake,
        MINES,
        work.hours_in_company,
        engine="spark",
        master=master,
        from_at=at(0),
        progress=lambda done, all_: seen.append((done, all_)),
    )
    took_part = len(list(lake.glob("*.pid")))
    pool = run_mines(lake, MINES, work.hours_in_company, workers=1, from_at=at(0))
    assert [(r.mine_code, r.value, r.error) for r in spark] == [(r.mine_code, r.value, r.error) for r in pool]
    assert [r.ok for r in spark] == [True, False, True, False, True, True]
    assert seen[-1] == (6, 6)
    assert took_part >= 2  # both workers, and not the driver


def test_without_pyspark_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(BadInput, match=r"minewarden\[spark\]"):
        run_mines("unused", MINES, work.die, engine="spark")


def test_without_java_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BadInput, match="Java 17"):
        run_mines("unused", MINES, work.die, engine="spark")
