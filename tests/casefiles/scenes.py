"""Coherent case files: inspections and penalties with their branches, every date through the working calendar."""

from __future__ import annotations

import datetime as dt
import random
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from minewarden.rules.working_days import is_working_day
from tests.casefiles.papers import Case, Paper, at, later
from tests.casefiles.world import Finding, draw_findings, mine, organ, people, person

CHECK_TYPES = {False: ("重点检查", "专项检查", "双随机检查"), True: ("重点监察", "专项监察", "定期监察")}
HEARING_FROM_YUAN, PERSON_HEARING_FROM_YUAN, DISCUSSION_FROM_YUAN = 50_000, 20_000, 500_000  # usual, 待核


@dataclass
class Plot:
    """What happens in the file."""

    kind: str = "penalty"
    inspection: bool = False
    findings: int = 3
    major: bool = False
    person_party: bool = False
    hearing: bool = False
    ending: str = "paid"  # paid, instalments, court
    branches: tuple[str, ...] = ()  # evacuation, sampling, registration, seizure, power, transfer, advice
    cover: bool = True
    extra: dict[str, Any] = field(default_factory=dict)


def draw_plot(rng: random.Random) -> Plot:
    """Any plot, the usual ones more often."""
    kind = rng.choice(("penalty", "penalty", "inspection"))
    major = rng.random() < 0.4
    branches = tuple(
        branch
        for branch, share in (
            ("evacuation", 0.4 if major else 0), ("sampling", 0.12), ("registration", 0.2), ("seizure", 0.2),
            ("power", 0.2 if major else 0), ("transfer", 0.12), ("advice", 0.08),
        )
        if rng.random() < share
    )  # fmt: skip
    inspection = rng.random() < 0.5
    return Plot(
        kind, inspection, rng.choice((1, 2, 3, 4, 5)), major, kind == "penalty" and major and rng.random() < 0.6,
        rng.random() < 0.2, rng.choice(("paid", "paid", "paid", "instalments", "court")),
        tuple(b for b in branches if b != "advice" or inspection), rng.random() < 0.75,
    )  # fmt: skip


def start(rng: random.Random, plot: Plot) -> tuple[Case, dt.date]:
    """A case without papers, and the day of the inspection (a working day)."""
    of = organ(rng, plot.inspection)
    case = Case(
        of,
        mine(rng),
        people(rng, rng.choice((2, 3, 3, 4)), certificate=True),
        person(rng),
        person(rng),
        plot.kind,
        rng,
    )
    on = dt.date(2022, 2, 1) + dt.timedelta(days=rng.randrange(0, 1560))
    while not is_working_day(on):
        on += dt.timedelta(days=1)
    case.case_number = f"{on.year}-{rng.randrange(3, 90)}"
    case.findings = draw_findings(rng, on, plot.inspection, max(plot.findings, 1), major=plot.major)
    for finding in case.findings:
        if not finding.major:
            finding.deadline = later(on, rng.choice((5, 7, 8)))
    return case, on


def contact(case: Case) -> dict[str, str]:
    """Whom to ask at the organ."""
    return {
        "address": case.organ.address, "postcode": case.organ.postcode,
        "clerk": case.officers[0].name, "phone": case.organ.phone,
    }  # fmt: skip


def inspect(case: Case, plot: Plot, on: dt.date) -> None:
    """From the plan to the re-check."""
    rng = case.rng
    place = "、".join(dict.fromkeys(f.place for f in case.findings))
    spots = (
        f"地面：安全监控中心站、主提升机房；井下：{place}"
        if "地面" not in place
        else f"地面：安全监控中心站、主提升机房；井下：{rng.choice(('中央变电所', '主排水泵房'))}、{'、'.join(s for s in place.split('、') if s != '地面') or '井底车场'}"
    )
    team = [officer.name for officer in case.officers]
    check_type = rng.choice(CHECK_TYPES[plot.inspection])
    case.add(
        "inspection_plan", on - dt.timedelta(days=rng.choice((1, 2))), check_type=check_type, period=(on, on), places=spots,
        author=case.officers[-1].name, chief=case.officers[0].name, approver=case.deputy.name, team=team, divided=True,
        profile=True, adjusted="",
    )  # fmt: skip
    companion = person(rng, "安全副矿长")
    case.add(
        "on_site_record", on, check_type=check_type, period=(on, on), places=spots, team=team, recorder=team[-1],
        companion=companion.name, findings=deepcopy(case.findings), opinion="以上检查情况属实", shown=True, told=True,
        state="正常生产", discussed=True, signer=case.mine.head.name, oral=None, certificates=True,
    )  # fmt: skip
    case.add(
        "on_site_decision", on, checked_on=on, findings=deepcopy(case.findings), officers=deepcopy(case.officers[:2]),
        signer=case.mine.head.name, remedies=True, signed_on=on,
    )  # fmt: skip
    for branch in plot.branches:
        BRANCHES[branch](case, plot, on)
    if limited := [f for f in case.findings if f.deadline]:
        recheck(case, max(f.deadline for f in limited if f.deadline), on)
    elif "power" not in plot.branches:
        recheck(case, later(on, 7), on)


