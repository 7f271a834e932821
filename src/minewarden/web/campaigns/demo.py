"""The campaign of the demonstration: what the March 2024 bulletin tells of plans, events, teams, duties and practice.

Counts, dates, names of bodies and targets are the bulletin's; wording of single measures, the duties of the twelve
departments and the figures of 广东's and 海南's targets are not public and stand here as synthetic.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from minewarden.web.campaigns import actions
from minewarden.web.campaigns.actions import NewMeasure
from minewarden.web.campaigns.models import (
    Contribution,
    Direction,
    Duty,
    Event,
    Indicator,
    Measure,
    Plan,
    Report,
    Team,
)
from minewarden.web.org.models import Level, Sector, Unit

FROM, TO = date(2024, 1, 1), date(2026, 12, 31)
K, C = Event.Kind, Event.Convener

TASKS = (
    "从业人员安全素质能力提升",
    "安全准入与标准从严",
    "重大事故隐患动态清零",
    "产业结构优化",
    "灾害治理与科技支撑",
    "安全管理体系建设",
    "精准执法与指导帮扶",
    "安全宣传教育",
)
GUANGXI_ROUTINES = (
    "专班例会", "信息报送", "季度通报", "形势分析", "宣传报道",
    "教育培训", "督导检查", "挂牌督办", "责任倒查", "资料归档",
)  # fmt: skip
INDICATORS = (
    ("underground_reduction", "地下矿山减人", "Reduction of persons underground", "%", "", Direction.AT_LEAST,
     "期末比基期井下作业人数减少的比例"),
    ("grade_1_2_share", "一二级标准化煤矿占比", "Share of coal mines at grade 1 or 2", "%", Sector.COAL,
     Direction.AT_LEAST, "正常生产煤矿中安全生产标准化一、二级的比例"),
    ("large_medium_share", "大中型矿山占比", "Share of large and medium mines", "%", Sector.NONCOAL,
     Direction.AT_LEAST, "非煤矿山中大中型矿山的比例"),
    ("capacity_share", "较大产能煤矿产能占比", "Capacity share of larger coal mines", "%", Sector.COAL,
     Direction.AT_LEAST, "生产煤矿中核定产能不低于界限值（万吨/年）的煤矿的产能之和 ÷ 全部生产煤矿产能之和"),
)  # fmt: skip
NATIONAL_TARGETS = {"underground_reduction": "0.10", "grade_1_2_share": "0.80", "large_medium_share": "0.20"}


def load(at: datetime) -> None:
    """All records of the campaign."""
    units = {unit.code: unit for unit in Unit.objects.exclude(kind=Unit.Kind.MINE)}
    indicators = _indicators(at)
    national = _national_plan(units["NMSA"], indicators, at)
    _guizhou(units, national, indicators, at)
    _guangxi(units, national, at)
    _guangdong(units, national, indicators, at)
    _events(units, at)
    _contributions(units, at)
    _reports(units, national, at)


def _reports(units: dict[str, Unit], plan: Plan, at: datetime) -> None:
    """Synthetic progress of the national plan: most provinces report most measures, a few little."""
    measures = list(Measure.objects.filter(task__plan=plan).order_by("number"))
    provinces = [u for u in units.values() if u.level == Level.PROVINCE and u.sector == Sector.COAL]
    for month, last in ((date(2024, 2, 1), 20), (date(2024, 3, 1), 27)):
        rows = [
            Report(
                unit=unit, measure=measure, month=month, on_time=(rank + measure.number) % 5 != 0, note="虚构",
                state=Report.State.DONE if (rank * measure.number) % 7 == 0 else Report.State.UNDER_WAY,
            )
            for rank, unit in enumerate(sorted(provinces, key=lambda u: u.region_code))
            for measure in measures[: max(3, last - (rank * 7) % 19)]
        ]  # fmt: skip
        actions.take_reports(plan=plan, month=month, rows=rows, by=None, at=at)


def _indicators(at: datetime) -> dict[str, Indicator]:
    found = {}
    for code, name, name_en, unit, sector, direction, definition in INDICATORS:
        found[code] = actions.create(
            Indicator, by=None, at=at, code=code, name=name, name_en=name_en, unit=unit, sector=sector,
            direction=direction, definition=definition, measure="capacity_share" if code == "capacity_share" else "",
            threshold=Decimal(60) if code == "capacity_share" else None,
        )  # fmt: skip
    return found


def _plan(
    unit: Unit,
    sector: str,
    title: str,
    measures: tuple[int, ...],
    at: datetime,
    *,
    parent: Plan | None = None,
    word: str = "项任务",
    level: str = Level.PROVINCE,
    published_on: date | None = date(2024, 2, 28),
    targets: dict[str, tuple[str, str]] | None = None,
    indicators: dict[str, Indicator] | None = None,
) -> Plan:
    """A plan with as many tasks as `measures` has entries, each entry the number of its measures."""
    plan = actions.create(
        Plan, by=None, at=at, unit=unit, sector=sector, parent=parent, title=title, from_on=FROM, to_on=TO,
        task_word=word, report_level=level,
    )  # fmt: skip
    for title_of_task, count in zip(TASKS, measures, strict=False):
        rows = [NewMeasure(f"{title_of_task}：措施{i}（示例文字）", unit, TO) for i in range(1, count + 1)]
        actions.add_task(plan=plan, title=title_of_task, measures=rows, by=None, at=at)
    for code, (value, source) in (targets or {}).items():
        actions.set_target(
            plan=plan, indicator=(indicators or {})[code], value=Decimal(value), due_on=TO, source=source,
            synthetic="虚构" in source, by=None, at=at,
        )  # fmt: skip
    if published_on is not None:
        actions.publish(plan=plan, on=published_on, document="", by=None, at=at)
    plan.refresh_from_db()
    return plan


def _national_plan(root: Unit, indicators: dict[str, Indicator], at: datetime) -> Plan:
    source = "矿山安全生产治本攻坚三年行动方案（2024—2026年）"
    return _plan(
        root, "", source, (4, 3, 4, 3, 4, 3, 3, 3), at, published_on=date(2024, 2, 5),
        targets={code: (value, source) for code, value in NATIONAL_TARGETS.items()}, indicators=indicators,
    )  # fmt: skip


def _guizhou(units: dict[str, Unit], national: Plan, indicators: dict[str, Indicator], at: datetime) -> None:
    title = "贵州省煤矿安全生产治本攻坚三年行动实施方案（2024—2026年）"
    _plan(
        units["R520000C"], Sector.COAL, title, (4, 3, 4, 3, 4, 3, 3, 3), at, parent=national, level=Level.COUNTY,
        targets={"capacity_share": ("0.70", title)}, indicators=indicators,
    )  # fmt: skip
    _plan(
        units["R520000N"], Sector.NONCOAL, "贵州省非煤矿山安全生产治本攻坚三年行动方案", (4, 3, 4, 3, 4, 3, 3, 3), at,
        parent=national, word="个方面", level=Level.COUNTY,
    )  # fmt: skip


def _guangxi(units: dict[str, Unit], national: Plan, at: datetime) -> None:
    for sector, word in ((Sector.COAL, "煤矿"), (Sector.NONCOAL, "非煤矿山")):
        unit = units[f"R450000{sector[0].upper()}"]
        _plan(
            unit, sector, f"广西壮族自治区{word}安全生产治本攻坚三年行动实施方案", (2, 2, 3, 1, 2, 2, 2, 2), at,
            parent=national,
        )  # fmt: skip
    team = actions.create(
        Team, by=None, at=at, unit=units["R450000N"], name="自治区安全生产治本攻坚三年行动工作专班",
        head="自治区应急管理厅主要领导", from_on=date(2024, 3, 1), to_on=TO, full_time=True,
    )  # fmt: skip
    actions.set_routines(team=team, names=GUANGXI_ROUTINES, by=None, at=at)


def _guangdong(
    units: dict[str, Unit], national: Plan, indicators: dict[str, Indicator], at: datetime
) -> None:
    values = {"440000": ("0.12", "0.25"), "460000": ("0.11", "0.22")}
    for code, name in (("440000", "广东省"), ("460000", "海南省")):
        source = "两省联席会议确定，数值未公开，此处为虚构"
        targets = dict(zip(("underground_reduction", "large_medium_share"), values[code], strict=True))
        _plan(
            units[f"R{code}N"], Sector.NONCOAL, f"{name}矿山安全生产治本攻坚三年行动实施方案", (2, 1, 2, 1, 2, 1, 2, 1),
            at, parent=national, published_on=date(2024, 3, 20), indicators=indicators,
            targets={indicator: (value, source) for indicator, value in targets.items()},
        )  # fmt: skip
        for index in range(1, 7):
            actions.create(
                Duty, by=None, at=at, unit=units["B440000"], region_code=code,
                department=f"{name}省级部门{index}（虚构）",
                duty="矿山安全监督管理职责（文本未公开）", fixed_on=date(2024, 3, 20), synthetic=True,
            )  # fmt: skip


def _events(units: dict[str, Unit], at: datetime) -> None:
    def event(code: str, kind: str, title: str, on: date, **fields: object) -> Event:
        hosts = [units[host] for host in fields.pop("hosts", [])]
        region = "" if code == "NMSA" else code[1:7]
        row = actions.create(
            Event,
            by=None,
            at=at,
            unit=units[code],
            kind=kind,
            title=title,
            on=on,
            region_code=region,
            **fields,
        )
        row.hosts.set(hosts)
        return row

    event(
        "NMSA", K.LECTURE, "《煤矿安全生产条例》宣贯专题视频讲座", date(2024, 3, 11), hosts=["NMSA"],
        convened_by=C.BODY, audience="矿山安全监管监察执法人员，煤矿企业从业人员", venues="视频会议",
        topics="条例出台背景、主要特点、新规定新举措",
    )  # fmt: skip
    event(
        "B520000", K.MEETING, "贵州省矿山安全法规宣贯与治本攻坚部署会议", date(2024, 3, 1),
        hosts=["B520000", "R520000C", "R520000N"], convened_by=C.BODY, venues="视频会议，设市县分会场",
        audience="市、县级政府分管负责人，监管部门和矿山企业有关负责人",
    )  # fmt: skip
    event(
        "R450000N", K.MEETING, "全区安全生产治本攻坚三年行动部署视频会议", date(2024, 2, 29),
        convened_by=C.GOVERNMENT, other_hosts="自治区政府",
    )  # fmt: skip
    event(
        "R450000N", K.MEETING, "全区矿山安全生产工作会议", date(2024, 3, 1), convened_by=C.COMMITTEE,
        other_hosts="自治区安全生产委员会",
    )  # fmt: skip
    training = event(
        "R450000N", K.TRAINING, "全区宣传贯彻《煤矿安全生产条例》工作会议", date(2024, 3, 5),
        hosts=["R450000N", "B450000"], convened_by=C.BODY,
    )  # fmt: skip
    actions.hand_out(
        event=training,
        materials=[
            ("国家矿山安监局编制的三年行动方案手册", "矿山企业"),
            ("《煤矿安全生产条例》单行本和解读书籍", "煤矿企业、煤矿上级公司、属地监管部门"),
        ],
        by=None,
        at=at,
    )
    event(
        "R650000N", K.MEETING, "矿山安全生产治本攻坚三年行动动员部署会", date(2024, 3, 14), convened_by=C.GOVERNMENT,
        other_hosts="自治区政府",
    )  # fmt: skip


def _contributions(units: dict[str, Unit], at: datetime) -> None:
    for order, (code, place, title, body) in enumerate(CONTRIBUTIONS, 1):
        text = actions.create(
            Contribution, by=None, at=at, unit=units[code], month=date(2024, 3, 1), place=place, title=title,
            body="\n".join(body), order=order * 10,
        )  # fmt: skip
        for state in (Contribution.State.SUBMITTED, Contribution.State.ACCEPTED):
            actions.decide_contribution(contribution=text, state=state, by=None, at=at)


CONTRIBUTIONS = (
    (
        "B520000",
        "贵州省",
        "宣贯法规政策，部署治本攻坚",
        (
            "{guizhou.meeting_date:day}，国家矿山安监局贵州局会同贵州省应急管理厅、贵州省能源局召开会议，解读《煤矿安全生产条例》和"
            "矿山安全硬措施，对全省矿山治本攻坚三年行动作出部署。会议以视频形式开到市、县，政府分管负责人、监管部门和矿山企业有关"
            "负责人在分会场参加。",
            "《贵州省煤矿安全生产治本攻坚三年行动实施方案（{campaign.years}年）》提出{guizhou.coal_plan_tasks}项任务共"
            "{guizhou.coal_plan_measures}条具体措施，力争全省{guizhou.capacity_threshold}万吨/年以上生产煤矿产能占比达到"
            "{guizhou.capacity_share_target:percent}以上。《贵州省非煤矿山安全生产治本攻坚三年行动方案》提出"
            "{guizhou.noncoal_plan_areas}个方面{guizhou.noncoal_plan_measures}条具体措施，着力改变矿山多而小、散而乱的局面。",
            "会议要求各级监管监察部门和矿山企业把措施分解到单位和个人，盯住重点时段、重点企业、重点环节排查整治，确保全省矿山"
            "安全生产形势稳定。",
        ),
    ),
    (
        "R450000N",
        "广西壮族自治区",
        "多措并举推进矿山安全生产治本攻坚三年行动",
        (
            "一是部署推动。{guangxi.province_meeting_date:day}，自治区政府召开全区安全生产治本攻坚三年行动部署视频会议；"
            "{guangxi.mine_meeting_date:day}，自治区安全生产委员会召开全区矿山安全生产工作会议，逐项部署矿山治本攻坚重点任务。",
            "二是制定方案。分别制定煤矿和非煤矿山实施方案，明确目标、任务、完成时限、责任分工和保障措施。",
            "三是成立专班。抽调有关部门人员组建工作专班，自{guangxi.task_force_period:period}脱产集中办公，建立专班例会、信息报送、"
            "挂牌督办、责任倒查等{guangxi.task_force_routines}项工作制度和机制。",
            "四是宣讲培训。{guangxi.training_date:day}，自治区应急管理厅联合国家矿山安监局广西局召开会议，宣传贯彻《煤矿安全生产"
            "条例》。",
            "五是服务企业。向矿山企业发放三年行动方案手册，向煤矿企业、煤矿上级公司和属地监管部门免费发放条例单行本和解读书籍。",
        ),
    ),
    (
        "R650000N",
        "新疆维吾尔自治区",
        "召开矿山安全生产治本攻坚动员部署会",
        (
            "{xinjiang.meeting_date:day}，新疆维吾尔自治区召开矿山安全生产治本攻坚三年行动动员部署会，传达国家动员部署会议精神，"
            "通报调研检查发现的煤矿问题，解读自治区实施方案。会议要求各级党委、政府落实党政同责、一岗双责，抓实抓细矿山安全"
            "生产各项工作，高质量完成三年行动目标任务。",
        ),
    ),
    (
        "B440000",
        "广东局",
        "协调联动，研究部署三年行动",
        (
            "国家矿山安监局广东局与{guangdong.provinces}{guangdong.provinces:count}省应急管理厅建立协调联动机制，召开联席会议，"
            "研究确定两省三年行动目标和主要任务，{guangdong.targets_above_national:and}指标均高于全国平均水平。",
            "广东局推动两省明确{guangdong.departments}个省级部门的矿山安全监督管理职责，出台实施方案，明确牵头部门、具体任务、"
            "完成时限和工作目标。",
        ),
    ),
)
