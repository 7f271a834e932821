"""People: crews that settle, shift after shift, where no work is approved, or vanish there and come back.

A person is *settled* in a descent where most of the time at places without approved work was spent around one
station, seen by its reader or out of every reader's sight behind it. Walking by, waiting for the cage, a patrol and a
pump attendant do not make a crew; a crew is several settled persons of one shift.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from minewarden.factors.channels import Suspicion, figure
from minewarden.factors.clock import BINS, DAY_S, Bools, Floats, Ints
from minewarden.factors.facework import approach, crewed_days, crowded_gate, unmanned_days
from minewarden.factors.model import FactorRow, Verdict
from minewarden.factors.month import Month, once
from minewarden.factors.series import daily
from minewarden.factors.video import entry_counts, excess_days
from minewarden.factors.words import Words, plural
from minewarden.feeds.register import Face

NAME = "people"
# Settings of the comparison, not law.
SETTLED_H = 2.0  # hours around one station that are a stay
SETTLED_SHARE = 0.45  # and the least share of the whole descent
LOOSE, FIRM = 0.4, 0.65  # share of the descent at which a stay begins to count, and counts fully
DAY_CREW = 0.55  # how far a crew speaks that comes by day alone, as those do who repair roadways
DAY_HOURS = (6, 10)  # a shift that begins then is one by day
SURE_TRADES = 0.8  # mean weight of the trades from which the hour does not matter
CREW = 2.5  # weighted persons of one shift from which they count as a crew
CREW_HEADS = 3
QUIET_HEADS = 3  # so many of any trade settled at a place in a shift are worth comparing quantities for
QUIET_SHIFTS = 3  # fewer are an errand, or what the first day cuts off
QUIET_DAYS = 0.8  # of the days: who stays there on more has a post
MOST_QUIET = 4
USUAL = 0.25  # share of the shifts whose number is taken for usual
OTHER_TRADES = 3.5
UNCARDED = 0.6  # how far people without cards, who may be anywhere, speak for an undeclared place
UNCARDED_CLEAR = 12.0  # persons a day from which they speak that far
UNCARDED_DAYS = 0.6
HIDING_DAYS = 0.6  # of the suspected days on which people hid
HIDING_CLEAR = 6.0  # persons in hiding from which they speak as far as people without cards can
HUB_SHARE = 0.45  # a station that so many descents pass is a way, not a working place
HUB_WEIGHT = 0.4  # who stays where everybody passes signals, loads and waits rather than digs
FACE_SLACK_DAYS = 1
MOVE_DAYS = 10  # around a face's first and last day crews install and remove machines
MOVE_WEIGHT = 0.3
MOST_CARDS = 60


@dataclass(frozen=True)
class Place:
    """A cluster of stations where crews settle. `weights`: person-hours by station; `by_day`: share of the shifts."""

    stations: Ints
    weights: Floats
    days: Bools
    descents: Bools
    crew: Floats
    heads: float
    weighted_heads: float
    shifts: int
    by_day: float


@dataclass(frozen=True)
class Hiding:
    """Days on which people hid from the readers, by whatever trick: their cards, and how the sheet says it.

    `left_at`: the stations where their cards lie, if they do.
    """

    days: Bools
    cards: tuple[str, ...]
    heads: float
    manner: Words
    left_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settling:
    """Per descent: where it settled (station position, -1 nowhere), how long, and how much it speaks for a face."""

    station: Ints
    hours: Floats
    weight: Floats


def settle(
    month: Month, ignored: Set[str] = frozenset(), untrue: Bools | None = None, lying: Bools | None = None
) -> Settling:
    """Out: for each descent the place without approved work around which it settled, if any.

    `ignored` are cards that are not persons (carried by others); `untrue` are days whose snapshots are fabricated;
    `lying` are descents of cards that nobody wears: they settle only at a seal, where the reader loses the bearer.
    """
    move = month.movement
    if not any(face.stations for face in month.register.faces):  # nothing declared: nothing can be undeclared
        nothing = np.zeros(len(move.descents))
        return Settling(np.full(len(move.descents), -1), nothing, nothing)
    days = np.clip(month.clock.day_of(move.descents.entered_s), 0, month.clock.days - 1)
    at_work = _lost_before_face(month, days)
    total = move.hours + np.where(at_work, 0.0, move.unseen)
    explained, moving = _explained(month)
    here = explained[days]
    worked = np.where(here, total, 0.0).sum(axis=1) + np.where(at_work, move.unseen, 0.0).sum(axis=1)
    length = np.maximum((move.hours + move.unseen).sum(axis=1), 0.5)
    open_ = np.where(here, 0.0, np.maximum(total - passing(month)[None, :], 0.0))
    around = open_ @ (move.near.adjacent | np.eye(len(move.stations), dtype=bool)).astype(float)
    hours = around.max(axis=1, initial=0.0)
    own = np.where(around >= hours[:, None] - 1e-9, open_, -1.0)
    station = own.argmax(axis=1) if own.size else np.zeros(len(days), dtype=np.int64)
    if untrue is not None:
        hours = np.where(untrue[days], 0.0, hours)
    stays = (hours >= SETTLED_H) & (hours >= SETTLED_SHARE * length) & (hours > worked)
    if lying is not None:
        seals = move.station_mask([code for seal in month.register.seals for code in seal.stations])
        stays &= ~lying | seals[station]
    weight = _weights(month, ignored)[move.descents.card] * np.where(moving[days, station], MOVE_WEIGHT, 1.0)
    weight *= np.where(hubs(month)[station], HUB_WEIGHT, 1.0)
    weight *= np.clip((hours / length - LOOSE) / (FIRM - LOOSE), 0.0, 1.0)
    return Settling(np.where(stays, station, -1), np.where(stays, hours, 0.0), np.where(stays, weight, 0.0))


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


def _weights(month: Month, ignored: Set[str]) -> Floats:
    trades = month.trades
    unknown = 0.7
    return np.array(
        [
            0.0 if card in ignored else trades[card].weight if card in trades else unknown
            for card in month.movement.cards
        ]
    )


def _explained(month: Month) -> tuple[Bools, Bools]:
    """Days x stations: where work is approved; and where a face is being set up or taken out."""
    shape = (month.clock.days, len(month.movement.stations))
    explained, moving = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for face in month.register.faces:
        at = month.movement.at_face(face)
        valid = month.clock.valid(face.since, face.until, FACE_SLACK_DAYS)
        explained |= valid[:, None] & at
        explained |= (valid & crewed_days(month, face))[:, None] & approach(month, face)
        around = month.clock.valid(face.since, face.until, MOVE_DAYS)
        moving |= around[:, None] & (at | approach(month, face))
        if face.kind == "coal_face":
            explained &= ~crowded_gate(month, face)
    return explained, moving & ~explained


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


def crew_of(month: Month, face: Face) -> Bools:
    """Out: per card whether it mostly worked at a face in those descents in which it worked at any."""
    move = month.movement
    here = move.hours[:, move.at_face(face)].sum(axis=1)
    faces = move.station_mask([code for other in month.register.faces for code in other.stations])
    anywhere = move.hours[:, faces].sum(axis=1)
    size = len(move.cards)
    own = np.bincount(move.descents.card, here, size)
    crew: Bools = (own >= SETTLED_H) & (own > 0.5 * np.bincount(move.descents.card, anywhere, size))
    return crew


def places(month: Month, settling: Settling) -> list[Place]:
    """Out: clusters of stations with crews, most person-hours first, then the quiet ones; `days` have a crew."""
    move = month.movement
    if not len(move.descents) or not len(move.stations):
        return []
    shift = np.maximum(month.clock.shift_of(move.descents.first_s), 0)  # who was below before the data begin
    shifts = int(shift.max(initial=0)) + 2
    chosen = settling.station >= 0
    shape = (len(move.stations), shifts + 1)
    weighted, heads = np.zeros(shape), np.zeros(shape)
    at = (settling.station[chosen], shift[chosen])
    np.add.at(weighted, at, settling.weight[chosen])
    np.add.at(heads, at, 1.0)
    reach = move.near.adjacent | np.eye(len(move.stations), dtype=bool)
    crews = ((reach @ weighted) >= CREW) & ((reach @ heads) >= CREW_HEADS) & (heads > 0)
    found = [
        _place(month, settling, cluster, crews, shift) for cluster in _clusters(crews.max(axis=1), reach)
    ]
    known = reach @ crews.any(axis=1)
    quiet = _quiet(month, heads, reach) & ~known[:, None]
    others = [
        _place(month, settling, cluster, quiet, shift) for cluster in _clusters(quiet.max(axis=1), reach)
    ]
    others = [p for p in others if p.shifts >= QUIET_SHIFTS and p.days.sum() <= QUIET_DAYS * month.clock.days]
    return _by_hours(found) + _by_hours(others)[:MOST_QUIET]


def _by_hours(found: list[Place]) -> list[Place]:
    return sorted(found, key=lambda place: -place.weights.sum())


def _quiet(month: Month, heads: Floats, reach: Bools) -> Bools:
    """Out: stations x shifts in which clearly more people settle than in most, of whatever trade, off the busy ways.

    They may repair or drill there by rights and say little, but on their days the quantities may say the rest.
    """
    around = reach @ heads
    usual = np.quantile(around, USUAL, axis=1)[:, None]
    quiet: Bools = (around >= np.maximum(QUIET_HEADS, 2 * usual + 1)) & (heads > 0) & ~hubs(month)[:, None]
    return quiet


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


def _place(month: Month, settling: Settling, cluster: Ints, crews: Bools, shift: Ints) -> Place:
    move = month.movement
    in_cluster = np.isin(settling.station, cluster)
    shifts = np.flatnonzero(crews[cluster].any(axis=0))
    working = in_cluster & np.isin(shift, shifts)
    mask = np.zeros(len(move.stations), dtype=bool)
    mask[cluster] = True
    crew = move.headcount(mask | _behind(move.near.adjacent, mask, hubs(month)), working)
    weights = np.zeros(len(move.stations))
    np.add.at(weights, settling.station[working], settling.hours[working])
    days = np.zeros(month.clock.days, dtype=bool)
    days[np.clip(month.clock.day_of(move.descents.first_s[working]), 0, month.clock.days - 1)] = True
    count = max(len(shifts), 1)
    starts = np.asarray(month.clock.shift_starts_s) // 3600
    by_day = (starts >= DAY_HOURS[0]) & (starts <= DAY_HOURS[1])
    return Place(cluster, weights, days, working, crew, working.sum() / count,
                 float(settling.weight[working].sum()) / count, len(shifts),
                 float(by_day[shifts % len(starts)].mean()) if len(shifts) else 0.0)  # fmt: skip


def _behind(adjacent: Bools, mask: Bools, busy: Bools) -> Bools:
    return adjacent[mask].any(axis=0) & ~busy & ~mask


def strength(place: Place) -> float:
    """Out: 0..1; grows with the size of the crew and with the shifts in which it came.

    However many, people of trades that work in any roadway say no more than `OTHER_TRADES` times their weight.
    """
    doubt = np.exp(-place.weighted_heads / 5.0 * min(place.shifts, 8) / 3.5)
    trades = place.weighted_heads / max(place.heads, 1e-9)
    told = min(1.0, OTHER_TRADES * trades)
    if place.by_day > 0.9 and place.shifts > 2 and trades < SURE_TRADES:
        told *= DAY_CREW
    return float(told * (1 - doubt))


def judge(
    month: Month, suspicion: Suspicion, place: Place | None, hiding: Sequence[Hiding] = ()
) -> FactorRow:
    """Out: the people at the suspected place, person-hours a day; expected are none."""
    move = month.movement
    if not (move.covered_days & suspicion.days).any():
        text = Words(
            "人员：该时段没有人员位置数据，不作判断。", "People: no location data in this period, no verdict."
        )
        return FactorRow(NAME, Verdict.NO_DATA, text=text)
    days = suspicion.days & move.covered_days
    if place is None:
        agrees = Words("人员：在册作业地点以外没有发现成班人员停留。",
                       "People: no crew was found staying outside approved working places.")  # fmt: skip
        rows = [row for row in (_uncarded(month, days), _in_hiding(month, days, hiding)) if row is not None]
        calm = FactorRow(NAME, Verdict.AGREES, 0.0, 0.0, "person-hours/day", 0.5, agrees)
        return max(rows, key=lambda row: row.strength, default=calm)
    by_day = np.where(move.covered_days, place.crew.reshape(month.clock.days, BINS).sum(axis=1) / 4, np.nan)
    hours = by_day[days].mean()
    name = Words("该处", "this place")
    if suspicion.stations:
        name = Words.name(station_name(month, suspicion.stations[0]))
    unseen = float(move.unseen[place.descents].sum() / max(place.weights.sum(), 1e-9))
    manner = Words("停留", "stayed")
    if unseen > 0.5:
        manner = Words("进入后长时间失去信号又在原处出现",
                       "went in, lost signal for long and appeared again at the same place")  # fmt: skip
    text = Words(f"人员：{name.zh}附近不属于在册采掘地点，{place.shifts}个班中平均每班{figure(place.heads)}人"
                 f"成班{manner.zh}，每天约{figure(float(hours))}人·小时，应为0。",
                 f"People: near {name.en}, no approved working place; in {plural(place.shifts, 'shift')} a crew of "
                 f"{figure(place.heads)} on average {manner.en}, about {figure(float(hours))} person-hours a day; "
                 "expected 0.")  # fmt: skip
    label = Words(f"{name.zh}附近人员", f"people near {name.en}")
    return FactorRow(NAME, Verdict.CONTRADICTS, round(float(hours), 1), 0.0, "person-hours/day",
                     round(strength(place), 3), text, _evidence(month, place),
                     series=daily(month.clock, label, by_day, 0.0, days))  # fmt: skip


def _uncarded(month: Month, days: Bools) -> FactorRow | None:
    """People without cards, where cameras counted them on most of the days; a declared face may employ them as well."""
    counts = entry_counts(month)
    if counts is None:
        return None
    more = days & excess_days(counts)
    if more.sum() < UNCARDED_DAYS * days.sum():
        return None
    extra = float(counts.excess[more].mean())
    text = Words(f"人员：在册地点以外没有持卡人员成班停留，但井口视频每天比定位卡多出约{figure(extra)}人次，去向不明。",
                 "People: no crew with cards stayed outside approved places, but the cameras at the pit mouth count "
                 f"about {figure(extra)} persons a day more than the cards; where they went is unknown.")  # fmt: skip
    label = Words("井口视频比定位卡多出的人次", "persons on the pit-mouth cameras beyond the cards")
    strength = UNCARDED * min(extra / UNCARDED_CLEAR, 1.0)
    return FactorRow(NAME, Verdict.CONTRADICTS, round(extra, 1), 0.0, "persons/day", round(strength, 3), text,
                     month.evidence("video", "true", (), days), coal=True,
                     series=daily(month.clock, label, counts.excess, 0.0, more))  # fmt: skip


def _in_hiding(month: Month, days: Bools, hiding: Sequence[Hiding]) -> FactorRow | None:
    """People whose cards are carried, lie somewhere, or were taken out of the data on most of the days."""
    known = [h for h in hiding if (h.days & days).sum() > HIDING_DAYS * days.sum() and h.heads > 0]
    if not known:
        return None
    heads, manners = sum(h.heads for h in known), list(dict.fromkeys(h.manner for h in known))
    manner = Words("、".join(m.zh for m in manners), " or ".join(m.en for m in manners))
    cards = tuple(dict.fromkeys(card for h in known for card in h.cards))
    text = Words(f"人员：在册地点以外没有持卡人员成班停留，但同期有约{figure(heads)}人{manner.zh}，本人去向不明。",
                 "People: no crew with cards stayed outside approved places, but at the same time about "
                 f"{figure(heads)} persons {manner.en}; where they were is unknown.")  # fmt: skip
    strength = UNCARDED * min(heads / HIDING_CLEAR, 1.0)
    marks = ", ".join("?" * len(cards))
    return FactorRow(NAME, Verdict.CONTRADICTS, round(heads, 1), 0.0, "persons", round(strength, 3), text,
                     month.evidence("ryss", f"card IN ({marks})", cards, days) if cards else (),
                     coal=True)  # fmt: skip


def _evidence(month: Month, place: Place) -> tuple:  # type: ignore[type-arg]
    """The snapshots in which the stays begin and end, those that name most persons first."""
    v = month.movement.visits
    mine = place.descents[v.descent] & np.isin(v.station, place.stations)
    numbers = np.concatenate([v.first_file[mine], v.last_file[mine]])
    files, counts = np.unique(numbers, return_counts=True)
    best = np.argsort(-counts, kind="stable")[:10]
    return month.files({int(files[i]): int(counts[i]) for i in best})


def cards_of(month: Month, place: Place) -> tuple[str, ...]:
    """Out: the cards that settled there, the most faithful first."""
    numbers, counts = np.unique(month.movement.descents.card[place.descents], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_CARDS]
    return tuple(month.movement.cards[int(numbers[i])] for i in order)


def station_name(month: Month, code: str) -> str:
    """Out: the declared name of a station, else its code."""
    return next((s.name for s in month.register.stations if s.station_code == code and s.name), code)


def span(month: Month, days: Bools) -> tuple[str, str]:
    """Out: the first and the end of the last of `days`, ISO in China time."""
    first, last = np.flatnonzero(days)[[0, -1]]
    start = month.clock.start_s
    return month.clock.iso(start + int(first) * DAY_S), month.clock.iso(start + (int(last) + 1) * DAY_S)
