"""Tables: which limit is in force on a day, what a trade is, and what a clock makes of days and shifts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from minewarden.factors.clock import make_clock
from minewarden.factors.integrity.limits import in_force
from minewarden.factors.trades import classify


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (date(2024, 3, 1), {"year", "month"}),
        (date(2026, 6, 30), {"year", "month"}),
        (date(2026, 7, 1), {"year", "quarter"}),
        (date(2019, 1, 1), {"year", "month"}),
    ],
)
def test_capacity_is_judged_by_the_criterion_of_the_day(day: date, spans: set[str]) -> None:
    assert {limit.span for limit in in_force("capacity", day)} == spans


@pytest.mark.parametrize(
    ("trade", "kind"),
    [("采煤工", "production"), ("巷道维修工", "repair"), ("水泵工", "service"), ("爆破材料管理员", "keeper"),
     ("瓦斯检查员", "inspector"), ("新工人", "manager"), ("未设置", "unknown"),
     ("钻探工", "repair"), ("放炮员", "production"), ("注浆工", "repair"), ("送饭工", "service")],
)  # fmt: skip
def test_a_trade_is_classed_by_its_words(trade: str, kind: str) -> None:
    assert classify(trade).name == kind


def test_an_unset_trade_is_classed_by_the_team() -> None:
    assert classify("未设置", "", "综采一队").name == "production"


@pytest.mark.parametrize(
    ("team", "kind"), [("巷修队", "repair"), ("掘进一队", "production"), ("", "production")]
)
def test_who_supports_roofs_belongs_with_his_team(team: str, kind: str) -> None:
    assert classify("支护工", "", team).name == kind


def test_a_miner_in_a_repair_team_is_a_miner() -> None:
    assert classify("采煤工", "", "巷修队").name == "production"


def test_days_begin_at_midnight_in_china() -> None:
    clock = make_clock(
        datetime(2024, 1, 1, 15, 59, tzinfo=UTC), datetime(2024, 1, 3, 16, tzinfo=UTC), [time(8)]
    )

    assert clock.days == 3
    assert clock.iso(clock.start_s) == "2024-01-01T00:00:00+08:00"


def test_a_night_shift_counts_to_the_day_it_begins() -> None:
    clock = make_clock(
        datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 4, tzinfo=UTC), [time(6), time(14), time(22)]
    )
    late, early = clock.start_s + 23 * 3600, clock.start_s + 29 * 3600

    numbers = clock.shift_of(np.array([late, early, early + 2 * 3600]))

    assert numbers[0] == numbers[1] == numbers[2] - 1


def test_a_span_declared_to_a_day_includes_that_day() -> None:
    clock = make_clock(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 6, tzinfo=UTC), [])
    second = datetime.fromtimestamp(clock.start_s, UTC) + timedelta(days=1)

    assert clock.valid(None, second).tolist()[:3] == [True, True, False]
    assert clock.valid(second, None).tolist()[:3] == [False, True, True]
