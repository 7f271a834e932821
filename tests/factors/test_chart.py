"""The chart of a factor's days: what is drawn for which day, and on which scale."""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from minewarden.factors.chart import figure, series_svg
from minewarden.factors.model import Series
from minewarden.factors.words import Words

START = date(2024, 3, 1)
Values = list[float | None]


def series(observed: Values, expected: Values | None = None, counted: Set[int] = frozenset()) -> Series:
    days = [(START + timedelta(days=n)).isoformat() for n in range(len(observed))]
    due = expected if expected is not None else [0.0] * len(observed)
    return Series(
        Words.name("x"),
        tuple(days),
        tuple(observed),
        tuple(due),
        tuple(n in counted for n in range(len(observed))),
    )


def drawn(told: Series, first: int = 1, last: int = 2) -> str:
    svg = series_svg(told, START + timedelta(days=first), START + timedelta(days=last))
    assert svg is not None
    ElementTree.fromstring(svg)
    return svg


def test_a_day_without_data_is_a_gap_and_a_day_with_nothing_is_not() -> None:
    svg = drawn(series([5.0, None, 0.0, 7.0], counted={3}))

    assert svg.count('class="missing"') == 1
    assert svg.count('class="counted"') + svg.count('class="other"') == 3


def test_bars_stand_on_zero_and_points_say_that_their_scale_does_not() -> None:
    bars = drawn(series([5.0, 90.0, 80.0, 4.0]))
    points = drawn(series([900.0, 940.0, 950.0, 905.0], [900.0] * 4))

    assert "<circle" not in bars and ">0<" in bars
    assert points.count("<circle") == 4 and ">0<" not in points
    assert 'class="joined"' in points


def test_values_below_zero_hang_from_the_line_of_nothing() -> None:
    svg = drawn(series([-20.0, 40.0, 30.0]))

    assert ">0<" in svg and ">-20<" in svg and ">40<" in svg


def test_the_expected_line_breaks_where_nothing_was_expected() -> None:
    svg = drawn(series([1.0, 2.0, 3.0, 4.0], [1.0, None, 1.0, 1.0]))
    path = re.search(r'class="expected-line" d="([^"]*)"', svg)

    assert path is not None and path[1].count("M") == 2 and path[1].count("L") == 1


def test_the_suspected_days_are_shaded_and_the_first_and_last_day_named() -> None:
    svg = drawn(series([1.0] * 10), 3, 5)

    assert svg.count('class="suspected"') == 1
    assert "2024-03-01" in svg and "2024-03-10" in svg


def test_without_any_value_there_is_no_chart() -> None:
    assert series_svg(series([None, None]), START, START) is None


@given(
    st.lists(st.none() | st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=120),
    st.integers(-5, 130),
    st.integers(0, 40),
)
def test_any_series_is_drawn_within_its_frame(values: Values, first: int, length: int) -> None:
    told = series(values, list(reversed(values)), {0, 1, 2})
    svg = series_svg(told, START + timedelta(days=first), START + timedelta(days=first + length))
    if svg is not None:
        ElementTree.fromstring(svg)
        spots = [float(y) for y in re.findall(r'(?:y|y1|y2|cy)="(-?[\d.]+)"', svg)]
        assert all(0 <= y <= 116 for y in spots) and "nan" not in svg


def test_figures_read_without_exponents() -> None:
    told = [figure(v) for v in (0.0, 0.0123, 12.345, 1234.5, 1234567.0, -20.0)]
    assert told == ["0", "0.0123", "12.35", "1,234", "1,234,567", "-20"]
