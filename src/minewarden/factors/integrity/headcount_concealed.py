"""More people underground than cards: cameras at the pit mouth count who carries no card. Source: detection T5."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import figure
from minewarden.factors.integrity.counts import cards_missing, entry_counts, excess_days
from minewarden.factors.integrity.finding import Finding, spans
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month

KIND = Kind.HEADCOUNT_CONCEALED


def find(month: Month) -> list[Finding]:
    """Out: stretches of days on which video clearly counts more persons than cards, in and out."""
    counts = entry_counts(month)
    if counts is None:
        return []
    found = []
    for days in spans(excess_days(counts)):
        days &= counts.usable
        if cards_missing(counts, days) > 0.6:
            continue  # cards were taken out of the data: that is fabrication, and found there
        extra = float(counts.excess[days].mean())
        shifts = extra / month.clock.shifts_per_day
        raw = float(1 - np.exp(-extra / 7.0 * min(int(days.sum()), 4) / 2))
        text = (f"人员：井口视频平均每天入井{figure(float(counts.video[days].mean()))}人次，人员定位卡只有"
                f"{figure(float(counts.cards[days].mean()))}人次，每天多出约{figure(extra)}人次。")  # fmt: skip
        row = FactorRow("people", Verdict.CONTRADICTS, round(float(counts.video[days].mean()), 1),
                        round(float(counts.cards[days].mean()), 1), "persons/day", round(raw, 3), text,
                        month.evidence("video", "true", (), days) + month.evidence("ryss", "true", (), days)[:3])  # fmt: skip
        found.append(Finding(KIND, raw, days, persons_per_shift=round(shifts, 1), rows=(row,)))
    return found
