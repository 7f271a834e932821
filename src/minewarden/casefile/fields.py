"""Values behind the labels of a form: in the line, in the cell beside, or on the line below."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minewarden.casefile.flow import Flow
from minewarden.casefile.labels import ASIDE, CANONICAL, CELL, COLON, LONG, SIGNED, TRANSCRIPTS, spaced
from minewarden.casefile.model import Value

_SIGN = re.compile(r"签名|签字|盖章|签章|印章")
_SIGN_BEHIND = re.compile(r"[ ]*[（(]\s*(?:签名|签字|盖章)[^（）()]{0,6}[)）]")
_COLUMN_HEADS = re.compile(r"\s*(?:序\s*号?|检查\s*事项|物品名称|文\s*号|项目)\t")
_PERSON = (
    "姓名",
    "性别",
    "年龄",
    "身份证号码",
    "身份证号",
    "工作单位",
    "职务（职业）",
    "职务",
    "政治面貌",
    "文化程度",
    "电话",
    "住址",
)
_BARE = re.compile(
    rf"(?:^|(?<=[\s:：男女岁]))(?P<label>{'|'.join(map(spaced, _PERSON))}){ASIDE}(?P<mark>[ \t]*)(?![\w（(]*[:：])"
)
_ENDINGS = {
    "起止日期": re.compile(r"本\s*卷\s*共"),
    "违法事实": re.compile(r"以上(?:事实|行为)|上述(?:事实|行为)"),
}
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])\s*$"
)


_NAMES = re.compile(r"^[\u4e00-\u9fff·]{2,4}(?:[、，,\s]+[\u4e00-\u9fff·]{2,4})*$")


@dataclass(slots=True)
class Field:
    """A label and its value: `start`..`end` is the value in the flow, `at` where the label begins."""

    label: str
    printed: str
    at: int
    start: int
    end: int
    signs: bool  # （签名） stands beside the label
    value: str


def find_fields(flow: Flow) -> list[Field]:
    """The labels of a document in order, each with the text up to the next label or the end of its line."""
    heads = _heads(flow)
    fields: list[Field] = []
    covered = 0
    for index, (at, start, label, printed, signs) in enumerate(heads):
        if at < covered:
            continue  # a speaker inside a transcript is no label
        following = heads[index + 1][0] if index + 1 < len(heads) else len(flow.text)
        if label in TRANSCRIPTS:
            following = _end_of_transcript(heads, index, len(flow.text))
            covered = following
        end = _end_of(flow, start, following, label, signs)
        value = flow.text[start:end]
        lead = len(value) - len(value.lstrip(" \t\n_＿"))
        fields.append(
            Field(label, printed, at, start + lead, start + len(value.rstrip(" \t\n_＿")), signs, "")
        )
        last = fields[-1]
        last.end = max(last.start, last.end)
        last.value = flow.text[last.start : last.end]
    return fields


Head = tuple[int, int, str, str, bool]


def _heads(flow: Flow) -> list[Head]:
    heads: dict[int, Head] = {}
    for pattern, stop in (
        (COLON, len(flow.text)),
        (CELL, len(flow.text)),
        (SIGNED, len(flow.text)),
        (_BARE, _end_of_person(flow.text)),
    ):
        for match in pattern.finditer(flow.text, 0, stop):
            printed = re.sub(r"\s", "", match["label"]).replace("(", "（").replace(")", "）")
            label = CANONICAL.get(printed) or CANONICAL.get(printed.replace("，", "、").replace(",", "、"))
            if label is None:
                label = CANONICAL.get(printed.replace("、", ""), printed)
            if match.start() in heads or not _may_begin(flow.text, match.start(), label):
                continue
            if label == "执法证号" and flow.text[match.start() - 1 : match.start()] in ("（", "("):
                continue  # 张三（执法证号：…）is one value
            if pattern is CELL and _COLUMN_HEADS.match(_row_of(flow.text, match.start())):
                continue
            aside = match["aside"] or ""
            behind = _SIGN_BEHIND.match(flow.text, match.end())
            end = behind.end() if behind else match.end()
            signs = bool(_SIGN.search(aside + printed) or behind)
            heads[match.start()] = (match.start(), end, label, printed + aside.strip(), signs)
    ordered = sorted(heads.values())
    kept: list[Head] = []
    for head in ordered:
        if kept and head[0] < kept[-1][1]:
            continue  # 被检查单位 inside 被检查单位意见
        kept.append(head)
    return kept


def _row_of(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)]


def _end_of_person(text: str) -> int:
    """Where the head of an inquiry record ends: in it labels of the person stand without colons."""
    if not re.search(r"被(?:调查|询问|取证)人|法定代表人[:：]姓名", text[:1500]):
        return 0
    match = re.search(r"我们是|问\s*[:：]|[\n]对被申请", text)
    return match.start() if match else min(len(text), 800)


def _may_begin(text: str, at: int, label: str) -> bool:
    """A label begins a line, a cell, follows a value's end, or is unmistakable; not the end of a longer word."""
    before = text[at - 1 : at]
    if before in ("", "\n", "\t", " ", "。", "；", "，", "、", "）", ")", "_", "＿", "．", "."):
        return True
    return len(label) >= 4 or label in {"日期", "签名", "账号", "地址", "电话"} or before.isascii()


