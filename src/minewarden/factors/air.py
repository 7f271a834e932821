"""Air: people and engines behind a false seal must breathe; their air is missing or appears elsewhere."""

from __future__ import annotations

import numpy as np

from minewarden.factors.channels import Channel, Suspicion, factor_row
from minewarden.factors.clock import Floats
from minewarden.factors.facework import approved_days, faces_of
from minewarden.factors.model import FactorRow
from minewarden.factors.month import Month, PointInfo, once
from minewarden.factors.words import Words

NAME = "air"
_CLEAR_HOURS = 5.0  # hours a day a fan without a heading must run to be clearly something. Setting.
_MAIN_WORDS = ("主通风", "主要通风", "主扇", "抽风机", "风井", "风硐", "井口", "地面")
_MAIN_TYPE = "1010"
_MAIN_RETURN = "总回"
_ON = ("开", "运行", "启动", "1", "on", "true", "run")


def judge(month: Month, suspicion: Suspicion) -> FactorRow:
    """Out: whether air flows, or fans blow, where no approved work needs it. Source: detection T10."""
    return factor_row(NAME, Words("风量", "Air"), month, channels(month), suspicion)


@once
def channels(month: Month) -> list[Channel]:
    """Out: air flow at every velocity point (rises; at faces also losses), running hours of fans without a heading."""
    found: list[Channel] = []
    for point in month.points:
        if point.kind == "air_velocity" and point.code in month.readings:
            found += _flow(month, point)
    return [*found, *_fans(month)]


def _flow(month: Month, point: PointInfo) -> list[Channel]:
    grid = month.readings[point.code] * 60 * (point.section_m2 or 1.0)
    unit = "m³/min" if point.section_m2 else "m/min"
    daily = month.daily(grid)
    source = ("cdss", "point_code = ?", (point.code,))
    place = (point.place or point.code).removesuffix("风速")
    what = Words("风量", "air flow") if point.section_m2 else Words("风速", "air velocity")
    label = Words(f"{place}{what.zh}", f"{what.en} at {place}")
    face_days = approved_days(month, point)
    if face_days is None:
        return [
            Channel(
                label,
                unit,
                daily,
                ~(month.stopped | month.moving),
                station=point.station,
                regime=month.regime,
                source=source,
            )
        ]
    usable = face_days & ~month.stopped
    own = faces_of(month, point)
    served = tuple(code for face in month.register.faces if face.face_id in own for code in face.stations)
    return [
        Channel(label, unit, daily, usable, coal=True, station=point.station, weight=0.45, source=source),
        Channel(label, unit, daily, usable & ~month.moving, per=_of_usual_air(month), falls=True, near=served,
                weight=0.9, regime=month.regime, source=source),
    ]  # fmt: skip


@once
def _of_usual_air(month: Month) -> Floats:
    """Per day the share of its usual air that passes the mine as a whole, at most 1: main fans are turned down, too."""
    share = np.ones(month.clock.days)
    for point in month.points:
        if point.kind == "air_velocity" and point.code in month.readings and _MAIN_RETURN in point.place:
            flow = month.daily(month.readings[point.code])
            usual = np.median(flow[np.isfinite(flow)]) if np.isfinite(flow).any() else 0.0
            if usual > 0:
                share = np.fmin(share, flow / usual)
    return share


def _fans(month: Month) -> list[Channel]:
    """Hours a day of each fan, against other days; and of all together, against the approved headings.

    A fan stands in the fresh air before its heading, so its station alone does not say what it is for.
    """
    words = ", ".join(f"'{word}'" for word in _ON)
    running = f"CASE WHEN coalesce(value, 0) > 0 OR lower(value_text) IN ({words}) THEN 1.0 ELSE 0.0 END"
    fans = [p for p in month.points if p.kind == "fan" and p.station and not _main_fan(p)]
    if not fans:
        return []
    grids = month.grid("cdss", "point_code", running)
    every = np.ones(month.clock.days, dtype=bool)
    hours = {p.code: _hours(month, grids[p.code]) for p in fans if p.code in grids}
    found = [
        Channel(Words(f"{p.place or p.code}局部通风机运行", f"running hours of local fan {p.place or p.code}"),
                "h/d", hours[p.code], every, scale=_CLEAR_HOURS,
                near=(p.station,), weight=0.45, regime=month.regime, source=("cdss", "point_code = ?", (p.code,)))
        for p in fans
        if p.code in hours and p.station and p.station not in month.face_of
    ]  # fmt: skip
    headings = [face for face in month.register.faces if face.kind == "heading"]
    if hours and headings:
        needed = 24.0 * np.sum([month.clock.valid(face.since, face.until) for face in headings], axis=0)
        settled = ~np.any([month.before(face) for face in headings], axis=0)
        marks = ", ".join("?" * len(hours))
        found.append(Channel(Words("局部通风机运行合计", "running hours of all local fans"), "h/d",
                             np.sum(list(hours.values()), axis=0), settled, needed,
                             tolerance=0.1, cap=0.6, regime=month.regime,
                             source=("cdss", f"point_code IN ({marks})", tuple(hours))))  # fmt: skip
    return found


def _main_fan(point: PointInfo) -> bool:
    """A main fan, which runs always: by its place, at the pit mouth as well, else by its sensor type.

    Source: data-standards, section 1.2.
    """
    code = point.code.replace(" ", "")
    return any(word in point.place for word in _MAIN_WORDS) or code[16:20] == _MAIN_TYPE


def _hours(month: Month, grid: Floats) -> Floats:
    return month.daily(grid) * 24
