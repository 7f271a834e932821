"""Pages of a round's work: the lists, the draw, the panel, the upload, the reading, the results."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms as django_forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minewarden.checks.report import report_bytes
from minewarden.checks.workbook import write_workbook
from minewarden.errors import NotAllowed
from minewarden.web import record
from minewarden.web.org import permissions, scope
from minewarden.web.reviews import (
    drawing,
    forms,
    jobs,
    lists,
    queries,
    results,
    rights,
    sampling,
    storage,
    taking_in,
    work,
)
from minewarden.web.reviews.models import CaseFile, ListedFile, ReviewJob, ReviewRound
from minewarden.web.reviews.states import JobState, RoundAct, may_round
from minewarden.web.sheets import XLSX

BARS = 20  # rules drawn; the table has them all


def led(request: HttpRequest, pk: int) -> ReviewRound:
    """The round, which must be one's own unit's or below; what came from above is only read."""
    review = scope.get_within(queries.rounds_within(request.user), request.user, pk=pk)
    if not rights.may_lead(request.user, review):
        raise NotAllowed(_("这次评查由上级组织，您可以查看和答复本单位的问题，但不能改动它。"))
    return review


def sample_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists in the order of their tickets, with what was drawn: anybody can do the draw again."""
    permissions.check(request.user, "reviews.view")
    review = scope.get_within(queries.rounds_within(request.user), request.user, pk=pk)
    if queries.is_blind(request.user):
        raise NotAllowed(_("评查员盲评，不能查看案卷属于哪个单位。"))
    leads = rights.may_lead(request.user, review)
    return render(
        request,
        "reviews/sample.html",
        {
            "title": _("抽取与分派：%(title)s") % {"title": review.title},
            "review": review,
            "bodies": _drawn_lists(request.user, review),
            "panel": _panel(review) if leads else [],
            "leads": leads and may_round(review.state, RoundAct.DRAW),
            "back": lists.round_url(review),
        },
    )


def _drawn_lists(user: Any, review: ReviewRound) -> list[dict[str, Any]]:
    """Every body with its list in the order of the draw."""
    drawn = set(CaseFile.objects.filter(body__round=review).values_list("body_id", "number"))
    listed: dict[int, list[ListedFile]] = {}
    for row in ListedFile.objects.filter(body__round=review).order_by("number"):
        listed.setdefault(row.body_id, []).append(row)
    found = []
    for body in queries.bodies_within(user).filter(round=review).order_by("position"):
        rows = [
            {
                "row": row,
                "ticket": sampling.ticket(review.seed, body.unit.code, row.number)[:12]
                if review.seed
                else "",
                "drawn": (body.pk, row.number) in drawn,
            }
            for row in listed.get(body.pk, [])
        ]
        found.append({"body": body, "rows": sorted(rows, key=lambda row: row["ticket"])})
    return found


def _panel(review: ReviewRound) -> list[dict[str, Any]]:
    counts: dict[int | None, int] = {}
    for reviewer in CaseFile.objects.filter(body__round=review).values_list("reviewer_id", flat=True):
        counts[reviewer] = counts.get(reviewer, 0) + 1
    rows = review.panel.select_related("assignment__account", "assignment__unit")
    return [{"member": row, "files": counts.get(row.pk, 0)} for row in rows]


def sample_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw by a published seed."""
    permissions.check(request.user, "reviews.edit")
    review = led(request, pk)
    form = forms.SampleForm(request.POST or None, request=request)

    def write(values: dict[str, Any]) -> Any:
        return drawing.draw_sample(review=review, **values, by=request.user, at=timezone.now())

    back = reverse("reviews:sample", args=[pk])
    rule = _("按“种子、单位编码、案卷号”的SHA-256由小到大抽取，抽取后清单不再改动。")
    return record.submit(
        request, form, write, title=_("按种子抽取案卷"), back=back, rule=rule, button=_("抽取")
    )


def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Name reviewers."""
    permissions.check(request.user, "reviews.edit")
    review = led(request, pk)
    form = forms.PanelForm(request.POST or None, review=review)

    def write(values: dict[str, Any]) -> Any:
        return drawing.name_panel(review=review, **values, by=request.user, at=timezone.now())

    back = reverse("reviews:sample", args=[pk])
    return record.submit(request, form, write, title=_("选定评查员"), back=back)


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every file its reviewer by the seed."""
    permissions.check(request.user, "reviews.edit")
    review = led(request, pk)
    form = django_forms.Form(request.POST if request.method == "POST" else None)

    def write(_values: dict[str, Any]) -> Any:
        return drawing.assign_files(review=review, by=request.user, at=timezone.now())

    back = reverse("reviews:sample", args=[pk])
    rule = _(
        "按种子跨地区分派：评查员不评本地区案卷，件数尽量均等；评查员只看到盲评编号。同一种子分派结果相同。"
    )
    return record.submit(request, form, write, title=_("分派案卷"), back=back, rule=rule, button=_("分派"))


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in papers and begin to read them."""
    permissions.check(request.user, "reviews.import")
    review = led(request, pk)
    form = forms.UploadForm(request.POST or None, request.FILES or None, review=review)

    def write(values: dict[str, Any]) -> Any:
        with storage.staging(review.pk) as folder:
            folders = _received(values["files"], values["number"], folder)
            at = timezone.now()
            taking_in.receive(body=values["body"], folders=folders, by=request.user, at=at)
        jobs.queue(review=review, by=request.user, at=at)
        work.start_worker(review)

    return record.submit(
        request,
        form,
        write,
        title=_("上传案卷：%(title)s") % {"title": review.title},
        back=reverse("reviews:progress", args=[pk]),
        rule=_("文件只读取、不运行；上传后自动开始机器评查，可离开本页，进度随时可查。"),
        button=_("上传并评查"),
        done=_("已收到，开始机器评查。"),
    )


