"""Reads a scene: TOML into checked values. Whatever is wrong is named with its place and what is allowed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from minewarden.errors import BadInput
from minewarden.sim.behaviour import Behaviour
from minewarden.sim.clock import DAY_S, epoch
from minewarden.sim.conduct import CONDUCTS
from minewarden.sim.events import EVENTS
from minewarden.sim.spec import (
    LISTINGS,
    PROFILES,
    SHIFT_SYSTEMS,
    SIZES,
    SYSTEMS,
    TRACES,
    Act,
    Dirt,
    MineSpec,
    Scene,
)

Table = dict[str, Any]

MINE_CHOICES: dict[str, tuple[str, ...]] = {
    "size": SIZES,
    "shifts": tuple(SHIFT_SYSTEMS),
    "profile": PROFILES,
    "trace": TRACES,
    "listing": LISTINGS,
}
MINE_NUMBERS = {
    "coal_faces": (0, 8), "headings": (0, 16), "trunk": (3, 40), "seals": (0, 20),
    "capacity_t_per_year": (10_000, 30_000_000), "snapshot_s": (10, 3600), "jitter_s": (0, 600), "gas_s": (30, 3600),
}  # fmt: skip


def read_scene(path: Path) -> Scene:
    """The scene of a TOML file.

    Errors  BadInput: no such file, no TOML, an unknown key, a value of the wrong kind or out of range; the
            message starts with the place, e.g. `mine[0].conduct[1].style`.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"scene {path}: no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"scene {path}: cannot be read: {error}") from None
    return scene_of(told)


def scene_of(told: Table) -> Scene:
    """The scene that a parsed TOML document describes; errors as `read_scene`."""
    _known(told, "", ("scene", "mine"))
    head = _table(told.get("scene", {}), "scene")
    _known(head, "scene", ("seed", "from", "days", "snapshot_s", "trace", "systems"))
    seed = _integer(head.get("seed", 1), "scene.seed", 0, 2**63)
    from_at = _instant(head.get("from", date(2024, 1, 1)), "scene.from")
    if (from_at + 8 * 3600) % DAY_S:
        raise BadInput(f"scene.from: {head['from']} is no whole day; give a date such as 2024-01-01")
    days = _integer(head.get("days", 7), "scene.days", 1, 3660)
    mines = told.get("mine", [])
    if not isinstance(mines, list) or not mines:
        raise BadInput("mine: a scene needs at least one [[mine]]")
    given: Table = {key: head[key] for key in ("snapshot_s", "trace", "systems") if key in head}
    reader = _Reader(from_at, from_at + days * DAY_S, given)
    made = tuple(reader.mine(_table(mine, f"mine[{i}]"), f"mine[{i}]") for i, mine in enumerate(mines))
    codes = [mine.code for mine in made]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            raise BadInput(f"mine[{i}].code: {code} is used twice; every mine needs a code of its own")
    return Scene(seed, from_at, days, made)


