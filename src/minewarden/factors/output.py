"""Output: what the shaft lifts beside what the mine reports and what its approved faces can give."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, once
from minewarden.factors.words import Words

NAME = "output"
_SCALES_AGREE = 0.06  # two weighings of the same coal differ by so much (moisture, stock). Setting.


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether more coal comes up than is reported or planned. Source: detection T7; Hebei case of 2025."""
    return factor_row(NAME, Words("产量", "Output"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: hoisted tonnes against reported and against planned ones, hoist kW per tonne reported."""
    hoisted, reported = month.tonnes
    source = ("output", "true", ())
    found: list[Channel] = []
    if np.isfinite(hoisted).any():
        told = np.isfinite(reported) & (reported > 0)
        if told.any():
            label = Words("提升量（对照上报）", "coal hoisted (beside the reported)")
            found.append(Channel(label, "t/d", hoisted, month.working & told,
                                 np.where(told, reported, 0.0),
                                 tolerance=_SCALES_AGREE, cap=0.8, per=np.where(told, reported, np.nan), coal=True,
                                 source=source))  # fmt: skip
        planned = month.declared("planned_t_per_day")
        if planned.any():
            label = Words("提升量（对照计划）", "coal hoisted (beside the planned)")
            found.append(Channel(label, "t/d", hoisted, month.working, planned, coal=True,
                                 weight=0.8, regime=month.regime, source=source))  # fmt: skip
    return [*found, *_hoist_power(month, reported)]


def _hoist_power(month: Month, reported: np.ndarray) -> list[Channel]:
    names = [feeder.feeder for feeder in month.register.feeders if feeder.serves == "hoist"]
    per = reported if np.isfinite(reported).any() else None
    return [
        Channel(Words(f"主提升馈线{name}负荷", f"load of hoist feeder {name}"), "kW",
                month.daily(month.power[name]), month.working, per=per, coal=True,
                regime=month.regime, weight=0.8, source=("power", "feeder = ?", (name,)))
        for name in names
        if name in month.power
    ]  # fmt: skip
