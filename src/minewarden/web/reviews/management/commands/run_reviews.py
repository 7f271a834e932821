"""`minewarden manage run_reviews`: read the uploaded files of review rounds."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from minewarden.web.reviews import work
from minewarden.web.reviews.models import ReviewJob
from minewarden.web.reviews.states import JobState


class Command(BaseCommand):
    help = "Read the uploaded case files of review rounds that wait, or whose worker died."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", type=int, default=None, help="One round; all when left out.")
        parser.add_argument("--workers", type=int, default=None, help="Reading processes (the cores).")

    def handle(self, **options: Any) -> None:
        os.nice(5)  # the pages go first
        rows = ReviewJob.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
        if options["round"] is not None:
            rows = rows.filter(round=options["round"])
        for job in rows.select_related("round").order_by("pk"):
            if work.run(job, workers=options["workers"]):
                self.stdout.write(f"round {job.round_id}: all files are read")
            else:
                self.stdout.write(f"round {job.round_id}: another worker is at it, or it was stopped")
