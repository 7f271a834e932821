"""The lecture on the new regulation."""

from minewarden.web.bulletins.sections.base import Section

SECTION = Section(
    "lecture",
    ("国家矿山安监局", "举办《煤矿安全生产条例》宣贯专题视频讲座"),
    (
        "为推动监管监察执法人员和煤矿企业从业人员掌握《煤矿安全生产条例》（以下简称《条例》）的内容和要求，"
        "{lecture.date:day}，国家矿山安监局举办《条例》宣贯专题视频讲座{lecture.count}场。",
        "讲座介绍了《条例》出台的背景、意义和主要特点，解读了强化企业主体责任、监管、监察和加大行政处罚等新规定，要求各级监管"
        "监察部门和煤矿企业对照《条例》自查自改，严格依照《条例》开展监管监察工作。",
    ),
    ("lecture.count",),
)
