"""What a methane sensor at a face should read: the gas the face declares, thinned by the air it declares.

A sensor that was covered before the data begin has no better days of its own to be compared with. But a face cannot
give off two cubic metres of gas a minute into 900 of air and show 0.01 % in its return. Source: detection T11, T12.
"""

from __future__ import annotations

import numpy as np

from minewarden.factors.clock import Floats
from minewarden.factors.facework import faces_of
from minewarden.factors.month import Month, PointInfo

# Settings, not law.
LEAST_PCT = 0.08  # a face that should show less is not told from clean air
NEXT_TO_NOTHING = 0.2  # of the declared reading: no declaration errs that far
FAR_BELOW = 0.45  # of the declared reading: proves something only together with calm
CALM_SHARE = 0.4  # of the unrest of the other faces' sensors
ORDINARY = 0.6  # what the other faces' sensors must show for the declarations to be believed
WIDER = 1.5  # of the usual range of the mine's methane sensors: set so, a sensor sends less than it measures
INTAKE = "进风"  # a sensor in the intake reads clean air by rights


def declared_pct(month: Month, point: PointInfo) -> Floats:
    """Out: per day the reading that gas and air declared for the faces of a point give; NaN where not declared."""
    gas, air = np.zeros(month.clock.days), np.zeros(month.clock.days)
    own = faces_of(month, point)
    for face in month.register.faces:
        if face.face_id in own and face.ch4_m3_per_min and face.air_m3_per_min:
            days = month.face_days(face) & month.working
            gas += np.where(days, face.ch4_m3_per_min, 0.0)
            air += np.where(days, face.air_m3_per_min, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(air > 0, 100 * gas / air, np.nan)


def starved(month: Month, levels: dict[str, Floats], unrests: dict[str, Floats]) -> dict[str, Floats]:
    """Out: point code to, per day, the share of the declared reading it shows where that is too little, else NaN.

    In: per point the daily mean and the daily unrest in %, NaN without data. A sensor is left alone where its place
    says intake, where another one of its face reads as declared, or where the mine's other faces read low, too. What
    its face's other sensors read says nothing for one that is set to a wider range than is usual in the mine.
    """
    points = {p.code: p for p in month.points if p.code in levels}
    due = {code: declared_pct(month, p) for code, p in points.items() if p.station in month.face_of}
    due = {code: np.where(pct >= LEAST_PCT, pct, np.nan) for code, pct in due.items()}
    share = {code: levels[code] / pct for code, pct in due.items() if np.isfinite(pct).any()}
    unrest = {code: unrests[code] / due[code] for code in share}
    wider = _ranges(month)
    found = {}
    for code, seen in share.items():
        mates = [c for c in share if c != code and same_face(month, points[c], points[code])]
        others = [c for c in share if c != code and c not in mates]
        reset = wider.get(code, 1.0) >= WIDER
        as_declared = any(np.nanmedian(share[c]) >= ORDINARY for c in mates)
        if INTAKE in points[code].place or (as_declared and not reset):
            continue
        usual, lively = _typical(share, others), _typical(unrest, others)
        low = (seen < NEXT_TO_NOTHING) & ((usual >= ORDINARY) | np.isnan(usual))
        low |= (seen < FAR_BELOW) & (usual >= ORDINARY) & (reset | (unrest[code] < CALM_SHARE * lively))
        if low.any():
            found[code] = np.where(low, seen, np.nan)
    return found


def _ranges(month: Month) -> dict[str, float]:
    """Methane point to the upper end of its range, as a share of what is usual in the mine."""
    methane = [p.code for p in month.points if p.kind == "ch4"]
    told = month.rows("SELECT point_code, max(range_high) FROM cddy WHERE range_high > 0 GROUP BY 1")
    high = {code: top for code, top in told if code in methane}
    usual = float(np.median(list(high.values()))) if high else 1.0
    return {code: top / usual for code, top in high.items()}


def _typical(series: dict[str, Floats], codes: list[str]) -> float:
    """The median over the sensors of their median days; NaN where there is none."""
    known = [float(np.nanmedian(series[c])) for c in codes if np.isfinite(series[c]).any()]
    return float(np.median(known)) if known else float("nan")


def same_face(month: Month, one: PointInfo, other: PointInfo) -> bool:
    """Whether two points belong to one face: by their stations, or by the number of the face in their places."""
    return bool(faces_of(month, one) & faces_of(month, other))
