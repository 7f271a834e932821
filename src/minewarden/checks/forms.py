"""The forms of the 2021 set as the rules speak of them: names, number codes, groups.

Codes, seals and numbering are those of `minewarden.rules.document_kinds`; here are the names and the groups.
Source: drafting standard 2021-172, art. 8, 9, 13 and the order of its chapters.
"""

from __future__ import annotations

from minewarden.rules.document_kinds import KINDS, Numbering, SealKind

COVER = "执法案卷首页"
INDEX = "档案卷内目录"
PLAN = "检查方案"
RECORD = "现场检查记录"
ORDER = "现场处理决定书"
EVACUATION = "撤出作业人员指令书"
SAMPLING = "抽样取证通知书"
KEEPING = "先行登记保存证据通知书"
KEEPING_DECISION = "先行登记保存证据处理决定书"
APPRAISAL = "鉴定委托书"
SEIZURE = "查封（扣押）决定书"
SEIZURE_EXTENSION = "延长查封（扣押）期限决定书"
SEIZURE_DECISION = "查封（扣押）处理决定书"
STOP_SUPPLY = "停供电（停供民用爆炸物品）决定书"
STOP_SUPPLY_LETTER = "停供电（停供民用爆炸物品）函告书"
RESUME_SUPPLY_LETTER = "解除停供电（停供民用爆炸物品）函告书"
RECHECK = "复查意见书"
FILING = "立案决定书"
SUMMONS = "询问通知书"
INQUIRY = "调查询问笔录"
NOTICE = "行政处罚告知书"
DEFENCE = "陈述、申辩笔录"
HEARING_NOTICE = "听证通知书"
HEARING_REFUSAL = "不予受理听证申请通知书"
HEARING_RECORD = "听证笔录"
HEARING_REPORT = "听证会报告书"
LEGAL_REVIEW = "行政执法决定法制审核意见书"
PRESENTATION = "案件处理呈报书"
DISCUSSION = "集体讨论记录"
DECISION = "行政处罚决定书"
SERVICE = "送达收执"
PAYMENT_REMINDER = "罚款缴纳催告书"
SURCHARGE = "加处罚款决定书"
DEFERRAL = "延期（分期）缴纳罚款决定书"
ENFORCEMENT_REMINDER = "行政强制执行事先催告书"
COURT_REQUEST = "强制执行申请书"
SUPERVISION_ADVICE = "加强和改善安全监管建议书"
MANAGEMENT_ADVICE = "加强和改善安全管理意见书"
TRANSFER = "移送书"
CRIME_TRANSFER = "涉嫌犯罪案件移送书"
APPROVAL = "行政执法有关事项审批报告"
RULING = "执法案件公开裁定记录"
CLOSING = "案件结案报告"

# art. 8: the code C of every numbered form; several where the form serves two measures
CODES: dict[str, frozenset[str]] = {kind.title: frozenset(kind.codes) for kind in KINDS if kind.codes}

# the codes of 煤安监监察〔2018〕35号 where they differ
CODES_2018: dict[str, frozenset[str]] = {
    KEEPING: frozenset({"先保"}),
    KEEPING_DECISION: frozenset({"先保处"}),
    SEIZURE_DECISION: frozenset({"解查", "解扣"}),
    HEARING_REFUSAL: frozenset({"听不受"}),
    PAYMENT_REMINDER: frozenset({"催"}),
    ENFORCEMENT_REMINDER: frozenset({"催"}),
}

NUMBERED_BY_CASE = tuple(kind.title for kind in KINDS if kind.numbering is Numbering.CASE)
UNNUMBERED = (PLAN, RECORD, INQUIRY, DEFENCE, HEARING_RECORD, DISCUSSION, RULING, CLOSING)
ALTERABLE = (RECORD, INQUIRY, DEFENCE, HEARING_RECORD, RULING)  # art. 12

OFFICIAL_SEAL = tuple(kind.title for kind in KINDS if kind.seal is SealKind.OFFICIAL)  # 公章, art. 13
SEALED = tuple(kind.title for kind in KINDS if kind.seal is not SealKind.NONE)
WITH_REMEDIES = (
    ORDER,
    EVACUATION,
    KEEPING_DECISION,
    SEIZURE,
    SEIZURE_EXTENSION,
    SEIZURE_DECISION,
    STOP_SUPPLY,
    DECISION,
    SURCHARGE,
)

PENALTY_FORMS = (FILING, NOTICE, DECISION, CLOSING, PRESENTATION)

# titles of the general emergency-management set that are no forms of 172, and the form to use instead
FOREIGN_TITLES: dict[str, str] = {
    "责令限期整改指令书": ORDER,
    "责令改正指令书": ORDER,
    "现场处理措施决定书": ORDER,
    "立案审批表": FILING,
    "立案呈批表": FILING,
    "行政处罚听证告知书": NOTICE,
    "听证告知书": NOTICE,
    "行政处罚事先告知书": NOTICE,
    "送达回执": SERVICE,
    "送达回证": SERVICE,
    "文书送达回执": SERVICE,
    "文书送达回证": SERVICE,
    "结案审批表": CLOSING,
    "结案呈批表": CLOSING,
    "整改复查意见书": RECHECK,
    "案件处理呈批表": PRESENTATION,
    "案件处理审批表": PRESENTATION,
    "询问笔录": INQUIRY,
    "罚款催缴通知书": PAYMENT_REMINDER,
}
INSPECTION_TITLES: dict[str, str] = {  # where the inspection list names a form differently
    kind.title: kind.inspection_title for kind in KINDS if kind.inspection_title
}
