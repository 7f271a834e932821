"""Karst: an independent world of coal mines, by somebody who sold personnel-location systems.

`layout` holds the mine and its register, `conducts` what happens in it, `people` the walks,
`physics` the coal, air, gas, power and water, `files` the senders. Nothing here knows how anything
is detected.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .conducts import PATTERN, STYLES, Scene, draw_events, plan, windows
from .files import Sender
from .layout import DAY, Mine, build
from .people import Crowd, peak
from .physics import Physics

__all__ = ["write_world"]


def _limits(m: Mine, rng: np.random.Generator) -> None:
    """Limits a planner would ask for: what two honest days need, and something on top."""
    days, m.days = m.days, min(m.days, 2)
    trial = Crowd(Scene(m, []), rng)
    late = [f for f in m.faces if 0 < f.d0 < 9000 and f.kind == "heading"]
    kept = [(f, f.d0) for f in late]
    for f in late:
        f.d0 = 0
    trial.populate()
    total, area = peak(trial, m)
    for f, d0 in kept:
        f.d0 = d0
    m.days = days
    m.headcount = int(np.ceil(total * rng.uniform(1.12, 1.25) / 5)) * 5
    for i, a in enumerate(m.areas):
        need = max(10, int(area[i] * rng.uniform(1.15, 1.35)) + 4)
        if a["type"] == "重点区域":  # a face that moves in later is measured by its declared crew
            crew = max((max(f.crew) for f in m.faces if m.stations[f.gate].area == i), default=0)
            need = max(need, int(crew * 1.3) + 6)
        a["limit"] = {"限制区域": 5, "重点区域": need}.get(a["type"], m.headcount)


def _truth(sc: Scene) -> dict[str, Any]:
    """One mine's line in truth.json."""
    m, a = sc.mine, sc.act
    out: dict[str, Any] = {"mine_code": m.code, "conduct": [], "events": sc.events}
    if a:
        out["conduct"].append(
            {
                "kind": a.kind,
                "style": a.style,
                "from": m.iso(a.d0 * DAY),
                "to": m.iso(a.d1 * DAY),
                "stations": [m.stations[s].code for s in dict.fromkeys(a.stations)],
                "cards": sorted(a.cards),
            }
        )
    return out


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
    """Write `mines` mines over `days` days and what is true about them."""
    order = list(kinds) or list(PATTERN)
    said, lines = dict.fromkeys(STYLES, seed), []
    for i in range(mines):
        rng = np.random.default_rng([seed, i, 20240])
        kind = order[i % len(order)]
        style = ""
        if kind != "healthy":
            style = STYLES[kind][said[kind] % len(STYLES[kind])]
            said[kind] += 1
        if i < skip:
            continue
        events = draw_events(rng, kind, days)
        m = build(rng, i, days, windows(rng, events, days))
        sc = plan(rng, m, kind, style, events)
        _limits(m, np.random.default_rng([seed, i, 1]))
        crowd = Crowd(sc, np.random.default_rng([seed, i, 2]))
        crowd.populate()
        if sc.act and sc.act.kind == "headcount_concealed" and sc.act.style == "upload_capped":
            m.headcount = int(peak(crowd, m)[0] * 0.9)  # a limit they do not keep
        phys = Physics(sc, crowd, np.random.default_rng([seed, i, 3]))
        crowd.observe()
        Sender(sc, crowd, phys, np.random.default_rng([seed, i, 4]), inbox).send()
        lines.append(_truth(sc))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_bytes(json.dumps({"mines": lines}, ensure_ascii=False, indent=1).encode())
