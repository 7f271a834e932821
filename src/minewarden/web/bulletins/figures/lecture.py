"""The national lecture on the new regulation."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, count, first
from minewarden.web.campaigns import queries
from minewarden.web.campaigns.models import Event


def lectures(asked: Asked):
    """Lectures that the national administration held in the period."""
    return queries.events(asked.from_on, asked.as_of, kind=Event.Kind.LECTURE).filter(unit__kind="national")


FIGURES = (
    Figure(
        "lecture.date",
        "",
        _("期间内国家局举办的首场讲座的日期"),
        lectures,
        first("on"),
        "{}举办宣贯专题视频讲座",
        "day",
    ),
    Figure("lecture.count", "场", _("期间内国家局举办的讲座场数"), lectures, count, "举办专题视频讲座{}场"),
)
