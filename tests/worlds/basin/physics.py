"""What machines, air, gas and water do: tonnes per quarter of an hour first, the rest follows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .layout import DAY, STEP, Face, Mine, belt_rate, rated_kw
from .people import Calendar

Series = NDArray[np.float64]


@dataclass
class Hidden:
    """An undeclared place as the rock and the meters see it."""

    face: Face
    feeder: str  # on which feeder its machines hang: face, other, unknown, local_fan
    route: str  # hoisted (> reported), reported (booked as declared), scale (books agree, belt does not)
    air_from: str  # extra (the fan gives more) or taken (the declared faces get less)
    explosives_on: str  # face_id under which explosives are booked, or an empty word
    pauses: list[tuple[float, float]] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)


@dataclass
class World:
    """All series of one mine."""

    tonnes: dict[str, Series]
    power: dict[str, Series] = field(default_factory=dict)
    belts: dict[str, tuple[Series, Series]] = field(default_factory=dict)
    output: list[tuple[int, int, float, float]] = field(default_factory=list)
    water: dict[str, Series] = field(default_factory=dict)
    blasts: list[tuple[float, str, float, int, float]] = field(default_factory=list)
    gas: dict[str, Series] = field(default_factory=dict)  # m3/min per face id, base and seal
    air: dict[str, Series] = field(default_factory=dict)  # m3/min per face id and main


def steps(m: Mine) -> Series:
    """Start of every quarter of an hour."""
    return np.arange(m.days * DAY // STEP) * float(STEP)


def cutting(m: Mine, f: Face, g: np.random.Generator, shifts: list[int]) -> Series:
    """Tonnes per quarter of an hour of one place that works in the given shifts."""
    t = steps(m)
    out = np.zeros(len(t))
    blast = f.explosive > 0
    for day in range(-1, m.days):
        for s in shifts:
            a = m.shift_start(day, s)
            on = (t >= a + 2700) & (t < a + m.shift_s - 2400)
            if not on.any():
                continue
            k = int(on.sum())
            period = g.uniform(10, 14) if blast else g.uniform(5, 8)
            wave = np.clip(
                np.sin(np.arange(k) * 2 * np.pi / period + g.uniform(0, 6)) + (-0.1 if blast else 0.8),
                0,
                None,
            )
            shape = wave * g.uniform(0.7, 1.2, k) * (g.random(k) > 0.08)
            if g.random() < 0.1:
                cut = int(g.integers(0, k))
                shape[cut : cut + int(g.integers(3, 9))] = 0.0
            full = f.tpd / len(shifts) * g.uniform(0.88, 1.03)
            rate = full / (m.shift_s / STEP - 6) / max(0.2, float(np.mean(np.clip(wave, 0.01, None))))
            out[on] += shape * rate
    out[(t < f.first) | (t >= f.last)] = 0.0
    return out


def produce(m: Mine, cal: Calendar, g: np.random.Generator) -> dict[str, Series]:
    """Tonnes of the declared faces in an honest period."""
    t, out = steps(m), {}
    stop = np.array([bool(cal.mode(x)) for x in t])
    for name in ("power_cut", "rescue_drill"):
        a, b = cal.windows.get(name, (0.0, 0.0))
        stop |= (t >= a - STEP) & (t < b + 2400 * bool(b))
    for f in m.faces:
        shifts = [s for s in range(len(m.shifts)) if s != m.rest_shift or f.kind == "heading"]
        out[f.face_id] = np.where(stop, 0.0, cutting(m, f, g, shifts))
    return out


def _smooth(x: Series, k: int) -> Series:
    pad = np.concatenate([np.full(k - 1, x[:1].mean() if len(x) else 0.0), x])
    return np.asarray(np.convolve(pad, np.ones(k) / k, mode="valid"), dtype=float)


def run(
    m: Mine,
    cal: Calendar,
    tonnes: dict[str, Series],
    hid: Hidden | None,
    hid_t: Series | None,
    book: tuple[Series, Series],
    g: np.random.Generator,
    care: Series,
) -> World:
    """All that follows from the tonnes; book is the share that hoist log and report admit."""
    w, t = World(tonnes), steps(m)
    n = len(t)
    ids = {f.face_id: f for f in m.faces}
    dark = hid_t if hid_t is not None else np.zeros(n)
    on_hid = np.zeros(n)
    if hid:
        on_hid = ((t >= hid.face.first) & (t < hid.face.last)).astype(float)
        for a, b in hid.pauses:
            on_hid[(t >= a) & (t < b)] = 0.0
    total = sum(tonnes.values()) + dark
    cut = np.ones(n)
    a, b = cal.windows.get("power_cut", (0.0, 0.0))
    cut[(t >= a) & (t < b)] = 0.03
    # output and haulage
    hoisted = _smooth(total, 4)
    dark_h = _smooth(dark, 4)
    rock = g.uniform(0.98, 1.0)
    for day in range(-1, m.days):
        for s in range(len(m.shifts)):
            a0 = m.shift_start(day, s)
            on = (t >= a0) & (t < a0 + m.shift_s)
            if a0 < 0 or on.sum() < m.shift_s // STEP:
                continue
            secret = [float((dark_h * x)[on].sum()) for x in book]
            shown, told = (float((hoisted * x)[on].sum()) for x in book)
            shown -= secret[0] if hid and hid.route == "scale" else 0.0
            told -= secret[1] if hid and hid.route in ("scale", "hoisted") else 0.0
            w.output.append((day, s, shown * g.normal(1, 0.008), told * rock * g.normal(1, 0.006)))
    wet = 1.06 if "wet_coal" in cal.words else 1.0
    if m.style["belts"]:
        for f in m.faces:
            w.belts[f"C{f.face_id[1:]}"] = _belt(tonnes[f.face_id], belt_rate(f.tpd), g, wet, cut)
    w.belts["C0"] = _belt(total, belt_rate(sum(f.tpd for f in m.faces)), g, wet, cut)
    # power
    k_face, k_hoist = g.uniform(2.2, 3.2), m.depth / 367 / g.uniform(0.55, 0.7) + 0.35
    hour = (t / 3600) % 24
    for i, f in enumerate(m.faces):
        alive = ((t >= f.first) & (t < f.last)).astype(float)
        idle = rated_kw(f) * 0.05 * alive * (0.6 + 0.4 * (1 - care))
        extra = np.zeros(n)
        if hid and hid.feeder == f.face_id:
            extra = on_hid * rated_kw(hid.face) * 0.06 + dark * 4 * k_face
        w.power[f"FD{i + 1:02d}"] = (
            idle + tonnes[f.face_id] * 4 * k_face + extra + care * 18 * ((hour > 8) & (hour < 16))
        )
    extra = on_hid * (rated_kw(hid.face) * 0.06) + dark * 4 * k_face if hid else np.zeros(n)
    rides = sum(np.exp(-(((hour - int(s[:2]) + 12) % 24 - 12) ** 2) * 3) for s in m.shifts)
    heads = sum(((t >= f.first) & (t < f.last)).astype(float) for f in m.faces if f.kind == "heading")
    fan0 = 90 + (sum(f.air for f in m.faces) + m.other_air) * 0.085
    hid_air = hid.face.air * on_hid if hid and hid.air_from == "extra" else np.zeros(n)
    # water, before the pump feeder
    inflow = np.full(n, m.base_inflow) * (1 + 0.04 * np.sin(t / DAY / 5))
    for f in m.faces:
        inflow += f.inflow * ((t >= f.first) & (t < f.last)) * (1 - 0.3 * care)
    if hid:
        inflow += hid.face.inflow * on_hid
    a, b = cal.windows.get("rain_inflow", (0.0, 0.0))
    inflow *= 1 + 0.45 * ((t >= a) & (t < b)) * np.clip((t - a) / 21600, 0, 1)
    _pumps(m, w, inflow, cal, cut, g)
    pumped = np.repeat(sum(w.water.values()), 4)
    names = ("hoist", "main_fan", "local_fan", "pump", "surface", "other")
    load = {
        "hoist": 14 + 45 * rides * (1 - 0.4 * care) + hoisted * 4 * k_hoist,
        "main_fan": fan0 * (1 + 0.8 * hid_air / (fan0 / 0.085)) + 0 * t,
        "local_fan": 42.0 * heads + (on_hid * g.uniform(26, 45) if hid else 0),
        "pump": pumped * m.depth / 367 / 0.68 + 3,
        "surface": 130 + 45 * np.sin((hour - 8) / 24 * 2 * np.pi) + total * 4 * 0.6,
        "other": 160 + total * 4 * 0.9 + (extra if hid and hid.feeder == "other" else 0) - 50 * care,
    }
    for k, name in enumerate(names):
        w.power[f"FD{len(m.faces) + 1 + k:02d}"] = load[name] * (
            cut if name not in ("main_fan", "pump") else 1.0
        )
    for i in range(len(m.faces)):
        w.power[f"FD{i + 1:02d}"] *= cut
    if hid and hid.feeder == "unknown":
        w.power["FD31"] = extra * cut
    w.power = {k: np.maximum(0, v * g.normal(1, 0.02, n) + g.normal(0, 0.8, n)) for k, v in w.power.items()}
    # air and gas
    declared = sum(f.air for f in m.faces)
    for f in m.faces:
        take = hid.face.air * on_hid * f.air / declared if hid and hid.air_from == "taken" else 0
        w.air[f.face_id] = (
            f.air * 1.03 * ((t >= f.first) & (t < f.last)) - take + g.normal(0, f.air * 0.006, n)
        )
    old_air = sum(f.air for f in m.faces) * 1.03 + m.other_air
    w.air["main"] = old_air + hid_air + g.normal(0, old_air * 0.005, n)
    for f in [*m.faces, *([hid.face] if hid else [])]:
        act = _smooth((tonnes[f.face_id] if f.face_id in ids else dark) / max(1e-6, f.tpd / 64), 6)
        alive = on_hid if f.face_id not in ids else ((t >= f.first) & (t < f.last)).astype(float)
        w.gas[f.face_id] = f.ch4 * (0.5 + 0.5 * act) * alive * (1 + 0.5 * (cut < 1))
    w.gas["base"] = m.base_ch4 * (1 + 0.12 * np.sin(t / DAY * 2.2 + g.uniform(0, 6)))
    w.gas["seal"] = 0.25 * (1 + 0.3 * np.sin(t / DAY * 2.2 + g.uniform(0, 6)))
    _blast(m, w, cal, tonnes, hid, dark, g)
    return w


def _belt(x: Series, rate: float, g: np.random.Generator, wet: float, cut: Series) -> tuple[Series, Series]:
    """Seconds run and tonnes weighed in each quarter of an hour."""
    n = len(x)
    tonnes = np.round(x * wet * g.normal(1, 0.015, n), 1)
    busy = np.clip(x / (rate / 4 * 0.75), 0, 1)
    secs = np.where(
        x > 0.2, 300 + 600 * busy * g.uniform(0.85, 1.0, n), np.where(g.random(n) < 0.04, 120.0, 0.0)
    )
    return np.minimum(900, np.round(secs * (cut > 0.5))), np.maximum(tonnes, 0)


def _pumps(m: Mine, w: World, inflow: Series, cal: Calendar, cut: Series, g: np.random.Generator) -> None:
    """The sump fills; a pump runs an hour at its rating when it is full, rather at night."""
    level, hours = m.pumps[0]["rated_m3_per_h"] * 1.6, len(inflow) // 4
    names = [p["pump"] for p in m.pumps] + (["P3"] if "new_pump" in cal.words else [])
    w.water = {p: np.zeros(hours) for p in names}
    rated = m.pumps[0]["rated_m3_per_h"]
    for h in range(hours):
        level += float(inflow[h * 4 : h * 4 + 4].mean()) * g.normal(1, 0.02)
        want = rated * (1.5 if h % 24 in range(7) else 2.5)
        new = cal.within("new_pump", h * 3600)
        name = "P3" if new and h % 3 else names[h // 24 % 2]
        while level > want:
            give = min(level, rated * g.uniform(0.94, 1.0))
            w.water[name][h] += give
            level -= give
            want = rated * 4
    w.water = {k: np.round(v, 1) for k, v in w.water.items()}


def _blast(
    m: Mine,
    w: World,
    cal: Calendar,
    tonnes: dict[str, Series],
    hid: Hidden | None,
    dark: Series,
    g: np.random.Generator,
) -> None:
    """Explosives issued a shift for each blasting place, and for a hidden one under another name."""
    t = steps(m)
    rows = [(f, f.face_id, tonnes[f.face_id]) for f in m.faces if f.explosive]
    if hid and hid.explosives_on:
        rows.append((hid.face, hid.explosives_on, dark))
    for f, label, x in rows:
        for day in range(m.days):
            for s in range(len(m.shifts)):
                a = m.shift_start(day, s)
                on = (t >= a) & (t < a + m.shift_s)
                if x[on].sum() < 0.02 * f.tpd:
                    continue
                kg = f.explosive * float(x[on].sum()) / f.tpd * g.uniform(0.92, 1.06)
                at = float(g.choice(t[on & (x > 0)])) + g.uniform(5, 890)
                w.blasts.append(
                    (
                        at,
                        label,
                        round(kg, 1),
                        int(kg / g.uniform(0.5, 0.7)) + 1,
                        round(kg * g.uniform(0, 0.06), 1),
                    )
                )
    w.blasts.sort()
