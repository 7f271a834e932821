"""Officers with their certificate numbers, and the places where somebody signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from minewarden.casefile.dates import find_dates
from minewarden.casefile.fields import Field
from minewarden.casefile.flow import Flow
from minewarden.casefile.model import Line, Officer, Signature

ROLES = {
    "检查人": "officer",
    "现场执法人员": "officer",
    "复查人员": "officer",
    "承办人": "handler",
    "调查人": "inquirer",
    "记录人": "recorder",
    "送达人": "server",
    "编制人": "author",
    "带队人": "leader",
    "审批人": "approver",
    "主持人": "chair",
    "听证主持人": "chair",
    "裁定主持人": "chair",
    "听证员": "juror",
    "汇报人": "reporter",
    "法制审核人员": "reviewer",
    "签发人": "approver",
}
# who else signs, though no officer
SIGNERS = {
    "被检查单位负责人",
    "受送达人",
    "签名",
    "陈述、申辩人",
    "见证人",
    "听证参加人",
    "出席人员签名",
    "出席人员",
}

_PAIR = re.compile(
    r"(?P<name>[\u4e00-\u9fff·]{2,4}|X{2,4}|[\u4e00-\u9fff]X{1,3})\s*[（(]\s*(?:行政)?(?:执法)?(?:证件?|证书)?"
    r"(?:号码?|编号)?\s*(?:为)?[:：]?\s*(?P<number>[A-Za-z0-9][A-Za-z0-9\-]{4,24})\s*[)）]"
)
_NAME = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}|X{2,4}|[\u4e00-\u9fff]X{1,3})$"
)
_NO_NAME = re.compile(
    r"签名|签字|日期|年|月|无|同意|属实|以上|单位|人员|记录|局|科|处$|指纹|盖章|意见|电话|亲笔|所有|名单|见附"
)
_SEPARATOR = re.compile(r"[、，,;；/\s\t]+")
_ASIDE = re.compile(r"[（(][^（）()]*[)）]")


def names_in(text: str) -> list[str]:
    """The personal names a value consists of; words that are no names are left out."""
    plain = _ASIDE.sub(" ", text)
    pieces = [piece for piece in _SEPARATOR.split(plain) if piece]
    if len(pieces) > 1 and all(len(piece) == 1 for piece in pieces) and len(pieces) <= 4:
        pieces = ["".join(pieces)]  # a name written letter-spaced
    pieces = _joined_singles(pieces)
    return [piece for piece in pieces if _NAME.match(piece) and not _NO_NAME.search(piece)]


def _joined_singles(pieces: list[str]) -> list[str]:
    """张 三 is one name: two-character names are often spread to the width of three."""
    joined: list[str] = []
    for piece in pieces:
        if joined and len(piece) == 1 and len(joined[-1]) == 1 and "\u4e00" <= piece <= "\u9fff":
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def find_officers(flow: Flow, fields: list[Field]) -> list[Officer]:
    """Officers of a document: those named behind their labels, then those with a number in the text.

    Certificate numbers go to the names before them in turn: 张三 执法证号：1 李四 执法证号：2 and
    张三、李四 执法证号：1、2 are read alike.
    """
    officers: list[Officer] = []
    waiting: list[Officer] = []
    for index, field in enumerate(fields):
        role = ROLES.get(field.label)
        if role is not None:
            waiting = _officers_of(flow, field, role)
            officers += waiting
        elif field.label == "执法证号" and waiting:
            _give_numbers(waiting, field.value)
            extra = names_in(re.sub(r"[A-Za-z0-9\-]{5,}", " ", field.value))
            more = [_officer(flow, field, name, waiting[0].role, fields[index - 1].signs) for name in extra]
            officers += more
            waiting += more
            following = fields[index + 1] if index + 1 < len(fields) else None
            if following is not None and following.label == "执法证号":
                between = names_in(flow.text[field.end : following.at])
                more = [_officer(flow, field, name, waiting[0].role, True) for name in between]
                officers += more
                waiting += more
    known = {(officer.name, officer.certificate_no) for officer in officers}
    for match in _PAIR.finditer(flow.text):
        name = _plain_name(match["name"])
        if (name, match["number"]) not in known and not any(
            o.certificate_no == match["number"] for o in officers
        ):
            place = flow.place(match.start(), match.end())
            sure = flow.confidence(match.start(), match.end())
            officers.append(Officer(name, match["number"], place, "officer", None, sure))
    return officers


def _plain_name(text: str) -> str:
    return re.sub(r"^(?:人员|监察员|检查员|法人员|和|及|由|指派|为)", "", text)


def _officers_of(flow: Flow, field: Field, role: str) -> list[Officer]:
    pairs = {match["name"]: match["number"] for match in _PAIR.finditer(field.value)}
    found = []
    for name in names_in(field.value):
        officer = _officer(flow, field, name, role, field.signs)
        officer.certificate_no = pairs.get(name)
        found.append(officer)
    numbers = re.findall(r"[A-Za-z0-9\-]{6,24}", _ASIDE.sub(" ", field.value))
    for officer, number in zip([o for o in found if o.certificate_no is None], numbers, strict=False):
        officer.certificate_no = number
    return found


def _officer(flow: Flow, field: Field, name: str, role: str, signs: bool) -> Officer:
    at = flow.text.find(name, field.start)
    start = at if at >= 0 else field.start
    place, sure = flow.place(start, start + len(name)), flow.confidence(start, start + len(name))
    return Officer(name, None, place, role, True if signs else None, sure)


def _give_numbers(waiting: list[Officer], text: str) -> None:
    numbers = re.findall(r"[A-Za-z0-9X][A-Za-z0-9\-]{3,24}", text)
    lacking = [officer for officer in waiting if officer.certificate_no is None]
    for officer, number in zip(lacking, numbers, strict=False):
        officer.certificate_no = number


def find_signatures(
    flow: Flow, fields: list[Field], scanned: bool, pictured: Callable[[Line], bool] = lambda _: False
) -> list[Signature]:
    """The places for signatures, with the name, the date beside it, and whether anybody signed.

    `pictured` says whether a picture that is no seal stands in a line: a signature pasted in. In a scan an empty
    place proves little: handwriting may be beyond recognition, so `present` is None there.
    """
    found: list[Signature] = []
    for index, field in enumerate(fields):
        signs = field.signs or field.label in ("签名", "出席人员签名")
        if not signs and not (field.label in SIGNERS and field.signs):
            continue
        text = field.value
        names = names_in(text)
        written = bool(re.sub(r"[\s_＿:：]", "", _ASIDE.sub("", text)))
        name = names[0] if len(names) == 1 else "、".join(names) if names else (text.strip() or None)
        label = field.label if field.label != "签名" else _owner(fields, index)
        following = fields[index + 1] if index + 1 < len(fields) else None
        signed_on = _date_beside(field, following)
        there = written or pictured(flow.line_at(field.at))
        present = True if there else None if scanned else False
        place = flow.place(field.start if written else field.at, field.end)
        sure = flow.confidence(field.at, field.end)
        found.append(Signature(label, name, present, place, signed_on, sure))
    return found


def _owner(fields: list[Field], index: int) -> str:
    """Whose signature a bare 签名 is: that of the opinion it stands behind."""
    before = fields[index - 1].label if index else ""
    return before if before.endswith(("意见", "负责人")) else "签名"


def _date_beside(field: Field, following: Field | None) -> date | None:
    for text in (field.value, following.value if following is not None and following.label == "日期" else ""):
        dates = find_dates(text)
        if dates:
            return dates[0].value
    return None
