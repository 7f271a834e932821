"""广东局: the provinces it covers, the departments whose duties are fixed, targets above the national ones."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, count, region_names
from minewarden.web.campaigns import queries
from minewarden.web.org.models import Sector, Unit
from minewarden.web.org.queries import existing, regulators

BUREAU = "B440000"


def _covered() -> list[str]:
    bureau = Unit.objects.filter(code=BUREAU).first()
    return bureau.covers if bureau else []


def provinces(asked: Asked):
    """The provincial regulators that stand under the bureau in the supervising tree."""
    below = existing(asked.as_of).filter(parents__tree="supervising", parents__parent__code=BUREAU)
    return regulators(Sector.COAL, "province", asked.as_of).filter(pk__in=below.values("pk"))


def _tighter_everywhere(rows: Sequence[Model], asked: Asked) -> list[str]:
    """Indicators whose target every covered province set above the national one."""
    regions: dict[str, set[str]] = {}
    for target in rows:
        regions.setdefault(target.indicator.name, set()).add(target.plan.unit.region_code)
    return [name for name, seen in regions.items() if seen >= set(_covered())]


FIGURES = (
    Figure("guangdong.provinces", "省", _("广东局监察的省份"), provinces, region_names, "{}两省应急管理厅"),
    Figure(
        "guangdong.departments",
        "个",
        _("两省明确矿山安全监督管理职责的省级部门数，逐个计"),
        lambda a: queries.duties(_covered(), a.as_of),
        count,
        "明确{}个省级部门矿山安全监督管理职责",
    ),
    Figure(
        "guangdong.targets_above_national",
        "",
        _("两省目标均严于国家方案的指标"),
        lambda a: queries.tighter_targets(_covered(), a.as_of),
        _tighter_everywhere,
        "{}指标均高于全国平均水平",
        "and",
    ),
)
