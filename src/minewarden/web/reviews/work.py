"""The worker that reads a round's uploaded files: can be killed at any moment and goes on where it was."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.checks.round import review_folders
from minewarden.errors import MinewardenError
from minewarden.web.reviews import jobs, queries, storage, taking_in
from minewarden.web.reviews.models import CaseFile, ReviewJob, ReviewRound

_LOG = logging.getLogger(__name__)
BEAT_S = 10
MOST_ATTEMPTS = 3
Clock = Callable[[], datetime]


def start_worker(review: ReviewRound) -> None:
    """Start a process that outlives this one; not where the environment says MINEWARDEN_REVIEW_WORKER=off."""
    if os.environ.get("MINEWARDEN_REVIEW_WORKER") == "off":
        return
    folder = Path(settings.HOME) / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "minewarden", "manage", "run_reviews", "--round", str(review.pk)]
    with (folder / f"review-{review.pk}.log").open("ab") as log:
        subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "MINEWARDEN_HOME": str(settings.HOME)},
        )


def run(
    job: ReviewJob, *, clock: Clock = timezone.now, workers: int | None = None, beating: bool = True
) -> bool:
    """Read all waiting files of the job's round; False when the job is another's, was stopped or taken over.

    `beating` keeps a thread that says every ten seconds that this worker lives, however long one file takes.
    """
    token = jobs.claim(job, at=clock())
    if not token:
        return False
    with _heart(job, token, clock) if beating else _no_heart():
        while files := list(queries.waiting_files(job.round)):
            if not _read_all(job, token, files, clock, workers or os.cpu_count() or 1):
                return False
    jobs.finish(job, token, at=clock())
    return True


def _read_all(job: ReviewJob, token: str, files: list[CaseFile], clock: Clock, workers: int) -> bool:
    """Read `files` once; False when the job is no longer this worker's."""
    rows: Iterator[dict[str, Any]] | None = None
    readable = [row for row in files if _may_be_read(row, clock())]
    done = ReviewJob.objects.values_list("done", flat=True).get(pk=job.pk) + len(files) - len(readable)
    for place, row in enumerate(readable):
        if not jobs.beat(job, token, at=clock(), done=done + place, current=f"{row.body} {row.number}"[:120]):
            return False
        jobs.begin(row)
        began = clock()
        if rows is None:
            rows = review_folders([_folder(left) for left in readable[place:]], workers=workers)
        try:
            taking_in.take_in(row, next(rows), at=began)
        except (
            Exception
        ):  # border: papers hold anything; whose fault it was is found out by reading this one alone
            _LOG.exception("case file %s was interrupted; reading it alone", row.pk)
            rows = None
            _read_alone(row, began)
    return jobs.beat(job, token, at=clock(), done=done + len(readable), current="")


def _read_alone(row: CaseFile, at: datetime) -> None:
    try:
        taking_in.take_in(row, next(review_folders([_folder(row)], workers=1)), at=at)
    except Exception as error:  # border: one bad file never stops a round
        _LOG.exception("case file %s could not be reviewed", row.pk)
        reason = str(error) if isinstance(error, MinewardenError) else type(error).__name__
        taking_in.give_up(row, _("机器评查出错（%(reason)s），请人工评查。") % {"reason": reason}, at=at)


def _may_be_read(row: CaseFile, at: datetime) -> bool:
    if row.attempts >= MOST_ATTEMPTS:
        taking_in.give_up(row, _("读取时程序多次中断，请人工评查，或拆分文件后重新上传。"), at=at)
    elif not _folder(row).is_dir():
        taking_in.give_up(row, _("案卷文件已不在存储中，请重新上传。"), at=at)
    else:
        return True
    return False


def _folder(row: CaseFile) -> Path:
    return storage.folder_of(row.body.round_id, row.pk)


@contextmanager
def _heart(job: ReviewJob, token: str, clock: Clock) -> Iterator[None]:
    over = threading.Event()

    def go_on() -> None:
        try:
            while not over.wait(BEAT_S):
                jobs.beat(job, token, at=clock())
        finally:
            connection.close()

    thread = threading.Thread(target=go_on, name="heart", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _no_heart() -> Iterator[None]:
    yield
