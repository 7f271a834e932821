"""Environments of the peers: each library wants its own, older or newer, neighbours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench-env"
# as they were measured for the domain page on detection: scikit-mobility runs with these older parts only
PEERS = {
    "movingpandas": ("movingpandas==0.23.0", "pyarrow", "shapely>=2"),
    "trackintel": ("trackintel==1.4.2", "pyarrow"),
    "scikit-mobility": (
        "numpy==1.26.4",
        "pandas==1.5.3",
        "shapely==1.8.5.post1",
        "pyarrow<15",
        "setuptools<81",
        "geopandas==0.10.2",
        "folium==0.12.1.post1",
        "matplotlib<3.9",
        "geojson<3",
        "h3<4",
        "tqdm",
        "requests",
    ),
    "engines": ("duckdb", "polars", "pyarrow"),
}
# Installed without what they ask for: scikit-mobility wants an igraph that has no wheel for Python 3.11 and would be
# compiled for many minutes; only its models of migration use it, stop detection does not.
ALONE = {"scikit-mobility": ("scikit-mobility==1.3.1",)}


def python_of(peer: str) -> tuple[Path | None, str]:
    """The interpreter of a peer's environment, made on first use; None and the reason where that fails."""
    python = FOLDER / peer / "bin" / "python"
    ready = FOLDER / peer / ".ready"
    alone = ALONE.get(peer, ())
    wanted = "\n".join([*PEERS[peer], *alone])
    if ready.exists() and ready.read_text() == wanted:
        return python, ""
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(FOLDER / peer)],
        [*install, "--only-binary", ":all:", *PEERS[peer]],
        *([[*install, "--no-deps", *alone]] if alone else []),
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return None, lines[-1] if lines else f"{step[2]} failed"
    ready.write_text(wanted)
    return python, ""
