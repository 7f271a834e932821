"""A factor's days as a small SVG that survives a black-and-white printer, the same for the pages and the sheet.

Bars stand on zero. Where everything lies within the upper half of its scale, bars would hide what there is to see: then
points joined by a line, over a scale that does not begin at zero and says so. Words are left to who shows the chart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

from minewarden.factors.clock import CHINA
from minewarden.factors.model import Lead, Series

WIDTH, HEIGHT = 340.0, 116.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 8.0, 9.0, 18.0
_FONTS = "Noto Sans CJK SC, FandolHei, Liberation Sans, sans-serif"
_COUNTED, _OTHER, _INK, _SHADE = "#222", "#9a9a9a", "#111", "#e4e4e4"
_POINTS_FROM = 0.5  # lowest over highest value from which points say more than bars
_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class _Frame:
    """Where days and values lie in the drawing."""

    days: int
    low: float
    high: float

    @property
    def slot(self) -> float:
        return (WIDTH - _LEFT - _RIGHT) / self.days

    def x(self, day: float) -> float:
        return _LEFT + day * self.slot

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - _TOP - _BOTTOM)


def span(lead: Lead) -> tuple[date, date]:
    """Out: the first and the last day of a lead, in China time; its end is the midnight after the last."""
    first, end = (datetime.fromisoformat(at) for at in (lead.from_at, lead.to_at))
    first, end = (at if at.tzinfo else at.replace(tzinfo=CHINA) for at in (first, end))
    return first.astimezone(CHINA).date(), (end.astimezone(CHINA) - timedelta(seconds=1)).date()


def series_svg(series: Series, from_day: date, to_day: date) -> str | None:
    """Out: the chart; None where not one day has a value. In: the first and the last suspected day, which are shaded.

    Observed: dark where the row's figures come from, grey on other compared days, hollow where nothing was expected.
    Expected: a dashed line, broken where nothing was. A day without data is empty, with a dash below the axis.
    """
    if all(value is None for value in series.observed):
        return None
    points = _as_points(series)
    frame = _frame(series, points)
    expected = _expected(series, frame)
    observed = [expected, *_points(series, frame)] if points else [*_bars(series, frame), expected]
    parts = [_shade(series, frame, from_day, to_day), *_axes(series, frame, from_day), *observed,
             *_missing(series, frame)]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="days" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'font-family="{_FONTS}" font-size="9.5">{"".join(parts)}</svg>'
    )


def _values(series: Series) -> list[float]:
    return [value for value in (*series.observed, *series.expected) if value is not None]


def _as_points(series: Series) -> bool:
    low, high = min(_values(series)), max(_values(series))
    return low > _POINTS_FROM * high > 0


def _frame(series: Series, points: bool) -> _Frame:
    low, high = min(_values(series)), max(_values(series))
    if points:
        room = max(0.15 * (high - low), 0.01 * high)
        step = _round_up((high - low + 2 * room) / 6)
        return _Frame(
            len(series.days), step * math.floor((low - room) / step), step * math.ceil((high + room) / step)
        )
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    return _Frame(len(series.days), -_round_up(-low), _round_up(high))


def _round_up(value: float) -> float:
    """Out: the next amount that reads well on a scale; 0 stays 0."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in _STEPS if step * unit >= value * (1 - 1e-9))


def _shade(series: Series, frame: _Frame, from_day: date, to_day: date) -> str:
    inside = [n for n, day in enumerate(series.days) if from_day.isoformat() <= day <= to_day.isoformat()]
    if not inside:
        return ""
    x, wide = frame.x(inside[0]), (inside[-1] - inside[0] + 1) * frame.slot
    return (
        f'<rect class="suspected" x="{x:.1f}" y="{_TOP - 4:.1f}" width="{wide:.1f}" '
        f'height="{HEIGHT - _TOP - _BOTTOM + 4:.1f}" fill="{_SHADE}"/>'
    )


