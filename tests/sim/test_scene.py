"""A scene is checked before anything runs, and says where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden import sim
from minewarden.errors import BadInput
from minewarden.sim.conduct import CONDUCTS
from minewarden.sim.events import EVENTS
from minewarden.sim.scene import read_scene, scene_of

CODE = "520221000101"
SCENES = sorted((Path(sim.__file__).parent / "scenes").glob("*.toml"))


def _mine(**more: Any) -> dict[str, Any]:
    return {"mine": [{"code": CODE} | more]}


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({}, "mine:"),
        ({"mines": []}, "mines: unknown key"),
        ({"scene": {"seed": -1}} | _mine(), "scene.seed:"),
        ({"scene": {"from": "yesterday"}} | _mine(), "scene.from:"),
        ({"scene": {"from": "2024-01-01T08:00:00+08:00"}} | _mine(), "scene.from:"),
        ({"scene": {"days": 0}} | _mine(), "scene.days:"),
        ({"mine": [{}]}, "mine[0].code:"),
        ({"mine": [{"code": "12"}]}, "mine[0].code:"),
        ({"mine": [{"code": CODE}, {"code": CODE}]}, "mine[1].code:"),
        (_mine(size="huge"), "mine[0].size: 'huge' is not known; allowed are small, medium, large"),
        (_mine(name="a;b"), "mine[0].name:"),
        (_mine(colour="red"), "mine[0].colour: unknown key"),
        (_mine(coal_faces=0, headings=0), "mine[0].headings:"),
        (_mine(systems=["steam"]), "mine[0].systems:"),
        (_mine(dirt={"late": 2}), "mine[0].dirt.late:"),
        (_mine(dirt={"crlf": 1}), "mine[0].dirt.crlf:"),
        (_mine(conduct={}), "mine[0].conduct:"),
        (_mine(conduct=[{"kind": "bribery"}]), "mine[0].conduct[0].kind:"),
        (_mine(conduct=[{"kind": "hidden_face", "style": "loud"}]), "mine[0].conduct[0].style:"),
        (_mine(conduct=[{"kind": "hidden_face", "crew": "nine"}]), "mine[0].conduct[0].crew:"),
        (_mine(conduct=[{"kind": "hidden_face", "crew": 1.5}]), "mine[0].conduct[0].crew:"),
        (_mine(conduct=[{"kind": "hidden_face", "near": "sky"}]), "mine[0].conduct[0].near:"),
        (_mine(event=[{"kind": "rain", "from": "2024-01-05", "to": "2024-01-04"}]), "mine[0].event[0].to:"),
        (_mine(event=[{"kind": "rain", "wind": 3}]), "mine[0].event[0].wind: unknown key"),
    ],
)
def test_an_error_names_its_place(told: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as error:
        scene_of(told)
    assert str(error.value).startswith(place)


@given(st.text("abcdefghij", min_size=3))
def test_an_unknown_key_is_never_ignored(key: str) -> None:
    with pytest.raises(BadInput, match=r"unknown key"):
        scene_of({"scene": {key + "_": 1}} | _mine())


def test_a_missing_file_and_broken_toml_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_scene(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("[scene", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        read_scene(tmp_path / "bad.toml")


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_the_shipped_scenes_are_valid(path: Path) -> None:
    assert read_scene(path).mines


def test_parameters_not_given_have_the_style_s_default() -> None:
    scene = scene_of(_mine(conduct=[{"kind": "hidden_face", "style": "small_heading", "crew": 4}]))
    act = scene.mines[0].conduct[0]
    assert act.params["crew"] == 4
    assert (
        act.params["explosive_kg_per_day"]
        == CONDUCTS["hidden_face"].styles["small_heading"]["explosive_kg_per_day"]
    )


def test_an_act_lasts_the_scene_unless_told() -> None:
    scene = scene_of({"scene": {"from": date(2024, 1, 1), "days": 3}} | _mine(event=[{"kind": "rain"}]))
    act = scene.mines[0].events[0]
    assert (act.from_at, act.to_at) == (scene.from_at, scene.from_at + 3 * 86_400)


def test_every_word_parameter_has_its_allowed_words() -> None:
    for cls in (*CONDUCTS.values(), *EVENTS.values()):
        for params in cls.styles.values():
            for name, value in params.items():
                assert not isinstance(value, str) or value in cls.choices[name]
