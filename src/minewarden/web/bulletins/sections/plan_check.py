"""Annual plans, use of the enforcement system, review of case files."""

from minewarden.web.bulletins.sections.base import Section

SECTION = Section(
    "plan_check",
    ("国家矿山安监局", "对全国煤矿安全监管监察执法工作", "进行监督检查"),
    (
        "为保障重点时段煤矿安全生产，国家矿山安监局对全国煤矿安全监管监察执法工作开展重点监督检查。全覆盖检查各省级煤矿安全"
        "监管部门{plans.year}年度煤矿安全监管执法计划的制定、报批、录入监管执法系统等情况，对{plans.usage_sampled_provinces}"
        "{plans.usage_sampled_provinces:count}省的市、县两级煤矿安全监管部门监管执法系统使用情况进行抽查。截至{issue.as_of:date}，仍有"
        "{plans.unapproved_regions}{plans.unapproved_regions:count}个地区煤矿安全监管部门年度监管计划尚未经地方政府批准；有"
        "{plans.system_unused_regions}等{plans.system_unused_regions:count}个地区的省级煤矿监管部门未使用执法系统。",
        "同时，采取线上“点穴式”抽查方式，对{case_review.bureaux}{case_review.bureaux:count}个省级局和{case_review.provinces}"
        "{case_review.provinces:count}省煤矿监管部门的执法案卷进行检查，共抽查执法案卷{case_review.files}卷、执法文书"
        "{case_review.documents}份，发现问题{case_review.problems}条。",
    ),
    ("plans.coverage", "case_review.files"),
)
