"""What an approved face does on a day: the power it draws, the people its readers see, and faces that work unseen."""

from __future__ import annotations

import re

import numpy as np

from minewarden.factors.clock import Bools, Floats
from minewarden.factors.locate import DETOUR_M
from minewarden.factors.month import Month, PointInfo, once
from minewarden.feeds.register import Face
from minewarden.feeds.values import area_of

# Settings, not law.
WINDS_DOWN = 7  # days before its end in which a face retires
AT_REST = 0.05  # share of the quarter hours in which a feeder draws least
MOST_STANDBY = 0.8  # of its usual load: what runs day and night at one load is never at rest
IDLE = 0.6  # of its usual load or crew, below which a face works little
UNMANNED = 0.2  # of its usual or declared person-hours, below which nearly nobody is seen at a face
MISSED = 0.6  # of its hours, for which a crew is out of sight when it is missed at its face,
AS_USUAL = 0.8  # and of the usual hours, as many as it was there or out of sight
OWN_H = 2.0  # hours at a face that make a card one of its crew
MOST_OF_AREA = 10  # stations: larger areas are districts or the whole mine
CREW_AND_VISITORS = 1.5  # of the approved crew's hours: inspectors and fitters come on top
HARDER = 0.1  # a rise of the approved faces' load that is no accident
FAR_MORE = 0.5  # a rise of the coal reported, beyond which days are not alike
OF_COAL = 0.5  # of the rise in coal, from which the approved faces are where it comes from
RESTS = 0.6  # share of the days on which a face is idle, from which it rests,
WORKS = 0.2  # and up to which it works
LEAST_RESTED = 3  # days
GATE_ROADS = ("顺槽", "运输巷", "机巷", "风巷")
STAY_H = 4.0  # hours in a gate road, and at most half of a shift, that are no passing through
GATE_CREW = 6  # such stays a day
GATE_SHARE = 0.2  # of the approved crew, likewise: a few support the gate ahead of the face
GATE_DAYS = 3
HABIT_FACES, HABIT_SHARE = 2, 0.5  # other faces, and share of them, at which the same is the habit of a mine
CROWDED = 1.2  # of the hours of the approved crew, from which some of those at a face are not of it
DECLARED = 0.5  # of the declared crew's hours: crews walk, wait, and are fewer than approved


@once
def face_load(month: Month, face: Face) -> Floats | None:
    """Out: daily mean kW of the feeders that serve a face; None where it has no meter that sends."""
    loads = [
        month.daily(month.power[feeder.feeder])
        for feeder in month.register.feeders
        if feeder.serves == face.face_id and feeder.feeder in month.power
    ]
    return np.sum(loads, axis=0) if loads else None


@once
def work_by_quarter(month: Month) -> Floats | None:
    """Out: kW of the feeders of all approved faces per quarter hour (flat), else tonnes on the belts; None without."""
    faces = {face.face_id for face in month.register.faces}
    loads = [month.power[f.feeder] for f in month.register.feeders
             if f.serves in faces and f.feeder in month.power]  # fmt: skip
    grids = loads or list(month.belt_t.values())
    return np.nansum(grids, axis=0).ravel() if grids else None


@once
def face_hours(month: Month, face: Face) -> Floats:
    """Out: person-hours a day read at the stations of a face; NaN on days that did not arrive."""
    move = month.movement
    everyone = np.ones(len(move.descents), dtype=bool)
    count = move.headcount(move.at_face(face), everyone, with_absences=False)
    return np.where(move.covered_days, count.reshape(month.clock.days, -1).sum(axis=1) / 4, np.nan)


