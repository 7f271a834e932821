"""Slips of the penalty procedure and of enforcement (R34-R52, R55, R56)."""

from __future__ import annotations

import datetime as dt
import random

from minewarden.rules.money import to_capitals
from tests.casefiles.papers import Case, Paper, later
from tests.casefiles.penalty import Money
from tests.casefiles.scenes import approve
from tests.casefiles.slips import lookalike, slip


@slip("R34", kind="penalty", allowed="R43 R10")
def cause_without_suspected(case: Case, rng: random.Random) -> Paper:
    for paper in case.papers:
        if "cause" in paper.values and paper.key != "closing_report":
            paper.values["cause"] = paper.values["cause"].replace("涉嫌", "")
    return case.one("filing_decision")


@slip("R34", kind="penalty", allowed="R10")
def closing_still_suspected(case: Case, rng: random.Random) -> Paper:
    paper = case.one("closing_report")
    paper.values["cause"] = case.one("filing_decision").values["cause"]
    return paper


@slip("R34", kind="penalty", allowed="R43 R10")
def cause_without_party(case: Case, rng: random.Random) -> Paper:
    for paper in case.papers:
        if "cause" in paper.values and paper.key != "closing_report":
            paper.values["cause"] = paper.values["cause"].removeprefix(case.mine.party)
    return case.one("filing_decision")


@slip("R35", kind="penalty")
def summary_without_source(case: Case, rng: random.Random) -> Paper:
    paper = case.one("filing_decision")
    paper.values["source"] = ""
    return paper


@slip("R35", kind="penalty")
def summary_without_time(case: Case, rng: random.Random) -> Paper:
    paper = case.one("filing_decision")
    paper.values["checked_on"] = None
    return paper


@slip("R36", kind="penalty")
def filing_not_approved(case: Case, rng: random.Random) -> Paper:
    paper = case.one("filing_decision")
    paper.values["approval"] = ""
    return paper


@slip("R36", kind="penalty")
def approver_did_not_sign(case: Case, rng: random.Random) -> Paper:
    paper = case.one("filing_decision")
    paper.values["approver"] = ""
    return paper


@slip("R36", kind="penalty")
def approval_undated(case: Case, rng: random.Random) -> Paper:
    paper = case.one("filing_decision")
    paper.values["signed_on"] = None
    return paper


@slip("R37", kind="penalty")
def inquiry_without_certificates(case: Case, rng: random.Random) -> Paper:
    paper = case.all("inquiry_record")[-1]
    paper.values["shown"] = False
    return paper


@slip("R37", kind="penalty")
def inquiry_without_rights(case: Case, rng: random.Random) -> Paper:
    paper = case.all("inquiry_record")[0]
    paper.values["told"] = False
    return paper


@slip("R37", kind="penalty")
def inquiry_without_closing(case: Case, rng: random.Random) -> Paper:
    paper = case.all("inquiry_record")[0]
    paper.values["closing"] = False
    return paper


@slip("R37", kind="penalty")
def inquiry_without_fingerprint(case: Case, rng: random.Random) -> Paper:
    paper = case.all("inquiry_record")[-1]
    paper.values["fingerprint"] = False
    return paper


@slip("R37", kind="penalty")
def one_inquirer(case: Case, rng: random.Random) -> Paper:
    paper = case.all("inquiry_record")[-1]
    paper.values["inquirers"] = paper.values["inquirers"][:1]
    paper.values["recorder"] = paper.values["inquirers"][0]
    return paper


@slip("R37", kind="penalty")
def no_question_and_answer(case: Case, rng: random.Random) -> Paper:
    paper = case.all("inquiry_record")[0]
    paper.values["questions"] = False
    return paper


@slip("R38", kind="penalty")
def inquiries_overlap(case: Case, rng: random.Random) -> Paper:
    first, second = case.all("inquiry_record")
    second.values["started_at"] = first.values["started_at"] + dt.timedelta(minutes=20)
    second.values["ended_at"] = first.values["ended_at"] + dt.timedelta(minutes=25)
    return second


@lookalike("R38", kind="penalty")
def inquiries_meet_at_a_minute(case: Case, rng: random.Random) -> None:
    first, second = case.all("inquiry_record")
    second.values["started_at"] = first.values["ended_at"]
    second.values["ended_at"] = first.values["ended_at"] + dt.timedelta(minutes=40)


