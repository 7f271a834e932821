"""How the titles of the enforcement documents are found in print.

A title is compared compact: without blanks, heading of the body, brackets of the copy. Older sets and
practice use other names; they lead to the form of 172.
Source: 矿安〔2021〕172号 annexes 1 and 2; 煤安监监察〔2018〕35号 for the older names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from minewarden.rules.document_kinds import KINDS, DocumentKind

MORE_NAMES: dict[str, tuple[str, ...]] = {
    "执法案卷首页": (
        "行政执法案卷首页",
        "行政处罚案卷首页",
    ),
    "档案卷内目录": (
        "案卷卷内目录",
        "卷内材料目录",
    ),
    "检查方案": (
        "执法检查方案",
        "监察执法检查方案",
    ),
    "现场检查记录": (
        "检查记录",
        "现场检查情况记录",
    ),
    "撤出作业人员指令书": ("撤出作业人员决定书",),
    "查封（扣押）决定书": ("查封扣押决定书",),
    "延长查封（扣押）期限决定书": ("延长查封扣押期限决定书",),
    "查封（扣押）处理决定书": (
        "查封扣押处理决定书",
        "解除查封（扣押）决定书",
    ),
    "停供电（停供民用爆炸物品）决定书": ("停供电停供民用爆炸物品决定书",),
    "解除停供电（停供民用爆炸物品）函告书": ("恢复供电通知书",),
    "立案决定书": (
        "立案报告",
        "案件立案审批表",
    ),
    "调查询问笔录": ("询问调查笔录",),
    "行政处罚告知书": ("行政处罚意见告知书",),
    "听证通知书": ("行政处罚听证通知书",),
    "不予受理听证申请通知书": ("听证申请不予受理通知书",),
    "听证会报告书": ("听证报告",),
    "行政执法决定法制审核意见书": ("行政处罚决定法制审核意见书",),
    "案件处理呈报书": ("行政处罚案件处理呈报书",),
    "集体讨论记录": (
        "重大案件集体讨论记录",
        "集体研究记录",
    ),
    "送达收执": (
        "文书送达回证",
        "行政处罚送达收执",
    ),
    "罚款缴纳催告书": (
        "缴纳罚款催告书",
        "履行催告书",
    ),
    "延期（分期）缴纳罚款决定书": ("延期分期缴纳罚款决定书",),
    "行政强制执行事先催告书": (
        "行政强制执行催告书",
        "强制执行催告书",
    ),
    "移送书": ("问题移送书",),
    "行政执法有关事项审批报告": ("行政执法有关事项审批表",),
    "执法案件公开裁定记录": ("案件公开裁定记录",),
    "案件结案报告": (
        "行政处罚案件结案报告",
        "结案呈批表",
    ),
}
"""What practice also calls a form, beyond the aliases of `rules.document_kinds`."""

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
_NO_TITLE = re.compile(r"^\s*\d|[:：]")  # an entry of a list, a label
_NOISE = re.compile(r"[\s　、，,.．。·:：_＿\-—－]+")


def _fold(text: str) -> str:
    """`text` as titles are compared: no blanks or marks, one kind of bracket."""
    return _NOISE.sub("", text).replace("(", "（").replace(")", "）")


_BY_TITLE: dict[str, DocumentKind] = {
    _fold(name): kind for kind in KINDS for name in (*kind.names, *MORE_NAMES.get(kind.title, ()))
}
_FORM: dict[str, str] = {kind.inspection_title: kind.title for kind in KINDS if kind.inspection_title}
_OTHER: dict[str, str] = {_fold(title): title for title in (*RETIRED, *ATTACHMENTS, *MATERIALS)}
LONGEST_TITLE = max(map(len, (*_BY_TITLE, *_OTHER))) + 24  # with heading and aside


def form_of(kind: str) -> str:
    """The supervision title of a form, whichever body's title is given; itself when it is none of both."""
    return _FORM.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as found; `kind` None for a paper that is no form of the set, then `other` names it."""

    kind: DocumentKind | None
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
        inspection = self.kind.inspection_title
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
            continue
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
