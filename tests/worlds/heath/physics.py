"""Coal, gas, air, power, water, explosives on a grid of 15 minutes."""

from __future__ import annotations

import numpy as np

from .clock import DAY, weekday
from .layout import Mine, Place

Q = 900


class World:
    """All physical series of one mine. Conducts and look-alikes write into the fields before `derive`."""

    def __init__(self, m: Mine, rng: np.random.Generator):
        self.m, self.rng = m, rng
        self.n = m.days * 96
        self.t = m.t0 + Q * np.arange(self.n)
        self.act: dict[str, np.ndarray] = {}  # working intensity 0..~1.3
        self.coal: dict[str, np.ndarray] = {}  # t per quarter
        n = self.n
        self.extra_kw = {f["feeder"]: np.zeros(n) for f in m.feeders}
        self.extra_in = np.zeros(n)  # m3/h more inflow
        self.rock = np.zeros(n)  # rock through the hoist, t per quarter (not coal)
        self.baro = np.cumsum(rng.normal(0, 0.25, n))
        self.baro = (
            1000
            + self.baro
            - np.convolve(self.baro, np.ones(192) / 192, "same")
            + 1.2 * np.sin(2 * np.pi * (self.t % DAY) / 43200)
        )
        self.day_noise = rng.normal(1, 0.05, m.days)
        self.night_pump = rng.random() < 0.35
        self.stop = np.ones(n)  # 0 while everything honest stands still
        self.blasts: list[tuple] = []
        self.output_hide = np.zeros(n)  # tonnes hoisted but kept out of hoisted_t too
        self.report_cut = np.zeros(n)  # tonnes kept out of reported_t
        self.night_hoist = np.zeros(n)
        self.seal_leak: dict[int, np.ndarray] = {}
        self.point_add: dict[str, np.ndarray] = {}  # additive on a sensor
        self.belt_hide = np.zeros(n)  # tonnes the main belt's weigher does not show
        self.belt_extra: dict[str, np.ndarray] = {}  # foreign coal on a face belt
        self.gas_up: dict[str, np.ndarray] = {}  # factor on the emission of a face
        self.air_take = np.zeros(n)  # m3/min used by nobody declared

    def shift_of(self, t: np.ndarray) -> np.ndarray:
        s = np.array(self.m.shifts)
        h = (t % DAY) / 3600
        return (np.searchsorted(s, h, "right") - 1) % len(s)

    def profile(self, p: Place, rng) -> np.ndarray:
        """Intensity by quarter: productive middle of each working shift, cut cycles, stoppages, breakdown days."""
        m, n, t = self.m, self.n, self.t
        ns = len(m.shifts)
        sh = self.shift_of(t)
        length = 24 / ns
        into = ((t % DAY) / 3600 - np.array(m.shifts)[sh]) % 24
        a = ((into > 0.75) & (into < length - 0.25)).astype(float)
        if p.kind == "coal_face":
            if p.maint >= 0:
                a[sh == p.maint] *= 0.02
            a *= np.clip(rng.normal(0.85, 0.18, n), 0.1, 1.3)
            a *= 0.75 + 0.25 * np.sign(np.sin(2 * np.pi * t / 5400 + rng.uniform(0, 6)))
        else:
            a *= np.clip(0.65 + 0.5 * np.sin(2 * np.pi * t / 9000 + rng.uniform(0, 6)), 0, 1.2) * np.clip(
                rng.normal(0.9, 0.15, n), 0.2, 1.3
            )
        if p.only is not None:
            a[~np.isin(sh, p.only)] = 0
        i = 0
        while i < n:  # stoppages
            i += int(rng.exponential(70)) + 4
            a[i : i + int(rng.integers(1, 5))] *= 0.1
        for d in range(m.days):
            if rng.random() < 0.03:
                b = d * 96 + int(rng.integers(0, 60))
                a[b : b + int(rng.integers(16, 36))] = 0
        return a * self.stop

    def live(self, p: Place) -> np.ndarray:
        return ((self.t >= p.t0) & (self.t < (p.t1 if p.t1 is not None else 1e18))).astype(float)

    def add(self, p: Place, profile: np.ndarray | None = None) -> None:
        a = self.profile(p, self.rng) if profile is None else profile
        a = a * self.live(p)
        full = self.profile_mean(p)
        day = np.repeat(
            [self.day_noise[d] * (0.93 if weekday(self.m.start + d) == 6 else 1) for d in range(self.m.days)],
            96,
        )
        self.act[p.pid] = a
        self.coal[p.pid] = (p.tpd_true or p.tpd) / full / 96 * a * day

    def profile_mean(self, p: Place) -> float:
        """Mean intensity of an undisturbed place of this sort, so that tonnes a day come out as planned."""
        ns = len(self.m.shifts)
        frac = (24 / ns - 1.0) / (24 / ns)
        if p.only is not None:
            frac *= len(p.only) / ns
        elif p.kind == "coal_face" and p.maint >= 0:
            frac *= (ns - 1) / ns
        return max(frac * (0.85 * 0.75 if p.kind == "coal_face" else 0.63 * 0.9) * 0.94, 0.03)

    # ---------------------------------------------------------------- derived series
    def derive(self) -> None:
        m, rng, n = self.m, self.rng, self.n

        def noise(s):
            return rng.normal(1, s, n)

        def lag(x, k):
            return np.concatenate([np.zeros(k), x[:-k]]) if k else x

        total = sum(self.coal.values())
        smooth = np.convolve(total, [0.25, 0.45, 0.2, 0.1], "full")[:n]
        self.belt, self.belt_true = {}, {}
        for c in m.conveyors:
            if c["ref"] is None:
                true = smooth * noise(0.015)
                shown = true - np.convolve(self.belt_hide, [0.25, 0.45, 0.2, 0.1], "full")[:n]
            else:
                true = shown = (self.coal[c["ref"].pid] + self.belt_extra.get(c["ref"].pid, 0)) * noise(0.015)
            self.belt[c["conveyor"]], self.belt_true[c["conveyor"]] = (
                np.maximum(shown, 0),
                np.maximum(true, 0),
            )
        hoist = np.convolve(smooth, np.ones(4) / 4, "full")[:n]  # bunker
        self.hoist = np.maximum(hoist * noise(0.02), 0)
        through = self.hoist + self.rock
        lift = m.key["depth"] * 9.81 / 3600 / 0.62  # kWh per t
        kw = {}
        for f in m.feeders:
            s = f["serves"]
            if s == "main_fan":
                x = f["kw"] * 0.72 * noise(0.006)
            elif s == "hoist":
                x = 28 + through * lift * 4 * noise(0.03) + self.men_hoist()
            elif s == "surface":
                h = (self.t % DAY) / 3600
                x = (
                    f["kw"]
                    * (
                        0.3
                        + 0.25 * np.exp(-(((h - 13) / 5) ** 2))
                        + 0.25 * through / max(through.mean() * 3, 1)
                    )
                    * noise(0.04)
                )
            elif s == "local_fan":
                x = f["kw"] * 0.78 * noise(0.01)
            elif s == "other":
                x = f["kw"] * 0.22 * noise(0.05) + f["kw"] * 0.35 * smooth / max(
                    m.capacity / 330 / 96 * 2, 1
                ) * noise(0.04)
            elif s == "pump":
                x = np.zeros(n)
            else:
                p = f["ref"]
                a = self.act[p.pid] * (p.tpd_true or p.tpd) / p.tpd
                x = (
                    f["kw"]
                    * (0.05 + 0.52 * np.minimum(a, 1.7))
                    * noise(0.05)
                    * (0.1 + 0.9 * (self.live(p) > 0))
                )
            kw[f["feeder"]] = np.maximum(x + self.extra_kw[f["feeder"]], 0)
        # water: hourly sump with pumps that run by level and tariff
        inflow = (
            m.key["base_inflow"]
            + self.extra_in
            + sum(
                p.inflow * self.live(p)
                for p in m.places
                if p.pid in self.act or p.declared and p.pid not in ("F8", "F9")
            )
        )
        inflow = inflow.reshape(-1, 4).mean(1) * np.abs(
            1 + np.convolve(rng.normal(0, 0.08, n // 4), np.ones(6) / 6, "same")
        )
        rate = m.pumps[0]["rate"] * 0.93
        sump, out = rate * 1.2, np.zeros(n // 4)
        for h in range(n // 4):
            sump += inflow[h]
            hour = int(self.t[h * 4] % DAY // 3600)
            want = (
                min(rate, sump)
                if (
                    sump > rate * 1.6
                    or ((hour < 7 or hour > 22) and sump > rate * 0.5 and self.night_pump)
                    or sump > rate * 0.9
                    and h % 3 == 0
                )
                else 0
            )
            out[h], sump = want, sump - want
        self.pumped = out * rng.normal(1, 0.01, n // 4)
        f = next(f for f in m.feeders if f["serves"] == "pump")
        kw[f["feeder"]] = (
            np.repeat(self.pumped * m.key["depth"] * 9.81 / 3600 / 0.66, 4) * noise(0.01)
            + 0.6
            + self.extra_kw[f["feeder"]]
        )
        self.kw = kw
        # gas and air: emission of a place = base + share that follows the cutting
        self.emit, self.flow = {}, {}
        for p in m.places:
            if p.pid not in self.act:
                continue
            a = self.coal[p.pid] / max(p.tpd / 96, 1e-6)
            follow = np.zeros(n)
            k = np.exp(-np.arange(16) / 4.0)
            follow = np.convolve(a, k / k.sum(), "full")[:n]
            drift = 1 + 0.08 * np.convolve(rng.normal(0, 1, n), np.ones(192) / 192, "same") * 8
            self.emit[p.pid] = (
                self.gas_up.get(p.pid, 1.0)
                * p.ch4
                * (0.45 + 0.55 * follow)
                * np.clip(drift, 0.8, 1.2)
                * (0.25 + 0.75 * self.live(p))
            )
            self.flow[p.pid] = p.air * noise(0.008) * (0.35 + 0.65 * self.live(p))
        self.rest_air = 420 + 0.09 * sum(p.air for p in m.places if p.pid in self.act and p.declared)
        self.goaf = (
            0.12
            * sum(p.ch4 for p in m.places if p.declared and p.pid in self.act)
            * (1 - 0.02 * (self.baro - 1000))
        )

    def men_hoist(self) -> np.ndarray:
        """Man riding around the shift changes."""
        x = np.zeros(self.n)
        h = (self.t % DAY) / 3600
        for s in self.m.shifts:
            d = np.abs((h - s + 12) % 24 - 12)
            x += 45 * (d < 1.0)
        return x

    def sensor_series(self) -> dict[str, np.ndarray]:
        """Mean value of each point by quarter (ch4 in %, air velocity in m/s, fan 0/1)."""
        m, rng, n = self.m, self.rng, self.n
        [p for p in m.places if not p.declared and p.pid in self.act]
        out = {}
        air_sum = (
            sum(self.flow[p.pid] for p in m.places if p.declared and p.pid in self.flow)
            + self.rest_air
            + self.air_take
        )
        gas_sum = sum(self.emit.values()) + self.goaf
        for q in m.points:
            k, role, ref = q["kind"], q["role"], q["ref"]
            if k == "ch4":
                if role == "face":
                    v = 100 * self.emit[ref.pid] / self.flow[ref.pid] * 0.82
                elif role == "face_return":
                    v = 100 * self.emit[ref.pid] / self.flow[ref.pid] * 1.05
                elif role == "seal":
                    v = 0.22 - 0.025 * (self.baro - 1000) * 0.35 + np.zeros(n)
                elif role == "main_return":
                    v = 100 * gas_sum / air_sum
                elif role == "intake":
                    v = np.full(n, 0.01)
                elif role == "old":
                    v = np.full(n, 0.06)
                else:
                    v = np.full(n, 0.05)
            elif k == "air_velocity":
                if role == "face":
                    v = self.flow[ref.pid] / q["section"] / 60
                elif role in ("main_return", "main_intake"):
                    v = air_sum * (1 if role == "main_return" else 0.93) / q["section"] / 60
                else:
                    v = np.full(n, 0.35) * (1 + 0.06 * rng.standard_normal(n))
            else:
                v = np.ones(n)
            v = v + self.point_add.get(q["code"], 0)
            out[q["code"]] = v
        return out
