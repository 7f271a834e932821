"""Where people settle where no work is approved: most of a descent around one station, read there or out of sight.

Walking by, waiting for the cage, and work at an approved face do not count.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

import numpy as np

from minewarden.factors.clock import Bools, Floats, Ints
from minewarden.factors.facework import approach, crew_of, crewed_days, crowded_gate, unmanned_days
from minewarden.factors.locate import ROOMS, named
from minewarden.factors.month import Month, once
from minewarden.factors.unapproved import worked_unapproved

# Settings of the comparison, not law.
SETTLED_H = 2.0  # hours around one station that are a stay
SETTLED_SHARE = 0.45  # and the least share of the whole descent
HUB_SHARE = 0.45  # a station that so many descents pass is a way, not a working place
LOOSE, FIRM = 0.4, 0.65  # share of the descent at which a stay begins to tell where, and tells it fully
HUB_WEIGHT = 0.4  # who stays where everybody passes signals, loads and waits rather than digs
FACE_SLACK_DAYS = 1
MOVE_DAYS = 10  # around a face's first and last day crews install and remove machines,
MOST_MOVE_DAYS = 30  # and some so long before the first or after the last
MOVE_WEIGHT = 0.3
UNKNOWN_TRADE = 0.7


@dataclass(frozen=True)
class Settling:
    """Per descent: where it settled (station position, -1 nowhere) and for how long.

    `moving`: whether a face works there, or is being set up or taken out; `unapproved`: whether it is set up before its
    first day or taken out after its last; `weight`: how far it tells where people dig.
    """

    station: Ints
    hours: Floats
    moving: Bools
    unapproved: Bools
    weight: Floats


def settle(
    month: Month, ignored: Set[str] = frozenset(), untrue: Bools | None = None, lying: Bools | None = None
) -> Settling:
    """Out: for each descent the place without approved work around which it settled, if any.

    `ignored` are cards that are not persons (carried by others); `untrue` are days whose snapshots are fabricated;
    `lying` are descents of cards at rest: left, where people wait and pass; elsewhere their bearers work out of sight
    of all readers but one.
    """
    everyone = _everyone(month)
    move = month.movement
    leaves = np.isin(move.descents.card, [i for i, card in enumerate(move.cards) if card in ignored])
    if untrue is not None:
        leaves |= untrue[_entry_days(month)]
    if lying is not None:
        legal = hubs(month) | named(month, ROOMS)
        leaves |= lying & legal[everyone.station]
    return replace(
        everyone,
        station=np.where(leaves, -1, everyone.station),
        hours=np.where(leaves, 0.0, everyone.hours),
        moving=everyone.moving & ~leaves,
        unapproved=everyone.unapproved & ~leaves,
    )


@once
def _everyone(month: Month) -> Settling:
    """As `settle`, whatever the card."""
    move = month.movement
    if not any(face.stations for face in month.register.faces):  # nothing declared: nothing can be undeclared
        nothing = np.zeros(len(move.descents))
        return Settling(np.full(len(move.descents), -1), nothing, nothing > 0, nothing > 0, nothing)
    days = _entry_days(month)
    at_work = _lost_before_face(month, days)
    total = move.hours + np.where(at_work, 0.0, move.unseen)
    explained, moving, unapproved = _explained(month)
    here = explained[days]
    worked = np.where(here, total, 0.0).sum(axis=1) + np.where(at_work, move.unseen, 0.0).sum(axis=1)
    length = np.maximum((move.hours + move.unseen).sum(axis=1), 0.5)
    open_ = np.where(here, 0.0, np.maximum(total - passing(month)[None, :], 0.0))
    around = open_ @ (move.near.adjacent | np.eye(len(move.stations), dtype=bool)).astype(float)
    hours = around.max(axis=1, initial=0.0)
    own = np.where(around >= hours[:, None] - 1e-9, open_, -1.0)
    station = own.argmax(axis=1) if own.size else np.zeros(len(days), dtype=np.int64)
    stays = (hours >= SETTLED_H) & (hours >= SETTLED_SHARE * length) & (hours > worked)
    moves = stays & moving[days, station]
    weight = _trade_weights(month)[move.descents.card] * np.where(moves, MOVE_WEIGHT, 1.0)
    weight *= np.where(hubs(month)[station], HUB_WEIGHT, 1.0)
    weight *= np.clip((hours / length - LOOSE) / (FIRM - LOOSE), 0.0, 1.0)
    early_or_late = stays & unapproved[days, station]
    return Settling(np.where(stays, station, -1), np.where(stays, hours, 0.0), moves, early_or_late, weight)


@once
def _entry_days(month: Month) -> Ints:
    """Per descent the day on which it began; who was below before the data begin came on the first."""
    return np.clip(month.clock.day_of(month.movement.descents.entered_s), 0, month.clock.days - 1)


@once
def passing(month: Month) -> Floats:
    """Out: per station the hours that passing through takes; more than nothing only at hubs, where everybody waits."""
    move = month.movement
    usual = np.zeros(len(move.stations))
    for i in np.flatnonzero(hubs(month)):
        seen = move.hours[:, i]
        usual[i] = max(0.5, 3 * float(np.median(seen[seen > 0])))
    return usual


@once
def hubs(month: Month) -> Bools:
    """Out: stations that nearly everybody passes: the pit mouth, the shaft bottom, the main road."""
    move = month.movement
    passed = (move.hours > 0).mean(axis=0) if len(move.descents) else np.zeros(len(move.stations))
    busy: Bools = passed >= HUB_SHARE
    return busy


def _trade_weights(month: Month) -> Floats:
    trades = month.trades
    return np.array([trades[c].weight if c in trades else UNKNOWN_TRADE for c in month.movement.cards])


def _explained(month: Month) -> tuple[Bools, Bools, Bools]:
    """Days x stations: where work is approved; where else a face works or moves; where it does so before or after."""
    shape = (month.clock.days, len(month.movement.stations))
    explained, moving, unapproved = (np.zeros(shape, dtype=bool) for _ in range(3))
    for face in month.register.faces:
        at = month.movement.at_face(face)
        valid = month.clock.valid(face.since, face.until, FACE_SLACK_DAYS)
        explained |= valid[:, None] & at
        explained |= (valid & crewed_days(month, face))[:, None] & approach(month, face)
        idle = ~worked_unapproved(month, face)
        around = idle & month.clock.valid(face.since, face.until, MOVE_DAYS)
        moving |= around[:, None] & (at | approach(month, face))
        beyond = idle & month.clock.valid(face.since, face.until, MOST_MOVE_DAYS) & ~valid
        unapproved |= beyond[:, None] & (at | approach(month, face))
        explained &= ~crowded_gate(month, face)
    return explained, moving & ~explained, unapproved & ~explained


def _lost_before_face(month: Month, days: Ints) -> Bools:
    """Descents x stations: where silence begins that an approved face explains.

    Right before a face that read the same person, too; and anywhere for the crew of a face that works on unseen.
    """
    move = month.movement
    lost = np.zeros(move.hours.shape, dtype=bool)
    for face in month.register.faces:
        at = move.at_face(face)
        if not at.any():
            continue
        before = move.near.adjacent[at].any(axis=0) & ~at
        read = (move.hours[:, at].sum(axis=1) > 0) & month.clock.valid(face.since, face.until)[days]
        lost |= read[:, None] & before[None, :]
        unmanned = unmanned_days(month, face)[days]
        lost |= unmanned[:, None] & before[None, :]
        lost |= (unmanned & crew_of(month, face)[move.descents.card])[:, None]
    return lost
