"""All leads of one mine: the function that a pool or Spark runs per mine."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import numpy as np

from minewarden.engine.lake import Lake
from minewarden.factors import fusion, hidden, people
from minewarden.factors.clock import Bools, around, whole_days
from minewarden.factors.crews import KINDS_OF_WORK
from minewarden.factors.facework import approach, reports_more, rests_otherwise, works_harder
from minewarden.factors.handed_over import handed_over
from minewarden.factors.integrity import CHECKS
from minewarden.factors.integrity.card_parked import long_stays, lying
from minewarden.factors.integrity.finding import Finding
from minewarden.factors.leads_file import lead_dict
from minewarden.factors.model import DEFAULT_CUT, FactorRow, Kind, Lead, Verdict
from minewarden.factors.month import Month
from minewarden.factors.plan import plan_dict
from minewarden.factors.settling import Settling, settle
from minewarden.factors.words import Words

ON_PEOPLE = frozenset({Kind.CARDS_CARRIED, Kind.CARD_PARKED, Kind.OVERSTAFFED, Kind.HEADCOUNT_CONCEALED})
"""Kinds that mean nothing on days whose snapshots are invented or repeated."""
HIDES_PEOPLE = {
    Kind.CARDS_CARRIED: Words("的定位卡由他人携带", "had their cards carried by others"),
    Kind.CARD_PARKED: Words("的定位卡静置一处", "left their cards lying in one place"),
    Kind.HEADCOUNT_CONCEALED: Words("未携带定位卡", "carried no card"),
    Kind.DATA_FABRICATED: Words("的数据被滤除", "were filtered out of the data"),
}
"""Kinds behind which people may work where nobody may, and how the sheet says it."""
HIDES_CREWS = frozenset({Kind.CARD_PARKED, Kind.DATA_FABRICATED})
"""Kinds that for a whole crew are seldom worth the trouble, unless it works where it may not."""
MOST_HIDING = 4
HARDLY = 0.5  # strength below which a rise hardly speaks
UNTRUE = frozenset({"made_up", "replayed", "frozen"})
HANDED_UP = "handed_up"  # cards that leave after a shift in which everybody was read: nobody hides
CAPPED = "capped"  # whom a list cut off at a number leaves out is a matter of chance: no crew hides


def find_leads(
    lake_path: str, mine_code: str, from_at: datetime | None, to_at: datetime | None
) -> dict[str, Any]:
    """Out: `{"mine_code", "leads", "plan"}`, JSON-able, best lead first; `plan` is what the sheet draws.

    In: aware times; None means as far as the lake's data of this mine go, a last or first day of minutes left out.
    Errors: BadInput when it is no lake.
    """
    lake = Lake(lake_path)
    period = lake.period(mine_code)
    if period is None:
        return {"mine_code": mine_code, "leads": []}
    low, high = whole_days(*period)
    with Month(lake, mine_code, from_at or low, to_at or high) as month:
        leads = [lead_dict(lead) for lead in compare(month)]
        return {"mine_code": mine_code, "leads": leads, "plan": plan_dict(month.register) if leads else None}


def compare(month: Month, cut: float = DEFAULT_CUT) -> list[Lead]:
    """Out: the leads of one mine whose probability reaches `cut`, best first, one per conduct."""
    findings, suspicions = examine(month)
    return chosen(month, findings, suspicions, cut)


def chosen(
    month: Month, findings: list[Finding], suspicions: list[hidden.Candidate], cut: float = DEFAULT_CUT
) -> list[Lead]:
    """Out: of what was examined, the leads that reach `cut`: one per face, and what no face explains."""
    pace = [_lead(month, f) for f in findings if f.kind is Kind.OVER_CAPACITY]
    faces = [hidden.lead(month, c) for c in hidden.distinct(month, suspicions, cut)]
    faces = [face for face in faces if not _rather_more_coal(face, pace)]
    found = [*faces, *(lead for lead in unexplained(month, findings, faces) if lead.score >= cut)]
    return sorted(found, key=lambda lead: (-lead.score, lead.kind, lead.from_at))


def unexplained(month: Month, findings: list[Finding], faces: list[Lead]) -> list[Lead]:
    """Out: the findings as leads, whatever their score, without those that another reported conduct explains."""
    checks = [_lead(month, finding) for finding in findings]
    secret = [
        lead for lead in checks if lead.kind is Kind.WORKING_WHILE_STOPPED and lead.score >= DEFAULT_CUT
    ]
    left = [lead for lead in checks if lead.kind is Kind.CARD_PARKED and lead.score >= DEFAULT_CUT]
    return [
        lead
        for lead in checks
        if not (
            _explained(lead, faces) or _of_secret_shifts(lead, secret) or _without_their_cards(lead, left)
        )
    ]


def examine(month: Month) -> tuple[list[Finding], list[hidden.Candidate]]:
    """Out: the findings of all checks and the suspicions of hidden faces, whatever their probability."""
    findings = checked(month)
    suspicions = [
        s
        for s in hidden.candidates(month, settling_of(month, findings), _hiding(month, findings))
        if not (
            _of_approved_faces(month, s)
            or _of_crowded_faces(month, s, findings)
            or _of_more_inflow(s)
            or _of_machines(s)
        )
    ]
    return [f for f in findings if not _of_hidden_crew(f, suspicions)], suspicions


def checked(month: Month) -> list[Finding]:
    """Out: the findings of all checks, but those on people that invented days or a bearer's bundle explain."""
    findings = [finding for check in CHECKS for finding in check.find(month)]
    untrue = untrue_days(month, findings)
    findings = [
        f for f in findings if f.kind not in ON_PEOPLE or (f.days & ~untrue).sum() > 0.5 * f.days.sum()
    ]
    return [f for f in findings if not _counted_by_card(f, findings)]


