"""The list of mines."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from minewarden.web.listing import Column, Filter, Listing, choices_of
from minewarden.web.mines.models import Mine, MineState
from minewarden.web.org.models import Division, Level, Sector

CAPACITIES = (("120", _("120万吨/年及以上")), ("60", _("60万吨/年及以上")), ("30", _("30万吨/年及以上")))


def regions(request: HttpRequest) -> list[tuple[str, str]]:
    """The provinces, for those who see more than one."""
    eyes = request.user.eyes
    if eyes is None or eyes.unit.level not in {Level.NATIONAL, Level.PROVINCE}:
        return []
    rows = Division.objects.filter(level=Level.PROVINCE).order_by("code").values_list("code", "name")
    return [(code[:2], name) for code, name in rows]


def _at_least(rows: QuerySet[Mine], value: str) -> QuerySet[Mine]:
    return rows.filter(capacity_t_per_year__gte=int(value) * 10_000)


def _synthetic(rows: QuerySet[Mine], value: str) -> QuerySet[Mine]:
    return rows.filter(unit__synthetic=value == "1")


def _in_region(rows: QuerySet[Mine], value: str) -> QuerySet[Mine]:
    return rows.filter(region_code__gte=value + "0000", region_code__lte=value + "9999")


MINES = Listing(
    title=_("矿山名录"),
    columns=(
        Column("code", _("编码"), "unit.code", "unit__code"),
        Column("name", _("名称"), "unit.name", "unit__name", link=lambda m: m.get_absolute_url()),
        Column("state", _("状态"), "get_state_display", "state"),
        Column(
            "capacity", _("核定产能（万吨/年）"), lambda m: m.capacity_wt, "capacity_t_per_year", "number"
        ),
        Column("gas", _("瓦斯等级"), "get_gas_display", "gas"),
        Column("hydro", _("水文"), "get_hydro_display", "hydro"),
        Column("grade", _("标准化"), "grade", "grade", "number"),
        Column("class", _("分类"), "mine_class", "mine_class"),
        Column("headcount", _("核定下井"), "headcount_limit", "headcount_limit", "number"),
        Column("region", _("区划"), "region_code", "region_code"),
        Column("supervisor", _("监管部门"), "supervised_by.name"),
        Column("owner", _("企业"), "owner", "owner"),
    ),
    filters=(
        Filter("region", _("省份"), regions, apply=_in_region),
        Filter("state", _("状态"), choices_of(MineState)),
        Filter("sector", _("行业"), choices_of(Sector)),
        Filter("gas", _("瓦斯等级"), choices_of(Mine.Gas)),
        Filter("class", _("分类"), choices_of(Mine.Class), lookup="mine_class"),
        Filter("capacity", _("产能"), CAPACITIES, apply=_at_least),
        Filter("synthetic", _("虚构"), (("0", _("否")), ("1", _("是"))), apply=_synthetic),
    ),
    search=("unit__name", "unit__code", "owner"),
    order=("-capacity_t_per_year", "id"),
    empty=_("辖区内还没有登记矿山。可从 Excel 导入，或用命令 minewarden mines import。"),
    file_name="mines",
)