@once
def approach(month: Month, face: Face) -> Bools:
    """Out: stations that belong to a face beside those it lists: of its own area, or named with its number.

    Registers often list only the ends of a face; its crew is read along its gate roads as well.
    """
    move = month.movement
    names = {station.station_code: station.name or "" for station in month.register.stations}
    others = {code for other in month.register.faces if other is not face for code in other.stations}
    seals = {code for seal in month.register.seals for code in seal.stations}
    areas = {area_of(code) for code in face.stations} - {area_of(code) for code in others | seals}
    areas = {
        area for area in areas if len(area) > len(month.mine_code)
    }  # others are no codes by the standard
    areas = {area for area in areas if sum(code.startswith(area) for code in move.stations) <= MOST_OF_AREA}
    number = re.search(r"\d{3,}", face.name or "")
    found = [
        code not in others | seals | set(face.stations)
        and (area_of(code) in areas or (number is not None and names.get(code, "").startswith(number[0])))
        for code in move.stations
    ]
    return np.asarray(found, dtype=bool)


def crew_hours(face: Face) -> float:
    """Out: person-hours a day of the approved crews of a face, whose shifts fill the day."""
    crews = face.crew_per_shift
    return 24.0 * sum(crews) / len(crews) if crews else 0.0


@once
def crewed_days(month: Month, face: Face) -> Bools:
    """Out: days on which the people at a face and on its approach are no more than its approved crew."""
    move = month.movement
    everyone = np.ones(len(move.descents), dtype=bool)
    count = move.headcount(move.at_face(face) | approach(month, face), everyone, with_absences=False)
    hours = count.reshape(month.clock.days, -1).sum(axis=1) / 4
    due = crew_hours(face)
    within: Bools = hours <= CREW_AND_VISITORS * due if due else np.ones(month.clock.days, dtype=bool)
    return within


@once
def crowded_gate(month: Month, face: Face) -> Bools:
    """Out: days x stations: where a crew stays on the way into a face whose own crew is at the face.

    Gate roads are ways: few stay there for hours. Where as many do as dig a heading, day after day, and the face has
    its crew as well, or stands still, they work off the gate road; unless it is so at most faces of the mine.
    """
    crowded = _stay_in_gates(month, face)
    others = [_stay_in_gates(month, other).any() for other in month.register.faces if other is not face]
    habit = sum(others) >= HABIT_FACES and np.mean(others) >= HABIT_SHARE
    return np.zeros_like(crowded) if habit else crowded


@once
def _stay_in_gates(month: Month, face: Face) -> Bools:
    """As `crowded_gate`, whatever is usual in the mine."""
    move = month.movement
    at = move.at_face(face)
    crowded = np.zeros((month.clock.days, len(move.stations)), dtype=bool)
    main = int(np.where(at, move.hours.sum(axis=0), -1.0).argmax()) if len(move.descents) else -1
    gates = _gates(month, face, main) if main >= 0 else []
    if not gates or not face.crew_per_shift:
        return crowded
    day = np.clip(month.clock.day_of(move.descents.first_s), 0, month.clock.days - 1)
    crew = sum(face.crew_per_shift)
    whole = move.headcount(at | approach(month, face), np.ones(len(day), dtype=bool), with_absences=False)
    hours = whole.reshape(month.clock.days, -1).sum(axis=1) / 4
    too_many = hours >= CROWDED * crew_hours(face)
    stay = min(STAY_H, 12 / month.clock.shifts_per_day)
    for gate in gates:
        stayed = np.bincount(day[move.hours[:, gate] >= stay], minlength=month.clock.days)
        worked = np.bincount(day[move.hours[:, main] >= stay / 2], minlength=month.clock.days)
        besides = ((worked >= DECLARED * crew) & too_many) | (worked <= UNMANNED * crew)
        crowded[:, gate] = (stayed >= GATE_CREW) & (stayed >= GATE_SHARE * crew) & besides
        if crowded[:, gate].sum() < GATE_DAYS:
            crowded[:, gate] = False
    return crowded


