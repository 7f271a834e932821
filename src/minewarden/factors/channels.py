"""One measured quantity of a mine, day by day, beside what was declared and beside its own other days.

Every factor but the people is a handful of channels. A channel speaks in two ways: by *contrast*, when the suspected
days differ from the mine's other working days by more than its own day-to-day noise; and *absolutely*, when it
exceeds what was declared. The noise is taken from the differences of successive days, so that the suspected step
itself does not count as noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from minewarden.factors.clock import BINS, Bools, Floats, Ints
from minewarden.factors.model import Evidence, FactorRow, Series, Verdict
from minewarden.factors.month import Month, daily_mean
from minewarden.factors.series import daily
from minewarden.factors.words import NOTHING, Words

# Settings of the comparison, not law.
FLOOR = 0.02  # no series is believed to be quieter than this share of its level
FEW_NOISE = 0.06  # noise taken for granted where too few days tell it
CALM_Z = 4.0  # a contrast of so many standard errors is worth a half
UNEASY_Z = 3.0  # a rise of so many standard errors does not speak yet, and is no agreement either
GATE = 0.08  # a change smaller than this share says little, however certain
LEAST_OUTSIDE = 2  # other days needed to speak by contrast
LEAST_CALM = 0.05  # below it a factor does not agree: what was seen is neither in line nor out of it
ROUGH = 0.3  # how far agreement counts that rests on declared amounts alone
SPEAKS = 0.3  # strength from which a factor contradicts
IN_STEP = (0.3, 0.55)  # correlation with the mine's work from which what lies apart speaks, and fully
LEAST_STEPS = 3 * BINS  # quarter hours: in a day or two much goes together by chance
LATEST = 12  # quarter hours that gas may need from where coal is cut to a sensor


@dataclass(frozen=True)
class Channel:
    """A daily series and how to judge it.

    `usable`: days that may be compared. `declared`: what should be, per day, in the same unit; `tolerance` is how
    far above it is still ordinary. `per`: another daily series the value naturally follows (tonnes reported).
    `scale`: where nothing is declared, the amount that clearly is something. `coal`: also rises when a *declared*
    face wins more coal, so it cannot alone tell a hidden face. `station`: where it is measured; `near`: stations of
    what it serves, where nothing is measured. `fine`: the same per quarter hour (flat), for
    channels that nobody's work should move; `beat`: the mine's work per quarter hour (flat), for what lies apart from
    all of it, as gas behind a seal: in step with it goes only what is worked like it. `cap`: how far an excess over
    the declared amount alone may speak; registers name what faces give and take, not what the rest of the mine does.
    `weight` 0..1: how far the channel may speak at all. `regime`: days are compared with days of the same number, on
    which the same faces were approved.
    """

    label: Words
    unit: str
    daily: Floats
    usable: Bools
    declared: Floats | None = None
    tolerance: float = 0.25
    per: Floats | None = None
    scale: float | None = None
    coal: bool = False
    falls: bool = False
    station: str | None = None
    near: tuple[str, ...] = ()
    fine: Floats | None = None
    beat: Floats | None = None
    cap: float = 0.45
    weight: float = 1.0
    regime: Ints | None = None
    source: tuple[str, str, tuple[object, ...]] = ("", "", ())

    @cached_property
    def level(self) -> Floats:
        """The series that is compared between days: as it is, or per unit of what it follows; NaN where unusable."""
        value = np.where(self.usable, self.daily, np.nan)
        if self.per is not None:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                value = np.where(self.per > 0, value / self.per, np.nan)
        return -value if self.falls else value

    def usual(self, level: float) -> Floats:
        """Out: per day what `level`, a value of the series compared, amounts to in the channel's unit."""
        size = np.full(len(self.daily), -level if self.falls else level)
        if self.per is not None:
            size = np.where(self.per > 0, size * self.per, np.nan)
        return np.where(self.usable, size, np.nan)

    def alike(self, inside: Bools, outside: Bools) -> tuple[Bools, Bools]:
        """Out: of the days inside and outside a suspicion those that may be compared."""
        if self.regime is None or not inside.any():
            return inside, outside
        numbers, counts = np.unique(self.regime[inside], return_counts=True)
        same = self.regime == numbers[counts.argmax()]
        return inside & same, outside & same

    def longest_regime(self) -> Bools:
        """Out: the days of the regime that lasts longest."""
        if self.regime is None:
            return np.ones(len(self.daily), dtype=bool)
        numbers, counts = np.unique(self.regime, return_counts=True)
        longest: Bools = self.regime == numbers[counts.argmax()]
        return longest

    @cached_property
    def noise(self) -> float:
        """The day-to-day standard deviation of `level`."""
        return noise_of(self.level)


