"""The reference says what the code reads."""

from __future__ import annotations

from pathlib import Path

from minewarden.sim.conduct import CONDUCTS
from minewarden.sim.events import EVENTS
from minewarden.sim.reference import PARAMETERS, STYLES, page

PAGE = Path(__file__).parents[2] / "docs/reference/scenes.md"


def test_the_page_is_that_of_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run python -m minewarden.sim.reference > docs/reference/scenes.md"
    )


def test_every_style_of_a_conduct_has_a_phrase() -> None:
    assert {kind: list(styles) for kind, styles in STYLES.items()} == {
        kind: list(conduct.styles) for kind, conduct in CONDUCTS.items()
    }


def test_every_parameter_has_a_meaning() -> None:
    used = {
        name
        for cls in (*CONDUCTS.values(), *EVENTS.values())
        for params in cls.styles.values()
        for name in params
    }
    assert used == set(PARAMETERS)
