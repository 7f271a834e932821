"""`minewarden manage demo_lake`: simulated monitoring data behind the leads of the demonstration."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from minewarden.web.leads import actions, demo_lake


class Command(BaseCommand):
    """Fill the site's empty lake with the synthetic mines of the demonstration and take their leads in."""

    help = "Simulate five synthetic mines into the empty lake of this site and take their leads in."

    def add_arguments(self, parser: Any) -> None:
        """`--ship` is for the house: it renews the data that the demonstration brings."""
        parser.add_argument("--ship", action="store_true", help="renew the demonstration data in the package")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Simulate, load, compare, take in."""
        told = demo_lake.build(lambda line: self.stdout.write(f"demo_lake: {line}"))
        if options["ship"]:
            demo_lake.ship(told)
            self.stdout.write("demo_lake: the data of the demonstration are renewed")
            return
        words = json.dumps(told, ensure_ascii=False).encode()
        taken = actions.take_in(words, by=None, at=timezone.now())
        self.stdout.write(f"demo_lake: {taken.new} new leads, {taken.known} known already")
