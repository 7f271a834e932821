"""What ground and machines do: coal, power, air, gas, water, blasts on a grid of 15 minutes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .layout import Face, Mine

Array = np.ndarray
STEPS = 96


@dataclass
class Hidden:
    """Physical side of an undeclared place; all amounts are means of a working day."""

    station: int
    d0: int
    d1: int
    shifts: list[int]
    t: float
    kw: float
    air: float
    ch4: float
    inflow: float
    explosive: float
    via: str
    feeder: str
    booked: bool
    steals: float
    local: bool


@dataclass
class Physics:
    """Series of a mine; `prod` overrides the production factor of (face, day, shift)."""

    m: Mine
    rng: np.random.Generator
    prod: dict[tuple[str, int, int], float]
    hidden: Hidden | None = None
    books: str = "true"
    cuts: list[tuple[int, int]] = field(default_factory=list)
    rain: int = -1
    wet: tuple[int, int] = (0, 0)
    tonnes: dict[str, Array] = field(default_factory=dict)
    belt: dict[str, Array] = field(default_factory=dict)
    kw: dict[str, Array] = field(default_factory=dict)
    air: dict[str, Array] = field(default_factory=dict)
    gas: dict[str, Array] = field(default_factory=dict)
    pumped: dict[str, Array] = field(default_factory=dict)
    blasts: list[tuple[float, str, float, int, float]] = field(default_factory=list)
    lifted: list[tuple[int, int, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Play the mine in the order in which things depend on each other."""
        self.n = self.m.days * STEPS
        self.cap_day = self.m.capacity / 330
        self._coal()
        self._blast()
        self._air_gas()
        self._water()
        self._hoist()
        self._power()

    def ar(self, phi: float, sd: float, n: int = 0) -> Array:
        """Autocorrelated noise with stationary standard deviation sd."""
        n = n or self.n
        e, x = self.rng.normal(0, sd * np.sqrt(1 - phi * phi), n), np.empty(n)
        v = self.rng.normal(0, sd)
        for i in range(n):
            v = phi * v + e[i]
            x[i] = v
        return x

    def span(self, day: int, s: int) -> tuple[int, int]:
        """Steps of a shift."""
        a = day * STEPS + self.m.shifts[s] * 4
        return a, a + int(self.m.hours(s) * 4)

    def shape(self, weights: list[float], heading: bool) -> Array:
        """How hard a place works, about 1 in the mean of a day; stops, cycles, change of shifts."""
        rng, x = self.rng, np.zeros(self.n)
        for day in range(-1, self.m.days):
            for s, w in enumerate(weights):
                a, b = self.span(day, s)
                a, b = a + rng.integers(2, 5), b - rng.integers(1, 4)
                if w <= 0 or b <= 0 or a >= self.n:
                    continue
                on = np.ones(b - a)
                if heading:
                    on *= 0.25 + 1.2 * ((np.arange(b - a) // rng.integers(3, 6)) % 2)
                k = 0
                while k < on.size:
                    if rng.random() < 0.05:
                        stop = int(rng.integers(1, 6))
                        on[k : k + stop] = 0
                        k += stop
                    k += 1
                on *= np.clip(1 + rng.normal(0, 0.18, on.size), 0.2, 2) * w
                lo, hi = max(a, 0), min(b, self.n)
                if hi > lo:
                    x[lo:hi] = on[lo - a : hi - a]
        duty = sum(w * (self.m.hours(s) * 4 - 5) for s, w in enumerate(weights) if w > 0)
        return x * STEPS / max(duty * 0.87, 1)

    def factor(self, f: Face) -> Array:
        """Day and shift factor of a face: weekly rhythm, drifting day noise, calendar, conduct."""
        m, out = self.m, np.zeros(self.n)
        week = (6 + m.sunday) / 7
        noise = np.exp(self.ar(0.6, 0.06, m.days + 1))
        for day in range(-1, m.days):
            for s in range(len(m.shifts)):
                a, b = max(0, self.span(day, s)[0]), min(self.n, self.span(day, s)[1])
                mode = m.mode(day, s)
                base = (m.sunday if m.weekday(day) == 6 else 1.0) / week * noise[day + 1]
                if (
                    mode != "normal"
                    or not f.alive(day)
                    or (f.first > 0 and day < f.first + 2 and f.kind == "coal_face")
                ):
                    base = 0.0
                key = (f.face_id, day, s)
                if key in self.prod:
                    base = self.prod[key] * noise[day + 1]
                if b > a:
                    out[a:b] = base
        for a, b in self.cuts:
            out[a:b] = 0
        return out

    def _coal(self) -> None:
        m, self.act = self.m, {}
        self.wetness = np.ones(self.n)
        self.wetness[self.wet[0] : self.wet[1]] = 1.05
        total = np.zeros(self.n)
        for f in m.faces:
            w = [0.0 if c == 0 else (0.12 if s == f.maintenance else 1.0) for s, c in enumerate(f.crew)]
            self.act[f.face_id] = self.shape(w, f.kind == "heading") * self.factor(f)
            self.tonnes[f.face_id] = f.t / STEPS * self.act[f.face_id]
            total += self.tonnes[f.face_id]
        self.ghost = np.zeros(self.n)
        self.on = np.zeros(self.n)
        if self.hidden is not None:
            h = self.hidden
            shape = self.shape([1.0 if s in h.shifts else 0.0 for s in range(len(m.shifts))], h.explosive > 0)
            self.on[h.d0 * STEPS : h.d1 * STEPS] = 1
            self.ghost = shape * self.on * np.repeat(np.exp(self.ar(0.5, 0.08, m.days)), STEPS)
        sent = np.zeros(self.n) if self.hidden is None else self.ghost * self.hidden.t / STEPS
        via = "none" if self.hidden is None else self.hidden.via
        for c, (serves, _) in m.belts.items():
            t = total.copy() if c == "CM" else self.tonnes[serves[0]].copy()
            if via == c or (c == "CM" and via != "none"):
                t += sent
            lag = 1 if c == "CM" else 0
            t = np.concatenate([np.zeros(lag), t])[: self.n]
            bias = 1 + self.rng.normal(0, 0.008)
            self.belt[c] = np.clip(t * bias * self.wetness * (1 + self.rng.normal(0, 0.02, self.n)), 0, None)

    def _blast(self) -> None:
        m, rng = self.m, self.rng
        self.kick: dict[str, Array] = {f.face_id: np.zeros(self.n) for f in m.faces}
        per_day = {f.face_id: (sum(c > 0 for c in f.crew)) for f in m.faces}
        for f in m.faces:
            if f.explosive <= 0:
                continue
            for day in range(m.days):
                for s, c in enumerate(f.crew):
                    a, b = self.span(day, s)
                    work = self.act[f.face_id][a : min(b, self.n)]
                    if not c or work.size < 8 or work.sum() == 0:
                        continue
                    at = a + int(work.size * rng.uniform(0.22, 0.4))
                    share = float(np.clip(work.mean(), 0.3, 1.3)) if m.weekday(day) == 6 else 1.0
                    self._shot(f.face_id, at, f.explosive / per_day[f.face_id] * share)
                    self.kick[f.face_id][at : at + 4] += (0.9, 0.7, 0.4, 0.2)[: self.n - at]
        h = self.hidden
        if h is not None and h.explosive > 0:
            face = next((f.face_id for f in m.faces if f.explosive > 0), m.faces[-1].face_id)
            for day in range(h.d0, h.d1):
                for s in h.shifts:
                    a, b = self.span(day, s)
                    if b <= self.n:
                        self._shot(face, int(rng.integers(a + 6, b - 4)), h.explosive / len(h.shifts))

    def _shot(self, face: str, at: int, kg: float) -> None:
        kg = round(max(1.2, kg * self.rng.normal(1, 0.08)) / 0.3) * 0.3
        back = round(0.3 * int(self.rng.integers(0, 4)) * (self.rng.random() < 0.3), 1)
        self.blasts.append(
            (at * 900.0 + self.rng.uniform(0, 800), face, round(kg + back, 1), round(kg / 0.75), back)
        )

    def lagged(self, x: Array, tau: float) -> Array:
        """First-order follow-up of x with time constant tau (steps)."""
        out, v, k = np.empty(x.size), float(x[:48].mean()), 1 / tau
        for i in range(x.size):
            v += k * (x[i] - v)
            out[i] = v
        return out

    def _air_gas(self) -> None:
        m, rng, h = self.m, self.rng, self.hidden
        fanned = np.ones(self.n)
        for a, b in self.cuts:
            fanned[a:b] = 0.45
        self.fanned = fanned
        swing = 1 + self.ar(0.995, 0.012)
        baro = self.ar(0.997, 1.0)
        taken = np.zeros(self.n) if h is None else h.air * self.on * (0.85 + 0.15 * (self.ghost > 0))
        live = {f.face_id: np.repeat([float(f.alive(d)) for d in range(m.days)], STEPS) for f in m.faces}
        declared = sum(f.air * live[f.face_id] for f in m.faces)
        flow, gas = np.zeros(self.n), np.zeros(self.n)
        for f in m.faces:
            q = f.air * np.where(live[f.face_id] > 0, 1.0, 0.35 if f.last is None else 0.0)
            lost = 0 if h is None else h.steals * taken * f.air * live[f.face_id] / np.maximum(declared, 1)
            q = (q - lost) * fanned * swing * (1 + self.ar(0.98, 0.018)) * rng.normal(1, 0.01)
            work = np.clip(self.lagged(self.act[f.face_id], 3), 0, 2.2)
            e = f.ch4 * (0.55 + 0.45 * work) * (0.3 + 0.7 * live[f.face_id]) * np.exp(self.ar(0.97, 0.06))
            if f.last is not None and f.last <= 0:
                e *= 0
            e = e + 0.5 * f.ch4 * self.kick[f.face_id]
            self.air[f.face_id], self.gas[f.face_id] = q, e / np.maximum(q, 20) * 100
            flow, gas = flow + q, gas + e
        leak = declared * m.leak / (1 - m.leak) * fanned * swing
        goaf = m.goaf * gas.mean() * (1 - 0.12 * baro)
        main = flow + leak + taken * fanned
        if h is not None:
            gas = gas + h.ch4 * self.on * (0.5 + 0.5 * np.clip(self.lagged(self.ghost, 3), 0, 3))
        self.air["main"] = main
        self.gas["main"] = (gas + goaf) / np.maximum(main, 60) * 100
        for b in m.idle:
            base = rng.uniform(55, 110) * fanned * (1 + self.ar(0.99, 0.04))
            low = np.clip(0.04 + 0.01 * self.ar(0.98, 1), 0, 1) * base / 100
            if h is not None and h.local and h.station in b:
                base, low = (
                    base + taken,
                    low + h.ch4 * self.on * (0.5 + 0.5 * np.clip(self.lagged(self.ghost, 3), 0, 3)),
                )
            self.air[f"idle{b[0]}"], self.gas[f"idle{b[0]}"] = base, low / base * 100
        for _, i, _ in m.seals:
            c = np.clip(rng.uniform(0.1, 0.3) * (1 - 0.18 * baro + self.ar(0.9, 0.04)), 0.02, 1)
            if h is not None and h.local and h.station == i:
                c = c + 0.14 * self.on * np.clip(self.lagged(self.ghost, 3), 0, 2.5)
            self.gas[f"seal{i}"] = c

    def _water(self) -> None:
        m, h = self.m, self.hidden
        days = [
            sum(f.inflow for f in m.faces if f.alive(d) and (f.last is None or f.last > 0))
            for d in range(m.days)
        ]
        inflow = (np.repeat(days, 24) + m.base_inflow) * (1 + self.ar(0.98, 0.03, m.days * 24))
        if self.rain >= 0:
            t = np.arange(m.days * 24) - self.rain * 24
            inflow *= 1 + np.where(
                t > 0, self.rng.uniform(0.2, 0.5) * np.clip(t / 18, 0, 1) * np.exp(-t / 90), 0
            )
        if h is not None:
            inflow = inflow + h.inflow * self.on[::4]
        names = list(m.pumps)
        self.pumped = {p: np.zeros(m.days * 24) for p in names}
        level, full = 0.0, float(inflow.mean()) * self.rng.uniform(4, 8)
        running = False
        for i in range(inflow.size):
            level += inflow[i]
            running = (
                level > full
                or (running and level > full * 0.2)
                or (i % 24 in (2, 3, 4) and level > full * 0.4)
            )
            if running:
                old = "new_pump" in m.events and i < inflow.size // 2
                p = names[(i // 24) % (len(names) - old)]
                out = min(level, m.pumps[p] * self.rng.uniform(0.9, 0.98))
                self.pumped[p][i] = out
                level -= out

    def _hoist(self) -> None:
        """Skip count per shift against what is reported."""
        m, bunker = self.m, 0.0
        for day in range(m.days):
            for s in range(len(m.shifts)):
                a, b = self.span(day, s)
                raw = float(self.belt["CM"][a : min(b, self.n)].sum())
                if b > self.n:
                    continue
                keep = self.rng.uniform(-0.03, 0.03) * raw - 0.6 * bunker
                hoisted = max(0.0, raw - keep) * self.rng.normal(1, 0.006)
                bunker += keep
                told = hoisted * self.rng.normal(1, 0.004)
                h = self.hidden
                if h is not None and h.via != "none":
                    own = float((self.ghost * h.t / STEPS)[a:b].sum())
                    told = max(0.0, told - own)
                    hoisted = hoisted if h.booked else max(0.0, hoisted - own)
                over = self.cap_day / max(1.0, raw * len(m.shifts))
                if self.books in ("split", "belt") and any((f.face_id, day, s) in self.prod for f in m.faces):
                    told *= min(1.0, over * self.rng.uniform(0.9, 0.99))
                    hoisted = hoisted if self.books == "split" else told * self.rng.normal(1, 0.004)
                if self.books == "none" and any((f.face_id, day, s) in self.prod for f in m.faces):
                    told = 0.0
                self.lifted.append((day, s, hoisted, told))

    def _power(self) -> None:
        m, rng, h = self.m, self.rng, self.hidden
        hour = np.arange(self.n) / 4 % 24
        weekend = np.repeat([0.88 if m.weekday(d) >= 5 else 1.0 for d in range(m.days)], STEPS)
        live = np.array([sum(f.alive(d) for f in m.faces) for d in range(m.days)], float).repeat(STEPS)
        heads = np.array(
            [sum(f.alive(d) and f.kind == "heading" for f in m.faces) for d in range(m.days)]
        ).repeat(STEPS)
        change = np.zeros(self.n)
        for d in range(m.days):
            for s in range(len(m.shifts)):
                at = self.span(d, s)[0]
                change[max(at - 3, 0) : at + 2] = 1
        coal = self.belt["CM"]
        for fd, (what, rated) in m.feeders.items():
            n1 = 1 + self.ar(0.8, 0.04)
            if what == "hoist":
                x = 18 + coal * 4 * 2.6 * 0.9 * (1 + rng.normal(0, 0.08, self.n)) + 45 * change
            elif what == "main_fan":
                x = (
                    0.62
                    * rated
                    * (self.air["main"] / np.median(self.air["main"])) ** 2
                    * (1 + self.ar(0.9, 0.006))
                )
            elif what == "local_fan":
                x = 42.0 * heads * np.where(self.fanned < 1, 0, 1) * (1 + self.ar(0.9, 0.012)) + 3
            elif what == "pump":
                x = 6 + np.repeat(sum(self.pumped.values()), 4) * 1.75 * (1 + rng.normal(0, 0.02, self.n))
            elif what == "surface":
                x = rated * (0.34 + 0.14 * np.clip(np.sin((hour - 6) / 12 * np.pi), -0.3, 1)) * weekend * n1
            elif what == "other":
                x = rated * 0.24 * n1 + coal * 4 * 0.7 + 12 * live
            else:
                f = next(g for g in m.faces if g.face_id == what)
                per = 5.2 if f.kind == "coal_face" else 22.0
                work = self.tonnes[what] * 4 * per if f.t > 0 else 95 * np.clip(self.act[what], 0, 2)
                on = np.repeat([1.0 if f.alive(d) else 0.1 for d in range(m.days)], STEPS)
                fix = np.repeat([1.3 if c == "overhaul" else 1.0 for c in m.modes], STEPS)
                day = np.where((hour > 8) & (hour < 16), fix, 1)
                x = (0.06 * rated * on * day + work) * n1
                if f.last is not None and f.last <= 0:
                    x = np.full(self.n, 2.0) * n1
            if h is not None and h.feeder == fd:
                x = x + self.on * h.kw * (0.3 + 0.7 * self.ghost) * (1 + self.ar(0.8, 0.05))
            self.kw[fd] = x
        if h is not None and h.feeder not in m.feeders:
            self.kw[h.feeder] = self.on * h.kw * (0.3 + 0.7 * self.ghost) * (1 + self.ar(0.8, 0.05))
        for a, b in self.cuts:
            for fd, (what, _) in m.feeders.items():
                if what not in ("surface", "main_fan"):
                    self.kw[fd][a:b] = 0
                else:
                    self.kw[fd][a:b] *= 0.3
        for fd in self.kw:
            self.kw[fd] = np.clip(self.kw[fd], 0, None)
