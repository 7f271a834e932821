"""Slips: each breaks one rule of the drafting standard in a known document; look-alikes break none.

A slip changes the records of a case. It says which plot it needs, and which other rules its print may rightly
break besides (`allowed`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.casefiles.papers import Case, Paper

Change = Callable[[Case, random.Random], "Paper | list[Paper] | None"]


@dataclass(frozen=True)
class Slip:
    """A change to a case: what it breaks ("" for a look-alike), on which plots, before or after filing."""

    rule: str
    name: str
    change: Change
    plot: dict[str, Any] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    filed: bool = False  # changes the cover or the list, so comes after them
    formats: tuple[str, ...] = ()  # where it can be printed at all; () everywhere
    near: str = ""  # the rule that a look-alike resembles


SLIPS: list[Slip] = []
LOOKALIKES: list[Slip] = []


def slip(
    rule: str, *, allowed: str = "", filed: bool = False, formats: tuple[str, ...] = (), **plot: Any
) -> Callable[[Change], Change]:
    """Enter the decorated change as one that breaks `rule`."""

    def enter(change: Change) -> Change:
        SLIPS.append(Slip(rule, change.__name__, change, plot, tuple(allowed.split()), filed, formats))
        return change

    return enter


def lookalike(rule: str, *, filed: bool = False, **plot: Any) -> Callable[[Change], Change]:
    """Enter the decorated change as one that looks like a breach of `rule` and is none."""

    def enter(change: Change) -> Change:
        LOOKALIKES.append(Slip("", change.__name__, change, plot, (), filed, (), rule))
        return change

    return enter


def load() -> None:
    """Import the modules that enter slips."""
    from tests.casefiles import slips_form, slips_inspection, slips_penalty  # entering is their purpose

    assert slips_form and slips_inspection and slips_penalty
