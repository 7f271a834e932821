"""Pages of the recorded writes: who changed what, and whether the chain is whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.audit import queries
from minewarden.web.audit.models import Entry
from minewarden.web.listing import Column, Listing

# The chain names units by name; reading it is for the bodies above them (the table of permissions lists the roles),
# and below the national level only the writes of one's own account's unit are shown.
ENTRIES = Listing(
    title=_("留痕"),
    columns=(
        Column(
            "sequence",
            _("序号"),
            "sequence",
            "sequence",
            "number",
            lambda e: reverse("audit:entry", args=[e.sequence]),
        ),
        Column("at", _("时间"), "at", "at", "date"),
        Column("actor", _("操作人"), "actor", "actor"),
        Column("unit", _("单位"), "unit", "unit"),
        Column("verb", _("操作"), "act", "verb"),
        Column("label", _("对象"), "label"),
        Column("digest", _("摘要"), lambda e: e.digest[:12]),
    ),
    search=("actor", "unit", "verb", "label"),
    order=("-sequence",),
    empty=_("还没有写入记录。"),
    file_name="audit",
)


def _visible(user: Any) -> QuerySet[Entry]:
    eyes = getattr(user, "eyes", None)
    if eyes is None:
        return Entry.objects.none()
    return Entry.objects.all() if eyes.role == "national" else Entry.objects.filter(unit=eyes.unit.name)


def entry_list(request: HttpRequest) -> HttpResponse:
    """The chain, newest first; `?verify=1` walks it."""
    verdict = queries.verify() if request.GET.get("verify") else None
    listing = replace(ENTRIES, template="audit/list.html", extra={"verdict": verdict})
    return listing.respond(request, _visible(request.user))


def entry_page(request: HttpRequest, sequence: int) -> HttpResponse:
    """One write: each field before and after."""
    entry = get_object_or_404(_visible(request.user), sequence=sequence)
    return render(request, "audit/entry.html", {"title": _("留痕"), "entry": entry})
