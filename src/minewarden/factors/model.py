"""The values that the comparison hands out: factor rows, leads, and what proves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, overload

from minewarden.factors.words import NOTHING, Words

DEFAULT_CUT = 0.5
"""Leads below this probability are not reported. Source: monitoring contract, section 5."""


class Verdict(StrEnum):
    """What one factor says about one suspicion; never more than its data."""

    CONTRADICTS = "contradicts"
    AGREES = "agrees"
    NO_DATA = "no_data"


class Kind(StrEnum):
    """The conduct that a lead suspects."""

    HIDDEN_FACE = "hidden_face"
    HEADCOUNT_CONCEALED = "headcount_concealed"
    CARDS_CARRIED = "cards_carried"
    CARD_PARKED = "card_parked"
    DATA_FABRICATED = "data_fabricated"
    SENSOR_MASKED = "sensor_masked"
    WORKING_WHILE_STOPPED = "working_while_stopped"
    OVER_CAPACITY = "over_capacity"
    OVERSTAFFED = "overstaffed"


@dataclass(frozen=True)
class Evidence:
    """A raw file and how many of its rows bear on the factor; the hash is that of the file as it arrived."""

    file: str
    sha256: str
    rows: int


class EvidenceAsked(Sequence[Evidence]):
    """Evidence that is looked for when it is looked at, once: most suspicions are dropped before anybody does."""

    def __init__(self, ask: Callable[[], Sequence[Evidence]]) -> None:
        self._ask = ask

    @cached_property
    def _found(self) -> tuple[Evidence, ...]:
        return tuple(self._ask())

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Evidence: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Evidence]: ...
    def __getitem__(self, place: int | slice) -> Evidence | Sequence[Evidence]:
        return self._found[place]


@dataclass(frozen=True)
class Series:
    """A factor day by day over the whole compared period; None where nothing arrived or nothing can be expected.

    `counted` marks the days that the row's figures are taken from. All four are as long as the period has days.
    """

    label: Words
    days: tuple[str, ...]
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    counted: tuple[bool, ...]


@dataclass(frozen=True)
class FactorRow:
    """One factor beside one suspicion. `strength` 0..1 is how firmly it speaks, whichever way.

    `coal` is true where all that speaks also rises when a declared face wins more coal, `in_step` where something goes
    up and down with the mine's work that lies apart from all approved work.
    """

    factor: str
    verdict: Verdict
    observed: float | None = None
    expected: float | None = None
    unit: str = ""
    strength: float = 0.0
    text: Words = NOTHING
    evidence: Sequence[Evidence] = ()
    coal: bool = False
    in_step: bool = False
    series: Series | None = None

    @property
    def deviation(self) -> float | None:
        """Observed less expected, in `unit`; None where either is unknown."""
        if self.observed is None or self.expected is None:
            return None
        return self.observed - self.expected


@dataclass(frozen=True)
class Lead:
    """A suspicion with its probability, where and when to look, and what speaks for it. Never a verdict."""

    mine_code: str
    kind: Kind
    score: float
    from_at: str
    to_at: str
    stations: tuple[str, ...] = ()
    persons_per_shift: float | None = None
    cards: tuple[str, ...] = ()
    factors: tuple[FactorRow, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
