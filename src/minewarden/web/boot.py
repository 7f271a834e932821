"""Starting Django from the command line, once, and only for the commands that need the records."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

from minewarden.errors import BadInput


def start_django() -> None:
    """Load the settings and apps; safe to call twice."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minewarden.web.settings")
    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Bring the database to the present tables; says nothing when there is nothing to do."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def needs_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command that reads records: starts Django, and says what to do where there are none yet."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        start_django()
        from django.db import OperationalError, connection

        try:
            tables = connection.introspection.table_names()
        except OperationalError as error:
            raise BadInput(f"The database does not answer: {error}. Check DATABASE_URL.") from error
        if "org_unit" not in tables:
            raise BadInput("There are no records yet. Load the demonstration with: minewarden demo")
        return command(*args, **kwargs)

    return wrapped
