"""A load that is killed at any moment and started again leaves the lake of an undisturbed load."""

from __future__ import annotations

import multiprocessing
import random
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from minewarden.engine.load import Settings, load
from tests.engine.inbox import MINE, NOW, START, put, put_power, put_register, put_snapshots, text
from tests.engine.lakes import assert_same_lake

KILLS = 50
OTHER = "520221000102"
SMALL = Settings(batch_bytes=6_000, workers=1)  # many batches, hence many moments between commits


def mixed_inbox(root: Path) -> Path:
    """Out: an inbox of two mines with twins, late, damaged and half damaged files, and tables that overlap."""
    inbox = root / "inbox"
    for mine in (MINE, OTHER):
        paths = put_snapshots(inbox, 16, persons=4, mine=mine)
        put_register(inbox, mine)
        put_power(inbox, 40, mine)
        put_power(inbox, 12, mine, "power-2.csv", kw=7.0)
        (inbox / mine / "rydw" / "again").mkdir()
        (inbox / mine / "rydw" / "again" / paths[3].name).write_bytes(paths[3].read_bytes())
        paths[5].write_bytes(paths[5].read_bytes()[:-40])
        paths[9].write_bytes(paths[9].read_bytes().replace(b";1;2024", b";7;2024", 1))
        roster = [f"{mine}00001;矿工1;采煤工;;综采队;1990-01-01;;0;0"]
        put(inbox, START, "RYXX", text("RYXX", START, roster, mine), mine)
    put(inbox, NOW + timedelta(days=1), "RYSS", text("RYSS", NOW + timedelta(days=1), []))
    return inbox


def start(inbox: Path, lake: Path, settings: Settings) -> multiprocessing.process.BaseProcess:
    """Out: a running load in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["minewarden.engine.load"])
    process = context.Process(target=load, args=(inbox, lake), kwargs={"now": NOW, "settings": settings})
    process.start()
    return process


def finish(inbox: Path, lake: Path, settings: Settings) -> float:
    """Out: the seconds that an undisturbed load took."""
    begun = perf_counter()
    process = start(inbox, lake, settings)
    process.join(60)
    assert process.exitcode == 0
    return perf_counter() - begun


@pytest.mark.heavy
def test_a_lake_after_fifty_kills_equals_that_of_an_undisturbed_load(tmp_path: Path) -> None:
    inbox = mixed_inbox(tmp_path)
    finish(inbox, tmp_path / "warm", SMALL)  # the first start also starts the server of processes
    whole_s = finish(inbox, tmp_path / "undisturbed", SMALL)
    dice = random.Random(20240301)
    kills = round_no = 0
    while kills < KILLS:
        lake = tmp_path / f"killed-{round_no}"
        for _ in range(6):
            process = start(inbox, lake, SMALL)
            process.join(dice.uniform(0.0, whole_s))
            if process.is_alive():
                process.kill()
                kills += 1
            process.join()
        finish(inbox, lake, SMALL)
        assert_same_lake(tmp_path / "undisturbed", lake)
        round_no += 1


def test_a_pool_of_workers_killed_or_not_leaves_the_same_lake(tmp_path: Path) -> None:
    inbox = mixed_inbox(tmp_path)
    pooled = Settings(batch_bytes=6_000, workers=2, pool_from_bytes=0)
    load(inbox, tmp_path / "alone", now=NOW, settings=SMALL)
    whole_s = finish(inbox, tmp_path / "pooled", pooled)
    for share in (0.3, 0.6, 0.9):
        process = start(inbox, tmp_path / "killed", pooled)
        process.join(whole_s * share)
        process.kill()
        process.join()
    finish(inbox, tmp_path / "killed", pooled)
    assert_same_lake(tmp_path / "alone", tmp_path / "pooled")
    assert_same_lake(tmp_path / "alone", tmp_path / "killed")


def test_two_loads_at_once_take_every_file_once(tmp_path: Path) -> None:
    inbox = mixed_inbox(tmp_path)
    lake = tmp_path / "lake"
    both = [start(inbox, lake, SMALL) for _ in range(2)]
    for process in both:
        process.join(60)
    load(inbox, tmp_path / "alone", now=NOW, settings=SMALL)
    assert [process.exitcode for process in both] == [0, 0]
    assert_same_lake(tmp_path / "alone", lake)
