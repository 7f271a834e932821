"""Pages of the register of mines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.web import record
from minewarden.web.importing import Import
from minewarden.web.mines import actions, forms, lists, queries, sheet
from minewarden.web.mines.models import Mine
from minewarden.web.org import permissions, scope
from minewarden.web.record import Act, Cell, Fact, Table


def mine_list(request: HttpRequest) -> HttpResponse:
    """The mines within scope."""
    permissions.check(request.user, "mines.view")
    buttons = []
    if permissions.may(request.user, "mines.import"):
        buttons.append((_("从 Excel 导入"), reverse("mines:import")))
    return replace(lists.MINES, actions=buttons).respond(request, queries.mines(request.user))


def mine_import(request: HttpRequest) -> HttpResponse:
    """Many mines from Excel."""
    permissions.check(request.user, "mines.import")
    return Import(_("导入矿山"), sheet.COLUMNS, sheet.take, "mines", reverse("mines:list")).respond(request)


def mine_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One mine: facts, states, licences, people in charge, declared faces."""
    permissions.check(request.user, "mines.view")
    mine = _get(request, pk)
    acts = []
    if permissions.may(request.user, "mines.edit"):
        acts = [
            Act(_("变更状态"), reverse("mines:state", args=[pk])),
            Act(_("修改"), reverse("mines:edit", args=[pk])),
            Act(_("移交监管"), reverse("mines:hand_over", args=[pk])),
        ]
    return record.page(
        request,
        mine,
        facts=_facts(mine),
        back=reverse("mines:list"),
        acts=acts,
        reason=_("停产整顿、复产验收和关闭依煤矿安全生产条例第四十八、四十九、七十条；一矿一个执法层级。"),
        tables=_tables(mine),
    )


def mine_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a mine."""
    permissions.check(request.user, "mines.edit")
    mine = _get(request, pk)
    form = forms.MineForm(request.POST or None, instance=mine)

    def write(values: dict[str, Any]) -> Mine:
        version = values["version"] or 0
        return actions.change(
            mine=_get(request, pk), version=version, by=request.user, at=timezone.now(), **form.changed()
        )

    return record.submit(request, form, write, title=_("修改矿山"), back=mine.get_absolute_url())


def mine_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a mine another state from a day on."""
    permissions.check(request.user, "mines.edit")
    mine = _get(request, pk)
    form = forms.StateForm(request.POST or None, record=mine, request=request)

    def write(values: dict[str, Any]) -> Mine:
        return actions.change_state(mine=mine, by=request.user, at=timezone.now(), **values)

    return record.submit(request, form, write, title=_("变更状态"), back=mine.get_absolute_url())


def mine_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a mine to another regulator."""
    permissions.check(request.user, "mines.edit")
    mine = _get(request, pk)
    form = forms.HandOverForm(request.POST or None, record=mine, request=request)

    def write(values: dict[str, Any]) -> Mine:
        return actions.hand_over(mine=mine, by=request.user, at=timezone.now(), **values)

    return record.submit(request, form, write, title=_("移交监管"), back=mine.get_absolute_url())


def _get(request: HttpRequest, pk: int) -> Mine:
    return scope.get_within(queries.mines(request.user), request.user, pk=pk)


def _facts(mine: Mine) -> list[Fact]:
    unit, position = mine.unit, None
    if mine.longitude is not None and mine.latitude is not None:
        position = f"{mine.longitude:.4f}, {mine.latitude:.4f}"
    return [
        Fact(_("编码"), unit.code),
        Fact(_("状态"), f"{mine.get_state_display()}（{mine.state_since}）"),
        Fact(_("监管部门"), mine.supervised_by.name),
        Fact(_("企业"), mine.owner),
        Fact(_("上级公司"), mine.parent_company),
        Fact(_("地址"), mine.address),
        Fact(_("位置"), position),
        Fact(_("开采方式"), mine.get_method_display()),
        Fact(_("核定产能（万吨/年）"), mine.capacity_wt),
        Fact(_("核定下井人数"), mine.headcount_limit),
        Fact(_("从业人数"), mine.workforce),
        Fact(_("瓦斯等级"), mine.get_gas_display()),
        Fact(_("水文地质类型"), mine.get_hydro_display()),
        Fact(_("冲击地压"), mine.get_rock_burst_display()),
        Fact(_("自燃倾向性"), mine.get_ignition_display()),
        Fact(_("标准化等级"), mine.grade),
        Fact(_("安全分类"), mine.get_mine_class_display()),
        Fact(_("来源"), mine.source),
    ]


def _tables(mine: Mine) -> list[Table]:
    def days(row: Any) -> list[Cell]:
        return [Cell(row.from_on, kind="date"), Cell(row.to_on, kind="date")]

    since, until = _("起"), _("止")
    return [
        Table(
            _("状态历史"),
            (_("状态"), since, until, _("依据文件")),
            [
                [Cell(p.get_state_display()), *days(p), Cell(p.document)]
                for p in mine.states.order_by("-from_on")
            ],
            _("没有状态记录。"),
        ),
        Table(
            _("证照"),
            (_("证照"), _("编号"), since, until),
            [
                [Cell(r.get_kind_display()), Cell(r.number), *days(r)]
                for r in mine.licences.order_by("kind", "-from_on")
            ],
            _("没有登记证照。"),
        ),
        Table(
            _("负责人"),
            (_("职务"), _("姓名"), since, until),
            [
                [Cell(r.get_post_display()), Cell(r.name), *days(r)]
                for r in mine.people.order_by("post", "-from_on")
            ],
            _("没有登记负责人。"),
        ),
        Table(
            _("申报工作面"),
            (_("编码"), _("名称"), _("类别"), since, until),
            [
                [Cell(r.face_code), Cell(r.name), Cell(r.get_kind_display()), *days(r)]
                for r in mine.faces.order_by("face_code")
            ],
            _("没有申报工作面。"),
        ),
    ]