def _end_of_transcript(heads: list[Head], index: int, length: int) -> int:
    for at, _, label, _, signs in heads[index + 1 :]:
        if signs or label in LONG or label in ("备注", "出席人员签名", "听证参加人"):
            return at
    return length


def _end_of(flow: Flow, start: int, following: int, label: str, signs: bool) -> int:
    """Short values end with their line or cell, long ones with the next label."""
    text = flow.text
    ending = _ENDINGS.get(label)
    early = ending.search(text, start + 1, following) if ending else None
    following = early.start() if early else following
    if label in LONG:
        return _without_number(text, start, following)
    skipped = re.compile(r"[ \t_＿]*").match(text, start)
    first = skipped.end() if skipped else start
    if first >= following:
        return following
    cell = flow.line_at(first).cell if text[first : first + 1] != "\n" else None
    if cell is not None and "\t" in text[start : first + 1]:
        end = first  # the value is the whole next cell
        while end < following and flow.line_at(end).cell == cell:
            end += 1
        return end
    if text[first : first + 1] == "\n" and _continues_below(flow, first + 1, following, label, signs):
        first += 1
    stop = min((p for p in (text.find("\n", first), text.find("\t", first)) if p >= 0), default=len(text))
    return _without_number(text, start, min(stop, following))


def _continues_below(flow: Flow, position: int, following: int, label: str, signs: bool) -> bool:
    """True when a label's value stands on the next line, which is no label itself and no closing formula."""
    end = flow.text.find("\n", position)
    line = flow.text[position : end if end >= 0 else len(flow.text)].strip()
    above = flow.line_at(position - 1)
    if (
        not line
        or position >= following
        or (above.cell is not None and above.cell != flow.line_at(position).cell)
    ):
        return False
    if label in ("日期", "签名") and re.match(r"\d{4}年", line):
        return False  # the date of the seal, not of an empty signature
    if signs and not _NAMES.match(line):
        return False  # the organ that closes the paper did not sign above its own name
    return following >= position + len(line) and not re.search(r"[:：]\s*$|^[（(]|备注", line)


def _without_number(text: str, start: int, end: int) -> int:
    """`end` without the number of the next heading: 二、 before 监管类型或方式."""
    match = _NUMBERED.search(text[max(start, end - 8) : end])
    return end - len(match[0]) if match else end


def value_of(flow: Flow, field: Field) -> Value[str]:
    """A field as a value with its place; an empty one stands where its label ends."""
    if field.value:
        return flow.value(field.value, field.start, field.end)
    return Value("", "", flow.place(field.at, field.start), flow.confidence(field.at, field.start))
