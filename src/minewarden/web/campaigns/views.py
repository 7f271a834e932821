"""Pages of the campaign: overview, plans, measures and reports, events, teams, duties, local practice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import MinewardenError
from minewarden.web.audit import queries as audit
from minewarden.web.campaigns import actions, forms, indicators, lists, picture, queries, records
from minewarden.web.campaigns.models import Contribution, Measure, Plan, Report, first_of_month
from minewarden.web.importing import Import
from minewarden.web.org import permissions, scope


def overview(request: HttpRequest) -> HttpResponse:
    """Where the campaign stands in the area seen: the picture, the plans, the targets."""
    permissions.check(request.user, "campaigns.view")
    plans = (
        scope.within(queries.plans_on(request.as_of), request.user)
        .select_related("unit")
        .order_by("unit__code")
    )
    context = {
        "title": _("三年行动"),
        "picture": picture.picture(request.user, request.as_of),
        "plans": plans[:60],
        "kinds": records.KINDS.values(),
    }
    return render(request, "campaigns/overview.html", context)


def record_list(request: HttpRequest, key: str) -> HttpResponse:
    """The list of one kind of record."""
    permissions.check(request.user, "campaigns.view")
    kind = _kind(key)
    related = ["routines"] if key == "teams" else []
    rows = scope.within(kind.model.objects.select_related("unit").prefetch_related(*related), request.user)
    return kind.listing.respond(request, rows)


def record_page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Facts and history of one record."""
    permissions.check(request.user, "campaigns.view")
    kind = _kind(key)
    record = scope.get_within(kind.model.objects.select_related("unit"), request.user, pk=pk)
    context = {
        "title": str(record),
        "record": record,
        "key": key,
        "facts": records.facts_of(kind, record),
        "history": audit.history(record)[:50],
        "back": records.address(kind),
        "may_edit": permissions.may(request.user, "campaigns.edit"),
    }
    return render(request, "campaigns/record.html", context)


