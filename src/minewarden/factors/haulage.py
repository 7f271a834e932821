"""Haulage: coal leaves on a belt, and a belt that serves no approved face should stand still."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.clock import BINS, Bools, Floats
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, once
from minewarden.factors.words import Words
from minewarden.feeds.register import Conveyor

NAME = "haulage"
_SCALES_DIFFER = 0.12  # share of a trunk belt's coal that two belt scales may clearly not differ by. Setting.
_CLEAR_T = 40.0  # tonnes a day on a belt without a face that clearly are something. Setting.


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether belts carry more, or run longer, than the approved faces explain. Source: detection T7, T8."""
    return factor_row(NAME, Words("煤流运输", "Haulage"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: tonnes and running hours a day of each belt, per tonne reported; belts without a face against zero."""
    belts = {belt.conveyor: belt for belt in month.register.conveyors}
    reported = month.tonnes[1]
    per = reported if np.isfinite(reported).any() else None
    found: list[Channel] = []
    for name, grid in month.belt_t.items():
        planned, served = _plan(month, belts.get(name))
        near = _of_faces(month, belts.get(name))
        tonnes = month.daily(grid) * grid.shape[1]
        source = ("haulage", "conveyor = ?", (name,))
        active = month.working & (served if served is not None else True)
        found.append(
            Channel(
                Words(f"胶带{name}运量", f"tonnes on belt {name}"),
                "t/d",
                tonnes,
                active,
                planned,
                per=per,
                coal=True,
                near=near,
                regime=month.regime,
                source=source,
            )
        )
        hours = month.daily(month.belt_s[name]) * grid.shape[1] / 3600 if name in month.belt_s else None
        if hours is not None:
            found.append(
                Channel(
                    Words(f"胶带{name}运行时间", f"running hours of belt {name}"),
                    "h/d",
                    hours,
                    active,
                    coal=True,
                    weight=0.6,
                    near=near,
                    regime=month.regime,
                    source=source,
                )
            )
        if served is not None and not served.all():
            nothing = np.zeros(month.clock.days)
            label = Words(f"无在册工作面的胶带{name}运量", f"tonnes on belt {name} without an approved face")
            found.append(Channel(label, "t/d", tonnes, ~served & ~month.stopped, nothing,
                                 scale=_CLEAR_T, fine=grid.ravel(), near=near, source=source))  # fmt: skip
    return [*found, *_unaccounted(month)]


def _unaccounted(month: Month) -> list[Channel]:
    """Coal on a trunk belt that came off none of the face belts that feed it: it needs no other days to speak."""
    belts = [belt for belt in month.register.conveyors if belt.conveyor in month.belt_t]
    found = []
    for trunk in belts:
        feeding = [b for b in belts if b.serves and set(b.serves) < set(trunk.serves)]
        served = [face for belt in feeding for face in belt.serves]
        if len(feeding) < 2 or len(set(served)) < len(served) or set(served) != set(trunk.serves):
            continue  # only where every face has one belt of its own is the difference a balance
        tonnes = {b.conveyor: month.daily(month.belt_t[b.conveyor]) * BINS for b in (trunk, *feeding)}
        arriving = np.sum([tonnes[b.conveyor] for b in feeding], axis=0)
        usable = month.working & np.isfinite(arriving)
        if usable.any() and arriving[usable].any():
            scale = max(_CLEAR_T, _SCALES_DIFFER * float(arriving[usable].mean()))
            label = Words(f"胶带{trunk.conveyor}比各工作面胶带之和多出的煤",
                          f"coal on belt {trunk.conveyor} beyond that of the face belts")  # fmt: skip
            found.append(Channel(label, "t/d",
                                 tonnes[trunk.conveyor] - arriving, usable, np.zeros(month.clock.days), scale=scale,
                                 source=("haulage", "conveyor = ?", (trunk.conveyor,))))  # fmt: skip
    return found


def _of_faces(month: Month, belt: Conveyor | None) -> tuple[str, ...]:
    """The stations of the one face a belt serves; a belt of several says nothing of where."""
    if belt is None or len(belt.serves) != 1:
        return ()
    return tuple(
        code for face in month.register.faces if face.face_id in belt.serves for code in face.stations
    )


def _plan(month: Month, belt: Conveyor | None) -> tuple[Floats | None, Bools | None]:
    """Planned tonnes a day on the belt, and the days on which any face it serves was approved (slack: 2 days)."""
    if belt is None or not belt.serves:
        return None, None
    faces = [face for face in month.register.faces if face.face_id in belt.serves]
    if not faces:
        return None, None
    planned = np.zeros(month.clock.days)
    served = np.zeros(month.clock.days, dtype=bool)
    for face in faces:
        planned += np.where(month.clock.valid(face.since, face.until), face.planned_t_per_day or 0.0, 0.0)
        served |= month.clock.valid(face.since, face.until, slack_days=2) | month.before(face)
    return (planned if planned.any() else None), served
