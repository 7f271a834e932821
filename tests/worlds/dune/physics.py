"""Coal, power, gas, air, water and explosives that hang together; 15-minute slots, hours, or the sensor grid."""

from __future__ import annotations

import numpy as np

SLOT = 900


def _red(g, n, sd, memory):
    """Red noise (AR1) with standard deviation sd."""
    e = g.normal(0, sd * np.sqrt(1 - memory**2), n)
    out = np.empty(n)
    x = g.normal(0, sd)
    for i in range(n):
        x = memory * x + e[i]
        out[i] = x
    return out


def _shift_slots(m, d, s):
    a = d * 96 + m.starts[s] * 4
    return a, a + m.lengths[s] * 4


def _shift_curve(m, g, k0, k1, tons, blast, days_slots):
    """Spread the tons of one shift over its slots: way in, work, stops, way out."""
    n = k1 - k0
    w = np.maximum(0, 1 + _red(g, n, 0.3, 0.6))
    w[:4] = 0
    w[4] *= 0.4
    w[-2:] = 0
    if g.random() < 0.35:  # a stop: belt, chain, rock
        a = g.integers(5, max(6, n - 6))
        w[a : a + g.integers(2, 7)] = 0
    if blast:  # coal comes after each round
        mask = np.zeros(n)
        for a in np.arange(8, n - 4, 11):
            mask[a : a + 7] = 1
        w *= mask
    total = w.sum()
    return w * (tons / total) if total > 0 else w


def produce(m) -> None:
    """Tons a slot of every declared face, and of the hidden one."""
    g, n = m.g, m.days * 96
    q, c = m.quirks, m.c
    m.prod, m.cut_at = {}, {}
    m.blasts = {f["id"]: [] for f in m.faces}
    for f in m.faces:
        x = np.zeros(n + 96)
        if f["to"] is None or f.get("coal_window") or f.get("window"):
            shifts = [s for s in range(m.ns) if s != f["maint"]]
            lo, hi = f.get("coal_window") or f.get("window") or (0, m.days)
            level = g.normal(0.93, 0.03)
            for d in range(m.days):
                rest = m.weekly_rest is not None and (m.start.toordinal() + d) % 7 == m.weekly_rest
                for s in range(m.ns):
                    fac = m.work[d] * level * g.lognormal(0, 0.11) * (0.35 if rest else 1)
                    if not lo <= d < hi:
                        continue
                    if m.kind == "working_while_stopped" and c["d"][0] <= d < c["d"][1]:
                        fac = fac * c["level"] * m.ns / len(c["shifts"]) ** 0.5 if s in c["shifts"] else 0
                        fac = min(fac, 1.25)
                    if m.kind == "over_capacity" and c["d"][0] <= d < c["d"][1]:
                        fac *= c["level"]
                    if c.get("output_boost") and c["d"][0] <= d < c["d"][1]:
                        fac *= c["output_boost"]
                    if s not in shifts:
                        fac = 0
                    if f.get("ramp") is not None:
                        fac *= min(1, max(0.25, (d - lo + 1) / f["ramp"]))
                    jam = q.get("belt_repair")
                    if jam and jam["d"] == d:
                        fac *= 0.15
                    elif jam and jam["d"] + 1 <= d <= jam["d"] + 2:
                        fac *= 1.15
                    if fac <= 0.01:
                        continue
                    a, b = _shift_slots(m, d, s)
                    x[a:b] += _shift_curve(m, g, a, b, f["plan"] / len(shifts) * fac, f["blast"], n)[
                        : len(x) - a
                    ]
                    if f["blast"]:
                        m.blasts[f["id"]] += [(d, s, (a + k) * SLOT) for k in (7, 18) if a + k < b]
        m.prod[f["id"]] = x[:n]
    m.hidden = np.zeros(n)
    if m.kind == "hidden_face":
        x = np.zeros(n + 96)
        for d in range(*c["d"]):
            if g.random() < 0.06:
                continue
            for s in c["shifts"]:
                a, b = _shift_slots(m, d, s)
                x[a:b] += _shift_curve(
                    m,
                    g,
                    a,
                    b,
                    c["t"] / len(c["shifts"]) * g.lognormal(0, 0.15),
                    c["style"] == "blast_heading",
                    n,
                )
        m.hidden = x[:n]
    m.declared = sum(m.prod.values())


