"""Raw positions in bulk, for measuring speed: a Parquet file as the lake keeps location rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from minewarden.errors import BadInput
from minewarden.sim.clock import epoch_ms_2024

_CODES = pa.dictionary(pa.int32(), pa.string())
_MOMENT = pa.timestamp("ms", tz="UTC")
SCHEMA = pa.schema(
    [
        ("mine_code", _CODES),
        ("at", _MOMENT),
        ("file_no", pa.uint32()),
        ("card", _CODES),
        ("flag", pa.int8()),
        ("station_code", _CODES),
        ("station_entered_at", _MOMENT),
    ]
)
MINE = "520221000101"
_BATCH_ROWS = 1_000_000
_MOVE_ONE_IN = 60


def positions(
    path: Path, rows: int, cards: int = 20_000, stations: int = 5_000, seed: int = 7, step_s: int = 10
) -> Path:
    """Write `rows` reads of `cards` cards walking among `stations` stations, in time order.

    Every step lists every card once; a card moves to a neighbouring station in one step of sixty, so a stay lasts
    ten minutes on average at `step_s` 10.
    In    rows 1 and more; card and station numbers below 100 000 and 1 000 000.
    Out   the path; columns of `SCHEMA`, row groups of about a million rows.
    Errors  BadInput for numbers out of range.
    Cost  about five million rows a second, memory of one row group.
    """
    if rows < 1 or not 0 < cards < 100_000 or not 0 < stations < 1_000_000:
        raise BadInput(f"bulk: {rows} rows, {cards} cards, {stations} stations: out of range")
    rng = np.random.default_rng(seed)
    names = {
        "mine_code": pa.array([MINE]),
        "card": pa.array([f"{MINE}{i:05d}" for i in range(cards)]),
        "station_code": pa.array([f"{MINE}0001{i:06d}" for i in range(stations)]),
    }
    here = rng.integers(0, stations, cards).astype(np.int32)
    since = np.full(cards, epoch_ms_2024(), dtype=np.int64)
    steps = max(1, _BATCH_ROWS // cards)
    done = step = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        while done < rows:
            place = np.empty((steps, cards), dtype=np.int32)
            entered = np.empty((steps, cards), dtype=np.int64)
            clock = epoch_ms_2024() + (step + np.arange(steps, dtype=np.int64)) * step_s * 1000
            for i in range(steps):
                moving = np.flatnonzero(rng.random(cards, dtype=np.float32) < 1 / _MOVE_ONE_IN)
                here[moving] = (here[moving] + rng.choice((-1, 1), len(moving))) % stations
                since[moving] = clock[i]
                place[i], entered[i] = here, since
            count = min(place.size, rows - done)
            writer.write_table(_table(place, entered, clock, step, count, names))
            done += count
            step += steps
    return path


def _table(
    place: np.ndarray[tuple[int, int], np.dtype[np.int32]],
    entered: np.ndarray[tuple[int, int], np.dtype[np.int64]],
    clock: np.ndarray[tuple[int], np.dtype[np.int64]],
    step: int,
    count: int,
    names: dict[str, pa.Array],
) -> pa.Table:
    steps, cards = place.shape

    def coded(name: str, codes: np.ndarray[tuple[int], np.dtype[np.int32]]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(codes[:count]), names[name])

    files = (step + np.repeat(np.arange(steps, dtype=np.uint32), cards))[:count]
    columns = [
        coded("mine_code", np.zeros(count, dtype=np.int32)),
        pa.array(np.repeat(clock, cards)[:count]).cast(_MOMENT),
        pa.array(files.astype(np.uint32)),
        coded("card", np.tile(np.arange(cards, dtype=np.int32), steps)),
        pa.array(np.ones(count, dtype=np.int8)),
        coded("station_code", place.reshape(-1)),
        pa.array(entered.reshape(-1)[:count]).cast(_MOMENT),
    ]
    return pa.table(columns, schema=SCHEMA)
