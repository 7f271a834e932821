"""register.json: what a mine declared and the regulator approved."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from minewarden.errors import BadFeed
from minewarden.feeds.values import CHINA

Extra = Mapping[str, Any]


@dataclass(frozen=True)
class Status:
    """A span in which the mine was in one declared state. `until` is None: so until further notice."""

    state: str
    since: datetime | None = None
    until: datetime | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Area:
    """An area of the mine with its own headcount limit."""

    area_code: str
    type: str = ""
    limit: int | None = None
    name: str = ""
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Station:
    """A positioning station; coordinates in metres, None where not given."""

    station_code: str
    name: str = ""
    x: float | None = None
    y: float | None = None
    z: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Roadway:
    """A way between two stations, walked in both directions."""

    from_station: str
    to_station: str
    length_m: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Face:
    """A declared working face and what it needs."""

    face_id: str
    name: str = ""
    kind: str = ""
    stations: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    crew_per_shift: tuple[float, ...] = ()
    planned_t_per_day: float | None = None
    advance_m_per_day: float | None = None
    air_m3_per_min: float | None = None
    ch4_m3_per_min: float | None = None
    inflow_m3_per_h: float | None = None
    explosive_kg_per_day: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Seal:
    """A seal that closes a roadway. `built_on` is None where not declared."""

    seal_id: str
    name: str = ""
    stations: tuple[str, ...] = ()
    built_on: date | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Feeder:
    """A power feeder; serves a face id, or hoist, main_fan, local_fan, pump, surface, other."""

    feeder: str
    serves: str = ""
    rated_kw: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Conveyor:
    """A belt and the faces whose coal it carries."""

    conveyor: str
    serves: tuple[str, ...] = ()
    rated_t_per_h: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Pump:
    """A pump and the station beside it."""

    pump: str
    station: str | None = None
    rated_m3_per_h: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Point:
    """A measuring point; kind is ch4, air_velocity, fan or another word."""

    point_code: str
    kind: str = ""
    station: str | None = None
    section_m2: float | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Register:
    """The declared mine. Every list may be empty. Times are aware UTC; a date means its start in China."""

    mine_code: str
    name: str = ""
    region: str = ""
    kind: str = ""
    capacity_t_per_year: float | None = None
    headcount_limit: int | None = None
    shift_starts: tuple[time, ...] = ()
    status: tuple[Status, ...] = ()
    areas: tuple[Area, ...] = ()
    stations: tuple[Station, ...] = ()
    roadways: tuple[Roadway, ...] = ()
    faces: tuple[Face, ...] = ()
    seals: tuple[Seal, ...] = ()
    feeders: tuple[Feeder, ...] = ()
    conveyors: tuple[Conveyor, ...] = ()
    pumps: tuple[Pump, ...] = ()
    points: tuple[Point, ...] = ()
    extra: Extra = field(default_factory=dict, hash=False)


T = TypeVar("T")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")

_LISTS: dict[str, type] = {
    "status": Status,
    "areas": Area,
    "stations": Station,
    "roadways": Roadway,
    "faces": Face,
    "seals": Seal,
    "feeders": Feeder,
    "conveyors": Conveyor,
    "pumps": Pump,
    "points": Point,
}
# what the file says -> what we call it
_RENAMED: dict[type, dict[str, str]] = {
    Status: {"from": "since", "to": "until"},
    Face: {"from": "since", "to": "until"},
    Roadway: {"from": "from_station", "to": "to_station"},
    Seal: {"built": "built_on"},
}


def read_register(source: str | Path | bytes) -> Register:
    """Out: the register. In: its path, or its content.

    Null: a list that is missing or null is empty; unknown keys stay in `extra`.
    Errors: BadFeed when it is no UTF-8 JSON object, has no mine_code, or a value is of another type.
    Source: monitoring contract, section 2.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    try:
        told = json.loads(data.decode("utf-8-sig"))
        json.dumps(told, ensure_ascii=False).encode()  # an escape may name half a letter: no text
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadFeed(f"register.json is no UTF-8 JSON: {error}") from None
    if not isinstance(told, dict) or not isinstance(told.get("mine_code"), str) or not told["mine_code"]:
        raise BadFeed("register.json is no object with a mine_code")
    lists: dict[str, Any] = {key: _items(told.pop(key, None), key, kind) for key, kind in _LISTS.items()}
    shifts = told.pop("shift_starts", None) or []
    if not isinstance(shifts, list):
        raise BadFeed("register.json: shift_starts is no list")
    told |= lists | {"shift_starts": tuple(_clock(text) for text in shifts)}
    return _made(Register, told, "register.json")


def _items(told: object, key: str, kind: type[T]) -> tuple[T, ...]:
    if told is None:
        return ()
    if not isinstance(told, list) or not all(isinstance(item, dict) for item in told):
        raise BadFeed(f"register.json: {key} is no list of objects")
    return tuple(_made(kind, item, f"register.json: {key}[{index}]") for index, item in enumerate(told))


def _made(kind: type[T], told: dict[str, Any], where: str) -> T:
    renamed = _RENAMED.get(kind, {})
    known = {item.name: item for item in fields(kind) if item.name != "extra"}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in told.items():
        name = renamed.get(key, key)
        if name not in known or (key in renamed.values() and key not in renamed):
            extra[key] = value
        elif value is not None:
            values[name] = _typed(value, str(known[name].type), f"{where}.{key}")
    missing = [n for n, f in known.items() if f.default is MISSING and n not in values]
    if missing:
        raise BadFeed(f"{where} has no {' and no '.join(missing)}")
    made: T = kind(**values, extra=extra)  # type: ignore[call-arg]
    return made


def _typed(value: Any, wanted: str, where: str) -> Any:
    """Out: `value` as the annotation `wanted` says; a number may stand in quotes. Errors: BadFeed."""
    if isinstance(value, str) and wanted.startswith(("float", "int")) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value)
    if wanted.startswith("str") and isinstance(value, str):
        return value
    if wanted.startswith("float") and is_number:
        return float(value)
    if wanted.startswith("int") and is_number and value == int(value):
        return int(value)
    if wanted.startswith("datetime") and isinstance(value, str):
        return _instant(value, where)
    if wanted.startswith("date ") and isinstance(value, str):
        return _instant(value, where).astimezone(CHINA).date()
    if wanted == "tuple[str, ...]":
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
    if wanted == "tuple[float, ...]" and isinstance(value, list):
        return tuple(_typed(item, "float", where) for item in value)
    if wanted.startswith("tuple[") and isinstance(value, tuple):
        return value
    raise BadFeed(f"{where} cannot be {str(value)[:80]!r}")


def _is_finite(value: float) -> bool:
    """Out: whether a number can be reckoned with: JSON may say NaN, Infinity, or an integer beyond any float."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _instant(text: str, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=CHINA)
        return at.astimezone(CHINA).astimezone(UTC)  # each zone must have it: a date is asked for in China
    except (
        ValueError,
        OverflowError,
    ):  # the second: the first and last hours of the calendar, in another zone
        raise BadFeed(f"{where} is no date or time: {text[:40]!r}") from None


def _clock(text: object) -> time:
    try:
        return time.fromisoformat(str(text))
    except ValueError:
        raise BadFeed(f"register.json: shift_starts has {str(text)[:40]!r}, not HH:MM") from None
