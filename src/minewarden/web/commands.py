"""`minewarden serve`, `demo` and `manage`."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import closing
from pathlib import Path

import click

from minewarden.errors import BadInput, WrongState
from minewarden.web.boot import migrate, start_django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=min(2, os.cpu_count() or 1), show_default=True, type=click.IntRange(1, 32))
@click.option("--demo", "with_demo", is_flag=True, help="Load the demonstration records when there are none.")
def serve(host: str, port: int, workers: int, with_demo: bool) -> None:
    """Serve the pages; the address is printed when they answer."""
    _port_is_free(host, port)
    start_django()
    from django.conf import settings
    from django.core.management import call_command

    _disk_has_room(settings.HOME)
    migrate()
    if with_demo:
        _load_demo()
    call_command("collectstatic", verbosity=0, interactive=False)
    os.environ["MINEWARDEN_HOSTS"] = ",".join(filter(None, [os.environ.get("MINEWARDEN_HOSTS", ""), host]))
    click.echo(f"minewarden: serving http://{host}:{port} — stop with Ctrl+C")
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "minewarden.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_enabled=False,
    ).serve()


@click.command()
def demo() -> None:
    """Load the March 2024 campaign as records; a second time changes nothing."""
    start_django()
    migrate()
    _load_demo()


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Django's own management commands (migrate, createsuperuser, dumpdata, …)."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["minewarden manage", *words])


def _load_demo() -> None:
    from minewarden.web import demo as records

    added = records.load(progress=lambda line: click.echo(f"demo: {line}"))
    click.echo("demo: the records are there." if added else "demo: the records were there already.")
    click.echo(
        "demo: sign in as national, bureau, province, city, county, inspector, squad, reviewer or mine;"
    )
    click.echo("demo: the password of each is minewarden-demo")


def _port_is_free(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WrongState(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Stop what uses it, or call: minewarden serve --port {port + 1}"
            ) from error


def _disk_has_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < 200:
        raise BadInput(
            f"Only {free_mb} MB are free in {folder}; 200 MB are needed. Free some space and start again."
        )
