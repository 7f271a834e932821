"""Large inboxes for benchmarks: people who walk on, traces that grow, snapshots of about 68 KB."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.engine.inbox import START, china, name

PERSONS = 85  # with traces of about a dozen stations: the 68 KB of a vendor's sample
SHIFT_STEPS = 96


class Walker:
    """One person of one shift: enters, moves every few snapshots, keeps a trace."""

    def __init__(self, mine: str, card: int, at: datetime, dice: random.Random) -> None:
        self.mine, self.card, self.dice = mine, card, dice
        self.entered = at + timedelta(seconds=dice.randrange(600))
        self.station = dice.randrange(60)
        self.moved = self.entered
        self.trace = ""
        self.move(self.entered)
        for step in range(8):
            self.move(self.entered + timedelta(minutes=step))

    def move(self, at: datetime) -> None:
        """Goes to a neighbouring station."""
        self.station = (self.station + self.dice.choice((-1, 1))) % 60
        self.moved = at
        comma = "," if self.trace else ""
        self.trace += f"{comma}{self.area()}{self.station:06d}&{china(at)}"

    def area(self) -> str:
        return f"{self.mine}{self.station // 10 + 1:04d}"

    def record(self) -> str:
        return (
            f"{self.mine}{self.card:05d};矿工{self.card:03d};1;{china(self.entered)};;{self.area()};"
            f"{china(self.moved)};{self.area()}{self.station:06d};{china(self.moved)};三八制;"
            f"{self.dice.randrange(-300, 300) / 10};正常;{int(self.card % 40 == 0)};{self.card % 2};{self.trace}~"
        )


def fill(inbox: Path, megabytes: int, mines: int = 2, seed: int = 1) -> int:
    """Out: the bytes written: RYSS files of `mines` mines, five minutes apart, until there are enough."""
    written, wanted = 0, megabytes * 1_000_000
    for index in range(mines):
        mine = f"520221000{index + 101:03d}"
        folder = inbox / mine / "rydw"
        folder.mkdir(parents=True, exist_ok=True)
        dice = random.Random(seed * 1000 + index)
        crew: list[Walker] = []
        step = 0
        while written < wanted * (index + 1) // mines:
            at = START + timedelta(minutes=5 * step)
            if step % SHIFT_STEPS == 0:
                crew = [Walker(mine, step // SHIFT_STEPS % 3 * 100 + n + 1, at, dice) for n in range(PERSONS)]
            for walker in crew:
                if dice.random() < 0.12:
                    walker.move(at - timedelta(seconds=dice.randrange(300)))
            records = "".join(walker.record() for walker in crew)
            content = f"{mine};测试煤矿;{china(at)}~{records}||".encode()
            (folder / name("RYSS", at, mine)).write_bytes(content)
            written += len(content)
            step += 1
    return written
