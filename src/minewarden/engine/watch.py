"""A drop folder, watched: files are taken when they have come to rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from minewarden.engine.load import LoadReport, Settings, load
from minewarden.engine.load_plan import Found, scan, units

SETTLE_S = 2.0  # a file that changed later than this may still be growing: SFTP writes in place
UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp")
NOT_YET = "lies in the future"  # the one reason for which an unchanged file is worth another look


class Watcher:
    """Takes what has come to rest since the last look. `clock` tells the time in seconds since the epoch."""

    def __init__(
        self,
        inbox: Path,
        lake: str | Path,
        *,
        settle_s: float = SETTLE_S,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.inbox, self.lake, self.settle_s = inbox.resolve(), lake, settle_s
        self.settings, self.clock = settings, clock
        self.settled: dict[str, int] = {}  # by path, the change that has been dealt with

    def at_rest(self, found: Found) -> bool:
        """Out: whether a file is finished: by its name, and by having been left alone for a while."""
        name = found.name.lower()
        if name.startswith(".") or name.endswith(UNFINISHED):
            return False
        return found.changed_ns / 1e9 <= self.clock() - self.settle_s

    def look(self) -> LoadReport | None:
        """Out: what was done with the files that are new and at rest; None when there were none.

        Errors: as `load`.
        """
        ready = {
            found.path: found.changed_ns
            for unit in units(self.inbox)
            for found in scan(self.inbox, unit)
            if self.settled.get(found.path) != found.changed_ns and self.at_rest(found)
        }
        if not ready:
            return None
        now = datetime.fromtimestamp(self.clock(), UTC)
        report = load(
            self.inbox,
            self.lake,
            now=now,
            settings=self.settings,
            only=lambda found: ready.get(found.path) == found.changed_ns,
        )
        waiting = {one.file for one in report.quarantined if NOT_YET in one.reason}
        self.settled.update((path, changed) for path, changed in ready.items() if path not in waiting)
        return report


def watch(
    watcher: Watcher, every_s: float, stop: threading.Event, tell: Callable[[LoadReport], None]
) -> None:
    """Looks every `every_s` seconds until `stop` is set; `tell` hears of every look that found something."""
    while not stop.is_set():
        report = watcher.look()
        if report is not None:
            tell(report)
        stop.wait(every_s)