def recheck(case: Case, due: dt.date, on: dt.date) -> None:
    """The re-check on the first working day after the deadline."""
    results = ["已按要求整改完毕" for _ in case.findings]
    case.add(
        "recheck_opinion", later(due, 1), found_on=on, findings=deepcopy(case.findings), results=results,
        order_number=case.one("on_site_decision").number, option="现整改期限届满", officers=deepcopy(case.officers[:2]),
        opinion="同意复查意见", signer=case.mine.head.name, next_measure="",
    )  # fmt: skip


def evacuation(case: Case, plot: Plot, on: dt.date) -> None:
    """Orally underground, then in writing."""
    first = next(f for f in case.findings if f.major)
    oral = at(on, case.rng.choice((9, 10, 11)), case.rng.choice((5, 20, 40)))
    case.one("on_site_record").values["oral"] = oral
    article = "第六十五条第一款第（三）项"
    case.add(
        "evacuation_order", on, found_at=oral - dt.timedelta(minutes=10), oral_at=oral, fact=first.text, place=first.place,
        article=article, officers=deepcopy(case.officers[:2]), opinion="同意，立即撤出", signer=case.mine.head.name, remedies=True,
    )  # fmt: skip


def approve(case: Case, on: dt.date, matter: str, reason: str, about: str = "") -> Paper:
    """An internal approval by both heads."""
    return case.add(
        "approval_report", on, matter=matter, reason=reason, cause=about, summary=summary_of(case), opinion=f"建议{matter.removesuffix('审批')}",
        handlers=[o.name for o in case.officers[:2]], deputy=case.deputy.name, leader=case.leader.name,
    )  # fmt: skip


def summary_of(case: Case) -> str:
    """What was found, in a sentence."""
    record = case.one("on_site_record")
    return f"{_date(record.on)}，{case.organ.name}在对{case.mine.party}现场检查时，发现该矿{case.findings[0].text}"


