"""Puts a mine together and writes it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from . import conduct, hidden, honest
from .clock import DAY, Clock
from .files import Sender, write_personnel, write_register, write_safety, write_tables
from .layout import Face, build, draw_sizes, equip
from .mine import Mine
from .observe import Snapshots, peak
from .people import staff
from .physics import Physics
from .sensors import Sensors
from .shifts import make_trips
from .words import MINE_NAMES, REGIONS

HEALTHY = "healthy"
KINDS = (HEALTHY, "hidden_face", *conduct.STYLES)
SHIFT_PLANS = (
    ((0, 8, 16), 8),
    ((0, 8, 16), 8),
    ((0, 8, 16), 8),
    ((6, 14, 22), 8),
    ((2, 8, 14, 20), 6),
    ((0, 6, 12, 18), 6),
)


def styles_of(kind: str) -> tuple[str, ...]:
    """All ways in which a kind of conduct is done."""
    return tuple(hidden.STYLES) if kind == "hidden_face" else conduct.STYLES.get(kind, ())


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
    """Write `mines` mines of `days` days into `inbox` and what is true of them into `truth`."""
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise ValueError(f"unknown kinds: {sorted(unknown)}")
    if days < 1:
        raise ValueError("at least one day is needed")
    rows = []
    for number in range(skip, mines):
        kind = kinds[number % len(kinds)] if kinds else ""
        m = make_mine(seed, number, days, kind)
        write_mine(m, Path(inbox))
        rows.append({"mine_code": m.code, "conduct": m.truth})
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")


def make_mine(seed: int, number: int, days: int, kind: str = "", style: str = "") -> Mine:
    """Simulate one mine; `style` may be fixed, otherwise it is drawn."""
    m = Mine(seed, number, days, kind)
    rnd = m.rnd
    if not kind:
        pick = rnd.random()
        kind = HEALTHY if pick < 0.4 else "hidden_face" if pick < 0.65 else rnd.choice(tuple(conduct.STYLES))
    m.kind = kind
    options = styles_of(kind)
    style = style or (rnd.choice(options) if options else "")
    _found(m, seed, number)
    ended = kind == "hidden_face" and hidden.STYLES[style].place == "ended"
    _draw_layout(m, ended)
    honest.plan_faces(m)
    if kind == "hidden_face":
        hidden.prepare(m, style)
    m.lay.finish()
    m.lay.number()
    equip(m.lay, rnd, m.sizes)
    staff(m)
    honest.plan_days(m)
    honest.plan_gangs(m)
    honest.plan_monitoring(m)
    honest.plan_nature(m)
    if kind in conduct.STYLES:
        conduct.prepare(m, kind, style)
    elif kind == "hidden_face":
        hidden.crew(m, style)
    mover = make_trips(m)
    honest.extra_people(m, mover)
    honest.tidy(m)
    if kind in conduct.STYLES:
        conduct.apply(m, mover, kind, style)
    elif kind == "hidden_face":
        hidden.conceal(m, mover, style)
        h = m.hidden[0]
        if rnd.random() < 0.15:
            where = max(0, m.lay.nodes[h.anchor].district)
            faces = [f.fid for f in m.lay.faces if f.district == where and f.works(0)]
            days_on = np.flatnonzero(h.active)
            conduct.mask_places(
                m,
                rnd.choice(conduct.STYLES["sensor_masked"]),
                faces,
                int(days_on[0]) * DAY,
                (int(days_on[-1]) + 1) * DAY,
                True,
            )
    honest.card_faults(m)
    honest.trim(m)
    _limits(m)
    _status(m)
    return m


def _found(m: Mine, seed: int, number: int) -> None:
    """Name, code, calendar and shifts."""
    rnd = m.rnd
    m.region = rnd.choice(REGIONS)
    m.code = f"{rnd.choice(m.region.codes)}{(seed * 37 + 11) % 1000:03d}{number % 1000:03d}"
    m.name = f"{rnd.choice(MINE_NAMES)}{rnd.choice(('', '', '二号', '三号', '东'))}煤矿"
    first = date(2024, 1, 4) + timedelta(rnd.randint(0, 690))
    m.clock = Clock(first, m.days)
    hours, length = rnd.choice(SHIFT_PLANS)
    m.starts = [h * 3600 for h in hours]
    m.length = length * 3600
    m.maint = min(range(len(hours)), key=lambda k: abs(hours[k] - 7)) if rnd.random() < 0.75 else 0


def _draw_layout(m: Mine, ended: bool) -> None:
    """Draw the mine; a share of mines have a face that was finished shortly before."""
    m.sizes = draw_sizes(m.rnd, m.region)
    with_ended = ended or m.rnd.random() < 0.1
    if with_ended:
        m.sizes.coal_faces = 2
    m.lay = build(m.rnd, m.region, m.code, m.sizes)
    while len(m.lay.nodes) > 58:  # draw a smaller one
        if m.sizes.headings > 2:
            m.sizes.headings -= 1
        elif m.sizes.haul > 3:
            m.sizes.haul -= 1
        else:
            m.sizes.districts = 1
        m.lay = build(m.rnd, m.region, m.code, m.sizes)
    coal = [f for f in m.lay.faces if f.kind == "coal_face"]
    if with_ended and len(coal) > 1:
        old: Face = coal[0]
        old.stop = -m.rnd.randint(0, 25)


def _limits(m: Mine) -> None:
    """Limits of the register, set from what the declared crews need."""
    rnd, lay = m.rnd, m.lay
    usual = peak([tr for tr in m.trips if not tr.job.extra and tr.job.group != "hidden"], m.end)
    posts = [
        j.counts for j in m.jobs if not j.extra and j.group != "hidden" and len(j.counts) == len(m.starts)
    ]
    shifts = sorted(sum(c[k] for c in posts) for k in range(len(m.starts)))
    if m.stop.any():
        usual = max(usual, int(0.92 * (shifts[-1] + 0.75 * shifts[-2])))
    limit = int(math.ceil(usual * rnd.uniform(1.06, 1.25) / 5) * 5)
    if m.tight == "peak":
        limit = int(usual * rnd.uniform(1.0, 1.05))
    elif m.tight == "shift":
        limit = int(peak([tr for tr in m.trips if tr.card], m.end, 0.985) / rnd.uniform(1.15, 1.3))
    if m.row_cap is not None:
        limit = int(usual * rnd.uniform(0.62, 0.75))
        m.row_cap = (limit - rnd.randint(0, 2), *m.row_cap[1:])
    if m.cap:
        limit = m.cap + rnd.randint(0, 4)
    m.limit = limit
    for key, area in lay.areas.items():
        if key.startswith("face_"):
            face = next(f for f in lay.faces if f"face_{f.fid}" == key)
            area.limit = max(face.crew) + rnd.randint(6, 11)
        elif area.kind == "重点区域":
            area.limit = rnd.choice((6, 8, 10))
        elif area.kind == "限制区域":
            area.limit = 0
        else:
            area.limit = 10 * round(limit * rnd.uniform(0.5, 0.8) / 10)
    planned = sum(f.tpd for f in lay.faces if f.kind == "coal_face" and f.stop is None and f.start <= 0)
    planned = planned or max(f.tpd for f in lay.faces if f.kind == "coal_face")
    planned += 0.9 * sum(f.tpd for f in lay.faces if f.kind == "heading" and f.stop is None)
    year = planned * 330 / rnd.uniform(0.84, 0.97)
    unit = 10000 if year < 300000 else 50000 if year < 1200000 else 100000
    m.capacity = int(math.ceil(year / unit) * unit)
    mean = sum(float(m.prod[f.fid].mean()) * f.tpd for f in lay.faces) * 330
    if mean > 0.99 * m.capacity:
        for f in lay.faces:  # the plan is kept: a good week is followed by an easy one
            m.prod[f.fid] *= 0.99 * m.capacity / mean
    if m.push.max() > 1:  # the owner who overproduces does so by a margin that pays
        on = m.push > 1
        base = np.zeros(m.days)
        for f in lay.faces:
            base += m.prod[f.fid] * f.tpd * (f.kind == "coal_face")
        want = rnd.uniform(1.2, 1.6) * m.capacity / 330 * m.days
        need = (want - float(base[~on].sum())) / max(float(base[on].sum()), 1.0)
        m.push[on] = min(2.8, max(float(m.push.max()), need))
        for row in m.truth:
            if row["kind"] == "over_capacity":
                row["factor"] = round(float(m.push.max()), 2)


def _status(m: Mine) -> None:
    """States of the register from the declared stops."""
    state = m.stop_state or m.rnd.choice(("suspended", "overhaul"))
    rows: list[dict[str, object]] = []
    begin = m.clock.date(-m.rnd.randint(20, 500))
    stopped = m.stop[: m.days]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], stopped, [False])).astype(int)))
    for a, b in zip(edges[::2].tolist(), edges[1::2].tolist()):
        first = m.clock.date(a if a else -m.rnd.randint(0, 3))
        rows.append({"state": "producing", "from": begin, "to": first})
        begin = m.clock.date(b if b < m.days else b + m.rnd.randint(0, 4))
        rows.append({"state": state, "from": first, "to": begin})
    rows.append({"state": "producing", "from": begin, "to": None})
    m.status = rows


def write_mine(m: Mine, inbox: Path) -> None:
    """Compute the series of a mine and write its folder."""
    home = inbox / m.code
    phys = Physics(m)
    real = float(phys.hoist_feed.sum()) / m.days * 330
    if m.kind == "hidden_face" and real > 1.1 * m.capacity:
        first = m.truth[0]
        m.truth.append(
            {
                "kind": "over_capacity",
                "style": "hidden_coal_on_top",
                "from": first["from"],
                "to": first["to"],
                "stations": first["stations"],
                "cards": [],
                "incidental": True,
            }
        )
    out = Sender(m, home)
    write_register(m, home)
    write_personnel(m, out, Snapshots(m))
    times = np.arange(m.rnd.randint(0, 200), m.end, m.cd_period)
    write_safety(m, out, Sensors(m, phys, times))
    write_tables(m, home, phys)
