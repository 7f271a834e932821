"""Annual enforcement plans of the provincial coal regulators, and who uses the enforcement system."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, first, names, region_names
from minewarden.web.plans import queries


def _coverage(rows: Sequence[Model], asked: Asked) -> str | None:
    covered = queries.all_covered(asked.as_of, asked.year)
    missing = queries.unchecked(asked.as_of, asked.year)
    return (
        "all provincial coal regulators" if covered else "without " + "|".join(u.short_name for u in missing)
    )


FIGURES = (
    Figure(
        "plans.year",
        "年度",
        _("所查执法计划的年度"),
        lambda a: queries.plan_checks(a.as_of, a.year),
        first("round.year"),
        "{}年度煤矿安全监管执法计划",
    ),
    Figure(
        "plans.coverage",
        "",
        _("截至日前，年度计划检查是否覆盖全部省级煤矿安全监管部门"),
        lambda a: queries.plan_checks(a.as_of, a.year),
        _coverage,
        "监督检查覆盖范围：{}",
    ),
    Figure(
        "plans.usage_sampled_provinces",
        "省",
        _("抽查市、县两级执法系统使用情况的省份"),
        lambda a: queries.usage_checks(a.as_of, a.year),
        names("province.short_name"),
        "对{}的市、县两级使用情况抽查检查",
    ),
    Figure(
        "plans.unapproved_regions",
        "个地区",
        _("截至日年度煤矿执法计划未经地方政府批准的省级监管部门所在地区（含未编制的）"),
        lambda a: queries.unapproved(a.as_of, a.year),
        region_names,
        "{}年度监管计划尚未经地方政府批准",
    ),
    Figure(
        "plans.system_unused_regions",
        "个地区",
        _("当年1月1日至截至日在执法系统中除登录外没有任何录入的省级煤矿监管部门所在地区"),
        lambda a: queries.system_unused(a.as_of),
        region_names,
        "{}省级煤矿监管部门未使用执法系统",
    ),
)
