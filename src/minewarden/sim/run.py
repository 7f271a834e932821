"""Runs a scene: each mine in a process of its own, then one truth.json."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from tqdm import tqdm

from minewarden.errors import BadInput
from minewarden.sim.mine import Mine
from minewarden.sim.spec import MineSpec, Scene


def simulate(
    scene: Scene, out: Path, truth: Path, workers: int | None = None, progress: bool = False
) -> dict[str, Any]:
    """Write the inboxes of all mines below `out` and what is true into `truth`.

    In    a checked scene; `out` must be absent or without folders of these mines; workers None = all cores.
    Out   the content of truth.json.
    Errors  BadInput when a mine's folder exists already.
    Cost  about a second per mine-day of 200 people underground, one core a mine.
    """
    for mine in scene.mines:
        if (out / mine.code).exists():
            raise BadInput(f"sim: {out / mine.code} exists already; choose another --out or remove it")
    out.mkdir(parents=True, exist_ok=True)
    wanted = min(workers or os.cpu_count() or 1, len(scene.mines))
    jobs = [(mine, scene.from_at, scene.days, scene.seed, out / mine.code) for mine in scene.mines]
    if wanted <= 1:
        found = [_one(*job) for job in tqdm(jobs, desc="mines", disable=not progress)]
    else:
        with ProcessPoolExecutor(wanted) as pool:
            futures = [pool.submit(_one, *job) for job in jobs]
            for future in tqdm(as_completed(futures), total=len(futures), desc="mines", disable=not progress):
                future.result()
            found = [future.result() for future in futures]
    content = {"mines": found}
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return content


def _one(spec: MineSpec, from_at: int, days: int, seed: int, folder: Path) -> dict[str, Any]:
    """One mine; the half-written folder of a failed run is not left behind."""
    try:
        return Mine(spec, from_at, days, seed).run(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
