"""How what squads found flows back into the score of a lead.

The comparison's probability is calibrated over all mines; what squads found at one mine says how far it holds there.
A checked lead shows what was found. An open one keeps its probability as if PRIOR_CHECKS checks had borne it out, and
each checked lead of the same kind at the same mine counts as one check more. A setting of ours, not law: 待核.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minewarden.web.leads.states import Conclusion, Result

PRIOR_CHECKS = 8.0
FOUND = {
    Result.TRUE.value: 1.0,
    Result.RECTIFY.value: 1.0,
    Result.LISTING.value: 1.0,
    Result.PARTLY.value: 0.5,
    Result.FALSE.value: 0.0,
}
"""How true a result is; what was only passed on says nothing yet."""


@dataclass(frozen=True)
class Shown:
    """The score to show, and of how many checks at the same mine how many (halves count) were true."""

    score: float
    checks: int = 0
    true: float = 0.0


def shown(score: float, own: str, others: Sequence[str], conclusion: str = "") -> Shown:
    """The score of a lead after results.

    In: `score` 0..1 of the comparison; `own` result ("" when not checked); results of `others` of the same kind and
    mine; `conclusion`, that of the desk: a lead dismissed there shows 0.
    """
    if own in FOUND:
        return Shown(FOUND[own])
    if conclusion == Conclusion.FALSE:
        return Shown(0.0)
    told = [FOUND[result] for result in others if result in FOUND]
    true = sum(told)
    return Shown((PRIOR_CHECKS * score + true) / (PRIOR_CHECKS + len(told)), len(told), true)
