"""Production while the mine is declared stopped, closed or under overhaul. Source: detection T8; Hebei case of 2025.

Pumping, ventilation, inspection and repair go on in every stop; coal on belts and in the shaft, faces under load and
full crews do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minewarden.factors.channels import figure
from minewarden.factors.clock import BIN_S, BINS, Bools, Floats, around
from minewarden.factors.facework import crew_hours, face_hours, face_load, standby
from minewarden.factors.integrity.finding import Finding, either, ramp, spans
from minewarden.factors.model import FactorRow, Kind, Verdict
from minewarden.factors.month import Month, daily_mean, once
from minewarden.factors.series import daily
from minewarden.factors.words import Words

KIND = Kind.WORKING_WHILE_STOPPED
IN_A_STOP = (0.12, 0.45)  # of an ordinary day: where a system begins to speak, and where it speaks fully
REPAIR_CREWS = (0.3, 0.65)  # the same of people at faces: those who dig on other days repair in a stop
GOES_ON = (0.5, 0.75)  # the same of the load and the people of one face
LITTLE = 0.1  # of an ordinary day, from which a system moves at all
LITTLE_WEIGHT = 0.75
AS_USUAL = 0.6  # of its ordinary load, from which a face works
MANY_SIGNS = 2  # systems beside which one alone says little
CUTTING = ("haulage", "power")  # what moves where coal is cut; if only hoisted, it comes from a bunker
FROM_STOCK = 0.4  # how far coal from there still speaks
SHIFT_CHANGE_BINS = 4  # quarter hours around the beginning of a shift in which two shifts are there
LEAST_LEFT = 0.2  # of a day without the shifts that reach into it, from which it tells anything
AT_FACE = 0.75  # of their shift crews are at the face; they walk for the rest
WORK_DAYS = 330  # a year's working days by which capacity becomes a daily amount. Setting.


def find(month: Month) -> list[Finding]:
    """Out: stretches of declared stop in which the mine worked, with a row per system that shows it."""
    if not month.stopped.any():
        return []
    signs = [
        sign
        for sign in (
            _output(month), _belts(month), _faces(month), _hoist(month), _people(month), _one_face(month),
        )
        if sign
    ]  # fmt: skip
    if not signs:
        return []
    share = np.max([sign.part for sign in signs], axis=0)
    own = np.max([np.where(sign.of_the_day, sign.part, 0.0) for sign in signs], axis=0)
    worked = month.stopped & (np.where(_edges(month), own, share) >= 0.2)
    return [
        finding
        for days in spans(worked)
        if (finding := _finding(month, signs, days & month.stopped)).raw > 0.3
    ]


def _edges(month: Month) -> Bools:
    """The first and the last day of each stop of three days or more: a shift that began before still comes up."""
    before, stopped, after = month.stopped_around[:-2], month.stopped, month.stopped_around[2:]
    inner = around(stopped & before & after, 1)
    edges: Bools = stopped & ~(before & after) & inner
    return edges


@once
def _of_the_day(month: Month) -> Bools:
    """Days x quarter hours, without those of shifts that reach from the day before a stop into it, or out of it."""
    stopped, starts = month.stopped, np.array(month.clock.shift_starts_s) // BIN_S
    inside = np.ones((month.clock.days, BINS), dtype=bool)
    begins, ends = stopped & ~month.stopped_around[:-2], stopped & ~month.stopped_around[2:]
    inside[begins, : starts[0] + SHIFT_CHANGE_BINS] = False
    if starts[0] > 0:  # the last shift goes on after midnight
        inside[ends, starts[-1] - SHIFT_CHANGE_BINS :] = False
    return inside


def _daily(month: Month, grid: Floats) -> Floats:
    """The mean of each day over its own shifts."""
    return daily_mean(np.where(_of_the_day(month), grid, np.nan), LEAST_LEFT)


@dataclass
class Sign:
    """One system: per day the part of an ordinary working day it shows, and how far it may speak.

    `of_the_day`: whether it is known by the hour, so that shifts that reach over midnight are left out; `of_two`:
    whether two systems agree in it; `hoists`: whether it tells only of what comes up, which may have lain in a bunker;
    `bounds`: the parts between which it begins to speak and speaks fully; `stations`: where it tells of work.
    """

    factor: str
    label: Words
    unit: str
    seen: Floats
    usual: float
    weight: float
    dataset: str
    of_the_day: bool = True
    of_two: bool = False
    hoists: bool = False
    bounds: tuple[float, float] = IN_A_STOP
    stations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        with np.errstate(invalid="ignore"):
            self.part = np.nan_to_num(self.seen / self.usual) if self.usual > 0 else np.zeros(len(self.seen))

    def strength(self, days: Bools) -> float:
        """How firmly the system says that these days were worked; single busy days count less than many."""
        part = np.sort(self.part[days])[::-1]
        if not len(part):
            return 0.0
        return self.weight * ramp(float(part[: max(1, len(part) // 2)].mean()), *self.bounds)


def _usual(month: Month, seen: Floats, fallback: float) -> float:
    ordinary = month.working & np.isfinite(seen) & ~month.stopped
    usual = float(np.median(seen[ordinary])) if ordinary.sum() >= 2 else 0.0
    return usual if usual > 0 else fallback


def _per_day(month: Month) -> float:
    planned = sum(face.planned_t_per_day or 0.0 for face in month.register.faces)
    return planned or (month.register.capacity_t_per_year or 0.0) / WORK_DAYS


def _output(month: Month) -> Sign | None:
    hoisted, reported = month.tonnes
    seen = np.fmax(hoisted, reported)
    if not np.isfinite(seen[month.stopped]).any():
        return None
    label = Words("提升量", "coal hoisted")
    return Sign("output", label, "t/d", seen, _usual(month, seen, _per_day(month)), 0.85, "output",
                of_the_day=False, hoists=True)  # fmt: skip


def _belts(month: Month) -> Sign | None:
    if not month.belt_t:
        return None
    seen = np.fmax.reduce([_daily(month, grid) * BINS for grid in month.belt_t.values()])
    label = Words("胶带运量", "tonnes on belts")
    return Sign("haulage", label, "t/d", seen, _usual(month, seen, _per_day(month)), 0.85, "haulage")


def _faces(month: Month) -> Sign | None:
    served = {
        f.feeder: f
        for f in month.register.feeders
        if f.serves in {face.face_id for face in month.register.faces}
    }
    grids = [grid for name, grid in month.power.items() if name in served]
    if not grids:
        return None
    seen = np.nansum([_daily(month, grid) for grid in grids], axis=0)
    rated = sum(feeder.rated_kw or 0.0 for feeder in served.values())
    base = sum(float(np.nanquantile(grid, 0.02)) for grid in grids if np.isfinite(grid).any())
    label = Words("采掘馈线负荷", "load of face feeders")
    sign = Sign("power", label, "kW", seen - base, _usual(month, seen - base, 0.3 * rated), 0.55, "power")
    sign.part = np.fmax(sign.part, _faces_at_work(month))
    return sign


def _faces_at_work(month: Month) -> Floats:
    """Per day the share of the faces that draw most of their own ordinary load, little as it may be of all."""
    parts = []
    for face in month.register.faces:
        load = face_load(month, face)
        if load is not None and month.face_days(face).any():
            beyond = load - standby(month, face)
            usual = _usual(month, np.where(month.face_days(face), beyond, np.nan), 0.0)
            parts.append(beyond >= AS_USUAL * usual if usual > 0 else np.zeros(len(beyond), dtype=bool))
    return np.mean(parts, axis=0) if parts else np.zeros(month.clock.days)


def _hoist(month: Month) -> Sign | None:
    names = [f.feeder for f in month.register.feeders if f.serves == "hoist" and f.feeder in month.power]
    if not names:
        return None
    seen = np.nansum([_daily(month, month.power[name]) for name in names], axis=0)
    ordinary = month.working & ~month.stopped & np.isfinite(seen)
    if ordinary.sum() < 2:
        return None  # what a hoist takes for people and rock is known only from the mine's own working days
    base = float(np.nanquantile(np.concatenate([month.power[name].ravel() for name in names]), 0.02)) * len(
        names
    )
    label = Words("主提升负荷", "load of the hoist")
    return Sign("power", label, "kW", seen - base, _usual(month, seen - base, 0.0), 0.4, "power", hoists=True)


def _people(month: Month) -> Sign | None:
    move = month.movement
    if not len(move.descents):
        return None
    producing = month.trade_names == "production"
    faces = move.station_mask([code for face in month.register.faces for code in face.stations])
    if not producing.any() or not faces.any():
        return None
    count = move.headcount(faces, producing[move.descents.card], with_absences=False)
    hours = np.where(move.covered_days, 24 * _daily(month, count.reshape(month.clock.days, BINS)), np.nan)
    crews = AT_FACE * sum(crew_hours(face) for face in month.register.faces)
    label = Words("采掘工种在工作面", "production trades at faces")
    return Sign("people", label, "person-hours/day", hours, _usual(month, hours, crews), 0.5, "ryss",
                bounds=REPAIR_CREWS)  # fmt: skip


def _one_face(month: Month) -> Sign | None:
    """The face that goes on most: how much of its ordinary load and, on the same days, of its ordinary people it has.

    Repair draws little load, and a trial run needs few people; day after day both are there where a face works.
    """
    faces, parts = [], []
    for face in month.register.faces:
        load, hours = face_load(month, face), face_hours(month, face)
        if load is None:
            continue
        approved = month.clock.valid(face.since, face.until)
        told = [np.where(approved, seen, np.nan) for seen in (load - standby(month, face), hours)]
        usual = [_usual(month, seen, 0.0) for seen in told]
        if min(usual) > 0:
            faces.append(face)
            parts.append(np.nan_to_num(np.minimum(told[0] / usual[0], told[1] / usual[1])))
    if not parts:
        return None
    most = faces[int(np.argmax([part[month.stopped].sum() for part in parts]))]
    part = np.maximum.reduce(parts)
    seen = np.where(_edges(month) | (part < GOES_ON[0]), 0.0, 100 * part)
    label = Words("一个工作面的负荷和人员（按其平常）", "load and people of one face, of what it usually has")
    return Sign("power", label, "%", seen, 100.0, 0.75, "power", of_two=True, bounds=GOES_ON,
                stations=most.stations)  # fmt: skip


def _finding(month: Month, signs: list[Sign], days: Bools) -> Finding:
    rows = tuple(_row(month, sign, days) for sign in signs)
    speaking = [sign for sign, row in zip(signs, rows, strict=True) if row.verdict is Verdict.CONTRADICTS]
    firm = either(*(row.strength for row in rows if row.verdict is Verdict.CONTRADICTS))
    few_days = int(days.sum()) < 2 or len(rows) > MANY_SIGNS
    if len(speaking) == 1 and not speaking[0].of_two and few_days:
        firm *= 0.6  # one system on one day, or against all others: a trial run, rock hoisted
    raw = either(firm, _little_by_little(signs, days))
    if all(sign.hoists for sign in speaking) and any(
        sign.dataset in CUTTING for sign in signs if not sign.hoists
    ):
        raw *= FROM_STOCK
    at_faces = [face.stations[0] for face in month.register.faces if face.stations]
    told = [code for sign in speaking for code in sign.stations]
    stations = tuple(dict.fromkeys([*told, *at_faces]))[:3]
    return Finding(KIND, min(raw, 0.999), days, stations, rows=rows)


def _little_by_little(signs: list[Sign], days: Bools) -> float:
    """How firmly days speak on which coal comes up and two other systems move with it, however little: one face works.

    In a stop that is one, stock may be hoisted and machines be tried, but not day after day and all at once.
    """
    coal = [sign.part >= LITTLE for sign in signs if sign.factor in ("output", "haulage")]
    others = [sign.part >= LITTLE for sign in signs if sign.factor not in ("output", "haulage")]
    if not coal or len(others) < 2:
        return 0.0
    together = days & np.any(coal, axis=0) & (np.sum(others, axis=0) >= 2)
    return LITTLE_WEIGHT * ramp(float(together.sum()), 1, 3)


def _row(month: Month, sign: Sign, days: Bools) -> FactorRow:
    strength = sign.strength(days)
    seen = float(np.nanmean(sign.seen[days])) if np.isfinite(sign.seen[days]).any() else 0.0
    verdict = Verdict.CONTRADICTS if strength >= 0.2 else Verdict.AGREES
    tail = Words("无正常日可比", "no ordinary day to compare with")
    if sign.usual > 0:
        tail = Words(f"相当于正常生产日的{100 * seen / sign.usual:.0f}%",
                     f"{100 * seen / sign.usual:.0f}% of an ordinary working day")  # fmt: skip
    text = Words(f"停产期间{sign.label.zh}平均每天{figure(seen)} {sign.unit}，{tail.zh}。",
                 f"In the stop: {sign.label.en}, mean {figure(seen)} {sign.unit}, {tail.en}.")  # fmt: skip
    evidence = month.evidence(sign.dataset, "true", (), days) if verdict is Verdict.CONTRADICTS else ()
    nothing = np.where(month.stopped, 0.0, np.nan)  # what is due on working days is no part of this question
    return FactorRow(sign.factor, verdict, round(seen, 2), 0.0, sign.unit, round(strength, 3), text, evidence,
                     series=daily(month.clock, sign.label, sign.seen, nothing, days))  # fmt: skip
