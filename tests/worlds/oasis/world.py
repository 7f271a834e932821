"""Puts a mine together and writes it."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from . import conduct, honest, layout, people, physics, register, schedule, snapshots, tables
from .model import Mine
from .motion import Router, Walker, cage_exits, ordinary_trips
from .vocabulary import REGIONS, mine_name

SHIFTS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("三八制", (0, 480, 960)),
    ("三八制", (360, 840, 1320)),
    ("三八制", (420, 900, 1380)),
    ("三八制", (480, 960, 1440)),
    ("四六制", (0, 360, 720, 1080)),
    ("四六制", (480, 840, 1200, 1560)),
    ("两班制", (420, 1140)),
    ("默认班制", (450, 930, 1410)),
)


def mine_code(seed: int, number: int) -> tuple[str, str]:
    """Twelve digits that depend on seed and number only, and a word of the region."""
    r = random.Random(f"code:{seed}:{number}")
    region, word = r.choice(REGIONS)
    return f"{region}{r.randint(0, 999999):06d}", word


def _frame(seed: int, number: int, days: int, kind: str) -> Mine:
    """Size, habits and gaps of the mine."""
    r = random.Random(f"mine:{seed}:{number}")
    m = Mine(
        number,
        days,
        dt.date(2024, 3, 1) + dt.timedelta(days=seed * 37 % 500),
        r,
        np.random.default_rng([abs(seed), number, 5]),
    )
    m.code, word = mine_code(seed, number)
    m.region, m.name = m.code[:6], mine_name(r, word)
    m.persons_target = int(60 * (10 ** r.uniform(0.0, 1.0)))
    m.labour, starts = r.choice(SHIFTS)
    m.shift_starts = list(starts)
    if m.shifts == 2 and m.persons_target > 250:
        m.labour, m.shift_starts = "三八制", [480, 960, 1440]
    if m.shift_starts[-1] >= 1440:
        m.shift_starts = sorted(s % 1440 for s in m.shift_starts)
    m.repair_shift = (
        min(range(m.shifts), key=lambda s: abs(m.shift_starts[s] - 480))
        if m.shifts > 2 and r.random() < 0.55
        else -1
    )
    m.edits["rotate_days"] = r.choice((0, 7, 7, 10))
    n = m.persons_target
    m.period = (
        r.choice((30, 60, 60, 120, 180))
        if n < 80
        else r.choice((60, 120, 120, 180))
        if n < 140
        else r.choice((120, 180, 300))
        if n < 260
        else r.choice((180, 240, 300))
    )
    m.coords, m.lengths = r.random() > 0.15, r.random() > 0.15
    m.trace_len = r.choice((0, 2, 3, 4, 6))
    m.unset = r.choice((0, 0, 0.05, 0.3, 0.8))
    m.lost_policy = r.choice(("keep", "keep", "drop"))
    m.access = r.choice(("vertical", "inclined", "adit"))
    m.n_profile = r.random() < 0.13
    m.edits["births_flat"] = r.random() < 0.3
    for name, part in (
        ("power", 0.1),
        ("haulage", 0.14),
        ("output", 0.1),
        ("water", 0.16),
        ("explosives", 0.1),
        ("video", 0.2),
    ):
        if r.random() < part:
            m.absent_files.add(name)
    need = {
        "headcount_concealed": ("video",),
        "cards_carried": ("video",),
        "working_while_stopped": ("power", "haulage"),
        "over_capacity": ("output", "haulage"),
        "hidden_face": ("power",),
    }.get(kind, ())
    m.absent_files -= set(need)
    return m


def _equip(m: Mine, kind: str) -> None:
    """Faces, feeders, belts, shafts and the habits of the control room."""
    r = m.r
    n = m.persons_target
    coal = 1 if n < 240 else r.randint(1, 2)
    heads = r.randint(0, 1) if n < 100 else r.randint(1, 2)
    new_face = (
        r.randint(2, max(2, m.days // 2)) if m.days > 4 and coal + heads > 1 and r.random() < 0.25 else None
    )
    stations = int(min(150, max(25, 22 + n * r.uniform(0.12, 0.26))))
    layout.build(m, stations, coal, heads, new_face)
    if new_face is not None:
        m.events.append("new_approved_face")
    elif kind != "hidden_face" and len(m.places) > 2 and m.days > 6 and r.random() < 0.12:
        m.places[-1].last = r.randint(3, m.days - 3)
        m.events.append("approved_face_ended")
    for k, p in enumerate(m.places):
        p.feeder = f"FD{k + 1:02d}"
        p.belt = f"C{k + 1}" if p.kind == "coal_face" or r.random() < 0.4 else "C0"
    m.edits["feeders"] = physics.feeders(m)
    total = sum(p.t_per_day for p in m.places)
    m.edits["rated"] = {"C0": float(round((total / 6 + 120) / 50) * 50)}
    for p in m.places:
        if p.belt != "C0":
            m.edits["rated"][p.belt] = float(round((p.t_per_day / 6 + 90) / 50) * 50)
    m.capacity = max(90000, int(-(-total * 330 * r.uniform(1.12, 1.4) // 30000)) * 30000)
    m.edits.update(
        cage_size=r.choice((8, 12, 16, 20)) if m.access == "vertical" else r.choice((15, 24, 30)),
        cage_cycle=r.randint(180, 360),
        bunker_hours=r.uniform(0.4, 1.5),
        lift_kwh_per_t=r.uniform(1.0, 2.6),
        fan_kw=r.uniform(90, 220) * (1 + n / 250),
        lift_m=abs(m.nodes[0].z - m.nodes[m.marks["bottom"]].z) + 15,
        gas_every=r.choice((1, 1, 1, 2)),
        split_power=r.random() < 0.2,
        wind_camera=r.random() < 0.5,
        cheap_hours=list(range(8))
        + ([12, 13] if r.random() < 0.5 else [])
        + ([22, 23] if r.random() < 0.5 else []),
    )


def make_mine(seed: int, number: int, days: int, kind: str, style: str) -> tuple[Mine, physics.Series]:
    """Invent one mine and let it run."""
    m = _frame(seed, number, days, kind)
    _equip(m, kind)
    register.codes(m)
    register.limits(m)
    if style == "uncarded_by_wind_shaft":
        m.edits["wind_camera"] = True
    schedule.lay_out_shifts(m)
    if kind == "healthy" and days > 3 and m.r.random() < 0.1:
        conduct.honest_stop(m)
    deck = list(honest.EVENTS)
    m.r.shuffle(deck)
    wanted = m.r.randint(5, 9) if kind == "healthy" else m.r.randint(1, 5)
    if kind in ("working_while_stopped", "over_capacity"):
        deck = [e for e in deck if e not in ("holiday", "maintenance_day", "face_move")]
    for e in deck[:wanted] if days > 2 else []:
        honest.EVENTS[e](m)
        m.events.append(e)
    conduct.plan(m, kind, style)
    people.hire(m)
    router = Router(m)
    w = Walker(m, router)
    ordinary_trips(m, w)
    for fn in m.edits.get("jobs", []):
        fn(m, w)
    cage_exits(m)
    for fn in m.edits.get("after", []):
        fn(m, w)
    return m, physics.simulate(m)


def write_mine(m: Mine, s: physics.Series, inbox: Path) -> None:
    """All files of one mine."""
    folder = inbox / m.code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "register.json").write_text(
        json.dumps(register.make(m), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    snapshots.write_personnel(m, folder / "rydw")
    tables.write_gas(m, s, folder / "aqjk")
    tables.write_tables(m, s, folder)


def write_world(
    seed: int,
    mines: int,
    days: int,
    inbox: Path,
    truth: Path,
    kinds: tuple[str, ...] = (),
    *,
    skip: int = 0,
) -> None:
    """Write `mines` mines over `days` days into `inbox`, and what really happened into `truth`."""
    told: list[dict[str, Any]] = []
    inbox = Path(inbox)
    for number in range(skip, mines):
        kind, style = conduct.choose(seed, number, tuple(kinds))
        m, s = make_mine(seed, number, days, kind, style)
        write_mine(m, s, inbox)
        told.append({"mine_code": m.code, "conduct": m.conduct, "events": sorted(set(m.events))})
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": told}, ensure_ascii=False, indent=1), encoding="utf-8")
