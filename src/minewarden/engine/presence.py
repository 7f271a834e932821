"""Person-hours: how many people were where, by station, area, trade, card, day, shift or hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minewarden.engine.arrays import milliseconds, plain
from minewarden.engine.cores import duckdb_settings
from minewarden.errors import BadInput
from minewarden.feeds.values import area_of

_MOMENT = pa.timestamp("ms", tz="UTC")
CHINA_OFFSET = timedelta(hours=8)
USUAL_SHIFTS = (time(0), time(8), time(16))
# dimension -> SQL over `seen` (one stay cut at hours and shift starts)
DIMENSIONS = {
    "mine_code": "mine_code",
    "station_code": "station_code",
    "area_code": "area_code",
    "card": "card",
    "trade": "trade",
    "day": "day",
    "shift": "shift",
    "hour": "hour",
}

# Times are integer milliseconds: DuckDB wants its ICU extension, a download, for anything with a time zone.
_QUERY = """
WITH stays AS (
    SELECT mine_code::VARCHAR AS mine_code, card::VARCHAR AS card, station_code::VARCHAR AS station_code,
           arrived_ms, first_file_no, last_file_no,
           -- least() skips the NULL of a card's last visit
           least(left_ms + $period_ms, lead(arrived_ms) OVER (PARTITION BY mine_code, card ORDER BY arrived_ms))
               AS until_ms
    FROM visits),
seen AS (
    SELECT stays.*, cells.*, areas.area_code, coalesce(trades.trade, '') AS trade,
           least(until_ms, cell_to) - greatest(arrived_ms, cell_from) AS stay_ms
    FROM stays JOIN cells ON arrived_ms < cell_to AND until_ms > cell_from
    LEFT JOIN areas USING (station_code) LEFT JOIN trades USING (card))
SELECT {dimensions}, sum(stay_ms) / 3.6e6 AS person_hours, count(DISTINCT (mine_code, card))::INTEGER AS persons,
       min(first_file_no) AS first_file_no, max(last_file_no) AS last_file_no
FROM seen GROUP BY {dimensions} ORDER BY {dimensions}
"""


def presence(
    visits: pa.Table,
    by: Sequence[str],
    *,
    period_s: float = 300.0,
    areas: Mapping[str, str] | None = None,
    trades: Mapping[str, str] | None = None,
    shift_starts: Sequence[time] = USUAL_SHIFTS,
) -> pa.Table:
    """Person-hours and distinct cards for each combination of the dimensions `by`.

    In: visits; `by` out of `DIMENSIONS`; `period_s`, the time one snapshot stands for: a visit lasts until that long
    after its last read, or until the card arrives elsewhere; `areas` station -> area (else `area_of` its
    code), `trades` card -> trade (else ''); `shift_starts` in China time.
    Out: the dimensions, `person_hours`, `persons`, `first_file_no`, `last_file_no`. `day` and `shift` are those of
    China (a shift counts to the day it begins on), `hour` is the aware start of the hour.
    Errors: `BadInput` for an unknown dimension. Cost: a range join of visits with hours, linear in visits.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or not by:
        raise BadInput(
            f"presence: no dimension {', '.join(unknown) or 'was named'}; there are {', '.join(DIMENSIONS)}"
        )
    with duckdb.connect(config=duckdb_settings()) as db:
        db.register("visits", _in_milliseconds(visits))
        db.register("cells", _cells(visits, tuple(shift_starts) or USUAL_SHIFTS, timedelta(seconds=period_s)))
        db.register("areas", _pairs(_areas(visits, areas or {}), "station_code", "area_code"))
        db.register("trades", _pairs(trades, "card", "trade"))
        query = _QUERY.format(dimensions=", ".join(DIMENSIONS[name] for name in by))
        found: pa.Table = db.sql(query, params={"period_ms": int(period_s * 1000)}).to_arrow_table()
    if "hour" in by:
        place = found.schema.get_field_index("hour")
        found = found.set_column(
            place, "hour", found["hour"].cast(pa.timestamp("ms")).cast(pa.timestamp("ms", tz="UTC"))
        )
    return found


