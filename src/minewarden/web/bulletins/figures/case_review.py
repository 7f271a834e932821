"""The review of case files on line."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Figure, count, names
from minewarden.web.reviews import queries

FIGURES = (
    Figure(
        "case_review.bureaux",
        "个省级局",
        _("期间内案卷评查抽取的省级局"),
        lambda a: queries.bureaux(a.as_of, a.from_on),
        names("unit.short_name"),
        "对{}执法案卷进行监督检查",
    ),
    Figure(
        "case_review.provinces",
        "省",
        _("期间内案卷评查抽取的省级煤矿监管部门所在省"),
        lambda a: queries.provinces(a.as_of, a.from_on),
        names("unit.short_name"),
        "对{}煤矿监管部门执法案卷进行监督检查",
    ),
    Figure(
        "case_review.files",
        "卷",
        _("期间内抽查的执法案卷数，逐卷计"),
        lambda a: queries.case_files(a.as_of, a.from_on),
        count,
        "共抽查检查执法案卷{}卷",
    ),
    Figure(
        "case_review.documents",
        "份",
        _("上述案卷中的执法文书份数，逐份计"),
        lambda a: queries.documents(a.as_of, a.from_on),
        count,
        "执法文书{}份",
    ),
    Figure(
        "case_review.problems",
        "条",
        _("上述案卷中经人确认的问题条数，逐条计"),
        lambda a: queries.problems(a.as_of, a.from_on),
        count,
        "发现问题{}条",
    ),
)
