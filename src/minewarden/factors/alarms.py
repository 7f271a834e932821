"""Persons of whom alarms tell while the snapshots leave them out: who filters the one file forgets the other.

A restricted area, a shift that is too long, a call for help: each alarm names a card, a station and a time. At that
time a snapshot lists everybody underground. Sources: data-standards, RYXZ, RYCS and RYQJ; detection T6, T13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minewarden.factors.clock import Bools, Ints
from minewarden.factors.model import Evidence
from minewarden.factors.month import Month, once

ALARMS = ("ryxz", "rycs", "ryqj")
# Settings, not law.
AROUND_S = 1200  # before and after an alarm, in which a snapshot lists the card
PERIODS = 2.0  # the same of slow senders
ARRIVED = 0.8  # of the quarter hours around an alarm that must have arrived


@dataclass(frozen=True)
class Unlisted:
    """Alarms of cards that no snapshot around them lists: data set, card, station code and epoch second of each."""

    dataset: NDArray[np.str_]
    card: NDArray[np.str_]
    station: NDArray[np.str_]
    at_s: Ints

    def __len__(self) -> int:
        return len(self.card)

    def on(self, chosen: Bools) -> Unlisted:
        """Out: some of them."""
        return Unlisted(self.dataset[chosen], self.card[chosen], self.station[chosen], self.at_s[chosen])

    def stations(self) -> tuple[str, ...]:
        """Out: the stations that the alarms name, most named first."""
        names, counts = np.unique(self.station, return_counts=True)
        return tuple(str(name) for name in names[np.argsort(-counts, kind="stable")])

    def evidence(self, month: Month, days: Bools) -> Sequence[Evidence]:
        """Out: the files of the kind of alarm that there are most of."""
        names, counts = np.unique(self.dataset, return_counts=True)
        cards = np.unique(self.card).tolist()
        marks = ", ".join("?" * len(cards))
        return month.evidence(str(names[counts.argmax()]), f"card IN ({marks})", cards, days)


@once
def unlisted(month: Month) -> Unlisted:
    """Out: the alarms whose card is missing from the snapshots, where snapshots came, in time order."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}' AS dataset, card, station_code, "
        f'epoch(coalesce(alarm_from_at, "at"))::BIGINT AS s FROM {name}'
        for name in ALARMS
    )
    told = month.rows(
        f"SELECT DISTINCT dataset, card, station_code, s FROM ({asked}) "
        "WHERE card IS NOT NULL AND station_code IS NOT NULL AND s IS NOT NULL ORDER BY s, card, dataset"
    )
    if not told or not len(month.movement.snapshots_s):
        nothing = np.zeros(0, np.str_)
        return Unlisted(nothing, nothing, nothing, np.zeros(0, np.int64))
    dataset, card, station, at = (np.array(column) for column in zip(*told, strict=True))
    reach = int(max(AROUND_S, PERIODS * month.movement.period_s))
    missing = month.movement.share_covered(at - reach, at + reach) >= ARRIVED
    missing &= (at - reach >= month.clock.start_s) & (at + reach < month.clock.end_s)
    missing &= ~_listed(month, card, at, reach)
    return Unlisted(dataset, card, station, at).on(missing)


def alarmed_at(month: Month, stations: Sequence[str]) -> tuple[str, ...]:
    """Out: the cards of whom alarms at these stations tell while no snapshot lists them."""
    told = unlisted(month)
    return tuple(np.unique(told.card[np.isin(told.station, stations)]).tolist())


def _listed(month: Month, card: NDArray[np.str_], at: Ints, reach: int) -> Bools:
    """Whether any snapshot within `reach` seconds of `at` names the card."""
    seen = month.snapshots
    known = {name: i for i, name in enumerate(seen.cards)}
    listed = np.zeros(len(card), dtype=bool)
    for name in np.unique(card):
        asked = np.flatnonzero(card == name)
        if name in known:
            times = seen.at_ms[seen.card == known[name]] // 1000
            low, high = (
                np.searchsorted(times, at[asked] - reach),
                np.searchsorted(times, at[asked] + reach, "right"),
            )
            listed[asked] = high > low
    return listed
