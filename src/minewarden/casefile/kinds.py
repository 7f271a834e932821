"""The forms of the 2021 set ("172") and how their titles are found in print.

A title is compared compact: without blanks, heading of the body, brackets of the copy. Older sets and
practice use other names; they lead to the form of 172.
Source: 矿安〔2021〕172号 annexes 1 and 2; 煤安监监察〔2018〕35号 for the older names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A form of the set: `title` in the supervision list, `inspection` where the other list differs.

    `synonyms` are older or common names.
    """

    title: str
    inspection: str = ""
    synonyms: tuple[str, ...] = ()
    only: str = ""  # "supervision" or "inspection" where one list alone has the form

    @property
    def titles(self) -> tuple[str, ...]:
        """Every name it goes by, the official ones first."""
        return (self.title, *((self.inspection,) if self.inspection else ()), *self.synonyms)


KINDS: tuple[Kind, ...] = (
    Kind(
        "执法案卷首页", synonyms=("案卷首页", "行政执法案卷首页", "行政处罚案卷首页", "卷宗封面", "案卷封面")
    ),
    Kind("档案卷内目录", synonyms=("卷内目录", "案卷目录", "卷内文件目录", "案卷卷内目录", "卷内材料目录")),
    Kind(
        "检查方案", synonyms=("现场检查方案", "执法检查方案", "监察方案", "监督检查方案", "监察执法检查方案")
    ),
    Kind(
        "现场检查记录", "现场检查笔录", ("检查记录", "现场检查勘验笔录", "现场勘验笔录", "现场检查情况记录")
    ),
    Kind("现场处理决定书", synonyms=("现场处理措施决定书", "责令限期整改指令书", "责令改正指令书")),
    Kind("撤出作业人员指令书", "撤出作业人员命令书", ("撤出作业人员决定书",)),
    Kind("抽样取证通知书", synonyms=("抽样取证凭证",)),
    Kind("先行登记保存证据通知书", synonyms=("先行登记保存证据决定书", "登记保存证据通知书")),
    Kind("先行登记保存证据处理决定书", synonyms=("登记保存证据处理决定书",)),
    Kind("鉴定委托书", synonyms=("委托鉴定书",), only="supervision"),
    Kind("查封（扣押）决定书", synonyms=("查封决定书", "扣押决定书", "查封扣押决定书")),
    Kind(
        "延长查封（扣押）期限决定书",
        synonyms=("延长查封期限决定书", "延长扣押期限决定书", "延长查封扣押期限决定书"),
    ),
    Kind(
        "查封（扣押）处理决定书",
        synonyms=(
            "查封处理决定书",
            "扣押处理决定书",
            "查封扣押处理决定书",
            "解除查封决定书",
            "解除扣押决定书",
            "解除查封（扣押）决定书",
        ),
    ),
    Kind(
        "停供电（停供民用爆炸物品）决定书",
        synonyms=("停供电决定书", "停供民用爆炸物品决定书", "停止供电决定书", "停供电停供民用爆炸物品决定书"),
    ),
    Kind(
        "停供电（停供民用爆炸物品）函告书",
        "停供电（停供民用爆炸物品）通知书",
        ("停供电函告书", "停供民用爆炸物品函告书", "停供电通知书", "停供民用爆炸物品通知书"),
    ),
    Kind(
        "解除停供电（停供民用爆炸物品）函告书",
        "解除停供电（停供民用爆炸物品）通知书",
        (
            "解除停供电函告书",
            "解除停供民用爆炸物品函告书",
            "解除停供电通知书",
            "解除停供民用爆炸物品通知书",
            "恢复供电通知书",
        ),
    ),
    Kind("复查意见书", synonyms=("整改复查意见书", "复查意见")),
    Kind("立案决定书", synonyms=("立案审批表", "立案呈批表", "立案报告", "案件立案审批表")),
    Kind("询问通知书", synonyms=("调查询问通知书",), only="supervision"),
    Kind("调查询问笔录", "调查取证笔录", ("询问笔录", "调查笔录", "询问调查笔录")),
    Kind(
        "行政处罚告知书",
        synonyms=("行政处罚事先告知书", "行政处罚意见告知书", "行政处罚听证告知书", "听证告知书"),
    ),
    Kind("陈述、申辩笔录", synonyms=("陈述申辩笔录", "当事人陈述申辩笔录")),
    Kind("听证通知书", synonyms=("听证会通知书", "行政处罚听证通知书")),
    Kind("不予受理听证申请通知书", synonyms=("听证申请不予受理通知书",)),
    Kind("听证笔录", synonyms=("听证会笔录",)),
    Kind("听证会报告书", synonyms=("听证报告书", "听证报告"), only="supervision"),
    Kind(
        "行政执法决定法制审核意见书",
        synonyms=(
            "法制审核意见书",
            "重大行政执法决定法制审核意见书",
            "法制审核意见",
            "行政处罚决定法制审核意见书",
        ),
    ),
    Kind("案件处理呈报书", synonyms=("案件处理呈批表", "案件处理审批表", "行政处罚案件处理呈报书")),
    Kind(
        "集体讨论记录",
        synonyms=("案件集体讨论记录", "重大案件集体讨论记录", "重大行政处罚案件集体研究记录", "集体研究记录"),
    ),
    Kind("行政处罚决定书", synonyms=("处罚决定书",)),
    Kind("送达收执", synonyms=("送达回执", "送达回证", "文书送达回执", "文书送达回证", "行政处罚送达收执")),
    Kind("罚款缴纳催告书", synonyms=("罚款催缴通知书", "缴纳罚款催告书", "行政决定履行催告书", "履行催告书")),
    Kind("加处罚款决定书"),
    Kind(
        "延期（分期）缴纳罚款决定书",
        synonyms=(
            "延期缴纳罚款决定书",
            "分期缴纳罚款决定书",
            "延期分期缴纳罚款决定书",
            "延期（分期）缴纳罚款批准书",
        ),
    ),
    Kind("行政强制执行事先催告书", synonyms=("强制执行事先催告书", "行政强制执行催告书", "强制执行催告书")),
    Kind("强制执行申请书", synonyms=("行政强制执行申请书",)),
    Kind("加强和改善安全监管建议书", synonyms=("加强和改善煤矿安全监管建议书",), only="inspection"),
    Kind("加强和改善安全管理意见书", synonyms=("加强和改善煤矿安全管理意见书",), only="inspection"),
    Kind("移送书", synonyms=("案件移送书", "问题移送书")),
    Kind("涉嫌犯罪案件移送书"),
    Kind(
        "行政执法有关事项审批报告",
        synonyms=("有关事项审批报告", "行政执法事项审批报告", "移送案件呈报书", "行政执法有关事项审批表"),
    ),
    Kind("执法案件公开裁定记录", synonyms=("案件公开裁定记录", "公开裁定记录"), only="inspection"),
    Kind("案件结案报告", synonyms=("结案报告", "结案审批表", "行政处罚案件结案报告", "结案呈批表")),
)