def settling_of(month: Month, findings: list[Finding]) -> Settling:
    """Out: who settled where, without cards that others carry or nobody wears and without invented days."""
    carried = {
        card for f in findings if f.kind is Kind.CARDS_CARRIED and f.raw >= 0.5 for card in f.cards[1:]
    }
    return settle(month, carried, untrue_days(month, findings), _lying_descents(month))


def _hiding(month: Month, findings: list[Finding]) -> list[people.Hiding]:
    """Who hid from the readers and when, in whatever way, the firmest first."""
    shown = UNTRUE | {HANDED_UP, CAPPED}
    sure = [f for f in findings if f.kind in HIDES_PEOPLE and f.raw >= 0.5]
    capped = np.any(
        [f.days for f in sure if CAPPED in f.styles] or [np.zeros(month.clock.days, bool)], axis=0
    )
    found = [f for f in sure if not shown & set(f.styles) and not _cut_off(f, capped)]
    return [
        people.Hiding(
            f.days,
            f.cards,
            max(f.persons_per_shift or 0.0, len(f.cards) / 2),
            HIDES_PEOPLE[f.kind],
            f.stations if f.kind is Kind.CARD_PARKED else (),
            _last_at(month, f),
            f.kind in HIDES_CREWS and _win_coal(month, f.cards),
        )
        for f in sorted(found, key=lambda f: -f.raw)[:MOST_HIDING]
    ]


def _cut_off(finding: Finding, capped: Bools) -> bool:
    """Whether who was left out of the data on these days are those beyond the number at which the list ends."""
    return finding.kind is Kind.DATA_FABRICATED and bool(
        (finding.days & capped).sum() > 0.5 * finding.days.sum()
    )


def _win_coal(month: Month, cards: tuple[str, ...]) -> bool:
    """Whether most holders of these cards work at faces, or nothing is known of their work."""
    trade = dict(zip(month.movement.cards, month.trade_names.tolist(), strict=True))
    at_faces = sum(trade.get(card) in KINDS_OF_WORK[0] for card in cards)
    return at_faces > 0.5 * len(cards)


def _last_at(month: Month, finding: Finding) -> tuple[str, ...]:
    """Where people were known to be last: where alarms tell of them, or where they handed their cards over."""
    if finding.kind is Kind.DATA_FABRICATED:
        return finding.stations
    return handed_over(month, finding.cards, finding.days) if finding.kind is Kind.CARDS_CARRIED else ()


