"""A sensor made blind: flat, covered, in clean air, its range turned down, its past sent again. Source: detection T12.

The sensor is compared with its own other shifts, and with the other sensors of the same days: a whole quiet mine is
no masked sensor. Clean intake air is flat by nature, and reported faults and calibration are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import DAY_S, Bools, Floats
from minewarden.factors.facework import approved_days, faces_of, idle_days, steady_days, thinly_manned
from minewarden.factors.integrity.declared_gas import INTAKE, LEAST_PCT, declared_pct, same_face, starved
from minewarden.factors.integrity.finding import Finding, either, ramp, spans
from minewarden.factors.integrity.repeated_readings import repeated_readings
from minewarden.factors.model import FactorRow, Kind, Series, Verdict
from minewarden.factors.month import Month, PointInfo, daily_mean, once
from minewarden.factors.series import daily
from minewarden.factors.words import Words

KIND = Kind.SENSOR_MASKED
# Settings, not law.
BLOCK_S = 4 * 3600
LEAST_READINGS = 8
LIVELY = 4  # different values in a block that a healthy sensor of this mine usually shows
LOW_BLOCKS = (
    3,
    11,
)  # blocks of low readings: from which they speak, and speak fully; one day may be a quiet one
CALM_PCT = 0.03  # a mean below this is clean air, in which a sensor may be flat by nature
DROP = 0.45
FEW_DAYS = 0.25  # where no larger share of days is at the sensor's own level, the drop must be unmistakable
DEEP_DROP = 0.7
CEILING_SHARE = 0.07
HIGH_TOP = 0.6  # of the usual highest reading of a day: a ceiling that lies lower is a quiet day
AS_DECLARED = 0.6  # of what the declared gas and air of the face give, from which a sensor shows enough
FAR_BELOW = 0.4  # of the same: less is a masked sensor even where all sensors of the face show as little
AS_LIVELY = 0.85  # of its unrest beside its level on better days: less is damped
LEFT_BEHIND = 0.5  # of what it shows beside its mates on better days
LEAST_COMPARED = 2  # days of each sort
RISING = 1.3  # of its own better days: a sensor that rises, too, is not held back
OPPOSED = 1.5  # of its other days: so far up a mate has gone where the sensor went down
LIVELY_ITSELF = 2.5  # the same of its own other blocks, if it is still for a day: air is sent in coarse steps
STILL_SHARE = 0.1  # of the unrest that other air sensors show, from which two values are but one
STILL_AIR = 0.15  # m/s: less is a road without a current, in which a sensor may stand at one value
SENT_AGAIN = 0.97  # how far it speaks that a sensor repeats an earlier day to the last digit
BELOW_MATES = 0.4  # of the lowest other sensor of the same face
CALM_BESIDE_MATES = 0.15  # of the unrest of the calmest other sensor of the same face
_TOLD = {
    "ch4": ("gas", Words("瓦斯", "Gas"), Words("甲烷传感器", "methane sensor"), "%"),
    "air_velocity": ("air", Words("风量", "Air"), Words("风速传感器", "air velocity sensor"), "m/s"),
}
IN_RETURN = ("回风", "上隅角", "T0", "T1", "T2")  # places whose air has passed the face


@dataclass(frozen=True)
class Blocks:
    """Per block of four hours: readings, mean, spread and number of different values; NaN and 0 without data."""

    count: Floats
    mean: Floats
    spread: Floats
    different: Floats


def find(month: Month) -> list[Finding]:
    """Out: one finding per sensor and stretch of days."""
    points = {p.code: p for p in month.points if p.kind == "ch4"}
    blocks = {code: block for code, block in _blocks(month).items() if code in points}
    capped = _capped(month)
    starving = _starved(month, points, blocks)
    found = []
    for code, block in blocks.items():
        flat = _flat(month, points[code], block, blocks)
        low = _low(month, points[code], block, blocks)
        low |= np.repeat(capped.get(code, np.zeros(month.clock.days, dtype=bool)), DAY_S // BLOCK_S) & (
            block.count > 0
        )
        low |= starving.get(code, np.zeros(len(low), dtype=bool))
        low |= _calm_beside_mates(month, points[code], points, blocks)
        low |= _left_behind(month, points[code], block, blocks)
        low &= np.repeat(steady_days(month, points[code]), DAY_S // BLOCK_S)
        marks = flat | low
        for days in spans(marks.reshape(month.clock.days, -1).max(axis=1), bridge=1):
            inside = np.repeat(days, DAY_S // BLOCK_S)
            found.append(_finding(month, points[code], block, flat & inside, low & inside, days))
    found += _still_air(month) + _repeated(month)
    return [finding for finding in found if finding.raw > 0.3]


def _still_air(month: Month) -> list[Finding]:
    """Air velocity sensors that show one value for hours, where they, or else the others, usually live."""
    points = {p.code: p for p in month.points if p.kind == "air_velocity"}
    blocks = {code: block for code, block in _blocks(month).items() if code in points}
    found = []
    for code, block in blocks.items():
        enough = (block.count >= LEAST_READINGS) & _expected_here(month, points[code])
        others = [(b, (b.count >= LEAST_READINGS) & (b.mean > 0)) for c, b in blocks.items() if c != code]
        unrest = np.concatenate([b.spread[there] / b.mean[there] for b, there in others] or [np.zeros(0)])
        usual = float(np.median(unrest)) if len(unrest) else 0.0
        still = (block.different <= 2) & (block.spread <= STILL_SHARE * usual * block.mean)
        flat = enough & ((block.different <= 1) | still) & (block.mean > STILL_AIR)
        calm = enough & ~flat
        own = calm.sum() >= 3
        lives = [block.different[calm]] if own else [b.different[there] for b, there in others]
        lively = float(np.median(np.concatenate(lives))) if lives else 0.0
        if own and LIVELY_ITSELF <= lively < LIVELY:
            flat = _for_a_day(flat)
        elif lively < LIVELY:
            continue
        nothing = np.zeros(len(flat), dtype=bool)
        for days in spans(flat.reshape(month.clock.days, -1).max(axis=1), bridge=1):
            inside = flat & np.repeat(days, DAY_S // BLOCK_S)
            found.append(_finding(month, points[code], block, inside, nothing, days))
    return found


def _repeated(month: Month) -> list[Finding]:
    """Sensors that send earlier days of theirs again."""
    points = {p.code: p for p in month.points}
    found = []
    for code, marks in repeated_readings(month).items():
        point, days = points[code], np.asarray(marks.any(axis=1))
        factor, subject, sensor, unit = _TOLD[point.kind]
        seen = np.where(marks, month.readings[code], np.nan)
        text = Words(f"{subject.zh}：{point.place or point.code}{sensor.zh}约{marks.sum() / 4:.0f}小时的读数与更早日期"
                     "同一时刻逐一相同，疑为重发的旧数据。",
                     f"{subject.en}: for about {marks.sum() / 4:.0f} hours the {sensor.en} at "
                     f"{point.place or point.code} sent the very readings of an earlier day at the same time of day; "
                     "old data seem to be sent again.")  # fmt: skip
        label = Words(
            f"{point.place or point.code}{sensor.zh}", f"{sensor.en} at {point.place or point.code}"
        )
        row = FactorRow(factor, Verdict.CONTRADICTS, round(float(np.nanmean(seen)), 3), None, unit, SENT_AGAIN, text,
                        month.evidence("cdss", "point_code = ?", (code,), days),
                        series=daily(month.clock, label, month.daily(month.readings[code]), np.nan, days))  # fmt: skip
        stations = (point.station,) if point.station else ()
        found += [Finding(KIND, SENT_AGAIN, span, stations, rows=(row,), details={"point_code": code})
                  for span in spans(days, bridge=1)]  # fmt: skip
    return found


def _for_a_day(marks: Bools) -> Bools:
    """The blocks of those stretches that last a day or longer."""
    starts = np.lib.stride_tricks.sliding_window_view(marks, DAY_S // BLOCK_S).all(axis=1)
    day: Bools = np.convolve(starts, np.ones(DAY_S // BLOCK_S)) > 0
    return day


@once
def _blocks(month: Month) -> dict[str, Blocks]:
    size = month.clock.days * (DAY_S // BLOCK_S)
    found = month.rows(
        f'SELECT point_code, (epoch("at")::BIGINT - {month.clock.start_s}) // {BLOCK_S}, count(value), '
        "avg(value), stddev_pop(value), count(DISTINCT value) FROM cdss "
        "WHERE value IS NOT NULL AND coalesce(point_state, 0) IN (0, 1) GROUP BY 1, 2 ORDER BY 1, 2"
    )
    result: dict[str, Blocks] = {}
    for code, number, *values in found:
        if 0 <= number < size:
            if code not in result:
                result[code] = Blocks(*(np.full(size, v) for v in (0.0, np.nan, np.nan, 0.0)))
            block = result[code]
            for series, value in zip(
                (block.count, block.mean, block.spread, block.different), values, strict=True
            ):
                series[number] = value
    return result


@once
def _capped(month: Month) -> dict[str, Bools]:
    """Point to the days on which its readings end at a ceiling: one highest value, oddly frequent, day after day."""
    found = month.rows(
        f'WITH v AS (SELECT point_code AS p, (epoch("at")::BIGINT - {month.clock.start_s}) // {DAY_S} AS d, '
        "value "
        "FROM cdss WHERE value IS NOT NULL AND coalesce(point_state, 0) IN (0, 1)), "
        "m AS (SELECT p, d, max(value) AS top, count(DISTINCT value) AS kinds, count(*) AS n FROM v GROUP BY 1, 2) "
        "SELECT p, d, any_value(top), any_value(kinds), count(*) / any_value(n) FROM m JOIN v USING (p, d) "
        "WHERE v.value >= m.top - 1e-9 GROUP BY 1, 2 ORDER BY 1, 2"
    )
    tops: dict[str, dict[int, float]] = {}
    usual: dict[str, list[float]] = {}
    for code, _, top, _, _ in found:
        usual.setdefault(code, []).append(top)
    for code, day, top, kinds, share in found:
        if top < HIGH_TOP * np.median(usual[code]):
            continue  # a quiet day ends low by itself
        if kinds >= 6 and share >= max(CEILING_SHARE, 1.5 / kinds) and 0 <= day < month.clock.days:
            tops.setdefault(code, {})[int(day)] = top
    result = {}
    for code, days in tops.items():
        mask = np.zeros(month.clock.days, dtype=bool)
        for day, top in days.items():
            mask[day] = top in (days.get(day - 1), days.get(day + 1))
        result[code] = mask
    return result


def _expected_here(month: Month, point: PointInfo) -> Bools:
    """Blocks in which methane must be unsteady: a face at work; elsewhere, days on which the mine works."""
    days = approved_days(month, point)
    days = month.working if days is None else days & month.working
    return np.repeat(days, DAY_S // BLOCK_S)


def _flat(month: Month, point: PointInfo, block: Blocks, all_: dict[str, Blocks]) -> Bools:
    """Blocks without any life, where the sensor itself, or else the others of the mine, usually live."""
    enough = (block.count >= LEAST_READINGS) & _expected_here(month, point)
    flat = enough & ((block.different <= 1) | (block.spread < 0.0012))
    if approved_days(month, point) is None or INTAKE in point.place:
        flat &= block.mean > CALM_PCT  # an intake is clean, and a goaf that breathes in shows clean air
    if not flat.any():
        return flat
    alive = enough & ~flat
    if alive.sum() >= 3:
        gassy = np.median(block.mean[alive]) > CALM_PCT  # where there is hardly any gas, none is no wonder
        return flat & (np.median(block.different[alive]) >= LIVELY) & (gassy | (block.mean > CALM_PCT))
    others = [np.median(b.different[b.count >= LEAST_READINGS]) for c, b in all_.items()
              if c != point.code and (b.count >= LEAST_READINGS).any() and np.nanmean(b.mean) > CALM_PCT]  # fmt: skip
    lively = len(others) >= 1 and float(np.median(others)) >= LIVELY
    return flat & (block.mean > CALM_PCT) & lively & (approved_days(month, point) is not None)


def _low(month: Month, point: PointInfo, block: Blocks, all_: dict[str, Blocks]) -> Bools:
    """Blocks far below the sensor's own level, in mean and in unrest, while the rest of the mine keeps its level."""
    enough = (block.count >= LEAST_READINGS) & _expected_here(month, point)
    nothing = np.zeros(len(enough), dtype=bool)
    if enough.sum() < 6 or approved_days(month, point) is None:
        return nothing  # gas of seals and branches falls for many reasons
    per_day = DAY_S // BLOCK_S
    level = _days(np.where(enough, block.mean, np.nan), per_day)
    unrest = _days(np.where(enough, block.spread, np.nan), per_day)
    usual, lively = np.nanquantile(level, 0.75), np.nanquantile(unrest, 0.75)
    fell = (level < (1 - DROP) * usual) & (unrest < 0.6 * lively)
    few = (level < (1 - DEEP_DROP) * np.nanmax(level)) & (unrest < (1 - DEEP_DROP) * np.nanmax(unrest))
    if np.isfinite(level).sum() >= 4 and few.sum() >= (1 - FEW_DAYS) * np.isfinite(level).sum():
        usual, fell = np.nanmax(level), few
    if usual < LEAST_PCT:
        return nothing
    fell &= ~_idle(month, point)
    due = declared_pct(month, point)
    fell &= ~(level >= AS_DECLARED * due)
    mates = [_levels(all_[p.code]) for p in _mates(month, point, all_)]
    for mate in mates:
        fell &= ~(mate < (1 - DROP) * np.nanquantile(mate, 0.75)) | (few & (level < FAR_BELOW * due))
    if fell.any() and not fell.all() and _opposed(mates, level, unrest, fell):
        return nothing
    others_of = [p for p in month.points if p.code in all_ and p.code != point.code]
    faces = [p for p in others_of if approved_days(month, p) is not None and not same_face(month, p, point)]
    rest = [_levels(all_[p.code]) for p in faces or others_of]
    relative = np.array([r / max(float(np.nanmedian(r)), 1e-6) for r in rest if np.isfinite(r).any()])
    for day in np.flatnonzero(fell):
        others = relative[:, day][np.isfinite(relative[:, day])] if len(relative) else relative
        fell[day] = not len(others) or float(np.median(others)) >= 0.75
    return np.repeat(fell, per_day) & enough


