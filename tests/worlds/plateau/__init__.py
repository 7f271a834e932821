"""A made-up world of coal mines, honest and dishonest, as their data arrive at a platform."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import conduct, honest
from .files import Writer
from .physics import compute
from .sim import Sim

__all__ = ["write_mine", "write_world"]


def write_mine(seed: int, days: int, inbox: Path, kind: str | None) -> dict[str, Any]:
    """Write one mine's folder; returns its truth. kind None: drawn."""
    sim = Sim(seed, days)
    rng = sim.rng
    roll, pick = float(rng.random()), int(rng.integers(8))
    if kind is None:
        kind = "healthy" if roll < 0.4 else "hidden_face" if roll < 0.65 else conduct.KINDS[1:][pick]
    style = ""
    if kind != "healthy":
        names = conduct.STYLES[kind]
        style = names[int(rng.integers(len(names)))]
    first, after = honest.choose(sim, kind != "healthy")
    if kind in ("working_while_stopped", "over_capacity", "overstaffed"):
        first = []
    span = None
    if kind == "working_while_stopped":
        span = conduct.stopped_before(sim, style)
    for f in first:
        f(sim)
    sim.staff()
    for f in after:
        f(sim)
    sim.set_limits()
    if kind != "healthy":
        conduct.apply(sim, kind, style, span)
    keep = {
        "working_while_stopped": {"haulage", "power"},
        "over_capacity": {"output", "haulage", "power"},
        "headcount_concealed": {"video"},
        "hidden_face": {"power", "video"},
        "cards_carried": {"video"},
        "sensor_masked": {"cdss"},
        "data_fabricated": {"video"},
    }.get(kind, set())
    for name, p in (
        ("water", 0.12),
        ("video", 0.2),
        ("haulage", 0.1),
        ("power", 0.06),
        ("explosives", 0.1),
        ("output", 0.05),
        ("cdss", 0.12),
        ("tjsj", 0.2),
    ):
        if (
            rng.random() < p
            and name not in keep
            and not (name == "tjsj" and "cdss" in sim.missing)
            and len(sim.missing) < 2
        ):
            sim.missing.add(name)
    Writer(sim, compute(sim), inbox).all()
    return {"mine_code": sim.code, "conduct": sim.conduct, "events": sim.events}


def write_world(
    seed: int,
    mines: int,
    days: int,
    inbox: Path,
    truth: Path,
    kinds: Sequence[str] = (),
    *,
    skip: int = 0,
) -> None:
    """Write `mines` mines of `days` days to `inbox` and what they really did to `truth`."""
    inbox.mkdir(parents=True, exist_ok=True)
    out = []
    for i in range(skip, mines):
        kind = kinds[i % len(kinds)] if kinds else None
        out.append(write_mine(seed + i, days, inbox, kind))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": out}, ensure_ascii=False, indent=1), encoding="utf-8")
