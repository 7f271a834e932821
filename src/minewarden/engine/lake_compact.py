"""Many small parts of one day become one: a question then opens one file, not a hundred."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from minewarden.engine.catalogue import Catalogue, Part
from minewarden.engine.lake import read_part, sorted_rows
from minewarden.engine.lake_home import WAIT_S, Home, home, writing
from minewarden.engine.lake_schema import part_folder, stored
from minewarden.engine.lake_store import GROUP_ROWS, part_writer, place


def compact(lake: str | Path, say: Callable[[str], None] = lambda text: None) -> tuple[int, int]:
    """Out: how many parts were merged, and into how many.

    Rows, their order and their files stay the same. Each group of mines and day is one transaction; a reader that
    meets a part that has just gone asks the catalogue again.
    Errors: BadInput when it is no lake, WrongState when another writer does not end.
    Cost: memory for one mine and day.
    """
    place_of = home(lake)
    merged = made = 0
    with writing(place_of, WAIT_S, say, tidy=True) as catalogue:
        for dataset, day, group in _crowded(catalogue):
            merged += _merge(place_of, catalogue, dataset, day, group)
            made += 1
    return merged, made


def _crowded(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """Out: data set, day and group of mines wherever there is more than one part."""
    return list(
        catalogue.db.execute(
            "SELECT dataset, day, substr(mine_code, 1, 6) AS mines FROM parts GROUP BY dataset, day, mines "
            "HAVING count(DISTINCT path) > 1 ORDER BY dataset, day, mines"
        )
    )


def _merge(home: Home, catalogue: Catalogue, dataset: str, day: str, group: str) -> int:
    lake = home.work
    old = [
        Part(*row)
        for row in catalogue.db.execute(
            "SELECT path, mine_code, dataset, day, rows, from_ms, to_ms, first_group, groups FROM parts "
            "WHERE dataset = ? AND day = ? AND substr(mine_code, 1, 6) = ? ORDER BY mine_code, from_ms, path",
            (dataset, day, group),
        )
    ]
    row = catalogue.db.execute("SELECT value FROM notes WHERE key = 'next_compaction'").fetchone()
    number = int(row[0]) if row else 1
    path = f"{part_folder(dataset, day, group)}/compact-{number:08d}.parquet"
    new: list[Part] = []

    def write(temporary: Path) -> None:
        first = 0
        with part_writer(temporary, stored(dataset)) as writer:
            for mine_code, parts in groupby(old, key=lambda part: part.mine_code):
                table = _mine_rows(lake, dataset, list(parts))
                writer.write_table(table, row_group_size=GROUP_ROWS)
                groups = -(-table.num_rows // GROUP_ROWS)
                times = [part for part in old if part.mine_code == mine_code]
                low, high = min(part.from_ms for part in times), max(part.to_ms for part in times)
                new.append(Part(path, mine_code, dataset, day, table.num_rows, low, high, first, groups))
                first += groups

    paths = sorted({part.path for part in old})
    home.bring(paths, into=lake)
    place(lake, path, write)
    with catalogue.transaction() as db:
        db.executemany("DELETE FROM parts WHERE path = ?", [(gone,) for gone in paths])
        db.executemany(
            "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [tuple(vars(part).values()) for part in new],
        )
        db.execute("INSERT OR REPLACE INTO notes VALUES ('next_compaction', ?)", (number + 1,))
    for gone in paths:
        (lake / gone).unlink(missing_ok=True)
    return len(paths)


def _mine_rows(lake: Path, dataset: str, parts: list[Part]) -> pa.Table:
    table = pa.concat_tables([read_part(lake, part) for part in parts])
    return sorted_rows(table.unify_dictionaries().combine_chunks(), dataset).select(stored(dataset).names)
