"""Real input that the project does not ship: beside the project, or the test is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("MINEWARDEN_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared_path(name: str) -> Path:
    """The path of `shared/<name>`; skips the calling test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"real input is absent: {path} (set MINEWARDEN_SHARED to the folder that holds it)")
    return path
