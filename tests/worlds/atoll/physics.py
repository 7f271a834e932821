"""Coal, power, air, gas, water and explosives of a mine in five-minute steps, coupled as they are underground."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .base import DAY, PER_DAY, STEP, Span, chance, lagged, smooth_noise, uni, whole
from .conduct import Plan
from .events import Happenings
from .layout import Face, Layout


@dataclass
class Shot:
    """Explosives issued for one shift of one place."""

    t: float
    face: str
    kg: float
    detonators: int
    returned: float


@dataclass
class Series:
    """All series of a mine."""

    coal: dict[str, np.ndarray] = field(default_factory=dict)
    act: dict[str, np.ndarray] = field(default_factory=dict)
    kw: dict[str, np.ndarray] = field(default_factory=dict)
    belt_t: dict[str, np.ndarray] = field(default_factory=dict)
    belt_s: dict[str, np.ndarray] = field(default_factory=dict)
    hoist: np.ndarray = field(default_factory=lambda: np.zeros(0))
    hoist_seen: np.ndarray = field(default_factory=lambda: np.zeros(0))
    hoist_told: np.ndarray = field(default_factory=lambda: np.zeros(0))
    pump_m3: dict[str, np.ndarray] = field(default_factory=dict)
    value: list[np.ndarray] = field(default_factory=list)
    state: list[np.ndarray] = field(default_factory=list)
    high: list[np.ndarray] = field(default_factory=list)
    low: list[np.ndarray] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)


class Physics:
    """Runs a mine for the period."""

    def __init__(
        self,
        rng: np.random.Generator,
        mine: Layout,
        happen: Happenings,
        plan: Plan,
        stops: list[Span],
        cooked: bool,
    ) -> None:
        self.rng, self.mine, self.happen, self.plan, self.stops = rng, mine, happen, plan, stops
        self.cooked = cooked
        self.n = mine.clock.steps
        self.at = np.arange(self.n) * STEP
        self.hour = (self.at % DAY) / 3600.0
        self.out = Series()
        self.q: dict[str, np.ndarray] = {}
        self.e: dict[str, np.ndarray] = {}
        self.zero = np.zeros(self.n)
        self.hid_coal = np.zeros(self.n)
        self.hid_act = np.zeros(self.n)
        self.hid_on = np.zeros(self.n)
        self.drill: dict[str, np.ndarray] = {}
        self.pulse: dict[str, np.ndarray] = {}

    def run(self) -> Series:
        """Everything, in the order in which one thing depends on another."""
        self._availability()
        self._stop_mask()
        for f in self.mine.faces:
            self._face_coal(f)
        if self.plan.hidden:
            self._hidden_coal()
        self._belts()
        self._hoist()
        self._water()
        self._air()
        self._gas()
        self._power()
        self._sensors()
        self.out.shots.sort(key=lambda s: s.t)
        return self.out

    # -- production -------------------------------------------------------------------------------------------------

    def _availability(self) -> None:
        self.avail = np.ones(self.n)
        for kind in ("power_cut", "main_fan_change"):
            for e in self.happen.of(kind):
                self.avail[Span(e.a, e.b + 900).mask(self.n)] = 0.0
        for e in self.happen.of("drill"):
            self.avail[Span(e.a - 300, e.b + 1500).mask(self.n)] = 0.0
        trunk = len(self.mine.conveyors) - 1
        self.belt_ok = {c.name: np.ones(self.n, bool) for c in self.mine.conveyors}
        for e in self.happen.of("belt_break"):
            self.belt_ok[self.mine.conveyors[int(e.ref)].name][Span(e.a, e.b).mask(self.n)] = False
        self.belt_ok = {k: v & self.belt_ok[self.mine.conveyors[trunk].name] for k, v in self.belt_ok.items()}

    def _stop_mask(self) -> None:
        self.stopped = np.zeros(self.n, bool)
        for s in self.stops:
            self.stopped |= s.mask(self.n)

    def _shift_factor(self, f: Face, d: int, k: int, start: float) -> float:
        """What share of its planned shift a face makes; nought when it does not work."""
        rng, happen = self.rng, self.happen
        if not f.works_at(start + 3600):
            return 0.0
        for t in self.plan.of("working_while_stopped"):
            if t.face == f.fid and start in t.span and any(start in s for s in self.stops):
                return t.size * uni(rng, 0.8, 1.15) if k in t.shifts and d not in t.days else 0.0
        if any(start in s for s in self.stops):
            return 0.0
        if d in happen.off_days:
            return 0.0
        factor = float(np.exp(rng.normal(-0.02, 0.11 if f.kind == "coal_face" else 0.16)))
        if d in happen.repair_days:
            factor *= uni(rng, 0.25, 0.6) if f.kind == "heading" or chance(rng, 0.25) else 0.0
        for e in happen.of("geology"):
            if e.ref == f.fid and e.a <= start < e.b:
                factor *= e.value
        for e in happen.of("peak"):
            if e.a <= start < e.b:
                factor *= e.value
        ramp = (start - f.open_a) / DAY
        if 0 <= ramp < 3:
            factor *= 0.4 + 0.2 * ramp
        for t in self.plan.of("over_capacity"):
            if start in t.span:
                factor *= t.size
        for t in self.plan.of("overstaffed"):
            if t.face == f.fid and start in t.span and t.style != "mine_crowd":
                factor *= 1.0 + 0.35 * (t.size - 1.0)
        for t in self.plan.of("headcount_concealed"):
            if t.face == f.fid and start in t.span and k in t.shifts and t.style in ("no_cards", "card_back"):
                factor *= 1.0 + min(0.45, 0.5 * t.n / max(6, f.crew[k] if f.crew else 10))
        for t in self.plan.of("card_parked"):
            if t.face == f.fid and start in t.span and k in t.shifts and t.style in ("hook", "wrong_face"):
                factor *= 1.12
        return factor

    def _cycle(
        self, start: float, end: float, blast: bool, heading: bool, f: str
    ) -> tuple[np.ndarray, list[float]]:
        """Activity of one shift, and the times of its blasts."""
        rng = self.rng
        act = np.zeros(self.n)
        blasts: list[float] = []
        t = start + uni(rng, 25, 55) * 60
        end -= uni(rng, 12, 35) * 60
        drill = self.drill.setdefault(f, np.zeros(self.n))
        while t < end - 900:
            if blast:
                length = uni(rng, 55, 110) * 60 if heading else uni(rng, 30, 55) * 60
                self._put(drill, t, min(end, t + length), 1.0)
                t += length + uni(rng, 8, 20) * 60
                if t > end - 1800:
                    break
                blasts.append(t)
                t += uni(rng, 18, 35) * 60
                length = uni(rng, 70, 130) * 60 if heading else uni(rng, 40, 75) * 60
                self._put(act, t, min(end, t + length), uni(rng, 0.75, 1.05))
                t += length + uni(rng, 4, 15) * 60
            else:
                length = uni(rng, 22, 50) * 60 if heading else uni(rng, 35, 80) * 60
                self._put(act, t, min(end, t + length), uni(rng, 0.75, 1.05))
                t += length
                pause = uni(rng, 35, 75) if heading else uni(rng, 7, 28)
                t += (uni(rng, 40, 140) if chance(rng, 0.06) else pause) * 60
        return act, blasts

    def _put(self, series: np.ndarray, a: float, b: float, value: float) -> None:
        i, j = int(max(0, a // STEP)), int(min(self.n, b // STEP + 1))
        if i < j:
            series[i:j] = value

    def _face_coal(self, f: Face) -> None:
        rng, mine = self.rng, self.mine
        shifts = range(len(mine.shift_starts))
        working = [k for k in shifts if f.kind == "heading" or k != f.repair_shift] or [0]
        coal, acts = np.zeros(self.n), np.zeros(self.n)
        pulse = np.zeros(self.n)
        avail = self.avail.copy()
        for name in f.belts:
            avail *= self.belt_ok[name]
        for d in range(-1, mine.clock.days):
            for k in shifts:
                start = d * DAY + mine.shift_starts[k]
                factor = self._shift_factor(f, d, k, start)
                secret = any(t.face == f.fid and k in t.shifts for t in self.plan.of("working_while_stopped"))
                if factor <= 0 or (k not in working and not (secret and self.stops)):
                    continue
                act, blasts = self._cycle(
                    start, start + mine.shift_hours * 3600, f.method == "blast", f.kind == "heading", f.fid
                )
                total = max(float(act.sum()), 0.36 * mine.shift_hours * 12)
                if not act.any():
                    continue
                run = act * avail
                acts = np.maximum(acts, run)
                coal += run / total * f.t_day * factor / len(working)
                if f.explosive > 0:
                    self._shot(f.fid, start, f.explosive * factor / len(working))
                for b in blasts:
                    i = int(b // STEP)
                    if 0 <= i < self.n:
                        pulse[i] += 1.0
        for e in self.happen.of("geology"):
            if e.ref == f.fid and f.method == "mech" and e.value < 0.5:
                for d in range(max(0, int(e.a // DAY)), min(mine.clock.days, int(e.b // DAY) + 1)):
                    if chance(rng, 0.5):
                        self._shot(f.fid, d * DAY + mine.shift_starts[0], uni(rng, 4, 16))
        self.out.coal[f.fid], self.out.act[f.fid], self.pulse[f.fid] = coal, acts, pulse

    def _shot(self, fid: str, start: float, kg: float) -> None:
        rng = self.rng
        if start < 0 or kg <= 0.5:
            return
        used = kg * uni(rng, 0.88, 1.1)
        issued = np.ceil(used * uni(rng, 1.02, 1.18) / 0.6) * 0.6
        returned = max(0.0, np.floor((issued - used) / 0.3) * 0.3)
        self.out.shots.append(
            Shot(
                start + uni(rng, 20, 90) * 60,
                fid,
                round(float(issued), 1),
                int(round(used / uni(rng, 0.5, 0.8))),
                round(float(returned), 1),
            )
        )

    def _hidden_coal(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        assert hid is not None
        always = chance(rng, 0.4)
        if always:
            self.hid_on[hid.span.mask(self.n)] = 1.0
        for d in range(-1, mine.clock.days):
            for k in sorted(hid.shifts):
                start = d * DAY + mine.shift_starts[k]
                if start not in hid.span or d in hid.rest or d in self.happen.off_days:
                    continue
                end = start + mine.shift_hours * 3600
                act, _ = self._cycle(start + 900, end - 900, hid.blast, False, "hidden")
                total = max(float(act.sum()), 0.36 * mine.shift_hours * 12)
                if not act.any():
                    continue
                factor = float(np.exp(rng.normal(-0.02, 0.16)))
                run = act * self.avail
                self.hid_act = np.maximum(self.hid_act, run)
                self.hid_coal += run / total * hid.t_day / len(hid.shifts) * factor
                self._put(self.hid_on, start - 1800, end + 600, 1.0)
                if hid.explosive_to:
                    kg = hid.t_day / len(hid.shifts) * factor * uni(rng, 0.17, 0.24)
                    own = [
                        s
                        for s in self.out.shots
                        if s.face == hid.explosive_to and abs(s.t - start - 3300) < 3000
                    ]
                    if own and chance(rng, 0.6):
                        own[0].kg = round(own[0].kg + float(np.ceil(kg / 0.6) * 0.6), 1)
                        own[0].detonators += int(kg / 0.65)
                    else:
                        self._shot(hid.explosive_to, start, kg)

    # -- haulage ----------------------------------------------------------------------------------------------------

    def _belts(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        bypass = self.plan.of("over_capacity")
        for c in mine.conveyors:
            load = np.zeros(self.n)
            for f in mine.faces:
                if c.name in f.belts:
                    part = self.out.coal[f.fid]
                    if bypass and bypass[0].style == "scale_bypassed":
                        share = np.where(
                            bypass[0].span.mask(self.n), 1.0 / bypass[0].size * uni(rng, 0.97, 1.03), 1.0
                        )
                        part = part * share
                    load = load + part
            if hid and (c.name == hid.belt or (hid.belt and c is mine.conveyors[-1])):
                load = load + self.hid_coal
            scale = 1.0 + rng.normal(0, 0.012)
            weight = load * scale * (1.0 + smooth_noise(rng, self.n, 3 * 3600, 0.012))
            for e in self.happen.of("scale_drift"):
                if mine.conveyors[int(e.ref)] is c:
                    ramp = np.clip((self.at - e.a) / (2 * DAY), 0, 1)
                    weight *= 1.0 + e.value * ramp
            running = np.where(load > 0, STEP * np.clip(rng.normal(0.985, 0.02, self.n), 0.8, 1.0), 0.0)
            tail = (np.roll(load, 1) > 0) & (load <= 0)
            running[tail] = rng.uniform(60, 300, int(tail.sum()))
            tests = rng.random(self.n) < 0.004
            running[tests & (load <= 0) & (self.avail > 0)] = rng.uniform(40, 280)
            running[~self.belt_ok[c.name] & (load <= 0)] = 0.0
            self.out.belt_t[c.name] = np.maximum(weight, 0.0)
            self.out.belt_s[c.name] = running

    def _hoist(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        feed = sum((self.out.coal[f.fid] for f in mine.faces if not f.rock), np.zeros(self.n))
        secret = self.hid_coal if hid else self.zero
        bunkered = feed + (secret if hid and hid.belt else 0.0)
        day = max(60.0, float(feed.sum()) / max(1, mine.clock.days), sum(f.t_day for f in mine.faces[:1]))
        room = day * uni(rng, 0.2, 0.45)
        cap = day / 13.0 * uni(rng, 1.5, 2.0) / 12.0
        if hid:
            cap *= 1.0 + hid.t_day / day * 0.7
        quiet_from = mine.shift_starts[mine.faces[0].repair_shift] / 3600 + uni(rng, 0.8, 2.5)
        quiet = ((self.hour - quiet_from) % 24) < uni(rng, 1.6, 3.0)
        blocked = quiet.copy()
        for kind in ("hoist_repair", "power_cut"):
            for e in self.happen.of(kind):
                blocked |= Span(e.a, e.b).mask(self.n)
        level, on = room * 0.3, False
        hoist = np.zeros(self.n)
        for i in range(self.n):
            level += bunkered[i]
            if level > room * 0.3:
                on = True
            elif level < room * 0.05:
                on = False
            if (on or level > room) and (not blocked[i] or level > room * 1.6):
                out = min(level, cap * (0.93 if level < room else 1.12))
                hoist[i] = out
                level -= out
        self.out.hoist = hoist * (1.0 + rng.normal(0, 0.01, self.n))
        moving = lagged(bunkered, 3 * 3600)
        clean = np.divide(lagged(feed, 3 * 3600), np.maximum(moving, 1e-9))
        share = np.clip(np.where(moving > 1e-6, clean, 1.0), 0, 1) if hid else np.ones(self.n)
        told = self.out.hoist * share
        seen = self.out.hoist.copy()
        for t in self.plan.of("over_capacity"):
            inside = t.span.mask(self.n)
            if t.style != "reported_over":
                told = np.where(inside, told / t.size * uni(rng, 0.98, 1.06), told)
            if t.style == "scale_bypassed":
                seen = np.where(inside, told, seen)
        for t in self.plan.of("working_while_stopped"):
            inside = t.span.mask(self.n) & self.stopped
            told = np.where(inside, 0.0, told)
        if self.cooked:
            seen = told.copy()
        self.out.hoist_seen, self.out.hoist_told = seen, told
        self.cars = secret if hid and not hid.belt else self.zero

    # -- water ------------------------------------------------------------------------------------------------------

    def _water(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        hours = self.n // 12
        at = np.arange(hours) * 3600.0
        base = uni(rng, 5, 22)
        wet = np.ones(hours)
        for e in self.happen.of("rain"):
            rise = np.clip((at - e.a) / (1.5 * DAY), 0, 1) * np.exp(-np.maximum(0, at - e.b) / (3 * DAY))
            wet += (e.value - 1.0) * rise
        first = np.zeros(hours)
        second = np.zeros(hours)
        for f in mine.faces:
            open_now = (at >= f.open_a - 10 * DAY) & (at < f.open_b + 15 * DAY)
            act = self.out.act[f.fid].reshape(hours, 12).mean(1)
            flow = (f.inflow + act * (2.5 if f.kind == "coal_face" else 1.0)) * open_now * uni(rng, 0.88, 1.1)
            for e in self.happen.of("geology"):
                if e.ref == f.fid:
                    flow = flow * np.where((at >= e.a) & (at < e.b + 2 * DAY), uni(rng, 1.1, 1.9), 1.0)
            if len(mine.pumps) > 1 and f.district == 1:
                second += flow
            first += flow
        for g in self.happen.gangs:
            first += (
                g.water
                * ((at >= g.span.a) & (at < g.span.b))
                * (1.0 if sum(c > 0 for c in g.crew) > 1 else 0.5)
            )
        if hid:
            inside = (at >= hid.span.a) & (at < hid.span.b)
            extra = inside * hid.inflow + self.hid_act.reshape(hours, 12).mean(1) * 2.0
            if hid.pump == "P2":
                second += extra
            first += extra
        first = (first + base) * wet * (1.0 + rng.normal(0, 0.03, hours))
        second = second * wet * (1.0 + rng.normal(0, 0.04, hours))
        valley = chance(rng, 0.6)
        for p, flow in zip(mine.pumps, (first, second), strict=False):
            room = max(40.0, float(flow.mean()) * uni(rng, 7, 13))
            level, on = room * 0.4, False
            m3 = np.zeros(hours)
            wear = uni(rng, 0.9, 1.0)
            rated = p.rated * wear
            tests = [Span(e.a, e.b) for e in self.happen.of("pump_test")]
            dead = [Span(e.a, e.b) for e in self.happen.of("power_cut")]
            for i in range(hours):
                level += flow[i]
                hour = i % 24
                cheap = hour >= 22 or hour < 6
                if level > room * 0.85 or (valley and cheap and level > room * 0.25):
                    on = True
                elif level < room * 0.12:
                    on = False
                if any(at[i] + 1800 in s for s in tests):
                    on = True
                if any(at[i] + 1800 in s for s in dead):
                    continue
                if on:
                    out = min(max(0.0, level - room * 0.05), rated)
                    m3[i] = out * (1.0 + rng.normal(0, 0.008))
                    level -= out
                    if level < room * 0.12:
                        on = False
            self.out.pump_m3[p.name] = m3

    # -- air and gas --------------------------------------------------------------------------------------------------

    def _air(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        common = 1.0 + smooth_noise(rng, self.n, 5 * 3600, 0.012)
        self.fan_on = np.ones(self.n)
        for e in self.happen.of("main_fan_change"):
            self.fan_on[Span(e.a, e.b).mask(self.n)] = 0.15
        for e in self.happen.of("power_cut"):
            self.fan_on[Span(e.a, min(e.b, e.a + 600)).mask(self.n)] = 0.2
        on = lagged(self.hid_on, 400) if hid else self.zero
        take = hid.air * on if hid else self.zero
        self.local: dict[str, np.ndarray] = {}
        for f in mine.faces:
            q = (
                np.full(self.n, f.air * uni(rng, 1.0, 1.14))
                * common
                * (1.0 + smooth_noise(rng, self.n, 1500, 0.014))
            )
            present = np.clip((self.at - (f.open_a - 12 * DAY)) / DAY, 0, 1)
            present = np.where(self.at >= f.open_a, 1.0, present * 0.6)
            present = np.where(
                self.at > f.open_b, np.clip(0.7 - (self.at - f.open_b) / (40 * DAY), 0.3, 1), present
            )
            if f.open_a < 0:
                present = np.where(self.at > f.open_b, present, 1.0)
            q = q * present
            for e in self.happen.of("doors_open"):
                if e.ref == f.fid:
                    q = np.where(Span(e.a, e.b).mask(self.n), q * (1 - e.value), q)
            if f.kind == "heading":
                state = np.ones(self.n)
                if f.open_a > 0:
                    state[self.at < f.open_a - 5 * DAY] = 0.0
                for kind in ("fan_test", "fan_trip"):
                    for e in self.happen.of(kind):
                        if e.ref == f.fid:
                            i, j = int(e.a // STEP), int(e.b // STEP) + 1
                            state[max(0, i) : j] = 0.0 if kind == "fan_trip" else 0.6
                for e in self.happen.of("power_cut"):
                    state[Span(e.a, min(e.b, e.a + 1200)).mask(self.n)] = 0.0
                self.local[f.fid] = state
                q = q * np.maximum(state, 0.06)
            if hid and hid.air_from == f.fid:
                q = np.maximum(q - 0.7 * take, 0.35 * f.air)
            elif hid and hid.air_from == "leak":
                q = q * (1.0 - 0.22 * take / max(1.0, sum(x.air for x in mine.faces)))
            self.q[f.fid] = q * np.maximum(self.fan_on, 0.15)
        faces = sum(self.q.values())
        planned = sum(f.air for f in mine.faces if f.open_a <= 0)
        rooms = uni(rng, 180, 380)
        leak = planned * uni(rng, 0.08, 0.18)
        self.q_d = []
        for d in range(mine.districts):
            part = sum((self.q[f.fid] for f in mine.faces if f.district == d), np.zeros(self.n))
            part = part + (rooms * 0.5 + leak) / mine.districts * self.fan_on * common
            if hid and hid.district == d:
                part = part + take * (0.55 if hid.air_from == "leak" else 1.0)
            self.q_d.append(part)
        total = faces + (rooms + leak) * self.fan_on * common
        if hid:
            total = total + take * {"extra": 1.0, "leak": 0.25}.get(hid.air_from, 0.75)
        self.q_m = total
        self.take = take

    def _gas(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        tide = 0.9 * np.cos(2 * np.pi * (self.hour - 10) / 12) + 0.5 * np.cos(
            2 * np.pi * (self.hour - 6) / 24
        )
        pressure = tide + smooth_noise(rng, self.n, 2.2 * DAY, 4.5)
        rate = np.gradient(pressure) * 12
        self.breath = np.clip(
            1.0 - 0.28 * lagged(rate, 3600) - 0.012 * (pressure - pressure.mean()), 0.35, 2.2
        )
        for f in mine.faces:
            real = uni(rng, 0.8, 1.1)
            act = self.out.act[f.fid]
            coal = self.out.coal[f.fid]
            typical = f.t_day / max(1.0, float((act > 0).sum())) * mine.clock.days
            rel = np.clip(coal / max(typical, 1e-6), 0, 2.5) if coal.sum() > 0 else act
            mean = max(float(rel.mean()), 0.05)
            drive = lagged(rel / mean, uni(rng, 2000, 6000))
            share = 0.55 if f.kind == "coal_face" else 0.65
            scale = float(coal.sum()) / mine.clock.days / max(f.t_day, 1.0)
            base = (1 - share) * (0.5 + 0.5 * self.breath if f.kind == "coal_face" else 1.0)
            open_now = np.clip((self.at - f.open_a + 6 * DAY) / (6 * DAY), 0, 1) if f.open_a > 0 else 1.0
            e = f.ch4 * real * open_now * (base + share * min(1.8, max(0.0, scale)) * drive)
            for ev in self.happen.of("geology"):
                if ev.ref == f.fid:
                    e = e * np.where(Span(ev.a, ev.b).mask(self.n), uni(rng, 1.05, 1.35), 1.0)
            burst = lagged(self.pulse[f.fid], 1500) * 1500 / STEP * f.ch4 * uni(rng, 0.25, 0.6)
            self.e[f.fid] = e + burst
        self.goaf = [mine.gassy * uni(rng, 0.12, 0.4) * self.breath for _ in range(mine.districts)]
        for g in self.happen.gangs:
            if g.name == "瓦斯抽采钻孔":
                d = max(0, mine.stations[g.station].district)
                self.goaf[d] = self.goaf[d] + 0.08 * mine.gassy * g.span.mask(self.n)
        self.e_hid = self.zero
        if hid:
            mean = max(float(self.hid_act[hid.span.mask(self.n)].mean()), 0.05)
            drive = lagged(self.hid_act / mean, uni(rng, 1800, 4500))
            inside = lagged(hid.span.mask(self.n).astype(float), 6 * 3600)
            self.e_hid = hid.gas * inside * (0.3 + 0.7 * drive)

    # -- power ------------------------------------------------------------------------------------------------------

    def _power(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        kw = {f.name: np.zeros(self.n) for f in mine.feeders}
        night = np.where((self.hour < 7) | (self.hour > 19), 1.0, 0.0)
        work = 1.0 - night
        hoist_per_t = mine.depth * 9.81 / 3600 / uni(rng, 0.55, 0.68)
        aux = 14 + 26 * work * (1 - 0.6 * self.stopped)
        for s in mine.shift_starts:
            near = np.abs(((self.hour - s / 3600 + 12) % 24) - 12) < 1.1
            aux = aux + 22 * near * (1 - 0.7 * self.stopped)
        kw[mine.feeder("hoist")] += (
            16 + aux + (self.out.hoist + 1.35 * lagged(self.cars, 2400)) * 12 * hoist_per_t
        )
        fan = 40 + 0.052 * float(np.median(self.q_m))
        kw[mine.feeder("main_fan")] += (
            fan
            * np.maximum(self.fan_on, 0.05)
            * (1 + 0.5 * (self.q_m / float(np.median(self.q_m)) - 1) * (self.fan_on > 0.5))
        )
        if hid and hid.air_from == "extra":
            kw[mine.feeder("main_fan")] *= (1.0 + self.take / float(np.median(self.q_m))) ** 1.6
        head = mine.depth * 9.81 / 3600 / uni(rng, 0.58, 0.7)
        for p in mine.pumps:
            m3 = self.out.pump_m3[p.name] * (1.0 if p.name == "P1" else 0.3)
            kw[mine.feeder("pump")] += np.repeat(m3, 12) * head
        kw[mine.feeder("pump")] += 2.0
        for f in mine.faces:
            self._face_power(f, kw)
        for f in mine.old:
            if f.feeder:
                kw[f.feeder] += uni(rng, 0.0, 2.5)
        trunk = mine.conveyors[-1]
        run = self.out.belt_s[trunk.name] / STEP
        real = sum((self.out.coal[f.fid] for f in mine.faces if trunk.name in f.belts), np.zeros(self.n))
        if hid and hid.belt:
            real = real + self.hid_coal
        kw[mine.feeder("other")] += (
            45 + 30 * work * (1 - 0.5 * self.stopped) + run * (30 + trunk.rated * 0.06)
        )
        kw[mine.feeder("other")] += real * 12 * 0.45
        compressor = sum((self.drill.get(f.fid, self.zero) for f in mine.faces), np.zeros(self.n))
        kw[mine.feeder("other")] += 22 * compressor
        coal = lagged(self.out.hoist * 12, 3 * 3600)
        kw[mine.feeder("surface")] += 90 + 65 * work + coal * uni(rng, 0.8, 2.2)
        kw[mine.feeder("surface")] += 20 * smooth_noise(rng, self.n, 8 * 3600, 0.5)
        for g in self.happen.gangs:
            name = mine.feeder(g.feeder)
            for d in range(mine.clock.days):
                for k, n in enumerate(g.crew):
                    start = d * DAY + mine.shift_starts[k]
                    if n and start in g.span:
                        inside = Span(start + 3600, start + mine.shift_hours * 3600 - 1800).mask(self.n)
                        kw[name] += g.kw * inside * rng.uniform(0.3, 1.2, self.n)
        if hid:
            draw = hid.kw_idle * self.hid_on + self.hid_coal * 12 * hid.kwh_t
            draw = draw + 24 * self.drill.get("hidden", self.zero)
            kw[hid.feeder] += draw * self.avail
        for e in self.happen.of("feeder_swap"):
            f = mine.face(str(e.ref))
            inside = Span(e.a, e.b).mask(self.n)
            kw[mine.feeder("other")] += np.where(inside, kw[f.feeder], 0.0)
            kw[f.feeder] = np.where(inside, 0.0, kw[f.feeder])
        dead = np.ones(self.n)
        for e in self.happen.of("power_cut"):
            dead[Span(e.a, e.b).mask(self.n)] = 0.0
        for feeder in mine.feeders:
            live = 1.0 if feeder.serves == "main_fan" else dead
            noise = 1.0 + rng.normal(0, 0.025, self.n) + smooth_noise(rng, self.n, 2 * 3600, 0.015)
            kw[feeder.name] = np.maximum(0.0, kw[feeder.name] * noise * live)
        self.out.kw = kw

    def _face_power(self, f: Face, kw: dict[str, np.ndarray]) -> None:
        rng, mine = self.rng, self.mine
        coal, act = self.out.coal[f.fid] * 12, self.out.act[f.fid]
        mech = f.method == "mech"
        if f.kind == "coal_face":
            per_t, idle = (uni(rng, 2.5, 3.6) if mech else uni(rng, 1.1, 1.7)), uni(rng, 16, 34)
            draw = idle + coal * per_t + (act > 0) * (40 if mech else 14)
        else:
            per_t, idle = (uni(rng, 2.4, 4.0) if mech else uni(rng, 0.7, 1.2)), uni(rng, 5, 14)
            draw = idle + coal * per_t + (act > 0) * (26 if mech else 12)
            fans = 26 + 0.055 * f.air
            kw[mine.feeder("local_fan")] += fans * self.local[f.fid] * (self.at > f.open_a - 5 * DAY)
        draw = draw + self.drill.get(f.fid, self.zero) * uni(rng, 14, 30)
        repair = np.zeros(self.n)
        for d in range(-1, mine.clock.days):
            start = d * DAY + mine.shift_starts[f.repair_shift]
            if any(start in s for s in self.stops) and not chance(rng, 0.4):
                continue
            if f.kind == "coal_face":
                for _ in range(whole(rng, 3, 8)):
                    t = start + uni(rng, 0.6, mine.shift_hours - 1) * 3600
                    self._put(repair, t, t + uni(rng, 8, 45) * 60, uni(rng, 12, 70))
        draw = draw + repair
        open_now = (self.at >= f.open_a - 1 * DAY) & (self.at < f.open_b)
        kw[f.feeder] += np.where(open_now, draw, 0.0)

    # -- sensors ----------------------------------------------------------------------------------------------------

    def _true_value(self, node: str, fid: str, flavour: float) -> np.ndarray:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        series = hid is not None and hid.gas_to == "series"
        main = next((f.fid for f in mine.faces if f.kind == "coal_face"), mine.faces[0].fid)
        if node in ("T1", "T2", "T3"):
            q = np.maximum(self.q[fid], 40.0)
            own = self.e[fid] / q * 100
            behind = self.e_hid / q * 100 if series and fid == main else self.zero
            if node == "T3":
                return np.asarray(0.02 + 0.08 * own + behind)
            if node == "T1":
                spiky = 1.0 + 0.35 * self.out.act[fid] * np.abs(smooth_noise(rng, self.n, 900, 1.0))
                return np.asarray(own * flavour * spiky + behind)
            return np.asarray(lagged(own, 500) + behind)
        if node.startswith("DV"):
            return self.q_d[int(node[2:])]
        if node.startswith("D"):
            d = int(node[1:])
            gas = sum((self.e[f.fid] for f in mine.faces if f.district == d), self.goaf[d].copy())
            if hid and hid.district == d:
                gas = gas + self.e_hid
            return lagged(gas / np.maximum(self.q_d[d], 60.0) * 100, 700)
        if node == "M":
            gas = sum(self.e.values()) + sum(self.goaf) + self.e_hid
            return lagged(gas / np.maximum(self.q_m, 100.0) * 100, 900)
        if node == "MV":
            return self.q_m
        if node == "air":
            return self.q[fid]
        if node == "CO":
            blasts = sum(self.pulse.values(), self.zero) + (self.hid_act * 0.1 if hid and hid.blast else 0)
            return np.asarray(2.0 + 1.2 * self.breath + lagged(blasts, 1200) * 1200 / STEP * 3.0)
        if node.startswith("seal:"):
            spot = next(s for i, _, s, _ in mine.seals if i == node[5:])
            level = uni(rng, 0.03, 0.35) * min(1.6, mine.gassy)
            out = level * np.clip(self.breath * 1.5 - 0.5, 0.05, 3)
            if hid and hid.anchor == spot:
                out = out + lagged(self.hid_act, 2400) * uni(rng, 0.06, 0.2) * min(1.6, mine.gassy)
            return np.asarray(out)
        return self.zero

    def _sensors(self) -> None:
        rng, mine, hid = self.rng, self.mine, self.plan.hidden
        calib = self.happen.of("calibration")
        faults = self.happen.of("sensor_fault")
        for i, p in enumerate(mine.points):
            state = np.zeros(self.n, dtype=int)
            if p.kind == "fan":
                value = np.ones(self.n)
                if p.node == "local_fan":
                    value = (self.local[p.face] > 0.5).astype(float)
                elif p.node == "old_fan":
                    runs = hid is not None and hid.fan_point and mine.feeder(p.face) == hid.feeder
                    value = self.hid_on.copy() if runs else self.zero.copy()
                elif p.node == "main_fan":
                    value = (self.fan_on > 0.5).astype(float)
                self._keep(value, value, value, state)
                continue
            true = self._true_value(p.node, p.face, p.flavour)
            if p.kind == "air_velocity":
                v = true / 60.0 / p.section * uni(rng, 0.97, 1.03)
                v = np.maximum(0.0, v + rng.normal(0, 0.02, self.n) + smooth_noise(rng, self.n, 1200, 0.02))
                spread = np.abs(rng.normal(0.05, 0.02, self.n))
                value, high, low = (
                    np.round(v, 2),
                    np.round(v + spread, 2),
                    np.round(np.maximum(0, v - spread), 2),
                )
            else:
                unit = 0.01 if p.kind == "ch4" else 1.0
                drift = smooth_noise(rng, self.n, 6 * DAY, 0.012 * unit / 0.01)
                noise = rng.normal(0, uni(rng, 0.003, 0.009) * unit / 0.01, self.n)
                v = np.maximum(0.0, true + drift + noise)
                spread = np.abs(rng.normal(0.012, 0.008, self.n)) * unit / 0.01 + 0.07 * v * rng.random(
                    self.n
                )
                v, spread = self._mask(i, v, spread)
                value = np.round(v / unit) * unit
                high = np.round((v + spread) / unit) * unit
                low = np.round(np.maximum(0, v - spread * 0.8) / unit) * unit
                gas = 1.0 if p.kind == "ch4" else 50.0
                for e in calib:
                    if e.ref == i:
                        a, b = int(e.a // STEP), min(self.n, int(e.b // STEP) + 1)
                        value[a:b] = np.round(gas * e.value * rng.uniform(0.75, 1.03, max(0, b - a)), 2)
                        high[a:b] = gas * e.value
                        state[a:b] = 4
            for e in faults:
                if e.ref == i:
                    a, b = int(e.a // STEP), min(self.n, int(e.b // STEP) + 1)
                    state[a:b] = 128
                    value[a:b] = high[a:b] = low[a:b] = 0.0
            if p.kind == "ch4" and p.alarm:
                state = np.where((state == 0) & (value >= p.alarm), 1, state)
            self._keep(np.round(value, 2), np.round(high, 2), np.round(low, 2), state)

    def _keep(self, value: np.ndarray, high: np.ndarray, low: np.ndarray, state: np.ndarray) -> None:
        self.out.value.append(value)
        self.out.high.append(high)
        self.out.low.append(low)
        self.out.state.append(state)

    def _mask(self, i: int, v: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rng = self.rng
        for t in self.plan.of("sensor_masked"):
            if t.point != i:
                continue
            inside = t.span.mask(self.n)
            if t.style == "bag":
                flat = uni(rng, 0.02, 0.09) + lagged(v, 9 * 3600) * 0.04 + rng.normal(0, 0.0012, self.n)
                v, spread = np.where(inside, flat, v), np.where(inside, 0.001, spread)
            elif t.style == "fresh_air":
                flat = uni(rng, 0.02, 0.06) + rng.normal(0, 0.006, self.n)
                v, spread = np.where(inside, np.maximum(flat, 0), v), np.where(inside, 0.008, spread)
            elif t.style == "clipped":
                top = min(uni(rng, 0.72, 0.8), float(np.quantile(v[inside], 0.7)))
                cut = top - np.abs(rng.normal(0, 0.012, self.n))
                high = inside & (v > cut)
                v, spread = np.where(high, cut, v), np.where(high, 0.004, spread)
            elif t.style == "looped":
                first = int(t.span.a // STEP)
                source = max(0, first - PER_DAY)
                steps = np.arange(self.n)
                v = np.where(inside, v[source + (steps - source) % PER_DAY], v)
                spread = np.where(inside, spread[source + (steps - source) % PER_DAY], spread)
        return v, spread