# forms of older sets that 172 no longer has: known, so that they split a merged file, but without a kind
RETIRED: tuple[str, ...] = (
    "行政复议申请笔录",
    "不予受理行政复议申请决定书",
    "行政复议调查笔录",
    "行政复议决定书",
    "当场行政处罚决定书",
    "行政处罚当场决定书",
    "行政当场处罚决定书",
)

ATTACHMENTS: dict[str, str] = {
    "检查分工明细表": "检查方案",
    "抽样取证清单": "抽样取证通知书",
    "先行登记保存证据清单": "先行登记保存证据通知书",
    "登记保存证据清单": "先行登记保存证据通知书",
    "查封（扣押）物品清单": "查封（扣押）决定书",
    "查封扣押物品清单": "查封（扣押）决定书",
    "查封物品清单": "查封（扣押）决定书",
    "扣押物品清单": "查封（扣押）决定书",
    "物品清单": "查封（扣押）决定书",
    "查封（扣押）物品处理表": "查封（扣押）处理决定书",
    "查封扣押物品处理表": "查封（扣押）处理决定书",
    "物品处理表": "查封（扣押）处理决定书",
}
"""Sheets that belong to a form: part of it, never a document of their own."""

MATERIALS: tuple[str, ...] = (
    "授权委托书",
    "缴纳罚款凭证",
    "罚款缴纳凭证",
    "罚款收据",
    "缴款书",
    "营业执照",
    "采矿许可证",
    "安全生产许可证",
    "居民身份证",
    "身份证复印件",
    "法定代表人身份证明",
    "整改报告",
    "整改情况报告",
    "复查申请",
    "复查申请书",
    "听证申请书",
    "陈述申辩书",
    "证据照片",
    "现场照片",
    "照片说明",
    "书证",
    "延期缴纳罚款申请书",
    "分期缴纳罚款申请书",
)
"""Evidence and filing papers that have a title of their own."""

