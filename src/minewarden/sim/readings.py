"""What the sensors of the gas system read, from the air and gas of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minewarden.sim.clock import BINS
from minewarden.sim.day import Day, Floats

if TYPE_CHECKING:
    from minewarden.sim.plant import Plant

_FACE_CH4 = {"ch4_return": 1.0, "ch4_face": 0.8, "ch4_corner": 1.35}
"""Methane at the sensors of a face, over that of its return."""


def read_points(plant: Plant, day: Day) -> None:
    """Fill `day.values` and `day.states` of every point; states begin as normal."""
    for point in plant.plan.points:
        day.values[point.code] = _reading(plant, point.what.split(":"), point.section_m2, day)
        day.states[point.code] = np.zeros(BINS, dtype=np.int64)


def _reading(plant: Plant, what: list[str], section_m2: float, day: Day) -> Floats:
    if what[0] == "seal":
        return _ch4(plant, _at_seal(plant, what[1], day))
    if what[0] == "near":
        return _ch4(plant, _nearby(plant, int(what[1]), day))
    if what[0] == "mine":
        return _of_mine(plant, what[1], section_m2, day)
    return _of_face(plant, what[1], what[2], section_m2, day)


def _of_mine(plant: Plant, quantity: str, section_m2: float, day: Day) -> Floats:
    if quantity in {"air_return", "air_intake"}:
        return _velocity(plant, day.air["total"], section_m2)
    if quantity == "ch4_intake":
        return _ch4(plant, np.full(BINS, 0.015))
    return _ch4(plant, 100 * day.gas["total"] / np.maximum(day.air["total"], 60))


def _of_face(plant: Plant, face_id: str, quantity: str, section_m2: float, day: Day) -> Floats:
    air = day.air.get(face_id, np.full(BINS, 60.0))
    if quantity == "air":
        return _velocity(plant, air, section_m2)
    if quantity == "fan":
        return (day.supply > 0.5).astype(float) if face_id in day.air else np.zeros(BINS)
    if quantity == "co":
        active = day.activity.get(face_id, np.zeros(BINS))
        return _rounded(np.clip(plant.noise.normal(2.5, 0.8, BINS) + 3 * active, 0, None), 0)
    share = 100 * day.gas.get(face_id, np.full(BINS, 0.05)) / np.maximum(air, 30)
    return _ch4(plant, share * _FACE_CH4[quantity])


def _at_seal(plant: Plant, seal_id: str, day: Day) -> Floats:
    """The goaf breathes with the barometer; work behind the wall adds its own rhythm."""
    level = plant.seal_level[seal_id] * np.clip(1.0 - 0.12 * day.pressure, 0.1, 2.5)
    for face in plant.plan.faces:
        ways = plant.ways.get(face.face_id)
        if ways and ways.gas_seal == seal_id and face.face_id in day.gas:
            level = level * 0.55 + 0.28 * day.gas[face.face_id]
    return level


def _nearby(plant: Plant, station: int, day: Day) -> Floats:
    """Methane in a side way: a little of its own, and what comes from an undeclared place close by."""
    level = np.full(BINS, 0.06) * np.clip(1.0 - 0.05 * day.pressure, 0.3, 2.0)
    far, _ = plant.plan.tree(station)
    for face in plant.plan.faces:
        if face.hidden and face.face_id in day.gas:
            air = max(face.air_m3_per_min, 100.0)
            reach = float(np.exp(-far[face.stations[0]] / 250.0))
            level = level + 100 * day.gas[face.face_id] / air * reach
    return level


def _velocity(plant: Plant, air_m3_per_min: Floats, section_m2: float) -> Floats:
    return _rounded(air_m3_per_min / section_m2 / 60 * plant.noise.normal(1.0, 0.015, BINS), 2)


def _ch4(plant: Plant, level: Floats) -> Floats:
    """A methane reading as sensors give it: two decimals, a hundredth of noise, never negative."""
    return _rounded(np.clip(level + plant.noise.normal(0, 0.012, BINS), 0, None), 2)


def _rounded(values: Floats, places: int) -> Floats:
    rounded: Floats = np.round(values, places)
    return rounded
