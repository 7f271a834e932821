"""What a search over one register gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST_HITS = 20


@dataclass(frozen=True)
class Hit:
    """One record found: its name, a line about it, and its page."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class Group:
    """The hits of one register, at most MOST_HITS; `more` opens its list with the same words."""

    title: Any
    hits: list[Hit]
    more: str = ""
