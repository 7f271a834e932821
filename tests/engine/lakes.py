"""What two lakes must have in common to be called equal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow as pa

from minewarden.engine.lake import Lake
from minewarden.engine.lake_schema import DATASETS

_TABLES = ("files", "sightings", "parts", "rejects", "clues", "registers", "notes")


def catalogue_rows(lake: Path) -> dict[str, list[tuple[object, ...]]]:
    """Out: every table of the catalogue, rows in a fixed order."""
    with sqlite3.connect(lake / "catalogue.sqlite") as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in _TABLES}


def lake_rows(lake: Path | str) -> dict[str, pa.Table]:
    """Out: all rows in the order in which a reader gets them, words as plain strings."""
    reader = Lake(lake)
    found = {}
    for mine in reader.mines():
        for dataset in DATASETS:
            table = reader.table(dataset, mine)
            if table.num_rows:
                found[f"{mine} {dataset}"] = plain(table)
    return found


def plain(table: pa.Table) -> pa.Table:
    """Out: the table without dictionaries, in one piece."""
    fields = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(fields)).combine_chunks()


def files_below(lake: Path, *folders: str) -> list[str]:
    """Out: relative paths of all files in these folders of the lake."""
    return sorted(
        path.relative_to(lake).as_posix()
        for folder in folders
        for path in (lake / folder).rglob("*")
        if path.is_file()
    )


def assert_same_lake(one: Path, other: Path) -> None:
    """Fails where rows, their order, the catalogue, or the files on the disk differ."""
    assert catalogue_rows(one) == catalogue_rows(other)
    left, right = lake_rows(one), lake_rows(other)
    assert left.keys() == right.keys()
    for name, table in left.items():
        assert table.equals(right[name]), name
    assert files_below(one, "data", "raw", "quarantine") == files_below(other, "data", "raw", "quarantine")
