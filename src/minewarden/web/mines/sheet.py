"""The Excel template of the register, and taking its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minewarden.errors import MinewardenError
from minewarden.web import sheets
from minewarden.web.mines import actions
from minewarden.web.mines.actions import Entry
from minewarden.web.mines.models import Mine, MineState
from minewarden.web.org import scope
from minewarden.web.org.models import Sector, Unit
from minewarden.web.sheets import Fault, SheetColumn

L = gettext_lazy


def code(cell: Any) -> str:
    """A mine code: twelve digits, the first six a division."""
    value = str(cell).strip()
    if not (value.isdigit() and len(value) == 12):
        raise ValueError(_("应为12位数字"))
    return value


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("code", L("煤矿编码"), code, True, L("12位，前6位为区划代码"), "520281000123"),
    SheetColumn("name", L("矿山名称"), sheets.text(120), True, "", "示例煤矿"),
    SheetColumn("sector", L("行业"), sheets.choice(Sector.choices), True),
    SheetColumn("supervisor", L("监管部门编码"), sheets.text(40), True, L("一矿一个执法层级"), "R520281C"),
    SheetColumn("state", L("状态"), sheets.choice(MineState.choices), True),
    SheetColumn("state_since", L("状态起始"), sheets.day, True, "", "2024-01-01"),
    SheetColumn("valid_from", L("设立日期"), sheets.day, True, "", "2010-01-01"),
    SheetColumn("owner", L("企业"), sheets.text(160)),
    SheetColumn("parent_company", L("上级公司"), sheets.text(300)),
    SheetColumn("address", L("地址"), sheets.text(200)),
    SheetColumn("longitude", L("经度"), sheets.number(73, 136)),
    SheetColumn("latitude", L("纬度"), sheets.number(3, 54)),
    SheetColumn("method", L("开采方式"), sheets.choice(Mine.Method.choices)),
    SheetColumn("capacity", L("核定产能（万吨/年）"), sheets.number(0, 10_000), False, "", 90),
    SheetColumn("headcount_limit", L("核定下井人数"), sheets.number(0, 20_000, whole=True)),
    SheetColumn("workforce", L("从业人数"), sheets.number(0, 100_000, whole=True)),
    SheetColumn("gas", L("瓦斯等级"), sheets.choice(Mine.Gas.choices)),
    SheetColumn("hydro", L("水文地质类型"), sheets.choice(Mine.Hydro.choices)),
    SheetColumn("rock_burst", L("冲击地压"), sheets.choice(Mine.Burst.choices)),
    SheetColumn("ignition", L("自燃倾向性"), sheets.choice(Mine.Ignition.choices)),
    SheetColumn("grade", L("标准化等级"), sheets.number(1, 3, whole=True)),
    SheetColumn("mine_class", L("安全分类"), sheets.choice(Mine.Class.choices)),
)
OWN = ("code", "name", "supervisor", "state", "state_since", "valid_from", "capacity")


def take(rows: Sequence[tuple[int, dict[str, Any]]], by: Any, at: datetime) -> list[Fault]:
    """Register every row, or say why rows cannot be registered and register none."""
    units = {u.code: u for u in scope.within(Unit.objects.filter(kind=Unit.Kind.REGULATOR), by)}
    known = set(Unit.objects.filter(code__in=[v["code"] for _n, v in rows]).values_list("code", flat=True))
    faults: list[Fault] = []
    entries: list[Entry] = []
    for number, values in rows:
        reason = _why_not(values, units, known, at)
        if reason:
            faults.append(Fault(number, *reason))
            continue
        known.add(values["code"])
        entries.append(_entry(values, units[values["supervisor"]]))
    if faults:
        return faults
    try:
        actions.register(entries, by=by, at=at)
    except MinewardenError as error:
        return [Fault(0, "", "", str(error))]
    return []


def _why_not(
    values: dict[str, Any], units: dict[str, Unit], known: set[str], at: datetime
) -> tuple[str, str, str] | None:
    """(column, value, reason) of the first thing wrong with a row, None when nothing is."""
    unit = units.get(values["supervisor"])
    if unit is None:
        return str(L("监管部门编码")), values["supervisor"], _("没有这个部门，或不在您的管辖范围内")
    if values["code"] in known:
        return str(L("煤矿编码")), values["code"], _("编码已登记，或在本文件中重复")
    if unit.sector and unit.sector != values["sector"]:
        return str(L("行业")), values["sector"], _("与监管部门的行业不符")
    if values["state_since"] < values["valid_from"]:
        return str(L("状态起始")), str(values["state_since"]), _("早于设立日期")
    if max(values["state_since"], values["valid_from"]) > at.date():
        return str(L("状态起始")), str(values["state_since"]), _("晚于今天")
    return None


def _entry(values: dict[str, Any], unit: Unit) -> Entry:
    fields = {k: v for k, v in values.items() if k not in OWN and v is not None}
    if values["capacity"] is not None:
        fields["capacity_t_per_year"] = int(values["capacity"] * 10_000)
    since: date = values["state_since"]
    return Entry(
        values["code"],
        values["name"],
        values["code"][:6],
        unit,
        values["state"],
        since,
        values["valid_from"],
        fields,
    )
