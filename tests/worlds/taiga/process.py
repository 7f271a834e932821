"""Coal, air, gas, power, haulage, water and explosives of one mine on a five-minute grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Face, Mine

SLOT = 300
PER_DAY = 288
Array = np.ndarray


@dataclass
class Routing:
    """Which way an undeclared place's power, coal, air, gas, water and blasts go."""

    power: str  # what the feeder serves that carries its load
    coal: (
        str  # belt, night (belt at night from a hidden heap), cars (hoist only), away (not through the mine)
    )
    air: str  # total (the main fan gives more) or taken (from the declared faces)
    gas: float = 1.0  # share of its gas that reaches the main return
    seal_gas: bool = False
    water: bool = True
    blasts: str = ""  # declared face whose explosives it uses
    reported: float = 0.0  # share of its coal in the reported output


def lagged(x: Array, minutes: float) -> Array:
    """First-order lag of a five-minute series; keeps the sum of flows."""
    k = np.exp(-np.arange(0, max(4 * minutes, 10), 5) / minutes)
    return np.convolve(x, k / k.sum())[: len(x)]


def red_noise(rng: np.random.Generator, n: int, minutes: float, sd: float) -> Array:
    """Slowly varying noise of a given standard deviation."""
    x = lagged(rng.normal(size=n), minutes)
    return x / max(x.std(), 1e-9) * sd


def hours_of(n: int) -> Array:
    """Hour of the day of every slot."""
    return (np.arange(n) % PER_DAY) / 12.0


