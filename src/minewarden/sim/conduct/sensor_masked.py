"""A gas sensor made blind: flat, shielded, fed clean air, or its range changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import BINS
from minewarden.sim.day import Day

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class SensorMasked(Behaviour):
    """What a methane sensor of a declared place says, instead of what is there."""

    kind = "sensor_masked"
    varied: ClassVar[tuple[str, ...]] = ("factor", "level")
    styles: ClassVar[dict[str, Params]] = {
        "flat": {"sensors": 1, "level": 0.1},  # one value, for days; calibrations leave no mark
        "shielded": {"sensors": 1, "factor": 0.12},  # covered: what remains hardly moves
        "clean_air": {"sensors": 2, "level": 0.02},  # moved into fresh air, or air blown onto it
        "range": {"sensors": 1, "factor": 0.4},  # set to another range: a fixed part of the true value
        "capped": {"sensors": 1, "share": 0.85},  # cut off below a ceiling just above the usual
    }

    def arrange(self, mine: Mine) -> None:
        faces = [p for p in mine.plan.points if p.kind == "ch4" and p.what.startswith("face:")]
        gas = {face.face_id: face.ch4_m3_per_min / face.air_m3_per_min for face in mine.plan.faces}
        faces.sort(key=lambda point: -gas.get(point.what.split(":")[1], 0.0))
        first = self.rng.choice(faces[: max(1, len(faces) // 2)])
        same = [p for p in faces if p.what.split(":")[1] == first.what.split(":")[1] and p is not first]
        self.points = [first, *same][: int(self["sensors"])]
        self.level: dict[str, float] = {}
        self.ceiling: dict[str, float] = {}
        if self.act.style == "range":
            for point in self.points:
                point.high = 10.0

    def meter(self, mine: Mine, day: Day) -> None:
        span = self.bins(day)
        if span.start == span.stop:
            return
        noise = mine.plant.noise
        for point in self.points:
            values, true = day.values[point.code], day.values[point.code][span].copy()
            day.states[point.code][span] = 0
            if self.act.style == "flat":
                values[span] = self.level.setdefault(
                    point.code, round(float(np.median(true)) or float(self["level"]), 2)
                )
            elif self.act.style == "clean_air":
                values[span] = np.clip(noise.normal(float(self["level"]), 0.008, len(true)), 0, None).round(2)
            elif self.act.style == "range":
                values[span] = (true * float(self["factor"])).round(2)
            elif self.act.style == "capped":
                top = (
                    self.ceiling.setdefault(point.code, float(np.quantile(true, float(self["share"]))))
                    or 0.05
                )
                values[span] = np.minimum(true, round(top, 2))
            else:
                keep = self.level.get(point.code, float(true[0]))
                for i in range(len(true)):
                    keep += (true[i] - keep) / (BINS / 4)
                    true[i] = keep * float(self["factor"])
                self.level[point.code] = keep
                values[span] = true.round(2)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        stations = list(dict.fromkeys(point.station for point in self.points))
        return [self.row(mine, stations, [], points=[point.code for point in self.points])]
