"""Which fan needs a heading, and which one serves the whole mine."""

from __future__ import annotations

import pytest

from minewarden.factors.air import _main_fan
from minewarden.factors.month import PointInfo


@pytest.mark.parametrize(
    ("code", "place", "main"),
    [
        ("52022100010101KG1010001A01", "", True),
        ("A7", "主通风机房", True),
        ("52022100010101KG1008001A01", "1203掘进局扇", False),
        ("A8", "联络巷", False),
    ],
)
def test_the_main_fan_is_known_by_its_type_or_its_place(code: str, place: str, main: bool) -> None:
    assert _main_fan(PointInfo(code, "fan", None, None, place)) is main
