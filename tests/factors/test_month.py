"""What a month answers: each question once, and readings where only statistics were sent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from minewarden.engine.lake import Lake
from minewarden.engine.load import load
from minewarden.factors.clock import CHINA, Ints
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


CODE = "520221000101"
POINT = CODE + "01MN0001001A01"


def statistics(at: datetime, mean: float) -> str:
    """A record of TJSJ: five minutes."""
    low, high = (f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (at, at + timedelta(minutes=5)))
    return f"{POINT};甲烷;1203综采工作面T1;%CH4;{low};{high};{mean};{low};{mean};{low};{mean};{high}"


def test_a_point_that_sends_only_statistics_is_read_by_their_means_without_its_calibration(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "inbox" / CODE / "aqjk"
    folder.mkdir(parents=True)
    (folder.parent / "register.json").write_text(json.dumps({"mine_code": CODE}), encoding="utf-8")
    day = datetime(2024, 1, 16, tzinfo=CHINA)
    records = [statistics(day + timedelta(minutes=5 * i), 2.0 if 12 <= i < 15 else 0.4) for i in range(288)]
    calibration = (
        f"{POINT};甲烷;1203综采工作面T1;%CH4;007;2024-01-16 01:00:00;2024-01-16 01:15:00;2.0;"
        "2024-01-16 01:00:00;2.0;2024-01-16 01:00:00;2.0;标校;;2024-01-16 01:20:00;;2024-01-16 01:20:00"
    )
    for kind, told in (("TJSJ", records), ("YCBJ", [calibration])):
        text = f"{CODE};试验煤矿;2024-01-16 23:59:00~" + "".join(f"{record}~" for record in told) + "||"
        (folder / f"{CODE}_{kind}_20240116235900.txt").write_text(text, encoding="utf-8")
    load(tmp_path / "inbox", tmp_path / "lake")

    with Month(Lake(tmp_path / "lake"), CODE, day, day + timedelta(days=1)) as month:
        ((code, grid),) = month.readings.items()
        (evidence,) = month.evidence("cdss", "point_code = ?", (code,))

    assert code == POINT
    assert np.isnan(grid[0, 4])
    assert np.nanmax(grid) == pytest.approx(0.4) and np.isfinite(grid).sum() == 95
    assert evidence.file.endswith("TJSJ_20240116235900.txt")
