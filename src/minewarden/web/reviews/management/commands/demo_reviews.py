"""`minewarden manage demo_reviews`: a demonstration case file with its papers, read by the program."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from minewarden.web.reviews import demo_papers, work
from minewarden.web.reviews.models import ReviewRound


class Command(BaseCommand):
    help = "Add a review round with one small invented case file (PDF and DOCX) and read it."

    def handle(self, **_options: Any) -> None:
        if ReviewRound.objects.filter(title=demo_papers.TITLE).exists():
            self.stdout.write("the round is there already")
            return
        job = demo_papers.load(timezone.now())
        work.run(job)
        self.stdout.write(f"see /reviews/{job.round_id}/")
