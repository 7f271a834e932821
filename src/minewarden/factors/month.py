"""Everything one comparison reads of one mine: typed arrays over one clock, fetched once each.

A `Month` is any span of days. Time series are daily x quarter-hour matrices in which NaN means "no data": what did
not arrive is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from minewarden.engine.lake import Lake
from minewarden.factors.clock import BIN_S, BINS, DAY_S, Bools, Clock, Floats, Ints, make_clock
from minewarden.factors.completed import completed
from minewarden.factors.model import Evidence, EvidenceAsked
from minewarden.factors.movement import Movement, read_movement
from minewarden.factors.snapshots import COLUMNS, Snapshots
from minewarden.factors.trades import TradeClass, classify
from minewarden.feeds.register import Face, Point, Register

STOPPED = frozenset({"suspended", "closed", "overhaul"})
MOVING_DAYS = 5  # so long before its first day and after its last a face has air and power. Setting.
_EVIDENCE_FILES = 8
_ASKED_OFTEN = {
    "cdss": (
        "at",
        "file_no",
        "point_code",
        "sensor_type",
        "place",
        "value",
        "value_text",
        "unit",
        "point_state",
    ),
    "power": ("at", "file_no", "feeder", "kw"),
    "haulage": ("at", "file_no", "conveyor", "t", "running_s"),
}
"""Data sets that are kept in memory, and their columns that anybody asks for."""
_NO_READINGS = (
    "mean_value IS NOT NULL AND point_code NOT IN "
    "(SELECT point_code FROM _read WHERE value IS NOT NULL AND point_code IS NOT NULL)"
)
_CALIBRATED = 4  # 测点状态 标校. Source: data-standards, section 3.
_NOT_MEASURED = r"^0*[4-8]$|断线|断电|不通|标校|超量程|故障"  # 异常类型. Source: the same.
_STATISTICS = f"""
    SELECT * FROM _read UNION ALL BY NAME
    SELECT unnest(generate_series(low, greatest(low, high - INTERVAL 1 SECOND), INTERVAL 15 MINUTE)) AS "at",
           file_no, point_code, sensor_type, place, mean_value AS value, unit,
           CASE WHEN EXISTS (SELECT 1 FROM ycbj AS y WHERE y.point_code = t.point_code AND y.from_at < t.high
                             AND coalesce(y.to_at, y.from_at) > t.low
                             AND regexp_matches(y.abnormal_type, '{_NOT_MEASURED}'))
                THEN {_CALIBRATED} ELSE 0 END AS point_state
    FROM (SELECT *, coalesce(from_at, "at") AS low, coalesce(to_at, from_at, "at") AS high
          FROM tjsj WHERE {_NO_READINGS}) AS t
