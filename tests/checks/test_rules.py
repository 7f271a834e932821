"""Every rule: a file that breaks it is reported by it alone, a look-alike is not reported at all."""

from __future__ import annotations

import pytest

from minewarden.casefile.model import Alteration, Body, CaseFile, Place, Seal
from minewarden.checks import RULES
from minewarden.checks.engine import review
from tests.checks import clean_case as c
from tests.checks.factories import Changes, changed, clean, document

Mutation = tuple[str, str, str]  # key of the paper, what stands there, what stands there instead


def changes_of(*mutations: Mutation) -> Changes:
    """Several replacements by paper."""
    changes: Changes = {}
    for key, old, new in mutations:
        changes.setdefault(key, []).append((old, new))
    return changes


def found(case: CaseFile) -> list[tuple[str, str]]:
    """(rule, document) of every problem."""
    return [(problem.rule, problem.document) for problem in review(case, RULES).problems]


def test_the_clean_case_breaks_no_rule() -> None:
    assert found(clean()) == []


NOTICE, DECISION, RECORD, ORDER = "行政处罚告知书", "行政处罚决定书", "现场检查记录", "现场处理决定书"
INQUIRY, SERVICE, COVER, INDEX = "调查询问笔录", "送达收执", "执法案卷首页", "档案卷内目录"
SHORT_MINE = "宏远煤业东沟煤矿"
EVIDENCE_ROW = "安全监控系统运行日志复印件"

