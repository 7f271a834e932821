"""Drawing by a published seed: whoever has the seed and the list draws the same files and the same reviewers.

The order of a file is the SHA-256 of seed, body and number; nothing else enters, so neither the order of the list
nor the person who presses the button changes the draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def ticket(seed: str, *words: str) -> str:
    """The number under which something is drawn; the smallest are drawn first."""
    return hashlib.sha256("\x1f".join((seed, *words)).encode()).hexdigest()


def draw(seed: str, body: str, numbers: Iterable[str], size: int) -> list[str]:
    """`size` of the case `numbers` of `body` in the order drawn; all of them when there are fewer."""
    return sorted(set(numbers), key=lambda number: ticket(seed, body, number))[:size]


def assign(
    seed: str, files: Mapping[K, tuple[str, str]], barred: Mapping[str, frozenset[str]]
) -> dict[K, str | None]:
    """Who reviews which file; every file goes to the reviewer with the fewest of those whom it is not of.

    In: `files` key -> (code of the body, number); `barred` reviewer -> codes of the bodies that are their own region.
    Out: key -> reviewer, None when every reviewer is barred; in the order drawn, which is the blind numbering.
    """
    load = dict.fromkeys(barred, 0)
    given: dict[K, str | None] = {}
    for key in drawn_order(seed, files):
        body = files[key][0]
        open_to = [name for name in barred if body not in barred[name]]
        chosen = min(open_to, key=lambda name: (load[name], ticket(seed, name)), default=None)
        given[key] = chosen
        if chosen is not None:
            load[chosen] += 1
    return given


def drawn_order(seed: str, files: Mapping[K, tuple[str, str]]) -> Sequence[K]:
    """The keys of `files` in the order of their tickets."""
    return sorted(files, key=lambda key: ticket(seed, "file", *files[key]))
