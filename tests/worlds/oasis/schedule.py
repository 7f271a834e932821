"""What is worked when: crews and activity per shift, then cutting and tonnes per quarter hour."""

from __future__ import annotations

import numpy as np

from .model import BIN, DAY, Mine, Place


def lay_out_shifts(m: Mine) -> None:
    """Ordinary weeks for every approved place, before events and conduct change them."""
    m.support = np.ones(m.days + 1)
    m.extra_water = np.zeros((m.days + 1) * 96)
    for p in m.places:
        ordinary(m, p)


def ordinary(m: Mine, p: Place) -> None:
    """Crew and activity matrices of one place in ordinary weeks."""
    d, s = m.days + 1, m.shifts
    p.crew = np.tile(np.array(p.crew_plan, dtype=float), (d, 1))
    p.crew = np.maximum(1, np.round(p.crew * m.g.uniform(0.86, 1.0, (d, s))))
    p.act = m.g.normal(1.0, 0.07, (d, s)).clip(0.7, 1.2)
    p.act[m.g.random((d, s)) < 0.03] *= 0.45
    if p.kind == "coal_face" and m.repair_shift >= 0:
        p.act[:, m.repair_shift] = 0
    if p.first is not None:
        p.crew[: p.first + 1] = 0
        p.act[: p.first + 1] = 0
        p.act[p.first + 1 : p.first + 3] *= 0.6
    if p.last is not None:
        p.crew[p.last + 2 :] = 0
        p.act[p.last + 2 :] = 0


def grind(m: Mine, p: Place) -> None:
    """Turn the shift matrices into quarter-hour series and blasts."""
    bins = (m.days + 1) * 96
    p.cut, p.tons, p.blasts = np.zeros(bins), np.zeros(bins), []
    r = m.r
    s_all = [
        s
        for s in range(m.shifts)
        if p.crew_plan[s] > 0 and not (p.kind == "coal_face" and p.approved and s == m.repair_shift)
    ]
    per_shift = p.t_per_day / max(1, len(s_all))
    for day in range(-1, m.days):
        for s in range(m.shifts):
            act = float(p.act[day + 1, s])
            if act <= 0 or p.crew[day + 1, s] < 1:
                continue
            a, b = m.shift_span(day, s)
            k0 = (a + DAY + r.randint(35, 70) * 60) // BIN
            k1 = min(bins, (b + DAY - r.randint(15, 45) * 60) // BIN)
            n = k1 - k0
            if n < 4:
                continue
            shape = _shape(m, p, n)
            total = shape.sum() or 1.0
            p.cut[k0:k1] += shape * min(1.25, act)
            p.tons[k0:k1] += shape / total * per_shift * act * r.uniform(0.92, 1.08)
            if p.blast:
                rounds = 2 if p.kind == "coal_face" or n > 26 else 1
                for q in range(rounds):
                    at = (
                        (k0 + int(n * (0.35 + 0.4 * q + r.uniform(-0.06, 0.06)))) * BIN
                        - DAY
                        + r.randint(0, 800)
                    )
                    p.blasts.append(
                        (at, p.explosive / max(1, len(s_all)) / rounds * act * r.uniform(0.9, 1.1))
                    )


def _shape(m: Mine, p: Place, n: int) -> np.ndarray:
    """Intensity over a shift: cuts with stops, cut-and-bolt cycles, or mucking after the shot."""
    g = m.g
    if p.kind == "coal_face" and not p.blast:
        x = g.uniform(0.62, 1.0, n)
        for _ in range(int(g.integers(1, 4))):
            stop = int(g.integers(0, n))
            x[stop : stop + int(g.integers(1, 5))] *= g.uniform(0.0, 0.3)
        x[0] *= 0.4
        return x
    if not p.blast:
        cycle = int(g.integers(6, 10))
        return np.where(
            (np.arange(n) + int(g.integers(0, cycle))) % cycle < cycle * 0.45,
            g.uniform(0.7, 1.0, n),
            g.uniform(0.03, 0.15, n),
        )
    x = g.uniform(0.05, 0.2, n)
    half = n // 2
    x[int(half * 0.75) : half + 2] = g.uniform(0.5, 1.0, half + 2 - int(half * 0.75))
    x[int(n * 0.8) :] = g.uniform(0.5, 1.0, n - int(n * 0.8))
    return x


def lag(x: np.ndarray, hours: float, step_hours: float = 0.25) -> np.ndarray:
    """First-order delay with the given time constant."""
    keep = float(np.exp(-step_hours / hours))
    out = np.empty_like(x)
    y = float(x[: int(24 / step_hours)].mean()) if x.size else 0.0
    for i, v in enumerate(x.tolist()):
        y = keep * y + (1 - keep) * v
        out[i] = y
    return out


def day_mask(m: Mine, first: int, last: int) -> np.ndarray:
    """True for the quarter hours of the days first..last (inclusive)."""
    mask = np.zeros((m.days + 1) * 96, dtype=bool)
    mask[(first + 1) * 96 : (last + 2) * 96] = True
    return mask
