"""What the sensors of the safety monitoring system show, with their own faults, calibrations and masks."""

from __future__ import annotations

import numpy as np

from .clock import DAY
from .layout import Face
from .mine import Mine
from .physics import SLOT, Physics, smooth


class Sensors:
    """Values and states of all points at the times of the files."""

    def __init__(self, m: Mine, phys: Physics, times: np.ndarray) -> None:
        self.m, self.phys, self.times = m, phys, times
        self.slot = times / SLOT - 0.5
        self.grid = np.arange(phys.n)
        self.values = np.zeros((len(m.lay.points), len(times)))
        self.states = np.zeros((len(m.lay.points), len(times)), int)
        self.calibrations: list[tuple[int, int, int, float]] = []  # point, from, to, peak
        self.stops: list[tuple[int, int, int]] = []  # local fan: point, from, to
        self._air()
        self._gas()
        self._fill()
        self._masks()
        self._care()

    def _at(self, series: np.ndarray) -> np.ndarray:
        """A quarter-hour series at the times of the files."""
        return np.asarray(np.interp(self.slot, self.grid, series))

    def _air(self) -> None:
        """Air currents in cubic metres a minute."""
        m, phys = self.m, self.phys
        hidden = m.hidden[0] if m.hidden else None
        where = m.lay.nodes[hidden.anchor].district if hidden else -2
        fan = np.ones(phys.n)
        for a, b in m.fan_tests:
            fan[a // SLOT : b // SLOT + 1] *= m.rnd.uniform(0.5, 0.8)
        self.fan = fan
        self.face_air: dict[str, np.ndarray] = {}
        rest = np.zeros(phys.n)
        self.district_air = {d: np.zeros(phys.n) for d in range(m.lay.districts)}
        for f in m.lay.faces:
            live = np.array(
                [
                    f.works(d) or (f.kind == "coal_face" and f.start > d and f.start - d < 20)
                    for d in range(m.days)
                ],
                float,
            )[phys.day]
            air = (
                f.air
                * m.rnd.uniform(1.0, 1.1)
                * phys.wander(24, 0.018)
                * fan
                * np.maximum(live, 0.3 if f.kind == "coal_face" else 0.02)
            )
            if hidden is not None and f is hidden.declared and not live.any():
                air = air + 0.7 * phys.h_air  # the place itself is a face that was declared ended
            if hidden is not None and f.district == where and f is not hidden.declared:
                air = air - 0.16 * phys.h_air * (f.kind == "coal_face")
            self.face_air[f.fid] = np.maximum(air, 5.0)
            self.district_air[f.district] += self.face_air[f.fid]
        for d, air in self.district_air.items():
            air += m.rnd.uniform(160, 380) * phys.wander(30, 0.03) * fan
            if hidden is not None and d == max(0, where):
                own = (
                    hidden.declared is not None
                    and hidden.declared.stop is not None
                    and hidden.declared.stop <= 0
                )
                air += (0.3 if own else 1.0) * phys.h_air
            rest = rest + air
        self.total_air = (rest + m.rnd.uniform(350, 700) * fan) * 1.06 * phys.wander(60, 0.008)

    def _gas(self) -> None:
        """Methane given off, in cubic metres a minute."""
        m, phys = self.m, self.phys
        hidden = m.hidden[0] if m.hidden else None
        t = phys.t / DAY
        self.baro = 0.35 * np.sin(2 * np.pi * (t * 2 + m.rnd.random())) + phys.wander(50, 0.8) - 1.0
        self.face_gas: dict[str, np.ndarray] = {}
        self.district_gas = {d: np.zeros(phys.n) for d in range(m.lay.districts)}
        for f in m.lay.faces:
            hours = 16 if f.kind == "coal_face" else 20
            rate = smooth(phys.coal[f.fid], 0.3) / max(f.tpd / (hours * 4), 0.1)
            lift = m.gas_lift.get(f.fid, 1.0)
            live = np.array([f.works(d) for d in range(m.days)], float)[phys.day]
            gas = f.ch4 * lift * (0.42 + 0.5 * np.clip(rate, 0, 2.2)) * phys.wander(30, 0.07)
            gas = gas * np.maximum(live, 0.1 if f.kind == "coal_face" else 0.005) * (1 + 0.04 * self.baro)
            if hidden is not None and f is hidden.declared and not live.any():
                gas = gas + phys.h_gas
            for shot in phys.blasts.get(f.fid, []):
                k = shot // SLOT
                if 0 <= k < phys.n - 4 and f.kind == "heading":
                    gas[k : k + 4] += f.ch4 * m.rnd.uniform(0.6, 1.8) * np.array([1, 0.6, 0.3, 0.12])
            if m.sizes.gassy:  # a roof fall or a fault lets gas out for a while
                for _ in range(int(m.rng.poisson(0.04 * m.days))):
                    k = m.rnd.randrange(phys.n)
                    gas[k : k + m.rnd.randint(1, 4)] *= m.rnd.uniform(1.6, 3.2)
            self.face_gas[f.fid] = gas
            self.district_gas[f.district] += gas
        total = np.zeros(phys.n)
        for d, gas in self.district_gas.items():
            gas += 0.12 * sum(f.ch4 for f in m.lay.faces if f.district == d) * (1 + 0.25 * self.baro)
            own = (
                hidden is not None
                and hidden.declared is not None
                and hidden.declared.stop is not None
                and hidden.declared.stop <= 0
            )  # already counted at the face
            if hidden is not None and not own and d == max(0, m.lay.nodes[hidden.anchor].district):
                gas += phys.h_gas
            total = total + gas
        self.total_gas = total

    def _fill(self) -> None:
        """True values of every point before faults and falsification."""
        m, rng, n = self.m, self.m.rng, len(self.times)
        hidden = m.hidden[0] if m.hidden else None
        for k, p in enumerate(m.lay.points):
            f: Face | None = p.face
            if p.kind == "ch4":
                if p.use in ("corner", "face", "return", "intake") and f is not None:
                    conc = 100 * self.face_gas[f.fid] / self.face_air[f.fid]
                    if p.use == "corner":
                        conc = conc * m.rnd.uniform(1.2, 1.6)
                    elif p.use == "face":
                        conc = conc * (
                            m.rnd.uniform(0.6, 0.85) if f.kind == "coal_face" else m.rnd.uniform(0.9, 1.3)
                        )
                    elif p.use == "intake":
                        conc = conc * 0.04
                elif p.use == "district":
                    conc = 100 * self.district_gas[p.district] / self.district_air[p.district]
                elif p.use == "total":
                    conc = 100 * self.total_gas / self.total_air
                else:  # outside a seal or in an old road: breathes with the barometer
                    level = m.rnd.uniform(0.05, 0.3) if m.sizes.gassy else m.rnd.uniform(0.01, 0.08)
                    conc = level * np.clip(1 - 0.5 * self.baro, 0.1, 3)
                    if hidden is not None and p.node == hidden.anchor:
                        conc = conc * 0.6 + 25 * self.phys.h_gas / max(hidden.air, 50)
                noise = 0.006 + 0.035 * float(np.mean(conc))
                self.values[k] = np.clip(self._at(conc) + rng.normal(0, noise, n), 0, 4)
            elif p.kind == "air_velocity":
                if f is not None:
                    air = self.face_air[f.fid]
                elif p.use == "district":
                    air = self.district_air[p.district]
                else:
                    air = self.total_air * (0.95 if p.use == "intake_total" else 1.0)
                v = self._at(air) / 60 / p.section * rng.normal(1, 0.018, n)
                doors = rng.random(n) < 0.006
                self.values[k] = np.where(doors, v * rng.uniform(0.55, 0.9, n), v)
            elif p.kind == "co":
                self.values[k] = np.clip(rng.normal(m.rnd.uniform(0.5, 4), 0.5, n), 0, 40).round()
                if p.use == "return" and f is not None:
                    for shot in self.phys.blasts.get(f.fid, []):
                        near = (self.times >= shot) & (self.times < shot + 1500)
                        self.values[k] += near * m.rnd.randint(8, 30)
            else:
                self.values[k] = 1
                if p.kind == "fan" and f is not None:
                    works = np.array([f.works(d) for d in range(m.days)])
                    self.values[k] = works[np.clip(self.times // DAY, 0, m.days - 1)]
                    for d in range(m.days):
                        if works[d] and m.rnd.random() < 0.3:  # change-over test of the two fans
                            a = d * DAY + m.rnd.randint(8 * 3600, 11 * 3600)
                            self.stops.append((k, a, a + m.rnd.randint(8, 60)))

    def _masks(self) -> None:
        """What the owner makes of a sensor."""
        m, rng = self.m, self.m.rng
        for mask in m.masks:
            row = self.values[mask.point]
            on = np.zeros(len(self.times), bool)
            for a, b in mask.windows:
                on |= (self.times >= a) & (self.times < b)
            n = int(on.sum())
            if not n:
                continue
            if mask.style == "probe_bagged":
                row[on] = mask.level + 0.01 * (rng.random(n) < 0.03)
            elif mask.style == "fed_from_intake":
                row[on] = np.abs(rng.normal(0.015, 0.012, n))
            elif mask.style == "value_frozen":
                row[on] = round(mask.level, 2)
            elif mask.style == "clipped_below_alarm":
                cap = max(0.18, float(np.quantile(row, 0.62))) if row.max() < 0.9 else mask.level
                row[on] = np.minimum(row[on], cap + 0.01 * (rng.random(n) < 0.3))
            elif mask.style == "scaled_in_software":
                row[on] *= 0.38
            else:  # moved to where the air is cleaner
                row[on] = np.clip(0.3 * smooth(row, 0.15)[on] + rng.normal(0.02, 0.012, n), 0, None)

    def _care(self) -> None:
        """Calibration with test gas, faults and breaks of the sensors."""
        m, rnd, t = self.m, self.m.rnd, self.times
        masked = {mask.point: mask for mask in m.masks}
        for k, p in enumerate(m.lay.points):
            if p.kind == "ch4":
                for d in range(rnd.randint(0, 12), m.days, rnd.choice((7, 10, 14))):
                    a = d * DAY + rnd.randint(9 * 3600, 15 * 3600)
                    b = a + rnd.randint(180, 420)
                    mask = masked.get(k)
                    if mask is not None and any(x <= a < y for x, y in mask.windows):
                        continue  # nobody calibrates a covered sensor
                    peak = round(rnd.uniform(1.45, 2.05), 2)
                    self.calibrations.append((k, a, b, peak))
                    hit = (t >= a) & (t < b)
                    self.values[k][hit] = peak
                    self.states[k][hit] = 4
            if p.kind in ("ch4", "air_velocity", "co") and rnd.random() < 0.03 * m.days:
                a = rnd.randint(0, m.end)
                b = a + rnd.randint(900, 14000)
                hit = (t >= a) & (t < b)
                self.states[k][hit] = 128
                self.values[k][hit] = -9999 if rnd.random() < 0.5 else 0.0
            if p.kind == "ch4":
                high = (self.values[k] >= 1.0) & (self.states[k] == 0)
                self.states[k][high] = 1