def _gates(month: Month, face: Face, main: int) -> list[int]:
    """The stations on the way into a face: its gate roads by name, or where all are named so those farther out."""
    move = month.movement
    named = {station.station_code: station.name or "" for station in month.register.stations}
    gate = np.array([any(word in named.get(code, "") for word in GATE_ROADS) for code in move.stations])
    at = move.at_face(face)
    if face.kind == "coal_face" and not gate[main]:
        found = (at | approach(month, face)) & gate
    else:
        metres = move.near.metres
        on_way = metres[move.pit][:, None] + metres <= metres[move.pit][None, :] + DETOUR_M
        np.fill_diagonal(on_way, False)
        found = at & on_way[:, at].any(axis=1)
    found[main] = False
    return np.flatnonzero(found).tolist()


@once
def standby(month: Month, face: Face) -> float:
    """Out: kW that the feeders of a face draw when it rests: light, pumps and fans are no work."""
    grids = [month.power[f.feeder] for f in month.register.feeders
             if f.serves == face.face_id and f.feeder in month.power]  # fmt: skip
    return sum(float(np.nanquantile(grid, AT_REST)) for grid in grids if np.isfinite(grid).any())


@once
def idle_days(month: Month, face: Face) -> Bools:
    """Out: days on which a face drew clearly less power, or without a meter had clearly fewer people, than usual."""
    load = face_load(month, face)
    work = face_hours(month, face) if load is None else load
    if load is not None and np.isfinite(load).any():
        work = load - min(standby(month, face), MOST_STANDBY * float(np.nanquantile(load, 0.75)))
    usual = np.nanquantile(work, 0.75) if np.isfinite(work).any() else np.nan
    with np.errstate(invalid="ignore"):
        idle: Bools = work < IDLE * usual
    return idle


@once
def thinly_manned(month: Month, face: Face) -> Bools:
    """Out: days on which clearly fewer people than usual were at a face."""
    hours = face_hours(month, face)
    usual = np.nanquantile(hours, 0.75) if np.isfinite(hours).any() else np.nan
    with np.errstate(invalid="ignore"):
        thin: Bools = hours < IDLE * usual
    return thin


@once
def crew_of(month: Month, face: Face) -> Bools:
    """Out: per card whether it mostly worked at a face in those descents in which it worked at any."""
    move = month.movement
    here = move.hours[:, move.at_face(face)].sum(axis=1)
    faces = move.station_mask([code for other in month.register.faces for code in other.stations])
    anywhere = move.hours[:, faces].sum(axis=1)
    size = len(move.cards)
    own = np.bincount(move.descents.card, here, size)
    crew: Bools = (own >= OWN_H) & (own > 0.5 * np.bincount(move.descents.card, anywhere, size))
    return crew


@once
def unmanned_days(month: Month, face: Face) -> Bools:
    """Out: days on which an approved face works as usual and its readers see nearly nobody, or miss its own crew.

    A crew is missed that is out of sight for most of its hours, which with those at the face are as many as usual,
    while the meter of the face shows its work.
    """
    hours, load = face_hours(month, face), face_load(month, face)
    valid = month.clock.valid(face.since, face.until) & month.working
    seen = hours[valid & np.isfinite(hours)]
    usual = max(float(np.quantile(seen, 0.75)) if len(seen) else 0.0, DECLARED * crew_hours(face))
    at_work = np.ones(len(hours), dtype=bool) if load is None else ~idle_days(month, face)
    lost = _hours_lost(month, face)
    with np.errstate(invalid="ignore"):
        nobody = hours < UNMANNED * usual
        missed = (lost >= MISSED * (hours + lost)) & (hours + lost >= AS_USUAL * usual) & (load is not None)
    unmanned: Bools = valid & at_work & (nobody | missed)
    return unmanned if face.stations else np.zeros(month.clock.days, dtype=bool)


