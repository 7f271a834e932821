"""The real commands from a scene to leads.json: Spark with two workers writes what the embedded engine writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engine.cluster import cluster, missing

pytestmark = [pytest.mark.spark, pytest.mark.heavy]

SCENE = """
[scene]
seed = 31
from = 2024-03-04
days = 4
"""
MINE = """
[[mine]]
code = "1409210004{number:02d}"
size = "small"
"""
CONDUCT = """
[[mine.conduct]]
kind = "{kind}"
style = "{style}"
"""
CONDUCTS = [
    None,
    ("cards_carried", "bundle"),
    ("headcount_concealed", "no_cards"),
    ("card_parked", "chamber"),
    ("data_fabricated", "made_up"),
    None,
]


def minewarden(folder: Path, *words: str) -> str:
    """Run a command as an officer would, with relative paths; out: what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "minewarden", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 3), done.stderr  # 3: a simulated file was damaged and is in quarantine
    return done.stdout


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("spark-leads")
    mines = [
        MINE.format(number=number) + (CONDUCT.format(kind=act[0], style=act[1]) if act else "")
        for number, act in enumerate(CONDUCTS)
    ]
    (folder / "scene.toml").write_text(SCENE + "".join(mines), encoding="utf-8")
    minewarden(folder, "sim", "scene.toml", "--out", "inbox", "--truth", "truth.json")
    minewarden(folder, "feeds", "load", "inbox", "--lake", "lake")
    return folder / "lake"


def found(lake: Path, name: str, *words: str) -> dict[str, Any]:
    minewarden(lake.parent, "leads", "find", "--lake", lake.name, "--out", name, *words)
    told: dict[str, Any] = json.loads((lake.parent / name).read_text(encoding="utf-8"))
    return told


def test_both_engines_write_the_same_leads(lake: Path, tmp_path: Path) -> None:
    embedded = found(lake, "embedded.json", "--engine", "duckdb")
    with cluster(2, tmp_path) as master:
        spark = found(lake, "spark.json", "--engine", "spark", "--master", master)

    assert (embedded.pop("engine"), spark.pop("engine")) == ("duckdb", "spark")
    assert embedded.pop("made_at") and spark.pop("made_at")
    assert spark == embedded
    assert len(embedded["mines"]) == len(CONDUCTS) and not embedded["failed"]
    assert embedded["leads"]  # equal because both found something, not because both found nothing
    assert any(
        any((tmp_path / f"work{number}").iterdir()) for number in range(2)
    )  # on a worker, not in the driver
