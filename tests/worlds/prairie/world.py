"""Draws worlds: many mines and the truth about them."""

import json
from pathlib import Path

import numpy as np

from .clock import Clock, first_day_of
from .conduct import KINDS, misbehave
from .files import write_mine
from .honest import add_look_alikes
from .layout import build_mine
from .physics import Physics, Readings
from .register import set_limits
from .scene import Conduct, Scene, ordinary_scene
from .snapshots import Recorder
from .walks import make_trips

HONEST = "healthy"
HONEST_SHARE = 0.45
HIDDEN_SHARE = 0.27
MODULUS = 999_983


def write_world(
    seed: int, count: int, days: int, inbox: Path, truth: Path, kinds: tuple[str, ...] = (), skip: int = 0
) -> None:
    """Write the mines numbered skip..count-1 of a world and the truth about them."""
    mines = []
    for number in range(skip, count):
        scene, readings = play_mine(seed, number, days, kinds)
        taken = Recorder(scene).record()
        write_mine(Path(inbox), scene, readings, taken)
        mines.append(_truth_of(scene))
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": mines}, ensure_ascii=False, indent=1), encoding="utf-8")


def play_mine(seed: int, number: int, days: int, kinds: tuple[str, ...] = ()) -> tuple[Scene, Readings]:
    """Let one mine run through the window; depends on nothing but the arguments."""
    kind = kinds[number % len(kinds)] if kinds else _draw_kind(np.random.default_rng([seed, number, 1]))
    rng = np.random.default_rng([seed, number, 2])
    clock = Clock(first_day_of(seed), days)
    serial = (number * 700_001 + seed * 100_907 + 12_345) % MODULUS
    scene = ordinary_scene(build_mine(rng, serial, clock.first_day), clock, rng, kind)
    add_look_alikes(scene)
    set_limits(scene)
    if kind != HONEST:
        misbehave(scene)
    make_trips(scene)
    readings = Physics(scene).run()
    _note_over_capacity(scene, readings)
    return scene, readings


def _draw_kind(rng: np.random.Generator) -> str:
    """Kind of a mine in the usual mix."""
    others = [kind for kind in KINDS if kind != "hidden_face"]
    rest = (1 - HONEST_SHARE - HIDDEN_SHARE) / len(others)
    return str(
        rng.choice([HONEST, "hidden_face", *others], p=[HONEST_SHARE, HIDDEN_SHARE, *[rest] * len(others)])
    )


def _note_over_capacity(scene: Scene, readings: Readings) -> None:
    """Hidden coal may lift a mine over its capacity as well."""
    if not scene.hidden:
        return
    main = scene.conduct[0]
    per_day = sum(flow.sum() for key, flow in readings.belts.items() if key == "C1") / scene.clock.days
    if scene.hidden[0].coal_to == "cars":
        per_day += scene.hidden[0].t_per_day
    if per_day * 300 > scene.mine.capacity * 1.12:
        row = Conduct("over_capacity", main.begin, main.end, main.stations[:1], [], f"of_{main.style}", True)
        scene.conduct.append(row)


def _truth_of(scene: Scene) -> dict:
    """Truth about one mine."""
    rows = []
    for row in scene.conduct:
        entry = {
            "kind": row.kind,
            "from": scene.clock.iso(row.begin),
            "to": scene.clock.iso(row.end),
            "stations": [scene.mine.stations[station].code for station in dict.fromkeys(row.stations)],
            "cards": row.cards,
            "style": row.style,
        }
        if row.incidental:
            entry["incidental"] = True
        rows.append(entry)
    return {"mine_code": scene.mine.code, "conduct": rows, "look_alikes": scene.look_alikes}
