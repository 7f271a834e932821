"""`minewarden feeds`: monitoring files into the lake, and what the lake knows about their arrival."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from minewarden.engine.load import LoadReport, Progress, load
from minewarden.engine.load_plan import total_bytes

NOT_ALL_TAKEN = 3


@click.group()
def feeds() -> None:
    """Take monitoring files into the lake."""


@feeds.command("load")
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option(
    "--lake", required=True, type=click.Path(path_type=Path), help="Folder of the lake; made if missing."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def load_command(inbox: Path, lake: Path, as_json: bool) -> None:
    """Load every new file of INBOX; what cannot be taken is kept in LAKE/quarantine with its reason.

    Exit code 0: everything taken. 3: something quarantined or rejected. 2: unusable arguments.
    """
    with progress_bar(inbox) as progress:
        report = load(inbox, lake, progress=progress, say=lambda text: click.echo(text, err=True))
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        tell(report)
    if report.quarantined or report.rejected_rows:
        sys.exit(NOT_ALL_TAKEN)


def tell(report: LoadReport) -> None:
    """Prints a report for a person."""
    click.echo(
        f"{report.files} files: {report.rows} rows taken, {report.duplicates} files known already, "
        f"{len(report.quarantined)} not taken, {report.rejected_rows} records rejected"
    )
    for one in report.quarantined:
        where = f"{one.file}, line {one.line}" if one.line else one.file
        click.echo(f"  {where}: {one.reason}")


@contextmanager
def progress_bar(inbox: Path) -> Iterator[Progress | None]:
    """A bar over the bytes of the inbox, on a terminal only; None in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm  # only a terminal pays for it

    with tqdm(total=total_bytes(inbox), unit="B", unit_scale=True, desc="loading", leave=False) as bar:
        yield bar.update
