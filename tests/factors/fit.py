"""Fits the parameters of the fusion on mines whose truth is known: `python -m tests.factors.fit FOLDER`.

FOLDER keeps the lakes. What was fitted on is written into the parameters, and the benchmark refuses to measure on it.
Weights stay near sensible ones where the data say little; those of the factors never change sign.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from minewarden.factors import crews, fusion, hidden, people
from minewarden.factors.fusion import FACTOR_NAMES, Parameters, Weight
from minewarden.factors.model import FactorRow, Kind, Verdict
from tests.factors.measured import Batch, Row, observe, prepare
from tests.factors.scoring import calibration_error, is_hidden_crew, is_true

CONDUCTS = ("headcount_concealed", "cards_carried", "card_parked", "data_fabricated", "sensor_masked",
            "working_while_stopped", "over_capacity", "overstaffed")  # fmt: skip
FITTED = (
    Batch(62, 40, 12, ("hidden_face",), world="steppe"),
    Batch(73, 60, 12, world="gorge"),
    Batch(75, 30, 12, ("hidden_face",), world="gorge"),
    Batch(76, 40, 12, CONDUCTS, world="gorge"),
    Batch(81, 60, 12, world="plateau"),
    Batch(103, 36, 12, CONDUCTS, world="taiga"),
    Batch(202, 40, 12, ("healthy",), world="fjord"),
    Batch(301, 60, 12, world="oasis"),
    Batch(303, 30, 12, ("hidden_face",), world="oasis"),
    Batch(304, 40, 12, ("healthy",), world="oasis"),
    Batch(601, 40, 12, world="tundra"),
    Batch(701, 40, 12, world="savanna"),
    Batch(801, 60, 12, world="canyon"),
    Batch(1, 40, 12, world="lagoon"),
    Batch(1, 40, 12, world="moor"),
    Batch(1, 40, 12, world="dune"),
    Batch(1, 40, 12, world="heath"),
    Batch(1, 40, 12, world="marsh"),
    Batch(2, 40, 12, world="marsh"),
    Batch(1, 40, 12, world="prairie"),
    Batch(2, 40, 12, world="prairie"),
    Batch(1, 40, 12, world="atoll"),
    Batch(1, 40, 12, world="bluff"),
)
"""Mines with hidden faces, mines with conduct of every kind, and honest ones."""
PULL = 0.4  # towards the starting weights, a tenth of it per observation
FALSE_COUNTS = (
    3.0  # a false suspicion beside a true one: it costs an inspector's day, and most mines are honest
)
WEIGHTS = (*FACTOR_NAMES, fusion.UNSEEN, fusion.IN_STEP)
SLOPES = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0)
STEPS = 4000
START = Parameters(
    {
        "bias": -2.5, "heads": 2.2, "shifts": 0.8, "unset_trade": 0.5, "repair": -1.5, "repair_heads": -1.5,
        "out_of_sight": 2.5, "shut_place": 1.5, "shut_repair": -1.0, "in_rooms": -1.0, "moving": -1.0, "again": 1.5,
    },
    -2.4,
    {
        "people": Weight(4.1, 0.3), "air": Weight(2.4, 1.2), "power": Weight(3.3, 0.2), "output": Weight(1.4, 0.65),
        "haulage": Weight(2.5, 0.2), "gas": Weight(0.9, 0.6), "water": Weight(1.9, 0.1), "explosives": Weight(1.2, 0.1),
        fusion.UNSEEN: Weight(2.0, 0.0), fusion.IN_STEP: Weight(5.0, 0.0),
    },
    (("output", "haulage", "power"), ("air", "gas")),
    0.5, 0.35, {}, {},
)  # fmt: skip


def fit_crews(mines: list[Row]) -> dict[str, float]:
    """Out: a weight per trait of a crew, and a bias."""
    seen = [(c["crew"], mine["truth"]) for mine in mines for c in mine["candidates"] if c["crew"] is not None]
    x = np.array([[crew["traits"].get(name, 1.0) for name in START.crew] for crew, _ in seen])
    y = np.array([is_hidden_crew(crew, truth) for crew, truth in seen], dtype=float)
    start = np.array(list(START.crew.values()))
    found = _descend(x, y, start, start - 12.0, PULL, np.ones(len(y)))
    return dict(zip(START.crew, found.tolist(), strict=True))


def rows_of(candidate: Row, crew: Mapping[str, float] | None = None) -> list[FactorRow]:
    """Out: a stored candidate's factor rows, as the fusion takes them; with `crew`, its people by those weights."""
    rows = [
        FactorRow(
            r["factor"],
            Verdict(r["verdict"]),
            observed=r["observed"],
            strength=r["strength"],
            coal=r.get("coal", False),
            in_step=r.get("in_step", False),
        )
        for r in candidate["factors"]
    ]
    seen = rows[0]
    if crew is None or candidate["crew"] is None or seen.verdict is not Verdict.CONTRADICTS:
        return rows
    told = min(crews.spoken(candidate["crew"]["traits"], crew), people.MOST_STRENGTH)
    return [replace(seen, strength=told * (hidden.LEFT_CARDS if seen.coal else 1.0)), *rows[1:]]


