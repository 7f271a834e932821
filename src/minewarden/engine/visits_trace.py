"""The trace of a snapshot row: stations passed since the last snapshot, read as further reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minewarden.engine.arrays import column, plain

CHINA_OFFSET_MS = 8 * 3600 * 1000  # times in the text are China standard time, which has no summer time


def with_traces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Every row preceded by one row for each pair of its trace, in the pairs' time order.

    In: batches with `at`, `station_code` and `trace` (`code&yyyy-MM-dd HH:mm:ss,…`). Out: batches without `trace`.
    Null: a pair whose time does not parse, or lies after its own snapshot, is left out; pairs that an earlier
    snapshot already covered are left to the kernel, which drops them as late.
    Source: RYSS field 14, stations and moments of the walk (feeds.ryss).
    """
    for batch in batches:
        if "trace" not in batch.schema.names:
            yield batch
            continue
        bare = batch.drop_columns(["trace"])
        yield _spread(bare, *_pairs(batch.column("trace"), bare))


def _pairs(trace: pa.Array, rows: pa.RecordBatch) -> tuple[pa.Array, pa.Array, pa.Array]:
    """(row number, station, time) of every usable pair."""
    text = trace.cast(pa.string())
    text = pc.if_else(pc.equal(text, ""), None, text)
    lists = pc.split_pattern(text, ",")
    parent, pairs = pc.list_parent_indices(lists), pc.list_flatten(lists)
    cut = pc.extract_regex(pairs, r"^\s*(?P<station>[^&\s]+)&(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s*$")
    good = cut.is_valid()
    parent, cut = parent.filter(good), cut.filter(good)
    kind = rows.schema.field("at").type
    at = pc.strptime(pc.struct_field(cut, "at"), "%Y-%m-%d %H:%M:%S", "ms", error_is_null=True)
    at = pc.subtract(at, pa.scalar(CHINA_OFFSET_MS, pa.duration("ms"))).cast(pa.timestamp(kind.unit))
    at = pc.assume_timezone(at, kind.tz) if kind.tz else at
    usable = pc.fill_null(pc.less(at, rows.column("at").take(parent)), False)
    return parent.filter(usable), pc.struct_field(cut, "station").filter(usable), at.filter(usable)


def _spread(rows: pa.RecordBatch, parent: pa.Array, station: pa.Array, at: pa.Array) -> pa.RecordBatch:
    """Rows and pairs as one batch: the pairs of a row by time, then the row itself."""
    if not len(parent):
        return rows
    extra = rows.take(parent)
    kinds = rows.schema
    extra = extra.set_column(kinds.get_field_index("at"), kinds.field("at"), at)
    place = kinds.get_field_index("station_code")
    extra = extra.set_column(
        place, kinds.field(place), station.cast(pa.string()).cast(kinds.field(place).type)
    )
    if (
        "flag" in kinds.names
    ):  # whoever passed a station was underground then, even if the row says he came out
        place = kinds.get_field_index("flag")
        extra = extra.set_column(
            place, kinds.field(place), pa.array(np.ones(len(parent)), kinds.field(place).type)
        )
    if "station_entered_at" in kinds.names:  # it speaks of the row's own station, not of those passed before
        place = kinds.get_field_index("station_entered_at")
        extra = extra.set_column(place, kinds.field(place), pa.nulls(len(parent), kinds.field(place).type))
    table = pa.Table.from_batches([extra, rows]).unify_dictionaries().combine_chunks()
    number = np.concatenate([plain(parent), np.arange(rows.num_rows)])
    own = np.concatenate([np.zeros(len(parent), np.int8), np.ones(rows.num_rows, np.int8)])
    order = np.lexsort((plain(table.column("at")), own, number))
    return table.take(column(order)).combine_chunks().to_batches()[0]
