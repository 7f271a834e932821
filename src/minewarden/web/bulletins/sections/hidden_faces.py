"""The special inspection against hidden working faces."""

from minewarden.web.bulletins.sections.base import Section

SECTION = Section(
    "hidden_faces",
    ("国家矿山安监局", "组织开展打击煤矿隐蔽工作面专项检查"),
    (
        "为深挖细查煤矿隐蔽工作面作业等违法违规行为，自{hidden_faces.period:rough}，国家矿山安监局从省级局抽调执法骨干，组成"
        "{hidden_faces.squads}个执法小分队，分别对{hidden_faces.squad_regions}开展打击煤矿隐蔽工作面专项检查。"
        "{hidden_faces.supervision_regions}矿山安全生产督导组也将打击煤矿隐蔽工作面纳入重点督导内容。",
        "各小分队和督导组联合被检地区省级局专项研判，对人员分布及定位等因素的来源逐一分析对比，共查出重大事故隐患"
        "{hidden_faces.major_hazards}条，查出{hidden_faces.mines}处煤矿存在隐蔽工作面{hidden_faces.faces}个。对暴露出的突出问题，"
        "追究了失职失责单位和人员的责任，公开曝光{hidden_faces.exposed_cases}个典型案例，其中{hidden_faces.exposed_case_example}"
        "隐蔽工作面重大违法违规案例在国家局微信公众号上曝光。",
    ),
    ("hidden_faces.squads",),
)
