"""Pages of leads: list, taking in, the lead with its plan and factors, each step of persons, sheet, raw files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import MinewardenError, NotAllowed
from minewarden.factors.model import Lead as Told
from minewarden.factors.plan import suspected
from minewarden.web import record
from minewarden.web.audit import queries as audit
from minewarden.web.leads import (
    actions,
    days,
    forms,
    lake,
    lists,
    marks,
    picture,
    queries,
    rawfile,
    sheet,
    trail,
)
from minewarden.web.leads.language import joined
from minewarden.web.leads.models import Lead, Sighting
from minewarden.web.leads.reading import lead_of
from minewarden.web.leads.states import LeadAct, may
from minewarden.web.org import permissions, scope
from minewarden.web.record import Act, Fact

LINES = 200


@dataclass(frozen=True)
class Step:
    """Which form a step asks, by which action it is written."""

    form: type[forms.LeadForm]
    write: Callable[..., Any]


STEPS = {
    LeadAct.ASSESS: Step(forms.AssessForm, actions.assess),
    LeadAct.TASK: Step(forms.TaskForm, actions.hand_over),
    LeadAct.WITHDRAW: Step(forms.WithdrawForm, actions.withdraw),
    LeadAct.RESULT: Step(forms.ResultForm, actions.bring_back),
    LeadAct.MERGE: Step(forms.MergeForm, actions.merge),
    LeadAct.REOPEN: Step(forms.ReopenForm, actions.reopen),
}
# the order in which the page offers them: what comes next in the work first
OFFERED = (
    LeadAct.RESULT,
    LeadAct.WITHDRAW,
    LeadAct.TASK,
    LeadAct.ASSESS,
    LeadAct.MERGE,
    LeadAct.REOPEN,
)


def rule_of(act: str) -> str:
    """The ground of a step, beside its form."""
    return {
        LeadAct.ASSESS: _(
            "监控记录未经审核不得作为处罚证据（行政处罚法第四十一条）：线索是否成立由人研判并写明理由。"
        ),
        LeadAct.TASK: _(
            "现场核查由两名以上执法人员进行并出示执法证件（行政处罚法第四十二条、第五十五条；安全生产法第六十七条）。"
        ),
        LeadAct.WITHDRAW: _(
            "交办有误或改由别的单位核查时收回，写明理由；线索回到已研判，可重新交办。由交办单位或其上级收回。"
        ),
        LeadAct.RESULT: _(
            "按现场所见登记。结果计入本线索和同矿同类线索的概率；“转市级研判”退回研判，“建议挂牌督办”转省级（层级办法待核）。"
        ),
        LeadAct.MERGE: _("同一矿山同一处所的线索并为一案，只交办一次。"),
        LeadAct.REOPEN: _("有新的材料、研判或并案有误时重新研判，写明理由；已并入的线索随之分出。"),
    }[LeadAct(act)]


def lead_list(request: HttpRequest) -> HttpResponse:
    """The leads within scope, the likeliest first."""
    permissions.check(request.user, "leads.view")
    buttons = []
    if permissions.may(request.user, "leads.take_in"):
        buttons.append((_("接收 leads.json"), reverse("leads:take_in")))
    buttons.append((_("数据接入"), reverse("leads:feeds")))
    listing = replace(lists.leads_listing(request.as_of), actions=buttons)
    return listing.respond(request, queries.valued(queries.leads(request.user)))


def take_in(request: HttpRequest) -> HttpResponse:
    """Upload a leads.json; what was not taken is listed with its reason."""
    permissions.check(request.user, "leads.take_in")
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    taken, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                data = form.cleaned_data["file"].read()
                taken = actions.take_in(data, by=request.user, at=timezone.now())
                status = 200
            except MinewardenError as error:
                form.add_error("file", str(error))
    if taken is not None and not taken.refused:
        messages.success(request, summary(taken))
        return redirect("leads:list")
    context = {"title": _("接收 leads.json"), "form": form, "taken": taken, "told": taken and summary(taken)}
    return render(request, "leads/take_in.html", context, status=status)


def summary(taken: actions.Taken) -> str:
    """What a run brought, in a sentence."""
    return _("新线索%(new)d条，更新%(updated)d条，另一次比对记录%(sightings)d条，已有%(known)d条。") % {
        "new": taken.new,
        "updated": taken.updated,
        "sightings": taken.sightings,
        "known": taken.known,
    }


def lead_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead: where, how many, why, on what evidence, and what was done about it."""
    permissions.check(request.user, "leads.view")
    lead = _get(request, pk)
    sighting = queries.shown(lead)
    told = lead_of(sighting.told) if sighting else None
    drawn = (
        picture.drawing(sighting.plan, suspected(told), actions.keep_presence(sighting))
        if sighting and told
        else None
    )
    own = queries.answers_for(request.user, lead)
    lines = picture.factor_lines(told) if told else []
    context = {
        "title": str(lead),
        "lead": lead,
        "state": lists.state_of(lead, request.as_of),
        "facts": _facts(lead, sighting, own),
        "acts": _acts(request, lead, own),
        "drawing": drawn,
        "stations": picture.station_table(drawn),
        "no_lake": lake.missing(),
        "charts": days.charts(told) if told else [],
        "factors": lines,
        "tells_without": picture.tells_without(lines),
        "proofs": picture.proofs(told) if told else [],
        "cards": told.cards if told else (),
        "happenings": trail.happenings(request.user, lead),
        "tasks": lead.tasks.select_related("unit"),
        "sightings": lead.sightings.defer("told", "plan", "presence"),
        "merged": queries.leads(request.user).filter(merged_into=lead).order_by("pk"),
        "history": trail.lines(audit.history(lead)[: record.HISTORY], request.user),
    }
    return render(request, "leads/lead.html", context)


