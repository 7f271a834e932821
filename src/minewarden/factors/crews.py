"""Crews: people of one kind of work who settle together, shift after shift, where no work is approved.

How far a crew speaks for a working face follows from its traits: how many and who they are, when they come, and where
they stay. Those who walk by, wait for the cage, patrol or attend a pump are no crew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minewarden.factors import fusion
from minewarden.factors.clock import Bools, Floats, Ints
from minewarden.factors.locate import PRIOR, ROOMS, named, prior
from minewarden.factors.month import Month, once
from minewarden.factors.settling import Settling, hubs
from minewarden.factors.trades import classify

# Settings of the comparison, not law.
KINDS_OF_WORK = (("production", "support", "unknown"), ("repair",))  # classes of trades.toml
ON_ROUNDS = ("inspector", "manager")  # who look into closed roads by duty
WINS_COAL = "采"  # in the name of a team
SILENT = 0.5  # of their hours out of sight: the others who fall silent together are one crew, whatever their trades
LEAST_HEADS = 3  # of one shift
LEAST_SHIFTS = 2
ERRAND_SHIFTS = 4  # fewer are an errand, unless the crew itself counts
MOST_CREWS = 8  # of a mine are judged
USUAL_HEADS, USUAL_SHIFTS = 3.0, 2.0
MOST_SHIFTS = 1.5  # logarithm of how often beyond the usual: more often tells no more
MOST_AGAIN = 6.0
MOST_OF_MOVERS = 0.2  # how far those who install or take out a face speak: less than counts


@dataclass(frozen=True)
class Crew:
    """A cluster of stations where a crew settles. `weights`: person-hours by station; `present`: persons there.

    `present` is per quarter hour (flat); `heads` how many a typical one of them finds there in a shift, himself
    included: who comes before the shift or stays on makes no small shift of its own; `traits` what `strength` judges.
    """

    stations: Ints
    weights: Floats
    days: Bools
    descents: Bools
    present: Floats
    heads: float
    shifts: int
    traits: Mapping[str, float]


def crews(month: Month, settling: Settling) -> list[Crew]:
    """Out: the crews of a mine, those first that speak most for a face."""
    move = month.movement
    if not len(move.descents) or not len(move.stations):
        return []
    shift = np.maximum(month.clock.shift_of(move.descents.first_s), 0)  # who was below before the data begin
    reach = move.near.adjacent | np.eye(len(move.stations), dtype=bool)
    found: list[Crew] = []
    for settled in _working_together(month, settling):
        heads = np.zeros((len(move.stations), int(shift.max(initial=0)) + 1))
        np.add.at(heads, (settling.station[settled], shift[settled]), 1.0)
        together = (reach @ heads >= LEAST_HEADS) & (heads > 0)
        active: Bools = np.any(together, axis=1)
        for cluster in _clusters(active, reach):
            shifts = np.flatnonzero(together[cluster].any(axis=0))
            working = settled & np.isin(settling.station, cluster) & np.isin(shift, shifts)
            known = any((crew.descents & working).sum() > 0.5 * working.sum() for crew in found)
            if len(shifts) >= LEAST_SHIFTS and not known:
                found.append(_crew(month, settling, cluster, working, shifts))
    found = [c for c in found if c.shifts >= ERRAND_SHIFTS or strength(c) >= fusion.CREW_COUNTS]
    return sorted(found, key=lambda crew: -strength(crew))[:MOST_CREWS]


def _working_together(month: Month, settling: Settling) -> list[Bools]:
    """Descents that settled: first those of all kinds that fell silent there, then by the kind of work."""
    settled = settling.station >= 0
    trade = _work(month)[month.movement.descents.card]
    silent = settled & ~np.isin(trade, ON_ROUNDS)
    silent &= month.movement.unseen.sum(axis=1) > SILENT * np.maximum(settling.hours, 1e-9)
    return [silent, *(settled & np.isin(trade, work) for work in KINDS_OF_WORK)]


@once
def _work(month: Month) -> NDArray[np.str_]:
    """Per card the class of its holder's work; who repairs for a team that wins coal belongs to that team.

    Teams that drive headings repair roadways, too.
    """
    teams = [month.teams.get(card, "") for card in month.movement.cards]
    coal = np.array([WINS_COAL in team and classify(team).name == "production" for team in teams], dtype=bool)
    return np.where(coal & (month.trade_names == "repair"), "production", month.trade_names)


def _clusters(active: Bools, reach: Bools) -> list[Ints]:
    """Connected groups of active stations, one way or one idle station apart."""
    near = (reach.astype(int) @ reach.astype(int)) > 0
    left = set(np.flatnonzero(active).tolist())
    found = []
    while left:
        group, frontier = set(), {left.pop()}
        while frontier:
            group |= frontier
            frontier = {j for i in frontier for j in left if near[i, j]}
            left -= frontier
        found.append(np.array(sorted(group), dtype=np.int64))
    return found


def _crew(month: Month, settling: Settling, cluster: Ints, working: Bools, shifts: Ints) -> Crew:
    move = month.movement
    mask = np.zeros(len(move.stations), dtype=bool)
    mask[cluster] = True
    behind = move.near.adjacent[mask].any(axis=0) & ~hubs(month) & ~mask
    weights = np.zeros(len(move.stations))
    np.add.at(weights, settling.station[working], settling.hours[working])
    days = np.zeros(month.clock.days, dtype=bool)
    days[np.clip(month.clock.day_of(move.descents.first_s[working]), 0, month.clock.days - 1)] = True
    present = move.headcount(mask | behind, working)
    traits = _traits(month, settling, weights, working, shifts)
    return Crew(cluster, weights, days, working, present, _heads(month, working), len(shifts), traits)


def _heads(month: Month, working: Bools) -> float:
    """Persons of a shift, each shift counted as often as persons are in it."""
    _, persons = np.unique(month.clock.shift_of(month.movement.descents.first_s[working]), return_counts=True)
    return float(np.square(persons).sum() / persons.sum())


def _traits(
    month: Month, settling: Settling, weights: Floats, working: Bools, shifts: Ints
) -> dict[str, float]:
    """Out: what a crew is judged by, each trait about 0..1 (the logarithms up to 3)."""
    move = month.movement
    total = max(float(weights.sum()), 1e-9)
    cards = move.descents.card[working]
    trade = _work(month)[cards]
    repair = float((trade == "repair").mean())
    size = float(np.log(len(cards) / len(shifts) / USUAL_HEADS))
    shut = float(prior(month, ~month.stopped)[weights.argmax()] >= PRIOR["ended"])
    return {
        "heads": size,
        "shifts": min(float(np.log(len(shifts) / USUAL_SHIFTS)), MOST_SHIFTS),
        "unset_trade": float((trade == "unknown").mean()),
        "repair": repair,
        "repair_heads": repair * size,
        "out_of_sight": min(float(move.unseen[working].sum()) / total, 1.0),
        "shut_place": shut,
        "shut_repair": shut * repair,
        "in_rooms": float(weights[named(month, ROOMS)].sum()) / total,
        "moving": float(settling.moving[working].mean()),
        "unapproved": float(settling.unapproved[working].mean()),
        "again": min(len(cards) / len(np.unique(cards)), MOST_AGAIN) / MOST_AGAIN,
    }


def strength(crew: Crew) -> float:
    """Out: 0..1: how far the crew alone speaks for a face."""
    return spoken(crew.traits, fusion.parameters().crew)


def spoken(traits: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Out: 0..1 from the traits of a crew and the weight of those that have one, `bias` among them.

    Who mostly installs or takes out a face is expected there, and says little by being there.
    """
    told = fusion.logistic(
        weights["bias"] + sum(weights.get(trait, 0.0) * value for trait, value in traits.items())
    )
    return min(told, MOST_OF_MOVERS) if traits["unapproved"] > 0.5 else told
