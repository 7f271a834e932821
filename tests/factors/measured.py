"""Simulated mines with their truth beside what the comparison says of them: for the fit and for the benchmark.

Lakes are kept in a folder, so that a changed rule is measured anew without simulating anew.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import tempfile
import time
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from minewarden.engine.lake import Lake
from minewarden.engine.load import load
from minewarden.factors import find, hidden, people
from minewarden.factors.clock import whole_days
from minewarden.factors.crews import Crew
from minewarden.factors.leads_file import lead_dict
from minewarden.factors.model import DEFAULT_CUT
from minewarden.factors.month import Month
from minewarden.sim import random_scene, simulate
from minewarden.sim.spec import MineSpec, Scene

Row = dict[str, Any]
SIMULATOR = "sim"
MINES_AT_ONCE = 10
MEMORY = Path("/dev/shm")  # a file system in memory, where there is one


@dataclass(frozen=True)
class Batch:
    """Mines drawn from a seed: `kinds` in turn, or all; `world` is the simulator or one of `tests.worlds`.

    `shifted` mines of the simulator send and measure differently.
    """

    seed: int
    mines: int
    days: int
    kinds: tuple[str, ...] = ()
    shifted: bool = False
    world: str = SIMULATOR

    @property
    def name(self) -> str:
        """The name of its folder; kinds by a number, so that the name stays short."""
        kinds = f"{zlib.crc32('-'.join(self.kinds).encode()):08x}" if self.kinds else "mixed"
        return (
            f"{self.world}{'-shifted' if self.shifted else ''}-{self.seed}-{kinds}-{self.mines}x{self.days}"
        )


def scene_of(batch: Batch) -> Scene:
    scene = random_scene(batch.seed, batch.mines, batch.days, batch.kinds or None)
    if not batch.shifted:
        return scene
    return replace(scene, mines=tuple(_shifted(mine, i) for i, mine in enumerate(scene.mines)))


def _shifted(mine: MineSpec, number: int) -> MineSpec:
    """Another world than the one fitted on: other shifts, layouts, periods, more dirt."""
    dirt = replace(mine.dirt, missing_reads=0.15, lost=0.02, unset_trades=0.5, no_coordinates=number % 2 == 0)
    return replace(
        mine, dirt=dirt, shifts=("四六制", "两班制", "三八制")[number % 3], snapshot_s=(600, 60, 480)[number % 3],
        trunk=14, seals=7, jitter_s=45,
    )  # fmt: skip


def kept_lakes() -> Path:
    """The folder in which benchmarks keep the lakes that took long to write: MINEWARDEN_BENCH, else var/bench."""
    return Path(os.environ.get("MINEWARDEN_BENCH", Path(__file__).resolve().parents[2] / "var" / "bench"))


def prepare(batch: Batch, folder: Path, workers: int = 2) -> Path:
    """Write and load the batch once, part by part: its many small files never lie on the disk all at once.

    Out: its folder with `lake` and `truth.json`; what was prepared before is kept.
    """
    home = folder / batch.name
    if (home / "done").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    told: list[Row] = []
    for first in range(0, batch.mines, MINES_AT_ONCE):
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as part:
            inbox, truth = Path(part) / "inbox", Path(part) / "truth.json"
            write_part(batch, first, inbox, truth, min(MINES_AT_ONCE, batch.mines - first), workers)
            load(inbox, home / "lake")
            told += json.loads(truth.read_text(encoding="utf-8"))["mines"]
    (home / "truth.json").write_text(json.dumps({"mines": told}, ensure_ascii=False), encoding="utf-8")
    (home / "done").touch()
    return home


def write_part(batch: Batch, first: int, inbox: Path, truth: Path, count: int, workers: int) -> None:
    """The inboxes and the truth of `count` mines from the one numbered `first`, a multiple of `MINES_AT_ONCE`."""
    if batch.world == SIMULATOR:
        scene = scene_of(batch)
        simulate(replace(scene, mines=scene.mines[first : first + count]), inbox, truth, workers=workers)
        return
    _world(batch).write_world(1000 * batch.seed + first, count, batch.days, inbox, truth, batch.kinds)


def write_mine(batch: Batch, number: int, inbox: Path, truth: Path) -> None:
    """The inbox and the truth of the one mine numbered `number` of a batch of `tests.worlds`, as in its part."""
    first, skip = number // MINES_AT_ONCE * MINES_AT_ONCE, number % MINES_AT_ONCE
    seed = 1000 * batch.seed + first
    _world(batch).write_world(seed, skip + 1, batch.days, inbox, truth, batch.kinds, skip=skip)


def _world(batch: Batch) -> ModuleType:
    return importlib.import_module(f"tests.worlds.{batch.world}")


def observe(home: Path, workers: int = 2) -> list[Row]:
    """Out: per mine its truth, every candidate and finding with its strength, the leads, and the seconds taken."""
    truth = {
        mine["mine_code"]: mine
        for mine in json.loads((home / "truth.json").read_text(encoding="utf-8"))["mines"]
    }
    jobs = [(str(home / "lake"), code) for code in Lake(home / "lake").mines()]
    if workers <= 1:
        seen = [_observe(job) for job in jobs]
    else:
        with ProcessPoolExecutor(workers) as pool:
            seen = list(pool.map(_observe, jobs))
    return [one | {"truth": truth[one["mine_code"]]["conduct"]} for one in seen]


def _month(path: str, code: str) -> Month:
    lake = Lake(path)
    period = lake.period(code)
    if period is None:
        raise ValueError(f"the lake {path} has no rows of mine {code}")
    return Month(lake, code, *whole_days(*period))


def _crew(month: Month, crew: Crew) -> Row:
    """Out: a crew's days, its cards, its stations and those next to them, and its traits."""
    near = month.movement.near.adjacent[crew.stations].any(axis=0)
    near[crew.stations] = True
    low, high = people.span(month, crew.days)
    return {
        "from": low,
        "to": high,
        "stations": [month.movement.stations[i] for i in np.flatnonzero(near)],
        "cards": people.cards_of(month, crew),
        "traits": dict(crew.traits),
    }


def _observe(job: tuple[str, str]) -> Row:
    started = time.perf_counter()
    with _month(*job) as month:
        findings, candidates = find.examine(month)
        leads = [lead_dict(lead) for lead in find.chosen(month, findings, candidates)]
        seconds = time.perf_counter() - started
        faces = [hidden.lead(month, c) for c in hidden.distinct(month, candidates, DEFAULT_CUT)]
        checks = [lead_dict(lead) for lead in find.unexplained(month, findings, faces)]
        return {
            "mine_code": month.mine_code,
            "days": month.clock.days,
            "seconds": seconds,
            "leads": leads,
            "candidates": [_candidate(month, c) for c in candidates],
            "findings": [_slim(check) | {"raw": check["details"]["raw"]} for check in checks],
        }


def _slim(lead: Row) -> Row:
    return {key: lead[key] for key in ("kind", "score", "from", "to", "stations")}


def _candidate(month: Month, candidate: hidden.Candidate) -> Row:
    told = lead_dict(hidden.lead(month, candidate))
    for row, factor in zip(told["factors"], candidate.rows, strict=True):
        row["coal"], row["in_step"] = factor.coal, factor.in_step
        del row["evidence"]
    return told | {"crew": None if candidate.crew is None else _crew(month, candidate.crew)}
