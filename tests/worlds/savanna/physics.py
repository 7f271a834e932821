"""Coal, power, air, gas and water that follow from what the works do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sim import BINS, DAY, Sim, Work


@dataclass
class Point:
    """A sensor of the safety system."""

    code: str
    kind: str
    node: int
    label: str
    section: float
    values: np.ndarray
    declared: bool = True
    status: np.ndarray | None = None
    digits: int = 2


@dataclass
class Series:
    """All series on the 15-minute grid of the span (water: hourly)."""

    power: dict[str, np.ndarray]
    belts: dict[str, tuple[np.ndarray, np.ndarray]]
    output: list[tuple[str, int, float, float]]
    water: dict[str, np.ndarray]
    pumps: list[dict]
    points: list[Point]
    times: np.ndarray
    depth: float = 0.0


def cut(sim: Sim, x: np.ndarray) -> np.ndarray:
    """Drop the day before the span."""
    return x[BINS:]


def slot(t: float) -> int:
    """Index of a time on the grid that starts a day early."""
    return int((t + DAY) // 900)


def levels(sim: Sim, work: Work) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share of an ordinary day's coal, machine load (about 1 at full work) and presence per 15 minutes."""
    rng = sim.rng
    size = (sim.days + 1) * BINS
    share, load, here = np.zeros(size), np.zeros(size), np.zeros(size)
    usual = work.usual or 1.0
    for d in range(-1, sim.days):
        for s in range(sim.n):
            men, r = work.staff[d + 1, s], work.rate[d + 1, s]
            if men <= 0 and r <= 0:
                continue
            a = slot(sim.begin(d, s)) + 3
            b = slot(sim.begin(d, s) + sim.length(s)) - 2
            n = b - a
            bits = (rng.random(n) < 0.86) * rng.uniform(0.7, 1.25, n) + 1e-3
            for t0, t1 in sim.belt_stops:
                lo, hi = slot(t0) - a, slot(t1) - a
                if hi > 0 and lo < n:
                    r *= 1.0 - 0.8 * (min(hi, n) - max(lo, 0)) / n
                    bits[max(lo, 0) : max(hi, 0)] = 0.0
            if bits.sum() <= 0:
                continue
            part = bits / bits.sum() * r
            b = min(b, size)
            share[a:b] += part[: b - a]
            load[a:b] += part[: b - a] / usual * n * 0.9
            here[a:b] = 1.0
            if r <= 0:
                load[a:b] += 0.10 * rng.uniform(0, 1, n)[: b - a]
    return share, load, here


