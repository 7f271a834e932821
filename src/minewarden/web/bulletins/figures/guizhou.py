"""贵州: its meeting, its two plans, its capacity target."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, count, first, of_first
from minewarden.web.campaigns import queries
from minewarden.web.campaigns.models import Event
from minewarden.web.org.models import Sector

REGION = "520000"


def plan(asked: Asked, sector: str):
    """The published plan of the province for a sector."""
    return queries.regional_plans(REGION, sector, asked.as_of)


def capacity_target(asked: Asked):
    """The target for the share of larger producing coal mines in capacity."""
    return queries.targets_of(plan(asked, Sector.COAL), "capacity_share").select_related("indicator")


FIGURES = (
    Figure(
        "guizhou.meeting_date",
        "",
        _("期间内贵州省部署治本攻坚的会议日期"),
        lambda a: queries.events(a.from_on, a.as_of, region=REGION, kind=Event.Kind.MEETING),
        first("on"),
        "{}召开会议",
        "day",
    ),
    Figure(
        "guizhou.coal_plan_tasks",
        "项",
        _("贵州省煤矿行动方案的任务数，逐项计"),
        lambda a: queries.tasks_of(plan(a, Sector.COAL)),
        count,
        "提出{}项任务",
    ),
    Figure(
        "guizhou.coal_plan_measures",
        "条",
        _("贵州省煤矿行动方案的措施数，逐条计"),
        lambda a: queries.measures_of(plan(a, Sector.COAL)),
        count,
        "共{}条具体措施",
    ),
    Figure(
        "guizhou.capacity_threshold",
        "万吨/年",
        _("产能占比指标的产能界限"),
        capacity_target,
        of_first(lambda target: int(target.indicator.threshold)),
        "{}万吨/年以上",
    ),
    Figure(
        "guizhou.capacity_share_target",
        "",
        _("贵州省煤矿行动方案中较大产能生产煤矿产能占比的目标，比例"),
        capacity_target,
        of_first(lambda target: float(target.value)),
        "产能占比达到{}以上",
        "percent",
    ),
    Figure(
        "guizhou.noncoal_plan_areas",
        "个方面",
        _("贵州省非煤矿山行动方案的方面数，逐个计"),
        lambda a: queries.tasks_of(plan(a, Sector.NONCOAL)),
        count,
        "共提出了{}个方面",
    ),
    Figure(
        "guizhou.noncoal_plan_measures",
        "条",
        _("贵州省非煤矿山行动方案的措施数，逐条计"),
        lambda a: queries.measures_of(plan(a, Sector.NONCOAL)),
        count,
        "{}条具体措施",
    ),
)
