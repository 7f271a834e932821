"""The files keep to the contract's grammar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


def test_a_healthy_scene_has_no_conduct(healthy: Made) -> None:
    assert healthy[2] == []


def test_every_csv_file_has_rows(healthy: Made) -> None:
    home, _, _ = healthy
    for name in ("power", "haulage", "output", "water", "video"):
        assert table(home, name)
