"""Draws scenes at random: honest mines with look-alikes, and mines with one conduct each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from minewarden.errors import BadInput
from minewarden.sim.clock import DAY_S, epoch
from minewarden.sim.conduct import CONDUCTS
from minewarden.sim.events import EVENTS
from minewarden.sim.spec import SYSTEMS, Act, Dirt, MineSpec, Scene

HEALTHY = "healthy"
_REGIONS = (
    "520221",
    "520222",
    "140921",
    "140222",
    "610632",
    "430281",
    "510422",
    "230225",
    "150622",
    "340406",
)
# how often a mine has no data of a system
_MISSING = {
    "gas": 0.04,
    "power": 0.14,
    "haulage": 0.12,
    "output": 0.06,
    "water": 0.12,
    "explosives": 0.1,
    "video": 0.2,
}
# what a conduct needs to leave any trace in
_NEEDED = {
    "headcount_concealed": ("video",),
    "sensor_masked": ("gas",),
    "over_capacity": ("output", "power", "haulage"),
    "working_while_stopped": ("power", "haulage"),
    "hidden_face": ("power",),
    "cards_carried": ("video",),
}
_STOPS = frozenset(("holiday", "overhaul", "suspension"))
_DECLARED_STOPS = frozenset(("overhaul", "suspension"))
_PLACES = frozenset(("face_move", "new_face"))


def random_scene(
    seed: int, mines: int = 20, days: int = 14, kinds: Sequence[str] | None = None, healthy: float = 0.5
) -> Scene:
    """A scene of varied mines, the same for the same arguments.

    In    kinds: those to draw from, `healthy` among them if wanted; None: a share `healthy` of the mines is
          honest and the others take the nine kinds in turn.
    Out   a Scene; every mine has a code of its own, and at most one conduct.
    Errors  BadInput for a kind that is not known, fewer than one mine or fewer than three days.
    """
    if mines < 1 or days < 3:
        raise BadInput(f"random scene: {mines} mines over {days} days; give at least 1 mine and 3 days")
    for kind in kinds or ():
        if kind != HEALTHY and kind not in CONDUCTS:
            raise BadInput(
                f"random scene: {kind!r} is not known; allowed are {HEALTHY}, {', '.join(CONDUCTS)}"
            )
    rng = random.Random(f"scene:{seed}")
    from_at = epoch(date(2023, 1, 2)) + rng.randrange(0, 500) * DAY_S
    turn = 0
    made = []
    for number in range(mines):
        if kinds:
            kind = kinds[number % len(kinds)]
        elif rng.random() < healthy:
            kind = HEALTHY
        else:
            kind = tuple(CONDUCTS)[turn % len(CONDUCTS)]
            turn += 1
        code = f"{rng.choice(_REGIONS)}{seed % 1000:03d}{number % 1000:03d}"
        made.append(_Draw(rng, from_at, days).mine(code, number, kind))
    codes = [mine.code for mine in made]
    if len(set(codes)) != len(codes):  # more than a thousand mines: number them through
        made = [replace(mine, code=f"{mine.code[:6]}{i:06d}") for i, mine in enumerate(made)]
    return Scene(seed, from_at, days, tuple(made))


class _Draw:
    def __init__(self, rng: random.Random, from_at: int, days: int) -> None:
        self.rng, self.from_at, self.days = rng, from_at, days
        self.to_at = from_at + days * DAY_S

    def mine(self, code: str, number: int, kind: str) -> MineSpec:
        rng = self.rng
        conduct = () if kind == HEALTHY else (self._conduct(kind),)
        needed = _NEEDED.get(kind, ())
        systems = tuple(s for s in SYSTEMS if s in needed or rng.random() >= _MISSING[s])
        spec = MineSpec(
            code,
            f"样例{number + 1}号煤矿",
            size=rng.choice(("small", "small", "medium", "medium", "large")),
            profile=rng.choice(("default",) * 7 + ("caret",)),
            snapshot_s=rng.choice((300, 300, 300, 300, 180, 600, 120, 240)),
            jitter_s=rng.choice((0, 2, 5, 20)),
            gas_s=rng.choice((300, 300, 600)),
            systems=systems,
            conduct=conduct,
            dirt=self._dirt(),
        )
        return replace(spec, events=self._events(kind))

    def _dirt(self) -> Dirt:
        rng = self.rng
        rough = rng.choice((0.3, 1.0, 1.0, 2.5))
        base = Dirt()
        return replace(
            base,
            missing_reads=base.missing_reads * rng.uniform(0.3, 3.0),
            late=base.late * rough,
            duplicate=base.duplicate * rough,
            partial=base.partial * rough,
            lost=base.lost * rough,
            bad_record=base.bad_record * rough,
            crlf=rng.random() < 0.1,
            unset_trades=rng.choice((0.0, 0.03, 0.1, 0.25)),
            no_coordinates=rng.random() < 0.15,
        )

    def _conduct(self, kind: str) -> Act:
        rng, cls = self.rng, CONDUCTS[kind]
        style = rng.choice(tuple(cls.styles))
        late = self.days > 5 and rng.random() < 0.6
        first = rng.randint(1, max(1, int(self.days * 0.55))) if late else 0
        from_at = self.from_at + first * DAY_S
        to_at = self.to_at
        if rng.random() < 0.3 and self.days - first > 5:
            to_at = from_at + rng.randint(4, self.days - first) * DAY_S
        return Act(kind, style, from_at, to_at, cls.draw(style, rng))

    def _events(self, kind: str) -> tuple[Act, ...]:
        """Routine calibration, and up to five look-alikes that may coincide."""
        rng = self.rng
        acts = []
        if rng.random() < 0.9:
            calibration = EVENTS["calibration"]
            acts.append(
                Act("calibration", "routine", self.from_at, self.to_at, calibration.draw("routine", rng))
            )
        barred = {"calibration"}
        if kind not in {HEALTHY, "sensor_masked"}:
            barred |= _DECLARED_STOPS  # else the conduct would be one of a stopped mine
        if kind in {"working_while_stopped", "over_capacity", "hidden_face"}:
            barred |= _STOPS
        if kind in {"hidden_face", "working_while_stopped"}:
            barred |= _PLACES
        for _ in range(rng.choice((0, 1, 2, 2, 3, 4, 5))):
            choices = [name for name in EVENTS if name not in barred]
            name = rng.choice(choices)
            barred |= _STOPS if name in _STOPS else {name}
            acts.append(self._event(name))
        return tuple(acts)

    def _event(self, name: str) -> Act:
        rng, cls = self.rng, EVENTS[name]
        style = rng.choice(tuple(cls.styles))
        first = rng.randrange(0, self.days - 1)
        length = rng.randint(1, max(1, min(6, self.days - first)))
        if name in {"pairs", "new_pump", "gang", "new_face"}:
            length = self.days - first
        a = self.from_at + first * DAY_S
        b = a + length * DAY_S
        if name in {"dead_station", "doors_open"}:
            a += rng.randrange(0, 20 * 3600, 300)
            b = a + rng.randint(2, 30) * 3600
        elif name == "overtime":
            b = a + DAY_S
        return Act(name, style, a, b, cls.draw(style, rng))
