"""Pages of one document that lie in several files, as cameras and scanners leave them."""

from __future__ import annotations

import re

from minewarden.casefile.page import Page

_PIECES = re.compile(r"(\d+)")
Order = tuple[tuple[int, int, str], ...]


def natural_order(name: str) -> Order:
    """A key that puts page 2 before page 10."""
    pieces = (piece for piece in _PIECES.split(name) if piece)
    return tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in pieces)


def in_reading_order(pages: list[Page]) -> list[Page]:
    """`pages` with each one that says 第 k 页 共 n 页 behind the page k-1 of n that still lacks a next one.

    Without such labels the order of the files is all there is, and stays.
    """
    ordered: list[Page] = []
    strays: list[Page] = []
    for page in pages:
        last = ordered[-1].label if ordered else None
        follows = page.label is None or page.label[0] <= 1 or last == (page.label[0] - 1, page.label[1])
        (ordered if follows else strays).append(page)
    for page in sorted(strays, key=lambda stray: stray.label or (0, 0)):
        number, of = page.label or (0, 0)
        at = next((i for i, one in enumerate(ordered) if one.label == (number - 1, of)), len(ordered) - 1)
        ordered.insert(at + 1, page)
    return ordered
