"""The drop folder: files wait until they rest, then count once."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from minewarden.engine.lake import Lake
from minewarden.engine.load import LoadReport, Settings
from minewarden.engine.watch import Watcher, watch
from tests.engine.inbox import MINE, START, name, put, put_snapshots, snapshot


class Clock:
    """A clock that stands a few seconds after the newest file, until it is moved."""

    def __init__(self, inbox: Path) -> None:
        self.inbox, self.ahead_s = inbox, 0.0

    def __call__(self) -> float:
        return max(path.stat().st_ctime for path in self.inbox.rglob("*")) + self.ahead_s


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    put_snapshots(tmp_path / "inbox", 2, persons=3)
    return tmp_path / "inbox"


def watcher_of(inbox: Path) -> tuple[Watcher, Clock]:
    clock = Clock(inbox)
    return Watcher(inbox, inbox.parent / "lake", settings=Settings(workers=1), clock=clock), clock


def test_a_file_is_taken_when_it_has_come_to_rest(inbox: Path) -> None:
    watcher, clock = watcher_of(inbox)
    assert watcher.look() is None
    clock.ahead_s = 3.0
    report = watcher.look()
    assert report is not None
    assert report.rows == 6
    assert watcher.look() is None


def test_unfinished_names_wait_for_their_final_name(inbox: Path) -> None:
    watcher, clock = watcher_of(inbox)
    clock.ahead_s = 3.0
    watcher.look()
    at = START + timedelta(hours=1)
    final = inbox / MINE / "rydw" / name("RYSS", at)
    part = final.with_suffix(".txt.part")
    part.write_bytes(snapshot(at, 4))
    assert watcher.look() is None
    part.rename(final)
    report = watcher.look()
    assert report is not None
    assert (report.files, report.rows) == (1, 4)


def test_a_file_that_grew_after_its_refusal_is_looked_at_again(inbox: Path) -> None:
    watcher, clock = watcher_of(inbox)
    clock.ahead_s = 3.0
    watcher.look()
    at = START + timedelta(hours=1)
    put(inbox, at, "RYSS", snapshot(at, 4)[:-9])
    report = watcher.look()
    assert report is not None
    assert len(report.quarantined) == 1
    assert watcher.look() is None
    put(inbox, at, "RYSS", snapshot(at, 4))
    report = watcher.look()
    assert report is not None
    assert (report.rows, report.quarantined) == (4, [])


def test_watching_ends_when_it_is_told_to(inbox: Path) -> None:
    watcher, clock = watcher_of(inbox)
    clock.ahead_s = 3.0
    stop = threading.Event()
    heard: list[LoadReport] = []

    def tell(report: LoadReport) -> None:
        heard.append(report)
        stop.set()

    watch(watcher, 0.0, stop, tell)
    assert [report.rows for report in heard] == [6]
    assert Lake(inbox.parent / "lake").table("ryss", MINE).num_rows == 6
