"""Water: a working place gives water, and somebody has to pump it."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.clock import Floats
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, once
from minewarden.factors.words import Words

NAME = "water"


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether more water is pumped than the approved faces give. Source: detection T15."""
    return factor_row(NAME, Words("排水", "Water"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: m3/h of all pumps together against the declared inflow; where no meter sends, the pumps' power."""
    if month.pumped:
        total = _sum([month.daily(grid) for grid in month.pumped.values()])
        inflow = month.declared("inflow_m3_per_h")
        declared = inflow if inflow.any() else None
        source = ("water", "true", ())
        return [
            Channel(
                Words("矿井排水量", "water pumped from the mine"),
                "m³/h",
                total,
                ~month.stopped,
                declared,
                tolerance=1.5,
                cap=0.2,
                regime=month.regime,
                source=source,
            )
        ]
    names = [f.feeder for f in month.register.feeders if f.serves == "pump" and f.feeder in month.power]
    return [
        Channel(Words(f"水泵馈线{name}", f"pump feeder {name}"), "kW", month.daily(month.power[name]),
                ~month.stopped, weight=0.7, regime=month.regime, source=("power", "feeder = ?", (name,)))
        for name in names
    ]  # fmt: skip


def _sum(series: list[Floats]) -> Floats:
    """The sum of several series; a pump that sent nothing that day stood still, unless all are silent."""
    stacked = np.stack(series)
    silent = ~np.isfinite(stacked).any(axis=0)
    total: Floats = np.where(silent, np.nan, np.nansum(stacked, axis=0))
    return total
