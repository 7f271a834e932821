"""From Parquet to Parquet: the same visits as from memory, errors passed on, threads ended."""

from __future__ import annotations

import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from minewarden.engine.visits import VisitRules, VisitState, read_visits
from minewarden.engine.visits_files import read_ahead, visits_to_parquet
from tests.engine.scenes import Read, batch_of, plain_visits, rows_of

READS = [Read(f"c{n % 7}", f"s{n // 30 % 3}", 100 * (n // 7), file_no=n // 7) for n in range(700)]


def parts_of(folder: Path) -> list[Path]:
    paths = []
    for number, half in enumerate((READS[:350], READS[350:])):
        paths.append(folder / f"{number}.parquet")
        pq.write_table(pa.Table.from_batches([batch_of(half)]), paths[-1], row_group_size=64)
    return paths


def test_visits_from_files_are_those_from_memory(tmp_path: Path) -> None:
    written = visits_to_parquet(parts_of(tmp_path), tmp_path / "visits.parquet", VisitRules(gap_s=900))
    found = rows_of(read_visits(tmp_path / "visits.parquet"))
    assert written == len(found)
    assert found == plain_visits(READS, 900)


def test_day_after_day_with_a_state_gives_the_same_as_all_at_once(tmp_path: Path) -> None:
    state = VisitState()
    found = []
    for part in parts_of(tmp_path):
        visits_to_parquet([part], tmp_path / "day.parquet", VisitRules(gap_s=900), state)
        found += rows_of(read_visits(tmp_path / "day.parquet"))
        state = VisitState.from_bytes(state.to_bytes())
    found += rows_of([state.open_visits(VisitRules(gap_s=900))])
    assert sorted(found) == sorted(plain_visits(READS, 900))


def test_a_file_that_cannot_be_read_is_an_error_of_the_caller(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 nothing more")
    with pytest.raises(pa.ArrowInvalid):
        list(read_ahead([tmp_path / "bad.parquet"], ["card"]))


def test_leaving_early_ends_the_reading_thread(tmp_path: Path) -> None:
    rows = read_ahead(parts_of(tmp_path), ["card", "station_code", "at"])
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name == "visits-decode"]
