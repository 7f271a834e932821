"""From eight factor rows to one calibrated probability, with every weight on the table.

A logistic sum: each factor that contradicts adds its weight times its strength, each that agrees subtracts, one
without data adds nothing. Factors that one cause moves together (coal on belts and in the hoist; air and gas) form a
group in which the strongest counts fully, the next half, the third a quarter. Where nobody works at an undeclared
place or hides, quantities that more coal from a declared face would move as well count only a share (`coal_alone`):
they cannot tell a hidden face from over-production.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from minewarden.factors.model import FactorRow, Kind, Verdict

FACTOR_NAMES = ("people", "air", "power", "output", "haulage", "gas", "water", "explosives")
UNSEEN = "people_unseen"
"""The weight of people whom no reader saw at the place: without cards, or apart from them."""
IN_STEP = "gas_in_step"
"""The weight of gas that rises and falls with the mine's work where none is approved."""
PARAMETERS = "fusion.json"
FULL_CREW_H = 150.0  # person-hours a day of a crew that must show in the balances of the whole mine. Setting.
LEAST_REACH = 0.5
CREW_COUNTS = 0.25  # below this a crew only says which days to compare
CREW_SPEAKS = 0.5  # below this the people do not say where additional coal comes from


@dataclass(frozen=True)
class Weight:
    """What a factor at full strength adds to the sum when it contradicts, and takes from it when it agrees."""

    contradicts: float
    agrees: float


@dataclass(frozen=True)
class Parameters:
    """The fitted numbers and where they come from.

    `crew` holds a weight per trait of a crew, and a bias; `checks` slope and offset per integrity kind.
    """

    crew: Mapping[str, float]
    bias: float
    weights: Mapping[str, Weight]
    groups: tuple[tuple[str, ...], ...]
    damping: float
    coal_alone: float
    checks: Mapping[str, tuple[float, float]]
    provenance: Mapping[str, Any]


@dataclass(frozen=True)
class Explanation:
    """One factor's part in a score: what it added to the sum, and the score without it."""

    factor: str
    added: float
    score_without: float


@cache
def parameters() -> Parameters:
    """The parameters that the distribution ships, written by `python -m tests.factors.fit`."""
    return read_parameters((resources.files(__package__) / PARAMETERS).read_text(encoding="utf-8"))


def read_parameters(text: str) -> Parameters:
    """Out: parameters from the JSON that `write_parameters` wrote."""
    told = json.loads(text)
    return Parameters(
        told["crew"],
        told["bias"],
        {name: Weight(**w) for name, w in told["weights"].items()},
        tuple(tuple(group) for group in told["groups"]),
        told["damping"],
        told["coal_alone"],
        {kind: (pair["slope"], pair["offset"]) for kind, pair in told["checks"].items()},
        told["provenance"],
    )


def write_parameters(p: Parameters, path: Path) -> None:
    """Write parameters as JSON, figures rounded so that a diff can be read."""
    told = {
        "provenance": dict(p.provenance),
        "crew": {trait: round(weight, 4) for trait, weight in p.crew.items()},
        "bias": round(p.bias, 4),
        "weights": {
            name: {"contradicts": round(w.contradicts, 4), "agrees": round(w.agrees, 4)}
            for name, w in p.weights.items()
        },
        "groups": [list(group) for group in p.groups],
        "damping": p.damping,
        "coal_alone": p.coal_alone,
        "checks": {k: {"slope": round(s, 4), "offset": round(o, 4)} for k, (s, o) in p.checks.items()},
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def probability(rows: Iterable[FactorRow], p: Parameters | None = None) -> float:
    """Out: the probability that the place is worked, 0..1; 0 where no factor contradicts at all."""
    p = p or parameters()
    told = list(rows)
    if not any(row.verdict is Verdict.CONTRADICTS for row in told):
        return 0.0
    return logistic(p.bias + sum(contributions(told, p).values()))


def contributions(rows: Sequence[FactorRow], p: Parameters) -> dict[str, float]:
    """Out: what each factor adds to the sum (agreeing ones: a negative amount)."""
    told = {row.factor: row for row in rows}
    share = shares(rows, p)
    reach = _reach(told)
    return {
        name: share[name] * p.weights[weight_name(row)].contradicts * row.strength
        if row.verdict is Verdict.CONTRADICTS
        else -reach * p.weights[name].agrees * row.strength * (row.verdict is Verdict.AGREES)
        for name, row in told.items()
        if name in p.weights
    }


def weight_name(row: FactorRow) -> str:
    """Out: the name of the weight with which a row counts when it contradicts."""
    if row.factor == "gas" and row.in_step:
        return IN_STEP
    return UNSEEN if row.factor == "people" and row.coal else row.factor


def _reach(told: Mapping[str, FactorRow]) -> float:
    """How far agreement acquits: ten people in one shift drown in the air and output of a whole mine."""
    crew = told.get("people")
    if crew is None or crew.verdict is not Verdict.CONTRADICTS or crew.observed is None or crew.coal:
        return 1.0
    if crew.strength < CREW_COUNTS:
        return 1.0
    return min(max(crew.observed / FULL_CREW_H, LEAST_REACH), 1.0)


def shares(rows: Sequence[FactorRow], p: Parameters) -> dict[str, float]:
    """Out: for each factor the share 0..1 with which it counts within its group."""
    share = {row.factor: 1.0 for row in rows}
    told = {row.factor: row for row in rows if row.verdict is Verdict.CONTRADICTS}
    for group in p.groups:
        members = [name for name in group if name in told]
        members.sort(key=lambda name: -told[name].strength * p.weights[weight_name(told[name])].contradicts)
        for rank, name in enumerate(members):
            share[name] = p.damping**rank
    crew = told.get("people")
    if crew is None or crew.strength < CREW_SPEAKS:
        for name, row in told.items():
            share[name] *= p.coal_alone if row.coal and name != "people" else 1.0
    return share


def explain(rows: Sequence[FactorRow], p: Parameters | None = None) -> list[Explanation]:
    """Out: for each factor what it adds, and what the score would be without it; the weightiest first."""
    p = p or parameters()
    added = contributions(rows, p)
    found = [
        Explanation(name, round(part, 3), round(probability([r for r in rows if r.factor != name], p), 3))
        for name, part in added.items()
    ]
    return sorted(found, key=lambda e: -abs(e.added))


def calibrated(kind: Kind, raw: float, p: Parameters | None = None) -> float:
    """Out: the probability of an integrity finding from its raw strength (0..1 exclusive)."""
    slope, offset = (p or parameters()).checks.get(kind.value, (1.0, 0.0))
    raw = min(max(raw, 1e-3), 1 - 1e-3)
    return logistic(slope * math.log(raw / (1 - raw)) + offset)


def logistic(x: float) -> float:
    """Out: 1 / (1 + e^-x), without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
