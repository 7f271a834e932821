"""Made-up location rows in bulk, as the lake would hold them: what the speed benchmarks run on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CARDS = 20_000
MINES = 50
STATIONS_PER_MINE = 100
STEP_MS = 10_000
START_MS = 1_709_251_200_000  # 2024-03-01 00:00 UTC
GROUP_ROWS = 1_000_000


def write_positions(path: Path, rows: int, *, cards: int = CARDS, seed: int = 7) -> None:
    """Write `rows` location rows in time order to one Parquet file (zstd, a million rows a group), unless it is there.

    The cards, in 50 mines of 100 stations, are read every 10 s; at each reading one in 60 has gone to the next
    station, so that a visit lasts 10 minutes on average. Cards come in a new order at every step, and every read has
    its own millisecond. About one row in 2,000 is an exit (flag 2).
    """
    if path.exists():
        return
    rng = np.random.default_rng(seed)
    mines = pa.array([f"5202{m:02d}000101" for m in range(MINES)])
    home = np.arange(cards) % MINES
    codes = pa.array([f"{mines[int(m)].as_py()}{c:05d}" for c, m in enumerate(home)])
    stations = pa.array(
        [f"{mines[m].as_py()}{s:010d}" for m in range(MINES) for s in range(STATIONS_PER_MINE)]
    )
    place = rng.integers(0, STATIONS_PER_MINE, cards)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    steps_per_group = GROUP_ROWS // cards
    with pq.ParquetWriter(part, _SCHEMA, compression="zstd") as writer:
        for first in range(0, rows // cards, steps_per_group):
            steps = range(first, min(first + steps_per_group, rows // cards))
            columns = [_step(rng, step, home, place) for step in steps]
            card, station, at, flag = (np.concatenate(c) for c in zip(*columns, strict=True))
            table = pa.Table.from_arrays(
                [
                    pa.DictionaryArray.from_arrays(pa.array(home[card].astype(np.int32)), mines),
                    pa.DictionaryArray.from_arrays(pa.array(card.astype(np.int32)), codes),
                    pa.DictionaryArray.from_arrays(pa.array(station.astype(np.int32)), stations),
                    pa.array(at.view("datetime64[ms]")).cast(pa.timestamp("ms", tz="UTC")),
                    pa.array(flag),
                    pa.array(np.repeat(np.arange(steps.start, steps.stop, dtype=np.uint32), cards)),
                ],
                schema=_SCHEMA,
            )
            writer.write_table(table, row_group_size=GROUP_ROWS)
    part.rename(path)


_CODES = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema(
    [
        ("mine_code", _CODES),
        ("card", _CODES),
        ("station_code", _CODES),
        ("at", pa.timestamp("ms", tz="UTC")),
        ("flag", pa.int8()),
        ("file_no", pa.uint32()),
    ]
)


def _step(
    rng: np.random.Generator, step: int, home: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All cards read once: card, station, millisecond, flag. Moves `place` on."""
    move = rng.random(home.size) < 1 / 60
    place[move] = (place[move] + rng.choice([-1, 1], int(move.sum()))) % STATIONS_PER_MINE
    order = rng.permutation(home.size)
    at = START_MS + STEP_MS * step + np.sort(rng.integers(0, STEP_MS, home.size))
    flag = np.where(rng.random(home.size) < 1 / 2000, 2, 1).astype(np.int8)
    return order, (home * STATIONS_PER_MINE + place)[order], at.astype(np.int64), flag