"""


@dataclass(frozen=True)
class PointInfo:
    """A measuring point as far as it is known: declared, else guessed from its unit and name."""

    code: str
    kind: str
    station: str | None
    section_m2: float | None
    place: str


Answer = TypeVar("Answer")
About = ParamSpec("About")


def once(ask: Callable[Concatenate[Month, About], Answer]) -> Callable[Concatenate[Month, About], Answer]:
    """A question that several factors and checks ask of a month, answered once for each thing it is asked about.

    What it is asked about must be hashable. Nobody may change the answer: an array is read-only.
    """
    name = f"{ask.__module__}.{ask.__name__}"

    @wraps(ask)
    def answer(month: Month, /, *about: About.args, **named: About.kwargs) -> Answer:
        key = (name, about, tuple(named.items()))
        if key not in month.known:
            told = ask(month, *about, **named)
            if isinstance(told, np.ndarray):
                told.flags.writeable = False
            month.known[key] = told
        return cast(Answer, month.known[key])

    return answer


class Month:
    """One mine over a span of China-time days. Close it when done; it holds a DuckDB connection."""

    def __init__(self, lake: Lake, mine_code: str, from_at: datetime, to_at: datetime) -> None:
        self.lake = lake
        self.mine_code = mine_code
        declared = lake.register(mine_code) or Register(mine_code=mine_code)
        self.clock: Clock = make_clock(from_at, to_at, declared.shift_starts)
        self.from_at = datetime.fromtimestamp(self.clock.start_s, from_at.tzinfo)
        self.to_at = self.from_at + timedelta(seconds=self.clock.days * DAY_S)
        self.sql: duckdb.DuckDBPyConnection = lake.sql(mine_code, self.from_at, self.to_at)
        self.sql.execute(
            "SET threads = 1"
        )  # a mine is one unit of work: the pool has a process for every core
        self.register = completed(declared, self.sql)
        self.known: dict[tuple[Any, ...], Any] = {}  # what `once` keeps
        for dataset, columns in _ASKED_OFTEN.items():
            self._keep(dataset, columns)

    def __enter__(self) -> Month:
        return self

    def __exit__(self, *_: object) -> None:
        self.sql.close()

    def _keep(self, dataset: str, columns: Sequence[str]) -> None:
        """Make a data set a table in memory, its key (point, feeder, belt) a number inside: questions group by it."""
        key = columns[2]
        table = self.lake.table(dataset, self.mine_code, self.from_at, self.to_at, columns)
        if dataset == "cdss":
            table = self._with_statistics(table)
        words = table[key].unique().drop_null().cast("string").sort().to_pylist()
        told = ", ".join("'" + word.replace("'", "''") + "'" for word in words) or "''"
        self.sql.register("_read", table).execute(
            f"DROP VIEW {dataset}; CREATE TYPE {key}_word AS ENUM ({told})"
        )
        self.sql.execute(
            f"CREATE TABLE {dataset} AS SELECT * REPLACE ({key}::{key}_word AS {key}) FROM _read"
        )
        self.sql.unregister("_read")

    def _with_statistics(self, readings: pa.Table) -> pa.Table:
        """Readings, and the means of points that send only statistics (TJSJ); their faults and calibrations by YCBJ."""
        self.sql.register("_read", readings)
        (missing,) = self.rows(f"SELECT count(*) FROM tjsj WHERE {_NO_READINGS}")[0]
        if missing:
            readings = self.sql.sql(_STATISTICS).to_arrow_table()
        self.sql.unregister("_read")
        return readings

    # -- rows ----------------------------------------------------------------------------------------------

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Out: the rows of a query over the mine's data sets."""
        return self.sql.execute(query, list(values)).fetchall()

    def columns(self, query: str) -> dict[str, Any]:
        """Out: the columns of a query as NumPy arrays."""
        return self.sql.execute(query).fetchnumpy()

    def evidence(
        self, dataset: str, where: str, values: Sequence[Any] = (), days: Bools | None = None
    ) -> Sequence[Evidence]:
        """Out: the raw files that hold most of the rows that match, with the hash they arrived with.

        Most suspicions are never reported, so the lake is asked when somebody looks; look while the month is open.
        """
        return EvidenceAsked(lambda: self._evidence(dataset, where, values, days))

    def _evidence(
        self, dataset: str, where: str, values: Sequence[Any], days: Bools | None
    ) -> tuple[Evidence, ...]:
        clauses = [f"({where})"]
        if days is not None and days.any():
            first, last = np.flatnonzero(days)[[0, -1]]
            low = self.clock.start_s + int(first) * DAY_S
            clauses.append(f'epoch("at") >= {low} AND epoch("at") < {low + (int(last - first) + 1) * DAY_S}')
        found = self.rows(
            f"SELECT file_no, count(*) FROM {dataset} WHERE {' AND '.join(clauses)} "
            f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_EVIDENCE_FILES}",
            values,
        )
        return self.files({int(number): int(rows) for number, rows in found})

    def files(self, rows_of: dict[int, int]) -> tuple[Evidence, ...]:
        """Out: evidence for these file numbers, most rows first."""
        known = self.lake.files(self.mine_code, list(rows_of))
        found = [Evidence(file.name, file.sha256, rows_of[file.file_no]) for file in known]
        return tuple(sorted(found, key=lambda e: (-e.rows, e.file)))

    def grid(
        self, dataset: str, key: str, value: str, how: str = "avg", where: str = "true"
    ) -> dict[str, Floats]:
        """Out: for each key a days x quarter-hours matrix of `how(value)`; NaN where nothing arrived."""
        found = self.columns(
            f'WITH g AS (SELECT {key} AS k, (epoch("at")::BIGINT - {self.clock.start_s}) // {BIN_S} AS b, '
            f"{how}({value})::DOUBLE AS v FROM {dataset} WHERE {where} AND {value} IS NOT NULL "
            f"AND {key} IS NOT NULL GROUP BY 1, 2) SELECT k::VARCHAR AS k, b, v FROM g"
        )
        names, codes = np.unique(found["k"].astype(str), return_inverse=True)
        grid = np.full((len(names), self.clock.bins), np.nan)
        bins = found["b"].astype(np.int64)
        inside = (bins >= 0) & (bins < self.clock.bins)
        grid[codes[inside], bins[inside]] = found["v"].astype(float)[inside]
        return {str(name): grid[i].reshape(self.clock.days, BINS) for i, name in enumerate(names)}

    # -- what was declared ---------------------------------------------------------------------------------

    @cached_property
    def stopped(self) -> Bools:
        """Days on which the mine had declared not to produce."""
        return self.stopped_around[1:-1]

    @cached_property
    def stopped_around(self) -> Bools:
        """As `stopped`, with the day before the first and the day after the last; of two states producing wins."""
        wider = replace(self.clock, start_s=self.clock.start_s - DAY_S, days=self.clock.days + 2)
        mask = np.zeros(wider.days, dtype=bool)
        for status in self.register.status:
            if status.state in STOPPED:
                mask |= wider.valid(status.since, status.until)
        for status in self.register.status:
            if status.state == "producing":
                mask &= ~wider.valid(status.since, status.until)
        return mask

    def before(self, face: Face) -> Bools:
        """Days shortly before a face is approved: its air and its machines are there before it is."""
        if face.since is None:
            return np.zeros(self.clock.days, dtype=bool)
        return self.clock.valid(face.since - timedelta(days=MOVING_DAYS), face.since)

    def around_end(self, face: Face, before: int = 0) -> Bools:
        """Days shortly after a face ended, and `before` days before: it winds down, its air and machines stay on."""
        if face.until is None:
            return np.zeros(self.clock.days, dtype=bool)
        return self.clock.valid(face.until - timedelta(days=before), face.until + timedelta(days=MOVING_DAYS))

    @cached_property
    def moving(self) -> Bools:
        """Days shortly before any face is approved or after one ended."""
        masks = [self.before(face) | self.around_end(face) for face in self.register.faces]
        return np.any(masks, axis=0) if masks else np.zeros(self.clock.days, dtype=bool)

    def face_days(self, face: Face, slack_days: int = 0) -> Bools:
        """Days on which a face was approved and the mine was not stopped."""
        return self.clock.valid(face.since, face.until, slack_days) & ~self.stopped

    @cached_property
    def regime(self) -> Ints:
        """Out: a number per day that changes where another set of faces is approved.

        The day with which a face ends has a number of its own: some registers name the last day of work, others the
        day after.
        """
        faces = self.register.faces
        approved = [self.clock.valid(face.since, face.until) for face in faces]
        approved += [self.clock.valid(face.until, face.until) for face in faces if face.until is not None]
        if not approved:
            return np.zeros(self.clock.days, dtype=np.int64)
        return ints(np.unique(np.stack(approved), axis=1, return_inverse=True)[1]).ravel()

    def declared(self, amount: str) -> Floats:
        """Out: per day the sum of a declared amount over the faces approved that day, e.g. `inflow_m3_per_h`."""
        total = np.zeros(self.clock.days)
        for face in self.register.faces:
            value = getattr(face, amount)
            if value:
                total += np.where(self.face_days(face), float(value), 0.0)
        return total

    @cached_property
    def face_of(self) -> dict[str, list[Face]]:
        """Station code to the faces it was ever declared for."""
        found: dict[str, list[Face]] = {}
        for face in self.register.faces:
            for station in face.stations:
                found.setdefault(station, []).append(face)
        return found

    @cached_property
    def trades(self) -> dict[str, TradeClass]:
        """Card to the class of its holder's work; cards without a record are missing here."""
        return {card: classify(*words) for card, words in self._holders.items()}

    @cached_property
    def trade_names(self) -> NDArray[np.str_]:
        """Per card of `movement` the class of its holder's work, `unknown` where nothing is recorded."""
        names = [self.trades[c].name if c in self.trades else "unknown" for c in self.movement.cards]
        return np.array(names, dtype=np.str_)

    @cached_property
    def teams(self) -> dict[str, str]:
        """Card to the team of its holder, empty where not said."""
        return {card: team for card, (_, _, team) in self._holders.items()}

    @cached_property
    def _holders(self) -> dict[str, tuple[str, str, str]]:
        """Card to trade, post and team of its holder, empty where not said."""
        found = self.rows(
            "SELECT card, any_value(trade), any_value(post), any_value(team) FROM ryxx "
            "WHERE card IS NOT NULL GROUP BY 1"
        )
        return {card: (trade or "", post or "", team or "") for card, trade, post, team in found}

    # -- people --------------------------------------------------------------------------------------------

    @cached_property
    def snapshots(self) -> Snapshots:
        """The location snapshots as arrays; SQL over `ryss` reads the same memory from now on."""
        found = Snapshots(self.lake.table("ryss", self.mine_code, self.from_at, self.to_at, COLUMNS))
        self.sql.execute("DROP VIEW ryss").register("ryss", found.table)
        return found

    @cached_property
    def movement(self) -> Movement:
        """Visits, descents and snapshots."""
        heard_s = self.lake.snapshots_s(self.mine_code, "RYSS", self.from_at, self.to_at)
        return read_movement(self.snapshots, heard_s, self.sql, self.register, self.clock)

    # -- resources -----------------------------------------------------------------------------------------

    @cached_property
    def power(self) -> dict[str, Floats]:
        """Feeder to kW per quarter hour."""
        return self.grid("power", "feeder", "kw")

    @cached_property
    def belt_t(self) -> dict[str, Floats]:
        """Conveyor to tonnes per quarter hour."""
        return self.grid("haulage", "conveyor", "t", "sum")

    @cached_property
    def belt_s(self) -> dict[str, Floats]:
        """Conveyor to running seconds per quarter hour."""
        return self.grid("haulage", "conveyor", "running_s", "sum")

    @cached_property
    def pumped(self) -> dict[str, Floats]:
        """Pump to m3 per hour of the day, days x 24."""
        quarters = self.grid("water", "pump", "m3", "sum")
        return {name: _hours(grid) for name, grid in quarters.items()}

    @cached_property
    def tonnes(self) -> tuple[Floats, Floats]:
        """Hoisted and reported tonnes per day, NaN without a row.

        So are the first and the last day where they have fewer shifts than usual: the others are not sent yet, or
        lie before the period.
        """
        hoisted, reported = np.full(self.clock.days, np.nan), np.full(self.clock.days, np.nan)
        found = self.rows(
            "SELECT date_diff('day', ?::DATE, date::DATE), sum(hoisted_t), sum(reported_t), count(*) FROM output "
            "WHERE date IS NOT NULL GROUP BY 1 ORDER BY 1",
            [str(self.clock.dates()[0])],
        )
        usual = np.median([shifts for *_, shifts in found]) if found else 0
        ends = {found[0][0], found[-1][0]} if found else set()
        for day, up, told, shifts in found:
            if 0 <= day < self.clock.days and (shifts >= usual or day not in ends):
                hoisted[day] = np.nan if up is None else up
                reported[day] = np.nan if told is None else told
        return hoisted, reported

    @cached_property
    def points(self) -> list[PointInfo]:
        """All measuring points that sent values, with what is known of them."""
        declared = {_bare(point): point for point in self.register.points}
        found = self.rows(
            "SELECT point_code, any_value(sensor_type), any_value(place), any_value(unit) FROM cdss "
            "GROUP BY 1 ORDER BY 1"
        )
        return [_point(declared.get(code.replace(" ", "")), *row) for row in found if (code := row[0])]

    @cached_property
    def readings(self) -> dict[str, Floats]:
        """Point to the mean of its sound readings per quarter hour; faults and calibration are left out."""
        return self.grid("cdss", "point_code", "value", where="coalesce(point_state, 0) IN (0, 1)")

    def daily(self, grid: Floats, least: float = 0.5) -> Floats:
        """Out: the mean of each day; NaN where less than `least` of the day arrived."""
        return daily_mean(grid, least)

    @cached_property
    def working(self) -> Bools:
        """Days of ordinary work by what was reported: not stopped, no holiday, no evacuation or cut-back.

        The measure is the mine's own reported output; without one, the people at declared faces.
        """
        activity = self.tonnes[1]
        if np.isfinite(activity).sum() < 0.5 * self.clock.days:
            activity = self.movement.face_hours(self.register)
        sound = np.isfinite(activity) & ~self.stopped & (activity > 0)
        if not sound.any():
            return ~self.stopped
        usual = float(np.median(activity[sound]))
        return sound & (activity > 0.6 * usual)


