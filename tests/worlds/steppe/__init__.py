"""Steppe: made-up monitoring data of made-up coal mines, honest and dishonest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from . import honest
from .conduct import STYLES
from .crew import base_trips, build_teams, set_limits
from .files import Post, write_location, write_safety
from .mine import CST, DAY, World, build_mine, register
from .plant import compute, write_tables

__all__ = ["STYLES", "write_world"]
SPRING = (
    datetime(2023, 1, 22, tzinfo=CST),
    datetime(2024, 2, 10, tzinfo=CST),
    datetime(2025, 1, 29, tzinfo=CST),
)
OTHERS = [k for k in STYLES if k != "hidden_face"]


def first_day(seed: int) -> datetime:
    """First midnight of a world; one world in five runs into Spring Festival."""
    r = np.random.default_rng([seed])
    if r.random() < 0.2:
        return SPRING[int(r.integers(3))] - timedelta(days=int(r.integers(0, 9)))
    return datetime(2023, 1, 3, tzinfo=CST) + timedelta(days=int(r.integers(0, 1000)))


def _profile(w: World) -> None:
    """How this mine's system behaves: periods, gaps, separators, missing files."""
    r = w.rng
    heads = sum(sum(f.crew) / len(f.crew) for f in w.faces if f.end is None) * 1.35 + 20
    trace = int(r.choice([0, 1, 3, 5, 8]))
    budget = heads * (215 + 43 * trace) * DAY / 4.0e6
    allowed = [p for p in (60, 90, 120, 180, 240, 300, 300, 300, 420, 600) if p >= budget] or [600]
    while heads * (215 + 43 * trace) * DAY / allowed[0] > 4.6e6 and trace:
        trace -= 1
    missing: set[str] = set()
    for name, chance in (
        ("video", 0.3),
        ("water", 0.2),
        ("explosives", 0.2),
        ("haulage", 0.2),
        ("output", 0.08),
        ("power", 0.07),
    ):
        if r.random() < chance:
            missing.add(name)
    w.knobs.update(
        miss=float(r.choice([0.005, 0.02, 0.05])),
        double=float(r.choice([0.05, 0.2, 0.5])),
        holder={},
        wait=bool(r.random() < 0.5),
    )
    w.knobs["profile"] = {
        "caret": bool(r.random() < 0.2),
        "crlf": bool(r.random() < 0.15),
        "trace": trace,
        "period": int(allowed[int(r.integers(len(allowed)))]),
        "jitter": float(r.choice([0.0, 1.0, 4.0, 12.0])),
        "gone": int(r.choice([0, 1, 1, 3])),
        "zero": float(r.choice([0, 0, 0, 420])),
        "missing": missing,
        "coords": str(r.choice(["full", "zero", "none"], p=[0.78, 0.12, 0.1])),
        "roads": str(r.choice(["full", "nolength", "none"], p=[0.72, 0.16, 0.12])),
        "daily_at": float(r.integers(5, 110)) * 60,
        "station_step": float(r.choice([900, 1800, 3600])),
        "safety_step": int(r.choice([1, 1, 2])),
        "safety_phase": float(r.integers(0, 250)),
        "crowd": True,
        "stat_step": int(r.choice([0, 3, 6])),
        "lazy": bool(r.random() < 0.3),
        "restrict": bool(r.random() < 0.7),
        "overtime": float(r.choice([10, 11, 12])) * 3600 + (7200 if len(w.starts) == 2 else 0),
        "video_at": ("main_shaft", "belt_incline", "return_shaft"),
    }


def _oddities(w: World, kind: str) -> None:
    """Choose and start the honest look-alikes of a mine."""
    r = w.rng
    names = list(honest.LOOKALIKES)
    many = int(r.integers(3, 8)) if kind == "healthy" else int(r.integers(1, 5))
    chosen = [names[int(k)] for k in r.permutation(len(names))[:many]]
    if kind in ("working_while_stopped", "over_capacity"):
        chosen = [c for c in chosen if c not in honest.STOPS]
    stops = [c for c in chosen if c in honest.STOPS]
    chosen = [c for c in chosen if c not in stops[1:]]
    spring = next((int((s - w.t0).days) - 1 for s in SPRING if -1 <= (s - w.t0).days - 1 < w.days - 1), None)
    festive = (
        spring is not None and kind not in ("working_while_stopped", "over_capacity") and r.random() < 0.75
    )
    if festive:
        chosen = [c for c in chosen if c not in honest.STOPS]
    for name in [c for c in chosen if c in honest.EARLY]:
        honest.LOOKALIKES[name](w)
        chosen.remove(name)
    build_teams(w)
    for name in chosen:
        honest.LOOKALIKES[name](w)
    if festive and spring is not None:
        honest.holiday(w, max(0, spring), min(int(r.integers(5, 10)), max(2, w.days // 2)))


def make_mine(
    seed: int, i: int, t0: datetime, days: int, kind: str | None = None, style: str | None = None
) -> tuple[World, dict[str, Any]]:
    """Make mine i: the world with all descents, and its physical series. `style` None: drawn."""
    w = build_mine(seed, i, t0, days)
    r = w.rng
    u, k, s = r.random(), int(r.integers(len(OTHERS))), int(r.integers(1 << 20))
    if kind is None:
        kind = "healthy" if u < 0.4 else "hidden_face" if u < 0.65 else OTHERS[k]
    _profile(w)
    _oddities(w, kind)
    if kind != "healthy":
        act, styles = STYLES[kind]
        act(w, style or styles[s % len(styles)])
    base_trips(w)
    for go in w.on_people:
        go()
    for at in w.knobs.get("recalls", []):
        honest.recall(w, at)
    set_limits(w)
    for go in w.late_people:
        go()
    for fid, gain in w.knobs.get("gas_boost", {}).items():
        w.face(fid).ch4 *= gain
    p = compute(w)
    for change in w.on_plant:
        change(p)
    w.trips = [t for t in w.trips if t.t_out > 0 and t.t_in < w.span]
    return w, p


def write_world(
    seed: int,
    mines: int,
    days: int,
    inbox: Path,
    truth: Path,
    kinds: Sequence[str] = (),
    *,
    skip: int = 0,
) -> None:
    """Write the inbox of a world of mines and its truth file.

    `kinds` empty draws the kind of each mine (40 % healthy, 25 % hidden faces, the rest the other eight);
    otherwise mine i has kind `kinds[i % len(kinds)]`, where "healthy" is allowed too.
    """
    t0 = first_day(seed)
    rows = []
    for i in range(skip, mines):
        w, p = make_mine(seed, i, t0, days, kinds[i % len(kinds)] if kinds else None)
        folder = Path(inbox) / w.code
        folder.mkdir(parents=True, exist_ok=True)

        def put(name: str, text: str, folder: Path = folder) -> None:
            (folder / name).write_bytes(text.encode())

        put("register.json", json.dumps(register(w), ensure_ascii=False, indent=1))
        post = Post(w, folder)
        write_location(w, post)
        write_safety(w, post, p)
        write_tables(w, p, put)
        rows.append({"mine_code": w.code, "conduct": w.conduct, "events": w.events})
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
