"""Coal, power, air, gas, water and explosives of a mine on a grid of five minutes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .model import DAY, STEP, Deed, Face, Mine

PER_DAY = DAY // STEP
Array = np.ndarray


@dataclass
class Flows:
    """What truly goes on, step by step."""

    act: dict[str, Array] = field(default_factory=dict)
    coal: dict[str, Array] = field(default_factory=dict)
    secret: Array = field(default_factory=lambda: np.zeros(0))
    secret_air: Array = field(default_factory=lambda: np.zeros(0))
    secret_coal: Array = field(default_factory=lambda: np.zeros(0))
    hoist: Array = field(default_factory=lambda: np.zeros(0))
    gas: dict[str, Array] = field(default_factory=dict)
    air: dict[str, Array] = field(default_factory=dict)
    total_air: Array = field(default_factory=lambda: np.zeros(0))
    pumped: Array = field(default_factory=lambda: np.zeros(0))
    kw: dict[str, Array] = field(default_factory=dict)


def smooth(a: Array, steps: float) -> Array:
    """Exponential mean over that many steps."""
    k = np.exp(-np.arange(int(steps * 5)) / steps)
    return np.convolve(a, k / k.sum())[: len(a)]


def slow_noise(gen: np.random.Generator, n: int, size: float, steps: float) -> Array:
    """Slow noise with about that standard deviation."""
    raw = smooth(gen.normal(0, 1, n + 500), steps)[500:]
    return raw / max(1e-9, raw.std()) * size


def cycles(gen: np.random.Generator, n: int, on: tuple[float, float], off: tuple[float, float]) -> Array:
    """Work cycles of some minutes on and some off, with rare breakdowns."""
    out = np.zeros(n)
    i = 0
    while i < n:
        run = max(2, int(gen.uniform(*on) / 5))
        out[i : i + run] = gen.uniform(0.75, 1.1)
        i += run + max(1, int(gen.uniform(*off) / 5))
        if gen.random() < 0.05:
            i += int(gen.uniform(4, 16))
    return out


def put(
    act: Array,
    t0: float,
    t1: float,
    gen: np.random.Generator,
    level: float,
    on: tuple[float, float],
    off: tuple[float, float],
) -> None:
    """Writes work cycles into a window of the grid."""
    a, b = max(0, int(t0 // STEP)), min(len(act), int(t1 // STEP))
    if b > a:
        act[a:b] = np.maximum(act[a:b], cycles(gen, b - a, on, off) * level)


def shift_level(mine: Mine, face: Face, day: int, shift: int) -> float:
    """How far a face produces in that shift."""
    d = max(0, day)
    if not face.active(day):
        return 0.0
    stop = mine.deed("working_while_stopped")
    if stop and d >= stop.day_from and mine.day_factor[d] < 0.2:
        return stop.factor if face.face_id == stop.face and shift in stop.shifts and stop.on(d) else 0.0
    level = mine.prod[shift] if face.kind == "coal_face" else 1.0
    over = mine.deed("over_capacity")
    if over and over.style == "repair_shift_produces" and over.on(d) and face.kind == "coal_face":
        level = 1.0
    sunday = 0.72 if (mine.cal.start.weekday() + d) % 7 == 6 else 1.0
    return level * mine.day_factor[d] * sunday


def face_activity(mine: Mine, face: Face, gen: np.random.Generator) -> Array:
    """Cutting or driving of one face."""
    act = np.zeros(mine.days * PER_DAY)
    on, off = ((40, 80), (10, 25)) if face.kind == "coal_face" else ((25, 50), (30, 60))
    for day in range(-1, mine.days):
        for shift, s in enumerate(mine.starts):
            level = shift_level(mine, face, day, shift)
            if level > 0.02:
                begin = day * DAY + s + gen.uniform(25, 50) * 60
                end = day * DAY + s + mine.length - gen.uniform(20, 45) * 60
                put(act, begin, end, gen, level, on, off)
    for t0, t1, factor, which in mine.stops:
        if which in (None, face.face_id):
            act[max(0, int(t0 // STEP)) : max(0, int(t1 // STEP))] *= factor
    return act


def normal_mean(mine: Mine, face: Face) -> float:
    """Expected activity of a normal day, to turn tonnes per day into a rate."""
    share = 0.78 if face.kind == "coal_face" else 0.46
    level = sum(p if face.kind == "coal_face" else 1.0 for p in mine.prod)
    return max(0.02, level * (mine.length - 4200) / DAY * share * 0.92)


def extra_factor(mine: Mine, face: Face) -> Array:
    """More coal than planned, where the conduct brings it."""
    out = np.ones(mine.days * PER_DAY)
    for deed in mine.deeds:
        a, b = deed.day_from * PER_DAY, (deed.day_to + 1) * PER_DAY
        if deed.kind == "over_capacity" and face.kind == "coal_face":
            out[a:b] *= (
                deed.factor
                if deed.style != "repair_shift_produces"
                else max(1.0, deed.factor * sum(mine.prod) / len(mine.prod))
            )
        elif deed.kind == "headcount_concealed" and face.face_id == deed.face and deed.factor > 1:
            out[a:b] *= deed.factor
    return out


def win_coal(mine: Mine, flows: Flows, gen: np.random.Generator) -> None:
    """Coal of each face and of the secret place, in tonnes per step."""
    n = mine.days * PER_DAY
    for f in mine.faces:
        act = face_activity(mine, f, gen)
        rate = f.planned_t / PER_DAY / normal_mean(mine, f) * gen.uniform(0.94, 1.0)
        daily = np.repeat(gen.normal(1, 0.035, mine.days), PER_DAY)
        flows.act[f.face_id] = act
        flows.coal[f.face_id] = act * rate * daily * extra_factor(mine, f) * gen.lognormal(0, 0.07, n)
    flows.secret = np.zeros(n)
    deed = mine.deed("hidden_face")
    if deed:
        per_day: dict[int, int] = {}
        for t0, t1, men in deed.work:
            put(flows.secret, t0, t1, gen, min(1.2, men / max(1, deed.size)), (30, 70), (15, 40))
            per_day[int(t0 // DAY)] = 1
        total = flows.secret.sum()
        if total:
            flows.secret_coal = (
                flows.secret * deed.coal_t * max(1, len(per_day)) / total * gen.lognormal(0, 0.1, n)
            )
    if not len(flows.secret_coal):
        flows.secret_coal = np.zeros(n)


def run_hoist(mine: Mine, flows: Flows, gen: np.random.Generator) -> None:
    """The hoist empties the bunker, with daily inspection and failures."""
    coal = sum(flows.coal.values()) + flows.secret_coal
    n = len(coal)
    mean = float(coal.sum()) / max(1.0, float((coal > 0).sum()))
    most = max(mean * 1.9, 2.0)
    weekly = int(gen.integers(0, 7))
    blocked = np.zeros(n, bool)
    for d in range(mine.days):
        a = d * PER_DAY + int(gen.uniform(8, 9.5) * 12)
        blocked[a : a + (36 if d % 7 == weekly else 18)] = True
    for t0, t1, factor, which in mine.stops:
        if which is None and factor < 0.5:
            blocked[max(0, int(t0 // STEP)) : max(0, int(t1 // STEP))] = True
    level, runs, out = mine.bunker * 0.3, False, np.zeros(n)
    for i in range(n):
        level += coal[i]
        runs = level > mine.bunker * (0.12 if runs else 0.32)
        if runs and not blocked[i]:
            out[i] = min(level, most)
            level -= out[i]
    flows.hoist = out


def make_gas(mine: Mine, flows: Flows, gen: np.random.Generator) -> None:
    """Methane and air of each face in m3 per minute."""
    n = mine.days * PER_DAY
    extra = secret_deed(mine)
    flows.secret_air = fan_on(flows.secret)
    stolen = extra.air * flows.secret_air if extra else np.zeros(n)
    for f in mine.faces:
        active = np.repeat([1.0 if f.active(d) else 0.12 for d in range(mine.days)], PER_DAY)
        ratio = (
            flows.coal[f.face_id] / max(1e-9, f.planned_t / PER_DAY) if f.planned_t else flows.act[f.face_id]
        )
        made = 0.45 + 0.55 * np.minimum(smooth(ratio, 9), 3.5)
        flows.gas[f.face_id] = f.ch4 * active * made * np.exp(slow_noise(gen, n, 0.08, 40))
        flows.air[f.face_id] = f.air * (1 + slow_noise(gen, n, 0.015, 20)) * np.where(active < 1, 0.7, 1.0)
    flows.total_air = sum(flows.air.values()) * 1.18 + 500 + stolen
    swing = smooth(np.minimum(flows.secret, 1.2), 9)
    flows.gas["secret"] = (extra.ch4 if extra else 0.0) * (0.15 * (swing > 0) + swing * 1.1)
    flows.gas["base"] = sum(f.ch4 for f in mine.faces) * 0.25 * (1 + slow_noise(gen, n, 0.05, 200))


def fan_on(secret: Array) -> Array:
    """1 while air is led to the secret place: from some minutes before to after the work."""
    return smooth((np.convolve(secret > 0, np.ones(13), "same") > 0).astype(float), 2)


def secret_deed(mine: Mine) -> Deed | None:
    """The hidden face, if there is one."""
    return mine.deed("hidden_face")


def run_pumps(mine: Mine, flows: Flows, gen: np.random.Generator) -> None:
    """Pumps empty the sump, rather at night; cubic metres per hour."""
    hours = mine.days * 24
    deed = secret_deed(mine)
    flow = mine.base_inflow * (1 + slow_noise(gen, hours, 0.04, 30))
    for f in mine.faces:
        flow += np.repeat([f.inflow if f.active(d) else 0.2 * f.inflow for d in range(mine.days)], 24)
    if deed and deed.inflow:
        on = np.repeat(
            [1.0 if deed.on(d) or deed.day_from <= d <= deed.day_to else 0.0 for d in range(mine.days)], 24
        )
        flow += deed.inflow * smooth(on, 5)
    t = np.arange(hours) * 3600.0
    for t0, extra, decay in mine.inrush:
        flow += np.where(t >= t0, extra * np.exp(-np.maximum(0, t - t0) / decay), 0)
    rate = sum(p[2] for p in mine.pumps[:2]) * 0.9
    level, runs, out = 100.0, False, np.zeros(hours)
    big = max(400.0, float(flow.mean()) * 8)
    for h in range(hours):
        level += flow[h]
        cheap = h % 24 >= 22 or h % 24 < 7
        runs = level > big * (0.1 if runs else 0.45 if cheap else 0.9)
        if runs:
            out[h] = min(level - 20, rate)
            level -= out[h]
    flows.pumped = out


def make_power(mine: Mine, flows: Flows, gen: np.random.Generator) -> None:
    """Load of each feeder in kW per step."""
    n = mine.days * PER_DAY
    deed = secret_deed(mine)
    moving = np.minimum(1, smooth((sum(flows.coal.values()) + flows.secret_coal > 0.05).astype(float), 2))
    hour = (np.arange(n) % PER_DAY) / 12
    for name, serves, rated in mine.feeders:
        noise = 1 + gen.normal(0, 0.025, n) + slow_noise(gen, n, 0.015, 30)
        if serves == "main_fan":
            kw = (
                rated
                * 0.62
                * (flows.total_air / flows.total_air.mean()) ** 1.4
                * (1 + slow_noise(gen, n, 0.006, 60))
            )
        elif serves == "hoist":
            kw = 12 + 3 * mine.size + flows.hoist * 12 * mine.kwh_t + cage_load(mine, n) + rock_load(mine, n)
        elif serves == "pump":
            kw = 8 + np.repeat(flows.pumped, 12) * mine.depth * 1.15 * 9.81 / 3600 / 0.66
        elif serves == "local_fan":
            on = sum(
                np.repeat([1.0 if f.active(d) else 0.0 for d in range(mine.days)], PER_DAY)
                for f in mine.faces
                if f.kind == "heading"
            )
            kw = 12 + 28.0 * on
        elif serves == "surface":
            kw = rated * (0.22 + 0.12 * np.exp(-(((hour - 13) / 5) ** 2)))
        elif serves == "other":
            kw = rated * (0.1 + 0.2 * moving)
        else:
            f = mine.face(serves)
            crew = np.repeat(
                [0.07 if f.active(d) and mine.day_factor[d] > 0.1 else 0.015 for d in range(mine.days)],
                PER_DAY,
            )
            per_act = flows.coal[serves] / max(1e-9, f.planned_t / PER_DAY / normal_mean(mine, f))
            kw = rated * (crew + 0.5 * np.minimum(1.6, per_act if f.planned_t else flows.act[serves]))
        kw = kw * noise
        if deed and deed.feeder and deed.feeder in (name, serves):
            kw = kw + deed.kw * flows.secret * gen.normal(1, 0.08, n) + 12 * (flows.secret > 0)
        for which, t0, t1, more in mine.extra_kw:
            if which == serves:
                a, b = max(0, int(t0 // STEP)), max(0, int(t1 // STEP))
                kw[a:b] += more * gen.normal(1, 0.1, len(kw[a:b]))
        flows.kw[name] = np.maximum(0.4, kw)


def cage_load(mine: Mine, n: int) -> np.ndarray:
    """Load of men-winding around the shift changes."""
    out = np.zeros(n)
    for day in range(mine.days):
        more = 38 if mine.day_factor[day] > 0.2 else 14
        for s in mine.starts:
            a = int((day * DAY + s - 3600) // STEP)
            out[max(0, a) : max(0, a + 22)] += more
    return out


def rock_load(mine: Mine, n: int) -> np.ndarray:
    """Hoisting of rock from a heading in stone, in daylight."""
    out = np.zeros(n)
    if mine.rock_days:
        for day in range(mine.rock_days[0], mine.rock_days[1] + 1):
            a = day * PER_DAY + 10 * 12
            out[a : a + 60] += 70
    return out


def simulate(mine: Mine, gen: np.random.Generator) -> Flows:
    """All flows of a mine."""
    flows = Flows()
    win_coal(mine, flows, gen)
    run_hoist(mine, flows, gen)
    make_gas(mine, flows, gen)
    run_pumps(mine, flows, gen)
    make_power(mine, flows, gen)
    return flows
