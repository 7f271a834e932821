"""What the pages ask of the lake: who was where hour by hour, which mines are off line, a raw file's lines.

The lake lies at settings.MINEWARDEN_LAKE; where there is none, each function says so by None or by a BadInput.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from minewarden.engine.catalogue import FILE, Catalogue, MineStatus, State, mine_status
from minewarden.engine.lake import Lake
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.presence import presence, snapshot_period_s
from minewarden.engine.visits import mine_visits
from minewarden.errors import BadInput, MinewardenError
from minewarden.factors.clock import CHINA

MOST_DAYS = 31  # of a lead that are drawn hour by hour, its last ones
STATUS_S = 20  # how long one look at all mines serves every page that asks


def folder() -> Path:
    """Where the lake of this site lies, whether or not it is there."""
    return Path(settings.MINEWARDEN_LAKE)


def there() -> bool:
    """Whether monitoring data were loaded at all."""
    return (folder() / FILE).is_file()


def presence_by_hour(mine_code: str, from_at: datetime, to_at: datetime) -> dict[str, Any] | None:
    """Who was where: `{"hours": [ISO], "stations": [code], "persons": [[mean persons] per hour]}`.

    The mean number of persons of an hour is its person-hours. None where the lake holds nothing of it.
    Cost: one pass over the snapshots of the period, at most MOST_DAYS days of one mine.
    """
    if not there():
        return None
    low = max(from_at, to_at - timedelta(days=MOST_DAYS))
    visits = mine_visits(Lake(folder()), mine_code, low, to_at)
    if not visits.num_rows:
        return None
    found = presence(visits, ("hour", "station_code"), period_s=snapshot_period_s(visits))
    rows = found.select(["hour", "station_code", "person_hours"]).to_pylist()
    first = low.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    inside = [row for row in rows if first <= row["hour"] < to_at]  # stays begin before the period
    return _frames(inside) if inside else None


def _frames(rows: list[dict[str, Any]]) -> dict[str, Any]:
    first, last = min(row["hour"] for row in rows), max(row["hour"] for row in rows)
    hours = [first + timedelta(hours=n) for n in range(int((last - first) / timedelta(hours=1)) + 1)]
    stations = sorted({row["station_code"] for row in rows})
    place, moment = {code: n for n, code in enumerate(stations)}, {at: n for n, at in enumerate(hours)}
    persons = [[0.0] * len(stations) for _hour in hours]
    for row in rows:
        persons[moment[row["hour"]]][place[row["station_code"]]] = round(row["person_hours"], 2)
    return {
        "hours": [at.astimezone(CHINA).isoformat() for at in hours],
        "stations": stations,
        "persons": persons,
    }


def statuses(at: datetime) -> list[MineStatus] | None:
    """How the transmission of every mine of the lake stands at `at`; None where there is no lake."""
    if not there():
        return None
    step = at.replace(second=at.second // STATUS_S * STATUS_S, microsecond=0)
    return _statuses(str(folder()), step, int(time.monotonic() // STATUS_S))


@lru_cache(maxsize=4)
def _statuses(path: str, at: datetime, _look: int) -> list[MineStatus]:
    return mine_status(path, at)


@dataclass(frozen=True)
class RawText:
    """A raw file of a mine, as text."""

    name: str
    type: str
    arrived_at: datetime
    rows: int
    text: str


def raw_text(mine_code: str, sha256: str) -> RawText:
    """The raw file with this hash that `mine_code` sent. Errors: BadInput where the lake holds no such file."""
    missing = BadInput(
        _("数据湖（%(folder)s）里没有这个原始文件。请在接收该矿数据的机器上查看，或先载入原始文件。")
        % {"folder": folder()}
    )
    if not there():
        raise missing
    with Catalogue(folder()) as catalogue:
        row = catalogue.db.execute(
            "SELECT name, type, arrived_ms, rows FROM files WHERE mine_code = ? AND sha256 = ? AND state = ? "
            "ORDER BY file_no",
            (mine_code, sha256, State.TAKEN),
        ).fetchone()
    if row is None:
        raise missing
    try:
        data = raw_bytes(folder(), sha256)
    except (MinewardenError, OSError):
        raise missing from None
    name, kind, arrived_ms, rows = row
    arrived_at = datetime.fromtimestamp(arrived_ms / 1000, CHINA)
    return RawText(name, kind, arrived_at, rows, data.decode("utf-8", errors="replace"))