def _received(files: list[Any], number: str, folder: Path) -> dict[str, Path]:
    """The uploaded files as sub-folders by case number."""
    if files[0].name.lower().endswith(".zip"):
        found = storage.unpack(files[0], folder)
        return {name or number: path for name, path in found.items()}
    own = folder / "0"
    own.mkdir()
    for file in files:
        storage.keep(file, own, file.name)
    return {number: own}


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is; asked again every two seconds by the page while it lasts."""
    permissions.check(request.user, "reviews.view")
    review = scope.get_within(queries.rounds_within(request.user), request.user, pk=pk)
    leads = rights.may_lead(request.user, review)
    job = ReviewJob.objects.filter(round=review).first()
    stale = job is not None and jobs.is_stale(job, timezone.now())
    own = queries.case_files_within(request.user).filter(body__round=review, uploaded_at__isnull=False)
    context = {
        "title": _("机器评查进度：%(title)s") % {"title": review.title},
        "review": review,
        "job": job,
        "stale": stale,
        "live": job is not None and job.state in (JobState.QUEUED, JobState.RUNNING) and not stale,
        "state": _job_state(job, stale),
        "failed": [
            (lists.file_name(request.user, row), row) for row in own.exclude(failure="").order_by("pk")
        ],
        "read": own.filter(reviewed_at__isnull=False).count(),
        "leads": leads and may_round(review.state, RoundAct.RECORD),
        "waiting": queries.waiting_files(review).count() if leads else 0,
        "back": lists.round_url(review),
    }
    name = "reviews/parts/progress.html" if request.htmx else "reviews/progress.html"
    return render(request, name, context)


def _job_state(job: ReviewJob | None, stale: bool) -> record.State | None:
    if job is None:
        return None
    if stale:
        return record.State("late", _("中断"))
    return record.State("done" if job.state == JobState.DONE else "open", job.get_state_display())


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to read, or go on where it stopped."""
    permissions.check(request.user, "reviews.import")
    review = led(request, pk)
    jobs.queue(review=review, by=request.user, at=timezone.now())
    work.start_worker(review)
    return redirect("reviews:progress", pk=pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop reading after the present file."""
    permissions.check(request.user, "reviews.import")
    review = led(request, pk)
    for job in ReviewJob.objects.filter(round=review):
        jobs.stop(job=job, by=request.user, at=timezone.now())
    return redirect("reviews:progress", pk=pk)


def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Errors by body and by rule, as bars and tables."""
    permissions.check(request.user, "reviews.view")
    review = scope.get_within(queries.listed(request.user), request.user, pk=pk)
    bodies = results.standings(request.user, review)
    rules = results.rule_errors(request.user, review)
    context = {
        "title": _("评查结果排名：%(title)s") % {"title": review.title},
        "review": review,
        "bodies": bodies,
        "rules": rules,
        "body_bars": _bars([(row.body.unit.short_name, row.per_file or 0) for row in bodies], _("案均问题")),
        "rule_bars": _bars(
            [(f"{row.rule} {row.title}"[:22], row.problems) for row in rules[:BARS]], _("问题")
        ),
        "back": lists.round_url(review),
    }
    return render(request, "reviews/ranking.html", context)


def _bars(rows: list[tuple[str, float]], label: str) -> dict[str, Any]:
    return {"names": [name for name, _n in rows], "received": [n for _name, n in rows], "label": label}


def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's results as a workbook."""
    permissions.check(request.user, "reviews.view")
    review = scope.get_within(queries.rounds_within(request.user), request.user, pk=pk)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "review.xlsx"
        write_workbook(results.answer(request.user, review), path)
        content = path.read_bytes()
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"review-{pk}.xlsx", content_type=XLSX)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's results as a printable report."""
    permissions.check(request.user, "reviews.view")
    review = scope.get_within(queries.rounds_within(request.user), request.user, pk=pk)
    content = report_bytes(results.answer(request.user, review))
    return FileResponse(BytesIO(content), filename=f"review-{pk}.pdf", content_type="application/pdf")