def daily_mean(grid: Floats, least: float = 0.5) -> Floats:
    """Out: the mean of each row; NaN where less than `least` of the row is there."""
    there = np.isfinite(grid)
    count = there.sum(axis=1)
    total = np.where(there, grid, 0.0).sum(axis=1)
    mean: Floats = np.where(count >= least * grid.shape[1], total / np.maximum(count, 1), np.nan)
    return mean


def _hours(quarters: Floats) -> Floats:
    """Hourly rows stand in the first quarter hour; sum them up to hours, NaN where nothing arrived."""
    cut = quarters.reshape(quarters.shape[0], 24, 4)
    there = np.isfinite(cut).any(axis=2)
    return np.where(there, np.nansum(cut, axis=2), np.nan)


def _bare(point: Point) -> str:
    return point.point_code.replace(" ", "")


def _point(
    known: Point | None, code: str, sensor: str | None, place: str | None, unit: str | None
) -> PointInfo:
    if known is not None and known.kind:
        return PointInfo(code, known.kind, known.station, known.section_m2, place or "")
    words = f"{sensor or ''} {unit or ''} {place or ''}".lower()
    kind = "other"
    if "甲烷" in words or "瓦斯" in words or "ch4" in words:
        kind = "ch4"
    elif "风速" in words or "m/s" in words:
        kind = "air_velocity"
    elif "风机" in words or "局扇" in words:
        kind = "fan"
    return PointInfo(
        code, kind, known.station if known else None, known.section_m2 if known else None, place or ""
    )


def ints(values: Any) -> Ints:
    """Out: a column as int64, whatever integer type the engine chose."""
    return np.asarray(values, dtype=np.int64)
