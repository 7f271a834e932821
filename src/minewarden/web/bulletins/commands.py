"""`minewarden bulletin`: the issue as DOCX, PDF and figures.json."""

from __future__ import annotations

import json
from pathlib import Path

import click

from minewarden.web.boot import needs_database


@click.group()
def bulletin() -> None:
    """Bulletins, computed from the records."""


@bulletin.command()
@click.argument("issue")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into."
)
@click.option(
    "--issued", is_flag=True, help="Write it as it was issued instead of from the records as they are now."
)
@needs_database
def build(issue: str, out: Path, issued: bool) -> None:
    """Write bulletin.docx, bulletin.pdf and figures.json of ISSUE, such as 2024-03."""
    from minewarden.web.bulletins import files, queries

    found = queries.by_code(issue)
    for path in files.write(found, out, as_issued=issued):
        click.echo(f"bulletin: {path}")
    if issued:
        return
    for change in queries.changes(found, queries.answers(found)):
        now = json.dumps(change.answer.value, ensure_ascii=False)
        before = json.dumps(change.printed, ensure_ascii=False)
        click.echo(f"bulletin: {change.answer.figure.id} is {now}; last issued as {before}")
    faults = queries.faults(found)
    for fault in faults:
        click.echo(f"bulletin: {fault.item}, line {fault.line}: {fault.kind} in {fault.excerpt!r}", err=True)
    if faults:
        raise SystemExit(1)