def untrue_days(month: Month, findings: list[Finding]) -> Bools:
    """Out: days on which the snapshots themselves are invented or repeated, so that nothing else follows from them."""
    days = np.zeros(month.clock.days, dtype=bool)
    for finding in findings:
        if finding.kind is Kind.DATA_FABRICATED and finding.raw >= 0.5 and UNTRUE & set(finding.styles):
            days |= finding.days
    return around(days, 1)  # a night shift belongs to two days


def _lying_descents(month: Month) -> Bools:
    mask = np.zeros(len(month.movement.descents), dtype=bool)
    if len(mask):
        stays = long_stays(month)
        mask[stays.descent[lying(month, stays)]] = True
    return mask


def _of_approved_faces(month: Month, suspicion: hidden.Candidate) -> bool:
    """Whether approved faces that work harder then, or only then, say it all: nobody and no air elsewhere.

    They load belts and pumps on other feeders, too, give off more gas, and need more explosives.
    """
    own = {name for name, row in _speaking(suspicion).items() if not row.coal}
    days = suspicion.suspicion.days
    harder = works_harder(month, days) or rests_otherwise(month, days) or reports_more(month, days)
    return harder and not own & {people.NAME, "air"}


def _of_crowded_faces(month: Month, suspicion: hidden.Candidate, findings: list[Finding]) -> bool:
    """Whether its crew stands in the gate of an approved face while another one holds more than its crew, too.

    Then it is the mine that sends down too many. What approved faces take as well is no sign against it.
    """
    told = _speaking(suspicion)
    if suspicion.crew is None or any(name != people.NAME and not row.coal for name, row in told.items()):
        return False
    stations = suspicion.crew.stations
    own = [
        f for f in month.register.faces if (approach(month, f) | month.movement.at_face(f))[stations].any()
    ]
    own_stations = {code for f in own for code in f.stations}
    days = suspicion.suspicion.days
    return bool(own) and any(
        f.kind is Kind.OVERSTAFFED and f.raw >= 0.5 and f.stations and not own_stations & set(f.stations)
        and (f.days & days).sum() > 0.5 * days.sum()
        for f in findings
    )  # fmt: skip


def _of_more_inflow(suspicion: hidden.Candidate) -> bool:
    """Whether water and power alone say it: more inflow is pumped, and drilled for, without anybody winning coal.

    That approved faces win more coal on those days makes no difference.
    """
    told = {name for name, row in _speaking(suspicion).items() if name == people.NAME or not row.coal}
    return "water" in told and told <= {"water", "power"}


def _of_machines(suspicion: hidden.Candidate) -> bool:
    """Whether power alone says it: drills, pumps and belts run elsewhere too, and feeders are switched over.

    What approved faces may give as well, and hardly does, makes no difference.
    """
    told = _speaking(suspicion)
    own = {name for name, row in told.items() if not row.coal}
    return own == {"power"} and all(row.strength < HARDLY for row in told.values() if row.coal)


def _speaking(suspicion: hidden.Candidate) -> dict[str, FactorRow]:
    """The factors that contradict; the people only where their crew speaks for itself."""
    told = {row.factor: row for row in suspicion.rows if row.verdict is Verdict.CONTRADICTS}
    if people.NAME in told and not _people_speak(told[people.NAME]):
        del told[people.NAME]
    return told


def _people_speak(row: FactorRow) -> bool:
    return row.factor == people.NAME and row.strength >= fusion.CREW_SPEAKS


def _of_hidden_crew(finding: Finding, suspicions: list[hidden.Candidate]) -> bool:
    """Cards that lie still while a hidden face is suspected: their bearers are there."""
    if finding.kind is not Kind.CARD_PARKED:
        return False
    return any(
        s.score >= DEFAULT_CUT
        and (finding.days & s.suspicion.days).sum() > 0.5 * min(finding.days.sum(), s.suspicion.days.sum())
        and (s.crew is None or set(finding.cards) <= set(s.suspicion.cards))
        for s in suspicions
    )


