"""Findings of a record, an order, a notice or a decision, and the measure ordered for each."""

from __future__ import annotations

import re
from datetime import date

from minewarden.casefile.dates import find_dates, find_term
from minewarden.casefile.flow import Flow
from minewarden.casefile.model import Citation, Finding, Order, Value
from minewarden.rules.numerals import parse_numeral

_BEGIN = re.compile(
    r"(?:(?:发现|存在)[^。\n]{0,40}?(?:违法违规行为|违法行为|违规行为|事故隐患|隐患|问题)[^。：:\n]{0,24}[:：]"
    r"|(?:作出|做出)(?:以下|如下|下列)(?:现场)?处理决定\s*[:：]|以下行为(?:存在)?\s*[:：]?|违法事实(?:和证据|及依据)?\s*[:：\t]"
    r"|(?:复查|整改)?意见如下\s*[:：]|时发现(?:该矿|你单位|你矿|其)?(?:存在)?(?:以下|下列|如下)?(?:问题)?\s*[:：]|发现\s*[:：]"
    r"|发现(?:该矿|你单位|你矿|其|该煤矿)?(?:存在)?(?=1\s*[.．、]))"
)
_END = re.compile(  # where all findings end
    r"如果?(?:对本|不服)|被检查单位(?:负责人)?意见|被复查单位|现场执法人员|执法人员[（(]|根据以上|检查人[（(]|经调查取证|本机关(?:决定|于)"
    r"|接到本(?:处罚)?决定书|根据《中华人民共和国行政处罚法》第[^，。]{2,24}规定，你|受送达人|建议案件处理意见|法制审核意见|拟对你"
)
_LEGAL = r"(?:法|条例|规定|规程|办法)"
_SOFT_END = re.compile(  # where the facts of a finding turn into their breach
    r"[，,。；;]?[ ]*(?:以上|上述)(?:事实|行为|违法|问题)|[，,。；;]?[ ]*(?:分别)?(?:涉嫌)?违反了?[ ]?《"
    r"|[，,。；;][ ]*(?:分别)?(?:涉嫌)?违反了|现(?:责令|根据|依据|要求)你|的(?:违法违规)?行为[，,]?(?:依法|涉嫌|违反)"
    rf"|(?<=[一-龥])违反了?(?=[一-龥]{{3,30}}{_LEGAL}》?第)"
)
_MARK = re.compile(
    r"(?:(?<=[\n\t。；;：:，, 为])|^)\s*(?:"
    r"(?P<digit>\d{1,2})\s*[.．、](?!\d{1,2}(?:[%％mMkK米]|\s*[%％]))|[（(](?P<bracket>\d{1,2}|[一二三四五六七八九十]{1,3})[)）]"
    r"|(?P<chinese>[一二三四五六七八九十]{1,3})\s*[、是]|第(?P<ordinal>[一二三四五六七八九十]{1,3})\s*[，、,]|(?P<circle>[①-⑳]))"
)
_ORDER = re.compile(
    r"(?:^|(?<=[。；;，,：:\n\t\s（(]))(?:(?:处理决定|处理意见|处理措施|整改要求|整改措施|现场处理|决定)[:：]\s*)?(?:依法)?"
    r"(?:责令|当场|现场(?:予以)?(?:纠正|改正)|立即(?:停止|撤出|整改|改正|排除)|停止使用|限(?:期|于|\d|[一二三四五六七八九十])|"
    r"要求(?:限期|立即)|从危险区域|暂时停产|停产整顿|于\d{4}年\d{1,2}月\d{1,2}日前(?:整改|改正))"
)
FORMS_WITH_FINDINGS = {
    "现场检查记录",
    "现场处理决定书",
    "复查意见书",
    "立案决定书",
    "行政处罚告知书",
    "行政处罚决定书",
    "案件处理呈报书",
    "行政执法决定法制审核意见书",
    "案件结案报告",
    "撤出作业人员指令书",
}
_RESULT_FORMS = {"现场处理决定书", "撤出作业人员指令书"}


def find_findings(flow: Flow, form: str, citations: list[Citation], made_on: date | None) -> list[Finding]:
    """The findings of a document in order, numbered as printed; one without number stands alone.

    A relative term (限15日内) counts from `made_on`. Where the paper names nothing found the list is empty.
    """
    if form not in FORMS_WITH_FINDINGS:
        return []
    start, end = _region(flow.text, form)
    if start is None:
        return []
    items = _items(flow.text, start, end)
    findings = []
    for no, begin, stop in items:
        soft = _SOFT_END.search(flow.text, begin + 2, stop)
        finding = _finding(flow, no, begin, soft.start() if soft else stop, form, made_on)
        finding.citations = _between(flow, citations, begin, stop)
        findings.append(finding)
    if len(findings) > 1 and not any(finding.citations for finding in findings[:-1]):
        findings[-1].citations = []  # cited for all of them together, behind the last
    return findings


