"""Cards laid down together: they come within seconds, never move, and are fetched within seconds, shift after shift.

Where readers send no useful distances, a lying card is told by its company: at least three of a team lie at one
station for the whole shift while the rest of the same team moves about. A crew at a single place does so wholly,
attendants are not of a moving trade, and who rides in together does not sit the shift out together day after day.
Between two readers the lying cards flicker, all in the same second, while each came and went by itself: no worn cards
do. Source: detection T1.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np

from minewarden.factors.clock import Bools, Ints
from minewarden.factors.month import Month, once

# Settings, not law.
TOGETHER_S = 12
LEAST_H = 3.0
LEAST_CARDS = 3
LEAST_SHIFTS = 2
MOSTLY = 0.5  # of the times a card went down between the first and the last time that it was laid down
SHARE_OF_TEAM = 0.7  # where more of the team stays put, the place keeps them, not the bag
SELDOM = 0.08  # of those of other cards at the same station: fewer such rests are chance
WAY_S = 2400  # what the way in, and the way out, may take
LEAST_CHANGES = 3
ALL_CHANGES = 0.8
APART = 0.6  # of the readers on the way in, at which others may have passed in the same second
UNBROKEN = 0.7  # of the time underground in one visit


@once
def bagged(month: Month) -> Bools:
    """Out: per descent, whether its card was laid down with others and not worn."""
    move = month.movement
    visit = _longest_visit(month)
    resting = set(np.flatnonzero(visit >= 0).tolist())
    shift = month.clock.shift_of(move.descents.first_s)
    team = [month.teams.get(card, "") for card in move.cards]
    crews: dict[tuple[str, int], list[int]] = defaultdict(list)
    for descent in np.flatnonzero(_moving(month)[move.descents.card]).tolist():
        crews[team[move.descents.card[descent]], int(shift[descent])].append(descent)
    groups = [
        group
        for crew in crews.values()
        for group in _together(month, [d for d in crew if d in resting], visit)
        if LEAST_CARDS <= len(group) <= SHARE_OF_TEAM * len(crew)
    ]
    mask = np.zeros(len(move.descents), dtype=bool)
    mask[[d for group in groups for d in group]] = True
    mask &= np.isin(move.descents.card, _in_company(move.descents.card, groups))
    mask |= flickering(month)
    mask &= _again(month, mask, shift)
    few = [d for group in groups if mask[group].sum() < LEAST_CARDS for d in group]
    mask[few] = (
        flickering(month)[few] & mask[few]
    )  # a master and his apprentice are left of a crew that came together
    return mask & (flickering(month) | _unlike_the_others(month, mask, visit))


def _unlike_the_others(month: Month, mask: Bools, visit: Ints) -> Bools:
    """Descents that rested where few but those of `mask` do: elsewhere chance keeps three together."""
    station = np.where(visit >= 0, month.movement.visits.station[visit], -1)
    crews = (visit >= 0) & _moving(month)[month.movement.descents.card]
    stations = len(month.movement.stations) + 1
    laid, all_ = (np.bincount(station[some] + 1, minlength=stations) for some in (mask & crews, crews))
    unlike: Bools = (laid >= SELDOM * (all_ - laid))[station + 1]
    return unlike


def _in_company(card: Ints, groups: list[list[int]]) -> list[int]:
    """The cards laid down with the same others in several shifts: who rides in together may sit down together once."""
    met = Counter(pair for group in groups for pair in combinations(sorted({int(card[d]) for d in group}), 2))
    known = Counter(one for pair, times in met.items() if times >= LEAST_SHIFTS for one in pair)
    return [one for one, others in known.items() if others >= LEAST_CARDS - 1]


@once
def flickering(month: Month) -> Bools:
    """Out: descents amid which nearly every change of reader fell into the same second as those of several others."""
    v, d = month.movement.visits, month.movement.descents
    own = v.descent
    amid = (v.arrived_s > d.first_s[own] + WAY_S) & (v.arrived_s < d.last_s[own] - WAY_S)
    several = np.zeros(len(own), dtype=bool)
    several[amid] = _at_once(v.station[amid], v.arrived_s[amid]) >= LEAST_CARDS
    way_in = v.arrived_s <= d.first_s[own] + WAY_S
    together = _at_once(v.station, v.arrived_s) >= 2
    size = len(d)
    changes, shared, ways, same = (
        np.bincount(own[chosen], minlength=size) for chosen in (amid, several, way_in, way_in & together)
    )
    alone: Bools = same <= APART * np.maximum(ways, 1)  # cards in one hand come together, too
    return (changes >= LEAST_CHANGES) & (shared >= ALL_CHANGES * changes) & alone


def _at_once(station: Ints, at_s: Ints) -> Ints:
    """Per arrival, how many came to the same station in the same second, itself among them."""
    moment = at_s * (int(station.max(initial=0)) + 1) + station
    _, which, cards = np.unique(moment, return_inverse=True, return_counts=True)
    found: Ints = cards[which]
    return found


def _moving(month: Month) -> Bools:
    """Per card, whether its holder works with a team that wins coal or drives headings, whatever his own trade."""
    trades = [known.name if (known := month.trades.get(card)) else "" for card in month.movement.cards]
    teams = [month.teams.get(card, "") for card in month.movement.cards]
    won: dict[str, list[bool]] = defaultdict(list)
    for team, trade in zip(teams, trades, strict=True):
        won[team].append(trade == "production")
    return np.array([sum(won[team]) > 0.5 * len(won[team]) for team in teams], dtype=bool)


def _longest_visit(month: Month) -> Ints:
    """Per descent the one visit that fills it, -1 where its holder moved about."""
    move = month.movement
    longest = np.full(len(move.descents), -1)
    order = np.argsort(move.durations_s, kind="stable")
    longest[move.visits.descent[order]] = order
    lasted = move.durations_s[longest]
    stay_s = move.descents.last_s - move.descents.first_s
    settled = (longest >= 0) & (lasted >= LEAST_H * 3600) & (lasted >= UNBROKEN * stay_s)
    return np.where(settled, longest, -1)


def _together(month: Month, descents: list[int], visit: Ints) -> list[list[int]]:
    """Groups of descents whose visit began at the same station within seconds of each other, and ended so."""
    v = month.movement.visits
    ordered = sorted(descents, key=lambda i: (v.station[visit[i]], v.arrived_s[visit[i]]))
    groups: list[list[int]] = []
    for descent in ordered:
        if groups and _same_hand(month, groups[-1][0], descent, visit):
            groups[-1].append(descent)
        else:
            groups.append([descent])
    return groups


def _same_hand(month: Month, one: int, other: int, visit: Ints) -> bool:
    """Whether two cards came to the same station, and left the mine, within seconds of each other."""
    v, d = month.movement.visits, month.movement.descents
    a, b = visit[one], visit[other]
    together = v.station[a] == v.station[b] and abs(v.arrived_s[b] - v.arrived_s[a]) <= TOGETHER_S
    if d.left_s[one] > 0 and d.left_s[other] > 0:  # the exit is known to the second
        return bool(together and abs(d.left_s[one] - d.left_s[other]) <= TOGETHER_S)
    return bool(together and abs(v.left_s[a] - v.left_s[b]) <= TOGETHER_S)


def _again(month: Month, mask: Bools, shift: Ints) -> Bools:
    """Descents of cards that were laid down in several shifts, and more often than not while that went on."""
    card = month.movement.descents.card
    often = np.zeros(len(mask), dtype=bool)
    for number in np.unique(card[mask]).tolist():
        own = np.flatnonzero(card == number)
        laid = np.flatnonzero(mask[own])
        meanwhile = laid[-1] - laid[0] + 1
        if np.unique(shift[own[laid]]).size >= LEAST_SHIFTS and len(laid) >= MOSTLY * meanwhile:
            often[own] = True
    return often
