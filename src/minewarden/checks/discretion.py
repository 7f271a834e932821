"""裁量: fines inside their band; heavy cases discussed (art. 42, 43; 处罚法 34, 57)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from minewarden.checks import forms
from minewarden.checks.case import Case, is_unit, party_of
from minewarden.checks.money import amounts, fines, operative, total_fine
from minewarden.checks.paper import Paper
from minewarden.checks.rule import Family, Found, Severity
from minewarden.checks.texts import names
from minewarden.law import catalogue
from minewarden.law.model import PenaltyBand

FAMILY = Family("裁量")

HEAVY = re.compile(r"停产整顿|停产停业|责令关闭|吊销|降低资质|限制从业|限制开展")


@FAMILY.rule(
    "R45",
    "复杂或者重大案件建议提交集体讨论",
    "执法文书制作规范第四十二条第五项；行政处罚法第五十七条",
    Severity.MAJOR,
)
def heavy_cases_are_proposed_for_discussion(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.PRESENTATION):
        if paper.has(r"集体(?:讨论|研究)|办公会|案审会|审理委员会"):
            continue
        if case.all(forms.DISCUSSION) or (_is_heavy(case, paper) and not case.older_set):
            field = paper.field("建议案件处理意见")
            message = "情节复杂或者重大违法行为，应当写明“建议提交集体讨论研究”"
            yield Found(paper, message, field.span if field else None)


def _is_heavy(case: Case, paper: Paper) -> bool:
    field = paper.field("建议案件处理意见")
    if field is None:
        return False
    if HEAVY.search(field.value):
        return True
    largest = case.settings.discussion_fine_yuan
    proposed = [money.yuan for money in amounts(paper, field.span.start, field.span.end) if money.yuan]
    return largest is not None and bool(proposed) and max(proposed) >= largest


_DISCUSSION_PARTS = {
    "讨论时间": ("讨论时间", "时间"),
    "地点": ("地点", "讨论地点"),
    "主持人": ("主持人",),
    "汇报人": ("汇报人",),
    "讨论记录（出席人员意见）": ("讨论记录", "讨论意见"),
    "结论性意见": ("结论性意见",),
    "出席人员签名": ("出席人员签名",),
}


@FAMILY.rule("R46", "集体讨论记录要素齐全，全体出席人员签名", "执法文书制作规范第四十三条", Severity.MAJOR)
def discussion_is_recorded_in_full(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.DISCUSSION):
        missing = [
            name
            for name, labels in _DISCUSSION_PARTS.items()
            if not any(field and _says_something(field.value) for field in paper.all_fields(*labels))
        ]
        if missing:
            yield Found(paper, f"集体讨论记录没有写明{'、'.join(missing)}", None)
            continue
        spoken = paper.field("讨论记录")
        if spoken and not re.search(r"同意|认为|意见|赞成|发言|异议|建议维持|通过|讨论", spoken.value):
            yield Found(paper, "讨论记录没有记载出席人员发表的意见", spoken.mark)
            continue
        unsigned = _unsigned(paper)
        if unsigned:
            message = f"出席人员{'、'.join(unsigned)}没有在讨论记录上签名"
            yield Found(paper, message, paper.all_fields("出席人员签名")[-1].mark)


def _says_something(value: str) -> bool:
    return bool(re.sub(r"[年月日时分至。；，、：\-—/]", "", value))


_POST = re.compile(
    r"(?:副?(?:局长|处长|科长|主任|队长|支队长|大队长|书记|组长|厅长)|[一二三四]级|主任科员|科员|法规[处科]|执法[处科队]|监察员|总工程师|调研员)"
)


def _unsigned(paper: Paper) -> list[str]:
    attended = paper.field("出席人员姓名及职务", "出席人员")
    signed = paper.field("出席人员签名")
    if not attended or not signed:
        return []
    raw = re.sub(r"[（(][^）)]*[）)]", " ", paper.raw(attended.span))
    persons = [name for name in names(_POST.sub(" ", raw)) if len(name) <= 3]
    return [name for name in persons if name not in signed.value]


@FAMILY.rule("R59", "罚款在法定幅度之内", "行政处罚法第五条、第三十四条；法律目录处罚幅度", Severity.MAJOR)
def fines_lie_in_their_band(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.NOTICE, forms.DECISION):
        day = case.law_day(paper)
        bands = [] if day is None else _bands(case, paper)
        items = [money for money in fines(paper) if not money.total and money.yuan is not None]
        if (
            not bands
            or not items
            or len({band.article for band in bands}) < min(len(items), 2)
            or paper.has(r"违法所得|年收入|按日连续|减轻(?:行政)?处罚|从轻或者减轻")
        ):
            continue
        for money in items:
            if money.yuan is not None and not any(
                band.band.contains(money.yuan) is not False for band in bands
            ):
                message = f"罚款{money.yuan:,.0f}元不在法定幅度之内（{_written(bands)}）"
                yield Found(paper, message, money.span)


def _bands(case: Case, paper: Paper) -> list[PenaltyBand]:
    """The bands of all penalty clauses cited, for this payer; empty when one clause has none known."""
    _, end = operative(paper)
    day = case.law_day(paper)
    payers = ("unit",) if is_unit(party_of(paper) or "单位名称") else ("head", "person")
    bands: list[PenaltyBand] = []
    for citation in paper.citations:
        before = paper.text[max(citation.start - 120, 0) : citation.start]
        if citation.article is None or citation.start > end or before.rfind("依据") <= before.rfind("违反"):
            continue
        statute = catalogue.find(citation.law, day) if day else None
        known = [
            band for payer in payers if statute for band in catalogue.bands_for(statute, citation, payer)
        ]
        if not known:
            return []  # an unknown clause may allow more
        bands.extend(known)
    return bands


def _written(bands: list[PenaltyBand]) -> str:
    return "；".join(
        f"{band.article.written()}：{_yuan(band.band.min_yuan)}至{_yuan(band.band.max_yuan)}"
        for band in bands
        if band.band.min_yuan is not None or band.band.max_yuan is not None
    )


def _yuan(yuan: Decimal | None) -> str:
    return "…" if yuan is None else f"{yuan / 10000:.4g}万元"


def qualifies_for_hearing(case: Case, paper: Paper) -> bool:
    """True when the proposed penalty is one of 处罚法 art. 63; the amount is the province's (待核)."""
    start, end = operative(paper)
    if HEAVY.search(paper.text[start:end]) or re.search(r"没收(?:较大|违法所得)|暂扣", paper.text[start:end]):
        return True
    fine = total_fine(paper)
    unit = is_unit(party_of(paper) or "单位名称")
    limit = case.settings.hearing_fine_unit_yuan if unit else case.settings.hearing_fine_person_yuan
    return fine is not None and limit is not None and fine >= limit
