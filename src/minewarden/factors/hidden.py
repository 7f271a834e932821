"""Suspicions of a hidden face: proposed by crews and by quantities that rose together, judged by all eight factors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from minewarden.factors import air, crews, explosives, fusion, gas, haulage, output, people, power, water
from minewarden.factors.alarms import alarmed_at
from minewarden.factors.channels import Channel, Suspicion
from minewarden.factors.clock import Bools, Floats
from minewarden.factors.crews import Crew
from minewarden.factors.locate import DETOUR_M, DETOUR_SHARE, ROOMS, likelihood, named, on_way_to, prior
from minewarden.factors.model import FactorRow, Kind, Lead
from minewarden.factors.month import Month
from minewarden.factors.settling import Settling, hubs, settle
from minewarden.factors.windows import propose

Judge = Callable[[Month, Suspicion], FactorRow]
Groups = dict[str, list[Channel]]
RESOURCES: tuple[tuple[str, Callable[[Month], list[Channel]], Judge], ...] = (
    (air.NAME, air.channels, air.judge),
    (power.NAME, power.channels, power.judge),
    (output.NAME, output.channels, output.judge),
    (haulage.NAME, haulage.channels, haulage.judge),
    (gas.NAME, gas.channels, gas.judge),
    (water.NAME, water.channels, water.judge),
    (explosives.NAME, explosives.channels, explosives.judge),
)
"""The seven factors beside the people, in the order of the contract."""

MOST_STATIONS = 5
RANKED = 0.15  # of the largest weight: less is passing by
LIKELY = 0.02  # of the likeliest station: others are not named
IN_ROOMS = (
    0.7  # of a crew's hours, from which the cards were left: nobody cuts coal in a refuge or at the pit mouth
)
LEFT_CARDS = 0.6  # how far such a crew speaks: whose cards lie may be anywhere, at an approved face as well
WITNESS = 0.5  # strength of a crew that may be why quantities rose together,
SURE = 0.75  # strength of a crew that is not there by chance
THERE = 0.6  # if it was there on so many of the days
FULL_DAY = 0.25  # of a crew's median hours: on a day with fewer it only begins or ends
FULL_H = 24.0  # person-hours a day at a station from which they speak fully for it
HARDLY = 0.25  # of a crew's hours at the station beside: at the station around which it settled it hardly was
MORE_AT_WORK = (
    0.3  # share of the usual hours at an approved face, from which more says that they go on beyond it
)
LEAST_OTHERS = 2  # days to compare with
LINGERS_S = 3600  # longer than anybody passes by
LINGERING = (
    1.5  # how far one who lingers tells the place, beside a crew that settles: one who leads comes to look
)
KNOWN_LAST = 3.0  # the same of those who hide, where they were known to be last
ON_THE_WAY = 0.5  # of the hours out of sight begun at one station: fewer are begun all along the way in
TURNS = 0.1  # of a crew's silences that begin or end at or beyond a station: it goes in as far as that
AROUND_M = 800.0  # how far beyond its last readers such a crew works
AHEAD_M = 150.0  # how far beyond its last reader a crew works that fell silent at one
FAR_OFF = 0.1  # and how much is left of places far from them
NEXT_READER = 0.5  # what is left of a station once one beside it is on the list
POINTS = 0.3  # score from which the place of a suspicion is worth a look beside a reported one of its days
SAME_PLACE_M = 500.0  # crews nearer to each other than this on overlapping days are one suspicion. Setting.


@dataclass(frozen=True)
class Candidate:
    """A suspicion with its eight rows; `crew` is None where no crew was seen."""

    suspicion: Suspicion
    crew: Crew | None
    rows: tuple[FactorRow, ...]
    score: float


def candidates(month: Month, settling: Settling, hiding: Sequence[people.Hiding] = ()) -> list[Candidate]:
    """Out: every suspicion worth judging, whatever its score, best first; not yet merged.

    `hiding`: who hid from the readers and when; they may have been at a face. Where no face is declared, nothing tells
    an undeclared one from the others: no suspicion.
    """
    if not month.register.faces:
        return []
    groups = {name: channels(month) for name, channels, _ in RESOURCES}
    usable = ~month.stopped
    windows = [window.days for window in propose(groups, usable)]
    found = [
        _judged(month, _from_crew(month, crew, groups, days), crew)
        for crew in crews.crews(month, settling)
        for days in _days_of(crew, windows)
    ]
    everyone = settle(month)  # whether worn or left: where cards lie tells of the place, too
    spans = windows + ([usable] if usable.any() else [])
    spans += [
        days for days in {tuple(h.days & usable): h.days & usable for h in hiding}.values() if days.any()
    ]
    found += [
        _judged(month, _from_window(month, days, groups, everyone, hiding), None, hiding) for days in spans
    ]
    return sorted(found, key=_firmness)


def _firmness(candidate: Candidate) -> tuple[float, int, int, float]:
    """What candidates are sorted by: of equals in the hundredths the best placed, then the longer one, goes first."""
    return (
        -round(candidate.score, 2), _displaced(candidate), -int(candidate.suspicion.days.sum()), -candidate.score,
    )  # fmt: skip


def _displaced(candidate: Candidate) -> int:
    """How little tells the place: 0 where a crew is sure, or gas in step comes from a seal, 2 without either."""
    if candidate.crew is None:
        return 0 if any(row.in_step for row in candidate.rows) else 2
    return 0 if crews.strength(candidate.crew) >= SURE else 1


def distinct(month: Month, found: list[Candidate], cut: float) -> list[Candidate]:
    """Out: the suspicions that reach `cut`, one per suspected face, best first."""
    kept: list[Candidate] = []
    for candidate in found:
        if candidate.score < cut or any(_same(month, candidate, other) for other in kept):
            continue
        if any((candidate.suspicion.days & other.suspicion.days).any() for other in kept):
            own = fusion.probability(
                candidate.rows[:1]
            )  # the resources are spent on the first; only its people are its own
            candidate = replace(candidate, score=min(candidate.score, own))
        if candidate.score >= cut:
            kept.append(candidate)
    return [_pointed(candidate, found) for candidate in kept]


def _pointed(candidate: Candidate, found: list[Candidate]) -> Candidate:
    """The suspicion with the place that the next best of its days points to as its second, where no crew was seen."""
    people_row, place = candidate.rows[0], candidate.suspicion
    if candidate.crew is not None and people_row.strength >= fusion.CREW_SPEAKS and not people_row.coal:
        return candidate
    others = [
        other.suspicion.stations[0]
        for other in found
        if other.score >= POINTS and other.suspicion.stations and (other.suspicion.days & place.days).any()
    ]
    second = next((code for code in others if code not in place.stations[:2]), None)
    if second is None or not place.stations:
        return candidate
    rest = [code for code in place.stations[1:] if code != second]
    stations = (place.stations[0], second, *rest)[:MOST_STATIONS]
    own = min(place.own + (second not in place.stations[: place.own]), MOST_STATIONS)
    return replace(candidate, suspicion=replace(place, stations=stations, own=own))


def _judged(
    month: Month, suspicion: Suspicion, crew: Crew | None, hiding: Sequence[people.Hiding] = ()
) -> Candidate:
    seen = people.judge(month, suspicion, crew, hiding)
    if crew is not None and _elsewhere(month, crew)[0]:
        seen = replace(seen, strength=round(LEFT_CARDS * seen.strength, 3), coal=True)
    rows = (seen, *(judge(month, suspicion) for _, _, judge in RESOURCES))
    return Candidate(suspicion, crew, rows, fusion.probability(rows))


def _from_crew(month: Month, crew: Crew, groups: Groups, days: Bools) -> Suspicion:
    codes, own = _where(month, crew, groups, days)
    present = crew.present if crews.strength(crew) >= fusion.CREW_COUNTS else None
    return Suspicion(days, codes, present, people.cards_of(month, crew), own)


def _where(month: Month, crew: Crew, groups: Groups, days: Bools) -> tuple[tuple[str, ...], int]:
    """The stations to look at: those of the crew, unless it works elsewhere than it is read or says too little."""
    left, silent = _elsewhere(month, crew)
    weak = crews.strength(crew) < fusion.CREW_COUNTS
    on_the_way = silent and float(crew.weights.max()) < ON_THE_WAY * float(crew.weights.sum())
    if not (left or weak or on_the_way):
        return _beyond(month, crew) if silent else _ranked(month, _rather(month, crew))
    settled = np.clip(crew.weights / FULL_H / days.sum(), 0.0, 1.0) if weak else 0.0
    weight = likelihood(month, groups, Suspicion(days), settled)
    return _spread(month, _from_turning(month, crew, weight) if on_the_way else weight)


def _rather(month: Month, crew: Crew) -> Floats:
    """The weights of a crew; where it was hardly at the station around which it stayed, its hours at and beside it."""
    move, centre = month.movement, int(crew.weights.argmax())
    beside = move.near.adjacent[centre] & ~hubs(month)
    beside[centre] = True
    hours = np.where(beside, move.hours[crew.descents].sum(axis=0), 0.0)
    return hours if hours[centre] < HARDLY * hours.max() else crew.weights


def _from_turning(month: Month, crew: Crew, weight: Floats) -> Floats:
    """How likely a crew that falls silent on its way in works at each station: its innermost one, or one beyond."""
    turning = _turning(month, crew)
    onward: Floats = weight * np.maximum(np.exp(-month.movement.near.metres[turning] / AROUND_M), FAR_OFF)
    onward[on_way_to(month, turning)] *= FAR_OFF
    onward[turning] = onward.max()
    return onward


def _elsewhere(month: Month, crew: Crew) -> tuple[bool, bool]:
    """Whether a crew works elsewhere than it is read: its cards were left; or they fall silent on the way in."""
    total = max(float(crew.weights.sum()), 1e-9)
    silent = float(month.movement.unseen[crew.descents].sum()) / total
    left = float(crew.weights[named(month, ROOMS)].sum()) / total
    return left > IN_ROOMS, silent > crews.SILENT


def _turning(month: Month, crew: Crew) -> int:
    """The station where the way into a crew's silence ends: innermost on the way on from where most fall silent.

    Who rides is read at one station of a few, so some are read farther in than most.
    """
    move = month.movement
    most, metres = int(crew.weights.argmax()), move.near.metres
    gone = move.absences
    inner = gone.station[crew.descents[move.visits.descent[gone.visit]]]
    share = np.bincount(inner, minlength=len(move.stations)) / max(len(inner), 1)
    far = metres[move.pit]
    on_way = far[most] + metres[most] <= far * (1 + DETOUR_SHARE) + DETOUR_M
    beyond = np.flatnonzero(on_way & np.isfinite(far) & (share > 0))
    order = beyond[np.argsort(-far[beyond], kind="stable")]
    reached = np.flatnonzero(np.cumsum(share[order]) >= TURNS)
    return int(order[reached[0]]) if len(reached) else most


def _beyond(month: Month, crew: Crew) -> tuple[tuple[str, ...], int]:
    """Where a crew falls silent, then where else it was read but on its way in, then the likeliest ways on."""
    metres, last = month.movement.near.metres, int(crew.weights.argmax())
    before = on_way_to(month, last)
    ahead = np.sqrt(prior(month, crew.days)) * np.exp(-metres[last] / AHEAD_M)
    ahead += np.where(crew.weights > RANKED * crew.weights.max(), crew.weights, 0.0)
    order = [i for i in np.argsort(-np.where(before, 0.0, ahead), kind="stable").tolist() if i != last]
    return tuple(month.movement.stations[i] for i in (last, *order[: MOST_STATIONS - 1])), 1


def _days_of(crew: Crew, windows: Sequence[Bools]) -> list[Bools]:
    """The days on which a crew is judged: its own, and those of the windows that it may be the reason for."""
    own = _filled(crew)
    if crews.strength(crew) < WITNESS:
        return [own]
    there = [days for days in windows if (crew.days & days).sum() >= THERE * days.sum()]
    return [own, *(days for days in there if (days != own).any())]


def _filled(crew: Crew) -> Bools:
    """From the first to the last day of a crew: rest days between are part of the same work.

    A day on which it was there for a few hours, as before the midnight of a first night shift, begins or ends nothing.
    """
    hours = crew.present.reshape(len(crew.days), -1).sum(axis=1)
    first, last = np.flatnonzero(crew.days & (hours >= FULL_DAY * np.median(hours[crew.days])))[[0, -1]]
    filled = np.zeros(len(crew.days), dtype=bool)
    filled[first : last + 1] = True
    return filled


def _from_window(
    month: Month, days: Bools, groups: Groups, settling: Settling, hiding: Sequence[people.Hiding]
) -> Suspicion:
    """Without a crew the place follows from what was measured, from few settled persons, and from the register."""
    suspicion = Suspicion(days)
    left = tuple(code for h in hiding if (h.days & days).any() for code in h.left_at)
    last = [code for h in hiding if (h.days & days).any() for code in h.last_at]
    people_at = [KNOWN_LAST * month.movement.station_mask(last)]
    if len(month.movement.descents):
        people_at += [
            _few_settled(month, days, settling), _more_at_work(month, days, left), _lingered(month, days, left)
        ]  # fmt: skip
    weight = likelihood(month, groups, suspicion, np.max(people_at, axis=0), left)
    codes, own = _spread(month, weight) if weight.any() else ((), 0)
    return replace(suspicion, stations=codes, own=own, cards=alarmed_at(month, codes[:1]))


def _few_settled(month: Month, days: Bools, settling: Settling) -> Floats:
    """Per station 0..1: weighted person-hours a day settled there beyond those of the other days."""
    move = month.movement
    inside = days[np.clip(month.clock.day_of(move.descents.first_s), 0, month.clock.days - 1)]
    rate = np.zeros((2, len(move.stations)))
    for row, (chosen, count) in enumerate(((inside, days.sum()), (~inside, (~days).sum()))):
        mine = chosen & (settling.station >= 0)
        told = settling.hours[mine] * np.sqrt(settling.weight[mine])  # where, rather than who
        np.add.at(rate[row], settling.station[mine], told / max(int(count), 1))
    more: Floats = np.clip((rate[0] - rate[1]) / FULL_H, 0.0, 1.0)
    return more


def _lingered(month: Month, days: Bools, left: tuple[str, ...]) -> Floats:
    """Per station up to `LINGERING`: the share of the days on which somebody lingered there, beyond the other days'.

    Who leads a crew without cards wears his own and looks in on them for an hour or two, in no time that makes him
    settle. Where everybody waits, cards lie, or work is approved, lingering tells nothing.
    """
    move = month.movement
    known, others = days & move.covered_days, ~days & month.working & move.covered_days
    if not known.any() or others.sum() < LEAST_OTHERS:
        return np.zeros(len(move.stations))
    day = month.clock.day_of(move.visits.arrived_s)
    long = (move.durations_s >= LINGERS_S) & (day >= 0) & (day < month.clock.days)
    there = np.zeros((month.clock.days, len(move.stations)), dtype=bool)
    there[day[long], move.visits.station[long]] = True
    more = there[known].mean(axis=0) - there[others].mean(axis=0)
    legal = hubs(month) | named(month, ROOMS) | move.station_mask(left)
    legal |= move.station_mask([code for face in month.register.faces for code in face.stations])
    return np.where(legal, 0.0, LINGERING * np.clip(more, 0.0, 1.0))


def _more_at_work(month: Month, days: Bools, left: tuple[str, ...]) -> Floats:
    """Per station 0..1: person-hours a day beyond those of the other days where work is approved.

    Who works beyond the end of an approved face is read there. Where cards were left nobody works.
    """
    move = month.movement
    worked = move.station_mask([code for face in month.register.faces for code in face.stations])
    worked &= ~move.station_mask(left)
    known, others = days & move.covered_days, ~days & month.working & move.covered_days
    if not worked.any() or not known.any() or others.sum() < LEAST_OTHERS:
        return np.zeros(len(move.stations))
    day = np.clip(month.clock.day_of(move.descents.first_s), 0, month.clock.days - 1)
    hours = np.zeros((month.clock.days, len(move.stations)))
    np.add.at(hours, day, move.hours + move.unseen)
    usual, spread = hours[others].mean(axis=0), hours[others].std(axis=0)
    rise = hours[known].mean(axis=0) - np.maximum((1 + MORE_AT_WORK) * usual, usual + 2 * spread)
    return np.where(worked, np.clip(rise / FULL_H, 0.0, 1.0), 0.0)


def _ranked(month: Month, weight: Floats) -> tuple[tuple[str, ...], int]:
    """Stations by weight, then those next to the first, so that the squad knows where to begin and go on.

    Those that it passes on its way in come last. The second value is how many of them have weight themselves.
    """
    near = month.movement.near
    order = [int(i) for i in np.argsort(-weight, kind="stable") if weight[i] > RANKED * weight.max()]
    own = min(len(order), MOST_STATIONS)
    first = order[0]
    beside = np.lexsort((near.metres[first], near.hops[first], on_way_to(month, first)))
    order += [i for i in beside.tolist() if i not in order and np.isfinite(near.metres[first, i])]
    return tuple(month.movement.stations[i] for i in order[:MOST_STATIONS]), own


def _spread(month: Month, weight: Floats) -> tuple[tuple[str, ...], int]:
    """Like `_ranked` where places are only likely: the next to go to is rather another place than the next reader."""
    near = month.movement.near.adjacent
    left = weight.copy()
    chosen: list[int] = []
    while len(chosen) < MOST_STATIONS and left.max() > LIKELY * weight.max():
        chosen.append(int(left.argmax()))
        left[chosen[-1]] = 0.0
        left[near[chosen[-1]]] *= NEXT_READER
    return tuple(month.movement.stations[i] for i in chosen), len(chosen)


def _same(month: Month, one: Candidate, other: Candidate) -> bool:
    """Whether two suspicions are one conduct: overlapping days, and the same place or one without a crew."""
    if not (one.suspicion.days & other.suspicion.days).any() and not _adjoining(one, other):
        return False
    if one.crew is None or other.crew is None:
        return True
    near = month.movement.near.metres[np.ix_(one.crew.stations, other.crew.stations)]
    shared = (one.crew.descents & other.crew.descents).sum()
    return bool(near.min() <= SAME_PLACE_M or shared > 0 or _same_crew(month, one.crew, other.crew))


def _adjoining(one: Candidate, other: Candidate) -> bool:
    a, b = np.flatnonzero(one.suspicion.days), np.flatnonzero(other.suspicion.days)
    return bool(b[0] - a[-1] in (1, 2) or a[0] - b[-1] in (1, 2))


def _same_crew(month: Month, one: Crew, other: Crew) -> bool:
    """The same persons at two places: a crew that moves on is one conduct."""
    cards = month.movement.descents.card
    a, b = set(cards[one.descents].tolist()), set(cards[other.descents].tolist())
    return len(a & b) >= 0.5 * min(len(a), len(b))


def lead(month: Month, candidate: Candidate) -> Lead:
    """Out: the lead that the contract's file takes."""
    low, high = people.span(month, candidate.suspicion.days)
    heads = None if candidate.crew is None else round(float(candidate.crew.heads), 1)
    return Lead(
        month.mine_code, Kind.HIDDEN_FACE, round(candidate.score, 4), low, high, candidate.suspicion.stations,
        heads, candidate.suspicion.cards, candidate.rows, _details(month, candidate),
    )  # fmt: skip


def _details(month: Month, candidate: Candidate) -> dict[str, object]:
    """What the pages and the squad's sheet show beside the contract: parts of the score, persons by hour."""
    parts = [vars(e) for e in fusion.explain(candidate.rows)]
    told: dict[str, object] = {"explanation": parts, "suspected_stations": candidate.suspicion.own}
    if candidate.crew is not None:
        by_bin = candidate.crew.present.reshape(month.clock.days, -1)[candidate.suspicion.days]
        told["persons_by_hour"] = [
            round(float(v), 1) for v in by_bin.mean(axis=0).reshape(24, -1).mean(axis=1)
        ]
    return told
