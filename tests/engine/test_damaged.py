"""Damaged files: no crash, bounded memory, every one reported."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minewarden.engine.load import Settings, load
from tests.engine.damage import SPOILS, damaged_inbox, sparse
from tests.engine.inbox import MINE, NOW, START, name, put, put_power, put_snapshots, text
from tests.engine.lakes import files_below

_MEASURED = """
import json, re, sys
from pathlib import Path
from minewarden.engine.load import Settings, load
report = load(sys.argv[1], sys.argv[2], settings=Settings(workers=1))
status = Path("/proc/self/status").read_text()  # of this program alone: the peak of getrusage is inherited
peak_mb = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024
print(json.dumps({"peak_mb": peak_mb, "rows": report.rows, "reasons": [q.reason for q in report.quarantined]}))
"""


def test_every_damaged_file_is_reported_and_kept(tmp_path: Path) -> None:
    inbox, lake = tmp_path / "inbox", tmp_path / "lake"
    count = damaged_inbox(inbox, 24 * len(SPOILS))
    report = load(inbox, lake, now=NOW, settings=Settings(workers=1))
    assert report.files == count
    reported = {one.file for one in report.quarantined}
    assert len(reported) == count
    assert report.rows == 0
    kept = [path for path in files_below(lake, "quarantine") if not path.endswith(".reason.json")]
    reasons = [path for path in files_below(lake, "quarantine") if path.endswith(".reason.json")]
    assert len(kept) == len(reasons) >= count * 0.85  # equal contents (empty, bombs) are kept once
    assert all(one.reason for one in report.quarantined)


def test_good_files_between_damaged_ones_are_taken(tmp_path: Path) -> None:
    inbox, lake = tmp_path / "inbox", tmp_path / "lake"
    damaged_inbox(inbox, len(SPOILS))
    put_snapshots(inbox, 10, persons=3, mine="520221000102")
    assert load(inbox, lake, now=NOW, settings=Settings(workers=1)).rows == 30


def endless_line(inbox: Path) -> None:
    sparse(inbox / MINE / name("RYSS", NOW), 1024)


def endless_table(inbox: Path) -> None:
    sparse(inbox / MINE / "power.csv", 300)


def marks_only(inbox: Path) -> None:
    put(inbox, START, "RYSS", text("RYSS", START, [])[:-2] + b"~" * 30_000_000 + b"||")


def breaks_only(inbox: Path) -> None:
    put_power(inbox, 0).write_bytes(b"at,feeder,kw\n" + b",\n" * 30_000_000)


@pytest.mark.parametrize("spoil", [endless_line, endless_table, marks_only, breaks_only])
def test_a_monstrous_file_does_not_fill_the_memory(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    inbox = tmp_path / "inbox"
    spoil(inbox)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(inbox), str(tmp_path / "lake")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["rows"], len(told["reasons"])) == (0, 1)
    assert told["peak_mb"] < 1000