def record_edit(request: HttpRequest, key: str, pk: int | None = None) -> HttpResponse:
    """Add or change one record; a save that somebody else overtook is refused and explained."""
    permissions.check(request.user, "campaigns.edit")
    kind = _kind(key)
    record = scope.get_within(kind.model.objects.all(), request.user, pk=pk) if pk else None
    form = kind.form(request.POST or None, instance=record, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = _save(kind, record, form, request)
        if saved is not None:
            messages.success(request, _("已保存。"))
            return redirect(saved)
    title = _("修改") if pk else _("新增")
    return render(
        request,
        "form.html",
        {"title": f"{title} · {kind.listing.title}", "form": form, "back": records.address(kind)},
    )


def record_import(request: HttpRequest, key: str) -> HttpResponse:
    """Many records from Excel."""
    permissions.check(request.user, "campaigns.edit")
    kind = _kind(key)
    title = _("导入 · %(name)s") % {"name": kind.listing.title}
    return Import(title, kind.columns, records.take_rows(kind), key, records.address(kind)).respond(request)


def plan_list(request: HttpRequest) -> HttpResponse:
    """Campaign plans in scope and those above."""
    permissions.check(request.user, "campaigns.view")
    return lists.PLANS.respond(request, scope.within(lists.plans_with_counts(), request.user))


def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: tasks, measures with progress, targets, history."""
    permissions.check(request.user, "campaigns.view")
    plan = scope.get_within(Plan.objects.select_related("unit", "parent"), request.user, pk=pk)
    month = first_of_month(request.as_of)
    own = scope.may_act_for(request.user, plan.unit)
    context = {
        "title": plan.title,
        "plan": plan,
        "month": month,
        "measures": queries.progress(plan, month).select_related("task", "responsible"),
        "targets": _targets(plan, request),
        "history": audit.history(plan)[:50],
        "may_edit": own
        and permissions.may(request.user, "campaigns.edit")
        and plan.state == Plan.State.DRAFT,
    }
    return render(request, "campaigns/plan.html", context)


def plan_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Draft a plan or change a draft."""
    permissions.check(request.user, "campaigns.edit")
    plan = _own_plan(request, pk) if pk else None
    form = forms.PlanForm(request.POST or None, instance=plan, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = _write(form, lambda: _save_plan(plan, form, request))
        if saved is not None:
            return redirect(saved)
    return render(
        request, "form.html", {"title": _("行动方案"), "form": form, "back": reverse("campaigns:plans")}
    )


def plan_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Add a task or a target to a draft, or publish it."""
    permissions.check(request.user, "campaigns.edit")
    plan = _own_plan(request, pk)
    title, form, write = _step(request, plan, step)
    if request.method == "POST" and form.is_valid() and _write(form, write) is not None:
        messages.success(request, _("已保存。"))
        return redirect(plan)
    return render(
        request, "form.html", {"title": f"{title} · {plan}", "form": form, "back": plan.get_absolute_url()}
    )


def measure_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: who answers for it and what was reported month by month."""
    permissions.check(request.user, "campaigns.view")
    rows = Measure.objects.select_related("task__plan__unit", "responsible")
    measure = scope.get_within(rows, request.user, pk=pk)
    reports = scope.within(Report.objects.filter(measure=measure), request.user).select_related("unit")
    context = {
        "title": measure.text,
        "measure": measure,
        "reports": reports.order_by("-month", "unit__code")[:200],
        "history": audit.history(measure)[:20],
        "may_report": permissions.may(request.user, "campaigns.report"),
    }
    return render(request, "campaigns/measure.html", context)


def measure_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report progress on a measure; a second report of the month is kept as a correction."""
    permissions.check(request.user, "campaigns.report")
    measure = scope.get_within(Measure.objects.select_related("task__plan"), request.user, pk=pk)
    form = forms.ReportForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        on_time = timezone.localdate() <= lists.due_day(fields["month"])
        saved = _write(
            form,
            lambda: actions.report(
                measure=measure, on_time=on_time, by=request.user, at=timezone.now(), **fields
            ),
        )
        if saved is not None:
            messages.success(request, _("已报送。"))
            return redirect(measure)
    return render(
        request,
        "form.html",
        {"title": _("报送进展"), "rule": measure.text, "form": form, "back": measure.get_absolute_url()},
    )


def report_list(request: HttpRequest) -> HttpResponse:
    """Reports in scope of one month, that of the day looked at unless another is chosen."""
    permissions.check(request.user, "campaigns.view")
    rows = scope.within(Report.objects.select_related("unit", "measure__task__plan"), request.user)
    rows = lists.reports_of(rows, request.GET.get("month", ""), request.as_of)
    if under := request.GET.get("under"):
        rows = lists.reports_under(rows, under)
    return lists.REPORTS.respond(request, rows)


def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with its corrections."""
    permissions.check(request.user, "campaigns.view")
    report = scope.get_within(Report.objects.select_related("unit", "measure__task"), request.user, pk=pk)
    return render(
        request,
        "campaigns/report.html",
        {"title": str(report), "report": report, "history": audit.history(report)[:50]},
    )


def contribution_list(request: HttpRequest) -> HttpResponse:
    """Local practice told in words."""
    permissions.check(request.user, "campaigns.view")
    rows = scope.within(Contribution.objects.select_related("unit"), request.user)
    return lists.CONTRIBUTIONS.respond(request, rows)


def contribution_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One text, its state, and what may be done with it."""
    permissions.check(request.user, "campaigns.view")
    text = scope.get_within(Contribution.objects.select_related("unit"), request.user, pk=pk)
    context = {
        "title": str(text),
        "text": text,
        "form": forms.DecisionForm(),
        "may_submit": permissions.may(request.user, "contributions.submit"),
        "may_accept": permissions.may(request.user, "contributions.accept"),
        "history": audit.history(text)[:50],
    }
    return render(request, "campaigns/contribution.html", context)


def contribution_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write or edit a text."""
    permissions.check(request.user, "contributions.submit")
    text = scope.get_within(Contribution.objects.all(), request.user, pk=pk) if pk else None
    form = forms.ContributionForm(request.POST or None, instance=text, user=request.user)
    if request.method == "POST" and form.is_valid():
        fields = form.changed() | {"month": first_of_month(form.cleaned_data["month"])}
        now = timezone.now()
        if text is None:
            fields["author"] = request.user
            saved = _write(form, lambda: actions.create(Contribution, by=request.user, at=now, **fields))
        else:
            seen = form.cleaned_data["version"] or 0
            saved = _write(
                form, lambda: actions.change(text, seen_version=seen, by=request.user, at=now, **fields)
            )
        if saved is not None:
            return redirect(saved)
    return render(
        request,
        "form.html",
        {"title": _("经验做法"), "form": form, "back": reverse("campaigns:contributions")},
    )


def contribution_decide(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    """Submit, accept or return a text."""
    verb = "contributions.submit" if state == Contribution.State.SUBMITTED else "contributions.accept"
    permissions.check(request.user, verb)
    text = scope.get_within(Contribution.objects.all(), request.user, pk=pk)
    if state not in Contribution.State.values or request.method != "POST":
        raise Http404
    actions.decide_contribution(
        contribution=text,
        state=state,
        by=request.user,
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("已保存。"))
    return redirect(text)


def _targets(plan: Plan, request: HttpRequest) -> list[tuple[Any, Any, bool | None]]:
    """(target, where it stands on the day looked at, whether that reaches it)."""
    rows = plan.targets.select_related("indicator", "plan__unit").order_by("indicator__code")
    found = [(target, indicators.measured(target, request.as_of)) for target in rows]
    return [(target, now, target.met_by(now.value) if now else None) for target, now in found]


def _kind(key: str) -> records.RecordKind:
    if key not in records.KINDS:
        raise Http404
    return records.KINDS[key]


def _own_plan(request: HttpRequest, pk: int) -> Plan:
    plan = scope.get_within(Plan.objects.select_related("unit"), request.user, pk=pk)
    if not scope.may_act_for(request.user, plan.unit):
        raise Http404
    return plan


def _write(form: Any, write: Any) -> Any:
    """Run `write`; what it refuses becomes an error of the form, which keeps what was typed."""
    try:
        return write()
    except ValidationError as error:
        form.add_error(None, error.messages)
    except MinewardenError as error:
        form.add_error(None, str(error))
    return None


def _save(kind: records.RecordKind, record: Any, form: Any, request: HttpRequest) -> Any:
    now = timezone.now()

    def write() -> Any:
        if record is None:
            saved = actions.create(kind.model, by=request.user, at=now, **form.changed())
        else:
            seen = form.cleaned_data["version"] or 0
            saved = actions.change(record, seen_version=seen, by=request.user, at=now, **form.changed())
        kind.after_save(saved, form, request.user, now)
        return saved

    return _write(form, write)


def _save_plan(plan: Plan | None, form: forms.PlanForm, request: HttpRequest) -> Plan:
    now = timezone.now()
    if plan is None:
        return actions.create(Plan, by=request.user, at=now, **form.changed())
    seen = form.cleaned_data["version"] or 0
    return actions.change(plan, seen_version=seen, by=request.user, at=now, **form.changed())


def _step(request: HttpRequest, plan: Plan, step: str) -> tuple[str, Any, Any]:
    """(title, form, write) of one step on a draft plan."""
    by, at = request.user, timezone.now()
    if step == "task":
        form = forms.TaskForm(request.POST or None)

        def write_task() -> Any:
            measures, faults = forms.read_measures(form.cleaned_data["measures"], by)
            if faults:
                raise ValidationError(faults)
            return actions.add_task(
                plan=plan, title=form.cleaned_data["title"], measures=measures, by=by, at=at
            )

        return _("新增任务"), form, write_task
    if step == "target":
        form = forms.TargetForm(request.POST or None, plan=plan)
        return _("新增目标"), form, lambda: actions.set_target(plan=plan, by=by, at=at, **form.cleaned_data)
    if step == "publish":
        form = forms.PublishForm(request.POST or None)
        return _("印发方案"), form, lambda: actions.publish(plan=plan, by=by, at=at, **form.cleaned_data)
    raise Http404
