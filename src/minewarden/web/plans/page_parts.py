"""What the page of a plan shows: facts, what happened, ledger, visits."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.plans import queries, workdays
from minewarden.web.plans.models import EnforcementPlan
from minewarden.web.record import Act, Cell, Fact, Happening, Table


def facts(plan: EnforcementPlan) -> list[Fact]:
    """What a plan is."""
    facts = [
        Fact(_("监管部门"), plan.unit.name, reverse("org:unit", args=[plan.unit_id])),
        Fact(_("行业和年度"), f"{plan.get_sector_display()} {plan.year}"),
        Fact(_("版次"), plan.edition),
        Fact(_("检查重点"), plan.key_points),
        Fact(_("批准的人民政府"), plan.government),
        Fact(_("批准文件"), plan.approval_document),
    ]
    if plan.amends_id:
        facts.append(Fact(_("调整自"), plan.amends, reverse("plans:plan", args=[plan.amends_id])))
        facts.append(Fact(_("调整理由"), plan.amendment_reason))
    fresh = EnforcementPlan.objects.filter(amends=plan).first()
    if fresh is not None:
        facts.append(Fact(_("新版"), fresh, reverse("plans:plan", args=[fresh.pk])))
    return facts


def happenings(plan: EnforcementPlan) -> list[Happening]:
    """What happened to it, day by day."""
    filed_with = plan.filed_with.name if plan.filed_with else ""
    return [
        Happening(plan.made_on, _("制定")),
        Happening(plan.submitted_on, _("报批")),
        *(Happening(row.on, _("退回"), row.reason) for row in plan.returns.all()),
        Happening(plan.approved_on, _("批准"), f"{plan.government} {plan.approval_document}"),
        Happening(plan.filed_on, _("备案"), filed_with),
        Happening(plan.entered_on, _("录入执法系统")),
        Happening(plan.replaced_on, _("被新版替代")),
    ]


def ledger_table(plan: EnforcementPlan, editable: bool) -> Table:
    """Its work-day ledger, and whether it adds up."""
    found = queries.ledger(plan)
    rows = [
        [Cell(item.get_use_display()), Cell(item.name), Cell(item.days, kind="number")]
        for item in plan.workday_items.all()
    ]
    note = "；".join(workdays.faults(found)) or _(
        "平衡：%(total)d = 监督检查%(check)d + 其他执法%(other)d + 非执法%(none)d。"
    ) % {"total": found.total, "check": found.check, "other": found.other, "none": found.none}
    acts = [Act(_("填写台账"), reverse("plans:workdays", args=[plan.pk]))] if editable else []
    header = (_("用途"), _("事项"), _("工作日（人·天）"))
    return Table(_("工作日台账"), header, rows, _("还没有填写工作日台账。"), acts, note)


def visit_table(plan: EnforcementPlan, editable: bool) -> Table:
    """Its planned visits by mine and month."""
    months = queries.visits_by_month(plan)
    rows = [
        [
            Cell(visit.month, kind="number"),
            Cell(visit.mine.name),
            Cell(visit.get_kind_display()),
            Cell(visit.random),
            Cell(visit.times, kind="number"),
        ]
        for visit in plan.planned_visits.select_related("mine")
    ]
    total = sum(months.values())
    note = _("全年%(total)d矿次；按月：%(months)s。") % {
        "total": total,
        "months": " ".join(f"{month}月{count}" for month, count in months.items() if count),
    }
    acts = [Act(_("填写矿次"), reverse("plans:visits", args=[plan.pk]))] if editable else []
    header = (_("月份"), _("矿山"), _("检查方式"), _("双随机"), _("矿次"))
    return Table(_("计划矿次"), header, rows, _("还没有安排矿次。"), acts, note if total else "")
