"""Coal, power, gas, air, water, explosives: quarter-hour series from what is worked where."""

import numpy as np

from .crews import Run

Q = 900  # seconds of a step


def smooth(values, width):
    """Exponential smoothing with a time constant of `width` steps."""
    out, a, acc = np.empty_like(values), 1 / (1 + width), values[: width + 1].mean()
    for i, v in enumerate(values):
        acc += a * (v - acc)
        out[i] = acc
    return out


def wander(run: Run, sd, width=40):
    """Slow noise with standard deviation sd."""
    x = smooth(run.np.normal(0, 1, run.n + 200), width)[200:]
    return x / (x.std() + 1e-9) * sd


def quarter_profile(run: Run, level_of, work_minutes=(50, 20)):
    """Spread shift amounts (function day, k -> amount) over quarter hours with stops and cycles."""
    out = np.zeros(run.n)
    for day in range(-1, run.days):
        for k in range(len(run.mine.shifts)):
            amount = level_of(day, k)
            if amount <= 0:
                continue
            a, b = run.shift(day, k)
            i, j = int((a + work_minutes[0] * 60) // Q), int((b - work_minutes[1] * 60) // Q)
            shape = np.clip(run.np.normal(1, 0.35, j - i), 0.05, None)
            shape *= run.np.random(j - i) > 0.07
            if shape.sum() <= 0:
                shape[:] = 1
            shape *= amount / shape.sum()
            lo, hi = max(i, 0), min(j, run.n)
            if hi > lo:
                out[lo:hi] += shape[lo - i : hi - i]
    return out


def compute(run: Run):
    """Fill run.coal, run.kw, run.belt, run.series, run.pumped, run.output, run.blasts."""
    mine, rng = run.mine, run.rng
    run.coal, run.gas, run.air, run.rock = {}, {}, {}, {}
    for i, f in enumerate(mine.faces):
        lev = run.level[i]
        scale = f.plan or 1.0
        run.coal[i] = quarter_profile(run, lambda d, k, lev=lev, scale=scale: scale * lev[max(d, 0), k])
        rate = run.coal[i] / (scale / 96)
        lag = smooth(rate, 5)
        run.gas[i] = f.ch4 * np.clip(0.5 + 0.5 * lag * rng.uniform(0.85, 1.0) + wander(run, 0.05), 0.1, 3)
        run.air[i] = (
            f.air * rng.uniform(0.98, 1.06) * (1 + wander(run, 0.012) + run.np.normal(0, 0.006, run.n))
        )
        if not f.plan:
            run.coal[i] = np.zeros(run.n)
            run.rock[i] = rate
    run.dgas_extra = {d: np.zeros(run.n) for d in range(mine.districts)}
    run.dair_extra = {d: np.full(run.n, rng.uniform(120, 300)) for d in range(mine.districts)}
    run.hidden_belt, run.hidden_hoist = np.zeros(run.n), np.zeros(run.n)
    run.unreported = np.zeros(run.n)
    run.inflow = sum(f.inflow for f in mine.faces) + mine.base_inflow * (1 + wander(run, 0.04, 90))
    run.extra_kw: dict[int, np.ndarray] = {}
    for source in run.sources:
        source["apply"](run, source)
    _haul(run)
    _power(run)
    _sensor_series(run)
    _water(run)
    _explosives(run)
    for hook in run.late:
        hook()
    _output(run)


def _haul(run: Run):
    mine, rng = run.mine, run.rng
    run.belt = {}
    main = sum(run.coal.values()) + run.hidden_belt
    run.main_coal = main
    for k, c in enumerate(mine.conveyors):
        t = main if k == 0 else run.coal[[f.face_id for f in mine.faces].index(c["serves"][0])]
        bias = rng.uniform(0.985, 1.02)
        run.belt[k] = t * bias * np.clip(run.np.normal(1, 0.02, run.n), 0.9, 1.1)
    lag = rng.choice((1, 2, 3))
    run.hoisted = np.maximum(0, smooth(main + run.hidden_hoist, lag))


def add_kw(run: Run, feeder: int, kw):
    run.extra_kw[feeder] = run.extra_kw.get(feeder, 0) + kw


def _power(run: Run):
    mine, rng = run.mine, run.rng
    h = (np.arange(run.n) * 0.25) % 24
    run.kw = {}
    move = np.zeros(run.n)  # men riding: peaks round the shift changes
    for s in mine.shifts:
        gap = np.abs((h - s / 60 + 12) % 24 - 12)
        move += np.exp(-((gap / 0.6) ** 2))
    depth = abs(mine.stations[1].z)
    faces = [f.face_id for f in mine.faces]
    seen: dict[str, int] = {}
    for i, fd in enumerate(mine.feeders):
        serves, order = fd["serves"], seen.get(fd["serves"], 0)
        seen[serves] = order + 1
        if serves in faces:
            j = faces.index(serves)
            f = mine.faces[j]
            rate = run.coal[j] / (f.plan / 64) if f.plan else run.rock[j] / 1.5
            present = np.repeat(np.clip(run.crewed[j].mean(axis=1), 0, 1), 96)
            kw = f.kw * (0.06 + 0.1 * present + 0.62 * rate)
        elif serves == "hoist" and order == 0:
            kw = 18 + run.hoisted * 4 * (depth * 0.00273 / 0.62 + 0.35)
        elif serves == "hoist":
            kw = fd["rated_kw"] * (0.05 + 0.35 * move + 0.06 * np.exp(-(((h - 10) / 3) ** 2)))
        elif serves == "main_fan":
            kw = fd["rated_kw"] * (0.78 + wander(run, 0.008))
        elif serves == "local_fan":
            live = [f for f in mine.faces if f.kind == "heading" and f.district == order]
            kw = 6 + 22.0 * len(live) * (1 + wander(run, 0.01))
        elif serves == "surface":
            kw = (
                fd["rated_kw"] * (0.35 + 0.16 * np.exp(-(((h - 13) / 5) ** 2)) + wander(run, 0.02))
                + run.hoisted * 3
            )
        elif serves == "other":
            kw = fd["rated_kw"] * (0.22 + 0.1 * move + wander(run, 0.02))
            if order == 0:
                kw = kw + run.main_coal * 4 * rng.uniform(0.8, 1.4)
        else:
            kw = np.zeros(run.n)  # pumps: filled by the water
        run.kw[i] = kw
    for i, extra in run.extra_kw.items():
        run.kw[i] = run.kw[i] + extra


def _sensor_series(run: Run):
    mine, rng = run.mine, run.rng
    run.series = {}
    live = range(len(mine.faces))
    dair = {
        d: sum(run.air[i] for i in live if mine.faces[i].district == d) * 1.12 + run.dair_extra[d]
        for d in range(mine.districts)
    }
    dgas = {
        d: sum(run.gas[i] for i in live if mine.faces[i].district == d) + 0.1 + run.dgas_extra[d]
        for d in range(mine.districts)
    }
    mair = sum(dair.values()) * rng.uniform(1.1, 1.25) + 200
    mgas = smooth(sum(dgas.values()), 1) + 0.2
    weather = smooth(run.np.normal(0, 1, run.n), 60)
    run.weather = weather / (weather.std() + 1e-9)
    share = {
        "face": lambda i: 100 * run.gas[i] / run.air[i] * rng.uniform(0.75, 1.0),
        "ret": lambda i: smooth(100 * run.gas[i] / run.air[i], 1),
        "air": lambda i: run.air[i] / 60,
        "dgas": lambda d: smooth(100 * dgas[d] / dair[d], 1),
        "dair": lambda d: dair[d] / 60,
        "mgas": lambda: smooth(100 * mgas / mair, 2),
        "mair": lambda: mair / 60,
        "seal": lambda s: np.clip(0.12 - 0.05 * run.weather + wander(run, 0.01), 0, 1),
    }
    for i, p in enumerate(mine.points):
        value = share[p.at[0]](*p.at[1:]) if p.at[0] in share else 1.0
        run.series[i] = value / (p.section if p.kind == "air_velocity" else 1.0) * np.ones(run.n)


def _water(run: Run):
    """Sumps are emptied mostly at cheap hours; what runs in must come out."""
    mine, rng = run.mine, run.rng
    run.pumped = {}
    total = np.clip(run.inflow, 1, None).reshape(-1, 4).mean(axis=1)  # m3 an hour
    first = rng.uniform(0.65, 1.0) if len(mine.pumps) > 1 else 1.0
    cheap = rng.random() < 0.6
    feeders = mine.feeder("pump")
    for k, pump in enumerate(mine.pumps):
        need = total * (first if k == 0 else 1 - first)
        rated, level, out = pump["rated_m3_per_h"], need[0] * rng.uniform(2, 5), np.zeros(run.n // 4)
        low, high = need.mean() * 0.5, need.mean() * (9 if cheap else 4)
        on = False
        for i, q in enumerate(need):
            level += q
            if level > high or (cheap and i % 24 in (23, 0, 1, 2, 3, 4, 5, 6) and level > low * 3):
                on = True
            if level < low + rated * 0.4:
                on = False
            if on:
                out[i] = min(level, rated * rng.uniform(0.95, 1.0))
            level -= out[i]
        run.pumped[k] = out
    kw = sum(run.pumped.values()) * (abs(mine.stations[1].z) + 20) * 0.00273 / 0.6
    for i in feeders:
        run.kw[i] = run.kw[i] + np.repeat(kw, 4) / len(feeders) + 3


def _explosives(run: Run):
    """One row for each shift that blasts: [time, face, kg, detonators, returned]."""
    mine, rng, rows = run.mine, run.rng, []
    for i, f in enumerate(mine.faces):
        if not f.explosive:
            continue
        for day in range(run.days):
            for k in range(len(mine.shifts)):
                kg = f.explosive * run.level[i][day, k] * rng.uniform(0.92, 1.08)
                if kg > 1.5:
                    rows.append(
                        [run.shift(day, k)[0] + 2400, f.face_id, kg, round(kg / rng.uniform(0.55, 0.7)), 0.0]
                    )
    for row in rows:
        if rng.random() < 0.25:
            row[4] = round(row[2] * rng.uniform(0.02, 0.08), 1)
            row[2] += row[4]
    run.blasts = rows


def _output(run: Run):
    """Hoisted and reported tonnes of each shift; a shift belongs to the day in which it starts (its middle at night)."""
    rng, rows = run.rng, []
    gangue = rng.uniform(0.985, 1.01)
    for day in range(run.days):
        for k in range(len(run.mine.shifts)):
            a, b = run.shift(day, k)
            i, j = int(a // Q), min(int(b // Q), run.n)
            if j <= i:
                continue
            t = run.hoisted[i:j].sum() * gangue
            hidden = run.unreported[i:j].sum()
            rows.append(
                [
                    run.date(day),
                    k + 1,
                    round(t * rng.uniform(0.995, 1.005), 1),
                    round(max(0.0, t - hidden) * rng.uniform(0.99, 1.01), 1),
                ]
            )
    run.output = rows
