"""Text files into the lake: speed, memory, growth, and peers on the same files.

The peers do a part of the work: none of them checks records, keeps the raw files, or knows what it has read before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.report import Report
from tests.engine.bulk import fill

SIZES_MB = (50, 500, 2000)
PEER_MB = 500
GOAL_MB_S = 150
NATIONAL_DAY_GB = 60

LOAD = """
import json, sys, time
from minewarden.engine.load import Settings, load
if __name__ == "__main__":
    begun = time.perf_counter()
    report = load(sys.argv[1], sys.argv[2], settings=Settings(workers=int(sys.argv[3])))
    print(json.dumps({"s": time.perf_counter() - begun, "rows": report.rows, "bad": len(report.quarantined)}))
"""

_POLARS = """
import json, sys, time
from pathlib import Path
import polars as pl
begun = time.perf_counter()
files = sorted(Path(sys.argv[1]).rglob("*.txt"))
frame = pl.scan_csv(files, separator=";", eol_char="~", has_header=False, skip_rows=1, quote_char=None,
                    schema={f"c{i}": pl.String for i in range(15)}, truncate_ragged_lines=True)
frame.filter(pl.col("c0") != "||").sink_parquet(sys.argv[2], compression="zstd", compression_level=1)
rows = pl.scan_parquet(sys.argv[2]).select(pl.len()).collect().item()
print(json.dumps({"s": time.perf_counter() - begun, "rows": rows}))
"""

_DUCKDB = """
import json, sys, time
import duckdb
begun = time.perf_counter()
db = duckdb.connect()
db.execute("SET threads = 2")
fields = ", ".join(f"f[{i + 1}] AS c{i}" for i in range(15))
lines = f"SELECT unnest(string_split(content, '~')) AS r FROM read_text('{sys.argv[1]}/*/rydw/*.txt')"
table = f"SELECT {fields} FROM (SELECT string_split(r, ';') AS f FROM ({lines})) WHERE len(f) = 15"
db.execute(f"COPY ({table}) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)")
rows = db.execute(f"SELECT count(*) FROM '{sys.argv[2]}'").fetchone()[0]
print(json.dumps({"s": time.perf_counter() - begun, "rows": rows}))
"""


def run(out: Report) -> None:
    """Measures loads of growing size, then the peers on the middle one."""
    with tempfile.TemporaryDirectory(prefix="minewarden-load-") as name:
        folder = Path(name)
        out.note(
            "RYSS files of about 68 KB (85 people, traces of a dozen stations), from two mines, page cache warm. "
            "Loading includes reading, SHA-256, checking every field, Parquet, the raw store and the catalogue."
        )
        sizes = [_measured_load(folder, megabytes, 2) for megabytes in SIZES_MB]
        alone = _measured_load(folder, PEER_MB, 1)
        out.table(
            "Loading",
            ("text", "files", "rows", "workers", "time", "speed", "CPU time", "memory of all processes"),
            [_load_row(*one) for one in [*sizes, alone]],
        )
        _conclude(out, sizes)
        out.table(
            f"Peers on the same {PEER_MB} MB",
            ("what", "time", "speed", "rows"),
            _peers(folder / f"inbox-{PEER_MB}", folder),
        )


Measured = tuple[int, int, int, dict[str, float]]


def _measured_load(folder: Path, megabytes: int, workers: int) -> Measured:
    inbox = folder / f"inbox-{megabytes}"
    if not inbox.exists():
        fill(inbox, megabytes)
        os.sync()  # the senders' writing is no part of the loading
    paths = list(inbox.rglob("*.txt"))
    size = sum(len(path.read_bytes()) for path in paths)
    best: dict[str, float] = {}
    for repeat in range(2):
        lake = folder / f"lake-{megabytes}-{workers}-{repeat}"
        told = child(LOAD, inbox, lake, workers)
        assert told["bad"] == 0
        best = told if not best or told["s"] < best["s"] else best
    return size, len(paths), workers, best


def _load_row(size: int, files: int, workers: int, told: dict[str, float]) -> list[str]:
    return [
        f"{size / 1e6:.0f} MB",
        f"{files}",
        f"{told['rows']:.0f}",
        f"{workers}",
        f"{told['s']:.2f} s",
        f"{size / 1e6 / told['s']:.0f} MB/s",
        f"{told['cpu_s']:.1f} s",
        f"{told['peak_mb']:.0f} MB",
    ]


def _conclude(out: Report, sizes: list[Measured]) -> None:
    (small, _, _, first), (large, _, _, last) = sizes[-2], sizes[-1]
    speed = large / 1e6 / last["s"]
    out.note(
        f"Goal {GOAL_MB_S} MB/s: {speed:.0f} MB/s at the largest size. {large / small:.1f} times the text took "
        f"{last['s'] / first['s']:.1f} times the time. A national day of {NATIONAL_DAY_GB} GB, extrapolated from the "
        f"largest size: {NATIONAL_DAY_GB * 1000 / speed / 60:.1f} minutes. Best of two runs each."
    )


def _peers(inbox: Path, folder: Path) -> list[list[str]]:
    size = sum(path.stat().st_size for path in inbox.rglob("*.txt"))
    begun = time.perf_counter()
    subprocess.run(f"cat {inbox}/*/rydw/*.txt | sha256sum", shell=True, check=True, stdout=subprocess.DEVNULL)
    rows = [["cat and sha256sum (no parsing)", time.perf_counter() - begun, ""]]
    for label, code in (
        ("Polars, CSV to one Parquet file", _POLARS),
        ("DuckDB, split text to one Parquet file", _DUCKDB),
    ):
        told = child(code, inbox, folder / f"{label[:6]}.parquet")
        rows.append([label, told["s"], f"{told['rows']:.0f}"])
    return [[label, f"{s:.2f} s", f"{size / 1e6 / s:.0f} MB/s", count] for label, s, count in rows]


def child(code: str, *arguments: object) -> dict[str, float]:
    """Out: what the program printed as JSON, and its peak memory and CPU time with all its processes.

    It runs from a file, so that its own workers can import it.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file, tempfile.TemporaryFile("w+") as printed:
        file.write(code)
        file.flush()
        process = psutil.Popen([sys.executable, file.name, *map(str, arguments)], stdout=printed)
        peak_mb, cpu_s = _observed(process)
        if process.wait():
            raise RuntimeError(f"{file.name} ended with exit code {process.returncode}")
        printed.seek(0)
        told: dict[str, float] = json.load(printed)
    return {**told, "peak_mb": peak_mb, "cpu_s": cpu_s}


def _observed(process: psutil.Popen) -> tuple[float, float]:
    """Out: the largest memory of the process and its descendants together (MB), and their CPU time (s)."""
    peak = 0
    cpu: dict[int, float] = {}
    while process.poll() is None:
        memory = 0
        for one in [process, *process.children(recursive=True)]:
            try:
                times = one.cpu_times()
                memory += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            cpu[one.pid] = times.user + times.system
        peak = max(peak, memory)
        time.sleep(0.05)
    return peak / 1024 / 1024, sum(cpu.values())
