"""From the text files of an inbox through the lake to visits, walks and runs: the parts fit together."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from minewarden.engine.graph import StationGraph
from minewarden.engine.lake import Lake
from minewarden.engine.load import Settings, load
from minewarden.engine.presence import presence
from minewarden.engine.runs import run_mines
from minewarden.engine.visits import VisitRules, mine_visits
from minewarden.engine.walks import impossible_moves, moves
from tests.engine.inbox import MINE, NOW, START, put, put_register, put_snapshots, snapshot
from tests.engine.scenes import Read, plain_visits, rows_of

OTHER = "520221000202"
RULES = VisitRules(gap_s=900, use_entered=False)


@pytest.fixture(scope="module")
def lake_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inbox, lake = tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("lake")
    put_register(inbox)
    put_snapshots(inbox, 12, persons=6)
    put(inbox, START + timedelta(hours=30), "RYSS", snapshot(START + timedelta(hours=30), 3))
    put_snapshots(inbox, 4, persons=2, mine=OTHER)
    load(inbox, lake, now=NOW, settings=Settings(workers=1))
    return lake


def person_hours(lake: str, mine: str, from_at: datetime | None, to_at: datetime | None) -> dict[str, Any]:
    visits = mine_visits(Lake(lake), mine, from_at, to_at, RULES)
    return {"hours": sum(row["person_hours"] for row in presence(visits, ["station_code"]).to_pylist())}


def test_visits_of_a_mine_are_those_of_the_rows_the_lake_holds(lake_path: Path) -> None:
    lake = Lake(lake_path)
    columns = ["mine_code", "card", "station_code", "at", "flag", "file_no"]
    rows = [row for batch in lake.batches("ryss", MINE, None, None, columns) for row in batch.to_pylist()]
    zero = datetime.fromisoformat("2024-03-01T00:00:00+00:00")
    reads = [
        Read(
            r["card"],
            r["station_code"],
            (r["at"] - zero).total_seconds(),
            r["flag"],
            r["file_no"],
            r["mine_code"],
        )
        for r in rows
    ]
    assert len(reads) == 75
    assert rows_of(mine_visits(lake, MINE, rules=RULES)) == plain_visits(reads, RULES.gap_s)


def test_a_period_takes_only_its_own_rows(lake_path: Path) -> None:
    first_day = mine_visits(Lake(lake_path), MINE, START, START + timedelta(days=1), RULES)
    assert sum(first_day["reads"].to_pylist()) == 72


def test_the_trace_of_the_lake_adds_the_stations_passed(lake_path: Path) -> None:
    lake = Lake(lake_path)
    plain, traced = (mine_visits(lake, OTHER, rules=VisitRules(use_trace=t)) for t in (False, True))
    assert traced.num_rows > plain.num_rows


def test_moves_are_judged_on_the_register_of_the_lake(lake_path: Path) -> None:
    lake = Lake(lake_path)
    register = lake.register(MINE)
    assert register is not None
    steps = moves(mine_visits(lake, MINE, rules=RULES), StationGraph(register))
    far = [s for s in steps.to_pylist() if s["distance_m"] - 120 > 6 * s["elapsed_s"]]
    assert impossible_moves(steps).num_rows == len(far) > 0


def test_a_run_over_the_mines_of_the_lake_equals_each_mine_alone(lake_path: Path) -> None:
    mines = Lake(lake_path).mines()
    results = run_mines(lake_path, mines, person_hours, workers=2)
    assert [(r.mine_code, r.value) for r in results] == [
        (mine, person_hours(str(lake_path), mine, None, None)) for mine in mines
    ]