class Process:
    """All series of a mine; `run` fills them, afterwards they may be altered before they are written."""

    def __init__(
        self,
        mine: Mine,
        days: int,
        rng: np.random.Generator,
        idle: set[int],
        hidden: dict[str, Routing],
        stops: list[tuple[int, int]],
    ) -> None:
        self.mine, self.days, self.rng, self.idle, self.hidden = mine, days, rng, idle, hidden
        self.n, self.stops = days * PER_DAY, stops
        self.cut: dict[str, Array] = {}
        self.coal: dict[str, Array] = {}
        self.emit: dict[str, Array] = {}
        self.air: dict[str, Array] = {}
        self.extra_kw: dict[str, Array] = {}
        self.power: dict[str, Array] = {}
        self.belt_t: dict[str, Array] = {}
        self.belt_run: dict[str, Array] = {}
        self.value: dict[str, Array] = {}
        self.state: dict[str, Array] = {}
        self.blasts: list[tuple[int, str, float, int, float]] = []
        self.wash_share = float(rng.uniform(0.985, 1.015))

    def run(self) -> None:
        """Simulate everything in the order in which one thing drives the next."""
        rng, n = self.rng, self.n
        drift = np.cumsum(rng.normal(0, 0.10, n))
        swing = rng.uniform(4, 9) * np.sin(
            2 * np.pi * (np.arange(n) / PER_DAY / rng.uniform(4, 8) + rng.random())
        )
        self.baro = 880 + swing + lagged(drift - drift.mean(), 60) * 0.3
        self.fall = -np.gradient(self.baro) * 12  # hPa an hour, positive when the glass falls
        for f in self.mine.faces:
            self._cutting(f)
        self._haul()
        self._air_and_gas()
        self._power()
        self._water()

    def span(self, a: float, b: float) -> slice:
        """Slots between two times in seconds from the first midnight."""
        return slice(max(int(a // SLOT), 0), max(min(int(b // SLOT), self.n), 0))

    def _cutting(self, f: Face) -> None:
        rng, mine, cut = self.rng, self.mine, np.zeros(self.n)
        slots: list[int] = []
        short = f.kind == "heading" or f.explosive > 0
        for day in range(-1, self.days):
            work = f.work(day) if day not in self.idle else ("none",) * len(f.works)
            for s, kind in enumerate(work):
                if kind != "cut":
                    continue
                t = day * 86_400 + mine.starts[s] * 3600 + rng.uniform(1200, 3600)
                end = day * 86_400 + (mine.starts[s] + mine.hours) * 3600 - rng.uniform(900, 2400)
                if rng.random() < 0.07:  # breakdown
                    t += rng.uniform(1, 4) * 3600
                before = len(slots)
                blast_at = t + (end - t) * rng.uniform(0.45, 0.8)
                while t < end:
                    length = rng.gamma(4, 240 if short else 660)
                    part = self.span(t, min(t + length, end))
                    cut[part] = np.maximum(cut[part], rng.uniform(0.75, 1.1))
                    slots += range(part.start, part.stop)
                    t += length + rng.exponential(1500 if short else 900) + 200
                cut[slots[before:]] *= f.gain.get(day, 1.0)
                if f.explosive > 0 and 0 <= blast_at < self.days * 86_400:
                    self._blast(f, blast_at, f.explosive * f.gain.get(day, 1.0) / max(work.count("cut"), 1))
        for a, b in self.stops:
            cut[self.span(a, b)] = 0
        self.cut[f.face_id] = cut
        mine_days = [d for d in range(self.days) if d not in self.idle and "cut" in f.work(d)]
        full = max(cut.sum() / max(len(mine_days), 1), 1e-9)
        self.coal[f.face_id] = cut * f.t_day / full if mine_days else cut
        if f.gain and mine_days:
            mean_gain = np.mean([f.gain.get(d, 1.0) for d in mine_days])
            self.coal[f.face_id] *= mean_gain

    def _blast(self, f: Face, at: float, kg: float) -> None:
        rng, routing = self.rng, self.hidden.get(f.face_id)
        used = kg * rng.uniform(0.82, 1.06)
        back = round(used * rng.uniform(0.02, 0.12), 1)
        face = routing.blasts if routing else f.face_id
        if face:
            self.blasts.append(
                (int(at - 1800), face, round(used + back, 1), int(used / rng.uniform(0.55, 0.75)), back)
            )

    def _haul(self) -> None:
        mine, rng = self.mine, self.rng
        night = ((hours_of(self.n) >= 0.5) & (hours_of(self.n) < 5)).astype(float)
        self.hoist_t, self.reported_t = np.zeros(self.n), np.zeros(self.n)
        on_belt: dict[str, Array] = {}
        for f in mine.faces:
            coal, routing = self.coal[f.face_id], self.hidden.get(f.face_id)
            way = routing.coal if routing else "belt"
            if way == "night":
                per_day = coal.reshape(self.days, PER_DAY).sum(axis=1)
                coal = np.repeat(per_day, PER_DAY) * night / night[:PER_DAY].sum()
            if way in ("belt", "night"):
                on_belt[f.face_id] = coal
            if way != "away":
                self.hoist_t += lagged(coal, 45)
            self.reported_t += lagged(coal, 45) * (1.0 if routing is None else routing.reported)
        self.weighed = self.hoist_t.copy()
        for name, (served, _) in mine.conveyors.items():
            main = name == "C1"
            t = sum(
                (lagged(c, 15 if main else 6) for k, c in on_belt.items() if main or k in served),
                np.zeros(self.n),
            )
            run = (lagged(t, 10) > max(t.max(), 1e-9) * 0.01).astype(float)
            run = np.maximum(run, rng.random(self.n) < 0.01)
            self.belt_t[name] = t * (1 + rng.normal(0, 0.012, self.n)) * rng.uniform(0.985, 1.015)
            self.belt_run[name] = run

    def _air_and_gas(self) -> None:
        mine, rng, n = self.mine, self.rng, self.n
        taken = sum(
            (
                np.where(lagged(self.cut[k], 600) > 0.01, f.air, 0.0)
                for f in mine.faces
                if (k := f.face_id) in self.hidden and self.hidden[k].air == "taken"
            ),
            np.zeros(n),
        )
        declared = [f for f in mine.faces if f.declared]
        all_air = sum(f.air for f in declared)
        leak = all_air * rng.uniform(0.12, 0.2) + rng.uniform(250, 600)
        total = np.full(n, leak)
        main_gas = np.full(n, rng.uniform(0.2, 0.8)) * (1 + 0.09 * self.fall)
        for f in mine.faces:
            k, routing = f.face_id, self.hidden.get(f.face_id)
            alive = np.repeat([float(any(w != "none" for w in f.work(d))) for d in range(self.days)], PER_DAY)
            if routing is None:
                alive = np.maximum(alive, 0.75 if f.start <= 0 else alive)
            self.air[k] = f.air * (alive + red_noise(rng, n, 180, 0.025) * (alive > 0))
            if routing is None:
                self.air[k] -= taken * f.air / all_air
            if routing is None or routing.air == "total":
                total = total + self.air[k]
            emit = (
                f.ch4 * f.gas_gain * (0.55 * alive + 0.85 * lagged(self.cut[k], 25)) * (1 + 0.06 * self.fall)
            )
            for at, face, kg, _, back in self.blasts:
                if face == k and routing is None and 0 <= at + 1800 < n * SLOT:
                    i = int((at + 1800) // SLOT)
                    tail = np.exp(-np.arange(min(14, n - i)) / 4.0)
                    emit[i : i + 14] += (kg - back) * 0.02 * tail
            self.emit[k] = emit * (1 + red_noise(rng, n, 240, 0.05))
            main_gas = main_gas + self.emit[k] * (1.0 if routing is None else routing.gas)
        if any(r.air == "taken" for r in self.hidden.values()):
            total = total + taken
        self.total_air = total * (1 + red_noise(rng, n, 600, 0.012))
        seal_rhythm = sum((self.emit[k] for k, r in self.hidden.items() if r.seal_gas), np.zeros(n))
        for p in mine.points:
            self.value[p.code] = self._point(p.role, p.face, p.section, main_gas, seal_rhythm)
            self.state[p.code] = np.zeros(n, dtype=np.int16)
        self._calibrate()

    def _point(self, role: str, face: str, section: float, main_gas: Array, seal_rhythm: Array) -> Array:
        rng, n = self.rng, self.n
        if role in ("T0", "T1", "T2"):
            share = {"T0": 1.25, "T1": 0.72, "T2": 1.0}[role]
            x = self.emit[face] / np.maximum(self.air[face], 60) * 100 * share * rng.uniform(0.93, 1.07)
            return np.clip(x + rng.normal(0, 0.012, n), 0, 4)
        if role == "main_ch4":
            return np.clip(main_gas / self.total_air * 100 + rng.normal(0, 0.008, n), 0, 4)
        if role == "seal_ch4":
            x = rng.uniform(0.12, 0.5) * (1 + 0.35 * self.fall) + 0.05 * seal_rhythm
            return np.clip(x + rng.normal(0, 0.01, n), 0, 3)
        if role == "air":
            return np.clip(self.air[face] / 60 / section + rng.normal(0, 0.03, n), 0, 15)
        if role == "main_air":
            return np.clip(self.total_air / 60 / section + rng.normal(0, 0.05, n), 0, 15)
        if role in ("main_fan", "local_fan"):
            on = np.ones(n)
            if role == "local_fan":
                f = next(f for f in self.mine.faces if f.face_id == face)
                days = np.array([f.start - 3 <= d < f.end + 2 for d in range(self.days)], dtype=float)
                on = np.repeat(days, PER_DAY)
                for k in np.flatnonzero(rng.random(self.days) < 0.15):  # change-over of the two fans
                    on[int(k) * PER_DAY + int(rng.integers(100, 180))] = 0.0
            return on
        if role == "co":
            return np.clip(rng.uniform(1, 5) + red_noise(rng, n, 200, 0.8), 0, 24)
        return rng.uniform(17, 23) + red_noise(rng, n, 300, 0.5)

    def _calibrate(self) -> None:
        rng = self.rng
        phase = int(rng.integers(0, 10))
        self.calibrated: list[tuple[str, int]] = []
        for k, p in enumerate(p for p in self.mine.points if p.kind == "ch4"):
            for day in range(self.days):
                if (day + phase + k) % 10 == 0 and rng.random() < 0.9:
                    i = day * PER_DAY + int(rng.integers(8 * 12, 11 * 12))
                    self.value[p.code][i : i + 2] = rng.choice([1.0, 2.0]) * rng.uniform(0.97, 1.04)
                    self.state[p.code][i : i + 2] = 4
                    self.calibrated.append((p.code, i))

    def _power(self) -> None:
        mine, rng, n, hour = self.mine, self.rng, self.n, hours_of(self.n)
        for name, (use, rated) in mine.feeders.items():
            noise = 1 + red_noise(rng, n, 30, 0.04)
            face = next((f for f in mine.faces if f.face_id == use), None)
            if face is not None:
                gate = sum(
                    (self.belt_run[c] for c, (served, _) in mine.conveyors.items() if served == [use]),
                    np.zeros(n),
                )
                there = np.repeat(
                    [
                        float(any(w != "none" for w in face.work(d)) and d not in self.idle)
                        for d in range(self.days)
                    ],
                    PER_DAY,
                )
                kw = rated * (0.025 + 0.05 * there + 0.47 * self.cut[use] + 0.09 * np.minimum(gate, 1))
            elif use == "hoist":
                per_t = mine.depth * 9.81 / 3600 / 0.68 + (0.5 if mine.opening == "平硐" else 0)
                riding = sum(np.exp(-(((hour - s + 0.3) % 24 - 0.2) ** 2) / 0.4) for s in mine.starts)
                kw = 12 + self.hoist_t * 12 * per_t + rated * 0.10 * riding
            elif use == "main_fan":
                kw = rated * 0.66 * (self.total_air / np.median(self.total_air)) ** 2
            elif use == "local_fan":
                kw = (
                    52.0
                    * sum((self.value[p.code] for p in mine.points if p.role == "local_fan"), np.zeros(n))
                    + 2
                )
            elif use == "surface":
                kw = rated * (
                    0.32
                    + 0.25 * np.exp(-(((hour - 13) / 5.0) ** 2))
                    + 0.2 * (lagged(self.hoist_t, 90) / max(self.hoist_t.max(), 1e-9))
                )
            elif use == "pump":
                kw = np.zeros(n)
            else:
                kw = rated * (0.18 + 0.12 * (lagged(self.hoist_t, 30) / max(self.hoist_t.max(), 1e-9)))
            self.power[name] = kw * noise
        for f in mine.faces:
            if f.face_id not in self.hidden:
                continue
            load = (38 + f.t_day * 0.25) * (
                0.35 * (lagged(self.cut[f.face_id], 90) > 0.02)
                + self.cut[f.face_id] * (1 + rng.normal(0, 0.1, n))
            )
            use = self.hidden[f.face_id].power
            if use:
                self.power[mine.feeder_of(use)] += load

    def _water(self) -> None:
        mine, rng, hours = self.mine, self.rng, self.days * 24
        base = rng.uniform(10, 45) * np.ones(hours) + rng.normal(0, 0.6, hours)
        for f in mine.faces:
            routing = self.hidden.get(f.face_id)
            if routing is not None and not routing.water:
                continue
            wet = [
                f.inflow if any(w != "none" for w in f.work(d)) or (routing is None and f.start <= 0) else 0.0
                for d in range(self.days)
            ]
            base += np.repeat(wet, 24)
        self.inflow = base
        self.water = {name: np.zeros(hours) for name in mine.pumps}
        self.level = float(rng.uniform(40, 160))
        self.pump_rule = (rng.uniform(380, 620), rng.uniform(20, 60))

    def pump_out(self) -> None:
        """Pump the sump by the cheap tariff, once the inflow is final."""
        (high, low), level = self.pump_rule, self.level
        names = list(self.mine.pumps)
        feeder = self.power[self.mine.feeder_of("pump")]
        for h, more in enumerate(self.inflow):
            level += more
            cheap = h % 24 >= 23 or h % 24 < 7
            duty = names[(h // 24) % len(names)]
            for k, name in enumerate([duty, *[x for x in names if x != duty]]):
                if level <= low or not (cheap or level > high) or (k and level < high):
                    break
                pumped = min(self.mine.pumps[name][1] * self.rng.uniform(0.94, 1.0), level - low * 0.5)
                level -= pumped
                self.water[name][h] = pumped
                feeder[h * 12 : h * 12 + 12] += pumped * (self.mine.depth + 20) * 9.81 / 3600 / 0.62
        feeder += 3.0
