"""A register that says little, completed from the mine's own basic files."""

from __future__ import annotations

import duckdb

from minewarden.factors.completed import completed
from minewarden.feeds.register import Point, Register, Station


def basic_files(*, coordinates: bool = True) -> duckdb.DuckDBPyConnection:
    sql = duckdb.connect()
    x = "100.0" if coordinates else "0.0"
    sql.execute(
        "CREATE TABLE ryjz AS SELECT * FROM (VALUES "
        f"(1, 'S1', '北翼密闭前', {x}, 0.0, -300.0), (2, 'S1', '北翼密闭外', {x}, 0.0, -300.0), "
        f"(1, 'S2', '1203回风顺槽', {x} * 9, 0.0, -300.0)) t(\"at\", station_code, station_name, x, y, z)"
    )
    sql.execute(
        "CREATE TABLE cddy AS SELECT * FROM (VALUES "
        f"(1, 'P 1', '北翼密闭外甲烷', {x} + 5, 0.0, -300.0), (1, 'P2', '1203回风顺槽甲烷', 0.0, 0.0, 0.0), "
        "(1, 'P3', '地面', 0.0, 0.0, 0.0)) t(\"at\", point_code, place, x, y, z)"
    )
    return sql


def test_stations_and_sensors_of_a_mine_without_a_register_come_from_its_own_files() -> None:
    register = completed(Register("520221000101"), basic_files())

    assert [(s.station_code, s.name, s.x) for s in register.stations] == [
        ("S1", "北翼密闭外", 100.0),
        ("S2", "1203回风顺槽", 900.0),
    ]
    assert {p.point_code: p.station for p in register.points} == {"P 1": "S1", "P2": "S2", "P3": None}


def test_without_coordinates_a_sensor_hangs_where_its_place_is_named() -> None:
    register = completed(Register("520221000101"), basic_files(coordinates=False))

    assert {p.point_code: p.station for p in register.points}["P 1"] == "S1"


def test_what_the_register_says_stands() -> None:
    declared = Register(
        "520221000101",
        stations=(Station("S1", "主井口", 7.0, 8.0, 9.0),),
        points=(Point("P1", "ch4", "S2"),),
    )
    register = completed(declared, basic_files())

    assert register.stations[0] == declared.stations[0]
    assert {p.point_code: p.station for p in register.points}["P1"] == "S2"
