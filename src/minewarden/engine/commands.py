"""`minewarden feeds`: monitoring files into the lake, and what the lake knows about their arrival."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from minewarden.engine.catalogue import mine_status
from minewarden.engine.lake import Lake
from minewarden.engine.lake_compact import compact
from minewarden.engine.lake_home import Mirror, home
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.load import LoadReport, Progress, load
from minewarden.engine.load_plan import total_bytes
from minewarden.engine.retention import KEEP_DAYS, prune
from minewarden.engine.watch import SETTLE_S, Watcher, watch
from minewarden.errors import BadInput
from minewarden.feeds.values import CHINA

NOT_ALL_TAKEN = 3


@click.group()
def feeds() -> None:
    """Take monitoring files into the lake."""


@feeds.command("load")
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option("--lake", required=True, help="Folder of the lake, or s3://bucket/prefix; made if missing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def load_command(inbox: Path, lake: str, as_json: bool) -> None:
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


@feeds.command("watch")
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option("--lake", required=True, help="Folder of the lake, or s3://bucket/prefix; made if missing.")
@click.option(
    "--every", "every_s", default=5.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds."
)
@click.option("--settle", "settle_s", default=SETTLE_S, show_default=True, type=click.FloatRange(min=0.0),
              help="Leave a file alone that changed in the last so many seconds.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look once and end.")
def watch_command(inbox: Path, lake: str, every_s: float, settle_s: float, once: bool) -> None:
    """Watch a drop folder and take files as they come to rest; *.part, *.tmp and the like wait."""
    if not inbox.is_dir():
        raise BadInput(f"{inbox} is no folder")
    watcher = Watcher(inbox, lake, settle_s=settle_s)
    if once:
        tell(watcher.look() or LoadReport())
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"watching {inbox} every {every_s:g} s; end with Ctrl+C")
    watch(watcher, every_s, stop, tell)


@feeds.command("status")
@click.argument("lake")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status_command(lake: str, as_json: bool) -> None:
    """Show by mine what arrived when, how late, and which mines are off line."""
    found = mine_status(Lake(lake).path)
    if as_json:
        click.echo(json.dumps({"mines": [vars(one) for one in found]}, ensure_ascii=False, default=_iso))
        return
    offline = sum(one.offline for one in found)
    click.echo(f"{len(found)} mines, {offline} off line")
    for one in found:
        late = "-" if one.late_median_s is None else f"{one.late_median_s:.0f} s"
        state = "off line" if one.offline else "on line"
        click.echo(
            f"  {one.mine_code} {one.name}: {state}, last snapshot {_china(one.last_snapshot_at)}, "
            f"{one.files_today} files in 24 h, {one.gaps_24h} gaps, late by {late} (median)"
        )


@feeds.command("compact")
@click.argument("lake")
def compact_command(lake: str) -> None:
    """Merge the many small parts of a day into one; the rows stay the same."""
    merged, made = compact(lake, lambda text: click.echo(text, err=True))
    click.echo(f"{merged} parts merged into {made}")


@feeds.command("prune")
@click.argument("lake")
@click.option(
    "--keep-days", default=KEEP_DAYS, show_default=True, help="Setting; the default is not a rule of law."
)
def prune_command(lake: str, keep_days: int) -> None:
    """Remove rows, raw files and quarantine older than so many days."""
    gone = prune(lake, keep_days, say=lambda text: click.echo(text, err=True))
    click.echo(
        f"removed {gone.rows} rows in {gone.parts} parts, {gone.raw_files} raw files, "
        f"{gone.quarantined} files from quarantine"
    )


@feeds.command("cache")
@click.argument("lake")
@click.option(
    "--keep-gb", type=click.FloatRange(min=0.0), help="Remove what was used longest ago above this."
)
def cache_command(lake: str, keep_gb: float | None) -> None:
    """Show how much of a lake in a store this machine keeps, and where; the copy may be deleted at any time."""
    copy = home(lake)
    if not isinstance(copy, Mirror):
        raise BadInput(f"{lake} is a folder and has no copy; only a lake at s3://bucket/prefix has one")
    files, size = copy.trim(None if keep_gb is None else int(keep_gb * 1e9))
    click.echo(f"{copy.name}: {files} files, {size / 1e6:.1f} MB in {copy.folder}")


@feeds.command("raw")
@click.argument("lake")
@click.argument("sha256")
def raw_command(lake: str, sha256: str) -> None:
    """Write the raw file with this SHA-256 to standard output, as it came."""
    click.echo(raw_bytes(lake, sha256), nl=False)


def _iso(at: object) -> str:
    assert isinstance(at, datetime)
    return at.isoformat()


def _china(at: datetime | None) -> str:
    return "never" if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


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
