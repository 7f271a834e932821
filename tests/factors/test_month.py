"""A question that several factors ask of a month is answered once for each thing it is asked about."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from minewarden.factors.clock import Ints
from minewarden.factors.month import Month, once


def test_each_thing_is_asked_about_once_and_no_answer_can_be_changed() -> None:
    asked = []

    @once
    def doubled(month: Month, number: int) -> Ints:
        asked.append(number)
        return np.array([2 * number])

    month = cast(Month, SimpleNamespace(known={}))

    assert [int(doubled(month, number)[0]) for number in (3, 3, 4)] == [6, 6, 8]
    assert asked == [3, 4]
    with pytest.raises(ValueError, match="read-only"):
        doubled(month, 3)[0] = 1
