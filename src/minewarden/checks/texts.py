"""Comparing what papers say: names, numbered lists, facts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from minewarden.rules.numerals import parse_numeral

_NAME = re.compile(r"[一-龥X某]{2,4}(?:·[一-龥]{1,6})?")
_NOT_NAMES = frozenset(
    [
        "签名",
        "签字",
        "签章",
        "日期",
        "印章",
        "公章",
        "盖章",
        "执法",
        "证号",
        "姓名",
        "无",
        "同意",
        "属实",
        "职务",
        "以上",
        "备注",
        "记录",
        "检查",
        "负责人",
        "执法人员",
        "局长",
        "科长",
        "处长",
        "队长",
        "副局长",
        "主任",
        "科员",
        "监察员",
        "法规",
        "附件",
        "手印",
        "指印",
        "按印",
        "押印",
        "捺印",
        "电子签名",
        "已签名",
        "未签名",
        "空白",
    ]
)
_COMPOUND = [
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "宇文",
    "长孙",
    "夏侯",
    "端木",
    "南宫",
]
_SPLIT = re.compile(r"[\s、，,;；/|。：:（）()＿_]+")
_NOISE = re.compile(r"[^一-龥A-Za-z0-9.%＋+/]+")
_LIGHT = re.compile(r"[的了时作做、]")
# 1.3101工作面 is item 1, 1.2% is a figure; 1.15号煤层 is an item where a sentence ends before it
_ITEM = re.compile(
    r"(?<![\d.])（?(?P<a>\d{1,2})[.．、）](?!\d{1,2}(?!\d))"
    r"|(?:^|(?<=[。；：]))（?(?P<b>\d{1,2})[.．、）](?=\d{1,2}[号#采煤层])"
    r"|（(?P<c>[一二三四五六七八九十]{1,3})）(?!项)"
)


def names(raw: str) -> list[str]:
    """The persons named in `raw` (blanks kept), in order, each once; titles and remarks are not persons."""
    found: list[str] = []
    letters = ""
    for token in _SPLIT.split(re.sub(r"\d+", " ", raw)):
        if len(token) == 1 and re.fullmatch("[一-龥]", token):
            letters += token  # a letter-spaced name: 张 三
            if len(letters) >= 3:
                found, letters = [*found, letters], ""
            continue
        if len(letters) >= 2:
            found.append(letters)
        letters = ""
        found.extend(_persons(token))
    if len(letters) >= 2:
        found.append(letters)
    persons = [name for name in found if name not in _NOT_NAMES]
    # a sample writes XXX for everybody; real names count once
    return [name for at, name in enumerate(persons) if "X" in name or name not in persons[:at]]


def _persons(token: str) -> list[str]:
    if not _NAME.fullmatch(token) or token in _NOT_NAMES:
        return []
    if len(token) == 4 and token[:2] not in _COMPOUND and "X" not in token and "·" not in token:
        return [token[:2], token[2:]]  # 张三李四 without a blank between
    return [token]


def plain(text: str) -> str:
    """`text` as facts are compared: letters, digits and signs of quantity alone, light words left out."""
    return _LIGHT.sub("", _NOISE.sub("", text))


def similarity(one: str, other: str) -> float:
    """0..1, how much of two plain texts agrees in order."""
    if not one or not other:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def coverage(part: str, whole: str) -> float:
    """0..1, which share of the pairs of characters of `part` occurs in `whole`."""
    pairs = {part[at : at + 2] for at in range(len(part) - 1)}
    return sum(pair in whole for pair in pairs) / len(pairs) if pairs else 1.0


def figures(text: str) -> list[str]:
    """The numbers of a fact (1.2%, 3台, 101), in order of value, for comparing."""
    return sorted(re.findall(r"\d+(?:\.\d+)?", text))


def numbered_items(text: str) -> list[tuple[int, str, int]]:
    """(number, text, offset) of a list 1. 2. 3. or （一）（二） in `text`; numbers must run from 1 upwards."""
    items: list[tuple[int, str, int]] = []
    starts: list[tuple[int, int, int]] = []
    for match in _ITEM.finditer(text):
        arabic = match["a"] or match["b"]
        number = int(arabic) if arabic else parse_numeral(match["c"]) or 0
        if number == len(starts) + 1:
            starts.append((number, match.start(), match.end()))
    for index, (number, _, begin) in enumerate(starts):
        end = starts[index + 1][1] if index + 1 < len(starts) else len(text)
        items.append((number, text[begin:end], begin))
    return items


def differ(one: str, other: str) -> bool:
    """True when two statements of one fact differ in more than marks and light words."""
    first, second = plain(one), plain(other)
    return first != second and first not in second and second not in first
