"""Puts mines into an inbox and their secrets into the examiner's book."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from .aqjk import place_points, write_aqjk
from .disguise import disguise
from .lookalikes import happen
from .people import gather
from .physics import run_works
from .plots import KINDS, LOADS, plot
from .register import write_register
from .rydw import write_rydw
from .scene import Scene, draw_scene, expected_peak
from .tables import write_tables


def kind_of(seed: int, number: int, kinds: Sequence[str]) -> str:
    """The kind of mine number so-and-so."""
    if kinds:
        return kinds[number % len(kinds)]
    draw = Random(f"lagoon/{seed}/{number}/kind").random()
    if draw < 0.4:
        return "healthy"
    if draw < 0.7:
        return "hidden_face"
    return KINDS[1:][int((draw - 0.7) / 0.3 * 8)]


def _truth(scene: Scene) -> dict[str, Any]:
    """The true entry of one mine."""
    code, iso = scene.layout.code, scene.clock.iso
    conduct = [
        {
            "kind": c.kind,
            "from": iso(c.d0 * 86400),
            "to": iso(c.d1 * 86400),
            "stations": [code(i) for i in c.sites],
            "cards": c.cards,
            "style": c.style,
            "note": c.note,
        }
        for c in scene.conducts
    ]
    return {
        "mine_code": scene.code,
        "conduct": conduct,
        "lookalikes": scene.lookalikes,
        "from": iso(0),
        "to": iso(scene.clock.end),
    }


def write_mine(seed: int, number: int, days: int, inbox: Path, kind: str) -> dict[str, Any]:
    """Write one mine and return its true entry."""
    if kind != "healthy" and kind not in KINDS:
        raise ValueError(f"unknown kind: {kind}")
    dice = Random(f"lagoon/{seed}/{number}/load")
    scene = draw_scene(seed, number, days, dice.uniform(*LOADS.get(kind, (0.7, 0.95))))
    plot(scene, kind)
    happen(scene, kind == "healthy")
    if kind != "overstaffed":
        scene.limit = max(scene.limit, 5 * (expected_peak(scene) // 5 + 1))
    place_points(scene)
    works = run_works(scene)
    crowd = gather(scene)
    disguise(scene, crowd)
    folder = inbox / scene.code
    folder.mkdir(parents=True, exist_ok=True)
    write_register(scene, works, folder)
    write_aqjk(scene, works, folder / "aqjk")
    write_rydw(scene, crowd, folder / "rydw")
    write_tables(scene, works, crowd, folder)
    return _truth(scene)


def write_world(
    seed: int, mines: int, days: int, inbox: Path, truth: Path, kinds: Sequence[str] = (), *, skip: int = 0
) -> None:
    """Write the mines numbered skip to mines - 1 into the inbox, and the truth about them."""
    inbox = Path(inbox)
    inbox.mkdir(parents=True, exist_ok=True)
    entries = [
        write_mine(seed, number, days, inbox, kind_of(seed, number, kinds)) for number in range(skip, mines)
    ]
    truth = Path(truth)
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": entries}, ensure_ascii=False, indent=1), encoding="utf-8")