@slip("R39", kind="penalty", major=True, person_party=True, allowed="R47 R04")
def no_notice_for_the_person(case: Case, rng: random.Random) -> Paper:
    case.papers = [p for p in case.papers if not (p.key == "penalty_notice" and p.person)]
    return next(p for p in case.all("penalty_decision") if p.person)


@slip("R39", kind="penalty", allowed="R47")
def notice_of_another_fact(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["findings"][-1].text = "井下中央水仓清理不及时，淤泥厚度达到水仓高度的一半"
    return paper


@slip("R40", kind="penalty")
def no_breached_clause(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["findings"][-1].breach = ""
    return paper


@slip("R40", kind="penalty")
def no_penalty_clause(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["findings"][-1].penalty = ""
    return paper


@slip("R41", kind="penalty", allowed="R47 R59")  # words prevail, so the sum may pass the notice or the band
def words_and_figures_differ(case: Case, rng: random.Random) -> Paper:
    paper = case.one(rng.choice(("penalty_decision", "penalty_notice")))
    fine = paper.values["total"] or paper.values["fines"][0]
    fine.words = to_capitals(fine.yuan + rng.choice((10000, 20000, 90000)))
    return paper


@slip("R41", kind="penalty", allowed="R47")
def words_not_in_full(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    fine = paper.values["total"] or paper.values["fines"][0]
    fine.print = f"{fine.yuan // 10000}万元"
    return paper


@slip("R41", kind="penalty", findings=3, allowed="R47")
def total_wrong(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    total = paper.values["total"]
    paper.values["total"] = Money(total.yuan - 10000)
    return paper


@slip("R41", kind="penalty", findings=3)
def no_total(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["total"] = None
    return paper


@slip("R42", kind="penalty", major=True)
def hearing_not_ticked(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["ticked"] = False
    return paper


@slip("R42", kind="penalty", major=True)
def hearing_not_offered(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["hearing"] = False
    return paper


@slip("R43", kind="penalty", allowed="R34")
def cause_differs_in_a_later_paper(case: Case, rng: random.Random) -> Paper:
    keys = [
        key
        for key in ("legal_review", "case_presentation", "discussion_record", "hearing_report")
        if case.has(key)
    ]
    paper = case.one(rng.choice(keys))
    paper.values["cause"] = f"{case.mine.party}涉嫌违反安全管理规定案"
    return paper


@slip("R44", kind="penalty")
def reviewed_after_the_decision(case: Case, rng: random.Random) -> Paper:
    paper = case.one("legal_review")
    paper.on = case.one("penalty_decision").on + dt.timedelta(days=2)
    return paper


@slip("R44", kind="penalty")
def review_without_an_opinion(case: Case, rng: random.Random) -> Paper:
    paper = case.one("legal_review")
    paper.values["view"] = "材料已收到"
    return paper


@slip("R45", kind="penalty", major=True)
def not_sent_to_discussion(case: Case, rng: random.Random) -> Paper:
    paper = case.one("case_presentation")
    paper.values["to_discussion"] = False
    return paper


@slip("R46", kind="penalty", major=True)
def one_did_not_sign(case: Case, rng: random.Random) -> Paper:
    paper = case.one("discussion_record")
    paper.values["signatures"] = [*paper.values["signatures"][:1], *paper.values["signatures"][2:]]
    return paper


@slip("R46", kind="penalty", major=True, allowed="R04")
def no_place_of_discussion(case: Case, rng: random.Random) -> Paper:
    paper = case.one("discussion_record")
    paper.values["place"] = ""
    return paper


@slip("R46", kind="penalty", major=True, allowed="R04")
def no_conclusion(case: Case, rng: random.Random) -> Paper:
    paper = case.one("discussion_record")
    paper.values["conclusion"] = ""
    return paper


@slip("R46", kind="penalty", major=True)
def no_views(case: Case, rng: random.Random) -> Paper:
    paper = case.one("discussion_record")
    paper.values["views"] = False
    return paper


@slip("R47", kind="penalty", allowed="R59 R60 R61 R62")
def heavier_than_the_notice(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    fine = paper.values["fines"][-1]
    lower = fine.yuan - (5000 if fine.yuan < 100_000 else 10_000)
    paper.values["fines"][-1] = Money(lower)
    if paper.values["total"]:
        paper.values["total"] = Money(paper.values["total"].yuan - fine.yuan + lower)
    return case.one("penalty_decision")


@slip("R47", kind="penalty", allowed="R39")
def decision_on_another_fact(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["findings"][-1].text = "井下中央水仓清理不及时，淤泥厚度达到水仓高度的一半"
    return paper


@lookalike("R47", kind="penalty", findings=1, major=False, ending="paid")
def milder_than_the_notice(case: Case, rng: random.Random) -> None:
    notice = case.one("penalty_notice")
    fine = notice.values["fines"][0]
    if fine.yuan < 40_000:  # stays below the usual threshold of a hearing
        notice.values["fines"][0] = Money(fine.yuan + 10_000)


@slip("R48", kind="penalty", allowed="R04")
def no_bank(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["bank"] = ""
    return paper


@slip("R48", kind="penalty")
def thirty_days_to_pay(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["days"] = "30"
    return paper


@slip("R48", kind="penalty")
def no_warning_of_the_surcharge(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["rate"] = ""
    return paper


@slip("R49", kind="penalty")
def one_server(case: Case, rng: random.Random) -> Paper:
    paper = case.one("service_receipt")
    paper.values["servers"] = paper.values["servers"][:1]
    return paper


@slip("R49", kind="penalty", ending="paid")
def served_late(case: Case, rng: random.Random) -> Paper:
    paper = case.one("service_receipt")
    paper.on = later(case.one("penalty_decision").on, rng.choice((9, 12)))
    paper.values["served_on"] = paper.on
    return paper


@slip("R49", kind="penalty", allowed="R04")
def receiver_did_not_sign(case: Case, rng: random.Random) -> Paper:
    paper = case.one("service_receipt")
    paper.values["receiver"] = ""
    return paper


@slip("R49", kind="penalty", allowed="R04")
def left_without_witness(case: Case, rng: random.Random) -> Paper:
    paper = case.one("service_receipt")
    paper.values.update(method="留置送达", receiver="", remark="受送达人拒收")
    return paper


@slip("R49", kind="penalty", allowed="R04")
def no_method_of_service(case: Case, rng: random.Random) -> Paper:
    paper = case.one("service_receipt")
    paper.values["method"] = ""
    return paper


@slip("R49", kind="penalty")
def mailed_electronically_without_consent(case: Case, rng: random.Random) -> Paper:
    paper = case.one("service_receipt")
    paper.values["method"] = "电子邮件送达"
    return paper


@lookalike("R49", kind="penalty")
def left_with_witness(case: Case, rng: random.Random) -> None:
    case.one("service_receipt").values.update(
        method="留置送达",
        receiver="拒绝签收",
        witness="柳明川",
        remark="受送达人拒收，见证人在场，送达过程已录像",
    )


@lookalike("R49", kind="penalty")
def mailed_electronically_with_consent(case: Case, rng: random.Random) -> None:
    receipt = case.one("service_receipt")
    receipt.values.update(method="电子邮件送达", remark="当事人同意以电子邮件方式送达，已签订送达方式确认书")
    case.evidence(
        "送达方式确认书", receipt.on, f"{receipt.party}同意采用电子邮件方式送达行政处罚决定书，并签字确认。"
    )


@slip("R50", kind="penalty", ending="court")
def surcharge_miscounted(case: Case, rng: random.Random) -> Paper:
    paper = case.one("surcharge_decision")
    wrong = Money(paper.values["surcharge"].yuan + int(paper.values["fine"].yuan * 0.03) * rng.choice((2, 5)))
    _surcharge_everywhere(case, wrong)
    return paper


def _surcharge_everywhere(case: Case, surcharge: Money) -> None:
    for key in ("surcharge_decision", "enforcement_reminder", "court_request"):
        case.one(key).values["surcharge"] = surcharge
    call = case.one("enforcement_reminder").values
    call["sum"] = Money(call["fine"].yuan + surcharge.yuan)


@slip("R50", kind="penalty", ending="court")
def surcharge_above_the_fine(case: Case, rng: random.Random) -> Paper:
    paper = case.one("surcharge_decision")
    values = paper.values
    values["cut_on"] = values["due_on"] + dt.timedelta(days=40)
    values["days"] = 40
    paper.on = later(values["cut_on"], 1)
    values["pay_by"] = paper.on + dt.timedelta(days=15)
    _surcharge_everywhere(case, Money(int(values["fine"].yuan * 1.2)))
    return paper


@lookalike("R50", kind="penalty", ending="court")
def surcharge_capped_at_the_fine(case: Case, rng: random.Random) -> None:
    paper = case.one("surcharge_decision")
    values = paper.values
    values["cut_on"] = values["due_on"] + dt.timedelta(days=50)
    values["days"] = 50
    paper.on = later(values["cut_on"], 1)
    values["pay_by"] = paper.on + dt.timedelta(days=15)
    _surcharge_everywhere(case, Money(values["fine"].yuan))


@slip("R51", kind="penalty", ending="instalments")
def instalments_do_not_add_up(case: Case, rng: random.Random) -> Paper:
    paper = case.one("payment_deferral")
    on, money = paper.values["instalments"][-1]
    paper.values["instalments"][-1] = (on, Money(money.yuan + rng.choice((-1000, 1000, 2000))))
    return paper


@slip("R52", kind="penalty", ending="court")
def court_asked_too_early(case: Case, rng: random.Random) -> Paper:
    paper = case.one("court_request")
    paper.on = case.one("enforcement_reminder").on + dt.timedelta(days=rng.choice((3, 6)))
    return paper


@slip("R52", kind="penalty", ending="court")
def court_asked_too_late(case: Case, rng: random.Random) -> Paper:
    paper = case.one("court_request")
    paper.on = later(case.one("penalty_decision").on + dt.timedelta(days=330), 1)
    for other in case.papers:
        if other.on > case.one("enforcement_reminder").on and other is not paper:
            other.on = later(paper.on, 10 if other.key != "closing_report" else 15)
    return paper


@slip("R55", kind="penalty", allowed="R49")
def decided_after_ninety_days(case: Case, rng: random.Random) -> Paper:
    _postpone(case, rng)
    return case.one("penalty_decision")


def _postpone(case: Case, rng: random.Random) -> None:
    """Move the decision and all that follows it."""
    decision = case.one("penalty_decision")
    start = decision.on
    late = case.one("filing_decision").on + dt.timedelta(days=rng.choice((97, 105, 120)))
    shift = later(late, 1) - start
    for paper in case.papers:
        follows = paper.on >= start and paper.key in _AFTER
        if follows:
            paper.on += shift
            for name, value in paper.values.items():
                if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value >= start:
                    paper.values[name] = value + shift
            if "instalments" in paper.values:
                paper.values["instalments"] = [
                    (on + shift, money) for on, money in paper.values["instalments"]
                ]


_AFTER = frozenset(
    {"penalty_decision", "service_receipt", "payment_reminder", "surcharge_decision", "payment_deferral", "enforcement_reminder",
     "court_request", "closing_report", "evidence"}
)  # fmt: skip


@lookalike("R55", kind="penalty", branches=(), ending="paid")
def decided_after_an_approved_extension(case: Case, rng: random.Random) -> None:
    _postpone(case, rng)
    filed = case.one("filing_decision")
    approve(
        case, later(filed.on + dt.timedelta(days=80), 0), "案件延期审批", "案情复杂，需要补充调查，依据《中华人民共和国行政处罚法》第六十条的规定，延长办理期限60日",
        filed.values["cause"],
    )  # fmt: skip


@slip("R56", kind="penalty")
def closing_without_execution(case: Case, rng: random.Random) -> Paper:
    paper = case.one("closing_report")
    gone = rng.choice(("行政处罚执行情况", "结案理由", "立案调查及审理情况"))
    paper.values["sections"] = tuple(section for section in paper.values["sections"] if section != gone)
    return paper


@slip("R56", kind="penalty", allowed="R04")
def closing_not_approved(case: Case, rng: random.Random) -> Paper:
    paper = case.one("closing_report")
    paper.values["approver"] = ""
    return paper
