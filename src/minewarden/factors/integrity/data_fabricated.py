"""Location snapshots made up, replayed, filtered or deleted. Source: detection T6, T13; data-standards 8.3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from minewarden.factors import people
from minewarden.factors.alarms import unlisted
from minewarden.factors.channels import figure
from minewarden.factors.clock import DAY_S, Bools, Ints, around
from minewarden.factors.integrity.counts import capped_days, filtered_out
from minewarden.factors.integrity.fabrication import frozen, holes, invention, repeated, shift_fit, silenced
from minewarden.factors.integrity.finding import Finding, days_of, either, ramp, spans
from minewarden.factors.integrity.vanishing import vanished
from minewarden.factors.model import Evidence, FactorRow, Kind, Series, Verdict
from minewarden.factors.month import Month
from minewarden.factors.series import daily
from minewarden.factors.video import entry_counts, excess_days
from minewarden.factors.words import Words, plural

KIND = Kind.DATA_FABRICATED
LOOKS_MADE_UP = 0.6
LEAST_ALARMED = 2  # cards of whom alarms tell: one may have been lost


def find(month: Month) -> list[Finding]:
    """Out: stretches of days with fabricated snapshots; several marks on the same days are one finding."""
    if not len(month.movement.snapshots_s):
        return []
    found = [*_made_up(month), *_replayed(month), *_frozen(month), *_deleted(month), *_filtered(month),
             *_alarmed(month), *_silenced(month)]  # fmt: skip
    return _merged(found)


def _made_up(month: Month) -> list[Finding]:
    marks = invention(month)
    result = []
    for days in spans(marks >= LOOKS_MADE_UP):
        raw = either(float(marks[days].mean()), 0.15 * (int(days.sum()) - 1))
        text = Words(f"人员：{int(days.sum())}天的快照有编造痕迹（整点入井、区域与基站不符、不可能的移动、"
                     f"人数恒定等），合成强度{figure(float(marks[days].mean()))}。",
                     f"People: the snapshots of {plural(int(days.sum()), 'day')} look made up (entries on the hour, "
                     "areas that do not fit the stations, impossible movements, a constant headcount and the like); "
                     f"combined strength {figure(float(marks[days].mean()))}.")  # fmt: skip
        label = Words("每日编造痕迹强度", "strength of the marks of invention, by day")
        result.append(_finding(month, raw, days, text, float(marks[days].mean()), 0.0, "1", "made_up",
                               series=daily(month.clock, label, marks, 0.0, days)))  # fmt: skip
    return result


def _replayed(month: Month) -> list[Finding]:
    times, lag = repeated(month)
    if len(times) < 6:
        return []
    result = []
    for days in spans(days_of(month.clock.days, month.clock.day_of(times))):
        count = int(days[np.clip(month.clock.day_of(times), 0, month.clock.days - 1)].sum())
        if count >= 6:
            raw = float(1 - np.exp(-count / 6))
            text = Words(f"人员：{count}个快照与{lag / 3600:.1f}小时前的内容逐人逐站相同，仅时间不同，疑为回放。",
                         f"People: {plural(count, 'snapshot')} name the same persons at the same stations as "
                         f"{lag / 3600:.1f} hours before, only the times differ; they seem replayed.")  # fmt: skip
            label = Words("每日重复的快照", "repeated snapshots by day")
            result.append(_finding(month, raw, days, text, float(count), 0.0, "snapshots", "replayed",
                                   series=_per_day(month, times, 1.0, label, days)))  # fmt: skip
    return result


def _frozen(month: Month) -> list[Finding]:
    times = frozen(month)
    result = []
    for days in spans(days_of(month.clock.days, month.clock.day_of(times))):
        inside = days[np.clip(month.clock.day_of(times), 0, month.clock.days - 1)]
        hours = float(inside.sum()) * month.movement.period_s / 3600
        raw = float(1 - np.exp(-hours / 1.5))
        text = Words(f"人员：共{hours:.1f}小时的快照逐人逐站逐米完全相同，井下无人移动，疑为同一快照反复上传。",
                     f"People: for {hours:.1f} hours the snapshots are the same to the person, station and metre and "
                     "nobody moves underground; one snapshot seems to be sent again and again.")  # fmt: skip
        label = Words("每日不动的时长", "hours without movement by day")
        result.append(_finding(month, raw, days, text, hours, 0.0, "h", "frozen",
                               series=_per_day(month, times, month.movement.period_s / 3600, label, days))
                      )  # fmt: skip
    return result


LONG_HOLE_S = (
    5400  # a link may restart for minutes at the same hour every night; hours are no restart. Setting.
)


def _deleted(month: Month) -> list[Finding]:
    """Holes of the location system alone that fit the shifts; one hole at any time is an ordinary fault."""
    cut = [(hole, shift_fit(month, hole)) for hole in holes(month) if hole.others >= 0.7]
    if not cut:
        return []
    starts = np.array([hole.from_s for hole, _ in cut], dtype=np.int64)
    numbers = np.clip(month.clock.day_of(starts), 0, month.clock.days - 1)
    hours_of_day = ((starts - month.clock.start_s) % DAY_S) / 3600
    result = []
    for stretch in spans(days_of(month.clock.days, numbers), bridge=3):
        mine = np.flatnonzero(stretch[numbers]).tolist()
        fits = sum(cut[i][1] for i in mine)
        long = [i for i in mine if cut[i][0].to_s - cut[i][0].from_s >= LONG_HOLE_S]
        alike = max(
            (sum(abs((hours_of_day[i] - hours_of_day[j] + 12) % 24 - 12) <= 1.0 for j in long) for i in long),
            default=0,
        )
        raw = (
            either(ramp(fits, 0.5, 2.2) * 0.9, ramp(alike, 1, 3) * 0.95)
            if len(mine) >= 2
            else 0.45 * min(fits, 1.0)
        )
        hours = sum(cut[i][0].to_s - cut[i][0].from_s for i in mine) / 3600
        text = Words(f"人员：人员位置数据缺{len(mine)}段共{hours:.1f}小时，多与班次吻合，"
                     "而同矿其他系统照常上传，疑为删除。",
                     f"People: location data are missing for {plural(len(mine), 'stretch', 'stretches')}, {hours:.1f} "
                     "hours in all, mostly in step with the shifts, while the mine's other systems went on sending; "
                     "they seem deleted.")  # fmt: skip
        result.append(_finding(month, raw, stretch, text, hours, 0.0, "h", "deleted"))
    return result


def _filtered(month: Month) -> list[Finding]:
    """Persons taken out of the data: on camera but without a card that used to come, or gone in mid-mine together."""
    result = []
    counts = entry_counts(month)
    if counts is not None:
        for days in spans(excess_days(counts)):
            days &= counts.usable
            if filtered_out(month, counts, days) and not (
                capped_days(month)[days].any() and not capped_days(month)[~days].any()
            ):
                extra = float(counts.excess[days].mean())
                raw = float(1 - np.exp(-extra / 7.0 * min(int(days.sum()), 4) / 2))
                text = Words(f"人员：视频人数如常，定位卡每天少了约{figure(extra)}人次，疑有人员被从数据中滤除。",
                             f"People: the cameras count as many as ever, the cards about {figure(extra)} persons a "
                             "day fewer; some persons seem filtered out of the data.")  # fmt: skip
                label = Words("定位卡入井人次，应为视频人次", "entries by card; expected: entries on camera")
                result.append(_finding(month, raw, days, text, float(counts.cards[days].mean()),
                                       float(counts.video[days].mean()), "persons/day", "filtered",
                                       series=daily(month.clock, label, counts.cards,
                                                    counts.video, days)))  # fmt: skip
    capped = capped_days(month)
    for raw, days, cards, text in vanished(month):
        if (capped & days).sum() > 0.5 * days.sum() and not capped[~days].any():
            continue  # a listing cut at a limit hides persons; that check tells it
        result.append(_finding(month, raw, days, text, float(len(cards)), 0.0, "cards", "filtered", cards))
    return result


def _alarmed(month: Month) -> list[Finding]:
    """Persons of whom alarms were sent at times at which no snapshot lists them."""
    alarms, result = unlisted(month), []
    numbers = month.clock.day_of(alarms.at_s)
    for days in spans(days_of(month.clock.days, numbers)):
        told = alarms.on(days[numbers])
        cards = tuple(str(card) for card in np.unique(told.card))
        shift = month.clock.shift_of(told.at_s)
        alone = np.unique(shift).size  # one a shift may be a card that a reader missed
        if len(cards) < LEAST_ALARMED or len(told) <= alone:
            continue
        descents = len(set(zip(told.card.tolist(), shift.tolist(), strict=True)))
        name, *others = told.stations()
        place = Words.name(people.station_name(month, name))
        if others:
            place = Words(f"{place.zh}等处", f"{place.en} and elsewhere")
        text = Words(f"人员：{len(cards)}张卡在{place.zh}{len(told)}次触发报警，而同时刻的快照均未列出，疑被滤除。",
                     f"People: {plural(len(told), 'alarm')} at {place.en} name {plural(len(cards), 'card')} "
                     "that no snapshot of the same time lists; they seem filtered out of the data.")  # fmt: skip
        found = _finding(month, float(1 - 0.5 ** (len(told) - alone)), days, text, float(len(told)), 0.0, "alarms",
                         "filtered", cards, evidence=told.evidence(month, days))  # fmt: skip
        result.append(
            replace(
                found,
                stations=told.stations()[:3],
                persons_per_shift=round(descents / np.unique(shift).size, 1),
            )
        )
    return result


def _silenced(month: Month) -> list[Finding]:
    """An approved face that works on while its crews are missing from the data."""
    result = []
    for face, days, lost in silenced(month):
        raw = 0.9 - 0.5 ** float(days.sum() / 2)
        text = Words(f"人员：{face.name or face.face_id}照常生产，其基站{int(days.sum())}天却很少读到人、未报故障，"
                     f"而{lost}人次长时间失去信号，疑其人员数据被滤除。",
                     f"People: {face.name or face.face_id} worked as ever, yet for {plural(int(days.sum()), 'day')} "
                     f"its stations read few persons and reported no fault, while {plural(lost, 'descent')} lost "
                     "signal for long; the data of its crew seem filtered out.")  # fmt: skip
        stretch = np.zeros(len(days), dtype=bool)
        stretch[np.flatnonzero(days)[0] : np.flatnonzero(days)[-1] + 1] = True
        result.append(_finding(month, raw, stretch, text, float(lost), 0.0, "descents", "silenced"))
    return result


def _finding(
    month: Month, raw: float, days: Bools, text: Words, seen: float, due: float, unit: str, style: str,
    cards: tuple[str, ...] = (), series: Series | None = None, evidence: Sequence[Evidence] | None = None,
) -> Finding:  # fmt: skip
    """A finding with one row; its evidence are the snapshots of those days, unless others are given."""
    if evidence is None:
        evidence = month.evidence("ryss", "true", (), days)
    row = FactorRow("people", Verdict.CONTRADICTS, round(seen, 2), round(due, 2), unit, round(min(raw, 0.99), 3), text,
                    evidence, series=series)  # fmt: skip
    return Finding(KIND, min(raw, 0.999), days, cards=cards, rows=(row,), details={"styles": [style]})


def _per_day(month: Month, times: Ints, each: float, label: Words, days: Bools) -> Series:
    """How many of `times` fall on each day, times what one of them is worth; the row tells their sum."""
    inside = np.clip(month.clock.day_of(times), 0, month.clock.days - 1)
    count = np.bincount(inside, minlength=month.clock.days) * each
    return daily(month.clock, label, np.where(month.movement.covered_days, count, np.nan), 0.0, days)


def _merged(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: -f.raw):
        for i, other in enumerate(kept):
            if (finding.days & around(other.days, 2)).any():
                kept[i] = _joined(other, finding)
                break
        else:
            kept.append(finding)
    return kept


def _joined(one: Finding, other: Finding) -> Finding:
    """Two marks of the same days; the weaker one widens the days only where it is strong by itself."""
    days = (one.days | other.days) if other.raw >= 0.5 else one.days
    raw = either(one.raw, 0.5 * other.raw)
    cards, rows = one.cards or other.cards, (*one.rows, *other.rows)
    told = one if one.stations else other
    return Finding(
        KIND, raw, days, told.stations, cards, told.persons_per_shift, rows,
        details={"styles": [*one.styles, *other.styles]},
    )  # fmt: skip
