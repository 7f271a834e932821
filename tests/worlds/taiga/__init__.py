"""A made-up world of coal mines: what they declare, what they send, and what they really do."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from .conduct import KINDS, commit
from .events import let_happen
from .files import Sender
from .layout import build_mine
from .people import DAY, Staff, Trip
from .process import Process
from .site import Site

__all__ = ["write_world"]

# Half of the mines are honest, a quarter hide a face; the rest share the other kinds.
HONEST, HIDING = 0.45, 0.25


def _mix(rng: np.random.Generator, mines: int) -> list[str]:
    """Kinds of conduct of the mines in a mixed world, "" for an honest mine."""
    hiding, honest = round(mines * HIDING), round(mines * HONEST)
    others = [
        KINDS[1:][(k + int(rng.integers(8)) * (mines < 20)) % 8] for k in range(mines - hiding - honest)
    ]
    out = ["hidden_face"] * hiding + [""] * honest + others
    return [out[int(k)] for k in rng.permutation(len(out))]


def _write_mine(site: Site, kind: str, turn: int, inbox: Path) -> None:
    """Simulate one mine day by day and write its files."""
    mine, staff, days = site.mine, site.staff, site.days
    staff.limits()
    let_happen(site, calm=bool(kind))
    if kind:
        commit(site, kind, turn)
    process = Process(mine, days, site.rng, site.idle, site.hidden, site.stops)
    process.run()
    for change in site.on_series:
        change(process)
    process.pump_out()
    sender = Sender(site, inbox)
    alive: list[Trip] = []
    crossings: list[tuple[int, int, int]] = []
    for day in range(-2, days):
        new = site.make_trips(day + 1)  # a shift that begins at midnight goes down on the evening before
        for t in (t for t in new if t.video):
            ends = ((t.t_in, t.stations[0], 0), (t.t_out, t.stations[-1], 1))
            crossings += [end for end in ends if end[1] in mine.portals]
        alive = [t for t in alive if t.t_out > day * DAY - 900] + new
        if day < 0:
            continue
        sender.base_files(day)
        sender.reader_states(day)
        sender.snapshots(day, alive)
        sender.alarms(day, alive)
    sender.safety(process)
    sender.tables(process, crossings)
    sender.register()


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
    """Write the data of made-up mines into `inbox` and what is true about them into `truth`.

    Without `kinds` the world is a mix of honest mines and all kinds of conduct; otherwise the mines take the
    given kinds in turn ("healthy" for an honest mine). `truth` is a folder, or the path of the JSON file itself.
    """
    world = np.random.default_rng([seed, 7481])
    first = date(2024, 3, 4) + timedelta(days=int(world.integers(0, 300)))
    wanted = [kinds[k % len(kinds)] for k in range(mines)] if kinds else _mix(world, mines)
    wanted = ["" if kind == "healthy" else kind for kind in wanted]
    turns = {kind: int(world.integers(0, 12)) for kind in KINDS}
    rows = []
    for number, kind in enumerate(wanted):
        turn = turns.get(kind, 0)
        turns[kind] = turn + 1
        if number < skip:
            continue
        rng = np.random.default_rng([seed, number, 991])
        mine = build_mine(rng, number)
        site = Site(mine, Staff(mine, rng), days, first, rng)
        _write_mine(site, kind, turn, inbox)
        rows.append({"mine_code": mine.code, "conduct": site.conduct, "events": site.events})
    path = truth if truth.suffix == ".json" else truth / "truth.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
