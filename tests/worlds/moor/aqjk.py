"""Safety monitoring files: methane, air velocity and fans."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .layout import parent_of
from .model import DAY, STEP, Deed, Mine, Point
from .physics import PER_DAY, Array, Flows
from .textfile import TextWriter

TYPES = {"ch4": ("甲烷", "%CH4"), "air_velocity": ("风速", "m/s"), "fan": ("局部通风机", "")}


@dataclass
class Series:
    """What one sensor shows on the grid."""

    value: Array
    spread: Array
    status: Array
    lid: Array | None = None
    events: list[tuple[int, int]] = field(default_factory=list)


def methane(mine: Mine, flows: Flows, point: Point, gen: np.random.Generator) -> Array:
    """True methane at a point in percent."""
    n = mine.days * PER_DAY
    deed = mine.deed("hidden_face")
    if point.role in ("inner", "outer"):
        face = point.face or ""
        value = flows.gas[face] / flows.air[face] * 100 * (0.72 if point.role == "inner" else 1.0)
        share = 0.3
    elif point.role == "return":
        value = sum(flows.gas.values()) / flows.total_air * 100
        share = 0.0
    elif point.role == "intake":
        return np.full(n, 0.0) if mine.flat_intake else np.maximum(0, 0.015 + slow(gen, n, 0.008))
    else:
        value = np.full(n, gen.uniform(0.06, 0.24))
        if mine.breathing:
            t = np.arange(n) / PER_DAY
            value = (
                value + 0.11 * np.sin(6.283 * (t / gen.uniform(1.2, 1.9) + gen.random())) + slow(gen, n, 0.03)
            )
        else:
            value = value + slow(gen, n, 0.012)
        share = 1.0
    if deed and share and "gas" in deed.open and point.station == deed.place:
        value = value + np.minimum(0.75, flows.gas["secret"] / gen.uniform(260, 420) * 100 * share)
    return np.maximum(0, value)


def slow(gen: np.random.Generator, n: int, size: float) -> Array:
    """A slow wandering of a few hours."""
    k = np.ones(25) / 25
    raw = np.convolve(gen.normal(0, 1, n + 60), k)[30 : n + 30]
    return raw / max(1e-9, raw.std()) * size


def velocity(mine: Mine, flows: Flows, point: Point, gen: np.random.Generator) -> Array:
    """True air velocity at a point in m/s."""
    n = mine.days * PER_DAY
    deed = mine.deed("hidden_face")
    if point.role == "face_air":
        flow = flows.air[point.face or ""]
    elif point.role in ("total_air", "return_air"):
        flow = flows.total_air * (1.0 if point.role == "total_air" else 1.03)
        point.section = max(point.section, round(float(flow.mean()) / 60 / 6.5, 1))
    else:
        flow = np.full(n, gen.uniform(180, 420)) * (1 + slow(gen, n, 0.015))
        if deed and deed.air and point.station == parent_of(mine, deed.place):
            flow = flow + deed.air * np.minimum(1, flows.secret_air)
    return flow / 60 / point.section


def fan_state(mine: Mine, point: Point) -> Array:
    """1 while a fan runs."""
    n = mine.days * PER_DAY
    if point.role == "main_fan":
        return np.ones(n)
    face = mine.face(point.face or "")
    return np.repeat([1.0 if face.active(d) else 0.0 for d in range(mine.days)], PER_DAY)


def mask(
    deed: Deed, mine: Mine, value: Array, intake: Array, gen: np.random.Generator
) -> tuple[Array, Array]:
    """What a blinded sensor shows, and how much it still trembles."""
    a, b = deed.day_from * PER_DAY, (deed.day_to + 1) * PER_DAY
    out, spread = value.copy(), np.full(len(value), 0.012)
    part = value[a:b]
    if deed.style == "bagged_flat":
        out[a:b], spread[a:b] = round(float(np.median(part)) * 0.55, 2), 0.0
        odd = gen.random(b - a) < 0.02
        out[a:b][odd] += 0.01
    elif deed.style == "clipped_below_alarm":
        lid = round(float(np.quantile(part, 0.45)), 2)
        out[a:b] = np.minimum(part, lid)
        spread[a:b] = np.where(part >= lid, 0.0, 0.012)
    elif deed.style == "moved_to_fresh_air":
        out[a:b] = intake[a:b] + 0.03
    elif deed.style == "blown_with_compressed_air":
        high = part > np.quantile(part, 0.55)
        hold = 0
        for i in range(b - a):
            hold = 7 if high[i] and hold <= 0 and gen.random() < 0.5 else hold - 1
            if hold > 0:
                out[a + i] = gen.uniform(0.0, 0.05)
    else:
        source = max(0, deed.day_from - 1)
        day = value[source * PER_DAY : (source + 1) * PER_DAY]
        day = np.round(day + gen.normal(0, 0.012, PER_DAY), 2)
        out[a:b] = np.tile(day, deed.day_to - deed.day_from + 1)
        spread[a:b] = 0.0
    return out, spread


def calibrate(mine: Mine, number: int, s: Series, gen: np.random.Generator) -> None:
    """Calibration gas about once a week, and the long campaigns."""
    n = len(s.value)
    jobs = []
    day = int(gen.integers(0, 7))
    while day < mine.days:
        a = day * PER_DAY + int(gen.uniform(8.5, 15) * 12)
        jobs.append((a, a + int(gen.integers(2, 4))))
        day += int(gen.integers(6, 9))
    jobs += [(int(t0 // STEP), int(t1 // STEP)) for i, t0, t1 in mine.calibrate if i == number]
    for a, b in jobs:
        if b >= n:
            continue
        s.value[a:b] = gen.choice([1.5, 2.0, 1.0]) + gen.normal(0, 0.02, b - a)
        s.value[a] = 0.3
        s.status[a:b] = 4
        s.events.append((a, b))


def make_series(mine: Mine, flows: Flows, gen: np.random.Generator) -> list[Series]:
    """All sensors of a mine."""
    masked = mine.deed("sensor_masked")
    clipped = mine.deed("data_fabricated")
    n = mine.days * PER_DAY
    intake = np.maximum(0, 0.015 + slow(gen, n, 0.008))
    out = []
    for i, p in enumerate(mine.points):
        spread = np.full(n, {"ch4": 0.012, "air_velocity": 0.03, "fan": 0.0}[p.kind])
        if p.kind == "ch4":
            value = methane(mine, flows, p, gen)
            if masked and i in masked.points:
                value, spread = mask(masked, mine, value, intake, gen)
            if p.role == "intake" and mine.flat_intake:
                spread = np.where(gen.random(n) < 0.03, 0.01, 0.0)
        else:
            value = velocity(mine, flows, p, gen) if p.kind == "air_velocity" else fan_state(mine, p)
        value = value + spread * gen.normal(0, 1, n)
        s = Series(np.maximum(0, value), spread, np.zeros(n, int))
        if clipped and i in clipped.points and clipped.style == "gas_file_clipped":
            a, b = clipped.day_from * PER_DAY, (clipped.day_to + 1) * PER_DAY
            s.lid = np.full(n, 99.0)
            s.lid[a:b] = round(float(np.quantile(s.value[a:b], 0.55)), 2)
        if p.kind == "ch4":
            calibrate(mine, i, s, gen)
            alarm = (s.value >= 1.0) & (s.status == 0)
            s.status[alarm] = 1
        s.value = np.round(s.value, 2)
        out.append(s)
    return out


def write_points(mine: Mine, out: TextWriter) -> None:
    """CDDY once a day."""
    for day in range(mine.days):
        t = day * DAY + 95
        now = mine.cal.text(t)
        rows = []
        for p in mine.points:
            _name, unit = TYPES[p.kind]
            st = mine.stations[p.station]
            kind, system, sub = p.code[14:16], p.code[12:14], f"{mine.code}{p.station + 1:05d}"
            if p.kind == "ch4":
                lim = "4.00;0.00;1.00;0.99;;;1.50;0.99;;"
            elif p.kind == "air_velocity":
                lim = "15.00;0.30;8.00;8.00;0.25;0.25;;;;"
            else:
                lim = ";;;;;;;;;"
            words = "开;停" if p.kind == "fan" else ";"
            rows.append(
                f"{p.code};{system};{sub};{p.code[16:20]};{kind};{unit};{lim};{words};{p.label};"
                f"{st.x};{st.y};{st.z};;{now}"
            )
        out.write(
            "CDDY", t, out.header("KJ90X", "煤矿安全监控系统", "某某自动化有限公司", "2027-06-30", now), rows
        )


def write_now(mine: Mine, series: list[Series], out: TextWriter, first: int) -> None:
    """CDSS: the present value of every sensor."""
    rnd = mine.rnd
    plain = [(f"{p.code};{TYPES[p.kind][0]};{p.label};", f";{TYPES[p.kind][1]};") for p in mine.points]
    values = [np.minimum(s.value, s.lid).tolist() if s.lid is not None else s.value.tolist() for s in series]
    status = [s.status.tolist() for s in series]
    fan = [p.kind == "fan" for p in mine.points]
    for t in range(first, mine.days * DAY, mine.sensor_period):
        i = t // STEP
        now = mine.cal.text(t)
        rows = []
        for n, (pre, post) in enumerate(plain):
            v = values[n][i]
            if fan[n]:
                off = any(a <= t < b for a, b in mine.fan_swaps) and mine.points[n].role == "local_fan"
                shown = "0" if off or not v else "1"
            else:
                shown = f"{v:.2f}"
            rows.append(f"{pre}{shown}{post}{status[n][i]};{now}")
        if rnd.random() > 0.0005:
            out.write("CDSS", t, out.header(now), rows)


def write_statistics(mine: Mine, series: list[Series], out: TextWriter, gen: np.random.Generator) -> None:
    """TJSJ: five-minute statistics, one file an hour."""
    text = [mine.cal.text(i * STEP) for i in range(mine.days * PER_DAY + 1)]
    inner = [mine.cal.text(i * STEP + 60 + i * 37 % 200) for i in range(mine.days * PER_DAY)]
    tables = []
    for p, s in zip(mine.points, series):
        if p.kind == "fan":
            continue
        wide = np.abs(gen.normal(0, 1, (2, len(s.value)))) * s.spread
        high, low = s.value + wide[0], np.maximum(0, s.value - wide[1])
        name, unit = TYPES[p.kind]
        tables.append((f"{p.code};{name};{p.label};{unit};", s.value.tolist(), high.tolist(), low.tolist()))
    for hour in range(mine.days * 24):
        t = (hour + 1) * 3600 + 12
        now = mine.cal.text(t)
        rows = [
            f"{pre}{text[i]};{text[i + 1]};{high[i]:.2f};{inner[i]};{low[i]:.2f};{text[i]};"
            f"{mean[i]:.2f};{now}"
            for pre, mean, high, low in tables
            for i in range(hour * 12, hour * 12 + 12)
        ]
        out.write("TJSJ", t, out.header(now), rows)


def write_alarms(mine: Mine, series: list[Series], out: TextWriter) -> None:
    """YCBJ: calibrations and values above the limit."""
    cal = mine.cal
    for p, s in zip(mine.points, series):
        if p.kind != "ch4":
            continue
        runs = [("007", a, b, "定期标校", "标校完成") for a, b in s.events]
        over = np.flatnonzero(np.diff(np.concatenate([[0], (s.status == 1).astype(int), [0]])))
        runs += [("001", int(a), int(b), "割煤瓦斯涌出", "加强通风") for a, b in zip(over[::2], over[1::2])]
        for kind, a, b, why, what in runs:
            t0, t1 = a * STEP, b * STEP
            part = s.value[a:b]
            when = cal.text(t1 + 20)
            row = (
                f"{p.code};甲烷;{p.label};%CH4;{kind};{cal.text(t0)};{cal.text(t1)};"
                f"{part.max():.2f};{cal.text(t0 + 60)};"
                f"{part.min():.2f};{cal.text(t0)};{part.mean():.2f};{why};{what};{when};监控员01;{when}"
            )
            out.write("YCBJ", t1 + 20 + mine.points.index(p), out.header(when), [row])


def write_switches(mine: Mine, series: list[Series], out: TextWriter) -> None:
    """KGBH: changes of fans."""
    cal = mine.cal
    for n, (p, s) in enumerate(zip(mine.points, series)):
        if p.kind != "fan" or p.role == "main_fan":
            continue
        change = [(int(i) * STEP, "开" if s.value[i] else "停") for i in np.flatnonzero(np.diff(s.value)) + 1]
        if s.value[0]:
            for a, b in mine.fan_swaps:
                change += [(a, "停"), (b, "开")]
        for t, word in change:
            if 0 <= t < mine.days * DAY:
                now = cal.text(t)
                out.write("KGBH", t + n, out.header(now), [f"{p.code};局部通风机;{p.label};{word};{now}"])


def write_sensors(mine: Mine, flows: Flows, gen: np.random.Generator, folder: Path) -> None:
    """All safety monitoring files of a mine."""
    out = TextWriter(mine, folder)
    out.broken = 0
    series = make_series(mine, flows, gen)
    write_points(mine, out)
    write_now(mine, series, out, mine.rnd.randint(0, 50))
    write_statistics(mine, series, out, gen)
    write_alarms(mine, series, out)
    write_switches(mine, series, out)
