"""One measurement in a fresh process: seconds of the work, peak memory of the whole process, how many came out."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A script prints one line: {"seconds": …, "count": …}; this is put before it.
_PREAMBLE = """
import json, resource, sys, time
def report(seconds, count):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": seconds, "count": count, "peak_mb": peak, "cpu_s": used.ru_utime + used.ru_stime}))
"""


@dataclass(frozen=True)
class Measured:
    """The median of several runs."""

    seconds: float
    peak_mb: float
    count: int
    runs: int

    def rate(self, rows: int) -> float:
        """Rows a second."""
        return rows / self.seconds


def measure(script: str, *arguments: object, python: Path | None = None, runs: int = 3) -> Measured | str:
    """The median of `runs` fresh processes of a script that ends with `report(seconds, count)`; else why it failed."""
    return _middle([_once(script, arguments, python) for _ in range(runs)])


def measure_in_turn(*calls: Sequence[object], runs: int = 5) -> list[Measured | str]:
    """As `measure` for several (script, argument, …), one run of each at a time: what slows the machine slows all."""
    found = [[_once(str(script), arguments, None) for script, *arguments in calls] for _ in range(runs)]
    return [_middle([turn[place] for turn in found]) for place in range(len(calls))]


def _once(script: str, arguments: Sequence[object], python: Path | None) -> dict[str, float] | str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "PYTHONWARNINGS": "ignore"}
    command = [str(python or sys.executable), "-c", _PREAMBLE + script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return lines[-1] if lines else f"ended with {done.returncode}"
    told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _middle(found: Sequence[dict[str, float] | str]) -> Measured | str:
    """The run in the middle by time, with the median of the memory; or why one failed."""
    runs = []
    for one in found:
        if isinstance(one, str):
            return one
        runs.append(one)
    middle = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
    peak_mb = statistics.median(run["peak_mb"] for run in runs)
    return Measured(middle["seconds"], peak_mb, int(middle["count"]), len(runs))


def line(name: str, rows: int, measured: Measured | str, *, unit: str = "") -> Sequence[object]:
    """A row of a table: who, how long, how fast, how much memory, how many came out."""
    if isinstance(measured, str):
        return [name, "could not be run", "", "", measured[:120]]
    rate = measured.rate(rows)
    speed = f"{rate / 1e6:.1f} M rows/s" if rate >= 1e6 else f"{rate / 1e3:.1f} k rows/s"
    return [
        name,
        f"{measured.seconds:.2f} s",
        speed,
        f"{measured.peak_mb:,.0f} MB",
        f"{measured.count:,}{unit}",
    ]
