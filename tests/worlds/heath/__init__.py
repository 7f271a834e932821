"""heath: an acceptance tester's independent world of coal mines with a known truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from . import emit
from .clock import day_number
from .conduct import CLASSES, STYLES, draw_style
from .layout import build, mine_code
from .lookalike import LookAlikes
from .people import Staff
from .physics import World

OTHERS = tuple(k for k in STYLES if k != "hidden_face")


def write_world(
    seed: int, count: int, days: int, inbox: Path, truth: Path, kinds: tuple[str, ...] = (), skip: int = 0
) -> None:
    """Write `count - skip` mines and the truth about them."""
    inbox = Path(inbox)
    inbox.mkdir(parents=True, exist_ok=True)
    start = day_number("2023-02-06") + int(np.random.default_rng([seed, 77]).integers(0, 600))
    mines = []
    for i in range(skip, count):
        rng = np.random.default_rng([seed, i, 4711])
        u = rng.random()
        if kinds:
            kind = kinds[i % len(kinds)]
        else:
            kind = (
                "healthy" if u < 0.4 else "hidden_face" if u < 0.7 else OTHERS[int(rng.integers(len(OTHERS)))]
            )
        mines.append(one_mine(seed, i, start, days, kind, rng, inbox))
    Path(truth).write_text(json.dumps({"mines": mines}, ensure_ascii=False, indent=1), encoding="utf-8")


def one_mine(
    seed: int, number: int, start: int, days: int, kind: str, rng: np.random.Generator, inbox: Path
) -> dict:
    kind, _, wanted = kind.partition(":")  # "kind:style" asks for one style (for checks)
    style, need = ("", "") if kind == "healthy" else draw_style(rng, kind, wanted)
    m = build(rng, mine_code(seed, number), start, days, need)
    c = CLASSES[kind](kind, style, m, rng)
    staff = Staff(m, rng)
    staff.regular()
    look = LookAlikes(m, rng, kind == "healthy", kind)
    look.plan(staff)
    c.plan(staff)
    staff.run(start - 1, start + days)
    regular = [t for t in staff.trips if t.tag not in ("hid", "hidlead")]
    peak = max(sum(t.t_in <= x < t.t_out for t in regular) for x in np.arange(m.t0, m.t1, 600))
    if rng.random() < 0.7:  # limit over the whole mine, shift change included
        m.limit = int(np.ceil(peak * float(rng.uniform(1.05, 1.3)) / 10) * 10)
    else:  # limit of one shift; the overlap at shift change is not counted
        m.limit = int(np.ceil(peak * float(rng.uniform(0.8, 0.95)) / 10) * 10)
    look.people(staff)
    c.people(staff)
    w = World(m, rng)
    look.before(w)
    for p in m.places:
        if p.declared and p.pid not in ("F8", "F9"):
            w.add(p)
    c.matter(w)
    look.matter(w)
    w.derive()
    val = w.sensor_series()
    c.sensors(w, val)
    folder = inbox / m.code
    (folder / "rydw").mkdir(parents=True, exist_ok=True)
    (folder / "aqjk").mkdir(exist_ok=True)
    emit.write_register(m, rng, folder, rng.random() < 0.3)
    emit.snapshots(m, staff, c, look, rng, folder / "rydw")
    emit.people_static(m, staff, look, c, rng, folder / "rydw")
    emit.safety(m, w, val, look, rng, folder / "aqjk", getattr(c, "point", None), c.mask(w))
    emit.tables(m, staff, w, look, rng, folder)
    return {"mine_code": m.code, "conduct": c.rows(), "look_alikes": sorted(look.on)}
