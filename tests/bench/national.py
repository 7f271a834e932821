"""A national day: a tenth of it measured, from text files to compared mines

A tenth of 4,000 mines and 60 GB of text is loaded and compared; the whole is extrapolated from it and said to be so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.bench.load import LOAD, child
from tests.bench.report import Report
from tests.engine.bulk import fill

MINES = 4000
TEXT_GB = 60
PART = 10
GOAL_MIN = 15

_COMPARE = """
import json, sys, time
from minewarden.engine.lake import Lake
from minewarden.engine.runs import run_mines
from minewarden.factors.find import find_leads
if __name__ == "__main__":
    mines = Lake(sys.argv[1]).mines()
    begun = time.perf_counter()
    results = run_mines(sys.argv[1], mines, find_leads, workers=2)
    print(json.dumps({"s": time.perf_counter() - begun, "mines": sum(result.ok for result in results)}))
"""


def run(out: Report) -> None:
    """Loads and compares a tenth of a national day with two processes."""
    mines, megabytes = MINES // PART, TEXT_GB * 1000 // PART
    with tempfile.TemporaryDirectory(prefix="minewarden-national-") as name:
        inbox, lake = Path(name) / "inbox", Path(name) / "lake"
        written = fill(inbox, megabytes, mines)
        os.sync()  # what the day's senders wrote is on the disk before the loading begins
        loaded = child(LOAD, inbox, lake, 2)
        shutil.rmtree(inbox)
        compared = child(_COMPARE, lake)
    assert loaded["bad"] == 0, "a file of the day was not taken"
    assert compared["mines"] == mines, "a mine could not be compared"
    out.note(
        f"{mines} mines send a day of RYSS files, {written / 1e9:.1f} GB in all ({loaded['rows']:,.0f} rows): a tenth "
        f"of {MINES:,} mines and {TEXT_GB} GB. The files were written just before: many lie in the page cache."
    )
    out.table(
        "A tenth of the day",
        ("step", "time", "CPU time", "memory of all processes"),
        [
            _row("text into the lake", loaded),
            _row("factors and checks that have data, a mine at a time", compared),
        ],
    )
    whole = [PART * step["s"] / 60 for step in (loaded, compared)]
    out.note(
        f"The whole day, extrapolated from this tenth on two cores: {whole[0]:.1f} minutes for loading, "
        f"{whole[1]:.1f} for the comparison of that day, {sum(whole):.1f} in all; the goal is {GOAL_MIN} minutes. "
        "These mines send where people are, and neither a register nor other systems: the comparison finds little to "
        "compare. A mine with all systems and a month of history takes what the page on accuracy says."
    )


def _row(step: str, told: dict[str, float]) -> list[str]:
    return [step, f"{told['s']:.0f} s", f"{told['cpu_s']:.0f} s", f"{told['peak_mb']:,.0f} MB"]