BREAKS: list[tuple[str, str, list[Mutation]]] = [
    ("R01", "立案决定书", [("立案决定书", c.HEADING, "国家矿山安全监察")]),
    ("R02", DECISION, [(DECISION + "a", c.number("罚", 31), "晋（源）煤安处〔2024〕31号")]),
    ("R02", ORDER, [(ORDER, f"\n{c.number('处')}", "\n晋（源）煤安处〔24〕12号")]),
    ("R02", DECISION, [(DECISION + "b", c.number("罚", 32), c.number("罚", 31))]),
    ("R02", SERVICE, [(SERVICE + "b", c.number("送", 42), "晋源煤安监送〔2024〕42号")]),
    ("R02", "复查意见书", [("复查意见书", c.number("复", 5), "晋（源）煤安复[2024]5号")]),
    ("R03", RECORD, [(RECORD, "现场检查记录\n被", f"现场检查记录\n{c.number('检')}\n被")]),
    ("R03", "案件处理呈报书", [("案件处理呈报书", "编号：2024-12", "编号：2024-17")]),
    ("R03", "听证会报告书", [("听证会报告书", "编号：2024-12", "编号：晋（源）煤安听报〔2024〕12号")]),
    ("R04", RECORD, [(RECORD, "统一社会信用代码：91140100MA0K12345X", "统一社会信用代码：")]),
    ("R04", "听证通知书", [("听证通知书", "（公开）", "（公开、不公开）")]),
    ("R05", NOTICE, [(NOTICE + "a", f"{c.MINE}：", f"{SHORT_MINE}：")]),
    ("R05", ORDER, [(ORDER, f"\n{c.MINE}：", "\n晋源市宏运煤业有限公司东沟煤矿：")]),
    ("R06", DECISION, [(DECISION + "b", "依据《煤矿安全生产条例》", "依据煤矿安全生产条例》")]),
    ("R06", DECISION, [(DECISION + "b", c.BREACH_1, "《煤矿安全生产条例》第三十六条")]),
    (
        "R06",
        "查封（扣押）决定书",
        [("查封（扣押）决定书", "《煤矿安全生产条例》第二十五条第三款", "《煤矿安全生产条例》")],
    ),
    ("R07", "立案决定书", [("立案决定书", "同意立案", "同意立案（有涂改）")]),
    ("R07", RECORD, [(RECORD, "孙志强", "孙志强（此处改动）")]),
    (
        "R08",
        DECISION,
        [
            (
                DECISION + "a",
                f"{c.ORGAN}（印章）\n2024年7月12日",
                f"{c.ORGAN}（印章）\n二〇二四年七月十二日\n2024年7月12日",
            )
        ],
    ),
    (
        "R09",
        DECISION,
        [(DECISION + "a", c.PENALTY_UNIT, "责令停产整顿10日，罚款人民币捌拾叁万元整（¥830,000.00）")],
    ),
    ("R10", COVER, [(COVER, "瓦斯超限作业、", "通风系统不完善、")]),
    ("R11", COVER, [(COVER, "2024年6月3日至", "2024年6月5日至")]),
    ("R11", COVER, [(COVER, "共6件", "共7件")]),
    ("R11", COVER, [(COVER, f"{c.A}  {c.B}", c.A)]),
    ("R12", INDEX, [(INDEX, "20240607", "2024.6.7")]),
    ("R12", INDEX, [(INDEX, "20240605", "20240609")]),
    ("R13", INDEX, [(INDEX, f"调查询问笔录（{c.HEAD}）", "调查询问笔录")]),
    ("R13", INDEX, [(INDEX, f"行政处罚决定书（{c.HEAD}）", "行政处罚决定书")]),
    ("R14", "检查方案", [("检查方案", "审批人（签名）：赵德明", "审批人（签名）：")]),
    ("R14", "检查方案", [("检查方案", "高瓦斯矿井，", ""), ("检查方案", "通风瓦斯 瓦斯", "通风 风量")]),
    ("R15", RECORD, [(RECORD, "重点检查", "专项检查")]),
    ("R15", RECORD, [(RECORD, "副井绞车房", "主井带式输送机机房")]),
    ("R15", RECORD, [(RECORD, "检查时间：2024年6月4日至6月5日", "检查时间：2024年6月4日至6月7日")]),
    ("R16", RECORD, [(RECORD, f"检查人（签名）：{c.A}    {c.B}", f"检查人（签名）：{c.A}")]),
    ("R17", RECORD, [(RECORD, "出示了执法证件，", "")]),
    ("R17", RECORD, [(RECORD, "检查时矿井处于生产状态。", "")]),
    (
        "R18",
        RECORD,
        [(RECORD, f"3.{c.FACT_3}", "3.通风管理混乱"), (ORDER, f"3.{c.FACT_3}", "3.通风管理混乱")],
    ),
    ("R19", RECORD, [(RECORD, "以上检查情况属实", "")]),
    ("R19", RECORD, [(RECORD, "以上检查情况属实", "拒绝签字")]),
    ("R20", ORDER, [(ORDER, "3台QBZ", "2台QBZ")]),
    ("R20", ORDER, [(ORDER, f"3.{c.FACT_3}。责令限期30日内改正。\n", "")]),
    ("R21", ORDER, [(ORDER, "责令限期30日内改正", "责令限期改正")]),
    ("R22", ORDER, [(ORDER, "印章）\n2024年6月5日", "印章）\n2024年6月12日")]),
    ("R22", ORDER, [(ORDER, f"{c.HEAD}    日期：2024年6月5日", f"{c.HEAD}    日期：2024年6月8日")]),
    ("R23", DECISION, [(DECISION + "a", "向晋源市城区人民法院", "向人民法院")]),
    ("R23", "加处罚款决定书", [("加处罚款决定书", c.REMEDY, "")]),
    ("R24", ORDER, [(ORDER, "执法证号：140300124", "执法证号：")]),
    ("R25", "撤出作业人员指令书", [("撤出作业人员指令书", "10时25分", "9时25分")]),
    ("R26", "撤出作业人员指令书", [("撤出作业人员指令书", "浓度达1.2%", "浓度达1.8%")]),
    (
        "R26",
        "撤出作业人员指令书",
        [("撤出作业人员指令书", "根据《中华人民共和国安全生产法》第六十五条第一款第（三）项规定，", "")],
    ),
    (
        "R27",
        "先行登记保存证据通知书",
        [("先行登记保存证据通知书", f"被取证单位负责人（签名）：{c.HEAD}", "被取证单位负责人（签名）：")],
    ),
    ("R28", "先行登记保存证据处理决定书", [("先行登记保存证据处理决定书", "2024年6月17日", "2024年6月18日")]),
    ("R29", "延长查封（扣押）期限决定书", [("延长查封（扣押）期限决定书", "2024年7月3日", "2024年7月8日")]),
    ("R29", "查封（扣押）处理决定书", [("查封（扣押）处理决定书", "2024年8月1日", "2024年8月6日")]),
    ("R29", "延长查封（扣押）期限决定书", [("延长查封（扣押）期限决定书", "案情复杂、尚需核实设备来源", "")]),
    (
        "R30",
        "停供电（停供民用爆炸物品）决定书",
        [("停供电（停供民用爆炸物品）决定书", f"的决定（{c.number('处')}）", "的决定")],
    ),
    ("R32", "复查意见书", [("复查意见书", c.number("处"), c.number("处", 15))]),
    ("R32", "复查意见书", [("复查意见书", "应你单位申请，", "应你单位申请（现整改、治理期限届满），")]),
    ("R33", "复查意见书", [("复查意见书", "开关已全部更换。以上3项已全部整改完成", "开关未完成更换")]),
    ("R34", "立案决定书", [("立案决定书", "案    由：" + c.FILED, "案    由：" + c.CAUSE)]),
    ("R35", "立案决定书", [("立案决定书", "案情摘要：2024年6月4日至6月5日，", "案情摘要：")]),
    ("R36", "立案决定书", [("立案决定书", "审批人意见：同意立案", "审批人意见：")]),
    ("R37", INQUIRY, [(INQUIRY + "a", "以上笔录我看过，与我说的一致。\n", "")]),
    ("R37", INQUIRY, [(INQUIRY + "b", f"调查人（签名）:{c.A}    {c.B}", f"调查人（签名）:{c.A}")]),
    ("R37", INQUIRY, [(INQUIRY + "b", "（按指印）", "")]),
    ("R38", INQUIRY, [(INQUIRY + "b", "10时00分至10时40分", "9时30分至10时40分")]),
    ("R39", NOTICE, [(NOTICE + "a", "浓度达1.2%", "浓度达1.5%")]),
    ("R40", DECISION, [(DECISION + "b", f"以上事实违反了{c.BREACH_1}的规定，", "")]),
    ("R40", NOTICE, [(NOTICE + "a", f"{c.BASIS_1}、{c.BASIS_2}", c.BASIS_1)]),
    ("R41", DECISION, [(DECISION + "b", "肆万元整（¥40,000.00）", "肆万元整（¥4,000.00）")]),
    ("R41", DECISION, [(DECISION + "a", "捌拾叁万元整（¥830,000.00）", "捌拾贰万元整（¥820,000.00）")]),
    ("R41", NOTICE, [(NOTICE + "b", "罚款人民币肆万元整（¥40,000.00）", "罚款40000元")]),
    ("R42", NOTICE, [(NOTICE + "a", "☑", "□")]),
    (
        "R43",
        "集体讨论记录",
        [("集体讨论记录", "案由：" + c.FILED, "案由：" + c.FILED.replace("瓦斯超限作业、", ""))],
    ),
    ("R44", "行政执法决定法制审核意见书", [("行政执法决定法制审核意见书", "2024年6月17日", "2024年7月17日")]),
    ("R44", "行政执法决定法制审核意见书", [("行政执法决定法制审核意见书", "程序合法，同意", "程序合法")]),
    ("R45", "案件处理呈报书", [("案件处理呈报书", "建议提交集体讨论研究。", "")]),
    ("R46", "集体讨论记录", [("集体讨论记录", "周正  赵德明  何静\n", "周正  赵德明\n")]),
    ("R46", "集体讨论记录", [("集体讨论记录", "结论性意见：同意承办人处理意见\n", "")]),
    ("R47", DECISION, [(DECISION + "b", "浓度达1.2%", "浓度达1.6%")]),
    (
        "R47",
        DECISION,
        [
            (DECISION + "b", "肆万元整（¥40,000.00）", "陆万元整（¥60,000.00）"),
            ("行政强制执行事先催告书", "肆万元整（¥40,000.00）", "陆万元整（¥60,000.00）"),
        ],
    ),
    ("R48", DECISION, [(DECISION + "a", "，\n每日按罚款数额的百分之三加处罚款", "")]),
    ("R48", DECISION, [(DECISION + "a", "15日内将罚款缴至", "将罚款缴至")]),
    ("R49", SERVICE, [(SERVICE + "a", f"送达人（签名）：{c.A}  {c.B}", f"送达人（签名）：{c.A}")]),
    ("R49", SERVICE, [(SERVICE + "a", "2024年7月15日", "2024年7月29日")]),
    (
        "R49",
        SERVICE,
        [
            (
                SERVICE + "a",
                f"直接送达\n受送达单位负责人（个人）（签名）：{c.HEAD}",
                "留置送达\n受送达单位负责人（个人）（签名）：拒绝签收",
            )
        ],
    ),
    ("R50", "加处罚款决定书", [("加处罚款决定书", "壹万贰仟元整（¥12,000.00）", "贰万元整（¥20,000.00）")]),
    (
        "R51",
        "延期（分期）缴纳罚款决定书",
        [("延期（分期）缴纳罚款决定书", "肆拾叁万元整（¥430,000.00）", "肆拾万元整（¥400,000.00）")],
    ),
    ("R52", "强制执行申请书", [("强制执行申请书", "2025年2月25日", "2025年2月15日")]),
    ("R52", "强制执行申请书", [("强制执行申请书", "2025年2月25日", "2025年4月18日")]),
    ("R53", "移送书", [("移送书", "有关材料共3份18页", "有关材料")]),
    ("R54", "延期（分期）缴纳罚款决定书", [("行政执法有关事项审批报告", "延期（分期）缴纳罚款；", "")]),
    ("R55", DECISION, [("立案决定书", "自2024年6月6日起", "自2024年4月6日起")]),
    ("R56", "案件结案报告", [("案件结案报告", "七、结案理由：行政处罚决定已执行完毕。\n", "")]),
    ("R57", DECISION, [(DECISION + "b", c.BREACH_1, "《煤矿安全生产条例》第三十六条第（十八）项")]),
    (
        "R58",
        DECISION,
        [(DECISION + "b", c.BREACH_1, "《国务院关于预防煤矿生产安全事故的特别规定》第八条第二款第（二）项")],
    ),
    ("R59", NOTICE, [(NOTICE + "b", "肆万元整（¥40,000.00）", "贰拾万元整（¥200,000.00）")]),
    ("R61", NOTICE, [(NOTICE + "b", "五个工作日内", "三日内")]),
    ("R61", DECISION, [(DECISION + "b", "在6个月内", "在3个月内")]),
    (
        "R62",
        "行政强制执行事先催告书",
        [("行政强制执行事先催告书", "罚款肆万元整（¥40,000.00）", "罚款叁万元整（¥30,000.00）")],
    ),
    ("R63", "听证通知书", [("听证通知书", "定于2024年7月8日", "定于2024年6月28日")]),
]


