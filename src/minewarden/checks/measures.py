"""取证和强制措施: evidence kept, things sealed, supply stopped, and the approval behind each (art. 21–30, 55)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity
from minewarden.checks.texts import names
from minewarden.rules.document_numbers import DocumentNumber

FAMILY = Family("取证与强制")


def other_numbers(paper: Paper, *codes: str) -> list[DocumentNumber]:
    own = paper.own_number
    return [
        number
        for number in paper.numbers
        if number.code in codes and (own is None or number.text != own.text)
    ]


def serial(number: DocumentNumber) -> tuple[str, str]:
    """What tells two numbers of one file apart; a wrong year or bracket is the matter of another rule."""
    return number.sequence.lstrip("0"), number.office


def at_text(paper: Paper, text: str) -> Span | None:
    at = paper.text.find(text, paper.title_end + 30)
    return Span(at, at + len(text)) if at >= 0 else None


@FAMILY.rule(
    "R27",
    "抽样、登记保存、查封清单完整，特征唯一，核对签名",
    "执法文书制作规范第二十一、二十二、二十五条",
    Severity.MAJOR,
)
def lists_are_complete_and_countersigned(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.SAMPLING, forms.KEEPING, forms.SEIZURE):
        if not paper.has(r"序号.{0,6}名称"):
            yield Found(paper, "没有附清单", None)
            continue
        yield from _countersigned(paper)
        yield from _blank_features(paper)


_HOLDERS = ("被取证单位负责人", "被查封（扣押）单位负责人", "被查封单位负责人", "被扣押单位负责人")


def _countersigned(paper: Paper) -> Iterator[Found]:
    holder = next((field for field in paper.fields if field.label in _HOLDERS), None)
    if holder is not None and not names(paper.raw(holder.span)):
        yield Found(paper, f"清单没有{holder.label}签名", holder.mark)
    officers = paper.all_fields("执法人员", "行政执法人员")
    if paper.form != forms.SAMPLING and officers and not names(paper.raw(officers[-1].span)):
        yield Found(paper, "清单没有执法人员签名", officers[-1].mark)


_FEATURES = ("名称", "规格型号", "数量", "单位")


def _blank_features(paper: Paper) -> Iterator[Found]:
    for table in paper.document.tables:
        head = next(
            (row for row in table.rows if any("名称" in re.sub(r"\s", "", cell) for cell in row)), None
        )
        if head is None:
            continue
        columns = [re.sub(r"\s", "", cell) for cell in head]
        for row in table.rows[table.rows.index(head) + 1 :]:
            cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
            if not re.fullmatch(r"\d+", cells.get("序号", "")) or not any(cells.get(c) for c in columns[1:]):
                continue
            blank = [name for name in _FEATURES if name in cells and not cells[name]]
            if blank and not cells.get("备注"):
                yield Found(
                    paper, f"清单第{cells['序号']}项没有填写{'、'.join(blank)}，也没有唯一性特征", None
                )


@FAMILY.rule(
    "R30", "停供决定、函告写明此前决定及文书编号", "执法文书制作规范第二十八条、第二十九条", Severity.MAJOR
)
def stop_of_supply_cites_the_earlier_decision(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.STOP_SUPPLY, forms.STOP_SUPPLY_LETTER):
        cited = other_numbers(paper, "处", "罚", "停决")
        if not cited and not (case.older_set and paper.has("XX")):
            at = paper.search(r"作出")
            message = "没有写明此前作出的决定及其文书编号"
            yield Found(paper, message, Span(at.start(), at.end()) if at else None)
            continue
        decided = case.all(forms.ORDER, forms.DECISION, forms.STOP_SUPPLY)
        known = {serial(number) for other in decided if (number := other.own_number)}
        if known and cited and not any(serial(number) in known for number in cited):
            yield Found(
                paper, f"引用的文书编号“{cited[0].text}”与卷内决定书不一致", at_text(paper, cited[0].text)
            )


# measure -> what an approval report of it speaks of
_APPROVED: dict[str, str] = {
    forms.KEEPING: r"登记保存",
    forms.KEEPING_DECISION: r"登记保存",
    forms.SEIZURE: r"查封|扣押",
    forms.SEIZURE_EXTENSION: r"(?:延长|延期)[^。]{0,8}[封押]|[封押][^。]{0,8}(?:延长|延期)|查封（扣押）审批",
    forms.SEIZURE_DECISION: r"查封|扣押",
    forms.STOP_SUPPLY: r"停供|停电|民用爆炸",
    forms.DEFERRAL: r"(?:延期|分期|暂缓)",
    forms.TRANSFER: r"移送",
    forms.CRIME_TRANSFER: r"移送",
}


@FAMILY.rule("R54", "需要内部审批的措施有审批报告", "执法文书制作规范第五十五条", Severity.MAJOR)
def measures_are_approved(case: Case) -> Iterator[Found]:
    measures = case.need(*_APPROVED)
    if case.older_set:
        return
    approvals = [(paper, _matter(paper)) for paper in case.all(forms.APPROVAL)]
    for paper in measures:
        matching = [a for a, matter in approvals if re.search(_APPROVED[paper.form], matter)]
        if not matching:
            yield Found(paper, f"没有《行政执法有关事项审批报告》批准作出{paper.title}", None)
        elif (
            all(a.date and paper.date and a.date > paper.date for a in matching)
            and paper.form != forms.SEIZURE
        ):
            message = f"审批日期{matching[0].date}晚于{paper.title}日期{paper.date}"
            yield Found(paper, message, None)


def _matter(paper: Paper) -> str:
    return paper.value("审批事项") + paper.value("提请审批的理由及依据") + paper.value("承办人意见")
