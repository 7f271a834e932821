"""`minewarden leads`: compare the factors of a lake, and print the sheet a squad takes underground."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from minewarden import __version__
from minewarden.engine.lake import Lake
from minewarden.engine.runs import MineResult, run_mines
from minewarden.errors import BadInput
from minewarden.factors.clock import CHINA
from minewarden.factors.find import find_leads
from minewarden.factors.leads_file import draft, leads_draft, read_leads
from minewarden.factors.words import Language, plural

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
    period = lake.period()
    _refuse_empty(low, high, period)
    wanted = list(dict.fromkeys(mines)) or known
    with (
        leads_draft(out) as write,
        tqdm(total=len(wanted), desc="mines", disable=not sys.stderr.isatty()) as bar,
    ):
        results = run_mines(
            lake_path, wanted, find_leads, from_at=low, to_at=high, engine=engine, master=master,
            progress=lambda done, _: bar.update(done - bar.n),
        )  # fmt: skip
        first, end = period or (None, None)
        told = _file(results, low or first, high or end, engine)
        write(told)
    failed = [result for result in results if not result.ok]
    for result in failed:
        click.echo(f"minewarden: mine {result.mine_code} could not be compared: {result.error}", err=True)
    click.echo(f"{len(wanted) - len(failed)} mines compared, {len(told['leads'])} leads written to {out}")
    if failed:
        sys.exit(NOT_ALL_COMPARED)


def _refuse_empty(
    low: datetime | None, high: datetime | None, period: tuple[datetime, datetime] | None
) -> None:
    """Errors: BadInput where no row of the lake can lie between the two."""
    if low is not None and high is not None and low >= high:
        raise BadInput(f"--from {_iso(low)} is not before --to {_iso(high)}")
    if period is None:
        return
    if (low is not None and low > period[1]) or (high is not None and high <= period[0]):
        raise BadInput(
            f"the lake has data from {_iso(period[0])} to {_iso(period[1])}, none in the span asked for"
        )


def _file(
    results: Sequence[MineResult], low: datetime | None, high: datetime | None, engine: str
) -> dict[str, Any]:
    """The content of leads.json; `mines`, `failed` and `plans` (for the sheet) are additions to the contract."""
    found = [result.value for result in results if result.value is not None]
    leads = [lead for one in found for lead in one["leads"]]
    leads.sort(key=lambda lead: (-lead["score"], lead["mine_code"], lead["kind"], lead["from"]))
    return {
        "made_at": datetime.now(UTC).astimezone(CHINA).isoformat(timespec="seconds"),
        "from": _iso(low),
        "to": _iso(high),
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


@leads.command("trace")
@click.option("--lake", "lake_path", required=True, help="Folder of the lake, or s3://bucket/prefix.")
@click.option("--mine", "mine_code", required=True, metavar="CODE")
@click.option("--from", "from_text", metavar="ISO", help="First moment; without offset China time.")
@click.option("--to", "to_text", metavar="ISO", help="End, not included; without offset China time.")
@click.option(
    "--station", "stations", multiple=True, metavar="CODE", help="Only there, code or name; several times."
)
@click.option("--card", "cards", multiple=True, metavar="CODE", help="Only this card; several times.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, .json or .csv.",
)
def trace_command(
    lake_path: str,
    mine_code: str,
    from_text: str | None,
    to_text: str | None,
    stations: Sequence[str],
    cards: Sequence[str],
    out: Path,
) -> None:
    """Show who was where in one mine, and what is odd about their walks: backwards from a tip."""
    from minewarden.factors.tracing.trace import (  # compiles the kernels of walks
        as_csv,
        as_json,
        summary,
        trace,
    )
    from minewarden.factors.tracing.tracks import Tip

    if out.suffix.lower() not in {".json", ".csv"}:
        raise BadInput(f"--out {out} is neither .json nor .csv; name the file by the form you want")
    lake = Lake(lake_path)
    known = lake.mines()
    if mine_code not in known:
        raise BadInput(f"the lake has no mine {mine_code}; it has {len(known)}, e.g. {', '.join(known[:3])}")
    low, high = _moment(from_text, "--from"), _moment(to_text, "--to")
    first, last = lake.period(mine_code) or (None, None)
    if first is None or last is None:
        raise BadInput(f"the lake has no monitoring data of mine {mine_code}; load its files first")
    _refuse_empty(low, high, (first, last))
    tip = Tip(mine_code, low or first, high or last + timedelta(seconds=1), tuple(stations), tuple(cards))
    with draft(out) as write:
        found = trace(lake, tip)
        told = "\ufeff" + as_csv(found) if out.suffix.lower() == ".csv" else None
        write(told or json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n")
    for line in summary(found):
        click.echo(line)
    click.echo(f"written to {out}")


@leads.command("report")
@click.argument("leads_json", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--mine", "mine_code", required=True, metavar="CODE")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="PDF to write.")
@click.option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    default=Language.CHINESE.value,
    show_default=True,
    help="Language of the sheet; names of the mine stay as they are.",
)
def report_command(leads_json: Path, mine_code: str, out: Path, language: str) -> None:
    """Print the leads of one mine as a PDF for the squad that goes underground."""
    from minewarden.factors.sheet import write_sheet  # typesetting is not needed to find leads

    head, found = read_leads(leads_json)
    mine = [lead for lead in found if lead.mine_code == mine_code]
    if not mine and mine_code not in head.get("mines", [mine_code]):
        raise BadInput(f"{leads_json} does not cover mine {mine_code}")
    pages = write_sheet(head, mine_code, mine, out, Language(language))
    click.echo(f"{plural(len(mine), 'lead')} on {plural(pages, 'page')} written to {out}")
