"""Cards that go out long before their bearers: crews that by their cards hardly work, day after day.

The cards are taken out, or checked out at the pit mouth, after an hour or two; the cameras count the men out at the end
of the shift. Or it is only the cameras that see men below whose cards are out. An alarm and a power cut send everybody
out early, but not three days in a row. Source: detection T5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import Bools, Floats
from minewarden.factors.integrity.carried_out import handfuls
from minewarden.factors.integrity.finding import spans
from minewarden.factors.month import Month
from minewarden.factors.video import more_below

# Settings, not law.
EARLY = 0.45  # of the usual length of a crew's descent
FEW = 0.04  # share of a day's descents that end so early, where cameras see the men below,
MANY = 0.2  # and where there is no camera
LEAST_MORE = 4.0  # persons below by the cameras beyond the cards
LEAST_DAYS = 3  # in a row
LEAST_BELOW, OF_THE_MOST = (
    6.0,
    0.2,
)  # persons below beyond the cards; and as a share of those below when most are
FULL = 0.9  # quantile of those below that says how many are when most are


@dataclass(frozen=True)
class CheckedOut:
    """A stretch of days with early exits: the cards, their share of the crews, and persons below beyond the cards."""

    days: Bools
    cards: tuple[str, ...]
    share: float
    more: float | None
    shares: Floats


def checked_out(month: Month) -> list[CheckedOut]:
    """Out: the stretches of `LEAST_DAYS` days or more on which crews' cards leave early while cameras see men below."""
    move, d = month.movement, month.movement.descents
    if not move.exits_told:
        return []
    crew = (month.trade_names == "production")[d.card]
    known = crew & (d.left_s > 0)
    if not known.any():
        return []
    length = d.left_s - d.entered_s
    early = known & (length < EARLY * np.median(length[known]))
    day = np.clip(month.clock.day_of(d.entered_s), 0, month.clock.days - 1)
    size = month.clock.days
    share = np.bincount(day[early], minlength=size) / np.maximum(np.bincount(day[crew], minlength=size), 1)
    below = more_below(month)
    told = share >= MANY if below is None else (share >= FEW) & (below >= LEAST_MORE)
    found = []
    for days in spans(told, bridge=0):
        if days.sum() >= LEAST_DAYS:
            cards = np.unique(d.card[early & days[day]])
            more = None if below is None else float(np.median(below[days]))
            names = tuple(move.cards[i] for i in cards)
            found.append(CheckedOut(days, names, float(share[days].mean()), more, share))
    return found


@dataclass(frozen=True)
class StayedBelow:
    """A stretch of days on which cameras see persons below whose cards are out: how many, and the same day by day."""

    days: Bools
    persons: float
    more: Floats


def stayed_below(month: Month) -> list[StayedBelow]:
    """Out: stretches of `LEAST_DAYS` days or more on which, by the cameras, many stay below longer than their cards.

    Cards that are carried out in one hand leave before their holders, too; those are told by the hand.
    """
    below = more_below(month)
    if below is None or not month.movement.exits_told or handfuls(month):
        return []
    most = float(np.quantile(month.movement.underground, FULL))
    held = month.movement.covered_days & (below >= max(LEAST_BELOW, OF_THE_MOST * most))
    return [
        StayedBelow(days, float(np.median(below[days])), below)
        for days in spans(held, bridge=0)
        if days.sum() >= LEAST_DAYS
    ]