def lead_step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Assess, hand over, bring back, merge or reopen a lead."""
    if act not in STEPS:
        raise Http404
    permissions.check(request.user, "leads.assess")
    lead, step = _get(request, pk), STEPS[LeadAct(act)]
    if act != LeadAct.RESULT and not queries.answers_for(request.user, lead):
        raise NotAllowed(_("本单位只核查这条线索；研判、交办和并案由管辖该矿的部门办理。"))
    form = step.form(request.POST or None, record=lead, request=request)

    def write(values: dict[str, Any]) -> Any:
        return step.write(lead=lead, **values, by=request.user, at=timezone.now())

    label = LeadAct(act).label
    return record.submit(
        request,
        form,
        write,
        title=_("%(act)s：%(lead)s") % {"act": label, "lead": lead},
        back=lists.lead_url(lead),
        rule=rule_of(act),
        button=label,
    )


def lead_days(request: HttpRequest, pk: int) -> HttpResponse:
    """The days behind the charts, for a spreadsheet."""
    permissions.check(request.user, "leads.view")
    lead = _get(request, pk)
    sighting = queries.shown(lead)
    if sighting is None:
        raise Http404
    text = "\ufeff" + days.csv_text(lead_of(sighting.told))  # the mark lets spreadsheets read Chinese
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lead-{lead.mine.unit.code}-{lead.pk}-days.csv"'
    return response


def lead_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that the squad takes underground, as PDF."""
    permissions.check(request.user, "leads.view")
    lead = _get(request, pk)
    sighting = queries.shown(lead)
    if sighting is None:
        raise Http404
    response = HttpResponse(sheet.pdf(lead, sighting), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="lead-{lead.mine.unit.code}-{lead.pk}.pdf"'
    return response


def raw_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """A raw file that the lead rests on, line by line, names masked; it opens where the first line is marked."""
    permissions.check(request.user, "leads.view")
    lead = _get(request, pk)
    told, proof = _proof(lead, sha256, request.GET.get("row", ""))
    context: dict[str, Any] = {"title": proof.file, "lead": lead, "proof": proof, "sha256": sha256}
    try:
        raw = lake.raw_text(lead.mine.unit.code, sha256.lower())
    except MinewardenError as error:
        return render(request, "leads/raw_file.html", {**context, "missing": str(error)})
    lines = rawfile.lines_of(raw)
    names = lake.face_names(raw.mine_code, lead.to_at)
    found = marks.marked(told, told.factors[proof.row], proof.rows, raw.type, lines.lines, names)
    first = min(found.lines) if found else 0
    page = Paginator(lines.lines, LINES).get_page(request.GET.get("page") or first // LINES + 1)
    numbered = enumerate(page.object_list, page.start_index() - 1)
    context["lines"] = [(lines.masked(line), found is not None and n in found.lines) for n, line in numbered]
    context |= {
        "raw": raw,
        "columns": joined(lines.columns),
        "page": page,
        "found": found,
        "first": first + 1,
    }
    return render(request, "leads/raw_file.html", context)


def _proof(lead: Lead, sha256: str, row: str) -> tuple[Told, picture.Proof]:
    """What a comparison told, and its factor that rests on the file: the one asked for, else the first."""
    found = [
        (told, proof)
        for sighting in sorted(lead.sightings.all(), key=lambda one: one.digest != lead.digest)
        for told in [lead_of(sighting.told)]
        for proof in picture.proofs(told)
        if proof.sha256 == sha256
    ]
    if not found:
        raise Http404
    return next((pair for pair in found if str(pair[1].row) == row), found[0])


def _get(request: HttpRequest, pk: int) -> Lead:
    return get_object_or_404(queries.leads(request.user), pk=pk)


def _acts(request: HttpRequest, lead: Lead, own: bool) -> list[Act]:
    """What the person may do now; a unit that was sent to a mine of others brings its result, and no more."""
    if not permissions.may(request.user, "leads.assess"):
        return []
    possible = [act for act in OFFERED if may(lead.state, act) and (own or act == LeadAct.RESULT)]
    if LeadAct.MERGE in possible and not queries.mergeable(request.user, lead).exists():
        possible.remove(LeadAct.MERGE)
    if not any(scope.may_act_for(request.user, task.unit) for task in lead.open_tasks):
        possible = [act for act in possible if act != LeadAct.RESULT]
    if not any(actions.may_withdraw(request.user, task) for task in lead.open_tasks):
        possible = [act for act in possible if act != LeadAct.WITHDRAW]
    return [Act(act.label, reverse("leads:step", args=[lead.pk, act.value])) for act in possible]


def _facts(lead: Lead, sighting: Sighting | None, own: bool) -> list[Fact]:
    """The lead in a few lines; what leads on to the mine and its other leads only for who answers for it."""
    shown = actions.shown_of(lead)
    facts = [
        Fact(_("矿山"), lead.mine.unit.name, lead.mine.get_absolute_url() if own else ""),
        Fact(_("时段"), _("%(period)s（%(days)d天）") % {"period": lead.period, "days": lead.days}),
        Fact(_("概率"), lead.percent),
        Fact(_("比对概率"), f"{min(100 * lead.score, 99.0):.0f}%"),
        Fact(_("每班人数"), lists.persons(lead)),
        Fact(_("办理层级"), lead.get_handling_level_display()),
        Fact(_("研判结论"), lead.get_conclusion_display()),
        Fact(_("核查结果"), lead.get_result_display()),
    ]
    if own and shown.checks:
        flow = _("同矿同类已核查%(checks)d条，属实%(true)g条，据此修正。") % {
            "checks": shown.checks,
            "true": shown.true,
        }
        facts.append(Fact(_("结果回流"), flow))
    if own and lead.merged_into is not None:
        facts.append(Fact(_("并入"), lead.merged_into, lists.lead_url(lead.merged_into)))
    if sighting is not None:
        facts.append(
            Fact(_("比对"), f"{timezone.localtime(sighting.made_at):%Y-%m-%d %H:%M} {sighting.program}")
        )
    return facts
