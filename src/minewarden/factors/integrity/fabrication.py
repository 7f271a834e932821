"""Marks of invention, of repetition and of holes in the location snapshots: arithmetic without judgement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from minewarden.factors.clock import DAY_S, Bools, Floats, Ints
from minewarden.factors.facework import crew_of, unmanned_days
from minewarden.factors.integrity.finding import ramp
from minewarden.factors.month import Month
from minewarden.feeds.register import Face

FAR_HOPS = 3
LEAST_LAG_S = 3600
REPLAY_S = 5400  # a stretch of equal snapshots shorter than this may be coincidence. Setting.
LOST_S = 2 * 3600  # a crew at work is lost for so long before a face whose readers are silent. Setting.
LOST_CREW = 3
FROZEN_S = 5400  # so long nobody in a working mine keeps still. Setting.


@dataclass(frozen=True)
class Hole:
    """A span without snapshots, epoch seconds, and the share of it in which other systems of the mine sent."""

    from_s: int
    to_s: int
    others: float


def invention(month: Month) -> Floats:
    """Out: per day 0..1 how much the snapshots look made up, from seven marks. Source: data-standards 8.3."""
    marks = [
        _area_marks(month), _entry_marks(month), _jump_marks(month), _leap_marks(month), _constant_marks(month),
        _fresh_marks(month), _exit_marks(month),
    ]  # fmt: skip
    weights = (0.9, 0.75, 0.85, 0.6, 0.5, 0.45, 0.5)
    doubt = np.ones(month.clock.days)
    for mark, weight in zip(marks, weights, strict=True):
        doubt *= 1 - weight * np.nan_to_num(mark)
    return 1 - doubt


def _share_by_day(month: Month, some: Bools, of: Bools) -> Floats:
    """Per day the share of the rows `of` that are among `some`; NaN on days without such rows."""
    seen, size = month.snapshots, month.clock.days
    day = month.clock.day_of(seen.times_s)
    inside = (day >= 0) & (day < size)
    part, whole = (np.bincount(day[inside], seen.count(rows)[inside], size) for rows in (some, of))
    with np.errstate(invalid="ignore"):
        return part / whole


def _area_marks(month: Month) -> Floats:
    """Share of rows whose area is not that of the station: its prefix, else the area it is usually sent with."""
    seen = month.snapshots
    told = seen.underground & (seen.area >= 0) & (seen.station >= 0)
    shape = (len(seen.stations), len(seen.areas))
    pair = np.where(told, seen.station * shape[1] + seen.area, 0)
    usual = np.bincount(pair[told], minlength=shape[0] * shape[1]).reshape(shape)
    right = np.array(
        [station.startswith(area) for station in seen.stations for area in seen.areas], dtype=bool
    )
    right = right.reshape(shape)
    if right.size:
        right[np.arange(shape[0]), usual.argmax(axis=1)] = True
    wrong = told & ~right.ravel()[pair] if right.size else told
    share = _share_by_day(month, wrong, told)
    return np.array([ramp(v, 0.05, 0.35) if np.isfinite(v) else 0.0 for v in share])


def _entry_marks(month: Month) -> Floats:
    """Share of descents that begin to the second at a change of shift, by what the sender says."""
    d = month.movement.descents
    second = (d.entered_s - month.clock.start_s) % DAY_S
    exact = np.isin(second, np.asarray(month.clock.shift_starts_s))
    share = _mean_by_day(month, d.entered_s[d.told], exact[d.told].astype(float), least=6)
    return np.array([ramp(v, 0.2, 0.6) if np.isfinite(v) else 0.0 for v in share])


def _jump_marks(month: Month) -> Floats:
    """Share of moves between stations that nobody can walk or ride in the time, by the declared roadways."""
    v, near = month.movement.visits, month.movement.near
    if not month.register.roadways or len(v) < 2:
        return np.zeros(month.clock.days)
    after = np.flatnonzero(v.descent[1:] == v.descent[:-1]) + 1
    away = near.metres[v.station[after - 1], v.station[after]]
    hops = near.hops[v.station[after - 1], v.station[after]]
    time = np.maximum(v.arrived_s[after] - v.left_s[after - 1], 0) + month.movement.period_s
    far = np.isfinite(away) & (hops > FAR_HOPS) & (away / time > 4.0)
    share = _mean_by_day(month, v.arrived_s[after], far.astype(float), least=20)
    return np.array([ramp(x, 0.04, 0.2) if np.isfinite(x) else 0.0 for x in share])


def _leap_marks(month: Month) -> Floats:
    """Share of moves that skip several stations of the declared roadways; walkers are read on their way."""
    v, near = month.movement.visits, month.movement.near
    if not month.register.roadways or len(v) < 2:
        return np.zeros(month.clock.days)
    after = np.flatnonzero(v.descent[1:] == v.descent[:-1]) + 1
    leap = near.hops[v.station[after - 1], v.station[after]] > FAR_HOPS
    share = _mean_by_day(month, v.arrived_s[after], leap.astype(float), least=20)
    return _above_usual(share, 0.3, 0.55)


def _exit_marks(month: Month) -> Floats:
    """Share of descents that end without an exit, where exits are otherwise sent."""
    d, move = month.movement.descents, month.movement
    over = d.last_s < move.clock.end_s - 7200
    share = _mean_by_day(month, d.first_s, np.where(over, d.left_s < 0, False).astype(float), least=6)
    return (
        _above_usual(share, 0.4, 0.8)
        if np.isfinite(share).any() and np.nanmin(share) < 0.3
        else np.zeros(len(share))
    )


def _above_usual(share: Floats, low: float, high: float) -> Floats:
    """Out: 0..1 per day, counted from where the mine's own calmer days lie."""
    if not np.isfinite(share).any():
        return np.zeros(len(share))
    shift = min(max(float(np.nanquantile(share, 0.2)) - 0.5 * low, 0.0), low)
    return np.array([ramp(v, low + shift, high + shift) if np.isfinite(v) else 0.0 for v in share])