def _counted_by_card(finding: Finding, findings: list[Finding]) -> bool:
    """A crowd of cards whose surplus is one bearer's bundle: fewer persons than cards are there."""
    if finding.kind is not Kind.OVERSTAFFED or not finding.rows:
        return False
    observed, limit = finding.rows[0].observed, finding.rows[0].expected
    return any(
        f.kind is Kind.CARDS_CARRIED and f.raw >= 0.5 and (f.days & finding.days).sum() > 0.5 * finding.days.sum()
        and observed is not None and limit is not None and observed - limit < len(f.cards)
        for f in findings
    )  # fmt: skip


def _lead(month: Month, finding: Finding) -> Lead:
    low, high = people.span(month, finding.days)
    score = round(fusion.calibrated(finding.kind, finding.raw), 4)
    return Lead(
        month.mine_code, finding.kind, score, low, high, finding.stations, finding.persons_per_shift,
        finding.cards, finding.rows, dict(finding.details) | {"strict": finding.strict, "raw": round(finding.raw, 4)},
    )  # fmt: skip


def _rather_more_coal(face: Lead, pace: list[Lead]) -> bool:
    """Whether over-production is likelier: nobody at an undeclared place or in hiding, and no air or gas of its own."""
    told = [row for row in face.factors if row.verdict is Verdict.CONTRADICTS]
    own = {row.factor for row in told if not row.coal or _people_speak(row)}
    own -= {"power", "water", "explosives"}  # a declared face that wins more coal needs more of these, too
    overlapping = [lead for lead in pace if face.from_at < lead.to_at and lead.from_at < face.to_at]
    return not own and any(lead.score > face.score for lead in overlapping)


def _of_secret_shifts(lead: Lead, secret: list[Lead]) -> bool:
    """Whether people without cards are those who work in a declared stop."""
    return lead.kind is Kind.HEADCOUNT_CONCEALED and any(
        other.from_at < lead.to_at and lead.from_at < other.to_at for other in secret
    )


def _without_their_cards(lead: Lead, left: list[Lead]) -> bool:
    """Whether people without cards are those whose cards lie below: as many cards as people, at the same time."""
    return lead.kind is Kind.HEADCOUNT_CONCEALED and any(
        other.from_at < lead.to_at
        and lead.from_at < other.to_at
        and len(other.cards) >= (lead.persons_per_shift or math.inf)
        for other in left
    )


def _explained(lead: Lead, faces: list[Lead]) -> bool:
    """Whether a hidden face that is reported anyway is the cause: one lead for one conduct."""
    for face in faces:
        if face.to_at <= lead.from_at or lead.to_at <= face.from_at:
            continue
        seen = face.factors[0]
        unplaced = seen.coal or (seen.verdict is Verdict.CONTRADICTS and face.persons_per_shift is None)
        if lead.kind is Kind.HEADCOUNT_CONCEALED and unplaced and not lead.details.get("styles"):
            return True  # the people without cards are those of the hidden face
        if (
            lead.kind is Kind.CARDS_CARRIED
            and not face.factors[0].coal
            and lead.stations[:1] == face.stations[:1]
        ):
            return (
                True  # a crew that walks in and sits together at the face, whose cards hardly change readers
            )
        unseen = face.factors[0].coal or face.factors[0].verdict is not Verdict.CONTRADICTS
        crowd = not lead.stations or set(lead.stations) & set(face.stations) or unseen
        if lead.kind is Kind.OVERSTAFFED and crowd:
            return True  # they, or their cards, are those of the hidden face, where nobody else was seen
        if (
            lead.kind is Kind.DATA_FABRICATED
            and face.persons_per_shift is not None  # a crew that was seen
            and lead.cards
            and len(set(lead.cards) & set(face.cards)) > min(len(lead.cards), people.MOST_CARDS) / 2
        ):
            return True
        if lead.kind is Kind.OVER_CAPACITY and not lead.details.get("strict"):
            return any(row.factor == "output" and row.verdict is Verdict.CONTRADICTS for row in face.factors)
    return False
