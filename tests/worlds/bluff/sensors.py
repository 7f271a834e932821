"""What the safety monitoring system shows of the true course: noise, calibration, faults and tampering."""

from __future__ import annotations

import numpy as np

from .mine import Mask, Mine, Point
from .physics import State, smooth
from .tables import DAY, NOISE, STEP

Array = np.ndarray
NORMAL, CALIBRATION, FAULT = 0, 4, 128


class Bench:
    """Gives the readings of every point at any times."""

    def __init__(self, mine: Mine, state: State) -> None:
        self.mine = mine
        self.state = state
        rng = mine.rng
        self.bias = rng.normal(1.0, 0.03, len(mine.points))
        self.share = rng.uniform(0.55, 0.8, len(mine.points))
        self.offset = rng.uniform(0.0, 0.03, len(mine.points))
        self.every = rng.integers(7, 16, len(mine.points))
        self.phase = rng.integers(0, 15, len(mine.points))
        self.clock = rng.uniform(9.0, 14.5, len(mine.points))
        self.gas_level = rng.uniform(1.0, 2.0, len(mine.points))
        self.course = [self.truth(i, p) for i, p in enumerate(mine.points)]

    def truth(self, i: int, p: Point) -> Array:
        """The true value at the place of a point, in five-minute steps."""
        mine, st, n = self.mine, self.state, self.mine.steps
        places = {q.key: q for q in mine.places}
        if p.kind == "ch4":
            if p.role == "main":
                whole: Array = 100 * (sum(st.gas.values(), np.zeros(n)) + st.goaf) / (st.air_total * 1.02)
                return whole
            if p.role == "intake":
                return np.full(n, self.offset[i] * (0.25 if mine.flat_intake else 1.0))
            if p.role == "district":
                d = int(p.place)
                own = sum((st.gas[k] for k, x in places.items() if x.district == d), np.zeros(n))
                own = own + st.goaf * 0.6 / len(mine.lay.district_nodes)
                part: Array = 100 * own / self.district_air(d)
                return part
            if p.role == "seal":
                base = (0.12 + 14 * self.offset[i]) * st.breath
                site = mine.hidden_site
                if site is not None and site.seal is not None and site.seal.seal_id == p.place:
                    base = base + 0.22 * smooth(st.act["H"], 10) - 0.05 * st.manned["H"]
                behind: Array = np.clip(base, 0, 3.5)
                return behind
            ratio = st.ratio.get(p.place, 1.0)
            conc: Array = 100 * st.gas[p.place] / np.maximum(st.air[p.place] * ratio, 60.0)
            if p.role == "face":
                return conc * float(self.share[i])
            return conc if p.role == "return" else 1.25 * conc * (0.7 + 0.3 * st.breath)
        if p.kind == "air_velocity":
            if p.role == "intake_total":
                q = st.air_total
            elif p.role == "return_total":
                q = st.air_total * 1.03
            elif p.role == "district":
                q = self.district_air(int(p.place))
            else:
                q = st.air[p.place] * (st.ratio.get(p.place, 1.0) if p.role == "return" else 1.0)
            return q / 60.0 / p.section
        if p.kind == "co":
            return st.co
        if p.role == "fan":
            return st.fan[p.place]
        if p.role == "hidden_fan":
            out = np.zeros(n)
            out[mine.mask_steps(mine.hidden_window)] = 1.0
            return out
        return np.ones(n)

    def district_air(self, d: int) -> Array:
        """Air in the return of a district."""
        mine, st = self.mine, self.state
        q = np.full(mine.steps, 160.0)
        for p in mine.places:
            if p.district == d and not p.hidden:
                q = q + st.air[p.key]
            elif p.district == d and mine.hidden_how["air"] != "borrow":
                q = q + st.air["H"]
        return q

    def calibrations(self, i: int) -> list[tuple[float, float]]:
        """Times at which test gas is given to a methane sensor."""
        if self.mine.points[i].kind != "ch4":
            return []
        out = []
        for day in range(self.mine.days):
            if (day + self.phase[i]) % self.every[i] == 0:
                a = day * DAY + self.clock[i] * 3600
                if not any(
                    m.point == i and m.style == "bagged" and m.window[0] <= a < m.window[1]
                    for m in self.mine.masks
                ):
                    out.append((a, a + 700 + 40.0 * self.phase[i]))
        return out

    def read(self, i: int, t: Array) -> tuple[Array, Array]:
        """Values and states of a point at times t."""
        mine, rng, p = self.mine, self.mine.rng, self.mine.points[i]
        base = np.interp(t, np.arange(mine.steps) * STEP + STEP / 2, self.course[i])
        status = np.zeros(len(t), int)
        if p.kind in ("fan", "main_fan"):
            return (base > 0.5).astype(float), status
        if p.kind == "ch4":
            value = self._methane(i, base, len(t))
            for m in mine.masks:
                if m.point == i:
                    inside = (t >= m.window[0]) & (t < m.window[1])
                    value = np.where(inside, self._masked(m, value, t), value)
            value = np.round(np.clip(value, 0, 4), 2)
            for a, b in self.calibrations(i):
                inside = (t >= a) & (t < b)
                shape = np.clip(np.minimum(t - a, b - t) / 150.0, 0.15, 1.0)
                value = np.where(inside, np.round(self.gas_level[i] * shape, 2), value)
                status[inside] = CALIBRATION
        elif p.kind == "air_velocity":
            value = base * self.bias[i] * (1 + rng.normal(0, NOISE["velocity_rel"], len(t)))
            value = np.round(np.maximum(value, 0), 2)
        else:
            value = np.round(np.clip(base + rng.normal(0, NOISE["co_sd"], len(t)), 0, 500))
        for k, a, b in mine.point_faults:
            if k == i:
                inside = (t >= a) & (t < b)
                value = np.where(inside, 0.0, value)
                status[inside] = FAULT
        return value, status

    def _methane(self, i: int, base: Array, n: int) -> Array:
        rng, p = self.mine.rng, self.mine.points[i]
        if p.role == "intake":
            noise = rng.normal(0, 0.002 if self.mine.flat_intake else 0.006, n)
        else:
            gust = np.convolve(rng.normal(0, 0.06, n + 4), np.ones(5) / 5, "valid")
            noise = base * gust + rng.normal(0, NOISE["ch4_sd"], n)
        value: Array = base * self.bias[i] + noise
        return value

    def _masked(self, m: Mask, value: Array, t: Array) -> Array:
        rng = self.mine.rng
        style, level, source = m.style, m.level, m.source
        n = len(t)
        if style == "bagged":
            slow = np.interp(t, np.linspace(t[0], t[-1] + 1, 9), level + rng.normal(0, 0.006, 9))
            held: Array = np.round(slow, 2)
            return held
        if style == "clean_air":
            return 0.02 + 0.14 * value + rng.normal(0, 0.008, n)
        if style == "capped":
            cap = float(np.quantile(value, 0.6))
            return np.where(value > cap, cap - np.abs(rng.normal(0, 0.008, n)), value)
        other = np.interp(t, np.arange(self.mine.steps) * STEP + STEP / 2, self.course[source])
        return self._methane(source, other, n)