def _constant_marks(month: Month) -> Floats:
    """Headcounts that hardly vary through a day with changes of shift."""
    seen = month.snapshots
    spread = np.full(month.clock.days, np.nan)
    day = month.clock.day_of(seen.times_s)
    for number in range(month.clock.days):
        heads = seen.heads[(day == number) & (seen.heads > 0)]
        if len(heads) >= 40 and heads.mean() >= 8:
            low, high = np.quantile(heads, (0.05, 0.95))
            spread[number] = (high - low) / heads.mean()
    usual = np.nanmedian(spread) if np.isfinite(spread).any() else 1.0
    return np.array([1 - ramp(v, 0.12, 0.3) if np.isfinite(v) and usual >= 0 else 0.0 for v in spread])


def _fresh_marks(month: Month) -> Floats:
    """Share of rows that claim to have reached their station at the very moment of the snapshot."""
    share = _share_by_day(month, *month.snapshots.fresh)
    return np.array([ramp(v, 0.5, 0.9) if np.isfinite(v) else 0.0 for v in share])


def _mean_by_day(month: Month, at_s: Ints, values: Floats, least: int) -> Floats:
    day = month.clock.day_of(at_s)
    inside = (day >= 0) & (day < month.clock.days)
    count = np.bincount(day[inside], minlength=month.clock.days)
    total = np.bincount(day[inside], weights=values[inside], minlength=month.clock.days)
    mean: Floats = np.where(count >= least, total / np.maximum(count, 1), np.nan)
    return mean


def repeated(month: Month) -> tuple[Ints, int]:
    """Out: the times of snapshots whose content repeats earlier ones, all with one lag, and that lag in seconds.

    Content is who is at which station. A crew that sits still repeats itself too, so the run must change within
    itself and hold several persons.
    """
    snapshots = month.snapshots
    times, keep = snapshots.times_s[snapshots.heads > 0], snapshots.heads >= 8
    _, place, often = np.unique(snapshots.content, return_inverse=True, return_counts=True)
    keep &= often[place] > 1  # the many that never repeat need no looking at
    seen: dict[int, list[int]] = {}
    lags: Counter[int] = Counter()
    matches: list[tuple[int, int, int]] = []
    for at, content in zip(snapshots.times_s[keep].tolist(), snapshots.content[keep].tolist(), strict=True):
        earlier = [t for t in seen.get(content, [])[-40:] if at - t >= LEAST_LAG_S]
        step = max(int(month.movement.period_s), 1)
        for then in earlier:
            lag = round((at - then) / step) * step
            lags[lag] += 1
            matches.append((at, lag, content))
        seen.setdefault(content, []).append(at)
    if not lags:
        return np.empty(0, np.int64), 0
    best, _ = lags.most_common(1)[0]
    run = dict(sorted((at, content) for at, lag, content in matches if lag == best))
    return _unbroken(times, run, month.movement.period_s), best


def _unbroken(times: Ints, run: dict[int, int], period_s: float) -> Ints:
    """Of matching snapshots those in stretches too long, and too varied, to be coincidence."""
    hit = np.isin(times, np.fromiter(run, dtype=np.int64, count=len(run)))
    held = hit | (
        np.concatenate([[False], hit[:-1]]) & np.concatenate([hit[1:], [False]])
    )  # one lost match is bridged
    edges = np.flatnonzero(np.diff(np.concatenate([[0], held.astype(int), [0]])))
    least = max(6, int(np.ceil(REPLAY_S / max(period_s, 1.0))))
    kept = [np.empty(0, np.int64)]
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        inside = times[a:b][hit[a:b]]
        if b - a >= least and len({run[int(at)] for at in inside}) >= 5:
            kept.append(inside)
    return np.concatenate(kept)