@dataclass(frozen=True)
class Reading:
    """What a channel says of some days. `z` is None where there is nothing to compare with.

    `inside` are the days that `observed` and `expected` are means of; `due` is what was expected, day by day; `step`
    is the correlation with the mine's work of what should have nothing to do with it.
    """

    channel: Channel
    observed: float
    expected: float
    z: float | None
    strength: float
    days: int
    inside: Bools
    due: Floats | None
    step: float = 0.0

    @property
    def in_step(self) -> bool:
        """Whether that correlation alone makes it speak."""
        return _stepping(self.step) >= SPEAKS


@dataclass(frozen=True)
class Suspicion:
    """Which days and stations a comparison is about; `crew` is the persons there per quarter hour (flat), if seen.

    The first `own` of the stations are suspected themselves; the others lie nearest to the first, to go on from there.
    """

    days: Bools
    stations: tuple[str, ...] = ()
    crew: Floats | None = None
    cards: tuple[str, ...] = field(default=())
    own: int = 0


def noise_of(level: Floats) -> float:
    """Out: the day-to-day standard deviation of a series, robust, from successive differences."""
    there = level[np.isfinite(level)]
    centre = abs(float(np.median(there))) if len(there) else 0.0
    steps = np.diff(there)
    if len(steps) < 4:
        return max(FEW_NOISE * centre, 1e-9)
    spread = 1.4826 * float(np.median(np.abs(steps - np.median(steps)))) / np.sqrt(2)
    return float(max(spread, FLOOR * centre, 1e-9))


def read(channel: Channel, suspicion: Suspicion) -> Reading | None:
    """Out: what the channel says of the suspected days; None where it has no data on them."""
    level = channel.level
    inside = suspicion.days & np.isfinite(level)
    if not inside.any():
        return None
    observed = float(channel.daily[inside].mean())
    compared = channel.alike(inside, ~suspicion.days & np.isfinite(level))
    declared = None if channel.declared is None else float(channel.declared[inside].mean())
    contrast, z, usual = _contrast(level, *compared, channel)
    absolute = _absolute(observed, declared, channel)
    step = _step(channel, inside)
    rhythm = max(_rhythm(channel, suspicion, inside), _stepping(step))
    due = None if usual is None else channel.usual(usual)
    if channel.declared is not None and (usual is None or absolute > contrast):
        due = np.where(channel.usable, channel.declared, np.nan)
    expected = observed if due is None else float(due[inside].mean())
    strength = channel.weight * (1 - (1 - contrast) * (1 - absolute) * (1 - rhythm))
    return Reading(channel, observed, expected, z, strength, int(inside.sum()), inside, due, step)


def _contrast(
    level: Floats, inside: Bools, outside: Bools, channel: Channel
) -> tuple[float, float | None, float | None]:
    """Out: strength, z, and the usual level on other days."""
    count = int(outside.sum())
    if count < LEAST_OUTSIDE:
        return 0.0, None, None
    usual, seen = float(np.median(level[outside])), float(np.mean(level[inside]))
    noise = channel.noise
    z = (seen - usual) / (noise * np.sqrt(1 / inside.sum() + 1.5 / count))
    change = (seen - usual) / max(abs(usual), (channel.scale or 0.0), 1e-9)
    strength = float(
        1 / (1 + np.exp(-0.9 * (np.clip(z, -30.0, 30.0) - CALM_Z))) * np.clip(change / GATE - 0.25, 0, 1)
    )
    return strength, float(z), usual


def _absolute(observed: float, declared: float | None, channel: Channel) -> float:
    if declared is None or channel.falls:
        return 0.0
    if declared <= 0:
        scale = channel.scale or max(observed, 1e-9)
        return float(np.clip(observed / scale - 0.25, 0, 1))
    excess = observed / declared - 1 - channel.tolerance
    return float(channel.cap * np.clip(excess / 0.5, 0, 1))


