"""Checks on the data and on declared limits, one file per kind of conduct.

A check is a module with `KIND` and `find(month) -> list[Finding]`. Registration is the import and the tuple entry.
"""

from __future__ import annotations

from minewarden.factors.integrity import (
    card_parked,
    cards_carried,
    data_fabricated,
    headcount_concealed,
    over_capacity,
    overstaffed,
    sensor_masked,
    working_while_stopped,
)

CHECKS = (
    headcount_concealed,
    cards_carried,
    card_parked,
    data_fabricated,
    sensor_masked,
    working_while_stopped,
    over_capacity,
    overstaffed,
)
