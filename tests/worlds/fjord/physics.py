"""Coal, air, gas, water and current of one mine, with everything conserved, on a grid of five minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .chance import DAY, PER_DAY, STEP
from .layout import Face
from .state import Mine, idle_in_stop


@dataclass
class World:
    """True series; tonnes per step, m3/min, kW per quarter hour, m3 per hour."""

    cut: dict[str, np.ndarray] = field(default_factory=dict)
    baro: np.ndarray = field(default_factory=lambda: np.zeros(0))
    flow: dict[str, np.ndarray] = field(default_factory=dict)
    gas: dict[str, np.ndarray] = field(default_factory=dict)
    total_air: np.ndarray = field(default_factory=lambda: np.zeros(0))
    pressure: np.ndarray = field(default_factory=lambda: np.zeros(0))
    belts: dict[str, np.ndarray] = field(default_factory=dict)  # tonnes per quarter hour
    belt_rate: dict[str, float] = field(default_factory=dict)
    hoist: np.ndarray = field(default_factory=lambda: np.zeros(0))  # tonnes per quarter hour
    tubs: np.ndarray = field(default_factory=lambda: np.zeros(0))
    feeders: dict[str, tuple[str, float, np.ndarray]] = field(default_factory=dict)
    pumps: dict[str, tuple[int, float, np.ndarray]] = field(default_factory=dict)
    output: list[tuple[int, int, float, float]] = field(default_factory=list)
    blasts: list[tuple[int, str, float, int, float]] = field(default_factory=list)


def spans_mask(spans: list[tuple[int, int]], steps: int, step: int = STEP) -> np.ndarray:
    """True where a step lies in one of the spans."""
    mask = np.zeros(steps, bool)
    for a, b in spans:
        mask[max(0, a // step) : max(0, -(-b // step))] = True
    return mask


def lag(x: np.ndarray, tau: float, start: float) -> np.ndarray:
    """First-order lag, tau in steps."""
    out, y, a = np.empty_like(x), start, 1.0 / max(1.0, tau)
    for i, v in enumerate(x.tolist()):
        y += a * (v - y)
        out[i] = y
    return out


def red(m: Mine, n: int, tau: float, sd: float) -> np.ndarray:
    """Slow noise of a given standard deviation."""
    w = m.rng.normal(0, sd * np.sqrt(2.0 / max(2.0, tau)), n)
    return lag(w * max(1.0, tau), tau, 0.0)


def cutting(
    m: Mine, flags: list[bool], per_day: float, allowed: Callable[[int], bool], spread: float = 0.06
) -> np.ndarray:
    """Tonnes per step: cuts, pauses and breakdowns inside the working shifts."""
    d, steps = m.d, m.days * PER_DAY
    out = np.zeros(steps)
    count = max(1, sum(flags))
    for day in range(-1, m.days):
        for s, on in enumerate(flags):
            begin = day * DAY + m.start_seconds[s]
            if not on or not allowed(begin):
                continue
            t: float = begin + d.randint(40, 70) * 60
            end = begin + m.hours * 3600 - d.randint(20, 50) * 60
            spans = []
            while t < end:
                run = min(d.uniform(28, 85) * 60, end - t)
                spans.append((t, t + run))
                t += run + (d.uniform(60, 150) if d.random() < 0.06 else d.uniform(8, 28)) * 60
            span_total = max(9000.0, sum(b - a for a, b in spans))
            tons = per_day / count * max(0.5, d.gauss(0.985, spread))
            for a, b in spans:
                i, j = int(a // STEP), int(b // STEP)
                if j > 0 and i < steps and j > i:
                    lo = max(i, 0)
                    hi = min(j, steps)
                    out[lo:hi] += tons * (b - a) / span_total / (j - i)
    return out * (0.85 + 0.3 * m.rng.random(steps))


def simulate(m: Mine) -> World:
    """Runs the whole mine."""
    w = World()
    coal(m, w)
    air_and_gas(m, w)
    haul(m, w)
    water(m, w)
    power(m, w)
    explosives(m, w)
    return w


def coal(m: Mine, w: World) -> None:
    """What every place cuts."""
    o, steps = m.opts, m.days * PER_DAY
    idle = spans_mask(o.get("no_work", []), steps)
    for f in m.g.faces:

        def allowed(begin: int, f: Face = f) -> bool:
            if begin < f.since * DAY or (f.until is not None and begin >= f.until * DAY):
                return False
            if m.stopped(begin + 7200):
                return bool(o.get("stop_work", idle_in_stop)(begin, f.face_id))
            return True

        plan = f.plan_t
        push = o.get("push")
        x = cutting(m, f.working, plan, allowed)
        if push and push[0] in ("*", f.face_id):
            on = np.arange(steps) * STEP >= m.begin
            x = np.where(on, x * push[1], x)
        sc = o.get("stop_cut")
        if sc and sc[0] == f.face_id:
            y = cutting(m, sc[1], plan * sc[2], lambda begin: m.active(begin + 3600))
            x = x + y
        if m.hidden is not None and o["spec"]["people"] == "split" and f is o["face_host"]:
            on = np.arange(steps) * STEP >= m.begin
            x = np.where(on, x * 0.78, x)
        x[idle] = 0
        x[spans_mask(o.get("face_pause", {}).get(f.face_id, []), steps)] = 0
        w.cut[f.face_id] = x
    if m.hidden is not None:
        h = m.hidden

        def unseen(begin: int) -> bool:
            return m.active(begin + 3600) and not m.stopped(begin + 7200)

        x = cutting(m, h.shifts, h.plan_t, unseen, 0.15)
        x[idle] = 0
        w.cut["hidden"] = x


def air_and_gas(m: Mine, w: World) -> None:
    """Parallel airways on one fan; methane from coal, ribs and old workings."""
    d, o, steps = m.d, m.opts, m.days * PER_DAY
    t = np.arange(steps)
    w.baro = 0.25 * np.cos(2 * np.pi * (t / PER_DAY - 0.4)) + red(m, steps, 200, 0.6)
    for at, depth in o.get("baro_drop", []):
        w.baro -= depth * np.exp(-(((t - at / STEP) / 110.0) ** 2))
    cond: dict[str, np.ndarray] = {}
    for f in m.g.faces:
        open_from = max(0, (f.since - 1) * PER_DAY)
        live = (t >= open_from) & (t < (f.until + 2 if f.until is not None else 10**5) * PER_DAY)
        base = f.air * d.uniform(1.0, 1.1)
        cond[f.face_id] = np.where(live, base, base * 0.08) * (1 + red(m, steps, 60, 0.012))
    rooms = sum(
        d.uniform(55, 130)
        for k in ("pump", "substation", "refuge", "store", "workshop", "drill")
        if k in m.g.spots
    )
    cond["rooms"] = np.full(steps, rooms) * (1 + red(m, steps, 90, 0.01))
    cond["leak"] = np.full(steps, d.uniform(0.1, 0.18) * sum(float(c[0]) for c in cond.values())) * (
        1 + red(m, steps, 120, 0.03)
    )
    base_total = sum(float(np.median(c)) for c in cond.values())
    for a, b, q in o.get("door", []):
        cond["leak"][spans_mask([(a, b)], steps)] += q
    if m.hidden is not None:
        on = (t * STEP >= m.begin - 3600).astype(float)
        cond["hidden"] = m.hidden.air * on * (1 + red(m, steps, 50, 0.03))
    total_c = sum(cond.values(), np.zeros(steps))
    rho = d.uniform(0.9, 1.8)
    s = np.sqrt((1 + rho) / (1 + rho * (total_c / base_total) ** 2))
    off = spans_mask(o.get("fan_off", []), steps)
    s = lag(np.where(off, 0.06, s), 1.6, float(s[0]))
    for k, c in cond.items():
        w.flow[k] = c * s
    w.total_air = sum(w.flow.values(), np.zeros(steps))
    w.pressure = s * s
    breath = 1 - 0.16 * np.clip(np.gradient(lag(w.baro, 6, float(w.baro[0]))) * 12, -1.5, 1.5) - 0.05 * w.baro
    for f in m.g.faces:
        mean = max(1e-6, f.plan_t / PER_DAY)
        fresh = lag(w.cut[f.face_id] / mean, 11, 1.0)
        swept = np.clip(w.flow[f.face_id] / max(1.0, f.air), 0.1, 1.3) ** 0.15
        w.gas[f.face_id] = f.ch4 * (0.38 * breath + 0.62 * fresh) * swept * (1 + red(m, steps, 20, 0.04))
        if f.since > 0 or f.until is not None:
            dead = (t < f.since * PER_DAY) | (t >= (f.until if f.until is not None else 10**5) * PER_DAY)
            w.gas[f.face_id] = np.where(dead, w.gas[f.face_id] * 0.3, w.gas[f.face_id])
    old = d.uniform(0.15, 0.5) * sum(f.ch4 for f in m.g.faces) * 0.5
    w.gas["gob"] = old * breath**2 * (1 + red(m, steps, 40, 0.03))
    if "drill" in m.g.spots:
        w.gas["drill"] = np.full(steps, 0.08) * (1 + red(m, steps, 20, 0.1))
    if m.hidden is not None:
        h = m.hidden
        fresh = lag(w.cut["hidden"] / (h.plan_t / PER_DAY), 10, 1.0 if m.begin == 0 else 0.0)
        w.gas["hidden"] = (
            h.ch4 * (0.35 * breath + 0.65 * fresh) * (t * STEP >= m.begin) * (1 + red(m, steps, 20, 0.05))
        )


def quarters(x: np.ndarray) -> np.ndarray:
    """Sums three steps to a quarter of an hour."""
    return np.asarray(x.reshape(-1, 3).sum(axis=1))


def haul(m: Mine, w: World) -> None:
    """Belts, bunker, hoist, and the books."""
    d, o, n = m.d, m.opts, m.days * 96
    main = np.zeros(n)
    spec = o.get("spec", {})
    host = o["face_host"].face_id if m.hidden is not None else ""
    w.tubs = np.zeros(n)
    for f in m.g.faces:
        x = quarters(w.cut[f.face_id])
        if f.face_id == host and spec["coal"] == "face_belt":
            x = x + quarters(w.cut["hidden"])
        w.belts[f.face_id] = x
        w.belt_rate[f.face_id] = float(max(60, round(f.plan_t / 10 * d.uniform(1.5, 2.2), -1)))
        main += x
    if m.hidden is not None:
        x = quarters(w.cut["hidden"])
        if spec["coal"] == "belt":
            main += x
        elif spec["coal"] == "tubs":
            w.tubs = x
    w.belts["main"] = main
    plan = sum(f.plan_t for f in m.g.faces)
    w.belt_rate["main"] = float(max(100, round(plan / 9 * d.uniform(1.4, 1.9), -1)))
    cap = plan * d.uniform(0.22, 0.5)
    rate = plan / 96 * d.uniform(1.7, 2.4)
    if m.opts.get("push", ("", 0))[0] == "*" or m.hidden is not None:
        rate = max(rate, float(main.mean()) * 1.35)
    level, run = cap * d.uniform(0.2, 0.5), False
    rest = (m.start_seconds[o["day_shift"]] // 900 + d.randint(2, 8)) % 96
    hoist = np.zeros(n)
    off = spans_mask(o.get("power_off", []), n, 900)
    low = spans_mask([(x * DAY, (x + 1) * DAY) for x in o.get("stock", [])], n, 900)
    for i, tons in enumerate(main.tolist()):
        level += tons
        pause = (rest <= i % 96 < rest + 6) or bool(off[i])
        if level > 0.35 * cap or (low[i] and level > 0.02 * cap):
            run = True
        if level < 0.06 * cap and not low[i]:
            run = False
        if (run and not pause) or level > 0.98 * cap:
            y = min(rate * d.uniform(0.86, 1.0), level)
            hoist[i] = y
            level -= y
    w.hoist = hoist
    book(m, w)


def book(m: Mine, w: World) -> None:
    """Hoisted and reported tonnes per shift."""
    d, o = m.d, m.opts
    n = len(m.starts)
    spec = o.get("spec", {})
    starts = sorted((s, i) for i, s in enumerate(m.start_seconds))
    allowed = m.capacity / 330.0 / max(1, n)
    hidden_q = quarters(w.cut["hidden"]) if m.hidden is not None else np.zeros(m.days * 96)
    for day in range(m.days):
        for k, (b, i) in enumerate(starts):
            e = starts[k + 1][0] if k + 1 < n else starts[0][0] + DAY
            lo, hi = (day * DAY + b) // 900, min((day * DAY + e) // 900, m.days * 96)
            if hi <= lo:
                continue
            t = day * DAY + b
            true = float(w.hoist[lo:hi].sum()) + float(w.tubs[lo:hi].sum())
            hid = float(hidden_q[lo:hi].sum()) if spec.get("coal") != "adit" else 0.0
            hoisted = true
            reported = true * d.uniform(0.99, 1.008)
            if m.hidden is not None and m.active(t + 3600):
                if spec["report"] in ("omit", "hoist_omit"):
                    reported = max(0.0, true - hid) * d.uniform(0.985, 1.0)
                if spec["report"] == "hoist_omit":
                    hoisted = reported
            if m.kind == "headcount_concealed":
                reported = true * d.uniform(0.99, 1.0)
            if m.kind == "over_capacity" and m.active(t + 3600):
                if m.style in ("reports_capped", "maintenance_shift_mines_too"):
                    reported = min(true, allowed * d.uniform(0.9, 1.03))
                elif m.style == "booked_as_rock":
                    hoisted = min(true, allowed * d.uniform(0.92, 1.05))
                    reported = hoisted
            if o.get("report_stop") and m.stopped(t + 3600):
                reported = 0.0
                hoisted = true if o.setdefault("stop_hoist_seen", d.random() < 0.4) else 0.0
            if o.get("wet_coal") and t >= o["wet_coal"]:
                reported *= 0.955
            w.output.append((day, i + 1, round(hoisted, 1), round(reported, 1)))


def water(m: Mine, w: World) -> None:
    """Inflow to the sump and what the pumps lift, by the hour."""
    d, o, n = m.d, m.opts, m.days * 24
    h = np.arange(n)
    inflow = np.full(n, m.opts["wet"] * d.uniform(0.8, 2.2))
    o["base_inflow"] = float(inflow[0])
    for f in m.g.faces:
        live = (h >= f.since * 24) & (h < (f.until if f.until is not None else 10**4) * 24 + 200)
        inflow += np.where(live, f.inflow, 0.0)
    for a, b, k in o.get("rain", []):
        x = (h * 3600 - a) / max(1, b - a)
        inflow *= 1 + (k - 1) * np.clip(np.where(x < 0, 0, np.minimum(x * 4, np.exp(-(x - 0.25)))), 0, 1)
    if m.hidden is not None:
        inflow = inflow + m.hidden.inflow * (h * 3600 >= m.begin)
    inflow *= 1 + red(m, n, 12, 0.03)
    rated = float(max(30, round(float(np.mean(inflow)) * d.uniform(2.2, 3.6), -1)))
    size, level, run = rated * d.uniform(3, 7), rated * 1.5, False
    out = np.zeros(n)
    off = spans_mask(o.get("power_off", []), n, 3600)
    for i, x in enumerate(inflow.tolist()):
        level += x
        night = i % 24 in (23, 0, 1, 2, 3, 4, 5, 6)
        run = (level > 0.75 * size or (night and level > 0.25 * size) or run) and level > 0.12 * size
        if run and not off[i]:
            y = min(rated * d.uniform(0.93, 1.0), level - 0.1 * size)
            out[i] = max(0.0, y)
            level -= out[i]
    share = d.choice([1.0, 1.0, 0.6])
    w.pumps["P1"] = (m.g.spots["pump"], rated, out * share)
    if share < 1:
        w.pumps["P2"] = (m.g.spots["pump"], rated, out * (1 - share))
    if "new_pump" in o:
        spot, at, q = o["new_pump"]
        w.pumps["P9"] = (
            spot,
            round(q * 3),
            np.where((h * 3600 >= at) & (h % 3 == 0), q * 3 * d.uniform(0.9, 1), 0.0),
        )


def power(m: Mine, w: World) -> None:
    """Mean kW by the quarter hour on every feeder."""
    d, o, n = m.d, m.opts, m.days * 96

    def noise(sd: float) -> np.ndarray:
        return 1 + m.rng.normal(0, sd, n)

    fan_kw = float(np.median(w.total_air)) / 60 * d.uniform(1500, 2400) / 0.62 / 1000
    feeders = w.feeders
    q_air, q_p = w.total_air.reshape(-1, 3).mean(1), w.pressure.reshape(-1, 3).mean(1)
    feeders["FD01"] = (
        "main_fan",
        round(fan_kw * 1.4, -1),
        fan_kw * (0.35 + 0.65 * q_air / np.median(w.total_air)) * np.where(q_p < 0.1, 0.1, 1) * noise(0.008),
    )
    lift = m.g.depth if "立井" in m.g.entry else m.g.depth * 1.3 + 60
    hoist_kw = w.hoist * 4 * lift * 9.81 / 3600 / 0.58
    rock = np.zeros(n)
    for a, b in o.get("rock", []):
        rock[spans_mask([(a, b)], n, 900)] += (
            float(np.mean(w.hoist)) * 4 * lift * 9.81 / 3600 / 0.58 * d.uniform(0.5, 0.8)
        )
    feeders["FD02"] = (
        "hoist",
        round(float(hoist_kw.max()) * 1.3 + 80, -1),
        (hoist_kw + rock + w.tubs * 4 * lift * 9.81 / 3600 / 0.45 + d.uniform(6, 20)) * noise(0.03),
    )
    k = 3
    spec = o.get("spec", {})
    extra = np.zeros(n)
    if m.hidden is not None:
        rate = quarters(w.cut["hidden"]) / max(1e-6, m.hidden.plan_t / 96)
        on = np.arange(n) * 900 >= m.begin
        extra = m.hidden.kw * on * (0.10 + 0.24 * np.clip(rate, 0, 2.6)) * noise(0.05)
    for f in m.g.faces:
        rated = round(
            (f.plan_t * d.uniform(0.55, 0.95) if f.kind == "coal_face" else d.uniform(150, 330)) + 110, -1
        )
        rate = quarters(w.cut[f.face_id]) / max(1e-6, f.plan_t / 96)
        x = rated * (0.06 + 0.2 * np.clip(rate, 0, 3.3)) * noise(0.04)
        if f.since > 0 or f.until is not None:
            h = np.arange(n) / 96
            x = np.where(
                (h >= f.since - 1) & (h < (f.until if f.until is not None else 10**4) + 2), x, rated * 0.005
            )
        if m.hidden is not None and spec["power"] == "face" and f is o["face_host"]:
            x = x + extra
        feeders[f"FD{k:02d}"] = (f.face_id, rated, x)
        k += 1
    locals_on = sum(1 for f in m.g.faces if f.kind == "heading")
    fan = np.full(n, 6.0 + 38.0 * locals_on) * noise(0.012)
    feeders[f"FD{k:02d}"] = (
        "local_fan",
        60.0 + 60 * locals_on,
        fan + (extra if spec.get("power") == "local" else 0),
    )
    pump_kw = np.repeat(sum(p[2] for p in w.pumps.values()), 4) * lift * 9.81 / 3600 / 0.6
    feeders[f"FD{k + 1:02d}"] = (
        "pump",
        round(float(pump_kw.max()) * 1.2 + 40, -1),
        (pump_kw + 2) * noise(0.02) + (extra if spec.get("power") == "pump" else 0),
    )
    belt = sum((x > 0.02).astype(float) * w.belt_rate[b] * 0.12 + x * 0.5 for b, x in w.belts.items())
    people = np.zeros(n)
    quarter = np.arange(n) % 96
    for s in m.start_seconds:
        people += np.exp(-((((quarter * 900 - s + 43200) % DAY - 43200) / 5400.0) ** 2))
    aux = m.size * 0.35 + belt + 25 * people
    feeders[f"FD{k + 2:02d}"] = (
        "other",
        round(float(np.max(aux)) * 1.4, -1),
        aux * noise(0.04) + (extra if spec.get("power") == "other" else 0),
    )
    feeders[f"FD{k + 3:02d}"] = (
        "surface",
        round(m.size * 1.6, -1),
        m.size * (0.5 + 0.3 * np.clip(np.sin((quarter / 96 - 0.28) * 2 * np.pi), 0, 1)) * noise(0.05),
    )
    off = spans_mask(o.get("power_off", []), n, 900)
    for key, (serves, rated, x) in list(feeders.items()):
        if off.any() and serves != "main_fan":
            x = np.where(off, x * 0.04, x)
        feeders[key] = (serves, float(rated), np.maximum(x, 0.0))


def explosives(m: Mine, w: World) -> None:
    """Issues per shift to every place that shoots."""
    d = m.d
    per_shift = PER_DAY // len(m.starts)
    users = [f for f in m.g.faces if f.explosive > 0]
    h = m.hidden
    name = ""
    if h is not None and h.explosive > 0:
        name = users[0].face_id if users else m.opts["face_host"].face_id
    for day in range(m.days):
        for s, b in enumerate(m.start_seconds):
            t = day * DAY + b + d.randint(600, 4200)
            i = min((day * DAY + b) // STEP, m.days * PER_DAY - 1)
            for f in users + ([m.opts["face_host"]] if name and not users else []):
                tons = float(w.cut[f.face_id][i : i + per_shift].sum())
                kg = f.explosive * tons / max(1.0, f.plan_t) * d.uniform(0.93, 1.07)
                if f.face_id == name and h is not None and h.shifts[s] and m.active(t):
                    kg += h.explosive / sum(h.shifts) * d.uniform(0.9, 1.1)
                if kg > 0.5 and t < m.days * DAY:
                    back = round(kg * d.choice([0, 0, 0.05, 0.1]), 1)
                    w.blasts.append(
                        (t, f.face_id, round(kg + back, 1), round((kg + back) / d.uniform(0.45, 0.7)), back)
                    )
