"""The files of the safety monitoring system."""

from __future__ import annotations

import numpy as np

from .base import DAY, PER_DAY, STEP, Span, chance, pick, whole
from .events import Happenings
from .layout import Layout, Point
from .physics import Series
from .positions import Sender


class GasFiles:
    """Definitions, values, statistics, alarms and switch changes."""

    def __init__(
        self, rng: np.random.Generator, mine: Layout, happen: Happenings, series: Series, sender: Sender
    ) -> None:
        self.rng, self.mine, self.happen, self.series, self.sender = rng, mine, happen, series, sender
        self.mode = pick(rng, ("CDSS", "TJSJ", "both"), (4, 3, 3))
        self.hourly = chance(rng, 0.6)
        self.every = pick(rng, (1, 1, 2)) if mine.clock.days <= 14 else 2
        self.off = [Span(e.a, e.b) for e in happen.of("link_outage") if e.ref in ("all", "aqjk")]
        self.off += [Span(e.a, min(e.b, e.a + 7200)) for e in happen.of("power_cut") if chance(rng, 0.3)]

    def write(self) -> None:
        """All files of the period."""
        for d in range(self.mine.clock.days):
            self._define(d)
        if self.mode != "TJSJ":
            self._values()
        if self.mode != "CDSS":
            self._statistics()
        self._alarms()
        self._switches()

    def _down(self, t: float) -> bool:
        return any(t in s for s in self.off)

    def _define(self, day: int) -> None:
        mine, clock = self.mine, self.mine.clock
        t = day * DAY + 900.0
        if self._down(t):
            return
        rows = []
        for p in mine.points:
            s = mine.stations[p.station]
            kind = "KG" if p.kind == "fan" else "MN"
            top = {"ch4": "4", "air_velocity": "15", "co": "500"}.get(p.kind, "")
            alarm = f"{p.alarm:g}" if p.alarm else ""
            cut = f"{p.alarm * 1.5:g}" if p.kind == "ch4" else ""
            opened, closed = ("开", "停") if kind == "KG" else ("", "")
            rows.append(
                ";".join(
                    [
                        p.code,
                        "01",
                        mine.code + "00001",
                        p.type_code,
                        kind,
                        p.unit,
                        top,
                        "0" if top else "",
                        alarm,
                        alarm,
                        "",
                        "",
                        cut,
                        alarm if cut else "",
                        "",
                        "",
                        opened,
                        closed,
                        p.place,
                        f"{s.x:.1f}",
                        f"{s.y:.1f}",
                        f"{s.z:.1f}",
                        "",
                        clock.text(t),
                    ]
                )
            )
        header = f"{mine.code};{mine.name};KJ{80 + mine.size % 20}X;煤矿安全监控系统;某电子公司;2027-03-31;{clock.text(t)}"
        self.sender.send("CDDY", t, rows, header)

    @staticmethod
    def _text(p: Point, v: float) -> str:
        return f"{v:.2f}" if p.kind in ("ch4", "air_velocity") else f"{v:.0f}"

    def _values(self) -> None:
        mine, clock, series = self.mine, self.mine.clock, self.series
        heads = [f"{p.code};{p.type_name};{p.place};" for p in mine.points]
        columns = [[self._text(p, x) for x in series.value[i].tolist()] for i, p in enumerate(mine.points)]
        states = [s.tolist() for s in series.state]
        luck = self.rng.random(clock.steps)
        for k in range(0, clock.steps, self.every):
            t = k * STEP + 17.0
            if luck[k] < 0.0004 or self._down(t):
                continue
            at = clock.text(t)
            self.sender.send(
                "CDSS",
                t,
                [
                    f"{heads[i]}{columns[i][k]};{p.unit};{states[i][k]};{at}"
                    for i, p in enumerate(mine.points)
                ],
            )

    def _statistics(self) -> None:
        mine, clock, series = self.mine, self.mine.clock, self.series
        points = [(i, p) for i, p in enumerate(mine.points) if p.kind != "fan"]
        heads = [f"{p.code};{p.type_name};{p.place};{p.unit};" for _, p in points]
        mean = [[self._text(p, x) for x in series.value[i].tolist()] for i, p in points]
        high = [[self._text(p, x) for x in series.high[i].tolist()] for i, p in points]
        low = [[self._text(p, x) for x in series.low[i].tolist()] for i, p in points]
        when = self.rng.integers(0, STEP, (clock.steps, 2))
        group = 12 if self.hourly else 1
        for first in range(0, clock.steps, group):
            rows: list[str] = []
            sent = (first + group) * STEP + 8.0
            if self._down(sent - 10):
                continue
            for k in range(first, min(clock.steps, first + group)):
                a, b = clock.text(k * STEP), clock.text((k + 1) * STEP)
                up, dn = clock.text(k * STEP + int(when[k, 0])), clock.text(k * STEP + int(when[k, 1]))
                for j in range(len(points)):
                    rows.append(f"{heads[j]}{a};{b};{high[j][k]};{up};{low[j][k]};{dn};{mean[j][k]};{b}")
            self.sender.send("TJSJ", sent, rows)

    def _alarms(self) -> None:
        mine, clock, series = self.mine, self.mine.clock, self.series
        kinds = {
            1: ("001", "瓦斯超限", "加强通风"),
            4: ("007", "传感器标校", "标校完成"),
            128: ("004", "传感器断线", "更换传感器"),
        }
        for i, p in enumerate(mine.points):
            state = series.state[i]
            edges = np.flatnonzero(np.diff(np.concatenate(([0], state, [0]))))
            for a, b in zip(edges, edges[1:], strict=False):
                code = int(state[a]) if a < state.size else 0
                if code not in kinds:
                    continue
                part = series.value[i][a:b]
                kind, why, what = kinds[code]
                start, end = a * STEP + 5.0, b * STEP + 5.0
                top, bottom = int(part.argmax()), int(part.argmin())
                row = ";".join(
                    [
                        p.code,
                        p.type_name,
                        p.place,
                        p.unit,
                        kind,
                        clock.text(start),
                        clock.text(end),
                        self._text(p, part.max()),
                        clock.text(start + top * STEP),
                        self._text(p, part.min()),
                        clock.text(start + bottom * STEP),
                        self._text(p, part.mean()),
                        why,
                        what,
                        clock.text(end + 200),
                        "监控员",
                        clock.text(end + 240),
                    ]
                )
                if not self._down(end + 240):
                    self.sender.send("YCBJ", end + 240 + i, [row])

    def _switches(self) -> None:
        mine, clock = self.mine, self.mine.clock
        rows: list[tuple[float, str]] = []
        for i, p in enumerate(mine.points):
            if p.kind != "fan":
                continue
            value = self.series.value[i]
            first = [(0.0, value[0])] if whole(self.rng, 0, 1) else []
            changes = [(k * STEP + 30.0 + i, value[k]) for k in np.flatnonzero(np.diff(value)) + 1]
            for t, v in first + changes:
                rows.append(
                    (t, f"{p.code};{p.type_name};{p.place};{int(v)};{clock.text(t)};{clock.text(t + 2)}")
                )
        for e in self.happen.of("fan_test"):
            for p in mine.points:
                if p.face == e.ref and p.node == "local_fan":
                    for t, v in ((e.a, 0), (e.b, 1)):
                        rows.append(
                            (t, f"{p.code};{p.type_name};{p.place};{v};{clock.text(t)};{clock.text(t + 2)}")
                        )
        for d in range(clock.days * PER_DAY // 12):
            part = [r for t, r in sorted(rows) if d * 3600 <= t < (d + 1) * 3600]
            if part and not self._down((d + 1) * 3600.0):
                self.sender.send("KGBH", (d + 1) * 3600.0 + 3, part)