@pytest.mark.parametrize(
    ("rule", "form", "mutations"), BREAKS, ids=[f"{b[0]}-{n}" for n, b in enumerate(BREAKS)]
)
def test_a_breach_is_reported_by_its_rule_alone(rule: str, form: str, mutations: list[Mutation]) -> None:
    problems = found(changed(changes_of(*mutations)))

    assert (rule, form) in problems
    assert {other for other, _ in problems} == {rule}


LOOK_ALIKES: list[tuple[str, list[Mutation]]] = [
    ("R01", [("立案决定书", c.HEADING, "煤矿安全监管\n行 政 执 法 文 书")]),
    ("R02", [(DECISION + "a", c.number("罚", 31), "晋（源）煤安罚〔2024〕031号")]),
    ("R02", [(DECISION + "a", c.number("罚", 31), "晋 （源） 煤安罚 〔２０２４〕 31 号")]),
    ("R03", [(INQUIRY + "a", "问题是否属实", f"已下达{c.number('处')}，问题是否属实")]),
    ("R04", [("检查方案", "七、其他事项：无", "七、其他事项：")]),
    ("R05", [("复查意见书", "被复查单位意见：同意复查意见", "被复查单位意见：我矿同意复查意见")]),
    ("R06", [(DECISION + "b", "《煤矿安全生产条例》第六十四条", "《煤矿安全生产条例》\n第六十四条")]),
    ("R06", [(NOTICE + "a", "《中华人民共和国安全生产法》", "《安全生产法》")]),
    ("R07", [(RECORD, "孙志强", "孙志强（此处改动，孙志强按指印）")]),
    (
        "R08",
        [(DECISION + "a", f"{c.ORGAN}（印章）\n2024年7月12日", f"{c.ORGAN}（印章）\n2024 年 07 月 12 日")],
    ),
    ("R09", [(NOTICE + "a", "1.责令停产整顿10日，罚款", "1.责令停产整顿10日并处罚款")]),
    ("R10", [(COVER, c.CAUSE, f"{c.MINE}瓦斯超限作业、\n特种作业人员未取得资格证书上岗作业违法违规案")]),
    ("R11", [(COVER, "本卷共6件14页", "本 卷 共  6  件  14  页")]),
    ("R12", [(INDEX, "12-14", "12—14")]),
    ("R13", [(INDEX, f"调查询问笔录（{c.HEAD}）", f"调查询问笔录({c.HEAD})")]),
    ("R14", [("检查方案", "审批人（签名）：赵德明", "审批人（签名）：赵 德 明")]),
    (
        "R15",
        [
            (
                RECORD,
                "检查地点（路线）：安全监控中心站、3101综采工作面",
                "检查地点（路线）：3101综采工作面、安全监控中心站",
            )
        ],
    ),
    ("R15", [(RECORD, "检查时间：2024年6月4日至6月5日", "检查时间：2024年6月5日")]),
    ("R16", [(RECORD, f"检查人（签名）：{c.A}    {c.B}", f"检查人（签名）：{c.A}、{c.B}")]),
    ("R17", [(RECORD, "出示了执法证件，告知", "向该矿出示行政执法证件并告知")]),
    ("R18", [(RECORD, c.FACT_3, "机电管理不到位，3102掘进工作面使用的3台QBZ-80型开关为淘汰设备")]),
    ("R19", [(RECORD, "以上检查情况属实", "拒绝签字，在场人孙志强签字证明")]),
    ("R20", [(ORDER, "瓦斯浓度达1.2%，未停止作业。", "瓦斯浓度达1.2%,未停止作业；")]),
    ("R21", [(ORDER, "责令限期30日内改正", "责令限期改正，期限为2024年7月5日")]),
    ("R22", [(ORDER, "于2024年6月5日现场", "于2024年6月4日至6月5日现场")]),
    ("R23", [(DECISION + "a", "向晋源市人民政府申请", "向晋源市人民政府或者山西省应急管理厅申请")]),
    ("R24", [(ORDER, "执法证号：140300124", "执 法 证 号：140300124")]),
    ("R25", [("撤出作业人员指令书", "10时25分", "10时20分")]),
    ("R26", [("撤出作业人员指令书", "有回风巷风流中", "有回风巷风流中的")]),
    ("R28", [("先行登记保存证据处理决定书", "2024年6月17日", "2024年6月14日")]),
    ("R29", [("延长查封（扣押）期限决定书", "2024年7月3日", "2024年7月5日")]),
    ("R32", [("复查意见书", "应你单位申请，", "现整改、治理期限届满，")]),
    ("R33", [("复查意见书", "开关已全部更换。以上3项已全部整改完成", "开关未完成更换，依法予以立案处罚")]),
    ("R35", [("立案决定书", "对" + c.MINE + "进行现场检查时", "接群众举报，经核查")]),
    ("R37", [(INQUIRY + "a", "以上笔录我看过，与我说的一致。", "以上笔录我已核对，与我所说的一致。")]),
    ("R38", [(INQUIRY + "b", "10时00分至10时40分", "9时50分至10时40分")]),
    ("R39", [(NOTICE + "a", "浓度达1.2%，未停止作业", "浓度达 1.2%，\n未停止作业")]),
    ("R41", [(DECISION + "b", "肆万元整（¥40,000.00）", "肆万元整（￥40，000.00）")]),
    ("R42", [(NOTICE + "a", "☑", "√")]),
    ("R44", [("行政执法决定法制审核意见书", "2024年6月17日", "2024年7月12日")]),
    ("R45", [("案件处理呈报书", "建议提交集体讨论研究。", "建议提交局长办公会集体讨论。")]),
    ("R46", [("集体讨论记录", "出席人员签名：周正  赵德明  何静", "出席人员签名：何静、周正、赵德明")]),
    ("R47", [(DECISION + "b", "肆万元整（¥40,000.00）", "叁万伍仟元整（¥35,000.00）")]),
    ("R49", [(SERVICE + "a", "2024年7月15日", "2024年7月23日")]),
    ("R50", [("加处罚款决定书", "2024年8月9日", "2024年8月10日")]),
    ("R52", [("强制执行申请书", "2025年2月25日", "2025年2月20日")]),
    ("R55", [("立案决定书", "自2024年6月6日起", "自2024年4月13日起")]),
    ("R59", [(DECISION + "b", "肆万元整（¥40,000.00）", "叁万元整（¥30,000.00）")]),
]


