"""What an approved face does on a day: the power it draws, the people its readers see, and faces that work unseen."""

from __future__ import annotations

import re

import numpy as np

from minewarden.factors.clock import Bools, Floats
from minewarden.factors.month import Month
from minewarden.feeds.register import Face

# Settings, not law.
IDLE = 0.6  # of its usual load or crew, below which a face works little
UNMANNED = 0.2  # of its usual or declared person-hours, below which nearly nobody is seen at a face
SHIFT_H = 8.0
AREA_DIGITS = 16  # of a station code: the area it lies in (data-standards, section 1.2)
MOST_OF_AREA = 10  # stations: larger areas are districts or the whole mine
CREW_AND_VISITORS = 1.5  # of the approved crew's hours: inspectors and fitters come on top
HARDER = 0.1  # a rise of the approved faces' load that is no accident
OF_COAL = 0.5  # of the rise in coal, from which the approved faces are where it comes from
DECLARED = 0.5  # of the declared crew's hours: crews walk, wait, and are fewer than approved


def face_load(month: Month, face: Face) -> Floats | None:
    """Out: daily mean kW of the feeders that serve a face; None where it has no meter that sends."""
    loads = [
        month.daily(month.power[feeder.feeder])
        for feeder in month.register.feeders
        if feeder.serves == face.face_id and feeder.feeder in month.power
    ]
    return np.sum(loads, axis=0) if loads else None


def face_hours(month: Month, face: Face) -> Floats:
    """Out: person-hours a day read at the stations of a face; NaN on days that did not arrive."""
    move = month.movement
    everyone = np.ones(len(move.descents), dtype=bool)
    count = move.headcount(move.at_face(face), everyone, with_absences=False)
    return np.where(move.covered_days, count.reshape(month.clock.days, -1).sum(axis=1) / 4, np.nan)


def approach(month: Month, face: Face) -> Bools:
    """Out: stations that belong to a face beside those it lists: of its own area, or named with its number.

    Registers often list only the ends of a face; its crew is read along its gate roads as well.
    """
    move = month.movement
    names = {station.station_code: station.name or "" for station in month.register.stations}
    others = {code for other in month.register.faces if other is not face for code in other.stations}
    areas = {code[:AREA_DIGITS] for code in face.stations if len(code) > AREA_DIGITS}
    seals = {code for seal in month.register.seals for code in seal.stations}
    areas -= {code[:AREA_DIGITS] for code in others | seals}
    areas = {area for area in areas if sum(code.startswith(area) for code in move.stations) <= MOST_OF_AREA}
    number = re.search(r"\d{3,}", face.name or "")
    found = [
        code not in others | seals | set(face.stations)
        and (
            code[:AREA_DIGITS] in areas or (number is not None and names.get(code, "").startswith(number[0]))
        )
        for code in move.stations
    ]
    return np.asarray(found, dtype=bool)


def crewed_days(month: Month, face: Face) -> Bools:
    """Out: days on which the people at a face and on its approach are no more than its approved crew."""
    move = month.movement
    everyone = np.ones(len(move.descents), dtype=bool)
    count = move.headcount(move.at_face(face) | approach(month, face), everyone, with_absences=False)
    hours = count.reshape(month.clock.days, -1).sum(axis=1) / 4
    due = SHIFT_H * sum(face.crew_per_shift)
    within: Bools = hours <= CREW_AND_VISITORS * due if due else np.ones(month.clock.days, dtype=bool)
    return within


def idle_days(month: Month, face: Face) -> Bools:
    """Out: days on which a face drew clearly less power, or without a meter had clearly fewer people, than usual."""
    load = face_load(month, face)
    work = face_hours(month, face) if load is None else load
    usual = np.nanquantile(work, 0.75) if np.isfinite(work).any() else np.nan
    with np.errstate(invalid="ignore"):
        idle: Bools = work < IDLE * usual
    return idle


def unmanned_days(month: Month, face: Face) -> Bools:
    """Out: days on which an approved face works as usual and its readers see nearly nobody."""
    hours, load = face_hours(month, face), face_load(month, face)
    valid = month.clock.valid(face.since, face.until) & month.working
    seen = hours[valid & np.isfinite(hours)]
    usual = max(
        float(np.quantile(seen, 0.75)) if len(seen) else 0.0, DECLARED * SHIFT_H * sum(face.crew_per_shift)
    )
    at_work = np.ones(len(hours), dtype=bool) if load is None else ~idle_days(month, face)
    with np.errstate(invalid="ignore"):
        unmanned: Bools = valid & at_work & (hours < UNMANNED * usual)
    return unmanned if face.stations else np.zeros(month.clock.days, dtype=bool)


def works_harder(month: Month, days: Bools) -> bool:
    """Out: whether the approved faces draw so much more power on `days` that the additional coal is theirs."""
    loads = [load for face in month.register.faces if (load := face_load(month, face)) is not None]
    if not loads:
        return False
    load, coal = np.sum(loads, axis=0), month.tonnes[0]
    sound = month.working & np.isfinite(load)
    rise = _rise(load, days & sound, ~days & sound)
    more = _rise(coal, days & sound & np.isfinite(coal), ~days & sound & np.isfinite(coal))
    return rise >= HARDER and rise >= OF_COAL * more


def _rise(series: Floats, inside: Bools, outside: Bools) -> float:
    """How much higher a series is inside than outside, as a share; 0 where there is nothing to compare."""
    if not inside.any() or not outside.any() or series[outside].mean() <= 0:
        return 0.0
    return float(series[inside].mean() / series[outside].mean() - 1)
