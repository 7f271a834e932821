"""Writes the CSV files and register.json."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .model import DAY, STEP, Mine, Trip
from .physics import PER_DAY, Flows


def save(path: Path, head: str, lines: list[str]) -> None:
    """Writes one CSV file."""
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def split_save(mine: Mine, folder: Path, name: str, head: str, lines: list[tuple[float, str]]) -> None:
    """Writes one file, or one a week with a small overlap, as the mine does."""
    if mine.size < 2 or mine.days < 6:
        save(folder / f"{name}.csv", head, [text for _, text in lines])
        return
    for i, first in enumerate(range(0, mine.days, 7)):
        part = [text for t, text in lines if first * DAY - 900 <= t < (first + 7) * DAY]
        save(folder / f"{name}-{i + 1:02d}.csv", head, part)


def write_power(mine: Mine, flows: Flows, folder: Path) -> None:
    """Means of fifteen minutes of each feeder."""
    rnd, lines = mine.rnd, []
    for name, _, _ in mine.feeders:
        gaps = [(a, b) for which, a, b in mine.meter_gaps if which == name]
        means = flows.kw[name].reshape(-1, 3).mean(axis=1)
        for i, kw in enumerate(means.tolist()):
            t = i * 900.0
            if rnd.random() < 0.001 or any(a <= t < b for a, b in gaps):
                continue
            lines.append((t, f"{mine.cal.iso(t)},{name},{kw:.1f}"))
    lines.sort(key=lambda item: item[0])
    split_save(mine, folder, "power", "at,feeder,kw", lines)


def belt_coal(mine: Mine, flows: Flows, name: str, serves: list[str]) -> np.ndarray:
    """Tonnes per step on one belt."""
    deed = mine.deed("hidden_face")
    if name != "C1":
        return flows.coal[serves[0]]
    total = sum(flows.coal[f] for f in serves)
    if deed and "haulage" in deed.open:
        total = total + flows.secret_coal
    return np.concatenate([[0.0], total[:-1]])


def write_haulage(mine: Mine, flows: Flows, gen: np.random.Generator, folder: Path) -> None:
    """Running time and tonnes of each belt."""
    lines = []
    for name, serves, _ in mine.conveyors:
        if not serves:
            continue
        coal = belt_coal(mine, flows, name, serves)
        t = coal.reshape(-1, 3).sum(axis=1) * gen.uniform(0.985, 1.015)
        t = t * (1 + gen.normal(0, 0.015, len(t)))
        steps = np.minimum(3, (coal.reshape(-1, 3) > 0.02).sum(axis=1))
        run = np.where(t > 0.1, np.minimum(900, steps * 300 + gen.integers(0, 200, len(t))), 0)
        idle = (t <= 0.1) & (gen.random(len(t)) < 0.04) & (np.repeat(mine.day_factor, 96) > 0.1)
        run = np.where(idle, gen.integers(60, 400, len(t)), run)
        for i in range(len(t)):
            if mine.rnd.random() > 0.001:
                lines.append(
                    (i * 900.0, f"{mine.cal.iso(i * 900)},{name},{int(run[i])},{max(0.0, t[i]):.1f}")
                )
    lines.sort(key=lambda item: item[0])
    split_save(mine, folder, "haulage", "at,conveyor,running_s,t", lines)


def declared_hoist(mine: Mine, flows: Flows) -> tuple[np.ndarray, np.ndarray]:
    """Hoisted and reported tonnes per step, as the books show them."""
    hoisted = flows.hoist.copy()
    reported = flows.hoist.copy()
    honest = sum(flows.coal.values())
    day_true = (honest + flows.secret_coal).reshape(-1, PER_DAY).sum(axis=1)
    part = np.divide(
        honest.reshape(-1, PER_DAY).sum(axis=1), day_true, out=np.ones(mine.days), where=day_true > 1
    )
    deed = mine.deed("hidden_face")
    if deed:
        reported *= np.repeat(part, PER_DAY)
        if "output" not in deed.open:
            hoisted *= np.repeat(part, PER_DAY)
    over = mine.deed("over_capacity")
    if over and over.style in ("hoisted_not_reported", "books_match_plan"):
        a, b = over.day_from * PER_DAY, (over.day_to + 1) * PER_DAY
        plan = (
            mine.capacity
            / 330
            * 0.95
            / max(1.0, float(hoisted[a:b].sum()) / (over.day_to - over.day_from + 1))
        )
        reported[a:b] *= min(1.0, plan)
        if over.style == "books_match_plan":
            hoisted[a:b] *= min(1.0, plan)
    stop = mine.deed("working_while_stopped")
    if stop:
        off = np.repeat([1.0 if f > 0.1 else 0.0 for f in mine.day_factor], PER_DAY)
        reported *= off
        if mine.rnd.random() < 0.5:
            hoisted *= off
    return hoisted, reported


def write_output(mine: Mine, flows: Flows, gen: np.random.Generator, folder: Path) -> None:
    """Coal of each shift as hoisted and as reported."""
    hoisted, reported = declared_hoist(mine, flows)
    lines = []
    bias = gen.uniform(0.975, 0.998)
    for day in range(mine.days):
        for shift, s in enumerate(mine.starts):
            a = int((day * DAY + s) // STEP)
            b = a + int(DAY / len(mine.starts) // STEP)
            if b > len(hoisted):
                continue
            told = round(float(reported[a:b].sum()) * bias * gen.normal(1, 0.006))
            lines.append(f"{mine.cal.day(day)},{shift + 1},{hoisted[a:b].sum():.1f},{max(0, told)}")
    save(folder / "output.csv", "date,shift,hoisted_t,reported_t", lines)


def write_water(mine: Mine, flows: Flows, gen: np.random.Generator, folder: Path) -> None:
    """Pumped water of each pump and hour."""
    lines = []
    lead = 0
    for h, m3 in enumerate(flows.pumped.tolist()):
        if h % 24 == 0:
            lead = int(gen.integers(0, 2))
        for i, (name, _, rated) in enumerate(mine.pumps):
            if i < 2:
                first = min(m3, mine.pumps[lead][2] * 0.9)
                part = first if i == lead else m3 - first
            else:
                part = rated * 0.3 if i >= 2 and h % 6 == i % 6 and rated < 80 else 0.0
            if mine.rnd.random() > 0.001:
                lines.append(f"{mine.cal.iso(h * 3600)},{name},{part * gen.normal(1, 0.01):.1f}")
    save(folder / "water.csv", "at,pump,m3", lines)


def write_explosives(mine: Mine, flows: Flows, gen: np.random.Generator, folder: Path) -> None:
    """Issues of explosives and detonators with what came back."""
    rows = []
    deed = mine.deed("hidden_face")
    for f in mine.faces:
        if not f.explosive:
            continue
        act = flows.act[f.face_id]
        for day in range(mine.days):
            for shift, s in enumerate(mine.starts):
                a = int((day * DAY + s) // STEP)
                if a < len(act) and act[a : a + 90].sum() > 5:
                    kg = f.explosive / len(mine.starts) * gen.normal(1, 0.1)
                    rows.append((day * DAY + s + gen.uniform(0.3, 3) * 3600, f.face_id, max(2.0, kg)))
        if deed and deed.explosive and deed.face == f.face_id:
            for t0, _, _ in deed.work:
                kg = deed.explosive / max(1, len(deed.shifts)) * gen.normal(1, 0.1)
                if 0 <= t0 < mine.days * DAY:
                    rows.append((t0 + gen.uniform(0, 2) * 3600, f.face_id, kg))
    lines = []
    for t, face, kg in sorted(rows):
        back = kg * gen.uniform(0, 0.08)
        issued = round((kg + back) / 0.2) * 0.2
        lines.append(f"{mine.cal.iso(t)},{face},{issued:.1f},{int(kg * gen.uniform(1.7, 2.1))},{back:.1f}")
    save(folder / "explosives.csv", "at,face_id,explosive_kg,detonators,returned_kg", lines)


def write_video(mine: Mine, trips: list[Trip], folder: Path) -> None:
    """Head counts at the portal: people who pass within half a minute make one row."""
    rnd, lines = mine.rnd, []
    for way in ("in", "out"):
        for door in ("main_shaft", "aux_portal"):
            times = sorted(
                t.t_in if way == "in" else t.t_out
                for t in trips
                if (t.video_in if way == "in" else t.video_out) and (door == portal_of(mine, t))
            )
            lines += [
                (t, f"{mine.cal.iso(t)},{door},{way},{n}")
                for t, n in merge(times)
                if 0 <= t < mine.days * DAY
            ]
    lines.sort()
    kept = []
    for _, text in lines:
        if rnd.random() < 0.003:
            head, n = text.rsplit(",", 1)
            text = f"{head},{max(1, int(n) + rnd.choice([-1, 1]))}"
        kept.append(text)
    save(folder / "video.csv", "at,position,direction,persons", kept)


def portal_of(mine: Mine, trip: Trip) -> str:
    """The door that a person uses."""
    return "aux_portal" if mine.two_portals and (not trip.carded or trip.card % 6 == 0) else "main_shaft"


def merge(times: list[float]) -> list[tuple[float, int]]:
    """Joins passings within thirty seconds of the first."""
    out: list[tuple[float, int]] = []
    for t in times:
        if out and t - out[-1][0] < 30:
            out[-1] = (out[-1][0], out[-1][1] + 1)
        else:
            out.append((t, 1))
    return out


def day_or_none(mine: Mine, day: int | None) -> str | None:
    """The date of a day number, or null."""
    return None if day is None else mine.cal.day(day)


def register(mine: Mine) -> dict:
    """The declared mine."""
    code = [s.code for s in mine.stations]
    rnd = mine.rnd
    return {
        "mine_code": mine.code,
        "name": mine.name,
        "region": mine.code[:6],
        "kind": "coal",
        "capacity_t_per_year": mine.capacity,
        "headcount_limit": mine.limit,
        "shift_starts": [f"{s // 3600:02d}:{s // 60 % 60:02d}" for s in mine.starts],
        "status": [
            {"state": s, "from": day_or_none(mine, a) or "2021-03-01", "to": day_or_none(mine, b)}
            for s, a, b in mine.status
        ],
        "areas": [
            {"area_code": a.code, "type": a.type, "limit": a.limit, "name": a.name} for a in mine.areas
        ],
        "stations": [
            {"station_code": s.code, "name": s.name, "x": s.x, "y": s.y, "z": s.z} for s in mine.stations
        ],
        "roadways": [{"from": code[a], "to": code[b], "length_m": length} for a, b, length in mine.roads],
        "faces": [
            {
                "face_id": f.face_id,
                "name": f.name,
                "kind": f.kind,
                "stations": [code[s] for s in f.stations],
                "from": day_or_none(mine, f.day_from) or f"2023-{rnd.randint(1, 12):02d}-01",
                "to": day_or_none(mine, f.day_to),
                "crew_per_shift": f.crew,
                "planned_t_per_day": f.planned_t,
                "advance_m_per_day": f.advance,
                "air_m3_per_min": f.air,
                "ch4_m3_per_min": f.ch4,
                "inflow_m3_per_h": f.inflow,
                "explosive_kg_per_day": f.explosive,
            }
            for f in mine.faces
        ],
        "seals": [{"seal_id": i, "name": n, "stations": [code[s]], "built": b} for i, n, s, b in mine.seals],
        "feeders": [{"feeder": n, "serves": s, "rated_kw": kw} for n, s, kw in mine.feeders],
        "conveyors": [{"conveyor": n, "serves": s, "rated_t_per_h": r} for n, s, r in mine.conveyors],
        "pumps": [{"pump": n, "station": code[s], "rated_m3_per_h": r} for n, s, r in mine.pumps],
        "points": [
            {"point_code": p.code, "kind": p.kind, "station": code[p.station], "section_m2": p.section}
            for p in mine.points
        ],
        "works": mine.works,
    }


def write_register(mine: Mine, folder: Path) -> None:
    """Writes register.json."""
    (folder / "register.json").write_text(
        json.dumps(register(mine), ensure_ascii=False, indent=1), encoding="utf-8"
    )
