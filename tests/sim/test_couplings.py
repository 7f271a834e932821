"""What belongs together moves together: coal, hoist, power, air, gas, water, explosives, people."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from tests.sim.reader import table, texts

Made = tuple[Path, dict[str, Any], list[dict[str, Any]]]
DAYS = 3


def _series(home: Path, name: str, key: str, value: str) -> dict[str, np.ndarray[Any, Any]]:
    found: dict[str, list[float]] = defaultdict(list)
    for row in table(home, name):
        found[row[key]].append(float(row[value]))
    return {device: np.array(values) for device, values in found.items()}


def _readings(home: Path) -> dict[str, np.ndarray[Any, Any]]:
    found: dict[str, list[float]] = defaultdict(list)
    for text in texts(home, "CDSS"):
        for row in text.rows:
            if row[3] not in {"开", "停"}:
                found[row[0]].append(float(row[3]))
    return {code: np.array(values) for code, values in found.items()}


def test_the_trunk_belt_carries_what_is_planned(healthy: Made) -> None:
    home, register, _ = healthy
    planned = sum(face["planned_t_per_day"] for face in register["faces"]) * DAYS
    assert 0.85 < _series(home, "haulage", "conveyor", "t")["C1"].sum() / planned < 1.15


def test_what_the_belt_brings_is_hoisted_and_reported(healthy: Made) -> None:
    home, _, _ = healthy
    rows = table(home, "output")
    hoisted = sum(float(row["hoisted_t"]) for row in rows)
    reported = sum(float(row["reported_t"]) for row in rows)
    brought = _series(home, "haulage", "conveyor", "t")["C1"].sum()
    assert 0.8 < hoisted / brought < 1.1
    assert abs(reported / hoisted - 1) < 0.03


def test_power_of_a_coal_face_follows_its_belt(healthy: Made) -> None:
    home, register, _ = healthy
    face = next(face for face in register["faces"] if face["kind"] == "coal_face")
    feeder = next(f["feeder"] for f in register["feeders"] if f["serves"] == face["face_id"])
    belt = next(c["conveyor"] for c in register["conveyors"] if c["serves"] == [face["face_id"]])
    kw = _series(home, "power", "feeder", "kw")[feeder]
    t = _series(home, "haulage", "conveyor", "t")[belt]
    assert np.corrcoef(kw, t)[0, 1] > 0.9


def test_hoisting_is_a_plausible_share_of_the_power(healthy: Made) -> None:
    home, register, _ = healthy
    kw = _series(home, "power", "feeder", "kw")
    hoist = next(f["feeder"] for f in register["feeders"] if f["serves"] == "hoist")
    assert 0.04 < kw[hoist].sum() / sum(series.sum() for series in kw.values()) < 0.25


def test_no_feeder_draws_much_more_than_its_rating(healthy: Made) -> None:
    home, register, _ = healthy
    kw = _series(home, "power", "feeder", "kw")
    for feeder in register["feeders"]:
        assert kw[feeder["feeder"]].max() < 1.35 * feeder["rated_kw"], feeder


def test_the_mine_takes_more_air_than_its_faces_and_not_twice_as_much(healthy: Made) -> None:
    home, register, _ = healthy
    points = [p for p in register["points"] if p["kind"] == "air_velocity"]
    flow = {p["point_code"]: _readings(home)[p["point_code"]].mean() * p["section_m2"] * 60 for p in points}
    ends = {face["stations"][-1] for face in register["faces"]}
    total = max(flow.values())
    declared = sum(face["air_m3_per_min"] for face in register["faces"])
    assert declared < total < 2 * declared
    for point in points:
        if point["station"] in ends:
            face = next(f for f in register["faces"] if f["stations"][-1] == point["station"])
            assert abs(flow[point["point_code"]] / face["air_m3_per_min"] - 1) < 0.12


def test_gas_in_the_return_is_that_of_the_faces_and_a_rest(healthy: Made) -> None:
    home, register, _ = healthy
    readings = _readings(home)
    velocity = [p for p in register["points"] if p["kind"] == "air_velocity"]
    mine = max(velocity, key=lambda p: readings[p["point_code"]].mean() * p["section_m2"])
    flow = readings[mine["point_code"]].mean() * mine["section_m2"] * 60
    at = {p["station"] for p in velocity if p["section_m2"] >= 14}
    returns = [p for p in register["points"] if p["kind"] == "ch4" and p["station"] in at]
    emitted = max(readings[p["point_code"]].mean() for p in returns) / 100 * flow
    declared = sum(face["ch4_m3_per_min"] for face in register["faces"])
    assert 0.85 * declared < emitted < 1.7 * declared


def test_pumps_bring_up_at_least_the_declared_inflow(healthy: Made) -> None:
    home, register, _ = healthy
    pumped = sum(series.sum() for series in _series(home, "water", "pump", "m3").values())
    declared = sum(face["inflow_m3_per_h"] for face in register["faces"]) * 24 * DAYS
    assert 0.9 * declared < pumped < 2.5 * declared


def test_explosives_match_what_the_headings_plan(healthy: Made) -> None:
    home, register, _ = healthy
    planned = {face["face_id"]: face["explosive_kg_per_day"] * DAYS for face in register["faces"]}
    used: dict[str, float] = defaultdict(float)
    for row in table(home, "explosives"):
        used[row["face_id"]] += float(row["explosive_kg"]) - float(row["returned_kg"])
    for face, kg in used.items():
        assert 0.7 < kg / planned[face] < 1.3


def test_cameras_count_as_many_as_the_cards(healthy: Made) -> None:
    home, _, _ = healthy
    seen = sum(int(row["persons"]) for row in table(home, "video") if row["direction"] == "in")
    entries = {(row[0], row[3]) for text in texts(home, "RYSS") for row in text.rows}
    first = next(texts(home, "RYSS"))
    before = {(row[0], row[3]) for row in first.rows}
    assert abs(seen / (len(entries) - len(before)) - 1) < 0.06


def test_a_shift_brings_its_crew_to_its_face(healthy: Made) -> None:
    home, register, _ = healthy
    face = next(face for face in register["faces"] if face["kind"] == "coal_face")
    counts = [
        sum(row[2] == "1" and row[7] in face["stations"] for row in text.rows) for text in texts(home, "RYSS")
    ]
    assert max(face["crew_per_shift"]) * 0.6 < np.median(counts) < max(face["crew_per_shift"]) * 1.4
