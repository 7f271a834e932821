"""The house itself: vendored files are those of the manifest, the lock names no address, English is complete."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
needs_checkout = pytest.mark.skipif(
    not (ROOT / "src").is_dir(), reason="runs in a checkout, not beside a wheel"
)


def test_every_vendored_file_is_the_one_of_the_manifest():
    folder = files("minewarden.web") / "static" / "vendor"
    manifest = tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))
    assert {p.name for p in folder.iterdir()} == {*manifest, "MANIFEST.toml"}
    for name, row in manifest.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == row["sha256"], name


@needs_checkout
def test_the_lock_names_versions_and_hashes_but_no_address():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert "sha256:" in lock and not re.search(r"https?://", lock)


@needs_checkout
def test_every_text_has_its_english_and_the_catalogues_are_up_to_date():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "messages.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@needs_checkout
def test_only_actions_write():
    """`.save(`, `.create(` and the like stand in actions and their helpers, in demonstrations, and nowhere in views."""
    writing = re.compile(r"(?<!actions)\.(save|create|bulk_create|update_or_create|bulk_update|delete)\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "src" / "minewarden" / "web").rglob("*.py")
        if path.name.endswith(("views.py", "queries.py", "forms.py", "lists.py", "worklist.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if writing.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["feeds", "--help"], ["cases", "review", "--help"]]
)
def test_the_command_line_answers(words):
    done = subprocess.run(
        [sys.executable, "-m", "minewarden", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and done.stdout


def test_an_unknown_argument_ends_with_exit_code_two():
    done = subprocess.run(
        [sys.executable, "-m", "minewarden", "bulletin", "build"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "Usage" in done.stderr