def frozen(month: Month) -> Ints:
    """Out: the times of snapshots that say exactly what the one before said, distances included, for hours.

    In a mine at work somebody always moves; where standing still is usual (no distances, few persons), nothing
    is concluded.
    """
    seen = month.snapshots
    there = seen.heads > 0
    times, content, heads = seen.times_s[there], seen.exact_content[there], seen.heads[there]
    if len(times) < 12:
        return np.empty(0, np.int64)
    same = (content[1:] == content[:-1]) & (heads[1:] >= 8)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], same.astype(int), [0]])))
    runs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if times[b] - times[a] >= FROZEN_S]
    if not runs or same.sum() - sum(b - a for a, b in runs) > 0.2 * len(same):
        return np.empty(0, np.int64)
    return np.concatenate([times[a + 1 : b + 1] for a, b in runs])


def silenced(month: Month) -> list[tuple[Face, Bools, int]]:
    """Out: approved faces that work on while their readers see nearly nobody and their crews go silent for hours.

    With the days and the descents lost. A face at which nobody works loses nobody; a reader that its own status file
    reports out of order is a fault.
    """
    move = month.movement
    gone = move.absences
    day = np.clip(month.clock.day_of(gone.from_s), 0, month.clock.days - 1)
    card = move.visits.card[gone.visit]
    found = []
    for face in month.register.faces:
        days: Bools = unmanned_days(month, face)
        for code in set(face.stations) & move.dead.keys():
            days = np.asarray(days & ~move.dead[code].reshape(month.clock.days, -1).any(axis=1), dtype=bool)
        if not days.any():
            continue
        before: Bools = np.asarray(move.near.adjacent[move.at_face(face)].any(axis=0))
        lost = (
            (before[gone.station] | crew_of(month, face)[card])
            & days[day]
            & (gone.to_s - gone.from_s >= LOST_S)
        )
        with_crews = days & (np.bincount(day[lost], minlength=month.clock.days) >= LOST_CREW)
        if with_crews.any():
            found.append((face, with_crews, int(lost.sum())))
    return found


def holes(month: Month) -> list[Hole]:
    """Out: spans without snapshots much longer than the mine's period, with how far its other systems went on."""
    times = month.movement.snapshots_s
    if len(times) < 3:
        return []
    least = max(3.5 * month.movement.period_s, 2400)
    starts = np.flatnonzero(np.diff(times) > least)
    alive = _others_alive(month)
    return [_hole(month, int(times[i]), int(times[i + 1]), alive) for i in starts]


def _others_alive(month: Month) -> Bools:
    """Quarter hours (flat) in which any other system of the mine sent rows."""
    alive = np.zeros(month.clock.bins, dtype=bool)
    for dataset in ("cdss", "power", "haulage"):
        query = f'SELECT DISTINCT (epoch("at")::BIGINT - {month.clock.start_s}) // 900 FROM {dataset}'
        bins = np.array([row[0] for row in month.rows(query) if row[0] is not None], dtype=np.int64)
        alive[bins[(bins >= 0) & (bins < month.clock.bins)]] = True
    return alive


def _hole(month: Month, low: int, high: int, alive: Bools) -> Hole:
    first, last = month.clock.bin_of(np.array([low + 900, high - 900], dtype=np.int64))
    inside = alive[max(int(first), 0) : int(last) + 1]
    return Hole(low, high, float(inside.mean()) if len(inside) else 0.0)


def shift_fit(month: Month, hole: Hole) -> float:
    """Out: 0..1 how well a hole coincides with one whole shift, or its start and end with changes of shift."""
    starts = np.asarray(month.clock.shift_starts_s)
    length = float(np.diff([*starts, starts[0] + DAY_S]).mean())
    margin = 2700 + month.movement.period_s
    off = [
        np.abs((((at - month.clock.start_s) % DAY_S) - starts + DAY_S / 2) % DAY_S - DAY_S / 2).min()
        for at in (hole.from_s, hole.to_s)
    ]
    edges = sum(1.0 - ramp(float(o), 0.4 * margin, 1.2 * margin) for o in off) / 2
    whole = 1.0 - ramp(
        abs((hole.to_s - hole.from_s) / length - round((hole.to_s - hole.from_s) / length)), 0.15, 0.4
    )
    return (
        float(edges * (0.5 + 0.5 * whole)) if hole.to_s - hole.from_s > 0.4 * length else 0.5 * float(edges)
    )
