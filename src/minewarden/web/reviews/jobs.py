"""Writes the state of a round's reading: queued, owned by a worker while its heart beats, stopped, done."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from minewarden.web.audit import actions as audit
from minewarden.web.reviews import queries
from minewarden.web.reviews.models import CaseFile, ReviewJob, ReviewRound
from minewarden.web.reviews.states import JobState, RoundAct, check_round

STALE = timedelta(seconds=60)  # a worker beats every ten seconds; after a minute it is taken for dead


@transaction.atomic
def queue(*, review: ReviewRound, by: Any, at: datetime) -> ReviewJob:
    """Have the unread files of `review` read; a worker that is at it goes on and takes them in."""
    check_round(review.state, RoundAct.RECORD)
    job, made = ReviewJob.objects.select_for_update().get_or_create(round=review)
    before = None if made else audit.snapshot(job)
    waiting = queries.waiting_files(review).count()
    if job.state == JobState.RUNNING and not is_stale(job, at):
        job.total = job.done + waiting
    else:
        job.state, job.done, job.total = JobState.QUEUED, 0, waiting
        job.worker, job.current, job.finished_at = "", "", None
        job.heartbeat_at = at  # a worker that dies before it claims the job is missed as well
    job.save()
    audit.record("reviews.queue", job, by=by, at=at, before=before, after=audit.snapshot(job))
    return job


@transaction.atomic
def stop(*, job: ReviewJob, by: Any, at: datetime) -> ReviewJob:
    """End the reading after the file that is being read; what was read stays."""
    current = ReviewJob.objects.select_for_update().get(pk=job.pk)
    before = audit.snapshot(current)
    if current.state in (JobState.QUEUED, JobState.RUNNING):
        current.state, current.worker, current.finished_at = JobState.STOPPED, "", at
        current.save()
        audit.record("reviews.stop", current, by=by, at=at, before=before, after=audit.snapshot(current))
    return current


def is_stale(job: ReviewJob, at: datetime) -> bool:
    """Whether the worker that ought to be at the job has not been heard of for long."""
    open_now = job.state in (JobState.QUEUED, JobState.RUNNING)
    return open_now and (job.heartbeat_at is None or job.heartbeat_at < at - STALE)


def claim(job: ReviewJob, *, at: datetime) -> str:
    """Make this process the owner of a queued or orphaned job; its token, "" when another was faster."""
    token = secrets.token_hex(16)
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, heartbeat_at__lt=at - STALE)
    taken = ReviewJob.objects.filter(free, pk=job.pk).update(
        state=JobState.RUNNING, worker=token, heartbeat_at=at, started_at=at
    )
    return token if taken else ""


def beat(job: ReviewJob, token: str, *, at: datetime, **progress: Any) -> bool:
    """Say that the owner is alive and what it is at; False when the job was stopped or taken over."""
    own = ReviewJob.objects.filter(pk=job.pk, worker=token, state=JobState.RUNNING)
    return bool(own.update(heartbeat_at=at, **progress))


def begin(row: CaseFile) -> None:
    """Count the attempt before reading a file: one that kills its worker is given up after a few."""
    CaseFile.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)


def finish(job: ReviewJob, token: str, *, at: datetime) -> None:
    """All files of the round are read."""
    beat(job, token, at=at, state=JobState.DONE, current="", finished_at=at)
