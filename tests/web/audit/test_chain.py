"""The chain of recorded writes finds the first row that was altered, removed or moved."""

from __future__ import annotations

import pytest

from minewarden.errors import NotAllowed
from minewarden.web.audit import actions, queries
from minewarden.web.audit.models import Entry
from minewarden.web.org.models import Unit

pytestmark = pytest.mark.django_db


def test_the_demonstration_leaves_a_whole_chain():
    verdict = queries.verify()
    assert verdict.broken_at is None
    assert verdict.entries == Entry.objects.count() > 100


def test_an_altered_row_is_named():
    Entry.objects.filter(sequence=7).update(label="someone else")
    assert (queries.verify().broken_at, queries.verify().fault) == (7, "altered")


def test_a_removed_row_is_named():
    Entry.objects.filter(sequence=9).delete()
    assert (queries.verify().broken_at, queries.verify().fault) == (9, "missing")


def test_a_row_cut_from_the_end_is_noticed():
    last = Entry.objects.order_by("-sequence").first().sequence
    Entry.objects.filter(sequence=last).delete()
    assert (queries.verify().broken_at, queries.verify().fault) == (last, "missing")


def test_two_exchanged_rows_are_noticed():
    first, second = Entry.objects.get(sequence=4), Entry.objects.get(sequence=5)
    Entry.objects.filter(sequence=4).update(
        previous=second.previous, digest=second.digest, label=second.label
    )
    Entry.objects.filter(sequence=5).update(previous=first.previous, digest=first.digest, label=first.label)
    assert queries.verify().broken_at == 4


def test_a_row_cannot_be_saved_or_deleted_through_the_model():
    entry = Entry.objects.get(sequence=1)
    with pytest.raises(NotAllowed):
        entry.save()
    with pytest.raises(NotAllowed):
        entry.delete()


def test_a_write_tells_before_and_after(now):
    unit = Unit.objects.get(code="R520281C")
    before = actions.snapshot(unit)
    unit.short_name = "盘州"
    entry = actions.record("units.rename", unit, by=None, at=now, before=before, after=actions.snapshot(unit))
    assert entry.changes() == [("short_name", "盘州市", "盘州")]
    assert queries.history(unit).first() == entry
