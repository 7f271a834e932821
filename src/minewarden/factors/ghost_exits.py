"""Exits that nobody made: a card that is said to have come out while it was read far inside, and goes on from there.

Whoever works where nobody may is checked out on the way in and checked in again on the way out: two short descents, the
first ending and the second beginning far from where people come and go. Taken together they are one, with a silence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from minewarden.factors.clock import Bools, Ints
from minewarden.factors.nearness import Nearness
from minewarden.factors.snapshots import Descents

if TYPE_CHECKING:
    from minewarden.factors.movement import Visits

# Settings, not law.
MOUTH = 0.15  # share of the first or last reads of descents at a station where people come and go
BRIEF = 0.35  # of the usual length: such a descent ends or begins on the way to the work
BOTH_BRIEF = 0.5  # of the usual length, the two together
ONE_SHIFT_S = 14 * 3600  # from the entry of the first to the exit of the second at most
LEAST_CARDS = 3  # one card or two are misread


def rejoined(descents: Descents, visits: Visits, near: Nearness) -> tuple[Descents, Visits, Ints]:
    """Out: the descents, those joined between which a card only pretended to be out; the visits, now theirs; and per
    descent as it was its position among the new ones.
    """
    goes_on = _pretended(descents, visits, near)
    if np.unique(descents.card[goes_on]).size < LEAST_CARDS:
        return descents, visits, np.arange(len(descents))
    new = np.ones(len(descents), dtype=bool)
    new[1:] = ~goes_on[:-1]
    place, begins = np.cumsum(new) - 1, np.flatnonzero(new)
    ends = np.append(begins[1:], len(descents)) - 1
    whole = replace(descents.at(begins), last_s=descents.last_s[ends], left_s=descents.left_s[ends])
    return whole, replace(visits, descent=place[visits.descent]), place


def _pretended(descents: Descents, visits: Visits, near: Nearness) -> Bools:
    """Per descent whether the next one of the same card goes on where it pretends to have ended."""
    nothing = np.zeros(len(descents), dtype=bool)
    if len(visits) == 0 or len(descents) < 2:
        return nothing
    first, last = _ends(descents, visits)
    read = first >= 0
    mouth = _mouth(first[read], last[read], near)
    begins_inside, ends_inside = (read & ~mouth[np.maximum(ends, 0)] for ends in (first, last))
    lasted = descents.ended_s - descents.entered_s
    usual = float(np.median(lasted[read]))
    after = np.arange(1, len(descents))
    before = after - 1
    pretended = descents.card[after] == descents.card[before]
    pretended &= (descents.left_s[before] > 0) & descents.told[after]
    pretended &= ends_inside[before] & begins_inside[after]
    pretended &= (lasted[before] < BRIEF * usual) & (lasted[before] + lasted[after] < BOTH_BRIEF * usual)
    pretended &= descents.ended_s[after] - descents.entered_s[before] < ONE_SHIFT_S
    nothing[before] = pretended
    return nothing


def _ends(descents: Descents, visits: Visits) -> tuple[Ints, Ints]:
    """Per descent the stations of its first and last visit, -1 for none."""
    first, last = np.full(len(descents), -1), np.full(len(descents), -1)
    last[visits.descent] = visits.station  # visits of a descent are in their order: the last one stays
    first[visits.descent[::-1]] = visits.station[::-1]
    return first, last


def _mouth(first: Ints, last: Ints, near: Nearness) -> Bools:
    """Stations where people come and go, and those next to them."""
    at: Bools = np.bincount(np.concatenate([first, last]), minlength=len(near.stations)) > MOUTH * len(first)
    return at | near.adjacent[at].any(axis=0)
