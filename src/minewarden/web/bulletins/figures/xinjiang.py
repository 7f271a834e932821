"""新疆: its mobilisation meeting."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Figure, first
from minewarden.web.campaigns import queries
from minewarden.web.campaigns.models import Event

FIGURES = (
    Figure(
        "xinjiang.meeting_date",
        "",
        _("自治区动员部署会的日期"),
        lambda a: queries.events(a.from_on, a.as_of, region="650000", kind=Event.Kind.MEETING),
        first("on"),
        "{}召开动员部署会",
        "day",
    ),
)
