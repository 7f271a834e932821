"""The compiled state machine behind station visits: one pass over reads, one small record per card.

Everything here is numbers: codes are indices into the vocabularies that `engine.visits` keeps, times are integer
milliseconds. A kernel stops early when its output is full or a new card needs room; the caller makes room and goes on
at the row it returns, so that no pass ever allocates.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

MOVED, GAP, EXIT, OPEN = 0, 1, 2, 3
NEVER = -(2**62)  # earlier than any time; fits into int64 with room for subtraction

# One record per (mine, card). 48 bytes: within one cache line, and 20,000 cards stay inside the second-level cache.
SLOT = np.dtype(
    [
        ("mine", np.int32),
        ("card", np.int32),
        ("station", np.int32),
        ("next", np.int32),  # the same card code seen under another mine, or -1
        ("arrived", np.int64),
        ("last", np.int64),
        ("reads", np.int32),  # 0: no open visit
        ("first_file", np.uint32),
        ("last_file", np.uint32),
    ],
    align=True,
)
VISIT = np.dtype(
    [
        ("mine", np.int32),
        ("card", np.int32),
        ("station", np.int32),
        ("arrived", np.int64),
        ("left", np.int64),
        ("reads", np.int32),
        ("first_file", np.uint32),
        ("last_file", np.uint32),
        ("reason", np.int8),
    ],
    align=True,
)
# Positions in the array of counters.
USED, EMITTED, DUPLICATE, LATE, UNUSABLE = range(5)
COUNTERS = 5


class Rows(NamedTuple):
    """The columns of one batch, all of one length; indices point into the batch's own dictionaries."""

    mine: NDArray[np.int32]
    card: NDArray[np.int32]
    station: NDArray[np.int32]
    at: NDArray[np.int64]
    flag: NDArray[np.int8]
    entered: NDArray[np.int64]
    file_no: NDArray[np.uint32]


class Maps(NamedTuple):
    """From the batch's dictionaries to the vocabularies of the state."""

    mine: NDArray[np.int32]
    card: NDArray[np.int32]
    station: NDArray[np.int32]


def _use_writable_cache() -> None:
    """Keep compiled kernels between processes even where neither the package nor the home can be written."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    beside = Path(__file__).parent / "__pycache__"
    if os.access(beside if beside.exists() else beside.parent, os.W_OK):
        return
    folder = Path(tempfile.gettempdir()) / f"minewarden-numba-{os.getuid()}"
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


_use_writable_cache()


@numba.njit(cache=True, nogil=True)
def _slot_of(mine: Any, card: Any, heads: Any, slots: Any, counters: Any) -> Any:
    """The record of this card in this mine, made where it is new; -1 when there is no room left."""
    slot = heads[card]
    tail = -1
    while slot >= 0:
        if slots[slot].mine == mine:
            return slot
        tail = slot
        slot = slots[slot].next
    new = counters[USED]
    if new == slots.size:
        return -1
    fresh = slots[new]
    fresh.mine, fresh.card, fresh.next = mine, card, -1
    fresh.reads, fresh.last = 0, NEVER
    if tail < 0:
        heads[card] = new
    else:
        slots[tail].next = new
    counters[USED] = new + 1
    return new


@numba.njit(cache=True, nogil=True)
def _close(slot: Any, reason: Any, out: Any, counters: Any) -> None:
    visit = out[counters[EMITTED]]
    visit.mine, visit.card, visit.station = slot.mine, slot.card, slot.station
    visit.arrived, visit.left, visit.reads = slot.arrived, slot.last, slot.reads
    visit.first_file, visit.last_file, visit.reason = slot.first_file, slot.last_file, reason
    counters[EMITTED] += 1
    slot.reads = 0


@numba.njit(cache=True, nogil=True)
def scan(
    start: Any,
    rows: Any,
    maps: Any,
    heads: Any,
    slots: Any,
    newest: Any,
    out: Any,
    counters: Any,
    gap_ms: Any,
    refine: Any,
) -> Any:
    """Feed `rows` from `start` on into the state; returns the row to go on with (all done: the row count).

    It stops before a row when `out` is full or `slots` has no room for a new card. Cost: one pass, O(1) a row.
    """
    guess = heads[maps.card]  # most card codes belong to one mine: their record without a search
    mines, cards, stations, times, flags, _, files = rows
    for i in range(start, times.size):
        raw_card, raw_station, raw_mine = cards[i], stations[i], mines[i]
        at = times[i]
        if raw_card < 0 or raw_mine < 0 or at == NEVER:
            counters[UNUSABLE] += 1
            continue
        # Unsigned indices: compiled code does not ask whether they count from the end.
        mine = maps.mine[np.uint32(raw_mine)]
        found = guess[np.uint32(raw_card)]
        if found < 0 or slots[np.uint32(found)].mine != mine:
            found = _slot_of(mine, maps.card[raw_card], heads, slots, counters)
            if found < 0:
                return i
            guess[raw_card] = found
        slot = slots[np.uint32(found)]
        previous = slot.last
        here = flags[i] == 1 and raw_station >= 0
        stays = here and slot.reads > 0 and previous < at <= previous + gap_ms
        if stays and maps.station[np.uint32(raw_station)] == slot.station:  # nearly all rows end here
            slot.last = at
            slot.reads += 1
            slot.last_file = files[i]
            continue
        if counters[EMITTED] == out.size:
            return i
        if at < previous:
            # Older than what is known of this card: inside the open visit it only confirms it, else it comes too late.
            inside = here and slot.reads > 0 and at > slot.arrived
            if inside and maps.station[raw_station] == slot.station:
                slot.reads += 1
            else:
                counters[LATE] += 1
            continue
        if flags[i] != 1:
            if slot.reads > 0:
                _close(slot, EXIT, out, counters)
            slot.last = at
            continue
        if raw_station < 0:
            newest[mine] = max(newest[mine], at)  # it says nothing of the card, but the mine spoke
            counters[UNUSABLE] += 1
            continue
        station = maps.station[raw_station]
        if slot.reads > 0 and slot.station == station and at == previous:
            counters[DUPLICATE] += 1
            continue
        if slot.reads > 0:
            _close(slot, MOVED if at - previous <= gap_ms else GAP, out, counters)
        arrived = at
        if refine:
            # The sender's own time of arrival counts where it lies between the two reads that enclose it.
            entered = rows.entered[i]
            if max(previous, at - gap_ms) < entered < at:
                arrived = entered
        slot.station, slot.arrived, slot.last, slot.reads = station, arrived, at, 1
        slot.first_file, slot.last_file = files[i], files[i]
    return times.size
