"""World "basin": published cases and tricks re-staged as scenes among honest look-alikes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from .conduct import STYLES, Plot
from .files import Sender, write_location, write_safety, write_tables
from .forge import Forger
from .layout import DAY, Mine, build, register
from .people import Calendar, Descent, Roster, Walker, honest_events
from .physics import produce, run, steps

REGIONS = ("520221", "530325", "140921", "410403", "620823", "511524")
_MIX = (
    "healthy",
    "hidden_face",
    "headcount_concealed",
    "healthy",
    "hidden_face",
    "cards_carried",
    "healthy",
    "card_parked",
    "hidden_face",
    "healthy",
    "data_fabricated",
    "hidden_face",
    "healthy",
    "sensor_masked",
    "healthy",
    "working_while_stopped",
    "hidden_face",
    "healthy",
    "over_capacity",
    "healthy",
    "overstaffed",
)


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
    """Write the inbox of some mines over some days, and what is true about them."""
    order, turn = tuple(kinds) or _MIX, dict.fromkeys(STYLES, seed % 7)
    start = date(2024, 1, 8) + timedelta(days=7 * (seed % 40))
    rows = []
    for i in range(mines):
        kind = order[i % len(order)]
        style = ""
        if kind != "healthy":
            style = STYLES[kind][turn[kind] % len(STYLES[kind])]
            turn[kind] += 1
        if i >= skip:
            rows.append(_mine(seed, i, days, start, kind, style, inbox))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")


def _mine(seed: int, i: int, days: int, start: date, kind: str, style: str, inbox: Path) -> dict[str, Any]:
    rng = Random(f"basin/{seed}/{i}")
    g = np.random.default_rng([seed, i, 7])
    code = f"{rng.choice(REGIONS)}{(seed % 97) * 1000 + i + 1:06d}"
    m = build(rng, code, i + 1, start, days)
    roster = Roster(m, rng)
    cal = honest_events(
        m, rng, roster, rng.randint(2, 5) if kind == "healthy" else rng.randint(0, 2), kind != "healthy"
    )
    plot = None if kind == "healthy" else Plot(kind, style, m, rng)
    per_shift = [
        sum(p.shift == s and p.role not in ("never", "builder", "visitor", "salvage") for p in roster.people)
        for s in range(len(m.shifts))
    ]
    m.headcount_limit = int(max(per_shift) * 2.0) + 12
    if style == "capped_list":
        m.headcount_limit = int(max(per_shift) * 0.72)
    if plot:
        plot.prepare(roster, cal)
    made = produce(m, cal, g)
    care = np.array(
        [
            float(
                bool(cal.mode(x))
                and not (plot is not None and plot.kind == "working_while_stopped" and plot.a <= x < plot.b)
            )
            for x in steps(m)
        ]
    )
    dark, book = plot.tonnes(made, g) if plot else (None, (np.ones(len(care)), np.ones(len(care))))
    world = run(m, cal, made, plot.hid if plot else None, dark, book, g, care)
    descents = _people(m, cal, roster, plot, rng)
    root = inbox / code
    root.mkdir(parents=True, exist_ok=True)
    out = Sender(m, root, rng)
    if "rydw" in m.systems:
        write_location(m, out, descents, roster.people, cal, Forger(plot, m, roster.people, rng), rng)
    if "aqjk" in m.systems:
        write_safety(m, out, world, plot, rng, g)
    write_tables(m, root, world, descents, rng, register(m, "new_pump" in cal.words))
    words = list(cal.words)
    words += [
        w
        for w, yes in (
            ("trades_unset", m.style["unset"] > 0.3),
            ("man_riding", m.style["ride"] > 0),
            ("handover_at_face", m.style["handover"]),
            ("no_roadways", not m.style["roadways"]),
            ("zero_coordinates", m.style["zero_xyz"]),
            ("dirty_files", m.style["dirt"] > 0),
        )
        if yes
    ]
    words += [
        f"no_{s}"
        for s in ("power", "haulage", "output", "water", "video", "aqjk", "rydw")
        if s not in m.systems
    ]
    return {"mine_code": code, "conduct": [plot.truth()] if plot else [], "events": words}


def _people(m: Mine, cal: Calendar, roster: Roster, plot: Plot | None, rng: Random) -> list[Descent]:
    """All descents, from the evening before the first day on."""
    walker, out = Walker(m, cal, rng), []
    for day in range(-1, m.days):
        ds = walker.day([p for p in roster.people if p.role != "lost"], day)
        if "lost_card" in cal.words and day == m.days // 2:
            _lose(m, ds, roster, rng)
        out += plot.people(ds, walker, roster, day) if plot else ds
    return out


def _lose(m: Mine, ds: list[Descent], roster: Roster, rng: Random) -> None:
    """A repairman drops his card and gets a new one; the old one is found about a day later."""
    victims = [d for d in ds if d.person.role == "repair"]
    if not victims:
        return
    d = rng.choice(victims)
    new = roster.add(
        d.person.trade, d.person.dept, "repair", d.person.shift, home=d.person.home, name=d.person.name
    )
    ds.remove(d)
    body = Descent(d.person, d.day, d.shift, d.visits, d.out, d.body, carded=False)
    k = max(1, len(d.visits) // 2)
    found = d.visits[k - 1][0] + DAY * rng.uniform(0.8, 1.1)
    visits = list(d.visits[:k])
    t = Walker(m, Calendar(), rng).go(visits, found, m.path(visits[-1][1], 0), 0.0, 1.1)
    ds += [body, Descent(d.person, d.day, d.shift, visits, t + 10, None, still=True)]
    d.person.role = "lost"
    new.post = "补卡"
