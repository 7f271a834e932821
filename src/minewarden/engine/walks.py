"""Walks over visits: moves and whether legs can make them, descents into the mine, silences and joint returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from minewarden.engine.arrays import coded, column, milliseconds, plain
from minewarden.engine.graph import StationGraph
from minewarden.engine.visits import MOMENT, EndReason

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class WalkRules:
    """Settings, not law (待核: to be set from the mine's own transport permits).

    `speed_limit_m_per_s`: faster than any man-riding of the mine. `reach_m`: how far from a station its reader still
    sees a card; a move between two stations may be shorter by twice that. `descent_gap_s`: silence after which a card
    is taken to have come out unread. `absence_s`: shortest and longest silence that is looked at.
    """

    speed_limit_m_per_s: float = 6.0
    reach_m: float = 60.0
    descent_gap_s: float = 4 * 3600.0
    absence_s: tuple[float, float] = (2 * 3600.0, 10 * 3600.0)


USUAL_WALKS = WalkRules()


@dataclass(frozen=True)
class Stays:
    """Visits as arrays, sorted by card and arrival; `card` and `station` are positions in `cards`, `stations`."""

    cards: list[str]
    stations: list[str]
    card: Ints
    station: Ints
    arrived_ms: Ints
    left_ms: Ints
    reads: Ints
    reason: Ints
    first_file: Ints
    last_file: Ints

    def __len__(self) -> int:
        return int(self.card.size)

    @cached_property
    def follows(self) -> Bools:
        """Whether each visit (but the first) belongs to the same card as the one before."""
        same: Bools = self.card[1:] == self.card[:-1]
        return same

    def descents(self, gap_s: float) -> Ints:
        """The running number of the descent each visit belongs to: a new one after an exit or a long silence."""
        silent_ms = self.arrived_ms[1:] - self.left_ms[:-1]
        apart = ~self.follows | (self.reason[:-1] == EndReason.EXIT) | (silent_ms > gap_s * 1000)
        return np.concatenate([np.zeros(min(1, len(self)), np.int64), np.cumsum(apart)])


def stays_of(visits: pa.Table) -> Stays:
    """The visits of one mine as arrays. In: a table of the schema `VISITS`."""
    cards, card = _sorted_words(visits["card"])
    stations, station = _sorted_words(visits["station_code"])
    arrived, left = milliseconds(visits["arrived_at"]), milliseconds(visits["left_at"])
    order = np.lexsort((left, arrived, card))
    counts = (plain(visits[name]) for name in ("reads", "end_reason", "first_file_no", "last_file_no"))
    rest = [count.astype(np.int64)[order] for count in counts]
    return Stays(cards, stations, card[order], station[order], arrived[order], left[order], *rest)


def moves(visits: pa.Table, graph: StationGraph) -> pa.Table:
    """Every step of a card from one station to another within a descent, with its way and least speed.

    Out: `card, from_station, to_station, left_at, arrived_at, elapsed_s, distance_m, hops, speed_m_per_s, in_graph,
    first_file_no, last_file_no`. The card left after its last read and arrived before its first, so `elapsed_s` is
    the longest the walk can have taken and `speed_m_per_s` (metres along roadways over it) the least it can have been;
    infinite `distance_m`, `hops` -1: no roadways lead there. `in_graph`: both stations are known to the register.
    """
    stays = stays_of(visits)
    step = np.flatnonzero(
        stays.follows & (stays.reason[:-1] != EndReason.EXIT) & (np.diff(stays.station) != 0)
    )
    a, b = stays.station[step], stays.station[step + 1]
    known = np.array([graph.index.get(code, -1) for code in stays.stations], np.int64)
    in_graph = (known[a] >= 0) & (known[b] >= 0) if step.size else np.zeros(0, bool)
    distance_m = np.full(step.size, np.inf)
    hops = np.full(step.size, -1, np.int32)
    if in_graph.any():
        pairs = known[a[in_graph]], known[b[in_graph]]
        distance_m[in_graph], hops[in_graph] = graph.distances_m[pairs], graph.hop_counts[pairs]
    elapsed_s = (stays.arrived_ms[step + 1] - stays.left_ms[step]) / 1000
    return pa.table(
        {
            "card": _words(stays.card[step], stays.cards),
            "from_station": _words(a, stays.stations),
            "to_station": _words(b, stays.stations),
            "left_at": moment(stays.left_ms[step]),
            "arrived_at": moment(stays.arrived_ms[step + 1]),
            "elapsed_s": elapsed_s,
            "distance_m": distance_m,
            "hops": hops,
            "speed_m_per_s": distance_m / np.maximum(elapsed_s, 1.0),
            "in_graph": in_graph,
            "first_file_no": stays.last_file[step].astype(np.uint32),
            "last_file_no": stays.first_file[step + 1].astype(np.uint32),
        }
    )


def impossible_moves(steps: pa.Table, rules: WalkRules = USUAL_WALKS) -> pa.Table:
    """The moves nobody can have made, with `why`: `speed` (faster than any transport) or `unconnected`.

    In: the table of `moves`. A move is judged only where both stations are declared; twice the reach of a reader is
    taken off the way first. `unconnected` says that the declared roadways do not lead there: an undeclared way, or a
    false position. Harmless look-alikes: a wrong length in the register (the same pair for everyone).
    """
    distance_m, elapsed_s = plain(steps["distance_m"], np.nan), plain(steps["elapsed_s"], np.nan)
    in_graph = plain(steps["in_graph"])
    unconnected = in_graph & ~np.isfinite(distance_m)
    least_m = np.maximum(0.0, distance_m - 2 * rules.reach_m)
    fast = in_graph & ~unconnected & (least_m / np.maximum(elapsed_s, 1.0) > rules.speed_limit_m_per_s)
    why = np.where(unconnected, "unconnected", "speed")
    return steps.append_column("why", pa.array(why)).filter(pa.array(fast | unconnected))


def descents(visits: pa.Table, rules: WalkRules = USUAL_WALKS) -> pa.Table:
    """Every stay of a card in the mine, from its first read to its last.

    Out: `card, entered_at, left_at, first_station, last_station, visits, stations, out` (whether an exit was read),
    `out_before_s` (time since the card's last descent ended, null at the first; a short one is a re-entry),
    `first_file_no, last_file_no`.
    """
    stays = stays_of(visits)
    number = stays.descents(rules.descent_gap_s)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    last = np.append(first[1:], len(stays)) - 1 if first.size else first
    entered, left = stays.arrived_ms[first], stays.left_ms[last]
    again = stays.card[first][1:] == stays.card[first][:-1]
    out_s = np.concatenate(
        [np.full(min(1, first.size), np.nan), np.where(again, (entered[1:] - left[:-1]) / 1000, np.nan)]
    )
    pairs = np.unique(np.stack([number, stays.station]), axis=1)[0]
    return pa.table(
        {
            "card": _words(stays.card[first], stays.cards),
            "entered_at": moment(entered),
            "left_at": moment(left),
            "first_station": _words(stays.station[first], stays.stations),
            "last_station": _words(stays.station[last], stays.stations),
            "visits": (last - first + 1).astype(np.int32),
            "stations": np.bincount(pairs, minlength=first.size).astype(np.int32),
            "out": stays.reason[last] == EndReason.EXIT,
            "out_before_s": pa.array(out_s, from_pandas=True),
            "first_file_no": stays.first_file[first].astype(np.uint32),
            "last_file_no": stays.last_file[last].astype(np.uint32),
        }
    )


def re_entries(found: pa.Table, within_s: float = 1800.0) -> pa.Table:
    """The descents that began at most `within_s` after the same card had come out. In: the table of `descents`."""
    return found.filter(pa.compute.less_equal(found["out_before_s"], within_s))


def absences(
    visits: pa.Table, holes: Sequence[tuple[datetime, datetime]] = (), rules: WalkRules = USUAL_WALKS
) -> pa.Table:
    """Silences of a card that had not come out, of a length within `rules.absence_s`.

    In: visits; `holes`, the spans in which the mine sent nothing (`lake.missing`), which explain silence.
    Out: `card, from_station, to_station, from_at, to_at, silent_s, unexplained_s, same_station, first_file_no,
    last_file_no`. Harmless look-alikes: a dead reader (all cards there at once), an unread exit, short random gaps.
    """
    stays = stays_of(visits)
    silent_s = (stays.arrived_ms[1:] - stays.left_ms[:-1]) / 1000
    low, high = rules.absence_s
    step = np.flatnonzero(
        stays.follows & (stays.reason[:-1] == EndReason.GAP) & (silent_s >= low) & (silent_s <= high)
    )
    from_ms, to_ms = stays.left_ms[step], stays.arrived_ms[step + 1]
    explained_ms = np.zeros(step.size, np.int64)
    for start, end in holes:
        a, b = int(start.timestamp() * 1000), int(end.timestamp() * 1000)
        explained_ms += np.maximum(0, np.minimum(to_ms, b) - np.maximum(from_ms, a))
    return pa.table(
        {
            "card": _words(stays.card[step], stays.cards),
            "from_station": _words(stays.station[step], stays.stations),
            "to_station": _words(stays.station[step + 1], stays.stations),
            "from_at": moment(from_ms),
            "to_at": moment(to_ms),
            "silent_s": silent_s[step],
            "unexplained_s": silent_s[step] - explained_ms / 1000,
            "same_station": stays.station[step] == stays.station[step + 1],
            "first_file_no": stays.last_file[step].astype(np.uint32),
            "last_file_no": stays.first_file[step + 1].astype(np.uint32),
        }
    )


@dataclass(frozen=True)
class JointReturn:
    """Several cards that fell silent and were all read again at one station at nearly the same time."""

    station: str
    from_at: datetime
    to_at: datetime
    cards: tuple[str, ...]
    first_file_no: int
    last_file_no: int


def joint_returns(silences: pa.Table, within_s: float = 120.0, least: int = 3) -> list[JointReturn]:
    """Groups of at least `least` cards whose silence ended at one station within `within_s`, the first to the last.

    In: the table of `absences`. A crew that works out of sight and comes back together leaves exactly this.
    """
    rows = sorted(silences.to_pylist(), key=lambda row: (row["to_station"], row["to_at"]))
    groups: list[list[dict[str, Any]]] = []
    for row in rows:
        head = groups[-1][0] if groups else None
        together = head is not None and head["to_station"] == row["to_station"]
        if head is not None and together and (row["to_at"] - head["to_at"]).total_seconds() <= within_s:
            groups[-1].append(row)
        else:
            groups.append([row])
    return [
        JointReturn(
            station=group[0]["to_station"],
            from_at=group[0]["to_at"],
            to_at=group[-1]["to_at"],
            cards=tuple(sorted({row["card"] for row in group})),
            first_file_no=min(row["first_file_no"] for row in group),
            last_file_no=max(row["last_file_no"] for row in group),
        )
        for group in groups
        if len({row["card"] for row in group}) >= least
    ]


def moment(ms: Ints) -> pa.Array:
    """Epoch milliseconds as aware timestamps."""
    return column(ms, MOMENT)


def _words(numbers: Ints, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(column(numbers.astype(np.int32)), pa.array(words, pa.string()))


def _sorted_words(column: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """The words in order of the alphabet and the number of each row's word."""
    words, numbers = coded(column)
    ranks = np.argsort(np.argsort(np.array(words, dtype=np.str_), kind="stable"), kind="stable")
    return sorted(words), ranks[numbers].astype(np.int64) if len(words) else np.zeros(0, np.int64)
