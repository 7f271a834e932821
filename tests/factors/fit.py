"""Fits the parameters of the fusion on simulated mines: `python -m tests.factors.fit FOLDER SEED...`.

FOLDER keeps the lakes. The seeds given here are written into the parameters; the benchmark refuses to measure on them.
Weights stay near sensible ones where the data say little, and never change sign.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from minewarden.factors import fusion
from minewarden.factors.fusion import FACTOR_NAMES, Parameters, Weight
from minewarden.factors.model import FactorRow, Kind, Verdict
from tests.factors.measured import Row, observe
from tests.factors.scoring import is_true

PULL = 0.02  # towards the starting weights, per observation
STEPS = 4000
START = Parameters(
    -4.0,
    {
        "people": Weight(6.5, 0.8), "air": Weight(2.5, 0.6), "power": Weight(3.0, 0.6), "output": Weight(2.0, 0.3),
        "haulage": Weight(2.2, 0.3), "gas": Weight(2.5, 0.6), "water": Weight(2.0, 0.3), "explosives": Weight(2.5, 0.1),
    },
    (("output", "haulage", "power"), ("air", "gas")),
    0.5, 0.35, {}, {},
)  # fmt: skip


def rows_of(candidate: Row) -> list[FactorRow]:
    """Out: a stored candidate's factor rows, as the fusion takes them."""
    return [
        FactorRow(r["factor"], Verdict(r["verdict"]), strength=r["strength"], coal=r.get("coal", False))
        for r in candidate["factors"]
    ]


def features(rows: list[FactorRow], p: Parameters) -> np.ndarray:
    """Out: 1, then per factor the strength with which it contradicts (times its share), then that it agrees with."""
    share = fusion.shares(rows, p)
    told = {row.factor: row for row in rows}
    speaks = [share[n] * told[n].strength * (told[n].verdict is Verdict.CONTRADICTS) for n in FACTOR_NAMES]
    calms = [-told[n].strength * (told[n].verdict is Verdict.AGREES) for n in FACTOR_NAMES]
    return np.array([1.0, *speaks, *calms])


def fit_faces(mines: Iterable[Row]) -> Parameters:
    """Out: bias and weights from all candidates of all mines."""
    x, y = [], []
    for mine in mines:
        for candidate in mine["candidates"]:
            rows = rows_of(candidate)
            if any(row.verdict is Verdict.CONTRADICTS for row in rows):
                x.append(features(rows, START))
                y.append(is_true(candidate, mine["truth"], Kind.HIDDEN_FACE.value))
    start = np.array([START.bias, *(START.weights[n].contradicts for n in FACTOR_NAMES),
                      *(START.weights[n].agrees for n in FACTOR_NAMES)])  # fmt: skip
    low = np.where(np.arange(len(start)) == 0, -12.0, 0.05)
    found = _descend(np.array(x), np.array(y, dtype=float), start, low)
    weights = {n: Weight(float(found[1 + i]), float(found[9 + i])) for i, n in enumerate(FACTOR_NAMES)}
    return replace(START, bias=float(found[0]), weights=weights)


def fit_check(mines: Iterable[Row], kind: Kind) -> tuple[float, float]:
    """Out: slope and offset that turn the raw strength of a check into a probability."""
    x, y = [], []
    for mine in mines:
        for finding in mine["findings"]:
            if finding["kind"] == kind.value:
                raw = min(max(finding["raw"], 1e-3), 1 - 1e-3)
                x.append([math.log(raw / (1 - raw)), 1.0])
                y.append(is_true(finding, mine["truth"]))
    if not x:
        return 1.0, 0.0
    found = _descend(
        np.array(x), np.array(y, dtype=float), np.array([1.0, 0.0]), np.array([0.5, -1.0]), pull=0.05
    )
    return min(float(found[0]), 2.5), min(float(found[1]), 1.0)  # few findings may not carry an extreme line


def _descend(
    x: np.ndarray, y: np.ndarray, start: np.ndarray, low: np.ndarray, pull: float = PULL
) -> np.ndarray:
    """Logistic regression by projected gradient, pulled towards `start`."""
    w = start.copy()
    rate = 4.0 / (np.square(x).sum(axis=1).mean() + 1.0)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -40, 40)))
        w = np.maximum(w - rate * (x.T @ (p - y) / len(y) + pull * (w - start) / 10), low)
    return w


def fit(mines: list[Row], seeds: list[int]) -> Parameters:
    """Out: all parameters, with where they come from."""
    faces = fit_faces(mines)
    checks = {kind.value: fit_check(mines, kind) for kind in Kind if kind is not Kind.HIDDEN_FACE}
    provenance = {
        "how": "python -m tests.factors.fit",
        "made_on": datetime.now(UTC).date().isoformat(),
        "seeds": seeds,
        "mines": len(mines),
        "mine_days": sum(mine["days"] for mine in mines),
        "candidates": sum(len(mine["candidates"]) for mine in mines),
    }
    return replace(faces, checks=checks, provenance=provenance)


def main(folder: Path, seeds: list[int]) -> None:
    mines = []
    for home in sorted(folder.iterdir()):
        if home.name.split("-")[0] in {str(seed) for seed in seeds} and (home / "done").exists():
            mines += observe(home)
    target = Path(fusion.__file__).parent / fusion.PARAMETERS
    found = fit(mines, seeds)
    fusion.write_parameters(found, target)
    print(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(seed) for seed in sys.argv[2:]])
