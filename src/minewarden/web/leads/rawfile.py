"""A raw file as lines to read, names of persons masked: the proof needs the card and the place."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from minewarden.errors import BadInput
from minewarden.feeds.reading import open_text, parse_name
from minewarden.web.leads.lake import RawText

PERSONAL = frozenset({"name", "born", "entered_by"})


@dataclass(frozen=True)
class Lines:
    """The lines of a raw file, its first one being the header; `columns` are those of its records."""

    lines: Sequence[str]
    columns: Sequence[str]


def lines_of(raw: RawText) -> Lines:
    """Out: the masked lines. A file whose layout cannot be told has every Chinese character masked."""
    if raw.name.endswith((".csv", ".json")):
        return Lines(raw.text.splitlines(), ())
    try:
        file = open_text(raw.text.encode(), parse_name(raw.name))
    except BadInput:
        return Lines([_without_words(line) for line in raw.text.split("~")], ())
    layout, profile = file.layout, file.profile
    hidden = {n for n, column in enumerate(layout) if column is not None and column.name in PERSONAL}
    header, *records = raw.text.split(profile.record_mark)
    masked = [
        profile.field_mark.join(
            mask(field) if n in hidden else field for n, field in enumerate(record.split(profile.field_mark))
        )
        for record in records
    ]
    return Lines([header, *masked], [column.label if column else "—" for column in layout])


def mask(name: str) -> str:
    """The first character of a name, the rest as stars: enough to tell two apart on the spot."""
    bare = name.strip()
    return bare[:1] + "＊" * (len(bare) - 1) if len(bare) > 1 else "＊" * len(bare)


def bears_on(line: str, cards: Set[str], stations: Set[str]) -> bool:
    """Whether a line shows one of `cards` at one of `stations`, so that the eye finds it."""
    words = set(re.split(r"[;,&]", line))
    return bool(words & cards) and bool(words & stations)


def _without_words(text: str) -> str:
    return "".join("＊" if char > "\u2e7f" else char for char in text)
