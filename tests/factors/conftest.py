"""Scenes written by hand, loaded into a lake once per session and asked many times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minewarden.engine.load import load
from minewarden.factors.find import find_leads
from tests.factors.scenes import CODE, Plot, Scene, Setting

Prepare = Callable[[Scene], None]
Asked = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def lake_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write, load and keep the lake of a setting; the same setting is written once."""
    made: dict[str, Path] = {}

    def make(setting: Setting | None = None, prepare: Prepare | None = None, **more: Any) -> Path:
        setting = setting or Setting(**more)
        key = repr(setting) + (prepare.__name__ if prepare else "")
        if key not in made:
            folder = tmp_path_factory.mktemp("scene")
            scene = Scene(setting)
            if prepare:
                prepare(scene)
            scene.write(folder / "inbox")
            load(folder / "inbox", folder / "lake")
            made[key] = folder / "lake"
        return made[key]

    return make


@pytest.fixture(scope="session")
def leads_of(lake_of: Callable[..., Path]) -> Asked:
    """The leads of a setting, each as in leads.json."""
    made: dict[Path, list[dict[str, Any]]] = {}

    def ask(*plots: Plot, prepare: Prepare | None = None, **more: Any) -> list[dict[str, Any]]:
        lake = lake_of(prepare=prepare, plots=list(plots), **more)
        if lake not in made:
            made[lake] = find_leads(str(lake), CODE, None, None)["leads"]
        return made[lake]

    return ask
