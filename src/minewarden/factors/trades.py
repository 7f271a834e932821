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
    """The class of a person: by trade, else by post, else by team; the last class when nothing fits.

    Who supports roofs belongs with his team: to those who repair, or else to those who win coal.
    """
    known = next((found for text in (trade, post, team) if (found := _class_of(text)) is not None), None)
    if known is not None and known.name == "support":
        crew = _class_of(team)
        return crew if crew is not None and crew.name == "repair" else _named("production")
    return known or trade_classes()[-1]


def _class_of(text: str) -> TradeClass | None:
    return next((k for k in trade_classes() if any(word in text.lower() for word in k.words)), None)


def _named(name: str) -> TradeClass:
    return next(known for known in trade_classes() if known.name == name)
