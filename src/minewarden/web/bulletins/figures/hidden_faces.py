"""The special inspection against hidden working faces."""

from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures.base import Asked, Figure, count, first, names, period
from minewarden.web.hazards import queries as hazards
from minewarden.web.inspections import queries

TOPIC = queries.HIDDEN_FACES


def inspections(asked: Asked):
    """The special inspections against hidden faces of the period."""
    return queries.inspections(asked.as_of, TOPIC, asked.from_on)


FIGURES = (
    Figure(
        "hidden_faces.period",
        "",
        _("打击隐蔽工作面专项检查的起止日期"),
        inspections,
        period("starts_on", "ends_on"),
        "自{}",
        "rough",
    ),
    Figure(
        "hidden_faces.squads",
        "个",
        _("专项检查组成的执法小分队个数"),
        lambda a: queries.squads(a.as_of, since=a.from_on),
        count,
        "组成{}个执法小分队",
    ),
    Figure(
        "hidden_faces.squad_regions",
        "",
        _("执法小分队检查的地区"),
        lambda a: queries.squads(a.as_of, since=a.from_on),
        names("region.short_name"),
        "分别对{}开展专项检查",
    ),
    Figure(
        "hidden_faces.supervision_regions",
        "",
        _("将打击隐蔽工作面纳入重点督导内容的矿山安全生产督导组所在地区"),
        lambda a: queries.supervision_groups(a.as_of, since=a.from_on),
        names("region.short_name"),
        "{}矿山安全生产督导组",
    ),
    Figure(
        "hidden_faces.major_hazards",
        "条",
        _("专项检查中发现的重大事故隐患条数，逐条计"),
        lambda a: hazards.found_in_inspection(a.as_of, since=a.from_on),
        count,
        "共查出重大事故隐患{}条",
    ),
    Figure(
        "hidden_faces.mines",
        "处",
        _("查出隐蔽工作面的煤矿处数，同一煤矿计一次"),
        lambda a: queries.mines_with_hidden_faces(a.as_of, since=a.from_on),
        count,
        "查出{}处煤矿存在隐蔽工作面",
    ),
    Figure(
        "hidden_faces.faces",
        "个",
        _("查出的隐蔽工作面个数，逐个计"),
        lambda a: queries.hidden_faces(a.as_of, since=a.from_on),
        count,
        "存在隐蔽工作面{}个",
    ),
    Figure(
        "hidden_faces.exposed_cases",
        "个",
        _("公开曝光的典型案例个数"),
        lambda a: queries.exposures(a.as_of, since=a.from_on),
        count,
        "曝光了{}个典型案例",
    ),
    Figure(
        "hidden_faces.exposed_case_example",
        "",
        _("在国家局微信公众号曝光的案例的煤矿"),
        lambda a: queries.national_exposures(a.as_of, since=a.from_on),
        first("mine.name"),
        "{}隐蔽工作面案例在国家局微信公众号上曝光",
    ),
)
