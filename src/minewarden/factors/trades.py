"""What kind of work a trade, post or team stands for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class TradeClass:
    """A class of work; `weight` is how much one such person, settled at a place, speaks for a working face."""

    name: str
    words: tuple[str, ...]
    weight: float


@cache
def trade_classes() -> tuple[TradeClass, ...]:
    """The editable table `trades.toml`, in its order of precedence."""
    table = tomllib.loads((resources.files(__package__) / "trades.toml").read_text(encoding="utf-8"))
    return tuple(TradeClass(row["name"], tuple(row["words"]), row["weight"]) for row in table["class"])


@cache
def classify(trade: str, post: str = "", team: str = "") -> TradeClass:
    """The class of a person: by trade, else by post, else by team; the last class when nothing fits."""
    classes = trade_classes()
    for text in (trade, post, team):
        for known in classes:
            if any(word in text.lower() for word in known.words):
                return known
    return classes[-1]
