"""Coal, power, belts, water, air and gas that follow from the work done."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .scene import Face, Scene

Array = np.ndarray
BINS = 96


@dataclass
class Feeder:
    """One feeder with its series in kW for every quarter of an hour."""

    code: str
    serves: str
    kw: Array
    rated: float = 0.0


@dataclass
class Belt:
    """One conveyor with running seconds and tons for every quarter of an hour."""

    code: str
    serves: list[str]
    run: Array
    tons: Array
    rated: float = 0.0


@dataclass
class Works:
    """All series of one mine."""

    coal: list[Array]
    secret: Array
    hoisted: Array
    raised: Array
    feeders: list[Feeder] = field(default_factory=list)
    belts: list[Belt] = field(default_factory=list)
    pumps: list[tuple[str, int, Array]] = field(default_factory=list)
    air: dict[str, Array] = field(default_factory=dict)
    gas: dict[str, Array] = field(default_factory=dict)
    baro: Array = field(default_factory=lambda: np.zeros(1))


def _cut_shift(rng: np.random.Generator, series: Array, first: int, last: int, tons: float) -> None:
    """Spread a shift's tons over its bins in cycles of cutting and waiting."""
    a, b = max(0, first + 3), min(series.size, last - 2)
    if b <= a or tons <= 0:
        return
    whole = max(1, last - 2 - first - 3)
    cycle = rng.integers(5, 10)
    phase = (np.arange(b - a) + rng.integers(0, cycle)) % cycle
    shape = np.where(phase < cycle * 0.72, rng.lognormal(0, 0.22, b - a), 0.0)
    if shape.sum() > 0:
        series[a:b] += shape / shape.sum() * tons * (b - a) / whole


