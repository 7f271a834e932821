"""程序: what each step must contain (art. 17–45, 53–55)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.body import inquirers
from minewarden.checks.case import Case
from minewarden.checks.discretion import qualifies_for_hearing
from minewarden.checks.facts import findings_of
from minewarden.checks.measures import at_text, other_numbers, serial
from minewarden.checks.paper import Field, Paper, Span
from minewarden.checks.rule import Family, Found, Severity, Unjudged
from minewarden.checks.texts import coverage, names, plain
from minewarden.rules.numerals import parse_numeral

FAMILY = Family("程序")

_PROFILE = {
    "瓦斯等级": r"瓦斯",
    "水文地质类型": r"水文地质",
    "煤层自燃倾向性": r"自燃|自然发火",
    "煤尘爆炸性": r"煤尘",
    "通风方式": r"通风",
    "生产能力": r"能力",
    "开拓方式": r"开拓",
}


def _span(field: Field | None) -> Span | None:
    return field.span if field else None


@FAMILY.rule(
    "R14",
    "检查方案由带队人组织、负责人审定，概况完整，附分工明细表",
    "执法文书制作规范第十七条",
    Severity.MAJOR,
)
def plan_is_complete_and_approved(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.PLAN):
        for label in ("编制人", "带队人", "审批人"):
            field = paper.field(label)
            if field is None and label == "带队人" and case.older_set:
                continue  # the older forms have no such line
            if field is None or not names(paper.raw(field.span)):
                yield Found(paper, f"检查方案没有{label}签名", field.mark if field else None)
        yield from _profile(paper)
        if not paper.has(
            r"检查事项.{0,12}检查内容|检查内容.{0,30}检查(?:地点|分工)|分工明细表.{0,60}(?:分工|检查内容)"
        ):
            yield Found(paper, "没有附《检查分工明细表》", None)


def _profile(paper: Paper) -> Iterator[Found]:
    field = paper.field("煤矿概况")
    if field is None:
        return
    missing = [name for name, pattern in _PROFILE.items() if not re.search(pattern, field.value)]
    if not field:
        yield Found(paper, "煤矿概况没有填写", field.mark)
    elif 0 < len(missing) <= 3:
        yield Found(paper, f"煤矿概况没有写明{'、'.join(missing)}", field.span)


_RECORD_PARTS = {
    "出示执法证件": r"出示",
    "告知有关事项（权利义务）": r"告知|权利",
    "检查时煤矿状况": r"生产状态|状态|正常生产|停产|停工|停建|建设矿井|正在生产|组织生产|处于",
    "执法依据或者检查方式": r"根据|依据|按照|依法|计划|检查方案",
}


@FAMILY.rule(
    "R17",
    "检查记录写明依据、方式、出示证件、告知权利、煤矿状况",
    "执法文书制作规范第十八条第五项",
    Severity.MAJOR,
)
def record_states_how_the_check_was_held(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.RECORD):
        field = paper.field("检查情况")
        text = paper.text[field.span.start :] if field else paper.text
        account = text
        for _, statement, _ in findings_of(paper):
            account = account.replace(statement, "")  # 仍在组织生产 is what was found, not the mine's state
        missing = [name for name, pattern in _RECORD_PARTS.items() if not re.search(pattern, account)]
        if missing:
            yield Found(paper, f"检查记录没有写明{'、'.join(missing)}", field.mark if field else None)


_REFUSED = re.compile(r"拒绝签|拒签|拒不签|拒绝(?:签收|确认)")
_WITNESSED = re.compile(r"见证|在场人|在场的|证明人|录像|拍照|摄像|视频|音像|报告.{0,6}负责人")


@FAMILY.rule("R19", "有被检查单位意见；拒绝签字的注明情况", "执法文书制作规范第十八条第七项", Severity.MAJOR)
def mine_gives_its_opinion(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.RECORD):
        fields = paper.all_fields("被检查单位意见", "被检查单位负责人意见")
        if not fields:
            yield Found(paper, "没有被检查单位意见", None)
            continue
        field = fields[-1]
        around = paper.text[field.span.start : field.span.start + 240]
        if _REFUSED.search(around):
            if not _WITNESSED.search(around):
                yield Found(paper, "被检查单位拒绝签字，没有注明情况和在场人证明", field.span)
        elif not re.search(r"[一-龥]{2,}", re.sub(r"单位负责人|签名|日期|年月日", "", field.value)):
            yield Found(paper, "被检查单位意见没有填写", field.mark)


@FAMILY.rule(
    "R23",
    "写明复议机关和管辖法院",
    "执法文书制作规范第十九、二十、二十三、二十五至二十八、四十四、四十七条",
    Severity.MAJOR,
)
def remedies_are_named(case: Case) -> Iterator[Found]:
    wanted = tuple(
        form for form in forms.WITH_REMEDIES if not (case.older_set and form == forms.SEIZURE_DECISION)
    )
    for paper in case.need(*wanted):
        review = paper.search(r"向(?P<organ>[^，。；]{0,60}?)申请行政复议")
        suit = re.compile(
            r"向(?P<court>[^，。；向]{0,30}?法院)(?:依法)?(?:提起|起诉)|向(?P<none>)(?:依法)?提起行政诉讼"
        ).search(paper.text)
        missing: list[str] = []
        if review is None or not re.search(r"[一-龥X]{2,}(?:政府|局|部门|厅|委|机关|处)", review["organ"]):
            missing.append("受理行政复议的机关")
        if (
            suit is None
            or suit["court"] is None
            or len(re.sub(r"人民|法院|依法|有管辖权的|当地", "", suit["court"])) < 2
        ):
            missing.append("受理行政诉讼的法院")
        if missing:
            at = review or suit or paper.search(r"不服")
            span = Span(at.start(), at.end()) if at else None
            yield Found(paper, f"没有写明{'和'.join(missing)}名称", span)


_FIXED = re.compile(r"(?:已|全部|均已)[^。；]{0,14}(?:整改(?:完毕|完成|到位)|改正|消除|更换|合格|恢复)")


@FAMILY.rule("R31", "隐患消除后解除停供措施", "执法文书制作规范第三十条；安全生产法第七十条", Severity.MAJOR)
def supply_is_resumed_after_correction(case: Case) -> Iterator[Found]:
    stops = case.need(forms.STOP_SUPPLY, forms.STOP_SUPPLY_LETTER)
    fixed = [
        paper
        for paper in case.all(forms.RECHECK)
        if _FIXED.search(paper.text) and not _OVERDUE.search(paper.text)
    ]
    if not fixed:
        if not case.all(forms.RESUME_SUPPLY_LETTER):
            raise Unjudged
        return
    if not case.all(forms.RESUME_SUPPLY_LETTER):
        yield Found(stops[0], "复查已经改正，没有相应的解除停供文书", None)


@FAMILY.rule(
    "R32", "复查写明处理决定书编号，逐项复查，保留一个选项", "执法文书制作规范第三十一条", Severity.MAJOR
)
def recheck_covers_every_item(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.RECHECK):
        cited = other_numbers(paper, "处")
        ordered = {serial(number): number for order in case.all(forms.ORDER) if (number := order.own_number)}
        known = any(
            order.own_number.text in paper.text for order in case.all(forms.ORDER) if order.own_number
        )
        if not cited and not known and not re.search(r"煤安[^。]{0,8}处〔", paper.text):
            yield Found(paper, "没有写明《现场处理决定书》编号", None)
        elif ordered and cited and not any(serial(number) in ordered for number in cited):
            expected = next(iter(ordered.values())).text
            message = f"《现场处理决定书》编号“{cited[0].text}”与卷内“{expected}”不一致"
            yield Found(paper, message, at_text(paper, cited[0].text))
        if both := paper.search(
            r"应你(?:单位|矿)申请[（(、/或，]*(?:现)?整改[^。，]{0,8}期(?:限)?(?:已)?届?满"
        ):
            yield Found(paper, "“应你单位申请”和“整改期届满”应当保留一项", Span(both.start(), both.end()))
        yield from _left_out(case, paper)


def _left_out(case: Case, paper: Paper) -> Iterator[Found]:
    wanted = [item for order in case.all(forms.ORDER) for item in _limited_items(order)]
    if not wanted or len(case.all(forms.RECHECK)) != 1:
        return
    begin = paper.search(_OPINION)
    opinion = paper.text[begin.end() if begin else paper.title_end :]
    answered = {int(number) for number in _NUMBERED.findall(opinion)}
    bare = plain(opinion)
    covered = [(coverage(plain(statement), bare), number) for number, statement in wanted]
    by_item = _items_answered(opinion)
    if by_item:
        left = [number for _, number in covered if number not in by_item]
    elif answered:
        short = len(wanted) - len(answered)
        left = sorted(number for _, number in sorted(covered)[: max(short, 0)])
    elif re.search(r"全部|均已|[上所]述|各项|\d+(?:项|条)", opinion):
        left = []
    else:
        left = [number for share, number in covered if share < 0.3]
    if left:
        yield Found(paper, f"处理决定第{'、'.join(map(str, left))}项没有复查意见", None)


def _items_answered(opinion: str) -> set[int]:
    """The items that the opinion names, 第1项 or 第一项, ranges 第1项至第3项 included."""
    found = [int(n) if n.isdigit() else parse_numeral(n) or 0 for n in _BY_ITEM.findall(opinion)]
    if re.search(r"第[\d一二三四五六七八九十]+项?[至到—-]第?[\d一二三四五六七八九十]+项", opinion) and found:
        return set(range(1, max(found) + 1))
    return set(found) if len(found) > 1 else set()


_BY_ITEM = re.compile(r"第([\d一二三四五六七八九十]{1,3})项(?!的?规定)")
_OPINION = r"(?:意见如下|复查意见|复查情况|复查结果)(?:如下)?："
_NUMBERED = re.compile(r"(?<![\d.第])(\d{1,2})[.．、](?!\d{1,2}(?!\d))")


def _limited_items(order: Paper) -> list[tuple[int, str]]:
    """(number, statement) of the findings whose correction was limited in time."""
    findings = findings_of(order)
    limited: list[tuple[int, str]] = []
    for index, (number, statement, span) in enumerate(findings):
        end = findings[index + 1][2].start if index + 1 < len(findings) else span.end + 80
        ruling = re.split(r"如果?(?:对|不服)", order.text[span.end : end])[0]
        if re.search(r"限|日前|[日月]内", ruling) and not re.search(
            r"当场(?:予以)?(?:纠正|改正)|现场已?(?:整改|改正)", ruling
        ):
            limited.append((number, statement))
    return limited


_OVERDUE = re.compile(
    r"(?:未|没有|尚未|仍未)(?:按期|按要求|如期)?(?:完成)?(?:整改|改正|消除|完成|更换|到位|治理)(?!的[^。]{0,6}已)"
)
_NEXT = re.compile(r"立案|处罚|责令|停产|停止|移送|依法(?:予以)?(?:处理|查处)|进一步|延期整改|强制|上报|另行")


@FAMILY.rule("R33", "逾期未改正的采取进一步措施", "执法文书制作规范第三十一条第六项", Severity.MAJOR)
def overdue_items_lead_on(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.RECHECK):
        opinion = paper.search(_OPINION)
        start = opinion.end() if opinion else paper.title_end
        overdue = _OVERDUE.search(paper.text, start)
        if overdue is None:
            continue
        later = case.all(forms.FILING)
        if not _NEXT.search(paper.text, overdue.end()) and not _filed_after(later, paper):
            yield Found(
                paper, "到期未改正，没有采取进一步处理、处罚措施", Span(overdue.start(), overdue.end())
            )


def _filed_after(filings: list[Paper], paper: Paper) -> bool:
    return any(filing.date and paper.date and filing.date >= paper.date for filing in filings)


@FAMILY.rule(
    "R36", "立案由负责人审批，签署“同意立案”、签名和日期", "执法文书制作规范第三十二条第四项", Severity.MAJOR
)
def filing_is_approved(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.FILING):
        opinion = paper.field("审批人意见")
        start = opinion.mark.start if opinion else 0
        signer = next((f for f in paper.all_fields("审批人") if f.mark.start >= start), None)
        dated = next((f for f in paper.all_fields("日期") if f.mark.start >= start), None)
        wrong: list[str] = []
        if opinion is None or "同意" not in opinion.value:
            wrong.append("“同意立案”意见")
        if signer is not None and not names(paper.raw(signer.span)):
            wrong.append("审批人签名")
        if dated is not None and not re.match(r"\d|X", dated.value):  # what follows is the organ's own date
            wrong.append("审批日期")
        if wrong:
            yield Found(paper, f"立案审批没有{'、'.join(wrong)}", opinion.mark if opinion else None)
        handlers = paper.search(r"指定(?P<who>[^。]{2,40}?)为(?:本案)?(?:的)?承办人")
        if (
            handlers
            and len(names(paper.raw(Span(handlers.start("who"), handlers.end("who"))).replace("和", " "))) < 2
        ):
            message = "案件承办人少于两名"
            yield Found(paper, message, Span(handlers.start("who"), handlers.end("who")))


_INQUIRY_PARTS = {
    "表明身份、出示执法证件": r"执法证|出示|证件",
    "告知权利义务": r"权利|义务",
    "一问一答": r"问：[\s\S]*答：|答：",
    "“以上笔录我看过，与我说的一致”": r"笔录[^。]{0,16}(?:看过|核对|阅读|念给|宣读)[^。]{0,24}(?:一致|属实|相符|无误)",
}
_FINGERPRINT = re.compile(r"押印|指印|捺印|压印|手印|按印|指纹")


@FAMILY.rule(
    "R37",
    "询问两人以上，表明身份，告知权利，被询问人确认并按指印",
    "执法文书制作规范第三十四条",
    Severity.MAJOR,
)
def inquiry_is_held_properly(case: Case) -> Iterator[Found]:
    papers = case.need(forms.INQUIRY)
    printed = [paper for paper in papers if _FINGERPRINT.search(_body(paper))]
    for paper in papers:
        body = _body(paper)
        missing = [name for name, pattern in _INQUIRY_PARTS.items() if not re.search(pattern, body)]
        if printed and paper not in printed and not paper.document.scanned:
            missing.append("被询问人按押指印")
        if missing:
            yield Found(paper, f"询问笔录没有{'、'.join(missing)}", None)
        signers = paper.field("调查人", "询问人", "调查人员")
        if signers is not None and len(_signing(paper)) < 2:
            yield Found(paper, "询问时执法人员少于两名", signers.mark)


def _body(paper: Paper) -> str:
    """The text without the printed note at its foot, which itself speaks of fingerprints."""
    note = paper.search(r"备注：(?:被调查|被询问)")
    return paper.text[: note.start()] if note else paper.text


def _signing(paper: Paper) -> list[str]:
    found = [
        name
        for field in paper.all_fields("调查人", "询问人", "调查人员")
        for name in names(re.split(r"[。\n]", paper.raw(field.span))[0])
    ]
    return found if found else inquirers(paper)


_TICKED = "☑√✓✔■☒▣●"


@FAMILY.rule(
    "R42",
    "应当听证的处罚告知听证权利并打勾",
    "执法文书制作规范第三十五条第八项；行政处罚法第六十三条",
    Severity.VETO,
)
def hearing_is_offered(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.NOTICE):
        if not qualifies_for_hearing(case, paper):
            continue
        offer = paper.search(r"(?P<box>[□☐○◻☑√✓✔■☒▣●]|\[.?\])?[^。□☐☑√✓✔■]{0,70}要求(?:举行)?听证")
        if offer is None:
            yield Found(paper, "拟作出的处罚属于应当告知听证权利的情形，没有告知", None)
        elif offer["box"] and not _is_ticked(offer["box"]) and not _option_ticked(paper):
            message = "拟作出的处罚属于应当告知听证权利的情形，听证告知前的□没有打勾"
            yield Found(paper, message, Span(offer.start("box"), offer.end()))


def _is_ticked(box: str) -> bool:
    return box[:1] in _TICKED or re.search("[√✓xX]", box) is not None


def _option_ticked(paper: Paper) -> bool:
    return any(option.chosen and "听证" in option.label + option.group for option in paper.document.options)


_OPINIONS = re.compile(r"同意|继续调查|补充调查|不予(?:作出)?(?:行政)?|变更|纠正|移送")


@FAMILY.rule(
    "R44",
    "决定前完成法制审核，意见属于五种之一",
    "执法文书制作规范第四十一条；行政处罚法第五十八条",
    Severity.VETO,
)
def legal_review_precedes_the_decision(case: Case) -> Iterator[Found]:
    decisions = [paper for paper in case.all(forms.DECISION) if paper.date]
    for paper in case.need(forms.LEGAL_REVIEW):
        field = paper.field("法制审核意见")
        if field is not None and not _OPINIONS.search(field.value):
            message = "法制审核意见不属于同意、继续调查或者不予决定、变更、纠正、移送五种之一"
            yield Found(paper, message, field.mark)
        early = [d for d in decisions if d.date and paper.date and paper.date > d.date]
        if early and len(early) == len(decisions):
            message = f"法制审核日期{paper.date}晚于处罚决定日期{early[0].date}，应当在决定之前"
            yield Found(
                paper, message, Span(paper.dates[-1].start, paper.dates[-1].end) if paper.dates else None
            )
