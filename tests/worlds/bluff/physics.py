"""Coal, power, air, gas, water and explosives, coupled through what is cut, when and where (five-minute steps)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .equip import BeltRow, PumpRow, base_air, base_inflow
from .layout import Place
from .mine import Mine
from .tables import DAY, METHODS, STEP, STEPS_A_DAY

Array = np.ndarray


@dataclass
class State:
    """The true course of everything that is measured."""

    act: dict[str, Array] = field(default_factory=dict)
    tons: dict[str, Array] = field(default_factory=dict)
    manned: dict[str, Array] = field(default_factory=dict)
    shots: list[tuple[float, str, float, bool]] = field(default_factory=list)
    kw: dict[str, Array] = field(default_factory=dict)
    belt_t: list[Array] = field(default_factory=list)
    belt_s: list[Array] = field(default_factory=list)
    hoisted: Array = field(default_factory=lambda: np.zeros(0))
    gas: dict[str, Array] = field(default_factory=dict)
    air: dict[str, Array] = field(default_factory=dict)
    air_total: Array = field(default_factory=lambda: np.zeros(0))
    ratio: dict[str, Array] = field(default_factory=dict)
    goaf: Array = field(default_factory=lambda: np.zeros(0))
    breath: Array = field(default_factory=lambda: np.zeros(0))
    co: Array = field(default_factory=lambda: np.zeros(0))
    pump_m3: list[Array] = field(default_factory=list)
    fan: dict[str, Array] = field(default_factory=dict)


def smooth(x: Array, steps: float) -> Array:
    """First-order lag."""
    out = np.empty_like(x)
    k = 1.0 / max(1.0, steps)
    y = float(x[0])
    for i, v in enumerate(x.tolist()):
        y += k * (v - y)
        out[i] = y
    return out


def wander(mine: Mine, n: int, rel: float, hours: float) -> Array:
    """A slow multiplicative drift about one."""
    coarse = int(n * STEP / 3600 / hours) + 4
    knots = mine.rng.normal(0, rel, coarse)
    return 1.0 + np.interp(np.arange(n), np.linspace(0, n, coarse), knots)


def run(mine: Mine, belt_rows: list[BeltRow], pump_rows: list[PumpRow]) -> State:
    """Simulate a period."""
    st = State()
    for place in mine.places:
        _cut(mine, st, place)
    _gas_and_air(mine, st)
    _coal(mine, st, belt_rows)
    _water(mine, st, pump_rows)
    _power(mine, st)
    return st


def _cycle(mine: Mine, method: str, n: int) -> tuple[Array, list[int]]:
    """Cutting within one shift of n steps (0 to 1), and steps of the shots."""
    rng = mine.rng
    act, shots = np.zeros(n), []
    if method in ("shearer", "roadheader"):
        run_, rest = ((45, 14), 16) if method == "shearer" else ((28, 8), 55)
        i = int(rng.integers(9, 15))
        while i < n - 5:
            m = max(2, int(rng.normal(*run_) / 5))
            act[i : min(i + m, n - 5)] = rng.uniform(0.7, 1.0)
            i += m + 1 + int(rng.exponential(rest) / 5)
    else:
        rounds = 2 if method == "longhole" or n > 80 else 1
        for r in range(rounds):
            i = int(n * (0.3 if rounds == 2 else 0.42) * (1 + 1.15 * r) + rng.integers(-4, 7))
            m = int(rng.integers(12, 20))
            if 0 < i < n - 8:
                shots.append(i)
                act[i + 5 : min(i + 5 + m, n - 3)] = rng.uniform(0.6, 1.0)
                act[max(0, i - 14) : i - 4] += 0.18
    return act, shots


def _cut(mine: Mine, st: State, place: Place) -> None:
    rng, n = mine.rng, mine.steps
    act, tons, manned = np.zeros(n), np.zeros(n), np.zeros(n)
    boost = 1.0 if place.hidden else mine.true_boost
    for day in range(-1, mine.days):
        for s in range(mine.shifts):
            pf, mf = float(mine.pf[place.key][day + 1, s]), float(mine.mf[place.key][day + 1, s])
            if place.first is not None and day < place.first or place.last is not None and day > place.last:
                continue
            a, b = mine.shift_window(day, s)
            i0, m = int(a // STEP), int((b - a) // STEP)
            work = pf * place.share[s]
            profile, shots = _cycle(mine, place.method, m)
            if work <= 0.0:
                profile, shots = profile * 0, []
                if mf > 0.3 and place.share[s] == 0.0 and place.method == "shearer":
                    k = int(rng.integers(10, max(11, m - 12)))
                    profile[k : k + int(rng.integers(1, 4))] = 0.35
            profile = profile * min(1.0, 0.35 + 0.65 * min(pf, 1.3))
            if profile.sum() > 0 and work > 0:
                target = place.tpd * work * boost * float(np.clip(rng.lognormal(-0.01, 0.10), 0.6, 1.35))
                coal = profile * (profile > 0.3)
                flow = coal / coal.sum() * target if coal.sum() > 0 else coal
            else:
                flow = profile * 0
            lo, hi = max(0, i0), min(n, i0 + m)
            if hi <= lo:
                continue
            act[lo:hi] += profile[lo - i0 : hi - i0]
            tons[lo:hi] += flow[lo - i0 : hi - i0]
            if mf > 0.05:
                manned[lo:hi] = 1.0
            if shots and place.kg_a_day > 0:
                each = place.kg_a_day * work * boost / len(shots)
                for k in shots:
                    if lo <= i0 + k < hi:
                        when = (i0 + k) * STEP + rng.uniform(0, 280)
                        st.shots.append((when, place.key, each * rng.uniform(0.85, 1.12), place.hidden))
    for key, d0, d1, kg in mine.fault_shots:
        if key == place.key and place.kg_a_day == 0:
            for day in range(d0, min(d1, mine.days)):
                st.shots.append(
                    (day * DAY + rng.uniform(9, 15) * 3600, key, kg * rng.uniform(0.6, 1.3), False)
                )
    st.act[place.key], st.tons[place.key], st.manned[place.key] = act, tons, manned


def _gas_and_air(mine: Mine, st: State) -> None:
    rng, n = mine.rng, mine.steps
    t = np.arange(n) * STEP
    pressure = mine.pressure + 1.2 * np.sin(2 * np.pi * (t / DAY * 2 + 0.3))
    rate = smooth(np.gradient(pressure) * 12, 12)
    st.breath = np.clip(1.0 - 0.28 * rate, 0.45, 2.2)
    st.goaf = mine.lay.goaf_ch4 * st.breath * wander(mine, n, 0.03, 20)
    total = np.full(n, base_air(mine)) * wander(mine, n, 0.008, 12) * mine.air_total_mult
    for p in mine.places:
        open_ = np.ones(n)
        if p.first is not None:
            open_[: p.first * STEPS_A_DAY] = 0.0
        if p.last is not None:
            open_[(p.last + 4) * STEPS_A_DAY :] = 0.12
        _, _, fixed = METHODS[p.method]
        act = smooth(st.act[p.key], 8)
        level = float(st.tons[p.key].sum()) and float(act[act > 0.02].mean()) if (act > 0.02).any() else 1.0
        course = fixed * (0.8 + 0.2 * smooth(np.minimum(st.act[p.key], 1), 200) / max(level, 0.05))
        course = course + (1 - fixed) * act / max(level, 0.05)
        q = p.ch4 * course * wander(mine, n, 0.06, 9) * mine.gas_mult.get(p.key, 1.0) * open_
        if p.hidden:
            idle = smooth(st.manned[p.key], 60)
            q = q * np.clip(idle * 4, 0, 1)
        else:
            q = q * (1 + 0.25 * (st.breath - 1)) * (1 + 0.5 * np.clip((mine.true_boost - 1), 0, 1))
        air = (
            p.air
            * rng.uniform(1.04, 1.13)
            * wander(mine, n, 0.015, 15)
            * mine.air_mult.get(p.key, 1.0)
            * open_
        )
        if p.first is not None:
            total = total + (p.air * 1.1) * open_
        st.gas[p.key], st.air[p.key] = q, air
    blasts = np.zeros(n)
    for when, key, kg, _ in st.shots:
        i = int(when // STEP)
        if 0 <= i < n:
            st.gas[key][i : i + 4] += np.array([0.25, 0.9, 0.5, 0.2])[: max(0, n - i)] * 0.03 * kg
            blasts[i : i + 2] += kg
    hidden = mine.hidden_place
    if hidden is not None:
        need = hidden.air * np.clip(
            smooth((mine.mf["H"].max() > 0) * st.manned["H"], 6) + _stand_by(mine), 0, 1
        )
        way = mine.hidden_how["air"]
        if way == "borrow":
            near = [p for p in mine.places if not p.hidden and p.first is None]
            near.sort(key=lambda p: (p.district != hidden.district, p.kind != "coal_face"))
            lender = near[0]
            need = np.minimum(need, 0.42 * st.air[lender.key])
            st.ratio[lender.key] = 1.0 - need / st.air[lender.key]
        elif way in ("extra", "fan"):
            total = total + need * 0.85
        st.air["H"] = need
    st.air_total = total
    st.co = 2.0 + 3.0 * rng.random() + smooth(blasts, 3) * 900 / total
    for a, b in mine.reversals:
        sl = mine.mask_steps((a, b))
        st.air_total[sl] *= 0.48
    for p in mine.places:
        if p.kind == "heading":
            on = np.ones(n)
            for day in range(mine.days):
                if rng.random() < 0.25:
                    k = day * STEPS_A_DAY + int(rng.integers(100, 190))
                    on[k : k + int(rng.integers(1, 5))] = 0.0
            if p.first is not None:
                on[: p.first * STEPS_A_DAY] = 0.0
            st.fan[p.key] = on
            st.air[p.key] = st.air[p.key] * (0.12 + 0.88 * smooth(on, 1.5))


def _stand_by(mine: Mine) -> Array:
    """A hidden place keeps most of its air between its shifts, as doors are not moved twice a day."""
    out = np.zeros(mine.steps)
    out[mine.mask_steps(mine.hidden_window)] = 0.7
    return out


def _lag(x: Array, steps: int) -> Array:
    return np.concatenate([np.zeros(steps), x[:-steps]]) if steps else x


def _coal(mine: Mine, st: State, belt_rows: list[BeltRow]) -> None:
    rng, n = mine.rng, mine.steps
    hidden = mine.hidden_place
    on_belt = hidden is not None and mine.hidden_how["coal"] == "belt"
    rock = np.zeros(n)
    if mine.rock > 0:
        declared = [st.act[p.key] for p in mine.places if p.kind == "heading" and not p.hidden]
        heads = sum(declared, np.zeros(n))
        rock = heads / max(heads.sum(), 1e-9) * mine.rock * mine.days
    flows: list[Array] = []
    for row in belt_rows:
        flow = np.zeros(n)
        for p in mine.places:
            here = p.key in row["serves"] or p.hidden and on_belt and (row["district"] in (-1, p.district))
            if here:
                flow += _lag(st.tons[p.key], 2 if row["district"] >= 0 else 4)
        if row["district"] == -1:
            flow = flow + _lag(rock, 4)
        flows.append(flow)
        attended = np.zeros(n)
        for p in mine.places:
            if p.key in row["serves"]:
                attended = np.maximum(attended, smooth(st.act[p.key], 4) > 0.04)
        loaded = smooth((flow > 0.2).astype(float), 2) > 0.12
        spare = (rng.random(n) < 0.06) * (np.repeat(mine.maint[1:], STEPS_A_DAY) > 0) * (rng.random(n) < 0.5)
        running = (
            np.maximum(loaded, (attended > 0) & (rng.random(n) < 0.5)) * rng.uniform(0.93, 1.0, n)
            + spare * 0.6
        )
        st.belt_s.append(np.clip(running, 0, 1) * STEP)
    st.belt_t = flows
    feed = flows[0] + mine.stock
    mean = feed.sum() / n
    rate = max(mean * 1.75, 1.0)
    service = np.zeros(n, bool)
    hour = int(rng.integers(8, 13))
    for day in range(mine.days):
        a = day * STEPS_A_DAY + hour * 12
        service[a : a + int(rng.integers(12, 30) * (1 + 2 * (mine.maint[day + 1] > 0)))] = True
    out, level, low, high, on = np.zeros(n), mean * 24, mean * 8, mean * 60, False
    feed_l, service_l = feed.tolist(), service.tolist()
    for i in range(n):
        level += feed_l[i]
        on = (on and level > low * 0.3) or level > high * 0.5
        if (on and not service_l[i]) or level > high * 2.2:
            x = min(level, rate)
            out[i] = x
            level -= x
    st.hoisted = out


def _water(mine: Mine, st: State, pump_rows: list[PumpRow]) -> None:
    rng, n = mine.rng, mine.steps
    inflow = (base_inflow(mine) + np.maximum(mine.inflow_extra, 0)) * wander(mine, n, 0.04, 30)
    for p in mine.places:
        inflow = inflow + 2.2 * st.act[p.key] * (1.6 if p.method == "shearer" else 0.6)
        if p.hidden:
            inflow = inflow + p.inflow * (0.35 * (_stand_by(mine) > 0) + 0.65 * smooth(st.manned["H"], 12))
        elif p.first is not None:
            inflow = inflow + p.inflow * (np.arange(n) >= p.first * STEPS_A_DAY)
    rated = pump_rows[0]["rated_m3_per_h"]
    count = len(pump_rows)
    mean = float(inflow.mean())
    low, high = mean * 1.0, mean * 8.0
    valley = rng.random() < 0.6
    level, on, turn = mean * 3, False, 0
    flows = [np.zeros(n) for _ in range(count)]
    tests = np.zeros(n, bool)
    for a, b in mine.pump_tests:
        tests[mine.mask_steps((a, b))] = True
    inflow_l = (inflow / 12).tolist()
    for i in range(n):
        level += inflow_l[i]
        hour = (i % STEPS_A_DAY) / 12.0
        cheap = hour >= 23 or hour < 7
        start = mean * (3.0 if cheap else 6.8) if valley else mean * 5.0
        if not on and level > start:
            on, turn = True, (turn + 1) % count
        if on and level < low:
            on = False
        active = [turn] if on else []
        if level > high:
            active = [turn, (turn + 1) % count]
        if tests[i]:
            active = list(range(count))
        for k in active:
            x = min(level, rated / 12 * 0.93) if not tests[i] else rated / 12 * 0.8
            flows[k][i] += x
            level -= x
    st.pump_m3 = flows


def _power(mine: Mine, st: State) -> None:
    rng, n, depth = mine.rng, mine.steps, mine.lay.depth
    hour = (np.arange(n) % STEPS_A_DAY) / 12.0
    kw: dict[str, Array] = {}
    for p in mine.places:
        if p.hidden:
            continue
        flow = st.tons[p.key] * 12
        open_ = np.ones(n)
        if p.first is not None:
            open_[: p.first * STEPS_A_DAY] = 0
        kw[p.key] = (
            p.idle_kw * (0.25 + 0.75 * st.manned[p.key])
            + p.kwh_t * flow
            + 35 * (st.act[p.key] > 0) * (p.method == "shearer")
        ) * open_
    kw["main_fan"] = (
        (60 + base_air(mine) * 0.052) * (st.air_total / base_air(mine)) ** 2.4 * wander(mine, n, 0.006, 24)
    )
    lift = depth * 1.25 / 367.0 / 0.6
    kw["hoist"] = 22 + 30 * (st.hoisted > 0) + st.hoisted * 12 * lift * rng.uniform(0.95, 1.05)
    kw["hoist"] = kw["hoist"] + 25 * np.clip(
        np.sin((hour - rng.uniform(0, 8)) * 2 * np.pi / 8) * 1.5 - 0.8, 0, 1
    )
    m3 = sum(st.pump_m3, np.zeros(n))
    kw["pump"] = 4 + m3 * 12 * (depth + 15) / 367.0 / 0.66
    fans = np.zeros(n)
    for p in mine.places:
        if p.kind == "heading" and not p.hidden:
            fans = fans + p.fan_kw * st.fan[p.key]
    fans = fans + 18.0 * len(mine.kept_fans)
    kw["local_fan"] = fans * wander(mine, n, 0.01, 24) + 1
    drives = [s / STEP * 55 + t * 12 * 0.55 for s, t in zip(st.belt_s, st.belt_t, strict=True)]
    kw["belts"] = 12 + sum(drives, np.zeros(n))
    staff = np.repeat(mine.support[1:].mean(axis=1), STEPS_A_DAY)
    kw["other"] = 55 + 45 * staff * (0.55 + 0.3 * np.cos((hour - 11) / 24 * 2 * np.pi)) * wander(
        mine, n, 0.12, 5
    )
    kw["other"] = kw["other"] + 28 * np.repeat(mine.maint[1:], STEPS_A_DAY) * ((hour > 8) & (hour < 15))
    kw["surface"] = (
        130 + 70 * np.cos((hour - 13) / 24 * 2 * np.pi) + 1.6 * st.belt_t[0] * 12 * rng.uniform(0.3, 0.6)
    )
    kw["surface"] = kw["surface"] * wander(mine, n, 0.05, 8)
    kw["unlisted"] = np.zeros(n) + (3 if mine.extra_feeder else 0)
    for key, extra in mine.kw_extra.items():
        kw[key] = kw.get(key, np.zeros(n)) + extra
    hidden = mine.hidden_place
    if hidden is not None:
        own = hidden.idle_kw * st.manned["H"] + hidden.kwh_t * st.tons["H"] * 12
        own = own + (22.0 if mine.hidden_how["air"] == "fan" else 0.0) * (_stand_by(mine) > 0)
        near = [p for p in mine.places if not p.hidden and p.first is None]
        near.sort(key=lambda p: p.district != hidden.district)
        faces = [p.key for p in near if p.kind == "coal_face"]
        heads = [p.key for p in near if p.kind == "heading"]
        way = mine.hidden_how["power"]
        target = {"face": faces[0], "heading": heads[0] if heads else faces[0]}.get(way, way)
        kw[target] = kw[target] + own
        if mine.hidden_how["coal"] == "aux":
            kw["other"] = kw["other"] + smooth(st.tons["H"], 8) * 12 * (lift * 1.5 + 0.6)
    st.kw = kw
