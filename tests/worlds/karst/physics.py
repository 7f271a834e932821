"""Coal, air, gas, power, water and blasting on a five-minute grid, honest and not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from .conducts import Scene
from .layout import DAY, Face, Point
from .people import Crowd

STEP = 300
Arr = npt.NDArray[Any]


@dataclass
class Work:
    """What one working place does: running 0..1, tonnes per step, blasts (time, kg, detonators)."""

    run: Arr
    tonnes: Arr
    crewed: Arr
    load: Arr  # running, weighted by how hard
    blasts: list[tuple[float, float, int]] = field(default_factory=list)


def smooth(x: Arr, tau_s: float) -> Arr:
    """First-order lag."""
    out, k, y = np.empty_like(x), STEP / tau_s, float(x[0])
    for i, v in enumerate(x.tolist()):
        y += k * (v - y)
        out[i] = y
    return out


def wander(rng: np.random.Generator, n: int, tau_s: float) -> Arr:
    """Slow unit-variance noise."""
    k = STEP / tau_s
    out, y = np.empty(n), float(rng.normal())
    for i, e in enumerate(rng.normal(size=n).tolist()):
        y = y * (1 - k) + e * (2 * k - k * k) ** 0.5
        out[i] = y
    return out


class Physics:
    """All series of one mine."""

    def __init__(self, sc: Scene, crowd: Crowd, rng: np.random.Generator) -> None:
        self.sc, self.m, self.rng, self.crowd = sc, sc.mine, rng, crowd
        self._water: dict[str, Arr] = {}
        self.n = self.m.days * DAY // STEP
        self.t = np.arange(self.n) * STEP
        self.live = np.ones(self.n)  # mains power
        for a, b in sc.cuts:
            self.live[(self.t >= a) & (self.t < b)] = 0
        self.works = {f.fid: self.work(f) for f in self.m.faces if f.d1 > 0}
        self.ghost = self.work(sc.act.face) if sc.act and sc.act.face else None
        self.flows()

    # --- work ---

    def work(self, f: Face) -> Work:
        """Cutting, mucking and blasting of a place over the period."""
        m, rng, sc, w = (
            self.m,
            self.rng,
            self.sc,
            Work(np.zeros(self.n), np.zeros(self.n), np.zeros(self.n), np.zeros(self.n)),
        )
        for day in range(-1, m.days):
            luck = float(rng.normal(1, 0.07))
            makers = max(1, sum(p and c > 0 for p, c in zip(f.producing, f.crew, strict=True)))
            for s in range(len(m.starts)):
                a = sc.act
                hidden = f.fid == "H"
                if (not f.d0 <= max(day, 0) < f.d1 or not f.crew[s]) if hidden else not sc.works(f, day, s):
                    continue
                b, e = m.shift(day, s)
                lo, hi = (int(np.clip(x // STEP, 0, self.n)) for x in (b + 2700, e - 1500))
                if hi <= lo:
                    continue
                w.crewed[lo:hi] = 1
                share, hard = f.tonnes * luck / makers, 1.0
                over = sc.doing("over_capacity", day)
                if over and s in over.p["shifts"]:
                    hard = over.p["factor"]
                if a and a.kind == "working_while_stopped" and sc.stopped(day):
                    hard = a.p["share"]
                share *= hard
                if not f.producing[s]:
                    w.run[lo:hi] = w.load[lo:hi] = 0.05
                    continue
                run = np.zeros(hi - lo)
                if f.explosive and f.kind == "heading":
                    per = f.explosive * luck / makers
                    for x in (0.33, 0.72):
                        at = b + (e - b) * x + rng.uniform(-1500, 1500)
                        kg = round(per / 2 * rng.uniform(0.85, 1.15), 1)
                        if at > 0:
                            w.blasts.append((at, kg, int(kg * 1.3) + 4))
                        i = int(at // STEP) + 5 - lo
                        run[max(0, i) : max(0, i + 15)] = rng.uniform(0.7, 1)
                else:
                    i = 0
                    while i < len(run):
                        on, off = 1 + int(rng.exponential(9)), 1 + int(rng.exponential(3.2))
                        run[i : i + on] = rng.uniform(0.6, 1)
                        i += on + off
                run *= self.live[lo:hi]
                w.run[lo:hi], w.load[lo:hi] = run, run * hard**0.7
                if run.sum():
                    full = (e - b - 4200) / STEP
                    w.tonnes[lo:hi] += share * run / run.sum() * min(1.0, len(run) / full)
        return w

    # --- flows ---

    def flows(self) -> None:
        """Air and gas at each place and in the main return."""
        m, rng, n = self.m, self.rng, self.n
        act, day = self.sc.act, (self.t // DAY).astype(int)
        self.air, self.gas = {}, {}
        fan = 0.35 + 0.65 * (self.live > 0)
        self.baro = np.sin(2 * np.pi * (self.t / 43200 + 0.2)) + 1.2 * wander(rng, n, 90000)
        on = np.zeros(n)
        if act and act.face:
            on[(day >= act.d0) & (day < act.d1)] = 1
        stolen = (act.face.air if act and act.face and "air" not in act.clean else 0.0) * on
        self.total = (m.other_air * (1 + 0.015 * wander(rng, n, 30000)) + stolen) * fan
        base = 0.0012 * m.other_air * (1 + 0.10 * self.baro)
        emission = base.copy()
        declared = sum(f.air for f in m.faces if f.d0 <= 0 < f.d1) or 1.0
        for f in m.faces:
            if f.d1 <= 0:
                continue
            alive = ((day >= f.d0) & (day < f.d1)) * 0.85 + 0.15
            q = f.air * rng.uniform(1.0, 1.07) * alive * (1 + 0.02 * wander(rng, n, 40000)) * fan
            q *= 1 - 0.3 * stolen / declared
            e = self.emission(f, self.works[f.fid]) * alive
            self.air[f.fid], self.gas[f.fid] = q, e
            self.total = self.total + q
            emission = emission + e
        self.hidden_gas = np.zeros(n)
        if act and act.face and self.ghost:
            self.hidden_gas = self.emission(act.face, self.ghost) * on
            emission = emission + self.hidden_gas * (0.25 if "gas" in act.clean else 1.0)
        self.total *= 1 + 0.008 * wander(rng, n, 20000)
        self.return_gas = smooth(emission, 900) / self.total * 100

    def emission(self, f: Face, w: Work) -> Arr:
        """Methane of a place, m3/min: the standing part, the cutting part, the blasts."""
        e = f.ch4 * (0.5 + 0.75 * smooth(w.load, 1500)) * (1 + 0.05 * wander(self.rng, self.n, 15000))
        for at, kg, _ in w.blasts:
            i = int(at // STEP)
            if i < self.n:
                k = np.arange(min(18, self.n - i))
                e[i : i + len(k)] += f.ch4 * min(1.5, kg / 14) * np.exp(-k / 4)
        out: Arr = e * (1 + 0.04 * self.baro / 3)
        return out

    def sensor(self, p: Point) -> Arr:
        """True value at a sensor, on the grid, before the reader's own noise and before any forgery."""
        if p.kind == "fan":
            return self.live.copy() if p.face else np.ones(self.n)
        if p.kind == "co":
            return 3 + 0.8 * wander(self.rng, self.n, 20000)
        if p.kind == "air_velocity":
            return (self.air[p.face] if p.face else self.total) / p.section / 60
        if p.face:
            v = self.gas[p.face] / np.maximum(self.air[p.face], 1) * 100
            at: Arr = v * (0.8 if "T1" in p.label else 1.0)
            return at
        if p.station in self.m.seals:
            leak = self.hidden_gas / 400 * 100 if self.sc.act and p.station in self.sc.act.stations else 0.0
            return 0.25 + 0.06 * self.baro + leak
        return self.return_gas

    def masked(self, i: int, v: Arr, minutes: Arr) -> Arr:
        """What a masked sensor uploads instead (values and their times in seconds)."""
        a = self.sc.act
        if not a or a.kind != "sensor_masked" or i not in a.p["points"]:
            return v
        out, hit = v.copy(), (minutes >= a.d0 * DAY) & (minutes < a.d1 * DAY)
        level = float(np.quantile(v, 0.2))
        if a.style == "flat_line":
            out[hit] = round(level, 2)
        elif a.style == "fed_fresh_air":
            out[hit] = np.maximum(0, 0.03 + 0.01 * self.rng.normal(size=int(hit.sum())))
        elif a.style == "clipped":
            out[hit] = np.minimum(v[hit], round(float(np.quantile(v, 0.3)), 2))
        else:
            per = round(DAY / float(minutes[1] - minutes[0]))
            first = int(np.argmax(hit))
            donor = v[max(0, first - per) : max(per, first)]
            out[hit] = np.resize(donor, int(hit.sum()))
        return out

    # --- books and meters ---

    def power(self) -> dict[str, Arr]:
        """Mean kW per quarter of an hour and feeder."""
        m, rng, a = self.m, self.rng, self.sc.act
        q = self.n // 3

        def quarter(x: Arr) -> Arr:
            out: Arr = x[: q * 3].reshape(q, 3).mean(axis=1)
            return out

        hour = (np.arange(q) * 0.25) % 24
        live = quarter(self.live)
        out = {}
        for f in m.faces:
            if f.d1 > 0:
                w = self.works[f.fid]
                out[f.feeder] = quarter(f.kw * (0.06 * (w.crewed > 0) + 0.02 + 0.95 * w.load))
        heads = sum(f.kind == "heading" for f in m.faces if f.d0 <= 0 < f.d1) or 1
        pull = self.hoisted_true().reshape(-1, 3).sum(axis=1)[:q] * 4
        trips = np.histogram([d.t_in for d in self.crowd.descents], bins=np.arange(q + 1) * 900)[0]
        out["FD01"] = 12 + pull * (0.5 + m.depth / 250) + trips * 1.5
        airbase = float(self.total[self.live > 0].mean())
        out["FD02"] = (
            (60 + airbase * 0.055) * (0.6 + 0.4 * quarter(self.total) / airbase) * (0.2 + 0.8 * live)
        )
        out["FD03"] = np.full(q, 32.0 * heads)
        for f in m.faces:
            if f.kind == "heading" and 0 < f.d0 < m.days:
                out["FD03"][f.d0 * 96 :] += 32
        out["FD04"] = np.repeat(sum(self.water().values()), 4)[:q] * m.depth * 0.0042
        out["FD05"] = 40 + m.capacity / 9000 + 35 * np.exp(-(((hour - 12.5) / 4.5) ** 2))
        out["FD06"] = (
            35 + 90 * quarter(self.belt_run()) * (1 + m.capacity / 4e5) + 15 * rng.normal(size=q) * 0.3
        )
        if a and a.face and self.ghost and "power" not in a.clean:
            on = quarter(((self.t >= a.d0 * DAY) & (self.t < a.d1 * DAY)) * 1.0)
            load = quarter(a.face.kw * (0.08 * self.ghost.crewed + 0.95 * self.ghost.run)) + on * 22
            key = {
                "other": "FD06",
                "local_fan": "FD03",
                "declared": next(f.feeder for f in m.faces if f.d1 > 0),
            }.get(a.face.feeder, a.face.feeder)
            out[key] = out.get(key, np.zeros(q)) + load
        for k, v in out.items():
            out[k] = np.maximum(0, v * (1 + 0.03 * rng.normal(size=q)) * (live if k != "FD02" else 1))
        return out

    def hoisted_true(self) -> Arr:
        """Coal that really goes up, per step, the bunker's delay included."""
        out = sum((w.tonnes for w in self.works.values()), np.zeros(self.n))
        if self.ghost:
            act = self.sc.act
            if not (act and "haulage" in act.clean and act.face and act.face.kind == "heading"):
                out = out + self.ghost.tonnes
        return smooth(out, 2400)

    def belt_run(self) -> Arr:
        """Does the main belt run (0..1)?"""
        t = sum((w.tonnes for w in self.works.values()), np.zeros(self.n))
        t = t + (self.ghost.tonnes if self.ghost else 0)
        run: Arr = (np.convolve(t > 0.05, np.ones(3), "same") > 0) * self.live
        return run

    def haulage(self) -> list[tuple[float, str, float, float]]:
        """Rows of (time, belt, running seconds, tonnes) per quarter of an hour."""
        m, rng, act = self.m, self.rng, self.sc.act
        rows = []
        for c, serves, _ in m.belts:
            t = sum((self.works[f].tonnes for f in serves if f in self.works), np.zeros(self.n))
            run: Arr = np.zeros(self.n)
            if self.ghost and c == "C1" and act:
                run = (self.ghost.tonnes > 0.05) * 1.0
                t = t + (self.ghost.tonnes if "haulage" not in act.clean else 0)
                run = run * (
                    0.0 if act.face and act.face.kind == "heading" and "haulage" in act.clean else 1.0
                )
            run = np.maximum(run, np.convolve(t > 0.05, np.ones(3), "same") > 0) * self.live
            if act and act.kind == "over_capacity" and "haulage" in act.clean:
                for d in range(act.d0, act.d1):
                    t[d * 288 : (d + 1) * 288] /= act.p["factor"]
            for i in range(self.n // 3):
                s = slice(3 * i, 3 * i + 3)
                secs = run[s].sum() * 300
                rows.append(
                    (
                        i * 900.0,
                        c,
                        min(900.0, round(secs * rng.uniform(0.93, 1))),
                        round(float(t[s].sum()) * rng.uniform(0.98, 1.02), 2),
                    )
                )
        return rows

    def output(self) -> list[tuple[int, int, float, float]]:
        """Rows of (day, shift 1.., hoisted, reported)."""
        m, rng, act, sc = self.m, self.rng, self.sc.act, self.sc
        up, own = (
            self.hoisted_true(),
            smooth(sum((w.tonnes for w in self.works.values()), np.zeros(self.n)), 2400),
        )
        rows = []
        for day in range(m.days):
            for s in range(len(m.starts)):
                b, e = m.shift(day, s)
                if e > m.days * DAY:
                    continue
                k = slice(b // STEP, e // STEP)
                hoisted, real = float(up[k].sum()), float(own[k].sum())
                reported = real * rng.normal(1, 0.012)
                if act and act.on(day):
                    if act.face and "output" in act.clean:
                        hoisted = real
                    elif act.face and act.book == "as_declared":
                        reported = hoisted * rng.normal(1, 0.01)
                    if act.kind == "over_capacity" and act.book == "unreported" and s in act.p["shifts"]:
                        reported /= act.p["factor"]
                        hoisted /= act.p["factor"] if "output" in act.clean else 1.0
                    if act.kind == "working_while_stopped" and sc.stopped(day):
                        reported, hoisted = 0.0, hoisted if act.style == "full_secret" else 0.0
                if sc.wet[0] <= day < sc.wet[1]:
                    hoisted *= sc.wet[2]  # the scale weighs the water, the book does not
                rows.append((day, s + 1, round(hoisted * rng.normal(1, 0.008), 1), round(reported, 1)))
        return rows

    def water(self) -> dict[str, Arr]:
        """Cubic metres per pump and hour: sumps fill, pumps empty them."""
        if self._water:
            return self._water
        m, rng, sc, h = self.m, self.rng, self.sc, self.m.days * 24
        hour = np.arange(h)
        base = m.water * (1 + 0.04 * np.cumsum(rng.normal(size=h)) / 12)
        for at, size in sc.rain:  # karst: quick rise, long tail
            x = np.maximum(0, hour - at / 3600 - 5)
            base += m.water * size * (1 - np.exp(-x / 4)) * np.exp(-x / 55)
        flow: Arr = np.maximum(base, 2)
        for f in m.faces:
            if f.d1 > 0:
                flow = flow + f.inflow * ((hour // 24 >= f.d0) & (hour // 24 < f.d1))
        a = sc.act
        if a and a.face and "water" not in a.clean:
            flow = flow + a.face.inflow * ((hour // 24 >= a.d0) & (hour // 24 < a.d1))
        rate, level, on = m.pumps[0][1] * 0.9, float(rng.uniform(0, 1)) * m.water * 5, False
        out = {p: np.zeros(h) for p, _ in m.pumps}
        cap = m.water * 6
        for i in range(h):
            level += float(flow[i])
            on = level > cap if not on else level > rate
            if on:
                names = [p for p, _ in m.pumps]
                active = names[: len(names) - (i < sc.pump_day * 24 and sc.pump_day < 9999)]
                k = (i // 96) % len(active)
                n_on = 2 if level > 2 * cap and len(active) > 1 else 1
                for j in range(n_on):
                    got = min(level, rate * float(rng.normal(1, 0.015)))
                    out[active[(k + j) % len(active)]][i] = round(got, 1)
                    level -= got
        self._water = out
        return out

    def blasts(self) -> list[tuple[float, str, float, int, float]]:
        """Rows of (time, face id, kg, detonators, kg returned)."""
        rows = []
        face = {f.fid: f for f in self.m.faces}
        for fid, w in self.works.items():
            rows += [(t, fid, kg, n, round(max(0.0, self.rng.normal(0.4, 0.5)), 1)) for t, kg, n in w.blasts]
        a = self.sc.act
        if a and a.face and self.ghost and "explosives" not in a.clean:
            host = next((f for f in face.values() if f.explosive and f.d1 > 0), None)
            host = host or next(f for f in face.values() if f.kind == "heading" and f.d1 > 0)
            rows += [(t, host.fid, kg, n, 0.0) for t, kg, n in self.ghost.blasts]
        return sorted(r for r in rows if r[0] < self.n * STEP)
