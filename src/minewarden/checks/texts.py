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
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤冉聂牛景牟樊鲁岳齐庄游祁安滕殷施洪包左柳管葛"
    "窦苗章云俞费岑倪毕常傅卞康伍平穆萧湛狄米臧谈茅庞纪舒屈项祝阮蓝季麻娄童颜梅盛刁骆凌霍虞柯缪宗宣郁杭诸吉邢裴翁荀甄封储靳"
    "焦巴谷仲伊宫宁仇栾甘厉符詹蒲索赖卓蒙池乔翟申桑桂边燕冀尚温晏柴瞿阎艾容古易耿满匡文寇巩晁敖冷辛阚简饶沙丰查荆佟佘冼党谌蔺苑苟闵隋"
)
_SPLIT = re.compile(r"[\s、，,;；/|。：:（）()＿_]+")
_NOISE = re.compile(r"[^一-龥A-Za-z0-9.%＋+/]+")
_LIGHT = re.compile(r"[的了时作做、]")
# 1.3101工作面 is item 1, 1.2% is a figure; 1.15号煤层 is an item where a sentence ends before it
_ITEM = re.compile(
    r"(?<![\d.])（?(?P<a>\d{1,2})[.．、）](?!\d{1,2}(?!\d))"
    r"|(?:^|(?<=[。；：]))（?(?P<b>\d{1,2})[.．、）](?=\d{1,2}[号#采煤层月日名台处条人个项])"
    r"|（(?P<c>[一二三四五六七八九十]{1,3})）(?!项)"
)


def names(raw: str) -> list[str]:
    """The persons named in `raw` (blanks kept), in order, each once; titles and remarks are not persons."""
    found: list[str] = []
    letters = ""  # of letter-spaced names: 张 三  李 四
    for token in [*_SPLIT.split(re.sub(r"\d+", " ", raw)), "签名"]:
        if len(token) == 1 and re.fullmatch("[一-龥]", token):
            letters += token
            continue
        found.extend([*_persons(letters), *_persons(token)])
        letters = ""
    persons = [name for name in found if name not in _NOT_NAMES]
    # a sample writes XXX for everybody; real names count once
    return [name for at, name in enumerate(persons) if "X" in name or name not in persons[:at]]


def _persons(token: str) -> list[str]:
    if token in _NOT_NAMES:
        return []
    if len(token) in (2, 3) and _NAME.fullmatch(token):
        return [token]
    if re.fullmatch(r"[一-龥]{4,12}", token) and (parted := _parted(token)):
        return parted  # 李建国张明远: the blank between was not printed or not recognised
    return [token] if _NAME.fullmatch(token) else []


def _parted(token: str) -> list[str]:
    """`token` as two or more names of two or three characters, each beginning with a surname; [] if it is not."""
    if len(token) in (2, 3):
        return [token] if token[0] in _SURNAMES else []
    for size in (3, 2):
        head, tail = token[:size], token[size:]
        if head[0] in _SURNAMES and head[:2] not in _COMPOUND and (rest := _parted(tail)):
            return [head, *rest]
    return []


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
