"""What waits for a person and what is late: each app that has work to hand out registers one function here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.apps import apps


@dataclass(frozen=True)
class Work:
    """One line of the work list: what to do, where, by when; `count` records wait behind `url`."""

    text: Any
    url: str
    count: int = 1
    due_on: date | None = None
    late: bool = False


Source = Callable[[Any, date], list[Work]]

# modules with a function `waiting(user, today) -> list[Work]`, in the order of the home page
SOURCES = (
    "minewarden.web.leads.worklist",
    "minewarden.web.plans.worklist",
    "minewarden.web.inspections.worklist",
    "minewarden.web.hazards.worklist",
    "minewarden.web.reviews.worklist",
    "minewarden.web.campaigns.worklist",
    "minewarden.web.bulletins.worklist",
)


def gather(user: Any, today: date) -> list[Work]:
    """All that waits for `user`, late first, then by due day."""
    found: list[Work] = []
    for name in SOURCES:
        if apps.is_installed(name.rsplit(".", 1)[0]):
            found += import_module(name).waiting(user, today)
    return sorted(found, key=lambda work: (not work.late, work.due_on or date.max))
