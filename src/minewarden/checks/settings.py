"""What a province sets itself. The file is data; whatever is not certain is marked 待核 in its messages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from minewarden.errors import BadInput


@dataclass(frozen=True)
class Settings:
    """Thresholds of the province; None where it has not set one and nothing can be judged by it."""

    hearing_fine_unit_yuan: Decimal | None
    hearing_fine_person_yuan: Decimal | None
    discussion_fine_yuan: Decimal | None
    name: str
    certainty: str


def read_settings(path: Path) -> Settings:
    """The settings of a TOML file. Errors: BadInput when it cannot be read or lacks a key."""
    try:
        return _settings(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise BadInput(f"{path} is no settings file: {error}") from error


@lru_cache(maxsize=1)
def default_settings() -> Settings:
    """Those shipped with the program."""
    text = (resources.files("minewarden.checks") / "settings.toml").read_text(encoding="utf-8")
    return _settings(tomllib.loads(text))


def _settings(table: dict[str, Any]) -> Settings:
    def money(name: str) -> Decimal | None:
        return Decimal(table[name]) if name in table else None

    return Settings(
        hearing_fine_unit_yuan=money("hearing_fine_unit_yuan"),
        hearing_fine_person_yuan=money("hearing_fine_person_yuan"),
        discussion_fine_yuan=money("discussion_fine_yuan"),
        name=table["name"],
        certainty=table["certainty"],
    )
