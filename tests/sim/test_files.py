"""The files keep to the contract's grammar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sim.conftest import CLEAN
from tests.sim.reader import FIELDS, read_text, table, texts

Made = tuple[Path, dict[str, Any], list[dict[str, Any]]]


def test_every_text_file_parses_by_the_contract(healthy: Made) -> None:
    home, _, _ = healthy
    kinds = {read_text(path).kind for path in home.glob("*/*.txt")}
    assert {"RYXX", "RYQY", "RYJZ", "RYSS", "JZSS", "CDDY", "CDSS", "TJSJ"} <= kinds <= set(FIELDS)


def test_station_codes_begin_with_their_area_and_cards_with_the_mine(healthy: Made) -> None:
    home, register, _ = healthy
    stations = {station["station_code"] for station in register["stations"]}
    areas = {area["area_code"] for area in register["areas"]}
    for snapshot in texts(home, "RYSS"):
        for row in snapshot.rows:
            assert row[0].startswith(register["mine_code"])
            assert len(row[0]) == 17
            assert row[7] in stations
            assert row[5] in areas
            assert row[7].startswith(row[5])


def test_times_of_a_record_are_in_order(healthy: Made) -> None:
    home, _, _ = healthy
    for snapshot in texts(home, "RYSS"):
        header = snapshot.header[-1]
        for row in snapshot.rows:
            assert row[3] <= row[6] <= row[8] <= header
            assert (row[4] != "") == (row[2] == "2")
            if row[4]:
                assert row[8] <= row[4] <= header


def test_a_card_is_listed_once_underground(healthy: Made) -> None:
    home, _, _ = healthy
    for snapshot in texts(home, "RYSS"):
        below = [row[0] for row in snapshot.rows if row[2] == "1"]
        assert len(below) == len(set(below))


def test_the_trace_ends_at_the_station_of_the_record(made: Callable[..., Made]) -> None:
    home, _, _ = made(trace="full", size="small")
    rows = [row for snapshot in texts(home, "RYSS") for row in snapshot.rows]
    assert rows
    for row in rows:
        station, at = row[14].rsplit(",", 1)[-1].split("&")
        assert (station, at) == (row[7], row[8])


def test_a_healthy_scene_has_no_conduct(healthy: Made) -> None:
    assert healthy[2] == []


def test_every_csv_file_has_rows_of_declared_devices(healthy: Made) -> None:
    home, register, _ = healthy
    assert {row["feeder"] for row in table(home, "power")} == {f["feeder"] for f in register["feeders"]}
    assert {row["conveyor"] for row in table(home, "haulage")} == {
        c["conveyor"] for c in register["conveyors"]
    }
    assert {row["pump"] for row in table(home, "water")} == {p["pump"] for p in register["pumps"]}
    assert table(home, "output")
    assert {row["direction"] for row in table(home, "video")} == {"in", "out"}


def test_the_caret_profile_uses_its_own_marks(made: Callable[..., Made]) -> None:
    home, _, _ = made(profile="caret", size="small")
    path = next(home.glob("rydw/*_NRYSS_*.txt"))
    content = path.read_text(encoding="utf-8")
    assert content.endswith("^]]]")
    assert read_text(path).kind == "RYSS"
    assert not list(home.glob("rydw/*_RYSS_*.txt"))


def test_systems_that_a_mine_lacks_leave_no_files_and_no_devices(made: Callable[..., Made]) -> None:
    home, register, _ = made(systems=["haulage", "output"], size="small")
    assert register["feeders"] == register["points"] == register["pumps"] == []
    assert sorted(path.name for path in home.glob("*.csv")) == ["haulage.csv", "output.csv"]
    assert not list(home.glob("aqjk/*.txt"))


@pytest.mark.parametrize(
    ("dirt", "share"),
    [("partial", 0.3), ("duplicate", 0.3), ("full_width", 0.3), ("other_mine", 0.3), ("future", 0.3)],
)
def test_dirt_is_sent_as_often_as_asked(made: Callable[..., Made], dirt: str, share: float) -> None:
    home, register, _ = made(
        size="small", dirt={"lost": 0, "late": 0, "partial": 0, "duplicate": 0, dirt: share}
    )
    files = [path.read_text(encoding="utf-8") for path in home.glob("rydw/*RYSS*.txt")]
    found = {
        "partial": sum(not content.endswith("||") for content in files),
        "duplicate": len(files) - len(set(files)),
        "full_width": sum("；" in content for content in files),
        "other_mine": sum(not content.startswith(register["mine_code"]) for content in files),
        "future": sum(
            "_20" not in path.name or int(path.name[-18:-14]) > 2027 for path in home.glob("rydw/*RYSS*.txt")
        ),
    }[dirt]
    assert 0.15 < found / len(files) < 0.35


def test_late_files_arrive_later_than_their_header_says(made: Callable[..., Made]) -> None:
    home, _, _ = made(size="small", dirt=CLEAN | {"late": 0.5})
    delays = [
        path.stat().st_mtime - read_text(path).at.timestamp() for path in home.glob("rydw/*_JZSS_*.txt")
    ]
    assert min(delays) >= 0
    assert sum(delay >= 1800 for delay in delays) > len(delays) * 0.3
