"""法律适用: provisions are cited in full, exist, and are those of the day (art. 11, 14, 35; 处罚法 36, 37)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.facts import facts_of
from minewarden.checks.money import fines, operative
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity
from minewarden.law import Citation, CitationVerdict, Standing, catalogue, check_citation

FAMILY = Family("法律适用")

_JUDGED = (*forms.CODES, *forms.NUMBERED_BY_CASE, forms.CLOSING)


@FAMILY.rule("R06", "援引用全称或者规范简称，具体到条款项", "执法文书制作规范第十一条")
def citations_are_complete(case: Case) -> Iterator[Found]:
    for paper in case.need(*_JUDGED):
        for citation in _first_of_each(paper.citations):
            if message := _incomplete(case, paper, citation):
                yield Found(paper, message, Span(citation.start, citation.end))


def _first_of_each(citations: list[Citation]) -> list[Citation]:
    """One citation of each spelling; 第十条、第十一条 behind one title lacks its mark only once."""
    seen: dict[tuple[object, ...], Citation] = {}
    for citation in citations:
        key: tuple[object, ...] = (
            citation.law,
            citation.opened,
            citation.closed,
            citation.article,
            citation.paragraph,
            citation.item,
        )
        if not citation.quoted:
            key = (citation.law, citation.opened, citation.closed)
        seen.setdefault(key, citation)
    return list(seen.values())


_OF_CONDUCT = re.compile(r"(?:违反了?|依据|按照|依照|分别违反了?|、|和|，|；)(?:《[^》]*》)?[^。《]{0,12}$")


def _incomplete(case: Case, paper: Paper, citation: Citation) -> str | None:
    if not citation.opened:
        return f"“{citation.text[:40]}”缺少书名号“《”"
    if not citation.closed:
        return f"“{citation.text[:40]}”缺少书名号“》”"
    official = None if f"简称《{citation.law}》" in paper.text else _nickname_of(citation.law)
    if official:
        return f"《{citation.law}》不是全称或者规范简称，应为《{official}》"
    if citation.article is None:
        cue = re.search(r"(?:违反了?|依据|根据|按照|依照)(?:了)?$", paper.text[: citation.start])
        rest = paper.text[citation.end : citation.end + 10]
        unfinished = re.match(r"(?:的|等)?(?:有关|相关)?(?:的)?(?:法律)?规定|[、和及]《|[，。]", rest)
        if cue and unfinished and _is_statute(citation.law):
            return f"引用《{citation.law}》没有写明具体条款"
        return None
    return _too_coarse(case, paper, citation)


def _is_statute(title: str) -> bool:
    return title.endswith(("法", "条例", "规定", "办法", "规程"))


def _nickname_of(title: str) -> str | None:
    """The title that an informal short form stands for; None for a proper or an unknown title."""
    if catalogue.versions(title) or not _is_statute(title) or len(title) > 8:
        return None
    if title in _BARE or (len(title) == 2 and title not in _SHORTEST):
        return "法律法规全称"
    for statute in catalogue.statutes():
        if any(_is_subsequence(title, name) and len(title) >= 3 for name in statute.names[:1]):
            return statute.title
    return None


_SHORTEST = frozenset({"刑法", "民法", "宪法"})
_BARE = frozenset({"条例", "规定", "办法", "规程", "本条例", "该条例"})


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)


def _too_coarse(case: Case, paper: Paper, citation: Citation) -> str | None:
    """A breach or penalty clause that stops short of its item, or is finer elsewhere in the file."""
    day = case.law_day(paper)
    if day is None or not _charges(paper, citation):
        return None
    verdict = check_citation(citation, day)
    if verdict.standing is not Standing.TOO_COARSE or verdict.statute is None:
        return None
    if catalogue.plain_title(citation.law) in {"行政处罚法", "行政强制法", "行政复议法", "行政诉讼法"}:
        return None
    itemised = citation.item is None and "分项" in verdict.message
    finer = any(
        other.law == citation.law
        and other.article == citation.article
        and (other.item or 0, other.paragraph or 0) > (citation.item or 0, citation.paragraph or 0)
        for sibling in case.papers
        for other in sibling.citations
    )
    return f"“{citation.text}”没有具体到款、项：{verdict.message}" if itemised or finer else None


def _charges(paper: Paper, citation: Citation) -> bool:
    before = paper.text[max(citation.start - 80, 0) : citation.start]
    cue = max((before.rfind(word) for word in ("违反", "依据")), default=-1)
    return cue >= 0 and "。" not in before[cue:]


@FAMILY.rule(
    "R09", "多项违法行为分别写明违反条款、处罚依据和处罚内容", "执法文书制作规范第十四条", Severity.MAJOR
)
def each_violation_has_its_own_penalty(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.NOTICE, forms.DECISION):
        facts, money = facts_of(paper), fines(paper)
        items = [amount for amount in money if not amount.total]
        penalties = len(items) + len(re.findall(r"警告|通报批评", paper.text[slice(*operative(paper))]))
        if len(facts) >= 2 and money and penalties < len(facts) and not _apiece(paper):
            message = f"有{len(facts)}项违法行为，只写明{penalties}项处罚，应当分项写明每一项的处罚内容"
            yield Found(paper, message, money[0].span)


def _apiece(paper: Paper) -> bool:
    """True when one amount is said to be imposed for each violation."""
    return re.search(r"(?:各|每项|每一项|均)(?:处|罚|给予)", paper.text[slice(*operative(paper))]) is not None


@FAMILY.rule(
    "R40", "每项事实有违反的条款和处罚的条款", "执法文书制作规范第三十五条第四、五项", Severity.MAJOR
)
def each_fact_has_its_clauses(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.NOTICE, forms.DECISION):
        breach, penalty = _clauses(paper)
        facts = max(len(facts_of(paper)), 1)
        if not breach:
            yield Found(paper, "没有写明违法事实违反的法律法规条款", _cue(paper, r"违反了?"))
        elif breach < facts:
            yield Found(paper, f"{facts}项违法事实只写明{breach}个违反的条款", _cue(paper, r"违反了?"))
        if not penalty:
            yield Found(paper, "没有写明行政处罚依据的法律法规条款", _cue(paper, r"依据|决定给予|拟"))
        elif penalty < facts and breach >= facts:
            yield Found(paper, f"{facts}项违法事实只写明{penalty}个处罚依据条款", _cue(paper, r"依据"))


def _cue(paper: Paper, pattern: str) -> Span | None:
    match = paper.search(pattern)
    return Span(match.start(), match.end()) if match else None


_PROCEDURE = re.compile(r"第[^条]{1,8}条[^。]{0,30}(?:陈述|申辩|听证|复议|诉讼|加处|缴)")


def _clauses(paper: Paper) -> tuple[int, int]:
    """(breached clauses, penalty clauses) cited with their article before the rights and remedies begin."""
    _, end = operative(paper)
    breach = penalty = 0
    for citation in paper.citations:
        if citation.start > max(end, 1) or (citation.article is None and not _is_statute(citation.law)):
            continue  # a statute without its article is there, but incomplete: the matter of R06
        if _role(paper, citation) == "breach":
            breach += 1
        elif _role(paper, citation) == "penalty" and not _PROCEDURE.match(paper.text, citation.start):
            penalty += 1
    return breach, penalty


_BREACH = re.compile(r"违反|不符合|属于|构成")
_PENALTY = re.compile(r"依据|依照|按照|根据|适用|参照")


def _role(paper: Paper, citation: Citation) -> str:
    """breach or penalty, by the nearest cue before the citation."""
    before = paper.text[max(citation.start - 260, 0) : citation.start]
    breach = max((match.start() for match in _BREACH.finditer(before)), default=-1)
    penalty = max((match.start() for match in _PENALTY.finditer(before)), default=-1)
    if breach == penalty == -1:
        return ""
    return "breach" if breach > penalty else "penalty"


@FAMILY.rule("R57", "援引的条款项存在", "行政处罚法第四条；法律目录", Severity.MAJOR)
def cited_provisions_exist(case: Case) -> Iterator[Found]:
    missing = {Standing.NO_SUCH_ARTICLE, Standing.NO_SUCH_PARAGRAPH, Standing.NO_SUCH_ITEM}
    for paper, citation, verdict in _verdicts(case):
        if verdict.standing in missing:
            yield Found(paper, f"“{citation.text}”：{verdict.message}", Span(citation.start, citation.end))


@FAMILY.rule("R58", "适用行为时有效的法律", "行政处罚法第三十七条；煤矿安全生产条例第七十六条", Severity.VETO)
def cited_law_is_in_force(case: Case) -> Iterator[Found]:
    out = {Standing.REPEALED, Standing.NOT_YET_IN_FORCE}
    for paper, citation, verdict in _verdicts(case):
        if verdict.standing in out:
            yield Found(paper, f"“{citation.text}”：{verdict.message}", Span(citation.start, citation.end))
    yield from _superseded_orders(case)


def _verdicts(case: Case) -> Iterator[tuple[Paper, Citation, CitationVerdict]]:
    """Citations that fail both on the day of the act and on the day of the paper (the milder rule may be newer)."""
    for paper in case.need(*_JUDGED, forms.RECORD):
        days = _days(case, paper)
        for citation in _first_of_each(paper.citations):
            verdicts = [check_citation(citation, day) for day in days]
            if verdicts and all(verdict.wrong for verdict in verdicts):
                yield paper, citation, verdicts[0]


def _days(case: Case, paper: Paper) -> list[dt.date]:
    days = {case.acted_on, case.law_day(paper)} - {None}
    return sorted(day for day in days if day is not None)


_ORDER_15 = re.compile(r"《安全生产违法行为行政处罚办法》（[^）]*(?:第15号|第77号|十五号)[^）]*）")
_ORDER_4 = re.compile(r"《煤矿重大事故隐患判定标准》（[^）]*第?4号[^）]*）")


def _superseded_orders(case: Case) -> Iterator[Found]:
    """A title that stayed the same is wrong only by the number of its order."""
    for pattern, last, instead in (
        (_ORDER_15, dt.date(2026, 1, 31), "应急管理部令第18号"),
        (_ORDER_4, dt.date(2026, 6, 30), "应急管理部令第21号"),
    ):
        for paper in case.papers:
            days = _days(case, paper)
            match = pattern.search(paper.text)
            if paper.readable and match and days and days[0] > last:
                message = f"“{match[0]}”{last}以后不再施行，应当适用{instead}"
                yield Found(paper, message, Span(match.start(), match.end()))
