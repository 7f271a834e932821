"""The command line: one entry per area, loaded only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from minewarden import __version__
from minewarden.errors import MinewardenError

# name on the command line -> (module, attribute, one line for --help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "serve": ("minewarden.web.commands", "serve", "Serve the pages on http://127.0.0.1:8000."),
    "demo": ("minewarden.web.commands", "demo", "Load the demonstration records of March 2024."),
    "manage": ("minewarden.web.commands", "manage", "Run a Django management command."),
    "mines": ("minewarden.web.mines.commands", "mines", "Import and export the register of mines."),
    "bulletin": ("minewarden.web.bulletins.commands", "bulletin", "Build a bulletin from the records."),
    "audit": ("minewarden.web.audit.commands", "audit", "Verify the chain of recorded writes."),
    "law": ("minewarden.law.commands", "law", "Load statute texts beside the catalogue."),
    "feeds": ("minewarden.engine.commands", "feeds", "Take monitoring files into the lake."),
    "leads": ("minewarden.factors.commands", "leads", "Compare the factors of a lake and report leads."),
    "sim": ("minewarden.sim.commands", "sim", "Simulate mines into monitoring files and their truth."),
    "cases": ("minewarden.checks.commands", "cases", "Review case files."),
}


class Areas(click.Group):
    """A group whose commands are imported when they are called, so that `--help` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=Areas)
@click.version_option(__version__, prog_name="minewarden")
def app() -> None:
    """minewarden: from monitoring data to leads, from case files to reviews, from records to the bulletin."""


def main() -> None:
    """Run the command line; a known error becomes one sentence on stderr and its exit code."""
    try:
        app(prog_name="minewarden")
    except MinewardenError as error:
        click.echo(f"minewarden: {error}", err=True)
        sys.exit(error.exit_code)
