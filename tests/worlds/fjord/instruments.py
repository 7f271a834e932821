"""Gas, air and fan instruments: what they read, and what is done to some of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .chance import PER_DAY, STEP
from .physics import World, red, spans_mask
from .state import Mine


@dataclass
class Point:
    """One measuring point; values on the five-minute grid."""

    code: str
    kind: str
    label: str
    place: str
    node: int
    section: float
    value: np.ndarray
    status: np.ndarray
    role: str

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return {"ch4": "%", "air_velocity": "m/s", "fan": ""}[self.kind]


SORT = {
    "ch4": ("MN", "0001", "环境瓦斯"),
    "air_velocity": ("MN", "0002", "风速"),
    "fan": ("KG", "1010", "风机开停"),
}


def install(m: Mine, w: World) -> list[Point]:
    """Places the instruments and lets them read the true series."""
    points: list[Point] = []
    d, g, steps = m.d, m.g, m.days * PER_DAY
    rng = m.rng

    def add(
        kind: str,
        node: int,
        place: str,
        true: np.ndarray,
        section: float = 0.0,
        role: str = "",
    ) -> None:
        i = len(points) + 1
        num, typ, label = SORT[kind]
        code = f"{m.code}01{num}{typ}{(i // 8) + 1:03d}A{i % 8 + 1:02d}"
        status = np.zeros(steps, int)
        if kind == "ch4":
            v = np.maximum(
                0,
                true * d.uniform(0.96, 1.04)
                + rng.normal(0, 0.004 + 0.012 * float(np.mean(true)), steps)
                + d.choice([0, 0, 0.01]),
            )
            first = d.randint(0, 9)
            for k in range(first, m.days, d.choice([7, 10, 14])):
                a = k * PER_DAY + d.randint(8 * 12, 15 * 12)
                n = d.randint(2, 3)
                v[a : a + n] = d.choice([1.0, 1.5, 2.0]) * rng.uniform(0.9, 1.02, len(v[a : a + n]))
                status[a : a + n] = 4
        elif kind == "air_velocity":
            v = np.maximum(0, true * (1 + rng.normal(0, 0.018, steps)))
        else:
            v = true
        points.append(Point(code, kind, label, place, node, section, np.round(v, 2), status, role))

    def section() -> float:
        return round(d.uniform(7.5, 14.0), 1)

    h = m.hidden
    joins = h is not None and m.opts["spec"]["air"] == "face_return"
    for f in g.faces:
        q, c = w.flow[f.face_id], w.gas[f.face_id]
        if joins and f is m.opts["face_host"]:
            q2, c2 = q + w.flow["hidden"], c + w.gas["hidden"]
        else:
            q2, c2 = q, c
        if f.kind == "coal_face":
            s = section()
            add("ch4", f.nodes[-1], f"{f.name}上隅角", 100 * c * 0.9 / q, role="face")
            add("ch4", f.outlet[0], f"{f.name}回风", 100 * c2 / q2, role="return")
            add("air_velocity", f.outlet[0], f"{f.name}回风", q2 / 60 / s, s, "return")
            if d.random() < 0.6:
                s = section()
                add("air_velocity", f.inlet[0], f"{f.name}进风", q / 60 / s, s, "intake")
                add("ch4", f.inlet[0], f"{f.name}进风", np.full(steps, 0.01), role="intake")
        else:
            add("ch4", f.nodes[0], f"{f.name}迎头", 100 * c * 0.75 / (q * 0.72), role="face")
            add("ch4", f.inlet[0], f"{f.name}回风流", 100 * c2 / q2, role="return")
            live = (np.arange(steps) >= f.since * PER_DAY) & (
                np.arange(steps) < (f.until if f.until is not None else 10**5) * PER_DAY
            )
            on = live & ~spans_mask(m.opts.get("power_off", []), steps)
            add("fan", f.inlet[0], f"{f.name}局部通风机", on.astype(float), role="local_fan")
            if d.random() < 0.5:
                s = section()
                add("air_velocity", f.inlet[0], f"{f.name}回风流", q2 / 60 / s, s, "return")
    gas = sum(w.gas.values(), np.zeros(steps))
    s = round(float(np.median(w.total_air)) / 60 / d.uniform(3.0, 6.5), 1)
    late = np.concatenate([gas[:2], gas[:-2]])
    add("ch4", g.ret[0], "总回风巷", 100 * late / w.total_air, role="main_return")
    add("air_velocity", g.ret[0], "总回风巷", w.total_air / 60 / s, s, role="main_return")
    s = round(float(np.median(w.total_air)) / 60 / d.uniform(2.5, 5.5), 1)
    add(
        "air_velocity",
        g.intake[0],
        "进风大巷",
        (w.total_air - 0.3 * w.flow["leak"]) / 60 / s,
        s,
        role="main_intake",
    )
    add("ch4", g.intake[0], "进风大巷", np.full(steps, 0.005), role="main_intake")
    add("fan", g.ret[0], "主要通风机", (w.pressure > 0.12).astype(float), role="main_fan")
    for j in sorted(d.sample(range(1, len(g.ret)), min(len(g.ret) - 1, d.choice([0, 1, 1, 2])))):
        air, c = np.full(steps, 60.0), np.full(steps, 0.02)
        for f in g.faces:
            if f.junction >= j:
                air, c = air + w.flow[f.face_id], c + w.gas[f.face_id]
        air = air + w.flow["leak"] * 0.5 * (len(g.ret) - j) / len(g.ret)
        c = c + w.gas["gob"] * 0.6 * (len(g.ret) - j) / len(g.ret)
        if h is not None and h.junction >= j:
            air, c = air + w.flow["hidden"], c + w.gas["hidden"]
        s = round(float(np.median(air)) / 60 / d.uniform(1.6, 4.0), 1)
        add("ch4", g.ret[j], f"采区回风{j + 1}号", 100 * c / air, role="district")
        add("air_velocity", g.ret[j], f"采区回风{j + 1}号", air / 60 / s, s, role="district")
    for _, name, nodes in g.seals:
        if d.random() < 0.6:
            local = 0.03 + 0.25 * d.random() * w.gas["gob"] / max(0.05, float(np.mean(w.gas["gob"])))
            if h is not None and nodes[0] == h.anchor:
                local = local * 0.6 + 100 * w.gas["hidden"] / np.maximum(60, w.flow["hidden"]) * d.uniform(
                    0.3, 0.8
                )
            add("ch4", nodes[0], f"{name}外", local, role="seal")
    if "sensor_fault" in m.opts:
        p = d.choice([x for x in points if x.kind != "fan"])
        on = spans_mask([m.opts["sensor_fault"]], steps)
        p.value = np.where(on, -9999.0, p.value)
        p.status = np.where(on, 128, p.status)
    if "sensor_new" in m.opts:
        at, by = m.opts["sensor_new"]
        p = d.choice([x for x in points if x.kind == "ch4" and x.role in ("return", "main_return")])
        i = at // STEP
        p.value[i:] = np.round(np.maximum(0, p.value[i:] + by), 2)
        p.status[i : i + 2] = 128
    if m.kind == "sensor_masked":
        mask(m, points)
    return points


def mask(m: Mine, points: list[Point]) -> None:
    """What is done to the masked instrument."""
    d, rng = m.d, m.rng
    a = m.begin // STEP
    steps = m.days * PER_DAY
    n = steps - a
    if m.style == "air_velocity_typed_in":
        p = d.choice(
            [
                x
                for x in points
                if x.kind == "air_velocity" and x.role in ("return", "district", "main_return")
            ]
        )
        p.value[a:] = round(float(np.median(p.value)) * d.uniform(1.05, 1.3), 2)
    else:
        pool = [x for x in points if x.kind == "ch4" and x.role in ("face", "return")]
        pool.sort(key=lambda x: -float(np.median(x.value)))
        p = pool[0] if d.random() < 0.6 else d.choice(pool[:3])
        v = p.value
        if m.style == "flat_constant":
            v[a:] = d.choice([0.02, 0.06, 0.1, 0.12])
            p.status[a:] = 0
        elif m.style == "bagged_clean_air":
            v[a:] = np.round(np.maximum(0, 0.03 + red(m, n, 100, 0.006) + rng.normal(0, 0.002, n)), 2)
            p.status[a:] = 0
        elif m.style == "moved_into_intake":
            keep = p.status[a:] == 4
            v[a:] = np.where(keep, v[a:], np.round(np.maximum(0, rng.normal(0.015, 0.008, n)), 2))
        elif m.style == "ceiling_in_software":
            top = round(float(np.quantile(v, d.uniform(0.45, 0.65))), 2)
            v[a:] = np.minimum(v[a:], top)
            p.status[a:] = 0
        else:
            k = d.uniform(0.25, 0.4)
            v[a:] = np.where(p.status[a:] == 4, v[a:], np.round(v[a:] * k, 2))
    m.note("sensor_masked", [p.node], [])
    m.conduct[-1]["point"] = p.code
