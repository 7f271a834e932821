"""Pages of the bulletin: list, preview, figures that open to their records, checking, issuing, files."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minewarden.errors import MinewardenError
from minewarden.web.audit import queries as audit
from minewarden.web.bulletins import actions, files, forms, queries, records
from minewarden.web.bulletins.figures import FIGURES, Asked
from minewarden.web.bulletins.figures.base import RecordSet
from minewarden.web.bulletins.models import Issue
from minewarden.web.bulletins.render import docx, pdf
from minewarden.web.listing import Column, Filter, Listing, choices_of
from minewarden.web.org import permissions, scope

TYPES = {
    "bulletin.pdf": "application/pdf",
    "bulletin.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "figures.json": "application/json",
}
MOST_RECORDS = 1000

ISSUES = Listing(
    title=gettext_lazy("通报"),
    columns=(
        Column("code", gettext_lazy("期次"), "code", "code", link=lambda i: i.get_absolute_url()),
        Column("title", gettext_lazy("名称"), "title"),
        Column("number", gettext_lazy("期号"), "number", "number", "number"),
        Column("from_on", gettext_lazy("记录起"), "from_on", "from_on", "date"),
        Column("as_of", gettext_lazy("记录止"), "as_of", "as_of", "date"),
        Column("state", gettext_lazy("状态"), "get_state_display", "state"),
        Column("issued_on", gettext_lazy("印发日期"), "issued_on", "issued_on", "date"),
    ),
    filters=(Filter("state", gettext_lazy("状态"), choices_of(Issue.State)),),
    search=("code", "title"),
    order=("-as_of",),
    empty=gettext_lazy("还没有通报。点“编制新一期”开始。"),
    actions=((gettext_lazy("编制新一期"), "/bulletins/begin/"),),
    file_name="bulletins",
)


def issue_list(request: HttpRequest) -> HttpResponse:
    """All issues."""
    permissions.check(request.user, "bulletins.view")
    return ISSUES.respond(request, _visible(request))


def begin(request: HttpRequest) -> HttpResponse:
    """Begin an issue; its sections are proposed from the records."""
    permissions.check(request.user, "bulletins.edit")
    last = Issue.objects.filter(unit=request.user.eyes.unit).order_by("-as_of").first()
    form = forms.BeginForm(request.POST or None, initial=_initial(last))
    if request.method == "POST" and form.is_valid():
        to = actions.Addressees(form.receivers("report_to"), form.receivers("send_to"))
        fields = {name: form.cleaned_data[name] for name in ("code", "from_on", "as_of")}
        try:
            made = actions.begin(
                unit=request.user.eyes.unit, to=to, by=request.user, at=timezone.now(), **fields
            )
        except MinewardenError as error:
            form.add_error(None, str(error))
        else:
            return redirect(made)
    return render(
        request, "form.html", {"title": _("编制新一期"), "form": form, "back": reverse("bulletins:list")}
    )


def issue_page(request: HttpRequest, code: str) -> HttpResponse:
    """The preview with every figure a link, what keeps it from being printed, and what changed."""
    permissions.check(request.user, "bulletins.view")
    issue = _get(request, code)
    found = queries.answers(issue, with_records=False)
    issued = queries.printed(issue)
    context = {
        "title": str(issue),
        "issue": issue,
        "bulletin": issued or queries.bulletin(issue, found),
        "faults": queries.faults(issue),
        "changes": queries.changes(issue, found),
        "corrections": issue.corrections.order_by("-at"),
        "may_edit": permissions.may(request.user, "bulletins.edit"),
        "may_issue": permissions.may(request.user, "bulletins.issue"),
        "issue_form": forms.IssueForm(initial={"on": max(issue.as_of, timezone.localdate())}),
        "files": TYPES,
        "history": audit.history(issue)[:50],
    }
    return render(request, "bulletins/issue.html", context)


def figure_list(request: HttpRequest, code: str) -> HttpResponse:
    """All figures of an issue: now, as printed, and how many records stand behind each."""
    permissions.check(request.user, "bulletins.view")
    issue = _get(request, code)
    frozen = {row.figure: row for row in queries.frozen(issue)}
    rows = [(answer, frozen.get(name)) for name, answer in queries.answers(issue).items()]
    return render(request, "bulletins/figures.html", {"title": _("指标"), "issue": issue, "rows": rows})


def figure_page(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """One figure: definition, value now and as printed, and its records."""
    permissions.check(request.user, "bulletins.view")
    issue = _get(request, code)
    if figure not in FIGURES:
        raise Http404
    answer = FIGURES[figure].answer(Asked.of(issue))
    context = {
        "title": figure,
        "issue": issue,
        "answer": answer,
        "frozen": queries.frozen(issue).filter(figure=figure).first(),
        "groups": [(group, _visible_rows(request, group)) for group in answer.records],
    }
    return render(request, "bulletins/figure.html", context)


def item_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Edit one text; faults of the checker are shown beside it."""
    permissions.check(request.user, "bulletins.edit")
    issue = _get(request, code)
    item = issue.items.filter(pk=pk).first()
    if item is None:
        raise Http404
    form = forms.ItemForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        fields = form.changed()
        try:
            item.refresh_from_db()
            actions.edit_item(item=item, seen_version=seen, by=request.user, at=timezone.now(), **fields)
        except MinewardenError as error:
            form.add_error(None, str(error))
        else:
            return redirect(issue)
    context = {
        "title": str(item),
        "issue": issue,
        "form": form,
        "faults": [fault for fault in queries.faults(issue) if fault.item == str(item)],
        "figures": queries.answers(issue).values(),
    }
    return render(request, "bulletins/item.html", context)


