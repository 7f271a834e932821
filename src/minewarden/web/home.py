"""The home page: a work list; search over the registers; whose eyes; saved views."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minewarden.web import worklist
from minewarden.web.org.models import SavedView

# modules with a function `find(user, words) -> list[Hit]`, each scoped
SEARCHES = (
    "minewarden.web.mines.search",
    "minewarden.web.org.search",
    "minewarden.web.leads.search",
    "minewarden.web.hazards.search",
    "minewarden.web.campaigns.search",
    "minewarden.web.bulletins.search",
)

# modules with a function `tiles(user, day) -> list[Tile]` for the picture below the work list
PICTURES = ("minewarden.web.campaigns.picture",)


def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, what is late, and the picture of my area."""
    work = worklist.gather(request.user, request.as_of)
    pictures = [
        import_module(name).picture(request.user, request.as_of)
        for name in PICTURES
        if apps.is_installed(name.rsplit(".", 1)[0])
    ]
    late = [item for item in work if item.late]
    context = {
        "title": _("工作台"),
        "work": work,
        "late": late,
        "next": work[0] if work else None,
        "pictures": [picture for picture in pictures if picture],
    }
    return render(request, "home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Everything in scope that matches all words."""
    words = request.GET.get("q", "").split()
    groups: list[Any] = []
    if words:
        for name in SEARCHES:
            if apps.is_installed(name.rsplit(".", 1)[0]):
                groups += [group for group in [import_module(name).find(request.user, words)] if group.hits]
    return render(request, "search.html", {"title": _("搜索"), "groups": groups, "text": " ".join(words)})


@require_POST
def switch_eyes(request: HttpRequest) -> HttpResponse:
    """Look through another of one's own assignments."""
    assignment = get_object_or_404(request.user.assignments, pk=request.POST.get("assignment") or 0)
    request.session["eyes"] = assignment.pk
    return redirect("home")


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept with the account."""
    language = request.POST.get("language", "")
    if language in {"zh-hans", "en"}:
        request.user.language = language
        request.user.save(update_fields=["language"])
        translation.activate(language)
    return redirect(_safe(request, request.POST.get("next", "/")))


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters of a list under a name."""
    name = request.POST.get("name", "").strip()[:40]
    path = _safe(request, request.POST.get("path", "/"))
    query = request.POST.get("query", "")[:500]
    if name:
        SavedView.objects.update_or_create(
            account=request.user, path=path, name=name, defaults={"query": query}
        )
        messages.success(request, _("已保存视图“%(name)s”。") % {"name": name})
    return redirect(f"{path}?{query}" if query else path)


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one's own saved view."""
    view = get_object_or_404(SavedView, pk=pk, account=request.user)
    path = view.path
    view.delete()
    return redirect(path)


def healthy(request: HttpRequest) -> HttpResponse:
    """For the start script and monitors: the server answers."""
    return HttpResponse(timezone.now().isoformat(), content_type="text/plain")


healthy.login_required = False  # type: ignore[attr-defined]


def _safe(request: HttpRequest, url: str) -> str:
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else "/"
