"""What coal brings with it: loads, belts, air, gas, water, explosives."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .sim import BIN, Place, Sim


@dataclass
class Series:
    """Everything measured, before it is written."""

    power: dict[str, np.ndarray] = field(default_factory=dict)  # kW per 15 min
    rated: dict[str, float] = field(default_factory=dict)
    belts: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)  # running s, t
    belt_rated: dict[str, float] = field(default_factory=dict)
    output: list[tuple[int, int, float, float]] = field(default_factory=list)  # day, shift, hoisted, reported
    water: dict[str, np.ndarray] = field(default_factory=dict)  # m3 per hour
    pump_rated: dict[str, float] = field(default_factory=dict)
    explosives: list[tuple[int, str, float, int, float]] = field(default_factory=list)
    points: list[np.ndarray] = field(default_factory=list)  # value per 5 min
    state: list[np.ndarray] = field(default_factory=list)  # status per 5 min


def _ar(rng: np.random.Generator, n: int, phi: float, sd: float) -> np.ndarray:
    e = rng.normal(0, sd * np.sqrt(1 - phi * phi), n)
    out = np.empty(n)
    x = float(rng.normal(0, sd))
    for i, v in enumerate(e.tolist()):
        x = phi * x + v
        out[i] = x
    return out


def _lag(x: np.ndarray, hours: float) -> np.ndarray:
    """Exponential after-effect of cutting."""
    a = np.exp(-0.25 / hours)
    out = np.empty_like(x)
    y = float(x[:96].mean()) if x.size else 0.0
    for i, v in enumerate(x.tolist()):
        y = a * y + (1 - a) * v
        out[i] = y
    return out


def _shift(x: np.ndarray, w: tuple[float, ...]) -> np.ndarray:
    return np.convolve(x, np.asarray(w))[: x.size]


def _on(p: Place, n: int) -> np.ndarray:
    d = np.arange(n) / 96
    return ((d >= p.start) & (d < p.end)).astype(float)


def compute(sim: Sim) -> Series:
    """All series of the mine."""
    rng, n = sim.rng, sim.n_bins
    s = Series()
    for p in sim.places:
        if p.rate.size == 0:
            p.rate = sim.coal(p)
    noise = float(rng.uniform(0.02, 0.05))

    def noisy(x: np.ndarray) -> np.ndarray:
        return x * np.exp(_ar(rng, x.size, 0.6, noise))

    # power of faces and local fans
    feeders = ["FDHOIST", "FDMFAN", "FDPUMP", "FDSURF", "FDOTH"]
    for p in sim.places:
        if not p.hidden:
            feeders.append(p.feeder)
            if p.kind == "heading":
                feeders.append("LF" + p.face_id)
    kw = {f: np.zeros(n) for f in feeders}
    coal = sum((p.rate * p.belt for p in sim.places), np.zeros(n))
    hoist_in = sum((p.rate * p.hoist for p in sim.places), np.zeros(n))
    hoisted = _shift(hoist_in, (0.2, 0.35, 0.25, 0.15, 0.05)) * sim.hoist_keep
    for p in sim.places:
        on = _on(p, n)
        load = p.base_kw * on * (1.0 + 0.25 * (p.rate > 0)) + p.rate * 4 * p.kwh_t
        if p.hidden:
            if p.feeder in kw:
                kw[p.feeder] += load
        else:
            kw[p.feeder] += load
            if p.kind == "heading":
                kw["LF" + p.face_id] += 22 * on
    air = sum((p.air * (p.air_new if p.hidden else 1.0) * _on(p, n) for p in sim.places), np.zeros(n)) + 900
    fan0 = max(90.0, float(air.mean()) * 0.11)
    kw["FDMFAN"] += fan0 * (air / air.mean()) ** 2
    depth = max(60.0, sim.lay.nodes[0].z - sim.lay.nodes[sim.lay.trunk[0]].z)
    kw["FDHOIST"] += 35 + hoisted * 4 * depth * 9.81 / 3600 / 0.55
    kw["FDOTH"] += 90 + coal * 4 * 0.9
    hour = (np.arange(n) / 4) % 24
    kw["FDSURF"] += 160 + 50 * np.exp(-(((hour - 13) / 5) ** 2)) + hoisted * 4 * 0.35
    # water
    hours = sim.days * 24
    inflow = sim.extra_inflow.copy() + float(rng.uniform(6, 20))
    for p in sim.places:
        act = _on(p, n).reshape(-1, 4).mean(1) * p.inflow + p.rate.reshape(-1, 4).sum(1) * 0.02
        inflow = inflow + act * (p.pump_seen if p.hidden else 1.0)
    inflow = inflow * np.exp(_ar(rng, hours, 0.9, 0.04))
    rated = float(np.ceil(max(60.0, inflow.mean() * 2.6) / 10) * 10)
    pumps = ["P1", "P2"] + (["P3"] if rng.random() < 0.6 else [])
    water = {q: np.zeros(hours) for q in pumps}
    sump, duty = rated * 0.5, 0
    for h in range(hours):
        sump += float(inflow[h])
        if h % 168 == 0:
            duty = (duty + 1) % len(pumps)
        if sump > rated * 0.8:
            q = pumps[duty]
            if any(d == duty and a <= h < b for d, a, b in sim.pump_down):
                q = pumps[(duty + 1) % len(pumps)]
            amt = min(sump, rated * float(rng.uniform(0.9, 0.98)))
            water[q][h] = amt
            sump -= amt
            if sump > rated * 0.8:
                q2 = pumps[(pumps.index(q) + 1) % len(pumps)]
                amt = min(sump, rated * 0.93)
                water[q2][h] += amt
                sump -= amt
    s.water, s.pump_rated = water, dict.fromkeys(pumps, rated)
    tot = sum(water.values(), np.zeros(hours))
    kw["FDPUMP"] += 12 + np.repeat(tot, 4) * (depth + 30) * 9.81 / 3600 / 0.65
    for f, x in sim.extra_kw.items():
        if f in kw:
            kw[f] = kw[f] + x
    for f in kw:
        kw[f] = np.maximum(0, noisy(kw[f]))
        for g, t0, t1 in sim.kw_off:
            if g in ("*", f):
                kw[f][max(0, t0 // BIN) : max(0, t1 // BIN)] *= 0.02 if f != "FDMFAN" else 0.7
        s.rated[f] = float(np.ceil(np.quantile(kw[f], 0.995) * 1.5 / 50) * 50)
    s.power = kw
    # belts
    names = {"C0": list(sim.places)}
    for p in sim.places:
        if p.kind == "coal_face" and not p.hidden:
            names["C" + p.face_id] = [p]
    for c, ps in names.items():
        t = np.zeros(n)
        for p in ps:
            t = t + p.rate * p.belt
        if c != "C0":
            for p in sim.places:
                if p.hidden and p.belt_via == c:
                    t = t + p.rate * p.belt
        t = _shift(t, (0.7, 0.3) if c != "C0" else (0.45, 0.4, 0.15)) * sim.belt_bias
        t = np.where(t > 0.05, t * rng.lognormal(0, 0.03, n), 0)
        cap = float(np.ceil(np.quantile(t[t > 0], 0.99) * 4 * 1.4 / 50) * 50) if (t > 0).any() else 100.0
        run = np.where(t > 0, np.clip(900 * (0.35 + 0.65 * t * 4 / cap) + rng.normal(0, 30, n), 60, 900), 0)
        s.belts[c] = (np.round(run), np.round(t, 1))
        s.belt_rated[c] = cap
    # output
    rep_in = sum((p.rate * (p.report if p.hidden else 1.0) * (p.hoist > 0) for p in sim.places), np.zeros(n))
    rep = _shift(rep_in, (0.2, 0.35, 0.25, 0.15, 0.05)) * sim.hoist_keep
    for d in range(sim.days):
        for k in range(sim.ns):
            a, b = sim.shift_span(d, k)
            i, j = a // BIN, min(b // BIN, n)
            if j <= i:
                continue
            h = float(hoisted[i:j].sum()) * float(rng.lognormal(0, 0.008))
            r = float(rep[i:j].sum()) * float(rng.lognormal(0, 0.012))
            for d0, d1, f in sim.report_cap:
                if d0 <= d < d1:
                    r *= f
            s.output.append((d, k, round(h, 1), round(r, 1)))
    # explosives
    for p in sim.places:
        if p.blast_kg <= 0:
            continue
        for d in range(sim.days):
            for k in range(sim.ns):
                a, b = sim.shift_span(d, k)
                i, j = max(0, a // BIN), min(b // BIN, n)
                part = float(p.rate[i:j].sum()) / max(1e-6, p.plan / sim.ns)
                if part < 0.15:
                    continue
                kg = p.blast_kg / sim.ns * part * float(rng.lognormal(0, 0.06))
                to = p.blast_to if p.hidden else p.face_id
                if to:
                    s.explosives.append(
                        (
                            a + int(rng.uniform(0.5, 0.8) * (b - a)),
                            to,
                            round(kg / 0.3) * 0.3,
                            max(1, int(kg / 0.9)),
                            round(float(rng.choice([0, 0, 0, 0.6, 1.2])), 1),
                        )
                    )
    s.explosives = sorted(_merge(s.explosives)) if sim.seed % 2 else sorted(s.explosives)
    _points(sim, s)
    return s


def _merge(rows: list[tuple[int, str, float, int, float]]) -> list[tuple[int, str, float, int, float]]:
    """Some magazines book once per face and shift."""
    out: dict[tuple[int, str], list[float]] = {}
    for t, f, kg, n, ret in rows:
        v = out.setdefault((t // (4 * 3600), f), [t, 0.0, 0, 0.0])
        v[1] += kg
        v[2] += n
        v[3] += ret
    return [(int(v[0]), k[1], round(v[1], 1), int(v[2]), round(v[3], 1)) for k, v in out.items()]


def _points(sim: Sim, s: Series) -> None:
    rng, n = sim.rng, sim.n_bins
    m = n * 3
    emit, flow = [], []
    for p in sim.places:
        on = _on(p, n)
        tph = _lag(p.rate * 4, 0.7)
        emit.append((p.gas_base * on + p.gas_per_t * tph) * np.exp(_ar(rng, n, 0.9, 0.06)))
        flow.append(p.air * on * np.exp(_ar(rng, n, 0.985, 0.03)))
    for p in sim.places:
        if p.hidden and p.steal_from >= 0:
            host = sim.places[p.steal_from]
            take = p.air * (1 - p.air_new) * _on(p, n)
            flow[p.steal_from] = np.maximum(flow[p.steal_from] - take, 0.55 * host.air * _on(host, n))
    nd = len(sim.lay.district_return)
    d_emit = [np.zeros(n) + 0.15 for _ in range(nd)]
    d_flow = [350.0 * np.exp(_ar(rng, n, 0.985, 0.12)) for _ in range(nd)]
    for d in range(nd):  # air doors left open for a while
        for _ in range(int(rng.poisson(0.4 * sim.days))):
            i = int(rng.integers(n))
            d_flow[d][i : i + int(rng.integers(1, 5))] *= float(rng.uniform(1.1, 1.5))
    hid_flow = np.zeros(n)
    for p, e, f in zip(sim.places, emit, flow, strict=True):
        d = min(p.district, nd - 1)
        if p.hidden:
            d_emit[d] = d_emit[d] + e * p.gas_seen
            d_flow[d] = d_flow[d] + f
            hid_flow += f
        else:
            d_emit[d] = d_emit[d] + e
            d_flow[d] = d_flow[d] + f
    all_emit = sum(d_emit, np.zeros(n)) + sim.extra_gas
    all_flow = sum(d_flow, np.zeros(n)) + 250
    baro = _ar(rng, n, 0.995, 1.0)
    fine = np.arange(m) / 3
    grid = np.arange(n) + 0.5

    def up(x: np.ndarray) -> np.ndarray:
        return np.interp(fine, grid, x)

    for k, q in enumerate(sim.points):
        v = np.zeros(m)
        if q.kind == "ch4" and q.role in ("face_t1", "face_ret"):
            e, f = emit[q.ref], flow[q.ref]
            conc = np.where(f > 1, 100 * e / np.maximum(f, 1), 0.02)
            v = up(conc) * (0.8 if q.role == "face_t1" else 1.0) + _ar(rng, m, 0.5, 0.012)
        elif q.role == "dist_ret" and q.kind == "ch4":
            v = up(100 * d_emit[q.ref] / d_flow[q.ref]) + _ar(rng, m, 0.5, 0.008)
        elif q.role == "main_ret" and q.kind == "ch4":
            v = up(100 * all_emit / all_flow) + _ar(rng, m, 0.5, 0.006)
        elif q.role == "seal":
            rhythm = np.zeros(n)
            for p, e in zip(sim.places, emit, strict=True):
                if p.hidden and q.node in p.stations:
                    rhythm = rhythm + e / max(e.max(), 1e-6) * 0.35
            v = up(np.maximum(0.05, 0.3 - 0.08 * baro + rhythm)) + _ar(rng, m, 0.5, 0.01)
        elif q.kind == "air_velocity":
            f = {
                "face_ret": lambda: flow[q.ref],
                "dist_ret": lambda: d_flow[q.ref],
                "dist_in": lambda: d_flow[q.ref] * 0.97,
                "main_ret": lambda: all_flow,
            }[q.role]()
            gain = float(rng.lognormal(0, 0.025)) * np.exp(up(_ar(rng, n, 0.995, 0.012)))
            v = gain * up(f) / 60 / q.section * (1 + _ar(rng, m, 0.8, 0.012)) + rng.normal(0, 0.015, m)
        elif q.kind == "fan":
            v = np.ones(m)
            if q.role == "local_fan":
                v = np.round(up(_on(sim.places[q.ref], n)))
                hour = int(rng.integers(8, 12))
                for d in range(sim.days):  # interlock tests
                    if rng.random() < 0.4:
                        v[d * 288 + hour * 12 + int(rng.integers(0, 12))] = 0
        if q.kind == "ch4":
            v = np.maximum(0.0, v + q.period_off + np.linspace(0, float(rng.normal(0, 0.015)), m))
        st = np.zeros(m, dtype=int)
        for pt, t0 in sim.cal:
            if pt == k and q.kind == "ch4":
                i = t0 // 300
                v[i : i + 3] = (1.0, 2.0, 0.0)[: max(0, min(3, m - i))]
                st[i : i + 3] = 4
        for g, t0, t1 in sim.kw_off:
            if g == "*":
                i, j = max(0, t0 // 300), max(0, t1 // 300)
                if q.role == "local_fan":
                    v[i:j] = 0
                elif q.kind == "ch4" and q.role != "seal":
                    v[i:j] = v[i:j] + np.linspace(0, 0.3, max(j - i, 0))[: len(v[i:j])]
        for pt, t0, t1, mode in sim.masks:
            if pt == k:
                _mask(rng, v, st, t0 // 300, min(t1 // 300, m), mode)
        s.points.append(np.round(np.maximum(v, 0), 2))
        if q.kind == "ch4":
            st[(v >= 1.0) & (st == 0)] = 1
        s.state.append(st)


def _mask(rng: np.random.Generator, v: np.ndarray, st: np.ndarray, i: int, j: int, mode: str) -> None:
    if j <= i:
        return
    x = v[i:j]
    if mode == "flat":
        v[i:j] = round(float(np.quantile(x, 0.2)), 2)
    elif mode == "bag":
        v[i:j] = np.round(
            np.convolve(np.r_[np.full(288, x[:12].min()), x], np.ones(288) / 288, "valid")[: x.size], 2
        )
    elif mode == "clean":
        v[i:j] = 0.02 + 0.15 * x
    elif mode == "clip":
        top = float(np.quantile(x, 0.45))
        v[i:j] = np.minimum(x, top - 0.01 * (rng.random(x.size) < 0.3))
    elif mode == "replay":
        one = v[max(0, i - 288) : i]
        if one.size:
            v[i:j] = np.resize(one, x.size)
    elif mode == "work_only":
        t = np.arange(i, j) % 288
        v[i:j] = np.where((t > 96) & (t < 276), np.minimum(x, 0.06 + 0.01 * rng.integers(0, 2, x.size)), x)
    elif mode == "fault":
        v[i:j] = 0
        st[i:j] = 128
