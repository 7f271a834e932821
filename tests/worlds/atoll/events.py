"""What happens in any mine, honest or not: days off, repairs, faults of apparatus, weather, guests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from .base import DAY, Clock, Span, chance, pick, uni, whole
from .layout import Face, Layout

FESTIVALS = (
    date(2023, 1, 21),
    date(2024, 2, 9),
    date(2025, 1, 28),
    date(2023, 10, 1),
    date(2024, 10, 1),
    date(2025, 10, 1),
    date(2023, 5, 1),
    date(2024, 5, 1),
    date(2025, 5, 1),
    date(2024, 6, 10),
    date(2024, 9, 15),
)


@dataclass
class Event:
    """Something that happens from a to b; `ref` is a station, face or sensor, `value` its size."""

    kind: str
    a: float
    b: float
    ref: int | str = ""
    value: float = 0.0


@dataclass
class Gang:
    """A group that works at a place that is no face: `mode` tells how its people move."""

    name: str
    team: str
    trade: str
    station: int
    span: Span
    crew: list[int]
    mode: str
    kw: float = 0.0
    water: float = 0.0
    feeder: str = "other"


@dataclass
class Happenings:
    """All events of a mine."""

    events: list[Event] = field(default_factory=list)
    gangs: list[Gang] = field(default_factory=list)
    off_days: dict[int, float] = field(default_factory=dict)
    repair_days: set[int] = field(default_factory=set)

    def of(self, kind: str) -> list[Event]:
        """Events of one kind."""
        return [e for e in self.events if e.kind == kind]

    def add(self, kind: str, a: float, b: float, ref: int | str = "", value: float = 0.0) -> None:
        """Notes an event."""
        self.events.append(Event(kind, a, b, ref, value))


class EventDraw:
    """Draws the events of a mine at the rates mines have them."""

    def __init__(self, rng: np.random.Generator, mine: Layout, stopped: bool) -> None:
        self.rng, self.mine, self.stopped = rng, mine, stopped
        self.clock: Clock = mine.clock
        self.days = mine.clock.days
        self.out = Happenings()

    def _span(self, low_days: float, high_days: float) -> Span:
        length = uni(self.rng, low_days, high_days) * DAY
        a = uni(self.rng, -0.3 * length, self.clock.end - 0.4 * length)
        return Span(a, a + length)

    def _day_span(self, low: int, high: int) -> Span:
        n = whole(self.rng, low, high)
        a = whole(self.rng, 0, max(0, self.days - max(2, n // 2)))
        return Span(a * DAY, min(self.days, a + n) * DAY)

    def _many(self, per_ten_days: float) -> int:
        return int(self.rng.poisson(per_ten_days * self.days / 10.0))

    def draw(self) -> Happenings:
        """All of them."""
        self._calendar()
        self._faces()
        self._gangs()
        self._visits()
        self._apparatus()
        self._machines()
        return self.out

    def _calendar(self) -> None:
        rng, out = self.rng, self.out
        if chance(rng, 0.55):
            weekday = whole(rng, 0, 6)
            out.repair_days |= {d for d in range(self.days) if self.clock.weekday(d) == weekday}
        elif chance(rng, 0.4):
            first = whole(rng, 0, 9)
            out.repair_days |= set(range(first, self.days, 10))
        for eve in FESTIVALS:
            first = (eve - self.clock.start).days
            for d in range(first, first + (7 if eve.month < 3 else whole(rng, 1, 3))):
                if 0 <= d < self.days and chance(rng, 0.8):
                    out.off_days[d] = uni(rng, 0.18, 0.4)
        if chance(rng, 0.12):
            first = whole(rng, 1, self.days - 2)
            for d in range(first, min(self.days, first + whole(rng, 1, 4))):
                out.off_days[d] = uni(rng, 0.2, 0.45)
        if chance(rng, 0.3):
            span = self._day_span(1, 4)
            out.add("peak", span.a, span.b, "", uni(rng, 1.12, 1.28))
        if chance(rng, 0.25):
            for _ in range(whole(rng, 1, 3)):
                d = whole(rng, 0, self.days - 1)
                out.add("overtime", d * DAY, (d + 1) * DAY, whole(rng, 0, 40), uni(rng, 1.5, 4.5) * 3600)
        if chance(rng, 0.22):
            day = whole(rng, 1, self.days - 1)
            t = day * DAY + uni(rng, 9.5, 16) * 3600
            out.add("drill", t, t + uni(rng, 35, 80) * 60, "shaft" if chance(rng, 0.6) else "refuge")

    def _faces(self) -> None:
        rng, out, mine = self.rng, self.out, self.mine
        coal = [f for f in mine.faces if f.kind == "coal_face"]
        for f in mine.faces:
            if chance(rng, 0.22 if f.kind == "coal_face" else 0.12):
                span = self._span(1.5, 6)
                out.add("geology", span.a, span.b, f.fid, uni(rng, 0.3, 0.7))
        fresh = [f for f in mine.faces if f.open_a > 0 and f.open_a < 1e11]
        for f in fresh:
            n = whole(rng, 7, 14) if f.kind == "coal_face" else whole(rng, 4, 7)
            lead = uni(rng, 8, 20) if f.kind == "coal_face" else uni(rng, 2, 6)
            self._gang(
                "安装" if f.kind == "coal_face" else "开口",
                "安装队" if f.kind == "coal_face" else "准备队",
                "安装工" if f.kind == "coal_face" else "掘进工",
                pick(rng, f.work),
                Span(f.open_a - lead * DAY, f.open_a),
                n,
                "spot",
                kw=uni(rng, 18, 45),
                water=0.6,
                feeder=f.fid,
            )
        for f in coal:
            if 0 < f.open_b < 1e11:
                self._gang(
                    "回撤",
                    "安装队",
                    "回撤工",
                    pick(rng, f.work),
                    Span(f.open_b, f.open_b + 18 * DAY),
                    whole(rng, 8, 15),
                    "spot",
                    kw=uni(rng, 20, 50),
                    water=0.4,
                    feeder=f.fid,
                )

    def _gang(
        self,
        name: str,
        team: str,
        trade: str,
        station: int,
        span: Span,
        n: int,
        mode: str,
        kw: float = 0.0,
        water: float = 0.0,
        feeder: str = "other",
        both: float = 0.5,
    ) -> None:
        shifts = len(self.mine.shift_starts)
        day = min(range(shifts), key=lambda k: abs(self.mine.shift_starts[k] - 8 * 3600))
        crew = [0] * shifts
        crew[day] = n
        if chance(self.rng, both):
            crew[(day + 1) % shifts] = max(2, n - whole(self.rng, 0, 2))
        if chance(self.rng, both * 0.5):
            crew[day - 1] = max(2, n - whole(self.rng, 0, 3))
        self.out.gangs.append(Gang(name, team, trade, station, span, crew, mode, kw, water, feeder))

    def _gangs(self) -> None:
        rng, mine = self.rng, self.mine
        roads = mine.by_role("main", "incline", "gate_mid", "head_mid", "old_mouth", "mouth")
        scale = 1.0 if mine.size > 105 else 0.65
        if chance(rng, 0.42 + (0.3 if self.stopped else 0.0)):
            self._gang(
                "巷修",
                "巷修队",
                "巷修工",
                pick(rng, roads),
                self._day_span(3, 11),
                max(3, int(whole(rng, 5, 12) * scale)),
                "spot",
                kw=uni(rng, 8, 26),
                water=0.3,
            )
        if chance(rng, 0.16) and mine.seals:
            self._gang(
                "密闭加固",
                "通防队",
                "密闭工",
                pick(rng, mine.seals)[2],
                self._day_span(2, 6),
                max(3, int(whole(rng, 3, 7) * scale)),
                "spot",
                kw=uni(rng, 4, 12),
                water=0.8,
            )
        if chance(rng, 0.28) and mine.gassy > 0.8:
            spot = pick(rng, mine.by_role("gate_mid", "gate_in", "head_mid", "incline", "gate_ret"))
            self._gang(
                "瓦斯抽采钻孔",
                "抽采队",
                "钻孔工",
                spot,
                self._day_span(5, 14),
                whole(rng, 3, 5),
                "spot",
                kw=uni(rng, 45, 80),
                water=uni(rng, 2, 4),
                both=0.8,
            )
        if chance(rng, 0.22):
            self._gang(
                "外委安装",
                "外委施工队",
                "安装工",
                pick(rng, roads),
                self._day_span(3, 9),
                max(4, int(whole(rng, 6, 13) * scale)),
                "spot",
                kw=uni(rng, 6, 20),
                both=0.3,
            )
        if chance(rng, 0.15):
            old = mine.by_role("old_end")
            if old:
                self._gang(
                    "旧巷清理",
                    "巷修队",
                    "巷修工",
                    old[0],
                    self._day_span(2, 5),
                    whole(rng, 3, 6),
                    "spot",
                    kw=uni(rng, 10, 30),
                    both=0.2,
                )
        if chance(rng, 0.18):
            self._gang(
                "水仓清理",
                "运输队",
                "清仓工",
                mine.one("pump"),
                self._day_span(2, 4),
                whole(rng, 4, 8),
                "spot",
                kw=uni(rng, 15, 30),
                both=0.4,
            )

    def _visits(self) -> None:
        rng, out = self.rng, self.out
        for _ in range(self._many(1.3)):
            t = whole(rng, 0, self.days - 1) * DAY + uni(rng, 8.2, 15.5) * 3600
            out.add("visit", t, t + uni(rng, 1.6, 3.6) * 3600, whole(rng, 0, 30), whole(rng, 2, 9))
        for _, _, spot, _ in self.mine.seals:
            first = whole(rng, 0, 6)
            for d in range(first, self.days, 7):
                t = d * DAY + uni(rng, 8.6, 14) * 3600
                out.add("seal_check", t, t + uni(rng, 15, 45) * 60, spot, whole(rng, 2, 3))

    def _apparatus(self) -> None:
        rng, out, mine = self.rng, self.out, self.mine
        for _ in range(self._many(1.7)):
            t = uni(rng, 0, self.clock.end)
            out.add(
                "reader_outage",
                t,
                t + float(np.exp(rng.normal(8.6, 0.9))),
                whole(rng, 1, len(mine.stations) - 1),
            )
        for _ in range(self._many(0.7)):
            t = uni(rng, 0, self.clock.end)
            what = pick(rng, ("all", "all", "rydw", "aqjk"))
            out.add("link_outage", t, t + float(np.exp(rng.normal(8.0, 0.9))), what)
        for _ in range(self._many(0.5)):
            t = uni(rng, 0, self.clock.end)
            out.add("camera_outage", t, t + float(np.exp(rng.normal(8.8, 0.8))))
        if chance(rng, 0.12):
            t = uni(rng, 0, self.clock.end)
            out.add("clock_jump", t, t + uni(rng, 1, 9) * 3600, "", pick(rng, (-1, 1)) * uni(rng, 70, 560))
        if chance(rng, 0.08):
            span = self._span(1, 5)
            ref = whole(rng, 1, len(mine.stations) - 1)
            out.add("reader_clock", span.a, span.b, ref, pick(rng, (-1, 1)) * uni(rng, 40, 200))
        for i, p in enumerate(mine.points):
            if p.kind in ("ch4", "co"):
                every = whole(rng, 7, 15)
                for d in range(whole(rng, 0, every - 1), self.days, every):
                    t = d * DAY + uni(rng, 8.5, 15.5) * 3600
                    out.add("calibration", t, t + uni(rng, 6, 16) * 60, i, uni(rng, 0.9, 1.1))
            if p.kind != "fan" and chance(rng, 0.05 * self.days / 10):
                t = uni(rng, 0, self.clock.end)
                out.add("sensor_fault", t, t + float(np.exp(rng.normal(7.7, 0.8))), i)
        for p in mine.points:
            if p.kind == "fan" and p.node == "local_fan":
                hour = uni(rng, 8.5, 15.0)
                for d in range(self.days):
                    if chance(rng, 0.5):
                        t = d * DAY + hour * 3600 + uni(rng, -900, 900)
                        out.add("fan_test", t, t + uni(rng, 40, 200), p.face)
                for _ in range(self._many(0.25)):
                    t = uni(rng, 0, self.clock.end)
                    out.add("fan_trip", t, t + uni(rng, 4, 40) * 60, p.face)

    def _machines(self) -> None:
        rng, out, mine = self.rng, self.out, self.mine
        if chance(rng, 0.3):
            t = whole(rng, 0, self.days - 1) * DAY + uni(rng, 8, 15) * 3600
            out.add("main_fan_change", t, t + uni(rng, 5, 14) * 60)
        if chance(rng, 0.22):
            t = whole(rng, 0, self.days - 1) * DAY + uni(rng, 9, 14) * 3600
            out.add("pump_test", t, t + uni(rng, 1, 3) * 3600)
        if chance(rng, 0.22):
            a = uni(rng, -1, self.days - 2) * DAY
            out.add("rain", a, a + uni(rng, 3, 9) * DAY, "", uni(rng, 1.2, 1.9))
        for _ in range(self._many(0.8)):
            t = uni(rng, 0, self.clock.end)
            out.add("belt_break", t, t + uni(rng, 1, 6) * 3600, whole(rng, 0, len(mine.conveyors) - 1))
        if chance(rng, 0.12):
            span = self._span(0.4, 1.6)
            swap = pick(rng, list(mine.faces))
            out.add("feeder_swap", span.a, span.b, swap.fid)
        if chance(rng, 0.13):
            out.add(
                "scale_drift",
                uni(rng, 0, self.clock.end),
                self.clock.end,
                whole(rng, 0, len(mine.conveyors) - 1),
                uni(rng, -0.06, 0.07),
            )
        if chance(rng, 0.2):
            t = uni(rng, 0, self.clock.end)
            out.add("power_cut", t, t + uni(rng, 20, 150) * 60)
        for _ in range(self._many(0.35)):
            t = uni(rng, 0, self.clock.end)
            out.add("hoist_repair", t, t + uni(rng, 2, 7) * 3600)
        if chance(rng, 0.2):
            a = uni(rng, 0, self.days) * DAY
            ref = pick(rng, [f.fid for f in mine.faces])
            out.add("doors_open", a, a + uni(rng, 1, 9) * 3600, ref, uni(rng, 0.06, 0.16))


def open_new_faces(rng: np.random.Generator, mine: Layout, extra: tuple[str, ...]) -> None:
    """Sets the dates of a face that begins within the period and of the one it takes over from."""
    coal = [f for f in mine.faces if f.kind == "coal_face"]
    heads = [f for f in mine.faces if f.kind == "heading"]

    def begin(face: Face, day: int) -> None:
        face.open_a = day * DAY
        face.since = (mine.clock.start + timedelta(days=day)).isoformat()

    if "face" in extra:
        end = whole(rng, 2, max(3, mine.clock.days - 4))
        coal[0].open_b = end * DAY
        coal[0].until = (mine.clock.start + timedelta(days=end)).isoformat()
        begin(coal[-1], min(mine.clock.days - 1, end + whole(rng, 0, 4)))
    if "heading" in extra:
        begin(heads[-1], whole(rng, 2, mine.clock.days - 2))
