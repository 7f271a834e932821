"""Alarm files of the location system: stayed too long, too many in an area, restricted area, call for help.

An alarm is sent when it begins, without its end, and again when it is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minewarden.sim.clock import DAY_S, china_text
from minewarden.sim.files import Inbox
from minewarden.sim.snapshots import Snapshots
from minewarden.sim.walks import UNSEEN, Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

_OVER_SHIFT_S = 4 * 3600
_CROWD_S = 600
_MAY_ENTER = ("gas", "air", "fixed:store", "safety", "leader")
_HELP_ONE_IN = 20_000


def write_alarms(mine: Mine, starts_at: int, snapshots: Snapshots, inbox: Inbox, header: str) -> None:
    """The alarm files of one day."""
    ends_at = starts_at + DAY_S
    longest_s = DAY_S // len(mine.starts) + _OVER_SHIFT_S
    for trip in mine.trips:
        if not trip.carded or not trip.stations:
            continue
        late = trip.entered_at + longest_s
        if trip.left_at > late:
            _person(mine, inbox, header, "RYCS", trip, (late, trip.left_at), (starts_at, ends_at))
        if not trip.tag.startswith((*_MAY_ENTER, "hidden", "gang-work")):
            for span in _restricted(mine, trip):
                _person(mine, inbox, header, "RYXZ", trip, span, (starts_at, ends_at))
        if mine.staffing.randrange(_HELP_ONE_IN) == 0:
            called = trip.entered_at + (trip.left_at - trip.entered_at) // 2
            _person(mine, inbox, header, "RYQJ", trip, (called, called + 300), (starts_at, ends_at))
    _crowds(mine, snapshots, inbox, header)


def _restricted(mine: Mine, trip: Trip) -> list[tuple[int, int]]:
    areas = mine.plan.areas
    spans = []
    for i, station in enumerate(trip.stations):
        if station != UNSEEN and areas[mine.plan.stations[station].area].type == "限制区域":
            last = trip.arrived[i + 1] if i + 1 < len(trip.arrived) else trip.left_at
            spans.append((trip.arrived[i], last))
    return spans


def _person(
    mine: Mine, inbox: Inbox, header: str, kind: str, trip: Trip, span: tuple[int, int], day: tuple[int, int]
) -> None:
    """Send what of this alarm falls into the day: its beginning, its end."""
    person = mine.roster.people[trip.person]
    at = trip.at(span[0])
    station = mine.plan.stations[at if at != UNSEEN else trip.stations[0]]
    area = mine.plan.areas[station.area].code
    since = china_text(max(when for when in trip.arrived if when <= max(span[0], trip.arrived[0])))
    for sent_at, ended in ((span[0], ""), (span[1], china_text(span[1]))):
        if day[0] <= sent_at < day[1]:
            began = china_text(span[0])
            entered = china_text(trip.entered_at)
            times = f"{entered};{began};{ended}" if kind == "RYCS" else f"{began};{ended};{entered}"
            row = f"{person.card};{person.name};{times};{area};{since};{station.code};{since}"
            inbox.collect("rydw", kind, sent_at + 20, header, row)


def _crowds(mine: Mine, snapshots: Snapshots, inbox: Inbox, header: str) -> None:
    """RYCY for areas that hold more people than their limit for ten minutes and longer."""
    areas, times = mine.plan.areas, snapshots.times
    stays = snapshots.stays
    listed = np.asarray(stays.flag, dtype=np.int64)[snapshots.stay] == 1
    where = np.asarray(stays.area, dtype=np.int64)[snapshots.stay][listed]
    counts = np.zeros((len(times), len(areas)), dtype=np.int64)
    np.add.at(counts, (snapshots.snap[listed], where), 1)
    for number, area in enumerate(areas):
        over = (counts[:, number] > area.limit).astype(int)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], over, [0]))))
        for first, last in zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True):
            if area.limit and times[last] - times[first] >= _CROWD_S:
                rows = snapshots.stay[(snapshots.snap == first)]
                inside = [
                    stays.person[i] for i in rows.tolist() if stays.area[i] == number and stays.flag[i] == 1
                ]
                cards = ",".join(mine.roster.people[i].card for i in inside)
                most = int(counts[first : last + 1, number].max())
                row = (
                    f"区域超员;{area.limit};{most};{area.code};{area.name};"
                    f"{china_text(times[first])};{china_text(times[last])};{cards}"
                )
                inbox.collect("rydw", "RYCY", times[last] + 25, header, row)
