"""Coal mines with planted conduct and honest look-alikes: `write_world` plays and writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from .conduct import STYLES, Deed, act, prepare
from .crews import Crowd, Trip
from .feeds import Sender
from .layout import REGIONS, Mine, lay_out
from .physics import Physics

__all__ = ["STYLES", "write_world"]

HONEST = (
    "holiday",
    "declared_overhaul",
    "face_move",
    "new_face",
    "rescue_drill",
    "power_cut",
    "network_outage",
    "dead_reader",
    "apprentice_pair",
    "visitors",
    "new_pump",
    "rain",
    "wet_coal",
    "bad_coverage",
    "roadway_repair",
    "meter_outage",
    "sensor_fault",
    "declared_suspension",
    "late_files",
    "duplicate_files",
    "half_written_files",
)
ALSO = (
    "rescue_drill",
    "dead_reader",
    "apprentice_pair",
    "visitors",
    "new_pump",
    "rain",
    "wet_coal",
    "meter_outage",
    "sensor_fault",
    "late_files",
    "duplicate_files",
    "half_written_files",
)


def _sequence(r: Random, mines: int, kinds: Sequence[str]) -> list[str]:
    """The kind of each mine."""
    if kinds:
        return [kinds[i % len(kinds)] for i in range(mines)]
    rest = [k for k in STYLES if k != "hidden_face"]
    r.shuffle(rest)
    turn, out = count(), []
    while len(out) < mines:
        block = ["healthy"] * 8 + ["hidden_face"] * 5 + [rest[next(turn) % len(rest)] for _ in range(7)]
        r.shuffle(block)
        out += block
    return out[:mines]


def _events(m: Mine, honest: bool) -> None:
    """Choose the harmless things that happen, and those that change the register."""
    r = m.r
    m.events += r.sample(HONEST if honest else ALSO, r.randint(3, 6) if honest else r.randint(1, 3))
    stops = [e for e in m.events if e in ("holiday", "declared_overhaul", "declared_suspension")]
    keep = 1 if r.random() < 0.45 else 0
    for e in stops[keep:]:
        m.events.remove(e)
    stops = stops[:keep]
    if stops and m.days >= 6:
        long = r.randint(2, 3) if stops[0] == "holiday" else r.randint(3, min(8, m.days - 2))
        a = r.randint(1, m.days - long)
        m.modes[a : a + long] = [stops[0].replace("declared_", "").replace("suspension", "suspended")] * long
    elif stops:
        m.events.remove(stops[0])
    coal = [f for f in m.faces if f.kind == "coal_face" and f.last is None]
    heads = [f for f in m.faces if f.kind == "heading" and f.last is None]
    if "face_move" in m.events:
        if len(coal) > 1 and m.days >= 8:
            coal[0].last = r.randint(2, m.days - 4)
            coal[1].first = coal[0].last
        else:
            m.events.remove("face_move")
    if "new_face" in m.events:
        if len(heads) > 1 and m.days >= 6:
            heads[-1].first = r.randint(2, m.days - 3)
        else:
            m.events.remove("new_face")
    if "new_pump" in m.events:
        m.pumps[f"P{len(m.pumps) + 1}"] = max(m.pumps.values())
    if "bad_coverage" in m.events:
        m.miss = r.uniform(0.08, 0.15)
    m.events += [
        f"missing_{s}"
        for s in ("rydw", "aqjk", "power", "haulage", "output", "water", "video", "jzss")
        if s not in m.systems
    ]
    best = max(
        sum(f.t for f in m.faces if f.alive(d) and (f.last is None or f.last > 0)) for d in range(m.days)
    )
    m.capacity = int(np.ceil(best * 330 / r.uniform(0.84, 0.96) / 10000) * 10000)


def _repair(m: Mine, c: Crowd, gang: list[Any], days: range) -> list[Trip]:
    """Roadway repair: a small crew on the main road by day, further along every other day."""
    out: list[Trip] = []
    n = max(3, min(7, len(gang) - 1))
    for day in days:
        st = m.mains[(day // 2) % len(m.mains)]
        near = m.mains[(day // 2 + 1) % len(m.mains)]
        if m.modes[max(day, 0)] == "normal":
            out += c.crew_trips(
                list(c.present(gang, day, n)), "repair", day, m.day_shift(), 0, [st, st, near], 2500
            )
    return out


def _limits(m: Mine, c: Crowd, trips: list[Trip]) -> None:
    """Approved numbers: from crews, and from the honest peak over the change of shifts."""
    names = {f.name: f for f in m.faces}
    for a in m.areas:
        f = names.get(a["name"])
        a["limit"] = (
            -(-max(f.crew) * 23 // 20) + 5 if f else {"限制区域": 2, "重点区域": 10}.get(a["type"], 60)
        )
    marks = sorted(
        [(t.visits[0][0], 1) for t in trips if not t.extra] + [(t.out, -1) for t in trips if not t.extra]
    )
    now = top = 0
    for _, step in marks:
        now += step
        top = max(top, now)
    ns, posts = len(m.shifts), sum(len(t.pools[0]) - 1 for t in c.teams if t.job != "face")
    live = [f.crew for f in m.faces if f.last is None or f.last > 0]
    both = max(sum(w[s] + w[(s + 1) % ns] for w in live) for s in range(ns)) + 2 * posts
    m.limit = -(-int(max(top, both * 0.9) * 1.06 + 2) // 5) * 5


def _play(
    seed: int, i: int, days: int, start: datetime, code: str, kind: str, style: str, box: Path
) -> dict[str, Any]:
    """One mine from layout to files; returns its entry of truth.json."""
    r = Random(f"loess:{seed}:{i}")
    need = (
        STYLES[kind][style] | ({"rydw"} if kind != "sensor_masked" else {"aqjk"})
        if kind != "healthy"
        else set()
    )
    m = lay_out(r, code, days, start, need)
    _events(m, kind == "healthy")
    c = Crowd(m)
    deed = prepare(m, c, kind, style) if kind != "healthy" else None
    trips: list[Trip] = []
    for day in range(-1, days + 1):
        trips += c.day(day, deed.crews if deed else {})
    if "roadway_repair" in m.events:
        a = r.randint(0, max(0, days - 5))
        trips += _repair(
            m, c, [c.new("巷修工", "巷修队") for _ in range(r.randint(5, 8))], range(a, min(days, a + 5))
        )
    if deed and deed.gang and deed.d0 > 0 and r.random() < 0.4:
        trips += _repair(m, c, deed.gang[:8], range(-1, deed.d0))
    if deed:
        trips = act(m, c, deed, trips)
    box.mkdir(parents=True, exist_ok=True)
    send = Sender(m, c, box, deed, f"loess:{seed}:{i}:send")
    trips += _mishaps(m, c, deed, send, trips)
    _limits(m, c, trips)
    cuts = []
    if "power_cut" in m.events:
        at = r.randint(20, days * 96 - 20)
        cuts = [(at, at + r.randint(3, 14))]
    wet = r.randint(0, days - 1) * 96
    ph = Physics(
        m,
        np.random.default_rng([seed, i, 77]),
        deed.prod if deed else {},
        deed.hidden if deed else None,
        deed.books if deed else "true",
        cuts,
        r.randint(0, days - 1) if "rain" in m.events else -1,
        (wet, wet + r.randint(2, 4) * 96) if "wet_coal" in m.events else (0, 0),
    )
    if "rydw" in m.systems:
        send.cards(trips)
    if "aqjk" in m.systems:
        send.sensors(ph)
    send.tables(ph, trips)
    return {
        "mine_code": code,
        "conduct": [_truth(m, deed)] if deed else [],
        "events": sorted(set(m.events)),
    }


def _mishaps(m: Mine, c: Crowd, deed: Deed | None, send: Sender, trips: list[Trip]) -> list[Trip]:
    """Drills, visitors, pairs, dead readers and outages of the location network."""
    r, new = m.r, []
    if "rescue_drill" in m.events:
        t = r.randint(0, m.days - 1) * 86400 + r.uniform(9.5, 13) * 3600
        for trip in trips:
            if not trip.extra:
                c.detour(trip, t, m.spots["hall"], 2400)
    if "visitors" in m.events:
        cards = [c.new("来宾", "来宾", r.random() < 0.5) for _ in range(r.randint(3, 7))]
        for day in r.sample(range(m.days), min(m.days, r.randint(1, 2))):
            new += c.visitors(day, cards)
    if "apprentice_pair" in m.events:
        team = next(t for t in c.teams if t.where in ("elec", "gas"))
        for pool in team.pools[:2]:
            pupil = c.new("学徒工", team.pools[0][0].dept)
            for trip in trips:
                if trip.person is pool[0] and not trip.extra:
                    new.append(c.follow(trip, pupil, 14, True, 0.12))
    if "dead_reader" in m.events:
        banned = set(deed.stations) if deed else set()
        st = r.choice([x for x in m.mains + [f.gate[1] for f in m.faces] if x not in banned])
        a = r.uniform(0, m.days - 1) * 86400
        send.dead[st] = (a, a + r.uniform(0.4, 2.5) * 86400)
    if "network_outage" in m.events:
        a = r.uniform(0, m.days - 1) * 86400
        send.outages.append((a, a + r.uniform(2, 9) * 3600))
    return new


def _truth(m: Mine, d: Deed) -> dict[str, Any]:
    """The planted conduct as section 6 of the contract wants it."""
    first, last = d.d0 * 86400.0, d.d1 * 86400.0
    if d.kind in ("headcount_concealed", "cards_carried", "card_parked"):
        first, last = d.begun, d.ended
    elif d.kind == "hidden_face":
        last = max(last, d.ended)
    ends = (max(int(first), 0), min(int(last), m.days * 86400))
    iso = [(m.start + timedelta(seconds=s)).isoformat() + "+08:00" for s in ends]
    return {
        "kind": d.kind,
        "from": iso[0],
        "to": iso[1],
        "stations": [m.stations[x].code for x in d.stations],
        "cards": sorted(d.people),
        "style": d.style,
    }


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
    """Write `mines` mines over `days` days to the inbox, and what is true of them to `truth`."""
    r = Random(f"loess:{seed}")
    start = datetime(2024, 3, 4) + timedelta(days=r.randrange(400))
    turn = {k: r.randrange(len(v)) for k, v in STYLES.items()}
    out, used = [], set()
    for i, kind in enumerate(_sequence(r, mines, kinds)):
        code = f"{r.choice(REGIONS)}{r.randint(1001, 999999):06d}"
        while code in used:
            code = f"{r.choice(REGIONS)}{r.randint(1001, 999999):06d}"
        used.add(code)
        style = ""
        if kind != "healthy":
            names = list(STYLES[kind])
            style = names[turn[kind] % len(names)]
            turn[kind] += 1
        if i >= skip:
            out.append(_play(seed, i, days, start, code, kind, style, Path(inbox) / code))
    Path(truth).parent.mkdir(parents=True, exist_ok=True)
    Path(truth).write_text(json.dumps({"mines": out}, ensure_ascii=False, indent=1), encoding="utf-8")