class _Reader:
    """What every mine of a scene inherits: the period and the values of [scene]."""

    def __init__(self, from_at: int, to_at: int, given: Table) -> None:
        self.from_at, self.to_at, self.given = from_at, to_at, given

    def mine(self, told: Table, at: str) -> MineSpec:
        names = [field.name for field in fields(MineSpec) if field.name != "events"]
        _known(told, at, (*names, "event"))
        told = self.given | told
        code = told.get("code")
        if not isinstance(code, str) or not re.fullmatch(r"\d{12}", code):
            raise BadInput(f"{at}.code: {code!r} is no mine code; give twelve digits in quotes")
        values: Table = {"code": code, "name": _text(told.get("name", f"样例矿{code[-4:]}"), f"{at}.name")}
        for key, choices in MINE_CHOICES.items():
            if key in told:
                values[key] = _choice(told[key], f"{at}.{key}", choices)
        for key, (low, high) in MINE_NUMBERS.items():
            if key in told:
                values[key] = _integer(told[key], f"{at}.{key}", low, high)
        if values.get("coal_faces") == 0 and values.get("headings") == 0:
            raise BadInput(f"{at}.headings: a mine needs at least one coal face or heading")
        if "systems" in told:
            values["systems"] = _choices(told["systems"], f"{at}.systems", SYSTEMS)
        values["dirt"] = _dirt(_table(told.get("dirt", {}), f"{at}.dirt"), f"{at}.dirt")
        values["conduct"] = self._acts(told.get("conduct", []), f"{at}.conduct", CONDUCTS)
        values["events"] = self._acts(told.get("event", []), f"{at}.event", EVENTS)
        return MineSpec(**values)

    def _acts(self, told: Any, at: str, kinds: dict[str, type[Behaviour]]) -> tuple[Act, ...]:
        if not isinstance(told, list):
            raise BadInput(f"{at}: must be a list of tables, [[mine.{at.rpartition('.')[2]}]]")
        return tuple(self._act(_table(act, f"{at}[{i}]"), f"{at}[{i}]", kinds) for i, act in enumerate(told))

    def _act(self, told: Table, at: str, kinds: dict[str, type[Behaviour]]) -> Act:
        kind = _choice(told.get("kind"), f"{at}.kind", tuple(kinds))
        styles = kinds[kind].styles
        style = _choice(told.get("style", next(iter(styles))), f"{at}.style", tuple(styles))
        from_at = _instant(told["from"], f"{at}.from") if "from" in told else self.from_at
        to_at = _instant(told["to"], f"{at}.to") if "to" in told else self.to_at
        if to_at <= from_at:
            raise BadInput(f"{at}.to: must be later than its from")
        defaults = styles[style]
        _known(told, at, ("kind", "style", "from", "to", *defaults))
        given = {
            key: _like(value, defaults[key], f"{at}.{key}", kinds[kind].choices.get(key))
            for key, value in told.items()
            if key in defaults
        }
        return Act(kind, style, from_at, to_at, defaults | given)


def _dirt(told: Table, at: str) -> Dirt:
    defaults = {field.name: field.default for field in fields(Dirt)}
    _known(told, at, tuple(defaults))
    values = {key: _like(value, defaults[key], f"{at}.{key}", None) for key, value in told.items()}
    for key, value in values.items():
        if not isinstance(value, bool) and not 0 <= value <= 1:
            raise BadInput(f"{at}.{key}: {value} is no share; give 0 to 1")
    return Dirt(**values)


def _like(value: Any, default: Any, at: str, choices: tuple[str, ...] | None) -> Any:
    """The value, which must be of the kind of its default."""
    if choices is not None:
        return _choice(value, at, choices)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise BadInput(f"{at}: {value!r} must be true or false")
        return value
    if isinstance(default, int | float):
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise BadInput(f"{at}: {value!r} must be a number, not negative")
        if isinstance(default, int) and value != int(value):
            raise BadInput(f"{at}: {value!r} must be a whole number")
        return type(default)(value)
    return _text(value, at)


def _known(told: Table, at: str, allowed: tuple[str, ...]) -> None:
    for key in told:
        if key not in allowed:
            place = f"{at}.{key}" if at else key
            raise BadInput(f"{place}: unknown key; allowed are {', '.join(allowed)}")


def _table(value: Any, at: str) -> Table:
    if not isinstance(value, dict):
        raise BadInput(f"{at}: must be a table")
    return value


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str) or not value or set(value) & set(";~^|\n\r,"):
        raise BadInput(f"{at}: {value!r} must be a text without ; ~ ^ | , and line breaks")
    return value


def _integer(value: Any, at: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadInput(f"{at}: {value!r} must be a whole number from {low} to {high}")
    return value


def _choice(value: Any, at: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise BadInput(f"{at}: {value!r} is not known; allowed are {', '.join(choices)}")
    return str(value)


def _choices(value: Any, at: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadInput(f"{at}: must be a list; allowed are {', '.join(choices)}")
    return tuple(_choice(one, at, choices) for one in value)


def _instant(value: Any, at: str) -> int:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise BadInput(
                f"{at}: {value!r} is no time; give 2024-01-05 or 2024-01-05T08:00:00+08:00"
            ) from None
    if not isinstance(value, date):
        raise BadInput(f"{at}: {value!r} is no time; give 2024-01-05 or 2024-01-05T08:00:00+08:00")
    return epoch(value)
