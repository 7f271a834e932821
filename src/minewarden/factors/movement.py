"""Who was where, on the station graph: descents, hours at stations, and hours out of every reader's sight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa

from minewarden.engine.arrays import coded, milliseconds, plain
from minewarden.engine.visits import VisitRules, visits_table
from minewarden.factors.clock import BIN_S, BINS, DAY_S, Bools, Clock, Floats, Ints
from minewarden.factors.ghost_exits import rejoined
from minewarden.factors.nearness import Nearness
from minewarden.factors.snapshots import Descents, Snapshots
from minewarden.feeds.register import Face, Register

UNSEEN_LEAST_S = 3600
"""Silence shorter than this is bad coverage, not an absence. Setting, not law."""
RIDING_M_S = 5.0  # of a train underground: so far apart one is read from snapshot to snapshot. Setting.
NOMINAL_PERIOD_S = 300
REPORTED_S = DAY_S  # for so long at most the last report of a reader holds. Setting.
EXITS_TOLD = 0.2  # share of the descents with an exit, below which exits say nothing. Setting.


@dataclass(frozen=True)
class Visits:
    """Station visits sorted by card and time; codes are positions in `Movement.cards` and `.stations`."""

    card: Ints
    station: Ints
    arrived_s: Ints
    left_s: Ints
    reads: Ints
    first_file: Ints
    last_file: Ints
    descent: Ints

    def __len__(self) -> int:
        return len(self.card)


@dataclass(frozen=True)
class Absences:
    """Long silences: the visit before each, the station next to it, and from when to when (epoch seconds)."""

    visit: Ints
    station: Ints
    from_s: Ints
    to_s: Ints


@dataclass(frozen=True)
class Movement:
    """All movement of one mine in one span.

    `of_snapshots`: per descent of the snapshots the position here of the one that it is, or is part of; -1 for none.
    """

    clock: Clock
    cards: list[str]
    stations: list[str]
    snapshots_s: Ints
    period_s: float
    visits: Visits
    descents: Descents
    of_snapshots: Ints
    near: Nearness
    dead: dict[str, Bools]

    @cached_property
    def covered(self) -> Bools:
        """Quarter hours in which at least one snapshot arrived (flat, days x 96); short periods only."""
        mask = np.zeros(self.clock.bins, dtype=bool)
        bins = self.clock.bin_of(self.snapshots_s)
        mask[bins[(bins >= 0) & (bins < self.clock.bins)]] = True
        if self.period_s > BIN_S / 2:  # a slow sender leaves quarter hours empty without a fault
            reach = int(np.ceil(self.period_s / BIN_S))
            for step in range(1, reach + 1):
                mask[step:] |= mask[:-step].copy()
        return mask

    @cached_property
    def covered_days(self) -> Bools:
        """Days of which at least three quarters arrived."""
        whole: Bools = self.covered.reshape(self.clock.days, BINS).mean(axis=1) >= 0.75
        return whole

    @cached_property
    def exits_told(self) -> bool:
        """Whether the sender says who came out; some never do."""
        left = self.descents.left_s > 0
        return bool(left.mean() >= EXITS_TOLD) if len(left) else False

    @cached_property
    def durations_s(self) -> Ints:
        """How long each visit lasted, the half period before the next read counted in."""
        lasted: Ints = (self.visits.left_s - self.visits.arrived_s + self.period_s / 2).astype(np.int64)
        return lasted

    @cached_property
    def hours(self) -> Floats:
        """Descents x stations: hours seen there."""
        return self._spread(self.visits.descent, self.visits.station, self.durations_s)

    @cached_property
    def pit(self) -> int:
        """The station at which most descents are read first; 0 where nobody was read."""
        first = np.unique(self.visits.descent, return_index=True)[1]  # visits of a descent are in their order
        return int(np.bincount(self.visits.station[first]).argmax()) if len(first) else 0

    @cached_property
    def absences(self) -> Absences:
        """Visits after which the card was silent for long and came back near by.

        Counted only where the mine's snapshots went on and the reader there was alive: a dead reader or a
        broken link explains silence.
        """
        v = self.visits
        after = np.arange(1, len(v))
        before = after - 1
        same = v.descent[after] == v.descent[before]
        silent = v.arrived_s[after] - v.left_s[before]
        long = same & (silent >= max(UNSEEN_LEAST_S, 4 * self.period_s)) & (silent <= 14 * 3600)
        close = self.near.hops_within(v.station[before], v.station[after])
        close |= self.near.metres[v.station[before], v.station[after]] <= RIDING_M_S * self.period_s
        picked = before[long & close]
        low, high = v.left_s[picked], v.arrived_s[picked + 1]
        real = self.share_covered(low, high) > 0.8
        real &= ~self.reader_dead(v.station[picked], low, high)
        picked, low, high = picked[real], low[real], high[real]
        return Absences(picked, self._inner(v.station[picked], v.station[picked + 1]), low, high)

    def _inner(self, one: Ints, other: Ints) -> Ints:
        """Out: of pairs of stations the one farther from the pit: whoever rides is not read at every station."""
        far = self.near.metres[self.pit] if len(self.stations) else np.zeros(0)
        return np.where(np.nan_to_num(far[other], posinf=-1.0) > far[one], other, one)

    @cached_property
    def unseen(self) -> Floats:
        """Descents x stations: hours of absence at the innermost station before or after it."""
        gone = self.absences
        return self._spread(self.visits.descent[gone.visit], gone.station, gone.to_s - gone.from_s)

    def _spread(self, descent: Ints, station: Ints, seconds: Ints) -> Floats:
        total = np.zeros((len(self.descents), len(self.stations)))
        np.add.at(total, (descent, station), seconds / 3600.0)
        return total

    def share_covered(self, low: Ints, high: Ints) -> Floats:
        running = np.concatenate([[0], np.cumsum(self.covered)])
        first = np.clip(self.clock.bin_of(low), 0, self.clock.bins)
        last = np.clip(self.clock.bin_of(high) + 1, 0, self.clock.bins)
        share: Floats = (running[last] - running[first]) / np.maximum(last - first, 1)
        return share

    def reader_dead(self, station: Ints, low: Ints, high: Ints) -> Bools:
        result = np.zeros(len(station), dtype=bool)
        for code, bins in self.dead.items():
            if code not in self.stations:
                continue
            here = np.flatnonzero(station == self.stations.index(code))
            first = np.clip(self.clock.bin_of(low[here]), 0, len(bins))
            after = np.clip(self.clock.bin_of(high[here]) + 1, first, len(bins))
            running = np.concatenate([[0], np.cumsum(bins)])
            result[here] = (running[after] - running[first]) / np.maximum(after - first, 1) > 0.3
        return result

    def headcount(self, stations: Bools, descents: Bools, with_absences: bool = True) -> Floats:
        """Out: persons per quarter hour (flat) of `descents` at `stations`, those out of sight there included."""
        v = self.visits
        chosen = stations[v.station] & descents[v.descent]
        low, high = [v.arrived_s[chosen]], [v.arrived_s[chosen] + self.durations_s[chosen]]
        if with_absences:
            gone = self.absences
            held = stations[gone.station] & descents[v.descent[gone.visit]]
            low.append(gone.from_s[held])
            high.append(gone.to_s[held])
        return occupancy(self.clock, np.concatenate(low), np.concatenate(high))

    @cached_property
    def underground(self) -> Floats:
        """Cards underground per quarter hour (flat), by entry and last sight."""
        return occupancy(self.clock, self.descents.entered_s, self.descents.last_s)

    def face_hours(self, register: Register) -> Floats:
        """Person-hours per day at the stations of all declared faces; NaN on days that did not arrive."""
        mask = self.station_mask([code for face in register.faces for code in face.stations])
        count = self.headcount(mask, np.ones(len(self.descents), dtype=bool), with_absences=False)
        hours: Floats = count.reshape(self.clock.days, BINS).sum(axis=1) / 4
        return np.where(self.covered_days, hours, np.nan)

    def station_mask(self, codes: list[str] | tuple[str, ...] | set[str]) -> Bools:
        """Out: which of `stations` are among `codes`."""
        wanted = set(codes)
        return np.array([code in wanted for code in self.stations], dtype=bool)

    def at_face(self, face: Face) -> Bools:
        """Out: which stations belong to a face."""
        return self.station_mask(face.stations)


def occupancy(clock: Clock, low_s: Ints, high_s: Ints) -> Floats:
    """Out: how many of the spans low..high cover each quarter hour, in parts where they cover it in part."""
    change = np.zeros(clock.bins + 2)
    for at, sign in ((low_s, 1.0), (high_s, -1.0)):
        place = np.clip((at - clock.start_s) / BIN_S, 0, clock.bins)
        whole = np.floor(place).astype(np.int64)
        part = place - whole
        np.add.at(change, whole, sign * (1 - part))
        np.add.at(change, whole + 1, sign * part)
    filled: Floats = np.cumsum(change)[: clock.bins]
    return filled


def read_movement(
    seen: Snapshots, heard_s: list[int], sql: duckdb.DuckDBPyConnection, register: Register, clock: Clock
) -> Movement:
    """Out: the movement of one mine, from its location snapshots.

    `heard_s`: when any were sent, those among them that name nobody: an empty mine is no broken link.
    """
    snapshots = np.union1d(seen.times_s, np.asarray(heard_s, dtype=np.int64))
    steps = np.diff(snapshots)
    period = float(np.median(steps)) if len(steps) else float(NOMINAL_PERIOD_S)
    table = visits_table(seen.table.to_batches(), visit_rules(period))
    cards, card = coded(table["card"])
    stations, station = coded(table["station_code"])
    known = [s.station_code for s in register.stations if s.station_code not in set(stations)]
    descents, place = _of_cards(seen.descents, seen.cards, cards)
    visits = _sorted_visits(table, card.astype(np.int64), station.astype(np.int64), descents)
    stations = [*stations, *known]
    near = Nearness(register, stations)
    descents, visits, joined = rejoined(descents, visits, near)
    place = np.where(place >= 0, joined[place], -1)
    return Movement(
        clock, cards, stations, snapshots, period, visits, descents, place, near, _dead(sql, clock)
    )


def visit_rules(period_s: float) -> VisitRules:
    """Out: when a visit ends for a mine that sends every `period_s`."""
    return VisitRules(gap_s=max(900.0, 3.2 * period_s))


def _of_cards(descents: Descents, words: list[str], cards: list[str]) -> tuple[Descents, Ints]:
    """The descents with `card` as positions in `cards`, and where each of those that came in is now, -1 for nowhere."""
    known = {card: i for i, card in enumerate(cards)}
    card = np.array([known.get(word, -1) for word in words], dtype=np.int64)[descents.card]
    order = np.lexsort((descents.first_s, card))
    order = order[card[order] >= 0]
    place = np.full(len(descents), -1)
    place[order] = np.arange(len(order))
    return replace(descents, card=card).at(order), place


def _sorted_visits(table: pa.Table, card: Ints, station: Ints, descents: Descents) -> Visits:
    arrived, left = (milliseconds(table[name]) // 1000 for name in ("arrived_at", "left_at"))
    order = np.lexsort((arrived, card))
    card, station, arrived, left = card[order], station[order], arrived[order], left[order]
    reads, first, last = (
        plain(table[name]).astype(np.int64)[order] for name in ("reads", "first_file_no", "last_file_no")
    )
    span = int(max(left.max(initial=0), descents.first_s.max(initial=0))) + 1
    found = np.searchsorted(descents.card * span + descents.first_s, card * span + left, side="right") - 1
    found = np.maximum(found, 0)
    return Visits(card, station, arrived, left, reads, first, last, found)


def _dead(sql: duckdb.DuckDBPyConnection, clock: Clock) -> dict[str, Bools]:
    """Station to the quarter hours in which it was out of order (JZSS 运行状态 not 0), from one report to the next."""
    found = sql.execute(
        'SELECT station_code::VARCHAR, epoch("at")::BIGINT, run_state IN (1, 2), lead(epoch("at")::BIGINT) OVER '
        '(PARTITION BY station_code ORDER BY "at") FROM jzss WHERE run_state IS NOT NULL'
    ).fetchall()
    result: dict[str, Bools] = {}
    for code, at, broken, next_s in found:
        if not broken:
            continue
        bins = result.setdefault(code, np.zeros(clock.bins, dtype=bool))
        until = min(next_s if next_s is not None else at, at + REPORTED_S)
        first, after = (int((when - clock.start_s) // BIN_S) for when in (at, until))
        bins[max(first, 0) : max(after, first + 1, 0)] = True
    return result


__all__ = ["DAY_S", "Descents", "Movement", "Visits", "occupancy", "read_movement"]
