"""What stands on the squad's sheet beside the findings themselves, in both languages: `sheet.typ` asks by name.

`{0}`, `{1}` are filled by the template.
"""

from __future__ import annotations

from collections.abc import Mapping

from minewarden.factors.model import Kind
from minewarden.factors.words import Words

SHEET: Mapping[str, Words] = {
    "title": Words("核查线索单", "Lead to check"),
    "caution": Words(
        "本单为风险研判线索，不是证据，也不是结论。依据《行政处罚法》第四十一条，电子技术监控记录未经法制和技术审核的，"
        "不得作为行政处罚的证据；违法事实须由执法人员现场查实。",
        "A lead: no evidence and no conclusion. By the forty-first article of the Administrative Penalty Law records "
        "of electronic monitoring without legal and technical review may not support a penalty; officers establish "
        "violations on the spot.",
    ),
    "page": Words("第 {0} 页 / 共 {1} 页", "page {0} of {1}"),
    "count": Words("第 {0} 条，共 {1} 条", "no. {0} of {1}"),
    "likely": Words("可能性", "likelihood"),
    "mine": Words("矿井", "Mine"),
    "name": Words("{0}（{1}）", "{0} ({1})"),
    "matter": Words("事项", "Matter"),
    "span": Words("时段", "When"),
    "from_to": Words("{0} 至 {1}", "{0} to {1}"),
    "per_shift": Words("每班人数", "Per shift"),
    "unknown": Words("未知", "unknown"),
    "about": Words("约 {0} 人", "about {0} persons"),
    "made": Words("生成", "Made"),
    "version": Words("{0}，版本 {1}", "{0}, version {1}"),
    "data": Words("数据", "Data"),
    "where": Words("到哪里看", "Where to look"),
    "when": Words(
        "什么时候、有多少人（该处每小时平均在场人数）", "When and how many (mean persons there by hour)"
    ),
    "why": Words("为什么", "Why"),
    "after_numeral": Words("、", ". "),
    "legend": Words(
        "●数字：可疑基站，1 最近　▲ 井口　□ 在册工作面　✕ 密闭　粗线：自井口的最短路线　（示意，不按比例）",
        "● number: suspected station, 1 the nearest   ▲ pit mouth   □ approved face   ✕ seal   thick line: shortest "
        "way from the pit mouth   (sketch, not to scale)",
    ),
    "order": Words("序", "No."),
    "code": Words("基站编码", "Station"),
    "station": Words("名称", "Name"),
    "nearby": Words("（邻近，可由此查起）", " (near by, a place to start from)"),
    "route": Words("路线（约 {0} 米）：", "Way (about {0} m): "),
    "factor": Words("因素", "Factor"),
    "verdict": Words("判断", "Verdict"),
    "observed": Words("实测", "Observed"),
    "expected": Words("应为", "Expected"),
    "bars": Words("对比（上实测、下应为）", "Observed above, expected below"),
    "says": Words("说明", "In words"),
    "by_day": Words("逐日对照（数值见附表）", "Day by day (figures in the table at the end)"),
    "chart_legend": Words(
        "深色：实测，计入比对　灰色：实测，作为对照　空心：实测，不作比较　虚线：应为　灰底：疑似时段　"
        "轴下短横：无数据；数值都在上半段的改用点线，纵轴不从零起",
        "Dark: observed, compared   grey: observed, compared with   hollow: observed, left out   dashes: expected   "
        "grey ground: suspected days   bar below the axis: no data; dots and lines where all values lie in the upper "
        "half, and the axis does not begin at zero",
    ),
    "label": Words("{0}（{1}）", "{0} ({1})"),
    "cards": Words("涉及定位卡（末五位）：", "Cards (last five digits): "),
    "comma": Words("、", ", "),
    "of_cards": Words(" 等 {0} 张", " and others, {0} in all"),
    "look_first": Words("现场重点", "What to look at first"),
    "raw": Words(
        "原始数据（文件及 SHA-256 前 16 位，全文见 leads.json）",
        "Raw data (file and first 16 digits of its SHA-256; the whole in leads.json)",
    ),
    "file": Words("文件", "File"),
    "rows": Words("行数", "Rows"),
    "result": Words("核查结果（现场填写）", "What was found (to be filled in underground)"),
    "found": Words(
        "□ 属实　　□ 部分属实　　□ 不属实　　□ 需补充数据",
        "□ true      □ partly true      □ not true      □ needs more data",
    ),
    "arrived": Words("到达地点及时间：", "Place and time of arrival: "),
    "present": Words("现场人数：", "Persons there: "),
    "seen": Words("所见：", "Seen: "),
    "officers": Words("执法人员：", "Officers: "),
    "licence": Words("执法证号：", "Licence no.: "),
    "date": Words("日期：", "Date: "),
    "escort": Words("矿方陪同人员：", "Escort of the mine: "),
    "leader": Words("核查组组长：", "Leader of the squad: "),
    "days": Words(
        "附表　逐日数据（灰底为疑似时段；空白为无数据或无应为值）",
        "Table: day by day (grey: suspected days; blank: no data, or nothing expected)",
    ),
    "day": Words("日期", "Day"),
    "nothing": Words(
        "矿井 {0} 在 {1} 的数据中没有达到报告标准的线索。没有线索不等于没有问题：数据缺失时不作判断。",
        "The data of mine {0} from {1} hold no lead that reaches the mark for reporting. No lead does not mean no "
        "problem: where data are missing there is no verdict.",
    ),
}
_CROWD = (
    Words("抽查人员与卡片、矿灯是否一一对应", "whether persons, cards and lamps match one to one"),
    Words("调取井口视频与入井记录", "video of the pit mouth and the record of entries"),
    Words("调度通话和班前会记录", "records of dispatch calls and of meetings before the shift"),
)
_LOOK_FIRST: Mapping[Kind, tuple[Words, ...]] = {
    Kind.HIDDEN_FACE: (
        Words(
            "密闭墙的新抹面、漏风、水迹和敲击声", "fresh plaster, leaking air, water and the sound of seals"
        ),
        Words(
            "图纸以外的巷道、胶带、电缆和风筒去向",
            "roadways, belts, cables and air ducts that are on no plan",
        ),
        Words(
            "现场人数与定位卡、矿灯领用记录核对",
            "persons there against cards and the record of lamps given out",
        ),
    ),
    Kind.SENSOR_MASKED: (
        Words("传感器安装位置、遮挡和风口", "where the sensor hangs, what covers it, and the air around it"),
        Words("用标准气样现场比对读数", "its reading of a standard gas sample on the spot"),
        Words("标校和维护记录", "records of calibration and upkeep"),
    ),
    Kind.DATA_FABRICATED: (
        Words("主机和上传软件的日志、时钟", "logs and clocks of the host and of the sending software"),
        Words("基站现场读数与上传数据核对", "what readers show on the spot against what was sent"),
        _CROWD[1],
    ),
    Kind.WORKING_WHILE_STOPPED: (
        Words("采掘工作面新鲜煤壁和余煤", "fresh coal walls and loose coal at the faces"),
        Words("胶带、绞车运行记录和电表", "records of belts and hoists, and electricity meters"),
        _CROWD[1],
    ),
    Kind.OVER_CAPACITY: (
        Words("提升、皮带秤和煤仓原始记录", "original records of hoist, belt scales and bunkers"),
        Words("销售过磅和库存", "weighbridge tickets of sales, and stocks"),
        Words("电表与班报表", "electricity meters and shift reports"),
    ),
    Kind.OVERSTAFFED: (
        Words("作业地点现场点数", "a count of persons at the place of work"),
        Words("限员牌板和班组出勤表", "the board of the limit, and attendance lists of the teams"),
        Words("交接班时间", "when shifts change over"),
    ),
}


def look_first(kind: Kind) -> tuple[Words, ...]:
    """Out: what the squad looks at first; gist of the traces in the domain page on detection, in our own words."""
    return _LOOK_FIRST.get(kind, _CROWD)
