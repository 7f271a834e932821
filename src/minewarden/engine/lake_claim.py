"""The right to write a lake in a store, which has no locks: an object that says who is writing.

A writer puts its claim and then lists all claims. The store shows every listing what was put before it, so of two
writers at least one sees the other and steps back; who sees nobody may write. A claim is renewed every minute; one that
was not for ten minutes, by the store's own clock, belongs to a machine that is gone.
"""

from __future__ import annotations

import os
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from minewarden.engine.lake_store import place
from minewarden.engine.store import Store
from minewarden.errors import MinewardenError, WrongState

FOLDER = "writers"
_ID = "writer.id"
ALIVE = timedelta(minutes=10)
RENEW_S = 60.0
PAUSE_S = (0.2, 1.5)  # between two tries; chosen by chance, so that two do not step back for ever


def writer_id(folder: Path) -> str:
    """Out: who writes from this working folder: the machine, and a word of the folder's own."""
    path = folder / _ID
    if not path.exists():
        place(folder, _ID, lambda temporary: temporary.write_text(uuid4().hex[:8]))
    machine = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:60] or "machine"
    return f"{machine}-{path.read_text().strip()}"


class Claim:
    """A claim of one writer. `interrupted` tells that a writer before ended without giving its claim back."""

    def __init__(self, store: Store, writer: str) -> None:
        self.store, self.name = store, f"{FOLDER}/{writer}"
        self.interrupted = False
        self.renewed_s = _seconds()

    @contextmanager
    def held(self, wait_s: float, say: Callable[[str], None]) -> Iterator[None]:
        """Holds the lake for this writer. Errors: WrongState when another still holds it after `wait_s` seconds."""
        self.interrupted = self.name in self.store.names(
            FOLDER
        )  # of this very folder: nobody else may have it
        until = time.monotonic() + wait_s
        told = False
        while other := self._other():
            if time.monotonic() >= until:
                raise WrongState(
                    f"{self.store.name} is being written from {other}; try again when that has ended. Where that "
                    f"machine is gone for good, its claim ends after {ALIVE // timedelta(minutes=1)} minutes"
                )
            if not told:
                say(f"waiting for {other}, which is writing {self.store.name}")
                told = True
            time.sleep(random.uniform(*PAUSE_S))
        stop = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(stop,), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            stop.set()
            renewing.join()  # a renewal that is under way would put the claim again behind its removal
            with suppress(MinewardenError):  # a store that is silent now: this folder knows its claim again
                self.store.delete(self.name)

    def check(self) -> None:
        """Errors: WrongState when the claim was taken away, because this machine did not renew it in time."""
        if self.name not in self.store.names(FOLDER):
            raise WrongState(
                f"{self.store.name}: this machine was silent for so long that others may write; nothing was "
                "published. Call again: what is missing is loaded anew"
            )

    def assure(self) -> None:
        """As `check`, but asks the store only when the last renewal is long ago: cheap before every request."""
        if _seconds() - self.renewed_s > ALIVE.total_seconds() / 2:
            self.check()
            self._put()

    def _put(self) -> None:
        began_s = _seconds()
        self.store.put(self.name, f"process {os.getpid()}\n".encode())
        self.renewed_s = began_s

    def _other(self) -> str | None:
        """Claims the lake. Out: None when that succeeded, else who holds it; then no claim of our own is left."""
        self._put()
        claims = self.store.names(FOLDER)
        now = claims.get(self.name)
        if now is None:
            return "another machine"
        for name, renewed_at in claims.items():
            if name == self.name:
                continue
            if now - renewed_at <= ALIVE:
                self.store.delete(self.name)
                return name.removeprefix(f"{FOLDER}/")
            self.store.delete(name)
            self.interrupted = True
        return None

    def _renew(self, stop: threading.Event) -> None:
        while not stop.wait(RENEW_S):
            try:
                self.check()
                if not stop.is_set():
                    self._put()
            except MinewardenError:
                continue  # silent for a moment, or lost: `check` before publishing has the last word


def _seconds() -> float:
    """Out: a clock that also runs while the machine sleeps, where the system has one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.time()
