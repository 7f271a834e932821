"""What conducts and events share: hooks on the way from the plan of a mine to the files it sends.

The order of a day: `staff` (who is sent), `walk` (where cards are read), `work` (what runs), `meter` (what the
instruments say), `upload` (which snapshots are sent). `arrange` comes once before, `truth` once after.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.clock import BIN_S, BINS, china_iso
from minewarden.sim.day import Day
from minewarden.sim.shifts import Shift
from minewarden.sim.snapshots import Snapshots
from minewarden.sim.spec import Act
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

Params = dict[str, Any]


class Behaviour:
    """Base of conducts and events: does nothing. `styles` gives each style its parameters with defaults."""

    kind: ClassVar[str]
    styles: ClassVar[dict[str, Params]]
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Parameters that are words, and the words allowed."""

    varied: ClassVar[tuple[str, ...]] = ()
    """Parameters that a random scene draws around their default."""

    @classmethod
    def draw(cls, style: str, rng: random.Random) -> Params:
        """Parameters of a style for a random scene."""
        params = dict(cls.styles[style])
        for name in cls.varied:
            if name in params:
                value = params[name] * rng.uniform(0.75, 1.35)
                params[name] = max(1, round(value)) if isinstance(params[name], int) else round(value, 3)
        return params

    def __init__(self, act: Act, rng: random.Random) -> None:
        self.act = act
        self.rng = rng

    def __getitem__(self, name: str) -> Any:
        return self.act.params[name]

    def during(self, at: int) -> bool:
        """Whether the act is going on at this instant."""
        return self.act.from_at <= at < self.act.to_at

    def in_shift(self, shift: Shift) -> bool:
        """Whether the act goes on in this shift: by its middle, for shifts may begin the evening before."""
        return self.during((shift.starts_at + shift.ends_at) // 2)

    def touches(self, shift: Shift) -> bool:
        """As `in_shift`, and no shift begins before the act is over: a stop is kept to its last hour."""
        return shift.starts_at < self.act.to_at and (shift.starts_at + shift.ends_at) // 2 >= self.act.from_at

    def bins(self, day: Day) -> slice:
        """The bins of the day in which the act goes on; an empty slice when it does not."""
        first = (self.act.from_at - day.starts_at) // BIN_S
        last = -(-(self.act.to_at - day.starts_at) // BIN_S)
        return slice(min(max(first, 0), BINS), min(max(last, 0), BINS))

    def arrange(self, mine: Mine) -> None:
        """Once, before the first shift."""

    def staff(self, mine: Mine, shift: Shift) -> None:
        """Change who is sent and how hard places work."""

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        """Change the trips of a shift."""

    def work(self, mine: Mine, day: Day) -> None:
        """Change the day's given things before the balances."""

    def meter(self, mine: Mine, day: Day) -> None:
        """Change what instruments and books say after the balances."""

    def upload(self, mine: Mine, day: Day, snapshots: Snapshots) -> None:
        """Change the position snapshots of the day."""

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        """Rows of truth.json; events have none."""
        return []

    def aside(self, mine: Mine, kind: str, people: list[int]) -> dict[str, Any]:
        """A row of another kind that follows from this act: right to find, no miss if not found."""
        return self.row(mine, [], people, incidental=True) | {"kind": kind}

    def row(self, mine: Mine, stations: list[int], people: list[int], **more: Any) -> dict[str, Any]:
        """A row of truth.json for this act: stations nearest first, cards sorted."""
        return {
            "kind": self.kind,
            "style": self.act.style,
            "from": china_iso(self.act.from_at),
            "to": china_iso(self.act.to_at),
            "stations": [mine.plan.stations[i].code for i in stations],
            "cards": sorted({mine.roster.people[i].card for i in people if i >= 0}),
            **more,
        }