def _region(text: str, form: str) -> tuple[int | None, int]:
    """From where to where the findings stand: the last opening formula before the first number, if any."""
    begins = list(_BEGIN.finditer(text))
    if not begins:
        return None, 0
    for begin in begins:
        if form == "现场处理决定书" and begin is not begins[-1] and not re.search(r"决定", begin[0]):
            following = begins[begins.index(begin) + 1]
            if following.start() - begin.end() < 40:
                continue  # 发现下列违法违规行为，现作出以下决定： the second formula opens the list
        finish = _END.search(text, begin.end() + 1)
        return begin.end(), finish.start() if finish else len(text)
    last = begins[-1]
    finish = _END.search(text, last.end() + 1)
    return last.end(), finish.start() if finish else len(text)


def _items(text: str, start: int, end: int) -> list[tuple[int | None, int, int]]:
    """The chain 1, 2, 3 … of one style of numbers; the whole region when nothing in it is numbered."""
    region = text[start:end]
    marks = [(start + m.start(), start + m.end(), *_number_of(m)) for m in _MARK.finditer(region)]
    best: list[tuple[int, int, int, str]] = []
    for first in marks:
        if first[2] != 1:
            continue
        chain = [first]
        for mark in marks:
            if mark[0] > chain[-1][0] and mark[3] == first[3] and mark[2] == chain[-1][2] + 1:
                chain.append(mark)
        if len(chain) > len(best):
            best = chain
    if not best:
        content = text[start:end].strip(" \t\n:：，,。")
        return (
            [
                (
                    None,
                    start + text[start:end].find(content),
                    start + text[start:end].find(content) + len(content),
                )
            ]
            if content
            else []
        )
    stops = [mark[0] for mark in best[1:]] + [end]
    return [(mark[2], mark[1], stop) for mark, stop in zip(best, stops, strict=True)]


def _number_of(match: re.Match[str]) -> tuple[int, str]:
    for style in ("digit", "bracket", "chinese", "ordinal"):
        if match[style]:
            return parse_numeral(match[style]) or 0, style
    return ord(match["circle"]) - ord("①") + 1, "circle"


def _finding(flow: Flow, no: int | None, start: int, end: int, form: str, made_on: date | None) -> Finding:
    text = flow.text
    start, end = _trim(text, start, end)
    order_at = _order_at(text, start, end) if form in _RESULT_FORMS or form == "现场检查记录" else None
    if order_at is None:
        return Finding(no, flow.value(_plain(text[start:end]), start, end))
    stop = _trim(text, start, order_at)[1]
    order = flow.value(_plain(text[order_at:end]), order_at, end)
    return Finding(
        no,
        flow.value(_plain(text[start:stop]), start, stop),
        [],
        order,
        _deadline(flow, order_at, end, made_on),
    )


def _order_at(text: str, start: int, end: int) -> int | None:
    """Where the measure begins: the last sentence that opens with an order, not one inside the facts."""
    found = [match.start() for match in _ORDER.finditer(text[:end], start) if match.start() > start + 3]
    if not found:
        return None
    at = found[0]
    return at + (len(text[at:end]) - len(text[at:end].lstrip()))


def _deadline(flow: Flow, start: int, end: int, made_on: date | None) -> Value[date] | None:
    text = flow.text[start:end]
    dates = find_dates(text)
    if dates:
        last = dates[-1]
        return flow.value(last.value, start + last.start, start + last.end)
    term = find_term(text, made_on)
    if term is None:
        return None
    return flow.value(term[2], start + term[0], start + term[1])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n，,；;：:":
        start += 1
    while end > start and text[end - 1] in " \t\n，,；;":
        end -= 1
    return start, end


def _plain(text: str) -> str:
    return re.sub(r"[\n\t]", "", text).strip()


def _between(flow: Flow, citations: list[Citation], start: int, end: int) -> list[Citation]:
    """The citations printed between two positions, in order."""
    inside = []
    at = start
    for citation in citations:
        found = flow.text.find(citation.text, at, end)
        if found >= 0 and flow.place(found, found + len(citation.text)) == citation.place:
            inside.append(citation)
            at = found + 1
    return inside


def orders_of(findings: list[Finding]) -> list[Order]:
    """The measures of the findings that have one."""
    return [Order(f.order, f.no, f.deadline) for f in findings if f.order is not None]