def cut_coal(scene: Scene, face: Face) -> Array:
    """Tons of one face in each quarter of an hour."""
    series = np.zeros(scene.days * BINS)
    for d in range(-1, scene.days):
        for s in range(scene.shifts):
            a, b = scene.span(d, s)
            tons = face.plan[max(0, d), s] * scene.rng.normal(1.0, 0.04)
            _cut_shift(scene.rng, series, a // 900, b // 900, tons)
    return series


def _late(series: Array, share: float) -> Array:
    """A series with part of it one bin later."""
    out = series * (1 - share)
    out[1:] += series[:-1] * share
    return out


def _bunker(series: Array, rate: float) -> Array:
    """What leaves a bunker that gives a part of its content per bin."""
    out = np.empty_like(series)
    level = series[:BINS].mean() / rate
    for k, v in enumerate(series):
        level += v
        out[k] = level * rate
        level -= out[k]
    return out


def _stock(scene: Scene, hoisted: Array) -> None:
    """Half of one day's coal waits in the bunker for the next day."""
    d = scene.tricks.get("stock")
    if d is None:
        return
    held = hoisted[d * BINS : (d + 1) * BINS] * 0.45
    hoisted[d * BINS : (d + 1) * BINS] -= held
    hoisted[(d + 1) * BINS : (d + 2) * BINS] += held


def _ema(series: Array, alpha: float) -> Array:
    """Exponential smoothing."""
    out = np.empty_like(series)
    level = series[:BINS].mean()
    for k, v in enumerate(series):
        level += alpha * (v - level)
        out[k] = level
    return out


def _noise(scene: Scene, size: int, scale: float, memory: float = 0.9) -> Array:
    """Slowly wandering noise."""
    raw = scene.rng.normal(0, scale * np.sqrt(1 - memory**2), size)
    out = np.empty(size)
    level = scene.rng.normal(0, scale)
    for k in range(size):
        level = memory * level + raw[k]
        out[k] = level
    return out


def _alive_bins(face: Face, per_day: int) -> Array:
    """Days in force, stretched to finer steps."""
    return np.repeat(face.alive.astype(float), per_day)


def _jitter(scene: Scene, kw: Array, part: float = 0.03) -> Array:
    return np.maximum(0.0, kw * scene.rng.normal(1.0, part, kw.size) + scene.rng.normal(0, 0.4, kw.size))


def _face_power(scene: Scene, face: Face, coal: Array) -> Array:
    """Idle load while in force plus the load of cutting."""
    idle = 12 + face.tons * face.kwh_per_t / 24 * 0.12
    return idle * _alive_bins(face, BINS) + coal * 4 * face.kwh_per_t


def _man_riding(scene: Scene) -> Array:
    """Share of each bin in which people are hoisted."""
    out = np.zeros(scene.days * BINS)
    men = sum(job.men for job in scene.jobs)
    for d in range(scene.days):
        for s in range(scene.shifts):
            at = scene.span(d, s)[0] // 900
            for k in (-2, -1, 0, 1):
                if 0 <= at + k < out.size:
                    out[at + k] += men[d, s] / 100
    return out


def _power(scene: Scene, w: Works) -> None:
    """All feeders."""
    n = scene.days * BINS
    dice = scene.dice
    hour = (np.arange(n) % BINS) / 4
    depth = abs(scene.layout.sites[0].z - scene.layout.sites[1].z)
    per_ton = depth * 0.0042 + 0.9
    fan = np.full(n, scene.capacity_day * 0.09 + 160) * (1 + _noise(scene, n, 0.01, 0.97))
    switch = scene.tricks.get("fan_switch")
    if switch is not None:
        fan[int(switch) // 900] *= 0.5
    local = sum(_alive_bins(f, BINS) * 38 for f in scene.faces if f.kind == "heading") + np.full(n, 11.0)
    surface = 70 + scene.capacity_day * 0.035 * np.clip(np.sin((hour - 6) / 24 * 2 * np.pi) + 0.7, 0.25, None)
    other = 45 + scene.capacity_day * 0.02 + _noise(scene, n, 4.0, 0.95)
    water = sum(np.repeat(m3, 4) for _, _, m3 in w.pumps)
    series = {
        "hoist": 14 + w.raised * 4 * per_ton + _man_riding(scene) * 60,
        "main_fan": fan,
        "local_fan": np.asarray(local),
        "pump": 5 + np.asarray(water) * depth * 0.0038,
        "surface": surface,
        "other": other,
    }
    faces = [_face_power(scene, f, c) for f, c in zip(scene.faces, w.coal)]
    _secret_power(scene, w, series, faces)
    serial = dice.randint(1, 9)
    for name, kw in series.items():
        w.feeders.append(Feeder(f"FD{serial:02d}", name, _jitter(scene, kw)))
        serial += 1
    for face, kw in zip(scene.faces, faces):
        w.feeders.append(Feeder(f"FD{serial:02d}", face.face_id, _jitter(scene, kw)))
        serial += 1
    for f in w.feeders:
        f.rated = float(np.ceil(max(50.0, f.kw.max() * 1.25) / 50) * 50)


def _secret_power(scene: Scene, w: Works, series: dict[str, Array], faces: list[Array]) -> None:
    """The secret place draws from some declared feeder."""
    if scene.hidden is None:
        return
    load = _face_power(scene, scene.hidden, w.secret) + 30 * _alive_bins(scene.hidden, BINS)
    if scene.power_sink == "neighbour":
        faces[0] += load
    else:
        series[scene.power_sink] += load


def _belts(scene: Scene, w: Works) -> None:
    """Face belts and the main belt."""
    dice = scene.dice
    tagged = [f for f in scene.faces if f.kind == "coal_face" or dice.random() < 0.4]
    chain: list[tuple[list[str], Array]] = []
    for n, (face, coal) in enumerate(zip(scene.faces, w.coal)):
        if face in tagged:
            secret = w.secret if n == 0 and scene.power_sink == "neighbour" else 0.0
            chain.append(([face.face_id], coal + secret))
    total = sum(w.coal) + w.secret
    chain.append(([f.face_id for f in scene.faces], _late(np.asarray(total), 0.3)))
    for n, (serves, tons) in enumerate(chain):
        rated = float(np.ceil(max(40.0, tons.max() * 4 * 1.3) / 50) * 50)
        shown = tons * scene.rng.normal(1.0, 0.02, tons.size)
        run = np.where(tons > 0.05, np.clip(tons / (rated / 4) * 900 * 1.15 + 160, 0, 900), 0)
        empty = (scene.rng.random(tons.size) < 0.01) & (tons <= 0.05)
        run = np.where(
            empty, scene.rng.integers(30, 240, tons.size), run * scene.rng.uniform(0.95, 1.0, tons.size)
        )
        w.belts.append(Belt(f"C{n + 1}", serves, np.round(np.clip(run, 0, 900)), shown, rated))


def _water(scene: Scene, w: Works) -> None:
    """Hourly pumped water of each pump."""
    n = scene.days * 24
    natural = scene.dice.uniform(15, 90)
    flow = natural * (1 + _noise(scene, n, 0.04, 0.97))
    rain = scene.tricks.get("rain")
    if rain is not None:
        t = np.arange(n) / 24 - rain[0]
        flow = flow * (1 + np.where(t > 0, rain[1] * np.exp(-t / 3) * (1 - np.exp(-t * 4)), 0))
    for face, coal in [*zip(scene.faces, w.coal), *([(scene.hidden, w.secret)] if scene.hidden else [])]:
        hourly = coal.reshape(-1, 4).sum(axis=1)
        flow = flow + face.inflow * _alive_bins(face, 24) * 0.9 + 0.035 * hourly
    if scene.tricks.get("valley"):
        flow = _valley(scene, flow)
    flow = np.maximum(0, flow * scene.rng.normal(1, 0.02, n))
    w.pumps = _share_pumps(scene, flow)


def _valley(scene: Scene, flow: Array) -> Array:
    """Pump most of each day's water between 22 and 6 o'clock."""
    hour = np.arange(flow.size) % 24
    weight = np.where((hour >= 22) | (hour < 6), 2.2, 0.4)
    day = flow.reshape(-1, 24).sum(axis=1)
    share = weight.reshape(-1, 24) / weight.reshape(-1, 24).sum(axis=1, keepdims=True)
    return (day[:, None] * share).ravel()


def _share_pumps(scene: Scene, flow: Array) -> list[tuple[str, int, Array]]:
    """Divide the flow among the declared pumps."""
    lay, dice = scene.layout, scene.dice
    main = lay.rooms["pump"][0]
    pumps = [("P1", main, flow)]
    if scene.hidden is not None and dice.random() < 0.7:
        place = scene.hidden.sites[0]
        own = scene.hidden.inflow * _alive_bins(scene.hidden, 24)
        near = next(
            m for m in lay.nearest(place, 6) if lay.sites[m].role in ("main", "bottom", "old", "gate")
        )
        base = dice.uniform(3, 8) * scene.rng.normal(1, 0.05, flow.size)
        pumps = [("P1", main, np.maximum(0.5, flow - own - base)), ("P2", near, own + base)]
    elif len(scene.faces) > 2 and dice.random() < 0.5:
        share = dice.uniform(0.2, 0.4)
        pumps = [("P1", main, flow * (1 - share)), ("P2", scene.faces[0].sites[0], flow * share)]
    for extra in scene.extra_pumps:
        take = np.where(np.arange(flow.size) >= extra["day"] * 24, 0.35, 0.0)
        pumps.append((f"P{len(pumps) + 1}", extra["site"], pumps[0][2] * take))
        pumps[0] = (pumps[0][0], pumps[0][1], pumps[0][2] * (1 - take))
    return pumps


def _baro(scene: Scene) -> Array:
    """Air pressure deviation on the quarter-hour grid, in standard units."""
    t = np.arange(scene.days * BINS) / BINS
    wave = np.sin(2 * np.pi * t / scene.dice.uniform(3.2, 6.5) + scene.dice.uniform(0, 6))
    return wave * 0.8 + 0.15 * np.sin(4 * np.pi * t) + _noise(scene, t.size, 0.25, 0.99)


def _air(scene: Scene, w: Works) -> None:
    """Air volumes in m3/min: each face, total intake and return."""
    n = scene.days * BINS
    secret = np.zeros(n)
    total_faces = sum(f.air for f in scene.faces)
    if scene.hidden is not None:
        size = max(scene.hidden.air, 0.16 * total_faces)
        secret = size * _alive_bins(scene.hidden, BINS)
    relief = 1 - 0.25 * secret / total_faces
    dip = np.ones(n)
    switch = scene.tricks.get("fan_switch")
    if switch is not None:
        dip[int(switch) // 900] = 0.6
    door = np.ones(n)
    if "door" in scene.tricks:
        a, length = scene.tricks["door"]
        door[a // 900 : (a + length) // 900 + 1] = 0.82
    total = secret * (1 + _noise(scene, n, 0.02))
    for k, face in enumerate(scene.faces):
        flow = face.air * scene.dice.uniform(1.0, 1.06) * relief * dip * (1 + _noise(scene, n, 0.015, 0.95))
        flow = flow * _alive_bins(face, BINS) * (door if k == 0 else 1.0)
        w.air[face.face_id] = flow
        total = total + flow
    rooms = 90.0 * sum(len(v) for v in scene.layout.rooms.values())
    leak = scene.dice.uniform(0.07, 0.12) * total_faces
    total = total + (rooms * 0.6 + leak) * dip * (1 + _noise(scene, n, 0.01, 0.95))
    w.air["total"] = total
    w.air["secret"] = secret


def _gas(scene: Scene, w: Works) -> None:
    """Methane in m3/min of each face and in the total return; per cent at seals."""
    n = scene.days * BINS
    w.baro = _baro(scene)
    goaf = scene.dice.uniform(0.3, 1.2) * (1 - 0.06 * w.baro)
    total = goaf
    pairs = [*zip(scene.faces, w.coal), *([(scene.hidden, w.secret)] if scene.hidden else [])]
    for face, coal in pairs:
        usual = max(1e-6, face.tons / BINS)
        drive = _ema(coal, 0.33) / usual
        flow = face.ch4 * (0.4 + 0.6 * drive) * (1 + _noise(scene, n, 0.05, 0.85)) * _alive_bins(face, BINS)
        w.gas[face.face_id] = np.maximum(0.0, flow)
        total = total + w.gas[face.face_id]
    w.gas["total"] = np.maximum(0.01, total)


def run_works(scene: Scene) -> Works:
    """Work out all series."""
    coal = [cut_coal(scene, f) for f in scene.faces]
    n = scene.days * BINS
    secret = cut_coal(scene, scene.hidden) if scene.hidden is not None else np.zeros(n)
    hoisted = _bunker(_late(np.asarray(sum(coal) + secret), 0.5), 0.4)
    _stock(scene, hoisted)
    w = Works(coal, secret, hoisted, hoisted.copy())
    _water(scene, w)
    _power(scene, w)
    _belts(scene, w)
    _air(scene, w)
    _gas(scene, w)
    return w
