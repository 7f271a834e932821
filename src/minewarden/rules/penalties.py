"""Fines: bands and multiples, the surcharge for late payment, instalments.

Source: 行政处罚法 (2021) art. 51, 66, 68, 72, 73; bands themselves stand in the catalogue (`minewarden.law`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from minewarden.rules.deadlines import Pause

SURCHARGE_PER_DAY = Decimal("0.03")  # 行政处罚法 art. 72 ¶1 (1)
SPOT_FINE_PERSON_YUAN = Decimal(200)  # 行政处罚法 art. 51
SPOT_FINE_UNIT_YUAN = Decimal(3000)


@dataclass(frozen=True)
class Band:
    """From least to most, in yuan, both included; `None` where the law sets no such end.

    `multiple_*` are multiples of the illegal gain, `income_*` shares of last year's income.
    """

    min_yuan: Decimal | None = None
    max_yuan: Decimal | None = None
    multiple_min: Decimal | None = None
    multiple_max: Decimal | None = None
    income_min: Decimal | None = None
    income_max: Decimal | None = None

    def contains(self, fine_yuan: Decimal, *, base_yuan: Decimal | None = None) -> bool | None:
        """True when `fine_yuan` lies inside; None when the base of a multiple or a share is not known."""
        low, high = self.bounds(base_yuan)
        if low is None and high is None:
            return None
        return (low is None or fine_yuan >= low) and (high is None or fine_yuan <= high)

    def bounds(self, base_yuan: Decimal | None = None) -> tuple[Decimal | None, Decimal | None]:
        """(least, most) in yuan, shares applied to `base_yuan`; (None, None) where that is missing."""
        low, high = self.multiple_min or self.income_min, self.multiple_max or self.income_max
        if low is None and high is None:
            return self.min_yuan, self.max_yuan
        if base_yuan is None:
            return None, None
        return (None if low is None else low * base_yuan, None if high is None else high * base_yuan)


def surcharge_yuan(
    fine_yuan: Decimal, *, due_on: dt.date, until_on: dt.date, pauses: Iterable[Pause] = ()
) -> Decimal:
    """3 % of the fine for each day after `due_on` up to and including `until_on`, never above the fine.

    Days of a review or a suit (`pauses`) do not count (art. 73 ¶3). Zero when nothing is late.
    """
    late = {due_on + dt.timedelta(days=step) for step in range(1, max((until_on - due_on).days, 0) + 1)}
    for pause in pauses:
        late -= {pause.start_on + dt.timedelta(days=step) for step in range(max(pause.days, 0))}
    return surcharge_for_days(fine_yuan, len(late))


def surcharge_for_days(fine_yuan: Decimal, days: int) -> Decimal:
    """3 % of `fine_yuan` for each of `days`, never above the fine itself."""
    return min(fine_yuan, fine_yuan * SURCHARGE_PER_DAY * max(days, 0))


def split_instalments(fine_yuan: Decimal, parts: int) -> list[Decimal]:
    """`parts` instalments in whole cents that add up to `fine_yuan`; the last one takes the rest.

    Errors: ValueError for fewer than one part.
    """
    if parts < 1:
        raise ValueError(f"a fine cannot be paid in {parts} instalments")
    each = (fine_yuan / parts).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    return [each] * (parts - 1) + [fine_yuan - each * (parts - 1)]


def instalments_agree(fine_yuan: Decimal, instalments: Sequence[Decimal]) -> bool:
    """True when the instalments add up to the fine exactly."""
    return sum(instalments, Decimal(0)) == fine_yuan


def spot_fine_allowed(fine_yuan: Decimal, *, person: bool) -> bool:
    """True when the fine may be decided on the spot: 200 yuan for a person, 3,000 for a unit (art. 51)."""
    return fine_yuan <= (SPOT_FINE_PERSON_YUAN if person else SPOT_FINE_UNIT_YUAN)
