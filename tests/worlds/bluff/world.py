"""Draws mines and writes them with their truth."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from . import conduct, equip, events
from .layout import build, pick
from .mine import Mine
from .people import Mover, make_trips, plan_jobs, read_loss
from .tables import KIND_WEIGHTS, MONITOR_PERIODS, OPTIONAL, REGIONS, SNAPSHOT_PERIODS
from .write import write_mine


def write_world(
    seed: int, count: int, days: int, inbox: Path, truth: Path, kinds: tuple[str, ...] = (), skip: int = 0
) -> None:
    """Write the mines numbered `skip` to `count - 1` below `inbox`, and their truth."""
    unknown = set(kinds) - set(KIND_WEIGHTS)
    if unknown:
        raise ValueError(f"unknown kinds: {sorted(unknown)}")
    inbox = Path(inbox)
    rows = []
    for number in range(skip, count):
        mine = make_mine(seed, number, days, kinds)
        write_mine(mine, inbox)
        style = mine.style or "healthy"
        rows.append(
            {
                "mine_code": mine.code,
                "style": style,
                "conduct": mine.conduct,
                "look_alikes": sorted(set(mine.happened)),
            }
        )
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")


def mine_code(seed: int, number: int) -> str:
    """A code that no other seed below 30,000 gives (a thousand mines a seed)."""
    space = len(REGIONS) * 1_000_000
    index = ((seed * 1000 + number) * 7_368_787 + 1_234_567) % space
    return f"{REGIONS[index // 1_000_000]}{index % 1_000_000:06d}"


def start_of(seed: int) -> datetime:
    """First day of the period of a seed."""
    rng = np.random.default_rng([seed, 77])
    first = date(2024, 1, 8) + timedelta(days=int(rng.integers(0, 700)))
    return datetime(first.year, first.month, first.day)


def make_mine(seed: int, number: int, days: int, kinds: tuple[str, ...] = ()) -> Mine:
    """One mine with everything decided, ready to be written."""
    rng = np.random.default_rng([seed, number, 4241])
    drawn = pick(rng, KIND_WEIGHTS)
    kind = kinds[number % len(kinds)] if kinds else drawn
    lay = build(rng)
    code = mine_code(seed, number)
    mine = Mine(code, f"{code[:6]}{number + 1}号煤矿", number, days, start_of(seed), rng, lay, kind)
    mine.places = list(lay.places)
    mine.free_spares = list(range(len(lay.spares)))
    _habits(mine)
    _blank(mine)
    conduct.plan(mine)
    events.plan_events(mine)
    equip.codes(mine)
    equip.points(mine)
    plan_jobs(mine)
    events.late_plan(mine)
    conduct.rota(mine)
    mover = Mover(mine)
    make_trips(mine, mover)
    for i, trip in enumerate(mine.trips):
        trip.pair = i
    equip.headcount(mine)
    conduct.records(mine, mover)
    events.record_events(mine, mover)
    read_loss(mine)
    return mine


def _habits(mine: Mine) -> None:
    rng = mine.rng
    mine.sends = {k for k, p in OPTIONAL.items() if rng.random() < p}
    mine.period = int(rng.choice([p for p, _ in SNAPSHOT_PERIODS], p=[w for _, w in SNAPSHOT_PERIODS]))
    if mine.lay.size_name == "large":
        mine.period = max(mine.period, 120)
    mine.monitor_period = int(rng.choice([p for p, _ in MONITOR_PERIODS], p=[w for _, w in MONITOR_PERIODS]))
    mine.use_stats = bool(rng.random() < 0.3)
    mine.precise = bool(rng.random() < 0.8)
    mine.drops_unread = bool(rng.random() < 0.25)
    mine.trace_len = int(rng.integers(0, 4)) if mine.period >= 180 else int(rng.integers(0, 2))
    mine.alt_profile = bool(rng.random() < 0.07)
    mine.crlf = bool(rng.random() < 0.06)
    mine.handover = bool(rng.random() < 0.55)
    mine.cage_s = float(rng.uniform(240, 480)) if mine.lay.vertical else 0.0


def _blank(mine: Mine) -> None:
    shape = (mine.days + 1, mine.shifts)
    for p in mine.places:
        mine.pf[p.key] = np.ones(shape)
        mine.mf[p.key] = np.ones(shape)
    mine.support = np.ones(shape)
    mine.support[:, np.array([s != mine.lay.shifts.service for s in range(mine.shifts)])] *= 0.85
    mine.maint = np.zeros(mine.days + 1)
    n = mine.steps
    rng = mine.rng
    mine.inflow_extra, mine.air_total_mult = np.zeros(n), np.ones(n)
    mine.scale_mult, mine.stock = np.ones(n), np.zeros(n)
    knots = np.cumsum(rng.normal(0, 1.6, mine.days * 2 + 3))
    mine.pressure = 900.0 + np.interp(np.arange(n), np.arange(len(knots)) * 144, knots - knots.mean())
