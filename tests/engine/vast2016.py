"""VAST Challenge 2016, Mini-Challenge 2, as location snapshots: cards in the zones of a building for two weeks.

A zone is a station. The data hold one event when a card enters a zone; a mine sends a snapshot of everyone every five
minutes, with the moment of arrival and a trace of the stations passed since. The adapter turns one into the other.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

CHINA = timezone(
    timedelta(hours=8)
)  # the building's own clock is read as China time: only differences matter
PERIOD = timedelta(minutes=5)
DOOR = "1-1"  # the entrance: whoever is read there last before a long silence has gone home
HOME_AFTER = timedelta(hours=4)
UNREAD_AFTER = timedelta(
    hours=12
)  # a card last read inside stays where it was for so long, then it is silent


class Event(NamedTuple):
    at: datetime
    card: str
    zone: str


def read_events(path: Path) -> list[Event]:
    """The events of the fixed readers, in time order."""
    with path.open(newline="") as file:
        rows = csv.reader(file, skipinitialspace=True)
        next(rows)
        return [
            Event(
                datetime.fromisoformat(at.strip()).replace(tzinfo=CHINA),
                card.strip(),
                f"{floor.strip()}-{zone.strip()}",
            )
            for at, _, card, floor, zone in rows
        ]


def snapshots(events: list[Event]) -> Iterator[pa.RecordBatch]:
    """One batch a day of snapshot rows as the lake has them, sorted by time and card."""
    rows: dict[datetime, list[tuple[datetime, str, str, int, datetime, str]]] = defaultdict(list)
    by_card: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_card[event.card].append(event)
    for card, own in by_card.items():
        for row in _rows_of(card, own):
            rows[row[0].replace(hour=0, minute=0)].append(row)
    text, moment = pa.dictionary(pa.int32(), pa.string()), pa.timestamp("ms", tz="UTC")
    kinds = [moment, text, text, pa.int8(), moment, pa.string()]
    names = ["at", "card", "station_code", "flag", "station_entered_at", "trace"]
    for day in sorted(rows):
        columns = zip(*sorted(rows[day]), strict=True)
        arrays = [
            pa.array(c, pa.string()).cast(k) if k == text else pa.array(c, k)
            for c, k in zip(columns, kinds, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, names=names)


def _rows_of(card: str, events: list[Event]) -> Iterator[tuple[datetime, str, str, int, datetime, str]]:
    """The snapshot rows of one card: where it is at every full five minutes, and one exit when it has gone home."""
    passed: list[Event] = []
    for event, following in zip(events, [*events[1:], None], strict=True):
        passed.append(event)
        silence = following.at - event.at if following else None
        home = event.zone == DOOR and (silence is None or silence > HOME_AFTER)
        until = event.at + (timedelta(0) if home else min(silence or UNREAD_AFTER, UNREAD_AFTER))
        snapshot = _next_snapshot(event.at)
        while snapshot <= until:
            yield snapshot, card, event.zone, 1, event.at, _trace(passed[:-1])
            passed = [event]
            snapshot += PERIOD
        if home:
            yield snapshot, card, event.zone, 2, event.at, _trace(passed)
        if home or (silence is not None and silence > UNREAD_AFTER):
            passed = []


def _trace(events: list[Event]) -> str:
    return ",".join(f"{event.zone}&{event.at:%Y-%m-%d %H:%M:%S}" for event in events)


def _next_snapshot(at: datetime) -> datetime:
    """The first full five minutes after this moment."""
    start = at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)
    return start + PERIOD


def person_of(card: str) -> str:
    """The person a card belongs to: the name without its three-digit number."""
    return card[:-3]


def floor_conflicts(
    fixed: list[Event], mobile_path: Path, within: timedelta = timedelta(hours=8)
) -> dict[str, int]:
    """How often the moving reader met a card on another floor than the one where the fixed readers had it last."""
    last: dict[str, Event] = {}
    with mobile_path.open(newline="") as file:
        rows = csv.reader(file, skipinitialspace=True)
        next(rows)
        met = [
            Event(datetime.fromisoformat(r[0].strip()).replace(tzinfo=CHINA), r[2].strip(), r[3].strip())
            for r in rows
        ]
    found: dict[str, int] = defaultdict(int)
    merged = sorted([(e.at, 0, e) for e in fixed] + [(e.at, 1, e) for e in met])
    for at, moving, event in merged:
        if not moving:
            last[event.card] = event
        elif event.card in last and at - last[event.card].at <= within:
            found[event.card] += last[event.card].zone.split("-")[0] != event.zone
    return {card: count for card, count in found.items() if count}
