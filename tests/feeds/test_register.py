"""register.json: tolerant of what is missing or new, strict about what is of another type."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import pytest

from minewarden.errors import BadFeed
from minewarden.feeds.register import read_register

WHOLE = {
    "mine_code": "520221000101", "name": "某矿", "region": "520221", "kind": "coal",
    "capacity_t_per_year": 450000, "headcount_limit": 180, "shift_starts": ["00:00", "08:00", "16:00"],
    "status": [{"state": "producing", "from": "2024-01-01", "to": None},
               {"state": "overhaul", "from": "2024-03-01T08:00:00+08:00", "to": "2024-03-02"}],
    "areas": [{"area_code": "5202210001010003", "type": "重点区域", "limit": 30, "name": "面"}],
    "stations": [{"station_code": "5202210001010003000012", "name": "一号", "x": 1.0, "y": 2.0, "z": -310}],
    "roadways": [{"from": "5202210001010003000012", "to": "5202210001010003000013", "length_m": 180.0}],
    "faces": [{"face_id": "F1", "name": "1203综采工作面", "kind": "coal_face", "stations": ["5202210001010003000012"],
               "from": "2023-10-01", "to": None, "crew_per_shift": [16, 16, 24], "planned_t_per_day": 1100.0,
               "advance_m_per_day": 3.2, "air_m3_per_min": 900.0, "ch4_m3_per_min": 2.1, "inflow_m3_per_h": 12.0,
               "explosive_kg_per_day": 0.0}],
    "seals": [{"seal_id": "S3", "name": "三号", "stations": [], "built": "2023-05-01"}],
    "feeders": [{"feeder": "FD03", "serves": "F1", "rated_kw": 1200.0}],
    "conveyors": [{"conveyor": "C1", "serves": ["F1"], "rated_t_per_h": 800.0}],
    "pumps": [{"pump": "P1", "station": None, "rated_m3_per_h": 150.0}],
    "points": [{"point_code": "520221000101 01MN", "kind": "ch4", "station": "x", "section_m2": 12.0}],
    "owner": {"kept": True},
}  # fmt: skip


def read(told: object):  # type: ignore[no-untyped-def]
    return read_register(json.dumps(told).encode())


def test_a_whole_register_is_read_with_its_types() -> None:
    register = read(WHOLE)
    assert register.status[0].since == datetime(2023, 12, 31, 16, tzinfo=UTC)
    assert register.status[0].until is None
    assert register.status[1].since == datetime(2024, 3, 1, 0, tzinfo=UTC)
    assert register.faces[0].crew_per_shift == (16.0, 16.0, 24.0)
    assert register.roadways[0].to_station.endswith("13")
    assert register.seals[0].built_on == date(2023, 5, 1)
    assert register.stations[0].z == -310.0
    assert register.conveyors[0].serves == ("F1",)
    assert register.shift_starts == (time(0), time(8), time(16))
    assert register.extra == {"owner": {"kept": True}}


def test_every_list_may_be_missing_empty_or_null() -> None:
    bare = read({"mine_code": "520221000101", "faces": None, "stations": [], "headcount_limit": None})
    assert (bare.faces, bare.stations, bare.pumps, bare.headcount_limit) == ((), (), (), None)


def test_a_number_may_stand_in_quotes() -> None:
    register = read(
        {"mine_code": "5", "headcount_limit": "180", "pumps": [{"pump": "P1", "rated_m3_per_h": " 150.5 "}]}
    )
    assert (register.headcount_limit, register.pumps[0].rated_m3_per_h) == (180, 150.5)


def test_unknown_keys_of_an_item_are_kept() -> None:
    register = read({"mine_code": "5", "pumps": [{"pump": "P1", "since": 3, "maker": "x"}]})
    assert register.pumps[0].extra == {"since": 3, "maker": "x"}


@pytest.mark.parametrize(
    "told",
    [
        [], {}, {"mine_code": 5}, {"mine_code": "5", "faces": {}}, {"mine_code": "5", "faces": [3]},
        {"mine_code": "5", "faces": [{"name": "x"}]}, {"mine_code": "5", "pumps": [{"pump": "P", "station": 4}]},
        {"mine_code": "5", "status": [{"state": "producing", "from": "soon"}]},
        {"mine_code": "5", "shift_starts": ["25:00"]}, {"mine_code": "5", "headcount_limit": 1.5},
        {"mine_code": "5", "headcount_limit": True}, {"mine_code": "5", "headcount_limit": float("nan")},
        {"mine_code": "5", "headcount_limit": float("inf")}, {"mine_code": "5", "capacity_t_per_year": 10**400},
        {"mine_code": "5", "headcount_limit": 10**400}, {"mine_code": "5", "shift_starts": 3},
        {"mine_code": "5", "shift_starts": {"00:00": 1}}, {"mine_code": "5", "name": "\ud800"},
        {"mine_code": "5", "faces": [{"face_id": "F1", "from": "0001-01-01"}]},
        {"mine_code": "5", "seals": [{"seal_id": "S1", "built": "9999-12-31T23:00:00-08:00"}]},
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_a_bad_feed(told: object) -> None:
    with pytest.raises(BadFeed, match=r"register.json"):
        read(told)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"{", b"[" * 100_000, b'{"mine_code": "5", "capacity_t_per_year": 1e999}']
)
def test_what_is_no_json_is_a_bad_feed(data: bytes) -> None:
    with pytest.raises(BadFeed, match=r"register.json"):
        read_register(data)
