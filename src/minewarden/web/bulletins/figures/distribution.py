"""Who the issue goes to."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, first, names
from minewarden.web.bulletins.models import Receiver


def receivers(asked: Asked, kind: str):
    """The receivers of the issue, in order."""
    return Receiver.objects.filter(issue=asked.issue, kind=kind).order_by("order")


FIGURES = (
    Figure(
        "distribution.report_to",
        "",
        _("本期上报对象"),
        lambda a: receivers(a, Receiver.Kind.REPORT),
        first("name"),
        "报：{}。",
    ),
    Figure(
        "distribution.send_to",
        "",
        _("本期分送对象"),
        lambda a: receivers(a, Receiver.Kind.SEND),
        names("name"),
        "送：{}。",
        "comma",
    ),
)
