"""People: crews that settle where no work is approved, and people whom no reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from minewarden.factors.alarms import unlisted
from minewarden.factors.channels import Suspicion, figure
from minewarden.factors.clock import BINS, DAY_S, Bools
from minewarden.factors.crews import Crew, strength
from minewarden.factors.model import Evidence, FactorRow, Verdict
from minewarden.factors.month import Month
from minewarden.factors.series import daily
from minewarden.factors.video import entry_counts, excess_days
from minewarden.factors.words import Words, plural

NAME = "people"
# Settings of the comparison, not law.
UNCARDED = 0.6  # how far people without cards, who may be anywhere, speak for an undeclared place
UNCARDED_CLEAR = 12.0  # persons a day from which they speak that far
UNCARDED_DAYS = 0.6
HIDING_DAYS = 0.6  # of the suspected days on which people hid
COVERED = 0.5  # of the days on which people hid, from which suspected days are not just some among them
ALARMED = 0.9  # how far people speak of whom alarms tell there,
ALARMED_CLEAR = 3.0  # if they are so many as far as a crew that was seen
HIDING_CLEAR = 6.0  # persons in hiding from which they speak as far as people without cards can,
CREW_IN_HIDING = 0.95  # or, where they are a crew that wins coal, as far as one that was seen
MOST_STRENGTH = 0.99
MOST_CARDS = 60


@dataclass(frozen=True)
class Hiding:
    """Days on which people hid from the readers, by whatever trick: their cards, and how the sheet says it.

    `left_at`: the stations where their cards lie, if they do; `last_at`: where they themselves were known to be last;
    `crew`: whether they are a crew that wins coal, hidden in a way that is not worth the trouble for less.
    """

    days: Bools
    cards: tuple[str, ...]
    heads: float
    manner: Words
    left_at: tuple[str, ...] = ()
    last_at: tuple[str, ...] = ()
    crew: bool = False


def judge(month: Month, suspicion: Suspicion, crew: Crew | None, hiding: Sequence[Hiding] = ()) -> FactorRow:
    """Out: the people at the suspected place, person-hours a day; expected are none."""
    move = month.movement
    if not (move.covered_days & suspicion.days).any():
        text = Words(
            "人员：该时段没有人员位置数据，不作判断。", "People: no location data in this period, no verdict."
        )
        return FactorRow(NAME, Verdict.NO_DATA, text=text)
    days = suspicion.days & move.covered_days
    if crew is None:
        agrees = Words("人员：在册作业地点以外没有发现成班人员停留。",
                       "People: no crew was found staying outside approved working places.")  # fmt: skip
        told = (
            _uncarded(month, days),
            _in_hiding(month, days, hiding),
            _alarmed(month, suspicion, days, hiding),
        )
        rows = [row for row in told if row is not None]
        calm = FactorRow(NAME, Verdict.AGREES, 0.0, 0.0, "person-hours/day", 0.5, agrees)
        return max(rows, key=lambda row: row.strength, default=calm)
    by_day = np.where(move.covered_days, crew.present.reshape(month.clock.days, BINS).sum(axis=1) / 4, np.nan)
    hours = by_day[days].mean()
    name = Words("该处", "this place")
    if suspicion.stations:
        name = Words.name(station_name(month, suspicion.stations[0]))
    unseen = float(move.unseen[crew.descents].sum() / max(crew.weights.sum(), 1e-9))
    manner = Words("停留", "stayed")
    if unseen > 0.5:
        manner = Words("进入后长时间失去信号又在原处出现",
                       "went in, lost signal for long and appeared again at the same place")  # fmt: skip
    text = Words(f"人员：{name.zh}附近不属于在册采掘地点，{crew.shifts}个班中平均每班{figure(crew.heads)}人"
                 f"成班{manner.zh}，每天约{figure(float(hours))}人·小时，应为0。",
                 f"People: near {name.en}, no approved working place; in {plural(crew.shifts, 'shift')} a crew of "
                 f"{figure(crew.heads)} on average {manner.en}, about {figure(float(hours))} person-hours a day; "
                 "expected 0.")  # fmt: skip
    label = Words(f"{name.zh}附近人员", f"people near {name.en}")
    return FactorRow(NAME, Verdict.CONTRADICTS, round(float(hours), 1), 0.0, "person-hours/day",
                     round(min(strength(crew), MOST_STRENGTH), 3), text, _evidence(month, crew),
                     series=daily(month.clock, label, by_day, 0.0, days))  # fmt: skip


def _uncarded(month: Month, days: Bools) -> FactorRow | None:
    """People without cards, where cameras counted them on most of the days; a declared face may employ them as well."""
    counts = entry_counts(month)
    if counts is None:
        return None
    excess = excess_days(counts)
    more = days & excess
    if more.sum() < UNCARDED_DAYS * days.sum():
        return None
    extra = float(counts.excess[more].mean())
    text = Words(f"人员：在册地点以外没有持卡人员成班停留，但井口视频每天比定位卡多出约{figure(extra)}人次，去向不明。",
                 "People: no crew with cards stayed outside approved places, but the cameras at the pit mouth count "
                 f"about {figure(extra)} persons a day more than the cards; where they went is unknown.")  # fmt: skip
    label = Words("井口视频比定位卡多出的人次", "persons on the pit-mouth cameras beyond the cards")
    strength = UNCARDED * min(extra / UNCARDED_CLEAR, 1.0) * _covered(days, excess)
    return FactorRow(NAME, Verdict.CONTRADICTS, round(extra, 1), 0.0, "persons/day", round(strength, 3), text,
                     month.evidence("video", "true", (), days), coal=True,
                     series=daily(month.clock, label, counts.excess, 0.0, more))  # fmt: skip


def _in_hiding(month: Month, days: Bools, hiding: Sequence[Hiding]) -> FactorRow | None:
    """People whose cards are carried, lie somewhere, or were taken out of the data on most of the days."""
    known = [h for h in hiding if (h.days & days).sum() > HIDING_DAYS * days.sum() and h.heads > 0]
    if not known:
        return None
    heads, manners = sum(h.heads for h in known), list(dict.fromkeys(h.manner for h in known))
    manner = Words("、".join(m.zh for m in manners), " or ".join(m.en for m in manners))
    cards = tuple(dict.fromkeys(card for h in known for card in h.cards))
    text = Words(f"人员：在册地点以外没有持卡人员成班停留，但同期有约{figure(heads)}人{manner.zh}，本人去向不明。",
                 "People: no crew with cards stayed outside approved places, but at the same time about "
                 f"{figure(heads)} persons {manner.en}; where they were is unknown.")  # fmt: skip
    strength = min(heads / HIDING_CLEAR, 1.0) * max(_firm(h) * _covered(days, h.days) for h in known)
    marks = ", ".join("?" * len(cards))
    return FactorRow(NAME, Verdict.CONTRADICTS, round(heads, 1), 0.0, "persons", round(strength, 3), text,
                     month.evidence("ryss", f"card IN ({marks})", cards, days) if cards else (),
                     coal=True)  # fmt: skip


def _firm(hiding: Hiding) -> float:
    """How far people in hiding speak for an undeclared place: a whole crew that wins coal as one that was seen."""
    return CREW_IN_HIDING if hiding.crew and hiding.heads >= HIDING_CLEAR else UNCARDED


def _alarmed(month: Month, suspicion: Suspicion, days: Bools, hiding: Sequence[Hiding]) -> FactorRow | None:
    """People of whom alarms tell at the suspected place, where nobody works by rights, on most of the days."""
    place = suspicion.stations[:1]
    alarms = unlisted(month).on(np.isin(unlisted(month).station, place))
    hid = any((h.days & days).sum() > HIDING_DAYS * days.sum() for h in hiding)
    faces = [face for code in place for face in month.face_of.get(code, [])]
    if not hid or not len(alarms) or any(month.face_days(face)[days].any() for face in faces):
        return None
    name = Words.name(station_name(month, place[0]))
    cards = np.unique(alarms.card).tolist()
    text = Words(f"人员：{name.zh}不属于在册采掘地点，{len(cards)}人在该处报警{len(alarms)}次，而快照未列出这些人。",
                 f"People: at {name.en}, no approved working place, {plural(len(alarms), 'alarm')} name "
                 f"{plural(len(cards), 'person')} whom the snapshots leave out.")  # fmt: skip
    strength = ALARMED * min(len(cards) / ALARMED_CLEAR, 1.0)
    return FactorRow(NAME, Verdict.CONTRADICTS, float(len(cards)), 0.0, "persons", round(strength, 3), text,
                     alarms.evidence(month, days))  # fmt: skip


def _covered(days: Bools, hidden: Bools) -> float:
    """How far suspected days are the days on which people hid: who hides for longer does not for what is suspected."""
    return min(float((days & hidden).sum() / max(int(hidden.sum()), 1)) / COVERED, 1.0)


def _evidence(month: Month, crew: Crew) -> tuple[Evidence, ...]:
    """The snapshots in which the stays begin and end, those that name most persons first."""
    v = month.movement.visits
    mine = crew.descents[v.descent] & np.isin(v.station, crew.stations)
    numbers = np.concatenate([v.first_file[mine], v.last_file[mine]])
    files, counts = np.unique(numbers, return_counts=True)
    best = np.argsort(-counts, kind="stable")[:10]
    return month.files({int(files[i]): int(counts[i]) for i in best})


def cards_of(month: Month, crew: Crew) -> tuple[str, ...]:
    """Out: the cards that settled there, the most faithful first."""
    numbers, counts = np.unique(month.movement.descents.card[crew.descents], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_CARDS]
    return tuple(month.movement.cards[int(numbers[i])] for i in order)


def station_name(month: Month, code: str) -> str:
    """Out: the declared name of a station, else its code."""
    return next((s.name for s in month.register.stations if s.station_code == code and s.name), code)


def span(month: Month, days: Bools) -> tuple[str, str]:
    """Out: the first and the end of the last of `days`, ISO in China time."""
    first, last = np.flatnonzero(days)[[0, -1]]
    start = month.clock.start_s
    return month.clock.iso(start + int(first) * DAY_S), month.clock.iso(start + (int(last) + 1) * DAY_S)
