"""What the pages ask of the lake: who was where hour by hour, which mines are off line, a raw file's lines.

The lake lies at settings.MINEWARDEN_LAKE, on a disk of this machine; where there is none, each function says so by
None or by a BadInput.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from django.conf import settings
from django.utils.translation import gettext as _

from minewarden.engine.catalogue import FILE, Catalogue, MineStatus, State, mine_status, moment
from minewarden.engine.lake import Lake
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.presence import presence, snapshot_period_s
from minewarden.engine.visits import mine_visits
from minewarden.errors import BadInput, MinewardenError
from minewarden.factors.clock import CHINA
from minewarden.feeds import BY_NAME

MOST_DAYS = 31  # of a lead that are drawn hour by hour, its last ones
STATUS_S = 20  # how long one look at all mines serves every page that asks


def folder() -> Path:
    """Where the lake of this site lies, whether or not it is there."""
    return Path(settings.MINEWARDEN_LAKE)


def there() -> bool:
    """Whether monitoring data were loaded at all."""
    return not in_store() and (folder() / FILE).is_file()


def in_store() -> bool:
    """Whether the site is pointed at a lake in a store, which programs read but the pages do not."""
    return settings.MINEWARDEN_LAKE.parts[:1] == ("s3:",)  # as a path, s3://bucket lost a slash


def missing() -> str:
    """Why there is no lake to look into, and what to do; "" where there is one.

    The address of a store is never told: it may hold a key.
    """
    if there():
        return ""
    if in_store():
        return _("MINEWARDEN_LAKE 指向对象存储，网页只读本机磁盘上的数据湖。")
    return _(
        "数据湖 %(folder)s 还不存在。用“minewarden feeds load 收件夹 --lake %(folder)s”载入监测数据，"
        "或把 MINEWARDEN_LAKE 设为数据湖所在的文件夹。"
    ) % {"folder": folder()}


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
    """A raw file of a mine, as text; `read` holds by column what the lake took from it."""

    mine_code: str
    name: str
    type: str
    arrived_at: datetime
    rows: int
    text: str
    read: Mapping[str, Set[Any]] = field(default_factory=dict)


def raw_text(mine_code: str, sha256: str) -> RawText:
    """The raw file with this hash that `mine_code` sent. Errors: BadInput where the lake holds no such file."""
    if not there():
        raise BadInput(missing())
    gone = BadInput(
        _("数据湖（%(folder)s）里没有这个原始文件。请在接收该矿数据的机器上查看，或先载入原始文件。")
        % {"folder": folder()}
    )
    with Catalogue(folder()) as catalogue:
        row = catalogue.db.execute(
            "SELECT file_no, name, type, arrived_ms, header_ms, rows FROM files "
            "WHERE mine_code = ? AND sha256 = ? AND state = ? ORDER BY file_no",
            (mine_code, sha256, State.TAKEN),
        ).fetchone()
    if row is None:
        raise gone
    try:
        data = raw_bytes(folder(), sha256)
    except (MinewardenError, OSError):
        raise gone from None
    file_no, name, kind, arrived_ms, header_ms, rows = row
    arrived_at = datetime.fromtimestamp(arrived_ms / 1000, CHINA)
    read = {} if header_ms is None else _read(mine_code, kind, file_no, moment(header_ms))
    return RawText(mine_code, name, kind, arrived_at, rows, data.decode("utf-8", errors="replace"), read)


def face_names(mine_code: str, at: datetime) -> dict[str, str]:
    """What the register of a mine at `at` calls its faces, by their code; empty where the lake has none."""
    register = Lake(folder()).register(mine_code, at) if there() else None
    return {face.face_id: face.name for face in register.faces} if register else {}


def _read(mine_code: str, kind: str, file_no: int, header_at: datetime) -> dict[str, Set[Any]]:
    """What the lake read from a text file, by column. Rows carry its header time, or else their own of that day."""
    file_type = BY_NAME[kind]
    around = timedelta(milliseconds=1) if file_type.at_column is None else timedelta(days=1)
    names = [column.name for column in file_type.sent]
    found = Lake(folder()).table(
        file_type.dataset, mine_code, header_at - around, header_at + around, [*names, "file_no"]
    )
    mine = found.filter(pc.equal(found["file_no"], file_no))
    return {name: frozenset(mine[name].unique().to_pylist()) for name in names}
