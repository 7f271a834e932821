"""Writes text files the way an upload program does: mostly well, now and then late, twice or half."""

from __future__ import annotations

from pathlib import Path
from random import Random

from .scene import Scene


class Sender:
    """Upload program of one system of one mine."""

    def __init__(self, scene: Scene, folder: Path, salt: str) -> None:
        self.scene = scene
        self.folder = folder
        self.dice = Random(f"lagoon/{scene.code}/send/{salt}")
        second = scene.habits.second_profile
        self.mark = "^" if second else "~"
        self.end = "]]]" if second else "||"
        self.prefix = "N" if second else ""
        self.used: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def silent(self, t: float) -> bool:
        """Whether the mine is off the net."""
        return any(a <= t < b for a, b in self.scene.outages)

    def header(self, t: float) -> str:
        """The plain three-field header."""
        return f"{self.scene.code};{self.scene.name};{self.scene.clock.text(t)}"

    def _write(self, kind: str, t: float, text: str) -> None:
        while True:
            name = f"{self.scene.code}_{self.prefix}{kind}_{self.scene.clock.stamp(t)}.txt"
            if name not in self.used:
                break
            t += 1
        self.used.add(name)
        with open(self.folder / name, "w", encoding="utf-8", newline="") as out:
            out.write(text)

    def send(self, kind: str, t: float, records: list[str], header: str = "") -> None:
        """Send one file with its header and records."""
        if self.silent(t):
            return
        habits, dice = self.scene.habits, self.dice
        luck = dice.random()
        text = self.mark.join([header or self.header(t), *records]) + self.mark + self.end
        if luck < habits.half and kind in ("RYSS", "CDSS"):
            text = text[: int(len(text) * dice.uniform(0.3, 0.9))]
        late = dice.randint(600, 5400) if habits.half <= luck < habits.half + habits.late else 0
        self._write(kind, t + late, text)
        if dice.random() < habits.twice:
            self._write(kind, t + dice.randint(3, 240), text)
