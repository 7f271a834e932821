"""Power, coal flow, water, air and gas that follow from what is really worked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .model import BIN, DAY, Mine, Place, Point
from .schedule import grind, lag


@dataclass
class Series:
    """Quarter-hour series of a whole mine, day -1 included."""

    kw: dict[str, np.ndarray] = field(default_factory=dict)
    belts: dict[str, np.ndarray] = field(default_factory=dict)
    running: dict[str, np.ndarray] = field(default_factory=dict)
    hoisted: np.ndarray = field(default_factory=lambda: np.zeros(0))
    hoisted_approved: np.ndarray = field(default_factory=lambda: np.zeros(0))
    inflow: np.ndarray = field(default_factory=lambda: np.zeros(0))
    pumped: dict[str, np.ndarray] = field(default_factory=dict)
    gas: dict[str, np.ndarray] = field(default_factory=dict)
    air: dict[str, np.ndarray] = field(default_factory=dict)
    weather: np.ndarray = field(default_factory=lambda: np.zeros(0))


def feeders(m: Mine) -> list[tuple[str, str, float]]:
    """Declared feeders: name, what they serve, rating."""
    out = [(p.feeder, p.key, round(p.kw * 1.6, -1)) for p in m.places]
    total = sum(p.t_per_day for p in m.places)
    n = len(out)
    for k, (what, kw) in enumerate(
        (
            ("hoist", 150 + total * 0.5),
            ("main_fan", 250 + m.persons_target),
            ("local_fan", 240.0),
            ("pump", 500.0),
            ("surface", 400.0),
            ("other", 900.0),
        )
    ):
        out.append((f"FD{n + k + 1:02d}", what, round(kw * 1.5, -1)))
    return out


def workings(m: Mine) -> list[Place]:
    """Everything that is really worked."""
    return [*m.places, *m.edits.get("hidden", [])]


def simulate(m: Mine) -> Series:
    """Run the physics."""
    g, s = m.g, Series()
    bins = (m.days + 1) * 96
    hours = (np.arange(bins) * 0.25) % 24
    for p in workings(m):
        grind(m, p)
    for change in m.edits.get("activity", []):
        change()
    manned = np.zeros(bins)
    for p in workings(m):
        for d in range(m.days + 1):
            for q in range(m.shifts):
                a, b = m.shift_span(d - 1, q)
                manned[(a + DAY) // BIN : (b + DAY) // BIN] += p.crew[d, q]
    s.weather = np.cumsum(g.normal(0, 1, bins))
    s.weather = lag(s.weather - np.linspace(s.weather[0], s.weather[-1], bins), 6.0)
    s.weather /= max(1e-6, np.abs(s.weather).max())
    _coal(m, s, bins)
    _water(m, s, bins)
    _air_and_gas(m, s, bins)
    _power(m, s, bins, hours, manned)
    return s


def _coal(m: Mine, s: Series, bins: int) -> None:
    """Coal on the belts, in cars and up the shaft."""
    g = m.g
    main = np.zeros(bins)
    approved = np.zeros(bins)
    cars = np.zeros(bins)
    for p in workings(m):
        if p.belt and p.belt != "C0":
            s.belts[p.belt] = s.belts.get(p.belt, np.zeros(bins)) + p.tons
        if p.belt:
            main += p.tons
        else:
            cars += p.tons
        if p.approved:
            approved += p.tons
    s.belts["C0"] = np.roll(main, 1)
    for name, t in s.belts.items():
        rated = m.edits["rated"][name]
        need = np.minimum(1.0, t / (rated * 0.25 * g.uniform(0.4, 0.62)))
        idle = (t > 0.3) * g.uniform(0.25, 0.6, bins)
        s.running[name] = np.round(900 * np.clip(np.maximum(need, idle), 0, 1))
        s.belts[name] = np.round(
            t * g.normal(m.edits.get("scale", {}).get(name, 1.0), 0.012, bins).clip(0.9, 1.25), 1
        )
    s.hoisted = lag(main, m.edits["bunker_hours"]) + lag(cars, 0.6)
    s.hoisted_approved = lag(approved, m.edits["bunker_hours"])


def _water(m: Mine, s: Series, bins: int) -> None:
    """Inflow of the whole mine and what the pumps lift, mostly in the cheap hours."""
    g = m.g
    spray = sum((0.028 * p.tons * 4 for p in workings(m)), np.zeros(bins))
    made = np.full(bins, m.base_inflow) * (1 + 0.03 * s.weather)
    for p in workings(m):
        open_now = np.repeat((p.crew.max(axis=1) > 0).astype(float), 96)
        share = (
            np.ones(bins)
            if p.approved and p.first is None
            else lag(open_now, 20.0)
            if p.approved
            else lag(open_now, 30.0)
        )
        if not p.approved and open_now.all():
            share = np.ones(bins)
        made += p.inflow * share * g.uniform(0.93, 1.07)
    s.inflow = made + spray + m.extra_water
    hourly = s.inflow.reshape(-1, 4).mean(axis=1)
    cheap = np.isin(np.arange(len(hourly)) % 24, m.edits["cheap_hours"])
    rated = m.pumps[0][2]
    level, out = hourly[0] * 6, np.zeros(len(hourly))
    cap = max(120.0, hourly.mean() * 14)
    for i, q in enumerate(hourly.tolist()):
        level += q
        if (cheap[i] and level > rated * 0.15) or level > cap:
            out[i] = min(level, rated * g.uniform(0.93, 1.0), rated)
            level -= out[i]
    s.pumped["P1"] = np.round(out * g.normal(1, 0.006, len(out)), 1)


def _air_and_gas(m: Mine, s: Series, bins: int) -> None:
    """Air that reaches every place and the methane it takes away."""
    g = m.g
    rob = {q.district: 0.955 for q in m.edits.get("hidden", [])}
    for p in workings(m):
        works = np.repeat((p.crew.max(axis=1) > 0).astype(float), 96)
        alive = np.ones(bins)
        if not p.approved:
            alive = (
                (np.maximum.accumulate(works) > 0) & (np.maximum.accumulate(works[::-1])[::-1] > 0)
            ).astype(float)
        elif p.first is not None:
            alive = np.maximum(np.maximum.accumulate(works), 0.0 if p.kind == "heading" else 0.15)
        k = g.uniform(0.99, 1.05)
        s.air[p.key] = (
            p.air
            * k
            * rob.get(p.district if p.approved else -9, 1.0)
            * alive
            * lag(g.normal(1, 0.03, bins), 1.5)
        )
        mean = max(1e-6, float(p.cut[p.cut > 0].mean()) if (p.cut > 0).any() else 1.0) * 0.55
        drive = lag(p.cut, 0.6) / mean
        fresh = lag(p.cut, 14.0) / mean
        q = (
            p.ch4
            * (0.46 + 0.34 * drive + 0.2 * fresh)
            * (1 - 0.05 * s.weather)
            * (alive > 0.01)
            * g.uniform(0.88, 1.04)
        )
        for at, kg in p.blasts:
            b = (at + DAY) // BIN
            if 0 <= b < bins - 4:
                q[b : b + 4] += p.ch4 * np.array([0.9, 0.7, 0.35, 0.15]) * min(1.4, 0.4 + kg / 40)
        s.gas[p.key] = np.maximum(0.0, q)


def _power(m: Mine, s: Series, bins: int, hours: np.ndarray, manned: np.ndarray) -> None:
    """Load of every feeder."""
    g = m.g
    name = {what: f for f, what, _ in m.edits["feeders"]}
    for f, _, _ in m.edits["feeders"]:
        s.kw[f] = np.zeros(bins)
    for p in workings(m):
        crew = np.zeros(bins)
        for d in range(m.days + 1):
            for q in range(m.shifts):
                a, b = m.shift_span(d - 1, q)
                crew[(a + DAY) // BIN : (b + DAY) // BIN] = p.crew[d, q]
        idle = p.kw * (0.03 + 0.06 * (crew > 0))
        per_t = 4.2 if p.kind == "coal_face" and not p.blast else 6.0 if not p.blast else 3.0
        load = idle + 0.18 * p.kw * (p.cut > 0.25) + per_t * p.tons * 4 * 0.6
        if not p.approved:
            load *= (crew > 0) | (np.roll(crew, -3) > 0)
            load += 22.0 * np.ceil(p.air / 250) * (s.air[p.key] > p.air * 0.3) * (p.kind == "heading")
        if p.feeder in s.kw:
            s.kw[p.feeder] += load * g.normal(1, 0.06, bins).clip(0.7, 1.3)
    rush = np.zeros(bins)
    for d in range(-1, m.days):
        for q in range(m.shifts):
            k = (m.shift_span(d, q)[0] + DAY) // BIN
            for j in (-3, -2, -1, 1, 2, 3):
                if 0 <= k + j < bins:
                    rush[k + j] += 0.6 * float(m.support[d + 1])
    lift = m.edits["lift_kwh_per_t"]
    s.kw[name["hoist"]] = 14 + lift * s.hoisted * 4 + rush * 60 + g.normal(0, 4, bins).clip(-9, 12)
    total_air = sum(s.air.values(), np.zeros(bins))
    usual = max(1.0, sum(p.air for p in m.places))
    s.kw[name["main_fan"]] = m.edits["fan_kw"] * (0.35 + 0.65 * total_air / usual) * g.normal(1, 0.012, bins)
    heads = sum(
        (22.0 * (s.air[p.key] > p.air * 0.3) * np.ceil(p.air / 250) for p in m.places if p.kind == "heading"),
        np.zeros(bins),
    )
    s.kw[name["local_fan"]] += (heads + 1.5) * g.normal(1, 0.015, bins)
    s.kw[name["pump"]] += (
        np.repeat(s.pumped["P1"], 4) * m.edits["lift_m"] * 9.81 / 3600 / 0.68 + 4 + g.normal(0, 0.6, bins)
    )
    day_curve = 0.55 + 0.45 * np.exp(-(((hours - 14) / 5.5) ** 2))
    s.kw[name["surface"]] += 30 + m.persons_target * 0.35 * day_curve * g.normal(1, 0.05, bins)
    belts = sum((r / 900 * m.edits["rated"][n] * 0.16 for n, r in s.running.items()), np.zeros(bins))
    s.kw[name["other"]] += 60 + 0.25 * manned + belts + g.normal(0, 6, bins)
    for what, x in m.extra_kw.items():
        s.kw[name.get(what, what)] += x
    for day, one, other in m.swaps:
        k = (day + 1) * 96
        s.kw[one][k:], s.kw[other][k:] = s.kw[other][k:].copy(), s.kw[one][k:].copy()
    for f in s.kw:
        s.kw[f] = np.maximum(0.0, s.kw[f])


def sensor_values(m: Mine, s: Series, p: Point) -> np.ndarray:
    """Five-minute readings of a point from the first reported day on."""
    g = m.g
    kind, key = p.source
    n = m.days * 288
    by = {q.key: q for q in workings(m)}
    leak_air, leak_gas = 220.0 + m.persons_target * 1.2, 0.25

    def fine(x: np.ndarray) -> np.ndarray:
        y = x[96:]
        return np.asarray(np.interp(np.arange(n) / 3.0, np.arange(len(y)), y))

    def mix(keys: list[str], part: float, where: int | None) -> tuple[np.ndarray, np.ndarray]:
        air = sum((s.air[k] for k in keys), np.zeros((m.days + 1) * 96)) + leak_air * part
        gas = sum((s.gas[k] for k in keys), np.zeros((m.days + 1) * 96)) + leak_gas * part * (
            1 - 0.25 * s.weather
        )
        for d, x in m.extra_gas:
            if where is None or d == where:
                gas = gas + x
        return air, gas

    if kind in ("front", "return"):
        air, gas = s.air[key], s.gas[key]
    elif kind == "district":
        air, gas = mix([k for k, q in by.items() if q.district == key], 0.5, key)
    elif kind == "mine":
        air, gas = mix(
            list(by),
            1.0 + 0.5 * sum(1 for q in m.points if q.source[0] == "district" and q.kind == "ch4"),
            None,
        )
    elif kind == "seal":
        air, gas = np.full((m.days + 1) * 96, 100.0), 0.16 + 0.12 * np.maximum(-1, -s.weather)
        for q in m.edits.get("hidden", []):
            if q.nodes[0] == key:
                gas = gas + 0.35 * s.gas[q.key] / max(0.1, q.ch4)
    elif kind == "intake":
        air, gas = np.full((m.days + 1) * 96, 100.0), np.full((m.days + 1) * 96, 0.02)
    else:
        air = s.air[key] if kind == "fan" else np.ones((m.days + 1) * 96)
        return np.asarray(fine(air) > (by[key].air * 0.3 if kind == "fan" else 0), dtype=float)
    if p.kind == "air_velocity":
        v = fine(air) / 60 / p.section * g.normal(1, 0.02, n)
        return np.round(np.maximum(0, v), 2)
    pct = fine(gas / np.maximum(60.0, air) * 100) * (0.72 if kind == "front" else 1.0)
    noise = lag(g.normal(0, 1, n), 0.3, 1 / 12)
    pct = pct * (1 + 0.09 * noise) + g.normal(0, 0.006, n)
    return np.round(np.clip(pct, 0, 3.9), 2)
