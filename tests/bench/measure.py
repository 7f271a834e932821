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
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    found = []
    for _ in range(runs):
        command = [str(python or sys.executable), "-c", _PREAMBLE + script, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            return lines[-1] if lines else f"ended with {done.returncode}"
        found.append(json.loads(done.stdout.strip().splitlines()[-1]))
    middle = sorted(found, key=lambda run: run["seconds"])[len(found) // 2]
    return Measured(
        middle["seconds"], statistics.median(run["peak_mb"] for run in found), middle["count"], runs
    )


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
