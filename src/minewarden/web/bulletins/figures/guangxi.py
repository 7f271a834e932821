"""广西: two meetings, a training, a working team with its routines."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, count, first, period
from minewarden.web.campaigns import queries
from minewarden.web.campaigns.models import Event

REGION = "450000"


def meetings(asked: Asked, convened_by: str):
    """Meetings in the region that a government or a safety committee convened."""
    return queries.events(
        asked.from_on, asked.as_of, region=REGION, kind=Event.Kind.MEETING, convened_by=convened_by
    )


FIGURES = (
    Figure(
        "guangxi.province_meeting_date",
        "",
        _("自治区政府召开部署会议的日期"),
        lambda a: meetings(a, Event.Convener.GOVERNMENT),
        first("on"),
        "{}，自治区政府召开部署视频会议",
        "day",
    ),
    Figure(
        "guangxi.mine_meeting_date",
        "",
        _("自治区安全生产委员会召开矿山安全生产工作会议的日期"),
        lambda a: meetings(a, Event.Convener.COMMITTEE),
        first("on"),
        "{}，自治区安全生产委员会召开矿山安全生产工作会议",
        "day",
    ),
    Figure(
        "guangxi.task_force_period",
        "",
        _("自治区工作专班的起止日期"),
        lambda a: queries.teams(REGION, a.as_of),
        period("from_on", "to_on"),
        "自{}脱产集中办公",
        "period",
    ),
    Figure(
        "guangxi.task_force_routines",
        "项",
        _("自治区工作专班的工作制度数，逐项计"),
        lambda a: queries.routines(REGION, a.as_of),
        count,
        "{}项工作制度和机制",
    ),
    Figure(
        "guangxi.training_date",
        "",
        _("自治区宣传贯彻培训会议的日期"),
        lambda a: queries.events(a.from_on, a.as_of, region=REGION, kind=Event.Kind.TRAINING),
        first("on"),
        "{}召开宣传贯彻工作会议",
        "day",
    ),
)