def _hours_lost(month: Month, face: Face) -> Floats:
    """Per day the hours for which the crew of a face was out of sight of all readers."""
    gone = month.movement.absences
    own = crew_of(month, face)[month.movement.visits.card[gone.visit]]
    day = np.clip(month.clock.day_of(gone.from_s), 0, month.clock.days - 1)
    hours = (gone.to_s - gone.from_s)[own] / 3600
    return np.bincount(day[own], hours, month.clock.days).astype(np.float64)


def works_harder(month: Month, days: Bools) -> bool:
    """Out: whether the approved faces draw so much more power on `days` that the additional coal is theirs."""
    loads = [load - standby(month, face) for face in month.register.faces
             if (load := face_load(month, face)) is not None]  # fmt: skip
    if not loads:
        return False
    load, coal = np.sum(loads, axis=0), month.tonnes[0]
    sound = month.working & np.isfinite(load)
    rise = _rise(load, days & sound, ~days & sound)
    more = _rise(coal, days & sound & np.isfinite(coal), ~days & sound & np.isfinite(coal))
    return rise >= HARDER and rise >= OF_COAL * more


def reports_more(month: Month, days: Bools) -> bool:
    """Out: whether the mine itself reports so much more coal on `days` that the others are no measure of them."""
    told = month.tonnes[1]
    sound = np.isfinite(told)
    return _rise(told, days & sound, ~days & sound) >= FAR_MORE


def rests_otherwise(month: Month, days: Bools) -> bool:
    """Out: whether an approved face works on `days` and rests on the others, as when it moves or a fault stops it."""
    for face in month.register.faces:
        idle, valid = idle_days(month, face), month.face_days(face)
        inside, outside = idle[days & valid], idle[~days & valid]
        enough = len(inside) > 0 and len(outside) >= LEAST_RESTED
        if enough and outside.mean() >= RESTS and inside.mean() <= WORKS:
            return True
    return False


def _rise(series: Floats, inside: Bools, outside: Bools) -> float:
    """How much higher a series is inside than outside, as a share; 0 where there is nothing to compare."""
    if not inside.any() or not outside.any() or series[outside].mean() <= 0:
        return 0.0
    return float(series[inside].mean() / series[outside].mean() - 1)


@once
def faces_of(month: Month, point: PointInfo) -> set[str]:
    """Out: the faces that a point belongs to; registers often list no station for the sensor in a face's return.

    Of several faces with its number, as a panel and the headings of its gates may have, the one that lies nearest.
    """
    found = {face.face_id for face in month.face_of.get(point.station or "", [])}
    number = re.search(r"\d{3,}", point.place)
    if not found and number is not None:
        named = [face for face in month.register.faces if (face.name or "").startswith(number[0])]
        found = {face.face_id for face in (_nearest(month, point, named) if len(named) > 1 else named)}
    return found


def _nearest(month: Month, point: PointInfo, faces: list[Face]) -> list[Face]:
    """The face nearest to a point by the roadways; all of them where that is not known."""
    move = month.movement
    if point.station not in move.stations:
        return faces
    metres = move.near.metres[move.stations.index(point.station)]
    away = [metres[move.at_face(face)].min(initial=np.inf) for face in faces]
    return [faces[int(np.argmin(away))]] if np.isfinite(away).any() else faces


@once
def approved_days(month: Month, point: PointInfo) -> Bools | None:
    """Out: the days on which a face that the point belongs to was approved; None where it belongs to none."""
    own = faces_of(month, point)
    faces = [face for face in month.register.faces if face.face_id in own]
    if not faces:
        return None
    days: Bools = np.any([month.clock.valid(face.since, face.until) for face in faces], axis=0)
    return days


@once
def steady_days(month: Month, point: PointInfo) -> Bools:
    """Out: days on which no face of the point winds down, when it gives off less gas day by day."""
    own = faces_of(month, point)
    ending = [month.around_end(face, WINDS_DOWN) for face in month.register.faces if face.face_id in own]
    return ~np.any(ending, axis=0) if ending else np.ones(month.clock.days, dtype=bool)
