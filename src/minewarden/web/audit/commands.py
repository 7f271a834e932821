"""`minewarden audit`: is the chain of recorded writes whole?"""

from __future__ import annotations

import sys

import click

from minewarden.web.boot import needs_database


@click.group()
def audit() -> None:
    """The chain of recorded writes."""


@audit.command()
@needs_database
def verify() -> None:
    """Walk the chain; exit 0 when it is whole, 1 at the first altered, missing or reordered row."""
    from minewarden.web.audit import queries

    verdict = queries.verify()
    if verdict.broken_at is None:
        click.echo(f"audit: {verdict.entries} recorded writes, the chain is whole.")
        return
    click.echo(
        f"audit: row {verdict.broken_at} is {verdict.fault}; the {verdict.entries} rows before it are whole."
    )
    sys.exit(1)