def drift(sim: Sim, n: int, sigma: float, step: int = BINS) -> np.ndarray:
    """Slow multiplicative wander around 1: knots every `step` bins."""
    knots = sim.rng.normal(1.0, sigma, n // step + 3)
    return np.interp(np.arange(n) / step, np.arange(len(knots)), knots)


def live(sim: Sim, work: Work) -> np.ndarray:
    """1 from the first to the last day with people, else 0: air, gas and water stay while the place exists."""
    days = np.flatnonzero(work.staff.sum(axis=1) + work.rate.sum(axis=1))
    out = np.zeros((sim.days + 1) * BINS)
    if len(days):
        out[days[0] * BINS : (days[-1] + 1) * BINS] = 1.0
    return out


def between(sim: Sim, t0: float, t1: float) -> slice:
    """Grid slice of an interval."""
    return slice(max(0, slot(t0)), max(0, slot(t1)))


def simulate(sim: Sim) -> Series:
    """Run the physics of the span."""
    size = (sim.days + 1) * BINS
    state = {w.key: levels(sim, w) for w in sim.works if w.tonnes or w.kw or w.air or w.inflow}
    belts, output, lifted = coal(sim, state, size)
    water, pumps, pumped = drain(sim, size)
    power = electricity(sim, state, lifted, pumped, belts, size)
    times = np.arange(0, sim.days * DAY, sim.opts["cdss"], dtype=float) + sim.opts["cdss_off"]
    points = sensors(sim, state, times, size)
    cutb = {k: (cut(sim, t), cut(sim, run)) for k, (t, run) in belts.items()}
    return Series({k: cut(sim, v) for k, v in power.items()}, cutb, output, water, pumps, points, times)


def coal(sim: Sim, state: dict, size: int) -> tuple[dict, list, np.ndarray]:
    """Belts, bunker, hoist and the output book."""
    rng, rnd = sim.rng, sim.rnd
    flow = {c["conveyor"]: np.zeros(size) for c in sim.conveyors}
    hoist_in, night_in, told = np.zeros(size), np.zeros(size), np.zeros(size)
    present = np.zeros(size)
    for w in sim.works:
        if not w.tonnes:
            continue
        share, _, here = state[w.key]
        t = w.tonnes * share
        present = np.maximum(present, here)
        for k, belt in enumerate(w.belts):
            lag = k if k < 2 else 1
            flow[belt] += np.roll(t, lag * (sim.opts["lag"] - 1))
        if w.hoisted:
            hoist_in += t
            if w.reported:
                told += t
        elif w.hoist_power:
            night_in += t
    belts = {}
    for name, t in flow.items():
        scale = rnd.uniform(0.99, 1.01)
        weighed = t * scale * rng.normal(1, 0.012, size)
        for t0, t1, which, f in sim.scale_steps:
            if which == name:
                weighed[between(sim, t0, t1)] *= f
        run = np.where(t > 1e-4, rng.uniform(760, 900, size), present * rng.uniform(0, 320, size))
        run = np.where((t > 1e-4) & (rng.random(size) < 0.6), 900, run)
        for t0, t1 in sim.belt_stops:
            run[between(sim, t0, t1)] = 0
            weighed[between(sim, t0, t1)] = 0
        belts[name] = (weighed, np.round(run))
    if sim.opts["incline_belt"] and sim.opts["belts"]:
        out = hoist_in.copy()
    else:
        plan = sum(w.tonnes for w in sim.works if w.kind in ("coal_face", "heading"))
        out, stock, most = np.zeros(size), 0.0, max(hoist_in.sum() / (sim.days + 1), plan) / 96 * 2.3
        pause = int(sim.shifts[sim.opts["maintenance"]] * 4) + 8
        for b in range(size):
            stock += hoist_in[b]
            if (b - pause) % BINS >= 6:
                out[b] = min(stock, most)
                stock -= out[b]
    wet = sim.opts.get("wet", 1.0)
    ratio = np.ones(sim.days + 1)
    by_day, told_day = (x.reshape(-1, BINS).sum(1) for x in (hoist_in, told))
    np.divide(told_day, by_day, out=ratio, where=by_day > 0)
    rows = []
    for d in range(sim.days):
        for s in range(sim.n):
            a, b = slot(sim.begin(d, s)), slot(sim.begin(d, s) + sim.length(s))
            if b > size:
                continue
            t = out[a:b].sum() * wet * rnd.gauss(1, 0.006)
            t += sum(x for day, shift, x in sim.stock if (day, shift) == (d, s))
            r = t * ratio[d + 1] * sim.opts["book_ratio"] * rnd.gauss(1, 0.004)
            first = slot(sim.begin(d, 0))
            whole = max(out[first : first + BINS].sum(), 1e-6)
            r *= min(1.0, sim.opts.get("report_cap", 1e9) / whole) * (
                rnd.uniform(0.98, 1.01) if "report_cap" in sim.opts else 1
            )
            if "hoist_cap" in sim.opts:
                t *= min(1.0, sim.opts["hoist_cap"] / whole) * rnd.uniform(0.97, 1.01)
                r = min(r, t)
            f = sim.opts.get("book_from")
            if f is not None and d >= f:
                t, r = (0.0, 0.0) if sim.opts["book"] == "zero" else (t, 0.0)
            rows.append((sim.day(d), s + 1, round(t, 1), round(r, 1)))
    return belts, rows, out + night_in


def drain(sim: Sim, size: int) -> tuple[dict[str, np.ndarray], list[dict], np.ndarray]:
    """Sump and pumps, hour by hour."""
    rng, rnd = sim.rng, sim.rnd
    declared = sum(f["inflow_m3_per_h"] for f in sim.faces if not f.get("dormant"))
    base = declared * sim.opts["base_water"]
    rate = base * drift(sim, size, 0.05, 2 * BINS)
    for w in sim.works:
        if w.inflow:
            rate = rate + w.inflow * live(sim, w) * drift(sim, size, 0.05)
    for t0, t1, extra in sim.water_steps:
        rate[between(sim, t0, t1)] += extra
    hourly = rate.reshape(-1, 4).mean(1)
    rated = float(max(12, round((declared + base) * rnd.uniform(2.2, 3.2), -1)))
    names = [f"P{i + 1}" for i in range(2 if sim.size == "small" else 3)]
    pumps = [
        {"pump": p, "station": sim.station(sim.lay.role["pump"]), "rated_m3_per_h": rated} for p in names
    ]
    out = {p: np.zeros(len(hourly)) for p in names}
    sump = (declared + base) * rnd.uniform(4, 7)
    stock = sump * 0.4
    turn, period = rnd.randrange(len(names)), rnd.choice((24, 72, 168))
    on = False
    for h, q in enumerate(hourly):
        stock += q
        clock = h % 24
        valley = clock >= 22 or clock < 7 or 12 <= clock < 14
        if stock > sump * (0.35 if valley else 0.85):
            on = True
        if stock < sump * 0.08:
            on = False
        if on:
            lead = names[(turn + h // period) % len(names)]
            m = min(stock, rated * rnd.uniform(0.96, 1.02))
            out[lead][h] = m
            stock -= m
            if stock > sump:
                second = names[(turn + 1 + h // period) % len(names)]
                out[second][h] = min(stock, rated)
                stock -= out[second][h]
    for t0, t1 in sim.opts.get("pump_tests", []):
        for p in names:  # the water runs in a circle: pumped, and let back into the sump
            out[p][int(t0 // 3600) + 24 : int(t1 // 3600) + 24] = rated * rng.uniform(0.97, 1.0)
    total = sum(out.values())
    return {p: np.round(v[24:], 1) for p, v in out.items()}, pumps, np.repeat(total / 4, 4)


def electricity(
    sim: Sim, state: dict, lifted: np.ndarray, pumped: np.ndarray, belts: dict, size: int
) -> dict[str, np.ndarray]:
    """Mean load of every feeder per 15 minutes."""
    rng, o = sim.rng, sim.opts
    load = {f["feeder"]: np.zeros(size) for f in sim.feeders}
    for w in sim.works:
        if not w.kw or not w.feeder:
            continue
        _, lvl, here = state[w.key]
        series = w.kw * (0.06 * live(sim, w) + 0.06 * here + 0.72 * lvl)
        load.setdefault(w.feeder, np.zeros(size))
        load[w.feeder] += series
    clock = np.arange(size) % BINS / 4
    cages = np.zeros(size)
    for p in sim.trips:
        for t in (p.t_in, p.t_out):
            b = slot(t)
            if 0 <= b < size:
                cages[b] += 1
    idle = o["hoist_kwh"] * 8
    load[o["hoist"]] += idle + lifted * 4 * o["hoist_kwh"] + np.minimum(cages, 40) * 1.6
    load[o["main_fan"]] += o["fan_kw"] * drift(sim, size, 0.01)
    fans = sum((22 + 11 * (w.air > 320)) * live(sim, w) for w in sim.works if w.kind == "heading")
    load[o["local_fan"]] += fans * drift(sim, size, 0.01) + np.zeros(size)
    load[o["pump"]] += pumped * 4 * o["depth"] / 367 / 0.62 + 3
    load[o["surface"]] += (
        o["surface_kw"] * (0.75 + 0.25 * np.sin((clock - 9) / 24 * 2 * np.pi)) * drift(sim, size, 0.04)
    )
    run = sum((r / 900 for _, r in belts.values()), np.zeros(size)) / max(len(belts), 1)
    load[o["other"]] += o["other_kw"] * (0.5 + 0.5 * run) * drift(sim, size, 0.03)
    for t0, t1, name, kw in sim.power_steps:
        load[name][between(sim, t0, t1)] += kw
    for t0, t1, a, b in sim.swaps:
        part = between(sim, t0, t1)
        load[b][part] += load[a][part]
        load[a][part] = 0
    for f in sim.feeders:  # a common feeder is large enough for what honest mines hang on it now and then
        if f["feeder"] in [o[k] for k in ("hoist", "main_fan", "local_fan", "pump", "surface", "other")]:
            f["rated_kw"] = float(max(f["rated_kw"], round(load[f["feeder"]].max() * 1.15, -1)))
    return {k: np.round(np.maximum(v * rng.normal(1, 0.015, size), 0), 1) for k, v in load.items()}


def sensors(sim: Sim, state: dict, times: np.ndarray, size: int) -> list[Point]:
    """Values of every sensor at the upload times."""
    rng, rnd, lay = sim.rng, sim.rnd, sim.lay
    grid = np.arange(size) * 900.0 - DAY + 450.0
    kernel = np.exp(-np.arange(8) / 2.0)
    kernel /= kernel.sum()
    air, gas = {}, {}
    for w in sim.works:
        if not w.air and not w.ch4:
            continue
        _, lvl, _ = state[w.key]
        soft = np.convolve(lvl, kernel)[:size]
        usual = 0.9 * (BINS / sim.n - 5) / BINS / (w.usual or 1.0)
        exists = live(sim, w)
        gas[w.key] = w.ch4 * exists * (0.7 + 0.3 * soft / usual) * drift(sim, size, 0.05)
        air[w.key] = w.air * exists * rnd.uniform(1.0, 1.06) * drift(sim, size, 0.015)
    for key, taken, by in sim.opts.get("starve", []):
        air[key] = air[key] - taken * live(sim, by)
    for t0, t1, key, f in sim.air_steps:
        part = between(sim, t0, t1)
        for k in [key] if key in air else list(air):
            air[k][part] *= f
    for t0, t1, key, f in sim.opts.get("gas_steps", []):
        gas[key][between(sim, t0, t1)] *= f
    declared = [w for w in sim.works if w.kind in ("coal_face", "heading")]
    base_air = sum(w.air for w in declared) * sim.opts["base_air"]
    base_gas = sum(w.ch4 for w in declared) * sim.opts["base_gas"]
    baro = np.cumsum(rng.normal(0, 1, len(grid) // 8 + 2))
    baro = np.interp(np.arange(size), np.arange(len(baro)) * 8, baro)
    baro = baro - np.linspace(baro[0], baro[-1], size)
    baro = baro / max(1e-6, float(np.abs(baro).max()))
    all_air = sum(air.values()) + base_air * drift(sim, size, 0.01)
    all_gas = sum(gas.values()) + base_gas * (1 + 0.12 * baro) * drift(sim, size, 0.03)
    points: list[Point] = []
    kinds = {"ch4": ("MN0001", "A"), "air_velocity": ("MN0008", "V"), "fan": ("KG1010", "K")}

    def put(
        kind: str,
        node: int,
        label: str,
        series: np.ndarray,
        section: float,
        noise: float,
        declared: bool = True,
    ) -> Point:
        head, letter = kinds[kind]
        if kind == "fan" and "局" in label:
            head = "KG1011"
        code = f"{sim.code}01{head}{len(points) // 4 + 1:03d}{letter}{len(points) % 4 + 1:02d}"
        if kind == "fan":
            values = np.ones(len(times))
        else:
            values = np.interp(times, grid, series)
            extra = rng.normal(0, noise, len(times))
            values = np.maximum(values + (extra if kind == "ch4" else values * extra), 0.0)
        points.append(Point(code, kind, node, label, section, values, declared, np.zeros(len(times), int)))
        return points[-1]

    places = {w.key: p for w, p in zip(sim.of("coal_face"), lay.coal, strict=False)}
    places |= {w.key: p for w, p in zip(sim.of("heading"), lay.heads, strict=False)}
    for w in declared:
        p = places.get(w.key)
        if p is None or not live(sim, w)[BINS:].any():
            continue
        pct = gas[w.key] / np.maximum(air[w.key], 30.0) * 100
        section = round(
            w.air / 60 / rnd.uniform(0.9, 1.8) if w.kind == "coal_face" else rnd.uniform(8, 14), 1
        )
        put("ch4", p.nodes[0], f"{p.name}T1", pct * rnd.uniform(0.75, 0.95), 0, 0.012)
        put("ch4", p.ret, f"{p.name}回风T2", pct, 0, 0.01)
        put("air_velocity", p.ret, f"{p.name}回风", air[w.key] / 60 / section, section, 0.02)
        if w.kind == "heading":
            put("fan", p.mouth, f"{p.name}局部通风机", pct, 0, 0)
    section = round(float(all_air.mean()) / 60 / rnd.uniform(4.0, 6.5), 1)
    put("ch4", lay.returns[0], "总回风T", all_gas / all_air * 100, 0, 0.006)
    put("air_velocity", lay.returns[0], "总回风", all_air / 60 / section, section, 0.012)
    put("fan", lay.returns[0], "主要通风机", all_air, 0, 0)
    for i, node in enumerate(lay.panel_return):
        keys = [w.key for w in sim.works if w.panel == i and w.key in air]
        if not keys or (i and rnd.random() < 0.3):
            continue
        q = sum(air[k] for k in keys) * 1.1 + 60
        g = sum(gas[k] for k in keys) * 1.08 + 0.05
        section = round(max(5.0, float(q.mean()) / 60 / rnd.uniform(2.0, 4.0)), 1)
        put("air_velocity", node, f"{lay.nodes[node].name}风速", q / 60 / section, section, 0.015)
        put("ch4", node, f"{lay.nodes[node].name}T", g / q * 100, 0, 0.008)
    if sim.opts["intake"]:
        section = round(float(all_air.mean()) / 60 / rnd.uniform(3.0, 5.5), 1)
        put("air_velocity", lay.trunk[0], "进风大巷", all_air * 0.93 / 60 / section, section, 0.015)
        flat = np.full(size, 0.02 if rnd.random() < 0.5 else 0.0)
        put("ch4", lay.trunk[0], "进风大巷T", flat, 0, 0.0 if sim.opts["intake"] == 2 else 0.006)
    for node in lay.seals[: sim.opts["seal_points"]]:
        level = rnd.uniform(0.15, 0.5) * (1 - sim.opts.get("breathing", 0.15) * baro)
        for w in sim.works:
            if sim.opts.get("seal_gas") == (w.key, node):
                level = level + 0.09 * np.convolve(state[w.key][1], kernel)[:size]
        put("ch4", node, f"{lay.nodes[node].name}T", level, 0, 0.008)
    for label, node, work in sim.extra_fans:
        point = put("fan", node, label, all_air, 0, 0, False)
        on = np.interp(times, grid, live(sim, work)) > 0.5
        point.values = on.astype(float)
    finish(sim, points, times)
    return points


def finish(sim: Sim, points: list[Point], times: np.ndarray) -> None:
    """Calibrations, fan stops, maskings and new sensors."""
    rnd, rng = sim.rnd, sim.rng
    for p in points:
        fine = sim.opts["resolution"]
        if p.kind == "ch4":
            p.values = np.round(p.values / fine) * fine
            t = rnd.uniform(0.1, 9) * DAY
            while t < sim.days * DAY:
                at = int(t // DAY) * DAY + rnd.uniform(8.5, 16) * 3600
                part = (times >= at) & (times < at + 660)
                p.values[part] = np.where(np.arange(part.sum()) % 2 == 0, 1.0, 0.5) + rng.normal(
                    0, 0.01, part.sum()
                )
                p.status[part] = 4
                t += rnd.uniform(6.5, 14.5) * DAY
        for t0, t1, label in sim.fan_stops:
            part = (times >= t0) & (times < t1)
            if p.kind == "fan" and label in p.label:
                p.values[part] = 0
            elif p.kind == "air_velocity" and label == "主要通风机":
                p.values[part] *= 0.55
    for t0, t1, label, how in sim.masks:
        for p in points:
            if p.label == label:
                part = (times >= t0) & (times < t1) & (p.status == 0)
                distort(sim, p, part, how, times)
    for p in points:
        p.values = np.round(p.values, p.digits)


def distort(sim: Sim, p: Point, part: np.ndarray, how: str, times: np.ndarray) -> None:
    """Change a sensor's values in the way of a masking style or of an honest event."""
    rng, x = sim.rng, p.values
    n = int(part.sum())
    if n == 0:
        return
    if how == "flat_bag":
        x[part] = round(float(np.median(x[part])) * 0.6, 2)
    elif how == "fed_fresh_air":
        x[part] = np.maximum(0, 0.03 + rng.normal(0, 0.006, n))
    elif how == "moved_to_intake":
        x[part] = np.maximum(0, 0.25 * float(np.median(x[part])) + rng.normal(0, 0.008, n))
    elif how == "scaled_half":
        x[part] = np.round(x[part] * 0.45, 2)
    elif how == "clipped_top":
        x[part] = np.minimum(x[part], np.quantile(x[part], 0.4))
    elif how == "calibrating_at_work":
        busy = part & (x > np.quantile(x[part], 0.72))
        x[busy] = 0.0
        p.status[busy] = 4
    elif how == "upgrade":
        p.digits = 3
        x[part] = x[part] * 1.04 + rng.normal(0, 0.004, n)
    elif how == "fault":
        x[part] = 0.0
        p.status[part] = 128
