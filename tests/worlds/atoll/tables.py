"""The CSV files: meters, scales, books and cameras."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .base import DAY, STEP, Span, chance, pick, uni
from .events import Happenings
from .layout import Layout
from .people import Session
from .physics import Series

FILES = ("power", "haulage", "output", "water", "explosives", "video")


class Tables:
    """Writes the CSV files of one mine."""

    def __init__(
        self,
        rng: np.random.Generator,
        mine: Layout,
        happen: Happenings,
        series: Series,
        sessions: list[Session],
        folder: Path,
    ) -> None:
        self.rng, self.mine, self.happen, self.series = rng, mine, happen, series
        self.sessions, self.folder = sessions, folder
        self.dark = [Span(e.a, e.b) for e in happen.of("camera_outage")]
        self.split = chance(rng, 0.2)

    def write(self, names: set[str]) -> None:
        """The files with these names."""
        for name in FILES:
            if name in names:
                getattr(self, "_" + name)()

    def _save(self, name: str, header: str, rows: list[str]) -> None:
        parts = [("", rows)]
        if self.split and name in ("power", "video") and len(rows) > 200:
            half = len(rows) // 2
            parts = [("-1", rows[:half]), ("-2", rows[half:])]
        for suffix, part in parts:
            (self.folder / f"{name}{suffix}.csv").write_text(
                header + "\n" + "\n".join(part) + "\n", encoding="utf-8"
            )

    def _quarters(self) -> list[str]:
        clock = self.mine.clock
        return [clock.iso(q * 900) for q in range(clock.steps // 3)]

    def _power(self) -> None:
        rng = self.rng
        at = self._quarters()
        columns = [(f.name, self.series.kw[f.name].reshape(-1, 3).mean(1)) for f in self.mine.feeders]
        lost = rng.random(len(at)) < 0.001
        rows = []
        for q, t in enumerate(at):
            if not lost[q]:
                rows += [f"{t},{name},{kw[q]:.1f}" for name, kw in columns]
        self._save("power", "at,feeder,kw", rows)

    def _haulage(self) -> None:
        at = self._quarters()
        rows = []
        belts = [
            (
                c.name,
                self.series.belt_s[c.name].reshape(-1, 3).sum(1),
                self.series.belt_t[c.name].reshape(-1, 3).sum(1),
            )
            for c in self.mine.conveyors
        ]
        for q, t in enumerate(at):
            rows += [f"{t},{name},{s[q]:.0f},{w[q]:.2f}" for name, s, w in belts]
        self._save("haulage", "at,conveyor,running_s,t", rows)

    def _output(self) -> None:
        rng, mine, clock = self.rng, self.mine, self.mine.clock
        wet = rng.normal(0.0, 0.006)
        stone = uni(rng, 0.0, 0.07) if chance(rng, 0.5) else 0.0
        rows = []
        for d in range(clock.days):
            for k, s in enumerate(mine.shift_starts):
                a = int((d * DAY + s) // STEP)
                after = (
                    mine.shift_starts[k + 1] if k + 1 < len(mine.shift_starts) else mine.shift_starts[0] + DAY
                )
                b = min(clock.steps, int((d * DAY + after) // STEP))
                seen = (
                    float(self.series.hoist_seen[a:b].sum()) * (1 + wet + rng.normal(0, 0.008)) * (1 + stone)
                )
                told = float(self.series.hoist_told[a:b].sum()) * (1 + rng.normal(0, 0.012))
                rows.append(f"{clock.date_text(d)},{k + 1},{max(0, seen):.1f},{max(0, told):.0f}")
        self._save("output", "date,shift,hoisted_t,reported_t", rows)

    def _water(self) -> None:
        clock = self.mine.clock
        rows = []
        for h in range(clock.days * 24):
            rows += [
                f"{clock.iso(h * 3600)},{p.name},{max(0.0, self.series.pump_m3[p.name][h]):.1f}"
                for p in self.mine.pumps
            ]
        self._save("water", "at,pump,m3", rows)

    def _explosives(self) -> None:
        clock = self.mine.clock
        rows = [
            f"{clock.iso(s.t)},{s.face},{s.kg:.1f},{s.detonators},{s.returned:.1f}"
            for s in self.series.shots
            if 0 <= s.t < clock.end
        ]
        self._save("explosives", "at,face_id,explosive_kg,detonators,returned_kg", rows)

    def _video(self) -> None:
        rng, clock = self.rng, self.mine.clock
        place = pick(rng, ("main_shaft", "aux_shaft", "aux_incline"))
        seen: dict[tuple[int, str], int] = {}
        blind, twice = uni(rng, 0.002, 0.018), uni(rng, 0.001, 0.01)
        step = pick(rng, (60, 60, 300))
        for s in self.sessions:
            if not s.body:
                continue
            for t, way in ((s.body_in + uni(rng, -50, 25), "in"), (s.body_out + uni(rng, -25, 60), "out")):
                if not 0 <= t < clock.end or any(t in x for x in self.dark) or chance(rng, blind):
                    continue
                key = (int(t // step), way)
                seen[key] = seen.get(key, 0) + (2 if chance(rng, twice) else 1)
        rows = [f"{clock.iso(k * step)},{place},{way},{n}" for (k, way), n in sorted(seen.items())]
        self._save("video", "at,position,direction,persons", rows)
