"""The only writer of the chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from minewarden.web.audit import chain
from minewarden.web.audit.models import Entry, Head

HIDDEN = {"password", "last_login"}
CHAINED = ("actor", "unit", "verb", "object_type", "object_id", "label", "before", "after", "reason")


@dataclass(frozen=True)
class Change:
    """One write to be recorded: `before` and `after` as `snapshot` gives them, None when there is none."""

    verb: str
    target: models.Model
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""


def snapshot(target: models.Model) -> dict[str, Any]:
    """The stored fields of `target` as JSON values; secrets are left out."""
    encode = DjangoJSONEncoder().default
    values: dict[str, Any] = {}
    for field in target._meta.concrete_fields:
        if field.name in HIDDEN:
            continue
        value = field.value_from_object(target)
        values[field.name] = (
            value if isinstance(value, str | int | float | bool | list | dict | None) else encode(value)
        )
    return values


def record(
    verb: str,
    target: models.Model,
    *,
    by: models.Model | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Append one write; call it inside the transaction of the write itself."""
    return record_many([Change(verb, target, before, after, reason)], by=by, at=at)[0]


def record_many(changes: Iterable[Change], *, by: models.Model | None, at: datetime) -> list[Entry]:
    """Append writes in order. The head row is locked, so two writers never share a number."""
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update().get(pk=1)
        entries = []
        for change in changes:
            entry = _entry(change, by, at, head.sequence + 1, head.digest)
            head.sequence, head.digest = entry.sequence, entry.digest
            entries.append(entry)
        Entry.objects.bulk_create(entries, batch_size=500)
        head.save(update_fields=["sequence", "digest"])
    return entries


def _entry(change: Change, by: models.Model | None, at: datetime, sequence: int, previous: str) -> Entry:
    eyes = getattr(by, "eyes", None)
    fields: dict[str, Any] = {
        "actor": by.get_username() if by is not None else "system",
        "unit": eyes.unit.name if eyes is not None else "",
        "verb": change.verb,
        "object_type": change.target._meta.label_lower,
        "object_id": str(change.target.pk),
        "label": str(change.target)[:200],
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
    }
    digest = chain.digest(chain.ALGORITHM, previous, sequence, at, fields)
    return Entry(
        sequence=sequence, at=at, algorithm=chain.ALGORITHM, previous=previous, digest=digest, **fields
    )
