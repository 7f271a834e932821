"""The safety monitoring files."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np

from .physics import Works
from .scene import Face, Point, Scene
from .sender import Sender
from .words import AIR_SYSTEMS

Array = np.ndarray
TYPES = {
    "ch4": ("0001", "环境瓦斯", "%CH4"),
    "air_velocity": ("0003", "风速", "m/s"),
    "fan": ("1010", "主通风机", ""),
    "local": ("1005", "局部通风机", ""),
}


def _add(
    scene: Scene,
    kind: str,
    site: int,
    name: str,
    role: str,
    face: int = -1,
    section: float = 0.0,
    alarm: float = 1.0,
) -> None:
    """Declare one measuring point."""
    code, type_name, unit = TYPES["local" if role in ("local_fan", "secret_fan") else kind]
    serial = len(scene.points) + 1
    value = "KG" if kind == "fan" else "MN"
    letter = "D" if kind == "fan" else "A"
    full = f"{scene.code}01{value}{code}{serial // 16 + 1:03d}{letter}{serial % 16 + 1:02d}"
    scene.points.append(Point(full, kind, site, name, code, type_name, unit, section, role, face, alarm))


def _section(scene: Scene, air: float) -> float:
    """A roadway section that gives a usual air speed."""
    return round(min(22.0, max(4.5, air / 60 / scene.dice.uniform(0.7, 2.6))), 1)


def _face_points(scene: Scene, k: int, face: Face) -> None:
    """Sensors of one declared place."""
    last, first = face.sites[-1], face.sites[0]
    if face.kind == "coal_face":
        middle = face.sites[len(face.sites) // 2]
        _add(scene, "ch4", middle, f"{face.name}T1", "face", k)
        _add(scene, "ch4", last, f"{face.name}回风T2", "return", k)
        if scene.dice.random() < 0.5:
            _add(scene, "ch4", middle, f"{face.name}上隅角T0", "corner", k)
    else:
        _add(scene, "ch4", last, f"{face.name}T1", "return", k)
        _add(scene, "ch4", first, f"{face.name}回风T2", "face", k)
        _add(scene, "fan", first, f"{face.name}局扇", "local_fan", k)
    _add(scene, "air_velocity", last, f"{face.name}风速", "speed", k, _section(scene, face.air))


def place_points(scene: Scene) -> None:
    """Declare all measuring points of the mine."""
    lay = scene.layout
    for k, face in enumerate(scene.faces):
        _face_points(scene, k, face)
    whole = sum(f.air for f in scene.faces) * 1.3
    _add(scene, "ch4", lay.returns[-1], "总回风瓦斯", "total", alarm=0.75)
    _add(scene, "air_velocity", lay.returns[-1], "总回风风速", "total_speed", section=_section(scene, whole))
    _add(scene, "air_velocity", lay.mains[0], "总进风风速", "total_speed", section=_section(scene, whole))
    _add(scene, "ch4", lay.mains[0], "进风瓦斯", "intake", alarm=0.5)
    _add(scene, "fan", lay.returns[-1], "主通风机", "main_fan")
    places = [c.sites[0] for c in scene.conducts if c.kind == "hidden_face"]
    for branch in lay.olds:
        if scene.dice.random() < 0.55 or branch[-1] in places:
            _add(scene, "ch4", branch[-1], f"{lay.sites[branch[-1]].name}瓦斯", "seal")
    if scene.hidden is not None and scene.hidden.kind == "heading":
        _add(scene, "fan", scene.hidden.sites[0], "备用局扇", "secret_fan")


class Gauge:
    """Values and states of every point on the upload grid."""

    def __init__(self, scene: Scene, w: Works) -> None:
        self.scene, self.w = scene, w
        self.rng = np.random.default_rng([4411, scene.number, int(scene.code[-6:])])
        self.dice = Random(f"lagoon/{scene.code}/gauge")
        self.at = np.arange(self.dice.randrange(60), scene.clock.end, scene.habits.aq_period)
        self.mid = np.arange(scene.days * 96) * 900.0 + 450.0
        self.values: dict[str, Array] = {}
        self.states: dict[str, Array] = {}
        self.live: dict[str, Array] = {}
        self.events: list[tuple[Point, str, float, float]] = []

    def on_grid(self, series: Array) -> Array:
        """A quarter-hour series on the upload grid."""
        return np.interp(self.at, self.mid, series)

    def alive(self, face: Face) -> Array:
        """Whether a place is in force at each upload."""
        return face.alive[np.minimum(self.at // 86400, face.alive.size - 1)]

    def _ch4(self, p: Point) -> Array:
        """True methane in per cent at a point."""
        w, n = self.w, self.at.size
        if p.role == "total":
            value = self.on_grid(w.gas["total"] / np.maximum(1.0, w.air["total"]) * 100)
        elif p.role == "intake":
            clean = self.scene.tricks.get("clean_intake")
            return np.clip(
                (0.006 if clean else 0.03) + self.rng.normal(0, 0.006 if clean else 0.011, n), 0, None
            )
        elif p.role == "seal":
            return self._seal(p)
        else:
            face = self.scene.faces[p.face]
            flow = w.gas[face.face_id] / np.maximum(20.0, w.air[face.face_id]) * 100
            part = {"face": 0.72, "return": 1.0, "corner": 1.15}[p.role]
            value = np.where(self.alive(face), self.on_grid(flow) * part, 0.02)
        return np.clip(value + self.rng.normal(0, 0.008 + 0.02 * value, n), 0, None)

    def _seal(self, p: Point) -> Array:
        """Methane in front of a seal: breathes with the barometer, or with work behind it."""
        scene = self.scene
        base = self.dice.uniform(0.12, 0.35)
        depth = scene.tricks.get("breathing", 0.05)
        value = base * (1 - depth * self.on_grid(self.w.baro))
        if scene.hidden is not None and p.site in scene.hidden.sites + scene.conducts[0].sites[:1]:
            pulse = self.w.gas["X1"] / max(0.1, scene.hidden.ch4)
            value = value + 0.22 * self.on_grid(pulse)
        return np.clip(value + self.rng.normal(0, 0.012, self.at.size), 0, None)

    def _speed(self, p: Point) -> Array:
        """True air speed in m/s."""
        key = self.scene.faces[p.face].face_id if p.role == "speed" else "total"
        speed = self.on_grid(self.w.air[key]) / 60 / p.section
        return np.clip(speed * (1 + self.rng.normal(0, 0.015, self.at.size)) + 0.02, 0.02, None)

    def _fan(self, p: Point) -> Array:
        """On (1) or off (0)."""
        scene, on = self.scene, np.ones(self.at.size)
        if p.role == "local_fan":
            on = self.alive(scene.faces[p.face]).astype(float)
        elif p.role == "secret_fan" and scene.hidden is not None:
            on = self.alive(scene.hidden).astype(float)
        return on

    def read(self) -> None:
        """Work out all points, then calibration, faults and masking."""
        for p in self.scene.points:
            make = {"ch4": self._ch4, "air_velocity": self._speed, "fan": self._fan}[p.kind]
            self.values[p.code] = make(p)
            self.states[p.code] = np.zeros(self.at.size, dtype=int)
            self.live[p.code] = np.ones(self.at.size)
        masked = self._mask()
        for p in self.scene.points:
            if p.kind == "ch4":
                self._calibrate(p, masked)
        self._fault(masked)

    def _calibrate(self, p: Point, masked: dict[str, tuple[float, float]]) -> None:
        """Test gas every week or so; a masked sensor misses it."""
        first = self.dice.randint(0, 6)
        for d in range(first, self.scene.days, 7):
            t = d * 86400 + self.dice.randint(8 * 3600 + 1800, 15 * 3600)
            length = max(360, self.scene.habits.aq_period * 1.4)
            a, b = masked.get(p.code, (0, 0))
            if a <= t < b:
                continue
            inside = (self.at >= t) & (self.at < t + length)
            self.values[p.code][inside] = self.dice.choice((1.0, 1.5, 2.0)) + self.rng.normal(
                0, 0.02, inside.sum()
            )
            self.states[p.code][inside] = 4
            self.events.append((p, "007", t, t + length))

    def _fault(self, masked: dict[str, tuple[float, float]]) -> None:
        """A declared sensor fault."""
        if "fault" not in self.scene.tricks:
            return
        a, b = self.scene.tricks["fault"]
        p = self.dice.choice([p for p in self.scene.points if p.kind == "ch4" and p.code not in masked])
        inside = (self.at >= a) & (self.at < b)
        self.values[p.code][inside] = 0.0
        self.states[p.code][inside] = 128
        self.live[p.code][inside] = 0.0
        self.events.append((p, "004", a, min(b, self.scene.clock.end - 1)))

    def _mask(self) -> dict[str, tuple[float, float]]:
        """Falsify one sensor where the mine does so."""
        scene, style = self.scene, self.scene.plot.get("style", "")
        if scene.plot.get("kind") != "sensor_masked":
            return {}
        wanted = {
            "pinned_airflow": ("speed",),
            "moved_to_intake": ("return",),
            "fed_clean_air": ("return", "face"),
            "clipped_below_alarm": ("return", "corner"),
        }.get(style, ("return", "face", "total"))
        busy = [k for k, f in enumerate(scene.faces) if f.alive.all() and f.kind == "coal_face"]
        p = self.dice.choice(
            [p for p in scene.points if p.role in wanted and (p.face in busy or p.role == "total")]
        )
        a, b = scene.plot["d0"] * 86400.0, scene.plot["d1"] * 86400.0
        inside = (self.at >= a) & (self.at < b)
        self._falsify(p, style, inside)
        entry = next(c for c in scene.conducts if c.kind == "sensor_masked")
        entry.sites = [p.site]
        entry.note = entry.note.rstrip(".") + f" ({p.code})."
        return {p.code: (a, b)}

    def _falsify(self, p: Point, style: str, inside: Array) -> None:
        """Change the values of one point in a window."""
        true, n = self.values[p.code], int(inside.sum())
        if style in ("flat_value", "pinned_airflow"):
            true[inside] = round(float(np.median(true)), 2)
            self.live[p.code][inside] = 0.0
        elif style == "fed_clean_air":
            true[inside] = np.clip(0.015 + self.rng.normal(0, 0.006, n), 0, None)
            self.live[p.code][inside] = 0.3
        elif style == "clipped_below_alarm":
            top = round(float(np.quantile(true, 0.4)), 2)
            over = inside & (true > top)
            true[over] = top
            self.live[p.code][over] = 0.0
        elif style == "moved_to_intake":
            true[inside] = np.clip(0.04 + self.rng.normal(0, 0.011, n), 0, None)
        else:
            true[inside] = float(true.mean()) * 0.6 + self.rng.normal(0, 0.002, n)
            self.live[p.code][inside] = 0.1


def _definitions(scene: Scene, sender: Sender) -> None:
    """CDDY once a day."""
    dice = Random(f"lagoon/{scene.code}/cddy")
    model, system, maker = dice.choice(AIR_SYSTEMS)
    lay = scene.layout
    for d in range(scene.days):
        t = d * 86400 + 1800
        now = scene.clock.text(t)
        rows = []
        for n, p in enumerate(scene.points):
            s = lay.sites[p.site]
            sub = f"{scene.code}{n // 16 + 1:05d}"
            if p.kind == "fan":
                mid = ";;;;;;;;;;;开;停"
            else:
                top, a = ("4.00", p.alarm) if p.kind == "ch4" else ("15.00", 8.0)
                off = f"{a + 0.5:.2f}"
                mid = f"{p.unit};{top};0.00;{a:.2f};{a:.2f};;;{off};{a:.2f};;;;"
            value = "KG" if p.kind == "fan" else "MN"
            rows.append(f"{p.code};01;{sub};{p.type_code};{value};{mid};{p.name};{s.x};{s.y};{s.z};;{now}")
        valid = scene.clock.day(scene.days + 35)
        sender.send(
            "CDDY", t, rows, f"{scene.code};{scene.name};{model};{system};{maker};{valid} 00:00:00;{now}"
        )


def _texts(p: Point, values: Array) -> list[str]:
    """Values as the sensor writes them."""
    if p.kind == "fan":
        return [str(int(v)) for v in values]
    return [f"{v:.2f}" for v in values.tolist()]


def _readings(scene: Scene, sender: Sender, g: Gauge) -> None:
    """CDSS on the upload grid, with a few missed points."""
    columns = [
        (
            f"{p.code};{p.type_name};{p.name};",
            _texts(p, g.values[p.code]),
            f";{p.unit};",
            g.states[p.code].tolist(),
        )
        for p in scene.points
    ]
    missed = g.rng.random((len(columns), g.at.size)) < 0.002
    for k, t in enumerate(g.at.tolist()):
        now = scene.clock.text(t)
        rows = [
            f"{front}{texts[k]}{unit}{states[k]};{now}"
            for n, (front, texts, unit, states) in enumerate(columns)
            if not missed[n, k]
        ]
        sender.send("CDSS", t, rows)


def _statistics(scene: Scene, sender: Sender, g: Gauge) -> None:
    """TJSJ: five-minute figures, sent each hour."""
    starts = np.arange(0, scene.clock.end - 299, 300)
    near = np.clip(np.searchsorted(g.at, starts + 150), 0, g.at.size - 1)
    text = scene.clock.text
    offs = [(37, 183), (122, 241), (8, 290), (199, 64)]
    hours: list[list[str]] = [[] for _ in range(scene.days * 24)]
    frames = [
        (f"{text(t)};{text(t + 299)}", [(text(t + a), text(t + b)) for a, b in offs], text(t + 300))
        for t in starts.tolist()
    ]
    for p in scene.points:
        if p.kind == "fan":
            continue
        live = g.live[p.code][near] * (0.008 if p.kind == "ch4" else 0.03)
        mean = np.clip(g.values[p.code][near] + g.rng.normal(0, 0.4, starts.size) * live, 0, None)
        up, down = np.abs(g.rng.normal(0, 1.6, (2, starts.size))) * live
        rows = zip((mean + up).tolist(), np.clip(mean - down, 0, None).tolist(), mean.tolist())
        front = f"{p.code};{p.type_name};{p.name};{p.unit};"
        for k, (high, low, middle) in enumerate(rows):
            span, marks, now = frames[k]
            a, b = marks[k % 4]
            hours[k // 12].append(f"{front}{span};{high:.2f};{a};{low:.2f};{b};{middle:.2f};{now}")
    for h, lines in enumerate(hours):
        t = (h + 1) * 3600 + 20
        if t < scene.clock.end + 60:
            sender.send("TJSJ", t, lines)


def _alarms(scene: Scene, sender: Sender, g: Gauge) -> None:
    """YCBJ: calibrations, faults and true exceedances."""
    text = scene.clock.text
    events = list(g.events)
    for p in scene.points:
        if p.kind == "ch4":
            high = (g.values[p.code] >= p.alarm) & (g.states[p.code] == 0)
            edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(int), [0]])))
            for a, b in zip(edges[::2], edges[1::2]):
                events.append((p, "001", float(g.at[a]), float(g.at[b - 1]) + 60))
    for p, kind, a, b in sorted(events, key=lambda e: e[2]):
        part = g.values[p.code][(g.at >= a) & (g.at <= b)]
        if not part.size or b >= scene.clock.end:
            continue
        reason, act = {
            "007": ("标校", "标校完成"),
            "004": ("传感器断线", "更换传感器"),
            "001": ("瓦斯超限", "加强通风"),
        }[kind]
        top, low, mean = part.max(), part.min(), part.mean()
        now, late = text(b + 30), text(b + 20)
        row = (
            f"{p.code};{p.type_name};{p.name};{p.unit};{kind};{text(a)};{text(b)};{top:.2f};{text(a + 30)};"
            f"{low:.2f};{text(b - 30)};{mean:.2f};{reason};{act};{late};值班员;{now}"
        )
        sender.send("YCBJ", b + 30, [row])


def _switches(scene: Scene, sender: Sender) -> None:
    """KGBH: fan tests and fans that come and go with their place."""
    dice, text = Random(f"lagoon/{scene.code}/kgbh"), scene.clock.text
    changes: list[tuple[float, Point, int]] = []
    for p in scene.points:
        if p.role not in ("local_fan", "secret_fan"):
            continue
        face = scene.faces[p.face] if p.role == "local_fan" else scene.hidden
        for d in range(scene.days):
            now, before = bool(face.alive[d]), bool(face.alive[d - 1]) if d else bool(face.alive[d])
            if now != before:
                changes.append((d * 86400.0 + 5, p, int(now)))
            if now and p.role == "local_fan" and dice.random() < 0.7:
                t = d * 86400 + dice.randint(9 * 3600, 11 * 3600)
                changes += [(t, p, 0), (t + dice.randint(20, 110), p, 1)]
    for t, p, on in sorted(changes, key=lambda c: c[0]):
        row = f"{p.code};{p.type_name};{p.name};{on};{text(t)}"
        sender.send("KGBH", t + 2, [row])


def write_aqjk(scene: Scene, w: Works, folder: Path) -> None:
    """Write all monitoring files of a mine."""
    sender = Sender(scene, folder, "aqjk")
    g = Gauge(scene, w)
    g.read()
    _definitions(scene, sender)
    _readings(scene, sender, g)
    _statistics(scene, sender, g)
    _alarms(scene, sender, g)
    _switches(scene, sender)