@pytest.mark.parametrize(
    ("rule", "mutations"), LOOK_ALIKES, ids=[f"{case[0]}-{n}" for n, case in enumerate(LOOK_ALIKES)]
)
def test_a_look_alike_is_not_reported(rule: str, mutations: list[Mutation]) -> None:
    assert rule not in {found_rule for found_rule, _ in found(changed(changes_of(*mutations)))}


def test_a_release_that_never_came_is_reported_once_the_recheck_is_good() -> None:
    case = changed({}, without=("解除停供电（停供民用爆炸物品）函告书",))

    assert found(case) == [("R31", "停供电（停供民用爆炸物品）决定书")]


def test_a_person_who_was_not_told_apart_is_reported() -> None:
    case = changed({}, without=("行政处罚告知书b",))

    assert found(case) == [("R39", DECISION)]


def test_a_decision_within_the_hearing_term_is_reported() -> None:
    shifted = changed(
        {
            DECISION + "a": [("2024年7月12日", "2024年6月21日")],
            SERVICE + "a": [("2024年7月15日", "2024年6月24日")],
        },
        without=("听证笔录", "听证通知书", "听证会报告书"),
    )

    assert ("R64", DECISION) in found(shifted)


def test_a_penalty_published_late_is_reported() -> None:
    closing = changed({"案件结案报告": [("已执行完毕。", "已执行完毕，2024年7月30日公示行政处罚信息。")]})

    assert found(closing) == [("R60", "案件结案报告")]