_HEADING = re.compile(
    r"^.{0,30}?(?:行政执法文书|执法文书|国家(?:煤矿|矿山)安全监察局?|(?:煤矿|矿山)安全(?:监管|监察)|"
    r"局|厅|委员会|委|分局|监察处|执法队|支队|大队|人民政府)$"
)
_ASIDE = re.compile(r"（(?!停供民用爆炸物品|扣押|分期)[^（）]{1,20}）$")
_NO_TITLE = re.compile(r"^\s*\d|[:：].*\S")  # an entry of a list, the value of a label
_NOISE = re.compile(r"[\s　、，,.．。·:：_＿\-—－]+")


def _fold(text: str) -> str:
    """`text` as titles are compared: no blanks or marks, one kind of bracket."""
    return _NOISE.sub("", text).replace("(", "（").replace(")", "）")


_BY_TITLE: dict[str, Kind] = {_fold(title): kind for kind in KINDS for title in kind.titles}
_FORM: dict[str, str] = {
    title: kind.title for kind in KINDS for title in (kind.title, kind.inspection) if title
}
_OTHER: dict[str, str] = {_fold(title): title for title in (*RETIRED, *ATTACHMENTS, *MATERIALS)}
LONGEST_TITLE = max(map(len, (*_BY_TITLE, *_OTHER))) + 24  # with heading and aside


def form_of(kind: str) -> str:
    """The supervision title of a form, whichever body's title is given; itself when it is none of both."""
    return _FORM.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as found; `kind` None for a paper that is no form of the set, then `other` names it."""

    kind: Kind | None
    printed: str  # without heading and aside
    heading: str  # what stands before it in the same line: the body's heading or the organ
    aside: str  # the bracket behind it: a person's name, 单位, 个人, 副本
    other: str = ""
    exact: bool = True

    @property
    def official(self) -> str:
        """The official title of the same form: the inspection one only where that one is printed."""
        if self.kind is None:
            return ""
        inspection = self.kind.inspection
        return inspection if inspection and _fold(inspection) == _fold(self.printed) else self.kind.title


def read_title(text: str, *, fuzzy: bool = False) -> Title | None:
    """The title that a whole line is; None when the line is anything else.

    In: one printed line, letter-spaced or not. `fuzzy` forgives one wrong character in a title of five or
    more, as recognised scans have them.
    """
    if len(text) > 4 * LONGEST_TITLE or _NO_TITLE.search(text):
        return None
    folded = _fold(text)
    if not 3 <= len(folded) <= LONGEST_TITLE:
        return None
    aside = ""
    if folded not in _BY_TITLE and (bracket := _ASIDE.search(folded)):
        folded, aside = folded[: bracket.start()], bracket[0].strip("（）")
    found = _longest_end(folded)
    if found is None and fuzzy:
        found = _nearly(folded)
        return found and Title(found.kind, found.printed, "", aside, found.other, exact=False)
    if found is None:
        return None
    return Title(found.kind, found.printed, found.heading, aside, found.other)


def _longest_end(folded: str) -> Title | None:
    """The longest known title that ends `folded`, if all that stands before it is a heading."""
    for start in range(len(folded) - 2):
        end = folded[start:]
        if end not in _BY_TITLE and end not in _OTHER:
            continue
        heading = folded[:start]
        if heading and not _HEADING.match(heading):
            return None
        return Title(_BY_TITLE.get(end), end, heading, "", _OTHER.get(end, ""))
    return None


def _nearly(folded: str) -> Title | None:
    """The one form whose title differs from `folded` in a single character, lost, added or misread."""
    if len(folded) < 5:
        return None
    near = {title for title in _BY_TITLE if abs(len(title) - len(folded)) <= 1 and _one_apart(title, folded)}
    kinds = {_BY_TITLE[title].title for title in near}
    if len(kinds) != 1:
        return None
    title = min(near)
    return Title(_BY_TITLE[title], title, "", "")


def _one_apart(one: str, other: str) -> bool:
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    return one[head + 1 :] in (other[head + 1 :], other[head:]) or one[head:] == other[head + 1 :]
