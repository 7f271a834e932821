"""Scenes that several tests look at, simulated once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minewarden.sim.run import simulate
from minewarden.sim.scene import scene_of

CLEAN = {"late": 0, "duplicate": 0, "partial": 0, "lost": 0, "bad_record": 0}
CODE = "520221000101"

Made = tuple[Path, dict[str, Any], list[dict[str, Any]]]


def make(folder: Path, days: int = 2, seed: int = 5, **mine: Any) -> Made:
    """One simulated mine: its folder, its register, its rows of truth."""
    told = {"scene": {"seed": seed, "days": days}, "mine": [{"code": CODE, "dirt": CLEAN} | mine]}
    content = simulate(scene_of(told), folder / "inbox", folder / "truth.json", workers=1)
    home = folder / "inbox" / CODE
    return (
        home,
        json.loads((home / "register.json").read_text(encoding="utf-8")),
        content["mines"][0]["conduct"],
    )


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Made]:
    """Simulate one clean mine into the test's own folder."""
    return lambda **mine: make(tmp_path, **mine)


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An honest medium mine of three days without dirt."""
    return make(tmp_path_factory.mktemp("healthy"), days=3, size="medium", shifts="三八制")
