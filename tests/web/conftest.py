"""The demonstration records are in the test database; each test undoes what it wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from minewarden.web import demo
from minewarden.web.org.models import Account
from minewarden.web.org.queries import eyes_of

NOW = datetime(2024, 4, 1, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Load the demonstration once a run, with the cities of one province only."""
    with django_db_blocker.unblock():
        demo.load(divisions=False)


@pytest.fixture(autouse=True)
def plain_static(settings: object) -> None:
    """Pages in tests name static files without the hashes that `collectstatic` makes."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def person(db: None) -> Callable[[str], Account]:
    """`person("city")`: a demonstration account with its eyes open, for queries and actions."""

    def open_eyes(username: str) -> Account:
        account = Account.objects.get(username=username)
        account.eyes = eyes_of(account)
        return account

    return open_eyes


@pytest.fixture
def sign_in(db: None) -> Callable[[str], Client]:
    """`sign_in("city")`: a browser with that demonstration account signed in."""

    def browser(username: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        return client

    return browser


@pytest.fixture
def now() -> datetime:
    """The moment at which tests act: 1 April 2024, 10:00 in China."""
    return NOW
