"""Savanna: an independent world of small simulated coal mines and the files they send.

`write_world` makes mines in an inbox and the truth about their conduct. Every amount derives from the seed and the
number of the mine.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path

from .conduct import KINDS
from .files import Clock, Sender, books, personnel, register, safety
from .hidden import STYLES, hide, needs
from .lookalikes import CLASH, LOOKALIKES
from .mine import found
from .people import peaks, populate
from .physics import simulate
from .sim import Sim

__all__ = ["write_world"]


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
    """Write `mines` folders into `inbox` and the truth file."""
    entries = []
    for number in range(skip, mines):
        kind = kinds[number % len(kinds)] if kinds else ""
        sim = make(seed, number, days, kind)
        entries.append(send(sim, Path(inbox)))
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": entries}, ensure_ascii=False, indent=1), encoding="utf-8")


def make(
    seed: int,
    number: int,
    days: int,
    kind: str = "",
    style_name: str = "",
    extras: Sequence[str] | None = None,
) -> Sim:
    """Build one mine; style and look-alikes can be named, otherwise they are drawn."""
    draw = random.Random(f"savanna-plan/{seed}/{number}")
    if not kind:
        others = list(KINDS)
        kind = draw.choices(["healthy", "hidden_face", *others], [40, 30, *[30 / len(others)] * len(others)])[
            0
        ]
    style = next((s for s in STYLES if s.name == style_name), None) or draw.choice(STYLES)
    wanted: tuple[str, ...] = ()
    if kind == "hidden_face":
        wanted = needs(style)
    elif kind in KINDS:
        style_name = style_name or draw.choice(KINDS[kind][1])
        wanted = ("portal2",) if style_name == "second_portal" else ()
    most = draw.choice((1, 2, 3, 4)) if kind == "healthy" else draw.choice((1, 1, 2, 3))
    names = [
        n
        for n, (_, need) in LOOKALIKES.items()
        if n not in CLASH.get(kind, ()) and not set(need) & set(wanted)
    ]
    chosen = list(extras) if extras is not None else draw.sample(names, most)
    if "holiday" in chosen and "declared_overhaul" in chosen:
        chosen.remove("holiday")
    wanted += tuple(n for name in chosen for n in LOOKALIKES[name][1])
    sim = found(seed, number, days, wanted)
    settle(sim)
    for name in chosen:
        LOOKALIKES[name][0](sim)
        sim.lookalikes.append(name)
    if kind == "hidden_face":
        hide(sim, style)
    elif kind in KINDS:
        KINDS[kind][0](sim, style_name)
    populate(sim)
    return sim


def settle(sim: Sim) -> None:
    """Habits of the mine's data systems."""
    rnd, o = sim.rnd, sim.opts
    o.update(
        cdss=rnd.choice((120, 180, 300, 300, 300, 600)) if sim.days <= 14 else rnd.choice((300, 600)),
        resolution=rnd.choice((0.01, 0.01, 0.02)),
        intake=rnd.choice((0, 1)),
        book_ratio=rnd.choice((1.0, 1.0, 0.985, 0.97)),
        seal_points=rnd.choice((0, 1, 2)),
        depth=rnd.uniform(180, 560),
        lost_files=rnd.choice((0, 0, 0.001, 0.004)),
        untold=rnd.choice((0, 0, 2, 6)),
        restricted=rnd.random() < 0.5,
        tells_over=rnd.random() < 0.5,
        statistics=rnd.random() < 0.35,
        split=rnd.random() < 0.15,
    )
    o["cdss_off"] = rnd.randrange(0, 60)
    gone = {"power": 0.1, "haulage": 0.15, "output": 0.1, "water": 0.25, "explosives": 0.15, "video": 0.3}
    o["missing"] = [k for k, p in gone.items() if rnd.random() < p]


def send(sim: Sim, inbox: Path) -> dict:
    """Fix limits, run the physics and write the mine's folder; returns its truth."""
    o, rnd = sim.opts, sim.rnd
    whole, per_area = peaks(sim)
    limit = math.ceil(whole * rnd.uniform(1.04, 1.25) / 5) * 5
    crew = {f["name"]: max(f["crew_per_shift"]) for f in sim.faces}
    areas = {}
    for name, kind in sim.lay.area_kind.items():
        face = next(
            (c for n, c in crew.items() if n.replace("炮掘", "掘").replace("综掘", "掘")[:6] == name[:6]),
            None,
        )
        areas[name] = (
            face + 9 if face and kind == "重点区域" else max(6, math.ceil(per_area[name] * 1.15) + 2)
        )
    for write in sim.later:
        write()
    for w in sim.workers:
        w.card_code = f"{sim.code}{w.card:05d}"
        w.shown = f"矿工{w.card:03d}" if o["named"] else ""
    mean = sum(p.t_out - p.t_in for p in sim.trips if p.worker) / 86400 / (sim.days + 1)
    fit = [s for s in (30, 60, 90, 120, 180, 240, 300, 300, 300, 600) if 86400 / s * mean <= 15000]
    fit = [s for s in fit if s >= 120 or (s >= 60 and sim.days <= 14) or sim.days <= 8] or [600]
    o["period"] = rnd.choice(fit)
    o["period_off"] = rnd.randrange(min(60, o["period"]))
    series = simulate(sim)
    folder = inbox / sim.code
    folder.mkdir(parents=True, exist_ok=True)
    clock = Clock(sim)
    register(sim, series, limit, areas, folder)
    sender = Sender(sim, folder, clock)
    personnel(sim, sender, clock, limit, areas)
    safety(sim, sender, clock, series)
    books(sim, series, folder)
    return {"mine_code": sim.code, "conduct": sim.truth, "lookalikes": sim.lookalikes}
