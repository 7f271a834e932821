"""The reference page of the file types, written from their tables: `python -m minewarden.feeds.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from minewarden.feeds import CSV_TYPES, TYPES, FileType
from minewarden.feeds.filetype import Column, Form
from minewarden.feeds.values import Kind

_INTRODUCTION = """# Monitoring files

Written from the tables in `src/minewarden/feeds`; change them there, then run
`python -m minewarden.feeds.reference > docs/reference/feeds.md`.

Text files are named `<mine code>_<type>_<yyyyMMddHHmmss>.txt`: UTF-8 without byte order mark, fields `;`, records `~`,
end `||`, first segment the header, times `yyyy-MM-dd HH:mm:ss` in China time. The second profile ends records with `^`,
the file with `]]]`, and puts `N` before the type. `待核` marks what no published text confirms.
"""

_KINDS = {
    Kind.CARD: "card code: mine code and 5 digits",
    Kind.AREA: "area code: mine code and 4 digits",
    Kind.STATION: "station code: area code and 6 digits",
    Kind.POINT: "point code: mine code and up to 24 characters",
    Kind.TEXT: "text",
    Kind.RAW: "text, kept as sent",
    Kind.INT: "whole number",
    Kind.NUMBER: "number",
    Kind.READING: "number, empty when none (-9999, words)",
    Kind.TIME: "time",
    Kind.INSTANT: "ISO time with offset",
    Kind.DAY: "date",
}


def reference() -> str:
    """Out: the page in Markdown."""
    lines = [_INTRODUCTION]
    for heading, types in (("Text files", TYPES), ("Tables (CSV)", CSV_TYPES)):
        lines.append(f"## {heading}\n")
        for file_type in types:
            lines += _section(file_type)
    return "\n".join(lines)


def _section(file_type: FileType) -> Iterator[str]:
    yield f"### {file_type.name} {file_type.label}\n"
    yield f"Data set `{file_type.dataset}`. Source: {file_type.source}.\n"
    if file_type.form is Form.SEGMENTS:
        yield f"Header: {'; '.join(file_type.header)}.\n"
    yield "| # | column | 字段 | kind | unit | range | remark |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    places = {column.name: str(place) for place, column in enumerate(file_type.sent)}
    for column in file_type.columns:
        cells = [
            places.get(column.name, ""),
            f"`{column.name}`" + (" *" if column.required else ""),
            column.label,
            _KINDS[column.kind],
            column.unit,
            _range(column),
            column.note,
        ]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _range(column: Column) -> str:
    if column.choices:
        return ", ".join(map(str, sorted(column.choices)))
    if column.kind in (Kind.INT, Kind.NUMBER):
        return f"{column.low:g} … {column.high:g}"
    return ""


if __name__ == "__main__":
    sys.stdout.write(reference())
