"""编号: numbers of documents (drafting standard art. 7–9)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from minewarden.casefile.model import Body
from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity, Unjudged
from minewarden.rules.document_numbers import DocumentNumber, find_case_number

FAMILY = Family("编号")

_ANONYMOUS = re.compile(r"[XD]")  # 〔20XX〕XXXX号 of samples


@FAMILY.rule(
    "R02", "文书编号符合格式、简称正确、年份四位、序号唯一", "执法文书制作规范第七条、第八条", Severity.MAJOR
)
def number_is_well_formed(case: Case) -> Iterator[Found]:
    papers = case.need(*forms.CODES)
    numbered = [(paper, paper.own_number) for paper in papers]
    known = [number for _, number in numbered if number is not None]
    if not known:
        raise Unjudged
    usual_brackets = Counter(number.brackets for number in known).most_common(1)[0]
    usual_origin = _usual_origin(known)
    seen: dict[tuple[str, ...], Paper] = {}
    for paper, number in numbered:
        if number is None:
            yield from _missing_number(paper, len(known))
            continue
        wrong = _wrong_parts(case, paper, number)
        if usual_brackets[1] >= 2 and number.brackets != usual_brackets[0]:
            wrong.append(f"年份应当用六角括号〔〕，不应写作“{number.brackets}”")
        if usual_origin and (number.region, number.office) != usual_origin:
            expected = "、".join(part for part in usual_origin if part)
            wrong.append(f"机关简称与本案其他文书（{expected}）不一致")
        if not _ANONYMOUS.search(number.year + number.sequence):
            earlier = seen.setdefault((paper.form, *number.identity), paper)
            if earlier is not paper:
                wrong.append(f"与另一份{paper.title}编号重复，序号应当唯一")
        if wrong:
            yield Found(paper, f"文书编号“{number.text}”：{'；'.join(wrong)}", _at_number(paper))


def _usual_origin(known: list[DocumentNumber]) -> tuple[str, str] | None:
    origin, count = Counter((number.region, number.office) for number in known).most_common(1)[0]
    return origin if count >= 3 and count >= 0.6 * len(known) else None


def _missing_number(paper: Paper, known: int) -> Iterator[Found]:
    head = paper.text[paper.title_end : paper.title_end + 60]
    if known >= 2 and not re.search(r"煤安|矿安|安监", head):
        yield Found(paper, f"{paper.title}没有文书编号", Span(0, paper.title_end))
    elif known >= 2:
        yield Found(
            paper, f"{paper.title}的文书编号不符合规定格式", Span(paper.title_end, paper.title_end + 20)
        )


def _wrong_parts(case: Case, paper: Paper, number: DocumentNumber) -> list[str]:
    wrong: list[str] = []
    expected = forms.CODES[paper.form] | (
        forms.CODES_2018.get(paper.form, frozenset()) if case.older_set else frozenset()
    )
    if number.code not in expected:
        wrong.append(f"简称应为“{'”或“'.join(sorted(expected, key=len))}”，写作“{number.code or '空'}”")
    if len(number.year) != 4:
        wrong.append(f"年份应当用四位阿拉伯数字，写作“{number.year}”")
    if not number.closed:
        wrong.append("缺“号”字")
    if case.body is not None and number.inspection != (case.body is Body.INSPECTION):
        style = "A煤安监B+C〔年份〕D号" if case.body is Body.INSPECTION else "A（B）煤安+C〔年份〕D号"
        wrong.append(f"应当采用“{style}”格式")
    return wrong


def _at_number(paper: Paper) -> Span | None:
    number = paper.own_number
    at = paper.text.find(number.text, paper.title_end) if number else -1
    return Span(at, at + len(number.text)) if number and at >= 0 else None


@FAMILY.rule("R03", "不编号的文书不编号，按案件编号的文书与案件一致", "执法文书制作规范第九条")
def number_is_where_it_belongs(case: Case) -> Iterator[Found]:
    for paper in case.all(*forms.UNNUMBERED):
        if paper.own_number is not None:
            yield Found(paper, f"{paper.title}不编号，不应填写“{paper.own_number.text}”", _at_number(paper))
        elif match := re.match(r"编号：\d{4}[-—]\d+", paper.text[paper.title_end :]):
            yield Found(
                paper,
                f"{paper.title}不编号，不应填写“{match[0]}”",
                Span(paper.title_end, paper.title_end + match.end()),
            )
    yield from _numbered_by_case(case)


def _numbered_by_case(case: Case) -> Iterator[Found]:
    read: list[tuple[Paper, tuple[int, int]]] = []
    for paper in case.all(*forms.NUMBERED_BY_CASE):
        head = paper.text[paper.title_end : paper.title_end + 40]
        if paper.own_number is not None:
            message = f"{paper.title}应当按“执法年份-序号”编号，写作“{paper.own_number.text}”"
            yield Found(paper, message, _at_number(paper))
        elif number := find_case_number(head):
            if paper.form != forms.APPROVAL:  # several approvals may run on their own
                read.append((paper, number))
        elif match := re.search(r"编号：(?!20XX)(?P<said>[^案听]{1,14})", head):
            message = f"{paper.title}应当按“执法年份-序号”编号，写作“{match['said']}”"
            yield Found(paper, message, Span(paper.title_end, paper.title_end + match.end()))
    yield from _of_another_case(case, read)


def _of_another_case(case: Case, read: list[tuple[Paper, tuple[int, int]]]) -> Iterator[Found]:
    if len(case.all(forms.FILING)) > 1:
        return  # several cases in one file: each has its own number
    votes = Counter(number for _, number in read)
    for paper in case.all(forms.FILING):
        own = paper.own_number
        if own is not None and own.year.isdigit() and own.sequence.isdigit():
            votes[(int(own.year), int(own.sequence))] += 1
    usual = votes.most_common(1)
    if not usual or usual[0][1] < 2:
        yield from _two_numbers(read)
        return
    for paper, number in read:
        if number != usual[0][0]:
            expected = f"{usual[0][0][0]}-{usual[0][0][1]}"
            message = f"{paper.title}编号“{number[0]}-{number[1]}”与本案编号“{expected}”不一致"
            yield Found(paper, message, Span(paper.title_end, paper.title_end + 20))


def _two_numbers(read: list[tuple[Paper, tuple[int, int]]]) -> Iterator[Found]:
    """Nothing says which of two numbers is the case's; the later paper should have repeated the earlier."""
    in_time = sorted(read, key=lambda item: item[0].date or dt.date.max)
    for (first, number), (paper, other) in pairwise(in_time):
        if other != number:
            message = (
                f"{paper.title}编号“{other[0]}-{other[1]}”与{first.title}“{number[0]}-{number[1]}”不一致"
            )
            yield Found(paper, message, Span(paper.title_end, paper.title_end + 20))
