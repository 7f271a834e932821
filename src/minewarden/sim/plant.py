"""The physics of a mine-day on five-minute bins: coal makes haulage, hoisting, power, gas and water move together."""

from __future__ import annotations

import random

import numpy as np

from minewarden.sim.clock import BIN_S, BINS
from minewarden.sim.day import Blast, Day, Floats, Ways
from minewarden.sim.plan import Face, Plan
from minewarden.sim.readings import read_points
from minewarden.sim.shifts import Work


class Plant:
    """Holds what lasts from day to day: bunker, sump, barometer, goaf gas, meters' bias."""

    def __init__(self, plan: Plan, seed: str) -> None:
        self.plan = plan
        self.rng = random.Random(f"{seed}:plant")
        self.noise = np.random.default_rng(self.rng.getrandbits(63))
        self.ways: dict[str, Ways] = {}
        self.bunker_t = self.rng.uniform(50, 150)
        self.sump_m3 = self.rng.uniform(200, 500)
        self.pressure = self.rng.uniform(-4, 4)
        self.smooth: dict[str, float] = {}
        rng = self.rng
        declared = [face for face in plan.faces if not face.hidden]
        inflow = sum(face.inflow_m3_per_h for face in declared)
        self.base_inflow = inflow * rng.uniform(0.1, 0.35) + 5
        self.other_air = sum(face.air_m3_per_min for face in declared) * rng.uniform(0.22, 0.4) + 250
        self.leak_air = 0.08 * self.other_air + rng.uniform(40, 120)
        self.goaf_gas = sum(face.ch4_m3_per_min for face in declared) * rng.uniform(0.12, 0.3) + 0.1
        self.kwh_per_t = rng.uniform(1.3, 2.8)
        self.scale_bias = rng.uniform(0.985, 1.015)
        self.face_level = {face.face_id: rng.uniform(0.93, 1.05) for face in declared}
        self.air_level = {face.face_id: rng.uniform(0.97, 1.05) for face in declared}
        self.seal_level = {seal.seal_id: rng.uniform(0.1, 0.7) for seal in plan.seals}
        self.ripple: dict[str, float] = {}

    def add_face(self, face: Face) -> None:
        """A place declared after the mine was drawn."""
        self.face_level[face.face_id] = self.rng.uniform(0.93, 1.05)
        self.air_level[face.face_id] = self.rng.uniform(0.97, 1.05)

    def begin(self, starts_at: int, works: list[Work]) -> Day:
        """The day's given things: weather, supply, and how hard each place works."""
        steps = np.cumsum(self.noise.normal(0, 0.09, BINS))
        hours = np.arange(BINS) / 12.0
        drift = np.linspace(0, -0.35 * self.pressure, BINS)
        pressure = self.pressure + drift + steps + 0.4 * np.cos((hours - 10) / 6 * np.pi)
        self.pressure = float(pressure[-1])
        day = Day(starts_at, pressure, np.ones(BINS))
        first = starts_at // BIN_S
        for work in works:
            a, b = max(work.first_bin, first), min(work.first_bin + len(work.activity), first + BINS)
            if a < b:
                series = day.activity.setdefault(work.face.face_id, np.zeros(BINS))
                series[a - first : b - first] += work.activity[a - work.first_bin : b - work.first_bin]
        return day

    def balance(self, day: Day, shift_hours: float) -> None:
        """Everything that follows from the day's activity, in the order of cause and effect."""
        for series in day.activity.values():
            series *= day.supply
        self._coal(day)
        self._air(day)
        self._gas(day)
        self._water(day)
        self._power(day, shift_hours)
        self._blasting(day)
        read_points(self, day)

    def _coal(self, day: Day) -> None:
        productive = 0.85  # of a shift: the rest is the way in and out
        for face in self.plan.faces:
            if face.face_id in day.activity and face.t_per_day:
                level = self.face_level.get(face.face_id, 1.0)
                per_bin = face.t_per_day * level / (BINS * productive * _worked(face))
                day.coal[face.face_id] = day.activity[face.face_id] * per_bin * day.wet
        trunk = np.zeros(BINS)
        outside = np.zeros(BINS)
        for face in self.plan.faces:
            coal = day.coal.get(face.face_id)
            if coal is None:
                continue
            ways = self.ways.get(face.face_id)
            if ways is None or ways.coal:
                trunk += coal
                if face.conveyor:
                    day.belts[face.conveyor] = coal
            elif ways.hoist:
                outside += coal
        lagged = np.concatenate(([0.0, 0.0], trunk[:-2]))
        lagged[-1] += trunk[-2:].sum()
        day.belts[self.plan.conveyors[0].name] = lagged
        stone = np.zeros(BINS)
        if day.rock_t:
            stone[120:228] = day.rock_t / 108
        day.hoisted = self._hoist(lagged + outside + stone, day.supply)
        day.booked = day.hoisted.copy()
        total = lagged.sum() + outside.sum() + stone.sum()
        day.reported = day.hoisted * (1 - stone.sum() / total) if total else day.hoisted.copy()

    def _hoist(self, arriving: Floats, supply: Floats) -> Floats:
        """The hoist takes from the bunker at a rate that follows its filling; tonnes a bin."""
        rate = max(self.plan.conveyors[0].rated_t_per_h / 12 * 0.9, 1.0)
        out = np.zeros(BINS)
        level = self.bunker_t
        running = False
        for i in range(BINS):
            level += arriving[i]
            running = level > (20.0 if running else 60.0)
            if running and supply[i] > 0:
                out[i] = min(rate, level)
                level -= out[i]
        self.bunker_t = level
        return out

    def _air(self, day: Day) -> None:
        total = np.full(BINS, self.other_air + self.leak_air * day.leak)
        stolen = 0.0
        for face in self.plan.faces:
            ways = self.ways.get(face.face_id)
            if ways is not None and not face.open_at(day.starts_at + 1) and not face.hidden:
                day.air[face.face_id] = np.full(BINS, face.air_m3_per_min * 0.9)
                total += day.air[face.face_id]
            elif ways is not None and face.hidden:
                busy = float(np.any(day.activity.get(face.face_id, np.zeros(1)) > 0))
                if ways.air == "faces":
                    stolen += face.air_m3_per_min * busy
                elif ways.air in {"total", "seal"}:
                    total += face.air_m3_per_min * busy
        open_faces = [f for f in self.plan.faces if not f.hidden and f.open_at(day.starts_at)]
        planned = sum(face.air_m3_per_min for face in open_faces) or 1.0
        for face in open_faces:
            level = self.air_level.get(face.face_id, 1.0) - stolen / planned
            day.air[face.face_id] = np.full(BINS, face.air_m3_per_min * level * (2.0 - day.leak) ** 0.5)
            total += day.air[face.face_id]
        total += stolen
        for series in day.air.values():
            series *= 0.15 + 0.85 * day.supply
        day.air["total"] = total * (0.12 + 0.88 * day.supply)

    def _gas(self, day: Day) -> None:
        total = self.goaf_gas * np.clip(1.0 - 0.06 * day.pressure, 0.4, 2.0)
        for face in self.plan.faces:
            active = day.activity.get(face.face_id)
            if active is None and (face.hidden or not face.open_at(day.starts_at)):
                continue
            mean = self._smoothed(face.face_id, active if active is not None else np.zeros(BINS), 10)
            share = _worked(face) if active is not None else 0.6
            emitted = face.ch4_m3_per_min * (0.5 + 0.5 * mean / max(share, 0.2))
            emitted *= self._wander(face.face_id, 0.05)
            day.gas[face.face_id] = emitted
            total = total + emitted
        day.gas["total"] = total

    def _smoothed(self, key: str, series: Floats, bins: int) -> Floats:
        """Exponential memory, carried over midnight: gas keeps coming for a while after cutting."""
        keep = 1.0 - 1.0 / bins
        level = self.smooth.get(key, float(series.mean()))
        out = np.empty(BINS)
        for i, value in enumerate(series):
            level = keep * level + (1 - keep) * value
            out[i] = level
        self.smooth[key] = level
        return out

    def _wander(self, key: str, size: float) -> Floats:
        """A slow multiplicative wander around 1, continuous over days."""
        level = self.ripple.get(key, 0.0)
        out = np.empty(BINS)
        for i, step in enumerate(self.noise.normal(0, size * 0.3, BINS)):
            level = 0.97 * level + step
            out[i] = level
        self.ripple[key] = level
        return np.clip(1.0 + out, 0.6, 1.5)

    def _water(self, day: Day) -> None:
        hourly = np.full(24, self.base_inflow * day.inflow_factor)
        for face in self.plan.faces:
            ways = self.ways.get(face.face_id)
            secret = ways is not None and ways.water and face.face_id in day.activity
            if secret or (not face.hidden and face.open_at(day.starts_at)):
                hourly += face.inflow_m3_per_h * day.inflow_factor
        hourly *= 1 + self.noise.normal(0, 0.02, 24)
        rated = sum(pump.rated_m3_per_h for pump in self.plan.pumps)
        cheap = [*range(8), 12, 13, 22, 23]
        full = max(800.0, hourly.mean() * 9)
        for hour in range(24):
            self.sump_m3 += hourly[hour]
            power = float(day.supply[hour * 12 : hour * 12 + 12].mean())
            low = 0.15 * full if hour in cheap else 0.75 * full
            if self.sump_m3 > low:
                day.pumped[hour] = min(self.sump_m3 - low, rated) * power
                self.sump_m3 -= day.pumped[hour]

    def _power(self, day: Day, shift_hours: float) -> None:
        noise = self.noise
        hours = np.arange(BINS) / 12.0
        for feeder in self.plan.feeders:
            kw = self._load(feeder.serves, feeder.rated_kw, day, hours, shift_hours)
            kw = kw + day.extra_kw.get(feeder.name, 0.0)
            day.power[feeder.name] = kw * day.supply * noise.normal(1.0, 0.02, BINS)
        for face in self.plan.faces:
            ways = self.ways.get(face.face_id)
            if ways and ways.power and face.face_id in day.activity:
                active = day.activity[face.face_id]
                peak = 140 + face.t_per_day * (0.45 if face.kind == "coal_face" else 0.8)
                load = (
                    (active > 0) * 30.0
                    + active * peak
                    + 25.0 * (self._smoothed(f"kw:{face.face_id}", active, 6) > 0.05)
                )
                feeder_name = next(
                    (f.name for f in self.plan.feeders if ways.power in (f.name, f.serves)), None
                )
                if feeder_name:
                    day.power[feeder_name] = day.power[feeder_name] + load * day.supply

    def _load(self, serves: str, rated: float, day: Day, hours: Floats, shift_hours: float) -> Floats:
        if serves == "hoist":
            riding = 0.1 * rated * (np.mod(hours + 0.6, shift_hours) < 1.4)
            return 0.04 * rated + riding + day.hoisted * 12 * self.kwh_per_t
        if serves == "main_fan":
            blown: Floats = day.air["total"] / day.air["total"].max()
            return 0.72 * rated * blown**2
        if serves == "local_fan":
            return np.full(BINS, 0.62 * rated)
        if serves == "pump":
            capacity = sum(pump.rated_m3_per_h for pump in self.plan.pumps)
            return 8.0 + np.repeat(day.pumped, 12) * 0.8 * rated / capacity
        if serves == "surface":
            return (
                rated * (0.42 + 0.16 * np.sin((hours - 8) / 24 * 2 * np.pi)) * (0.8 + 0.2 * (day.hoisted > 0))
            )
        if serves == "other":
            belt = day.belts[self.plan.conveyors[0].name]
            return rated * (0.26 + 0.05 * np.sin((hours - 9) / 12 * np.pi)) + 0.25 * rated * (belt > 0)
        active = day.activity.get(serves, np.zeros(BINS))
        return 0.05 * rated + 0.02 * rated * (hours % 8 < 6) + 0.5 * rated * active

    def _blasting(self, day: Day) -> None:
        for face in self.plan.faces:
            active = day.activity.get(face.face_id)
            if not face.explosive_kg_per_day or active is None or not active.any():
                continue
            starts = np.flatnonzero((active > 0) & (np.concatenate(([0.0], active[:-1])) == 0))
            ways = self.ways.get(face.face_id)
            book = ways.explosive_book if ways else face.face_id
            if book is None or not len(starts):
                continue
            share = min(1.0, float((active > 0).mean()) / 0.55)
            each = face.explosive_kg_per_day * share / len(starts)
            for start in starts:
                issued = round(each * self.rng.uniform(1.0, 1.25), 1)
                used = min(issued, each * self.rng.uniform(0.92, 1.06))
                at = day.starts_at + int(start) * BIN_S + self.rng.randint(0, 240)
                detonators = round(issued / self.rng.uniform(0.7, 0.95))
                day.blasts.append(Blast(at, book, issued, detonators, round(issued - used, 1)))


def _worked(face: Face) -> float:
    """Share of the day in which a place works when all goes by plan."""
    shifts = len(face.crew)
    working = shifts - (face.maintenance_shift is not None)
    return sum(1 for crew in face.crew if crew) / shifts if face.hidden else working / shifts
