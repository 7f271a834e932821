"""Slips of inspections, evidence and measures (R14-R33, R53, R54)."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from tests.casefiles.papers import Case, Paper, later
from tests.casefiles.slips import lookalike, slip


@slip("R14")
def plan_not_approved(case: Case, rng: random.Random) -> Paper:
    plan = case.one("inspection_plan")
    plan.values["approver"] = ""
    return plan


@slip("R14")
def profile_incomplete(case: Case, rng: random.Random) -> Paper:
    plan = case.one("inspection_plan")
    plan.values["profile"] = False
    return plan


@slip("R14", allowed="R15")
def no_assignment_table(case: Case, rng: random.Random) -> Paper:
    plan = case.one("inspection_plan")
    plan.values["divided"] = False
    return plan


@slip("R15")
def checked_outside_the_period(case: Case, rng: random.Random) -> list[Paper]:
    plan = case.one("inspection_plan")
    first, last = plan.values["period"]
    plan.values["period"] = (first - dt.timedelta(days=9), last - dt.timedelta(days=8))
    plan.on = first - dt.timedelta(days=10)
    return [plan, case.one("on_site_record")]


@slip("R15")
def type_differs(case: Case, rng: random.Random) -> list[Paper]:
    record, plan = case.one("on_site_record"), case.one("inspection_plan")
    kinds = (
        ("重点监察", "专项监察", "定期监察") if case.inspection else ("重点检查", "专项检查", "双随机检查")
    )
    plan.values["check_type"] = next(kind for kind in kinds if kind != record.values["check_type"])
    return [plan, record]


@slip("R15")
def place_not_planned(case: Case, rng: random.Random) -> list[Paper]:
    record = case.one("on_site_record")
    record.values["places"] += "、4301备用工作面"
    return [case.one("inspection_plan"), record]


@lookalike("R15")
def place_added_and_noted(case: Case, rng: random.Random) -> None:
    case.one("on_site_record").values["places"] += "、4301备用工作面"
    case.one("inspection_plan").values["adjusted"] = "检查时增加4301备用工作面"


@slip("R16", allowed="R17")
def one_officer(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["team"] = record.values["team"][:1]
    record.values["recorder"] = record.values["team"][0]
    return record


@slip("R16")
def officer_did_not_sign(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["named"] = [*record.values["team"], "丁一凡"]
    return record


@slip("R17")
def certificates_not_shown(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["shown"] = False
    return record


@slip("R17")
def rights_not_told(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["told"] = False
    return record


@slip("R17")
def state_of_the_mine_missing(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["state"] = ""
    return record


@slip("R18")
def symptoms_instead_of_a_violation(case: Case, rng: random.Random) -> Paper:
    text = rng.choice(("机电设备管理混乱", "现场安全管理不到位", "通风管理有问题"))
    for paper in case.papers:
        for finding in paper.values.get("findings", [])[-1:]:
            finding.text = text
    return case.one("on_site_record")


@slip("R19")
def no_opinion(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["opinion"] = ""
    return record


@slip("R19")
def refusal_without_witness(case: Case, rng: random.Random) -> Paper:
    record = case.one("on_site_record")
    record.values["opinion"] = "拒绝签字"
    record.values["signer"] = ""
    return record


@lookalike("R19")
def refusal_with_reason_and_witness(case: Case, rng: random.Random) -> None:
    values = case.one("on_site_record").values
    values["opinion"] = (
        "被检查单位负责人对第1项有不同意见，拒绝签字，原因已记录，已向本机关负责人报告，在场人员签字证明"
    )
    values["signer"], values["witness"] = "拒绝签字", "柳明川"


@lookalike("R19")
def opinion_with_reasons(case: Case, rng: random.Random) -> None:
    case.one("on_site_record").values["opinion"] = "以上检查情况属实，第1项已安排人员整改"


@slip("R20", findings=3)
def finding_left_out_of_the_order(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.values["findings"].pop()
    case.one("recheck_opinion").values["findings"].pop()
    case.one("recheck_opinion").values["results"].pop()
    return order


@slip("R20")
def figure_differs_in_the_order(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    text = "主井东侧矸石山未按规定覆土，堆放高度{}米"
    for paper in case.papers:
        for finding in paper.values.get("findings", [])[-1:]:
            finding.text = text.format(12 if paper is order else 21)
    return order


@slip("R20", findings=2)
def finding_added_in_the_order(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    last = order.values["findings"][-1]
    extra = replace(last, text="副井井口未设置人员出入检身制度牌板，检身员空岗")
    order.values["findings"].append(extra)
    recheck = case.one("recheck_opinion").values
    recheck["findings"].append(extra)
    recheck["results"].append(recheck["results"][-1])
    return order


@slip("R21", major=False)
def no_deadline(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    finding = order.values["findings"][-1]
    finding.deadline, finding.order = None, "责令限期改正"
    case.one("recheck_opinion").values["findings"][-1].deadline = None
    return order


@slip("R22")
def order_dated_later(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.on = order.on + dt.timedelta(days=1)
    return order


@slip("R22")
def received_later(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.values["signed_on"] = order.on + dt.timedelta(days=2)
    return order


@slip("R22", allowed="R20")
def found_on_another_day(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.values["checked_on"] = order.on - dt.timedelta(days=1)
    return order


@slip("R23", allowed="R04")
def no_remedies(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.values["remedies"] = False
    return order


@slip("R23", kind="penalty", allowed="R04")
def court_not_named(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["court"] = "　　法院" if rng.random() < 0.5 else "法院"
    return paper


@slip("R23", kind="penalty", allowed="R04")
def no_remedies_in_a_penalty(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["remedies"] = False
    return paper


@slip("R24")
def one_officer_signs_the_order(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.values["officers"] = order.values["officers"][:1]
    return order


@slip("R24", inspection=False)
def certificate_missing(case: Case, rng: random.Random) -> Paper:
    order = case.one("on_site_decision")
    order.values["officers"] = [
        order.values["officers"][0],
        replace(order.values["officers"][1], certificate=""),
    ]
    return order


@slip("R25", major=True, branches=("evacuation",))
def evacuation_time_differs(case: Case, rng: random.Random) -> Paper:
    order = case.one("evacuation_order")
    order.values["oral_at"] += dt.timedelta(minutes=rng.choice((55, 80, 120)))
    return order


@slip("R26", major=True, branches=("evacuation",))
def evacuation_without_basis(case: Case, rng: random.Random) -> Paper:
    order = case.one("evacuation_order")
    order.values["article"] = ""
    return order


@slip("R26", major=True, branches=("evacuation",))
def evacuation_for_another_fact(case: Case, rng: random.Random) -> Paper:
    order = case.one("evacuation_order")
    order.values["fact"] = "采空区积水水位持续上升、工作面出现淋水加大等透水征兆"
    return order


@slip("R27", branches=("sampling",))
def sample_without_features(case: Case, rng: random.Random) -> Paper:
    paper = case.one("sampling_notice")
    paper.values["items"] = [["1", "矿用阻燃输送带", "", "", "", "", "", "", ""]]
    return paper


@slip("R27", branches=("registration",))
def list_not_countersigned(case: Case, rng: random.Random) -> Paper:
    paper = case.one("evidence_registration_notice")
    paper.values["countersigned"] = False
    return paper


@slip("R27", branches=("seizure",))
def seized_goods_not_countersigned(case: Case, rng: random.Random) -> Paper:
    paper = case.one("seizure_decision")
    paper.values["countersigned"] = False
    return paper


@lookalike("R27", branches=("registration",))
def missing_particulars_with_a_feature(case: Case, rng: random.Random) -> None:
    items = case.one("evidence_registration_notice").values["items"]
    items[0] = ["1", "甲烷传感器调校记录", "无", "无", "无", "本", "无", "1", "封面右上角有红色编号TX-07"]


@slip("R28", branches=("registration",))
def evidence_decided_late(case: Case, rng: random.Random) -> Paper:
    paper = case.one("evidence_registration_decision")
    paper.on = later(case.one("evidence_registration_notice").on, rng.choice((9, 12)))
    return paper


@lookalike("R28", branches=("registration",))
def evidence_decided_on_the_seventh_day(case: Case, rng: random.Random) -> None:
    case.one("evidence_registration_decision").on = later(case.one("evidence_registration_notice").on, 7)


@slip("R29", branches=("seizure",))
def sealed_too_long(case: Case, rng: random.Random) -> Paper:
    case.papers = [p for p in case.papers if p.key != "seizure_extension"]
    paper = case.one("seizure_disposal")
    paper.on = case.one("seizure_decision").on + dt.timedelta(days=rng.choice((38, 45)))
    return paper


@slip("R29", branches=("seizure",), allowed="R54", findings=2)
def extended_after_expiry(case: Case, rng: random.Random) -> Paper | None:
    if not case.has("seizure_extension"):
        return None
    paper = case.one("seizure_extension")
    paper.on = case.one("seizure_decision").on + dt.timedelta(days=33)
    return paper


@slip("R29", branches=("seizure",))
def extension_without_reason(case: Case, rng: random.Random) -> Paper | None:
    if not case.has("seizure_extension"):
        return None
    paper = case.one("seizure_extension")
    paper.values["reason"] = ""
    return paper


@slip("R29", branches=("seizure",))
def extended_beyond_thirty_days(case: Case, rng: random.Random) -> Paper | None:
    if not case.has("seizure_extension"):
        return None
    paper = case.one("seizure_extension")
    paper.values["until"] += dt.timedelta(days=20)
    return paper


@slip("R30", major=True, branches=("power",))
def power_cut_without_the_order(case: Case, rng: random.Random) -> Paper:
    paper = case.one("supply_stop_decision")
    paper.values["order_number"] = ""
    return paper


@slip("R30", major=True, branches=("power",))
def power_letter_without_the_order(case: Case, rng: random.Random) -> Paper:
    paper = case.one("supply_stop_letter")
    paper.values["order_number"], paper.values["ordered"] = "", ""
    return paper


@slip("R31", major=True, branches=("power",), kind="inspection")
def power_not_restored(case: Case, rng: random.Random) -> list[Paper]:
    case.papers = [
        p
        for p in case.papers
        if p.key != "supply_release_letter" and p.values.get("matter") != "解除停供电审批"
    ]
    return case.all("supply_stop_letter", "supply_stop_decision")


@slip("R32")
def recheck_without_number(case: Case, rng: random.Random) -> Paper:
    paper = case.one("recheck_opinion")
    paper.values["order_number"] = ""
    return paper


@slip("R32", findings=3)
def recheck_skips_an_item(case: Case, rng: random.Random) -> Paper:
    paper = case.one("recheck_opinion")
    paper.values["results"] = [*paper.values["results"][:-1], ""]
    return paper


@slip("R32", allowed="R04")
def recheck_keeps_both_options(case: Case, rng: random.Random) -> Paper:
    paper = case.one("recheck_opinion")
    paper.values["option"] = "应你单位申请（现整改、治理期限届满）"
    return paper


@slip("R33", kind="inspection")
def overdue_without_a_measure(case: Case, rng: random.Random) -> Paper:
    paper = case.one("recheck_opinion")
    paper.values["results"][-1] = "逾期未整改"
    return paper


@lookalike("R33", kind="inspection")
def overdue_and_followed(case: Case, rng: random.Random) -> None:
    values = case.one("recheck_opinion").values
    values["results"][-1] = "逾期未整改"
    values["next_measure"] = "对逾期未整改的违法行为，本机关将依法立案调查处理"


@slip("R53", branches=("transfer",))
def one_carrier(case: Case, rng: random.Random) -> Paper:
    paper = case.one("transfer_letter")
    paper.values["carriers"] = paper.values["carriers"][:1]
    return paper


@slip("R53", branches=("transfer",))
def attachments_not_counted(case: Case, rng: random.Random) -> Paper:
    paper = case.one("transfer_letter")
    paper.values["parts"] = 0
    return paper


@slip("R53", branches=("transfer",))
def not_signed_by_the_head(case: Case, rng: random.Random) -> Paper:
    paper = case.one("transfer_letter")
    paper.values["issuer"] = ""
    return paper


@slip("R54", branches=("seizure",))
def seizure_without_approval(case: Case, rng: random.Random) -> Paper:
    case.papers = [p for p in case.papers if p.key != "approval_report" or "查封" not in p.values["matter"]]
    return case.one("seizure_decision")


@slip("R54", branches=("registration",))
def registration_without_approval(case: Case, rng: random.Random) -> Paper:
    case.papers = [p for p in case.papers if p.key != "approval_report" or "登记" not in p.values["matter"]]
    return case.one("evidence_registration_notice")


@slip("R54", major=True, branches=("power",))
def power_cut_without_approval(case: Case, rng: random.Random) -> Paper:
    case.papers = [p for p in case.papers if p.key != "approval_report" or "停供" not in p.values["matter"]]
    return case.one("supply_stop_decision")
