"""The penalty procedure of a case: filing, inquiry, review, notice, decision, execution, closing."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal

from minewarden.rules.money import format_yuan, to_capitals
from minewarden.rules.penalties import surcharge_for_days
from tests.casefiles.papers import Case, Paper, at, later
from tests.casefiles.scenes import (
    DISCUSSION_FROM_YUAN,
    HEARING_FROM_YUAN,
    PERSON_HEARING_FROM_YUAN,
    Plot,
    approve,
    cause_of,
    contact,
    summary_of,
)
from tests.casefiles.world import PENALTY_LAW, Finding, Person, person


@dataclass
class Money:
    """An amount as printed; words and digits agree unless a mutation changes one."""

    yuan: int
    words: str = ""
    digits: str = ""
    print: str = ""  # the whole, in another form than the standard's

    def __str__(self) -> str:
        if self.print:
            return self.print
        words = self.words or to_capitals(self.yuan)
        digits = self.digits or format_yuan(Decimal(self.yuan)).lstrip("¥￥")
        return f"人民币{words}（¥{digits}）"


@dataclass
class Penalty:
    """What one party is to bear."""

    party: str
    person: Person | None
    findings: list[Finding]
    fines: list[Money]
    address: str
    hearing: bool

    @property
    def total(self) -> int:
        return sum(fine.yuan for fine in self.fines)


def penalise(case: Case, plot: Plot, on: dt.date) -> None:
    """Everything after the inspection."""
    rng = case.rng
    for finding in case.findings:
        if finding.major:
            finding.measure = f"责令停产整顿{rng.choice((3, 5, 7))}日"
    parties = _parties(case, plot)
    filed_on = later(on, rng.choice((1, 2, 3)))
    cause = cause_of(case, case.findings)
    case.add(
        "filing_decision", filed_on, cause=cause, filed_on=filed_on, handlers=[o.name for o in case.officers[:2]], approver=case.deputy.name,
        approval="同意立案", checked_on=on, place=case.mine.short, findings=deepcopy(case.findings), source="现场检查发现",
        signed_on=filed_on,
    )  # fmt: skip
    reviewed_on = later(_inquire(case, on, filed_on), rng.choice((2, 3, 5)))
    serious = sum(p.total for p in parties) >= DISCUSSION_FROM_YUAN or any(f.measure for f in case.findings)
    proposed_on = _deliberate(case, parties, cause, filed_on, reviewed_on, serious)
    noticed_on = later(proposed_on, 1)
    for penalty in parties:
        _notice(case, penalty, noticed_on)
    heard_on = _hear(case, plot, parties, cause, noticed_on)
    decided_on = later(heard_on, rng.choice((2, 3)))
    for penalty in parties:
        _decide(case, penalty, decided_on)
    _close(case, plot, parties, cause, on, filed_on, _execute(case, plot, parties, decided_on))


def _parties(case: Case, plot: Plot) -> list[Penalty]:
    fines = [Money(f.fine_yuan) for f in case.findings]
    hearing = sum(m.yuan for m in fines) >= HEARING_FROM_YUAN or any(f.measure for f in case.findings)
    found = [Penalty(case.mine.party, None, case.findings, fines, case.mine.address, hearing)]
    major = [f for f in case.findings if f.major]
    if plot.person_party and major:
        head, fine = case.mine.head, Money(major[0].person_fine_yuan)
        own = [replace(major[0], measure="")]
        found.append(
            Penalty(head.name, head, own, [fine], case.mine.address, fine.yuan >= PERSON_HEARING_FROM_YUAN)
        )
    return found


def _inquire(case: Case, on: dt.date, filed_on: dt.date) -> dt.date:
    rng = case.rng
    asked_on = later(filed_on, rng.choice((1, 2)))
    hour = rng.choice((8, 9))
    for number, asked in enumerate(
        (case.mine.head, person(rng, rng.choice(("总工程师", "安全副矿长", "机电副矿长"))))
    ):
        start = at(asked_on, hour + 2 * number, rng.choice((5, 10, 30)))
        case.add(
            "inquiry_record", asked_on, started_at=start, ended_at=start + dt.timedelta(minutes=rng.choice((45, 60, 75))),
            place=f"{case.mine.short}会议室", subject=f"{case.mine.short}违法违规行为调查", asked=asked, age=rng.randrange(32, 58),
            identity=f"14{rng.randrange(1000, 9999)}19{rng.randrange(66, 92)}0{rng.randrange(1, 9)}{rng.randrange(10, 28)}{rng.randrange(1000, 9999)}",
            unit=case.mine.party, phone=case.mine.phone, home=f"{case.organ.office}花园小区{rng.randrange(1, 30)}号楼",
            inquirers=[o.name for o in case.officers[:2]], recorder=case.officers[-1].name, shown=True, told=True, closing=True,
            fingerprint=True, checked_on=on, findings=deepcopy(case.findings), questions=True,
        )  # fmt: skip
    return asked_on


def _deliberate(
    case: Case, parties: list[Penalty], cause: str, filed_on: dt.date, reviewed_on: dt.date, serious: bool
) -> dt.date:
    proposal = _proposal(parties)
    reviewer = person(case.rng)
    view = "主体适格，事实清楚，证据确凿充分，定性准确，处罚恰当，程序合法，同意承办人意见"
    case.add(
        "legal_review", reviewed_on, cause=cause, summary=summary_of(case), basis=_bases(parties), proposal=proposal, view=view,
        reviewer=reviewer.name,
    )  # fmt: skip
    proposed_on = later(reviewed_on, 1)
    case.add(
        "case_presentation", proposed_on, cause=cause, filing_number=case.one("filing_decision").number, filed_on=filed_on,
        handlers=[o.name for o in case.officers[:2]], findings=deepcopy(case.findings), view=view, proposal=proposal,
        to_discussion=serious, leader=case.leader.name, deputy=case.deputy.name,
    )  # fmt: skip
    if not serious:
        return proposed_on
    start = at(later(proposed_on, 1), 15)
    members = [
        (case.leader.name, "局长"),
        (case.deputy.name, "副局长"),
        (reviewer.name, "法规科科长"),
        (case.officers[0].name, "执法人员"),
    ]
    case.add(
        "discussion_record", start.date(), cause=cause, started_at=start, ended_at=start + dt.timedelta(minutes=50), place="局四楼会议室",
        chair=case.leader.name, reporter=case.officers[0].name, recorder=case.officers[-1].name, members=members, proposal=proposal,
        findings=deepcopy(case.findings), conclusion=f"经集体讨论，一致同意{proposal}", signatures=[name for name, _ in members], views=True,
    )  # fmt: skip
    return start.date()


def _proposal(parties: list[Penalty]) -> str:
    parts = []
    for penalty in parties:
        measures = "、".join(f.measure for f in penalty.findings if f.measure)
        fine = f"罚款{Money(penalty.total)}"
        parts.append(f"对{penalty.party}给予{measures + '，并处' if measures else ''}{fine}的行政处罚")
    return "；".join(parts)


def _bases(parties: list[Penalty]) -> str:
    return "、".join(dict.fromkeys(f.penalty for penalty in parties for f in penalty.findings))


def _terms(penalty: Penalty) -> dict[str, object]:
    total = Money(penalty.total) if len(penalty.fines) > 1 else None
    return {"findings": deepcopy(penalty.findings), "fines": deepcopy(penalty.fines), "total": total}


def _notice(case: Case, penalty: Penalty, on: dt.date) -> Paper:
    paper = case.add(
        "penalty_notice", on, party=penalty.party, hearing=penalty.hearing, ticked=penalty.hearing,
        receiver=penalty.person.name if penalty.person else case.mine.head.name, **_terms(penalty), **contact(case),
    )  # fmt: skip
    paper.person = penalty.person is not None
    return paper


def _hear(case: Case, plot: Plot, parties: list[Penalty], cause: str, noticed_on: dt.date) -> dt.date:
    """Defence, or a hearing; the day after which may be decided."""
    rng = case.rng
    if not (plot.hearing and parties[0].hearing):
        start = at(later(noticed_on, rng.choice((2, 3))), 10)
        case.add(
            "defence_record", start.date(), started_at=start, ended_at=start + dt.timedelta(minutes=30), place=f"{case.organ.name}执法科",
            speaker=case.mine.head, unit=case.mine.party, handlers=[o.name for o in case.officers[:2]], recorder=case.officers[-1].name,
            text=rng.choice(("我单位对违法事实和拟处罚内容无异议，不申请听证", "我单位已经整改到位，放弃陈述、申辩和听证")), age=45,
            address=case.mine.address, phone=case.mine.phone, view="以上笔录我看过，与我说的一致",
        )  # fmt: skip
        return later(noticed_on, 6)
    return _hold_hearing(case, parties, cause, noticed_on)


def _hold_hearing(case: Case, parties: list[Penalty], cause: str, noticed_on: dt.date) -> dt.date:
    rng = case.rng
    asked_on = later(noticed_on, 3)
    case.evidence(
        "听证申请书",
        asked_on,
        f"{case.organ.name}：我单位于{_day(noticed_on)}收到行政处罚告知书，现申请听证。",
    )
    told_on = later(asked_on, 2)
    start = at(later(told_on, rng.choice((8, 9))), 9)
    chair, member, clerk = person(rng), person(rng), person(rng)
    place = f"{case.organ.name}一楼听证室"
    case.add(
        "hearing_notice", told_on, cause=cause, starts_at=start, place=place, open="公开", chair=chair.name, members=[member.name, person(rng).name],
        recorder=clerk.name, article="第六十四条", receiver=case.mine.head.name, **contact(case),
    )  # fmt: skip
    case.add(
        "hearing_record", start.date(), cause=cause, started_at=start, ended_at=start + dt.timedelta(minutes=100), place=place, chair=chair.name,
        recorder=clerk.name, handlers=[o.name for o in case.officers[:2]], party_head=case.mine.head.name, findings=deepcopy(case.findings),
        proposal=_proposal(parties),
    )  # fmt: skip
    reported_on = later(start.date(), 2)
    if not case.inspection:
        case.add(
            "hearing_report", reported_on, cause=cause, held_at=start, place=place, chair=chair.name, recorder=clerk.name, leader=case.leader.name,
            view="经过听证，违法事实清楚，拟行政处罚意见适用法律正确，证据确凿，程序合法，处罚适当，建议维持拟作出的行政处罚",
        )  # fmt: skip
    return reported_on


def _day(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _decide(case: Case, penalty: Penalty, on: dt.date) -> None:
    decision = case.add(
        "penalty_decision", on, party=penalty.party, address=penalty.address, remedies=True, bank=case.organ.bank,
        account_name=case.organ.account_name, account=case.organ.account, bank_address=case.organ.address, days="15", rate="百分之三",
        **_terms(penalty),
    )  # fmt: skip
    decision.person = penalty.person is not None
    served_on = later(on, case.rng.choice((0, 1, 3)))
    receipt = case.add(
        "service_receipt", served_on, party=penalty.party, document="行政处罚决定书", served_number=decision.number, served_on=served_on,
        method="直接送达", place=f"{case.mine.short}办公楼", receiver=penalty.person.name if penalty.person else case.mine.head.name,
        servers=[o.name for o in case.officers[:2]], witness="", remark="",
    )  # fmt: skip
    receipt.person = decision.person


def _execute(
    case: Case, plot: Plot, parties: list[Penalty], decided_on: dt.date
) -> list[tuple[Penalty, str, dt.date]]:
    """How each party paid: (party, sentence for the closing report, day)."""
    outcomes = []
    for penalty in parties:
        served_on = next(p.on for p in case.all("service_receipt") if p.party == penalty.party)
        way = plot.ending if penalty.person is None else "paid"
        outcomes.append((penalty, *EXECUTIONS[way](case, penalty, decided_on, served_on)))
    return outcomes


def _decision_of(case: Case, penalty: Penalty) -> Paper:
    return next(p for p in case.all("penalty_decision") if p.party == penalty.party)


def _pay(case: Case, penalty: Penalty, on: dt.date, amount: Money) -> None:
    text = (
        f"缴款人：{penalty.party}。收款单位：{case.organ.account_name}。缴款日期：{_day(on)}。罚款{amount}。"
    )
    case.evidence("缴纳罚款凭证", on, text, penalty.party).person = penalty.person is not None


def _paid(case: Case, penalty: Penalty, decided_on: dt.date, served_on: dt.date) -> tuple[str, dt.date]:
    on = later(served_on, case.rng.choice((3, 5, 7)))
    _pay(case, penalty, on, Money(penalty.total))
    return f"罚款{Money(penalty.total)}已于{_day(on)}缴至指定账户", on


def _instalments(
    case: Case, penalty: Penalty, decided_on: dt.date, served_on: dt.date
) -> tuple[str, dt.date]:
    asked_on = later(served_on, 4)
    case.evidence(
        "分期缴纳罚款申请书",
        asked_on,
        f"{case.organ.name}：我单位资金周转困难，申请分期缴纳罚款。{penalty.party}。{_day(asked_on)}",
    )
    approved_on = later(asked_on, 2)
    approve(
        case, approved_on, "分期缴纳罚款审批", f"当事人确有经济困难，依据{PENALTY_LAW}第六十六条第二款的规定"
    )
    first = penalty.total // 300 * 100
    parts = [first, first, penalty.total - 2 * first]
    dates = [served_on + dt.timedelta(days=days) for days in (30, 60, 90)]
    case.add(
        "payment_deferral", approved_on, decided_on=decided_on, decision_number=_decision_of(case, penalty).number, fine=Money(penalty.total),
        instalments=[(on, Money(part)) for on, part in zip(dates, parts, strict=True)], article="第六十六条第二款",
    )  # fmt: skip
    for on, part in zip(dates, parts, strict=True):
        _pay(case, penalty, on, Money(part))
    return f"经批准分期缴纳，罚款{Money(penalty.total)}已于{_day(dates[-1])}全部缴清", dates[-1]


def _court(case: Case, penalty: Penalty, decided_on: dt.date, served_on: dt.date) -> tuple[str, dt.date]:
    decision = _decision_of(case, penalty)
    refer = {"decided_on": decided_on, "decision_number": decision.number, "fine": Money(penalty.total)}
    due_on = served_on + dt.timedelta(days=15)
    reminded_on = later(due_on, case.rng.choice((2, 4)))
    case.add(
        "payment_reminder",
        reminded_on,
        due_on=due_on,
        bank=case.organ.bank,
        receiver=case.mine.head.name,
        **refer,
        **contact(case),
    )
    cut_on = due_on + dt.timedelta(days=case.rng.choice((10, 15, 20, 40)))
    days = (cut_on - due_on).days
    surcharge = Money(int(surcharge_for_days(Decimal(penalty.total), days)))
    case.add(
        "surcharge_decision", later(cut_on, 1), served_on=served_on, due_on=due_on, cut_on=cut_on, days=days, surcharge=surcharge, remedies=True,
        pay_by=later(cut_on, 1) + dt.timedelta(days=15), bank=case.organ.bank, account_name=case.organ.account_name, account=case.organ.account,
        bank_address=case.organ.address, **refer,
    )  # fmt: skip
    suit_ends_on = _add_months(served_on, 6)
    called_on = later(suit_ends_on, case.rng.choice((2, 5)))
    call = case.add(
        "enforcement_reminder", called_on, pay_by=called_on + dt.timedelta(days=10), surcharge=surcharge,
        sum=Money(penalty.total + surcharge.yuan), bank=case.organ.bank, receiver=case.mine.head.name, **refer, **contact(case),
    )  # fmt: skip
    asked_on = later(called_on + dt.timedelta(days=12), case.rng.choice((0, 3)) or 1)
    case.add(
        "court_request", asked_on, party=case.organ.court, debtor=penalty.party, call_number=call.number, called_on=called_on,
        issuer=case.leader.name, attachments=["行政处罚决定书", "送达收执", "行政强制执行事先催告书"], receiver=person(case.rng).name,
        surcharge=surcharge, **refer, **contact(case),
    )  # fmt: skip
    ended_on = later(asked_on, 25)
    _pay(case, penalty, ended_on, Money(penalty.total + surcharge.yuan))
    return (
        f"经{case.organ.court}强制执行，罚款及加处罚款合计{Money(penalty.total + surcharge.yuan)}已于{_day(ended_on)}执行到位",
        ended_on,
    )


def _add_months(on: dt.date, months: int) -> dt.date:
    month = on.month - 1 + months
    return dt.date(on.year + month // 12, month % 12 + 1, min(on.day, 28))


EXECUTIONS = {"paid": _paid, "instalments": _instalments, "court": _court}


def _close(
    case: Case, plot: Plot, parties: list[Penalty], cause: str, on: dt.date, filed_on: dt.date,
    outcomes: list[tuple[Penalty, str, dt.date]],
) -> None:  # fmt: skip
    last = max([day for _, _, day in outcomes] + [p.on for p in case.papers])
    decided = case.one("penalty_decision")
    case.add(
        "closing_report", later(last, 2), cause=cause.replace("涉嫌", ""), checked_on=on, filed_on=filed_on, decided_on=decided.on,
        findings=deepcopy(case.findings), proposal=_proposal(parties), execution="；".join(f"{p.party}{text}" for p, text, _ in outcomes),
        handlers=[o.name for o in case.officers[:2]], approver=case.leader.name, credit_code=case.mine.credit_code, address=case.mine.address,
        place=case.mine.short, sections=("案由", "行政相对人基本情况", "案发时间及地点", "主要违法事实", "立案调查及审理情况", "行政处罚执行情况", "结案理由"),
    )  # fmt: skip
