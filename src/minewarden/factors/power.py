"""Electricity: a working face cannot cut, convey or blow air without load on some feeder."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, once
from minewarden.factors.words import Words

NAME = "power"
_ELSEWHERE = frozenset({"hoist", "pump"})  # compared as output and as water
_NOBODYS = frozenset({"other", "local_fan", ""})  # no declared work moves these
_STANDBY = (
    0.15  # share of the rating up to which a feeder without a face is only lighting and pumps. Setting.
)
_UNLISTED_KW = 40.0
LAST_DAYS = 2  # before its end, on which a face winds down
_SURFACE = 0.4  # how far a feeder of the surface may speak: workshops and heating work below nobody's orders


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether feeders carry load that no approved work explains. Source: detection T9."""
    return factor_row(NAME, Words("用电", "Power"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: daily mean kW of every feeder but hoist and pumps, and of face feeders while there is no face."""
    feeders = {feeder.feeder: feeder for feeder in month.register.feeders}
    faces = {face.face_id: face for face in month.register.faces}
    found: list[Channel] = []
    for name, grid in month.power.items():
        serves = feeders[name].serves if name in feeders else ""
        rated = feeders[name].rated_kw if name in feeders else None
        daily = month.daily(grid)
        source = ("power", "feeder = ?", (name,))
        if serves in _ELSEWHERE:
            continue
        if serves in faces:
            face = faces[serves]
            on = month.clock.valid(face.since, face.until) & ~month.around_end(face, LAST_DAYS)
            found.append(
                Channel(
                    Words(f"{face.name or serves}馈线{name}", f"feeder {name} of {face.name or serves}"),
                    "kW",
                    daily,
                    on & month.working,
                    coal=True,
                    near=face.stations,
                    source=source,
                )
            )
            off = ~(month.clock.valid(face.since, face.until, slack_days=2) | month.before(face))
            label = Words(f"无在册工作面的馈线{name}", f"feeder {name} without an approved face")
            found.append(_idle(label, daily, off, rated, source, grid.ravel(),
                               near=face.stations))  # fmt: skip
        elif name not in feeders and feeders:
            every = np.ones(month.clock.days, dtype=bool)
            label = Words(f"未申报馈线{name}", f"undeclared feeder {name}")
            found.append(_idle(label, daily, every, None, source, grid.ravel(), weight=0.7))
        else:
            fine = grid.ravel() if serves in _NOBODYS else None
            served = _SERVES.get(serves, _SERVES["other"])
            label = Words(f"馈线{name}（{served.zh}）", f"feeder {name} ({served.en})")
            weight = _SURFACE if serves == "surface" else 1.0
            found.append(Channel(label, "kW", daily, month.working & ~month.moving, scale=0.05 * (rated or 0.0) or None,
                                 fine=fine, weight=weight, regime=month.regime, source=source))  # fmt: skip
    return found


_SERVES = {
    "main_fan": Words("主通风机", "main fan"), "local_fan": Words("局部通风机", "local fan"),
    "surface": Words("地面", "surface"), "other": Words("其他", "other"),
}  # fmt: skip


def _idle(
    label: Words,
    daily: np.ndarray,
    usable: np.ndarray,
    rated: float | None,
    source: tuple[str, str, tuple[object, ...]],
    fine: np.ndarray,
    weight: float = 0.9,
    near: tuple[str, ...] = (),
) -> Channel:
    scale = _STANDBY * rated * 1.5 if rated else _UNLISTED_KW
    nothing = np.zeros(len(daily))
    return Channel(label, "kW", daily, usable, nothing, scale=scale, fine=fine, weight=weight, near=near,
                   source=source)  # fmt: skip
