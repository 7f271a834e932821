"""Rows into parts: one file per data set and China date; tables whose later rows replace earlier ones; clues."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minewarden.engine.arrays import milliseconds, plain
from minewarden.engine.catalogue import Catalogue, Part
from minewarden.engine.lake import read_part, sorted_rows
from minewarden.engine.lake_home import Home
from minewarden.engine.lake_schema import (
    DAY_MS,
    china_days,
    day_text,
    part_folder,
    stored,
)
from minewarden.engine.lake_store import GROUP_ROWS, place_table
from minewarden.engine.load_rows import Irregular, Rows, csv_table, reading_rows
from minewarden.feeds import FileType
from minewarden.feeds.tables import read_csv

_NO_MATCH = -1


def write_parts(lake: Path, dataset: str, mine_code: str, first: int, table: pa.Table) -> list[Part]:
    """Out: the parts that now hold the rows of one mine, one per China date. In: rows in any order."""
    if not table.num_rows:
        return []
    table = sorted_rows(table, dataset).select(stored(dataset).names)
    at = milliseconds(table["at"])
    days = china_days(at)
    edges = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
    parts: list[Part] = []
    for start, stop in pairwise(edges):
        day, rows = day_text(days[start]), stop - start
        path = f"{part_folder(dataset, day, mine_code)}/{mine_code}-{first:010d}.parquet"
        groups = -(-rows // GROUP_ROWS)
        parts.append(Part(path, mine_code, dataset, day, rows, int(at[start]), int(at[stop - 1]), 0, groups))
    for part, start in zip(parts, edges, strict=False):  # only what needed no more looking at is written
        place_table(lake, part.path, table if len(parts) == 1 else table.slice(start, part.rows))
    return parts


def csv_rows(mine_code: str, file_no: int, file_type: FileType, data: bytes, now: datetime) -> Rows:
    """Out: the rows of a CSV file. Errors: Refused when it cannot be taken."""
    try:
        return csv_table(mine_code, file_no, file_type, data, now)
    except Irregular:
        return reading_rows(mine_code, file_no, file_type, read_csv(data, file_type, now), None)


def merge_parts(
    home: Home, file_type: FileType, mine_code: str, first: int, tables: list[pa.Table]
) -> tuple[list[Part], list[str]]:
    """Out: new parts, and the paths of earlier parts whose surviving rows they hold.

    A row replaces rows of earlier files with the same identity (time, device, shift); rows of one file never
    replace each other. A table that grows and is sent again therefore counts once.
    """
    merged = tables[0]
    for table in tables[1:]:
        merged = pa.concat_tables([_without(merged, table, file_type), table])
    if not merged.num_rows:
        return [], []
    at = milliseconds(merged["at"])
    lake = home.work
    with Catalogue(lake) as catalogue:
        low, high = int(at.min()) // DAY_MS * DAY_MS - DAY_MS, int(at.max()) + 2 * DAY_MS
        earlier = catalogue.parts(file_type.dataset, mine_code, low, high)
    home.bring((part.path for part in earlier), into=lake)
    replaced: list[str] = []
    for part in earlier:
        old = read_part(lake, part)
        kept = _without(old, merged, file_type)
        if kept.num_rows < old.num_rows:
            replaced.append(part.path)
            merged = pa.concat_tables([kept, merged])
    merged = merged.unify_dictionaries().combine_chunks()
    return write_parts(lake, file_type.dataset, mine_code, first, merged), replaced


def _without(old: pa.Table, new: pa.Table, file_type: FileType) -> pa.Table:
    """Out: the rows of `old` whose identity is not in `new`."""
    names = list(dict.fromkeys(["at", *file_type.identity]))
    plain = pa.schema([(n, pa.string() if pa.types.is_dictionary(new.field(n).type) else new.field(n).type)
                       for n in names])  # fmt: skip
    keys = new.select(names).cast(plain).group_by(names).aggregate([])
    replaced = set(zip(*(column.to_pylist() for column in keys.columns), strict=True))
    rows = zip(*(column.to_pylist() for column in old.select(names).cast(plain).columns), strict=True)
    return old.filter(pa.array([row not in replaced for row in rows], pa.bool_()))


# -- clues: kept and flagged, never a reason to drop a record ----------------------------------------------


def clues(dataset: str, table: pa.Table) -> dict[int, dict[str, int]]:
    """Out: by file number, how many rows carry each clue.

    station_outside_area: the station code does not begin with the area code (made-up rows do this);
    left_before_entered: out of the mine before into it; entered_after_upload: a time later than the file's.
    Source: integrity checks that the format itself offers (42号文 附件2 编码规则).
    """
    if dataset != "ryss" or not table.num_rows:
        return {}
    found: dict[int, dict[str, int]] = {}
    numbers = plain(table["file_no"])
    at = table["at"]
    five_minutes = pa.scalar(300_000, pa.duration("ms"))
    flagged = {
        "station_outside_area": _outside(table["station_code"], table["area_code"]),
        "left_before_entered": pc.less(table["left_at"], table["entered_at"]),
        "entered_after_upload": pc.greater(table["entered_at"], pc.add(at, five_minutes)),
    }
    for clue, mask in flagged.items():
        hit = numbers[plain(mask, False)]
        for number, count in zip(*np.unique(hit, return_counts=True), strict=True):
            found.setdefault(int(number), {})[clue] = int(count)
    return found


def _outside(station: pa.ChunkedArray, area: pa.ChunkedArray) -> pa.Array:
    """Out: whether the station lies in another area than the row says; null where either is missing."""
    stations, areas = (column.combine_chunks() for column in (station, area))
    if isinstance(stations, pa.ChunkedArray):
        stations, areas = stations.chunk(0), areas.chunk(0)
    area_no = {text: no for no, text in enumerate(areas.dictionary.to_pylist())}
    length = max((len(text) for text in area_no), default=0)
    of_station = pa.array(
        [area_no.get(text[:length], _NO_MATCH) for text in stations.dictionary.to_pylist()], pa.int32()
    )
    return pc.not_equal(of_station.take(stations.indices), areas.indices)
