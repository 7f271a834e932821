"""One section of a file to one `Document`: every value that could be read, none that was guessed."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from minewarden.casefile import acts
from minewarden.casefile.amounts import find_amounts
from minewarden.casefile.citations import find_citations
from minewarden.casefile.fields import Field, find_fields, value_of
from minewarden.casefile.findings import find_findings, orders_of
from minewarden.casefile.flow import Flow, flow_of
from minewarden.casefile.kinds import form_of
from minewarden.casefile.labels import CANONICAL
from minewarden.casefile.model import Body, Document, LabelledDate, Line, Value
from minewarden.casefile.page import begins_anew
from minewarden.casefile.people import find_officers, find_signatures
from minewarden.casefile.split import Section, body_of

# whose dates make a document's own date when no date stands under its seal, the first that is printed
DATE_LABELS: dict[str, tuple[str, ...]] = {
    "执法案卷首页": ("归档日期",),
    "检查方案": ("审批人日期", "带队人日期", "编制人日期", "检查时间"),
    "现场检查记录": ("被检查单位负责人日期", "签名日期", "被检查单位意见日期", "检查时间"),
    "调查询问笔录": ("时间",),
    "陈述、申辩笔录": ("时间", "陈述、申辩人日期"),
    "听证笔录": ("听证时间",),
    "听证会报告书": ("听证主持人日期", "负责人审核意见日期"),
    "行政执法决定法制审核意见书": ("法制审核人员日期",),
    "案件处理呈报书": ("签名日期", "主要负责人意见日期", "执法机关负责人意见日期"),
    "集体讨论记录": ("讨论时间",),
    "送达收执": ("送达时间", "受送达人日期"),
    "行政执法有关事项审批报告": ("签名日期", "主要负责人意见日期", "承办人日期"),
    "执法案件公开裁定记录": ("裁定时间",),
    "案件结案报告": ("审批人意见日期", "签名日期", "承办人意见日期"),
}
PASTED_RED = 0.25  # share of red ink above which a picture is a seal and no signature
# forms that address somebody other than the party
TO_OTHERS = {
    "鉴定委托书",
    "停供电（停供民用爆炸物品）函告书",
    "解除停供电（停供民用爆炸物品）函告书",
    "强制执行申请书",
    "加强和改善安全监管建议书",
    "移送书",
    "涉嫌犯罪案件移送书",
}
_PARTY_LABELS = ("被处罚单位", "被处罚个人", "被检查单位", "被申请人", "受送达人")
_ADDRESSEE = re.compile(
    r"(?:^|\n)[ ]*(?P<name>[^\n\t:：。，；]{2,50}?)\s*[:：]\s*"
    r"(?:\n|$|(?=(?:我局|我分局|本机关|经查|你单位|因你|经本机关|根据)))"
)
_MINE = re.compile(r"[\u4e00-\u9fffA-Z0-9（）()·]{2,40}?(?:煤矿|矿井|矿)(?![安山用区井工业产长])")
_ORGAN = re.compile(r"^[\u4e00-\u9fffX（）()]{3,40}(?:局|厅|委员会|人民政府|分局|办公室|支队|大队)$")


def read_document(section: Section) -> Document:
    """All that can be read of one section."""
    flow = flow_of(section.lines)
    title = section.title
    body = body_of(section, flow.text)
    kind = _kind(section, body)
    document = Document(kind, _printed_title(section), section.file, section.span, body)
    document.confidence = section.sure if kind else 0.5
    document.lines, document.tables = section.lines, section.tables
    document.alterations = section.alterations
    document.scanned = any(page.scanned for page in section.pages)
    form = form_of(kind)
    fields = find_fields(flow)
    document.fields = _by_label(flow, fields)
    own_from = _title_end(section, flow) if title is not None else 0
    document.number, document.referred_numbers = acts.find_numbers(flow, fields, own_from)
    document.dates = acts.find_labelled_dates(flow, fields)
    document.date = _date_of(form, document.dates)
    document.spans = acts.find_spans(flow, fields)
    document.citations = find_citations(flow, form)
    made_on = document.date.value if document.date else None
    document.findings = find_findings(flow, form, document.citations, made_on)
    document.orders = orders_of(document.findings)
    document.amounts = find_amounts(flow)
    document.officers = find_officers(flow, fields)
    document.signatures = find_signatures(flow, fields, document.scanned, partial(_has_picture, section))
    document.remedies = acts.find_remedies(flow)
    document.options = acts.find_options(flow)
    document.entries = acts.find_entries(flow)
    document.seals = acts.find_seals(flow, section.pictures)
    if form == "送达收执":
        document.service = acts.find_service(flow, fields, document.signatures)
    _name_parties(document, flow, form)
    document.organ = _organ(flow)
    return document


def _has_picture(section: Section, line: Line) -> bool:
    """True when a picture without red stands in `line`, or right of its label."""
    for page, picture in section.pictures:
        if page.number != line.place.page or (picture.red or 0.0) > PASTED_RED or page.scanned:
            continue
        if picture.box is None:
            if picture.after_line < len(page.lines) and page.lines[picture.after_line] is line:
                return True
        elif line.place.box is not None:
            middle = (picture.box[1] + picture.box[3]) / 2
            small = picture.box[3] - picture.box[1] < 90
            if (
                small
                and abs(middle - (line.place.box[1] + line.place.box[3]) / 2) < 24
                and picture.box[0] > line.place.box[0]
            ):
                return True
    return False


def _kind(section: Section, body: Body | None) -> str:
    """The official title: as printed where that is one of 172, else the body's own for the same form."""
    title = section.title
    if title is None or title.kind is None:
        return ""
    kind = title.kind
    printed_form = _folded(title.printed)
    if kind.inspection_title and body is Body.INSPECTION and printed_form != _folded(kind.title):
        return kind.inspection_title
    return title.official


