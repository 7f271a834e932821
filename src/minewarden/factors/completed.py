"""What a register leaves out and the mine's own basic files tell: stations from RYJZ, where points hang from CDDY.

A mine that declares nothing still says where its readers and its sensors are; what is approved only a register can say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import dist

import duckdb

from minewarden.feeds.register import Point, Register, Station

BESIDE_M = 40.0  # a sensor so near to a reader hangs where the reader hangs. Setting.
Spot = tuple[float, float, float]


def completed(register: Register, sql: duckdb.DuckDBPyConnection) -> Register:
    """Out: the register with what it does not say itself; what it says stands. In: SQL over the mine's data sets."""
    stations = _stations(register, sql)
    return replace(register, stations=stations, points=_points(register, stations, sql))


def _stations(register: Register, sql: duckdb.DuckDBPyConnection) -> tuple[Station, ...]:
    found = sql.execute(
        'SELECT station_code::VARCHAR, arg_max(station_name, "at"), arg_max(x, "at"), arg_max(y, "at"), '
        'arg_max(z, "at") FROM ryjz WHERE station_code IS NOT NULL GROUP BY 1 ORDER BY 1'
    ).fetchall()
    told = {code: Station(code, name or "", x, y, z) for code, name, x, y, z in found}
    declared = [_filled(station, told.pop(station.station_code, None)) for station in register.stations]
    return (*declared, *told.values())


def _filled(station: Station, told: Station | None) -> Station:
    if told is None:
        return station
    at = station if _spot(station.x, station.y, station.z) else told
    return replace(station, name=station.name or told.name, x=at.x, y=at.y, z=at.z)


def _points(
    register: Register, stations: Iterable[Station], sql: duckdb.DuckDBPyConnection
) -> tuple[Point, ...]:
    """The points, those without a station hung beside the nearest reader, or beside the one their place names."""
    found = sql.execute(
        'SELECT point_code::VARCHAR, arg_max(place, "at"), arg_max(x, "at"), arg_max(y, "at"), arg_max(z, "at") '
        "FROM cddy WHERE point_code IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    spots = {s.station_code: spot for s in stations if (spot := _spot(s.x, s.y, s.z))}
    names = {s.name: s.station_code for s in stations if s.name}
    declared = {point.point_code.replace(" ", ""): point for point in register.points}
    for code, place, *at in found:
        point = declared.get(code.replace(" ", ""), Point(code))
        if point.station is None:
            station = _beside(_spot(*at), spots) or _named_in(place or "", names)
            declared[code.replace(" ", "")] = replace(point, station=station)
    return tuple(declared.values())


def _spot(x: float | None, y: float | None, z: float | None) -> Spot | None:
    """Coordinates, None where they are missing or the placeholder 0, 0."""
    return (x or 0.0, y or 0.0, z or 0.0) if x or y else None


def _beside(spot: Spot | None, spots: dict[str, Spot]) -> str | None:
    if spot is None or not spots:
        return None
    nearest = min(spots, key=lambda code: dist(spots[code], spot))
    return nearest if dist(spots[nearest], spot) <= BESIDE_M else None


def _named_in(place: str, names: dict[str, str]) -> str | None:
    """The station whose name the words of a place begin with, the longest one."""
    fitting = [name for name in names if place.startswith(name)]
    return names[max(fitting, key=len)] if fitting else None