def _rhythm(channel: Channel, suspicion: Suspicion, inside: Bools) -> float:
    """How closely a quantity that nobody's work should move follows the suspected crew through the day."""
    if channel.fine is None or suspicion.crew is None:
        return 0.0
    chosen = np.repeat(inside, BINS) & np.isfinite(channel.fine)
    if chosen.sum() < BINS // 2:
        return 0.0
    a, b = channel.fine[chosen], suspicion.crew[chosen]
    if a.std() <= FLOOR * max(abs(a.mean()), 1e-9) or b.std() < 0.5:
        return 0.0
    together = float(np.corrcoef(a, b)[0, 1])
    return float(0.9 * np.clip((together - 0.35) / 0.4, 0, 1))


def _step(channel: Channel, inside: Bools) -> float:
    """The correlation with the mine's work within the days, at the delay at which it is closest; 0 if none is known."""
    if channel.fine is None or channel.beat is None:
        return 0.0
    chosen = np.repeat(inside, BINS)
    work, value = (_without_tide(series, chosen) for series in (channel.beat, channel.fine))
    closest = 0.0
    for late in range(0, LATEST + 1, 2):
        a, b = work[: len(work) - late], value[late:]
        both = np.isfinite(a) & np.isfinite(b)
        if both.sum() >= LEAST_STEPS and a[both].std() > 0 and b[both].std() > 0:
            closest = max(closest, float(np.corrcoef(a[both], b[both])[0, 1]))
    return closest


def _without_tide(series: Floats, chosen: Bools) -> Floats:
    """A series per quarter hour on the days chosen, NaN elsewhere, less its daily mean and its tide.

    The pressure of the air, with which old workings breathe, is highest twice a day.
    """
    by_day = np.where(chosen, series, np.nan).reshape(-1, BINS)
    rest: Floats = (by_day - daily_mean(by_day, 0.5)[:, None]).ravel()
    there = np.isfinite(rest)
    angle = 4 * np.pi * np.arange(len(rest)) / BINS
    waves = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    if there.any():
        rest -= waves @ np.linalg.lstsq(waves[there], rest[there], rcond=None)[0]
    return rest


def _stepping(step: float) -> float:
    """How far a correlation with the mine's work speaks, 0..0.9."""
    low, high = IN_STEP
    return float(0.9 * np.clip((step - low) / (high - low), 0, 1))


def readings(channels: Iterable[Channel], suspicion: Suspicion) -> list[Reading]:
    """Out: what every channel with data says, the strongest first."""
    found = [reading for channel in channels if (reading := read(channel, suspicion)) is not None]
    return sorted(found, key=lambda r: -r.strength)


def factor_row(
    name: str, subject: Words, month: Month, channels: list[Channel], suspicion: Suspicion
) -> FactorRow:
    """Out: the factor's row: the strongest channel tells the figures, further ones that agree add to the strength.

    `subject` is the name of the factor, which begins the sentence.
    """
    found = readings(channels, suspicion)
    if not found:
        text = Words(f"{subject.zh}：该时段没有可比数据，不作判断。",
                     f"{subject.en}: no comparable data in this period, no verdict.")  # fmt: skip
        return FactorRow(name, Verdict.NO_DATA, text=text)
    top = found[0]
    speaking = [r for r in found if r.strength >= SPEAKS]
    if not speaking:
        return _calm_row(name, subject, month, found, suspicion)
    doubt = 1.0
    for rank, reading in enumerate(speaking[:3]):
        doubt *= 1 - reading.strength * 0.5**rank  # channels of one factor are not independent
    more = NOTHING
    if len(speaking) > 1:
        more = Words(
            f"，另有{len(speaking) - 1}项同向偏离", f"; {len(speaking) - 1} more deviating the same way"
        )
    phrase = _phrase(top)
    text = Words(f"{subject.zh}：{phrase.zh}{more.zh}。", f"{subject.en}: {phrase.en}{more.en}.")
    row = _row(name, Verdict.CONTRADICTS, top, 1 - doubt, text, month, suspicion)
    return replace(
        row,
        coal=all(reading.channel.coal for reading in speaking),
        in_step=any(reading.in_step for reading in speaking),
    )


