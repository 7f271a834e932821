"""A small reader of the contract's files, written from the contract alone; knows nothing of feeds or sim."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FIELDS = {
    "RYXX": 9, "RYQY": 4, "RYJZ": 6, "RYSS": 15, "JZSS": 4, "RYCS": 9, "RYCY": 8, "RYXZ": 9, "RYQJ": 9,
    "CDDY": 24, "CDSS": 7, "TJSJ": 12, "YCBJ": 17, "KGBH": 5,
}  # fmt: skip
HEADER = {"RYXX": 8, "CDDY": 7}
NAME = re.compile(r"(\d{12})_N?([A-Z]{4})_(\d{14})\.txt")


@dataclass
class Text:
    """One text file, taken apart."""

    kind: str
    header: list[str]
    rows: list[list[str]]

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.header[-1] + "+0800", "%Y-%m-%d %H:%M:%S%z")


def read_text(path: Path) -> Text:
    """The file's header and records; fails where the grammar of the contract is broken."""
    match = NAME.fullmatch(path.name)
    assert match, path.name
    content = path.read_bytes().decode("utf-8")
    mark, end = ("^", "]]]") if content.endswith("]]]") else ("~", "||")
    assert content.endswith(end), f"{path.name} has no end mark"
    segments = [segment.strip("\r\n") for segment in content.removesuffix(end).split(mark)]
    assert segments.pop() == "", f"{path.name}: text after the last record"
    rows = [segment.split(";") for segment in segments]
    kind = match[2]
    assert len(rows[0]) == HEADER.get(kind, 3), f"{path.name}: header of {len(rows[0])}"
    assert rows[0][0] == match[1] == path.parent.parent.name
    for row in rows[1:]:
        assert len(row) == FIELDS[kind], f"{path.name}: {len(row)} fields: {row}"
    return Text(kind, rows[0], rows[1:])


def texts(mine: Path, kind: str) -> Iterator[Text]:
    """All files of one type, in order of their header time."""
    found = [read_text(path) for path in mine.glob(f"*/*_{kind}_*.txt")]
    found += [read_text(path) for path in mine.glob(f"*/*_N{kind}_*.txt")]
    return iter(sorted(found, key=lambda text: text.at))


def table(mine: Path, name: str) -> list[dict[str, str]]:
    """The rows of one CSV file."""
    with (mine / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def register(mine: Path) -> dict[str, Any]:
    """register.json."""
    content: dict[str, Any] = json.loads((mine / "register.json").read_text(encoding="utf-8"))
    return content
