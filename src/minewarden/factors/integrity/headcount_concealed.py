"""More people underground than cards: cameras at the pit mouth count who carries no card. Source: detection T5."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import figure
from minewarden.factors.integrity.checked_out import checked_out, stayed_below
from minewarden.factors.integrity.counts import capped_days, filtered_out, surely_capped_days
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
    found = _capped(month, counts) + _checked_out(month)
    if counts is None:
        return found + _stayed_below(month, found)
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
    return found + _stayed_below(month, found)


def _capped(month: Month, counts: Counts | None) -> list[Finding]:
    """Days on which the listing was cut at one number, and a camera counts more, or cards vanish to keep the number.

    A plateau of some hours alone proves nothing: crews of fixed size have one, too.
    """
    capped = capped_days(month)
    if not capped.any():
        return []
    missed = np.zeros(month.clock.days, dtype=bool)
    if counts is not None:
        missed |= excess_days(counts)
    for raw, days, _, _ in vanished(month):
        missed |= days & (raw >= 0.5)
    missed |= surely_capped_days(month)
    sound = month.movement.covered_days & ~missed
    if sound.any() and capped[sound].mean() > 0.3:
        return []  # the plateau is usual where nobody is missed
    found = []
    capped = capped & missed
    for days in spans(capped):
        if capped[days].sum() < 2:
            continue
        raw = float(1 - 0.65 ** int(capped[days].sum()))
        text = Words(f"人员：{int(capped[days].sum())}天的井下人数反复停在同一个最大值，疑名单在限额处被截断。",
                     f"People: on {plural(int(capped[days].sum()), 'day')} the number underground stopped at the same "
                     "highest value again and again; the list seems cut off at the limit.")  # fmt: skip
        row = FactorRow("people", Verdict.CONTRADICTS, None, None, "persons", round(raw, 3), text,
                        month.evidence("ryss", "flag = 1", (), days))  # fmt: skip
        found.append(Finding(KIND, raw, days, rows=(row,), details={"styles": ["capped"]}))
    return found


def _checked_out(month: Month) -> list[Finding]:
    """Crews whose cards go out long before they do."""
    found = []
    for out in checked_out(month):
        days, share, seen = int(out.days.sum()), f"{100 * out.share:.0f}", Words("", "")
        if out.more is not None:
            seen = Words(f"，而井口视频显示井下仍多出约{out.more:.0f}人",
                         f", while by the cameras about {out.more:.0f} more persons stay below")  # fmt: skip
        text = Words(f"人员：{days}天中采掘人员约{share}%的定位卡入井不久即出井{seen.zh}，疑卡先于人出井。",
                     f"People: on {plural(days, 'day')} about {share} % of the crews' cards went out soon after they "
                     f"came in{seen.en}; the cards seem to leave before their bearers.")  # fmt: skip
        raw = float(1 - 0.5**days)
        marks = ", ".join("?" * len(out.cards))
        label = Words("入井不久即出井的定位卡占比", "share of cards that leave soon after they came in")
        row = FactorRow("people", Verdict.CONTRADICTS, round(100 * out.share, 1), 0.0, "%", round(raw, 3), text,
                        month.evidence("ryss", f"card IN ({marks})", out.cards, out.days),
                        series=daily(month.clock, label, 100 * out.shares, 0.0, out.days))  # fmt: skip
        heads = len(out.cards) / month.clock.shifts_per_day
        found.append(Finding(KIND, raw, out.days, cards=out.cards, persons_per_shift=round(heads, 1), rows=(row,),
                             details={"styles": ["checked_out"]}))  # fmt: skip
    return found


def _stayed_below(month: Month, known: list[Finding]) -> list[Finding]:
    """Persons whom cameras see below after their cards went out, on days that nothing else explains."""
    found = []
    for stay in stayed_below(month):
        if any((stay.days & other.days).any() for other in known):
            continue
        days = int(stay.days.sum())
        raw = float(1 - 0.5**days)
        heads = figure(stay.persons)
        text = Words(f"人员：{days}天中井口视频显示井下比定位卡多出约{heads}人，入井人次相符，疑卡先于人出井。",
                     f"People: on {plural(days, 'day')} the cameras at the pit mouth show about {heads} more persons "
                     "below than the cards, while entries agree; the cards seem to leave before their bearers."
                     )  # fmt: skip
        label = Words("井下视频人数比定位卡多出", "persons below by the cameras beyond the cards")
        row = FactorRow("people", Verdict.CONTRADICTS, round(stay.persons, 1), 0.0, "persons", round(raw, 3), text,
                        month.evidence("video", "true", (), stay.days),
                        series=daily(month.clock, label, stay.more, 0.0, stay.days))  # fmt: skip
        found.append(Finding(KIND, raw, stay.days, persons_per_shift=round(stay.persons, 1), rows=(row,),
                             details={"styles": ["checked_out"]}))  # fmt: skip
    return found