def snapshot_period_s(visits_or_rows: pa.Table, nominal_s: float = 300.0) -> float:
    """The usual time between two reads of a card that stayed: how long one snapshot stands for, in seconds.

    In: visits (their length over their reads) or location rows with `at` (median step of distinct times).
    """
    if "reads" in visits_or_rows.schema.names:
        stayed = visits_or_rows.filter(pc.greater(visits_or_rows["reads"], 2))
        if not stayed.num_rows:
            return nominal_s
        lasted = milliseconds(stayed["left_at"]) - milliseconds(stayed["arrived_at"])
        return float(np.median(lasted / (plain(stayed["reads"]) - 1)) / 1000)
    times = np.unique(milliseconds(visits_or_rows["at"].drop_null()))
    return float(np.median(np.diff(times)) / 1000) if times.size > 2 else nominal_s


def _epoch_ms(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.timestamp("ms", tz="UTC"), safe=False).cast(pa.int64())


def _in_milliseconds(visits: pa.Table) -> pa.Table:
    kept = visits.select(["mine_code", "card", "station_code", "first_file_no", "last_file_no"])
    kept = kept.append_column("arrived_ms", _epoch_ms(visits["arrived_at"]))
    return kept.append_column("left_ms", _epoch_ms(visits["left_at"]))


def _cells(visits: pa.Table, shift_starts: Sequence[time], period: timedelta) -> pa.Table:
    """The period cut at every hour and every start of a shift, with the China day and shift of each piece."""
    if not visits.num_rows:
        low = high = datetime(2000, 1, 1, tzinfo=UTC)
    else:
        low = pc.min(visits["arrived_at"]).as_py()
        high = pc.max(visits["left_at"]).as_py() + period
    shifts = sorted(shift_starts)
    midnight = (low + CHINA_OFFSET).replace(hour=0, minute=0, second=0, microsecond=0) - CHINA_OFFSET
    days = [midnight + timedelta(days=n) for n in range(-1, (high - midnight).days + 2)]
    hours = {day + timedelta(hours=h) for day in days for h in range(24)}
    begins = {
        day + timedelta(hours=start.hour, minutes=start.minute): (day, number)
        for day in days
        for number, start in enumerate(shifts)
    }
    rows = []
    shift: tuple[datetime, int] | None = None
    for cell_from, cell_to in pairwise(sorted(hours | begins.keys())):
        shift = begins.get(cell_from, shift)
        if shift is not None and cell_to > low and cell_from <= high:
            hour = cell_from.replace(minute=0, second=0)
            rows.append((cell_from, cell_to, hour, (shift[0] + CHINA_OFFSET).date(), shift[1]))
    kinds = {
        "cell_from": _MOMENT,
        "cell_to": _MOMENT,
        "hour": _MOMENT,
        "day": pa.date32(),
        "shift": pa.int32(),
    }
    columns = list(zip(*rows, strict=True)) or [()] * 5
    table = pa.table(
        [pa.array(c, k) for c, k in zip(columns, kinds.values(), strict=True)], names=list(kinds)
    )
    for place, name in enumerate(("cell_from", "cell_to", "hour")):
        table = table.set_column(place, name, _epoch_ms(table[name]))
    return table


def _areas(visits: pa.Table, told: Mapping[str, str]) -> dict[str, str]:
    """Out: the area of every station that was visited."""
    stations = pc.unique(visits["station_code"].cast(pa.string())).drop_null().to_pylist()
    return {code: told.get(code) or area_of(code) for code in stations}


def _pairs(values: Mapping[str, str] | None, key: str, value: str) -> pa.Table:
    known = values or {}
    return pa.table(
        {key: pa.array(list(known), pa.string()), value: pa.array(list(known.values()), pa.string())}
    )
