"""Tables: which limit is in force on a day, what a trade is, and what a clock makes of days and shifts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from minewarden.factors.clock import CHINA, make_clock, whole_days
from minewarden.factors.facework import crew_hours
from minewarden.factors.integrity import over_capacity, overstaffed
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


def test_minutes_before_the_first_and_after_the_last_midnight_are_no_days() -> None:
    low, high = datetime(2024, 3, 1, 23, 50, tzinfo=CHINA), datetime(2024, 3, 5, 0, 0, 5, tzinfo=CHINA)

    assert whole_days(low, high) == (datetime(2024, 3, 2, tzinfo=CHINA), datetime(2024, 3, 5, tzinfo=CHINA))
    assert whole_days(low, high + timedelta(hours=2)) == (
        datetime(2024, 3, 2, tzinfo=CHINA),
        high + timedelta(hours=2),
    )
    assert whole_days(low, low + timedelta(minutes=30)) == (low, low + timedelta(minutes=30))


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


def producing(first: date, tonnes: list[float], capacity: float) -> Any:
    """A mine of which nothing is known but what it hoisted day by day."""
    start = datetime.combine(first, time(), CHINA)
    won = np.array(tonnes)
    return SimpleNamespace(
        clock=make_clock(start, start + timedelta(days=len(won)), ()),
        register=SimpleNamespace(capacity_t_per_year=capacity, feeders=(), faces=(), conveyors=()),
        tonnes=(won, won), belt_t={}, power={}, working=np.ones(len(won), dtype=bool), evidence=lambda *_: (),
    )  # fmt: skip


def test_two_halves_of_two_months_do_not_pass_the_limit_of_a_month() -> None:
    (found,) = over_capacity.find(producing(date(2024, 3, 16), [1000.0] * 16 + [2000.0] * 15, 450_000))

    assert not found.strict
    assert "已超过" not in found.rows[0].text.zh


def test_a_month_above_a_tenth_of_the_capacity_passes_it() -> None:
    (found,) = over_capacity.find(producing(date(2024, 3, 1), [1600.0] * 31, 450_000))

    assert found.strict
    assert "已超过" in found.rows[0].text.zh


@pytest.mark.parametrize(
    ("face_t", "main_t", "found"), [(2000.0, 2100.0, 1), (2000.0, 1100.0, 0), (1100.0, 2100.0, 0)]
)
def test_belts_that_agree_on_more_than_is_hoisted_count(face_t: float, main_t: float, found: int) -> None:
    month = producing(date(2024, 3, 1), [1100.0] * 12, 450_000)
    month.belt_t = {"C1": np.full((12, 96), face_t / 96), "CM": np.full((12, 96), main_t / 96)}
    month.daily = lambda grid: grid.mean(axis=1)
    month.register.conveyors = (
        SimpleNamespace(conveyor="C1", serves=("F1",)),
        SimpleNamespace(conveyor="CM", serves=("F1", "F2")),
    )
    month.register.faces = (SimpleNamespace(face_id="F1", kind="coal_face"),)

    leads = over_capacity.find(month)

    assert len(leads) == found
    assert all("主运胶带" in lead.rows[0].text.zh for lead in leads)


def test_crews_follow_the_declared_order_of_the_shifts() -> None:
    start = datetime(2024, 3, 1, tzinfo=CHINA)
    shifts = (time(8), time(16), time(0))
    clock = make_clock(start, start + timedelta(days=1), shifts)
    month: Any = SimpleNamespace(clock=clock, register=SimpleNamespace(shift_starts=shifts))

    crew = overstaffed._crew_by_bin(month, (16.0, 18.0, 24.0))

    assert [crew[hour * 4] for hour in (2, 10, 18)] == [24.0, 16.0, 18.0]


@pytest.mark.parametrize(
    ("crews", "hours"), [((16, 16), 384), ((16, 16, 16), 384), ((16,) * 4, 384), ((), 0)]
)
def test_the_shifts_of_a_face_fill_the_day(crews: tuple[float, ...], hours: float) -> None:
    face: Any = SimpleNamespace(crew_per_shift=crews)

    assert crew_hours(face) == hours
