"""More people at a place, or in the mine, than the limits allow. Sources: detection 1.3; data-standards 7.2.

Limits are the mine's own approved ones: crew of a face and shift, limit of an area (register, RYQY), headcount limit
(register, RYXX header). Changes of shift are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from minewarden.factors.channels import figure
from minewarden.factors.clock import BINS, Bools, Floats
from minewarden.factors.integrity.finding import Finding, away_from_shift_change, ramp, spans, sustained
from minewarden.factors.integrity.limits import in_force
from minewarden.factors.model import FactorRow, Kind, Series, Verdict
from minewarden.factors.month import Month
from minewarden.factors.series import daily
from minewarden.factors.words import NOTHING, Words, plural
from minewarden.feeds.register import Face

KIND = Kind.OVERSTAFFED
BINS_AN_HOUR = 4
HELD_BINS = BINS_AN_HOUR  # a level must be held for an hour
HELD_H = (
    0.75,
    2.5,
)  # hours of a shift beyond the first: up to the one people meet, from the other they work there
LEAST_OVER = 4  # persons above the limit: a few may be visitors or apprentices. Setting.
WITHIN_AREA = 0.6  # how far a crew above its number speaks while its area keeps its limit
WHOLE_MINE = 1.03
KNOWN_TRADES = (
    0.5  # share of the cards whose trade is said, below which inspectors cannot be told from the crew
)
UNKNOWN_OTHERS = 0.4  # of the approved crew: what then may be inspectors and leaders on their round
_OTHERS = frozenset(
    {"inspector", "manager", "repair"}
)  # they come and go by duty, or mend what the crew uses, and belong to no crew


@dataclass(frozen=True)
class Crowd:
    """A place with its limit and the persons held there per quarter hour (flat); `crew` only, or everybody."""

    label: Words
    stations: tuple[str, ...]
    limit: Floats
    held: Floats
    share: float
    weight: float
    crew: bool


def find(month: Month) -> list[Finding]:
    """Out: stretches of days on which a limit was passed; the most crowded place tells the figures."""
    if not len(month.movement.descents):
        return []
    found = [finding for crowd in _crowds(month) for finding in _findings(month, crowd)]
    return _merged(found)


def _crowds(month: Month) -> Iterator[Crowd]:
    away = away_from_shift_change(month.clock.shift_starts_s, month.clock.days)
    everyone = np.ones(len(month.movement.descents), dtype=bool)
    crew_members = _crew_members(month)
    share = max((limit.share for limit in in_force("crew", month.clock.dates()[0])), default=1.2)
    yield from _faces(month, away, share, crew_members)
    for code, limit, name, kind in _areas(month):
        stations = tuple(s for s in month.movement.stations if s.startswith(code))
        if stations and (
            set(stations) & month.face_of.keys() or kind == "重点区域"
        ):  # the rule is about working places
            crew = bool(set(stations) & month.face_of.keys())
            count = month.movement.headcount(
                month.movement.station_mask(stations), crew_members if crew else everyone, with_absences=False
            )
            yield Crowd(
                Words.name(name or code),
                stations,
                np.full(len(count), limit),
                sustained(count, HELD_BINS) * away,
                share,
                0.95,
                crew,
            )
    most = _headcount_limit(month)
    if most:
        held = sustained(month.movement.underground, HELD_BINS) * away
        yield Crowd(
            Words("全矿井下", "the whole mine"), (), np.full(len(held), most), held, WHOLE_MINE, 0.95, False
        )


def _crew_members(month: Month) -> Bools:
    """Out: descents of those who may belong to a face's crew, by their trade."""
    members: Bools = ~np.isin(month.trade_names, list(_OTHERS))[month.movement.descents.card]
    return members


def _faces(month: Month, away: Bools, share: float, crew_members: Bools) -> Iterator[Crowd]:
    move = month.movement
    if (month.trade_names != "unknown").mean() < KNOWN_TRADES:
        share += UNKNOWN_OTHERS
    for face in month.register.faces:
        if face.crew_per_shift and face.stations:
            count = move.headcount(move.at_face(face), crew_members, with_absences=False)
            limit = _crew_by_bin(month, face.crew_per_shift)
            weight = 0.9 if _area_passed(month, face, away) else WITHIN_AREA
            yield Crowd(
                Words.name(face.name or face.face_id),
                face.stations,
                limit,
                sustained(count, HELD_BINS) * away,
                share,
                weight,
                True,
            )


def _area_passed(month: Month, face: Face, away: Bools) -> bool:
    """Whether an area of a face held more than its own limit at any time; true where none of them has one."""
    move = month.movement
    own = [
        (code, limit) for code, limit, _, _ in _areas(month) if any(s.startswith(code) for s in face.stations)
    ]
    everyone = np.ones(len(move.descents), dtype=bool)
    for code, limit in own:
        there = move.station_mask([s for s in move.stations if s.startswith(code)])
        held = sustained(move.headcount(there, everyone, with_absences=False), HELD_BINS) * away
        if (held > limit).any():
            return True
    return not own