def features(rows: list[FactorRow], p: Parameters) -> np.ndarray:
    """Out: 1, then per factor the strength with which it contradicts (times its share), then that it agrees with."""
    share = fusion.shares(rows, p)
    told = {row.factor: row for row in rows}
    speaks = [
        sum(
            share[row.factor] * row.strength
            for row in rows
            if row.verdict is Verdict.CONTRADICTS and fusion.weight_name(row) == name
        )
        for name in WEIGHTS
    ]
    calms = [-told[n].strength * (told[n].verdict is Verdict.AGREES) for n in FACTOR_NAMES]
    return np.array([1.0, *speaks, *calms])


def fit_faces(mines: list[Row], crew: Mapping[str, float]) -> Parameters:
    """Out: bias and weights from all candidates of all mines, steepened until those above the cut are calibrated."""
    x, y = [], []
    for mine in mines:
        for candidate in mine["candidates"]:
            rows = rows_of(candidate, crew)
            if any(row.verdict is Verdict.CONTRADICTS for row in rows):
                x.append(features(rows, START))
                y.append(is_true(candidate, mine["truth"], Kind.HIDDEN_FACE.value))
    start = np.array([START.bias, *(START.weights[n].contradicts for n in WEIGHTS),
                      *(START.weights[n].agrees for n in FACTOR_NAMES)])  # fmt: skip
    low = np.where(np.arange(len(start)) == 0, -12.0, 0.05)
    told = np.array(y, dtype=float)
    found = _descend(np.array(x), told, start, low, PULL, np.where(told > 0, 1.0, FALSE_COUNTS))
    found *= _slope(np.array(x) @ found, told)
    calms = {n: float(found[1 + len(WEIGHTS) + i]) for i, n in enumerate(FACTOR_NAMES)}
    weights = {n: Weight(float(found[1 + i]), calms.get(n, 0.0)) for i, n in enumerate(WEIGHTS)}
    return replace(START, bias=float(found[0]), weights=weights)


def _slope(sums: np.ndarray, told: np.ndarray) -> float:
    """The steepness, with the cut where it is, at which the scores above it err least."""
    above = sums >= 0

    def error(slope: float) -> float:
        scores = 1 / (1 + np.exp(-slope * sums[above]))
        return calibration_error(list(zip(scores.tolist(), (told[above] > 0).tolist(), strict=True)))

    return min(SLOPES, key=error)


def fit_check(mines: list[Row], kind: Kind) -> tuple[float, float]:
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
        np.array(x),
        np.array(y, dtype=float),
        np.array([1.0, 0.0]),
        np.array([0.4, -4.0]),
        0.05,
        np.ones(len(y)),
    )
    return min(float(found[0]), 2.5), min(float(found[1]), 1.0)  # few findings may not carry an extreme line


def _descend(
    x: np.ndarray, y: np.ndarray, start: np.ndarray, low: np.ndarray, pull: float, counts: np.ndarray
) -> np.ndarray:
    """Logistic regression by projected gradient, pulled towards `start`; `counts`: how much each observation counts."""
    w = start.copy()
    counts = counts / counts.mean()
    rate = 4.0 / (np.square(x).sum(axis=1).mean() + 1.0)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -40, 40)))
        w = np.maximum(w - rate * (x.T @ (counts * (p - y)) / len(y) + pull * (w - start) / 10), low)
    return w


def fit(mines: list[Row]) -> Parameters:
    """Out: crews, faces and integrity checks fitted on `mines`."""
    crew = fit_crews(mines)
    provenance = {
        "how": "python -m tests.factors.fit",
        "made_on": datetime.now(UTC).date().isoformat(),
        "batches": [batch.name for batch in FITTED],
        "mines": len(mines),
        "mine_days": sum(mine["days"] for mine in mines),
        "candidates": sum(len(mine["candidates"]) for mine in mines),
    }
    checks = {kind.value: fit_check(mines, kind) for kind in Kind if kind is not Kind.HIDDEN_FACE}
    return replace(fit_faces(mines, crew), crew=crew, checks=checks, provenance=provenance)


def main(folder: Path) -> None:
    """Prepare and observe the batches, write the parameters."""
    mines = [one for batch in FITTED for one in observe(prepare(batch, folder))]
    target = Path(fusion.__file__).parent / fusion.PARAMETERS
    fusion.write_parameters(fit(mines), target)
    print(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
