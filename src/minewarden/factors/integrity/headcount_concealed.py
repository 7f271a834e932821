"""More people underground than cards: cameras at the pit mouth count who carries no card. Source: detection T5."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import figure
from minewarden.factors.integrity.counts import capped_days, filtered_out
from minewarden.factors.integrity.finding import Finding, spans
from minewarden.factors.integrity.vanishing import vanished
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month
from minewarden.factors.series import daily
from minewarden.factors.video import Counts, entry_counts, excess_days
from minewarden.factors.words import Words, plural

KIND = Kind.HEADCOUNT_CONCEALED


def find(month: Month) -> list[Finding]:
    """Out: stretches of days on which video clearly counts more persons than cards, in and out."""
    counts = entry_counts(month)
    found = _capped(month, counts)
    if counts is None:
        return found
    for days in spans(excess_days(counts)):
        days &= counts.usable
        if filtered_out(month, counts, days):
            continue  # cards were taken out of the data: that is fabrication, and found there
        extra = float(counts.excess[days].mean())
        shifts = extra / month.clock.shifts_per_day
        raw = float(1 - np.exp(-extra / 7.0 * min(int(days.sum()), 4) / 2))
        text = Words(f"人员：井口视频平均每天入井{figure(float(counts.video[days].mean()))}人次，人员定位卡只有"
                     f"{figure(float(counts.cards[days].mean()))}人次，每天多出约{figure(extra)}人次。",
                     "People: the cameras at the pit mouth count "
                     f"{figure(float(counts.video[days].mean()))} entries a day on average, the cards only "
                     f"{figure(float(counts.cards[days].mean()))}: about {figure(extra)} a day too many.")  # fmt: skip
        label = Words(
            "井口视频入井人次，应为定位卡人次", "entries on the pit-mouth cameras; expected: entries by card"
        )
        row = FactorRow("people", Verdict.CONTRADICTS, round(float(counts.video[days].mean()), 1),
                        round(float(counts.cards[days].mean()), 1), "persons/day", round(raw, 3), text,
                        (*month.evidence("video", "true", (), days), *month.evidence("ryss", "true", (), days)[:3]),
                        series=daily(month.clock, label, counts.video, counts.cards, days)
                        )  # fmt: skip
        if any((days & other.days).any() for other in found):
            continue
        found.append(Finding(KIND, raw, days, persons_per_shift=round(shifts, 1), rows=(row,)))
    return found


def _capped(month: Month, counts: Counts | None) -> list[Finding]:
    """Days on which the listing was cut at one number, and a camera counts more, or cards vanish to keep the number.

    The plateau alone proves nothing: crews of fixed size have one, too.
    """
    capped = capped_days(month)
    if not capped.any():
        return []
    missed = np.zeros(month.clock.days, dtype=bool)
    if counts is not None:
        missed |= excess_days(counts)
    for raw, days, _, _ in vanished(month):
        missed |= days & (raw >= 0.5)
    sound = month.movement.covered_days & ~missed
    if sound.any() and capped[sound].mean() > 0.3:
        return []  # the plateau is usual where nobody is missed
    found = []
    capped = capped & missed
    for days in spans(capped):
        if capped[days].sum() < 2:
            continue
        raw = float(1 - 0.4 ** int(capped[days].sum()))
        text = Words(f"人员：{int(capped[days].sum())}天的井下人数反复停在同一个最大值，疑名单在限额处被截断。",
                     f"People: on {plural(int(capped[days].sum()), 'day')} the number underground stopped at the same "
                     "highest value again and again; the list seems cut off at the limit.")  # fmt: skip
        row = FactorRow("people", Verdict.CONTRADICTS, None, None, "persons", round(raw, 3), text,
                        month.evidence("ryss", "flag = 1", (), days))  # fmt: skip
        found.append(Finding(KIND, raw, days, rows=(row,), details={"styles": ["capped"]}))
    return found
