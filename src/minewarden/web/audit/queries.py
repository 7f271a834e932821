"""Reading the chain: the history of a record, and whether the chain is whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet

from minewarden.web.audit import chain
from minewarden.web.audit.actions import CHAINED
from minewarden.web.audit.models import Entry, Head


@dataclass(frozen=True)
class Verdict:
    """`entries` rows were read; `broken_at` is the number of the first row that is altered, missing or moved."""

    entries: int
    broken_at: int | None = None
    fault: str = ""


def history(target: models.Model) -> QuerySet[Entry]:
    """What happened to `target`, newest first."""
    return Entry.objects.filter(object_type=target._meta.label_lower, object_id=str(target.pk)).order_by(
        "-sequence"
    )


def verify() -> Verdict:
    """Walk the chain from its first row and stop at the first that does not fit."""
    previous, expected = chain.FIRST, 1
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            return Verdict(expected - 1, expected, "missing")
        if entry.previous != previous:
            return Verdict(expected - 1, expected, "reordered")
        fields = {name: getattr(entry, name) for name in CHAINED}
        if chain.digest(entry.algorithm, previous, entry.sequence, entry.at, fields) != entry.digest:
            return Verdict(expected - 1, expected, "altered")
        previous, expected = entry.digest, expected + 1
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.sequence, head.digest) != (expected - 1, previous):
        return Verdict(expected - 1, expected, "missing")
    return Verdict(expected - 1)