@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Mark the issue as checked."""
    permissions.check(request.user, "bulletins.edit")
    issue = _get(request, code)
    actions.mark_checked(issue=issue, by=request.user, at=timezone.now())
    messages.success(request, _("已核。"))
    return redirect(issue)


@require_POST
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue it, which freezes it."""
    permissions.check(request.user, "bulletins.issue")
    found = _get(request, code)
    form = forms.IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写印发日期。"))
        return redirect(found)
    actions.issue_bulletin(issue=found, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
    messages.success(request, _("已印发并冻结。"))
    return redirect(found)


def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Show a correction of an issued figure."""
    permissions.check(request.user, "bulletins.issue")
    found = _get(request, code)
    form = forms.CorrectionForm(request.POST or None, initial={"figure": request.GET.get("figure")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(issue=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except MinewardenError as error:
            form.add_error(None, str(error))
        else:
            return redirect(found)
    return render(request, "form.html", {"title": _("更正"), "form": form, "back": found.get_absolute_url()})


def file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One of the three files: as issued, or of a draft as the records are now."""
    permissions.check(request.user, "bulletins.view")
    found = _get(request, code)
    if name not in TYPES:
        raise Http404
    text, figures = files.contents(found, as_issued=found.state == Issue.State.ISSUED)
    if name == "figures.json":
        body = json.dumps(figures, ensure_ascii=False, indent=1).encode()
    else:
        body = pdf.render(text) if name.endswith(".pdf") else docx.render(text)
    response = HttpResponse(body, content_type=TYPES[name])
    way = "inline" if name == "bulletin.pdf" else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{found.code}-{name}"'
    return response


def _visible(request: HttpRequest) -> Any:
    return scope.within(Issue.objects.select_related("unit", "frozen_text"), request.user)


def _get(request: HttpRequest, code: str) -> Issue:
    return scope.get_within(Issue.objects.select_related("unit", "frozen_text"), request.user, code=code)


def _visible_rows(request: HttpRequest, group: RecordSet) -> list[tuple[str, str]]:
    """The records of a figure that lie within the person's scope; of the others only their number is told."""
    rows = group.rows
    model = type(rows[0])
    if getattr(model, "SCOPE", None) is not None:
        among = model._default_manager.filter(pk__in=[row.pk for row in rows])
        seen = set(scope.within(among, request.user).values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in seen]
    return [(str(row), records.address(row)) for row in rows[:MOST_RECORDS]]


def _initial(last: Issue | None) -> dict[str, Any]:
    if last is None:
        return {}
    names = {
        kind: [r.name for r in last.receivers.order_by("order") if r.kind == kind]
        for kind in ("report", "send")
    }
    return {"report_to": "\n".join(names["report"]), "send_to": "\n".join(names["send"])}
