"""The six CSV files."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np

from .people import Crowd, Trip
from .physics import BINS, Works
from .scene import Face, Scene

Rows = list[tuple[float, str]]


def _silent(scene: Scene, t: float) -> bool:
    return any(a <= t < b for a, b in scene.outages)


def _save(
    scene: Scene, folder: Path, name: str, header: str, rows: Rows, dice: Random, loss: float = 0.001
) -> None:
    """Write a table in one file or in weekly parts, with a few lost and doubled rows."""
    kept: Rows = []
    for row in rows:
        if (loss and dice.random() < loss) or _silent(scene, row[0]):
            continue
        kept.append(row)
        if dice.random() < 0.0004:
            kept.append(row)
    if not scene.habits.split_csv:
        parts = {f"{name}.csv": kept}
    else:
        parts = {}
        for row in kept:
            day = max(0, int(row[0] // 86400))
            parts.setdefault(f"{name}-{scene.clock.day(day - day % 7)}.csv", []).append(row)
        if not parts:
            parts = {f"{name}.csv": []}
    for file, lines in parts.items():
        text = header + "\n" + "".join(line + "\n" for _, line in lines)
        (folder / file).write_text(text, encoding="utf-8")


def _power(scene: Scene, w: Works) -> Rows:
    iso = [scene.clock.iso(k * 900) for k in range(scene.days * BINS)]
    feeds = [(f.code, np.round(f.kw, 1).tolist()) for f in w.feeders]
    return [(k * 900.0, f"{at},{code},{kw[k]}") for k, at in enumerate(iso) for code, kw in feeds]


def _haulage(scene: Scene, w: Works) -> Rows:
    iso = [scene.clock.iso(k * 900) for k in range(scene.days * BINS)]
    belts = [(b.code, b.run.astype(int).tolist(), np.round(b.tons, 2).tolist()) for b in w.belts]
    return [
        (k * 900.0, f"{at},{code},{run[k]},{tons[k]}")
        for k, at in enumerate(iso)
        for code, run, tons in belts
    ]


def _reported(scene: Scene, d: int, s: int, hoisted: float, secret: float, day_total: float) -> float:
    """What the mine reports for a shift."""
    tons = (hoisted - secret) * scene.habits.moisture
    inside = scene.plot and scene.plot["d0"] <= d < scene.plot["d1"]
    if scene.report == "zero" and inside:
        return 0.0
    if scene.report == "no_night" and inside and s == scene.night:
        return tons * 0.15
    if scene.report == "capped" and inside and day_total > scene.capacity_day * 0.97:
        return tons * scene.capacity_day * 0.97 / day_total
    return tons


def _output(scene: Scene, w: Works) -> Rows:
    """Hoisted and reported tons per shift; cooked books hide the difference."""
    rows: Rows = []
    ends = np.concatenate([[0.0], np.cumsum(w.raised)])
    hidden = np.concatenate([[0.0], np.cumsum(w.secret)])
    last = scene.days * BINS
    for d in range(scene.days):
        spans = [
            (min(last, a // 900), min(last, b // 900))
            for a, b in (scene.span(d, s) for s in range(scene.shifts))
        ]
        tons = [ends[b] - ends[a] for a, b in spans]
        for s, (a, b) in enumerate(spans):
            reported = max(0.0, _reported(scene, d, s, tons[s], hidden[b] - hidden[a], sum(tons)))
            shown = reported if scene.books == "cooked" else tons[s]
            if spans[s][1] * 900 < scene.span(d, s)[1]:
                continue
            rows.append(
                (scene.span(d, s)[1] - 1.0, f"{scene.clock.day(d)},{s + 1},{shown:.1f},{reported:.1f}")
            )
    return rows


def _water(scene: Scene, w: Works) -> Rows:
    """Hourly pumped water."""
    return [
        (h * 3600.0, f"{scene.clock.iso(h * 3600)},{code},{m3[h]:.1f}")
        for h in range(scene.days * 24)
        for code, _, m3 in w.pumps
    ]


def _blast(scene: Scene, face: Face, face_id: str, dice: Random) -> Rows:
    """Explosives drawn for one place."""
    rows: Rows = []
    for d in range(scene.days):
        for s in range(scene.shifts):
            usual = face.tons * face.share[s]
            if face.plan[d, s] <= 0 or usual <= 0:
                continue
            kg = face.kg * face.share[s] * (face.plan[d, s] / usual) * dice.uniform(0.92, 1.08)
            back = round(kg * dice.uniform(0, 0.05), 1)
            at = scene.span(d, s)[0] + dice.uniform(1.2, 3.0) * 3600
            if at < scene.clock.end:
                line = f"{scene.clock.iso(at)},{face_id},{kg + back:.1f},{round(kg / 0.55)},{back}"
                rows.append((at, line))
    return rows


def _explosives(scene: Scene, dice: Random) -> Rows:
    """All explosives; those of a secret heading are booked to a declared one."""
    rows: Rows = []
    users = [f for f in scene.faces if f.kg > 0]
    for face in users:
        rows += _blast(scene, face, face.face_id, dice)
    if scene.hidden is not None and scene.hidden.kg > 0:
        rows += _blast(scene, scene.hidden, (users or scene.faces)[-1].face_id, dice)
    return sorted(rows)


def _passes(trips: list[Trip], position: str) -> list[tuple[float, str, str]]:
    """Entries and exits of stays."""
    ins = [(t.t_in, position, "in") for t in trips]
    return ins + [(t.t_out, position, "out") for t in trips]


def _video(scene: Scene, crowd: Crowd, dice: Random) -> Rows:
    """People counted by camera at the pit mouth, in bursts of up to a minute."""
    side = "aux_shaft" if scene.tricks.get("side_entrance") else "main_shaft"
    passes = sorted(_passes(crowd.true, "main_shaft") + _passes(crowd.dark, side))
    counts: dict[tuple[int, str, str], int] = {}
    for t, position, direction in passes:
        if 0 <= t < scene.clock.end:
            key = (int(t // 60), position, direction)
            counts[key] = counts.get(key, 0) + 1
    rows: Rows = []
    for (minute, position, direction), n in sorted(counts.items()):
        if dice.random() < scene.habits.video_error:
            n += dice.choice((-1, 1))
        if n > 0:
            at = minute * 60.0 + dice.randint(0, 59)
            rows.append((at, f"{scene.clock.iso(at)},{position},{direction},{n}"))
    return sorted(rows)


def write_tables(scene: Scene, w: Works, crowd: Crowd, folder: Path) -> None:
    """Write all CSV files of a mine."""
    dice = Random(f"lagoon/{scene.code}/tables")
    _save(scene, folder, "power", "at,feeder,kw", _power(scene, w), dice)
    _save(scene, folder, "haulage", "at,conveyor,running_s,t", _haulage(scene, w), dice)
    _save(scene, folder, "output", "date,shift,hoisted_t,reported_t", _output(scene, w), dice, 0.0)
    _save(scene, folder, "water", "at,pump,m3", _water(scene, w), dice)
    _save(
        scene,
        folder,
        "explosives",
        "at,face_id,explosive_kg,detonators,returned_kg",
        _explosives(scene, dice),
        dice,
        0.0,
    )
    _save(scene, folder, "video", "at,position,direction,persons", _video(scene, crowd, dice), dice, 0.0)