def test_a_tracked_change_outside_the_records_is_reported() -> None:
    case = clean()
    paper = next(d for d in case.documents if d.kind == "立案决定书")
    paper.alterations = [Alteration("insertion", "同意立案", Place("案卷.docx", paper.pages[0]))]

    assert found(case) == [("R07", "立案决定书")]


def test_a_struck_out_option_is_no_alteration() -> None:
    case = clean()
    paper = next(d for d in case.documents if d.kind == "复查意见书")
    paper.alterations = [Alteration("strike", "现整改、治理期限届满", Place("案卷.docx", paper.pages[0]))]

    assert found(case) == []


def test_a_missing_seal_is_reported_where_the_others_have_theirs() -> None:
    case = clean()
    for paper in case.documents:
        missing = paper.kind == "立案决定书"
        paper.seals = [Seal(not missing, c.ORGAN, Place("案卷.docx", paper.pages[0]))]

    assert found(case) == [("R08", "立案决定书")]


def test_unsealed_originals_are_not_held_against_anybody() -> None:
    case = clean()
    for paper in case.documents:
        paper.seals = [Seal(False, c.ORGAN, Place("案卷.docx", paper.pages[0]))]

    assert found(case) == []


def test_a_form_of_the_general_set_is_reported() -> None:
    case = clean()
    paper = next(d for d in case.documents if d.kind == SERVICE)
    paper.title = "送达回证"

    assert found(case) == [("R01", SERVICE)]


def test_an_inspection_number_in_a_supervision_file_is_reported() -> None:
    case = changed(changes_of(("立案决定书", c.number("立"), "晋煤安监源立〔2024〕12号")))

    assert ("R02", "立案决定书") in found(case)


def test_rules_without_their_papers_are_listed_as_not_judged() -> None:
    record = document(RECORD, clean_text(RECORD))
    outcome = review(CaseFile("只有记录", [record], body=Body.SUPERVISION), RULES)

    assert "R28" in outcome.not_judged and "R41" in outcome.not_judged
    assert outcome.problems == []


def test_what_was_hardly_legible_is_not_held_against_anybody() -> None:
    text = clean_text(DECISION + "b").replace("（¥40,000.00）", "（¥4,000.00）")
    blurred = document(DECISION, text, confidence=0.3)

    assert found(CaseFile("模糊", [blurred], body=Body.SUPERVISION)) == []


def clean_text(key: str) -> str:
    """The text of one paper of the clean case."""
    return c.papers()[key]


def test_every_rule_of_the_standard_has_a_breaking_example() -> None:
    broken = {rule for rule, _, _ in BREAKS} | {"R31", "R60", "R64"}

    assert broken == {rule.id for rule in RULES}
