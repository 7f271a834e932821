"""Gas: cut coal gives off methane, in the shifts in which it is cut, wherever the plan says nothing is cut."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.clock import Floats
from minewarden.factors.facework import approved_days, faces_of, work_by_quarter
from minewarden.factors.locate import OLD_ROADS, downstream, named
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, PointInfo, once
from minewarden.factors.words import Words

NAME = "gas"
_AIR_VARIES = (0.3, 3.0)  # of the usual: what is beyond is a fault of the sensor. Setting.
_CLEAR_PCT = 0.03  # less than three steps of a sensor (0.01 %) is not read as a change. Setting.


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether methane rises, or follows a crew, where no approved face explains it. Source: detection T11."""
    return factor_row(NAME, Words("瓦斯", "Gas"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: each methane point: as a flow where the air is known too, at a face at its usual air, else as it is."""
    air = [p for p in month.points if p.kind == "air_velocity" and p.code in month.readings]
    return [
        _channel(month, point, _air_at(month, point, air))
        for point in month.points
        if point.kind == "ch4" and point.code in month.readings
    ]


def _air_at(month: Month, point: PointInfo, air: list[PointInfo]) -> PointInfo | None:
    """The velocity sensor at a point's station, or else at its face."""
    here = [one for one in air if one.station and one.station == point.station]
    own = faces_of(month, point)
    return next(iter(here or [one for one in air if own & faces_of(month, one)]), None)


def _channel(month: Month, point: PointInfo, air: PointInfo | None) -> Channel:
    grid = month.readings[point.code]
    source = ("cdss", "point_code = ?", (point.code,))
    place = (point.place or point.code).removesuffix("甲烷")
    label = Words(f"{place}甲烷", f"methane at {place}")
    face_days = approved_days(month, point)
    if face_days is not None:
        usable = face_days & month.working
        diluted = grid
        if air is not None:
            diluted = grid * _of_usual(month.readings[air.code])
            label = Words(f"{label.zh}（按平常风量折算）", f"{label.en} (at its usual air)")
        return Channel(label, "%", month.daily(diluted), usable, scale=_CLEAR_PCT / 0.08, coal=True,
                       station=point.station, weight=0.5, source=source)  # fmt: skip
    if air is None:
        beat = work_by_quarter(month) if _shut_off(month, point) else None
        return Channel(label, "%", month.daily(grid), month.working, scale=_CLEAR_PCT * 3, station=point.station,
                       fine=smooth(grid).ravel(), beat=beat, regime=month.regime, source=source)  # fmt: skip
    flow = grid / 100 * month.readings[air.code] * 60 * (air.section_m2 or 1.0)
    declared = month.declared("ch4_m3_per_min")
    known = bool(air.section_m2)
    label = Words(f"{label.zh}涌出量", f"emission of {label.en}")
    return Channel(label, "m³/min" if known else "m³/min·m²", month.daily(flow),
                   month.working & ~month.moving,
                   declared if known and declared.any() else None, tolerance=1.0, cap=0.3, coal=True,
                   station=point.station, weight=0.9, regime=month.regime, source=source)  # fmt: skip


def _shut_off(month: Month, point: PointInfo) -> bool:
    """Whether a point is at a seal or in an old road, and the air of no approved face passes it on its way out."""
    move = month.movement
    here = move.station_mask([point.station or ""])
    shut = move.station_mask([code for seal in month.register.seals for code in seal.stations])
    shut |= named(month, OLD_ROADS)
    if not (here & shut).any() and not any(word in point.place for word in OLD_ROADS):
        return False
    faces = move.station_mask([code for face in month.register.faces for code in face.stations])
    return not downstream(month)[np.ix_(here, faces)].any()


def _of_usual(velocity: Floats) -> Floats:
    """How much of its usual air flows, 1 where it is not known: less air makes more of the same gas."""
    there = np.isfinite(velocity)
    usual = float(np.median(velocity[there])) if there.any() else 0.0
    share = velocity / usual if usual > 0 else np.ones_like(velocity)
    known: Floats = np.where(there, np.clip(share, *_AIR_VARIES), 1.0)
    return known


def smooth(grid: Floats) -> Floats:
    """Out: the running mean over five quarter hours; gas needs time from the face to the sensor."""
    flat = grid.ravel()
    there = np.isfinite(flat)
    kernel = np.ones(5)
    count = np.convolve(there, kernel, "same")
    total = np.convolve(np.where(there, flat, 0.0), kernel, "same")
    mean: Floats = np.where(there, total / np.maximum(count, 1), np.nan)
    return mean