def delay(x, slots):
    return np.concatenate([np.zeros(slots), x[:-slots]]) if slots else x


def _in(m, d0, d1, n, per):
    z = np.zeros(n)
    z[int(d0 * per) : int(d1 * per)] = 1
    return z


def haul_power_output(m) -> None:
    """Belts, feeders and shift output."""
    g, n, q, c = m.g, m.days * 96, m.quirks, m.c
    hid = m.hidden
    leaks = c.get("leaks", set())
    stop = m.kind == "working_while_stopped"
    stopped = _in(m, *c["d"], n, 96) if stop else np.zeros(n)
    belt_lie = stop and m.rc.random() < 0.4
    m.belts = {}
    for v in m.conveyors:
        if v["conveyor"] == "C0":
            t = delay(m.declared + (hid if "haul" in leaks else 0), 1)
        else:
            t = m.prod[v["serves"][0]].copy()
        if belt_lie:
            t = t * (1 - stopped)
        rate = v["rated_t_per_h"] / 4
        on = np.clip(t / rate * 1.35 + (t > 0) * 0.25, 0, 1)
        often = (
            np.where((np.arange(n) % 96 < 28) & (np.arange(n) // 4 % 3 == 0), 0.8, 0.05)
            if "belt_empty" in q
            else 0.03
        )
        idle = (g.random(n) < often) & (t <= 0)  # a belt that runs empty: cleaning, splicing, trial runs
        on = np.where(idle, g.uniform(0.05, 0.3, n), on)
        scale = q.get("belt_scale", 1.0) if v["conveyor"] == "C0" else 1.0
        m.belts[v["conveyor"]] = (
            np.round(on * SLOT),
            np.round(np.maximum(0, t * scale * g.normal(1, 0.015, n)), 2),
        )
    true_t = delay(m.declared + hid, 2)
    shown = m.declared + (hid if "output" in leaks else 0)
    if stop and m.rc.random() < 0.7:
        shown = shown * (1 - stopped)
    bunker = m.r.uniform(0.02, 0.12) if "bunker" in q else 0.03
    m.output = []
    carry = 0.0
    for d in range(m.days):
        for s in range(m.ns):
            a = d * 96 + m.starts[s] * 4
            b = d * 96 + (m.starts[s + 1] if s + 1 < m.ns else m.starts[0] + 24) * 4
            have = shown[a:b].sum() + carry
            carry = have * abs(g.normal(0, bunker))
            out = have - carry
            wet = q.get("wet_coal")
            if wet and wet[0] <= d < wet[1]:
                out *= 1.08
            report = out * g.normal(1, 0.004)
            if "output" in leaks and c["d"][0] <= d < c["d"][1]:
                report = min(report, m.declared[a:b].sum() * g.normal(1, 0.01))
            if stop and c["d"][0] <= d < c["d"][1]:
                report = 0.0
            if m.kind == "over_capacity" and c["d"][0] <= d < c["d"][1]:
                if c["style"] == "under_reported":
                    report = out / c["level"] * g.normal(1, 0.01)
                elif c["style"] == "belt_bypass":
                    out /= c["level"]
                    report = out * g.normal(1, 0.005)
            m.output.append((m.day(d), s + 1, round(max(0, out), 1), round(max(0, report), 1)))
    # power
    m.kw = {}
    rock = np.zeros(n)
    if "rock_hoist" in q:
        for d in range(*q["rock_hoist"]):
            a, b = _shift_slots(m, d, m.ns - 1)
            rock[a + 4 : min(b - 2, n)] += m.plan_t * 0.25 / max(1, b - a)
    day = np.arange(n) % 96 / 96
    busy = np.repeat(np.array(m.work), 96)
    ride = (0.35 + 0.65 * busy) * sum(
        np.exp(-(((((day * 24 - h + 12) % 24) - 12) / 0.6) ** 2)) for h in m.starts
    )
    lift = m.depth * 0.00273 / 0.6 * 2
    for f in m.feeders:
        s = f["serves"]
        if s == "hoist":
            x = 35 + 40 * ride + (true_t + rock) * 4 * lift * g.normal(1, 0.03, n)
        elif s == "main_fan":
            x = (150 + 20 * len(m.faces)) * (1 + _red(g, n, 0.01, 0.9))
            if "fan_change" in q:
                k = q["fan_change"] // SLOT
                x[k:] *= 1.06
                x[k] *= 0.5
        elif s == "local_fan":
            live = [x for x in m.faces if x["kind"] == "heading" and (not x["to"] or x.get("window"))]
            x = np.zeros(n)
            for h in live:
                x += 38 * _in(m, *(h.get("window") or (0, m.days)), n, 96)
            x = x * (1 + _red(g, n, 0.015, 0.8)) + 2
            if "old_road_vent" in q:
                x += 30 * _in(m, *q["old_road_vent"], n, 96)
        elif s == "pump":
            x = 4 + np.repeat(m.pumped, 4) * m.depth * (0.55 if not m.vertical else 1) * 0.00273 / 0.65
        elif s == "surface":
            x = 90 + 45 * np.sin((day - 0.3) * 6.28) + m.declared * 4 * 1.2 + _red(g, n, 9, 0.8)
        elif s == "other":
            x = 110 + 25 * ride + m.declared * 4 * 0.7 + _red(g, n, 8, 0.85)
            for key, kw in (("drill_site", 55), ("grouting", 35), ("compressor", 90)):
                if key in q:
                    x += kw * _in(m, *q[key], n, 96) * (0.25 + 0.75 * (np.sin(np.arange(n) / 5) > -0.4))
        else:
            face = next(v for v in m.faces if v["id"] == s)
            t = m.prod[s]
            per_t = (face["feeder_kw"] - 100) / max(face["plan"], 1) * (24 / 15)
            x = (
                (60 if face["kind"] == "coal_face" else 25)
                * (t.sum() > 0 or not face["to"])
                * (0.2 + 0.8 * busy)
                + t * 4 * per_t
                + _red(g, n, 5, 0.6)
            )
            if face["to"] and not face.get("window"):
                x = np.abs(_red(g, n, 0.6, 0.6))
            for key in ("face_move", "end_face"):
                if key in q and q[key]["face"] is face:
                    x += 30 * _in(m, *q[key]["salvage"], n, 96) * (ride > -1)
        if m.kind == "hidden_face" and "power" in leaks and (s == c["power_in"]):
            x = x + hid * 4 * (2.6 if not c["heading"] else 4.5) + 30 * (hid > 0)
        if stop and m.rc.random() < 0.35 and s[0] == "F":
            x = x * (1 - 0.9 * stopped)  # this meter is read by the mine itself
        m.kw[f["feeder"]] = np.round(np.maximum(0, x * g.normal(1, 0.012, n)), 1)
    swap = q.get("feeder_switch")
    if swap:
        ids = [f["feeder"] for f in m.feeders if f["serves"][0] == "F"]
        if len(ids) >= 2:
            a, b = int(swap[0] * 96 + 30), int(swap[1] * 96 + 40)
            one, two = m.kw[ids[0]], m.kw[ids[1]]
            two[a:b] = np.round(two[a:b] + one[a:b] * 0.98, 1)
            one[a:b] = 0.0


def water(m) -> None:
    g, h, q, c = m.g, m.days * 24, m.quirks, m.c
    live = sum(f["inflow"] for f in m.faces if not f["to"])
    x = (m.base_inflow + live) * (1 + _red(g, h, 0.04, 0.97))
    if "rain" in q:
        a = q["rain"] * 24
        x[a:] *= 1 + 0.5 * (1 - np.exp(-np.arange(h - a) / 40)) * np.exp(-np.arange(h - a) / 200)
    for key, more in (("drill_site", 9.0), ("grouting", 5.0), ("drain_old", 28.0)):
        if key in q:
            x += more * _in(m, *q[key], h, 24)
    if m.kind == "hidden_face" and "water" in c["leaks"]:
        x += c["inflow"] * _in(m, *c["d"], h, 24) * (0.6 + 0.4 * (m.hidden.reshape(-1, 4).sum(1) > 0))
    total = sum(p["rated_m3_per_h"] for p in m.pumps) * 0.95
    m.pump_m3 = {p["pump"]: np.zeros(h) for p in m.pumps}
    sump, cap = x[0] * 5, max(x.mean() * 18, 100)
    m.pumped = np.zeros(h)
    for k in range(h):
        sump += x[k]
        hour = k % 24
        night = m.pump_mode == "night"
        want = 0.0
        if (night and (hour >= 22 or hour < 7)) or sump > cap or (not night and sump > cap * 0.4):
            want = min(sump, total)
        left = want
        order = m.pumps if (k // 24) % 2 == 0 else m.pumps[::-1]
        for p in order:
            got = min(left, p["rated_m3_per_h"] * 0.95)
            m.pump_m3[p["pump"]][k] = round(got * g.normal(1, 0.01), 1) if got else 0.0
            left -= got
        m.pumped[k] = want
        sump -= want


def explosives(m) -> None:
    r, c = m.r, m.c
    m.expl = []
    for f in m.faces:
        per = len([s for s in range(m.ns) if s != f["maint"]])
        seen = set()
        for d, s, t in m.blasts[f["id"]]:
            if (d, s) in seen:
                continue
            seen.add((d, s))
            share = f["expl"] / per * r.uniform(0.8, 1.1)
            back = round(share * r.uniform(0, 0.12), 1) if r.random() < 0.6 else 0.0
            m.expl.append((t - 1800, f["id"], round(share + back, 1), int(share / 0.35), back))
    if m.kind == "hidden_face" and "explosives" in c["leaks"]:
        blasting = (
            [f for f in m.faces if f["blast"] and not f["to"]]
            or [f for f in m.faces if f["kind"] == "heading" and not f["to"]]
            or m.faces
        )
        f = r.choice(blasting)
        base = r.uniform(25, 60)
        for d in range(*c["d"]):
            for s in c["shifts"]:
                if r.random() < 0.9:
                    kg = base * r.uniform(0.8, 1.2)
                    m.expl.append(
                        (
                            d * 86400 + m.starts[s] * 3600 + r.randint(3000, 12000),
                            f["id"],
                            round(kg, 1),
                            int(kg / 0.35),
                            0.0,
                        )
                    )
    m.expl = sorted(e for e in m.expl if 0 <= e[0] < m.days * 86400)


def sensors(m):
    """Values and state words of all monitored points on the sensor grid."""
    g, q, c = m.g, m.quirks, m.c
    t = np.arange(m.cd_offset, m.days * 86400, m.cd_step)
    n = len(t)
    m.cd_t = t
    slot_mid = (np.arange(m.days * 96) + 0.5) * SLOT
    memory = np.exp(-m.cd_step / 1500)

    def rate(x):
        """Won coal as the gas sees it: smoothed and late by about half an hour."""
        y = np.interp(t, slot_mid, x)
        out, z = np.empty(n), 0.0
        for i in range(n):
            z += (y[i] - z) * (1 - memory)
            out[i] = z
        return out

    hours = t / 3600
    baro = 2.0 * np.sin(hours / 24 * 6.28 * 2 + 1) + np.interp(
        t, np.arange(0, m.days * 86400 + 21600, 21600), np.cumsum(g.normal(0, 2.0, m.days * 4 + 1)) * 0.7
    )
    swing = -np.gradient(baro, hours[1] - hours[0])
    swing = np.clip(swing / 2.0, -1, 1)
    window = (
        _in(m, *c["d"], m.days * 1440, 1440)[np.minimum(t // 60, m.days * 1440 - 1)] if c else np.zeros(n)
    )
    hid = rate(m.hidden) / max(m.hidden.max(), 1e-9) if m.hidden.any() else np.zeros(n)
    gas_leak, air_leak = "gas" in c.get("leaks", ()), "air" in c.get("leaks", ())
    emission, air = {}, {}
    for f in m.faces:
        x = m.prod[f["id"]]
        work = x[x > 0].mean() if (x > 0).any() else 1.0
        plan_rate = f["plan"] / 60
        e = (
            f["q"]
            * m.gas_push
            * (0.5 + 0.75 * rate(x) / max(plan_rate, work * 0.8))
            * (1 + _red(g, n, 0.06, 0.95))
        )
        if "drainage" in q and f["kind"] == "coal_face":
            e *= 1 - 0.3 * (t > q["drainage"] * 86400)
        for d, s, at in m.blasts[f["id"]]:
            k = int((at - m.cd_offset) / m.cd_step)
            if 0 <= k < n - 12:
                w = int(1500 / m.cd_step) + 1
                e[k : k + w] += f["q"] * 0.9 * np.exp(-np.arange(len(e[k : k + w])) / (w / 3))
        a = f["air"] * g.uniform(1.0, 1.12) * (1 + _red(g, n, 0.012, 0.97))
        if f is c.get("face") and air_leak:
            a = a * (1 - c["air"] * window)
        if f["to"] and not f.get("window"):
            e, a = e * 0.15, a * 0.3
        win = f.get("window")
        if win:
            on = _in(m, *win, m.days * 1440, 1440)[np.minimum(t // 60, m.days * 1440 - 1)]
            e, a = e * (0.1 + 0.9 * on), a * (0.35 + 0.65 * on)
        emission[f["id"]], air[f["id"]] = np.maximum(e, 0.001), a
    dip = np.ones(n)
    if "fan_change" in q:
        k = int((q["fan_change"] - m.cd_offset) / m.cd_step)
        w = int(900 / m.cd_step) + 1
        dip[k : k + w] = 0.55
        dip[k + w :] = 1.05
    total_air = (sum(air.values()) + 350 + 60 * len(m.old)) * 1.06 * dip
    total_gas = (
        sum(emission.values())
        + m.gassy * (0.5 + 0.25 * swing)
        + (c["q"] * (0.35 + 0.9 * hid) * window if gas_leak else 0)
    )
    series = {}
    for p in m.points:
        state = np.zeros(n, int)
        role, f = p["role"], p["face"]
        if p["kind"] == "ch4":
            if role == "T1":
                x = 75 * emission[f["id"]] / air[f["id"]] / dip
            elif role == "T2":
                x = 100 * emission[f["id"]] / air[f["id"]] / dip
                if gas_leak and f is c.get("face"):
                    x = x + 0.05 * hid * window
            elif role == "main":
                x = 100 * total_gas / total_air
            elif role == "seal":
                x = 0.25 * m.gassy**0.5 * (1 + 0.8 * swing) + 0.05 * m.gassy
                if gas_leak and p["node"] == c.get("site"):
                    x = x + (0.1 + 0.2 * hid) * window
            else:
                x = np.full(n, 0.01)
            x = x * (1 + m.drift * g.normal() * t / 86400 / 30) + g.normal(0, 0.008, n)
            cal = g.integers(0, m.days * 2) * 43200 + 36000 + g.integers(0, 14400)
            k = int((cal - m.cd_offset) / m.cd_step)
            w = max(1, int(240 / m.cd_step))
            if role == "intake" and "intake_flat" in q:
                x = np.where(g.random(n) < 0.03, 0.01, 0.0)
            if role != "seal" and 0 <= k < n - w:
                x[k : k + w] = g.normal(2.0, 0.03, w)
                state[k : k + w] = 4
            if "sensor_swap" in q and p is q["sensor_swap"]["p"]:
                k = int(q["sensor_swap"]["t"] / m.cd_step)
                x[k:] += 0.03
                x[k : k + 3], state[k : k + 3] = 0.0, 128
            if m.kind == "sensor_masked" and p is c["point"]:
                style = c["style"]
                busy = window > 0
                if style == "hose":
                    busy = busy & (rate(m.prod[f["id"]]) > f["plan"] / 300)
                if style == "flat":
                    x = np.where(busy, round(float(np.median(x)), 2), x)
                elif style == "hose":
                    x = np.where(busy, np.abs(g.normal(0.03, 0.01, n)), x)
                elif style == "clipped":
                    top = min(0.78, max(0.12, round(float(np.quantile(x[state == 0], 0.6)), 2)))
                    x = np.where(busy & (x > top), top - (g.random(n) < 0.1) * 0.01, x)
                else:
                    x = np.where(busy, 0.12 + 0.05 * np.sin(t / 86400 * 6.28) + g.normal(0, 0.003, n), x)
            x = np.clip(x, 0, 4)
            state = np.where((x >= 1.0) & (state == 0), 1, state)
        elif p["kind"] == "air_velocity":
            a = air[f["id"]] * dip if f else total_air
            x = a / 60 / p["section"] + g.normal(0, 0.02, n)
            doors = g.random(n) < 0.002
            x = np.maximum(0.05, np.where(doors, x * g.uniform(0.6, 0.85, n), x))
        else:
            x = np.ones(n)
            if role == "main" and "fan_change" in q:
                k = int((q["fan_change"] - m.cd_offset) / m.cd_step)
                x[k : k + 2] = 0
            if role == "local" and f.get("window"):
                x = _in(m, *f["window"], m.days * 1440, 1440)[np.minimum(t // 60, m.days * 1440 - 1)]
        series[p["code"]] = (x, state)
    m.series = series
