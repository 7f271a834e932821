"""归档: cover, list, closing (art. 15, 16, 57)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from minewarden.casefile.kinds import RETIRED, form_of, read_title
from minewarden.checks import forms
from minewarden.checks.case import Case, is_unit, party_of
from minewarden.checks.facts import _short
from minewarden.checks.paper import Field, Paper, Span
from minewarden.checks.rule import Family, Found, Severity, Unjudged
from minewarden.checks.texts import names, plain
from minewarden.checks.times import read_period

FAMILY = Family("归档")


@FAMILY.rule("R10", "案卷题名格式正确，与结案报告案由一致", "执法文书制作规范第十五条第三项", Severity.MAJOR)
def cover_title_is_the_cause(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.COVER):
        field = paper.field("案卷题名")
        if not field:
            yield Found(paper, "案卷题名没有填写", field.mark if field else None)
            continue
        title = re.split(r"起止日期|卷内|本卷", field.value)[0].strip("。；")
        closings = [f for closing in case.all(forms.CLOSING) if (f := closing.field("案由"))]
        if closings:
            yield from _differs_from_closing(paper, title, [f.value for f in closings], field.span)
        elif case.kind == "penalty":
            if not re.search(r"案[）)]?$", title):
                yield Found(
                    paper, f"案卷题名“{_short(title)}”应为“行政相对人名称+违法违规行为定性+案”", field.span
                )
            elif "涉嫌" in title:
                yield Found(paper, f"案卷题名“{_short(title)}”不应有“涉嫌”", field.span)
        elif not re.match(
            r"\d{4}年.{2,30}日对.{2,50}(?:检查|监察|执法|监管|抽查|巡查)", title.replace("X", "0")
        ):
            message = f"案卷题名“{_short(title)}”应为“检查时间+对+行政相对人名称+检查类型或者方式”"
            yield Found(paper, message, field.span)


def _differs_from_closing(paper: Paper, title: str, causes: list[str], span: Span) -> Iterator[Found]:
    bare = plain(title)
    wanted = [plain(re.sub("涉嫌", "", cause)) for cause in causes]
    # several causes stand one after the other in one title
    missing = [cause for cause in wanted if cause not in bare]
    if missing:
        message = (
            f"案卷题名“{_short(title)}”与结案报告的案由“{_short(causes[wanted.index(missing[0])])}”不一致"
        )
        yield Found(paper, message, span)


@dataclass(frozen=True)
class Entry:
    """A row of the list inside a file."""

    no: int
    title: str
    date: str
    page: str
    span: Span | None

    @property
    def on(self) -> dt.date | None:
        """Its date of eight digits; None otherwise."""
        if not re.fullmatch(r"20\d{6}", self.date):
            return None
        try:
            return dt.date(int(self.date[:4]), int(self.date[4:6]), int(self.date[6:]))
        except ValueError:
            return None

    @property
    def enforcement(self) -> bool:
        """True for an enforcement document, False for evidence and filing papers."""
        bare = re.sub(r"（[^（）]{1,20}）$", "", self.title)
        bare = re.sub(r"^国家(?:矿山|煤矿)安全监察|^煤矿安全监管行政执法文书", "", bare)
        found = read_title(bare)
        known = found is not None and (found.kind is not None or found.other in RETIRED)
        return known and not re.search(r"复印件|照片|凭证", bare)


def entries(paper: Paper) -> list[Entry]:
    """The rows of the list; empty when its table could not be read."""
    columns: list[str] = []
    listed: list[Entry] = []
    for row in (row for table in paper.document.tables for row in table.rows):
        cells = [re.sub(r"\s", "", cell) for cell in row]
        if any("题名" in cell for cell in cells):
            columns = cells  # again on the next page, or the table goes on there without
        elif columns and (entry := _entry(paper, columns, row)) is not None:
            listed.append(entry)
    if columns:
        return listed
    found = (_entry_of(paper, entry.no, entry.cells) for entry in paper.document.entries)
    return [entry for entry in found if entry is not None]


def _entry(paper: Paper, columns: list[str], row: list[str]) -> Entry | None:
    cells = dict(zip(columns, row, strict=False))
    return _entry_of(paper, cells.get("序号", ""), cells)


def _entry_of(paper: Paper, no: str, cells: dict[str, str]) -> Entry | None:
    tidy = {re.sub(r"\s", "", name): re.sub(r"\s", "", cell) for name, cell in cells.items()}
    digits = re.sub(r"\D", "", no)
    title = next(
        (cell for name, cell in tidy.items() if "题名" in name or "标题" in name or "名称" in name), ""
    )
    if not digits or not title:
        return None
    title = title.replace("(", "（").replace(")", "）")
    at = paper.text.find(title)
    date = next((cell for name, cell in tidy.items() if "日期" in name), "")
    page = next((cell for name, cell in tidy.items() if "页" in name), "")
    return Entry(int(digits), title, date, page, Span(at, at + len(title)) if at >= 0 else None)


@FAMILY.rule("R11", "首页起止日期、件数页数与卷内一致，两名以上承办人", "执法文书制作规范第十五条第四至六项")
def cover_counts_are_right(case: Case) -> Iterator[Found]:
    listed = [entry for index in case.all(forms.INDEX) for entry in entries(index)]
    for paper in case.need(forms.COVER):
        handlers = paper.field("承办人")
        if handlers is not None and len(names(paper.raw(handlers.span))) < 2:
            yield Found(paper, "案卷首页承办人签名少于两名", handlers.mark)
        yield from _wrong_counts(paper, listed)
        yield from _wrong_period(case, paper, listed)


def _wrong_counts(paper: Paper, listed: list[Entry]) -> Iterator[Found]:
    stated = paper.search(r"本?卷?共(?P<n>\d+)件,?，?(?:共)?(?P<p>\d+)页")
    if stated is None or not listed:
        return
    span = Span(stated.start(), stated.end())
    count = max(len(listed), listed[-1].no)  # of a scanned list a row may be lost
    if int(stated["n"]) != count:
        yield Found(paper, f"首页写明{stated['n']}件，卷内目录有{count}件", span)
    last = re.findall(r"\d+", listed[-1].page)
    if len(last) >= 2 and int(last[-1]) != int(stated["p"]):
        yield Found(paper, f"首页写明{stated['p']}页，卷内目录到第{last[-1]}页", span)


def _wrong_period(case: Case, paper: Paper, listed: list[Entry]) -> Iterator[Found]:
    field = paper.field("起止日期")
    stated = read_period(field.value) if field else None
    if field is None or stated is None:
        return
    made = sorted(
        p.date for p in case.papers if p.date and p.form and p.form not in (forms.COVER, forms.INDEX)
    )
    of_list = sorted(entry.on for entry in listed if entry.on)
    known = [(days[0], days[-1]) for days in (of_list, made) if days]
    if (
        known
        and stated not in known
        and not any(
            stated[0] == start and stated[1] == end
            for start in {k[0] for k in known}
            for end in {k[1] for k in known}
        )
    ):
        start, end = known[0]
        message = f"起止日期{stated[0]}至{stated[1]}与卷内文书最早{start}、最晚{end}不一致"
        yield Found(paper, message, field.span)


@FAMILY.rule("R12", "目录先文书后证据、按时间排列，日期八位，页号连续", "执法文书制作规范第十六条")
def list_is_in_order(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.INDEX):
        listed = entries(paper)
        if not listed:
            raise Unjudged
        wrong = [check(listed) for check in (_bad_dates, _evidence_first, _not_by_date, _pages_backwards)]
        for message, entry in (found for found in wrong if found):
            yield Found(paper, message, entry.span)


def _bad_dates(listed: list[Entry]) -> tuple[str, Entry] | None:
    bad = [entry for entry in listed if entry.date and entry.on is None and "X" not in entry.date]
    return (f"第{bad[0].no}项日期“{bad[0].date}”应当用8位数字表示", bad[0]) if bad else None


def _evidence_first(listed: list[Entry]) -> tuple[str, Entry] | None:
    listed = list(
        takewhile(lambda entry: "证据性" not in entry.title, listed)
    )  # a row that heads the second group
    kinds = [entry.enforcement for entry in listed]
    for entry, later in zip(listed, range(1, len(listed)), strict=False):
        if not entry.enforcement and sum(kinds[later:]) >= 1 and kinds[: later - 1].count(False) == 0:
            return f"第{entry.no}项“{_short(entry.title)}”是证据材料，应当排在执法文书之后", entry
    return None


def _not_by_date(listed: list[Entry]) -> tuple[str, Entry] | None:
    for group in (True, False):
        dated = [entry for entry in listed if entry.enforcement is group and entry.on]
        for earlier, later in pairwise(dated):
            if earlier.on and later.on and later.on < earlier.on:
                return (
                    f"第{later.no}项（{later.date}）排在第{earlier.no}项（{earlier.date}）之后，没有按时间先后排列",
                    later,
                )
    return None


def _pages_backwards(listed: list[Entry]) -> tuple[str, Entry] | None:
    paged = [(entry, int(found[0])) for entry in listed if (found := re.findall(r"\d+", entry.page))]
    for (_, before), (entry, page) in pairwise(paged):
        if page < before:
            return f"第{entry.no}项页号{page}小于前一项页号{before}", entry
    return None


_PERSONAL = re.compile(r"调查(?:询问|取证)笔录|询问笔录")


@FAMILY.rule("R13", "个人的文书在目录中注明姓名", "执法文书制作规范第十六条第三项")
def list_names_the_person(case: Case) -> Iterator[Found]:
    persons = [
        (paper.form, party)
        for paper in case.all(forms.NOTICE, forms.DECISION)
        if (party := party_of(paper)) and not is_unit(party)
    ]
    for paper in case.need(forms.INDEX):
        listed = entries(paper)
        if not listed:
            raise Unjudged
        for entry in listed:
            if _PERSONAL.search(entry.title) and not re.search(r"（[^（）]+）", entry.title):
                message = f"第{entry.no}项“{_short(entry.title)}”没有用括号注明被询问人姓名"
                yield Found(paper, message, entry.span)
        for form, person in persons:
            rows = [entry for entry in listed if form_of(form) in entry.title]
            if rows and not any(_names(person, entry) for entry in rows):
                yield Found(paper, f"{form}的当事人是个人，题名后应当注明“（{person}）”", rows[-1].span)


def _names(person: str, entry: Entry) -> bool:
    # a sample writes XXX for everybody
    return person in entry.title or (set(person) == {"X"} and "（" in entry.title)


_CLOSING_PARTS = {
    "案由": r"案由：?",
    "行政相对人基本情况": r"(?:行政)?(?:相对人|当事人)(?:的)?基本情况",
    "案发时间及地点": r"案发时间",
    "主要违法事实": r"主要违法(?:违规)?事实|违法事实",
    "立案调查及审理情况": r"(?:立案)?调查及?审理情况|立案调查",
    "行政处罚执行情况": r"执行情况",
    "结案理由": r"结案理由",
}
_EXECUTED = re.compile(r"缴|执行完毕|已执行|履行|整改|划转|划拨|强制执行|停产|暂扣|已公告|终结")


@FAMILY.rule("R56", "结案报告各部分齐全，写明执行结果和审批", "执法文书制作规范第五十七条", Severity.MAJOR)
def closing_report_is_complete(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.CLOSING):
        body = re.sub(r"主要内容：案由；.{0,90}?结案理由。?", "", paper.text)
        missing = [name for name, pattern in _CLOSING_PARTS.items() if not re.search(pattern, body)]
        if missing:
            yield Found(paper, f"结案报告没有{'、'.join(missing)}", None)
        done = re.search(r"执行情况(?:：|。)?(?P<text>[\s\S]*?)(?:[一二三四五六七八九]、|结案理由|$)", body)
        if done and not _EXECUTED.search(done["text"]):
            at = paper.text.find("执行情况", 60)
            yield Found(paper, "没有写明行政处罚的执行结果", Span(at, at + 4) if at >= 0 else None)
        approval = paper.field("审批人意见")
        if approval is not None and "同意" not in approval.value:
            yield Found(paper, "审批人没有签署同意结案的意见", approval.mark)
        elif approval is not None and _unsigned(paper, approval):
            yield Found(paper, "审批人没有签名", approval.mark)


def _unsigned(paper: Paper, approval: Field) -> bool:
    """True when a place for the approver's signature is printed and holds no name."""
    place = next((f for f in paper.all_fields("签名", "审批人") if f.mark.start > approval.mark.start), None)
    return place is not None and not names(paper.raw(place.span))
