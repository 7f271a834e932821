"""Pages of the units: list, record, renaming, moving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import MinewardenError
from minewarden.web.audit import queries as audit
from minewarden.web.listing import Column, Filter, Listing, choices_of
from minewarden.web.org import actions, permissions, scope
from minewarden.web.org.forms import MoveForm, RenameForm
from minewarden.web.org.models import Level, Sector, Tree, Unit, UnitEvent, UnitLink

UNITS = Listing(
    title=gettext_lazy("机构"),
    columns=(
        Column("code", gettext_lazy("编码"), "code", "code"),
        Column("name", gettext_lazy("全称"), "name", "name", link=lambda u: reverse("org:unit", args=[u.pk])),
        Column("short_name", gettext_lazy("简称"), "short_name"),
        Column("kind", gettext_lazy("类别"), "get_kind_display", "kind"),
        Column("level", gettext_lazy("级别"), "get_level_display", "level"),
        Column("sector", gettext_lazy("行业"), "get_sector_display", "sector"),
        Column("region", gettext_lazy("区划"), "region_code", "region_code"),
        Column("from", gettext_lazy("设立"), "valid_from", "valid_from", kind="date"),
        Column("to", gettext_lazy("撤销"), "valid_to", "valid_to", kind="date"),
        Column("synthetic", gettext_lazy("虚构"), "synthetic", kind="flag"),
    ),
    filters=(
        Filter("kind", gettext_lazy("类别"), choices_of(Unit.Kind)),
        Filter("level", gettext_lazy("级别"), choices_of(Level)),
        Filter("sector", gettext_lazy("行业"), choices_of(Sector)),
    ),
    search=("name", "short_name", "code"),
    order=("administrative_path",),
    empty=gettext_lazy("本辖区内没有符合条件的机构。"),
    file_name="units",
)


def unit_list(request: HttpRequest) -> HttpResponse:
    """The units within scope, mines left to their own register."""
    permissions.check(request.user, "units.view")
    rows = scope.within(Unit.objects.exclude(kind=Unit.Kind.MINE), request.user)
    return UNITS.respond(request, rows)


def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: facts, its place in both trees through time, its events and history."""
    permissions.check(request.user, "units.view")
    unit = scope.get_within(Unit.objects.all(), request.user, pk=pk)
    links = UnitLink.objects.filter(child=unit).select_related("parent").order_by("tree", "-valid_from")
    children = scope.within(
        Unit.objects.filter(parents__parent=unit, parents__valid_to__isnull=True).distinct(), request.user
    ).order_by("code")[:200]
    events = (
        (UnitEvent.objects.filter(before=unit) | UnitEvent.objects.filter(after=unit))
        .distinct()
        .order_by("-on")
    )
    context = {
        "title": unit.name,
        "unit": unit,
        "links": links,
        "children": children,
        "events": events,
        "history": audit.history(unit)[:50],
        "may_edit": permissions.may(request.user, "units.edit"),
    }
    return render(request, "org/unit.html", context)


def unit_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a unit another name from a day on."""
    permissions.check(request.user, "units.edit")
    unit = scope.get_within(Unit.objects.all(), request.user, pk=pk)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})
    if request.method == "POST" and form.is_valid():
        actions.rename_unit(unit=unit, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("已更名。"))
        return redirect("org:unit", pk=pk)
    return render(
        request, "form.html", {"title": _("机构更名"), "form": form, "back": reverse("org:unit", args=[pk])}
    )


def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit under another parent from a day on."""
    permissions.check(request.user, "units.edit")
    unit = scope.get_within(Unit.objects.all(), request.user, pk=pk)
    form = MoveForm(request.POST or None, unit=unit, initial={"tree": Tree.ADMINISTRATIVE})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_unit(unit=unit, **form.cleaned_data, by=request.user, at=timezone.now())
        except MinewardenError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已变更隶属。"))
            return redirect("org:unit", pk=pk)
    return render(
        request, "form.html", {"title": _("隶属变更"), "form": form, "back": reverse("org:unit", args=[pk])}
    )