def _crew_by_bin(month: Month, crew: tuple[float, ...]) -> Floats:
    """The declared crew of the shift each quarter hour belongs to; crews need not be as many as shifts.

    Crews are declared in the order of the declared shifts, which need not begin with the earliest.
    """
    middle = month.clock.start_s + np.arange(month.clock.bins, dtype=np.int64) * 900 + 450
    number = month.clock.shift_of(middle) % month.clock.shifts_per_day
    if len(crew) != month.clock.shifts_per_day:
        return np.full(month.clock.bins, max(crew))
    starts = month.register.shift_starts
    minutes = [start.hour * 60 + start.minute for start in starts]
    order = np.argsort(minutes) if len(starts) == len(crew) else np.arange(len(crew))
    values: Floats = np.asarray(crew, dtype=float)[order][number]
    return values


def _areas(month: Month) -> list[tuple[str, float, str, str]]:
    declared = {
        area.area_code: (float(area.limit), area.name, area.type)
        for area in month.register.areas
        if area.limit
    }
    if not declared:
        rows = month.rows(
            "SELECT area_code, max(headcount_limit), any_value(area_name), any_value(area_type) FROM ryqy "
            "WHERE area_code IS NOT NULL GROUP BY 1"
        )
        declared = {code: (float(limit), name or "", kind or "") for code, limit, name, kind in rows if limit}
    return [(code, limit, name, kind) for code, (limit, name, kind) in declared.items() if limit > 0]


def _headcount_limit(month: Month) -> float | None:
    if month.register.headcount_limit:
        return float(month.register.headcount_limit)
    found = month.rows("SELECT max(headcount_limit) FROM ryxx_header")
    return float(found[0][0]) if found and found[0][0] else None


def _findings(month: Month, crowd: Crowd) -> Iterator[Finding]:
    over = (
        (crowd.held > crowd.share * crowd.limit)
        & (crowd.held >= crowd.limit + LEAST_OVER)
        & (crowd.limit > 0)
    )
    for days in spans(over.reshape(month.clock.days, BINS).max(axis=1)):
        yield _finding(month, crowd, over & np.repeat(days, BINS), days)


def _finding(month: Month, crowd: Crowd, over: Bools, days: Bools) -> Finding:
    middle = month.clock.start_s + np.flatnonzero(over).astype(np.int64) * 900 + 450
    each = np.unique(month.clock.shift_of(middle), return_counts=True)[1]
    shifts, hours = each.size, float(np.median(each)) / BINS_AN_HOUR
    worst = int(np.argmax(np.where(over, crowd.held / np.maximum(crowd.limit, 1), 0)))
    seen, limit = float(crowd.held[worst]), float(crowd.limit[worst])
    excess = seen / (limit * crowd.share) - 1
    raw = crowd.weight * (0.2 + 0.35 * ramp(excess, 0, 0.25) + 0.45 * ramp(float(shifts), 1, 4))
    raw *= ramp(hours, *HELD_H)
    without = Words("（不计检修、检查和带班人员）", " (without repair crews, inspectors and leaders)")
    if not crowd.crew:
        without = NOTHING
    text = Words(f"人员：{crowd.label.zh}有{shifts}个班超员，最多同时{figure(seen)}人{without.zh}并持续1小时以上，"
                 f"限{figure(limit)}人。",
                 f"People: {crowd.label.en} was overstaffed in {plural(shifts, 'shift')}, up to {figure(seen)} persons "
                 f"at once{without.en} for 1 hour or more; the limit is {figure(limit)}.")  # fmt: skip
    where = "flag = 1" if not crowd.stations else f"station_code IN ({', '.join('?' * len(crowd.stations))})"
    row = FactorRow("people", Verdict.CONTRADICTS, round(seen, 1), round(limit, 1), "persons", round(raw, 3), text,
                    month.evidence("ryss", where, crowd.stations, days),
                    series=_series(month, crowd, over))  # fmt: skip
    return Finding(KIND, raw, days, crowd.stations[:5], persons_per_shift=round(seen, 1), rows=(row,))


def _series(month: Month, crowd: Crowd, over: Bools) -> Series:
    """Per day the quarter hour that passes the limit most, or comes nearest to it."""
    shape = (month.clock.days, BINS)
    share = np.where(crowd.limit > 0, crowd.held / np.maximum(crowd.limit, 1), 0).reshape(shape)
    top = np.where(over.reshape(shape), share + share.max(), share).argmax(axis=1)[:, None]
    held, limit = (np.take_along_axis(a.reshape(shape), top, axis=1)[:, 0] for a in (crowd.held, crowd.limit))
    seen = np.where(month.movement.covered_days, held, np.nan)
    label = Words(f"{crowd.label.zh}同时在场最多人数", f"most persons at once, {crowd.label.en}")
    return daily(month.clock, label, seen, limit, over.reshape(shape).max(axis=1))


def _merged(found: list[Finding]) -> list[Finding]:
    """Face, area and whole mine see the same crowd: overlapping days are one finding, told by the strongest."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: -f.raw):
        i = next((i for i, other in enumerate(kept) if (finding.days & other.days).any()), None)
        if i is None:
            kept.append(finding)
        else:
            o = kept[i]
            kept[i] = Finding(
                KIND,
                o.raw,
                o.days,
                o.stations or finding.stations,
                (),
                o.persons_per_shift,
                (*o.rows, *finding.rows),
            )
    return kept
