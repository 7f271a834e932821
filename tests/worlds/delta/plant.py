"""The machines and the air: power, belts, output, water, explosives, cameras, sensors."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from .layout import Mine, Place
from .people import Roster
from .scenario import DAY
from .snapshots import TextWriter

STEP = 300
SLOTS = DAY // STEP


def smooth(x: np.ndarray, tau: float) -> np.ndarray:
    """First-order lag with time constant `tau` in steps."""
    out, a, s = np.empty_like(x), 1 / tau, float(x[:SLOTS].mean()) if len(x) else 0.0
    for i, v in enumerate(x):
        s += a * (float(v) - s)
        out[i] = s
    return out


class Plant:
    """All physical series of a mine on a grid of five minutes."""

    def __init__(self, m: Mine, rng: np.random.Generator) -> None:
        self.m, self.rng, self.n = m, rng, m.case.days * SLOTS
        self.every = m.places + ([m.hidden] if m.hidden else [])
        self.day = np.arange(self.n) * STEP / DAY
        cut = m.case.event_at.get("power_cut")
        self.cut = (self.day >= cut[0]) & (self.day < cut[1]) if cut else np.zeros(self.n, dtype=bool)
        self.act = {p.face_id: self._activity(p) for p in self.every}
        self.there = {
            p.face_id: ((self.day >= p.start) & (self.day < (p.end if p.end is not None else 9e9))).astype(
                float
            )
            for p in self.every
        }
        if m.hidden:
            t0, t1 = conduct_span(m)
            self.there["H1"] = ((self.day >= t0 / DAY) & (self.day < t1 / DAY)).astype(float)
        self.tonnes = {p.face_id: self.act[p.face_id] * p.tonnes / SLOTS for p in self.every}

    def _activity(self, p: Place) -> np.ndarray:
        """Work intensity with mean 1 over a normal day, 0 outside the working hours."""
        m, rng, case = self.m, self.rng, self.m.case
        act = np.zeros(self.n)
        for day in range(-1, case.days):
            norm, today = 0.0, []
            for s in range(len(m.starts)):
                begin, end = m.shift_span(day, s)
                a, b = (begin + 4200) // STEP, (end - 3000) // STEP
                if p.crew[s] and s != p.repair_shift:
                    norm += b - a
                work = m.work(p, day, s)
                if work == "produce":
                    raw = np.clip(rng.normal(1, 0.2, size=b - a), 0.2, None)
                    idle = np.repeat(rng.random(math.ceil((b - a) / 6)) < 0.15, 6)[: b - a]
                    raw[idle] *= 0.1
                    today.append((a, b, raw / 0.865))
                elif work == "repair":
                    today.append((a, b, np.full(b - a, 0.02)))
            factor = float(rng.normal(1, 0.05)) * SLOTS / max(norm, 1)
            if case.kind == "over_capacity" and case.on(day) and p.kind == "coal_face" and case.style:
                factor *= self._needed() * case.style.share * float(rng.normal(1, 0.03))
            for a, b, raw in today:
                lo, hi = max(a, 0), min(b, self.n)
                if hi > lo:
                    act[lo:hi] = raw[lo - a : hi - a] * factor
        drill = case.event_at.get("rescue_drill")
        if drill and p.declared:
            act[(self.day >= drill[0]) & (self.day < drill[1] + 0.03)] = 0.0
        act[self.cut] = 0.0
        return act

    def _needed(self) -> float:
        """Factor that lifts the planned coal to the mine's capacity."""
        planned = sum(p.tonnes for p in self.m.places if p.end is None)
        return self.m.capacity / 330 / planned

    def _mean(self, x: np.ndarray, steps: int) -> np.ndarray:
        return np.asarray(x.reshape(-1, steps).mean(axis=1))

    def _coal(self, cooked_out: bool = False) -> np.ndarray:
        """Coal that reaches the hoist (`cooked_out`: what the hoist record admits)."""
        st = self.m.case.style
        total = np.zeros(self.n)
        for p in self.every:
            if not p.declared and st and (st.coal == "adit" or (cooked_out and st.coal == "cooked")):
                continue
            total += self.tonnes[p.face_id]
        return total

    def power(self, folder: Path, water_m3: np.ndarray) -> None:
        """power.csv"""
        m, rng = self.m, self.rng
        q = self.n // 3
        hour = np.arange(self.n) * STEP % DAY / 3600
        noise = {}
        loads: dict[str, np.ndarray] = {}
        for p in m.places:
            live = self.there[p.face_id]
            loads[p.feeder] = live * p.kw_idle + self.act[p.face_id] * (p.kw_cut - p.kw_idle) * 0.6
        coal = self._coal() / (STEP / 3600)
        loads["FD01"] = (
            45
            + coal * 1.1
            + 60 * sum(np.exp(-(((hour - s / 3600 - 0.3 + 12) % 24 - 12) ** 2) / 0.3) for s in m.starts)
        )
        loads["FD02"] = np.full(self.n, float(rng.uniform(150, 230)))
        fans = sum(self.there[p.face_id] * (30 if p.kind == "heading" else 5) for p in m.places)
        loads["FD90"] = np.asarray(fans, dtype=float)
        loads["FD03"] = 8 + np.repeat(water_m3, 12) * 1.3
        loads["FD04"] = float(rng.uniform(70, 110)) + coal * 0.8
        loads["FD91"] = 110 + 60 * np.exp(-(((hour - 13) / 5) ** 2))
        h, st = m.hidden, m.case.style
        if h and st:
            extra = self.there["H1"] * (h.kw_idle + 22) + self.act["H1"] * (h.kw_cut - h.kw_idle) * 0.6
            feeder = {"other": "FD04", "surface": "FD91", "face": m.places[0].feeder, "own": "FD77"}[h.feeder]
            loads[feeder] = loads.get(feeder, 0) + extra
        if "power_cut" in m.case.events:
            for name in loads:
                if name not in ("FD02", "FD03"):
                    loads[name] = np.where(self.cut, 0.0, loads[name])
        rows = ["at,feeder,kw"]
        for name in sorted(loads):
            noise[name] = self._mean(loads[name], 3) * rng.normal(1, 0.025, size=q)
        for i in range(q):
            at = m.iso(i * 900)
            rows += [f"{at},{name},{max(0.0, float(noise[name][i])):.1f}" for name in sorted(loads)]
        _save(folder / "power.csv", rows)

    def haulage(self, folder: Path) -> None:
        """haulage.csv"""
        m, rng = self.m, self.rng
        wet = np.where([m.case.during("wet_coal", d) for d in self.day], 1.04, 1.0)
        belts = {"C1": np.asarray(sum(self.tonnes[p.face_id] for p in self.every if p.by_belt), dtype=float)}
        belts |= {
            f"C{i + 2}": self.tonnes[p.face_id] for i, p in enumerate(m.places) if p.kind == "coal_face"
        }
        rows = ["at,conveyor,running_s,t"]
        for name, t in belts.items():
            lagged = np.roll(t * wet, 2) if name == "C1" else t * wet
            per = lagged.reshape(-1, 3).sum(axis=1)
            scale = float(rng.normal(1, 0.008))
            for i, v in enumerate(per):
                run = 0 if v <= 0 else 900 if v > 0.4 else int(rng.integers(120, 600))
                tons = max(0.0, float(v) * scale * float(rng.normal(1, 0.015)))
                rows.append(f"{m.iso(i * 900)},{name},{run},{tons:.2f}")
        _save(folder / "haulage.csv", rows)

    def output(self, folder: Path) -> None:
        """output.csv, one row for each shift that lies wholly in the period."""
        m, rng, case = self.m, self.rng, self.m.case
        real, admitted = self._coal(), self._coal(cooked_out=True)
        declared = np.asarray(sum(self.tonnes[p.face_id] for p in m.places), dtype=float)
        rows = ["date,shift,hoisted_t,reported_t"]
        for day in range(case.days):
            for s in range(len(m.starts)):
                a, b = (int(t // STEP) for t in m.shift_span(day, s))
                if b > self.n:
                    continue
                wet = 1.04 if case.during("wet_coal", day) else 1.0
                hoisted = float(admitted[a:b].sum()) * float(rng.normal(1, 0.012)) * wet
                told = (declared if m.hidden else real)[a:b].sum() * float(rng.normal(1, 0.01))
                if case.kind == "over_capacity" and case.on(day) and case.style:
                    excess = self._needed() * case.style.share
                    told = told if case.name() == "openly_above" else told / excess
                    hoisted = hoisted / excess if case.name() == "hoist_record_trimmed" else hoisted
                if case.kind == "working_while_stopped" and case.on(day):
                    told = 0.0
                rows.append(f"{m.iso(day * DAY)[:10]},{s + 1},{hoisted:.1f},{told:.1f}")
        _save(folder / "output.csv", rows)

    def water(self) -> np.ndarray:
        """Pumped cubic metres of each hour: a sump with two levels, one to three pumps."""
        m, rng = self.m, self.rng
        hours = self.n // 12
        flow = m.base_inflow + np.asarray(sum(self.there[p.face_id] * p.inflow for p in self.every))
        rain = m.case.event_at.get("rain")
        if rain:
            after = np.clip(self.day - rain[0], 0, None)
            flow = flow * (1 + 0.35 * (after > 0) * np.exp(-after / 4) * np.minimum(1, after * 2))
        hourly = self._mean(flow, 12) * rng.normal(1, 0.03, size=hours)
        sump, on = 60.0, False
        out = np.zeros(hours)
        for i in range(hours):
            sump += hourly[i]
            on = on or sump > 170
            out[i] = min(sump - 15, 140 * float(rng.normal(1, 0.015))) if on else 0.0
            sump -= out[i]
            on = on and sump > 40
        return out

    def write_water(self, folder: Path, m3: np.ndarray) -> None:
        """water.csv; pumps take turns by the day, a new pump joins in when there is one."""
        m = self.m
        rows = ["at,pump,m3"]
        for i, v in enumerate(m3):
            pumps = 3 if m.case.during("new_pump", i / 24) else 2
            duty = i // 24 % pumps
            rows += [f"{m.iso(i * 3600)},P{k + 1},{v if k == duty else 0.0:.1f}" for k in range(pumps)]
        _save(folder / "water.csv", rows)

    def explosives(self, folder: Path) -> None:
        """explosives.csv, one row per blast."""
        m, rng, case = self.m, self.rng, self.m.case
        blasts: list[tuple[float, str, float]] = []
        host = next((p.face_id for p in m.places if p.kind == "heading"), "F1")
        for p in self.every:
            shifts = [s for s in range(len(m.starts)) if p.crew[s]]
            for day in range(-1, case.days) if p.kg else []:
                share = p.kg / len(shifts) * float(rng.normal(1, 0.07))
                for s in shifts:
                    if m.work(p, day, s) != "produce":
                        continue
                    begin, end = m.shift_span(day, s)
                    rounds = max(1, round(share / 11))
                    for r in range(rounds):
                        at = begin + 5400 + (end - begin - 9000) * (r + float(rng.uniform(0.3, 0.7))) / rounds
                        own = "H9" if case.style and case.style.blast == "own" else host
                        blasts.append(
                            (
                                at,
                                p.face_id if p.declared else own,
                                share / rounds * float(rng.normal(1, 0.04)),
                            )
                        )
        rows = ["at,face_id,explosive_kg,detonators,returned_kg"]
        for at, face, kg in sorted(blasts):
            if 0 <= at < case.days * DAY and not self.cut[int(at // STEP)]:
                back = float(rng.choice([0, 0, 0, 0.2, 0.4]))
                rows.append(
                    f"{m.iso(at)},{face},{kg + back:.1f},{round(kg * 2.4 + rng.normal(0, 1))},{back:.1f}"
                )
        _save(folder / "explosives.csv", rows)

    def video(self, folder: Path, roster: Roster) -> None:
        """video.csv, heads bundled over three minutes with a rare miscount."""
        m, rng = self.m, self.rng
        heads: dict[tuple[int, str, str], int] = {}
        for t in roster.trips:
            for at, way in ((t.t_in, "in"), (t.t_out, "out")):
                if t.counted and 0 <= at < m.case.days * DAY:
                    key = (at // 180 * 180, m.portals[t.portal][1], way)
                    heads[key] = heads.get(key, 0) + 1
        rows = ["at,position,direction,persons"]
        for (at, pos, way), n in sorted(heads.items()):
            seen = n + int(rng.choice([-1, 0, 1], p=[0.012, 0.976, 0.012]))
            if seen > 0:
                rows.append(f"{m.iso(at + 120)},{pos},{way},{seen}")
        _save(folder / "video.csv", rows)

    def sensors(self, out: TextWriter) -> None:
        """CDDY daily, CDSS every five minutes, YCBJ for calibrations."""
        m, rng, case, n = self.m, self.rng, self.m.case, self.n
        gas = {
            p.face_id: p.gas
            * self.there[p.face_id]
            * (0.6 + 0.4 * smooth(self.act[p.face_id], 8))
            * np.exp(smooth(rng.normal(0, 0.25, size=n), 40))
            for p in self.every
        }
        back = 0.35 + 0.12 * sum(p.gas for p in m.places)
        ground = np.asarray(sum(p.air * self.there[p.face_id] for p in m.places), dtype=float)
        total = ground * 1.22 + 180
        stolen = np.ones(n)
        if m.hidden:
            take = m.hidden.air * self.there["H1"]
            total = total + 0.8 * take
            stolen = 1 - 0.2 * take / np.maximum(ground, 1)
        fan_off = self.cut & ("power_cut" in case.events)
        values: list[np.ndarray] = []
        status = np.zeros((len(m.points), n), dtype=int)
        for pt in m.points:
            kind, place, section = str(pt["kind"]), str(pt["_place"]), float(str(pt["section_m2"]))
            if place in ("return", "intake", "main", "seal"):
                p, flow = None, total
            else:
                p = next(q for q in m.places if q.face_id == place.split("/")[0])
                flow = p.air * self.there[p.face_id] * stolen
            if kind == "air_velocity":
                low = np.where(fan_off & (p is not None and p.kind == "heading"), 0.2, 1.0)
                v = flow * low / 60 / section * rng.normal(1, 0.015, size=n)
                values.append(np.round(np.clip(v, 0, None), 2))
                continue
            if kind == "fan":
                live = np.ones(n) if p is None else (self.there[p.face_id] > 0) & ~fan_off
                values.append(live.astype(float))
                continue
            if place == "return":
                c = 100 * (back + np.asarray(sum(gas.values()))) / total
            elif place == "seal":
                level, beat, phase = rng.uniform(0.2, 0.5), rng.uniform(2.2, 4.0), rng.uniform(0, 6)
                c = level + 0.05 * np.sin(self.day * 2 * math.pi / beat + phase)
                if m.hidden and m.site[0] == m.at["Z1"]:
                    c = c + 0.12 * smooth(self.act["H1"], 12)
            else:
                share = 0.6 if place.endswith("/u") else 1.0
                c = 100 * share * gas[place.split("/")[0]] / np.maximum(flow, 60)
                c = np.where(fan_off & (p is not None and p.kind == "heading"), c * 1.7, c)
            values.append(np.clip(c * rng.normal(1, 0.03, size=n) + rng.normal(0, 0.006, size=n), 0, None))
        alarms = self._calibrate(values, status)
        self._mask(values)
        self._write_sensors(out, values, status, alarms)

    def _calibrate(self, values: list[np.ndarray], status: np.ndarray) -> list[tuple[int, int, int]]:
        """Weekly calibration of each methane sensor by day: ten to fifteen minutes, state 4."""
        m, rng, alarms = self.m, self.rng, []
        for i, pt in enumerate(m.points):
            if pt["kind"] != "ch4":
                continue
            for day in range(int(rng.integers(0, 7)), m.case.days, 7):
                a = day * SLOTS + int(rng.uniform(9, 15) * 12)
                b = a + int(rng.integers(2, 4))
                values[i][a:b] = rng.normal(1.5, 0.4, size=b - a).clip(0.8, 2.0)
                status[i, a:b] = 4
                alarms.append((a, b, i))
        return sorted(alarms)

    def _mask(self, values: list[np.ndarray]) -> None:
        """Flattens, shields, flushes or clips the return sensor of the first face."""
        m, case = self.m, self.m.case
        if case.kind != "sensor_masked":
            return
        i = masked_point(m)
        t0, t1 = conduct_span(m)
        a, b = int(t0 // STEP), int(t1 // STEP)
        v = values[i][a:b]
        if case.name() == "flat_value":
            v[:] = round(float(np.median(v)), 2)
        elif case.name() == "shielded":
            v[:] = 0.06 + 0.15 * smooth(v, 60)
        elif case.name() == "fed_with_clean_air":
            v[:] = np.clip(self.rng.normal(0.02, 0.006, size=b - a), 0, None)
        else:
            level = float(np.percentile(v, 35))
            np.minimum(v, level, out=v)

    def _write_sensors(
        self,
        out: TextWriter,
        values: list[np.ndarray],
        status: np.ndarray,
        alarms: list[tuple[int, int, int]],
    ) -> None:
        m = self.m
        words = {
            "ch4": ("环境瓦斯", "%CH4", "0001"),
            "air_velocity": ("风速", "m/s", "0002"),
            "fan": ("风机开停", "", ""),
        }
        label, unit, spot = [], [], []
        for pt in m.points:
            w = words[str(pt["kind"])]
            label.append(w[0])
            unit.append(w[1])
            spot.append(m.names[int(str(pt["_station"]))])
        for day in range(m.case.days):
            at = day * DAY + 900
            head = f"{m.code};{m.name};KJ-安全;安全监控系统;乙厂;2027-12-31;{m.stamp(at)}"
            rows = []
            for i, pt in enumerate(m.points):
                code, gas = str(pt["point_code"]), pt["kind"] == "ch4"
                limits = (
                    "4;0;1.0;0.9;;;1.5;1.0;;" if gas else "15;0;;;0.25;0.3;;;;" if unit[i] else ";;;;;;;;;"
                )
                on = "开;停" if pt["kind"] == "fan" else ";"
                x, y, z = m.xyz[int(str(pt["_station"]))]
                rows.append(
                    f"{code};01;{m.code}{i // 8 + 1:05d};{code[16:20]};{code[14:16]};{unit[i]};{limits};"
                    f"{on};{spot[i]};{x:.1f};{y:.1f};{z:.1f};;{m.stamp(at)}"
                )
            out.put("aqjk", "CDDY", at, rows, head)
        texts = [
            [f"{v:.0f}" for v in x] if pt["kind"] == "fan" else [f"{v:.2f}" for v in x]
            for x, pt in zip(values, m.points, strict=False)
        ]
        keys = [f"{pt['point_code']};{w};{s}" for pt, w, s in zip(m.points, label, spot, strict=False)]
        for k in range(self.n):
            now = m.stamp(k * STEP + 1)
            out.put(
                "aqjk",
                "CDSS",
                k * STEP + 1,
                [f"{keys[i]};{texts[i][k]};{unit[i]};{status[i, k]};{now}" for i in range(len(keys))],
            )
        for a, b, i in alarms:
            pulse, begin, end = values[i][a:b], m.stamp(a * STEP), m.stamp(b * STEP)
            out.put(
                "aqjk",
                "YCBJ",
                b * STEP + 30 + i,
                [
                    f"{keys[i]};%CH4;007;{begin};{end};{pulse.max():.2f};{begin};{pulse.min():.2f};{end};{pulse.mean():.2f};"
                    f"标校;恢复;{end};监控员;{end}"
                ],
            )


def masked_point(m: Mine) -> int:
    """Index of the sensor that a masking mine treats."""
    return next(i for i, pt in enumerate(m.points) if pt["kind"] == "ch4" and pt["_place"] == "F1")


def conduct_span(m: Mine) -> tuple[float, float]:
    """Begin and end of the conduct in seconds from the world's start."""
    case = m.case
    if case.style is None:
        return 0.0, 0.0
    end = case.days * DAY
    if case.kind in ("data_fabricated", "sensor_masked"):
        return float(max(0, case.d0) * DAY), float(min(end, case.d1 * DAY))
    shifts = m.chosen_shifts(case.style.shifts)
    first = min(m.shift_span(case.d0, s)[0] for s in shifts)
    last = max(m.shift_span(case.d1 - 1, s)[1] for s in shifts)
    if case.kind == "working_while_stopped":
        first, last = case.d0 * DAY, case.d1 * DAY
    return float(max(0, first)), float(min(end, last))


def _save(path: Path, rows: list[str]) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="")
