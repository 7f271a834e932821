"""The demonstration records: the campaign of March 2024, so that every figure of the bulletin is computed.

Names of regions, bureaux and documents are those of the public bulletin; mines, accounts and all that the bulletin
does not print are synthetic and named as such.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction

from minewarden.web.demo import organisation
from minewarden.web.org.models import Unit

# apps that add records of their own, by a module `demo` with `load(at)`, in the order of dependence
PARTS = ("plans", "inspections", "hazards", "reviews", "mines", "campaigns", "leads", "bulletins")
ENTERED_AT = datetime(2024, 3, 29, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def load(progress: Callable[[str], None] = lambda _line: None, *, divisions: bool = True) -> bool:
    """Write the records once; False when they were there. All or nothing."""
    if Unit.objects.filter(code="NMSA").exists():
        return False
    with transaction.atomic():
        progress("units and accounts")
        organisation.load(ENTERED_AT, whole=divisions)
        for name in PARTS:
            if apps.is_installed(f"minewarden.web.{name}") and find_spec(f"minewarden.web.{name}.demo"):
                progress(name)
                import_module(f"minewarden.web.{name}.demo").load(ENTERED_AT)
    return True
