"""`minewarden sim`: simulate mines into monitoring files, and what is true about them apart."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("scene", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Inbox to write."
)
@click.option(
    "--truth", required=True, type=click.Path(dir_okay=False, path_type=Path), help="truth.json to write."
)
@click.option(
    "--workers", type=click.IntRange(1), help="Processes; one mine runs in one. All cores by default."
)
def sim(scene: Path, out: Path, truth: Path, workers: int | None) -> None:
    """Simulate the mines of SCENE.toml into the inbox --out and write what is true to --truth."""
    from minewarden.sim.run import simulate
    from minewarden.sim.scene import read_scene

    content = simulate(read_scene(scene), out, truth, workers, progress=sys.stderr.isatty())
    rows = sum(len(mine["conduct"]) for mine in content["mines"])
    click.echo(f"{len(content['mines'])} mines in {out}, {rows} rows of conduct in {truth}")
