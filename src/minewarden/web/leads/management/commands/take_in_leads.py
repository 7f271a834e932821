"""`minewarden manage take_in_leads FILE`: the leads of a comparison, for a timer of the system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from minewarden.errors import MinewardenError
from minewarden.web.leads import actions


class Command(BaseCommand):
    """Take a leads.json in; what was not taken is told on stderr."""

    help = "Take the leads of leads.json in; taking the same file in again changes nothing."

    def add_arguments(self, parser: Any) -> None:
        """The file that `minewarden leads find --out` wrote."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take in, and count."""
        try:
            taken = actions.take_in(options["file"].read_bytes(), by=None, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from None
        except MinewardenError as error:
            raise CommandError(str(error)) from None
        for code, reason in taken.refused:
            self.stderr.write(f"mine {code}: {reason}")
        self.stdout.write(
            f"{taken.new} new, {taken.updated} updated, {taken.sightings} further sightings, "
            f"{taken.known} known already, {len(taken.refused)} not taken"
        )