def _calm_row(
    name: str, subject: Words, month: Month, found: list[Reading], suspicion: Suspicion
) -> FactorRow:
    """The row of a factor of which no channel speaks: it agrees, as far as there was anything to compare with."""
    typical = max(found, key=lambda r: (_comparable(r), r.channel.weight, r.days, abs(r.z or 0.0)))
    phrase = _phrase(typical)
    highest = max((r.z for r in found if r.z is not None), default=None)
    sure = ROUGH if highest is None else float(np.clip((UNEASY_Z - highest) / 2, 0.0, 1.0))
    calm = sure * (1 - found[0].strength / SPEAKS)
    if _comparable(typical) and calm >= LEAST_CALM:
        how = _in_line(typical)
        text = Words(f"{subject.zh}：{phrase.zh}，{how.zh}。", f"{subject.en}: {phrase.en}, {how.en}.")
        return _row(name, Verdict.AGREES, typical, calm, text, month, suspicion)
    text = Words(f"{subject.zh}：{phrase.zh}，有偏离但尚不足以判断。",
                 f"{subject.en}: {phrase.en}; off, but not enough for a verdict.")  # fmt: skip
    if not _comparable(typical):
        text = Words(f"{subject.zh}：只有该时段的数据，没有申报值和可比的其他日期，不作判断。",
                     f"{subject.en}: data of this period only, nothing declared and no other days to compare "
                     "with, no verdict.")  # fmt: skip
    expected = round(typical.expected, 3) if _comparable(typical) else None
    return FactorRow(name, Verdict.NO_DATA, round(typical.observed, 3), expected, typical.channel.unit, text=text,
                     series=_series(typical, month))  # fmt: skip


def _comparable(reading: Reading) -> bool:
    return reading.z is not None or reading.channel.declared is not None


def _in_line(reading: Reading) -> Words:
    """That a reading agrees, and with what it was compared."""
    if reading.z is None:
        if reading.observed > (1 + GATE) * reading.expected:  # registers do not name all there is
            return Words(
                "高于申报，但未超出其容许的范围", "above the declaration, but within what it leaves open"
            )
        return Words("与申报相符", "in line with the declaration")
    if reading.channel.declared is None:
        return Words("与自身历史相符", "in line with its own history")
    return Words("与申报和自身历史相符", "in line with the declaration and its own history")


def _row(
    name: str,
    verdict: Verdict,
    top: Reading,
    strength: float,
    text: Words,
    month: Month,
    suspicion: Suspicion,
) -> FactorRow:
    dataset, where, values = top.channel.source
    evidence: Sequence[Evidence] = ()
    expected = round(top.expected, 3) if _comparable(top) else None
    if dataset:
        evidence = month.evidence(dataset, where, values, suspicion.days)
    return FactorRow(
        name, verdict, round(top.observed, 3), expected, top.channel.unit,
        round(float(np.clip(strength, 0.0, 0.99)), 3), text, evidence, series=_series(top, month),
    )  # fmt: skip


def _series(reading: Reading, month: Month) -> Series:
    return daily(month.clock, reading.channel.label, reading.channel.daily, reading.due, reading.inside)


def _phrase(reading: Reading) -> Words:
    unit, label = reading.channel.unit, reading.channel.label
    seen = Words(f"{label.zh}平均{figure(reading.observed)} {unit}",
                 f"{label.en}, mean {figure(reading.observed)} {unit}")  # fmt: skip
    if reading.in_step:
        return Words(f"{seen.zh}，随在册工作面的作业时段起落（相关系数{reading.step:.2f}），该处不应有此规律",
                     f"{seen.en}, rises and falls with the hours of work at the approved faces (correlation "
                     f"{reading.step:.2f}), as it should not there")  # fmt: skip
    if reading.expected == reading.observed and reading.z is None:
        return seen
    return Words(f"{seen.zh}，应为约{figure(reading.expected)} {unit}",
                 f"{seen.en}, expected about {figure(reading.expected)} {unit}")  # fmt: skip


def figure(value: float) -> str:
    """Out: a figure as it is read aloud: three significant digits, no exponent."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
