"""Coal, belts, hoist, power, air, gas, water and explosives, coupled to the work that is really done."""

from __future__ import annotations

import numpy as np

from .clock import DAY
from .layout import Face
from .mine import HiddenPlace, Mine

SLOT = 900
PER_DAY = 96


def smooth(x: np.ndarray, alpha: float) -> np.ndarray:
    """Exponential smoothing along a series by a short kernel."""
    n = min(len(x), int(5 / alpha) + 1)
    kernel = alpha * (1 - alpha) ** np.arange(n)
    return np.convolve(x, kernel / kernel.sum())[: len(x)]


class Physics:
    """All physical series of one mine on quarter hours (water on hours, sensors on their own times)."""

    def __init__(self, m: Mine) -> None:
        self.m = m
        self.n = m.days * PER_DAY
        self.t = np.arange(self.n) * SLOT
        self.day = self.t // DAY
        self.coal: dict[str, np.ndarray] = {}
        self.blasts: dict[str, list[int]] = {}
        self.blast_rows: list[tuple[int, str, float, int, float]] = []
        self.shift = self._shift_of()
        self._coal()
        self._hidden()
        self._belts()
        self._hoist()
        self._explosives()
        self._power()
        self._water()

    def wander(self, step: float, sd: float, n: int | None = None) -> np.ndarray:
        """Slow noise around one: interpolated random knots every `step` slots."""
        n = n or self.n
        knots = self.m.rng.normal(1.0, sd, int(n / step) + 3)
        return np.interp(np.arange(n) / step, np.arange(len(knots)), knots)

    def _shift_of(self) -> np.ndarray:
        """Shift number of each quarter hour."""
        starts = np.array(self.m.starts)
        return (np.searchsorted(starts, self.t % DAY, side="right") - 1) % len(starts)

    def _since(self) -> np.ndarray:
        """Seconds since the start of the shift."""
        return np.asarray((self.t % DAY - np.array(self.m.starts)[self.shift]) % DAY)

    def _cycle(self, shifts: list[int], slow: float = 0.1) -> np.ndarray:
        """Working and standing of a machine in the given shifts, mean about one over a full day."""
        m, rng = self.m, self.m.rng
        since = self._since()
        on = np.isin(self.shift, shifts) & (since >= 2700) & (since < m.length - 1500)
        draw = rng.random(self.n)
        state = np.empty(self.n)
        now = 1
        for k, u in enumerate(draw):
            now = (0 if u < slow else 1) if now else (1 if u < 0.34 else 0)
            state[k] = now
        run = state * on * rng.uniform(0.7, 1.2, self.n)
        mean = on.sum() / max(1, m.days) * (0.34 / (0.34 + slow)) * 0.95
        return np.asarray(run / max(mean, 1.0))

    def _coal(self) -> None:
        """True coal of each declared face in each quarter hour."""
        m = self.m
        for f in m.lay.faces:
            night = m.night_only
            shifts = m.prod_shifts() if f.kind == "coal_face" else list(range(len(m.starts)))
            run = self._cycle(shifts, 0.1 if f.mech else 0.2)
            if not f.mech:
                run = run * (m.rng.random(self.n) < 0.55) / 0.55
            daily = m.prod[f.fid].copy() * m.push
            if f.kind == "heading":
                daily = np.where(m.push > 1, daily / m.push * 1.05, daily)
            stopped = m.stop[: m.days]
            secret = m.secret_rate * (0.0 if m.heads_only and f.kind == "coal_face" else 1.0)
            working = m.prod[f.fid] > 0
            normal = np.maximum(daily, 0.6 * working)
            daily = np.where(stopped, secret * normal, daily)
            series = run * f.tpd * daily[self.day]
            if night and m.secret_rate.any():
                mask = np.isin(self.shift, m.night_shifts())
                inside = stopped[self.day]
                scale = len(m.starts) / max(1, len(m.night_shifts())) * 0.75
                series = np.where(inside, series * mask * scale, series)
            for fid, a, b in m.downs:
                if fid == f.fid:
                    series[(self.t >= a) & (self.t < b)] = 0.0
            self.coal[f.fid] = series

    def _hidden(self) -> None:
        """Series of the undeclared place."""
        m = self.m
        zero = np.zeros(self.n)
        self.h_coal, self.h_on, self.h_air, self.h_gas = zero, zero, zero, zero
        if not m.hidden:
            return
        h: HiddenPlace = m.hidden[0]
        shifts = [k for k, n in enumerate(h.crews) if n]
        run = self._cycle(shifts, 0.15 if h.mech else 0.28)
        if not h.mech:
            run = run * (m.rng.random(self.n) < 0.6) / 0.6
        wave = np.exp(m.rng.normal(0, 0.1, m.days))
        self.h_coal = run * h.tpd * (h.active * wave)[self.day]
        present = np.isin(self.shift, shifts) & h.active[self.day]
        self.h_on = smooth(present.astype(float), 0.7)
        always = h.active[self.day].astype(float)
        self.h_air = h.air * np.where(always > 0, 0.45 + 0.55 * self.h_on, 0.05)
        rate = smooth(self.h_coal, 0.35) / max(h.tpd / (32 * len(shifts)), 0.1)
        self.h_gas = h.ch4 * (0.35 * always + 0.6 * np.clip(rate, 0, 2.5))

    def _belts(self) -> None:
        """Tonnes and running time of every conveyor."""
        m, lay = self.m, self.m.lay
        loads = {belt: np.zeros(self.n) for belt, _, _ in lay.belts}
        for f in lay.faces:
            coal = self.coal[f.fid]
            own = lay.face_belt.get(f.fid)
            if own:
                loads[own] += coal
            if f.district in lay.district_belt:
                loads[lay.district_belt[f.district]] += coal
            if lay.main_belt:
                loads[lay.main_belt] += coal
        self.hoist_feed = loads[lay.main_belt].copy()
        if m.hidden:
            h = m.hidden[0]
            if h.coal_path in ("main", "face_belt", "heading_belt"):
                loads[lay.main_belt] += self.h_coal
                self.hoist_feed += self.h_coal
                district = lay.nodes[h.anchor].district
                if district in lay.district_belt:
                    loads[lay.district_belt[district]] += self.h_coal
                if h.coal_path != "main" and h.declared and h.declared.fid in lay.face_belt:
                    loads[lay.face_belt[h.declared.fid]] += self.h_coal
        self.haul: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        bypass = m.push_style == "coal_past_the_belt_scale"
        for belt, ids, rated in lay.belts:
            load = loads[belt] * m.rng.normal(1, 0.025, self.n)
            full = max(np.quantile(load, 0.97), 1.0)
            share = np.where(load > 0.4, np.clip(0.3 + 0.75 * load / full, 0, 1), 0.0)
            idle = (m.rng.random(self.n) < 0.05) * m.rng.uniform(0.05, 0.35, self.n)
            idle = np.where(m.stop[: m.days][self.day], idle * 0.3, idle)
            run = np.clip(np.maximum(share, idle) * m.rng.normal(1, 0.03, self.n), 0, 1) * SLOT
            tons = np.where(run > 0, np.clip(load, 0, None), 0.0)
            if bypass and belt == lay.main_belt:
                tons = tons * np.where(m.push > 1, 1 / m.push, 1.0)[self.day]
            self.haul[belt] = (np.rint(run), np.round(tons, 1))

    def _hoist(self) -> None:
        """A bunker between main belt and hoist; the hoist stands for upkeep in the maintenance shift."""
        m = self.m
        bunker, cap = 0.0, max(60.0, float(self.hoist_feed.sum()) / max(1, m.days) * 0.12)
        busy = self.hoist_feed[self.hoist_feed > 0]
        rate = (float(busy.mean()) if len(busy) else 1.0) * 1.45
        since = self._since()
        out = np.zeros(self.n)
        stand = (self.shift == m.maint) & (since >= 5400) & (since < 12600)
        drift = m.rng.uniform(0.85, 1.05, self.n)
        for k in range(self.n):
            bunker += self.hoist_feed[k]
            if stand[k] and bunker < cap:
                continue
            move = min(bunker, rate * drift[k]) if bunker > rate * 0.3 else 0.0
            if bunker - move > cap:
                move = bunker - cap
            out[k] = move
            bunker -= move
        self.hoisted = out

    def shift_output(self) -> list[tuple[int, int, float, float]]:
        """Day, shift, hoisted and reported tonnes as they are written down."""
        m = self.m
        rows = []
        first = np.array(m.starts)[0]
        key = ((self.t - first) // DAY) * len(m.starts) + self.shift
        cut = np.zeros(self.n)
        if m.hidden and m.hidden[0].coal_path not in ("cars", "own"):
            m.hidden[0]
            total = max(float(self.hoist_feed.sum()), 1.0)
            cut = smooth(self.h_coal, 0.3) * (float(self.hoisted.sum()) / total)
        for d in range(m.days):
            for s in range(len(m.starts)):
                pick = key == d * len(m.starts) + s
                hoisted = float(self.hoisted[pick].sum())
                secret = float(cut[pick].sum())
                if m.hidden:
                    hoisted = max(0.0, hoisted - secret * m.hidden[0].scale_cut)
                    secret *= 1 - m.hidden[0].scale_cut
                rock = m.rnd.uniform(0.02, 0.06) if m.rock_hoist else 0.0
                wet = m.wet * m.rnd.gauss(1, 0.012)
                honest = hoisted - (secret * (1 - m.hidden[0].in_report) if m.hidden else 0.0)
                reported = max(0.0, honest * wet)
                if m.stop[d] and m.secret_rate[d] > 0:
                    reported = 0.0
                    if m.stop_kind == "dark_scale":
                        hoisted = 0.0
                push = float(m.push[d])
                if push > 1:
                    if m.push_style in ("hoist_above_report", "coal_past_the_belt_scale"):
                        reported /= push
                    if m.push_style == "night_shift_not_reported":
                        reported /= push**0.4
                    if m.push_style == "night_shift_not_reported" and s in m.night_shifts():
                        reported *= 0.05
                    if m.push_style == "report_and_scale_trimmed":
                        reported, hoisted = reported / push, hoisted / push
                rows.append((d, s, round(hoisted * (1 + rock), 1), float(round(reported))))
        return rows

    def _explosives(self) -> None:
        """Rounds fired and explosive drawn at every blasted place."""
        m, rnd = self.m, self.m.rnd
        extra_face = None
        if m.hidden and m.hidden[0].explosive > 0 and m.hidden[0].explosive_path == "heading":
            extra_face = m.hidden[0].declared
        magazine = [f for f in m.lay.faces if f.expl > 0]
        if extra_face is not None and extra_face.expl == 0:
            extra_face = magazine[0] if magazine else None
        for f in m.lay.faces:
            rounds = []
            for d in range(m.days):
                rate = float(m.prod[f.fid][d])
                if m.stop[d]:
                    rate = float(m.secret_rate[d]) * 0.9
                if f.expl <= 0 or not f.works(d) or rate < 0.08:
                    continue
                kg = f.expl * rate * rnd.gauss(1, 0.08)
                if extra_face is f and m.hidden[0].active[d]:
                    kg += m.hidden[0].explosive * rnd.gauss(1, 0.12)
                shots = max(1, round(len(m.starts) * (0.9 if f.kind == "heading" else 1.4) * min(1, rate)))
                times = sorted(self._shot(d, rnd.randrange(len(m.starts))) for _ in range(shots))
                for t in times:
                    part = max(0.6, kg / shots * rnd.gauss(1, 0.1))
                    back = round(rnd.choice((0, 0, 0.3, 0.6, 0.9)), 1)
                    self.blast_rows.append((t - 2400, f.fid, round(part + back, 1), round(part / 0.55), back))
                    rounds.append(t)
            self.blasts[f.fid] = rounds
        self.blast_rows.sort()

    def _shot(self, day: int, shift: int) -> int:
        """Time of firing in a shift."""
        m = self.m
        return m.shift_start(day, shift) + m.rnd.randint(9000, m.length - 3600)

    def _power(self) -> None:
        """Mean load of each feeder in each quarter hour."""
        m, rng, n = self.m, self.m.rng, self.n
        stopped = m.stop[: m.days][self.day]
        hour = self.t % DAY / 3600
        self.power: dict[str, np.ndarray] = {}
        face = {f.fid: f for f in m.lay.faces}
        local: dict[int, list[Face]] = {}
        for f in m.lay.faces:
            if f.kind == "heading":
                local.setdefault(f.district, []).append(f)
        hidden_kw = np.zeros(n)
        h = m.hidden[0] if m.hidden else None
        if h is not None:
            served = {serves for _, serves, _ in m.lay.feeders}
            if h.power_path in ("face", "heading") and (h.declared is None or h.declared.fid not in served):
                h.power_path = "other"
            per_t = 7.0 if h.mech else 3.0
            hidden_kw = self.h_on * (22 + 0.045 * h.air) + smooth(self.h_coal, 0.8) * 4 * per_t
            if h.mech:
                hidden_kw += self.h_on * 20
        hoists, fans = 0, 0
        for name, serves, rated in m.lay.feeders:
            if serves in face:
                f = face[serves]
                work = np.array([f.works(d) for d in range(m.days)], float)[self.day]
                upkeep = (self.shift == m.maint) & ~stopped if f.kind == "coal_face" else np.zeros(n, bool)
                per_t = (1.9 if f.kind == "coal_face" else 4.0) if f.mech else 1.6
                per_t = (
                    max(per_t, 0.4 * f.rated_kw / max(f.tpd / 14, 1.0)) if f.kind == "coal_face" else per_t
                )
                base = (0.05 + 0.06 * upkeep) * f.rated_kw * work * np.where(stopped, 0.5, 1.0)
                if f.kind == "heading" and not f.mech:
                    base = base + 25 * work * (rng.random(n) < 0.4) * ~stopped
                kw = base + self.coal[f.fid] * 4 * per_t
                if h is not None and h.declared is f and h.power_path in ("face", "heading"):
                    kw = kw + hidden_kw
                kw = np.minimum(kw, rated * 1.02)
            elif serves == "hoist":
                hoists += 1
                if hoists == 1:
                    depth = 0.5 + m.lay.region.depth[1] / 900
                    kw = 0.06 * rated + self.hoisted * 4 * depth
                else:
                    near = np.exp(
                        -((((hour[:, None] - np.array(m.starts) / 3600 + 12) % 24 - 12) / 0.8) ** 2)
                    ).sum(1)
                    kw = (
                        12
                        + 0.5 * rated * near
                        + 0.15 * rated * (rng.random(n) < 0.25) * np.where(stopped, 0.4, 1)
                    )
                    if h is not None and h.coal_path == "cars":
                        kw = kw + smooth(self.h_coal, 0.3) * 4 * 2.2
            elif serves == "main_fan":
                kw = 0.72 * rated * self.wander(40, 0.012)
                if h is not None:
                    total = sum(f.air for f in m.lay.faces if f.stop is None)
                    kw = kw * (1 + 1.1 * self.h_air / max(total, 1))
            elif serves == "local_fan":
                fans += 1
                mine_fans = local.get(fans - 1, [])
                kw = np.full(n, 3.0)
                for f in mine_fans:
                    kw = kw + 44 * np.array([f.works(d) for d in range(m.days)], float)[self.day]
                kw = kw * self.wander(20, 0.012)
            elif serves == "pump":
                kw = np.zeros(n)  # filled in by _water
            elif serves == "surface":
                day_curve = 0.42 + 0.2 * np.exp(-(((hour - 14) / 6) ** 2))
                kw = rated * day_curve * np.where(stopped, 0.62, 1) * self.wander(96, 0.05)
                if h is not None and h.power_path == "surface":
                    kw = kw + hidden_kw
            else:
                run = sum(self.haul[b][0] for b, _, _ in m.lay.belts[-1 - m.lay.districts :]) / SLOT
                kw = rated * (0.2 + 0.12 * run) * np.where(stopped, 0.7, 1) * self.wander(60, 0.04)
                if h is not None and h.power_path == "other":
                    kw = kw + hidden_kw
            self.power[name] = np.round(np.clip(kw * rng.normal(1, 0.025, n), 0, None), 1)

    def _water(self) -> None:
        """Inflow into sumps, pumped preferably in the cheap hours of the night."""
        m, rng = self.m, self.m.rng
        hours = m.days * 24
        day = np.arange(hours) // 24
        hour = np.arange(hours) % 24
        base = 12 + 1.4 * sum(f.inflow for f in m.lay.faces if f.stop is not None or f.start <= 0)
        wave = self.wander(24, 0.04, hours) * m.inflow[day]
        inflow = wave * base
        for f in m.lay.faces:
            work = np.array([f.works(d) for d in range(m.days)], float)[day]
            inflow = inflow + f.inflow * work * wave
        if m.hidden:
            inflow = inflow + m.hidden[0].inflow * m.hidden[0].active[day]
        self.water: dict[str, np.ndarray] = {p: np.zeros(hours) for p, _, _ in m.lay.pumps}
        district = [p for p, _, _ in m.lay.pumps[2:]]
        rated = m.lay.pumps[0][2]
        sump, low, high = rated * 2.0, rated * 0.8, rated * 6
        turn = m.rnd.randint(0, 3)
        for k in range(hours):
            sump += inflow[k]
            cheap = hour[k] >= 23 or hour[k] < 7
            want = sump - low if cheap else sump - high
            take = 0.0
            if want > 0.25 * rated:
                take = min(want, rated * m.rnd.uniform(0.93, 1.0))
                self.water["P1" if (day[k] // 5 + turn) % 2 else "P2"][k] = take
                sump -= take
                if want - take > rated:
                    self.water["P2" if (day[k] // 5 + turn) % 2 else "P1"][k] = rated * 0.96
                    sump -= rated * 0.96
        for j, name in enumerate(district):
            flow = inflow * (0.35 / len(district))
            stock = 0.0
            for k in range(hours):
                stock += flow[k]
                if stock > 30:
                    self.water[name][k] = min(stock, 50.0)
                    stock -= self.water[name][k]
        head = 0.0045 * (m.lay.region.depth[0] + m.lay.region.depth[1]) / 2
        kw = np.repeat(self.water["P1"] + self.water["P2"], 4) * head + 4
        for name, serves, _ in m.lay.feeders:
            if serves == "pump":
                self.power[name] = np.round(np.clip(kw * rng.normal(1, 0.02, self.n), 0, None), 1)
