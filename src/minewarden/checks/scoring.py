"""Scores a review by a sheet: veto items, 20 points of form, 80 of content, each part floored at zero."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from minewarden.checks.rule import Problem, Severity
from minewarden.errors import BadInput


@dataclass(frozen=True)
class Part:
    """One part of the sheet: its points and the rules that are deducted from it."""

    name: str
    points: Decimal
    rules: frozenset[str]


@dataclass(frozen=True)
class ScoreSheet:
    """A province's sheet; deductions by severity, rules that veto whatever their severity."""

    name: str
    deductions: dict[str, Decimal]
    per_rule: dict[str, Decimal]
    veto: frozenset[str]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Score:
    """The points reached: zero in all when vetoed."""

    total: float
    vetoed: bool
    parts: dict[str, float]


def read_sheet(path: Path) -> ScoreSheet:
    """The sheet of a TOML file. Errors: BadInput when it cannot be read, or the points are not 100."""
    try:
        sheet = _sheet(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise BadInput(f"{path} is no score sheet: {error}") from error
    if sum(part.points for part in sheet.parts) != 100:
        raise BadInput(f"{path}: the parts of a score sheet must add up to 100 points")
    return sheet


@lru_cache(maxsize=1)
def default_sheet() -> ScoreSheet:
    """The sheet shipped with the program, the union of the frames in use (待核)."""
    text = (resources.files("minewarden.checks") / "scoresheet.toml").read_text(encoding="utf-8")
    return _sheet(tomllib.loads(text))


def _sheet(table: dict[str, Any]) -> ScoreSheet:
    return ScoreSheet(
        name=table["name"],
        deductions={name: Decimal(str(points)) for name, points in table["deductions"].items()},
        per_rule={name: Decimal(str(points)) for name, points in table.get("per_rule", {}).items()},
        veto=frozenset(table.get("veto", ())),
        parts=tuple(
            Part(row["name"], Decimal(str(row["points"])), frozenset(row["rules"])) for row in table["part"]
        ),
    )


def score(problems: Iterable[Problem], sheet: ScoreSheet) -> Score:
    """Points of every part after deduction; a veto brings the total to zero but leaves the parts to read."""
    left = {part.name: part.points for part in sheet.parts}
    vetoed = False
    for problem in problems:
        vetoed |= problem.severity is Severity.VETO or problem.rule in sheet.veto
        part = next((part for part in sheet.parts if problem.rule in part.rules), sheet.parts[-1])
        lost = sheet.per_rule.get(problem.rule, sheet.deductions[problem.severity.value])
        left[part.name] = max(left[part.name] - lost, Decimal(0))
    total = Decimal(0) if vetoed else sum(left.values(), Decimal(0))
    return Score(float(total), vetoed, {name: float(points) for name, points in left.items()})