def _folded(text: str) -> str:
    return re.sub(r"[\s、]", "", text)


def _printed_title(section: Section) -> str:
    if section.title is not None:
        aside = f"（{section.title.aside}）" if section.title.aside else ""
        return section.title.printed + aside
    return next((line.text.strip()[:40] for line in section.lines if line.text.strip()), "")


def _title_end(section: Section, flow: Flow) -> int:
    printed = section.title.printed if section.title else ""
    for line, start in zip(flow.lines, flow.starts, strict=True):
        if re.sub(r"[\s、]", "", line.text).endswith(printed[-4:]):
            return start
    return 0


def _by_label(flow: Flow, fields: list[Field]) -> dict[str, Value[str]]:
    """Label → value; the second of a label is `label#2`, so that every blank of a form can be looked at."""
    named: dict[str, Value[str]] = {}
    counts: dict[str, int] = {}
    for field in fields:
        counts[field.label] = counts.get(field.label, 0) + 1
        number = counts[field.label]
        named[field.label if number == 1 else f"{field.label}#{number}"] = value_of(flow, field)
    return named


def _date_of(form: str, dates: list[LabelledDate]) -> Value[date] | None:
    closing = [found for found in dates if found.label == "落款日期"]
    if closing:
        return _as_value(closing[-1])
    for label in DATE_LABELS.get(form, ()):
        own = [found for found in dates if found.label == label]
        if own:
            return _as_value(own[-1] if label.endswith("日期") else own[0])
    others = ("立案日期", "送达日期", "检查日期", "决定日期")
    signed = [found for found in dates if found.label.endswith("日期") and found.label not in others]
    return _as_value(signed[-1]) if signed else None


def _as_value(found: LabelledDate) -> Value[date]:
    return Value(found.value, found.text, found.place, found.confidence)


def _name_parties(document: Document, flow: Flow, form: str) -> None:
    addressee = _addressee(flow)
    if addressee is not None:
        document.fields.setdefault("受文单位", addressee)
    candidates = [
        document.fields[label]
        for label in _PARTY_LABELS
        if label in document.fields and document.fields[label].value
    ]
    if form == "送达收执":
        candidates = []
    if addressee is not None and form not in TO_OTHERS and form:
        candidates.insert(0, addressee)
    cause = next(
        (
            document.fields[label]
            for label in ("案由", "调查事由", "案卷题名", "裁定事项")
            if label in document.fields
        ),
        None,
    )
    if cause is not None and cause.value:
        document.cause = Value(re.sub(r"\s|。$", "", cause.value), cause.text, cause.place, cause.confidence)
    document.parties = candidates
    document.party = candidates[0] if candidates else _party_of_cause(document.cause)
    for value in (document.fields.get("被检查单位"), document.party, document.cause):
        match = _MINE.match(value.value) if value is not None else None
        if match and value is not None:
            document.mine = Value(match[0], value.text, value.place, value.confidence)
            break


def _party_of_cause(cause: Value[str] | None) -> Value[str] | None:
    match = (
        re.match(r"(?P<party>.{2,40}?)(?:涉嫌|未|违反|瓦斯|使用|超|擅自|在)", cause.value)
        if cause is not None
        else None
    )
    if match is None or cause is None:
        return None
    return Value(match["party"], cause.text, cause.place, min(cause.confidence, 0.7))


def _addressee(flow: Flow) -> Value[str] | None:
    head = flow.text[:600]
    for match in _ADDRESSEE.finditer(head):
        name = match["name"].strip()
        folded = re.sub(r"[\s（）()]|签名", "", name)
        if (
            folded in CANONICAL
            or folded.rstrip("：") in CANONICAL
            or re.match(r"^(?:附件|备注|问|答|编号|发现|存在|\d)", name)
        ):
            continue
        return flow.value(re.sub(r"[_＿]", "", name), match.start("name"), match.end("name"))
    return None


def _organ(flow: Flow) -> Value[str] | None:
    """The organ at the foot, above or beside the date; else the one that heads the document."""
    lines = list(zip(flow.lines, flow.starts, strict=True))
    for line, start in [*reversed(lines[-14:]), *lines[:2]]:
        text = re.sub(r"\s", "", line.text)
        text = re.sub(r"[（(](?:印章|公章|盖章|章|印)[)）]", "", text)
        text = re.sub(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年.{1,3}月.{1,3}日$", "", text)
        if _ORGAN.match(text) and not begins_anew(_plain(line)):
            return flow.value(text, start, start + len(line.text))
    return None


def _plain(line: Line) -> Line:
    return Line(line.text, line.place)
