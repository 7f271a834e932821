"""Hostile and damaged case files: 5,000 files of 25 kinds, all reported, bounded memory and time

The files are made by tests/casefile/hostile.py from a seed and read as 25 cases of 200 in two processes.
"""

from __future__ import annotations

import os
import resource
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from minewarden.casefile.read import read_cases
from tests.bench.report import Report
from tests.casefile.hostile import MAY_PASS, write_hostile

CASES, FILES = 25, 200
SEED = 20260701


def run(out: Report) -> None:
    """Make the files, read them, say what was reported, what it took, and that this process still lives."""
    cases = int(os.environ.get("HOSTILE_CASES", CASES))
    with tempfile.TemporaryDirectory(prefix="hostile") as name:
        folders, makers = _make(Path(name), cases)
        peak = _PeakMemory()
        started = time.perf_counter()
        kinds: Counter[str] = Counter()
        silent: Counter[str] = Counter()
        slowest = 0.0
        last = started
        for case in read_cases(folders):
            made = makers[case.name]
            reported = {problem.file for problem in case.reading_problems}
            seen = reported | {document.file for document in case.documents}
            kinds.update(problem.kind.value for problem in case.reading_problems)
            silent.update(maker for file, maker in made.items() if file not in seen)
            silent.update(
                maker for file, maker in made.items() if maker not in MAY_PASS and file not in reported
            )
            slowest, last = max(slowest, time.perf_counter() - last), time.perf_counter()
        took = time.perf_counter() - started
        peak.stop()
    count = cases * FILES
    out.table(
        f"{count:,} files, 2 processes",
        ("figure", "value"),
        (
            ("crashes of the reader", 0),
            ("files neither read nor reported, or wrongly believed", sum(silent.values())),
            ("time, s", f"{took:.0f}"),
            ("files a second", f"{count / took:.0f}"),
            ("longest wait for one case of 200 files, s", f"{slowest:.1f}"),
            ("peak memory of reader and workers, MB", f"{peak.megabytes:.0f}"),
        ),
    )
    out.table("Reported, by kind of problem", ("kind", "reports"), sorted(kinds.items()))
    if silent:
        out.table("Passed over, by maker", ("maker", "files"), sorted(silent.items()))


def _make(folder: Path, cases: int) -> tuple[list[Path], dict[str, dict[str, str]]]:
    folders: list[Path] = []
    makers: dict[str, dict[str, str]] = {}
    for number in range(cases):
        case = folder / f"case{number:02d}"
        case.mkdir()
        makers[case.name] = write_hostile(case, FILES, SEED + number)
        folders.append(case)
    return folders, makers


class _PeakMemory:
    """The most memory this process and its children held together, looked at four times a second."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            self.megabytes = max(self.megabytes, _held_bytes() / 2**20)


def _held_bytes() -> int:
    """Resident memory of this process and its children, from /proc; of this one alone where there is none."""
    me = os.getpid()
    if not Path("/proc").is_dir():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "status").read_text()
        except OSError:
            continue  # it ended while we looked
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        if int(entry.name) == me or fields.get("PPid", "").strip() == str(me):
            total += int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
    return total
