"""The tables of the lake: Arrow schemas made from the file types, and where a part lies."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from minewarden.errors import BadInput
from minewarden.feeds import CSV_TYPES, TYPES, FileType
from minewarden.feeds.values import Kind

TIME = pa.timestamp("ms", tz="UTC")
WORDS = pa.dictionary(pa.int32(), pa.string())
CHINA_OFFSET_MS = 8 * 3600 * 1000
DAY_MS = 24 * 3600 * 1000
_TRACE = (pa.field("file_no", pa.uint32()), pa.field("sha256", WORDS))  # of the raw file, in every row

_ARROW = {
    Kind.CARD: WORDS,
    Kind.AREA: WORDS,
    Kind.STATION: WORDS,
    Kind.POINT: WORDS,
    Kind.TEXT: WORDS,
    Kind.RAW: pa.string(),
    Kind.INT: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.READING: pa.float64(),
    Kind.TIME: TIME,
    Kind.INSTANT: TIME,
    Kind.DAY: pa.date32(),
}
_FLAGS = frozenset({0, 1, 2, 9})  # the longest list of choices that still fits a flag

DATE = "date"
HEADERS = "ryxx_header"  # what a header says beyond mine and time
BY_DATASET: dict[str, FileType] = {file_type.dataset: file_type for file_type in (*TYPES, *CSV_TYPES)}
DATASETS: tuple[str, ...] = (*BY_DATASET, HEADERS)


@cache
def schema(dataset: str) -> pa.Schema:
    """Out: the columns of a data set. Errors: BadInput when there is no such data set."""
    if dataset == HEADERS:
        texts = ("system_model", "system_name", "maker", "safety_mark_until")
        own = [pa.field("headcount_limit", pa.int32()), *(pa.field(name, WORDS) for name in texts)]
    elif dataset in BY_DATASET:
        own = [
            pa.field(c.name, pa.int8() if c.choices and c.choices <= _FLAGS else _ARROW[c.kind])
            for c in BY_DATASET[dataset].columns
            if c.name != "at"
        ]
    else:
        raise BadInput(f"the lake has no data set {dataset!r}; there are {', '.join(DATASETS)}")
    return pa.schema([pa.field("mine_code", WORDS), pa.field("at", TIME), *own, *_TRACE])


@cache
def stored(dataset: str) -> pa.Schema:
    """Out: the columns of a part. A column called `date` is left out: it is that of the folder, as readers know."""
    whole = schema(dataset)
    place = whole.get_field_index(DATE)
    return whole if place < 0 else whole.remove(place)


def sort_key(dataset: str) -> str:
    """Out: the column by which rows of one mine and one instant are sorted."""
    return BY_DATASET[dataset].key if dataset in BY_DATASET else "file_no"


def part_folder(dataset: str, day: str, mine_code: str) -> str:
    """Out: the folder of a part below the lake. In: the China date as `yyyy-MM-dd`."""
    return f"data/{dataset}/date={day}/group={mine_code[:6]}"


def china_days(at_ms: np.ndarray) -> np.ndarray:
    """Out: days since 1970-01-01 in China time. In: milliseconds since the epoch (int64)."""
    return (at_ms + CHINA_OFFSET_MS) // DAY_MS


def day_text(day: int) -> str:
    """Out: `yyyy-MM-dd` of a day number."""
    return (date(1970, 1, 1) + timedelta(days=int(day))).isoformat()