def _idle(month: Month, point: PointInfo) -> Bools:
    """Days on which every face of a point worked, or was manned, clearly less: it gives off less gas by rights."""
    own = faces_of(month, point)
    faces = [face for face in month.register.faces if face.face_id in own]
    idle = [idle_days(month, face) | thinly_manned(month, face) for face in faces]
    return np.all(idle, axis=0) if idle else np.zeros(month.clock.days, dtype=bool)


def _mates(month: Month, point: PointInfo, blocks: dict[str, Blocks]) -> list[PointInfo]:
    """The other methane points of the same face that sent enough to be compared with."""
    return [p for p in month.points
            if p.code != point.code and p.code in blocks and same_face(month, p, point)
            and np.isfinite(_levels(blocks[p.code])).sum() >= LEAST_COMPARED]  # fmt: skip


def _levels(block: Blocks) -> Floats:
    """The mean of each day, NaN where too little arrived."""
    return _days(np.where(block.count >= LEAST_READINGS, block.mean, np.nan), DAY_S // BLOCK_S)


def _opposed(mates: list[Floats], level: Floats, unrest: Floats, fell: Bools) -> bool:
    """Whether a mate fell on the other days while the sensor stood high, and its unrest fell no more than its level.

    Then gas was high on those days and the mate hid it: what looks low here is the ordinary day.
    """
    calm = np.nanmedian(unrest[fell]) / np.nanmedian(unrest[~fell])
    low = np.nanmedian(level[fell]) / np.nanmedian(level[~fell])
    up = [np.nanmedian(mate[fell]) > OPPOSED * np.nanmedian(mate[~fell]) for mate in mates
          if np.isfinite(mate[fell]).any() and np.isfinite(mate[~fell]).any()]  # fmt: skip
    return any(up) and bool(calm > 0.8 * low)


def _left_behind(month: Month, point: PointInfo, block: Blocks, all_: dict[str, Blocks]) -> Bools:
    """Blocks of days on which a sensor shows far less beside the face's other sensors than on its better days.

    Source: detection 1.1, linked sensors with different trends.
    """
    nothing = np.zeros(len(block.count), dtype=bool)
    approved = approved_days(month, point)
    if approved is None:
        return nothing
    at_work = approved & month.working & ~_idle(month, point)
    own = np.where(at_work, _levels(block), np.nan)
    mates = [_levels(all_[p.code]) for p in _mates(month, point, all_)]
    mates = [mate for mate in mates if np.nanmedian(mate) > 2 * CALM_PCT]  # an intake reads clean air
    if not mates or np.isfinite(own).sum() < 2 * LEAST_COMPARED:
        return nothing
    level = np.median([np.nan_to_num(mate / np.nanmedian(mate), nan=1.0) for mate in mates], axis=0)
    share = own / level
    there = np.isfinite(share)
    behind = there & (share < LEFT_BEHIND * np.quantile(share[there], 0.85))
    better = there & ~behind
    if min(behind.sum(), better.sum()) < LEAST_COMPARED:
        return nothing
    usual = float(np.median(own[better]))
    if usual <= LEAST_PCT or np.median(own[behind]) > RISING * usual:
        return nothing
    unrest = _days(np.where(block.count >= LEAST_READINGS, block.spread, np.nan), DAY_S // BLOCK_S) / own
    as_lively = np.nanmedian(unrest[behind]) >= AS_LIVELY * np.nanmedian(unrest[better])
    shown = (own / declared_pct(month, point))[behind]
    shown = shown[np.isfinite(shown)]
    if as_lively and len(shown) and np.median(shown) >= AS_DECLARED:
        return nothing  # the better days were the unusual ones: more gas, and a mate that was kept from telling it
    return np.repeat(behind, DAY_S // BLOCK_S) & (block.count >= LEAST_READINGS)


def _calm_beside_mates(
    month: Month, point: PointInfo, points: dict[str, PointInfo], blocks: dict[str, Blocks]
) -> Bools:
    """Blocks in which a sensor in a face's return reads far less, and more calmly, than the face's other sensors."""
    block = blocks[point.code]
    nothing = np.zeros(len(block.count), dtype=bool)
    if not any(word in point.place for word in IN_RETURN) or approved_days(month, point) is None:
        return nothing
    mates = [blocks[code] for code, other in points.items()
             if code != point.code and code in blocks and same_face(month, point, other)]  # fmt: skip
    mates = [mate for mate in mates if np.nansum(mate.count >= LEAST_READINGS)]
    if not mates:
        return nothing
    level = np.min([np.where(mate.count >= LEAST_READINGS, mate.mean, np.nan) for mate in mates], axis=0)
    unrest = np.min([np.where(mate.count >= LEAST_READINGS, mate.spread, np.nan) for mate in mates], axis=0)
    with np.errstate(invalid="ignore"):
        calm = (block.mean < BELOW_MATES * level) & (block.spread < CALM_BESIDE_MATES * unrest)
    enough = (block.count >= LEAST_READINGS) & _expected_here(month, point) & (level > 2 * CALM_PCT)
    found: Bools = calm & enough
    return found


def _starved(month: Month, points: dict[str, PointInfo], blocks: dict[str, Blocks]) -> dict[str, Bools]:
    """Point to the blocks of days on which it shows far too little for what its face, at work, declares."""
    per_day = DAY_S // BLOCK_S
    sound = {code: b.count >= LEAST_READINGS for code, b in blocks.items()}
    levels = {code: _days(np.where(sound[code], b.mean, np.nan), per_day) for code, b in blocks.items()}
    unrests = {code: _days(np.where(sound[code], b.spread, np.nan), per_day) for code, b in blocks.items()}
    return {
        code: np.repeat(np.isfinite(share) & ~_idle(month, points[code]), per_day) & sound[code]
        for code, share in starved(month, levels, unrests).items()
    }


def _days(series: Floats, per_day: int) -> Floats:
    cut = series.reshape(-1, per_day)
    there = np.isfinite(cut)
    mean: Floats = np.where(
        there.sum(axis=1) >= 2, np.where(there, cut, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1), np.nan
    )
    return mean


def _finding(month: Month, point: PointInfo, block: Blocks, flat: Bools, low: Bools, days: Bools) -> Finding:
    calm = block.count >= LEAST_READINGS
    calm &= ~(flat | low)
    seen = float(np.nanmean(block.mean[flat | low]))
    better = float(np.nanmedian(block.mean[calm])) if calm.any() else np.nan
    levels = declared_pct(month, point)  # all that tells what it should read, if it has no better days
    declared = float(np.nanmedian(levels)) if np.isfinite(levels).any() else np.nan
    own = bool(calm.any()) and not (low.sum() > flat.sum() and better <= seen < AS_DECLARED * declared)
    usual = better if own else declared
    raw = either(1 - 0.5 ** min(int(flat.sum()), 8), ramp(float(low.sum()), *LOW_BLOCKS) * 0.9)
    manner = Words("数值和波动同时大幅降低而其他传感器如常",
                   "read much lower and calmer while other sensors read as usual")  # fmt: skip
    if flat.sum() >= low.sum():
        manner = Words("数值长时间一动不动", "did not change at all")
    elif (_capped(month).get(point.code, ~days) & days).sum() > 0.5 * days.sum():
        manner = Words("读数到某一上限为止，每天反复停在同一最高值",
                       "ended at a ceiling, one highest value again and again, day after day")  # fmt: skip
    elif not own:
        manner = Words(f"读数远低于该工作面申报的瓦斯涌出量和风量所应有的{usual:.2f} %",
                       f"read far below the {usual:.2f} % that the gas emission and air flow declared for the face "
                       "would give")  # fmt: skip
    hours = float((flat | low).sum()) * BLOCK_S / 3600
    factor, subject, sensor, unit = _TOLD[point.kind]
    text = Words(f"{subject.zh}：{point.place or point.code}{sensor.zh}约{hours:.0f}小时{manner.zh}，"
                 f"平均{seen:.2f} {unit}，疑被遮挡或失真。",
                 f"{subject.en}: for about {hours:.0f} hours the {sensor.en} at {point.place or point.code} "
                 f"{manner.en}, mean {seen:.2f} {unit}; it seems masked or distorted.")  # fmt: skip
    row = FactorRow(factor, Verdict.CONTRADICTS, round(seen, 3), round(usual, 3) if np.isfinite(usual) else None, unit,
                    round(raw, 3), text, month.evidence("cdss", "point_code = ?", (point.code,), days),
                    series=_series(month, point, block, flat | low, usual))  # fmt: skip
    stations = (point.station,) if point.station else ()
    return Finding(KIND, raw, days, stations, rows=(row,), details={"point_code": point.code})


def _series(month: Month, point: PointInfo, block: Blocks, marked: Bools, usual: float) -> Series:
    """The sensor's mean of each day; on the days in doubt that of the hours in doubt."""
    shape = (month.clock.days, DAY_S // BLOCK_S)
    doubt = marked.reshape(shape)
    days = doubt.max(axis=1)
    asked = np.where(days[:, None], doubt, block.count.reshape(shape) >= LEAST_READINGS)
    seen = daily_mean(np.where(asked, block.mean.reshape(shape), np.nan), least=1 / shape[1])
    sensor = _TOLD[point.kind][2]
    label = Words(f"{point.place or point.code}{sensor.zh}（疑似日取疑似时段）",
                  f"{sensor.en} at {point.place or point.code} (on suspected days: the hours in doubt)")  # fmt: skip
    return daily(month.clock, label, seen, usual, days)
