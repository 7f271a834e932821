"""The check of how main persons in charge of non-coal mines do their duty."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Figure, first, names
from minewarden.web.inspections import queries

FIGURES = (
    Figure(
        "duty_check.notice",
        "",
        _("部署主要负责人履职专项检查的通知文号"),
        lambda a: queries.inspections(a.as_of, queries.DUTY, a.from_on),
        first("notice"),
        "印发通知（{}）",
    ),
    Figure(
        "duty_check.tracked",
        "",
        _("定期调度统计的事项"),
        lambda a: queries.tracked_kinds(a.as_of, since=a.from_on),
        names("get_kind_display"),
        "定期调度统计{}",
    ),
)
