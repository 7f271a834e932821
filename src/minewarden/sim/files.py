"""Writes the inbox of one mine: text files in the mine's profile, CSV files, and the dirt of real sending."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from pathlib import Path

from minewarden.sim.clock import china_text, stamp
from minewarden.sim.spec import Dirt

# profile -> field, record, end separators and the prefix of the type
_PROFILES = {"default": (";", "~", "||", ""), "caret": (";", "^", "]]]", "N")}


class Inbox:
    """The folder of a mine. File times (mtime) are arrival times."""

    def __init__(self, folder: Path, mine_code: str, profile: str, dirt: Dirt, rng: random.Random) -> None:
        self.folder = folder
        self.mine_code = mine_code
        self.dirt = dirt
        self.rng = rng
        _, self.record, self.end, self.prefix = _PROFILES[profile]
        if dirt.crlf:
            self.record += "\r\n"
        self._rows: dict[str, list[str]] = {}
        self._events: dict[tuple[str, str, int], list[str]] = {}
        for name in ("rydw", "aqjk"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def send(self, system: str, kind: str, at: int, header: str, records: Iterable[str]) -> None:
        """Send one text file made at `at`, with the mishaps that befall a few."""
        rng, dirt = self.rng, self.dirt
        chance = rng.random()
        if chance < dirt.lost:
            return
        body = [header, *records]
        if dirt.bad_record and len(body) > 1 and rng.random() < dirt.bad_record * len(body):
            spot = rng.randrange(1, len(body))
            body[spot] = body[spot].rpartition(";")[0]
        text = self.record.join(body) + self.record + self.end
        chance -= dirt.lost
        delay = rng.randint(1, 20)
        if chance < dirt.late:
            delay = rng.randint(1800, 6 * 3600)
        chance -= dirt.late
        if 0 <= chance < dirt.duplicate:
            self._put(system, kind, at + rng.randint(1, 40), text, delay + 60)
        chance -= dirt.duplicate
        if 0 <= chance < dirt.partial:
            self._partial(system, kind, at, text)
            return
        self._spoil(system, kind, at, text)
        self._put(system, kind, at, text, delay)

    def collect(self, system: str, kind: str, at: int, header: str, record: str) -> None:
        """Keep a record of an event until `flush`; records of the same second share a file."""
        self._events.setdefault((system, kind, at), [header + china_text(at)]).append(record)

    def flush(self) -> None:
        """Send the events collected."""
        for (system, kind, at), (header, *rows) in sorted(self._events.items()):
            self.send(system, kind, at, header, rows)
        self._events.clear()

    def _partial(self, system: str, kind: str, at: int, text: str) -> None:
        """Half a file; now and then the whole one follows under another name."""
        self._put(system, kind, at, text[: self.rng.randrange(len(text) // 3, len(text) - 2)], 5)
        if self.rng.random() < 0.5:
            self._put(system, kind, at + 7, text, 90)

    def _spoil(self, system: str, kind: str, at: int, text: str) -> None:
        """Files that must be refused, sent beside the good one."""
        rng, dirt = self.rng, self.dirt
        if dirt.full_width and rng.random() < dirt.full_width:
            self._put(system, kind, at + 3, text.replace(";", "；"), 5)
        if dirt.other_mine and rng.random() < dirt.other_mine:
            other = f"{(int(self.mine_code) + 1) % 10**12:012d}"
            self._put(system, kind, at + 4, text.replace(self.mine_code, other), 5)
        if dirt.future and rng.random() < dirt.future:
            self._put(system, kind, at + 5 * 366 * 86_400, text, -5 * 366 * 86_400)

    def _put(self, system: str, kind: str, at: int, text: str, delay: int) -> None:
        path = self.folder / system / f"{self.mine_code}_{self.prefix}{kind}_{stamp(at)}.txt"
        path.write_bytes(text.encode())
        os.utime(path, (at + delay, at + delay))

    def row(self, table: str, line: str) -> None:
        """Add a line to `<table>.csv`."""
        self._rows.setdefault(table, []).append(line)

    def close(self, headers: dict[str, str]) -> None:
        """Write the CSV files whose header is given; tables without rows keep their header."""
        for table, header in headers.items():
            lines = [header, *self._rows.get(table, [])]
            (self.folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
