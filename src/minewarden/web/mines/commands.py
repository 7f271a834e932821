"""`minewarden mines`: the register in and out."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from minewarden.errors import BadInput
from minewarden.web.boot import needs_database


@click.group()
def mines() -> None:
    """The register of mines."""


@mines.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rejected", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows not taken here (CSV)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@needs_database
def import_register(file: Path, rejected: Path | None, as_json: bool) -> None:
    """Register the mines of FILE: a .csv that a mapping knows, or the filled Excel template (.xlsx).

    Exit code 0 when every row was taken, 3 when rows were listed with a reason, 2 when the file is unusable.
    """
    taken, refused = _workbook(file) if file.suffix.lower() == ".xlsx" else _tracker(file, as_json)
    if rejected is not None:
        with rejected.open("w", encoding="utf-8-sig", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(["row", "code", "reason"])
            writer.writerows(refused)
    if as_json:
        listed = [{"row": row, "code": code, "reason": reason} for row, code, reason in refused]
        click.echo(json.dumps({"taken": taken, "rejected": len(refused), "rows": listed}, ensure_ascii=False))
    elif rejected is None:
        for row, code, reason in refused:
            click.echo(f"mines: row {row} {code}: {reason}")
        click.echo(f"mines: {taken} taken, {len(refused)} not taken")
    else:
        click.echo(f"mines: {taken} taken, {len(refused)} not taken, listed in {rejected}")
    if refused:
        sys.exit(3)


def _tracker(file: Path, quiet: bool) -> tuple[int, list[tuple[int, str, str]]]:
    from django.utils import timezone

    from minewarden.web.mines import actions, tracker

    reading = tracker.read(file)
    actions.register(reading.entries, by=None, at=timezone.now())
    if not quiet:
        click.echo(
            f"mines: {reading.rows} rows of {reading.mapping['name']}; cite as: {reading.mapping['cite']}"
        )
        for reason, count in reading.reasons():
            click.echo(f"mines: {count} rows: {reason}")
        if reading.emptied:
            click.echo(f"mines: {len(reading.emptied)} positions outside the country were left empty")
    return len(reading.entries), [(r.row, r.code, r.reason) for r in reading.refused]


def _workbook(file: Path) -> tuple[int, list[tuple[int, str, str]]]:
    from django.db import transaction
    from django.utils import timezone

    from minewarden.web import sheets
    from minewarden.web.mines import sheet
    from minewarden.web.org.models import Account, Assignment, Role

    eyes = Assignment.objects.filter(role=Role.NATIONAL).select_related("unit").first()
    if eyes is None:
        raise BadInput("No national unit is registered yet; load or create the units first.")
    clerk = Account(username="command line")
    clerk.eyes = eyes
    with file.open("rb") as content:
        read = sheets.read(content, sheet.COLUMNS)
    faults = list(read.faults)
    if not faults:
        with transaction.atomic():
            faults = sheet.take(read.rows, clerk, timezone.now())
    refused = [(f.row, f.value, f"{f.column}: {f.reason}" if f.column else f.reason) for f in faults]
    return (0 if faults else len(read.rows)), refused
