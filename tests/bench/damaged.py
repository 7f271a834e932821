"""Ten thousand damaged files: no crash, bounded memory, every one reported."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.bench.report import Report
from tests.engine.damage import SPOILS, damaged_inbox, sparse
from tests.engine.inbox import MINE, NOW, name, put_snapshots

COUNT = 10_000
GOOD = 200
MAX_MB = 500

_LOAD = """
import json, resource, sys, time
from minewarden.engine.load import Settings, load
begun = time.perf_counter()
report = load(sys.argv[1], sys.argv[2], settings=Settings(workers=1))
print(json.dumps({"s": time.perf_counter() - begun, "rows": report.rows, "files": report.files,
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  "reported": [[q.file, q.reason] for q in report.quarantined]}))
"""


def run(out: Report) -> None:
    """Loads the damaged files beside good ones in one process and counts what is reported."""
    with tempfile.TemporaryDirectory(prefix="minewarden-damaged-") as folder:
        inbox, lake = Path(folder) / "inbox", Path(folder) / "lake"
        damaged = damaged_inbox(inbox, COUNT) + 1
        sparse(inbox / MINE / name("RYSS", NOW), 1024)
        put_snapshots(inbox, GOOD, persons=5, mine="520221000102")
        done = subprocess.run(
            [sys.executable, "-c", _LOAD, str(inbox), str(lake)], capture_output=True, text=True, check=True
        )
        told = json.loads(done.stdout)
        reported = {file for file, _ in told["reported"]}
        out.note(
            f"{damaged:,} damaged files in {len(SPOILS)} ways (zip and gzip bombs among them, and one line of 1 GB), "
            f"with {GOOD} good ones between, loaded by one process in {told['s']:.0f} s."
        )
        rows = f"{told['rows']:,} of {GOOD * 5:,}"
        out.table(
            "Targets",
            ("what", "target", "measured"),
            (
                ("end of the run", "no crash", "no crash"),
                ("damaged files reported, each with its reason", "all", f"{len(reported):,} of {damaged:,}"),
                ("rows taken of the good files between them", "all", rows),
                ("largest memory of the process", f"below {MAX_MB} MB", f"{told['peak_mb']:.0f} MB"),
            ),
        )
        assert len(reported) == damaged, "a damaged file was not reported"
        assert told["rows"] == GOOD * 5
        reasons = Counter(_kind(reason) for _, reason in told["reported"])
        out.table("What was reported", ("reason", "files"), reasons.most_common())


def _kind(reason: str) -> str:
    """Out: the reason without what differs from file to file; `…` and n stand for it."""
    head, quoted, _ = reason.split(", the first:")[0].partition("'")
    return re.sub(r"(?<!UTF-)\d+", "n", head.replace("|", "\\|")) + ("…" if quoted else "")
