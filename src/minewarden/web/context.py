"""What the shell of every page needs: the chain of areas on the left, whose eyes, as-of day, language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.org.permissions import TABLE, may

# (label, url name, permission) in the order of the chain
AREAS = (
    (_("工作台"), "home", None),
    (_("线索"), "leads:list", "leads.view"),
    (_("执法计划"), "plans:list", "plans.view"),
    (_("专项检查"), "inspections:list", "inspections.view"),
    (_("隐患"), "hazards:list", "hazards.view"),
    (_("案卷评查"), "reviews:list", "reviews.view"),
    (_("三年行动"), "campaigns:overview", "campaigns.view"),
    (_("通报"), "bulletins:list", "bulletins.view"),
    (_("矿山名录"), "mines:list", "mines.view"),
    (_("机构"), "org:list", "units.view"),
    (_("留痕"), "audit:list", "audit.view"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Areas the person may open, their assignments, and the day they look at."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"areas": [], "as_of": getattr(request, "as_of", None)}
    areas = []
    for label, name, verb in AREAS:
        if verb is not None and (verb not in TABLE or not may(user, verb)):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == url if name == "home" else request.path.startswith(_folder(url))
        areas.append({"label": label, "url": url, "letter": str(label)[:1], "here": here})
    return {
        "areas": areas,
        "eyes": user.eyes,
        "assignments": user.assignments.select_related("unit").order_by("pk"),
        "as_of": request.as_of,
    }


def _folder(url: str) -> str:
    """The first part of `url`, which all pages of an area share."""
    return "/" + url.strip("/").split("/")[0] + "/"
