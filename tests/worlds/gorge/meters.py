"""Machines and sensors: coal, power, belts, gas, air, water, blasting follow from who cuts what and when."""

from __future__ import annotations

from typing import Any

import numpy as np

from .crews import DAY, Hidden, Mine

FEEDERS = ("hoist", "main_fan", "local_fan", "pump", "surface", "other")


def _lag(x: np.ndarray, taps: int) -> np.ndarray:
    k = np.exp(-np.arange(taps * 3) / taps)
    return np.convolve(x, k / k.sum())[: len(x)]


def _slow(rng: np.random.Generator, n: int, sigma: float, step: int = 72) -> np.ndarray:
    pts = rng.normal(0, sigma, n // step + 3)
    return np.interp(np.arange(n) / step, np.arange(len(pts)), pts)


class Meters:
    """All measured series of a mine; hooks of events and schemes change them on the way."""

    def __init__(self, m: Mine) -> None:
        self.m = m
        self.n5, self.n15, self.hours = m.days * 288, m.days * 96, m.days * 24
        self.fix: set[int] = set()
        self._coal()
        self._air_gas_water()
        self._run("source")
        self._haul()
        self._run("haul")
        self._power()
        self._run("power")
        self._cuts()
        self._water()
        self._output()
        self._run("output")
        self._explosives()
        self._run("explosives")
        self._points()
        self._calibrate()
        self._run("calib")
        self._run("point")

    def _run(self, key: str) -> None:
        for fn in self.m.fx.get(key, ()):
            fn(self)

    # ---- coal ------------------------------
    def burst(self, d: int, k: int, tons: float, lazy: float = 1.0) -> tuple[int, np.ndarray]:
        """Tons per 5 minutes of one shift's cutting, with stops; answers the first slot and the series."""
        m, r = self.m, self.m.rng
        a = int((m.at(d, k) + r.uniform(48, 85) * 60) // 300)
        b = int((m.at(d, k) + m.slen - r.uniform(45, 80) * 60) // 300)
        size = max(6, int((b - a) * lazy))
        on = np.cumsum(r.random(size) < 0.16) % 3 != 2
        on[0] = True
        x = on * r.uniform(0.55, 1.1, size)
        return a, x / max(x.sum(), 1e-6) * tons

    def _add(self, arr: np.ndarray, a: int, x: np.ndarray) -> None:
        lo, hi = max(a, 0), min(a + len(x), len(arr))
        if hi > lo:
            arr[lo:hi] += x[lo - a : hi - a]

    def _coal(self) -> None:
        m, r = self.m, self.m.rng
        g = m.ground
        self.cut = [np.zeros(self.n5) for _ in g.faces]
        self.works = [np.zeros((m.days, m.nsh)) for _ in g.faces]
        for i, f in enumerate(g.faces):
            w = np.ones(m.nsh)
            if f.maint >= 0:
                w[f.maint] = 0.05 if r.random() < 0.5 else 0.0
            w /= w.sum()
            for d in range(-1, m.days):
                e = max(d, 0)
                if m.mode[i][e] != "cut":
                    continue
                for k in range(m.nsh):
                    share = 1.0 if m.stop[e] == "" else 0.0
                    for s in m.knobs["secret"]:
                        if s["d0"] <= d < s["d1"] and i in s["faces"] and k in s["shifts"]:
                            share = s["factor"] / (w[k] * m.nsh + 1e-9) if w[k] > 0 else 0.0
                    if share <= 0 or w[k] <= 0:
                        continue
                    tons = f.t_day * m.prod[i, e] * w[k] * share * max(0.3, r.normal(1, 0.1))
                    if r.random() < 0.03:
                        tons *= r.uniform(0.2, 0.7)
                    a, x = self.burst(d, k, max(tons, 0.01))
                    self._add(self.cut[i], a, x)
                    if d >= 0:
                        self.works[i][d, k] = 1
        for h in m.hidden:
            h.cut = np.zeros(self.n5)
            for d in range(h.d0, h.d1):
                for k in h.shifts if d not in h.rest else ():
                    if r.random() < 0.96:
                        tons = h.t_day / len(h.shifts) * max(0.4, r.normal(1, 0.15))
                        a, x = self.burst(d, k, tons, h.chan.get("part", 1.0))
                        self._add(h.cut, a + h.chan.get("shift5", 0), x)

    # ---- air, gas, water ------------------------------
    def _air_gas_water(self) -> None:
        m, r, n = self.m, self.m.rng, self.n5
        self.gas, self.air = [], []
        inflow = np.full(self.hours, m.knobs["base_inflow"])
        for i, f in enumerate(m.ground.faces):
            live = np.repeat([md not in ("gone", "off") for md in m.mode[i]], 288)
            mean = max(f.t_day / 288, 1e-6)
            act = _lag(self.cut[i], 7) / mean if f.t_day > 0 else np.zeros(n)
            q = f.ch4 * (0.52 + 0.48 * act) * (1 + _slow(r, n, 0.05))
            self.gas.append(np.where(live, q, 0.25 * f.ch4 if f.kind == "coal_face" else 0.02))
            a = f.air * (1 + _slow(r, n, 0.02))
            self.air.append(np.where(live, a, 0.35 * a if f.kind == "coal_face" else 25.0))
            inflow += f.inflow * live[::12]
        t = np.arange(n) / 288
        self.baro = 0.6 * np.sin(2 * np.pi * (t * 2 + r.random())) + _slow(r, n, 1.2, 288)
        nominal = sum(f.ch4 for f in m.ground.faces)
        self.goaf = np.maximum(0.02, m.knobs["goaf"] * nominal * (1 - 0.12 * self.baro))
        self.other_air = (m.knobs["other_air"] + 0.15 * sum(f.air for f in m.ground.faces)) * (
            1 + _slow(r, n, 0.015)
        )
        self.extra_ret = np.zeros(n)
        self.inflow = inflow * (1 + _slow(r, self.hours, 0.06, 24))
        self.seal_add: dict[int, np.ndarray] = {}
        for h in m.hidden:
            self._hidden_air(h)

    def _on(self, h: Hidden) -> np.ndarray:
        on = np.zeros(self.n5)
        on[h.d0 * 288 : h.d1 * 288] = 1
        return on

    def _hidden_air(self, h: Hidden) -> None:
        assert h.cut is not None
        on = self._on(h)
        act = _lag(h.cut, 7) / max(h.t_day / 288, 1e-6)
        q = h.ch4 * (0.45 * on + 0.55 * act)
        to = h.chan.get("gas", "return")
        if isinstance(to, int):
            self.gas[to] += q
        elif to == "return":
            self.goaf += q
        elif to == "seal":
            self.goaf += q * 0.7
            self.seal_add[h.anchor] = q / max(h.ch4, 1e-3) * 0.16
        breath = on if h.chan.get("fan_always", True) else np.clip(act, 0, 1)
        src = h.chan.get("air", "return")
        if isinstance(src, int):
            self.air[src] = self.air[src] - np.minimum(h.air * breath, 0.45 * self.air[src])
            self.other_air += h.air * breath
        elif src == "own" and isinstance(to, int):
            self.air[to] = self.air[to] + h.air * breath
        elif src == "return":
            self.other_air += h.air * breath
        if h.chan.get("water", True):
            self.inflow += h.inflow * on[::12]

    def add_water(self, d0: int, d1: int, wet: float) -> None:
        """More inflow (m3/h) on some days."""
        self.inflow[d0 * 24 : d1 * 24] += wet

    # ---- haulage ------------------------------
    def _haul(self) -> None:
        m, r = self.m, self.m.rng
        delay = m.knobs["belt_delay"]
        self.coal5 = np.zeros(self.n5)
        for c in self.cut:
            self.coal5 += c
        self.coal5 = np.roll(np.convolve(self.coal5, [0.3, 0.4, 0.3], "same"), delay)
        self.coal5[:delay] = 0
        belt5 = self.coal5.copy()
        self.hid_hoist, self.hid_report = np.zeros(self.n5), np.zeros(self.n5)
        for h in m.hidden:
            assert h.cut is not None
            way = h.chan.get("belt", "main")
            out5 = h.cut
            if way == "later":
                day = h.cut.reshape(m.days, 288).sum(axis=1)
                w = self.coal5.reshape(m.days, 288)
                tot = w.sum(axis=1, keepdims=True)
                out5 = (
                    np.where(tot > 0, w / np.maximum(tot, 1e-9), 1 / 288) * np.roll(day, 1)[:, None]
                ).ravel()
            if way in ("main", "later"):
                belt5 += np.roll(out5, delay)
            o = h.chan.get("output", "hidden")
            if o in ("hoisted", "both"):
                self.hid_hoist += out5
            if o == "both":
                self.hid_report += out5
        self.belt_t: dict[str, np.ndarray] = {}
        self.belt_s: dict[str, np.ndarray] = {}
        self.true15 = belt5.reshape(-1, 3).sum(axis=1)
        bias = 1 + r.normal(0, 0.008)
        self._belt("C1", self.true15 * bias)
        for i, f in enumerate(m.ground.faces):
            if f.conveyor and f.conveyor != "C1":
                own = self.cut[i].copy()
                for h in m.hidden:
                    if h.chan.get("face_belt") == i:
                        own += h.cut
                self._belt(f.conveyor, own.reshape(-1, 3).sum(axis=1) * (1 + r.normal(0, 0.012)))

    def _belt(self, name: str, t: np.ndarray) -> None:
        r = self.m.rng
        t = t * r.normal(1, 0.02, len(t))
        busy = t > 0.02
        near = busy | np.roll(busy, 1)
        self.belt_t[name] = np.where(busy, np.maximum(t, 0), 0)
        full = np.clip(560 + 340 * t / max(np.percentile(t, 95), 0.1), 0, 900) * r.uniform(0.93, 1, len(t))
        self.belt_s[name] = np.where(
            busy, np.minimum(900, full), np.where(near, r.uniform(60, 400, len(t)), 0)
        )

    # ---- power ------------------------------
    def _power(self) -> None:
        m, r, n = self.m, self.m.rng, self.n15
        g = m.ground
        self.kw: dict[str, np.ndarray] = {}
        rated = m.knobs["rated"]
        for i, f in enumerate(g.faces):
            c15 = self.cut[i].reshape(-1, 3).sum(axis=1)
            top = max(f.t_day / 96 * 2.6, 0.2)
            u = np.clip(c15 / top, 0, 1.55)
            live = np.repeat([md not in ("gone", "off") for md in m.mode[i]], 96)
            fix = np.repeat([0.1 if md in ("move", "install") else 0.0 for md in m.mode[i]], 96)
            if f.rock:
                k = np.zeros(n)
                for d, s in zip(*np.nonzero(self.works[i]), strict=False):
                    a = int((m.at(int(d), int(s)) + 4500) // 900)
                    k[a : a + int(m.slen // 900) - 10] = 0.5
                u = k * r.uniform(0.5, 1, n)
            base = f.kw * (0.05 + 0.62 * u + fix * r.uniform(0.2, 1, n))
            if f.maint >= 0 and f.kind == "coal_face":
                for d in range(m.days):
                    if m.mode[i][d] == "cut" and m.stop[d] in ("", "overhaul"):
                        a = int((m.at(d, f.maint) + 3600) // 900)
                        base[a : a + int(m.slen // 900) - 8] += f.kw * 0.07
            self.kw[f.feeder] = np.where(live, base, f.kw * 0.006) * r.normal(1, 0.03, n)
        tod = np.arange(n) % 96 / 4
        t15 = self.true15
        ton_kw = m.knobs["hoist_kwh_t"] * 4
        men = np.zeros(n)
        for d in range(m.days + 1):
            for k in range(m.nsh):
                a = int(m.at(d, k) // 900)
                men[max(a - 2, 0) : max(a + 4, 0)] += 0.16 if d < m.days else 0
        busy = np.repeat([0.35 if s in ("holiday", "suspended") else 1 for s in m.stop], 96)
        self.kw["hoist"] = (rated["hoist"] * (0.05 + men * busy) + t15 * ton_kw) * r.normal(1, 0.05, n)
        self.kw["main_fan"] = rated["main_fan"] * 0.72 * (1 + 0.01 * self.baro[::3]) * r.normal(1, 0.006, n)
        lf = np.zeros(n)
        for i, f in enumerate(g.faces):
            if f.kind == "heading":
                lf += np.repeat([22.0 if md not in ("gone", "off") else 0.0 for md in m.mode[i]], 96)
        self.kw["local_fan"] = (lf + 6) * r.normal(1, 0.015, n)
        self.kw["surface"] = (
            rated["surface"] * (0.42 + 0.3 * np.exp(-(((tod - 11.5) / 5) ** 2))) * r.normal(1, 0.05, n)
        )
        run = self.belt_s["C1"] / 900
        self.kw["other"] = rated["other"] * (0.16 + 0.3 * run * (0.6 + 0.4 * busy)) + t15 * 4.4
        self.kw["other"] *= r.normal(1, 0.03, n)
        self.kw["pump"] = np.zeros(n)
        for h in m.hidden:
            assert h.cut is not None
            u = np.clip(h.cut.reshape(-1, 3).sum(axis=1) / max(h.t_day / 96 * 2.6, 0.05), 0, 1.25)
            on = self._on(h)[::3]
            if not h.chan.get("fan_always", True):
                on = np.clip(_lag(u, 5) * 3, 0, 1)
            k = h.kw * (0.06 * on + 0.62 * u)
            for fd, share in h.chan.get("power", {"other": 1.0}).items():
                if fd in self.kw:
                    self.kw[fd] = self.kw[fd] + k * share * r.normal(1, 0.03, n)
            fan = h.chan.get("fan_kw", 0.0)
            if fan:
                self.kw[h.chan.get("fan_on", "local_fan")] += fan * on

    def add_kw(self, feeder: str, d0: int, d1: int, kw: float) -> None:
        """A load on a feeder for some days."""
        part = self.kw[feeder][d0 * 96 : d1 * 96]
        part += kw * self.m.rng.uniform(0.3, 1, len(part))

    def add_slots(self, feeder: str, a: int, b: int, share: float) -> None:
        """A load, as a share of the rating, from quarter hour a to b."""
        part = self.kw[feeder][max(a, 0) : b]
        part += self.m.knobs["rated"].get(feeder, 100) * share * self.m.rng.uniform(0.4, 1, len(part))

    def _cuts(self) -> None:
        self.dark = np.zeros(self.n5, bool)
        for t0, t1 in self.m.power_cut:
            a, b = int(t0 // 300), int(t1 // 300) + 1
            self.dark[a:b] = True
        d15 = self.dark.reshape(-1, 3).mean(axis=1)
        if d15.any():
            for k in self.kw:
                self.kw[k] = self.kw[k] * (1 - d15)
            for c in self.belt_t:
                self.belt_t[c] = self.belt_t[c] * (1 - d15)
                self.belt_s[c] = self.belt_s[c] * (1 - d15)
            self.coal5 = np.where(self.dark, 0, self.coal5)
            for i in range(len(self.cut)):
                self.cut[i] = np.where(self.dark, 0, self.cut[i])

    # ---- water ------------------------------
    def _water(self) -> None:
        m, r = self.m, self.m.rng
        rated = m.knobs["pump_rated"]
        off = np.zeros(self.hours, bool)
        for fn in m.fx.get("pump_off", ()):
            fn(off)
        off |= self.dark.reshape(-1, 12).mean(axis=1) > 0.7
        cap = m.knobs["sump_hours"] * m.knobs["base_inflow"]
        level, out = 0.3 * cap, np.zeros(self.hours)
        valley = m.knobs["valley_pumping"]
        pumping = False
        for h in range(self.hours):
            level += self.inflow[h]
            cheap = h % 24 in (0, 1, 2, 3, 4, 5, 6, 12, 13)
            if level > cap * 0.85 or (valley and cheap and level > cap * 0.3):
                pumping = True
            if level < cap * 0.2:
                pumping = False
            if pumping and not off[h]:
                x = min(rated * (2 if level > cap else 1), max(level - 0.1 * cap, 0))
                out[h] = x
                level -= x
        self.pump = out * r.normal(1, 0.01, self.hours)
        head = m.knobs["pump_kwh_m3"]
        self.kw["pump"] += np.repeat(self.pump * head, 4) * r.normal(1, 0.02, self.n15) + 1.5

    # ---- output ------------------------------
    def _by_shift(self, x: np.ndarray) -> np.ndarray:
        m = self.m
        out = np.zeros((m.days, m.nsh))
        for d in range(m.days):
            for k in range(m.nsh):
                a = int(m.at(d, k) // 300)
                b = int((m.at(d, k + 1) if k + 1 < m.nsh else m.at(d + 1, 0)) // 300)
                out[d, k] = x[a:b].sum()
        return out

    def _output(self) -> None:
        m, r = self.m, self.m.rng
        shape = (m.days, m.nsh)
        self.hoisted = self._by_shift(self.coal5 + self.hid_hoist) * r.normal(1, 0.012, shape)
        self.reported = self._by_shift(self.coal5 + self.hid_report) * r.normal(1, 0.015, shape)

    # ---- explosives ------------------------------
    def _explosives(self) -> None:
        m, r = self.m, self.m.rng
        self.expl: list[tuple[float, str, float, int, float]] = []
        for i, f in enumerate(m.ground.faces):
            if f.explosive <= 0:
                continue
            shifts = m.nsh - (1 if f.maint >= 0 else 0)
            for d in range(m.days):
                for k in range(m.nsh):
                    if not self.works[i][d, k] or k == f.maint:
                        continue
                    for b in range(1 if f.kind == "heading" else 2):
                        parts = shifts * (1 if f.kind == "heading" else 2)
                        kg = f.explosive * m.prod[i, d] / parts * max(0.4, r.normal(1, 0.13))
                        at = m.at(d, k) + m.slen * (0.35 + 0.35 * b) + r.normal(0, 1800)
                        self.blast(at, f.fid, kg)
        for h in m.hidden:
            on = h.chan.get("expl")
            if on is None or h.explosive <= 0:
                continue
            for d in range(h.d0, h.d1):
                for k in h.shifts if d not in h.rest else ():
                    kg = h.explosive / len(h.shifts) * max(0.4, r.normal(1, 0.2))
                    self.blast(m.at(d, k) + m.slen * 0.5 + r.normal(0, 2400), m.ground.faces[on].fid, kg)

    def blast(self, at: float, fid: str, kg: float) -> None:
        """One issue of explosives."""
        r = self.m.rng
        back = round(kg * r.uniform(0.05, 0.25), 1) if r.random() < 0.35 else 0.0
        if 0 <= at < self.m.days * DAY:
            self.expl.append((at, fid, round(kg + back, 1), int(kg * r.uniform(1.5, 2.2)) + 1, back))

    # ---- sensors ------------------------------
    def _points(self) -> None:
        m, r, n = self.m, self.m.rng, self.n5
        g = m.ground
        total_air = sum(self.air) + self.other_air
        total_gas = sum(self.gas) + self.goaf
        self.vals: list[np.ndarray] = []
        self.state: list[np.ndarray] = []
        stopped = np.convolve(self.dark, np.ones(6), "full")[:n] > 0
        for p in g.points:
            sig = m.knobs["sensor_noise"] * r.uniform(0.6, 1.5)
            if p.kind == "ch4":
                if p.face >= 0:
                    c = self.gas[p.face] / np.maximum(self.air[p.face], 40) * 100
                    k = {"face": r.uniform(0.6, 0.9), "face_ret": 1.0, "face_in": 0.12}[p.what]
                    c = c * k
                    if g.faces[p.face].kind == "heading" and p.what != "face_in":
                        c = np.where(stopped, c * 2.2, c)
                elif p.what == "main_ret":
                    c = total_gas / total_air * 100
                elif p.what == "part_ret":
                    c = total_gas / total_air * 100 * r.uniform(0.6, 1.1)
                elif p.what == "seal":
                    lo = r.uniform(0.12, 0.5)
                    c = np.maximum(0.02, lo * (1 - 0.22 * self.baro))
                    if p.station in self.seal_add:
                        c = c + self.seal_add[p.station]
                else:
                    c = r.uniform(0.08, 0.3) * (1 + _slow(r, n, 0.2))
                drift = np.interp(np.arange(n), [0, n], [0, r.normal(0, 0.012)])
                v = np.maximum(0, c + drift + r.normal(0, sig, n))
            elif p.kind == "air_velocity":
                q = {
                    "face_air": lambda: self.air[p.face],
                    "main_air": lambda: total_air,
                    "intake": lambda: total_air * 0.82,
                }[p.what]()
                v = q / (60 * p.section)
                v = np.maximum(0.0, v * (1 - 0.9 * self.dark) * r.normal(1, 0.018, n))
            else:
                on = np.ones(n)
                if p.what == "mfan2":
                    on[:] = 0
                elif p.face >= 0:
                    on = np.repeat([float(x not in ("gone", "off")) for x in m.mode[p.face]], 288)
                v = np.where(self.dark, 0.0, on)
            self.vals.append(v)
            self.state.append(np.zeros(n, int))
        for a in np.flatnonzero(np.diff(self.dark.astype(int)) == 1):
            for st in self.state:
                if r.random() < 0.4:
                    st[a + 1 : a + 3] = 16

    def _calibrate(self) -> None:
        r, m = self.m.rng, self.m
        self.calib: list[tuple[int, int]] = []
        every = m.knobs["calib_days"]
        for j, p in enumerate(m.ground.points):
            if p.kind == "ch4":
                for d in range(int(r.integers(0, every)), m.days, every):
                    self.pulse(j, d * 288 + int(r.integers(102, 190)))

    def pulse(self, j: int, a: int) -> None:
        """Calibration gas on one sensor for some minutes."""
        r = self.m.rng
        b = min(a + int(r.integers(1, 4)), self.n5)
        if a < self.n5 and j not in self.fix:
            self.vals[j][a:b] = r.choice([1.0, 1.5, 2.0]) * r.uniform(0.94, 1.04, b - a)
            self.state[j][a:b] = 4
            self.calib.append((j, a))

    def campaign(self, d0: int, d1: int) -> None:
        """Calibrate every methane sensor once between two days."""
        for j, p in enumerate(self.m.ground.points):
            if p.kind == "ch4":
                self.pulse(j, int(self.m.rng.integers(d0 * 288 + 100, max(d0 * 288 + 101, d1 * 288 - 90))))

    def fan_change(self, a: int) -> None:
        """Main fan change-over at slot a."""
        for j, p in enumerate(self.m.ground.points):
            if p.what in ("mfan", "mfan2"):
                self.vals[j][a + 1 :] = 1 - self.vals[j][a + 1 :]
            elif p.kind == "air_velocity":
                self.vals[j][a : a + 2] *= 0.4

    def series(self, what: str, face: int = -1) -> list[int]:
        """Indices of the points of a sort."""
        return [
            j for j, p in enumerate(self.m.ground.points) if p.what == what and (face < 0 or p.face == face)
        ]


def rated(m: Mine) -> dict[str, Any]:
    """Ratings of the common feeders from the size of the mine."""
    r, s = m.rnd, (m.cap / 300000) ** 0.7
    return {
        "hoist": r.uniform(160, 320) * s,
        "main_fan": r.uniform(110, 240) * s,
        "local_fan": 90.0 * s + 60,
        "pump": 60.0,
        "surface": r.uniform(120, 260) * s,
        "other": r.uniform(150, 320) * s,
    }
