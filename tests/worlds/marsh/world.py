"""Makes mines one by one and writes them with their truth."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from . import files, physics, site
from .conduct import OTHER_CONDUCT, Conduct
from .hiding import HIDDEN_FACES
from .lookalikes import draw_look_alikes
from .model import GRID, Alarm, Event, Mine
from .people import run_shifts

HIDDEN_SHARE, HONEST_SHARE = 0.25, 0.5
ALARM_LEVEL = 1.0


def write_world(
    seed: int, count: int, days: int, inbox: Path, truth: Path, kinds: tuple[str, ...] = (), skip: int = 0
) -> None:
    """Write the mines numbered skip..count-1 below `inbox` and their truth as JSON."""
    inbox, truth = Path(inbox), Path(truth)
    rows = []
    for number in range(skip, count):
        kind = kinds[number % len(kinds)] if kinds else _draw_kind(seed, number)
        rows.append(_write_mine(seed, number, days, inbox, kind))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")


def _draw_kind(seed: int, number: int) -> str:
    """Half of the mines are honest, a quarter hides a face, the rest is spread over the other kinds."""
    dice = random.Random(f"kind/{seed}/{number}")
    value = dice.random()
    if value < HONEST_SHARE:
        return "healthy"
    if value < HONEST_SHARE + HIDDEN_SHARE:
        return "hidden_face"
    return dice.choice(tuple(OTHER_CONDUCT))


def _draw_conduct(mine: Mine, kind: str) -> list[Conduct]:
    """The style of conduct."""
    if kind == "healthy":
        return []
    styles: tuple[type[Conduct], ...] = HIDDEN_FACES if kind == "hidden_face" else OTHER_CONDUCT[kind]
    return [random.Random(f"conduct {kind} of mine {mine.number} in world {mine.seed}").choice(styles)()]


def _begin(seed: int) -> datetime:
    """All mines of a world share the period."""
    return datetime(2023, 3, 1) + timedelta(days=random.Random(f"period/{seed}").randrange(900))


def make_mine(seed: int, number: int, days: int, kind: str) -> tuple[Mine, list[Event], list[Conduct]]:
    """Run one mine through all steps up to the files."""
    mine = Mine(
        seed=seed,
        number=number,
        days=days,
        start=_begin(seed),
        dice=random.Random(f"mine/{seed}/{number}"),
        rng=np.random.default_rng([seed, number, 20]),
    )
    site.draw_site(mine)
    conduct = _draw_conduct(mine, kind)
    honest = draw_look_alikes(mine, kind)
    mine.events = [*honest, *conduct]
    for event in honest:
        event.prepare(mine)
    site.set_limits(mine)
    for event in conduct:
        event.prepare(mine)
        mine.profile.missing_files -= event.needs
        if event.needs:
            mine.profile.empty_lists -= {"conveyors", "points", "seals"}
    site.add_sensors(mine)
    run_shifts(mine)
    for event in mine.events:
        event.after_trips(mine)
    physics.run_places(mine)
    physics.run_coal(mine)
    physics.run_water(mine)
    physics.run_power(mine)
    physics.run_gas(mine)
    physics.calibrate(mine)
    for event in mine.events:
        event.after_physics(mine)
    _flag_gas(mine)
    return mine, honest, conduct


def _flag_gas(mine: Mine) -> None:
    """States and rows of true gas alarms."""
    for sensor in mine.sensors:
        if sensor.kind != "ch4":
            continue
        high = (sensor.values >= ALARM_LEVEL) & (sensor.states == 0)
        sensor.states[high] = 1
        edges = np.flatnonzero(np.diff(np.concatenate(([0], high.astype(int), [0]))))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            peak = float(sensor.values[begin:end].max())
            span = (int(begin) * GRID, int(end) * GRID)
            mine.alarms.append(Alarm(sensor, "001", *span, peak, "割煤期间瓦斯涌出", "停止作业加强通风"))


def _write_mine(seed: int, number: int, days: int, inbox: Path, kind: str) -> dict[str, Any]:
    """Make and write one mine; return its row of the truth."""
    mine, honest, conduct = make_mine(seed, number, days, kind)
    folder = inbox / mine.code
    folder.mkdir(parents=True, exist_ok=True)
    files.write_register(mine, folder)
    files.write_tables(mine, folder)
    files.write_personnel(mine, folder)
    files.write_safety(mine, folder)
    return {
        "mine_code": mine.code,
        "conduct": [row for event in conduct for row in event.truth(mine)],
        "look_alikes": [event.name for event in honest],
    }
