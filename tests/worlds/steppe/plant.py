"""Coal, belts, power, air, gas, water, explosives: what the machines and sensors record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .mine import DAY, SLOTS, Face, World

SMALL = 288  # five-minute steps a day


def slow(r: np.random.Generator, n: int, memory: int) -> np.ndarray:
    """Smooth noise of unit size that remembers about `memory` steps."""
    k = np.exp(-np.arange(4 * memory) / memory)
    x = np.convolve(r.normal(size=n + 4 * memory), k / np.sqrt((k**2).sum()), "full")
    return x[4 * memory : 4 * memory + n]


def cutting(w: World, on: np.ndarray, blast: bool) -> np.ndarray:
    """Relative rate of winning coal in each quarter hour: runs and stops inside the given slots."""
    r = w.rng
    n = len(on)
    if blast:
        burst = (r.random(n) < 0.16).astype(float)
        act = np.convolve(burst, [1.0, 1.0, 0.8, 0.5, 0.25], "full")[:n] + 0.05
    else:
        act = (slow(r, n, 5) > -0.35) * r.uniform(0.55, 1.25, n)
    return act * on


def scaled(w: World, act: np.ndarray, per_day: np.ndarray) -> np.ndarray:
    """Scale an activity to tonnes per day."""
    x = act.reshape(w.days, SLOTS)
    s = x.sum(axis=1, keepdims=True)
    return (x / np.where(s > 0, s, 1.0) * per_day[:, None]).ravel()


def hidden_rate(w: World, on: np.ndarray, per_day: float, blast: bool) -> np.ndarray:
    """Tonnes per quarter hour of a hidden place working in the slots `on`."""
    full = on.reshape(w.days, SLOTS).sum(axis=1)
    top = max(1.0, float(full.max()))
    days = per_day * full / top * w.rng.normal(1.0, 0.13, w.days).clip(0.4, 1.5)
    return scaled(w, cutting(w, on, blast), days)


def _face_slots(w: World, f: Face) -> np.ndarray:
    on = np.zeros(w.days * SLOTS)
    for s, p in enumerate(f.prod):
        if p > 0:
            on = np.maximum(on, w.shift_slots(s) * p)
    t = np.arange(len(on)) * 900.0
    return on * ((t >= f.start) & (t < (f.end if f.end is not None else 1e12)))


def compute(w: World) -> dict[str, Any]:
    """All physical and recorded series of the mine."""
    r, n, d = w.rng, w.days * SLOTS, w.days
    p: dict[str, Any] = {
        "coal": {},
        "belt": {},
        "run": {},
        "kw": {},
        "expl": [],
        "air": {},
        "series": {},
        "state": {},
    }
    rock = np.zeros(n)
    halted = w.knobs.get("halt", np.zeros(n, bool))
    for h in w.hidden:
        h.rate = h.rate * ~halted
    for f in w.faces:
        day = r.normal(0.93, 0.05, d).clip(0.75, 1.02)
        day = np.where(r.random(d) < 0.04, day * r.uniform(0.3, 0.7, d), day) * w.work[f.fid]
        act = cutting(w, _face_slots(w, f), f.expl > 0) * ~halted
        lost = halted.reshape(d, SLOTS).mean(axis=1)
        day = day * (1 - lost)
        p["coal"][f.fid] = scaled(w, act, f.plan * day)
        if f.rock:
            rock += scaled(w, act, f.rock * day)
        if f.expl > 0:
            _blasts(w, p, f, day)
    rock *= w.knobs.get("rock_gain", np.ones(n))
    honest = sum(p["coal"].values())
    lag = np.array([0.45, 0.35, 0.2])
    p["honest"] = np.convolve(honest, lag, "full")[:n]
    main, hoisted, extra_run = p["honest"].copy(), p["honest"].copy(), np.zeros(n)
    reported = p["honest"].copy()
    side = {c["conveyor"]: np.zeros(n) for c in w.conveyors}
    for h in w.hidden:
        late = np.convolve(h.rate, lag, "full")[:n]
        if h.haul == "belt" or h.haul.startswith("face:"):
            main += late
            hoisted += late
        elif h.haul == "unweighed":
            extra_run += late
            hoisted += late
        elif h.haul == "cars":
            hoisted += late
        if h.haul.startswith("face:"):
            for c in w.conveyors[1:]:
                if h.haul[5:] in c["serves"]:
                    side[c["conveyor"]] += h.rate
        reported += late * h.report
    p["hoisted_true"], p["reported"] = hoisted, reported
    gain = w.knobs.get("scale_gain", np.ones(n)) * float(r.normal(1.0, 0.008))
    for c in w.conveyors:
        t = main if c["conveyor"] == "C1" else sum(p["coal"][x] for x in c["serves"]) + side[c["conveyor"]]
        x = extra_run if c["conveyor"] == "C1" else 0.0
        load = (t + x) / (c["rated_t_per_h"] / 4.0)
        run = np.where(load > 0.004, np.clip(0.25 + 0.95 * load + r.normal(0, 0.06, n), 0.06, 1.0), 0.0)
        run = np.where((load <= 0.004) & (r.random(n) < 0.02), r.uniform(0.02, 0.3, n), run)
        p["run"][c["conveyor"]] = np.round(900 * run)
        g = gain if c["conveyor"] == "C1" else float(r.normal(1.0, 0.02))
        p["belt"][c["conveyor"]] = np.where(run > 0, np.maximum(0, t * g * r.normal(1, 0.02, n)), 0.0)
    _air(w, p)
    _water(w, p)
    _power(w, p, hoisted, rock, main + extra_run)
    _gas(w, p)
    _output(w, p)
    return p


def _blasts(w: World, p: dict[str, Any], f: Face, day: np.ndarray) -> None:
    r = w.rng
    shifts = [x for x in w.shifts() if x[0] >= 0 and f.prod[x[1]] > 0]
    many = sum(q > 0 for q in f.prod)
    for d, _, a, b in shifts:
        if a < f.start or (f.end is not None and a >= f.end) or day[d] < 0.08:
            continue
        kg = f.expl / many * day[d] / 0.93 * float(r.normal(1, 0.1))
        at = a + r.uniform(0.3, 0.75) * (b - a)
        p["expl"].append([at, f.fid, max(0.6, kg), max(2, round(kg / 0.62)), kg * float(r.uniform(0, 0.07))])
    for h in w.hidden:
        if h.expl_face == f.fid:
            for d, _, a, b in w.shifts():
                t = float(h.rate[w.span_slots(a, b)].sum()) if d >= 0 else 0.0
                if t > 0.5:
                    kg = t * h.kg_t * float(r.normal(1, 0.12))
                    p["expl"].append(
                        [
                            a + r.uniform(0.2, 0.8) * (b - a),
                            f.fid,
                            max(0.6, kg),
                            max(2, round(kg / 0.62)),
                            kg * float(r.uniform(0, 0.05)),
                        ]
                    )


def _air(w: World, p: dict[str, Any]) -> None:
    r, n = w.rng, w.days * SLOTS
    t = np.arange(n) * 900.0
    total = np.zeros(n)
    for f in w.faces:
        on = (t >= f.start - 3 * DAY) & (t < (f.end + 2 * DAY if f.end is not None else 1e12))
        a = f.air * w.knobs.setdefault("air_set", {}).setdefault(f.fid, float(r.uniform(0.97, 1.08)))
        air = np.where(on, a * (1 + 0.012 * slow(r, n, 40)), 0.0)
        for h in w.hidden:
            if h.air_mode == f"steal:{f.fid}" and h.on is not None:
                air = np.maximum(0.25 * air, air - h.air * (h.on if h.flow is None else h.flow))
        p["air"][f.fid] = air
        total += air
    base = float(total.mean())
    leak = base * float(r.uniform(0.12, 0.2)) * (1 + 0.02 * slow(r, n, 90)) + 130 + 20 * len(w.faces)
    intake, ret = total + leak, total + leak
    for h in w.hidden:
        if h.on is None:
            continue
        q = h.air * (h.on if h.flow is None else h.flow)
        if h.air_mode == "total" or h.air_mode.startswith("steal"):
            intake, ret = intake + q, ret + q
        elif h.air_mode == "leak":
            ret = ret + q
    p["intake"], p["return"] = intake, ret * 1.015


def _water(w: World, p: dict[str, Any]) -> None:
    r, n = w.rng, w.days * 24
    t = np.arange(n) * 3600.0
    q = np.full(n, float(w.knobs["base_inflow"]))
    for f in w.faces:
        q += f.inflow * ((t >= f.start) & (t < (f.end if f.end is not None else 1e12)))
    q = q * (1 + 0.04 * slow(r, n, 30)) * w.knobs.get("rain", np.ones(n))
    for h in w.hidden:
        if h.on is not None and h.water:
            on = h.on.reshape(-1, 4).mean(axis=1)
            q = q + h.water * np.maximum(
                on, 0.55 * (on.max() > 0) * (np.convolve(on, np.ones(31), "full")[15 : 15 + n] > 0)
            )
    night = r.random() < 0.5
    want = np.array([(2.0 if (hh >= 23 or hh < 7) else 0.55) if night else 1.0 for hh in range(24)])
    names = [x["pump"] for x in w.pumps]
    down = w.knobs.get("pump_down", {})
    out = {x: np.zeros(n) for x in names}
    sump, duty = 0.0, int(r.integers(len(names)))
    rated = [float(x["rated_m3_per_h"]) for x in w.pumps]
    off = w.knobs.get("outage", np.zeros(w.days * SLOTS, bool)).reshape(-1, 4).any(axis=1)
    qbar = max(1.0, float(q.mean()))
    for k in range(n):
        sump += float(q[k])
        if off[k]:
            continue
        if k % 72 == 0:
            duty = (duty + 1) % len(names)
        go = min(
            sump,
            qbar * 1.35 * float(want[k % 24]) * float(r.uniform(0.6, 1.3)) + 0.3 * max(0.0, sump - 6 * qbar),
        )
        for j in range(len(names)):
            x = (duty + j) % len(names)
            if down.get(names[x]) and down[names[x]][0] <= k * 3600 < down[names[x]][1]:
                continue
            m = min(go, rated[x] * 0.97)
            if m > 0.5:
                out[names[x]][k] = m * float(r.normal(1, 0.015))
                sump -= m
                go -= m
    p["water"] = out


def _power(w: World, p: dict[str, Any], hoisted: np.ndarray, rock: np.ndarray, belt: np.ndarray) -> None:
    r, n = w.rng, w.days * SLOTS
    depth = float(w.knobs["depth"])
    tod = (np.arange(n) % SLOTS) / SLOTS * 24
    men = np.zeros(n)
    for _, _, a, _ in w.shifts():
        k = int(a // 900)
        for j, v in ((-3, 0.5), (-2, 1.0), (-1, 1.0), (0, 0.6), (1, 0.4)):
            if 0 <= k + j < n:
                men[k + j] += v
    water = np.repeat(sum(p["water"].values()), 4)
    live = sum(1 for f in w.faces if f.kind == "heading" and f.end is None)
    first_other = True
    factor = w.knobs.get("surface_gain", np.ones(n))
    for f in w.feeders:
        rated, s = float(f["rated_kw"]), f["serves"]
        noise = r.normal(1, 0.02, n)
        if s == "hoist":
            kw = 8 + 0.035 * rated + men * 0.09 * rated + (hoisted + rock) * 4 * depth * 0.0049
        elif s == "main_fan":
            ratio = p["intake"] / np.median(p["intake"])
            kw = 0.62 * rated * ratio**2.2
            noise = r.normal(1, 0.006, n)
        elif s == "local_fan":
            kw = 11.0 * live * float(r.uniform(0.8, 1.1)) + np.zeros(n) + 2
            noise = r.normal(1, 0.012, n)
        elif s == "pump":
            kw = water * (depth + 20) * 0.0049 + 3
        elif s == "surface":
            kw = (
                0.28
                * rated
                * (1 + 0.35 * np.sin((tod - 8) / 24 * 2 * np.pi))
                * factor
                * (1 + 0.05 * slow(r, n, 20))
            )
        elif s == "other":
            kw = 0.16 * rated * (1 + 0.08 * slow(r, n, 30)) + (belt * 4 * 0.35 if first_other else 0.0)
            first_other = False
        else:
            face = next(x for x in w.faces if x.fid == s)
            t = np.arange(n) * 900.0
            on = (t >= face.start - 2 * DAY) & (t < (face.end + 3 * DAY if face.end is not None else 1e12))
            base = (18 + 0.03 * rated) * on
            maint = np.zeros(n)
            for k, q in enumerate(face.prod):
                if q == 0:
                    maint = maint + w.shift_slots(k) * 0.05 * rated * on
            kw = (
                base
                + maint * np.repeat(w.work[s], SLOTS)
                + (p["coal"][s] + (p["coal"][s] * face.rock / max(face.plan, 1.0)))
                * 4
                * face.kwh_t
                * r.normal(1, 0.05, n)
            )
        top = float((kw * noise).max())
        if top > 0.95 * rated:
            rated = f["rated_kw"] = float(np.ceil(top * 1.08 / 5) * 5)
        for h in w.hidden:
            if h.feeder == f["feeder"] and h.on is not None:
                kw = kw + h.rate * 4 * h.kwh_t + h.base_kw * h.on
        p["kw"][f["feeder"]] = np.clip(kw * noise, 0, rated * 1.12)
    off = w.knobs.get("outage")
    if off is not None:
        for k in p["kw"]:
            p["kw"][k][off] *= 0.02


def up(x: np.ndarray) -> np.ndarray:
    """Quarter-hour series to five-minute series."""
    return np.interp(np.arange(len(x) * 3) / 3.0 - 1 / 3, np.arange(len(x)), x)


def _gas(w: World, p: dict[str, Any]) -> None:
    r, n = w.rng, w.days * SLOTS
    m = n * 3
    k = np.exp(-np.arange(24) / 6.0)
    k /= k.sum()
    emission: dict[str, np.ndarray] = {}
    for f in w.faces:
        a = np.convolve(p["coal"][f.fid], k, "full")[:n]
        mean = f.plan / SLOTS
        live = p["air"][f.fid] > 30
        emission[f.fid] = (
            f.ch4 * (0.42 + 0.5 * a / max(mean, 1e-6)).clip(0, 1.75) * np.exp(0.07 * slow(r, n, 60)) * live
        )
    seals = 0.12 + 0.05 * len(w.seals)
    baro = slow(r, n, 70)
    total = sum(emission.values()) + seals * (1 + 0.25 * baro)
    hid = np.zeros(n)
    seal_extra: dict[str, np.ndarray] = {}
    for h in w.hidden:
        g = np.convolve(h.rate, k, "full")[:n] / 15.0 * h.gas
        hid += g
        if h.gas_seal:
            seal_extra[h.gas_seal] = seal_extra.get(h.gas_seal, 0.0) + g
    p["emission"], p["hidden_gas"] = emission, hid
    off = w.knobs.get("outage")
    for pt in w.points:
        lag = r.normal(0, 0.004 if pt.kind == "ch4" else 0.03, m)
        if pt.kind == "fan":
            x = np.ones(m)
            if pt.of.startswith("local:"):
                f = w.face(pt.of[6:])
                x = up((p["air"][f.fid] > 30).astype(float)).round()
            if off is not None:
                x[np.repeat(off, 3)] = 0.0
        elif pt.kind == "air_velocity":
            q = p["intake"] if pt.of == "intake" else p["return"] if pt.of == "return" else p["air"][pt.of]
            q = up(q)
            if off is not None:
                q = np.where(np.repeat(off, 3), q * 0.15, q)
            x = np.maximum(0, q / 60 / pt.section * (1 + 0.015 * r.normal(size=m)) + lag)
        else:
            if pt.of == "return":
                c = (total + hid) / p["return"] * 100
            elif pt.of.startswith("seal:"):
                c = 0.18 + 0.07 * baro + np.asarray(seal_extra.get(pt.of[5:], 0.0)) * 0.9 + np.zeros(n)
            else:
                c = emission[pt.of] / np.maximum(60.0, p["air"][pt.of]) * 100
                if "上隅角" in pt.label:
                    c = c * 1.35
                c = np.where(p["air"][pt.of] > 30, c, 0.03)
            drift = np.arange(m) / (SMALL * 30.0) * float(r.normal(0, 0.015))
            x = np.clip(up(c) + drift + float(r.normal(0.01, 0.012)) + lag + 0.008 * slow(r, m, 3), 0.0, 4.0)
            if off is not None:
                x = x + np.convolve(np.repeat(off, 3) * 0.02, np.ones(12), "full")[:m]
        p["series"][pt.code] = x
        p["state"][pt.code] = np.zeros(m, int)
        if pt.kind == "ch4" and r.random() < min(1.0, w.days / 15.0):
            calibrate(w, p, pt.code, float(r.uniform(0, w.days)) // 1 * DAY + r.uniform(8.5, 16) * 3600)


def calibrate(w: World, p: dict[str, Any], code: str, at: float) -> None:
    """A calibration with test gas: two steps of five minutes, status 4."""
    k = int(at // 300)
    if k + 3 < len(p["series"][code]):
        p["series"][code][k : k + 3] = [0.0, float(w.rng.normal(1.0, 0.02)), float(w.rng.normal(2.0, 0.03))]
        p["state"][code][k : k + 3] = 4


def _output(w: World, p: dict[str, Any]) -> None:
    r = w.rng
    rows = []
    span = w.days * SLOTS
    starts = sorted((x[2], x[0], x[1]) for x in w.shifts())
    for j, (a, d, s) in enumerate(starts):
        if d < 0:
            continue
        b = starts[j + 1][0] if j + 1 < len(starts) else w.span
        q = slice(int(a // 900), min(span, int(b // 900)))
        hoist = float(p["belt"]["C1"][q].sum()) * float(r.normal(1, 0.004))
        rep = float(p["reported"][q].sum()) * float(r.uniform(0.985, 1.0))
        rows.append([d, s, hoist, rep, a, b])
    p["output"] = rows


def write_tables(w: World, p: dict[str, Any], put: Callable[[str, str], None]) -> None:
    """Write the CSV files; `put(name, text)` stores one."""
    r, miss = w.rng, w.knobs["profile"]["missing"]
    n = w.days * SLOTS
    stamp = [w.iso(k * 900) for k in range(n)]
    if "power" not in miss:
        per = SLOTS * (7 if r.random() < 0.5 else w.days)
        parts = [range(i, min(n, i + per)) for i in range(0, n, per)]
        for j, part in enumerate(parts):
            lines = ["at,feeder,kw"]
            for f in w.feeders:
                kw = p["kw"][f["feeder"]]
                lost = r.random(len(part)) < 0.0015
                lines += [
                    f"{stamp[k]},{f['feeder']},{kw[k]:.1f}" for k, z in zip(part, lost, strict=True) if not z
                ]
            if r.random() < 0.25:  # the meter sent a few rows twice
                lines += lines[5:9]
            put("power.csv" if len(parts) == 1 else f"power-{j + 1:02d}.csv", "\n".join(lines) + "\n")
    if "haulage" not in miss:
        lines = ["at,conveyor,running_s,t"]
        for c in w.conveyors:
            run, t = p["run"][c["conveyor"]], p["belt"][c["conveyor"]]
            lines += [f"{stamp[k]},{c['conveyor']},{int(run[k])},{t[k]:.2f}" for k in range(n)]
        put("haulage.csv", "\n".join(lines) + "\n")
    if "output" not in miss:
        lines = ["date,shift,hoisted_t,reported_t"]
        rank = {s: k + 1 for k, s in enumerate(sorted(w.starts))}
        for d, s, hoist, rep, _, _ in p["output"]:
            lines.append(f"{w.iso(d * DAY)[:10]},{rank[w.starts[s]]},{max(0, hoist):.1f},{max(0, rep):.1f}")
        put("output.csv", "\n".join(lines) + "\n")
    if "water" not in miss:
        lines = ["at,pump,m3"]
        for name, v in p["water"].items():
            lines += [f"{stamp[k * 4]},{name},{max(0, v[k]):.1f}" for k in range(len(v))]
        put("water.csv", "\n".join(lines) + "\n")
    if "explosives" not in miss and any(f.expl > 0 for f in w.faces):
        lines = ["at,face_id,explosive_kg,detonators,returned_kg"]
        for at, fid, kg, det, back in sorted(p["expl"]):
            if 0 <= at < w.span:
                lines.append(f"{w.iso(at)},{fid},{kg:.1f},{int(det)},{max(0, back):.1f}")
        put("explosives.csv", "\n".join(lines) + "\n")
    if "video" not in miss:
        _video(w, put)


def _video(w: World, put: Callable[[str, str], None]) -> None:
    """Camera counts at the portals from the people who really pass."""
    r = w.rng
    names = dict(
        zip(
            w.lay.role("portal", "portal2", "portal3"),
            ("main_shaft", "belt_incline", "return_shaft"),
            strict=True,
        )
    )
    seen = w.knobs["profile"]["video_at"]
    blind = w.knobs.get("camera_down", [])
    count: dict[tuple[float, str, str], int] = {}
    for t in w.trips:
        if not t.real or t.portal not in names or names[t.portal] not in seen:
            continue
        for at, way in ((t.t_in, "in"), (t.t_out, "out")):
            if 0 <= at < w.span and not any(a <= at < b for a, b in blind):
                key = (at // 60 * 60, names[t.portal], way)
                count[key] = count.get(key, 0) + 1
    lines = ["at,position,direction,persons"]
    for (at, pos, way), c in sorted(count.items()):
        u = r.random()
        c += -1 if u < 0.008 else 1 if u > 0.993 else 0
        if c > 0:
            lines.append(f"{w.iso(at)},{pos},{way},{c}")
    put("video.csv", "\n".join(lines) + "\n")
