"""Every address × every role: nobody is let in, and nobody learns that a record exists outside their scope."""

from __future__ import annotations

import os

import pytest

from minewarden.web.org import scope
from minewarden.web.org.models import SavedView
from tests.web import access

pytestmark = pytest.mark.django_db
OPEN = {"login", "healthy"}
LOOKERS = ["bureau", "province", "city", "county", "neighbour", "mine", "guangdong", "reviewer"]


@pytest.fixture(autouse=True)
def a_saved_view(person):
    SavedView.objects.create(account=person("national"), path="/mines/", query="", name="x")


def test_an_anonymous_visitor_is_asked_to_sign_in_everywhere():
    for address in access.addresses():
        if address.name in OPEN:
            continue
        assert access.answer("", address.url(access.sample(address.model))) in {"sign in", "405"}, (
            address.name
        )


@pytest.mark.parametrize("username", LOOKERS)
def test_a_record_outside_the_scope_is_never_shown(person, username):
    looker = person(username)
    for address in access.addresses():
        if not address.model or address.model in access.UNSCOPED:
            continue
        rows = access.records(address.model)
        inside = scope.within(rows, looker).values("pk")
        for record in rows.exclude(pk__in=inside).order_by("-pk")[:2]:
            assert access.answer(username, address.url(record)) in {"404", "403", "405"}, (
                address.name,
                record,
            )


def test_no_address_answers_with_an_error_of_ours():
    for address in access.addresses():
        url = address.url(access.sample(address.model))
        assert int(access.answer("national", url)) < 500, address.name


def test_the_table_of_answers_is_the_one_in_the_documentation():
    found = access.table()
    if os.environ.get("MINEWARDEN_WRITE_ACCESS") == "1":
        access.TABLE.parent.mkdir(parents=True, exist_ok=True)
        access.TABLE.write_text(found, encoding="utf-8")
    assert access.TABLE.read_text(encoding="utf-8") == found
