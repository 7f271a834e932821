"""Explosives: what is issued must have an approved face to be used at."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.clock import Floats
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, once
from minewarden.factors.words import Words

NAME = "explosives"
_CLEAR_KG = 4.0  # a day's issue without an approved place that clearly is something. Setting.


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether explosives are used without, or beyond, an approved face. Source: detection T15."""
    return factor_row(NAME, Words("火工品", "Explosives"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: kg used a day: for faces that are not approved against zero, for approved ones against the plan."""
    known = {face.face_id: face for face in month.register.faces}
    if not known:
        return []  # without declared faces no place is an undeclared one
    found: list[Channel] = []
    every = np.ones(month.clock.days, dtype=bool)
    nothing = np.zeros(month.clock.days)
    for name, used in _used(month).items():
        source = ("explosives", "coalesce(face_id, '') = ?", (name,))
        face = known.get(name)
        if face is None:
            label = Words("未注明地点的火工品", "explosives without a place")
            if name:
                label = Words(f"未申报地点{name}火工品", f"explosives at undeclared place {name}")
            found.append(Channel(label, "kg/d", used, every, nothing, scale=_CLEAR_KG, source=source))
            continue
        valid = month.clock.valid(face.since, face.until, slack_days=1)
        planned = np.full(month.clock.days, face.explosive_kg_per_day or 0.0)
        usable = valid & ~month.stopped & (month.working | (used > 0))  # nothing is issued on a day of rest
        label = Words(f"{face.name or name}火工品", f"explosives at {face.name or name}")
        found.append(Channel(label, "kg/d", used, usable, planned, tolerance=0.4,
                             scale=4 * _CLEAR_KG, coal=True, weight=0.9, near=face.stations,
                             source=source))  # fmt: skip
        label = Words(f"{face.name or name}（未在批准期内）火工品",
                      f"explosives at {face.name or name} outside its approved period")  # fmt: skip
        found.append(Channel(label, "kg/d", used, ~valid, nothing,
                             scale=_CLEAR_KG, near=face.stations, source=source))  # fmt: skip
    return found


def _used(month: Month) -> dict[str, Floats]:
    """Face to kg used per day. A day without a record is a day without an issue, where any were recorded at all."""
    start = month.clock.start_s
    rows = month.rows(
        f"SELECT coalesce(face_id, ''), (epoch(\"at\")::BIGINT - {start}) // 86400, "
        "sum(greatest(coalesce(explosive_kg, 0) - coalesce(returned_kg, 0), 0)) FROM explosives GROUP BY 1, 2"
    )
    found: dict[str, Floats] = {}
    for name, day, kg in rows:
        if 0 <= day < month.clock.days:
            found.setdefault(name, np.zeros(month.clock.days))[day] = kg
    return found
