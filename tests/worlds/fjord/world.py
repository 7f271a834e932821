"""Puts a world of mines together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from . import chance, conduct, honest
from .feeds import write_mine
from .instruments import install
from .location import Snapshots
from .people import Planner, hire
from .physics import simulate
from .state import Mine, found_mine

OTHERS = (
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)


def kind_of(seed: int, number: int) -> str:
    """Blocks of twenty mines: nine healthy, five hidden faces, six of the other kinds in turn."""
    block, place = divmod(number, 20)
    order = chance.generator(seed, block, "mix").permutation(20)
    slot = int(order[place])
    if slot < 9:
        return "healthy"
    if slot < 14:
        return "hidden_face"
    return OTHERS[(block * 6 + slot - 14) % len(OTHERS)]


def style_of(kind: str, seed: int, number: int) -> str:
    """The way a mine does it."""
    names = conduct.STYLES[kind]
    return names[chance.dice(seed, number, "style").randrange(len(names))]


def make_mine(seed: int, number: int, days: int, kind: str, style: str | None = None) -> Mine:
    """One mine with all its trips."""
    m = found_mine(seed, number, days)
    m.kind = kind
    m.style = "" if kind == "healthy" else style or style_of(kind, seed, number)
    hire(m)
    if kind != "healthy":
        conduct.prepare(m)
    honest.choose(m)
    m.g.finish()
    plan = Planner(m)
    plan.run()
    honest.late_events(m, plan)
    conduct.add_trips(m, plan)
    keep = [
        t for t in m.trips if t.card >= 0 and (kind != "overstaffed" or m.people[t.person].role != "extra")
    ]
    steps = np.zeros(days * 288 + 1, int)
    for t in keep:
        a, b = max(0, t.ts[0] // 300), min(days * 288, max(0, t.out // 300))
        if b > a:
            steps[a] += 1
            steps[b] -= 1
    m.limit = int(-(-(np.cumsum(steps).max() * 1.06 + 3) // 5) * 5)
    return m


def write_one(
    seed: int, number: int, days: int, kind: str, inbox: Path, style: str | None = None
) -> dict[str, Any]:
    """Makes and writes one mine; returns its entry of the truth."""
    m = make_mine(seed, number, days, kind, style)
    w = simulate(m)
    points = install(m, w)
    write_mine(m, w, points, Snapshots(m), inbox)
    return {"mine_code": m.code, "conduct": m.conduct, "events": m.events}


def write_world(
    seed: int,
    mines: int,
    days: int,
    inbox: Path,
    truth: Path,
    kinds: tuple[str, ...] = (),
    *,
    skip: int = 0,
) -> None:
    """Writes `mines` mines over `days` days into `inbox`, and what really happened into `truth`."""
    known = {"healthy", *conduct.STYLES}
    for k in kinds:
        if k not in known:
            raise ValueError(f"unknown kind {k!r}; known: {sorted(known)}")
    inbox, truth = Path(inbox), Path(truth)
    inbox.mkdir(parents=True, exist_ok=True)
    out = []
    for n in range(skip, mines):
        kind = kinds[n % len(kinds)] if kinds else kind_of(seed, n)
        out.append(write_one(seed, n, days, kind, inbox))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": out}, ensure_ascii=False, indent=1), encoding="utf-8")
