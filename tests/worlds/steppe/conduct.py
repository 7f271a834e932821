"""Deceit: styles of each kind of conduct, what they do to people, machines and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from .crew import add_trip, crowd, gang, linger, shift_trip
from .honest import day_shift, extend, set_state
from .mine import DAY, SLOTS, Hidden, Trip, World
from .plant import hidden_rate

# where: site; cards: treatment; haul, report, feeder, air, seal: physics; who: people per shift;
# tonnes: per person-shift; dur: shares of the data; shifts: all, night, two
HIDDEN: dict[str, dict[str, Any]] = {
    "seal_door_worn": {
        "where": "seal",
        "cards": "worn",
        "haul": "belt",
        "report": 0.0,
        "feeder": "other",
        "air": "total",
        "seal": True,
        "who": (6, 16),
        "tonnes": (5, 12),
        "dur": (0.4, 1.0),
        "shifts": "all",
        "water": 6.0,
    },
    "old_district_cardless": {
        "where": "old",
        "cards": "none",
        "haul": "cars",
        "report": 0.0,
        "feeder": "pump",
        "air": "leak",
        "seal": False,
        "who": (5, 14),
        "tonnes": (3, 8),
        "dur": (0.3, 1.0),
        "shifts": "two",
        "water": 9.0,
        "blast": True,
    },
    "gate_side_spread": {
        "where": "gate",
        "cards": "spread",
        "haul": "face",
        "report": 0.8,
        "feeder": "face",
        "air": "steal",
        "seal": False,
        "who": (5, 12),
        "tonnes": (6, 14),
        "dur": (0.3, 1.0),
        "shifts": "all",
        "water": 2.0,
    },
    "parked_at_heading": {
        "where": "main",
        "cards": "parked",
        "haul": "unweighed",
        "report": 0.0,
        "feeder": "local_fan",
        "air": "total",
        "seal": False,
        "who": (6, 18),
        "tonnes": (5, 10),
        "dur": (0.25, 0.9),
        "shifts": "all",
        "water": 4.0,
    },
    "lamp_room_cards": {
        "where": "old",
        "cards": "lamp",
        "haul": "belt",
        "report": 0.0,
        "feeder": None,
        "air": "total",
        "seal": False,
        "who": (8, 22),
        "tonnes": (5, 11),
        "dur": (0.3, 1.0),
        "shifts": "two",
        "water": 7.0,
    },
    "from_neighbour": {
        "where": "boundary",
        "cards": "neighbour",
        "haul": "none",
        "report": 0.0,
        "feeder": None,
        "air": "leak",
        "seal": False,
        "who": (8, 25),
        "tonnes": (5, 12),
        "dur": (0.4, 1.0),
        "shifts": "all",
        "water": 11.0,
    },
    "foreman_carries_cards": {
        "where": "seal",
        "cards": "carried",
        "haul": "belt",
        "report": 0.3,
        "feeder": "other",
        "air": "total",
        "seal": True,
        "who": (4, 12),
        "tonnes": (5, 12),
        "dur": (0.3, 1.0),
        "shifts": "all",
        "water": 3.0,
    },
    "night_off_intake": {
        "where": "main",
        "cards": "worn",
        "haul": "cars",
        "report": 0.0,
        "feeder": "other",
        "air": "total",
        "seal": False,
        "who": (3, 10),
        "tonnes": (4, 9),
        "dur": (0.3, 1.0),
        "shifts": "night",
        "water": 2.0,
        "blast": True,
    },
    "retired_face_again": {
        "where": "retired",
        "cards": "moving",
        "haul": "belt",
        "report": 0.5,
        "feeder": "retired",
        "air": "total",
        "seal": False,
        "who": (8, 20),
        "tonnes": (7, 15),
        "dur": (0.4, 1.0),
        "shifts": "all",
        "water": 8.0,
    },
    "secret_blasted_heading": {
        "where": "main",
        "cards": "worn",
        "haul": "cars",
        "report": 0.0,
        "feeder": "local_fan",
        "air": "total",
        "seal": False,
        "who": (3, 6),
        "tonnes": (2, 5),
        "dur": (0.4, 1.0),
        "shifts": "two",
        "water": 1.0,
        "blast": True,
    },
    "filtered_branch": {
        "where": "old",
        "cards": "filtered",
        "haul": "belt",
        "report": 0.0,
        "feeder": "other",
        "air": "total",
        "seal": False,
        "who": (6, 18),
        "tonnes": (6, 12),
        "dur": (0.3, 1.0),
        "shifts": "all",
        "water": 5.0,
    },
    "repair_gang_cover": {
        "where": "old",
        "cards": "repair",
        "haul": "cars",
        "report": 0.0,
        "feeder": "other",
        "air": "total",
        "seal": False,
        "who": (5, 10),
        "tonnes": (4, 8),
        "dur": (0.5, 1.0),
        "shifts": "two",
        "water": 4.0,
    },
    "return_airway_pocket": {
        "where": "return",
        "cards": "worn",
        "haul": "belt",
        "report": 0.6,
        "feeder": "face",
        "air": "steal",
        "seal": False,
        "who": (4, 10),
        "tonnes": (5, 10),
        "dur": (0.25, 0.8),
        "shifts": "all",
        "water": 3.0,
    },
    "weekend_raiders": {
        "where": "boundary",
        "cards": "moving",
        "haul": "unweighed",
        "report": 0.0,
        "feeder": "surface",
        "air": "total",
        "seal": False,
        "who": (10, 24),
        "tonnes": (6, 12),
        "dur": (0.15, 0.4),
        "shifts": "all",
        "water": 3.0,
    },
}


def _site(w: World, where: str) -> int:
    lay = w.lay
    if where == "retired":
        return w.retired().stations[0]
    if where == "gate":
        return w.pick(w.live("coal_face")).stations[-1]
    if where == "main":
        return int(w.pick(lay.role("main")[-max(2, len(lay.role("main")) // 2) :]))
    if where == "return":
        return int(lay.role("return")[-1])
    if where == "old":
        return int(w.pick(lay.role("old")))
    return int(w.pick(lay.role(where)))


def _which(w: World, shifts: str) -> list[int]:
    n = len(w.starts)
    if shifts == "all" or n == 1:
        return list(range(n))
    # the shift that covers 02:00 best
    night = min(range(n), key=lambda k: min(abs((int(w.starts[k][:2]) - h) % 24) for h in (22, 23, 0, 1, 2)))
    return [night] if shifts == "night" else sorted({night, (night + 1) % n})


def _windowed(w: World, shifts: list[int], a: float, b: float) -> np.ndarray:
    on = np.zeros(w.days * SLOTS, bool)
    for s in shifts:
        on |= w.shift_slots(s)
    mask = np.zeros(len(on), bool)
    mask[w.span_slots(a, b)] = True
    return (on & mask).astype(float)


def _pools(w: World, n: int, shifts: list[int], trade: str, dept: str, card: bool) -> dict[int, list[int]]:
    return {s: gang(w, n, trade, dept, card) for s in shifts}


def _cards(w: World, who: list[int]) -> list[int]:
    return [w.people[j].card for j in who if w.people[j].card >= 0]


def _still(
    w: World, person: int, st: int, a: float, b: float, card: int | None = None, wobble: float = 1.5
) -> Trip:
    """A card that lies at one reader (brought and fetched by somebody)."""
    tt = sum(m / 1.15 for _, m, _ in w.lay.path(w.knobs["portal"], st))
    t = add_trip(w, person, a - tt, [(st, max(600.0, b - a))], "lying", card, real=False)
    t.wobble, t.dist = wobble, float(w.rng.normal(6, 3))
    return t


def _mixture(w: World) -> dict[str, Any]:
    """A hidden place with every trait drawn by itself."""
    r = w.rng
    low = int(r.integers(3, 12))
    per = float(r.uniform(3, 9))
    return {
        "where": str(w.pick(["seal", "old", "main", "boundary", "return", "gate", "retired"])),
        "cards": str(
            w.pick(["worn", "worn", "none", "spread", "parked", "lamp", "carried", "moving", "filtered"])
        ),
        "haul": str(w.pick(["belt", "belt", "unweighed", "cars", "none", "face"])),
        "report": float(w.pick([0.0, 0.0, 0.5, 1.0])),
        "feeder": w.pick([None, "other", "pump", "local_fan", "surface", "face", "hoist"]),
        "air": str(w.pick(["total", "total", "leak", "steal"])),
        "seal": bool(r.random() < 0.6),
        "who": (low, low + int(r.integers(2, 14))),
        "tonnes": (per, per * 1.6),
        "dur": (0.2, 1.0),
        "shifts": str(w.pick(["all", "all", "two", "night"])),
        "water": float(r.uniform(0.5, 10)),
        "blast": bool(r.random() < 0.4),
    }


def hidden_face(w: World, style: str) -> None:
    """An undeclared working place."""
    z, r, lay = HIDDEN[style] if style in HIDDEN else _mixture(w), w.rng, w.lay
    site = _site(w, z["where"])
    a, b = w.window(*z["dur"])
    shifts = _which(w, z["shifts"])
    n = int(r.integers(z["who"][0], z["who"][1] + 1))
    near = lay.near(site)
    host = next((f for f in w.live("coal_face") if site in f.stations), w.live("coal_face")[0])
    on = _windowed(w, shifts, a, b)
    plan = sum(f.plan for f in w.live())
    per_day = min(n * len(shifts) * float(r.uniform(*z["tonnes"])), 0.7 * plan + 40)
    blast_at = [f for f in w.live() if f.expl > 0]
    blast = bool(z.get("blast")) or (host.expl > 0 and r.random() < 0.6)
    feeder = z["feeder"]
    if feeder == "face":
        feeder = w.feeder(host.fid)
    elif feeder == "retired":
        feeder = w.feeder(w.retired().fid)
    elif feeder is not None:
        feeder = w.feeder(feeder)
    seal = next((s["seal_id"] for s in w.seals if s["_st"] == site), None) if z["seal"] else None
    air = float(r.uniform(14, 24)) * n + 60
    native = float(np.mean([f.ch4 * 1440 / max(f.plan, 1.0) for f in w.live("coal_face")]))
    h = Hidden(
        hidden_rate(w, on, per_day, blast),
        f"face:{host.fid}" if z["haul"] == "face" else z["haul"],
        z["report"],
        feeder,
        float(r.uniform(4, 8)) if not blast else 3.0,
        float(r.uniform(12, 35)),
        air,
        f"steal:{host.fid}" if z["air"] == "steal" else z["air"],
        float(r.uniform(0.8, 1.5)) * native + 0.8,
        seal,
        z["water"] * float(r.uniform(0.6, 1.4)),
        blast_at[0].fid if blast and blast_at else None,
        float(r.uniform(0.12, 0.3)),
        on,
    )
    if r.random() < 0.6:  # its fan is never stopped while the place exists
        h.flow = np.zeros(len(on))
        h.flow[w.span_slots(a, b)] = 1.0
    w.hidden.append(h)
    w.knobs["profile"]["restrict"] = bool(r.random() < 0.25)
    w.knobs["profile"]["crowd"] = bool(r.random() < 0.4)
    cards = z["cards"]
    carded = cards not in ("none", "neighbour")
    trade = {"repair": "巷修工", "spread": "采煤工"}.get(cards, str(w.pick(["采煤工", "掘进工", "未设置"])))
    dept = {"repair": "巷修队"}.get(cards, str(w.pick(["综采一队", "掘进二队", "外委队", "准备队"])))
    pools = _pools(w, n, shifts, trade, dept, carded)
    everyone = [j for q in pools.values() for j in q]
    rows = [w.charge("hidden_face", style, a, b, near, _cards(w, everyone))]
    lay_at = w.live("heading")[0].stations[0] if w.live("heading") else host.stations[0]
    if cards in ("parked", "lamp"):
        at = lay_at if cards == "parked" else w.knobs["portal"]
        rows.append(w.charge("card_parked", f"serves:{style}", a, b, [at], _cards(w, everyone), True))
    elif cards == "carried":
        rows.append(w.charge("cards_carried", f"serves:{style}", a, b, near, _cards(w, everyone), True))
    elif cards == "filtered":
        rows.append(w.charge("data_fabricated", f"serves:{style}", a, b, near, _cards(w, everyone), True))

    witness = [q for q in w.points if q.kind == "ch4" and q.of in (f"seal:{seal}", "return")]
    if r.random() < 0.2:
        _hush(w, witness[-1 if seal else 0].code, a, b)
        spot = [q.station for q in witness][-1 if seal else 0]
        w.charge("sensor_masked", f"serves:{style}", a, b, [spot], [], True)
    frozen = bool(r.random() < 0.6)

    def go() -> None:
        first, last = 1e18, 0.0
        for _, s, x, y in w.shifts():
            if s not in shifts or not a - 1 <= x < b - 3600:
                continue
            lead, car = float(r.normal(0, 400)), float(r.uniform(0.9, 1.1))
            team = [j for j in pools[s] if r.random() > 0.07]
            carrier: Trip | None = None
            for j in team:
                real = shift_trip(w, j, x, y, [site], "face", "hidden", lead, car, stay=True)
                if cards in ("moving", "repair", "spread"):
                    w.trips.pop()
                    stay = linger(w, near, max(3600.0, y - x - 1500.0), 4500.0, 0.75)
                    real = add_trip(w, j, real.t_in, stay, "hidden", car=car)
                first, last = min(first, real.t_in), max(last, real.t_out)
                real.wobble = 0.4 if cards == "worn" and frozen else real.wobble
                if cards == "none":
                    real.portal = (
                        int(lay.role("portal", "portal2")[1])
                        if style == "old_district_cardless"
                        else real.portal
                    )
                elif cards == "neighbour":
                    real.portal = -1
                elif cards == "filtered":
                    k = int(np.argmax(real.vs == site))
                    out = float(real.vt[min(len(real.vt) - 1, k + 1)])
                    real.hide = [(float(real.vt[k]) - r.uniform(0, 200), out + r.uniform(0, 200))]
                elif cards == "parked":
                    real.shown = False
                    _still(w, j, lay_at, x + 600 + r.uniform(-60, 60), y - 900 + r.uniform(-90, 90))
                elif cards == "lamp":
                    real.shown = False
                    ghost = replace(
                        real,
                        vt=np.array([real.t_in]),
                        vs=np.array([w.knobs["portal"]]),
                        shown=True,
                        real=False,
                        wobble=1.0,
                        hide=[],
                    )
                    w.trips.append(ghost)
                elif cards == "carried":
                    real.shown = False
                    if carrier is None:
                        carrier = shift_trip(
                            w,
                            j,
                            x,
                            y,
                            near + lay.role("main")[-3:],
                            "round",
                            "carrier",
                            lead,
                            car,
                            real=False,
                        )
                    else:
                        w.trips.append(shadow(w, carrier, j, w.people[j].card))
        if last:
            for row in rows:
                row["from"], row["to"] = w.iso(max(0.0, first)), w.iso(min(last, w.span))

    w.late_people.append(go)


def _hush(w: World, code: str, a: float, b: float) -> None:
    """Keep one methane sensor calm while the hidden place works."""
    flat = bool(w.rng.random() < 0.5)

    def go(p: dict[str, Any]) -> None:
        x = p["series"][code]
        k = slice(int(a // 300), int(b // 300))
        low = float(np.percentile(x[k], 10))
        x[k] = round(low, 2) if flat else np.maximum(0.0, low + w.rng.normal(0, 0.005, len(x[k])))
        p["state"][code][k] = 0

    w.on_plant.append(go)


def shadow(w: World, t: Trip, person: int, card: int) -> Trip:
    """Another card in the same pocket."""
    r = w.rng
    vt, vs = t.vt + float(r.uniform(0, 2.5)), t.vs.copy()
    keep = r.random(len(vt)) > w.knobs["miss"] * 0.7
    keep[[0, -1]] = True
    keep[:-1] |= np.diff(vt) > 1200
    return replace(
        t,
        person=person,
        card=card,
        vt=vt[keep],
        vs=vs[keep],
        real=False,
        shown=True,
        hide=[],
        lost=None,
        t_in=float(vt[0]),
        t_out=max(t.t_out + float(r.integers(0, 2)), float(vt[-1])),
        seed=int(r.integers(1 << 31)),
    )


def headcount(w: World, style: str) -> None:
    """More people underground than cards."""
    r = w.rng
    a, b = w.window(0.4, 1.0, 3)
    w.knobs["profile"]["missing"].discard("video")
    f = w.pick(w.live())
    n = int(r.integers(8, 26))
    row = w.charge("headcount_concealed", style, a, b, f.stations[:1], [])

    def go() -> None:
        if style in ("contract_team_cardless", "night_entry_belt_incline"):
            only = _which(w, "night") if style.startswith("night") else list(range(len(w.starts)))
            who = _pools(w, n, only, "掘进工", "外委队", False)
            for _, s, x, y in w.shifts():
                if s in only and a - 1 <= x < b - 3600:
                    lead = float(r.normal(0, 300))
                    for j in who[s]:
                        t = shift_trip(w, j, x, y, f.stations, "face", "cardless", lead)
                        if style.startswith("night"):
                            t.portal = w.lay.role("portal2")[0]
        elif style == "half_crew_cardless":
            share = float(r.uniform(0.45, 0.7))
            for t in w.trips:
                if t.place.startswith(("F", "H")) and a <= t.t_in < b and r.random() < share:
                    t.shown = False
            row["stations"] = [w.lay.st[x.stations[0]].code for x in w.live()[:3]]
        elif style == "list_capped":
            who = _pools(w, n, list(range(len(w.starts))), "采煤工", "准备队", True)
            for _, s, x, y in w.shifts():
                if a - 1 <= x < b - 3600:
                    for j in who[s]:
                        shift_trip(w, j, x, y, f.stations, "face", "more")
            total, _ = crowd(w, w.trips)
            w.cap_list.append((a, b, int(np.percentile(total, 40))))
        else:  # out_long_before_exit
            for t in list(w.trips):
                if t.place.startswith(("F", "H")) and a <= t.t_in < b and t.shown and r.random() < 0.55:
                    w.trips.append(replace(t, shown=False))
                    out = t.t_in + float(r.uniform(1.2, 3.0)) * 3600
                    k = int(np.searchsorted(t.vt, out))
                    t.vt = np.append(t.vt[:k], out)
                    t.vs = np.append(t.vs[:k], w.knobs["portal"])
                    t.t_out, t.real = out + 1, False
                    row["cards"].append(f"{w.code}{t.card:05d}")
            row["cards"] = sorted(set(row["cards"]))

    w.late_people.append(go)


def carried(w: World, style: str) -> None:
    """One person carries several cards."""
    r = w.rng
    a, b = w.window(0.35, 1.0, 3)
    row = w.charge("cards_carried", style, a, b, [], [])
    used: set[int] = set()
    seen: list[int] = []
    times: list[float] = []

    def bundle(src: Trip, ghosts: list[Trip]) -> None:
        for g in ghosts:
            w.trips.append(shadow(w, src, g.person, g.card))
            g.shown = g.real = False
            used.add(g.card)
        used.add(src.card)
        times.extend((src.t_in, src.t_out))
        seen.append(int(src.vs[int(np.diff(src.vt).argmax())]) if len(src.vt) > 1 else int(src.vs[0]))

    def go() -> None:
        live = [t for t in w.trips if a <= t.t_in < b and t.shown and t.lost is None]
        by: dict[tuple[str, int], list[Trip]] = {}
        starts = sorted(x[2] for x in w.shifts())
        for t in live:
            key = (t.place, int(np.searchsorted(starts, t.t_in + 3 * 3600)))
            by.setdefault(key, []).append(t)
        team = w.pick(w.live()).fid
        mates = next(x for x in w.teams if x.name == team)
        pairs = [p[i : i + 2] for p in mates.pools for i in range(0, min(8, len(p) - 1), 2)]
        lazy = {int(x) for p in mates.pools for x in r.permutation(p)[: max(3, int(len(p) * 0.6))]}
        for (place, k), ts in by.items():
            if style == "leader_by_worker" and place == "cadre":
                rover = by.get((str(w.pick(["safety", "gas", "electric"])), k), [])
                if rover:
                    bundle(rover[0], ts)
            elif style == "runner_with_bundle" and place == team:
                rest = [t for t in ts if t.person in lazy]
                rover = by.get(("safety", k), []) or by.get(("gas", k), [])
                if rover and rest:
                    bundle(rover[0], rest)
            elif style == "buddy_pairs" and place == team:
                for x, y in pairs:
                    two = [t for t in ts if t.person in (x, y)]
                    if len(two) == 2:
                        s, g = two if (int(two[0].t_in // DAY) + x) % 2 else two[::-1]
                        bundle(s, [g])
            elif style == "two_carriers_each_team" and place in {f.fid for f in w.live()} and len(ts) >= 5:
                cut = len(ts) // 3
                rest = ts[2 : 2 + max(2, cut)]
                bundle(ts[0], rest[::2])
                bundle(ts[1], rest[1::2])
            elif style == "taken_out_in_a_bag" and place.startswith(("F", "H")) and len(ts) >= 4:
                out = min(t.t_out for t in ts) - float(r.uniform(0.8, 2.2)) * 3600
                carrier = ts[0]
                tt = [
                    m / 1.2
                    for _, m, _ in w.lay.path(int(carrier.vs[len(carrier.vs) // 2]), w.knobs["portal"])
                ]
                way = [s for s, _, _ in w.lay.path(int(carrier.vs[len(carrier.vs) // 2]), w.knobs["portal"])]
                at = out - sum(tt) + np.cumsum(tt) if tt else np.array([out])
                way = way or [w.knobs["portal"]]
                for t in ts[: int(max(3, len(ts) * 0.8))]:
                    w.trips.append(replace(t, shown=False))
                    j = int(np.searchsorted(t.vt, at[0] - 30))
                    lag = float(r.uniform(0, 2))
                    t.vt, t.vs = np.append(t.vt[:j], at + lag), np.append(t.vs[:j], way)
                    t.t_out, t.real = float(at[-1]) + lag, False
                    used.add(t.card)
                seen.append(int(way[0]))
                times.extend((float(at[0]), float(at[-1])))
        row["cards"] = [f"{w.code}{c:05d}" for c in sorted(used)]
        codes = [w.lay.st[s].code for s in sorted(set(seen), key=seen.count, reverse=True)]
        row["stations"] = codes[:3]
        if times:
            row["from"], row["to"] = w.iso(max(0.0, min(times))), w.iso(min(w.span, max(times)))

    w.late_people.append(go)


def parked(w: World, style: str) -> None:
    """Cards left lying while their owners work elsewhere."""
    r, lay = w.rng, w.lay
    a, b = w.window(0.35, 1.0, 3)
    heads = w.live("heading")
    at = {
        "box_in_heading": heads[0].stations[-1] if heads else lay.role("main")[-1],
        "pegs_in_pump_room": lay.role("pump")[0],
        "never_comes_out": int(w.pick(lay.role("main", "return"))),
        "cadre_card_at_bottom": w.knobs["bottom"],
        "bag_at_gate_mouth": lay.role("gate")[0],
    }[style]
    row = w.charge("card_parked", style, a, b, [at], [])
    n = int(r.integers(3, 11))

    def go() -> None:
        used: set[int] = set()
        times: list[float] = []
        if style == "never_comes_out":
            team = next(t for t in w.teams if t.mode == "face")
            who = [int(x) for x in r.permutation([j for p in team.pools for j in p])[: max(2, n // 2)]]
            for j in who:
                for t in w.trips:
                    if t.person == j and a - DAY / 3 <= t.t_in < b:
                        t.shown = False
                _still(w, j, at, a + float(r.uniform(0, 3600)), b - float(r.uniform(0, 3600)))
                used.add(w.people[j].card)
        else:
            name = "cadre" if style == "cadre_card_at_bottom" else w.pick(w.live("coal_face")).fid
            team = next(t for t in w.teams if t.name == name)
            who = [int(x) for p in team.pools for x in r.permutation(p)[:n]]
            for t in list(w.trips):
                if t.person in who and t.place == name and a <= t.t_in < b and t.shown:
                    t.shown = False
                    if name == "cadre":
                        t.real = False
                    lo = t.t_in + sum(m / 1.15 for _, m, _ in lay.path(w.knobs["portal"], at))
                    _still(w, t.person, at, lo, t.t_out - (lo - t.t_in), t.card)
                    used.add(t.card)
                    times.extend((t.t_in, t.t_out))
        row["cards"] = [f"{w.code}{c:05d}" for c in sorted(used)]
        if times:
            row["from"], row["to"] = w.iso(max(0.0, min(times))), w.iso(min(w.span, max(times)))

    w.late_people.append(go)


def fabricated(w: World, style: str) -> None:
    """Snapshots made up, replayed, filtered, deleted."""
    r, lay = w.rng, w.lay
    a, b = w.window(0.3, 0.8, 2)
    if style == "replay_other_day":
        a = max(a, DAY)
        b = max(b, a + DAY)
    row = w.charge("data_fabricated", style, a, min(b, w.span), [], [])

    def go() -> None:
        if style == "replay_other_day":
            back = DAY * int(max(1, min(a // DAY, r.integers(1, 4))))
            pattern = [t for t in w.trips if a - back <= t.t_out and t.t_in < a and t.shown]
            for t in w.trips:
                if t.shown and t.t_out > a and t.t_in < b:
                    t.hide = [(max(a, t.t_in - 1), b)]
            rounds = int(np.ceil((b - a) / back))
            for k in range(1, rounds + 1):
                low, high = a + (k - 1) * back, min(b, a + k * back)
                for t in pattern:
                    if t.t_in + k * back < high and t.t_out + k * back > low:
                        g = replace(
                            t,
                            vt=t.vt + k * back,
                            t_in=t.t_in + k * back,
                            t_out=t.t_out + k * back,
                            real=False,
                        )
                        g.hide = [(-1e9, low), (high, 1e12)]
                        w.trips.append(g)
        elif style == "random_lists":
            step = float(w.knobs["profile"]["period"])
            inner = [k for k, s in enumerate(lay.st) if not s.role.startswith(("portal", "old", "seal"))]
            team_cards = [j for t in w.teams for p in t.pools for j in p]
            total, _ = crowd(w, w.trips)
            for t in w.trips:
                if t.shown and t.t_out > a and t.t_in < b:
                    t.hide = [(max(a, t.t_in - 1), b)]
            size = max(8, int(np.median(total)))
            for _, _, x, y in w.shifts():
                if a - 1 <= x < b - 3600:
                    for j in r.permutation(team_cards)[: size + int(r.integers(-2, 3))]:
                        vt = np.arange(x, y, step * 3)
                        w.trips.append(
                            Trip(
                                int(j),
                                w.people[int(j)].card,
                                x,
                                y,
                                vt,
                                r.choice(inner, len(vt)),
                                "made",
                                False,
                                area_shift=1 if r.random() < 0.3 else 0,
                                seed=int(r.integers(9999)),
                            )
                        )
        elif style == "frozen_list":
            k = a
            while k < b:
                n = float(r.uniform(2.5, 9)) * 3600
                w.freeze.append((k, min(b, k + n)))
                k += n + float(r.uniform(2, 10)) * 3600
        elif style == "group_deleted_mid_shift":
            team = w.pick([t for t in w.teams if t.mode == "face"])
            who = {j for p in team.pools for j in p if r.random() < 0.7}
            used = set()
            for t in w.trips:
                if t.person in who and a <= t.t_in < b and t.shown:
                    p = t.t_in + 0.14 * (t.t_out - t.t_in)
                    t.hide = [(p, t.t_out - 0.12 * (t.t_out - t.t_in))]
                    used.add(t.card)
            row["cards"] = [f"{w.code}{c:05d}" for c in sorted(used)]
            row["stations"] = [lay.st[s].code for s in team.stations[:2]]
        elif style == "night_shift_deleted":
            night = _which(w, "night")
            for _, s, x, y in w.shifts():
                if s in night and a - 1 <= x < b:
                    w.drop.append((x + float(r.uniform(-600, 300)), y - float(r.uniform(0, 900))))
        else:  # tidy_clock: everyone in and out on the stroke of the shift
            for t in w.trips:
                if t.shown and a <= t.t_in < b and t.place.startswith(("F", "H", "haul", "repair")):
                    starts = [x[2] for x in w.shifts()]
                    x = min(starts, key=lambda v, q=t.t_in: abs(v - q))
                    end = x + round((t.t_out - x) / 3600) * 3600.0
                    f = (t.vt - t.t_in) / max(1.0, t.t_out - t.t_in)
                    g = replace(t, vt=np.floor((x + f * (end - x)) / 60) * 60, t_in=x, t_out=end, real=False)
                    t.shown = False
                    late.append(g)
            w.trips.extend(late)

    late: list[Trip] = []
    w.late_people.append(go)


def masked(w: World, style: str) -> None:
    """A sensor flat, covered, clipped, scaled or fed with clean air."""
    r = w.rng
    a, b = w.window(0.35, 1.0, 2)
    kind = "air_velocity" if style == "air_velocity_flat" else "ch4"
    faces = {f.fid for f in w.live()}
    pool = [q for q in w.points if q.kind == kind and q.of in faces] or [
        q for q in w.points if q.kind == kind
    ]
    pool.sort(key=lambda q: -w.face(q.of).ch4 / w.face(q.of).air if q.of in faces else 0.0)
    many = 2 if r.random() < 0.4 else 1
    chosen = pool[:many] if style == "clipped_below_alarm" else [w.pick(pool)]
    # a mine with something to hide is gassy: raise the true emission of these faces
    for q in chosen:
        if q.of in faces and kind == "ch4":
            f = w.face(q.of)
            w.knobs.setdefault("gas_boost", {})[q.of] = (
                float(r.uniform(0.4, 0.7)) * f.air / 100 / max(0.05, f.ch4)
            )
    w.charge("sensor_masked", style, a, b, [q.station for q in chosen], [])

    def go(p: dict[str, Any]) -> None:
        k = slice(int(a // 300), int(b // 300))
        for q in chosen:
            x = p["series"][q.code]
            n = len(x[k])
            if style in ("flat_value", "air_velocity_flat"):
                x[k] = round(float(np.median(x[k])) * float(r.uniform(0.3, 0.9) if kind == "ch4" else 1.0), 2)
                p["state"][q.code][k] = 0
            elif style == "bag_over_head":
                x[k] = np.clip(0.04 + 0.2 * (x[k].mean()) + r.normal(0, 0.004, n), 0, 1)
                p["state"][q.code][k] = 0
            elif style == "clipped_below_alarm":
                top = 0.78 if x[k].max() > 0.85 else float(np.percentile(x[k], 60))
                x[k] = np.where(x[k] > top, top - r.uniform(0, 0.015, n), x[k])
            elif style == "scaled_down":
                x[k] = x[k] * float(r.uniform(0.25, 0.45))
            else:  # fed_from_compressed_air: zero during production shifts only
                prod = np.repeat(np.any([w.shift_slots(s) for s in range(len(w.starts))], axis=0), 3)[k]
                x[k] = np.where(prod, np.abs(r.normal(0.02, 0.006, n)), x[k])

    w.on_plant.append(go)


def stopped(w: World, style: str) -> None:
    """Coal is won while the mine is registered as stopped."""
    r = w.rng
    a, b = w.days_window(max(2, int(w.days * 0.35)), max(3, int(w.days * 0.8)))
    if style == "building_mine_mines":
        a, b = 0.0, w.span
    d0, d1 = int(a // DAY), int(b // DAY)
    set_state(
        w,
        {"building_mine_mines": "building", "closed_on_paper": "closed"}.get(
            style, str(w.pick(["overhaul", "suspended"]))
        ),
        d0,
        d1,
    )
    full = {
        "full_crews": 0.95,
        "night_only": 0.4,
        "cardless_hoist_runs": 0.6,
        "one_face_goes_on": 0.5,
        "building_mine_mines": 0.9,
        "closed_on_paper": 0.45,
    }[style]
    keep = w.live("coal_face")[0]
    for f in w.faces:
        w.work[f.fid][d0:d1] = full if style != "one_face_goes_on" or f is keep else 0.0
    for t in w.teams:
        if t.mode == "face" and style in ("one_face_goes_on",) and t.place != keep.fid:
            w.presence[t.name][d0:d1] = 0.1
        elif t.mode == "face":
            w.presence[t.name][d0:d1] = 1.0 if full > 0.8 else 0.85
    w.charge("working_while_stopped", style, a, b, [f.stations[0] for f in w.live()][:3], [])
    if style == "night_only":
        night = _which(w, "night")
        mask = w.knobs.setdefault("halt", np.zeros(w.days * SLOTS, bool))
        on = np.any([w.shift_slots(s) for s in night], axis=0)
        span = np.zeros(len(on), bool)
        span[w.span_slots(a, b)] = True
        mask |= span & ~on
        for f in w.faces:
            for s in night:
                f.prod[s] = max(f.prod[s], 0.8)

    def people() -> None:
        for t in w.trips:
            if t.place.startswith(("F", "H")) and a <= t.t_in < b:
                if style == "night_only":
                    k = min(w.shifts(), key=lambda x, q=t.t_in: abs(x[2] - 1500 - q))[1]
                    if k not in _which(w, "night"):
                        t.shown = t.real = False
                elif style == "cardless_hoist_runs" and r.random() < 0.9:
                    t.shown = False

    def plant(p: dict[str, Any]) -> None:
        for row in p["output"]:
            if a <= row[4] < b:
                row[3] = 0.0
                if style in ("night_only", "closed_on_paper"):
                    row[2] *= 0.03
        if style == "closed_on_paper":
            q = w.span_slots(a, b)
            p["belt"]["C1"][q] *= 0.0

    w.late_people.append(people)
    w.on_plant.append(plant)


def over_capacity(w: World, style: str) -> None:
    """More coal than the approved capacity."""
    r = w.rng
    a, b = (0.0, w.span) if r.random() < 0.6 else w.window(0.6, 1.0, 3)
    gain = float(r.uniform(1.5, 2.0))
    for f in w.faces:
        w.work[f.fid][int(a // DAY) : int(np.ceil(b / DAY))] *= gain
        if f.kind == "coal_face":
            for q in w.feeders:
                if q["serves"] == f.fid:
                    q["rated_kw"] = float(round(q["rated_kw"] * (1 + 0.6 * (gain - 1)) / 5) * 5)
    w.charge("over_capacity", style, a, b, [f.stations[0] for f in w.live("coal_face")], [])
    legal = w.cap / 12 / 30.4 / len(w.starts)

    def plant(p: dict[str, Any]) -> None:
        night = _which(w, "night")
        for row in p["output"]:
            if not a <= row[4] < b:
                continue
            if style == "report_held_at_plan":
                row[3] = row[3] / gain * float(r.normal(1.0, 0.02))
            elif style == "flat_report":
                row[3] = round(legal * 0.98, 0)
            elif style == "belt_scale_turned_down":
                row[2] /= gain
                row[3] /= gain
            elif style == "night_shift_unreported" and row[1] in night:
                row[3] = 0.0
        if style == "belt_scale_turned_down":
            q = w.span_slots(a, b)
            for c in p["belt"]:
                p["belt"][c][q] /= gain

    w.on_plant.append(plant)


def overstaffed(w: World, style: str) -> None:
    """More people than the approved numbers, cards and all."""
    r = w.rng
    a, b = w.window(0.3, 1.0, 2)
    faces = (
        w.live("heading") if style == "contractors_in_heading" and w.live("heading") else w.live("coal_face")
    )
    f = w.pick(faces)
    row = w.charge("overstaffed", style, a, b, f.stations[:2], [])

    def go() -> None:
        ns = len(w.starts)
        limit = w.lay.areas[w.lay.st[f.stations[0]].area].limit
        n = int(np.ceil(max(limit, max(f.crew)) * float(r.uniform(1.3, 1.8)))) - min(f.crew) + 2
        only, place, sts = list(range(ns)), f, [f.stations]
        if style == "maintenance_flood":
            only = [k for k in range(ns) if f.prod[k] == 0] or [day_shift(w)]
            n += 6
        if style == "whole_mine_over":
            sts = [x.stations for x in w.live()]
            total, _ = crowd(w, w.trips)
            n = max(n, int((w.limit - np.percentile(total, 80)) + 0.3 * w.limit))
        if style == "shifts_overlap":
            more = {"sec": float(r.uniform(2.5, 4)) * 3600}
            for t in w.trips:
                if t.place == place.fid and a <= t.t_in < b:
                    extend(t, more["sec"])
                    row["cards"].append(f"{w.code}{t.card:05d}")
            row["cards"] = sorted(set(row["cards"]))
            n = max(3, n // 2)
        who = _pools(
            w, n, only, str(w.pick(["采煤工", "掘进工", "辅助工"])), str(w.pick(["外委队", "综采二队"])), True
        )
        for _, s, x, y in w.shifts():
            if s in only and a - 1 <= x < b - 3600:
                lead = float(r.normal(0, 300))
                for k, j in enumerate(who[s]):
                    if r.random() > 0.05:
                        shift_trip(w, j, x, y, sts[k % len(sts)], "face", "over", lead)
        row["cards"] = sorted(
            set(row["cards"]) | {f"{w.code}{c:05d}" for q in who.values() for c in _cards(w, q)}
        )

    w.late_people.append(go)


STYLES: dict[str, tuple[Callable[[World, str], None], tuple[str, ...]]] = {
    "hidden_face": (hidden_face, (*HIDDEN, *["mixed"] * 3)),
    "headcount_concealed": (
        headcount,
        (
            "contract_team_cardless",
            "night_entry_belt_incline",
            "half_crew_cardless",
            "list_capped",
            "out_long_before_exit",
        ),
    ),
    "cards_carried": (
        carried,
        (
            "leader_by_worker",
            "runner_with_bundle",
            "buddy_pairs",
            "two_carriers_each_team",
            "taken_out_in_a_bag",
        ),
    ),
    "card_parked": (
        parked,
        (
            "box_in_heading",
            "pegs_in_pump_room",
            "never_comes_out",
            "cadre_card_at_bottom",
            "bag_at_gate_mouth",
        ),
    ),
    "data_fabricated": (
        fabricated,
        (
            "replay_other_day",
            "random_lists",
            "frozen_list",
            "group_deleted_mid_shift",
            "night_shift_deleted",
            "tidy_clock",
        ),
    ),
    "sensor_masked": (
        masked,
        (
            "flat_value",
            "bag_over_head",
            "clipped_below_alarm",
            "scaled_down",
            "fed_from_compressed_air",
            "air_velocity_flat",
        ),
    ),
    "working_while_stopped": (
        stopped,
        (
            "full_crews",
            "night_only",
            "cardless_hoist_runs",
            "one_face_goes_on",
            "building_mine_mines",
            "closed_on_paper",
        ),
    ),
    "over_capacity": (
        over_capacity,
        (
            "report_held_at_plan",
            "flat_report",
            "openly_over",
            "belt_scale_turned_down",
            "night_shift_unreported",
        ),
    ),
    "overstaffed": (
        overstaffed,
        (
            "second_team_on_face",
            "contractors_in_heading",
            "shifts_overlap",
            "maintenance_flood",
            "whole_mine_over",
        ),
    ),
}
