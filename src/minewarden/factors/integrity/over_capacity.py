"""More coal than approved, by the criterion of the day: year and month until 2026-06-30, then year and quarter.

A data set rarely covers the whole span of the criterion. What was hoisted within the span is summed; where the sum
already passes the limit the criterion is met. Otherwise the pace of the working days is carried on over the span: a
lead, weaker than a met criterion, and said to be a pace. Scales may be turned down where motors are not: days on which
hoist and faces together draw clearly more per tonne than on the mine's other days are counted by their electricity.
Where the belts of the coal faces and the main belt agree on clearly more than is hoisted, day after day, theirs counts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from minewarden.factors.channels import figure, noise_of
from minewarden.factors.clock import Bools, Floats
from minewarden.factors.integrity.finding import Finding, ramp
from minewarden.factors.integrity.limits import Limit, in_force
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month
from minewarden.factors.series import daily
from minewarden.factors.words import NOTHING, Words, plural

KIND = Kind.OVER_CAPACITY
LEAST_DAYS = 3
PACE = 1.02  # the carried-on amount must pass the limit by this much. Setting.
HEAVIER = 1.12  # electricity a tonne, beside the mine's lighter days, from which scales are doubted. Setting.
FULL_DAY = (
    0.85  # of the usual tonnes: on slack days standing loads alone raise the electricity a tonne. Setting.
)
LEAST_LIGHT = 3
ON_BELTS = (
    1.15  # of what is hoisted, from which belts that agree are believed; moisture and rock are less. Setting.
)
MOST_DAYS = 0.8  # of the days on which they must agree
BY_BELTS = Words(
    "（采面胶带与主运胶带一致，多于提升量）", " (face belts and main belt agree on more than is hoisted)"
)


@dataclass(frozen=True)
class Window:
    """Days of the data to which a limit applies, and the days of the span that the limit is for.

    `whole`: they lie within one span of the law; else they only show a pace.
    """

    limit: Limit
    days: Bools
    length: int
    whole: bool = True


def find(month: Month) -> list[Finding]:
    """Out: at most one finding: the span that passes its limit most."""
    capacity = month.register.capacity_t_per_year
    weighed = tonnes_won(month)
    if not capacity or not np.isfinite(weighed).any():
        return []
    belts = on_belts(month, weighed)
    won = np.fmax(np.fmax(weighed, weighed * heavier(month, weighed)), belts)
    how = BY_BELTS if np.isfinite(belts).any() else NOTHING
    found = [_finding(month, capacity, window, won, how) for window in _windows(month)]
    best = [finding for finding in found if finding is not None]
    return [max(best, key=lambda f: (f.strict, f.raw))] if best else []


def tonnes_won(month: Month) -> Floats:
    """Out: tonnes a day as far as any witness shows them: hoisted, else the main belt, else reported."""
    hoisted, reported = month.tonnes
    belts = [month.daily(grid) * grid.shape[1] for grid in month.belt_t.values()]
    belt = np.fmax.reduce(belts) if belts else np.full(month.clock.days, np.nan)
    base = hoisted if np.isfinite(hoisted).any() else reported
    if not np.isfinite(base).any():
        return belt
    return np.fmax(base, reported)


def on_belts(month: Month, won: Floats) -> Floats:
    """Out: per day the tonnes that leave the coal faces and pass the main belt, where both clearly exceed `won`.

    NaN where not, and throughout unless it is so on most days. Of belts in a row from one face the largest counts.
    """
    nothing = np.full(len(won), np.nan)
    daily = {name: month.daily(grid) * grid.shape[1] for name, grid in month.belt_t.items()}
    serves = {belt.conveyor: belt.serves for belt in month.register.conveyors if belt.conveyor in daily}
    coal = [face.face_id for face in month.register.faces if face.kind == "coal_face"]
    own = [[daily[name] for name, faces in serves.items() if tuple(faces) == (face,)] for face in coal]
    shared = [daily[name] for name, faces in serves.items() if len(faces) > 1]
    if not shared or not any(own):
        return nothing
    leaves = np.sum([np.fmax.reduce(belts) for belts in own if belts], axis=0)
    agreed = np.minimum(leaves, np.fmax.reduce(shared))
    known = np.isfinite(agreed) & np.isfinite(won) & (won > 0)
    more = known & (agreed >= ON_BELTS * np.where(known, won, np.inf))
    return np.where(more, agreed, np.nan) if more.sum() > MOST_DAYS * known.sum() else nothing


def heavier(month: Month, won: Floats) -> Floats:
    """Out: per day the electricity a tonne as a multiple of the mine's lighter days, 1 where nothing is odd.

    Hoist and face feeders must agree: hard rock loads the faces alone, rock lifted loads the hoist alone. NaN without
    enough full days.
    """
    serves = {feeder.feeder: feeder.serves for feeder in month.register.feeders}
    faces = {face.face_id for face in month.register.faces}
    hoist = [month.daily(grid) for name, grid in month.power.items() if serves.get(name) == "hoist"]
    cutting = [month.daily(grid) for name, grid in month.power.items() if serves.get(name) in faces]
    nothing = np.full(len(won), np.nan)
    if not hoist or not cutting:
        return nothing
    sound = month.working & np.isfinite(won)
    full = sound & (won >= FULL_DAY * np.median(won[sound])) if sound.any() else sound
    ratios = []
    for feeders in (hoist, cutting):
        per_tonne = np.where(full, np.sum(feeders, axis=0) / np.where(full & (won > 0), won, 1.0), np.nan)
        if np.isfinite(per_tonne).sum() < 2 * LEAST_LIGHT:
            return nothing
        ratios.append(per_tonne / float(np.nanquantile(per_tonne, 0.25)))
    agreed = np.minimum(*ratios) >= HEAVIER
    return np.where(full, np.where(agreed, np.sqrt(ratios[0] * ratios[1]), 1.0), np.nan)


def _windows(month: Month) -> Iterator[Window]:
    dates = month.clock.dates()
    for limit in dict.fromkeys(limit for day in dates for limit in in_force("capacity", day)):
        spans: dict[tuple[int, int], list[int]] = {}
        for number, day in enumerate(dates):
            if limit in in_force("capacity", day):
                spans.setdefault(_span(day, limit.span), []).append(number)
        for numbers in spans.values():
            mask = np.zeros(len(dates), dtype=bool)
            mask[numbers] = True
            yield Window(limit, mask, _length(dates[numbers[0]], limit.span))
        if limit.span == "month" and len(spans) > 1 and len(dates) <= 31:
            mask = np.array([limit in in_force("capacity", day) for day in dates])
            yield Window(limit, mask, 30, whole=False)  # a month's data across two calendar months


def _span(day: date, span: str) -> tuple[int, int]:
    return day.year, {"year": 0, "month": day.month, "quarter": (day.month - 1) // 3}[span]


def _length(day: date, span: str) -> int:
    if span == "year":
        return 365
    if span == "month":
        return monthrange(day.year, day.month)[1]
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = (first + timedelta(days=100)).replace(day=1)
    return (after - first).days


def _finding(month: Month, capacity: float, window: Window, won: Floats, how: Words) -> Finding | None:
    limit, days, length = window.limit, window.days, window.length
    there = days & np.isfinite(won)
    allowed = limit.share * capacity
    total = float(won[there].sum())
    active = there & month.working & (won > 0)
    met = window.whole and total > allowed
    over, marks = _fast(won, active, allowed / length)
    if not met and (limit.span == "year" or marks.sum() < LEAST_DAYS or over < PACE):
        return None  # a pace of days is never carried on over a whole year
    strength = 0.97 if met else 0.92 * ramp(over, PACE - 0.04, PACE + 0.08) * ramp(float(marks.sum()), 1, 5)
    pace = Words(
        f"照此进度将达{figure(over * allowed)}吨，超过", f"at this pace {figure(over * allowed)} t, above"
    )
    pace = Words("已超过", "already above") if met else pace
    text = Words(f"产量：{int(there.sum())}天共出煤{figure(total)}吨{how.zh}，{pace.zh}{limit.law.zh}"
                 f"限额{figure(allowed)}吨（核定能力{figure(capacity)}吨/年）。",
                 f"Output: {figure(total)} t of coal in {plural(int(there.sum()), 'day')}{how.en}, {pace.en} "
                 f"the limit of {figure(allowed)} t (verified capacity {figure(capacity)} t/year; "
                 f"{limit.law.en}).")  # fmt: skip
    label = Words("出煤量，应为限额的日均值", "coal won; expected: the limit per day")
    counted = (marks if marks.any() else there) & np.isfinite(won)
    row = FactorRow("output", Verdict.CONTRADICTS, round(float(won[counted].mean()), 1),
                    round(allowed / length, 1), "t/d", round(strength, 3), text,
                    month.evidence("output", "true", (), days) or month.evidence("haulage", "true", (), days),
                    series=daily(month.clock, label, won, allowed / length, counted)
                    )  # fmt: skip
    return Finding(KIND, strength, marks if marks.any() else there, rows=(row,), strict=bool(met),
                   details={"law": limit.law.zh, "law_en": limit.law.en, "pace": not met})  # fmt: skip


def _fast(won: Floats, active: Bools, per_day: float) -> tuple[float, Bools]:
    """Out: the pace of the fastest stretch of days, as a multiple of the allowed daily amount, and its days."""
    nothing = np.zeros(len(won), dtype=bool)
    if active.sum() < LEAST_DAYS:
        return 0.0, nothing
    fast = active & (won > per_day)
    if fast.sum() < LEAST_DAYS:
        return 0.0, nothing
    numbers = np.flatnonzero(fast)
    marks = nothing.copy()
    marks[numbers[0] : numbers[-1] + 1] = True
    inside = marks & active
    noise = noise_of(np.where(active, won, np.nan)) / np.sqrt(inside.sum())
    if inside.sum() and fast[inside].mean() >= 0.7:
        return float((won[inside].mean() - noise) / per_day), marks
    return float((won[active].mean() - noise) / per_day), active