def _axes(series: Series, frame: _Frame, from_day: date) -> list[str]:
    right = WIDTH - _RIGHT
    foot = max(frame.low, 0.0) if frame.low > 0 else 0.0
    lines = [
        _line(_LEFT, frame.y(value), right, frame.y(value), "#c8c8c8", 0.5)
        for value in (frame.low, frame.high)
    ]
    lines.append(_line(_LEFT, frame.y(foot), right, frame.y(foot), "#555", 0.8))
    labels = [
        _text(_LEFT - 4, frame.y(value) + 3.5, figure(value), "end") for value in (frame.low, frame.high)
    ]
    if frame.low < 0:
        labels.append(_text(_LEFT - 4, frame.y(0) + 3.5, "0", "end"))
    if frame.low > 0:  # the scale does not begin at zero: a broken foot says so
        y = HEIGHT - _BOTTOM
        labels.append(
            f'<path d="M{_LEFT - 3:.1f} {y - 7:.1f}l6 -3m-6 6l6 -3" stroke="{_INK}" stroke-width="0.9"/>'
        )
    first, last, suspected = series.days[0], series.days[-1], from_day.isoformat()
    labels.append(_text(_LEFT, HEIGHT - 5, first))
    labels.append(_text(right, HEIGHT - 5, last, "end"))
    if suspected in series.days:
        x = frame.x(series.days.index(suspected))
        if _LEFT + 66 < x < right - 92:
            labels.append(_text(x, HEIGHT - 5, suspected[5:]))
            labels.append(_line(x, HEIGHT - _BOTTOM, x, HEIGHT - _BOTTOM + 4, "#555", 0.8))
    return [*lines, *labels]


def _bars(series: Series, frame: _Frame) -> list[str]:
    parts = []
    for n, value in enumerate(series.observed):
        if value is not None:
            top, foot = frame.y(max(value, 0.0)), frame.y(min(value, 0.0))
            x, wide = frame.x(n + 0.14), 0.72 * frame.slot
            parts.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{max(foot - top, 0.8):.1f}" '
                f"{_look(series, n)}/>"
            )
    return parts


def _points(series: Series, frame: _Frame) -> list[str]:
    spots = [
        None if value is None else (frame.x(n + 0.5), frame.y(value))
        for n, value in enumerate(series.observed)
    ]
    path, pen = [], "M"
    for spot in spots:
        if spot is not None:
            path.append(f"{pen}{spot[0]:.1f} {spot[1]:.1f}")
        pen = "M" if spot is None else "L"
    radius = min(2.6, max(0.35 * frame.slot, 0.8))
    line = f'<path class="joined" d="{"".join(path)}" fill="none" stroke="#666" stroke-width="0.9"/>'
    return [line, *(
        f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{radius:.1f}" {_look(series, n)}/>'
        for n, spot in enumerate(spots) if spot is not None
    )]  # fmt: skip


def _look(series: Series, day: int) -> str:
    if series.counted[day]:
        return f'class="counted" fill="{_COUNTED}"'
    if series.expected[day] is not None:
        return f'class="other" fill="{_OTHER}"'
    return 'class="uncompared" fill="white" stroke="#777" stroke-width="0.7"'


def _missing(series: Series, frame: _Frame) -> list[str]:
    y = HEIGHT - _BOTTOM + 2.5
    return [
        _line(frame.x(n + 0.14), y, frame.x(n + 0.86), y, "#777", 1.4, "missing")
        for n, value in enumerate(series.observed)
        if value is None
    ]


def _expected(series: Series, frame: _Frame) -> str:
    """A flat piece for each day, joined where days follow each other."""
    path, pen = [], "M"
    for n, value in enumerate(series.expected):
        if value is not None:
            path.append(f"{pen}{frame.x(n):.1f} {frame.y(value):.1f}H{frame.x(n + 1):.1f}")
        pen = "M" if value is None else "L"
    return (
        f'<path class="expected" d="{"".join(path)}" fill="none" stroke="white" stroke-width="3" opacity="0.7"/>'
        f'<path class="expected-line" d="{"".join(path)}" fill="none" stroke="{_INK}" stroke-width="1.5" '
        'stroke-dasharray="4 2"/>'
    )


def figure(value: float) -> str:
    """Out: a value as scales and tables show it: four significant digits, no exponent."""
    if value == 0:
        return "0"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(digits, 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _line(x1: float, y1: float, x2: float, y2: float, ink: str, wide: float, name: str = "axis") -> str:
    return (
        f'<line class="{name}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}" '
        f'stroke-width="{wide}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
