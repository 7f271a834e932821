"""`minewarden leads`: compare the factors of a lake, and print the sheet a squad takes underground."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from minewarden import __version__
from minewarden.engine.lake import Lake
from minewarden.engine.runs import MineResult, run_mines
from minewarden.errors import BadInput
from minewarden.factors.clock import CHINA
from minewarden.factors.find import find_leads
from minewarden.factors.leads_file import read_leads, write_leads

NOT_ALL_COMPARED = 3


@click.group()
def leads() -> None:
    """Compare the factors of a lake and report leads."""


@leads.command("find")
@click.option("--lake", "lake_path", required=True, help="Folder of the lake, or s3://bucket/prefix.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="leads.json to write."
)
@click.option(
    "--mine", "mines", multiple=True, metavar="CODE", help="Only this mine; may be given several times."
)
@click.option("--from", "from_text", metavar="ISO", help="First moment; without offset China time.")
@click.option("--to", "to_text", metavar="ISO", help="End, not included; without offset China time.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
@click.option("--master", metavar="URL", help="Spark master, e.g. spark://host:7077.")
def find_command(
    lake_path: str,
    out: Path,
    mines: Sequence[str],
    from_text: str | None,
    to_text: str | None,
    engine: str,
    master: str | None,
) -> None:
    """Judge every mine of the lake and write its leads; a person decides what becomes of them."""
    lake = Lake(lake_path)
    known = lake.mines()
    unknown = [code for code in mines if code not in known]
    if unknown:
        raise BadInput(f"the lake has no mine {', '.join(unknown)}; it has {len(known)} mines")
    low, high = _moment(from_text, "--from"), _moment(to_text, "--to")
    if low is not None and high is not None and low >= high:
        raise BadInput(f"--from {from_text} is not before --to {to_text}")
    wanted = list(dict.fromkeys(mines)) or known
    results = run_mines(lake_path, wanted, find_leads, from_at=low, to_at=high, engine=engine, master=master)
    told = _file(lake, results, low, high, engine)
    write_leads(out, told)
    failed = [result for result in results if not result.ok]
    for result in failed:
        click.echo(f"minewarden: mine {result.mine_code} could not be compared: {result.error}", err=True)
    click.echo(f"{len(wanted) - len(failed)} mines compared, {len(told['leads'])} leads written to {out}")
    if failed:
        sys.exit(NOT_ALL_COMPARED)


def _file(
    lake: Lake, results: Sequence[MineResult], low: datetime | None, high: datetime | None, engine: str
) -> dict[str, Any]:
    """The content of leads.json; `mines`, `failed` and `plans` (for the sheet) are additions to the contract."""
    period = lake.period()
    found = [result.value for result in results if result.value is not None]
    leads = [lead for one in found for lead in one["leads"]]
    leads.sort(key=lambda lead: (-lead["score"], lead["mine_code"], lead["kind"], lead["from"]))
    return {
        "made_at": datetime.now(UTC).astimezone(CHINA).isoformat(timespec="seconds"),
        "from": _iso(low or (period[0] if period else None)),
        "to": _iso(high or (period[1] if period else None)),
        "engine": engine,
        "version": __version__,
        "mines": [one["mine_code"] for one in found],
        "failed": [{"mine_code": r.mine_code, "error": r.error} for r in results if not r.ok],
        "plans": {one["mine_code"]: one["plan"] for one in found if one["leads"] and one.get("plan")},
        "leads": leads,
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(CHINA).isoformat()


def _moment(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} {text} is no ISO date or time") from None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


@leads.command("report")
@click.argument("leads_json", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--mine", "mine_code", required=True, metavar="CODE")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="PDF to write.")
def report_command(leads_json: Path, mine_code: str, out: Path) -> None:
    """Print the leads of one mine as a PDF for the squad that goes underground."""
    from minewarden.factors.sheet import write_sheet  # typesetting is not needed to find leads

    head, found = read_leads(leads_json)
    mine = [lead for lead in found if lead.mine_code == mine_code]
    if not mine and mine_code not in head.get("mines", [mine_code]):
        raise BadInput(f"{leads_json} does not cover mine {mine_code}")
    pages = write_sheet(head, mine_code, mine, out)
    click.echo(f"{len(mine)} leads on {pages} pages written to {out}")
