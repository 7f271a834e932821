"""Forgery after the measurement: snapshots invented, replayed or held back, readings bent."""

from __future__ import annotations

from random import Random

import numpy as np

from .conduct import Plot
from .layout import DAY, Mine
from .people import Person
from .physics import Series


def bend(plot: Plot | None, code: str, t: Series, value: Series, g: np.random.Generator) -> Series:
    """What a masked sensor reports instead of the true value."""
    if not plot or plot.kind != "sensor_masked" or plot.extra["point"] != code:
        return value
    on = (t >= plot.a) & (t < plot.b)
    if plot.style == "covered_flat":
        fake = np.full(len(t), round(float(np.median(value)), 2))
    elif plot.style == "clean_air_fed":
        fake = np.round(0.06 + g.normal(0, 0.007, len(t)), 2)
    elif plot.style == "moved_to_intake":
        fake = np.round(np.clip(0.03 + 0.015 * np.sin(t / DAY * 2) + g.normal(0, 0.005, len(t)), 0, None), 2)
    else:
        fake = np.minimum(value, 0.78)
    return np.where(on, fake, value)


class Forger:
    """Looks at each snapshot before it is sent and may send another one, or none."""

    def __init__(self, plot: Plot | None, m: Mine, people: list[Person], rng: Random) -> None:
        self.plot = plot if plot and (plot.kind == "data_fabricated" or plot.style == "capped_list") else None
        self.m, self.rng = m, rng
        self.people = [p for p in people if p.role in ("crew", "sit", "patrol", "shuttle") and p.listed]
        self.kept: dict[int, list[str]] = {}
        self.held: list[str] = []
        self.last = -1
        self.trace: dict[int, tuple[int, list[str]]] = {}

    def shift_at(self, t: float) -> tuple[int, int]:
        """Day and index of the running shift."""
        m = self.m
        return max(
            (
                (d, s)
                for d in (int(t // DAY) - 1, int(t // DAY))
                for s in range(len(m.shifts))
                if m.shift_start(d, s) <= t
            ),
            key=lambda x: m.shift_start(*x),
        )

    def look(self, t: float, records: list[str]) -> list[str] | None:
        """The records to send at t, or None for nothing."""
        plot = self.plot
        if not plot:
            return records
        slot = int(t // 300)
        inside = plot.a <= t < plot.b
        shift = self.shift_at(t)
        if plot.style == "replayed_day":
            source = int(plot.a // DAY) - 1
            if not inside:
                if int(t // DAY) == source:
                    self.kept[slot % 288] = records
                return records
            back = int(t // DAY)
            near = min(self.kept, key=lambda k: (abs(k - slot % 288), k), default=-1)
            text = self.kept.get(near, records)
            swaps = [(self.m.day_text(source - k), self.m.day_text(back - k)) for k in (0, 1)]
            for k, (old, _) in enumerate(swaps):
                text = [r.replace(old, f"@{k}@") for r in text]
            return [r.replace("@0@", swaps[0][1]).replace("@1@", swaps[1][1]) for r in text]
        if not inside:
            return records
        if plot.style == "capped_list":
            cap = self.m.headcount_limit
            return [r for r in records if r.split(";", 3)[2] == "1"][:cap]
        a = self.m.shift_start(*shift)
        deep = shift[1] in plot.shifts and a + 2700 < t < a + self.m.shift_s - 2700 and a >= plot.a
        if plot.style == "shift_holes":
            return None if deep else records
        if plot.style == "frozen_file":
            if deep:
                self.held = self.held or records
                return self.held
            self.held = []
            return records
        if plot.style == "invented_snapshots":
            return self._invent(t, shift, a)
        return records

    def _invent(self, t: float, shift: tuple[int, int], a: int) -> list[str]:
        """People drawn at random over the stations, in areas that do not belong to the stations."""
        m, rng, out = self.m, self.rng, []
        team = [p for p in self.people if p.shift == shift[1]]
        team = team[: int(len(team) * 0.9) - rng.randint(0, 1)]
        now, entry = m.at(t), m.at(a)
        for p in team:
            n = rng.choice(m.nodes)
            area = rng.choice(m.areas)["area_code"]
            was, trace = self.trace.get(p.no, (-1, []))
            trace = [*(trace if was == shift[0] else []), f"{n.code}&{now}"][-m.style["trace"] :]
            self.trace[p.no] = (shift[0], trace)
            out.append(
                f"{m.code}{p.no:05d};{p.name};1;{entry};;{area};{now};{n.code};{now};{m.style['org']};"
                f"{rng.randint(0, 60)};正常;0;{int(p.trade in ('瓦斯检查员', '电工'))};{','.join(trace)}"
            )
        return out
