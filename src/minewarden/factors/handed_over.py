"""Where a bundle of cards was handed over: on the way in it waits there for its bearer, on the way out for its owners.

Between the two the bearer walks about with it. The owners work near by: they did not walk far without their cards.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from minewarden.factors.clock import Bools, Ints
from minewarden.factors.month import Month
from minewarden.factors.settling import hubs

WAITED_S = 420  # longer than anybody passing by is read at one station. Setting.
OFTEN = 0.2  # of the descents of the cards that show the same station on both ways,
STANDS_OUT = 3.0  # times as many as show any other
LEAST = 3  # descents


def handed_over(month: Month, cards: Sequence[str], days: Bools) -> tuple[str, ...]:
    """Out: the station at which these cards were handed over on these days; nothing where none stands out."""
    move = month.movement
    numbers = {card: i for i, card in enumerate(move.cards)}
    wanted = np.isin(move.descents.card, [numbers[card] for card in cards if card in numbers])
    day = np.clip(month.clock.day_of(move.descents.first_s), 0, month.clock.days - 1)
    chosen = np.flatnonzero(wanted & days[day])
    votes = np.zeros(len(move.stations))
    for descent in chosen.tolist():
        first, last = np.searchsorted(move.visits.descent, (descent, descent + 1))
        votes[_waited_twice(month, np.arange(first, last))] += 1
    second, most = np.sort(votes)[-2:] if len(votes) > 1 else (0.0, 0.0)
    if len(chosen) < LEAST or most < OFTEN * len(chosen) or most < STANDS_OUT * second:
        return ()
    return (move.stations[int(votes.argmax())],)


def _waited_twice(month: Month, visits: Ints) -> Ints:
    """The stations at which a descent waits on its way in as well as on its way out, but where everybody waits."""
    move = month.movement
    station, far = move.visits.station[visits], move.near.metres[move.pit]
    lasted = move.visits.left_s[visits] - move.visits.arrived_s[visits] + move.period_s
    waited = lasted >= max(WAITED_S, 1.5 * move.period_s)
    metres = np.nan_to_num(far[station], posinf=0.0)
    inward = np.cumprod(np.diff(metres, prepend=0.0) >= 0).astype(bool)
    outward = np.cumprod(np.diff(metres[::-1], prepend=0.0) >= 0).astype(bool)[::-1]
    ways = (set(station[waited & way & ~(inward & outward)].tolist()) for way in (inward, outward))
    both = set.intersection(*ways)
    return np.array(sorted(i for i in both if not _waiting(month)[i]), dtype=np.int64)


def _waiting(month: Month) -> Bools:
    """Stations at the pit, where everybody waits for the cage."""
    near_pit: Bools = hubs(month) & month.movement.near.adjacent[month.movement.pit]
    near_pit[month.movement.pit] = True
    return near_pit
