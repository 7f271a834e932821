"""Faces that are worked before their first approved day or after their last, as they are on approved ones."""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import Bools, Floats
from minewarden.factors.facework import crew_hours, face_hours, face_load, faces_of, standby
from minewarden.factors.month import Month, once
from minewarden.feeds.register import Face

# Settings, not law.
AS_APPROVED = 0.45  # of what its people and its meters show on approved days, from which a face is worked
LEAST_APPROVED = 2  # days to compare with


@once
def worked_unapproved(month: Month, face: Face) -> Bools:
    """Out: days before the first or after the last of a face with people there, and a load or gas, as on approved days.

    Who installs or takes out machines is there, too, but cuts nothing. Where the data hold no approved days, the
    approved crew and the loads of the other faces tell.
    """
    valid = month.clock.valid(face.since, face.until)
    last = month.clock.valid(face.until, face.until) if face.until else np.zeros(month.clock.days, dtype=bool)
    approved = valid & ~last & month.working
    hours, load, gas = face_hours(month, face), _share_of_rated(month, face), _face_gas(month, face)
    at_work = [_as_approved(series, approved) for series in (load, gas)]
    manned = _as_approved(hours, approved)
    if approved.sum() < LEAST_APPROVED and face.crew_per_shift:
        with np.errstate(invalid="ignore"):
            manned = hours >= AS_APPROVED * crew_hours(face)
            at_work.append(load >= AS_APPROVED * _usual_share(month))
    days: Bools = ~valid & manned & np.any(at_work, axis=0)
    return days


def _as_approved(series: Floats, approved: Bools) -> Bools:
    """Days on which a series is much as high as in the middle of the approved days; none if those are few."""
    known = series[approved & np.isfinite(series)]
    if len(known) < LEAST_APPROVED or np.median(known) <= 0:
        return np.zeros(len(series), dtype=bool)
    with np.errstate(invalid="ignore"):
        high: Bools = series >= AS_APPROVED * np.median(known)
    return high


def _share_of_rated(month: Month, face: Face) -> Floats:
    """Per day the load of a face beyond standby as a share of what its feeders are rated for, of 1 kW where unrated.

    NaN where it has no meter.
    """
    load = face_load(month, face)
    if load is None:
        return np.full(month.clock.days, np.nan)
    rated = sum(feeder.rated_kw or 0.0 for feeder in month.register.feeders if feeder.serves == face.face_id)
    share: Floats = (load - standby(month, face)) / (rated or 1.0)
    return share


def _usual_share(month: Month) -> float:
    """The same of the faces of the mine on their approved days, in the middle; NaN without any."""
    shares = [_share_of_rated(month, face)[month.face_days(face)] for face in month.register.faces]
    known = np.concatenate([share[np.isfinite(share)] for share in shares] or [np.zeros(0)])
    return float(np.median(known)) if len(known) else np.nan


def _face_gas(month: Month, face: Face) -> Floats:
    """The daily unrest of the methane at a face, which a face that rests does not show; NaN without a sensor."""
    own = [p.code for p in month.points if p.kind == "ch4" and face.face_id in faces_of(month, p)]
    grids = [month.readings[code] for code in own if code in month.readings]
    return np.sum([_unrest(grid) for grid in grids], axis=0) if grids else np.full(month.clock.days, np.nan)


def _unrest(grid: Floats) -> Floats:
    """Per day the standard deviation of the quarter hours; NaN where less than half of the day arrived."""
    there = np.isfinite(grid)
    count = np.maximum(there.sum(axis=1), 1)
    mean = np.where(there, grid, 0.0).sum(axis=1) / count
    square = np.where(there, (grid - mean[:, None]) ** 2, 0.0).sum(axis=1) / count
    return np.where(there.mean(axis=1) >= 0.5, np.sqrt(square), np.nan)
