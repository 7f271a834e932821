"""Dishonest conduct: the nine kinds, each in several styles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .people import Track
from .sim import BIN, DAY, Place, Sim

KINDS = (
    "hidden_face",
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)

# site, cards, (men lo, hi), shifts, fields of Place
HIDDEN: dict[str, dict[str, Any]] = {
    "seal_door": {
        "site": ("seal",),
        "cards": "vanish",
        "men": (8, 18),
        "shifts": "all",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.0, "feeder": "FDOTH", "air_new": 0.6},
    },
    "cards_in_chamber": {
        "site": ("virgin", "seal", "old"),
        "cards": "parked",
        "men": (6, 14),
        "shifts": "two",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.4, "feeder": "host", "air_new": 0.3},
    },
    "cardless_gang": {
        "site": ("old", "seal"),
        "cards": "none",
        "men": (6, 16),
        "shifts": "all",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.0, "feeder": "FDOTH", "air_new": 0.8},
    },
    "early_panel": {
        "site": ("next",),
        "cards": "wander",
        "men": (12, 25),
        "shifts": "all",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.9, "feeder": "FDOTH", "air_new": 1.0},
    },
    "shot_stub": {
        "site": ("gate", "virgin"),
        "cards": "vanish",
        "men": (5, 10),
        "shifts": "all",
        "blast": True,
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.6, "feeder": "host", "air_new": 0.2},
    },
    "night_return": {
        "site": ("return", "virgin"),
        "cards": "vanish",
        "men": (9, 20),
        "shifts": "night",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.0, "feeder": "FDPUMP", "air_new": 0.7},
    },
    "erased_men": {
        "site": ("seal", "old", "virgin"),
        "cards": "deleted",
        "men": (8, 20),
        "shifts": "two",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.0, "feeder": "FDOTH", "air_new": 0.7},
    },
    "cards_with_mates": {
        "site": ("virgin", "gate"),
        "cards": "carried",
        "men": (6, 12),
        "shifts": "two",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 1.0, "feeder": "host", "air_new": 0.4},
    },
    "every_third_day": {
        "site": ("end", "old"),
        "cards": "vanish",
        "men": (10, 22),
        "shifts": "two",
        "skip": 3,
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.3, "feeder": "FDOTH", "air_new": 0.9},
    },
    "lent_crew": {
        "site": ("gate", "return"),
        "cards": "half",
        "men": (8, 16),
        "shifts": "all",
        "f": {"belt": 1.0, "hoist": 1.0, "report": 1.0, "feeder": "host", "air_new": 0.1},
    },
    "off_the_scale": {
        "site": ("seal", "virgin", "end"),
        "cards": "vanish",
        "men": (8, 18),
        "shifts": "all",
        "f": {"belt": 0.0, "hoist": 1.0, "report": 0.0, "feeder": "FDOTH", "air_new": 1.0},
    },
    "few_and_masked": {
        "site": ("old", "seal", "virgin"),
        "cards": "vanish",
        "men": (4, 7),
        "shifts": "all",
        "mask": True,
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.2, "feeder": "FDOTH", "air_new": 0.8, "gas_seen": 1.0},
    },
    "dead_reader": {
        "site": ("gate", "return", "virgin"),
        "cards": "vanish",
        "men": (8, 16),
        "shifts": "two",
        "out": True,
        "f": {"belt": 1.0, "hoist": 1.0, "report": 0.5, "feeder": "host", "air_new": 0.5},
    },
}


def window(sim: Sim, lo: float, hi: float, least: int = 3) -> tuple[int, int]:
    """Days [a, b) of a conduct."""
    n = int(np.clip(round(sim.days * float(sim.rng.uniform(lo, hi))), min(least, sim.days), sim.days))
    a = int(sim.rng.integers(0, sim.days - n + 1))
    return a, a + n


def _sites(sim: Sim, kinds: tuple[str, ...]) -> list[tuple[int, int, list[int]]]:
    """Candidates: anchor, district, where to wander."""
    lay = sim.lay
    out: list[tuple[int, int, list[int]]] = []
    for k in kinds:
        if k == "old":
            out += [(c[-1], 0, c) for c in lay.old]
        if k == "end":
            out.append((lay.trunk[-1], len(lay.district_return) - 1, []))
        for p in lay.panels:
            if k == "seal" and p.state == "sealed":
                out.append((p.gate[0], p.district, []))
            if k == "virgin" and p.state == "virgin":
                out.append((p.intake, p.district, []))
            if k == "next" and p.state == "next":
                out.append((p.gate[-1], p.district, [p.gate[-1], p.tail[-1]]))
            if k == "gate" and p.state in ("active", "heading") and len(p.gate) > 2:
                out.append((p.gate[len(p.gate) // 2 - 1], p.district, []))
            if k == "return" and p.state in ("active", "virgin"):
                out.append((p.ret, p.district, []))
    return out


def _days(a: int, b: int, skip: int) -> list[int]:
    return [d for i, d in enumerate(range(a, b)) if skip <= 1 or (i % skip) != skip - 1]


def hidden_face(sim: Sim, name: str) -> None:
    """An undeclared working place."""
    rng, lay = sim.rng, sim.lay
    st = HIDDEN[name]
    cand = _sites(sim, st["site"]) or _sites(sim, ("seal", "virgin", "old"))
    anchor, dist, roam = cand[int(rng.integers(len(cand)))]
    a, b = window(sim, 0.35, 1.0, 4)
    men = int(rng.integers(st["men"][0], st["men"][1] + 1))
    night = max(
        range(sim.ns), key=lambda s: (sim.starts[s] + 3600 * 4) % DAY < 9 * 3600 or sim.starts[s] >= 75000
    )
    if st["shifts"] == "night" or sim.ns < 2:
        shifts = [night]
    elif st["shifts"] == "two" and sim.ns > 2:
        shifts = sorted({night, (night + 1 + int(rng.integers(sim.ns - 1))) % sim.ns})
    else:
        shifts = list(range(sim.ns))
    near = lay.nearest(anchor, 3)
    face = [i for i, p in enumerate(sim.places) if not p.hidden]
    host = min(face, key=lambda i: lay.dist[anchor, sim.places[i].stations[0]])
    declared = sum(sim.places[i].plan for i in face)
    plan = float(
        np.clip(men * len(shifts) * rng.uniform(7, 13), rng.uniform(0.16, 0.32) * declared, 0.7 * declared)
    )
    big = max(face, key=lambda i: sim.places[i].plan)
    m = sim.places[big]
    kw = dict(st["f"])
    if kw["feeder"] == "host":
        kw["feeder"] = sim.places[host].feeder
    blasters = [p.face_id for p in sim.places if p.blast_kg > 0]
    kg = 0.0
    if blasters and (st.get("blast") or rng.random() < 0.4):
        kg, kw["blast_to"] = float(rng.uniform(0.35, 0.8)) * plan / 8 + 25, blasters[0]
    p = Place(
        "H",
        "",
        "heading" if kg else "coal_face",
        near,
        dist,
        plan,
        [s in shifts for s in range(sim.ns)],
        a + sim.starts[shifts[0]] / DAY,
        b + 0.3,
        kg,
        float(rng.uniform(350, 700)),
        max(0.35, m.gas_base * float(rng.uniform(0.5, 1.1))),
        max(m.gas_per_t, 0.01) * float(rng.uniform(0.8, 1.5)),
        float(rng.uniform(6, 16)),
        float(rng.uniform(45, 110)),
        float(rng.uniform(4, 7)),
        hidden=True,
        **kw,
    )
    if p.air_new < 0.95:
        p.steal_from = host
    idle = np.zeros(sim.n_bins)
    days = _days(a, b, int(st.get("skip", 1)))
    for d in days:
        for s in shifts:
            x, y = sim.shift_span(d, s)
            idle[max(0, x // BIN) : y // BIN] = 1.0
    pool = sim.roster.group(
        int(men * 1.35 * len(shifts)) + 1,
        "采煤工" if rng.random() < 0.6 else "巷修工",
        f"{'综采' if rng.random() < 0.4 else '修护'}{int(rng.integers(3, 9))}队",
    )
    legal = lay.rooms["refuge"] if rng.random() < 0.5 else sim.places[host].stations[-1]
    por = lay.portals[-1] if name == "every_third_day" else lay.portals[0]
    t0, t1 = 10**9, 0
    used: list[int] = []
    for d in days:
        for q, s in enumerate(shifts):
            start, end = sim.shift_span(d, s)
            base = int(start - 0.9 * sim.walker.travel(por, anchor) + rng.uniform(-300, 500))
            n = men + int(rng.integers(-1, 2))
            part = pool[q :: len(shifts)]
            who = [part[int(i)] for i in rng.permutation(len(part))[:n]]
            mates = [
                t for t in sim.tracks if t.place == host and t.honest and start - 7200 < t.t_in < start + 7200
            ]
            t0, t1 = min(t0, start), max(t1, end)
            for k, c in enumerate(who):
                mode = st["cards"]
                if mode == "half":
                    mode = "vanish" if k % 2 else "parked"
                if mode == "wander":
                    tr = sim.descend(c, d, s, roam or near[:2], 45, "roam", base, k, por)
                elif mode == "parked":
                    tr = sim.descend(c, d, s, [legal], 50, "sit", base, k, por)
                elif mode == "carried" and mates:
                    h = mates[int(rng.integers(max(1, len(mates) // 2)))]
                    j = int(rng.integers(1, 7))
                    tr = replace(
                        h,
                        card=c,
                        t_in=h.t_in + j,
                        t_out=h.t_out + j,
                        times=[x + j for x in h.times],
                        nodes=list(h.nodes),
                        hide=[],
                    )
                else:
                    tr = sim.descend(c, d, s, [anchor], 1e5, "roam", base, k, por)
                tr.honest, tr.place = False, -1
                if mode == "deleted":
                    x = tr.times[max(1, len(tr.times) // 2 - 1)] - int(rng.uniform(200, 900))
                    tr.hide, tr.drop = [(max(tr.t_in + 60, x), tr.t_out + 3600)], True
                if mode == "none":
                    tr.card = -1
                else:
                    used.append(c)
                sim.tracks.append(tr)
    sim.places.append(p)
    p.rate = sim.coal(p, idle)
    if st["cards"] != "none":
        sim.make_room(2 * men + 3, None if st["cards"] == "carried" else near + roam + [legal])
    sim.did("hidden_face", name, t0, t1, near, used)
    mode = st["cards"]
    if mode in ("parked", "half"):
        sim.did("card_parked", name, t0, t1, [legal], used, True)
    if mode == "none":
        sim.did("headcount_concealed", name, t0, t1, near[:1], (), True)
    if mode == "carried":
        sim.did("cards_carried", name, t0, t1, [], used, True)
    if mode == "deleted":
        sim.did("data_fabricated", name, t0, t1, near[:1], used, True)
    if st.get("mask"):
        for i, pt in enumerate(sim.points):
            if pt.kind == "ch4" and pt.role == "dist_ret" and pt.ref == dist:
                sim.masks.append((i, t0, t1, "flat"))
                sim.did("sensor_masked", name, t0, t1, [pt.node], (), True)
    if st.get("out"):
        for d in days[::2]:
            sim.outage.append((near[1], d * DAY + 3600, d * DAY + 20 * 3600))


def _crew_tracks(sim: Sim, a: int, b: int, place: int | None = None) -> dict[tuple[int, int], list[Track]]:
    """Tracks of face crews by (day, shift)."""
    out: dict[tuple[int, int], list[Track]] = {}
    for t in sim.tracks:
        if t.card < 0 or not t.honest or (t.place < 0 if place is None else t.place != place):
            continue
        for d in (t.t_in // DAY, t.t_in // DAY + 1):
            for s in range(sim.ns):
                if abs(sim.shift_span(d, s)[0] - t.t_in) < 5400 and a <= d < b:
                    out.setdefault((d, s), []).append(t)
    return out


def headcount_concealed(sim: Sim, name: str) -> None:
    """More people underground than cards."""
    rng, lay = sim.rng, sim.lay
    a, b = window(sim, 0.3, 0.9)
    n = int(rng.integers(4, 16))
    i = int(rng.integers(len(sim.places)))
    p = sim.places[i]
    por = lay.portals[-1] if name == "other_portal" else lay.portals[0]
    shifts = [
        s for s in range(sim.ns) if name != "night_gang" or sim.starts[s] >= 75000 or sim.starts[s] < 4 * 3600
    ]
    shifts = shifts or [sim.ns - 1]
    cards: list[int] = []
    t0, t1 = 10**9, 0
    crew = _crew_tracks(sim, a, b)
    for d in range(a, b):
        for s in shifts:
            x, y = sim.shift_span(d, s)
            t0, t1 = min(t0, x), max(t1, y)
            if name in ("no_cards", "other_portal", "night_gang"):
                for k in range(n + int(rng.integers(-1, 2))):
                    tr = sim.descend(-1, d, s, p.stations, 40, "roam", int(x - 1500), k, por)
                    tr.honest = False
                    sim.tracks.append(tr)
            else:
                for tr in crew.get((d, s), [])[: n + 2]:
                    if name == "switched_off":
                        tr.hide, tr.drop = [(tr.t_in + int(rng.uniform(200, 700)), tr.t_out + 3600)], True
                    else:  # late_listed: listed for the middle hours only
                        mid = (tr.t_in + tr.t_out) // 2
                        tr.hide, tr.drop = [(tr.t_in, mid - 3600), (mid + 4000, tr.t_out + 3600)], True
                    cards.append(tr.card)
                    tr.honest = False
    if name in ("no_cards", "night_gang"):
        p.rate = sim.coal(p) * np.where(_inside(sim, t0, t1), 1.0 + 0.03 * n, 1.0)
    sim.did("headcount_concealed", name, t0, t1, p.stations[:1], cards)


def _inside(sim: Sim, t0: float, t1: float) -> np.ndarray:
    x = np.arange(sim.n_bins) * BIN
    return (x >= t0) & (x < t1)


def cards_carried(sim: Sim, name: str) -> None:
    """One man with several cards."""
    rng = sim.rng
    a, b = window(sim, 0.3, 1.0)
    crew = _crew_tracks(sim, a, b)
    lead = name == "leader_by_worker"
    n = 1 if lead else int(rng.integers(3, 9)) if name != "sack_at_exit" else int(rng.integers(10, 24))
    extra = (
        [sim.roster.hire("采煤工", "综采8队") for _ in range(n + 2)]
        if not lead
        else [sim.roster.hire("矿领导", "矿领导", "副矿长", 1)]
    )
    sim.make_room(n)
    t0, t1 = 10**9, 0
    used: list[int] = []
    for (d, s), ts in sorted(crew.items()):
        if name != "sack_at_exit" and s != (a + 1) % sim.ns:
            continue
        if name == "alternate_days" and d % 2:
            continue
        if len(ts) < 3:
            continue
        bearers = ts[:2] if name == "two_bearers" else ts[:1]
        t0, t1 = min(t0, ts[0].t_in), max(t1, ts[0].t_out)
        if name == "sack_at_exit":  # cards collected at the bottom, carried out in one bag
            end = max(t.t_out for t in ts[:n])
            for t in ts[:n]:
                t.vout, t.t_out, t.honest = t.t_out, end + int(rng.integers(0, 3)), False
                if len(t.times) > 3:
                    t.times[-1] = min(end - 20 + int(rng.integers(0, 4)), t.t_out - 1)
                used.append(t.card)
            continue
        for k, c in enumerate(extra[:n]):
            h = bearers[k % len(bearers)]
            j = [int(v) for v in np.sort(rng.integers(0, 5, 1))]
            tr = replace(
                h,
                card=c,
                t_in=h.t_in + j[0],
                t_out=h.t_out + int(rng.integers(0, 3)),
                times=[x + j[0] + int(rng.integers(0, 2)) for x in h.times],
                nodes=list(h.nodes),
                hide=[],
                body=False,
                honest=False,
                place=-1,
            )
            used.append(c)
            sim.tracks.append(tr)
        used += [h.card for h in bearers]
    if used:
        sim.did("cards_carried", name, t0, t1, [], used)


def card_parked(sim: Sim, name: str) -> None:
    """A card left lying."""
    rng, lay = sim.rng, sim.lay
    a, b = window(sim, 0.3, 1.0)
    spot = {
        "refuge": lay.rooms["refuge"],
        "left_early": lay.trunk[min(1, len(lay.trunk) - 1)],
        "hung_at_face": sim.places[0].stations[-1],
        "for_days": lay.rooms["substation"],
        "crew_box": lay.trunk[0],
    }[name]
    n = {"crew_box": int(rng.integers(4, 9)), "for_days": int(rng.integers(1, 3))}.get(
        name, int(rng.integers(2, 6))
    )
    used: list[int] = []
    t0, t1 = 10**9, 0
    sim.make_room(n, [spot])
    if name == "for_days":
        for _ in range(n):
            c = sim.roster.hire("安全检查工", "安检科")
            x = a * DAY + int(rng.uniform(6, 11) * 3600)
            y = (b - 1) * DAY + int(rng.uniform(12, 20) * 3600)
            tr = sim.walker.track(c, lay.portals[0], x, max(y, x + 20 * 3600), [spot], 60, "sit")
            tr.honest = False
            tr.vout = x + 6 * 3600  # the owner walked out without it
            sim.tracks.append(tr)
            used.append(c)
            t0, t1 = min(t0, x), max(t1, tr.t_out)
        sim.did("card_parked", name, t0, t1, [spot], used)
        return
    team = "瓦斯检查工" if name == "hung_at_face" else "采煤工"
    cards = [sim.roster.hire(team, "综采6队" if team == "采煤工" else "通风队") for _ in range(n)]
    s = int(rng.integers(sim.ns))
    for d in range(a, b):
        x, y = sim.shift_span(d, s)
        base = int(x - 1800)
        for k, c in enumerate(cards):
            tr = sim.descend(c, d, s, [spot], 60, "sit", base, k)
            tr.honest = False
            if name == "left_early":
                tr.vout = tr.t_in + int(rng.uniform(1.2, 2.5) * 3600)
            sim.tracks.append(tr)
            used.append(c)
            t0, t1 = min(t0, tr.t_in), max(t1, tr.t_out)
    sim.did("card_parked", name, t0, t1, [spot], used)


def data_fabricated(sim: Sim, name: str) -> None:
    """Snapshots made up, replayed, filtered, deleted."""
    rng = sim.rng
    a, b = window(sim, 0.25, 0.8, 2)
    t0, t1 = a * DAY, b * DAY
    if name == "replayed_day":
        a, b = max(a, 1), max(b, min(2, sim.days))
        t0, t1 = a * DAY, b * DAY
        src = [t for t in sim.tracks if (a - 1) * DAY <= t.t_in < a * DAY and t.card >= 0]
        for t in sim.tracks:
            if t0 <= t.t_in < t1:
                t.hide, t.drop, t.honest = [(t.t_in, t.t_out + 7200)], True, False
        for d in range(a, b):
            k = (d - a + 1) * DAY
            for t in src:
                sim.tracks.append(
                    replace(
                        t,
                        t_in=t.t_in + k,
                        t_out=t.t_out + k,
                        times=[x + k for x in t.times],
                        nodes=list(t.nodes),
                        hide=[],
                        drop=False,
                        body=False,
                        honest=False,
                    )
                )
    elif name == "invented_rows":
        for t in sim.tracks:
            if t0 <= t.t_in < t1:
                t.hide, t.drop, t.honest = [(t.t_in, t.t_out + 7200)], True, False
        for d in range(a, b):
            for s in range(sim.ns):
                x, y = sim.shift_span(d, s)
                for c in rng.permutation(len(sim.roster.persons))[: int(rng.integers(24, 29))].tolist():
                    times = list(range(x, y, 600))
                    nodes = rng.integers(0, len(sim.lay.nodes), len(times)).tolist()
                    sim.tracks.append(
                        Track(
                            c,
                            x,
                            y,
                            times,
                            nodes,
                            sim.lay.portals[0],
                            body=False,
                            honest=False,
                            fake_area=True,
                        )
                    )
    elif name == "count_capped":
        cap = int(0.45 * sim.head_limit)
        sim.cap_count.append((t0, t1, cap))
    elif name == "frozen_nights":
        for d in range(a, b):
            x = d * DAY + int(rng.uniform(0, 2) * 3600)
            sim.ryss_mode.append((x, x + int(rng.uniform(3, 6) * 3600), "freeze"))
    elif name == "shift_long_gaps":
        s = int(rng.integers(sim.ns))
        for d in range(a, b):
            x, y = sim.shift_span(d, s)
            sim.ryss_mode.append((x + 1500, y - 1500, "gap"))
    else:  # rounded_times
        for t in sim.tracks:
            if t0 <= t.t_in < t1 and t.card >= 0:
                d = t.t_in // DAY
                spans = [sim.shift_span(e, s) for e in (d, d + 1) for s in range(sim.ns)]
                x, y = min(spans, key=lambda q: abs(q[0] - t.t_in))
                t.vin, t.vout, t.honest = t.t_in, t.t_out, False
                t.t_in, t.t_out = x, y
                t.times = [min(max(v // 60 * 60, x), y - 1) for v in t.times]
    sim.did("data_fabricated", name, t0, t1)


def sensor_masked(sim: Sim, name: str) -> None:
    """A sensor that does not see the air it should."""
    rng = sim.rng
    a, b = window(sim, 0.3, 0.9)
    t0, t1 = a * DAY + int(rng.uniform(0, 20) * 3600), b * DAY
    roles = ("face_t1", "face_ret") if name != "clip" else ("face_ret",)
    idx = [i for i, p in enumerate(sim.points) if p.role in roles]
    best = max(idx, key=lambda i: sim.places[sim.points[i].ref].plan + float(rng.uniform(0, 50)))
    pick = [best] if rng.random() < 0.6 else [i for i in idx if sim.points[i].ref == sim.points[best].ref]
    host = sim.places[sim.points[best].ref]
    host.gas_base, host.gas_per_t = (
        max(host.gas_base, host.air * 0.0022),
        max(host.gas_per_t, host.air * 0.004 / (host.plan / 15)),
    )
    for i in pick:
        sim.masks.append((i, t0, t1, name))
    sim.did("sensor_masked", name, t0, t1, [sim.points[best].node])


def stopped_before(sim: Sim, name: str) -> tuple[int, int]:
    """The declared stop, before people are assigned."""
    a, b = window(sim, 0.4, 0.9, 4)
    sim.prod[a * 96 : b * 96] = 0.0
    sim.attend[a + 1 : b + 1] *= 0.6
    state = "overhaul" if name in ("day_overhaul", "zero_report") else "suspended"
    sim.status = [
        {"state": "producing", "from": sim.date(-300), "to": sim.date(a)},
        {"state": state, "from": sim.date(a), "to": sim.date(b) if b < sim.days else None},
    ]
    if b < sim.days:
        sim.status.append({"state": "producing", "from": sim.date(b), "to": None})
    return a, b


def working_while_stopped(sim: Sim, name: str, span: tuple[int, int]) -> None:
    """Coal in a declared stop."""
    rng = sim.rng
    a, b = span
    heads = [i for i, p in enumerate(sim.places) if p.kind == "heading"]
    faces = [i for i, p in enumerate(sim.places) if p.kind == "coal_face"]
    use = heads if name == "quiet_heading" and heads else faces or heads
    level = float(rng.uniform(0.45, 0.95))
    busy: dict[int, list[tuple[int, int]]] = {}
    for t in sim.tracks:
        busy.setdefault(t.card, []).append((t.t_in, t.t_out))
    used: list[int] = []
    t0, t1 = 10**9, 0
    for i in use:
        p = sim.places[i]
        shifts = [
            s
            for s in range(sim.ns)
            if (p.prod[s] or name == "day_overhaul")
            and (name != "night_shift" or sim.starts[s] >= 15 * 3600 or sim.starts[s] < 3 * 3600)
        ] or [sim.ns - 1]
        q = replace(p, prod=[s in shifts for s in range(sim.ns)])
        q.plan = p.plan * min(1.0, len(shifts) / max(1, sum(p.prod)))
        f = np.zeros(sim.n_bins)
        f[a * 96 : b * 96] = level if name != "quiet_heading" else 1.0
        p.rate = sim.coal(p) + sim.coal(q, f)
        crew = next(c for c in sim.crews if c.place == i)
        for d in range(a, b):
            for s in shifts:
                x, y = sim.shift_span(d, s)
                t0, t1 = min(t0, x), max(t1, min(y, b * DAY))
                for k, c in enumerate(crew.groups[s][: max(5, int(p.crew[s] * level))]):
                    if any(u < y and v > x - 3600 for u, v in busy.get(c, [])):
                        continue
                    tr = sim.descend(c, d, s, p.stations, 40, "roam", x - 1700, k)
                    tr.honest = False
                    if name == "names_wiped":
                        tr.hide, tr.drop = [(tr.t_in, tr.t_out + 3600)], True
                    else:
                        used.append(c)
                    busy.setdefault(c, []).append((tr.t_in, tr.t_out))
                    sim.tracks.append(tr)
    sim.report_cap.append((a, b, 0.0 if name != "small_report" else 0.2))
    sim.did("working_while_stopped", name, t0, t1, sim.places[use[0]].stations[:2], used)
    if name == "names_wiped":
        sim.did("data_fabricated", name, t0, t1, (), (), True)


def over_capacity(sim: Sim, name: str) -> None:
    """More coal than approved."""
    rng = sim.rng
    a, b = (
        window(sim, 0.6, 1.0, 4)
        if name != "last_days_rush"
        else (max(0, sim.days - max(4, sim.days // 2)), sim.days)
    )
    up = float(rng.uniform(1.4, 1.8)) if name != "last_days_rush" else float(rng.uniform(1.8, 2.3))
    inside = _inside(sim, a * DAY, b * DAY)
    for p in sim.places:
        if p.kind != "coal_face":
            continue
        q = p
        if name == "repair_shift_cuts":
            q = replace(p, prod=[True] * sim.ns, plan=p.plan * sim.ns / max(1, sum(p.prod)))
        p.rate = np.where(
            inside, sim.coal(q) * (up if name != "repair_shift_cuts" else max(1.0, up / 1.25)), sim.coal(p)
        )
    if name in ("steady_hidden", "repair_shift_cuts", "last_days_rush"):
        sim.report_cap.append((a, b, 1.0 / up))
    if name == "scale_bypass":
        sim.belt_bias[inside] *= 1.0 / up
        sim.report_cap.append((a, b, 1.0 / up))
    sim.did("over_capacity", name, a * DAY, b * DAY)


def overstaffed(sim: Sim, name: str) -> None:
    """More people in a place than its limit."""
    rng, lay = sim.rng, sim.lay
    a, b = window(sim, 0.3, 1.0)
    i = int(rng.integers(len(sim.places)))
    if name == "heading_rush":
        i = next((k for k, p in enumerate(sim.places) if p.kind == "heading"), i)
    p = sim.places[i]
    area = lay.nodes[p.stations[0]].area
    own = [s for s in p.stations if lay.nodes[s].area == area] or p.stations[:1]
    need = int(lay.areas[area].limit * float(rng.uniform(0.75, 1.2))) + 4
    pool = sim.roster.group(need + 4, "采煤工" if p.kind == "coal_face" else "掘进工", "协作队")
    used: list[int] = []
    t0, t1 = 10**9, 0
    shifts = [int(rng.integers(sim.ns))] if name in ("one_big_shift", "install_gang") else list(range(sim.ns))
    pools = [pool] + [sim.roster.group(need + 4, "采煤工", "协作队") for _ in shifts[1:]]
    for d in range(a, b):
        for q, s in enumerate(shifts):
            x, _y = sim.shift_span(d, s)
            n = need + int(rng.integers(-1, 2))
            for k, c in enumerate(pools[q][:n]):
                base, early = int(x - 1700), 1.0
                if name == "double_handover":
                    base = int(x - 2 * 3600)
                if name == "install_gang":
                    early = 0.7
                tr = sim.descend(c, d, s, own, 60, "roam", base, k, None, early)
                tr.honest = False
                used.append(c)
                sim.tracks.append(tr)
                t0, t1 = min(t0, tr.t_in), max(t1, tr.t_out)
            if name != "no_alarm" and rng.random() < 0.5:
                sim.area_over[area] = x + 3600
    sim.no_alarm = name == "no_alarm"
    sim.did("overstaffed", name, t0, t1, own, used)


STYLES: dict[str, tuple[str, ...]] = {
    "hidden_face": tuple(HIDDEN),
    "headcount_concealed": ("no_cards", "other_portal", "night_gang", "switched_off", "late_listed"),
    "cards_carried": ("one_shift", "leader_by_worker", "two_bearers", "alternate_days", "sack_at_exit"),
    "card_parked": ("refuge", "left_early", "hung_at_face", "for_days", "crew_box"),
    "data_fabricated": (
        "replayed_day",
        "invented_rows",
        "count_capped",
        "frozen_nights",
        "shift_long_gaps",
        "rounded_times",
    ),
    "sensor_masked": ("flat", "bag", "clean", "clip", "replay", "work_only"),
    "working_while_stopped": (
        "night_shift",
        "day_overhaul",
        "zero_report",
        "quiet_heading",
        "names_wiped",
        "small_report",
    ),
    "over_capacity": (
        "steady_hidden",
        "repair_shift_cuts",
        "last_days_rush",
        "scale_bypass",
        "open_reported",
    ),
    "overstaffed": (
        "all_shifts",
        "one_big_shift",
        "double_handover",
        "install_gang",
        "heading_rush",
        "no_alarm",
    ),
}


def apply(sim: Sim, kind: str, style: str, span: tuple[int, int] | None) -> None:
    """Do the conduct."""
    if kind == "working_while_stopped":
        working_while_stopped(sim, style, span or (0, sim.days))
        return
    {
        "hidden_face": hidden_face,
        "headcount_concealed": headcount_concealed,
        "cards_carried": cards_carried,
        "card_parked": card_parked,
        "data_fabricated": data_fabricated,
        "sensor_masked": sensor_masked,
        "over_capacity": over_capacity,
        "overstaffed": overstaffed,
    }[kind](sim, style)
