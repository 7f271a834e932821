"""Running scenes: the same bytes every time, truth apart, nothing overwritten."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minewarden.errors import BadInput
from minewarden.sim import random_scene, simulate
from minewarden.sim.commands import sim
from minewarden.sim.conduct import CONDUCTS

SCENE = """
[scene]
seed = 3
days = 1
[[mine]]
code = "520221000101"
size = "small"
[[mine]]
code = "520221000102"
size = "small"
[[mine.conduct]]
kind = "hidden_face"
"""


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def test_the_command_writes_inbox_and_truth(tmp_path: Path) -> None:
    (tmp_path / "scene.toml").write_text(SCENE, encoding="utf-8")
    told = [
        str(tmp_path / "scene.toml"),
        "--out",
        str(tmp_path / "in"),
        "--truth",
        str(tmp_path / "truth.json"),
    ]
    result = CliRunner().invoke(sim, told, catch_exceptions=False)
    assert result.exit_code == 0
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert [mine["mine_code"] for mine in truth["mines"]] == ["520221000101", "520221000102"]
    assert truth["mines"][0]["conduct"] == []
    assert truth["mines"][1]["conduct"][0]["kind"] == "hidden_face"
    assert not (tmp_path / "in/520221000102/truth.json").exists()


def test_the_same_scene_gives_the_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    scene = random_scene(9, mines=3, days=3)
    for name, workers in (("a", 1), ("b", 2)):
        simulate(scene, tmp_path / name, tmp_path / f"{name}.json", workers)
    assert _digest(tmp_path / "a") == _digest(tmp_path / "b")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_another_seed_gives_another_mine(tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(random_scene(seed, 1, 3), tmp_path / str(seed), tmp_path / f"{seed}.json", 1)
    assert _digest(tmp_path / "1") != _digest(tmp_path / "2")


def test_an_inbox_is_never_overwritten(tmp_path: Path) -> None:
    scene = random_scene(4, 1, 3)
    simulate(scene, tmp_path / "in", tmp_path / "t.json", 1)
    with pytest.raises(BadInput, match="exists already"):
        simulate(scene, tmp_path / "in", tmp_path / "t.json", 1)


def test_a_random_scene_takes_every_kind_in_turn_and_half_of_its_mines_are_honest() -> None:
    scene = random_scene(5, mines=200, days=14)
    kinds = [mine.conduct[0].kind if mine.conduct else None for mine in scene.mines]
    assert set(kinds) == {None, *CONDUCTS}
    assert 70 < kinds.count(None) < 130
    assert len({mine.code for mine in scene.mines}) == 200
    assert scene == random_scene(5, mines=200, days=14)


def test_a_random_scene_draws_only_the_kinds_asked_for() -> None:
    scene = random_scene(6, mines=10, days=10, kinds=["healthy", "sensor_masked"])
    assert {act.kind for mine in scene.mines for act in mine.conduct} == {"sensor_masked"}
    assert sum(not mine.conduct for mine in scene.mines) == 5
    with pytest.raises(BadInput, match="gossip"):
        random_scene(6, kinds=["gossip"])
    with pytest.raises(BadInput):
        random_scene(6, days=2)


def test_over_a_thousand_mines_have_codes_of_their_own() -> None:
    scene = random_scene(7, mines=1500, days=3)
    assert len({mine.code for mine in scene.mines}) == 1500
