"""主体: who acts, and that there are two of them (art. 10, 16, 18, 19, 20, 32, 34; 处罚法 42)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.case import Case, is_unit, party_of
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity
from minewarden.checks.texts import names, similarity
from minewarden.checks.times import DATE, Interval, read_interval

FAMILY = Family("主体")

_PARTY_FORMS = tuple(
    form
    for form in (*forms.CODES, forms.PLAN, forms.RECORD)
    if form
    not in {
        forms.FILING,
        forms.SERVICE,
        forms.STOP_SUPPLY_LETTER,
        forms.RESUME_SUPPLY_LETTER,
        forms.APPRAISAL,
        forms.SUMMONS,
        forms.COURT_REQUEST,
        forms.TRANSFER,
        forms.CRIME_TRANSFER,
        forms.SUPERVISION_ADVICE,
        forms.MANAGEMENT_ADVICE,
    }
)


@FAMILY.rule("R05", "机关和当事人使用全称，各文书一致", "执法文书制作规范第十条", Severity.MAJOR)
def names_are_full_and_equal(case: Case) -> Iterator[Found]:
    named = [(paper, party_of(paper)) for paper in case.all(*_PARTY_FORMS)]
    units = [(paper, name) for paper, name in named if name and is_unit(name)]
    counted = Counter(name for _, name in units)
    for paper, name in units:
        if (
            case.party
            and name != case.party
            and counted[name] < counted[case.party]
            and _alike(name, case.party)
        ):
            at = paper.text.find(name)
            message = f"当事人名称“{name}”与其他文书“{case.party}”不一致，应当使用全称"
            yield Found(paper, message, Span(at, at + len(name)) if at >= 0 else None)
    yield from _organs(case)


def _alike(one: str, other: str) -> bool:
    """True for a short, misspelt or otherwise varied form of one name."""
    letters = set(one) & set(other)
    short = all(character in other for character in one)
    return short or similarity(one, other) >= 0.6 or len(letters) >= 0.7 * min(len(set(one)), len(set(other)))


def _organs(case: Case) -> Iterator[Found]:
    issued = [(paper, _organ(paper)) for paper in case.all(*forms.CODES)]
    counted = Counter(organ for _, organ in issued if organ)
    if not counted:
        return
    usual, count = counted.most_common(1)[0]
    for paper, organ in issued:
        if organ and organ != usual and count >= 3 and counted[organ] == 1 and _alike(organ, usual):
            at = paper.text.rfind(organ)
            message = f"机关名称“{organ}”与其他文书“{usual}”不一致，应当使用全称"
            yield Found(paper, message, Span(at, at + len(organ)))


_SIGNED_BY = re.compile(
    r"(?P<organ>[一-龥]{4,30}(?:局|厅|委员会|分局|支队|大队))(?:（[^）]{2,12}）)?(?:（?印章）?|（?公章）?)?$"
)


def _organ(paper: Paper) -> str:
    """The organ printed above the last date, where the seal is."""
    if not paper.dates:
        return ""
    last = paper.dates[-1]
    line = paper.line_at(max(last.start - 1, 0))
    text = re.sub(r"\s", "", line.text) if line else ""
    match = _SIGNED_BY.search(text) or _SIGNED_BY.search(paper.text[max(last.start - 40, 0) : last.start])
    return match["organ"] if match and match["organ"] == text[: len(match["organ"])] else ""


@FAMILY.rule(
    "R16",
    "现场检查不少于两人，分别签名",
    "执法文书制作规范第十八条第四项；行政处罚法第四十二条",
    Severity.VETO,
)
def two_officers_inspect_and_sign(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.RECORD):
        field = paper.field("检查人", "检查人员")
        if field is None:
            continue
        raw = paper.raw(field.span)
        signed = names(raw)
        if re.search(r"代签|（代）|代）", field.value):
            yield Found(paper, "检查人签名由他人代签，应当由本人书写", field.span)
        elif len(signed) < 2 and "亲笔签名" not in field.value:
            yield Found(paper, f"检查人签名只有{len(signed)}人，现场执法不得少于2人", field.mark)
        else:
            missing = [name for name in _named_in_text(paper) if name not in field.value]
            if missing:
                yield Found(paper, f"参加检查的{'、'.join(missing)}没有签名", field.mark)


def _named_in_text(paper: Paper) -> list[str]:
    """Officers that the text of the record names: 执法人员张三、李四 or with their certificates."""
    field = paper.field("检查情况")
    if field is None:
        return []
    story = paper.text[field.span.start :]  # certificates among the names are labels of their own
    match = re.search(
        r"(?:执法人员|监察员|检查人员|监察执法人员|行政执法人员)[：:]?(?P<who>[^。；]{2,80}?)(?=，?(?:按照|根据|依据|依法|对|在|持|来到|到|于|共|等|向|出示|。))",
        story,
    )
    if match is None:
        return []
    start = field.span.start + match.start("who")
    who = re.sub(r"（[^）]*）", "、", paper.raw(Span(start, start + len(match["who"]))))
    parts = [part for part in re.split(r"[、，,\s和]+", who.translate(str.maketrans("()", "（）"))) if part]
    return parts if len(parts) >= 2 and all(re.fullmatch(r"[一-龥]{2,3}", part) for part in parts) else []


_SIGNERS = ("现场执法人员", "执法人员", "行政执法人员")


@FAMILY.rule(
    "R24",
    "不少于两名执法人员签名并注明执法证号或者日期",
    "执法文书制作规范第十九条、第二十条",
    Severity.MAJOR,
)
def officers_sign_with_certificate_or_date(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.ORDER, forms.EVACUATION):
        start = next((field.mark.start for field in paper.fields if field.label in _SIGNERS), None)
        if start is None:
            continue
        block = Span(start, _end_of_block(paper, start))
        signed = _signers(paper, block)
        certificates = _certificates(paper.text[block.start : block.end])
        dated = DATE.search(paper.text.replace("X", "1"), block.start, block.end) is not None
        if len(signed) < 2:
            yield Found(paper, f"现场执法人员签名只有{len(signed)}人，不得少于2人", block)
        elif len(certificates) < len(signed) and not dated:
            message = f"{len(signed)}名执法人员签名，注明执法证号的只有{len(certificates)}名，也没有注明日期"
            yield Found(paper, message, block)


def _end_of_block(paper: Paper, start: int) -> int:
    for field in paper.fields:
        stops = field.label.startswith(("被检查单位", "备注", "单位负责人"))
        if field.mark.start > start and stops:
            return field.mark.start
    return min(start + 160, len(paper.text))


_BESIDE = ("执法证号或者日期", "执法证号或日期", "执法证号", "执法证件号", "证件号")


def _signers(paper: Paper, block: Span) -> list[str]:
    """Who signs in `block`: behind the label, in the lines after it, or in the rows under a head of columns."""
    found: list[str] = []
    for field in paper.fields:
        if block.start <= field.mark.start < block.end and field.label in (*_SIGNERS, *_BESIDE):
            found.extend(names(re.split(r"执法证", paper.raw(field.span))[0]))
    return [name for at, name in enumerate(found) if "X" in name or name not in found[:at]]


def _certificates(text: str) -> list[str]:
    return re.findall(
        r"(?:执法证(?:件)?号?(?:码)?：?|证号：?|（)[A-Z一-龥]{0,4}(\d{5,})|(?<=\D)(\d{6,})", text
    )


@FAMILY.rule("R38", "同一执法人员的询问时间不重叠", "执法文书制作规范第三十四条", Severity.MAJOR)
def inquiries_do_not_overlap(case: Case) -> Iterator[Found]:
    held: list[tuple[Paper, Interval, set[str]]] = []
    for paper in case.need(forms.INQUIRY):
        field = paper.field("时间")
        interval = read_interval(field.value) if field else None
        if field is None or interval is None:
            continue
        officers = set(inquirers(paper))
        for other, earlier, busy in held:
            common = sorted(officers & busy)
            if common and interval.overlaps(earlier) and not _same_inquiry(paper, other):
                message = f"{'、'.join(common)}的询问时间与另一份笔录（{_clock(earlier)}）重叠"
                yield Found(paper, message, field.span)
                break
        held.append((paper, interval, officers))


def _same_inquiry(one: Paper, other: Paper) -> bool:
    return one.text == other.text


def _clock(interval: Interval) -> str:
    return f"{interval.start_at:%Y-%m-%d %H:%M}至{interval.end_at:%H:%M}"


def inquirers(paper: Paper) -> list[str]:
    """Who signs an inquiry as inquirer or recorder."""
    found: list[str] = []
    for field in paper.all_fields("调查人", "询问人", "调查人员", "记录人"):
        found.extend(names(paper.raw(field.span))[:4])
    return list(dict.fromkeys(found))