def _date(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def sampling(case: Case, plot: Plot, on: dt.date) -> None:
    """A sample taken on the day."""
    items = [
        [
            "1",
            "矿用阻燃输送带",
            "PVG680S",
            "恒力胶带有限公司",
            _date(on - dt.timedelta(days=300)),
            "米",
            "380元",
            "2",
            "编号HL2207",
        ]
    ]
    case.add(
        "sampling_notice", on, fact="使用的输送带阻燃性能不符合标准", article="第五十六条", items=items, handlers=[o.name for o in case.officers[:2]],
        taken_at=at(on, 15), place=f"{case.mine.short}地面材料库", receiver=case.mine.head.name, countersigned=True, **contact(case),
    )  # fmt: skip


def registration(case: Case, plot: Plot, on: dt.date) -> None:
    """Evidence registered and decided within seven working days."""
    items = [
        [
            "1",
            "甲烷传感器调校记录",
            "A4",
            "无",
            _date(on - dt.timedelta(days=30)),
            "本",
            "无",
            "1",
            "封面编号TX-07",
        ],
        [
            "2",
            "便携式甲烷检测报警仪",
            "JCB4",
            "安讯仪表有限公司",
            _date(on - dt.timedelta(days=500)),
            "台",
            "900元",
            "2",
            "编号0317、0318",
        ],
    ]
    approve(
        case,
        on,
        "先行登记保存证据审批",
        f"证据可能灭失，依据{'《中华人民共和国行政处罚法》'}第五十六条的规定",
    )
    notice = case.add(
        "evidence_registration_notice", on, fact="安全设备未按规定调校", article="第五十六条", items=items,
        keeper=f"{case.mine.party}{person(case.rng).name}", store=f"{case.mine.short}地面档案室", receiver=case.mine.head.name,
        countersigned=True, officers=[o.name for o in case.officers[:2]], **contact(case),
    )  # fmt: skip
    decided = later(on, case.rng.choice((3, 5, 6)))
    approve(
        case,
        decided,
        "先行登记保存证据处理审批",
        "已完成核查，依据《中华人民共和国行政处罚法》第五十六条的规定",
    )
    case.add(
        "evidence_registration_decision", decided, registered_on=on, notice_number=notice.number, goods="甲烷传感器调校记录、便携式甲烷检测报警仪",
        article="第五十六条", outcome="解除先行登记保存措施，退还你单位", remedies=True,
    )  # fmt: skip


def seizure(case: Case, plot: Plot, on: dt.date) -> None:
    """Sealed for thirty days, extended once, then lifted."""
    items = [
        [
            "1",
            "矿用隔爆型局部通风机",
            "FBD No6.0",
            "安和风机有限公司",
            _date(on - dt.timedelta(days=700)),
            "台",
            "18000元",
            "1",
            "出厂编号19-552",
        ]
    ]
    approve(
        case,
        on,
        "查封审批",
        "设备不符合保障安全生产的国家标准，依据《中华人民共和国行政强制法》第十八条的规定",
    )
    order = case.add(
        "seizure_decision", on, code="查", fact="使用不符合国家标准的局部通风机", breach="《中华人民共和国安全生产法》第三十六条第一款",
        items=items, place="井下一采区", countersigned=True, signer=case.mine.head.name, officers=[o.name for o in case.officers[:2]], remedies=True,
    )  # fmt: skip
    end = on + dt.timedelta(days=30)
    if case.rng.random() < 0.6:
        extended = on + dt.timedelta(days=case.rng.choice((24, 26, 28)))
        approve(
            case,
            extended,
            "延长查封期限审批",
            "设备检验情况复杂，依据《中华人民共和国行政强制法》第二十五条的规定",
        )
        end = on + dt.timedelta(days=60)
        case.add(
            "seizure_extension", extended, code="延查", seized_on=on, order_number=order.number, reason="设备需要进一步核查，情况复杂",
            until=end, remedies=True,
        )  # fmt: skip
    lifted = end - dt.timedelta(days=case.rng.choice((2, 3, 5)))
    approve(
        case, lifted, "查封处理审批", "设备已更换为合格产品，依据《中华人民共和国行政强制法》第二十八条的规定"
    )
    case.add(
        "seizure_disposal", lifted, code="查处", seized_on=on, order_number=order.number, items=[[*items[0][:-1], "解除查封"]],
        place="井下一采区", countersigned=True, signer=case.mine.head.name, officers=[o.name for o in case.officers[:2]], remedies=True,
    )  # fmt: skip


def power(case: Case, plot: Plot, on: dt.date) -> None:
    """Power cut after a stop order was defied; restored after the hazard was removed."""
    order = case.one("on_site_decision")
    stop_on = later(on, 3)
    approve(
        case,
        stop_on,
        "停供电审批",
        "该矿拒不执行停止作业的决定，依据《中华人民共和国安全生产法》第七十条第一款的规定",
    )
    values = {"ordered_on": on, "order_number": order.number, "ordered": "责令停止作业"}
    from_at = at(stop_on + dt.timedelta(days=2), 8)
    case.add("supply_stop_decision", stop_on, from_at=from_at, remedies=True, **values)
    power_company = case.organ.power_company
    case.add(
        "supply_stop_letter",
        stop_on,
        party=power_company,
        target=case.mine.party,
        receiver=person(case.rng).name,
        **values,
        **contact(case),
    )
    due = max([f.deadline for f in case.findings if f.deadline] or [later(stop_on, 6)])
    fixed = later(max(due, stop_on + dt.timedelta(days=3)), 2)
    if not case.has("recheck_opinion") and not any(f.deadline for f in case.findings):
        recheck(case, later(stop_on, 6), on)
    approve(
        case,
        fixed,
        "解除停供电审批",
        "该矿已消除事故隐患，依据《中华人民共和国安全生产法》第七十条第二款的规定",
    )
    case.add(
        "supply_release_letter",
        fixed,
        party=power_company,
        target=case.mine.party,
        receiver=person(case.rng).name,
        **contact(case),
    )


def transfer(case: Case, plot: Plot, on: dt.date) -> None:
    """What belongs to another department goes there."""
    sent = later(on, 4)
    matter = f"{case.mine.party}超出采矿许可证范围开采"
    approve(case, sent, "移送审批", "不属于本机关管辖，依据《中华人民共和国安全生产法》第六十九条的规定")
    case.add(
        "transfer_letter", sent, party=case.organ.office + "自然资源局", matter=matter, target=case.mine.party, article="第六十九条",
        issuer=case.leader.name, parts=case.rng.choice((2, 3)), sheets=case.rng.choice((5, 8, 12)),
        carriers=[o.name for o in case.officers[:2]], receiver=person(case.rng).name, **contact(case),
    )  # fmt: skip


def advice(case: Case, plot: Plot, on: dt.date) -> None:
    """State inspection advises the local government."""
    sent = later(on, 5)
    case.add(
        "supervision_advice", sent, party=f"{case.mine.party[:2]}市人民政府", reply_by=later(sent, 15), issuer=case.leader.name,
        problems=["日常监督检查频次未达到年度计划要求", "对停产煤矿未按规定安排巡查"], carriers=[o.name for o in case.officers[:2]],
        receiver=person(case.rng).name, reported="国家矿山安全监察局",
    )  # fmt: skip


BRANCHES = {
    "evacuation": evacuation, "sampling": sampling, "registration": registration, "seizure": seizure,
    "power": power, "transfer": transfer, "advice": advice,
}  # fmt: skip


def cause_of(case: Case, findings: list[Finding], *, suspected: bool = True) -> str:
    """案由: party + 涉嫌 + nature + 案."""
    natures = "、".join(dict.fromkeys(f.nature for f in findings))
    return f"{case.mine.party}{'涉嫌' if suspected else ''}{natures}案"
