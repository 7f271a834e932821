"""Provisions cited: 《…》第六十四条第一款第（三）项, several in a sentence, with a mark of the title lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minewarden.casefile.flow import Flow
from minewarden.casefile.model import Citation, Role
from minewarden.rules.numerals import NUMERAL_CHARACTERS, parse_numeral

_N = rf"[{NUMERAL_CHARACTERS}0-9]{{1,8}}"
_S = r"\s{0,3}"
_LEGAL = r"(?:法|条例|规定|办法|规程|细则|标准|解释|规范|规则|基准|决定|通则|指南|意见|通知|制度|目录)"
_TAIL = r"(?:[（(][^（）()]{1,12}[)）])?"
_TITLE = re.compile(
    rf"《(?P<quoted>[^《》\n]{{2,70}}?)》|《(?P<open>[^《》，。；：]{{2,50}}?{_LEGAL}{_TAIL})(?={_S}第)"
    rf"|(?P<closed>[^《》，。；、：“”\s（(]{{2,50}}?{_LEGAL}{_TAIL})》"
    rf"|(?P<bare>(?:中华人民共和国)?[\u4e00-\u9fff]{{2,30}}?{_LEGAL})(?={_S}第{_S}{_N}{_S}条)"
)
_PART = re.compile(
    rf"第{_S}(?P<article>{_N}){_S}条(?:{_S}之{_S}(?P<inserted>{_N}))?(?:{_S}第{_S}(?P<paragraph>{_N}){_S}款)?"
    rf"(?:{_S}第?{_S}[（(]?{_S}(?P<item>{_N}){_S}[)）]?{_S}项)?(?:{_S}第{_S}(?P<sub>{_N}){_S}目)?"
)
_MORE = re.compile(
    rf"(?:第{_S}(?P<paragraph>{_N}){_S}款)?(?:{_S}第?{_S}[（(]?{_S}(?P<item>{_N}){_S}[)）]?{_S}项)?"
    rf"(?:{_S}第{_S}(?P<sub>{_N}){_S}目)?"
)
_AND = re.compile(rf"{_S}(?:、|和|及|以及|与|，(?={_S}第)|,){_S}")
_LEADERS = re.compile(
    r"^(?:.*?(?:分别违反了?|违反了?|依据|根据|按照|依照|适用|符合|属于|对照|参照|现行|应当?依据|关于对|以及|和))+"
)
_BREACH = re.compile(r"违反|不符合|违背")
_BASIS = re.compile(r"依据|根据|依照|按照|适用")
_PENAL_FORMS = {
    "行政处罚告知书",
    "行政处罚决定书",
    "案件处理呈报书",
    "行政执法决定法制审核意见书",
    "集体讨论记录",
    "案件结案报告",
}
_PENAL = re.compile(r"处罚|罚款|警告|停产整顿|暂扣|吊销|没收|关闭|给予|拟对|处\S{0,6}元|建议")
_PROCEDURE = re.compile(r"行政处罚法|行政强制法|行政复议法|行政诉讼法|处罚办法|程序规定|处罚程序")

Numbers = tuple[int | None, int | None, int | None, int | None, int | None]  # article … sub, inserted


def find_citations(flow: Flow, form: str = "") -> list[Citation]:
    """All provisions cited in a document, in order. A law named without an article has article None."""
    found: list[Citation] = []
    text = flow.text
    for match in _TITLE.finditer(text):
        name, start = _name_of(match)
        if name is None:
            continue
        quoted = match["quoted"] is not None
        parts = list(_parts(text, match.end()))
        if not parts and not (
            quoted and text[match.end() : match.end() + 4].lstrip().startswith(("规定", "的规定"))
        ):
            continue
        end = parts[-1][1] if parts else match.end()
        role = _role(text, start, end, form, name)
        if not parts:
            parts = [(match.end(), match.end(), (None, None, None, None, None))]
        for index, (part_start, part_end, numbers) in enumerate(parts):
            begin = part_start if index else start
            found.append(_citation(flow, name, numbers, begin, part_end, role, quoted))
    return found


def _citation(
    flow: Flow, name: str, numbers: Numbers, start: int, end: int, role: Role | None, quoted: bool
) -> Citation:
    article, paragraph, item, sub, inserted = numbers
    return Citation(
        name,
        article,
        paragraph,
        item,
        sub,
        flow.text[start:end],
        flow.place(start, end),
        flow.confidence(start, end),
        role,
        quoted,
        inserted or 0,
    )


def _name_of(match: re.Match[str]) -> tuple[str | None, int]:
    """The title and where it starts; None when what stands between the marks is no legal text."""
    start = match.start()
    quoted = match["quoted"]
    if quoted is not None:
        name = re.sub(r"\s", "", quoted)
        return (name, start) if re.search(rf"{_LEGAL}{_TAIL}$", name) else (None, start)
    raw = match["open"] or match["closed"] or match["bare"] or ""
    lead = _LEADERS.match(raw)
    if lead and not match["open"]:
        start += lead.end()
        raw = raw[lead.end() :]
    name = re.sub(r"\s", "", raw)
    vague = re.fullmatch(r"(?:本|该|的|有关|上述|相关|此).{1,2}|.{1,2}", name)
    return (None, start) if vague else (name, start)


def _parts(text: str, position: int) -> Iterator[tuple[int, int, Numbers]]:
    """The provisions after a title: 第十条第一款、第十一条 are two, 第（一）项、第（三）项 share the article."""
    first = re.compile(rf"{_S}(?:[（(][^（）()]{{2,30}}[)）])?{_S}").match(text, position)
    position = first.end() if first else position
    article: int | None = None
    paragraph: int | None = None
    inserted: int | None = None
    while True:
        match = _PART.match(text, position)
        if match is not None:
            article, inserted = parse_numeral(match["article"]), _parse(match["inserted"])
        else:
            match = _MORE.match(text, position) if article is not None else None
            if match is None or match.end() == position:
                return
        if match["paragraph"] or "article" in match.re.groupindex:
            paragraph = _parse(match["paragraph"])
        numbers = (article, paragraph, _parse(match["item"]), _parse(match["sub"]), inserted)
        yield match.start(), match.end(), numbers
        joint = _AND.match(text, match.end())
        if joint is None:
            return
        position = joint.end()


def _parse(text: str | None) -> int | None:
    return parse_numeral(text) if text else None


def _role(text: str, start: int, end: int, form: str, name: str) -> Role | None:
    before = text[max(0, start - 160) : start]
    clause = re.split(r"[。；;\n]", before)[-1] if re.search(r"[。；;\n]", before) else before
    marks = [(m.start(), Role.BREACH) for m in _BREACH.finditer(clause)]
    marks += [(m.start(), Role.BASIS) for m in _BASIS.finditer(clause)]
    if not marks:
        return None
    role = max(marks)[1]
    if role is Role.BASIS and form in _PENAL_FORMS and not _PROCEDURE.search(name):
        return Role.PENALTY if _PENAL.search(text[end : end + 120]) else role
    return role
